// The page on which an article is corrected: what the form has is sent, and the article is shown as it is then.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const token = document.querySelector("meta[name='cuttings-token']").content;
  const form = document.querySelector("form.correcting");
  const wrong = form.querySelector(".wrong");
  let sending = false; // buttons are not disabled: they would lose the focus

  const send = async (change) => {
    if (sending) return;
    sending = true;
    wrong.hidden = true;
    const address = cuttingsAddress("ARTICLE_CORRECT", form.dataset.article);
    const headers = { "x-cuttings-token": token, "content-type": "application/json" };
    const response = await fetch(address, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify(change) }).catch(() => null);
    sending = false;
    if (response && response.ok) return void location.assign(form.querySelector(".back").href);
    wrong.hidden = false;
    wrong.textContent = response ? await response.text() : say("no_server");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(Object.fromEntries(new FormData(form)));
  });
  const undo = form.querySelector(".undo");
  if (undo) undo.addEventListener("click", () => send({ undo: true }));
})();

// Adding without a file: a pasted text is sent as a file with its outlet and its day; an address is fetched by the server.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const NAMED = 80; // characters of a name
  const [paste, get] = ["#paste form", "#fetch form"].map((query) => document.querySelector(query));
  if (!paste) return;

  paste.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = [...new FormData(paste)].filter(([, value]) => value.trim());
    const article = Object.fromEntries(filled);
    if (!article.text) return;
    const name = `${say("pasted")}: ${(article.title || article.text.trim().split("\n")[0]).slice(0, NAMED)}`;
    const file = new File([JSON.stringify(article)], "pasted.json", { type: "application/json" });
    document.dispatchEvent(new CustomEvent("cuttings-add", { detail: [[file, name]] }));
    paste.reset();
    paste.querySelector("input").focus();
  });

  get.addEventListener("submit", async (event) => {
    event.preventDefault();
    const token = document.querySelector("meta[name='cuttings-token']").content;
    const headers = { "x-cuttings-token": token, "content-type": "application/json" };
    const body = JSON.stringify(Object.fromEntries(new FormData(get)));
    const response = await fetch(cuttingsAddress("ARTICLES_FETCH"), { method: "POST", credentials: "same-origin", headers, body }).catch(() => null);
    const detail = response && response.ok ? { job: await response.json() } : { refused: response ? await response.text() : say("no_server") };
    document.dispatchEvent(new CustomEvent("cuttings-job", { detail }));
    if (detail.job) get.reset();
  });
})();

// Saving the search of the page of articles as an alert.
(() => {
  "use strict";
  const token = document.querySelector("meta[name='cuttings-token']");
  if (!token) return;

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("#save-search"); // it is another one once the list was renewed
    if (!button) return;
    const said = document.getElementById("search-saved");
    button.disabled = true;
    try {
      const response = await fetch(cuttingsAddress("ALERTS"), {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json", "x-cuttings-token": token.content },
        body: JSON.stringify({ search: button.value }),
      });
      said.textContent = response.ok ? said.dataset.saved : await response.text();
      button.disabled = response.ok;
    } catch {
      said.textContent = said.dataset.failed;
      button.disabled = false;
    }
  });
})();

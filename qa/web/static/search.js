// Saving the search of the page of articles as an alert.
(() => {
  "use strict";
  const button = document.getElementById("save-search");
  const said = document.getElementById("search-saved");
  const token = document.querySelector("meta[name='cuttings-token']");
  if (!button || !token) return;

  button.addEventListener("click", async () => {
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

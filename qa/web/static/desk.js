// Collections, marks, dossiers, shared conversations: what a button or a form with data-post sends.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { change } = cuttingsChanges;
  const announce = (text) => cuttingsChanges.announce(text, 6);

  // Show what the server has now, and put the focus back where it was.
  const put = (region, markup, pressed) => {
    const open = [...region.querySelectorAll("details")].map((fold) => fold.open);
    region.innerHTML = markup; // escaped by the server
    const folds = [...region.querySelectorAll("details")];
    if (folds.length === open.length && !pressed.matches("form.writing")) folds.forEach((fold, at) => (fold.open = open[at]));
    const again = document.getElementById(pressed.id);
    if (again) return void (again.matches("form") ? again.querySelector("input, select, textarea") : again).focus();
    const near = region.querySelector("button");
    if (near) near.focus();
  };

  const act = async (pressed, fields = {}) => {
    if (pressed.dataset.busy) return; // not disabled: it would lose the focus
    pressed.dataset.busy = "yes";
    const response = await change(pressed.dataset.post, { ...JSON.parse(pressed.dataset.send), ...fields });
    delete pressed.dataset.busy;
    if (!response) return;
    if (response.headers.get("content-type").includes("json")) location.assign((await response.json()).go);
    else put(pressed.closest("[data-region]"), await response.text(), pressed);
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest && event.target.closest("button[data-post]");
    if (pressed) act(pressed);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-post]")) return;
    event.preventDefault();
    act(event.target, Object.fromEntries(new FormData(event.target)));
  });

  // ---- an address to copy; over http browsers copy nothing, so it is selected at least

  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest && event.target.closest("button[data-copy]");
    if (!pressed) return;
    try {
      await navigator.clipboard.writeText(pressed.dataset.copy);
      announce(say("address_copied"));
    } catch {
      pressed.parentElement.querySelector("input").select();
      announce(say("not_copied"));
    }
  });

  // Alt with an arrow moves the entry of a dossier in which the focus is.
  document.addEventListener("keydown", (event) => {
    const up = { ArrowUp: true, ArrowDown: false }[event.key];
    const entry = event.altKey && up !== undefined && event.target.closest && event.target.closest(".entries > li");
    const move = entry && entry.querySelector(`button[id^='${up ? "move_up" : "move_down"}-']`);
    if (!move) return;
    event.preventDefault();
    act(move);
  });
})();

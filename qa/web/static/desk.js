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
    if (again) return void (again.matches("form") ? again.querySelector("input, textarea") : again).focus();
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

  // ---- files into a collection: one after the other, each until its articles are stored

  const stored = async (job) => {
    for (;;) {
      const jobs = await (await fetch(cuttingsAddress("JOBS"), { credentials: "same-origin" })).json();
      const now = jobs.find(({ id }) => id === job.id) || { state: "failed", said: "" };
      if (["done", "failed", "cancelled"].includes(now.state)) return now;
      await new Promise((later) => setTimeout(later, 300));
    }
  };

  const upload = async (address, files) => {
    const token = document.querySelector("meta[name='cuttings-token']").content;
    const failed = [];
    for (const file of files) {
      announce(`${file.name}: ${say("job_reading")}`);
      const target = `${address}&${new URLSearchParams({ name: file.name })}`;
      const response = await fetch(target, { method: "POST", credentials: "same-origin", headers: { "x-cuttings-token": token }, body: file });
      const { state, said } = response.ok ? await stored(await response.json()) : { state: "failed", said: await response.text() };
      if (state !== "done") failed.push(`${file.name}: ${said}`);
    }
    if (failed.length) announce(failed.join(" "));
    else location.reload();
  };

  document.addEventListener("change", (event) => {
    const picker = event.target;
    if (picker.matches("input[data-upload]")) upload(picker.dataset.upload, [...picker.files]).catch(() => announce(say("no_server")));
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

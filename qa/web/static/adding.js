// Adding files from the page of questions: dropped anywhere on the window, or chosen. Nothing is sent before the reader has seen
// what is added and what becomes of the sample; afterwards the page shows the archive as it is then.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  let sheet = null; // { dialog, list, start, said, lines: [{ file, name, shown, said, job, over }] }

  const build = () => {
    const picker = make("input", { type: "file", multiple: true, className: "hidden" });
    picker.addEventListener("change", () => {
      take([...picker.files].map((file) => [file, file.name]));
      picker.value = "";
    });
    const list = make("ul", { className: "files" });
    list.setAttribute("aria-label", say("sheet_files"));
    const said = make("p", { className: "said" });
    said.setAttribute("role", "status");
    const start = make("button", { type: "button", className: "primary", textContent: say("sheet_start"), disabled: true, onclick: send });
    const dialog = make(
      "dialog",
      { id: "adding", className: "cuttings-dialog" },
      make("h2", { id: "adding-title", textContent: say("sheet_title") }),
      make("p", { textContent: say("sheet_how") }),
      make("p", { className: "replaces", textContent: say("sheet_sample") }),
      make("label", { className: "pick" }, picker, say("sheet_choose")),
      make("p", {}, make("a", { href: `${cuttingsAddress("ARTICLES")}#add`, textContent: say("sheet_elsewhere") })),
      list,
      said,
      make("div", { className: "actions" }, start, button(say("close_plain"), say("sheet_close"), () => dialog.close())),
    );
    dialog.setAttribute("aria-labelledby", "adding-title");
    document.body.append(dialog);
    sheet = { dialog, list, start, said, lines: [] };
  };

  const open = () => {
    if (!sheet) build();
    if (sheet.dialog.open) return;
    sheet.dialog.querySelector(".replaces").hidden = !document.querySelector("#masthead .sample");
    if (sheet.lines.every((line) => line.over)) {
      sheet.lines = [];
      sheet.list.replaceChildren();
      sheet.said.textContent = "";
    }
    sheet.dialog.showModal();
  };

  const take = (files) => {
    open();
    for (const [file, name] of files) {
      const said = make("span", { className: "quiet" });
      const shown = make("li", {}, make("bdi", { textContent: name }), " ", said);
      sheet.list.append(shown);
      sheet.lines.push({ file, name, said, job: null, over: false });
    }
    sheet.start.disabled = !waiting().length;
    if (files.length) sheet.start.focus();
  };

  const waiting = () => sheet.lines.filter((line) => !line.over && !line.job);

  const end = (line, text) => {
    line.over = true;
    line.said.textContent = text;
  };

  // One after the other, so that they are added in their order.
  const send = async () => {
    sheet.start.disabled = true;
    for (const line of waiting()) {
      line.said.textContent = say("sheet_sending");
      const response = await cuttingsJobs.send(`${cuttingsAddress("ARTICLES_FILES")}?${new URLSearchParams({ name: line.name })}`, line.file);
      if (!response) end(line, say("no_server"));
      else if (!response.ok) end(line, await response.text());
      else line.job = (await response.json()).id;
    }
    await watch();
    refresh();
  };

  const watch = async () => {
    const left = new Map(sheet.lines.filter((line) => line.job && !line.over).map((line) => [line.job, line]));
    const show = (job, line) => {
      if (cuttingsJobs.ended(job)) end(line, job.said);
      else line.said.textContent = say(job.state === "working" ? "sheet_reading" : "sheet_waiting");
      line.done = job.state === "done";
    };
    await cuttingsJobs.watch(left, show).catch(() => left.forEach((line) => end(line, say("no_server"))));
  };

  // The masthead, the welcome and its examples; lists that are open are asked for again when they are opened.
  const refresh = () => {
    const done = sheet.lines.some((line) => line.done);
    sheet.said.textContent = say(done ? "sheet_done" : "sheet_none");
    sheet.dialog.querySelector(".replaces").hidden = true;
    if (done) document.querySelector("#refresh").click();
  };

  // ---- dropped files and folders, wherever they fall; without this the browser would leave the page for the file

  const carries = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  const over = (shown) => document.body.classList.toggle("dropping", shown);
  for (const name of ["dragenter", "dragover"]) {
    addEventListener(name, (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      over(true);
    });
  }
  addEventListener("dragleave", (event) => event.relatedTarget || over(false));
  addEventListener(
    "drop",
    async (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      event.stopPropagation();
      over(false);
      take(await cuttingsDropped(event.dataTransfer));
    },
    true,
  );

  document.addEventListener("click", (event) => {
    const opener = event.target.closest && event.target.closest(".add-articles");
    if (!opener || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
})();

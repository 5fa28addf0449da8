// "Pin", a tool of a quote: to a dossier that is chosen, the one changed last first; afterwards it says to which, and moves it.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const { change } = cuttingsChanges;
  const { exchange, fetched } = cuttingsChat;
  const announce = (text) => cuttingsChanges.announce(text, 6);

  const numberOf = (tool) => tool.value.split(" ")[1];

  const pin = async (tool, sent) => {
    const response = await change(cuttingsAddress("DOSSIER_PIN"), { exchange: exchange(tool), number: Number(numberOf(tool)), ...sent });
    if (!response) return;
    const { id, title } = await response.json();
    announce(say("pinned_in", { title }));
    const footer = tool.closest("footer");
    for (const moved of footer.querySelectorAll(`.tool[value$=' ${sent.from || id}'], .tool[value$=' ${id}']`)) moved.parentElement.remove();
    const link = make("a", { className: "desk", href: cuttingsAddress("DOSSIER", id), textContent: title, dir: "auto" });
    const move = button(say("pin_move_title", { title }), say("pin_move"));
    Object.assign(move, { className: "tool", value: `move ${numberOf(tool)} ${id}` });
    footer.append(make("span", { className: "pinned" }, `${say("pinned_where")} `, link, " ", move));
    (sent.from ? move : tool).focus();
  };

  const name = (tool, from) => {
    const field = make("input", { name: "title", required: true, maxLength: 120 });
    const form = make("form", { method: "dialog", className: "find" }, make("label", {}, say("dossier_new_title"), field), make("button", { textContent: say("create") }));
    const end = button(say("close_plain"), say("cancel"), () => dialog.close());
    const dialog = make("dialog", { className: "cuttings-dialog of-desk" }, form, end);
    dialog.setAttribute("aria-label", say("dossier_new_title"));
    form.addEventListener("submit", () => pin(tool, { title: field.value, ...(from && { from }) }));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  // from: the dossier in which the quote is, if it is to be moved
  const choose = async (tool, from = "") => {
    if (cuttingsMenus.opener() === tool) return void cuttingsMenus.shut();
    const response = await fetched(cuttingsAddress("DOSSIER_PIN"));
    if (!response.ok) return announce(await response.text());
    const dossiers = (await response.json()).filter(({ id }) => id !== from);
    if (!dossiers.length && !from) return pin(tool, {});
    const items = dossiers.map(({ id, title }) => [title, () => pin(tool, { dossier: id, ...(from && { from }) })]);
    cuttingsMenus.menu(tool, say(from ? "pin_move" : "pin_where"), [...items, [say("dossier_new"), () => name(tool, from)]]);
  };

  document.addEventListener("click", async (event) => {
    const tool = event.target.closest && event.target.closest("#chat .answer .tool:is([value^='pin '], [value^='move '])");
    if (!tool || tool.dataset.busy) return;
    tool.dataset.busy = "yes"; // not disabled: it would lose the focus
    await choose(tool, tool.value.split(" ")[2]);
    delete tool.dataset.busy;
  });

  cuttingsChat.onPlace(() => {
    const tools = "#chat .answer .tool:is([value^='pin '], [value^='move ']):not([aria-haspopup])";
    for (const tool of document.querySelectorAll(tools)) tool.setAttribute("aria-haspopup", "menu");
  });
})();

// Dialogs whose content is the server's: how a conversation is shared, and the marks of a quote. desk.js sends what is pressed in them.
const cuttingsDialogs = (() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const { exchange, fetched, onPlace } = cuttingsChat;

  // whenClosed: called with the content; then the focus goes back to where it was, unless it has moved it
  const open = async (name, title, address, { below = [], whenClosed = () => {} } = {}) => {
    const opener = document.activeElement;
    const response = await fetched(address);
    const markup = await response.text();
    if (!response.ok) return void cuttingsChanges.announce(markup);
    const region = make("div", { className: name });
    region.dataset.region = "";
    region.innerHTML = markup; // escaped by the server
    const heading = make("h2", { id: `${name}-title`, textContent: title });
    const end = button(say("close_plain"), say("sheet_close"), () => dialog.close());
    const dialog = make("dialog", { className: "cuttings-dialog of-desk" }, heading, region, ...below, end);
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.addEventListener("close", async () => {
      dialog.remove();
      await whenClosed(region);
      if (opener.isConnected) opener.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  const share = (conversation, whenClosed) => {
    const all = make("p", {}, make("a", { href: cuttingsAddress("SHARES"), textContent: say("shares") }));
    return open("sharing", say("share_title"), cuttingsAddress("CONVERSATION_SHARE", conversation), { below: [all], whenClosed });
  };

  // ---- stars, tags and notes of a quote: the answer shows what the dialog has in its template

  const mark = (tool) => {
    const shown = tool.closest(".quote").nextElementSibling;
    const address = cuttingsAddress("ANSWER_QUOTE_MARKS", exchange(tool), tool.value.split(" ")[1]);
    return open("marks", tool.title, address, {
      whenClosed: (region) => (shown.innerHTML = region.querySelector("template").innerHTML),
    });
  };

  document.addEventListener("click", (event) => {
    const tool = event.target.closest && event.target.closest("#chat .answer .tool[value^='mark ']");
    if (tool) mark(tool);
  });
  onPlace(() => {
    for (const tool of document.querySelectorAll("#chat .answer .tool[value^='mark ']:not([aria-haspopup])")) tool.setAttribute("aria-haspopup", "dialog");
  });

  return { share };
})();

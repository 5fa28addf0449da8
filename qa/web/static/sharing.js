// How a conversation is shared: shown in a dialog, where the buttons of the server change it (desk.js sends what they say).
const cuttingsSharing = (() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;

  const open = async (conversation, whenClosed = () => {}) => {
    const opener = document.activeElement;
    const response = await cuttingsChat.fetched(cuttingsAddress("CONVERSATION_SHARE", conversation));
    const markup = await response.text();
    if (!response.ok) return void cuttingsChanges.announce(markup);
    const region = make("div", {});
    region.dataset.region = "";
    region.innerHTML = markup; // escaped by the server
    const heading = make("h2", { id: "sharing-title", textContent: say("share_title") });
    const all = make("p", {}, make("a", { href: cuttingsAddress("SHARES"), textContent: say("shares") }));
    const end = button(say("close_plain"), say("sheet_close"), () => dialog.close());
    const dialog = make("dialog", { id: "sharing", className: "cuttings-dialog" }, heading, region, all, end);
    dialog.setAttribute("aria-labelledby", heading.id);
    dialog.addEventListener("close", async () => {
      dialog.remove();
      await whenClosed();
      if (opener.isConnected) opener.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
  };

  return { open };
})();

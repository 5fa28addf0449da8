// Earlier conversations: a rail where there is room for one, else a drawer that is opened from below the masthead.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const { change } = cuttingsChanges;
  const { ASK, context, fresh, fetched, known, openKept, startNew, onPlace } = cuttingsChat;
  const { opener, shut, show } = cuttingsMenus;

  let rail = null; // { panel, list, search }
  const isRail = () => Boolean(rail) && getComputedStyle(rail.panel).position !== "fixed";

  const listConversations = async () => {
    const query = new URLSearchParams({ q: rail.search.value, current: context.conversation });
    const response = await fetched(`${cuttingsAddress("CONVERSATIONS")}?${query}`);
    if (!response.ok) return;
    const active = rail.list.contains(document.activeElement) && document.activeElement;
    const focused = active && active.closest("li").dataset.conversation;
    rail.list.innerHTML = await response.text(); // escaped by the server
    if (focused) focusOn(focused, active.className || "open");
  };

  const focusOn = (conversation, kind) => (rail.list.querySelector(`[data-conversation='${conversation}'] .${kind}`) || rail.search).focus();

  // The rail follows what is asked and opened; not while a title is being typed in it.
  let listed = "";
  const relist = () => {
    const now = `${context.conversation} ${[...known()].filter(Boolean).length}`;
    if (!isRail() || now === listed || rail.list.querySelector(".renaming, .deleting")) return;
    listed = now;
    listConversations();
  };

  // The list says which conversations are shared.
  const relistShared = async (conversation) => {
    await listConversations();
    focusOn(conversation, "share");
  };

  const renaming = (line) => {
    const shown = line.querySelector(".title").textContent;
    const field = make("input", { value: shown, maxLength: 120 });
    field.setAttribute("aria-label", say("rename"));
    const form = make("form", { className: "renaming" }, field, make("button", { textContent: say("save") }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await change(cuttingsAddress("CONVERSATION_TITLE", line.dataset.conversation), { title: field.value });
      rail.list.replaceChildren();
      await listConversations();
      focusOn(line.dataset.conversation, "rename");
    });
    line.replaceChildren(form);
    field.select();
  };

  const deleting = (line) => {
    const name = line.dataset.conversation;
    const text = make("p", { textContent: say("delete_sure") });
    const yes = button(say("delete"), say("delete"), async () => {
      if (!(await change(cuttingsAddress("CONVERSATION_DELETE", name)))) return;
      if (name === context.conversation) openKept(fresh(), { asked: false });
      rail.list.replaceChildren();
      await listConversations();
      rail.search.focus();
    });
    const no = button(say("cancel"), say("cancel"), () => {
      rail.list.replaceChildren();
      listConversations();
    });
    line.replaceChildren(make("div", { className: "deleting" }, text, yes, " ", no));
    yes.focus();
  };

  const buildConversations = (mount) => {
    const panel = make("nav", { id: "history-panel", hidden: true });
    panel.setAttribute("aria-label", say("conversations"));
    const search = make("input", { type: "search", placeholder: say("search_conversations") });
    search.setAttribute("aria-label", say("search_conversations"));
    const list = make("div", { className: "list" });
    const end = button(say("close_plain"), "✕", () => shut());
    end.className = "end";
    const start = make("button", { type: "button", className: "new", textContent: say("new_conversation"), onclick: startNew });
    panel.append(make("div", { className: "bar" }, make("h2", { textContent: say("conversations") }), end), start, search, list);
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(listConversations, 150);
    });
    list.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      const line = event.target.closest("li");
      if (!pressed || !line) return;
      if (pressed.classList.contains("open")) {
        shut({ focus: false });
        openKept(line.dataset.conversation);
        document.querySelector(ASK).focus();
      } else if (pressed.classList.contains("rename")) renaming(line);
      else if (pressed.classList.contains("share")) cuttingsDialogs.share(line.dataset.conversation, () => relistShared(line.dataset.conversation));
      else if (pressed.classList.contains("delete")) deleting(line);
    });
    list.addEventListener("keydown", (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const all = [...list.querySelectorAll(".open")];
      if (!by || !all.includes(document.activeElement)) return;
      event.preventDefault();
      all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
    });
    mount.replaceChildren(panel);
    rail = { panel, list, search };
    new ResizeObserver(relist).observe(panel); // a wider window, or an article that is closed, makes a rail of it
  };

  const openDrawer = async (drawer) => {
    if (!rail) return;
    rail.search.value = "";
    await listConversations();
    rail.panel.hidden = false;
    show(rail.panel, drawer, (element) => (element.hidden = true));
    (rail.list.querySelector(".open") || rail.search).focus();
  };

  onPlace(() => {
    const shelf = document.querySelector("#conversations .mount");
    if (shelf && !shelf.firstChild) buildConversations(shelf);
    relist();
    const ways = document.querySelector("#masthead .ways");
    if (!ways || ways.querySelector("button")) return;
    const drawer = make("button", { type: "button", className: "page-link drawer", textContent: say("conversations") });
    drawer.setAttribute("aria-expanded", "false");
    drawer.addEventListener("click", () => (opener() === drawer ? shut() : openDrawer(drawer)));
    const start = make("button", { type: "button", className: "page-link start", textContent: say("new_conversation") });
    start.addEventListener("click", startNew);
    const keys = button(say("keys_title"), "?", () => window.cuttings.showKeys());
    keys.className = "page-link keys";
    ways.prepend(start, " ", drawer, " ", keys);
  });
})();

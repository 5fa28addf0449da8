// Around the conversation: filters, earlier conversations, copies and exports, votes, follow-up questions.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const ASK = "#question textarea";
  const fetched = (address) => fetch(address, { credentials: "same-origin" });

  const send = (address, body = {}) =>
    fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-cuttings-token": document.querySelector("meta[name='cuttings-token']").content },
      body: JSON.stringify(body),
    });

  // ---- what is sent with a question, stored as long as this tab is open

  const KEY = `cuttings ${location.pathname}`; // each archive of a server has conversations of its own
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const remembered = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  };
  const context = { conversation: fresh(), outlets: [], since: null, until: null, collection: null, unimply: null, alone: null, ...remembered() };
  const within = new URLSearchParams(location.search).get("collection"); // as the page of a collection links here
  if (within) {
    context.collection = within;
    window.history.replaceState(window.history.state, "", location.pathname + location.hash);
  }
  const addressed = cuttingsPlaces.current().conversation;
  const returning = Boolean(addressed) || "conversation" in remembered();
  if (addressed) context.conversation = addressed;
  else cuttingsPlaces.replace({ unasked: context.conversation });

  const setValue = (box, value) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const tell = () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...context, unimply: null, alone: null }));
    } catch {
      // a private window may not keep anything
    }
    const box = document.querySelector("#context textarea, #context input");
    if (box) {
      const value = JSON.stringify(context);
      if (box.tagName === "TEXTAREA") setValue(box, value);
    }
    return Boolean(box);
  };

  const ask = (question, { unimply = null, alone = null } = {}) => {
    const box = document.querySelector(ASK);
    if (!box) return;
    Object.assign(context, { unimply, alone });
    tell();
    setValue(box, question);
    requestAnimationFrame(() => document.querySelector("#question .submit-button").click());
  };

  const showConversation = (conversation) => {
    context.conversation = conversation;
    tell();
    requestAnimationFrame(() => document.querySelector("#open-conversation").click());
  };

  const openKept = (conversation, { asked = true } = {}) => {
    if (conversation === context.conversation) return;
    window.cuttings.hide();
    const named = asked ? { conversation } : { conversation: "", unasked: conversation };
    cuttingsPlaces.push({ ...named, panel: "", trail: [], depth: 0 });
    showConversation(conversation);
  };

  addEventListener("popstate", () => {
    const { conversation, unasked } = cuttingsPlaces.current();
    const wanted = conversation || unasked;
    if (wanted && wanted !== context.conversation) showConversation(wanted);
  });

  const startNew = () => {
    shut({ focus: false });
    openKept(fresh(), { asked: false });
    document.querySelector(ASK).focus();
  };

  // ---- one thing at a time is open above the page: a menu, the filters, the conversations

  let opened = null; // { element, opener, end }
  const shut = ({ focus = true } = {}) => {
    if (!opened) return false;
    const { element, opener, end } = opened;
    opened = null;
    end(element);
    opener.setAttribute("aria-expanded", "false");
    if (focus && opener.isConnected) opener.focus();
    return true;
  };
  const show = (element, opener, end) => {
    shut({ focus: false });
    opened = { element, opener, end };
    opener.setAttribute("aria-expanded", "true");
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && shut()) event.preventDefault();
    },
    true,
  );
  document.addEventListener("pointerdown", (event) => {
    if (opened && !opened.element.contains(event.target) && !opened.opener.contains(event.target)) shut({ focus: false });
  });

  const announce = (text) => {
    let line = document.querySelector("#cuttings-said");
    if (!line) {
      line = make("p", { id: "cuttings-said" });
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = text;
    clearTimeout(announce.timer);
    announce.timer = setTimeout(() => (line.textContent = ""), 4000);
  };

  // ---- menus

  const menu = (opener, name, items) => {
    const list = make("div", { className: "cuttings-menu" });
    list.setAttribute("role", "menu");
    list.setAttribute("aria-label", name);
    for (const [text, action] of items) {
      const item = make("button", { type: "button", textContent: text, tabIndex: -1 });
      item.setAttribute("role", "menuitem");
      item.addEventListener("click", () => {
        shut();
        action();
      });
      list.append(item);
    }
    list.addEventListener("keydown", (event) => {
      const all = [...list.children];
      const at = all.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (event.key === "Tab") shut({ focus: false });
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      all[(to + all.length) % all.length].focus();
    });
    (document.querySelector("main") || document.body).append(list);
    const at = opener.getBoundingClientRect();
    const size = list.getBoundingClientRect();
    list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    list.style.top = `${at.bottom + size.height + 8 > innerHeight ? Math.max(8, at.top - size.height - 4) : at.bottom + 4}px`;
    show(list, opener, (element) => element.remove());
    list.firstChild.focus();
  };

  const FORMATS = { text: "Plain text", markdown: "Markdown", html: "HTML", bibtex: "BibTeX", csl: "CSL-JSON" };

  const copy = async (text, format) => {
    try {
      await navigator.clipboard.writeText(text);
      announce(say("copied", { format }));
    } catch {
      const box = make("textarea", { value: text, readOnly: true });
      const dialog = make("dialog", { className: "cuttings-dialog" }, make("p", { textContent: say("not_copied") }), box);
      dialog.append(button(say("close_plain"), "✕", () => dialog.close()));
      box.setAttribute("aria-label", format);
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
      box.select();
    }
  };

  const exchange = (element) => {
    const name = [...element.closest(".answer").classList].find((each) => each.startsWith("x-"));
    return name ? name.slice(2) : "";
  };

  const offerCopies = async (opener) => {
    const response = await fetched(cuttingsAddress("ANSWER_QUOTE", exchange(opener), opener.value.split(" ")[1]));
    if (!response.ok) return announce(await response.text());
    const copies = await response.json();
    menu(opener, say("copy"), Object.entries(FORMATS).map(([name, text]) => [text, () => copy(copies[name], text)]));
  };

  const download = (kind) => {
    const link = make("a", { href: cuttingsAddress("CONVERSATION_EXPORT", context.conversation, kind), download: "" });
    document.body.append(link);
    link.click();
    link.remove();
    announce(say("exported"));
  };

  const vote = async (pressed) => {
    const value = pressed.classList.contains("on") ? 0 : Number(pressed.value.split(" ")[1]);
    const response = await send(cuttingsAddress("ANSWER_VOTE", exchange(pressed)), { vote: value });
    if (!response.ok) return announce(await response.text());
    for (const each of pressed.parentElement.querySelectorAll(".vote")) each.classList.toggle("on", each.value === `vote ${value}`);
    dress();
    announce(say("thanks"));
  };

  // Ask again without something: days that the question means, the questions before it, the filters of outlets or days.
  const askAgain = (kind, question) => {
    if (kind === "all-outlets") context.outlets = [];
    if (kind === "all-days") Object.assign(context, { since: null, until: null });
    if (filters) showChosen();
    ask(question, { [kind]: question });
  };

  document.addEventListener("click", (event) => {
    const tool = event.target.closest && event.target.closest("#chat .answer .tool");
    if (!tool || tool.tagName !== "BUTTON") return;
    if (opened && opened.opener === tool) return void shut();
    const [kind] = tool.value.split(" ");
    if (kind === "copy") offerCopies(tool);
    else if (kind === "vote") vote(tool);
    else if (kind === "ask") ask(tool.textContent);
    else if (["unimply", "alone", "all-outlets", "all-days"].includes(kind)) askAgain(kind, tool.value.slice(kind.length + 1));
    else if (kind === "export") {
      menu(tool, say("export"), [
        [say("export_markdown"), () => download("md")],
        [say("export_html"), () => download("html")],
      ]);
    }
  });

  // ---- filters

  const MONTHS = () => say("months").split(" ");
  const day = (iso) => {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date} ${MONTHS()[month - 1]} ${year}`;
  };
  let filters = null; // { bar, chips, toggle, panel }

  const chosen = () => {
    const found = context.outlets.map((outlet) => [outlet, () => (context.outlets = context.outlets.filter((each) => each !== outlet))]);
    const { since, until, collection } = context;
    if (collection) found.unshift([collection, () => (context.collection = null)]);
    if (since || until) {
      const text = since === until ? day(since) : `${since ? day(since) : "…"} – ${until ? day(until) : "…"}`;
      found.push([text, () => Object.assign(context, { since: null, until: null })]);
    }
    return found;
  };

  const showChosen = () => {
    tell();
    const all = chosen();
    filters.chips.replaceChildren();
    for (const [text, remove] of all) {
      const chip = button(say("remove_filter", { what: text }), "", () => {
        remove();
        showChosen();
        filters.toggle.focus();
      });
      chip.className = "filter";
      chip.append(make("bdi", { textContent: text }), make("span", { textContent: " ×", ariaHidden: "true" }));
      filters.chips.append(chip);
    }
    const { panel } = filters;
    for (const box of panel.querySelectorAll("[name='outlet']")) box.checked = context.outlets.includes(box.value);
    for (const name of ["since", "until", "collection"]) {
      const field = panel.querySelector(`[name='${name}']`);
      if (field) field.value = context[name] || "";
    }
    const { since, until } = context;
    for (const bar of panel.querySelectorAll(".bar")) {
      const inside = (since || until) && (!until || bar.dataset.since <= until) && (!since || bar.dataset.until >= since);
      bar.setAttribute("aria-pressed", String(Boolean(inside)));
    }
  };

  const pick = (bar, extend) => {
    const { since, until } = bar.dataset;
    if (extend && context.since && context.until) {
      context.since = since < context.since ? since : context.since;
      context.until = until > context.until ? until : context.until;
    } else if (context.since === since && context.until === until) {
      Object.assign(context, { since: null, until: null });
    } else {
      Object.assign(context, { since, until });
    }
    showChosen();
  };

  const openFilters = async () => {
    const { panel, toggle } = filters;
    const response = await fetched(cuttingsAddress("FILTERS"));
    panel.innerHTML = await response.text(); // escaped by the server
    panel.append(button(say("clear_filters"), say("clear_filters"), () => {
      Object.assign(context, { outlets: [], since: null, until: null, collection: null });
      showChosen();
    }));
    panel.hidden = false;
    show(panel, toggle, (element) => (element.hidden = true));
    showChosen();
    const first = panel.querySelector("input, button");
    if (first) first.focus();
  };

  const buildFilters = (mount) => {
    const toggle = make("button", { type: "button", className: "toggle", textContent: say("filters") });
    const panel = make("div", { id: "filter-panel", hidden: true });
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", say("filters"));
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", panel.id);
    const chips = make("span", { className: "chips" });
    toggle.addEventListener("click", () => (opened && opened.opener === toggle ? shut() : openFilters()));
    panel.addEventListener("change", (event) => {
      const { name, value } = event.target;
      if (name === "outlet") context.outlets = [...panel.querySelectorAll("[name='outlet']:checked")].map((box) => box.value);
      if (["since", "until", "collection"].includes(name)) context[name] = value || null;
      showChosen();
    });
    panel.addEventListener("click", (event) => {
      const bar = event.target.closest(".bar");
      if (bar) pick(bar, event.shiftKey);
    });
    panel.addEventListener("keydown", (event) => {
      const bar = event.target.closest(".bar");
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!bar || !by) return;
      event.preventDefault();
      event.stopPropagation();
      const all = [...panel.querySelectorAll(".bar:not(:disabled)")];
      const next = all[(all.indexOf(bar) + by + all.length) % all.length];
      bar.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    filters = { toggle, panel, chips };
    mount.replaceChildren(panel, toggle, chips);
    showChosen();
  };

  // ---- earlier conversations: a rail where there is room for one, else a drawer that is opened

  let rail = null; // { panel, list, search }
  const isRail = () => Boolean(rail) && getComputedStyle(rail.panel).position !== "fixed";

  const listConversations = async () => {
    const query = new URLSearchParams({ q: rail.search.value, current: context.conversation });
    const response = await fetched(`${cuttingsAddress("CONVERSATIONS")}?${query}`);
    if (!response.ok) return;
    const focused = rail.list.contains(document.activeElement) && document.activeElement.closest("li").dataset.conversation;
    rail.list.innerHTML = await response.text(); // escaped by the server
    if (focused) (rail.list.querySelector(`[data-conversation='${focused}'] .open`) || rail.search).focus();
  };

  // The rail follows what is asked and opened; not while a title is being typed in it.
  let listed = "";
  const relist = () => {
    const now = `${context.conversation} ${[...known()].filter(Boolean).length}`;
    if (!isRail() || now === listed || rail.list.querySelector(".renaming, .deleting")) return;
    listed = now;
    listConversations();
  };

  const renaming = (line) => {
    const shown = line.querySelector(".title").textContent;
    const field = make("input", { value: shown, maxLength: 120 });
    field.setAttribute("aria-label", say("rename"));
    const form = make("form", { className: "renaming" }, field, make("button", { textContent: say("save") }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const response = await send(cuttingsAddress("CONVERSATION_TITLE", line.dataset.conversation), { title: field.value });
      if (!response.ok) announce(await response.text());
      rail.list.replaceChildren();
      await listConversations();
      const renamed = rail.list.querySelector(`[data-conversation='${line.dataset.conversation}'] .rename`);
      if (renamed) renamed.focus();
    });
    line.replaceChildren(form);
    field.select();
  };

  const deleting = (line) => {
    const name = line.dataset.conversation;
    const text = make("p", { textContent: say("delete_sure") });
    const yes = button(say("delete"), say("delete"), async () => {
      const response = await send(cuttingsAddress("CONVERSATION_DELETE", name));
      if (!response.ok) return announce(await response.text());
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
  };

  const openDrawer = async (opener) => {
    if (!rail) return;
    rail.search.value = "";
    await listConversations();
    rail.panel.hidden = false;
    show(rail.panel, opener, (element) => (element.hidden = true));
    (rail.list.querySelector(".open") || rail.search).focus();
  };

  // ---- putting it on the page, whenever the framework has made the place for it

  // What the chat's sanitiser takes away from the tools of an answer.
  const dress = () => {
    const put = (element, name, value) => element.getAttribute(name) === value || element.setAttribute(name, value);
    for (const tool of document.querySelectorAll("#chat .answer .tool")) {
      if (tool.title) put(tool, "aria-label", tool.title);
      if (tool.value.startsWith("copy") || tool.value === "export") put(tool, "aria-haspopup", "menu");
      if (tool.value.startsWith("vote")) put(tool, "aria-pressed", String(tool.classList.contains("on")));
    }
    for (const group of document.querySelectorAll("#chat .follow-ups")) put(group, "aria-label", say("next"));
    for (const link of document.querySelectorAll("#masthead a[target], #chat .welcome a[target]")) link.removeAttribute("target");
  };

  // The framework's stream may end just as a question joins it, and the answer with it. It is kept all the same: fetch it.

  let asking = false;
  const known = () => new Set([...document.querySelectorAll("#chat .answer")].map(exchange));
  const noteAsking = () => {
    cuttingsPlaces.replace({ conversation: context.conversation });
    if (asking) return;
    asking = true;
    const before = known();
    const look = async (tries = 60) => {
      if (tries < 1) return void (asking = false);
      if ([...known()].some((name) => name && !before.has(name))) return void (asking = false);
      const response = await fetched(cuttingsAddress("CONVERSATION_LAST", context.conversation)).catch(() => null);
      const last = response && response.ok ? (await response.json()).exchange : null;
      if (last && !before.has(last) && !known().has(last)) document.querySelector("#open-conversation").click();
      setTimeout(() => look(tries - 1), 2000);
    };
    setTimeout(() => look(), 4000);
  };
  // Where there is no word, nothing is asked.
  const blank = () => !document.querySelector(ASK).value.trim();
  const drop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || !(event.target.matches && event.target.matches(ASK))) return;
      if (blank()) drop(event);
      else noteAsking();
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest) return;
      if (event.target.closest("#question .submit-button") && blank()) drop(event);
      else if (event.target.closest("#question .submit-button, #chat .example")) noteAsking();
    },
    true,
  );

  // The framework may not listen yet when its button is there already; so look whether anything came.
  const restore = async (tries = 10) => {
    const response = await fetched(cuttingsAddress("CONVERSATION_LAST", context.conversation)).catch(() => null);
    const last = response && response.ok ? (await response.json()).exchange : null;
    if (last) cuttingsPlaces.replace({ conversation: context.conversation });
    if (!last || asking || tries < 1 || document.querySelector("#chat .answer")) return;
    tell();
    document.querySelector("#open-conversation").click();
    setTimeout(() => restore(tries - 1), 1500);
  };

  const place = () => {
    dress();
    const mount = document.querySelector("#filters .mount");
    if (mount && !mount.firstChild) buildFilters(mount);
    const shelf = document.querySelector("#conversations .mount");
    if (shelf && !shelf.firstChild) buildConversations(shelf);
    relist();
    const ways = document.querySelector("#masthead .ways");
    if (ways && !ways.querySelector("button")) {
      const opener = make("button", { type: "button", className: "page-link drawer", textContent: say("conversations") });
      opener.setAttribute("aria-expanded", "false");
      opener.addEventListener("click", () => (opened && opened.opener === opener ? shut() : openDrawer(opener)));
      const start = make("button", { type: "button", className: "page-link start", textContent: say("new_conversation") });
      start.addEventListener("click", startNew);
      const keys = button(say("keys_title"), "?", () => window.cuttings.showKeys());
      keys.className = "page-link keys";
      ways.prepend(start, " ", opener, " ", keys);
    }
    if (!placed && document.querySelector("#context textarea") && document.querySelector("#open-conversation")) {
      placed = true;
      tell();
      if (returning) restore();
    }
  };
  let placed = false;
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      place();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

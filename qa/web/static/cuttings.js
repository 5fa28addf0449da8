// The side panel, the keys and the names that assistive technology reads. No framework, no request but for articles.
(() => {
  "use strict";
  if (window.cuttings) return;

  const { say, language } = cuttingsWords;
  const PANELS = { article: "ARTICLE", story: "STORY", timeline: "ANSWER_TIMELINE", dossier: "DOSSIER" }; // what the panel can show, by path
  const before = (name) => cuttingsPaths[PANELS[name]].split("{")[0];
  const CHIP = `a.chip[href^='${before("article")}']`;
  const DESK = `a.desk:is(${Object.keys(PANELS).map((name) => `[href^='${before(name)}']`).join(", ")})`; // opens in the panel as well
  const DOT = `svg.when a[href^='${before("article")}']`; // of a timeline's plot, in the panel
  const ASK = "#question textarea";
  let panel = null; // the <aside>
  let opener = null; // the link outside the panel by which it was opened; it gets the focus back
  let trail = []; // what the panel showed before, as far as its own links led on from it
  let shown = ""; // the address of what it shows
  let asked = 0; // how many articles were asked for; only the last answer counts

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const label = (element, name) => {
    element.title = name;
    element.setAttribute("aria-label", name);
  };
  const button = (name, text, action) => {
    const element = make("button", { type: "button", textContent: text, onclick: action });
    label(element, name);
    return element;
  };

  // ---- the panel

  const build = () => {
    const place = make("span", { className: "place" });
    place.setAttribute("role", "status");
    const bar = make(
      "div",
      { className: "bar" },
      button(say("back_to_story"), "", back),
      button(say("previous"), "‹", () => step(-1)),
      place,
      button(say("following"), "›", () => step(1)),
      make("span", { className: "name", ariaHidden: "true", dir: "auto" }),
      button(say("close"), "✕", close),
    );
    ["back", "step", "step", "close"].forEach((name, index) => bar.querySelectorAll("button")[index].classList.add(name));
    const body = make("div", { className: "body", tabIndex: 0 });
    body.setAttribute("role", "region");
    const others = make("p", { className: "others", hidden: true });
    panel = make("aside", { id: "cutting-panel", hidden: true, tabIndex: -1 }, bar, others, body);
    document.body.append(panel);
  };

  const chips = () => {
    const answer = opener && opener.closest(".answer");
    if (!answer) return [];
    const among = [".quote", ".passages"].find((part) => opener.closest(part));
    return among ? [...answer.querySelectorAll(`${among} ${CHIP}`)] : [];
  };

  const fetched = async (href) => {
    const address = new URL(href, location.href);
    try {
      const response = await fetch(`${address.pathname}${cuttingsPaths.PANEL}${address.search}`, { credentials: "same-origin" });
      return await response.text();
    } catch {
      return `<p class="gone">${say("no_server")}</p>`;
    }
  };

  // What is at an address: an article, a story, or the timeline of an answer.
  const kind = (href) => {
    const { pathname } = new URL(href, location.href);
    return Object.keys(PANELS).find((name) => pathname.startsWith(before(name))) || "article";
  };

  const local = (href) => {
    const { pathname, search, hash } = new URL(href, location.href);
    return `${pathname}${search}${hash}`;
  };

  // The link by which the panel was opened; after a reload, or when the answer was shown again, the one with its address.
  const origin = () => {
    if (opener && opener.isConnected) return opener;
    const href = trail.length ? trail[0].href : shown;
    const links = [...document.querySelectorAll(`:is(${CHIP}, ${DESK}, ${DOT})`)];
    opener = links.find((link) => !panel.contains(link) && link.getAttribute("href") === href) || null;
    return opener;
  };

  // A link of the page starts a new trail; a link in the panel continues it, with a way back.
  const open = (link, { focus = true } = {}) => {
    if (panel && panel.contains(link)) {
      const body = panel.querySelector(".body");
      const links = [...body.querySelectorAll("a")];
      return lead(link.getAttribute("href"), [...trail, { href: shown, at: links.indexOf(link), top: body.scrollTop }]);
    }
    return begin(link, focus);
  };

  const begin = async (link, focus) => {
    if (!panel) build();
    const number = ++asked;
    const href = local(link.getAttribute("href"));
    const markup = await fetched(href);
    if (number !== asked) return;
    leave(opener);
    opener = link;
    trail = [];
    if (panel.hidden) cuttingsPlaces.push({ panel: href, trail, depth: 1 });
    else cuttingsPlaces.replace({ panel: href, trail });
    fill(href, markup);
    for (let fold = link.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const log = link.closest("[role='log']");
    if (log && !seenIn(log, link)) show(log, link, log.clientHeight / 2);
    if (focus) panel.focus({ preventScroll: true });
  };

  const lead = async (href, steps, returning) => {
    const number = ++asked;
    const markup = await fetched(href);
    if (number !== asked) return;
    trail = steps;
    if (!returning) cuttingsPlaces.push({ panel: local(href), trail, depth: cuttingsPlaces.current().depth + 1 });
    fill(local(href), markup);
    const link = returning && panel.querySelectorAll(".body a")[returning.at];
    if (!link) return void panel.focus({ preventScroll: true });
    for (let fold = link.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    panel.querySelector(".body").scrollTop = returning.top;
    link.focus({ preventScroll: true });
  };

  const back = () => {
    if (trail.length) history.back();
  };

  // Show what the present entry of the history says, after Back, Forward or a reload.
  const follow = async () => {
    const { panel: href, trail: steps } = cuttingsPlaces.current();
    if (!href) return hide();
    if (panel && !panel.hidden && href === shown && steps.length === trail.length) return;
    if (!panel) build();
    const last = trail.length === steps.length + 1 ? trail.at(-1) : undefined;
    if (!panel.hidden && last && last.href === href) return lead(href, steps, last);
    const number = ++asked;
    const markup = await fetched(href);
    if (number !== asked) return;
    leave(opener);
    opener = null;
    trail = steps;
    fill(href, markup);
    panel.focus({ preventScroll: true });
  };

  const fill = (href, markup) => {
    shown = href;
    const body = panel.querySelector(".body");
    body.innerHTML = markup; // escaped by the server
    nameBar();
    panel.hidden = false;
    document.body.classList.add("reading");
    const mark = body.querySelector("mark.cited");
    body.scrollTop = 0;
    const head = body.querySelector(".cutting > header");
    if (mark && below(body, mark) > body.clientHeight / 2) show(body, mark, Math.max(body.clientHeight / 3, head ? head.offsetHeight + 24 : 0));
  };

  // The bar says where in the answer this is, and how to go on from it.
  const nameBar = () => {
    const href = shown;
    const body = panel.querySelector(".body");
    if (origin()) opener.setAttribute("aria-current", "true");
    const all = trail.length ? [] : chips();
    const at = all.indexOf(opener);
    panel.querySelector(".place").textContent = at < 0 ? "" : say("of", { at: at + 1, all: all.length });
    showOthers(opener, at < 0 ? [] : all);
    for (const each of panel.querySelectorAll(".bar .step")) each.hidden = at < 0 || all.length < 2;
    const name = kind(href);
    const returning = panel.querySelector(".bar .back");
    returning.hidden = !trail.length;
    if (trail.length) returning.textContent = `← ${say(`back_to_${kind(trail.at(-1).href)}`)}`;
    if (trail.length) label(returning, say(`back_to_${kind(trail.at(-1).href)}`));
    label(panel.querySelector(".bar .close"), say(name === "article" ? "close" : "close_plain"));
    panel.setAttribute("aria-label", say(`${name}_panel`));
    body.setAttribute("aria-label", say(name === "article" ? "text_of_article" : `${name}_panel`));
    const title = body.querySelector("#cutting-title");
    panel.querySelector(".name").textContent = title && name !== "article" ? title.textContent : ""; // an article's own head stays in sight
  };

  // The citations of this answer in the same article, to go from one to the other.
  const showOthers = (chip, all) => {
    const path = chip && new URL(chip.href, location.href).pathname;
    // only citations have a number; the same article is linked beside the answer as well
    const others = all.filter(
      (each) => each !== chip && new URL(each.href).pathname === path && each.querySelector(".number"),
    );
    const line = panel.querySelector(".others");
    line.hidden = !others.length;
    line.replaceChildren(say("also_cited"));
    for (const other of others) {
      const number = other.querySelector(".number").textContent;
      line.append(" ", button(`${say("also_cited")} ${number}`, number, () => open(other, { focus: false })));
    }
  };

  // Not scrollIntoView: it would move the page around them as well.
  const show = (scroller, element, at) => {
    scroller.scrollTop += below(scroller, element) - at;
  };

  const below = (scroller, element) => {
    const line = element.getClientRects()[0] || element.getBoundingClientRect();
    return line.top - scroller.getBoundingClientRect().top;
  };

  const seenIn = (scroller, element) => {
    const [outer, inner] = [scroller.getBoundingClientRect(), element.getBoundingClientRect()];
    return inner.top >= outer.top && inner.bottom <= outer.bottom;
  };

  const leave = (link) => link && link.removeAttribute("aria-current");

  const hide = () => {
    if (!panel || panel.hidden) return;
    asked += 1;
    const link = origin();
    panel.hidden = true;
    trail = [];
    opener = null;
    document.body.classList.remove("reading");
    leave(link);
    if (link) link.focus();
  };

  const close = () => {
    if (!panel || panel.hidden) return;
    const { depth } = cuttingsPlaces.current();
    hide();
    if (depth) history.go(-depth);
    else cuttingsPlaces.replace({ panel: "", trail: [] });
  };

  addEventListener("popstate", follow);

  // An address that was typed or sent has no entry of ours before it: it gets one, so that Back closes the panel there, too.
  let followed = false;
  const followFirst = () => {
    if (followed || !document.querySelector(ASK)) return;
    followed = true;
    const { panel: href, depth } = cuttingsPlaces.current();
    if (!href) return;
    if (!depth) {
      cuttingsPlaces.replace({ panel: "", trail: [] });
      cuttingsPlaces.push({ panel: href, trail: [], depth: 1 });
    }
    follow();
  };

  const step = (by) => {
    const all = origin() ? chips() : [];
    if (trail.length || !all.includes(opener)) return;
    const next = all[(all.indexOf(opener) + by + all.length) % all.length];
    if (next !== opener) open(next, { focus: !panel.contains(document.activeElement) });
  };

  document.addEventListener("click", (event) => {
    const chip = event.target.closest && event.target.closest(`${CHIP}, ${DESK}, ${DOT}`);
    if (!chip || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(chip);
  });

  // ---- keys

  const KEYS = { "/": "key_question", Enter: "key_ask", "Shift + Enter": "key_line", "← →": "key_walk", Esc: "key_close", "?": "key_help" };
  const showKeys = () => {
    if (document.querySelector("#keys")) return;
    const rows = Object.entries(KEYS).map(([key, name]) => make("div", {}, make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: say(name) })));
    const dialog = make("dialog", { id: "keys", className: "cuttings-dialog" }, make("h2", { id: "keys-title", textContent: say("keys_title") }), make("dl", {}, ...rows));
    dialog.append(button(say("close_plain"), say("sheet_close"), () => dialog.close()));
    dialog.setAttribute("aria-labelledby", "keys-title");
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  const typing = (element) => element && element.matches("input, textarea, select, [contenteditable='true']");

  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && document.querySelector("dialog:modal")) return;
    if (event.key === "Escape") return event.defaultPrevented ? undefined : void close();
    const active = document.activeElement;
    if (typing(active) || document.querySelector("dialog:modal")) return;
    if (event.key === "?") {
      event.preventDefault();
      return void showKeys();
    }
    if (event.key === "/") {
      const box = document.querySelector(ASK);
      if (!box) return;
      event.preventDefault();
      box.focus();
      return;
    }
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    if (panel && panel.contains(active)) {
      event.preventDefault();
      step(by);
    } else if (active && active.matches(CHIP)) {
      event.preventDefault();
      const all = [...active.closest(".answer").querySelectorAll(CHIP)].filter((chip) => chip.checkVisibility());
      all[(all.indexOf(active) + by + all.length) % all.length].focus();
    }
  });

  // ---- accessibility that the framework lacks

  const ATTRIBUTES = [
    ["html", { lang: () => language() }],
    ["#chat [role='log']", { "aria-label": () => say("conversation") }],
    ["#chat [data-testid='user']", { role: () => "group", "aria-label": () => say("you_asked") }],
    ["#chat [data-testid='bot']", { role: () => "group", "aria-label": () => say("answer") }],
    ["#chat .placeholder-content", { role: () => "group", "aria-label": () => say("start") }],
    ["#chat .examples", { role: () => "group", "aria-label": () => say("examples") }],
    ["#question .submit-button", { "aria-label": () => say("ask") }],
  ];

  const mend = () => {
    followFirst();
    for (const [selector, attributes] of ATTRIBUTES) {
      for (const element of document.querySelectorAll(selector)) {
        for (const [name, made] of Object.entries(attributes)) {
          const value = made();
          if (element.getAttribute(name) !== value) element.setAttribute(name, value);
        }
      }
    }
    for (const example of document.querySelectorAll("#chat .example[aria-label]")) example.removeAttribute("aria-label");
    const questions = document.querySelectorAll("#chat .user-row");
    if (questions.length === seen) return;
    seen = questions.length;
    if (!seen) return void hide();
    if (panel && !panel.hidden && !(opener && opener.isConnected)) nameBar();
    // A reader starts at the question, not at the last line of its answer.
    const log = document.querySelector("#chat [role='log']");
    if (seen > 1) show(log, questions[seen - 1], 0);
  };
  let seen = 0;
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mend();
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  window.cuttings = Object.freeze({ hide, make, button, showKeys });
})();

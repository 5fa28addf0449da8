// The side panel, the keys and the names that assistive technology reads. No framework, no request but for articles.
(() => {
  "use strict";
  if (window.cuttings) return;

  const { say, language } = cuttingsWords;
  const CHIP = "a.chip[href^='/article/']";
  const ASK = "#question textarea";
  let panel = null; // the <aside>
  let opener = null; // the citation that the panel shows
  let asked = 0; // how many articles were asked for; only the last answer counts

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const button = (name, text, action) => {
    const element = make("button", { type: "button", textContent: text, title: name, onclick: action });
    element.setAttribute("aria-label", name);
    return element;
  };

  // ---- the panel

  const build = () => {
    const place = make("span", { className: "place" });
    place.setAttribute("role", "status");
    const bar = make(
      "div",
      { className: "bar" },
      button(say("previous"), "‹", () => step(-1)),
      place,
      button(say("following"), "›", () => step(1)),
      make("span", { className: "name", ariaHidden: "true", dir: "auto" }),
      button(say("close"), "✕", close),
    );
    const body = make("div", { className: "body", tabIndex: 0 });
    body.setAttribute("role", "region");
    body.setAttribute("aria-label", say("text_of_article"));
    const others = make("p", { className: "others", hidden: true });
    panel = make("aside", { id: "cutting-panel", hidden: true, tabIndex: -1 }, bar, others, body);
    panel.setAttribute("aria-label", say("article_panel"));
    document.body.append(panel);
  };

  const chips = () => {
    const answer = opener && opener.closest(".answer");
    return answer ? [...answer.querySelectorAll(CHIP)] : [];
  };

  const open = async (chip, { focus = true } = {}) => {
    if (!panel) build();
    const number = ++asked;
    const address = new URL(chip.href);
    let markup;
    try {
      const response = await fetch(`${address.pathname}/panel${address.search}`, { credentials: "same-origin" });
      markup = await response.text();
    } catch {
      markup = `<p class="gone">${say("no_server")}</p>`;
    }
    if (number !== asked) return;
    if (opener) opener.removeAttribute("aria-current");
    opener = chip;
    opener.setAttribute("aria-current", "true");
    const body = panel.querySelector(".body");
    body.innerHTML = markup; // escaped by the server
    const all = chips();
    const at = all.indexOf(chip);
    panel.querySelector(".place").textContent = at < 0 ? "" : say("of", { at: at + 1, all: all.length });
    showOthers(chip, all);
    panel.querySelectorAll(".bar button").forEach((each, index) => {
      if (index < 2) each.hidden = all.length < 2;
    });
    panel.hidden = false;
    document.body.classList.add("reading");
    const mark = body.querySelector("mark.cited");
    const title = body.querySelector("#cutting-title");
    panel.querySelector(".name").textContent = title ? title.textContent : "";
    body.scrollTop = 0;
    if (mark && below(body, mark) > body.clientHeight / 2) show(body, mark, body.clientHeight / 3);
    if (chip.closest("details")) chip.closest("details").open = true;
    const log = chip.closest("[role='log']");
    if (log && !seenIn(log, chip)) show(log, chip, log.clientHeight / 2);
    if (focus) panel.focus({ preventScroll: true });
  };

  // The citations of this answer in the same article, to go from one to the other.
  const showOthers = (chip, all) => {
    const path = new URL(chip.href).pathname;
    const others = all.filter((each) => each !== chip && new URL(each.href).pathname === path);
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

  const close = () => {
    if (!panel || panel.hidden) return;
    asked += 1;
    panel.hidden = true;
    document.body.classList.remove("reading");
    if (!opener) return;
    opener.removeAttribute("aria-current");
    if (opener.isConnected) opener.focus();
    opener = null;
  };

  const step = (by) => {
    const all = chips();
    const next = all[(all.indexOf(opener) + by + all.length) % all.length];
    if (next && next !== opener) open(next, { focus: !panel.contains(document.activeElement) });
  };

  document.addEventListener("click", (event) => {
    const chip = event.target.closest && event.target.closest(CHIP);
    if (!chip || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(chip);
  });

  // ---- keys

  const typing = (element) => element && element.matches("input, textarea, select, [contenteditable='true']");

  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") return event.defaultPrevented ? undefined : void close();
    const active = document.activeElement;
    if (typing(active)) return;
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

  // ---- what the framework leaves to be desired

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
    if (!seen) return void close();
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

  window.cuttings = Object.freeze({ close, make, button });
})();

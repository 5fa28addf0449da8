// The filters of a question: outlets, days and a collection, chosen in a panel, shown as chips that can be removed.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const { context, choose, fetched, onChosen, onPlace } = cuttingsChat;
  const { opener, shut, show } = cuttingsMenus;

  const MONTHS = () => say("months").split(" ");
  const day = (iso) => {
    const [year, month, date] = iso.split("-").map(Number);
    return `${date} ${MONTHS()[month - 1]} ${year}`;
  };
  let filters = null; // { toggle, panel, chips }

  // What is chosen, each with what is sent once it is removed.
  const chosen = () => {
    const found = context.outlets.map((outlet) => [outlet, { outlets: context.outlets.filter((each) => each !== outlet) }]);
    const { since, until, collection } = context;
    if (collection) found.unshift([collection, { collection: null }]);
    if (since || until) {
      const text = since === until ? day(since) : `${since ? day(since) : "…"} – ${until ? day(until) : "…"}`;
      found.push([text, { since: null, until: null }]);
    }
    return found;
  };

  const showChosen = () => {
    if (!filters) return;
    filters.chips.replaceChildren();
    for (const [text, without] of chosen()) {
      const chip = button(say("remove_filter", { what: text }), "", () => {
        choose(without);
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
      choose({ since: since < context.since ? since : context.since, until: until > context.until ? until : context.until });
    } else if (context.since === since && context.until === until) {
      choose({ since: null, until: null });
    } else {
      choose({ since, until });
    }
  };

  const openFilters = async () => {
    const { panel, toggle } = filters;
    const response = await fetched(cuttingsAddress("FILTERS"));
    panel.innerHTML = await response.text(); // escaped by the server
    panel.append(button(say("clear_filters"), say("clear_filters"), () => choose({ outlets: [], since: null, until: null, collection: null })));
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
    toggle.addEventListener("click", () => (opener() === toggle ? shut() : openFilters()));
    panel.addEventListener("change", (event) => {
      const { name, value } = event.target;
      if (name === "outlet") choose({ outlets: [...panel.querySelectorAll("[name='outlet']:checked")].map((box) => box.value) });
      if (["since", "until", "collection"].includes(name)) choose({ [name]: value || null });
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

  onChosen(showChosen);
  onPlace(() => {
    const mount = document.querySelector("#filters .mount");
    if (mount && !mount.firstChild) buildFilters(mount);
  });
})();

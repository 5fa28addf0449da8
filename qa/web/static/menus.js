// One thing at a time is open above the page of questions: a menu, the filters, the conversations. And what is copied from it.
const cuttingsMenus = (() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make, button } = window.cuttings;
  const { announce } = cuttingsChanges;

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
      if (event.key === "Escape" && !document.querySelector("dialog:modal") && shut()) event.preventDefault();
    },
    true,
  );
  document.addEventListener("pointerdown", (event) => {
    if (!opened || event.target.closest("dialog")) return; // a dialog is above what is open, which stays
    if (!opened.element.contains(event.target) && !opened.opener.contains(event.target)) shut({ focus: false });
  });

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

  // Copy a text, and say so; where the browser refuses, as it does over http, show it in a box to copy from.
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

  return { opener: () => opened && opened.opener, shut, show, menu, copy };
})();

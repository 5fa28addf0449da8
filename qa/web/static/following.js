// The page of followed feeds: its list is asked for again while the server looks at one, and what came of it is announced.
(() => {
  "use strict";
  const { announce } = cuttingsChanges;
  const SOON = 1500; // milliseconds
  const LATER = 60000; // what was looked at meanwhile
  const list = () => document.getElementById("followed");
  const looking = () => [...list().querySelectorAll("li[data-looking]")].map(({ id }) => id);

  const refresh = async () => {
    const before = looking();
    const response = await fetch(cuttingsAddress("FOLLOWED"), { credentials: "same-origin" }).catch(() => null);
    if (!response || !response.ok) return;
    const focused = document.activeElement && list().contains(document.activeElement) ? document.activeElement.id : "";
    list().innerHTML = await response.text(); // escaped by the server
    const again = focused && document.getElementById(focused);
    if (again) again.focus();
    for (const feed of before.filter((id) => !looking().includes(id)).map((id) => document.getElementById(id))) {
      if (!feed) continue;
      const [title, ...said] = [...feed.querySelectorAll("h2, .state, .warning")].map((part) => part.textContent);
      announce(`${title}: ${said.join(" ")}`, 8);
    }
  };

  const watch = async () => {
    for (let waited = 0; ; waited += SOON) {
      await new Promise((later) => setTimeout(later, SOON));
      if (document.visibilityState !== "visible" || (!looking().length && waited < LATER)) continue;
      await refresh();
      waited = 0;
    }
  };
  watch();

  // ---- the bookmarklet: not to be pressed here, where it would clip this page

  const bookmarklet = document.querySelector(".bookmarklet");
  bookmarklet.addEventListener("click", (event) => event.preventDefault());
  document.getElementById("copy-clip").addEventListener("click", async ({ currentTarget }) => {
    try {
      await navigator.clipboard.writeText(bookmarklet.href);
      announce(currentTarget.dataset.copied, 8);
    } catch {
      announce(`${cuttingsWords.say("not_copied")} ${bookmarklet.href}`, 0);
    }
  });
})();

// Saved questions: the number of new hits in the masthead; saving one from an answer; the page of alerts.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { announce, change } = cuttingsChanges;

  // ---- the badge of the chat's page

  const EVERY = 60000;
  let known = { unseen: 0, may_save: true, may_collect: true };

  const count = async () => {
    try {
      const response = await fetch(cuttingsAddress("ALERTS_COUNT"), { credentials: "same-origin" });
      if (response.ok) known = await response.json();
    } catch {
      return; // what was known stays
    }
    badge();
  };

  const badge = () => {
    const link = document.querySelector(".masthead .alerts-link");
    if (!link) return;
    const text = known.unseen ? `${say("alerts")} (${say("alerts_new", { number: known.unseen })})` : say("alerts");
    link.classList.add("counted");
    if (link.textContent !== text) link.textContent = text;
    link.classList.toggle("new", known.unseen > 0);
    document.body.classList.toggle("no-alerts", !known.may_save);
    document.body.classList.toggle("no-collecting", !known.may_collect);
  };

  // ---- "Alert me", a tool of an answer

  const exchange = (element) => {
    const name = [...element.closest(".answer").classList].find((each) => each.startsWith("x-"));
    return name ? name.slice(2) : "";
  };

  document.addEventListener("click", async (event) => {
    const tool = event.target.closest && event.target.closest("#chat .answer .tool");
    if (!tool || tool.value !== "alert" || tool.dataset.busy) return;
    tool.dataset.busy = "yes"; // not disabled: it would lose the focus
    tool.setAttribute("aria-busy", "true");
    const text = tool.textContent;
    tool.textContent = say("alert_saving");
    announce(say("alert_saving"), 0);
    const saved = await change(cuttingsAddress("ALERTS"), { exchange: exchange(tool) });
    tool.textContent = saved ? say("alert_done") : text;
    if (saved) announce(say("alert_saved"));
    tool.removeAttribute("aria-busy");
    delete tool.dataset.busy;
  });

  // ---- the page of alerts

  document.addEventListener("submit", async (event) => {
    if (event.target.id !== "save-alert") return;
    event.preventDefault();
    const { question, outlet } = event.target.elements;
    announce(say("alert_saving"), 0);
    if (await change(cuttingsAddress("ALERTS"), { question: question.value, outlet: outlet.value })) location.reload();
  });

  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest && event.target.closest(".alert-seen, .alert-remove");
    if (!pressed || pressed.dataset.busy) return;
    pressed.dataset.busy = "yes";
    const [number, last] = pressed.value.split(" ");
    const seen = pressed.classList.contains("alert-seen");
    if (await change(cuttingsAddress(seen ? "ALERT_SEEN" : "ALERT_REMOVE", number), seen ? { up_to: last } : {})) location.reload();
    delete pressed.dataset.busy;
  });

  if (document.body && document.body.classList.contains("alerts")) return;
  let waiting = false;
  new MutationObserver(() => {
    if (waiting || document.querySelector(".masthead .alerts-link.counted")) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      badge();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  setInterval(() => document.visibilityState === "visible" && count(), EVERY);
  count();
})();

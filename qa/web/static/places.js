// What is shown has an address: the conversation, and what the side panel shows, stand after its "#". What opens is an entry of
// the browser's history, so that Back closes it and a reload shows it again.
const cuttingsPlaces = (() => {
  "use strict";
  const CONVERSATION = /^[0-9a-f]{16,64}$/;

  const parsed = () => {
    const sent = new URLSearchParams(location.hash.slice(1));
    const [conversation, panel] = [sent.get("conversation") || "", sent.get("open") || ""];
    return {
      conversation: CONVERSATION.test(conversation) ? conversation : "",
      panel: panel.startsWith("/") && !panel.startsWith("//") ? panel : "",
    };
  };

  const address = ({ conversation, panel }) => {
    const parts = new URLSearchParams({ ...(conversation && { conversation }), ...(panel && { open: panel }) });
    return `${location.pathname}${location.search}${parts.size ? `#${parts}` : ""}`;
  };

  // conversation: where something was asked. unasked: its name before that. panel: address of what it shows. trail: what it showed
  // before, as far as its own links led on. depth: entries of the history since the panel was closed.
  const current = () => ({ unasked: "", trail: [], depth: 0, ...((history.state || {}).cuttings || {}), ...parsed() });

  const put = (method, changes) => {
    const { unasked, trail, depth, ...shown } = { ...current(), ...changes };
    history[method]({ cuttings: { unasked, trail, depth } }, "", address(shown));
  };

  return { current, push: (changes) => put("pushState", changes), replace: (changes) => put("replaceState", changes) };
})();

// The tools of an answer: copies of quotes, files of the conversation, votes, asking again without something.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const { make } = window.cuttings;
  const { announce, change } = cuttingsChanges;
  const { context, choose, ask, exchange, fetched, onPlace } = cuttingsChat;
  const { opener, shut, menu, copy } = cuttingsMenus;

  const FORMATS = { text: "Plain text", markdown: "Markdown", html: "HTML", bibtex: "BibTeX", csl: "CSL-JSON" };

  const offerCopies = async (tool) => {
    const response = await fetched(cuttingsAddress("ANSWER_QUOTE", exchange(tool), tool.value.split(" ")[1]));
    if (!response.ok) return announce(await response.text());
    const copies = await response.json();
    menu(tool, say("copy"), Object.entries(FORMATS).map(([name, text]) => [text, () => copy(copies[name], text)]));
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
    if (!(await change(cuttingsAddress("ANSWER_VOTE", exchange(pressed)), { vote: value }))) return;
    for (const each of pressed.parentElement.querySelectorAll(".vote")) each.classList.toggle("on", each.value === `vote ${value}`);
    dress();
    announce(say("thanks"));
  };

  // Ask again without something: days that the question means, words of the questions before it, the filters of outlets or days.
  const askAgain = (kind, value) => {
    if (kind === "all-outlets") choose({ outlets: [] });
    if (kind === "all-days") choose({ since: null, until: null });
    if (kind.startsWith("all-")) return ask(value);
    const [words, question] = kind === "keep" ? [value.split(" ", 1)[0], value.slice(value.indexOf(" ") + 1)] : ["", value];
    ask(question, { [kind]: question, kept: words ? words.split(",") : [] });
  };

  document.addEventListener("click", (event) => {
    const tool = event.target.closest && event.target.closest("#chat .answer .tool");
    if (!tool || tool.tagName !== "BUTTON") return;
    if (opener() === tool) return void shut();
    const [kind] = tool.value.split(" ");
    if (kind === "copy") offerCopies(tool);
    else if (kind === "vote") vote(tool);
    else if (kind === "ask") ask(tool.textContent);
    else if (["unimply", "alone", "keep", "all-outlets", "all-days"].includes(kind)) askAgain(kind, tool.value.slice(kind.length + 1));
    else if (kind === "export") {
      menu(tool, say("export"), [
        [say("export_markdown"), () => download("md")],
        [say("export_html"), () => download("html")],
        [say("share_offer"), () => cuttingsDialogs.share(context.conversation)],
      ]);
    }
  });

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

  onPlace(dress);
})();

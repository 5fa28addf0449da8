// What is asked and in which conversation: what is sent with a question, opening a conversation, an answer whose stream was lost.
const cuttingsChat = (() => {
  "use strict";
  const ASK = "#question textarea";
  const fetched = (address) => fetch(address, { credentials: "same-origin" });

  // ---- what is sent with a question, stored as long as this tab is open

  const KEY = `cuttings ${location.pathname}`; // each archive of a server has conversations of its own
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const stored = (key) => {
    try {
      return JSON.parse(sessionStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const store = (key, value) => {
    try {
      sessionStorage.setItem(key, JSON.stringify(value));
    } catch {
      // a private window may not keep anything
    }
  };
  const remembered = stored(KEY) || {};
  const ONCE = { unimply: null, alone: null, keep: null, kept: [] }; // what is meant for one question
  const context = { conversation: fresh(), outlets: [], since: null, until: null, collection: null, ...ONCE, ...remembered };
  const within = new URLSearchParams(location.search).get("collection"); // as the page of a collection links here
  if (within) {
    context.collection = within;
    window.history.replaceState(window.history.state, "", location.pathname + location.hash);
  }
  const addressed = cuttingsPlaces.current().conversation;
  const returning = Boolean(addressed) || "conversation" in remembered;
  if (addressed) context.conversation = addressed;
  else cuttingsPlaces.replace({ unasked: context.conversation });

  const setValue = (box, value) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const tell = () => {
    store(KEY, { ...context, ...ONCE });
    const box = document.querySelector("#context textarea, #context input");
    if (box) {
      const value = JSON.stringify(context);
      if (box.tagName === "TEXTAREA") setValue(box, value);
    }
    return Boolean(box);
  };

  // Change what is sent with each question from now on.
  const chosen = [];
  const onChosen = (action) => chosen.push(action);
  const choose = (values) => {
    Object.assign(context, values);
    tell();
    for (const action of chosen) action();
  };

  const ask = (question, once = {}) => {
    const box = document.querySelector(ASK);
    if (!box) return;
    Object.assign(context, ONCE, once);
    tell();
    setValue(box, question);
    requestAnimationFrame(() => document.querySelector("#question .submit-button").click());
  };

  const showConversation = (conversation) => {
    context.conversation = conversation;
    awaited = null;
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
    cuttingsMenus.shut({ focus: false });
    openKept(fresh(), { asked: false });
    document.querySelector(ASK).focus();
  };

  // The last question, until its answer is shown: a page that is left, or loads again since the server was gone, loses it.
  const UNANSWERED = `${KEY} unanswered`;
  let unanswered = stored(UNANSWERED); // null for none
  const noteUnanswered = (asked) => {
    unanswered = asked;
    store(UNANSWERED, asked);
  };
  const offerAgain = (last) => {
    const lost = unanswered;
    if (!lost || lost.conversation !== context.conversation || asking) return;
    noteUnanswered(null);
    const box = document.querySelector(ASK);
    if (!box.value && (!last || lost.before.includes(last))) setValue(box, lost.question);
  };

  // The framework's stream may end just as a question joins it, and the answer with it. It is kept all the same: fetch it.

  let asking = false; // whether the last question's answer is still looked for
  let sent = 0; // questions so far; only the last is looked for
  let awaited = null; // what was sent and is not shown yet: when, and what was there before
  const AGAIN_MS = 8000; // how long a question may take to be shown before it may be sent again
  const exchange = (element) => {
    const name = [...element.closest(".answer").classList].find((each) => each.startsWith("x-"));
    return name ? name.slice(2) : "";
  };
  const known = () => new Set([...document.querySelectorAll("#chat .answer")].map(exchange));
  const rows = () => document.querySelectorAll("#chat .user-row").length;
  const searching = () => document.querySelector("#chat .answer.searching");
  const came = (before) => [...known()].some((name) => name && !before.has(name));
  const noteAsking = (question) => {
    tell(); // the framework may not have listened when it was told before
    cuttingsPlaces.replace({ conversation: context.conversation });
    const [before, mine] = [known(), ++sent];
    awaited = { since: performance.now(), rows: rows(), before };
    noteUnanswered({ conversation: context.conversation, question, before: [...before] });
    asking = true;
    const look = async (tries = 60) => {
      if (mine !== sent) return;
      if (tries < 1 || came(before)) return void (asking = false);
      const response = await fetched(cuttingsAddress("CONVERSATION_LAST", context.conversation)).catch(() => null);
      const last = response && response.ok ? (await response.json()).exchange : null;
      if (last && !before.has(last) && !known().has(last)) document.querySelector("#open-conversation").click();
      setTimeout(() => look(tries - 1), 2000);
    };
    setTimeout(() => look(), 4000);
  };
  // The framework would take a question while another is answered, and show each as if the other had not been asked.
  const busy = () => Boolean(searching() || (awaited && performance.now() - awaited.since < AGAIN_MS));
  const noteShown = () => {
    if (awaited && (searching() || rows() > awaited.rows || came(awaited.before))) awaited = null;
    const mine = unanswered && unanswered.conversation === context.conversation;
    if (mine && came(new Set(unanswered.before))) noteUnanswered(null);
  };
  const drop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  // What is sent before the page is whole would be asked in no conversation: it is sent once the page is.
  let early = null;
  const send = (event, question, again) => {
    if (!question.trim() || busy()) return drop(event); // where there is no word, nothing is asked
    if (placed) return noteAsking(question);
    early = again;
    return drop(event);
  };
  const typed = () => document.querySelector(ASK).value;
  const submit = () => ask(typed());
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || !(event.target.matches && event.target.matches(ASK))) return;
      send(event, typed(), submit);
    },
    true,
  );
  document.addEventListener(
    "click",
    (event) => {
      if (!event.target.closest) return;
      const example = event.target.closest("#chat .example");
      if (event.target.closest("#question .submit-button")) send(event, typed(), submit);
      else if (example) send(event, example.textContent, () => example.click());
    },
    true,
  );

  // The framework may not listen yet when its button is there already; so look whether anything came.
  const restore = async (tries = 10) => {
    const response = await fetched(cuttingsAddress("CONVERSATION_LAST", context.conversation)).catch(() => null);
    const last = response && response.ok ? (await response.json()).exchange : null;
    if (response && response.ok) offerAgain(last);
    if (last) cuttingsPlaces.replace({ conversation: context.conversation });
    if (!last || asking || tries < 1 || document.querySelector("#chat .answer")) return;
    tell();
    document.querySelector("#open-conversation").click();
    setTimeout(() => restore(tries - 1), 1500);
  };

  // ---- what belongs on the page, whenever the framework has made the place for it

  const placing = [];
  const onPlace = (action) => placing.push(action);
  const place = () => {
    noteShown();
    for (const action of placing) action();
    if (!placed && document.querySelector("#context textarea") && document.querySelector("#open-conversation")) {
      placed = true;
      tell();
      if (returning) restore();
      if (early) requestAnimationFrame(early);
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

  return { ASK, context, choose, ask, fresh, fetched, exchange, known, openKept, startNew, onChosen, onPlace };
})();

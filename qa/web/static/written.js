// What is being written above an answer: the page looks at it until it is done, and may ask something else meanwhile.
(() => {
  "use strict";
  const { exchange, fetched, onPlace } = cuttingsChat;
  const SOON = 700; // milliseconds between two looks
  const following = new Set();
  const place = (name) => document.querySelector(`#chat .answer.x-${CSS.escape(name)} .written.pending`);

  const follow = async (name) => {
    for (let failed = 0; failed < 5 && place(name); ) {
      const response = await fetched(cuttingsAddress("ANSWER_WRITTEN", name)).catch(() => null);
      if (response && response.ok) {
        const shown = await response.text(); // escaped by the server, as all of the page
        if (place(name) && place(name).outerHTML !== shown) place(name).outerHTML = shown;
      } else failed += 1;
      await new Promise((done) => setTimeout(done, SOON));
    }
    following.delete(name);
  };

  onPlace(() => {
    for (const pending of document.querySelectorAll("#chat .answer .written.pending")) {
      const name = exchange(pending);
      if (!name || following.has(name)) continue;
      following.add(name);
      follow(name);
    }
  });
})();

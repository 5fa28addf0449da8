// What the scripts of several pages share: a line that says what happened, and a change that the server is asked for.
const cuttingsChanges = (() => {
  "use strict";
  let timer;

  // Say something, for some seconds; 0: until something else is said.
  const announce = (text, seconds = 4) => {
    let line = document.querySelector("#alerts-said, #desk-said, #cuttings-said");
    if (!line) {
      line = Object.assign(document.createElement("p"), { id: "cuttings-said" });
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    line.textContent = text;
    clearTimeout(timer);
    if (seconds) timer = setTimeout(() => (line.textContent = ""), seconds * 1000);
  };

  // Ask the server to change something; say what it answers where it refuses. null where nothing was changed.
  const change = async (address, body = {}) => {
    const token = document.querySelector("meta[name='cuttings-token']");
    try {
      const response = await fetch(address, {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json", "x-cuttings-token": token ? token.content : "" },
        body: JSON.stringify(body),
      });
      if (response.ok) return response;
      announce(await response.text());
    } catch {
      announce(cuttingsWords.say("no_server"));
    }
    return null;
  };

  return { announce, change };
})();

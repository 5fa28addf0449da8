// The jobs that this reader has the server do: sending a file, and watching jobs until they have ended.
const cuttingsJobs = (() => {
  "use strict";
  const EVERY = 300; // milliseconds between two looks
  const FULL = 1000; // until a file is sent again that the server had no room for
  const pause = (milliseconds) => new Promise((later) => setTimeout(later, milliseconds));

  const ended = ({ state }) => ["done", "failed", "cancelled"].includes(state);

  // The jobs, oldest first. Throws where the server does not answer.
  const listed = async () => {
    const response = await fetch(cuttingsAddress("JOBS"), { credentials: "same-origin" });
    if (!response.ok) throw new Error(response.statusText);
    return response.json();
  };

  // Call `seen` with each job and its value in `waited`, a map by the ids of jobs that may grow meanwhile, until all have ended.
  // A job that has ended is deleted from it; one that the server no longer lists has failed. Throws as `listed`.
  const watch = async (waited, seen) => {
    while (waited.size) {
      const before = [...waited]; // the list may be older than a job that is added while it comes
      const jobs = new Map((await listed()).map((job) => [job.id, job]));
      for (const [id, value] of before) {
        const job = jobs.get(id) || { id, state: "failed", said: "" };
        if (ended(job)) waited.delete(id);
        seen(job, value);
      }
      if (waited.size) await pause(EVERY);
    }
  };

  // Send a file, as soon as the server has room for it; null where it does not answer.
  const send = async (address, file) => {
    const headers = { "x-cuttings-token": document.querySelector("meta[name='cuttings-token']").content };
    for (;;) {
      const response = await fetch(address, { method: "POST", credentials: "same-origin", headers, body: file }).catch(() => null);
      if (!response || response.status !== 429) return response;
      await pause(FULL);
    }
  };

  return { ended, listed, watch, send };
})();

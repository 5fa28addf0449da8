// The page of a collection: files are added to the archive and to it, one after the other, each until its articles are stored.
(() => {
  "use strict";
  const { say } = cuttingsWords;
  const announce = (text) => cuttingsChanges.announce(text, 6);

  const stored = async (address, file) => {
    const response = await cuttingsJobs.send(address, file);
    if (!response) return { state: "failed", said: say("no_server") };
    if (!response.ok) return { state: "failed", said: await response.text() };
    let now;
    await cuttingsJobs.watch(new Map([[(await response.json()).id]]), (job) => (now = job));
    return now;
  };

  const upload = async (address, files) => {
    const failed = [];
    for (const file of files) {
      announce(`${file.name}: ${say("job_reading")}`);
      const { state, said } = await stored(`${address}&${new URLSearchParams({ name: file.name })}`, file);
      if (state !== "done") failed.push(`${file.name}: ${said}`);
    }
    if (failed.length) announce(failed.join(" "));
    else location.reload();
  };

  document.addEventListener("change", ({ target: picker }) => {
    if (picker.matches("input[data-upload]")) upload(picker.dataset.upload, [...picker.files]).catch(() => announce(say("no_server")));
  });
})();

// The page of articles: adding files, removing with undo; rebuilding the index on the page of administration.
(() => {
  "use strict";
  const { say, counted, figure } = cuttingsWords;
  const token = document.querySelector("meta[name='cuttings-token']").content;
  const byId = (id) => document.getElementById(id);
  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const send = (address) => fetch(address, { method: "POST", credentials: "same-origin", headers: { "x-cuttings-token": token } });

  // ---- one line for each file: its name, a bar, what is happening, a way to end it

  const seconds = (left) => (left < 90 ? say("seconds_left", { number: Math.max(1, Math.round(left)) }) : say("minutes_left", { number: Math.round(left / 60) }));
  const lines = new Map(); // job id → line
  const announce = (text) => (byId("jobs-said") ? (byId("jobs-said").textContent = text) : undefined);

  const line = (name, cancel) => {
    const bar = make("progress", { max: 1 });
    bar.setAttribute("aria-label", name);
    const said = make("span", { className: "said", textContent: say("job_waiting") });
    const end = make("button", { type: "button", textContent: say("cancel"), onclick: cancel });
    end.setAttribute("aria-label", `${say("cancel")}: ${name}`);
    const shown = make("li", {}, make("bdi", { className: "name", textContent: name }), bar, said, end);
    return { shown, bar, said, end, state: "waiting" };
  };

  const update = (of, { state, share, text }) => {
    of.state = state;
    of.shown.dataset.state = state;
    of.said.textContent = text;
    const over = cuttingsJobs.ended({ state });
    of.bar.hidden = of.end.hidden = over;
    if (share === null) of.bar.removeAttribute("value");
    else of.bar.value = share;
  };

  const told = (job) => {
    if (job.state === "waiting") return say("job_waiting");
    if (job.state !== "working") return job.said;
    if (!job.total) return job.said || say("job_reading");
    const parts = [say("job_passages", { done: figure(job.done), passages: counted(job.total, "passage") })];
    if (job.rate) parts.push(say("job_rate", { number: figure(Math.round(job.rate)) }));
    if (job.rate && job.seconds_left !== null && job.done < job.total) parts.push(seconds(job.seconds_left));
    return parts.join(" · ");
  };

  // ---- uploads: one after the other, so that files are added in their order

  const waiting = [];
  let uploading = 0;

  const upload = (file, name, of) => {
    uploading += 1;
    const request = new XMLHttpRequest();
    const started = performance.now();
    of.end.onclick = () => request.abort();
    const over = (state, text) => {
      uploading -= 1;
      update(of, { state, share: null, text });
      next();
      sum();
    };
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const rate = loaded / Math.max((performance.now() - started) / 1000, 0.001);
      const text = `${say("job_sending", { number: (rate / 1e6).toFixed(1) })} · ${seconds((total - loaded) / rate)}`;
      update(of, { state: "sending", share: loaded / total, text });
    });
    request.addEventListener("abort", () => over("cancelled", say("job_cancelled")));
    request.addEventListener("error", () => over("failed", say("job_no_answer")));
    request.addEventListener("load", () => {
      if (request.status === 429) {
        // The server has enough for now: this one waits for its turn again.
        update(of, { state: "waiting", share: null, text: say("job_waiting") });
        waiting.unshift({ file, name, of });
        of.end.onclick = () => update(of, { state: "cancelled", share: null, text: say("job_cancelled") });
        return void setTimeout(() => {
          uploading -= 1;
          next();
        }, 1000);
      }
      if (request.status !== 200) return over("failed", request.responseText || say("job_no_answer"));
      const job = JSON.parse(request.responseText);
      of.end.onclick = () => send(cuttingsAddress("JOB_CANCEL", job.id));
      lines.set(job.id, of);
      over("waiting", say("job_waiting"));
      watch();
    });
    request.open("POST", `${cuttingsAddress("ARTICLES_FILES")}?${new URLSearchParams({ name })}`);
    request.setRequestHeader("x-cuttings-token", token);
    request.send(file);
  };

  const next = () => {
    while (!uploading && waiting.length) {
      const { file, name, of } = waiting.shift();
      if (of.state !== "cancelled") upload(file, name, of);
    }
  };

  const add = (files) => {
    const { limit, tooLarge } = byId("drop").dataset;
    for (const [file, name] of files) {
      const of = line(name, () => update(of, { state: "cancelled", share: null, text: say("job_cancelled") }));
      byId("jobs").append(of.shown);
      all.push(of);
      if (file.size > Number(limit)) update(of, { state: "failed", share: null, text: tooLarge });
      else waiting.push({ file, name, of });
    }
    next();
    sum();
  };
  const all = [];

  const sum = () => {
    const count = (...states) => all.filter((of) => states.includes(of.state)).length;
    const [done, failed, ended] = [count("done"), count("failed"), count("cancelled")];
    const left = all.length - done - failed - ended;
    const counts = [[done, say("sum_done", { number: done })], [failed, say("sum_failed", { number: failed })]];
    counts.push([ended, say("sum_cancelled", { number: ended })], [left, say("sum_left", { number: left })]);
    const parts = counts.filter(([number]) => number);
    byId("jobs-sum").textContent = parts.map(([, what]) => what).join(" · ");
    if (!left && all.length && !sum.over) {
      announce(say("jobs_over", { sum: byId("jobs-sum").textContent }));
      if (done) {
        byId("jobs-sum").append(" ", make("a", { href: `${cuttingsAddress("ARTICLES")}?sort=added`, textContent: say("show_articles") }));
        renew();
      }
    }
    sum.over = !left;
  };

  // What the page says of the archive, with what has been added; but not the list while somebody is in it or may undo there.
  const renew = async () => {
    const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!response || !response.ok) return;
    const now = new DOMParser().parseFromString(await response.text(), "text/html"); // escaped by the server
    for (const part of [".page-head", "[aria-labelledby='list-title']", "[aria-labelledby='charts-title']"]) {
      const [shown, fresh] = [document, now].map((of) => of.querySelector(part));
      if (shown && fresh && !shown.contains(document.activeElement) && !shown.querySelector(".undo")) shown.replaceWith(fresh);
    }
  };

  // ---- watching the work

  let watching = false;
  const watch = async () => {
    if (watching) return;
    watching = true;
    await cuttingsJobs.watch(lines, show).catch(() => announce(say("no_server")));
    watching = false;
  };

  const show = (job, of) => {
    const share = job.state === "working" && job.total ? job.done / job.total : null;
    update(of, { state: job.state, share, text: told(job) });
    if (byId("jobs")) sum();
    if (!cuttingsJobs.ended(job)) return;
    if (of.rebuild) announce(`${say("index_title")}: ${job.said}`);
    refresh();
  };

  const refresh = async () => {
    const state = byId("index-state");
    if (!state) return;
    const response = await fetch(cuttingsAddress("ARTICLES_STATE"), { credentials: "same-origin" });
    if (response.ok) state.outerHTML = await response.text(); // escaped by the server
  };

  const resume = async () => {
    const jobs = await cuttingsJobs.listed().catch(() => []);
    jobs.filter((job) => !cuttingsJobs.ended(job)).forEach(follow);
  };

  const follow = (job) => {
    const of = line(job.name || say("index_title"), () => send(cuttingsAddress("JOB_CANCEL", job.id)));
    of.rebuild = !job.name;
    const list = byId(job.name ? "jobs" : "rebuilding");
    if (!list) return;
    list.append(of.shown);
    if (job.name) all.push(of);
    lines.set(job.id, of);
    watch();
  };

  // ---- texts that were pasted, and addresses; see pasting.js

  document.addEventListener("cuttings-add", ({ detail }) => add(detail));
  document.addEventListener("cuttings-job", ({ detail }) => {
    if (!detail.job) return void (byId("jobs-sum").textContent = detail.refused);
    if (!lines.has(detail.job.id)) follow(detail.job);
    sum();
  });

  // ---- files and folders, dropped or chosen

  const drop = byId("drop");
  if (drop) {
    for (const name of ["dragenter", "dragover"]) {
      drop.addEventListener(name, (event) => {
        event.preventDefault();
        drop.classList.add("over");
      });
    }
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      add(await cuttingsDropped(event.dataTransfer));
    });
    for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
    for (const id of ["files", "folder"]) {
      byId(id).addEventListener("change", (event) => {
        const chosen = [...event.target.files].map((file) => [file, file.webkitRelativePath || file.name]);
        add(chosen.filter(([, name]) => !name.split("/").some((part) => part.startsWith("."))));
        event.target.value = "";
      });
    }
  }

  // ---- the index

  const rebuild = byId("rebuild");
  if (rebuild) {
    rebuild.addEventListener("click", async () => {
      const response = await send(cuttingsAddress("ARTICLES_REBUILD"));
      if (!response.ok) return announce(await response.text());
      const job = await response.json();
      if (!lines.has(job.id)) follow(job);
    });
  }

  // ---- removing, and taking that back

  document.addEventListener("click", async (event) => {
    const pressed = event.target.closest(".remove, .undo");
    if (!pressed) return;
    const row = pressed.closest("tr");
    const removing = pressed.classList.contains("remove");
    const name = row.querySelector("th").textContent;
    if (pressed.dataset.busy) return; // not disabled: it would lose the focus
    pressed.dataset.busy = "yes";
    const response = await send(cuttingsAddress(removing ? "ARTICLE_REMOVE" : "ARTICLE_RESTORE", pressed.dataset.article));
    delete pressed.dataset.busy;
    const text = response.ok ? `${removing ? say("removed") : say("put_back")}: ${name}` : await response.text();
    announce(text);
    if (!response.ok) return void (row.lastElementChild.title = text);
    row.classList.toggle("removed", removing);
    pressed.className = removing ? "undo" : "remove";
    pressed.textContent = removing ? say("undo") : say("remove");
    pressed.setAttribute("aria-label", `${pressed.textContent}: ${name}`);
    refresh();
  });

  document.addEventListener("keydown", (event) => {
    const active = document.activeElement;
    if (event.key !== "/" || event.metaKey || event.ctrlKey || (active && active.matches("input, select, textarea"))) return;
    const field = document.querySelector(".find input[type='search']");
    if (!field) return;
    event.preventDefault();
    field.focus();
  });

  resume();
})();

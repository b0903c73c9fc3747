/* Review: a session of some five minutes over cards and missed checks, when each is due.

   When an item is shown again is computed by ts-fsrs; what it needs is kept under the item's
   id, on this device. Items that the book no longer has stay kept and are not shown. */
(() => {
  const KEY = "committee.review.1";
  const MINUTE = 60e3, DAY = 24 * 60 * MINUTE;
  const LONG = 5 * MINUTE; // a session
  const NEW = 10; // items of a session that were never shown before
  const NAMES = ["Again", "Hard", "Good", "Easy"];
  const { ROOT, book, load, kept: progress } = window.committeeProgress;
  const { live, verdict, kept: answers } = window.committeeChecks;
  const { rows, anki, csv, download } = window.committeeExports;
  const desk = document.querySelector(".review-desk");

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const button = (text, act, className = "") => {
    const made = make("button", { type: "button", className }, text);
    made.addEventListener("click", act);
    return made;
  };

  /* { items: id → what the scheduler needs, choices: { whole, open } } */
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  function stored() {
    let found;
    try { found = JSON.parse(localStorage.getItem(KEY)); } catch { /* nothing to be read */ }
    return { ...found, items: isObject(found?.items) ? found.items : {}, choices: isObject(found?.choices) ? found.choices : {} };
  }

  let state = stored();
  function keep() {
    try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* this visit only */ }
  }

  const dueOf = (id) => { const at = Date.parse(state.items[id]?.due); return Number.isNaN(at) ? null : at; };
  const many = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;

  /* All items of the book: cards, and checks by what was answered to them. */
  let pages = [];
  let cards = []; // [id, page] of each
  async function learn() {
    pages = await book();
    await load("review/facts.js");
    cards = window.committeeCardList;
  }

  /* Brings the items themselves; a book without cards has its checks. */
  const bring = () => Promise.all(["review/checks.js", ...(cards.length ? ["cards/cards.js"] : [])].map(load));
  const itemsOf = () => [...(window.committeeCards ?? []), ...window.committeeReviewChecks];

  function begunPages() {
    const { done } = progress(), records = answers();
    const isBegun = (page) => page.sections.some(([label]) => label in done) || page.checks.some((id) => id in records);
    return new Set(pages.filter(isBegun).map((page) => page.page));
  }

  /* What a session may show: due items first, the longest due before others, then new ones. */
  function plan() {
    const now = Date.now(), records = answers(), begun = begunPages();
    const open = (page) => state.choices.whole || !begun.size || begun.has(page);
    const isNew = (id) => dueOf(id) === null;
    const facts = Object.keys(window.committeeFacts);
    const pageOf = Object.fromEntries(pages.flatMap((page) => page.checks.map((id) => [id, page.page])));
    const told = (id) => verdict(records[id], window.committeeFacts[id]);
    const known = new Set([...cards.map(([id]) => id), ...facts]);
    const scheduled = [...known].filter((id) => !isNew(id)).sort((a, b) => dueOf(a) - dueOf(b));
    const due = scheduled.filter((id) => dueOf(id) <= now);
    const missed = facts.filter((id) => isNew(id) && told(id) === "wrong");
    const fresh = cards.filter(([id, page]) => isNew(id) && open(page)).map(([id]) => id);
    const unanswered = state.choices.open ? facts.filter((id) => isNew(id) && told(id) === "open" && open(pageOf[id])) : [];
    return { due, waiting: [...missed, ...fresh, ...unanswered], missed, next: scheduled.map(dueOf).find((at) => at > now) };
  }

  const scheduler = () => window.FSRS.fsrs({ enable_fuzz: false, learning_steps: ["1m"], relearning_steps: ["1m"] });
  function outcomes(id) {
    const now = new Date();
    const fresh = window.FSRS.createEmptyCard(now);
    try { return scheduler().repeat(state.items[id] ?? fresh, now); } catch { return scheduler().repeat(fresh, now); } // not written by us
  }

  /* A span of time in words, as on a button. */
  function span(milliseconds) {
    const units = [[365.25 * DAY, "year"], [30.4 * DAY, "month"], [DAY, "day"], [60 * MINUTE, "hour"], [MINUTE, "minute"]];
    const [size, unit] = units.find(([one]) => milliseconds >= 0.95 * one) ?? units.at(-1);
    return many(Math.max(1, Math.round(milliseconds / size)), unit);
  }

  const dayOf = (at) => new Date(at).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  const when = (at) => (at - Date.now() < DAY ? `in ${span(at - Date.now())}` : `on ${dayOf(at)}`);

  /* The desk before a session, and after one. */
  const status = make("p", { className: "review-said" });
  status.setAttribute("role", "status");
  const stage = make("div", { className: "review-stage" });

  function choice(name, text) {
    const box = make("input", { type: "checkbox", checked: Boolean(state.choices[name]) });
    box.addEventListener("change", () => {
      state.choices[name] = box.checked;
      keep();
      tell();
    });
    return make("label", {}, box, " ", text);
  }

  const begin = button("Begin", () => start().catch(failed), "review-begin");
  const choices = make("p", { className: "review-choices" }, choice("whole", "New cards from the whole book"),
    choice("open", "Also checks that I have not answered"));
  const saving = make("p", { className: "review-buttons" }, button("Save for Anki", () => save(anki, "txt", "text/plain").catch(failed)),
    button("Save as CSV", () => save(csv, "csv", "text/csv").catch(failed)));

  function tell(before = "") {
    const { due, waiting, next } = plan();
    const fresh = Math.min(waiting.length, NEW);
    begin.hidden = !due.length && !fresh;
    status.textContent = [before, begin.hidden ? `Nothing is due${next ? `: next ${when(next)}` : ""}.`
      : `${due.length} due, ${fresh} new${waiting.length > fresh ? ` of ${waiting.length}` : ""}.`].filter(Boolean).join(" ");
  }

  function rest(before) {
    desk.replaceChildren(status, make("p", { className: "review-buttons" }, begin), choices, saving);
    tell(before);
  }

  const failed = () => { rest(); status.textContent = "The cards could not be loaded. Check the connection, then press again."; };

  async function save(write, ending, type) {
    await bring();
    const { missed } = plan();
    const found = itemsOf().filter(({ id, front }) => front || missed.includes(id) || state.items[id]);
    if (!found.length) { status.textContent = "There are no cards yet, and no missed checks."; return; }
    download(`brains-decision-committee.${ending}`, write(rows(found, ROOT)), type);
    status.textContent = `Saved: ${many(found.length, "card")}.`;
  }

  /* A session. */
  let session = null;
  async function start() {
    await Promise.all([load("js/ts-fsrs.js"), bring()]);
    const { due, waiting } = plan();
    const queue = [...due, ...waiting.slice(0, NEW)];
    session = { queue, done: 0, begun: Date.now(), bar: make("progress"), count: make("span") };
    session.bar.setAttribute("aria-label", "How much of the session is done");
    desk.replaceChildren(make("p", { className: "review-bar" }, session.bar, " ", session.count, button("Stop", () => finish())), stage);
    next();
  }

  function finish(words) {
    const { done } = session;
    session = null;
    rest([words, `${many(done, "answer")} given.`].filter(Boolean).join(" "));
    (begin.hidden ? saving.querySelector("button") : begin).focus();
  }

  function next() {
    const [id] = session.queue;
    if (!id) return finish("That was all.");
    if (Date.now() - session.begun >= LONG) return finish("Five minutes are over.");
    const total = session.done + session.queue.length;
    session.bar.max = total;
    session.bar.value = session.done;
    session.count.textContent = `${session.done + 1} of ${total}`;
    const item = itemsOf().find((one) => one.id === id);
    session.item = item;
    const from = make("a", { href: new URL(item.href, ROOT).href }, item.sectionTitle || item.pageTitle);
    const box = make("div", { className: "review-item", tabIndex: -1 });
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `${item.front ? "Card" : "Check"} ${session.count.textContent}`);
    stage.replaceChildren(box, make("p", { className: "review-from" }, "From ", from));
    if (item.front) showCard(box, item);
    else showCheck(box, item);
  }

  /* Fills a box with the book's own HTML; its links are relative to the page they stand on. */
  function fill(box, html, href) {
    box.innerHTML = html;
    for (const link of box.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), new URL(href, ROOT)).href;
  }

  function showCard(box, { front, back, href }) {
    const question = make("div", { className: "review-front" }), answer = make("div", { className: "review-back", tabIndex: -1 });
    fill(question, front, href);
    const turn = button("Show the answer", () => {
      turn.remove();
      fill(answer, back, href);
      box.append(answer);
      offer(box);
    }, "review-turn");
    session.turn = turn;
    box.append(question, turn);
    box.focus();
  }

  function showCheck(box, { html, href }) {
    fill(box, html, href);
    const check = live(box.querySelector(".check"));
    check.fresh();
    session.turn = null;
    box.addEventListener("check:answered", () => { if (!box.querySelector(".review-grades")) offer(box); });
    box.focus();
  }

  function offer(box) {
    const { id } = session.item, found = outcomes(id);
    const grades = make("div", { className: "review-grades", tabIndex: -1 });
    grades.setAttribute("role", "group");
    grades.setAttribute("aria-label", "How well did you know it?");
    grades.append(...NAMES.map((name, at) => {
      const { card } = found[at + 1];
      const after = span(card.due.getTime() - Date.now());
      const made = button("", () => grade(id, card));
      made.append(make("strong", {}, name), " ", make("span", {}, after));
      made.setAttribute("aria-keyshortcuts", String(at + 1));
      return made;
    }));
    box.append(grades);
    grades.focus();
  }

  function grade(id, card) {
    state = { ...stored(), choices: state.choices, items: { ...state.items, ...stored().items, [id]: JSON.parse(JSON.stringify(card)) } };
    keep();
    session.queue.shift();
    session.done += 1;
    if (card.due.getTime() - Date.now() < LONG) session.queue.push(id); // once more in this session
    next();
  }

  /* 1 to 4 grade, and space turns the card, unless the key is meant for a field. */
  document.addEventListener("keydown", (event) => {
    if (!session || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea")) return;
    const grades = stage.querySelectorAll(".review-grades button");
    if (event.key === " " && session.turn?.isConnected && !event.target.matches("button, a, input, summary")) {
      event.preventDefault();
      session.turn.click();
    } else if (grades.length && /^[1-4]$/.test(event.key)) {
      event.preventDefault();
      grades[event.key - 1].click();
    }
  });

  addEventListener("storage", (event) => { if (!event.key || event.key === KEY) { state = stored(); if (!session) tell(); } });
  learn().then(() => rest()).catch(failed);
})();

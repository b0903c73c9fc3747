/* Where you stand: fills the map of the book, saves all that is kept to a file, reads such a
   file, and forgets everything. Keys of the book are treated alike, whatever feature they are of. */
(() => {
  const { ROOT, book, load, kept, read } = window.committeeProgress;
  const { verdict, kept: answers } = window.committeeChecks;
  const BOOK = "brains-decision-committee", VERSION = 1;
  const EDITS = `livecode:${ROOT.pathname}`; // edited code is kept by its page's address
  const desk = document.querySelector(".progress-desk");
  const tables = [...document.querySelectorAll(".progress-map")];

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  const many = (number, one, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;

  /* The map. */
  async function showMap() {
    const pages = await book();
    await load("review/facts.js");
    const { done } = kept(), records = answers();
    for (const row of tables.flatMap((table) => [...table.tBodies[0].rows])) {
      const page = pages.find((one) => one.page === row.dataset.page);
      const [, seats, checks] = row.cells;
      const taken = page.sections.map(([label]) => label in done);
      seats.querySelectorAll("circle").forEach((seat, at) => seat.classList.toggle("taken", taken[at]));
      const count = taken.filter(Boolean).length;
      seats.querySelector("span").textContent = count ? `${count} of ${many(taken.length, "section")} done` : many(taken.length, "section");
      const found = page.checks.map((id) => verdict(records[id], window.committeeFacts[id] ?? {}));
      const of = (kind) => found.filter((one) => one === kind).length;
      const parts = [[of("right"), "right"], [of("wrong"), "wrong"], [of("open"), "open"]];
      checks.textContent = !found.length ? "" : of("open") === found.length ? many(found.length, "check")
        : parts.filter(([number]) => number).map(([number, word]) => `${number} ${word}`).join(", ");
    }
  }

  /* What is kept, by key. Edited code is named by its page, so that it fits a copy elsewhere. */
  const isOurs = (key) => key.startsWith("committee.") || key === "livecode-kernel" || key.startsWith(EDITS);
  const ourKeys = () => { try { return Object.keys(localStorage).filter(isOurs).sort(); } catch { return []; } };
  const nameOf = (key) => (key.startsWith(EDITS) ? `livecode:${key.slice(EDITS.length)}` : key);
  const keyOf = (name) => (name.startsWith("livecode:") ? EDITS + name.slice("livecode:".length) : name);
  const parse = (text) => { try { return JSON.parse(text); } catch { return text; } };
  const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  const everything = () => Object.fromEntries(ourKeys().map((key) => [nameOf(key), parse(localStorage.getItem(key))]));

  function save() {
    const found = everything();
    const text = JSON.stringify({ book: BOOK, version: VERSION, saved: new Date().toISOString(), kept: found }, null, 2);
    const link = make("a", { download: `${BOOK}-${new Date().toISOString().slice(0, 10)}.json`,
      href: URL.createObjectURL(new Blob([text, "\n"], { type: "application/json" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Saved to ${link.download}: ${contentsOf(found)}.`);
  }

  function contentsOf(found) {
    const size = (name, of = (value) => value) => Object.keys(of(found[name] ?? {}) ?? {}).length;
    const known = [[size("committee.progress.1", (value) => value.done), "section done", "sections done"],
      [size("committee.checks.1"), "answer"], [size("committee.review.1", (value) => value.items), "scheduled review"]];
    const parts = known.filter(([number]) => number).map((one) => many(...one));
    const others = Object.keys(found).filter((name) => !/^committee\.(progress|checks|review)\.1$/.test(name)).length;
    if (others) parts.push(`${many(others, "other record")}`);
    return parts.join(", ") || "nothing";
  }

  /* Reads a file, or says in one sentence what was expected and what came. */
  function readFile(name, text) {
    const wanted = "Expected a file that “Save to a file” on this page has written";
    const found = parse(text);
    if (!isObject(found)) return { error: `${wanted}; ${name} is no such JSON.` };
    if (found.book !== BOOK) return { error: `${wanted}, with "book": "${BOOK}"; ${name} says ${JSON.stringify(found.book) ?? "nothing of the kind"}.` };
    if (!Number.isInteger(found.version) || found.version < 1) return { error: `Expected a version of 1 or more; ${name} says ${JSON.stringify(found.version) ?? "none"}.` };
    if (found.version > VERSION) return { error: `Expected a file of version ${VERSION} or older; ${name} is of version ${found.version}, from a newer edition of the book: open it there.` };
    if (!isObject(found.kept)) return { error: `Expected "kept" to hold what was kept, by name; in ${name} it is ${JSON.stringify(found.kept) ?? "missing"}.` };
    const entries = Object.entries(found.kept).filter(([key, value]) => isOurs(keyOf(key)) && value !== null);
    return { kept: Object.fromEntries(entries), saved: new Date(found.saved) };
  }

  /* Adds what is not here yet. Records are not mixed: of two the one from here counts, or the
     later, where they say when they were made. Only what holds records is gone into. */
  const HOLDERS = [undefined, "done", "items"];
  function merged(here, there, name) {
    if (!isObject(here) || !isObject(there)) return here ?? there;
    const when = (record) => record.last_review ?? record.at ?? "";
    if (!HOLDERS.includes(name)) return when(there) > when(here) ? there : here;
    const names = new Set([...Object.keys(there), ...Object.keys(here)]);
    return Object.fromEntries([...names].map((one) => [one, merged(here[one], there[one], one)]));
  }

  function write(found) {
    try {
      for (const [name, value] of Object.entries(found)) {
        localStorage.setItem(keyOf(name), typeof value === "string" ? value : JSON.stringify(value));
      }
      return true;
    } catch { return false; }
  }

  const clear = () => { for (const key of ourKeys()) localStorage.removeItem(key); };

  async function take(file) {
    const { error, kept: found, saved } = readFile(file.name, await file.text());
    if (error) return say(error);
    const here = everything();
    let choice = "replace";
    if (Object.keys(here).length) {
      const day = Number.isNaN(saved.getTime()) ? "" : `, saved on ${saved.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}`;
      choice = await ask(`${file.name} holds ${contentsOf(found)}${day}. Here there is ${contentsOf(here)}.`,
        { merge: "Add it to what is here", replace: "Replace what is here" });
    }
    if (!choice) return say("Nothing was changed.");
    if (choice === "replace") clear();
    const both = Object.entries(found).map(([name, value]) => [name, merged(here[name], value)]);
    const done = write(choice === "merge" ? Object.fromEntries(both) : found);
    show(done ? `${choice === "merge" ? "Added" : "Read"}: ${contentsOf(found)}.` : "This browser refused to keep all of it; there may be no room.");
  }

  async function forget() {
    const choice = await ask(`This forgets ${contentsOf(everything())}, and whatever else this book keeps in this browser. It cannot be undone.`,
      { forget: "Forget everything" });
    if (!choice) return;
    clear();
    show("Everything is forgotten.");
  }

  /* Asks in a dialog; resolves with the name of what was chosen, or with nothing. */
  function ask(words, choices) {
    const dialog = make("dialog", { className: "progress-ask" });
    dialog.setAttribute("aria-label", "Please choose");
    const button = (value, text) => {
      const made = make("button", { type: "button" }, text);
      made.addEventListener("click", () => dialog.close(value));
      return made;
    };
    const buttons = Object.entries(choices).map(([value, text]) => button(value, text));
    dialog.append(make("p", {}, words), make("p", { className: "progress-buttons" }, ...buttons, button("", "Cancel")));
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue); }));
  }

  const status = make("p", { className: "progress-said" });
  status.setAttribute("role", "status");
  const say = (words) => { status.textContent = words; };
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: true });
  file.addEventListener("change", async () => {
    if (file.files[0]) await take(file.files[0]).catch(() => say(`${file.files[0].name} cannot be read.`));
    file.value = "";
  });

  function show(words) {
    read();
    refresh();
    say(words);
  }

  const tool = (text, act) => {
    const made = make("button", { type: "button" }, text);
    made.addEventListener("click", act);
    return made;
  };
  const keepIt = tool("Save to a file", save), drop = tool("Forget everything …", forget);
  const refresh = () => {
    keepIt.disabled = drop.disabled = !ourKeys().length;
    showMap().catch(() => say("The map could not be filled in; load the page again."));
  };
  desk.replaceChildren(make("p", { className: "progress-buttons" }, keepIt, tool("Read from a file …", () => file.click()), drop), file, status);
  document.addEventListener("progress:shown", refresh);
  addEventListener("storage", refresh);
  refresh();
})();

/* Progress: which sections a reader has marked as done, and where they stopped.

   Kept on this device and nowhere else, from the first mark on; before it nothing is kept, and
   nothing shows. What there is to be marked is told by the build, in progress/book.js, which
   only a reader who has marked something loads. */
(() => {
  const KEY = "committee.progress.1";
  const ROOT = new URL("../../", document.currentScript.src);
  const here = document.documentElement.dataset.page;
  const marks = [...document.querySelectorAll(".section-done button")];
  const labelOf = (mark) => mark.dataset.section;
  const sectionOf = (mark) => mark.closest("section");

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* { done: section → when, last: { page, section, at } } */
  function kept() {
    let found;
    try { found = JSON.parse(localStorage.getItem(KEY)); } catch { /* nothing to be read */ }
    const { done, last } = found && typeof found === "object" ? found : {};
    return { done: done && typeof done === "object" ? done : {}, last: last?.page ? last : null };
  }

  let visit = kept(); // lasts for this page where the browser keeps nothing
  function keep(progress) {
    visit = progress;
    try {
      if (Object.keys(progress.done).length || progress.last) localStorage.setItem(KEY, JSON.stringify(progress));
      else localStorage.removeItem(KEY);
    } catch { /* storage refused */ }
  }

  /* Loads a script of data, once. */
  const loads = {};
  const load = (file) => loads[file] ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), {
      src: new URL(`_static/${file}`, ROOT).href, onload: resolve,
      onerror: () => { delete loads[file]; reject(new Error(file)); } }));
  });
  const book = async () => { await load("progress/book.js"); return window.committeeBook; };

  const isDone = ([label]) => label in visit.done;
  const countOf = (page) => page.sections.filter(isDone).length;

  function count(done, all) {
    const words = make("span", { className: "sr-only" }, `, ${done} of ${all} sections done`);
    const figures = make("span", {}, `${done}/${all}`);
    figures.ariaHidden = "true";
    return make("span", { className: "done-count" }, " ", figures, words);
  }

  /* The left side: pages with something done, and their parts. */
  function showSide(pages) {
    for (const old of document.querySelectorAll(".bd-links .done-count")) old.remove();
    const byAddress = new Map(pages.map((page) => [new URL(page.href, ROOT).href, page]));
    for (const caption of document.querySelectorAll(".bd-links p.caption")) {
      let done = 0, all = 0;
      for (const link of caption.nextElementSibling?.querySelectorAll("a") ?? []) {
        const page = link.getAttribute("href") === "#" ? pages.find((one) => one.page === here)
          : byAddress.get(link.href.replace(/#.*/, ""));
        if (!page) continue;
        if (countOf(page)) link.append(count(countOf(page), page.sections.length));
        done += countOf(page);
        all += page.sections.length;
      }
      if (done) caption.append(count(done, all));
    }
  }

  /* The page: its buttons, and its own list of contents. */
  function showPage() {
    for (const mark of marks) {
      const done = labelOf(mark) in visit.done;
      mark.setAttribute("aria-pressed", String(done));
      const line = document.querySelector(`.page-contents a[href="#${CSS.escape(sectionOf(mark).id)}"]`);
      if (!line) continue;
      line.parentElement.toggleAttribute("data-done", done);
      line.querySelector(".sr-only")?.remove();
      if (done) line.append(make("span", { className: "sr-only" }, " (done)"));
    }
  }

  async function showBook() {
    const pages = await book().catch(() => null);
    if (!pages) return;
    showSide(pages);
    showStop(pages);
  }

  function show() {
    showPage();
    if (visit.last || Object.keys(visit.done).length || window.committeeBook) showBook();
    document.dispatchEvent(new CustomEvent("progress:shown"));
  }

  /* Where the reader stopped, on the cover and where a page has a place for it. */
  function showStop(pages) {
    document.querySelector(".go-on")?.remove();
    const place = document.querySelector(".cover .subtitle, .progress-stop");
    const page = pages.find((one) => one.page === visit.last?.page);
    if (!place || !page) return;
    const section = page.sections.find(([label]) => label === visit.last.section);
    const link = make("a", { href: new URL(`${page.href}${section ? `#${section[0]}` : ""}`, ROOT).href },
      section ? `${page.title}: ${section[1]}` : page.title);
    place.after(make("p", { className: "go-on" }, "Go on where you stopped: ", link));
  }

  /* The section that is being read: the last that has begun above the middle of the window. */
  function noteStop() {
    const now = kept();
    if (!here || !(now.last || Object.keys(now.done).length)) return;
    const begun = marks.filter((mark) => sectionOf(mark).getBoundingClientRect().top < innerHeight / 2);
    const section = begun.length ? labelOf(begun.at(-1)) : null;
    keep({ ...now, last: { page: here, section, at: new Date().toISOString() } });
  }

  for (const mark of marks) {
    const heading = [...sectionOf(mark).querySelector("h2").childNodes].filter((node) => !node.classList?.contains("headerlink"));
    mark.setAttribute("aria-label", `Done with this section: ${heading.map((node) => node.textContent).join("").trim()}`);
    mark.disabled = false;
    mark.addEventListener("click", () => {
      const { done, last } = visit;
      if (labelOf(mark) in done) delete done[labelOf(mark)];
      else done[labelOf(mark)] = new Date().toISOString();
      keep({ done, last: Object.keys(done).length ? last : null });
      show();
    });
  }

  const read = () => { visit = kept(); show(); };
  addEventListener("pagehide", noteStop);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") noteStop(); });
  addEventListener("storage", (event) => { if (!event.key || event.key === KEY) read(); });
  addEventListener("pageshow", (event) => { if (event.persisted) read(); });
  window.committeeProgress = { ROOT, book, load, kept, read };
  show();
})();

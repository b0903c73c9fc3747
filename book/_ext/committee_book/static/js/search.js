/* Search: finds sections, terms and names of the package; shows where each word stands.

   The texts and MiniSearch, which ranks them, are loaded by the first search and not before.
   Both are plain scripts, so that a book opened from a folder can be searched, too. Sphinx's
   stemmer lets a word find its other forms; search.toml and the glossary let it find what the
   book says instead. */
(() => {
  const FIRST = 20; // places shown before one asks for all
  const OF_A_PAGE = 3; // of one page among the first
  const AROUND = 90; // letters of a text before what was found in it, and twice that after
  const OTHER_WORDS = 0.35; // what a word counts that was not typed but means the same
  const TOKEN = /[\p{L}\p{N}_]\p{M}*(?:[\p{L}\p{N}_]\p{M}*)*|[∂∇∑⊙⊤∞]/gu;
  // A ledger repeats what the chapters say, and a list of names and numbers explains nothing.
  const QUIET = { "reference/claims": 0.15, "reference/bibliography": 0.3, "reference/corrections": 0.6 };

  const KINDS = { section: 1, term: 1.3, name: 0.6 }; // a name is found by its name, not for its text

  const form = document.querySelector("main .book-search");
  const input = form.querySelector("input");
  const voice = document.getElementById("search-progress");
  const shown = document.getElementById("search-results");
  const help = document.getElementById("search-help");

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const tokens = (text) => text.match(TOKEN) ?? [];

  /* Words and their stems. An identifier is known whole and by its parts. */
  const stems = new Map();
  let stemmer;

  function stem(word) {
    if (!stems.has(word)) {
      stems.set(word, /^[a-z]{3,}$/.test(word) ? stemmer.stemWord(word) : word);
    }
    return stems.get(word);
  }

  function termsOf(token) {
    const word = token.toLowerCase().normalize("NFKC");
    if (stopwords.includes(word)) return null;
    const parts = word.includes("_") ? word.split("_").filter((part) => part.length > 1) : [];
    return [...new Set([word, ...parts].map(stem))];
  }

  /* What is needed for a search, once. */
  let wanted;
  const ready = () => (wanted ??= Promise.all(
    ["language_data.js", "search/minisearch.js"].map((name) => load(`${root()}_static/${name}`))
      .concat(load(`${root()}search-texts.js`)),
  ).then(prepare));

  const root = () => document.documentElement.dataset.content_root;

  function load(address) {
    return new Promise((loaded, failed) => {
      const script = make("script", { src: address, onload: loaded });
      script.onerror = () => failed(new Error(address));
      document.head.append(script);
    });
  }

  function prepare() {
    stemmer = new Stemmer();
    const { pages, places, words } = globalThis.BOOK_TEXTS;
    const documents = places.map(([page, anchor, kind, title, text], id) => {
      const first = id === 0 || places[id - 1][0] !== page;
      const name = first ? pages[page][0].split("/").pop().replaceAll("-", " ") : "";
      return { id, page, anchor, kind, title, text, first, name };
    });
    const index = new MiniSearch({
      fields: ["title", "name", "text"],
      tokenize: (text) => tokens(text),
      processTerm: termsOf,
      searchOptions: {
        boost: { title: 4, name: 4 },
        boostDocument: (id) => importance(documents[id], pages),
        combineWith: "AND",
        prefix: (term) => term.length > 2,
        bm25: { k: 1.2, b: 0.6, d: 0.5 },
      },
    });
    index.addAll(documents);
    const spelling = new MiniSearch({ idField: "word", fields: ["word"], tokenize: (word) => [word] });
    spelling.addAll([...stems.keys()].map((word) => ({ word })));
    return { index, documents, pages, same: table(words), spelling };
  }

  function importance(place, pages) {
    return (QUIET[pages[place.page][0]] ?? 1) * (place.first ? 1.6 : KINDS[place.kind]);
  }

  /* Each word or phrase, and the others that mean the same. */
  function table(groups) {
    const same = new Map();
    for (const group of groups) {
      const names = group.map(plain);
      for (const name of names) {
        const others = same.get(name) ?? new Set();
        names.filter((other) => other !== name).forEach((other) => others.add(other));
        same.set(name, others);
      }
    }
    return same;
  }

  const phrase = (text, options) => ({ combineWith: "AND", queries: tokens(text), ...options });

  /* Takes a query apart into the longest phrases that have other words, and single words. */
  function partsOf(query, same) {
    const words = tokens(plain(query));
    const parts = [];
    for (let start = 0; start < words.length;) {
      let end = Math.min(words.length, start + 3);
      const said = () => words.slice(start, end).join(" ");
      while (end > start + 1 && !same.has(said())) end -= 1;
      parts.push({ said: said(), others: [...(same.get(said()) ?? [])] });
      start = end;
    }
    return parts.filter((part) => part.others.length || tokens(part.said).some(termsOf));
  }

  const clause = ({ said, others }) => ({
    combineWith: "OR",
    queries: [phrase(said), ...others.map((other) =>
      phrase(other, { prefix: false, boostTerm: () => OTHER_WORDS }))],
  });

  /* The query with each word that the book has not put into the book's nearest spelling. */
  function respelt(query, { index, same, spelling }) {
    return tokens(plain(query)).map((word) => {
      const known = same.has(word) || !termsOf(word) || index.search(word, { prefix: true }).length;
      return known ? word : spelling.search(word, { fuzzy: 0.2, boostDocument: startsLike(word) })[0]?.id ?? word;
    }).join(" ");
  }

  const startsLike = (word) => (other) => (other[0] === word[0] ? 2 : 1);

  /* Exactly, else put right, else some of the words; says which of them it was. */
  function find(query, book) {
    const search = (parts, combineWith) => (parts.length
      ? book.index.search({ combineWith, queries: parts.map(clause) }) : []);
    const better = () => respelt(query, book);
    for (const [how, words, combineWith] of
      [["exactly", () => query, "AND"], ["nearly", better, "AND"], ["partly", better, "OR"]]) {
      const said = words();
      const parts = partsOf(said, book.same);
      const hits = search(parts, combineWith);
      if (hits.length) return { hits: ranked(hits, said, book.documents), parts, how, said };
    }
    return { hits: [], parts: [], how: "exactly", said: query };
  }

  /* Prefers what is called so, then what says it in one piece. */
  function ranked(hits, query, documents) {
    const stemmed = (text) => tokens(plain(text)).map((token) => (termsOf(token) ?? [token])[0]).join(" ");
    const words = plain(query.trim()), asked = stemmed(query);
    for (const hit of hits) {
      const place = documents[hit.id];
      if (place.name && stemmed(place.name) === asked) hit.score *= 8;
      else if (stemmed(place.title) === asked) hit.score *= 4;
      else if (plain(place.title).split(".").pop() === words) hit.score *= 2;
      else if ((place.plain ??= plain(place.text)).includes(words)) hit.score *= 1.3;
    }
    return hits.sort((one, other) => other.score - one.score || one.id - other.id);
  }

  /* Puts what is left of a page behind the first of all pages. */
  function spread(hits, documents) {
    const seen = new Map();
    const early = [], late = [];
    for (const hit of hits) {
      const page = documents[hit.id].page;
      seen.set(page, (seen.get(page) ?? 0) + 1);
      (seen.get(page) <= OF_A_PAGE ? early : late).push(hit);
    }
    return [...early, ...late];
  }

  /* A piece of a text in which most of the words stand, with each of them marked. */
  function excerpt(text, found) {
    const places = [];
    for (const match of text.matchAll(TOKEN)) {
      const term = termsOf(match[0])?.find((one) => found.has(one));
      if (term) places.push({ start: match.index, end: match.index + match[0].length, term });
    }
    const best = places.map((place) => ({ at: place.start, terms: new Set(
      places.filter((other) => other.start >= place.start && other.start < place.start + 2 * AROUND)
        .map((other) => other.term)).size })).sort((a, b) => b.terms - a.terms || a.at - b.at)[0];
    const from = wordStart(text, Math.max(0, (best?.at ?? 0) - AROUND));
    const to = wordEnd(text, Math.min(text.length, from + 3 * AROUND));
    const line = make("p", { className: "context" }, from ? "… " : "");
    let done = from;
    for (const { start, end } of places.filter((place) => place.start >= from && place.end <= to)) {
      line.append(text.slice(done, start), make("mark", {}, text.slice(start, end)));
      done = end;
    }
    line.append(text.slice(done, to), to < text.length ? " …" : "");
    return line;
  }

  const wordStart = (text, place) => (place === 0 ? 0 : text.indexOf(" ", place) + 1 || place);
  function wordEnd(text, place) {
    const space = text.lastIndexOf(" ", place);
    return place >= text.length || space < 1 ? place : space;
  }

  function item(hit, { documents, pages }) {
    const place = documents[hit.id];
    const [address, title, part] = pages[place.page];
    const anchor = place.first ? "" : `#${place.anchor}`;
    const link = make("a", { href: `${root()}${address}.html${anchor}` }, nameOf(place));
    const above = place.first ? [part] : [part, title];
    const found = new Set(hit.terms);
    return make("li", {},
      link, make("span", { className: "search-where" }, above.filter(Boolean).join(" › ")),
      excerpt(place.text, found));
  }

  const nameOf = (place) => (place.kind === "name" ? make("code", {}, place.title) : place.title);

  function say(query, { hits, parts, how, said }) {
    if (!query) return "";
    if (!hits.length) return `No place in the book says “${query}”.`;
    const count = `${hits.length} ${hits.length === 1 ? "place" : "places"}`;
    if (how === "nearly") return `No place says “${query}”; ${count} for “${said}”.`;
    if (how === "partly") return `No place has all of these words; ${count} with some of them.`;
    const others = [...new Set(parts.flatMap((part) => part.others))];
    return `${count} for “${query}”${others.length ? `, also ${others.slice(0, 4).join(", ")}` : ""}.`;
  }

  function show(query, found, book) {
    const list = make("ol", { className: "search-places" });
    const hits = spread(found.hits, book.documents);
    list.append(...hits.slice(0, FIRST).map((hit) => item(hit, book)));
    shown.replaceChildren(...(hits.length ? [list] : []));
    if (hits.length > FIRST) {
      const more = make("button", { type: "button" }, `Show all ${hits.length} places`);
      more.addEventListener("click", () => {
        const rest = hits.slice(FIRST).map((hit) => item(hit, book));
        list.append(...rest);
        more.remove();
        rest[0].querySelector("a").focus();
      });
      shown.append(more);
    }
    help.hidden = Boolean(query && hits.length);
    voice.textContent = say(query, found);
    voice.dataset.asked = query;
  }

  let latest = 0;

  async function search(query) {
    const mine = (latest += 1);
    if (!query) { show("", { hits: [] }, { documents: [] }); return; }
    if (!globalThis.BOOK_TEXTS) voice.textContent = "Reading the book …";
    try {
      const book = await ready();
      if (mine === latest) show(query, find(query, book), book);
    } catch (error) {
      wanted = undefined;
      voice.textContent = `The search could not be loaded (${error.message}); try again, or use the contents.`;
      help.hidden = false;
    }
  }

  function remember(query) {
    if (location.protocol === "file:") return; // a browser refuses to
    history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
  }

  let typing;
  input.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => { remember(input.value.trim()); search(input.value.trim()); }, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    remember(input.value.trim());
    search(input.value.trim());
  });

  /* The arrows walk from the box through the places and back. */
  document.querySelector("main").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...shown.querySelectorAll("li > a")];
    const here = stops.indexOf(document.activeElement);
    if (!step || here < 0 || !stops[here + step]) return;
    event.preventDefault();
    stops[here + step].focus();
  });

  input.value = new URLSearchParams(location.search).get("q") ?? "";
  search(input.value.trim());
})();

/* Pins: a figure or an output stays in sight while the reader scrolls on, beside a second one.

   A pin is a copy of what was shown, so that it outlasts another run of its cell and can be met
   again on another page. It is kept as plain data, a tree of names and texts, and grown anew from
   an allowlist of SVG: nothing that is kept is ever read as markup, whoever wrote it. */
(() => {
  const KEY = "committee.pins.1";
  const MOST = 2;                       // pins
  const LARGEST = 200_000;              // letters of one pin; a larger one lasts for the visit
  const LINES = 60;                     // of a text output
  const SVG = "http://www.w3.org/2000/svg";
  const TAGS = new Set(["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
    "text", "tspan", "defs", "clipPath", "use"]);
  const ATTRIBUTES = new Set(["viewBox", "d", "x", "y", "x1", "x2", "y1", "y2", "dx", "dy", "cx", "cy", "r",
    "rx", "ry", "points", "width", "height", "transform", "fill", "fill-opacity", "fill-rule", "stroke",
    "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-dasharray", "stroke-dashoffset", "opacity", "font-size", "font-style", "font-weight",
    "text-anchor", "clip-path", "clip-rule", "id", "href"]);
  const VALUE = /^[\w\s.,#%()+-]*$/;    // no colon, slash, quote or semicolon: no address, no declaration
  const LOCAL = /^#[\w-]+$/;
  const LOCAL_URL = /^url\(#[\w-]+\)$/;
  const PICTURE = /^data:image\/(png|jpeg);base64,[A-Za-z0-9+/=]+$/;
  const PLACE = /^[\w-]+(\/[\w-]+)*\.html(#[\w-]+)?$/;

  const root = new URL("../../", document.currentScript.src).href;
  const page = location.href.startsWith(root)
    ? location.href.slice(root.length).replace(/[?#].*$/, "").replace(/(^|\/)$/, "$1index.html") : "index.html";
  const words = (element) => element.textContent.replace(/\s+/g, " ").trim();
  const clip = (text, length = 400) => String(text).slice(0, length);

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function button(text, name, act) {
    const element = make("button", { type: "button" }, text);
    if (name) element.setAttribute("aria-label", name);
    element.addEventListener("click", act);
    return element;
  }

  /* What a drawing is made of: [tag, attributes, children], texts as texts. */
  function treeOf(element) {
    if (!TAGS.has(element.localName)) return null;
    const attributes = {};
    for (const { localName, value } of element.attributes) if (ATTRIBUTES.has(localName)) attributes[localName] = value;
    const inside = [...element.childNodes].map((node) => (node.nodeType === Node.TEXT_NODE
      ? (/\S/.test(node.data) ? node.data : null) : node.nodeType === Node.ELEMENT_NODE ? treeOf(node) : null));
    return [element.localName, attributes, inside.filter((one) => one !== null)];
  }

  function allowed(name, value) {
    if (!ATTRIBUTES.has(name) || typeof value !== "string") return false;
    if (name === "href") return LOCAL.test(value);
    return VALUE.test(value) && (!/url/i.test(value) || LOCAL_URL.test(value));
  }

  function renamed(name, value, own) {
    if (name === "id") return own + value;
    if (name === "href") return `#${own}${value.slice(1)}`;
    return value.startsWith("url(#") ? `url(#${own}${value.slice(5)}` : value;
  }

  /* The drawing again; its ids get a name of their own, so that none stands twice on a page. */
  function grow(tree, own, depth = 0) {
    if (typeof tree === "string") return document.createTextNode(tree);
    const [tag, attributes, inside] = Array.isArray(tree) ? tree : [];
    if (!TAGS.has(tag) || depth > 30) return document.createTextNode("");
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (!allowed(name, value) || (depth === 0 && /^(width|height|id)$/.test(name))) continue;
      element.setAttribute(name, renamed(name, value, own));
    }
    for (const child of Array.isArray(inside) ? inside : []) element.append(grow(child, own, depth + 1));
    return element;
  }

  /* It may scroll, so it can be reached by the keyboard. */
  function text({ body, name }) {
    const element = make("pre", { tabIndex: 0 }, clip(body, LARGEST));
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", name);
    return element;
  }

  /* What a pin shows. Texts are texts, pictures are data, drawings are grown. */
  function shown(pin, own) {
    if (pin.kind === "text") return text(pin);
    if (pin.kind === "picture") return make("img", { src: pin.body, alt: pin.alt });
    const drawing = grow(pin.body, own);
    drawing.setAttribute("class", "drawing");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", pin.alt);
    return drawing;
  }

  /* What was kept, if it is what we keep: anybody may have written it. */
  function sound(pin) {
    if (!pin || typeof pin !== "object" || !PLACE.test(pin.place)) return false;
    if (!["id", "name", "title", "caption", "alt"].every((key) => typeof pin[key] === "string")) return false;
    if (pin.kind === "drawing") return Array.isArray(pin.body) && pin.body[0] === "svg";
    return typeof pin.body === "string" && (pin.kind === "text" || (pin.kind === "picture" && PICTURE.test(pin.body)));
  }

  function kept() {
    let found = null;
    try { found = JSON.parse(localStorage.getItem(KEY)); } catch { /* nothing to be read */ }
    const pins = Array.isArray(found?.pins) ? found.pins.filter(sound).slice(0, MOST) : [];
    return { pins, folded: found?.folded === true };
  }

  function keep() {
    const small = state.pins.filter((pin) => JSON.stringify(pin).length <= LARGEST);
    try {
      if (small.length) localStorage.setItem(KEY, JSON.stringify({ pins: small, folded: state.folded }));
      else localStorage.removeItem(KEY);
    } catch { /* refused: the pins last for this page */ }
  }

  let state = kept();
  const makers = new Map();             // the id of what can be pinned here → its button

  /* The sheet: at the side of the text, or at the foot of a small screen. */
  const list = make("ol");
  const fold = button("", "", () => { state.folded = !state.folded; draw(); keep(); });
  const compare = button("Enlarge", "", () => enlarge());
  const sheet = make("aside", { className: "pins", hidden: true },
    make("p", { className: "pins-bar" }, fold, compare), list);
  const voice = make("p", { className: "sr-only" });
  fold.className = "pins-fold";
  compare.setAttribute("aria-haspopup", "dialog");
  sheet.setAttribute("aria-label", "Pinned");
  voice.setAttribute("role", "status");

  function item(pin, at) {
    const lines = [make("a", { href: root + pin.place }, pin.name)];
    if (!pin.place.startsWith(page)) lines.push(make("span", { className: "pin-page" }, ` in ${pin.title}`));
    const off = button("Unpin", `Unpin ${pin.name}`, () => { unpin(pin.id); after(pin.id, at); });
    return make("li", {}, make("p", { className: "pin-name" }, make("span", {}, ...lines), off),
      shown(pin, `pin-${at}-`), make("p", { className: "pin-caption" }, pin.caption));
  }

  /* Live code has a bar at the foot of the window; on a small screen the sheet stands on it. */
  function standOnBar() {
    const bar = document.querySelector(".livecode-bar");
    if (!bar || bar === standOnBar.bar) return;
    standOnBar.bar = bar;
    new ResizeObserver(() => sheet.style.setProperty("--foot", `${bar.offsetHeight}px`)).observe(bar);
  }

  function draw() {
    const { pins, folded } = state;
    standOnBar();
    sheet.hidden = !pins.length;
    sheet.classList.toggle("pins-two", pins.length > 1);
    document.documentElement.classList.toggle("pinned", pins.length > 0 && !folded);
    fold.textContent = folded ? `Show what is pinned (${pins.length})` : "Fold";
    fold.setAttribute("aria-expanded", String(!folded));
    compare.hidden = folded;
    compare.textContent = pins.length > 1 ? "Compare" : "Enlarge";
    list.hidden = folded;
    list.replaceChildren(...(folded ? [] : pins.map(item)));
    for (const [id, maker] of makers) maker.dress(pins.some((pin) => pin.id === id));
  }

  function pin(made) {
    const out = state.pins.length === MOST ? state.pins[0] : null;
    state = { pins: [...state.pins.slice(out ? 1 : 0), made], folded: false };
    draw();
    keep();
    say(out ? `${made.name} is pinned, in place of ${out.name}.` : `${made.name} is pinned.`);
  }

  function unpin(id) {
    const [gone] = state.pins.filter((one) => one.id === id);
    state.pins = state.pins.filter((one) => one.id !== id);
    draw();
    keep();
    say(`${gone.name} is no longer pinned.`);
  }

  /* Where the focus goes when its button has gone. */
  function after(id, at) {
    const others = [...list.querySelectorAll(".pin-name button")];
    const maker = makers.get(id)?.element;
    (others[Math.min(at, others.length - 1)] ?? (maker?.isConnected ? maker : document.querySelector("main")))?.focus();
  }

  const say = (sentence) => { voice.textContent = sentence; };

  function enlarge() {
    const dialog = make("dialog", { className: "enlarged pins-large" });
    dialog.setAttribute("aria-label", "Pinned, enlarged");
    dialog.append(button("Close", "", () => dialog.close()), make("div", {}, ...state.pins.map((one, at) => make("section", {},
      make("p", { className: "pin-name" }, one.name), shown(one, `large-${at}-`), make("p", { className: "pin-caption" }, one.caption)))));
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /* A button that pins what `take` finds when it is pressed, and takes it off again. */
  function maker(id, what, take) {
    const element = button("Pin", "", () => {
      if (state.pins.some((one) => one.id === id)) unpin(id);
      else pin({ id, ...take() });
    });
    const dress = (pinned) => {
      element.textContent = pinned ? "Unpin" : "Pin";
      element.setAttribute("aria-label", `${pinned ? "Unpin" : "Pin"} ${what}`);
    };
    dress(state.pins.some((one) => one.id === id));
    makers.set(id, { element, dress });
    return element;
  }

  /* Words without what is only for the eye or the hand. */
  function plain(element) {
    const copy = element.cloneNode(true);
    for (const one of copy.querySelectorAll(".figure-tools, annotation, .headerlink")) one.remove();
    return words(copy);
  }

  const title = () => plain(document.querySelector("h1") ?? document.querySelector("title"));
  const place = (element) => { const id = element?.closest("[id]")?.id; return `${page}${id ? `#${id}` : ""}`; };
  const base = (at, caption) => ({ place: PLACE.test(at) ? at : page, title: clip(title()), caption: clip(caption) });

  function pictured(drawn) {
    if (drawn.localName === "img") return { kind: "picture", body: drawn.src, alt: clip(drawn.alt, 2000) };
    return { kind: "drawing", body: treeOf(drawn), alt: clip(drawn.getAttribute("aria-label") ?? "", 2000) };
  }

  const nameOf = (figure) => {
    const number = figure.querySelector(".caption-number");
    return number ? words(number).replace(/^Fig\./, "Figure") : "This figure";
  };

  /* A figure with a caption: the button stands among its tools. `run` counts the runs of a cell. */
  function equip(figure, run = "") {
    const drawn = figure.querySelector(":scope > :is(svg, img)");
    const caption = figure.querySelector("figcaption .caption-text");
    if (!drawn || !caption || (drawn.localName === "img" && !PICTURE.test(drawn.src))) return;
    let tools = caption.querySelector(".figure-tools:last-child");
    if (!tools) caption.append(" ", tools = make("span", { className: "figure-tools" }));
    const at = place(run ? figure.closest(".cell").querySelector("figure[id]") ?? figure : figure);
    const name = run ? `${nameOf(figure)}, your run` : nameOf(figure);
    tools.append(maker(`${at}${run}`, run ? "this run’s figure" : "this figure",
      () => ({ ...base(at, plain(caption)), name, ...pictured(drawn) })));
  }

  const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

  /* What a cell printed, or drew without a caption: the button stands below it. */
  function equipCell(cell, number, run = "") {
    cell.querySelector(":scope > .pin-output")?.remove();
    const outputs = [...cell.querySelectorAll(".cell_output")].filter((one) => run ? one.matches(".livecode-output") : !one.matches(".livecode-output"));
    const [output] = outputs.filter((one) => one.textContent.trim() || one.querySelector("svg, img"));
    if (!output || output.querySelector("figure")) return;
    const at = place(cell.closest("section"));
    const name = `Output of cell ${number}${run ? ", your run" : ""}`;
    const element = maker(`${at}/${number}${run}`, name.replace("Output", "the output"), () => {
      const drawn = output.querySelector(":scope > :is(svg, img)");
      const heading = cell.closest("section")?.querySelector(":is(h1, h2, h3, h4)");
      const lines = (output.innerText || output.textContent).replace(/^\n+|\s+$/g, "").split("\n");
      const text = [...lines.slice(0, LINES), ...(lines.length > LINES ? ["…"] : [])].join("\n");
      return { ...base(at, heading ? plain(heading) : ""), name, ...(drawn ? pictured(drawn) : { kind: "text", body: text, alt: "" }) };
    });
    element.classList.add("pin-output");
    cell.append(element);
  }

  for (const figure of document.querySelectorAll("figure:has(> svg.drawing)")) equip(figure);
  const cells = [...document.querySelectorAll(".cell:has(.cell_input .highlight pre)")];
  cells.forEach((cell, index) => equipCell(cell, index + 1));

  /* A cell has run, or shows the book's output again. */
  let runs = 0;
  addEventListener("committee:shown", ({ target }) => {
    const cell = target.closest(".cell");
    const figure = visible(target) ? target.querySelector("figure") : null;
    const run = visible(target) ? `/run-${Date.now()}-${runs += 1}` : "";
    if (figure) equip(figure, run);
    equipCell(cell, cells.indexOf(cell) + 1, run);
  });

  addEventListener("storage", ({ key }) => { if (key === KEY) { state = kept(); draw(); } });
  sheet.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.folded) return;
    event.stopPropagation();
    state.folded = true;
    draw();
    keep();
    fold.focus();
  });

  draw();
  document.body.append(sheet, voice);
})();

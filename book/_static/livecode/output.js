/* What one cell shows while it runs: text in order, pictures, tracebacks. Text is gathered, and
   written a few times a second; of a very long one the beginning and the end are kept. */
const HEAD = 60_000, TAIL = 4_000;     // characters
const COLOURS = { 31: "ansi-error", 32: "ansi-good", 34: "ansi-name", 36: "ansi-name" };
const UNWANTED = "script, style, title, iframe, object, embed, link, meta, base, form, foreignObject";
const SCROLLS = { tabindex: "0", role: "group", "aria-label": "Output; it scrolls" };

/* Makes an element: h("button", { type: "button", onclick }, "Run"). */
export function h(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.filter((one) => one !== null));
  return element;
}

/* Returns the nodes of an HTML text, without anything that acts or comes from elsewhere. Styles and
   handlers go before it is read: the page's policy minds them even in a text that is only read. */
export function markup(text) {
  const plain = text.replace(/<style\b[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)=/gi, " data-$1="));
  const page = new DOMParser().parseFromString(plain, "text/html");
  for (const element of page.querySelectorAll(UNWANTED)) element.remove();
  for (const element of page.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const allowed = element.localName === "a" ? /^(#|https?:)/ : /^(#|data:image\/(png|jpeg);)/;
      if (/^data-|^on/.test(name) || (/^(xlink:)?href$|^src|^action$/.test(name) && !allowed.test(value))) element.removeAttribute(name);
    }
  }
  const fragment = document.createDocumentFragment();
  fragment.append(...page.body.childNodes);
  return fragment;
}

/* Returns a terminal's text with its colours as spans. */
export function coloured(text) {
  const fragment = document.createDocumentFragment();
  let style = "";
  for (const [index, part] of text.split(/\x1b\[([\d;]*)m/).entries()) {
    if (index % 2) style = part.split(";").map((code) => COLOURS[code]).filter(Boolean).join(" ");
    else if (part) fragment.append(style ? h("span", { class: style }, part) : part);
  }
  return fragment;
}

/* A growing text. A carriage return takes a line back, as progress bars do. */
class Text {
  head = ""; tail = ""; missing = 0;

  constructor(name, kind) {
    this.name = name;
    this.pre = h("pre");
    this.element = h("div", { class: `output ${kind}` }, this.pre);
  }

  add(text) {
    const room = HEAD - this.head.length;
    this.head += text.slice(0, room);
    this.tail += text.slice(room);
    if (this.tail.length > 2 * TAIL) {
      this.missing += this.tail.slice(0, -TAIL).split("\n").length - 1;
      this.tail = this.tail.slice(-TAIL);
    }
  }

  draw() {
    const [head, tail] = [this.head, this.tail].map((text) => coloured(text.replace(/\r\n/g, "\n").replace(/[^\n]*\r(?!$)/g, "")));
    const gap = this.missing ? h("em", {}, `\n… ${this.missing} lines are not shown …\n`) : "";
    this.pre.replaceChildren(head, gap, tail);
  }
}

export class Output {
  /* `words` say what a picture shows to those who do not see it. */
  constructor(element, words) { Object.assign(this, { element, words }); }

  receive(kind, content) {
    if (kind === "clear_output") { this.stale = true; return; }
    if (this.stale) { this.element.replaceChildren(); this.text = this.stale = null; }
    if (kind === "stream") this.print(content);
    else if (kind === "error") this.show(this.traceback(content));
    else if (content.data) this.show(this.picture(content.data) ?? this.value(content.data));
  }

  print({ name, text }) {
    if (this.text?.name !== name) {
      this.show(null);
      this.text = new Text(name, name === "stderr" ? name : "stream");
      this.element.append(this.text.element);
    }
    this.text.add(text);
    this.timer ??= setTimeout(() => this.flush(), 40);
  }

  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    this.text?.draw();
  }

  show(node) {
    this.flush();
    this.text = null;
    if (node) this.element.append(node);
  }

  value(data) {
    if (data["text/html"]) return h("div", { class: "output text_html" }, markup(data["text/html"]));
    if (!data["text/plain"]) return null;
    const text = new Text("", "text_plain");
    text.add(data["text/plain"]);
    text.draw();
    return text.element;
  }

  picture(data) {
    const type = ["image/svg+xml", "image/png", "image/jpeg"].find((one) => data[one]);
    if (!type) return null;
    const drawn = type === "image/svg+xml" && markup(data[type]).querySelector("svg");
    if (!drawn) return h("img", { class: "livecode-picture", src: `data:${type};base64,${data[type]}`, alt: this.words });
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", this.words);
    return drawn;
  }

  traceback({ ename, evalue, traceback }) {
    const lines = traceback?.length ? traceback.join("\n") : `${ename}: ${evalue}`;
    return h("div", { class: "output traceback" }, h("pre", {}, coloured(lines)));
  }

  /* What scrolls can be reached by the keyboard. */
  finish() {
    this.flush();
    for (const one of this.element.querySelectorAll("pre, .text_html")) {
      if (one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight) {
        for (const [key, value] of Object.entries(SCROLLS)) one.setAttribute(key, value);
      }
    }
  }
}

/* A cell that can be edited and run, and whether what it shows still follows from the code above. */
import { h, Output } from "./output.js";

const KEYS = { "Shift-Enter": "runAndStep", "Ctrl-Enter": "run", "Shift-Ctrl-Enter": "runToHere", "Ctrl-.": "stop" };

/* A button that keeps its place in the order of the keyboard even while it does nothing. */
export function button(words, act, name = false) {
  return h("button", { type: "button", "aria-label": name, onclick: ({ currentTarget }) => { if (currentTarget.ariaDisabled !== "true") act(); } }, words);
}

export const able = (element, can) => element.setAttribute("aria-disabled", !can);

const seconds = (ms) => `${(ms / 1000).toFixed(ms < 9950 ? 2 : 0)} s`;

/* Loads Thebe, once. Its bundle brings style sheets, which the page's policy refuses and the book
   does not want; while it loads they are made as elements that do nothing. */
let thebe = null;
export const loadThebe = (src) => thebe ??= new Promise((resolve, reject) => {
  const { createElement } = Document.prototype;
  document.createElement = (tag, ...more) => createElement.call(document, tag === "style" ? "template" : tag, ...more);
  const end = () => { delete document.createElement; };
  const fail = () => { end(); thebe = null; reject(new Error("The editor (Thebe) could not be downloaded. Check the connection, then try again.")); };
  document.head.append(h("script", { src, onload: () => { end(); resolve(window.thebe); }, onerror: fail }));
});

export class Cell {
  state = "idle";                      // queued, running, done, failed, stopped
  ran = null;                          // the source that ran in this life of Python
  basis = null;                        // the sources that what is shown came from; null: the book's
  life = null;                         // the life of Python that it came from

  constructor(number, element, commands) {
    Object.assign(this, { number, element, commands });
    const input = element.querySelector(".cell_input");
    this.code = input.querySelector(".highlight");
    this.original = this.code.querySelector("pre").textContent.trimEnd();
    this.mayFail = element.classList.contains("tag_raises-exception");
    this.built = [...element.querySelectorAll(".cell_output")].map((one) => one.closest("details:not(:has(.cell_input))") ?? one);
    this.output = h("div", { class: "cell_output livecode-output", hidden: true });
    this.note = h("span", { class: "livecode-note" });
    this.buttons = {
      run: button("Run", () => commands.run(this), `Run cell ${number}`),
      above: number > 1 ? button("Run all above", () => commands.runAbove(this), `Run all above cell ${number}`) : null,
      reset: button("Reset", () => this.reset(), `Reset cell ${number} to the book’s code`),
      copy: button("Copy", () => this.copy(), `Copy the code of cell ${number}`),
    };
    input.after(h("div", { class: "livecode-tools", role: "group", "aria-label": `Cell ${number}` }, ...Object.values(this.buttons), this.note));
    element.append(this.output);
  }

  get source() { return this.editor ? this.editor.getValue() : this.kept ?? this.original; }

  get edited() { return this.source !== this.original; }

  /* Thebe's editor beside the printed code, which is hidden and stays as it is. */
  open(thebe) {
    const id = `livecode-${this.number}`, source = h("pre"), { commands } = this;
    const stub = { id, source: this.source, execute() {}, clearOnError() {}, attachToDOM() {}, get session() { return { kernel: commands.kernel() }; } };
    const options = thebe.mergeOptions({
      mountRunButton: false, mountRunAllButton: false, mountRestartButton: false, mountRestartAllButton: false,
      codeMirrorConfig: { inputStyle: "contenteditable", lineNumbers: false, indentUnit: 4, viewportMargin: Infinity, screenReaderLabel: `Code of cell ${this.number}` },
    });
    this.code.parentElement.after(h("div", { class: "livecode-editor" }, source));
    this.code.parentElement.hidden = true;
    const [{ ui }] = thebe.renderAllCells(options, { getCellById: () => stub }, [{ id, placeholders: { source, output: h("div") } }]);
    ui.cell.removeAttribute("id");
    ui.cell.querySelector(".thebe-controls").remove();
    ui.cell.querySelector(".CodeMirror-scroll").removeAttribute("tabindex");
    const code = ui.cell.querySelector(".CodeMirror-code");
    for (const [key, value] of [["role", "textbox"], ["aria-multiline", "true"]]) code.setAttribute(key, value);
    this.editor = ui.cell.querySelector(".CodeMirror").CodeMirror;
    const keys = Object.entries(KEYS).flatMap(([key, name]) => [key, key.replace("Ctrl", "Cmd")].map((one) => [one, () => commands[name](this)]));
    this.editor.setOption("extraKeys", {
      ...this.editor.getOption("extraKeys"), ...Object.fromEntries(keys), "Shift-Tab": "indentLess", Esc: () => this.buttons.run.focus(),
      Tab: (editor) => editor.execCommand(editor.somethingSelected() ? "indentMore" : "insertSoftTab"),
    });
    this.editor.on("change", () => commands.changed());
    ui.cell.closest("details")?.addEventListener("toggle", () => this.editor.refresh());
  }

  /* A run begins: what the cell shows is the run's from now on. */
  begin(basis, life) {
    const drawn = !this.edited && this.element.querySelector(".cell_output :is(svg.drawing, img)");
    const words = drawn ? drawn.getAttribute("aria-label") ?? drawn.alt : `Figure drawn by cell ${this.number}`;
    Object.assign(this, { basis, life, started: performance.now() });
    this.output.replaceChildren();
    this.receiver = new Output(this.output, words);
    this.reveal(true);
    this.to("running");
    this.clock = setInterval(() => { this.note.textContent = `running, ${seconds(performance.now() - this.started)}`; }, 1000);
  }

  end(state) {
    clearInterval(this.clock);
    this.took = seconds(performance.now() - this.started);
    this.receiver.finish();
    this.caption();
    this.tell();
    this.to(state);
  }

  /* Others (pins.js) want to know that the cell shows something else now. */
  tell() { this.output.dispatchEvent(new CustomEvent("committee:shown", { bubbles: true })); }

  /* A figure keeps the caption of the book. */
  caption() {
    const figure = this.element.querySelector(".cell_output:not(.livecode-output) figure");
    const drawn = this.output.querySelectorAll(":scope > :is(svg, img)");
    if (!figure || drawn.length !== 1) return;
    const caption = figure.querySelector("figcaption").cloneNode(true);
    for (const one of caption.querySelectorAll(".headerlink, button")) one.remove();
    for (const named of caption.querySelectorAll("[id]")) named.removeAttribute("id");
    const copy = h("figure", { class: figure.className });
    drawn[0].replaceWith(copy);
    copy.append(drawn[0], caption);
  }

  reveal(live) {
    this.output.hidden = !live;
    for (const one of this.built) one.hidden = live;
  }

  reset() {
    this.editor.setValue(this.original);
    if (this.state === "running") return;
    this.basis = this.life = null;
    this.output.replaceChildren();
    this.reveal(false);
    this.tell();
    this.to("idle");
  }

  async copy() {
    const done = await navigator.clipboard?.writeText(this.source).then(() => "Copied", () => null);
    this.buttons.copy.textContent = done ?? "Not allowed";
    setTimeout(() => { this.buttons.copy.textContent = "Copy"; }, 2000);
  }

  to(state) {
    this.state = this.element.dataset.livecode = state;
    able(this.buttons.run, !/running|queued/.test(state));
    this.commands.changed();
  }

  /* Says how what is shown stands to the code. */
  say(cells, life) {
    const stale = staleness(cells, this), old = this.life !== null && this.life !== life;
    this.element.classList.toggle("livecode-stale", Boolean(stale) || old);
    able(this.buttons.reset, this.edited || this.basis);
    if (this.state === "running") return;
    const told = { done: `ran in ${this.took}`, failed: `failed after ${this.took}`, stopped: "stopped", queued: "waits for its turn" }[this.state];
    const why = stale === this.number ? "edited, not run yet" : stale ? `from before cell ${stale} was changed` : old && "from before the restart";
    this.note.textContent = [told, why].filter(Boolean).join("; ");
  }
}

/* The sources that a cell's run rests on: what ran above it, else what stands there, and its own. */
export const basisOf = (cells, cell, life) => cells.slice(0, cell.number)
  .map((one) => (one === cell || one.life !== life ? one.source : one.ran ?? one.source));

/* The number of the first cell whose code is no longer that from which `cell` shows something, or 0. */
export function staleness(cells, cell) {
  return cells.slice(0, cell.number).findIndex((one, index) => one.source !== (cell.basis ? cell.basis[index] : one.original)) + 1;
}

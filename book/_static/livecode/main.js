/* Live code: makes the page's cells editable and runs them, in order, in one of several kernels. */
import { able, basisOf, button, Cell, loadThebe } from "./cells.js";
import { BrowserKernel, JupyterKernel, local, LOST } from "./kernels.js";
import { h } from "./output.js";

const CHOICE = "livecode-kernel", EDITS = `livecode:${location.pathname.replace(/index\.html$/, "")}`;
const STATES = { starting: "Starting", ready: "Ready", busy: "Running", dead: "Off" };
const CAN = { all: /starting|ready/, stop: /starting|busy/, restart: /ready|busy|dead/, reset: /starting|ready|dead/ };
const SHORTCUTS = {
  "Shift Enter": "run, go to the next cell", "Ctrl Enter": "run", "Ctrl Shift Enter": "run all above and this",
  "Ctrl .": "stop", "Ctrl Space": "complete", Esc: "leave the editor",
};
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const store = { get: (key) => { try { return localStorage[key]; } catch { return null; } }, set: (key, value) => { try { localStorage[key] = value; } catch { /* refused */ } } };

/* The bar at the foot of the window: what Python is doing, in words, and what it can be told. */
class Bar {
  constructor(commands, kinds) {
    this.state = h("strong", { class: "livecode-state" });
    this.message = h("span", { role: "status" });
    this.amount = h("span", { class: "livecode-amount" });
    this.progress = h("progress", { "aria-label": "Downloaded", hidden: true });
    this.offers = h("div", { class: "livecode-offers" });
    this.buttons = { all: button("Run all", commands.all), stop: button("Stop", commands.stop), restart: button("Restart", commands.restart), reset: button("Reset page", commands.reset) };
    this.choice = h("select", { onchange: () => commands.choose(this.choice.value) }, ...[...kinds].map(([kind, { words }]) => h("option", { value: kind }, words)));
    this.element = h("section", { class: "livecode-bar", "aria-label": "Live code" },
      h("p", {}, this.state, " ", this.message, " ", this.amount), this.progress, this.offers,
      h("div", { class: "livecode-commands" }, ...Object.values(this.buttons),
        kinds.size > 1 ? h("label", {}, "Runs in ", this.choice) : null,
        h("details", {}, h("summary", {}, "Keys"), h("dl", {}, ...Object.entries(SHORTCUTS).flatMap(([key, what]) => [h("dt", {}, key), h("dd", {}, what)])))));
  }

  show(state, message) {
    this.element.dataset.state = state;
    this.state.textContent = STATES[state];
    if (message !== undefined) this.message.textContent = message;
    for (const [name, element] of Object.entries(this.buttons)) able(element, CAN[name].test(state));
    if (state !== "starting") this.load();
    if (state !== "dead") this.offers.replaceChildren();
  }

  /* How much of a download has come. */
  load(arrived, { bytes, wire } = {}) {
    this.progress.hidden = !(arrived < bytes);
    this.amount.textContent = arrived < bytes ? `${megabytes(wire * arrived / bytes)} of ${megabytes(wire)}` : "";
    if (bytes) Object.assign(this.progress, { max: bytes, value: arrived });
  }
}

class Live {
  life = 0; plan = []; working = false; state = "starting";

  /* about: what the site has (live.json); root: the address of _static/ */
  constructor(about, root, place) {
    Object.assign(this, { about, root, kinds: this.available(about) });
    const commands = {
      run: (cell) => this.run([cell]), runAbove: (cell) => this.run(this.cells.slice(0, cell.number - 1)),
      runToHere: (cell) => this.run(this.cells.slice(0, cell.number)), stop: () => this.stop(),
      runAndStep: (cell) => { this.run([cell]); this.cells[cell.number]?.editor.focus(); },
      kernel: () => this.kernel, changed: () => this.changed(),
    };
    this.cells = [...document.querySelectorAll(".cell:has(.cell_input .highlight pre)")].map((element, index) => new Cell(index + 1, element, commands));
    this.bar = new Bar({
      all: () => this.run(this.cells), stop: () => this.stop(), restart: () => this.restart(),
      reset: () => { for (const cell of this.cells) cell.reset(); this.show(this.state, "Every cell is the book’s again."); },
      choose: (kind) => { store.set(CHOICE, kind); this.start(kind); },
    }, this.kinds);
    place.replaceWith(this.bar.element);
    document.documentElement.classList.add("livecode");
    addEventListener("pagehide", () => { this.keep(); this.kernel?.close(); });
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.died(`Python ended when you left the page. ${LOST}`); });
  }

  /* Every kernel that this reader has, best first. */
  available({ browser, binder, server }) {
    const kinds = new Map(), place = local();
    if (place) kinds.set("local", { words: "this computer", place });
    if (browser) kinds.set("browser", { words: "this browser" });
    if (binder) kinds.set("binder", { words: new URL(binder.binderUrl).host, place: { binder } });
    if (server) kinds.set("server", { words: new URL(server).host, place: { server: { baseUrl: server }, again: `Check its token, that it runs, and that it lets in ${location.origin} (allow_origin).` } });
    return kinds;
  }

  show(state, message) { this.state = state; this.bar.show(state, message); }

  makeKernel(kind) {
    const { browser, setup } = this.about, starting = (tell) => (...news) => { if (this.state === "starting") tell(...news); };
    const events = {
      progress: starting((arrived) => this.bar.load(arrived, browser)), phase: starting((words) => this.show("starting", words)),
      package: ({ package: name, bytes }) => { if (bytes) this.show("busy", `This needs ${name}: downloading ${megabytes(bytes)} …`); },
      died: (sentence) => this.died(sentence),
    };
    return kind === "browser" ? new BrowserKernel(browser, this.root, events) : new JupyterKernel(this.kinds.get(kind).place, setup, events);
  }

  /* Starts a kernel; `ready` is a promise, for cells that are to run meanwhile. */
  start(kind) {
    const { words, place } = this.kinds.get(kind), size = kind === "browser" ? ` (${megabytes(this.about.browser.wire)}, once)` : "";
    this.kernel?.close();
    Object.assign(this, { kind, life: this.life + 1, ready: Promise.resolve(false) });
    this.bar.choice.value = kind;
    this.show("starting", `Python in ${words}${size} …`);
    if (kind === "server" && !place.server.token) return this.askToken(place.server);
    const kernel = this.kernel = this.makeKernel(kind);
    this.ready = this.begin(kernel).then((version) => {
      if (kernel === this.kernel) this.show(this.working ? "busy" : "ready", `Python ${version} in ${words}.${this.restored ?? ""}`);
      return true;
    }, (error) => this.failed(kernel, error));
    this.changed();
    return this.ready;
  }

  async begin(kernel) {
    const opened = loadThebe(this.root + this.about.thebe).then((thebe) => { this.open(thebe); return thebe; });
    const begun = kernel.keepsVariables ? opened.then((thebe) => kernel.start(thebe)) : kernel.start();
    return (await Promise.all([begun, opened]))[0];
  }

  open(thebe) {
    if (this.opened) return;
    const edits = JSON.parse(store.get(EDITS) ?? "[]");
    for (const cell of this.cells) {
      cell.kept = edits.find(({ book }) => book === cell.original)?.code;
      if (cell.kept !== undefined) this.restored = " Your edits are back.";
      cell.open(thebe);
    }
    this.opened = true;
    this.changed();
  }

  failed(kernel, error) {
    if (kernel === this.kernel) { kernel.close(); this.died(error.message); }
    return false;
  }

  /* Python is gone; the way on is one press away: again, or with another kernel. */
  died(sentence) {
    this.clear();
    this.life += 1;
    this.show("dead", sentence);
    const others = [...this.kinds].filter(([kind]) => kind !== this.kind);
    this.bar.offers.replaceChildren(button("Try again", () => this.start(this.kind)), ...others.map(([kind, { words }]) => button(`Use ${words} instead`, () => this.start(kind))));
    this.changed();
  }

  askToken(server) {
    const { host } = new URL(server.baseUrl), field = h("input", { type: "password", autocomplete: "off", required: true });
    this.died(`${host} asks who you are.`);
    this.bar.offers.prepend(h("form", { onsubmit: (event) => { event.preventDefault(); server.token = field.value; this.start("server"); } },
      h("label", {}, `Token for ${host} `, field), h("button", {}, "Connect")));
  }

  /* Runs cells in their order; the first that fails ends it. */
  async run(cells) {
    for (const cell of cells) if (!/queued|running/.test(cell.state)) { this.plan.push(cell); cell.to("queued"); }
    if (this.working || !this.plan.length) return;
    this.working = true;
    if (this.state === "dead") this.start(this.kind);
    while (this.plan.length && await this.ready && await this.runOne(this.plan.shift()));
    this.clear();
    this.working = false;
    if (this.state === "busy") this.show("ready", this.last);
  }

  clear() {
    this.plan = [];
    for (const cell of this.cells) if (cell.state === "queued") cell.to("idle");
  }

  /* Runs one cell; says whether those after it may run. */
  async runOne(cell) {
    const { life } = this, { source, number } = cell;
    this.show("busy", `Cell ${number} is running.`);
    cell.begin(basisOf(this.cells, cell, life), life);
    const { status, ename } = await this.kernel.execute(source, number, (kind, content) => cell.receiver.receive(kind, content));
    cell.ran = source;
    const failed = status === "error" && ename !== "KeyboardInterrupt", done = status === "ok";
    cell.end(done ? "done" : failed ? "failed" : "stopped");
    this.last = `Cell ${number} ${done ? "is done" : failed ? `raised ${ename}` : "was stopped"}.`;
    if (ename === "NameError" && this.cells.some((one) => one.number < number && one.life !== this.life)) {
      cell.output.append(h("p", { class: "livecode-help" }, button("Run the cells above, then this one", () => this.run(this.cells.slice(0, number)))));
    }
    return done || (failed && cell.mayFail);
  }

  async stop() {
    this.clear();
    if (this.state === "starting") { this.kernel.close(); this.kernel = null; this.died("Python was not started."); return; }
    if (this.kernel.keepsVariables) { await this.kernel.interrupt(); return; }
    await this.renew(`Stopped; Python was started anew. ${LOST}`);
  }

  restart() { return this.state === "dead" ? this.start(this.kind) : this.renew(`Python was restarted. ${LOST}`); }

  /* The same kernel with nothing in it. */
  async renew(sentence) {
    const { kernel } = this;
    this.clear();
    this.life += 1;
    this.show("starting", "Python is starting anew …");
    this.changed();
    this.ready = kernel.restart().then(() => true, (error) => this.failed(kernel, error));
    if (await this.ready && kernel === this.kernel) this.show(this.working ? "busy" : "ready", sentence);
  }

  /* Edits of code that the book has since changed are kept with the others. */
  keep() {
    if (!this.opened) return;
    const others = JSON.parse(store.get(EDITS) ?? "[]").filter(({ book }) => !this.cells.some((cell) => cell.original === book));
    store.set(EDITS, JSON.stringify([...others, ...this.cells.filter((cell) => cell.edited).map((cell) => ({ book: cell.original, code: cell.source }))]));
  }

  /* After any change: notes, stale marks, kept edits. */
  changed() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      for (const cell of this.cells) cell.say(this.cells, this.life);
      this.keep();
    }, 50);
  }
}

export async function open(root, details, place) {
  const response = await fetch(root + details);
  if (!response.ok) throw new Error(`The site has no live.json (answer ${response.status}). Please report this.`);
  const about = await response.json(), live = window.livecode = new Live(about, root, place), kinds = [...live.kinds.keys()];
  if (!kinds.length) live.show("dead", `${about.absent} With Python on your computer, “make serve” runs this book there.`);
  else await live.start(kinds.find((kind) => kind === store.get(CHOICE)) ?? kinds[0]);
}

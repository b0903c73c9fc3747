/* Reads training logs with Python, in this browser or on this computer, and shows the answers. */
import { loadThebe } from "../livecode/cells.js";
import { BrowserKernel, JupyterKernel, local, LOST } from "../livecode/kernels.js";
import { h, markup } from "../livecode/output.js";

const PIECE = 768 * 1024;                      // bytes of a log handed over at once
const MOST = 32e6;                             // bytes of a log: a browser must hold it
const COMMAND = "On your computer, “committee diagnose” reads it.";
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

class Desk {
  constructor(given) {
    Object.assign(this, given);
    this.stop.addEventListener("click", () => this.end("Stopped."));
    addEventListener("pagehide", () => this.end());
  }

  say(words) { this.status.textContent = words; }

  /* Logs one after the other; while some are read, more may come. */
  read(files) {
    this.turn = (this.turn ?? Promise.resolve()).then(() => this.readAll(files));
    return this.turn;
  }

  async readAll(files) {
    const said = [];
    this.answers.replaceChildren();
    this.ended = new Promise((_, reject) => { this.abort = reject; });
    this.ended.catch(() => {});
    this.why = this.stop.hidden = false;
    for (const file of files) {
      said.push(await this.readOne(file).catch((error) => error.message));
      if (this.why) break;
    }
    this.stop.hidden = true;
    this.load();
    this.say(said.join(" "));
  }

  async readExample() {
    const response = await fetch(`${this.root}clinic/example.csv`).catch(() => null);
    if (!response?.ok) throw new Error("The example could not be downloaded. Check the connection, then try again.");
    await this.read([new File([await response.blob()], "example.csv")]);
  }

  /* Shows what is wrong with a log; returns it in a few words. */
  async readOne(file) {
    if (file.size > MOST) throw new Error(`${file.name} has ${megabytes(file.size)}, and this page reads logs of up to ${megabytes(MOST)}. ${COMMAND}`);
    await this.start();
    this.say(`Reading ${file.name} …`);
    for (let at = 0; !at || at < file.size; at += PIECE) {
      await this.run(`take("${await base64(file, at)}", ${at ? "False" : "True"})`);
    }
    const found = JSON.parse(await this.run(`answer(${JSON.stringify(file.name)})`));
    this.answers.append(this.report(found));
    return `${found.file}: ${found.words}, ${found.confidence} confidence.`;
  }

  async start() {
    if (this.kernel) return;
    this.about ??= await this.find();
    const { browser, setup, clinic, thebe } = this.about, place = local();
    if (!place && !browser) throw new Error(`${this.about.absent} ${COMMAND}`);
    const events = {
      progress: (arrived) => this.load(arrived, browser), phase: (words) => this.say(words),
      package: () => {}, died: (sentence) => this.end(sentence.replace(LOST, "Try again.")),
    };
    this.say("Python is starting …");
    this.kernel = place ? new JupyterKernel(place, setup, events) : new BrowserKernel(browser, this.root, events);
    try {
      await Promise.race([this.ended, place ? loadThebe(this.root + thebe).then((loaded) => this.kernel.start(loaded)) : this.kernel.start()]);
      await this.run(clinic);
    } catch (error) { this.end(error.message); throw error; }
  }

  async find() {
    const response = await fetch(this.root + this.details).catch(() => null);
    if (!response?.ok) throw new Error(`What this page needs could not be downloaded (live.json). ${COMMAND}`);
    return response.json();
  }

  /* How much of Python has come. */
  load(arrived, { bytes, wire } = {}) {
    this.progress.hidden = !(arrived < bytes);
    this.amount.textContent = arrived < bytes ? `${megabytes(wire * arrived / bytes)} of ${megabytes(wire)}` : "";
    if (bytes) Object.assign(this.progress, { max: bytes, value: arrived });
  }

  /* Runs a line of Python; returns what it printed. */
  async run(code) {
    let printed = "", raised;
    const reply = await this.kernel?.execute(code, 1, (kind, content) => {
      if (kind === "stream" && content.name === "stdout") printed += content.text;
      if (kind === "error") raised = `${content.ename}: ${content.evalue}`;
    });
    if (reply?.status === "ok") return printed;
    throw new Error(raised ? `Python could not read it (${raised}). Please report this.` : this.why || "Python ended before it had read the log. Try again.");
  }

  end(why) {
    this.why = why;
    this.kernel?.close();
    this.kernel = null;
    this.abort?.(new Error(why));
  }

  report({ file, words, confidence, evidence, causes, first_fix: first, confirm, notes, see, text, drawing }) {
    const list = (tag, items) => h(tag, {}, ...items.map((item) => h("li", {}, item)));
    const rows = [["Evidence", list("ul", evidence)], ["Likely causes", causes.length > 1 ? list("ol", causes.slice(0, 3)) : null], ["Try first", first], ["How to confirm", confirm],
      ["Note", notes.length ? list("ul", notes) : null], ["Read", this.pages[see] ? h("a", { href: `${this.root}../${see}.html` }, this.pages[see]) : null]];
    return h("section", { class: "clinic-answer", "aria-label": `${file}: ${words}` },
      h("p", { class: "clinic-finding" }, h("strong", {}, words), ` (${confidence} confidence) `, h("span", {}, file)),
      drawing ? h("div", { class: "clinic-plot" }, markup(drawing)) : null,
      h("dl", {}, ...rows.filter(([, what]) => what).flatMap(([name, what]) => [h("dt", {}, name), h("dd", {}, what)])),
      h("details", {}, h("summary", {}, "As text"), h("pre", { tabindex: "0", role: "region", "aria-label": `The report on ${file} as text` }, text)));
  }
}

function base64(file, at) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1).replace(/^data:$/, ""));
    reader.onerror = () => reject(new Error(`${file.name} could not be opened. Is it a folder, or has it changed?`));
    reader.readAsDataURL(file.slice(at, at + PIECE));
  });
}

let only;
export const desk = (given) => only ??= new Desk(given);

/* Where Python runs: in a worker of this page, or on a Jupyter server that Thebe connects to. Both
   start, execute, complete, interrupt, restart and close; what goes wrong is said in a sentence.
   events: progress(bytes), phase(words), package({package, bytes}), died(sentence) */
const SILENCE = 60_000, PROBE = 10_000, LATE = 2_000;  // ms: without a sign of life; for a server to answer; from answer to end
const WASM = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);  // the smallest module
export const LOST = "Its variables are lost: run the cells again from the top.";
const AGAIN = "Check the connection, then try again.";

/* Requests that wait for an answer, or for word that none will come. */
class Waiting extends Map {
  put(id, more) { return new Promise((resolve) => this.set(id, { ...more, resolve })); }

  answer(id, content) { this.get(id)?.resolve(content); this.delete(id); }

  end() { for (const id of [...this.keys()]) this.answer(id, { status: "aborted" }); }
}

/* A worker made from a blob is bound by the page's policy, as one loaded by its address is not. */
export class BrowserKernel {
  constructor(about, root, events) {
    Object.assign(this, { about: { ...about, base: root + about.base }, root, events, waiting: new Waiting(), count: 0 });
  }

  async start() {
    if (!globalThis.WebAssembly?.validate(WASM)) throw new Error("This browser has no WebAssembly, which Python needs here.");
    this.source ??= await this.load();
    const address = URL.createObjectURL(new Blob([this.source], { type: "text/javascript" }));
    const worker = this.worker = new Worker(address, { type: "module" });
    return new Promise((resolve, reject) => {
      const watch = () => { clearTimeout(this.silence); this.silence = setTimeout(() => reject(new Error(`Nothing has arrived for a minute. ${AGAIN}`)), SILENCE); };
      watch();
      worker.onmessage = ({ data }) => { if (data.type === "progress") watch(); this.receive(data, resolve, reject); };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Python’s worker could not start in this browser (${event.message}).`));
        this.died("Python’s worker broke down.");
      };
      worker.postMessage({ type: "start", settings: this.about });
    }).finally(() => clearTimeout(this.silence));
  }

  async load() {
    const response = await fetch(`${this.root}livecode/worker.js`).catch(() => { throw new Error(`worker.js could not be downloaded. ${AGAIN}`); });
    if (!response.ok) throw new Error(`The site has no worker.js (answer ${response.status}). Please report this; trying again will not help.`);
    return response.text();
  }

  receive({ type, id, ...data }, resolve, reject) {
    if (type === "progress") this.events.progress(data.arrived);
    else if (type === "compiled") this.about.module = data.module;
    else if (type === "package") this.events.package(data);
    else if (type === "ready") resolve(data.version);
    else if (type === "failed") reject(new Error(data.sentence));
    else if (type === "died") this.died(data.sentence);
    else if (type === "message") this.waiting.get(id)?.receive(data.kind, data.content);
    else this.waiting.answer(id, data.content);
  }

  ask(message, receive) {
    const id = ++this.count;
    this.worker?.postMessage({ ...message, id });
    return this.waiting.put(id, { receive });
  }

  execute(code, cell, receive) { return this.ask({ type: "execute", code, cell }, receive); }

  async requestComplete({ code, cursor_pos: cursor }) { return { content: await this.ask({ type: "complete", code, cursor }) }; }

  died(sentence) { this.close(); this.events.died(`${sentence} ${LOST}`); }

  /* What computes cannot be asked to stop: the worker ends, and another starts. */
  restart() { this.close(); return this.start(); }

  /* A worker that is ended in the middle may complain of it; nobody listens to it any more. */
  close() {
    if (this.worker) Object.assign(this.worker, { onmessage: null, onerror: null }).terminate();
    this.worker = null;
    this.waiting.end();
  }
}

/* The server that “make serve” started on this computer and told the page of, or null. */
export function local() {
  const served = document.querySelector('meta[name="livecode-server"]');
  if (!served) return null;
  const { base, token } = JSON.parse(served.content);
  return { server: { baseUrl: new URL(base, location).href, token }, again: "Start it again with “make serve” and open the address that it prints." };
}

async function request({ baseUrl, token }, path, again, more) {
  const response = await fetch(baseUrl + path, { credentials: "omit", headers: { Authorization: `token ${token}` }, signal: AbortSignal.timeout(PROBE), ...more })
    .catch(() => { throw new Error(`No Jupyter server answers at ${baseUrl}. ${again}`); });
  if (/40[13]/.test(response.status)) throw new Error(`The Jupyter server at ${baseUrl} refused this page’s token. ${again}`);
  if (!response.ok) throw new Error(`The Jupyter server at ${baseUrl} answered ${response.status}. ${again}`);
}

export class JupyterKernel {
  /* place: { server: {baseUrl, token}, again } or { binder } */
  constructor(place, setup, events) {
    Object.assign(this, { place, setup, events, waiting: new Waiting(), again: place.again ?? "It may have ended; try again.", keepsVariables: true });
  }

  async start(thebe) {
    const { api } = window.thebeCore, { server, binder } = this.place;
    const plain = { mathjaxUrl: "", mathjaxConfig: "" };
    const path = `/live-${Math.random().toString(36).slice(2)}`;  // a server gives one kernel to a path
    if (server) await request(server, "api/kernels", this.again);
    this.server = api.makeServer(api.makeConfiguration({
      ...plain, kernelOptions: { kernelName: "python3", path }, binderOptions: binder, serverSettings: server && { appendToken: true, ...server },
    }, thebe.events));
    if (binder) await this.viaBinder(thebe.events, new URL(binder.binderUrl).host);
    else await Promise.all([this.server.connectToJupyterServer(), this.server.ready]);
    this.session = await this.server.startNewSession(api.makeRenderMimeRegistry(plain));
    this.kernel = this.session.kernel;
    this.kernel.statusChanged.connect((_, status) => { if (/dead|autorestarting/.test(status)) this.died("Python died on the server."); });
    this.kernel.connectionStatusChanged.connect((_, status) => { if (status !== "connected") this.look(); });
    const { language_info: language } = await this.kernel.info;
    await this.prepare();
    return language.version;
  }

  viaBinder(events, host) {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`${host} could not start a kernel. It may be busy or out of reach; try again in a few minutes.`));
      const offs = [
        events.on("status", (_, { subject, message }) => { if (subject === "server") this.events.phase(`${host}: ${message}`); }),
        events.on("error", (_, { subject }) => { if (subject === "server") fail(); }),
      ];
      this.server.ready.then(resolve, fail).finally(() => offs.forEach((off) => off()));
      this.server.connectToServerViaBinder();
    });
  }

  /* The line broke: is the server gone, or only slow? */
  look() {
    if (this.server && !this.restarting) request(this.server.settings, "api/kernels", this.again).catch(({ message }) => this.died(message));
  }

  died(sentence) { this.forget(); this.events.died(`${sentence} ${LOST}`); }

  execute(code, cell, receive) {
    if (!this.kernel) return Promise.resolve({ status: "aborted" });
    const future = this.kernel.requestExecute({ code });
    future.onIOPub = ({ header, content }) => receive(header.msg_type, content);
    const end = ({ content }) => this.waiting.answer(future, content);
    future.onReply = (reply) => setTimeout(end, LATE, reply);  // should the word that it idles get lost
    future.done.then(end, () => end({ content: { status: "aborted" } }));
    return this.waiting.put(future);
  }

  prepare() { return this.kernel.requestExecute({ code: this.setup, silent: true, store_history: false }).done; }

  requestComplete(question) { return this.kernel.requestComplete(question); }

  interrupt() { return this.kernel.interrupt(); }

  async restart() {
    this.restarting = true;
    try { await this.kernel.restart(); await this.prepare(); } finally { this.restarting = false; }
  }

  /* Ends the session; also while the page goes away. */
  close() {
    if (this.session) request(this.server.settings, `api/sessions/${this.session.id}`, "", { method: "DELETE", keepalive: true }).catch(() => {});
    this.forget();
  }

  forget() {
    const { session, server } = this;
    this.session = this.server = this.kernel = null;
    this.waiting.end();
    try { session?.dispose(); server?.dispose(); } catch { /* it was gone already */ }
  }
}

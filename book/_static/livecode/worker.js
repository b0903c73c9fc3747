/* The kernel's worker: Pyodide, our runner, and a watch over every file they need.
   Pyodide alone waits for ever when a file is missing; here each has a sentence, at once. */
const SAFE_AFTER_SHORTAGE = 2 ** 30;   // bytes: a larger memory is given back by ending the worker
const realFetch = self.fetch.bind(self);
const arriving = new Map();            // file name -> promise of its bytes
let about, arrived = 0, told = 0, python, runner, failed = false;

const post = (type, more = {}) => self.postMessage({ type, ...more });

function fail(sentence) {
  if (!failed) post("failed", { sentence });
  failed = true;
}

class Trouble extends Error {}         // its message is a sentence for the reader

const address = (name) => `${about.base}${name}?v=${about.files[name].sha256.slice(0, 8)}`;

const unreachable = (name) => new Trouble(navigator.onLine === false
  ? `This device is offline, and ${name} is not on it yet. Connect, then try again.`
  : `${name} could not be downloaded. Check the connection, then try again.`);

function refusal(name, status) {
  return new Trouble(`The site has no ${name} (answer ${status}). Please report this; trying again will not help.`);
}

async function read(response, size) {
  const bytes = new Uint8Array(size), reader = response.body.getReader();
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (at + part.value.length <= size) bytes.set(part.value, at);
    at += part.value.length;
    arrived += part.value.length;
    if (performance.now() - told > 100) { told = performance.now(); post("progress", { arrived }); }
  }
  return at === size ? bytes : null;
}

/* The bytes of a file, or nothing where they are not what the page expects. */
async function fetched(name, cache) {
  const { bytes: size, sha256 } = about.files[name];
  let bytes, response;
  try { response = await realFetch(address(name), { cache }); } catch { throw unreachable(name); }
  if (!response.ok) throw refusal(name, response.status);
  try { bytes = await read(response, size); } catch { throw unreachable(name); }
  if (bytes && (!crypto.subtle || hex(await crypto.subtle.digest("SHA-256", bytes)) === sha256)) return bytes;
  arrived -= size;
}

/* A damaged copy that the browser has kept gives way to a fresh one, once. */
async function bring(name) {
  const bytes = await fetched(name, "default") ?? await fetched(name, "reload");
  if (bytes) return bytes;
  throw new Trouble(`${name} is not the file this page expects (its checksum differs). Reload the page; if that does not help, please report it.`);
}

const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* Python's import waits, so this one must not return before the file is there. */
function bringNow(name) {
  const request = new XMLHttpRequest();
  request.open("GET", address(name), false);
  request.responseType = "arraybuffer";
  try { request.send(); } catch { throw unreachable(name); }
  if (request.status !== 200) throw refusal(name, request.status);
  return new Uint8Array(request.response);
}

function kept(input) {
  const name = new URL(input.url ?? input, about.base).pathname.split("/").pop();
  if (!arriving.has(name)) return realFetch(input);
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return arriving.get(name).then((bytes) => new Response(bytes, { headers: { "content-type": type } }));
}

/* What was compiled once serves every later worker of the page. */
function compileOnce(module) {
  WebAssembly.instantiateStreaming = async (response, imports) => {
    if (!module) post("compiled", { module: module = await WebAssembly.compileStreaming(response) });
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
}

async function start(settings) {
  about = settings;
  compileOnce(about.module);
  for (const name of about.start) {
    arriving.set(name, bring(name));
    arriving.get(name).catch((error) => fail(error.message));
  }
  self.fetch = async (input, init) => (init?.method ? realFetch(input, init) : kept(input));
  const lock = new TextDecoder().decode(await arriving.get("pyodide-lock.json"));
  await Promise.all(["pyodide.asm.js", "pyodide.mjs"].map((name) => arriving.get(name)));
  await import(address("pyodide.asm.js"));
  const { loadPyodide } = await import(address("pyodide.mjs"));
  python = await loadPyodide({
    indexURL: about.base, lockFileURL: `${about.base}pyodide-lock.json`,
    env: { HOME: "/home/pyodide", MPLBACKEND: "module://livecode_backend" },
  });
  await prepare(JSON.parse(lock).packages);
  arriving.clear();
  post("ready", { version: python.runPython("import sys; sys.version.split()[0]") });
}

async function prepare(lock) {
  for (const [name, source] of Object.entries(about.python)) python.FS.writeFile(`/home/pyodide/livecode_${name}.py`, source);
  const own = python.pyimport("livecode_packages");
  const announce = (json) => post("package", JSON.parse(json));
  const packages = own.Packages(python.toPy(lock), (name) => python.toPy(bringNow(name)), announce, python.toPy(about.lacking));
  own.install(packages);
  for (const name of about.packages) {
    packages.unpack(name, python.toPy(await arriving.get(lock[name].file_name)));
  }
  for (const name of about.packages) python.pyimport(name);
  runner = python.pyimport("livecode_runner");
}

async function execute({ id, code, cell }) {
  const publish = (kind, json) => post("message", { id, kind, content: JSON.parse(json) });
  const content = JSON.parse(await runner.run(code, cell, publish));
  post("reply", { id, content });
  if (content.ename === "MemoryError" && python._module.HEAPU8.length > SAFE_AFTER_SHORTAGE) {
    post("died", { sentence: "Python ran out of memory and was ended." });
  }
}

async function handle(message) {
  if (message.type === "start") return start(message.settings);
  if (message.type === "execute") return execute(message);
  const content = JSON.parse(runner.complete(message.code, message.cursor));
  return post("reply", { id: message.id, content });
}

let turn = Promise.resolve();          // one thing after the other
self.onmessage = ({ data }) => { turn = turn.then(() => handle(data)).catch(stumble); };

function stumble(error) {
  const lines = String(error?.message ?? error).trim().split("\n");
  const words = lines[error?.type ? lines.length - 1 : 0];   // Python's own word comes last
  if (error instanceof Trouble) fail(words);
  else if (!runner) fail(`Python could not be started in this browser (${words}).`);
  else post("died", { sentence: `Python broke down and was ended (${words.slice(0, 200)}).` });
}

self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  if (!runner) stumble(event.reason);
});

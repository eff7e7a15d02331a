// Looks at the linked data of a site: every block expands as JSON-LD and loses nothing on the way (jsonld), and every
// thing has only properties of its type in schema.org, with values of their types (schema-dts, by TypeScript).
//
//     node linked_data.mjs SITE [--first-language]
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import jsonld from "jsonld";

const here = dirname(fileURLToPath(import.meta.url));
const site = process.argv[2];
// The pages of the other languages say the same things in other words.
const other = process.argv.includes("--first-language") ? /^[a-z]{2}\// : /^$/;
// Nothing is fetched: every term is one of the vocabulary.
const vocabulary = { "@context": { "@vocab": "https://schema.org/", id: "@id", type: "@type" } };
const documentLoader = async (url) => {
  if (url !== "https://schema.org") throw new Error(`the context is ${url}`);
  return { contextUrl: null, documentUrl: url, document: vocabulary };
};

/** How many properties a value has in all, those of its nodes among them. */
const size = (value) => {
  if (Array.isArray(value)) return value.reduce((sum, one) => sum + size(one), 0);
  if (value === null || typeof value !== "object") return 0;
  return Object.entries(value).reduce((sum, [key, one]) => sum + (key.startsWith("@") ? 0 : 1) + size(one), 0);
};

const wrong = [];
const counted = new Map();
const seen = new Set();
const lines = ['import type { Thing } from "schema-dts";'];
const named = [];
for (const file of readdirSync(site, { recursive: true }).filter((path) => path.endsWith(".html") && !other.test(path)).sort()) {
  const text = readFileSync(join(site, file), "utf8");
  for (const [, block] of text.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
    const whole = JSON.parse(block);
    const expanded = await jsonld.expand(whole, { documentLoader, safe: true });
    if (size(expanded) !== size(whole)) wrong.push(`${file}: ${size(whole)} properties became ${size(expanded)}`);
    for (const { "@context": _, ...thing } of whole["@graph"] ?? [whole]) {
      const type = thing["@type"];
      counted.set(type, (counted.get(type) ?? 0) + 1);
      const told = JSON.stringify(thing);
      if (seen.has(told)) continue;
      seen.add(told);
      named.push(file);
      lines.push(`export const thing${named.length}: Thing = ${told};`);
    }
  }
}
// A judge that accepts everything is none: these two must be refused.
lines.push('export const odd1: Thing = {"@type":"JobPosting","barva":"modra"};');
lines.push('export const odd2: Thing = {"@type":"NGO","openingHoursSpecification":{"@type":"OpeningHoursSpecification"}};');
const folder = mkdtempSync(join(here, ".things-"));
try {
  writeFileSync(join(folder, "things.ts"), lines.join("\n"));
  const options = { strict: true, noEmit: true, module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true, types: [] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["things.ts"] }));
  let said = "";
  try {
    execFileSync(join(here, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
  } catch (error) {
    said = error.stdout;
  }
  const refused = [...said.matchAll(/things\.ts\((\d+),\d+\): error (.*)/g)].map(([, line, text]) => [Number(line) - 2, text]);
  for (const odd of [named.length, named.length + 1]) {
    if (!refused.some(([line]) => line === odd)) wrong.push(`the judge accepts what is wrong (${lines[odd + 1]})`);
  }
  for (const [line, text] of refused.filter(([line]) => line < named.length)) {
    wrong.push(`${named[line]}: ${text.slice(0, 300)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
const total = [...counted.values()].reduce((sum, n) => sum + n, 0);
console.log(`${total} things: ${[...counted].sort().map(([type, n]) => `${n} ${type}`).join(", ")}`);
for (const text of wrong.slice(0, 40)) console.log("wrong:", text);
console.log(`${wrong.length} findings`);
process.exit(wrong.length === 0 ? 0 : 1);

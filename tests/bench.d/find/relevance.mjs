// Asks every judged question of every engine: relevance.mjs SITE ROOT [--json] [--no-peers] [--each] [--work DIR]
// SITE is built from the sample hub at ROOT, alone or among distractors. With --hub and --kazipot, the folder of that hub
// and the program, one question of each class is also asked of `kazipot search`, which has to find the same.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

import { kazipot, minisearch, pagefind } from "./engines.mjs";
import { mean, measures, needs, questions, stability } from "./score.mjs";
import { addresses } from "./site.mjs";
import { typos } from "./typos.mjs";

const { values: asked, positionals: [site, root] } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean" }, "no-peers": { type: "boolean" }, each: { type: "boolean" }, work: { type: "string" }, hub: { type: "string" }, kazipot: { type: "string" } },
});
const MOST = 10;
const FIGURES = ["ndcg", "recall", "first", "empty"];
const names = new Set(addresses(site).values());
const judged = questions(needs(path.join(root, "tests/relevance/needs.toml")), names);
const numbers = [...fs.readFileSync(path.join(root, "content/urgent.toml"), "utf8").matchAll(/^number = "(.+)"$/gm)].map(([, number]) => number);

/** All questions asked of an engine: the figures of each, by class, and how stable its answers are. */
async function run(search) {
  const each = [];
  for (const one of judged) {
    const found = await search(one.text, one.lang, MOST);
    each.push({ ...one, ...found, ...measures(one, found.ids), called: +one.call.every((number) => (found.urgent ?? []).some((row) => numbers[row] === number)) });
  }
  const classes = {};
  for (const kind of [...new Set(each.map((one) => one.kind)), "all"]) {
    const some = each.filter((one) => kind === "all" || one.kind === kind);
    classes[kind] = { questions: some.length, ...Object.fromEntries(FIGURES.map((name) => [name, mean(some.map((one) => one[name]))])) };
  }
  const { shares, same } = stability(each), calling = each.filter((one) => one.call.length);
  return { each, classes, shares, forms: mean(shares.map((one) => one.share)), marks: mean(same.map((one) => one.share)), called: mean(calling.map((one) => one.called)) };
}

const engines = { kazipot: await kazipot(site, root) };
let close = () => {};
if (!asked["no-peers"]) {
  engines.minisearch = await minisearch(site, root);
  const { chromium } = await import("playwright-core");
  const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  const peer = await pagefind(site, root, asked.work, launch);
  [engines.pagefind, close] = [peer.search, peer.close];
}
const results = {};
for (const [name, search] of Object.entries(engines)) results[name] = await run(search);
await close();
const mistyped = await typos(site, root);

// The program finds what the script finds.
let different = 0;
if (asked.kazipot) {
  const seen = new Set();
  for (const { kind, text, lang } of judged.filter((one) => !seen.has(one.kind) && seen.add(one.kind))) {
    const call = ["search", text, "--json", "--lang", lang, "--root", asked.hub, "--today", "2026-11-22"];
    const program = JSON.parse(execFileSync(asked.kazipot, call, { encoding: "utf8", maxBuffer: 1 << 28 })).map(({ id }) => id);
    const script = (await engines.kazipot(text, lang, MOST)).ids;
    if (JSON.stringify(program.slice(0, MOST)) === JSON.stringify(script)) continue;
    different += 1;
    console.error(`WRONG: ${kind}, ${text}: the program finds ${program.slice(0, 3)}, the script ${script.slice(0, 3)}`);
  }
}

// The fifteen questions: where the first right answer stands.
const fifteen = [];
for (const { answer, sl, en } of needs(path.join(root, "tests/relevance/questions.toml"))) {
  for (const [text, lang] of [...sl.map((text) => [text, "sl"]), [en, "en"]]) {
    const { ids } = await engines.kazipot(text, lang, MOST);
    fifteen.push({ text, lang, place: ids.findIndex((id) => answer.includes(id)) + 1, first: ids[0] });
  }
}

const round = (number) => Math.round(number * 1000) / 1000;
if (asked.json) {
  for (const [engine, { classes, forms, marks, called }] of Object.entries(results)) {
    for (const [kind, figures] of Object.entries(classes)) {
      console.log(JSON.stringify({ bench: "relevance", engine, class: kind, ...Object.fromEntries(Object.entries(figures).map(([key, one]) => [key, round(one)])) }));
    }
    console.log(JSON.stringify({ bench: "relevance", engine, forms: round(forms), marks: round(marks), called: round(called) }));
  }
  console.log(JSON.stringify({ bench: "relevance", engine: "kazipot", typos: mistyped.asked, first: round(mistyped.first), three: round(mistyped.three) }));
  for (const one of fifteen) console.log(JSON.stringify({ bench: "relevance", question: one.text, lang: one.lang, place: one.place, first: one.first }));
} else {
  const shown = (figures) => FIGURES.map((name) => figures[name].toFixed(3).padStart(7)).join("");
  for (const [engine, { classes, forms, marks, called }] of Object.entries(results)) {
    console.log(`\n${engine.padEnd(16)}   n${FIGURES.map((name) => name.padStart(7)).join("")}`);
    for (const [kind, figures] of Object.entries(classes)) console.log(`${kind.padEnd(16)}${String(figures.questions).padStart(4)}${shown(figures)}`);
    console.log(`forms share ${forms.toFixed(3)} of the first ten; without marks the same set ${marks.toFixed(3)}; urgent numbers shown ${called.toFixed(3)}`);
  }
  console.log(`\n${mistyped.asked} words with one edit: right word first ${mistyped.first.toFixed(3)}, in the first three ${mistyped.three.toFixed(3)}, nothing ${mistyped.none.toFixed(3)}`);
  const [once, three] = [1, 3].map((most) => fifteen.filter(({ place }) => place && place <= most).length);
  console.log(`\nThe fifteen questions in three spellings: ${once} of ${fifteen.length} first, ${three} in the first three`);
  for (const one of fifteen.filter(({ place }) => place !== 1)) console.log(`${String(one.place || "–").padStart(3)}  ${one.lang} ${one.text}  (first: ${one.first})`);
}
if (asked.each) {
  for (const one of results.kazipot.each.filter((one) => one.ndcg < 0.9 || !one.first)) {
    console.log(`\n${one.ndcg.toFixed(2)} ${one.kind}: ${one.text} (${one.lang}, ${one.all.length} found)`);
    for (const id of one.ids.slice(0, 10)) console.log(`    ${one.grades.get(id) ?? "-"} ${id}`);
  }
  for (const one of results.kazipot.shares.filter(({ share }) => share < 0.95)) console.log(`${one.share.toFixed(2)} ${one.base} / ${one.text}`);
}
process.exitCode = different ? 1 : 0;

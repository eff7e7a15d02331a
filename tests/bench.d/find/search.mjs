// What a search costs a browser: search.mjs SITE [--pagefind DIR] [--json] [--queries N]
// SITE is a built hub; DIR its pages with Pagefind's index of them. Every query is asked in a fresh browser profile
// over a server that packs texts, and over one that does not; what counts are the bytes of scripts and of the index.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { parseArgs } from "node:util";
import zlib from "node:zlib";
import { chromium } from "playwright-core";

const { values: asked, positionals: [site] } = parseArgs({
  allowPositionals: true,
  options: { pagefind: { type: "string" }, json: { type: "boolean" }, queries: { type: "string", default: "40" } },
});
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8" };

/** A static host of a folder: what it sent since `log` was emptied, by path. */
async function host(folder, packed) {
  const log = [];
  const server = http.createServer((request, answer) => {
    let file = path.join(folder, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (file.endsWith("/")) file += "index.html";
    if (!fs.existsSync(file)) return answer.writeHead(404).end();
    const type = TYPES[path.extname(file)], bytes = fs.readFileSync(file);
    const body = packed && type ? zlib.gzipSync(bytes, { level: 9 }) : bytes;
    log.push([request.url.split("?")[0], body.length]);
    answer.writeHead(200, { "content-type": type ?? "application/octet-stream", "cache-control": "max-age=600", ...(packed && type ? { "content-encoding": "gzip" } : {}) }).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { origin: `http://127.0.0.1:${server.address().port}`, log, close: () => server.close() };
}

// The page, its style and what every page loads are no part of the search.
const counted = (log) => log.filter(([file]) => /^\/s\/|^\/data\/now|^\/pagefind\/|\/(search|find|words|narrow|mistyped)\.[0-9a-f]+\.js$/.test(file));
const sum = (log) => ({ bytes: counted(log).reduce((all, [, one]) => all + one, 0), requests: counted(log).length });

/** Queries from the names of what is found: one word, two words, a form of a word, the beginning of one. */
function queries(most) {
  const folder = path.join(site, "s", JSON.parse(fs.readFileSync(path.join(site, "s/meta.json"))).at, "d");
  const [lang] = fs.readdirSync(folder).filter((one) => one === "sl").concat(fs.readdirSync(folder));
  const blocks = fs.readdirSync(path.join(folder, lang)).sort(), found = [];
  for (let turn = 0; found.length < most; turn++) {
    const cards = JSON.parse(fs.readFileSync(path.join(folder, lang, blocks[(turn * 7919) % blocks.length])));
    const words = cards[turn % cards.length][1].toLowerCase().match(/\p{L}{4,}/gu) ?? [];
    if (words.length) found.push([words[0], words.slice(0, 2).join(" "), `${words.at(-1).slice(0, -1)}ih`, words.at(-1).slice(0, 4)][turn % 4]);
  }
  return found;
}

const answered = (page, question) => page.waitForFunction((wanted) => document.querySelector("h1").textContent.includes(wanted) && document.querySelector("#results .status").textContent && (document.querySelector("#results h3") || !document.querySelector("#results .narrow:not([hidden])")), question);

/** A cold query, a later one and all facets in one profile. */
async function ours(browser, server, first, later) {
  const context = await browser.newContext(), page = await context.newPage(), take = () => sum(server.log.splice(0));
  server.log.length = 0;
  await page.goto(`${server.origin}/iskanje/?q=${encodeURIComponent(first)}`);
  await answered(page, first);
  await page.waitForLoadState("networkidle");
  const cold = take();
  await page.evaluate(() => document.querySelectorAll("#results .narrow details").forEach((one) => (one.open = true)));
  await page.waitForTimeout(100);
  await page.waitForLoadState("networkidle");
  const facets = take();
  await page.locator("#q").fill(later);
  await answered(page, later);
  await page.waitForLoadState("networkidle");
  const second = take();
  await context.close();
  return { cold, facets, later: second };
}

/** Pagefind's scripts, index and five results, with its filters or without. */
async function theirs(browser, server, question) {
  const context = await browser.newContext(), page = await context.newPage();
  await page.goto(`${server.origin}/pagefind/pagefind-entry.json`);
  server.log.length = 0;
  await page.evaluate(async (one) => {
    const engine = await import("/pagefind/pagefind.js"), { results } = await engine.search(one);
    await Promise.all(results.slice(0, 5).map((result) => result.data()));
  }, question);
  const cold = sum(server.log.splice(0));
  await context.close();
  return cold;
}

/** Milliseconds of a query whose files are there, at full speed and six times slowed down. */
async function compute(browser, server, all) {
  const page = await (await browser.newContext()).newPage(), client = await page.context().newCDPSession(page);
  await page.goto(`${server.origin}/iskanje/`);
  const took = {};
  for (const rate of [1, 6]) {
    await client.send("Emulation.setCPUThrottlingRate", { rate });
    took[rate] = await page.evaluate(async (questions) => {
      const found = document.querySelector('link[rel="modulepreload"][href*="find"]').href, { open } = await import(found);
      const kept = new Map(), get = (file) => kept.get(file) ?? kept.set(file, fetch(`/s/${file}`).then((one) => one.json())).get(file);
      const { answer } = await open(get, document.documentElement.lang), times = [];
      for (const question of questions) {
        await answer(question);
        const start = performance.now();
        await answer(question);
        times.push(performance.now() - start);
      }
      return times;
    }, all);
  }
  return took;
}

const at = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const asking = queries(Number(asked.queries)), rows = [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const packed of [true, false]) {
  const server = await host(site, packed), runs = [];
  for (const [turn, question] of asking.entries()) runs.push(await ours(browser, server, question, asking[(turn + 1) % asking.length]));
  for (const what of ["cold", "facets", "later"]) {
    for (const name of ["bytes", "requests"]) rows.push({ engine: "kazipot", packed, what, figure: name, median: at(runs.map((run) => run[what][name]), 0.5), p95: at(runs.map((run) => run[what][name]), 0.95) });
  }
  if (packed) {
    for (const [rate, times] of Object.entries(await compute(browser, server, asking))) rows.push({ engine: "kazipot", packed, what: `compute ${rate}x`, figure: "ms", median: at(times, 0.5), p95: at(times, 0.95) });
  }
  server.close();
  if (!asked.pagefind) continue;
  const peer = await host(asked.pagefind, packed), colds = [];
  for (const question of asking) colds.push(await theirs(browser, peer, question));
  for (const name of ["bytes", "requests"]) rows.push({ engine: "pagefind", packed, what: "cold", figure: name, median: at(colds.map((one) => one[name]), 0.5), p95: at(colds.map((one) => one[name]), 0.95) });
  peer.close();
}
await browser.close();
for (const row of rows) {
  const round = (number) => Math.round(number * 100) / 100;
  if (asked.json) console.log(JSON.stringify({ bench: "search", ...row, median: round(row.median), p95: round(row.p95) }));
  else console.log(`${row.engine.padEnd(9)} ${(row.packed ? "gzip" : "plain").padEnd(6)} ${row.what.padEnd(11)} ${row.figure.padEnd(9)} median ${String(round(row.median)).padStart(9)}   p95 ${String(round(row.p95)).padStart(9)}`);
}

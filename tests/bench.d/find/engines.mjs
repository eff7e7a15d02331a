// What is compared: the hub's own search, Pagefind and MiniSearch on the same pages. Each takes a question and the
// language of the page, and gives the names of records, the best first.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { addresses, pages } from "./site.mjs";

const here = import.meta.dirname;

/** The script that browsers are given, on files of the built site. */
export async function kazipot(site, root) {
  const { open } = await import(pathToFileURL(path.join(root, "themes/default/static/find.js")));
  const known = addresses(site), opened = new Map();
  const get = async (file) => JSON.parse(fs.readFileSync(path.join(site, "s", file), "utf8"));
  return async (question, lang, most) => {
    if (!opened.has(lang)) opened.set(lang, await open(get, lang));
    const { answer, card } = opened.get(lang), found = await answer(question);
    const cards = await Promise.all(found.hits.slice(0, most).map((hit) => card(hit.document)));
    const ids = cards.map(([folder]) => known.get(`/${folder}/`) ?? known.get(`/${lang}/${folder}/`));
    return { ids, all: found.hits.map((hit) => hit.document), urgent: found.urgent };
  };
}

const unique = (ids, most) => [...new Set(ids)].slice(0, most);
const fold = (word) => word.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

/** MiniSearch as its guide sets it up for people who mistype: prefixes, a fifth of the letters fuzzy, titles first. */
export async function minisearch(site, root) {
  const { default: MiniSearch } = await import("minisearch");
  const engine = new MiniSearch({ fields: ["title", "text"], idField: "address", processTerm: fold });
  const all = pages(site, root), names = new Map(all.map((page) => [page.address, page.id]));
  engine.addAll(all);
  return async (question, _lang, most) => {
    const found = engine.search(question, { prefix: true, fuzzy: 0.2, boost: { title: 4 } });
    return { ids: unique(found.map((hit) => names.get(hit.id)), most), all: found.map((hit) => hit.id) };
  };
}

/** Pagefind in the browser that it is made for; one index for all languages, so that it finds across them. */
export async function pagefind(site, root, work, chromium) {
  const all = pages(site, root), names = new Map(all.map((page) => [page.address, page.id]));
  for (const { address, html } of all) {
    fs.mkdirSync(path.join(work, address), { recursive: true });
    fs.writeFileSync(path.join(work, address, "index.html"), html);
  }
  const bin = path.join(here, "node_modules/pagefind/lib/runner/bin.cjs");
  const asked = ["--site", work, "--root-selector", "main", "--force-language", "sl", "--quiet"];
  execFileSync("node", [bin, ...asked], { stdio: ["ignore", "ignore", "inherit"] });
  const server = http.createServer((request, answer) => {
    const file = path.join(work, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    if (!fs.existsSync(file) || fs.statSync(file).isDirectory()) return answer.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>");
    answer.writeHead(200, { "content-type": file.endsWith(".js") ? "text/javascript" : "application/octet-stream" }).end(fs.readFileSync(file));
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await chromium(), page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const search = async (question, _lang, most) => {
    const found = await page.evaluate(async ([asked, count]) => {
      const engine = await import("/pagefind/pagefind.js"), { results } = await engine.search(asked);
      const shown = await Promise.all(results.slice(0, count).map((one) => one.data()));
      return { urls: shown.map((one) => one.url), all: results.map((one) => one.id) };
    }, [question, most * 3]);
    return { ids: unique(found.urls.map((url) => names.get(url)), most), all: found.all };
  };
  return { search, close: async () => { await browser.close(); server.close(); } };
}

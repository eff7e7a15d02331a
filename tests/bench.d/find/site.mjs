// A built site as the bench sees it: which page belongs to which record, and what the pages say.

import fs from "node:fs";
import path from "node:path";

/** The addresses of records and services in a language, with their names: `/zdravje/lekarna-na-trgu/` → `health/…`. */
export function addresses(site) {
  const found = new Map();
  for (const { id, address, service = [] } of JSON.parse(fs.readFileSync(path.join(site, "data/records.json"), "utf8")).records) {
    for (const one of Object.values(typeof address === "string" ? { only: address } : address)) {
      const at = new URL(one, "https://hub.example").pathname;
      found.set(at, id);
      for (const { id: inside } of service) found.set(`${at}${inside}/`, `${id}#${inside}`);
    }
  }
  return found;
}

const blocks = /<(script|style|template|nav)\b[^>]*>[^]*?<\/\1>/g;
const signs = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", nbsp: " " };
const text = (html) => html.replace(/<[^>]+>/g, " ").replace(/&(#?\w+);/g, (whole, name) => signs[name] ?? whole).replace(/\s+/g, " ").trim();

/** The pages of records: address, name of the record, title, text of the main part, HTML. Of what is written in one
 * language only (the records around those of the sample at `root`) the page in that language. */
export function pages(site, root) {
  const known = addresses(site), found = [];
  const written = new Set(fs.readdirSync(path.join(root, "content"), { recursive: true }).map((file) => path.basename(file).split(".")[0]));
  for (const [address, id] of known) {
    const translated = /^\/(it|en)\//.test(address);
    if (translated && !written.has(id.split("/")[1].split("#")[0])) continue;
    const file = path.join(site, decodeURIComponent(address), "index.html");
    if (!fs.existsSync(file)) continue;
    const html = fs.readFileSync(file, "utf8"), main = html.match(/<main[^]*<\/main>/)?.[0].replace(blocks, " ") ?? "";
    found.push({ address, id, html, title: text(main.match(/<h1[^]*?<\/h1>/)?.[0] ?? ""), text: text(main) });
  }
  return found;
}

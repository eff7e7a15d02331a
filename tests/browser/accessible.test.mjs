// WCAG 2.2 AA by axe. Width and colours are spread over the languages, so that every sort of page is seen in
// every width and every scheme, and every page in two of the six.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, everySort, languages, open } from "./hub.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const views = [320, 1280].flatMap((width) => ["light", "dark", "forced"].map((scheme) => ({ width, scheme })));

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

for (const [turn, { width, scheme }] of views.entries()) {
  test(`nothing stands in anybody's way at ${width} px in ${scheme} colours`, async () => {
    const { page, go, close } = await open(chrome, { width, scheme, inspect: true });
    const mine = everySort().filter(([, lang]) => turn % languages.length === languages.indexOf(lang));
    // The page of missing addresses is in one language only: it is looked at in every view.
    const pages = [...mine, ...everySort().filter(([sort]) => sort === "missing" && !mine.some(([own]) => own === "missing"))];
    const wrong = [];
    for (const [, , address] of pages) {
      await go(address);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), tags);
      wrong.push(...violations.map((found) => `${address} ${found.id}: ${found.nodes[0].html.slice(0, 200)}`));
    }
    await close();
    assert.deepEqual(wrong, []);
    assert.ok(pages.length > 20, "every sort of page was looked at");
  });
}

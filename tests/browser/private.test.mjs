// The hub asks nobody else and says nothing in the console; it works without scripts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, everySort, file, languages, inLanguage, open, origin } from "./hub.mjs";
import { existsSync } from "node:fs";

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

test("no page asks another host, misses a file or breaks its own policy", async () => {
  const { seen, go, close } = await open(chrome);
  for (const [, , address] of everySort()) {
    await go(address);
  }
  await close();
  assert.deepEqual(seen, []);
});

test("the policy of a page lets in nothing from elsewhere and no code inside the page", async () => {
  const { seen, page, go, close } = await open(chrome);
  await go("/");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.title = 'taken over'";
    document.body.append(script);
  });
  assert.notEqual(await page.title(), "taken over");
  assert.ok(seen.some((line) => line.includes("Content Security Policy")));
  await close();
});

test("without scripts one gets from the first page to a number to call, and a search ends at the index", async () => {
  const { page, go, close } = await open(chrome, { scripts: false, width: 360 });
  for (const lang of languages) {
    await go(inLanguage("/", lang));
    await page.locator(".index a").nth(0).click();
    await page.locator(".row.call a").first().click();
    assert.match(await page.locator(".board .plank.sign").first().getAttribute("href"), /^(tel:|mailto:|https:)/);
    await page.locator("form.search input").fill("zobozdravnik");
    await page.locator("form.search button").click();
    const url = new URL(page.url());
    assert.equal(url.origin, origin);
    assert.equal(url.searchParams.get("q"), "zobozdravnik");
    assert.ok(existsSync(file(url.pathname)));
    assert.ok((await page.locator(".letters a").count()) > 10);
  }
  await close();
});

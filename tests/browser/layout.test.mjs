// What has to hold whatever the screen: nothing runs out sideways, the head stays small, the first thing to do
// is on the first screen, paper is enough.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, everySort, open, records, sorts, text } from "./hub.mjs";

/** The text spacing that WCAG 1.4.12 lets readers choose. */
const spacing =
  "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}";

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

test("no page scrolls sideways at 320 px, with wide text spacing too", async () => {
  const { page, go, close } = await open(chrome, { width: 320, inspect: true });
  const wide = [];
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const [, , address] of everySort()) {
    await go(address);
    if ((await tooWide()) > 0) wide.push(address);
    await page.addStyleTag({ content: spacing });
    if ((await tooWide()) > 0) wide.push(`${address} with text spacing`);
  }
  await close();
  assert.deepEqual(wide, []);
});

test("a title of 300 characters fits a small telephone", async () => {
  const { page, go, close } = await open(chrome, { width: 320, inspect: true });
  await go(sorts["a practice"]);
  const over = await page.evaluate(() => {
    const title = document.querySelector("h1 span");
    title.textContent = "Ambulanta ".repeat(20) + "Čezmejnosporazumevalnozdravstvenopreventivna".repeat(2) + " Oljčnik";
    document.querySelector(".plank .name").textContent = "zelo-dolg-naslov-elektronske-poste@zdravstveni-dom-oljcnik.example";
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });
  await close();
  assert.equal(over, 0);
});

test("the head of a page is at most 140 px high on a telephone", async () => {
  const { page, go, close } = await open(chrome, { width: 360 });
  const high = [];
  for (const [sort, , address] of everySort()) {
    await go(address);
    const height = await page.locator(".top > .in").evaluate((head) => head.getBoundingClientRect().height);
    if (sort !== "home" && height > 140) high.push(`${address}: ${height}`);
  }
  await close();
  assert.deepEqual(high, []);
});

test("the first thing to do ends above 740 px on a telephone", async () => {
  const { page, go, close } = await open(chrome, { width: 360, scripts: false });
  const pages = records().filter((address) => text(address).includes('class="plank sign"'));
  const low = [];
  for (const address of pages) {
    await go(address);
    const box = await page.locator(".plank.sign").first().boundingBox();
    if (box.y + box.height > 740) low.push(`${address}: ${Math.round(box.y + box.height)}`);
  }
  await close();
  assert.ok(pages.length > 100, "boards have a first thing to do");
  assert.deepEqual(low, []);
});

test("everything that is pressed is 44 px high", async () => {
  const { page, go, close } = await open(chrome, { width: 360 });
  const small = [];
  for (const [, , address] of everySort()) {
    await go(address);
    const found = await page
      .locator(".plank, .tel a, .langs a, .search button, .urgent a, .hub, .crumb a")
      .evaluateAll((all) => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 120)));
    small.push(...found.filter((html) => !html.includes('"tel:11')).map((html) => `${address} ${html}`));
  }
  await close();
  assert.deepEqual(small, []);
});

test("a practice prints on one sheet, with its address and number and nothing yellow", async () => {
  const { page, go, close } = await open(chrome, { inspect: true });
  const sheets = {};
  for (const sort of ["a practice", "a practice past its check", "a cancelled event", "a job"]) {
    await go(sorts[sort]);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    sheets[sort] = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
  }
  assert.deepEqual(sheets, { "a practice": 1, "a practice past its check": 1, "a cancelled event": 1, "a job": 1 });
  await go(sorts["a practice"]);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("address").first().isVisible());
  assert.ok(await page.locator(".plank .number").first().isVisible());
  assert.ok(!(await page.locator("form.search").isVisible()));
  await close();
});

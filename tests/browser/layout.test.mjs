// What has to hold whatever the screen: nothing runs out sideways, the head stays small, the first thing to do
// is on the first screen, paper is enough.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, everySort, inLanguage, languageOf, languages, open, records, sorts, text } from "./hub.mjs";

/** The text spacing that WCAG 1.4.12 lets readers choose. */
const spacing =
  "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}";

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

test("a telephone shows every sort of page whole: head, touch, no scrolling sideways, text spacing", async (t) => {
  const { page, go, close } = await open(chrome, { width: 360, inspect: true });
  const found = { high: [], small: [], wide: [], spaced: [] };
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  for (const [sort, , address] of everySort()) {
    await page.setViewportSize({ width: 360, height: 740 });
    await go(address);
    const { head, pressed } = await page.evaluate(() => {
      const height = (one) => one.getBoundingClientRect().height;
      const all = document.querySelectorAll(".plank, .tel a, .langs a, .search button, .urgent a, .hub, .crumb a, .jump a");
      // What is over is hidden, and nobody presses it.
      return { head: height(document.querySelector(".top > .in")), pressed: [...all].filter((one) => one.offsetParent).map((one) => [height(one), one.outerHTML.slice(0, 100)]) };
    });
    // The first page's head holds both names of the hub and no search.
    if (sort !== "home" && head > 140) found.high.push(`${address}: ${head}`);
    found.small.push(...pressed.filter(([height]) => height < 43.5).map(([height, html]) => `${address} ${height} ${html}`));
    await page.setViewportSize({ width: 320, height: 740 });
    if ((await over()) > 0) found.wide.push(address);
    await page.addStyleTag({ content: spacing });
    if ((await over()) > 0) found.spaced.push(address);
  }
  await close();
  await t.test("the head is at most 140 px high", () => assert.deepEqual(found.high, []));
  await t.test("everything that is pressed is 44 px high", () => assert.deepEqual(found.small, []));
  await t.test("nothing scrolls sideways at 320 px", () => assert.deepEqual(found.wide, []));
  await t.test("nor with the text spacing of WCAG 1.4.12", () => assert.deepEqual(found.spaced, []));
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

test("the first thing to do ends above 740 px on a telephone", async () => {
  const { page, go, close } = await open(chrome, { width: 360 });
  // Every record in the first language, every second of those in the others.
  const signed = records().filter((address) => text(address).includes('class="plank sign"'));
  const pages = signed.filter((address, turn) => languageOf(address) === languages[0] || turn % 2 === 0);
  const low = [];
  for (const address of pages) {
    await go(address);
    const bottom = await page.evaluate(() => {
      const end = (one) => document.querySelector(one)?.getBoundingClientRect().bottom ?? 0;
      // A real hub has no line that says its data are samples.
      return Math.round(end(".plank.sign") - (document.querySelector(".sample")?.offsetHeight ?? 0));
    });
    if (bottom > 740) low.push(`${address}: ${bottom}`);
  }
  await close();
  assert.ok(pages.length > 100, "boards have a first thing to do");
  assert.deepEqual(low, []);
});

test("a practice prints on one sheet, with its address and number and nothing yellow", async () => {
  const { page, go, close } = await open(chrome, { inspect: true });
  const sheets = [];
  const pages = languages.map((lang) => inLanguage(sorts["a practice"], lang));
  for (const address of [...pages, ...["a practice past its check", "a cancelled event", "a job"].map((sort) => sorts[sort])]) {
    await go(address);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    sheets.push([address, pdf.match(/\/Type\s*\/Page\b(?!s)/g).length]);
  }
  assert.deepEqual(sheets.filter(([, count]) => count !== 1), []);
  await go(sorts["a practice"]);
  await page.emulateMedia({ media: "print" });
  assert.ok(await page.locator("address").first().isVisible());
  assert.ok(await page.locator(".plank .number").first().isVisible());
  assert.ok(!(await page.locator("form.search").isVisible()));
  await close();
});

// The preview as a librarian sees it: she saves a file, and the open page follows. The real program shows a copy of the
// sample; nothing here knows what the preview's script does, only what the reader has before her.

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { browser, folder, text } from "./hub.mjs";
import { look, preview, until } from "./previewed.mjs";

const CLUB = "content/organizations/sahovski-klub-oljcnik.md";
const CLUB_PAGE = "/ustanove/sahovski-klub-oljcnik/";
const SENTENCE = "Prvi uči poteze";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let chrome, shown, original, theme;
const STYLE = "themes/default/static/style.css";
const TEMPLATE = "themes/default/templates/detail.html";
before(async () => {
  [chrome, shown] = await Promise.all([browser(), preview()]);
  original = shown.read(CLUB);
  theme = { style: shown.read(STYLE), template: shown.read(TEMPLATE) };
});
after(async () => {
  shown?.end();
  await chrome?.close();
});

const windows = [];
const open = async (options) => {
  const one = await look(chrome, shown, options);
  windows.push(one);
  return one;
};
afterEach(async () => {
  while (windows.length) await windows.pop().close();
});
beforeEach(async () => {
  shown.write(CLUB, original);
  shown.write(STYLE, theme.style);
  shown.write(TEMPLATE, theme.template);
  const fine = async () => (await (await fetch(`${shown.origin}/_kazipot/problems`)).text()).includes("li class=\"error\"") === false;
  await until("a hub without mistakes", fine);
  await until("the club as it was", async () => (await (await fetch(shown.origin + CLUB_PAGE)).text()).includes(SENTENCE));
});

const has = (one, words) => one.page.locator("main", { hasText: words }).first().waitFor();
/** Long enough for something to have happened that must not happen. */
const rest = () => new Promise((done) => setTimeout(done, 900));
const breakIt = () => shown.edit(CLUB, "phone = \"041 019 640\"", "phone = \"04x\"");

test("a saved record is in the open page, and the reader is where she was", async () => {
  const one = await open({ height: 500 });
  await one.go(CLUB_PAGE);
  await one.page.evaluate(() => {
    scrollTo(0, 320);
    document.querySelector("main a[href^='tel:'], main a[href^='https:']").focus({ preventScroll: true });
    const own = document.querySelector("details");
    if (own) own.open = true;
  });
  const where = () =>
    one.page.evaluate(() => [Math.round(scrollY), document.activeElement.getAttribute("href"), document.querySelector("details")?.open]);
  const was = await where();
  assert.ok(was[0] > 0 && was[1], `${was}`);
  shown.edit(CLUB, SENTENCE, "Vsak uči poteze");
  await has(one, "Vsak uči poteze");
  assert.deepEqual(await where(), was);
  assert.deepEqual(one.seen, []);
});

test("two windows follow, and a page that does not differ is not loaded again", async () => {
  const [one, two, other] = [await open(), await open(), await open()];
  await one.go(CLUB_PAGE);
  await two.go("/en" + (await one.page.locator("link[hreflang=en]").getAttribute("href")).split("/en")[1]);
  await other.go("/kraji/mesto-oljcnik/");
  shown.edit(CLUB, SENTENCE, "Vsak uči poteze");
  await has(one, "Vsak uči poteze");
  await until("the second window was loaded", () => two.loads() === 2);
  await rest();
  assert.equal(other.loads(), 1);
  assert.equal(one.loads(), 2);
});

test("a style changes the page without loading it", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  shown.write(STYLE, `${theme.style}\nh1 { letter-spacing: 7px }\n`);
  await until("the style", () => one.page.evaluate(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px"));
  assert.equal(one.loads(), 1);
  await until("one style", async () => (await one.page.locator("head link[rel=stylesheet]").count()) === 1);
});

test("a mistake is told in the page in plain words, and goes when it is mended", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  assert.equal(await one.overlay.isVisible(), false);
  breakIt();
  await one.overlay.waitFor();
  const line = original.slice(0, original.indexOf("phone = \"041 019 640\"")).split("\n").length;
  const told = await one.overlay.innerText();
  assert.ok(told.includes(`${CLUB}:${line}:`), told);
  assert.ok(told.includes("phone = \"04x\"") && told.includes("kazipot explain"), told);
  assert.ok((await one.overlay.locator(".help").count()) > 0, told);
  const link = await one.overlay.locator("a.edit").first().getAttribute("href");
  assert.ok(link.startsWith("vscode://file/") && link.includes(`${CLUB}:${line}:`), link);
  // The last good page is still there, beneath and beside.
  await has(one, SENTENCE);
  shown.write(CLUB, original);
  await one.overlay.waitFor({ state: "hidden" });
  assert.match(await one.count.innerText(), /Nothing has to be mended|warning/);
});

test("the overlay is reached, closed and opened again with the keyboard, and stays closed", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  breakIt();
  await one.overlay.waitFor();
  const within = () => one.page.evaluate(() => document.querySelector("#kazipot-preview").shadowRoot.activeElement?.className ?? "");
  await one.page.keyboard.press("Control+End");
  await one.page.evaluate(() => [...document.querySelectorAll("a[href]")].at(-1).focus());
  await one.page.keyboard.press("Tab");
  await until("the overlay has the focus", async () => {
    if (/close|edit|overlay/.test(await within())) return true;
    await one.page.keyboard.press("Tab");
    return false;
  });
  await one.page.keyboard.press("Escape");
  await one.overlay.waitFor({ state: "hidden" });
  assert.match(await within(), /count/);
  // Closed it stays for what was told already, also when the page is loaded again.
  await one.page.reload();
  await rest();
  assert.equal(await one.overlay.isVisible(), false);
  await one.count.focus();
  await one.page.keyboard.press("Enter");
  await one.overlay.waitFor();
  await one.overlay.locator("button.close").click();
  await one.overlay.waitFor({ state: "hidden" });
});

test("strip and overlay stand in nobody's way", async () => {
  for (const [width, scheme] of [[360, "light"], [1280, "dark"]]) {
    const one = await open({ width, scheme, inspect: true });
    await one.go(CLUB_PAGE);
    breakIt();
    await one.overlay.waitFor();
    await one.page.evaluate(axe);
    const { violations } = await one.page.evaluate((runOnly) => globalThis.axe.run({ runOnly }), tags);
    assert.deepEqual(violations.map((found) => `${width} ${scheme} ${found.id}: ${found.nodes[0].html.slice(0, 200)}`), []);
    const names = await one.page.evaluate(() => {
      const root = document.querySelector("#kazipot-preview").shadowRoot;
      return [...root.querySelectorAll("[aria-label]")].map((each) => each.getAttribute("aria-label"));
    });
    assert.equal(new Set(names).size, names.length, `each has a name of its own: ${names}`);
    const wide = await one.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `it scrolls sideways by ${wide}`);
    shown.write(CLUB, original);
    await one.overlay.waitFor({ state: "hidden" });
  }
});

test("a broken template leaves a page that can be read, with its mistake", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  shown.write(TEMPLATE, "{% if %}");
  await one.overlay.waitFor();
  assert.ok((await one.overlay.innerText()).includes("detail.html:1:"));
  await has(one, SENTENCE);
  shown.write(TEMPLATE, "{{ page.nothing.at.all }}");
  await until("the other mistake", async () => (await one.overlay.innerText().catch(() => "")).includes("K0602"));
  await has(one, SENTENCE);
});

test("a record that has another name is followed", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  shown.rename(CLUB, CLUB.replace("sahovski-klub-oljcnik", "sah"));
  await one.page.waitForURL(`${shown.origin}/ustanove/sah/`);
  await has(one, SENTENCE);
  shown.rename(CLUB.replace("sahovski-klub-oljcnik", "sah"), CLUB);
  await one.page.waitForURL(shown.origin + CLUB_PAGE);
});

test("search finds in the preview what was saved just now", async () => {
  shown.edit(CLUB, "[\"šah\", ", "[\"kvadratnik\", \"šah\", ");
  const one = await open();
  await until("the word", async () => {
    await one.go("/iskanje/?q=kvadratnik");
    const found = one.page.locator(`#results a[href$="${CLUB_PAGE}"]`);
    return found.first().waitFor({ timeout: 3000 }).then(() => true, () => false);
  }, 60_000);
});

test("the strip names the file and opens it in an editor", async () => {
  const one = await open();
  await one.go(CLUB_PAGE);
  const link = one.strip.locator("a.edit");
  assert.equal(await link.innerText(), CLUB);
  assert.ok((await link.getAttribute("href")).endsWith(`${CLUB}:1:1`));
  assert.match(await one.strip.innerText(), /checked[\s\S]*Languages/);
  await one.page.emulateMedia({ media: "print" });
  assert.equal(await one.strip.isVisible(), false);
});

test("a page of the preview is the page that is built, and a site that is built has no trace of what is added", async () => {
  const built = text(CLUB_PAGE).replace(/\s*<\/body>\s*<\/html>\s*$/, "");
  const served = await (await fetch(shown.origin + CLUB_PAGE)).text();
  assert.ok(served.startsWith(built));
  const added = served.slice(built.length);
  // What is added tells by itself what to look for: its addresses, names and attributes.
  const traces = new Set([...added.matchAll(/\/_[a-z]+\/[\w.]*|id="[^"]+"|data-[a-z]+=|shadowrootmode|[a-z]+:\/\/file/g)].map(([found]) => found));
  const own = (await (await fetch(`${shown.origin}/_kazipot/preview.js`)).text()).match(/"(kazipot-[a-z]+)"/)[1];
  traces.add(own);
  assert.ok(traces.size >= 6, [...traces].join(" "));
  const files = readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name)).filter((name) => statSync(name).isFile());
  assert.ok(files.length > 500);
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const trace of traces) assert.ok(!bytes.includes(trace), `${file} has ${trace}`);
  }
});

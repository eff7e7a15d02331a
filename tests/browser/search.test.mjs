// The search page as somebody uses it: typing, narrowing, by keyboard, without a script, on a bad line, and with
// questions that nobody should ask.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, inLanguage, open, sorts } from "./hub.mjs";

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

const address = sorts["everything from A to Z"];

/** The search page in a window of its own. */
async function searching(query = "", options = {}, lang = "sl") {
  const window = await open(chrome, { at: "2026-11-24T09:00:00Z", ...options });
  await window.go(inLanguage(address, lang) + query);
  return window;
}

/** Waits until the page says what it found; gives the line that is read aloud, and the names of results. */
async function found(page) {
  await page.waitForFunction(() => document.querySelector("#results .status")?.textContent, null, { timeout: 10_000 });
  return page.evaluate(() => ({
    said: document.querySelector("#results .status").textContent.replace(/\u00a0/g, " "),
    heading: document.querySelector("h1").textContent,
    names: [...document.querySelectorAll("#results .hits h3")].map((one) => one.textContent),
  }));
}

/** Waits until what was typed last is what the page shows. */
const typed = (page, text) => page.waitForFunction((wanted) => new URLSearchParams(location.search).get("q") === wanted && document.querySelector("h1").textContent.includes(wanted), text);

test("results stand there while somebody types, and the page says for what", async () => {
  const { page, seen, close } = await searching();
  await page.locator("#q").pressSequentially("knjižnica");
  await typed(page, "knjižnica");
  await page.waitForFunction(() => document.querySelector("#results h3")?.textContent.includes("knjižnica"));
  const { said, heading, names } = await found(page);
  assert.match(said, /^Našli smo \d+ zapis/);
  assert.ok(heading.includes("knjižnica") && names[0] === "Mestna knjižnica Oljčnik", `${heading}: ${names[0]}`);
  assert.equal(await page.locator("#az").isVisible(), false);
  assert.equal(await page.locator("#q").evaluate((one) => one === document.activeElement), true, "the cursor stays in the field");
  await page.locator("#q").fill("");
  await page.waitForFunction(() => !document.querySelector("#az").hidden);
  assert.equal(await page.locator("h1").textContent(), "Vse od A do Ž");
  await close();
  assert.deepEqual(seen, []);
});

test("an address with a question answers it, in every language of the hub", async () => {
  for (const [lang, question, first] of [["sl", "knjižnice", "Mestna knjižnica Oljčnik"], ["it", "biblioteca", "Biblioteca civica di Oliveto"], ["en", "library", "Oljčnik City Library"]]) {
    const { page, seen, close } = await searching(`?q=${encodeURIComponent(question)}`, {}, lang);
    const { names } = await found(page);
    await close();
    assert.equal(names[0], first);
    assert.deepEqual(seen, []);
  }
});

test("a facet counts exactly what choosing it leaves, and the way back is there", async () => {
  const { page, seen, close } = await searching("?q=otroci");
  await found(page);
  const kinds = page.locator('#results details[data-facet="kind"] label');
  await kinds.first().waitFor();
  const all = Number((await found(page)).said.match(/\d+/)[0]);
  const counts = (await kinds.locator(".n").allTextContents()).map(Number);
  assert.equal(counts.reduce((sum, one) => sum + one, 0), all, "every result is of one kind");
  await kinds.first().locator("input").check();
  await page.waitForFunction((n) => document.querySelector("#results .status").textContent.match(/\d+/)[0] === n, `${counts[0]}`);
  assert.equal(await kinds.first().locator("input").evaluate((one) => one === document.activeElement), true, "the cursor stays at the box");
  assert.match(page.url(), /kind=/);
  await page.getByRole("button", { name: `Pokaži vse (${all})` }).click();
  await page.waitForFunction((n) => document.querySelector("#results .status").textContent.match(/\d+/)[0] === n, `${all}`);
  await close();
  assert.deepEqual(seen, []);
});

test("an address with a choice keeps it, also when its list of values is closed", async () => {
  const { page, seen, close } = await searching("?q=otroci&kind=event");
  await page.locator('#results details[data-facet="kind"] input[value="event"]:checked').waitFor();
  const { said } = await found(page);
  await page.locator('#results details[data-facet="kind"] > summary').click();
  await page.waitForTimeout(300);
  assert.deepEqual([(await found(page)).said, new URL(page.url()).searchParams.get("kind")], [said, "event"]);
  await page.getByRole("button", { name: /Pokaži vse/ }).click();
  await page.waitForFunction((before) => document.querySelector("#results .status").textContent.replace(/\u00a0/g, " ") !== before, said);
  assert.equal(new URL(page.url()).searchParams.get("kind"), null);
  await close();
  assert.deepEqual(seen, []);
});

test("everything can be done with the keyboard, and what is found is announced", async () => {
  const { page, seen, close } = await searching();
  await page.locator("#q").focus();
  await page.keyboard.type("lekarna");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector("#results .hits h3 a"));
  assert.deepEqual(await page.locator("#results .status").evaluate((one) => [one.getAttribute("role"), one.getAttribute("aria-live")]), ["status", "polite"]);
  const passed = [];
  for (let turn = 0; turn < 80; turn++) {
    await page.keyboard.press("Tab");
    passed.push(await page.evaluate(() => document.activeElement.closest("#results .hits h3") && document.activeElement.textContent));
    if (passed.at(-1)) break;
  }
  assert.match(passed.at(-1) ?? "nothing", /^Lekarna/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/zdravje\/lekarna/);
  await close();
  assert.deepEqual(seen, []);
});

test("numbers for the moment of need stand above the results", async () => {
  const { page, seen, close } = await searching("?q=nasilje%20doma");
  await found(page);
  const numbers = await page.locator("#results .urgent li:visible a").allTextContents();
  const [urgent, list] = await page.evaluate(() => [".urgent", ".hits"].map((name) => document.querySelector(`#results ${name}`).getBoundingClientRect().top));
  await close();
  assert.ok(numbers.includes("080 01 77") && urgent < list, numbers.join(", "));
  assert.deepEqual(seen, []);
});

test("without a script the page is the list from A to Z", async () => {
  const { page, seen, close } = await searching("?q=lekarna", { scripts: false });
  assert.equal(await page.locator("#az").isVisible(), true);
  assert.equal(await page.locator("#results").isVisible(), false);
  assert.ok((await page.locator("#az a[href*='lekarna-na-trgu']").count()) > 0);
  await close();
  assert.deepEqual(seen, []);
});

test("on a slow line the last question is the one that is answered", async () => {
  const { page, close } = await searching();
  await page.route("**/s/**", async (route) => {
    await new Promise((wait) => setTimeout(wait, 250));
    await route.fallback();
  });
  await page.locator("#q").fill("vrtec");
  await page.waitForTimeout(300);
  await page.locator("#q").fill("lekarna");
  await page.waitForFunction(() => document.querySelector("#results h3")?.textContent.startsWith("Lekarna"), null, { timeout: 10_000 });
  await page.waitForTimeout(500);
  assert.match((await found(page)).names[0], /^Lekarna/);
  await close();
});

test("a file that does not come leaves the list from A to Z and a way to try again", async () => {
  const { page, close } = await searching();
  await page.route("**/s/*/t/*", (route) => route.abort());
  await page.locator("#q").fill("lekarna");
  const again = page.getByRole("button", { name: "Poskusite znova" });
  await again.waitFor();
  assert.equal(await page.locator("#az").isVisible(), true);
  await page.unroute("**/s/*/t/*");
  await again.click();
  await page.waitForFunction(() => document.querySelector("#results h3")?.textContent.startsWith("Lekarna"));
  assert.equal(await page.locator("#az").isVisible(), false);
  await close();
});

test("an index of another version says so", async () => {
  const { page, close } = await open(chrome);
  await page.route("**/s/meta.json", (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"v":0,"rules":""}' }));
  await page.goto(`http://hub.test${address}?q=lekarna`);
  assert.match((await found(page)).said, /posodobilo/);
  assert.equal(await page.locator("#az").isVisible(), true);
  await close();
});

test("what keeps its address is asked for anew, what is called by its hash is not", async () => {
  const { page, close } = await open(chrome);
  await page.addInitScript(() => {
    const [fetch, asked] = [globalThis.fetch, (globalThis.asked = [])];
    globalThis.fetch = (path, how) => (asked.push([`${path}`, how?.cache]), fetch(path, how));
  });
  await page.goto(`http://hub.test${address}?q=lekarna`);
  await found(page);
  const asked = (await page.evaluate(() => globalThis.asked)).filter(([path]) => path.includes("/s/"));
  await close();
  const anew = asked.filter(([, how]) => how === "no-cache").map(([path]) => path.replace(/.*\/s\//, ""));
  assert.deepEqual(anew.sort(), ["meta.json", "sl.json"]);
  assert.ok(asked.some(([path, how]) => /\/s\/[0-9a-f]{10}\//.test(path) && how === "default"), JSON.stringify(asked));
});

test("whatever is asked is text: no mistake, no markup, an answer or none", async () => {
  const { page, seen, close } = await searching();
  await page.evaluate(() => (globalThis.harmed = 0));
  const questions = ["<img src=x onerror=harmed=1>", "__proto__", "constructor prototype", "(.*)+[a-z]{9}\\ $& $1", "\u202ekonec\u202c", "مكتبة", "🙂👩‍🔬", "{question} {n}", "%00%ff", "lekarna ".repeat(1250), "x".repeat(10_000), "'\";--"];
  for (const question of questions) {
    await page.locator("#q").fill(question);
    await page.locator("#q").press("Enter");
    await page.waitForFunction((wanted) => new URLSearchParams(location.search).get("q") === wanted, question.trim());
    await page.waitForFunction(() => document.querySelector("#results .status").textContent, null, { timeout: 10_000 });
    assert.equal(await page.locator("#results img, #results script, h1 img").count(), 0, question.slice(0, 40));
  }
  assert.equal(await page.evaluate(() => globalThis.harmed), 0);
  await page.locator("#q").fill("xqwzzt");
  await typed(page, "xqwzzt");
  await page.waitForFunction(() => document.querySelector("#results .more a"));
  assert.match(await page.locator("#results .more a").getAttribute("href"), /^mailto:.+\?subject=xqwzzt$/);
  assert.equal(await page.locator("#results .narrow").isVisible(), false, "there is nothing to narrow");
  await page.goto(`http://hub.test${address}?q=lekarna&kind=__proto__&topic=%3Cb%3E&nothing=1`);
  await found(page);
  await close();
  assert.deepEqual(seen, []);
});

test("a result says what is so now, on the hub's clock", async () => {
  for (const [at, said] of [["2026-11-24T09:00:00Z", /^Odprto do /], ["2026-11-24T21:00:00Z", /^Odpre /]]) {
    const { page, seen, close } = await searching("?q=knji%C5%BEnica", { at, zone: "America/Lima" });
    await found(page);
    assert.match(await page.locator("#results .hits li:first-child .live").textContent(), said);
    await close();
    assert.deepEqual(seen, []);
  }
});

test("a word that says when or for how much is a choice, and a day that is asked for is answered", async () => {
  const { page, seen, close } = await searching("?q=knji%C5%BEnica%20v%20soboto");
  await found(page);
  assert.match(await page.locator("#results .hits .answer").first().textContent(), /^V\ssoboto: /);
  const choice = page.locator("#results .quick button").first(), n = (await choice.textContent()).match(/^sobota \((\d+)\)$/)?.[1];
  assert.ok(n > 0, await choice.textContent());
  await choice.click();
  await page.waitForFunction((n) => document.querySelector("#results .status").textContent.match(/\d+/)[0] === n, n);
  assert.deepEqual([await choice.getAttribute("aria-pressed"), new URL(page.url()).searchParams.get("date")], ["true", "sa"]);
  await choice.click();
  await page.waitForFunction(() => document.querySelector("#results .quick button").ariaPressed === "false");
  for (const [lang, question, value] of [["it", "gratis corso", "cost=free"], ["en", "pharmacy open", "open=open"]]) {
    await page.goto(`http://hub.test${inLanguage(address, lang)}?q=${encodeURIComponent(question)}`);
    await page.locator("#results .quick button").first().click();
    await page.waitForFunction((wanted) => location.search.includes(wanted), value);
  }
  await close();
  assert.deepEqual(seen, []);
});

test("facets of the clock count every result once where each has one value", async () => {
  const { page, seen, close } = await searching("?q=zdravnik");
  await found(page);
  const open = page.locator('#results details[data-facet="open"]');
  await open.locator("> summary").click();
  await open.locator("label").first().waitFor();
  const labels = await open.locator("label").allTextContents();
  assert.ok(labels.some((one) => one.includes("Odprto zdaj")), labels.join());
  await open.locator('input[value="open"]').check();
  const [n] = labels.find((one) => one.includes("Odprto zdaj")).match(/\d+/);
  await page.waitForFunction((n) => document.querySelector("#results .status").textContent.match(/\d+/)[0] === n, n);
  const lines = await page.locator("#results .hits .live").allTextContents();
  assert.ok(lines.length && lines.every((one) => /^(Odprto|Kmalu zapre)/.test(one)), lines.join());
  await close();
  assert.deepEqual(seen, []);
});

test("what is where the reader is comes first, stands in the address and is kept nowhere else", async () => {
  const { page, seen, close } = await searching("?q=ura%20pravljic");
  const all = (await found(page)).said;
  await page.locator("#results .near select").selectOption({ label: "Mali Zaliv" });
  await page.waitForFunction(() => document.querySelector("#results .hits h3").textContent === "Ura pravljic v Malem Zalivu");
  assert.equal((await found(page)).said, all, "nothing is left out");
  const at = page.url();
  assert.match(at, /near=\d+/);
  assert.deepEqual(await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]), ["", 0, 0]);
  await page.goto(at);
  assert.equal((await found(page)).names[0], "Ura pravljic v Malem Zalivu");
  await close();
  assert.deepEqual(seen, []);
});

test("what ended since the site was built is not found", async () => {
  const count = async (at) => {
    const { page, seen, close } = await searching("?q=koncert", { at });
    const { said } = await found(page);
    await close();
    assert.deepEqual(seen, []);
    return Number(said.match(/\d+/)[0]);
  };
  const [before, after] = [await count("2026-11-22T09:00:00Z"), await count("2026-12-24T09:00:00Z")];
  assert.ok(after < before && after > 0, `${before}, ${after}`);
});

test("where several words find nothing each of them can be asked for by itself", async () => {
  const { page, seen, close } = await searching("?q=xqwzzt%20vvkkpp");
  await found(page);
  const only = page.locator("#results .more button");
  assert.deepEqual(await only.allTextContents(), ["Iščite samo »xqwzzt«", "Iščite samo »vvkkpp«"]);
  await close();
  assert.deepEqual(seen, []);
});

// What is so now, as a reader sees it: on the hub's clock, wherever the reader is and however old the build. The
// sample is built for 22 November 2026.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, everySort, inLanguage, open, sorts } from "./hub.mjs";

let chrome;
before(async () => (chrome = await browser()));
after(() => chrome.close());

const library = sorts["a library with branches"];

/** A page at a moment: what its board says of now, the row that is today, and what the window saw. */
async function at(moment, address, options = {}) {
  const { page, seen, go, close } = await open(chrome, { at: moment, ...options });
  await go(address);
  if (options.scripts !== false) await page.waitForFunction(() => document.querySelector(".live.badge, .time[data-now]"), null, { timeout: 5000 }).catch(() => {});
  const found = await page.evaluate(() => ({
    now: document.querySelector(".board p.live")?.textContent.replace(/\u00a0/g, " ") ?? null,
    today: [...document.querySelectorAll(".hours .today")].map((row) => row.cells[0].textContent + row.cells[0].dataset.now),
    rows: [...document.querySelectorAll("li[data-when], li[data-until]")].map((row) => [row.querySelector("h2, h3").textContent, row.hidden, row.querySelector(".time")?.textContent, row.querySelector(".time")?.dataset.now ?? ""]),
    next: [...document.querySelectorAll(".board .next")].map((line) => getComputedStyle(line).display !== "none"),
  }));
  await close();
  assert.deepEqual(seen, []);
  return found;
}

test("a Friday night: a day that is over opens on the next one that is not closed", async () => {
  const { now, today } = await at("2026-11-27T21:30:00Z", library);
  assert.equal(now, "Odpre jutri ob 8.00");
  assert.deepEqual(today.filter((row) => row === "petekdanes").length, 1);
});

test("a visitor in New York reads the hub's clock", async () => {
  // Half past six in the evening there is half past midnight here, on the next day.
  const here = await at("2026-11-24T17:00:00Z", library, { zone: "America/New_York" });
  assert.equal(here.now, "Odprto do 19.00");
  const night = await at("2026-11-24T23:30:00Z", library, { zone: "America/New_York" });
  assert.deepEqual(night.today.filter((row) => row === "sredadanes").length, 1);
});

test("on 25 December what is closed says so, and the row with its name is today's", async () => {
  const { now, today } = await at("2026-12-25T09:00:00Z", library);
  assert.equal(now, "Odpre v ponedeljek ob 8.00");
  assert.ok(today.some((row) => row.includes("božič") && row.endsWith("danes")), today.join("; "));
});

test("clocks go back and forward, and a day is a day", async () => {
  // The build is too old in spring and not yet made in October: what counts is that the day is right.
  const autumn = ["2026-10-24T21:59:00Z", "2026-10-24T22:00:00Z", "2026-10-25T00:59:00Z", "2026-10-25T22:59:00Z", "2026-10-25T23:00:00Z"];
  const days = [];
  for (const moment of autumn) days.push((await at(moment, library)).today[0]);
  assert.deepEqual(days, ["sobotadanes", "nedeljadanes", "nedeljadanes", "nedeljadanes", "ponedeljekdanes"]);
});

test("a build that is forty days old says that it is old, and claims nothing", async () => {
  for (const [lang, words] of [["sl", "Podatki so stari: 22. 11. 2026. Pokličite prej."], ["it", "Dati vecchi: 22/11/2026. Telefoni prima."], ["en", "Old data, from 22/11/2026. Call first."]]) {
    const { now, today } = await at("2027-01-01T09:00:00Z", inLanguage(library, lang));
    assert.equal(now?.replace(/\u00a0/g, " ").replace(/22 November 2026|22\.11\.2026/, "22/11/2026"), words);
    assert.deepEqual(today, []);
  }
  const spring = await at("2027-03-28T00:00:00Z", library);
  assert.match(spring.now, /^Podatki so stari/);
});

test("what is over is not shown, and what repeats shows its next date", async () => {
  const { rows } = await at("2026-12-02T07:00:00Z", sorts.events);
  const over = rows.find(([title]) => title.startsWith("Šahovski turnir"));
  assert.deepEqual(over?.[1], true);
  const weekly = rows.find(([title]) => title === "Ura pravljic v Malem Zalivu");
  assert.deepEqual(weekly?.slice(1).map((said) => said.replace?.(/\u00a0/g, " ") ?? said), [false, "sre. 2. 12.", "danes"]);
  const page = await at("2026-12-02T07:00:00Z", sorts["an event that repeats"]);
  assert.deepEqual([page.next, page.now.replace(/\u00a0/g, " ")], [[false], "Naslednjič sob. 5. 12."]);
});

test("a deadline that has passed is said on the page and gone from the list", async () => {
  const { rows } = await at("2026-12-16T07:00:00Z", sorts.jobs);
  assert.ok(rows.some(([, hidden]) => hidden) && rows.some(([, hidden]) => !hidden), "some are over, some are not");
  const call = await at("2026-12-16T07:00:00Z", sorts["a call"]);
  assert.equal(call.now, "Rok je potekel");
});

test("without a script nothing is said of now, and nothing is left empty", async () => {
  const { page, go, close } = await open(chrome, { at: "2026-11-24T09:00:00Z", scripts: false });
  await go(library);
  assert.equal(await page.locator("p.live:visible").count(), 0);
  await close();
});

test("a line is kept free: what the script says moves nothing", async () => {
  // The faces of the machine that tests are a fifth wider than those of telephones: 390 px there are some 320 px here.
  const { page, seen, go, close } = await open(chrome, { width: 390, at: "2026-11-24T09:00:00Z" });
  const moved = [];
  for (const [, , address] of everySort().filter(([, lang]) => lang === "sl")) {
    await page.addInitScript(() => {
      globalThis.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.value))).observe({ type: "layout-shift", buffered: true });
    });
    await go(address);
    await page.waitForTimeout(100);
    const shift = await page.evaluate(() => globalThis.shift);
    if (shift > 0.01) moved.push(`${address}: ${shift}`);
  }
  await close();
  assert.deepEqual(moved, []);
  assert.deepEqual(seen, []);
});

test("a hundred places cost a slow telephone at most ten milliseconds", async (t) => {
  const { page, go, close } = await open(chrome, { at: "2026-11-24T09:00:00Z" });
  await go(sorts.organizations);
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const took = await page.evaluate(async () => {
    const { parse, state, clockOf, number } = await import(document.querySelector("script[type=module]").src);
    const codes = [...document.querySelectorAll("[data-hours]")].map((one) => one.dataset.hours);
    const clock = clockOf("Europe/Ljubljana");
    const runs = [];
    for (let run = 0; run < 9; run++) {
      const start = performance.now();
      const [n, minute] = clock(new Date());
      for (let place = 0; place < 100; place++) state(parse(codes[place % codes.length]), new Set([20261225]), n, minute);
      runs.push(performance.now() - start);
    }
    // The first run is that of a page; of the others the quickest is the one that nobody disturbed.
    return { first: runs[0], best: Math.min(...runs) };
  });
  await close();
  t.diagnostic(`first ${took.first.toFixed(1)} ms, best ${took.best.toFixed(1)} ms, six times slowed down`);
  assert.ok(took.best <= 10, `${took.best} ms`);
});

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

/** What a page of the calendar shows at a moment. */
async function shownAt(moment, address, options = {}) {
  const { page, seen, go, close } = await open(chrome, { at: moment, ...options });
  await go(address);
  await page.waitForTimeout(options.scripts === false ? 0 : 200);
  const found = await page.evaluate(() => {
    const seen = (css) => [...document.querySelectorAll(css)].filter((one) => one.offsetParent);
    const words = (one) => one.textContent.replace(/\u00a0/g, " ").trim();
    return {
      title: words(document.querySelector("h1")),
      lead: words(document.querySelector(".lead") ?? document.body),
      days: seen(".day > h2").map((head) => words(head.firstChild) + (head.dataset.now ? ` (${head.dataset.now})` : "")),
      counts: seen(".day").map((day) => [+day.querySelector(".n").textContent, [...day.querySelectorAll(".row")].filter((row) => row.offsetParent).length]),
      none: seen(".none").map(words),
      today: seen("td.today").map((cell) => words(cell.firstChild)),
      coming: seen(".coming .row").map((row) => words(row.querySelector(".time"))),
    };
  }).finally(close);
  assert.deepEqual(seen, []);
  for (const [said, rows] of found.counts) assert.equal(said, rows, address);
  return found;
}

test("the weekend is the next one until it is over, whenever the page was built", async () => {
  const friday = await shownAt("2026-11-27T21:30:00Z", sorts.weekend);
  assert.deepEqual([friday.title, friday.days], ["Ta konec tedna", ["Sobota, 28. novembra", "Nedelja, 29. novembra"]]);
  const sunday = await shownAt("2026-11-29T09:00:00Z", sorts.weekend);
  assert.deepEqual(sunday.days, ["Nedelja, 29. novembra (danes)"]);
  const monday = await shownAt("2026-11-29T23:00:00Z", sorts.weekend);
  assert.deepEqual(monday.days, ["Sobota, 5. decembra", "Nedelja, 6. decembra"]);
});

test("today is today on the hub's clock, and what is over is gone", async () => {
  const york = await shownAt("2026-11-24T23:30:00Z", sorts.today, { zone: "America/New_York" });
  assert.deepEqual([york.title, york.days], ["Danes", ["Sreda, 25. novembra (danes)"]]);
  const morning = await shownAt("2026-11-28T07:00:00Z", sorts.today);
  const noon = await shownAt("2026-11-28T11:30:00Z", sorts.today);
  assert.ok(noon.counts[0][0] < morning.counts[0][0], JSON.stringify([morning.counts, noon.counts]));
});

test("this week goes from today to Sunday", async () => {
  const { title, days } = await shownAt("2026-12-04T09:00:00Z", sorts.week);
  assert.deepEqual([title, days], ["Ta teden", ["Petek, 4. decembra (danes)", "Sobota, 5. decembra", "Nedelja, 6. decembra"]]);
});

test("a page of what is near that is too old says so and shows no day", async () => {
  for (const address of [sorts.today, sorts.weekend, sorts.week])
    for (const moment of ["2027-01-01T09:00:00Z", "2027-03-28T01:00:00Z", "2026-12-25T09:00:00Z"]) {
      const { title, lead, days } = await shownAt(moment, address);
      assert.match(lead, /^Te strani nismo osvežili od 22\. 11\. 2026/, address);
      assert.match(title, /^Dogodki /);
      assert.deepEqual(days, []);
    }
  // A clock that stands before the build is on no day of the page either.
  const autumn = await shownAt("2026-10-24T21:59:00Z", sorts.today);
  assert.deepEqual(autumn.days, []);
});

test("a month frames today, and its days that are over leave the lists", async () => {
  const { today, days } = await shownAt("2026-12-25T09:00:00Z", sorts["a month"]);
  assert.deepEqual(today, ["25"]);
  assert.ok(days.every((day) => +day.match(/(\d+)\./)[1] >= 25), days.join("; "));
});

test("on the first page what comes back moves behind what is next", async () => {
  const { coming } = await shownAt("2026-11-24T22:00:00Z", sorts.home);
  const days = coming.map((time) => time.match(/(\d+)\. (\d+)\./).slice(1).reverse().map(Number)).map(([month, day]) => month * 100 + day);
  assert.equal(coming.length, 6);
  assert.deepEqual(days, [...days].sort((a, b) => a - b));
  assert.ok(days[0] > 1124, coming.join("; "));
});

test("without a script the pages of what is near name days and never today", async () => {
  const { title, days } = await shownAt("2027-01-01T09:00:00Z", sorts.today, { scripts: false });
  assert.equal(title, "Dogodki po dnevih");
  assert.equal(days.length, 15);
  assert.equal(days[0], "Nedelja, 22. novembra");
});

/** What an old page says of how old its facts are. */
async function aged(moment, address, options = {}) {
  const { page, seen, go, close } = await open(chrome, { at: moment, ...options });
  await go(address);
  await page.waitForTimeout(options.scripts === false ? 0 : 150);
  const found = await page.evaluate(() => {
    const words = (one) => one?.textContent.replace(/\u00a0/g, " ").trim();
    const all = (css) => [...document.querySelectorAll(css)].map(words);
    return {
      badges: all(".board .badge:not(.live)"),
      answer: words(document.querySelector("#answer")),
      grounds: all(".board .grounds"),
      state: document.querySelector(".provenance")?.className,
      line: words(document.querySelector(".provenance .line")),
      rows: [...document.querySelectorAll(".row")].map((row) => [words(row.querySelector("h2, h3")), words(row.querySelector(".badge:not(.live)")), words(row.querySelector(".checked"))]),
    };
  });
  await close();
  assert.deepEqual(seen, []);
  return found;
}

test("a page built weeks ago says that its facts are overdue, and an answer that is too old is none", async () => {
  const practice = sorts["a practice"];
  const fresh = await aged("2027-01-11T22:59:00Z", practice);
  assert.deepEqual([fresh.badges, fresh.answer, fresh.state], [["Sprejema nove paciente"], "Da, lahko se vpišete. Prej pokličite.", "provenance fresh"]);
  // The answer was true on 12 November and is believed for twice thirty days: until midnight on the hub's clock.
  const none = await aged("2027-01-11T23:00:00Z", practice, { zone: "America/New_York" });
  assert.deepEqual([none.badges, none.answer, none.grounds], [["Ni podatka, ali sprejema"], "Ne vemo, ali sprejemajo. Pokličite in vprašajte.", ["Zadnji odgovor je star: 12. 11. 2026."]]);
  assert.equal((await aged("2027-01-20T12:00:00Z", practice)).state, "provenance due");
  const late = await aged("2027-02-11T12:00:00Z", practice);
  assert.deepEqual([late.badges, late.state], [["Ni podatka, ali sprejema", "Zadnjič preverjeno 12. 11. 2026"], "provenance overdue"]);
  assert.match(late.line, /^Zadnjič preverjeno 12\. 11\. 2026\. Pokličite, preden greste\.$/);
  const expired = await aged("2027-06-01T12:00:00Z", inLanguage(practice, "en"));
  assert.deepEqual([expired.state, expired.answer.slice(0, 2)], ["provenance expired", "We"]);
  assert.match(expired.line, /12\/11\/2026/);
  const silent = await aged("2027-06-01T12:00:00Z", practice, { scripts: false });
  assert.deepEqual([silent.state, silent.badges], ["provenance fresh", ["Sprejema nove paciente"]]);
});

test("a list built weeks ago says the same of its rows", async () => {
  const row = ({ rows }) => rows.find(([title]) => title === "Zobna ambulanta Lipa").slice(1);
  assert.deepEqual(row(await aged("2026-11-24T12:00:00Z", sorts.health)), ["Sprejema nove paciente", undefined]);
  for (const address of [sorts.health, sorts["list by topic"]])
    assert.deepEqual(row(await aged("2027-02-11T12:00:00Z", address)), ["Ni podatka, ali sprejema", "Zadnjič preverjeno 12. 11. 2026"], address);
});

test("the first page names what is open now, and never what is not", async () => {
  const at = async (moment, options = {}) => {
    const { page, seen, go, close } = await open(chrome, { at: moment, ...options });
    await go("/");
    await page.waitForTimeout(300);
    const found = await page.evaluate(() => {
      const part = document.querySelector("[data-open]"), rows = [...part.querySelectorAll(".row")].filter((row) => row.offsetParent);
      return { head: part.firstChild.textContent, looks: rows.map((row) => row.querySelector(".live").className), said: rows.map((row) => row.querySelector(".live").textContent) };
    });
    await close();
    assert.deepEqual(seen, []);
    return found;
  };
  const open_ = (said) => /^(Odprto|Kmalu zapre)/.test(said);
  const day = await at("2026-11-24T09:00:00Z");
  assert.deepEqual([day.head, day.said.length, day.said.every(open_)], ["Zdaj odprto", 5, true]);
  const york = await at("2026-11-24T09:00:00Z", { zone: "America/New_York" });
  assert.deepEqual(york, day);
  for (const night of ["2026-11-27T23:30:00Z", "2026-12-25T09:00:00Z", "2026-10-25T00:30:00Z", "2027-03-28T01:30:00Z", "2027-01-01T12:00:00Z"]) {
    const { head, said } = await at(night);
    if (head === "Zdaj odprto") assert.ok(said.length > 0 && said.every(open_), `${night}: ${said}`);
    else assert.ok(said.length > 0 && !said.some(open_), `${night}: ${head}: ${said}`);
  }
  const silent = await at("2026-11-24T09:00:00Z", { scripts: false });
  assert.deepEqual([silent.head, silent.said], ["Kdaj je odprto", ["", "", "", "", ""]]);
});

test("counts follow what is over: of heads, of ways to them, and of all", async () => {
  for (const moment of ["2026-11-24T09:00:00Z", "2026-12-16T07:00:00Z"])
    for (const address of [sorts.jobs, sorts.events, sorts["events by audience"], sorts["list by place"], sorts["where to learn"]]) {
      const { page, go, close } = await open(chrome, { at: moment });
      await go(address);
      await page.waitForTimeout(200);
      const wrong = await page.evaluate(() => {
        // A group that goes on on the next page counts that as well.
        const last = document.querySelector(".pages [rel=next]") ? -1 : undefined;
        const heads = [...document.querySelectorAll(".group > .n")].slice(0, last).filter((n) => n.offsetParent);
        const rows = (head) => [...head.closest("section").querySelectorAll(".row")].filter((row) => !row.hidden).length;
        const jump = (head) => document.querySelector(`.jump a[href="#${head.parentElement.id}"] .n`);
        const isHidden = document.querySelectorAll(".row[hidden]").length > 0, sum = document.querySelector(".lead .sum");
        const bad = heads.filter((head) => +head.textContent !== rows(head) || (jump(head) && jump(head).textContent !== head.textContent));
        return [bad.map((head) => head.parentElement.textContent), isHidden && !!sum?.offsetParent];
      });
      await close();
      assert.deepEqual(wrong, [[], false], `${address} at ${moment}`);
    }
});

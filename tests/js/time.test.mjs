// The theme's script says what the program says: the same answer at every moment, on the hub's clock.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const root = new URL("../../", import.meta.url);
const source = readFileSync(new URL("themes/default/static/time.js", root));
// The theme has no package.json that would say that its scripts are modules.
const { clockOf, number, parse, say, state, times } = await import(`data:text/javascript;base64,${source.toString("base64")}`);

const imported = (name) => readFileSync(new URL(`themes/default/static/${name}`, root), "utf8").replace('"./time.js"', `"data:text/javascript;base64,${source.toString("base64")}"`);
const { age, said: dated } = await import(`data:text/javascript;base64,${Buffer.from(imported("age.js")).toString("base64")}`);

const run = ["run", "--quiet", "--locked", "--example", "moments", "--", process.env.TIMETABLES ?? "1000"];
const told = JSON.parse(execFileSync("cargo", run, { cwd: root, maxBuffer: 1 << 28, encoding: "utf8" }));

test("the script and the program agree at every moment", () => {
  const off = new Set(told.off);
  const clock = clockOf(told.zone);
  const seen = {};
  let pairs = 0;
  for (const { code, moments } of told.cases) {
    const table = parse(code);
    for (const [seconds, is, at] of moments) {
      const [n, minute] = clock(new Date(seconds * 1000));
      const got = state(table, off, n, minute);
      assert.deepEqual([got.is, got.at ?? null], [is, at], `${code} at ${new Date(seconds * 1000).toISOString()}`);
      seen[is] = (seen[is] ?? 0) + 1;
      pairs += 1;
    }
  }
  assert.ok(pairs >= 10_000, `${pairs} pairs were compared`);
  for (const is of ["open", "soon", "closed", "appointment", "holiday", "unknown"]) assert.ok(seen[is] > 20, `${is}: ${seen[is]} times`);
  console.log(`${pairs} pairs`, seen);
});

test("an hour that comes twice is the same hour, and the one that is left out is not there", () => {
  const clock = clockOf("Europe/Ljubljana");
  const at = (text) => clock(new Date(text))[1];
  assert.deepEqual(["2026-10-25T00:30Z", "2026-10-25T01:30Z"].map(at), [150, 150]);
  assert.deepEqual(["2027-03-28T00:59Z", "2027-03-28T01:00Z"].map(at), [119, 180]);
  assert.deepEqual(clock(new Date("2026-12-31T23:30Z")), [number(20270101), 30]);
});

const hub = {
  sep: ".",
  days: {
    in: ["", "v ponedeljek", "v torek", "v sredo", "v četrtek", "v petek", "v soboto", "v nedeljo"],
    to: ["", "ponedeljka", "torka", "srede", "četrtka", "petka", "sobote", "nedelje"],
    short: ["", "pon.", "tor.", "sre.", "čet.", "pet.", "sob.", "ned."],
    date: "{weekday} {day}. {month}.",
  },
  words: {
    open: "open|Odprto",
    "open-until": "open|Odprto do {time}",
    "open-until-day": "open|Odprto do {to} ob {time}",
    soon: "soon|Kmalu zapre: ob {time}",
    closed: "closed|Zaprto",
    "opens-today": "soon|Odpre danes ob {time}",
    "opens-tomorrow": "closed|Odpre jutri ob {time}",
    "opens-day": "closed|Odpre {day} ob {time}",
    "opens-date": "closed|Odpre {date} ob {time}",
    holiday: "unknown|Praznik: pokličite prej",
  },
};

test("a state is said in words that name the day as people do", () => {
  const said = (code, date, minute) => say(state(parse(code), new Set([20261225]), number(date), minute), number(date), minute, hub);
  const week = "12345:480-720,780-900|h=c";
  assert.equal(said(week, 20261124, 540), "open|Odprto do 12.00");
  assert.equal(said(week, 20261124, 700), "soon|Kmalu zapre: ob 12.00");
  assert.equal(said(week, 20261124, 720), "soon|Odpre danes ob 13.00");
  assert.equal(said(week, 20261124, 900), "closed|Odpre jutri ob 8.00");
  assert.equal(said(week, 20261127, 900), "closed|Odpre v ponedeljek ob 8.00");
  assert.equal(said("n1.2:960-1080|h=c", 20261124, 0), "closed|Odpre tor. 1. 12. ob 16.00");
  assert.equal(said("5:1200-1440", 20261127, 1260), "open|Odprto do 24.00");
  assert.equal(said("5:1200-1560", 20261127, 1260), "open|Odprto do 2.00");
  assert.equal(said("6:0-1440;7:0-1440|h=o", 20261128, 600), "open|Odprto do nedelje ob 24.00");
  assert.equal(said("3:0-480", 20261124, 600), "closed|Odpre jutri ob 0.00");
  assert.equal(said("1234567:0-1440|h=o", 20261225, 600), "open|Odprto");
  assert.equal(said("1234567:480-960", 20261225, 600), "unknown|Praznik: pokličite prej");
  // The night after it is as unknown as its evening.
  assert.equal(said("1234567:1200-1560|h=c", 20261226, 60), "soon|Odpre danes ob 20.00");
  assert.equal(said("1234567:1200-1560|x=20261226:", 20261226, 60), "unknown|Praznik: pokličite prej");
  assert.equal(said("|h=c", 20261124, 600), "closed|Zaprto");
});

test("the script and the program agree how old facts are", () => {
  const seen = {};
  for (const [code, day, is] of told.ages) {
    assert.equal(age(code, number(day)), is, `${code} on ${day}`);
    seen[is] = (seen[is] ?? 0) + 1;
  }
  for (const is of ["fresh", "due", "overdue", "expired"]) assert.ok(seen[is] > 50, `${is}: ${seen[is]} times`);
  assert.equal(dated("Zadnjič {date}", "20261102:90", "{d}. {m}. {y}"), "Zadnjič 2. 11. 2026");
});

test("times of events are read, those that are off too", () => {
  assert.deepEqual(times("20261124:1020-20261124:1065 x20261201 20261219-20261220"), [
    { off: false, day: number(20261124), minute: 1020, last: number(20261124), end: 1065 },
    { off: true, day: number(20261201), minute: undefined, last: number(20261201), end: undefined },
    { off: false, day: number(20261219), minute: undefined, last: number(20261220), end: undefined },
  ]);
});

test("the script weighs at most three kilobytes", () => {
  assert.ok(gzipSync(source, { level: 9 }).length <= 3072, `${gzipSync(source, { level: 9 }).length} bytes`);
});

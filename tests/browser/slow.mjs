// What the clock of a page costs a slow telephone, for tests/bench: `slow.mjs CHROMIUM TIME_JS` prints one JSON. A
// hundred places, each with other hours, on a processor six times slowed down: `clock` is what the browser needs to
// know the hub's time at all, the first run is that of a page, the best of some the one that nobody disturbed.

import fs from "node:fs";
import { chromium } from "playwright-core";

const [executablePath, script] = process.argv.slice(2);
const places = 100, origin = "http://hub.test";
// A week of its own for each, with work-free days, a season, an exception and a night among them.
const codes = Array.from({ length: places }, (_, turn) => {
  const from = 420 + (turn % 12) * 15, to = from + 240 + (turn % 7) * 30;
  const options = ["|h=c", "|h=o", "", "|h=s"][turn % 4], night = turn % 9 ? "" : ";5:1320-1560";
  const season = turn % 5 ? "" : `/12345:${from + 60}-${to}|s=0615-0831|h=c`;
  return `1234:${from}-${to},${to + 60}-${to + 180};5:${from}-${to}${night}${options}${season}|x=20261224:480-720;20261231:`;
});

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-background-networking"] });
try {
  const page = await browser.newPage();
  await page.route("**/*", (route) => {
    const isScript = route.request().url().endsWith(".js");
    route.fulfill(isScript ? { contentType: "text/javascript", body: fs.readFileSync(script) } : { contentType: "text/html", body: "<!doctype html><title>.</title>" });
  });
  await page.goto(`${origin}/`);
  const client = await page.context().newCDPSession(page);
  await client.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  const took = await page.evaluate(async ({ codes }) => {
    const { parse, state, clockOf } = await import("/time.js");
    const begun = performance.now();
    const clock = clockOf("Europe/Ljubljana"), off = new Set([20261225, 20261226]);
    clock(new Date());
    const zone = performance.now() - begun;
    const runs = Array.from({ length: 15 }, () => {
      const start = performance.now();
      const [n, minute] = clock(new Date());
      for (const code of codes) state(parse(code), off, n, minute);
      return performance.now() - start;
    });
    return { clock: zone, first: runs[0], best: Math.min(...runs) };
  }, { codes });
  console.log(JSON.stringify({ places, ...took }));
} finally {
  await browser.close();
}

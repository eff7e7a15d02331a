// The built hub as tests see it: its files, its pages by sort and language, and a browser that reads them.
// Pages are answered from the folder under a name that no network knows, so that a request which leaves the
// hub is seen at once.

import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

/** The folder with the built site. */
export const folder = process.env.SITE;
if (!folder) throw new Error("SITE names the folder of the built hub; tests/browser/run sets it");

/** Where the browser finds it. */
export const origin = "http://hub.test";

/** The languages of the sample, the first one without a folder of its own. */
export const languages = ["sl", "it", "en"];

/** One page of every sort, by its address in the first language. */
export const sorts = {
  home: "/",
  organizations: "/ustanove/",
  health: "/zdravje/",
  jobs: "/delo/",
  events: "/dogodki/",
  guides: "/odgovori/",
  today: "/dogodki/danes/",
  weekend: "/dogodki/konec-tedna/",
  week: "/dogodki/ta-teden/",
  "a month": "/dogodki/2026-12/",
  "what is over": "/dogodki/arhiv/2026/",
  "events by audience": "/dogodki/za-koga/",
  "where to learn": "/uciti-se/",
  "stops of the mobile library": "/postaje/",
  "list by name": "/ustanove/po-abecedi/",
  "list by topic": "/zdravje/po-temah/",
  "list by place": "/dogodki/po-krajih/",
  "a library with branches": "/ustanove/mestna-knjiznica-oljcnik/",
  "an organization of which little is known": "/ustanove/sahovski-klub-oljcnik/",
  "an organization that ended": "/ustanove/foto-klub-zaslonka/",
  "a hidden address": "/ustanove/varna-hisa-zavetje/",
  "a practice": "/zdravje/zobna-ambulanta-lipa/",
  "a practice past its check": "/zdravje/zobna-ambulanta-mali-zaliv/",
  "a service": "/ustanove/mestna-knjiznica-oljcnik/tiskanje-in-internet/",
  "a job": "/delo/kuhar-v-vrtcu/",
  "an event that repeats": "/dogodki/ura-pravljic/",
  "a cancelled event": "/dogodki/vecer-s-potopiscem/",
  "a call": "/dogodki/razpis-ljubiteljska-kultura-2027/",
  "a guide": "/odgovori/nasilje-doma/",
  topics: "/teme/",
  "a topic": "/teme/zdravje/",
  places: "/kraji/",
  "a place": "/kraji/mesto-oljcnik/",
  "everything from A to Z": "/iskanje/",
  missing: "/404.html",
};

/** The file that answers an address. */
export function file(address) {
  const at = path.join(folder, decodeURIComponent(address));
  return address.endsWith("/") ? path.join(at, "index.html") : at;
}

/** The text of a page. */
export const text = (address) => fs.readFileSync(file(address), "utf8");

/** Every page, by address. */
export function everyPage() {
  const found = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html"));
  return found.map((name) => "/" + name.split(path.sep).join("/").replace(/(^|\/)index\.html$/, "$1")).sort();
}

/** The language of an address. */
export const languageOf = (address) => languages.slice(1).find((lang) => address.startsWith(`/${lang}/`)) ?? languages[0];

/** A page in another language, by what it says of itself; none for the page of missing addresses. */
export function inLanguage(address, lang) {
  if (lang === languages[0]) return address;
  const link = text(address).match(new RegExp(`<link rel="alternate" hreflang="${lang}" href="([^"]+)"`));
  return link && new URL(link[1]).pathname;
}

/** One page of every sort in every language: `[sort, language, address]`. */
export function everySort() {
  const all = Object.entries(sorts).flatMap(([sort, address]) => languages.map((lang) => [sort, lang, inLanguage(address, lang)]));
  return all.filter(([, , address]) => address);
}

/** The pages of single records, services among them. */
export const records = () => everyPage().filter((address) => /<article class="in record/.test(text(address)));

const types = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain" };

/** A browser; close it when the tests are over. */
export const browser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-background-networking"] });

/**
 * A window on the hub. `seen` collects requests that leave it or find nothing, and what the console says.
 * With `inspect` the page's own policy is set aside, so that a test can bring its styles and scripts along; `at` is
 * the moment that its clock shows, `zone` where the reader is.
 */
export async function open(browser, { width = 1280, height = width < 600 ? 740 : 900, scheme = "light", inspect = false, scripts = true, at, zone } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme === "dark" ? "dark" : "light",
    forcedColors: scheme === "forced" ? "active" : "none",
    bypassCSP: inspect,
    javaScriptEnabled: scripts,
    timezoneId: zone,
  });
  const page = await context.newPage();
  if (at) await page.clock.install({ time: new Date(at) });
  const seen = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && seen.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  await page.route("**/*", (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== origin) {
      seen.push(`left the hub: ${url}`);
      return route.abort();
    }
    const at = file(url.pathname);
    if (!fs.existsSync(at)) {
      seen.push(`not there: ${url.pathname}`);
      return route.fulfill({ status: 404, body: "" });
    }
    const type = types[path.extname(at)] ?? "text/html; charset=utf-8";
    return route.fulfill({ status: 200, contentType: type, body: fs.readFileSync(at) });
  });
  return { page, seen, go: (address) => page.goto(origin + address), close: () => context.close() };
}

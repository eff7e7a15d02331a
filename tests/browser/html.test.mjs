// Every page as text: valid HTML, one title, its languages, links that lead somewhere.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { HtmlValidate } from "html-validate";
import { everyPage, everySort, file, folder, inLanguage, languageOf, languages, records, sorts, text } from "./hub.mjs";

const pages = everyPage();

test("html-validate finds nothing wrong", async () => {
  const html = new HtmlValidate({
    extends: ["html-validate:recommended"],
    // House style, not validity; and numbers are kept together by the style sheet.
    rules: { "doctype-style": "off", "long-title": "off", "no-trailing-whitespace": "off", "tel-non-breaking": "off", "void-style": "off" },
  });
  const wrong = [];
  // The W3C's checker reads all pages; this one, which knows more rules, reads every sort and the first language.
  const some = new Set([...everySort().map(([, , address]) => address), ...pages.filter((address) => languageOf(address) === languages[0])]);
  for (const address of some) {
    const { results } = await html.validateString(text(address));
    wrong.push(...results.flatMap(({ messages }) => messages.map((m) => `${address}:${m.line} ${m.ruleId} ${m.message}`)));
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

const java = spawnSync("java", ["-version"]).status === 0;
test("the W3C's checker finds nothing wrong", { skip: !java && "no Java here" }, () => {
  const jar = createRequire(import.meta.url)("vnu-jar");
  const run = spawnSync("java", ["-Xss1m", "-jar", jar, "--errors-only", "--skip-non-html", "--format", "text", folder], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, run.stderr.slice(0, 4000));
});

test("every link inside the hub leads to a page, and every fragment to a place on it", () => {
  const ids = new Map(pages.map((address) => [address, new Set([...text(address).matchAll(/ id="([^"]+)"/g)].map((m) => m[1]))]));
  const lost = [];
  let links = 0;
  for (const address of pages) {
    for (const [, written] of text(address).matchAll(/ (?:href|src|action)="([^"]*)"/g)) {
      const href = written.replaceAll("&amp;", "&");
      if (/^[a-z]+:/.test(href)) {
        if (!/^(https?|tel|sms|mailto|geo|webcal):/.test(href)) lost.push(`${address} → ${href}`);
        continue;
      }
      links += 1;
      const to = new URL(href, `http://hub.test${address}`);
      const fragment = decodeURIComponent(to.hash.slice(1));
      if (!existsSync(file(to.pathname))) lost.push(`${address} → ${href}`);
      else if (fragment && !ids.get(to.pathname)?.has(fragment)) lost.push(`${address} → ${href} (no such place)`);
    }
  }
  assert.ok(links > 10000);
  assert.deepEqual([...new Set(lost)].slice(0, 20), []);
});

test("every page has one h1, a title of its own and the language of its folder", () => {
  const titles = new Map();
  for (const address of pages) {
    const html = text(address);
    assert.equal(html.match(/<h1[\s>]/g)?.length, 1, address);
    assert.equal(html.match(/<html lang="([^"]+)"/)[1], languageOf(address), address);
    // A former address leads on to the page whose name it has.
    if (html.includes('http-equiv="refresh"')) continue;
    const title = html.match(/<title>([^<]+)<\/title>/)[1];
    const known = titles.get(`${languageOf(address)} ${title}`);
    // Two records may have the same name; lists, topics and places may not.
    assert.ok(!known || html.includes('<article class="in record'), `${known} and ${address} are both called ${title}`);
    titles.set(`${languageOf(address)} ${title}`, address);
  }
});

test("a text that is not in the page's language says which one it is in", () => {
  const borrowed = records().filter((address) => languageOf(address) === "en" && text(address).includes('class="notice"'));
  const own = /<h1[^>]*><span lang="(sl|it)">/;
  const said = borrowed.filter((address) => own.test(text(address)));
  assert.ok(said.length > 3, "the sample has records without English");
  for (const address of said) assert.match(text(address), /(in Slovene|in Slovenian|in Italian)/, address);
  // A title in both official languages: the other one is marked.
  const practice = text(sorts["a practice"]).match(/<h1.*?<\/h1>/s)[0];
  assert.match(practice, /<span>Zobna ambulanta Lipa<\/span>/);
  assert.match(practice, /<span lang="it">Studio dentistico Lipa<\/span>/);
});

test("pages in other languages know each other", () => {
  for (const address of pages.filter((address) => address !== "/404.html")) {
    for (const lang of languages) {
      const other = address === inLanguage(address, languages[0]) && languageOf(address) === languages[0] ? inLanguage(address, lang) : null;
      if (!other || lang === languages[0]) continue;
      assert.ok(text(other).includes(`hreflang="${languages[0]}" href="https://kazipot-oljcnik.example${address}"`), `${other} does not know ${address}`);
    }
  }
});

test("no record is dated with a zero in front of the day", () => {
  const zero = pages.filter((address) => /[> ]0\d\.[\s\u00a0](januarja|februarja|marca|aprila|maja|junija|julija|avgusta|septembra|oktobra|novembra|decembra)/.test(text(address)));
  assert.deepEqual(zero, []);
});

test("the style sheet is under 9 kB on its way", () => {
  const css = text("/").match(/<link rel="stylesheet" href="([^"]+)"/)[1];
  assert.ok(gzipSync(readFileSync(file(css))).length < 9 * 1024);
});

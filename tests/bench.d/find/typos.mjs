// Words with one edit: how often search takes one for the word that it comes from.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const LETTERS = "abcčdefghijklmnoprsštuvzž";
const ASKED = 1000;

/** Numbers from a seed, the same on every machine. */
function dice(seed) {
  let now = seed;
  return (sides) => {
    now = (Math.imul(now, 1664525) + 1013904223) >>> 0;
    return Math.floor((now / 2 ** 32) * sides);
  };
}

/** A letter left out, put in, exchanged, or two of them swapped; never one that leaves the word as it was. */
function edited(word, roll) {
  for (;;) {
    const letters = [...word], at = roll(letters.length), letter = LETTERS[roll(LETTERS.length)];
    const way = roll(4);
    if (way === 0) letters.splice(at, 1);
    if (way === 1) letters.splice(at, 0, letter);
    if (way === 2) letters[at] = letter;
    if (way === 3 && at + 1 < letters.length) [letters[at], letters[at + 1]] = [letters[at + 1], letters[at]];
    if (letters.join("") !== word) return letters.join("");
  }
}

/** The words of the sample's titles, summaries and other names, of five letters or more, as they are written. */
function vocabulary(root) {
  const words = new Set();
  for (const file of fs.readdirSync(path.join(root, "content"), { recursive: true }).sort()) {
    if (!/^[a-z]+\/[^.]+\.(toml|md)$/.test(file)) continue;
    const text = fs.readFileSync(path.join(root, "content", file), "utf8").split("[translations")[0];
    for (const [, line] of text.matchAll(/^(?:title|summary) = "(.+)"$/gm)) {
      for (const word of line.toLowerCase().match(/[a-zčšž]{5,}/g) ?? []) words.add(word);
    }
  }
  return [...words].sort();
}

/** What search on the page of the first language takes each mistyped word for. */
export async function typos(site, root) {
  const { open } = await import(pathToFileURL(path.join(root, "themes/default/static/find.js")));
  const { answer } = await open(async (file) => JSON.parse(fs.readFileSync(path.join(site, "s", file), "utf8")), "sl");
  const words = vocabulary(root), roll = dice(20261122);
  let [first, three, none] = [0, 0, 0];
  const wrong = [];
  for (let turn = 0; turn < ASKED; turn++) {
    const word = words[roll(words.length)], typo = edited(word, roll);
    const [meant, taken] = [(await answer(word)).words[0], (await answer(typo)).words[0]];
    const key = meant?.exact[0]?.[0].key, keys = taken?.exact.map(([term]) => term.key) ?? [];
    if (keys[0] === key) first += 1;
    if (keys.slice(0, 3).includes(key)) three += 1;
    else wrong.push(`${typo} (${word}): ${keys.slice(0, 3).join(", ")}`);
    if (!keys.length) none += 1;
  }
  return { asked: ASKED, first: first / ASKED, three: three / ASKED, none: none / ASKED, wrong };
}

// How good an answer is: the measures of a ranking against graded judgments.

import fs from "node:fs";

const MOST = 10;
const GRADES = { best: 3, good: 2, near: 1 };
const REST = ["what", "page", "call", ...Object.keys(GRADES)];

/** The questions of a file of needs, each with its class, its page's language and the grade of every known name. */
export function questions(needs, names) {
  return needs.flatMap((need, turn) => {
    const grades = new Map();
    for (const [list, grade] of Object.entries(GRADES)) {
      for (const one of need[list] ?? []) {
        const fits = one.endsWith("*") ? (name) => name.startsWith(one.slice(0, -1)) : (name) => name === one;
        for (const name of names) if (fits(name) && !grades.has(name)) grades.set(name, grade);
      }
    }
    const classes = Object.entries(need).filter(([key]) => !REST.includes(key));
    return classes.flatMap(([kind, texts]) => texts.map((text) => ({ turn, kind, text, grades, lang: need.page ?? "sl", call: need.call ?? [] })));
  });
}

const gain = (grade) => 2 ** grade - 1;
const gains = (grades) => grades.slice(0, MOST).reduce((sum, grade, at) => sum + gain(grade) / Math.log2(at + 2), 0);

/** nDCG@10, recall@10 of what is good, whether the first result is good, whether there is none. */
export function measures({ grades }, ids) {
  const shown = ids.slice(0, MOST).map((id) => grades.get(id) ?? 0);
  const ideal = [...grades.values()].sort((a, b) => b - a), good = ideal.filter((grade) => grade > 1).length;
  const found = shown.filter((grade) => grade > 1).length;
  return { ndcg: gains(shown) / gains(ideal), recall: found / Math.min(good, MOST), first: +(shown[0] > 1), empty: +!ids.length };
}

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const alike = (a, b) => {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n / Math.max(a.length, b.length);
};

/** The share of the first ten that a form of a question has in common with the basic form it is most like, for each
 * class of forms; and of questions without marks how often all that is found is the same. */
export function stability(asked) {
  const shares = [], same = [];
  for (const one of asked) {
    if (one.kind === "inflection") {
      const bases = asked.filter((other) => other.turn === one.turn && ["head", "several-words"].includes(other.kind));
      const base = bases.sort((a, b) => alike(fold(b.text), fold(one.text)) - alike(fold(a.text), fold(one.text)))[0];
      const most = Math.max(base?.ids.length ?? 0, one.ids.length, 1);
      if (base) shares.push({ ...one, base: base.text, share: one.ids.filter((id) => base.ids.includes(id)).length / most });
    }
    if (one.kind === "no-diacritics") {
      const base = asked.find((other) => other.turn === one.turn && other !== one && fold(other.text) === fold(one.text));
      if (base) same.push({ ...one, base: base.text, share: +(JSON.stringify([...one.all].sort()) === JSON.stringify([...base.all].sort())) });
    }
  }
  return { shares, same };
}

export const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / (numbers.length || 1);

/** TOML as far as the files of needs go: tables of lists of texts. */
export function needs(file) {
  const all = [];
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    const [, key, value] = line.match(/^([\w-]+) = (.+)$/) ?? [];
    if (/^\[\[\w+\]\]$/.test(line)) all.push({});
    else if (key) all.at(-1)[key] = JSON.parse(value);
    else if (line.trim() && !line.startsWith("#")) throw new Error(`${file}: ${line}`);
  }
  return all;
}

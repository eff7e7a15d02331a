// A word that nobody wrote: those that are written nearly like it. The twin of src/search/near.rs, and of what
// src/search/rank.rs does with it; find.js asks for this file when it has such a word.
const EDIT = 2, PAIRS = ["yz", "ck", "vw"];

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
const lone = (word, at) => (word[at] === "j" || (at && word[at] === word[at - 1]) ? EDIT / 2 : EDIT);
const sounds = (c) => "aeiou".includes(c);
const exchange = (a, b) => (a === b ? 0 : PAIRS.includes(a < b ? a + b : b + a) ? EDIT / 2 : EDIT + (sounds(a) !== sounds(b)));
export const cost = (a, b, most) => {
  if (Math.abs(a.length - b.length) * (EDIT / 2) > most) return;
  let older, before, now = [0];
  for (let j = 1; j <= b.length; j++) now[j] = now[j - 1] + lone(b, j - 1);
  for (let i = 1; i <= a.length; i++) {
    [older, before] = [before, now];
    let least = before[0] + lone(a, i - 1);
    now = [least];
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(before[j - 1] + exchange(a[i - 1], b[j - 1]), before[j] + lone(a, i - 1), now[j - 1] + lone(b, j - 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, older[j - 2] + EDIT);
      now[j] = best;
      least = Math.min(least, best);
    }
    if (least > most + EDIT) return;
  }
  const all = now[b.length];
  return all <= most ? all : undefined;
};
const most = (letters) => (letters < 4 ? 0 : letters < 7 ? EDIT + 1 : EDIT * 2);

/** The nearest words with their keys, the nearest first: those that begin alike, else those whose first letter is wrong. */
export async function near(word, meta, file) {
  const folded = [...word.folded], key = [...word.key], far = most(folded.length), [first, second] = folded;
  if (!far) return [];
  const named = (folder, known, letters) => [...new Set(letters)].filter((one) => known.includes(one)).map((one) => `${folder}/${one.codePointAt().toString(16)}`);
  const rounds = [named("l", meta.letters, [first]), [...named("l", meta.letters, [second]), ...named("m", meta.seconds, [first, second])]];
  let near = [];
  for (const files of rounds) {
    for (const text of await Promise.all(files.map(file))) {
      for (const line of text.split(";")) {
        const [form, end, size] = line.split(","), written = plain(form);
        const known = /^\d+$/.test(end) ? [...written].slice(0, +end).join("") : end;
        // A key is less than a word: that two are alike says less.
        const costs = [cost(folded, [...written], far), cost(key, [...known], Math.min(far, most(key.length))) + 1];
        const best = Math.min(...costs.filter((one) => one >= 0));
        if (best < Infinity && !near.some((one) => one.key === known)) near.push({ best, size: +size, form, key: known });
      }
    }
    near = near.sort((a, b) => a.best - b.best || b.size - a.size || (a.key < b.key ? -1 : 1)).slice(0, 3);
    if (near[0]?.best <= EDIT) break;
  }
  return near.filter(({ best }) => best <= near[0].best + 1);
}

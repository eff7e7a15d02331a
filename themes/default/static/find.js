// What is found for a question: the browser's twin of src/search/rank.rs, where the rules are explained. It does the
// same whole numbers on the same lists; src/search/files.rs says what is in which file.
import { words } from "./words.js";

const LONGEST = 400, MOST_WORDS = 10, FEW = 10, NEIGHBOURS = 12, COMMON_PART = 4;
const EXACT = 8, MISTYPED = 6, BEGINNING = 5, NEIGHBOUR = 2, OTHER_SPELLING = 6;
const EDIT = 2;

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
const log2 = (n) => 31 - Math.clz32(n);
const starts = (text, start) => text.startsWith(start);
// The beginning of two words that is the same, counted in signs.
const alike = (a, b) => {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((c, i) => c !== y[i]);
  return at < 0 ? x.length : at;
};
const spelling = (text, folded, key) => {
  if (text === folded || [...text].length !== [...folded].length) return "";
  const n = alike(folded, key), start = [...text].slice(0, n).join("");
  return start === [...folded].slice(0, n).join("") ? "" : start;
};

const lone = (word, at) => (word[at] === "j" || (at && word[at] === word[at - 1]) ? EDIT / 2 : EDIT);
const exchange = (a, b) => (a === b ? 0 : ["yz", "ck", "vw"].includes(a < b ? a + b : b + a) ? EDIT / 2 : EDIT);
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
const most = (letters) => (letters < 4 ? 0 : letters < 7 ? EDIT : EDIT * 2);
const firsts = (folded) => {
  const all = folded.slice(0, 2);
  for (const row of ["qwertzuiop", "asdfghjkl", "yxcvbnm"]) {
    const at = row.indexOf(folded[0]);
    if (at >= 0) all.push(row[at - 1], row[at + 1]);
  }
  return [...new Set(all.filter(Boolean))];
};

// A term as it stands in its file: weight, and for frequent ones how many documents and where the rest is; then runs.
const opened = (key, [weight, ...runs]) => {
  const [all, file] = typeof runs[0] === "number" ? runs.splice(0, 2) : [];
  return { key, weight, runs, file, count: all ?? runs.reduce((n, run) => n + (Array.isArray(run) ? run.length - 1 : 0), 0) };
};

/** Opens an index for a page in `lang`; `get(path)` gives the JSON of a path below `s/`. */
export async function open(get, lang) {
  const meta = await get("meta.json");
  if (meta.v !== 1) throw new Error("version");
  const rulesOf = (one) => get(`words/${meta.tags[meta.langs.indexOf(one)]}.${meta.rules}.json`);
  const own = await rulesOf(lang);
  if (own.hash !== meta.rules) throw new Error("version");
  const analyzers = { [lang]: words(own) };
  const kept = new Map();
  const file = (path) => {
    if (!kept.has(path)) {
      const asked = get(`${meta.at}/${path}.json`);
      kept.set(path, asked);
      // What failed once may be there when it is asked for again.
      asked.catch(() => kept.delete(path));
    }
    return kept.get(path);
  };
  const shards = meta.shards.split(" ");
  const shardOf = (key) => {
    let [low, high] = [0, shards.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shards[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const find = async (key) => {
    const all = meta.n ? await file(`t/${shardOf(key)}`) : {};
    return Object.hasOwn(all, key) && opened(key, all[key]);
  };
  const some = async (shard, wanted) => {
    const all = await file(`t/${shard}`), found = [];
    for (const key in all) if (wanted(key)) found.push(opened(key, all[key]));
    return found;
  };
  const byKey = (a, b) => (a.key < b.key ? -1 : 1);
  const frequent = (terms) => terms.sort((a, b) => b.count - a.count || byKey(a, b)).slice(0, NEIGHBOURS);

  const correct = async (word) => {
    const folded = [...word.folded], key = [...word.key], far = most(folded.length);
    if (!far) return;
    for (const first of firsts(folded)) {
      if (![...meta.letters].includes(first)) continue;
      const text = await file(`l/${first.codePointAt().toString(16)}`), near = [];
      for (const line of text.split(";")) {
        const [form, end, size] = line.split(","), written = plain(form);
        const known = /^\d+$/.test(end) ? [...written].slice(0, +end).join("") : end;
        const costs = [cost(folded, [...written], far), cost(key, [...known], Math.min(far, most(key.length)))];
        const best = Math.min(...costs.filter((one) => one !== undefined));
        if (best < Infinity) near.push({ best, size: +size, form, key: known });
      }
      if (!near.length) continue;
      near.sort((a, b) => a.best - b.best || b.size - a.size || byKey(a, b));
      const close = near.filter(({ best }) => best <= near[0].best + 1).slice(0, 3);
      word.corrected = close[0].form;
      const terms = await Promise.all(close.map((one) => find(one.key)));
      word.exact = terms.map((term, turn) => [term, MISTYPED - turn]);
      return;
    }
  };

  const lookUp = async (word, last) => {
    const own = await find(word.key);
    if (own) word.exact.push([own, EXACT]);
    else {
      for (const other of meta.langs.filter((one) => one !== lang)) {
        analyzers[other] ??= words(await rulesOf(other));
        const [token] = analyzers[other].tokens(word.text);
        const term = token && (await find(analyzers[other].key(token.folded)));
        if (term && word.exact.every(([known]) => known.key !== term.key)) word.exact.push([term, EXACT]);
      }
    }
    if (word.exact.length) {
      const { key } = word.exact[0][0], length = [...key].length, shared = Math.max(4, Math.ceil((length * 3) / 5));
      word.fill = frequent(await some(shardOf(key), (other) =>
        word.exact.every(([known]) => known.key !== other) && (alike(other, key) >= shared || (last && length > 2 && starts(other, key)))));
      return;
    }
    if ([...word.folded].length > 1) {
      const at = shardOf(word.folded), start = (key) => starts(key, word.folded);
      const begin = [at, at + 1].filter((shard) => shard === at || (shards[shard] && start(shards[shard])));
      const terms = (await Promise.all(begin.map((shard) => some(shard, start)))).flat();
      word.exact = frequent(terms).map((term) => [term, BEGINNING]);
    }
    if (!word.exact.length) await correct(word);
  };

  const add = (best, runs, word, named, value) => {
    let other = false;
    for (const run of runs) {
      if (typeof run === "string") {
        other = run !== word.spelling;
        continue;
      }
      const score = run[0] * value * (named && other ? OTHER_SPELLING : 8);
      for (let i = 1, at = 0; i < run.length; i++) {
        at += run[i];
        if (!(best.get(at) >= score)) best.set(at, score);
      }
    }
  };
  const scores = async (word, alternatives) => {
    const best = new Map();
    for (const [term, eighths] of alternatives) {
      const weight = word.exact.length ? Math.min(word.exact[0][0].weight, term.weight) : term.weight;
      const rest = term.file !== undefined && word.required ? await file(`o/${term.file}`) : [];
      const named = [...term.runs, ...rest].some((run) => typeof run === "string");
      for (const runs of [term.runs, rest]) add(best, runs, word, named, weight * eighths);
    }
    return best;
  };

  const hits = async (all) => {
    const sums = new Map(), wanted = all.reduce((mask, word, turn) => (word.required ? mask | (1 << turn) : mask), 0);
    const whole = ([found]) => (found & wanted) === wanted;
    for (const [turn, word] of all.entries()) {
      for (const [at, score] of await scores(word, word.exact)) {
        const sum = sums.get(at) ?? [0, 0];
        sums.set(at, [sum[0] | (1 << turn), sum[1] + score]);
      }
    }
    const found = [];
    for (const [document, sum] of sums) if (whole(sum)) found.push({ document, rank: 3, score: sum[1] });
    if (found.length < FEW) {
      const known = new Set(found.map((hit) => hit.document));
      for (const [turn, word] of all.entries()) {
        for (const [at, score] of await scores(word, word.fill.map((term) => [term, NEIGHBOUR]))) {
          const sum = sums.get(at) ?? [0, 0];
          if (!(sum[0] & (1 << turn))) sums.set(at, [sum[0] | (1 << turn), sum[1] + score]);
        }
      }
      const weights = all.map((word) => (word.required ? (word.exact.length ? Math.min(...word.exact.map(([term]) => term.weight)) : 20) : 0));
      const total = weights.reduce((a, b) => a + b, 0);
      for (const [document, sum] of sums) {
        if (known.has(document)) continue;
        const part = weights.reduce((n, weight, turn) => (sum[0] & (1 << turn) ? n + weight : n), 0);
        if (whole(sum)) found.push({ document, rank: 2, score: sum[1] });
        else if (part && part * 2 >= total) found.push({ document, rank: 1, score: sum[1] });
      }
    }
    return found.sort((a, b) => b.rank - a.rank || b.score - a.score || a.document - b.document);
  };

  const answer = async (question) => {
    const text = [...question].slice(0, LONGEST).join(""), asked = [], intents = [], { tokens, key, stop } = analyzers[lang];
    for (const token of tokens(text)) {
      const own = !stop(token.folded) && key(token.folded);
      if (!own || asked.length === MOST_WORDS || asked.some((word) => word.key === own)) continue;
      const intent = Object.hasOwn(meta.intents, own) && meta.intents[own];
      if (intent && !intents.includes(intent)) intents.push(intent);
      asked.push({ ...token, key: own, spelling: spelling(token.text, token.folded, own), required: !intent, exact: [], fill: [] });
    }
    if (asked.every((word) => !word.required)) for (const word of asked) word.required = true;
    const urgent = meta.urgent.filter(([keys]) => keys.split(" ").every((one) => asked.some((word) => word.key === one)));
    await Promise.all(asked.map((word, turn) => lookUp(word, turn + 1 === asked.length)));
    const common = ({ exact }) => {
      const count = Math.max(0, ...exact.map(([term]) => term.count));
      return count > meta.head && count > Math.floor(meta.n / COMMON_PART);
    };
    if (asked.some((word) => word.required && !common(word))) for (const word of asked) word.required &&= !common(word);
    return { hits: await hits(asked), words: asked, intents, urgent: [...new Set(urgent.map(([, row]) => row))].sort((a, b) => a - b) };
  };

  // The kind and the place of a document, by the runs of its order.
  const ends = [];
  for (const [kind, place, count] of meta.runs) ends.push([(ends.at(-1)?.[0] ?? 0) + count, kind, place]);
  const where = (document) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle][0] <= document) low = middle + 1;
      else high = middle;
    }
    return ends[low];
  };
  return {
    meta, answer,
    kind: (document) => meta.kinds[where(document)[1]],
    place: (document) => where(document)[2],
    card: async (document) => (await file(`d/${lang}/${Math.floor(document / meta.block)}`))[document % meta.block],
    column: async (facet) => {
      const { values, sets, docs } = await file(`f/${facet}`), signs = [...docs];
      const id = (sign) => { const code = sign.codePointAt(); return code - 0x23 - (code > 0x5c); };
      return { values, of: (document) => sets[id(signs[document])].map((at) => values[at]) };
    },
  };
}

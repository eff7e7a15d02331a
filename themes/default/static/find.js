// What is found for a question: the browser's twin of src/search/rank.rs, where the rules are explained. It does the
// same whole numbers on the same lists; src/search/files.rs says what is in which file.
import { words } from "./words.js";

const LONGEST = 400, MOST_WORDS = 10, FEW = 10, NEIGHBOURS = 12, COMMON_PART = 4;
const EXACT = 8, MISTYPED = 6, BEGINNING = 5, NEIGHBOUR = 3, OTHER_SPELLING = 6;
const UNKNOWN = 20, STRONG = 16, ASKED = 8, DATED = 4, ANSWERED = 1, EVENT = 12, HERE = 16, AROUND = 10;
const DATES = ["today", "tomorrow", "weekend", "mo", "tu", "we", "th", "fr", "sa", "su"];

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

// A term as it stands in its file: weight, and for frequent ones how many documents and where the rest is; then runs.
const opened = (key, [weight, ...runs]) => {
  const [all, file] = typeof runs[0] === "number" ? runs.splice(0, 2) : [];
  return { key, weight, runs, file, count: all ?? runs.reduce((n, run) => n + (Array.isArray(run) ? run.length - 1 : 0), 0) };
};

/** Opens an index for a page in `lang`; `get(path)` gives the JSON of a path below `s/`. */
export async function open(get, lang) {
  const rulesOf = (one) => get(`${one}.json`), [meta, own] = await Promise.all([get("meta.json"), rulesOf(lang)]), analyzers = {};
  const read = (one, rules) => {
    if (meta.v !== 3 || rules.hash !== meta.rules) throw new Error("version");
    return (analyzers[one] ??= words(rules));
  };
  read(lang, own);
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
    const { near } = await import("./mistyped.js"), close = await near(word, meta, file);
    const terms = await Promise.all(close.map((one) => find(one.key)));
    word.corrected = close[0]?.form;
    word.exact = terms.map((term, turn) => [term, MISTYPED - turn]);
  };

  const lookUp = async (word, last) => {
    const own = await find(word.key);
    if (own) word.exact.push([own, EXACT]);
    else {
      const terms = meta.langs.filter((one) => one !== lang).map(async (other) => {
        const { tokens, key } = analyzers[other] ?? read(other, await rulesOf(other)), [token] = tokens(word.text);
        return token && find(key(token.folded));
      });
      for (const term of await Promise.all(terms)) if (term && word.exact.every(([known]) => known.key !== term.key)) word.exact.push([term, EXACT]);
    }
    const found = word.exact.length, key = found ? word.exact[0][0].key : word.key, length = [...key].length, shared = Math.max(4, Math.ceil((length * 3) / 5));
    const close = (other) => {
      const size = [...other].length, same = alike(other, key);
      return same >= shared || (same === size && size > 2 && size * 2 >= length) || (last && found && length > 2 && same === length);
    };
    if (meta.n) word.fill = frequent(await some(shardOf(key), (other) => word.exact.every(([known]) => known.key !== other) && close(other)));
    if (found) return;
    if ([...word.folded].length > 1) {
      const at = shardOf(word.folded), start = (key) => key.startsWith(word.folded);
      const begin = [at, at + 1].filter((shard) => shard === at || (shards[shard] && start(shards[shard])));
      const terms = (await Promise.all(begin.map((shard) => some(shard, start)))).flat();
      word.exact = frequent(terms).map((term) => [term, BEGINNING]);
    }
    if (!word.exact.length) await correct(word);
  };

  const scores = async (word) => {
    const best = new Map(), [first] = word.exact;
    const all = [...word.exact.map(([term, eighths]) => [term, eighths, true]), ...word.fill.map((term) => [term, NEIGHBOUR, false])];
    for (const [term, eighths, own] of all) {
      const weight = first ? Math.min(first[0].weight, term.weight) : term.weight;
      const rest = own && term.file !== undefined && word.required ? await file(`o/${term.file}`) : [];
      const named = [...term.runs, ...rest].some((run) => typeof run === "string");
      for (const runs of [term.runs, rest]) {
        let other = false;
        for (const run of runs) {
          if (typeof run === "string") {
            other = run !== word.spelling;
            continue;
          }
          const score = Math.floor((run[0] * weight * eighths * (named && other ? OTHER_SPELLING : 8) * word.share) / 8), strong = own && run[0] >= STRONG;
          for (let i = 1, at = 0; i < run.length; i++) {
            at += run[i];
            const known = best.get(at);
            if (!known) best.set(at, { score, own, strong });
            else {
              known.score = Math.max(known.score, score);
              known.own ||= own;
              known.strong ||= strong;
            }
          }
        }
      }
    }
    return best;
  };

  const hits = async (all, events, near) => {
    const weights = all.map(({ required, exact }) => (required ? (exact.length ? Math.min(...exact.map(([term]) => term.weight)) : UNKNOWN) : 0));
    const sums = new Map(), needed = all.filter(({ required }) => required).length, total = weights.reduce((a, b) => a + b, 0);
    for (const [turn, word] of all.entries()) {
      for (const [document, { score, own, strong }] of await scores(word)) {
        let sum = sums.get(document);
        if (!sum) sums.set(document, sum = { score: 0, part: 0, own: 0, strong: 0 });
        sum.score += score;
        if (!word.required) continue;
        sum.part += weights[turn];
        sum.own += own;
        sum.strong += strong;
      }
    }
    const list = [...sums], few = list.filter(([, { strong }]) => strong === needed).length < FEW;
    return list.filter(([, { own, part }]) => own === needed || (few && part && part * 2 >= total)).map(([document, { score, part }]) => {
      const [, kind, place] = where(document), parts = [[part, total], [events && meta.kinds[kind] === "event" ? EVENT : 8, 8], [nearness(place, near), 8]];
      return { document, score: parts.reduce((all, [n, of]) => Math.floor((all * n) / of), score) };
    }).sort((a, b) => b.score - a.score || a.document - b.document);
  };

  const answer = async (question, place = -1) => {
    const text = [...question].slice(0, LONGEST).join(""), asked = [], { tokens, key, stop } = analyzers[lang];
    for (const token of tokens(text)) {
      const own = !stop(token.folded) && key(token.folded);
      if (!own || asked.length === MOST_WORDS || asked.some((word) => word.key === own)) continue;
      asked.push({ ...token, key: own, spelling: spelling(token.text, token.folded, own), required: true, share: ASKED, exact: [], fill: [] });
    }
    // Words that say what somebody wants to know, alone or one after the other.
    const intents = [];
    for (const [keys, intent] of Object.entries(meta.intents)) {
      const phrase = keys.split(" ");
      for (let at = 0; at + phrase.length <= asked.length; at++) {
        if (!phrase.every((one, turn) => asked[at + turn].key === one)) continue;
        if (!intents.includes(intent)) intents.push(intent);
        for (const word of asked.slice(at, at + phrase.length)) {
          word.required = false;
          word.share = Math.max(word.share === ASKED ? 0 : word.share, DATES.includes(intent) ? DATED : ANSWERED);
        }
      }
    }
    if (asked.every((word) => !word.required)) for (const word of asked) [word.required, word.share] = [true, ASKED];
    const urgent = meta.urgent.filter(([keys]) => keys.split(" ").every((one) => asked.some((word) => word.key === one)));
    await Promise.all(asked.map((word, turn) => lookUp(word, turn + 1 === asked.length)));
    const common = ({ exact }) => {
      const count = Math.max(0, ...exact.map(([term]) => term.count));
      return count > meta.head && count > Math.floor(meta.n / COMMON_PART);
    };
    if (asked.some((word) => word.required && !common(word))) for (const word of asked) word.required &&= !common(word);
    return { hits: await hits(asked, intents.includes("event"), whole(place)), words: asked, intents, urgent: [...new Set(urgent.map(([, row]) => row))].sort((a, b) => a - b) };
  };

  // A place and all that it is part of.
  const whole = (place) => (place < 0 ? [] : [place, ...whole(meta.up[place])]);
  const nearness = (place, near) => {
    const same = near.length && whole(place).find((one) => near.includes(one));
    return same > -1 && near.length ? (same === near[0] ? HERE : AROUND) : 8;
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
    meta, answer, whole,
    last: () => get(`${meta.at}/last.json`),
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

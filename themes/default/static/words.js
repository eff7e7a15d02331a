// How a text becomes words to search by: the browser's twin of `src/search/words/`, where the rules are
// explained. Both read the same rules and are held equal by tests; no locale function is asked.

// `a=b`, or `a-z=b` for a range of letters and the first of those that they turn into.
const table = (text) => new Map(text.split(' ').flatMap((one) => {
  const [from, to] = one.split('='), [first, last] = from.split('-').map((c) => c.codePointAt()), step = to.codePointAt() - first;
  return last
    ? Array.from({ length: last - first + 1 }, (_, i) => [String.fromCodePoint(first + i), String.fromCodePoint(first + i + step)])
    : [[from, to]];
}));
const some = (letters, more = '') => new RegExp(`[${letters}]${more}`, 'gu');
const each = (text, map) => text.replace(/./gsu, (c) => map.get(c) ?? c);

// A pass: endings with their rules. A rule: what may stand before the ending, and what it turns into.
const read = ({ sets, starts, shared }, lines) => {
  const pass = new Map();
  let longest = 0;
  for (const line of lines.map((one) => shared[one] ?? one)) {
    const [head, ...parts] = line.split(' '), [where, all = ''] = head.split('>');
    const list = starts[where]?.split(' '), [least, prefix = ''] = where.split('-').reverse();
    for (const part of parts) {
      const stays = part.endsWith('!') && !part.includes('>');
      const [from, to = stays ? part : all] = part.split('>'), [ending, context = ''] = from.replace('!', '').split('|').reverse();
      const whole = context[0] === '^', near = whole ? context.slice(1) : context;
      const fits = list ? (before) => list.includes(before) : (before) => {
        const start = before.length - near.length;
        return before.startsWith(prefix) && before.length - prefix.length >= least && (whole ? !start : start >= 0)
          && [...near].every((c, i) => (sets[c] ?? c).includes(before[start + i]));
      };
      longest = Math.max(longest, ending.length);
      pass.set(ending, [...(pass.get(ending) ?? []), [fits, to, prefix]]);
    }
  }
  return (word) => {
    for (let n = Math.min(longest, word.length); n; n--) {
      const before = word.slice(0, -n), rule = pass.get(word.slice(-n))?.find(([fits]) => fits(before));
      if (rule) return before.slice(rule[2].length) + rule[1];
    }
    return word;
  };
};

/** Reads the rules of a language; gives `tokens(text)`, and `key` and `stop` of a folded token. */
export function words(rules) {
  const stops = new Set(rules.stop.split(' ')), lower = table(rules.lower), fold = table(rules.fold);
  const ignored = some(rules.ignored), word = some(rules.letters + rules.marks, '+'), marks = some(rules.marks);
  const passes = rules.passes.map((lines) => read(rules, lines));
  return {
    tokens: (text) => (text.normalize('NFD').replace(ignored, '').match(word) ?? []).map((one) => {
      const exact = each(one, lower);
      return { text: exact.normalize('NFC'), folded: each(exact.replace(marks, ''), fold) };
    }).filter((one) => one.folded),
    stop: (folded) => stops.has(folded),
    key: (folded) => passes.reduce(
      (now, pass) => /^\d|!$/.test(now) ? now : pass(now), folded,
    ).replace('!', ''),
  };
}

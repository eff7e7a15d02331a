// The search page: what find.js finds, while somebody types. Without this script the page is the list from A to Z.
import { open } from "./find.js";

const page = document.querySelector("#results"), words = JSON.parse(page.dataset.words);
const [form, box] = [document.querySelector("form.search"), document.querySelector("#q")];
const [status, urgent, list, narrow, more] = ["status", "urgent", "hits", "narrow", "more"].map((name) => page.querySelector(`.${name}`));
const lang = document.documentElement.lang, plural = new Intl.PluralRules(lang);
const STEP = 10;
const heading = document.querySelector("h1"), lead = heading.parentElement.querySelector(":scope > .lead");
const [all, title] = [heading.textContent, document.title];
let index, turn = 0, shown = STEP;

const make = (name, facts = {}, ...inside) => {
  const node = Object.assign(document.createElement(name), facts);
  node.append(...inside.filter((one) => one != null && one !== ""));
  return node;
};
const fill = (text, facts) => text.replace(/{(.+?)}/g, (_, name) => facts[name]);
const count = (forms, n) => fill(forms[plural.select(n)] ?? forms.other, { n });
const get = async (path) => {
  const answer = await fetch(path, { cache: path.endsWith("meta.json") ? "no-cache" : "default" });
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer.json();
};
const opened = () => (index ??= open((path) => get(page.dataset.index + path), lang).catch((error) => {
  index = undefined;
  throw error;
}));
const facets = ["kind", "place", ...Object.keys(words.facets)];

const row = ([folder, title, meta, sentence, tel, phone, badges, checked, last, titleLang], today) => {
  if (last && last < today) return;
  const link = make("a", { href: page.dataset.root + folder + "/", textContent: title });
  if (titleLang) link.lang = titleLang;
  const states = (badges || []).map((one) => {
    const [look, ...text] = one.split("|"), [shape, stale] = look.split("@"), isOld = stale <= today;
    return make("span", { className: `badge ${isOld ? "unknown" : shape}`, textContent: isOld ? words.unknown : text.join("|") });
  });
  return make("li", { className: `row${tel ? " call" : ""}` },
    make("div", { className: "what" }, make("h3", {}, link),
      states.length ? make("p", { className: "badges" }, ...states.flatMap((one) => [one, " "])) : null,
      sentence && make("p", { textContent: sentence }), meta && make("p", { textContent: meta })),
    tel && make("p", { className: "tel" }, make("a", { href: `tel:${tel}`, textContent: phone })),
    checked && make("p", { className: "checked", textContent: checked }));
};

// The values of a document in a facet; a place is in the places that it is part of as well.
const valuesOf = async (facet) => {
  const { meta, kind, place, column } = await opened();
  if (facet === "kind") return (document) => [kind(document)];
  if (facet !== "place") return (await column(facet)).of;
  return (document) => {
    const all = [];
    for (let at = place(document); at >= 0 && !all.includes(`${at}`); at = meta.up[at]) all.push(`${at}`);
    return all.length ? all : ["-1"];
  };
};

const facet = async (name, hits, kept) => {
  const values = await valuesOf(name), counts = new Map();
  for (const { document } of hits) for (const one of values(document)) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of kept) if (!counts.has(one)) counts.set(one, 0);
  const labels = name === "kind" ? words.kinds : name === "place" ? words.places : words.facets[name].values;
  const label = (value) => (Object.hasOwn(labels, value) ? labels[value] : value);
  const last = (value) => value === "unknown" || value === "-1";
  const rows = [...counts].sort(([a, x], [b, y]) => last(a) - last(b) || y - x || (label(a) < label(b) ? -1 : 1));
  return rows.map(([value, n]) => make("label", {},
    make("input", { type: "checkbox", name, value, checked: kept.includes(value) }), ` ${label(value)} `, make("span", { className: "n", textContent: n })));
};

const draw = async (question, kept, mine) => {
  const { answer, card } = await opened(), found = await answer(question);
  if (mine !== turn) return;
  // Each facet is counted among what the others leave.
  const tests = new Map();
  for (const name of new Set(kept.map(([one]) => one))) {
    const [values, wanted] = [await valuesOf(name), kept.filter(([one]) => one === name).map(([, value]) => value)];
    tests.set(name, (hit) => values(hit.document).some((value) => wanted.includes(value)));
  }
  const among = (but) => found.hits.filter((hit) => [...tests].every(([name, test]) => name === but || test(hit)));
  const hits = among(), today = +new Date().toISOString().slice(0, 10).replace(/-/g, "");
  const cards = (await Promise.all(hits.slice(0, shown).map((hit) => card(hit.document)))).map((one) => row(one, today)).filter(Boolean);
  const panel = await Promise.all([...narrow.querySelectorAll("details details")].map(async (one) => [
    one, one.open ? await facet(one.dataset.facet, among(one.dataset.facet), kept.filter(([name]) => name === one.dataset.facet).map(([, value]) => value)) : []]));
  if (mine !== turn) return;
  const { activeElement } = document, focus = activeElement?.name && narrow.contains(activeElement) && [activeElement.name, activeElement.value];
  for (const [one, boxes] of panel) one.querySelector("fieldset").replaceChildren(...boxes);
  if (focus) [...narrow.querySelectorAll("input")].find((one) => one.name === focus[0] && one.value === focus[1])?.focus();
  for (const one of urgent.querySelectorAll("[data-row]")) one.hidden = !found.urgent.includes(+one.dataset.row);
  urgent.hidden = !found.urgent.length;
  const taken = found.words.filter((word) => word.corrected).map((word) => fill(words.corrected, { found: word.text, suggestion: word.corrected }));
  status.textContent = [...taken, hits.length ? count(words.found, hits.length) : words.none].join(" ");
  if (kept.length && !hits.length) status.textContent = count(words.found, 0);
  list.replaceChildren(...cards);
  const ask = words.mail && make("p", {}, make("a", { href: `mailto:${words.mail}?subject=${encodeURIComponent(question)}`, textContent: words.ask }));
  const back = kept.length ? make("button", { type: "button", textContent: count(words.all, found.hits.length), onclick: () => clear() }) : null;
  const next = hits.length > shown ? make("button", { type: "button", textContent: words.more, onclick: () => { shown += STEP; search(); } }) : null;
  narrow.hidden = !found.hits.length && !kept.length;
  more.replaceChildren(...[next, back, hits.length < 3 ? ask : null].filter(Boolean));
};

const clear = () => {
  kept = [];
  search();
};

const search = async () => {
  const [mine, question] = [++turn, box.value.trim()], state = new URLSearchParams(question ? [["q", question], ...kept] : []);
  history.replaceState(null, "", `${location.pathname}${question ? `?${state}` : ""}`);
  page.hidden = !question;
  document.querySelector("#az").hidden = !!question;
  // The heading says for what these are the results: a long question by its beginning.
  const asked = question && fill(words.asked, { question: [...question].slice(0, 60).join("") });
  heading.textContent = asked || all;
  document.title = asked ? title.replace(all, () => asked) : title;
  if (lead) lead.hidden = !!question;
  if (!question) return;
  try {
    await draw(question, kept, mine);
  } catch (error) {
    if (mine !== turn) return;
    // The list from A to Z comes back: nobody stands before an empty box.
    status.textContent = error.message === "version" ? words.version : words.failed;
    list.replaceChildren();
    more.replaceChildren(make("button", { type: "button", textContent: words.retry, onclick: () => search() }));
    document.querySelector("#az").hidden = false;
  }
};

const asked = new URLSearchParams(location.search);
// What was chosen: the names of facets with values. A facet that is closed keeps its own.
let kept = [...asked].filter(([name]) => facets.includes(name));
const choose = ({ target: { name, value, checked } }) => {
  kept = kept.filter(([facet, one]) => facet !== name || one !== value);
  if (checked) kept.push([name, value]);
  shown = STEP;
  search();
};
narrow.append(make("details", { open: kept.length > 0 || matchMedia("(min-width: 60em)").matches }, make("summary", { textContent: words.narrow }),
  ...facets.map((name) => {
    const label = { kind: words.kind, place: words.place }[name] ?? words.facets[name].label;
    const one = make("details", { open: name === "kind" || kept.some(([known]) => known === name), ontoggle: () => one.open && search() },
      make("summary", { textContent: label }), make("fieldset", { onchange: choose }));
    one.dataset.facet = name;
    return one;
  })));
let waiting;
box.value = asked.get("q") ?? "";
box.addEventListener("focus", () => opened().catch(() => {}));
box.addEventListener("input", () => {
  clearTimeout(waiting);
  shown = STEP;
  waiting = setTimeout(() => search(), 120);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  search();
});
search();

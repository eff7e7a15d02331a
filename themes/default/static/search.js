// The search page: what find.js finds, while somebody types. Without this script the page is the list from A to Z.
import { open } from "./find.js";
import { clock, clockOf, date, number, page as tell, parse, plan, weekday } from "./time.js";

const root = document.documentElement, page = document.querySelector("#results"), words = JSON.parse(page.dataset.words);
const [form, box] = [document.querySelector("form.search"), document.querySelector("#q")];
const [status, urgent, list, narrow, more] = ["status", "urgent", "hits", "narrow", "more"].map((name) => page.querySelector(`.${name}`));
const { lang } = root, plural = new Intl.PluralRules(lang), facets = ["kind", "place", ...words.order];
const STEP = 10, DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const heading = document.querySelector("h1"), lead = heading.parentElement.querySelector(":scope > .lead");
const [all, title] = [heading.textContent, document.title];
let turn = 0, shown = STEP, live = () => {};

const make = (name, facts = {}, ...inside) => {
  const node = Object.assign(document.createElement(name), facts);
  node.append(...inside.filter((one) => one != null && one !== ""));
  return node;
};
const button = (textContent, onclick, facts) => make("button", { type: "button", textContent, onclick, ...facts });
const fill = (text, facts) => text.replace(/{(.+?)}/g, (_, name) => facts[name]);
const count = (forms, n) => fill(forms[plural.select(n)] ?? forms.other, { n });
const get = async (path, cache) => {
  const answer = await fetch(path, { cache });
  if (!answer.ok) throw new Error(`${answer.status} ${path}`);
  return answer.json();
};
// What was begun once is there for everybody; what failed may be there when it is asked for again.
const once = (begin) => {
  let begun;
  return () => (begun ??= begin().catch((error) => {
    begun = undefined;
    throw error;
  }));
};
const opened = once(() => open((path) => get(page.dataset.index + path, path.includes("/") ? "default" : "no-cache"), lang));
// The hub's clock; without it there are answers that do not say what is so now.
const clocked = once(async () => {
  const hub = await get(root.dataset.now, "no-cache"), now = clockOf(hub.zone), at = () => now(new Date()), [n] = at();
  return { hub, at, off: new Set(hub.off), isOld: n - number(hub.built) > hub.lives };
});
const moment = () => clocked().catch(() => {});
const facet = once(() => import("./narrow.js"));
// What ended since the site was built.
const passed = once(async () => {
  const { meta, last } = await opened(), now = await moment(), gone = new Set();
  const today = now ? date(now.at()[0]) : 0, built = +meta.day.replaceAll("-", "");
  for (const [day, steps] of today > built ? Object.entries(await last()) : []) {
    let at = 0;
    for (const step of steps) {
      at += step;
      if (+day < today) gone.add(at);
    }
  }
  return gone;
});

// The hours of the days that somebody asks about.
const dayLines = (code, asked, { hub, at, off }) => {
  const [n] = at(), ahead = DAYS.map((_, more) => n + more);
  const days = ahead.filter((day, more) => asked.includes(DAYS[weekday(day) - 1]) || asked.includes(["", "tomorrow"][more]) || (asked.includes("weekend") && weekday(day) > 5));
  return days.map((day) => {
    const open = plan(parse(code), off, day), name = hub.days.in[weekday(day)];
    const said = typeof open === "string" || !open.length ? hub.words[open.length ? open : "closed"].split("|")[1] : open.map((span) => span.map((one) => clock(one % 1440 || one, hub)).join("\u2013")).join(", ");
    return `${name[0].toUpperCase()}${name.slice(1)}: ${said}`;
  });
};

const row = ([folder, title, meta, sentence, tel, phone, badges, checked, , titleLang, now], asked, moment) => {
  const link = make("a", { href: page.dataset.root + folder + "/", textContent: title }), line = make("p", { className: "live" });
  if (titleLang) link.lang = titleLang;
  const states = (badges || []).map((one) => {
    const [look, ...text] = one.split("|"), [shape, stale] = look.split("@"), isOld = stale <= (moment && date(moment.at()[0]));
    return make("span", { className: `badge ${isOld ? "unknown" : shape}`, textContent: isOld ? words.unknown : text.join("|") });
  });
  const [kind, ...code] = (now || "").split("|");
  if (kind) line.dataset[kind] = code.join("|");
  const days = kind === "hours" && moment && !moment.isOld ? dayLines(code.join("|"), asked, moment) : [];
  return make("li", { className: `row hit${tel ? " call" : ""}` },
    make("div", { className: "what" }, make("h3", {}, link),
      states.length ? make("p", { className: "badges" }, ...states.flatMap((one) => [one, " "])) : null,
      kind ? line : null, ...days.map((textContent) => make("p", { className: "answer", textContent })),
      sentence && make("p", { textContent: sentence }), meta && make("p", { textContent: meta })),
    tel && make("p", { className: "tel" }, make("a", { href: `tel:${tel}`, textContent: phone })),
    checked && make("p", { className: "checked", textContent: checked }));
};

const labels = (name) => ({ kind: words.kinds, place: words.places })[name] ?? words.facets[name].values;
const label = (name, value) => (Object.hasOwn(labels(name), value) ? labels(name)[value] : value);
const chosen = (name) => kept.filter(([one]) => one === name).map(([, value]) => value);
// A word that says when or for how much is a choice that can be made at once.
const choices = (intents) => intents.flatMap((one) => (one === "free" ? [["cost", "free"]] : one === "hours" ? [["open", "open"]] : labels("date")[one] ? [["date", one]] : []));

const draw = async (question, mine) => {
  const [index, now] = await Promise.all([opened(), moment()]), found = await index.answer(question, near);
  const gone = await passed(), left = found.hits.filter(({ document }) => !gone.has(document)), wanted = choices(found.intents);
  const opens = [...narrow.querySelectorAll("details details")].filter((one) => one.open && one.parentElement.open), tests = new Map();
  // Nobody waits for what nobody looks at.
  const parts = kept.length || wanted.length || opens.length ? await facet() : null;
  const values = (name) => parts.valuesOf(index, name, now);
  // Each facet is counted among what the others leave.
  for (const name of new Set(kept.map(([one]) => one))) {
    const [of, all] = [await values(name), chosen(name)];
    tests.set(name, (hit) => of(hit.document).some((value) => all.includes(value)));
  }
  const among = (but) => left.filter((hit) => [...tests].every(([name, test]) => name === but || test(hit))), hits = among();
  const asked = found.intents.filter((one) => labels("date")[one]);
  const [cards, chips, panel] = await Promise.all([
    Promise.all(hits.slice(0, shown).map((hit) => index.card(hit.document))),
    Promise.all(wanted.map(async ([name, value]) => {
      const of = await values(name), n = among(name).filter((hit) => of(hit.document).includes(value)).length, pressed = chosen(name).includes(value);
      return (n || pressed) && button(`${label(name, value)} (${n})`, () => choose({ target: { name, value, checked: !pressed } }), { ariaPressed: `${pressed}` });
    })),
    Promise.all(opens.map(async (one) => {
      const name = one.dataset.facet;
      return [one, parts.counted(among(name), await values(name), chosen(name), name === "date" ? parts.ORDER : [])];
    })),
  ]);
  if (mine !== turn) return;
  const { activeElement } = document, focus = activeElement?.name && narrow.contains(activeElement) && [activeElement.name, activeElement.value];
  for (const [one, rows] of panel) {
    const name = one.dataset.facet;
    one.querySelector("fieldset").replaceChildren(...rows.map(([value, n]) => make("label", {},
      make("input", { type: "checkbox", name, value, checked: chosen(name).includes(value) }), ` ${label(name, value)} `, make("span", { className: "n", textContent: n }))));
  }
  if (focus) [...narrow.querySelectorAll("input")].find((one) => one.name === focus[0] && one.value === focus[1])?.focus();
  for (const one of urgent.querySelectorAll("[data-row]")) one.hidden = !found.urgent.includes(+one.dataset.row);
  urgent.hidden = !found.urgent.length;
  const taken = found.words.filter((word) => word.corrected).map((word) => fill(words.corrected, { found: word.text, suggestion: word.corrected }));
  status.textContent = [...taken, hits.length || kept.length ? count(words.found, hits.length) : words.none].join(" ");
  quick.replaceChildren(...chips.filter(Boolean));
  list.replaceChildren(...cards.map((one) => row(one, asked, now)));
  live = now ? tell(now.hub, list) : () => {};
  live();
  const ask = words.mail && make("p", {}, make("a", { href: `mailto:${words.mail}?subject=${encodeURIComponent(question)}`, textContent: words.ask }));
  const back = kept.length ? button(count(words.all, left.length), () => clear()) : null;
  const next = hits.length > shown ? button(words.more, () => { shown += STEP; search(); }) : null;
  const single = left.length || found.words.length < 2 ? [] : found.words.map(({ text }) => button(fill(words.only, { question: text }), () => {
    box.value = text;
    search();
  }));
  narrow.hidden = !left.length && !kept.length;
  more.replaceChildren(...[next, back, ...single, hits.length < 3 ? ask : null].filter(Boolean));
};

const clear = () => {
  kept = [];
  search();
};

const search = async () => {
  const [mine, question] = [++turn, box.value.trim()], state = new URLSearchParams(question ? [["q", question], ...kept, ...(near < 0 ? [] : [["near", near]])] : []);
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
    await draw(question, mine);
  } catch (error) {
    if (mine !== turn) return;
    // The list from A to Z comes back: nobody stands before an empty box.
    status.textContent = error.message === "version" ? words.version : words.failed;
    list.replaceChildren();
    quick.replaceChildren();
    more.replaceChildren(button(words.retry, () => search()));
    document.querySelector("#az").hidden = false;
  }
};

const asked = new URLSearchParams(location.search);
// What was chosen: the names of facets with values. A facet that is closed keeps its own.
let kept = [...asked].filter(([name, value]) => value && facets.includes(name));
// Where the reader is, when that was said: it stands in the address and nowhere else.
let near = Object.hasOwn(words.places, asked.get("near")) ? +asked.get("near") : -1;
const choose = ({ target: { name, value, checked } }) => {
  kept = kept.filter(([facet, one]) => facet !== name || one !== value);
  if (checked) kept.push([name, value]);
  shown = STEP;
  search();
};
const places = Object.entries(words.places).filter(([turn]) => turn >= 0).sort(([, a], [, b]) => a.localeCompare(b, lang));
const here = make("select", { onchange: () => {
  near = +here.value;
  search();
} }, ...[[-1, words.anywhere], ...places].map(([value, textContent]) => make("option", { value, textContent, selected: +value === near })));
const quick = make("p", { className: "quick more" });
list.before(quick);
narrow.append(make("details", { open: kept.length > 0 || matchMedia("(min-width: 60em)").matches, ontoggle: () => search() }, make("summary", { textContent: words.narrow }),
  places.length > 1 ? make("label", { className: "near" }, words.near, " ", here) : null,
  ...facets.map((name) => {
    const one = make("details", { open: name === "kind" || kept.some(([known]) => known === name), ontoggle: () => one.open && search() },
      make("summary", { textContent: { kind: words.kind, place: words.place }[name] ?? words.facets[name].label }), make("fieldset", { onchange: choose }));
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
setInterval(() => live(), 3e4);
search();

// What a day changes on a page, on the hub's clock: which days are near, what is over and goes, what comes first.
import { clockOf, facts, first, number, parse, state, times, weekday } from "./time.js";

const root = document.documentElement, now = clockOf(root.dataset.zone);
const all = (css, within = document) => [...within.querySelectorAll(css)];
const shown = (rows) => rows.filter((row) => !row.hidden);
const until = new Map();

// The rows that are over are hidden; of the others, when each is next.
const rows = all("[data-at], li[data-when], li[data-until]").map((row) => {
  const { at, when, until } = row.dataset;
  return [row, times(at ?? when ?? until)];
});
const pass = (n, minute) => {
  for (const [row, dates] of rows) {
    const at = first(dates, n, minute), one = dates[at];
    row.hidden = at < 0;
    until.set(row, one ? one.day * 1440 + (one.minute ?? 1440) : Infinity);
  }
};

// Heads say how many are left, and a day on which everything is over says so.
const count = () => {
  for (const n of all(".group > .n")) {
    const section = n.closest("section"), mine = all(".row", section);
    n.dataset.all ??= n.textContent;
    n.textContent = n.dataset.all - mine.filter((row) => row.hidden).length;
    for (const jump of all(`.jump a[href="#${n.parentElement.id}"]`)) {
      jump.lastChild.textContent = n.textContent;
      jump.parentElement.hidden = !+n.textContent;
    }
    if (section.dataset.day && mine.length) none(section, !shown(mine).length && near?.dataset.over);
  }
};
// How many there are in all is said in a sentence, which is true as long as nothing is hidden.
const sum = document.querySelector(".lead .sum");
const none = (within, text) => {
  const line = within.querySelector(":scope > .none") ?? within.appendChild(document.createElement("p"));
  line.className = "none";
  line.hidden = !text;
  line.textContent = text || "";
};

// Of the days on the page those that its name means now. A page that has none of them is too old, and says it.
const near = document.querySelector("[data-near]");
const choose = (n) => {
  const sunday = n + 7 - weekday(n), { near: leaf, title, old } = near.dataset;
  const from = leaf === "weekend" ? Math.max(n, sunday - 1) : n, to = leaf === "today" ? n : sunday;
  const days = all(".day", near), mine = days.filter(({ dataset: { day } }) => from <= number(day) && number(day) <= to);
  for (const day of days) day.hidden = !mine.includes(day);
  for (const span of all(".span", near)) span.hidden = !all(".day:not([hidden])", span).length;
  for (const day of mine) day.firstChild.dataset.now = number(day.dataset.day) === n ? near.dataset.today : "";
  document.querySelector("h1").textContent = mine.length ? title : near.dataset.durable ??= document.querySelector("h1").textContent;
  const date = (day) => day.firstChild.firstChild.textContent.trim();
  document.querySelector(".lead").textContent = mine.length ? [...new Set([date(mine[0]), date(mine.at(-1))])].join(" – ") : old;
};

// In a month today is framed, and days that are over leave the lists below.
const month = document.querySelector("table.month");
const frame = (n) => {
  for (const cell of all("[data-day]", month)) {
    cell.classList.toggle("today", number(cell.dataset.day) === n);
    cell.firstChild.dataset.now = number(cell.dataset.day) === n ? month.dataset.today : "";
  }
  for (const day of all("section.day")) day.hidden = !shown(all(".row", day)).length;
};

// What is next stands first, and no more than so many.
const order = (list) => {
  const mine = all(".row", list).sort((a, b) => until.get(a) - until.get(b));
  list.firstChild.append(...mine);
};

// What is open at this moment stands first, alone and under its own name; of nothing it is said that could be false.
const places = document.querySelector("[data-open]");
let hub;
const open = (n, minute) => {
  const off = new Set(hub.off), isOld = n - number(hub.built) > hub.lives, rows = all(".row", places);
  const isOpen = (row) => ["open", "soon"].includes(state(parse(row.querySelector("[data-hours]").dataset.hours), off, n, minute).is);
  const mine = isOld ? [] : rows.filter(isOpen), head = places.firstChild;
  for (const row of rows) row.hidden = mine.length > 0 && !mine.includes(row);
  rows[0].parentElement.append(...mine, ...rows.filter((row) => !mine.includes(row)));
  head.dataset.durable ??= head.textContent;
  head.textContent = mine.length ? places.dataset.open : head.dataset.durable;
};

const tell = () => {
  const [n, minute] = now(new Date());
  if (places && hub) open(n, minute);
  pass(n, minute);
  if (near) choose(n);
  if (month) frame(n);
  count();
  if (sum) sum.hidden = rows.some(([row]) => row.hidden);
  for (const list of all("[data-most]")) {
    order(list);
    none(list, !shown(all(".row", list)).length && list.dataset.none);
  }
  for (const list of all("[data-none].groups")) none(list, rows.length && !shown(all(".row", list)).length && list.dataset.none);
};
setInterval(tell, 3e4, tell());
if (places) facts?.then((all) => tell(hub = all));

// What is so now on the hub's clock: twin of src/time/hours.rs, notation of src/time/code.rs.
const dates = {};
export const date = (n) => (dates[n] ??= +new Date(n * 864e5).toISOString().slice(0, 10).replace(/-/g, ""));
export const number = (date) => Date.parse(`${date}`.replace(/(..)(..)$/, "-$1-$2")) / 864e5;
export const weekday = (n) => (n + 3) % 7 + 1;
const week = (n) => (n - weekday(n)) / 7;
const numbers = (text, by) => text.split(by).map(Number);
const spans = (text) => (text ? text.split(",").map((span) => numbers(span, "-")) : []);

export const parse = (code) => {
  const [groups, except] = code.split("|x=");
  return {
    except: (except?.split(";") ?? []).reverse().map((one) => {
      const [on, open] = one.split(":");
      return [numbers(on, "-"), spans(open)];
    }),
    groups: groups.split("/").map((text) => {
      const [days, ...options] = text.split("|"), all = {};
      for (const part of days.split(";")) {
        const [on, open] = part.split(":");
        if (on[0] === "n") all.nth = on.slice(1).split(",");
        for (const day of all.nth ? "1234567" : on) all[day] = spans(open);
      }
      for (const one of options) all[one[0]] = one.slice(2) || 1;
      return all;
    }),
  };
};

const isInForce = ({ s, e, nth }, n) => {
  const day = date(n), of = day % 100;
  if (s) {
    const [from, to] = numbers(s, "-"), after = day % 1e4 >= from, before = day % 1e4 <= to;
    if (after + before < 2 - (from > to)) return;
  }
  if (e) {
    const [every, from] = numbers(e, "@"), since = week(n) - week(number(from));
    if (since < 0 || since % every) return;
  }
  if (!nth) return 1;
  const next = n - of + 32, left = next - date(next) % 100 + 1 - n;
  return [Math.ceil(of / 7), -Math.ceil(left / 7)].some((k) => nth.includes(k + "." + weekday(n)));
};
const turn = ({ groups }, n, wanted = () => 1) => {
  let at = groups.length;
  while (at-- && !(wanted(groups[at]) && isInForce(groups[at], n)));
  return at;
};
const usual = (all, day) => (all.a ? "appointment" : all.u ? "unknown" : all[day] ?? []);
export const plan = (table, off, n) => {
  const day = date(n), one = table.except.find(([[from, to = from]]) => from <= day && day <= to);
  if (one) return one[1];
  const all = table.groups[turn(table, n)] ?? {}, here = usual(all, weekday(n)), { h } = all;
  if (!off.has(day) || h === "o") return here;
  if (!h) return here === "unknown" || !here.length ? here : "holiday";
  if (h === "s") return usual(table.groups[turn(table, n, (one) => !one.nth)] ?? {}, 7);
  return h === "c" ? [] : spans(h);
};
const open = (table, off, n) => {
  const day = (table[n] ??= plan(table, off, n));
  return typeof day === "string" ? [] : day;
};
const end = (table, off, n, minute) => {
  let until = -1;
  for (const back of [1, 0])
    for (const [from, to] of open(table, off, n - back)) if (from - back * 1440 <= minute && minute < to - back * 1440) until = Math.max(until, to - back * 1440);
  return until;
};
export const state = (table, off, n, minute) => {
  let at, more = end(table, off, n, minute);
  for (let k = 0; more >= 0; more = end(table, off, n + k, at % 1440)) {
    at = k * 1440 + more;
    k = at / 1440 | 0;
    if (k > 7) return { is: "open" };
  }
  if (at) return { is: at - minute > 30 ? "open" : "soon", at };
  if (typeof table[n] === "string") return { is: table[n] };
  if (table[n - 1] === "holiday" && [].concat(usual(table.groups[turn(table, n - 1)], weekday(n - 1))).some(([, to]) => to - 1440 > minute)) return { is: "holiday" };
  for (let k = 0; k <= 100; k++) {
    const next = open(table, off, n + k).find(([from]) => k || from > minute);
    if (next) return { is: "closed", at: k * 1440 + next[0] };
  }
  return { is: "closed" };
};

const fill = (text, facts) => text.replace(/{(.+?)}/g, (_, name) => facts[name]);
export const clock = (minutes, { sep }) => {
  const day = minutes % 1440 || minutes && 1440;
  return (day / 60 | 0) + sep + `${day % 60}`.padStart(2, 0);
};
const short = (n, { days }) => fill(days.date, { weekday: days.short[weekday(n)], day: date(n) % 100, month: (date(n) / 100 | 0) % 100 });

export const say = ({ is, at }, n, now, hub) => {
  const { words, days } = hub, closed = is === "closed";
  const ahead = (at - !closed) / 1440 | 0, on = weekday(n + ahead);
  if (at && is === "open") is = at > 2160 || at - now > 1440 ? "open-until-day" : "open-until";
  if (at && closed) is = ["opens-today", "opens-tomorrow"][ahead] ?? (ahead < 7 ? "opens-day" : "opens-date");
  return fill(words[is], { time: clock(closed ? at % 1440 : at, hub), day: days.in[on], to: days.to[on], date: short(n + ahead, hub) });
};

export const times = (code) =>
  code.split(" ").map((one) => {
    const [[day, minute], [last, end] = [day]] = one.replace("x", "").split("-").map((moment) => numbers(moment, ":"));
    return { off: one[0] === "x", day: number(day), minute, last: number(last), end };
  });

export const first = (dates, n, minute) => dates.findIndex(({ last, end }) => n < last || (n === last && !(minute >= end)));

export const clockOf = (timeZone) => {
  const year = "numeric";
  const format = new Intl.DateTimeFormat("en", { timeZone, hourCycle: "h23", year, month: year, day: year, hour: year, minute: year });
  return (now) => {
    const is = {};
    for (const { type, value } of format.formatToParts(now)) is[type] = +value;
    return [number(is.year * 1e4 + is.month * 100 + is.day), is.hour * 60 + is.minute];
  };
};

const show = (line, words) => {
  const [look, text] = words.split("|");
  if (line.textContent === text) return;
  line.textContent = text;
  line.className = text ? "live badge " + look : "live";
};

export const page = (hub, root) => {
  const off = new Set(hub.off), now = clockOf(hub.zone), { words } = hub;
  const all = (name, read) => [...root.querySelectorAll(`[data-${name}]`)].map((one) => [one, read(one.dataset[name]), one.closest("li:not(.hit)")]);
  const hours = all("hours", parse), events = [...all("when", times), ...all("until", times)];
  return () => {
    const [n, minute] = now(new Date()), isOld = n - number(hub.built) > hub.lives, day = date(n);
    for (const [one, table] of hours) {
      const isMine = !isOld && [undefined, `${Math.max(turn(table, n), 0)}`].includes(one.dataset.turn);
      const line = one.querySelector(".live") ?? one;
      show(line, isOld ? words.old : isMine ? say(state(table, off, n, minute), n, minute, hub) : "|");
      const rows = [...one.rows ?? []];
      const dated = rows.find(({ dataset: { date, to = date } }) => date <= day && day <= to);
      for (const row of rows) {
        const isToday = isMine && (dated ? row === dated : +row.dataset.day === weekday(n));
        row.classList.toggle("today", isToday);
        row.cells[0].dataset.now = isToday ? words.today : "";
      }
    }
    for (const [one, dates, row] of events) {
      const due = one.dataset.until, at = first(dates, n, minute);
      const next = dates[at] ?? { day: n }, isToday = next.day <= n && !next.off;
      (row ?? one.parentElement).classList.toggle("moved", at);
      if (row) {
        const when = row.querySelector(".time");
        row.hidden = at < 0;
        if (when && at > 0) when.textContent = short(next.day, hub);
        if (when) when.dataset.now = isToday ? words.today : "";
        continue;
      }
      const on = next.minute == null ? "today-all" : next.end && (n > next.day || minute >= next.minute) ? "on" : "today-at";
      const key = at < 0 ? (due ? "deadline" : "over") : isToday ? (due ? "last-day" : on) : at && "next";
      show(one, fill(words[key] ?? "|", { time: clock(next.minute, hub), date: short(next.day, hub) }));
    }
  };
};

const root = globalThis.document?.documentElement;
export const facts = root?.querySelector("[data-hours],[data-when],[data-until]") && fetch(root.dataset.now).then((answer) => answer.json());
facts?.then((hub) => {
  const tell = page(hub, root);
  setInterval(tell, 3e4, tell());
});

// Expands the calendars of a site with ical.js and holds them against the dates that kazipot says.
//
//     node calendars.mjs SITE DATES
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ICAL from "ical.js";

const [site, dates] = process.argv.slice(2);
const { from, to, events } = JSON.parse(readFileSync(dates, "utf8"));
const wrong = [];
let files = 0, times = 0, properties = 0;

/** A moment of a calendar as kazipot says it. */
const shown = (time) => (time.isDate ? time.toString() : time.toString().slice(0, 16));

/** How many lines a component and those in it have, without those that begin and end them. */
const size = (component) =>
  component.getAllProperties().length + component.getAllSubcomponents().reduce((sum, part) => sum + size(part), 0);

/** The times of a calendar in the range, each with whether it was cancelled. */
const expand = (calendar) => {
  const parts = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const changed = parts.filter((part) => part.isRecurrenceException());
  const found = [];
  const add = (part, start) => found.push(`${shown(start)}${part.component.getFirstPropertyValue("status") === "CANCELLED" ? " off" : ""}`);
  for (const part of parts.filter((one) => !one.isRecurrenceException())) {
    if (!part.isRecurring()) {
      add(part, part.startDate);
      continue;
    }
    const own = changed.filter((one) => one.uid === part.uid);
    own.forEach((one) => part.relateException(one));
    const next = part.iterator();
    for (let at = next.next(), turn = 0; at && turn < 5000; at = next.next(), turn += 1) {
      if (at.toString().slice(0, 10) > "2030") break;
      const { item, startDate } = part.getOccurrenceDetails(at);
      add(item, startDate);
    }
  }
  return found;
};

for (const path of readdirSync(site, { recursive: true }).filter((path) => path.endsWith(".ics")).sort()) {
  const text = readFileSync(join(site, path), "utf8");
  const calendar = new ICAL.Component(ICAL.parse(text));
  files += 1;
  const lines = text.replaceAll("\r\n ", "").split("\r\n").filter((line) => line && !/^(BEGIN|END):/.test(line)).length;
  properties += lines;
  if (size(calendar) !== lines) wrong.push(`${path}: ${lines} properties became ${size(calendar)}`);
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const told = events[path.replaceAll("\\", "/")];
  if (!told) continue;
  if (basename(path, ".ics") !== basename(dirname(path))) wrong.push(`${path} is not the calendar of one event`);
  // An event that is on for days counts by its beginning.
  const inside = (start) => start.slice(0, 10) >= from && start.slice(0, 10) <= to;
  const want = told.map((one) => `${one.start}${one.off ? " off" : ""}`).filter(inside).sort();
  const got = expand(calendar).filter(inside).sort();
  times += got.length;
  if (JSON.stringify(got) !== JSON.stringify(want)) {
    const missing = want.filter((one) => !got.includes(one)), extra = got.filter((one) => !want.includes(one));
    wrong.push(`${path}: ${got.length} dates instead of ${want.length}; too many ${extra.slice(0, 3)}, missing ${missing.slice(0, 3)}`);
  }
}
if (files === 0 || times === 0) wrong.push("there is nothing to look at");
console.log(`ical.js: ${files} calendars, ${properties} properties, ${times} dates`);
for (const text of wrong.slice(0, 40)) console.log("wrong:", text);
console.log(`${wrong.length} findings`);
process.exit(wrong.length > 0 ? 1 : 0);

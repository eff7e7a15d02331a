// What narrows a list of results: facets with exact counts, and what the clock makes of two of them. The search page
// asks for this file when its panel is open or something was chosen.
import { date, parse, state, weekday } from "./time.js";

const DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"], NOW = { open: "open", soon: "open", closed: "closed", appointment: "appointment" };

// The names of the coming seven days: `today`, `sa`, `weekend`.
const names = (n) => new Map(DAYS.map((_, ahead) => {
  const day = weekday(n + ahead), today = weekday(n);
  return [`${date(n + ahead)}`, [["today", "tomorrow"][ahead], DAYS[day - 1], day > 5 && ahead < 8 - today && "weekend"].filter(Boolean)];
}));

/** The values of a document in a facet; a place is in the places that it is part of as well. */
export async function valuesOf({ kind, place, whole, column }, facet, now) {
  if (facet === "kind") return (document) => [kind(document)];
  if (facet === "place") return (document) => (place(document) < 0 ? ["-1"] : whole(place(document)).map(String));
  const { of } = await column(facet);
  if (facet !== "date" && facet !== "open") return of;
  const [n, minute] = now?.at() ?? [0, 0], known = new Map(), days = names(n);
  const said = (code) => {
    if (!known.has(code)) known.set(code, (now && !now.isOld && code !== "unknown" && NOW[state(parse(code), now.off, n, minute).is]) || "unknown");
    return known.get(code);
  };
  if (facet === "open") return (document) => of(document).map(said);
  return (document) => {
    const all = of(document), soon = [...new Set(all.flatMap((day) => days.get(day) ?? []))];
    return soon.length || !all.length ? soon : ["later"];
  };
}

/** How many of these there are of each value, the most first; what nobody knows comes last. */
export function counted(hits, values, kept, order = []) {
  const counts = new Map(), last = (value) => value === "unknown" || value === "-1", turn = (value) => order.indexOf(value);
  for (const { document } of hits) for (const one of values(document)) counts.set(one, (counts.get(one) ?? 0) + 1);
  for (const one of kept) if (!counts.has(one)) counts.set(one, 0);
  return [...counts].sort(([a, x], [b, y]) => last(a) - last(b) || turn(a) - turn(b) || y - x || (a < b ? -1 : 1));
}

/** In which order the days stand. */
export const ORDER = ["today", "tomorrow", "weekend", ...DAYS, "later"];

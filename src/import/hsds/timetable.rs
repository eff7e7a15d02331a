//! Schedules become opening hours. What no table of hours can tell is kept as a note, and said.

use jiff::civil::Date;

use super::making::Making;
use super::sort::Sort;
use super::things::Ix;
use crate::import::draft::Cell;
use crate::import::literal::string;
use crate::import::pen::way;
use crate::import::timetable::{Group, write};
use crate::value::clock::{self, Span};
use crate::value::date::date;
use crate::value::hours::{Dates, Days, Every, Exception, Hours, Week};
use crate::value::weekday::{NthDay, Weekday, weekday};

/// The columns that say when; the others say something about it.
const WHEN: [&str; 15] = [
    "freq",
    "interval",
    "byday",
    "weekday",
    "opens_at",
    "closes_at",
    "valid_from",
    "valid_to",
    "start_date",
    "end_date",
    "closed",
    "dtstart",
    "wkst",
    "timezone",
    "schedule_link",
];

/// A schedule, read.
struct Read {
    days: When,
    span: Option<Span>,
    every: Option<Every>,
    note: Option<String>,
    cells: Vec<Cell>,
}

enum When {
    Week(Vec<Weekday>),
    Nth(Vec<NthDay>),
    Dates(Dates),
}

/// Puts the schedules of things into a list of hours.
pub(super) fn hours(making: &mut Making<'_>, list: &str, of: &[Ix]) {
    let things = making.maker.things;
    let parts: Vec<Ix> = of.iter().flat_map(|ix| things.parts(*ix, Sort::Schedule)).collect();
    let mut read: Vec<Read> = Vec::new();
    for part in parts {
        making.take(part);
        match schedule(making, part) {
            Ok(Some(one)) => read.push(one),
            Ok(None) => {}
            Err(why) => untold(making, list, part, why),
        }
    }
    let exceptions: Vec<(Exception<Box<str>>, Vec<Cell>)> = read.iter().filter_map(exception).collect();
    let (mut groups, mut cells) = groups(&read);
    if !exceptions.is_empty() && groups.is_empty() {
        groups.push(Hours::week(Week::default()));
    }
    if let Some(first) = groups.first_mut() {
        let (all, more): (Vec<_>, Vec<_>) = exceptions.into_iter().unzip();
        first.exceptions = all.into();
        cells.extend(more.into_iter().flatten());
    }
    write(&mut making.draft, &way(list), &groups, &cells);
}

/// The spans of a week: in which weeks, with which words, and on which days.
type Weekly<'r> = (Option<Every>, Option<&'r str>, [Vec<Span>; 7]);

/// The groups of a week and of n-th weekdays: spans that stand under the same words are one group.
fn groups(read: &[Read]) -> (Vec<Group>, Vec<Cell>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut cells: Vec<Cell> = Vec::new();
    let mut weeks: Vec<Weekly<'_>> = Vec::new();
    let mut months: Vec<(Vec<NthDay>, Option<&str>, Vec<Span>)> = Vec::new();
    for one in read {
        let note = one.note.as_deref();
        match &one.days {
            When::Dates(_) => continue,
            When::Week(days) => {
                let known = weeks.iter_mut().find(|(every, said, _)| *every == one.every && *said == note);
                let week = match known {
                    Some((_, _, week)) => week,
                    None => {
                        weeks.push((one.every, note, Default::default()));
                        &mut weeks.last_mut().expect("one was pushed just now").2
                    }
                };
                for day in days {
                    let spans = &mut week[day.index()];
                    spans.extend(one.span.filter(|span| !spans.contains(span)));
                    spans.sort_by_key(|span| span.from());
                }
            }
            When::Nth(days) => match months.iter_mut().find(|(on, said, _)| on == days && *said == note) {
                Some((_, _, spans)) => spans.extend(one.span),
                None => months.push((days.clone(), note, one.span.into_iter().collect())),
            },
        }
        cells.extend(&one.cells);
    }
    // The week that holds always comes before those that hold in some weeks only.
    weeks.sort_by_key(|(every, _, _)| every.is_some());
    for (every, note, week) in weeks {
        let days: [&[Span]; 7] = week.each_ref().map(Vec::as_slice);
        let group = Hours { every, note: note.map(Into::into), ..Hours::week(Week::new(days)) };
        groups.push(group);
    }
    for (on, note, mut open) in months {
        open.sort_by_key(|span| span.from());
        let days = Days::Nth { on: on.into(), open: open.into() };
        groups.push(Hours { days, note: note.map(Into::into), ..Hours::week(Week::default()) });
    }
    (groups, cells)
}

fn exception(one: &Read) -> Option<(Exception<Box<str>>, Vec<Cell>)> {
    let When::Dates(dates) = one.days else { return None };
    let open = one.span.into_iter().collect();
    let why = one.note.as_deref().map(Into::into);
    Some((Exception { on: [dates].into(), open, why }, one.cells.clone()))
}

/// Reads a schedule; `None` when it is over.
fn schedule(making: &mut Making<'_>, ix: Ix) -> Result<Option<Read>, &'static str> {
    let say = |column: &str| making.say(ix, column);
    let text = |column: &str| say(column).map(|(text, _)| text.into_owned());
    for other in ["bymonthday", "byyearday", "byweekno", "count"] {
        if say(other).is_some() {
            return Err("import-schedule");
        }
    }
    let day = |column: &str, other: &str| text(column).or_else(|| text(other)).map(|text| moment(&text));
    let (from, to) = (day("valid_from", "start_date"), day("valid_to", "end_date"));
    let ends = text("until").map(|text| moment(&text)).or(to);
    if let Some(Some(last)) = ends
        && last < making.maker.today
    {
        return Err("import-past");
    }
    let span = span(text("opens_at"), text("closes_at"))?;
    let closed = text("closed").is_some_and(|closed| closed.eq_ignore_ascii_case("true"));
    let freq = text("freq").map(|freq| freq.to_uppercase());
    let days = text("byday").or_else(|| text("weekday"));
    let every = match (text("interval").and_then(|weeks| weeks.parse::<u8>().ok()), text("dtstart")) {
        (Some(weeks), Some(start)) if weeks > 1 => {
            Some(Every { weeks, from: moment(&start).ok_or("import-schedule")? })
        }
        (Some(weeks), None) if weeks > 1 => return Err("import-schedule"),
        _ => None,
    };
    let when = match (freq.as_deref(), days) {
        (None | Some("WEEKLY"), Some(days)) => When::Week(weekdays(&days).ok_or("import-schedule")?),
        (Some("DAILY"), None) => When::Week(Weekday::ALL.to_vec()),
        (Some("MONTHLY"), Some(days)) => When::Nth(nth(&days).ok_or("import-schedule")?),
        (None, None) => match (from.flatten(), to.flatten()) {
            (Some(first), Some(last)) if first <= last && (span.is_some() || closed || text("opens_at").is_none()) => {
                When::Dates(Dates { first, last })
            }
            _ => return Err("import-schedule"),
        },
        _ => return Err("import-schedule"),
    };
    if span.is_none() && !matches!(when, When::Dates(_)) {
        return Err("import-schedule");
    }
    // Hours that begin or end one day hold until then; that they end is in the note.
    let limits: Vec<String> = match when {
        When::Dates(_) => Vec::new(),
        _ => ["valid_from", "valid_to", "until"].iter().filter_map(|column| text(column)).collect(),
    };
    let words = ["description", "notes", "attending_type"].iter().filter_map(|column| text(column));
    let mut said: Vec<String> = words.collect();
    said.dedup();
    if !limits.is_empty() {
        said.push(limits.join(" – "));
    }
    let columns = WHEN.iter().chain(&["description", "notes", "attending_type", "until"]);
    let cells = columns.filter(|column| **column != "schedule_link").filter_map(|column| making.say(ix, column));
    let cells = cells.map(|(_, cell)| cell).collect();
    let note = (!said.is_empty()).then(|| said.join("; "));
    Ok(Some(Read { days: when, span, every, note, cells }))
}

/// A schedule that no table of hours can tell: its words are the note, or the whole of it.
fn untold(making: &mut Making<'_>, list: &str, ix: Ix, why: &'static str) {
    let words: Vec<_> = ["description", "notes"].iter().filter_map(|column| making.say(ix, column)).collect();
    let all: Vec<(&str, _)> = WHEN
        .iter()
        .chain(&["bymonthday", "byyearday", "byweekno"])
        .filter_map(|c| Some((*c, making.say(ix, c)?)))
        .collect();
    let found: Vec<String> = all.iter().map(|(column, (text, _))| format!("{column}={text}")).collect();
    let cells: Vec<Cell> = all.iter().map(|(_, (_, cell))| *cell).collect();
    if !cells.is_empty() {
        making.tell(&found.join(" "), why, &cells);
    }
    if why == "import-past" {
        return;
    }
    let text: Vec<&str> = words.iter().map(|(text, _)| &**text).collect();
    let cells: Vec<Cell> = words.iter().map(|(_, cell)| *cell).collect();
    let note = if text.is_empty() { found.join(" ") } else { text.join("; ") };
    if !note.is_empty() {
        let n = making.count(list) + 1;
        making.put(&format!("{list}.{n}.note"), string(&note), &cells);
    }
}

fn moment(text: &str) -> Option<Date> {
    let read = date(text.get(..10).unwrap_or(text)).or_else(|_| date(text));
    read.or_else(|wrong| wrong.suggestion.as_deref().ok_or(()).and_then(|near| date(near).map_err(|_| ()))).ok()
}

/// A span of two times; a day that ends a second or a minute before midnight ends at midnight.
fn span(opens: Option<String>, closes: Option<String>) -> Result<Option<Span>, &'static str> {
    let (Some(opens), Some(closes)) = (opens, closes) else { return Ok(None) };
    let from = time(&opens).ok_or("import-schedule")?;
    let to = time(&closes).ok_or("import-schedule")?;
    let to = if to == clock::DAY - 1 { clock::DAY } else { to };
    // What closes before it opens closes on the next day.
    let to = if to <= from { to + clock::DAY } else { to };
    Span::new(from, to).map(Some).ok_or("import-schedule")
}

/// `10:00:00`, `10:00`, `10:00Z`, `9am`, `4:00 PM`.
fn time(text: &str) -> Option<u16> {
    let text = text.trim().to_ascii_lowercase();
    let (text, half) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(text), _) => (text.trim(), Some(12)),
        (_, Some(text)) => (text.trim(), Some(0)),
        _ => (&*text, None),
    };
    let text = text.strip_suffix('z').unwrap_or(text);
    let mut parts = text.split([':', '+']);
    let mut hour: u16 = parts.next()?.parse().ok()?;
    let minute: u16 = parts.next().map_or(Some(0), |part| part.parse().ok())?;
    if let Some(more) = half {
        hour = hour % 12 + more;
    }
    (hour < 24 && minute < 60 || hour == 24 && minute == 0).then_some(hour * 60 + minute)
}

fn weekdays(text: &str) -> Option<Vec<Weekday>> {
    let parts: Vec<&str> = text.split([',', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let day = |part: &&str| {
        Weekday::of_code(&part.to_ascii_lowercase()).or_else(|| {
            weekday(part).or_else(|wrong| wrong.suggestion.as_deref().and_then(Weekday::of_code).ok_or(())).ok()
        })
    };
    parts.iter().map(day).collect::<Option<Vec<_>>>().filter(|days| !days.is_empty())
}

fn nth(text: &str) -> Option<Vec<NthDay>> {
    let one = |part: &str| {
        let part = part.trim();
        let split = part.len().checked_sub(2)?;
        let (number, day) = (part.get(..split)?, part.get(split..)?);
        NthDay::new(number.trim_start_matches('+').parse().ok()?, Weekday::of_code(&day.to_ascii_lowercase())?)
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("10:00:00", Some(600)),
            ("9am", Some(540)),
            ("12am", Some(0)),
            ("12:30 PM", Some(750)),
            ("4:00 PM", Some(960)),
            ("08:00Z", Some(480)),
            ("23:59:59", Some(1439)),
            ("24:00", Some(1440)),
            ("25:00", None),
            ("noon", None),
        ] {
            assert_eq!(time(text), minutes, "{text}");
        }
        let open = |from: &str, to: &str| span(Some(from.into()), Some(to.into())).ok().flatten();
        assert_eq!(open("22:00", "02:00").map(|span| span.to_string()), Some("22:00-02:00".into()));
        assert_eq!(open("08:00", "23:59:59").map(|span| span.to_string()), Some("08:00-24:00".into()));
    }

    #[test]
    fn days_are_read_as_feeds_write_them() {
        assert_eq!(weekdays("TH,FR").map(|days| days.len()), Some(2));
        assert_eq!(weekdays("Monday"), Some(vec![Weekday::ALL[0]]));
        assert_eq!(weekdays("XX"), None);
        assert_eq!(nth("1TU,-1FR").map(|days| days.len()), Some(2));
        assert_eq!(nth("TU"), None);
    }
}

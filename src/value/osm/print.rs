//! Groups of hours as one value of `opening_hours`.

use super::layer::says_nothing;
use super::{BY_APPOINTMENT, day_code};
use crate::value::clock::Span;
use crate::value::date::{LENGTHS, MonthDay};
use crate::value::hours::{Dates, Days, Holidays, Hours, Season, Week};
use crate::value::weekday::Weekday;

/// The groups of one kind as a value of `opening_hours`, in their order; `words` gives the text of
/// a note in the language wanted. None when a group counts weeks, for which the subset has no words.
///
/// Where nobody said what holds on holidays, nothing is said here, though a program then takes
/// them for usual days: what is unknown cannot be written.
pub fn print<L>(groups: &[Hours<L>], words: impl Fn(&L) -> Option<String>) -> Option<String> {
    if groups.iter().any(|group| group.every.is_some()) {
        return None;
    }
    let mut rules = Vec::new();
    for (nth, group) in groups.iter().enumerate() {
        let earlier = groups[..nth].iter().any(|earlier| !says_nothing(earlier) && meet(earlier.season, group.season));
        hours(group, earlier, &words, &mut rules);
    }
    if rules.is_empty() {
        rules.push("off".to_owned());
    }
    holidays(groups, &mut rules);
    for group in groups {
        for exception in &group.exceptions {
            let state = state(&exception.open, &comment(exception.why.as_ref().and_then(&words)));
            let on: Vec<String> = exception.on.iter().map(|on| dates(*on)).collect();
            rules.push(format!("{} {state}", on.join(",")));
        }
    }
    Some(rules.join("; "))
}

/// The rules of one group's days. A group of part of the year is written for the whole week, because it stands alone in
/// it; closed days need no rule where no earlier group speaks of them.
fn hours<L>(group: &Hours<L>, earlier: bool, words: &impl Fn(&L) -> Option<String>, rules: &mut Vec<String>) {
    let season = group.season.map_or_else(String::new, |season| self::season(season) + " ");
    let note = group.note.as_ref().and_then(words);
    let first = match (group.by_appointment, note) {
        (true, Some(note)) => Some(format!("{BY_APPOINTMENT}; {note}")),
        (true, None) => Some(BY_APPOINTMENT.to_owned()),
        (false, note) => note,
    };
    let later = group.by_appointment.then(|| BY_APPOINTMENT.to_owned());
    let mut said = std::iter::once(first).chain(std::iter::repeat(later));
    let mut said = || comment(said.next().flatten());
    match &group.days {
        Days::Nth { on, open } => {
            let days: Vec<String> = on.iter().map(|nth| format!("{}[{}]", day_code(nth.day), nth.nth)).collect();
            let said = said();
            let state =
                if open.is_empty() && group.by_appointment { said.trim_start().to_owned() } else { state(open, &said) };
            rules.push(format!("{season}{} {state}", days.join(",")));
        }
        Days::Week(week) if week.is_empty() => {
            let said = said();
            if group.by_appointment {
                rules.push(format!("{season}{}", said.trim_start()));
            } else if earlier || !said.is_empty() {
                rules.push(format!("{season}off{said}"));
            }
        }
        Days::Week(week) => {
            if is_always(week) && group.holidays == Holidays::Open && group.season.is_none() {
                rules.push(format!("24/7{}", said()));
                return;
            }
            for (days, open) in alike(week) {
                if !open.is_empty() {
                    rules.push(format!("{season}{} {}", day_list(&days), state(&open, &said())));
                } else if earlier {
                    rules.push(format!("{season}{} off", day_list(&days)));
                }
            }
        }
    }
}

/// Holidays, once if they are the same all year; the last of the rules, because one for weekdays would undo them.
fn holidays<L>(groups: &[Hours<L>], rules: &mut Vec<String>) {
    let weeks: Vec<(Option<Season>, String)> =
        groups.iter().filter_map(|group| Some((group.season, on_holidays(group)?))).collect();
    let Some((_, first)) = weeks.first() else {
        return;
    };
    // Hours on holidays of a season alone are not those of the year; closed is closed.
    let all_year = first == "off" || weeks.iter().any(|(season, _)| season.is_none());
    if all_year && weeks.iter().all(|(_, state)| state == first) {
        if !first.is_empty() {
            rules.push(format!("PH {first}"));
        }
        return;
    }
    let usual = weeks.iter().find(|(season, _)| season.is_none()).map(|(_, state)| state.clone());
    for (season, state) in &weeks {
        match season {
            _ if state.is_empty() => {}
            None => rules.push(format!("PH {state}")),
            Some(_) if Some(state) == usual.as_ref() => {}
            Some(season) => rules.push(format!("{} PH {state}", self::season(*season))),
        }
    }
}

/// Whether two groups are in force on a common day of the year.
fn meet(one: Option<Season>, other: Option<Season>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    one.contains(other.from) || other.contains(one.from)
}

fn on_holidays<L>(group: &Hours<L>) -> Option<String> {
    let Days::Week(week) = &group.days else {
        return None;
    };
    Some(match &group.holidays {
        Holidays::Unknown | Holidays::Open => String::new(),
        Holidays::Closed => "off".to_owned(),
        Holidays::AsSunday => state(&week.day(Weekday::Sunday).collect::<Vec<_>>(), ""),
        Holidays::Spans(spans) => state(spans, ""),
    })
}

fn is_always(week: &Week) -> bool {
    Weekday::ALL.into_iter().all(|day| week.day(day).eq([Span::DAY]))
}

/// The days of a week that are alike, in the order of the first of each.
fn alike(week: &Week) -> Vec<(Vec<Weekday>, Vec<Span>)> {
    let mut found: Vec<(Vec<Weekday>, Vec<Span>)> = Vec::new();
    for day in Weekday::ALL {
        let open: Vec<Span> = week.day(day).collect();
        match found.iter_mut().find(|(_, other)| *other == open) {
            Some((days, _)) => days.push(day),
            None => found.push((vec![day], open)),
        }
    }
    // Closed days last, so that a note stands with the first open ones.
    found.sort_by_key(|(_, open)| open.is_empty());
    found
}

/// `Mo-We,Fr`.
fn day_list(days: &[Weekday]) -> String {
    let runs = days.chunk_by(|a, b| b.index() == a.index() + 1);
    let written = runs.map(|run| match run {
        [only] => day_code(*only).to_owned(),
        [first, .., last] => format!("{}-{}", day_code(*first), day_code(*last)),
        [] => String::new(),
    });
    written.collect::<Vec<_>>().join(",")
}

fn state(open: &[Span], comment: &str) -> String {
    if open.is_empty() {
        return format!("off{comment}");
    }
    open.iter().map(Span::to_string).collect::<Vec<_>>().join(",") + comment
}

/// A comment with the space before it; it has no quotation marks of its own.
fn comment(words: Option<String>) -> String {
    let words = words.unwrap_or_default().replace('"', "'");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() { words } else { format!(" \"{words}\"") }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn month(month: i8) -> &'static str {
    MONTHS[usize::from(month.unsigned_abs()).clamp(1, 12) - 1]
}

fn day(day: MonthDay) -> String {
    format!("{} {:02}", month(day.month), day.day)
}

fn season(Season { from, to }: Season) -> String {
    let ends = to.day == LENGTHS[usize::from(to.month.unsigned_abs()).clamp(1, 12) - 1];
    match (from.day == 1 && ends, from.month == to.month) {
        (true, true) => month(from.month).to_owned(),
        (true, false) => format!("{}-{}", month(from.month), month(to.month)),
        (false, _) if from == to => day(from),
        (false, true) if from < to => format!("{}-{:02}", day(from), to.day),
        (false, _) => format!("{}-{}", day(from), day(to)),
    }
}

fn dates(Dates { first, last }: Dates) -> String {
    let (from, to) = (MonthDay::of(first), MonthDay::of(last));
    let start = format!("{} {}", first.year(), day(from));
    if first == last {
        start
    } else if first.year() != last.year() {
        format!("{start}-{} {}", last.year(), day(to))
    } else if from.month == to.month {
        format!("{start}-{:02}", to.day)
    } else {
        format!("{start}-{}", day(to))
    }
}

//! A timetable as a short text for the browser.
//!
//! ```text
//! code    = group *( "/" group ) [ "|x=" except *( ";" except ) ]
//! group   = days *( "|" option )
//! days    = "" / day *( ";" day )            a day without spans is closed and left out
//! day     = 1*( "1" … "7" ) ":" spans        Monday is 1: "12345:480-720"
//!         / "n" nth *( "," nth ) ":" spans   "n2.1,-1.5:960-1080": second Monday, last Friday
//! spans   = "" / span *( "," span )          minutes from midnight, over 1440 on the next day
//! option  = "h=" ( "c" / "o" / "s" / spans ) on work-free days: closed, open, as on Sundays; without it unknown
//!         / "s=" MMDD "-" MMDD               in this part of the year
//!         / "e=" weeks "@" YYYYMMDD          every so many weeks, from the week of the date
//!         / "a"                              by appointment
//!         / "u"                              only words are known
//! except  = YYYYMMDD [ "-" YYYYMMDD ] ":" spans
//! ```
//!
//! Later groups and exceptions win, as in [`super::hours`]. Exceptions that are over or that the page will not live
//! to see are left out.

use std::fmt::Write;

use jiff::civil::Date;

use super::Range;
use super::hours::{Timetable, is_words};
use crate::record::Term;
use crate::value::clock::Span;
use crate::value::hours::{Days, Holidays, Hours};
use crate::value::weekday::Weekday;

/// The code of a timetable, with the exceptions of a range of days.
#[must_use]
pub fn timetable<L>(table: &Timetable<'_, L>, range: Range) -> String {
    let mut code = String::new();
    for (nth, hours) in table.groups().iter().enumerate() {
        if nth > 0 {
            code.push('/');
        }
        group(hours, &mut code);
    }
    let exceptions = table.groups().iter().flat_map(|group| &group.exceptions);
    let mut first = true;
    for exception in exceptions {
        for dates in exception.on.iter().filter(|dates| dates.first <= range.last && range.first <= dates.last) {
            code.push_str(if first { "|x=" } else { ";" });
            first = false;
            day(dates.first, &mut code);
            if dates.last > dates.first {
                code.push('-');
                day(dates.last, &mut code);
            }
            code.push(':');
            spans(exception.open.iter().copied(), &mut code);
        }
    }
    code
}

/// For how long facts are believed: `20261112:90`, the day on which they were checked and the days after it.
#[must_use]
pub fn term(term: Term) -> String {
    format!("{}:{}", date(term.on), term.days)
}

/// A date as digits: `20261224`.
#[must_use]
pub fn date(date: Date) -> i32 {
    i32::from(date.year()) * 10_000 + i32::from(date.month()) * 100 + i32::from(date.day())
}

fn group<L>(hours: &Hours<L>, code: &mut String) {
    match &hours.days {
        Days::Week(week) => {
            let mut alike: Vec<(Vec<Weekday>, Vec<Span>)> = Vec::new();
            for day in Weekday::ALL {
                let open: Vec<Span> = week.day(day).collect();
                match alike.iter_mut().find(|(_, other)| *other == open) {
                    Some((days, _)) => days.push(day),
                    None => alike.push((vec![day], open)),
                }
            }
            for (nth, (days, open)) in alike.iter().filter(|(_, open)| !open.is_empty()).enumerate() {
                if nth > 0 {
                    code.push(';');
                }
                days.iter().for_each(|day| put(code, format_args!("{}", day.index() + 1)));
                code.push(':');
                spans(open.iter().copied(), code);
            }
        }
        Days::Nth { on, open } => {
            for (nth, day) in on.iter().enumerate() {
                put(code, format_args!("{}{}.{}", if nth > 0 { "," } else { "n" }, day.nth, day.day.index() + 1));
            }
            code.push(':');
            spans(open.iter().copied(), code);
        }
    }
    match &hours.holidays {
        Holidays::Unknown => {}
        Holidays::Closed => code.push_str("|h=c"),
        Holidays::Open => code.push_str("|h=o"),
        Holidays::AsSunday => code.push_str("|h=s"),
        Holidays::Spans(open) => {
            code.push_str("|h=");
            spans(open.iter().copied(), code);
        }
    }
    if let Some(season) = hours.season {
        let (from, to) = (season.from, season.to);
        put(code, format_args!("|s={:02}{:02}-{:02}{:02}", from.month, from.day, to.month, to.day));
    }
    if let Some(every) = hours.every {
        put(code, format_args!("|e={}@", every.weeks));
        day(every.from, code);
    }
    if hours.by_appointment {
        code.push_str("|a");
    }
    if is_words(hours) {
        code.push_str("|u");
    }
}

fn spans(open: impl Iterator<Item = Span>, code: &mut String) {
    for (nth, span) in open.enumerate() {
        put(code, format_args!("{}{}-{}", if nth > 0 { "," } else { "" }, span.from(), span.to()));
    }
}

fn day(on: Date, code: &mut String) {
    put(code, format_args!("{:08}", date(on)));
}

fn put(code: &mut String, text: std::fmt::Arguments<'_>) {
    code.write_fmt(text).expect("a String takes every text");
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::holidays::DaysOff;
    use super::super::hours::timetables;
    use super::*;
    use crate::value::osm;

    #[test]
    fn a_code_says_what_the_groups_say() {
        let off = DaysOff::default();
        let range = Range { first: date(2026, 11, 24), last: date(2028, 1, 31) };
        for (hours, code) in [
            ("Mo-Fr 08:00-12:00,13:00-15:00; PH off", "12345:480-720,780-900|h=c"),
            ("Fr 22:00-02:00", "5:1320-1560"),
            ("24/7", "1234567:0-1440|h=o"),
            ("Mo 08:00-12:00; 2026 Dec 24-26 off; 2020 Jan 01 off", "1:480-720|x=20261224-20261226:"),
            ("Mo 08:00-12:00; Jun-Aug: Mo 08:00-10:00", "1:480-720/1:480-600|s=0601-0831"),
            ("Tu[2],Fr[-1] 16:00-18:00", "/n2.2,-1.5:960-1080"),
            ("\"by appointment\"", "|a"),
        ] {
            let groups = osm::parse(hours).expect(hours);
            let tables = timetables(&groups, &off);
            assert_eq!(tables.len(), 1, "{hours}");
            assert_eq!(timetable(&tables[0], range), code, "{hours}");
        }
    }
}

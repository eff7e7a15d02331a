//! Other programs asked the same questions as ours: hours by the `opening-hours` crate, repetition by `rrule`.

use chrono::{NaiveDate, NaiveDateTime};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, date};
use kazipot::time::holidays::DaysOff;
use kazipot::time::hours::{Plan, State, timetables};
use kazipot::time::recurrence;
use kazipot::value::clock::{DAY, Span};
use kazipot::value::holidays::HolidayTable;
use kazipot::value::hours::{Days, Holidays, Hours};
use kazipot::value::osm;
use opening_hours::localization::Country;
use opening_hours::{Context, OpeningHours};

use super::rules;

/// At how many moments each value is looked at.
const MOMENTS: usize = 1_000;

fn chrono_date(day: Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year().into(), day.month().unsigned_abs().into(), day.day().unsigned_abs().into())
        .expect("a date of both calendars")
}

fn chrono(moment: DateTime) -> NaiveDateTime {
    let (hour, minute) = (moment.hour().unsigned_abs().into(), moment.minute().unsigned_abs().into());
    chrono_date(moment.date()).and_hms_opt(hour, minute, 0).expect("a time of both clocks")
}

/// What became of a file of values.
#[derive(Debug, Default)]
pub struct Tally {
    /// Lines of it.
    pub values: usize,
    /// Refused by us, each with a reason.
    pub refused: usize,
    /// Read by us and not by the judge.
    pub unjudged: usize,
    /// Moments at which both were asked.
    pub moments: usize,
    /// Moments at which we say that we do not know or that one must ask, for which the judge has no word.
    pub unknown: usize,
    /// Moments in a night that may go on from the day before. Where a value has several rules the judge forgets the
    /// night when another rule holds on the next day, and keeps one of a day that a rule has closed.
    pub nights: usize,
    /// Answers that are different, in words.
    pub different: Vec<String>,
}

/// Until which minute of the next day a night of these groups may last.
fn night(groups: &[Hours<Box<str>>]) -> u16 {
    let spans = groups.iter().flat_map(|group| {
        let days: Vec<Span> = match &group.days {
            Days::Week(week) => week.iter().map(|(_, span)| span).collect(),
            Days::Nth { open, .. } => open.to_vec(),
        };
        let holidays = if let Holidays::Spans(spans) = &group.holidays { spans.to_vec() } else { Vec::new() };
        let exceptions = group.exceptions.iter().flat_map(|exception| exception.open.to_vec());
        days.into_iter().chain(holidays).chain(exceptions)
    });
    spans.map(|span| span.to().saturating_sub(DAY)).max().unwrap_or(0)
}

/// Asks both of every value of a text, one a line.
pub fn hours(text: &str) -> Tally {
    let off = DaysOff::new(HolidayTable::slovenia(), date(2026, 11, 24));
    // The judge has a list of Slovenia's days of its own.
    let holidays = Country::SI.holidays();
    let mut dice = rules::Dice(7);
    let mut tally = Tally::default();
    for value in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        tally.values += 1;
        let groups: Vec<Hours<Box<str>>> = match osm::parse(value) {
            Ok(groups) => groups,
            Err(wrong) => {
                assert!(!wrong.why.code().is_empty(), "{value} is refused without a reason");
                tally.refused += 1;
                continue;
            }
        };
        let Ok(theirs) = value.parse::<OpeningHours>() else {
            tally.unjudged += 1;
            continue;
        };
        let theirs = theirs.with_context(Context::default().with_holidays(holidays.clone()));
        let tables = timetables(&groups, &off);
        assert_eq!(tables.len(), 1, "{value} is one door");
        let night = night(&groups);
        let several = value.contains(';');
        for _ in 0..MOMENTS {
            // Now and then in the years of which old values speak.
            let first = if dice.roll(4) == 0 { date(2020, 6, 1) } else { date(2026, 1, 1) };
            let day = first.saturating_add((dice.roll(700) as i64).days());
            let now = day.at(0, 0, 0, 0).saturating_add((dice.roll(1_440) as i64).minutes());
            tally.moments += 1;
            let minute = u16::from(now.hour().unsigned_abs()) * 60 + u16::from(now.minute().unsigned_abs());
            let before = now.date().yesterday().expect("a day before");
            // After a work-free day of which nobody said anything, its night is not known either.
            let unsaid = tables[0].day(before).plan == Plan::Holiday;
            if minute < night && (several || unsaid) {
                tally.nights += 1;
                continue;
            }
            let ours = match tables[0].state(now) {
                State::Open { .. } => "open",
                State::Closed { .. } => "closed",
                State::Holiday | State::Unknown | State::Appointment => {
                    tally.unknown += 1;
                    continue;
                }
            };
            let at = chrono(now);
            let judged = match (theirs.is_open(at), theirs.is_unknown(at)) {
                (true, _) => "open",
                (_, true) => "unknown",
                _ => "closed",
            };
            if ours != judged {
                tally.different.push(format!("{value} at {now}: {ours}, the judge says {judged}"));
            }
        }
    }
    tally
}

/// Asks both for the first dates of so many rules, and how many dates they were. Two that differ end it.
pub fn dates(count: usize) -> usize {
    const MOST: u16 = 24;
    let mut dice = rules::Dice(11);
    let mut dates = 0;
    for _ in 0..count {
        let (repeat, start) = rules::rule(&mut dice);
        let written = format!("DTSTART:{}T120000Z\nRRULE:{}", start.strftime("%Y%m%d"), rules::rrule(&repeat));
        let set: rrule::RRuleSet = written.parse().unwrap_or_else(|error| panic!("{written}: {error}"));
        let theirs: Vec<NaiveDate> = set.all(MOST).dates.iter().map(chrono::DateTime::date_naive).collect();
        let ours: Vec<NaiveDate> =
            recurrence::dates(&repeat, start, start).take(MOST.into()).map(chrono_date).collect();
        assert_eq!(ours, theirs, "{written}");
        // Entered in the middle a rule has the same dates.
        let from = start.saturating_add((dice.roll(600) as i64).days());
        let later: Vec<NaiveDate> = recurrence::dates(&repeat, start, from).take(5).map(chrono_date).collect();
        let expected: Vec<NaiveDate> =
            recurrence::dates(&repeat, start, start).skip_while(|day| *day < from).take(5).map(chrono_date).collect();
        assert_eq!(later, expected, "{written} from {from}");
        dates += ours.len();
    }
    dates
}

/// A rule as other programs read it, with the first dates that it has: `DTSTART RRULE DATE…`.
pub fn line(dice: &mut rules::Dice) -> String {
    const MOST: usize = 24;
    let (repeat, start) = rules::rule(dice);
    let dates = recurrence::dates(&repeat, start, start).take(MOST).map(|day| day.strftime("%Y%m%d").to_string());
    let dates: Vec<String> = dates.collect();
    format!("{} {} {}", start.strftime("%Y%m%d"), rules::rrule(&repeat), dates.join(" "))
}

//! Hours that nobody keeps, at moments that everybody forgets: timetables from a seed, each as the code that pages
//! carry, with what the engine says at some moments, and how fresh checked facts are on a day. The browser's twin is held against it (`tests/js`).
//!
//! `cargo run --example moments -- TIMETABLES` prints one JSON. Among the moments are both changes of the clock,
//! midnight, the minutes at which spans begin and end, holidays and New Year.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use kazipot::record::Term;
use kazipot::time::Range;
use kazipot::time::code;
use kazipot::time::holidays::DaysOff;
use kazipot::time::hours::{State, Timetable, timetables};
use kazipot::value::clock::Span;
use kazipot::value::date::MonthDay;
use kazipot::value::holidays::HolidayTable;
use kazipot::value::hours::{Dates, Days, Every, Exception, Holidays, Hours, Season, Week};
use kazipot::value::weekday::{NthDay, Weekday};
use serde_json::{Value, json};

const ZONE: &str = "Europe/Ljubljana";

/// How many moments of a timetable are looked at.
const MOMENTS: usize = 12;

/// Numbers from a seed (xorshift, G. Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn between(&mut self, from: u16, to: u16) -> u16 {
        from + u16::try_from(self.roll(u64::from(to - from) + 1)).expect("a small number")
    }
}

type Group = Hours<&'static str>;

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000);
    let zone = TimeZone::get(ZONE).expect("the zone is in the bundled database");
    let days_off = DaysOff::new(HolidayTable::slovenia(), date(2026, 11, 24));
    let range = Range { first: date(2025, 12, 1), last: date(2028, 12, 31) };
    let off: Vec<i32> = days_off.within(range).iter().map(|day| code::date(day.date)).collect();
    let mut dice = Dice(20_261_124);
    let mut cases = Vec::new();
    for _ in 0..count {
        let groups = groups(&mut dice);
        for table in timetables(&groups, &days_off) {
            let moments: Vec<Value> = (0..MOMENTS).map(|_| moment(&table, &zone, &mut dice)).collect();
            cases.push(json!({ "code": code::timetable(&table, range), "moments": moments }));
        }
    }
    let ages: Vec<Value> = (0..count).map(|_| aged(&mut dice)).collect();
    println!("{}", json!({ "zone": ZONE, "off": off, "cases": cases, "ages": ages }));
}

/// How fresh on a day is what was checked on another one: the code of its term, the day, the state.
fn aged(dice: &mut Dice) -> Value {
    let term = Term { on: any_date(dice), days: i32::from(dice.between(1, 400)) };
    // Near the days at which the state turns, and anywhere.
    let (turns, _) = term.turns()[dice.roll(3) as usize];
    let day = if dice.one_in(4) { any_date(dice) } else { turns.saturating_add((dice.roll(5) as i64 - 2).days()) };
    json!([code::term(term), code::date(day), term.state(day).name()])
}

/// A moment, and what is so then: seconds from 1970, the state, minutes from the midnight of the hub's day until it ends.
fn moment(table: &Timetable<'_, &'static str>, zone: &TimeZone, dice: &mut Dice) -> Value {
    let at = instant(table, zone, dice);
    let now = zone.to_datetime(at);
    let minutes = |until: DateTime| {
        let midnight = now.date().at(0, 0, 0, 0);
        midnight.until((jiff::Unit::Minute, until)).expect("some days").get_minutes()
    };
    let (is, ends) = match table.state(now) {
        State::Open { until, soon } => (if soon { "soon" } else { "open" }, until.map(minutes)),
        State::Closed { opens } => ("closed", opens.map(minutes)),
        State::Appointment => ("appointment", None),
        State::Holiday => ("holiday", None),
        State::Unknown => ("unknown", None),
    };
    json!([at.as_second(), is, ends])
}

fn instant(table: &Timetable<'_, &'static str>, zone: &TimeZone, dice: &mut Dice) -> Timestamp {
    let days = [
        date(2026, 10, 24),
        date(2026, 10, 25),
        date(2027, 3, 27),
        date(2027, 3, 28),
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2026, 12, 27),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 3),
        date(2028, 2, 29),
    ];
    let day = if dice.one_in(3) {
        days[dice.roll(days.len() as u64) as usize]
    } else {
        date(2026, 1, 1).saturating_add((dice.roll(1000) as i64).days())
    };
    let spans = match table.day(day).plan {
        kazipot::time::hours::Plan::Spans(spans) => spans,
        _ => Vec::new(),
    };
    let edges: Vec<u16> =
        spans.iter().flat_map(|span| [span.from(), span.to(), span.to().saturating_sub(30)]).collect();
    let minute = match dice.roll(4) {
        0 if !edges.is_empty() => i64::from(edges[dice.roll(edges.len() as u64) as usize]) + dice.roll(3) as i64 - 1,
        1 => [0, 1, 119, 120, 150, 180, 1439, 1440][dice.roll(8) as usize],
        _ => dice.roll(1440) as i64,
    };
    let civil = day.at(0, 0, 0, 0).saturating_add(minute.minutes());
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    // An hour that comes twice is looked at both times.
    let at = if dice.one_in(2) { ambiguous.earlier() } else { ambiguous.later() };
    at.expect("a moment of our time")
}

fn groups(dice: &mut Dice) -> Vec<Group> {
    let more = dice.roll(3);
    let mut groups = vec![group(dice, false)];
    groups.extend((0..more).map(|_| group(dice, true)));
    groups
}

fn group(dice: &mut Dice, partial: bool) -> Group {
    let mut lists: Vec<Vec<Span>> = (0..7).map(|_| if dice.one_in(3) { Vec::new() } else { spans(dice) }).collect();
    if dice.one_in(25) {
        lists = vec![vec![Span::DAY]; 7];
    }
    let week: [&[Span]; 7] = std::array::from_fn(|day| lists[day].as_slice());
    let mut group: Group = Hours::week(Week::new(week));
    group.holidays = match dice.roll(5) {
        0 => Holidays::Unknown,
        1 => Holidays::Closed,
        2 => Holidays::Open,
        3 => Holidays::AsSunday,
        _ => Holidays::Spans(spans(dice).into()),
    };
    group.by_appointment = dice.one_in(12);
    if dice.one_in(15) && !partial {
        group.days = Days::Week(Week::default());
        group.note = Some("words");
    }
    match dice.roll(3) {
        0 if partial => group.season = Some(Season { from: month_day(dice), to: month_day(dice) }),
        1 if partial => {
            group.every = Some(Every { weeks: dice.between(2, 5) as u8, from: any_date(dice) });
        }
        _ if partial => {
            let nth = |dice: &mut Dice| {
                let count = [1, 2, 3, 4, 5, -1, -2][dice.roll(7) as usize];
                NthDay::new(count, Weekday::ALL[dice.roll(7) as usize]).expect("a count of a month")
            };
            let on = (0..=dice.roll(2)).map(|_| nth(dice)).collect();
            group.days = Days::Nth { on, open: spans(dice).into() };
        }
        _ => {}
    }
    let exceptions = (0..dice.roll(4)).map(|_| {
        let first = any_date(dice);
        let last = if dice.one_in(2) { first } else { first.saturating_add((dice.roll(20) as i64).days()) };
        let open: Box<[Span]> = if dice.one_in(2) { Box::default() } else { spans(dice).into() };
        Exception { on: [Dates { first, last }].into(), open, why: None }
    });
    group.exceptions = exceptions.collect();
    group
}

/// One to three spans in order; the last may pass midnight.
fn spans(dice: &mut Dice) -> Vec<Span> {
    let mut at = if dice.one_in(6) { 0 } else { dice.between(0, 900) };
    let mut spans = Vec::new();
    for _ in 0..=dice.roll(3) {
        let to = if dice.one_in(8) { 1_440 } else { at + dice.between(5, 500) };
        let Some(span) = Span::new(at, to) else { break };
        spans.push(span);
        if to >= 1_430 {
            break;
        }
        // Some follow without a break.
        at = if dice.one_in(4) { to } else { dice.between(to, 1_435) };
    }
    spans
}

fn month_day(dice: &mut Dice) -> MonthDay {
    MonthDay::of(any_date(dice))
}

fn any_date(dice: &mut Dice) -> Date {
    date(2026, 1, 1).saturating_add((dice.roll(1000) as i64).days())
}

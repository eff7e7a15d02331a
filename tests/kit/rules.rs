//! Rules of repetition from a seed, each with its words in iCalendar (RFC 5545): what other programs are asked.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kazipot::value::repetition::{End, On, Repeat, Unit};
use kazipot::value::weekday::{NthDay, Weekday};

/// Numbers from a seed (xorshift, G. Marsaglia 2003).
pub struct Dice(pub u64);

impl Dice {
    /// A number from 0 on, less than `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    /// A day of the years about now.
    pub fn date(&mut self) -> Date {
        date(2024, 1, 1).saturating_add((self.roll(1_500) as i64).days())
    }
}

/// A rule with a start that it names.
pub fn rule(dice: &mut Dice) -> (Repeat, Date) {
    loop {
        let start = dice.date();
        let every = if dice.roll(2) == 0 { Unit::Week } else { Unit::Month };
        let few = 1 + dice.roll(3);
        let weekday = |dice: &mut Dice| Weekday::ALL[dice.roll(7) as usize];
        let on = match (every, dice.roll(3)) {
            (_, 0) => On::Start,
            (Unit::Week, _) => On::Weekdays(distinct((0..few).map(|_| weekday(dice)))),
            (Unit::Month, 1) => On::Nth(distinct((0..few).map(|_| {
                let nth = [1, 2, 3, 4, 5, -1, -2, -4][dice.roll(8) as usize];
                NthDay::new(nth, weekday(dice)).expect("a count of a month")
            }))),
            (Unit::Month, _) => On::Days(distinct((0..few).map(|_| {
                let day = 1 + dice.roll(31) as i8;
                if dice.roll(4) == 0 { -day } else { day }
            }))),
        };
        let end = match dice.roll(3) {
            0 => End::Never,
            1 => End::Until(start.saturating_add((dice.roll(900) as i64).days())),
            _ => End::Count(1 + dice.roll(40) as u32),
        };
        let interval = 1 + dice.roll(if every == Unit::Week { 5 } else { 14 }) as u16;
        let repeat = Repeat { every, interval, on, end };
        if repeat.validate(start).is_empty() && repeat.first_occurrence_matches(start).is_ok() {
            return (repeat.resolved(start), start);
        }
    }
}

fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Box<[T]> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept.into()
}

/// The rule as RRULE.
pub fn rrule(repeat: &Repeat) -> String {
    let day = |day: Weekday| day.code().to_uppercase();
    let list = |items: Vec<String>| items.join(",");
    let (freq, by) = match (&repeat.on, repeat.every) {
        (On::Weekdays(days), _) => ("WEEKLY", format!("BYDAY={}", list(days.iter().map(|one| day(*one)).collect()))),
        (On::Nth(days), _) => {
            let days = days.iter().map(|nth| format!("{}{}", nth.nth, day(nth.day)));
            ("MONTHLY", format!("BYDAY={}", list(days.collect())))
        }
        (On::Days(days), _) => {
            ("MONTHLY", format!("BYMONTHDAY={}", list(days.iter().map(ToString::to_string).collect())))
        }
        (On::Start, _) => unreachable!("the days are said"),
    };
    let end = match repeat.end {
        End::Never => String::new(),
        // Nothing is on a day but at its noon.
        End::Until(until) => format!(";UNTIL={}T235959Z", until.strftime("%Y%m%d")),
        End::Count(count) => format!(";COUNT={count}"),
    };
    format!("FREQ={freq};INTERVAL={};WKST=MO;{by}{end}", repeat.interval)
}

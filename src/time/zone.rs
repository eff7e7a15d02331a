//! A time zone as calendars understand it: from when on which offset holds.
//!
//! Outlook reads a rule that comes back every year on the n-th weekday of a month, and misreads lists of dates; so
//! what is regular in the database of time zones is told as such a rule, and the rest change by change.

use jiff::civil::DateTime;
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use crate::value::weekday::{NthDay, Weekday};

/// From which year on a rule that holds today is told: no calendar keeps what was before.
const FIRST_YEAR: i16 = 1970;

/// For how many years after the last date a rule has to hold: the calendar of weekdays comes back after 28.
const CYCLE: i16 = 28;

/// An offset from UTC, and from when on it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// Whether it is that of the summer.
    pub is_dst: bool,
    /// When it begins, on the clock that holds until then.
    pub begins: DateTime,
    /// The offset that holds until then.
    pub from: Offset,
    /// The offset.
    pub to: Offset,
    /// What it is called: `CET`.
    pub name: String,
    /// It begins every year, in this month on this day.
    pub yearly: Option<(i8, NthDay)>,
}

/// What has to be known of a zone to understand times from one year to another.
#[must_use]
pub fn observances(zone: &TimeZone, first: i16, last: i16) -> Vec<Observance> {
    let (first, last) = (first.min(last), last.max(first));
    let midnight = |year: i16| jiff::civil::date(year.clamp(1, 9000), 1, 1).at(0, 0, 0, 0).to_zoned(TimeZone::UTC);
    let Ok(begin) = midnight(first).map(|zoned| zoned.timestamp()) else {
        return vec![fixed(zone, Timestamp::UNIX_EPOCH)];
    };
    let end = midnight(last.saturating_add(CYCLE)).map_or(Timestamp::MAX, |zoned| zoned.timestamp());
    let changes: Vec<Observance> = zone
        .following(begin)
        .take_while(|change| change.timestamp() < end)
        .map(|change| {
            let before = change.timestamp().checked_sub(1.second()).unwrap_or(change.timestamp());
            let from = zone.to_offset(before);
            Observance {
                is_dst: change.dst() == Dst::Yes,
                begins: from.to_datetime(change.timestamp()),
                from,
                to: change.offset(),
                name: change.abbreviation().to_owned(),
                yearly: None,
            }
        })
        .collect();
    // The longest end of the list that is regular.
    let regular = (0..changes.len()).find_map(|at| Some((at, pair(&changes[at..], last)?)));
    let (single, yearly) = match &regular {
        Some((at, pair)) => (&changes[..*at], pair.as_slice()),
        None => (&changes[..], &[][..]),
    };
    let mut all = Vec::new();
    if single.is_empty() && !yearly.is_empty() {
        return yearly.iter().map(since_first_year).collect();
    }
    all.push(fixed(zone, begin));
    all.extend(single.iter().cloned());
    all.extend(yearly.iter().cloned());
    all
}

/// The offset that held at a moment, as if it always had.
fn fixed(zone: &TimeZone, at: Timestamp) -> Observance {
    let info = zone.to_offset_info(at);
    let begins = jiff::civil::date(FIRST_YEAR, 1, 1).at(0, 0, 0, 0);
    let (from, name) = (info.offset(), info.abbreviation().to_owned());
    Observance { is_dst: info.dst() == Dst::Yes, begins, from, to: from, name, yearly: None }
}

/// Two changes that come back every year, when all of these are nothing else.
fn pair(changes: &[Observance], last: i16) -> Option<[Observance; 2]> {
    let kind = |turn: usize| changes.iter().skip(turn).step_by(2).collect::<Vec<_>>();
    let of = |changes: Vec<&Observance>| {
        let first = changes.first()?;
        let same = |other: &&Observance| {
            (other.is_dst, other.from, other.to, &other.name) == (first.is_dst, first.from, first.to, &first.name)
                && (other.begins.month(), other.begins.time()) == (first.begins.month(), first.begins.time())
        };
        let every_year = changes.windows(2).all(|two| two[1].begins.year() == two[0].begins.year() + 1);
        // A rule is one when it holds as long as anybody looks.
        let holds = changes.last()?.begins.year() >= last.saturating_add(CYCLE - 2);
        let day = days(first).into_iter().find(|day| changes.iter().all(|one| day.matches(one.begins.date())))?;
        (changes.iter().all(same) && every_year && holds)
            .then(|| Observance { yearly: Some((first.begins.month(), day)), ..(*first).clone() })
    };
    Some([of(kind(0))?, of(kind(1))?])
}

/// The ways to name the day of a change: the last of its weekday, or the n-th.
fn days(one: &Observance) -> Vec<NthDay> {
    let date = one.begins.date();
    let nth = (date.day() - 1) / 7 + 1;
    [-1, nth].map(|nth| NthDay { nth, day: Weekday::of(date) }).into_iter().filter(|day| day.matches(date)).collect()
}

/// A rule as if it had held since the first year.
fn since_first_year(one: &Observance) -> Observance {
    let begins = one.yearly.and_then(|(month, day)| {
        let month = jiff::civil::date(FIRST_YEAR, month, 1);
        let date =
            month.series(1.day()).take_while(|date| date.month() == month.month()).find(|date| day.matches(*date));
        date.map(|date| date.to_datetime(one.begins.time()))
    });
    Observance { begins: begins.unwrap_or(one.begins), ..one.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(zone: &str, first: i16, last: i16) -> Vec<String> {
        let zone = TimeZone::get(zone).expect("a zone of the database");
        let all = observances(&zone, first, last).into_iter().map(|one| {
            let yearly = one.yearly.map_or(String::new(), |(month, day)| format!(" every {month}/{day}"));
            format!("{} {} {}>{}{yearly}", one.name, one.begins, one.from, one.to)
        });
        all.collect()
    }

    #[test]
    fn a_regular_zone_is_two_rules() {
        assert_eq!(
            told("Europe/Ljubljana", 2026, 2027),
            ["CEST 1970-03-29T02:00:00 +01>+02 every 3/-1.su", "CET 1970-10-25T03:00:00 +02>+01 every 10/-1.su"]
        );
        assert_eq!(
            told("America/New_York", 2026, 2026),
            ["EDT 1970-03-08T02:00:00 -05>-04 every 3/2.su", "EST 1970-11-01T02:00:00 -04>-05 every 11/1.su"]
        );
    }

    #[test]
    fn a_zone_without_changes_is_one_offset() {
        assert_eq!(told("Asia/Tokyo", 2026, 2026), ["JST 1970-01-01T00:00:00 +09>+09"]);
        assert_eq!(told("UTC", 2026, 2026), ["UTC 1970-01-01T00:00:00 +00>+00"]);
    }

    #[test]
    fn what_changed_its_rule_is_told_change_by_change_until_the_rule_that_holds() {
        let all = told("America/New_York", 2005, 2026);
        assert_eq!(all[..2], ["EST 1970-01-01T00:00:00 -05>-05", "EDT 2005-04-03T02:00:00 -05>-04"]);
        assert_eq!(all[all.len() - 2], "EDT 2007-03-11T02:00:00 -05>-04 every 3/2.su");
        assert_eq!(told("Europe/Moscow", 2010, 2026).len(), 5, "{:?}", told("Europe/Moscow", 2010, 2026));
    }
}

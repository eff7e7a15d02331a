//! What can be wrong with a group of hours when each of its values is right.

use super::{Days, Exception, Fault, Holidays, Hours, Step, Week};
use crate::value::clock::{Clock, DAY, Span};
use crate::value::date::MonthDay;
use crate::value::weekday::Weekday;
use crate::value::{Why, Wrong};

use Step::{Index, Key};

/// A span that passes midnight and lasts longer, in minutes, has likely its ends changed: a night's
/// duty from 15:00 to 8:00 is still shorter.
const LONGEST_NIGHT: u16 = 18 * 60;

impl<L> Hours<L> {
    /// Everything wrong with the group, in the order of its keys. After no fault, the spans of each day are in order
    /// and share no time.
    #[must_use]
    pub fn validate(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        match &self.days {
            Days::Week(days) => week(days, &mut faults),
            Days::Nth { on, open } => {
                if on.is_empty() {
                    faults.push(Fault::new(&[Key("on")], Why::HoursNthEmpty));
                }
                for (nth, day) in on.iter().enumerate() {
                    if on[..nth].contains(day) {
                        let why = Why::HoursNthTwice { day: day.to_string() };
                        faults.push(Fault::new(&[Key("on"), Index(nth)], why));
                    }
                }
                spans(open, &[Key("open")], &mut faults);
                if self.every.is_some() {
                    faults.push(Fault::new(&[Key("every")], Why::HoursEveryNth));
                }
            }
        }
        if let Holidays::Spans(open) = &self.holidays {
            // They stand in one text, which is pointed at as a whole.
            let mut found = Vec::new();
            spans(open, &[Key("holidays")], &mut found);
            faults.extend(found.into_iter().map(|fault| Fault { path: [Key("holidays")].into(), ..fault }));
        }
        if let Some(every) = self.every.filter(|every| !(2..=52).contains(&every.weeks)) {
            faults.push(Fault::new(&[Key("every")], Why::HoursEvery { weeks: every.weeks }));
        }
        exceptions(self, &mut faults);
        if self.says_nothing() {
            faults.push(Fault::new(&[], Why::HoursEmpty));
        }
        faults
    }

    /// A group without days is right when something else is said: to call before, or that a season is closed.
    fn says_nothing(&self) -> bool {
        let Days::Week(week) = &self.days else {
            return false;
        };
        week.is_empty()
            && !self.by_appointment
            && self.season.is_none()
            && self.note.is_none()
            && !matches!(self.holidays, Holidays::Spans(_))
            && self.exceptions.iter().all(|exception| exception.open.is_empty())
    }
}

fn week(week: &Week, faults: &mut Vec<Fault>) {
    for day in Weekday::ALL {
        let open: Vec<Span> = week.day(day).collect();
        spans(&open, &[Key(day.code())], faults);
        let Some(night) = open.iter().max_by_key(|span| span.to()).filter(|span| span.passes_midnight()) else {
            continue;
        };
        for (nth, morning) in week.day(day.next()).enumerate() {
            // A week of one day meets itself a week later, not the next day.
            if morning.from() < night.to() - DAY {
                let why = Why::HoursOverlapNight { found: morning.to_string(), other: format!("{day} {night}") };
                faults.push(Fault::new(&[Key(day.next().code()), Index(nth)], why));
            }
        }
    }
}

/// The spans of one day: in order, sharing no time, none turned around.
fn spans(open: &[Span], path: &[Step], faults: &mut Vec<Fault>) {
    for (nth, span) in open.iter().enumerate() {
        let mut fault = |wrong: Wrong| {
            faults.push(Fault { path: [path, &[Index(nth)]].concat().into(), wrong });
        };
        if span.passes_midnight() && span.minutes() > LONGEST_NIGHT {
            let turned = format!("{}-{}", Clock(span.to() - DAY), Clock(span.from()));
            let why = Why::SpanInverted { found: span.to_string(), hours: span.minutes() / 60 };
            fault(Wrong::whole(why).suggest(turned));
        }
        let Some(before) = nth.checked_sub(1).map(|before| open[before]) else {
            continue;
        };
        let found = span.to_string();
        if let Some(other) = open[..nth].iter().find(|other| other.from() < span.to() && span.from() < other.to()) {
            fault(Wrong::whole(Why::HoursOverlap { found, other: other.to_string() }));
        } else if span.from() < before.from() {
            fault(Wrong::whole(Why::HoursOrder { found, before: before.to_string() }));
        }
    }
}

fn exceptions<L>(hours: &Hours<L>, faults: &mut Vec<Fault>) {
    for (nth, Exception { on, open, .. }) in hours.exceptions.iter().enumerate() {
        if on.is_empty() {
            faults.push(Fault::new(&[Key("except"), Index(nth)], Why::ExceptEmpty));
        }
        for (index, dates) in on.iter().enumerate() {
            let path = [Key("except"), Index(nth), Key("on"), Index(index)];
            if dates.last < dates.first {
                let why = Why::ExceptBackwards { from: dates.first.to_string(), to: dates.last.to_string() };
                faults.push(Fault::new(&path, why));
                continue;
            }
            if let Some(season) = hours.season {
                // One day in the season is enough: a holiday week may begin before it.
                let outside = !dates.iter().take(366).any(|date| season.contains(MonthDay::of(date)));
                if outside {
                    let why = Why::ExceptSeason { date: dates.first.to_string(), season: season.to_string() };
                    faults.push(Fault::new(&path, why));
                }
            }
            let earlier = hours.exceptions[..nth].iter().flat_map(|exception| exception.on.iter()).chain(&on[..index]);
            let twice = earlier.filter(|other| other.first <= dates.last && dates.first <= other.last);
            if let Some(date) = twice.map(|other| other.first.max(dates.first)).min() {
                faults.push(Fault::new(&path, Why::ExceptTwice { date: date.to_string() }));
            }
        }
        spans(open, &[Key("except"), Index(nth), Key("open")], faults);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Dates, Every, Season};
    use super::*;
    use crate::value::clock::span;
    use crate::value::weekday::NthDay;

    fn open(texts: &[&str]) -> Vec<Span> {
        texts.iter().map(|text| span(text).expect(text)).collect()
    }

    fn monday_and_tuesday(monday: &[&str], tuesday: &[&str]) -> Hours<&'static str> {
        Hours::week(Week::new([&open(monday), &open(tuesday), &[], &[], &[], &[], &[]]))
    }

    fn codes(hours: &Hours<&str>) -> Vec<(Vec<Step>, &'static str)> {
        hours.validate().into_iter().map(|fault| (fault.path.to_vec(), fault.wrong.why.code())).collect()
    }

    #[test]
    fn hours_in_order_are_right() {
        assert_eq!(codes(&monday_and_tuesday(&["08:00-12:00", "12:00-15:00", "22:00-02:00"], &["02:00-04:00"])), []);
    }

    #[test]
    fn spans_that_share_time_are_found_where_they_stand() {
        let hours = monday_and_tuesday(&["08:00-12:00", "11:00-15:00"], &["13:00-15:00", "08:00-12:00"]);
        assert_eq!(
            codes(&hours),
            [(vec![Key("mo"), Index(1)], "hours-overlap"), (vec![Key("tu"), Index(1)], "hours-order")]
        );
        let hours = monday_and_tuesday(&["22:00-02:00"], &["01:00-03:00"]);
        assert_eq!(codes(&hours), [(vec![Key("tu"), Index(0)], "hours-overlap-night")]);
    }

    #[test]
    fn a_span_turned_around_is_found() {
        let faults = monday_and_tuesday(&["12:00-08:00"], &[]).validate();
        assert_eq!(faults[0].wrong.suggestion.as_deref(), Some("08:00-12:00"));
        assert_eq!(codes(&monday_and_tuesday(&["15:00-08:00"], &[])), []);
    }

    #[test]
    fn a_group_must_say_something() {
        let empty = monday_and_tuesday(&[], &[]);
        assert_eq!(codes(&empty), [(vec![], "hours-empty")]);
        assert_eq!(codes(&Hours { by_appointment: true, ..empty.clone() }), []);
        let season = crate::value::date::month_day("08-01").ok().zip(crate::value::date::month_day("08-31").ok());
        assert_eq!(codes(&Hours { season: season.map(|(from, to)| Season { from, to }), ..empty }), []);
    }

    #[test]
    fn exceptions_are_in_the_season_and_named_once() {
        let day = |month, day| MonthDay { month, day };
        let except = |dates: &[Dates]| Exception { on: dates.into(), open: Box::default(), why: None };
        let hours = Hours {
            season: Some(Season { from: day(6, 15), to: day(8, 31) }),
            exceptions: [
                except(&[Dates::one(date(2026, 7, 1)), Dates::one(date(2026, 12, 24))]),
                except(&[
                    Dates { first: date(2026, 6, 30), last: date(2026, 7, 2) },
                    Dates { first: date(2026, 8, 2), last: date(2026, 8, 1) },
                ]),
            ]
            .into(),
            ..monday_and_tuesday(&["08:00-12:00"], &[])
        };
        let at = |exception, on| vec![Key("except"), Index(exception), Key("on"), Index(on)];
        assert_eq!(
            codes(&hours),
            [(at(0, 1), "except-season"), (at(1, 0), "except-twice"), (at(1, 1), "except-backwards")]
        );
    }

    #[test]
    fn weeks_and_days_of_the_month_are_not_counted_together() {
        let first = NthDay { nth: 1, day: Weekday::Tuesday };
        let hours: Hours<&str> = Hours {
            days: Days::Nth { on: [first, first].into(), open: open(&["16:00-18:00"]).into() },
            every: Some(Every { weeks: 1, from: date(2026, 1, 5) }),
            ..monday_and_tuesday(&[], &[])
        };
        assert_eq!(
            codes(&hours),
            [
                (vec![Key("on"), Index(1)], "hours-nth-twice"),
                (vec![Key("every")], "hours-every-nth"),
                (vec![Key("every")], "hours-every")
            ]
        );
    }

    #[test]
    fn every_other_week_is_counted_from_the_first() {
        let every = Every { weeks: 2, from: date(2026, 1, 7) };
        assert!(every.matches(date(2026, 1, 5)) && every.matches(date(2026, 1, 25)));
        assert!(!every.matches(date(2026, 1, 12)) && !every.matches(date(2025, 12, 22)));
    }

    #[test]
    fn an_hour_group_stays_small() {
        assert!(size_of::<Hours<Box<str>>>() <= 176, "{}", size_of::<Hours<Box<str>>>());
        assert_eq!(size_of::<(Weekday, Span)>(), 6);
    }
}

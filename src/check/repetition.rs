//! Repetition that can be read and is not what anybody means: all of its dates left out, no end that anybody said, an
//! end that is the one of the whole row.

use jiff::ToSpan;
use jiff::civil::DateTime;

use super::Check;
use crate::declare::Moment;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::hub::Hub;
use crate::parse::Entry;
use crate::record::{At, Event};
use crate::time::{Range, recurrence};
use crate::value::repetition::End;

pub(super) struct Repetition;

/// An end so many years ahead is none: nobody knows what will be.
const FAR: i64 = 10;

impl Check for Repetition {
    fn codes(&self) -> &'static [Code] {
        &[Code::NeverHappens, Code::NoEnd, Code::PastTheNext]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        let Some(event) = entry.record.as_any().downcast_ref::<Event>() else { return };
        let Some((rule, start)) = event.repeat.as_ref().zip(event.start) else { return };
        let at = |at: Option<At>| Span { file: entry.file.clone(), range: at.map_or(0..0, At::range) };
        if recurrence::coming(event, hub.days_off(), start.date()).next.is_none() {
            told.push(Diagnostic::new(Code::NeverHappens).at(at(event.repeat_at)).with("id", &*entry.id));
            return;
        }
        if hub.ended(entry) {
            return;
        }
        let far = hub.today.saturating_add(FAR.years());
        let is_open = match rule.end {
            End::Never => true,
            End::Until(until) => until > far,
            End::Count(_) => false,
        };
        // One that is looked at again and again says by that itself when it is over.
        if is_open && entry.envelope.check_every.is_none() {
            told.push(Diagnostic::new(Code::NoEnd).at(at(event.repeat_at)));
        }
        let first = recurrence::within(event, hub.days_off(), Range::day(start.date())).into_iter().next();
        let end = first.filter(|first| first.date == start.date()).and_then(|first| first.end);
        let next = recurrence::dates(rule, start.date(), start.date()).nth(1);
        if let (Some(end), Some(next)) = (end, next)
            && next.to_datetime(time(start).time()) < time(end)
        {
            let found = Diagnostic::new(Code::PastTheNext).at(at(event.end_at)).with("next", next.to_string());
            let meant = event.end.and_then(|end| match (start, end) {
                (Moment::Time(start), Moment::Time(end)) if start.time() < end.time() => {
                    Some((start.date().to_datetime(end.time()), end.date()))
                }
                _ => None,
            });
            let found = found.with("end", time(end).date().to_string());
            told.push(match meant {
                Some((end, until)) => found.with("suggestion", end.to_string()).with("until", until.to_string()),
                None => found,
            });
        }
    }
}

/// A moment on the clock; the end of a day that has no time is its midnight.
fn time(moment: Moment) -> DateTime {
    match moment {
        Moment::Day(day) => day.at(0, 0, 0, 0),
        Moment::Time(time) => time,
    }
}

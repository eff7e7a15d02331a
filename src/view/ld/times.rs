//! Opening hours as linked data.
//!
//! A week is said once (`openingHoursSpecification`); what holds on single dates, exceptions, n-th weekdays of the
//! month and every other week, is said date by date for the next two months
//! (`specialOpeningHoursSpecification`), because the vocabulary has no word for the rule. No `opens` is closed.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::node::Node;
use crate::record::{Hours, HoursKind};
use crate::value::clock::{Clock, DAY, Span};
use crate::value::date::MonthDay;
use crate::value::hours::{Days, Holidays, Season};
use crate::value::weekday::Weekday;
use crate::view::speak::Speaker;

/// How many days ahead single dates are said.
const AHEAD: i64 = 60;

/// The names of the days in the vocabulary, from Monday.
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The name of a day in the vocabulary.
pub(super) fn day_name(day: Weekday) -> &'static str {
    DAYS[day.index()]
}

/// The groups that say when one can come: those of the door, else of the counters, then those of staff, reception, duty.
pub(super) fn doors(groups: &[Hours]) -> Vec<&Hours> {
    let order = [HoursKind::Open, HoursKind::Office, HoursKind::Staffed, HoursKind::Reception, HoursKind::Duty];
    let of = |kind: HoursKind| groups.iter().filter(|group| group.kind == kind).collect::<Vec<_>>();
    order.into_iter().map(of).find(|groups| !groups.is_empty()).unwrap_or_default()
}

impl Speaker<'_> {
    /// The week of these groups, and their single dates.
    pub(super) fn weeks<'g>(&self, groups: impl IntoIterator<Item = &'g Hours>) -> (Vec<Value>, Vec<Value>) {
        let (mut week, mut special) = (Vec::new(), Vec::new());
        let today = self.hub.today;
        for hours in groups {
            let season = hours.season.map(|season| occurrence(season, today));
            match (&hours.days, hours.every) {
                (Days::Week(days), None) => {
                    week.extend(by_times(|day| days.day(day).collect()).into_iter().map(|(days, span)| {
                        bounded(opening(span).with_all("dayOfWeek", days.into_iter().map(Value::from)), season).value()
                    }));
                    week.extend(self.holidays_of(hours, &days.day(Weekday::Sunday).collect::<Vec<_>>()));
                }
                (Days::Week(days), Some(_)) => special
                    .extend(self.dates(|date| hours.is_in_force(date).then(|| days.day(Weekday::of(date)).collect()))),
                (Days::Nth { open, .. }, _) => {
                    special.extend(self.dates(|date| hours.is_in_force(date).then(|| open.to_vec())));
                }
            }
            let ahead = today.checked_add(AHEAD.days()).unwrap_or(today);
            let dates = hours.exceptions.iter().flat_map(|exception| {
                let dates = exception.on.iter().flat_map(|dates| dates.iter());
                let dates = dates.filter(|date| (today..=ahead).contains(date));
                dates.flat_map(|date| dated(date, &exception.open))
            });
            special.extend(dates);
        }
        (week, special)
    }

    /// The dates ahead on which something is said, with what is.
    fn dates(&self, on: impl Fn(Date) -> Option<Vec<Span>>) -> Vec<Value> {
        let days = self.hub.today.series(1.day()).take(AHEAD as usize);
        days.filter_map(|date| on(date).map(|spans| dated(date, &spans))).flatten().collect()
    }

    fn holidays_of(&self, hours: &Hours, sunday: &[Span]) -> Vec<Value> {
        let on = |spans: &[Span]| {
            let spans = spans.iter().map(|span| opening(*span).with("dayOfWeek", "PublicHolidays").value());
            let spans: Vec<Value> = spans.collect();
            let closed = || vec![Node::new("OpeningHoursSpecification").with("dayOfWeek", "PublicHolidays").value()];
            if spans.is_empty() { closed() } else { spans }
        };
        match &hours.holidays {
            Holidays::Unknown | Holidays::Open => Vec::new(),
            Holidays::Closed => on(&[]),
            Holidays::AsSunday => on(sunday),
            Holidays::Spans(spans) => on(spans),
        }
    }
}

/// Days with the same span, together.
fn by_times(spans_of: impl Fn(Weekday) -> Vec<Span>) -> Vec<(Vec<&'static str>, Span)> {
    let mut same: Vec<(Vec<&'static str>, Span)> = Vec::new();
    for day in Weekday::ALL {
        for span in spans_of(day) {
            match same.iter_mut().find(|(_, known)| *known == span) {
                Some((days, _)) => days.push(day_name(day)),
                None => same.push((vec![day_name(day)], span)),
            }
        }
    }
    same
}

fn opening(span: Span) -> Node {
    // A day ends at 24:00, which the vocabulary does not have; a span past midnight closes on the next day.
    let closes = match span.to() {
        DAY => "23:59".to_owned(),
        to => Clock(to % DAY).to_string(),
    };
    Node::new("OpeningHoursSpecification").with("opens", Clock(span.from()).to_string()).with("closes", closes)
}

fn bounded(node: Node, season: Option<(Date, Date)>) -> Node {
    match season {
        Some((from, to)) => node.with("validFrom", from.to_string()).with("validThrough", to.to_string()),
        None => node,
    }
}

fn dated(date: Date, spans: &[Span]) -> Vec<Value> {
    let on = |node: Node| bounded(node, Some((date, date))).value();
    if spans.is_empty() {
        return vec![on(Node::new("OpeningHoursSpecification"))];
    }
    spans.iter().map(|span| on(opening(*span))).collect()
}

/// The part of the year that is now, or comes next.
fn occurrence(season: Season, today: Date) -> (Date, Date) {
    let on = |year: i16, day: MonthDay| {
        let last = jiff::civil::date(year, day.month, 1).days_in_month();
        jiff::civil::date(year, day.month, day.day.min(last))
    };
    let passes = i16::from(season.to < season.from);
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let parts = years.map(|year| (on(year, season.from), on(year + passes, season.to)));
    parts.into_iter().find(|(_, to)| *to >= today).unwrap_or(parts[2])
}

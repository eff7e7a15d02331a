//! Calendars (iCalendar, RFC 5545 and 7986): one of each event, and one of everything, of each topic, place, audience
//! and organization, in every language.
//!
//! What was decided where the standard leaves a choice:
//!
//! - **A cancelled date** is a component of its own (RECURRENCE-ID, STATUS:CANCELLED), not an EXDATE: a date that is
//!   only gone tells nobody that the way is in vain. Because not every calendar shows the status, the title says it in
//!   words. EXDATE is for dates on which it was never to be.
//! - **Dates beside a rule** stand alone, each with an id of its own; `time/series.rs` says why.
//! - **Postponed** is TENTATIVE: its time stands until there is another.
//! - **No METHOD**: these are files, not messages, and with one an organizer would be required.
//! - **DTSTAMP** is the day on which somebody changed the record; who wrote none has the beginning of time, so that the
//!   same hub makes the same bytes.
//! - **ORGANIZER** is only there when the record or its organizer has a public address to write to.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::line::{escaped, fold};
use super::{Job, Lookup, Output, Stock};
use crate::declare::Moment;
use crate::diagnostic::Diagnostic;
use crate::hub::Agenda;
use crate::theme::Machine;
use crate::time::zone::Observance;
use crate::value::repetition::{End, On, Repeat, Unit};
use crate::value::weekday::Weekday;
use crate::view::Viewer;
use crate::view::calendar::{Calendar, Certainty, Component, Until};

pub(super) struct Calendars;

/// How often programs that are subscribed are asked to look: a hub is rebuilt once or twice a day.
const REFRESH: &str = "PT12H";

impl Output for Calendars {
    fn name(&self) -> &'static str {
        "ics"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.theme.shows(Machine::Calendar)
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let hub = &stock.hub;
        let single = hub.entries().map(|(ix, _)| Agenda::One(ix)).filter(|agenda| hub.has_agenda(*agenda));
        let agendas: Vec<Agenda> = hub.agendas().chain(single).collect();
        let of = |lang| agendas.iter().map(move |agenda| (hub.agenda_path(*agenda, lang), Job::Agenda(*agenda, lang)));
        hub.languages().flat_map(of).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.ends_with(".ics"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Agenda(agenda, lang) = job {
            let calendar = Viewer::new(&stock.hub, &stock.theme, lang).calendar(agenda);
            Ics { out, zone: &calendar.zone }.calendar(&calendar);
        }
        Ok(())
    }
}

/// A calendar that is being written.
struct Ics<'o> {
    out: &'o mut Vec<u8>,
    zone: &'o TimeZone,
}

impl Ics<'_> {
    fn line(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{value}"), self.out);
    }

    fn text(&mut self, name: &str, value: &str) {
        self.line(name, &escaped(value));
    }

    fn calendar(&mut self, calendar: &Calendar) {
        self.line("BEGIN", "VCALENDAR");
        self.line("VERSION", "2.0");
        self.line("PRODID", concat!("-//kazipot//", env!("CARGO_PKG_VERSION"), "//"));
        self.line("CALSCALE", "GREGORIAN");
        if let Some(name) = &calendar.name {
            self.line("UID", &calendar.id);
            // The name has one property in the standard, and another one in the programs that came before it.
            self.text("NAME", name);
            self.text("X-WR-CALNAME", name);
            self.line("URL", &calendar.page);
            self.line("SOURCE;VALUE=URI", &calendar.own);
            self.line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
            self.line("X-PUBLISHED-TTL", REFRESH);
        }
        if !calendar.observances.is_empty() {
            let id = self.zone_id();
            self.line("BEGIN", "VTIMEZONE");
            self.line("TZID", &id);
            calendar.observances.iter().for_each(|one| self.observance(one));
            self.line("END", "VTIMEZONE");
        }
        calendar.components.iter().for_each(|component| self.component(component));
        self.line("END", "VCALENDAR");
    }

    fn zone_id(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").to_owned()
    }

    fn observance(&mut self, one: &Observance) {
        let kind = if one.is_dst { "DAYLIGHT" } else { "STANDARD" };
        self.line("BEGIN", kind);
        self.line("DTSTART", &clock(one.begins));
        if let Some((month, day)) = one.yearly {
            self.line("RRULE", &format!("FREQ=YEARLY;BYMONTH={month};BYDAY={}{}", day.nth, code(day.day)));
        }
        self.line("TZOFFSETFROM", &offset(one.from));
        self.line("TZOFFSETTO", &offset(one.to));
        self.text("TZNAME", &one.name);
        self.line("END", kind);
    }

    fn component(&mut self, component: &Component) {
        let record = &component.record;
        self.line("BEGIN", "VEVENT");
        self.line("UID", &component.uid);
        self.line("DTSTAMP", &instant(record.changed.unwrap_or(Timestamp::UNIX_EPOCH)));
        if let Some(added) = record.added {
            self.line("CREATED", &instant(added));
        }
        if let Some(changed) = record.changed {
            self.line("LAST-MODIFIED", &instant(changed));
        }
        self.line("SEQUENCE", &record.sequence.to_string());
        if let Some(instead_of) = component.instead_of {
            self.moment("RECURRENCE-ID", instead_of);
        }
        self.moment("DTSTART", component.start);
        match component.end {
            Some(Until::Moment(end)) => self.moment("DTEND", end),
            Some(Until::Minutes(minutes)) => self.line("DURATION", &duration(minutes)),
            None => {}
        }
        if let Some(repeat) = &component.repeat {
            let rule = self.rule(repeat, component.start);
            self.line("RRULE", &rule);
        }
        // A line each: a list that is folded is read by fewer programs.
        component.left_out.iter().for_each(|moment| self.moment("EXDATE", *moment));
        let certainty = match component.certainty {
            Certainty::Confirmed => "CONFIRMED",
            Certainty::Tentative => "TENTATIVE",
            Certainty::Cancelled => "CANCELLED",
        };
        self.line("STATUS", certainty);
        // What is cancelled, takes whole days or is only a deadline makes nobody busy.
        let busy = component.certainty != Certainty::Cancelled
            && matches!((component.start, component.end), (Moment::Time(_), Some(_)));
        self.line("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
        let lang = component.title.lang.as_deref().unwrap_or(&record.lang);
        self.text(&format!("SUMMARY;LANGUAGE={lang}"), &component.title.text);
        self.text(&format!("DESCRIPTION;LANGUAGE={}", record.lang), &component.text.join("\n"));
        if let Some(place) = &component.place {
            self.text("LOCATION", place);
        }
        if let Some((lat, lon)) = component.at {
            self.line("GEO", &format!("{lat};{lon}"));
        }
        self.line("URL", &record.page);
        if let Some(online) = &record.online {
            self.line("CONFERENCE;VALUE=URI", online);
        }
        if !record.topics.is_empty() {
            let topics: Vec<String> = record.topics.iter().map(|topic| escaped(topic)).collect();
            self.line(&format!("CATEGORIES;LANGUAGE={}", record.lang), &topics.join(","));
        }
        if let Some((name, address)) = &record.organizer {
            self.line(&format!("ORGANIZER;CN={}", quoted(name)), &format!("mailto:{address}"));
        }
        self.line("END", "VEVENT");
    }

    /// A day, or a time on the clock of the hub's zone: what is at five stays at five.
    fn moment(&mut self, name: &str, moment: Moment) {
        match moment {
            Moment::Day(date) => self.line(&format!("{name};VALUE=DATE"), &day(date)),
            Moment::Time(time) => {
                let zone = self.zone_id();
                self.line(&format!("{name};TZID={zone}"), &clock(time));
            }
        }
    }

    fn rule(&self, repeat: &Repeat, start: Moment) -> String {
        let unit = if repeat.every == Unit::Week { "WEEKLY" } else { "MONTHLY" };
        let mut rule = format!("FREQ={unit}");
        if repeat.interval > 1 {
            rule.push_str(&format!(";INTERVAL={}", repeat.interval));
        }
        let joined = |parts: Vec<String>| parts.join(",");
        match &repeat.on {
            On::Start => {}
            On::Weekdays(days) => {
                let days = days.iter().map(|day| code(*day)).collect();
                rule.push_str(&format!(";BYDAY={};WKST=MO", joined(days)));
            }
            On::Nth(days) => {
                let days = days.iter().map(|day| format!("{}{}", day.nth, code(day.day))).collect();
                rule.push_str(&format!(";BYDAY={}", joined(days)));
            }
            On::Days(days) => {
                let days = days.iter().map(ToString::to_string).collect();
                rule.push_str(&format!(";BYMONTHDAY={}", joined(days)));
            }
        }
        match (repeat.end, start) {
            (End::Never, _) => {}
            (End::Count(count), _) => rule.push_str(&format!(";COUNT={count}")),
            (End::Until(until), Moment::Day(_)) => rule.push_str(&format!(";UNTIL={}", day(until))),
            // The end of the day, in UTC as the standard wants it.
            (End::Until(until), Moment::Time(_)) => {
                let end = until.at(23, 59, 59, 0);
                let end = end.to_zoned(self.zone.clone()).map_or_else(|_| clock(end), |end| instant(end.timestamp()));
                rule.push_str(&format!(";UNTIL={end}"));
            }
        }
        rule
    }
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

fn clock(time: DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

fn instant(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// `+0100`, with seconds where there are any.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let (sign, all) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let rest = if all % 60 == 0 { String::new() } else { format!("{:02}", all % 60) };
    format!("{sign}{:02}{:02}{rest}", all / 3600, all / 60 % 60)
}

/// `PT6H30M`.
fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("PT{minutes}M"),
        (hours, 0) => format!("PT{hours}H"),
        (hours, minutes) => format!("PT{hours}H{minutes}M"),
    }
}

/// The first two letters of the English name.
fn code(day: Weekday) -> String {
    day.code().to_uppercase()
}

/// A text as the value of a parameter, which has no escape for a quotation mark.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

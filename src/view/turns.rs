//! Turns: the days from which on pages that were made today are wrong, each with what happens then.
//!
//! A page is *wrong* when it tells a reader something else than the page that would be made on that day, of what holds
//! on that day. What is dated and over is not wrong, nor is what shows less far ahead as long as it shows the day
//! itself; how many records stand under a heading may lag. Pages are made for a day, so that every turn is a midnight
//! of the hub's clock. Some turns the theme's script mends in the browser: what is over goes, what comes back
//! says its next date, until it was told no more of them or the page is too old to know; what has not been checked in
//! time says so. In which order a search finds things may lag.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Viewer;
use super::gathered::{TIMES as STOPS_TOLD, next_stops};
use super::now::{PAGE_LIVES, carried, groups_of};
use crate::hub::{Leaf, Question};
use crate::parse::Entry;
use crate::record::employment::Employment;
use crate::record::{Event, Freshness, Hours, HoursList, Occurrence, Term};
use crate::time::hours::Because;
use crate::time::{Range, later, recurrence};

/// How far ahead the first exception that a page does not show is looked for, in days.
const LOOK: u16 = 366;

/// A day on which pages that were made before begin to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The day.
    pub on: Date,
    /// What happens.
    pub what: Happening,
    /// The record or what else it happens to, as `kind/id`; nothing: the site.
    pub of: Option<String>,
}

/// Who reads a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Somebody whose browser runs the theme's script.
    WithScript,
    /// Somebody else, or somebody who holds it on paper.
    WithoutScript,
}

/// What happens on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// An event, or one of its times, is over.
    Over,
    /// An event goes on, and the page was told no more of its times.
    TimesOut,
    /// An event that lasts several days is under way, and leaves the first page.
    UnderWay,
    /// Lists of events go on to the next month.
    Month,
    /// The pages of what is near do not hold all days that they are asked for.
    Near,
    /// A deadline is over.
    Deadline,
    /// One cannot book any more.
    Registration,
    /// An opening without a deadline leaves the lists.
    Leaves,
    /// Facts have not been checked in time.
    Late,
    /// An answer is too old to be believed.
    Answer,
    /// A record is published.
    Published,
    /// A record is withdrawn.
    Withdrawn,
    /// A person's name has to go.
    Name,
    /// A notice begins.
    NoticeBegins,
    /// A notice ends.
    NoticeEnds,
    /// A consultation is closed.
    Consultation,
    /// Hours are otherwise on a day that the page did not show.
    Exception,
    /// The page is too old for its script to say what is open.
    Old,
}

impl Happening {
    /// Every happening.
    pub const ALL: [Happening; 18] = [
        Happening::Over,
        Happening::TimesOut,
        Happening::UnderWay,
        Happening::Month,
        Happening::Near,
        Happening::Deadline,
        Happening::Registration,
        Happening::Leaves,
        Happening::Late,
        Happening::Answer,
        Happening::Published,
        Happening::Withdrawn,
        Happening::Name,
        Happening::NoticeBegins,
        Happening::NoticeEnds,
        Happening::Consultation,
        Happening::Exception,
        Happening::Old,
    ];

    /// Whether it makes a page wrong for a reader.
    fn misleads(self, reader: Reader) -> bool {
        match self {
            // The script takes away what is over, says the next date, and how old facts are.
            Happening::Over | Happening::Deadline | Happening::Late | Happening::Answer => {
                reader == Reader::WithoutScript
            }
            // What nobody said cannot become wrong.
            Happening::TimesOut | Happening::Old => reader == Reader::WithScript,
            _ => true,
        }
    }

    /// Its name in data and catalogues.
    pub fn name(self) -> &'static str {
        match self {
            Happening::Over => "over",
            Happening::TimesOut => "times-out",
            Happening::UnderWay => "under-way",
            Happening::Month => "month",
            Happening::Near => "near",
            Happening::Deadline => "deadline",
            Happening::Registration => "registration",
            Happening::Leaves => "leaves",
            Happening::Late => "late",
            Happening::Answer => "answer",
            Happening::Published => "published",
            Happening::Withdrawn => "withdrawn",
            Happening::Name => "name",
            Happening::NoticeBegins => "notice-begins",
            Happening::NoticeEnds => "notice-ends",
            Happening::Consultation => "consultation",
            Happening::Exception => "exception",
            Happening::Old => "old",
        }
    }
}

/// The first moment at which pages of today are wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// The day.
    pub on: Date,
    /// Its beginning on the hub's clock, with the offset.
    pub at: String,
    /// Everything that happens on it.
    pub turns: Vec<Turn>,
}

impl Viewer<'_> {
    /// When pages made today are wrong first for a reader; nothing: as far as they can tell, never.
    pub fn next_change(&self, reader: Reader) -> Option<Next> {
        // A theme without the scripts has no readers with them.
        let has_scripts = ["time.js", "days.js", "age.js"].iter().all(|name| self.theme.asset(name).is_some());
        let reader = if has_scripts { reader } else { Reader::WithoutScript };
        let mut turns = self.turns();
        turns.retain(|turn| turn.what.misleads(reader));
        let on = turns.first()?.on;
        turns.retain(|turn| turn.on == on);
        Some(Next { on, at: self.speaker.midnight(on), turns })
    }

    /// Every day to come on which something turns, as far as today's pages can tell, in order.
    pub fn turns(&self) -> Vec<Turn> {
        let hub = self.hub();
        let mut found = Found { today: hub.today, of: None, turns: Vec::new() };
        for (_, entry) in hub.entries() {
            found.of = Some(entry.full_id());
            self.turns_of_record(entry, &mut found);
        }
        for (day, record) in hub.waiting() {
            found.of = Some(record.to_owned());
            found.on(day, Happening::Published);
        }
        for notice in &*hub.tables.notices {
            found.of = Some(format!("notice/{}", notice.id.as_str()));
            found.on(notice.from, Happening::NoticeBegins);
            found.after(*notice.until, Happening::NoticeEnds);
        }
        found.of = None;
        for consultation in &*hub.tables.consultations {
            found.after(*consultation.until, Happening::Consultation);
        }
        self.of_diary(&mut found);
        self.under_way(&mut found);
        let is_told_by_script = hub.entries().any(|(_, entry)| self.hours_of(entry).next().is_some());
        if is_told_by_script {
            found.after(later(hub.today, i64::from(PAGE_LIVES)), Happening::Old);
        }
        found.turns.sort_by(|a, b| (a.on, a.what, &a.of).cmp(&(b.on, b.what, &b.of)));
        found.turns
    }

    fn turns_of_record(&self, entry: &Entry, found: &mut Found) {
        let hub = self.hub();
        if let Some(last) = entry.envelope.expires_on {
            found.after(last, Happening::Withdrawn);
        }
        for ask in hub.asks_of(entry) {
            for (day, state) in ask.term.into_iter().flat_map(Term::turns) {
                match ask.what {
                    Question::Facts if state.is_late() => found.on(day, Happening::Late),
                    Question::Answer(_) if state == Freshness::Expired => found.on(day, Happening::Answer),
                    _ => {}
                }
            }
        }
        let services = entry.record.services().iter().flat_map(|service| &*service.contact);
        let branches = entry.envelope.location.iter().flat_map(|branch| &*branch.contact);
        for contact in entry.envelope.contact.iter().chain(services).chain(branches) {
            found
                .turns
                .extend(contact.name.as_ref().and(contact.remove_on).and_then(|day| found.turn(day, Happening::Name)));
        }
        let apply = entry.record.as_any().downcast_ref::<Employment>().and_then(|opening| opening.apply.as_ref());
        let named = apply.and_then(|apply| apply.person.as_ref().and(apply.remove_on));
        found.turns.extend(named.and_then(|day| found.turn(day, Happening::Name)));
        match entry.record.as_any().downcast_ref::<Event>() {
            Some(event) => self.turns_of_event(entry, event, found),
            None => {
                let what = if entry.record.deadline().is_some() { Happening::Deadline } else { Happening::Leaves };
                hub.leaves_after(entry).into_iter().for_each(|last| found.after(last, what));
            }
        }
        self.unseen(entry, found);
    }

    fn turns_of_event(&self, entry: &Entry, event: &Event, found: &mut Found) {
        let hub = self.hub();
        let Some(next) = hub.coming(entry).and_then(|coming| coming.next) else { return };
        let is_call = entry.record.deadline().is_some();
        found.after(next.last_day(), if is_call { Happening::Deadline } else { Happening::Over });
        let booked = event.registration.as_ref().and_then(|registration| registration.by);
        booked.into_iter().for_each(|by| found.after(by, Happening::Registration));
        // What the script was told last; is there more after it, the page hides what goes on.
        let told = carried(event, next, hub).iter().map(Occurrence::last_day).max().unwrap_or(next.last_day());
        let more = recurrence::coming(event, hub.days_off(), later(told, 1)).next;
        if more.is_some() {
            found.after(told, Happening::TimesOut);
        }
    }

    /// The pages of time and of stops.
    fn of_diary(&self, found: &mut Found) {
        let hub = self.hub();
        if !hub.months().is_empty() {
            found.after(hub.today.last_of_month(), Happening::Month);
        }
        if hub.has_leaf(Leaf::Today) {
            // A week is shown whole or not at all, and the weekend is its end.
            let near = hub.near();
            let out = near.iter().find(|day| Range::week(*day).last > near.last);
            found.after(out.map_or(near.last, |day| later(day, -1)), Happening::Near);
        }
        for (ix, location) in hub.stops() {
            found.of = Some(format!("{}#{}", hub.entry(ix).full_id(), location.id.as_str()));
            let dates = next_stops(location, hub);
            dates.first().into_iter().for_each(|(day, _)| found.after(*day, Happening::Over));
            let told = dates.last().filter(|_| dates.len() >= STOPS_TOLD);
            told.into_iter().for_each(|(day, _)| found.after(*day, Happening::TimesOut));
        }
        found.of = None;
    }

    /// Events of several days leave the first page when they have begun.
    fn under_way(&self, found: &mut Found) {
        let hub = self.hub();
        for ix in self.coming_events() {
            let entry = hub.entry(ix);
            let next = hub.coming(entry).and_then(|coming| coming.next);
            if let Some(next) = next.filter(|next| next.start.date() < next.last_day()) {
                found.of = Some(entry.full_id());
                found.after(next.start.date(), Happening::UnderWay);
            }
        }
        found.of = None;
    }

    /// All groups of hours that a record shows.
    fn hours_of<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = &'e [Hours]> {
        let services = entry.record.services().iter().filter_map(|service| service.offer.hours.as_ref());
        let own = entry.record.offer().and_then(|offer| offer.hours.as_ref());
        let branches = entry.envelope.location.iter().filter_map(|branch| branch.hours.as_ref());
        own.into_iter().chain(services).chain(branches).map(HoursList::groups)
    }

    /// The first day behind those that a table of hours shows on which it is otherwise than in its week.
    fn unseen(&self, entry: &Entry, found: &mut Found) {
        let hub = self.hub();
        let behind = Range::days(later(hub.today, i64::from(PAGE_LIVES)), LOOK);
        for groups in self.hours_of(entry) {
            for table in groups_of(groups, hub.days_off()) {
                let first = behind.iter().find(|date| {
                    let day = table.day(*date);
                    match day.because {
                        Because::Usual => false,
                        Because::Exception(_) => true,
                        Because::Holiday(_) => table.week_day(*date) != day.plan,
                    }
                });
                first.into_iter().for_each(|day| found.on(day, Happening::Exception));
            }
        }
    }
}

/// What was found so far, of whom.
struct Found {
    today: Date,
    of: Option<String>,
    turns: Vec<Turn>,
}

impl Found {
    /// Something happens on a day, unless that is over.
    fn on(&mut self, day: Date, what: Happening) {
        let turn = self.turn(day, what);
        self.turns.extend(turn);
    }

    /// Something happens when a day is over, unless that is over already.
    fn after(&mut self, last: Date, what: Happening) {
        if let Ok(day) = last.checked_add(1.day()) {
            self.on(day, what);
        }
    }

    fn turn(&self, on: Date, what: Happening) -> Option<Turn> {
        (on > self.today).then(|| Turn { on, what, of: self.of.clone() })
    }
}

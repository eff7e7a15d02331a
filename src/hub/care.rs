//! Care: what somebody has to look at again, and by when. A record is checked as often as its kind or itself says, a
//! service that was checked by itself likewise, and answers that hold for a while only have terms of their own.

use jiff::Span;
use jiff::civil::Date;

use super::{EntryIx, Hub};
use crate::parse::Entry;
use crate::record::{DatedAnswer, Freshness, Service, Status, Term, Verified, interval_days};

/// After how many days a service is checked again unless it says otherwise: twice a year (AIRS: at least yearly).
const SERVICE_DAYS: u16 = 180;

/// A record, or a service of it, whose facts are checked again and again.
#[derive(Debug, Clone)]
pub struct Care<'h> {
    /// Its service, by position.
    pub service: Option<u16>,
    /// When it was checked last, by whom and how.
    pub checked: Option<&'h Verified>,
    /// What has to be asked; where it is sorted, what presses most first.
    pub asks: Vec<Ask>,
}

/// Something that has to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// What.
    pub what: Question,
    /// For how long what is known of it is believed; nothing: nobody ever checked it.
    pub term: Option<Term>,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Whether everything is still as the page says.
    Facts,
    /// One answer that holds for a while.
    Answer(DatedAnswer),
}

impl Ask {
    /// How fresh it is on a day.
    pub fn state(&self, today: Date) -> Freshness {
        self.term.map_or(Freshness::None, |term| term.state(today))
    }

    /// The last day on which it is in time.
    pub fn by(&self) -> Option<Date> {
        self.term.map(Term::by)
    }

    /// How much it presses: what somebody vouched for long ago before what nobody ever did, and that before what is
    /// still in time.
    fn rank(&self, today: Date) -> (u8, Option<Date>) {
        let rank = match self.state(today) {
            Freshness::Expired => 0,
            Freshness::Overdue => 1,
            Freshness::None => 2,
            Freshness::Due => 3,
            Freshness::Fresh => 4,
        };
        (rank, self.by())
    }
}

impl Hub {
    /// How fresh an entry's facts are on the day of the build.
    pub fn freshness(&self, entry: &Entry) -> Freshness {
        match (newest(&entry.envelope.verified), self.facts_of(entry)) {
            (Some(_), None) => Freshness::Fresh,
            (None, _) => Freshness::None,
            (Some(_), Some(ask)) => ask.state(self.today),
        }
    }

    /// For how long an entry's facts are believed; nothing: nobody checked them, or they hold until a day of their own.
    pub fn term(&self, entry: &Entry) -> Option<Term> {
        self.facts_of(entry)?.term
    }

    /// For how long a service's are: as its own checks say, else as its owner's.
    pub fn service_term(&self, entry: &Entry, service: &Service) -> Option<Term> {
        facts_of_service(service).map_or_else(|| self.term(entry), |ask| ask.term)
    }

    /// How fresh a service's facts are: as its own checks say, else as its owner's.
    pub(super) fn service_freshness(&self, service: &Service, owner: Freshness) -> Freshness {
        facts_of_service(service).map_or(owner, |ask| ask.state(self.today))
    }

    /// Everything that has to be checked again on the day of the build or in so many days after it, by the name of
    /// who keeps it, what presses most first. What nobody keeps stands last.
    pub fn care(&self, within: u16) -> Vec<(EntryIx, Care<'_>)> {
        let last = self.today.saturating_add(Span::new().days(i64::from(within)));
        let presses = |ask: &Ask| ask.state(self.today) != Freshness::Fresh || ask.by().is_none_or(|by| by <= last);
        let all = self.entries().flat_map(|(ix, entry)| self.care_of(entry).into_iter().map(move |one| (ix, one)));
        let mut care: Vec<(EntryIx, Care<'_>)> = all
            .filter_map(|(ix, mut one)| {
                one.asks.retain(presses);
                one.asks.sort_by_key(|ask| ask.rank(self.today));
                (!one.asks.is_empty()).then_some((ix, one))
            })
            .collect();
        care.sort_by_key(|(ix, one)| {
            let steward = self.entry(*ix).envelope.steward.as_deref();
            (steward.is_none(), steward, one.asks[0].rank(self.today), *ix, one.service)
        });
        care
    }

    /// An entry and those of its services that are checked by themselves, with all that is ever asked of them;
    /// nothing of one that has ended.
    pub fn care_of<'h>(&self, entry: &'h Entry) -> Vec<Care<'h>> {
        if self.ended(entry) || entry.record.closed(&entry.envelope) {
            return Vec::new();
        }
        let asks = self.facts_of(entry).into_iter().chain(answer_of(entry)).collect();
        let whole = Care { service: None, checked: newest(&entry.envelope.verified), asks };
        let services = entry.record.services().iter().enumerate();
        let open = services.filter(|(_, service)| service.status != Some(Status::Closed));
        let own = open.filter_map(|(turn, service)| {
            let asks = vec![facts_of_service(service)?];
            Some(Care { service: Some(turn as u16), checked: newest(&service.verified), asks })
        });
        std::iter::once(whole).chain(own).collect()
    }

    /// The names of those who keep records, in order.
    pub fn stewards(&self) -> Vec<&str> {
        let named = self.entries().filter_map(|(_, entry)| entry.envelope.steward.as_deref());
        named.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }

    /// Everything that is ever asked of an entry and its services, also when it has ended: its page still says when
    /// it was checked.
    pub fn asks_of<'h>(&self, entry: &'h Entry) -> impl Iterator<Item = Ask> + use<'h> {
        let services = entry.record.services().iter().filter_map(facts_of_service);
        self.facts_of(entry).into_iter().chain(answer_of(entry)).chain(services)
    }

    /// Whether everything is still right is asked of records that are checked after an interval, not of those that
    /// have a last day.
    fn facts_of(&self, entry: &Entry) -> Option<Ask> {
        if entry.record.check_until().is_some_and(|until| self.today <= until) {
            return None;
        }
        let days = entry.check_days()?;
        let term = newest(&entry.envelope.verified).map(|checked| Term { on: checked.on, days });
        Some(Ask { what: Question::Facts, term })
    }
}

fn answer_of(entry: &Entry) -> Option<Ask> {
    let answer = entry.record.dated_answer()?;
    Some(Ask { what: Question::Answer(answer), term: answer.term() })
}

/// A service that was never checked by itself is checked with its owner.
fn facts_of_service(service: &Service) -> Option<Ask> {
    let on = newest(&service.verified)?.on;
    let days = interval_days(service.check_every, Some(SERVICE_DAYS)).unwrap_or(i32::from(SERVICE_DAYS));
    Some(Ask { what: Question::Facts, term: Some(Term { on, days }) })
}

fn newest(checks: &[Verified]) -> Option<&Verified> {
    checks.iter().max_by_key(|check| check.on)
}

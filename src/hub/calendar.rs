//! The calendar of a hub: what is to come of each event on the day of the build, and the work-free days.

use rayon::prelude::*;

use super::{EntryIx, Hub};
use crate::declare::Moment;
use crate::parse::Entry;
use crate::record::{Coming, Event};
use crate::time::holidays::DaysOff;
use crate::time::recurrence;
use crate::value::holidays::HolidayTable;

/// The zone in which Slovenia's work-free days hold when a hub says nothing of its own.
const SLOVENIAN_ZONE: &str = "Europe/Ljubljana";

impl Hub {
    /// Looks ahead for every event. Called when the hub is assembled, before its lists are made.
    pub(super) fn make_calendar(&mut self) {
        // A hub without a table of its own is still closed at Christmas.
        let table = self.tables.holidays.clone().or_else(|| {
            let zone = self.config.time_zone.iana_name();
            (zone == Some(SLOVENIAN_ZONE)).then(HolidayTable::slovenia)
        });
        let days_off = DaysOff::new(table.unwrap_or_default(), self.today);
        let all: Vec<(EntryIx, &Entry)> = self.entries().collect();
        let events = all.par_iter().filter_map(|(ix, entry)| {
            let event = entry.record.as_any().downcast_ref::<Event>()?;
            Some((*ix, recurrence::coming(event, &days_off, self.today)))
        });
        let coming = events.collect();
        self.coming = coming;
        self.days_off = days_off;
    }

    /// The work-free days.
    pub fn days_off(&self) -> &DaysOff {
        &self.days_off
    }

    /// What is to come of an entry, when it is an event.
    pub fn coming(&self, entry: &Entry) -> Option<&Coming> {
        if entry.kind != &crate::record::event::KIND {
            return None;
        }
        let of_event = |ix: EntryIx| (self.entry(ix).kind.position(), &*self.entry(ix).id);
        let wanted = (entry.kind.position(), &*entry.id);
        let at = self.coming.binary_search_by(|(ix, _)| of_event(*ix).cmp(&wanted)).ok()?;
        Some(&self.coming[at].1)
    }

    /// When an entry happens, as lists by time have it: next, else as its record says.
    pub fn when(&self, entry: &Entry) -> Option<Moment> {
        let written = entry.record.when()?;
        Some(self.coming(entry).and_then(|coming| coming.next).map_or(written, |next| next.start))
    }
}

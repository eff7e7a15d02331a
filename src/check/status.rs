//! States whose last day is over: "closed until" a day of last month.

use jiff::civil::Date;

use super::Check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::hub::Hub;
use crate::parse::Entry;
use crate::record::Status as State;

pub(super) struct Status;

impl Check for Status {
    fn codes(&self) -> &'static [Code] {
        &[Code::PastStatus]
    }

    fn record(&self, hub: &Hub, entry: &Entry, told: &mut Vec<Diagnostic>) {
        if hub.ended(entry) {
            return;
        }
        let mut tell = |until: Option<Date>, at: Span, service: Option<String>| {
            if let Some(until) = until.filter(|until| *until < hub.today) {
                let found = Diagnostic::new(Code::PastStatus).at(at).with("found", until.to_string());
                told.push(found.with_some("service", service));
            }
        };
        tell(entry.envelope.until, entry.span(0..0), None);
        for service in entry.record.services().iter().filter(|service| service.status != Some(State::Closed)) {
            let file = service.file.clone().unwrap_or_else(|| entry.file.clone());
            let at = Span { file, range: service.at.range() };
            tell(service.until, at, Some(service.id().to_owned()));
        }
    }
}

//! What a result of a search shows: the row of a list, as plain text.

use super::Viewer;
use super::model::{Badge, Line, Link, Live, Text};
use crate::hub::{EntryIx, Page};
use crate::record::main_hours;

/// A result.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its folder below the site's root.
    pub folder: String,
    /// Its name.
    pub title: Text,
    /// What it is, in one sentence.
    pub summary: Option<Text>,
    /// Small print: its sort, when, where.
    pub meta: String,
    /// States in a word each.
    pub badges: Vec<Badge>,
    /// A number to call.
    pub phone: Option<Link>,
    /// That it was checked long ago.
    pub checked: Option<String>,
    /// What the script reads to say what is so now.
    pub live: Option<Live>,
}

impl Viewer<'_> {
    /// What a result shows of a record, or of one of its services.
    pub fn found(&self, ix: EntryIx, service: Option<u16>) -> Found {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let entry = hub.entry(ix);
        let row = speaker.row(ix);
        let Some((turn, service)) =
            service.and_then(|turn| Some((turn, entry.record.services().get(usize::from(turn))?)))
        else {
            return Found {
                folder: hub.folder(Page::Record(ix), self.lang()),
                summary: entry.envelope.summary.as_ref().map(|summary| speaker.words(summary)),
                title: row.title,
                meta: said(&row.meta),
                badges: row.badges,
                phone: row.phone,
                checked: row.checked.map(|line| said(&[line])),
                live: row.live,
            };
        };
        let about = hub.about_service(entry, service);
        let own = speaker.service_row(ix, usize::from(turn), service);
        let terms = service.summary.as_ref().map_or(&own.meta[..], |_| own.meta.get(1..).unwrap_or_default());
        let meta: Vec<String> = [row.title.text, said(terms)].into_iter().filter(|text| !text.is_empty()).collect();
        Found {
            folder: hub.folder(Page::Service(ix, turn), self.lang()),
            title: own.title,
            summary: service.summary.as_ref().map(|summary| speaker.words(summary)),
            meta: meta.join("\u{a0}· "),
            badges: own.badges,
            phone: about.phone().map(|(phone, _)| speaker.phone(phone)),
            checked: None,
            live: main_hours(&service.offer, &about).and_then(|(groups, at)| speaker.live_hours(groups, at)),
        }
    }
}

impl Viewer<'_> {
    /// The urgent numbers, each with who answers.
    pub fn numbers(&self) -> Vec<(String, String)> {
        self.urgent().into_iter().map(|row| (row.number, row.who)).collect()
    }
}

/// Lines as plain text.
fn said(lines: &[Line]) -> String {
    let lines = lines.iter().map(|line| line.iter().map(|inline| &*inline.text).collect::<String>());
    lines.collect::<Vec<_>>().join("\u{a0}· ")
}

//! Cards for address books: vCard 4.0 (RFC 6350) with the two properties beside it that telephones ask for, one for
//! every organization and health record that can be reached, in every language.
//!
//! Numbers are written as text rather than as `tel:`, which older telephones show letter by letter; what a number is
//! for is the label of a group, which Apple's and Google's address books show.

use super::line::{escaped, fold};
use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::Page;
use crate::theme::Machine;
use crate::view::Viewer;
use crate::view::card::{Card, Way};

pub(super) struct Cards;

impl Output for Cards {
    fn name(&self) -> &'static str {
        "vcard"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.theme.shows(Machine::Card)
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let hub = &stock.hub;
        let of = |lang| {
            let viewer = Viewer::new(hub, &stock.theme, lang);
            let entries = hub.entries().filter(move |(ix, _)| viewer.has_card(*ix));
            entries.map(move |(ix, _)| (hub.card_path(ix, lang), Job::Page(Page::Record(ix), lang)))
        };
        hub.languages().flat_map(of).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.ends_with(".vcf"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        if let Job::Page(Page::Record(ix), lang) = job {
            write(&Viewer::new(&stock.hub, &stock.theme, lang).card(ix), out);
        }
        Ok(())
    }
}

fn write(card: &Card, out: &mut Vec<u8>) {
    let lang = &card.lang;
    let mut line = |name: &str, value: &str| fold(&format!("{name}:{value}"), out);
    line("BEGIN", "VCARD");
    line("VERSION", "4.0");
    line("PRODID", concat!("-//kazipot//", env!("CARGO_PKG_VERSION"), "//"));
    line("UID", &card.id);
    line("KIND", "org");
    let name = escaped(&card.name);
    line(&format!("FN;LANGUAGE={lang}"), &name);
    // A card of the version before must have it, and some telephones read all cards like that.
    line("N", ";;;;");
    line("ORG", &name);
    line("X-ABShowAs", "COMPANY");
    for (turn, way) in card.ways.iter().enumerate() {
        let first = if turn == 0 { ";PREF=1" } else { "" };
        way_lines(way, turn + 1, first, &mut line);
    }
    if let Some(address) = &card.address {
        let parts =
            [&address.street, &address.town, "", &address.code, &address.country].map(|part: &str| escaped(part));
        line("ADR;TYPE=work", &format!(";;{}", parts.join(";")));
    }
    if let Some((lat, lon)) = card.at {
        line("GEO", &format!("geo:{lat},{lon}"));
    }
    if let Some(site) = &card.site {
        line("URL;TYPE=work", site);
    }
    line("URL", &card.page);
    if !card.note.is_empty() {
        line(&format!("NOTE;LANGUAGE={lang}"), &escaped(&card.note.join("\n")));
    }
    if !card.topics.is_empty() {
        line("CATEGORIES", &card.topics.iter().map(|topic| escaped(topic)).collect::<Vec<_>>().join(","));
    }
    if let Some(changed) = &card.changed {
        line("REV", &format!("{changed}T000000Z"));
    }
    line("END", "VCARD");
}

fn way_lines(way: &Way, turn: usize, first: &str, line: &mut impl FnMut(&str, &str)) {
    let group = way.label.as_ref().map(|_| format!("item{turn}.")).unwrap_or_default();
    if let Some(phone) = &way.phone {
        line(&format!("{group}TEL;TYPE=work,voice{first}"), phone);
    }
    if let Some(sms) = &way.sms {
        line(&format!("{group}TEL;TYPE=work,text"), sms);
    }
    if let Some(email) = &way.email {
        line(&format!("{group}EMAIL;TYPE=work{first}"), &escaped(email));
    }
    let reached = way.phone.is_some() || way.sms.is_some() || way.email.is_some();
    if let Some(label) = way.label.as_ref().filter(|_| reached) {
        line(&format!("{group}X-ABLabel"), &escaped(label));
    }
}

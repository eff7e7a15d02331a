//! What somebody who calls has before their eyes: how to reach a record, and what its page cannot say.

use super::Viewer;
use crate::hub::{Care, EntryIx, Page};
use crate::record::{About, Block, Lead, Telling};
use crate::value::phone::Phone;

/// A record, or one of its services, for somebody who asks whether it is still right.
#[derive(Debug, Clone)]
pub struct Reached {
    /// `kind/id`, with `#service`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// The number that residents are given, as it is dialled in the country.
    pub phone: Option<String>,
    /// Where to write when there is no number.
    pub email: Option<String>,
    /// Whose number or address that is, and the extension.
    pub who: Vec<String>,
    /// Of what its page says that nobody knows it.
    pub unsaid: Vec<String>,
}

impl Viewer<'_> {
    /// What to ask about, and whom.
    pub fn reached(&self, ix: EntryIx, care: &Care<'_>) -> Reached {
        let hub = self.hub();
        let entry = hub.entry(ix);
        let service = care.service.and_then(|turn| Some((turn, entry.record.services().get(usize::from(turn))?)));
        let (id, title, page) = match service {
            None => (entry.full_id(), &entry.envelope.title, Page::Record(ix)),
            Some((turn, service)) => {
                let id = format!("{}#{}", entry.full_id(), service.id());
                (id, &service.title, Page::Service(ix, turn))
            }
        };
        let (about, telling) = match service {
            None => {
                let about = hub.about(entry);
                (about, entry.record.tell(&about))
            }
            Some((_, service)) => {
                let about = hub.about_service(entry, service);
                (about, service.tell(&about))
            }
        };
        let (phone, who) = self.number(&about, &telling);
        Reached {
            id,
            title: self.speaker.plain_words(title),
            url: hub.url(page, self.lang()),
            phone: phone.map(|phone| self.speaker.phone(phone).text),
            email: about
                .contacts
                .iter()
                .find_map(|contact| contact.email.as_ref())
                .map(|email| email.as_str().to_owned()),
            who,
            unsaid: self.unsaid(&telling),
        }
    }

    /// The first number of the contacts, else the one that the board leads with.
    fn number<'r>(&self, about: &About<'r>, telling: &Telling<'r>) -> (Option<&'r Phone>, Vec<String>) {
        if let Some((phone, contact)) = about.phone() {
            let role = contact.role.as_ref().map(|role| self.speaker.plain_words(role));
            let name = contact.name.as_deref().map(str::to_owned);
            let ext = contact.ext.as_deref().map(|ext| format!("+{ext}"));
            return (Some(phone), ext.into_iter().chain(role).chain(name).collect());
        }
        let of_board = telling.board.planks.iter().find_map(|plank| match plank.lead {
            Lead::Phone(phone) => Some(phone),
            _ => None,
        });
        (of_board, Vec::new())
    }

    /// The labels of facts of which a page says that they are not known.
    fn unsaid(&self, telling: &Telling<'_>) -> Vec<String> {
        let sections = telling.sections.iter().chain(&telling.aside).flat_map(|section| &section.blocks);
        let facts = sections.filter_map(|block| if let Block::Facts(facts) = block { Some(facts) } else { None });
        let empty = facts.flatten().filter(|fact| fact.honest && fact.lines.is_empty());
        empty.map(|fact| self.speaker.key(fact.label)).collect()
    }
}

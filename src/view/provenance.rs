//! Provenance: who checked the facts and when, where they are from, how to say that they are wrong.

use super::model::{Block, Inline, Line, Link, Provenance};
use super::parts::Subject;
use super::speak::{Speaker, plain, shown_url, strong};
use crate::hub::Page;
use crate::record::{Freshness, Verified};
use crate::time::code;

impl Subject<'_, '_> {
    /// The newest check: a service's own, else that of its record.
    fn checked(&self) -> Option<&Verified> {
        let own = self.service.map(|service| &*service.verified).filter(|own| !own.is_empty());
        own.unwrap_or(&self.entry.envelope.verified).iter().max_by_key(|verified| verified.on)
    }

    /// A message with the day of that check.
    pub(super) fn last_checked(&self, key: &str) -> Option<String> {
        let date = self.speaker.language().short_date(self.checked()?.on);
        Some(self.speaker.with(key, &[("date", &date)]))
    }

    /// Where the facts are from and when they were checked.
    pub fn provenance(&self, page: Page) -> Provenance {
        let speaker = self.speaker;
        let line = match self.checked() {
            None => vec![plain(&speaker.key("provenance.never"))],
            Some(verified) => {
                let date = speaker.date(verified.on);
                let late = matches!(self.about.freshness, Freshness::Overdue | Freshness::Expired);
                let mut line = vec![strong(speaker.with("provenance.checked-on", &[("date", &date)]))];
                let how = verified.how.map(|how| speaker.key(how.label()));
                line.extend(how.map(|how| plain(&format!(" {how}"))));
                if late {
                    let expired = self.about.freshness == Freshness::Expired;
                    let key = if expired { "provenance.expired" } else { "provenance.overdue" };
                    line = vec![strong(self.last_checked(key).unwrap_or_default())];
                }
                let library = speaker.hub.config.site.library.as_ref();
                let library = library.map(|library| speaker.plain_words(&library.name));
                line.extend(library.filter(|_| !late).map(|name| plain(&format!(", {name}"))));
                // A date may end with the full stop of the sentence.
                let ended = line.last().is_some_and(|run| run.text.ends_with('.'));
                line.extend((!ended).then(|| plain(".")));
                line
            }
        };
        let url = speaker.hub.url(page, speaker.lang);
        let title = self.service.map_or(&self.entry.envelope.title, |service| &service.title);
        Provenance {
            state: self.about.freshness.name(),
            term: self.term().map(code::term),
            line,
            source: self.source(),
            report: speaker.report(&speaker.plain_words(title), &self.entry.full_id(), &url, &self.held()),
            library_phone: speaker
                .hub
                .config
                .site
                .library
                .as_ref()
                .and_then(|library| library.phone.as_ref())
                .map(|p| speaker.phone(p)),
            url: shown_url(&url),
            qr: None,
        }
    }

    /// What we hold of the facts that change most, in lines of a letter: whoever writes sees what is wrong.
    fn held(&self) -> String {
        let speaker = self.speaker;
        let place = self.shown_place().map(|place| speaker.address(place));
        let address = match place {
            Some(Block::Address { lines, hidden: false, .. }) => lines.iter().map(said).collect::<Vec<_>>().join(", "),
            _ => String::new(),
        };
        let contacts = self.about.contacts;
        let phones = contacts.iter().filter_map(|contact| Some(speaker.phone(contact.phone.as_ref()?).text));
        let emails = contacts.iter().filter_map(|contact| Some(contact.email.as_ref()?.as_str().to_owned()));
        let web = self.entry.envelope.url.as_ref().map(|url| shown_url(url.as_str()));
        let offer = self.entry.record.offer().filter(|_| self.service.is_none());
        let groups = offer.and_then(|offer| offer.hours.as_ref()).map_or(&[][..], |hours| hours.groups());
        let hours = groups.iter().map(|group| speaker.week(group)).filter(|week| !week.is_empty());
        let checked = self.checked().map(|verified| speaker.language().short_date(verified.on));
        let rows = [
            ("report.address", vec![address]),
            ("report.phone", phones.collect()),
            ("report.email", emails.collect()),
            ("report.web", web.into_iter().collect()),
            ("report.hours", hours.collect()),
            ("report.checked", checked.into_iter().collect()),
        ];
        let said = rows.into_iter().map(|(key, values)| (key, values.join("; "))).filter(|(_, text)| !text.is_empty());
        said.map(|(key, text)| format!("{}: {text}\n", speaker.key(key))).collect()
    }

    fn source(&self) -> Vec<Line> {
        let speaker = self.speaker;
        let Some(source) = self.entry.envelope.source.as_deref() else { return Vec::new() };
        let Some(name) = &source.name else { return Vec::new() };
        let before = speaker.key("provenance.source");
        let mut line = vec![plain(&format!("{before} "))];
        match &source.url {
            Some(url) => line.push(Inline {
                kind: "link",
                text: name.to_string(),
                href: Some(url.as_str().to_owned()),
                lang: None,
            }),
            None => line.push(plain(name)),
        }
        if let Some(fetched) = source.fetched {
            line.push(plain(&format!(", {}", speaker.language().short_date(fetched))));
        }
        if let Some(licence) = &source.licence {
            line.push(plain(&format!(", {licence}")));
        }
        vec![line]
    }
}

impl Speaker<'_> {
    /// The way to tell of a mistake: a letter that is already begun, with what we hold in `data`.
    pub fn report(&self, title: &str, id: &str, url: &str, data: &str) -> Link {
        let text = self.key("report.link");
        let facts = [("title", title), ("id", id), ("url", url), ("data", data)];
        let letter = self.letter(&self.with("report.subject", &facts), &self.with("report.body", &facts));
        let href = letter.unwrap_or_else(|| {
            let url = self.hub.config.site.library.as_ref().and_then(|library| library.url.as_ref());
            url.map_or_else(|| "#content".to_owned(), |url| url.as_str().to_owned())
        });
        Link { href, text }
    }

    /// A letter to the library that is already begun; `None` when it has no address.
    pub fn letter(&self, subject: &str, body: &str) -> Option<String> {
        let email = self.hub.config.site.library.as_ref()?.email.as_ref()?;
        Some(format!("mailto:{}?subject={}&body={}", email.as_str(), encoded(subject), encoded(body)))
    }
}

/// The text of a line.
fn said(line: &Line) -> String {
    line.iter().map(|run| run.text.as_str()).collect()
}

/// Text as it may stand in an address.
fn encoded(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len() * 2);
    let escape = |out: &mut String, byte: u8| {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    };
    for byte in text.bytes() {
        match byte {
            // A line ends in an address as in a letter.
            b'\n' => [b'\r', b'\n'].into_iter().for_each(|byte| escape(&mut out, byte)),
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => escape(&mut out, byte),
        }
    }
    out
}

//! Provenance: who checked the facts and when, where they are from, how to say that they are wrong.

use super::model::{Inline, Line, Link, Provenance};
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
                line.push(plain("."));
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
            report: speaker.report(&speaker.plain_words(title), &self.entry.full_id(), &url),
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
    /// The way to tell of a mistake: a letter that is already begun.
    pub fn report(&self, title: &str, id: &str, url: &str) -> Link {
        let text = self.key("report.link");
        let library = self.hub.config.site.library.as_ref();
        let Some(email) = library.and_then(|library| library.email.as_ref()) else {
            let href = library
                .and_then(|library| library.url.as_ref())
                .map_or_else(|| "#content".to_owned(), |url| url.as_str().to_owned());
            return Link { href, text };
        };
        let facts = [("title", title), ("id", id), ("url", url), ("data", "")];
        let (subject, body) = (self.with("report.subject", &facts), self.with("report.body", &facts));
        Link { href: format!("mailto:{}?subject={}&body={}", email.as_str(), encoded(&subject), encoded(&body)), text }
    }
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

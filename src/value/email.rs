//! E-mail addresses: what stands between `mailto:` and the end.
//!
//! Not the whole of RFC 5322: no comments, no quoted names, no addresses inside a machine's own
//! name. What is accepted is what a resident can copy into any mail program.

use std::fmt;

use super::{Read, Why, Wrong, host, trimmed};

/// An e-mail address; the domain is in small letters, the part before `@` as written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Email(Box<str>);

impl Email {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as a link.
    #[must_use]
    pub fn href(&self) -> String {
        let escaped: String = self.0.chars().map(|c| if c == '%' { "%25".to_owned() } else { c.to_string() }).collect();
        format!("mailto:{}", escaped.replace('?', "%3F").replace('&', "%26").replace('#', "%23"))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads one address. White space around it is dropped.
///
/// # Errors
/// `empty`, `email-at`, `email-two`, `email-around`, `email-disguised`, `email-local`,
/// `character`, `too-long`, `host`, `host-domain`.
pub fn email(text: &str) -> Read<Email> {
    let (inner, start) = trimmed(text)?;
    plain(inner).map_err(|wrong| {
        let guess = guess(inner);
        let why = guess.as_ref().map(|(_, why)| why.clone());
        let at = if why.is_some() { 0..inner.len() } else { wrong.at };
        Wrong { at, why: why.unwrap_or(wrong.why), suggestion: guess.map(|(guess, _)| guess) }
            .inside(0..inner.len())
            .shifted(start)
    })
}

fn plain(text: &str) -> Read<Email> {
    if let Some(at) = super::first(text, |c| c.is_whitespace() || c.is_control() || "<>()[]\",;:\\".contains(c)) {
        let character = text[at.clone()].to_owned();
        return Err(Wrong::at(at, Why::Character { character }));
    }
    let Some((local, domain)) = text.rsplit_once('@') else {
        return Err(Wrong::whole(Why::EmailAt));
    };
    if let Some(at) = super::first(local, |c| !(c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c))) {
        let character = local[at.clone()].to_owned();
        let why = if character == "@" { Why::EmailTwo } else { Why::Character { character } };
        return Err(Wrong::at(at, why));
    }
    if local.is_empty() || local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(Wrong::at(0..local.len(), Why::EmailLocal { found: local.to_owned() }));
    }
    if local.len() > 64 {
        return Err(Wrong::at(0..local.len(), Why::TooLong { found: local.len(), most: 64, unit: "bytes" }));
    }
    let after = local.len() + 1;
    let domain = host::domain(domain).map_err(|wrong| wrong.inside(after..text.len()))?;
    Ok(Email(format!("{local}@{domain}").into()))
}

/// What the author likely meant, and what was in the way.
fn guess(text: &str) -> Option<(String, Why)> {
    let accepted = |guess: &str| plain(guess.trim()).ok().map(|email| email.to_string());
    let bare = text.strip_prefix("mailto:").or_else(|| text.strip_prefix("MAILTO:")).unwrap_or(text);
    if let Some(found) = accepted(bare.split('?').next().unwrap_or(bare)) {
        return Some((found, Why::EmailAround));
    }
    let mut found =
        bare.split([',', ';', ' ', '|', '<', '>', '(', ')', '"', '\u{a0}', '\t', '\n', '/']).filter_map(accepted);
    if let Some(one) = found.next() {
        let why = if found.any(|other| other != one) { Why::EmailTwo } else { Why::EmailAround };
        return Some((one, why));
    }
    drop(found);
    let tight: String = bare.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    for word in ["(at)", "[at]", "{at}", "(afna)", "[afna]", "(a)", "[a]", "(@)", "[@]"] {
        if let Some(found) =
            accepted(&tight.replace(word, "@").replace("(pika)", ".").replace("[dot]", ".").replace("(dot)", "."))
            && tight.contains(word)
        {
            return Some((found, Why::EmailDisguised));
        }
    }
    // A comma for a dot, white space inside, a dot left over at the end: the reason found first stays.
    let repaired = tight.replace(',', ".").trim_end_matches('.').to_owned();
    let why = plain(text).err()?.why;
    accepted(&repaired).or_else(|| accepted(&super::slug::fold(&repaired))).map(|found| (found, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_with_the_domain_in_small_letters() {
        assert_eq!(email(" Info@Knjiznica.EXAMPLE ").expect("address").as_str(), "Info@knjiznica.example");
        for address in ["a.b+c@d.example", "o'neill@a-b.example", "info@čebelnjak.example"] {
            assert_eq!(email(address).expect(address).as_str(), address);
        }
    }

    #[test]
    fn what_people_paste_is_refused_with_the_address_in_it() {
        for (text, code, guess) in [
            ("mailto:info@a.example", "email-around", "info@a.example"),
            ("Pisarna <info@a.example>", "email-around", "info@a.example"),
            ("info@a.example, b@a.example", "email-two", "info@a.example"),
            ("info (at) a.example", "email-disguised", "info@a.example"),
            ("info[afna]a(pika)example", "email-disguised", "info@a.example"),
            ("info@a,example", "character", "info@a.example"),
            ("info @a.example", "character", "info@a.example"),
            ("info@a.example.", "host", "info@a.example"),
            ("žiga@a.example", "character", "ziga@a.example"),
        ] {
            let wrong = email(text).expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), (code, Some(guess)), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for (text, code) in [
            ("", "empty"),
            ("info", "email-at"),
            ("info@intranet", "host-domain"),
            ("@a.example", "email-local"),
            ("a..b@c.example", "email-local"),
            ("a@-b.example", "host"),
            ("a@b.1", "host"),
        ] {
            assert_eq!(email(text).expect_err(text).why.code(), code, "{text}");
        }
        assert_eq!(email("  a@-b.example").expect_err("host").at, 4..14);
    }

    #[test]
    fn the_link_cannot_smuggle_headers() {
        assert_eq!(email("a?b&c@d.example").expect("address").href(), "mailto:a%3Fb%26c@d.example");
    }
}

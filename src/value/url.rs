//! Web addresses: http, https, mailto and tel, and nothing else.
//!
//! An address becomes a link on a public page, so the list of schemes is closed: what would run
//! a program (`javascript:`), whatever its disguise, has no way in, because only a plain scheme
//! from the list is let through. The rest is kept as the author wrote it, but for the scheme and
//! the host, which are put in small letters. No other change is made: an address is somebody
//! else's key, and a server may tell `a/` from `a`.

use std::fmt;

use super::{Read, Why, Wrong, email, first, host, trimmed};

/// The most bytes an address may have; browsers and feeds begin to cut near here.
const MOST: usize = 2_000;

/// An address with a scheme of http, https, mailto or tel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Url(Box<str>);

impl Url {
    /// The address as text, to show and to link.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The host of an http or https address.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://")?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        if authority.starts_with('[') {
            return authority.find(']').map(|end| &authority[..=end]);
        }
        authority.split(':').next()
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads one address. White space around it is dropped.
///
/// # Errors
/// `empty`, `too-long`, `character`, `url-*`, `host`, `host-domain`; for mailto those of [`email::email`].
pub fn url(text: &str) -> Read<Url> {
    let (inner, start) = trimmed(text)?;
    plain(inner).map_err(|wrong| {
        let guess = if wrong.why == Why::UrlScript { None } else { guess(inner, &wrong.why) };
        wrong.suggest_if(guess).inside(0..inner.len()).shifted(start)
    })
}

fn plain(text: &str) -> Read<Url> {
    if text.len() > MOST {
        return Err(Wrong::whole(Why::TooLong { found: text.len(), most: MOST, unit: "bytes" }));
    }
    if runs_a_program(text) {
        return Err(Wrong::whole(Why::UrlScript));
    }
    if let Some(at) = first(text, |c| c.is_whitespace() || c.is_control()) {
        let two = text[at.end..].contains("://");
        return Err(Wrong::at(at, if two { Why::UrlTwo } else { Why::UrlSpace }));
    }
    if let Some(at) = first(text, |c| "<>\"`{}|^".contains(c) || is_unseen(c)) {
        let character = text[at.clone()].to_owned();
        return Err(Wrong::at(at, Why::Character { character }));
    }
    let Some((scheme, rest)) = split_scheme(text) else {
        return Err(Wrong::whole(Why::UrlSchemeMissing));
    };
    let after = scheme.len() + 1;
    match scheme.to_ascii_lowercase().as_str() {
        web @ ("http" | "https") => {
            let Some(rest) = rest.strip_prefix("//") else {
                return Err(Wrong::at(0..after, Why::UrlSlashes));
            };
            let (authority, path) = rest.split_at(rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len()));
            if let Some(at) = text.find('\\') {
                return Err(Wrong::at(at..at + 1, Why::UrlSlashes));
            }
            let authority =
                self::authority(authority).map_err(|wrong| wrong.inside(after + 2..after + 2 + authority.len()))?;
            Ok(Url(format!("{web}://{authority}{path}").into()))
        }
        "mailto" => {
            let (address, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
            let address = email::email(address).map_err(|wrong| {
                let suggestion = wrong.suggestion.as_ref().map(|address| format!("mailto:{address}{query}"));
                Wrong { suggestion, ..wrong.inside(after..after + address.len()) }
            })?;
            Ok(Url(format!("mailto:{address}{query}").into()))
        }
        "tel" => {
            let wrong = first(rest, |c| !(c.is_ascii_digit() || "+-.()*#;=".contains(c) || c.is_ascii_lowercase()));
            if let Some(at) = wrong {
                let character = rest[at.clone()].to_owned();
                return Err(Wrong::at(at, Why::Character { character }).shifted(after));
            }
            let digits = rest.chars().filter(char::is_ascii_digit).count();
            if digits < 3 {
                return Err(Wrong::at(after..text.len(), Why::PhoneLength { digits, expected: "3–15".to_owned() }));
            }
            Ok(Url(format!("tel:{rest}").into()))
        }
        // `knjiznica.example:8080` and `localhost:80` have a host where a scheme would be.
        other if other.contains('.') || rest.starts_with(|c: char| c.is_ascii_digit()) => {
            Err(Wrong::whole(Why::UrlSchemeMissing))
        }
        other => Err(Wrong::at(0..after, Why::UrlScheme { scheme: other.to_owned() })),
    }
}

/// The host and port between `//` and the path, in small letters.
fn authority(text: &str) -> Read<String> {
    if let Some(at) = text.rfind('@') {
        return Err(Wrong::at(0..at + 1, Why::UrlUserinfo));
    }
    let colon = text.rfind(':').filter(|at| !text[*at..].contains(']'));
    let (name, port) = text.split_at(colon.unwrap_or(text.len()));
    let name = host::host(name)?;
    let wrong = || {
        Wrong::at(text.len() - port.len()..text.len(), Why::UrlPort { port: port.trim_start_matches(':').to_owned() })
    };
    if let Some(digits) = port.strip_prefix(':') {
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !plain || !digits.parse::<u16>().is_ok_and(|port| port > 0) {
            return Err(wrong());
        }
    }
    Ok(format!("{name}{port}"))
}

/// The scheme, if what stands before the first colon can be one.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))).then_some((scheme, rest))
}

/// Characters that stand in a text without being seen: they turn it around or join it.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a browser, after taking the disguise off, would run this as a program.
fn runs_a_program(text: &str) -> bool {
    let mut bare = decoded(text);
    bare.retain(|c| !(c.is_whitespace() || c.is_control() || is_unseen(c)));
    let bare = bare.to_lowercase();
    ["javascript:", "vbscript:", "livescript:", "data:"].iter().any(|scheme| bare.starts_with(scheme))
}

/// The first part of `text` with its percent escapes and character references read, over and over.
fn decoded(text: &str) -> String {
    let mut text: String = text.chars().take(400).collect();
    for _ in 0..4 {
        let mut next = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let (c, length) = escape(rest).unwrap_or((c, c.len_utf8()));
            next.push(c);
            rest = &rest[length..];
        }
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// The character that an escape at the start of `text` stands for, and how many bytes it takes.
fn escape(text: &str) -> Option<(char, usize)> {
    if let Some(hex) = text.strip_prefix('%').and_then(|rest| rest.get(..2)) {
        return u8::from_str_radix(hex, 16).ok().filter(u8::is_ascii).map(|byte| (byte.into(), 3));
    }
    let body = text.strip_prefix('&')?;
    for (name, c) in [("colon", ':'), ("tab", '\t'), ("newline", '\n'), ("lpar", '('), ("rpar", ')'), ("amp", '&')] {
        if body.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)) {
            let semicolon = usize::from(body[name.len()..].starts_with(';'));
            return Some((c, 1 + name.len() + semicolon));
        }
    }
    let body = body.strip_prefix('#')?;
    let (digits, radix, skipped) = match body.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 3),
        None => (body, 10, 2),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let c = u32::from_str_radix(digits.get(..end)?, radix).ok().and_then(char::from_u32)?;
    Some((c, skipped + end + usize::from(digits[end..].starts_with(';'))))
}

/// The address that the author likely meant, if it is accepted.
fn guess(text: &str, why: &Why) -> Option<String> {
    let accepted = |guess: String| plain(&guess).ok().map(|url| url.to_string());
    if *why == Why::UrlTwo {
        return text
            .split_whitespace()
            .find_map(|part| plain(part.trim_end_matches([',', ';'])).ok())
            .map(|url| url.to_string());
    }
    let encoded = text.replace('\\', "/");
    let encoded = encoded.split_whitespace().collect::<Vec<_>>().join("%20");
    let bare = encoded.trim_matches(['<', '>', '"']);
    if *why == Why::UrlUserinfo {
        let (scheme, rest) = bare.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let host = rest[..end].rsplit('@').next()?;
        return accepted(format!("{scheme}://{host}{}", &rest[end..]));
    }
    if let Some(found) = accepted(bare.to_owned()) {
        return Some(found);
    }
    if let Ok(address) = email::email(bare) {
        return accepted(format!("mailto:{address}"));
    }
    let lower = bare.to_ascii_lowercase();
    for scheme in ["https", "http", "htps", "htpps", "htttps", "htttp", "htp", "ttps", "ttp"] {
        if let Some(rest) = lower.strip_prefix(scheme).map(|_| &bare[scheme.len()..]) {
            if !rest.starts_with([':', '/', ';']) {
                continue;
            }
            let secure = scheme.ends_with('s');
            let rest = rest.trim_start_matches([':', ';', '/']);
            return accepted(format!("{}://{rest}", if secure { "https" } else { "http" }));
        }
    }
    if matches!(why, Why::UrlSchemeMissing) {
        return accepted(format!("https://{}", bare.trim_start_matches('/')));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_with_scheme_and_host_in_small_letters() {
        for (text, kept) in [
            (" HTTPS://Knjiznica.Example/Pot?A=1#B ", "https://knjiznica.example/Pot?A=1#B"),
            ("http://a.example", "http://a.example"),
            ("https://čebelnjak.example/čaj", "https://čebelnjak.example/čaj"),
            ("https://a.example:8080/", "https://a.example:8080/"),
            ("http://192.0.2.1/x", "http://192.0.2.1/x"),
            ("https://a.example/@user:x", "https://a.example/@user:x"),
            ("mailto:info@A.example?subject=Pozdrav", "mailto:info@a.example?subject=Pozdrav"),
            ("tel:+38650000000", "tel:+38650000000"),
        ] {
            assert_eq!(url(text).expect(text).as_str(), kept, "{text}");
        }
        assert_eq!(url("https://a.example:80/x").expect("host").host(), Some("a.example"));
    }

    #[test]
    fn slips_are_refused_with_the_address() {
        for (text, code, guess) in [
            ("www.a.example", "url-scheme-missing", Some("https://www.a.example")),
            ("a.example:8080/x", "url-scheme-missing", Some("https://a.example:8080/x")),
            ("//a.example", "url-scheme-missing", Some("https://a.example")),
            ("http:/a.example", "url-slashes", Some("http://a.example")),
            ("https//a.example", "url-scheme-missing", Some("https://a.example")),
            ("htps://a.example", "url-scheme", Some("https://a.example")),
            ("https:\\\\a.example\\x", "url-slashes", Some("https://a.example/x")),
            ("https://a.example/dva dela", "url-space", Some("https://a.example/dva%20dela")),
            ("https://a.example https://b.example", "url-two", Some("https://a.example")),
            ("https://me:secret@a.example/x", "url-userinfo", Some("https://a.example/x")),
            ("info@a.example", "url-scheme-missing", Some("mailto:info@a.example")),
            ("ftp://a.example", "url-scheme", None),
            ("https://intranet/x", "host-domain", None),
            ("https://a.example:99999", "url-port", None),
            ("https://a.exam\u{202e}ple", "character", None),
        ] {
            let wrong = url(text).expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), (code, guess), "{text}");
        }
        assert_eq!(url(" https://a.example:0/x").expect_err("port").at, 18..20);
    }

    #[test]
    fn programs_are_refused_in_every_disguise() {
        for text in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "&#106;avascript:alert(1)",
            "javascript&colon;alert(1)",
            "java&#x0A;script:x",
            "%6Aavascript:x",
            "data:text/html,x",
            "vbscript:x",
            "javascript&amp;colon;x",
        ] {
            let wrong = url(text).expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion), ("url-script", None), "{text}");
        }
    }
}

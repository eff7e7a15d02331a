//! Host names, as they stand in e-mail and web addresses.
//!
//! A name with letters beyond ASCII is kept as it is written: browsers and mail programs know
//! what to do with it, and people can read it.

use super::{Read, Why, Wrong};

/// A host name of at least two labels, in small letters.
///
/// # Errors
/// `host`, `host-domain`; the whole of `text` is at fault.
pub(super) fn domain(text: &str) -> Read<String> {
    let wrong = || Wrong::at(0..text.len(), Why::Host { host: text.to_owned() });
    if text.is_empty() || text.len() > 253 || !text.split('.').all(is_label) {
        return Err(wrong());
    }
    let Some((_, top)) = text.rsplit_once('.') else {
        return Err(Wrong::at(0..text.len(), Why::HostDomain { host: text.to_owned() }));
    };
    if top.chars().count() < 2 || !top.chars().next().is_some_and(char::is_alphabetic) {
        return Err(wrong());
    }
    Ok(text.to_lowercase())
}

/// A host name, or an IP address, for a link.
pub(super) fn host(text: &str) -> Read<String> {
    if text.parse::<std::net::Ipv4Addr>().is_ok() {
        return Ok(text.to_owned());
    }
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok()) {
        return Ok(text.to_lowercase());
    }
    domain(text)
}

fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.len() <= 63
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.chars().all(|c| c == '-' || c == '_' && label.starts_with('_') || is_name_character(c))
}

/// Letters and digits, and the marks that some scripts write letters with.
fn is_name_character(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
    }
}

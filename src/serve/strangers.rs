//! Who may ask: browsers that speak to this machine by its own name and come from no other site, and, when it was
//! asked for, somebody in the local network who has the token.

use std::net::{IpAddr, SocketAddr};

use super::Preview;
use super::head::{Head, Refusal};
use super::inner::Visitor;

/// Names of this machine to itself.
const LOOPBACK: &[&str] = &["localhost", "127.0.0.1", "[::1]"];

/// The name of the cookie by which a telephone is known again.
const COOKIE: &str = "kazipot";

/// How a request is let in.
pub(super) enum Entry {
    In(Visitor),
    /// It brought the token: it is given this cookie.
    Token(String),
}

/// Decides who asks, and whether the request may pass.
pub(super) fn let_in(head: &Head, peer: SocketAddr, preview: &Preview) -> Result<Entry, Refusal> {
    let here = peer.ip().to_canonical().is_loopback();
    let names_us = |name: &str| {
        let known = LOOPBACK.iter().any(|known| name.eq_ignore_ascii_case(&format!("{known}:{}", preview.port)));
        // Port 80 is not written.
        known || (preview.port == 80 && LOOPBACK.iter().any(|known| name.eq_ignore_ascii_case(known)))
    };
    if here && names_us(&head.host) {
        from_our_own_pages(head, names_us)?;
        return Ok(Entry::In(Visitor::Here));
    }
    let Some(lan) = &preview.lan else { return Err(Refusal::Stranger) };
    let address = |name: &str| {
        let (ip, port) = name.rsplit_once(':')?;
        let ip: IpAddr = ip.trim_matches(['[', ']']).parse().ok()?;
        (port.parse() == Ok(preview.port)).then_some(ip)
    };
    // By a number only: a name could be bent to point at us.
    if address(&head.host).is_none() {
        return Err(Refusal::Stranger);
    }
    from_our_own_pages(head, |name| name == head.host)?;
    let known =
        head.cookie.iter().flat_map(|cookies| cookies.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    if known.into_iter().any(|(name, value)| name == COOKIE && lan.knows(value)) {
        return Ok(Entry::In(Visitor::Network));
    }
    let token = head.target.strip_prefix("/_kazipot/in/");
    match token.and_then(|token| lan.admit(token)) {
        Some(cookie) => Ok(Entry::Token(format!("{COOKIE}={cookie}; HttpOnly; SameSite=Lax; Path=/"))),
        None => Err(Refusal::Stranger),
    }
}

/// Whether a browser says that a request comes from a page of ours, or from somebody who typed or followed a link.
fn from_our_own_pages(head: &Head, is_us: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    if let Some(origin) = &head.origin
        && !origin.strip_prefix("http://").is_some_and(is_us)
    {
        return Err(Refusal::Stranger);
    }
    let stranger = head.site.as_deref().is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let follows = head.mode.as_deref() == Some("navigate");
    if stranger && !follows { Err(Refusal::Stranger) } else { Ok(()) }
}

//! The head of a request, read strictly: what is odd in any way is refused, and what is let through is plain.
//!
//! Only GET and HEAD, no body, no transfer encoding, one Host, and at most [`MOST`] bytes. A line ends with CR LF, a
//! name has no blank beside it, nothing is folded. What comes out holds no byte that could end a line.

/// The most bytes of a head, its empty line among them.
pub(super) const MOST: usize = 16 * 1024;

/// The most lines of a head after the first.
const MOST_LINES: usize = 100;

/// The longest target.
const LONGEST_TARGET: usize = 2048;

/// A complete request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) method: Method,
    /// Path and query as they were sent: visible ASCII, beginning with `/`.
    pub(super) target: String,
    pub(super) host: String,
    pub(super) origin: Option<String>,
    /// `Sec-Fetch-Site`: from where a browser says that the request comes.
    pub(super) site: Option<String>,
    /// `Sec-Fetch-Mode`.
    pub(super) mode: Option<String>,
    pub(super) cookie: Option<String>,
    /// Whether the connection is to stay.
    pub(super) stays: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
}

impl Method {
    pub(super) fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
        }
    }
}

/// Why a request is refused: a status of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Not HTTP, or odd.
    Malformed,
    /// Neither GET nor HEAD.
    Method,
    /// It has a body.
    Body,
    /// The target is too long.
    Target,
    /// The head is too large.
    Head,
    /// Another version of HTTP.
    Version,
    /// For another host, or from another site.
    Stranger,
    /// Not complete in time.
    Slow,
    /// Too much is under way.
    Busy,
}

impl Refusal {
    /// Status and reason.
    pub(super) fn status(self) -> (u16, &'static str) {
        match self {
            Refusal::Malformed => (400, "Bad Request"),
            Refusal::Method => (405, "Method Not Allowed"),
            Refusal::Body => (413, "Content Too Large"),
            Refusal::Target => (414, "URI Too Long"),
            Refusal::Head => (431, "Request Header Fields Too Large"),
            Refusal::Version => (505, "HTTP Version Not Supported"),
            Refusal::Stranger => (403, "Forbidden"),
            Refusal::Slow => (408, "Request Timeout"),
            Refusal::Busy => (503, "Service Unavailable"),
        }
    }
}

/// What so many bytes are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parsed {
    /// A request, and how many bytes it took.
    Whole(Head, usize),
    /// The beginning of one.
    Part,
    Refused(Refusal),
}

/// Reads the head at the start of `bytes`.
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    // A server should overlook an empty line before a request (RFC 9112, 2.2).
    let skipped = if bytes.starts_with(b"\r\n") { 2 } else { 0 };
    let rest = &bytes[skipped..];
    let Some(end) = rest.windows(4).position(|four| four == b"\r\n\r\n") else {
        if rest.len() >= MOST {
            return Parsed::Refused(Refusal::Head);
        }
        // What cannot become a request is refused before it is complete.
        let odd = rest.iter().any(|byte| *byte == 0 || *byte >= 0x80)
            || rest.windows(2).any(|two| two[1] == b'\n' && two[0] != b'\r');
        return if odd { Parsed::Refused(Refusal::Malformed) } else { Parsed::Part };
    };
    if end + 4 > MOST {
        return Parsed::Refused(Refusal::Head);
    }
    match head(&rest[..end]) {
        Ok(head) => Parsed::Whole(head, skipped + end + 4),
        Err(refusal) => Parsed::Refused(refusal),
    }
}

fn head(bytes: &[u8]) -> Result<Head, Refusal> {
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
    if !bytes.iter().all(plain) {
        return Err(Refusal::Malformed);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::Malformed)?;
    let mut lines = text.split("\r\n");
    let (method, target, version) = first_line(lines.next().unwrap_or_default())?;
    let mut head = Head {
        method,
        target: target.to_owned(),
        host: String::new(),
        origin: None,
        site: None,
        mode: None,
        cookie: None,
        stays: version == "HTTP/1.1",
    };
    let (mut hosts, mut lengths) = (0, 0);
    for (turn, line) in lines.enumerate() {
        if turn == MOST_LINES {
            return Err(Refusal::Head);
        }
        let (name, value) = field(line)?;
        match &*name.to_ascii_lowercase() {
            "host" => {
                hosts += 1;
                value.clone_into(&mut head.host);
            }
            "content-length" => {
                lengths += 1;
                if value != "0" {
                    return Err(if value.bytes().all(|b| b.is_ascii_digit()) {
                        Refusal::Body
                    } else {
                        Refusal::Malformed
                    });
                }
            }
            "transfer-encoding" | "trailer" | "upgrade" | "expect" => return Err(Refusal::Malformed),
            "connection" => {
                let asks = |word: &str| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word));
                head.stays = head.stays && !asks("close");
            }
            "origin" => once(&mut head.origin, value)?,
            "sec-fetch-site" => once(&mut head.site, value)?,
            "sec-fetch-mode" => once(&mut head.mode, value)?,
            "cookie" => head.cookie = Some(value.to_owned()),
            _ => {}
        }
    }
    if hosts != 1 || lengths > 1 {
        return Err(Refusal::Malformed);
    }
    Ok(head)
}

fn first_line(line: &str) -> Result<(Method, &str, &str), Refusal> {
    let mut parts = line.split(' ');
    let (Some(method), Some(target), Some(version), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Refusal::Malformed);
    };
    if !version.starts_with("HTTP/") || method.is_empty() || !method.bytes().all(is_token) {
        return Err(Refusal::Malformed);
    }
    if !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(Refusal::Version);
    }
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        _ => return Err(Refusal::Method),
    };
    if target.len() > LONGEST_TARGET {
        return Err(Refusal::Target);
    }
    if !target.starts_with('/') || target.starts_with("//") || target.contains(['#', '\t', '\r', '\n']) {
        return Err(Refusal::Malformed);
    }
    Ok((method, target, version))
}

fn field(line: &str) -> Result<(&str, &str), Refusal> {
    let (name, value) = line.split_once(':').ok_or(Refusal::Malformed)?;
    let value = value.trim_matches([' ', '\t']);
    let odd = name.is_empty() || !name.bytes().all(is_token) || value.contains(['\r', '\n']);
    if odd { Err(Refusal::Malformed) } else { Ok((name, value)) }
}

fn once(place: &mut Option<String>, value: &str) -> Result<(), Refusal> {
    if place.replace(value.to_owned()).is_some() { Err(Refusal::Malformed) } else { Ok(()) }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The path of a target below the site's root, decoded; `None` when it is not plainly a path.
pub(super) fn path(target: &str) -> Option<String> {
    let path = target.split('?').next()?.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first != b'%' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let digits = after.get(..2).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
        let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        // An escaped separator is no separator, and nothing of the site has one in a name.
        if byte == b'/' || byte == b'%' {
            return None;
        }
        bytes.push(byte);
        rest = &after[2..];
    }
    let text = String::from_utf8(bytes).ok()?;
    let odd = |part: &str| part == "." || part == "..";
    let strange = text.chars().any(|c| c.is_control() || c == '\\' || c == ':');
    let empty = text.contains("//") || text.starts_with('/');
    (!strange && !empty && !text.split('/').any(odd)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<Refusal> {
        match parse(text.as_bytes()) {
            Parsed::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    #[test]
    fn a_plain_request_is_taken_whole_and_what_follows_is_left() {
        let text = b"GET /a/?b=1 HTTP/1.1\r\nHost: localhost:1111\r\nAccept: */*\r\n\r\nGET";
        let Parsed::Whole(head, taken) = parse(text) else { panic!("it is whole") };
        assert_eq!(
            (head.method, &*head.target, &*head.host, head.stays),
            (Method::Get, "/a/?b=1", "localhost:1111", true)
        );
        assert_eq!(taken, text.len() - 3);
    }

    #[test]
    fn every_beginning_of_a_request_is_a_part_of_one() {
        let text = "HEAD / HTTP/1.0\r\nHost: a\r\nConnection: close\r\n\r\n";
        for end in 0..text.len() {
            assert_eq!(parse(&text.as_bytes()[..end]), Parsed::Part, "{end}");
        }
    }

    #[test]
    fn what_is_odd_is_refused_as_what_it_is() {
        let of = |first: &str, more: &str| format!("{first}\r\nHost: a\r\n{more}\r\n");
        let plain = "GET / HTTP/1.1";
        for (text, expected) in [
            (of(plain, "Content-Length: 99999999999\r\n"), Refusal::Body),
            (of(plain, "Content-Length: 5\r\n"), Refusal::Body),
            (of(plain, "Content-Length: -1\r\n"), Refusal::Malformed),
            (of(plain, "Content-Length: 0\r\nContent-Length: 0\r\n"), Refusal::Malformed),
            (of(plain, "Transfer-Encoding: chunked\r\n"), Refusal::Malformed),
            (of(plain, "Transfer-Encoding: xchunked\r\n"), Refusal::Malformed),
            (of(plain, "Transfer-Encoding : chunked\r\n"), Refusal::Malformed),
            (of(plain, " folded: x\r\n"), Refusal::Malformed),
            (of(plain, "no colon\r\n"), Refusal::Malformed),
            (of(plain, "Host: b\r\n"), Refusal::Malformed),
            (of(plain, "Expect: 100-continue\r\n"), Refusal::Malformed),
            (of("POST / HTTP/1.1", ""), Refusal::Method),
            (of("get / HTTP/1.1", ""), Refusal::Method),
            (of("GET / HTTP/2.0", ""), Refusal::Version),
            (of("GET http://a/ HTTP/1.1", ""), Refusal::Malformed),
            (of("GET //a HTTP/1.1", ""), Refusal::Malformed),
            (of("GET  / HTTP/1.1", ""), Refusal::Malformed),
            (of("GET / HTTP/1.1 x", ""), Refusal::Malformed),
            (of(&format!("GET /{} HTTP/1.1", "a".repeat(3000)), ""), Refusal::Target),
            (of(plain, &"a: b\r\n".repeat(200)), Refusal::Head),
            (of(plain, &format!("a: {}\r\n", "b".repeat(20_000))), Refusal::Head),
            ("GET / HTTP/1.1\nHost: a\n\n".to_owned(), Refusal::Malformed),
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Refusal::Malformed),
            ("\u{16}\u{3}\u{1}\0".to_owned(), Refusal::Malformed),
        ] {
            assert_eq!(refusal(&text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn a_path_is_plain_or_nothing() {
        for (target, expected) in [
            ("/", Some("")),
            ("/a/b.html?c=../", Some("a/b.html")),
            ("/%C5%A1ola/", Some("šola/")),
            ("/..", None),
            ("/a/../b", None),
            ("/a/./b", None),
            ("/%2e%2e/b", None),
            ("/a%2fb", None),
            ("/a%5cb", None),
            ("/%00", None),
            ("/%", None),
            ("/%zz", None),
            ("/%252e", None),
            ("/%ff", None),
            ("/a//b", None),
            ("/c:/b", None),
        ] {
            assert_eq!(path(target).as_deref(), expected, "{target}");
        }
    }
}

//! What TOML 1.1 allows and TOML 1.0 does not: a hub's files should be read by other programs too.

use std::ops::Range;

use super::Reading;
use super::syntax::until;
use crate::diagnostic::{Code, Diagnostic, Fact};

/// Reports what only TOML 1.1 allows, each sort of it once in a file. `text` begins where the spans begin.
pub(crate) fn report(text: &str, reading: &mut Reading<'_>) {
    for (at, why) in found(text) {
        let at = reading.span(at);
        reading.report(Diagnostic::new(Code::NewerToml).at(at).with("why", Fact::Why(why)));
    }
}

/// The first place of each sort.
fn found(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut walk = Walk { text, at: 0, open: Vec::new(), told: Vec::new() };
    while walk.at < text.len() {
        walk.step();
    }
    walk.told
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// The brackets that are open: `{` or `[`.
    open: Vec<u8>,
    told: Vec<(Range<usize>, &'static str)>,
}

impl Walk<'_> {
    fn tell(&mut self, at: Range<usize>, why: &'static str) {
        if !self.told.iter().any(|(_, known)| *known == why) {
            self.told.push((at, why));
        }
    }

    fn step(&mut self) {
        let (here, bytes) = (self.at, self.text.as_bytes());
        match bytes[here] {
            b'#' => self.at += bytes[here..].iter().position(|b| *b == b'\n').unwrap_or(bytes.len() - here),
            quote @ (b'"' | b'\'') => self.string(quote),
            open @ (b'[' | b'{') => {
                self.open.push(open);
                self.at += 1;
            }
            b']' | b'}' => {
                self.open.pop();
                self.at += 1;
            }
            b'\n' => {
                if self.open.last() == Some(&b'{') {
                    self.tell(here..here + 1, "newer-toml-lines");
                }
                self.at += 1;
            }
            b',' => {
                let next = bytes[here + 1..].iter().find(|b| !b.is_ascii_whitespace());
                if next == Some(&b'}') && self.open.last() == Some(&b'{') {
                    self.tell(here..here + 1, "newer-toml-comma");
                }
                self.at += 1;
            }
            byte if byte.is_ascii_digit() => self.number(),
            _ => self.at += 1 + until(&bytes[here + 1..], b"#\"'[]{},\n0123456789"),
        }
    }

    /// A date, a time or a number; only times can be of the newer sort.
    fn number(&mut self) {
        let (here, bytes) = (self.at, self.text.as_bytes());
        let part = |b: &u8| b.is_ascii_alphanumeric() || b"-:.+_".contains(b);
        let end = bytes[here..].iter().position(|b| !part(b)).map_or(bytes.len(), |length| here + length);
        let written = &self.text[here..end];
        let is_key = self.text[end..].trim_start_matches(' ').starts_with('=');
        let time = written.rsplit_once(['T', 't']).map_or(written, |(_, time)| time);
        let clock = time.split(['+', '-', 'Z', 'z']).next().unwrap_or_default();
        if !is_key && clock.len() == 5 && clock.as_bytes()[2] == b':' {
            self.tell(here..end, "newer-toml-seconds");
        }
        self.at = end;
    }

    /// A string; only those in double quotes have escapes.
    fn string(&mut self, quote: u8) {
        let bytes = self.text.as_bytes();
        let width = if bytes[self.at..].starts_with(&[quote; 3]) { 3 } else { 1 };
        self.at += width;
        while self.at < bytes.len() {
            if bytes[self.at] == b'\\' && quote == b'"' {
                if matches!(bytes.get(self.at + 1), Some(b'e' | b'x')) {
                    self.tell(self.at..self.at + 2, "newer-toml-escape");
                }
                self.at += 2;
            } else if bytes[self.at..].starts_with(&[quote; 3][..width]) {
                self.at += width;
                return;
            } else {
                self.at += 1 + until(&bytes[self.at + 1..], &[quote, b'\\']);
            }
        }
        self.at = self.at.min(bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::found;

    fn sorts(text: &str) -> Vec<&'static str> {
        assert!(text.parse::<toml::Table>().is_ok(), "{text} is TOML of some sort");
        found(text).into_iter().map(|(_, why)| why).collect()
    }

    #[test]
    fn what_is_newer_is_found_and_what_looks_like_it_is_not() {
        assert_eq!(sorts("a = { b = 1,\n c = 2 }\n"), ["newer-toml-lines"]);
        assert_eq!(sorts("a = { b = 1, }\n"), ["newer-toml-comma"]);
        assert_eq!(sorts("a = 2026-11-21T17:00\nb = 17:30\n"), ["newer-toml-seconds"]);
        assert_eq!(sorts("a = \"\\e[1m\"\nb = \"\"\"\\x41\"\"\"\n"), ["newer-toml-escape"]);
        for older in [
            "a = [\n 1,\n 2,\n]\n",
            "a = { b = [\n 1,\n], c = 2 }\n",
            "a = 2026-11-21T17:00:00\nb = 17:30:00\nc = 2026-11-21\n",
            "# { \n a = '\\e {\n'\n".replace("\n'", "'").as_str(),
            "a = \"17:30 {, }\"\n\"12:30\" = 1\n",
            "a = \"\\\\e\"\nb = \"č\\\"{\"\n",
        ] {
            assert!(sorts(older).is_empty(), "{older}: {:?}", sorts(older));
        }
    }
}

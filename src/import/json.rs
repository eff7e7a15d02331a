//! JSON with the place of everything in it, as far as it can be read: of half a file the whole objects of its
//! outermost list are there, and what is wrong is said with its byte.

use std::borrow::Cow;
use std::ops::Range;

/// How deep lists and objects may be inside each other.
const DEEPEST: usize = 64;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Where it begins.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// What is in it.
    pub(super) inner: Inner,
}

/// What is in a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Inner {
    /// A text, a number, `true`, `false` or `null`.
    Plain,
    /// Keys, with the quotation marks around them, and values.
    Object(Box<[((u32, u32), Node)]>),
    /// Values.
    List(Box<[Node]>),
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    /// The byte.
    pub(super) at: usize,
    /// A key of `[why]`.
    pub(super) why: &'static str,
}

impl Node {
    /// Its bytes.
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The items of a list.
    pub(super) fn items(&self) -> &[Node] {
        match &self.inner {
            Inner::List(items) => items,
            _ => &[],
        }
    }

    /// The members of an object.
    pub(super) fn members(&self) -> &[((u32, u32), Node)] {
        match &self.inner {
            Inner::Object(members) => members,
            _ => &[],
        }
    }

    /// Whether it is an object.
    pub(super) fn is_object(&self) -> bool {
        matches!(self.inner, Inner::Object(_))
    }

    /// The value behind a key.
    pub(super) fn get<'n>(&'n self, source: &str, key: &str) -> Option<&'n Node> {
        let named = |(at, _): &&((u32, u32), Node)| text(&source[at.0 as usize..at.1 as usize]) == key;
        self.members().iter().find(named).map(|(_, node)| node)
    }

    /// The text behind a key.
    pub(super) fn text<'s>(&self, source: &'s str, key: &str) -> Option<Cow<'s, str>> {
        let node = self.get(source, key).filter(|node| matches!(node.inner, Inner::Plain))?;
        Some(text(&source[node.range()])).filter(|text| !text.is_empty())
    }
}

/// A plain value as text: a text without its quotation marks, nothing for `null`, everything else as it is written.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"') else {
        return Cow::Borrowed(if raw == "null" { "" } else { raw });
    };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        plain.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(sign) = rest.chars().next() else { break };
        rest = &rest[sign.len_utf8()..];
        match sign {
            'n' => plain.push('\n'),
            't' => plain.push('\t'),
            'r' => plain.push('\r'),
            'b' => plain.push('\u{8}'),
            'f' => plain.push('\u{c}'),
            'u' => plain.push(point(&mut rest)),
            other => plain.push(other),
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character of `\uXXXX`, or of two that are one together.
fn point(rest: &mut &str) -> char {
    let four = |text: &str| text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(first) = four(rest) else { return char::REPLACEMENT_CHARACTER };
    *rest = &rest[4..];
    if !(0xD800..0xDC00).contains(&first) {
        return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    let second = rest.strip_prefix("\\u").and_then(four).filter(|second| (0xDC00..0xE000).contains(second));
    let Some(second) = second else { return char::REPLACEMENT_CHARACTER };
    *rest = &rest[6..];
    char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Reads a text of less than 4 GiB.
pub(super) fn scan(source: &str) -> (Option<Node>, Option<Broken>) {
    let start = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut scan = Scan { text: source.as_bytes(), at: start, depth: 0, lists: 0, broken: None };
    scan.blanks();
    let node = match scan.value() {
        Ok(node) => node,
        Err(broken) => return (None, Some(broken)),
    };
    scan.blanks();
    if scan.broken.is_none() && scan.at < source.len() {
        scan.broken = Some(Broken { at: scan.at, why: "json-more" });
    }
    (Some(node), scan.broken)
}

struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    depth: usize,
    lists: usize,
    /// What ended the reading inside the outermost list.
    broken: Option<Broken>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
    }

    fn wrong<T>(&self) -> Result<T, Broken> {
        let why = if self.at >= self.text.len() { "json-half" } else { "json-sign" };
        Err(Broken { at: self.at.min(self.text.len()), why })
    }

    fn sign(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.peek() != Some(wanted) {
            return self.wrong();
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self) -> Result<Node, Broken> {
        let start = self.at as u32;
        if self.depth == DEEPEST {
            return Err(Broken { at: self.at, why: "json-deep" });
        }
        self.depth += 1;
        let inner = match self.peek() {
            Some(b'{') => self.object()?,
            Some(b'[') => self.list()?,
            Some(b'"') => {
                self.string()?;
                Inner::Plain
            }
            _ => {
                self.word()?;
                Inner::Plain
            }
        };
        self.depth -= 1;
        Ok(Node { start, end: self.at as u32, inner })
    }

    fn object(&mut self) -> Result<Inner, Broken> {
        self.at += 1;
        let mut members = Vec::new();
        self.blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Inner::Object(Box::default()));
        }
        loop {
            self.blanks();
            let start = self.at as u32;
            self.string()?;
            let key = (start, self.at as u32);
            self.blanks();
            self.sign(b':')?;
            self.blanks();
            members.push((key, self.value()?));
            if self.broken.is_some() {
                break;
            }
            self.blanks();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            self.sign(b'}')?;
            break;
        }
        Ok(Inner::Object(members.into()))
    }

    fn list(&mut self) -> Result<Inner, Broken> {
        self.at += 1;
        self.lists += 1;
        let (outermost, depth) = (self.lists == 1, self.depth);
        let mut items = Vec::new();
        if let Err(broken) = self.items(&mut items) {
            if !outermost {
                return Err(broken);
            }
            // What was whole before it can be used.
            self.depth = depth;
            self.broken = Some(broken);
        }
        self.lists -= 1;
        Ok(Inner::List(items.into()))
    }

    fn items(&mut self, items: &mut Vec<Node>) -> Result<(), Broken> {
        self.blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.blanks();
            items.push(self.value()?);
            self.blanks();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            return self.sign(b']');
        }
    }

    fn string(&mut self) -> Result<(), Broken> {
        self.sign(b'"')?;
        loop {
            let rest = &self.text[self.at..];
            let Some(step) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                self.at = self.text.len();
                return self.wrong();
            };
            let quote = rest[step] == b'"';
            self.at += step + if quote { 1 } else { 2 };
            if quote {
                return Ok(());
            }
            self.at = self.at.min(self.text.len());
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<(), Broken> {
        let rest = &self.text[self.at..];
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !b"+-.".contains(byte));
        let word = &rest[..end.unwrap_or(rest.len())];
        let number = word.first().is_some_and(|byte| *byte == b'-' || byte.is_ascii_digit());
        let number = number && std::str::from_utf8(word).is_ok_and(|word| word.parse::<f64>().is_ok());
        if !number && ![&b"true"[..], b"false", b"null"].contains(&word) {
            let half = end.is_none();
            return Err(Broken { at: self.at, why: if half { "json-half" } else { "json-sign" } });
        }
        self.at += word.len();
        Ok(())
    }
}

/// The way (RFC 6901) to the innermost value that holds a byte.
pub(super) fn pointer(source: &str, root: &Node, byte: usize) -> String {
    let (mut way, mut node, at) = (String::new(), root, byte as u32);
    loop {
        match &node.inner {
            Inner::List(items) => {
                let next = items.partition_point(|item| item.end <= at);
                let Some(item) = items.get(next).filter(|item| item.start <= at) else { return way };
                way.push_str(&format!("/{next}"));
                node = item;
            }
            Inner::Object(members) => {
                let next = members.partition_point(|(_, value)| value.end <= at);
                let Some((key, value)) = members.get(next).filter(|(_, value)| value.start <= at) else { return way };
                let key = text(&source[key.0 as usize..key.1 as usize]);
                way.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")));
                node = value;
            }
            Inner::Plain => return way,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value as serde_json would have it.
    fn value(source: &str, node: &Node) -> serde_json::Value {
        match &node.inner {
            Inner::Plain => serde_json::from_str(&source[node.range()]).expect("a plain value"),
            Inner::List(items) => items.iter().map(|item| value(source, item)).collect(),
            Inner::Object(members) => {
                let member = |(key, inner): &((u32, u32), Node)| {
                    (text(&source[key.0 as usize..key.1 as usize]).into_owned(), value(source, inner))
                };
                serde_json::Value::Object(members.iter().map(member).collect())
            }
        }
    }

    #[test]
    fn what_is_json_is_read_as_it_is() {
        for source in [
            "{}",
            " [ ] ",
            "{\"a\":[1,-2.5e3,true,false,null,\"\"],\"b\":{\"c\":\"\\\"\\\\\\n\"}}",
            "[\"\\u010d\\ud83d\\ude00\", {\"x\\u0041\": []}]",
            "7",
        ] {
            let (node, broken) = scan(source);
            assert_eq!(broken, None, "{source}");
            let expected: serde_json::Value = serde_json::from_str(source).expect("JSON");
            assert_eq!(value(source, &node.expect("a value")), expected, "{source}");
        }
        assert_eq!(text("\"\\u010d\\ud83d\\ude00\\ud83d.\\/\""), "č😀\u{fffd}./");
    }

    #[test]
    fn of_half_a_file_the_whole_objects_are_there() {
        for (source, items, why, at) in [
            ("{\"contents\": [{\"a\": 1}, {\"a\": [2, 3]}, {\"a\": [4", 2, "json-half", 47),
            ("[1, 2, \"drei", 2, "json-half", 12),
            ("[{\"a\": 1}, {\"a\" 2}, {\"a\": 3}]", 1, "json-sign", 16),
            ("[1, nul]", 1, "json-sign", 4),
        ] {
            let (node, broken) = scan(source);
            let node = node.expect("a value");
            let list = node.get(source, "contents").unwrap_or(&node);
            assert_eq!((list.items().len(), broken), (items, Some(Broken { at, why })), "{source}");
        }
        assert_eq!(scan("").1, Some(Broken { at: 0, why: "json-half" }));
        assert_eq!(scan("{\"a\": 1").1, Some(Broken { at: 7, why: "json-half" }));
        assert_eq!(scan("[] []").1, Some(Broken { at: 3, why: "json-more" }));
        assert_eq!(scan(&"[".repeat(1000)).1.map(|broken| broken.why), Some("json-deep"));
    }

    #[test]
    fn a_place_has_a_way_that_leads_to_it() {
        let source = "{\"contents\": [{\"a/b\": 1}, {\"c\": [true, \"x\"]}]}";
        let (node, _) = scan(source);
        let at = |what: &str| source.find(what).expect("it is there");
        let node = node.expect("a value");
        let ways = ["1", "{\"c\"", "\"x", "\"contents"].map(|what| pointer(source, &node, at(what)));
        assert_eq!(ways, ["/contents/0/a~1b", "/contents/1", "/contents/1/c/1", ""]);
    }
}

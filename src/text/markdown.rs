//! Markdown: CommonMark with tables, footnotes, strikethrough and heading anchors.
//!
//! A [`Body`] is HTML in which links to records are still open: where they lead is known only when
//! the hub is assembled, and in each language elsewhere. Raw HTML is dropped, addresses with a scheme
//! that could run something become plain text, and both are reported: what a librarian writes cannot
//! become markup of its own.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::diagnostic::Code;
use crate::value::{self, Why};

/// Markdown, read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    html: Box<str>,
    /// Links whose address the hub has to find, in the order of the text.
    pub links: Box<[Link]>,
    /// Headings, in the order of the text.
    pub headings: Box<[Heading]>,
}

/// A link that is still open.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Where its tag opens and closes in the HTML.
    open: u32,
    close: u32,
    /// What it leads to.
    pub target: Target,
    /// Bytes of its file where it is written.
    pub at: (u32, u32),
    /// The file, when it is not the record's own.
    pub file: Option<std::sync::Arc<str>>,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A record, as `kind/id`, `kind/id#service` or a path to its file.
    Record(Box<str>),
    /// A picture beside the record or in `content/files`.
    Picture(Box<str>, Box<str>),
}

impl Target {
    /// The target as the author wrote it.
    pub fn as_written(&self) -> &str {
        match self {
            Target::Record(written) | Target::Picture(written, _) => written,
        }
    }
}

/// Where a link leads, or which picture is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address.
    pub href: String,
    /// Width and height of a picture.
    pub size: Option<(u32, u32)>,
    /// The same picture in a smaller format, in several widths.
    pub widths: Vec<(String, u32)>,
}

impl From<String> for Address {
    fn from(href: String) -> Address {
        Address { href, size: None, widths: Vec::new() }
    }
}

/// How wide a picture in a text is shown: as wide as its column, which fills a telephone and is never wider than 34em
/// of 18 pixels.
const SIZES: &str = "(min-width: 660px) 612px, calc(100vw - 36px)";

/// A heading and the HTML below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 2 to 6: a page has one first-level heading, its title.
    pub level: u8,
    /// The anchor.
    pub id: Box<str>,
    /// The heading as plain text.
    pub text: Box<str>,
    /// Where its element begins and ends in the HTML.
    span: (u32, u32),
}

/// Something wrong in the Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Which mistake.
    pub code: Code,
    /// Bytes of the Markdown.
    pub at: Range<usize>,
    /// What was found there.
    pub found: String,
    /// Why an address was refused, when it was one.
    pub why: Option<Why>,
}

/// What is left to close once all events were taken: level, anchor and text of each heading at the end.
type Marked<'t> = (Vec<Event<'t>>, Vec<(Target, Range<usize>)>, Vec<(u8, String, String)>);

/// A mark that stands for an open link until the HTML is written. No text holds it: records with control
/// characters are refused, and from anybody else's text [`body`] takes it.
const MARK: char = '\0';

/// Reads Markdown.
pub fn body(text: &str, report: &mut dyn FnMut(Problem)) -> Body {
    let marked = text.contains(MARK).then(|| text.replace(MARK, " "));
    let text = marked.as_deref().unwrap_or(text);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let (events, targets, headings) = (Vec::new(), Vec::new(), Vec::new());
    let (anchors, open, fragments) = (HashMap::new(), Vec::new(), Vec::new());
    let mut reading = Marking { events, targets, headings, anchors, open, fragments, report };
    for (event, at) in Parser::new_ext(text, options).into_offset_iter() {
        reading.take(event, at);
    }
    let (events, targets, headings) = reading.finish();
    let mut marked = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut marked, events.into_iter());
    close_marks(&marked, targets, headings)
}

struct Marking<'t, 'r> {
    events: Vec<Event<'t>>,
    targets: Vec<(Target, Range<usize>)>,
    headings: Vec<(u8, String, String)>,
    /// Anchors that are taken, each with the last number that was given to its words.
    anchors: HashMap<String, u32>,
    /// Links and pictures that are open: what their end becomes.
    open: Vec<Ending>,
    /// Links to headings of this text.
    fragments: Vec<(String, Range<usize>)>,
    report: &'r mut dyn FnMut(Problem),
}

enum Ending {
    Mark(usize),
    Drop,
    Words,
    Keep,
}

impl<'t> Marking<'t, '_> {
    fn take(&mut self, event: Event<'t>, at: Range<usize>) {
        match event {
            Event::Html(raw) | Event::InlineHtml(raw) => self.drop_html(&raw, at),
            Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let kept = self.link(&dest_url, &at);
                if matches!(kept, Ending::Keep) {
                    let dest_url = if link_type == pulldown_cmark::LinkType::Email {
                        CowStr::from(format!("mailto:{dest_url}"))
                    } else {
                        dest_url
                    };
                    let link_type = pulldown_cmark::LinkType::Inline;
                    self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                } else if let Ending::Mark(number) = kept {
                    self.events.push(mark('L', number));
                }
                self.open.push(kept);
            }
            Event::End(TagEnd::Link) => match self.open.pop() {
                Some(Ending::Keep) => self.events.push(Event::End(TagEnd::Link)),
                Some(Ending::Mark(number)) => self.events.push(mark('E', number)),
                _ => {}
            },
            // A picture inside a link to a record would need a mark inside a mark: its words stand for it.
            Event::Start(Tag::Image { .. }) if self.open.iter().any(|ending| matches!(ending, Ending::Mark(_))) => {
                self.open.push(Ending::Words);
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.open.push(Ending::Drop);
                self.events.push(Event::Start(Tag::Emphasis));
                self.targets.push((Target::Picture(dest_url.as_ref().into(), "".into()), at));
            }
            Event::End(TagEnd::Image) if matches!(self.open.last(), Some(Ending::Words)) => {
                self.open.pop();
            }
            Event::End(TagEnd::Image) => self.picture(at),
            Event::Start(Tag::Heading { level, .. }) => {
                self.events.push(Event::Start(Tag::Heading {
                    level,
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::End(TagEnd::Heading(level)) => self.heading(level, at),
            other => self.events.push(other),
        }
    }

    fn drop_html(&mut self, raw: &str, at: Range<usize>) {
        if raw.trim_start().starts_with("<!--") || raw.trim().is_empty() {
            return;
        }
        let found = raw.lines().next().unwrap_or_default().trim().to_owned();
        (self.report)(Problem { code: Code::RawHtml, at, found, why: None });
    }

    /// What becomes of a link to `to`.
    fn link(&mut self, to: &str, at: &Range<usize>) -> Ending {
        let scheme = to.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| {
            !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        });
        if let Some(fragment) = to.strip_prefix('#') {
            self.fragments.push((fragment.to_owned(), at.clone()));
            return Ending::Keep;
        }
        let outside = scheme.is_some() || to.starts_with("//") || to.contains(|c: char| c.is_control());
        if !outside && !to.contains('@') {
            self.targets.push((Target::Record(to.into()), at.clone()));
            return Ending::Mark(self.targets.len() - 1);
        }
        let with_scheme = if scheme.is_none() && to.contains('@') { format!("mailto:{to}") } else { to.to_owned() };
        match value::url::url(&with_scheme) {
            Ok(_) => Ending::Keep,
            Err(wrong) => {
                let why = Some(wrong.why);
                (self.report)(Problem { code: Code::UnsafeLink, at: at.clone(), found: to.to_owned(), why });
                Ending::Drop
            }
        }
    }

    /// Replaces the events of a picture by a mark; its words are its alternative text.
    fn picture(&mut self, at: Range<usize>) {
        self.open.pop();
        let start = self.events.iter().rposition(|event| matches!(event, Event::Start(Tag::Emphasis)));
        let Some(start) = start else { return };
        let inside = self.events.split_off(start);
        let text = plain(&inside[1..]);
        let number = self
            .targets
            .iter()
            .rposition(|(target, _)| matches!(target, Target::Picture(_, words) if words.is_empty()));
        let Some(number) = number else { return };
        let Target::Picture(path, words) = &mut self.targets[number].0 else { return };
        if text.trim().is_empty() {
            let found = path.to_string();
            (self.report)(Problem { code: Code::ImageText, at, found, why: None });
        }
        *words = text.into();
        self.events.push(mark('P', number));
    }

    /// An anchor that no heading has yet: the stem, or the stem and a number.
    fn anchor(&mut self, stem: String) -> String {
        let mut id = stem.clone();
        // Headings of the same words go on counting where the last one stopped.
        let mut turn = self.anchors.get(&stem).copied().unwrap_or(0);
        while self.anchors.contains_key(&id) {
            turn = turn.max(1) + 1;
            id = format!("{stem}-{turn}");
        }
        self.anchors.insert(stem, turn);
        self.anchors.entry(id.clone()).or_insert(0);
        id
    }

    fn heading(&mut self, level: HeadingLevel, at: Range<usize>) {
        let start = self.events.iter().rposition(|event| matches!(event, Event::Start(Tag::Heading { .. })));
        let Some(start) = start else { return };
        let text = plain(&self.events[start + 1..]);
        let stem = value::slug::suggest(&text).unwrap_or_else(|| "del".to_owned());
        let id = self.anchor(stem);
        let level = (level as u8).max(2);
        // The title of the page is above the first heading.
        let above = self.headings.last().map_or(1, |(level, _, _)| *level);
        if level > above + 1 {
            let found = "#".repeat(usize::from(level));
            (self.report)(Problem { code: Code::HeadingOrder, at, found, why: None });
        }
        self.events[start] = mark('H', self.headings.len());
        self.events.push(mark('h', self.headings.len()));
        self.headings.push((level, id, text));
    }

    fn finish(self) -> Marked<'t> {
        for (wanted, at) in self.fragments {
            if !self.headings.iter().any(|(_, id, _)| *id == wanted) {
                (self.report)(Problem { code: Code::UnknownFragment, at, found: format!("#{wanted}"), why: None });
            }
        }
        (self.events, self.targets, self.headings)
    }
}

/// The text of events without their markup.
fn plain(events: &[Event<'_>]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}

fn mark<'t>(sort: char, number: usize) -> Event<'t> {
    let mut text = String::with_capacity(8);
    text.extend([MARK, sort]);
    text.push_str(itoa::Buffer::new().format(number));
    text.push(MARK);
    Event::InlineHtml(text.into())
}

/// Takes the marks out of the HTML and remembers where they stood.
fn close_marks(marked: &str, targets: Vec<(Target, Range<usize>)>, headings: Vec<(u8, String, String)>) -> Body {
    let mut html = String::with_capacity(marked.len() + headings.len() * 24);
    let mut places = vec![(0_u32, 0_u32); targets.len()];
    let mut spans = vec![(0_u32, 0_u32); headings.len()];
    let here = |html: &String| u32::try_from(html.len()).unwrap_or(u32::MAX);
    let mut digits = itoa::Buffer::new();
    for (turn, part) in marked.split(MARK).enumerate() {
        let number = part.get(1..).and_then(|digits| digits.parse::<usize>().ok());
        let (sort, Some(number)) = (part.chars().next(), number.filter(|_| turn % 2 == 1)) else {
            html.push_str(part);
            continue;
        };
        match sort {
            Some('L') => places[number].0 = here(&html),
            Some('E') => places[number].1 = here(&html),
            Some('P') => places[number] = (here(&html), here(&html)),
            Some('H') => {
                spans[number].0 = here(&html);
                let (level, id, _) = &headings[number];
                ["<h", digits.format(*level), " id=\"", id, "\">"].iter().for_each(|part| html.push_str(part));
            }
            _ => {
                ["</h", digits.format(headings[number].0), ">\n"].iter().for_each(|part| html.push_str(part));
                spans[number].1 = here(&html);
            }
        }
    }
    let links = targets.into_iter().zip(places).map(|((target, at), (open, close))| {
        let at = (u32::try_from(at.start).unwrap_or(u32::MAX), u32::try_from(at.end).unwrap_or(u32::MAX));
        Link { open, close, target, at, file: None }
    });
    let mut links: Vec<Link> = links.collect();
    links.sort_by_key(|link| link.open);
    let headings = headings.into_iter().zip(spans);
    let headings = headings.map(|((level, id, text), span)| Heading { level, id: id.into(), text: text.into(), span });
    Body { html: html.into(), links: links.into(), headings: headings.collect() }
}

impl Body {
    /// The HTML with its links closed: `address` gives each its `href`, or `None` to leave plain text.
    pub fn html(&self, address: &mut dyn FnMut(&Link) -> Option<String>) -> String {
        self.shown(&mut |link| address(link).map(Address::from))
    }

    /// The same for a page, where pictures say how large they are, so that nothing moves when they come.
    pub fn shown(&self, address: &mut dyn FnMut(&Link) -> Option<Address>) -> String {
        self.part(0, self.html.len(), address)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }

    /// The HTML before the first heading of `level`, and each of those headings with the HTML below it.
    pub fn steps(&self, level: u8) -> (Range<usize>, Vec<(&Heading, Range<usize>)>) {
        let tops: Vec<&Heading> = self.headings.iter().filter(|heading| heading.level == level).collect();
        let first = tops.first().map_or(self.html.len(), |heading| heading.span.0 as usize);
        let end = |turn: usize| tops.get(turn + 1).map_or(self.html.len(), |next| next.span.0 as usize);
        let steps = tops.iter().enumerate().map(|(turn, heading)| (*heading, heading.span.1 as usize..end(turn)));
        (0..first, steps.collect())
    }

    /// Part of the HTML with its links closed.
    pub fn piece(&self, range: Range<usize>, address: &mut dyn FnMut(&Link) -> Option<Address>) -> String {
        self.part(range.start, range.end, address)
    }

    fn part(&self, from: usize, to: usize, address: &mut dyn FnMut(&Link) -> Option<Address>) -> String {
        let mut out = String::with_capacity(to - from + self.links.len() * 48);
        let mut done = from;
        let inside =
            self.links.iter().filter(|link| link.open as usize >= from && (link.open as usize) < to.max(from + 1));
        for link in inside {
            let (open, close) = (link.open as usize, link.close as usize);
            out.push_str(&self.html[done..open]);
            let to = address(link);
            match (&link.target, to) {
                (Target::Record(_), Some(to)) => {
                    out.push_str("<a href=\"");
                    escape(&to.href, &mut out);
                    out.push_str("\">");
                    out.push_str(&self.html[open..close]);
                    out.push_str("</a>");
                }
                (Target::Record(_), None) => out.push_str(&self.html[open..close]),
                (Target::Picture(_, words), Some(to)) => picture(&to, words, &mut out),
                (Target::Picture(_, words), None) => escape(words, &mut out),
            }
            done = close;
        }
        out.push_str(&self.html[done..to]);
        out
    }
}

/// Adds a picture: the small format in the width that the browser chooses, or the plain file.
fn picture(to: &Address, words: &str, out: &mut String) {
    if !to.widths.is_empty() {
        out.push_str("<picture><source type=\"image/webp\" srcset=\"");
        for (turn, (href, width)) in to.widths.iter().enumerate() {
            out.push_str(if turn == 0 { "" } else { ", " });
            escape(href, out);
            out.push_str(&format!(" {width}w"));
        }
        out.push_str(&format!("\" sizes=\"{SIZES}\">"));
    }
    out.push_str("<img src=\"");
    escape(&to.href, out);
    out.push_str("\" alt=\"");
    escape(words, out);
    if let Some((width, height)) = to.size {
        out.push_str(&format!("\" width=\"{width}\" height=\"{height}"));
    }
    out.push_str("\" loading=\"lazy\">");
    if !to.widths.is_empty() {
        out.push_str("</picture>");
    }
}

/// Adds text as it may stand in HTML and in a quoted attribute.
fn escape(text: &str, out: &mut String) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

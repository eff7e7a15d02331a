//! Atom feeds (RFC 4287) of what is new and changed: one of the hub and one of each topic, in every language.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::Page;
use crate::language::Lang;
use crate::theme::Machine;
use crate::view::Viewer;
use crate::view::feed::{Feed, Item};

pub(super) struct Feeds;

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

impl Output for Feeds {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        stock.theme.shows(Machine::Atom)
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let hub = &stock.hub;
        let topics = (0..hub.tables.topics.len()).map(|ix| Some(ix as u32));
        let all = std::iter::once(None).chain(topics).filter(|topic| hub.has_news(*topic));
        let of = |topic: Option<u32>| {
            let page = topic.map_or(Page::Home, Page::Topic);
            hub.languages().map(move |lang| (hub.feed_path(topic, lang), Job::Page(page, lang)))
        };
        all.flat_map(of).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.ends_with("feed.xml"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Page(page, lang) = job else { return Ok(()) };
        let topic = match page {
            Page::Topic(ix) => Some(ix),
            _ => None,
        };
        if let Some(feed) = Viewer::new(&stock.hub, &stock.theme, lang).feed(topic) {
            write(&mut Writer::new(out), &feed, lang).expect("a Vec takes every byte");
        }
        Ok(())
    }
}

type Xml<'o> = Writer<&'o mut Vec<u8>>;

fn write(to: &mut Xml<'_>, feed: &Feed, lang: Lang) -> std::io::Result<()> {
    to.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("feed").with_attributes([("xmlns", NAMESPACE), ("xml:lang", lang.as_str())]);
    to.write_event(Event::Start(root))?;
    text(to, "id", &feed.id)?;
    text(to, "title", &feed.title)?;
    text(to, "updated", &feed.updated)?;
    link(to, &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.own)])?;
    link(to, &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.page)])?;
    to.write_event(Event::Start(BytesStart::new("author")))?;
    text(to, "name", &feed.author)?;
    to.write_event(Event::End(BytesEnd::new("author")))?;
    let generator = BytesStart::new("generator").with_attributes([("version", env!("CARGO_PKG_VERSION"))]);
    to.write_event(Event::Start(generator))?;
    to.write_event(Event::Text(BytesText::new("kazipot")))?;
    to.write_event(Event::End(BytesEnd::new("generator")))?;
    for item in &feed.entries {
        entry(to, item)?;
    }
    to.write_event(Event::End(BytesEnd::new("feed")))
}

fn entry(to: &mut Xml<'_>, item: &Item) -> std::io::Result<()> {
    let mut start = BytesStart::new("entry");
    if let Some(lang) = &item.lang {
        start.push_attribute(("xml:lang", &**lang));
    }
    to.write_event(Event::Start(start))?;
    text(to, "id", &item.id)?;
    text(to, "title", &item.title)?;
    text(to, "updated", &item.updated)?;
    if let Some(published) = &item.published {
        text(to, "published", published)?;
    }
    link(to, &[("rel", "alternate"), ("type", "text/html"), ("href", &item.page)])?;
    text(to, "summary", &item.summary)?;
    for (id, name) in &item.topics {
        let term = [("term", &**id), ("label", &**name)].map(|(key, value)| (key, plain(value)));
        let category = BytesStart::new("category").with_attributes(term.iter().map(|(key, value)| (*key, &**value)));
        to.write_event(Event::Empty(category))?;
    }
    to.write_event(Event::End(BytesEnd::new("entry")))
}

fn link(to: &mut Xml<'_>, attributes: &[(&str, &str)]) -> std::io::Result<()> {
    to.write_event(Event::Empty(BytesStart::new("link").with_attributes(attributes.iter().copied())))
}

fn text(to: &mut Xml<'_>, name: &str, inner: &str) -> std::io::Result<()> {
    to.write_event(Event::Start(BytesStart::new(name)))?;
    to.write_event(Event::Text(BytesText::new(&plain(inner))))?;
    to.write_event(Event::End(BytesEnd::new(name)))
}

/// A text without the control characters that no XML can hold, not even escaped.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r') || !c.is_control())
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

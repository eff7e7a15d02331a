//! `sitemap.xml`: every page that search engines may list, with its counterparts in other languages.
//!
//! A file of the protocol holds at most 50,000 addresses (sitemaps.org): a larger hub gets an index and
//! numbered files.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Job, Lookup, Output, Stock};
use crate::diagnostic::Diagnostic;
use crate::hub::{Hub, Leaf, Page};
use crate::language::Lang;
use crate::time::Range;

pub(super) struct Sitemap;

/// Pages of a file: the protocol allows 50,000 addresses.
const PER_FILE: usize = 40_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";

impl Output for Sitemap {
    fn name(&self) -> &'static str {
        "sitemap"
    }

    fn paths(&self, stock: &Stock) -> Vec<(String, Job)> {
        let files = listed(&stock.hub).len().div_ceil(PER_FILE);
        let index = ("sitemap.xml".to_owned(), Job::Part(0));
        let parts = (1..=files as u32).filter(|_| files > 1);
        std::iter::once(index).chain(parts.map(|turn| (format!("sitemap-{turn}.xml"), Job::Part(turn)))).collect()
    }

    fn look_up(&self, _: &Stock, path: &str) -> Lookup {
        Lookup::shaped(path.starts_with("sitemap"))
    }

    fn make(&self, stock: &Stock, job: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let Job::Part(turn) = job else { return Ok(()) };
        let pages = listed(&stock.hub);
        let mut files = pages.chunks(PER_FILE);
        let mut writer = Writer::new(out);
        let written = match (turn, pages.len() > PER_FILE) {
            (0, true) => index(&mut writer, &stock.hub, files.len()),
            (0, false) => urls(&mut writer, &stock.hub, &pages),
            _ => urls(&mut writer, &stock.hub, files.nth(turn as usize - 1).unwrap_or_default()),
        };
        written.expect("a Vec takes every byte");
        Ok(())
    }
}

/// The pages that search engines may list.
fn listed(hub: &Hub) -> Vec<(Page, Lang)> {
    let mut pages = hub.pages();
    pages.retain(|(page, _)| match page {
        Page::Missing | Page::Moved(..) => false,
        // What is over, and a month in which nothing is.
        Page::Leaf(Leaf::Past(..)) => false,
        Page::Leaf(Leaf::Month(year, month)) => !hub.is_free(Range::month_of(*year, *month)),
        Page::Record(ix) | Page::Service(ix, _) => !hub.ended(hub.entry(*ix)),
        _ => true,
    });
    pages
}

type Xml<'o> = Writer<&'o mut Vec<u8>>;

fn index(writer: &mut Xml<'_>, hub: &Hub, files: usize) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer.write_event(Event::Start(BytesStart::new("sitemapindex").with_attributes([("xmlns", NAMESPACE)])))?;
    for turn in 1..=files {
        writer.write_event(Event::Start(BytesStart::new("sitemap")))?;
        text(writer, "loc", &format!("{}/sitemap-{turn}.xml", hub.config.base_url()))?;
        writer.write_event(Event::End(BytesEnd::new("sitemap")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("sitemapindex")))
}

fn urls(writer: &mut Xml<'_>, hub: &Hub, pages: &[(Page, Lang)]) -> std::io::Result<()> {
    let languages: Vec<Lang> = hub.languages().collect();
    let several = languages.len() > 1;
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("urlset").with_attributes([("xmlns", NAMESPACE)]);
    if several {
        root.push_attribute(("xmlns:xhtml", "http://www.w3.org/1999/xhtml"));
    }
    writer.write_event(Event::Start(root))?;
    for (page, lang) in pages {
        writer.write_event(Event::Start(BytesStart::new("url")))?;
        text(writer, "loc", &hub.url(*page, *lang))?;
        for other in languages.iter().filter(|_| several && !matches!(page, Page::List(..) | Page::Search(_))) {
            let link = BytesStart::new("xhtml:link").with_attributes([
                ("rel", "alternate"),
                ("hreflang", other.as_str()),
                ("href", hub.url(*page, *other).as_str()),
            ]);
            writer.write_event(Event::Empty(link))?;
        }
        writer.write_event(Event::End(BytesEnd::new("url")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("urlset")))
}

fn text(writer: &mut Xml<'_>, name: &str, inner: &str) -> std::io::Result<()> {
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    writer.write_event(Event::Text(BytesText::new(inner)))?;
    writer.write_event(Event::End(BytesEnd::new(name)))
}

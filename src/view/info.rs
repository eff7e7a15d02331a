//! Pages about the hub itself: who keeps it, what it rests on and how fresh it is, what organizations can do,
//! numbers for moments of need, what is known of readers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::model::{Block, FactRow, Indexed, Line, Link, Section, UrgentRow};
use super::speak::{plain, shown_url};
use super::{View, Viewer, counted, escaped};
use crate::config::Library;
use crate::hub::{Destination, Info, Page};
use crate::language;
use crate::record::{Freshness, Say, SourceKind};

/// What `info.html` is given.
#[derive(Serialize)]
pub(super) struct InfoPage {
    title: String,
    lead: Option<String>,
    sections: Vec<Section>,
    aside: Vec<Section>,
    urgent: Option<UrgentCard>,
}

#[derive(Serialize)]
struct UrgentCard {
    heading: String,
    rows: Vec<UrgentRow>,
}

impl Viewer<'_> {
    pub(super) fn info(&self, info: Info) -> View {
        match info {
            Info::Urgent => self.urgent_page(),
            Info::Needs => self.needs(),
            Info::Partners => self.partners(),
            Info::About => self.about(),
            Info::Accessibility => self.statement(),
            Info::Privacy => self.privacy(),
        }
    }

    /// A page about the hub, with its title and its lead from the messages of its name.
    pub(super) fn info_page(&self, info: Info, sections: Vec<Section>, aside: Vec<Section>) -> View {
        let own = self.info_parts(info, sections, aside);
        self.info_view(info, own)
    }

    fn info_parts(&self, info: Info, sections: Vec<Section>, aside: Vec<Section>) -> InfoPage {
        let said = |part: &str| self.speaker.key(&format!("{}.{part}", info.name()));
        let lead = Some(said("lead")).filter(|lead| !lead.is_empty());
        InfoPage { title: said("title"), lead, sections, aside, urgent: None }
    }

    fn info_view(&self, info: Info, own: InfoPage) -> View {
        let crumb = Link { href: self.href(Page::Home), text: self.hub().config.name(self.lang()).to_owned() };
        let description = own.lead.clone().unwrap_or_default();
        let common = self.common(Page::Info(info), &own.title, description, Some(crumb));
        self.whole("info.html", common, own)
    }

    /// A section of paragraphs, each a message.
    pub(super) fn told(&self, id: &str, heading: &str, paragraphs: &[&str]) -> Section {
        let html = paragraphs.iter().map(|key| format!("<p>{}</p>", escaped(&self.speaker.key(key)))).collect();
        self.section(id, heading, vec![Block::Prose { html, lang: None }])
    }

    pub(super) fn section(&self, id: &str, heading: &str, blocks: Vec<Block>) -> Section {
        Section { id: id.to_owned(), heading: Some(self.speaker.key(heading)), blocks }
    }

    /// A label with lines, when there are any.
    pub(super) fn fact(&self, label: &str, lines: Vec<Line>) -> Option<FactRow> {
        (!lines.is_empty()).then(|| FactRow { label: self.speaker.key(label), lines, unknown: false, live: None })
    }

    fn urgent_page(&self) -> View {
        let rows = self.urgent();
        let mut own = self.info_parts(Info::Urgent, Vec::new(), Vec::new());
        own.urgent = Some(UrgentCard { heading: self.speaker.key("template.urgent"), rows });
        self.info_view(Info::Urgent, own)
    }

    fn privacy(&self) -> View {
        let mut sections = vec![
            self.told("readers", "privacy.readers", &["privacy.readers-1", "privacy.readers-2", "privacy.readers-3"]),
            self.told("search", "privacy.search", &["privacy.search-1"]),
            self.told("links", "privacy.links", &["privacy.links-1"]),
            self.told("writing", "privacy.writing", &["privacy.writing-1"]),
            self.told("people", "privacy.people", &["privacy.people-1", "privacy.people-2"]),
            self.told("leaving", "privacy.leaving", &["privacy.leaving-1"]),
        ];
        sections.extend(self.library_section("privacy.contact"));
        self.info_page(Info::Privacy, sections, Vec::new())
    }

    fn about(&self) -> View {
        let mut sections: Vec<Section> = self.library_section("about.keeper").into_iter().collect();
        let kinds = self.kinds().into_iter();
        let items: Vec<Indexed> =
            kinds.map(|kind| Indexed { name: counted(kind.href, kind.name, kind.count), under: Vec::new() }).collect();
        if !items.is_empty() {
            sections.push(self.section("what", "about.what", vec![Block::Index { items }]));
        }
        sections.push(self.freshness_section());
        sections.push(self.told("checking", "about.checking", &["about.checking-1", "about.checking-2"]));
        sections.extend(self.sources_section());
        sections.push(self.open_data_section());
        sections.extend(self.awards_section());
        sections.push(self.told("made", "about.made", &["about.made-1"]));
        self.info_page(Info::About, sections, Vec::new())
    }

    /// The library with every way to reach it.
    pub(super) fn library_section(&self, heading: &str) -> Option<Section> {
        let library = self.hub().config.site.library.as_ref()?;
        let rows = self.library_facts(library);
        Some(self.section("ask", heading, vec![Block::Facts { rows }]))
    }

    fn library_facts(&self, library: &Library) -> Vec<FactRow> {
        let speaker = &self.speaker;
        let record = library.organization.as_ref().and_then(|written| {
            let (kind, id, part) = crate::record::split(written)?;
            self.hub().destination(kind, id, part)
        });
        let mut name = speaker.line(&Say::Words(&library.name));
        if let (Some(Destination::Entry(_)), Some(first)) = (record, name.first_mut()) {
            first.kind = "link";
            first.href = record.map(|to| self.hub().href_of(to, self.lang()));
        }
        let street = library.street.iter().map(|street| speaker.line(&Say::Words(street)));
        let post = library.post.iter().map(|post| vec![plain(post)]);
        let one = |say: Option<Say<'_>>| say.iter().map(|say| speaker.line(say)).collect::<Vec<Line>>();
        let web = library.url.as_ref().map(|url| vec![link(url.as_str(), &shown_url(url.as_str()))]);
        let rows = [
            self.fact("about.name", vec![name]),
            self.fact("about.address", street.chain(post).collect()),
            self.fact("about.phone", one(library.phone.as_ref().map(Say::Phone))),
            self.fact("about.email", one(library.email.as_ref().map(Say::Email))),
            self.fact("about.web", web.into_iter().collect()),
            self.fact("about.hours", one(library.hours.as_ref().map(|hours| Say::Words(hours)))),
        ];
        rows.into_iter().flatten().collect()
    }

    /// How many records were checked in time. Events and other records that nobody checks again are not counted.
    fn freshness_section(&self) -> Section {
        let hub = self.hub();
        let (mut all, mut of, mut oldest) = (0, BTreeMap::<&'static str, usize>::new(), None::<Date>);
        for (_, entry) in hub.entries().filter(|(_, entry)| entry.check_days().is_some() && !hub.ended(entry)) {
            all += 1;
            *of.entry(hub.freshness(entry).name()).or_default() += 1;
            let newest = entry.envelope.verified.iter().map(|verified| verified.on).max();
            oldest = [oldest, newest].into_iter().flatten().min();
        }
        let number = |states: &[Freshness]| states.iter().filter_map(|state| of.get(state.name())).sum::<usize>();
        let share = |n: usize| {
            let percent = (n * 100).checked_div(all).unwrap_or(0);
            let records = self.speaker.count("count.records", n);
            let percent = percent.to_string();
            vec![plain(&self.speaker.with("about.share", &[("records", &records), ("percent", &percent)]))]
        };
        let rows = [
            self.fact("about.in-time", vec![share(number(&[Freshness::Fresh, Freshness::Due]))]),
            self.fact("about.late", vec![share(number(&[Freshness::Overdue, Freshness::Expired]))]),
            self.fact("about.unchecked", vec![share(number(&[Freshness::None]))]),
            self.fact("about.oldest", oldest.iter().map(|day| self.speaker.line(&Say::Date(*day))).collect()),
            self.fact("about.day", vec![self.speaker.line(&Say::Date(hub.today))]),
        ];
        let heading = "about.fresh";
        self.section("fresh", heading, vec![Block::Facts { rows: rows.into_iter().flatten().collect() }])
    }

    /// Where records come from: each source once, by its sort and name, with how much is from it and under which
    /// licence.
    fn sources_section(&self) -> Option<Section> {
        type Named<'h> = (SourceKind, Option<&'h str>, Option<&'h str>);
        /// A line, and the bytes by which it stands among others.
        type Placed = (Box<[u8]>, Line);
        let hub = self.hub();
        let mut of: BTreeMap<Named<'_>, (usize, Option<Date>)> = BTreeMap::new();
        for (_, entry) in hub.entries() {
            let key = match &entry.envelope.source {
                Some(source) if source.kind == SourceKind::Own => (SourceKind::Own, None, None),
                Some(source) => (source.kind, source.name.as_deref(), source.licence.as_deref()),
                None => (SourceKind::Own, None, None),
            };
            let fetched = entry.envelope.source.as_ref().and_then(|source| source.fetched);
            let (n, newest) = of.entry(key).or_default();
            *n += 1;
            *newest = (*newest).max(fetched);
        }
        let language = language::find(self.lang());
        let mut sorts: BTreeMap<SourceKind, Vec<Placed>> = BTreeMap::new();
        for ((kind, name, licence), (n, fetched)) in of {
            let name = name.unwrap_or_default();
            let mut parts = vec![Say::Text(name.into())];
            // Most partners keep one record: their own.
            if n > 1 || name.is_empty() {
                parts.push(Say::Text(self.speaker.count("count.records", n).into()));
            }
            let licence = licence.map(|text| ("licence", Say::Text(text.into())));
            parts.extend(licence.map(|fact| Say::Message("provenance.licence", vec![fact])));
            let on = fetched.map(|day| Say::Message("provenance.fetched", vec![("date", Say::Date(day))]));
            parts.extend(on);
            let place = language.map_or_else(|| name.as_bytes().into(), |language| language.sort_key(name));
            sorts.entry(kind).or_default().push((place, self.speaker.joined(&parts)));
        }
        let rows = sorts.into_iter().filter_map(|(kind, mut lines)| {
            lines.sort_by(|(one, _), (other, _)| one.cmp(other));
            self.fact(&format!("about.from-{}", kind.code()), lines.into_iter().map(|(_, line)| line).collect())
        });
        let rows: Vec<FactRow> = rows.collect();
        (!rows.is_empty()).then(|| self.section("sources", "about.sources", vec![Block::Facts { rows }]))
    }

    fn awards_section(&self) -> Option<Section> {
        let awards = &self.hub().config.site.award;
        let items = awards.iter().map(|award| {
            let name = match &award.url {
                Some(url) => Say::Web(url, Some(&award.name)),
                None => Say::Words(&award.name),
            };
            let year = award.year.map(|year| Say::Text(year.to_string().into()));
            let by = award.by.as_ref().map(|by| Say::Words(by));
            self.speaker.joined(&std::iter::once(name).chain(year).chain(by).collect::<Vec<_>>())
        });
        (!awards.is_empty())
            .then(|| self.section("awards", "about.awards", vec![Block::List { items: items.collect() }]))
    }
}

/// A run of text that leads elsewhere.
pub(super) fn link(href: &str, text: &str) -> super::model::Inline {
    super::model::Inline { kind: "link", text: text.to_owned(), href: Some(href.to_owned()), lang: None }
}

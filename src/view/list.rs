//! Lists of a kind, and the index of everything.

use serde::Serialize;

use super::diary::Way;
use super::model::{Line, Link, Row, Text};
use super::{View, Viewer};
use crate::hub::{GroupKey, Item, List, ListGroup, Order, Page};
use crate::record::Kind;

/// What `listing.html` is given.
#[derive(Serialize, Default)]
pub(super) struct Listing {
    pub title: String,
    pub lead: Option<String>,
    pub count_text: String,
    /// Ways to pages of the diary.
    pub leaves: Vec<Way>,
    pub arrangements: Vec<Arrangement>,
    pub jump: Vec<Jump>,
    pub letters: bool,
    pub groups: Vec<Group>,
    pub notes: Vec<Line>,
    pub empty: Option<String>,
    pub pages: Option<Pages>,
}

impl Listing {
    /// A list of which nothing but its name is known yet.
    pub(super) fn of(title: String) -> Listing {
        Listing { title, ..Listing::default() }
    }
}

#[derive(Serialize)]
pub(super) struct Arrangement {
    href: String,
    text: String,
    current: bool,
}

/// A way to a group: on this page, or on another one.
#[derive(Serialize)]
pub(super) struct Jump {
    href: String,
    text: String,
    count: Option<usize>,
    empty: bool,
}

#[derive(Serialize)]
pub(super) struct Group {
    pub id: String,
    pub heading: Option<String>,
    pub lang: Option<String>,
    pub count: Option<usize>,
    pub rows: Vec<Row>,
}

/// The pages before and after.
#[derive(Serialize)]
pub(super) struct Pages {
    prev: Option<String>,
    next: Option<String>,
    current: u32,
    last: u32,
    text: String,
}

/// What `search.html` is given.
#[derive(Serialize)]
struct Search {
    title: String,
    lead: String,
    letters: Vec<Jump>,
    groups: Vec<IndexGroup>,
    pages: Option<Pages>,
    /// What the script of the page has to know; only the first page searches.
    script: Option<super::ask::Script>,
    urgent: Vec<super::model::UrgentRow>,
}

#[derive(Serialize)]
struct IndexGroup {
    id: String,
    heading: String,
    rows: Vec<IndexRow>,
}

#[derive(Serialize)]
struct IndexRow {
    href: String,
    title: Text,
    kind: String,
}

impl Viewer<'_> {
    pub(super) fn list(&self, kind: &'static Kind, order: Order, turn: u32) -> View {
        let hub = self.hub();
        let list = hub.list(kind, order, self.lang());
        let speaker = &self.speaker;
        let kind_name = speaker.key(&format!("kind.{}", kind.name));
        // The main list is called by its kind alone.
        let name = match order == hub.main_order() {
            true => kind_name.clone(),
            false => speaker.with(&format!("arranged.{}", order.slug_name()), &[("kind", &kind_name)]),
        };
        // Without topics or places an order by them puts everything under one head.
        let ordered = |other: &Order| match other {
            Order::Topic => !hub.tables.topics.is_empty(),
            Order::Place => !hub.tables.places.is_empty(),
            Order::Sort | Order::Name | Order::Audience => true,
        };
        let arrangements = hub
            .orders_of(kind)
            .filter(ordered)
            .map(|other| self.arrangement(Page::List(kind, other, 0), self.order_name(kind, other), other == order));
        let on_page = list.on_page(turn);
        let groups =
            list.groups.iter().filter(|group| group.items.start < on_page.end && on_page.start < group.items.end);
        let groups = groups.map(|group| {
            let from = group.items.start.max(on_page.start);
            let to = group.items.end.min(on_page.end);
            let heading = self.heading(group.key, order);
            Group {
                id: anchor(group.key),
                heading: Some(heading.text),
                lang: heading.lang,
                count: Some(group.items.len()),
                rows: list.items[from..to].iter().map(|item| self.listed(*item, group.key)).collect(),
            }
        });
        let page = Page::List(kind, order, turn);
        let crumb = match order == hub.main_order() {
            true => Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() },
            false => Link { href: self.href(Page::List(kind, hub.main_order(), 0)), text: kind_name },
        };
        let lead = speaker.key(&format!("page.lead-{}", kind.name));
        let common = self.common(page, &self.numbered(&name, turn, list.pages()), lead.clone(), Some(crumb));
        let own = Listing {
            title: name,
            lead: Some(lead).filter(|lead| !lead.is_empty()),
            count_text: speaker
                .with("count.sentence", &[("count", &speaker.count(&format!("count.{}", kind.name), hub.count(kind)))]),
            leaves: if kind.name == "event" { self.leaves(None) } else { Vec::new() },
            arrangements: arrangements.filter(|_| hub.orders_of(kind).nth(1).is_some()).collect(),
            jump: self.jumps(list, order, turn, |page| Page::List(kind, order, page)),
            letters: order == Order::Name,
            groups: groups.collect(),
            notes: Vec::new(),
            empty: list.items.is_empty().then(|| speaker.key("page.empty-list")),
            pages: self.pages(turn, list.pages(), |page| Page::List(kind, order, page)),
        };
        self.whole("listing.html", common, own)
    }

    pub(super) fn arrangement(&self, page: Page, text: String, current: bool) -> Arrangement {
        Arrangement { href: self.href(page), text, current }
    }

    fn listed(&self, item: Item, group: GroupKey) -> Row {
        match group {
            // What repeats has no one day: it stands in a group of its own, its rule in the small print.
            GroupKey::Month(..) => self.speaker.dated_row(item.entry),
            // Whom it is for stands above: what is asked is when.
            GroupKey::Label(_, said) if said.starts_with("audience.") => self.speaker.dated_row(item.entry),
            GroupKey::Label(_, said) => self.speaker.row_under(item.entry, said),
            _ => self.speaker.row(item.entry),
        }
    }

    /// The name of an order of a list; events are sorted by their dates.
    fn order_name(&self, kind: &Kind, order: Order) -> String {
        match (order, kind.name) {
            (Order::Sort, "event") => self.speaker.key("page.by-type-event"),
            (order, _) => self.speaker.key(&format!("page.{}", order.slug_name())),
        }
    }

    /// A title of which there are several pages.
    pub(super) fn numbered(&self, title: &str, turn: u32, last: u32) -> String {
        match self.page_of(turn, last).filter(|_| turn > 0) {
            Some(page) => format!("{title}, {}", page.to_lowercase()),
            None => title.to_owned(),
        }
    }

    /// `Stran 2 od 5`, where there is more than one.
    fn page_of(&self, turn: u32, last: u32) -> Option<String> {
        let facts = [("n", (turn + 1).to_string()), ("of", last.to_string())];
        (last > 1).then(|| self.speaker.with("page.page-of", &[(facts[0].0, &facts[0].1), (facts[1].0, &facts[1].1)]))
    }

    /// The heading of a group.
    fn heading(&self, key: GroupKey, order: Order) -> Text {
        let hub = self.hub();
        match key {
            GroupKey::Label(_, path) => Text { text: self.speaker.key(path), lang: None },
            GroupKey::Month(year, month) => Text { text: self.month_name(year, month), lang: None },
            GroupKey::Letter("#") => Text { text: "0–9".to_owned(), lang: None },
            GroupKey::Letter(letter) => Text { text: letter.to_owned(), lang: None },
            GroupKey::Topic(ix) => self.speaker.words(&hub.tables.topics[ix].keys.name),
            GroupKey::Place(ix) => self.speaker.words(&hub.tables.places[ix].keys.name),
            GroupKey::Other => {
                let key = match order {
                    Order::Topic => "group.no-topic",
                    Order::Place => "group.no-place",
                    Order::Audience => "group.no-audience",
                    Order::Sort | Order::Name => "group.rest",
                };
                Text { text: self.speaker.key(key), lang: None }
            }
        }
    }

    /// Ways to the groups of a list; of letters, those without lines are shown as well.
    fn jumps(&self, list: &List, order: Order, turn: u32, page: impl Fn(u32) -> Page) -> Vec<Jump> {
        let way = |group: &ListGroup| {
            let on = list.page_of(group);
            let anchor = anchor(group.key);
            if on == turn { format!("#{anchor}") } else { format!("{}#{anchor}", self.href(page(on))) }
        };
        let letters = matches!(list.groups.first().map(|group| group.key), Some(GroupKey::Letter(_)));
        if !letters {
            let jump = |group: &ListGroup| Jump {
                href: way(group),
                text: self.heading(group.key, order).text,
                count: Some(group.items.len()),
                empty: false,
            };
            return if list.groups.len() > 1 { list.groups.iter().map(jump).collect() } else { Vec::new() };
        }
        let alphabet = self.speaker.language().alphabet.iter().map(|letter| GroupKey::Letter(letter));
        let ways = alphabet.chain([GroupKey::Letter("#")]).map(|key| {
            let group = list.groups.iter().find(|group| group.key == key);
            Jump {
                href: group.map_or(String::new(), way),
                text: self.heading(key, order).text,
                count: None,
                empty: group.is_none(),
            }
        });
        ways.filter(|jump| !(jump.empty && jump.text == "0–9")).collect()
    }

    pub(super) fn pages(&self, turn: u32, last: u32, page: impl Fn(u32) -> Page) -> Option<Pages> {
        (last > 1).then(|| Pages {
            prev: (turn > 0).then(|| self.href(page(turn - 1))),
            next: (turn + 1 < last).then(|| self.href(page(turn + 1))),
            current: turn + 1,
            last,
            text: self.page_of(turn, last).unwrap_or_default(),
        })
    }

    pub(super) fn search(&self, turn: u32) -> View {
        let hub = self.hub();
        let list = hub.everything(self.lang());
        let on_page = list.on_page(turn);
        let groups =
            list.groups.iter().filter(|group| group.items.start < on_page.end && on_page.start < group.items.end);
        let groups = groups.map(|group| {
            let range = group.items.start.max(on_page.start)..group.items.end.min(on_page.end);
            let rows = list.items[range].iter().map(|item| self.index_row(*item)).collect();
            IndexGroup { id: anchor(group.key), heading: self.heading(group.key, Order::Name).text, rows }
        });
        let title = self.speaker.key("page.search-title");
        let lead = self.speaker.key("page.search-lead");
        let crumb = Link { href: self.href(Page::Home), text: hub.config.name(self.lang()).to_owned() };
        let common =
            self.common(Page::Search(turn), &self.numbered(&title, turn, list.pages()), lead.clone(), Some(crumb));
        let own = Search {
            title,
            lead,
            letters: self.jumps(list, Order::Name, turn, Page::Search),
            groups: groups.collect(),
            pages: self.pages(turn, list.pages(), Page::Search),
            script: (turn == 0).then(|| self.script()).flatten(),
            urgent: if turn == 0 { self.urgent() } else { Vec::new() },
        };
        self.whole("search.html", common, own)
    }

    fn index_row(&self, item: Item) -> IndexRow {
        let entry = self.hub().entry(item.entry);
        match item.service {
            None => IndexRow {
                href: self.href(Page::Record(item.entry)),
                title: self.speaker.words(&entry.envelope.title),
                kind: self.speaker.key(&format!("kind-one.{}", entry.kind.name)),
            },
            Some(turn) => IndexRow {
                href: self.href(Page::Service(item.entry, turn)),
                title: self.speaker.words(&entry.record.services()[usize::from(turn)].title),
                kind: self.speaker.words(&entry.envelope.title).text,
            },
        }
    }
}

/// The anchor of a group: `m-`, `c-` … keep them apart from the anchors of the page.
fn anchor(key: GroupKey) -> String {
    match key {
        GroupKey::Label(_, path) => format!("g-{}", path.replace('.', "-")),
        GroupKey::Month(year, month) => format!("m-{year}-{month:02}"),
        GroupKey::Letter("#") => "c-0".to_owned(),
        GroupKey::Letter(letter) => {
            let number: u32 = letter.chars().map(u32::from).fold(0, |sum, c| sum * 1000 + c);
            let plain = letter.chars().all(|c| c.is_ascii_alphabetic());
            if plain { format!("c-{}", letter.to_lowercase()) } else { format!("c-u{number}") }
        }
        GroupKey::Topic(ix) => format!("t-{ix}"),
        GroupKey::Place(ix) => format!("p-{ix}"),
        GroupKey::Other => "g-other".to_owned(),
    }
}

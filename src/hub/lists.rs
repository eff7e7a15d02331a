//! Lists: the entries of a kind in every order and language, sorted once, cut into pages.

use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::{EntryIx, Hub, Order};
use crate::language::{self, Lang};
use crate::record::{Audience, Grouping, KINDS, Kind};

/// How many entries stand on a page of a list.
pub const PER_PAGE: usize = 50;

/// How many lines stand on a page of the index of everything: they are short.
const PER_INDEX_PAGE: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ListKey {
    Kind(usize, Order, Lang),
    Everything(Lang),
}

/// One line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// The entry.
    pub entry: EntryIx,
    /// One of its services, by position.
    pub service: Option<u16>,
}

/// Under which heading lines stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKey {
    /// A message of the theme, in the order in which its codes are declared.
    Label(u16, &'static str),
    /// A month.
    Month(i16, i8),
    /// A letter; `#` for what begins with none.
    Letter(&'static str),
    /// A topic, by position.
    Topic(usize),
    /// A place, by position.
    Place(usize),
    /// None of them.
    Other,
}

/// Lines under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListGroup {
    /// The heading.
    pub key: GroupKey,
    /// Which lines.
    pub items: Range<usize>,
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// Its lines.
    pub items: Vec<Item>,
    /// Its headings, in order; every line stands under one.
    pub groups: Vec<ListGroup>,
    per_page: usize,
}

impl List {
    pub(super) const EMPTY: List = List { items: Vec::new(), groups: Vec::new(), per_page: PER_PAGE };

    /// How many pages it has; an empty list has one that says so.
    pub fn pages(&self) -> u32 {
        self.items.len().div_ceil(self.per_page).max(1) as u32
    }

    /// The lines of a page.
    pub fn on_page(&self, page: u32) -> Range<usize> {
        let start = page as usize * self.per_page;
        start.min(self.items.len())..(start + self.per_page).min(self.items.len())
    }

    /// The page on which a group begins.
    pub fn page_of(&self, group: &ListGroup) -> u32 {
        (group.items.start / self.per_page) as u32
    }
}

impl Hub {
    /// A list, made when it is asked for first. No other threads are asked for help: they could wait for this one.
    pub(super) fn listed(&self, key: ListKey) -> &List {
        static EMPTY: List = List::EMPTY;
        let position = |lang: Lang| self.languages().position(|known| known == lang).unwrap_or_default();
        let make = || match key {
            ListKey::Everything(lang) => self.index(lang, position(lang)),
            ListKey::Kind(kind, order, lang) => {
                self.arranged(order, lang, position(lang), &self.sorted(KINDS[kind], position(lang)))
            }
        };
        self.lists.get(&key).map_or(&EMPTY, |list| list.get_or_init(make))
    }

    /// Empty places for all lists.
    pub(super) fn forget_lists(&mut self) {
        let of_kind = |lang, kind: &'static Kind| {
            self.orders_of(kind).map(move |order| ListKey::Kind(kind.position(), order, lang)).collect::<Vec<_>>()
        };
        let keys = self
            .languages()
            .flat_map(|lang| KINDS.iter().flat_map(move |kind| of_kind(lang, kind)).chain([ListKey::Everything(lang)]));
        self.lists = keys.map(|key| (key, OnceLock::new())).collect();
    }

    /// Makes everything that is otherwise made when somebody asks, on all threads.
    pub(super) fn make_lists(&mut self) {
        self.diary();
        self.agendas_known();
        self.taxonomies();
        let languages: Vec<(usize, Lang)> = self.languages().enumerate().collect();
        let everything = languages
            .par_iter()
            .map(|&(position, lang)| vec![(ListKey::Everything(lang), OnceLock::from(self.index(lang, position)))]);
        let of_kinds = languages.par_iter().flat_map(|language| KINDS.par_iter().map(move |kind| (*language, *kind)));
        let of_kinds = of_kinds.map(|((position, lang), kind)| {
            let sorted = self.sorted(kind, position);
            let list = |order| OnceLock::from(self.arranged(order, lang, position, &sorted));
            let key = |order| ListKey::Kind(kind.position(), order, lang);
            self.orders_of(kind).map(|order| (key(order), list(order))).collect()
        });
        // The longest first, so that no thread waits for it at the end.
        let made: Vec<Vec<(ListKey, OnceLock<List>)>> = everything.chain(of_kinds).collect();
        self.lists = made.into_iter().flatten().collect();
    }

    /// The entries of a kind that have not ended, from A to Z.
    fn sorted(&self, kind: &'static Kind, position: usize) -> Vec<EntryIx> {
        let listed = self.entries().filter(|(_, entry)| entry.kind == kind && !self.ended(entry));
        let mut sorted: Vec<EntryIx> = listed.map(|(ix, _)| ix).collect();
        sorted.sort_by(|a, b| {
            let key = |ix: &EntryIx| (&self.entry(*ix).sort_keys[position], &self.entry(*ix).id);
            key(a).cmp(&key(b))
        });
        sorted
    }

    fn arranged(&self, order: Order, lang: Lang, position: usize, sorted: &[EntryIx]) -> List {
        let mut pairs: Vec<(GroupKey, EntryIx)> = match order {
            Order::Name => sorted.iter().map(|ix| (self.letter(*ix, lang), *ix)).collect(),
            Order::Sort => sorted.iter().map(|ix| (self.grouping(*ix), *ix)).collect(),
            Order::Topic => {
                sorted.iter().flat_map(|ix| self.topics_of(*ix).into_iter().map(|key| (key, *ix))).collect()
            }
            Order::Place => sorted.iter().map(|ix| (self.place_of(*ix), *ix)).collect(),
            Order::Audience => {
                sorted.iter().flat_map(|ix| self.audiences_of(*ix).into_iter().map(|key| (key, *ix))).collect()
            }
        };
        match order {
            // Letters follow the sorting already; a stable sort by group keeps the order inside each.
            Order::Name => {}
            Order::Sort => pairs.sort_by_key(|(key, ix)| (*key, self.day_in(*key, *ix))),
            Order::Audience => pairs.sort_by_key(|(key, ix)| (*key, self.when(self.entry(*ix)))),
            Order::Topic | Order::Place => pairs.sort_by_cached_key(|(key, _)| self.rank(*key, position)),
        }
        grouped(pairs.into_iter().map(|(key, entry)| (key, Item { entry, service: None })), PER_PAGE)
    }

    /// Everything from A to Z, services among it.
    fn index(&self, lang: Lang, position: usize) -> List {
        let Some(language) = language::find(lang) else { return List::EMPTY };
        let mut lines: Vec<(std::borrow::Cow<'_, [u8]>, GroupKey, Item)> = Vec::new();
        for (entry, read) in self.entries().filter(|(_, entry)| !self.ended(entry)) {
            let key = std::borrow::Cow::Borrowed(&*read.sort_keys[position]);
            lines.push((key, self.letter(entry, lang), Item { entry, service: None }));
            for (turn, service) in read.record.services().iter().enumerate() {
                let title = service.title.choose(lang).map_or("", |chosen| chosen.text);
                let key = std::borrow::Cow::Owned(language.sort_key(title).into_vec());
                let item = Item { entry, service: Some(turn as u16) };
                lines.push((key, GroupKey::Letter(language.index_letter(title)), item));
            }
        }
        lines.sort_by(|a, b| (&a.0, a.2.entry, a.2.service).cmp(&(&b.0, b.2.entry, b.2.service)));
        grouped(lines.into_iter().map(|(_, key, item)| (key, item)), PER_INDEX_PAGE)
    }

    fn letter(&self, ix: EntryIx, lang: Lang) -> GroupKey {
        let title = self.entry(ix).envelope.title.choose(lang).map_or("", |chosen| chosen.text);
        GroupKey::Letter(language::find(lang).map_or("#", |language| language.index_letter(title)))
    }

    fn grouping(&self, ix: EntryIx) -> GroupKey {
        let entry = self.entry(ix);
        match entry.record.grouping(&entry.envelope, self.today) {
            Grouping::Label(rank, key) => GroupKey::Label(rank, key),
            // What began before this month and is not over stands where it is looked for: now.
            Grouping::Next => self.when(entry).map_or(GroupKey::Other, |when| {
                let day = when.date().max(self.today);
                GroupKey::Month(day.year(), day.month())
            }),
            Grouping::None => GroupKey::Other,
        }
    }

    /// The day by which an entry sorts inside a month.
    fn day_in(&self, key: GroupKey, ix: EntryIx) -> Option<crate::declare::Moment> {
        if matches!(key, GroupKey::Month(..)) { self.when(self.entry(ix)) } else { None }
    }

    fn topics_of(&self, ix: EntryIx) -> Vec<GroupKey> {
        let topics = self.entry(ix).envelope.topics.iter().filter_map(|topic| self.tables.topic(&topic.id));
        let keys: Vec<GroupKey> = topics.map(GroupKey::Topic).collect();
        if keys.is_empty() { vec![GroupKey::Other] } else { keys }
    }

    /// Those whom it is for, in the order of their declaration.
    fn audiences_of(&self, ix: EntryIx) -> Vec<GroupKey> {
        let rank = |audience: Audience| Audience::CODES.iter().position(|code| *code == audience.code());
        let key = |audience: &Audience| GroupKey::Label(rank(*audience).unwrap_or_default() as u16, audience.label());
        let keys: Vec<GroupKey> = self.entry(ix).envelope.audience.iter().map(key).collect();
        if keys.is_empty() { vec![GroupKey::Other] } else { keys }
    }

    fn place_of(&self, ix: EntryIx) -> GroupKey {
        self.place_index(self.entry(ix)).map_or(GroupKey::Other, GroupKey::Place)
    }

    /// Topics in the order of their file, places by name, what has none of them last.
    fn rank(&self, key: GroupKey, position: usize) -> (usize, Box<[u8]>) {
        let lang = self.languages().nth(position).and_then(language::find);
        match (key, lang) {
            (GroupKey::Topic(ix), _) => (ix, Box::default()),
            (GroupKey::Place(ix), Some(language)) => {
                let lang = self.languages().nth(position).unwrap_or(self.config.languages.first());
                let name = self.tables.places[ix].keys.name.choose(lang).map_or("", |chosen| chosen.text);
                (0, language.sort_key(name))
            }
            _ => (usize::MAX, Box::default()),
        }
    }
}

/// Cuts sorted lines into groups; a letter outside the alphabet joins the group before it.
fn grouped(lines: impl Iterator<Item = (GroupKey, Item)>, per_page: usize) -> List {
    let (mut items, mut groups): (Vec<Item>, Vec<ListGroup>) = (Vec::new(), Vec::new());
    for (key, item) in lines {
        let end = items.len() + 1;
        match groups.last_mut() {
            Some(last) if last.key == key => last.items.end = end,
            _ => groups.push(ListGroup { key, items: items.len()..end }),
        }
        items.push(item);
    }
    List { items, groups, per_page }
}

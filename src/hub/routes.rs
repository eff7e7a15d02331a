//! Addresses: which pages there are, and where each stands in each language.

use super::{Attached, Destination, EntryIx, Hub, Leaf};
use crate::language::Lang;
use crate::picture::draw::Cut;
use crate::record::Kind;
use crate::text::Address;

/// An order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// By the sort of record, or by its first facet.
    Sort,
    /// From A to Z.
    Name,
    /// By topic.
    Topic,
    /// By place.
    Place,
    /// By whom it is for: events only.
    Audience,
}

impl Order {
    /// All orders.
    pub const ALL: [Order; 5] = [Order::Sort, Order::Name, Order::Topic, Order::Place, Order::Audience];

    /// The name of its slug.
    pub fn slug_name(self) -> &'static str {
        match self {
            Order::Sort => "by-type",
            Order::Name => "by-name",
            Order::Topic => "by-topic",
            Order::Place => "by-place",
            Order::Audience => "by-audience",
        }
    }
}

/// A page about the hub itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Info {
    /// Numbers for moments of need.
    Urgent,
    /// What residents asked for and what came of it.
    Needs,
    /// How organizations have their share in it.
    Partners,
    /// Who keeps it, what it rests on, how fresh it is.
    About,
    /// The accessibility statement.
    Accessibility,
    /// What is known of those who read it.
    Privacy,
}

impl Info {
    /// All of them, in the order of the footer.
    pub const ALL: [Info; 6] =
        [Info::Urgent, Info::Partners, Info::Needs, Info::About, Info::Accessibility, Info::Privacy];

    /// The name of its slug, and of its section in the messages of a theme.
    pub fn name(self) -> &'static str {
        match self {
            Info::Urgent => "urgent",
            Info::Needs => "needs",
            Info::Partners => "partners",
            Info::About => "about",
            Info::Accessibility => "accessibility",
            Info::Privacy => "privacy",
        }
    }
}

/// A page of the site, in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// The first page.
    Home,
    /// A page of a list, counted from 0.
    List(&'static Kind, Order, u32),
    /// A record.
    Record(EntryIx),
    /// A service, by its position in its record.
    Service(EntryIx, u16),
    /// All topics.
    Topics,
    /// A topic.
    Topic(u32),
    /// All places.
    Places,
    /// A place.
    Place(u32),
    /// Everything from A to Z, a page of it, counted from 0.
    Search(u32),
    /// A page about the hub itself.
    Info(Info),
    /// A page of the diary.
    Leaf(Leaf),
    /// A former address of a record, by the position of the alias.
    Moved(EntryIx, u16),
    /// The page for addresses that do not exist.
    Missing,
}

impl PartialEq for Kind {
    fn eq(&self, other: &Kind) -> bool {
        self.name == other.name
    }
}

impl Eq for Kind {}

impl std::hash::Hash for Kind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Hub {
    /// The folder of a page below the site's root, without slashes at its ends: `it/salute/lipa`.
    pub fn folder(&self, page: Page, lang: Lang) -> String {
        let slug = |name| self.config.slug(lang, name);
        let mut path = String::with_capacity(64);
        if lang != self.config.languages.first() {
            path.push_str(lang.as_str());
        }
        let mut push = |part: &str| {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(part);
        };
        match page {
            Page::Home | Page::Missing => {}
            Page::List(kind, order, turn) => {
                push(slug(kind.name));
                if order != self.main_order() {
                    push(slug(order.slug_name()));
                }
                if turn > 0 {
                    push(&(turn + 1).to_string());
                }
            }
            Page::Record(ix) => {
                push(slug(self.entry(ix).kind.name));
                push(&self.entry(ix).id);
            }
            Page::Service(ix, turn) => {
                let entry = self.entry(ix);
                push(slug(entry.kind.name));
                push(&entry.id);
                push(entry.record.services()[usize::from(turn)].id());
            }
            Page::Info(info) => push(slug(info.name())),
            Page::Leaf(leaf) => self.leaf_parts(leaf, lang).iter().for_each(|part| push(part)),
            Page::Moved(ix, turn) => {
                let entry = self.entry(ix);
                push(slug(entry.kind.name));
                push(entry.envelope.aliases[usize::from(turn)].as_str());
            }
            Page::Topics => push(slug("topics")),
            Page::Topic(ix) => {
                push(slug("topics"));
                push(self.tables.topics[ix as usize].id());
            }
            Page::Places => push(slug("places")),
            Page::Place(ix) => {
                push(slug("places"));
                push(self.tables.places[ix as usize].id());
            }
            Page::Search(turn) => {
                push(slug("search"));
                if turn > 0 {
                    push(&(turn + 1).to_string());
                }
            }
        }
        path
    }

    /// The file of a page below the site's root: `it/salute/lipa/index.html`.
    pub fn file(&self, page: Page, lang: Lang) -> String {
        if page == Page::Missing {
            return "404.html".to_owned();
        }
        let mut path = self.folder(page, lang);
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str("index.html");
        path
    }

    /// The address of a page from the root of its host: `/it/salute/lipa/`.
    pub fn href(&self, page: Page, lang: Lang) -> String {
        let folder = self.folder(page, lang);
        let base = &self.config.base_path;
        if folder.is_empty() { [base, "/"].concat() } else { [base, "/", &folder, "/"].concat() }
    }

    /// The whole address of a page.
    pub fn url(&self, page: Page, lang: Lang) -> String {
        let folder = self.folder(page, lang);
        let base = self.config.base_url();
        if folder.is_empty() { [base, "/"].concat() } else { [base, "/", &folder, "/"].concat() }
    }

    /// The address of what a reference leads to.
    pub fn href_of(&self, to: Destination, lang: Lang) -> String {
        match to {
            Destination::Entry(ix) => self.href(Page::Record(ix), lang),
            Destination::Service(ix, turn) => self.href(Page::Service(ix, turn), lang),
            Destination::Location(ix, turn) => {
                let id = &self.entry(ix).envelope.location[usize::from(turn)].id;
                format!("{}#{}", self.href(Page::Record(ix), lang), id.as_str())
            }
            Destination::Place(ix) => self.href(Page::Place(ix as u32), lang),
        }
    }

    /// The feed of what is new in the hub or in a topic, below the site's root: `it/temi/lavoro/feed.xml`.
    pub fn feed_path(&self, topic: Option<u32>, lang: Lang) -> String {
        let folder = self.folder(topic.map_or(Page::Home, Page::Topic), lang);
        if folder.is_empty() { "feed.xml".to_owned() } else { format!("{folder}/feed.xml") }
    }

    /// The card of a record for address books, below the site's root: `zdravje/lipa/lipa.vcf`.
    pub fn card_path(&self, ix: EntryIx, lang: Lang) -> String {
        format!("{}/{}.vcf", self.folder(Page::Record(ix), lang), self.entry(ix).id)
    }

    /// Every former address of a record, in a fixed order.
    pub fn moved(&self) -> Vec<(Page, Lang)> {
        let of = |(ix, entry): (EntryIx, &crate::parse::Entry)| {
            (0..entry.envelope.aliases.len()).map(move |turn| Page::Moved(ix, turn as u16))
        };
        let pages: Vec<Page> = self.entries().flat_map(of).collect();
        self.languages().flat_map(|lang| pages.iter().map(move |page| (*page, lang))).collect()
    }

    /// The address of a picture or document from the root of the host.
    pub fn file_href(&self, path: &str) -> String {
        format!("{}/{path}", self.config.base_path)
    }

    /// A picture as pages show it: what is drawn of it, where anything is.
    pub fn picture(&self, file: &Attached) -> Address {
        let size = |cut: &Cut| (cut.width, cut.height);
        match &file.drawn[..] {
            [plain, widths @ ..] => Address {
                href: self.file_href(&plain.path),
                size: widths.last().map(|last| size(&last.cut)),
                widths: widths.iter().map(|drawn| (self.file_href(&drawn.path), drawn.cut.width)).collect(),
            },
            [] => Address { size: file.size, ..Address::from(self.file_href(&file.path)) },
        }
    }

    /// The orders of lists, the main one first.
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The orders of the lists of a kind, the main one first.
    pub fn orders_of(&self, kind: &Kind) -> impl Iterator<Item = Order> + '_ {
        let is_event = kind.name == "event";
        let main = self.main_order();
        self.orders.iter().copied().filter(move |order| *order != Order::Audience || is_event || *order == main)
    }

    /// The order in which the first list of every kind stands.
    pub fn main_order(&self) -> Order {
        self.orders[0]
    }

    /// Whether the hub has something to say on a page about itself.
    pub fn has_info(&self, info: Info) -> bool {
        match info {
            Info::Urgent => !self.tables.urgent.is_empty(),
            Info::Needs => !self.tables.needs.is_empty() || !self.tables.consultations.is_empty(),
            Info::Accessibility => self.config.site.accessibility.is_some(),
            Info::Partners | Info::About | Info::Privacy => true,
        }
    }

    /// The page of a file below the site's root, found without listing all of them.
    pub fn page_at(&self, file: &str) -> Option<(Page, Lang)> {
        let first = self.config.languages.first();
        if file == "404.html" {
            return Some((Page::Missing, first));
        }
        let folder = file.strip_suffix("index.html")?;
        let parts: Vec<&str> = folder.split_terminator('/').collect();
        let other = parts.first().and_then(|tag| self.languages().find(|lang| *lang != first && lang.as_str() == *tag));
        let (lang, parts) = other.map_or((first, &parts[..]), |lang| (lang, &parts[1..]));
        let found = self.pages_named(parts, lang).into_iter().find(|page| self.exists(*page, lang))?;
        // What was read from an address is right when it is written as that address.
        (self.file(found, lang) == file).then_some((found, lang))
    }

    /// What the parts of an address could mean.
    fn pages_named(&self, parts: &[&str], lang: Lang) -> Vec<Page> {
        let is = |name: &str, part: &str| self.config.slug(lang, name) == part;
        let turn = |part: &str| part.parse::<u32>().ok().and_then(|number| number.checked_sub(1));
        let Some((section, inside)) = parts.split_first() else { return vec![Page::Home] };
        let mut pages = Vec::new();
        if is("topics", section) {
            let topic = self.tables.topic(&inside.join("/")).map(|ix| Page::Topic(ix as u32));
            pages.push(topic.unwrap_or(Page::Topics));
        }
        if is("places", section) {
            let place = self.tables.place(&inside.join("/")).map(|ix| Page::Place(ix as u32));
            pages.push(place.unwrap_or(Page::Places));
        }
        if is("search", section) {
            pages.push(Page::Search(inside.first().and_then(|part| turn(part)).unwrap_or_default()));
        }
        pages.extend(Info::ALL.into_iter().filter(|info| is(info.name(), section)).map(Page::Info));
        pages.extend(self.leaf_named(parts, lang).map(Page::Leaf));
        for kind in crate::record::KINDS.iter().copied().filter(|kind| is(kind.name, section)) {
            let order = |part: &str| self.orders_of(kind).find(|order| is(order.slug_name(), part));
            let record = |id: &str| match self.destination(kind.name, id, None) {
                Some(Destination::Entry(ix)) => Some(ix),
                _ => None,
            };
            match *inside {
                [] => pages.push(Page::List(kind, self.main_order(), 0)),
                [part] => {
                    pages.extend(record(part).map(Page::Record));
                    pages.extend(order(part).map(|order| Page::List(kind, order, 0)));
                    pages.extend(turn(part).map(|turn| Page::List(kind, self.main_order(), turn)));
                }
                [one, two] => {
                    pages.extend(match self.destination(kind.name, one, Some(two)) {
                        Some(Destination::Service(ix, turn)) => Some(Page::Service(ix, turn)),
                        _ => None,
                    });
                    pages.extend(order(one).zip(turn(two)).map(|(order, turn)| Page::List(kind, order, turn)));
                }
                _ => {}
            }
        }
        pages
    }

    /// Whether the site has a page.
    fn exists(&self, page: Page, lang: Lang) -> bool {
        match page {
            Page::List(kind, order, turn) => turn < self.list(kind, order, lang).pages(),
            Page::Search(turn) => turn < self.everything(lang).pages(),
            Page::Topics => !self.tables.topics.is_empty(),
            Page::Places => !self.tables.places.is_empty(),
            Page::Info(info) => self.has_info(info),
            Page::Leaf(leaf) => self.has_leaf(leaf),
            _ => true,
        }
    }

    /// Every page, in every language, in a fixed order.
    pub fn pages(&self) -> Vec<(Page, Lang)> {
        let first = self.config.languages.first();
        let leaves = self.leaves();
        let mut pages = Vec::new();
        for lang in self.languages() {
            let mut add = |page| pages.push((page, lang));
            add(Page::Home);
            for kind in crate::record::KINDS.iter().copied() {
                for order in self.orders_of(kind) {
                    let count = self.list(kind, order, lang).pages();
                    (0..count).for_each(|turn| add(Page::List(kind, order, turn)));
                }
            }
            for (ix, entry) in self.entries() {
                add(Page::Record(ix));
                (0..entry.record.services().len()).for_each(|turn| add(Page::Service(ix, turn as u16)));
            }
            if !self.tables.topics.is_empty() {
                add(Page::Topics);
            }
            (0..self.tables.topics.len()).for_each(|ix| add(Page::Topic(ix as u32)));
            if !self.tables.places.is_empty() {
                add(Page::Places);
            }
            (0..self.tables.places.len()).for_each(|ix| add(Page::Place(ix as u32)));
            (0..self.everything(lang).pages()).for_each(|turn| add(Page::Search(turn)));
            Info::ALL.into_iter().filter(|info| self.has_info(*info)).for_each(|info| add(Page::Info(info)));
            leaves.iter().for_each(|leaf| add(Page::Leaf(*leaf)));
            if lang == first {
                add(Page::Missing);
            }
        }
        pages
    }
}

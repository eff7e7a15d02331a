//! Views: everything a page shows, as a plain value. Made for one page when somebody asks for it.
//!
//! A template is given a view, the site's shared values and the theme's static messages; it can ask for
//! nothing else. That is why no page can be stale.

mod age;
mod ask;
mod branch;
pub mod calendar;
mod care;
mod diary;
mod gathered;
pub mod card;
pub mod feed;
mod found;
mod home;
mod hours;
mod info;
pub mod ld;
mod list;
pub mod model;
mod now;
mod needs;
mod notices;
mod open;
mod open_data;
mod partners;
mod parts;
mod provenance;
mod record;
mod situation;
pub(crate) mod speak;
mod statement;
mod taxonomy;
pub mod turns;

pub use care::Reached;
pub use found::Found;
pub use now::PAGE_LIVES;
use serde::Serialize;

use self::model::{Alternate, Borrowed, Common, Counted, Head, LanguageLink, Link, Plank, Text, UrgentRow};
use self::speak::Speaker;
use crate::hub::{EntryIx, Hub, Info, Page};

use crate::language::Lang;
use crate::record::KINDS;
use crate::theme::{Machine, Theme};

/// What pages may load: everything from the site itself and nothing else. It stands in each page, and in the
/// headers of hosts that send headers.
pub const POLICY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; \
                          connect-src 'self'; form-action 'self'; base-uri 'none'";

/// A page as a value, with the template that shows it.
pub struct View {
    /// The template.
    pub template: &'static str,
    /// What it is given as `page`.
    pub page: Box<dyn erased::Serializable>,
    /// Whether search engines may list it.
    pub listed: bool,
}

/// Serialization behind a pointer, for the one value that each sort of page has.
pub mod erased {
    /// A value that Tera can take.
    pub trait Serializable {
        /// As a value of Tera.
        ///
        /// # Errors
        /// What Tera says of a value that has no place in a template.
        fn value(&self) -> tera::TeraResult<tera::Value>;
    }

    impl<T: serde::Serialize> Serializable for T {
        fn value(&self) -> tera::TeraResult<tera::Value> {
            tera::Value::try_from_serializable(self)
        }
    }
}

/// A page's own part with what every page has.
#[derive(Serialize)]
struct Whole<T: Serialize> {
    #[serde(flatten)]
    common: Common,
    #[serde(flatten)]
    own: T,
}

/// The modules of the theme that every page loads, as far as the theme has them.
const SCRIPTS: [&str; 1] = ["time.js"];

/// What all pages of one language share.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    name: String,
    names: Vec<Text>,
    base_url: String,
    home: String,
    search: String,
    az: String,
    library: Library,
    urgent: Vec<UrgentRow>,
    footer: Vec<Link>,
    awards: Vec<AwardView>,
    css: String,
    feed: Option<Link>,
    scripts: Vec<String>,
    now: String,
    zone: String,
    ages: Option<age::Ages>,
    icon: String,
    kinds: Vec<KindCount>,
    exit: Option<String>,
    sample: Option<String>,
    lang: String,
    generator: &'static str,
    policy: &'static str,
}

#[derive(Debug, Clone, Serialize, Default)]
struct Library {
    name: String,
    phone: Option<Link>,
    email: Option<String>,
    url: Option<String>,
    page: Option<String>,
    street: Option<String>,
    post: Option<String>,
    hours: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct AwardView {
    name: String,
    year: Option<u32>,
    by: Option<String>,
    url: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct KindCount {
    key: &'static str,
    href: String,
    name: String,
    count: usize,
}

/// Makes views of one language.
#[derive(Clone, Copy)]
pub struct Viewer<'h> {
    speaker: Speaker<'h>,
    theme: &'h Theme,
}

impl<'h> Viewer<'h> {
    /// Views in `lang`.
    pub fn new(hub: &'h Hub, theme: &'h Theme, lang: Lang) -> Viewer<'h> {
        Viewer { speaker: Speaker { hub, messages: theme.messages(lang), lang }, theme }
    }

    /// What speaks the language.
    pub(crate) fn speaker(&self) -> &Speaker<'h> {
        &self.speaker
    }

    fn hub(&self) -> &'h Hub {
        self.speaker.hub
    }

    fn lang(&self) -> Lang {
        self.speaker.lang
    }

    fn href(&self, page: Page) -> String {
        self.hub().href(page, self.lang())
    }

    /// What all pages of the language share.
    pub fn site(&self) -> Site {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let keys = &hub.config.site;
        let asset = |name: &str| {
            let asset = self.theme.asset(name);
            asset.map_or(String::new(), |asset| format!("{}/{}", hub.config.base_path, asset.path))
        };
        let official = hub.config.languages.official.iter().map(|lang| {
            let text = hub.config.name(*lang).to_owned();
            Text { text, lang: speaker.foreign(*lang) }
        });
        Site {
            name: hub.config.name(self.lang()).to_owned(),
            names: unlike(official.collect()),
            base_url: hub.config.base_url().to_owned(),
            home: self.href(Page::Home),
            search: self.href(Page::Search(0)),
            az: self.href(Page::Search(0)),
            library: self.library(),
            urgent: self.urgent(),
            footer: self.footer(),
            awards: keys
                .award
                .iter()
                .map(|award| AwardView {
                    name: speaker.plain_words(&award.name),
                    year: award.year,
                    by: award.by.as_ref().map(|by| speaker.plain_words(by)),
                    url: award.url.as_ref().map(|url| url.as_str().to_owned()),
                })
                .collect(),
            css: asset("style.css"),
            feed: self.feed_link(None),
            scripts: SCRIPTS.iter().map(|name| asset(name)).filter(|href| !href.is_empty()).collect(),
            now: format!("{}/{}", hub.config.base_path, Viewer::now_path(self.lang())),
            zone: hub.config.time_zone.iana_name().unwrap_or("UTC").to_owned(),
            ages: self.ages(),
            icon: asset("favicon.svg"),
            kinds: self.kinds(),
            exit: None,
            sample: keys.sample.then(|| speaker.key("page.sample")),
            lang: self.lang().to_string(),
            generator: concat!("kazipot ", env!("CARGO_PKG_VERSION")),
            policy: POLICY,
        }
    }

    fn library(&self) -> Library {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let Some(library) = &hub.config.site.library else { return Library::default() };
        let record = library.organization.as_ref().and_then(|written| {
            let (kind, id, part) = crate::record::split(written)?;
            Some(hub.href_of(hub.destination(kind, id, part)?, self.lang()))
        });
        Library {
            name: speaker.plain_words(&library.name),
            phone: library.phone.as_ref().map(|phone| speaker.phone(phone)),
            email: library.email.as_ref().map(|email| email.as_str().to_owned()),
            url: library.url.as_ref().map(|url| url.as_str().to_owned()),
            page: record,
            street: library.street.as_ref().map(|street| speaker.plain_words(street)),
            post: library.post.as_ref().map(ToString::to_string),
            hours: library.hours.as_ref().map(|hours| speaker.plain_words(hours)),
        }
    }

    fn urgent(&self) -> Vec<UrgentRow> {
        let rows = self.hub().tables.urgent.iter().map(|urgent| {
            let phone = self.speaker.phone(&urgent.number);
            UrgentRow {
                number: phone.text,
                href: phone.href,
                who: self.speaker.plain_words(&urgent.name),
                note: urgent.note.as_ref().map(|note| self.speaker.plain_words(note)),
            }
        });
        rows.collect()
    }

    fn footer(&self) -> Vec<Link> {
        let hub = self.hub();
        let info = |info: Info| {
            hub.has_info(info).then(|| Link {
                href: self.href(Page::Info(info)),
                text: self.speaker.key(&format!("footer.{}", info.name())),
            })
        };
        let mut links: Vec<Link> = info(Info::Urgent).into_iter().collect();
        links.push(Link { href: self.href(Page::Search(0)), text: self.speaker.key("footer.az") });
        if !hub.tables.topics.is_empty() {
            links.push(Link { href: self.href(Page::Topics), text: self.speaker.key("footer.topics") });
        }
        if !hub.tables.places.is_empty() {
            links.push(Link { href: self.href(Page::Places), text: self.speaker.key("footer.places") });
        }
        let feed = self.feed_link(None).map(|feed| Link { text: self.speaker.key("feed.link"), ..feed });
        links.extend(feed);
        let data = format!("{}#data", self.href(Page::Info(Info::About)));
        links.extend([Info::Partners, Info::Needs].into_iter().filter_map(info));
        let ask = format!("{}#ask", self.href(Page::Info(Info::About)));
        links.extend(
            hub.config.site.library.iter().map(|_| Link { href: ask.clone(), text: self.speaker.key("footer.ask") }),
        );
        links.extend(info(Info::About));
        links.push(Link { href: data, text: self.speaker.key("footer.data") });
        links.extend([Info::Accessibility, Info::Privacy].into_iter().filter_map(info));
        links
    }

    fn kinds(&self) -> Vec<KindCount> {
        let order = self.hub().main_order();
        let kinds = KINDS.iter().copied().map(|kind| KindCount {
            key: kind.name,
            href: self.href(Page::List(kind, order, 0)),
            name: self.speaker.key(&format!("kind.{}", kind.name)),
            count: self.hub().count(kind),
        });
        kinds.filter(|kind| kind.count > 0).collect()
    }

    /// The view of a page.
    pub fn view(&self, page: Page) -> View {
        match page {
            Page::Home => self.home(),
            Page::List(kind, order, turn) => self.list(kind, order, turn),
            Page::Record(ix) => self.record(ix),
            Page::Service(ix, turn) => self.service(ix, turn),
            Page::Topics => self.topics(),
            Page::Topic(ix) => self.topic(ix as usize),
            Page::Places => self.places(),
            Page::Place(ix) => self.place(ix as usize),
            Page::Search(turn) => self.search(turn),
            Page::Info(info) => self.info(info),
            Page::Leaf(leaf) => self.leaf(leaf),
            Page::Moved(ix, _) => self.moved(page, ix),
            Page::Missing => self.missing(),
        }
    }

    /// What every page has.
    fn common(&self, page: Page, title: &str, description: String, crumb: Option<Link>) -> Common {
        let hub = self.hub();
        let name = title;
        let title =
            if page == Page::Home { title.to_owned() } else { format!("{title} – {}", hub.config.name(self.lang())) };
        let languages: Vec<Lang> = hub.languages().collect();
        let several = languages.len() > 1 && page != Page::Missing;
        let counterpart = |lang: Lang| if self.has(page, lang) { page } else { first_page(page) };
        let links = languages.iter().filter(|_| several).map(|lang| LanguageLink {
            lang: lang.to_string(),
            code: lang.as_str().split('-').next().unwrap_or_default().to_uppercase(),
            name: crate::language::find(*lang).map_or(lang.as_str(), |language| language.own_name).to_owned(),
            href: hub.href(counterpart(*lang), *lang),
            current: *lang == self.lang(),
        });
        let alternates = languages.iter().filter(|lang| several && self.has(page, **lang));
        let alternates = alternates.map(|lang| Alternate { lang: lang.to_string(), href: hub.url(page, *lang) });
        let linked_data = self.theme.shows(Machine::JsonLd).then(|| self.linked_data(page, name, crumb.as_ref()));
        Common {
            head: Head {
                title,
                description,
                canonical: (page != Page::Missing).then(|| hub.url(page, self.lang())),
                alternates: alternates.collect(),
                noindex: page == Page::Missing,
                feed: None,
                linked_data: linked_data.flatten(),
                lang: self.lang().to_string(),
                dir: "ltr",
            },
            languages: links.collect(),
            crumb,
            borrowed: None,
            sensitive: false,
            calendar: self.subscription(page),
            by_time: self.days_script(page),
            by_age: age::is_told_on(page),
        }
    }

    /// The script of pages by time.
    fn days_script(&self, page: Page) -> Option<String> {
        let by_time = match page {
            Page::Home | Page::Leaf(_) => true,
            Page::List(kind, ..) => matches!(kind.name, "event" | "employment"),
            _ => false,
        };
        let asset = self.theme.asset("days.js").filter(|_| by_time)?;
        Some(format!("{}/{}", self.hub().config.base_path, asset.path))
    }

    /// Whether a page exists in another language: lists may be longer in one than in another.
    fn has(&self, page: Page, lang: Lang) -> bool {
        match page {
            Page::List(kind, order, turn) => turn < self.hub().list(kind, order, lang).pages(),
            Page::Search(turn) => turn < self.hub().everything(lang).pages(),
            _ => true,
        }
    }

    fn whole<T: Serialize + 'static>(&self, template: &'static str, common: Common, own: T) -> View {
        let listed = !common.head.noindex;
        View { template, page: Box::new(Whole { common, own }), listed }
    }

    /// That a text is not yet in this language.
    fn borrowed(&self, from: Option<&String>) -> Option<Borrowed> {
        from.map(|from| {
            let said = self.speaker.key(&format!("language-in.{from}"));
            let text = match said.is_empty() {
                true => self.speaker.key("page.borrowed"),
                false => self.speaker.with("page.borrowed-in", &[("language-in", &said)]),
            };
            Borrowed { text }
        })
    }

    /// A former address, which leads on by itself.
    fn moved(&self, page: Page, ix: EntryIx) -> View {
        let title = self.speaker.words(&self.hub().entry(ix).envelope.title);
        let mut common = self.common(page, &title.text, String::new(), None);
        common.head.canonical = Some(self.hub().url(Page::Record(ix), self.lang()));
        let own = Moved {
            heading: self.speaker.key("page.moved-title"),
            lead: self.speaker.key("page.moved-lead"),
            to: Link { href: self.href(Page::Record(ix)), text: title.text },
            lang: title.lang,
        };
        self.whole("moved.html", common, own)
    }

    fn missing(&self) -> View {
        let hub = self.hub();
        let part = |lang: Lang| {
            let viewer = Viewer::new(hub, self.theme, lang);
            let plank = |page: Page, key: &str, first: bool| {
                let title = Text { text: viewer.speaker.key(key), lang: None };
                Plank { href: viewer.href(page), title, line: None, icon: None, first }
            };
            let mut planks =
                vec![plank(Page::Home, "page.missing-home", false), plank(Page::Search(0), "footer.az", false)];
            if !hub.tables.topics.is_empty() {
                planks.push(plank(Page::Topics, "footer.topics", false));
            }
            MissingPart {
                lang: lang.to_string(),
                title: viewer.speaker.key("page.missing-title"),
                lead: viewer.speaker.key("page.missing-lead"),
                planks,
            }
        };
        let parts = hub.config.languages.official.iter().map(|lang| part(*lang)).collect();
        let common = self.common(Page::Missing, &self.speaker.key("page.missing-title"), String::new(), None);
        self.whole("missing.html", common, Missing { parts })
    }
}

#[derive(Serialize)]
struct Moved {
    heading: String,
    lead: String,
    to: Link,
    lang: Option<String>,
}

#[derive(Serialize)]
struct Missing {
    parts: Vec<MissingPart>,
}

#[derive(Serialize)]
struct MissingPart {
    lang: String,
    title: String,
    lead: String,
    planks: Vec<Plank>,
}

fn first_page(page: Page) -> Page {
    match page {
        Page::List(kind, order, _) => Page::List(kind, order, 0),
        Page::Search(_) => Page::Search(0),
        other => other,
    }
}

/// Names without those that repeat the one before.
fn unlike(names: Vec<Text>) -> Vec<Text> {
    let mut kept: Vec<Text> = Vec::new();
    for name in names {
        if !kept.iter().any(|known| known.text == name.text) {
            kept.push(name);
        }
    }
    kept
}

/// A name with how much is under it.
fn counted(href: String, name: String, count: usize) -> Counted {
    Counted { href, name, count: Some(count) }
}

/// Text as it may stand in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

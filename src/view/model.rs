//! What templates are given: plain values, one struct per part of a page. Optional fields are always
//! there, null when there is nothing; the theme guide is written from these structs.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A link.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Its address, ready to print.
    pub href: String,
    /// Its words.
    pub text: String,
}

/// Text, with its language when that is not the page's.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    /// The text.
    pub text: String,
    /// The language, or null.
    pub lang: Option<String>,
}

/// A run of text inside a line. A template is given plain text of the page's own language as a string: most
/// runs are that, and a map of four keys for each is what a page would spend its time on.
#[derive(Debug, Clone)]
pub struct Inline {
    /// `text`, `link`, `tel`, `mail`, `strong`, `unknown`, `nowrap`, `struck`.
    pub kind: &'static str,
    /// The text.
    pub text: String,
    /// The address of a link.
    pub href: Option<String>,
    /// The language, when that is not the page's.
    pub lang: Option<String>,
}

impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Inline { kind, text, href, lang } = self;
        if *kind == "text" && href.is_none() && lang.is_none() {
            return to.serialize_str(text);
        }
        let mut run = to.serialize_struct("Inline", 4)?;
        run.serialize_field("kind", kind)?;
        run.serialize_field("text", text)?;
        run.serialize_field("href", href)?;
        run.serialize_field("lang", lang)?;
        run.end()
    }
}

/// Runs that follow each other without blanks.
pub type Line = Vec<Inline>;

/// A state in a word.
#[derive(Debug, Clone, Serialize)]
pub struct Badge {
    /// The name of its shape.
    pub state: &'static str,
    /// Its word.
    pub text: String,
    /// Whether it tells of the next date alone: the script takes it away when that is over.
    pub off: bool,
    /// Of an answer that holds for a while, when it was true and for how many days it is believed: `20261112:30`.
    /// The script says that nobody knows when it is too old.
    pub answer: Option<String>,
    /// From which day on it is too old, as digits.
    pub stale: Option<i32>,
}

impl Badge {
    /// One that holds as long as the page.
    pub(super) fn new(state: &'static str, text: String) -> Badge {
        Badge { state, text, off: false, answer: None, stale: None }
    }
}

/// A sign that leads on.
#[derive(Debug, Clone, Serialize)]
pub struct Plank {
    /// Where to.
    pub href: String,
    /// What stands on it.
    pub title: Text,
    /// Its second line.
    pub line: Option<Text>,
    /// `phone`, `pin`, `mail`, `calendar` or null.
    pub icon: Option<&'static str>,
    /// Whether it is the first thing to do.
    pub first: bool,
}

/// The board.
#[derive(Debug, Clone, Serialize)]
pub struct Board {
    /// States in a word each.
    pub states: Vec<Badge>,
    /// The answer.
    pub answer: Text,
    /// What is so now, for the line that the script fills.
    pub live: Option<Live>,
    /// When it is next: the script takes it away when that is over.
    pub next: Option<Line>,
    /// On what grounds.
    pub grounds: Vec<Line>,
    /// At most two.
    pub planks: Vec<Plank>,
    /// When its facts were checked and for how many days they are believed, for the script; null when it is said
    /// already that they are old.
    pub term: Option<String>,
    /// What replaces the board when it will not be.
    pub plate: Option<Badge>,
    /// What there is instead.
    pub instead: Vec<Plank>,
}

/// A part of a page under a heading.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its anchor.
    pub id: String,
    /// Its heading, or null.
    pub heading: Option<String>,
    /// What stands under it.
    pub blocks: Vec<Block>,
}

/// A label and what it says.
#[derive(Debug, Clone, Serialize)]
pub struct FactRow {
    /// The label.
    pub label: String,
    /// Lines.
    pub lines: Vec<Line>,
    /// Whether it is said that it is not known.
    pub unknown: bool,
    /// Of hours, what the script reads.
    pub live: Option<Live>,
}

/// A span of hours as it is read and as it is spoken.
#[derive(Debug, Clone, Serialize)]
pub struct Span {
    /// `8.00–12.00`.
    pub text: String,
    /// `od 8.00 do 12.00`.
    pub spoken: String,
}

/// What the theme's script reads to tell what is so at this moment; a page says nothing of it by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Live {
    /// `hours`: the code of a timetable; `when`: the times of an event; `until`: a deadline. The name of the
    /// attribute that carries it: `data-hours`.
    pub kind: &'static str,
    /// Its code.
    pub code: String,
    /// Of a table of hours, the position of its group in the timetable.
    pub turn: Option<usize>,
}

impl Live {
    /// Whether it is a timetable.
    pub fn is_hours(&self) -> bool {
        self.kind == "hours"
    }
}

/// A day of a table of hours.
#[derive(Debug, Clone, Serialize)]
pub struct HoursRow {
    /// 1 (Monday) to 7, null for a date.
    pub day: Option<u8>,
    /// The weekday or the date.
    pub label: String,
    /// Closed all day.
    pub closed: bool,
    /// Nobody knows.
    pub unknown: bool,
    /// When it is open.
    pub spans: Vec<Span>,
    /// Why it is otherwise.
    pub note: Option<String>,
    /// The date as digits, `20261224`, or null.
    pub date: Option<String>,
    /// That of the last of several days, or null.
    pub until: Option<String>,
}

/// A way to reach somebody.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// What it is for.
    pub role: Option<String>,
    /// Who answers.
    pub name: Option<String>,
    /// Telephone.
    pub phone: Option<Link>,
    /// Extension.
    pub ext: Option<String>,
    /// Number for text messages.
    pub sms: Option<Link>,
    /// E-mail address.
    pub email: Option<String>,
    /// Page.
    pub url: Option<Link>,
    /// When somebody answers.
    pub when: Option<Line>,
    /// Which languages are spoken.
    pub langs: Option<String>,
    /// What else to know.
    pub note: Option<Text>,
}

/// A step of a guide.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Its heading.
    pub heading: Option<String>,
    /// Its text as HTML.
    pub html: String,
    /// Its language, when that is not the page's.
    pub lang: Option<String>,
    /// Where it leads.
    pub plank: Option<Plank>,
}

/// A date with what becomes of it.
#[derive(Debug, Clone, Serialize)]
pub struct DateItem {
    /// The date in words.
    pub text: String,
    /// What became of it.
    pub status: Option<Badge>,
    /// Why.
    pub note: Option<String>,
}

/// A number for moments of need.
#[derive(Debug, Clone, Serialize)]
pub struct UrgentRow {
    /// The number.
    pub number: String,
    /// `tel:`.
    pub href: String,
    /// Who answers.
    pub who: String,
    /// What else to know.
    pub note: Option<String>,
}

/// What stands in a section.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "block", rename_all = "kebab-case")]
pub enum Block {
    /// Markdown.
    Prose { html: String, lang: Option<String> },
    /// Labels.
    Facts { rows: Vec<FactRow> },
    /// Lines.
    List { items: Vec<Line> },
    /// A small line.
    Note { line: Line },
    /// A table of hours.
    Hours { caption: String, kind: &'static str, notes: Vec<Line>, rows: Vec<HoursRow>, live: Option<Live> },
    /// Ways to reach somebody.
    Contacts { items: Vec<Contact> },
    /// An address.
    Address { lines: Vec<Line>, map: Option<Link>, hidden: bool, facts: Vec<FactRow> },
    /// Names with how much is under them, and narrower names.
    Index { items: Vec<Indexed> },
    /// Branches and stops.
    Branches { items: Vec<Branch> },
    /// Records.
    Rows { items: Vec<Row>, more: Option<Link> },
    /// Signs.
    Planks { items: Vec<Plank> },
    /// Numbers for moments of need.
    Urgent { heading: String, rows: Vec<UrgentRow> },
    /// Steps.
    Steps { items: Vec<Step> },
    /// Dates.
    Dates { items: Vec<DateItem> },
    /// A stone panel.
    Notice { line: Line },
}

/// A branch or a stop: where it is, and when somebody is there, in a line each.
#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    /// Its anchor.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// Its address.
    pub lines: Vec<Line>,
    /// The way there, or null.
    pub map: Option<Link>,
    /// Hours, how to find it, access.
    pub facts: Vec<FactRow>,
    /// Ways to reach it.
    pub contacts: Vec<Contact>,
}

/// The time of a row.
#[derive(Debug, Clone, Serialize)]
pub struct RowTime {
    /// `10.00`.
    pub text: String,
    /// It will not be.
    pub struck: bool,
}

/// A record in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub title: Text,
    /// States.
    pub badges: Vec<Badge>,
    /// When, in lists by time.
    pub time: Option<RowTime>,
    /// Small print.
    pub meta: Vec<Line>,
    /// A number to call.
    pub phone: Option<Link>,
    /// It will not be.
    pub struck: bool,
    /// When it was checked, said where that is long ago.
    pub checked: Option<Line>,
    /// The same for the script, as long as it is not said: `20261112:90`.
    pub term: Option<String>,
    /// What is so now, for the script.
    pub live: Option<Live>,
}

/// Where the facts come from.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance {
    /// `fresh`, `due`, `overdue`, `expired`, `none`.
    pub state: &'static str,
    /// When they were checked and for how many days they are believed, for the script: `20261112:90`.
    pub term: Option<String>,
    /// When they were checked.
    pub line: Line,
    /// Where they are from.
    pub source: Vec<Line>,
    /// How to tell of a mistake.
    pub report: Link,
    /// The library's number.
    pub library_phone: Option<Link>,
    /// The address of the page, to read from paper.
    pub url: String,
    /// The same as a code for cameras, or null.
    pub qr: Option<()>,
}

/// The same page in another language.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageLink {
    /// Its tag.
    pub lang: String,
    /// Its tag in capitals.
    pub code: String,
    /// Its name for itself.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Whether it is the one that is being read.
    pub current: bool,
}

/// An alternate for machines.
#[derive(Debug, Clone, Serialize)]
pub struct Alternate {
    /// Its tag.
    pub lang: String,
    /// The whole address.
    pub href: String,
}

/// What stands in the head.
#[derive(Debug, Clone, Serialize)]
pub struct Head {
    /// The title of the window.
    pub title: String,
    /// One sentence for search engines, or empty.
    pub description: String,
    /// The whole address, or null.
    pub canonical: Option<String>,
    /// The page in other languages.
    pub alternates: Vec<Alternate>,
    /// Not to be found by search engines.
    pub noindex: bool,
    /// What is new in this topic, as a feed, or null.
    pub feed: Option<Link>,
    /// What the page is about for machines: JSON-LD to print as it is, or null when the theme prints none.
    pub linked_data: Option<String>,
    /// The language of the page.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
}

/// A name with how much is under it.
#[derive(Debug, Clone, Serialize)]
pub struct Counted {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub name: String,
    /// How much.
    pub count: Option<usize>,
}

/// A name in an index, with the narrower names under it.
#[derive(Debug, Clone, Serialize)]
pub struct Indexed {
    /// The name.
    #[serde(flatten)]
    pub name: Counted,
    /// Names under it.
    pub under: Vec<Counted>,
}

/// What every page has.
#[derive(Debug, Clone, Serialize)]
pub struct Common {
    /// For the head.
    pub head: Head,
    /// The same page in other languages.
    pub languages: Vec<LanguageLink>,
    /// One step back.
    pub crumb: Option<Link>,
    /// That the text is not yet in this language.
    pub borrowed: Option<Borrowed>,
    /// Whether somebody may have to leave it quickly.
    pub sensitive: bool,
    /// The calendar of what is on the page, or null.
    pub calendar: Option<Subscription>,
    /// The script that tells what is over and what is near, on pages by time.
    pub by_time: Option<String>,
    /// Whether the page needs the script that tells how old facts are.
    pub by_age: bool,
}

/// A calendar, and the ways to it.
#[derive(Debug, Clone, Serialize)]
pub struct Subscription {
    /// The file: of one event to add, of several to look at.
    pub file: Link,
    /// What it is called.
    pub title: String,
    /// How to subscribe, when it is a calendar of several events.
    pub follow: Option<Follow>,
}

/// How to subscribe to a calendar.
#[derive(Debug, Clone, Serialize)]
pub struct Follow {
    /// What it is, as a heading.
    pub heading: String,
    /// What it does, in a sentence.
    pub help: String,
    /// The link that opens the program for calendars.
    pub webcal: Link,
    /// What to do with the address where there is no such program.
    pub paste: String,
    /// The whole address.
    pub address: String,
    /// Narrower calendars, by audience.
    pub narrower: Option<Narrower>,
}

/// Calendars of the same sort, each a link.
#[derive(Debug, Clone, Serialize)]
pub struct Narrower {
    /// What they have in common.
    pub heading: String,
    /// The links.
    pub links: Vec<Link>,
}

/// That the text is not yet in this language.
#[derive(Debug, Clone, Serialize)]
pub struct Borrowed {
    /// In words.
    pub text: String,
}

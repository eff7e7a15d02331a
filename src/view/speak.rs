//! Saying: what a record tells gets the words of a language, and addresses.

use jiff::civil::Date;

use super::model::{Badge, Inline, Line, Link, Text};
use crate::catalogue::Filling;
use crate::declare::Moment;
use crate::hub::{Destination, Hub};
use crate::language::{Lang, Language};
use crate::parse::Entry;
use crate::record::{Cost, Hours, PlaceId, Reference, Say, State};
use crate::text::{Address, Body, Chosen, Prose, Target, Words};
use crate::theme::Messages;
use crate::value::clock::Span;
use crate::value::hours::Days;
use crate::value::money::Money;
use crate::value::phone::{Phone, SLOVENIA};
use crate::value::repetition::{On, Repeat, Unit};
use crate::value::weekday::{NthDay, Weekday};

/// A middle dot ends a line and never begins one: the blank before it does not break.
const SEPARATOR: &str = "\u{a0}· ";
/// Keeps a range together.
pub(super) const JOINER: &str = "\u{2060}";

/// Speaks one language of the hub.
#[derive(Clone, Copy)]
pub struct Speaker<'h> {
    /// The hub.
    pub hub: &'h Hub,
    /// The words.
    pub messages: &'h Messages,
    /// The language.
    pub lang: Lang,
}

impl<'h> Speaker<'h> {
    /// The language's rules.
    pub fn language(&self) -> &'static Language {
        self.messages.language
    }

    /// A message without facts.
    pub fn key(&self, path: &str) -> String {
        self.messages.text(path)
    }

    /// A message with a number that chooses its form.
    pub fn count(&self, path: &str, n: usize) -> String {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.messages.say(path, &|slot| (slot == "n").then_some(Filling::Number(n)))
    }

    /// A message with texts in its slots.
    pub fn with(&self, path: &str, facts: &[(&str, &str)]) -> String {
        let find = |slot: &str| {
            facts.iter().find(|(name, _)| *name == slot).map(|(_, text)| Filling::Text((*text).to_owned()))
        };
        self.messages.say(path, &find)
    }

    /// A text chosen for this reader.
    pub fn text(&self, chosen: Chosen<'_, str>) -> Text {
        Text { text: chosen.text.to_owned(), lang: self.foreign(chosen.lang) }
    }

    /// A text in its words, or nothing.
    pub fn words(&self, words: &Words) -> Text {
        words.choose(self.lang).map_or(Text { text: String::new(), lang: None }, |chosen| self.text(chosen))
    }

    /// The words as they are, without their language.
    pub fn plain_words(&self, words: &Words) -> String {
        words.choose(self.lang).map_or(String::new(), |chosen| chosen.text.to_owned())
    }

    /// The tag of a language that is not the page's.
    pub fn foreign(&self, lang: Lang) -> Option<String> {
        (lang != self.lang).then(|| lang.to_string())
    }

    /// Something to say as one plain text.
    pub fn say(&self, say: &Say<'_>) -> String {
        match say {
            Say::Message(path, facts) => {
                let find = |slot: &str| {
                    let (_, fact) = facts.iter().find(|(name, _)| *name == slot)?;
                    Some(match fact {
                        Say::Count(n) => Filling::Number(*n),
                        other => Filling::Text(self.say(other)),
                    })
                };
                self.messages.say(path, &find)
            }
            Say::Words(words) => self.plain_words(words),
            Say::Text(text) => text.to_string(),
            Say::Count(n) => n.to_string(),
            Say::Decimal(number) => number.to_string().replace('.', self.language().decimal),
            Say::Date(date) => self.date(*date),
            Say::ShortDate(date) => self.language().short_date(*date),
            Say::Day(moment) => self.day(*moment),
            Say::Clock(minutes) => self.language().clock(*minutes),
            Say::Money(money) => self.money(*money),
            Say::Price(cost) => self.price(cost),
            Say::Language(code) => self.language_name(code),
            Say::Record(reference) => self.title_of(reference).text,
            Say::Place(place) => self.place_name(place).map_or_else(|| place.id.to_string(), |text| text.text),
            Say::Web(url, title) => title.map_or_else(|| shown_url(url.as_str()), |title| self.plain_words(title)),
            Say::Phone(phone) => phone.local(&SLOVENIA),
            Say::Email(email) => email.as_str().to_owned(),
            Say::Week(hours) => self.week(hours),
            Say::Repeat(repeat) => self.repeat(repeat),
            Say::Parts(parts) => parts.iter().map(|part| self.say(part)).collect::<Vec<_>>().join(SEPARATOR),
            Say::Unknown => self.key("unknown"),
        }
    }

    /// Something to say as text with the language of its words.
    pub fn say_text(&self, say: &Say<'_>) -> Text {
        match say {
            Say::Words(words) => self.words(words),
            Say::Record(reference) => self.title_of(reference),
            other => Text { text: self.say(other), lang: None },
        }
    }

    /// Something to say as a line, links in it.
    pub fn line(&self, say: &Say<'_>) -> Line {
        match say {
            Say::Parts(parts) => self.joined(parts),
            single => vec![self.inline(single)],
        }
    }

    /// Several things as one line with dots between.
    pub fn joined(&self, parts: &[Say<'_>]) -> Line {
        let mut line = Vec::new();
        for part in parts {
            let more = self.line(part);
            if more.iter().all(|inline| inline.text.is_empty()) {
                continue;
            }
            if !line.is_empty() {
                line.push(plain(SEPARATOR));
            }
            line.extend(more);
        }
        line
    }

    fn inline(&self, say: &Say<'_>) -> Inline {
        let text = self.say_text(say);
        let link =
            |href: String| Inline { kind: "link", href: Some(href), text: text.text.clone(), lang: text.lang.clone() };
        match say {
            Say::Record(reference) => match self.hub.resolve(reference) {
                Some(to) => link(self.hub.href_of(to, self.lang)),
                None => Inline { kind: "text", text: text.text, href: None, lang: text.lang },
            },
            Say::Place(place) => match self.hub.tables.place(&place.id) {
                Some(ix) => {
                    let name = self.words(&self.hub.tables.places[ix].keys.name);
                    let href = self.hub.href_of(Destination::Place(ix), self.lang);
                    Inline { kind: "link", text: name.text, href: Some(href), lang: name.lang }
                }
                None => plain(&text.text),
            },
            Say::Web(url, title) => {
                let lang = title.and_then(|title| self.words(title).lang);
                Inline { kind: "link", text: text.text, href: Some(url.as_str().to_owned()), lang }
            }
            Say::Phone(phone) => Inline { kind: "tel", text: text.text, href: Some(phone.href()), lang: None },
            Say::Email(email) => Inline { kind: "mail", text: text.text, href: Some(email.href()), lang: None },
            Say::Date(_) | Say::ShortDate(_) | Say::Clock(_) | Say::Money(_) => {
                Inline { kind: "nowrap", text: text.text, href: None, lang: None }
            }
            Say::Unknown => Inline { kind: "unknown", text: text.text, href: None, lang: None },
            _ => Inline { kind: "text", text: text.text, href: None, lang: text.lang },
        }
    }

    /// A state with its word.
    pub fn badge(&self, state: &State<'_>) -> Badge {
        let off = matches!(state.say, Say::Message("state.off", _));
        Badge { off, ..Badge::new(state.shape.name(), self.say(&state.say)) }
    }

    /// `12. novembra 2026`, in one piece.
    pub fn date(&self, date: Date) -> String {
        self.language().long_date(date).replace(' ', "\u{a0}")
    }

    /// `sobota, 28. novembra 2026, ob 10.00`.
    pub fn day(&self, moment: Moment) -> String {
        let (weekday, date) = (self.language().weekday(moment.date()), self.date(moment.date()));
        match moment.minutes() {
            Some(minutes) => {
                let time = self.language().clock(minutes);
                self.with("date.day-at", &[("weekday", &weekday), ("date", &date), ("time", &time)])
            }
            None => self.with("date.day", &[("weekday", &weekday), ("date", &date)]),
        }
    }

    /// `sob. 28. 11.`, in front of a row.
    pub fn weekday_date(&self, date: Date) -> String {
        let (day, month) = (date.day().to_string(), date.month().to_string());
        let weekday = self.short_day(Weekday::of(date));
        self.with("date.short-day", &[("weekday", &weekday), ("day", &day), ("month", &month)])
    }

    /// `12,50 €`.
    pub fn money(&self, money: Money) -> String {
        let decimal = money.decimal();
        let amount = decimal.strip_suffix(".00").unwrap_or(&decimal).replace('.', self.language().decimal);
        let currency = if money.currency.as_str() == "EUR" { "€" } else { money.currency.as_str() };
        self.with("money.amount", &[("amount", &amount), ("currency", currency)]).replace(' ', "\u{a0}")
    }

    fn price(&self, cost: &Cost) -> String {
        let amount = cost.money().map(|money| match (money.cents, cost.unit) {
            (0, _) => self.key("cost.free-short"),
            (_, Some(unit)) => {
                self.with("money.per", &[("amount", &self.money(money)), ("unit", &self.key(unit.label()))])
            }
            (_, None) => self.money(money),
        });
        let what = cost.what.as_ref().map(|what| self.plain_words(what));
        let price = match (what, amount) {
            (Some(what), Some(amount)) => self.with("money.price", &[("what", &what), ("price", &amount)]),
            (Some(what), None) => what,
            (None, Some(amount)) => amount,
            (None, None) => String::new(),
        };
        match cost.note.as_ref().map(|note| self.plain_words(note)) {
            Some(note) if price.is_empty() => note,
            Some(note) => format!("{price}{SEPARATOR}{note}"),
            None => price,
        }
    }

    /// The name of a language, or its code.
    pub fn language_name(&self, code: &str) -> String {
        let primary = code.split('-').next().unwrap_or(code);
        self.messages.try_say(&format!("language.{primary}"), &|_| None).unwrap_or_else(|| code.to_owned())
    }

    /// The title of what a reference leads to; when that is not shown, the reference itself says nothing.
    pub fn title_of(&self, reference: &Reference) -> Text {
        match self.hub.resolve(reference) {
            Some(to) => self.title(to),
            None => Text { text: String::new(), lang: None },
        }
    }

    /// The title of a destination.
    pub fn title(&self, to: Destination) -> Text {
        match to {
            Destination::Entry(ix) => self.words(&self.hub.entry(ix).envelope.title),
            Destination::Service(ix, turn) => {
                self.words(&self.hub.entry(ix).record.services()[usize::from(turn)].title)
            }
            Destination::Location(ix, turn) => {
                let entry = self.hub.entry(ix);
                let location = &entry.envelope.location[usize::from(turn)];
                location.title.as_ref().map_or_else(|| self.words(&entry.envelope.title), |title| self.words(title))
            }
            Destination::Place(ix) => self.words(&self.hub.tables.places[ix].keys.name),
        }
    }

    fn place_name(&self, place: &PlaceId) -> Option<Text> {
        let ix = self.hub.tables.place(&place.id)?;
        Some(self.words(&self.hub.tables.places[ix].keys.name))
    }

    /// A telephone number as a link.
    pub fn phone(&self, phone: &Phone) -> Link {
        Link { href: phone.href(), text: phone.local(&SLOVENIA) }
    }

    /// `8.00–12.00`.
    pub fn span(&self, span: Span) -> String {
        let (from, to) = (self.language().clock(span.from()), self.language().clock(span.to()));
        format!("{from}–{JOINER}{to}")
    }

    /// `od 8.00 do 12.00`.
    pub fn spoken(&self, span: Span) -> String {
        let (from, to) = (self.language().clock(span.from()), self.language().clock(span.to()));
        self.with("range.spoken", &[("from", &from), ("to", &to)])
    }

    /// The days and times of a group in one line: `pon.–pet. 8.00–16.00; sob. 8.00–12.00`. Days with the same
    /// times stand together: `pon., sre. 7.00–8.00; tor. 12.00–13.00`.
    pub fn week(&self, hours: &Hours) -> String {
        let spans =
            |spans: &mut dyn Iterator<Item = Span>| spans.map(|span| self.span(span)).collect::<Vec<_>>().join(", ");
        match &hours.days {
            Days::Week(week) => {
                let mut same: Vec<(String, Vec<Weekday>)> = Vec::new();
                for day in Weekday::ALL {
                    let times = spans(&mut week.day(day));
                    match same.iter_mut().find(|(known, _)| *known == times) {
                        Some((_, days)) => days.push(day),
                        None => same.push((times, vec![day])),
                    }
                }
                same.retain(|(times, _)| !times.is_empty());
                let said = same.iter().map(|(times, days)| format!("{} {times}", self.short_days(days)));
                said.collect::<Vec<_>>().join("; ")
            }
            Days::Nth { on, open } => {
                let days: Vec<String> = on.iter().map(|day| self.nth(*day)).collect();
                let times = spans(&mut open.iter().copied());
                if times.is_empty() { days.join(", ") } else { format!("{} {times}", days.join(", ")) }
            }
        }
    }

    /// Days of a week in their order: `pon.–pet., ned.`.
    fn short_days(&self, days: &[Weekday]) -> String {
        let runs = days.chunk_by(|a, b| a.next() == *b && b.index() > a.index());
        let said = runs.map(|run| match run {
            all if all.len() == Weekday::ALL.len() => self.key("repeat.daily"),
            [from, _, .., to] => format!("{}–{JOINER}{}", self.short_day(*from), self.short_day(*to)),
            few => few.iter().map(|day| self.short_day(*day)).collect::<Vec<_>>().join(", "),
        });
        said.collect::<Vec<_>>().join(", ")
    }

    fn short_day(&self, day: Weekday) -> String {
        self.key(&format!("weekday-short.{}", day.code()))
    }

    /// `vsak drugi torek v mesecu`.
    pub fn nth(&self, day: NthDay) -> String {
        let nth = match day.nth {
            -1 => "last".to_owned(),
            nth => nth.to_string(),
        };
        let said = self.messages.try_say(&format!("nth-weekday.{nth}-{}", day.day.code()), &|_| None);
        said.unwrap_or_else(|| day.to_string())
    }

    /// `drugi torek`, inside a longer rule.
    fn nth_day(&self, day: NthDay) -> String {
        let nth = if day.nth == -1 { "last".to_owned() } else { day.nth.to_string() };
        let said = self.messages.try_say(&format!("nth-day.{nth}-{}", day.day.code()), &|_| None);
        said.unwrap_or_else(|| day.to_string())
    }

    /// How something repeats, in words.
    pub fn repeat(&self, repeat: &Repeat) -> String {
        let interval = usize::from(repeat.interval);
        let listed = |texts: Vec<String>| self.listed(&texts);
        match (&repeat.on, repeat.every) {
            (On::Weekdays(days), _) if interval == 1 => match &days[..] {
                [day] => self.key(&format!("weekday-every.{}", day.code())),
                days => listed(days.iter().map(|day| self.key(&format!("weekday-on.{}", day.code()))).collect()),
            },
            (On::Weekdays(days), _) => {
                let days = listed(days.iter().map(|day| self.key(&format!("weekday-on.{}", day.code()))).collect());
                self.counted("repeat.week-n", interval, &[("days-on", &days), ("days", &days)])
            }
            (On::Nth(days), _) => {
                if let ([day], 1) = (&days[..], interval) {
                    return self.nth(*day);
                }
                let short = listed(days.iter().map(|day| self.nth_day(*day)).collect());
                match interval {
                    1 => self.with("repeat.month-several", &[("days", &short)]),
                    _ => self.counted("repeat.month-n", interval, &[("rule", &short)]),
                }
            }
            (On::Days(days), _) => {
                let said: Vec<String> = days.iter().map(|day| self.key(&format!("month-day.{day}"))).collect();
                let rule = self.counted("repeat.month-days", days.len(), &[("days", &listed(said))]);
                if interval == 1 { rule } else { self.counted("repeat.month-n", interval, &[("rule", &rule)]) }
            }
            (On::Start, Unit::Week) => self.key("repeat.weekly"),
            (On::Start, Unit::Month) => self.key("repeat.monthly"),
        }
    }

    fn counted(&self, path: &str, n: usize, facts: &[(&str, &str)]) -> String {
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        self.messages.say(path, &|slot| {
            let fact = facts.iter().find(|(name, _)| *name == slot).map(|(_, text)| Filling::Text((*text).to_owned()));
            fact.or_else(|| (slot == "n").then_some(Filling::Number(n)))
        })
    }

    /// `a, b in c`.
    pub fn listed(&self, texts: &[String]) -> String {
        match texts {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{}{}{last}", first.join(", "), self.key("join.and")),
        }
    }

    /// Markdown for this reader, with its language, its links closed.
    pub fn prose(&self, entry: &Entry, prose: &Prose) -> Option<(String, Option<String>)> {
        let chosen = prose.choose(self.lang)?;
        let html = chosen.text.shown(&mut |link| self.open_link(entry, link));
        Some((html, self.foreign(chosen.lang)))
    }

    /// The same, cut at its second-level headings: what is before them, then heading and text.
    pub fn steps(&self, entry: &Entry, prose: &Prose) -> Option<Steps> {
        let chosen: Chosen<'_, Body> = prose.choose(self.lang)?;
        let body = chosen.text;
        let (before, steps) = body.steps(2);
        let html = |range| body.piece(range, &mut |link| self.open_link(entry, link));
        let steps = steps.into_iter().map(|(heading, range)| (heading.text.to_string(), html(range))).collect();
        Some(Steps { before: html(before), steps, lang: self.foreign(chosen.lang) })
    }

    fn open_link(&self, entry: &Entry, link: &crate::text::Link) -> Option<Address> {
        let written = link.target.as_written();
        if let Some(path) = self.hub.file_named(entry, written) {
            let file = self.hub.attached(&path)?;
            return Some(match link.target {
                Target::Picture(..) => self.hub.picture(file),
                Target::Record(_) => self.hub.file_href(&file.path).into(),
            });
        }
        let to = self.hub.link(entry, written)?;
        let href = self.hub.href_of(to, self.lang);
        // A fragment that names no service or branch is a heading of the page.
        match (written.split_once('#'), to) {
            (Some((_, fragment)), Destination::Entry(_)) => Some(format!("{href}#{fragment}").into()),
            _ => Some(href.into()),
        }
    }
}

/// Markdown cut into steps.
pub struct Steps {
    /// What stands before the first of them, as HTML.
    pub before: String,
    /// Heading and HTML.
    pub steps: Vec<(String, String)>,
    /// The language, when that is not the page's.
    pub lang: Option<String>,
}

/// A run of plain text.
pub fn plain(text: &str) -> Inline {
    Inline { kind: "text", text: text.to_owned(), href: None, lang: None }
}

/// A run of bold text.
pub fn strong(text: String) -> Inline {
    Inline { kind: "strong", text, href: None, lang: None }
}

/// An address as people read it: without the scheme and the slash at its end.
pub fn shown_url(url: &str) -> String {
    let bare = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    let bare = bare.strip_prefix("mailto:").or_else(|| bare.strip_prefix("tel:")).unwrap_or(bare);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/').to_owned()
}

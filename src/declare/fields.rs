//! How the values of `value` and `text`, and what TOML itself has, are read from a node.

use jiff::civil::{Date, DateTime};
use toml::de::DeValue;
use toml::value::Datetime;

use super::{Field, Keys, Node, Reading, Shape, because, nearest, shape, shortened};
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::language::Lang;
use crate::text::{Body, Prose, Words, body};
use crate::value::duration::Duration;
use crate::value::email::Email;
use crate::value::hours::Step;
use crate::value::phone::{Phone, SLOVENIA, phone};
use crate::value::postcode::{Post, post};
use crate::value::slug::Slug;
use crate::value::url::Url;
use crate::value::{self, Why, Wrong};

/// The text of a node, with blanks at its ends taken off; empty text and control characters are reported.
pub(crate) fn text_of<'n>(node: &'n Node<'_>, reading: &mut Reading<'_>) -> Option<&'n str> {
    let Some(text) = node.get_ref().as_str() else {
        reading.wrong_type(node, "text");
        return None;
    };
    if text.trim().is_empty() {
        reading.report_at(Code::EmptyText, node.span());
        return None;
    }
    // The bytes with which control characters begin are rare: most texts are looked at once, as bytes, and to the
    // end, which takes less time than to ask after each whether it was the last.
    let odd = |byte: u8| byte < b' ' && byte != b'\n' && byte != b'\t' && byte != b'\r' || byte == 0x7f || byte == 0xc2;
    let suspect = text.bytes().fold(false, |found, byte| found | odd(byte));
    let control = |(_, c): &(usize, char)| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let odd = if suspect { text.char_indices().find(control) } else { None };
    if let Some((start, c)) = odd {
        let at = reading.span_inside(node, start..start + c.len_utf8());
        let found = Diagnostic::new(Code::ControlCharacter).at(at).with("found", format!("U+{:04X}", u32::from(c)));
        reading.report(found);
        return None;
    }
    Some(text.trim())
}

/// The code that a node names, one of `codes`, or a report.
pub(crate) fn code_of<'n>(
    node: &'n Node<'_>,
    set: &'static str,
    codes: &'static [&'static str],
    reading: &mut Reading<'_>,
) -> Option<&'n str> {
    let text = text_of(node, reading)?;
    if codes.contains(&text) {
        return Some(text);
    }
    let meant = shape::meant_by(text).find(|code| codes.contains(code));
    let found = Diagnostic::new(Code::UnknownCode)
        .at(reading.span(node.span()))
        .with("found", shortened(text))
        .with("set", set)
        .with("known", Fact::List(codes.iter().map(|code| (*code).to_owned()).collect()))
        .with_some("suggestion", meant.or_else(|| nearest(text, codes.iter().copied())));
    reading.report(found);
    None
}

impl Field for Box<str> {
    const SHAPE: &'static Shape = &Shape::Text;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        text_of(node, reading).map(Into::into)
    }
}

impl Field for bool {
    const SHAPE: &'static Shape = &Shape::Flag;
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let flag = node.get_ref().as_bool();
        if flag.is_none() {
            reading.wrong_type(node, "boolean");
        }
        flag
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn is_absent(&self) -> bool {
        !self
    }
}

/// A whole number from 0 up, as counts and ages are.
impl Field for u32 {
    const SHAPE: &'static Shape = &Shape::Integer;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let Some(integer) = node.get_ref().as_integer() else {
            reading.wrong_type(node, "integer");
            return None;
        };
        let number = i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok();
        let fits = number.and_then(|n| u32::try_from(n).ok()).filter(|n| *n <= 1_000_000_000);
        if fits.is_none() {
            out_of_range(node, "0", "1 000 000 000", reading);
        }
        fits
    }
}

/// A number, finite.
impl Field for f64 {
    const SHAPE: &'static Shape = &Shape::Number;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let number = match node.get_ref() {
            DeValue::Integer(integer) => {
                i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix()).ok().map(|n| n as f64)
            }
            DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
            _ => {
                reading.wrong_type(node, "number");
                return None;
            }
        };
        let finite = number.filter(|n| n.is_finite() && n.abs() <= 1e12);
        if finite.is_none() {
            out_of_range(node, "-1 000 000 000 000", "1 000 000 000 000", reading);
        }
        finite
    }
}

pub(crate) fn out_of_range(node: &Node<'_>, least: &str, most: &str, reading: &mut Reading<'_>) {
    let found = Diagnostic::new(Code::OutOfRange)
        .at(reading.span(node.span()))
        .with("found", shortened(&reading.source_of(node)))
        .with("least", least)
        .with("most", most);
    reading.report(found);
}

impl<T: Field> Field for Option<T> {
    const SHAPE: &'static Shape = T::SHAPE;
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        T::read(node, reading).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        match self {
            Some(inner) => inner.overlay(node, lang, reading),
            None => {
                let at = reading.span(node.span());
                reading.report(Diagnostic::new(Code::TranslationOfNothing).at(at));
            }
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Field::is_absent)
    }
}

impl<T: Field> Field for Box<T> {
    const SHAPE: &'static Shape = T::SHAPE;
    const REQUIRED: bool = T::REQUIRED;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        T::read(node, reading).map(Box::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Box::new)
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        (**self).overlay(node, lang, reading);
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

/// Several values; a wrong one is reported and left out, so that the others are read as well.
impl<T: Field + Translated> Field for Box<[T]> {
    const SHAPE: &'static Shape = &Shape::List(T::SHAPE);
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let Some(array) = node.get_ref().as_array() else {
            reading.wrong_type(node, "list");
            return None;
        };
        Some(array.iter().filter_map(|item| T::read(item, reading)).collect())
    }

    fn absent() -> Option<Self> {
        Some(Box::default())
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        T::overlay_all(self, node, lang, reading);
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// How a translation reaches the items of a list: by their ids, or not at all.
pub(crate) trait Translated: Sized {
    /// Lays a translation over the items.
    fn overlay_all(items: &mut [Self], node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        let _ = (items, lang);
        reading.report_at(Code::NotTranslatable, node.span());
    }
}

impl Translated for Box<str> {}
impl Translated for u32 {}
impl Translated for Url {}
impl Translated for Slug {}
impl Translated for Date {}
impl Translated for Label {}
impl Translated for Lang {}

impl Field for Words {
    const SHAPE: &'static Shape = &Shape::Words;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        Some(Words::one(reading.lang, text))
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        let Some(text) = text_of(node, reading) else { return };
        if self.get(lang).is_some() {
            reading.report_at(Code::TranslatedTwice, node.span());
            return;
        }
        self.set(lang, text);
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl Field for Prose {
    const SHAPE: &'static Shape = &Shape::Prose;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let body = body_of(node, reading)?;
        Some(Prose::one(reading.lang, body))
    }

    fn overlay(&mut self, node: &Node<'_>, lang: Lang, reading: &mut Reading<'_>) {
        let Some(body) = body_of(node, reading) else { return };
        if self.get(lang).is_some() {
            reading.report_at(Code::TranslatedTwice, node.span());
            return;
        }
        self.set(lang, body);
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

fn body_of(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Body> {
    text_of(node, reading)?;
    let text = node.get_ref().as_str()?;
    // A link keeps its place in the file, so that the hub can point at it.
    let whole = reading.span(node.span()).range;
    let place = |source: &str| if source.starts_with(text) { Some(0) } else { source.find(text) };
    let start = reading.text.get(whole.clone()).and_then(place).map_or(whole.start, |at| whole.start + at);
    Some(read_body(text, start, reading))
}

/// Reads Markdown that begins at byte `start` of the file.
pub(crate) fn read_body(text: &str, start: usize, reading: &mut Reading<'_>) -> Body {
    let mut problems = Vec::new();
    let mut read = body(text, &mut |problem| problems.push(problem));
    for link in &mut read.links {
        let shift = u32::try_from(start).unwrap_or(u32::MAX);
        link.file = reading.sibling.then(|| reading.file.clone());
        link.at = (link.at.0.saturating_add(shift), link.at.1.saturating_add(shift));
    }
    for problem in problems {
        let mut at = reading.span(0..0);
        at.range = start + problem.at.start..start + problem.at.end;
        let mut found = Diagnostic::new(problem.code).at(at).with("found", shortened(&problem.found));
        if let Some(why) = &problem.why {
            found = because(found, why);
        }
        reading.report(found);
    }
    read
}

/// Small text: a string in the record's language, or a table of languages.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Label(pub Words);

impl std::ops::Deref for Label {
    type Target = Words;

    fn deref(&self) -> &Words {
        &self.0
    }
}

impl Field for Label {
    const SHAPE: &'static Shape = &Shape::Label;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let Some(table) = node.get_ref().as_table() else {
            let text = text_of(node, reading)?;
            return Some(Label(Words::one(reading.lang, text)));
        };
        let mut words = Words::default();
        for (key, value) in table {
            let Some(lang) = known_language(key.get_ref(), key.span(), reading) else { continue };
            if let Some(text) = text_of(value, reading) {
                words.set(lang, text);
            }
        }
        if words.is_empty() {
            if table.is_empty() {
                reading.report_at(Code::EmptyText, node.span());
            }
            return None;
        }
        Some(Label(in_order(&words, reading.lang)))
    }
}

/// The same words with `first` in front, so that it is what a reader of another language falls back to.
fn in_order(words: &Words, first: Lang) -> Words {
    let mut ordered = Words::default();
    if let Some(text) = words.get(first) {
        ordered.set(first, text);
    }
    for (lang, text) in words.all() {
        ordered.set(lang, text);
    }
    ordered
}

/// A language of this hub, or a report.
pub(crate) fn known_language(tag: &str, at: std::ops::Range<usize>, reading: &mut Reading<'_>) -> Option<Lang> {
    let known = Lang::new(tag).filter(|lang| reading.languages.position(*lang).is_some());
    if known.is_none() {
        let all: Vec<String> = reading.languages.all().map(|lang| lang.to_string()).collect();
        let suggestion = nearest(tag, all.iter().map(String::as_str)).map(str::to_owned);
        let found = Diagnostic::new(Code::UnknownLanguage)
            .at(reading.span(at))
            .with("found", shortened(tag))
            .with_some("suggestion", suggestion)
            .with("known", Fact::List(all));
        reading.report(found);
    }
    known
}

/// The language of a record or a text: one of the hub's.
impl Field for Lang {
    const SHAPE: &'static Shape = &Shape::Notation("language", "sl");

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        known_language(text, node.span(), reading)
    }
}

macro_rules! notations {
    ($( $Type:ty, $name:literal, $example:literal, $code:ident, $parse:expr; )*) => { $(
        impl Field for $Type {
            const SHAPE: &'static Shape = &Shape::Notation($name, $example);

            fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
                let text = text_of(node, reading)?;
                let parse: fn(&str) -> Result<$Type, Wrong> = $parse;
                parse(text).map_err(|wrong| reading.refused(Code::$code, node, wrong)).ok()
            }
        }
    )* };
}

notations! {
    Phone, "phone", "05 012 34 56", BadPhone, |text| phone(text, &SLOVENIA);
    Email, "email", "ime@primer.example", BadEmail, value::email::email;
    Url, "url", "https://primer.example", BadUrl, value::url::url;
    Post, "post", "6230 Postojna", BadPostcode, |text| post(text, "SI");
    Slug, "id", "ime-zapisa", BadId, value::slug::slug;
    Duration, "duration", "90d", BadDuration, value::duration::duration;
}

/// A calendar date. Quoted dates are understood well enough to say how to write them.
impl Field for Date {
    const SHAPE: &'static Shape = &Shape::Date;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        match moment_of(node, reading)? {
            Moment::Day(date) => Some(date),
            Moment::Time(time) => {
                let at = reading.span(node.span());
                let suggestion = time.date().to_string();
                let found = Diagnostic::new(Code::BadDate).at(at).with("found", shortened(&reading.source_of(node)));
                reading.report(found.with("why", Fact::Why("date-has-time")).with("suggestion", suggestion));
                None
            }
        }
    }
}

/// A date, or a date with a time on the hub's clock.
///
/// Moments sort by their day; on the same day, what has no time comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// A time of that day.
    Time(DateTime),
}

impl Moment {
    /// The day it is on.
    pub fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Time(time) => time.date(),
        }
    }

    /// Minutes since midnight, when a time is known.
    pub fn minutes(self) -> Option<u16> {
        match self {
            Moment::Day(_) => None,
            Moment::Time(time) => {
                Some(u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs()))
            }
        }
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Moment) -> std::cmp::Ordering {
        (self.date(), self.minutes()).cmp(&(other.date(), other.minutes()))
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Moment) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Field for Moment {
    const SHAPE: &'static Shape = &Shape::Moment;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        moment_of(node, reading)
    }
}

impl Translated for Moment {}

fn moment_of(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Moment> {
    let read = match node.get_ref() {
        DeValue::Datetime(written) => civil(written),
        DeValue::String(text) => {
            let (day, moment) = (value::date::date(text), value::date::date_time(text));
            Err(match (day, moment) {
                // A date in quotes is readable, but it is text: say how to write it.
                (Ok(_), _) | (_, Ok(_)) => {
                    Wrong::whole(Why::DateNotation { found: text.trim().to_owned() }).suggest(text.trim())
                }
                // Nobody means midnight who writes no time.
                (Err(day), Err(moment)) => {
                    let midnight = moment.suggestion.as_ref().is_none_or(|guess| guess.ends_with("T00:00:00"));
                    if midnight { day } else { moment }
                }
            })
        }
        _ => {
            reading.wrong_type(node, "date");
            return None;
        }
    };
    read.map_err(|wrong| reading.refused(Code::BadDate, node, wrong)).ok()
}

/// A date of TOML as a date of the calendar.
fn civil(written: &Datetime) -> Result<Moment, Wrong> {
    let Some(date) = written.date else {
        return Err(Wrong::whole(Why::DateNotation { found: written.to_string() }));
    };
    let day = value::date::civil(date.year.into(), date.month.into(), date.day.into())?;
    match written.time {
        None => Ok(Moment::Day(day)),
        Some(time) => {
            let clock = value::date::civil_time(time.hour.into(), time.minute.into())?;
            Ok(Moment::Time(day.to_datetime(clock)))
        }
    }
}

impl Keys<'_, '_> {
    /// Reports that a key cannot stand here because of another one.
    pub(crate) fn not_both(&self, key: &'static str, other: &'static str, reading: &mut Reading<'_>) {
        if let (Some(node), Some(_)) = (self.table.get(key), self.table.get(other)) {
            let at = reading.span(node.span());
            reading.report(Diagnostic::new(Code::NotBoth).at(at).with("key", key).with("other", other));
        }
    }
}

/// Reports why a value deep inside a node was refused, at the value that the path leads to.
pub(crate) fn refused_inside(code: Code, node: &Node<'_>, path: &[Step], wrong: Wrong, reading: &mut Reading<'_>) {
    let mut at = node;
    for step in path {
        let next = match step {
            Step::Key(key) => at.get_ref().as_table().and_then(|table| table.get(*key)),
            Step::Index(index) => at.get_ref().as_array().and_then(|array| array.get(*index)),
        };
        match next {
            Some(inner) => at = inner,
            None => break,
        }
    }
    reading.refused(code, at, wrong);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_sort_by_day_and_what_has_no_time_stands_first_on_it() {
        let day = |day| jiff::civil::date(2026, 12, day);
        let at = |on, hour| Moment::Time(day(on).at(hour, 0, 0, 0));
        let mut moments = [at(2, 19), Moment::Day(day(3)), at(2, 9), Moment::Day(day(2)), at(1, 23)];
        moments.sort();
        assert_eq!(moments, [at(1, 23), Moment::Day(day(2)), at(2, 9), at(2, 19), Moment::Day(day(3))]);
    }
}

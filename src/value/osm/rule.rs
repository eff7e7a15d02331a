//! One rule of `opening_hours`: the days it is for, and what holds on them.

use std::ops::Range;
use std::rc::Rc;

use jiff::civil::Date;

use super::cursor::Cursor;
use super::dates::{month_ahead, offset};
use crate::value::clock::Span;
use crate::value::date::MonthDay;
use crate::value::hours::Dates;
use crate::value::weekday::{self, NthDay, Weekday};
use crate::value::{Read, Why, Wrong};

/// A rule as it is written.
#[derive(Debug)]
pub(super) struct Rule {
    /// After a comma: it adds to the rules before it instead of replacing them.
    pub(super) adds: bool,
    pub(super) days: Selection,
    pub(super) state: State,
    pub(super) comment: Option<Rc<str>>,
    /// Its bytes in the whole value.
    pub(super) at: Range<usize>,
}

/// The days a rule is for.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// `24/7`.
    pub(super) always: bool,
    /// Parts of every year; none: the whole.
    pub(super) yearly: Vec<(MonthDay, MonthDay)>,
    /// Dates of one year.
    pub(super) dated: Vec<Dates>,
    pub(super) weekdays: [bool; 7],
    pub(super) nth: Vec<NthDay>,
    /// `PH`.
    pub(super) holidays: bool,
}

impl Selection {
    /// No day is named: every one is meant, holidays aside.
    pub(super) fn is_every_day(&self) -> bool {
        self.weekdays == [false; 7] && self.nth.is_empty() && !self.holidays
    }

    /// Whether the rule is for a weekday, and not for holidays alone.
    pub(super) fn is_for_days(&self) -> bool {
        !self.holidays || self.weekdays != [false; 7] || !self.nth.is_empty()
    }

    /// Whether the rule, its dates aside, is for `date`.
    pub(super) fn names(&self, date: Date) -> bool {
        self.is_every_day() || self.weekdays[Weekday::of(date).index()] || self.nth.iter().any(|day| day.matches(date))
    }
}

/// What holds on the days of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Open(Vec<Span>),
    Off,
    /// Nothing but a comment.
    Ask,
}

/// Reads one rule, up to what separates it from the next.
pub(super) fn rule(cursor: &mut Cursor<'_>, adds: bool) -> Read<Rule> {
    let start = cursor.at();
    let days = selection(cursor)?;
    let spans = if days.always { vec![Span::DAY] } else { super::times::spans(cursor)? };
    let times = start..cursor.at();
    let mut state = None;
    cursor.skip_space();
    let word = cursor.word();
    match cursor.text_of(&word).to_ascii_lowercase().as_str() {
        "off" | "closed" if !spans.is_empty() && !days.always => {
            return Err(Wrong::at(times.start..word.end, Why::OsmOffTimes));
        }
        "off" | "closed" => state = Some(State::Off),
        "open" => {
            state = Some(State::Open(if spans.is_empty() { vec![Span::DAY] } else { spans.clone() }));
        }
        "unknown" => return Err(Wrong::at(word, Why::OsmUnknown)),
        "" => {}
        _ => return Err(unexpected_word(cursor, word)),
    }
    let comment = cursor.quoted()?.map(Rc::from);
    let state = match state {
        Some(state) => state,
        None if !spans.is_empty() => State::Open(spans),
        None if comment.is_some() => State::Ask,
        None => {
            let end = cursor.at();
            if let Some(found) = cursor.peek() {
                return Err(Wrong::at(end..end + found.len_utf8(), Why::OsmUnexpected { found: found.to_string() }));
            }
            return Err(Wrong::at(start..end, Why::OsmTimesMissing));
        }
    };
    // All day on every day: there is nothing left to add to.
    let adds = adds && !(days.always && days.is_every_day() && days.yearly.is_empty() && days.dated.is_empty());
    Ok(Rule { adds, days, state, comment, at: start..cursor.at() })
}

fn selection(cursor: &mut Cursor<'_>) -> Read<Selection> {
    let mut days = Selection::default();
    if cursor.eat_text("24/7") {
        days.always = true;
        return Ok(days);
    }
    super::dates::dates(cursor, &mut days)?;
    cursor.skip_space();
    cursor.eat(':');
    weekdays(cursor, &mut days)?;
    cursor.skip_space();
    cursor.eat(':');
    cursor.skip_space();
    if cursor.eat_text("24/7") {
        days.always = true;
    }
    Ok(days)
}

/// Weekdays, their ranges, n-th ones, and holidays.
fn weekdays(cursor: &mut Cursor<'_>, days: &mut Selection) -> Read<()> {
    loop {
        cursor.skip_space();
        let Some(item) = day_ahead(cursor)? else {
            return Ok(());
        };
        let word = cursor.word();
        match item {
            Item::Holidays => days.holidays = true,
            Item::Day(first) => {
                if cursor.eat('[') {
                    nth(cursor, first, days)?;
                    offset(cursor)?;
                    let mut ahead = cursor.clone();
                    if ahead.eat_dash() {
                        return Err(Wrong::at(word.start..ahead.at(), Why::OsmMovingDate));
                    }
                } else {
                    let last = range_end(cursor, first)?;
                    let mut day = first;
                    days.weekdays[day.index()] = true;
                    while day != last {
                        day = day.next();
                        days.weekdays[day.index()] = true;
                    }
                }
            }
        }
        cursor.skip_space();
        let end = cursor.at();
        if cursor.comma_before(|ahead| matches!(day_ahead(ahead), Ok(Some(_)) | Err(_))) {
            continue;
        }
        // `PH Su`: the one inside the other, not the one and the other.
        if day_ahead(cursor)?.is_some() {
            let mut ahead = cursor.clone();
            ahead.word();
            let why = if days.holidays || matches!(item, Item::Holidays) {
                Why::OsmHolidayWeekday
            } else {
                unexpected(cursor)
            };
            return Err(Wrong::at(word.start.min(end)..ahead.at(), why));
        }
        return Ok(());
    }
}

/// The day after a dash, or the day itself.
fn range_end(cursor: &mut Cursor<'_>, first: Weekday) -> Read<Weekday> {
    let before = cursor.clone();
    if cursor.eat_dash() {
        cursor.skip_space();
        if let Some(Item::Day(last)) = day_ahead(cursor)? {
            cursor.word();
            return Ok(last);
        }
    }
    *cursor = before;
    Ok(first)
}

/// `1,3]`, `1-2]`, `-1]`.
fn nth(cursor: &mut Cursor<'_>, day: Weekday, days: &mut Selection) -> Read<()> {
    loop {
        cursor.skip_space();
        let start = cursor.at();
        let minus = cursor.eat_dash();
        let first = cursor.number(1).map(|n| if minus { -n } else { n });
        let last = if !minus && cursor.eat_dash() { cursor.number(1) } else { first };
        let at = start..cursor.at();
        let wrong = || Wrong::at(at.clone(), Why::NthCount { found: cursor.text_of(&at).to_owned() });
        let (Some(first), Some(last)) = (first, last) else {
            return Err(wrong());
        };
        if first > last {
            return Err(wrong());
        }
        for nth in first..=last {
            let nth = NthDay::new(nth, day).ok_or_else(wrong)?;
            if !days.nth.contains(&nth) {
                days.nth.push(nth);
            }
        }
        cursor.skip_space();
        if cursor.eat(']') {
            return Ok(());
        }
        if !cursor.eat(',') {
            return Err(Wrong::at(cursor.here(), unexpected(cursor)));
        }
    }
}

#[derive(Clone, Copy)]
enum Item {
    Day(Weekday),
    Holidays,
}

/// The weekday or the holidays that come next; a day by its name and what is left out of the subset are refused.
fn day_ahead(cursor: &Cursor<'_>) -> Read<Option<Item>> {
    let mut ahead = cursor.clone();
    let word = ahead.word();
    let text = cursor.text_of(&word);
    let lower = text.to_ascii_lowercase();
    if let Some(day) = Weekday::of_code(&lower) {
        return Ok(Some(Item::Day(day)));
    }
    match lower.as_str() {
        "" | "off" | "closed" | "open" | "unknown" => Ok(None),
        "ph" => Ok(Some(Item::Holidays)),
        _ if matches!(month_ahead(cursor), Ok(Some(_)) | Err(_)) => Ok(None),
        _ => Err(unexpected_word(cursor, word)),
    }
}

/// Why a word that no rule has is refused.
fn unexpected_word(cursor: &Cursor<'_>, word: Range<usize>) -> Wrong {
    let text = cursor.text_of(&word);
    let why = match text.to_ascii_lowercase().as_str() {
        "sh" => Why::OsmSchoolHolidays,
        "week" => Why::OsmWeek,
        "easter" => Why::OsmEaster,
        "sunrise" | "sunset" | "dawn" | "dusk" => Why::OsmSun { found: text.to_owned() },
        _ => match weekday::named(text) {
            Some(day) => {
                let code = super::day_code(day);
                let why = Why::OsmDayName { found: text.to_owned(), day: code.to_owned() };
                return Wrong::at(word.clone(), why).suggest_if(cursor.with(word, code));
            }
            None => Why::OsmUnexpected { found: text.to_owned() },
        },
    };
    Wrong::at(word, why)
}

fn unexpected(cursor: &Cursor<'_>) -> Why {
    Why::OsmUnexpected { found: cursor.peek().map_or_else(String::new, |c| c.to_string()) }
}

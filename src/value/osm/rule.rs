//! One rule of `opening_hours`: the days it is for, and what holds on them.

use std::ops::Range;
use std::rc::Rc;

use jiff::civil::Date;

use super::cursor::Cursor;
use crate::value::clock::Span;
use crate::value::date::{self, LENGTHS, MonthDay};
use crate::value::hours::Dates;
use crate::value::weekday::{self, NthDay, Weekday};
use crate::value::{Read, Why, Wrong, month};

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
        "open" => state = Some(State::Open(if spans.is_empty() { vec![Span::DAY] } else { spans.clone() })),
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
    Ok(Rule { adds, days, state, comment, at: start..cursor.at() })
}

fn selection(cursor: &mut Cursor<'_>) -> Read<Selection> {
    let mut days = Selection::default();
    if cursor.eat_text("24/7") {
        days.always = true;
        return Ok(days);
    }
    dates(cursor, &mut days)?;
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

/// Months, days of months and dates with years.
fn dates(cursor: &mut Cursor<'_>, days: &mut Selection) -> Read<()> {
    let mut year = None;
    let mut month: Option<i8> = None;
    loop {
        cursor.skip_space();
        let start = cursor.at();
        if let Some(found) = cursor.year() {
            year = Some(found);
            cursor.skip_space();
            if month_ahead(cursor)?.is_none() {
                cursor.skip_to_space();
                return Err(Wrong::at(start..cursor.at(), Why::OsmYears));
            }
        }
        if let Some(found) = month_ahead(cursor)? {
            cursor.word();
            month = Some(found);
        } else if days.yearly.is_empty() && days.dated.is_empty() {
            return Ok(());
        }
        let Some(first) = month else { return Ok(()) };
        let first_day = cursor.day_of_month();
        let (mut last, mut last_day, mut last_year) = (first, first_day, year);
        let before = cursor.clone();
        if cursor.eat_dash() {
            cursor.skip_space();
            let found = cursor.year();
            cursor.skip_space();
            if let Some(found_month) = month_ahead(cursor)? {
                cursor.word();
                (last, last_day, last_year) = (found_month, cursor.day_of_month(), found.or(year));
            } else if let Some(day) = first_day.and(cursor.day_of_month()) {
                last_day = Some(day);
            } else {
                *cursor = before;
            }
        }
        let at = start..cursor.at();
        offset(cursor)?;
        let last_of_month = LENGTHS[usize::from(last.unsigned_abs()) - 1];
        let ends = (first, first_day.unwrap_or(1), last, last_day.unwrap_or(last_of_month));
        let missing =
            |cursor: &Cursor<'_>| Wrong::at(at.clone(), Why::OsmDate { found: cursor.text_of(&at).to_owned() });
        let from = MonthDay::new(ends.0, ends.1).ok_or_else(|| missing(cursor))?;
        let to = MonthDay::new(ends.2, ends.3).ok_or_else(|| missing(cursor))?;
        match (year, last_year) {
            (Some(year), last_year) => {
                let last_year = last_year.unwrap_or(year);
                // `2021 Dec 24-Jan 3` ends in the next year.
                let last_year = if last_year == year && to < from { year + 1 } else { last_year };
                let end = if last_day.is_none() && to == (MonthDay { month: 2, day: 29 }) { 28 } else { to.day };
                let dates = dated(year, from, last_year, MonthDay { day: end, ..to }).ok_or_else(|| missing(cursor))?;
                days.dated.push(dates);
            }
            (None, _) => days.yearly.push((from, to)),
        }
        if !cursor.comma_before(|ahead| is_date_ahead(ahead, first_day.is_some())) {
            return Ok(());
        }
    }
}

fn dated(year: i32, from: MonthDay, last_year: i32, to: MonthDay) -> Option<Dates> {
    let first = date::civil(year, from.month.into(), from.day.into()).ok()?;
    let last = date::civil(last_year, to.month.into(), to.day.into()).ok()?;
    (first <= last).then_some(Dates { first, last })
}

/// Whether, after a comma, the list of dates goes on: a year, a month, or a day of the same month.
fn is_date_ahead(ahead: &mut Cursor<'_>, days: bool) -> bool {
    ahead.clone().year().is_some()
        || matches!(month_ahead(&ahead.clone()), Ok(Some(_)))
        || days && ahead.day_of_month().is_some()
}

/// The month that comes next; a month by another name is refused.
fn month_ahead(cursor: &Cursor<'_>) -> Read<Option<i8>> {
    const CODES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut ahead = cursor.clone();
    let word = ahead.word();
    let text = cursor.text_of(&word);
    if let Some(index) = CODES.iter().position(|code| code.eq_ignore_ascii_case(text)) {
        return Ok(i8::try_from(index + 1).ok());
    }
    if weekday::named(text).is_some() {
        return Ok(None);
    }
    if let Some(index) = month::named(text).and_then(|month| usize::try_from(month - 1).ok()) {
        let why = Why::OsmMonthName { found: text.to_owned(), month: CODES[index].to_owned() };
        return Err(Wrong::at(word.clone(), why).suggest_if(cursor.with(word, CODES[index])));
    }
    Ok(None)
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

/// `+1 day`, `-2 days` after a date or an n-th day.
fn offset(cursor: &mut Cursor<'_>) -> Read<()> {
    let mut ahead = cursor.clone();
    ahead.skip_space();
    let start = ahead.at();
    if (ahead.eat('+') || ahead.eat_dash()) && ahead.number(3).is_some() {
        ahead.skip_space();
        let word = ahead.word();
        if ahead.text_of(&word).to_ascii_lowercase().starts_with("day") {
            return Err(Wrong::at(start..ahead.at(), Why::OsmDayOffset));
        }
    }
    Ok(())
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

//! The dates of a rule: months, days of months, and dates of one year.

use super::cursor::Cursor;
use super::rule::Selection;
use crate::value::date::{self, LENGTHS, MonthDay};
use crate::value::hours::Dates;
use crate::value::{Read, Why, Wrong, month, weekday};

/// Months, days of months and dates with years.
pub(super) fn dates(cursor: &mut Cursor<'_>, days: &mut Selection) -> Read<()> {
    let mut year = None;
    let mut month: Option<i8> = None;
    loop {
        cursor.skip_space();
        let start = cursor.at();
        if let Some(found) = cursor.year() {
            year = Some(found);
            cursor.skip_space();
            if month_ahead(cursor)?.is_none() {
                let word = cursor.clone().word();
                if cursor.text_of(&word).eq_ignore_ascii_case("easter") {
                    return Err(Wrong::at(word, Why::OsmEaster));
                }
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
                if first_day > last_day {
                    let at = start..cursor.at();
                    let found = cursor.text_of(&at).to_owned();
                    return Err(Wrong::at(at, Why::OsmDate { found }));
                }
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
pub(super) fn month_ahead(cursor: &Cursor<'_>) -> Read<Option<i8>> {
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

/// `+1 day`, `-2 days` after a date or an n-th day.
pub(super) fn offset(cursor: &mut Cursor<'_>) -> Read<()> {
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

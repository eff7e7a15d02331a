//! The spans of a rule: `08:00-12:00,13:00-15:00`.

use super::cursor::Cursor;
use crate::value::clock::{DAY, Span};
use crate::value::{Read, Why, Wrong};

/// Reads the spans that stand here, none when no time does; in order, and none twice.
pub(super) fn spans(cursor: &mut Cursor<'_>) -> Read<Vec<Span>> {
    let mut spans = Vec::new();
    cursor.skip_space();
    let before = cursor.clone();
    // "Mo-Fr, 08:00": a comma between days and times says nothing.
    if cursor.eat(',') {
        cursor.skip_space();
        if cursor.digits().is_empty() {
            *cursor = before;
        }
    }
    loop {
        refuse_sun(cursor)?;
        if cursor.digits().is_empty() {
            break;
        }
        spans.push(span(cursor)?);
        if !cursor.comma_before(|ahead| is_time(ahead)) {
            break;
        }
    }
    Ok(tidy(spans))
}

/// In order, with spans that share time made one.
pub(super) fn tidy(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut tidied: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        if let Some(last) = tidied.last_mut().filter(|last| span.from() < last.to())
            && let Some(joined) = Span::new(last.from(), last.to().max(span.to()))
        {
            *last = joined;
            continue;
        }
        tidied.push(span);
    }
    tidied
}

fn span(cursor: &mut Cursor<'_>) -> Read<Span> {
    let start = cursor.at();
    let from = time(cursor)?;
    if cursor.eat('+') {
        return Err(Wrong::at(start..cursor.at(), Why::OsmOpenEnd));
    }
    if !cursor.eat_dash() {
        let found = cursor.text_of(&(start..cursor.at())).to_owned();
        return Err(Wrong::at(start..cursor.at(), Why::SpanNotation { found }));
    }
    cursor.skip_space();
    refuse_sun(cursor)?;
    let to = time(cursor)?;
    let at = start..cursor.at();
    let found = cursor.text_of(&at).to_owned();
    if cursor.eat('+') {
        return Err(Wrong::at(start..cursor.at(), Why::OsmOpenEnd));
    }
    if cursor.eat('/') {
        cursor.skip_to_space();
        return Err(Wrong::at(start..cursor.at(), Why::OsmInterval));
    }
    if from >= DAY {
        return Err(Wrong::at(at, Why::SpanStart { found }));
    }
    let to = if to < from { to + DAY } else { to };
    Span::new(from, to).ok_or_else(|| Wrong::at(at, Why::SpanEmpty { found }))
}

/// Minutes since midnight, up to 48:00: OSM writes 26:00 for 2:00 of the next day.
fn time(cursor: &mut Cursor<'_>) -> Read<u16> {
    let start = cursor.at();
    let hours = cursor.digits();
    cursor.move_to(hours.end);
    let mut end = hours.end;
    let mut minutes = hours.end..hours.end;
    let hour_mark = cursor.eat('h') && cursor.digits().is_empty();
    if !hour_mark && (cursor.eat(':') || cursor.eat('.') || cursor.at() > end) {
        minutes = cursor.digits();
        end = minutes.end;
        cursor.move_to(end);
    }
    let found = cursor.text_of(&(start..end)).to_owned();
    let whole = end == hours.end;
    if hours.is_empty() || hours.len() > 2 || !whole && minutes.len() != 2 {
        let at = if start == end { cursor.here() } else { start..end };
        return Err(Wrong::at(at, Why::ClockNotation { found }));
    }
    let number = |at| cursor.text_of(at).parse::<u16>().unwrap_or(0);
    let (hours, minutes) = (number(&hours), number(&minutes));
    if minutes > 59 || hours * 60 + minutes > 2 * DAY {
        return Err(Wrong::at(start..end, Why::ClockRange { found }));
    }
    Ok(hours * 60 + minutes)
}

/// Whether a time stands here, and not the year of the next rule.
fn is_time(cursor: &mut Cursor<'_>) -> bool {
    let digits = cursor.digits();
    (1..=2).contains(&digits.len()) || cursor.peek() == Some('(') || is_sun(cursor)
}

fn is_sun(cursor: &Cursor<'_>) -> bool {
    let word = cursor.clone().word();
    ["sunrise", "sunset", "dawn", "dusk"].contains(&cursor.text_of(&word).to_ascii_lowercase().as_str())
}

fn refuse_sun(cursor: &Cursor<'_>) -> Read<()> {
    let mut ahead = cursor.clone();
    if ahead.eat('(') {
        ahead.skip_space();
    }
    if is_sun(&ahead) {
        let word = ahead.word();
        return Err(Wrong::at(word.clone(), Why::OsmSun { found: cursor.text_of(&word).to_owned() }));
    }
    Ok(())
}

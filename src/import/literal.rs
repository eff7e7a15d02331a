//! The text of a cell becomes a value of TOML, read by the same parsers that read records.

use crate::declare::{Shape, nearest};
use crate::diagnostic::Fact;
use crate::value::phone::{SLOVENIA, phone};
use crate::value::{self, Wrong};

/// Separators between several values in one cell, when the map names none.
const BETWEEN: [char; 3] = [';', '|', '\n'];

/// A value of TOML.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Literal {
    /// As it is written.
    pub(super) toml: String,
    /// How much of the cell is in it.
    pub(super) carried: Carried,
    /// Why the rest of it is not.
    pub(super) refused: Vec<Refused>,
}

/// How much of a cell a value holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carried {
    /// All.
    Whole,
    /// All but what stood behind the comma.
    Rounded,
    /// A part.
    Part,
}

/// Why a text is no value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refused {
    /// The text.
    pub(super) found: String,
    /// A key of `[why]`.
    pub(super) why: &'static str,
    /// The facts of the reason.
    pub(super) facts: Vec<(&'static str, Fact)>,
}

impl Refused {
    /// A text and the reason.
    pub(super) fn new(found: &str, why: &'static str) -> Refused {
        Refused { found: found.to_owned(), why, facts: Vec::new() }
    }

    /// What a parser of values says.
    pub(super) fn wrong(found: &str, wrong: Wrong) -> Refused {
        let mut facts: Vec<(&'static str, Fact)> =
            wrong.why.fields().into_iter().map(|(name, text)| (name, Fact::Text(text))).collect();
        facts.extend(wrong.suggestion.map(|near| ("suggestion", Fact::Text(near))));
        Refused { found: found.to_owned(), why: wrong.why.code(), facts }
    }
}

/// The value that a text is where `shape` stands; `split` is the map's separator for several values.
pub(super) fn literal(shape: &Shape, text: &str, split: Option<&str>) -> Result<Literal, Refused> {
    let whole = |toml: String| Ok(Literal { toml, carried: Carried::Whole, refused: Vec::new() });
    if let Some((at, odd)) = text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        let mut refused = Refused::new(&text[..at], "character");
        refused.facts.push(("character", Fact::Text(format!("U+{:04X}", u32::from(odd)))));
        return Err(refused);
    }
    match shape {
        Shape::Prose => whole(string(&markdown(text))),
        Shape::Text | Shape::Words | Shape::Label | Shape::Reference(_) | Shape::Open | Shape::Table(..) => {
            whole(string(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
        }
        Shape::Flag => whole(flag(text)?.to_owned()),
        Shape::Integer => integer(text),
        Shape::Number => whole(number(text)?),
        Shape::Date | Shape::Moment => whole(moment(shape, text)?),
        Shape::Notation(name, _) => whole(string(&notation(name, text)?)),
        Shape::OneOf(_, codes) => whole(string(code(text, codes)?)),
        Shape::List(inner) => list(inner, text, split),
        Shape::Either(shapes) => {
            let plain = shapes.iter().filter(|shape| super::target::inside(shape).is_none());
            plain.map(|shape| literal(shape, text, split)).reduce(Result::or).unwrap_or_else(|| whole(string(text)))
        }
    }
}

fn flag(text: &str) -> Result<&'static str, Refused> {
    match text.to_lowercase().as_str() {
        "true" | "da" | "yes" | "y" | "sì" | "si" | "1" | "x" | "d" => Ok("true"),
        "false" | "ne" | "no" | "n" | "0" | "-" => Ok("false"),
        _ => Err(Refused::new(text, "import-flag")),
    }
}

/// A number with a decimal comma or point; blanks and points between thousands go.
fn decimal(text: &str) -> Result<f64, Refused> {
    let dense: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = match (dense.matches(',').count(), dense.matches('.').count()) {
        (0, 0 | 1) => dense,
        (1, 0) => dense.replace(',', "."),
        // 1.234,56
        (1, _) if dense.rfind(',') > dense.rfind('.') => dense.replace('.', "").replace(',', "."),
        _ => return Err(Refused::new(text, "import-number")),
    };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let formed = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let read = plain.parse::<f64>().ok().filter(|n| formed && n.is_finite() && n.abs() < 1e12);
    read.ok_or_else(|| Refused::new(text, "import-number"))
}

fn number(text: &str) -> Result<String, Refused> {
    let number = decimal(text)?;
    Ok(if number.fract() == 0.0 { format!("{number:.1}") } else { number.to_string() })
}

fn integer(text: &str) -> Result<Literal, Refused> {
    // What is counted has no thousandths: the point of 1.783 stands between thousands.
    let thousands = text.split_once('.').is_some_and(|(_, after)| after.len() == 3 && !after.contains([',', '.']));
    let number = if thousands { decimal(&text.replace('.', ""))? } else { decimal(text)? };
    if !(0.0..=1e9).contains(&number) {
        return Err(Refused::new(text, "import-number"));
    }
    let carried = if number.fract() == 0.0 { Carried::Whole } else { Carried::Rounded };
    Ok(Literal { toml: format!("{}", number.round() as u64), carried, refused: Vec::new() })
}

/// A date in any notation whose meaning is certain; the day always stands before the month.
fn moment(shape: &Shape, text: &str) -> Result<String, Refused> {
    // Of a day that does not exist nobody knows which is meant.
    let is_written = |wrong: &Wrong| matches!(wrong.why, value::Why::DateNotation { .. });
    let date = |text: &str| {
        let read = value::date::date(text).map(|date| date.to_string());
        read.or_else(|wrong| wrong.suggestion.clone().filter(|_| is_written(&wrong)).ok_or(wrong))
    };
    if matches!(shape, Shape::Moment) {
        let read = value::date::date_time(text).or_else(|wrong| {
            let meant = wrong.suggestion.clone().filter(|_| is_written(&wrong)).ok_or(wrong)?;
            value::date::date_time(&meant)
        });
        // A day without a time is guessed to begin at midnight; it stays a day.
        if let Ok(time) = read
            && (text.contains('T') || time.time() != jiff::civil::Time::midnight())
        {
            return Ok(time.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        }
    }
    date(text).map_err(|wrong| Refused::wrong(text, missing_day(text).unwrap_or(wrong)))
}

/// Why a day, month and year that are written as people write them are no date of the calendar.
fn missing_day(text: &str) -> Option<Wrong> {
    let numbers: Vec<i32> =
        text.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty()).map_while(|part| part.parse().ok()).collect();
    match numbers[..] {
        [day, month, year] if year > 999 => value::date::civil(year, month, day).err(),
        [year, month, day] if year > 999 => value::date::civil(year, month, day).err(),
        _ => None,
    }
}

/// A notation, written as kazipot writes it where that is one and the same thing.
fn notation(name: &str, text: &str) -> Result<String, Refused> {
    let refused = |wrong| Refused::wrong(text, wrong);
    match name {
        "phone" => phone(text, &SLOVENIA).map(|phone| phone.local(&SLOVENIA)).map_err(refused),
        "email" => value::email::email(text).map(|email| email.as_str().to_owned()).map_err(refused),
        "url" => match value::url::url(text) {
            Ok(url) => Ok(url.as_str().to_owned()),
            // www.primer.si: what is missing is known.
            Err(Wrong { why: value::Why::UrlSchemeMissing, suggestion: Some(near), .. }) => Ok(near),
            Err(wrong) => Err(refused(wrong)),
        },
        "post" => match value::postcode::post(text, "SI") {
            Ok(post) => Ok(post.line("SI")),
            // Postojna 6230: the same in another order.
            Err(Wrong { why: value::Why::PostShape { .. }, suggestion: Some(near), .. }) => Ok(near),
            Err(wrong) => Err(refused(wrong)),
        },
        "id" => value::slug::slug(text).map(|slug| slug.to_string()).map_err(refused),
        "duration" => value::duration::duration(text).map(|_| text.trim().to_owned()).map_err(refused),
        _ => Ok(text.trim().to_owned()),
    }
}

fn code(text: &str, codes: &'static [&'static str]) -> Result<&'static str, Refused> {
    let found = codes.iter().find(|code| code.eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| {
        let mut refused = Refused::new(text, "import-code");
        refused.facts.push(("known", Fact::List(codes.iter().map(|code| (*code).to_owned()).collect())));
        let meant = crate::declare::meant_by(text).find(|code| codes.contains(code));
        let near = meant.or_else(|| nearest(text, codes.iter().copied()));
        refused.facts.extend(near.map(|near| ("suggestion", Fact::Text(near.to_owned()))));
        refused
    })
}

fn list(inner: &Shape, text: &str, split: Option<&str>) -> Result<Literal, Refused> {
    let parts: Vec<&str> = match split {
        Some(separator) if !separator.is_empty() => text.split(separator).collect(),
        _ => text.split(BETWEEN).collect(),
    };
    let (mut values, mut refused) = (Vec::new(), Vec::new());
    let mut carried = Carried::Whole;
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        match literal(inner, part, None) {
            Ok(one) => {
                if one.carried != Carried::Whole {
                    carried = one.carried;
                }
                if !values.contains(&one.toml) {
                    values.push(one.toml);
                }
            }
            Err(wrong) => refused.push(wrong),
        }
    }
    if values.is_empty() {
        return Err(refused.into_iter().next().unwrap_or_else(|| Refused::new(text, "empty")));
    }
    if !refused.is_empty() {
        carried = Carried::Part;
    }
    Ok(Literal { toml: format!("[{}]", values.join(", ")), carried, refused })
}

/// Text in quotation marks; several lines stand between three of them.
pub(super) fn string(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let long = text.contains('\n');
    let mut quoted = String::with_capacity(text.len() + 8);
    quoted.push_str(if long { "\"\"\"\n" } else { "\"" });
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push('\n'),
            '\t' if long => quoted.push('\t'),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push_str(if long { "\n\"\"\"" } else { "\"" });
    quoted
}

/// Plain text as Markdown that shows it as it is.
fn markdown(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 16);
    for (turn, line) in text.trim().lines().enumerate() {
        if turn > 0 {
            plain.push('\n');
        }
        let line = line.trim_end();
        let inner = line.trim_start();
        let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let numbered = digits > 0 && inner[digits..].starts_with(['.', ')']);
        if numbered {
            plain.push_str(&inner[..digits]);
            plain.push('\\');
        } else if inner.starts_with(['#', '>', '-', '+', '=', '~', '|']) {
            plain.push('\\');
        }
        for c in inner[if numbered { digits } else { 0 }..].chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '&') {
                plain.push('\\');
            }
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shape: &Shape, text: &str) -> Result<String, &'static str> {
        literal(shape, text, None).map(|literal| literal.toml).map_err(|refused| refused.why)
    }

    #[test]
    fn values_are_written_as_kazipot_writes_them() {
        let phone = Shape::Notation("phone", "");
        let url = Shape::Notation("url", "");
        let post = Shape::Notation("post", "");
        for (shape, text, toml) in [
            (&Shape::Text, " dve  besedi\n in \"še\" ena\\", "\"dve besedi in \\\"še\\\" ena\\\\\""),
            (&phone, "(05) 012-34/56", "\"05 012 34 56\""),
            (&url, "www.primer.example", "\"https://www.primer.example\""),
            (&post, "Oljčnik 6399", "\"6399 Oljčnik\""),
            (&Shape::Flag, "DA", "true"),
            (&Shape::Integer, "1.783", "1783"),
            (&Shape::Integer, "1783,6", "1784"),
            (&Shape::Integer, "12", "12"),
            (&Shape::Number, "3,5", "3.5"),
            (&Shape::Number, "1.234,56", "1234.56"),
            (&Shape::Number, "2", "2.0"),
            (&Shape::Date, "21. 11. 2026", "2026-11-21"),
            (&Shape::Date, "2026-11-21", "2026-11-21"),
            (&Shape::List(&Shape::Text), "a; b|a", "[\"a\", \"b\"]"),
        ] {
            assert_eq!(read(shape, text).as_deref(), Ok(toml), "{text}");
        }
    }

    #[test]
    fn what_is_no_such_value_is_refused_with_the_reason() {
        let codes = Shape::OneOf("taking", &["yes", "no"]);
        for (shape, text, why) in [
            (&Shape::Notation("phone", ""), "ni telefona", "phone-letters"),
            (&Shape::Date, "31. 11. 2026", "date-missing"),
            (&Shape::Date, "2026-11-31", "date-missing"),
            (&Shape::Date, "jutri", "date-notation"),
            (&Shape::Number, "pet", "import-number"),
            (&Shape::Integer, "-3", "import-number"),
            (&Shape::Flag, "morda", "import-flag"),
            (&codes, "morda", "import-code"),
            (&Shape::Text, "a\u{7}b", "character"),
        ] {
            assert_eq!(read(shape, text), Err(why), "{text}");
        }
    }

    #[test]
    fn a_list_keeps_what_is_right_and_tells_the_rest() {
        let read = literal(&Shape::List(&Shape::OneOf("mode", &["phone", "online"])), "phone; golob", None);
        let read = read.expect("a list");
        assert_eq!((read.toml.as_str(), read.carried, read.refused.len()), ("[\"phone\"]", Carried::Part, 1));
    }

    #[test]
    fn plain_text_stays_plain_text() {
        assert_eq!(markdown("# *zvezda* <b>\n1. prvi\n- drugi"), "\\# \\*zvezda\\* \\<b>\n1\\. prvi\n\\- drugi");
    }
}

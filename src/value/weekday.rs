//! Weekdays, and the n-th weekday of a month: `tu`, `1.tu`, `-1.fr`.

use std::fmt;

use jiff::civil::Date;

use super::{Read, Why, Wrong, trimmed};

/// A day of the week; the week begins on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// From Monday to Sunday.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The key of the day in a record: `mo`.
    #[must_use]
    pub fn code(self) -> &'static str {
        ["mo", "tu", "we", "th", "fr", "sa", "su"][self.index()]
    }

    /// The day of a key.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }

    /// The day on which `date` falls.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self::ALL[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs()) % 7]
    }

    /// 0 for Monday to 6 for Sunday.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The next day, Monday after Sunday.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL[(self.index() + 1) % 7]
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Starts of the names of the days, folded, in Slovene, Italian, English, Hungarian, German and
/// Croatian; where two languages begin alike (mar, so), the first of them in this order is meant.
const NAMES: [(&str, usize); 45] = [
    ("pon", 0),
    ("tor", 1),
    ("sre", 2),
    ("cet", 3),
    ("pet", 4),
    ("sob", 5),
    ("ned", 6),
    ("lun", 0),
    ("mart", 1),
    ("merc", 2),
    ("giov", 3),
    ("ven", 4),
    ("sab", 5),
    ("dom", 6),
    ("mon", 0),
    ("tue", 1),
    ("wed", 2),
    ("thu", 3),
    ("fri", 4),
    ("sat", 5),
    ("sun", 6),
    ("hetf", 0),
    ("ked", 1),
    ("szer", 2),
    ("csut", 3),
    ("pent", 4),
    ("szom", 5),
    ("vas", 6),
    ("dien", 1),
    ("mitt", 2),
    ("donn", 3),
    ("frei", 4),
    ("sams", 5),
    ("sonn", 6),
    ("uto", 1),
    ("sri", 2),
    ("sub", 5),
    ("po", 0),
    ("to", 1),
    ("sr", 2),
    ("ce", 3),
    ("pe", 4),
    ("so", 5),
    ("ne", 6),
    ("mar", 1),
];

/// The day that a word of a neighbouring language names.
pub(crate) fn named(word: &str) -> Option<Weekday> {
    let word = super::slug::fold(word);
    let word = word.trim_end_matches('.');
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let fits = |name: &str| {
        if name.len() == 2 { word == name } else { word.starts_with(name) }
    };
    NAMES.iter().find(|(name, _)| fits(name)).map(|(_, day)| Weekday::ALL[*day])
}

/// Reads `mo` … `su`.
///
/// # Errors
/// `empty`, `weekday` with the day of a name as suggestion.
pub fn weekday(text: &str) -> Read<Weekday> {
    let (inner, start) = trimmed(text)?;
    Weekday::of_code(inner).ok_or_else(|| {
        let guess = Weekday::of_code(&inner.to_lowercase()).or_else(|| named(inner)).map(|day| day.code().to_owned());
        Wrong::whole(Why::Weekday { found: inner.to_owned() }).suggest_if(guess).inside(0..inner.len()).shifted(start)
    })
}

/// The n-th of a weekday in a month, from its end when `nth` is negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NthDay {
    /// 1 to 5, or -1 (the last) to -5.
    pub nth: i8,
    /// Which day.
    pub day: Weekday,
}

impl NthDay {
    /// The n-th day, if months can have it.
    #[must_use]
    pub fn new(nth: i8, day: Weekday) -> Option<Self> {
        (nth != 0 && (-5..=5).contains(&nth)).then_some(Self { nth, day })
    }

    /// Whether `date` is that day of its month.
    #[must_use]
    pub fn matches(self, date: Date) -> bool {
        let from_start = (date.day() - 1) / 7 + 1;
        let from_end = (date.days_in_month() - date.day()) / 7 + 1;
        self.day == Weekday::of(date) && (self.nth == from_start || self.nth == -from_end)
    }
}

impl fmt::Display for NthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.nth, self.day)
    }
}

/// Reads `1.tu`, `-1.fr`.
///
/// # Errors
/// `empty`, `nth-day`, `nth-count`, `weekday`.
pub fn nth_day(text: &str) -> Read<NthDay> {
    let (inner, start) = trimmed(text)?;
    plain(inner).map_err(|wrong| wrong.suggest_if(guess(inner)).inside(0..inner.len()).shifted(start))
}

fn plain(text: &str) -> Read<NthDay> {
    let wrong = || Wrong::whole(Why::NthDay { found: text.to_owned() });
    let (nth, day) = text.split_once('.').ok_or_else(wrong)?;
    let digits = nth.strip_prefix('-').unwrap_or(nth);
    if digits.len() != 1 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong());
    }
    let after = nth.len() + 1;
    let day = Weekday::of_code(day)
        .ok_or_else(|| Wrong::whole(Why::Weekday { found: day.to_owned() }).inside(after..text.len()))?;
    let count = || Wrong::at(0..nth.len(), Why::NthCount { found: nth.to_owned() });
    nth.parse().ok().and_then(|nth| NthDay::new(nth, day)).ok_or_else(count)
}

/// What `1. torek`, `prvi torek`, `zadnji petek`, `Tu[1]`, `1tu` mean.
fn guess(text: &str) -> Option<String> {
    let folded = super::slug::fold(text);
    if let Some((day, nth)) = folded.strip_suffix(']').and_then(|inner| inner.split_once('[')) {
        return plain(&format!("{nth}.{day}")).ok().map(|day| day.to_string());
    }
    let cut = folded
        .rfind(|c: char| !c.is_alphabetic())
        .map(|at| at + folded[at..].chars().next().map_or(1, char::len_utf8))?;
    let (count, word) = folded.split_at(cut);
    let day = Weekday::of_code(word).or_else(|| named(word))?;
    let count = count.trim_matches([' ', '.']);
    let ordinals = [
        ("prv", 1),
        ("drug", 2),
        ("tretj", 3),
        ("cetrt", 4),
        ("pet", 5),
        ("zadnj", -1),
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fourth", 4),
        ("last", -1),
        ("prim", 1),
        ("terz", 3),
        ("quart", 4),
        ("ultim", -1),
    ];
    let nth = count
        .parse()
        .ok()
        .or_else(|| ordinals.iter().find(|(start, _)| count.starts_with(start)).map(|(_, nth)| *nth))?;
    NthDay::new(nth, day).map(|day| day.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_nth_day_is_counted_from_either_end() {
        let third = nth_day("3.tu").expect("third");
        assert!(third.matches(date(2026, 11, 17)) && !third.matches(date(2026, 11, 24)));
        let last = nth_day("-1.fr").expect("last");
        assert!(last.matches(date(2026, 2, 27)) && !last.matches(date(2026, 2, 20)));
        assert!(nth_day("5.mo").expect("fifth").matches(date(2026, 11, 30)));
    }

    #[test]
    fn names_are_refused_with_the_code() {
        for (text, guess) in
            [("torek", "tu"), ("Čet.", "th"), ("MO", "mo"), ("domenica", "su"), ("szerda", "we"), ("sub", "sa")]
        {
            assert_eq!(weekday(text).expect_err(text).suggestion.as_deref(), Some(guess), "{text}");
        }
        for (text, guess) in [
            ("1. torek", "1.tu"),
            ("prvi torek", "1.tu"),
            ("zadnji petek", "-1.fr"),
            ("Tu[1]", "1.tu"),
            ("1.TU", "1.tu"),
        ] {
            assert_eq!(nth_day(text).expect_err(text).suggestion.as_deref(), Some(guess), "{text}");
        }
        assert_eq!(nth_day("6.tu").expect_err("sixth").why.code(), "nth-count");
        assert_eq!(nth_day("1.xx").expect_err("day").at, 2..4);
    }
}

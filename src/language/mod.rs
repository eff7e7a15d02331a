//! Languages: what a hub needs to know of each language it speaks.
//!
//! A gallery: one file per language, one line in [`LANGUAGES`]. Collation, plurals and dates come
//! from ICU4X; a language's file adds only what CLDR does not tell, or tells in another case than a
//! sentence needs (Slovene months stand in the genitive inside a date).

mod en;
mod hu;
mod it;
mod sl;

use std::fmt;
use std::sync::OnceLock;

use icu_calendar::Gregorian;
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{E, YMD};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;

/// Every language that kazipot speaks.
pub static LANGUAGES: &[&Language] = &[&sl::SL, &it::IT, &hu::HU, &en::EN];

/// A language tag such as `sl`, `it` or `sl-easy`: at most eight ASCII bytes, lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 8]);

impl Lang {
    /// Reads a tag; `None` when it is not one (letters, digits and hyphens, at most eight of them).
    pub fn new(tag: &str) -> Option<Lang> {
        let fits = (2..=8).contains(&tag.len())
            && tag.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && tag.as_bytes()[0].is_ascii_lowercase();
        let mut bytes = [0; 8];
        bytes.get_mut(..tag.len()).filter(|_| fits)?.copy_from_slice(tag.as_bytes());
        Some(Lang(bytes))
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(8);
        std::str::from_utf8(&self.0[..end]).expect("a tag is ASCII, checked in Lang::new")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

/// What kazipot knows of one language.
pub struct Language {
    /// The tag, as in site.toml and in `lang` attributes.
    pub code: &'static str,
    /// Its name for itself, as a language switch shows it.
    pub own_name: &'static str,
    /// The locale whose CLDR data is used.
    locale: &'static str,
    /// The alphabet, in the order of its dictionary; letters of more than one sign included.
    pub alphabet: &'static [&'static str],
    /// Months as they stand inside a date, where CLDR's form is another one.
    months_in_date: Option<[&'static str; 12]>,
    /// `08:30` as it is written in the language.
    pub clock_separator: &'static str,
    /// The decimal separator.
    pub decimal: &'static str,
    /// The pattern of a short date, with `{d}`, `{m}` and `{y}`.
    short_date: &'static str,
    /// Default section slugs: kind or page name and its slug.
    pub slugs: &'static [(&'static str, &'static str)],
    icu: OnceLock<Icu>,
}

struct Icu {
    collator: CollatorBorrowed<'static>,
    plurals: PluralRules,
    long: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    weekday: FixedCalendarDateTimeFormatter<Gregorian, E>,
    months: [String; 12],
}

/// The language with this tag, or the one that a variant such as `sl-easy` is written in.
pub fn find(lang: Lang) -> Option<&'static Language> {
    let base = lang.as_str().split('-').next().unwrap_or_default();
    LANGUAGES.iter().find(|known| known.code == base).copied()
}

/// CLDR's name of a plural category, the key of a message's form.
fn category_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

impl Language {
    fn icu(&self) -> &Icu {
        self.icu.get_or_init(|| {
            let known = "the locales in LANGUAGES are in ICU4X's compiled data";
            let locale: Locale = self.locale.parse().expect("a locale in LANGUAGES is well formed");
            let mut strength = CollatorOptions::default();
            strength.strength = Some(Strength::Tertiary);
            let long = FixedCalendarDateTimeFormatter::try_new(locale.clone().into(), YMD::long()).expect(known);
            let months = std::array::from_fn(|month| {
                let first = gregorian(2026, month as i8 + 1, 1);
                let only = icu_datetime::fieldsets::M::long();
                let month = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.clone().into(), only);
                month.expect(known).format(&first).to_string()
            });
            Icu {
                collator: Collator::try_new(locale.clone().into(), strength).expect(known),
                plurals: PluralRules::try_new_cardinal(locale.clone().into()).expect(known),
                weekday: FixedCalendarDateTimeFormatter::try_new(locale.into(), E::long()).expect(known),
                long,
                months,
            }
        })
    }

    /// The bytes by which `text` sorts among others of this language.
    pub fn sort_key(&self, text: &str) -> Box<[u8]> {
        let mut key = Vec::with_capacity(text.len() * 2);
        self.icu().collator.write_sort_key_to(text, &mut key).expect("a Vec takes every byte");
        key.into()
    }

    /// The CLDR plural category of `n`: `one`, `two`, `few`, `other` …
    pub fn plural(&self, n: i64) -> &'static str {
        category_name(self.icu().plurals.category_for(n.unsigned_abs() as usize))
    }

    /// `12. novembra 2026`.
    pub fn long_date(&self, date: Date) -> String {
        let month = usize::from(date.month().unsigned_abs()) - 1;
        let written = self.icu().long.format(&gregorian(date.year(), date.month(), date.day())).to_string();
        // CLDR pads the day of a long date in some languages; a sentence does not.
        let written = written.strip_prefix('0').unwrap_or(&written);
        match self.months_in_date {
            Some(inside) => written.replace(&self.icu().months[month], inside[month]),
            None => written.to_owned(),
        }
    }

    /// `12. 11. 2026`, with spaces that do not break.
    pub fn short_date(&self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        self.short_date
            .replace("{d}", &day.to_string())
            .replace("{m}", &month.to_string())
            .replace("{y}", &year.to_string())
    }

    /// How that is written: `{d}. {m}. {y}`.
    pub fn short_date_form(&self) -> &'static str {
        self.short_date
    }

    /// `sobota`.
    pub fn weekday(&self, date: Date) -> String {
        self.icu().weekday.format(&gregorian(date.year(), date.month(), date.day())).to_string()
    }

    /// `8.30`: minutes since midnight as the language writes a time; past midnight it starts again.
    pub fn clock(&self, minutes: u16) -> String {
        let day = if minutes == 24 * 60 { minutes } else { minutes % (24 * 60) };
        let (mut digits, minutes) = (itoa::Buffer::new(), day % 60);
        let mut clock = String::with_capacity(8);
        clock.push_str(digits.format(day / 60));
        clock.push_str(self.clock_separator);
        clock.push_str(if minutes < 10 { "0" } else { "" });
        clock.push_str(digits.format(minutes));
        clock
    }

    /// The letter under which `text` stands in an index, or `#` when it begins with no letter.
    ///
    /// A letter outside the alphabet stands under the one it sorts with (À under A).
    pub fn index_letter(&self, text: &str) -> &'static str {
        let start = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        let upper: String = start.chars().take(3).flat_map(char::to_uppercase).collect();
        let mut best = "#";
        for letter in self.alphabet {
            if upper.starts_with(letter) && (best == "#" || letter.len() > best.len()) {
                best = letter;
            }
        }
        if best != "#" {
            return best;
        }
        let Some(first) = upper.chars().next().filter(|c| c.is_alphabetic()) else { return "#" };
        let mut base = None;
        unicode_normalization::char::decompose_canonical(first, |part| {
            base.get_or_insert(part);
        });
        let base = match first {
            // Long letters whose short ones have a mark of their own.
            'Ő' => "Ö".to_owned(),
            'Ű' => "Ü".to_owned(),
            _ => base.map(String::from).unwrap_or_default(),
        };
        self.alphabet.iter().find(|letter| **letter == base).copied().unwrap_or("#")
    }
}

fn gregorian(year: i16, month: i8, day: i8) -> icu_calendar::Date<Gregorian> {
    icu_calendar::Date::try_new_gregorian(year.into(), month.unsigned_abs(), day.unsigned_abs())
        .expect("jiff's dates are dates of the Gregorian calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_date_has_no_zero_before_its_day() {
        let second = jiff::civil::date(2026, 12, 2);
        let said = LANGUAGES.iter().map(|language| language.long_date(second));
        assert_eq!(
            said.collect::<Vec<_>>(),
            ["2. decembra 2026", "2 dicembre 2026", "2026. december 2.", "2 December 2026"]
        );
    }
}

//! The numbering plans that phone numbers are read by.
//!
//! Slovenia's follows the national numbering plan that AKOS keeps. A series that is missing here is a
//! new row, not a new rule.

use std::ops::RangeInclusive;

/// A country's numbers, as far as a parser must know them.
#[derive(Debug)]
pub struct Country {
    /// ISO 3166-1 code, for places and postcodes too.
    pub code: &'static str,
    /// The digits after `+`.
    pub calling: &'static str,
    /// How many digits a usual number with its area code has after the trunk zero.
    pub(super) usual: usize,
    /// The series, the narrower first.
    series: &'static [Series],
    /// What short numbers begin with, and how many digits they have.
    pub(super) short: (&'static str, RangeInclusive<usize>),
}

/// Numbers that begin alike.
#[derive(Debug)]
pub(super) struct Series {
    /// The digits after the trunk zero, alternatives with a space between.
    prefixes: &'static str,
    /// How many digits after the trunk zero.
    pub(super) digits: RangeInclusive<usize>,
    pub(super) sort: Sort,
}

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A line of an area of the home country.
    Area,
    /// A mobile phone of the home country.
    Mobile,
    /// A line of the home country that is bound to no area.
    Unplaced,
    /// Free for the caller.
    Free,
    /// Dearer than a call.
    Premium,
    /// An emergency or service number of few digits.
    Short,
    /// A number of another country.
    Foreign,
}

/// Slovenia.
pub static SLOVENIA: Country = Country {
    code: "SI",
    calling: "386",
    usual: 8,
    series: &[
        series("80", 6..=8, Sort::Free),
        series("89", 5..=8, Sort::Premium),
        series("90", 6..=8, Sort::Premium),
        series("59 81 82 83", 8..=8, Sort::Unplaced),
        series("30 31 40 41 43 49 51 6 70 71", 8..=8, Sort::Mobile),
        series("1 2 3 4 5 7", 8..=8, Sort::Area),
    ],
    short: ("1", 3..=6),
};

const fn series(prefixes: &'static str, digits: RangeInclusive<usize>, sort: Sort) -> Series {
    Series { prefixes, digits, sort }
}

impl Country {
    /// The series of a number without its trunk zero.
    pub(super) fn series_of(&self, number: &str) -> Option<&'static Series> {
        self.series.iter().find(|series| series.prefixes.split(' ').any(|prefix| number.starts_with(prefix)))
    }
}

/// The country codes of two digits; 1 and 7 have one digit, all others three.
/// Source: ITU-T E.164, list of assigned country codes.
const TWO_DIGITS: &str = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 \
65 66 81 82 84 86 90 91 92 93 94 95 98";

/// How many digits the country takes at the start of an E.164 number.
fn calling_length(all: &str) -> usize {
    match all.get(..2) {
        _ if all.starts_with(['1', '7']) => 1,
        Some(two) if TWO_DIGITS.split(' ').any(|code| code == two) => 2,
        _ => 3,
    }
}

/// `digits` in groups of the given sizes; the last group takes the rest.
pub(super) fn grouped(digits: &str, sizes: &[usize]) -> String {
    let mut groups = Vec::with_capacity(sizes.len());
    let mut rest = digits;
    for (nth, size) in sizes.iter().enumerate() {
        let size = if nth + 1 == sizes.len() { rest.len() } else { (*size).min(rest.len()) };
        let (group, left) = rest.split_at(size);
        groups.push(group);
        rest = left;
    }
    groups.retain(|group| !group.is_empty());
    groups.join(" ")
}

/// A number of another country in threes, after its country: `+39 040 123 4567`.
pub(super) fn abroad(all: &str) -> String {
    let (country, number) = all.split_at(calling_length(all).min(all.len()));
    let mut groups: Vec<&str> = Vec::new();
    let mut rest = number;
    while rest.len() > 4 {
        let (group, left) = rest.split_at(3);
        groups.push(group);
        rest = left;
    }
    groups.push(rest);
    format!("+{country} {}", groups.join(" "))
}

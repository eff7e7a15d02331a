//! Phone numbers: many notations in, one number kept, two notations out.
//!
//! A number that can be dialled from anywhere is kept as E.164 (+386 5 600 00 21); the rest, free
//! (080), premium (090) and short numbers (112, 116 123), is kept as it is dialled inside the
//! country, since from abroad it leads nowhere or elsewhere. [`local`](Phone::local) groups a
//! number as residents read it aloud; [`href`](Phone::href) is what a phone dials.
//!
//! The plan of a country is a table in [`numbering`](super::numbering). An extension has a key of its own
//! (`ext`), because no link can dial "ask for 12".

use std::fmt;

pub use super::numbering::{Country, SLOVENIA, Sort};
use super::numbering::{abroad, grouped};
use super::{Read, Why, Wrong, trimmed};

/// A phone number of sixteen bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone {
    /// The digits read as one number: of E.164 for all but free, premium and short numbers, of
    /// which it has the digits after the trunk zero. No E.164 number and no series starts with zero.
    digits: u64,
    sort: Sort,
}

impl Phone {
    /// What the number is for, seen from the country it was read for.
    #[must_use]
    pub fn sort(self) -> Sort {
        self.sort
    }

    /// The number as `+38656000021`; none for a number that is dialled inside the country only.
    #[must_use]
    pub fn e164(self) -> Option<String> {
        self.is_reached_from_abroad().then(|| format!("+{}", self.digits))
    }

    /// What a phone dials: `tel:+38656000021`. A number without E.164 is linked as it is dialled in
    /// the country, `tel:0801155`, `tel:112`, without the `phone-context` of RFC 3966, which
    /// several phones hand on to the network as digits.
    #[must_use]
    pub fn href(self) -> String {
        ["tel:", &self.e164().unwrap_or_else(|| self.dialled())].concat()
    }

    /// The number as people in `home` read it: `05 600 00 21`, `031 012 345`, `080 01 23`, `+39 040 123 4567`.
    #[must_use]
    pub fn local(self, home: &Country) -> String {
        if !self.is_reached_from_abroad() {
            let digits = self.dialled();
            return match (self.sort, digits.len()) {
                (Sort::Short, 6) => grouped(&digits, &[3, 3]),
                (Sort::Short, _) => digits,
                (_, 7) => grouped(&digits, &[3, 2, 2]),
                (_, 8) => grouped(&digits, &[3, 2, 3]),
                (_, 9) => grouped(&digits, &[3, 2, 2, 2]),
                _ => grouped(&digits, &[3]),
            };
        }
        let all = self.digits.to_string();
        match (self.sort, all.strip_prefix(home.calling)) {
            (Sort::Area, Some(number)) => grouped(&format!("0{number}"), &[2, 3, 2, 2]),
            (Sort::Mobile | Sort::Unplaced, Some(number)) => grouped(&format!("0{number}"), &[3, 3, 3]),
            _ => abroad(&all),
        }
    }

    /// The number as people elsewhere write it: `+386 5 600 00 21`; numbers of the country only as in it.
    #[must_use]
    pub fn international(self, home: &Country) -> String {
        let all = self.digits.to_string();
        match (self.sort, all.strip_prefix(home.calling)) {
            (Sort::Area | Sort::Mobile | Sort::Unplaced, Some(_)) => {
                format!("+{} {}", home.calling, &self.local(home)[1..])
            }
            _ => self.local(home),
        }
    }

    fn is_reached_from_abroad(self) -> bool {
        !matches!(self.sort, Sort::Free | Sort::Premium | Sort::Short)
    }

    /// The digits as pressed inside the country, for numbers without E.164.
    fn dialled(self) -> String {
        if self.sort == Sort::Short { self.digits.to_string() } else { format!("0{}", self.digits) }
    }
}

impl fmt::Display for Phone {
    /// The number as data: E.164, or the digits dialled in the country.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.e164().unwrap_or_else(|| self.dialled()))
    }
}

impl serde::Serialize for Phone {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads one number as somebody in `home` writes it; other countries' numbers need `+` or `00`.
///
/// # Errors
/// `empty`, `character`, `phone-*`.
pub fn phone(text: &str, home: &Country) -> Read<Phone> {
    let (inner, start) = trimmed(text)?;
    plain(inner, home).map_err(|wrong| guess(inner, home, wrong).inside(0..inner.len()).shifted(start))
}

fn plain(text: &str, home: &Country) -> Read<Phone> {
    if let Some(at) = super::first(text, |c| !(c.is_ascii_digit() || is_separator(c) || c == '+')) {
        let found = text[at.clone()].to_owned();
        let why = if found.chars().all(char::is_alphabetic) {
            Why::PhoneLetters
        } else {
            Why::Character { character: found }
        };
        return Err(Wrong::at(at, why));
    }
    let signed = text.trim_start_matches('(');
    if let Some(at) =
        signed.char_indices().skip(1).find(|(_, c)| *c == '+').map(|(at, _)| at + text.len() - signed.len())
    {
        return Err(Wrong::at(at..at + 1, Why::PhonePlus));
    }
    // `+386 (0)5 …`: the zero in brackets says "not from abroad"; it is no digit of this number.
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    if signed.starts_with('+') {
        return abroad_or_home(&digits, home);
    }
    let bare: String = text.chars().filter(char::is_ascii_digit).collect();
    if let Some(all) = bare.strip_prefix("00") {
        return abroad_or_home(digits.strip_prefix("00").unwrap_or(all), home);
    }
    if let Some(number) = bare.strip_prefix('0') {
        return national(number, home);
    }
    let (first, count) = &home.short;
    if bare.starts_with(first) && count.contains(&bare.len()) {
        return Ok(Phone { digits: value(&bare), sort: Sort::Short });
    }
    let why = match bare.len() {
        length if length == home.usual => Why::PhoneZeroMissing,
        length if length + 1 == home.usual => Why::PhoneArea,
        digits => Why::PhoneLength { digits, expected: (home.usual + 1).to_string() },
    };
    Err(Wrong::whole(why))
}

/// A number with its country, without `+` or `00`.
fn abroad_or_home(digits: &str, home: &Country) -> Read<Phone> {
    if let Some(number) = digits.strip_prefix(home.calling) {
        if number.starts_with('0') {
            return Err(Wrong::whole(Why::PhoneZeroExtra));
        }
        return national(number, home);
    }
    // Seven digits is the shortest number in use anywhere, fifteen the longest that E.164 allows.
    if !(7..=15).contains(&digits.len()) {
        return Err(Wrong::whole(Why::PhoneLength { digits: digits.len(), expected: "7–15".to_owned() }));
    }
    if digits.starts_with('0') {
        return Err(Wrong::whole(Why::PhoneSeries { series: digits.chars().take(3).collect() }));
    }
    Ok(Phone { digits: value(digits), sort: Sort::Foreign })
}

/// A number of `home` without its trunk zero.
fn national(number: &str, home: &Country) -> Read<Phone> {
    let Some(series) = home.series_of(number) else {
        let series = number.chars().take(2).collect::<String>();
        return Err(Wrong::whole(Why::PhoneSeries { series: format!("0{series}") }));
    };
    if !series.digits.contains(&number.len()) {
        let (least, most) = (series.digits.start() + 1, series.digits.end() + 1);
        let expected = if least == most { most.to_string() } else { format!("{least}–{most}") };
        return Err(Wrong::whole(Why::PhoneLength { digits: number.len() + 1, expected }));
    }
    let sort = series.sort;
    let inside = matches!(sort, Sort::Free | Sort::Premium);
    let digits = if inside { value(number) } else { value(&format!("{}{number}", home.calling)) };
    Ok(Phone { digits, sort })
}

/// At most fifteen digits, counted before.
fn value(digits: &str) -> u64 {
    digits.bytes().fold(0, |value: u64, digit| value.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '-' | '–' | '‐' | '‑' | '.' | '(' | ')' | '\u{2060}')
}

/// What the author likely meant, where the reason found first is not the real one.
fn guess(text: &str, home: &Country, wrong: Wrong) -> Wrong {
    let accepted = |part: &str| plain(part.trim(), home).ok().map(|phone| phone.local(home));
    if let Some((at, ext)) = extension(text)
        && let Some(number) = accepted(text[..at].trim_end_matches([' ', ',', '(', ';']))
    {
        return Wrong::at(at..text.len(), Why::PhoneExtension { ext }).suggest(number);
    }
    for separator in [",", ";", " ali ", " in ", " oz. ", " or ", " o ", " e ", " vagy ", "|", "\n", "/"] {
        let Some((before, after)) = text.split_once(separator) else {
            continue;
        };
        if after.bytes().any(|b| b.is_ascii_digit())
            && let Some(number) = accepted(before)
        {
            return Wrong::at(before.len()..text.len(), Why::PhoneTwo).suggest(number);
        }
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if wrong.why == Why::PhoneLetters {
        // "GSM: 031 012 345", "031 012 345 (Petra)".
        let number = text.trim_matches(|c: char| !(c.is_ascii_digit() || c == '+' || c == '('));
        let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
        return wrong.suggest_if(accepted(number));
    }
    match &wrong.why {
        Why::PhoneZeroMissing => {
            let guess = accepted(&format!("0{text}"));
            wrong.suggest_if(guess)
        }
        Why::PhoneZeroExtra => {
            let all: String = text.chars().filter(char::is_ascii_digit).collect();
            let all = all.trim_start_matches('0');
            let number = all.strip_prefix(home.calling).map(|number| number.trim_start_matches('0'));
            let guess = number.and_then(|number| accepted(&format!("+{}{number}", home.calling)));
            wrong.suggest_if(guess)
        }
        // 386 5 … without its plus, and +386 after something else.
        Why::PhoneLength { .. } if text.starts_with(home.calling) && digits > home.usual => {
            let guess = accepted(&format!("+{text}"));
            wrong.suggest_if(guess)
        }
        Why::PhonePlus => {
            let guess =
                accepted(&text.replace('+', "")).or_else(|| text.rfind('+').and_then(|at| accepted(&text[at..])));
            wrong.suggest_if(guess)
        }
        _ => wrong,
    }
}

/// Where an extension begins, and its digits.
fn extension(text: &str) -> Option<(usize, String)> {
    let tail = text.trim_end_matches([')', ' ', '.']);
    let number = tail.trim_end_matches(|c: char| c.is_ascii_digit());
    let ext = &tail[number.len()..];
    let word = number.trim_end_matches([' ', '.', ':', '(', '\u{a0}']);
    let start = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c == '#').len();
    let name = word[start..].to_lowercase();
    let known =
        ["int", "interna", "int.št", "int. št", "ext", "x", "#", "kl", "klapa", "lokal", "lok", "interno", "mellék"];
    (!ext.is_empty() && ext.len() <= 6 && known.contains(&name.trim_matches('.'))).then(|| (start, ext.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Phone {
        phone(text, &SLOVENIA).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"))
    }

    fn refused(text: &str) -> (&'static str, Option<String>) {
        let wrong = phone(text, &SLOVENIA).expect_err(text);
        (wrong.why.code(), wrong.suggestion)
    }

    #[test]
    fn every_notation_is_the_same_number() {
        for text in [
            "05/600 00 21",
            "(05) 600 00 21",
            "05 6000 021",
            "+386 5 600 00 21",
            "00386 5 6000021",
            "+386 (0)5 600-00-21",
            "05.600.00.21",
            " 05\u{a0}600\u{a0}00\u{a0}21 ",
            "(+386) 5 600 00 21",
            "(05) 60 00 021",
        ] {
            let number = read(text);
            assert_eq!(number.href(), "tel:+38656000021", "{text}");
            assert_eq!(number.local(&SLOVENIA), "05 600 00 21", "{text}");
            assert_eq!(number.international(&SLOVENIA), "+386 5 600 00 21", "{text}");
        }
    }

    #[test]
    fn numbers_are_grouped_as_residents_read_them() {
        for (text, local, href) in [
            ("031-012-345", "031 012 345", "tel:+38631012345"),
            ("05 012 34 56", "05 012 34 56", "tel:+38650123456"),
            ("080 11 55", "080 11 55", "tel:0801155"),
            ("+386 80 11 55", "080 11 55", "tel:0801155"),
            ("0800123", "080 01 23", "tel:0800123"),
            ("090 123 456", "090 12 34 56", "tel:090123456"),
            ("059 334 086", "059 334 086", "tel:+38659334086"),
            ("0820 50 170", "082 050 170", "tel:+38682050170"),
            ("112", "112", "tel:112"),
            ("116123", "116 123", "tel:116123"),
            ("0039 040 1234567", "+39 040 123 4567", "tel:+390401234567"),
            ("+43 463 12345", "+43 463 123 45", "tel:+4346312345"),
            ("+385 51 123 456", "+385 511 234 56", "tel:+38551123456"),
        ] {
            let number = read(text);
            assert_eq!((number.local(&SLOVENIA).as_str(), number.href().as_str()), (local, href), "{text}");
        }
    }

    #[test]
    fn numbers_without_e164_say_so() {
        assert_eq!(read("112").e164(), None);
        assert_eq!(read("080 11 55").e164(), None);
        assert_eq!(read("112").sort(), Sort::Short);
        assert_eq!(read("+39 040 1234567").sort(), Sort::Foreign);
    }

    #[test]
    fn what_is_more_than_a_number_is_refused_with_the_number() {
        for (text, code, guess) in [
            ("05 600 00 21 int. 12", "phone-extension", "05 600 00 21"),
            ("05 600 00 21, ext 12", "phone-extension", "05 600 00 21"),
            ("05 600 00 21 (interna 12)", "phone-extension", "05 600 00 21"),
            ("05 600 00 21, 05 600 00 22", "phone-two", "05 600 00 21"),
            ("05 600 00 21 ali 031 012 345", "phone-two", "05 600 00 21"),
            ("05 600 00 21/22", "phone-two", "05 600 00 21"),
            ("Tel.: 05 600 00 21", "phone-letters", "05 600 00 21"),
            ("031 012 345 (Petra)", "phone-letters", "031 012 345"),
            ("820 501 70", "phone-zero-missing", "082 050 170"),
            ("+386 05 600 00 21", "phone-zero-extra", "05 600 00 21"),
            ("386 5 600 00 21", "phone-length", "05 600 00 21"),
        ] {
            assert_eq!(refused(text), (code, Some(guess.to_owned())), "{text}");
        }
        let wrong = phone(" 05 600 00 21 int. 12", &SLOVENIA).expect_err("extension");
        assert_eq!((wrong.at, wrong.why), (14..21, Why::PhoneExtension { ext: "12".to_owned() }));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for (text, code) in [
            (" ", "empty"),
            ("724 51 00", "phone-area"),
            ("05 600 00 2", "phone-length"),
            ("05 600 00 211", "phone-length"),
            ("098 123 456", "phone-series"),
            ("+1 23", "phone-length"),
            ("+0 123 456 789", "phone-series"),
            ("ni telefona", "phone-letters"),
            ("05*600", "character"),
            ("/-.", "phone-length"),
            ("05+6000021", "phone-plus"),
        ] {
            assert_eq!(refused(text).0, code, "{text}");
        }
    }
}

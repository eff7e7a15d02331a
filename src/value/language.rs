//! Language codes: `sl`, `it`, `sl-easy`.
//!
//! A code is a primary language of BCP 47 and, after hyphens, variants of it. Two letters must be
//! in ISO 639-1, because a country's code (`cz`, `ua`) is the usual slip; three letters are
//! trusted: there are thousands, and a hub that names Romani (`rom`) or a sign language (`ysl`)
//! knows why.

use std::fmt;

use super::{Read, Why, Wrong, trimmed};

/// ISO 639-1, every two-letter code.
const TWO: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo \
es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn \
ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl \
ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz \
ve vi vo wa wo xh yi yo za zh zu";

/// What people write for a language that is no code of one.
const NAMES: [(&str, &str); 44] = [
    ("slo", "sl"),
    ("slv", "sl"),
    ("slovenscina", "sl"),
    ("slovensko", "sl"),
    ("slovene", "sl"),
    ("slovenian", "sl"),
    ("sloveno", "sl"),
    ("ita", "it"),
    ("italijanscina", "it"),
    ("italiano", "it"),
    ("italian", "it"),
    ("hun", "hu"),
    ("madzarscina", "hu"),
    ("magyar", "hu"),
    ("hungarian", "hu"),
    ("eng", "en"),
    ("ang", "en"),
    ("anglescina", "en"),
    ("english", "en"),
    ("gb", "en"),
    ("ger", "de"),
    ("deu", "de"),
    ("nem", "de"),
    ("nemscina", "de"),
    ("deutsch", "de"),
    ("german", "de"),
    ("at", "de"),
    ("hrv", "hr"),
    ("hrvascina", "hr"),
    ("hrvatski", "hr"),
    ("bosanscina", "bs"),
    ("srbscina", "sr"),
    ("rs", "sr"),
    ("al", "sq"),
    ("alb", "sq"),
    ("albanscina", "sq"),
    ("ua", "uk"),
    ("ukr", "uk"),
    ("ukrajinscina", "uk"),
    ("ruscina", "ru"),
    ("rus", "ru"),
    ("cz", "cs"),
    ("dk", "da"),
    ("fra", "fr"),
];

/// A language code: the language in small letters, with variants after hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Language(Box<str>);

impl Language {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without its variants.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads a code.
///
/// # Errors
/// `empty`, `language` with the code of a name or country as suggestion.
pub fn language(text: &str) -> Read<Language> {
    let (inner, start) = trimmed(text)?;
    if is_code(inner) {
        return Ok(Language(inner.into()));
    }
    let folded = super::slug::fold(inner).replace('_', "-");
    let named = NAMES.iter().find(|(name, _)| *name == folded).map(|(_, code)| (*code).to_owned());
    let guess = named.or_else(|| Some(folded).filter(|code| is_code(code)));
    Err(Wrong::whole(Why::Language { found: inner.to_owned() }).suggest_if(guess).inside(0..inner.len()).shifted(start))
}

fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let known = match primary.len() {
        2 => TWO.split(' ').any(|code| code == primary),
        3 => primary.bytes().all(|b| b.is_ascii_lowercase()) && !NAMES.iter().any(|(name, _)| *name == primary),
        _ => false,
    };
    known
        && text.len() <= 35
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read() {
        for code in ["sl", "it", "hu", "en", "sl-easy", "rom", "sr-Latn", "de-AT"] {
            assert_eq!(language(code).expect(code).as_str(), code);
        }
        assert_eq!(language("sl-easy").expect("variant").primary(), "sl");
    }

    #[test]
    fn names_and_countries_are_refused_with_the_code() {
        for (text, guess) in [
            ("SL", Some("sl")),
            ("slo", Some("sl")),
            ("slovenščina", Some("sl")),
            ("cz", Some("cs")),
            ("ua", Some("uk")),
            ("sl_SI", Some("sl-si")),
            ("xx", None),
            ("?", None),
        ] {
            assert_eq!(language(text).expect_err(text).suggestion.as_deref(), guess, "{text}");
        }
    }
}

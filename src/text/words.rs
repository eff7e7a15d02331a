//! A text in the languages in which it was written.

use serde::ser::SerializeMap;

use super::Body;
use crate::language::Lang;

/// Short text per language; the record's own language stands first. Never empty once read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words(Box<[(Lang, Box<str>)]>);

/// Markdown per language; the record's own language stands first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prose(Box<[(Lang, Body)]>);

/// The text chosen for a reader, and its language.
#[derive(Debug, PartialEq)]
pub struct Chosen<'w, T: ?Sized> {
    /// The text.
    pub text: &'w T,
    /// The language it is written in, which may be another than the reader's.
    pub lang: Lang,
}

impl<T: ?Sized> Clone for Chosen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Chosen<'_, T> {}

macro_rules! in_languages {
    ($Name:ident holds $Held:ty as $Seen:ty) => {
        impl $Name {
            /// Text in one language.
            pub fn one(lang: Lang, text: impl Into<$Held>) -> $Name {
                $Name(Box::new([(lang, text.into())]))
            }

            /// Adds a language, or replaces what it said.
            pub fn set(&mut self, lang: Lang, text: impl Into<$Held>) {
                let mut all = std::mem::take(&mut self.0).into_vec();
                match all.iter_mut().find(|(known, _)| *known == lang) {
                    Some(place) => place.1 = text.into(),
                    None => all.push((lang, text.into())),
                }
                self.0 = all.into();
            }

            /// The text in exactly this language.
            pub fn get(&self, lang: Lang) -> Option<&$Seen> {
                self.0.iter().find(|(known, _)| *known == lang).map(|(_, text)| text.as_seen())
            }

            /// The text for a reader of `lang`: in that language, else in the one it was written in first.
            pub fn choose(&self, lang: Lang) -> Option<Chosen<'_, $Seen>> {
                let found = self.0.iter().find(|(known, _)| *known == lang).or(self.0.first());
                found.map(|(lang, text)| Chosen { text: text.as_seen(), lang: *lang })
            }

            /// All languages it is written in, its own first.
            pub fn languages(&self) -> impl Iterator<Item = Lang> + '_ {
                self.0.iter().map(|(lang, _)| *lang)
            }

            /// Every text with its language.
            pub fn all(&self) -> impl Iterator<Item = (Lang, &$Seen)> {
                self.0.iter().map(|(lang, text)| (*lang, text.as_seen()))
            }

            /// Whether nobody wrote anything.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }
    };
}

trait Seen<T: ?Sized> {
    fn as_seen(&self) -> &T;
}

impl Seen<str> for Box<str> {
    fn as_seen(&self) -> &str {
        self
    }
}

impl Seen<Body> for Body {
    fn as_seen(&self) -> &Body {
        self
    }
}

in_languages!(Words holds Box<str> as str);
in_languages!(Prose holds Body as Body);

impl serde::Serialize for Words {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (lang, text) in &self.0 {
            map.serialize_entry(lang, text)?;
        }
        map.end()
    }
}

/// As Markdown's HTML, with links to records as `kind/id`.
impl serde::Serialize for Prose {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (lang, body) in &self.0 {
            map.serialize_entry(lang, &body.html(&mut |link| Some(link.target.as_written().to_owned())))?;
        }
        map.end()
    }
}

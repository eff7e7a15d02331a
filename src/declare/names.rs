//! Words that people use for something, several per language.

use serde::ser::SerializeMap;

use super::{Field, Node, Reading, Shape, Translated, known_language};
use crate::language::Lang;

/// Lists of words per language of the hub; a list without languages is of the language of its file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names(Box<[(Lang, List)]>);

type List = Box<[Box<str>]>;

impl Names {
    /// Every word with its language.
    pub fn all(&self) -> impl Iterator<Item = (Lang, &str)> {
        self.0.iter().flat_map(|(lang, words)| words.iter().map(|word| (*lang, &**word)))
    }
}

impl Field for Names {
    const SHAPE: &'static Shape = &Shape::Either(&[&Shape::List(&Shape::Text), &Shape::Open]);
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_array() {
            let words = <Box<[Box<str>]> as Field>::read(node, reading)?;
            return Some(Names(Box::new([(reading.lang, words)])));
        }
        let table = reading.table(node)?;
        let mut lists = Vec::new();
        for (key, value) in table {
            let Some(lang) = known_language(key.get_ref(), key.span(), reading) else { continue };
            if let Some(words) = <Box<[Box<str>]> as Field>::read(value, reading) {
                lists.push((lang, words));
            }
        }
        lists.sort_by_key(|(lang, _)| reading.languages.position(*lang));
        Some(Names(lists.into()))
    }

    fn absent() -> Option<Self> {
        Some(Names::default())
    }

    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Translated for Names {}

impl serde::Serialize for Names {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (lang, words) in &self.0 {
            map.serialize_entry(lang, words)?;
        }
        map.end()
    }
}

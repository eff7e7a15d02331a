//! Places by their names. A hub that has content/places.toml knows its places; for one that has none, the
//! names in the tables become its first.

use std::collections::{BTreeMap, BTreeSet};

use super::literal::{Refused, string};
use crate::catalogue;
use crate::declare::nearest;
use crate::diagnostic::Fact;
use crate::hub::Tables;
use crate::language::Lang;
use crate::value::slug;

/// Where the places of a hub stand.
pub(super) const FILE: &str = "content/places.toml";

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// A municipality.
    Municipality,
    /// A settlement.
    Settlement,
}

/// How names become places.
pub(super) enum Places {
    /// The hub has them: id and folded names.
    Known(Vec<(String, Vec<String>)>),
    /// It has none yet.
    New(Lang),
}

/// A place that a table named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// What it is.
    pub(super) sort: Sort,
    /// Its id.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
}

impl Places {
    /// The places of a hub.
    pub(super) fn of(tables: &Tables, lang: Lang) -> Places {
        if tables.places.is_empty() { Places::New(lang) } else { Places::known(tables) }
    }

    /// The places of a hub; names that it does not know are none.
    pub(super) fn known(tables: &Tables) -> Places {
        let known = tables.places.iter().map(|place| {
            let names = place.keys.name.all().map(|(_, text)| slug::fold(text)).collect();
            (place.id().to_owned(), names)
        });
        Places::Known(known.collect())
    }

    /// The place that a text names.
    pub(super) fn find(&self, text: &str, sort: Sort) -> Result<Named, Refused> {
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Places::Known(known) => {
                let folded = slug::fold(&name);
                let same = known.iter().find(|(id, names)| *id == name || names.contains(&folded));
                let facts = || {
                    let names = known.iter().flat_map(|(_, names)| names.iter().map(String::as_str));
                    let near = nearest(&folded, names);
                    near.map(|near| ("suggestion", Fact::Text(near.to_owned()))).into_iter().collect()
                };
                let id = same.map(|(id, _)| id.clone());
                id.map(|id| Named { sort, id, name: name.clone() }).ok_or_else(|| Refused {
                    found: name,
                    why: "import-place",
                    facts: facts(),
                })
            }
            Places::New(lang) => {
                let words = catalogue::of(*lang);
                let name = match sort {
                    Sort::Municipality => words.say("import.municipality", &[("name", name.clone().into())]),
                    Sort::Settlement => name,
                };
                let id = slug::suggest(&name);
                let none = || Refused { found: name.clone(), why: "import-id", facts: Vec::new() };
                Ok(Named { sort, id: id.ok_or_else(none)?, name })
            }
        }
    }
}

/// The file for the places that the tables named: municipalities, then settlements, by name.
pub(super) fn file(named: &BTreeMap<Named, Option<String>>) -> String {
    let mut text = String::new();
    let mut written: BTreeSet<&str> = BTreeSet::new();
    for (place, parent) in named {
        if !written.insert(&place.id) {
            continue;
        }
        let kind = match place.sort {
            Sort::Municipality => "municipality",
            Sort::Settlement => "settlement",
        };
        let between = if text.is_empty() { "" } else { "\n" };
        let (id, name) = (string(&place.id), string(&place.name));
        text.push_str(&format!("{between}[[place]]\nid = {id}\nname = {name}\nkind = \"{kind}\"\n"));
        if let Some(parent) = parent.as_deref().filter(|parent| *parent != place.id) {
            text.push_str(&format!("parent = {}\n", string(parent)));
        }
    }
    text
}

//! Ids for drafts. A record that is in the hub already, by its number in the source or by its id, stays as it
//! is; two rows of the same name get ids of their own.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::draft::{Draft, Leaf, Node, Tree};
use super::literal::string;
use crate::config::Config;
use crate::parse::{self, Outcome};
use crate::record::{Envelope, Kind};
use crate::source::Sources;
use crate::world::World;

/// The records of a hub, as far as an import has to know them.
#[derive(Default)]
pub(super) struct Existing {
    /// Ids and the numbers in their sources.
    ids: HashMap<String, Option<(String, String)>>,
    /// The name of a source or a register and the number there: the id.
    numbers: HashMap<(String, String), String>,
}

impl Existing {
    /// The records of a kind.
    pub(super) fn of(world: &dyn World, sources: &Sources, config: &Config, kind: &'static Kind) -> Existing {
        let own: Vec<_> = sources.records.iter().filter(|source| source.kind.name == kind.name).collect();
        let read: Vec<Known> = own
            .par_iter()
            .map(|source| match parse::entry(world, source, config).0 {
                Outcome::Entry(entry) => known(&source.id, &entry.envelope),
                Outcome::Broken(_) => Known { id: source.id.to_string(), number: None, registers: Vec::new() },
            })
            .collect();
        let mut existing = Existing::default();
        for Known { id, number, registers } in read {
            let all = registers.into_iter().chain(number.clone());
            existing.numbers.extend(all.map(|number| (number, id.clone())));
            existing.ids.insert(id, number);
        }
        existing
    }
}

/// What an import has to know of a record.
struct Known {
    id: String,
    /// The name of its source and its number there.
    number: Option<(String, String)>,
    /// Registers and its numbers there.
    registers: Vec<(String, String)>,
}

fn known(id: &str, envelope: &Envelope) -> Known {
    let number = envelope.source.as_ref().and_then(|source| {
        let name = source.name.as_deref().unwrap_or_default();
        Some((string(name), string(source.uid.as_deref()?)))
    });
    let unique = envelope.identifiers.iter().flat_map(|identifiers| identifiers.unique());
    let registers = unique.map(|(register, number)| (register.to_owned(), string(number))).collect();
    Known { id: id.to_owned(), number, registers }
}

/// The numbers of a draft in registers.
fn registers(tree: &Tree) -> Vec<(String, String)> {
    let Some(Node::Table(identifiers)) = tree.get("identifiers") else { return Vec::new() };
    let numbers = identifiers.iter().filter_map(|(register, node)| match node {
        Node::Leaf(leaf) => Some((register.to_string(), leaf.toml.clone())),
        _ => None,
    });
    numbers.collect()
}

/// What became of a draft's id.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// It has one of its own.
    Own,
    /// It has one of its own, which is not the one its columns make.
    Numbered,
    /// The record is there already, under this id.
    There(String),
    /// Its columns make none.
    None,
}

/// Gives ids to drafts, in their order.
pub(super) struct Ids<'e> {
    existing: &'e Existing,
    taken: HashSet<String>,
    numbers: HashMap<(String, String), usize>,
}

impl<'e> Ids<'e> {
    /// Nothing is given yet.
    pub(super) fn new(existing: &'e Existing) -> Ids<'e> {
        Ids { existing, taken: HashSet::new(), numbers: HashMap::new() }
    }

    /// Gives an id to the next draft.
    pub(super) fn give(&mut self, draft: &mut Draft) -> Given {
        let number = self.number(&mut draft.tree);
        let all: Vec<_> = number.iter().cloned().chain(registers(&draft.tree)).collect();
        if let Some(id) = all.iter().find_map(|number| self.existing.numbers.get(number)) {
            self.taken.insert(id.clone());
            return Given::There(id.clone());
        }
        let Some(base) = draft.base.clone() else { return Given::None };
        // The name alone, the name with where it is, and numbers where even that is not enough.
        let numbered = (2_usize..).map(|n| format!("{base}-{n}"));
        let candidates = [Some(base.clone()), draft.fuller.take()].into_iter().flatten().chain(numbered);
        for (n, id) in (1_usize..).zip(candidates) {
            if self.taken.contains(&id) {
                continue;
            }
            match self.existing.ids.get(&id) {
                // The same name, and another number: somebody else.
                Some(Some(_)) if number.is_some() => continue,
                Some(_) => {
                    self.taken.insert(id.clone());
                    return Given::There(id);
                }
                None => {}
            }
            self.taken.insert(id.clone());
            draft.id = id;
            return if n == 1 { Given::Own } else { Given::Numbered };
        }
        Given::None
    }

    /// The name of the source and the number there; a number that the table has twice is counted on.
    fn number(&mut self, tree: &mut Tree) -> Option<(String, String)> {
        let Some(Node::Table(source)) = tree.get_mut("source") else { return None };
        let text = |key: &str, source: &Tree| match source.get(key) {
            Some(Node::Leaf(leaf)) => Some(leaf.toml.clone()),
            _ => None,
        };
        let name = text("name", source).unwrap_or_else(|| string(""));
        let uid = text("uid", source)?;
        let times = self.numbers.entry((name.clone(), uid.clone())).or_default();
        *times += 1;
        if *times == 1 {
            return Some((name, uid));
        }
        let again = format!("{} #{times}\"", uid.trim_end_matches('"'));
        if let Some(Node::Leaf(Leaf { toml, .. })) = source.get_mut("uid") {
            toml.clone_from(&again);
        }
        Some((name, again))
    }
}

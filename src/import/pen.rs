//! The pen: puts texts into drafts as the values that are expected there, and tells of those that are none.

use super::draft::{Cell, Draft, Leaf, get, put};
use super::literal::{Carried, Literal, Refused, literal, string};
use super::origin::{LONGEST, Origin};
use super::places::{Named, Places, Sort};
use super::target::{Among, Step, resolve_far};
use crate::declare::{Shape, shortened};
use crate::diagnostic::Fact;

/// What is needed to write a draft.
#[derive(Clone, Copy)]
pub(super) struct Pen<'p> {
    /// Where the draft comes from.
    pub(super) origin: &'p dyn Origin,
    /// Names and places.
    pub(super) places: &'p Places,
}

impl Pen<'_> {
    /// Puts a text at a path, unless something is there. Whether it stands there now.
    pub(super) fn write(self, draft: &mut Draft, path: &str, text: &str, cells: &[Cell]) -> bool {
        let target = resolve_far(path, Among::Kind(self.origin.kind()));
        let target = target.unwrap_or_else(|_| panic!("no record has {path}"));
        if text.is_empty() || get(&draft.tree, &target.steps).is_some() {
            return false;
        }
        self.value(draft, target.shape, &target.steps, text, cells.to_vec(), None);
        get(&draft.tree, &target.steps).is_some()
    }

    /// Puts a value of TOML at a path, unless something is there.
    pub(super) fn toml(self, draft: &mut Draft, steps: &[Step], toml: String, cells: &[Cell]) {
        let leaf = Leaf { toml, cells: cells.to_vec(), carried: Carried::Whole, map: None };
        put(&mut draft.tree, steps, leaf);
    }

    /// Puts a text at a path as the value that is expected there, or reports why it is none.
    pub(super) fn value(
        self,
        draft: &mut Draft,
        shape: &'static Shape,
        steps: &[Step],
        text: &str,
        cells: Vec<Cell>,
        split: Option<&str>,
    ) {
        let read = if text.len() > LONGEST {
            let facts = vec![("most", Fact::Text((LONGEST / 1024).to_string()))];
            Err(Refused { found: shortened(text), why: "import-cell", facts })
        } else {
            self.literal(draft, shape, steps, text, split)
        };
        match read {
            Ok(Literal { toml, carried, refused }) => {
                for wrong in refused {
                    self.refuse(draft, &wrong, &cells);
                }
                if carried == Carried::Rounded {
                    draft.rounded.extend(&cells);
                }
                put(&mut draft.tree, steps, Leaf { toml, cells, carried, map: None });
            }
            Err(wrong) => self.refuse(draft, &wrong, &cells),
        }
    }

    /// Tells of a value that cannot be read.
    pub(super) fn refuse(self, draft: &mut Draft, wrong: &Refused, cells: &[Cell]) {
        draft.told.extend(self.origin.refused(wrong, cells));
    }

    /// Tells of a value that cannot be read as it is written and is in the record all the same; `how` is the fact that
    /// chooses the words for that, in place of `key`.
    pub(super) fn refuse_kept(self, draft: &mut Draft, wrong: &Refused, cells: &[Cell], how: &'static str) {
        let told = self.origin.refused(wrong, cells).map(|mut told| {
            let key = told.facts.iter_mut().find(|(name, _)| *name == "key");
            key.into_iter().for_each(|(name, _)| *name = how);
            told
        });
        draft.told.extend(told);
    }

    fn literal(
        self,
        draft: &mut Draft,
        shape: &'static Shape,
        steps: &[Step],
        text: &str,
        split: Option<&str>,
    ) -> Result<Literal, Refused> {
        if !matches!(shape, Shape::Notation("place", _) | Shape::List(Shape::Notation("place", _))) {
            return literal(shape, text, split);
        }
        let sort = match steps.last() {
            Some(Step::Key(key)) if &**key == "municipality" => Sort::Municipality,
            _ => Sort::Settlement,
        };
        let several = matches!(shape, Shape::List(_));
        let parts: Vec<&str> = match split {
            Some(separator) if several && !separator.is_empty() => text.split(separator).collect(),
            _ if several => text.split([';', '|', '\n']).collect(),
            _ => vec![text],
        };
        let (mut ids, mut refused) = (Vec::new(), Vec::new());
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            match self.places.find(part, sort) {
                Ok(named) => {
                    ids.push(string(&named.id));
                    self.name(draft, named);
                }
                Err(wrong) => refused.push(wrong),
            }
        }
        if ids.is_empty() {
            return Err(refused.swap_remove(0));
        }
        let carried = if refused.is_empty() { Carried::Whole } else { Carried::Part };
        let toml = if several { format!("[{}]", ids.join(", ")) } else { ids.swap_remove(0) };
        Ok(Literal { toml, carried, refused })
    }

    fn name(self, draft: &mut Draft, named: Named) {
        if matches!(self.places, Places::New(_)) && !draft.named.contains(&named) {
            draft.named.push(named);
        }
    }
}

/// A way of keys and items: `service.3.title`, items from 1.
pub(super) fn way(path: &str) -> Vec<Step> {
    let step = |part: &str| match part.parse::<usize>() {
        Ok(n) => Step::Item(n.saturating_sub(1)),
        Err(_) => Step::Key(part.into()),
    };
    path.split('.').map(step).collect()
}

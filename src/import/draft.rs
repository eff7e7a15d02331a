//! A draft: a record on its way from a row to a file. It knows of each value from which cells it is, so that
//! what does not fit can go back to the row it came from.

use std::collections::BTreeMap;
use std::ops::Range;

use super::literal::{Carried, string};
use super::map::{Given, GivenValue, Place};
use super::places::Named;
use super::take::Link;
use super::target::{Among, Step, inside};
use crate::diagnostic::Diagnostic;
use crate::record::Kind;

/// A cell of one of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    /// The position of the table.
    pub(super) table: usize,
    /// The row.
    pub(super) row: usize,
    /// The column.
    pub(super) column: usize,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// As it is written in TOML.
    pub(super) toml: String,
    /// The cells that it is from.
    pub(super) cells: Vec<Cell>,
    /// How much of them it holds.
    pub(super) carried: Carried,
    /// Where the map gives it, when no cell does.
    pub(super) map: Option<Place>,
}

/// A record on its way.
#[derive(Debug)]
pub(super) struct Draft {
    /// The position of the table of the records.
    pub(super) table: usize,
    /// Its row there.
    pub(super) row: usize,
    /// Every row that belongs to it, with the position of its scope; its own is the first.
    pub(super) rows: Vec<(usize, usize)>,
    /// Its keys.
    pub(super) tree: Tree,
    /// The id that its columns make, before others are asked.
    pub(super) base: Option<String>,
    /// A fuller one, for when another record has the first.
    pub(super) fuller: Option<String>,
    /// Its id.
    pub(super) id: String,
    /// The keys that name other records by their numbers.
    pub(super) links: Vec<Link>,
    /// The type that it got because nobody says which it is.
    pub(super) guessed: Option<&'static str>,
    /// The cells of which the map says that they say nothing.
    pub(super) silent: Vec<Cell>,
    /// The cells whose numbers were rounded.
    pub(super) rounded: Vec<Cell>,
    /// The places that it names.
    pub(super) named: Vec<Named>,
    /// What was wrong with its cells.
    pub(super) told: Vec<Diagnostic>,
}

impl Draft {
    /// An empty one.
    pub(super) fn new(table: usize, row: usize) -> Draft {
        Draft {
            table,
            row,
            rows: Vec::new(),
            tree: Tree::new(),
            base: None,
            fuller: None,
            id: String::new(),
            links: Vec::new(),
            guessed: None,
            silent: Vec::new(),
            rounded: Vec::new(),
            named: Vec::new(),
            told: Vec::new(),
        }
    }
}

/// What stands behind a key.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A value.
    Leaf(Leaf),
    /// A table.
    Table(Tree),
    /// A list of tables.
    List(Vec<Tree>),
}

/// The keys of a table.
pub(super) type Tree = BTreeMap<Box<str>, Node>;

/// Whether there is nothing in a node.
fn is_empty(node: &Node) -> bool {
    match node {
        Node::Leaf(_) => false,
        Node::Table(tree) => tree.values().all(is_empty),
        Node::List(items) => items.iter().all(|tree| tree.values().all(is_empty)),
    }
}

/// What stands at a path.
pub(super) fn get<'t>(tree: &'t Tree, steps: &[Step]) -> Option<&'t Node> {
    let (Step::Key(key), rest) = steps.split_first()? else { return None };
    let node = tree.get(key)?;
    match (node, rest) {
        (_, []) => Some(node),
        (Node::Table(inner), _) => get(inner, rest),
        (Node::List(items), [Step::Item(index), rest @ ..]) => get(items.get(*index)?, rest),
        _ => None,
    }
}

/// The table at a path, made when it is not there; `None` when a value stands in the way.
pub(super) fn table_at<'t>(tree: &'t mut Tree, steps: &[Step]) -> Option<&'t mut Tree> {
    let Some((Step::Key(key), rest)) = steps.split_first() else { return steps.is_empty().then_some(tree) };
    match rest {
        [Step::Item(index), rest @ ..] => {
            let node = tree.entry(key.clone()).or_insert_with(|| Node::List(Vec::new()));
            let Node::List(items) = node else { return None };
            if items.len() <= *index {
                items.resize_with(index + 1, Tree::new);
            }
            table_at(&mut items[*index], rest)
        }
        rest => match tree.entry(key.clone()).or_insert_with(|| Node::Table(Tree::new())) {
            Node::Table(inner) => table_at(inner, rest),
            _ => None,
        },
    }
}

/// Puts a value at a path, unless something is there.
pub(super) fn put(tree: &mut Tree, steps: &[Step], leaf: Leaf) {
    let Some((Step::Key(key), above)) = steps.split_last() else { return };
    if let Some(table) = table_at(tree, above) {
        table.entry(key.clone()).or_insert(Node::Leaf(leaf));
    }
}

/// Takes out what stands at a path.
pub(super) fn remove(tree: &mut Tree, steps: &[Step]) {
    match steps.split_last() {
        Some((Step::Key(key), above)) => {
            if get_table(tree, above).is_some()
                && let Some(table) = table_at(tree, above)
            {
                table.remove(key);
            }
        }
        Some((Step::Item(index), [above @ .., Step::Key(key)])) => {
            if get_table(tree, above).is_some()
                && let Some(Node::List(items)) = table_at(tree, above).and_then(|table| table.get_mut(key))
                && *index < items.len()
            {
                items.remove(*index);
            }
        }
        _ => {}
    }
}

/// Whether a value, a table or an item of a list stands at a path.
pub(super) fn stands(tree: &Tree, steps: &[Step]) -> bool {
    get(tree, steps).is_some() || get_table(tree, steps).is_some()
}

fn get_table<'t>(tree: &'t Tree, steps: &[Step]) -> Option<&'t Tree> {
    match (steps, steps.split_last()) {
        ([], _) => Some(tree),
        (_, Some((Step::Item(index), list))) => match get(tree, list)? {
            Node::List(items) => items.get(*index),
            _ => None,
        },
        _ => match get(tree, steps)? {
            Node::Table(inner) => Some(inner),
            _ => None,
        },
    }
}

/// How many items a list has.
pub(super) fn length(tree: &Tree, list: &[Step]) -> usize {
    match get(tree, list) {
        Some(Node::List(items)) => items.len(),
        _ => 0,
    }
}

/// Takes out tables and items that hold nothing.
pub(super) fn prune(tree: &mut Tree) {
    for node in tree.values_mut() {
        match node {
            Node::Leaf(_) => {}
            Node::Table(inner) => prune(inner),
            Node::List(items) => {
                items.iter_mut().for_each(prune);
                items.retain(|item| !item.is_empty());
            }
        }
    }
    tree.retain(|_, node| !is_empty(node));
}

/// Every value of a tree.
pub(super) fn leaves<'t>(tree: &'t Tree, each: &mut dyn FnMut(&'t Leaf)) {
    for node in tree.values() {
        match node {
            Node::Leaf(leaf) => each(leaf),
            Node::Table(inner) => leaves(inner, each),
            Node::List(items) => items.iter().for_each(|item| leaves(item, each)),
        }
    }
}

/// Lays the values that a map gives under what the row said.
pub(super) fn lay_under(tree: &mut Tree, given: &[Given]) {
    for Given { key, at, value } in given {
        match value {
            GivenValue::Plain(toml) => {
                let leaf = || Leaf {
                    toml: toml.to_string(),
                    cells: Vec::new(),
                    carried: Carried::Whole,
                    map: Some(at.clone()),
                };
                tree.entry(key.clone()).or_insert_with(|| Node::Leaf(leaf()));
            }
            GivenValue::Table(inner) => {
                if let Node::Table(table) = tree.entry(key.clone()).or_insert_with(|| Node::Table(Tree::new())) {
                    lay_under(table, inner);
                }
            }
            GivenValue::Tables(items) => {
                tree.entry(key.clone()).or_insert_with(|| {
                    let item = |given: &Vec<Given>| {
                        let mut item = Tree::new();
                        lay_under(&mut item, given);
                        item
                    };
                    Node::List(items.iter().map(item).collect())
                });
            }
        }
    }
}

/// A file as it is written, and what stands where.
#[derive(Debug)]
pub(super) struct Text {
    /// The text.
    pub(super) toml: String,
    /// Bytes of each statement, and the path of what it says.
    pub(super) places: Vec<(Range<usize>, Vec<Step>)>,
}

impl Text {
    /// The path of what stands at a byte.
    pub(super) fn path_at(&self, byte: usize) -> Option<&[Step]> {
        self.places.iter().find(|(range, _)| range.contains(&byte)).map(|(_, path)| path.as_slice())
    }
}

/// Writes a record in the order of its declaration: values first, then tables; what is nobody's key comes last.
pub(super) fn write(tree: &Tree, kind: &'static Kind) -> Text {
    let mut text = Text { toml: String::new(), places: Vec::new() };
    write_table(tree, Some(Among::Kind(kind)), &mut Vec::new(), &mut text);
    text
}

fn write_table(tree: &Tree, among: Option<Among>, path: &mut Vec<Step>, text: &mut Text) {
    const LAST: &str = "x";
    let declared = among.into_iter().flat_map(Among::fields);
    let declared: Vec<_> =
        declared.filter_map(|field| Some((field.key, tree.get(field.key)?, inside(field.shape)))).collect();
    let is_declared = |key: &str| declared.iter().any(|(known, _, _)| *known == key);
    let others = tree.iter().filter(|(key, _)| !is_declared(key)).map(|(key, node)| (&**key, node, None));
    let mut all: Vec<_> = declared.iter().copied().chain(others).collect();
    all.sort_by_key(|(key, _, _)| *key == LAST && path.is_empty());
    for (key, node, _) in &all {
        if let Node::Leaf(leaf) = node {
            let start = text.toml.len();
            text.toml.push_str(&format!("{} = {}\n", written(key), leaf.toml));
            path.push(Step::Key((*key).into()));
            text.places.push((start..text.toml.len(), path.clone()));
            path.pop();
        }
    }
    for (key, node, inner) in all {
        let among = inner.map(|(among, _)| among);
        path.push(Step::Key(key.into()));
        match node {
            Node::Leaf(_) => {}
            Node::Table(table) => {
                if table.values().any(|node| matches!(node, Node::Leaf(_))) {
                    header("[", "]", path, text);
                }
                write_table(table, among, path, text);
            }
            Node::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    path.push(Step::Item(index));
                    header("[[", "]]", path, text);
                    write_table(item, among, path, text);
                    path.pop();
                }
            }
        }
        path.pop();
    }
}

fn header(open: &str, close: &str, path: &[Step], text: &mut Text) {
    let keys = path.iter().filter_map(|step| match step {
        Step::Key(key) => Some(written(key)),
        Step::Item(_) => None,
    });
    let name = keys.collect::<Vec<_>>().join(".");
    text.toml.push('\n');
    let start = text.toml.len();
    text.toml.push_str(&format!("{open}{name}{close}\n"));
    text.places.push((start..text.toml.len(), path.to_vec()));
}

/// A key as it is written: in quotation marks where it has to be.
fn written(key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { key.to_owned() } else { string(&key.split_whitespace().collect::<Vec<_>>().join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::kind_named;

    fn leaf(toml: &str) -> Leaf {
        Leaf { toml: toml.into(), cells: Vec::new(), carried: Carried::Whole, map: None }
    }

    fn path(text: &str) -> Vec<Step> {
        text.split('.')
            .map(|part| part.parse().map_or_else(|_| Step::Key(part.into()), |n: usize| Step::Item(n - 1)))
            .collect()
    }

    #[test]
    fn a_record_is_written_in_the_order_of_its_declaration() {
        let mut tree = Tree::new();
        for (at, toml) in [
            ("x.opomba 2", "\"a\""),
            ("type", "\"society\""),
            ("contact.2.phone", "\"112\""),
            ("place.post", "\"6399 Oljčnik\""),
            ("place.street", "\"Trg 1\""),
            ("title", "\"Ime\""),
        ] {
            put(&mut tree, &path(at), leaf(toml));
        }
        put(&mut tree, &path("title"), leaf("\"drugo\""));
        prune(&mut tree);
        let text = write(&tree, kind_named("organization").expect("a kind"));
        let expected = "title = \"Ime\"\ntype = \"society\"\n\n[[contact]]\nphone = \"112\"\n\n[place]\nstreet = \"Trg 1\"\npost = \"6399 Oljčnik\"\n\n[x]\n\"opomba 2\" = \"a\"\n";
        assert_eq!(text.toml, expected);
        assert_eq!(text.path_at(text.toml.find("\"112\"").expect("phone")), Some(&path("contact.1.phone")[..]));
        remove(&mut tree, &path("contact.1.phone"));
        prune(&mut tree);
        assert!(get(&tree, &path("contact")).is_none());
    }
}

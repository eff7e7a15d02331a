//! Nested objects of JSON, as the API of HSDS answers them, become rows: pages (`contents`), lists, one object, or
//! tables by their names.

use std::collections::HashMap;

use super::sort::Sort;
use super::things::{Ix, Things};
use crate::import::feed::{Feed, Objects};
use crate::import::json::{Inner, Node, text};

/// What a file is.
pub(super) enum Found {
    /// Objects were found in it; and where something stands that is none of HSDS.
    Things(Vec<usize>),
    /// It says of which version a feed is, and its licence.
    About {
        /// The version.
        version: Option<String>,
        /// The licence.
        licence: Option<String>,
    },
    /// Nothing of HSDS.
    Nothing,
    /// A page without objects.
    Empty,
}

/// An object with what it stands in.
struct Met<'n> {
    sort: Sort,
    node: &'n Node,
    /// The position of what it stands in, and how.
    within: Option<(usize, Way)>,
}

/// How an object stands in another.
#[derive(Clone, Copy)]
enum Way {
    /// As a part of it.
    Part,
    /// As what the other belongs to.
    Owner,
    /// As what the other names.
    Named,
}

/// Finds the objects of a file.
pub(super) fn find(feed: &Feed, things: &mut Things) -> Found {
    let source = &*feed.text;
    let stem = feed.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default();
    let mut met: Vec<Met<'_>> = Vec::new();
    let root = &feed.root;
    let list = root.get(source, "contents").filter(|node| matches!(node.inner, Inner::List(_)));
    let tables: Vec<(Sort, &Node)> = match &root.inner {
        Inner::Object(members) if list.is_none() => {
            let named = |((from, to), node): &'_ ((u32, u32), Node)| {
                let sort = Sort::named(&text(&source[*from as usize..*to as usize]))?;
                Some((sort, node.start, node.end))
            };
            let found: Vec<_> = members.iter().filter_map(named).collect();
            let lists = members.iter().filter(|(_, node)| matches!(node.inner, Inner::List(_)));
            let lists = lists.filter_map(|(_, node)| {
                let (sort, ..) = found.iter().find(|(_, start, end)| (*start, *end) == (node.start, node.end))?;
                Some((*sort, node))
            });
            lists.collect()
        }
        _ => Vec::new(),
    };
    let mut others = Vec::new();
    let is_one = list.is_none() && sort_of(source, root, stem).is_some() && root.get(source, "id").is_some();
    if is_one {
        walk(source, root, sort_of(source, root, stem).unwrap_or(Sort::Organization), None, &mut met);
    } else if !tables.is_empty() {
        for (sort, list) in &tables {
            list.items().iter().for_each(|item| walk(source, item, *sort, None, &mut met));
        }
    } else {
        let items = list.map_or_else(|| root.items(), Node::items);
        for item in items {
            match sort_of(source, item, stem) {
                Some(sort) => walk(source, item, sort, None, &mut met),
                None => others.push(item.start as usize),
            }
        }
        if items.is_empty() && (list.is_some() || matches!(root.inner, Inner::List(_))) {
            return Found::Empty;
        }
    }
    if met.is_empty() {
        let version = root.text(source, "version").filter(|_| root.get(source, "profile").is_some());
        let licence = root.text(source, "license").or_else(|| root.text(source, "licence"));
        return match version {
            Some(version) => Found::About { version: Some(version.into()), licence: licence.map(Into::into) },
            None => Found::Nothing,
        };
    }
    lay(feed, &met, things);
    Found::Things(others)
}

/// What an object is: by its keys, else by the name of its file.
fn sort_of(source: &str, node: &Node, stem: &str) -> Option<Sort> {
    let keys: Vec<_> =
        node.members().iter().map(|((from, to), _)| text(&source[*from as usize..*to as usize])).collect();
    if !keys.iter().any(|key| key == "name" || key == "id") {
        return None;
    }
    let stem = stem.to_ascii_lowercase();
    let by_name = [
        ("service_at_location", Sort::ServiceAtLocation),
        ("taxonomy_term", Sort::Term),
        ("taxonom", Sort::Taxonomy),
        ("organi", Sort::Organization),
        ("service", Sort::Service),
        ("location", Sort::Location),
    ];
    let named = by_name.iter().find(|(part, _)| stem.contains(part)).map(|(_, sort)| *sort);
    let by_keys = Sort::by_keys(&|key| keys.iter().any(|known| known == key));
    match (by_keys, named) {
        // A taxonomy looks like a short organization.
        (_, Some(sort @ (Sort::Taxonomy | Sort::Term))) => Some(sort),
        (Some(sort), _) => Some(sort),
        (None, named) => named,
    }
}

/// Takes an object and everything in it.
fn walk<'n>(source: &str, node: &'n Node, sort: Sort, within: Option<(usize, Way)>, met: &mut Vec<Met<'n>>) {
    if !node.is_object() {
        return;
    }
    let here = met.len();
    met.push(Met { sort, node, within });
    for ((from, to), inner) in node.members() {
        let key = text(&source[*from as usize..*to as usize]);
        let Some(inside) = Sort::named(&key) else { continue };
        match &inner.inner {
            Inner::List(items) => {
                for item in items {
                    walk(source, item, inside, Some((here, Way::Part)), met);
                }
            }
            Inner::Object(_) => {
                let way = match (sort, inside) {
                    (Sort::ServiceAtLocation, Sort::Location) | (Sort::Attribute, Sort::Term) => Way::Named,
                    (_, Sort::Organization) | (Sort::ServiceAtLocation, Sort::Service) => Way::Owner,
                    _ => Way::Part,
                };
                walk(source, inner, inside, Some((here, way)), met);
            }
            Inner::Plain => {}
        }
    }
}

/// Whether a member of an object is a thing of its own, not a value.
fn is_thing(source: &str, key: (u32, u32), node: &Node) -> bool {
    let holds = match &node.inner {
        Inner::Object(_) => true,
        Inner::List(items) => items.iter().all(Node::is_object),
        Inner::Plain => false,
    };
    holds && Sort::named(&text(&source[key.0 as usize..key.1 as usize])).is_some()
}

/// Makes rows of the objects, and things of the rows.
fn lay(feed: &Feed, met: &[Met<'_>], things: &mut Things) {
    let mut tables: Vec<(Sort, Objects)> = Vec::new();
    let mut places: HashMap<Sort, usize> = HashMap::new();
    let mut rows: Vec<(usize, usize)> = Vec::with_capacity(met.len());
    for one in met {
        let position = *places.entry(one.sort).or_insert_with(|| {
            tables.push((one.sort, Objects::new(one.sort.list(), feed)));
            tables.len() - 1
        });
        let plain = one.node.members().iter().filter(|(key, node)| !is_thing(&feed.text, *key, node));
        rows.push((position, tables[position].1.push(one.node.start, plain)));
    }
    let at: Vec<usize> = tables.into_iter().map(|(sort, objects)| things.table(sort, objects.finish())).collect();
    let mut all: Vec<Ix> = Vec::with_capacity(met.len());
    for (one, (table, row)) in met.iter().zip(rows) {
        let part = one.within.filter(|(_, way)| matches!(way, Way::Part)).map(|(of, _)| all[of]);
        let ix = things.add((at[table], row), part);
        all.push(ix);
        match one.within {
            Some((of, Way::Owner)) => things.belongs(all[of], ix),
            Some((of, Way::Named)) => {
                things.all[all[of]].names.get_or_insert(ix);
            }
            _ => {}
        }
    }
}

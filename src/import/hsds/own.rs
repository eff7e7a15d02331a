//! Records that kazipot exported: each stands whole in an attribute, with the keys of its file (the doc comment of
//! `output::hsds` says how), and is made again from it. Topics and places stand in attributes of their terms.

use std::collections::HashSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::sort::Sort;
use super::things::{Ix, Things};
use crate::config::Config;
use crate::declare::Shape;
use crate::diagnostic::Fact;
use crate::edit::NewFile;
use crate::import::draft::{Cell, Draft, Leaf, Node, Tree, put};
use crate::import::html;
use crate::import::literal::{Carried, Refused, string};
use crate::import::origin::Origin;
use crate::import::pen::Pen;
use crate::import::places::Places;
use crate::import::target::{Among, Step, inside};
use crate::record::{Kind, kind_named};
use crate::source::Sources;
use crate::value::phone::{SLOVENIA, phone};

/// Records that stand whole in the feed.
pub(super) struct Whole<'w> {
    /// The things.
    pub(super) things: &'w Things,
    /// The hub's site.toml.
    pub(super) config: &'w Config,
    /// The records and files of the hub, and the records of the feed.
    pub(super) known: HashSet<String>,
    /// The day on which records of other hubs come into this one.
    pub(super) today: Date,
}

/// What links can lead to: the records and files of the hub, and the records of the feed.
pub(super) fn known(things: &Things, sources: &Sources) -> HashSet<String> {
    let here = sources.records.iter().map(crate::source::Source::full_id);
    let files = sources.files.iter().filter_map(|path| path.rsplit('/').next().map(str::to_owned));
    let organizations = things.of(Sort::Organization).filter_map(|ix| attribute(things, ix));
    let there = organizations.filter_map(|(keys, _)| keys.get("id")?.as_str().map(str::to_owned));
    here.chain(files).chain(there).collect()
}

impl Whole<'_> {
    /// The record of an organization, when kazipot exported it: its kind, its keys, and the cell.
    pub(super) fn record(&self, ix: Ix) -> Option<(&'static Kind, Map<String, Value>, Cell)> {
        let (keys, cell) = attribute(self.things, ix)?;
        let (kind, _) = keys.get("id")?.as_str()?.split_once('/')?;
        kind_named(kind).map(|kind| (kind, keys, cell))
    }

    /// The draft of such a record.
    pub(super) fn draft(&self, origin: &dyn Origin, ix: Ix, keys: &Map<String, Value>, cell: Cell) -> Draft {
        let (table, row) = self.things.all[ix].rows[0];
        let mut draft = Draft::new(table, row);
        self.take(ix, &mut draft);
        let full = keys.get("id").and_then(Value::as_str).unwrap_or_default();
        draft.base = full.split_once('/').map(|(_, id)| id.to_owned());
        let lang = keys.get("lang").and_then(Value::as_str).map(str::to_owned);
        let lang = lang.unwrap_or_else(|| self.config.languages.first().to_string());
        let dead = Vec::new();
        let mut writing = Writing { lang: &lang, cell, known: &self.known, dead, translations: Tree::new() };
        let keys: Map<String, Value> =
            keys.iter().filter(|(key, _)| *key != "id").map(|(k, v)| (k.clone(), v.clone())).collect();
        draft.tree = writing.table(&keys, Among::Kind(origin.kind()), &[]);
        if !writing.translations.is_empty() {
            draft.tree.insert("translations".into(), Node::Table(writing.translations));
        }
        let pen = Pen { origin, places: &Places::Known(Vec::new()) };
        for target in writing.dead {
            let facts = vec![("target", Fact::Text(target.clone()))];
            pen.refuse(&mut draft, &Refused { found: target, why: "import-link", facts }, &[cell]);
        }
        // What the hub itself gave away comes back as it was; what another did, says from where it is.
        let id = self.things.say(ix, "id").map(|(id, _)| id.into_owned());
        if id.as_deref() != Some(&*self.config.uuid(full).to_string()) {
            self.say_from_where(ix, id, &mut draft);
        }
        draft
    }

    fn say_from_where(&self, ix: Ix, id: Option<String>, draft: &mut Draft) {
        if draft.tree.contains_key("source") {
            return;
        }
        let mut say = |key: &str, text: String| {
            let steps = [Step::Key("source".into()), Step::Key(key.into())];
            put(&mut draft.tree, &steps, Leaf { toml: text, cells: Vec::new(), carried: Carried::Whole, map: None });
        };
        say("kind", string("import"));
        say("name", string("kazipot"));
        say("fetched", self.today.to_string());
        if let Some(id) = id {
            say("uid", string(&id));
        }
        if let Some((url, _)) = self.things.say(ix, "uri") {
            say("url", string(&url));
        }
    }

    /// Takes every row of a thing and its parts; nothing of them has to be kept, for the record is whole.
    fn take(&self, ix: Ix, draft: &mut Draft) {
        let thing = &self.things.all[ix];
        for (table, row) in &thing.rows {
            draft.rows.push((*table, *row));
            let columns = self.things.tables[*table].columns_of(*row);
            draft.silent.extend(columns.map(|column| Cell { table: *table, row: *row, column }));
        }
        for part in &thing.parts {
            self.take(*part, draft);
        }
    }
}

/// The keys that an attribute of kazipot holds.
fn attribute(things: &Things, ix: Ix) -> Option<(Map<String, Value>, Cell)> {
    things.parts(ix, Sort::Attribute).find_map(|part| {
        let (sort, _) = things.say(part, "link_type")?;
        let (value, cell) = things.say(part, "value").filter(|_| sort == "kazipot")?;
        match serde_json::from_str(&value) {
            Ok(Value::Object(keys)) => Some((keys, cell)),
            _ => None,
        }
    })
}

/// Writes the keys of a record as they stand in its file.
struct Writing<'w> {
    /// The language of the record.
    lang: &'w str,
    cell: Cell,
    known: &'w HashSet<String>,
    /// Links and pictures that lead nowhere in this hub.
    dead: Vec<String>,
    /// `[translations]`.
    translations: Tree,
}

impl Writing<'_> {
    fn leaf(&self, toml: String) -> Node {
        Node::Leaf(Leaf { toml, cells: vec![self.cell], carried: Carried::Whole, map: None })
    }

    /// A table; `path` is the way to it, as translations go it.
    fn table(&mut self, keys: &Map<String, Value>, among: Among, path: &[&str]) -> Tree {
        let mut tree = Tree::new();
        // A row of dates is told by its ends and date by date: once is enough.
        let row = (keys.get("from").and_then(Value::as_str), keys.get("to").and_then(Value::as_str));
        let outside = match (row, keys.get("on")) {
            ((Some(from), Some(to)), Some(Value::Array(dates))) => {
                let outside = dates.iter().filter(|date| date.as_str().is_none_or(|date| date < from || date > to));
                Some(Value::Array(outside.cloned().collect()))
            }
            _ => None,
        };
        for field in among.fields() {
            let Some(value) = keys.get(field.key).filter(|value| !value.is_null()) else { continue };
            let value = outside.as_ref().filter(|_| field.key == "on").unwrap_or(value);
            if *value == Value::Array(Vec::new()) && field.key == "on" {
                continue;
            }
            let way: Vec<&str> = path.iter().copied().chain([field.key]).collect();
            if let Some(node) = self.value(value, field.shape, &way) {
                tree.insert(field.key.into(), node);
            }
        }
        tree
    }

    fn value(&mut self, value: &Value, shape: &'static Shape, way: &[&str]) -> Option<Node> {
        match (shape, value) {
            (Shape::Either(shapes), _) => {
                let fits = |shape: &&&'static Shape| match value {
                    Value::Array(_) => matches!(shape, Shape::List(_)),
                    Value::Object(_) => inside(shape).is_some() || matches!(shape, Shape::Notation("post", _)),
                    _ => inside(shape).is_none(),
                };
                let shape = shapes.iter().find(fits).or(shapes.first())?;
                self.value(value, shape, way)
            }
            (Shape::Words | Shape::Prose, Value::Object(texts)) => self.translated(texts, shape, way),
            (Shape::Label, Value::Object(texts)) => Some(self.leaf(self.label(texts))),
            // `season` is told by its two ends.
            (Shape::Table(..), Value::Array(ends)) if ends.len() == 2 => {
                let ends: Vec<String> = ends.iter().filter_map(Value::as_str).map(string).collect();
                Some(self.leaf(format!("{{ from = {}, to = {} }}", ends.first()?, ends.last()?)))
            }
            (Shape::Table(..), Value::Object(keys)) => {
                let (among, _) = inside(shape)?;
                let tree = self.table(keys, among, way);
                // A table in which all is as it would be without it was written nevertheless.
                if tree.is_empty() { Some(self.leaf("{}".to_owned())) } else { Some(Node::Table(tree)) }
            }
            (Shape::List(inner), Value::Array(items)) => match inside(inner) {
                Some((among, _)) if items.iter().all(Value::is_object) => {
                    let item = |writing: &mut Self, item: &Value| {
                        let keys = item.as_object()?;
                        // Items are translated by their ids.
                        let id = keys.get("id").and_then(Value::as_str).unwrap_or_default();
                        let way: Vec<&str> = way.iter().copied().chain([id]).collect();
                        Some(writing.table(keys, among, &way))
                    };
                    let trees: Vec<Tree> = items.iter().filter_map(|one| item(self, one)).collect();
                    if trees.is_empty() { Some(self.leaf("[]".to_owned())) } else { Some(Node::List(trees)) }
                }
                _ => {
                    let all: Vec<String> = items.iter().filter_map(|item| self.plain(item, inner)).collect();
                    Some(self.leaf(format!("[{}]", all.join(", "))))
                }
            },
            _ => self.plain(value, shape).map(|toml| self.leaf(toml)),
        }
    }

    /// A value without keys of its own.
    fn plain(&self, value: &Value, shape: &'static Shape) -> Option<String> {
        Some(match (shape, value) {
            (Shape::Label, Value::Object(texts)) => self.label(texts),
            (Shape::Notation("post", _), Value::Object(post)) => string(&post_line(post)),
            (Shape::Notation("phone", _), Value::String(text)) => {
                let dialled = text.trim_start_matches("tel:");
                let read = phone(dialled, &SLOVENIA);
                string(&read.map_or_else(|_| dialled.to_owned(), |phone| phone.local(&SLOVENIA)))
            }
            (Shape::Date | Shape::Moment, Value::String(text)) => text.clone(),
            (Shape::Number, Value::Number(number)) if number.is_i64() => format!("{number}.0"),
            (_, Value::String(text)) => string(text),
            (_, Value::Bool(_) | Value::Number(_)) => value.to_string(),
            _ => return None,
        })
    }

    /// A text in the record's language; in others it goes to `[translations]`.
    fn translated(&mut self, texts: &Map<String, Value>, shape: &Shape, way: &[&str]) -> Option<Node> {
        let prose = matches!(shape, Shape::Prose);
        let first = self.lang;
        for (lang, text) in texts.iter().filter(|(lang, _)| *lang != first) {
            let steps: Vec<Step> =
                std::iter::once(lang.as_str()).chain(way.iter().copied()).map(|key| Step::Key(key.into())).collect();
            let said = self.said(text, prose);
            let Node::Leaf(leaf) = self.leaf(said) else { continue };
            put(&mut self.translations, &steps, leaf);
        }
        let text = self.said(texts.get(self.lang)?, prose);
        Some(self.leaf(text))
    }

    fn said(&mut self, value: &Value, prose: bool) -> String {
        let text = value.as_str().unwrap_or_default();
        if !prose {
            return string(text);
        }
        let (known, dead) = (self.known, &mut self.dead);
        let mut leads = |to: &str| {
            let outside = to.contains(':') || to.starts_with(['#', '/']) || to.contains('@');
            let name = to.split('#').next().unwrap_or(to);
            let leads = outside || known.contains(name) || known.contains(name.rsplit('/').next().unwrap_or(name));
            if !leads && !dead.iter().any(|other| other == to) {
                dead.push(to.to_owned());
            }
            leads
        };
        string(&html::markdown_with(text, &mut leads))
    }

    fn label(&self, texts: &Map<String, Value>) -> String {
        match texts.iter().next() {
            Some((lang, text)) if texts.len() == 1 && lang == self.lang => string(text.as_str().unwrap_or_default()),
            _ => {
                let all =
                    texts.iter().map(|(lang, text)| format!("{lang} = {}", string(text.as_str().unwrap_or_default())));
                format!("{{ {} }}", all.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// `content/topics.toml` and `content/places.toml` of the hub that exported, where this one has none.
pub(super) fn tables(things: &Things, sources: &Sources) -> Vec<NewFile> {
    let mut files = Vec::new();
    for (taxonomy, list, file) in
        [("topics", "topic", "content/topics.toml"), ("places", "place", "content/places.toml")]
    {
        if sources.tables.values().any(|known| &**known == file) {
            continue;
        }
        let terms = things
            .of(Sort::Term)
            .filter(|term| things.say(*term, "taxonomy").is_some_and(|(name, _)| name == taxonomy));
        let mut text = String::new();
        // Their order is that of the rows that say it, whatever named them before.
        let mut told: Vec<(Map<String, Value>, Cell)> = terms.filter_map(|term| attribute(things, term)).collect();
        told.sort_by_key(|(_, cell)| *cell);
        for (keys, _) in told {
            let between = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{between}[[{list}]]\n"));
            for (key, value) in &keys {
                let toml = match value {
                    Value::Object(post) if key == "post" => Some(string(&post_line(post))),
                    value => keyed(value),
                };
                if let Some(toml) = toml {
                    text.push_str(&format!("{key} = {toml}\n"));
                }
            }
        }
        if !text.is_empty() {
            files.push(NewFile { path: file.into(), bytes: text.into_bytes() });
        }
    }
    files
}

/// Postcode and town, with the country when it is another.
fn post_line(post: &Map<String, Value>) -> String {
    let part = |key: &str| post.get(key).and_then(Value::as_str).unwrap_or_default();
    let line = format!("{} {}", part("code"), part("town"));
    if part("country") == SLOVENIA.code { line } else { format!("{}-{line}", part("country")) }
}

/// A value of a table that is no record.
fn keyed(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => string(text),
        Value::Array(items) => format!("[{}]", items.iter().filter_map(keyed).collect::<Vec<_>>().join(", ")),
        Value::Object(keys) => {
            let pairs = keys.iter().filter_map(|(key, value)| Some(format!("{key} = {}", keyed(value)?)));
            format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
        }
    })
}

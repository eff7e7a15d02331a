//! A row, with the rows of other tables that belong to it, becomes a draft.

use std::sync::Arc;

use jiff::civil::Date;

use super::draft::{Cell, Draft, Leaf, Node, Tree, get, lay_under, length, prune, put};
use super::literal::{Carried, string};
use super::map::Map;
use super::origin::{Origin, Role};
use super::pen::Pen;
use super::places::Places;
use super::plan::{From, Plan, Rule, Scope, Source, Use, What, key};
use super::table::Table;
use super::target::{Step, Target};
use crate::diagnostic::Fact;
use crate::language::Lang;
use crate::record::Kind;
use crate::value::slug;

/// What is needed to read a row.
pub(super) struct Reader<'r> {
    /// The map.
    pub(super) map: &'r Map,
    /// The tables.
    pub(super) tables: &'r [Table],
    /// The map, laid on them.
    pub(super) plan: &'r Plan<'r>,
    /// Names and places.
    pub(super) places: &'r Places,
    /// The language of the records, when it is not the hub's first.
    pub(super) lang: Option<Lang>,
    /// The day on which they come into the hub.
    pub(super) today: Date,
}

/// The rows that are bound to the scopes of a plan at one moment.
type Bound = Vec<Option<usize>>;

struct Row<'r, 'd> {
    reader: &'r Reader<'r>,
    draft: &'d mut Draft,
}

impl Reader<'_> {
    /// What proves and keeps its drafts.
    pub(super) fn origin(&self) -> &dyn Origin {
        self
    }

    /// The draft of a row of the plan's first table.
    pub(super) fn draft(&self, row: usize) -> Draft {
        let table = self.plan.scopes[0].table;
        let mut draft = Draft::new(table, row);
        let mut bound = vec![None; self.plan.scopes.len()];
        let mut reading = Row { reader: self, draft: &mut draft };
        reading.visit(0, row, &[], None, &mut bound);
        draft.base = self.id_of(0, row, &bound_alone(self, row, &mut draft));
        if draft.base.is_none() {
            let title = get(&draft.tree, &[Step::Key("title".into())]);
            draft.base = match title {
                Some(Node::Leaf(leaf)) => slug::suggest(&leaf.toml),
                _ => None,
            };
        }
        self.add_what_holds_for_all(&mut draft.tree);
        prune(&mut draft.tree);
        draft
    }

    /// Lays the map's own values under those of the row, and says when and from where the record came.
    fn add_what_holds_for_all(&self, tree: &mut Tree) {
        lay_under(tree, &self.map.keys.defaults.0);
        let said = |toml: String| Node::Leaf(Leaf { toml, cells: Vec::new(), carried: Carried::Whole, map: None });
        tree.entry("added".into()).or_insert_with(|| said(self.today.to_string()));
        if let Some(lang) = self.lang {
            tree.entry("lang".into()).or_insert_with(|| said(string(lang.as_str())));
        }
        if let Node::Table(source) = tree.entry("source".into()).or_insert_with(|| Node::Table(Tree::new())) {
            lay_under(source, &self.map.source);
            source.entry("kind".into()).or_insert_with(|| said(string("import")));
        }
    }

    fn value(&self, source: Source, bound: &Bound) -> Option<(Cell, String)> {
        let table = self.plan.scopes[source.scope].table;
        let row = bound[source.scope]?;
        let cell = Cell { table, row, column: source.column };
        Some((cell, self.tables[table].value(row, source.column).into_owned()))
    }

    fn id_of(&self, scope: usize, row: usize, bound: &Bound) -> Option<String> {
        let mut bound = bound.clone();
        bound[scope] = Some(row);
        let values = self.plan.scopes[scope].id.iter().filter_map(|source| self.value(*source, &bound));
        let words: Vec<String> = values.map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
        slug::suggest(&words.join(" "))
    }
}

impl Origin for Reader<'_> {
    fn kind(&self) -> &'static Kind {
        self.plan.kind
    }

    fn tables(&self) -> &[Table] {
        self.tables
    }

    fn map(&self) -> Option<&Arc<str>> {
        Some(&self.map.file)
    }

    fn role(&self, role: usize) -> Role<'_> {
        let scope = &self.plan.scopes[role];
        let many = scope.link.as_ref().is_some_and(|link| link.into.is_some());
        Role { table: scope.table, name: (role > 0).then_some(scope.name.as_str()), many }
    }

    fn used(&self, table: usize, column: usize) -> Use {
        self.plan.uses[table][column]
    }

    fn asked(&self) -> Vec<usize> {
        let joined = self.plan.scopes.iter().skip(1).filter(|scope| !scope.lookup);
        joined.map(|scope| scope.table).collect()
    }
}

/// The rows of the tables that say more of the record itself.
fn bound_alone(reader: &Reader<'_>, row: usize, draft: &mut Draft) -> Bound {
    let mut bound = vec![None; reader.plan.scopes.len()];
    bound[0] = Some(row);
    for (scope, row) in &draft.rows {
        let into = reader.plan.scopes[*scope].link.as_ref().is_some_and(|link| link.into.is_some());
        if !into && bound[*scope].is_none() {
            bound[*scope] = Some(*row);
        }
    }
    bound
}

impl<'r> Row<'r, '_> {
    fn value(&mut self, target: &Target, steps: &[Step], text: &str, cells: Vec<Cell>, split: Option<&str>) {
        let pen = Pen { origin: self.reader.origin(), places: self.reader.places };
        pen.value(self.draft, target.shape, steps, text, cells, split);
    }

    fn scope(&self, scope: usize) -> &'r Scope<'r> {
        &self.reader.plan.scopes[scope]
    }

    /// Reads a row of a scope into the table at `prefix`, then the rows that belong to it.
    fn visit(&mut self, scope: usize, row: usize, prefix: &[Step], item: Option<&str>, bound: &mut Bound) {
        bound[scope] = Some(row);
        self.draft.rows.push((scope, row));
        let mut here = vec![scope];
        self.bind(scope, row, bound, &mut here);
        for scope in &here {
            for rule in &self.scope(*scope).rules {
                self.apply(*scope, rule, prefix, bound);
            }
        }
        for (child, place) in self.reader.plan.scopes.iter().enumerate() {
            let Some((link, list)) = place.link.as_ref().and_then(|link| Some((link, link.into.as_ref()?))) else {
                continue;
            };
            if !here.contains(&link.of) {
                continue;
            }
            let Some(of) = bound[link.of] else { continue };
            let Some(key) = key(&self.reader.tables[self.scope(link.of).table], of, &link.theirs) else { continue };
            for row in link.rows.get(&key).into_iter().flatten() {
                let mut steps = match list.from {
                    From::Record => Vec::new(),
                    From::Item => prefix.to_vec(),
                    From::Around => self.around(scope, prefix),
                };
                steps.extend(list.steps.iter().cloned());
                self.item(child, *row, steps, item, &mut bound.clone());
            }
        }
    }

    /// The way to what the item of a scope is in.
    fn around(&self, scope: usize, prefix: &[Step]) -> Vec<Step> {
        let list = self.scope(scope).link.as_ref().and_then(|link| link.into.as_ref());
        let own = list.map_or(0, |list| list.steps.len() + 1);
        prefix[..prefix.len().saturating_sub(own)].to_vec()
    }

    /// Binds the rows of tables that say more of the same.
    fn bind(&mut self, scope: usize, row: usize, bound: &mut Bound, here: &mut Vec<usize>) {
        for (child, place) in self.reader.plan.scopes.iter().enumerate() {
            let Some(link) = place.link.as_ref().filter(|link| link.of == scope && link.into.is_none()) else {
                continue;
            };
            let Some(key) = key(&self.reader.tables[self.scope(scope).table], row, &link.theirs) else { continue };
            match link.rows.get(&key).map(Vec::as_slice) {
                Some([first, more @ ..]) => {
                    bound[child] = Some(*first);
                    here.push(child);
                    self.draft.rows.push((child, *first));
                    for row in more {
                        self.draft.rows.push((child, *row));
                        self.draft.told.push(self.reader.origin().at_row(place.table, *row, "import-join-many"));
                    }
                    self.bind(child, *first, bound, here);
                }
                _ if place.lookup => {}
                _ => {
                    let cell = Cell { table: self.scope(scope).table, row, column: link.theirs[0] };
                    let found = self.reader.origin().at_cell(cell).with("reason", Fact::Why("import-join-none"));
                    self.draft.told.push(found.with("table", &*place.name));
                }
            }
        }
    }

    /// Makes an item of a list of a row.
    fn item(&mut self, scope: usize, row: usize, mut steps: Vec<Step>, owner: Option<&str>, bound: &mut Bound) {
        let place = self.scope(scope);
        let list = steps.clone();
        steps.push(Step::Item(length(&self.draft.tree, &list)));
        let mut id = None;
        if !place.id.is_empty() {
            let Some(base) = self.reader.id_of(scope, row, bound) else {
                self.draft.rows.push((scope, row));
                self.draft.told.push(self.reader.origin().at_row(place.table, row, "import-id"));
                return;
            };
            // Branches and services of a record share its page, so that they share no id.
            let taken = |id: &String| has_id(&self.draft.tree, &string(id));
            let free = (1_usize..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") });
            id = free.into_iter().find(|id| !taken(id));
            let toml = string(id.as_deref().unwrap_or_default());
            self.put(&steps, "id", toml);
        }
        let link = place.link.as_ref();
        if let (Some(key), Some(owner)) = (link.and_then(|link| link.owner.as_ref()), owner) {
            self.put(&steps, key, format!("[{}]", string(owner)));
        }
        self.visit(scope, row, &steps, id.as_deref().or(owner), bound);
    }

    fn put(&mut self, table: &[Step], key: &str, toml: String) {
        let mut steps = table.to_vec();
        steps.push(Step::Key(key.into()));
        put(&mut self.draft.tree, &steps, Leaf { toml, cells: Vec::new(), carried: Carried::Whole, map: None });
    }

    fn apply(&mut self, scope: usize, rule: &Rule<'r>, prefix: &[Step], bound: &Bound) {
        let mut steps = prefix.to_vec();
        steps.extend(rule.target.steps.iter().cloned());
        if get(&self.draft.tree, &steps).is_some() {
            return;
        }
        match &rule.what {
            What::Column(column, codes, split) => {
                let source = Source { scope, column: *column };
                let Some((cell, text)) = self.reader.value(source, bound).filter(|(_, text)| !text.is_empty()) else {
                    return;
                };
                let text = match codes {
                    Some(codes) => meaning(&text, &codes.pairs, *split),
                    None => text,
                };
                if text.is_empty() {
                    // The map says that this code says nothing.
                    self.draft.silent.push(cell);
                    return;
                }
                self.value(&rule.target, &steps, &text, vec![cell], *split);
            }
            What::Texts(all) => {
                for (template, sources) in all {
                    let mut cells = Vec::new();
                    for (_, source) in sources {
                        cells.extend(self.reader.value(*source, bound).map(|(cell, _)| cell));
                    }
                    let value = |name: &str| {
                        let source = sources.iter().find(|(known, _)| *known == name)?.1;
                        self.reader.value(source, bound).map(|(_, text)| text)
                    };
                    if let Some(text) = template.fill(&value).filter(|text| !text.is_empty()) {
                        self.value(&rule.target, &steps, &text, cells, None);
                        return;
                    }
                }
            }
        }
    }
}

/// Whether an item of a record has this id.
fn has_id(tree: &Tree, id: &str) -> bool {
    tree.iter().any(|(key, node)| match node {
        Node::Leaf(leaf) => &**key == "id" && leaf.toml == id,
        Node::Table(inner) => has_id(inner, id),
        Node::List(items) => items.iter().any(|item| has_id(item, id)),
    })
}

/// What a code, or each of several codes, means; what the map does not name stays.
fn meaning(text: &str, pairs: &[(Box<str>, Box<str>)], split: Option<&str>) -> String {
    let one = |code: &str| {
        let same = pairs.iter().find(|(from, _)| **from == *code);
        let alike = || pairs.iter().find(|(from, _)| from.to_lowercase() == code.to_lowercase());
        same.or_else(alike).map_or_else(|| code.to_owned(), |(_, to)| to.to_string())
    };
    match split.filter(|separator| !separator.is_empty()) {
        Some(separator) => {
            let parts = text.split(separator).map(|part| one(part.trim())).filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join(separator)
        }
        None => one(text),
    }
}

//! A row, with the rows of other tables that belong to it, becomes a draft.

use std::collections::HashSet;

use jiff::civil::Date;

use super::draft::{Cell, Draft, Leaf, Node, Tree, get, lay_under, leaves, length, prune, put, table_at};
use super::literal::{Carried, Literal, Refused, literal, string};
use super::map::Map;
use super::places::{Named, Places, Sort};
use super::plan::{From, Plan, Rule, Scope, Source, Use, What, key};
use super::table::Table;
use super::target::{Step, Target};
use crate::declare::{Shape, shortened};
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::language::Lang;
use crate::value::slug;

/// The longest text that one cell may hold, in bytes.
const LONGEST: usize = 64 * 1024;

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

    /// The cells of a draft that none of its values holds, in the order of tables, rows and columns.
    pub(super) fn left_over(&self, draft: &Draft) -> Vec<(usize, Cell)> {
        let mut carried: HashSet<Cell> = draft.silent.iter().copied().collect();
        leaves(&draft.tree, &mut |leaf: &Leaf| {
            if leaf.carried != Carried::Part {
                carried.extend(&leaf.cells);
            }
        });
        let mut left = Vec::new();
        let mut seen: HashSet<(usize, usize)> = HashSet::new();
        for (scope, row) in &draft.rows {
            let position = self.plan.scopes[*scope].table;
            let table = &self.tables[position];
            if !seen.insert((position, *row)) {
                continue;
            }
            for column in 0..table.columns.len() {
                let cell = Cell { table: position, row: *row, column };
                let used = self.plan.uses[position][column];
                let kept = matches!(used, Use::None | Use::Value) && !carried.contains(&cell);
                if kept && !table.is_blank(*row, column) && table.value(*row, column).len() <= LONGEST {
                    left.push((*scope, cell));
                }
            }
        }
        left
    }

    /// Puts what no key holds under `[x]`, by the names of its columns.
    pub(super) fn keep(&self, draft: &Draft) -> Tree {
        let mut tree = draft.tree.clone();
        let mut last: Option<(usize, usize)> = None;
        for (scope, cell) in self.left_over(draft) {
            let place = &self.plan.scopes[scope];
            let mut steps = vec![Step::Key("x".into())];
            if scope > 0 {
                let free = |name: &String| {
                    !matches!(
                        get(&tree, &[Step::Key("x".into()), Step::Key(name.as_str().into())]),
                        Some(Node::Leaf(_))
                    )
                };
                let name = numbered(&place.name).find(free).unwrap_or_default();
                steps.push(Step::Key(name.into()));
                if place.link.as_ref().is_some_and(|link| link.into.is_some()) {
                    let more = last != Some((scope, cell.row));
                    let items = length(&tree, &steps);
                    steps.push(Step::Item(if more { items } else { items.max(1) - 1 }));
                }
            }
            last = Some((scope, cell.row));
            let table = &self.tables[cell.table];
            let value = string(&table.value(cell.row, cell.column));
            if let Some(into) = table_at(&mut tree, &steps) {
                let name = numbered(&table.columns[cell.column].name).find(|name| !into.contains_key(name.as_str()));
                let leaf = Leaf { toml: value, cells: vec![cell], carried: Carried::Whole, map: None };
                into.insert(name.unwrap_or_default().into(), Node::Leaf(leaf));
            }
        }
        prune(&mut tree);
        tree
    }

    /// A report that points at a cell.
    pub(super) fn at_cell(&self, cell: Cell) -> Diagnostic {
        let table = &self.tables[cell.table];
        Diagnostic::new(Code::ImportRow)
            .at(table.at(cell.row, cell.column))
            .with("n", table.line(cell.row).to_string())
            .with("key", &*table.columns[cell.column].name)
            .with("found", shortened(&table.value(cell.row, cell.column)))
    }

    /// A report that points at a row.
    pub(super) fn at_row(&self, table: usize, row: usize, why: &'static str) -> Diagnostic {
        let table = &self.tables[table];
        let found = Diagnostic::new(Code::ImportRow).at(table.at_row(row)).with("n", table.line(row).to_string());
        found.with("reason", Fact::Why(why))
    }
}

/// `name`, `name 2`, `name 3` …
fn numbered(name: &str) -> impl Iterator<Item = String> {
    let name = name.to_owned();
    (1_usize..).map(move |n| if n == 1 { name.clone() } else { format!("{name} {n}") })
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
                        self.draft.told.push(self.reader.at_row(place.table, *row, "import-join-many"));
                    }
                    self.bind(child, *first, bound, here);
                }
                _ if place.lookup => {}
                _ => {
                    let cell = Cell { table: self.scope(scope).table, row, column: link.theirs[0] };
                    let found = self.reader.at_cell(cell).with("reason", Fact::Why("import-join-none"));
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
                self.draft.told.push(self.reader.at_row(place.table, row, "import-id"));
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

    /// Puts a text at a path as the value that is expected there, or reports why it is none.
    fn value(&mut self, target: &Target, steps: &[Step], text: &str, cells: Vec<Cell>, split: Option<&str>) {
        let read = if text.len() > LONGEST {
            let facts = vec![("most", Fact::Text((LONGEST / 1024).to_string()))];
            Err(Refused { found: shortened(text), why: "import-cell", facts })
        } else {
            self.literal(target, text, split)
        };
        match read {
            Ok(Literal { toml, carried, refused }) => {
                for wrong in refused {
                    self.refuse(&wrong, &cells);
                }
                if carried == Carried::Rounded {
                    self.draft.rounded.extend(&cells);
                }
                put(&mut self.draft.tree, steps, Leaf { toml, cells, carried, map: None });
            }
            Err(wrong) => self.refuse(&wrong, &cells),
        }
    }

    fn literal(&mut self, target: &Target, text: &str, split: Option<&str>) -> Result<Literal, Refused> {
        if !matches!(target.shape, Shape::Notation("place", _) | Shape::List(Shape::Notation("place", _))) {
            return literal(target.shape, text, split);
        }
        let sort = match target.steps.last() {
            Some(Step::Key(key)) if &**key == "municipality" => Sort::Municipality,
            _ => Sort::Settlement,
        };
        let several = matches!(target.shape, Shape::List(_));
        let parts: Vec<&str> = match split {
            Some(separator) if several && !separator.is_empty() => text.split(separator).collect(),
            _ if several => text.split([';', '|', '\n']).collect(),
            _ => vec![text],
        };
        let (mut ids, mut refused) = (Vec::new(), Vec::new());
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            match self.reader.places.find(part, sort) {
                Ok(named) => {
                    ids.push(string(&named.id));
                    self.name(named);
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

    fn name(&mut self, named: Named) {
        if matches!(self.reader.places, Places::New(_)) && !self.draft.named.contains(&named) {
            self.draft.named.push(named);
        }
    }

    fn refuse(&mut self, wrong: &Refused, cells: &[Cell]) {
        let blank = |cell: &&Cell| self.reader.tables[cell.table].is_blank(cell.row, cell.column);
        let Some(cell) = cells.iter().find(|cell| !blank(cell)).or(cells.first()) else { return };
        let mut found = self.reader.at_cell(*cell).with("reason", Fact::Why(wrong.why));
        if let Some((_, fact)) = found.facts.iter_mut().find(|(name, _)| *name == "found") {
            *fact = shortened(&wrong.found).into();
        }
        let known: Vec<_> = found.facts.iter().map(|(name, _)| *name).collect();
        found.facts.extend(wrong.facts.iter().filter(|(name, _)| !known.contains(name)).cloned());
        self.draft.told.push(found);
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

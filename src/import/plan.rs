//! A plan: a map laid on the tables that were given. Every name in the map is a column of a table and a key of
//! a record here, or it is reported.

use std::collections::HashMap;

use super::map::{Codes, Columns, Join, Map, Pair, Place, Templates, Values};
use super::table::Table;
use super::target::{Among, NoTarget, Step, Target, resolve, resolve_list};
use super::template::Template;
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::record::Kind;

/// What the map does with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Use {
    /// It does not name it.
    None,
    /// It only says which rows belong together, or makes the id.
    Link,
    /// It is a key, a text, or part of one.
    Value,
    /// It leaves it out on purpose.
    Ignored,
}

/// The plan for the rows of one table.
pub(super) struct Plan<'m> {
    /// The kind of the records.
    pub(super) kind: &'static Kind,
    /// The table of the records first, then the joins, each after what it belongs to.
    pub(super) scopes: Vec<Scope<'m>>,
    /// What becomes of the columns of each table.
    pub(super) uses: Vec<Vec<Use>>,
}

/// One table in its role.
pub(super) struct Scope<'m> {
    /// What templates call it.
    pub(super) name: String,
    /// The position of the table.
    pub(super) table: usize,
    /// What happens with its cells, in the order of the map.
    pub(super) rules: Vec<Rule<'m>>,
    /// The columns of which the id is made.
    pub(super) id: Vec<Source>,
    /// How it belongs to another one.
    pub(super) link: Option<Link>,
    /// It only explains.
    pub(super) lookup: bool,
}

/// How rows find the row that they belong to.
pub(super) struct Link {
    /// The position of the other scope.
    pub(super) of: usize,
    /// The columns over there.
    pub(super) theirs: Vec<usize>,
    /// The rows by the values of the columns here.
    pub(super) rows: HashMap<String, Vec<usize>>,
    /// The list that gets an item for each row.
    pub(super) into: Option<List>,
    /// The key that lists the id of the item it belongs to.
    pub(super) owner: Option<Box<str>>,
}

/// A list of tables inside a record.
pub(super) struct List {
    /// The way there.
    pub(super) steps: Vec<Step>,
    /// Whether it begins at the record, not at the item of the other scope.
    pub(super) from: From,
}

/// Where a way begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum From {
    /// At the record.
    Record,
    /// At the item that the other scope makes.
    Item,
    /// At what that item is in.
    Around,
}

/// A column of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    /// The position of the scope.
    pub(super) scope: usize,
    /// The column.
    pub(super) column: usize,
}

/// One thing that happens with a row.
pub(super) struct Rule<'m> {
    /// Where the value goes.
    pub(super) target: Target,
    /// Where it comes from.
    pub(super) what: What<'m>,
}

/// Where a value comes from.
pub(super) enum What<'m> {
    /// A column, the meaning of its codes and the separator of several values.
    Column(usize, Option<&'m Codes>, Option<&'m str>),
    /// Texts, the first of which that can be said.
    Texts(Vec<(&'m Template, Vec<(&'m str, Source)>)>),
}

/// The separator between the values that join rows.
const BETWEEN: char = '\u{1f}';

/// The value by which rows are joined, `None` when a part of it is empty.
pub(super) fn key(table: &Table, row: usize, columns: &[usize]) -> Option<String> {
    let mut key = String::new();
    for column in columns {
        let value = table.value(row, *column);
        if value.is_empty() {
            return None;
        }
        key.push_str(&value);
        key.push(BETWEEN);
    }
    Some(key)
}

/// Lays a map on tables; `main` is the position of the table of the records.
pub(super) fn plan<'m>(map: &'m Map, main: usize, tables: &[Table], told: &mut Vec<Diagnostic>) -> Option<Plan<'m>> {
    let before = told.len();
    let kind = map.keys.kind.0;
    let uses = tables.iter().map(|table| vec![Use::None; table.columns.len()]).collect();
    let mut planning = Planning { map, tables, told, plan: Plan { kind, scopes: Vec::new(), uses } };
    let top = Among::Kind(kind);
    let lookup = false;
    let name = tables[main].name.clone();
    planning.plan.scopes.push(Scope { name, table: main, rules: Vec::new(), id: Vec::new(), link: None, lookup });
    let mut amongs = vec![top];
    for join in &map.keys.join {
        planning.join(join, &mut amongs);
    }
    if crate::diagnostic::any_error(&planning.told[before..]) {
        return None;
    }
    // Rules come last: a text may name the columns of any table.
    let keys = &map.keys;
    planning.rules(0, top, &keys.columns, &keys.templates, &keys.values, &keys.split);
    planning.id(0, &keys.id);
    for (turn, join) in keys.join.iter().enumerate() {
        planning.rules(turn + 1, amongs[turn + 1], &join.columns, &join.templates, &join.values, &join.split);
        planning.id(turn + 1, &join.id);
    }
    let plan = planning.plan;
    (!crate::diagnostic::any_error(&told[before..])).then_some(plan)
}

struct Planning<'m, 't, 'd> {
    map: &'m Map,
    tables: &'t [Table],
    told: &'d mut Vec<Diagnostic>,
    plan: Plan<'m>,
}

impl<'m> Planning<'m, '_, '_> {
    fn tell(&mut self, code: Code, at: Place) -> &mut Diagnostic {
        let span = Span { file: self.map.file.clone(), range: at };
        self.told.push(Diagnostic::new(code).at(span));
        self.told.last_mut().expect("one was pushed just now")
    }

    fn no_target(&mut self, wrong: NoTarget, at: Place) {
        let told = self.tell(Code::UnknownKey, at);
        told.facts.push(("found", wrong.found.into()));
        told.facts.push(("known", Fact::List(wrong.known)));
        told.facts.extend(wrong.suggestion.map(|near| ("suggestion", Fact::Text(near))));
    }

    fn no_name(&mut self, found: &str, known: Vec<String>, at: Place) {
        let near = nearest(found, known.iter().map(String::as_str)).map(str::to_owned);
        self.no_target(NoTarget { found: found.to_owned(), known, suggestion: near }, at);
    }

    /// A column of a scope, or a report that the table has no such column.
    fn column(&mut self, scope: usize, name: &str, used: Use, at: Place) -> Option<usize> {
        let position = self.plan.scopes[scope].table;
        let table = &self.tables[position];
        match table.column(name) {
            Some(column) => {
                let known = &mut self.plan.uses[position][column];
                *known = (*known).max(used);
                Some(column)
            }
            None => {
                let known: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
                let (path, near) = (table.file.clone(), nearest(name, known.iter().map(String::as_str)));
                let near = near.map(str::to_owned);
                let told = self.tell(Code::ImportMissing, at);
                told.facts.extend([("found", name.into()), ("path", (&*path).into()), ("known", Fact::List(known))]);
                told.facts.extend(near.map(|near| ("suggestion", Fact::Text(near))));
                None
            }
        }
    }

    /// A column that may belong to another table: `institucije.kraj`.
    fn source(&mut self, scope: usize, name: &str, used: Use, at: Place) -> Option<Source> {
        let here = self.plan.scopes[scope].table;
        if self.tables[here].column(name).is_none()
            && let Some((owner, column)) = name.split_once('.')
            && let Some(other) = self.plan.scopes.iter().position(|known| known.name == owner)
        {
            return self.column(other, column, used, at).map(|column| Source { scope: other, column });
        }
        self.column(scope, name, used, at).map(|column| Source { scope, column })
    }

    fn rules(
        &mut self,
        scope: usize,
        top: Among,
        columns: &'m Columns,
        templates: &'m Templates,
        values: &'m Values,
        split: &'m Columns,
    ) {
        let mut rules: Vec<(usize, Rule<'m>)> = Vec::new();
        for Pair { left, right, left_at, right_at } in &columns.0 {
            let used = if &**right == "ignore" { Use::Ignored } else { Use::Value };
            let Some(column) = self.column(scope, left, used, left_at.clone()) else { continue };
            // `x` alone: what is in the column is kept, and nobody has to be told.
            if used == Use::Ignored || &**right == "x" {
                continue;
            }
            match resolve(right, top) {
                Ok(target) => {
                    let codes = values.0.iter().find(|codes| codes.column == *left);
                    let split = split.0.iter().find(|pair| pair.left == *left).map(|pair| &*pair.right);
                    rules.push((left_at.start, Rule { target, what: What::Column(column, codes, split) }));
                }
                Err(wrong) => self.no_target(wrong, right_at.clone()),
            }
        }
        for texts in &templates.0 {
            let target = match resolve(&texts.key, top) {
                Ok(target) => target,
                Err(wrong) => {
                    self.no_target(wrong, texts.at.clone());
                    continue;
                }
            };
            let mut all = Vec::new();
            for template in &texts.texts {
                let mut sources = Vec::new();
                for name in template.columns() {
                    sources.extend(self.source(scope, name, Use::Value, texts.at.clone()).map(|source| (name, source)));
                }
                all.push((template, sources));
            }
            rules.push((texts.at.start, Rule { target, what: What::Texts(all) }));
        }
        for names in values
            .0
            .iter()
            .map(|codes| (&codes.column, &codes.at))
            .chain(split.0.iter().map(|pair| (&pair.left, &pair.left_at)))
        {
            self.column(scope, names.0, Use::None, names.1.clone());
        }
        rules.sort_by_key(|(at, _)| *at);
        self.plan.scopes[scope].rules = rules.into_iter().map(|(_, rule)| rule).collect();
    }

    fn id(&mut self, scope: usize, names: &'m [Box<str>]) {
        for name in names {
            let found = self.source(scope, name, Use::Link, 0..0);
            self.plan.scopes[scope].id.extend(found);
        }
    }

    /// The scope in whose item the items of a scope are.
    fn around(&self, scope: usize) -> usize {
        let mut at = scope;
        while let Some(link) = &self.plan.scopes[at].link {
            at = link.of;
            match link.into.as_ref().map(|list| list.from) {
                None => {}
                Some(From::Item) => break,
                Some(From::Record) => return 0,
                Some(From::Around) => at = self.around(at),
            }
        }
        at
    }

    fn join(&mut self, join: &'m Join, amongs: &mut Vec<Among>) {
        let at = join.on.0.first().map_or(0..0, |pair| pair.left_at.clone());
        let called = |table: &Table| table.name.to_lowercase() == join.table.to_lowercase();
        let Some(position) = self.tables.iter().position(called) else {
            let known = self.tables.iter().map(|table| table.name.clone()).collect();
            return self.no_name(&join.table, known, at);
        };
        let owner = join.of.as_deref();
        let of = owner.map_or(Some(0), |name| self.plan.scopes.iter().position(|scope| scope.name == name));
        let Some(of) = of else {
            let known = self.plan.scopes.iter().map(|scope| scope.name.clone()).collect();
            return self.no_name(owner.unwrap_or_default(), known, at);
        };
        let name = join.name.as_deref().unwrap_or(&join.table).to_owned();
        let (rules, id, lookup) = (Vec::new(), Vec::new(), join.lookup);
        self.plan.scopes.push(Scope { name, table: position, rules, id, link: None, lookup });
        let here = self.plan.scopes.len() - 1;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for Pair { left, right, left_at, right_at } in &join.on.0 {
            let our = self.column(here, left, Use::Link, left_at.clone());
            // What joins may be a value over there as well.
            let their = self.column(of, right, Use::None, right_at.clone());
            if let (Some(our), Some(their)) = (our, their) {
                let table = self.plan.scopes[of].table;
                let known = &mut self.plan.uses[table][their];
                *known = (*known).max(Use::Link);
                ours.push(our);
                theirs.push(their);
            }
        }
        if ours.is_empty() || ours.len() < join.on.0.len() {
            if join.on.0.is_empty() {
                self.tell(Code::MissingKey, at)
                    .facts
                    .extend([("key", "on".into()), ("example", "on = { drustvo = \"id\" }".into())]);
            }
            // Without the columns nothing can be joined; what is missing is reported.
            amongs.push(amongs[of]);
            return;
        }
        let (mut among, mut into) = (amongs[of], None);
        if let Some(path) = &join.into {
            let around = self.around(of);
            let (path, from, top) = match (path.strip_prefix('/'), path.strip_prefix("../")) {
                (Some(path), _) => (path, From::Record, amongs[0]),
                (None, Some(path)) => (path, From::Around, amongs[around]),
                (None, None) => (&**path, From::Item, amongs[of]),
            };
            match resolve_list(path, top) {
                Ok((steps, inner)) => {
                    among = inner;
                    into = Some(List { steps, from });
                }
                Err(wrong) => self.no_target(wrong, at),
            }
        }
        amongs.push(among);
        let table = &self.tables[position];
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for row in 0..table.len() {
            if let Some(key) = key(table, row, &ours) {
                rows.entry(key).or_default().push(row);
            }
        }
        let owner = join.owner.clone();
        self.plan.scopes[here].link = Some(Link { of, theirs, rows, into, owner });
    }
}

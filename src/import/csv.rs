//! `import csv`: tables as spreadsheets save them.

use rayon::prelude::*;

use super::draft::Draft;
use super::map::{self, Map};
use super::places::Places;
use super::plan::{Plan, Use, plan};
use super::rows::Reader;
use super::separated::{self, Written};
use super::table::Table;
use super::take::{Batch, Taking, settle, take};
use super::target::Step;
use super::{Given, Import, Importer, Job};
use crate::config::Config;
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Fact, Span};
use crate::hub;
use crate::source;

/// The importer.
pub(super) struct Csv;

impl Importer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn needs_map(&self) -> bool {
        true
    }

    fn run(&self, job: &Job<'_>) -> Import {
        let (mut import, config) = Import::of(job);
        if let (Some(config), Some(map)) = (config, job.map) {
            import.texts = import.texts.with(&map.path, &map.bytes);
            read(job, &config, map, &mut import);
        }
        settle(&mut import, &[]);
        import
    }
}

fn read(job: &Job<'_>, config: &Config, map: &Given, import: &mut Import) {
    let told = &mut import.diagnostics;
    let mut read = map::read(&map.path, &map.bytes, &config.languages, job.world.today());
    told.append(&mut read.diagnostics);
    let Some(map) = read.value else { return };
    let keys = &map.keys;
    let written =
        Written { delimiter: keys.delimiter.map(map::Delimiter::byte), encoding: keys.encoding.map(|name| name.0) };
    let mut tables = Vec::new();
    for file in job.files {
        let (table, mut found) = separated::read(file, written);
        told.append(&mut found);
        tables.extend(table);
    }
    for table in &tables {
        import.show(&table.file, &table.text);
    }
    let told = &mut import.diagnostics;
    import.counts.read = tables.iter().map(Table::len).sum();
    let mains = mains(&map, &tables, told);
    let plans: Vec<Plan<'_>> = mains.iter().filter_map(|main| plan(&map, *main, &tables, told)).collect();
    name_columns(&plans, &tables, told);
    let plans: Vec<Plan<'_>> = plans.into_iter().filter(|plan| has_title(plan, &tables, told)).collect();
    if !plans.is_empty() {
        drafts(job, import, config, &map, &tables, &plans);
    }
}

/// The tables whose rows are the records.
fn mains(map: &Map, tables: &[Table], told: &mut Vec<Diagnostic>) -> Vec<usize> {
    let same = |table: &Table, name: &str| table.name.to_lowercase() == name.to_lowercase();
    let joined = |table: &Table| map.keys.join.iter().any(|join| same(table, &join.table));
    let is_main = |table: &Table| match &map.keys.table {
        Some(name) => same(table, name),
        None => !joined(table),
    };
    let mains: Vec<usize> = (0..tables.len()).filter(|position| is_main(&tables[*position])).collect();
    let nothing = |path: &str, why| {
        let at = Span { file: path.into(), range: 0..0 };
        Diagnostic::new(Code::ImportNothing).at(at).with("path", path).with("reason", Fact::Why(why))
    };
    let unclaimed = tables.iter().filter(|table| !is_main(table) && !joined(table));
    told.extend(unclaimed.map(|table| nothing(&table.file, "import-unclaimed")));
    if mains.is_empty() && !tables.is_empty() {
        let wanted = map.keys.table.as_deref().unwrap_or_default();
        told.push(nothing(&map.file, "import-no-table").with("table", wanted));
    }
    mains
}

/// Reports the columns that the map does not name, once each.
fn name_columns(plans: &[Plan<'_>], tables: &[Table], told: &mut Vec<Diagnostic>) {
    let Some(first) = plans.first() else { return };
    for (position, table) in tables.iter().enumerate() {
        for (turn, column) in table.columns.iter().enumerate() {
            if plans.iter().any(|plan| plan.uses[position][turn] != Use::None) {
                continue;
            }
            let known: Vec<&str> = first.kind.all_fields().map(|field| field.key).collect();
            let word = crate::value::slug::fold(&column.name);
            let meant = crate::declare::meant_by(&word).find(|key| known.contains(key));
            let meant = meant.or_else(|| nearest(&word, known.iter().copied()));
            let at = Span { file: table.file.clone(), range: column.at.clone() };
            let found = Diagnostic::new(Code::ImportColumn).at(at).with("found", &*column.name);
            told.push(found.with_some("suggestion", meant.map(str::to_owned)));
        }
    }
}

/// Whether a plan can give its records a name.
fn has_title(plan: &Plan<'_>, tables: &[Table], told: &mut Vec<Diagnostic>) -> bool {
    let title = [Step::Key("title".into())];
    let alone = plan.scopes.iter().filter(|scope| scope.link.as_ref().is_none_or(|link| link.into.is_none()));
    let found = alone.flat_map(|scope| &scope.rules).any(|rule| rule.target.steps == title);
    if !found {
        let table = &tables[plan.scopes[0].table];
        let at = Span { file: table.file.clone(), range: 0..0 };
        let nothing = Diagnostic::new(Code::ImportNothing).at(at).with("path", &*table.file);
        told.push(nothing.with("reason", Fact::Why("import-no-title")));
    }
    found
}

fn drafts(job: &Job<'_>, import: &mut Import, config: &Config, map: &Map, tables: &[Table], plans: &[Plan<'_>]) {
    let world = job.world;
    let (sources, _) = source::list(world, &config.languages);
    let (known, _) = hub::read_tables(world, &sources, config);
    let first = config.languages.first();
    let places = Places::of(&known, map.keys.lang.unwrap_or(first));
    let lang = map.keys.lang.filter(|lang| *lang != first);
    let today = world.today();
    let readers: Vec<Reader<'_>> =
        plans.iter().map(|plan| Reader { map, tables, plan, places: &places, lang, today }).collect();
    let batch = |reader: &'_ Reader<'_>| {
        let main = reader.plan.scopes[0].table;
        (0..tables[main].len()).into_par_iter().map(|row| reader.draft(row)).collect()
    };
    let drafts: Vec<Vec<Draft>> = readers.iter().map(batch).collect();
    let batches = readers.iter().zip(drafts).map(|(reader, drafts)| Batch { origin: reader.origin(), drafts });
    take(&Taking { world, config, sources: &sources }, import, batches.collect(), Vec::new());
}

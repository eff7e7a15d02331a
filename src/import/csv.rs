//! `import csv`: tables as spreadsheets save them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::draft::Draft;
use super::ids::{Existing, Given as GivenId, Ids};
use super::map::{self, Map};
use super::places::{self, Named, Places, Sort};
use super::plan::{Plan, Use, plan};
use super::prove::{Fate, Sheet, prove};
use super::rows::Reader;
use super::table::{self, Table, Written};
use super::target::Step;
use super::{Counts, Given, Import, Importer, Job};
use crate::config::{self, Config};
use crate::declare::nearest;
use crate::diagnostic::{self, Code, Diagnostic, Fact, Severity, Span};
use crate::edit::NewFile;
use crate::hub;
use crate::source;
use crate::world::Memory;

/// The importer.
pub(super) struct Csv;

impl Importer for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn run(&self, job: &Job<'_>) -> Import {
        let mut texts = Memory::new(job.world.today());
        if let Ok(bytes) = job.world.read(config::FILE) {
            texts = texts.with(config::FILE, bytes);
        }
        texts = texts.with(&job.map.path, &job.map.bytes);
        let mut import = Import { files: Vec::new(), counts: Counts::default(), diagnostics: Vec::new(), texts };
        read(job, &mut import);
        import.diagnostics.retain({
            let mut seen = BTreeSet::new();
            move |one| {
                let place = one.at.as_ref().map(|span| (span.file.clone(), span.range.start, span.range.end));
                one.code != Code::ImportColumn || seen.insert(place)
            }
        });
        diagnostic::sort(&mut import.diagnostics);
        import.counts.reported = rows_reported(&import.diagnostics);
        import
    }
}

/// How many rows something is reported of, beside those whose records are there already.
fn rows_reported(found: &[Diagnostic]) -> usize {
    let row = |one: &Diagnostic| match (one.fact("n"), &one.at) {
        (Some(Fact::Text(line)), Some(span)) if one.code != Code::ImportExists => {
            Some((span.file.clone(), line.clone()))
        }
        _ => None,
    };
    found.iter().filter_map(row).collect::<BTreeSet<_>>().len()
}

fn read(job: &Job<'_>, import: &mut Import) {
    let told = &mut import.diagnostics;
    let (config, mut found) = config::read(job.world);
    found.retain(|one| one.severity == Severity::Error);
    told.append(&mut found);
    let Some(config) = config else { return };
    let mut read = map::read(&job.map.path, &job.map.bytes, &config.languages, job.world.today());
    told.append(&mut read.diagnostics);
    let Some(map) = read.value else { return };
    let keys = &map.keys;
    let written =
        Written { delimiter: keys.delimiter.map(map::Delimiter::byte), encoding: keys.encoding.map(|name| name.0) };
    let mut tables = Vec::new();
    for file in job.files {
        let (table, mut found) = table::read(file, written);
        told.append(&mut found);
        tables.extend(table);
    }
    for table in &tables {
        import.texts =
            std::mem::replace(&mut import.texts, Memory::new(job.world.today())).with(&table.file, &table.text);
    }
    import.counts.read = tables.iter().map(Table::len).sum();
    let mains = mains(&map, &tables, told);
    let plans: Vec<Plan<'_>> = mains.iter().filter_map(|main| plan(&map, *main, &tables, told)).collect();
    name_columns(&plans, &tables, told);
    let plans: Vec<Plan<'_>> = plans.into_iter().filter(|plan| has_title(plan, &tables, told)).collect();
    if !plans.is_empty() {
        drafts(job, import, &config, &map, &tables, &plans);
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
    let existing = Existing::of(world, &sources, config, map.keys.kind.0);
    let mut ids = Ids::new(&existing);
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut used: BTreeSet<(usize, usize)> = BTreeSet::new();
    for reader in &readers {
        let main = reader.plan.scopes[0].table;
        let all: Vec<Draft> = (0..tables[main].len()).into_par_iter().map(|row| reader.draft(row)).collect();
        let mut own = Vec::new();
        for mut draft in all {
            match ids.give(&mut draft) {
                GivenId::Own => own.push(draft),
                GivenId::Numbered => {
                    let mut clash = reader.at_row(draft.table, draft.row, "import-clash");
                    clash.severity = Severity::Note;
                    draft.told.push(clash.with("id", &*draft.id));
                    own.push(draft);
                }
                GivenId::There(id) => {
                    import.counts.there += 1;
                    used.extend(rows_of(reader, &draft));
                    let table = &tables[main];
                    let there = Diagnostic::new(Code::ImportExists).at(table.at_row(draft.row));
                    let there = there.with("n", table.line(draft.row).to_string());
                    import.diagnostics.push(there.with("record", format!("{}/{id}", reader.plan.kind.name)));
                }
                GivenId::None => {
                    import.counts.lost += 1;
                    let lost = reader.at_row(draft.table, draft.row, "import-id").with("file", &*tables[main].file);
                    import.diagnostics.push(lost);
                }
            }
        }
        let written: Vec<Sheet<'_>> = own.into_par_iter().map(|draft| Sheet::new(reader, draft)).collect();
        sheets.extend(written);
    }
    prove(world, config, &mut sheets);
    finish(import, sheets, &readers, used);
}

fn rows_of(reader: &Reader<'_>, draft: &Draft) -> Vec<(usize, usize)> {
    draft.rows.iter().map(|(scope, row)| (reader.plan.scopes[*scope].table, *row)).collect()
}

/// Gathers the files and the reports.
fn finish(import: &mut Import, mut sheets: Vec<Sheet<'_>>, readers: &[Reader<'_>], mut used: BTreeSet<(usize, usize)>) {
    let places = places_of(&sheets);
    let mut rounded: BTreeMap<String, usize> = BTreeMap::new();
    for sheet in &mut sheets {
        let mut told = std::mem::take(&mut sheet.draft.told);
        if sheet.fate != Fate::Reads {
            import.counts.lost += 1;
            import.diagnostics.append(&mut told);
            continue;
        }
        used.extend(rows_of(sheet.reader, &sheet.draft));
        for cell in &sheet.draft.rounded {
            let column = &sheet.reader.tables[cell.table].columns[cell.column];
            *rounded.entry(column.name.clone()).or_default() += 1;
        }
        let record = format!("{}/{}", sheet.reader.plan.kind.name, sheet.draft.id);
        for one in &mut told {
            if one.code == Code::ImportRow && one.fact("key").is_some() {
                one.facts.push(("record", Fact::Text(record.clone())));
            }
        }
        import.diagnostics.append(&mut told);
        import.counts.records += 1;
        let bytes = std::mem::take(&mut sheet.text.toml).into_bytes();
        import.files.push(NewFile { path: sheet.path.as_ref().into(), bytes });
    }
    import.counts.rounded = rounded.into_iter().collect();
    if !places.is_empty() {
        import.files.push(NewFile { path: places::FILE.into(), bytes: places::file(&places).into_bytes() });
    }
    let mut asked: BTreeSet<usize> = BTreeSet::new();
    for reader in readers {
        let joined = reader.plan.scopes.iter().skip(1).filter(|scope| !scope.lookup);
        for scope in joined.filter(|scope| asked.insert(scope.table)) {
            let alone = (0..reader.tables[scope.table].len()).filter(|row| !used.contains(&(scope.table, *row)));
            import.diagnostics.extend(alone.map(|row| reader.at_row(scope.table, row, "import-unused")));
        }
    }
}

/// The places that the records name for the first time, each with the municipality that it is part of.
pub(super) fn places_of(sheets: &[Sheet<'_>]) -> BTreeMap<Named, Option<String>> {
    let mut places: BTreeMap<Named, Option<String>> = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| sheet.fate != Fate::Lost) {
        let named = &sheet.draft.named;
        let above = named.iter().find(|place| place.sort == Sort::Municipality).map(|place| place.id.clone());
        for place in named {
            let parent = above.clone().filter(|_| place.sort == Sort::Settlement);
            let known = places.entry(place.clone()).or_default();
            if known.is_none() {
                *known = parent;
            }
        }
    }
    places
}

impl Given {
    /// A file with its bytes.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Given {
        Given { path: path.into(), bytes: bytes.into() }
    }
}

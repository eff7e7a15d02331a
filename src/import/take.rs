//! Drafts come into the hub: each gets an id, they are proved together, and what stands becomes files; what became
//! of every row is told.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::draft::{Cell, Draft, Leaf, Node, get, put};
use super::feed::Feed;
use super::ids::{Existing, Given, Ids};
use super::literal::{Carried, string};
use super::origin::Origin;
use super::places::{self, Named, Sort};
use super::prove::{Fate, Sheet, prove};
use super::table::Table;
use super::target::Step;
use super::{Import, json};
use crate::config::Config;
use crate::diagnostic::{self, Code, Diagnostic, Fact, Severity};
use crate::edit::NewFile;
use crate::source::Sources;
use crate::world::World;

/// Drafts of one origin.
pub(super) struct Batch<'o> {
    /// Where they come from.
    pub(super) origin: &'o dyn Origin,
    /// The drafts, in the order of their rows.
    pub(super) drafts: Vec<Draft>,
}

/// The hub into which they come.
pub(super) struct Taking<'h> {
    /// Its files.
    pub(super) world: &'h dyn World,
    /// Its site.toml.
    pub(super) config: &'h Config,
    /// What is in it.
    pub(super) sources: &'h Sources,
}

/// A key that names another record by its number in the source.
#[derive(Debug)]
pub(super) struct Link {
    /// The way to it.
    pub(super) steps: Vec<Step>,
    /// The number, as it is written in TOML.
    pub(super) uid: String,
    /// The cell that says it.
    pub(super) cell: Cell,
}

/// Rows of tables that are accounted for.
type Used = HashSet<(usize, usize)>;

/// Takes drafts into the hub, with the files that they need; all batches read the same tables.
pub(super) fn take(hub: &Taking<'_>, import: &mut Import, batches: Vec<Batch<'_>>, files: Vec<NewFile>) {
    let origins: Vec<&dyn Origin> = batches.iter().map(|batch| batch.origin).collect();
    let kinds: BTreeSet<&str> = origins.iter().map(|origin| origin.kind().name).collect();
    let existing = kinds.iter().map(|name| {
        let kind = crate::record::kind_named(name).expect("an origin names a kind");
        (*name, Existing::of(hub.world, hub.sources, hub.config, kind))
    });
    let existing: HashMap<&str, Existing> = existing.collect();
    let mut ids: HashMap<&str, Ids<'_>> = existing.iter().map(|(kind, known)| (*kind, Ids::new(known))).collect();
    let mut sheets: Vec<Sheet<'_>> = Vec::new();
    let mut used = Used::new();
    let mut named: HashMap<String, String> = HashMap::new();
    let mut identified: Vec<(&dyn Origin, Vec<Draft>)> = Vec::new();
    for Batch { origin, drafts } in batches {
        let ids = ids.get_mut(origin.kind().name).expect("every kind has its ids");
        identified.push((origin, identify(origin, drafts, ids, import, &mut used, &mut named)));
    }
    for (origin, mut own) in identified {
        own.iter_mut().for_each(|draft| follow(draft, &named));
        let written: Vec<Sheet<'_>> = own.into_par_iter().map(|draft| Sheet::new(origin, draft)).collect();
        sheets.extend(written);
    }
    prove(hub.world, hub.config, &files, &mut sheets);
    finish(import, sheets, &origins, used);
    if import.counts.records > 0 {
        import.files.extend(files);
    }
}

/// Puts the records that a draft names by their numbers.
fn follow(draft: &mut Draft, named: &HashMap<String, String>) {
    for Link { steps, uid, cell } in std::mem::take(&mut draft.links) {
        if let Some(record) = named.get(&uid) {
            let leaf = Leaf { toml: string(record), cells: vec![cell], carried: Carried::Whole, map: None };
            put(&mut draft.tree, &steps, leaf);
        }
    }
}

/// The number that a draft has in its source, as it is written in TOML.
fn uid_of(draft: &Draft) -> Option<String> {
    match get(&draft.tree, &[Step::Key("source".into()), Step::Key("uid".into())]) {
        Some(Node::Leaf(leaf)) => Some(leaf.toml.clone()),
        _ => None,
    }
}

/// Gives ids to drafts; what is there already, and what can have none, goes no further.
fn identify(
    origin: &dyn Origin,
    drafts: Vec<Draft>,
    ids: &mut Ids<'_>,
    import: &mut Import,
    used: &mut Used,
    named: &mut HashMap<String, String>,
) -> Vec<Draft> {
    let mut own = Vec::new();
    for mut draft in drafts {
        let uid = uid_of(&draft);
        let given = ids.give(&mut draft);
        let id = if let Given::There(id) = &given { id } else { &draft.id };
        if let Some(uid) = uid.filter(|_| !id.is_empty()) {
            named.entry(uid).or_insert_with(|| format!("{}/{id}", origin.kind().name));
        }
        match given {
            Given::Own => own.push(draft),
            Given::Numbered => {
                let mut clash = origin.at_row(draft.table, draft.row, "import-clash");
                clash.severity = Severity::Note;
                draft.told.push(clash.with("id", &*draft.id));
                own.push(draft);
            }
            Given::There(id) => {
                import.counts.there += 1;
                used.extend(rows_of(origin, &draft));
                let table = &origin.tables()[draft.table];
                let there = Diagnostic::new(Code::ImportExists).at(table.at_row(draft.row));
                let there = there.with("n", table.line(draft.row).to_string());
                import.diagnostics.push(there.with("record", format!("{}/{id}", origin.kind().name)));
            }
            Given::None => {
                import.counts.lost += 1;
                let file = &*origin.tables()[draft.table].file;
                let named = draft.tree.contains_key("title") || origin.map().is_some();
                let why = if named { "import-id" } else { "import-missing" };
                let lost = origin.at_row(draft.table, draft.row, why).with("file", file);
                import.diagnostics.push(lost.with("missing", "title"));
            }
        }
    }
    own
}

fn rows_of(origin: &dyn Origin, draft: &Draft) -> Vec<(usize, usize)> {
    draft.rows.iter().map(|(role, row)| (origin.role(*role).table, *row)).collect()
}

/// Gathers the files and the reports.
fn finish(import: &mut Import, mut sheets: Vec<Sheet<'_>>, origins: &[&dyn Origin], mut used: Used) {
    let places = places_of(&sheets);
    let mut rounded: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: BTreeMap<String, usize> = BTreeMap::new();
    let mut guessed: BTreeMap<&'static str, usize> = BTreeMap::new();
    for sheet in &mut sheets {
        let mut told = std::mem::take(&mut sheet.draft.told);
        if sheet.fate != Fate::Reads {
            import.counts.lost += 1;
            import.diagnostics.append(&mut told);
            continue;
        }
        used.extend(rows_of(sheet.origin, &sheet.draft));
        if let Some(sort) = sheet.draft.guessed {
            *guessed.entry(sort).or_default() += 1;
        }
        if sheet.origin.map().is_none() {
            for (role, cell) in sheet.origin.left_over(&sheet.draft) {
                let column = &sheet.origin.tables()[cell.table].columns[cell.column];
                let name = sheet.origin.role(role).name.map(|name| format!("{name}.{}", column.name));
                *kept.entry(name.unwrap_or_else(|| column.name.clone())).or_default() += 1;
            }
        }
        for cell in &sheet.draft.rounded {
            let column = &sheet.origin.tables()[cell.table].columns[cell.column];
            *rounded.entry(column.name.clone()).or_default() += 1;
        }
        let record = format!("{}/{}", sheet.origin.kind().name, sheet.draft.id);
        for one in &mut told {
            let of_cell = ["key", "mended", "noted"].iter().any(|name| one.fact(name).is_some());
            if one.code == Code::ImportRow && of_cell {
                one.facts.push(("record", Fact::Text(record.clone())));
            }
        }
        import.diagnostics.append(&mut told);
        import.counts.records += 1;
        let bytes = std::mem::take(&mut sheet.text.toml).into_bytes();
        import.files.push(NewFile { path: sheet.path.as_ref().into(), bytes });
    }
    import.counts.rounded = rounded.into_iter().collect();
    import.counts.kept = by_number(kept);
    import.counts.guessed = guessed.into_iter().collect();
    if !places.is_empty() {
        import.files.push(NewFile { path: places::FILE.into(), bytes: places::file(&places).into_bytes() });
    }
    if let Some(origin) = origins.first().filter(|origin| origin.tables().len() > 1) {
        import.counts.tables = by_table(origin.tables(), &used);
    }
    // Of a row of which is told what it lacks, no more need be said.
    let lacking = import.diagnostics.iter().filter(|one| one.fact("missing").is_some());
    let lacking: BTreeSet<(Arc<str>, usize)> =
        lacking.filter_map(|one| one.at.as_ref()).map(|at| (at.file.clone(), at.range.start)).collect();
    let mut asked: BTreeSet<usize> = BTreeSet::new();
    for origin in origins {
        for table in origin.asked().into_iter().filter(|table| asked.insert(*table)) {
            let alone = (0..origin.tables()[table].len())
                .filter(|row| !used.contains(&(table, *row)) && !origin.explains(table, *row));
            let told = alone.map(|row| origin.at_row(table, row, "import-unused"));
            let told = told.filter(|one| {
                let at = one.at.as_ref();
                at.is_none_or(|at| !lacking.contains(&(at.file.clone(), at.range.start)))
            });
            import.diagnostics.extend(told);
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

/// How many rows tables of one name have, and how many of them are in records, the first table first.
fn by_table(tables: &[Table], used: &Used) -> Vec<(String, usize, usize)> {
    let mut counted: Vec<(String, usize, usize)> = Vec::new();
    for (position, table) in tables.iter().enumerate() {
        let taken = (0..table.len()).filter(|row| used.contains(&(position, *row))).count();
        match counted.iter_mut().find(|(name, _, _)| *name == table.name) {
            Some((_, read, all)) => (*read, *all) = (*read + table.len(), *all + taken),
            None => counted.push((table.name.clone(), table.len(), taken)),
        }
    }
    counted
}

/// Names with how often they were met, the most frequent first.
pub(super) fn by_number(met: BTreeMap<String, usize>) -> Vec<(String, usize)> {
    let mut met: Vec<(String, usize)> = met.into_iter().collect();
    met.sort_by(|(left, many), (right, more)| more.cmp(many).then_with(|| left.cmp(right)));
    met
}

/// Puts what was found in order, with every row called as people find it in its file.
pub(super) fn settle(import: &mut Import, feeds: &[Feed]) {
    import.diagnostics.retain({
        let mut seen = BTreeSet::new();
        move |one| {
            let place = one.at.as_ref().map(|span| (span.file.clone(), span.range.start, span.range.end));
            one.code != Code::ImportColumn || seen.insert(place)
        }
    });
    diagnostic::sort(&mut import.diagnostics);
    import.counts.reported = rows_reported(&import.diagnostics);
    for Feed { file, text, root } in feeds {
        for one in &mut import.diagnostics {
            let inside = one.at.as_ref().is_some_and(|span| span.file == *file);
            let Some((_, fact)) = one.facts.iter_mut().find(|(name, _)| *name == "n" && inside) else { continue };
            let Fact::Text(byte) = &fact else { continue };
            if let Ok(byte) = byte.parse::<usize>() {
                *fact = Fact::Text(json::pointer(text, root, byte));
            }
        }
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

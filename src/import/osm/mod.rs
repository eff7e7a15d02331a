//! `import osm`: objects of OpenStreetMap, as Overpass (`[out:json]`, `out center`) and GeoJSON have them.
//!
//! What an object is decides its tag ([`kinds`]); where it is from is in each record: the number of the object, by
//! which a second import knows it, and the licence, which asks that OpenStreetMap is named.

mod draft;
mod kinds;
mod objects;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use self::draft::Maker;
use self::kinds::Sorted;
use self::objects::{Facts, Found};
use super::draft::Draft;
use super::feed::{self, Feed};
use super::origin::{Origin, Role};
use super::places::Places;
use super::plan::Use;
use super::table::Table;
use super::take::{Batch, Taking, by_number, settle, take};
use super::{Import, Importer, Job};
use crate::hub;
use crate::record::{Kind, kind_named};
use crate::source;

/// The importer.
pub(super) struct Osm;

impl Importer for Osm {
    fn name(&self) -> &'static str {
        "osm"
    }

    fn run(&self, job: &Job<'_>) -> Import {
        let (mut import, config) = Import::of(job);
        let feeds: Vec<Feed> =
            job.files.iter().filter_map(|given| feed::read(self.name(), given, &mut import)).collect();
        if let Some(config) = config {
            let (sources, _) = source::list(job.world, &config.languages);
            let (known, _) = hub::read_tables(job.world, &sources, &config);
            let all = gather(&feeds, &mut import);
            let places = Places::known(&known);
            let ids: BTreeSet<&str> = (sources.records.iter())
                .filter(|source| source.kind.name == "organization")
                .map(|source| &*source.id)
                .collect();
            let origins = ["organization", "health"].map(|name| Kept { kind: kind_named(name), all: &all });
            let maker =
                Maker { all: &all, places: &places, languages: &config.languages, ids: &ids, today: job.world.today() };
            let mut batches: Vec<Batch<'_>> = Vec::new();
            for origin in &origins {
                let own = all.sorted.par_iter().enumerate();
                let own = own.filter(|(_, (_, sorted))| sorted.kind == origin.kind().name);
                let drafts: Vec<Draft> = own.map(|(_, (at, sorted))| maker.draft(origin, *at, *sorted)).collect();
                batches.push(Batch { origin, drafts });
            }
            take(&Taking { world: job.world, config: &config, sources: &sources }, &mut import, batches, Vec::new());
        }
        settle(&mut import, &feeds);
        import
    }
}

/// An object: the position of its table, and its row.
type At = (usize, usize);

/// The objects of all files.
struct All {
    tables: Vec<Table>,
    /// Where each table has its columns.
    columns: Vec<HashMap<String, usize>>,
    facts: Vec<Vec<Facts>>,
    days: Vec<Option<jiff::civil::Date>>,
    /// The objects that become records.
    sorted: Vec<(At, Sorted)>,
}

impl All {
    /// The column of a tag.
    fn column(&self, table: usize, key: &str) -> Option<usize> {
        self.columns[table].get(key).copied()
    }
}

/// Finds the objects, and tells of those that become no record.
fn gather(feeds: &[Feed], import: &mut Import) -> All {
    let mut all =
        All { tables: Vec::new(), columns: Vec::new(), facts: Vec::new(), days: Vec::new(), sorted: Vec::new() };
    let mut passed: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for feed in feeds {
        let Some(Found { table, facts, day, points }) = objects::find(feed) else {
            import.diagnostics.push(feed::nothing("osm", &feed.file, 0, "import-no-objects"));
            continue;
        };
        import.counts.read += table.len() + points;
        import.counts.points += points;
        let position = all.tables.len();
        let columns: HashMap<String, usize> =
            table.columns.iter().enumerate().map(|(turn, column)| (column.name.clone(), turn)).collect();
        for (row, fact) in facts.iter().enumerate() {
            let tag = |key: &str| {
                let value = table.value(row, *columns.get(key)?);
                Some(value).filter(|value| !value.is_empty())
            };
            if fact.id.as_ref().is_some_and(|id| !seen.insert(id.clone())) {
                import.counts.again += 1;
                continue;
            }
            match kinds::of(&tag) {
                Some(sorted) => all.sorted.push(((position, row), sorted)),
                None => *passed.entry(kinds::passed(&tag).unwrap_or_else(|| "?".to_owned())).or_default() += 1,
            }
        }
        all.tables.push(table);
        all.columns.push(columns);
        all.facts.push(facts);
        all.days.push(day);
    }
    import.counts.passed = by_number(passed);
    all
}

/// The objects as records of one kind.
struct Kept<'a> {
    kind: Option<&'static Kind>,
    all: &'a All,
}

impl Origin for Kept<'_> {
    fn kind(&self) -> &'static Kind {
        self.kind.expect("organizations and health records are kinds")
    }

    fn tables(&self) -> &[Table] {
        &self.all.tables
    }

    fn map(&self) -> Option<&Arc<str>> {
        None
    }

    fn role(&self, role: usize) -> Role<'_> {
        Role { table: role, name: None, many: false }
    }

    fn used(&self, table: usize, column: usize) -> Use {
        // How a thing was drawn, and by whom, says nothing to residents.
        const DRAWN: [&str; 9] =
            ["source", "created_by", "note", "fixme", "FIXME", "building", "roof", "height", "survey"];
        let name = self.all.tables[table].columns[column].name.as_str();
        let stem = name.split(':').next().unwrap_or(name);
        if name.starts_with('@') || DRAWN.contains(&stem) || ["lat", "lon"].contains(&name) {
            Use::Ignored
        } else {
            Use::None
        }
    }

    fn asked(&self) -> Vec<usize> {
        Vec::new()
    }
}

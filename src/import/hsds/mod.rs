//! `import hsds`: organizations and their services in the Human Services Data Specification, version 3 (openreferral.org),
//! and in its British profile (openreferraluk.org); as JSON, nested as the API answers, or as tables (CSV, one file
//! for each, a package of them).
//!
//! Whatever is given becomes [`things`]: rows of one id are one thing, whether they stand in tables or inside each
//! other. An organization with all that belongs to it is a record ([`making`]), its services and locations are parts
//! of it. A record that kazipot exported itself stands whole in an attribute and is made again from it ([`own`]).

mod flat;
mod making;
mod nest;
mod offer;
mod own;
mod pages;
mod place;
mod sort;
mod things;
mod timetable;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use self::making::Maker;
use self::nest::Found;
use self::sort::Sort;
use self::things::{At, Ix, Things};
use super::draft::Draft;
use super::feed::{self, Feed};
use super::origin::{Origin, Role};
use super::places::Places;
use super::plan::Use;
use super::table::Table;
use super::take::{Batch, Taking, settle, take};
use super::{Import, Importer, Job};
use crate::diagnostic::{Code, Diagnostic, Fact, Severity, Span};
use crate::hub;
use crate::record::{Kind, kind_named};
use crate::source;

/// The importer.
pub(super) struct Hsds;

impl Importer for Hsds {
    fn name(&self) -> &'static str {
        NAME
    }

    fn run(&self, job: &Job<'_>) -> Import {
        let (mut import, config) = Import::of(job);
        let mut things = Things::default();
        let (feeds, licence) = gather(job, &mut things, &mut import);
        import.diagnostics.extend(pages::missing(&feeds));
        things.link();
        import.counts.read += things.tables.iter().map(Table::len).sum::<usize>();
        if let Some(config) = config {
            let (sources, _) = source::list(job.world, &config.languages);
            let (tables, _) = hub::read_tables(job.world, &sources, &config);
            let places = Places::known(&tables);
            let explaining = explaining(&things);
            let origins = ["organization", "health"].map(|name| Kept {
                kind: kind_named(name),
                things: &things,
                explaining: &explaining,
            });
            let licence = licence.as_deref();
            let today = job.world.today();
            let maker = Maker { things: &things, places: &places, tables: &tables, licence, today };
            let whole = own::Whole { things: &things, config: &config, known: own::known(&things, &sources), today };
            let organizations: Vec<Ix> = things.of(Sort::Organization).collect();
            let drafts = organizations.par_iter().map(|ix| match whole.record(*ix) {
                Some((kind, json, cell)) => {
                    let origin = origins.iter().find(|origin| origin.kind() == kind);
                    (kind.name, whole.draft(origin.unwrap_or(&origins[0]), *ix, &json, cell))
                }
                None => ("organization", maker.draft(&origins[0], *ix)),
            });
            let mut drafts: Vec<(&str, Draft)> = drafts.collect();
            again(&things, &drafts, &organizations, &mut import);
            let mut batches = Vec::new();
            for origin in &origins {
                let (own, others) = drafts.into_iter().partition(|(kind, _)| *kind == origin.kind().name);
                drafts = others;
                batches.push(Batch { origin, drafts: own.into_iter().map(|(_, draft)| draft).collect() });
            }
            let files = own::tables(&things, &sources);
            take(&Taking { world: job.world, config: &config, sources: &sources }, &mut import, batches, files);
        }
        // A file of nothing but terms, or of what a feed is, makes no record and breaks no rule.
        let nothing = import.counts.records + import.counts.there == 0 && import.diagnostics.is_empty();
        if let Some(given) = job.files.first().filter(|_| nothing) {
            let file = given.path.as_str().into();
            import.diagnostics.push(feed::nothing(NAME, &file, 0, "import-no-services"));
        }
        settle(&mut import, &feeds);
        import
    }
}

/// Its name on the command line.
const NAME: &str = "hsds";

/// Reads all files; answers with those of JSON and the licence that one of them names.
fn gather(job: &Job<'_>, things: &mut Things, import: &mut Import) -> (Vec<Feed>, Option<String>) {
    let mut feeds = Vec::new();
    let mut licence = None;
    for given in job.files {
        if flat::is_table(given) {
            flat::read(given, things, import);
            continue;
        }
        let Some(feed) = feed::read(NAME, given, import) else { continue };
        match nest::find(&feed, things) {
            Found::Things(others) => {
                let told = |at: usize| {
                    let place = Span { file: feed.file.clone(), range: at..at + 1 };
                    let told = Diagnostic::new(Code::ImportRow).at(place).with("n", at.to_string());
                    told.with("reason", Fact::Why("import-unused"))
                };
                import.counts.read += others.len();
                import.diagnostics.extend(others.into_iter().map(told));
            }
            Found::About { version, licence: named } => {
                licence = licence.or(named);
                let version = version.unwrap_or_default();
                let number = version.trim_start_matches(|c: char| !c.is_ascii_digit());
                if !number.starts_with('3') {
                    let told = feed::nothing(NAME, &feed.file, 0, "import-version");
                    let told = Diagnostic { severity: Severity::Warning, ..told };
                    import.diagnostics.push(told.with("found", version));
                }
            }
            Found::Empty => {
                let told = feed::nothing(NAME, &feed.file, 0, "import-empty-page");
                import.diagnostics.push(Diagnostic { severity: Severity::Note, ..told });
            }
            Found::Nothing if flat::is_package(&feed) => licence = licence.or_else(|| flat::licence(&feed)),
            Found::Nothing => import.diagnostics.push(feed::nothing(NAME, &feed.file, 0, "import-no-services")),
        }
        feeds.push(feed);
    }
    (feeds, licence)
}

/// Tells of organizations that are in the feeds more than once and not alike.
fn again(things: &Things, drafts: &[(&str, Draft)], organizations: &[Ix], import: &mut Import) {
    for (ix, (_, draft)) in organizations.iter().zip(drafts) {
        let thing = &things.all[*ix];
        for at in thing.rows.iter().skip(1) {
            let table = &things.tables[at.0];
            let differs = table.columns_of(at.1).any(|column| {
                let name = table.columns[column].name.to_ascii_lowercase();
                let first = things.cell(thing.rows[0], &name);
                let here = things.cell(*at, &name);
                matches!((first, here), (Some((first, _)), Some((here, _))) if first != here)
            });
            if differs {
                let told = Diagnostic::new(Code::ImportAgain).at(table.at_row(at.1));
                let told = told.with("n", table.line(at.1).to_string());
                import.diagnostics.push(told.with("record", draft.base.clone().unwrap_or_default()));
            }
        }
    }
}

/// The things as records of one kind.
struct Kept<'t> {
    kind: Option<&'static Kind>,
    things: &'t Things,
    /// Rows that say something of a term.
    explaining: &'t HashSet<At>,
}

/// The rows that say something of a term, not of an organization.
fn explaining(things: &Things) -> HashSet<At> {
    let attributes = things.of(Sort::Attribute).filter(|ix| {
        let owner = things.all[*ix].owner;
        owner.is_some_and(|owner| !things.all[owner].sort.is_part())
    });
    attributes.flat_map(|ix| things.all[ix].rows.iter().copied()).collect()
}

impl Origin for Kept<'_> {
    fn kind(&self) -> &'static Kind {
        self.kind.expect("organizations and health records are kinds")
    }

    fn tables(&self) -> &[Table] {
        &self.things.tables
    }

    fn map(&self) -> Option<&Arc<str>> {
        None
    }

    fn role(&self, role: usize) -> Role<'_> {
        let sort = self.things.sorts[role];
        let name = (sort != Sort::Organization).then(|| sort.list());
        Role { table: role, name, many: true }
    }

    fn used(&self, table: usize, column: usize) -> Use {
        // What only says which rows belong together.
        let name = self.things.tables[table].columns[column].name.to_ascii_lowercase();
        let links = name == "id" || name.ends_with("_id") && name != "parent_organization_id";
        if links || ["link_entity", "resource_type"].contains(&&*name) { Use::Link } else { Use::None }
    }

    fn asked(&self) -> Vec<usize> {
        let sorts = self.things.sorts.iter().enumerate();
        sorts.filter(|(_, sort)| sort.is_part()).map(|(table, _)| table).collect()
    }

    fn explains(&self, table: usize, row: usize) -> bool {
        self.explaining.contains(&(table, row))
    }
}

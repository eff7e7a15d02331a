//! The proof: the hub is read as it would be with the drafts in it, by the code that builds sites. A value that
//! would stand in the way of building goes back to its row, a record that cannot stand is left out, and the
//! proof begins again until nothing is left to say.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::draft::{Draft, Leaf, Node, Text, get, prune, remove, stands, write};
use super::origin::Origin;
use super::target::Step;
use crate::check;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Fact, Severity, Span};
use crate::edit::NewFile;
use crate::hub::{self, Assembly, Lists, Order};
use crate::parse::{self, Outcome};
use crate::record::Kind;
use crate::source::{self, Form, Part, Source};
use crate::world::{Found, Memory, Sort, World};

/// How often the proof may begin again before what is still wrong is left out.
const MOST_ROUNDS: usize = 12;

/// A draft with its file.
pub(super) struct Sheet<'r> {
    /// Where it comes from.
    pub(super) origin: &'r dyn Origin,
    /// The draft.
    pub(super) draft: Draft,
    /// Its file, from the hub's root.
    pub(super) path: Arc<str>,
    /// The text of the file.
    pub(super) text: Text,
    /// Whether it can stand.
    pub(super) fate: Fate,
}

/// What becomes of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It has not been read since it was written.
    New,
    /// It can be read as a record.
    Reads,
    /// It cannot stand.
    Lost,
}

impl<'r> Sheet<'r> {
    /// Writes a draft.
    pub(super) fn new(origin: &'r dyn Origin, draft: Draft) -> Sheet<'r> {
        let kind = origin.kind();
        let path = format!("{}/{}/{}.toml", source::CONTENT, kind.folder, draft.id).into();
        let text = write(&origin.keep(&draft), kind);
        Sheet { origin, draft, path, text, fate: Fate::New }
    }

    fn lose(&mut self, why: &'static str, facts: &[(&'static str, Fact)]) {
        self.fate = Fate::Lost;
        let mut found = self.origin.at_row(self.draft.table, self.draft.row, why);
        let file = found.at.as_ref().map(|span| span.file.to_string());
        found = found.with_some("file", file);
        let known: Vec<_> = found.facts.iter().map(|(name, _)| *name).collect();
        found.facts.extend(facts.iter().filter(|(name, _)| !known.contains(name)).cloned());
        self.draft.told.push(found);
    }

    /// Takes back what a diagnostic found wrong.
    fn mend(&mut self, found: &Diagnostic) {
        let Some(path) = self.path_of(found) else { return self.lose("import-refused", &[]) };
        let is_missing = found.code == Code::MissingKey;
        let steps = match path.split_last() {
            Some((Step::Key(_), above))
                if is_missing && matches!(get(&self.draft.tree, &path), Some(Node::Leaf(_))) =>
            {
                above
            }
            _ => &path,
        };
        if steps.is_empty() {
            let missing = found.fact("key").cloned().map(|key| ("missing", key));
            return self.lose("import-missing", missing.as_slice());
        }
        let told = self.back_to_row(&path, found);
        if !stands(&self.draft.tree, &path) {
            return self.lose("import-refused", &[]);
        }
        self.draft.told.push(told);
        if path == [Step::Key("title".into())] {
            return self.lose("import-refused", &[]);
        }
        remove(&mut self.draft.tree, steps);
        prune(&mut self.draft.tree);
        self.fate = Fate::New;
    }

    /// The path of what a diagnostic is about.
    fn path_of(&self, found: &Diagnostic) -> Option<Vec<Step>> {
        // A number that another record has is told of the whole record.
        if let (Code::DuplicateIdentifier, Some(Fact::Text(register))) = (found.code, found.fact("key")) {
            return Some(vec![Step::Key("identifiers".into()), Step::Key(register.as_str().into())]);
        }
        let byte = found.at.as_ref().map_or(0, |span| span.range.start);
        self.text.path_at(byte).map(<[Step]>::to_vec)
    }

    /// What was found, told of the cell that it is from.
    fn back_to_row(&self, path: &[Step], found: &Diagnostic) -> Diagnostic {
        let origin = self.origin;
        let mut leaf: Option<&Leaf> = None;
        match get(&self.draft.tree, path) {
            Some(Node::Leaf(own)) => leaf = Some(own),
            _ => {
                if let Some((Step::Item(index), list)) = path.split_last()
                    && let Some(Node::List(items)) = get(&self.draft.tree, list)
                    && let Some(item) = items.get(*index)
                {
                    super::draft::leaves(item, &mut |inner| leaf = leaf.or(Some(inner)));
                }
            }
        }
        let filled = |leaf: &Leaf| {
            let blank = |cell: &&super::draft::Cell| origin.tables()[cell.table].is_blank(cell.row, cell.column);
            leaf.cells.iter().find(|cell| !blank(cell)).copied()
        };
        let mut told = match (leaf.and_then(filled), leaf.and_then(|leaf| leaf.map.clone())) {
            (Some(cell), _) => origin.at_cell(cell),
            (None, Some(range)) if let Some(file) = origin.map() => {
                let at = Span { file: file.clone(), range };
                return Diagnostic { at: Some(at), ..found.clone() };
            }
            (None, _) => origin.at_row(self.draft.table, self.draft.row, "import-refused"),
        };
        let known: Vec<_> = told.facts.iter().map(|(name, _)| *name).collect();
        match found.fact("why") {
            Some(why) => {
                told.facts.retain(|(name, _)| *name != "reason");
                told.facts.push(("reason", why.clone()));
                told.facts.extend(found.facts.iter().filter(|(name, _)| !known.contains(name)).cloned());
            }
            None => {
                let mut facts = found.facts.clone();
                facts.extend(told.facts.into_iter().filter(|(name, _)| *name == "n"));
                told = Diagnostic { code: found.code, severity: Severity::Warning, facts, ..told };
            }
        }
        told
    }
}

/// Proves the drafts against the hub, with the files that come with them; afterwards each of them reads, or is lost.
pub(super) fn prove(world: &dyn World, config: &Config, files: &[NewFile], sheets: &mut [Sheet<'_>]) {
    for round in 0.. {
        read_all(world.today(), config, sheets);
        let found = together(world, config, files, sheets);
        if found.is_empty() {
            return;
        }
        let places: BTreeMap<Arc<str>, usize> =
            sheets.iter().enumerate().map(|(turn, sheet)| (sheet.path.clone(), turn)).collect();
        for one in &found {
            let Some(turn) = one.at.as_ref().and_then(|span| places.get(&span.file)) else { continue };
            let sheet = &mut sheets[*turn];
            if sheet.fate != Fate::Reads {
                continue;
            }
            if round < MOST_ROUNDS { sheet.mend(one) } else { sheet.lose("import-refused", &[]) }
        }
        rewrite(sheets);
    }
}

fn rewrite(sheets: &mut [Sheet<'_>]) {
    sheets.par_iter_mut().filter(|sheet| sheet.fate == Fate::New).for_each(|sheet| {
        sheet.text = write(&sheet.origin.keep(&sheet.draft), sheet.origin.kind());
    });
}

fn as_source(kind: &'static Kind, id: &str, path: &Arc<str>) -> Source {
    let main = Part { path: path.clone(), form: Form::Toml };
    Source { kind, id: id.into(), main, translations: Vec::new(), services: Vec::new() }
}

/// Reads each file by itself until it reads or is lost.
fn read_all(today: Date, config: &Config, sheets: &mut [Sheet<'_>]) {
    sheets.par_iter_mut().filter(|sheet| sheet.fate == Fate::New).for_each(|sheet| {
        for _ in 0..MOST_ROUNDS {
            let world = Memory::new(today).with(&sheet.path, &sheet.text.toml);
            let source = as_source(sheet.origin.kind(), &sheet.draft.id, &sheet.path);
            let (outcome, found) = parse::entry(&world, &source, config);
            if matches!(outcome, Outcome::Entry(_)) {
                sheet.fate = Fate::Reads;
                return;
            }
            match found.iter().find(|one| one.severity == Severity::Error) {
                Some(first) => sheet.mend(first),
                None => sheet.lose("import-refused", &[]),
            }
            if sheet.fate == Fate::Lost {
                return;
            }
            sheet.text = write(&sheet.origin.keep(&sheet.draft), sheet.origin.kind());
        }
        sheet.lose("import-refused", &[]);
    });
}

/// What is wrong when all of them are in the hub together.
fn together(world: &dyn World, config: &Config, files: &[NewFile], sheets: &[Sheet<'_>]) -> Vec<Diagnostic> {
    let mut over = Over { base: world, files: BTreeMap::new() };
    for sheet in sheets.iter().filter(|sheet| sheet.fate == Fate::Reads) {
        over.files.insert(sheet.path.to_string(), sheet.text.toml.as_bytes());
    }
    for file in files {
        over.files.insert(file.path.to_string_lossy().into_owned(), &file.bytes);
    }
    let named = super::take::places_of(sheets);
    let places = (!named.is_empty()).then(|| super::places::file(&named));
    if let Some(text) = &places {
        over.files.insert(super::places::FILE.to_owned(), text.as_bytes());
    }
    let (sources, _) = source::list(&over, &config.languages);
    let (tables, _) = hub::read_tables(&over, &sources, config);
    let read: Vec<Outcome> = sources.records.par_iter().map(|source| parse::entry(&over, source, config).0).collect();
    let (mut entries, mut broken) = (Vec::new(), Vec::new());
    for outcome in read {
        match outcome {
            Outcome::Entry(entry) => entries.push(entry),
            Outcome::Broken(record) => broken.push(record),
        }
    }
    let (config, files, orders) = (config.clone(), sources.files, vec![Order::Sort]);
    let today = world.today();
    let drafts = hub::Drafts::Hidden;
    let (hub, mut found) =
        hub::assemble(Assembly { config, today, tables, entries, drafts, broken, files, orders, lists: Lists::AtOnce });
    found.extend(check::all(&hub));
    found.retain(|one| {
        let ours = one.at.as_ref().is_some_and(|span| over.files.contains_key(&*span.file));
        one.severity == Severity::Error && ours
    });
    found
}

/// A hub with files laid over it.
struct Over<'w> {
    base: &'w dyn World,
    files: BTreeMap<String, &'w [u8]>,
}

impl World for Over<'_> {
    fn list(&self, under: &str) -> Vec<Found> {
        let folder = format!("{under}/");
        let mut found = self.base.list(under);
        let inside = self.files.keys().filter(|path| path.starts_with(&folder));
        found.extend(inside.map(|path| Found { path: path.clone(), sort: Sort::File }));
        found.sort();
        found.dedup();
        found
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => self.base.read(path),
        }
    }

    fn today(&self) -> Date {
        self.base.today()
    }
}

//! kazipot compiles the records of a local-community information hub into a static site.
//!
//! A hub is compiled, like a program. [`world`] reads files; [`source`] puts each where it belongs;
//! [`parse`] makes typed records of them, as [`record`] declares; [`hub`] assembles them, so that names
//! become links and days become freshness ([`time`] tells what hours and repetitions come to); [`site`] knows every path and how to make its bytes, by way of
//! [`view`], [`theme`], [`render`] and the gallery of [`output`]s; [`publish`] makes a folder equal to
//! it. Whatever is wrong with the content comes back as a [`diagnostic`].
//!
//! Each room knows only the rooms before it in this list (a test holds that):

pub mod language;
pub mod diagnostic;
pub mod catalogue;
pub mod world;
pub mod memo;
pub mod value;
pub mod text;
pub mod picture;
pub mod declare;
pub mod config;
pub mod record;
pub mod time;
pub mod source;
pub mod parse;
pub mod hub;
pub mod check;
pub mod theme;
pub mod view;
pub mod search;
pub mod render;
pub mod output;
pub mod site;
pub mod publish;
pub mod edit;
pub mod import;
pub mod serve;
pub mod ui;
pub mod command;

use std::sync::Arc;

use rayon::prelude::*;

use config::Config;
use diagnostic::{Code, Diagnostic, Reported, any_error};
use hub::{Assembly, Drafts, Drawing, Lists, Looked};
use memo::Kept;
use parse::{Entry, Outcome};
use site::Site;
use source::Sources;
use theme::Theme;
use world::{Stamp, Stamps, World};

/// What to do with records that have to be mended first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing can be published while there are any.
    Stop,
    /// The site is made without them.
    Skip,
}

/// What a process has made of a hub's files, to be used again as long as they are the same. Empty for a process
/// that compiles once.
#[derive(Default)]
pub struct Memo {
    /// On what else everything rests: the state of site.toml, and the day.
    ground: Option<(Option<Stamps>, jiff::civil::Date)>,
    /// Which files there are, and what is wrong with their names.
    sources: Option<(Stamp, Arc<Sources>, Vec<Diagnostic>)>,
    records: Kept<Read>,
    theme: Kept<(Option<Arc<Theme>>, Vec<Diagnostic>)>,
    /// The last theme that could be read.
    sound: Option<Arc<Theme>>,
    files: Kept<Looked>,
}

/// What came of the files of a record.
#[derive(Clone)]
struct Read {
    outcome: Outcome,
    told: Vec<Diagnostic>,
    /// The record as it was when it could be read last.
    before: Option<Arc<Entry>>,
}

/// For whom a site is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// For residents: nothing is shown that is not right.
    Residents(Broken),
    /// For those who write it: everything is shown as far as it goes, or as it was before it broke.
    Writers(Drafts),
}

/// Compiles a hub: reads every file, reports everything that is wrong, and returns the site unless
/// something stands in its way.
pub fn compile(world: &dyn World, broken: Broken, memo: &mut Memo) -> Reported<Option<Site>> {
    reported(world, Readers::Residents(broken), memo)
}

/// Compiles a hub for those who write it. A record that has to be mended is shown as it was before, or not at all; a
/// theme likewise. There is no site only when site.toml or a table in content/ has to be mended. Paths are not
/// listed: [`Site::clashes`] tells what claims the same one twice, and [`checked`] what checks find.
pub fn preview(world: &dyn World, drafts: Drafts, memo: &mut Memo) -> Reported<Option<Site>> {
    reported(world, Readers::Writers(drafts), memo)
}

/// What [`preview`] leaves out so that the site is there sooner: what can be read and is not yet good for people.
pub fn checked(site: &Site) -> Vec<Diagnostic> {
    let hub = site.hub();
    let mut told = hub.config.levelled(check::all(hub));
    diagnostic::sort(&mut told);
    told
}

fn reported(world: &dyn World, readers: Readers, memo: &mut Memo) -> Reported<Option<Site>> {
    let mut told = Vec::new();
    let value = site(world, readers, memo, &mut told);
    diagnostic::sort(&mut told);
    Reported { value, diagnostics: told }
}

fn site(world: &dyn World, readers: Readers, memo: &mut Memo, told: &mut Vec<Diagnostic>) -> Option<Site> {
    let (config, mut found) = config::read(world);
    told.append(&mut found);
    let config = config?;
    memo.stand_on(world);
    let (sources, mut found) = memo.sources(world, &config);
    let (theme, more) = memo.theme(world, &config);
    found.extend(more);
    let (tables, in_tables) = hub::read_tables(world, &sources, &config);
    let tables_are_right = !any_error(&in_tables);
    found.extend(in_tables);
    let residents = matches!(readers, Readers::Residents(_));
    let (entries, mut broken) = memo.records(world, &sources, &config, readers, &mut found);
    let theme = theme.or_else(|| memo.spare_theme(&config, readers));
    let orders = theme.as_ref().map_or_else(|| vec![hub::Order::Sort], |theme| theme.orders.clone());
    let levels = config.clone();
    let assembly = Assembly {
        config,
        today: world.today(),
        tables,
        entries,
        drafts: if let Readers::Writers(drafts) = readers { drafts } else { Drafts::Hidden },
        broken: broken.clone(),
        files: sources.files.clone(),
        orders,
        lists: if residents { Lists::AtOnce } else { Lists::WhenAsked },
    };
    let (mut hub, mut more) = hub::assemble(assembly);
    if residents {
        more.extend(check::all(&hub));
    }
    // A reference to a broken record is that record's mistake, which is told already.
    let more: Vec<Diagnostic> = more.into_iter().filter(|one| one.code != Code::BrokenReference).collect();
    let astray = files_with_errors(&more);
    found.extend(more);
    told.extend(levels.levelled(found));
    let theme = theme?;
    if readers == Readers::Residents(Broken::Skip) && tables_are_right && !astray.is_empty() {
        // Records that the hub found wrong go as well, and what refers to them becomes plain text.
        broken.extend(hub.set_aside(&astray));
    }
    let stops = readers == Readers::Residents(Broken::Stop);
    if any_error(told) && (stops || !tables_are_right) {
        return None;
    }
    let drawing = if residents { Drawing::Now } else { Drawing::WhenAsked };
    let (files, in_files) = hub.attach(world, drawing, &mut memo.files);
    let in_files = levels.levelled(in_files);
    let (site, mut in_site) = Site::new(hub, theme, files, &broken);
    if residents {
        in_site.extend(site.clashes());
    }
    let stop = residents && (any_error(&in_site) || (any_error(&in_files) && stops));
    told.extend(in_site.into_iter().chain(in_files));
    (!stop).then_some(site)
}

impl Memo {
    /// Forgets what rests on another site.toml or another day.
    fn stand_on(&mut self, world: &dyn World) {
        let ground = Some((Stamps::of(world, [config::FILE]), world.today()));
        if self.ground != ground {
            self.sources = None;
            self.records.clear();
            self.theme.clear();
            self.sound = None;
            self.ground = ground;
        }
    }

    /// Which files the hub has; the same as before as long as none came, went or has another name.
    fn sources(&mut self, world: &dyn World, config: &Config) -> (Arc<Sources>, Vec<Diagnostic>) {
        let names = world.names();
        if let Some((known, sources, told)) = &self.sources
            && Some(*known) == names
        {
            return (sources.clone(), told.clone());
        }
        let (sources, told) = source::list(world, &config.languages);
        let sources = Arc::new(sources);
        self.sources = names.map(|names| (names, sources.clone(), told.clone()));
        (sources, told)
    }

    fn theme(&mut self, world: &dyn World, config: &Config) -> (Option<Arc<Theme>>, Vec<Diagnostic>) {
        let own = world.list(&format!("{}/{}", theme::FOLDER, config.theme()));
        let stamps = Stamps::of(world, own.iter().map(|found| &*found.path));
        if let Some(known) = self.theme.get(config.theme(), stamps) {
            return known.clone();
        }
        let (theme, told) = theme::read(world, config);
        let read = (theme.map(Arc::new), told);
        self.theme.put(config.theme(), stamps, read.clone());
        if stamps.is_some() && read.0.is_some() {
            self.sound.clone_from(&read.0);
        }
        read
    }

    /// The theme that stands in for one that has to be mended: as it was before, else the built-in one.
    fn spare_theme(&mut self, config: &Config, readers: Readers) -> Option<Arc<Theme>> {
        let Readers::Writers(_) = readers else { return None };
        Some(self.sound.get_or_insert_with(|| Arc::new(theme::built_in(config))).clone())
    }

    /// Reads every record that has changed. Returns those that can be shown and those that cannot.
    fn records(
        &mut self,
        world: &dyn World,
        sources: &Sources,
        config: &Config,
        readers: Readers,
        told: &mut Vec<Diagnostic>,
    ) -> (Vec<Arc<Entry>>, Vec<parse::Broken>) {
        let known = &self.records;
        let read: Vec<(Option<Stamps>, Read)> = sources
            .records
            .par_iter()
            .map(|source| {
                let stamps = Stamps::of(world, source.paths());
                if let Some(known) = known.get(&source.main.path, stamps) {
                    return (None, known.clone());
                }
                let (outcome, told) = parse::entry(world, source, config);
                (stamps, Read { outcome, told, before: None })
            })
            .collect();
        let (mut entries, mut broken) = (Vec::with_capacity(read.len()), Vec::new());
        for ((stamps, mut read), source) in read.into_iter().zip(&sources.records) {
            if stamps.is_some() {
                let last = self.records.last(&source.main.path).and_then(|last| match &last.outcome {
                    Outcome::Entry(entry) => Some(entry.clone()),
                    Outcome::Broken(_) => last.before.clone(),
                });
                read.before = last.filter(|_| matches!(read.outcome, Outcome::Broken(_)));
                self.records.put(&source.main.path, stamps, read.clone());
            }
            told.append(&mut read.told);
            match (read.outcome, read.before, readers) {
                (Outcome::Entry(entry), _, _) => entries.push(entry),
                (Outcome::Broken(record), Some(before), Readers::Writers(_)) if !record.withdrawn => {
                    entries.push(before);
                }
                (Outcome::Broken(record), ..) => broken.push(record),
            }
        }
        let names = || Box::new(sources.records.iter().map(|source| &*source.main.path)) as Box<dyn Iterator<Item = _>>;
        self.records.retain(sources.records.len(), names);
        (entries, broken)
    }
}

fn files_with_errors(found: &[Diagnostic]) -> Vec<Arc<str>> {
    let errors = found.iter().filter(|one| one.severity == diagnostic::Severity::Error);
    errors.filter_map(|one| one.at.as_ref().map(|span| span.file.clone())).collect()
}

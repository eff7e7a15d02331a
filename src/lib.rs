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
pub mod search;
pub mod theme;
pub mod view;
pub mod render;
pub mod output;
pub mod site;
pub mod publish;
pub mod edit;
pub mod import;
pub mod ui;
pub mod command;

use rayon::prelude::*;

use diagnostic::{Code, Diagnostic, Reported, any_error};
use hub::Assembly;
use parse::Outcome;
use site::Site;
use world::World;

/// What to do with records that have to be mended first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Nothing can be published while there are any.
    Stop,
    /// The site is made without them.
    Skip,
}

/// Compiles a hub: reads every file, reports everything that is wrong, and returns the site unless
/// something stands in its way.
pub fn compile(world: &dyn World, broken: Broken) -> Reported<Option<Site>> {
    let mut told = Vec::new();
    let value = site(world, broken, &mut told);
    diagnostic::sort(&mut told);
    Reported { value, diagnostics: told }
}

fn site(world: &dyn World, on_broken: Broken, told: &mut Vec<Diagnostic>) -> Option<Site> {
    let (config, mut found) = config::read(world);
    told.append(&mut found);
    let config = config?;
    let (sources, mut found) = source::list(world, &config.languages);
    let (theme, more) = theme::read(world, &config);
    found.extend(more);
    let (tables, in_tables) = hub::read_tables(world, &sources, &config);
    let tables_are_right = !any_error(&in_tables);
    found.extend(in_tables);
    let read: Vec<_> = sources.records.par_iter().map(|source| parse::entry(world, source, &config)).collect();
    let (mut entries, mut broken) = (Vec::with_capacity(read.len()), Vec::new());
    for (outcome, mut wrong) in read {
        match outcome {
            Outcome::Entry(entry) => entries.push(*entry),
            Outcome::Broken(record) => broken.push(record),
        }
        found.append(&mut wrong);
    }
    let orders = theme.as_ref().map_or_else(|| vec![hub::Order::Sort], |theme| theme.orders.clone());
    let levels = config.clone();
    let assembly = Assembly {
        config,
        today: world.today(),
        tables,
        entries,
        broken: broken.clone(),
        files: sources.files,
        orders,
    };
    let (mut hub, more) = hub::assemble(assembly);
    // A reference to a broken record is that record's mistake, which is told already.
    let more: Vec<Diagnostic> = more.into_iter().filter(|one| one.code != Code::BrokenReference).collect();
    let astray = files_with_errors(&more);
    found.extend(more);
    told.extend(levels.levelled(found));
    let theme = theme?;
    if on_broken == Broken::Skip && tables_are_right && !astray.is_empty() {
        // Records that the hub found wrong go as well, and what refers to them becomes plain text.
        broken.extend(hub.set_aside(&astray));
    }
    let stop = any_error(told) && (on_broken == Broken::Stop || !tables_are_right);
    if stop {
        return None;
    }
    let (files, in_files) = hub.attach(world);
    let in_files = levels.levelled(in_files);
    let (site, clashes) = Site::new(hub, theme, files, &broken);
    let stop = any_error(&clashes) || (any_error(&in_files) && on_broken == Broken::Stop);
    told.extend(clashes.into_iter().chain(in_files));
    (!stop).then_some(site)
}

fn files_with_errors(found: &[Diagnostic]) -> Vec<std::sync::Arc<str>> {
    let errors = found.iter().filter(|one| one.severity == diagnostic::Severity::Error);
    errors.filter_map(|one| one.at.as_ref().map(|span| span.file.clone())).collect()
}

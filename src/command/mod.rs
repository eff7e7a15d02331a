//! Commands. A gallery: one file per command, one line in [`COMMANDS`]; its help stands in the
//! catalogues under its name.

mod build;
mod cancel;
mod check;
mod counts;
mod explain;
mod export;
mod gone;
mod import;
mod init;
mod new;
mod next_change;
mod options;
mod records;
mod search;
mod serve;
mod stale;
mod stem;
mod schema;
mod translations;
mod usage;
mod verified;

use std::path::PathBuf;

use clap::ArgMatches;
use jiff::civil::Date;

use crate::catalogue::Catalogue;
use crate::config::{self, Config};
use crate::diagnostic::Fact;
use crate::site::Site;
use crate::ui::{Notes, Ui};
use crate::world::Disk;
use crate::{Broken, Memo, compile};

/// One command.
pub(crate) trait Command: Sync {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its arguments beside the shared ones.
    fn arguments(&self, words: &Catalogue) -> Vec<clap::Arg> {
        let _ = words;
        Vec::new()
    }

    /// Runs it.
    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure>;
}

/// Every command, in the order of the help.
pub(crate) static COMMANDS: &[&dyn Command] = &[
    &build::Build,
    &check::Check,
    &serve::Serve,
    &init::Init,
    &new::New,
    &cancel::Cancel,
    &verified::Verified,
    &stale::Stale,
    &counts::Counts,
    &next_change::NextChange,
    &import::Import,
    &export::Export,
    &search::Search,
    &stem::Stem,
    &translations::Translations,
    &schema::Schema,
    &explain::Explain,
];

/// What a command is called with.
pub(crate) struct Call<'c> {
    /// Its arguments.
    pub(crate) matches: &'c ArgMatches,
    /// The voice.
    pub(crate) ui: &'c Ui,
    /// Whether it was called by name, or is what `kazipot` alone does.
    pub(crate) by_name: bool,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Everything is fine.
    Fine,
    /// The content has problems.
    Content,
    /// The call was not understood.
    Usage,
    /// Disk, folder, permission.
    Environment,
}

impl Exit {
    /// The number that the shell sees.
    pub fn number(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Content => 1,
            Exit::Usage => 2,
            Exit::Environment => 3,
        }
    }
}

/// Why a command could not do its work: a message of the catalogues.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    path: String,
    facts: Vec<(&'static str, Fact)>,
}

impl Failure {
    /// The environment failed.
    pub(crate) fn environment(path: impl Into<String>) -> Failure {
        Failure { exit: Exit::Environment, path: path.into(), facts: Vec::new() }
    }

    /// The call makes no sense.
    pub(crate) fn usage(path: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, path: path.into(), facts: Vec::new() }
    }

    /// A fact for the message.
    pub(crate) fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Failure {
        self.facts.push((name, fact.into()));
        self
    }
}

/// Runs kazipot with the arguments of the process.
pub fn run(arguments: impl Iterator<Item = std::ffi::OsString>) -> Exit {
    let arguments: Vec<_> = arguments.collect();
    let lang = options::language_before_parsing(&arguments);
    let words = crate::catalogue::of(lang);
    let matches = match usage::app(words).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return usage::explain(&error, words, lang),
    };
    let (command, inner, by_name) = match matches.subcommand() {
        Some((name, inner)) => (named(name), inner, true),
        None => (COMMANDS[0], &matches, false),
    };
    let ui = Ui::new(lang, options::format(inner));
    let call = Call { matches: inner, ui: &ui, by_name };
    match command.run(&call) {
        Ok(exit) => exit,
        Err(failure) => {
            ui.fail(&failure.path, &failure.facts);
            failure.exit
        }
    }
}

fn named(name: &str) -> &'static dyn Command {
    let found = COMMANDS.iter().find(|command| command.name() == name);
    *found.expect("clap knows the names of COMMANDS only")
}

impl Call<'_> {
    /// The hub's root: `--root`, else the nearest folder upwards that has a site.toml.
    pub(crate) fn root(&self) -> Result<PathBuf, Failure> {
        options::root(self.matches)
    }

    /// The day of the build.
    pub(crate) fn today(&self, root: &std::path::Path) -> Result<Date, Failure> {
        options::today(self.matches, root)
    }

    /// The site of the hub as far as it can be read, for a command that asks it something. Nothing when there is
    /// none to ask: why is told.
    pub(crate) fn site(&self) -> Result<Option<Site>, Failure> {
        let root = self.root()?;
        let world = options::disk(&root, self.today(&root)?);
        let compiled = compile(&world, Broken::Skip, &mut Memo::default());
        if compiled.value.is_none() {
            self.ui.diagnostics(&world, &compiled.diagnostics, Notes::Counted);
            self.ui.summary(&compiled.diagnostics);
        }
        Ok(compiled.value)
    }

    /// What site.toml says, for a command that needs nothing else of the hub. Nothing when it cannot be read: why is
    /// told.
    pub(crate) fn config(&self, world: &Disk) -> Option<Config> {
        let (config, wrong) = config::read(world);
        if config.is_none() {
            self.ui.diagnostics(world, &wrong, Notes::Shown);
        }
        config
    }

    /// A text argument.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// Whether a flag is set.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false)
    }
}

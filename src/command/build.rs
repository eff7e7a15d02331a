//! `kazipot build`: checks the hub and makes the site.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Arg;

use super::{Call, Command, Exit, Failure, gone, options};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Fact, any_error};
use crate::publish::{self, Adopt, Changes, Progress, PublishError, Target};
use crate::site::Site;
use crate::ui::{Notes, ProgressLine};
use crate::{Broken, Memo, compile};

pub(super) struct Build;

impl Command for Build {
    fn name(&self) -> &'static str {
        "build"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        vec![options::flag(words, "skip-broken"), options::flag(words, "adopt")]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let started = Instant::now();
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let broken = if call.flag("skip-broken") { Broken::Skip } else { Broken::Stop };
        let compiled = compile(&world, broken, &mut Memo::default());
        let mut found = compiled.diagnostics;
        let Some(site) = compiled.value else {
            call.ui.diagnostics(&world, &found, Notes::Counted);
            call.ui.summary(&found);
            call.ui.say("build.nothing-published", &[]);
            return Ok(Exit::Content);
        };
        let adopt = if call.flag("adopt") { Adopt::Yes } else { Adopt::No };
        let target = Target { root: root.clone(), output: options::output(call.matches, &root), adopt };
        // Before it publishes: afterwards nobody knows what there was.
        found.extend(site.hub().config.levelled(gone::gone(site.hub(), &target)));
        let progress = call.ui.progress();
        let published = publish::sync(&site, &target, &Shown(&progress));
        drop(progress);
        found.extend(site.hub().config.levelled(site.take_found()));
        call.ui.diagnostics(&world, &found, Notes::Counted);
        call.ui.summary(&found);
        match published {
            Ok(changes) => {
                tell(call, &site, &changes, &target.output, started);
                Ok(if any_error(&found) { Exit::Content } else { Exit::Fine })
            }
            Err(PublishError::NotMade { .. }) => {
                call.ui.say("build.nothing-published", &[]);
                Ok(Exit::Content)
            }
            Err(error) => Err(failure(&error)),
        }
    }
}

pub(super) struct Shown<'p, 'u>(pub(super) &'p ProgressLine<'u>);

impl Progress for Shown<'_, '_> {
    fn made(&self, done: usize, of: usize) {
        self.0.at(done, of);
    }
}

/// What the environment refused, with the facts of the sentence.
pub(super) fn failure(error: &PublishError) -> Failure {
    let mut failure = Failure::environment(format!("error.{}", error.code()));
    for (name, text) in error.fields() {
        failure = failure.with(name, text);
    }
    failure
}

fn tell(call: &Call<'_>, site: &Site, changes: &Changes, output: &Path, started: Instant) {
    let seconds = format!("{:.1}", started.elapsed().as_secs_f64());
    let records = site.hub().entries().len();
    let facts = [
        ("n", Fact::from(site.len())),
        ("records", Fact::from(records)),
        ("written", Fact::Text(changes.written.to_string())),
        ("removed", Fact::Text(changes.removed.to_string())),
        ("unchanged", Fact::Text(changes.unchanged.to_string())),
        ("seconds", Fact::Text(seconds)),
    ];
    call.ui.say("build.done", &facts);
    let path = if changes.written == 0 && changes.removed == 0 { "build.unchanged" } else { "build.changes" };
    call.ui.say(path, &facts);
    let index = shown(&output.join("index.html"));
    call.ui.say("build.look", &[("path", Fact::Text(index))]);
    if !call.by_name {
        call.ui.say("build.next", &[]);
    }
}

/// A path as it is shortest from here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok().and_then(|here| std::fs::canonicalize(here).ok());
    let inside = here.and_then(|here| path.strip_prefix(here).ok().map(PathBuf::from));
    inside.unwrap_or_else(|| path.to_path_buf()).display().to_string()
}

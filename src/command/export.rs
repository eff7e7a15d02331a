//! `kazipot export NAME`: one output of the hub by itself, into a folder, a file or the next program.

use std::path::{Path, PathBuf};

use clap::Arg;

use super::{Call, Command, Exit, Failure, build, options};
use crate::catalogue::Catalogue;
use crate::declare::nearest;
use crate::diagnostic::{Diagnostic, Fact, any_error};
use crate::output::{self, OUTPUTS};
use crate::publish::{self, Adopt, Target};
use crate::site::Site;
use crate::ui::{Notes, out_bytes};
use crate::world::World;
use crate::{Broken, Memo, compile};

pub(super) struct Export;

impl Command for Export {
    fn name(&self) -> &'static str {
        "export"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let name = Arg::new("what").value_name("NAME").help(words.text("option.what"));
        vec![name, options::flag(words, "skip-broken"), options::flag(words, "adopt")]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let Some(name) = call.text("what") else {
            list(call);
            return Ok(Exit::Fine);
        };
        let known = || OUTPUTS.iter().map(|output| output.name());
        let Some(output) = output::named(name) else {
            let failure = Failure::usage("usage.unknown-output").with("found", name);
            let failure = failure.with("known", known().collect::<Vec<_>>().join(", "));
            return Err(match nearest(name, known()) {
                Some(near) => failure.with("suggestion", near),
                None => failure,
            });
        };
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let broken = if call.flag("skip-broken") { Broken::Skip } else { Broken::Stop };
        let compiled = compile(&world, broken, &mut Memo::default());
        let Some(site) = compiled.value else { return Ok(refused(call, &world, &compiled.diagnostics)) };
        let site = site.only(output);
        let to: Option<PathBuf> = call.matches.try_get_one::<PathBuf>("output").ok().flatten().cloned();
        match (to, site.len()) {
            (_, 0) => {
                call.ui.say("export.nothing", &[("name", name.into())]);
                Ok(Exit::Fine)
            }
            (None, 1) => print(call, &world, &site),
            (Some(path), 1) if is_file(&path, site.path(0)) => file(call, &world, &site, &path),
            (Some(path), _) => folder(call, &world, &site, &root, &path),
            (None, n) => Err(Failure::usage("usage.export-folder").with("name", name).with("n", n)),
        }
    }
}

/// Everything that can be exported, in a line each.
fn list(call: &Call<'_>) {
    call.ui.say("export.known", &[]);
    for output in OUTPUTS {
        let said = call.ui.words().text(&format!("output.{}", output.name()));
        call.ui.line(&format!("  {:<12} {said}", output.name()));
    }
}

/// Whether a path is meant as the file rather than as the folder for it: it is no folder and ends like the file.
fn is_file(path: &Path, file: &str) -> bool {
    !path.is_dir() && path.extension().is_some() && path.extension() == Path::new(file).extension()
}

fn print(call: &Call<'_>, world: &dyn World, site: &Site) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    if site.make(0, &mut bytes).is_err() {
        return Ok(refused(call, world, &site.take_found()));
    }
    match out_bytes(&bytes) {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => Err(Failure::environment("error.unwritable").with("path", "-").with("reason", error.to_string())),
    }
}

fn file(call: &Call<'_>, world: &dyn World, site: &Site, path: &Path) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    if site.make(0, &mut bytes).is_err() {
        return Ok(refused(call, world, &site.take_found()));
    }
    let shown = path.display().to_string();
    match publish::file(path, &bytes) {
        Ok(()) => {
            call.ui.say("export.done", &[("n", Fact::Count(1)), ("path", shown.into())]);
            Ok(Exit::Fine)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Failure::environment("error.exists").with("path", shown))
        }
        Err(error) => {
            Err(Failure::environment("error.unwritable").with("path", shown).with("reason", error.to_string()))
        }
    }
}

fn folder(call: &Call<'_>, world: &dyn World, site: &Site, root: &Path, path: &Path) -> Result<Exit, Failure> {
    let adopt = if call.flag("adopt") { Adopt::Yes } else { Adopt::No };
    let output = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let target = Target { root: root.to_path_buf(), output, adopt };
    let progress = call.ui.progress();
    let published = publish::sync(site, &target, &build::Shown(&progress));
    drop(progress);
    let found = site.hub().config.levelled(site.take_found());
    if any_error(&found) {
        return Ok(refused(call, world, &found));
    }
    published.map_err(|error| build::failure(&error))?;
    call.ui.say("export.done", &[("n", Fact::from(site.len())), ("path", path.display().to_string().into())]);
    Ok(Exit::Fine)
}

/// Nothing was exported: what is in the way has to be mended first.
fn refused(call: &Call<'_>, world: &dyn World, found: &[Diagnostic]) -> Exit {
    call.ui.diagnostics(world, found, Notes::Counted);
    call.ui.summary(found);
    call.ui.say("export.refused", &[]);
    Exit::Content
}

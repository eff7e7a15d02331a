//! `kazipot schema`: schemas and settings by which editors complete and check records while they are typed.

use super::{Call, Command, Exit, Failure, new, options};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edit::{self, EditError, NewFile, Schemas};
use crate::world::World;

pub(super) struct Schema;

impl Command for Schema {
    fn name(&self) -> &'static str {
        "schema"
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let Some(config) = call.config(&world) else { return Ok(Exit::Content) };
        let schemas = schemas(&config);
        for file in &schemas {
            write(&root, &world, file)?;
        }
        call.ui.say("schema.made", &[("path", edit::SCHEMAS.into()), ("n", schemas.len().into())]);
        for file in edit::settings(&schemas) {
            let path = file.path.display().to_string();
            match edit::make(&root, &file) {
                Ok(()) => call.ui.say("schema.settings", &[("path", path.into())]),
                // The settings may hold more than ours; they are the librarian's.
                Err(EditError::Exists(_)) if world.read(&path).ok().as_deref() == Some(&*file.bytes) => {}
                Err(EditError::Exists(_)) => call.ui.say("schema.kept", &[("path", path.into())]),
                Err(error) => return Err(new::failure(error)),
            }
        }
        Ok(Exit::Fine)
    }
}

/// Writes a schema over an older one.
fn write(root: &std::path::Path, world: &dyn World, file: &NewFile) -> Result<(), Failure> {
    let path = file.path.display().to_string();
    match world.read(&path) {
        Ok(before) if before == file.bytes => Ok(()),
        Ok(before) => edit::replace(root, &path, &before, &file.bytes),
        Err(_) => edit::make(root, file),
    }
    .map_err(new::failure)
}

/// The schemas of a hub, in the words of its first language.
fn schemas(config: &Config) -> Vec<NewFile> {
    let help = new::Words(crate::catalogue::of(config.languages.first()));
    Schemas { languages: &config.languages, help: &help }.files()
}

/// Writes the schemas and settings that are not there, so that the line of a new file leads somewhere.
pub(super) fn make_missing(root: &std::path::Path, config: &Config) -> Result<(), Failure> {
    let schemas = schemas(config);
    for file in schemas.iter().chain(&edit::settings(&schemas)) {
        match edit::make(root, file) {
            Ok(()) | Err(EditError::Exists(_)) => {}
            Err(error) => return Err(new::failure(error)),
        }
    }
    Ok(())
}

/// Schemas that are there and are not those of this program.
pub(super) fn outdated(world: &dyn World, config: &Config) -> Vec<Diagnostic> {
    let old = |file: NewFile| {
        let path = file.path.display().to_string();
        let is_old = world.read(&path).is_ok_and(|bytes| bytes != file.bytes);
        let at = Span { file: path.as_str().into(), range: 0..0 };
        is_old.then(|| Diagnostic::new(Code::OldSchema).at(at).with("path", path))
    };
    schemas(config).into_iter().find_map(old).into_iter().collect()
}

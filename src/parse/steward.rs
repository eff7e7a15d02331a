//! Who keeps a record, also one that has to be mended first.

use super::{Reading, split, syntax};
use crate::declare::Languages;
use crate::source::Source;
use crate::world::World;

/// The name that a record's file gives, as far as it can be read.
pub fn steward(world: &dyn World, source: &Source, languages: &Languages) -> Option<String> {
    let bytes = world.read(&source.main.path).ok()?;
    let text = syntax::text(&source.main.path, &bytes).ok()?;
    let reading = Reading::new(source.main.path.clone(), text, languages, world.today());
    let parts = split(text, source.main.form, &reading).ok()?;
    let (table, _) = syntax::parse(parts.toml, &reading);
    Some(table.get_ref().get("steward")?.get_ref().as_str()?.to_owned())
}

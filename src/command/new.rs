//! `kazipot new KIND ID`: a record to fill in.

use clap::Arg;

use super::{Call, Command, Exit, Failure, options, schema};
use crate::catalogue::Catalogue;
use crate::config;
use crate::declare::nearest;
use crate::edit::{self, EditError, Help, Skeleton};
use crate::record::{KINDS, Kind, kind_named};
use crate::value::slug;

pub(super) struct New;

impl Command for New {
    fn name(&self) -> &'static str {
        "new"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let argument = |name: &'static str, value: &'static str| {
            Arg::new(name).value_name(value).required(true).help(words.text(&format!("option.{name}")))
        };
        vec![argument("kind", "KIND"), argument("id", "ID")]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let (kind, id) = (call.text("kind").unwrap_or_default(), call.text("id").unwrap_or_default());
        let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let meant = kind_named(kind).or_else(|| crate::declare::meant_by(kind).find_map(kind_named));
        let Some(found) = meant else {
            let failure = Failure::usage("usage.unknown-kind").with("found", kind).with("known", known.join(", "));
            return Err(match nearest(kind, known.iter().copied()) {
                Some(near) => failure.with("suggestion", near),
                None => failure,
            });
        };
        if slug::slug(id).is_err() {
            let near = slug::suggest(id).unwrap_or_else(|| "ime-zapisa".to_owned());
            return Err(Failure::usage("usage.bad-id").with("found", id).with("suggestion", near));
        }
        let root = call.root()?;
        let today = call.today(&root)?;
        let (config, _) = config::read(&options::disk(&root, today));
        let languages = config.as_ref().map(|config| &config.languages);
        let mut file = Skeleton { kind: found, id, today, languages, help: &Words(call.ui.words()) }.file();
        if let Some(config) = &config {
            schema::make_missing(&root, config)?;
            let line = edit::schema_line(&file.path.to_string_lossy()).unwrap_or_default();
            file.bytes.splice(0..0, line.into_bytes());
        }
        edit::make(&root, &file).map_err(failure)?;
        call.ui.say("new.made", &[("path", file.path.display().to_string().into())]);
        call.ui.say("new.edit", &[]);
        Ok(Exit::Fine)
    }
}

/// The words of a skeleton, from the catalogue.
pub(super) struct Words(pub(super) &'static Catalogue);

impl Help for Words {
    fn opening(&self, kind: &Kind) -> Option<String> {
        self.0.try_say("skeleton.opening", &[("kind", kind.name.into())])
    }

    fn key(&self, kind: &Kind, key: &str) -> Option<String> {
        self.0.key(kind.name, key)
    }

    fn inside(&self, table: &str, key: &str) -> Option<String> {
        self.0.key_inside(table, key)
    }

    fn choices(&self, codes: &[&str]) -> Option<String> {
        self.0.try_say("skeleton.choices", &[("codes", codes.join(", ").into())])
    }

    fn optional(&self) -> Option<String> {
        self.0.try_say("skeleton.optional", &[])
    }

    fn rare(&self) -> Option<String> {
        self.0.try_say("skeleton.rare", &[])
    }

    fn translated(&self, language: &str) -> Option<String> {
        self.0.try_say("skeleton.translated", &[("language", language.into())])
    }
}

/// Why a file was not made.
pub(super) fn failure(error: EditError) -> Failure {
    match error {
        EditError::Changed(path) => Failure::environment("error.unchanged").with("path", path.display().to_string()),
        EditError::Exists(path) => Failure::environment("error.exists").with("path", path.display().to_string()),
        EditError::Io(path, error) => Failure::environment("error.unwritable")
            .with("path", path.display().to_string())
            .with("reason", error.to_string()),
    }
}

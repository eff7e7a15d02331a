//! `kazipot init DIR`: a new hub, from the sample that the binary carries.

use std::path::{Path, PathBuf};

use clap::Arg;
use include_dir::{Dir, include_dir};

use super::{Call, Command, Exit, Failure, new, options, schema};
use crate::catalogue::Catalogue;
use crate::edit::{self, NewFile};

pub(super) struct Init;

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");
const SITE: &str = include_str!("../../site.toml");

impl Command for Init {
    fn name(&self) -> &'static str {
        "init"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let directory = Arg::new("directory").value_name("DIR").required(true).help(words.text("option.directory"));
        vec![directory.value_parser(clap::value_parser!(PathBuf)), options::flag(words, "empty")]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let asked: Option<&PathBuf> = call.matches.try_get_one("directory").ok().flatten();
        let root = asked.map_or_else(PathBuf::new, Clone::clone);
        if is_occupied(&root) {
            return Err(Failure::environment("error.not-empty").with("path", root.display().to_string()));
        }
        let mut files =
            vec![file(".gitignore", "/public/*\n!/public/.gitignore\n"), file("public/.gitignore", "*\n!.gitignore\n")];
        if call.flag("empty") {
            let lang = call.ui.words().language.code;
            files.push(file("site.toml", &call.ui.words().say("skeleton.site", &[("lang", lang.into())])));
            files
                .extend(crate::record::KINDS.iter().map(|kind| file(&format!("content/{}/.gitkeep", kind.folder), "")));
        } else {
            files.push(file("site.toml", SITE));
            sample(&CONTENT, &mut files);
        }
        for file in &mut files {
            let line = edit::schema_line(&file.path.to_string_lossy().replace('\\', "/")).unwrap_or_default();
            file.bytes.splice(0..0, line.into_bytes());
            edit::make(&root, file).map_err(new::failure)?;
        }
        let world = options::disk(&root, call.today(&root)?);
        if let (Some(config), _) = crate::config::read(&world) {
            schema::make_missing(&root, &config)?;
        }
        let path = || root.display().to_string();
        call.ui.say("init.made", &[("path", path().into()), ("n", files.len().into())]);
        call.ui.say("init.next", &[("path", path().into())]);
        Ok(Exit::Fine)
    }
}

fn is_occupied(root: &Path) -> bool {
    std::fs::read_dir(root)
        .is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != ".git")))
        || root.is_file()
}

fn file(path: &str, text: &str) -> NewFile {
    NewFile { path: PathBuf::from(path), bytes: text.as_bytes().to_vec() }
}

fn sample(dir: &'static Dir<'static>, into: &mut Vec<NewFile>) {
    let files = dir
        .files()
        .map(|file| NewFile { path: Path::new("content").join(file.path()), bytes: file.contents().to_vec() });
    into.extend(files);
    dir.dirs().for_each(|inner| sample(inner, into));
}

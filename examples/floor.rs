//! The least time that a build of a hub can take on this machine, for `tests/bench`.
//!
//! `floor CONTENT SITE FRESH` does what no generator can leave out, with kazipot's own crates and threads, and
//! prints how long it took. First it reads every file of CONTENT and parses its TOML and its Markdown, and keeps
//! nothing; then it writes the files of SITE, which it holds in memory, under FRESH, which must not be there.
//! Reading SITE into memory is not counted. The output is one line of JSON:
//! `{"files": 1106, "bytes": 10033615, "parse": 0.021, "write": 0.012}`, times in seconds.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use pulldown_cmark::{Options, Parser, html};
use rayon::prelude::*;
use walkdir::WalkDir;

type Done<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Done<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [content, site, fresh] = &arguments[..] else { return Err("floor CONTENT SITE FRESH".into()) };

    let started = Instant::now();
    let sources = files(content)?;
    sources.par_iter().try_for_each(|path| parse(path))?;
    let parse = started.elapsed().as_secs_f64();

    let held = files(site)?.into_par_iter().map(|path| held(&path, site, fresh)).collect::<Done<Vec<_>>>()?;
    let started = Instant::now();
    write(&held)?;
    let write = started.elapsed().as_secs_f64();

    let bytes: usize = held.iter().map(|(_, bytes)| bytes.len()).sum();
    let files = held.len();
    writeln!(
        std::io::stdout(),
        "{{\"files\": {files}, \"bytes\": {bytes}, \"parse\": {parse:.4}, \"write\": {write:.4}}}"
    )?;
    Ok(())
}

fn files(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            found.push(entry.into_path());
        }
    }
    Ok(found)
}

/// Parses a record or a table, and throws away what comes of it.
fn parse(path: &Path) -> Done<()> {
    let text = fs::read_to_string(path)?;
    let (front, markdown) = match path.extension().is_some_and(|ending| ending == "toml") {
        true => (&*text, ""),
        false => split(&text),
    };
    black_box(front.parse::<toml::Table>()?);
    let mut page = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut page, Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH));
    black_box(page);
    Ok(())
}

/// The front matter between its `+++` lines, and the Markdown behind it.
fn split(text: &str) -> (&str, &str) {
    text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).unwrap_or(("", text))
}

/// A file of the site in memory, with the path that it gets.
fn held(path: &Path, site: &Path, fresh: &Path) -> Done<(PathBuf, Vec<u8>)> {
    Ok((fresh.join(path.strip_prefix(site)?), fs::read(path)?))
}

/// Makes all folders and writes all files.
fn write(held: &[(PathBuf, Vec<u8>)]) -> Done<()> {
    let mut folders: Vec<&Path> = held.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    // Parents that hold no file themselves are made first, so that every other folder is one call.
    let mut above: Vec<&Path> = folders.iter().filter_map(|folder| folder.parent()).collect();
    above.sort_unstable();
    above.dedup();
    above.iter().try_for_each(fs::create_dir_all)?;
    folders.par_iter().try_for_each(|folder| match fs::create_dir(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    })?;
    held.par_iter().try_for_each(|(path, bytes)| fs::write(path, bytes))?;
    Ok(())
}

//! The only room that prints: diagnostics, results, progress, in the reader's language.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::catalogue::{self, Catalogue};
use crate::diagnostic::shown::{Position, Shown, tame, window};
use crate::diagnostic::{Code, Diagnostic, Fact, Severity};
use crate::language::Lang;
use crate::world::World;

/// How things are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: the line, a caret, what to do.
    Human,
    /// One line each.
    Short,
    /// One JSON object each.
    Json,
    /// Annotations of GitHub's workflows.
    Github,
}

impl Format {
    /// The format with this name.
    pub fn named(name: &str) -> Option<Format> {
        let known =
            [("human", Format::Human), ("short", Format::Short), ("json", Format::Json), ("github", Format::Github)];
        known.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// So many diagnostics are shown to a person at once; nobody reads more before mending the first.
const MOST: usize = 300;

/// Speaks to the person, or the program, that called.
pub struct Ui {
    /// How.
    pub format: Format,
    words: &'static Catalogue,
    colour: bool,
}

impl Ui {
    /// A voice in a language.
    pub fn new(lang: Lang, format: Format) -> Ui {
        let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Ui { format, words: catalogue::of(lang), colour }
    }

    /// The words it speaks with.
    pub fn words(&self) -> &'static Catalogue {
        self.words
    }

    /// The language it speaks.
    pub fn lang(&self) -> Lang {
        Lang::new(self.words.language.code).expect("a language of the table has a tag")
    }

    /// Says a result.
    pub fn say(&self, path: &str, facts: &[(&'static str, Fact)]) {
        self.line(&self.words.say(path, facts));
    }

    /// Says a text as it is.
    pub fn line(&self, text: &str) {
        match self.format {
            Format::Json => {}
            _ => out(&format!("{}\n", tame(text))),
        }
    }

    /// Says an object for other programs, on a line of its own.
    pub fn object(&self, object: &serde_json::Value) {
        out(&format!("{object}\n"));
    }

    /// Says that the environment failed.
    pub fn fail(&self, path: &str, facts: &[(&'static str, Fact)]) {
        let message = self.words.try_say(path, facts).unwrap_or_else(|| path.to_owned());
        let help = self.words.try_say(&format!("{path}-help"), facts);
        match self.format {
            Format::Json => {
                let object = serde_json::json!({ "severity": "error", "name": path, "message": message, "help": help });
                out(&format!("{object}\n"));
            }
            Format::Github => out(&format!("::error::{}\n", github(&message))),
            Format::Human | Format::Short => {
                let word = self.words.text("ui.error");
                let word = if self.colour { format!("\u{1b}[1;31m{word}\u{1b}[0m") } else { word };
                err(&format!("{word}: {}\n", tame(&message)));
                if let Some(help) = help {
                    err(&format!("  {}: {}\n", self.words.text("ui.help"), tame(&help)));
                }
            }
        }
    }

    /// Says what one could do.
    pub fn hint(&self, text: &str) {
        err(&format!("  {}: {}\n", self.words.text("ui.help"), tame(text)));
    }

    /// Shows diagnostics; notes are shown one by one only when they are asked for.
    pub fn diagnostics(&self, world: &dyn World, found: &[Diagnostic], notes: Notes) {
        let mut texts: BTreeMap<&str, Option<Shown>> = BTreeMap::new();
        let mut counted: BTreeMap<Code, usize> = BTreeMap::new();
        let mut shown = 0;
        for one in found {
            if self.format == Format::Human && shown == MOST {
                break;
            }
            if one.severity == Severity::Note && notes == Notes::Counted && self.format == Format::Human {
                *counted.entry(one.code).or_default() += 1;
                continue;
            }
            let spans = one.at.iter().chain(one.related.iter().map(|(span, _)| span));
            for span in spans {
                texts.entry(&span.file).or_insert_with(|| {
                    world.read(&span.file).ok().map(|bytes| Shown::new(String::from_utf8_lossy(&bytes).into_owned()))
                });
            }
            self.diagnostic(one, &texts);
            shown += 1;
        }
        let left = found.len() - shown - counted.values().sum::<usize>();
        if shown == MOST && left > 0 {
            err(&format!("{}\n", self.words.say("ui.more", &[("n", Fact::from(left))])));
        }
        for (code, n) in counted {
            let facts = [("n", Fact::Count(n as i64)), ("code", code.number().into()), ("name", code.name().into())];
            err(&format!("{}\n", self.words.say("ui.notes", &facts)));
        }
    }

    fn diagnostic(&self, one: &Diagnostic, texts: &BTreeMap<&str, Option<Shown>>) {
        let text = one.at.as_ref().and_then(|span| texts.get(&*span.file)?.as_ref());
        match self.format {
            Format::Human => err(&self.human(one, text)),
            Format::Short => err(&self.short(one, text)),
            Format::Json => out(&self.json(one, text)),
            Format::Github => out(&self.github(one, text)),
        }
    }

    fn severity(&self, severity: Severity) -> String {
        self.words.text(match severity {
            Severity::Error => "ui.error",
            Severity::Warning => "ui.warning",
            Severity::Note => "ui.note",
        })
    }

    fn human(&self, one: &Diagnostic, text: Option<&Shown>) -> String {
        let worded = self.words.word(one);
        let name = self.severity(one.severity);
        let level = match one.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let message = tame(&worded.message);
        let title = level.with_name(name).primary_title(message).id(one.code.number());
        let label = worded.label.map(|label| tame(&label));
        let shown = text.map(|text| {
            let span = one.at.as_ref().map_or(0..0, |span| span.range.clone());
            window(text, span)
        });
        // A mistake of a whole file has no line of it to show.
        let shown =
            shown.filter(|(_, _, range)| !(range.is_empty() && one.at.as_ref().is_some_and(|at| at.range.start == 0)));
        let mut group = match (&one.at, &shown) {
            (Some(span), Some((source, line, range))) => {
                let mark = AnnotationKind::Primary.span(range.clone());
                let mark = match &label {
                    Some(label) => mark.label(label.as_str()),
                    None => mark,
                };
                let snippet = Snippet::source(source.as_str()).line_start(*line).path(&*span.file).fold(true);
                Group::with_title(title).element(snippet.annotation(mark))
            }
            (Some(span), None) => Group::with_title(title).element(Origin::path(&*span.file)),
            (None, _) => Group::with_title(title),
        };
        if let Some(label) = label.as_ref().filter(|_| shown.is_none()) {
            group = group.element(Level::NOTE.no_name().message(label.clone()));
        }
        for help in worded.help {
            group = group.element(Level::HELP.with_name(self.words.text("ui.help")).message(tame(&help)));
        }
        let renderer = if self.colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Unicode).term_width(width());
        format!("{}\n\n", renderer.render(&[group]))
    }

    fn short(&self, one: &Diagnostic, text: Option<&Shown>) -> String {
        let worded = self.words.word(one);
        let at = one.at.as_ref().map_or(String::new(), |span| {
            let at = text.map_or(Position { line: 1, column: 1 }, |text| text.position(span.range.start));
            format!("{}:{}:{}: ", span.file, at.line, at.column)
        });
        let label = worded.label.map_or(String::new(), |label| format!(" – {label}"));
        let severity = self.severity(one.severity);
        format!(
            "{}\n",
            tame(&format!("{at}{severity}[{}]: {}{label}", one.code.number(), worded.message)).replace('\n', " ")
        )
    }

    fn json(&self, one: &Diagnostic, text: Option<&Shown>) -> String {
        let worded = self.words.word(one);
        let severity = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = one.at.as_ref().map(|span| {
            let (from, to) = text.map_or((None, None), |text| {
                (Some(text.position(span.range.start)), Some(text.position(span.range.end)))
            });
            (span.file.to_string(), from, to)
        });
        let (file, from, to) = place.map_or((None, None, None), |(file, from, to)| (Some(file), from, to));
        let object = serde_json::json!({
            "code": one.code.number(),
            "name": one.code.name(),
            "severity": severity,
            "file": file,
            "line": from.map(|at| at.line),
            "column": from.map(|at| at.column),
            "end_line": to.map(|at| at.line),
            "end_column": to.map(|at| at.column),
            "message": worded.message,
            "label": worded.label,
            "help": worded.help,
        });
        format!("{object}\n")
    }

    fn github(&self, one: &Diagnostic, text: Option<&Shown>) -> String {
        let worded = self.words.word(one);
        let command = match one.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = one.at.as_ref().map_or(String::new(), |span| {
            let at = text.map_or(Position { line: 1, column: 1 }, |text| text.position(span.range.start));
            format!("file={},line={},col={},", github_property(&span.file), at.line, at.column)
        });
        let parts: Vec<String> = worded.label.into_iter().chain(worded.help).collect();
        let title = github_property(&format!("{}: {}", one.code.number(), worded.message));
        let body = if parts.is_empty() { worded.message } else { parts.join("\n") };
        format!("::{command} {place}title={title}::{}\n", github(&body))
    }

    /// Tells how much was wrong.
    pub fn summary(&self, found: &[Diagnostic]) {
        if self.format != Format::Human && self.format != Format::Short {
            return;
        }
        let count = |severity| found.iter().filter(|one| one.severity == severity).count();
        for (severity, path) in [(Severity::Error, "ui.errors"), (Severity::Warning, "ui.warnings")] {
            let n = count(severity);
            if n > 0 {
                err(&format!("{}\n", self.words.say(path, &[("n", n.into())])));
            }
        }
    }

    /// Shows how far long work has come: a moving line on a terminal, nothing elsewhere.
    pub fn progress(&self) -> ProgressLine<'_> {
        let shown = self.format == Format::Human && std::io::stderr().is_terminal();
        ProgressLine { ui: self, shown, started: Instant::now(), last: Mutex::new(None), most: AtomicUsize::new(0) }
    }
}

/// Whether notes are shown one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notes {
    /// One line for each code.
    Counted,
    /// Each by itself.
    Shown,
}

/// A line that tells how far work has come.
pub struct ProgressLine<'u> {
    ui: &'u Ui,
    shown: bool,
    started: Instant,
    last: Mutex<Option<Instant>>,
    most: AtomicUsize,
}

impl ProgressLine<'_> {
    /// `done` of `of`; written at most ten times a second, and only when the work takes long enough to wonder.
    pub fn at(&self, done: usize, of: usize) {
        const PATIENCE: Duration = Duration::from_millis(400);
        const PACE: Duration = Duration::from_millis(100);
        let most = self.most.fetch_max(done, Ordering::Relaxed).max(done);
        if !self.shown || self.started.elapsed() < PATIENCE {
            return;
        }
        let Ok(mut last) = self.last.try_lock() else { return };
        if last.is_some_and(|last| last.elapsed() < PACE) {
            return;
        }
        *last = Some(Instant::now());
        let facts = [("done", Fact::Text(most.to_string())), ("of", Fact::Text(of.to_string()))];
        err(&format!("\r{}\u{1b}[K", self.ui.words.say("ui.progress", &facts)));
    }
}

impl Drop for ProgressLine<'_> {
    fn drop(&mut self) {
        if self.last.lock().is_ok_and(|last| last.is_some()) {
            err("\r\u{1b}[K");
        }
    }
}

fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|n| *n >= 40).unwrap_or(100)
}

fn github(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn github_property(text: &str) -> String {
    github(text).replace(':', "%3A").replace(',', "%2C")
}

/// Writes to standard output. A reader that went away (`| head`) is no error.
pub fn out(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Writes bytes to standard output as they are, for the next program.
///
/// # Errors
/// What the system says; a reader that went away is no error.
pub fn out_bytes(bytes: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

fn err(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

//! Diagnostics: everything that can be wrong with the content, as values.
//!
//! A room that finds a mistake returns a [`Diagnostic`]: which mistake ([`Code`]), where ([`Span`])
//! and the facts that the words need. It knows nothing of terminals and nothing of languages: the
//! words live in the catalogues (`words`), keyed by the code, and only `ui` shows them.

mod codes;
pub(crate) mod shown;

use std::ops::Range;
use std::sync::Arc;

pub use codes::{Area, Code};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be published until it is mended (or the record is left out).
    Error,
    /// The site is right as far as it goes; somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

/// A place in a file of the hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Path from the hub's root, with `/`.
    pub file: Arc<str>,
    /// Bytes of the file, half open.
    pub range: Range<usize>,
}

/// A fact that a diagnostic's words name.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Text as it was found or as it is expected, shown as it is.
    Text(String),
    /// A word of the catalogues, by its key in `[term]`.
    Term(&'static str),
    /// A reason of the catalogues, by its key in `[why]`.
    Why(&'static str),
    /// A number that chooses the plural form.
    Count(i64),
    /// Several things of the same sort, shown one after the other.
    List(Vec<String>),
}

impl From<&str> for Fact {
    fn from(text: &str) -> Fact {
        Fact::Text(text.to_owned())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Fact {
        Fact::Text(text)
    }
}

impl From<usize> for Fact {
    fn from(n: usize) -> Fact {
        Fact::Count(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

/// One mistake, found at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Which mistake.
    pub code: Code,
    /// How bad it is in this hub.
    pub severity: Severity,
    /// Where it stands; `None` when no line of a file is to blame.
    pub at: Option<Span>,
    /// The facts its words name.
    pub facts: Vec<(&'static str, Fact)>,
    /// Other places that belong to it, each with the key of its label.
    pub related: Vec<(Span, &'static str)>,
}

impl Diagnostic {
    /// A mistake with its usual severity.
    pub fn new(code: Code) -> Diagnostic {
        Diagnostic { code, severity: code.severity(), at: None, facts: Vec::new(), related: Vec::new() }
    }

    /// Where it stands.
    #[must_use]
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.at = Some(span);
        self
    }

    /// A fact for its words.
    #[must_use]
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Diagnostic {
        self.facts.push((name, fact.into()));
        self
    }

    /// A fact for its words, when there is one.
    #[must_use]
    pub fn with_some(self, name: &'static str, fact: Option<impl Into<Fact>>) -> Diagnostic {
        match fact {
            Some(fact) => self.with(name, fact),
            None => self,
        }
    }

    /// Another place that belongs to it; `label` is a key of the code's own words.
    #[must_use]
    pub fn related(mut self, span: Span, label: &'static str) -> Diagnostic {
        self.related.push((span, label));
        self
    }

    /// The fact with this name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact)
    }
}

/// A value and what was wrong on the way to it.
#[derive(Debug)]
pub struct Reported<T> {
    /// What came out.
    pub value: T,
    /// What was wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether any of them is an error.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

/// Sorts for people: by file and place, the worst first where places are equal; twins are dropped.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |found: &Diagnostic| {
        let at = found.at.as_ref().map(|span| (span.file.clone(), span.range.start, span.range.end));
        (at, found.severity, found.code)
    };
    diagnostics.sort_by_key(key);
    diagnostics.dedup();
}

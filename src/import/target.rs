//! Key paths: `place.street`, `contact.2.phone`, `x.note`. Each is looked up in the declarations of the
//! records, so that a map can name exactly what a record can hold.

use std::fmt;

use crate::declare::{Declared, Shape, nearest};
use crate::record::Kind;

/// One step into a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A key.
    Key(Box<str>),
    /// An item of a list of tables, from 0.
    Item(usize),
}

/// Where a value goes.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// The way there.
    pub(super) steps: Vec<Step>,
    /// What stands there.
    pub(super) shape: &'static Shape,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_steps(&self.steps, f)
    }
}

fn write_steps(steps: &[Step], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (turn, step) in steps.iter().enumerate() {
        let dot = if turn == 0 { "" } else { "." };
        match step {
            Step::Key(key) => write!(f, "{dot}{key}")?,
            Step::Item(index) => write!(f, "{dot}{}", index + 1)?,
        }
    }
    Ok(())
}

/// Why a path leads nowhere.
#[derive(Debug)]
pub(super) struct NoTarget {
    /// The step at fault.
    pub(super) found: String,
    /// What could stand there.
    pub(super) known: Vec<String>,
    /// What was likely meant.
    pub(super) suggestion: Option<String>,
}

/// The keys among which a path is looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among {
    /// Those of a kind.
    Kind(&'static Kind),
    /// Those of a table inside a record.
    Table(&'static [Declared], &'static [&'static [Declared]]),
}

impl Among {
    /// Its keys, in the order of the declaration.
    pub(super) fn fields(self) -> Box<dyn Iterator<Item = &'static Declared>> {
        match self {
            Among::Kind(kind) => Box::new(kind.all_fields()),
            Among::Table(fields, parts) => Box::new(fields.iter().chain(parts.iter().flat_map(|part| part.iter()))),
        }
    }

    fn find(self, key: &str) -> Option<&'static Declared> {
        self.fields().find(|field| field.key == key)
    }
}

/// The keys of the table that a shape is, or that each item of it is.
pub(super) fn inside(shape: &'static Shape) -> Option<(Among, Several)> {
    match shape {
        Shape::Table(fields, parts) => Some((Among::Table(fields, parts), Several::No)),
        Shape::List(inner) => inside(inner).map(|(among, _)| (among, Several::Yes)),
        Shape::Either(shapes) => shapes.iter().find_map(|shape| inside(shape)),
        _ => None,
    }
}

/// Whether there may be several of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Several {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// How many items a map may name by their numbers.
const MOST_ITEMS: usize = 100;

/// Looks up a path of keys as a map has it.
pub(super) fn resolve(path: &str, top: Among) -> Result<Target, NoTarget> {
    look_up(path, top, MOST_ITEMS)
}

/// Looks up a path of keys in which items may have any number.
pub(super) fn resolve_far(path: &str, top: Among) -> Result<Target, NoTarget> {
    look_up(path, top, usize::MAX)
}

fn look_up(path: &str, top: Among, most: usize) -> Result<Target, NoTarget> {
    let mut steps = Vec::new();
    let mut among = top;
    let mut parts = path.split('.').peekable();
    loop {
        let part = parts.next().unwrap_or_default();
        let Some(field) = among.find(part) else { return Err(unknown(part, among)) };
        steps.push(Step::Key(field.key.into()));
        if matches!(field.shape, Shape::Open) {
            let rest: Vec<Step> = parts.map(|part| Step::Key(part.into())).collect();
            if rest.is_empty() || rest.contains(&Step::Key("".into())) {
                return Err(NoTarget { found: path.to_owned(), known: vec![format!("{part}.…")], suggestion: None });
            }
            steps.extend(rest);
            return Ok(Target { steps, shape: &Shape::Text });
        }
        let inner = inside(field.shape);
        if parts.peek().is_none() {
            let plain = match field.shape {
                Shape::Either(shapes) => shapes.iter().any(|shape| inside(shape).is_none()),
                _ => inner.is_none(),
            };
            if let (false, Some((among, _))) = (plain, inner) {
                let known = among.fields().map(|field| format!("{path}.{}", field.key)).collect();
                return Err(NoTarget { found: path.to_owned(), known, suggestion: None });
            }
            return Ok(Target { steps, shape: field.shape });
        }
        let Some((next, several)) = inner else {
            return Err(unknown(parts.next().unwrap_or_default(), Among::Table(&[], &[])));
        };
        if several == Several::Yes {
            let number = parts.peek().and_then(|part| part.parse::<usize>().ok()).filter(|n| (1..=most).contains(n));
            if number.is_some() {
                parts.next();
            }
            steps.push(Step::Item(number.unwrap_or(1) - 1));
            if parts.peek().is_none() {
                let known = next.fields().map(|field| format!("{path}.{}", field.key)).collect();
                return Err(NoTarget { found: path.to_owned(), known, suggestion: None });
            }
        }
        among = next;
    }
}

/// Looks up a path that leads to a list of tables; the steps end with its key.
pub(super) fn resolve_list(path: &str, top: Among) -> Result<(Vec<Step>, Among), NoTarget> {
    let mut steps = Vec::new();
    let mut among = top;
    let mut parts = path.split('.').peekable();
    loop {
        let part = parts.next().unwrap_or_default();
        let Some(field) = among.find(part) else { return Err(unknown(part, among)) };
        steps.push(Step::Key(field.key.into()));
        let Some((next, several)) = inside(field.shape) else { return Err(unknown(part, among)) };
        match (parts.peek().is_some(), several) {
            (false, Several::Yes) => return Ok((steps, next)),
            (false, Several::No) => return Err(unknown(part, among)),
            (true, Several::Yes) => steps.push(Step::Item(0)),
            (true, Several::No) => {}
        }
        among = next;
    }
}

fn unknown(part: &str, among: Among) -> NoTarget {
    let known: Vec<&str> = among.fields().map(|field| field.key).collect();
    let meant = crate::declare::meant_by(part).find(|key| known.contains(key));
    let suggestion = meant.or_else(|| nearest(part, known.iter().copied())).map(str::to_owned);
    NoTarget { found: part.to_owned(), known: known.into_iter().map(str::to_owned).collect(), suggestion }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::kind_named;

    fn top(kind: &str) -> Among {
        Among::Kind(kind_named(kind).expect("a kind"))
    }

    #[test]
    fn paths_lead_into_tables_and_lists() {
        for (path, shown) in [
            ("title", "title"),
            ("place.street", "place.street"),
            ("contact.phone", "contact.1.phone"),
            ("contact.2.phone", "contact.2.phone"),
            ("accepts.value", "accepts.value"),
            ("cost.amount", "cost.1.amount"),
            ("cost", "cost"),
            ("x.stevilka", "x.stevilka"),
            ("service.contact.email", "service.1.contact.1.email"),
            ("for", "for"),
            ("place", "place"),
        ] {
            assert_eq!(resolve(path, top("health")).expect(path).to_string(), shown);
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_says_what_was_meant() {
        for (path, found, meant) in [
            ("place.stret", "stret", Some("street")),
            ("telefon", "telefon", Some("contact")),
            ("title.sl", "sl", None),
            ("contact", "contact", None),
            ("x", "x", None),
        ] {
            let wrong = resolve(path, top("organization")).expect_err(path);
            assert_eq!((wrong.found.as_str(), wrong.suggestion.as_deref()), (found, meant), "{path}");
        }
    }

    #[test]
    fn lists_of_tables_are_found_for_joins() {
        let (steps, _) = resolve_list("location.contact", top("organization")).expect("a list");
        assert_eq!(steps.len(), 3);
        assert!(resolve_list("place", top("organization")).is_err());
        assert!(resolve_list("topics", top("organization")).is_err());
    }
}

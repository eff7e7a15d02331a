//! Feeds that are cut into pages: whether all pages of one were given.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::import::feed::Feed;
use crate::import::json::Node;

/// What the envelope of a page says: of how many it is one, and which. Older feeds write it in their own way.
const PAGES: [&str; 2] = ["total_pages", "totalPages"];
const NUMBER: [&str; 2] = ["page_number", "number"];
const ITEMS: [&str; 2] = ["total_items", "totalElements"];

/// Tells of each feed of which pages are missing, at the first of its pages that is there.
pub(super) fn missing(feeds: &[Feed]) -> Vec<Diagnostic> {
    // Pages that name the same totals are pages of one feed.
    let mut cut: BTreeMap<(usize, Option<usize>), Vec<&Feed>> = BTreeMap::new();
    for feed in feeds {
        if let Some((of, _)) = number(feed, &PAGES).filter(|(of, _)| *of > 1) {
            cut.entry((of, number(feed, &ITEMS).map(|(items, _)| items))).or_default().push(feed);
        }
    }
    cut.into_iter().filter_map(|((of, _), pages)| told(of, &pages)).collect()
}

fn told(of: usize, pages: &[&Feed]) -> Option<Diagnostic> {
    let numbers: BTreeSet<usize> =
        pages.iter().filter_map(|page| number(page, &NUMBER)).map(|(number, _)| number).collect();
    let here = if numbers.is_empty() { pages.len() } else { numbers.len() };
    let missing = of.checked_sub(here).filter(|missing| *missing > 0)?;
    let (first, at) = pages.iter().find_map(|page| Some((page, number(page, &PAGES)?.1)))?;
    let told = Diagnostic::new(Code::ImportPages).at(Span { file: first.file.clone(), range: at.range() });
    // Some count from nought.
    let page = number(first, &NUMBER).map(|(number, _)| number + usize::from(numbers.contains(&0)));
    Some(told.with("of", of.to_string()).with("missing", missing).with_some("page", page.map(|page| page.to_string())))
}

/// The number behind the first of these keys that has one, and where it stands.
fn number<'f>(feed: &'f Feed, keys: &[&str]) -> Option<(usize, &'f Node)> {
    let at = |key: &&str| {
        let node = feed.root.get(&feed.text, key)?;
        Some((feed.text[node.range()].trim_matches('"').parse().ok()?, node))
    };
    keys.iter().find_map(at)
}

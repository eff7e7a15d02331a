//! The words of search: groups of forms that share a key, the measure of the Slovene rules on a large list
//! where there is one, and the vectors that hold the browser's twin equal.

mod groups;
mod measure;
mod vectors;

use kazipot::language::Lang;
use kazipot::search::words::Analyzer;

fn analyzer(lang: &str) -> &'static Analyzer {
    Analyzer::of(Lang::new(lang).expect("a tag"))
}

/// The key of a text of one word.
fn key(analyzer: &Analyzer, word: &str) -> String {
    analyzer.tokens(word).map(|token| analyzer.key(&token.folded)).collect::<Vec<_>>().join(" ")
}

//! `kazipot stem`: the keys by which search finds words, one a line for each line of standard input.

use clap::Arg;

use super::{Call, Command, Exit, Failure};
use crate::catalogue::Catalogue;
use crate::language::Lang;
use crate::search::words::{self, Analyzer};

pub(super) struct Stem;

impl Command for Stem {
    fn name(&self) -> &'static str {
        "stem"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let spoken: Vec<&str> = words::languages().collect();
        let lang = Arg::new("lang").long("lang").value_name("LANG").value_parser(spoken).hide_possible_values(true);
        vec![lang.help(words.text("option.lang"))]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let lang = call.text("lang").unwrap_or("sl");
        let analyzer = Analyzer::of(Lang::new(lang).expect("clap knows languages with rules only"));
        let input = std::io::read_to_string(std::io::stdin())
            .map_err(|error| Failure::environment("error.input").with("reason", error.to_string()))?;
        // A line of several words gets their keys, a line without any an empty line.
        let keys = input.lines().map(|line| {
            let keys: Vec<String> = analyzer.tokens(line).map(|token| analyzer.key(&token.folded)).collect();
            keys.join(" ")
        });
        let keys: Vec<String> = keys.collect();
        if !keys.is_empty() {
            call.ui.line(&keys.join("\n"));
        }
        Ok(Exit::Fine)
    }
}

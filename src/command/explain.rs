//! `kazipot explain CODE`: the manual page of a diagnostic.

use clap::Arg;

use super::{Call, Command, Exit, Failure};
use crate::catalogue::Catalogue;
use crate::declare::nearest;
use crate::diagnostic::Code;

pub(super) struct Explain;

impl Command for Explain {
    fn name(&self) -> &'static str {
        "explain"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        vec![Arg::new("code").value_name("CODE").help(words.text("option.code"))]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let words = call.ui.words();
        let Some(asked) = call.text("code") else {
            // Without a code: the list of all of them.
            for code in Code::ALL {
                call.ui.line(&format!("{}  {}", code.number(), code.name()));
            }
            return Ok(Exit::Fine);
        };
        let Some(code) = Code::find(asked) else {
            let upper = asked.to_uppercase();
            let numbers = Code::ALL.iter().map(|code| code.number());
            let names = Code::ALL.iter().map(|code| code.name());
            let near =
                nearest(&asked.to_lowercase(), names).or_else(|| numbers.into_iter().find(|number| **number == upper));
            let failure = Failure::usage("usage.unknown-code").with("found", asked);
            return Err(match near {
                Some(near) => failure.with("suggestion", near),
                None => failure,
            });
        };
        call.ui.line(&format!("{} {}\n", code.number(), code.name()));
        call.ui.line(words.manual(code.number()).unwrap_or_default().trim_end());
        Ok(Exit::Fine)
    }
}

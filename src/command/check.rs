//! `kazipot check`: everything that `build` would say, and every page made, with nothing written.

use super::{Call, Command, Exit, Failure, options};
use crate::diagnostic::{Fact, any_error};
use crate::ui::Notes;
use crate::{Broken, compile};

pub(super) struct Check;

impl Command for Check {
    fn name(&self) -> &'static str {
        "check"
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        use rayon::prelude::*;
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let compiled = compile(&world, Broken::Stop);
        let mut found = compiled.diagnostics;
        if let Some(site) = &compiled.value {
            (0..site.len()).into_par_iter().for_each_init(Vec::new, |bytes, index| {
                bytes.clear();
                // What goes wrong is kept by the site and told below.
                let _ = site.make(index, bytes);
            });
            found.extend(site.hub().config.levelled(site.take_found()));
        }
        call.ui.diagnostics(&world, &found, Notes::Shown);
        call.ui.summary(&found);
        if any_error(&found) {
            return Ok(Exit::Content);
        }
        let records = compiled.value.as_ref().map_or(0, |site| site.hub().entries().len());
        call.ui.say("check.fine", &[("n", Fact::from(records))]);
        Ok(Exit::Fine)
    }
}

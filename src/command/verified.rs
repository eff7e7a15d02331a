//! `kazipot verified ID…`: somebody looked whether what these records say is right, today.

use clap::{Arg, ArgAction};

use super::{Call, Command, Exit, Failure, records};
use crate::catalogue::Catalogue;
use crate::edit::Wish;
use crate::record::How;

pub(super) struct Verified;

impl Command for Verified {
    fn name(&self) -> &'static str {
        "verified"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.{name}")))
        };
        let ids = Arg::new("records").value_name("ID").required(true).action(ArgAction::Append).num_args(1..);
        let how = option("how", "HOW").value_parser(clap::builder::PossibleValuesParser::new(How::CODES));
        vec![ids.help(words.text("option.records")), option("by", "NAME"), how.hide_possible_values(true)]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let (world, site) = match records::open(call)? {
            Ok(opened) => opened,
            Err(exit) => return Ok(exit),
        };
        let hub = site.hub();
        let asked: Vec<&String> = call.matches.get_many::<String>("records").into_iter().flatten().collect();
        let found: Result<Vec<_>, Failure> = asked.iter().map(|id| records::find(&world, hub, id, None)).collect();
        // Nothing is written unless every one of them is known.
        let mut found = found?;
        found.sort_unstable();
        found.dedup();
        let (by, how) = (call.text("by").map(str::trim).filter(|by| !by.is_empty()), call.text("how"));
        let mut amendments = Vec::new();
        for ix in found {
            let entry = hub.entry(ix);
            let known = entry
                .envelope
                .verified
                .iter()
                .any(|check| check.on == hub.today && check.by.as_deref() == by && check.how.map(How::code) == how);
            if known {
                call.ui.say("verified.already", &[("id", entry.full_id().into())]);
                continue;
            }
            let pairs = std::iter::once(("on", records::day(hub.today)));
            let pairs = pairs.chain(by.map(|by| ("by", by.into()))).chain(how.map(|how| ("how", how.into())));
            let wishes: Vec<Wish> = std::iter::once(Wish::Added("verified", pairs.collect()))
                .chain(records::updated(entry, hub.today))
                .collect();
            amendments.push(records::amendment(&world, entry, &wishes)?);
        }
        if amendments.is_empty() {
            return Ok(Exit::Fine);
        }
        records::write(call, &amendments)?;
        call.ui.say("verified.done", &[("n", amendments.len().into())]);
        Ok(Exit::Fine)
    }
}

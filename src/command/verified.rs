//! `kazipot verified ID…`: somebody looked whether what these records, or services of them, say is right, today.
//!
//! `updated` is written as well, so that feeds and calendars know the day. A check alone changes nothing that
//! residents read but that day; yet whoever asks corrects what has changed and then calls this command, so that one
//! that left `updated` alone would keep most real changes from the feeds. Nobody can tell the two apart afterwards.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction};

use super::{Call, Command, Exit, Failure, records};
use crate::catalogue::Catalogue;
use crate::diagnostic::Fact;
use crate::edit::Wish;
use crate::record::{How, Verified as Check};

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
        let asked = call.matches.get_many::<String>("records").into_iter().flatten();
        // Nothing is written unless every one of them is known.
        let mut found = asked.map(|id| records::find_part(&world, hub, id)).collect::<Result<Vec<_>, Failure>>()?;
        found.sort_unstable();
        found.dedup();
        let (by, how) = (call.text("by").map(str::trim).filter(|by| !by.is_empty()), call.text("how"));
        let is_same =
            |check: &Check| check.on == hub.today && check.by.as_deref() == by && check.how.map(How::code) == how;
        let pairs = || {
            let pairs = std::iter::once(("on", records::day(hub.today)));
            pairs.chain(by.map(|by| ("by", by.into()))).chain(how.map(|how| ("how", how.into()))).collect()
        };
        // Several services may stand in one file, and each file is written once.
        let mut wishes: BTreeMap<&str, Vec<Wish>> = BTreeMap::new();
        let (mut checked, mut changed) = (0, Vec::new());
        for (ix, service) in found {
            let entry = hub.entry(ix);
            let service = service.map(|turn| &entry.record.services()[usize::from(turn)]);
            let checks = service.map_or(&entry.envelope.verified, |service| &service.verified);
            if checks.iter().any(is_same) {
                let id = service.map_or_else(|| entry.full_id(), |one| format!("{}#{}", entry.full_id(), one.id()));
                call.ui.say("verified.already", &[("id", id.into())]);
                continue;
            }
            let (file, wish) = match service {
                None => (&*entry.file, Wish::Added("verified", pairs())),
                Some(service) => match &service.file {
                    Some(file) => (&**file, Wish::Added("verified", pairs())),
                    None => (&*entry.file, Wish::AddedIn("service", service.id().into(), "verified", pairs())),
                },
            };
            wishes.entry(file).or_default().push(wish);
            checked += 1;
            changed.push(ix);
        }
        changed.dedup();
        for entry in changed.into_iter().map(|ix| hub.entry(ix)) {
            let updated = records::updated(entry, hub.today);
            updated.into_iter().for_each(|wish| wishes.entry(&entry.file).or_default().push(wish));
        }
        let amendments = wishes.iter().map(|(file, wishes)| records::amendment(&world, file, wishes));
        let amendments = amendments.collect::<Result<Vec<_>, Failure>>()?;
        if amendments.is_empty() {
            return Ok(Exit::Fine);
        }
        records::write(call, &amendments)?;
        call.ui.say("verified.done", &[("n", Fact::from(checked))]);
        Ok(Exit::Fine)
    }
}

//! `kazipot stale`: what somebody has to look at again, by who keeps it: a table, a list for calls, a sheet.

mod calls;
mod rows;
mod sheet;
mod table;

use clap::{Arg, ArgAction};

use super::{Call, Command, Exit, Failure};
use crate::catalogue::Catalogue;
use crate::declare::nearest;
use crate::ui::{Format, out_bytes};

pub(super) use rows::{Row, rows};
pub(super) use table::table;

pub(super) struct Stale;

/// How many days ahead is looked unless the call says otherwise: whoever sits down to call once in two weeks is
/// never late.
pub(super) const WITHIN: u16 = 14;

impl Command for Stale {
    fn name(&self) -> &'static str {
        "stale"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let within = Arg::new("within").long("within").value_name("DAYS").help(words.text("option.within"));
        let form = |name: &'static str, other: &'static str| {
            let help = words.text(&format!("option.{name}"));
            Arg::new(name).long(name).action(ArgAction::SetTrue).conflicts_with(other).help(help)
        };
        vec![
            steward(words),
            within.value_parser(clap::value_parser!(u16).range(..=3660)),
            form("calls", "csv"),
            form("csv", "calls"),
        ]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let Some(site) = call.site()? else { return Ok(Exit::Content) };
        let steward = named(call, &site.hub().stewards())?;
        let within = call.matches.get_one::<u16>("within").copied().unwrap_or(WITHIN);
        let rows = rows(call.ui, &site, steward.as_deref(), within);
        if call.flag("csv") {
            let unwritable = |error: std::io::Error| {
                Failure::environment("error.unwritable").with("path", "-").with("reason", error.to_string())
            };
            let bytes = sheet::sheet(&rows).map_err(unwritable)?;
            out_bytes(&bytes).map_err(unwritable)?;
        } else if call.ui.format == Format::Json {
            rows.iter().for_each(|row| call.ui.object(&row.json()));
        } else if rows.is_empty() {
            call.ui.say("stale.nothing", &[("n", usize::from(within).into())]);
        } else if call.flag("calls") {
            calls::calls(call.ui, site.hub().today, &rows);
        } else {
            table(call.ui, &rows);
            call.ui.say("stale.next", &[]);
        }
        Ok(Exit::Fine)
    }
}

/// The option that names who keeps records.
pub(super) fn steward(words: &Catalogue) -> Arg {
    Arg::new("steward").long("steward").value_name("NAME").help(words.text("option.steward"))
}

/// The name that the call asks for, one of those that keep records; letters may be small.
pub(super) fn named(call: &Call<'_>, known: &[&str]) -> Result<Option<String>, Failure> {
    let Some(asked) = call.text("steward").map(str::trim) else { return Ok(None) };
    let same = known.iter().find(|name| **name == asked);
    let same = same.or_else(|| known.iter().find(|name| name.to_lowercase() == asked.to_lowercase()));
    if let Some(name) = same {
        return Ok(Some((*name).to_owned()));
    }
    let failure = Failure::usage("usage.unknown-steward").with("found", asked);
    Err(match nearest(asked, known.iter().copied()) {
        Some(near) => failure.with("suggestion", near),
        None if known.is_empty() => failure,
        None => Failure::usage("usage.no-such-steward").with("found", asked).with("known", known.join(", ")),
    })
}

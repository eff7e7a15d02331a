//! `kazipot check`: everything that `build` would say, and every page made, with nothing written.

use clap::Arg;

use super::{Call, Command, Exit, Failure, options, schema};
use crate::catalogue::Catalogue;
use crate::config::Host;
use crate::diagnostic::{Fact, any_error};
use crate::output::host::{Measured, refused};
use crate::site::Site;
use crate::ui::Notes;
use crate::{Broken, Memo, compile};

pub(super) struct Check;

impl Command for Check {
    fn name(&self) -> &'static str {
        "check"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let host = Arg::new("host").long("host").value_name("NAME").help(words.text("option.host"));
        vec![host.value_parser(clap::builder::PossibleValuesParser::new(Host::CODES))]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        use rayon::prelude::*;
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let compiled = compile(&world, Broken::Stop, &mut Memo::default());
        let (mut found, mut measured) = (compiled.diagnostics, Measured::default());
        if let Some(site) = &compiled.value {
            let made = (0..site.len()).into_par_iter().map_init(Vec::new, |bytes, index| {
                bytes.clear();
                // What goes wrong is kept by the site and told below.
                let _ = site.make(index, bytes);
                Measured::one(site.path(index), bytes.len() as u64)
            });
            measured = made.reduce(Measured::default, Measured::and);
            found.extend(site.hub().config.levelled(site.take_found()));
            found.extend(site.hub().config.levelled(schema::outdated(&world, &site.hub().config)));
            found.extend(hosts(call, site).into_iter().flat_map(|host| refused(host, &measured)));
        }
        call.ui.diagnostics(&world, &found, Notes::Shown);
        call.ui.summary(&found);
        if any_error(&found) {
            return Ok(Exit::Content);
        }
        let records = compiled.value.as_ref().map_or(0, |site| site.hub().entries().len());
        if let Some(site) = compiled.value.as_ref().filter(|site| !hosts(call, site).is_empty()) {
            tell_size(call, &hosts(call, site), &measured);
        }
        call.ui.say("check.fine", &[("n", Fact::from(records))]);
        Ok(Exit::Fine)
    }
}

/// The host that was asked about, else those of site.toml.
fn hosts(call: &Call<'_>, site: &Site) -> Vec<Host> {
    match call.matches.try_get_one::<String>("host").ok().flatten() {
        Some(asked) => Host::named(asked).into_iter().collect(),
        None => site.hub().config.site.host.to_vec(),
    }
}

/// How large the site is, for people who choose a host.
fn tell_size(call: &Call<'_>, hosts: &[Host], measured: &Measured) {
    let names: Vec<String> = hosts.iter().map(|host| host.code().to_owned()).collect();
    let facts = [
        ("n", Fact::from(measured.files)),
        ("size", Fact::Text(format!("{:.1}", measured.bytes as f64 / 1e6))),
        ("path", Fact::Text(measured.largest.1.clone())),
        ("largest", Fact::Text(format!("{:.1}", measured.largest.0 as f64 / 1e6))),
        ("hosts", Fact::List(names)),
    ];
    call.ui.say("check.host", &facts);
}

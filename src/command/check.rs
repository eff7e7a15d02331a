//! `kazipot check`: everything that `build` would say, and every page made, with nothing written; `--steward`: what
//! of it one person can mend, and what that person has to ask about.

use clap::Arg;

use std::collections::BTreeMap;

use super::{Call, Command, Exit, Failure, gone, options, schema, stale};
use crate::catalogue::Catalogue;
use crate::config::Host;
use crate::diagnostic::{Diagnostic, Fact, any_error};
use crate::output::host::{Measured, refused};
use crate::publish::{Adopt, Target};
use crate::site::Site;
use crate::source::{self, Source};
use crate::ui::Notes;
use crate::world::Disk;
use crate::{Broken, Memo, compile, parse};

pub(super) struct Check;

impl Command for Check {
    fn name(&self) -> &'static str {
        "check"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let host = Arg::new("host").long("host").value_name("NAME").help(words.text("option.host"));
        vec![host.value_parser(clap::builder::PossibleValuesParser::new(Host::CODES)), stale::steward(words)]
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
            let output = options::output(call.matches, &root);
            let target = Target { root: root.clone(), output, adopt: Adopt::No };
            found.extend(site.hub().config.levelled(gone::gone(site.hub(), &target)));
            found.extend(hosts(call, site).into_iter().flat_map(|host| refused(host, &measured)));
        }
        if call.text("steward").is_some() {
            // Whoever keeps other records has nothing of it that one of them is broken.
            let whole = || compile(&world, Broken::Skip, &mut Memo::default()).value;
            if let Some(site) = compiled.value.or_else(whole) {
                return of_steward(call, &world, &site, found);
            }
            call.ui.diagnostics(&world, &found, Notes::Shown);
            call.ui.summary(&found);
            return Ok(Exit::Content);
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

/// What is wrong with the records that one person keeps, and what has to be asked about them.
fn of_steward(call: &Call<'_>, world: &Disk, site: &Site, mut found: Vec<Diagnostic>) -> Result<Exit, Failure> {
    let hub = site.hub();
    let (sources, _) = source::list(world, &hub.config.languages);
    let files: BTreeMap<&str, &Source> =
        sources.records.iter().flat_map(|source| source.paths().map(move |path| (path, source))).collect();
    let told = found.iter().filter_map(|one| files.get(&*one.at.as_ref()?.file)).copied();
    // A record that has to be mended first is not in the hub, and is kept by somebody all the same.
    let kept: BTreeMap<&str, Option<String>> =
        told.map(|source| (&*source.main.path, parse::steward(world, source, &hub.config.languages))).collect();
    let mut known: Vec<&str> = hub.stewards().into_iter().chain(kept.values().flatten().map(String::as_str)).collect();
    known.sort_unstable();
    known.dedup();
    let Some(steward) = stale::named(call, &known)? else { return Ok(Exit::Fine) };
    found.retain(|one| {
        let source = one.at.as_ref().and_then(|at| files.get(&*at.file));
        source.is_some_and(|source| kept[&*source.main.path].as_ref() == Some(&steward))
    });
    call.ui.diagnostics(world, &found, Notes::Shown);
    call.ui.summary(&found);
    stale::table(call.ui, &stale::rows(call.ui, site, Some(&steward), stale::WITHIN));
    if any_error(&found) {
        return Ok(Exit::Content);
    }
    let of_steward = hub.entries().filter(|(_, entry)| entry.envelope.steward.as_deref() == Some(&*steward));
    let facts = [("n", Fact::from(of_steward.count())), ("steward", steward.as_str().into())];
    call.ui.say("check.steward", &facts);
    Ok(Exit::Fine)
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

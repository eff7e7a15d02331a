//! `kazipot translations`: what is not translated or is older than its original; `--accept ID` writes down that a
//! translation was looked through.

use clap::{Arg, ArgAction};

use super::{Call, Command, Exit, Failure, new, options};
use crate::catalogue::Catalogue;
use crate::config::Config;
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Fact};
use crate::edit;
use crate::language::Lang;
use crate::parse::{self, Claim};
use crate::source::{self, Source};
use crate::ui::Notes;
use crate::world::World;
use crate::{Broken, Memo, compile};

pub(super) struct Translations;

/// What the list is made of.
const GAPS: &[Code] =
    &[Code::MissingTranslation, Code::MissingLongText, Code::MissingCourtesy, Code::OutdatedTranslation];

impl Command for Translations {
    fn name(&self) -> &'static str {
        "translations"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.{name}")))
        };
        vec![option("to", "LANG"), option("accept", "ID").action(ArgAction::Append)]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let root = call.root()?;
        let world = options::disk(&root, call.today(&root)?);
        let Some(config) = call.config(&world) else { return Ok(Exit::Content) };
        let to = language(call, &config)?;
        let (sources, _) = source::list(&world, &config.languages);
        let accepted: Vec<String> =
            call.matches.try_get_many::<String>("accept").ok().flatten().into_iter().flatten().cloned().collect();
        if accepted.is_empty() {
            list(call, &world, &config, &sources.records, to);
            return Ok(Exit::Fine);
        }
        for id in &accepted {
            let source = find(&sources.records, id)?;
            accept(call, &root, &world, &config, source, to)?;
        }
        Ok(Exit::Fine)
    }
}

/// The language that was asked for, one of the hub's.
fn language(call: &Call<'_>, config: &Config) -> Result<Option<Lang>, Failure> {
    let Some(asked) = call.text("to") else { return Ok(None) };
    let known = Lang::new(asked).filter(|lang| config.languages.position(*lang).is_some());
    let all = || config.languages.all().map(|lang| lang.to_string()).collect::<Vec<_>>().join(", ");
    known.map(Some).ok_or_else(|| Failure::usage("usage.not-a-language").with("found", asked).with("known", all()))
}

fn find<'s>(sources: &'s [Source], id: &str) -> Result<&'s Source, Failure> {
    sources.iter().find(|source| source.full_id() == id).ok_or_else(|| {
        let ids: Vec<String> = sources.iter().map(Source::full_id).collect();
        let failure = Failure::usage("usage.no-record").with("found", id);
        match nearest(id, ids.iter().map(String::as_str)) {
            Some(near) => failure.with("suggestion", near),
            None => failure,
        }
    })
}

/// Everything that is missing or old, and how many translations say nothing of their age.
fn list(call: &Call<'_>, world: &dyn World, config: &Config, sources: &[Source], to: Option<Lang>) {
    let of_language = |one: &Diagnostic| {
        to.is_none_or(|lang| matches!(one.fact("language"), Some(Fact::Text(text)) if text == lang.as_str()))
    };
    let mut found = compile(world, Broken::Stop, &mut Memo::default()).diagnostics;
    found.retain(|one| GAPS.contains(&one.code) && of_language(one));
    call.ui.diagnostics(world, &found, Notes::Shown);
    let claims = sources.iter().filter_map(|source| parse::claims(world, source, &config.languages)).flatten();
    let claims: Vec<Claim> = claims.filter(|claim| to.is_none_or(|lang| claim.lang == lang)).collect();
    let old = found.iter().filter(|one| one.code == Code::OutdatedTranslation).count();
    call.ui.say("translations.missing", &[("n", Fact::from(found.len() - old))]);
    call.ui.say("translations.old", &[("n", Fact::from(old))]);
    call.ui.say("translations.silent", &[("n", Fact::from(claims.iter().filter(|claim| claim.of.is_none()).count()))]);
}

/// Writes down that the translations of a record are of its present wording.
fn accept(
    call: &Call<'_>,
    root: &std::path::Path,
    world: &dyn World,
    config: &Config,
    source: &Source,
    to: Option<Lang>,
) -> Result<(), Failure> {
    let claims = parse::claims(world, source, &config.languages).unwrap_or_default();
    let claims: Vec<Claim> = claims.into_iter().filter(|claim| to.is_none_or(|lang| claim.lang == lang)).collect();
    if claims.is_empty() {
        return Err(Failure::usage("usage.no-translation").with("found", source.full_id()));
    }
    for claim in claims {
        let facts = [("path", Fact::Text(claim.file.clone())), ("language", Fact::Text(claim.lang.to_string()))];
        if claim.of.as_deref() == Some(&*claim.now) {
            call.ui.say("translations.is-accepted", &facts);
            continue;
        }
        let unwritable = || Failure::environment("error.unchanged").with("path", claim.file.as_str());
        let before = world.read(&claim.file).map_err(|_| unwritable())?;
        let after = edit::accepted(&before, &claim).ok_or_else(unwritable)?;
        edit::replace(root, &claim.file, &before, &after).map_err(new::failure)?;
        call.ui.say("translations.accepted", &facts);
    }
    Ok(())
}

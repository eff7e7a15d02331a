//! `kazipot search QUESTION`: what residents would find, ranked by the same rules as in their browsers.

use clap::Arg;
use serde_json::json;

use super::{Call, Command, Exit, Failure, options};
use crate::catalogue::Catalogue;
use crate::diagnostic::Fact;
use crate::language::Lang;
use crate::search::documents::{SERVICE, kinds};
use crate::search::index::Index;
use crate::search::rank::{Answer, Hit, Searcher};
use crate::site::Site;
use crate::ui::Format;
use crate::view::Viewer;

pub(super) struct Search;

/// How many results people are shown.
const SHOWN: usize = 10;

impl Command for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.search-{name}")))
        };
        vec![
            Arg::new("question").value_name("QUESTION").required(true).help(words.text("option.question")),
            option("lang", "LANG"),
            option("near", "PLACE"),
            option("kind", "KIND").value_parser(kinds().collect::<Vec<_>>()).hide_possible_values(true),
            options::flag(words, "json"),
            options::flag(words, "explain"),
        ]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let Some(site) = call.site()? else { return Ok(Exit::Content) };
        let lang = language(call, &site)?;
        let question = call.text("question").unwrap_or_default();
        let index = Index::new(site.hub(), site.theme());
        let searcher = Searcher::new(site.hub(), &index);
        let mut answer = searcher.answer_near(question, lang, place(call, &site)?);
        if let Some(kind) = call.text("kind") {
            let wanted = kinds().position(|known| known == kind);
            answer.hits.retain(|hit| Some(usize::from(index.documents[hit.document as usize].kind)) == wanted);
        }
        let asked = Asked { call, site: &site, index: &index, searcher: &searcher, question, lang };
        if call.flag("json") || options::format(call.matches) == Format::Json {
            let hits: Vec<_> = answer.hits.iter().map(|hit| asked.json(*hit)).collect();
            call.ui.object(&serde_json::Value::from(hits));
        } else {
            asked.tell(&answer);
        }
        Ok(Exit::Fine)
    }
}

/// The language of the page on which is asked.
fn language(call: &Call<'_>, site: &Site) -> Result<Lang, Failure> {
    let hub = site.hub();
    let Some(asked) = call.text("lang") else { return Ok(hub.config.languages.first()) };
    let known = Lang::new(asked).filter(|lang| hub.config.languages.position(*lang).is_some());
    known.ok_or_else(|| {
        let all: Vec<String> = hub.languages().map(|lang| lang.to_string()).collect();
        Failure::usage("usage.search-language").with("found", asked).with("known", all.join(", "))
    })
}

/// Where the reader is.
fn place(call: &Call<'_>, site: &Site) -> Result<Option<usize>, Failure> {
    let Some(asked) = call.text("near") else { return Ok(None) };
    let known = site.hub().tables.place(asked);
    known.map(Some).ok_or_else(|| Failure::usage("usage.search-place").with("found", asked))
}

struct Asked<'c> {
    call: &'c Call<'c>,
    site: &'c Site,
    index: &'c Index,
    searcher: &'c Searcher<'c>,
    question: &'c str,
    lang: Lang,
}

impl Asked<'_> {
    fn title(&self, hit: Hit) -> String {
        let what = self.index.documents[hit.document as usize].what;
        let hub = self.site.hub();
        let title = what.service(hub).map_or(&hub.entry(what.entry()).envelope.title, |service| &service.title);
        title.choose(self.lang).map_or(String::new(), |chosen| chosen.text.to_owned())
    }

    /// What stands against a record at this moment, in a word each: cancelled, full, closed.
    fn states(&self, hit: Hit) -> Vec<String> {
        let (hub, what) = (self.site.hub(), self.index.documents[hit.document as usize].what);
        if what.service(hub).is_some() {
            return Vec::new();
        }
        let found = Viewer::new(hub, self.site.theme(), self.lang).found(what.entry(), None);
        found.badges.into_iter().map(|badge| badge.text).collect()
    }

    fn kind(&self, hit: Hit) -> &'static str {
        kinds().nth(usize::from(self.index.documents[hit.document as usize].kind)).unwrap_or(SERVICE)
    }

    fn json(&self, hit: Hit) -> serde_json::Value {
        let (hub, what) = (self.site.hub(), self.index.documents[hit.document as usize].what);
        let mut result = json!({
            "id": what.id(hub),
            "url": hub.url(what.page(), self.lang),
            "title": self.title(hit),
            "kind": self.kind(hit),
            "states": self.states(hit),
            "score": hit.score,
        });
        if self.call.flag("explain") {
            let reasons = self.searcher.reasons(self.question, self.lang, hit.document);
            result["why"] = reasons.into_iter().map(|(key, score)| json!({ "key": key, "score": score })).collect();
        }
        result
    }

    fn tell(&self, answer: &Answer) {
        let ui = self.call.ui;
        let hub = self.site.hub();
        let urgent = Viewer::new(hub, self.site.theme(), self.lang).numbers();
        for (number, who) in answer.urgent.iter().filter_map(|row| urgent.get(*row)) {
            ui.say("search.urgent", &[("number", Fact::Text(number.clone())), ("who", Fact::Text(who.clone()))]);
        }
        for word in &answer.words {
            if let Some(form) = &word.corrected {
                let facts = [("found", Fact::Text(word.text.clone())), ("suggestion", Fact::Text(form.clone()))];
                ui.say("search.corrected", &facts);
            }
            if self.call.flag("explain") {
                let keys = word.keys.iter().map(|(key, eighths)| format!("{key} {eighths}/8")).collect::<Vec<_>>();
                let need = if word.required { "" } else { "?" };
                ui.line(&format!("{}{need}: {} ~ {}", word.text, keys.join(", "), word.neighbours.join(", ")));
            }
        }
        ui.say("search.found", &[("n", Fact::from(answer.hits.len()))]);
        for (turn, hit) in answer.hits.iter().take(SHOWN).enumerate() {
            let what = self.index.documents[hit.document as usize].what;
            let parts = [self.title(*hit), what.id(hub)].into_iter().chain(self.states(*hit));
            let parts: Vec<String> = parts.collect();
            ui.line(&format!("{:>2}. {}", turn + 1, parts.join(" · ")));
            ui.line(&format!("    {}", hub.url(what.page(), self.lang)));
            if self.call.flag("explain") {
                let reasons = self.searcher.reasons(self.question, self.lang, hit.document);
                let reasons: Vec<String> = reasons.into_iter().map(|(key, score)| format!("{key} {score}")).collect();
                ui.line(&format!("    {}: {}", hit.score, reasons.join(" + ")));
            }
        }
    }
}

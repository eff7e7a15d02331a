//! What the script of the search page has to know: where the index is, and all words it says.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::Viewer;
use crate::record::{Audience, KINDS};
use crate::value::weekday::Weekday;

/// For the template.
#[derive(Debug, Clone, Serialize)]
pub struct Script {
    /// The script.
    src: String,
    /// The scripts that it is made of: a browser asks for them at once instead of one after the other.
    parts: Vec<String>,
    /// The folder of the index, with a slash at its end.
    index: String,
    /// The site's root, with a slash at its end.
    root: String,
    /// Everything that the script says, as JSON.
    words: String,
}

/// CLDR's plural categories, each with a number that is of it in every language that has it.
const FORMS: [(&str, usize); 4] = [("one", 1), ("two", 2), ("few", 3), ("other", 5)];

impl Viewer<'_> {
    /// What the script has to know; `None` when the theme has none.
    pub(super) fn script(&self) -> Option<Script> {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let base = &hub.config.base_path;
        let at = |name: &str| Some(format!("{base}/{}", self.theme.asset(name)?.path));
        let src = at("search.js")?;
        let parts = ["find.js", "words.js"].into_iter().filter_map(at).collect();
        let say = |key: &str| speaker.key(key);
        let slot = |key: &str| speaker.with(key, &[("found", "{found}"), ("suggestion", "{suggestion}")]);
        let forms = |key: &str| -> BTreeMap<&str, String> {
            let form = |(name, n): (&'static str, usize)| (name, speaker.count(key, n).replace(&n.to_string(), "{n}"));
            FORMS.map(form).into()
        };
        let kinds: BTreeMap<&str, String> = KINDS
            .iter()
            .map(|kind| (kind.name, say(&format!("kind.{}", kind.name))))
            .chain([("service", say("search.services"))])
            .collect();
        let mut places: BTreeMap<String, String> = hub
            .tables
            .places
            .iter()
            .enumerate()
            .map(|(turn, place)| (turn.to_string(), speaker.words(&place.keys.name).text))
            .collect();
        let unknown = say("unknown");
        places.insert("-1".to_owned(), unknown.clone());
        let topics = hub.tables.topics.iter().map(|topic| (topic.id(), speaker.words(&topic.keys.name).text));
        let labels = |set: &str, codes: &[&'static str]| -> Vec<(&'static str, String)> {
            codes.iter().map(|code| (*code, say(&format!("{set}.{code}")))).collect()
        };
        let mut days: Vec<(&str, String)> =
            ["today", "tomorrow", "weekend", "later"].map(|day| (day, say(&format!("search.{day}")))).into();
        days.extend(labels("weekday", &Weekday::ALL.map(Weekday::code)));
        let languages = speaker.messages.section("language");
        let facet = |label: &str, values: Vec<(&str, String)>| {
            let unknown = [("unknown", unknown.clone())];
            json!({ "label": say(label), "values": values.into_iter().chain(unknown).collect::<BTreeMap<_, _>>() })
        };
        let words = json!({
            "kind": say("search.kind"),
            "place": say("search.place"),
            "kinds": kinds,
            "places": places,
            "order": ["date", "open", "topic", "audience", "cost", "access", "language", "accepts"],
            "facets": {
                "topic": facet("search.topic", topics.collect()),
                "audience": facet("search.audience", labels("audience", Audience::CODES)),
                "cost": facet("search.cost", vec![("free", say("search.free")), ("paid", say("search.paid"))]),
                "access": facet("search.access", labels("answer", &["yes", "partial", "no"])),
                "language": facet("search.language", languages.iter().map(|(code, name)| (&**code, name.clone())).collect()),
                "date": facet("search.date", days),
                "open": facet("search.open", vec![
                    ("open", say("search.open-now")), ("closed", say("search.closed-now")), ("appointment", say("now.appointment")),
                ]),
                "accepts": facet("search.accepts", labels("taking", &["yes", "limited", "no"])),
            },
            "near": say("search.near"),
            "anywhere": say("search.anywhere"),
            "only": speaker.with("search.only", &[("question", "{question}")]),
            "found": forms("search.found"),
            "all": forms("search.show-all"),
            "none": say("search.none"),
            "unknown": say("taking.unknown"),
            "narrow": say("search.narrow"),
            "more": say("search.more"),
            "failed": say("search.failed"),
            "version": say("search.version"),
            "retry": say("search.retry"),
            "ask": say("search.ask"),
            "asked": speaker.with("search.asked", &[("question", "{question}")]),
            "corrected": slot("search.corrected"),
            "mail": hub.config.site.library.as_ref().and_then(|library| library.email.as_ref()).map(crate::value::email::Email::as_str),
        });
        Some(Script { src, parts, index: format!("{base}/s/"), root: format!("{base}/"), words: words.to_string() })
    }
}

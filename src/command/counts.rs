//! `kazipot counts`: how much the hub knows: records by kind and type, services, branches, languages, tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Call, Command, Exit, Failure};
use crate::diagnostic::Fact;
use crate::hub::Hub;
use crate::parse::Entry;
use crate::record::event::{Event, Status};
use crate::record::{KINDS, Kind};
use crate::search::documents::SERVICE;
use crate::site::Site;
use crate::ui::{Format, Ui};

pub(super) struct Counts;

/// In which column numbers end.
const WIDTH: usize = 48;

impl Command for Counts {
    fn name(&self) -> &'static str {
        "counts"
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let Some(site) = call.site()? else { return Ok(Exit::Content) };
        let counted = Counted::of(site.hub());
        match call.ui.format {
            Format::Json => call.ui.object(&counted.json()),
            Format::Short => counted.short(call.ui),
            Format::Human | Format::Github => counted.tell(call.ui, &site),
        }
        Ok(Exit::Fine)
    }
}

/// Names and numbers, in the order in which they are told.
type Numbers = Vec<(&'static str, usize)>;

/// Everything that is counted. Records that are not published, drafts among them, are not.
struct Counted {
    kinds: Vec<OfKind>,
    services: usize,
    locations: usize,
    /// How many records say their name in a language.
    languages: Vec<(String, usize)>,
    tables: Numbers,
}

/// The records of one kind.
struct OfKind {
    kind: &'static Kind,
    n: usize,
    /// By the label of their type; nothing for those that say none.
    types: Vec<(Option<&'static str>, usize)>,
    /// What is to be known of some of them.
    states: Numbers,
}

impl Counted {
    fn of(hub: &Hub) -> Counted {
        let all = || hub.entries().map(|(_, entry)| entry);
        let languages = hub.languages().map(|lang| {
            let says = all().filter(|entry| entry.envelope.title.get(lang).is_some());
            (lang.to_string(), says.count())
        });
        let tables = &hub.tables;
        Counted {
            kinds: KINDS.iter().map(|kind| OfKind::of(hub, kind)).collect(),
            services: all().map(|entry| entry.record.services().len()).sum(),
            locations: all().map(|entry| entry.envelope.location.len()).sum(),
            languages: languages.collect(),
            tables: vec![
                ("topics", tables.topics.len()),
                ("places", tables.places.len()),
                ("urgent", tables.urgent.len()),
                ("synonyms", tables.synonyms.len()),
                ("notices", tables.notices.len()),
                ("needs", tables.needs.len()),
                ("consultations", tables.consultations.len()),
            ],
        }
    }

    fn json(&self) -> Value {
        let kinds = self.kinds.iter().map(|of| (of.kind.name.to_owned(), of.json()));
        json!({
            "records": self.records(),
            "kinds": kinds.collect::<Map<_, _>>(),
            "services": self.services,
            "locations": self.locations,
            "languages": self.languages.iter().cloned().collect::<BTreeMap<_, _>>(),
            "tables": self.tables.iter().copied().collect::<BTreeMap<_, _>>(),
        })
    }

    fn records(&self) -> usize {
        self.kinds.iter().map(|of| of.n).sum()
    }

    /// A line for each number: its name, and the number.
    fn short(&self, ui: &Ui) {
        let say = |name: &str, n: usize| ui.line(&format!("{name} {n}"));
        for OfKind { kind, n, types, states } in &self.kinds {
            say(kind.name, *n);
            types.iter().for_each(|(label, n)| say(&format!("{}/{}", kind.name, code(*label)), *n));
            states.iter().for_each(|(state, n)| say(&format!("{}/{state}", kind.name), *n));
        }
        say(SERVICE, self.services);
        say("location", self.locations);
        self.languages.iter().for_each(|(lang, n)| say(&format!("language/{lang}"), *n));
        self.tables.iter().for_each(|(table, n)| say(table, *n));
    }

    /// A table for people.
    fn tell(&self, ui: &Ui, site: &Site) {
        let (labels, words) = (site.theme().messages(ui.lang()), ui.words());
        for OfKind { kind, n, types, states } in &self.kinds {
            row(ui, &labels.text(&format!("kind.{}", kind.name)), *n);
            for (label, n) in types {
                let label = label.map_or_else(|| words.text("counts.untyped"), |label| labels.text(label));
                row(ui, &format!("  {label}"), *n);
            }
            let some: Vec<_> = states.iter().filter(|(_, n)| *n > 0).collect();
            if !some.is_empty() {
                ui.line(&format!("  {}", words.text("counts.of-these")));
            }
            for (state, n) in some {
                row(ui, &format!("    {}", words.text(&format!("counts.{state}"))), *n);
            }
            ui.line("");
        }
        row(ui, &labels.text(&format!("kind.{SERVICE}")), self.services);
        row(ui, &words.text("counts.locations"), self.locations);
        for (table, n) in &self.tables {
            row(ui, &words.text(&format!("counts.{table}")), *n);
        }
        ui.line("");
        let languages: Vec<String> = self.languages.iter().map(|(lang, n)| format!("{lang} {n}")).collect();
        ui.say("counts.languages", &[("list", Fact::Text(languages.join(", ")))]);
        ui.say("counts.records", &[("n", self.records().into())]);
    }
}

impl OfKind {
    fn of(hub: &Hub, kind: &'static Kind) -> OfKind {
        let entries: Vec<&Entry> = hub.entries().map(|(_, entry)| entry).filter(|entry| entry.kind == kind).collect();
        let mut by_type: BTreeMap<Option<&'static str>, usize> = BTreeMap::new();
        for entry in &entries {
            *by_type.entry(entry.record.type_label()).or_default() += 1;
        }
        let mut types: Vec<_> = by_type.into_iter().collect();
        types.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let ended = entries.iter().filter(|entry| hub.ended(entry)).count();
        let events: Vec<&Event> =
            entries.iter().filter_map(|entry| entry.record.as_any().downcast_ref::<Event>()).collect();
        let mut states = of_events(&events);
        states.push(("ended", ended));
        OfKind { kind, n: entries.len(), types, states }
    }

    fn json(&self) -> Value {
        let types: Map<String, Value> =
            self.types.iter().map(|(label, n)| (code(*label).to_owned(), json!(n))).collect();
        let states: Map<String, Value> = self.states.iter().map(|(state, n)| ((*state).to_owned(), json!(n))).collect();
        json!({ "n": self.n, "types": types, "states": states })
    }
}

/// How many events come again, and of how many something else is to be known.
fn of_events(events: &[&Event]) -> Numbers {
    if events.is_empty() {
        return Vec::new();
    }
    let with = |wanted: Status| events.iter().filter(|event| event.status == Some(wanted)).count();
    let several = events.iter().filter(|event| event.repeat.is_some() || event.dates.len() > 1).count();
    let otherwise = events.iter().filter(|event| !event.changed.is_empty()).count();
    vec![
        ("repeated", several),
        ("date-changed", otherwise),
        ("changed", with(Status::Changed)),
        ("full", with(Status::Full)),
        ("postponed", with(Status::Postponed)),
        ("cancelled", with(Status::Cancelled)),
    ]
}

/// The code of a type in the path of its label.
fn code(label: Option<&'static str>) -> &'static str {
    label.and_then(|label| label.rsplit('.').next()).unwrap_or("none")
}

/// A name, and a number that ends in the last column.
fn row(ui: &Ui, name: &str, n: usize) {
    let n = n.to_string();
    let gap = WIDTH.saturating_sub(name.width() + n.width()).max(1);
    ui.line(&format!("{name}{}{n}", " ".repeat(gap)));
}

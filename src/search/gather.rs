//! The texts of a document, each with the field it counts as. What is gathered is what a page shows: an entry
//! holds nothing else.

use serde_json::{Map, Value};

use super::documents::{Document, What};
use crate::hub::Hub;
use crate::language::Lang;
use crate::record::{Audience, Costs, Offer, entries};
use crate::text::Words;
use crate::theme::Theme;
use crate::view::Found;

/// What a text is in its record; names count most, long text least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Its name.
    Name,
    /// Other names, names of people, the question of a guide.
    Also,
    /// What it is about.
    Topic,
    /// What the hub says of it: its sort, its state.
    Label,
    /// One sentence, and the names of its services.
    Summary,
    /// Where it is.
    Place,
    /// To whom it belongs, and what its place and topic are part of.
    Owner,
    /// Everything else.
    Body,
}

impl Field {
    /// How much a word of it counts.
    pub(super) fn weight(self) -> f32 {
        match self {
            Field::Name => 14.0,
            Field::Also => 10.0,
            Field::Topic => 2.5,
            Field::Label => 6.0,
            Field::Summary => 4.0,
            Field::Place => 2.5,
            Field::Owner => 1.5,
            Field::Body => 1.0,
        }
    }

    /// How much its length counts, and how many words are usual.
    pub(super) fn length(self) -> (f32, f32) {
        match self {
            Field::Name => (0.3, 4.0),
            Field::Also => (0.2, 6.0),
            Field::Topic | Field::Label | Field::Owner => (0.0, 1.0),
            Field::Place => (0.2, 8.0),
            Field::Summary => (0.3, 12.0),
            Field::Body => (0.6, 120.0),
        }
    }
}

/// A text of a document.
pub(super) struct Text {
    pub(super) field: Field,
    pub(super) lang: Lang,
    pub(super) text: String,
}

/// All texts of a document; `shown` is what its result shows in each language.
pub(super) fn texts(hub: &Hub, theme: &Theme, document: &Document, shown: &[(Lang, Found)]) -> Vec<Text> {
    let entry = hub.entry(document.what.entry());
    let own = entry.envelope.title.languages().next().unwrap_or(hub.config.languages.first());
    let mut gathering = Gathering { hub, own, texts: Vec::new() };
    for (lang, found) in shown {
        gathering.add(Field::Label, *lang, found.meta.clone());
        found.badges.iter().for_each(|badge| gathering.add(Field::Label, *lang, badge.text.clone()));
    }
    match document.what {
        What::Entry(_) => {
            gathering.keys(entries(&entry.envelope), &of_envelope);
            gathering.keys(entry.record.json(), &of_record);
            for service in entry.record.services() {
                gathering.words(Field::Summary, &service.title);
                service.also.iter().for_each(|also| gathering.add(Field::Summary, own, also.to_string()));
            }
            if let Some(owner) = hub.owner(entry) {
                gathering.words(Field::Owner, &hub.entry(owner).envelope.title);
            }
            gathering.topics(entry.envelope.topics.iter().map(|topic| &*topic.id));
            gathering.labels(theme, &entry.envelope.audience, entry.record.offer());
        }
        What::Service(..) => {
            let Some(service) = document.what.service(hub) else { return gathering.texts };
            if let Ok(Value::Object(keys)) = serde_json::to_value(service) {
                gathering.keys(keys, &of_service);
            }
            gathering.words(Field::Owner, &entry.envelope.title);
            let topics = if service.topics.is_empty() { &entry.envelope.topics } else { &service.topics };
            gathering.topics(topics.iter().map(|topic| &*topic.id));
            gathering.labels(theme, &service.audience, Some(&service.offer));
        }
    }
    let mut place = document.place.map(usize::from);
    let mut field = Field::Place;
    while let Some(ix) = place {
        gathering.words(field, &hub.tables.places[ix].keys.name);
        place = hub.tables.places[ix].parent;
        field = Field::Owner;
    }
    gathering.texts
}

/// As what the texts of a key count; the names of people and firms stand in no language.
fn of_envelope(key: &str) -> Option<Field> {
    match key {
        "title" => Some(Field::Name),
        "also" => Some(Field::Also),
        "summary" => Some(Field::Summary),
        "place" | "location" => Some(Field::Place),
        "body" | "contact" | "alert" => Some(Field::Body),
        _ => None,
    }
}

fn of_record(key: &str) -> Option<Field> {
    match key {
        "legal_name" | "question" | "people" => Some(Field::Also),
        "answer" | "performers" | "employer" | "agency" => Some(Field::Summary),
        "service" | "hours" | "sources" | "literacy" => None,
        _ => Some(Field::Body),
    }
}

fn of_service(key: &str) -> Option<Field> {
    of_envelope(key).or_else(|| of_record(key))
}

/// Keys whose plain text is a name.
const NAMES: &[&str] = &["also", "legal_name", "people", "performers", "employer", "agency"];

struct Gathering<'h> {
    hub: &'h Hub,
    /// The language that the record is written in.
    own: Lang,
    texts: Vec<Text>,
}

impl Gathering<'_> {
    fn add(&mut self, field: Field, lang: Lang, text: String) {
        if !text.is_empty() {
            self.texts.push(Text { field, lang, text });
        }
    }

    fn words(&mut self, field: Field, words: &Words) {
        words.all().for_each(|(lang, text)| self.add(field, lang, text.to_owned()));
    }

    fn topics<'t>(&mut self, ids: impl Iterator<Item = &'t str>) {
        let hub = self.hub;
        let mut above: Vec<usize> = Vec::new();
        for id in ids {
            let Some(topic) = hub.tables.topic(id).map(|ix| &hub.tables.topics[ix]) else { continue };
            self.words(Field::Topic, &topic.keys.name);
            topic.keys.also.all().for_each(|(lang, name)| self.add(Field::Topic, lang, name.to_owned()));
            above.extend(topic.parent.filter(|parent| !above.contains(parent)));
        }
        above.into_iter().for_each(|ix| self.words(Field::Owner, &hub.tables.topics[ix].keys.name));
    }

    fn labels(&mut self, theme: &Theme, audience: &[Audience], offer: Option<&Offer>) {
        let free = offer.is_some_and(|offer| offer.cost == Some(Costs::Free)).then_some("cost.free");
        for lang in self.hub.languages() {
            let messages = theme.messages(lang);
            let labels = audience.iter().map(|audience| audience.label()).chain(free);
            labels.for_each(|label| self.add(Field::Label, lang, messages.text(label)));
        }
    }

    fn keys(&mut self, keys: Map<String, Value>, field_of: &dyn Fn(&str) -> Option<Field>) {
        for (key, value) in keys {
            // An employer that the hub knows is a reference, which is no name.
            let reference = key == "employer" && value.is_string();
            if let Some(field) = field_of(&key).filter(|_| !reference) {
                self.value(value, field, NAMES.contains(&&*key));
            }
        }
    }

    fn value(&mut self, value: Value, field: Field, named: bool) {
        match value {
            Value::String(text) if named => self.add(field, self.own, text),
            Value::Array(items) => items.into_iter().for_each(|item| self.value(item, field, named)),
            Value::Object(keys) => {
                for (key, inner) in keys {
                    match (inner, self.language(&key)) {
                        (Value::String(text), Some(lang)) => self.add(field, lang, without_tags(text)),
                        (Value::String(text), None) if named && key == "name" => self.add(field, self.own, text),
                        (Value::String(_), None) => {}
                        (inner, _) => self.value(inner, field, false),
                    }
                }
            }
            _ => {}
        }
    }

    fn language(&self, key: &str) -> Option<Lang> {
        self.hub.languages().find(|lang| lang.as_str() == key)
    }
}

/// The text of HTML that kazipot made of Markdown; other text is as it was.
fn without_tags(html: String) -> String {
    if !html.contains(['<', '&']) {
        return html;
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = &*html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with('<') { rest.find('>') } else { rest.find(';').filter(|end| *end < 8) };
        // A tag and an escaped sign both part words.
        text.push(' ');
        rest = &rest[end.map_or(1, |end| end + 1)..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_its_words() {
        assert_eq!(
            without_tags("<p>Ura <a href=\"/x/\">pravljic</a> &amp; petje</p>".into()),
            " Ura  pravljic    petje "
        );
        assert_eq!(without_tags("1 < 2 & 3".into()), "1   2   3");
    }
}

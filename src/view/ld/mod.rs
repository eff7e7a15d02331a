//! Linked data: what a page says, once more for machines, in the vocabulary of schema.org as JSON-LD.
//!
//! It is made of the same public entry as the page, in the page's language, and only when the theme prints it.
//! What is not known is absent: the vocabulary has no word for "no data". A thing is named (`@id`) by the address
//! of its page in the hub's first language, so that it is one thing in all of them.

mod body;
mod event;
mod job;
mod node;
mod place;
mod times;

use serde_json::Value;

pub use self::node::Node;
use super::Viewer;
use super::model::Link;
use super::parts::Subject;
use super::speak::Speaker;
use crate::hub::{Destination, EntryIx, Page};
use crate::record::{Audience, Envelope, Reference};
use crate::record::{employment::Employment, event::Event, guide::Guide, health::Health, organization::Organization};
use crate::value::phone::SLOVENIA;

/// The vocabulary.
const CONTEXT: &str = "https://schema.org";

impl Viewer<'_> {
    /// The block of a page: what it is about, and how it was reached.
    pub(super) fn linked_data(&self, page: Page, title: &str, crumb: Option<&Link>) -> Option<String> {
        let mut graph: Vec<Value> = self.thing(page).into_iter().map(Node::value).collect();
        graph.extend(crumb.map(|crumb| self.crumbs(page, title, crumb).value()));
        let whole = match graph.len() {
            0 => return None,
            1 => Node::of_value(graph.swap_remove(0)).with("@context", CONTEXT),
            _ => Node::empty().with("@context", CONTEXT).with("@graph", graph),
        };
        Some(printable(&whole.value()))
    }

    /// What a page is about, when it is about one thing.
    pub fn thing(&self, page: Page) -> Option<Node> {
        match page {
            Page::Home => Some(self.website()),
            Page::Record(ix) => self.of_record(ix),
            Page::Service(ix, turn) => Some(self.of_service(ix, turn)),
            _ => None,
        }
    }

    fn of_record(&self, ix: EntryIx) -> Option<Node> {
        let hub = self.hub();
        let entry = hub.entry(ix);
        let about = hub.about(entry);
        let subject = Subject { speaker: &self.speaker, ix, entry, about, service: None };
        let record = entry.record.as_any();
        if let Some(organization) = record.downcast_ref::<Organization>() {
            return Some(subject.organization(organization));
        }
        if let Some(health) = record.downcast_ref::<Health>() {
            return Some(subject.health(health));
        }
        if let Some(opening) = record.downcast_ref::<Employment>() {
            return Some(subject.opening(opening));
        }
        if let Some(event) = record.downcast_ref::<Event>() {
            return Some(subject.event(event));
        }
        record.downcast_ref::<Guide>().map(|guide| self.guide(&subject, guide))
    }

    fn of_service(&self, ix: EntryIx, turn: u16) -> Node {
        let hub = self.hub();
        let entry = hub.entry(ix);
        let service = &entry.record.services()[usize::from(turn)];
        let about = hub.about_service(entry, service);
        let subject = Subject { speaker: &self.speaker, ix, entry, about, service: Some(service) };
        subject.service_node(service, turn)
    }

    /// The way from the first page to this one.
    fn crumbs(&self, page: Page, title: &str, crumb: &Link) -> Node {
        let hub = self.hub();
        let home = self.href(Page::Home);
        let mut steps = vec![(home.clone(), hub.config.name(self.lang()).to_owned())];
        if let Page::Service(ix, _) = page {
            let kind = hub.entry(ix).kind;
            let name = self.speaker.key(&format!("kind.{}", kind.name));
            steps.push((self.href(Page::List(kind, hub.main_order(), 0)), name));
        }
        if crumb.href != home {
            steps.push((crumb.href.clone(), crumb.text.clone()));
        }
        steps.push((self.href(page), title.to_owned()));
        let items = steps.into_iter().enumerate().map(|(turn, (href, name))| {
            let item = self.speaker.whole_url(&href);
            Node::new("ListItem").with("position", turn + 1).with("name", name).with("item", item)
        });
        Node::new("BreadcrumbList").with_all("itemListElement", items.map(Node::value))
    }

    /// The hub as a site, and the library that keeps it.
    fn website(&self) -> Node {
        let hub = self.hub();
        let names = hub.languages().map(|lang| hub.config.name(lang));
        let own = hub.config.name(self.lang());
        let languages = hub.languages().map(|lang| Value::from(lang.as_str()));
        Node::new("WebSite")
            .with("@id", format!("{}/", hub.config.base_url()))
            .with("url", hub.url(Page::Home, self.lang()))
            .with("name", own)
            .with_all("alternateName", once_each(names.filter(|name| *name != own)))
            .with_all("inLanguage", languages)
            .with_some("publisher", self.speaker.library())
    }

    fn guide(&self, subject: &Subject<'_, '_>, guide: &Guide) -> Node {
        let (speaker, envelope) = (&self.speaker, subject.about.envelope);
        let title = speaker.words(&envelope.title);
        let question = guide.question.as_ref().map(|question| speaker.plain_words(question));
        let answer = guide.answer.as_ref().or(envelope.summary.as_ref()).map(|answer| speaker.plain_words(answer));
        let asked = question.zip(answer).map(|(question, answer)| {
            let answer = Node::new("Answer").with("text", answer);
            Node::new("Question").with("name", question).with("acceptedAnswer", answer.value()).value()
        });
        let sources = guide.sources.iter().map(|source| {
            let work = Node::new("CreativeWork").with("name", speaker.plain_words(&source.title));
            work.with_some("url", source.url.as_ref().map(|url| url.as_str().to_owned())).value()
        });
        let checked = envelope.verified.iter().map(|verified| verified.on).max();
        let reviewed = guide.reviewed.as_ref().map(|reviewed| reviewed.on);
        let changed = checked.max(reviewed).max(envelope.updated).or(envelope.added);
        let mentions = guide.records.iter().filter_map(|reference| speaker.named(reference));
        subject
            .thing("Article")
            .with("headline", title.text)
            .with("inLanguage", title.lang.unwrap_or_else(|| speaker.lang.to_string()))
            .with_some("mainEntity", asked)
            .with_some("datePublished", envelope.added.map(|day| day.to_string()))
            .with_some("dateModified", changed.map(|day| day.to_string()))
            .with_some("author", speaker.library())
            .with_some("publisher", speaker.library())
            .with_all("keywords", speaker.topics(envelope))
            .with_some("audience", speaker.audience(&envelope.audience, None, None))
            .with_all("citation", sources)
            .with_all("mentions", mentions)
    }
}

impl Subject<'_, '_> {
    /// A node of the record with what all kinds have.
    fn thing(&self, kind: &'static str) -> Node {
        let (speaker, envelope) = (self.speaker, self.about.envelope);
        let elsewhere = envelope.url.as_ref().map(|url| url.as_str().to_owned());
        Node::new(kind)
            .with("@id", speaker.id_of(Page::Record(self.ix)))
            .with("url", speaker.hub.url(Page::Record(self.ix), speaker.lang))
            .with("name", speaker.plain_words(&envelope.title))
            .with_all("alternateName", envelope.also.iter().map(|name| Value::from(&**name)))
            .with_some("description", envelope.summary.as_ref().map(|summary| speaker.plain_words(summary)))
            .with_all("identifier", self.identifiers())
            .with_some("sameAs", elsewhere)
    }

    /// The numbers of registers, each with the register's name.
    fn identifiers(&self) -> Vec<Value> {
        let Some(numbers) = &self.about.envelope.identifiers else { return Vec::new() };
        let known = numbers.unique().chain(numbers.zzzs.as_deref().map(|number| ("zzzs", number)));
        let value = |(register, number): (&str, &str)| {
            Node::new("PropertyValue").with("propertyID", register).with("value", number)
        };
        known.map(|pair| value(pair).value()).collect()
    }
}

impl Speaker<'_> {
    /// The name of a page's thing for machines: its address in the hub's first language.
    fn id_of(&self, page: Page) -> String {
        self.hub.url(page, self.hub.config.languages.first())
    }

    /// A whole address of one from the root of the host.
    pub(super) fn whole_url(&self, href: &str) -> String {
        let inside = href.strip_prefix(&*self.hub.config.base_path).unwrap_or(href);
        format!("{}{inside}", self.hub.config.base_url())
    }

    /// The library that keeps the hub.
    fn library(&self) -> Option<Value> {
        let library = self.hub.config.site.library.as_ref()?;
        let record = library.organization.as_ref().and_then(|written| {
            let (kind, id, part) = crate::record::split(written)?;
            match self.hub.destination(kind, id, part)? {
                Destination::Entry(ix) => Some(self.id_of(Page::Record(ix))),
                _ => None,
            }
        });
        let node = Node::new("Library")
            .with_some("@id", record)
            .with("name", self.plain_words(&library.name))
            .with_some("url", library.url.as_ref().map(|url| url.as_str().to_owned()))
            .with_some("telephone", library.phone.as_ref().and_then(|phone| phone.e164()))
            .with_some("email", library.email.as_ref().map(|email| email.as_str().to_owned()));
        let street = library.street.as_ref().map(|street| self.plain_words(street));
        let post = library.post.as_deref().and_then(|post| crate::value::postcode::post(post, SLOVENIA.code).ok());
        let address = (street.is_some() || post.is_some()).then(|| {
            Node::new("PostalAddress")
                .with_some("streetAddress", street)
                .with_some("postalCode", post.as_ref().map(|post| post.code.to_string()))
                .with_some("addressLocality", post.as_ref().map(|post| post.town.to_string()))
                .with("addressCountry", post.as_ref().map_or(SLOVENIA.code, |post| &post.country))
                .value()
        });
        Some(node.with_some("address", address).value())
    }

    /// A record that is shown, in its name and address.
    fn named(&self, reference: &Reference) -> Option<Value> {
        let to = self.hub.resolve(reference)?;
        let (page, kind) = match to {
            Destination::Entry(ix) => (Page::Record(ix), self.type_of(ix)),
            Destination::Location(ix, _) => (Page::Record(ix), self.type_of(ix)),
            Destination::Service(ix, turn) => (Page::Service(ix, turn), "Service"),
            Destination::Place(ix) => (Page::Place(ix as u32), "Place"),
        };
        let node = Node::new(kind).with("@id", self.id_of(page)).with("name", self.title(to).text);
        Some(node.with("url", self.hub.url(page, self.lang)).value())
    }

    /// The type of a record.
    fn type_of(&self, ix: EntryIx) -> &'static str {
        let entry = self.hub.entry(ix);
        let record = entry.record.as_any();
        let organization = record.downcast_ref::<Organization>().map(|own| body::organization_type(own.sort));
        let health = || record.downcast_ref::<Health>().map(|own| body::health_type(own.sort));
        let event = || record.downcast_ref::<Event>().map(event::type_of);
        organization.or_else(health).or_else(event).unwrap_or(entry.kind.schema_org)
    }

    /// What a record is about, in the names of its topics.
    fn topics(&self, envelope: &Envelope) -> Vec<Value> {
        let topics = envelope.topics.iter().filter_map(|topic| self.hub.tables.topic(&topic.id));
        topics.map(|ix| Value::from(self.plain_words(&self.hub.tables.topics[ix].keys.name))).collect()
    }

    /// Where the people live whom something serves.
    fn areas<'p>(&self, areas: impl IntoIterator<Item = &'p crate::record::PlaceId>) -> Vec<Value> {
        let places = areas.into_iter().filter_map(|area| self.hub.tables.place(&area.id));
        places
            .map(|ix| {
                let name = self.plain_words(&self.hub.tables.places[ix].keys.name);
                Node::new("AdministrativeArea").with("name", name).value()
            })
            .collect()
    }

    /// Whom something is for.
    fn audience(&self, audience: &[Audience], least: Option<u32>, most: Option<u32>) -> Option<Value> {
        if audience.is_empty() && least.is_none() && most.is_none() {
            return None;
        }
        let said = audience.iter().map(|audience| self.key(audience.label())).collect::<Vec<_>>().join(", ");
        let node = Node::new("PeopleAudience").with_some("audienceType", Some(said).filter(|said| !said.is_empty()));
        Some(node.with_some("suggestedMinAge", least).with_some("suggestedMaxAge", most).value())
    }
}

/// Texts without repetitions.
fn once_each<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<Value> {
    let mut known: Vec<&str> = Vec::new();
    texts.for_each(|text| {
        if !known.contains(&text) {
            known.push(text);
        }
    });
    known.into_iter().map(Value::from).collect()
}

/// JSON as it may stand in an element of HTML: `<` could end it or begin a comment.
fn printable(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

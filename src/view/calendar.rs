//! Events as calendars keep them: what comes back, what stands alone, and what is otherwise.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Viewer;
use super::model::{Follow, Link, Narrower, Subscription, Text};
use super::parts::Subject;
use super::speak::{JOINER, Speaker};
use crate::declare::Moment;
use crate::hub::{Agenda, Destination, Leaf, Page};
use crate::record::event::{Event, Sort, Status, TimeKnown};
use crate::record::{About, Occurrence, Place, Say, Where};
use crate::theme::Machine;
use crate::time::series::{Rule, Series};
use crate::time::zone::{Observance, observances};
use crate::value::phone::SLOVENIA;
use crate::value::repetition::Repeat;

/// A calendar.
pub struct Calendar {
    /// Its id, the same in all languages and for ever.
    pub id: String,
    /// Its name; one of a single event has none, because it is added to another one.
    pub name: Option<String>,
    /// The page that it is of.
    pub page: String,
    /// Its own address.
    pub own: String,
    /// The zone of its times.
    pub zone: TimeZone,
    /// What has to be known of the zone; nothing, when there are only whole days.
    pub observances: Vec<Observance>,
    /// What is in it.
    pub components: Vec<Component>,
}

/// A component of a calendar: an event that comes back, one of its times that is otherwise, or one that stands alone.
pub struct Component {
    /// What an event and its changed times have in common.
    pub uid: String,
    /// Which time of the rule it is, when that is otherwise.
    pub instead_of: Option<Moment>,
    /// When it begins.
    pub start: Moment,
    /// When it ends, as far as that is known.
    pub end: Option<Until>,
    /// How it comes back.
    pub repeat: Option<Repeat>,
    /// When it does not.
    pub left_out: Vec<Moment>,
    /// Whether it will be.
    pub certainty: Certainty,
    /// What it is called, its state before it in words.
    pub title: Text,
    /// What else to know, a line each.
    pub text: Vec<String>,
    /// Where it is.
    pub place: Option<String>,
    /// Where on the globe.
    pub at: Option<(f64, f64)>,
    /// What the record says, the same for all its components.
    pub record: Record,
}

/// What the record of a component says.
#[derive(Clone)]
pub struct Record {
    /// The language of its texts.
    pub lang: String,
    /// Its page.
    pub page: String,
    /// How often it was changed so that calendars have to be told.
    pub sequence: u32,
    /// When it was changed.
    pub changed: Option<Timestamp>,
    /// When it came.
    pub added: Option<Timestamp>,
    /// Its topics.
    pub topics: Vec<String>,
    /// Who prepares it and can be written to: a name and an address.
    pub organizer: Option<(String, String)>,
    /// Where to follow it.
    pub online: Option<String>,
}

/// When something ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// At this moment; of whole days the first on which it is not.
    Moment(Moment),
    /// After so many minutes.
    Minutes(i64),
}

/// Whether something will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// As it is written.
    Confirmed,
    /// Postponed, nobody knows until when.
    Tentative,
    /// Not at all.
    Cancelled,
}

impl Viewer<'_> {
    /// A calendar of the hub.
    pub fn calendar(&self, agenda: Agenda) -> Calendar {
        let (hub, lang) = (self.hub(), self.lang());
        let zone = &hub.config.time_zone;
        let kept = hub.agenda(agenda);
        let mut years: Option<(i16, i16)> = None;
        let mut components = Vec::new();
        for ix in kept {
            let entry = hub.entry(ix);
            let Some(event) = entry.record.as_any().downcast_ref::<Event>() else { continue };
            let subject = Subject { speaker: &self.speaker, ix, entry, about: hub.about(entry), service: None };
            let told = Told { subject: &subject, event };
            let series = Series::of(event, hub.days_off(), zone, hub.agenda_since());
            let timed = series.told().filter(|one| matches!(told.moment(one.start), Moment::Time(_)));
            for year in timed.flat_map(|one| [one.planned.date().year(), one.last_day().year()]) {
                years = Some(years.map_or((year, year), |(first, last)| (first.min(year), last.max(year))));
            }
            told.components(series, &mut components);
        }
        let page = match agenda {
            Agenda::Everything | Agenda::For(_) => Page::List(&crate::record::event::KIND, hub.main_order(), 0),
            Agenda::Topic(ix) => Page::Topic(ix),
            Agenda::Place(ix) => Page::Place(ix),
            Agenda::By(ix) | Agenda::One(ix) => Page::Record(ix),
        };
        let path = hub.agenda_path(agenda, hub.config.languages.first());
        Calendar {
            id: hub.config.uuid(&format!("calendar/{path}")).to_string(),
            name: (!matches!(agenda, Agenda::One(_))).then(|| self.calendar_name(agenda)),
            page: hub.url(page, lang),
            own: format!("{}/{}", hub.config.base_url(), hub.agenda_path(agenda, lang)),
            zone: zone.clone(),
            observances: years.map_or_else(Vec::new, |(first, last)| observances(zone, first, last)),
            components,
        }
    }

    /// The calendar of a page, when it has one and the theme shows it.
    pub(super) fn subscription(&self, page: Page) -> Option<Subscription> {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let agenda = match page {
            Page::List(kind, ..) if kind.name == crate::record::event::KIND.name => Agenda::Everything,
            Page::Leaf(Leaf::Today | Leaf::Weekend | Leaf::Week | Leaf::Month(..)) => Agenda::Everything,
            Page::Topic(ix) => Agenda::Topic(ix),
            Page::Place(ix) => Agenda::Place(ix),
            Page::Record(ix) if hub.entry(ix).record.as_any().is::<Event>() => Agenda::One(ix),
            Page::Record(ix) => Agenda::By(ix),
            _ => return None,
        };
        // What is over is in nobody's calendar for the first time, though it is kept for those who have it there.
        let is_over = matches!(agenda, Agenda::One(ix) if hub.ended(hub.entry(ix)));
        if is_over || !self.theme.shows(Machine::Calendar) || !hub.has_agenda(agenda) {
            return None;
        }
        let single = matches!(agenda, Agenda::One(_));
        let path = |agenda| hub.agenda_path(agenda, self.lang());
        let href = |agenda| format!("{}/{}", hub.config.base_path, path(agenda));
        let title = self.calendar_name(agenda);
        let text = speaker.key(if single { "calendar.add" } else { "calendar.file" });
        let file = Link { href: href(agenda), text };
        let narrower: Vec<Link> = match agenda {
            Agenda::Everything => hub
                .audiences()
                .iter()
                .map(|audience| Link { href: self.webcal(Agenda::For(*audience)), text: speaker.key(audience.label()) })
                .collect(),
            _ => Vec::new(),
        };
        let follow = (!single).then(|| Follow {
            heading: speaker.key("calendar.heading"),
            help: speaker.key("calendar.help"),
            webcal: Link { href: self.webcal(agenda), text: speaker.key("calendar.webcal") },
            paste: speaker.key("calendar.paste"),
            address: format!("{}/{}", hub.config.base_url(), path(agenda)),
            narrower: (!narrower.is_empty())
                .then(|| Narrower { heading: speaker.key("calendar.narrower"), links: narrower }),
        });
        Some(Subscription { file, title, follow })
    }

    /// The address of a calendar as programs for calendars take it: they open it, and ask again by themselves.
    fn webcal(&self, agenda: Agenda) -> String {
        let base = self.hub().config.base_url();
        let host = base.split_once("://").map_or(base, |(_, host)| host);
        format!("webcal://{host}/{}", self.hub().agenda_path(agenda, self.lang()))
    }

    /// What a calendar of several events is called.
    fn calendar_name(&self, agenda: Agenda) -> String {
        let (hub, speaker) = (self.hub(), &self.speaker);
        let of = match agenda {
            Agenda::Everything => speaker.key("kind.event"),
            Agenda::For(audience) => speaker.key(audience.label()),
            Agenda::Topic(ix) => speaker.plain_words(&hub.tables.topics[ix as usize].keys.name),
            Agenda::Place(ix) => speaker.plain_words(&hub.tables.places[ix as usize].keys.name),
            Agenda::By(ix) | Agenda::One(ix) => speaker.plain_words(&hub.entry(ix).envelope.title),
        };
        speaker.with("calendar.name", &[("hub", hub.config.name(self.lang())), ("name", &of)])
    }
}

/// An event that is told to a calendar.
struct Told<'s> {
    subject: &'s Subject<'s, 's>,
    event: &'s Event,
}

impl Told<'_> {
    fn speaker(&self) -> &Speaker<'_> {
        self.subject.speaker
    }

    fn about(&self) -> &About<'_> {
        &self.subject.about
    }

    fn components(&self, series: Series, all: &mut Vec<Component>) {
        let name = self.subject.entry.full_id();
        let record = self.record();
        let uid = |name: &str| self.speaker().hub.config.uuid(name).to_string();
        if let Some(rule) = series.rule {
            all.push(self.comes_back(uid(&name), &rule, &record));
            all.extend(rule.otherwise.iter().map(|one| {
                let instead_of = Some(self.moment(one.planned));
                Component { instead_of, ..self.one(uid(&name), one, &record) }
            }));
        }
        // The one time of an event has its name, also when it is moved; of several each has its own.
        let several = self.event.comes_back();
        all.extend(series.single.iter().map(|one| {
            let own = if several { format!("{name}/{}", shown(one.planned)) } else { name.clone() };
            self.one(uid(&own), one, &record)
        }));
    }

    fn comes_back(&self, uid: String, rule: &Rule, record: &Record) -> Component {
        let plain = self.one(uid, &rule.first, record);
        let end = match (rule.first_is_uneven, plain.start, plain.end) {
            (true, Moment::Time(start), Some(Until::Moment(Moment::Time(end)))) => {
                Some(Until::Minutes(start.duration_until(end).as_mins()))
            }
            (_, _, end) => end,
        };
        let left_out = rule.left_out.iter().map(|moment| self.moment(*moment)).collect();
        Component { end, repeat: Some(rule.repeat.clone()), left_out, ..plain }
    }

    fn one(&self, uid: String, one: &Occurrence, record: &Record) -> Component {
        let (speaker, about, event) = (self.speaker(), self.about(), self.event);
        let start = self.moment(one.start);
        let changed = one.changed.map(|at| &event.changed[at]);
        let state = match event.state() {
            Status::Scheduled if one.cancelled => Status::Cancelled,
            Status::Scheduled if changed.is_some() => Status::Changed,
            Status::Changed | Status::Full if one.cancelled => Status::Cancelled,
            state => state,
        };
        let certainty = match state {
            Status::Cancelled => Certainty::Cancelled,
            Status::Postponed => Certainty::Tentative,
            Status::Scheduled | Status::Changed | Status::Full => Certainty::Confirmed,
        };
        let mut title = speaker.words(&about.envelope.title);
        if self.is_deadline() {
            title.text = speaker.with("calendar.deadline", &[("title", &title.text)]);
        }
        if state != Status::Scheduled {
            let said = speaker.key(state.label());
            title.text = speaker.with("calendar.state", &[("state", &said), ("title", &title.text)]);
        }
        let moved = changed.and_then(|changed| changed.place.as_ref());
        let place = moved.map_or_else(|| self.place(), |place| Some(speaker.plain_words(place)));
        let address = about.place.filter(|_| moved.is_none()).and_then(|place| speaker.hub.address(place));
        let note = changed.and_then(|changed| changed.note.as_ref()).map(|note| speaker.plain_words(note));
        Component {
            uid,
            instead_of: None,
            start,
            end: self.end(start, one),
            repeat: None,
            left_out: Vec::new(),
            certainty,
            title,
            text: note.into_iter().chain(self.text()).map(|line| clean(&line)).collect(),
            place: place.map(|place| clean(&place)),
            at: address.and_then(|place| place.coordinates).map(|at| (at.lat(), at.lon())),
            record: record.clone(),
        }
    }

    /// A call that closes is told by its last day.
    fn is_deadline(&self) -> bool {
        self.event.sort == Some(Sort::Call) && self.event.closes.is_some()
    }

    /// A moment as far as it is known.
    fn moment(&self, moment: Moment) -> Moment {
        if self.event.time == Some(TimeKnown::Unknown) || self.event.all_day {
            Moment::Day(moment.date())
        } else {
            moment
        }
    }

    fn end(&self, start: Moment, one: &Occurrence) -> Option<Until> {
        let end = one.end.filter(|_| !self.is_deadline());
        let after = |day: Date| day.tomorrow().unwrap_or(day);
        let moment = match (start, end) {
            (Moment::Day(day), None) => Moment::Day(after(day)),
            (Moment::Day(_), Some(_)) => Moment::Day(after(one.last_day())),
            (Moment::Time(start), Some(Moment::Time(end))) if start < end => Moment::Time(end),
            (Moment::Time(_), Some(Moment::Day(day))) => Moment::Time(after(day).at(0, 0, 0, 0)),
            // A calendar that is not told the end shows the beginning.
            (Moment::Time(_), _) => return None,
        };
        Some(Until::Moment(moment))
    }

    fn record(&self) -> Record {
        let (speaker, about) = (self.speaker(), self.about());
        let (hub, envelope) = (speaker.hub, about.envelope);
        let instant = |day: Date| day.to_zoned(hub.config.time_zone.clone()).map(|zoned| zoned.timestamp()).ok();
        let topics = envelope.topics.iter().filter_map(|topic| hub.tables.topic(&topic.id));
        let email = about.contacts.iter().find_map(|contact| contact.email.as_ref());
        let organizer = self.event.organizer.as_ref().map(|organizer| speaker.title_of(&organizer.0).text);
        Record {
            lang: speaker.lang.to_string(),
            page: hub.url(Page::Record(self.subject.ix), speaker.lang),
            sequence: self.event.sequence.unwrap_or(0),
            changed: hub.changed_on(self.subject.entry).and_then(instant),
            added: envelope.added.and_then(instant),
            topics: topics.map(|ix| speaker.plain_words(&hub.tables.topics[ix].keys.name)).collect(),
            organizer: organizer.filter(|name| !name.is_empty()).zip(email.map(|email| email.as_str().to_owned())),
            online: self.event.online_url.as_ref().map(|url| url.as_str().to_owned()),
        }
    }

    /// What else to know: why it is otherwise, what it is, what it costs, how to book, where to read on.
    fn text(&self) -> Vec<String> {
        let (speaker, about, event) = (self.speaker(), self.about(), self.event);
        let words = |words: &crate::text::Words| speaker.plain_words(words);
        let unknown = (event.time == Some(TimeKnown::Unknown)).then(|| speaker.key("time.unknown"));
        let said = event.cost_said().into_iter().chain(event.registration_said()).map(|say: Say<'_>| speaker.say(&say));
        let online = event.online_url.as_ref().map(|url| url.as_str().to_owned());
        let page = speaker.hub.url(Page::Record(self.subject.ix), speaker.lang);
        let lines = about.envelope.alert.as_ref().map(words).into_iter().chain(unknown);
        let lines = lines.chain(about.envelope.summary.as_ref().map(words)).chain(said).chain(online);
        lines.filter(|line| !line.is_empty()).chain([page]).collect()
    }

    /// Where it is in one line, as far as that may be told.
    fn place(&self) -> Option<String> {
        let (speaker, place) = (self.speaker(), self.about().place);
        let room = self.event.room.as_ref().map(|room| speaker.plain_words(room));
        let named = place.and_then(|place| match place {
            Where::Of(reference) => Some(speaker.title_of(&reference.0).text),
            Where::At(_) => None,
        });
        let address = place.and_then(|place| speaker.hub.address(place));
        let lines = address.map(|place| address_lines(speaker, place)).unwrap_or_default();
        let mut parts: Vec<String> = Vec::new();
        for part in room.into_iter().chain(named).chain(lines).filter(|part| !part.is_empty()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

fn address_lines(speaker: &Speaker<'_>, place: &Place) -> Vec<String> {
    let settlement = place.settlement.as_ref().and_then(|id| speaker.hub.tables.place(&id.id));
    let settlement = settlement.map(|ix| speaker.title(Destination::Place(ix)).text);
    let post = place.post.as_ref().map(|post| post.line(SLOVENIA.code));
    let settlement = settlement.filter(|name| post.as_ref().is_none_or(|post| !post.ends_with(&**name)));
    let names = [&place.name, &place.street].into_iter().flatten().map(|text| speaker.plain_words(text));
    names.chain(settlement).chain(post).collect()
}

/// What keeps a line together on a page is a strange sign in a calendar.
fn clean(text: &str) -> String {
    text.replace(JOINER, "").replace('\u{a0}', " ")
}

fn shown(moment: Moment) -> String {
    match moment {
        Moment::Day(day) => day.to_string(),
        Moment::Time(time) => time.to_string(),
    }
}

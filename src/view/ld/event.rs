//! Events as linked data.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, ToSpan};
use serde_json::Value;

use super::node::Node;
use super::times::day_name;
use crate::declare::Moment;
use crate::hub::Page;
use crate::record::event::{ChangedStatus, Event, Sort, Status, TimeKnown};
use crate::record::{Costs, Mode, Say};
use crate::value::money::Money;
use crate::value::repetition::{End, On, Unit};
use crate::value::weekday::NthDay;
use crate::view::parts::Subject;
use crate::view::speak::Speaker;

/// The type of an event. A call that only closes takes place at no time: it is a page that expires.
pub(super) fn type_of(event: &Event) -> &'static str {
    match event.sort {
        Some(Sort::Call) if event.start.is_none() && event.dates.is_empty() => "WebPage",
        Some(Sort::Course | Sort::Workshop | Sort::Talk) => "EducationEvent",
        Some(Sort::StoryHour) => "ChildrensEvent",
        Some(Sort::Exhibition) => "ExhibitionEvent",
        Some(Sort::Concert) => "MusicEvent",
        _ => "Event",
    }
}

impl Subject<'_, '_> {
    pub(super) fn event(&self, event: &Event) -> Node {
        let (speaker, envelope) = (self.speaker, self.about.envelope);
        let thing = self.thing(type_of(event));
        let audience = speaker.audience(&envelope.audience, event.age_min, event.age_max);
        if type_of(event) == "WebPage" {
            return thing
                .with_some("expires", event.closes.map(|closes| speaker.last_moment(closes)))
                .with_some("audience", audience)
                .with_some("publisher", event.organizer.as_ref().and_then(|to| speaker.named(&to.0)))
                .with_all("keywords", speaker.topics(envelope));
        }
        let body = envelope.body.as_ref().and_then(|body| speaker.whole_prose(self.entry, body));
        let thing = match (envelope.summary.is_none(), body) {
            (true, Some(body)) => thing.with("description", body),
            _ => thing,
        };
        let registration = event.registration.as_deref();
        let free = matches!(event.offer.cost, Some(Costs::Free));
        let performers = event.performers.iter().map(|name| Value::from(&**name));
        let languages = event.in_language.iter().map(|language| Value::from(language.as_str()));
        let series = event.series.as_ref().map(|id| Node::new("EventSeries").with("identifier", id.as_str()).value());
        thing
            .and(self.times(event))
            .with("eventStatus", status(event.state()))
            .with("eventAttendanceMode", attendance(&event.offer.mode))
            .with_all("location", self.whereabouts(event))
            .with_some("organizer", event.organizer.as_ref().and_then(|to| speaker.named(&to.0)))
            .with_all("performer", performers)
            .with_all("inLanguage", languages)
            .with_some("audience", audience)
            .with_some("typicalAgeRange", age_range(event.age_min, event.age_max))
            .with_all("keywords", speaker.topics(envelope))
            .with_all("offers", self.event_offers(event))
            .with_some("isAccessibleForFree", free.then_some(true))
            .with_some("maximumAttendeeCapacity", registration.and_then(|registration| registration.places))
            .with_some("remainingAttendeeCapacity", registration.and_then(|registration| registration.left))
            .with_some("superEvent", series)
    }

    /// When it begins and ends, how it repeats, which of its dates are otherwise.
    fn times(&self, event: &Event) -> Node {
        let speaker = self.speaker;
        let first = event.start.or_else(|| event.dates.iter().min().copied());
        let unknown = event.time == Some(TimeKnown::Unknown);
        let said = |moment: Moment| if unknown { moment.date().to_string() } else { speaker.moment(moment) };
        let listed = event.dates.iter().max().filter(|_| event.dates.len() > 1).copied();
        let end = event.end.or_else(|| first.and_then(|start| self.end_of(event, start))).or(listed);
        let repeats = event.repeat.as_ref().zip(event.start);
        let dates = event.dates.iter().filter(|_| event.dates.len() > 1).chain(&*event.extra);
        let dates = dates.map(|date| {
            let end = self.end_of(event, *date).map(said);
            self.part(event).with("startDate", said(*date)).with_some("endDate", end).value()
        });
        let changed = event.changed.iter().map(|changed| {
            let time = event.start.and_then(Moment::minutes).and_then(clock);
            let usual = time.map_or(Moment::Day(changed.date), |time| Moment::Time(changed.date.to_datetime(time)));
            let place = changed.place.as_ref().map(|place| Node::new("Place").with("name", speaker.plain_words(place)));
            let moved = changed.start.filter(|start| *start != usual);
            let status = match (changed.status, moved) {
                (Some(ChangedStatus::Cancelled), _) => "https://schema.org/EventCancelled",
                (_, Some(_)) => "https://schema.org/EventRescheduled",
                (_, None) => "https://schema.org/EventScheduled",
            };
            self.part(event)
                .with("startDate", said(changed.start.unwrap_or(usual)))
                .with_some("endDate", changed.end.map(said))
                .with_some("previousStartDate", moved.map(|_| said(usual)))
                .with("eventStatus", status)
                .with_some("location", place.map(Node::value))
                .value()
        });
        Node::empty()
            .with_some("startDate", first.map(said))
            .with_some("endDate", end.map(said))
            .with_some("eventSchedule", repeats.map(|(repeat, start)| self.schedule(event, repeat, start)))
            .with_all("subEvent", dates.chain(changed).collect::<Vec<_>>())
    }

    /// One date of an event.
    fn part(&self, event: &Event) -> Node {
        let place = self.about.place.and_then(|place| self.speaker.place_node(place));
        Node::new(type_of(event))
            .with("name", self.speaker.plain_words(&self.about.envelope.title))
            .with_some("location", place.map(Node::value))
    }

    /// When a date of an event ends that says how long it lasts, or when.
    fn end_of(&self, event: &Event, start: Moment) -> Option<Moment> {
        let Moment::Time(begins) = start else { return None };
        if let Some(lasts) = event.duration {
            let length = SignedDuration::from_mins(i64::from(lasts.minutes));
            let ends = begins.checked_add(i64::from(lasts.days).days()).ok()?.checked_add(length).ok()?;
            return Some(Moment::Time(ends));
        }
        match (event.start, event.end) {
            (Some(Moment::Time(first)), Some(Moment::Time(last))) => {
                Some(Moment::Time(begins.checked_add(first.duration_until(last)).ok()?))
            }
            _ => None,
        }
    }

    fn schedule(&self, event: &Event, repeat: &crate::value::repetition::Repeat, start: Moment) -> Value {
        let unit = if repeat.every == Unit::Week { "W" } else { "M" };
        let (until, count) = match repeat.end {
            End::Never => (None, None),
            End::Until(date) => (Some(date), None),
            End::Count(count) => (None, Some(count)),
        };
        let nth = |days: &[NthDay]| match days {
            [day, ..] => Some(i64::from(day.nth)).filter(|_| days.iter().all(|other| other.nth == day.nth)),
            [] => None,
        };
        let (days, month_days, month_week): (Vec<&str>, Vec<i8>, Option<i64>) = match &repeat.on {
            On::Start => (Vec::new(), Vec::new(), None),
            On::Weekdays(days) => (days.iter().map(|day| day_name(*day)).collect(), Vec::new(), None),
            On::Nth(days) => (days.iter().map(|day| day_name(day.day)).collect(), Vec::new(), nth(days)),
            On::Days(days) => (Vec::new(), days.to_vec(), None),
        };
        let time = |moment: Moment| moment.minutes().map(|minutes| crate::value::clock::Clock(minutes).to_string());
        let ends = event.end.or_else(|| self.end_of(event, start)).and_then(time);
        let days = days.into_iter().map(|day| Value::from(format!("https://schema.org/{day}")));
        Node::new("Schedule")
            .with("repeatFrequency", format!("P{}{unit}", repeat.interval.max(1)))
            .with_all("byDay", days)
            .with_all("byMonthDay", month_days.into_iter().map(Value::from))
            .with_some("byMonthWeek", month_week)
            .with("startDate", start.date().to_string())
            .with_some("endDate", until.map(|date: Date| date.to_string()))
            .with_some("repeatCount", count)
            .with_some("startTime", time(start))
            .with_some("endTime", ends)
            .with_all("exceptDate", event.skip.iter().map(|date| Value::from(date.to_string())))
            .with("scheduleTimezone", self.speaker.hub.config.time_zone.iana_name().unwrap_or("Europe/Ljubljana"))
            .value()
    }

    /// Where it is: its place or its owner's, and on the internet.
    fn whereabouts(&self, event: &Event) -> Vec<Value> {
        let speaker = self.speaker;
        let online = event.offer.mode.contains(&Mode::Online) || event.online_url.is_some();
        let page = || speaker.hub.url(Page::Record(self.ix), speaker.lang);
        let url = event.online_url.as_ref().map_or_else(page, |url| url.as_str().to_owned());
        let net = online.then(|| Node::new("VirtualLocation").with("url", url).value());
        let place = self.about.place.and_then(|place| speaker.place_node(place)).map(|node| {
            let room = event.room.as_ref().map(|room| speaker.plain_words(room));
            node.with_some("description", room).value()
        });
        let mut all: Vec<Value> = place.into_iter().chain(net).collect();
        if all.is_empty() {
            // Nobody said where, or it must not be told: the country is known.
            let address = Node::new("PostalAddress").with("addressCountry", crate::value::phone::SLOVENIA.code);
            all.push(Node::new("Place").with("address", address.value()).value());
        }
        all
    }

    fn event_offers(&self, event: &Event) -> Vec<Value> {
        let speaker = self.speaker;
        let registration = event.registration.as_deref();
        let full =
            event.state() == Status::Full || registration.is_some_and(|registration| registration.left == Some(0));
        let page = || speaker.hub.url(Page::Record(self.ix), speaker.lang);
        let url = registration.and_then(|registration| registration.url.as_ref());
        let url = url.map_or_else(page, |url| url.as_str().to_owned());
        let through =
            registration.and_then(|registration| registration.by).map(|day| speaker.last_moment(Moment::Day(day)));
        let availability = if full { "https://schema.org/SoldOut" } else { "https://schema.org/InStock" };
        let offers = speaker.offers(event.offer.cost.as_ref(), &url).into_iter();
        let offers = offers.map(|offer| {
            offer.with("availability", availability).with_some("availabilityEnds", through.clone()).value()
        });
        offers.collect()
    }
}

impl Speaker<'_> {
    /// What something costs, as offers.
    pub(super) fn offers(&self, cost: Option<&Costs>, url: &str) -> Vec<Node> {
        let prices = match cost {
            None => return Vec::new(),
            Some(Costs::Free) => {
                return vec![Node::new("Offer").with("price", 0).with("priceCurrency", "EUR").with("url", url)];
            }
            Some(Costs::Prices(prices)) => prices,
        };
        let offer = |cost: &crate::record::Cost| {
            let name = cost.what.as_ref().map(|what| self.plain_words(what));
            let note = cost.note.as_ref().map(|note| self.plain_words(note));
            let money = cost.money();
            let unit = cost.unit.map(|unit| self.say(&Say::key(unit.label())));
            Node::new("Offer")
                .with_some("name", name)
                .with_some("description", note.or(unit))
                .with_some("price", money.map(Money::decimal))
                .with_some("priceCurrency", money.map(|money| money.currency.as_str().to_owned()))
                .with("url", url)
        };
        prices.iter().map(offer).collect()
    }

    /// A day, or a time with its offset from UTC on that day.
    pub(super) fn moment(&self, moment: Moment) -> String {
        match moment {
            Moment::Day(day) => day.to_string(),
            Moment::Time(time) => self.instant(time),
        }
    }

    /// The last moment of a deadline: of a day its end.
    pub(super) fn last_moment(&self, moment: Moment) -> String {
        match moment {
            Moment::Day(day) => self.instant(day.at(23, 59, 59, 0)),
            Moment::Time(time) => self.instant(time),
        }
    }

    fn instant(&self, time: DateTime) -> String {
        match time.to_zoned(self.hub.config.time_zone.clone()) {
            Ok(zoned) => zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            // No clock tells a time that far away: it stands as it is written.
            Err(_) => time.to_string(),
        }
    }
}

fn clock(minutes: u16) -> Option<Time> {
    Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Cancelled => "https://schema.org/EventCancelled",
        Status::Postponed => "https://schema.org/EventPostponed",
        Status::Scheduled | Status::Changed | Status::Full => "https://schema.org/EventScheduled",
    }
}

fn attendance(modes: &[Mode]) -> &'static str {
    let online = modes.contains(&Mode::Online);
    let onsite = modes.is_empty() || modes.iter().any(|mode| *mode != Mode::Online);
    match (online, onsite) {
        (true, true) => "https://schema.org/MixedEventAttendanceMode",
        (true, false) => "https://schema.org/OnlineEventAttendanceMode",
        _ => "https://schema.org/OfflineEventAttendanceMode",
    }
}

fn age_range(least: Option<u32>, most: Option<u32>) -> Option<String> {
    match (least, most) {
        (None, None) => None,
        (Some(least), Some(most)) => Some(format!("{least}-{most}")),
        (Some(least), None) => Some(format!("{least}-")),
        (None, Some(most)) => Some(format!("0-{most}")),
    }
}

//! Parts of pages: rows, planks, boards, sections, contacts, addresses.

use super::model::{
    Badge, Block, Board, Contact, DateItem, FactRow, Line, Link, Live, Plank, Row, RowTime, Section, Step, Text,
};
use super::speak::{Speaker, plain, shown_url};
use crate::hub::{Destination, EntryIx, Page};
use crate::parse::Entry;
use crate::record::{self, About, Fact, Hours, Lead, Place, Say, Service, Shape, Telling, Visibility, Where};
use crate::time::code;
use crate::value::phone::SLOVENIA;

/// How many rows of other records a section shows before it says where the rest is.
const MOST_ROWS: usize = 12;

/// The page that parts are made for: what they may point at.
pub struct Subject<'s, 'h> {
    /// The language and the hub.
    pub speaker: &'s Speaker<'h>,
    /// The record.
    pub ix: EntryIx,
    /// The record.
    pub entry: &'h Entry,
    /// What it may know.
    pub about: About<'h>,
    /// One of its services, when the page is that service's.
    pub service: Option<&'h Service>,
}

impl Speaker<'_> {
    /// A record in a list.
    pub fn row(&self, ix: EntryIx) -> Row {
        self.row_under(ix, "")
    }

    /// A record under a heading that says `said`, a message, of all its records: it is not said again.
    pub fn row_under(&self, ix: EntryIx, said: &str) -> Row {
        let about = self.hub.about(self.hub.entry(ix));
        let when = self.hub.entry(ix).record.when_said(&about);
        let live = self.live_row(self.hub.entry(ix), &about);
        self.row_with(ix, &about, when, None, said, live)
    }

    /// A record in a list by time, with the day on which it is next in front; a record without a day is a row
    /// like others.
    pub fn dated_row(&self, ix: EntryIx) -> Row {
        let entry = self.hub.entry(ix);
        let Some(when) = self.hub.when(entry) else { return self.row(ix) };
        let about = self.hub.about(entry);
        let live = self.live_row(entry, &about);
        let day = self.weekday_date(when.date());
        self.row_with(ix, &about, entry.record.hour_said(&about), Some(day), "", live)
    }

    /// A record with what is said of its time in words, in front and to the script.
    pub(super) fn row_with(
        &self,
        ix: EntryIx,
        about: &About<'_>,
        when: Option<Say<'_>>,
        time: Option<String>,
        said: &str,
        live: Option<Live>,
    ) -> Row {
        let entry = self.hub.entry(ix);
        let mut meta: Vec<Say<'_>> = when.into_iter().chain(entry.record.meta(about)).collect();
        meta.retain(|say| !matches!(say, Say::Message(key, _) if *key == said));
        let place = self.hub.place_index(entry).map(|place| &self.hub.tables.places[place].keys.name);
        if let Some(place) = place {
            meta.push(Say::Words(place));
        }
        let states = entry.record.badges(about);
        let off = states.iter().any(|state| state.shape == Shape::Cancelled);
        // Of one date that is off, the date alone is struck out.
        let struck = off && !states.iter().any(|state| matches!(state.say, Say::Message("state.off", _)));
        let phone = about.phone().filter(|_| entry.record.when().is_none()).map(|(phone, _)| self.phone(phone));
        Row {
            href: self.hub.href(Page::Record(ix), self.lang),
            title: self.words(&entry.envelope.title),
            badges: states.iter().map(|state| self.badge_of(entry, state)).collect(),
            time: time.map(|text| RowTime { text, struck: off }),
            meta: vec![sentence(unlinked(self.joined(&meta)))].into_iter().filter(is_said).collect(),
            phone,
            struck,
            checked: self.checked(about, entry),
            term: self.hub.term(entry).filter(|_| !about.freshness.is_late()).map(code::term),
            live,
        }
    }

    /// The badge of a record's state; that of an answer which holds for a while says for how long.
    fn badge_of(&self, entry: &Entry, state: &record::State<'_>) -> Badge {
        let says = |answer: &record::DatedAnswer| matches!(state.say, Say::Message(key, _) if key == answer.label);
        let term = entry.record.dated_answer().filter(says).and_then(record::DatedAnswer::term);
        let stale = term.map(|term| code::date(term.expired_on()));
        Badge { answer: term.map(code::term), stale, ..self.badge(state) }
    }

    /// A service in a list of its owner's.
    pub fn service_row(&self, ix: EntryIx, turn: usize, service: &Service) -> Row {
        let mut meta: Vec<Line> = service.summary.iter().map(|summary| self.line(&Say::Words(summary))).collect();
        let terms = unlinked(self.joined(&service.meta()));
        meta.extend(Some(terms).filter(|line| !line.is_empty()));
        Row {
            href: self.hub.href(Page::Service(ix, turn as u16), self.lang),
            title: self.words(&service.title),
            badges: service.badge().map(|state| self.badge(&state)).into_iter().collect(),
            time: None,
            meta,
            phone: None,
            struck: false,
            checked: None,
            term: None,
            live: None,
        }
    }

    /// When a record in a list was checked; said only where it is late, for the page says it always.
    fn checked(&self, about: &About<'_>, entry: &Entry) -> Option<Line> {
        let on = entry.envelope.verified.iter().map(|verified| verified.on).max()?;
        about.freshness.is_late().then(|| {
            vec![plain(&self.with("provenance.checked-long-ago", &[("date", &self.language().short_date(on))]))]
        })
    }

    /// A sign to another record.
    pub fn sign(&self, ix: EntryIx, first: bool) -> Plank {
        let entry = self.hub.entry(ix);
        let line = entry.envelope.summary.as_ref().map(|summary| self.words(summary));
        Plank {
            href: self.hub.href(Page::Record(ix), self.lang),
            title: self.words(&entry.envelope.title),
            line,
            icon: None,
            first,
        }
    }

    pub(super) fn facts(&self, facts: &[Fact<'_>]) -> Vec<FactRow> {
        let rows = facts.iter().filter_map(|fact| {
            let lines = fact.lines.iter().map(|say| sentence(self.line(say)));
            let lines: Vec<Line> = lines.filter(is_said).collect();
            let unknown = lines.is_empty();
            if unknown && !fact.honest {
                return None;
            }
            let lines = if unknown { vec![self.line(&Say::Unknown)] } else { lines };
            Some(FactRow { label: self.key(fact.label), lines, unknown, live: None })
        });
        rows.collect()
    }

    pub(super) fn contact(&self, contact: &record::Contact, groups: &[Hours]) -> Contact {
        let group = contact.hours.as_ref().and_then(|id| groups.iter().find(|group| group.id() == Some(id.as_str())));
        let when = group.map(|group| self.week(group)).filter(|week| !week.is_empty());
        let names: Vec<String> = contact.langs.iter().map(|code| self.language_name(code)).collect();
        Contact {
            role: contact.role.as_ref().map(|role| self.plain_words(role)),
            name: contact.name.as_ref().map(ToString::to_string),
            phone: contact.phone.as_ref().map(|phone| self.phone(phone)),
            ext: contact.ext.as_ref().map(|ext| self.with("contact.ext", &[("ext", ext)])),
            sms: contact.sms.as_ref().map(|phone| {
                let href = phone.href().replacen("tel:", "sms:", 1);
                Link { href, text: phone.local(&SLOVENIA) }
            }),
            email: contact.email.as_ref().map(|email| email.as_str().to_owned()),
            url: contact.url.as_ref().map(|url| Link { href: url.as_str().to_owned(), text: shown_url(url.as_str()) }),
            when: when.map(|week| vec![plain(&week)]),
            langs: (!names.is_empty()).then(|| self.listed(&names)),
            note: contact.note.as_ref().map(|note| self.words(note)),
        }
    }

    /// An address, as far as it may be shown.
    pub(super) fn address(&self, place: &Place) -> Block {
        let hidden = place.visibility() == Visibility::Hidden;
        let mut lines: Vec<Line> = Vec::new();
        lines.extend(place.name.as_ref().map(|name| self.line(&Say::Words(name))));
        lines.extend(place.street.as_ref().map(|street| self.line(&Say::Words(street))));
        lines.extend(place.post.as_ref().map(|post| vec![plain(&post.line(SLOVENIA.code))]));
        lines.extend(place.settlement.as_ref().map(|settlement| self.line(&Say::Place(settlement))));
        if place.visibility() == Visibility::TownOnly {
            lines.push(vec![plain(&self.key("place.town-only"))]);
        }
        let facts = [
            Fact {
                label: "place.floor",
                lines: place.floor.iter().map(|text| Say::Words(text)).collect(),
                honest: false,
            },
            Fact {
                label: "place.directions",
                lines: place.directions.iter().map(|text| Say::Words(text)).collect(),
                honest: false,
            },
            Fact {
                label: "place.transit",
                lines: place.transit.iter().map(|text| Say::Words(text)).collect(),
                honest: false,
            },
            Fact {
                label: "place.parking",
                lines: place.parking.iter().map(|text| Say::Words(text)).collect(),
                honest: false,
            },
        ];
        let map = place.coordinates.map(|at| {
            let href = format!(
                "https://www.openstreetmap.org/?mlat={}&mlon={}#map=18/{}/{}",
                at.lat(),
                at.lon(),
                at.lat(),
                at.lon()
            );
            Link { href, text: self.key("place.map") }
        });
        Block::Address { lines, map, hidden, facts: self.facts(&facts) }
    }
}

impl Subject<'_, '_> {
    /// The board.
    pub fn board(&self, board: &record::Board<'_>) -> Board {
        let speaker = self.speaker;
        let badge = |state: &record::State<'_>| match self.service {
            Some(_) => speaker.badge(state),
            None => speaker.badge_of(self.entry, state),
        };
        let mut states: Vec<Badge> = board.states.iter().map(badge).collect();
        let is_late = self.about.freshness.is_late();
        if is_late && board.plate.is_none() {
            // An answer that nobody knows says already what to do.
            let unknown = board.states.iter().any(|state| state.shape == Shape::Unknown);
            let key = if unknown { "provenance.checked-long-ago" } else { "provenance.overdue" };
            states.extend(self.last_checked(key).map(|text| Badge::new("unknown", text)));
        }
        let planks = board.planks.iter().take(2).enumerate();
        let mut planks: Vec<Plank> =
            planks.filter_map(|(turn, plank)| self.plank(plank, turn == 0 && board.plate.is_none())).collect();
        let stopped = board.states.iter().any(|state| state.shape == Shape::Closed);
        if planks.is_empty() && !stopped && self.is_visited() {
            planks.extend(self.library_plank());
        }
        let instead = board.instead.and_then(|reference| match speaker.hub.resolve(reference)? {
            Destination::Entry(ix) => Some(speaker.sign(ix, false)),
            _ => None,
        });
        let answer = board.answer.as_ref().map(|say| speaker.say_text(say)).filter(|text| !text.text.is_empty());
        let mut answer = answer.unwrap_or_else(|| Text { text: speaker.key("unknown"), lang: None });
        capitalize(&mut answer.text);
        Board {
            states,
            answer,
            live: self.live().filter(|_| !stopped && board.plate.is_none()),
            next: board.next.as_ref().map(|say| sentence(speaker.line(say))),
            grounds: board.grounds.iter().map(|say| sentence(speaker.line(say))).filter(is_said).collect(),
            planks,
            term: self.term().filter(|_| !is_late && board.plate.is_none()).map(code::term),
            plate: board.plate.as_ref().map(|state| speaker.badge(state)),
            instead: instead.into_iter().collect(),
        }
    }

    /// For how long its facts are believed.
    pub(super) fn term(&self) -> Option<record::Term> {
        let hub = self.speaker.hub;
        self.service.map_or_else(|| hub.term(self.entry), |service| hub.service_term(self.entry, service))
    }

    /// Whether people go there or call: not an event, not a text.
    fn is_visited(&self) -> bool {
        self.entry.record.offer().is_some() && self.entry.record.when().is_none()
    }

    /// Where nobody's number is known, the library's is.
    fn library_plank(&self) -> Option<Plank> {
        let speaker = self.speaker;
        let phone = speaker.hub.config.site.library.as_ref()?.phone.as_ref()?;
        let Link { href, text } = speaker.phone(phone);
        let line = Some(Text { text: speaker.key("report.library"), lang: None });
        Some(Plank { href, title: Text { text, lang: None }, line, icon: Some("phone"), first: true })
    }

    fn plank(&self, plank: &record::Plank<'_>, first: bool) -> Option<Plank> {
        let speaker = self.speaker;
        let text = |text: String| Text { text, lang: None };
        let (href, title, icon) = match &plank.lead {
            Lead::Phone(phone) => (phone.href(), text(phone.local(&SLOVENIA)), Some("phone")),
            Lead::Email(email) => (email.href(), text(email.as_str().to_owned()), Some("mail")),
            Lead::Web(url) => (url.as_str().to_owned(), text(shown_url(url.as_str())), None),
            Lead::Address => ("#where".to_owned(), self.address_title()?, Some("pin")),
            Lead::Record(reference) => match speaker.hub.resolve(reference)? {
                to @ (Destination::Entry(_) | Destination::Service(..)) => {
                    (speaker.hub.href_of(to, speaker.lang), speaker.title(to), None)
                }
                _ => return None,
            },
        };
        let title = plank.title.as_ref().map_or(title, |say| speaker.say_text(say));
        let line = plank.line.as_ref().map(|say| speaker.say_text(say)).or_else(|| match &plank.lead {
            Lead::Address => self.address_line(),
            Lead::Web(url) if plank.title.is_some() => Some(text(shown_url(url.as_str()))),
            _ => None,
        });
        // Yellow is for what one does at once: call, write, register. Another page is the second choice.
        let first = first && !matches!(plank.lead, Lead::Record(_));
        Some(Plank { href, title, line, icon, first })
    }

    pub(super) fn shown_place(&self) -> Option<&Place> {
        self.speaker.hub.address(self.about.place?)
    }

    fn address_title(&self) -> Option<Text> {
        match self.about.place? {
            Where::At(place) => place.street.as_ref().or(place.name.as_ref()).map(|label| self.speaker.words(label)),
            Where::Of(reference) => Some(self.speaker.title_of(&reference.0)).filter(|text| !text.text.is_empty()),
        }
    }

    fn address_line(&self) -> Option<Text> {
        let place = self.shown_place()?;
        if matches!(self.about.place, Some(Where::Of(_))) {
            return place.street.as_ref().map(|street| self.speaker.words(street));
        }
        let settlement = place.settlement.as_ref().and_then(|id| self.speaker.hub.tables.place(&id.id));
        let town = settlement.map(|ix| self.speaker.words(&self.speaker.hub.tables.places[ix].keys.name));
        town.or_else(|| place.post.as_ref().map(|post| Text { text: post.line(SLOVENIA.code), lang: None }))
    }

    /// Sections that have something to say.
    pub fn sections(&self, telling: &[record::Section<'_>]) -> Vec<Section> {
        let speaker = self.speaker;
        let sections = telling.iter().filter_map(|section| {
            let mut blocks: Vec<Block> = section.blocks.iter().flat_map(|block| self.block(block)).collect();
            super::hours::shorten(&mut blocks, speaker);
            let id = section.heading.strip_prefix("heading.").unwrap_or("steps").to_owned();
            let heading = (!section.heading.is_empty()).then(|| speaker.key(section.heading));
            (!blocks.is_empty()).then_some(Section { id, heading, blocks })
        });
        sections.collect()
    }

    fn block(&self, block: &record::Block<'_>) -> Vec<Block> {
        let speaker = self.speaker;
        match block {
            record::Block::Prose(prose) => {
                speaker.prose(self.entry, prose).map(|(html, lang)| Block::Prose { html, lang }).into_iter().collect()
            }
            record::Block::Steps(prose) => self.steps(prose),
            record::Block::Facts(facts) => {
                let rows = speaker.facts(facts);
                if rows.is_empty() { Vec::new() } else { vec![Block::Facts { rows }] }
            }
            record::Block::List(lines) => {
                let items: Vec<Line> = lines.iter().map(|say| sentence(speaker.line(say))).filter(is_said).collect();
                if items.is_empty() { Vec::new() } else { vec![Block::List { items }] }
            }
            record::Block::Note(say) => vec![Block::Note { line: speaker.line(say) }],
            record::Block::Hours(groups, at) => vec![speaker.hours(groups, *at)],
            record::Block::Inherited(key) => self.whose(key).into_iter().collect(),
            record::Block::Contacts(contacts) => self.contacts(contacts),
            record::Block::Address(place) => self.place(place),
            record::Block::Locations => self.branches(),
            record::Block::Services => {
                let services = self.entry.record.services().iter().enumerate();
                let items = services.map(|(turn, service)| speaker.service_row(self.ix, turn, service)).collect();
                vec![Block::Rows { items, more: None }]
            }
            record::Block::Back(keys) => self.back(keys),
            record::Block::Records(references) => self.records(references),
            record::Block::Dates(dates) => {
                let item =
                    |(moment, state, note): &(crate::declare::Moment, Option<record::State<'_>>, Option<Say<'_>>)| {
                        DateItem {
                            text: speaker.day(*moment),
                            status: state.as_ref().map(|state| speaker.badge(state)),
                            note: note.as_ref().map(|say| speaker.say(say)),
                        }
                    };
                vec![Block::Dates { items: dates.iter().map(item).collect() }]
            }
        }
    }

    fn steps(&self, prose: &crate::text::Prose) -> Vec<Block> {
        let Some(steps) = self.speaker.steps(self.entry, prose) else { return Vec::new() };
        let mut blocks = Vec::new();
        if !steps.before.trim().is_empty() {
            blocks.push(Block::Prose { html: steps.before, lang: steps.lang.clone() });
        }
        let lang = steps.lang;
        let items = steps.steps.into_iter();
        let items: Vec<Step> = items
            .map(|(heading, html)| Step { heading: Some(heading), html, lang: lang.clone(), plank: None })
            .collect();
        if !items.is_empty() {
            blocks.push(Block::Steps { items });
        }
        blocks
    }

    /// Whose something is, when it is not the record's own.
    fn whose(&self, key: &str) -> Option<Block> {
        let owner = self.service.map(|_| self.ix).or_else(|| self.speaker.hub.owner(self.entry))?;
        let title = self.speaker.words(&self.speaker.hub.entry(owner).envelope.title).text;
        Some(Block::Note { line: vec![plain(&self.speaker.with(key, &[("owner", &title)]))] })
    }

    fn contacts(&self, contacts: &[record::Contact]) -> Vec<Block> {
        let own = match self.service {
            Some(service) => !service.contact.is_empty(),
            None => !self.entry.envelope.contact.is_empty(),
        };
        let groups = self.entry.record.offer().and_then(|offer| offer.hours.as_ref());
        let groups = groups.map_or(&[][..], |hours| hours.groups());
        let items = contacts.iter().map(|contact| self.speaker.contact(contact, groups)).collect();
        let whose = self.whose("inherited.contacts").filter(|_| !own);
        whose.into_iter().chain([Block::Contacts { items }]).collect()
    }

    fn place(&self, place: &Where) -> Vec<Block> {
        let own = match self.service {
            Some(service) => service.place.is_some(),
            None => self.entry.envelope.place.is_some(),
        };
        let whose = self.whose("inherited.place").filter(|_| !own);
        let block = match place {
            Where::At(place) => Some(self.speaker.address(place)),
            Where::Of(reference) => {
                let link = self.speaker.line(&Say::Record(&reference.0));
                let at = self.shown_place().map(|place| self.speaker.address(place));
                match at {
                    Some(Block::Address { mut lines, map, hidden, facts }) => {
                        lines.insert(0, link);
                        Some(Block::Address { lines, map, hidden, facts })
                    }
                    _ => is_said(&link).then(|| Block::List { items: vec![link] }),
                }
            }
        };
        whose.into_iter().chain(block).collect()
    }

    fn back(&self, keys: &[&str]) -> Vec<Block> {
        let hub = self.speaker.hub;
        let mut from = hub.back(self.ix, keys);
        from.retain(|ix| !hub.ended(hub.entry(*ix)));
        from.sort_by_key(|ix| hub.when(hub.entry(*ix)));
        self.rows(&from)
    }

    fn rows(&self, entries: &[EntryIx]) -> Vec<Block> {
        if entries.is_empty() {
            return Vec::new();
        }
        let items = entries.iter().take(MOST_ROWS).map(|ix| self.speaker.row(*ix)).collect();
        let more = (entries.len() > MOST_ROWS).then(|| {
            let kind = self.speaker.hub.entry(entries[0]).kind;
            let href = self.speaker.hub.href(Page::List(kind, self.speaker.hub.main_order(), 0), self.speaker.lang);
            Link { href, text: self.speaker.count(&format!("count.{}", kind.name), entries.len()) }
        });
        vec![Block::Rows { items, more }]
    }

    fn records(&self, references: &[record::Reference]) -> Vec<Block> {
        let hub = self.speaker.hub;
        let rows = references.iter().filter_map(|reference| match hub.resolve(reference)? {
            Destination::Entry(ix) | Destination::Location(ix, _) => Some(self.speaker.row(ix)),
            Destination::Service(ix, turn) => {
                let service = &hub.entry(ix).record.services()[usize::from(turn)];
                Some(self.speaker.service_row(ix, usize::from(turn), service))
            }
            Destination::Place(_) => None,
        });
        let items: Vec<Row> = rows.collect();
        if items.is_empty() { Vec::new() } else { vec![Block::Rows { items, more: None }] }
    }
}

pub(super) fn capitalize(text: &mut String) {
    if let Some(first) = text.chars().next().filter(|c| c.is_lowercase()) {
        let upper: String = first.to_uppercase().collect();
        text.replace_range(..first.len_utf8(), &upper);
    }
}

/// A line that begins with a capital letter.
pub(super) fn sentence(mut line: Line) -> Line {
    if let Some(first) = line.first_mut().filter(|first| !matches!(first.kind, "mail" | "link" | "tel")) {
        capitalize(&mut first.text);
    }
    line
}

/// Whether a line says anything.
fn is_said(line: &Line) -> bool {
    line.iter().any(|inline| !inline.text.trim().is_empty())
}

/// A line without links: in a list of records the heading is the link.
fn unlinked(mut line: Line) -> Line {
    for inline in &mut line {
        if matches!(inline.kind, "link" | "tel" | "mail") {
            inline.kind = "text";
            inline.href = None;
        }
    }
    line
}

/// What a telling leaves to a page.
pub fn lead(speaker: &Speaker<'_>, telling: &Telling<'_>, place: Option<Say<'_>>) -> Vec<Line> {
    let mut parts: Vec<Say<'_>> = telling.lead.clone();
    parts.extend(place);
    let line = speaker.joined(&parts);
    if is_said(&line) { vec![line] } else { Vec::new() }
}

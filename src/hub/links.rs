//! Links between records: every reference and every link in a text is looked up, what leads nowhere is
//! reported, and who refers to whom is remembered.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::files::Use;
use super::{Destination, EntryIx, Hub, Unlisted};
use crate::declare::nearest;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::Entry;
use crate::record::{At, HoursList, KINDS, PlaceId, Reference, Service, Where, kind_in, split};
use crate::text::{Prose, Target};

impl Hub {
    /// Looks up everything that names something else.
    pub(super) fn make_links(&mut self, told: &mut Vec<Diagnostic>) {
        let found: Vec<Found> =
            self.entries.par_iter().map(|entry| Looking { hub: self, entry }.everything()).collect();
        let mut back: HashMap<EntryIx, Vec<(EntryIx, &'static str)>> = HashMap::new();
        for (ix, mut found) in found.into_iter().enumerate() {
            told.append(&mut found.told);
            for (to, key) in found.to {
                back.entry(to).or_default().push((EntryIx(ix as u32), key));
            }
        }
        self.back = back;
        self.cycles(told);
        self.aliases(told);
    }

    fn cycles(&self, told: &mut Vec<Diagnostic>) {
        let ends_in_itself = |(turn, entry): (usize, &Arc<Entry>)| {
            let ix = EntryIx(turn as u32);
            let mut here = self.owner(entry);
            let mut seen = Vec::new();
            while let Some(next) = here.filter(|next| *next != ix && !seen.contains(next)) {
                seen.push(next);
                here = self.owner(self.entry(next));
            }
            if here != Some(ix) {
                return None;
            }
            let around = [ix].into_iter().chain(seen).chain([ix]);
            let around: Vec<String> = around.map(|ix| self.entry(ix).full_id()).collect();
            let at = entry.record.belongs_to().map_or(0..0, |reference| reference.at.range());
            let found = Diagnostic::new(Code::ParentCycle).at(entry.span(at)).with("found", entry.full_id());
            Some(found.with("path", around.join(" → ")))
        };
        told.par_extend(self.entries.par_iter().enumerate().filter_map(ends_in_itself));
    }

    fn aliases(&self, told: &mut Vec<Diagnostic>) {
        let mut known: HashMap<String, String> = HashMap::new();
        for (_, entry) in self.entries() {
            for alias in &entry.envelope.aliases {
                let full = format!("{}/{}", entry.kind.name, alias.as_str());
                let live = self.ids.contains_key(&*full).then(|| full.clone());
                let taken = live.or_else(|| known.get(&full).cloned());
                if let Some(other) = taken {
                    let found = Diagnostic::new(Code::AliasTaken).at(entry.span(alias.range()));
                    told.push(found.with("found", alias.as_str()).with("other", other));
                }
                known.insert(full, entry.full_id());
            }
        }
    }

    /// What a link in a text leads to.
    pub fn link(&self, entry: &Entry, written: &str) -> Option<Destination> {
        let (target, fragment) = match written.split_once('#') {
            Some((target, fragment)) => (target, Some(fragment)),
            None => (written, None),
        };
        if let (Some(ix), None) = (self.ids.get(target), fragment) {
            return Some(Destination::Entry(*ix));
        }
        let (kind, id) = named(entry, target)?;
        self.destination(kind, &id, fragment)
            .or_else(|| self.destination(kind, &id, None).filter(|_| fragment.is_some()))
    }

    /// Pictures and documents that texts show or lead to, in the order of their paths.
    pub fn used_files(&self) -> BTreeMap<String, Use> {
        let mut used: BTreeMap<String, Use> = BTreeMap::new();
        for (path, how) in self.entries().flat_map(|(_, entry)| self.files_of(entry)) {
            let known = used.entry(path).or_default();
            *known = Use { shown: known.shown || how.shown, linked: known.linked || how.linked };
        }
        used
    }

    /// The same, of one record.
    pub(super) fn files_of(&self, entry: &Entry) -> Vec<(String, Use)> {
        if self.files.is_empty() {
            return Vec::new();
        }
        let links = proses(entry).flat_map(Prose::all).flat_map(|(_, body)| &body.links);
        let used = links.filter_map(|link| {
            let shown = matches!(link.target, Target::Picture(..));
            Some((self.file_named(entry, link.target.as_written())?, Use { shown, linked: !shown }))
        });
        used.collect()
    }

    /// The picture or document of content/ that a text shows or leads to: beside the record, or in
    /// content/files.
    pub fn file_named(&self, entry: &Entry, written: &str) -> Option<String> {
        if self.files.is_empty() {
            return None;
        }
        let written = &*unescaped(written);
        let beside = resolve(&entry.file, written)?;
        let shared = format!("content/files/{}", written.trim_start_matches('/'));
        [beside, shared].into_iter().find(|path| self.files.contains(path))
    }
}

/// The kind and id that a link's target names: `kind/id`, or the path of a file.
fn named(entry: &Entry, target: &str) -> Option<(&'static str, String)> {
    if let Some((kind, id, None)) = split(target) {
        return Some((kind, id.to_owned()));
    }
    let path = resolve(&entry.file, target)?;
    let inside = path.strip_prefix("content/")?;
    let (folder, name) = inside.split_once('/')?;
    let stem = name.strip_suffix(".md").or_else(|| name.strip_suffix(".toml")).unwrap_or(name);
    Some((kind_in(folder)?.name, stem.split('.').next()?.to_owned()))
}

/// A path as it is written in a file, from the hub's root; `None` when it leaves the hub.
fn resolve(file: &str, written: &str) -> Option<String> {
    let written = written.split(['?', '#']).next()?;
    let mut parts: Vec<&str> = if written.starts_with('/') {
        vec!["content"]
    } else {
        file.split('/').collect::<Vec<_>>().split_last().map(|(_, folder)| folder.to_vec())?
    };
    for part in written.trim_start_matches('/').split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if written.starts_with("/content/") {
        parts.remove(0);
    }
    Some(parts.join("/"))
}

/// An address as the name of a file: Markdown asks for `%20` where the name has a blank.
fn unescaped(written: &str) -> Cow<'_, str> {
    if !written.contains('%') {
        return Cow::Borrowed(written);
    }
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(written), Cow::Owned)
}

/// What was found at one entry: what is wrong there, and to whom it refers under which key.
#[derive(Default)]
struct Found {
    told: Vec<Diagnostic>,
    to: Vec<(EntryIx, &'static str)>,
}

struct Looking<'h> {
    hub: &'h Hub,
    entry: &'h Entry,
}

impl<'h> Looking<'h> {
    /// A place in the file in which a service is written.
    fn span_of(&self, service: Option<&Service>, at: At) -> Span {
        let own = service.and_then(|service| service.file.clone());
        Span { file: own.unwrap_or_else(|| self.entry.file.clone()), range: at.range() }
    }

    fn everything(&self) -> Found {
        let mut found = Found::default();
        self.references(&mut found.told, &mut |to, key| {
            if let Some(Destination::Entry(to) | Destination::Service(to, _) | Destination::Location(to, _)) = to {
                found.to.push((to, key));
            }
        });
        self.tables(&mut found.told);
        self.inside(&mut found.told);
        self.texts(&mut found.told);
        found
    }

    fn references(&self, told: &mut Vec<Diagnostic>, each: &mut dyn FnMut(Option<Destination>, &'static str)) {
        let mut look = |key: &'static str, reference: &Reference, service: Option<&Service>| {
            let to = self.look_up(reference, key, self.span_of(service, reference.at), told);
            each(to, key);
        };
        self.entry.record.references(&mut |key, reference| look(key, reference, None));
        let envelope = &self.entry.envelope;
        envelope.successor.iter().for_each(|reference| look("successor", reference, None));
        for (place, service) in self.places() {
            if let Where::Of(reference) = place {
                look("place", &reference.0, service);
            }
        }
    }

    /// Where the record, its branches and its services are, with the service whose place it is.
    fn places(&self) -> impl Iterator<Item = (&'h Where, Option<&'h Service>)> {
        let envelope = &self.entry.envelope;
        let branches = envelope.location.iter().filter_map(|location| location.place.as_deref());
        let services = self.entry.record.services().iter();
        let given = services.filter_map(|service| Some((service.place.as_deref()?, Some(service))));
        envelope.place.as_deref().into_iter().chain(branches).map(|place| (place, None)).chain(given)
    }

    fn look_up(
        &self,
        reference: &Reference,
        key: &'static str,
        at: Span,
        told: &mut Vec<Diagnostic>,
    ) -> Option<Destination> {
        let to = self.hub.resolve(reference);
        if let Some(to) = to {
            if self.hub.closed(to) && key != "successor" {
                let found = Diagnostic::new(Code::ClosedReference).at(at);
                told.push(
                    found
                        .with("found", reference.to_string())
                        .with("key", key)
                        .with_some("suggestion", self.hub.successor(to)),
                );
            }
            return Some(to);
        }
        let full = format!("{}/{}", reference.kind, reference.id);
        told.push(self.nowhere(&full, reference.service.as_deref(), Code::UnknownReference).at(at));
        None
    }

    /// Why a reference or a link leads nowhere.
    fn nowhere(&self, full: &str, part: Option<&str>, usual: Code) -> Diagnostic {
        let written = part.map_or(full.to_owned(), |part| format!("{full}#{part}"));
        match self.hub.unlisted.get(full) {
            Some(Unlisted::Draft) => return Diagnostic::new(Code::DraftReference).with("found", written),
            Some(Unlisted::Broken) => return Diagnostic::new(Code::BrokenReference).with("found", written),
            None => {}
        }
        let found = Diagnostic::new(usual).with("found", written);
        if let (Some(part), Some(ix)) = (part, self.hub.ids.get(full)) {
            let entry = self.hub.entry(*ix);
            let services = entry.record.services().iter().map(crate::record::Service::id);
            let parts = services.chain(entry.envelope.location.iter().map(|location| location.id.as_str()));
            return found.with_some("suggestion", nearest(part, parts).map(|near| format!("{full}#{near}")));
        }
        let kind = full.split('/').next().unwrap_or_default();
        let same_kind = self.hub.ids.keys().map(|id| &**id).filter(|id| id.split('/').next() == Some(kind));
        let stem = full.split_once('/').map_or(full, |(_, stem)| stem);
        let elsewhere =
            KINDS.iter().map(|kind| format!("{}/{stem}", kind.name)).find(|id| self.hub.ids.contains_key(&**id));
        let near = elsewhere.or_else(|| {
            if kind == "place" {
                return nearest(stem, self.hub.tables.places.iter().map(super::HubPlace::id))
                    .map(|id| format!("place/{id}"));
            }
            nearest(full, same_kind).map(str::to_owned)
        });
        found.with_some("suggestion", near)
    }

    fn tables(&self, told: &mut Vec<Diagnostic>) {
        let envelope = &self.entry.envelope;
        let services = || self.entry.record.services().iter().map(|service| (service, Some(service)));
        let own = envelope.topics.iter().map(|topic| (topic, None));
        let given = services().flat_map(|(service, of)| service.topics.iter().map(move |topic| (topic, of)));
        for (topic, service) in own.chain(given) {
            if self.hub.tables.topic(&topic.id).is_none() {
                let at = self.span_of(service, topic.at);
                let found = Diagnostic::new(Code::UnknownTopic).at(at).with("found", &*topic.id);
                told.push(found.with_some("suggestion", self.hub.tables.topic_meant(&topic.id)));
            }
        }
        let mut place = |place: &PlaceId, service: Option<&Service>| {
            if self.hub.tables.place(&place.id).is_none() {
                let at = self.span_of(service, place.at);
                let found = Diagnostic::new(Code::UnknownPlace).at(at).with("found", &*place.id);
                told.push(found.with_some("suggestion", self.hub.tables.place_meant(&place.id)));
            }
        };
        envelope.area.iter().for_each(|area| place(area, None));
        services().for_each(|(service, of)| service.area.iter().for_each(|area| place(area, of)));
        for (address, service) in self.places() {
            if let Where::At(address) = address {
                address.settlement.iter().chain(&address.municipality).for_each(|id| place(id, service));
            }
        }
        let offers = self.entry.record.offer().into_iter().map(|offer| (offer, None));
        let offers = offers.chain(services().map(|(service, of)| (&service.offer, of)));
        for (offer, service) in offers {
            offer.eligibility.iter().flat_map(|terms| &*terms.residents_of).for_each(|id| place(id, service));
        }
    }

    /// Names inside the record: groups of hours, branches.
    fn inside(&self, told: &mut Vec<Diagnostic>) {
        let envelope = &self.entry.envelope;
        let offer = self.entry.record.offer();
        let own = offer.and_then(|offer| offer.hours.as_ref()).map_or(&[][..], HoursList::groups);
        let branches =
            envelope.location.iter().filter_map(|location| location.hours.as_ref()).flat_map(HoursList::groups);
        let services = self.entry.record.services();
        let given = services.iter().filter_map(|service| service.offer.hours.as_ref()).flat_map(HoursList::groups);
        let ids: Vec<&str> = own.iter().chain(branches).chain(given).filter_map(|group| group.id()).collect();
        let mut hours = |id: &str, at: std::ops::Range<usize>| {
            if !ids.contains(&id) {
                let found = Diagnostic::new(Code::UnknownHours).at(self.entry.span(at)).with("found", id);
                told.push(found.with_some("suggestion", nearest(id, ids.iter().copied())));
            }
        };
        let contacts = envelope.contact.iter().chain(envelope.location.iter().flat_map(|location| &*location.contact));
        let contacts = contacts.chain(services.iter().flat_map(|service| &*service.contact));
        contacts.filter_map(|contact| contact.hours.as_ref()).for_each(|id| hours(id.as_str(), id.range()));
        self.entry.record.hours_named().iter().for_each(|id| hours(id.as_str(), id.range()));
        let known: Vec<&str> = envelope.location.iter().map(|location| location.id.as_str()).collect();
        for service in services {
            for id in service.locations.iter().filter(|id| !known.contains(&id.as_str())) {
                let at = self.span_of(Some(service), service.at);
                let found = Diagnostic::new(Code::UnknownLocation).at(at).with("found", id.as_str());
                told.push(found.with_some("suggestion", nearest(id.as_str(), known.iter().copied())));
            }
        }
        self.twins(told);
    }

    /// Services and branches that share an id: a reference could mean either.
    fn twins(&self, told: &mut Vec<Diagnostic>) {
        let services = self.entry.record.services().iter();
        let services = services.map(|service| (service.id(), self.span_of(Some(service), service.at)));
        let branches = self.entry.envelope.location.iter();
        let branches = branches.map(|branch| (branch.id.as_str(), self.entry.span(branch.id.range())));
        let mut known: HashMap<&str, Span> = HashMap::new();
        for (id, at) in branches.chain(services) {
            if let Some(first) = known.get(id) {
                let found =
                    Diagnostic::new(Code::DuplicateId).at(at).with("found", format!("{}#{id}", self.entry.full_id()));
                told.push(found.with("other", &*first.file));
            } else {
                known.insert(id, at);
            }
        }
    }

    fn texts(&self, told: &mut Vec<Diagnostic>) {
        for link in proses(self.entry).flat_map(Prose::all).flat_map(|(_, body)| &body.links) {
            self.link(link, told);
        }
    }

    fn link(&self, link: &crate::text::Link, told: &mut Vec<Diagnostic>) {
        let written = link.target.as_written();
        let at = Span {
            file: link.file.clone().unwrap_or_else(|| self.entry.file.clone()),
            range: link.at.0 as usize..link.at.1 as usize,
        };
        match &link.target {
            _ if self.hub.file_named(self.entry, written).is_some() => {}
            Target::Picture(..) => told.push(Diagnostic::new(Code::LinkToNothing).at(at).with("found", written)),
            Target::Record(_) if self.hub.link(self.entry, written).is_none() => {
                let (target, part) =
                    written.split_once('#').map_or((written, None), |(target, part)| (target, Some(part)));
                let full =
                    named(self.entry, target).map_or_else(|| target.to_owned(), |(kind, id)| format!("{kind}/{id}"));
                told.push(self.nowhere(&full, part, Code::LinkToNothing).at(at));
            }
            Target::Record(_) => {}
        }
    }
}

/// Every long text of a record.
fn proses(entry: &Entry) -> impl Iterator<Item = &Prose> {
    let services = entry.record.services();
    let offers = entry.record.offer().into_iter().chain(services.iter().map(|service| &service.offer));
    let bodies = entry.envelope.body.iter().chain(services.iter().filter_map(|service| service.body.as_ref()));
    bodies.chain(offers.filter_map(|offer| offer.how_to.as_ref()))
}

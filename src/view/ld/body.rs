//! Organizations, health records and services as linked data.

use serde_json::Value;

use super::node::Node;
use crate::hub::Page;
use crate::record::health::{self, Health, Taking};
use crate::record::organization::{self, Organization};
use crate::record::{Offer, Payment, Service};
use crate::view::parts::Subject;
use crate::view::speak::Speaker;

/// The type of an organization in the vocabulary.
pub(super) fn organization_type(sort: organization::Sort) -> &'static str {
    use organization::Sort;
    match sort {
        Sort::Library => "Library",
        Sort::School => "School",
        Sort::Kindergarten => "Preschool",
        Sort::PublicInstitution | Sort::Municipality | Sort::StateBody => "GovernmentOffice",
        Sort::Society | Sort::Foundation => "NGO",
        Sort::Union => "WorkersUnion",
        Sort::Company | Sort::Cooperative | Sort::SocialEnterprise | Sort::PublicCompany => "LocalBusiness",
        Sort::Initiative | Sort::ReligiousCommunity => "Organization",
    }
}

/// The type of a unit of health care.
pub(super) fn health_type(sort: health::Sort) -> &'static str {
    use health::Sort;
    match sort {
        Sort::Den | Sort::DenY | Sort::DenS => "Dentist",
        Sort::Pharmacy => "Pharmacy",
        Sort::Hospital => "Hospital",
        Sort::Lab => "DiagnosticLab",
        _ => "MedicalClinic",
    }
}

/// What a unit of health care is good at, in the vocabulary's own list.
fn specialty(sort: health::Sort) -> Option<&'static str> {
    use health::Sort;
    Some(match sort {
        Sort::Gp | Sort::GpF => "https://schema.org/PrimaryCare",
        Sort::Ped => "https://schema.org/Pediatric",
        Sort::Den | Sort::DenY | Sort::DenS => "https://schema.org/Dentistry",
        Sort::Gyn => "https://schema.org/Gynecologic",
        Sort::Emergency | Sort::Duty => "https://schema.org/Emergency",
        Sort::MentalHealth => "https://schema.org/Psychiatric",
        Sort::Prevention => "https://schema.org/PublicHealth",
        Sort::Physio => "https://schema.org/Physiotherapy",
        Sort::Nursing => "https://schema.org/CommunityHealth",
        Sort::Pharmacy | Sort::Lab | Sort::Hospital | Sort::Specialist => return None,
    })
}

/// Whether things of a type are places as well, so that they have hours and coordinates of their own.
fn is_place(kind: &str) -> bool {
    !["Organization", "NGO", "WorkersUnion", "DiagnosticLab"].contains(&kind)
}

/// Whether things of a type are businesses of a place, which can say how they are paid.
fn is_business(kind: &str) -> bool {
    is_place(kind) && !["School", "Preschool"].contains(&kind)
}

impl Subject<'_, '_> {
    pub(super) fn organization(&self, own: &Organization) -> Node {
        let kind = organization_type(own.sort);
        let envelope = self.about.envelope;
        self.body(kind, &own.offer)
            .with_some("legalName", own.legal_name.as_deref())
            .with_some("parentOrganization", own.parent.as_ref().and_then(|to| self.speaker.named(&to.0)))
            .with_some("foundingDate", own.founded.map(|year| format!("{year:04}")))
            .with_some("dissolutionDate", envelope.closed_on.map(|day| day.to_string()))
            .with_all(
                "memberOf",
                own.memberships.iter().map(|name| Node::new("Organization").with("name", &**name).value()),
            )
    }

    pub(super) fn health(&self, own: &Health) -> Node {
        let kind = health_type(own.sort);
        let taking = match own.taking(self.about.today) {
            Some(Taking::Yes | Taking::Limited) => Some(true),
            Some(Taking::No) => Some(false),
            Some(Taking::Unknown) | None => None,
        };
        self.body(kind, &own.offer)
            .with_some("medicalSpecialty", specialty(own.sort))
            .with_some("isAcceptingNewPatients", taking)
            .with_some("parentOrganization", own.operator.as_ref().and_then(|to| self.speaker.named(&to.0)))
            .with_all(
                "employee",
                own.people.iter().map(|person| {
                    let role = person.role.as_ref().map(|role| self.speaker.plain_words(role));
                    Node::new("Person").with("name", &*person.name).with_some("jobTitle", role).value()
                }),
            )
    }

    /// What organizations of all sorts have: how to reach them, where they are, what they do for people.
    fn body(&self, kind: &'static str, offer: &Offer) -> Node {
        let (speaker, envelope, ix) = (self.speaker, self.about.envelope, self.ix);
        let groups = offer.hours.as_ref().map_or(&[][..], |hours| hours.groups());
        let own = &envelope.contact;
        let phone = own.iter().find_map(|contact| contact.phone.as_ref());
        let email = own.iter().find_map(|contact| contact.email.as_ref());
        let points = own.iter().filter(|_| own.len() > 1).map(|contact| speaker.contact_point(contact, groups).value());
        let services = self.entry.record.services().iter().enumerate().map(|(turn, service)| {
            let page = Page::Service(ix, turn as u16);
            let node = Node::new(self.service_type()).with("@id", speaker.id_of(page));
            let node =
                node.with("name", speaker.plain_words(&service.title)).with("url", speaker.hub.url(page, speaker.lang));
            Node::new("Offer").with("itemOffered", node.value()).value()
        });
        let spot = self.as_place(offer);
        let branches = self.branches_as_places();
        let node = self
            .thing(kind)
            .with_some("telephone", phone.map(super::place::dialled))
            .with_some("email", email.map(|email| email.as_str().to_owned()))
            .with_all("contactPoint", points)
            .with_all("areaServed", speaker.areas(&envelope.area))
            .with_all("keywords", speaker.topics(envelope))
            .with_all("knowsLanguage", offer.language.iter().map(|spoken| Value::from(spoken.code.as_str())))
            .with_all("makesOffer", services);
        let tax = envelope.identifiers.as_ref().and_then(|numbers| numbers.davcna.as_deref());
        let node = node.with_some("taxID", tax);
        let paid = offer
            .payment
            .iter()
            .filter(|_| is_business(kind))
            .map(|way| Value::from(speaker.key(Payment::label(*way))));
        let node = node.with_all("paymentAccepted", paid);
        if is_place(kind) {
            return node.and(spot).with_all("location", branches);
        }
        let address =
            self.about.place.and_then(|place| speaker.hub.address(place)).and_then(|place| speaker.postal(place));
        let own = spot.value();
        let has_spot = own.as_object().is_some_and(|map| !map.is_empty());
        let here = has_spot.then(|| Node::new("Place").and(Node::of_value(own)).value());
        node.with_some("address", address).with_all("location", here.into_iter().chain(branches).collect::<Vec<_>>())
    }

    /// A service of a public body is a service of government.
    fn service_type(&self) -> &'static str {
        use organization::Sort;
        let owner = self.entry.record.as_any().downcast_ref::<Organization>().map(|own| own.sort);
        match owner {
            Some(Sort::Municipality | Sort::StateBody | Sort::PublicInstitution) => "GovernmentService",
            _ => "Service",
        }
    }

    pub(super) fn service_node(&self, service: &Service, turn: u16) -> Node {
        let (speaker, offer) = (self.speaker, &service.offer);
        let page = Page::Service(self.ix, turn);
        let url = speaker.hub.url(page, speaker.lang);
        let owner = Node::new(speaker.type_of(self.ix))
            .with("@id", speaker.id_of(Page::Record(self.ix)))
            .with("name", speaker.plain_words(&self.about.envelope.title))
            .with("url", speaker.hub.url(Page::Record(self.ix), speaker.lang));
        let groups = offer.hours.as_ref().map_or(&[][..], |hours| match hours {
            crate::record::HoursList::SameAsOwner => self.about.owner_hours,
            crate::record::HoursList::Groups(groups) => groups,
        });
        let (week, special) = speaker.weeks(super::times::doors(groups));
        let eligibility = offer.eligibility.as_deref();
        let (least, most) = eligibility.map_or((None, None), |who| (who.min_age, who.max_age));
        let area = service.area.iter().chain(eligibility.into_iter().flat_map(|who| &*who.residents_of));
        let offers = speaker.offers(offer.cost.as_ref(), &url).into_iter().map(Node::value);
        let keywords = service.topics.iter().filter_map(|topic| speaker.hub.tables.topic(&topic.id));
        let keywords = keywords.map(|ix| Value::from(speaker.plain_words(&speaker.hub.tables.topics[ix].keys.name)));
        let elsewhere = service.url.as_ref().map(|url| url.as_str().to_owned());
        Node::new(self.service_type())
            .with("@id", speaker.id_of(page))
            .with("url", url.clone())
            .with("name", speaker.plain_words(&service.title))
            .with_all("alternateName", service.also.iter().map(|name| Value::from(&**name)))
            .with_some("description", service.summary.as_ref().map(|summary| speaker.plain_words(summary)))
            .with_some("sameAs", elsewhere)
            .with("provider", owner.value())
            .with_all("areaServed", speaker.areas(area))
            .with_some("audience", speaker.audience(&service.audience, least, most))
            .with_some("serviceType", keywords.clone().next())
            .with_all("availableChannel", self.channels(service, offer))
            .with_all("hoursAvailable", week.into_iter().chain(special).collect::<Vec<_>>())
            .with_all("offers", offers)
    }

    /// The ways to get a service: there, by telephone, on the internet.
    fn channels(&self, service: &Service, offer: &Offer) -> Vec<Value> {
        let speaker = self.speaker;
        let place = self.about.place.filter(|_| service.locations.is_empty());
        let place = place.and_then(|place| speaker.place_node(place)).map(Node::value);
        let branches = if service.locations.is_empty() { Vec::new() } else { self.branches_as_places() };
        let phone = self
            .about
            .contacts
            .iter()
            .find_map(|contact| contact.phone.as_ref())
            .map(|phone| Node::new("ContactPoint").with("telephone", super::place::dialled(phone)).value());
        let apply = offer.apply_url.as_ref().map(|url| url.as_str().to_owned());
        let languages = offer.language.iter().map(|spoken| Value::from(spoken.code.as_str()));
        let channel = Node::empty()
            .with_all("serviceLocation", place.into_iter().chain(branches).collect::<Vec<_>>())
            .with_some("servicePhone", phone)
            .with_some("serviceUrl", apply)
            .with_all("availableLanguage", languages)
            .value();
        let has_any = channel.as_object().is_some_and(|map| !map.is_empty());
        has_any.then(|| Node::new("ServiceChannel").and(Node::of_value(channel)).value()).into_iter().collect()
    }
}

impl Speaker<'_> {
    /// Markdown for machines: links are whole addresses.
    pub(crate) fn whole_prose(&self, entry: &crate::parse::Entry, prose: &crate::text::Prose) -> Option<String> {
        let (html, _) = self.prose(entry, prose)?;
        let html = html.replace("href=\"/", &format!("href=\"{}/", self.host()));
        let html = html.replace("src=\"/", &format!("src=\"{}/", self.host()));
        Some(html).filter(|html| !html.trim().is_empty())
    }

    /// The address of the host, without the path below which the site stands.
    fn host(&self) -> &str {
        let base = self.hub.config.base_url();
        base.strip_suffix(&*self.hub.config.base_path).unwrap_or(base)
    }
}

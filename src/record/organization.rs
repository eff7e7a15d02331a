//! Organizations: public bodies, societies, cooperatives, firms, schools, initiatives, with what they do for people.

use jiff::civil::Date;

use super::envelope::{Envelope, Status};
use super::offer::Offer;
use super::offer_tell::{self, hours_sections};
use super::reference::{Reference, ToOrganization};
use super::service::Service;
use super::tell::{About, Block, Board, Fact, Say, Section, Telling};
use super::{Declare, Grouping, Kind, read};
use crate::declare::{Group, Label, Translated, choice, table};

/// The kind.
pub static KIND: Kind = Kind {
    name: "organization",
    folder: "organizations",
    schema_org: "Organization",
    check_every: Some(365),
    fields: &[Organization::FIELDS, Offer::FIELDS],
    read: read::<Organization>,
};

table! {
    /// An organization.
    pub struct Organization {
        /// What sort of organization it is.
        sort = "type": Sort,
        /// Whether it works at present.
        status: Option<Status>,
        /// Its name in the register.
        legal_name: Option<Box<str>>,
        /// The organization that it is part of.
        parent: Option<ToOrganization>,
        /// The year in which it was founded.
        founded: Option<u32>,
        /// What it is a member of.
        memberships: Box<[Box<str>]>,
        /// Whether it looks for volunteers.
        volunteers: Option<Volunteers>,
        /// Rooms that can be used or rented.
        rooms: Box<[Room]>,
        /// What it does for people.
        service: Box<[Service]>,
    } with {
        /// What holds for all that it offers.
        offer: Offer,
    }

    /// Whether volunteers are wanted.
    pub struct Volunteers {
        /// They are.
        wanted: bool,
        /// For what.
        note: Option<Label>,
    }

    /// A room.
    pub struct Room {
        /// Its name.
        name: Label,
        /// How many people can sit there.
        seats: Option<u32>,
        /// On what terms.
        note: Option<Label>,
    }
}

impl Translated for Room {}

choice! {
    /// What sort of organization it is.
    pub enum Sort: "organization-type" {
        PublicInstitution = "public-institution",
        Society = "society",
        Cooperative = "cooperative",
        Municipality = "municipality",
        Company = "company",
        School = "school",
        Kindergarten = "kindergarten",
        Library = "library",
        ReligiousCommunity = "religious-community",
        Initiative = "initiative",
        StateBody = "state-body",
        SocialEnterprise = "social-enterprise",
        Union = "union",
        Foundation = "foundation",
        PublicCompany = "public-company",
    }
}

impl Declare for Organization {
    fn offer(&self) -> Option<&Offer> {
        Some(&self.offer)
    }

    fn services(&self) -> &[Service] {
        &self.service
    }

    fn add_service(&mut self, service: Service) {
        self.service = std::mem::take(&mut self.service).into_vec().into_iter().chain([service]).collect();
    }

    fn type_label(&self) -> Option<&'static str> {
        Some(self.sort.label())
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        let _ = (envelope, today);
        Grouping::Label(self.sort as u16, self.sort.label())
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        let _ = (envelope, today);
        self.status == Some(Status::Closed)
    }

    fn closed(&self, envelope: &Envelope) -> bool {
        envelope.closed_on.is_some() || self.status == Some(Status::Closed)
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        if let Some(parent) = &self.parent {
            each("parent", &parent.0);
        }
    }

    fn belongs_to(&self) -> Option<&Reference> {
        self.parent.as_ref().map(|parent| &parent.0)
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        vec![Say::key(self.sort.label())]
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = Vec::new();
        offer_tell::text(about, &mut sections);
        // What is no more has no hours and no terms; who mentions it still does.
        if self.status != Some(Status::Closed) {
            if !self.service.is_empty() {
                sections.push(Section { heading: "heading.services", blocks: vec![Block::Services] });
            }
            sections.extend(hours_sections(&self.offer, about, "heading.hours"));
            offer_tell::terms(&self.offer, about, &mut sections);
            offer_tell::place(about, &mut sections);
        }
        sections.push(Section { heading: "heading.events", blocks: vec![Block::Back(&["organizer"])] });
        sections.push(Section { heading: "heading.work", blocks: self.work() });
        if !self.rooms.is_empty() {
            let rooms = self.rooms.iter().map(room).collect();
            sections.push(Section { heading: "heading.rooms", blocks: vec![Block::List(rooms)] });
        }
        sections.push(Section { heading: "heading.parts", blocks: vec![Block::Back(&["parent", "operator"])] });
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records"])] });
        let mut aside = offer_tell::contacts(about);
        aside.push(Section { heading: "heading.about", blocks: vec![Block::Facts(self.facts(about))] });
        let lead = vec![Say::key(self.sort.label())];
        Telling { lead, board: self.board(about), sections, aside }
    }
}

impl Organization {
    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        if let Some(board) = offer_tell::stopped(self.status, about) {
            return board;
        }
        offer_tell::open_board(&self.offer, about)
    }

    fn work(&self) -> Vec<Block<'_>> {
        let mut blocks = vec![Block::Back(&["employer"])];
        if let Some(volunteers) = self.volunteers.as_ref().filter(|volunteers| volunteers.wanted) {
            let say = volunteers.note.as_ref().map_or(Say::key("volunteers.wanted"), |note| Say::Words(note));
            blocks.push(Block::Note(say));
        }
        blocks
    }

    fn facts<'r>(&'r self, about: &About<'r>) -> Vec<Fact<'r>> {
        let own = self;
        let mut facts = Vec::new();
        let mut fact = |label, lines: Vec<Say<'r>>| facts.push(Fact { label, lines, honest: false });
        fact("label.legal-name", own.legal_name.iter().map(|name| Say::Text((&**name).into())).collect());
        fact("label.parent", own.parent.iter().map(|parent| Say::Record(&parent.0)).collect());
        fact("label.founded", own.founded.iter().map(|year| Say::Text(year.to_string().into())).collect());
        fact("label.memberships", own.memberships.iter().map(|name| Say::Text((&**name).into())).collect());
        fact("label.area", about.envelope.area.iter().map(Say::Place).collect());
        facts
    }
}

fn room(room: &Room) -> Say<'_> {
    let mut parts = vec![Say::Words(&room.name)];
    if let Some(seats) = room.seats {
        parts.push(Say::Message("room.seats", vec![("n", Say::Count(seats.into()))]));
    }
    parts.extend(room.note.as_ref().map(|note| Say::Words(note)));
    Say::Parts(parts)
}

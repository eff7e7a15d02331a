//! Employment: jobs and other openings, from traineeships to volunteering.

use jiff::civil::Date;
use jiff::ToSpan;

use super::envelope::{Envelope, Status, named};
use super::offer_tell;
use super::reference::{Reference, ToProvider};
use super::tell::{About, Block, Board, Fact, Lead, Plank, Say, Section, Shape, State, Telling};
use super::{Declare, Grouping, Kind, read};
use crate::declare::{Field, Group, Label, Moment, Node, Reading, Shape as Form, Translated, choice, table};
use crate::value::email::Email;
use crate::value::language::Language;
use crate::value::money::{Currency, Money};
use crate::value::phone::{Phone, SLOVENIA};
use crate::value::url::Url;

/// The kind.
pub static KIND: Kind = Kind {
    name: "employment",
    folder: "employment",
    schema_org: "JobPosting",
    check_every: Some(30),
    fields: &[Employment::FIELDS],
    read: read::<Employment>,
};

/// After how many days an opening without a deadline leaves the lists.
const OPEN_DAYS: i64 = 30;

table! {
    /// An opening.
    pub struct Employment {
        /// What sort of work it is.
        sort = "type": Sort,
        /// Whether it is still open.
        status: Option<Status>,
        /// When it was published.
        posted: Date,
        /// Until when one can apply.
        closes: Option<Moment>,
        /// What the deadline depends on.
        closes_note: Option<Label>,
        /// Who looks for somebody.
        employer: Employer,
        /// The agency in between.
        agency: Option<Box<str>>,
        /// Whether it can be done from home.
        remote: Option<Remote>,
        /// The country, when not the hub's.
        country: Option<Box<str>>,
        /// How much of a working week.
        time: Box<[Time]>,
        /// Hours a week.
        hours_per_week: Option<f64>,
        /// Shifts.
        shift: Option<Label>,
        /// What sort of contract.
        contract: Option<Contract>,
        /// Until when the contract runs.
        contract_until: Option<Date>,
        /// When the work begins.
        starts: Option<Date>,
        /// Occupation by SKP-08 (ISCO-08), four digits.
        skp08: Option<Box<str>>,
        /// Occupation by ESCO.
        esco: Option<Url>,
        /// Which education.
        education: Option<Label>,
        /// Which experience.
        experience: Option<Label>,
        /// What one has to know.
        skills: Box<[Label]>,
        /// Which languages.
        languages: Box<[Spoken]>,
        /// The pay.
        salary: Option<Salary>,
        /// How to apply.
        apply: Option<Box<Apply>>,
        /// How many people are wanted.
        openings: Option<u32>,
        /// Its number at the employment service.
        ess_id: Option<Box<str>>,
    }

    /// A language that is needed.
    pub struct Spoken {
        /// Its code.
        code: Language,
        /// How well (A1 to C2).
        level: Option<Box<str>>,
    }

    /// The pay.
    pub struct Salary {
        /// At least.
        min: Option<f64>,
        /// At most.
        max: Option<f64>,
        /// Currency; euro unless it says another.
        currency: Option<super::offer::CurrencyCode>,
        /// For how long.
        unit: SalaryUnit,
        /// Before tax.
        gross: bool,
    }

    /// The keys of how to apply.
    pub struct ApplyKeys {
        /// A form or a page.
        url: Option<Url>,
        /// A mailbox.
        email: Option<Email>,
        /// A number.
        phone: Option<Phone>,
        /// Whom to ask for: personal data, published only with consent.
        person: Option<Box<str>>,
        /// When the person agreed to be named.
        consent_on: Option<Date>,
        /// When the name has to go.
        remove_on: Option<Date>,
        /// In words.
        how: Option<Label>,
    }

    /// An employer outside the hub.
    pub struct Outside {
        /// Its name.
        name: Box<str>,
        /// Its site.
        url: Option<Url>,
    }
}

/// How to apply; a name without a living consent is not in it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Apply(ApplyKeys);

impl std::ops::Deref for Apply {
    type Target = ApplyKeys;

    fn deref(&self) -> &ApplyKeys {
        &self.0
    }
}

impl Field for Apply {
    const SHAPE: &'static Form = <ApplyKeys as Field>::SHAPE;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let mut keys = <ApplyKeys as Field>::read(node, reading)?;
        if let Some(name) = keys.person.take() {
            keys.person = named("person", name, [&mut keys.consent_on, &mut keys.remove_on], node, reading);
        }
        Some(Apply(keys))
    }
}

impl Translated for Apply {}
impl Translated for Spoken {}
impl Translated for Time {}

choice! {
    /// What sort of work it is.
    pub enum Sort: "employment-type" {
        Job = "job",
        Traineeship = "traineeship",
        Volunteering = "volunteering",
        PublicWorks = "public-works",
        StudentWork = "student-work",
        Apprenticeship = "apprenticeship",
    }

    /// Whether it can be done from home.
    pub enum Remote: "remote" {
        No = "no",
        Hybrid = "hybrid",
        Full = "full",
    }

    /// How much of a working week (the values of schema.org's employmentType).
    pub enum Time: "working-time" {
        FullTime = "FULL_TIME",
        PartTime = "PART_TIME",
        Contractor = "CONTRACTOR",
        Temporary = "TEMPORARY",
        Intern = "INTERN",
        Volunteer = "VOLUNTEER",
        PerDiem = "PER_DIEM",
        Other = "OTHER",
    }

    /// What sort of contract.
    pub enum Contract: "contract" {
        Indefinite = "indefinite",
        Fixed = "fixed",
        Student = "student",
        PublicWorks = "public-works",
        Apprenticeship = "apprenticeship",
        Volunteer = "volunteer",
    }

    /// For how long a pay is.
    pub enum SalaryUnit: "salary-unit" {
        Hour = "hour",
        Month = "month",
        Year = "year",
    }
}

/// Who looks for somebody: often nobody that the hub knows.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Employer {
    /// A record.
    Known(ToProvider),
    /// A name.
    Outside(Outside),
}

impl Field for Employer {
    const SHAPE: &'static Form = &Form::Either(&[ToProvider::SHAPE, Outside::SHAPE]);

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        if node.get_ref().is_str() {
            return ToProvider::read(node, reading).map(Employer::Known);
        }
        Outside::read(node, reading).map(Employer::Outside)
    }
}

impl Employment {
    /// The last day on which it stands in lists.
    pub fn last_day(&self) -> Date {
        match self.closes {
            Some(closes) => closes.date(),
            None => self.posted.checked_add(OPEN_DAYS.days()).unwrap_or(self.posted),
        }
    }

    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        if let Some(board) = offer_tell::stopped(self.status, about) {
            return board;
        }
        if Declare::ended(self, about.envelope, about.today) {
            let state = State { shape: Shape::Closed, say: Say::key("state.deadline-passed") };
            let grounds = self.closes.map(|closes| Say::Message("grounds.closed-on", vec![("date", Say::Date(closes.date()))]));
            return Board {
                states: vec![state],
                answer: Some(Say::key("board.deadline-passed")),
                grounds: grounds.into_iter().collect(),
                ..Board::default()
            };
        }
        let answer = match (self.closes, &self.closes_note) {
            (Some(closes @ Moment::Time(_)), _) => {
                let time = Say::Clock(closes.minutes().unwrap_or_default());
                Say::Message("board.apply-by-time", vec![("date", Say::Date(closes.date())), ("time", time)])
            }
            (Some(closes), _) => Say::Message("board.apply-by", vec![("date", Say::Date(closes.date()))]),
            (None, Some(note)) => Say::Words(note),
            (None, None) => Say::key("board.apply-open"),
        };
        let mut grounds: Vec<Say<'_>> = self.time.iter().map(|time| Say::key(time.label())).collect();
        grounds.extend(self.hours_per_week.map(week_hours));
        Board {
            answer: Some(answer),
            grounds: if grounds.is_empty() { grounds } else { vec![Say::Parts(grounds)] },
            planks: self.planks(about),
            ..Board::default()
        }
    }

    fn planks<'r>(&'r self, about: &About<'r>) -> Vec<Plank<'r>> {
        let Some(apply) = &self.apply else { return about.planks() };
        let person = apply.person.as_ref().map(|name| Say::Text((&**name).into()));
        let mut planks = Vec::new();
        if let Some(url) = &apply.url {
            planks.push(Plank { lead: Lead::Web(url), title: Some(Say::key("plank.apply")), line: None });
        }
        if let Some(email) = &apply.email {
            planks.push(Plank { lead: Lead::Email(email), title: None, line: Some(Say::key("plank.apply-mail")) });
        }
        if let Some(phone) = &apply.phone {
            planks.push(Plank { lead: Lead::Phone(phone), title: None, line: person });
        }
        if planks.is_empty() {
            return about.planks();
        }
        planks.truncate(2);
        planks
    }

    fn work(&self) -> Vec<Fact<'_>> {
        let pay = self.salary.as_ref().map(salary).into_iter().collect();
        let mut time: Vec<Say<'_>> = self.time.iter().map(|time| Say::key(time.label())).collect();
        time.extend(self.hours_per_week.map(week_hours));
        time.extend(self.shift.as_ref().map(|shift| Say::Words(shift)));
        let mut contract: Vec<Say<'_>> = self.contract.iter().map(|contract| Say::key(contract.label())).collect();
        contract.extend(self.contract_until.map(|day| Say::Message("contract.until", vec![("date", Say::Date(day))])));
        contract.extend(self.starts.map(|day| Say::Message("contract.starts", vec![("date", Say::Date(day))])));
        let remote = self.remote.iter().map(|remote| Say::key(remote.label()));
        let abroad = self.country.iter().filter(|country| !country.eq_ignore_ascii_case(SLOVENIA.code));
        let country = abroad.map(|country| Say::Text((&**country).into()));
        let openings = self.openings.map(|n| Say::Message("openings", vec![("n", Say::Count(n.into()))]));
        vec![
            Fact { label: "label.salary", lines: pay, honest: true },
            Fact { label: "label.working-time", lines: time, honest: true },
            Fact { label: "label.contract", lines: contract, honest: false },
            Fact { label: "label.remote", lines: remote.chain(country).collect(), honest: false },
            Fact { label: "label.openings", lines: openings.into_iter().collect(), honest: false },
        ]
    }

    fn conditions(&self) -> Vec<Fact<'_>> {
        let languages = self.languages.iter().map(|spoken| {
            let level = spoken.level.as_ref().map(|level| Say::Text((&**level).into()));
            Say::Parts(std::iter::once(Say::Language(spoken.code.as_str())).chain(level).collect())
        });
        vec![
            Fact { label: "label.education", lines: self.education.iter().map(|text| Say::Words(text)).collect(), honest: false },
            Fact { label: "label.experience", lines: self.experience.iter().map(|text| Say::Words(text)).collect(), honest: false },
            Fact { label: "label.skills", lines: self.skills.iter().map(|text| Say::Words(text)).collect(), honest: false },
            Fact { label: "label.languages", lines: languages.collect(), honest: false },
        ]
    }

    fn apply_facts(&self) -> Vec<Fact<'_>> {
        let Some(apply) = &self.apply else { return Vec::new() };
        let mut ways: Vec<Say<'_>> = apply.how.iter().map(|how| Say::Words(how)).collect();
        ways.extend(apply.url.as_ref().map(|url| Say::Web(url, None)));
        ways.extend(apply.email.as_ref().map(Say::Email));
        ways.extend(apply.phone.as_ref().map(Say::Phone));
        ways.extend(apply.person.as_ref().map(|name| Say::Text((&**name).into())));
        let deadline = match (self.closes, &self.closes_note) {
            (Some(closes), _) => vec![Say::Day(closes)],
            (None, Some(note)) => vec![Say::Words(note)],
            (None, None) => Vec::new(),
        };
        vec![
            Fact { label: "label.deadline", lines: deadline, honest: true },
            Fact { label: "label.apply", lines: ways, honest: false },
        ]
    }

    fn employer_facts(&self) -> Vec<Fact<'_>> {
        let employer = match &self.employer {
            Employer::Known(known) => vec![Say::Record(&known.0)],
            Employer::Outside(outside) => {
                let name = Say::Text((&*outside.name).into());
                std::iter::once(name).chain(outside.url.as_ref().map(|url| Say::Web(url, None))).collect()
            }
        };
        let text = |text: &'_ Option<Box<str>>| text.iter().map(|text| Say::Text(text.to_string().into())).collect();
        vec![
            Fact { label: "label.employer", lines: employer, honest: false },
            Fact { label: "label.agency", lines: text(&self.agency), honest: false },
            Fact { label: "label.posted", lines: vec![Say::Date(self.posted)], honest: false },
            Fact { label: "label.ess-id", lines: text(&self.ess_id), honest: false },
        ]
    }
}

/// Hours a week, in words.
pub(crate) fn week_hours(hours: f64) -> Say<'static> {
    if hours.fract() == 0.0 {
        return Say::Message("hours-per-week", vec![("n", Say::Count(hours as i64))]);
    }
    Say::Message("hours-per-week-part", vec![("hours", Say::Decimal(hours))])
}

fn salary(salary: &Salary) -> Say<'_> {
    let currency = salary.currency.map_or(Currency::EUR, super::offer::CurrencyCode::currency);
    let money = |units: f64| crate::value::money::amount(units, currency).unwrap_or(Money { cents: 0, currency });
    let amount = Say::Money;
    let unit = Say::key(salary.unit.label());
    let key = match (salary.min, salary.max, salary.gross) {
        (Some(_), Some(_), true) => "salary.from-to-gross",
        (Some(_), Some(_), false) => "salary.from-to",
        (Some(_), None, true) => "salary.from-gross",
        (Some(_), None, false) => "salary.from",
        (None, Some(_), true) => "salary.to-gross",
        (None, Some(_), false) => "salary.to",
        (None, None, _) => return Say::Unknown,
    };
    let mut facts = vec![("unit", unit)];
    facts.extend(salary.min.map(|min| ("min", amount(money(min)))));
    facts.extend(salary.max.map(|max| ("max", amount(money(max)))));
    Say::Message(key, facts)
}

impl Declare for Employment {
    fn type_label(&self) -> Option<&'static str> {
        Some(self.sort.label())
    }

    fn grouping(&self, envelope: &Envelope, today: Date) -> Grouping {
        let _ = (envelope, today);
        Grouping::Label(self.sort as u16, self.sort.label())
    }

    fn is_elsewhere(&self) -> bool {
        self.remote == Some(Remote::Full)
    }

    fn ended(&self, envelope: &Envelope, today: Date) -> bool {
        let _ = envelope;
        self.status == Some(Status::Closed) || self.last_day() < today
    }

    fn closed(&self, envelope: &Envelope) -> bool {
        envelope.closed_on.is_some() || self.status == Some(Status::Closed)
    }

    fn deadline(&self) -> Option<Moment> {
        // One without a deadline leaves the lists as well, but nobody said on which day.
        self.closes.filter(|_| self.status != Some(Status::Closed))
    }

    fn references<'r>(&'r self, each: &mut dyn FnMut(&'static str, &'r Reference)) {
        if let Employer::Known(employer) = &self.employer {
            each("employer", &employer.0);
        }
    }

    fn belongs_to(&self) -> Option<&Reference> {
        match &self.employer {
            Employer::Known(employer) => Some(&employer.0),
            Employer::Outside(_) => None,
        }
    }

    fn check_until(&self) -> Option<Date> {
        self.closes.map(Moment::date)
    }

    fn posted(&self) -> Option<Date> {
        Some(self.posted)
    }

    fn meta<'r>(&'r self, about: &About<'r>) -> Vec<Say<'r>> {
        let _ = about;
        let mut meta: Vec<Say<'_>> = match &self.employer {
            Employer::Known(employer) => vec![Say::Record(&employer.0)],
            Employer::Outside(outside) => vec![Say::Text((&*outside.name).into())],
        };
        meta.extend(self.time.iter().map(|time| Say::key(time.label())));
        meta.extend(self.closes.map(|closes| Say::Message("meta.closes", vec![("date", Say::ShortDate(closes.date()))])));
        meta
    }

    fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = Vec::new();
        offer_tell::text(about, &mut sections);
        sections.push(Section { heading: "heading.the-work", blocks: vec![Block::Facts(self.work())] });
        sections.push(Section { heading: "heading.conditions", blocks: vec![Block::Facts(self.conditions())] });
        sections.push(Section { heading: "heading.apply", blocks: vec![Block::Facts(self.apply_facts())] });
        offer_tell::place(about, &mut sections);
        sections.push(Section { heading: "heading.mentioned", blocks: vec![Block::Back(&["records"])] });
        let mut aside = vec![Section { heading: "heading.employer", blocks: vec![Block::Facts(self.employer_facts())] }];
        aside.extend(offer_tell::contacts(about));
        let lead = vec![Say::key(self.sort.label())];
        Telling { lead, board: self.board(about), sections, aside }
    }
}

//! Openings as linked data: a `JobPosting` with the five properties that search engines ask for (title,
//! description, datePosted, hiringOrganization, jobLocation).

use serde_json::Value;

use super::node::Node;
use crate::declare::Moment;
use crate::hub::Page;
use crate::record::CurrencyCode;
use crate::record::employment::{Contract, Employer, Employment, Remote, SalaryUnit, Sort, Time};
use crate::value::money::Currency;
use crate::value::phone::SLOVENIA;
use crate::view::parts::Subject;

impl Subject<'_, '_> {
    pub(super) fn opening(&self, opening: &Employment) -> Node {
        let (speaker, envelope) = (self.speaker, self.about.envelope);
        let title = speaker.plain_words(&envelope.title);
        let summary = envelope.summary.as_ref().map(|summary| speaker.plain_words(summary));
        let body = envelope.body.as_ref().and_then(|body| speaker.whole_prose(self.entry, body));
        let country = opening.country.as_deref().unwrap_or(SLOVENIA.code);
        let place = self.about.place.and_then(|place| speaker.place_node(place));
        // Where nobody said: the country is known.
        let place = place.unwrap_or_else(|| {
            let address = Node::new("PostalAddress").with("addressCountry", country);
            Node::new("Place").with("address", address.value())
        });
        let remote = opening.remote == Some(Remote::Full);
        let reachable = Node::new("Country").with("name", country).value();
        let closes = opening.closes.or_else(|| self.ended().then(|| Moment::Day(opening.last_day())));
        Node::new("JobPosting")
            .with("@id", speaker.id_of(Page::Record(self.ix)))
            .with("url", speaker.hub.url(Page::Record(self.ix), speaker.lang))
            .with("title", title.clone())
            .with("description", body.or(summary).unwrap_or(title))
            .with("datePosted", opening.posted.to_string())
            .with_some("validThrough", closes.map(|closes| speaker.last_moment(closes)))
            .with("hiringOrganization", self.employer(&opening.employer))
            .with("jobLocation", place.value())
            .with_some("jobLocationType", remote.then_some("TELECOMMUTE"))
            .with_some("applicantLocationRequirements", remote.then_some(reachable))
            .with_all("employmentType", employment_types(opening).into_iter().map(Value::from))
            .with_some("baseSalary", salary(opening))
            .with_some("jobStartDate", opening.starts.map(|day| day.to_string()))
            .with_some("workHours", self.work_hours(opening))
            .with_some("totalJobOpenings", opening.openings)
            .with_some("occupationalCategory", opening.skp08.as_deref().map(occupation))
            .with_some("relevantOccupation", self.relevant(opening))
            .with_some("educationRequirements", opening.education.as_ref().map(|text| speaker.plain_words(text)))
            .with_some("experienceRequirements", opening.experience.as_ref().map(|text| speaker.plain_words(text)))
            .with_all("skills", opening.skills.iter().map(|skill| Value::from(speaker.plain_words(skill))))
            .with_some("applicationContact", self.application(opening))
            .with_some(
                "identifier",
                opening
                    .ess_id
                    .as_deref()
                    .map(|number| Node::new("PropertyValue").with("name", "ZRSZ").with("value", number).value()),
            )
    }

    /// Whether the record has ended on the day of the build.
    fn ended(&self) -> bool {
        self.speaker.hub.ended(self.entry)
    }

    fn employer(&self, employer: &Employer) -> Value {
        match employer {
            Employer::Known(known) => self.speaker.named(&known.0).unwrap_or_else(|| {
                // A draft or a broken record is not shown: its id is not a name.
                Node::new("Organization").with("name", self.speaker.key("unknown")).value()
            }),
            Employer::Outside(outside) => {
                let url = outside.url.as_ref().map(|url| url.as_str().to_owned());
                Node::new("Organization").with("name", &*outside.name).with_some("sameAs", url).value()
            }
        }
    }

    fn work_hours(&self, opening: &Employment) -> Option<String> {
        let week = opening.hours_per_week.map(|hours| self.speaker.say(&crate::record::employment::week_hours(hours)));
        let shift = opening.shift.as_ref().map(|shift| self.speaker.plain_words(shift));
        let said: Vec<String> = week.into_iter().chain(shift).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    fn relevant(&self, opening: &Employment) -> Option<Value> {
        let esco = opening.esco.as_ref()?;
        Some(Node::new("Occupation").with("@id", esco.as_str()).value())
    }

    fn application(&self, opening: &Employment) -> Option<Value> {
        let apply = opening.apply.as_ref()?;
        let node = Node::new("ContactPoint")
            .with_some("url", apply.url.as_ref().map(|url| url.as_str().to_owned()))
            .with_some("email", apply.email.as_ref().map(|email| email.as_str().to_owned()))
            .with_some("telephone", apply.phone.as_ref().map(super::place::dialled))
            .with_some("name", apply.person.as_deref());
        Some(node.value())
    }
}

/// The values of the vocabulary: what the record says, and what its sort and contract mean.
fn employment_types(opening: &Employment) -> Vec<&'static str> {
    let mut types: Vec<&'static str> = opening.time.iter().map(|time| time.code()).collect();
    let meant = match (opening.sort, opening.contract) {
        (Sort::Volunteering, _) | (_, Some(Contract::Volunteer)) => Some(Time::Volunteer),
        (Sort::Traineeship | Sort::Apprenticeship, _) | (_, Some(Contract::Apprenticeship)) => Some(Time::Intern),
        (Sort::PublicWorks | Sort::StudentWork, _)
        | (_, Some(Contract::Fixed | Contract::Student | Contract::PublicWorks)) => Some(Time::Temporary),
        (Sort::Job, Some(Contract::Indefinite) | None) => None,
    };
    types.extend(meant.map(Time::code).filter(|code| !types.contains(code)).into_iter().collect::<Vec<_>>());
    types
}

fn salary(opening: &Employment) -> Option<Value> {
    let salary = opening.salary.as_ref()?;
    if salary.min.is_none() && salary.max.is_none() {
        return None;
    }
    let currency = salary.currency.map_or(Currency::EUR, CurrencyCode::currency);
    let unit = match salary.unit {
        SalaryUnit::Hour => "HOUR",
        SalaryUnit::Month => "MONTH",
        SalaryUnit::Year => "YEAR",
    };
    let value = Node::new("QuantitativeValue")
        .with_some("minValue", salary.min)
        .with_some("maxValue", salary.max)
        .with("unitText", unit);
    Some(Node::new("MonetaryAmount").with("currency", currency.as_str()).with("value", value.value()).value())
}

fn occupation(code: &str) -> Value {
    let set = Node::new("CategoryCodeSet").with("name", "SKP-08");
    Node::new("CategoryCode").with("codeValue", code).with("inCodeSet", set.value()).value()
}

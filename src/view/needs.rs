//! "You asked, we did": what residents asked for with what came of it, and what they were asked themselves.

use serde::Serialize;

use super::model::{Line, Link, Text};
use super::{View, Viewer};
use crate::hub::{Consultation, Info, Month, Need, Page};
use crate::record::{Reference, Say};

/// What `needs.html` is given.
#[derive(Serialize)]
struct Needs {
    title: String,
    lead: String,
    groups: Vec<Group>,
    consultations: Option<Consultations>,
    tell: Option<Link>,
}

#[derive(Serialize)]
struct Group {
    id: &'static str,
    heading: String,
    count: usize,
    needs: Vec<NeedView>,
}

#[derive(Serialize)]
struct NeedView {
    need: Text,
    /// When, how often, about what, where.
    meta: Line,
    /// What was done or will be.
    said: Option<Text>,
    /// The records in which the answer stands.
    records: Vec<Link>,
    /// How much there is under the topic, and where.
    offer: Option<Link>,
}

#[derive(Serialize)]
struct Consultations {
    heading: String,
    items: Vec<ConsultationView>,
}

#[derive(Serialize)]
struct ConsultationView {
    title: Text,
    meta: Line,
    question: Option<Text>,
    result: Text,
    records: Vec<Link>,
    url: Option<Link>,
}

impl Viewer<'_> {
    pub(super) fn needs(&self) -> View {
        let tables = &self.hub().tables;
        let group = |id, heading: &str, is_in: &dyn Fn(&Need) -> bool| {
            let needs: Vec<NeedView> =
                tables.needs.iter().filter(|need| is_in(need)).map(|need| self.need(need)).collect();
            (!needs.is_empty()).then(|| Group { id, heading: self.speaker.key(heading), count: needs.len(), needs })
        };
        let groups = [
            group("answered", "needs.answered", &|need| need.answer.is_some()),
            group("planned", "needs.planned", &|need| need.answer.is_none() && need.plan.is_some()),
            group("open", "needs.open", &|need| need.answer.is_none() && need.plan.is_none()),
        ];
        let items: Vec<ConsultationView> = tables.consultations.iter().map(|one| self.consultation(one)).collect();
        let consultations =
            (!items.is_empty()).then(|| Consultations { heading: self.speaker.key("needs.consultations"), items });
        let title = self.speaker.key("needs.title");
        let email = self.hub().config.site.library.as_ref().and_then(|library| library.email.as_ref());
        let own = Needs {
            title: title.clone(),
            lead: self.speaker.key("needs.lead"),
            groups: groups.into_iter().flatten().collect(),
            consultations,
            tell: email.map(|email| Link { href: email.href(), text: self.speaker.key("needs.tell") }),
        };
        let crumb = Link { href: self.href(Page::Home), text: self.hub().config.name(self.lang()).to_owned() };
        let common = self.common(Page::Info(Info::Needs), &title, own.lead.clone(), Some(crumb));
        self.whole("needs.html", common, own)
    }

    fn need(&self, need: &Need) -> NeedView {
        let speaker = &self.speaker;
        let month = Say::Text(self.month(need.month).into());
        let times = need.times.map(|times| Say::Text(speaker.count("needs.times", times as usize).into()));
        let place = need.place.as_ref().map(Say::Place);
        let meta = speaker.joined(&std::iter::once(month).chain(times).chain(place).collect::<Vec<_>>());
        let said = need.answer.as_ref().or(need.plan.as_ref()).map(|text| speaker.words(text));
        let offer = need.topic.as_ref().and_then(|topic| {
            let ix = self.hub().tables.topic(&topic.id)?;
            let n = self.hub().in_topic(ix).len();
            let name = speaker.plain_words(&self.hub().tables.topics[ix].keys.name);
            let count = speaker.count("count.records", n);
            let text = speaker.with("needs.offer", &[("topic", &name), ("records", &count)]);
            Some(Link { href: self.href(Page::Topic(ix as u32)), text })
        });
        NeedView { need: speaker.words(&need.need), meta, said, records: self.links_to(&need.records), offer }
    }

    fn consultation(&self, consultation: &Consultation) -> ConsultationView {
        let speaker = &self.speaker;
        let (from, until) = (speaker.date(consultation.from), speaker.date(*consultation.until));
        let when = speaker.with("needs.from-until", &[("from", &from), ("until", &until)]);
        let answers = consultation.answers.map(|n| Say::Text(speaker.count("needs.answers", n as usize).into()));
        let meta = speaker.joined(&std::iter::once(Say::Text(when.into())).chain(answers).collect::<Vec<_>>());
        let open = *consultation.until >= self.hub().today;
        let missing = if open { "needs.still-open" } else { "needs.no-result" };
        let result = consultation.result.as_ref().map(|result| speaker.words(result));
        ConsultationView {
            title: speaker.words(&consultation.title),
            meta,
            question: consultation.question.as_ref().map(|question| speaker.words(question)),
            result: result.unwrap_or_else(|| Text { text: speaker.key(missing), lang: None }),
            records: self.links_to(&consultation.records),
            url: consultation.url.as_ref().map(|url| {
                let text = super::speak::shown_url(url.as_str());
                Link { href: url.as_str().to_owned(), text }
            }),
        }
    }

    /// `september 2026`.
    fn month(&self, month: Month) -> String {
        let name = self.speaker.key(&format!("month.{}", month.month)).to_lowercase();
        self.speaker.with("date.month-year", &[("month", &name), ("year", &month.year.to_string())])
    }

    fn links_to(&self, references: &[Reference]) -> Vec<Link> {
        let shown = references.iter().filter_map(|reference| self.hub().resolve(reference));
        shown.map(|to| Link { href: self.hub().href_of(to, self.lang()), text: self.speaker.title(to).text }).collect()
    }
}

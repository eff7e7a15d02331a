//! The accessibility statement: the parts that the law asks for (ZDSMA, article 8; the model of Commission
//! Implementing Decision (EU) 2018/1523), filled from site.toml.

use super::info::link;
use super::model::{Block, FactRow, Line, Section};
use super::speak::{plain, shown_url, strong};
use super::{View, Viewer, escaped};
use crate::config::{Barrier, Statement};
use crate::hub::Info;
use crate::record::Say;

impl Viewer<'_> {
    pub(super) fn statement(&self) -> View {
        let Some(statement) = &self.hub().config.site.accessibility else {
            return self.info_page(Info::Accessibility, Vec::new(), Vec::new());
        };
        let mut sections = vec![self.pledge(), self.conformity(statement)];
        sections.extend(self.inaccessible(statement));
        sections.push(self.told("done", "accessibility.done", &["accessibility.done-1", "accessibility.done-2"]));
        sections.push(self.prepared(statement));
        sections.push(self.feedback(statement));
        sections.push(self.enforcement(statement));
        self.info_page(Info::Accessibility, sections, Vec::new())
    }

    /// Who promises what by which law, for which site.
    fn pledge(&self) -> Section {
        let keeper = self.hub().config.site.library.as_ref().map(|library| self.speaker.plain_words(&library.name));
        let keeper = keeper.unwrap_or_else(|| self.hub().config.name(self.lang()).to_owned());
        let address = self.hub().config.base_url();
        let facts = [("keeper", keeper.as_str()), ("address", address)];
        let html = format!("<p>{}</p>", escaped(&self.speaker.with("accessibility.pledge-1", &facts)));
        self.section("pledge", "accessibility.pledge", vec![Block::Prose { html, lang: None }])
    }

    fn conformity(&self, statement: &Statement) -> Section {
        let said = self.speaker.key(statement.conformity.label());
        let line = vec![strong(said)];
        let standard = vec![plain(&self.speaker.key("accessibility.standard"))];
        self.section(
            "conformity",
            "accessibility.conformity",
            vec![Block::Note { line }, Block::Note { line: standard }],
        )
    }

    /// What is not accessible, under the reason that the law knows for it.
    fn inaccessible(&self, statement: &Statement) -> Option<Section> {
        let reasons = [
            (Some(Barrier::NotYet), "barrier.not-yet"),
            (Some(Barrier::Burden), "barrier.burden"),
            (Some(Barrier::OutOfScope), "barrier.out-of-scope"),
            (None, "accessibility.no-reason"),
        ];
        let row = |(why, label): (Option<Barrier>, &str)| {
            let of_reason = statement.inaccessible.iter().filter(|barrier| barrier.why == why);
            let lines: Vec<Line> = of_reason
                .map(|barrier| {
                    let mut line = self.speaker.line(&Say::Words(&barrier.what));
                    if let Some(instead) = &barrier.instead {
                        line.push(plain(" "));
                        line.extend(self.speaker.line(&Say::Words(instead)));
                    }
                    line
                })
                .collect();
            self.fact(label, lines)
        };
        let rows: Vec<FactRow> = reasons.into_iter().filter_map(row).collect();
        (!rows.is_empty())
            .then(|| self.section("inaccessible", "accessibility.inaccessible", vec![Block::Facts { rows }]))
    }

    fn prepared(&self, statement: &Statement) -> Section {
        let day = |day| vec![self.speaker.line(&Say::Date(day))];
        let rows = [
            self.fact("accessibility.prepared-on", day(statement.prepared)),
            self.fact(
                "accessibility.method",
                statement.method.iter().map(|method| self.speaker.line(&Say::key(method.label()))).collect(),
            ),
            self.fact("accessibility.reviewed-on", statement.reviewed.map(day).unwrap_or_default()),
        ];
        let rows = rows.into_iter().flatten().collect();
        self.section("prepared", "accessibility.prepared", vec![Block::Facts { rows }])
    }

    /// Where to tell of a barrier, and to ask for the same in another form.
    fn feedback(&self, statement: &Statement) -> Section {
        let library = self.hub().config.site.library.as_ref();
        let email = statement.email.as_ref().or(library.and_then(|library| library.email.as_ref()));
        let phone = statement.phone.as_ref().or(library.and_then(|library| library.phone.as_ref()));
        let lines = |say: Option<Say<'_>>| say.iter().map(|say| self.speaker.line(say)).collect::<Vec<Line>>();
        let rows = [
            self.fact("about.email", lines(email.map(Say::Email))),
            self.fact("about.phone", lines(phone.map(Say::Phone))),
        ];
        let rows: Vec<FactRow> = rows.into_iter().flatten().collect();
        let mut section = self.told("feedback", "accessibility.feedback", &["accessibility.feedback-1"]);
        if !rows.is_empty() {
            section.blocks.push(Block::Facts { rows });
        }
        section
    }

    fn enforcement(&self, statement: &Statement) -> Section {
        let mut section = self.told("enforcement", "accessibility.enforcement", &["accessibility.enforcement-1"]);
        let name = self.speaker.line(&Say::Words(&statement.authority));
        let web = statement.authority_url.as_ref().map(|url| vec![link(url.as_str(), &shown_url(url.as_str()))]);
        let rows =
            [self.fact("accessibility.authority", vec![name]), self.fact("about.web", web.into_iter().collect())];
        section.blocks.push(Block::Facts { rows: rows.into_iter().flatten().collect() });
        section
    }
}

//! The page for organizations: find your entry, see what we hold, send a correction, take a blank table.

use super::info::link;
use super::model::{Block, Indexed, Plank, Section, Text};
use super::{View, Viewer, counted};
use crate::hub::{Info, Page};
use crate::record::blank::{BLANKS, Blank};
use crate::value::slug;

impl Viewer<'_> {
    pub(super) fn partners(&self) -> View {
        let mut sections = vec![
            self.told("listed", "partners.listed", &["partners.listed-1", "partners.listed-2"]),
            self.find_section(),
            self.send_section(),
            self.blanks_section(),
            self.told("use", "partners.use", &["partners.use-1", "partners.use-2"]),
        ];
        sections.extend(self.library_section("partners.contact"));
        self.info_page(Info::Partners, sections, Vec::new())
    }

    /// Where entries are found, and what stands on their pages.
    fn find_section(&self) -> Section {
        let mut section = self.told("find", "partners.find", &["partners.find-1", "partners.find-2"]);
        let all = counted(self.href(Page::Search(0)), self.speaker.key("footer.az"), self.hub().entries().len());
        let kinds = self.kinds().into_iter().map(|kind| counted(kind.href, kind.name, kind.count));
        let items = std::iter::once(all).chain(kinds).map(|name| Indexed { name, under: Vec::new() }).collect();
        section.blocks.push(Block::Index { items });
        section
    }

    /// What to send, and a letter that is begun.
    fn send_section(&self) -> Section {
        let mut section =
            self.told("send", "partners.send", &["partners.send-1", "partners.send-2", "partners.send-3"]);
        let letter = self.speaker.letter(&self.speaker.key("partners.subject"), &self.speaker.key("partners.body"));
        let sign = letter.map(|href| {
            let title = Text { text: self.speaker.key("partners.write"), lang: None };
            Plank { href, title, line: None, icon: Some("mail"), first: true }
        });
        section.blocks.extend(sign.map(|sign| Block::Planks { items: vec![sign] }));
        section
    }

    fn blanks_section(&self) -> Section {
        let base = &self.hub().config.base_path;
        let mut section = self.told("tables", "partners.tables", &["partners.tables-1"]);
        let line = |blank: &Blank| {
            let name = self.speaker.key(&format!("blank.{}", blank.name));
            vec![link(
                &format!("{base}/{}", self.blank_path(blank)),
                &self.speaker.with("blank.file", &[("name", &name)]),
            )]
        };
        section.blocks.push(Block::List { items: BLANKS.iter().map(line).collect() });
        let how = ["partners.tables-2", "partners.tables-3", "partners.tables-4"];
        section.blocks.extend(self.told("", "partners.tables", &how).blocks);
        section
    }

    /// The path of a blank table in the site: `za-organizacije/dogodki.csv`.
    pub fn blank_path(&self, blank: &Blank) -> String {
        let page = self.hub().file(Page::Info(Info::Partners), self.lang());
        let folder = page.strip_suffix("index.html").unwrap_or(&page);
        let name = slug::suggest(&self.speaker.key(&format!("blank.{}", blank.name)));
        format!("{folder}{}.csv", name.unwrap_or_else(|| blank.name.to_owned()))
    }
}

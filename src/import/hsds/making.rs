//! An organization with all that belongs to it becomes a draft.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::sort::Sort;
use super::things::{Ix, Said, Things};
use super::{offer, place};
use crate::hub::Tables;
use crate::import::draft::{Cell, Draft, get};
use crate::import::literal::{Refused, string};
use crate::import::origin::Origin;
use crate::import::pen::{Pen, way};
use crate::import::places::Places;
use crate::import::target::Step;
use crate::import::{html, take::Link};
use crate::record::Audience;
use crate::value::slug;

/// What a record is when the feed does not say it: the type that claims least.
pub(super) const GUESSED: &str = "initiative";

/// The longest description that is a summary; a longer one is the body.
const SUMMARY: usize = 280;

/// Makes drafts of organizations.
pub(super) struct Maker<'m> {
    /// The things.
    pub(super) things: &'m Things,
    /// The places of the hub.
    pub(super) places: &'m Places,
    /// Its topics and places.
    pub(super) tables: &'m Tables,
    /// The licence that the feed names.
    pub(super) licence: Option<&'m str>,
    /// The day on which the records come into the hub.
    pub(super) today: Date,
}

/// A draft on its way.
pub(super) struct Making<'m> {
    pub(super) maker: &'m Maker<'m>,
    pub(super) pen: Pen<'m>,
    pub(super) draft: Draft,
    /// The ids of its branches and services.
    ids: BTreeSet<String>,
    /// The things of which everything was read.
    pub(super) seen: BTreeSet<Ix>,
}

impl<'m> Maker<'m> {
    /// The draft of an organization.
    pub(super) fn draft(&'m self, origin: &'m dyn Origin, ix: Ix) -> Draft {
        let (table, row) = self.things.all[ix].rows[0];
        let draft = Draft::new(table, row);
        let pen = Pen { origin, places: self.places };
        let mut making = Making { maker: self, pen, draft, ids: BTreeSet::new(), seen: BTreeSet::new() };
        making.organization(ix);
        making.draft
    }
}

impl<'m> Making<'m> {
    /// What a thing says in a column.
    pub(super) fn say(&self, ix: Ix, column: &str) -> Option<Said<'m>> {
        self.maker.things.say(ix, column)
    }

    /// Puts what a thing says at a path; whether it stands there.
    pub(super) fn carry(&mut self, path: &str, ix: Ix, column: &str) -> bool {
        let Some((text, cell)) = self.say(ix, column) else { return false };
        self.pen.write(&mut self.draft, path, &text, &[cell])
    }

    /// Puts a value of TOML at a path.
    pub(super) fn put(&mut self, path: &str, toml: impl Into<String>, cells: &[Cell]) {
        self.pen.toml(&mut self.draft, &way(path), toml.into(), cells);
    }

    /// Whether something stands at a path.
    pub(super) fn has(&self, path: &str) -> bool {
        get(&self.draft.tree, &way(path)).is_some()
    }

    /// How many items a list has.
    pub(super) fn count(&self, list: &str) -> usize {
        crate::import::draft::length(&self.draft.tree, &way(list))
    }

    /// Tells of a cell that its value is not what it is read as.
    pub(super) fn tell(&mut self, found: &str, why: &'static str, cells: &[Cell]) {
        self.pen.refuse(&mut self.draft, &Refused::new(found, why), cells);
    }

    /// Takes the rows of a thing into the record.
    pub(super) fn take(&mut self, ix: Ix) {
        let things = self.maker.things;
        if !self.seen.insert(ix) {
            return;
        }
        let rows = &things.all[ix].rows;
        self.draft.rows.extend(rows);
        // What another row of the same thing says once more need not be kept twice.
        for (turn, (table, row)) in rows.iter().enumerate().skip(1) {
            for column in things.tables[*table].columns_of(*row) {
                let name = things.tables[*table].columns[column].name.to_ascii_lowercase();
                let here = things.cell((*table, *row), &name);
                let before = rows[..turn].iter().find_map(|at| things.cell(*at, &name));
                if let (Some((here, cell)), Some((before, _))) = (here, before)
                    && here == before
                {
                    self.draft.silent.push(cell);
                }
            }
        }
    }

    /// Takes the rows of a thing and of everything that belongs to it.
    pub(super) fn take_whole(&mut self, ix: Ix) {
        if self.seen.contains(&ix) {
            return;
        }
        self.take(ix);
        let things = self.maker.things;
        things.all[ix].parts.iter().chain(&things.all[ix].names).for_each(|part| self.take_whole(*part));
    }

    /// The id of a branch or a service: they share the record's page, so that they share no id.
    pub(super) fn id(&mut self, name: &str, other: &str) -> String {
        let base = slug::suggest(name).unwrap_or_else(|| other.to_owned());
        let free = (1_usize..).map(|n| if n == 1 { base.clone() } else { format!("{base}-{n}") });
        let id = free.into_iter().find(|id| !self.ids.contains(id)).unwrap_or(base);
        self.ids.insert(id.clone());
        id
    }

    fn organization(&mut self, ix: Ix) {
        let things = self.maker.things;
        self.take(ix);
        self.carry("title", ix, "name");
        if let Some((name, _)) = self.say(ix, "name") {
            self.draft.base = slug::suggest(&name);
        }
        self.other_names("also", ix, &["alternate_name"]);
        self.describe("", ix, "description");
        self.sort(ix);
        self.carry("url", ix, "website");
        if let Some((year, cell)) = self.say(ix, "year_incorporated")
            && year.len() == 4
        {
            self.pen.write(&mut self.draft, "founded", &year, &[cell]);
        }
        if let Some((number, cell)) = self.say(ix, "tax_id")
            && number.len() == 8
            && number.bytes().all(|b| b.is_ascii_digit())
        {
            self.put("identifiers.davcna", string(&number), &[cell]);
        }
        for part in things.parts(ix, Sort::Identifier) {
            self.identifier(part);
        }
        place::reach(self, "contact", ix);
        place::of_record(self, ix);
        offer::services(self, ix);
        self.about("", ix);
        if let Some((uid, cell)) = self.say(ix, "parent_organization_id") {
            let link = Link { steps: vec![Step::Key("parent".into())], uid: string(&uid), cell };
            self.draft.links.push(link);
        }
        self.source(ix);
        // Whatever no key holds is kept with the record.
        self.take_whole_parts(ix);
    }

    fn take_whole_parts(&mut self, ix: Ix) {
        let things = self.maker.things;
        let inside: Vec<Ix> = self.seen.iter().copied().chain([ix]).collect();
        for one in inside {
            things.all[one].parts.iter().chain(&things.all[one].names).for_each(|part| self.take_whole(*part));
        }
    }

    /// Names beside the title.
    pub(super) fn other_names(&mut self, path: &str, ix: Ix, columns: &[&str]) {
        let said: Vec<Said<'m>> = columns.iter().filter_map(|column| self.say(ix, column)).collect();
        let title = self.say(ix, "name").map(|(name, _)| name).unwrap_or_default();
        let mut names: Vec<String> = Vec::new();
        for (text, _) in &said {
            for name in text.split(';').map(str::trim).filter(|name| !name.is_empty() && **name != *title) {
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
        let cells: Vec<Cell> = said.iter().map(|(_, cell)| *cell).collect();
        if names.is_empty() {
            self.draft.silent.extend(cells);
        } else {
            let names: Vec<String> = names.iter().map(|name| string(name)).collect();
            self.put(path, format!("[{}]", names.join(", ")), &cells);
        }
    }

    /// A description: a summary when it is short, the body when it is long.
    pub(super) fn describe(&mut self, prefix: &str, ix: Ix, column: &str) {
        let Some((text, cell)) = self.say(ix, column) else { return };
        let title = self.say(ix, "name").map(|(name, _)| name).unwrap_or_default();
        if text == title {
            self.draft.silent.push(cell);
            return;
        }
        if text.chars().count() <= SUMMARY && !text.contains('\n') && !html::is_html(&text) {
            self.pen.write(&mut self.draft, &format!("{prefix}summary"), &text, &[cell]);
            return;
        }
        self.prose(&format!("{prefix}body"), &text, cell);
    }

    /// Longer text, plain or as HTML.
    pub(super) fn prose(&mut self, path: &str, text: &str, cell: Cell) {
        if html::is_html(text) {
            self.put(path, string(&html::markdown(text)), &[cell]);
        } else {
            self.pen.write(&mut self.draft, path, text, &[cell]);
        }
    }

    /// The type, when the words for what it is in law say it.
    fn sort(&mut self, ix: Ix) {
        const WORDS: [(&str, &str); 12] = [
            ("public company", "public-company"),
            ("library", "library"),
            ("school", "school"),
            ("municipal", "municipality"),
            ("council", "municipality"),
            ("government", "state-body"),
            ("cooperative", "cooperative"),
            ("foundation", "foundation"),
            ("church", "religious-community"),
            ("charit", "society"),
            ("nonprofit", "society"),
            ("non-profit", "society"),
        ];
        let law = self.say(ix, "legal_status");
        let name = self.say(ix, "name").map(|(name, _)| name.to_lowercase()).unwrap_or_default();
        let status = law.as_ref().map(|(text, _)| text.to_lowercase()).unwrap_or_default();
        let found = |text: &str| WORDS.iter().find(|(word, _)| text.contains(word)).map(|(_, sort)| *sort);
        let limited = ["limited", "company", "ltd", "d. o. o.", "d.o.o."].iter().any(|word| status.contains(word));
        let sort = found(&status).or(limited.then_some("company")).or_else(|| found(&name));
        // The words themselves are kept: they may say more than the type.
        self.put("type", string(sort.unwrap_or(GUESSED)), &[]);
        self.draft.guessed = sort.is_none().then_some(GUESSED);
    }

    fn identifier(&mut self, ix: Ix) {
        const OURS: [&str; 6] = ["maticna", "davcna", "rizddz", "sigla", "osm", "wikidata"];
        let Some((number, cell)) = self.say(ix, "identifier") else { return };
        let kind = self.say(ix, "identifier_type").map(|(kind, _)| kind.to_lowercase());
        if let Some(register) = kind.filter(|kind| OURS.contains(&kind.as_str())) {
            self.take(ix);
            let path = format!("identifiers.{register}");
            if !self.has(&path) {
                self.put(&path, string(&number), &[cell]);
            }
        }
    }

    /// Topics and audiences, as attributes name them.
    pub(super) fn about(&mut self, prefix: &str, ix: Ix) {
        let things = self.maker.things;
        let (mut topics, mut audiences): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        let (mut cells, mut others): (Vec<Cell>, Vec<Cell>) = (Vec::new(), Vec::new());
        for part in things.parts(ix, Sort::Attribute) {
            let Some(term) = things.all[part].names else { continue };
            let code = things.say(term, "code").map(|(code, _)| code);
            let name = things.say(term, "name").or_else(|| things.say(term, "term"));
            let said: Vec<Cell> = name.iter().map(|(_, cell)| *cell).collect();
            let audience = code.as_ref().filter(|code| Audience::CODES.contains(&&***code));
            if let Some(code) = audience {
                audiences.push(string(code));
                others.extend(said);
                continue;
            }
            let folded = name.as_ref().map(|(name, _)| slug::fold(name));
            let known = self.maker.tables.topics.iter().find(|topic| {
                let named = |name: &str| folded.as_deref() == Some(&*slug::fold(name));
                code.as_deref() == Some(topic.id()) || topic.keys.name.all().any(|(_, name)| named(name))
            });
            if let Some(topic) = known {
                topics.push(string(topic.id()));
                cells.extend(said);
            }
        }
        for (key, codes, cells) in [("topics", topics, cells), ("for", audiences, others)] {
            if !codes.is_empty() {
                self.put(&format!("{prefix}{key}"), format!("[{}]", codes.join(", ")), &cells);
            }
        }
    }

    fn source(&mut self, ix: Ix) {
        self.put("source.kind", string("import"), &[]);
        self.put("source.name", string("HSDS"), &[]);
        if let Some((uid, cell)) = self.say(ix, "id") {
            self.put("source.uid", string(&uid), &[cell]);
        }
        self.carry("source.url", ix, "uri");
        if let Some(licence) = self.maker.licence {
            self.put("source.licence", string(licence), &[]);
        }
        let today = self.maker.today.to_string();
        self.put("source.fetched", today.clone(), &[]);
        self.put("added", today, &[]);
    }
}

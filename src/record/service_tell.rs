//! What the page of a service tells.

use super::envelope::Status;
use super::offer_tell;
use super::service::Service;
use super::tell::{About, Block, Board, Lead, Plank, Say, Section, Shape, State, Telling};

impl Service {
    /// What it tells a reader; `about` is its owner's, with the service's own contacts and place where it has them.
    pub fn tell<'r>(&'r self, about: &About<'r>) -> Telling<'r> {
        let mut sections = Vec::new();
        if let Some(body) = &self.body {
            sections.push(Section { heading: "heading.text", blocks: vec![Block::Prose(body)] });
        }
        let mut facts = offer_tell::facts(&self.offer, about);
        if facts[0].lines.is_empty() {
            facts[0].lines.extend(self.audience.iter().map(|audience| Say::key(audience.label())));
        }
        sections.push(Section { heading: "heading.before-you-go", blocks: vec![Block::Facts(facts)] });
        if let Some(how_to) = &self.offer.how_to {
            sections
                .insert(sections.len() - 1, Section { heading: "heading.how-to", blocks: vec![Block::Prose(how_to)] });
        }
        sections.extend(offer_tell::hours_sections(&self.offer, about, "heading.hours"));
        offer_tell::place(about, &mut sections);
        let aside = offer_tell::contacts(about);
        Telling { lead: Vec::new(), board: self.board(about), sections, aside }
    }

    fn board<'r>(&'r self, about: &About<'r>) -> Board<'r> {
        if let Some(mut board) = offer_tell::stopped(self.status, about) {
            board.answer = self.alert.as_ref().map(Say::Words).or(board.answer);
            board.grounds = self
                .until
                .map(|date| Say::Message("grounds.until", vec![("date", Say::Date(date))]))
                .into_iter()
                .collect();
            return board;
        }
        let mut board = Board { planks: about.planks(), ..Board::default() };
        board.answer = self.summary.as_ref().map(Say::Words);
        board.grounds = offer_tell::costs(&self.offer).into_iter().take(1).collect();
        if let Some(apply) = &self.offer.apply_url {
            board
                .planks
                .insert(0, Plank { lead: Lead::Web(apply), title: Some(Say::key("plank.apply-online")), line: None });
            board.planks.truncate(2);
        }
        board
    }

    /// Its state, when it does not work as usual.
    pub fn badge(&self) -> Option<State<'_>> {
        let shape = match self.status? {
            Status::Active => return None,
            Status::Full => Shape::Full,
            Status::Seasonal => Shape::Soon,
            Status::Paused | Status::Closed => Shape::Closed,
        };
        self.status.map(|status| State { shape, say: Say::key(status.label()) })
    }

    /// What stands under its name in lists.
    pub fn meta(&self) -> Vec<Say<'_>> {
        let free = offer_tell::costs(&self.offer).into_iter().take(1);
        free.collect()
    }
}

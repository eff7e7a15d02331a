//! What is told in the same way by every kind that offers something: whether one may come, the hours,
//! the terms, the address, the contacts.

use super::envelope::Status;
use super::hours::{Hours, HoursKind};
use super::offer::{Access, Answer, Costs, HoursList, Offer, Referral};
use super::tell::{About, Block, Board, Fact, Say, Section, Shape, State};

/// The long text of the record.
pub(super) fn text<'r>(about: &About<'r>, sections: &mut Vec<Section<'r>>) {
    if let Some(body) = &about.envelope.body {
        sections.push(Section { heading: "heading.text", blocks: vec![Block::Prose(body)] });
    }
}

/// The board of something that does not work at present; `None` when it does.
pub(super) fn stopped<'r>(status: Option<Status>, about: &About<'r>) -> Option<Board<'r>> {
    let until = about.envelope.until;
    let (shape, state, answer, dated) = match status? {
        Status::Active => return None,
        Status::Closed => (Shape::Closed, "status.closed", "board.closed", about.envelope.closed_on),
        Status::Paused => (Shape::Closed, "status.paused", "board.paused", until),
        Status::Full => (Shape::Full, "status.full", "board.full", until),
        Status::Seasonal => (Shape::Soon, "status.seasonal", "board.seasonal", until),
    };
    let ended = status == Some(Status::Closed);
    let grounds = dated.map(|date| {
        let key = if ended { "grounds.closed-on" } else { "grounds.until" };
        Say::Message(key, vec![("date", Say::Date(date))])
    });
    let planks = if ended { Vec::new() } else { about.planks() };
    let answer = about.envelope.alert.as_ref().map_or(Say::key(answer), Say::Words);
    Some(Board {
        states: vec![State { shape, say: Say::key(state) }],
        answer: Some(answer),
        grounds: grounds.into_iter().collect(),
        planks,
        next: None,
        plate: None,
        instead: about.envelope.successor.as_ref().filter(|_| ended),
    })
}

/// The board that answers: is it open, may I just come?
pub(super) fn open_board<'r>(offer: &'r Offer, about: &About<'r>) -> Board<'r> {
    let groups = groups(offer, about);
    let main = main_group(groups).and_then(|at| groups.get(at));
    let mut board = Board { planks: about.planks(), ..Board::default() };
    match main {
        Some(group) if group.by_appointment => {
            board.states.push(State { shape: Shape::Soon, say: Say::key("state.by-appointment") });
            board.answer = Some(Say::key("board.by-appointment"));
        }
        Some(group) if group.is_unknown() => {
            board.states.push(State { shape: Shape::Unknown, say: Say::key("state.hours-unknown") });
            board.answer = Some(Say::key("board.hours-unknown"));
        }
        Some(group) => {
            let said = if is_for_calls(group) { "board.by-phone" } else { "board.open" };
            board.answer = Some(Say::Message(said, vec![("hours", Say::Week(group))]));
        }
        None => {
            board.states.push(State { shape: Shape::Unknown, say: Say::key("state.hours-unknown") });
            board.answer =
                Some(Say::key(if board.planks.is_empty() { "board.nothing-known" } else { "board.hours-unknown" }));
        }
    }
    board
}

/// The groups that hold for an offer, and which of them answers whether it is open: nothing where that is not known,
/// has to be arranged, or where there is nothing but a telephone.
pub fn main_hours<'r>(offer: &'r Offer, about: &About<'r>) -> Option<(&'r [Hours], usize)> {
    let groups = groups(offer, about);
    let main = main_group(groups)?;
    let group = &groups[main];
    (!group.by_appointment && !group.is_unknown() && !is_for_calls(group)).then_some((groups, main))
}

fn is_for_visits(group: &Hours) -> bool {
    matches!(group.kind, HoursKind::Open | HoursKind::Office)
}

fn is_for_calls(group: &Hours) -> bool {
    matches!(group.kind, HoursKind::Phone | HoursKind::Ordering)
}

/// The group that answers whether it is open: the first one for visitors, else the first of all.
fn main_group(groups: &[Hours]) -> Option<usize> {
    let visits = groups.iter().position(is_for_visits);
    visits.or((!groups.is_empty()).then_some(0))
}

/// The groups that hold: its own, or those of its owner where it says so.
fn groups<'r>(offer: &'r Offer, about: &About<'r>) -> &'r [Hours] {
    match &offer.hours {
        Some(HoursList::SameAsOwner) => about.owner_hours,
        Some(HoursList::Groups(groups)) => groups,
        None => &[],
    }
}

/// The tables of hours, the main one first.
pub(super) fn hours_sections<'r>(offer: &'r Offer, about: &About<'r>, heading: &'static str) -> Option<Section<'r>> {
    let groups = groups(offer, about);
    let mut blocks: Vec<_> = (0..groups.len()).map(|at| Block::Hours(groups, at)).collect();
    if matches!(offer.hours, Some(HoursList::SameAsOwner)) {
        // Of its owner's hours those for visitors are enough: the others stand on the owner's page.
        let visits = (0..groups.len()).filter(|at| is_for_visits(&groups[*at]));
        let visits = visits.map(|at| Block::Hours(groups, at));
        blocks = std::iter::once(Block::Inherited("inherited.hours")).chain(visits).collect();
        return (blocks.len() > 1).then_some(Section { heading, blocks });
    }
    if let Some(main) = main_group(groups) {
        blocks[..=main].rotate_right(1);
    }
    (!blocks.is_empty()).then_some(Section { heading, blocks })
}

/// Who can get it, how, with which papers, for how much.
pub(super) fn terms<'r>(offer: &'r Offer, about: &About<'r>, sections: &mut Vec<Section<'r>>) {
    sections.push(Section { heading: "heading.before-you-go", blocks: vec![Block::Facts(facts(offer, about))] });
    if let Some(how_to) = &offer.how_to {
        sections.push(Section { heading: "heading.how-to", blocks: vec![Block::Prose(how_to)] });
    }
}

/// The labels of an offer and what they say. Cost, access and eligibility are said to be unknown when they are.
pub(super) fn facts<'r>(offer: &'r Offer, about: &About<'r>) -> Vec<Fact<'r>> {
    let says = |label, lines: Vec<Say<'r>>| Fact { label, lines, honest: false };
    let languages = offer.language.iter().map(|spoken| {
        let how = spoken.how.map(|how| Say::key(how.label()));
        let note = spoken.note.as_ref().map(|note| Say::Words(note));
        Say::Parts(std::iter::once(Say::Language(spoken.code.as_str())).chain(how).chain(note).collect())
    });
    let referral = offer.referral.map(|referral| match referral {
        Referral::None => Say::key("referral.none"),
        Referral::Gp => Say::key("referral.gp"),
        Referral::Csd => Say::key("referral.csd"),
    });
    vec![
        Fact { label: "label.for", lines: eligibility(offer, about), honest: true },
        says("label.documents", offer.documents.iter().map(|text| Say::Words(text)).collect()),
        Fact { label: "label.cost", lines: costs(offer), honest: true },
        says("label.payment", offer.payment.iter().map(|way| Say::key(way.label())).collect()),
        says("label.referral", referral.into_iter().collect()),
        says("label.wait", offer.wait.iter().map(|text| Say::Words(text)).collect()),
        says("label.mode", offer.mode.iter().map(|mode| Say::key(mode.label())).collect()),
        says("label.apply-online", offer.apply_url.iter().map(|url| Say::Web(url, None)).collect()),
        says("label.languages", languages.collect()),
        Fact { label: "label.access", lines: access(offer.access.as_deref()), honest: true },
    ]
}

fn eligibility<'r>(offer: &'r Offer, about: &About<'r>) -> Vec<Say<'r>> {
    let mut lines = Vec::new();
    if let Some(eligibility) = &offer.eligibility {
        lines.extend(eligibility.text.as_ref().map(Say::Words));
        let count = |n: u32| Say::Count(n.into());
        lines.extend(match (eligibility.min_age, eligibility.max_age) {
            (Some(min), Some(max)) => Some(Say::Message("age.from-to", vec![("min", count(min)), ("max", count(max))])),
            (Some(min), None) => Some(Say::Message("age.from", vec![("n", count(min))])),
            (None, Some(max)) => Some(Say::Message("age.to", vec![("n", count(max))])),
            (None, None) => None,
        });
        lines.extend(
            eligibility
                .residents_of
                .iter()
                .map(|place| Say::Message("residents-of", vec![("place", Say::Place(place))])),
        );
        lines.extend(eligibility.requires.iter().map(|text| Say::Words(text)));
        if eligibility.open_to_all {
            lines.push(Say::key("open-to-all"));
        }
    }
    if lines.is_empty() {
        lines.extend(about.envelope.audience.iter().map(|audience| Say::key(audience.label())));
    }
    lines
}

/// Prices, one line each.
pub(super) fn costs(offer: &Offer) -> Vec<Say<'_>> {
    match &offer.cost {
        None => Vec::new(),
        Some(Costs::Free) => vec![Say::key("cost.free")],
        Some(Costs::Prices(prices)) => prices.iter().map(Say::Price).collect(),
    }
}

/// Sentences about access, one for each question that has an answer.
pub fn access(access: Option<&Access>) -> Vec<Say<'_>> {
    let Some(access) = access else { return Vec::new() };
    let questions = [
        (access.wheelchair, ["access.wheelchair-yes", "access.wheelchair-partial", "access.wheelchair-no"]),
        (access.toilet, ["access.toilet-yes", "access.toilet-partial", "access.toilet-no"]),
        (access.lift, ["access.lift-yes", "access.lift-partial", "access.lift-no"]),
        (
            access.induction_loop,
            ["access.induction-loop-yes", "access.induction-loop-partial", "access.induction-loop-no"],
        ),
        (access.sign_language, ["access.sign-language-yes", "access.sign-language-partial", "access.sign-language-no"]),
        (access.easy_read, ["access.easy-read-yes", "access.easy-read-partial", "access.easy-read-no"]),
    ];
    let said = questions.into_iter().filter_map(|(answer, [yes, partial, no])| match answer? {
        Answer::Yes => Some(Say::key(yes)),
        Answer::Partial => Some(Say::key(partial)),
        Answer::No => Some(Say::key(no)),
        Answer::Unknown => None,
    });
    said.chain(access.note.as_ref().map(|note| Say::Words(note))).collect()
}

/// Where it is, with its branches.
pub(super) fn place<'r>(about: &About<'r>, sections: &mut Vec<Section<'r>>) {
    let mut blocks: Vec<Block<'r>> = about.place.map(Block::Address).into_iter().collect();
    if !about.envelope.location.is_empty() {
        blocks.push(Block::Locations);
    }
    if !blocks.is_empty() {
        sections.push(Section { heading: "heading.where", blocks });
    }
}

/// All ways to reach it.
pub(super) fn contacts<'r>(about: &About<'r>) -> Vec<Section<'r>> {
    if about.contacts.is_empty() {
        return Vec::new();
    }
    vec![Section { heading: "heading.contacts", blocks: vec![Block::Contacts(about.contacts)] }]
}

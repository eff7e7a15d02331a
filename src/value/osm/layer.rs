//! One layer of a year: what the rules so far say of a week that is like no other.

use std::rc::Rc;

use super::BY_APPOINTMENT;
use super::rule::{Rule, State};
use crate::value::clock::Span;
use crate::value::hours::{Days, Holidays, Hours, Week};
use crate::value::weekday::{NthDay, Weekday};
use crate::value::{Read, Why, Wrong};

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Day {
    pub(super) open: Vec<Span>,
    pub(super) comment: Option<Rc<str>>,
    /// Only a comment was said of it.
    ask: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Layer {
    pub(super) week: [Day; 7],
    /// The later wins where two meet.
    pub(super) nth: Vec<(NthDay, Day)>,
    holidays: Holidays,
    holiday_comment: Option<Rc<str>>,
    /// Whether a rule for holidays was here, after which one for weekdays would undo it.
    holidays_said: bool,
}

impl Layer {
    pub(super) fn lay(&mut self, rule: &Rule) -> Read<()> {
        let days = &rule.days;
        if days.is_for_days() && !days.holidays && self.holidays_said {
            return Err(Wrong::at(rule.at.clone(), Why::OsmHolidayOrder));
        }
        if days.always && days.is_every_day() && days.yearly.is_empty() {
            let full = rule.state == State::Open(vec![Span::DAY]);
            self.holidays = if full { Holidays::Open } else { Holidays::Unknown };
        } else if days.is_for_days() && self.holidays == Holidays::Open {
            self.holidays = Holidays::Unknown;
        }
        for day in Weekday::ALL {
            if days.is_every_day() || days.weekdays[day.index()] {
                self.week[day.index()].take(rule, rule.adds);
                if rule.adds {
                    self.nth.iter_mut().filter(|(nth, _)| nth.day == day).for_each(|(_, nth)| nth.take(rule, true));
                } else {
                    self.nth.retain(|(nth, _)| nth.day != day);
                }
            }
        }
        for nth in &days.nth {
            let earlier = self.nth.iter().position(|(day, _)| day == nth).map(|at| self.nth.remove(at).1);
            let mut day = earlier.unwrap_or_else(|| self.week[nth.day.index()].clone());
            day.take(rule, rule.adds);
            self.nth.push((*nth, day));
        }
        if days.holidays {
            self.holidays_said = true;
            self.holiday_comment.clone_from(&rule.comment);
            self.holidays = match &rule.state {
                State::Open(spans) => Holidays::Spans(spans.clone().into()),
                State::Off => Holidays::Closed,
                State::Ask => Holidays::Unknown,
            };
        }
        Ok(())
    }

    /// The layer as groups: the week, then its n-th weekdays.
    pub(super) fn groups(&self) -> Vec<Hours<Box<str>>> {
        let week: Vec<&Day> = self.week.iter().collect();
        let spans: Vec<&[Span]> = week.iter().map(|day| day.open.as_slice()).collect();
        let spans = <[&[Span]; 7]>::try_from(spans).expect("a week has seven days");
        let comments = week.iter().map(|day| day.comment.as_ref()).chain([self.holiday_comment.as_ref()]);
        let (by_appointment, note) = words(&week, comments);
        let week = Hours { by_appointment, note, holidays: self.holidays.clone(), ..Hours::week(Week::new(spans)) };
        let mut groups = vec![week];
        for (nth, day) in &self.nth {
            let (by_appointment, note) = words(&[day], [day.comment.as_ref()]);
            let days = Days::Nth { on: [*nth].into(), open: day.open.clone().into() };
            let group =
                Hours { days, by_appointment, note, holidays: self.holidays.clone(), ..Hours::week(Week::default()) };
            join(&mut groups, group);
        }
        groups
    }
}

impl Day {
    /// Takes what a rule says, in place of what was said or beside it.
    pub(super) fn take(&mut self, rule: &Rule, adds: bool) {
        let mut open = match &rule.state {
            State::Open(spans) => spans.clone(),
            State::Off | State::Ask => Vec::new(),
        };
        let mut comment = rule.comment.clone();
        if adds && rule.state != State::Off {
            open.extend_from_slice(&self.open);
            if let (Some(old), Some(new)) = (&self.comment, &comment) {
                comment = if old == new { Some(new.clone()) } else { Some(format!("{old}; {new}").into()) };
            } else {
                comment = comment.or_else(|| self.comment.clone());
            }
        }
        *self = Self { open: super::times::tidy(open), comment, ask: rule.state == State::Ask };
    }
}

/// Adds a group of an n-th weekday, to the last one if that says the same.
fn join(groups: &mut Vec<Hours<Box<str>>>, group: Hours<Box<str>>) {
    if let (Some(last), Days::Nth { on: new, open: spans }) = (groups.last_mut(), &group.days) {
        let words = (last.by_appointment, &last.note) == (group.by_appointment, &group.note);
        if let Days::Nth { on, open } = &mut last.days
            && words
            && open == spans
        {
            *on = [&**on, &**new].concat().into();
            return;
        }
    }
    groups.push(group);
}

/// Whether one must arrange to come on all of these days, and what else is said of them.
fn words<'d>(days: &[&Day], comments: impl IntoIterator<Item = Option<&'d Rc<str>>>) -> (bool, Option<Box<str>>) {
    let says = |day: &Day| day.comment.as_deref().is_some_and(|comment| parts(comment).any(is_appointment));
    let (open, closed): (Vec<&Day>, Vec<&Day>) = days.iter().copied().partition(|day| !day.open.is_empty());
    let by_appointment =
        if open.is_empty() { closed.iter().any(|day| day.ask) } else { open.iter().all(|day| says(day)) };
    let mut found: Vec<String> = Vec::new();
    for part in comments.into_iter().flatten().flat_map(|comment| parts(comment)) {
        let part = match is_appointment(part) {
            true if by_appointment => continue,
            // Not of every day: the words stay, but may not be read back as said of every day.
            true => format!("({BY_APPOINTMENT})"),
            false => part.to_owned(),
        };
        if !found.contains(&part) {
            found.push(part);
        }
    }
    (by_appointment, (!found.is_empty()).then(|| found.join("; ").into()))
}

fn parts(comment: &str) -> impl Iterator<Item = &str> {
    comment.split(';').map(str::trim).filter(|part| !part.is_empty())
}

fn is_appointment(part: &str) -> bool {
    part.eq_ignore_ascii_case(BY_APPOINTMENT)
}

/// A group that a year without it would not miss.
pub(super) fn says_nothing<L>(group: &Hours<L>) -> bool {
    let closed = match &group.days {
        Days::Week(week) => week.is_empty(),
        Days::Nth { open, .. } => open.is_empty(),
    };
    closed && !group.by_appointment && group.note.is_none() && !matches!(group.holidays, Holidays::Spans(_))
}

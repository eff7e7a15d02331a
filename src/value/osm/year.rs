//! The rules of `opening_hours` laid over one another, and the groups that come of it.
//!
//! A rule replaces, on the days it is for, whatever earlier rules said of those days. So a year is
//! kept, each of its 366 days pointing at a layer (a week, n-th weekdays, holidays), and every rule
//! changes the layers of the days it is for. In the end equal layers that stand together are a
//! season, and what the untouched days point at is the group without one.

use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::BY_APPOINTMENT;
use super::rule::{Rule, Selection, State};
use crate::value::clock::Span;
use crate::value::date::{LENGTHS, MonthDay};
use crate::value::hours::{Dates, Days, Exception, Holidays, Hours, Season, Week};
use crate::value::weekday::{NthDay, Weekday};
use crate::value::{Read, Why, Wrong};

/// The most dated days one value may name.
const MOST_DATES: usize = 4_000;

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Day {
    open: Vec<Span>,
    comment: Option<Rc<str>>,
    /// Only a comment was said of it.
    ask: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Layer {
    week: [Day; 7],
    /// The later wins where two meet.
    nth: Vec<(NthDay, Day)>,
    holidays: Holidays,
    holiday_comment: Option<Rc<str>>,
    /// Whether a rule for holidays was here, after which one for weekdays would undo it.
    holidays_said: bool,
}

pub(super) struct Year {
    layers: Vec<Layer>,
    /// For each day of a leap year, its layer.
    days: Vec<usize>,
    dates: BTreeMap<Date, Day>,
}

impl Year {
    pub(super) fn new() -> Self {
        Self { layers: vec![Layer::default()], days: vec![0; 366], dates: BTreeMap::new() }
    }

    pub(super) fn lay(&mut self, rule: &Rule) -> Read<()> {
        if !rule.days.dated.is_empty() {
            return self.lay_dated(rule);
        }
        for layer in self.touched(&rule.days) {
            self.layers[layer].lay(rule)?;
        }
        if rule.days.is_for_days() {
            let is_for = |date: Date| is_within(&rule.days, date) && rule.days.names(date);
            if rule.adds {
                self.dates.iter_mut().filter(|(date, _)| is_for(**date)).for_each(|(_, day)| day.take(rule, true));
            } else {
                self.dates.retain(|date, _| !is_for(*date));
            }
        }
        Ok(())
    }

    fn lay_dated(&mut self, rule: &Rule) -> Read<()> {
        if rule.days.holidays {
            return Err(Wrong::at(rule.at.clone(), Why::OsmHolidayWeekday));
        }
        for date in rule.days.dated.iter().flat_map(|dates| dates.iter()) {
            if !rule.days.names(date) {
                continue;
            }
            let mut day = self.dates.get(&date).cloned().unwrap_or_else(|| self.usual(date));
            day.take(rule, rule.adds);
            self.dates.insert(date, day);
            if self.dates.len() > MOST_DATES {
                let why = Why::TooLong { found: self.dates.len(), most: MOST_DATES, unit: "days" };
                return Err(Wrong::at(rule.at.clone(), why));
            }
        }
        Ok(())
    }

    /// What holds on a date if nothing is said of the date itself.
    fn usual(&self, date: Date) -> Day {
        let layer = &self.layers[self.days[ordinal(MonthDay::of(date))]];
        let nth = layer.nth.iter().rev().find(|(day, _)| day.matches(date)).map(|(_, day)| day);
        nth.unwrap_or(&layer.week[Weekday::of(date).index()]).clone()
    }

    /// The layers that a rule is for; the days of a part of the year get layers of their own.
    fn touched(&mut self, days: &Selection) -> Vec<usize> {
        if days.yearly.is_empty() {
            return (0..self.layers.len()).collect();
        }
        let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
        for day in 0..self.days.len() {
            let here = month_day(day);
            if !days.yearly.iter().any(|(from, to)| Season { from: *from, to: *to }.contains(here)) {
                continue;
            }
            let old = self.days[day];
            let layers = &mut self.layers;
            self.days[day] = *copies.entry(old).or_insert_with(|| {
                layers.push(layers[old].clone());
                layers.len() - 1
            });
        }
        copies.into_values().collect()
    }

    /// The groups, the one without season first.
    pub(super) fn groups(self) -> Vec<Hours<Box<str>>> {
        let plans: Vec<Vec<Hours<Box<str>>>> = self.layers.iter().map(Layer::groups).collect();
        let mut base = plans[0].clone();
        let mut runs = self.runs(&plans, &base);
        if runs.len() == 1 && runs[0].1 == 366 {
            // One season that is the whole year is none.
            base.clone_from(&plans[self.days[runs[0].0]]);
            runs.clear();
        } else if runs.iter().map(|run| run.1).sum::<usize>() == 366 {
            // Every day is in a season: the rest of the year is nowhere.
            base = vec![Hours::week(Week::default())];
        }
        let quiet = |groups: &[Hours<Box<str>>]| groups.iter().all(says_nothing);
        let whole = if quiet(&base) { Vec::new() } else { base.clone() };
        let seasons = runs.iter().map(|(start, length)| {
            let season = Season { from: month_day(*start), to: month_day((start + length - 1) % 366) };
            let groups = &plans[self.days[*start]];
            groups.iter().map(|group| Hours { season: Some(season), ..group.clone() }).collect::<Vec<_>>()
        });
        let seasons: Vec<Vec<_>> = seasons.filter(|groups| !whole.is_empty() || !quiet(groups)).collect();
        let mut groups: Vec<_> = whole.into_iter().chain(seasons.into_iter().flatten()).collect();
        let homeless = |groups: &[Hours<Box<str>>]| self.dates.keys().any(|date| home(groups, *date).is_none());
        if groups.is_empty() || homeless(&groups) {
            base.truncate(1);
            let empty = Hours { holidays: base.remove(0).holidays, ..Hours::week(Week::default()) };
            groups.insert(0, empty);
        }
        self.except(&mut groups);
        groups
    }

    /// Stretches of the year whose groups are not the usual ones: the first day and how many.
    fn runs(&self, plans: &[Vec<Hours<Box<str>>>], base: &[Hours<Box<str>>]) -> Vec<(usize, usize)> {
        let mut runs: Vec<(usize, usize)> = Vec::new();
        let mut before: Option<usize> = None;
        for (day, layer) in self.days.iter().copied().enumerate() {
            if plans[layer] == base {
                before = None;
            } else if before.is_some_and(|before| plans[before] == plans[layer]) {
                if let Some(run) = runs.last_mut() {
                    run.1 += 1;
                }
            } else {
                runs.push((day, 1));
                before = Some(layer);
            }
        }
        // A season over the end of the year is one.
        if let [first, .., last] = runs[..] {
            let same = plans[self.days[first.0]] == plans[self.days[last.0]];
            if first.0 == 0 && last.0 + last.1 == 366 && same {
                runs.remove(0);
                if let Some(run) = runs.last_mut() {
                    run.1 += first.1;
                }
            }
        }
        runs
    }

    /// Gives the dated days to the groups in force on them.
    fn except(&self, groups: &mut [Hours<Box<str>>]) {
        let mut found: Vec<Vec<Exception<Box<str>>>> = vec![Vec::new(); groups.len()];
        for (date, day) in &self.dates {
            let Some(home) = home(groups, *date) else {
                continue;
            };
            let why = day.comment.as_deref().map(Box::from);
            let same = found[home].iter_mut().find(|e| *e.open == *day.open && e.why == why);
            let Some(exception) = same else {
                let open = day.open.clone().into();
                found[home].push(Exception { on: [Dates::one(*date)].into(), open, why });
                continue;
            };
            let mut on = exception.on.to_vec();
            match on.last_mut().filter(|last| last.last.tomorrow().is_ok_and(|next| next == *date)) {
                Some(last) => last.last = *date,
                None => on.push(Dates::one(*date)),
            }
            exception.on = on.into();
        }
        for (group, exceptions) in groups.iter_mut().zip(found) {
            group.exceptions = exceptions.into();
        }
    }
}

impl Layer {
    fn lay(&mut self, rule: &Rule) -> Read<()> {
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
    fn groups(&self) -> Vec<Hours<Box<str>>> {
        let week: Vec<&Day> = self.week.iter().collect();
        let spans: Vec<&[Span]> = week.iter().map(|day| day.open.as_slice()).collect();
        let spans = <[&[Span]; 7]>::try_from(spans).expect("a week has seven days");
        let comments = week.iter().map(|day| day.comment.as_ref()).chain([self.holiday_comment.as_ref()]);
        let (by_appointment, note) = words(&week, comments);
        let week = Hours { by_appointment, note, holidays: self.holidays.clone(), ..Hours::week(Week::new(spans)) };
        let mut groups = vec![week];
        for same in self.nth.chunk_by(|a, b| a.1 == b.1) {
            let day = &same[0].1;
            let (by_appointment, note) = words(&[day], [day.comment.as_ref()]);
            let on = same.iter().map(|(nth, _)| *nth).collect();
            let days = Days::Nth { on, open: day.open.clone().into() };
            groups.push(Hours {
                days,
                by_appointment,
                note,
                holidays: self.holidays.clone(),
                ..Hours::week(Week::default())
            });
        }
        groups
    }
}

impl Day {
    /// Takes what a rule says, in place of what was said or beside it.
    fn take(&mut self, rule: &Rule, adds: bool) {
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

/// The last group of a week that is in force on a date.
fn home(groups: &[Hours<Box<str>>], date: Date) -> Option<usize> {
    groups.iter().rposition(|group| matches!(group.days, Days::Week(_)) && group.is_in_force(date))
}

fn is_within(days: &Selection, date: Date) -> bool {
    let here = MonthDay::of(date);
    days.yearly.is_empty() || days.yearly.iter().any(|(from, to)| Season { from: *from, to: *to }.contains(here))
}

/// The place of a day in a leap year, from 0.
fn ordinal(day: MonthDay) -> usize {
    let months = LENGTHS.iter().take(usize::from(day.month.unsigned_abs()) - 1);
    months.map(|length| usize::from(length.unsigned_abs())).sum::<usize>() + usize::from(day.day.unsigned_abs()) - 1
}

fn month_day(ordinal: usize) -> MonthDay {
    let mut day = i16::try_from(ordinal).unwrap_or(0) + 1;
    for (month, length) in (1_i8..).zip(LENGTHS) {
        match i8::try_from(day).ok().filter(|day| *day <= length) {
            Some(day) => return MonthDay { month, day },
            None => day -= i16::from(length),
        }
    }
    MonthDay { month: 12, day: 31 }
}

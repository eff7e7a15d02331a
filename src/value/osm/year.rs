//! The rules of `opening_hours` laid over one another, and the groups that come of it.
//!
//! A rule replaces, on the days it is for, whatever earlier rules said of those days. So a year is
//! kept, each of its 366 days pointing at a layer (a week, n-th weekdays, holidays), and every rule
//! changes the layers of the days it is for. In the end equal layers that stand together are a
//! season, and what the untouched days point at is the group without one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::layer::{Day, Layer, says_nothing};
use super::rule::{Rule, Selection};
use crate::value::date::{LENGTHS, MonthDay};
use crate::value::hours::{Dates, Days, Exception, Hours, Season, Week};
use crate::value::weekday::Weekday;
use crate::value::{Read, Why, Wrong};

/// The most dated days one value may name.
const MOST_DATES: usize = 740;

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
        self.forget_unused();
        let first = self.layers.len() - copies.len();
        (first..self.layers.len()).collect()
    }

    /// Drops layers that no day points at any longer, but for the first; the order of the rest stays.
    fn forget_unused(&mut self) {
        let mut places: Vec<Option<usize>> = vec![None; self.layers.len()];
        let mut kept = 0;
        for (layer, place) in places.iter_mut().enumerate() {
            if layer == 0 || self.days.contains(&layer) {
                *place = Some(kept);
                kept += 1;
            }
        }
        let mut place = places.iter();
        self.layers.retain(|_| place.next().is_some_and(Option::is_some));
        for day in &mut self.days {
            *day = places[*day].expect("a layer that a day points at is kept");
        }
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

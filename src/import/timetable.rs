//! Opening hours become tables of a record.

use super::draft::{Cell, Draft, Leaf, length, put};
use super::literal::{Carried, Refused, string};
use super::pen::Pen;
use super::target::Step;
use crate::value::clock::Span;
use crate::value::hours::{Days, Exception, Holidays, Hours, HoursKind};
use crate::value::osm;
use crate::value::weekday::Weekday;

/// Hours in words of the record's language.
pub(super) type Group = Hours<Box<str>>;

/// Puts groups behind those that are in a list already.
pub(super) fn write(draft: &mut Draft, list: &[Step], groups: &[Group], cells: &[Cell]) {
    for group in groups {
        let mut here = list.to_vec();
        here.push(Step::Item(length(&draft.tree, list)));
        one(draft, &here, group, cells);
    }
}

/// Puts `opening_hours` of OpenStreetMap into a list. What cannot be told is kept as a note, and said.
pub(super) fn write_osm(pen: Pen<'_>, draft: &mut Draft, list: &[Step], text: &str, cells: &[Cell]) {
    match osm::parse(text) {
        Ok(groups) => write(draft, list, &groups, cells),
        Err(wrong) => {
            let mended = wrong.suggestion.as_deref().and_then(|near| osm::parse(near).ok());
            let refused = Refused::wrong(text, wrong);
            match mended {
                Some(groups) => {
                    pen.refuse_kept(draft, &refused, cells, "mended");
                    write(draft, list, &groups, cells);
                }
                None => {
                    pen.refuse_kept(draft, &refused, cells, "noted");
                    let mut note = list.to_vec();
                    note.extend([Step::Item(length(&draft.tree, list)), Step::Key("note".into())]);
                    pen.toml(draft, &note, string(text), cells);
                }
            }
        }
    }
}

fn one(draft: &mut Draft, here: &[Step], group: &Group, cells: &[Cell]) {
    let mut say = |way: &[Step], toml: String| {
        let mut steps = here.to_vec();
        steps.extend(way.iter().cloned());
        put(&mut draft.tree, &steps, Leaf { toml, cells: cells.to_vec(), carried: Carried::Whole, map: None });
    };
    let key = |name: &str| vec![Step::Key(name.into())];
    if group.kind != HoursKind::Open {
        say(&key("kind"), string(group.kind.code()));
    }
    if let Some(label) = &group.label {
        say(&key("label"), string(label));
    }
    match &group.days {
        Days::Week(week) => {
            for day in Weekday::ALL {
                let open: Vec<Span> = week.day(day).collect();
                if !open.is_empty() {
                    say(&key(day.code()), spans(&open));
                }
            }
        }
        Days::Nth { on, open } => {
            let days: Vec<String> = on.iter().map(|day| string(&day.to_string())).collect();
            say(&key("on"), format!("[{}]", days.join(", ")));
            say(&key("open"), spans(open));
        }
    }
    if let Some(every) = group.every {
        say(&key("every"), every.weeks.to_string());
        say(&key("from"), every.from.to_string());
    }
    let holidays = match &group.holidays {
        Holidays::Unknown => None,
        Holidays::Closed => Some("closed".to_owned()),
        Holidays::Open => Some("open".to_owned()),
        Holidays::AsSunday => Some("as-sunday".to_owned()),
        Holidays::Spans(open) => Some(open.iter().map(Span::to_string).collect::<Vec<_>>().join(", ")),
    };
    if let Some(holidays) = holidays {
        say(&key("holidays"), string(&holidays));
    }
    if group.by_appointment {
        say(&key("by_appointment"), "true".to_owned());
    }
    if let Some(season) = group.season {
        let ends = [season.from, season.to].map(|day| string(&day.to_string()));
        say(&key("season"), format!("{{ from = {}, to = {} }}", ends[0], ends[1]));
    }
    if let Some(note) = &group.note {
        say(&key("note"), string(note));
    }
    for (turn, exception) in group.exceptions.iter().enumerate() {
        let inside = |name: &str| [key("except"), vec![Step::Item(turn)], key(name)].concat();
        except(exception, &mut |name, toml| say(&inside(name), toml));
    }
}

fn except(exception: &Exception<Box<str>>, say: &mut dyn FnMut(&str, String)) {
    match &*exception.on {
        // A row of dates is written by its ends.
        [dates] if dates.first < dates.last => {
            say("from", dates.first.to_string());
            say("to", dates.last.to_string());
        }
        on => {
            let all: Vec<String> = on.iter().flat_map(|dates| dates.iter()).map(|date| date.to_string()).collect();
            say("on", format!("[{}]", all.join(", ")));
        }
    }
    say("open", spans(&exception.open));
    if let Some(why) = &exception.why {
        say("why", string(why));
    }
}

fn spans(open: &[Span]) -> String {
    let open: Vec<String> = open.iter().map(|span| string(&span.to_string())).collect();
    format!("[{}]", open.join(", "))
}

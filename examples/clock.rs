//! How fast the engine of time is, and that other programs say the same, for `tests/bench time`.
//!
//! - `clock expand EVENTS`: compiles a hub of so many events, of which each has twenty times, and works all of them
//!   out on one thread; compiling is not counted.
//! - `clock hours FILE`: asks of every value of a file (the notation of OpenStreetMap, one a line) what is so at many
//!   moments, and the `opening-hours` crate at a thousand of them.
//! - `clock rules COUNT`: asks the `rrule` crate for the dates of so many rules.
//! - `clock vectors COUNT`: so many rules with their dates, for python-dateutil (`tests/judges/repetition.py`).
//!
//! The output of the first three is one line of JSON.

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

#[path = "../tests/kit/judges.rs"]
#[allow(dead_code, reason = "tests use other parts of it")]
mod judges;
#[path = "../tests/kit/rules.rs"]
#[allow(dead_code, reason = "tests use other parts of it")]
mod rules;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use jiff::ToSpan;
use jiff::civil::date;
use kazipot::record::Event;
use kazipot::time::holidays::DaysOff;
use kazipot::time::hours::{State, Timetable, timetables};
use kazipot::time::{Range, recurrence};
use kazipot::value::holidays::HolidayTable;
use kazipot::value::hours::Hours;
use kazipot::value::osm;
use kazipot::world::Memory;
use kazipot::{Broken, Memo, compile};
use serde_json::{Value, json};

/// At how many moments each timetable is looked at when it is timed.
const MOMENTS: i64 = 2_000;

/// How often each work is done; the quickest is the one that nobody disturbed.
const RUNS: usize = 5;

const SITE: &str = "name = \"Ure\"\nbase_url = \"https://ure.example\"\n[languages]\nofficial = [\"sl\"]\n";

/// What events repeat like: twenty times each, left out, moved and skipped ones among them.
const SORTS: [&str; 5] = [
    "repeat = { every = \"week\", on = [\"tu\"], count = 20 }",
    "repeat = { every = \"week\", on = [\"mo\", \"th\"], count = 20 }",
    "repeat = { every = \"month\", on = [\"2.tu\", \"-1.fr\"], count = 20 }",
    "repeat = { every = \"week\", interval = 2, on = [\"tu\"], count = 21 }\nskip = [2026-12-15]",
    "repeat = { every = \"week\", on = [\"tu\"], count = 20 }\n[[changed]]\ndate = 2026-12-08\nstart = 2026-12-09T18:00:00",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let told = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["expand", events] => expand(events.parse()?),
        ["hours", file] => hours(&std::fs::read_to_string(file)?),
        ["rules", count] => {
            let count = count.parse()?;
            // Two that differ end the program.
            json!({ "rules": count, "dates": judges::dates(count), "different": 0 })
        }
        ["vectors", count] => {
            let mut dice = rules::Dice(23);
            (0..count.parse()?).for_each(|_: usize| println!("{}", judges::line(&mut dice)));
            return Ok(());
        }
        _ => return Err("clock expand EVENTS | hours FILE | rules COUNT | vectors COUNT".into()),
    };
    println!("{told}");
    Ok(())
}

/// The quickest of some runs, in seconds, with what came of it.
fn timed<T>(work: impl Fn() -> T) -> (f64, T) {
    let run = || {
        let started = Instant::now();
        let made = work();
        (started.elapsed().as_secs_f64(), made)
    };
    (1..RUNS).fold(run(), |best, _| {
        let one = run();
        if one.0 < best.0 { one } else { best }
    })
}

fn expand(count: usize) -> Value {
    let mut world = Memory::new(date(2026, 11, 24)).with("site.toml", SITE);
    for turn in 0..count {
        let sort = SORTS[turn % SORTS.len()];
        let start = "start = 2026-12-01T17:00:00\nduration = \"1h30m\"\nskip_holidays = false";
        // The rule on Mondays and Thursdays, and that of the month, begin on days of their own.
        let start = match turn % SORTS.len() {
            1 => start.replace("12-01", "12-03"),
            2 => start.replace("12-01", "12-08"),
            _ => start.to_owned(),
        };
        let record = format!("title = \"Dogodek {turn}\"\nsummary = \"Povzetek.\"\n{start}\n{sort}\n");
        world = world.with(&format!("content/events/dogodek-{turn}.toml"), record);
    }
    let compiled = compile(&world, Broken::Stop, &mut Memo::default());
    let site = compiled.value.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics.first()));
    let hub = site.hub();
    let events: Vec<&Event> =
        hub.entries().filter_map(|(_, entry)| entry.record.as_any().downcast_ref::<Event>()).collect();
    let range = Range { first: date(2026, 11, 24), last: date(2029, 11, 24) };
    let work = || events.iter().map(|event| black_box(recurrence::within(event, hub.days_off(), range)).len()).sum();
    let (seconds, occurrences): (f64, usize) = timed(work);
    json!({ "events": events.len(), "occurrences": occurrences, "seconds": seconds })
}

fn hours(text: &str) -> Value {
    let off = DaysOff::new(HolidayTable::slovenia(), date(2026, 11, 24));
    let values = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let read: Vec<Vec<Hours<Box<str>>>> = values.filter_map(|value| osm::parse(value).ok()).collect();
    let tables: Vec<_> = read.iter().flat_map(|groups| timetables(groups, &off)).collect();
    let first = date(2026, 1, 1).at(0, 0, 0, 0);
    let moments: Vec<_> = (0..MOMENTS).map(|turn| first.saturating_add((turn * 263).minutes())).collect();
    let open = |table: &Timetable<'_, Box<str>>| {
        moments.iter().filter(|now| matches!(black_box(table.state(**now)), State::Open { .. })).count()
    };
    let (seconds, _): (f64, usize) = timed(|| tables.iter().map(open).sum());
    let judged = judges::hours(text);
    json!({
        "values": judged.values,
        "refused": judged.refused,
        "unjudged": judged.unjudged,
        "moments": judged.moments,
        "unknown": judged.unknown,
        "nights": judged.nights,
        "different": judged.different.len(),
        "examples": judged.different.iter().take(5).collect::<Vec<_>>(),
        "evaluations_per_second": (tables.len() * moments.len()) as f64 / seconds,
    })
}

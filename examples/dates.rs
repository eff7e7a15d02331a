//! The dates of every event of a hub, as kazipot works them out: what its calendars have to come to in the programs of
//! others. One JSON object: the events by the path of their calendar, each with its times from 30 days before the day
//! of the build to the end of June of the second year after it.
//!
//! ```sh
//! cargo run --example dates -- HUB 2026-11-24
//! ```

#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::path::PathBuf;

use jiff::civil::{Date, date};
use kazipot::declare::Moment;
use kazipot::hub::Agenda;
use kazipot::record::Event;
use kazipot::time::{Range, recurrence};
use kazipot::world::Disk;
use kazipot::{Broken, Memo, compile};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().expect("the folder of a hub"));
    let today: Date = arguments.next().expect("a day").parse().expect("a day as 2026-11-24");
    let compiled = compile(&Disk::new(root, today), Broken::Stop, &mut Memo::default());
    let site = compiled.value.unwrap_or_else(|| panic!("the hub is broken: {:?}", compiled.diagnostics));
    let hub = site.hub();
    let range = Range { first: hub.agenda_since(), last: date(today.year() + 2, 6, 30) };
    let mut all = serde_json::Map::new();
    for (ix, entry) in hub.entries().filter(|(ix, _)| hub.has_agenda(Agenda::One(*ix))) {
        let event = entry.record.as_any().downcast_ref::<Event>().expect("only events have calendars");
        let whole_days = event.all_day || event.time.is_some();
        let shown = |moment: Moment| match moment {
            Moment::Time(time) if !whole_days => time.strftime("%Y-%m-%dT%H:%M").to_string(),
            other => other.date().to_string(),
        };
        let times = recurrence::within(event, hub.days_off(), range).into_iter().map(|one| {
            let end = one.end.map_or(serde_json::Value::Null, |end| shown(end).into());
            let off = one.cancelled || event.state().code() == "cancelled";
            serde_json::json!({ "start": shown(one.start), "end": end, "last": one.last_day().to_string(), "off": off })
        });
        let path = hub.agenda_path(Agenda::One(ix), hub.config.languages.first());
        all.insert(path, times.collect());
    }
    println!("{}", serde_json::json!({ "from": range.first.to_string(), "to": range.last.to_string(), "events": all }));
}

//! Time, as a hub tells it: the dates of events.

mod kit;

use jiff::civil::{Date, date};
use kazipot::Broken;
use kazipot::record::Event;
use kazipot::time::holidays::DaysOff;
use kazipot::time::{Range, recurrence};
use kazipot::value::holidays::HolidayTable;
use kazipot::world::Memory;

/// What an event of these keys is, as the program reads it.
fn with_event<T>(keys: &str, ask: impl FnOnce(&Event) -> T) -> T {
    let record = format!("title = \"Dogodek\"\nsummary = \"Povzetek.\"\n{keys}\n");
    let world =
        Memory::new(date(2026, 11, 24)).with("site.toml", kit::SITE).with("content/events/dogodek.toml", record);
    let compiled = kazipot::compile(&world, Broken::Stop, &mut kazipot::Memo::default());
    let site = compiled.value.unwrap_or_else(|| panic!("{keys}: {:?}", compiled.diagnostics));
    let (_, entry) = site.hub().entries().next().expect("one entry");
    ask(entry.record.as_any().downcast_ref::<Event>().expect("an event"))
}

fn off() -> DaysOff {
    DaysOff::new(HolidayTable::slovenia(), date(2026, 11, 24))
}

/// The times of an event in a range: `11-24 17:00`, with `x` when one was cancelled and `+` beside the rule.
fn times(keys: &str, first: Date, last: Date) -> Vec<String> {
    with_event(keys, |event| {
        let all = recurrence::within(event, &off(), Range { first, last });
        all.iter()
            .map(|one| {
                let time = one.start.minutes().map_or(String::new(), |m| format!(" {:02}:{:02}", m / 60, m % 60));
                let mark = if one.cancelled {
                    " x"
                } else if one.extra {
                    " +"
                } else {
                    ""
                };
                format!("{}{time}{mark}", one.start.date().strftime("%m-%d"))
            })
            .collect()
    })
}

const STORY: &str = "start = 2026-11-10T17:00:00\nend = 2026-11-10T18:00:00\n";

#[test]
fn an_event_repeats_with_dates_left_out_added_and_changed() {
    let keys = format!(
        "{STORY}repeat = {{ every = \"week\", on = [\"tu\"], until = 2027-01-05 }}
skip = [2026-11-24]
extra = [2026-11-28T10:00:00]
[[changed]]
date = 2026-12-01
start = 2026-12-02T18:00:00
[[changed]]
date = 2026-12-08
status = \"cancelled\""
    );
    let all = times(&keys, date(2026, 11, 1), date(2027, 12, 31));
    assert_eq!(
        all,
        [
            "11-10 17:00",
            "11-17 17:00",
            "11-28 10:00 +",
            "12-02 18:00",
            "12-08 17:00 x",
            "12-15 17:00",
            "12-22 17:00",
            "12-29 17:00",
            "01-05 17:00"
        ]
    );
    with_event(&keys, |event| {
        let off = off();
        let next = |day| recurrence::coming(event, &off, day).next.map(|one| one.start.date());
        assert_eq!(next(date(2026, 11, 24)), Some(date(2026, 11, 28)));
        assert_eq!(next(date(2026, 12, 3)), Some(date(2026, 12, 8)));
        let held = recurrence::coming(event, &off, date(2026, 12, 3)).held.expect("one that is held");
        assert_eq!((held.start.date(), held.end.expect("its end").minutes()), (date(2026, 12, 15), Some(1080)));
        assert_eq!((next(date(2027, 1, 5)), next(date(2027, 1, 6))), (Some(date(2027, 1, 5)), None));
        assert_eq!(recurrence::coming(event, &off, date(2026, 12, 3)).last, Some(date(2027, 1, 5)));
    });
}

#[test]
fn work_free_days_are_left_out_when_the_event_says_so() {
    let weekly = "start = 2026-12-18T17:00:00\nrepeat = { every = \"week\", on = [\"fr\"], count = 4 }\n";
    let range = (date(2026, 12, 1), date(2027, 3, 1));
    assert_eq!(times(weekly, range.0, range.1), ["12-18 17:00", "12-25 17:00", "01-01 17:00", "01-08 17:00"]);
    let skipping = format!("{weekly}skip_holidays = true");
    assert_eq!(times(&skipping, range.0, range.1), ["12-18 17:00", "01-08 17:00"]);
}

#[test]
fn listed_dates_take_the_time_of_the_start() {
    let keys = "start = 2026-11-10T17:00:00\ndates = [2026-11-10, 2026-11-20, 2026-12-01T09:00:00]\n";
    assert_eq!(times(keys, date(2026, 11, 15), date(2027, 1, 1)), ["11-20 17:00", "12-01 09:00"]);
}

#[test]
fn what_lasts_several_days_is_on_all_of_them() {
    let keys = "start = 2026-11-10\nend = 2026-11-30\nall_day = true";
    assert_eq!(times(keys, date(2026, 11, 24), date(2026, 11, 24)), ["11-10"]);
    let night = "start = 2026-11-10T21:00:00\nend = 2026-11-11T00:00:00\n";
    assert_eq!(times(night, date(2026, 11, 11), date(2026, 11, 12)), [""; 0]);
    let weekend = "start = 2026-11-06T18:00:00\nduration = \"2d\"\nrepeat = { every = \"week\", on = [\"fr\"] }";
    assert_eq!(times(weekend, date(2026, 11, 22), date(2026, 11, 22)), ["11-20 18:00"]);
}

#[test]
fn a_rule_without_an_end_goes_on_and_is_not_followed_for_ever() {
    let keys =
        "start = 2020-02-29\nall_day = true\nrepeat = { every = \"month\", interval = 48, days_of_month = [29] }";
    with_event(keys, |event| {
        let off = off();
        let coming = recurrence::coming(event, &off, date(2026, 11, 24));
        assert_eq!((coming.next.map(|one| one.start.date()), coming.last), (Some(date(2028, 2, 29)), None));
        let all = recurrence::within(event, &off, Range { first: date(2020, 1, 1), last: date(9999, 12, 31) });
        assert_eq!(all.len(), 1935, "a leap day every four years, but for 2100, 2200, 2300, 2500 …");
    });
}

/// The list of events on a day: the text of their rows.
fn listed(today: &str, keys: &str) -> String {
    let hub = kit::Hub::new()
        .with("content/events/ura.toml", format!("title = \"Ura pravljic\"\nsummary = \"Beremo.\"\n{keys}\n"));
    let run = hub.run(&["build", "--today", today]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let page = std::fs::read_to_string(hub.root().join("public/dogodki/index.html")).expect("the list is there");
    let main =
        page.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>")).expect("a page has a main part").0;
    let mut words = String::new();
    for part in main.split('<').skip(1) {
        words.push_str(part.split_once('>').map_or("", |(_, text)| text));
        words.push(' ');
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_shows_an_event_on_its_next_date_until_the_last_is_over() {
    let keys = "start = 2026-11-10T17:00:00\nrepeat = { every = \"week\", on = [\"tu\"], until = 2026-12-09 }
skip = [2026-12-08]\n[[changed]]\ndate = 2026-12-01\nstatus = \"cancelled\"";
    let before = listed("2026-11-22", keys);
    assert!(before.contains("tor. 24. 11. Ura pravljic 17.00 · vsak torek"), "{before}");
    // The next date is off, and there is none after it.
    let off = listed("2026-11-25", keys);
    assert!(off.contains("December 2026 1") && off.contains("Odpade 1. 12. 2026"), "{off}");
    assert!(!listed("2026-12-02", keys).contains("Ura pravljic"));
}

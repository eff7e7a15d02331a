//! Dates and moments at which hours were once told wrongly somewhere.

use jiff::civil::date;

use super::*;
use crate::value::holidays::HolidayTable;
use crate::value::hours::{Dates, Every, HoursKind, Season, Week};
use crate::value::osm;
use crate::value::weekday::nth_day;

type Group = Hours<Box<str>>;

fn off() -> DaysOff {
    DaysOff::new(HolidayTable::slovenia(), date(2026, 11, 24))
}

fn groups(text: &str) -> Vec<Group> {
    osm::parse(text).expect(text)
}

fn moment(text: &str) -> DateTime {
    text.parse().expect(text)
}

/// What is so at a moment, in few words: `open until …`, `closed, opens …`.
fn said(groups: &[Group], at: &str) -> String {
    let off = off();
    let tables = timetables(groups, &off);
    assert_eq!(tables.len(), 1);
    let shown =
        |moment: Option<DateTime>| moment.map_or("-".to_owned(), |moment| moment.strftime("%m-%d %H:%M").to_string());
    match tables[0].state(moment(at)) {
        State::Open { until, soon } => format!("open {}{}", shown(until), if soon { " soon" } else { "" }),
        State::Closed { opens } => format!("closed {}", shown(opens)),
        State::Appointment => "appointment".to_owned(),
        State::Holiday => "holiday".to_owned(),
        State::Unknown => "unknown".to_owned(),
    }
}

fn hold(text: &str, pairs: &[(&str, &str)]) {
    let groups = groups(text);
    for (at, wanted) in pairs {
        assert_eq!(said(&groups, at), *wanted, "{text} at {at}");
    }
}

#[test]
fn a_day_of_two_spans() {
    hold(
        "Mo-Fr 08:00-12:00,13:00-15:00; PH off",
        &[
            ("2026-11-24T07:59", "closed 11-24 08:00"),
            ("2026-11-24T08:00", "open 11-24 12:00"),
            ("2026-11-24T11:29", "open 11-24 12:00"),
            ("2026-11-24T11:30", "open 11-24 12:00 soon"),
            ("2026-11-24T12:00", "closed 11-24 13:00"),
            ("2026-11-24T15:00", "closed 11-25 08:00"),
            ("2026-11-27T15:00", "closed 11-30 08:00"),
        ],
    );
}

#[test]
fn a_friday_night_is_open_on_saturday_morning() {
    hold(
        "Fr 20:00-02:00; Sa 22:00-24:00; PH off",
        &[
            ("2026-11-27T19:59", "closed 11-27 20:00"),
            ("2026-11-27T23:59", "open 11-28 02:00"),
            ("2026-11-28T00:00", "open 11-28 02:00"),
            ("2026-11-28T01:30", "open 11-28 02:00 soon"),
            ("2026-11-28T02:00", "closed 11-28 22:00"),
            ("2026-11-28T23:59", "open 11-29 00:00 soon"),
            ("2026-11-29T00:00", "closed 12-04 20:00"),
        ],
    );
}

#[test]
fn spans_that_touch_are_one() {
    hold(
        "Mo 08:00-12:00,12:00-16:00; Tu 20:00-24:00; We 00:00-06:00; PH off",
        &[("2026-11-23T09:00", "open 11-23 16:00"), ("2026-11-24T23:45", "open 11-25 06:00")],
    );
    hold("24/7", &[("2026-12-25T03:00", "open -"), ("2026-10-25T02:30", "open -")]);
}

#[test]
fn what_nobody_said_of_a_work_free_day_is_unknown_and_never_open() {
    hold(
        "Mo-Su 08:00-16:00",
        &[
            ("2026-12-24T10:00", "open 12-24 16:00"),
            ("2026-12-24T17:00", "closed 12-27 08:00"),
            ("2026-12-25T10:00", "holiday"),
            ("2026-12-26T23:00", "holiday"),
            ("2027-03-28T10:00", "holiday"),
            // People work on these.
            ("2026-11-23T10:00", "open 11-23 16:00"),
            ("2026-10-25T02:30", "closed 10-25 08:00"),
            ("2026-10-25T08:00", "open 10-25 16:00"),
        ],
    );
}

#[test]
fn what_is_said_of_work_free_days_holds_on_them() {
    hold("Mo-Fr 08:00-16:00; PH off", &[("2026-12-25T10:00", "closed 12-28 08:00")]);
    hold(
        "Mo-Su 20:00-08:00; PH 10:00-12:00",
        &[
            // The night before it is still open.
            ("2026-12-25T07:00", "open 12-25 08:00"),
            ("2026-12-25T09:00", "closed 12-25 10:00"),
            ("2026-12-25T11:45", "open 12-25 12:00 soon"),
            ("2026-12-26T21:00", "closed 12-27 20:00"),
        ],
    );
    let mut as_sunday = groups("Mo-Fr 08:00-16:00; Su 09:00-11:00");
    as_sunday[0].holidays = Holidays::AsSunday;
    assert_eq!(said(&as_sunday, "2026-12-25T10:00"), "open 12-25 11:00");
    as_sunday[0].holidays = Holidays::Open;
    assert_eq!(said(&as_sunday, "2026-12-25T15:00"), "open 12-25 16:00");
    assert_eq!(said(&as_sunday, "2026-12-26T10:00"), "closed 12-27 09:00");
}

#[test]
fn an_exception_beats_holiday_season_and_week() {
    let mut hours = groups("Mo-Fr 08:00-16:00; Jul-Aug: Mo-Fr 08:00-12:00; PH off");
    hours[0].exceptions = [
        Exception {
            on: [Dates::one(date(2026, 12, 25))].into(),
            open: groups_spans("10:00-11:00"),
            why: Some("maša".into()),
        },
        Exception {
            on: [Dates { first: date(2026, 7, 6), last: date(2026, 7, 8) }].into(),
            open: [].into(),
            why: None,
        },
    ]
    .into();
    assert_eq!(said(&hours, "2026-12-25T10:15"), "open 12-25 11:00");
    assert_eq!(said(&hours, "2026-07-05T10:00"), "closed 07-09 08:00");
    let off = off();
    let day = timetables(&hours, &off)[0].day(date(2026, 12, 25));
    assert_eq!(day.because, Because::Exception(Some(&"maša".into())));
}

fn groups_spans(text: &str) -> Box<[Span]> {
    [crate::value::clock::span(text).expect(text)].into()
}

#[test]
fn the_last_group_in_force_tells_all_of_a_date() {
    let week = |text: &str| groups(text).remove(0);
    let season = |from: (i8, i8), to: (i8, i8)| {
        use crate::value::date::MonthDay;
        let day = |(month, day)| MonthDay { month, day };
        Some(Season { from: day(from), to: day(to) })
    };
    let hours = [
        week("Mo-Fr 08:00-16:00; PH off"),
        Hours { season: season((6, 15), (8, 31)), ..week("Mo 08:00-12:00; PH off") },
        Hours { season: season((12, 24), (1, 2)), ..week("Sa 10:00-12:00; PH off") },
    ];
    for (at, wanted) in [
        ("2026-06-12T10:00", "open 06-12 16:00"),
        ("2026-06-15T10:00", "open 06-15 12:00"),
        ("2026-06-16T10:00", "closed 06-22 08:00"),
        ("2026-12-24T10:00", "closed 01-04 08:00"),
        ("2026-12-28T10:00", "closed 01-04 08:00"),
    ] {
        assert_eq!(said(&hours, at), wanted, "{at}");
    }
}

#[test]
fn weeks_and_days_of_the_month_are_counted() {
    let stop =
        Hours { every: Some(Every { weeks: 2, from: date(2026, 1, 5) }), ..groups("Mo 09:00-10:00; PH off").remove(0) };
    let stop = [stop];
    assert_eq!(said(&stop, "2026-11-23T09:10"), "open 11-23 10:00");
    assert_eq!(said(&stop, "2026-11-23T10:00"), "closed 12-07 09:00");
    let nth = Hours {
        days: Days::Nth { on: [nth_day("5.mo").expect("day")].into(), open: groups_spans("16:00-18:00") },
        ..Hours::week(Week::default())
    };
    // The fifth Monday of a month comes within AHEAD days.
    assert_eq!(said(std::slice::from_ref(&nth), "2026-08-31T18:00"), "closed 11-30 16:00");
    assert_eq!(said(&[nth], "2026-11-30T17:00"), "open 11-30 18:00");
}

#[test]
fn a_night_after_a_work_free_day_of_which_nothing_is_said_is_unknown() {
    let bar = groups("Mo-Su 20:00-02:00");
    for (at, wanted) in [
        ("2026-12-25T01:30", "open 12-25 02:00 soon"),
        ("2026-12-25T21:00", "holiday"),
        ("2026-12-26T01:30", "holiday"),
        ("2026-12-26T21:00", "holiday"),
        ("2026-12-27T01:59", "holiday"),
        ("2026-12-27T02:00", "closed 12-27 20:00"),
    ] {
        assert_eq!(said(&bar, at), wanted, "{at}");
    }
}

#[test]
fn words_are_unknown_and_appointments_are_asked_for() {
    let words = Hours { note: Some("po dogovoru z oskrbnikom".into()), ..Hours::week(Week::default()) };
    assert_eq!(said(&[words], "2026-11-24T10:00"), "unknown");
    let mut asked = groups("Mo-Fr 08:00-16:00; PH off").remove(0);
    asked.by_appointment = true;
    assert_eq!(said(std::slice::from_ref(&asked), "2026-11-24T20:00"), "appointment");
    assert_eq!(said(&[asked], "2026-12-25T10:00"), "closed -");
}

#[test]
fn a_second_group_of_all_the_time_is_another_door() {
    let off = off();
    let reading = groups("Mo-Fr 08:00-20:00");
    let lending = groups("Mo-Fr 10:00-12:00; Jul: off");
    let mut phone = groups("Mo 08:00-09:00");
    phone[0].kind = HoursKind::Phone;
    let all = || reading.iter().chain(&phone).chain(&lending);
    let tables = timetables(all(), &off);
    let counts: Vec<usize> = tables.iter().map(|table| table.groups().len()).collect();
    assert_eq!(counts, [1, 1, 2]);
    assert!(matches!(tables[0].state(moment("2026-07-06T15:00")), State::Open { .. }));
    assert!(matches!(tables[2].state(moment("2026-07-06T11:00")), State::Closed { .. }));
}

#[test]
fn the_next_change_is_the_next_moment_with_another_answer() {
    let off = off();
    let changes = |text: &str, from: &str, count: usize| {
        let groups = groups(text);
        let tables = timetables(&groups, &off);
        let first = Some(moment(from));
        let all = std::iter::successors(first, |now| tables[0].next_change(*now)).skip(1).take(count);
        all.map(|moment| moment.strftime("%m-%d %H:%M").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        changes("Fr 20:00-02:00; PH off", "2026-11-27T12:00", 4),
        ["11-27 20:00", "11-28 01:30", "11-28 02:00", "12-04 20:00"]
    );
    assert_eq!(
        changes("Mo-Su 08:00-16:00", "2026-12-24T12:00", 5),
        ["12-24 15:30", "12-24 16:00", "12-25 00:00", "12-27 00:00", "12-27 08:00"]
    );
    assert_eq!(changes("24/7", "2026-11-27T12:00", 1), [""; 0]);
}

//! Rules of repetition: what they name, and what is wrong with them.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::value::weekday::nth_day;

fn monthly(on: On) -> Repeat {
    Repeat { every: Unit::Month, interval: 1, on, end: End::Never }
}

fn weekly(days: &[Weekday]) -> Repeat {
    Repeat { every: Unit::Week, interval: 1, on: On::Weekdays(days.into()), end: End::Never }
}

fn codes(repeat: &Repeat, start: Date) -> Vec<&'static str> {
    repeat.validate(start).iter().map(|fault| fault.wrong.why.code()).collect()
}

#[test]
fn weeks_are_counted_from_the_week_of_the_start() {
    let repeat = Repeat { interval: 2, ..weekly(&[Weekday::Monday, Weekday::Wednesday]) };
    let start = date(2026, 11, 18);
    let days: Vec<i8> = (18..=30).filter(|day| repeat.matches(start, date(2026, 11, *day))).collect();
    assert_eq!(days, [18, 30]);
    assert!(repeat.matches(start, date(2026, 12, 2)) && !repeat.matches(start, date(2026, 11, 16)));
}

#[test]
fn the_last_day_is_counted_from_the_end() {
    let repeat = monthly(On::Days([-1].into()));
    assert!(
        repeat.matches(date(2026, 1, 31), date(2026, 2, 28)) && repeat.matches(date(2026, 1, 31), date(2028, 2, 29))
    );
}

#[test]
fn a_start_beside_the_rule_is_refused_with_the_nearest_day() {
    let second = monthly(On::Nth([nth_day("2.tu").expect("day")].into()));
    assert_eq!(second.first_occurrence_matches(date(2026, 11, 10)), Ok(()));
    let wrong = second.first_occurrence_matches(date(2026, 11, 12)).expect_err("a Thursday");
    assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), ("repeat-start", Some("2026-11-10")));
    let wrong =
        weekly(&[Weekday::Monday, Weekday::Friday]).first_occurrence_matches(date(2026, 11, 25)).expect_err("between");
    assert_eq!(wrong.suggestion.as_deref(), Some("2026-11-27"));
}

#[test]
fn what_cannot_be_is_found() {
    let start = date(2026, 11, 10);
    let tuesday = weekly(&[Weekday::Tuesday]);
    assert_eq!(codes(&tuesday, start), [""; 0]);
    assert_eq!(codes(&Repeat { interval: 0, ..tuesday.clone() }, start), ["repeat-interval"]);
    assert_eq!(codes(&Repeat { every: Unit::Month, ..tuesday.clone() }, start), ["repeat-on"]);
    assert_eq!(codes(&Repeat { end: End::Until(date(2026, 11, 9)), ..tuesday.clone() }, start), ["repeat-until"]);
    assert_eq!(codes(&Repeat { end: End::Until(date(2026, 11, 16)), ..tuesday.clone() }, start), ["repeat-never"]);
    assert_eq!(codes(&Repeat { end: End::Count(0), ..tuesday }, start), ["repeat-count"]);
    assert_eq!(codes(&weekly(&[]), start), ["repeat-never"]);
    assert_eq!(codes(&weekly(&[Weekday::Monday, Weekday::Monday]), start), ["repeat-twice"]);
    assert_eq!(codes(&monthly(On::Days([32].into())), start), ["repeat-day"]);
    let february = Repeat { interval: 12, ..monthly(On::Days([30].into())) };
    assert_eq!(codes(&february, date(2026, 2, 10)), ["repeat-never"]);
    let leap = Repeat { interval: 48, ..monthly(On::Days([29].into())) };
    assert_eq!((codes(&leap, date(2028, 2, 29)), codes(&leap, date(2026, 2, 10))), (vec![], vec!["repeat-never"]));
    let suggestion =
        Repeat { every: Unit::Month, ..weekly(&[Weekday::Tuesday]) }.validate(start)[0].wrong.suggestion.clone();
    assert_eq!(suggestion.as_deref(), Some("2.tu"));
    assert_eq!(End::of(Some(start), Some(3)).expect_err("both").why, Why::RepeatEnds);
}

#[test]
fn what_the_start_says_is_said() {
    let start = date(2026, 11, 10);
    assert_eq!(monthly(On::Start).resolved(start).on, On::Days([10].into()));
    assert_eq!(Repeat { on: On::Start, ..weekly(&[]) }.resolved(start), weekly(&[Weekday::Tuesday]));
}

fn any_rule() -> impl Strategy<Value = Repeat> {
    let on = prop_oneof![
        Just(On::Start),
        proptest::collection::vec(0_usize..7, 0..3)
            .prop_map(|days| On::Weekdays(days.iter().map(|day| Weekday::ALL[*day]).collect())),
        proptest::collection::vec((-5_i8..=5, 0_usize..7), 0..3).prop_map(|days| On::Nth(
            days.iter().filter_map(|(nth, day)| NthDay::new(*nth, Weekday::ALL[*day])).collect()
        )),
        proptest::collection::vec(any::<i8>(), 0..3).prop_map(|days| On::Days(days.into())),
    ];
    let end = prop_oneof![
        Just(End::Never),
        any::<u32>().prop_map(End::Count),
        (1_i8..29).prop_map(|day| End::Until(date(2027, 2, day)))
    ];
    (any::<bool>(), 0_u16..60, on, end).prop_map(|(week, interval, on, end)| Repeat {
        every: if week { Unit::Week } else { Unit::Month },
        interval,
        on,
        end,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_suggested_start_is_accepted(repeat in any_rule(), day in 0_i64..4_000) {
        let start = date(2020, 1, 1).saturating_add(day.days());
        let _ = repeat.validate(start);
        if let Err(wrong) = repeat.first_occurrence_matches(start)
            && let Some(suggestion) = wrong.suggestion {
                let start: Date = suggestion.parse().expect("a date");
                prop_assert_eq!(repeat.first_occurrence_matches(start), Ok(()));
            }
    }
}

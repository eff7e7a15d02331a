//! Values of `opening_hours` from the map and made up, read, laid over one another and written back.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use proptest::prelude::*;

use super::rule::State;
use super::*;
use crate::value::clock::Span;
use crate::value::date::MonthDay;
use crate::value::hours::{Days, Holidays, Season};

fn shown(text: &str) -> String {
    let groups = parse(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
    print(&groups, |note| Some(note.to_string())).expect("no weeks are counted")
}

fn refused(text: &str) -> (&'static str, String) {
    let wrong = parse(text).expect_err(text);
    (wrong.why.code(), text[wrong.at].to_owned())
}

#[test]
fn a_later_rule_replaces_earlier_ones_on_its_days() {
    for (text, canonical) in [
        ("Mo-Fr 08:00-16:00; We 08:00-18:00; Sa off", "Mo-Tu,Th-Fr 08:00-16:00; We 08:00-18:00"),
        ("Mo-Fr 08:00-12:00, We 14:00-18:00", "Mo-Tu,Th-Fr 08:00-12:00; We 08:00-12:00,14:00-18:00"),
        (
            "Mo-Sa 08:00-16:00; Jul-Aug Mo-Fr 08:00-12:00",
            "Mo-Sa 08:00-16:00; Jul-Aug Mo-Fr 08:00-12:00; Jul-Aug Sa 08:00-16:00; Jul-Aug Su off",
        ),
        ("Jul-Aug Mo 08:00-12:00; Mo-Fr 08:00-16:00", "Mo-Fr 08:00-16:00"),
        ("Tu 08:00-12:00; Tu[1,3] 16:00-18:00", "Tu 08:00-12:00; Tu[1],Tu[3] 16:00-18:00"),
        ("Tu[1] 16:00-18:00; Tu 08:00-12:00", "Tu 08:00-12:00"),
        ("Sa 10:00-12:00, Sa[1] 14:00-16:00", "Sa 10:00-12:00; Sa[1] 10:00-12:00,14:00-16:00"),
        ("2026 Dec 24 08:00-12:00; Th 09:00-10:00", "Th 09:00-10:00"),
        ("2026 Dec 24 08:00-12:00; Mo 09:00-10:00", "Mo 09:00-10:00; 2026 Dec 24 08:00-12:00"),
        ("Jan-Jun Mo 08:00-12:00; Jul-Dec Mo 08:00-12:00", "Mo 08:00-12:00"),
        ("Mo 08:00-12:00; Nov-Dec off; Jan-Feb off", "Mo 08:00-12:00; Nov-Feb off"),
        ("Jan-Jun Mo 08:00-12:00; Mar-Apr off", "Jan-Feb Mo 08:00-12:00; May-Jun Mo 08:00-12:00"),
    ] {
        assert_eq!(shown(text), canonical, "{text}");
    }
}

#[test]
fn small_slips_are_read() {
    for (text, canonical) in [
        ("mo-fr 8:00-16:00;", "Mo-Fr 08:00-16:00"),
        ("Mo, Tu, Th 07:30 – 15:00 ; We 07:30-17:00;; ", "Mo-Tu,Th 07:30-15:00; We 07:30-17:00"),
        ("07:00-21:00", "Mo-Su 07:00-21:00"),
        ("24/7", "24/7"),
        ("closed", "off"),
        ("Fr-Mo 20:00-26:00", "Mo,Fr-Su 20:00-02:00"),
        ("Mo-Fr: 08-12", "Mo-Fr 08:00-12:00"),
        ("Mo-Fr 8h-16h30; Sa 8.00-12.00", "Mo-Fr 08:00-16:30; Sa 08:00-12:00"),
        ("Mo 13:00-15:00,10:00-12:00", "Mo 10:00-12:00,13:00-15:00"),
    ] {
        assert_eq!(shown(text), canonical, "{text}");
    }
}

#[test]
fn holidays_seasons_and_dates_are_read() {
    for (text, canonical) in [
        ("Mo-Fr 08:00-16:00; PH off", "Mo-Fr 08:00-16:00; PH off"),
        ("Sa,PH 10-12", "Sa 10:00-12:00; PH 10:00-12:00"),
        ("Jul 23-Jan 3: 08:00-11:00; PH off", "Jul 23-Jan 03 Mo-Su 08:00-11:00; PH off"),
        ("Mo 08:00-12:00; Dec 24,31 08:00-10:00", "Mo 08:00-12:00; Dec 24 Mo-Su 08:00-10:00; Dec 31 Mo-Su 08:00-10:00"),
        ("Mo 08:00-12:00; 2021 Mar 26-Apr 16 off", "Mo 08:00-12:00; 2021 Mar 26-Apr 16 off"),
        (
            "Mo 08:00-12:00; 2021 Dec 24-Jan 3 off \"počitnice\"",
            "Mo 08:00-12:00; 2021 Dec 24-2022 Jan 03 off \"počitnice\"",
        ),
        ("Apr-Oct Su[2] 14:00-18:00; Tu[-1] off", "Apr-Oct Su[2] 14:00-18:00; Apr-Oct Tu[-1] off"),
        ("\"po dogovoru\"; PH off", "\"by appointment; po dogovoru\"; PH off"),
        ("Mo-Fr 08:00-12:00 \"by appointment\"", "Mo-Fr 08:00-12:00 \"by appointment\""),
        ("Mo 08:00-12:00; Tu 08:00-10:00 \"by appointment\"", "Mo 08:00-12:00 \"(by appointment)\"; Tu 08:00-10:00"),
    ] {
        assert_eq!(shown(text), canonical, "{text}");
    }
    assert_eq!(parse("Mo 08:00-12:00").expect("silent")[0].holidays, Holidays::Unknown);
    assert_eq!(parse("24/7").expect("always")[0].holidays, Holidays::Open);
}

#[test]
fn what_is_left_out_is_refused_where_it_stands() {
    for (text, code, at) in [
        ("Mo sunrise-18:00", "osm-sun", "sunrise"),
        ("Mo 08:00-sunset", "osm-sun", "sunset"),
        ("Mo (sunset-01:00)-24:00", "osm-sun", "sunset"),
        ("week 2-52/2 We 08:00-12:00", "osm-week", "week"),
        ("easter off", "osm-easter", "easter"),
        ("2012 easter -2 days off", "osm-easter", "easter"),
        ("Mo 08:00-12:00 || \"call\"", "osm-fallback", "||"),
        ("Mo 17:00+", "osm-open-end", "17:00+"),
        ("Mo 17:00-20:00+", "osm-open-end", "17:00-20:00+"),
        ("SH off", "osm-school-holidays", "SH"),
        ("PH Su off", "osm-holiday-weekday", "PH Su"),
        ("2020,8000-9000 10:00-22:00", "osm-years", "2020,8000-9000"),
        ("Mar Su[-1]-Oct 31 08:00-12:00", "osm-moving-date", "Su[-1]-"),
        ("Su[1] +1 day 08:00-12:00", "osm-day-offset", "+1 day"),
        ("Mo 08:00-12:00/00:30", "osm-interval", "08:00-12:00/00:30"),
        ("Mo 08:00-12:00 off", "osm-off-times", "Mo 08:00-12:00 off"),
        ("Mo unknown", "osm-unknown", "unknown"),
        ("Mo \"po dogovoru", "osm-comment", "\"po dogovoru"),
        ("Mo-Fr", "osm-times-missing", "Mo-Fr"),
        ("Feb 30 off", "osm-date", "Feb 30"),
        ("Mo 08:00-12:00 zaprto", "osm-unexpected", "zaprto"),
        ("Mo 08:00-12:70", "clock-range", "12:70"),
        ("Mo 0800-1200", "clock-notation", "0800"),
        ("Mo 08:00", "span-notation", "08:00"),
        ("Tu[6] 08:00-12:00", "nth-count", "6"),
        ("Mo 08:00-12:00 ?", "osm-unexpected", "?"),
        ("?", "osm-unexpected", "?"),
    ] {
        assert_eq!(refused(text), (code, at.to_owned()), "{text}");
    }
}

#[test]
fn days_and_months_by_their_names_are_refused_with_their_letters() {
    for (text, guess) in [
        ("pon-pet 08:00-16:00", "Mo-Fr 08:00-16:00"),
        ("Pon-pet 8h-16h", "Mo-Fr 8h-16h"),
        ("Ponedeljek 8:00-12:00; sreda 8:00-12:00", "Mo 8:00-12:00; We 8:00-12:00"),
        ("junij-avgust Mo 08:00-12:00", "Jun-Aug Mo 08:00-12:00"),
        ("PH off; Mo-Fr 08:00-16:00", "Mo-Fr 08:00-16:00; PH off"),
    ] {
        assert_eq!(parse(text).expect_err(text).suggestion.as_deref(), Some(guess), "{text}");
    }
}

/// Every value of the map that is at hand is read or refused with a reason.
#[test]
fn values_of_the_map_are_read_or_refused_with_a_reason() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    for name in ["hours/osm-values-sample.txt", "osm-si/slovene-opening-hours-values.txt"] {
        let Ok(text) = std::fs::read_to_string(data.join(name)) else {
            eprintln!("skipped: {name} is not beside the project");
            continue;
        };
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in lines {
            match parse(line) {
                Ok(groups) => {
                    let printed = print(&groups, |note| Some(note.to_string())).expect("no weeks are counted");
                    assert_eq!(parse(&printed).as_ref(), Ok(&groups), "{line} -> {printed}");
                    reasons.entry("read").or_default().push(line);
                }
                Err(wrong) => {
                    assert!(wrong.why.code().starts_with("osm-"), "{line}: {wrong:?}");
                    reasons.entry(wrong.why.code()).or_default().push(line);
                }
            }
        }
        for (reason, lines) in &reasons {
            let examples = if *reason == "read" { String::new() } else { format!(": {}", lines.join(" | ")) };
            eprintln!("{name}: {reason} {}{examples}", lines.len());
        }
        assert!(reasons.get("read").map_or(0, Vec::len) * 10 >= reasons.values().map(Vec::len).sum::<usize>() * 8);
    }
}

/// Text that is nearly `opening_hours`.
fn nearly() -> impl Strategy<Value = String> {
    let days = "(Mo|Tu|We|Th|Fr|Sa|Su)((-|,)(Mo|We|Fr|Su|PH))?|PH|Tu\\[-?[1-5](,[1-5])?\\]|Sa\\[1\\],Su\\[-1\\]|";
    let dates =
        "((Jan|Feb|Jun|Jul|Aug|Dec)( [1-9]| 2[0-9])?(-(Feb|Jul|Dec)( 1[0-9])?)?|2026 (Mar|Dec) (1|24)(-2[0-9])?|)";
    let times = "(0?[1-9]:[0-5]0-(1[0-9]|2[0-6]):00(, ?1[0-9]:30-2[0-3]:15)?|off|24/7|open)";
    let comment = "( \"(a|by appointment|b; a|a; by appointment)\"|)";
    let rule = format!("{dates} ({days}) {times}{comment}");
    let rule = proptest::string::string_regex(&rule).expect("a pattern");
    proptest::collection::vec(rule, 1..6).prop_flat_map(|rules| {
        let separators = proptest::collection::vec("(; |; |;|, |,)", rules.len());
        separators
            .prop_map(move |separators| rules.iter().zip(separators).map(|(rule, end)| rule.clone() + &end).collect())
    })
}

/// The hours of a date, holidays aside, read from the rules one after the other.
fn by_rules(rules: &[Rule], date: Date) -> Vec<Span> {
    let mut open = Vec::new();
    for Rule { adds, days, state, .. } in rules {
        let dated = days.dated.iter().any(|dates| dates.contains(date));
        let here = MonthDay::of(date);
        let yearly = days.yearly.iter().any(|(from, to)| Season { from: *from, to: *to }.contains(here));
        let within = dated || yearly || days.dated.is_empty() && days.yearly.is_empty();
        if !within || !days.is_for_days() || !days.names(date) {
            continue;
        }
        let State::Open(spans) = state else {
            if *state == State::Off || !adds {
                open.clear();
            }
            continue;
        };
        if !adds {
            open.clear();
        }
        open.extend_from_slice(spans);
        open = times::tidy(open);
    }
    open
}

/// The hours of a date as the model of groups has it.
fn by_groups(groups: &[Hours<Box<str>>], date: Date) -> Vec<Span> {
    let mut exceptions = groups.iter().flat_map(|group| group.exceptions.iter());
    if let Some(exception) = exceptions.find(|exception| exception.on.iter().any(|dates| dates.contains(date))) {
        return exception.open.to_vec();
    }
    match groups.iter().rev().find(|group| group.is_in_force(date)).map(|group| &group.days) {
        Some(Days::Week(week)) => week.day(Weekday::of(date)).collect(),
        Some(Days::Nth { open, .. }) => open.to_vec(),
        None => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_as_the_same_hours(text in nearly()) {
        match parse(&text) {
            Ok(groups) => {
                let printed = print(&groups, |note| Some(note.to_string())).expect("no weeks are counted");
                prop_assert_eq!(parse(&printed), Ok(groups), "{}", printed);
            }
            Err(wrong) => prop_assert!(text.get(wrong.at.clone()).is_some() && wrong.suggestion.is_none_or(|guess| parse(&guess).is_ok())),
        }
    }

    #[test]
    fn the_groups_say_of_each_date_what_the_rules_say(text in nearly()) {
        let (Ok(groups), Ok(rules)) = (parse(&text), rules(text.trim())) else { return Ok(()) };
        // A rule that adds to an n-th weekday counted from the end adds to the week's hours, also where
        // the day is an n-th from the start with hours of its own.
        if text.contains("[-") && rules.iter().any(|rule| rule.adds) {
            return Ok(());
        }
        for date in jiff::civil::date(2026, 1, 1).series(jiff::ToSpan::day(1)).take(800) {
            prop_assert_eq!(by_groups(&groups, date), by_rules(&rules, date), "{}", date);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in ".*", near in "[A-Za-zčš0-9 :;,.\"|+/()\\[\\]-]{0,40}") {
        for text in [text, near] {
            if let Err(wrong) = parse(&text) {
                prop_assert!(text.get(wrong.at).is_some());
            }
        }
    }
}

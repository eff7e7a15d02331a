//! `kazipot stale` and `kazipot check --steward`: who has to ask about what, and by when.

mod kit;

use kit::{Hub, Run, TODAY};

/// A practice: checked in May, which is long ago, with an answer about new patients from then.
const PRACTICE: &str = "title = \"Zobna ambulanta Lipa\"
summary = \"Zdravimo zobe.\"
type = \"den\"
steward = \"Ana Novak\"
[accepts]
value = \"yes\"
on = 2026-05-20
[[contact]]
phone = \"05 012 34 56\"
role = \"Sestra\"
[[verified]]
on = 2026-05-20
by = \"Ana\"
how = \"phone\"
";

/// An organization with a service that was checked by itself in March, and is long overdue.
const SOCIETY: &str = "title = \"=Društvo\"
summary = \"Kaj dela.\"
type = \"society\"
steward = \"Marko\"
[[verified]]
on = 2026-11-01
[[service]]
id = \"posvet\"
title = \"Posvet\"
summary = \"Svetujemo.\"
[[service.verified]]
on = 2026-03-01
[[service]]
id = \"izlet\"
title = \"Izlet\"
summary = \"Gremo.\"
";

fn hub() -> Hub {
    Hub::new()
        .with("content/health/lipa.toml", PRACTICE)
        .with("content/organizations/drustvo.toml", SOCIETY)
        .with("content/organizations/nikoli.toml", kit::organization(""))
        .with("content/organizations/sveze.toml", kit::organization("[[verified]]\non = 2026-11-01\n"))
        .with("content/organizations/zaprto.toml", kit::organization("closed_on = 2026-01-01\nstatus = \"closed\"\n"))
        .with("content/events/dogodek.toml", "title = \"D\"\nsummary = \"S.\"\nstart = 2026-12-01\nall_day = true\n")
}

fn stale(hub: &Hub, more: &[&str]) -> Run {
    hub.run(&[&["stale", "--today", TODAY, "--messages", "en"], more].concat())
}

#[test]
fn what_is_late_or_was_never_checked_is_listed_by_who_keeps_it() {
    let run = stale(&hub(), &[]).ends_with(0);
    let wanted = "\
Ana Novak: 1 record
  STATE      BY         RECORD                       NAME
  very late  19/6/2026  health/lipa                  Zobna ambulanta Lipa

Marko: 1 record
  STATE      BY         RECORD                       NAME
  late       28/8/2026  organization/drustvo#posvet  Posvet

Kept by nobody: 1 record
  STATE      BY         RECORD                       NAME
  never      –          organization/nikoli          Društvo

When you have asked:  kazipot verified RECORD --how phone --by \"Your name\"
";
    assert_eq!(run.stdout, wanted);
    assert_eq!(stale(&hub(), &["--within", "365"]).stdout.matches("soon").count(), 2);
}

#[test]
fn one_keeper_is_asked_for_by_name_and_a_slip_gets_a_guess() {
    let run = stale(&hub(), &["--steward", "ana novak"]).ends_with(0).says("health/lipa");
    assert!(!run.stdout.contains("organization/"), "{}", run.stdout);
    stale(&hub(), &["--steward", "Ana Nowak"]).ends_with(2).says("did you mean “Ana Novak”?");
    stale(&hub(), &["--steward", "Zvezdana"]).ends_with(2).says("records are kept by: Ana Novak, Marko");
    stale(&hub(), &["--within", "dva"]).ends_with(2).says("dva");
    stale(&hub(), &["--csv", "--calls"]).ends_with(2);
    let fresh = Hub::new().with("content/organizations/s.toml", kit::organization("[[verified]]\non = 2026-11-01\n"));
    stale(&fresh, &["--within", "1"]).ends_with(0).says("Nothing has to be checked");
}

#[test]
fn a_list_for_calls_has_the_number_what_to_ask_and_a_box() {
    let run = stale(&hub(), &["--calls", "--steward", "Ana Novak"]).ends_with(0);
    for text in [
        "Calls to make, 22/11/2026",
        "[ ] Zobna ambulanta Lipa\n    health/lipa\n    05 012 34 56 (Sestra)\n",
        "Last checked: 20/5/2026, by telephone, Ana",
        "– Do they take new patients? On 20/5/2026 it was: yes.",
        "https://kazipot.example/zdravje/lipa/",
        "Answer: ____",
    ] {
        assert!(run.stdout.contains(text), "»{text}« is not in\n{}", run.stdout);
    }
}

#[test]
fn every_line_fits_a_terminal_and_a_sheet_of_paper() {
    let sample = Hub::sample();
    for (form, width) in [(&[][..], 80), (&["--calls"][..], 76)] {
        for language in ["sl", "it", "en"] {
            let call = [&["stale", "--today", "2028-01-01", "--messages", language], form].concat();
            let run = sample.run(&call).ends_with(0);
            assert!(run.stdout.lines().count() > 50, "{}", run.stdout);
            for line in
                run.stdout.lines().filter(|line| !line.contains("https://") && !line.contains("kazipot verified"))
            {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }
}

#[test]
fn a_sheet_holds_the_same_rows_and_no_formula() {
    let hub = hub();
    hub.put(
        "content/organizations/drustvo.toml",
        SOCIETY.replace("\"Marko\"", "\"=1+1\"").replace("2026-11-01", "2025-01-01"),
    );
    let run = stale(&hub, &["--csv"]).ends_with(0);
    let mut lines = csv::Reader::from_reader(run.stdout.as_bytes());
    let rows: Vec<csv::StringRecord> = lines.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(
        rows.iter().map(|row| &row[3]).collect::<Vec<_>>(),
        ["organization/drustvo", "organization/drustvo#posvet", "health/lipa", "organization/nikoli"]
    );
    assert_eq!((&rows[0][0], &rows[0][4], &rows[2][5]), ("'=1+1", "'=Društvo", "05 012 34 56"));
    let json = stale(&hub, &["--format", "json"]).ends_with(0);
    let ids: Vec<String> = json
        .stdout
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["id"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(ids, rows.iter().map(|row| row[3].to_owned()).collect::<Vec<_>>());
}

#[test]
fn a_check_for_one_person_is_of_what_that_person_keeps() {
    let broken = "title = 3\nsteward = \"Marko\"\n";
    let hub = hub().with("content/organizations/pokvarjeno.toml", broken);
    let check = |who: &str| hub.run(&["check", "--today", TODAY, "--messages", "en", "--steward", who]);
    let own = check("Marko").ends_with(1).says("pokvarjeno.toml").says("organization/drustvo#posvet");
    assert!(!own.said().contains("lipa"), "{}", own.said());
    let other = check("Ana Novak").ends_with(0).says("health/lipa").says("1 record of Ana Novak");
    assert!(!other.said().contains("pokvarjeno"), "{}", other.said());
    check("Mirko").ends_with(2).says("did you mean “Marko”?");
}

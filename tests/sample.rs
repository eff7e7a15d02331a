//! The sample hub holds what it promises: how much of each sort, from where and when checked, and a page for each of
//! the questions that a hub has to answer (`tests/questions.md`).

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kit::{Hub, TODAY};
use serde_json::Value;

fn counts(hub: &Hub, more: &[&str]) -> kit::Run {
    hub.run(&[&["counts", "--today", TODAY], more].concat()).ends_with(0)
}

#[test]
fn the_sample_holds_at_least_what_it_promises() {
    let run = counts(&Hub::sample(), &["--format", "json"]);
    let told: Value = serde_json::from_str(&run.stdout).expect("one object");
    for (path, least) in [
        ("/kinds/organization/n", 45),
        ("/kinds/organization/types/public-institution", 2),
        ("/kinds/organization/types/state-body", 1),
        ("/kinds/organization/types/municipality", 1),
        ("/kinds/organization/types/society", 5),
        ("/kinds/organization/types/cooperative", 2),
        ("/kinds/organization/types/company", 2),
        ("/kinds/organization/types/school", 2),
        ("/kinds/organization/types/initiative", 1),
        ("/kinds/organization/types/library", 1),
        ("/services", 65),
        ("/kinds/health/n", 22),
        ("/kinds/employment/n", 25),
        ("/kinds/employment/types/traineeship", 1),
        ("/kinds/employment/types/public-works", 1),
        ("/kinds/employment/types/volunteering", 1),
        ("/kinds/employment/types/student-work", 1),
        ("/kinds/event/n", 45),
        ("/kinds/event/types/course", 2),
        ("/kinds/event/types/story-hour", 2),
        ("/kinds/event/types/call", 2),
        ("/kinds/event/states/repeated", 10),
        ("/kinds/event/states/cancelled", 1),
        ("/kinds/event/states/changed", 1),
        ("/kinds/event/states/date-changed", 2),
        ("/kinds/guide/n", 24),
        ("/kinds/guide/types/business", 1),
        ("/kinds/guide/types/rights", 2),
        ("/kinds/guide/types/consumer", 1),
        ("/kinds/guide/types/learning", 1),
        ("/kinds/guide/types/newcomers", 1),
        ("/kinds/guide/types/family", 1),
        ("/kinds/guide/types/care", 1),
        ("/kinds/guide/types/health-literacy", 4),
        ("/kinds/guide/types/reading", 1),
        ("/tables/notices", 2),
        ("/tables/needs", 3),
        ("/tables/consultations", 1),
        ("/tables/urgent", 4),
        ("/tables/synonyms", 10),
        ("/languages/en", 50),
    ] {
        let found = told.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {path} in {told:#}"));
        assert!(found >= least, "{path}: {found}, promised are {least}");
    }
    for official in ["sl", "it"] {
        assert_eq!(told["languages"][official], told["records"], "{official} is whole");
    }
}

#[test]
fn counts_are_told_in_words_as_lines_and_as_data() {
    let hub = Hub::sample();
    let told: Value = serde_json::from_str(&counts(&hub, &["--format", "json"]).stdout).expect("one object");
    let short = counts(&hub, &["--format", "short"]).stdout;
    let line = |name: &str| {
        let found = short.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse::<u64>().ok());
        found.unwrap_or_else(|| panic!("no {name} in {short}"))
    };
    for (name, path) in [
        ("organization", "/kinds/organization/n"),
        ("organization/society", "/kinds/organization/types/society"),
        ("event/cancelled", "/kinds/event/states/cancelled"),
        ("service", "/services"),
        ("language/it", "/languages/it"),
        ("notices", "/tables/notices"),
    ] {
        assert_eq!(Some(line(name)), told.pointer(path).and_then(Value::as_u64), "{name}");
    }
    for kind in told["kinds"].as_object().expect("kinds").values() {
        let by_type: u64 = kind["types"].as_object().expect("types").values().filter_map(Value::as_u64).sum();
        assert_eq!(Some(by_type), kind["n"].as_u64(), "every record is counted under one type");
    }
    for (lang, society, all) in
        [("sl", "Društvo", "objavljen"), ("it", "Associazione", "pubblicat"), ("en", "Society", "published")]
    {
        let human = counts(&hub, &["--messages", lang]).stdout;
        let row = human.lines().find(|line| line.trim_start().starts_with(society)).unwrap_or_default();
        assert!(row.ends_with(&format!(" {}", line("organization/society"))), "{lang}: {human}");
        assert!(human.lines().last().is_some_and(|line| line.contains(all)), "{lang}: {human}");
        assert!(human.lines().all(|line| line.chars().count() <= 80), "{lang}: {human}");
        assert!(!human.contains("counts."), "{lang}: {human}");
    }
}

/// The records of the sample as they are published.
fn records(hub: &Hub) -> Vec<Value> {
    let run = hub.run(&["export", "records", "--today", TODAY]).ends_with(0);
    let told: Value = serde_json::from_str(&run.stdout).expect("JSON");
    told["records"].as_array().expect("records").clone()
}

#[test]
fn every_record_of_the_sample_says_where_it_is_from_and_when_it_was_checked() {
    let some = |value: &Value| value.as_array().map_or(!value.is_null(), |all| !all.is_empty());
    for record in records(&Hub::sample()) {
        let id = &record["id"];
        assert!(some(&record["source"]) || some(&record["sources"]), "{id} has no source");
        assert!(some(&record["verified"]) || some(&record["reviewed"]), "{id} was never checked");
    }
}

#[test]
fn the_library_has_two_branches_and_a_bus_and_the_guide_to_reading_names_the_groups() {
    let all = records(&Hub::sample());
    let one = |id: &str| all.iter().find(|record| record["id"] == id).unwrap_or_else(|| panic!("no {id}"));
    let stops = one("organization/mestna-knjiznica-oljcnik")["location"].to_string();
    for location in ["\"osrednja\"", "\"mali-zaliv\"", "\"bibliobus\""] {
        assert!(stops.contains(location), "{location}: {stops}");
    }
    let named = one("guide/bralne-skupine")["records"].to_string();
    for group in ["mestna-knjiznica-oljcnik#bralne-skupine", "event/bralni-krozek", "event/gruppo-di-lettura"] {
        assert!(named.contains(group), "{group}: {named}");
    }
    let site = Hub::sample().text("site.toml");
    assert!(site.contains("name = \"Branju prijazna občina\""), "the award");
}

/// What a page shows, in one line.
fn shown(page: &[u8]) -> String {
    let page = String::from_utf8_lossy(page);
    let main = page.split_once("<main").map_or(&*page, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut text = String::new();
    for part in main.split('<').skip(1) {
        text.push(' ');
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    for (entity, sign) in [("&amp;", "&"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&nbsp;", " ")] {
        text = text.replace(entity, sign);
    }
    // Dates and hours are joined by signs that do not break.
    let text = text.replace(['\u{2060}', '\u{ad}'], "").replace(['\u{a0}', '\u{202f}'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_question_has_a_page_that_holds_its_answer() {
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/questions.md"));
    let table = table.expect("the table is there");
    let hub = Hub::sample();
    hub.build().ends_with(0);
    let pages: BTreeMap<String, Vec<u8>> = hub.published();
    let mut asked = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in table.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [number, _, path, says] = cells[..] else { panic!("a row of four cells: {row}") };
        asked.insert(number.parse::<u32>().unwrap_or_else(|_| panic!("a number: {row}")));
        let path = format!("{}index.html", path.trim_matches('`').trim_start_matches('/'));
        let Some(page) = pages.get(&path) else {
            wrong.push(format!("{number}: there is no {path}"));
            continue;
        };
        let shown = shown(page);
        for text in says.split(" · ").filter(|text| !shown.contains(text)) {
            wrong.push(format!("{number}: »{text}« is not on {path}: {shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(asked, (1..=15).collect(), "every question has a row");
}

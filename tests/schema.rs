//! Schemas for editors: where they are written, which line leads to them, what is never written over.
//! Whether other programs understand them is asked in tests/editor/run.

mod kit;

use kit::{Hub, TODAY};

fn schema(hub: &Hub, name: &str) -> serde_json::Value {
    serde_json::from_str(&hub.text(&format!(".kazipot/schema/{name}.schema.json"))).expect("a schema is JSON")
}

#[test]
fn every_kind_and_table_has_a_schema_that_is_whole_in_itself() {
    let hub = Hub::sample();
    hub.run(&["schema"]).ends_with(0).says("tombi.toml");
    for name in
        ["organization", "health", "employment", "event", "guide", "service", "site", "topics", "notices", "needs"]
    {
        let schema = schema(&hub, name);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{name}");
        assert!(!schema.to_string().contains("$ref"), "{name} leads to another file");
    }
    let event = schema(&hub, "event");
    assert!(event["properties"]["start"]["description"].as_str().is_some_and(|help| !help.is_empty()));
    assert_eq!(event["properties"]["translations"]["properties"]["it"]["properties"]["title"]["type"], "string");
    assert!(event["properties"]["translations"]["properties"]["it"]["properties"].get("start").is_none());
    assert!(event["required"].as_array().is_some_and(|keys| keys.contains(&"title".into())));
}

#[test]
fn new_files_name_their_schema_and_it_is_there() {
    let hub = Hub::empty();
    hub.run(&["init", "nov", "--messages", "sl"]).ends_with(0);
    hub.run(&["new", "event", "ura", "--root", "nov", "--today", TODAY]).ends_with(0);
    for (path, line) in [
        ("site.toml", "#:schema .kazipot/schema/site.schema.json"),
        ("content/topics.toml", "#:schema ../.kazipot/schema/topics.schema.json"),
        ("content/events/ura.toml", "#:schema ../../.kazipot/schema/event.schema.json"),
    ] {
        let text = hub.text(&format!("nov/{path}"));
        assert_eq!(text.lines().next(), Some(line), "{path}");
        let named = line.rsplit("../").next().and_then(|end| end.split_whitespace().last()).expect("a path");
        assert!(hub.root().join("nov").join(named).is_file(), "{named}");
    }
    hub.run(&["build", "--root", "nov", "--today", TODAY]).orderly();
}

#[test]
fn settings_of_ones_own_are_kept_and_old_schemas_are_renewed() {
    let hub = Hub::new().with(".taplo.toml", "# moje\n").with(".kazipot/schema/event.schema.json", "{}");
    hub.check_short().ends_with(0).says("K1012");
    hub.run(&["schema"]).ends_with(0).says(".taplo.toml");
    assert_eq!(hub.text(".taplo.toml"), "# moje\n");
    let run = hub.check_short().ends_with(0);
    assert!(!run.said().contains("K1012"), "{}", run.said());
    let before = hub.text(".kazipot/schema/event.schema.json");
    hub.run(&["schema"]).ends_with(0);
    assert_eq!(hub.text(".kazipot/schema/event.schema.json"), before);
}

//! Open data: HSDS and tables hold what records say, in ids that stay, and only when the hub gives them away.

mod kit;

use std::collections::BTreeMap;

use kit::{Hub, SITE, TODAY};
use serde_json::Value;

const DATA: &str = "[data]\nlicence = \"CC-BY-4.0\"\noutputs = [\"hsds\", \"csv\", \"json-ld\"]\n";

fn hub() -> Hub {
    let organization = "title = \"Center\"\nsummary = \"Kaj dela.\"\ntype = \"state-body\"\nupdated = 2026-11-03\nfounded = 1999\ntopics = [\"denar\"]\n\
        [identifiers]\ndavcna = \"00001961\"\nosm = \"node/1\"\n\
        [place]\nstreet = \"Trg 1\"\npost = \"6230 Postojna\"\nlat = 45.5\nlon = -14.25\n\
        [[contact]]\nrole = \"Tajništvo\"\nphone = \"05 012 34 56\"\next = \"12\"\nlangs = [\"it\"]\n\
        [[hours]]\nmo = [\"08:00-12:00\", \"22:00-02:00\"]\ntu = [\"08:00-12:00\"]\n[[hours.except]]\non = [2026-12-24]\nopen = []\nwhy = \"inventura\"\n\
        [[location]]\nid = \"enota\"\ntitle = \"Enota\"\n\
        [[service]]\nid = \"pomoc\"\ntitle = \"Pomoč\"\nsummary = \"Kako.\"\nlocations = [\"enota\"]\ncost = \"free\"\ndocuments = [\"=1+1\"]\nstatus = \"paused\"\n\
        eligibility = { min_age = 18 }\n";
    let health = "title = \"Ambulanta\"\nsummary = \"Kaj dela.\"\ntype = \"gp\"\noperator = \"organization/center\"\nfinancing = [\"public\"]\n\
        [place]\nstreet = \"Skrita 1\"\nvisibility = \"hidden\"\n";
    Hub::new()
        .with("site.toml", format!("{SITE}{DATA}"))
        .with(
            "content/topics.toml",
            "[[topic]]\nid = \"denar\"\nname = \"Denar\"\n[[topic]]\nid = \"denar/posojila\"\nname = \"Posojila\"\n",
        )
        .with("content/organizations/center.toml", organization)
        .with("content/health/ambulanta.toml", health)
        .with(
            "content/guides/vodnik.toml",
            "title = \"- Vodnik\"\nsummary = \"@jaz\"\ntype = \"rights\"\nalso = [\"=A1\"]\n",
        )
}

fn json(published: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(published.get(path).unwrap_or_else(|| panic!("{path}: {:?}", published.keys())))
        .expect("JSON")
}

fn table(published: &BTreeMap<String, Vec<u8>>, path: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(&published[path][..]);
    reader.deserialize().map(|line| line.unwrap_or_else(|error| panic!("{path}: {error}"))).collect()
}

/// What is one in a list by the value of a key.
fn one<'v>(list: &'v Value, key: &str, value: &str) -> &'v Value {
    let found = list.as_array().and_then(|all| all.iter().find(|one| one[key] == value));
    found.unwrap_or_else(|| panic!("no {key} {value} in {list:#}"))
}

#[test]
fn an_organization_and_its_services_are_told_in_hsds() {
    let hub = hub();
    hub.build().ends_with(0);
    let published = hub.published();
    let organizations = json(&published, "data/hsds/organizations.json");
    assert_eq!(organizations["total_items"], 2);
    let center = one(&organizations["contents"], "name", "Center");
    assert_eq!((&center["tax_id"], &center["year_incorporated"]), (&"00001961".into(), &1999.into()));
    let here = &center["locations"][0];
    assert_eq!((&here["latitude"], &here["longitude"]), (&45.5.into(), &(-14.25).into()));
    assert_eq!(here["addresses"][0]["address_1"], "Trg 1");
    assert_eq!(here["addresses"][0]["postal_code"], "6230");
    let hours = &here["schedules"];
    assert_eq!((&hours[0]["byday"], &hours[0]["opens_at"]), (&"MO,TU".into(), &"08:00:00".into()));
    assert_eq!(hours[1]["closes_at"], "02:00:00", "it closes on the next day");
    assert_eq!((&hours[2]["valid_from"], &hours[2]["notes"]), (&"2026-12-24".into(), &"inventura".into()));
    assert_eq!(hours[2].get("opens_at"), None, "closed");
    let phone = &center["contacts"][0]["phones"][0];
    assert_eq!((&phone["number"], &phone["extension"]), (&"+38650123456".into(), &12.into()));
    assert_eq!(phone["languages"][0]["code"], "it");
    let services = json(&published, "data/hsds/services.json");
    let help = one(&services["contents"], "name", "Pomoč");
    assert_eq!(help["organization"]["name"], "Center");
    assert_eq!((&help["status"], &help["minimum_age"]), (&"temporarily closed".into(), &18.into()));
    assert_eq!(help["cost_options"][0]["amount"], 0);
    assert_eq!(help["service_at_locations"][0]["location"]["name"], "Enota");
    assert_eq!(help["required_documents"][0]["document"], "=1+1");
    let practice = one(&services["contents"], "name", "Ambulanta");
    assert_eq!(practice.get("service_at_locations"), None, "its address is hidden");
    let unit = one(&organizations["contents"], "name", "Ambulanta");
    assert_eq!(unit["parent_organization_id"], center["id"]);
    assert_eq!(unit.get("locations"), None);
    assert_eq!(unit["funding"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_record_stands_whole_in_an_attribute_as_it_does_in_records_json() {
    let hub = hub();
    hub.build().ends_with(0);
    let published = hub.published();
    let records = json(&published, "data/records.json");
    let term = json(&published, "data/hsds/taxonomy_terms.json");
    let term = one(&term["contents"], "code", "record")["id"].clone();
    for row in table(&published, "data/hsds/csv/attributes.csv")
        .iter()
        .filter(|row| row["link_entity"] == "organization" && row["link_type"] == "kazipot")
    {
        assert_eq!(Value::from(row["taxonomy_term_id"].clone()), term);
        let told: Value = serde_json::from_str(&row["value"]).expect("JSON");
        let mut record = one(&records["records"], "id", told["id"].as_str().expect("an id")).clone();
        for derived in ["address", "freshness", "kind"] {
            record.as_object_mut().expect("a record").remove(derived);
        }
        assert_eq!(told, record);
    }
    let topics = table(&published, "data/hsds/csv/taxonomy_terms.csv");
    let loans = topics.iter().find(|row| row["code"] == "denar/posojila").expect("a topic");
    let money = topics.iter().find(|row| row["code"] == "denar").expect("a topic");
    assert_eq!(loans["parent_id"], money["id"]);
}

#[test]
fn tables_and_json_hold_the_same_rows() {
    let hub = hub();
    hub.build().ends_with(0);
    let published = hub.published();
    fn ids(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("id").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| ids(value, found));
            }
            Value::Array(all) => all.iter().for_each(|value| ids(value, found)),
            _ => {}
        }
    }
    let mut nested = Vec::new();
    for file in ["organizations", "services", "taxonomies", "taxonomy_terms"] {
        ids(&json(&published, &format!("data/hsds/{file}.json")), &mut nested);
    }
    let package = json(&published, "data/hsds/csv/datapackage.json");
    let mut flat = Vec::new();
    for resource in package["resources"].as_array().expect("tables") {
        let path = format!("data/hsds/csv/{}", resource["path"].as_str().expect("a path"));
        flat.extend(table(&published, &path).into_iter().map(|row| row["id"].clone()));
    }
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    let (nested, flat) = (sorted(nested), sorted(flat));
    let mut once = nested.clone();
    once.dedup();
    assert_eq!(once, flat);
    assert!(flat.len() > 60, "{}", flat.len());
}

#[test]
fn a_table_of_a_kind_has_a_column_for_every_key_and_no_formula() {
    let hub = hub();
    hub.build().ends_with(0);
    let published = hub.published();
    let centers = table(&published, "data/organizations.csv");
    let center = &centers[0];
    for (column, cell) in [
        ("id", "center"),
        ("address", "https://kazipot.example/organizacije/center/"),
        ("freshness", "none"),
        ("title.sl", "Center"),
        ("type", "state-body"),
        ("place.street.sl", "Trg 1"),
        ("place.lon", "-14.25"),
        ("contact.phone", "tel:+38650123456"),
        ("topics", "denar"),
    ] {
        assert_eq!(center[column], cell, "{column}");
    }
    assert!(!center.contains_key("updates_contact"));
    let guide = &table(&published, "data/guides.csv")[0];
    assert_eq!((&*guide["title.sl"], &*guide["summary.sl"], &*guide["also"]), ("'- Vodnik", "'@jaz", "'=A1"));
    assert!(published.contains_key("data/events.csv"), "a kind without records has a table of no lines");
    let package = json(&published, "data/datapackage.json");
    assert_eq!(
        (&package["licenses"][0]["name"], &package["created"]),
        (&"CC-BY-4.0".into(), &format!("{TODAY}T00:00:00Z").into())
    );
}

#[test]
fn a_hub_gives_away_what_site_toml_says_and_every_form_can_be_exported() {
    let hub = hub();
    hub.put("site.toml", format!("{SITE}[data]\nlicence = \"CC0-1.0\"\noutputs = [\"csv\"]\n"));
    hub.build().ends_with(0);
    let data: Vec<String> = hub.published().into_keys().filter(|path| path.starts_with("data/")).collect();
    assert!(
        data.iter().any(|path| path == "data/health.csv") && data.iter().all(|path| !path.contains("hsds")),
        "{data:?}"
    );
    hub.put("site.toml", SITE);
    hub.build().ends_with(0);
    let data: Vec<String> = hub.published().into_keys().filter(|path| path.starts_with("data/")).collect();
    assert!(data.contains(&"data/records.json".to_owned()), "it is always there");
    assert!(
        data.iter().all(|path| !path.contains("hsds") && !path.ends_with(".csv") && !path.ends_with(".jsonld")),
        "{data:?}"
    );
    for name in ["hsds", "hsds-csv", "csv", "json-ld"] {
        hub.run(&["export", name, "--output", "izvoz", "--adopt", "--today", TODAY]).ends_with(0);
        assert!(kit::files(&hub.root().join("izvoz")).keys().all(|path| path.starts_with("data/")), "{name}");
    }
    hub.put("site.toml", format!("{SITE}[data]\noutputs = [\"xml\"]\n"));
    hub.build().ends_with(1).says("licence");
}

#[test]
fn ids_are_made_of_names_and_stay_when_a_hub_moves() {
    let hub = hub();
    hub.build().ends_with(0);
    let ids = |hub: &Hub| {
        table(&hub.published(), "data/hsds/csv/organizations.csv")
            .into_iter()
            .map(|row| row["id"].clone())
            .collect::<Vec<_>>()
    };
    let before = ids(&hub);
    // UUIDv5(UUIDv5(URL, base_url), "health/ambulanta"), as Python's uuid module makes them.
    assert!(before.contains(&"ba0ddb99-b62f-5402-8dcd-fd00e5a6f137".to_owned()), "{before:?}");
    let moved = hub.text("site.toml").replace("https://kazipot.example", "https://novi.example");
    hub.put("site.toml", &moved);
    hub.build().ends_with(0);
    assert!(ids(&hub).iter().all(|id| !before.contains(id)), "another hub has other ids");
    hub.put("site.toml", moved + "namespace = \"https://kazipot.example\"\n");
    hub.build().ends_with(0);
    assert_eq!(ids(&hub), before);
}

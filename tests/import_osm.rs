//! Objects of OpenStreetMap become records: what a hub keeps comes in, what it does not is counted, and a second
//! import changes nothing.

mod kit;

use std::path::{Path, PathBuf};

use kit::{Hub, Run, files, real};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/feeds").join(name)
}

/// A hub of two languages, with one place.
fn hub() -> Hub {
    let hub = Hub::fresh("en");
    let site = hub.text("hub/site.toml");
    let site = site.replace("official = [\"en\"]", "official = [\"sl\", \"it\"]");
    hub.put("hub/site.toml", site);
    hub.put("hub/content/places.toml", "[[place]]\nid = \"oljcnik\"\nname = \"Oljčnik\"\nkind = \"settlement\"\n");
    hub
}

fn import(hub: &Hub, file: &Path, more: &[&str]) -> Run {
    let mut call = vec!["import", "osm", file.to_str().expect("the path is Unicode")];
    call.extend(["--root", "hub", "--messages", "en", "--today", kit::TODAY]);
    call.extend(more);
    hub.run(&call).orderly()
}

fn builds(hub: &Hub) {
    hub.run(&["build", "--root", "hub", "--today", kit::TODAY]).ends_with(0);
}

#[test]
fn objects_of_overpass_become_records() {
    let hub = hub();
    let before = files(&hub.root());
    let run = import(&hub, &fixture("overpass.json"), &[]).ends_with(0).says("--apply");
    assert_eq!(files(&hub.root()), before, "a dry run writes nothing");
    for said in [
        "8 rows read.",
        "1 object is nothing that a hub keeps: amenity=bench (1).",
        "1 point has no tags.",
        "1 row had been in the files before.",
        "/elements/1",
        "/elements/4",
        "dispensing (1)",
    ] {
        assert!(run.said().contains(said), "{said}: {}", run.said());
    }
    import(&hub, &fixture("overpass.json"), &["--apply"]).ends_with(0).says("4 new files made.");
    let expected = r#"title = "Lekarna Primer"
added = 2026-11-22
type = "pharmacy"
payment = ["cash", "card"]

[identifiers]
osm = "node/101"

[[contact]]
phone = "05 012 34 56"
email = "lekarna@primer.example"

[[contact]]
phone = "05 012 34 57"

[place]
street = "Trg oljk 3"
post = "6399 Oljčnik"
settlement = "oljcnik"
lat = 45.500123
lon = 13.750123

[source]
kind = "import"
name = "OpenStreetMap"
url = "https://www.openstreetmap.org/node/101"
fetched = 2026-10-02
licence = "ODbL-1.0"
uid = "node/101"

[translations.it]
title = "Farmacia Esempio"

[[hours]]
mo = ["07:30-19:00"]
tu = ["07:30-19:00"]
we = ["07:30-19:00"]
th = ["07:30-19:00"]
fr = ["07:30-19:00"]
sa = ["08:00-12:00"]
holidays = "closed"

[access]
wheelchair = "partial"

[x]
dispensing = "yes"
"#;
    let record = hub.text("hub/content/health/lekarna-primer.toml");
    assert_eq!(record.replace("url = \"https://www.primer.example\"\n", ""), expected);
    let library = hub.text("hub/content/organizations/knjiznica-primer.toml");
    assert!(
        library.contains("note = \"sunrise-sunset\"") && library.contains("operator = \"Občina Primer\""),
        "{library}"
    );
    assert!(!library.contains("building"), "how it was drawn is nobody's concern: {library}");
    assert!(hub.text("hub/content/organizations/sahovski-klub-crta.toml").contains("mo = [\"08:00-12:00\"]"));
    assert!(hub.root().join("hub/content/organizations/sahovski-klub-crta-2.toml").exists());
    builds(&hub);
}

#[test]
fn features_of_geojson_become_records() {
    let hub = hub();
    import(&hub, &fixture("places.geojson"), &["--apply"]).ends_with(0).says("2 rows read.").says("2 new files made.");
    let school = hub.text("hub/content/organizations/osnovna-sola-primer.toml");
    assert!(school.contains("lat = 45.510000\nlon = 13.755000") && school.contains("osm = \"way/201\""), "{school}");
    builds(&hub);
}

#[test]
fn a_second_import_knows_the_objects_and_changes_nothing() {
    let hub = hub();
    import(&hub, &fixture("overpass.json"), &["--apply"]).ends_with(0);
    let path = "hub/content/organizations/knjiznica-primer.toml";
    let own = hub.text(path).replace("title = \"Knjižnica Primer\"", "title = \"Naša knjižnica\"");
    hub.put("hub/content/organizations/nasa-knjiznica.toml", &own);
    std::fs::remove_file(hub.root().join(path)).expect("it is there");
    let before = files(&hub.root());
    import(&hub, &fixture("overpass.json"), &["--apply"])
        .ends_with(0)
        .says("K0704")
        .says("organization/nasa-knjiznica");
    assert_eq!(files(&hub.root()), before, "a renamed record is known by its number");
}

#[test]
fn what_is_no_such_file_is_said() {
    let hub = hub();
    for (text, said) in [
        ("{\"remark\": \"runtime error\"}", "K0708"),
        ("", "K0708"),
        ("<html>", "K0708"),
        ("{\"elements\": []}", "nothing"),
    ] {
        hub.put("f.json", text);
        let run = import(&hub, Path::new("f.json"), &["--apply"]).ends_with(1);
        assert!(run.said().contains(said) || said == "nothing", "{}", run.said());
    }
    hub.put(
        "f.json",
        "{\"elements\": [{\"type\": \"node\", \"id\": 1, \"lat\": 45.5, \"lon\": 13.7, \"tags\": {\"club\": \"art\", \"name\": \"Krog\"}}, {\"type\": \"no",
    );
    import(&hub, Path::new("f.json"), &["--apply"]).ends_with(0).says("K0706").says("1 new file made.");
    builds(&hub);
    hub.put("map.toml", "kind = \"event\"\n");
    import(&hub, Path::new("f.json"), &["--map", "map.toml"]).ends_with(2);
    hub.run(&["import", "csv", "f.json", "--root", "hub"]).ends_with(2);
}

/// Places around Lake Bled, as they were in 2020.
#[test]
fn every_place_of_bled_comes_in() {
    let Some(path) = real("osm-si/bled-places.json") else { return };
    let hub = hub();
    let run = import(&hub, &path, &["--apply"]).ends_with(0);
    println!("osm-si:\n{}", run.said());
    // Two shops have no name, so that nothing can be said of them but that.
    run.says("48 rows read.").says("No record was made of 2 rows").says("46 new files made.");
    builds(&hub);
}

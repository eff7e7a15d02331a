//! Organizations and services of HSDS come in: as JSON, as tables, in the British profile, and from another kazipot,
//! whose export comes back byte for byte.

mod kit;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kit::{Hub, Run, files, real};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn fixture(name: &str) -> PathBuf {
    tests().join("fixtures/feeds").join(name)
}

fn import(hub: &Hub, given: &[&Path], more: &[&str]) -> Run {
    let mut call = vec!["import", "hsds"];
    call.extend(given.iter().map(|path| path.to_str().expect("the path is Unicode")));
    call.extend(["--root", "hub", "--messages", "en", "--today", kit::TODAY]);
    call.extend(more);
    hub.run(&call).orderly()
}

fn builds(hub: &Hub) {
    hub.run(&["build", "--root", "hub", "--today", kit::TODAY]).ends_with(0);
}

/// Rows that were read, that are in records, and of which something is said.
fn counted(run: &Run) -> BTreeMap<String, (usize, usize)> {
    let line = |line: &str| {
        let (name, rest) = line.split_once(": ")?;
        let (read, rest) = rest.split_once(" read, ")?;
        let taken = rest.strip_suffix(" in records.")?;
        Some((name.to_owned(), (read.parse().ok()?, taken.parse().ok()?)))
    };
    run.stdout.lines().filter_map(line).collect()
}

#[test]
fn a_page_of_services_becomes_organizations() {
    let hub = Hub::fresh("en");
    let before = files(&hub.root());
    import(&hub, &[&fixture("services.json")], &[]).ends_with(0).says("--apply");
    assert_eq!(files(&hub.root()), before, "a dry run writes nothing");
    let run = import(&hub, &[&fixture("services.json")], &["--apply"]).ends_with(0);
    for said in
        ["services: 4 read, 3 in records.", "/contents/3", "organizations: 3 read, 3 in records.", "2 new files made."]
    {
        assert!(run.said().contains(said), "{said}: {}", run.said());
    }
    let record = hub.text("hub/content/organizations/cebelarsko-drustvo-primer.toml");
    for line in [
        "title = \"Čebelarsko društvo Primer\"",
        "url = \"https://cebele.example\"",
        "kind = \"import\"",
        "uid = \"0a000000-0000-4000-8000-000000000001\"",
        "[[service]]\nid = \"tecaj\"\ntitle = \"Tečaj\"",
        "mo = [\"16:00-18:00\"]\nth = [\"16:00-18:00\"]",
        "on = [\"1.tu\"]\nopen = [\"09:00-11:00\"]",
        "amount = 12.5",
        "min_age = 12",
        "text = \"Za začetnike.\"",
        "name = \"Ana Primer\"",
        "status = \"paused\"",
        "- prvič\n- drugič",
        "logo = \"https://cebele.example/znak.png\"",
    ] {
        assert!(record.contains(line), "{line}: {record}");
    }
    builds(&hub);
    let published = files(&hub.root().join("hub/public"));
    let names = published.values().filter(|bytes| bytes.windows(10).any(|part| part == b"Ana Primer")).count();
    assert_eq!(names, 0, "nobody said that the name may be shown");
    let before = files(&hub.root().join("hub/content"));
    import(&hub, &[&fixture("services.json")], &["--apply"]).ends_with(0).says("K0704");
    assert_eq!(files(&hub.root().join("hub/content")), before, "a second import changes nothing");
}

#[test]
fn tables_of_a_package_become_organizations() {
    let hub = Hub::fresh("sl");
    let run = import(&hub, &[&fixture("package")], &["--apply"]).ends_with(0).says("3 new files made.");
    for said in
        ["organizations: 4 read, 4 in records.", "K0707", "services: 2 read, 1 in records.", "it belongs to no record"]
    {
        assert!(run.said().contains(said), "{said}: {}", run.said());
    }
    let record = hub.text("hub/content/organizations/zavod-zaga.toml");
    for line in ["phone = \"05 012 34 56\"", "post = \"6399 Oljčnik\"", "mo = [\"08:00-12:00\", \"13:00-15:00\"]"] {
        assert!(record.contains(line), "{line}: {record}");
    }
    let part = hub.text("hub/content/organizations/zavod-zaga-2.toml");
    assert!(part.contains("parent = \"organization/zavod-zaga\""), "{part}");
    builds(&hub);
}

#[test]
fn what_is_half_or_another_thing_is_said() {
    for (name, text, code, said) in [
        (
            "half.json",
            "{\"contents\": [{\"id\": \"1\", \"name\": \"A\", \"organization\": {\"id\": \"9\", \"name\": \"B\"}}, {\"id\": \"2\", \"na",
            0,
            "K0706",
        ),
        ("page.json", "{\"error\": \"nothing\"}", 1, "K0708"),
        ("base.json", "{\"version\": \"2.0\", \"profile\": \"x\"}", 1, "HSDS of version 2.0"),
        ("empty.json", "{\"contents\": []}", 1, "the page is empty"),
        ("web.json", "<!doctype html>", 1, "K0708"),
        ("other.csv", "a,b\n1,2\n", 1, "HSDS has no such table"),
        ("services.csv", "id,organization_id,name\n1,7,A\n", 1, "it belongs to no record"),
        (
            "organizations.json",
            "[{\"id\": \"1\"}, {\"id\": \"2\", \"name\": 7}, {\"id\": \"3\", \"name\": \"Č\"}, 5]",
            0,
            "/0",
        ),
    ] {
        let hub = Hub::fresh("en");
        hub.put(name, text);
        let run = import(&hub, &[Path::new(name)], &["--apply"]).ends_with(code);
        assert!(run.said().contains(said), "{name}: {}", run.said());
        builds(&hub);
    }
}

#[test]
fn many_services_of_one_feed_come_in() {
    let hub = Hub::fresh("en");
    let mut text = String::from("{\"contents\": [");
    for n in 0..3000 {
        let comma = if n > 0 { "," } else { "" };
        text.push_str(&format!(
            "{comma}{{\"id\":\"s{n}\",\"name\":\"Service {n}\",\"status\":\"active\",\"organization\":{{\"id\":\"o{0}\",\"name\":\"Organization {0}\"}}}}",
            n / 3
        ));
    }
    text.push_str("]}");
    hub.put("services.json", text);
    import(&hub, &[Path::new("services.json")], &["--apply"]).ends_with(0).says("1000 new files made.");
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) {
    for (path, bytes) in files(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
}

/// Exports a hub, imports that into one without organizations, health records, topics and places, and exports again.
fn comes_back(hub: &Hub, root: &str) {
    for (name, data) in [("hsds", "data/hsds"), ("hsds-csv", "data/hsds/csv")] {
        let export = |root: &str, to: &str| {
            hub.run(&["export", name, "--root", root, "--output", to, "--adopt", "--today", kit::TODAY]).ends_with(0);
            files(&hub.root().join(to))
        };
        let (back, first, second) = (format!("back-{name}"), format!("first-{name}"), format!("second-{name}"));
        let before = export(root, &first);
        copy(&hub.root().join(root).join("content"), &hub.root().join(&back).join("content"));
        hub.put(&format!("{back}/site.toml"), hub.text(&format!("{root}/site.toml")));
        // What HSDS has no place for stays: links of records lead there.
        for gone in ["organizations", "health"] {
            for path in files(&hub.root().join(&back).join("content").join(gone)).into_keys() {
                if path.ends_with(".toml") || path.ends_with(".md") {
                    fs::remove_file(hub.root().join(&back).join("content").join(gone).join(path)).expect("it is there");
                }
            }
        }
        for gone in ["topics.toml", "places.toml"] {
            let _ = fs::remove_file(hub.root().join(&back).join("content").join(gone));
        }
        let folder = format!("{first}/{data}");
        hub.run(&["import", "hsds", &folder, "--root", &back, "--today", kit::TODAY, "--apply"]).ends_with(0);
        let after = export(&back, &second);
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (path, bytes) in &before {
            let same = *bytes == after[path];
            assert!(same, "{name}: {path} did not come back as it was");
        }
    }
}

#[test]
fn the_export_of_the_sample_comes_back_byte_for_byte() {
    let hub = Hub::sample();
    comes_back(&hub, ".");
}

#[test]
fn an_export_with_everything_odd_comes_back_byte_for_byte() {
    let hub = Hub::empty();
    copy(&fixture("odd"), &hub.root().join("odd"));
    comes_back(&hub, "odd");
}

#[test]
fn a_record_of_another_hub_says_where_it_is_from() {
    let hub = Hub::empty();
    copy(&fixture("odd"), &hub.root().join("odd"));
    hub.run(&["export", "hsds", "--root", "odd", "--output", "data", "--adopt", "--today", kit::TODAY]).ends_with(0);
    hub.run(&["init", "--empty", "--messages", "sl", "hub"]).ends_with(0);
    let site = hub.text("hub/site.toml");
    let site = site.replace("https://kazipot.example", "https://drugod.example");
    hub.put("hub/site.toml", site.replace("official = [\"sl\"]", "official = [\"sl\"]\ncourtesy = [\"it\"]"));
    import(&hub, &[Path::new("data/data/hsds")], &["--apply"]).ends_with(0);
    let record = hub.text("hub/content/organizations/center.toml");
    assert!(record.contains("[source]\nkind = \"partner\""), "what the record says of itself stays: {record}");
    let unit = hub.text("hub/content/health/ambulanta.toml");
    assert!(unit.contains("[source]\nkind = \"import\"\nname = \"kazipot\""), "{unit}");
    builds(&hub);
}

/// Every row is in a record, or something is said of it; terms and what describes tables explain.
fn accounted(run: &Run) {
    for (name, (read, taken)) in counted(run) {
        let explains = ["taxonom", "meta", "programs"].iter().any(|part| name.starts_with(part));
        let said = run.said().matches("it belongs to no record").count();
        assert!(explains || read <= taken + said, "{name}: {read} read, {taken} in records\n{}", run.said());
    }
}

#[test]
fn every_row_of_the_examples_of_hsds_is_accounted_for() {
    let Some(folder) = real("hsds-3.0/examples") else { return };
    for (name, code) in [
        ("service_full.json", 0),
        ("service_list.json", 0),
        ("organization_full.json", 0),
        ("organization_list.json", 0),
        ("tabular.json", 0),
        ("csv", 0),
    ] {
        let hub = Hub::fresh("en");
        let run = import(&hub, &[&folder.join(name)], &["--apply"]).ends_with(code);
        println!("{name}:\n{}", run.stdout);
        accounted(&run);
        builds(&hub);
    }
}

#[test]
fn every_row_of_the_british_feed_is_accounted_for() {
    let Some(folder) = real("hsds-uk-3.0") else { return };
    let hub = Hub::fresh("en");
    let given = ["service_full.json", "service_list.json", "organization_full.json", "organization_list.json"];
    let given: Vec<PathBuf> = given.iter().map(|name| folder.join(name)).collect();
    let given: Vec<&Path> = given.iter().map(PathBuf::as_path).collect();
    let run = import(&hub, &given, &["--apply"]).ends_with(0).says("1 new file made.");
    println!("hsds-uk:\n{}", run.stdout);
    accounted(&run);
    builds(&hub);
    import(&hub, &[&folder.join("dashboard_services_response.json")], &[]).ends_with(1).says("K0708");
}

/// Files that hold neither organizations nor services are named, one by one.
#[test]
fn every_file_of_the_examples_is_taken_or_named() {
    for set in ["hsds-3.0/examples", "hsds-uk-3.0"] {
        let Some(folder) = real(set) else { return };
        let names = files(&folder).into_keys().filter(|name| name.ends_with(".json") && !name.contains('/'));
        for name in names {
            let hub = Hub::fresh("en");
            let run = import(&hub, &[&folder.join(&name)], &["--apply"]);
            let said = run.said();
            let told: Vec<&str> = said.lines().filter(|line| line.contains("[K07")).collect();
            println!("{set}/{name}: {}{told:?}", run.stdout.replace('\n', " "));
            accounted(&run);
            assert!(run.code == Some(0) || !told.is_empty(), "{name}: {}", run.said());
            builds(&hub);
        }
    }
}

#[test]
fn every_row_of_ohana_is_accounted_for() {
    let Some(folder) = real("ohana-csv/data/sample-csv") else { return };
    let hub = Hub::fresh("en");
    let run = import(&hub, &[&folder], &["--apply"]).ends_with(0);
    println!("ohana:\n{}", run.said());
    accounted(&run);
    assert_eq!(files(&hub.root().join("hub/content/organizations")).len(), 8);
    builds(&hub);
}

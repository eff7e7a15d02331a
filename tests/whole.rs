//! The site as a whole: the same bytes wherever and whenever it is made, and what becomes of it when records
//! are broken.

mod kit;

use kit::{Hub, TODAY, organization};

#[test]
fn the_same_hub_is_the_same_bytes_in_any_folder_zone_language_and_number_of_threads() {
    let first = Hub::sample();
    let run = first.run(&["build", "--today", TODAY, "--format", "short"]).ends_with(0);
    let expected = first.published();
    assert!(expected.len() > 200, "{}: {}", expected.len(), run.said());
    let other = Hub::sample();
    for variables in [
        &[("TZ", "Pacific/Kiritimati"), ("LC_ALL", "it_IT.UTF-8"), ("RAYON_NUM_THREADS", "1")][..],
        &[("TZ", "America/Anchorage"), ("LANG", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "2"), ("HOME", "/nikjer")],
    ] {
        let output = format!("site-{}", variables[0].1.len());
        other.run_with(&["build", "--today", TODAY, "--output", &output], variables).ends_with(0);
        let now = kit::files(&other.root().join(&output));
        assert!(now.keys().eq(expected.keys()), "other paths with {variables:?}");
        for (path, bytes) in &expected {
            assert!(now[path] == *bytes, "{path} differs with {variables:?}");
        }
    }
}

#[test]
fn a_second_build_writes_nothing_and_a_changed_record_only_what_shows_it() {
    let hub = Hub::new()
        .with("content/organizations/a.toml", organization(""))
        .with("content/organizations/b.toml", organization("legal_name = \"Prvo\"\n"));
    hub.build().ends_with(0);
    let before = hub.published();
    hub.build().ends_with(0).says("Nič se ni spremenilo.");
    assert_eq!(hub.published(), before);
    hub.put("content/organizations/b.toml", organization("legal_name = \"Drugo\"\n"));
    hub.build().ends_with(0);
    // The index of the search is in a folder that is called by its hash: it changes as a whole.
    let changed = hub.published().into_iter().filter(|(path, bytes)| before.get(path) != Some(bytes));
    let changed: Vec<String> = changed.map(|(path, _)| path).filter(|path| !path.starts_with("s/")).collect();
    assert_eq!(changed, ["data/records.json", "organizacije/b/index.html"]);
}

#[test]
fn the_day_comes_from_the_call_or_from_the_variable_and_from_nowhere_else() {
    let hub = Hub::new().with("content/organizations/a.toml", organization("publish_on = 2026-11-22\n"));
    let page = "organizacije/a/index.html";
    hub.run(&["build", "--today", "2026-11-21"]).ends_with(0);
    assert!(!hub.published().contains_key(page));
    // 2026-11-21T23:30 in Ljubljana, which is the 21st there.
    hub.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "1795300200"), ("TZ", "Pacific/Kiritimati")]).ends_with(0);
    assert!(!hub.published().contains_key(page));
    hub.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "1795305600"), ("TZ", "America/Anchorage")]).ends_with(0);
    assert!(hub.published().contains_key(page));
    hub.run_with(&["build"], &[("SOURCE_DATE_EPOCH", "jutri")]).ends_with(3);
    hub.run(&["build", "--today", "21. 11. 2026"]).ends_with(2).says("2026-11-21");
}

#[test]
fn a_build_with_mistakes_publishes_nothing_and_leaves_the_old_site() {
    let hub = Hub::new().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let before = hub.published();
    hub.put("content/organizations/a.toml", organization("url = 1\n"));
    hub.put("content/organizations/nova.toml", organization(""));
    hub.build().ends_with(1).says("Nič ni objavljeno");
    assert_eq!(hub.published(), before);
    hub.put("content/organizations/a.toml", "");
    hub.build().ends_with(1);
    assert_eq!(hub.published(), before);
}

fn skipping(hub: &Hub) -> kit::Run {
    hub.run(&["build", "--today", TODAY, "--skip-broken", "--format", "short"])
}

/// Two organizations, of which `a` refers to `b` and its text links to it.
fn pair(b: &str) -> Hub {
    let a = "parent = \"organization/b\"\nbody = \"Glejte [drugo društvo](organization/b).\"\n";
    Hub::new().with("content/organizations/a.toml", organization(a)).with("content/organizations/b.toml", b)
}

const PAGE_OF_B: &str = "organizacije/b/index.html";

#[test]
fn the_page_of_a_broken_record_stays_as_it_is_and_nobody_leads_to_it() {
    let hub = pair(&organization("legal_name = \"Pravo ime\"\n"));
    hub.build().ends_with(0);
    let before = hub.published();
    let page = |hub: &Hub| String::from_utf8(hub.published()["organizacije/a/index.html"].clone()).expect("UTF-8");
    assert!(page(&hub).contains("href=\"../b/\"") || page(&hub).contains("/b/\""), "{}", page(&hub));
    hub.put("content/organizations/b.toml", organization("url = 1\nlegal_name = \"Novo ime\"\n"));
    hub.put("content/organizations/c.toml", organization(""));
    let run = skipping(&hub).ends_with(1);
    assert!(
        run.stderr.contains("K0203") && !run.stderr.contains("K0303") && !run.stderr.contains("K0403"),
        "{}",
        run.stderr
    );
    let after = hub.published();
    assert_eq!(after[PAGE_OF_B], before[PAGE_OF_B], "the page stays as it stands");
    assert!(after.contains_key("organizacije/c/index.html"), "the others are published");
    assert!(!page(&hub).contains("/b/"), "a broken record is plain text");
    assert!(page(&hub).contains("drugo društvo"));
    let records = String::from_utf8_lossy(&after["data/records.json"]).into_owned();
    assert!(!records.contains("\"organization/b\",\"kind\""), "the data holds only what could be read");
    // Mended, it is a page like any other.
    hub.put("content/organizations/b.toml", organization("legal_name = \"Novo ime\"\n"));
    hub.build().ends_with(0);
    assert!(String::from_utf8_lossy(&hub.published()[PAGE_OF_B]).contains("Novo ime"));
}

#[test]
fn the_page_of_a_broken_record_goes_when_it_must_not_be_shown() {
    for withdrawn in [
        "url = 1\ndraft = true\n".to_owned(),
        "url = 1\nstatus = \"closed\"\n".to_owned(),
        "url = 1\nexpires_on = 2026-11-01\n".to_owned(),
        "url = 1\npublish_on = 2027-11-01\n".to_owned(),
        "url = 1\n[place]\nstreet = \"Skrita 1\"\nvisibility = \"hidden\"\n".to_owned(),
        "url = 1\n[place]\nstreet = \"Skrita 1\"\nvisibility = \"town-only\"\n".to_owned(),
        "url = 1\n[[location]]\nid = \"x\"\n[location.place]\nvisibility = \"hidden\"\n".to_owned(),
        // Not even TOML, but the word is there.
        "draft = true\nurl = \n".to_owned(),
        "url = \"\nvisibility = \"hidden\"\n".to_owned(),
    ] {
        let hub = pair(&organization("legal_name = \"Pravo ime\"\n"));
        hub.build().ends_with(0);
        assert!(hub.published().contains_key(PAGE_OF_B));
        hub.put("content/organizations/b.toml", organization(&withdrawn));
        skipping(&hub).ends_with(1);
        assert!(!hub.published().contains_key(PAGE_OF_B), "{withdrawn}");
        assert!(hub.published().contains_key("organizacije/a/index.html"));
    }
}

#[test]
fn a_draft_or_a_removed_record_leaves_no_page() {
    let hub = pair(&organization(""));
    hub.build().ends_with(0);
    hub.put("content/organizations/b.toml", organization("draft = true\n"));
    hub.build().ends_with(0).says("K0305");
    assert!(!hub.published().contains_key(PAGE_OF_B));
    std::fs::remove_file(hub.root().join("content/organizations/b.toml")).expect("it was there");
    hub.build().ends_with(1).says("K0303");
    skipping(&hub).ends_with(1);
}

#[test]
fn broken_tables_and_a_broken_site_publish_nothing_even_without_the_broken_records() {
    for path in [
        "site.toml",
        "content/topics.toml",
        "content/places.toml",
        "content/holidays.toml",
        "content/urgent.toml",
        "content/notices.toml",
        "content/needs.toml",
    ] {
        let hub = pair(&organization(""));
        hub.build().ends_with(0);
        let before = hub.published();
        hub.put(path, "a = \n");
        skipping(&hub).ends_with(1);
        assert_eq!(hub.published(), before, "{path}");
    }
}

#[test]
fn a_record_that_the_hub_finds_wrong_is_skipped_as_well() {
    let hub = pair(&organization("")).with("content/organizations/d.toml", organization("topics = [\"neznana\"]\n"));
    skipping(&hub).ends_with(1).says("K0307");
    assert!(!hub.published().contains_key("organizacije/d/index.html"));
    assert!(hub.published().contains_key("organizacije/a/index.html"));
}

#[test]
fn a_hub_of_two_languages_has_each_page_in_both() {
    let site = kit::SITE.replace("[\"sl\"]", "[\"sl\", \"it\"]");
    let record = organization("[translations.it]\ntitle = \"Associazione\"\nsummary = \"Che cosa fa.\"\n");
    let hub = Hub::new().with("site.toml", site).with("content/organizations/a.toml", record);
    hub.build().ends_with(0);
    let published = hub.published();
    let page = |path: &str| String::from_utf8(published[path].clone()).expect("UTF-8");
    let (sl, it) = (page("organizacije/a/index.html"), page("it/organizzazioni/a/index.html"));
    assert!(sl.contains("<html lang=\"sl\"") && it.contains("<html lang=\"it\""));
    assert!(sl.contains("hreflang=\"it\"") && it.contains("hreflang=\"sl\""));
    assert!(it.contains("Associazione") && it.contains("Che cosa fa."));
    let pages = |prefix: bool| {
        published.keys().filter(|path| path.ends_with(".html") && path.starts_with("it/") == prefix).count()
    };
    // The first language has the page for what is missing as well.
    assert_eq!(pages(true) + 1, pages(false));
}

#[test]
fn the_sample_hub_has_no_mistakes() {
    let run = Hub::sample().check_short().ends_with(0);
    let wrong: Vec<&str> = run.stderr.lines().filter(|line| line.contains("napaka[")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_new_hub_without_samples_is_a_hub_and_a_new_record_is_one_to_fill_in() {
    for lang in ["sl", "it", "en"] {
        let at = Hub::empty();
        at.run(&["init", "nov", "--empty", "--messages", lang]).ends_with(0);
        at.run(&["build", "--root", "nov", "--today", TODAY]).ends_with(0);
        for kind in kazipot::record::KINDS {
            at.run(&["new", kind.name, "prvi", "--root", "nov", "--messages", lang, "--today", TODAY]).ends_with(0);
            let text = at.text(&format!("nov/content/{}/prvi.toml", kind.folder));
            let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", kind.name));
            assert!(table.contains_key("title") && text.starts_with("#:schema "), "{text}");
            assert!(!text.contains("skeleton."), "{text}");
            at.run(&["new", kind.name, "prvi", "--root", "nov"]).ends_with(3);
        }
        let run = at.run(&["check", "--root", "nov", "--today", TODAY, "--format", "short"]).orderly();
        assert!(!run.said().contains("K0201") && !run.said().contains("K0103"), "{}", run.said());
    }
    let sample = Hub::empty();
    sample.run(&["init", "vzorec"]).ends_with(0);
    sample.run(&["build", "--root", "vzorec", "--today", TODAY]).ends_with(0);
    sample.run(&["init", "vzorec"]).ends_with(3);
}

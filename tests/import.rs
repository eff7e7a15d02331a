//! Tables become records: what is good comes in, what is not is told row by row, and nothing is overwritten.

mod kit;

use std::path::{Path, PathBuf};

use kit::{Hub, Run, files, real};

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Imports tables with a map of `tests/maps`.
fn import(hub: &Hub, tables: &[PathBuf], map: &str, more: &[&str]) -> Run {
    let map = tests().join("maps").join(map);
    let mut call = vec!["import", "csv"];
    call.extend(tables.iter().map(|path| path.to_str().expect("the path is Unicode")));
    call.extend(["--map", map.to_str().expect("the path is Unicode"), "--root", "hub", "--today", kit::TODAY]);
    call.extend(more);
    hub.run(&call).orderly()
}

fn fixtures() -> Vec<PathBuf> {
    ["drustva.csv", "dejavnosti.csv"].map(|name| tests().join("fixtures/import").join(name)).to_vec()
}

/// A table and a map of their own.
fn import_text(hub: &Hub, table: &[u8], map: &str) -> Run {
    hub.put("t.csv", table);
    hub.put("t.map.toml", map);
    hub.run(&["import", "csv", "t.csv", "--map", "t.map.toml", "--root", "hub", "--today", kit::TODAY, "--apply"])
        .orderly()
}

const MAP: &str = "kind = \"organization\"\n[columns]\nime = \"title\"\n[defaults]\ntype = \"society\"\n";

fn builds(hub: &Hub) -> Run {
    hub.run(&["build", "--root", "hub", "--today", kit::TODAY]).ends_with(0)
}

#[test]
fn a_dry_run_shows_the_first_record_and_writes_nothing() {
    let hub = Hub::fresh("sl");
    let before = files(&hub.root());
    let run = import(&hub, &fixtures(), "drustva.map.toml", &[]).ends_with(0);
    let run = run.says("title = \"Društvo ljubiteljev čebel Črešnja\"").says("Nastale bi 4 nove datoteke.");
    run.says("--apply");
    assert_eq!(files(&hub.root()), before);
}

#[test]
fn good_rows_come_in_and_the_hub_builds() {
    let hub = Hub::fresh("sl");
    import(&hub, &fixtures(), "drustva.map.toml", &["--apply"]).ends_with(0).says("Nastale so 4 nove datoteke.");
    let record = hub.text("hub/content/organizations/drustvo-ljubiteljev-cebel-cresnja.toml");
    let expected = r#"title = "Društvo ljubiteljev čebel Črešnja"
summary = "Čebelarji iz vse občine."
url = "https://www.cresnja.example"
added = 2026-11-22
body = """
Čebelarji iz vse občine. Vsak torek \"odprt panj\".
Pridite!
"""
type = "society"
status = "active"
founded = 1987

[[contact]]
phone = "05 012 34 56"

[place]
street = "Trg oljk 7"
post = "6399 Oljčnik"
settlement = "oljcnik"

[source]
kind = "import"
name = "Register društev"
licence = "CC0"
uid = "D-1"

[[service]]
id = "odprti-panj"
title = "Odprti panj"
wait = "torek"

[[service]]
id = "tecaj-tocenja"
title = "Tečaj točenja"
wait = "sobota"

[[service.cost]]
amount = 12.0

[x]
"velja od" = "1. 2. 2026"

[[x.dejavnosti]]
cena = "brez"
"#;
    assert_eq!(record, expected);
    let places = hub.text("hub/content/places.toml");
    assert!(places.contains("id = \"mali-zaliv\"\nname = \"Mali Zaliv\"\nkind = \"settlement\""), "{places}");
    builds(&hub);
}

#[test]
fn what_does_not_come_in_is_told_with_its_row() {
    let hub = Hub::fresh("sl");
    let run = import(&hub, &fixtures(), "drustva.map.toml", &["--format", "short"]).ends_with(0);
    for (place, why) in [
        ("drustva.csv:1:63", "velja od"),
        ("drustva.csv:4:63", "telefon"),
        ("drustva.csv:5:36", "posta"),
        ("drustva.csv:6:1", ""),
        ("drustva.csv:7:23", "vrsta"),
        ("drustva.csv:8:17", ""),
        ("dejavnosti.csv:2:23", "cena"),
        ("dejavnosti.csv:5:1", ""),
    ] {
        assert!(run.said().contains(place), "{place} ({why}) is not told of:\n{}", run.said());
    }
}

#[test]
fn a_value_that_does_not_fit_stays_in_the_record() {
    let hub = Hub::fresh("sl");
    import(&hub, &fixtures(), "drustva.map.toml", &["--apply"]).ends_with(0);
    let record = hub.text("hub/content/organizations/pevski-zbor-zarek.toml");
    assert!(record.contains("[x]\nrezerva = \"a\"\ntelefon = \"0590 ni\"\n"), "{record}");
    assert!(record.contains("body = \"Pojejo \\\\*na glas\\\\*.\""), "{record}");
}

#[test]
fn a_second_import_changes_nothing() {
    let hub = Hub::fresh("sl");
    import(&hub, &fixtures(), "drustva.map.toml", &["--apply"]).ends_with(0);
    let path = "hub/content/organizations/pevski-zbor-zarek.toml";
    hub.put(path, hub.text(path).replace("Pevski zbor", "Naš zbor"));
    let before = files(&hub.root());
    import(&hub, &fixtures(), "drustva.map.toml", &["--apply"]).ends_with(0).says("K0704");
    assert_eq!(files(&hub.root()), before);
    // The record is known by its number in the source, whatever its file is called now.
    let text = hub.text(path);
    std::fs::remove_file(hub.root().join(path)).expect("it is there");
    hub.put("hub/content/organizations/zbor.toml", text);
    let before = files(&hub.root());
    import(&hub, &fixtures(), "drustva.map.toml", &["--apply"]).ends_with(0).says("organization/zbor");
    assert_eq!(files(&hub.root()), before);
}

#[test]
fn two_rows_of_one_name_get_ids_of_their_own() {
    let hub = Hub::fresh("en");
    let run = import_text(&hub, b"ime,a\nZbor,1\nZbor,2\nzbor,3\n", MAP).ends_with(0);
    run.says("zbor-2").says("zbor-3");
    assert!(hub.text("hub/content/organizations/zbor-3.toml").contains("title = \"zbor\""));
    builds(&hub);
}

#[test]
fn a_hub_that_has_places_is_asked_for_them() {
    let hub = Hub::fresh("sl");
    let places = "[[place]]\nid = \"mesto\"\nname = \"Mesto Žabče\"\nkind = \"settlement\"\n";
    hub.put("hub/content/places.toml", places);
    let map = format!("{}\n[columns]\nime = \"title\"\nkraj = \"place.settlement\"\n", "kind = \"organization\"");
    let map = format!("{map}[defaults]\ntype = \"society\"\n");
    let run = import_text(&hub, "ime,kraj\nA,mesto žabče\nB,Drugje\n".as_bytes(), &map).ends_with(0);
    run.says("places.toml");
    assert!(hub.text("hub/content/organizations/a.toml").contains("settlement = \"mesto\""));
    assert!(hub.text("hub/content/organizations/b.toml").contains("[x]\nkraj = \"Drugje\""));
    assert_eq!(hub.text("hub/content/places.toml"), places);
    builds(&hub);
}

#[test]
fn what_the_hub_would_refuse_goes_back_to_its_row() {
    let hub = Hub::fresh("sl");
    let map = "kind = \"organization\"\n[columns]\nime = \"title\"\nstevilka = \"identifiers.maticna\"\ntema = \"topics\"\nnad = \"parent\"\n[defaults]\ntype = \"society\"\n";
    let table = "ime,stevilka,tema,nad\nA,5000001,nekaj,organization/ni\nB,5000001,,organization/a\n";
    import_text(&hub, table.as_bytes(), map).ends_with(0).says("nekaj").says("organization/ni");
    let first = hub.text("hub/content/organizations/a.toml");
    assert!(first.contains("nad = \"organization/ni\"") && first.contains("tema = \"nekaj\""), "{first}");
    assert!(hub.text("hub/content/organizations/b.toml").contains("parent = \"organization/a\""));
    builds(&hub);
}

#[test]
fn a_record_is_known_by_its_number_in_a_register() {
    let hub = Hub::fresh("sl");
    hub.put("hub/content/organizations/knjiznica.toml", kit::organization("identifiers = { maticna = \"5000001\" }\n"));
    let map = MAP.replace("[defaults]", "st = \"identifiers.maticna\"\n[defaults]");
    import_text(&hub, b"ime,st\nMestna knji,5000001\nDruga,5000002\n", &map)
        .ends_with(0)
        .says("organization/knjiznica");
    assert_eq!(files(&hub.root().join("hub/content/organizations")).len(), 2);
}

#[test]
fn what_is_no_table_ends_with_a_reason() {
    for (table, reason) in [
        (&b""[..], "prazna"),
        (b"ime\n", "nobene vrstice"),
        (b"PK\x03\x04....", "xlsx"),
        (b"a\0b", "besedilo"),
        (b"drugo,tretje\nA,B\n", "title"),
        (b"ime,b\n\"A,1\n", "narekovaj"),
    ] {
        let hub = Hub::fresh("sl");
        import_text(&hub, table, MAP).ends_with(1).says(reason);
        assert!(!hub.root().join("hub/content/organizations/a.toml").exists());
    }
}

#[test]
fn a_mistake_in_the_map_is_pointed_at() {
    let hub = Hub::fresh("sl");
    for (map, said) in [
        (MAP.replace("title", "titel"), "title"),
        (MAP.replace("organization", "organizacija"), "organization"),
        (MAP.replace("[columns]", "[colums]"), "columns"),
        (format!("{MAP}[[join]]\ntable = \"drugod\"\non = {{ a = \"ime\" }}\n"), "drugod"),
        (format!("encoding = \"cp1250x\"\n{MAP}"), "windows-1250"),
        ("kind = ".to_owned(), "K0103"),
    ] {
        import_text(&hub, b"ime\nA\n", &map).ends_with(1).says("t.map.toml").says(said);
    }
    let wanting = MAP.replace("[defaults]", "tel = \"contact.phone\"\n[defaults]");
    import_text(&hub, b"ime,telefon\nA,112\n", &wanting).ends_with(0).says("K0705").says("tel");
}

#[test]
fn a_default_that_is_wrong_is_told_once_and_in_the_map() {
    let hub = Hub::fresh("en");
    let map = format!("{MAP}url = \"nowhere\"\n");
    let run = import_text(&hub, b"ime\nA\nB\nC\n", &map).ends_with(0);
    assert_eq!(run.said().matches("K0208").count(), 1, "{}", run.said());
    run.says("t.map.toml:6");
}

#[test]
fn a_cell_of_ten_megabytes_is_told_and_the_others_come_in() {
    let hub = Hub::fresh("en");
    let table = format!("ime,opis\nA,{}\nB,kratko\n", "x".repeat(10 * 1024 * 1024));
    let map = MAP.replace("[defaults]", "opis = \"body\"\n[defaults]");
    import_text(&hub, table.as_bytes(), &map).ends_with(0).says("64 KB");
    assert!(hub.text("hub/content/organizations/a.toml").len() < 1000);
    builds(&hub);
}

#[test]
fn many_rows_come_in() {
    let hub = Hub::fresh("sl");
    let mut table = String::from("ime;kraj;tel\n");
    for n in 0..2_000 {
        table.push_str(&format!("Društvo {n};Kraj {};05 012 {:02} {:02}\n", n % 40, n / 100 % 100, n % 100));
    }
    let map = MAP.replace("[defaults]", "kraj = \"place.settlement\"\ntel = \"contact.phone\"\n[defaults]");
    import_text(&hub, table.as_bytes(), &map).ends_with(0).says("2001");
    assert_eq!(hub.text("hub/content/places.toml").matches("[[place]]").count(), 40);
}

#[test]
fn an_importer_that_is_unknown_is_named() {
    let hub = Hub::fresh("en");
    hub.put("t.csv", "a\n1\n");
    hub.run(&["import", "xlsx", "t.csv", "--map", "t.csv", "--root", "hub"]).ends_with(2).says("csv");
    hub.run(&["import", "csv", "no.csv", "--map", "t.csv", "--root", "hub"]).ends_with(3).says("no.csv");
}

fn of(folder: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| folder.join(format!("{name}.csv"))).collect()
}

#[test]
fn practices_of_slovene_health_care_come_in() {
    let Some(folder) = real("health-si") else { return };
    let hub = Hub::fresh("sl");
    let tables = of(&folder, &["doctors-pseudonymised", "institutions", "dict-doctors"]);
    let run = import(&hub, &tables, "health-si.map.toml", &["--apply"]).ends_with(0);
    println!("health-si:\n{}", run.stdout);
    run.says("Prebranih je 165 vrstic.").says("Nastalo je 136 novih datotek.");
    let records = files(&hub.root().join("hub/content/health"));
    assert_eq!(records.len(), 135);
    builds(&hub);
    import(&hub, &tables, "health-si.map.toml", &["--apply"]).ends_with(0);
    assert_eq!(files(&hub.root().join("hub/content/health")), records);
}

#[test]
fn organizations_of_ohana_come_in() {
    let Some(folder) = real("ohana-csv/data/sample-csv") else { return };
    let hub = Hub::fresh("en");
    let names = ["organizations", "locations", "addresses", "phones", "contacts", "services"];
    let run = import(&hub, &of(&folder, &names), "ohana.map.toml", &["--apply"]).ends_with(0);
    println!("ohana:\n{}", run.stdout);
    run.says("159 rows read.").says("9 new files made.");
    assert_eq!(files(&hub.root().join("hub/content/organizations")).len(), 8);
    builds(&hub);
}

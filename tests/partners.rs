//! The page for organizations: the way to an entry, letters that are begun, blank tables and their way back.

mod kit;

use kit::{Hub, SITE, organization};

const LIBRARY: &str = "[library]\nname = \"Knjižnica\"\nemail = \"kazipot@knjiznica.example\"\n";

fn hub() -> Hub {
    let site =
        SITE.replace("[languages]\nofficial = [\"sl\"]", "[languages]\nofficial = [\"sl\"]\ncourtesy = [\"it\"]");
    Hub::empty().with("site.toml", format!("{site}{LIBRARY}"))
}

fn text(hub: &Hub, path: &str) -> String {
    let files = hub.published();
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} in {:?}", files.keys()));
    String::from_utf8(bytes.clone()).expect("it is UTF-8")
}

/// What a letter in an address says.
fn letter(href: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = href.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("letters are UTF-8")
}

fn href(html: &str, starts: &str) -> String {
    let after = html.split(&format!("href=\"{starts}")).nth(1).unwrap_or_else(|| panic!("{starts} in {html}"));
    let inside = after.split('"').next().unwrap_or_default();
    format!("{starts}{}", inside.replace("&amp;", "&"))
}

#[test]
fn the_page_leads_to_entries_letters_and_blank_tables() {
    let hub = hub().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let html = text(&hub, "za-organizacije/index.html");
    for way in ["/organizacije/", "/iskanje/", "/za-organizacije/dogodki.csv", "/za-organizacije/storitve.csv"] {
        assert!(html.contains(&format!("href=\"{way}\"")), "{way} in {html}");
    }
    assert!(letter(&href(&html, "mailto:")).contains("Ime organizacije:\r\n"), "{html}");
    let italian = text(&hub, "it/per-le-organizzazioni/index.html");
    assert!(italian.contains("href=\"/it/per-le-organizzazioni/eventi.csv\""), "{italian}");
    let table = text(&hub, "it/per-le-organizzazioni/eventi.csv");
    assert!(table.starts_with("\u{feff}Evento;Descrizione in una frase;Inizio;"), "{table:?}");
    assert_eq!(table.lines().count(), 1);
}

#[test]
fn a_correction_begins_with_what_we_hold() {
    let record = "[place]\nstreet = \"Glavni trg 3\"\npost = \"6399 Oljčnik\"\n\
                  [[contact]]\nphone = \"05 600 00 21\"\nemail = \"lipa@primer.example\"\n\
                  [[hours]]\nosm = \"Mo-Fr 08:00-12:00\"\n[[verified]]\non = 2026-11-12\nhow = \"phone\"\n";
    let hub = hub().with("content/organizations/a.toml", organization(record));
    hub.build().ends_with(0);
    let said = letter(&href(&text(&hub, "organizacije/a/index.html"), "mailto:kazipot@knjiznica.example?"));
    for held in [
        "Oznaka: organization/a\r\n",
        "Naslov: Glavni trg 3, 6399 Oljčnik\r\n",
        "Telefon: 05\u{a0}600\u{a0}00\u{a0}21\r\n",
        "E-pošta: lipa@primer.example\r\n",
        "Preverjeno: 12.\u{a0}11.\u{a0}2026\r\n",
        "Urnik: ",
    ] {
        assert!(said.replace("05 600 00 21", "05\u{a0}600\u{a0}00\u{a0}21").contains(held), "{held:?} in {said:?}");
    }
}

#[test]
fn a_hidden_address_is_in_no_letter() {
    let record = "[place]\nstreet = \"Skrita pot 9\"\npost = \"6399 Oljčnik\"\nvisibility = \"hidden\"\n";
    let hub = hub().with("content/organizations/a.toml", organization(record));
    hub.build().ends_with(0);
    assert!(!letter(&text(&hub, "organizacije/a/index.html")).contains("Skrita"));
}

#[test]
fn filled_tables_come_back_as_records_of_partners() {
    let hub = hub().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let blank = text(&hub, "za-organizacije/dogodki.csv");
    let line = "Večer pesmi;Pesniki berejo svoje pesmi.;12. 1. 2027 17.00;12. 1. 2027 19.00;Dvorana;Glavni trg 3;\
                6399 Oljčnik;Za odrasle;0;05 600 00 21;;;\r\n";
    hub.put("Dogodki - drustvo.csv", format!("{blank}{line}"));
    hub.run(&["import", "csv", "Dogodki - drustvo.csv", "--map", "partner", "--apply"]).ends_with(0);
    let record = hub.text("content/events/vecer-pesmi.toml");
    for part in ["start = 2027-01-12T17:00:00", "kind = \"partner\"", "amount = 0", "street = \"Glavni trg 3\""] {
        assert!(record.contains(part), "{part} in {record}");
    }
    hub.build().ends_with(0);
    let blank = text(&hub, "za-organizacije/storitve.csv");
    let line = |service: &str| format!("Krog Morje;Pomagamo sosedom.;;;05 600 00 22;;;{service};Pomoč.;;;;;;\r\n");
    hub.put("storitve.csv", format!("{blank}{}{}", line("Nakup na dom"), line("Spremstvo")));
    hub.run(&["import", "csv", "storitve.csv", "--map", "partner", "--apply"]).ends_with(0);
    let record = hub.text("content/organizations/krog-morje.toml");
    for part in ["kind = \"partner\"", "title = \"Nakup na dom\"", "title = \"Spremstvo\""] {
        assert!(record.contains(part), "{part} in {record}");
    }
    hub.run(&["check", "--today", kit::TODAY]).ends_with(0);
}

#[test]
fn another_table_is_no_blank_one() {
    let hub = hub().with("seznam.csv", "ime;naslov\r\nA;B\r\n");
    hub.run(&["import", "csv", "seznam.csv", "--map", "partner"]).ends_with(2).says("seznam.csv");
}

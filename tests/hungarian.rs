//! A hub in a town where Hungarian is official: its words, its alphabet, its dates, and what is said where a theme
//! lacks a word.

mod kit;

use kit::{Hub, SITE};

fn hub() -> Hub {
    let site = SITE.replace("official = [\"sl\"]", "official = [\"sl\", \"hu\"]");
    let record = |slovene: &str, hungarian: &str| {
        format!(
            "title = \"{slovene}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\n\
             [[verified]]\non = 2026-11-12\nhow = \"phone\"\n\
             [translations.hu]\ntitle = \"{hungarian}\"\nsummary = \"Mit csinál.\"\n"
        )
    };
    Hub::empty()
        .with("site.toml", site)
        .with("content/organizations/a.toml", record("Slaščičarna", "Cukrászda"))
        .with("content/organizations/b.toml", record("Čarda", "Csárda"))
        .with("content/organizations/c.toml", record("Akademija", "Álom"))
        .with("content/organizations/d.toml", record("Straža", "Őrség"))
        .with("content/organizations/e.toml", record("Okno", "Olvasókör"))
}

fn page(hub: &Hub, path: &str) -> String {
    String::from_utf8(hub.published()[path].clone()).expect("pages are UTF-8")
}

#[test]
fn hungarian_is_official_and_every_word_is_its_own() {
    let hub = hub();
    hub.build().ends_with(0);
    let html = page(&hub, "hu/szervezetek/a/index.html").replace('\u{a0}', " ");
    for said in ["<html lang=\"hu\"", "Ugrás a tartalomra", "Ellenőrizve: 2026. november 12.", "telefonon", "Magyar"]
    {
        assert!(html.contains(said), "{said} in {html}");
    }
    // Both official names, each in its language.
    assert!(html.contains("<span lang=\"sl\">Slaščičarna</span>") && html.contains("<span>Cukrászda</span>"), "{html}");
    for english in ["Skip to content", "Checked on", "Tell us", "For organizations"] {
        assert!(!html.contains(english), "{english} in {html}");
    }
}

#[test]
fn hungarian_names_stand_in_the_order_of_their_alphabet() {
    let hub = hub();
    hub.build().ends_with(0);
    let mut lists = hub.published().into_iter().filter(|(path, _)| path.starts_with("hu/kereses/"));
    let (_, list) = lists.next_back().expect("there is a list of everything");
    let list = String::from_utf8(list).expect("pages are UTF-8");
    let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text} in {list}"));
    let names = ["Álom", "Cukrászda", "Csárda", "Olvasókör", "Őrség"];
    let places: Vec<usize> = names.iter().map(|name| at(&format!(">{name}<"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    for letter in ["A", "C", "CS", "O", "Ö"] {
        assert!(list.contains(&format!("<h2>{letter}</h2>")) || list.contains(&format!(">{letter}</h2>")), "{letter}");
    }
}

#[test]
fn a_theme_that_lacks_a_word_says_it_as_the_default_theme_does() {
    let site = SITE.replace("official = [\"sl\"]", "official = [\"hu\"]");
    let hub = Hub::empty()
        .with("site.toml", format!("theme = \"sajat\"\n{site}"))
        .with("themes/sajat/theme.toml", "contract = 1\n")
        .with("themes/sajat/messages/hu.toml", "[template]\nskip = \"A lényegre\"\n");
    hub.build().ends_with(0);
    let html = page(&hub, "index.html");
    assert!(html.contains("A lényegre") && html.contains("Minden ábécérendben"), "{html}");
}

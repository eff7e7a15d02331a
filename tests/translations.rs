//! `kazipot translations`: the list, and the one line that it writes.

mod kit;

use kit::{Hub, SITE};

fn hub() -> Hub {
    let site = SITE.replace("official = [\"sl\"]", "official = [\"sl\", \"it\"]\ncourtesy = [\"en\"]");
    Hub::new().with("site.toml", site)
}

const RECORD: &str = "# Vodi knjižnica.\ntitle = \"Vodnik\"\nsummary = \"Kako.\" # kratko\ntype = \"rights\"\nbody = \"Besedilo.\"\n\
                      sources = []\n\n[translations.it]\ntitle = \"Guida\"\nsummary = \"Come.\"\n\n[x]\nz = 1\n";

fn translations(hub: &Hub, more: &[&str]) -> kit::Run {
    hub.run(&[&["translations", "--today", kit::TODAY, "--format", "short"], more].concat())
}

#[test]
fn what_is_missing_is_listed_by_language() {
    let hub = hub().with("content/guides/vodnik.toml", RECORD);
    let all = translations(&hub, &[]).ends_with(0);
    assert!(all.said().contains("K0312") && all.said().contains("K0313"), "{}", all.said());
    let only = translations(&hub, &["--to", "it"]).ends_with(0);
    assert!(only.said().contains("K0312") && !only.said().contains("K0313"), "{}", only.said());
    assert!(only.said().contains("O svoji starosti ne pove nič: 1 prevod."), "{}", only.said());
    translations(&hub, &["--to", "hu"]).ends_with(2).says("sl, it, en");
}

#[test]
fn an_accepted_translation_is_old_once_the_original_changes_and_only_its_line_is_written() {
    let hub = hub().with("content/guides/vodnik.toml", RECORD).with("content/guides/vodnik.it.md", "Testo.\n");
    translations(&hub, &["--accept", "guide/vodnik"]).ends_with(0).says("vodnik.toml, it").says("vodnik.it.md, it");
    let written = hub.text("content/guides/vodnik.toml");
    let added: Vec<&str> = written.lines().filter(|line| !RECORD.contains(line)).collect();
    let [line] = added[..] else { panic!("{written}") };
    assert!(line.starts_with("of = \"") && line.len() == "of = \"0a1b2c3d4e5f\"".len(), "{line}");
    assert_eq!(written.replace(&format!("{line}\n"), ""), RECORD);
    assert_eq!(hub.text("content/guides/vodnik.it.md"), format!("+++\n{line}\n+++\nTesto.\n"));
    assert!(!hub.check_short().said().contains("K1003"));
    translations(&hub, &["--accept", "guide/vodnik"]).ends_with(0).says("Že velja");
    // Facts that are no text, and blanks at the ends of lines, make no translation old.
    hub.put("content/guides/vodnik.toml", written.replace("z = 1", "z = 2").replace("Besedilo.\"", "Besedilo. \""));
    assert!(!hub.check_short().said().contains("K1003"));
    hub.put("content/guides/vodnik.toml", written.replace("Besedilo.", "Drugo besedilo."));
    let run = translations(&hub, &[]).ends_with(0);
    assert!(run.said().contains("vodnik.toml:11:6") && run.said().contains("vodnik.it.md:2:6"), "{}", run.said());
    translations(&hub, &["--accept", "guide/vodnik", "--to", "it"]).ends_with(0).says("Zapisano");
    assert!(!hub.check_short().said().contains("K1003"));
}

#[test]
fn what_cannot_be_accepted_is_refused_and_nothing_is_written() {
    let hub = hub().with("content/guides/vodnik.toml", RECORD);
    translations(&hub, &["--accept", "guide/vodnk"]).ends_with(2).says("guide/vodnk");
    translations(&hub, &["--accept", "guide/vodnik", "--to", "en"]).ends_with(2);
    hub.put("content/guides/vodnik.toml", "title = \n");
    translations(&hub, &["--accept", "guide/vodnik"]).ends_with(2);
    assert_eq!(hub.text("content/guides/vodnik.toml"), "title = \n");
}

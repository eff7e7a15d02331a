//! `kazipot new`: a record to fill in, in the reader's language, that says itself what is missing.

mod kit;

use kit::Hub;

const KINDS: [(&str, &str); 5] = [
    ("organization", "organizations"),
    ("health", "health"),
    ("employment", "employment"),
    ("event", "events"),
    ("guide", "guides"),
];

const LANGUAGES: [&str; 3] = ["sl", "it", "en"];

fn hub(languages: &str) -> Hub {
    Hub::empty().with("site.toml", kit::SITE.replace("[\"sl\"]", languages))
}

fn new(hub: &Hub, kind: &str, lang: &str) {
    hub.run(&["new", kind, "poskus", "--messages", lang, "--today", kit::TODAY]).ends_with(0);
}

/// What the skeleton leaves open, filled in.
fn filled(text: &str) -> String {
    text.replace("\nemployer = \"\"", "\nemployer = { name = \"Zavod\" }").replace(" = \"\"\n", " = \"Beseda\"\n")
}

#[test]
fn a_new_record_is_right_once_its_open_places_are_filled() {
    for lang in LANGUAGES {
        for (kind, folder) in KINDS {
            let hub = hub("[\"sl\", \"it\"]");
            new(&hub, kind, lang);
            let path = format!("content/{folder}/poskus.toml");
            let text = hub.text(&path);
            hub.put(
                &path,
                text.lines()
                    .map(|line| format!("{line}\n"))
                    .map(|line| if line.starts_with('#') { line } else { filled(&format!("\n{line}"))[1..].to_owned() })
                    .collect::<String>(),
            );
            let run = hub.check().ends_with(0);
            assert!(!run.said().contains("K02"), "{kind} in {lang}: {}", run.said());
        }
    }
}

#[test]
fn a_new_record_says_only_that_its_open_places_are_empty() {
    for lang in LANGUAGES {
        for (kind, _) in KINDS {
            let hub = hub("[\"sl\"]");
            new(&hub, kind, lang);
            let run = hub.check_short().ends_with(1);
            for line in run.stderr.lines().filter(|line| line.contains('[')) {
                let known = line.contains("K0216");
                assert!(known, "{kind} in {lang}: {line}");
            }
        }
    }
}

#[test]
fn every_key_that_is_a_comment_can_be_used_by_taking_away_one_sign() {
    for (kind, folder) in KINDS {
        let hub = hub("[\"sl\"]");
        new(&hub, kind, "sl");
        let path = format!("content/{folder}/poskus.toml");
        let open = |line: &str| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', ':']) && !rest.is_empty() => format!("{rest}\n"),
            _ => format!("{line}\n"),
        };
        let text: String = hub.text(&path).lines().map(open).collect();
        let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{kind}: {error}\n{text}"));
        assert!(table.len() > 25, "{kind} has few keys: {text}");
        hub.put(&path, text);
        // Every key of it is known, and every value has the right type.
        let run = hub.check_short().ends_with(1);
        for code in ["K0103", "K0201", "K0203", "K0204"] {
            assert!(!run.said().contains(code), "{kind}: {}", run.said());
        }
    }
}

#[test]
fn a_new_record_explains_itself_in_the_language_of_the_reader() {
    for (lang, words) in [("sl", "Ime."), ("it", "Il nome."), ("en", "The name.")] {
        let hub = hub("[\"sl\"]");
        new(&hub, "organization", lang);
        let text = hub.text("content/organizations/poskus.toml");
        assert!(text.contains(&format!("# {words}\ntitle = \"\"\n")), "{text}");
        assert!(text.contains("type = \"public-institution\"\n"), "{text}");
        assert!(text.contains("added = 2026-11-22\n"), "{text}");
    }
}

#[test]
fn a_hub_without_records_can_be_built_at_once() {
    for lang in LANGUAGES {
        let hub = Hub::empty();
        hub.run(&["init", "--empty", "--messages", lang, "hub"]).ends_with(0);
        assert!(hub.text("hub/site.toml").contains(&format!("official = [\"{lang}\"]")));
        hub.run(&["build", "--root", "hub", "--today", kit::TODAY]).ends_with(0);
    }
}

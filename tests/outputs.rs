//! What a hub publishes beside its pages: feeds, former addresses, cards; and each output by itself.

mod kit;

use kit::{Hub, SITE, TODAY, organization};
use quick_xml::events::Event;

/// The texts of the elements of this name in an XML file, in their order.
fn texts(xml: &[u8], name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_reader(xml);
    let (mut inside, mut found, mut buffer) = (false, Vec::new(), Vec::new());
    loop {
        match reader.read_event_into(&mut buffer).expect("well-formed XML") {
            Event::Start(start) if start.name().as_ref() == name => {
                inside = true;
                found.push(String::new());
            }
            Event::End(end) if end.name().as_ref() == name => inside = false,
            Event::Text(text) if inside => found.last_mut().expect("it began").push_str(&text),
            Event::GeneralRef(entity) if inside => {
                let sign = match &*entity.to_string() {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    other => panic!("&{other};"),
                };
                found.last_mut().expect("it began").push(sign);
            }
            Event::Eof => return found,
            _ => {}
        }
        buffer.clear();
    }
}

fn record(title: &str, more: &str) -> String {
    format!("title = \"{title}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\n{more}")
}

#[test]
fn a_feed_holds_what_has_a_day_the_newest_first_and_nothing_from_the_future() {
    let hub = Hub::new()
        .with(
            "content/topics.toml",
            "[[topic]]\nid = \"sport\"\nname = \"Šport\"\n[[topic]]\nid = \"prazna\"\nname = \"Prazna\"\n",
        )
        .with(
            "content/organizations/a.toml",
            record("Prva & <druga>", "added = 2026-01-05\nupdated = 2026-11-01\ntopics = [\"sport\"]\n"),
        )
        .with("content/organizations/b.toml", record("Brez dneva", ""))
        .with("content/organizations/c.toml", record("Nova", "added = 2026-11-20\n"))
        .with("content/organizations/d.toml", record("Preverjena", "[[verified]]\non = 2026-07-03\n"))
        .with("content/organizations/e.toml", record("Jutrišnja", "updated = 2026-11-23\n"))
        .with(
            "content/organizations/f.toml",
            record("Zaprta", "updated = 2026-11-19\nstatus = \"closed\"\nclosed_on = 2026-11-19\n"),
        );
    hub.build().ends_with(0);
    let published = hub.published();
    let feed = &published["feed.xml"];
    assert_eq!(texts(feed, "title")[1..], ["Nova", "Prva & <druga>", "Preverjena"]);
    let days = [
        "2026-11-20T00:00:00+01:00",
        "2026-11-20T00:00:00+01:00",
        "2026-11-01T00:00:00+01:00",
        "2026-07-03T00:00:00+02:00",
    ];
    assert_eq!(texts(feed, "updated"), days, "the feed is as new as its newest entry");
    assert_eq!(texts(feed, "published"), ["2026-11-20T00:00:00+01:00", "2026-01-05T00:00:00+01:00"]);
    assert_eq!(texts(&published["teme/sport/feed.xml"], "title")[1..], ["Prva & <druga>"]);
    assert!(!published.contains_key("teme/prazna/feed.xml"), "nothing is new in it");
    let page = |path: &str| String::from_utf8_lossy(&published[path]).into_owned();
    assert!(page("organizacije/a/index.html").contains("href=\"/feed.xml\""));
    assert!(page("teme/sport/index.html").contains("href=\"/teme/sport/feed.xml\""));
    assert!(!page("teme/prazna/index.html").contains("/teme/prazna/feed.xml"));
    let ids = texts(feed, "id");
    hub.put("content/organizations/a.toml", record("Z novim imenom", "updated = 2026-11-02\n"));
    hub.build().ends_with(0);
    assert_eq!(texts(&hub.published()["feed.xml"], "id"), ids, "ids do not change with names");
}

#[test]
fn a_hub_without_days_has_no_feed_and_no_link_to_one() {
    let hub = Hub::new().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    assert!(hub.published().keys().all(|path| !path.ends_with("feed.xml")));
    assert!(!String::from_utf8_lossy(&hub.published()["index.html"]).contains("feed.xml"));
}

#[test]
fn a_former_address_leads_on_in_every_language_without_script() {
    let site = SITE.replace("[\"sl\"]", "[\"sl\", \"it\"]").replace("kazipot.example", "kazipot.example/hub");
    let text = organization("aliases = [\"staro-ime\"]\n[translations.it]\ntitle = \"Ente\"\nsummary = \"S.\"\n");
    let hub = Hub::new().with("site.toml", site).with("content/organizations/novo.toml", text);
    hub.build().ends_with(0);
    let published = hub.published();
    for (path, to, title) in [
        ("organizacije/staro-ime/index.html", "/hub/organizacije/novo/", "Društvo"),
        ("it/organizzazioni/staro-ime/index.html", "/hub/it/organizzazioni/novo/", "Ente"),
    ] {
        let page =
            String::from_utf8_lossy(published.get(path).unwrap_or_else(|| panic!("{path}: {:?}", published.keys())))
                .into_owned();
        assert!(page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={to}\">")), "{page}");
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"https://kazipot.example{to}\">")), "{page}");
        assert!(page.contains(&format!("<a href=\"{to}\">{title}</a>")), "{page}");
        assert!(page.contains("<h1>") && !page.contains("<script"), "{page}");
    }
    assert!(!String::from_utf8_lossy(&published["sitemap.xml"]).contains("staro-ime"));
}

#[test]
fn a_card_is_folded_inside_no_character_and_says_what_a_telephone_needs() {
    let long = "č".repeat(100);
    let text = format!(
        "title = \"Lekarna; pri, mostu\"\nsummary = \"{long}\"\ntype = \"pharmacy\"\nupdated = 2026-11-03\n\
         [place]\nstreet = \"Trg 1\"\npost = \"6230 Postojna\"\nlat = 45.5\nlon = 14.25\n\
         [[contact]]\nphone = \"05 012 34 56\"\nrole = \"Dežurstvo\"\n[[contact]]\nemail = \"a@b.example\"\n"
    );
    let hub = Hub::new()
        .with("content/health/lekarna.toml", text)
        .with("content/organizations/brez.toml", organization(""))
        .with(
            "content/organizations/zaprta.toml",
            organization("status = \"closed\"\nclosed_on = 2026-01-01\n[[contact]]\nphone = \"05 012 34 57\"\n"),
        );
    hub.build().ends_with(0);
    let published = hub.published();
    let cards: Vec<&String> = published.keys().filter(|path| path.ends_with(".vcf")).collect();
    assert_eq!(cards, ["zdravje/lekarna/lekarna.vcf"], "who cannot be reached or is closed has none");
    let card = String::from_utf8(published["zdravje/lekarna/lekarna.vcf"].clone()).expect("no character was cut");
    assert!(card.split("\r\n").all(|line| line.len() <= 75), "{card}");
    assert!(!card.replace("\r\n", "").contains('\n'), "{card}");
    let whole = card.replace("\r\n ", "");
    for line in [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "KIND:org",
        "FN;LANGUAGE=sl:Lekarna\\; pri\\, mostu",
        "N:;;;;",
        "item1.TEL;TYPE=work,voice;PREF=1:+38650123456",
        "item1.X-ABLabel:Dežurstvo",
        "EMAIL;TYPE=work:a@b.example",
        "ADR;TYPE=work:;;Trg 1;Postojna;;6230;SI",
        "GEO:geo:45.5,14.25",
        "URL:https://kazipot.example/zdravje/lekarna/",
        "REV:20261103T000000Z",
        "END:VCARD",
    ] {
        assert!(whole.split("\r\n").any(|known| known == line), "»{line}« is not in\n{whole}");
    }
    assert!(whole.contains(&format!("NOTE;LANGUAGE=sl:{long}")));
    assert!(
        String::from_utf8_lossy(&published["zdravje/lekarna/index.html"])
            .contains("href=\"/zdravje/lekarna/lekarna.vcf\"")
    );
}

#[test]
fn an_output_is_exported_as_it_is_published_and_overwrites_nothing() {
    let hub = Hub::new().with(
        "content/organizations/a.toml",
        organization("updated = 2026-11-01\naliases = [\"staro\"]\n[[contact]]\nphone = \"05 012 34 56\"\n"),
    );
    hub.build().ends_with(0);
    let published = hub.published();
    let export = |rest: &[&str]| hub.run(&[&["export"], rest, &["--today", TODAY]].concat());
    let printed = export(&["records"]).ends_with(0);
    assert_eq!(printed.stdout.as_bytes(), published["data/records.json"]);
    export(&["html"]).ends_with(2).says("--output");
    export(&["zgodbe"]).ends_with(2).says("vcard");
    let listed = export(&[]).ends_with(0).says("vcard").stdout;
    let unsaid = listed.lines().skip(1).find(|line| line.split_whitespace().count() < 2 || line.contains("output."));
    assert_eq!(unsaid.filter(|line| line.trim() != "robots       robots.txt"), None, "every output is said in words");
    for name in ["redirects", "feed", "vcard", "html", "assets"] {
        export(&[name, "--output", &format!("izvoz-{name}")]).ends_with(0);
        let files = kit::files(&hub.root().join(format!("izvoz-{name}")));
        assert!(!files.is_empty(), "{name}");
        for (path, bytes) in files {
            assert!(published[&path] == bytes, "{name}: {path}");
        }
    }
    // One file by its name: it is made, found the same, and never replaced.
    export(&["sitemap", "--output", "seznam.xml"]).ends_with(0);
    assert_eq!(hub.text("seznam.xml").as_bytes(), published["sitemap.xml"]);
    export(&["sitemap", "--output", "seznam.xml"]).ends_with(0);
    hub.put("seznam.xml", "moje");
    export(&["sitemap", "--output", "seznam.xml"]).ends_with(3).says("seznam.xml");
    assert_eq!(hub.text("seznam.xml"), "moje");
    hub.put("tuja/moje.txt", "moje");
    export(&["feed", "--output", "tuja"]).ends_with(3);
    export(&["feed", "--output", "content"]).ends_with(3);
    assert_eq!(kit::files(&hub.root().join("tuja")).len(), 1);
    assert_eq!(hub.published(), published, "the site is as it was");
}

#[test]
fn nothing_is_exported_of_a_broken_hub_unless_it_is_asked_for() {
    let hub = Hub::new()
        .with("content/organizations/a.toml", organization(""))
        .with("content/organizations/b.toml", organization("tipe = 3\n"));
    let run = hub.run(&["export", "records", "--today", TODAY]).ends_with(1).says("Nič ni izvoženo.");
    assert!(!run.stdout.contains("kazipot\""));
    let run = hub.run(&["export", "records", "--skip-broken", "--today", TODAY]).ends_with(0);
    let records: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(records["records"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_theme_that_shows_no_feeds_and_cards_has_none_but_they_can_be_exported() {
    let hub = Hub::new()
        .with("site.toml", SITE.replace("name =", "theme = \"moja\"\nname ="))
        .with("themes/moja/theme.toml", "contract = 1\nmachine = []\n")
        .with(
            "content/organizations/a.toml",
            organization("updated = 2026-11-01\n[[contact]]\nphone = \"05 012 34 56\"\n"),
        );
    hub.build().ends_with(0);
    assert!(hub.published().keys().all(|path| !path.ends_with("feed.xml") && !path.ends_with(".vcf")));
    let run = hub.run(&["export", "vcard", "--today", TODAY]).ends_with(0);
    assert!(run.stdout.starts_with("BEGIN:VCARD"));
}

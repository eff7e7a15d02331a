//! Pages about the hub itself, what residents asked for, announcements, and what a guide gathers.

mod kit;

use kit::{Hub, SITE, organization};

const TOPICS: &str = "[[topic]]\nid = \"delo\"\nname = \"Delo\"\n[[topic]]\nid = \"delo/iskanje\"\nname = \"Iskanje dela\"\n\
                      [[topic]]\nid = \"sport\"\nname = \"Šport\"\n";

fn page(hub: &Hub, path: &str) -> String {
    let published = hub.published();
    let bytes = published.get(path).unwrap_or_else(|| panic!("{path} is not among {:?}", published.keys()));
    String::from_utf8(bytes.clone()).expect("pages are UTF-8")
}

/// The text of a page without its markup.
fn text(html: &str) -> String {
    let parts = html.split('<').enumerate();
    let text =
        parts.map(|(turn, part)| if turn == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
    text.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_leads_to_the_pages_about_the_hub_and_only_to_those_that_there_are() {
    let hub = Hub::new().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let home = page(&hub, "index.html");
    for path in ["o-kazipotu", "za-organizacije", "zasebnost"] {
        assert!(home.contains(&format!("href=\"/{path}/\"")), "{path}");
        assert!(hub.published().contains_key(&format!("{path}/index.html")), "{path}");
    }
    for path in ["dostopnost", "vprasali-ste", "nujno"] {
        assert!(!home.contains(&format!("href=\"/{path}/\"")), "{path} has nothing to say");
        assert!(!hub.published().contains_key(&format!("{path}/index.html")), "{path}");
    }
}

#[test]
fn the_freshness_of_the_whole_is_counted() {
    let checked = |day: &str| organization(&format!("[[verified]]\non = {day}\n"));
    let hub = Hub::new()
        .with("content/organizations/a.toml", checked("2026-11-01"))
        .with("content/organizations/b.toml", checked("2026-10-01"))
        .with("content/organizations/c.toml", checked("2025-01-31"))
        .with("content/organizations/d.toml", organization(""))
        .with("content/organizations/konec.toml", organization("status = \"closed\"\n"));
    hub.build().ends_with(0);
    let said = text(&page(&hub, "o-kazipotu/index.html")).replace('\u{a0}', " ");
    assert!(said.contains("Preverjeno v roku 2 zapisa (50 %)"), "{said}");
    assert!(said.contains("Čaka na novo preverjanje 1 zapis (25 %)"), "{said}");
    assert!(said.contains("Še nikoli preverjeno 1 zapis (25 %)"), "{said}");
    assert!(said.contains("Najstarejše preverjanje 31. januarja 2025"), "{said}");
}

#[test]
fn every_source_stands_once_with_its_licence() {
    let from = |name: &str| {
        let source = format!("[source]\nkind = \"register\"\nname = \"{name}\"\nlicence = \"CC BY 4.0\"\n");
        organization(&format!("{source}fetched = 2026-11-02\n"))
    };
    let hub = Hub::new()
        .with("content/organizations/a.toml", from("Register šol"))
        .with("content/organizations/b.toml", from("Register šol"))
        .with("content/organizations/c.toml", organization(""));
    hub.build().ends_with(0);
    let said = text(&page(&hub, "o-kazipotu/index.html")).replace('\u{a0}', " ");
    let register = "Iz registrov Register šol · 2 zapisa · Licenca: CC BY 4.0 · Podatke smo vzeli 2. novembra 2026.";
    assert_eq!(said.matches(register).count(), 1, "{said}");
    assert!(said.contains("Zapisi knjižnice 1 zapis"), "{said}");
}

const STATEMENT: &str = "[accessibility]\nprepared = 2026-10-05\nauthority = \"Inšpektorat za zgled\"\n";

#[test]
fn the_accessibility_statement_has_the_parts_of_the_law() {
    let barrier = "[[accessibility.inaccessible]]\nwhat = \"Obrazci v PDF.\"\nwhy = \"burden\"\n";
    let site = format!(
        "{SITE}{STATEMENT}conformity = \"partial\"\n{barrier}[library]\nname = \"Knjižnica\"\nphone = \"05 012 10 00\"\n"
    );
    let hub = Hub::new().with("site.toml", site);
    hub.build().ends_with(0);
    let said = text(&page(&hub, "dostopnost/index.html")).replace('\u{a0}', " ");
    for part in [
        "Knjižnica se zavezuje, da bo spletišče https://kazipot.example dostopno",
        "Spletišče je delno skladno z zakonom.",
        "Nesorazmerno breme Obrazci v PDF.",
        "Izjavo smo pripravili 5. oktobra 2026",
        "Odgovoriti vam moramo v osmih dneh.",
        "05 012 10 00",
        "Nadzorni organ Inšpektorat za zgled",
    ] {
        assert!(said.contains(part), "»{part}« is not in {said}");
    }
}

#[test]
fn a_statement_that_hides_its_barriers_is_refused() {
    let hub = Hub::new().with("site.toml", format!("{SITE}{STATEMENT}conformity = \"partial\"\n"));
    hub.check_short().ends_with(1).says("K0226").says("inaccessible");
    hub.put("site.toml", format!("{SITE}{STATEMENT}conformity = \"full\"\n"));
    hub.check_short().ends_with(0);
}

#[test]
fn needs_stand_under_what_came_of_them_with_what_there_is() {
    let needs = "[[need]]\nneed = \"Tečaj\"\nmonth = \"2026-09\"\ntimes = 2\ntopic = \"delo\"\nanswer = \"Odprli smo ga.\"\n\
                 records = [\"organization/a\"]\n\
                 [[need]]\nneed = \"Prevoz\"\nmonth = \"2026-10\"\nplan = \"Spomladi.\"\n\
                 [[need]]\nneed = \"Stanovanje\"\nmonth = \"2026-11\"\n\
                 [[consultation]]\ntitle = \"Sobote\"\nfrom = 2026-11-01\nuntil = 2026-12-01\nanswers = 3\n";
    let hub = Hub::new()
        .with("content/topics.toml", TOPICS)
        .with("content/organizations/a.toml", organization("topics = [\"delo/iskanje\"]\n"))
        .with("content/needs.toml", needs);
    hub.build().ends_with(0);
    let html = page(&hub, "vprasali-ste/index.html");
    let said = text(&html);
    let at = |part: &str| said.find(part).unwrap_or_else(|| panic!("»{part}« is not in {said}"));
    assert!(at("Naredili smo") < at("Odprli smo ga."), "{said}");
    assert!(at("Načrtujemo") < at("Spomladi."), "{said}");
    assert!(at("Rešitve še nimamo") < at("Stanovanje"), "{said}");
    assert!(
        said.contains("september 2026\u{a0}· vprašali ste 2-krat")
            || said.contains("september 2026 · vprašali ste 2-krat"),
        "{said}"
    );
    assert!(said.contains("Delo: 1 zapis") && html.contains("href=\"/organizacije/a/\""), "{said}");
    assert!(said.contains("3 odgovori") && said.contains("Odgovore še zbiramo."), "{said}");
}

#[test]
fn what_is_wrong_in_needs_is_told_where_it_stands() {
    let needs = "[[need]]\nneed = \"A\"\nmonth = 2026-09-01\ntopic = \"dela\"\n[[need]]\nneed = \"B\"\nmonth = \"september\"\n\
                 [[need]]\nneed = \"C\"\nmonth = \"2026-09\"\ntopic = \"dela\"\nplace = \"nikjer\"\nname = \"Ana\"\n\
                 [[consultation]]\ntitle = \"D\"\nfrom = 2026-12-01\nuntil = 2026-11-01\n";
    let hub = Hub::new().with("content/topics.toml", TOPICS).with("content/needs.toml", needs);
    let run = hub.check_short().ends_with(1);
    for said in [
        "needs.toml:3:9",
        "\"2026-09\"",
        "needs.toml:7:9",
        "needs.toml:11:9",
        "needs.toml:12:9",
        "K0201",
        "needs.toml:17:9",
    ] {
        assert!(run.said().contains(said), "»{said}« is not in {}", run.said());
    }
}

fn notice(id: &str, more: &str) -> String {
    format!(
        "[[notice]]\nid = \"{id}\"\ntitle = \"{id}\"\ntext = \"Pomembno.\"\nfrom = 2026-11-01\nuntil = 2026-12-01\n{more}"
    )
}

#[test]
fn a_notice_is_on_home_and_on_the_records_services_and_topics_that_it_names() {
    let service = "topics = [\"sport\"]\n[[service]]\nid = \"tek\"\ntitle = \"Tek\"\nsummary = \"Tečemo.\"\n";
    let notices = notice("v-zapisu", "records = [\"organization/a\"]\n")
        + &notice("v-storitvi", "records = [\"organization/a#tek\"]\n")
        + &notice("v-temi", "topics = [\"delo/iskanje\"]\n")
        + &notice("mimo", "records = [\"organization/a\"]\n").replace("until = 2026-12-01", "until = 2026-11-10");
    let hub = Hub::new()
        .with("content/topics.toml", TOPICS)
        .with("content/organizations/a.toml", organization(service))
        .with("content/notices.toml", notices);
    hub.build().ends_with(0);
    let on = |path: &str| {
        let html = page(&hub, path);
        let all = ["v-zapisu", "v-storitvi", "v-temi", "mimo"];
        all.into_iter().filter(|id| html.contains(&format!(">{id}"))).collect::<Vec<_>>()
    };
    assert_eq!(on("index.html"), ["v-zapisu", "v-storitvi", "v-temi"]);
    assert_eq!(on("organizacije/a/index.html"), ["v-zapisu"]);
    assert_eq!(on("organizacije/a/tek/index.html"), ["v-storitvi"]);
    assert_eq!(on("teme/delo/iskanje/index.html"), ["v-temi"]);
    assert_eq!(on("teme/delo/index.html"), ["v-temi"]);
    assert!(on("teme/sport/index.html").is_empty());
}

#[test]
fn a_notice_that_ends_before_it_begins_or_names_what_is_not_there_is_told() {
    let backwards = notice("nazaj", "").replace("until = 2026-12-01", "until = 2026-10-01");
    let hub = Hub::new().with("content/notices.toml", backwards + &notice("tema", "topics = [\"nikoli\"]\n"));
    hub.check_short().ends_with(1).says("notices.toml:6:9").says("K0224").says("K0307");
}

#[test]
fn a_guide_for_a_moment_of_life_gathers_what_is_under_its_topics() {
    let services = "topics = [\"sport\"]\n\
                    [[service]]\nid = \"iskanje\"\ntitle = \"Iščemo z vami\"\nsummary = \"S.\"\ntopics = [\"delo/iskanje\"]\n\
                    [[service]]\nid = \"tek\"\ntitle = \"Tečemo\"\nsummary = \"S.\"\ntopics = [\"sport\"]\n";
    let guide =
        |sort: &str| format!("title = \"Brez službe\"\nsummary = \"S.\"\ntype = \"{sort}\"\ntopics = [\"delo\"]\n");
    let event = |start: &str| {
        format!(
            "title = \"Delavnica {start}\"\nsummary = \"S.\"\ntype = \"course\"\nstart = {start}\ntopics = [\"delo\"]\n"
        )
    };
    let hub = Hub::new()
        .with("content/topics.toml", TOPICS)
        .with("content/organizations/a.toml", organization(services))
        .with("content/guides/sluzba.toml", guide("life-situation"))
        .with("content/guides/pravice.toml", guide("rights"))
        .with("content/events/pozneje.toml", event("2026-12-09"))
        .with("content/events/prej.toml", event("2026-12-01"))
        .with("content/events/mimo.toml", event("2026-11-01"));
    hub.build().ends_with(0);
    let said = text(&page(&hub, "vodniki/sluzba/index.html"));
    assert!(said.contains("Iščemo z vami") && said.contains("Storitev organizacije Društvo"), "{said}");
    assert!(!said.contains("Tečemo"), "another topic's service: {said}");
    let (first, second) = (said.find("Delavnica 2026-12-01"), said.find("Delavnica 2026-12-09"));
    assert!(first.is_some() && first < second, "{said}");
    assert!(!said.contains("Delavnica 2026-11-01"), "what is over is in no list: {said}");
    assert!(!text(&page(&hub, "vodniki/pravice/index.html")).contains("Iščemo z vami"));
}

//! Pages of time: what is near, months, what is over, stops and where to learn.

mod kit;

use kit::{Hub, SITE, organization};

fn event(title: &str, more: &str) -> String {
    format!("title = \"{title}\"\nsummary = \"Kaj bo.\"\ntype = \"event\"\n{more}")
}

fn page(hub: &Hub, path: &str) -> String {
    let published = hub.published();
    let bytes = published.get(path).unwrap_or_else(|| panic!("{path} is not among {:?}", published.keys()));
    String::from_utf8(bytes.clone()).expect("pages are UTF-8")
}

/// The days of a page, each with its text.
fn days(html: &str) -> Vec<(String, String)> {
    let parts = html.split("<section class=\"day\" data-day=\"").skip(1);
    parts
        .map(|part| {
            let (day, rest) = part.split_once('"').expect("a day has a date");
            (day.to_owned(), rest.split("</section>").next().unwrap_or_default().to_owned())
        })
        .collect()
}

fn built(hub: &Hub, today: &str) {
    hub.run(&["build", "--today", today, "--format", "short"]).ends_with(0);
}

#[test]
fn a_hub_without_events_has_no_pages_of_time() {
    let hub = Hub::new().with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let paths = hub.published();
    for path in ["danes", "konec-tedna", "ta-teden", "2026-11"] {
        assert!(!paths.contains_key(&format!("dogodki/{path}/index.html")), "{path}");
    }
    assert!(!page(&hub, "dogodki/index.html").contains("class=\"leaves\""));
}

#[test]
fn weeks_and_months_pass_new_year() {
    let rule = "start = 2026-12-01T23:00:00\nend = 2026-12-02T01:00:00\n[repeat]\nevery = \"week\"\n";
    let hub = Hub::new().with("content/events/nocni-tek.toml", event("Nočni tek", rule));
    built(&hub, "2026-12-31");
    let week = days(&page(&hub, "dogodki/ta-teden/index.html"));
    assert_eq!(week.first().map(|(day, _)| &**day), Some("20261231"));
    assert_eq!(week.last().map(|(day, _)| &**day), Some("20270110"), "whole weeks only, as far as the page reaches");
    let weekend = days(&page(&hub, "dogodki/konec-tedna/index.html"));
    let weekend: Vec<&str> = weekend.iter().map(|(day, _)| &**day).collect();
    assert_eq!(weekend, ["20270102", "20270103", "20270109", "20270110"]);
    let months: Vec<String> = hub.published().into_keys().filter(|path| path.starts_with("dogodki/20")).collect();
    assert_eq!(
        (months.len(), &*months[0], &*months[11]),
        (12, "dogodki/2026-12/index.html", "dogodki/2027-11/index.html")
    );
    let december = page(&hub, "dogodki/2026-12/index.html");
    assert_eq!(days(&december).len(), 5, "a night is on the day of its evening");
    assert!(!december.contains("Traja več dni"));
    assert!(december.contains("Nočni tek"));
}

#[test]
fn a_day_has_its_hour_on_both_changes_of_the_clock() {
    let times = "dates = [2026-10-25T02:30:00, 2027-03-28T02:30:00]\nduration = \"30m\"\n";
    let hub = Hub::new().with("content/events/nocna.toml", event("Nočna", times));
    for (today, day) in [("2026-10-25", "20261025"), ("2027-03-28", "20270328")] {
        built(&hub, today);
        let found = days(&page(&hub, "dogodki/danes/index.html"));
        assert_eq!(found[0].0, day);
        assert!(found[0].1.contains("<p class=\"time\">2.30</p>"), "{}", found[0].1);
        assert!(found[0].1.contains(&format!("data-at=\"{day}:150-{day}:180\"")), "{}", found[0].1);
    }
}

#[test]
fn an_empty_day_says_so_and_an_empty_month_is_not_listed() {
    let hub = Hub::new().with("content/events/lani.toml", event("Lani", "start = 2025-03-01T10:00:00\n"));
    hub.build().ends_with(0);
    let today = days(&page(&hub, "dogodki/danes/index.html"));
    assert!(today[0].1.contains("Za ta dan nimamo vpisanih dogodkov."), "{}", today[0].1);
    let month = page(&hub, "dogodki/2026-11/index.html");
    assert!(month.contains("V tem mesecu nimamo vpisanih dogodkov.") && month.contains("content=\"noindex\""));
    let sitemap = page(&hub, "sitemap.xml");
    assert!(
        !sitemap.contains("2026-11") && !sitemap.contains("arhiv") && sitemap.contains("dogodki/danes/"),
        "{sitemap}"
    );
    let archive = page(&hub, "dogodki/arhiv/2025/index.html");
    assert!(archive.contains("Lani") && archive.contains("noindex"));
}

#[test]
fn a_day_of_sixty_events_and_a_title_of_three_hundred_letters_are_bounded() {
    let mut hub = Hub::new();
    for turn in 0..60 {
        let title = if turn == 0 { "Predolgo ".repeat(33) } else { format!("Dogodek {turn}") };
        hub = hub.with(&format!("content/events/d{turn}.toml"), event(title.trim(), "start = 2026-11-22T10:00:00\n"));
    }
    hub.build().ends_with(0);
    let today = days(&page(&hub, "dogodki/danes/index.html"));
    assert_eq!(today[0].1.matches("<li class=\"row").count(), 50);
    assert!(today[0].1.contains("še 10 dogodkov"), "{}", today[0].1);
    let month = page(&hub, "dogodki/2026-11/index.html");
    let cell = month.split("<td data-day=\"20261122\">").nth(1).and_then(|cell| cell.split("</td>").next());
    let cell = cell.expect("the day is in the table");
    assert_eq!(cell.matches("<li>").count(), 4);
    assert!(cell.contains("še 57 dogodkov") && cell.contains("href=\"#d-2026-11-22\""), "{cell}");
}

#[test]
fn a_year_of_the_archive_is_cut_into_pages() {
    let mut hub = Hub::new();
    for turn in 0..55 {
        hub = hub.with(&format!("content/events/d{turn}.toml"), event("Mimo", "start = 2026-01-22T10:00:00\n"));
    }
    hub.build().ends_with(0);
    assert!(page(&hub, "dogodki/arhiv/2026/index.html").contains("href=\"/dogodki/arhiv/2026/2/\""));
    assert_eq!(page(&hub, "dogodki/arhiv/2026/2/index.html").matches("<li class=\"row").count(), 5);
}

#[test]
fn pages_of_time_stand_under_the_words_of_each_language() {
    let site = SITE.replace("[\"sl\"]", "[\"sl\"]\ncourtesy = [\"it\", \"en\"]");
    let text = event("Branje", "start = 2026-11-28T10:00:00\n");
    let hub = Hub::new().with("site.toml", site).with("content/events/a.toml", text);
    hub.build().ends_with(0);
    let paths = hub.published();
    for path in [
        "dogodki/danes",
        "it/eventi/oggi",
        "en/events/today",
        "it/eventi/fine-settimana",
        "en/events/2026-11",
        "en/events/by-audience",
    ] {
        assert!(paths.contains_key(&format!("{path}/index.html")), "{path}: {:?}", paths.keys());
    }
}

//! Calendars: what is in their files, who has one, and what becomes of an event that is cancelled.

mod kit;

use std::collections::BTreeMap;

use jiff::civil::date;
use kazipot::world::Memory;
use kazipot::{Broken, Memo, compile};
use kit::{Hub, SITE, TODAY};
use proptest::prelude::*;

const STORY: &str = "title = \"Ura pravljic\"\nsummary = \"Beremo.\"\nadded = 2026-09-01\nupdated = 2026-11-20\n\
                     start = 2026-09-01T17:00:00\nend = 2026-09-01T17:45:00\n\
                     repeat = { every = \"week\", on = [\"tu\"], until = 2027-03-30 }\n";

const ORGANIZER: &str = "title = \"Knjižnica; \\\"Lipa\\\"\"\nsummary = \"Knjižnica.\"\ntype = \"society\"\n\
                         [[contact]]\nemail = \"info@lipa.example\"\n";

fn published(hub: &Hub) -> BTreeMap<String, Vec<u8>> {
    hub.build().ends_with(0);
    hub.published()
}

/// The lines of a calendar, whole again.
fn lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8(bytes.to_vec()).expect("no character was cut");
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

fn has(lines: &[String], wanted: &[&str]) {
    for line in wanted {
        assert!(lines.iter().any(|known| known == line), "»{line}« is not in\n{}", lines.join("\n"));
    }
}

fn event(keys: &str) -> Vec<String> {
    let hub = Hub::new().with("content/events/d.toml", format!("title = \"D\"\nsummary = \"P.\"\n{keys}"));
    lines(&published(&hub)["dogodki/d/d.ics"])
}

#[test]
fn a_rule_is_told_with_what_is_left_out_moved_and_cancelled() {
    let keys = format!(
        "{STORY}skip_holidays = true\nskip = [2026-12-22]\nsequence = 3\n\
         [[changed]]\ndate = 2026-12-08\nstart = 2026-12-09T18:00:00\nplace = \"Drugje\"\n\
         [[changed]]\ndate = 2026-12-15\nstatus = \"cancelled\"\nnote = \"Bolezen; žal.\"\n"
    );
    let hub = Hub::new().with("content/events/ura.toml", keys);
    let lines = lines(&published(&hub)["dogodki/ura/ura.ics"]);
    has(
        &lines,
        &[
            "DTSTAMP:20261119T230000Z",
            "CREATED:20260831T220000Z",
            "SEQUENCE:3",
            // What was over 30 days ago is not told any more.
            "DTSTART;TZID=Europe/Ljubljana:20261027T170000",
            "DTEND;TZID=Europe/Ljubljana:20261027T174500",
            "RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=MO;UNTIL=20270330T215959Z",
            "EXDATE;TZID=Europe/Ljubljana:20261222T170000",
            "RECURRENCE-ID;TZID=Europe/Ljubljana:20261208T170000",
            "DTSTART;TZID=Europe/Ljubljana:20261209T180000",
            "SUMMARY;LANGUAGE=sl:Spremenjeno: Ura pravljic",
            "LOCATION:Drugje",
            "RECURRENCE-ID;TZID=Europe/Ljubljana:20261215T170000",
            "STATUS:CANCELLED",
            "SUMMARY;LANGUAGE=sl:Odpovedano: Ura pravljic",
        ],
    );
    let text = lines.iter().find(|line| line.contains("Bolezen")).expect("the note");
    assert!(text.starts_with("DESCRIPTION;LANGUAGE=sl:Bolezen\\; žal.\\nBeremo."), "{text}");
    let ids: std::collections::BTreeSet<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(ids.len(), 1, "a changed date is one of the same event");
}

#[test]
fn whole_days_end_on_the_day_after_and_an_unknown_time_is_a_day() {
    has(
        &event("start = 2026-12-30\nend = 2027-01-02\nall_day = true\n"),
        &["DTSTART;VALUE=DATE:20261230", "DTEND;VALUE=DATE:20270103", "TRANSP:TRANSPARENT"],
    );
    let unknown = event("start = 2026-12-05\ntime = \"unknown\"\n");
    has(&unknown, &["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261206"]);
    assert!(unknown.iter().any(|line| line.contains("ni ure")), "{unknown:?}");
    assert!(unknown.iter().all(|line| line != "BEGIN:VTIMEZONE"), "days need no zone");
    let open = event("start = 2026-12-05T10:00:00\n");
    assert!(open.iter().all(|line| !line.starts_with("DTEND") && !line.starts_with("DURATION")), "nobody knows");
}

#[test]
fn a_call_is_told_by_its_deadline_and_dates_beside_a_rule_stand_alone() {
    let call = event("type = \"call\"\ncloses = 2026-12-15T12:00:00\n");
    has(&call, &["DTSTART;TZID=Europe/Ljubljana:20261215T120000", "SUMMARY;LANGUAGE=sl:Rok: D"]);
    let list = event("dates = [2026-12-01T17:00:00, 2026-12-09T18:00:00]\nduration = \"1h\"\n");
    let ids: std::collections::BTreeSet<&String> = list.iter().filter(|line| line.starts_with("UID:")).collect();
    assert_eq!(ids.len(), 2);
    assert!(list.iter().all(|line| !line.starts_with("RDATE")));
    has(&event("start = 2026-12-11T19:00:00\nstatus = \"postponed\"\n"), &["STATUS:TENTATIVE"]);
}

#[test]
fn calendars_are_there_for_whoever_has_something_within_a_year_and_are_linked_there() {
    let hub = Hub::new()
        .with(
            "content/topics.toml",
            "[[topic]]\nid = \"branje\"\nname = \"Branje\"\n[[topic]]\nid = \"sport\"\nname = \"Šport\"\n",
        )
        .with("content/organizations/lipa.toml", ORGANIZER)
        .with("content/organizations/druga.toml", ORGANIZER)
        .with(
            "content/events/ura.toml",
            format!(
                "{STORY}topics = [\"branje\"]\nfor = [\"children\", \"everyone\"]\norganizer = \"organization/lipa\"\n"
            ),
        )
        .with(
            "content/events/daljni.toml",
            "title = \"Daljni\"\nsummary = \"P.\"\nstart = 2028-01-01T10:00:00\ntopics = [\"sport\"]\n",
        )
        .with("content/events/bivsi.toml", "title = \"Bivši\"\nsummary = \"P.\"\nstart = 2026-10-01T10:00:00\n")
        .with("content/events/nedavni.toml", "title = \"Nedavni\"\nsummary = \"P.\"\nstart = 2026-11-10T10:00:00\n")
        .with("content/events/osnutek.toml", format!("{STORY}draft = true\n"));
    let site = published(&hub);
    let calendars: Vec<&str> = site.keys().filter(|path| path.ends_with(".ics")).map(String::as_str).collect();
    assert_eq!(
        calendars,
        [
            "dogodki/calendar.ics",
            "dogodki/children.ics",
            "dogodki/daljni/daljni.ics",
            "dogodki/nedavni/nedavni.ics",
            "dogodki/ura/ura.ics",
            "organizacije/lipa/calendar.ics",
            "teme/branje/calendar.ics",
        ]
    );
    let all = lines(&site["dogodki/calendar.ics"]);
    assert_eq!(all.iter().filter(|line| *line == "BEGIN:VEVENT").count(), 3, "what was over a month ago is not in it");
    has(
        &all,
        &[
            "X-WR-CALNAME:Kažipot: Dogodki",
            "SOURCE;VALUE=URI:https://kazipot.example/dogodki/calendar.ics",
            "ORGANIZER;CN=\"Knjižnica; 'Lipa'\":mailto:info@lipa.example",
            "CATEGORIES;LANGUAGE=sl:Branje",
        ],
    );
    let page = |path: &str| String::from_utf8_lossy(&site[path]).into_owned();
    for (path, at) in [
        ("dogodki/index.html", "dogodki/calendar.ics"),
        ("teme/branje/index.html", "teme/branje/calendar.ics"),
        ("organizacije/lipa/index.html", "organizacije/lipa/calendar.ics"),
    ] {
        let page = page(path);
        assert!(page.contains(&format!("href=\"webcal://kazipot.example/{at}\"")), "{path}");
        assert!(page.contains(&format!("https://kazipot.example/{at}")) && page.contains(&format!("href=\"/{at}\"")));
        assert!(page.contains("<link rel=\"alternate\" type=\"text/calendar\""), "{path}");
    }
    assert!(page("dogodki/index.html").contains("webcal://kazipot.example/dogodki/children.ics"));
    assert!(page("dogodki/ura/index.html").contains("<a href=\"/dogodki/ura/ura.ics\">Dodajte v koledar</a>"));
    for path in ["teme/sport/index.html", "organizacije/druga/index.html", "dogodki/bivsi/index.html", "index.html"] {
        assert!(!page(path).contains(".ics"), "{path} leads to a calendar that is not there");
    }
}

#[test]
fn a_hidden_address_is_in_no_calendar() {
    let place = |visibility: &str| {
        format!(
            "{STORY}[place]\nname = \"Skrita hiša\"\nstreet = \"Tajna ulica 7\"\npost = \"6230 Postojna\"\nlat = 45.7749\nlon = 14.2137\nvisibility = \"{visibility}\"\n"
        )
    };
    let hub = Hub::new()
        .with("content/events/skrit.toml", place("hidden"))
        .with("content/events/mesto.toml", place("town-only"))
        .with("content/events/javen.toml", place("public").replace("Tajna ulica", "Javna ulica"));
    let site = published(&hub);
    has(&lines(&site["dogodki/javen/javen.ics"]), &["GEO:45.7749;14.2137"]);
    for path in ["dogodki/skrit/skrit.ics", "dogodki/mesto/mesto.ics"] {
        let whole = lines(&site[path]).join("\n");
        assert!(!whole.contains("Tajna") && !whole.contains("Skrita") && !whole.contains("GEO"), "{whole}");
        assert_eq!(whole.contains("Postojna"), path.contains("mesto"), "{whole}");
    }
}

#[test]
fn a_theme_that_shows_no_calendars_has_none_but_they_can_be_exported() {
    let hub = Hub::new()
        .with("site.toml", SITE.replace("name =", "theme = \"moja\"\nname ="))
        .with("themes/moja/theme.toml", "contract = 1\nmachine = []\n")
        .with("content/events/ura.toml", STORY);
    let site = published(&hub);
    assert!(site.keys().all(|path| !path.ends_with(".ics")));
    assert!(!String::from_utf8_lossy(&site["dogodki/ura/index.html"]).contains(".ics"));
    hub.run(&["export", "ics", "--output", "koledarji", "--today", TODAY]).ends_with(0);
    assert!(hub.text("koledarji/dogodki/ura/ura.ics").starts_with("BEGIN:VCALENDAR\r\n"));
}

/// Everything that is said of the event in the places where people look for it.
struct Said {
    page: String,
    list: String,
    feed: String,
    index: String,
    found: String,
    calendar: Vec<String>,
    everything: Vec<String>,
}

fn said(hub: &Hub) -> Said {
    let site = published(hub);
    let text = |path: &str| String::from_utf8_lossy(&site[path]).replace('\u{a0}', " ");
    let index = site.iter().filter(|(path, _)| path.starts_with("s/") || path.contains("search"));
    let index: String = index.map(|(_, bytes)| String::from_utf8_lossy(bytes).replace('\u{a0}', " ")).collect();
    Said {
        page: text("dogodki/ura/index.html"),
        list: text("dogodki/index.html"),
        feed: text("feed.xml"),
        index,
        found: hub.run(&["search", "pravljice", "--today", TODAY]).ends_with(0).stdout.replace('\u{a0}', " "),
        calendar: lines(&site["dogodki/ura/ura.ics"]),
        everything: lines(&site["dogodki/calendar.ics"]),
    }
}

#[test]
fn a_cancelled_event_says_so_wherever_it_is_told() {
    let hub = Hub::new().with("content/events/ura.toml", STORY);
    let before = said(&hub);
    has(&before.calendar, &["SEQUENCE:0", "STATUS:CONFIRMED"]);
    for text in [&before.page, &before.list, &before.feed, &before.found, &before.index] {
        assert!(!text.contains("dpovedano") && !text.contains("Odpade"), "{text}");
    }

    let cancel = |more: &[&str]| hub.run(&[&["cancel", "ura", "--today", TODAY], more].concat()).ends_with(0);
    cancel(&["--only", "2026-11-24", "--note", "Bolezen."]);
    let one = said(&hub);
    for (whose, text) in
        [("page", &one.page), ("list", &one.list), ("feed", &one.feed), ("search", &one.found), ("index", &one.index)]
    {
        assert!(text.contains("Odpade 24. 11. 2026"), "the {whose} does not say it: {text}");
    }
    for calendar in [&one.calendar, &one.everything] {
        has(
            calendar,
            &[
                "SEQUENCE:1",
                "RECURRENCE-ID;TZID=Europe/Ljubljana:20261124T170000",
                "STATUS:CANCELLED",
                "STATUS:CONFIRMED",
                "SUMMARY;LANGUAGE=sl:Odpovedano: Ura pravljic",
                "LAST-MODIFIED:20261121T230000Z",
            ],
        );
    }

    cancel(&["--note", "Ure ne bo več."]);
    let all = said(&hub);
    for (whose, text) in
        [("page", &all.page), ("list", &all.list), ("feed", &all.feed), ("search", &all.found), ("index", &all.index)]
    {
        assert!(text.contains("Odpovedano"), "the {whose} does not say it: {text}");
    }
    assert!(all.feed.contains("<title>Odpovedano: Ura pravljic</title>"), "{}", all.feed);
    for calendar in [&all.calendar, &all.everything] {
        has(calendar, &["SEQUENCE:2", "SUMMARY;LANGUAGE=sl:Odpovedano: Ura pravljic"]);
        assert!(calendar.iter().all(|line| line != "STATUS:CONFIRMED"));
        assert!(calendar.iter().any(|line| line.contains("Ure ne bo več.")));
    }
    let id = |lines: &[String]| lines.iter().find(|line| line.starts_with("UID:")).cloned();
    assert_eq!(id(&before.calendar), id(&all.calendar), "it is the same event");
}

#[test]
fn deleting_what_people_have_in_their_calendars_is_told_once() {
    let hub = Hub::new().with("content/events/ura.toml", STORY).with("content/events/ples.toml", STORY);
    hub.build().ends_with(0);
    let move_to = |from: &str, to: &str| {
        std::fs::rename(hub.root().join(from), hub.root().join(to)).expect("it can be renamed");
    };
    // A new name with the old one as alias is no deletion, and neither is a draft.
    move_to("content/events/ura.toml", "content/events/pravljice.toml");
    hub.put("content/events/pravljice.toml", format!("{STORY}aliases = [\"ura\"]\n"));
    hub.put("content/events/ples.toml", format!("{STORY}draft = true\n"));
    assert!(!format!("{:?}", hub.run(&["check", "--today", TODAY])).contains("K0805"));
    std::fs::remove_file(hub.root().join("content/events/ples.toml")).expect("it can be removed");
    hub.run(&["check", "--today", TODAY]).says("K0805").says("kazipot cancel ples");
    hub.build().ends_with(0).says("K0805");
    assert!(!format!("{:?}", hub.build()).contains("K0805"), "now nobody knows it any more");
}

/// What a calendar may say of an event.
const PROPERTIES: &[&str] = &[
    "UID",
    "DTSTAMP",
    "SEQUENCE",
    "DTSTART",
    "DTEND",
    "STATUS",
    "TRANSP",
    "SUMMARY",
    "DESCRIPTION",
    "LOCATION",
    "URL",
    "BEGIN",
    "END",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Whatever stands in a text, it is a text: no line of it becomes a property.
    #[test]
    fn no_text_becomes_a_property(
        title in "([a-zčž ]|\r\n|\n|\r|\u{2028}|\u{85}|ATTENDEE:|END:VEVENT|[;:,\\\\\"]){1,40}",
        room in "(\n|\r|[a-zš]|X-EVIL:1|[;,=]){1,40}",
    ) {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let record = format!(
            "title = {}\nsummary = {}\nroom = {}\nstart = 2026-12-05T10:00:00\nend = 2026-12-05T11:00:00\n",
            quoted(&format!("A{title}")), quoted(&format!("S{title}")), quoted(&room)
        );
        let world = Memory::new(date(2026, 11, 22)).with("site.toml", SITE).with("content/events/d.toml", record);
        let compiled = compile(&world, Broken::Stop, &mut Memo::default());
        if let Some(site) = compiled.value {
            let at = (0..site.len()).find(|at| site.path(*at) == "dogodki/d/d.ics").expect("a calendar");
            let mut bytes = Vec::new();
            prop_assert!(site.make(at, &mut bytes).is_ok());
            let all = lines(&bytes);
            let from = all.iter().position(|line| line == "BEGIN:VEVENT").expect("an event");
            let to = all.iter().position(|line| line == "END:VEVENT").expect("its end");
            prop_assert_eq!(all.iter().filter(|line| line.starts_with("END:VEVENT")).count(), 1);
            for line in &all[from..to] {
                let name = line.split([':', ';']).next().unwrap_or_default();
                prop_assert!(PROPERTIES.contains(&name), "{} became a property", line);
            }
        }
    }
}

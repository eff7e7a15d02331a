//! Linked data: what every page says to machines holds what search engines and the vocabulary ask for.

mod kit;

use std::collections::BTreeMap;

use kit::{Hub, TODAY, organization};
use serde_json::Value;

/// What a thing of a type has to say (schema.org; Google's required properties for jobs, events, crumbs).
const REQUIRED: &[(&str, &[&str])] = &[
    ("JobPosting", &["title", "description", "datePosted", "hiringOrganization", "jobLocation"]),
    ("Event", &["name", "startDate", "location", "eventStatus", "eventAttendanceMode"]),
    ("EducationEvent", &["name", "startDate", "location", "eventStatus", "eventAttendanceMode"]),
    ("ChildrensEvent", &["name", "startDate", "location", "eventStatus", "eventAttendanceMode"]),
    ("MusicEvent", &["name", "startDate", "location", "eventStatus", "eventAttendanceMode"]),
    ("ExhibitionEvent", &["name", "startDate", "location", "eventStatus", "eventAttendanceMode"]),
    ("WebPage", &["name", "expires", "url"]),
    ("BreadcrumbList", &["itemListElement"]),
    ("ListItem", &["position", "name", "item"]),
    ("Article", &["headline", "inLanguage", "author", "publisher"]),
    ("Service", &["name", "url"]),
    ("GovernmentService", &["name", "url"]),
    ("WebSite", &["name", "url"]),
    ("Organization", &["name"]),
    ("NGO", &["name"]),
    ("GovernmentOffice", &["name"]),
    ("Library", &["name"]),
    ("LocalBusiness", &["name"]),
    ("MedicalClinic", &["name"]),
    ("Dentist", &["name"]),
    ("Pharmacy", &["name"]),
    ("Hospital", &["name"]),
    ("DiagnosticLab", &["name"]),
    ("School", &["name"]),
    ("Preschool", &["name"]),
    ("WorkersUnion", &["name"]),
    ("ContactPoint", &[]),
    ("PostalAddress", &["addressCountry"]),
    ("GeoCoordinates", &["latitude", "longitude"]),
    ("OpeningHoursSpecification", &[]),
    ("Schedule", &["repeatFrequency", "startDate", "scheduleTimezone"]),
    ("Question", &["name", "acceptedAnswer"]),
    ("Answer", &["text"]),
    ("PropertyValue", &["value"]),
    ("QuantitativeValue", &["unitText"]),
    ("MonetaryAmount", &["currency", "value"]),
    ("VirtualLocation", &["url"]),
];

/// The things of a page.
fn things(page: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(page).expect("a page is UTF-8");
    let mut found = Vec::new();
    for part in text.split(r#"<script type="application/ld+json">"#).skip(1) {
        let (block, _) = part.split_once("</script>").expect("a block ends");
        let whole: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{error}: {block}"));
        assert_eq!(whole["@context"], "https://schema.org");
        match whole.get("@graph").and_then(Value::as_array) {
            Some(graph) => found.extend(graph.iter().cloned()),
            None => found.push(whole),
        }
    }
    found
}

/// Every node in a value, the value itself among them.
fn nodes(value: &Value, each: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            each(map);
            map.values().for_each(|value| nodes(value, each));
        }
        Value::Array(values) => values.iter().for_each(|value| nodes(value, each)),
        _ => {}
    }
}

fn thing_of(hub: &Hub, path: &str) -> Value {
    let published = hub.published();
    let page = published.get(path).unwrap_or_else(|| panic!("{path} is not there"));
    things(page).into_iter().next().unwrap_or_else(|| panic!("{path} says nothing to machines"))
}

#[test]
fn every_record_of_the_sample_says_what_its_type_has_to() {
    let hub = Hub::sample();
    hub.run(&["build", "--today", TODAY]).ends_with(0);
    let mut types: BTreeMap<String, usize> = BTreeMap::new();
    for (path, bytes) in hub.published().iter().filter(|(path, _)| path.ends_with("index.html")) {
        for thing in things(bytes) {
            let kind = thing["@type"].as_str().unwrap_or_else(|| panic!("{path}: a thing without a type"));
            assert!(REQUIRED.iter().any(|(known, _)| *known == kind), "{path}: {kind}");
            *types.entry(kind.to_owned()).or_default() += 1;
            nodes(&thing, &mut |node| {
                let kind = node.get("@type").and_then(Value::as_str).unwrap_or_default();
                let required = REQUIRED.iter().find(|(known, _)| *known == kind).map_or(&[][..], |(_, keys)| keys);
                // A part of another thing is named; its own page says the rest.
                let part = kind.ends_with("Event") && !node.contains_key("@id");
                for key in required.iter().filter(|key| !part || ["name", "startDate"].contains(key)) {
                    let named = node.contains_key("@id") && node.contains_key("name") && !thing["@id"].eq(&node["@id"]);
                    let there = node.get(*key).is_some_and(|value| !value.is_null() && value != "");
                    assert!(there || named, "{path}: {kind} without {key}");
                }
                assert!(node.values().all(|value| !value.is_null()), "{path}: {kind} says null");
            });
        }
    }
    for kind in [
        "JobPosting",
        "Event",
        "MedicalClinic",
        "Dentist",
        "Pharmacy",
        "GovernmentService",
        "Library",
        "NGO",
        "Article",
        "WebSite",
    ] {
        assert!(types.contains_key(kind), "no {kind} in {types:?}");
    }
}

#[test]
fn hours_are_said_by_the_week_and_single_dates_by_date() {
    let hours = "[[hours]]\nmo = [\"08:00-12:00\", \"13:00-15:00\"]\ntu = [\"08:00-12:00\"]\nsu = [\"22:00-02:00\"]\nholidays = \"as-sunday\"\n\
        [[hours.except]]\non = [2026-12-24]\nopen = []\n[[hours.except]]\non = [2027-11-01]\nopen = []\n";
    let hub = Hub::new().with("content/organizations/a.toml", organization(hours));
    hub.build().ends_with(0);
    let thing = &thing_of(&hub, "organizacije/a/index.html")["location"];
    let week = thing["openingHoursSpecification"].as_array().expect("a week");
    assert_eq!(week[0]["dayOfWeek"], serde_json::json!(["Monday", "Tuesday"]));
    assert_eq!((&week[0]["opens"], &week[0]["closes"]), (&"08:00".into(), &"12:00".into()));
    assert_eq!(week[1]["dayOfWeek"], "Monday");
    assert_eq!(
        (&week[2]["opens"], &week[2]["closes"]),
        (&"22:00".into(), &"02:00".into()),
        "it closes on the next day"
    );
    assert_eq!((&week[3]["dayOfWeek"], &week[3]["closes"]), (&"PublicHolidays".into(), &"02:00".into()));
    let special = &thing["specialOpeningHoursSpecification"];
    assert_eq!(special["validFrom"], "2026-12-24");
    assert_eq!(special.get("opens"), None, "closed");
    assert!(special.is_object(), "next year's exception is not said yet");
}

#[test]
fn a_deadline_is_the_end_of_its_day_in_the_hubs_zone_and_a_past_one_is_not_listed() {
    let job = |closes: &str| {
        format!(
            "title = \"Delo\"\nsummary = \"Opis </script> dela.\"\ntype = \"job\"\nposted = 2026-11-01\ncloses = {closes}\nemployer = {{ name = \"Podjetje\" }}\n"
        )
    };
    let hub = Hub::new()
        .with("content/employment/a.toml", job("2026-12-01"))
        .with("content/employment/b.toml", job("2026-07-01T12:00:00").replace("2026-11-01", "2026-06-01"));
    hub.build().ends_with(0);
    let open = thing_of(&hub, "zaposlitev/a/index.html");
    assert_eq!(open["validThrough"], "2026-12-01T23:59:59+01:00");
    assert_eq!(open["jobLocation"]["address"]["addressCountry"], "SI");
    assert_eq!(open["description"], "Opis </script> dela.");
    let past = thing_of(&hub, "zaposlitev/b/index.html");
    assert_eq!(past["validThrough"], "2026-07-01T12:00:00+02:00");
    let page = hub.published()["zaposlitev/b/index.html"].clone();
    assert!(String::from_utf8_lossy(&page).contains("noindex"));
}

#[test]
fn an_event_says_its_state_its_way_and_its_price() {
    let event = |more: &str| format!("title = \"Dogodek\"\nsummary = \"Kaj bo.\"\nstart = 2026-12-01T17:00:00\n{more}");
    let hub = Hub::new()
        .with("content/events/a.toml", event("duration = \"90m\"\nmode = [\"onsite\", \"online\"]\nonline_url = \"https://splet.example/a\"\ncost = \"free\"\n[place]\nstreet = \"Ulica 1\"\n"))
        .with("content/events/b.toml", event("status = \"cancelled\"\n[repeat]\nevery = \"week\"\non = [\"tu\"]\nuntil = 2026-12-22\n"))
        .with("content/events/c.toml", event("status = \"full\"\n[[cost]]\nfor = \"odrasli\"\namount = 12.5\n"))
        .with("content/events/d.toml", "title = \"Razpis\"\nsummary = \"Kdo se prijavi.\"\ntype = \"call\"\ncloses = 2026-12-31\n");
    hub.build().ends_with(0);
    let first = thing_of(&hub, "dogodki/a/index.html");
    assert_eq!(first["startDate"], "2026-12-01T17:00:00+01:00");
    assert_eq!(first["endDate"], "2026-12-01T18:30:00+01:00");
    assert_eq!(first["eventAttendanceMode"], "https://schema.org/MixedEventAttendanceMode");
    assert_eq!(first["location"][1]["url"], "https://splet.example/a");
    assert_eq!((&first["offers"]["price"], &first["isAccessibleForFree"]), (&0.into(), &true.into()));
    let series = thing_of(&hub, "dogodki/b/index.html");
    assert_eq!(series["eventStatus"], "https://schema.org/EventCancelled");
    assert_eq!(series["eventSchedule"]["byDay"], "https://schema.org/Tuesday");
    assert_eq!(series["eventSchedule"]["repeatFrequency"], "P1W");
    let full = thing_of(&hub, "dogodki/c/index.html");
    assert_eq!(
        (&full["offers"]["price"], &full["offers"]["availability"]),
        (&"12.50".into(), &"https://schema.org/SoldOut".into())
    );
    let call = thing_of(&hub, "dogodki/d/index.html");
    assert_eq!((&call["@type"], &call["expires"]), (&"WebPage".into(), &"2026-12-31T23:59:59+01:00".into()));
}

#[test]
fn what_nobody_knows_is_not_said() {
    let hub = Hub::new()
        .with("content/health/a.toml", "title = \"Ambulanta\"\nsummary = \"Kaj dela.\"\ntype = \"gp\"\n[accepts]\nvalue = \"yes\"\non = 2026-01-01\nsource = \"zzzs\"\n")
        .with("content/health/b.toml", "title = \"Ambulanta\"\nsummary = \"Kaj dela.\"\ntype = \"gp\"\n[accepts]\nvalue = \"yes\"\non = 2026-11-20\nsource = \"zzzs\"\n[access]\nwheelchair = \"unknown\"\n");
    hub.build().ends_with(0);
    assert_eq!(thing_of(&hub, "zdravje/a/index.html").get("isAcceptingNewPatients"), None, "the answer is too old");
    let known = thing_of(&hub, "zdravje/b/index.html");
    assert_eq!(known["isAcceptingNewPatients"], true);
    assert_eq!(known.get("amenityFeature"), None);
}

#[test]
fn a_theme_that_prints_no_linked_data_has_none_and_an_unknown_name_is_reported() {
    let page = "{{ page.head.title }}[{{ page.head.linked_data | safe }}]";
    let hub = Hub::new()
        .with("site.toml", kit::SITE.replace("name =", "theme = \"moja\"\nname ="))
        .with("themes/moja/theme.toml", "contract = 1\nmachine = []\n")
        .with("themes/moja/templates/detail.html", page)
        .with("content/organizations/a.toml", organization(""));
    hub.build().ends_with(0);
    let page = String::from_utf8_lossy(&hub.published()["organizacije/a/index.html"]).into_owned();
    assert!(page.ends_with("[]"), "{page}");
    hub.put("themes/moja/theme.toml", "contract = 1\nmachine = [\"json-ld\"]\n");
    hub.build().ends_with(0);
    let page = String::from_utf8_lossy(&hub.published()["organizacije/a/index.html"]).into_owned();
    assert!(page.contains("schema.org"), "{page}");
    hub.put("themes/moja/theme.toml", "contract = 1\nmachine = [\"jsonld\"]\n");
    hub.run(&["build", "--today", TODAY]).ends_with(1).says("json-ld");
}

//! What a hub publishes: nothing that somebody slipped into a field works as markup, script or path, and
//! nothing that is private is in any byte.

mod kit;

use std::collections::{BTreeMap, BTreeSet};

use kit::{Hub, TODAY};

const SITE: &str = r#"name = { sl = "Kažipot", it = "Kažipot" }
base_url = "https://kazipot.example"
[languages]
official = ["sl", "it"]
[data]
licence = "CC-BY-4.0"
outputs = ["hsds", "csv", "json-ld"]
"#;

/// What people slip into fields. None of it is a mistake in a text.
const SLIPPED: &[&str] = &[
    r#"\"><script>alert(1)</script>"#,
    r"{{ 7*7 }}{% include 'home.html' %}",
    r"</title></textarea></style><script>alert(2)</script>",
    r"' onmouseover='alert(3)' x='",
    r#"\" onfocus=\"alert(4)\" autofocus=\""#,
    r"\u202Eobrnjeno\u202C",
    r"../../../../x",
    r"<img src=x onerror=alert(5)>",
    r"]]><svg/onload=alert(6)>",
    r"&lt;script&gt;alert(7)&lt;/script&gt;",
    r"javascript:alert(8)",
    r"<!--",
    r"${7*7}#{7*7}",
    r"=HYPERLINK(1)",
    r"@SUM(A1)",
    r"+1+cmd|'/c calc'!A0",
    r"END:VCARD\nBEGIN:VCARD",
    r"END:VEVENT\nATTENDEE:mailto:a@b.example\nBEGIN:VEVENT",
];

/// A hub in which every field of text holds `slipped`.
fn slipped_hub(slipped: &str) -> Hub {
    let s = format!("\"{slipped}\"");
    let label = format!("{{ sl = {s}, it = {s} }}");
    let names = format!("title = {s}\nsummary = {s}\nlang = \"sl\"\nalert = {s}\nalso = [{s}]\nsteward = {s}\n");
    let translations = format!("\n[translations.it]\ntitle = {s}\nsummary = {s}\nalert = {s}\n");
    let offer = format!(
        "documents = [{label}]\nhow_to = {s}\nwait = {label}\n[access]\nwheelchair = \"yes\"\nnote = {label}\n\
         [eligibility]\ntext = {s}\nrequires = [{label}]\n[[language]]\ncode = \"sl\"\nnote = {label}\n\
         [[cost]]\nfor = {label}\namount = 3.5\nnote = {label}\n\
         [[hours]]\nid = \"ure\"\nlabel = {label}\nnote = {label}\nmo = [\"08:00-12:00\"]\n\
         [[hours.except]]\non = [2026-12-24]\nopen = []\nwhy = {label}\n"
    );
    let where_and_who = format!(
        "[place]\nname = {label}\nstreet = {label}\nfloor = {label}\ndirections = {label}\nparking = {label}\n\
         transit = {label}\n[[contact]]\nrole = {label}\nname = {s}\nconsent_on = 2026-01-01\nphone = \"05 012 34 56\"\n\
         ext = {s}\nnote = {label}\n[source]\nkind = \"own\"\nname = {s}\nlicence = {s}\nuid = {s}\n\
         [[verified]]\non = 2026-11-20\nby = {s}\nnote = {label}\n"
    );
    let body = format!("body = {s}\n");
    Hub::empty()
        .with("site.toml", SITE.replace("\"Kažipot\"", &s) + &format!("[library]\nname = {label}\nstreet = {label}\npost = {s}\nhours = {label}\n[[award]]\nname = {label}\nby = {label}\n"))
        .with(
            "content/organizations/drustvo.toml",
            format!(
                "{names}{body}type = \"society\"\nlegal_name = {s}\nmemberships = [{s}]\n\
                 rooms = [{{ name = {label}, seats = 3, note = {label} }}]\ntopics = [\"tema\"]\n\
                 volunteers = {{ wanted = true, note = {label} }}\n{offer}{where_and_who}\
                 [[location]]\nid = \"enota\"\ntitle = {label}\n\
                 [[service]]\nid = \"storitev\"\ntitle = {s}\nsummary = {s}\nalso = [{s}]\nhow_to = {s}\nalert = {s}\n\
                 [identifiers]\nmaticna = {s}\nosm = {s}\n{translations}[translations.it.service.storitev]\ntitle = {s}\nsummary = {s}\n"
            ),
        )
        .with(
            "content/health/ambulanta.toml",
            format!(
                "{names}{body}type = \"gp\"\naccepts = {{ value = \"yes\", on = 2026-11-20, note = {label} }}\n\
                 people = [{{ name = {s}, role = {label} }}]\nliteracy = [{{ title = {label}, url = \"https://a.example\" }}]\n\
                 {offer}{where_and_who}{translations}"
            ),
        )
        .with(
            "content/employment/delo.toml",
            format!(
                "{names}{body}type = \"job\"\nposted = 2026-11-20\nemployer = {{ name = {s} }}\nagency = {s}\nshift = {label}\n\
                 education = {label}\nexperience = {label}\nskills = [{label}]\ncloses_note = {label}\n\
                 apply = {{ person = {s}, consent_on = 2026-01-01, how = {label}, email = \"a@b.example\" }}\n{where_and_who}{translations}"
            ),
        )
        .with(
            "content/events/dogodek.toml",
            format!(
                "{names}{body}start = 2026-12-01T17:00:00\nperformers = [{s}]\nroom = {label}\nlevel = {label}\n\
                 prerequisites = {label}\ncertificate = {label}\n{offer}{where_and_who}{translations}"
            ),
        )
        .with(
            "content/guides/vodnik.toml",
            format!(
                "{names}{body}type = \"rights\"\nanswer = {s}\nquestion = {s}\ndeadline = {label}\n\
                 sources = [{{ title = {label}, url = \"https://a.example\" }}]\n{translations}answer = {s}\nquestion = {s}\n"
            ),
        )
        .with("content/topics.toml", format!("[[topic]]\nid = \"tema\"\nname = {label}\nsummary = {label}\n"))
        .with("content/places.toml", format!("[[place]]\nid = \"kraj\"\nname = {label}\nkind = \"settlement\"\n"))
        .with("content/urgent.toml", format!("[[number]]\nnumber = \"112\"\nname = {label}\nnote = {label}\n"))
        .with(
            "content/notices.toml",
            format!("[[notice]]\nid = \"n\"\ntitle = {label}\ntext = {label}\nfrom = 2026-11-01\nuntil = 2026-12-31\n"),
        )
        .with("content/holidays.toml", format!("[[add]]\non = 2026-12-01\nname = {label}\n"))
}

/// An element of a page: its name and its attributes, as a browser would read them.
type Element = (String, Vec<(String, String)>);

/// The elements of a page. What a script or a style holds is no element.
fn elements(page: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let name: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if name.is_empty() {
            rest = after;
            continue;
        }
        let (attributes, behind) = attributes(&after[name.len()..]);
        rest = behind;
        let name = name.to_lowercase();
        if ["script", "style", "title", "textarea"].contains(&name.as_str()) {
            let end = format!("</{name}");
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
        found.push((name, attributes));
    }
    found
}

/// The attributes of an open tag, and what stands behind it.
fn attributes(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(behind) = rest.strip_prefix('>') {
            return (found, behind);
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        if end == 0 {
            return (found, rest.get(1..).unwrap_or_default());
        }
        let name = rest[..end].to_lowercase();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (inner, behind) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len())),
            };
            value = inner.to_owned();
            rest = behind;
        }
        found.push((name, value));
    }
}

#[test]
fn the_check_of_pages_sees_what_a_browser_would_run() {
    let page = r#"<p title="a>b">x</p><!-- <script> --><IMG src=x onerror=alert(1)><a href='javascript:1'>y</a>"#;
    let found = elements(page);
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].1, [("title".to_owned(), "a>b".to_owned())]);
    assert_eq!(found[1].1[1], ("onerror".to_owned(), "alert(1)".to_owned()));
    assert_eq!(found[2].1[0].1, "javascript:1");
}

/// How often each element stands on each page, and that no attribute or address of them could run anything.
fn shape_of(published: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut shape = BTreeMap::new();
    for (path, bytes) in published.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{path} is not UTF-8"));
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (name, attributes) in elements(page) {
            for (attribute, value) in &attributes {
                assert!(!attribute.starts_with("on"), "{path}: <{name} {attribute}>");
                assert!(
                    attribute.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b':')),
                    "{path}: <{name} {attribute:?}>"
                );
                if ["href", "src", "action", "formaction"].contains(&attribute.as_str()) {
                    let address: String = value.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
                    let runs = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| address.starts_with(scheme));
                    assert!(!runs, "{path}: {value}");
                    assert!(!address.contains("../../../.."), "{path}: {value}");
                }
            }
            *counts.entry(name).or_default() += 1;
        }
        shape.insert(path.clone(), counts);
    }
    shape
}

#[test]
fn what_is_slipped_into_a_field_is_text_on_every_page() {
    let plain = slipped_hub("povsem navadno besedilo");
    plain.build().ends_with(0);
    // Assets and the index of the search are called by the hash of what is in them.
    let lasting = |path: &String| !path.starts_with("assets/") && !path.starts_with("s/");
    let paths: Vec<String> = plain.published().into_keys().filter(lasting).collect();
    let expected = shape_of(&plain.published());
    assert!(expected.len() > 30, "{}", expected.len());
    for slipped in SLIPPED {
        let hub = slipped_hub(slipped);
        let run = hub.build().orderly();
        assert_eq!(run.code, Some(0), "{slipped}: {}", run.said());
        let published = hub.published();
        let now: Vec<&String> = published.keys().filter(|path| lasting(path)).collect();
        assert_eq!(now, paths.iter().collect::<Vec<_>>(), "{slipped}");
        for (path, counts) in shape_of(&published) {
            for element in
                ["script", "iframe", "object", "embed", "svg", "base", "form", "style", "meta", "link", "input"]
            {
                let (was, is) = (expected[&path].get(element), counts.get(element));
                assert!(is <= was, "{path}: <{element}> after {slipped}");
            }
        }
        let records: serde_json::Value = serde_json::from_slice(&published["data/records.json"])
            .unwrap_or_else(|error| panic!("{slipped}: {error}"));
        assert_eq!(records["records"].as_array().map(Vec::len), Some(5));
        let ending = |end: &str| published.iter().filter(|(path, _)| path.ends_with(end)).collect::<Vec<_>>();
        for (path, bytes) in ending(".xml") {
            let mut reader = quick_xml::Reader::from_reader(&bytes[..]);
            let mut buffer = Vec::new();
            loop {
                match reader.read_event_into(&mut buffer).unwrap_or_else(|error| panic!("{path}: {slipped}: {error}")) {
                    quick_xml::events::Event::Eof => break,
                    _ => buffer.clear(),
                }
            }
        }
        for (path, bytes) in ending("json").into_iter().chain(ending(".jsonld")) {
            serde_json::from_slice::<serde_json::Value>(bytes)
                .unwrap_or_else(|error| panic!("{path}: {slipped}: {error}"));
        }
        for (path, bytes) in ending(".csv") {
            let mut reader = csv::Reader::from_reader(&bytes[..]);
            for line in reader.records() {
                let line = line.unwrap_or_else(|error| panic!("{path}: {slipped}: {error}"));
                let formula = line.iter().find(|cell| cell.starts_with(['=', '@', '\t', '\r']));
                assert_eq!(formula, None, "{path}: {slipped}");
            }
        }
        assert_eq!((ending(".csv").len(), ending(".vcf").len()), (27, 4), "{:?}", published.keys());
        for (path, bytes) in &published {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("7*7 }}") || slipped.contains("7*7"), "{path}");
            assert!(!path.ends_with(".html") || !text.contains(">49<"), "{path}: {slipped} was worked out");
        }
    }
}

/// A direction mark in a field must not turn round what stands behind it.
#[test]
fn a_text_that_turns_direction_stays_in_its_element() {
    let hub = slipped_hub("\u{202E}obrnjeno");
    hub.build().ends_with(0);
    // Paths and addresses are ASCII whatever the fields say.
    assert!(hub.published().keys().all(|path| path.is_ascii()));
}

/// A record of every kind of secret; each secret is a word that stands nowhere else.
fn secret_hub() -> Hub {
    let organization = |more: &str| {
        format!(
            "title = \"Društvo\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\n[translations.it]\ntitle = \"A\"\nsummary = \"B.\"\n{more}"
        )
    };
    let top = |top: &str, more: &str| format!("{top}{}", organization(more));
    Hub::empty()
        .with("site.toml", format!("x = {{ skrito = \"Xsiteskrito\" }}\n{SITE}"))
        .with("content/places.toml", "[[place]]\nid = \"skritikraj\"\nname = \"Skritikrajime\"\nkind = \"settlement\"\n[x]\na = \"Xplaces\"\n")
        .with(
            "content/organizations/skrita.toml",
            top(
                "updates_contact = \"Updatesime, updates@updatesmail.example\"\n",
                "[place]\nname = { sl = \"Skritahisa\", it = \"Casanascosta\" }\nstreet = \"Skritaulica 171\"\npost = \"6399 Skrtposta\"\n\
                 settlement = \"skritikraj\"\nlat = 45.50671\nlon = 13.64439\nfloor = \"Skritonadstropje\"\n\
                 directions = \"Skritapot\"\nparking = \"Skritparking\"\ntransit = \"Skritavtobus\"\nvisibility = \"hidden\"\n\
                 [x]\nskrivnost = \"Xskrivnost\"\n[x.globlje]\nseznam = [\"Xseznam\"]\n",
            ),
        )
        .with(
            "content/organizations/mestna.toml",
            organization(
                "[place]\nname = \"Mestnahisa\"\nstreet = \"Mestnaulica 272\"\npost = \"6398 Javnaposta\"\nlat = 45.50672\nlon = 13.64438\n\
                 visibility = \"town-only\"\n",
            ),
        )
        .with(
            "content/organizations/imena.toml",
            organization(
                "[[contact]]\nrole = \"Javnavloga\"\nname = \"Brezsoglasja Primer\"\nphone = \"05 012 34 56\"\n\
                 [[contact]]\nname = \"Potekla Privolitev\"\nconsent_on = 2025-01-01\nremove_on = 2026-11-22\nemail = \"javni@naslov.example\"\n\
                 [[contact]]\nname = \"Prihodnja Privolitev\"\nconsent_on = 2027-01-01\nphone = \"05 012 34 57\"\n\
                 [[contact]]\nname = \"Javna Oseba\"\nconsent_on = 2025-01-01\nremove_on = 2027-01-01\nphone = \"05 012 34 58\"\n\
                 [[location]]\nid = \"enota\"\ntitle = \"Javnaenota\"\n[location.place]\nstreet = \"Skritaenota 9\"\nvisibility = \"hidden\"\n\
                 [[location.contact]]\nname = \"Enotno Ime\"\nphone = \"05 012 34 59\"\n\
                 [[service]]\nid = \"storitev\"\ntitle = \"Javnastoritev\"\nsummary = \"S.\"\n[service.place]\nstreet = \"Skritastoritev 9\"\nvisibility = \"hidden\"\n\
                 [[service.contact]]\nname = \"Storitveno Ime\"\nphone = \"05 012 34 60\"\n[service.x]\na = \"Xstoritev\"\n\
                 [translations.it.service.storitev]\ntitle = \"Servizio\"\nsummary = \"S.\"\n",
            ),
        )
        .with("content/organizations/osnutekzapisa.toml", top("draft = true\nlegal_name = \"Osnutekime\"\n", ""))
        .with("content/organizations/pozneje.toml", top("publish_on = 2026-11-23\nlegal_name = \"Poznejeime\"\n", ""))
        .with("content/organizations/poteklo.toml", top("expires_on = 2026-11-21\nlegal_name = \"Potekloime\"\n", ""))
        .with(
            "content/organizations/dogodilo.toml",
            top("# Opombavdatoteki\nlegal_name = \"Javnoime\"\npublish_on = 2026-11-22\nexpires_on = 2026-11-22\n", ""),
        )
        .with("content/organizations/datoteka.toml", organization(""))
        .with(
            "content/organizations/datoteka/lastna.toml",
            "title = \"Javnalastna\"\nsummary = \"S.\"\n[place]\nstreet = \"Skritalastna 3\"\nvisibility = \"hidden\"\n\
             [[contact]]\nname = \"Lastno Ime\"\nphone = \"05 012 34 61\"\n[translations.it]\ntitle = \"Servizio\"\nsummary = \"S.\"\n",
        )
}

const SECRET: &[&str] = &[
    "Xsiteskrito",
    "Xplaces",
    "Updatesime",
    "updatesmail",
    "Skritahisa",
    "Casanascosta",
    "Skritaulica",
    "171",
    "Skrtposta",
    "45.5067",
    "13.6443",
    "13.6444",
    "45,5067",
    "Skritonadstropje",
    "Skritapot",
    "Skritparking",
    "Skritavtobus",
    "Xskrivnost",
    "Xseznam",
    "skrivnost",
    "Mestnahisa",
    "Mestnaulica",
    "272",
    "Brezsoglasja",
    "Potekla",
    "Privolitev",
    "Prihodnja",
    "Skritaenota",
    "Enotno",
    "Skritastoritev",
    "Storitveno",
    "Xstoritev",
    "Osnutekime",
    "osnutekzapisa",
    "Poznejeime",
    "pozneje",
    "Potekloime",
    "poteklo",
    "Opombavdatoteki",
    "Skritalastna",
    "Lastno",
    "updates_contact",
];

const PUBLIC: &[&str] = &[
    "Javnaposta",
    "Javnavloga",
    "javni@naslov.example",
    "Javna Oseba",
    "Javnaenota",
    "Javnastoritev",
    "Javnoime",
    "Javnalastna",
    "05 012 34 56",
    "05 012 34 61",
];

#[test]
fn what_is_private_is_in_no_byte_of_the_site_and_what_is_public_is() {
    let hub = secret_hub();
    hub.build().ends_with(0);
    let published = hub.published();
    assert!(published.len() > 30);
    // Public texts of the theme and addresses may hold small numbers; a secret is looked for as a whole word there.
    let holds = |text: &str, secret: &str| {
        let mut at = 0;
        while let Some(found) = text[at..].find(secret) {
            let (start, end) = (at + found, at + found + secret.len());
            let digits = secret.bytes().all(|b| b.is_ascii_digit());
            let alone = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
            if !digits || (alone(text[..start].chars().next_back()) && alone(text[end..].chars().next())) {
                return true;
            }
            at = end;
        }
        false
    };
    for (path, bytes) in published.iter().filter(|(path, _)| !path.starts_with("assets/")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for secret in SECRET {
            assert!(!holds(&text, &secret.to_lowercase()), "{path} holds »{secret}«");
            assert!(!path.to_lowercase().contains(&secret.to_lowercase()), "{path}");
        }
    }
    let all: String = published.values().map(|bytes| String::from_utf8_lossy(bytes).replace('\u{a0}', " ")).collect();
    for word in PUBLIC {
        assert!(all.contains(word), "»{word}« is nowhere");
    }
    let records = String::from_utf8_lossy(&published["data/records.json"]).into_owned();
    assert_eq!(records.matches("consent_on").count(), 1, "consents are told with the names that they are for");
    // The place of a hidden address exists for others; nothing leads from it to the record.
    let page = String::from_utf8_lossy(&published["kraji/skritikraj/index.html"]).into_owned();
    assert!(!page.contains("organizacije/skrita/"), "the place of a hidden address names the record");
}

#[test]
fn a_name_is_public_until_the_day_on_which_it_has_to_go() {
    let hub = secret_hub();
    hub.run(&["build", "--today", "2026-11-21"]).ends_with(0);
    let holds =
        |hub: &Hub, word: &str| hub.published().values().any(|bytes| String::from_utf8_lossy(bytes).contains(word));
    assert!(holds(&hub, "Potekla Privolitev"), "the consent still holds");
    assert!(!holds(&hub, "Javnoime"), "its day has not come");
    hub.run(&["build", "--today", TODAY]).ends_with(0);
    assert!(!holds(&hub, "Potekla"), "the consent has run out");
    assert!(holds(&hub, "Javnoime"));
    hub.run(&["build", "--today", "2026-11-23"]).ends_with(0);
    assert!(!holds(&hub, "Javnoime"), "its day is over");
    assert!(holds(&hub, "Poznejeime"));
}

#[test]
fn a_hidden_text_that_a_public_one_repeats_stops_the_build() {
    let hub = secret_hub();
    let text = hub
        .text("content/organizations/skrita.toml")
        .replace("summary = \"Kaj dela.\"", "summary = \"Najdete nas na Skritaulica 171.\"");
    hub.put("content/organizations/skrita.toml", text);
    hub.build().ends_with(1).says("K0229");
    assert!(hub.published().is_empty());
}

/// Words for private fields: letters that stand together in no language and in no hash, another word each time.
struct Planted {
    state: u64,
    words: Vec<String>,
}

impl Planted {
    fn word(&mut self) -> String {
        let word: String = (0..10).map(|_| char::from(b"jkqvwxyz"[self.eighth()])).collect();
        self.words.push(word.clone());
        word
    }

    /// A number below eight (xorshift, G. Marsaglia 2003).
    fn eighth(&mut self) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 8) as usize % 8
    }

    /// A place of which nothing may be told, with a word in each of its fields.
    fn place(&mut self, header: &str, visibility: &str) -> String {
        let mut text = format!("[{header}]\nvisibility = \"{visibility}\"\n");
        for key in ["name", "street", "floor", "directions", "parking", "transit"] {
            text += &format!("{key} = {{ sl = \"{} 7\", it = \"{}\" }}\n", self.word(), self.word());
        }
        text + &format!("post = \"6399 {}\"\nlat = 45.50671\nlon = 13.64439\n", self.word())
    }

    /// Somebody who may not be named: without consent, after it, and before it.
    fn contacts(&mut self, header: &str) -> String {
        let mut text = String::new();
        for consent in ["", "consent_on = 2025-01-01\nremove_on = 2026-11-22\n", "consent_on = 2027-01-01\n"] {
            let name = format!("{} {}", self.word(), self.word());
            text += &format!("[[{header}]]\nname = \"{name}\"\nphone = \"05 012 34 56\"\n{consent}");
        }
        text
    }

    /// What every record may hold and nobody is shown.
    fn private(&mut self) -> String {
        let (place, contacts) = (self.place("place", "hidden"), self.contacts("contact"));
        let keys = format!("[x]\nkey = \"{}\"\n[x.{}]\nlist = [\"{}\"]\n", self.word(), self.word(), self.word());
        format!("{place}{contacts}{keys}# {}\n", self.word())
    }

    /// The keys before the tables of a record that is published.
    fn head(&mut self, more: &str) -> String {
        let asked = format!("{}, {}@{}.example", self.word(), self.word(), self.word());
        format!("{}updates_contact = \"{asked}\"\nupdated = 2026-11-20\n{more}", titled("Kvaxilompe"))
    }
}

/// The names of a record in both languages.
fn titled(title: &str) -> String {
    let italian = "{ title = \"Rifugio\", summary = \"Che cosa fa.\" }";
    format!("title = \"{title}\"\nsummary = \"Kaj dela.\"\ntranslations.it = {italian}\n")
}

/// A hub in which every private field of every kind of record holds words of its own.
fn planted_hub(planted: &mut Planted) -> Hub {
    let society = "type = \"society\"\naliases = [\"prej\"]\n";
    let parts = "[[location]]\nid = \"enota\"\ntitle = \"Enota\"\n";
    let service = "[[service]]\nid = \"pomoc\"\ntitle = \"Pomoč\"\nsummary = \"Kako.\"\n";
    let italian = ", service.pomoc = { title = \"Aiuto\", summary = \"Come.\" }";
    let head = planted.head(society).replace(" }\nupdates", &format!("{italian} }}\nupdates"));
    let mut organization = head + &planted.private();
    organization += parts;
    organization += &(planted.place("location.place", "hidden") + &planted.contacts("location.contact"));
    organization += service;
    organization += &(planted.place("service.place", "hidden") + &planted.contacts("service.contact"));
    organization += &format!("[service.x]\nkey = \"{}\"\n", planted.word());
    let own_file = format!("{}{}{}", titled("Lastna"), planted.place("place", "hidden"), planted.contacts("contact"));
    let hub = Hub::empty()
        .with("site.toml", format!("x = {{ key = \"{}\" }}\n{SITE}", planted.word()))
        .with("content/topics.toml", format!("[x]\nkey = \"{}\"\n", planted.word()))
        .with("content/organizations/zavetje.toml", organization)
        .with("content/organizations/zavetje/lastna.toml", own_file);
    let asked = format!("apply = {{ phone = \"05 012 34 56\", person = \"{}\" }}\n", planted.word());
    let job = format!("type = \"job\"\nposted = 2026-11-20\nemployer = \"organization/zavetje\"\n{asked}");
    for (path, kind) in [
        ("organizations/mesto", "type = \"society\"\n"),
        ("health/zavetje", "type = \"gp\"\n"),
        ("events/zavetje", "start = 2026-12-01T17:00:00\n"),
        ("employment/zavetje", &*job),
        ("guides/zavetje", "type = \"rights\"\nanswer = \"Tako.\"\n"),
    ] {
        let head = planted.head(kind);
        hub.put(&format!("content/{path}.toml"), head + &planted.private());
        // Of a record that is not published nothing at all is told.
        for (turn, when) in ["draft = true", "publish_on = 2026-11-23", "expires_on = 2026-11-21"].iter().enumerate() {
            let texts = format!("also = [\"{}\"]\nbody = \"{}\"\n{when}\n", planted.word(), planted.word());
            let head = titled(&planted.word()) + kind + &texts;
            hub.put(&format!("content/{path}-{turn}.toml"), head + &planted.private());
        }
    }
    let town = planted.head("type = \"gp\"\n") + "[place]\nvisibility = \"town-only\"\npost = \"6230 Postojna\"\n";
    let town = format!("{town}street = \"{} 3\"\nname = \"{}\"\n", planted.word(), planted.word());
    hub.put("content/health/kraj.toml", town);
    hub
}

/// No five letters of what is private may be anywhere in what the hub gives away, also by `export`.
#[test]
fn no_part_of_a_secret_is_in_any_output_or_export() {
    let mut planted = Planted { state: 20_261_122, words: Vec::new() };
    let hub = planted_hub(&mut planted);
    hub.build().ends_with(0);
    let listed = hub.run(&["export"]).ends_with(0).stdout;
    let names: Vec<&str> = listed.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 12, "{listed}");
    for name in &names {
        let run = hub.run(&["export", name, "--output", &format!("izvoz/{name}"), "--today", TODAY]);
        run.ends_with(0);
    }
    let mut given: BTreeMap<String, Vec<u8>> = hub.published();
    given.extend(kit::files(&hub.root().join("izvoz")));
    let parts: BTreeSet<&[u8]> = planted.words.iter().flat_map(|word| word.as_bytes().windows(5)).collect();
    assert!(planted.words.len() > 500 && parts.len() > 3_000, "{} words", planted.words.len());
    for (path, bytes) in &given {
        let text = format!("{path}\n{}", String::from_utf8_lossy(bytes)).to_lowercase().replace("\r\n ", "");
        for secret in ["updates_contact", "45.5067", "45,5067", "13.6443", "13.6444"] {
            assert!(!text.contains(secret), "{path} holds »{secret}«");
        }
        let found = text.as_bytes().windows(5).find(|part| parts.contains(part));
        assert_eq!(found.map(String::from_utf8_lossy), None, "{path}");
    }
    // What is public is found in the same way, in every form.
    for form in [".html", "records.json", ".vcf", ".ics", "feed.xml", ".jsonld", ".csv", "organizations.json", "hsds/"]
    {
        let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains("kvaxilompe");
        assert!(given.iter().any(|(path, bytes)| path.contains(form) && holds(bytes)), "no {form} names the record");
    }
}

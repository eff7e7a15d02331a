//! Files as nobody should write them, and as they come all the same. Whatever a hub holds, kazipot says what
//! is wrong and ends in order: no panic, no endless work, no guess behind the author's back.

mod kit;

use kit::{Hub, SITE, TODAY, organization};

const ORGANIZATION: &str = "content/organizations/drustvo.toml";
const GUIDE: &str = "content/guides/vodnik.md";

/// A guide with this Markdown.
fn guide(markdown: &str) -> String {
    format!("+++\ntitle = \"Vodnik\"\nsummary = \"Kako.\"\ntype = \"rights\"\n+++\n{markdown}")
}

/// A hub with one organization, of these bytes.
fn hub_of(bytes: impl AsRef<[u8]>) -> Hub {
    Hub::new().with(ORGANIZATION, bytes)
}

#[test]
fn bytes_that_are_no_text_are_refused_at_their_place() {
    let bytes = [organization("").as_bytes(), b"steward = \"kni\x9Enica\"\n"].concat();
    hub_of(bytes).check_short().ends_with(1).says("drustvo.toml:4:15: napaka[K0101]");
    hub_of([0xFF, 0xFE, 0x00]).check_short().ends_with(1).says("K0101");
    hub_of([0xC3]).check_short().ends_with(1).says("K0101");
    hub_of([0xED, 0xA0, 0x80]).check_short().ends_with(1).says("K0101");
    Hub::new().with("site.toml", [0xFF; 40]).check().ends_with(1).says("K0101");
    for table in ["topics", "places", "holidays", "urgent", "notices"] {
        let hub = Hub::new().with(&format!("content/{table}.toml"), [b'#', 0x80, b'\n']);
        hub.check().ends_with(1).says("K0101");
    }
}

#[test]
fn a_byte_order_mark_and_the_line_ends_of_windows_change_nothing() {
    let plain =
        Hub::new().with(ORGANIZATION, organization("body = \"Prva.\"\n")).with(GUIDE, guide("## Korak\n\nBesedilo.\n"));
    plain.build().ends_with(0);
    let windows = |text: String| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let hub = Hub::new()
        .with("site.toml", windows(SITE.to_owned()))
        .with(ORGANIZATION, windows(organization("body = \"Prva.\"\n")))
        .with(GUIDE, windows(guide("## Korak\n\nBesedilo.\n")));
    hub.build().ends_with(0);
    let (one, two) = (plain.published(), hub.published());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&two[path]), "{path}");
    }
}

#[test]
fn a_mistake_behind_a_byte_order_mark_is_told_at_its_own_column() {
    let text = format!("\u{feff}{}", organization("url = \"www.a.example\"\n").replace('\n', "\r\n"));
    hub_of(text).check_short().ends_with(1).says("drustvo.toml:4:8: napaka[K0208]");
    let text = "\u{feff}sumary = \"x\"\n".to_owned() + &organization("");
    hub_of(text).check_short().ends_with(1).says("drustvo.toml:1:1: napaka[K0201]");
}

#[test]
fn control_characters_reach_neither_a_page_nor_a_terminal() {
    for character in ['\0', '\u{1}', '\u{8}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}'] {
        let hub = hub_of(organization(&format!("legal_name = \"a{character}[31mb\"\n")));
        let run = hub.check().ends_with(1);
        assert!(!run.said().contains(character), "U+{:04X} came through", character as u32);
        let escaped = hub_of(organization(&format!("legal_name = \"a\\u{:04X}b\"\n", character as u32)));
        escaped.check().ends_with(1).says("K0102");
    }
    let run = Hub::new().with(GUIDE, guide("a\0b\u{1b}[31mc\n")).build().orderly();
    assert!(!run.said().contains('\u{1b}'));
}

#[test]
fn a_file_of_ten_megabytes_is_too_large_whatever_is_in_it() {
    let mut text = organization("body = \"");
    text.push_str(&"a".repeat(10 * 1024 * 1024));
    hub_of(text + "\"\n").check().ends_with(1).says("K0105");
    hub_of(vec![b'['; 10 * 1024 * 1024]).check().ends_with(1).says("K0105");
    Hub::new().with(GUIDE, guide(&"> ".repeat(5 * 1024 * 1024))).check().ends_with(1).says("K0105");
    Hub::new().with("site.toml", vec![b'#'; 10 * 1024 * 1024]).check().ends_with(1).says("K0105");
}

#[test]
fn a_file_of_almost_the_largest_size_is_read_in_time() {
    let words = "Beseda in še ena, [povezava](organization/drustvo) ter *poudarek*. ".repeat(40_000);
    assert!(words.len() > 2 * 1024 * 1024);
    Hub::new().with(GUIDE, guide(&words)).with(ORGANIZATION, organization("")).check().ends_with(0);
    let same_start = "[".repeat(200_000) + &"*_`<![".repeat(200_000);
    Hub::new().with(GUIDE, guide(&same_start)).check().orderly();
    let headings: String = (0..20_000).map(|_| "## Isti naslov\n\n").collect();
    Hub::new().with(GUIDE, guide(&headings)).check().ends_with(0);
    let strange: String = (0..5_000).map(|_| "<b>x</b> ").collect();
    Hub::new().with(GUIDE, guide(&strange)).check().ends_with(0).says("in še 9700 mest");
}

#[test]
fn ten_thousand_levels_of_toml_are_too_deep() {
    const DEEP: usize = 10_000;
    for value in [
        format!("also = {}{}\n", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("also = {}1{}\n", "{a=".repeat(DEEP), "}".repeat(DEEP)),
        format!("{} = 1\n", vec!["a"; DEEP].join(".")),
        format!("[{}]\n", vec!["a"; DEEP].join(".")),
        format!("[[{}]]\n", vec!["a"; DEEP].join(".")),
        format!("{} = 1\n", vec!["\"a\""; DEEP].join(".")),
        format!("{} = 1\n", vec!["'a'"; DEEP].join(" . ")),
        format!("x = {{ {} = 1 }}\n", vec!["a"; DEEP].join(".")),
        format!("x = {{ {} = 1 }}\n", vec!["\"a\""; DEEP].join(".")),
        "[".repeat(DEEP),
    ] {
        let start: String = value.chars().take(40).collect();
        let run = hub_of(organization(&value)).check().ends_with(1);
        assert!(run.said().contains("K0106"), "{start}: {}", run.said());
    }
    let site = format!("{SITE}[x]\n{} = 1\n", vec!["\"a\""; DEEP].join("."));
    Hub::new().with("site.toml", site).check().ends_with(1).says("K0106");
}

#[test]
fn deep_markdown_becomes_a_page_or_a_mistake() {
    const DEEP: usize = 10_000;
    for markdown in [
        format!("{}beseda", "> ".repeat(DEEP)),
        format!("{}beseda", "- ".repeat(DEEP)),
        (0..DEEP).map(|level| format!("{}- a\n", "  ".repeat(level.min(600)))).collect::<String>(),
        format!("{}a{}", "*".repeat(DEEP), "*".repeat(DEEP)),
        format!("{}a{}", "[".repeat(DEEP), "](x)".repeat(DEEP)),
        format!("{}a{}", "![".repeat(DEEP), "](x)".repeat(DEEP)),
        "| a ".repeat(DEEP) + "\n" + &"|---".repeat(DEEP) + "\n" + &"| b ".repeat(DEEP),
        "[^a]: [^a]\n".repeat(DEEP),
        "`".repeat(DEEP) + "a",
    ] {
        let start: String = markdown.chars().take(20).collect();
        let run = Hub::new().with(GUIDE, guide(&markdown)).check();
        assert!(
            matches!(run.code, Some(0 | 1)),
            "{start}: {:?} {}",
            run.code,
            run.stderr.chars().take(400).collect::<String>()
        );
    }
}

#[cfg(unix)]
#[test]
fn links_of_the_file_system_lead_nowhere_but_into_the_hub() {
    use std::os::unix::fs::symlink;
    let link = |hub: &Hub, to: &str, at: &str| {
        let at = hub.root().join(at);
        std::fs::create_dir_all(at.parent().expect("a folder")).expect("it can be made");
        symlink(to, at).expect("a link can be made");
    };
    let hub = Hub::new();
    link(&hub, "krog.toml", "content/organizations/krog.toml");
    hub.check().ends_with(1).says("K0108").says("krog.toml");
    let hub = Hub::new().with(ORGANIZATION, organization(""));
    link(&hub, "..", "content/organizations/nazaj");
    hub.check().ends_with(1).says("K0108").says("nazaj");
    let hub = Hub::new().with(ORGANIZATION, organization(""));
    link(&hub, "/", "content/health");
    hub.check().ends_with(1).says("K0108");
    let outside = Hub::empty().with("tajno.toml", organization("legal_name = \"IzZunaj\"\n"));
    let hub = Hub::new();
    link(&hub, outside.root().join("tajno.toml").to_str().expect("a path"), "content/organizations/zunaj.toml");
    let run = hub.check().ends_with(1).says("K0108");
    assert!(!run.said().contains("IzZunaj"));
    // A link to a file of the same hub is a file.
    let hub = Hub::new().with("zapisi/drustvo.toml", organization(""));
    link(&hub, "../../zapisi/drustvo.toml", ORGANIZATION);
    hub.check().ends_with(0).says("1 zapis");
}

#[cfg(unix)]
#[test]
fn what_must_not_be_read_is_told_and_nothing_is_published() {
    use std::os::unix::fs::PermissionsExt;
    let hub = hub_of(organization(""));
    let file = hub.root().join(ORGANIZATION);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).expect("rights can be set");
    if std::fs::read(&file).is_ok() {
        return; // Whoever runs this may read everything.
    }
    hub.build().ends_with(1).says("K0107");
    assert!(hub.published().is_empty());
}

#[test]
fn what_is_there_twice_is_told() {
    let two =
        hub_of(organization("")).with("content/organizations/drustvo.md", format!("+++\n{}+++\n", organization("")));
    two.check().ends_with(1).says("K0301");
    let aliases = hub_of(organization("aliases = [\"staro\"]\n"))
        .with("content/organizations/drugo.toml", organization("aliases = [\"staro\"]\n"));
    aliases.check().ends_with(1).says("K0302");
    let places = "[[place]]\nid = \"a\"\nname = \"A\"\nkind = \"settlement\"\n".repeat(2);
    Hub::new().with("content/places.toml", places).check().ends_with(1).says("K0301");
    let branches = "[[location]]\nid = \"a\"\n".repeat(2);
    hub_of(organization(&branches)).check().ends_with(1).says("K0301");
}

#[test]
fn whoever_is_part_of_itself_is_told_and_no_walk_is_endless() {
    hub_of(organization("parent = \"organization/drustvo\"\n")).check().ends_with(1).says("K0306");
    let ring = Hub::new();
    for turn in 0..50 {
        let next = (turn + 1) % 50;
        let record = organization(&format!("parent = \"organization/o{next}\"\n"));
        ring.put(&format!("content/organizations/o{turn}.toml"), record);
    }
    ring.check().ends_with(1).says("K0306");
    let places = "[[place]]\nid = \"a\"\nname = \"A\"\nkind = \"settlement\"\nparent = \"a\"\n";
    Hub::new().with("content/places.toml", places).check().ends_with(1).says("K0306");
    let events = |id: &str, instead: &str| {
        let text = format!(
            "title = \"E\"\nsummary = \"E.\"\nstart = 2026-12-01\nstatus = \"cancelled\"\ninstead = \"event/{instead}\"\n"
        );
        (format!("content/events/{id}.toml"), text)
    };
    let hub = Hub::new();
    for (path, text) in [events("a", "b"), events("b", "a")] {
        hub.put(&path, text);
    }
    hub.build().orderly();
}

#[test]
fn values_that_cannot_be_are_refused_where_they_stand() {
    let event = |line: &str| format!("title = \"E\"\nsummary = \"E.\"\n{line}\n");
    for (line, code) in [
        ("start = 2026-02-29", "K0205"),
        ("start = 2026-13-01", "K0205"),
        ("start = 2026-11-31T10:00:00", "K0205"),
        ("start = 2026-11-21T25:00:00", "K0205"),
        ("start = 0000-00-00", "K0205"),
        ("start = 9999-12-31", "K0205"),
        ("start = 10:00:00", "K0205"),
        ("start = 20261121", "K0203"),
        ("start = [2026-11-21]", "K0203"),
        ("start = 2026-11-21\nrepeat = { every = \"week\", count = 4294967295 }", "K0215"),
        ("start = 2026-11-21\nrepeat = { every = \"week\", count = 1000000000 }", "K0213"),
        ("start = 2026-11-21\nrepeat = { every = \"week\", interval = 999999999 }", "K0213"),
        ("start = 2026-11-21\nrepeat = { every = \"month\", days_of_month = [99] }", "K0215"),
        ("start = 2026-11-21\nduration = \"99999999999999999999d\"", "K0214"),
    ] {
        let run = Hub::new().with("content/events/e.toml", event(line)).check_short().ends_with(1);
        assert!(
            run.said().contains(&format!("e.toml:{}:", if line.contains('\n') { 4 } else { 3 })),
            "{line}: {}",
            run.said()
        );
        assert!(run.said().contains(code), "{line}: {}", run.said());
    }
    for (lines, code) in [
        ("[place]\nlat = 91.0\nlon = 13.0\n", "K0210"),
        ("[place]\nlat = 45.0\nlon = 1e308\n", "K02"),
        ("[place]\nlat = nan\nlon = inf\n", "K0215"),
        ("[place]\nlat = 0.0\nlon = 0.0\n", "K0210"),
        ("founded = 99999999999999999999999\n", "K0215"),
        ("founded = 0xffffffffffffffff\n", "K0215"),
        ("[[cost]]\namount = 1e300\n", "K02"),
        ("[[cost]]\namount = -0.01\n", "K0211"),
        ("check_every = \"0d\"\n", "K0214"),
        ("check_every = \"-90d\"\n", "K0214"),
    ] {
        hub_of(organization(lines)).check().ends_with(1).says(code);
    }
}

/// Each key of an organization with each type that it does not have: told, never taken for something else.
#[test]
fn a_key_of_the_wrong_type_is_never_taken_for_something_else() {
    let values = ["1", "1.5", "true", "2026-11-21", "[]", "{}", "[[]]", "[{}]", "[1]", "\"\"", "\"x\"", "10:00:00"];
    let hub = Hub::new();
    let mut written = 0;
    for field in kazipot::record::kind_named("organization").expect("a kind").all_fields() {
        for (turn, value) in values.iter().enumerate() {
            let id = format!("{}-{turn}", field.key.replace('_', "-"));
            let text: String = organization("")
                .lines()
                .filter(|line| !line.starts_with(&format!("{} =", field.key)))
                .fold(format!("{} = {value}\n", field.key), |text, line| text + line + "\n");
            hub.put(&format!("content/organizations/{id}.toml"), text);
            written += 1;
        }
    }
    let run = hub.check_short().ends_with(1);
    assert!(written > 500);
    for key in ["title", "founded", "draft", "added", "contact", "place", "service", "hours", "cost", "verified"] {
        let wrong =
            run.stderr.lines().filter(|line| line.contains(&format!("/{key}-")) && line.contains(":1:")).count();
        assert!(wrong >= 6, "{key}: {wrong} of {} values were refused", values.len());
    }
}

#[test]
fn a_reserved_name_and_paths_that_differ_by_case_are_refused() {
    for name in ["con", "nul", "aux", "com1", "lpt9"] {
        Hub::new()
            .with(&format!("content/organizations/{name}.toml"), organization(""))
            .check()
            .ends_with(1)
            .says("K0110");
    }
    for name in ["Drustvo", "društvo", "a b", "a_b", "-a", "a-", "a--b", "a.b", "%2e%2e"] {
        Hub::new()
            .with(&format!("content/organizations/{name}.toml"), organization(""))
            .check()
            .ends_with(1)
            .says("K0110");
    }
    let service = "[[service]]\nid = \"Izposoja\"\ntitle = \"I\"\nsummary = \"I.\"\n";
    hub_of(organization(service)).check().ends_with(1).says("K0217");
}

#[test]
fn two_things_at_one_path_are_both_named() {
    let hub = Hub::new().with("content/organizations/po-abecedi.toml", organization(""));
    hub.build()
        .ends_with(1)
        .says("K0309")
        .says("content/organizations/po-abecedi.toml")
        .says("organizacije/po-abecedi/index.html");
    assert!(hub.published().is_empty());
}

#[test]
fn a_template_that_calls_itself_is_a_mistake_of_the_theme() {
    let theme = |templates: &[(&str, &str)]| {
        let hub = Hub::new()
            .with("site.toml", format!("theme = \"nas\"\n{SITE}"))
            .with("themes/nas/theme.toml", "contract = 1\n");
        templates.iter().for_each(|(name, text)| hub.put(&format!("themes/nas/templates/{name}"), text));
        hub
    };
    theme(&[("home.html", "{% include \"home.html\" %}")]).check().ends_with(1).says("K0601");
    theme(&[("home.html", "{% extends \"home.html\" %}")]).check().ends_with(1).says("K0601");
    theme(&[("home.html", "{% include \"a.html\" %}"), ("a.html", "{% include \"home.html\" %}")])
        .check()
        .ends_with(1)
        .says("K0601");
    let itself = "{% component Krog() %}{{ <Krog /> }}{% endcomponent Krog %}";
    theme(&[("krog.html", itself), ("home.html", "{{ <Krog /> }}")]).check().ends_with(1).says("K060");
    theme(&[("home.html", "{{ page.nothing.at.all }}")]).check().ends_with(1).says("K0602");
    theme(&[("home.html", "{% for a in range(end=3) %}{{ a }")]).check().ends_with(1).says("K0601");
    theme(&[("home.html", "\u{feff}{{ page.head.title }}")]).check().ends_with(0);
}

#[test]
fn a_part_that_all_pages_share_knows_no_page_and_its_mistakes_are_told_once() {
    let part = |text: &str| {
        Hub::new()
            .with("site.toml", format!("theme = \"nas\"\n{SITE}"))
            .with("themes/nas/theme.toml", "contract = 1\n")
            .with("themes/nas/templates/shared/footer.html", text)
    };
    let hub = part("<footer>{{ site.name }} & {{ t.skip }}</footer>");
    hub.build().ends_with(0);
    let published = hub.published();
    for page in ["index.html", "iskanje/index.html", "404.html"] {
        let page = String::from_utf8_lossy(&published[page]);
        assert_eq!(page.matches("<footer>").count(), 1, "{page}");
    }
    let run = part("<footer>\n{{ page.head.title }}</footer>").check().ends_with(1);
    let run = run.says("K0602").says("themes/nas/templates/shared/footer.html:2");
    assert_eq!(run.said().matches("[K0602]").count(), 1, "{}", run.said());
}

#[test]
fn a_theme_that_is_not_there_or_is_no_text_is_told() {
    Hub::new().with("site.toml", format!("theme = \"nas\"\n{SITE}")).check().ends_with(1).says("K0504");
    Hub::new().with("site.toml", format!("theme = \"../../etc\"\n{SITE}")).check().ends_with(1).says("K0217");
    for (name, bytes) in [("templates/home.html", &b"\xFF"[..]), ("messages/sl.toml", b"\xFF"), ("theme.toml", b"\xFF")]
    {
        let hub = Hub::new()
            .with("site.toml", format!("theme = \"nas\"\n{SITE}"))
            .with("themes/nas/theme.toml", "contract = 1\n");
        hub.put(&format!("themes/nas/{name}"), bytes);
        hub.check().ends_with(1).says("K0101").says(name);
    }
}

#[test]
fn a_broken_site_toml_publishes_nothing() {
    for site in [
        "",
        "name = ",
        "[languages]",
        "name = \"K\"\nbase_url = 1\n",
        "name = {}\nbase_url = \"https://a.example\"\n",
        "name = \"K\"\nbase_url = \"javascript:alert(1)\"\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\nlanguages = \"sl\"\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\n[languages]\nofficial = []\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\n[languages]\nofficial = [1, 2]\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\n[slugs.sl]\nhealth = \"../../x\"\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\nslugs = 1\n",
        "name = \"K\"\nbase_url = \"https://k.example\"\n[checks]\nraw-html = 1\n",
    ] {
        let hub = Hub::new().with("site.toml", site).with(ORGANIZATION, organization(""));
        for arguments in [&["build"][..], &["build", "--skip-broken"]] {
            hub.run(&[arguments, &["--today", TODAY]].concat()).ends_with(1);
            assert!(hub.published().is_empty(), "{site}");
        }
    }
}

#[test]
fn a_hub_without_records_and_without_content_is_a_hub() {
    let empty = Hub::new();
    empty.build().ends_with(0);
    assert!(empty.published().contains_key("index.html"));
    std::fs::create_dir(empty.root().join("content")).expect("it can be made");
    empty.check().ends_with(0);
    for folder in ["organizations", "health", "employment", "events", "guides"] {
        std::fs::create_dir(empty.root().join("content").join(folder)).expect("it can be made");
    }
    empty.build().ends_with(0);
    Hub::empty().check().ends_with(3);
    Hub::empty().run(&["check", "--root", "nikjer"]).ends_with(3);
}

#[test]
fn translations_of_nothing_and_in_no_language_are_told() {
    let site = SITE.replace("[\"sl\"]", "[\"sl\", \"it\"]");
    let hub = |more: &str| {
        let text = organization(&format!("[translations.it]\ntitle = \"A\"\nsummary = \"B.\"\n{more}"));
        Hub::new().with("site.toml", &site).with(ORGANIZATION, text)
    };
    hub("").check().ends_with(0);
    hub("alert = \"x\"\n").check().ends_with(1).says("K0221").says("alert");
    hub("qwertz = \"x\"\n").check().ends_with(1).says("K0221");
    hub("[translations.xx]\ntitle = \"x\"\n").check().ends_with(1).says("K0219");
    hub("[translations.sl]\ntitle = \"x\"\n").check().ends_with(1).says("K0222");
    Hub::new()
        .with("site.toml", &site)
        .with(ORGANIZATION, organization("translations = 1\n"))
        .check()
        .ends_with(1)
        .says("K0203");
    Hub::new()
        .with("site.toml", &site)
        .with(ORGANIZATION, organization("translations = { it = 1 }\n"))
        .check()
        .ends_with(1)
        .says("K0203");
    hub("place = \"place/x\"\n").check().ends_with(1).says("K0220").says("[translations.it]");
}

#[test]
fn a_service_of_a_file_of_its_own_is_told_there() {
    let hub = hub_of(organization("")).with(
        "content/organizations/drustvo/izposoja.toml",
        "title = \"Izposoja\"\nsummary = \"Knjige.\"\ntopics = [\"neznana\"]\narea = [\"nikjer\"]\n",
    );
    let run = hub.check_short().ends_with(1);
    run.clone().says("drustvo/izposoja.toml:3:11: napaka[K0307]").says("drustvo/izposoja.toml:4:9: napaka[K0308]");
}

#[test]
fn ten_mistakes_of_ten_sorts_in_one_record_are_ten_reports_at_ten_places() {
    let text = r#"title = "Društvo"
sumary = "x"
type = "sociey"
summary = 12
url = "www.a.example"
added = 2026-11-21T10:00:00
founded = -3
legal_name = " "
parent = "Občina"
check_every = "devetdeset dni"

[place]
lat = 95.5
lon = 13.6
post = "Postojna"

[[contact]]
phone = "05 012 34"
email = "info(at)a.example"

[[hours]]
mo = ["zjutraj"]
"#;
    let run = hub_of(text).check_short().ends_with(1);
    let told: Vec<(usize, &str)> = run
        .stderr
        .lines()
        .filter_map(|line| line.strip_prefix("content/organizations/drustvo.toml:"))
        .map(|rest| {
            let line = rest.split(':').next().and_then(|line| line.parse().ok()).expect("a line");
            let code = rest.split('[').nth(1).and_then(|rest| rest.split(']').next()).expect("a code");
            (line, code)
        })
        .collect();
    assert_eq!(
        told,
        [
            (2, "K0201"),
            (3, "K0204"),
            (4, "K0203"),
            (5, "K0208"),
            (6, "K0205"),
            (7, "K0215"),
            (8, "K0216"),
            (9, "K0223"),
            (10, "K0214"),
            (13, "K0210"),
            (15, "K0209"),
            (18, "K0206"),
            (19, "K0207"),
            (22, "K0212"),
        ],
        "{}",
        run.stderr
    );
}

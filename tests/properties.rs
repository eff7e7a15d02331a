//! What holds for every input: nothing panics, a place is always a place in its file, and Markdown cannot
//! become markup of its own.

mod kit;

use std::sync::OnceLock;

use jiff::civil::date;
use kazipot::catalogue::{self, Filling, Message, Text};
use kazipot::diagnostic::Diagnostic;
use kazipot::language::{self, Lang};
use kazipot::world::Memory;
use kazipot::{Broken, Memo, compile};
use proptest::prelude::*;

const SITE: &str = "name = \"K\"\nbase_url = \"https://k.example\"\n[languages]\nofficial = [\"sl\", \"it\"]\n";

fn world() -> Memory {
    Memory::new(date(2026, 11, 22)).with("site.toml", SITE)
}

/// Compiles a hub and makes every page of it; whatever is told stands where it says.
fn try_hub(world: &Memory, files: &[(&str, &[u8])]) {
    for broken in [Broken::Stop, Broken::Skip] {
        let compiled = compile(world, broken, &mut Memo::default());
        for found in &compiled.diagnostics {
            stands_in_its_file(found, files);
            for lang in ["sl", "it", "en"] {
                let worded = catalogue::of(Lang::new(lang).expect("a tag")).word(found);
                assert!(!worded.message.starts_with('K'), "no words for {found:?}");
            }
        }
        let Some(site) = compiled.value else { continue };
        let mut bytes = Vec::new();
        for index in 0..site.len() {
            bytes.clear();
            let _ = site.make(index, &mut bytes);
        }
        let found = site.take_found();
        assert!(found.is_empty(), "a page could not be made: {found:?}");
    }
}

fn stands_in_its_file(found: &Diagnostic, files: &[(&str, &[u8])]) {
    let Some(span) = &found.at else { return };
    let Some((_, bytes)) = files.iter().find(|(path, _)| *path == &*span.file) else { return };
    assert!(span.range.start <= span.range.end && span.range.end <= bytes.len(), "{found:?} of {} bytes", bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        let whole = text.is_char_boundary(span.range.start) && text.is_char_boundary(span.range.end);
        assert!(whole, "{found:?} cuts a letter of {text:?}");
    }
}

fn try_file(path: &str, bytes: &[u8]) {
    try_hub(&world().with(path, bytes), &[(path, bytes)]);
}

/// Records of the sample hub.
fn samples() -> &'static [(String, Vec<u8>)] {
    static SAMPLES: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    SAMPLES.get_or_init(|| {
        let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let files = kit::files(&content).into_iter();
        files
            .filter(|(path, _)| path.ends_with(".toml") || path.ends_with(".md"))
            .map(|(path, bytes)| (format!("content/{path}"), bytes))
            .collect()
    })
}

/// Pieces of which records and Markdown are made, and such as neither has.
fn piece() -> impl Strategy<Value = String> {
    let keys = kazipot::record::KINDS
        .iter()
        .flat_map(|kind| kind.all_fields())
        .map(|field| field.key.to_owned())
        .collect::<Vec<_>>();
    prop_oneof![
        4 => prop::sample::select(keys.clone()),
        4 => prop::sample::select(keys).prop_map(|key| format!("\n{key} = ")),
        4 => prop::sample::select(vec![
            "\"", "'", "\"\"\"", "'''", "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", "\r\n", "#", " ", "\t", "+++", "\n+++\n",
            "true", "1", "-1", "1.5", "2026-11-21", "2026-11-31", "2026-11-21T10:00:00", "08:00-12:00", "\\u0007", "\\", "\u{feff}", "č",
            "\u{1F600}", "organization/a", "place/a", "event/a#b", "mo", "PH off", "Mo-Fr 08:00-12:00; PH off", "hidden", "[translations.it]\n",
            "[[service]]\n", "[[contact]]\n", "[[hours]]\n", "[[location]]\n", "[place]\n", "title = \"a\"\n", "type = \"society\"\n",
            "summary = \"b\"\n", "id = \"a\"\n", "\0", "05 012 34 56", "a@b.example", "https://a.example",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => any::<char>().prop_map(String::from),
    ]
}

fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>", "</b>", "<!--", "-->", "<a href=\"javascript:1\">", "</p>",
            "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](data:text/html,x)", "[a](\u{1}javascript:alert(1))",
            "[a](&#106;avascript:alert(1))", "[a](java&#10;script:alert(1))", "[a](java\\script:1)", "[a](vbscript:x)", "[a](//host.example)",
            "[a](organization/a)", "[a](organization/a \"' onclick='x\")", "[a](https://a.example \"\\\" onclick=\\\"x\")", "![a](a.jpg)",
            "![\"><script>](a.jpg)", "![a](javascript:x)", "[![a](a.jpg)](organization/a)", "<javascript:alert(1)>", "<https://a.example>",
            "<a@b.example>", "[a]: javascript:alert(1)\n", "[a][a]", "[^a]", "\n[^a]: x\n", "# ", "## ", "###### ", "\n\n", "\n", "> ", "- ", "1. ",
            "    ", "```\n", "```\"><script>\n", "`", "``", "*", "**", "_", "~~", "|", "|---|\n", "\\", "&lt;", "&", "<", ">", "\"", "'", "\0", "\u{202E}",
            "{{ 7*7 }}", "a", "č", "\u{1F600}", " ", "[a](#a)", "[a](mailto:a@b.example)", "[a](tel:112)", "[a](?x=\"y)", "[a](<a b>)",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// No element but those of text, no attribute that runs, no address that runs.
fn is_harmless(html: &str) -> Result<(), String> {
    const KNOWN: &[&str] = &[
        "p",
        "a",
        "em",
        "strong",
        "del",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "img",
        "br",
        "hr",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "div",
        "sup",
        "input",
    ];
    const ATTRIBUTES: &[&str] = &["href", "title", "src", "alt", "loading", "id", "class", "start", "style"];
    for open in html.split('<').skip(1) {
        let Some((tag, _)) = open.split_once('>') else { return Err(format!("an open tag: {open}")) };
        let tag = tag.trim_start_matches('/').trim_end_matches('/').trim_end();
        let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
        if !KNOWN.contains(&name) {
            return Err(format!("the element {name:?}"));
        }
        while !rest.trim().is_empty() {
            let Some((attribute, behind)) = rest.trim_start().split_once("=\"") else {
                return Err(format!("attributes {rest:?}"));
            };
            let Some((value, behind)) = behind.split_once('"') else { return Err(format!("an open value: {rest:?}")) };
            if !ATTRIBUTES.contains(&attribute) {
                return Err(format!("the attribute {attribute:?}"));
            }
            let plain: String =
                value.to_lowercase().chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            if ["href", "src"].contains(&attribute)
                && ["javascript:", "data:", "vbscript:"].iter().any(|scheme| plain.starts_with(scheme))
            {
                return Err(format!("the address {value:?}"));
            }
            rest = behind;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_of_any_file_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), which in 0_usize..8) {
        const PATHS: [&str; 8] = [
            "content/organizations/a.toml", "content/guides/a.md", "content/events/a.toml", "content/topics.toml", "content/places.toml",
            "content/holidays.toml", "content/guides/a.it.md", "site.toml",
        ];
        try_file(PATHS[which], &bytes);
    }

    #[test]
    fn no_record_made_of_pieces_panics(pieces in prop::collection::vec(piece(), 0..30), which in 0_usize..5) {
        const PATHS: [&str; 5] = [
            "content/organizations/a.toml", "content/health/a.toml", "content/events/a.toml", "content/employment/a.toml", "content/guides/a.toml",
        ];
        let start = "title = \"a\"\nsummary = \"b\"\n";
        try_file(PATHS[which], format!("{start}{}", pieces.concat()).as_bytes());
        try_file(PATHS[which], pieces.concat().as_bytes());
    }

    #[test]
    fn no_sample_record_with_a_slip_panics(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), cut in 0_usize..30, put in piece()) {
        let (path, bytes) = which.get(samples());
        let start = at.index(bytes.len() + 1);
        let end = (start + cut).min(bytes.len());
        let slipped = [&bytes[..start], put.as_bytes(), &bytes[end..]].concat();
        try_file(path, &slipped);
    }

    #[test]
    fn no_site_toml_with_a_slip_panics(at in 0_usize..=SITE.len(), cut in 0_usize..20, put in piece()) {
        let end = (at + cut).min(SITE.len());
        let slipped = [&SITE.as_bytes()[..at], put.as_bytes(), &SITE.as_bytes()[end..]].concat();
        try_file("site.toml", &slipped);
    }

    #[test]
    fn text_with_slots_is_filled_or_left_alone_but_never_panics(source in "[a-z{}.\\-ščž ]{0,40}", n in any::<i64>(), fill in "\\PC{0,10}") {
        let language = language::find(Lang::new("sl").expect("a tag")).expect("a language");
        let message = Message::Plain(Text::new(&source));
        let said = message.say(language, &|_| Some(Filling::Text(fill.clone())));
        prop_assert!(said.is_some());
        let nothing = message.say(language, &|_| None);
        prop_assert_eq!(nothing.is_some(), Text::new(&source).slots().next().is_none());
        let forms = vec![("one".into(), Text::new(&source)), ("other".into(), Text::new(&source))];
        let _ = Message::Plural { by: "n".into(), forms }.say(language, &|_| Some(Filling::Number(n)));
        let _ = catalogue::messages(&source);
    }
}

#[test]
fn a_text_that_holds_the_mark_of_open_links_is_read_all_the_same() {
    for text in ["# ```\n\0\n# ", "\0L0\0", "[a](organization/b)\0E0\0", "## \0h0\0 a\n\0H0\0"] {
        let body = kazipot::text::body(text, &mut |_| {});
        let html = body.shown(&mut |_| None);
        assert!(!html.contains('\0'), "{html:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn markdown_is_never_markup_of_its_own(text in markdown(), closed in any::<bool>()) {
        let mut problems = Vec::new();
        let body = kazipot::text::body(&text, &mut |problem| problems.push(problem));
        for problem in &problems {
            prop_assert!(text.get(problem.at.clone()).is_some(), "{:?}", problem);
        }
        for link in &body.links {
            prop_assert!(text.get(link.at.0 as usize..link.at.1 as usize).is_some(), "{:?}", link);
        }
        let mut address = |_: &kazipot::text::Link| closed.then(|| "../a/?b='\"><script>".to_owned().into());
        let html = body.shown(&mut address);
        prop_assert_eq!(is_harmless(&html), Ok(()), "{}", html);
        // The parts of a body are the body.
        for level in 2..=6 {
            let (before, steps) = body.steps(level);
            let mut parts = body.piece(before, &mut address);
            for (heading, range) in steps {
                prop_assert!(!heading.id.is_empty());
                parts.push_str(&body.piece(range, &mut address));
            }
            prop_assert_eq!(is_harmless(&parts), Ok(()), "{}", parts);
        }
        let ids: std::collections::BTreeSet<&str> = body.headings.iter().map(|heading| &*heading.id).collect();
        prop_assert_eq!(ids.len(), body.headings.len(), "every heading has an anchor of its own");
    }
}

#[test]
fn the_check_of_html_sees_what_runs() {
    for html in [
        "<script>",
        "<p onclick=\"x\">",
        "<a href=\"javascript:x\">",
        "<a href=\" JAVA\nscript:x\">",
        "<img src=\"data:x\">",
        "<p",
        "<svg/onload=x>",
    ] {
        assert!(is_harmless(html).is_err(), "{html}");
    }
    assert_eq!(is_harmless("<p>a <a href=\"../x/\" title=\"&quot;\">b</a></p>"), Ok(()));
}

//! What search finds in the sample hub: the questions that a hub has to answer, and the answers that hold the
//! browser's twin equal. Those are written with the files of the index to the folder `VECTORS` (else to one among the
//! build's own), where the JavaScript tests read them.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::civil::date;
use kazipot::language::Lang;
use kazipot::search::files::files;
use kazipot::search::index::Index;
use kazipot::search::rank::Searcher;
use kazipot::site::Site;
use kazipot::world::Disk;
use kazipot::{Broken, Memo, compile};
use toml::{Table, Value};

static SITE: LazyLock<Site> = LazyLock::new(|| {
    let world = Disk::new(env!("CARGO_MANIFEST_DIR").into(), date(2026, 11, 22));
    compile(&world, Broken::Stop, &mut Memo::default()).value.expect("the sample hub compiles")
});
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(SITE.hub(), SITE.theme()));

/// Questions that are none, and some that are long.
const HOSTILE: &[&str] = &[
    "",
    " \n\t",
    "__proto__",
    "constructor hasOwnProperty toString",
    "<script>alert(1)</script> <b>lekarna</b>",
    "(.*)+[^a]{9}\\",
    "مكتبة עברית",
    "\u{202e}lekarna\u{202c}",
    "🙂👩‍🔬 lekarna",
    "a b c d e f g h i j k l m",
    "112",
    "05 012 10 00",
    "lekarna lekarna lekarne",
    "lek",
    "knj od",
];

fn list(table: &str, name: &str) -> Vec<Table> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance").join(table);
    let text = std::fs::read_to_string(file).expect("the table is there");
    let table: Table = text.parse().expect("the table is TOML");
    let rows = table[name].as_array().expect("a list of tables");
    rows.iter().map(|row| row.as_table().expect("a table").clone()).collect()
}

fn texts(row: &Table, key: &str) -> Vec<String> {
    let all = row.get(key).and_then(Value::as_array).into_iter().flatten();
    all.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn id(document: u32) -> String {
    INDEX.documents[document as usize].what.id(SITE.hub())
}

fn lang(tag: &str) -> Lang {
    Lang::new(tag).expect("a tag")
}

/// Every question of every need, with the language of its page.
fn judged() -> Vec<(String, Lang)> {
    let mut all = Vec::new();
    for need in list("needs.toml", "need") {
        let page = lang(need.get("page").and_then(Value::as_str).unwrap_or("sl"));
        let classes =
            need.iter().filter(|(key, _)| !["what", "page", "call", "best", "good", "near"].contains(&&***key));
        all.extend(classes.flat_map(|(key, _)| texts(&need, key)).map(|text| (text, page)));
    }
    all
}

#[test]
fn what_is_judged_is_there() {
    let known: Vec<String> = (0..INDEX.documents.len() as u32).map(id).collect();
    let needs = list("needs.toml", "need");
    let named = needs.iter().flat_map(|need| ["best", "good", "near"].map(|grade| texts(need, grade)).concat());
    let named = named.chain(list("questions.toml", "question").into_iter().flat_map(|one| texts(&one, "answer")));
    let found = |name: &String| {
        let start = name.strip_suffix('*');
        known.iter().any(|one| start.map_or(one == name, |start| one.starts_with(start)))
    };
    let missing: Vec<String> = named.filter(|name| !found(name)).collect();
    assert!(missing.is_empty(), "judged and not to be found: {missing:?}");
    assert!(judged().len() >= 60);
}

#[test]
fn the_questions_of_residents_are_answered_among_the_first_three() {
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    let mut missed = Vec::new();
    for question in list("questions.toml", "question") {
        let english = question["en"].as_str().expect("a text").to_owned();
        let spellings = texts(&question, "sl").into_iter().map(|text| (text, "sl")).chain([(english, "en")]);
        for (text, page) in spellings {
            let first: Vec<String> =
                searcher.answer(&text, lang(page)).hits.iter().take(3).map(|hit| id(hit.document)).collect();
            if !texts(&question, "answer").iter().any(|answer| first.contains(answer)) {
                missed.push(format!("{text}: {first:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn nothing_that_ended_is_found_and_no_judged_question_is_left_without_an_answer() {
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    for (text, page) in judged() {
        let answer = searcher.answer(&text, page);
        assert!(!answer.hits.is_empty(), "nothing is found for »{text}«");
        assert!(answer.hits.iter().all(|hit| id(hit.document) != "organization/foto-klub-zaslonka"), "{text}");
    }
}

#[test]
fn marks_left_out_change_nothing_of_what_is_found() {
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    let found = |text: &str| {
        let mut all: Vec<u32> = searcher.answer(text, lang("sl")).hits.iter().map(|hit| hit.document).collect();
        all.sort_unstable();
        all
    };
    for (with, without) in [("šah", "sah"), ("knjižnica", "knjiznica"), ("tečaj slovenščine", "tecaj slovenscine")]
    {
        assert_eq!(found(with), found(without), "{with}");
    }
}

#[test]
fn a_word_that_says_when_or_what_is_asked_need_not_be_found() {
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    let first = |text: &str| searcher.answer(text, lang("sl")).hits.first().map(|hit| id(hit.document));
    for text in ["telefon knjižnice", "kdaj je odprta knjižnica", "knjižnica naslov"] {
        assert_eq!(first(text).as_deref(), Some("organization/mestna-knjiznica-oljcnik"), "{text}");
    }
    let hours = searcher.answer("uradne ure občine", lang("sl"));
    assert_eq!((hours.intents, hours.words.iter().filter(|word| word.required).count()), (vec!["hours"], 1));
    assert_eq!(searcher.answer("kje", lang("sl")).urgent, Vec::<usize>::new());
}

#[test]
fn packed_scripts_are_those_that_are_written() {
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    for packed in std::fs::read_dir(theme.join("packed")).expect("the folder is there") {
        let name = packed.expect("it can be listed").file_name();
        let source = std::fs::read(theme.join("static").join(&name)).expect("what is packed is there");
        let packed = std::fs::read_to_string(theme.join("packed").join(&name)).expect("it is text");
        let asset = SITE.theme().asset(&name.to_string_lossy()).expect("it is served");
        assert!(asset.bytes.len() < source.len() * 3 / 4, "{name:?} was changed: tests/pack/run packs it again");
        assert!(!asset.bytes.starts_with(b"//") && packed.starts_with("//"), "{name:?}");
    }
}

#[test]
fn what_is_where_the_reader_is_comes_first() {
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    let place = |id: &str| SITE.hub().tables.place(id).expect("a place of the sample");
    for (near, first) in
        [("mali-zaliv", "event/ura-pravljic-mali-zaliv"), ("zgornje-trte", "event/ura-pravljic-zgornje-trte")]
    {
        let answer = searcher.answer_near("ura pravljic", lang("sl"), Some(place(near)));
        let all = searcher.answer("ura pravljic", lang("sl")).hits.len();
        assert_eq!((answer.hits.first().map(|hit| id(hit.document)).as_deref(), answer.hits.len()), (Some(first), all));
    }
}

#[test]
fn answers_for_the_browser_are_written() {
    let folder =
        std::env::var_os("VECTORS").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("words"), PathBuf::from);
    for (path, bytes) in files(SITE.hub(), &INDEX).files {
        let to = folder.join("site").join(path);
        std::fs::create_dir_all(to.parent().expect("a file has a folder")).expect("the folder can be made");
        std::fs::write(to, bytes).expect("the file can be written");
    }
    let searcher = Searcher::new(SITE.hub(), &INDEX);
    let long = "lekarna (".repeat(2000);
    let hostile = HOSTILE.iter().copied().chain([&*long]).map(|text| (text.to_owned(), lang("sl")));
    let fifteen = list("questions.toml", "question");
    let fifteen = fifteen.iter().flat_map(|one| {
        let english = one["en"].as_str().expect("a text").to_owned();
        texts(one, "sl").into_iter().map(|text| (text, lang("sl"))).chain([(english, lang("en"))])
    });
    let lines: Vec<String> = judged()
        .into_iter()
        .chain(fifteen)
        .chain(hostile)
        .enumerate()
        .map(|(turn, (text, page))| {
            // Every third is asked by somebody who says where they are.
            let near = (turn % 3 == 2).then(|| turn % SITE.hub().tables.places.len());
            let answer = searcher.answer_near(&text, page, near);
            let hits: Vec<_> = answer.hits.iter().map(|hit| (hit.document, hit.score)).collect();
            let corrected: Vec<_> = answer.words.iter().map(|word| &word.corrected).collect();
            serde_json::json!({
                "text": text, "lang": page.as_str(), "near": near.map_or(-1, |place| place as i32), "hits": hits, "corrected": corrected,
                "intents": answer.intents, "urgent": answer.urgent,
            })
            .to_string()
        })
        .collect();
    std::fs::write(folder.join("answers.jsonl"), lines.join("\n")).expect("answers can be written");
}

//! `kazipot cancel` and `kazipot verified`: a few bytes come into a record, and no other byte of it changes.

mod kit;

use kit::Hub;

const PATH: &str = "content/events/ura-pravljic.toml";

const EVENT: &str = r#"#:schema ../../schemas/event.schema.json
# Knjižničarka: Ana
title = "Ura pravljic"   # naslov
summary = 'Beremo.'
type    = "story-hour"
start = 2026-11-10T17:00:00
repeat = { every = "week", on = ["tu"] }
added = 2026-10-01 # iz starega seznama

[place]
name = "Knjižnica" # dvorana
"#;

fn hub(text: &str) -> Hub {
    Hub::new().with(PATH, text)
}

fn cancel(hub: &Hub, more: &[&str]) -> kit::Run {
    let mut arguments = vec!["cancel", "ura-pravljic", "--today", kit::TODAY, "--messages", "en"];
    arguments.extend(more);
    hub.run(&arguments)
}

/// The lines that a text has more than another; every line of that one has to be in it, in order.
#[track_caller]
fn new_lines<'a>(before: &str, after: &'a str) -> Vec<&'a str> {
    let mut old = before.split_inclusive('\n').peekable();
    let new = after.split_inclusive('\n').filter(|line| old.next_if_eq(line).is_none()).collect();
    assert_eq!(old.next(), None, "a line is gone:\n{after}");
    new
}

#[test]
fn a_cancelled_event_says_so_and_keeps_every_byte() {
    let hub = hub(EVENT);
    cancel(&hub, &["--note", "Zaprto \"zaradi\" poplave."]).ends_with(0).says("Cancelled: Ura pravljic.").says(PATH);
    let text = hub.text(PATH);
    let expected = [
        "status = \"cancelled\"\n",
        "alert = 'Zaprto \"zaradi\" poplave.'\n",
        "updated = 2026-11-22\n",
        "sequence = 1\n",
    ];
    assert_eq!(new_lines(EVENT, &text), expected);
    assert!(text.contains("type    = \"story-hour\"\nstatus"), "{text}");
    assert!(text.contains("seznama\nupdated = 2026-11-22\nsequence = 1\n\n[place]"), "{text}");
    cancel(&hub, &[]).ends_with(0).says("cancelled already");
    assert_eq!(hub.text(PATH), text);
}

#[test]
fn one_date_is_cancelled_beside_those_that_were_changed() {
    let hub = hub(EVENT);
    cancel(&hub, &["--only", "2026-12-01", "--note", "Bolezen"]).ends_with(0);
    let once = hub.text(PATH);
    assert!(
        once.ends_with("\n\n[[changed]]\ndate = 2026-12-01\nstatus = \"cancelled\"\nnote = \"Bolezen\"\n"),
        "{once}"
    );
    cancel(&hub, &["--only", "2026-12-08"]).ends_with(0);
    let twice = hub.text(PATH);
    assert!(twice.ends_with("\n\n[[changed]]\ndate = 2026-12-08\nstatus = \"cancelled\"\n"), "{twice}");
    assert!(twice.contains("sequence = 2\n") && !twice.contains("sequence = 1"), "{twice}");
    cancel(&hub, &["--only", "2026-12-01"]).ends_with(0).says("cancelled already");
    assert_eq!(hub.text(PATH), twice);
    hub.check().ends_with(0);
}

#[test]
fn a_date_that_was_changed_before_gets_its_keys() {
    let table = format!("{EVENT}\n[[changed]]\ndate = 2026-12-01\nplace = \"Park\" # zunaj\n");
    let changed = hub(&table);
    cancel(&changed, &["--only", "2026-12-01", "--note", "Dež"]).ends_with(0);
    let text = changed.text(PATH);
    let expected = ["updated = 2026-11-22\n", "sequence = 1\n", "status = \"cancelled\"\n", "note = \"Dež\"\n"];
    assert_eq!(new_lines(&table, &text), expected);
    let line = "changed = [\n  { date = 2026-12-01, place = \"Park\" }, # zunaj\n]\n";
    let table = EVENT.replace("added", &format!("{line}added"));
    let listed = hub(&table);
    cancel(&listed, &["--only", "2026-12-01"]).ends_with(0);
    cancel(&listed, &["--only", "2026-12-15"]).ends_with(0);
    let text = listed.text(PATH);
    let wanted = "  { date = 2026-12-01, place = \"Park\", status = \"cancelled\" },\n  { date = 2026-12-15, status = \"cancelled\" }, # zunaj\n]";
    assert!(text.contains(wanted), "{text}");
    listed.check().ends_with(0);
}

#[test]
fn ends_of_lines_a_mark_and_the_text_behind_front_matter_stay() {
    let crlf = format!("\u{feff}{}", EVENT.replace('\n', "\r\n"));
    let windows = hub(&crlf);
    cancel(&windows, &["--only", "2026-12-01"]).ends_with(0);
    let text = windows.text(PATH);
    assert!(new_lines(&crlf, &text).iter().all(|line| line.ends_with("\r\n")), "{text:?}");
    let body = "\n# Naslov\n\nstatus = \"ne jaz\"\n+++\n";
    let markdown = format!("+++\n{EVENT}+++\n{body}");
    let path = "content/events/ura-pravljic.md";
    let front = Hub::new().with(path, &markdown);
    cancel(&front, &["--only", "2026-12-01"]).ends_with(0);
    let text = front.text(path);
    assert!(text.ends_with(&format!("[[changed]]\ndate = 2026-12-01\nstatus = \"cancelled\"\n+++\n{body}")), "{text}");
    new_lines(&markdown, &text);
    let bare = hub(EVENT.split_once("\n\n").expect("it has an empty line").0);
    cancel(&bare, &[]).ends_with(0);
    assert!(bare.text(PATH).ends_with("seznama\nupdated = 2026-11-22\nsequence = 1"), "{}", bare.text(PATH));
    bare.check().ends_with(0);
}

#[test]
fn what_makes_no_sense_writes_nothing() {
    let alert = EVENT.replace("added", "alert = \"Novo!\"\nadded");
    let hub = hub(&alert).with("content/organizations/zbor.toml", kit::organization(""));
    let hub = hub.with("content/events/pokvarjen.toml", "title = 3\n");
    let before = kit::files(&hub.root());
    let run = |arguments: &[&str]| {
        let mut all = arguments.to_vec();
        all.extend(["--today", kit::TODAY, "--messages", "en"]);
        hub.run(&all).ends_with(2)
    };
    run(&["cancel", "ura-pravlic"]).says("did you mean “ura-pravljic”?");
    run(&["cancel", "organization/zbor"]).says("is not an event");
    run(&["cancel", "pokvarjen"]).says("mistakes that have to be mended first");
    run(&["cancel", "ura-pravljic", "--only", "2026-12-02"]).says("2026-11-24, 2026-12-01, 2026-12-08");
    run(&["cancel", "ura-pravljic", "--only", "1. decembra"]).says("is not a date");
    run(&["cancel", "ura-pravljic", "--note", "Zakaj"]).says("has an alert already");
    run(&["verified", "zbor", "ni-ga"]).says("there is no record “ni-ga”");
    run(&["verified", "zbor", "--how", "telefon"]).says("telefon");
    assert_eq!(kit::files(&hub.root()), before);
}

#[test]
fn records_are_verified_with_their_day_and_who_looked() {
    let path = "content/organizations/zbor.toml";
    let before = kit::organization("[[verified]]\non = 2026-01-01 # prvič\n\n[[contact]]\nphone = \"05 012 34 56\"\n");
    let hub = hub(EVENT).with(path, &before);
    let arguments = ["verified", path, "ura-pravljic", "--by", "Ana", "--how", "phone", "--today", kit::TODAY];
    hub.run(&arguments).ends_with(0).says(path).says(PATH);
    let text = hub.text(path);
    let new = "# prvič\n\n[[verified]]\non = 2026-11-22\nby = \"Ana\"\nhow = \"phone\"\n\n[[contact]]";
    assert!(text.contains(new), "{text}");
    assert!(text.contains("\nupdated = 2026-11-22\n"), "{text}");
    new_lines(&before, &text);
    assert!(hub.text(PATH).ends_with("[[verified]]\non = 2026-11-22\nby = \"Ana\"\nhow = \"phone\"\n"));
    hub.check().ends_with(0);
    hub.run(&arguments).ends_with(0);
    assert_eq!(hub.text(path), text);
}

const CHOIR: &str = "# Zbor, kot ga poznamo
title = \"Zbor\"
summary = \"Pojemo.\"
type = \"society\"

[[service]] # vaje
id = \"vaje\"
title = \"Vaje\"
summary = \"Ob torkih.\"
[[service.contact]]
phone = \"05 012 34 56\" # Ana

# nastopi
[[service]]
title = \"Nastopi\"
id = \"nastopi\"
summary = \"Povabite nas.\"
[[service.verified]]
on = 2026-01-01 # prvič

[x]
opomba = 1
";

#[test]
fn services_are_verified_by_themselves_and_several_of_a_file_at_once() {
    let (path, own) = ("content/organizations/zbor.toml", "content/organizations/zbor/tabor.toml");
    let hub = Hub::new().with(path, CHOIR).with(own, "# tabor\ntitle = \"Tabor\"\nsummary = \"Poleti.\"\n");
    let run = |more: &[&str]| {
        hub.run(&[&["verified", "--today", kit::TODAY, "--messages", "en", "--how", "visit"], more].concat())
    };
    run(&["zbor#nastopi", "organization/zbor#vaje", own]).ends_with(0).says("3 records or services are marked");
    let text = hub.text(path);
    let check = "[[service.verified]]\non = 2026-11-22\nhow = \"visit\"\n";
    assert!(text.contains(&format!("# Ana\n\n{check}\n# nastopi\n[[service]]")), "{text}");
    assert!(text.contains(&format!("# prvič\n\n{check}\n[x]")), "{text}");
    assert_eq!(new_lines(CHOIR, &text).iter().filter(|line| **line == "updated = 2026-11-22\n").count(), 1);
    assert!(hub.text(own).ends_with("summary = \"Poleti.\"\n\n[[verified]]\non = 2026-11-22\nhow = \"visit\"\n"));
    hub.check().ends_with(0);
    let (before, known) = (kit::files(&hub.root()), "organization/zbor#vaje");
    run(&[known]).ends_with(0).says("“organization/zbor#vaje” has this check of today already");
    run(&["zbor#vaja"]).ends_with(2).says("did you mean “vaje”?");
    run(&["vaje"]).ends_with(2).says("did you mean “organization/zbor#vaje”?");
    run(&["zbor", "zbor#ni-je"]).ends_with(2).says("“organization/zbor” has no service “ni-je”");
    assert_eq!(kit::files(&hub.root()), before);
}

#[test]
fn services_on_one_line_get_their_checks_on_it() {
    let path = "content/organizations/zbor.toml";
    let services = "service = [\n  { id = \"vaje\", title = \"Vaje\", summary = \"V.\" }, # torek\n  { id = \"tabor\", title = \"Tabor\", summary = \"T.\", verified = [{ on = 2026-01-01 }] },\n]\n";
    let hub = Hub::new().with(path, kit::organization(services));
    hub.run(&["verified", "zbor#vaje", "zbor#tabor", "--today", kit::TODAY]).ends_with(0);
    let text = hub.text(path);
    assert!(text.contains("summary = \"V.\", verified = [{ on = 2026-11-22 }] }, # torek\n"), "{text}");
    assert!(text.contains("verified = [{ on = 2026-01-01 }, { on = 2026-11-22 }] },\n]"), "{text}");
    hub.check().ends_with(0);
}

//! `kazipot next-change`: until the moment it tells, a build of any day says what today's says; from then on not.

mod kit;

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kazipot::site::Site;
use kazipot::time::Range;
use kazipot::view::Viewer;
use kazipot::view::turns::{Happening, Reader};
use kazipot::world::Memory;
use kazipot::{Broken, Memo, compile};
use kit::{Hub, organization};

fn site(world: &Memory) -> Site {
    let compiled = compile(world, Broken::Stop, &mut Memo::default());
    compiled.value.unwrap_or_else(|| panic!("{:?}", compiled.diagnostics))
}

/// The text of each page, by its path.
type Said = BTreeMap<String, String>;

/// What a reader without the script is told by every page but the one that tells of its own day, and those of days,
/// months and years: they show less far ahead or back, and what they show is dated.
fn said(site: &Site) -> Said {
    const DATED: [&str; 6] =
        ["o-kazipotu", "dogodki/danes", "dogodki/konec-tedna", "dogodki/ta-teden", "dogodki/2", "dogodki/arhiv"];
    let pages = (0..site.len()).filter(|ix| site.path(*ix).ends_with(".html"));
    let pages = pages.filter(|ix| !DATED.iter().any(|start| site.path(*ix).starts_with(start)));
    pages
        .map(|ix| {
            let mut bytes = Vec::new();
            site.make(ix, &mut bytes).expect("the page is made");
            (site.path(ix).to_owned(), text(&String::from_utf8(bytes).expect("pages are UTF-8")))
        })
        .collect()
}

/// The text of a page: without tags, and without what only machines read.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let end = if after.starts_with("script") { after.find("</script>") } else { after.find('>') };
        rest = end.map_or("", |end| after[end..].split_once('>').map_or("", |(_, rest)| rest));
        out.push(' ');
    }
    out + rest
}

/// A hub in which everything turns that can turn by the day, at different times.
fn hub(today: Date) -> Memory {
    let event = |title: &str, more: &str| format!("title = \"{title}\"\nsummary = \"Povzetek.\"\n{more}\n");
    let job = |more: &str| {
        format!(
            "title = \"Delo\"\nsummary = \"Delamo.\"\ntype = \"job\"\nposted = 2026-11-20\nemployer = {{ name = \"Mlin\" }}\n{more}[[contact]]\nphone = \"05 012 34 56\"\n"
        )
    };
    let health = "title = \"Ambulanta\"\nsummary = \"Zdravimo.\"\ntype = \"gp\"\n[accepts]\nvalue = \"yes\"\non = 2026-11-18\n[[contact]]\nphone = \"05 012 34 56\"\n[[verified]]\non = 2026-10-02\n";
    let named = "[[contact]]\nphone = \"05 012 34 56\"\nname = \"Ana Novak\"\nconsent_on = 2026-01-01\nremove_on = 2027-01-20\n[[verified]]\non = 2026-11-01\n";
    let service = "[[verified]]\non = 2026-11-01\n[[service]]\nid = \"posvet\"\ntitle = \"Posvet\"\nsummary = \"Svet.\"\n[[service.verified]]\non = 2026-07-01\n";
    let hours = "[[hours]]\nmo = [\"08:00-12:00\"]\nholidays = \"open\"\n";
    Memory::new(today)
        .with("site.toml", kit::SITE)
        .with("content/events/koncert.toml", event("Koncert", "start = 2026-11-28T19:00:00\nend = 2026-11-28T21:00:00"))
        .with("content/events/noc.toml", event("Noč", "start = 2026-12-11T21:00:00\nend = 2026-12-12T02:00:00"))
        .with("content/events/razstava.toml", event("Razstava", "start = 2026-11-25\nend = 2027-01-10\nall_day = true"))
        .with(
            "content/events/ura.toml",
            event("Ura", "start = 2026-12-01T17:00:00\nrepeat = { every = \"week\", on = [\"tu\"], until = 2027-01-12 }"),
        )
        .with(
            "content/events/tecaj.toml",
            event("Tečaj", "type = \"course\"\nstart = 2027-02-15T17:00:00\n[registration]\nneeded = true\nby = 2027-01-29\nplaces = 8\nurl = \"https://a.example/\""),
        )
        .with("content/events/razpis.toml", event("Razpis", "type = \"call\"\ncloses = 2026-12-18T12:00:00"))
        .with("content/employment/rok.toml", job("closes = 2026-12-04\n"))
        .with("content/employment/brez.toml", job(""))
        .with("content/health/ambulanta.toml", health)
        .with("content/organizations/imena.toml", organization(named))
        .with("content/organizations/storitev.toml", organization(service))
        .with("content/organizations/ure.toml", organization(hours))
        .with("content/organizations/kmalu.toml", organization("publish_on = 2026-12-07\n"))
        .with("content/organizations/mimo.toml", organization("expires_on = 2026-12-15\n"))
        .with("content/organizations/nikoli.toml", organization("draft = true\npublish_on = 2026-12-08\n"))
        .with(
            "content/notices.toml",
            "[[notice]]\nid = \"voda\"\ntitle = \"Voda\"\ntext = \"Ne teče.\"\nfrom = 2026-12-09\nuntil = 2026-12-23\n",
        )
        .with(
            "content/needs.toml",
            "[[consultation]]\ntitle = \"Knjižnica\"\nfrom = 2026-12-01\nuntil = 2026-12-27\nurl = \"https://a.example/\"\n",
        )
}

#[test]
fn until_the_next_change_every_build_says_the_same_and_from_then_on_another_thing() {
    let days: Vec<Date> = date(2026, 11, 22).series(1.day()).take(150).collect();
    let mut last: Option<(Date, Said)> = None;
    let mut happened: Vec<Happening> = Vec::new();
    use Happening as H;
    let counted_from_today = [H::TimesOut, H::Exception, H::Old, H::Near];
    for day in days {
        let site = site(&hub(day));
        let said = said(&site);
        let language = site.hub().config.languages.first();
        let viewer = Viewer::new(site.hub(), site.theme(), language);
        // What is near and how old a page is are counted from its own day, and have tests of their own.
        let mut turns = viewer.turns();
        turns.retain(|turn| !counted_from_today.contains(&turn.what));
        let on = turns.first().map_or(Date::MAX, |turn| turn.on);
        turns.retain(|turn| turn.on == on);
        let next = viewer.next_change(Reader::WithoutScript).map_or(Date::MAX, |next| next.on);
        assert!(next == on || next < on && next > day.saturating_add(7.days()), "{day}: {next} and {on}");
        if let Some((until, before)) = &last {
            let differ: Vec<&String> =
                said.iter().filter(|(path, text)| before.get(*path) != Some(text)).map(|(path, _)| path).collect();
            let gone = before.keys().any(|path| !said.contains_key(path));
            assert_eq!(
                differ.is_empty() && !gone,
                day < *until,
                "{day}: said to turn on {until}; {differ:?} {happened:?}"
            );
        }
        assert!(day < on, "{day}");
        if last.as_ref().is_none_or(|(until, _)| *until <= day) {
            happened.extend(turns.iter().map(|turn| turn.what));
            last = Some((on, said));
        } else if let Some((until, _)) = &last {
            assert_eq!(*until, on, "{day}");
        }
    }
    for what in Happening::ALL.into_iter().filter(|what| !counted_from_today.contains(what)) {
        assert!(happened.contains(&what), "{what:?} did not happen: {happened:?}");
    }
}

/// The day from which on a build of `today` is wrong for a reader, and what happens then.
fn next(world: &Memory, reader: Reader) -> Option<(String, Vec<Happening>)> {
    let site = site(world);
    let next = Viewer::new(site.hub(), site.theme(), site.hub().config.languages.first()).next_change(reader)?;
    Some((next.at, next.turns.iter().map(|turn| turn.what).collect()))
}

fn with_event(today: Date, more: &str) -> Memory {
    let record = format!("title = \"Ura\"\nsummary = \"Beremo.\"\n{more}\n");
    Memory::new(today).with("site.toml", kit::SITE).with("content/events/ura.toml", record)
}

#[test]
fn the_script_goes_on_with_what_comes_back_until_it_was_told_no_more() {
    let today = date(2026, 11, 22);
    let daily = "start = 2026-11-20T17:00:00\nrepeat = { every = \"week\", on = [\"mo\", \"tu\", \"we\", \"th\", \"fr\", \"sa\", \"su\"] }";
    let world = with_event(today, daily);
    assert_eq!(next(&world, Reader::WithoutScript), Some(("2026-11-23T00:00:00+01:00".into(), vec![Happening::Over])));
    assert_eq!(next(&world, Reader::WithScript), Some(("2026-12-01T00:00:00+01:00".into(), vec![Happening::Month])));
    // As many times are told as the page lives to see: those of 22 November to 26 December.
    let site = site(&world);
    let turns = Viewer::new(site.hub(), site.theme(), site.hub().config.languages.first()).turns();
    let out = turns.iter().find(|turn| turn.what == Happening::TimesOut).expect("it goes on for ever");
    assert_eq!(out.on, date(2026, 12, 27));
    let few = with_event(today, "start = 2026-11-24T17:00:00\nrepeat = { every = \"week\", on = [\"tu\"], count = 3 }");
    assert_eq!(next(&few, Reader::WithScript), Some(("2026-12-01T00:00:00+01:00".into(), vec![Happening::Month])));
}

/// An old page tells by its script how old facts are, and which answer is none any more.
#[test]
fn facts_grow_old_without_a_new_build_where_scripts_run() {
    let record = "title = \"Ambulanta\"\nsummary = \"Zdravimo.\"\ntype = \"gp\"\n[accepts]\nvalue = \"yes\"\non = 2026-11-18\n[[contact]]\nphone = \"05 012 34 56\"\n[[verified]]\non = 2026-11-18\n";
    let world = |day| Memory::new(day).with("site.toml", kit::SITE).with("content/health/ambulanta.toml", record);
    let today = date(2026, 11, 22);
    assert_eq!(
        next(&world(today), Reader::WithoutScript),
        Some(("2027-01-18T00:00:00+01:00".into(), vec![Happening::Answer]))
    );
    assert_eq!(next(&world(today), Reader::WithScript), None);
    let page = |day| said_by(&site(&world(day)), "zdravje/ambulanta/index.html");
    let list = |day| said_by(&site(&world(day)), "zdravje/index.html");
    for made in [page(today), list(today)] {
        assert!(
            made.contains("data-answer=\"20261118:30\"") && made.contains("data-checked=\"20261118:90\""),
            "{made}"
        );
        assert!(made.contains("assets/age."), "{made}");
    }
    // What is said already is not said again.
    let old = date(2027, 2, 17);
    assert!(!page(old).contains("data-answer") && !list(old).contains("data-checked"), "{}", page(old));
    assert!(
        page(old).contains("provenance overdue\"") && page(old).contains("Ne vemo, ali sprejemajo."),
        "{}",
        page(old)
    );
}

/// A file of the site as it is.
fn said_by(site: &Site, path: &str) -> String {
    let at = (0..site.len()).find(|ix| site.path(*ix) == path).expect("the page is there");
    let mut bytes = Vec::new();
    site.make(at, &mut bytes).expect("it is made");
    String::from_utf8(bytes).expect("pages are UTF-8")
}

#[test]
fn a_moment_is_a_midnight_of_the_hub_with_the_offset_of_that_night() {
    let deadline = |day: &str| with_event(date(2027, 3, 20), &format!("type = \"call\"\ncloses = {day}"));
    let at = |world: &Memory| {
        let next = next(world, Reader::WithoutScript);
        next.map(|(at, what)| (at, what.contains(&Happening::Deadline)))
    };
    let told = |at: &str| Some((at.to_owned(), true));
    assert_eq!(at(&deadline("2027-03-27")), told("2027-03-28T00:00:00+01:00"));
    assert_eq!(at(&deadline("2027-03-28")), told("2027-03-29T00:00:00+02:00"));
    let site = format!("time_zone = \"America/New_York\"\n{}", kit::SITE);
    assert_eq!(at(&deadline("2027-03-27").with("site.toml", site)), told("2027-03-28T00:00:00-04:00"));
    assert_eq!(next(&Memory::new(date(2027, 3, 20)).with("site.toml", kit::SITE), Reader::WithScript), None);
}

/// Hours are told for the next weeks, and the first day that a build does not show is a change.
#[test]
fn every_day_with_other_hours_is_shown_until_the_next_change() {
    let hours = "[[hours]]\nmo = [\"08:00-12:00\"]\nfr = [\"08:00-12:00\"]\nholidays = \"closed\"\n[[hours.except]]\non = [2027-01-11, 2027-03-08]\nopen = []\n";
    let world = |day| {
        Memory::new(day).with("site.toml", kit::SITE).with(
            "content/organizations/ure.toml",
            organization(&format!("[[contact]]\nphone = \"05 012 34 56\"\n{hours}")),
        )
    };
    let otherwise = [
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 1, 11),
        date(2027, 2, 8),
        date(2027, 3, 8),
        date(2027, 3, 29),
    ];
    for today in date(2026, 11, 22).series(1.day()).take(60) {
        let site = site(&world(today));
        let viewer = Viewer::new(site.hub(), site.theme(), site.hub().config.languages.first());
        let on = viewer.next_change(Reader::WithoutScript).expect("some day is otherwise").on;
        let page = said(&site).remove("organizacije/ure/index.html").expect("the page is there");
        let shows = |day: Date| page.contains(&format!("{}.\u{a0}{}.\u{a0}{}", day.day(), day.month(), day.year()));
        for day in otherwise.into_iter().filter(|day| today <= *day && *day <= on) {
            assert_eq!(shows(day), day < on, "{today}: {day}, {on}\n{page}");
        }
        assert!(otherwise.contains(&on), "{today}: {on}");
        let with = viewer.next_change(Reader::WithScript).expect("a page grows old");
        assert_eq!(with.on, on.min(today.saturating_add(36.days())), "{today}");
    }
}

#[test]
fn the_command_tells_people_programs_and_shells() {
    let hub = Hub::new().with(
        "content/events/razpis.toml",
        "title = \"Razpis\"\nsummary = \"Zbiramo.\"\ntype = \"call\"\ncloses = 2026-11-25\nexpires_on = 2026-11-27\n",
    );
    let run = |more: &[&str]| {
        hub.run(&[&["next-change", "--today", kit::TODAY, "--messages", "en"], more].concat()).ends_with(0)
    };
    let told = run(&[]).stdout;
    let wanted = "Without its script a page is wrong from 2026-11-26T00:00:00+01:00:\n  a deadline is over: event/razpis\n\
                  With it, from 2026-11-28T00:00:00+01:00:\n  a record is withdrawn: event/razpis\n";
    assert_eq!(told, wanted);
    let short = "without_script 2026-11-26T00:00:00+01:00 deadline event/razpis\n\
                 with_script 2026-11-28T00:00:00+01:00 withdrawn event/razpis\n";
    assert_eq!(run(&["--format", "short"]).stdout, short);
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"]).stdout).expect("JSON");
    assert_eq!(json["without_script"]["why"][0]["what"], "deadline");
    assert_eq!(json["with_script"]["at"], "2026-11-28T00:00:00+01:00");
}

/// The pages of what is near hold the day, its week and its weekend until the day that is told.
#[test]
fn what_is_near_is_shown_until_the_next_change() {
    for today in date(2026, 11, 22).series(1.day()).take(14) {
        let world = with_event(
            today,
            "start = 2026-01-06T17:00:00\nrepeat = { every = \"week\", on = [\"tu\"], until = 2027-06-29 }",
        );
        let site = site(&world);
        let viewer = Viewer::new(site.hub(), site.theme(), site.hub().config.languages.first());
        let near = viewer.turns().into_iter().find(|turn| turn.what == Happening::Near).expect("it is told").on;
        let page = |name: &str| {
            let at = (0..site.len()).find(|ix| site.path(*ix) == format!("dogodki/{name}/index.html"));
            let mut bytes = Vec::new();
            site.make(at.expect("the page is there"), &mut bytes).expect("it is made");
            String::from_utf8(bytes).expect("pages are UTF-8")
        };
        let pages =
            [("danes", Range::day as fn(Date) -> Range), ("ta-teden", Range::week), ("konec-tedna", Range::weekend)];
        let pages = pages.map(|(name, of)| (page(name), of));
        let holds = |day: Date| {
            let shown = |(text, of): &(String, fn(Date) -> Range)| {
                of(day)
                    .iter()
                    .filter(|one| *one >= today)
                    .all(|one| text.contains(&format!("data-day=\"{}\"", one.strftime("%Y%m%d"))))
            };
            pages.iter().all(shown)
        };
        for day in today.series(1.day()).take_while(|day| *day < near) {
            assert!(holds(day), "{today}: {day} is not shown, said to be until {near}");
        }
        assert!(!holds(near), "{today}: {near} is shown");
    }
}

//! What the preview rests on: one path found without listing all, and a hub read again only where it changed.

mod kit;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use kazipot::hub::Drafts;
use kazipot::site::Site;
use kazipot::world::{Disk, Mirror};
use kazipot::{Broken, Memo, compile, preview};
use kit::Hub;

const TODAY: Date = date(2026, 11, 22);

fn mirror(hub: &Hub) -> Mirror {
    let root = std::fs::canonicalize(hub.root()).expect("the folder is there");
    Mirror::new(Disk::new(root, TODAY), &["content", "themes"], &["site.toml"])
}

fn compiled(hub: &Hub) -> Site {
    let world = Disk::new(hub.root(), TODAY);
    compile(&world, Broken::Stop, &mut Memo::default()).value.expect("the hub is whole")
}

/// Every path of a site with its bytes, as far as it has them.
fn everything(site: &Site) -> BTreeMap<String, Option<Vec<u8>>> {
    let made = (0..site.len()).map(|turn| {
        let mut bytes = Vec::new();
        (site.path(turn).to_owned(), site.make(turn, &mut bytes).ok().map(|()| bytes))
    });
    made.collect()
}

#[test]
fn every_path_is_found_by_itself_and_is_made_like_that_of_the_list() {
    let site = compiled(&Hub::sample());
    assert!(site.len() > 500);
    for turn in 0..site.len() {
        let path = site.path(turn);
        assert_eq!(site.find(path), Some(site.spot(turn)), "{path}");
    }
}

#[test]
fn every_page_is_found_without_listing_the_others() {
    let site = compiled(&Hub::sample());
    let hub = site.hub();
    for (page, lang) in hub.pages() {
        let path = hub.file(page, lang);
        assert_eq!(hub.page_at(&path), Some((page, lang)), "{path}");
    }
}

#[test]
fn what_is_no_path_of_the_site_is_not_found() {
    let site = compiled(&Hub::sample());
    for path in [
        "",
        "index",
        "indexhtml",
        "../index.html",
        "/index.html",
        "it",
        "it/",
        "it/it/index.html",
        "sl/index.html",
        "zdravje/nothing/index.html",
        "zdravje/0/index.html",
        "zdravje/01/index.html",
        "zdravje/99999999999/index.html",
        "teme/nothing/index.html",
        "site.toml",
        "content/topics.toml",
        "assets/",
        "data/",
        "IT/index.html",
    ] {
        assert_eq!(site.find(path), None, "{path}");
    }
}

#[test]
fn a_hub_that_is_told_of_every_change_is_the_hub_that_is_read_anew() {
    let hub = Hub::sample();
    let (mut world, mut memo) = (mirror(&hub), Memo::default());
    assert!(preview(&world, Drafts::Hidden, &mut memo).value.is_some());
    let organization = |name: &str| {
        format!(
            "title = \"{name}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\n[translations.it]\ntitle = \"{name}\"\nsummary = \"Che cosa fa.\"\n"
        )
    };
    let edit = |world: &mut Mirror, memo: &mut Memo, step: &str, paths: &[&str]| {
        paths.iter().for_each(|path| world.changed(path));
        let kept = preview(world, Drafts::Hidden, memo);
        let anew = preview(&mirror(&hub), Drafts::Hidden, &mut Memo::default());
        assert_eq!(kept.diagnostics, anew.diagnostics, "{step}");
        let (kept, anew) = (kept.value.expect("a site"), anew.value.expect("a site"));
        assert!(everything(&kept) == everything(&anew), "{step}");
        kept
    };
    hub.put("content/organizations/novo.toml", organization("Novo društvo"));
    let site = edit(&mut world, &mut memo, "a record comes", &["content/organizations/novo.toml"]);
    assert!(site.find("ustanove/novo/index.html").is_some());
    hub.put("content/organizations/novo.toml", organization("Drugo društvo"));
    edit(&mut world, &mut memo, "a record changes", &["content/organizations/novo.toml"]);
    std::fs::rename(
        hub.root().join("content/organizations/novo.toml"),
        hub.root().join("content/organizations/staro.toml"),
    )
    .expect("it can be renamed");
    edit(
        &mut world,
        &mut memo,
        "a record is renamed",
        &["content/organizations/novo.toml", "content/organizations/staro.toml"],
    );
    std::fs::remove_file(hub.root().join("content/organizations/staro.toml")).expect("it can go");
    let site = edit(&mut world, &mut memo, "a record goes", &["content/organizations/staro.toml"]);
    assert!(site.find("ustanove/staro/index.html").is_none());
    hub.put("themes/default/static/style.css", "main { color: red }\n");
    edit(&mut world, &mut memo, "a style comes", &["themes/default/static/style.css"]);
    hub.put("site.toml", hub.text("site.toml").replace("organization = \"ustanove\"", "organization = \"kdo\""));
    edit(&mut world, &mut memo, "site.toml changes", &["site.toml"]);
    std::fs::rename(hub.root().join("content/guides"), hub.root().join("guides")).expect("a folder can be renamed");
    let kept = preview(
        &{
            world.changed("content/guides");
            world
        },
        Drafts::Hidden,
        &mut memo,
    );
    let anew = preview(&mirror(&hub), Drafts::Hidden, &mut Memo::default());
    assert_eq!(kept.diagnostics, anew.diagnostics, "a folder goes");
}

#[test]
fn a_record_that_broke_is_shown_as_it_was_and_its_mistake_is_told() {
    let hub = Hub::new().with("content/organizations/a.toml", kit::organization(""));
    let (mut world, mut memo) = (mirror(&hub), Memo::default());
    let page = |site: &Site| {
        let mut bytes = Vec::new();
        let spot = site.find("organizacije/a/index.html")?;
        site.make_at(spot, &mut bytes).ok()?;
        Some(String::from_utf8(bytes).expect("a page is UTF-8"))
    };
    let first = preview(&world, Drafts::Hidden, &mut memo);
    let before = page(&first.value.expect("a site")).expect("it has a page");
    hub.put("content/organizations/a.toml", kit::organization("phone = \"05 12 34\"\n"));
    world.changed("content/organizations/a.toml");
    let broken = preview(&world, Drafts::Hidden, &mut memo);
    assert!(kazipot::diagnostic::any_error(&broken.diagnostics));
    assert_eq!(page(&broken.value.expect("a site")), Some(before.clone()));
    // Broken, and not to be shown any more: it is not.
    hub.put("content/organizations/a.toml", kit::organization("phone = \"05 12 34\"\ndraft = true\n"));
    world.changed("content/organizations/a.toml");
    let withdrawn = preview(&world, Drafts::Hidden, &mut memo);
    assert_eq!(page(&withdrawn.value.expect("a site")), None);
    hub.put("content/organizations/a.toml", kit::organization(""));
    world.changed("content/organizations/a.toml");
    let mended = preview(&world, Drafts::Hidden, &mut memo);
    assert!(!kazipot::diagnostic::any_error(&mended.diagnostics), "{:?}", mended.diagnostics);
    assert_eq!(page(&mended.value.expect("a site")), Some(before));
}

#[test]
fn a_theme_that_broke_leaves_the_pages_as_they_were() {
    let hub = Hub::new().with("content/organizations/a.toml", kit::organization(""));
    let (mut world, mut memo) = (mirror(&hub), Memo::default());
    let home = |site: &Site| {
        let mut bytes = Vec::new();
        site.make_at(site.find("index.html").expect("it has a first page"), &mut bytes).expect("it can be made");
        bytes
    };
    let before = home(&preview(&world, Drafts::Hidden, &mut memo).value.expect("a site"));
    hub.put("themes/default/templates/home.html", "{% if %}");
    world.changed("themes/default/templates/home.html");
    let broken = preview(&world, Drafts::Hidden, &mut memo);
    assert!(broken.diagnostics.iter().any(|one| one.code.number() == "K0601"), "{:?}", broken.diagnostics);
    assert_eq!(home(&broken.value.expect("a site")), before);
}

#[test]
fn drafts_are_shown_to_those_who_write_them_and_ask() {
    let hub = Hub::new().with("content/organizations/a.toml", kit::organization("draft = true\n"));
    let has = |drafts| {
        let site = preview(&mirror(&hub), drafts, &mut Memo::default()).value.expect("a site");
        site.find("organizacije/a/index.html").is_some()
    };
    assert!(has(Drafts::Shown));
    assert!(!has(Drafts::Hidden));
}

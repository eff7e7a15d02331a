//! Every sort of file of a hub is live in the preview: written, renamed, deleted. After each change the preview shows
//! what a build of the same files would make, byte for byte, and all of it.

mod kit;

use std::collections::BTreeMap;

use kit::served::{Answer, Preview};
use kit::{Hub, TODAY};

const SITE: &str = r#"name = "Oljčnik"
base_url = "https://kazipot.example"
theme = "own"
[languages]
official = ["sl"]
courtesy = ["it"]
"#;

fn organization(title: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\nurl = \"https://a.example\"\n\
         topics = [\"kultura\"]\nplace = {{ settlement = \"mesto\" }}\n\
         [[hours]]\nid = \"odprto\"\nkind = \"open\"\nmo = [\"08:00-16:00\"]\n\
         [translations.it]\ntitle = \"{title} IT\"\n+++\nBesedilo. ![Vrata](vrata.svg)\n"
    )
}

const PICTURE: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4" cx="4" cy="4"/></svg>"#;

fn topics(name: &str) -> String {
    format!("[[topic]]\nid = \"kultura\"\nname = {{ sl = \"{name}\", it = \"Cultura\" }}\n")
}

fn places(name: &str) -> String {
    format!(
        "[[place]]\nid = \"mesto\"\nname = {{ sl = \"{name}\", it = \"Città\" }}\nkind = \"municipality\"\n\
         lat = 45.52\nlon = 13.61\npost = \"6399 Mesto\"\n"
    )
}

fn hub() -> Hub {
    let event = "title = \"Ura pravljic\"\nsummary = \"Beremo.\"\ntype = \"story-hour\"\nstart = 2026-11-24T17:00:00\n\
                 repeat = { every = \"week\", on = [\"tu\"], until = 2027-03-30 }\norganizer = \"organization/a\"\n";
    Hub::empty()
        .with("site.toml", SITE)
        .with("content/topics.toml", topics("Kultura"))
        .with("content/places.toml", places("Mesto"))
        .with("content/organizations/a.md", organization("Prvo"))
        .with("content/organizations/vrata.svg", PICTURE)
        .with("content/events/pravljice.toml", event)
        .with("themes/own/theme.toml", "name = \"own\"\ncontract = 1\n")
}

/// A page without what the preview adds to it.
fn plain(page: &str) -> String {
    let (Some(from), Some(to)) = (page.find("<div id=\"kazipot-preview\""), page.rfind("</body>")) else {
        return page.to_owned();
    };
    format!("{}{}", &page[..from], &page[to..])
}

/// Whether the preview serves what a build makes.
fn is_as_built(preview: &Preview, after: &str) {
    let to = tempfile::tempdir().expect("the system gives a folder");
    let output = to.path().join("site");
    let path = output.to_str().expect("it is Unicode");
    preview.hub.run(&["build", "--today", TODAY, "--format", "short", "--output", path]).ends_with(0);
    let built: BTreeMap<String, Vec<u8>> = kit::files(&output);
    assert!(built.len() > 40, "{after}: {}", built.len());
    // Of a large hub not every page: a binary that is made for tests takes its time.
    let step = if built.len() > 300 { 12 } else { 1 };
    let (pages, others): (Vec<_>, Vec<_>) = built.iter().partition(|(path, _)| path.ends_with(".html"));
    let shown = others.into_iter().chain(pages.into_iter().step_by(step));
    for (path, bytes) in shown.filter(|(path, _)| !path.starts_with('.')) {
        let target = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
        let served = preview.get(&target);
        let (built, served) = (String::from_utf8_lossy(bytes), plain(&served.body));
        assert!(built == served, "after {after}, {target} is not as it is built:\n{built}\n---\n{served}");
    }
}

const PAGE: &str = "/organizacije/a/";

#[test]
fn every_sort_of_file_is_live() {
    let preview = Preview::start(hub(), &[]);
    let root = preview.hub.root();
    let put = |path: &str, text: &str| preview.hub.put(path, text);
    preview.has(PAGE, "Prvo");
    is_as_built(&preview, "the start");

    put("content/organizations/a.md", &organization("Drugo"));
    preview.has(PAGE, "Drugo");
    is_as_built(&preview, "a record");

    put("content/organizations/a.it.md", "Un testo suo.\n");
    preview.has("/it/organizzazioni/a/", "Un testo suo");
    put("content/organizations/a/tisk.toml", "title = \"Tiskanje\"\nsummary = \"Tiskamo.\"\n");
    preview.has("/organizacije/a/tisk/", "Tiskamo");
    is_as_built(&preview, "a translation and a service in files of their own");

    std::fs::rename(root.join("content/organizations/a.md"), root.join("content/organizations/b.md"))
        .expect("it can be renamed");
    std::fs::remove_file(root.join("content/organizations/a.it.md")).expect("it can go");
    std::fs::remove_dir_all(root.join("content/organizations/a")).expect("it can go");
    put("content/events/pravljice.toml", &preview.hub.text("content/events/pravljice.toml").replace("/a\"", "/b\""));
    preview.has("/organizacije/b/", "Drugo");
    preview.until(PAGE, |answer| answer.status == 404);
    is_as_built(&preview, "a record was renamed");
    std::fs::rename(root.join("content/organizations/b.md"), root.join("content/organizations/a.md"))
        .expect("it can be renamed");
    std::fs::remove_file(root.join("content/events/pravljice.toml")).expect("it can go");
    preview.until("/dogodki/pravljice/", |answer| answer.status == 404);
    preview.has(PAGE, "Drugo");
    is_as_built(&preview, "a record was deleted");

    put("content/topics.toml", &topics("Omika"));
    preview.has(PAGE, "Omika");
    put("content/places.toml", &places("Trg"));
    preview.has(PAGE, "Trg");
    put("content/holidays.toml", "[[add]]\non = 2026-11-23\nname = { sl = \"prost dan mesta\", it = \"festa\" }\n");
    preview.has(PAGE, "prost dan mesta");
    is_as_built(&preview, "topics, places, holidays");

    let notice = "[[notice]]\nid = \"n\"\ntitle = { sl = \"Pozor\", it = \"Attenzione\" }\n\
                  text = { sl = \"Voda bo zaprta.\", it = \"Senza acqua.\" }\nfrom = 2026-11-20\nuntil = 2026-12-01\n";
    put("content/notices.toml", notice);
    preview.has("/", "Voda bo zaprta");
    let number = "[[number]]\nnumber = \"112\"\nname = { sl = \"reševalci\", it = \"soccorso\" }\n\
                  note = { sl = \"Povejte, kje ste.\", it = \"Dica dove.\" }\nwords = { sl = [\"nujno\"], it = [\"sos\"] }\n";
    put("content/urgent.toml", number);
    preview.has("/", "112");
    is_as_built(&preview, "notices and urgent numbers");

    put("site.toml", &SITE.replace("Oljčnik", "Oliveto"));
    preview.has(PAGE, "Oliveto");
    is_as_built(&preview, "site.toml");

    let changed = PICTURE.replace("\"4\"", "\"3\"");
    let address = |answer: &Answer| answer.body.split("files/vrata.").nth(1).map(|rest| rest[..10].to_owned());
    let before = address(&preview.get(PAGE));
    put("content/organizations/vrata.svg", &changed);
    preview.until(PAGE, |answer| address(answer).is_some() && address(answer) != before);
    is_as_built(&preview, "a picture");
    let old = format!("/files/vrata.{}.svg", before.expect("the page shows the picture"));
    assert_eq!(preview.get(&old).body, PICTURE, "pages that are open show what they showed");
}

#[test]
fn every_part_of_a_theme_of_its_own_is_live() {
    let preview = Preview::start(hub(), &[]);
    let root = preview.hub.root();
    let put = |path: &str, text: &str| preview.hub.put(path, text);
    preview.has(PAGE, "Prvo");
    let default = |path: &str| {
        let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default").join(path);
        std::fs::read_to_string(from).expect("the default theme has it")
    };

    let detail = default("templates/detail.html").replace("</article>", "<p>Dodano v predlogi.</p></article>");
    put("themes/own/templates/detail.html", &detail);
    preview.has(PAGE, "Dodano v predlogi.");
    is_as_built(&preview, "a template came");
    put("themes/own/templates/detail.html", &detail.replace("Dodano", "Spremenjeno"));
    preview.has(PAGE, "Spremenjeno v predlogi.");
    put("themes/own/templates/missing.html", "<!doctype html><html lang=\"sl\"><body>Ni te strani.</body></html>");
    preview.has("/nikjer/", "Ni te strani.");
    is_as_built(&preview, "a template changed and another one came");
    std::fs::remove_file(root.join("themes/own/templates/detail.html")).expect("it can go");
    preview.until(PAGE, |answer| answer.body.contains("Prvo") && !answer.body.contains("v predlogi."));
    is_as_built(&preview, "a template went");

    put("themes/own/messages/sl.toml", "[kind]\norganization = \"Društva in ustanove\"\n");
    preview.has("/", "Društva in ustanove");
    is_as_built(&preview, "messages");

    let style = |answer: &Answer| answer.body.split("/assets/style.").nth(1).map(|rest| rest[..10].to_owned());
    let first = style(&preview.get(PAGE)).expect("a page has styles");
    let css = |turn: usize| format!("{}\nh1 {{ letter-spacing: {turn}px }}\n", default("static/style.css"));
    let mut known = vec![first];
    for turn in 1..=3 {
        put("themes/own/static/style.css", &css(turn));
        preview.until(PAGE, |answer| style(answer).is_some_and(|style| !known.contains(&style)));
        known.push(style(&preview.get(PAGE)).expect("a page has styles"));
    }
    let status = |hash: &String| preview.get(&format!("/assets/style.{hash}.css")).status;
    assert_eq!(known.iter().map(status).collect::<Vec<_>>(), [404, 200, 200, 200], "assets of the last three states");
    put("themes/own/static/find.js", &format!("{}\n// Naše.\n", default("static/find.js")));
    put("themes/own/static/logo.svg", PICTURE);
    put("themes/own/templates/missing.html", "<!doctype html><html lang=\"sl\"><body>Zdaj.</body></html>");
    preview.has("/nikjer/", "Zdaj.");
    is_as_built(&preview, "styles, scripts and pictures");

    put("site.toml", &SITE.replace("\"own\"", "\"default\""));
    preview.until("/nikjer/", |answer| !answer.body.contains("Zdaj.") && answer.status == 404);
    is_as_built(&preview, "another theme");
    put("site.toml", SITE);
    preview.has("/nikjer/", "Zdaj.");
    std::fs::rename(root.join("themes/own"), root.join("themes/other")).expect("it can be renamed");
    preview.has("/_kazipot/problems", "own");
    put("site.toml", &SITE.replace("\"own\"", "\"other\""));
    preview.has("/_kazipot/problems", "Nothing has to be mended");
    preview.has("/nikjer/", "Zdaj.");
    is_as_built(&preview, "a theme was renamed");
}

#[test]
fn everything_else_is_served_as_it_is_built() {
    let preview = Preview::start(Hub::sample(), &[]);
    preview.has("/", "</html>");
    is_as_built(&preview, "nothing but the start");
}

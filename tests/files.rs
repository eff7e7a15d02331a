//! Pictures and documents: where they are published, what of them, and what is said of those that are not right.

mod kit;

use kit::{Hub, organization};

const PLACE: &[u8] = b"46.0511N 14.5051E";

/// A picture of one point, with these chunks in front of it.
fn png(more: &[u8]) -> Vec<u8> {
    let head = chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    let points = chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 2, 0, 1]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), head, more.to_vec(), points, chunk(b"IEND", b"")].concat()
}

fn chunk(name: &[u8], inside: &[u8]) -> Vec<u8> {
    let summed = [name, inside].concat();
    [&(inside.len() as u32).to_be_bytes()[..], &summed, &crc32fast::hash(&summed).to_be_bytes()].concat()
}

fn with_text(text: &str) -> String {
    organization(&format!("body = \"\"\"\n{text}\n\"\"\"\n"))
}

fn published(hub: &Hub, ending: &str) -> Vec<String> {
    hub.published().into_keys().filter(|path| path.ends_with(ending)).collect()
}

fn page(hub: &Hub, path: &str) -> String {
    String::from_utf8(hub.published()[path].clone()).expect("pages are UTF-8")
}

#[test]
fn a_picture_is_published_under_its_bytes_with_its_size_and_without_its_place() {
    let told = chunk(b"tEXt", PLACE);
    let hub = Hub::new()
        .with("content/organizations/a.toml", with_text("![Vhod](Vhod%20čez.PNG)\n\n[Obrazec](obrazec.pdf)"))
        .with("content/organizations/Vhod čez.PNG", png(&told))
        .with("content/files/obrazec.pdf", "%PDF-1.7 vsebina");
    hub.build().ends_with(0);
    let [picture] = &published(&hub, ".png")[..] else { panic!("{:?}", hub.published().keys()) };
    assert!(picture.starts_with("files/vhod-cez.") && picture.len() == "files/vhod-cez.".len() + 14, "{picture}");
    assert_eq!(hub.published()[picture], png(b""), "the points stay, the place goes");
    let html = page(&hub, "organizacije/a/index.html");
    assert!(html.contains(&format!("<img src=\"/{picture}\" alt=\"Vhod\" width=\"1\" height=\"1\"")), "{html}");
    let [document] = &published(&hub, ".pdf")[..] else { panic!("{:?}", hub.published().keys()) };
    assert!(html.contains(&format!("<a href=\"/{document}\">Obrazec</a>")), "{html}");
    // Other bytes are another address; the old one goes.
    hub.put("content/organizations/Vhod čez.PNG", png(&chunk(b"gAMA", &[0, 0, 0, 1])));
    hub.build().ends_with(0);
    assert!(!hub.published().contains_key(picture));
    assert_eq!(published(&hub, ".png").len(), 1);
}

#[test]
fn the_same_picture_beside_two_records_is_one_file() {
    let hub = Hub::new()
        .with("content/organizations/a.toml", with_text("![Znak](znak.png)"))
        .with("content/health/b.toml", "title = \"A\"\nsummary = \"S.\"\ntype = \"gp\"\nbody = \"![Znak](znak.png)\"\n")
        .with("content/organizations/znak.png", png(b""))
        .with("content/health/znak.png", png(b""));
    hub.build().ends_with(0);
    assert_eq!(published(&hub, ".png").len(), 1);
}

#[test]
fn a_broken_picture_is_an_error_and_without_it_its_words_stand_there() {
    let hub = Hub::new()
        .with("content/organizations/a.toml", with_text("Tu je ![Vhod z Glavnega trga](vhod.png)."))
        .with("content/organizations/vhod.png", &png(b"")[..40]);
    hub.build().ends_with(1).says("K1008").says("vhod.png");
    assert!(hub.published().is_empty());
    hub.run(&["build", "--today", kit::TODAY, "--skip-broken"]).ends_with(1).says("K1008");
    let html = page(&hub, "organizacije/a/index.html");
    assert!(html.contains("Tu je Vhod z Glavnega trga.") && !html.contains("<img src=\"/files"), "{html}");
}

#[test]
fn a_file_that_only_a_draft_uses_is_not_called_unused() {
    let draft = with_text("![Vhod](vhod.png)").replace("type =", "draft = true\ntype =");
    let hub = Hub::new().with("content/organizations/a.toml", draft).with("content/organizations/vhod.png", png(b""));
    let run = hub.check_short().ends_with(0);
    assert!(!run.said().contains("K1009"), "{}", run.said());
    assert!(published(&hub, ".png").is_empty());
    hub.put("content/files/druga.png", png(b""));
    hub.check_short().ends_with(0).says("K1009").says("druga.png");
}

#[test]
fn a_large_picture_is_told_with_its_size() {
    // 600 KB of points that nobody looks at.
    let points = chunk(b"IDAT", &vec![7; 600 * 1024]);
    let hub = Hub::new()
        .with("content/organizations/a.toml", with_text("![Vhod](vhod.png)"))
        .with("content/organizations/vhod.png", png(&points));
    hub.check().ends_with(0).says("K1010").says("600 KB").says("1 × 1");
}

//! Pictures as pages show them: in which widths and formats, what they no longer tell, what is kept between builds,
//! and what becomes of those that nobody can draw.

mod kit;

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use kit::{Hub, Run, organization};

const PLACE: &[u8] = b"46.0511N 14.5051E";

/// Something with edges and shades, as photographs have them.
fn photograph(width: u32, height: u32) -> DynamicImage {
    let shade = |x: u32, y: u32| {
        let stripe = if (x / 40 + y / 30).is_multiple_of(3) { 90 } else { 0 };
        Rgb([(x * 200 / width) as u8 + stripe / 2, (y * 160 / height) as u8 + stripe, 60 + stripe])
    };
    RgbImage::from_fn(width, height, shade).into()
}

fn packed(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("memory takes every picture");
    bytes.into_inner()
}

/// A JPEG that says how it is held, and where it was made.
fn told(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let entry = [&[1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0][..], &[0; 4]].concat();
    let inside = [b"Exif\0\0MM\0*\0\0\0\x08\0\x01", &entry[..], PLACE].concat();
    let length = (inside.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &inside, &jpeg[2..]].concat()
}

fn hub(name: &str, bytes: Vec<u8>) -> Hub {
    let text = format!("body = \"\"\"\n![Vhod s trga]({name})\n\"\"\"\n");
    Hub::new()
        .with("content/organizations/a.toml", organization(&text))
        .with(&format!("content/organizations/{name}"), bytes)
}

fn files(hub: &Hub) -> BTreeMap<String, Vec<u8>> {
    hub.published().into_iter().filter(|(path, _)| path.starts_with("files/")).collect()
}

fn page(hub: &Hub) -> String {
    String::from_utf8(hub.published()["organizacije/a/index.html"].clone()).expect("pages are UTF-8")
}

fn sides(bytes: &[u8]) -> (u32, u32) {
    let read = image::load_from_memory(bytes).expect("it can be read");
    (read.width(), read.height())
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The widths in the names of the files of a format.
fn widths(hub: &Hub, ending: &str) -> Vec<u32> {
    let names = files(hub).into_keys().filter_map(|path| {
        let name = path.strip_suffix(&format!(".{ending}"))?;
        name.rsplit_once('-')?.1.parse().ok()
    });
    let mut widths: Vec<u32> = names.collect();
    widths.sort_unstable();
    widths
}

#[test]
fn a_photograph_is_drawn_upright_in_several_widths_and_tells_nothing() {
    let jpeg = told(&packed(&photograph(1400, 1050), ImageFormat::Jpeg), 6);
    let hub = hub("Vhod.jpg", jpeg);
    hub.build().ends_with(0);
    assert_eq!((widths(&hub, "webp"), widths(&hub, "jpg")), (vec![320, 640, 1050], vec![640]));
    for (path, bytes) in files(&hub) {
        let (width, height) = sides(&bytes);
        assert!(path.contains(&format!("-{width}.")), "{path}");
        assert_eq!(height, (width * 8 + 3) / 6, "{path} is turned upright");
        assert!(!holds(&bytes, PLACE) && !holds(&bytes, b"Exif"), "{path}");
    }
    let html = page(&hub);
    let source = html.split("<picture>").nth(1).and_then(|rest| rest.split("</picture>").next()).expect("a picture");
    let names: Vec<String> = files(&hub).into_keys().collect();
    assert!(names.iter().all(|name| source.contains(&format!("/{name}"))), "{source}\n{names:?}");
    assert!(source.contains(" 320w, ") && source.contains(" sizes=\"") && source.contains("type=\"image/webp\""));
    assert!(source.contains(" alt=\"Vhod s trga\" width=\"1050\" height=\"1400\" loading=\"lazy\">"), "{source}");
}

#[test]
fn the_file_itself_is_published_only_where_a_text_leads_to_it() {
    let jpeg = packed(&photograph(700, 500), ImageFormat::Jpeg);
    let hub = hub("vhod.jpg", told(&jpeg, 1));
    hub.build().ends_with(0);
    assert_eq!((widths(&hub, "webp"), widths(&hub, "jpg")), (vec![320, 700], vec![640]));
    assert_eq!(files(&hub).len(), 3);
    let text = "body = \"\"\"\n![Vhod](vhod.jpg)\n\n[Vse podrobnosti](vhod.jpg)\n\"\"\"\n";
    hub.put("content/organizations/a.toml", organization(text));
    hub.build().ends_with(0);
    let own: Vec<Vec<u8>> = files(&hub).into_values().filter(|bytes| sides(bytes) == (700, 500)).collect();
    assert!(own.contains(&jpeg), "the file is there, without its place");
    assert_eq!(files(&hub).len(), 4);
}

#[test]
fn a_small_picture_stays_as_it_is_and_a_drawing_keeps_what_shines_through() {
    let small = packed(&photograph(320, 200), ImageFormat::Jpeg);
    let as_it_is = hub("znak.jpg", small.clone());
    as_it_is.build().ends_with(0);
    assert_eq!(files(&as_it_is).into_values().collect::<Vec<_>>(), [small]);
    assert!(!page(&as_it_is).contains("<picture>"));
    let disc = RgbaImage::from_fn(800, 800, |x, y| {
        let (x, y) = (i64::from(x) - 400, i64::from(y) - 400);
        if x * x + y * y < 300 * 300 { Rgba([11, 68, 56, 255]) } else { Rgba([255, 0, 0, 0]) }
    });
    let drawing = hub("znak.png", packed(&disc.into(), ImageFormat::Png));
    drawing.build().ends_with(0);
    assert_eq!((widths(&drawing, "webp"), widths(&drawing, "png")), (vec![320, 640, 800], vec![640]));
    for (path, bytes) in files(&drawing) {
        let read = image::load_from_memory(&bytes).expect("it can be read").into_rgba8();
        let (width, height) = read.dimensions();
        assert_eq!(read.get_pixel(2, 2)[3], 0, "{path}");
        assert_eq!(read.get_pixel(width / 2, height / 2).0, [11, 68, 56, 255], "{path}");
        // What cannot be seen does not bleed into the edge.
        assert!(read.pixels().all(|point| point[3] < 64 || point[0] < 40), "{path}");
    }
}

#[test]
fn what_is_drawn_is_kept_and_drawn_again_only_when_it_is_torn() {
    let hub = hub("vhod.jpg", packed(&photograph(1400, 900), ImageFormat::Jpeg));
    hub.build().ends_with(0);
    let (first, kept) = (hub.published(), hub.root().join(".kazipot/pictures"));
    let names = |folder: &std::path::Path| kit::files(folder).into_keys().collect::<Vec<_>>();
    assert_eq!(names(&kept).len(), 5, "{:?}", names(&kept));
    // What is kept is what is published: another bytes behind a right seal would be shown.
    let one = kept.join(&names(&kept)[1]);
    let marked = b"not a picture";
    fs::write(&one, [blake3::hash(marked).as_bytes(), &marked[..]].concat()).expect("the folder is ours");
    fs::remove_dir_all(hub.root().join("public")).expect("the folder is ours");
    hub.build().ends_with(0);
    assert!(hub.published().values().any(|bytes| bytes == marked), "nothing was drawn");
    fs::write(&one, "torn").expect("the folder is ours");
    hub.build().ends_with(0);
    assert_eq!(hub.published(), first, "what is torn is drawn again, the same");
    hub.put("content/organizations/a.toml", organization(""));
    fs::remove_file(hub.root().join("content/organizations/vhod.jpg")).expect("the file is ours");
    hub.build().ends_with(0);
    assert!(names(&kept).is_empty(), "nothing is kept that no page shows");
}

#[test]
fn two_builds_on_one_thread_and_on_many_draw_the_same() {
    let jpeg = packed(&photograph(1400, 900), ImageFormat::Jpeg);
    let [one, many] = ["1", "8"].map(|threads| {
        let hub = hub("vhod.jpg", jpeg.clone());
        hub.run_with(&["build", "--today", kit::TODAY], &[("RAYON_NUM_THREADS", threads)]).ends_with(0);
        hub.published()
    });
    assert_eq!(one, many);
}

#[test]
fn points_that_cannot_be_read_leave_the_words() {
    let mut png = packed(&photograph(900, 600), ImageFormat::Png);
    // The chunk of the points stays whole by its check sum; what it holds is no picture.
    let at = png.windows(4).position(|name| name == b"IDAT").expect("it has points");
    let length = u32::from_be_bytes(png[at - 4..at].try_into().expect("four bytes")) as usize;
    png[at + 4..at + 4 + length].fill(0x55);
    let sum = crc32fast::hash(&png[at..at + 4 + length]).to_be_bytes();
    png[at + 4 + length..at + 8 + length].copy_from_slice(&sum);
    let hub = hub("vhod.png", png);
    let told = |run: Run| run.says("K1008").says("vhod.png").ends_with(1);
    told(hub.check());
    told(hub.build());
    told(hub.run(&["build", "--today", kit::TODAY, "--skip-broken"]));
    assert!(page(&hub).contains("<p>Vhod s trga</p>"), "{}", page(&hub));
    assert!(files(&hub).is_empty());
}

#[test]
#[ignore = "unpacks sixty million points, which takes long without optimization"]
fn sixty_million_points_are_drawn_with_a_word() {
    let large = RgbImage::from_pixel(9000, 6700, Rgb([120, 140, 90]));
    let large = hub("trg.jpg", packed(&large.into(), ImageFormat::Jpeg));
    large.build().ends_with(0).says("K1013").says("60 milijonov");
    assert_eq!(widths(&large, "webp"), [320, 640, 960, 1280]);
}

#[test]
fn too_many_points_are_refused_before_anything_is_unpacked() {
    let mut png = packed(&photograph(400, 300), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let sum = crc32fast::hash(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&sum);
    let huge = hub("trg.png", png);
    huge.check().ends_with(1).says("K1008").says("100");
}

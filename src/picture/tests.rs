//! Pictures made here byte by byte, with a place in every corner where telephones put one.

use super::{Fault, look};

const PLACE: &[u8] = b"46.0511N 14.5051E";

fn chunk(name: &[u8], inside: &[u8]) -> Vec<u8> {
    let summed = [name, inside].concat();
    [&(inside.len() as u32).to_be_bytes()[..], &summed, &crc32fast::hash(&summed).to_be_bytes()].concat()
}

/// EXIF with an orientation and a place behind it.
fn tiff(orientation: u8) -> Vec<u8> {
    let entry = |tag: [u8; 2], value: u8| [&tag[..], &[0, 3, 0, 0, 0, 1, 0, value, 0, 0]].concat();
    [b"MM\0*\0\0\0\x08\0\x02".to_vec(), entry([1, 0x0F], 9), entry([1, 0x12], orientation), vec![0; 4], PLACE.to_vec()]
        .concat()
}

fn png(more: &[Vec<u8>]) -> Vec<u8> {
    let head = chunk(b"IHDR", &[0, 0, 0, 3, 0, 0, 0, 2, 8, 0, 0, 0, 0]);
    let points = chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 0, 0, 2, 0, 1]);
    [b"\x89PNG\r\n\x1a\n".to_vec(), head, more.concat(), points, chunk(b"IEND", b"")].concat()
}

fn segment(marker: u8, inside: &[u8]) -> Vec<u8> {
    [&[0xFF, marker][..], &(inside.len() as u16 + 2).to_be_bytes(), inside].concat()
}

/// A progressive picture of 40 by 30 points, two scans, and what `more` puts in front of them.
fn jpeg(more: &[Vec<u8>]) -> Vec<u8> {
    let frame = segment(0xC2, &[8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
    let scan = [segment(0xDA, &[1, 1, 0, 0, 63, 0]), vec![1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4]].concat();
    [
        vec![0xFF, 0xD8],
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        more.concat(),
        frame,
        scan.clone(),
        segment(0xC4, &[0; 17]),
        scan,
        vec![0xFF, 0xD9],
    ]
    .concat()
}

fn webp(more: &[Vec<u8>]) -> Vec<u8> {
    let part = |name: &[u8], held: &[u8]| {
        [name, &(held.len() as u32).to_le_bytes()[..], held, &[0][..held.len() % 2]].concat()
    };
    let head = part(b"VP8X", &[0b1100, 0, 0, 0, 9, 0, 0, 4, 0, 0]);
    let points = part(b"VP8L", &[0x2F, 9, 0, 1, 0, 7, 7]);
    let more: Vec<u8> = more.iter().flat_map(|held| part(b"EXIF", held)).collect();
    let inside = [b"WEBP".to_vec(), head, points, more, part(b"XMP ", PLACE)].concat();
    [b"RIFF".to_vec(), (inside.len() as u32).to_le_bytes().to_vec(), inside].concat()
}

fn gif() -> Vec<u8> {
    let comment = [&[0x21, 0xFE, PLACE.len() as u8][..], PLACE, &[0]].concat();
    let loops = [&[0x21, 0xFF, 11][..], b"NETSCAPE2.0", &[3, 1, 0, 0, 0]].concat();
    let frame = [0x2C, 0, 0, 0, 0, 5, 0, 4, 0, 0, 2, 2, 0x4C, 1, 0];
    [b"GIF89a\x05\0\x04\0\x80\0\0".to_vec(), vec![0; 6], loops, comment, frame.to_vec(), vec![0x3B], PLACE.to_vec()]
        .concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn a_picture_that_says_nothing_is_published_as_it_is() {
    for (path, bytes, size) in [("a.png", png(&[]), (3, 2)), ("a.jpg", jpeg(&[]), (40, 30))] {
        let looked = look(path, &bytes).expect("it is whole");
        assert_eq!((&*looked.bytes, looked.size), (&bytes[..], Some(size)), "{path}");
    }
}

#[test]
fn no_place_is_left_in_a_picture_and_its_side_stays_up() {
    let exif = |up| segment(0xE1, &[b"Exif\0\0", &tiff(up)[..]].concat());
    let behind = [jpeg(&[exif(6)]), jpeg(&[exif(1)])].concat();
    let said = [
        (
            "a.jpg",
            jpeg(&[exif(6), segment(0xE1, PLACE), segment(0xED, PLACE), segment(0xFE, PLACE), segment(0xE2, PLACE)]),
            (30, 40),
        ),
        ("a.jpeg", behind, (30, 40)),
        ("a.JPG", jpeg(&[exif(1)]), (40, 30)),
        ("a.png", png(&[chunk(b"eXIf", &tiff(8)), chunk(b"tEXt", PLACE), chunk(b"prIv", PLACE)]), (2, 3)),
        ("a.webp", webp(&[tiff(6)]), (5, 10)),
        ("b.webp", webp(&[]), (10, 5)),
        ("a.gif", gif(), (5, 4)),
    ];
    for (path, bytes, size) in said {
        assert!(holds(&bytes, PLACE), "{path} has a place");
        let looked = look(path, &bytes).unwrap_or_else(|fault| panic!("{path}: {fault:?}"));
        assert!(!holds(&looked.bytes, PLACE), "{path} still says where it was made");
        assert_eq!(looked.size, Some(size), "{path}");
        // What is left is such a picture itself, and says nothing more.
        let again = look(path, &looked.bytes).unwrap_or_else(|fault| panic!("{path}, again: {fault:?}"));
        assert_eq!((&again.bytes, again.size), (&looked.bytes, looked.size), "{path}");
    }
}

#[test]
fn colours_and_animation_stay() {
    let profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours");
    let bytes = jpeg(&[profile, segment(0xEE, b"Adobe\0d\0\0\0\0\x01")]);
    assert_eq!(&*look("a.jpg", &bytes).expect("whole").bytes, &bytes[..]);
    let bytes = png(&[chunk(b"gAMA", &[0, 0, 0, 1]), chunk(b"acTL", &[0; 8])]);
    assert_eq!(&*look("a.png", &bytes).expect("whole").bytes, &bytes[..]);
    assert!(holds(&look("a.gif", &gif()).expect("whole").bytes, b"NETSCAPE2.0"));
}

#[test]
fn a_file_cut_anywhere_is_torn_and_one_with_a_wrong_byte_is_too() {
    for (path, bytes) in [
        ("a.png", png(&[])),
        ("a.jpg", jpeg(&[])),
        ("a.webp", webp(&[])),
        ("a.gif", gif()[..gif().len() - PLACE.len()].to_vec()),
    ] {
        for end in 12..bytes.len() {
            assert_eq!(look(path, &bytes[..end]).err(), Some(Fault::Torn), "{path} cut at {end} of {}", bytes.len());
        }
    }
    let mut bytes = png(&[]);
    bytes[45] ^= 1;
    assert_eq!(look("a.png", &bytes).err(), Some(Fault::Torn));
}

#[test]
fn a_name_that_lies_and_a_file_without_bytes_are_told() {
    assert_eq!(look("a.png", &jpeg(&[])).err(), Some(Fault::OtherFormat));
    assert_eq!(look("a.jpg", b"<!doctype html>").err(), Some(Fault::OtherFormat));
    assert_eq!(look("a.pdf", b"Not found").err(), Some(Fault::OtherFormat));
    assert_eq!(look("a.mp3", b"").err(), Some(Fault::Empty));
    assert_eq!(look("a.png", &[0; 100]).err(), Some(Fault::Empty));
    assert!(look("a.pdf", b"%PDF-1.7 ...").is_ok());
}

#[test]
fn an_svg_is_read_but_runs_and_loads_nothing() {
    let svg = |inside: &str| {
        format!(
            "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 120 40.4\">{inside}</svg>"
        )
    };
    let fine = svg("<path d=\"M0 0h9\"/><use href=\"#a\"/><a href=\"https://primer.example\"><text>b</text></a>");
    assert_eq!(look("a.svg", fine.as_bytes()).expect("fine").size, Some((120, 40)));
    for active in [
        "<script>1</script>",
        "<SCRIPT>1</SCRIPT>",
        "<g onload=\"x()\"/>",
        "<image href=\"https://drugje.example/a.png\"/>",
        "<a href=\"javascript:x()\"><text>b</text></a>",
        "<foreignObject><p>a</p></foreignObject>",
        "<a href=\"java&#115;cript:x()\"><text>b</text></a>",
        "<a href=\"#a\"><set attributeName=\"href\" to=\"javascript:x()\"/></a>",
        "<style>@import 'a.css';</style>",
        "<rect style=\"fill: url(//drugje.example/a.svg#b)\"/>",
    ] {
        assert_eq!(look("a.svg", svg(active).as_bytes()).err(), Some(Fault::Active), "{active}");
    }
    for torn in [svg("<g>"), svg("</g>"), "<svg".to_owned(), "svg".to_owned()] {
        assert_eq!(look("a.svg", torn.as_bytes()).err(), Some(Fault::Torn), "{torn}");
    }
}

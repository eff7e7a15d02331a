//! PNG (ISO/IEC 15948): chunks with their check sums, up to the end of the picture.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Cursor, Fault, Looked, Walked, big};

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The chunks that a picture needs to look right; an animation's are among them.
const KEPT: &[&[u8]] = &[
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"pHYs",
    b"bKGD", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(SIGNATURE.len())?;
    let (mut out, mut size, mut points) = (SIGNATURE.to_vec(), None, false);
    let mut up = Orientation::UPRIGHT;
    loop {
        let length = big(cursor.take(4)?) as usize;
        let from = cursor.at;
        let name = cursor.take(4)?;
        let inside = cursor.take(length)?;
        let summed = &bytes[from..cursor.at];
        let sum = cursor.take(4)?;
        if crc32fast::hash(summed) != big(sum) || (size.is_none() && name != b"IHDR") {
            return Err(Fault::Torn);
        }
        match name {
            b"IHDR" => size = inside.get(..8).map(|sides| (big(&sides[..4]), big(&sides[4..]))),
            b"IDAT" => points = true,
            b"eXIf" => up = Orientation::read(inside),
            _ => {}
        }
        if name == b"IDAT" || name == b"IEND" {
            // What turns the picture stands before its points.
            up.block().into_iter().for_each(|block| chunk(b"eXIf", &block, &mut out));
            up = Orientation::UPRIGHT;
        }
        if KEPT.contains(&name) {
            chunk(name, inside, &mut out);
        }
        if name == b"IEND" {
            break;
        }
    }
    let size = size.filter(|(width, height)| points && *width > 0 && *height > 0).ok_or(Fault::Torn)?;
    // Browsers turn such a picture; what it says decides, not what is left of it here.
    let turned = exif_of(&out).turned(size);
    Ok(Looked { bytes: Cow::Owned(out), size: Some(turned), tells: false })
}

fn exif_of(png: &[u8]) -> Orientation {
    let at = png.windows(4).position(|name| name == b"eXIf").filter(|at| *at < 4096);
    at.and_then(|at| png.get(at + 4..)).map_or(Orientation::UPRIGHT, Orientation::read)
}

fn chunk(name: &[u8], inside: &[u8], out: &mut Vec<u8>) {
    let mut summed = name.to_vec();
    summed.extend_from_slice(inside);
    out.extend_from_slice(&(inside.len() as u32).to_be_bytes());
    out.extend_from_slice(&summed);
    out.extend_from_slice(&crc32fast::hash(&summed).to_be_bytes());
}

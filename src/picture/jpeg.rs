//! JPEG (ITU-T T.81): markers and segments up to the end of the first picture.

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Cursor, Fault, Looked, Walked, big};

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const SCAN: u8 = 0xDA;
const COMMENT: u8 = 0xFE;
const EXIF: &[u8] = b"Exif\0\0";

/// The segments of applications without which a picture looks different: its density, its colours.
const KEPT: &[(u8, &[u8])] = &[(0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe")];

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(2)?;
    let (mut head, mut out) = (vec![0xFF, START], Vec::with_capacity(bytes.len()));
    let (mut size, mut up) = (None, Orientation::UPRIGHT);
    loop {
        let marker = marker(&mut cursor)?;
        match marker {
            END => break,
            // Markers without a length: restarts, and one that nobody uses.
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let length = big(cursor.take(2)?) as usize;
        let inside = cursor.take(length.checked_sub(2).ok_or(Fault::Torn)?)?;
        let is_frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if is_frame && size.is_none() {
            let sides = inside.get(1..5).ok_or(Fault::Torn)?;
            size = Some((big(&sides[2..]), big(&sides[..2])));
        }
        if let Some(tiff) = inside.strip_prefix(EXIF).filter(|_| marker == 0xE1) {
            up = Orientation::read(tiff);
        }
        let application = (0xE0..=0xEF).contains(&marker) || marker == COMMENT;
        let kept = !application || KEPT.iter().any(|(known, begins)| *known == marker && inside.starts_with(begins));
        if kept {
            // Density comes first, whatever else is said after it.
            let into = if marker == 0xE0 { &mut head } else { &mut out };
            segment(marker, inside, into);
        }
        if marker == SCAN {
            out.extend_from_slice(points(&mut cursor)?);
        }
    }
    let size = size.ok_or(Fault::Torn)?;
    if let Some(block) = up.block() {
        segment(0xE1, &[EXIF, &block].concat(), &mut head);
    }
    head.append(&mut out);
    head.extend_from_slice(&[0xFF, END]);
    // A height of 0 is told after the first scan, which hardly any camera does.
    let size = Some(size).filter(|(width, height)| *width > 0 && *height > 0).map(|size| up.turned(size));
    Ok(Looked { bytes: Cow::Owned(head), size, tells: false })
}

/// The next marker; fill bytes before it are passed over.
fn marker(cursor: &mut Cursor<'_>) -> Result<u8, Fault> {
    if cursor.byte()? != 0xFF {
        return Err(Fault::Torn);
    }
    loop {
        match cursor.byte()? {
            0xFF => {}
            0 => return Err(Fault::Torn),
            marker => return Ok(marker),
        }
    }
}

fn segment(marker: u8, inside: &[u8], into: &mut Vec<u8>) {
    // What is written was read from a segment, or is a few bytes: its length fits.
    let length = u16::try_from(inside.len() + 2).unwrap_or(u16::MAX);
    into.extend_from_slice(&[0xFF, marker]);
    into.extend_from_slice(&length.to_be_bytes());
    into.extend_from_slice(inside);
}

/// The points of a scan: everything up to the next marker that is neither an escaped byte nor a restart.
fn points<'b>(cursor: &mut Cursor<'b>) -> Result<&'b [u8], Fault> {
    let rest = cursor.rest();
    let ends = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF | 0xD0..=0xD7);
    let end = rest.windows(2).position(ends).ok_or(Fault::Torn)?;
    cursor.take(end)
}

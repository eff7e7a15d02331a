//! WebP: the chunks of its RIFF container (RFC 9649).

use std::borrow::Cow;

use super::exif::Orientation;
use super::{Cursor, Fault, Looked, Walked, little};

/// The chunks that a picture needs to look right.
const KEPT: &[&[u8]] = &[b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"];

/// Flags of the extended header: there is EXIF, there is XMP.
const SAYS_EXIF: u8 = 0b1000;
const SAYS_XMP: u8 = 0b0100;

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let mut cursor = Cursor::new(bytes);
    cursor.take(4)?;
    let length = little(cursor.take(4)?) as usize;
    let inside = cursor.take(length)?;
    let mut cursor = Cursor::new(inside);
    cursor.take(4)?;
    let (mut out, mut size, mut points, mut up) = (b"WEBP".to_vec(), None, false, Orientation::UPRIGHT);
    let mut flags = None;
    while !cursor.rest().is_empty() {
        let name = cursor.take(4)?;
        let length = little(cursor.take(4)?) as usize;
        let held = cursor.take(length)?;
        // Chunks begin at even bytes; the last one may lack its filling.
        let _ = cursor.take(length % 2);
        match name {
            b"VP8X" => {
                let sides = held.get(4..10).ok_or(Fault::Torn)?;
                size = Some((little(&sides[..3]) + 1, little(&sides[3..]) + 1));
                flags = Some(out.len() + 8);
            }
            b"VP8 " | b"VP8L" => {
                points = true;
                size = Some(match size {
                    Some(size) => size,
                    None => frame(name, held).ok_or(Fault::Torn)?,
                });
            }
            b"ANMF" => points = true,
            b"EXIF" => up = Orientation::read(held.strip_prefix(b"Exif\0\0").unwrap_or(held)),
            _ => {}
        }
        if KEPT.contains(&name) {
            chunk(name, held, &mut out);
        }
    }
    // Only the extended form can say which side is up.
    let block = flags.and_then(|_| up.block());
    if let Some(at) = flags {
        out[at] &= !(SAYS_EXIF | SAYS_XMP);
        out[at] |= if block.is_some() { SAYS_EXIF } else { 0 };
    }
    if let Some(block) = &block {
        chunk(b"EXIF", block, &mut out);
    }
    let size = size.filter(|_| points).ok_or(Fault::Torn)?;
    let size = if block.is_some() { up.turned(size) } else { size };
    let mut whole = b"RIFF".to_vec();
    whole.extend_from_slice(&(out.len() as u32).to_le_bytes());
    whole.append(&mut out);
    Ok(Looked { bytes: Cow::Owned(whole), size: Some(size), tells: false })
}

/// Width and height of a frame.
fn frame(name: &[u8], held: &[u8]) -> Option<(u32, u32)> {
    if name == b"VP8L" {
        let bits = little(held.get(1..5)?);
        return (held[0] == 0x2F).then_some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1));
    }
    let sides = held.get(6..10).filter(|_| held[3..6] == [0x9D, 0x01, 0x2A])?;
    Some((little(&sides[..2]) & 0x3FFF, little(&sides[2..]) & 0x3FFF))
}

fn chunk(name: &[u8], held: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(held.len() as u32).to_le_bytes());
    out.extend_from_slice(held);
    if held.len() % 2 == 1 {
        out.push(0);
    }
}

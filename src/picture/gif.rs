//! GIF (89a): blocks up to the trailer.

use std::borrow::Cow;

use super::{Cursor, Fault, Looked, Walked, little};

/// The extensions of applications that make an animation go on.
const KEPT: &[&[u8]] = &[b"NETSCAPE2.0", b"ANIMEXTS1.0"];

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let mut cursor = Cursor::new(bytes);
    let head = cursor.take(13)?;
    let size = (little(&head[6..8]), little(&head[8..10]));
    cursor.take(colours(head[10]))?;
    let mut out = bytes[..cursor.at].to_vec();
    let mut points = false;
    loop {
        let from = cursor.at;
        let kept = match cursor.byte()? {
            0x3B => break,
            0x2C => {
                let head = cursor.take(9)?;
                cursor.take(colours(head[8]))?;
                cursor.byte()?;
                blocks(&mut cursor)?;
                points = true;
                true
            }
            0x21 => {
                let label = cursor.byte()?;
                let first = blocks(&mut cursor)?;
                match label {
                    0xF9 => true,
                    0xFF => KEPT.contains(&first),
                    _ => false,
                }
            }
            _ => return Err(Fault::Torn),
        };
        if kept {
            out.extend_from_slice(&bytes[from..cursor.at]);
        }
    }
    out.push(0x3B);
    let shown = points && size.0 > 0 && size.1 > 0;
    let size = Some(size).filter(|_| shown).ok_or(Fault::Torn)?;
    Ok(Looked { bytes: Cow::Owned(out), size: Some(size), tells: false })
}

/// How many bytes of colours follow a head with these flags.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Passes over blocks up to the empty one; returns what the first of them holds.
fn blocks<'b>(cursor: &mut Cursor<'b>) -> Result<&'b [u8], Fault> {
    let length = cursor.byte()?;
    let first = cursor.take(usize::from(length))?;
    let mut length = length;
    while length != 0 {
        length = cursor.byte()?;
        cursor.take(usize::from(length))?;
    }
    Ok(first)
}

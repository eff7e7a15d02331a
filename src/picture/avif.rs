//! AVIF: what can be told of it without taking its boxes apart. Its EXIF is an item among others, which cannot
//! be left out without moving the points: a file that has one says so.

use std::borrow::Cow;

use super::{Cursor, Fault, Looked, Walked, big};

pub(super) fn begins(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(b"ftyp") && matches!(bytes.get(8..12), Some(b"avif" | b"avis" | b"mif1"))
}

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let mut cursor = Cursor::new(bytes);
    let mut meta: &[u8] = &[];
    let mut points = false;
    while !cursor.rest().is_empty() {
        let length = big(cursor.take(4)?) as usize;
        let name = cursor.take(4)?;
        let inside = match length {
            0 => cursor.take(cursor.rest().len())?,
            1 => {
                let long = cursor.take(8)?;
                let length = (u64::from(big(&long[..4])) << 32 | u64::from(big(&long[4..]))).checked_sub(16);
                cursor.take(length.and_then(|length| usize::try_from(length).ok()).ok_or(Fault::Torn)?)?
            }
            _ => cursor.take(length.checked_sub(8).ok_or(Fault::Torn)?)?,
        };
        match name {
            b"meta" => meta = inside,
            b"mdat" => points = true,
            _ => {}
        }
    }
    if !points {
        return Err(Fault::Torn);
    }
    // The largest item is the picture; smaller ones are its tiles and its preview.
    let sizes = places(meta, b"ispe").filter_map(|at| meta.get(at + 8..at + 16));
    let size =
        sizes.map(|sides| (big(&sides[..4]), big(&sides[4..]))).max_by_key(|(w, h)| u64::from(*w) * u64::from(*h));
    let tells = places(meta, b"Exif").next().is_some() || places(meta, b"mime").next().is_some();
    Ok(Looked { bytes: Cow::Borrowed(bytes), size, tells })
}

fn places<'b>(bytes: &'b [u8], name: &'static [u8; 4]) -> impl Iterator<Item = usize> + 'b {
    bytes.windows(4).enumerate().filter(move |(_, window)| window == name).map(|(at, _)| at)
}

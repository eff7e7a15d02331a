//! Pictures and documents as bytes: whether they are whole, how large a picture is, and the same file without
//! what says where and by whom it was made.
//!
//! A telephone writes into every photograph where it was taken. What a picture needs to look right is known and
//! short (its points, its colours, which side is up); everything else is left out, whatever it says. A file that is
//! shown as it is keeps the bytes of its points. The walkers here are our own because the crates that rewrite
//! containers keep what follows the end of a picture, and there telephones put a second picture with a place of its
//! own. What pages show of photographs is drawn anew ([`draw`]), from what the walkers leave.

mod avif;
pub mod draw;
mod exif;
mod gif;
mod jpeg;
pub mod kept;
mod png;
mod svg;
mod webp;

use std::borrow::Cow;

/// A file, looked through.
#[derive(Debug, PartialEq)]
pub struct Looked<'b> {
    /// The bytes to publish.
    pub bytes: Cow<'b, [u8]>,
    /// Width and height as it is shown, in CSS pixels; `None` for documents, and where a picture does not say.
    pub size: Option<(u32, u32)>,
    /// Whether it says something of its making that could not be taken out.
    pub tells: bool,
}

/// Why a file cannot be published: a key of the catalogues' `[why]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has no bytes, or only zeros.
    Empty,
    /// It ends in the middle, or its parts do not fit.
    Torn,
    /// It is of another format than its name says.
    OtherFormat,
    /// An SVG that runs something or loads something.
    Active,
    /// A picture of more points than can be drawn.
    Huge,
    /// A picture whose points cannot be read.
    Undrawn,
}

impl Fault {
    /// The key of its words.
    pub fn code(self) -> &'static str {
        match self {
            Fault::Empty => "file-empty",
            Fault::Torn => "file-torn",
            Fault::OtherFormat => "file-other-format",
            Fault::Active => "file-active",
            Fault::Huge => "file-huge",
            Fault::Undrawn => "file-undrawn",
        }
    }
}

/// What a walker makes of a file.
type Walked<'b> = Result<Looked<'b>, Fault>;

/// How a format begins, and the walker for it.
struct Format {
    endings: &'static [&'static str],
    begins: fn(&[u8]) -> bool,
    walk: fn(&[u8]) -> Walked<'_>,
}

static FORMATS: &[Format] = &[
    Format { endings: &["jpg", "jpeg"], begins: |bytes| bytes.starts_with(&[0xFF, 0xD8, 0xFF]), walk: jpeg::walk },
    Format { endings: &["png"], begins: |bytes| bytes.starts_with(png::SIGNATURE), walk: png::walk },
    Format { endings: &["webp"], begins: webp::begins, walk: webp::walk },
    Format { endings: &["gif"], begins: |bytes| bytes.starts_with(b"GIF8"), walk: gif::walk },
    Format { endings: &["avif"], begins: avif::begins, walk: avif::walk },
    Format { endings: &["svg"], begins: svg::begins, walk: svg::walk },
    Format { endings: &["pdf"], begins: |bytes| bytes.starts_with(b"%PDF-"), walk: whole },
    Format { endings: &["odt", "ods", "docx", "xlsx"], begins: |bytes| bytes.starts_with(b"PK"), walk: whole },
];

/// Looks a file through. Files of an ending that no walker knows are published as they are.
///
/// # Errors
/// Why it cannot be published.
pub fn look<'b>(path: &str, bytes: &'b [u8]) -> Result<Looked<'b>, Fault> {
    if bytes.iter().all(|byte| *byte == 0) {
        return Err(Fault::Empty);
    }
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let Some(format) = FORMATS.iter().find(|format| format.endings.contains(&ending.as_str())) else {
        return whole(bytes);
    };
    if (format.begins)(bytes) {
        return (format.walk)(bytes);
    }
    let other = FORMATS.iter().any(|other| (other.begins)(bytes));
    Err(if other || ending != "svg" { Fault::OtherFormat } else { Fault::Torn })
}

/// A document: nothing in it is changed.
fn whole(bytes: &[u8]) -> Walked<'_> {
    Ok(Looked { bytes: Cow::Borrowed(bytes), size: None, tells: false })
}

/// Reads bytes from the front; everything that is not there is a torn file.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn new(bytes: &'b [u8]) -> Cursor<'b> {
        Cursor { bytes, at: 0 }
    }

    fn take(&mut self, count: usize) -> Result<&'b [u8], Fault> {
        let end = self.at.checked_add(count).ok_or(Fault::Torn)?;
        let taken = self.bytes.get(self.at..end).ok_or(Fault::Torn)?;
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        Ok(self.take(1)?[0])
    }

    fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at.min(self.bytes.len())..]
    }
}

/// A number of up to four bytes, the highest first.
fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// A number of up to four bytes, the lowest first.
fn little(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

#[cfg(test)]
mod tests;

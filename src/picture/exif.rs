//! EXIF, as far as it is needed: which side of a picture is up (TIFF tag 0x0112). Everything else in it is left
//! out, the place among it.

use super::{big, little};

/// Which side is up, 1 to 8; 1 is as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Orientation(u8);

const TAG: u32 = 0x0112;

impl Orientation {
    /// As it is stored.
    pub(super) const UPRIGHT: Orientation = Orientation(1);

    /// What a TIFF block says; a block that says nothing or makes no sense leaves the picture as it is stored.
    pub(super) fn read(tiff: &[u8]) -> Orientation {
        Orientation::tagged(tiff).unwrap_or(Orientation::UPRIGHT)
    }

    fn tagged(tiff: &[u8]) -> Option<Orientation> {
        let number: fn(&[u8]) -> u32 = match tiff.get(..4)? {
            b"II*\0" => little,
            b"MM\0*" => big,
            _ => return None,
        };
        let directory = tiff.get(number(tiff.get(4..8)?) as usize..)?;
        let entries = number(directory.get(..2)?) as usize;
        let mut entries = directory.get(2..)?.chunks_exact(12).take(entries);
        let value = entries.find(|entry| number(&entry[..2]) == TAG).map(|entry| number(&entry[8..10]))?;
        u8::try_from(value).ok().filter(|value| (1..=8).contains(value)).map(Orientation)
    }

    /// The smallest TIFF block that says it; nothing where nothing has to be said.
    pub(super) fn block(self) -> Option<Vec<u8>> {
        if self == Orientation::UPRIGHT {
            return None;
        }
        let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        block.extend_from_slice(&[self.0, 0, 0, 0, 0, 0, 0]);
        Some(block)
    }

    /// Width and height as they are shown.
    pub(super) fn turned(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.0 >= 5 { (height, width) } else { (width, height) }
    }
}

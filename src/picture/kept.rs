//! Drawn pictures that are kept from one build to the next: each under its name, which follows from what it was drawn
//! of, and behind the hash of its bytes, so that one that was torn or changed is drawn again.

/// Where they lie in a hub.
pub const FOLDER: &str = ".kazipot/pictures";

/// A drawn picture as it is kept.
pub fn sealed(bytes: &[u8]) -> Vec<u8> {
    [blake3::hash(bytes).as_bytes(), bytes].concat()
}

/// What was kept, if it is whole.
pub fn opened(kept: &[u8]) -> Option<&[u8]> {
    let (seal, bytes) = kept.split_at_checked(blake3::OUT_LEN)?;
    (blake3::hash(bytes).as_bytes() == seal).then_some(bytes)
}

//! What is dear to make is kept for the next build, beside the lists of what was published: drawn pictures, under
//! names that follow from what they were drawn of. Whoever makes them reads them through its own door and looks
//! whether they are whole; here they are only put down and, when no site has them any more, taken away.

use super::Product;
use super::disk::Disk;
use super::shelf::{Shelf, make, remove_file, write_whole};
use crate::output::Dear;
use crate::picture::kept;
use std::collections::BTreeSet;

/// Keeps what the product says is dear. A disk that refuses costs the next build the work and nobody the site:
/// what was published stands, and nothing is said.
pub(crate) fn keep(disk: &dyn Disk, product: &dyn Product, shelf: &Shelf) {
    let Some(folder) = shelf.pictures() else { return };
    let dear: Vec<(usize, Dear)> = (0..product.len()).filter_map(|index| Some((index, product.dear(index)?))).collect();
    let there = disk.list(&folder).unwrap_or_default();
    if dear.is_empty() && there.is_empty() {
        return;
    }
    let name = |index: usize| product.path(index).rsplit('/').next().unwrap_or_default();
    let names: BTreeSet<&str> = dear.iter().map(|&(index, _)| name(index)).collect();
    let known: BTreeSet<&str> = there.iter().filter_map(|item| item.name.to_str()).collect();
    for gone in known.difference(&names) {
        let _ = remove_file(disk, &folder.join(gone));
    }
    for (index, _) in dear.into_iter().filter(|(_, dear)| *dear == Dear::New) {
        let mut bytes = Vec::new();
        let made = make(disk, &folder).is_ok() && product.make(index, &mut bytes).is_ok();
        if !made || write_whole(disk, &folder.join(name(index)), &kept::sealed(&bytes)).is_err() {
            return;
        }
    }
}

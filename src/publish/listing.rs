//! The paths of a site in order, and the folders they need.
//!
//! In byte order all paths below a folder stand together.

/// Sorted and unique file paths, and every folder on the way to them (parents first, without the root).
#[derive(Debug, Default)]
pub(crate) struct Listing<'a> {
    pub(crate) files: Vec<&'a str>,
    pub(crate) folders: Vec<&'a str>,
}

impl<'a> Listing<'a> {
    /// `files` is sorted and has no path twice.
    pub(crate) fn of(files: Vec<&'a str>) -> Listing<'a> {
        debug_assert!(files.is_sorted_by(|one, next| one < next));
        let mut folders = Vec::new();
        let mut previous = "";
        for file in &files {
            // A folder is new where the path before is not in it, because its paths stand together.
            for (at, _) in file.match_indices('/') {
                if previous.get(..=at) != Some(&file[..=at]) {
                    folders.push(&file[..at]);
                }
            }
            previous = file;
        }
        folders.sort_unstable();
        Listing { files, folders }
    }

    pub(crate) fn has_file(&self, path: &str) -> bool {
        self.files.binary_search(&path).is_ok()
    }

    pub(crate) fn has_folder(&self, path: &str) -> bool {
        self.folders.binary_search(&path).is_ok()
    }

    /// For each path of this list, whether the other has it.
    pub(crate) fn also_in(&self, other: &Listing) -> Vec<bool> {
        let mut others = other.files.iter().peekable();
        let also = self.files.iter().map(|path| {
            while others.next_if(|other| *other < path).is_some() {}
            others.peek() == Some(&path)
        });
        also.collect()
    }

    /// The paths of this list that the other does not have.
    pub(crate) fn without(&self, other: &Listing) -> Vec<&'a str> {
        let also = self.also_in(other);
        self.files.iter().zip(also).filter(|(_, also)| !also).map(|(path, _)| *path).collect()
    }

    /// A file that would have to be a folder too, with a file below it.
    pub(crate) fn contradiction(&self) -> Option<(&'a str, &'a str)> {
        let file = self.folders.iter().find(|folder| self.has_file(folder))?;
        let below = self.files.iter().find(|path| is_below(path, file))?;
        Some((file, below))
    }
}

/// The folder of a path; empty for the root.
pub(crate) fn parent(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..at])
}

/// The folders of a path, the nearest first, without the root.
pub(crate) fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// Makes `path` the path of a name in a folder.
pub(crate) fn join(path: &mut String, folder: &str, name: &str) {
    path.clear();
    if !folder.is_empty() {
        path.push_str(folder);
        path.push('/');
    }
    path.push_str(name);
}

/// Whether a path lies below a folder.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn folders_are_listed_once_and_parents_first() {
        let listing = Listing::of(vec!["a-b/x", "a/b/c", "a/b/d", "a/e", "index.html"]);
        assert_eq!(listing.folders, ["a", "a-b", "a/b"]);
        assert_eq!(listing.contradiction(), None);
    }

    #[test]
    fn a_file_that_must_be_a_folder_is_found() {
        let listing = Listing::of(vec!["a", "a-b", "a/b"]);
        assert_eq!(listing.contradiction(), Some(("a", "a/b")));
    }

    proptest::proptest! {
        #[test]
        fn folders_are_exactly_the_parents_of_files(
            paths in proptest::collection::btree_set("[a-c.-]{1,2}(/[a-c.-]{1,2}){0,3}", 0..30)
        ) {
            let listing = Listing::of(paths.iter().map(String::as_str).collect());
            let expected: BTreeSet<&str> = paths.iter().flat_map(|path| parents(path)).collect();
            proptest::prop_assert_eq!(listing.folders, expected.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn a_difference_is_that_of_the_sets(
            one in proptest::collection::btree_set("[a-c/]{1,2}", 0..9),
            other in proptest::collection::btree_set("[a-c/]{1,2}", 0..9),
        ) {
            let list = |paths| Listing { files: paths, folders: Vec::new() };
            let (first, second) = (
                list(one.iter().map(String::as_str).collect()),
                list(other.iter().map(String::as_str).collect()),
            );
            let expected: Vec<&str> = one.difference(&other).map(String::as_str).collect();
            proptest::prop_assert_eq!(first.without(&second), expected);
        }
    }
}

//! What was made of files, kept for the life of a process and used again as long as the files are the same.
//!
//! Only a world that is told of changes has [`Stamps`]; from any other nothing is kept, and nothing can be wrong.

use std::collections::HashMap;

use crate::world::Stamps;

/// What was made, by the name of what it was made from.
pub struct Kept<T> {
    made: HashMap<Box<str>, (Stamps, T)>,
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept { made: HashMap::new() }
    }
}

impl<T> Kept<T> {
    /// What was made of files in this state.
    pub fn get(&self, name: &str, stamps: Option<Stamps>) -> Option<&T> {
        let (then, made) = self.made.get(name)?;
        (Some(*then) == stamps).then_some(made)
    }

    /// What was made of them last, whatever their state was.
    pub fn last(&self, name: &str) -> Option<&T> {
        self.made.get(name).map(|(_, made)| made)
    }

    /// Keeps what was made of files in this state.
    pub fn put(&mut self, name: &str, stamps: Option<Stamps>, made: T) {
        let Some(stamps) = stamps else { return };
        match self.made.get_mut(name) {
            Some(known) => *known = (stamps, made),
            None => {
                self.made.insert(name.into(), (stamps, made));
            }
        }
    }

    /// Keeps at most what has one of so many names: called when files may have gone.
    pub fn retain<'n>(&mut self, count: usize, names: impl Fn() -> Box<dyn Iterator<Item = &'n str> + 'n>) {
        if self.made.len() > count {
            let names: std::collections::HashSet<&str> = names().collect();
            self.made.retain(|name, _| names.contains(&**name));
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.made.clear();
    }
}

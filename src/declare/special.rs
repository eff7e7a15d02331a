//! Fields that are more or less than their value: with the place where they stand, kept to themselves, left
//! alone.

use super::fields::text_of;
use super::{Field, Node, Reading, Shape, Translated};

/// A value and where it is written: for those that can be right by themselves and wrong among others.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Located<T> {
    value: T,
    #[serde(skip)]
    at: (u32, u32),
}

impl<T> Located<T> {
    /// Bytes of the file.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.at.0 as usize..self.at.1 as usize
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Field> Field for Located<T> {
    const SHAPE: &'static Shape = T::SHAPE;
    const REQUIRED: bool = T::REQUIRED;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let value = T::read(node, reading)?;
        let range = reading.span(node.span()).range;
        // No file is larger than `syntax::LARGEST`, so that its bytes are counted by 32 bits.
        Some(Located { value, at: (range.start as u32, range.end as u32) })
    }
}

impl<T: Translated> Translated for Located<T> {}

/// Text that must not be shown: it is kept for checks and nowhere else.
#[derive(Debug, Clone, PartialEq)]
pub struct Withheld;

impl Field for Withheld {
    const SHAPE: &'static Shape = &Shape::Text;
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        let text = text_of(node, reading)?;
        reading.private.keep(text);
        Some(Withheld)
    }

    fn absent() -> Option<Self> {
        Some(Withheld)
    }

    fn is_absent(&self) -> bool {
        true
    }
}

impl serde::Serialize for Withheld {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_unit()
    }
}

/// A table with keys of the librarian's own choice, which kazipot leaves alone.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Empty;

impl Field for Empty {
    const SHAPE: &'static Shape = &Shape::Open;
    const REQUIRED: bool = false;

    fn read(node: &Node<'_>, reading: &mut Reading<'_>) -> Option<Self> {
        reading.table(node).map(|_| Empty)
    }

    fn absent() -> Option<Self> {
        Some(Empty)
    }

    fn is_absent(&self) -> bool {
        true
    }
}

//! A node of linked data: absent values leave no trace, one value stands alone, several are a list.

use serde_json::{Map, Value};

/// A node while it is made.
#[derive(Debug, Default)]
pub struct Node(Map<String, Value>);

impl Node {
    /// A node of a type.
    pub(super) fn new(kind: &str) -> Node {
        Node::empty().with("@type", kind)
    }

    /// A node of no type.
    pub(super) fn empty() -> Node {
        Node::default()
    }

    /// The node that a value is; one without properties for a value that is none.
    pub(super) fn of_value(value: Value) -> Node {
        match value {
            Value::Object(map) => Node(map),
            _ => Node::empty(),
        }
    }

    /// With a property.
    pub(super) fn with(mut self, key: &str, value: impl Into<Value>) -> Node {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// With a property, if there is one.
    pub(super) fn with_some(self, key: &str, value: Option<impl Into<Value>>) -> Node {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// With all values of a property.
    pub(super) fn with_all(self, key: &str, values: impl IntoIterator<Item = Value>) -> Node {
        let mut values: Vec<Value> = values.into_iter().collect();
        match values.len() {
            0 => self,
            1 => self.with(key, values.swap_remove(0)),
            _ => self.with(key, values),
        }
    }

    /// With what another node says as well.
    pub(super) fn and(mut self, other: Node) -> Node {
        self.0.extend(other.0);
        self
    }

    /// As JSON.
    #[must_use]
    pub fn value(self) -> Value {
        Value::Object(self.0)
    }
}

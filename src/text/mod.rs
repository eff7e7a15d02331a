//! Text that people read: words in several languages, and Markdown.

mod markdown;
mod words;

pub use markdown::{Address, Body, Heading, Link, Problem, Target, body};
pub use words::{Chosen, Prose, Words};

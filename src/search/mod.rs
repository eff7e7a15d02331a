//! Search: what a text is found by. Its twin in the browser lives in the theme and reads the same rules.

pub mod words;

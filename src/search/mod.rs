//! Search: what a text is found by, and what is found for a question.
//!
//! [`words`] makes keys of texts; [`documents`] says what can be found; [`index`] makes one list of documents
//! per key, with what each is worth there; [`files`] writes the index for browsers; [`rank`] answers a question
//! from the index. The browser has a twin of [`rank`] in the theme (`find.js`), which does the same whole
//! numbers on the same lists, so that both give the same answers. Nobody's question leaves the browser.

pub mod documents;
mod facets;
pub mod files;
mod gather;
pub mod index;
mod intents;
mod near;
pub mod rank;
mod synonyms;
pub mod words;

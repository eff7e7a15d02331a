//! kazipot

pub mod catalogue;
pub mod config;
pub mod declare;
pub mod diagnostic;
pub mod hub;
pub mod language;
pub mod parse;
pub mod record;
pub mod source;
pub mod text;
pub mod theme;
pub mod value;
pub mod view;
pub mod world;

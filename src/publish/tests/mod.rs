//! The room under faults: every step of every way fails once, or is the last one.

mod bench;
mod faults;
mod meddling;

//! The publish room from outside: a hub in a temporary folder, sites as values, and what the folder holds afterwards.

mod alone;
mod bench;
mod changes;
mod foreign;
mod kills;
mod mounts;
mod refusals;
mod together;

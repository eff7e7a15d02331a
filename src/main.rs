//! Parses the call, runs it, ends with its number.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(kazipot::command::run(std::env::args_os()).number())
}

//! Other programs asked the same questions: hours by the `opening-hours` crate, repetition by `rrule` and by
//! python-dateutil.

#[path = "kit/judges.rs"]
mod judges;
#[path = "kit/rules.rs"]
mod rules;

use std::path::{Path, PathBuf};

use judges::Tally;

#[test]
fn our_hours_are_those_of_another_program() {
    let tally = judges::hours(include_str!("fixtures/hours.txt"));
    assert!(tally.different.is_empty(), "{:#?}", &tally.different[..tally.different.len().min(20)]);
    assert_eq!((tally.refused, tally.unjudged), (0, 0));
    assert!(tally.moments >= 20_000);
}

#[test]
fn and_so_are_those_of_the_map_where_its_values_are_at_hand() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/hours/osm-values-sample.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: osm-values-sample.txt is not beside the project");
        return;
    };
    let tally = judges::hours(&text);
    let different = tally.different.len();
    let kept: Vec<String> = tally.different.iter().take(20).cloned().collect();
    eprintln!("{:?}", Tally { different: Vec::new(), ..tally });
    assert!(kept.is_empty(), "{different} moments, among them {kept:#?}");
}

#[test]
fn our_dates_are_those_of_another_program() {
    const RULES: usize = 10_000;
    let dates = judges::dates(RULES);
    assert!(dates > 5 * RULES, "{dates} dates were compared");
}

/// Rules with our dates, for tests/judges, which asks python-dateutil: written to the folder `VECTORS` (else to one
/// among the build's own).
#[test]
fn rules_for_other_programs_are_written() {
    const RULES: usize = 10_000;
    let folder =
        std::env::var_os("VECTORS").map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).into(), PathBuf::from);
    let mut dice = rules::Dice(23);
    let lines: Vec<String> = (0..RULES).map(|_| judges::line(&mut dice)).collect();
    std::fs::write(folder.join("rules.txt"), lines.join("\n") + "\n").expect("rules can be written");
}

//! The Slovene rules on large lists of forms: `form<TAB>lemma`, `sl-forms.tsv` with the lemmas that are scored
//! and `sl-vocab.tsv` with all words that could be confused with them. Such lists have licences that ours does
//! not go with, so they are looked for in `STEM_DATA`, else in `../shared/data/search`, and never copied.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::{analyzer, key};

/// The least F1 that the rules may have.
const LEAST: f64 = 0.90;

type Groups = BTreeMap<String, BTreeSet<String>>;

fn groups(path: &Path) -> Option<Groups> {
    let mut groups = Groups::new();
    for line in std::fs::read_to_string(path).ok()?.lines() {
        let (form, lemma) = line.split_once('\t').expect("form<TAB>lemma");
        groups.entry(lemma.to_owned()).or_default().insert(form.to_owned());
    }
    Some(groups)
}

/// Recall and precision: for each form of a lemma the share of the lemma's other forms that have its key, and
/// the share of the words with its key that are the lemma's; averaged over the forms, then over the lemmas.
fn score(scored: &Groups, all: &Groups, key: impl Fn(&str) -> String) -> (f64, f64) {
    let mut lemmas: HashMap<&str, Vec<&str>> = HashMap::new();
    let pairs = all.iter().flat_map(|(lemma, forms)| forms.iter().map(move |form| (form.as_str(), lemma.as_str())));
    pairs.for_each(|(form, lemma)| lemmas.entry(form).or_default().push(lemma));
    let mut same: HashMap<String, Vec<&str>> = HashMap::new();
    lemmas.keys().for_each(|form| same.entry(key(form)).or_default().push(form));
    let mean = |values: Vec<(f64, f64)>| {
        let (recall, precision) = values.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        (recall / values.len() as f64, precision / values.len() as f64)
    };
    let of_form = |form: &String| {
        let right: HashSet<&str> =
            lemmas[form.as_str()].iter().flat_map(|lemma| all[*lemma].iter().map(String::as_str)).collect();
        let got = &same[&key(form)];
        let hits = got.iter().filter(|other| right.contains(**other)).count() - 1;
        let share = |of: usize| if of == 0 { 1.0 } else { hits as f64 / of as f64 };
        (share(right.len() - 1), share(got.len() - 1))
    };
    mean(scored.values().map(|forms| mean(forms.iter().map(of_form).collect())).collect())
}

#[test]
fn the_slovene_rules_are_as_good_as_they_were() {
    let asked = std::env::var_os("STEM_DATA").map(PathBuf::from);
    let folder = asked.clone().unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/search"));
    let (Some(scored), Some(mut all)) = (groups(&folder.join("sl-forms.tsv")), groups(&folder.join("sl-vocab.tsv")))
    else {
        assert!(asked.is_none(), "no lists in {}", folder.display());
        println!("skipped: no lists of Slovene forms (STEM_DATA=folder names them)");
        return;
    };
    for (lemma, forms) in &scored {
        all.entry(lemma.clone()).or_default().extend(forms.iter().cloned());
    }
    let slovene = analyzer("sl");
    let (recall, precision) = score(&scored, &all, |form| key(slovene, form));
    let f1 = 2.0 * recall * precision / (recall + precision);
    println!("recall {recall:.3}, precision {precision:.3}, F1 {f1:.3}");
    assert!(f1 >= LEAST, "recall {recall:.3}, precision {precision:.3}, F1 {f1:.3}");
}

#[test]
fn the_measure_knows_a_perfect_key_and_a_useless_one() {
    let lists: Groups = [("a", ["a1", "a2"]), ("b", ["b1", "b2"])]
        .into_iter()
        .map(|(lemma, forms)| (lemma.to_owned(), forms.into_iter().map(str::to_owned).collect()))
        .collect();
    assert_eq!(score(&lists, &lists, |form| form[..1].to_owned()), (1.0, 1.0));
    assert_eq!(score(&lists, &lists, str::to_owned), (0.0, 1.0));
    assert_eq!(score(&lists, &lists, |_| String::new()), (1.0, 1.0 / 3.0));
}

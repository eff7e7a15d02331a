//! The map for tables that organizations filled in (`--map partner`): which blank table of which language a file is
//! says the line of its columns. Columns that somebody took away are not missed, and others are told as always.

use super::literal::string;
use super::separated::{self, Written};
use super::table::Table;
use super::{Given, Job};
use crate::config;
use crate::record::blank::{BLANKS, Blank, Column};
use crate::theme;

/// What the map is called on the command line.
pub const NAME: &str = "partner";

/// The map for the first of the files; `None` when it is none of the blank tables.
pub fn map(job: &Job<'_>) -> Option<Given> {
    let (table, _) = separated::read(job.files.first()?, Written { delimiter: None, encoding: None });
    let table = table?;
    let config = config::read(job.world).0?;
    let theme = theme::read(job.world, &config).0?;
    let mut best: Option<(usize, String)> = None;
    for lang in config.languages.all() {
        let word = |column: &Column| theme.messages(lang).text(&format!("blank.{}", column.word));
        for blank in BLANKS {
            let known = blank.all().filter(|column| table.column(&word(column)).is_some()).count();
            let has_title = table.column(&word(&blank.columns[0])).is_some();
            if has_title && best.as_ref().is_none_or(|(most, _)| known > *most) {
                let text = written(blank, &table, lang.as_str(), &word);
                best = Some((known, text));
            }
        }
    }
    best.map(|(_, text)| Given::new(format!("{NAME}.toml"), text))
}

fn written(blank: &Blank, table: &Table, lang: &str, word: &dyn Fn(&Column) -> String) -> String {
    let pairs = |columns: &'static [Column]| {
        let there = columns.iter().filter(|column| table.column(&word(column)).is_some());
        there
            .map(|column| format!("{} = {}\n", string(&word(column)), string(&column.key.join("."))))
            .collect::<String>()
    };
    let mut map = format!("kind = {}\ntable = {}\nlang = {}\n", string(blank.kind), string(&table.name), string(lang));
    let title = string(&word(&blank.columns[0]));
    if !blank.services.is_empty() {
        map.push_str(&format!("id = [{title}]\n"));
    }
    map.push_str(&format!("\n[source]\nkind = \"partner\"\n\n[columns]\n{}", pairs(blank.columns)));
    if !blank.defaults.is_empty() {
        map.push_str("\n[defaults]\n");
        let lines = blank.defaults.iter().map(|(key, value)| format!("{key} = {}\n", string(value)));
        map.extend(lines);
    }
    if let Some(service) = blank.services.first().filter(|first| table.column(&word(first)).is_some()) {
        let name = string(&word(service));
        map.push_str(&format!(
            "\n[[join]]\ntable = {}\nas = \"services\"\non = {{ {title} = {title} }}\ninto = \"/service\"\nid = [{name}]\n",
            string(&table.name),
        ));
        map.push_str(&format!("\n[join.columns]\n{}", pairs(blank.services)));
    }
    map
}

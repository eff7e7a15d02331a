//! The list as a sheet for somebody who calls: plain text that prints on paper, with a box to tick.

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

use super::Row;
use super::rows::plain;
use super::table::heading;
use crate::diagnostic::Fact;
use crate::ui::Ui;

/// How wide a line may be: a sheet of A4 takes that in the usual type of a printer.
const WIDTH: usize = 76;
/// What stands before every line of a row but its first.
const INDENT: &str = "    ";

/// Says the list.
pub(super) fn calls(ui: &Ui, today: Date, rows: &[Row]) {
    let date = plain(&ui.words().language.short_date(today));
    ui.say("stale.calls-title", &[("date", Fact::Text(date))]);
    for group in rows.chunk_by(|a, b| a.steward == b.steward) {
        ui.line("");
        heading(ui, group);
        ui.line(&"=".repeat(WIDTH));
        group.iter().for_each(|row| one(ui, row));
    }
    ui.line("");
    ui.say("stale.next", &[]);
}

fn one(ui: &Ui, row: &Row) {
    let words = ui.words();
    let reached = &row.reached;
    ui.line("");
    told(ui, "[ ] ", &reached.title);
    let line = |text: &str| told(ui, INDENT, text);
    line(&reached.id);
    let who = || if reached.who.is_empty() { String::new() } else { format!(" ({})", reached.who.join(", ")) };
    match (&reached.phone, &reached.email) {
        (Some(phone), _) => line(&format!("{}{}", plain(phone), who())),
        (None, Some(email)) => line(&format!("{}{}", email, who())),
        (None, None) => line(&words.text("stale.unreachable")),
    }
    match &row.checked {
        Some(checked) => line(&words.say("stale.checked", &[("checked", checked.said.as_str().into())])),
        None => line(&words.text("stale.never")),
    }
    row.ask.iter().for_each(|ask| told(ui, "    – ", ask));
    let answer = format!("{}{}", INDENT, words.text("stale.calls-answer"));
    ui.line(&format!("{answer} {}", "_".repeat(WIDTH.saturating_sub(answer.width() + 1))));
}

/// A text in lines that fit; what follows the first stands under its beginning.
fn told(ui: &Ui, before: &str, text: &str) {
    let mut line = before.to_owned();
    let indent = " ".repeat(before.width());
    let mut is_empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !is_empty && line.width() + 1 + word.width() > WIDTH {
            ui.line(&line);
            line.clone_from(&indent);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    ui.line(&line);
}

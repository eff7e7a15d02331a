//! The list as a table for a terminal, 80 columns wide.

use unicode_width::UnicodeWidthStr;

use super::Row;
use crate::diagnostic::Fact;
use crate::ui::Ui;

/// How wide a line may be.
const WIDTH: usize = 80;
/// How wide the column of ids gets at most; a longer one pushes the name of its own row only.
const IDS: usize = 40;
/// A title of which less would be left is left out: the id says it.
const LEAST: usize = 8;

/// Says the rows, those of one keeper together; nothing when there are none.
pub(in crate::command) fn table(ui: &Ui, rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let words = ui.words();
    let state = |row: &Row| words.text(&format!("stale.state-{}", row.state.name()));
    let by = |row: &Row| row.by.as_ref().map_or_else(|| "–".to_owned(), |(_, said)| said.clone());
    let heads = ["state", "by", "id", "title"].map(|head| words.text(&format!("stale.head-{head}")));
    let widest = |head: &str, of: &dyn Fn(&Row) -> String| {
        rows.iter().map(|row| of(row).width()).chain([head.width()]).max().unwrap_or_default()
    };
    let states = widest(&heads[0], &state);
    let days = widest(&heads[1], &by);
    let ids = widest(&heads[2], &|row| row.reached.id.clone()).min(IDS);
    let line = |state: &str, by: &str, id: &str, title: &str| {
        let start = format!("  {}  {}", padded(state, states), padded(by, days));
        let named = format!("{start}  {}", padded(id, ids));
        // An id is never cut, for it is copied: one that is too long stands on a line of its own.
        let (start, id) = if named.width() > WIDTH { (start, Some(id)) } else { (named, None) };
        match cut(title, WIDTH.saturating_sub(start.width() + 2)) {
            Some(title) => ui.line(&format!("{start}  {title}")),
            None => ui.line(start.trim_end()),
        }
        id.into_iter().for_each(|id| ui.line(&format!("    {id}")));
    };
    for (turn, group) in rows.chunk_by(|a, b| a.steward == b.steward).enumerate() {
        if turn > 0 {
            ui.line("");
        }
        heading(ui, group);
        line(&heads[0], &heads[1], &heads[2], &heads[3]);
        group.iter().for_each(|row| line(&state(row), &by(row), &row.reached.id, &row.reached.title));
    }
    ui.line("");
}

/// Who keeps these rows, and how many they are.
pub(super) fn heading(ui: &Ui, group: &[Row]) {
    let nobody = || ui.words().text("stale.nobody");
    let steward = group.first().and_then(|row| row.steward.clone()).unwrap_or_else(nobody);
    ui.say("stale.group", &[("steward", Fact::Text(steward)), ("n", group.len().into())]);
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A text in so many columns, the last of them … when it is longer; nothing when hardly any of it were left.
fn cut(text: &str, width: usize) -> Option<String> {
    if text.width() <= width {
        return Some(text.to_owned());
    }
    if width < LEAST {
        return None;
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if kept.width() > width - 1 {
            kept.pop();
            break;
        }
    }
    Some(format!("{}…", kept.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_title_is_cut_by_columns_and_left_out_where_hardly_any_of_it_were_left() {
        assert_eq!(cut("Zdravnica", 9).as_deref(), Some("Zdravnica"));
        assert_eq!(cut("Splošna ambulanta", 10).as_deref(), Some("Splošna a…"));
        assert_eq!(cut("Splošna ambulanta", 9).as_deref(), Some("Splošna…"));
        assert_eq!(cut("図書館の時間です", 9).as_deref(), Some("図書館の…"));
        assert_eq!((cut("Splošna ambulanta", 7), cut("Kratko", 6).as_deref()), (None, Some("Kratko")));
    }
}

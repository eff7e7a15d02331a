//! Files as people see them: lines and columns from 1, and the line in which something stands.

/// A place in a file as people count: from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The line.
    pub(crate) line: usize,
    /// The character in it.
    pub(crate) column: usize,
}

/// A file that is shown, and where its lines end: a table of fifty thousand rows is asked for its lines often.
pub(crate) struct Shown {
    pub(crate) text: String,
    ends: Vec<usize>,
}

impl Shown {
    pub(crate) fn new(text: String) -> Shown {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        Shown { text, ends }
    }

    /// The line in which a byte stands, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    pub(crate) fn position(&self, at: usize) -> Position {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.line(at);
        let start = line.checked_sub(2).map_or(0, |before| self.ends[before] + 1);
        let start = if start == 0 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start };
        Position { line, column: self.text[start.min(at)..at].chars().count() + 1 }
    }
}

/// Control characters of a text made visible, so that a file cannot move the cursor of a terminal.
pub(crate) fn tame(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c }).collect()
}

/// The lines around a span, which line is the first of them, and the span inside them.
pub(crate) fn window(shown: &Shown, span: std::ops::Range<usize>) -> (String, usize, std::ops::Range<usize>) {
    let text = shown.text.as_str();
    let clamp = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) = (clamp(span.start), clamp(span.end.max(span.start)));
    let start = text[..from].rfind('\n').map_or(0, |newline| newline + 1);
    // A long value is shown by its first line.
    let line_end = text[from..].find('\n').map_or(text.len(), |newline| from + newline);
    let to = to.min(line_end).max(from);
    let mark = if start == 0 && text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = start + mark;
    // Very long lines are shown around the span only.
    const MOST: usize = 400;
    let left = clamp(from.saturating_sub(MOST)).max(start);
    let right = clamp((to + MOST).min(line_end));
    let line = shown.line(from);
    let shown: String = text[left..right.max(to)].trim_end_matches('\r').to_owned();
    let tamed = tame(&shown);
    // Taming replaces a control character of one byte by a sign of three: the span moves along.
    let before = tame(&text[left..from.max(left)]).len();
    let inside = tame(&text[from.max(left)..to.max(left)]).len();
    let end = (before + inside).min(tamed.len());
    (tamed, line, before.min(end)..end)
}

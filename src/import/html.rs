//! HTML becomes Markdown: what a feed says in paragraphs and lists is kept as such, everything else of its markup goes.
//! Of what kazipot itself wrote, the same HTML comes out again.

/// Whether a text is HTML rather than plain.
pub(super) fn is_html(text: &str) -> bool {
    const SIGNS: [&str; 12] =
        ["<p>", "<p ", "</p>", "<br", "<ul", "<ol", "<li", "<a ", "<strong", "<em>", "<div", "<h2"];
    SIGNS.iter().any(|sign| text.contains(sign))
}

/// The Markdown of HTML.
pub(super) fn markdown(html: &str) -> String {
    markdown_with(html, &mut |_| true)
}

/// The same; of links and pictures that lead nowhere only the words are kept.
pub(super) fn markdown_with(html: &str, leads: &mut dyn FnMut(&str) -> bool) -> String {
    let mut out = Out { leads: Some(leads), ..Out::default() };
    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Text(text) => out.text(&text),
            Piece::Tag(tag) => out.tag(&tag),
        }
    }
    out.finish()
}

enum Piece<'h> {
    Text(String),
    Tag(Tag<'h>),
}

struct Tag<'h> {
    name: String,
    closes: bool,
    /// What stands between the name and the end.
    inner: &'h str,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.inner;
        loop {
            rest = rest.trim_start();
            let end = rest.find(['=', ' ', '\n'])?;
            let key = &rest[..end];
            let Some(after) = rest[end..].strip_prefix('=') else {
                rest = &rest[end..];
                continue;
            };
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (value, next) = match quote {
                Some(quote) => after[1..].split_once(quote)?,
                None => after.split_once([' ', '\n']).unwrap_or((after, "")),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(plain(value));
            }
            rest = next;
        }
    }
}

/// Text and tags, one after the other.
struct Pieces<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Pieces<'h> {
    type Item = Piece<'h>;

    fn next(&mut self) -> Option<Piece<'h>> {
        if self.rest.is_empty() {
            return None;
        }
        let starts = |text: &str| {
            let inner = text.strip_prefix('<')?;
            let inner = inner.strip_prefix('/').unwrap_or(inner);
            inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!').then_some(())
        };
        if starts(self.rest).is_some()
            && let Some(end) = end_of(self.rest)
        {
            let inner = &self.rest[1..end];
            self.rest = &self.rest[end + 1..];
            let closes = inner.starts_with('/');
            let inner = inner.trim_start_matches('/').trim_end_matches('/');
            let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            return Some(Piece::Tag(Tag { name: name.to_ascii_lowercase(), closes, inner: &inner[name.len()..] }));
        }
        let next = self.rest.char_indices().skip(1).find(|(at, c)| *c == '<' && starts(&self.rest[*at..]).is_some());
        let end = next.map_or(self.rest.len(), |(at, _)| at);
        let text = plain(&self.rest[..end]);
        self.rest = &self.rest[end..];
        Some(Piece::Text(text))
    }
}

/// Where a tag ends: a bracket in quotation marks is part of a value.
fn end_of(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// Text without references to characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = rest.find(';').filter(|end| *end < 10).and_then(|end| {
            let c = match &rest[1..end] {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => '\u{a0}',
                name => {
                    let number = name.strip_prefix('#')?;
                    let hex = number.strip_prefix(['x', 'X']);
                    let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
                    char::from_u32(code).filter(|c| *c != '\0')?
                }
            };
            Some((c, end))
        });
        match named {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// A block that stands around others: the marks of its first line and of the following ones.
struct Around {
    first: String,
    more: String,
    used: bool,
}

#[derive(Default)]
struct Out<'l> {
    text: String,
    /// Whether a link leads somewhere.
    leads: Option<&'l mut dyn FnMut(&str) -> bool>,
    /// The line that is written now.
    line: String,
    around: Vec<Around>,
    /// Numbers of ordered lists, `None` of others.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    code: bool,
    quoted: bool,
    cells: Option<usize>,
    /// Whether an empty line has to come before the next block.
    apart: bool,
    /// A mark of a heading.
    heading: usize,
}

impl Out<'_> {
    fn leads(&mut self, to: &str) -> bool {
        self.leads.as_mut().is_none_or(|leads| leads(to))
    }

    fn text(&mut self, text: &str) {
        if self.code {
            self.line.push_str(text);
            return;
        }
        if self.quoted {
            self.line.push_str(text);
            return;
        }
        for (turn, part) in text.split('\n').enumerate() {
            // After a break the end of the line has been written.
            if turn > 0 && !self.line.trim().is_empty() && !self.line.ends_with('\n') {
                self.line.push('\n');
            }
            let fresh = self.line.is_empty() || self.line.ends_with('\n');
            escape(
                if fresh { part.trim_start() } else { part },
                fresh && self.heading == 0,
                self.cells.is_some(),
                &mut self.line,
            );
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match (&*tag.name, tag.closes) {
            ("strong" | "b", _) if !self.code => self.line.push_str("**"),
            ("em" | "i", _) if !self.code => self.line.push('*'),
            ("del" | "s", _) if !self.code => self.line.push_str("~~"),
            ("code", _) if self.code => {}
            ("code", false) => {
                self.quoted = true;
                self.links.push(std::mem::take(&mut self.line));
            }
            ("code", true) => self.end_code(),
            ("a", false) => {
                let to = tag.attribute("href").filter(|to| self.leads(to)).unwrap_or_default();
                self.line.push_str(if to.is_empty() { "" } else { "[" });
                self.links.push(to);
            }
            ("a", true) => {
                if let Some(to) = self.links.pop().filter(|to| !to.is_empty()) {
                    self.line.push_str(&format!("]({})", target(&to)));
                }
            }
            ("img", _) => {
                let words = tag.attribute("alt").unwrap_or_default();
                let to = tag.attribute("src").filter(|to| self.leads(to));
                self.line.push_str(if to.is_some() { "![" } else { "" });
                escape(&words, false, false, &mut self.line);
                if let Some(to) = to {
                    self.line.push_str(&format!("]({})", target(&to)));
                }
            }
            ("br", _) => {
                self.line.push_str(if self.cells.is_some() { " " } else { "\\\n" });
            }
            ("pre", false) => {
                self.end_block();
                self.code = true;
            }
            ("pre", true) => self.end_fence(),
            ("hr", _) => {
                self.end_block();
                self.line.push_str("---");
                self.end_block();
            }
            ("p" | "div", _) => self.end_block(),
            ("ul", false) => self.list(None),
            ("ol", false) => self.list(Some(tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            ("ul" | "ol", true) => {
                self.end_block();
                self.lists.pop();
                self.apart |= self.lists.is_empty();
            }
            ("li", false) => self.item(),
            ("li", true) => {
                self.end_line();
                self.around.pop();
            }
            ("blockquote", false) => {
                self.end_block();
                self.around.push(Around { first: "> ".into(), more: "> ".into(), used: false });
            }
            ("blockquote", true) => {
                self.end_block();
                self.around.pop();
                self.apart = true;
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", closes) => {
                self.end_block();
                self.heading = if closes { 0 } else { usize::from(tag.name.as_bytes()[1] - b'0') };
                if !closes {
                    self.line.push_str(&"#".repeat(self.heading));
                    self.line.push(' ');
                }
            }
            ("tr", closes) => self.row(closes),
            ("th" | "td", closes) => {
                if !closes && let Some(cells) = &mut self.cells {
                    *cells += 1;
                }
                self.line.push_str(if closes { " |" } else { " " });
            }
            ("thead", true) => {
                let rule = format!("|{}", " --- |".repeat(self.cells.unwrap_or(0)));
                self.cells = None;
                self.line.push_str(&rule);
                self.end_line();
            }
            ("table", closes) => {
                self.end_block();
                self.cells = None;
                self.apart |= closes;
            }
            _ => {}
        }
    }

    fn row(&mut self, closes: bool) {
        if closes {
            let cells = self.cells;
            self.end_line();
            self.cells = cells;
        } else {
            self.cells = Some(0);
            self.line.push('|');
        }
    }

    fn list(&mut self, number: Option<u64>) {
        // Inside an item a list follows its words at once.
        if self.lists.is_empty() {
            self.end_block();
        } else {
            self.end_line();
        }
        self.lists.push(number);
    }

    fn item(&mut self) {
        self.end_line();
        let first = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        let more = " ".repeat(first.len());
        self.around.push(Around { first, more, used: false });
    }

    fn end_code(&mut self) {
        let code = std::mem::replace(&mut self.line, self.links.pop().unwrap_or_default());
        self.quoted = false;
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let space = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.line.push_str(&format!("{fence}{space}{code}{space}{fence}"));
    }

    fn end_fence(&mut self) {
        let code = std::mem::take(&mut self.line);
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.code = false;
        self.line = format!("{fence}\n{}\n{fence}", code.trim_end_matches('\n'));
        self.end_block();
    }

    /// Ends a paragraph, a heading: an empty line comes before the next.
    fn end_block(&mut self) {
        if self.line.trim().is_empty() {
            self.line.clear();
            return;
        }
        self.end_line();
        self.apart = true;
    }

    fn end_line(&mut self) {
        if self.line.trim().is_empty() {
            self.line.clear();
            return;
        }
        let written = std::mem::take(&mut self.line);
        if self.apart && !self.text.is_empty() {
            let marks: String =
                self.around.iter().filter(|around| around.used).map(|around| around.more.as_str()).collect();
            self.text.push_str(marks.trim_end());
            self.text.push('\n');
        }
        self.apart = false;
        for line in written.trim_matches('\n').split('\n') {
            for around in &mut self.around {
                self.text.push_str(if around.used { &around.more } else { &around.first });
                around.used = true;
            }
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.text.trim_end().to_owned()
    }
}

/// The target of a link as Markdown has it.
fn target(to: &str) -> String {
    if to.contains([' ', '(', ')', '<', '>']) || to.is_empty() {
        format!("<{}>", to.replace('<', "%3C").replace('>', "%3E"))
    } else {
        to.replace('\\', "\\\\").replace('*', "\\*").replace('_', "\\_")
    }
}

/// Text that means itself in Markdown; `fresh` at the start of a line.
fn escape(text: &str, fresh: bool, in_table: bool, out: &mut String) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut rest = text;
    if fresh && digits > 0 && text[digits..].starts_with(['.', ')']) {
        out.push_str(&text[..digits]);
        out.push('\\');
        rest = &text[digits..];
    } else if fresh && text.starts_with(['#', '>', '-', '+', '=', '~', '|', ':']) {
        out.push('\\');
    }
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        let marks = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']')
            || c == '~' && chars.peek() == Some(&'~')
            || c == '<'
            || c == '&'
            || c == '|' && in_table;
        if marks {
            out.push('\\');
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The HTML that kazipot makes of Markdown.
    fn html(text: &str) -> String {
        crate::text::body(text, &mut |_| {}).html(&mut |link| Some(link.target.as_written().to_owned()))
    }

    #[test]
    fn what_kazipot_wrote_comes_out_again() {
        for text in [
            "Odstavek.\n\nDrugi *poudarjen* in **krepek** ~~prečrtan~~ `koda`.",
            "Vrstica\nin druga\\\nin tretja",
            "- ena\n- dve\n  - notri\n  - še\n- tri",
            "- ena\n\n- dve\n\n  odstavek\n\n- tri",
            "3. tri\n4. štiri",
            "Pred:\n\n1. ena\n2. dve\n\nPotem.",
            "## Naslov\n\nBesedilo.\n\n### Manjši\n\nŠe.",
            "> Navedek\n>\n> drugi del\n\nza njim",
            "[povezava](https://primer.example/a_b?c=1&d=2) in [zapis](organization/center) in ![slika](s.png)",
            "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |\n",
            "```\nkoda <b>\n  druga\n```\n\nkonec",
            "1\\. ni seznam\n\n\\- ne\n\n\\# ne",
            "5 < 6 & 7 > 4, \"narekovaj\" 'en' \\*zvezda\\* \\_pod\\_ a_b \\[x\\] \\`c\\`",
            "---",
            "a **b *c* d** e",
            "telefon 112.",
            "- ena\n  1. dve\n\n> navedek\n\n| a |\n| --- |\n| 1 |\n\n### Naslov\n\n1. ena\n\n2. dve",
        ] {
            let first = html(text);
            let back = markdown(&first);
            assert_eq!(html(&back), first, "{text:?} came back as {back:?}");
        }
    }

    #[test]
    fn of_others_only_the_words_and_their_order_are_kept() {
        let text = "<div class=\"x\"><p>Prvi&nbsp;del<br>nov</p><script>x()</script><ul><li>a</li><li><b>b</b></li></ul></div>";
        assert_eq!(markdown(text), "Prvi\u{a0}del\\\nnov\n\nx()\n\n- a\n- **b**");
        assert!(is_html(text) && !is_html("5 < 6 in <3"));
    }
}

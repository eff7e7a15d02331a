//! Writing down of which wording a translation is one: one line of the file, every other byte as it was.

use toml_edit::{DocumentMut, TableLike, value};

use crate::parse::Claim;

/// The file with the claim that its translation is one of the record as it is now; `None` when the line cannot be
/// written without touching another.
pub fn accepted(bytes: &[u8], claim: &Claim) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    // A text without front matter gets one.
    let Some((start, stop)) = toml_of(text, &claim.file) else {
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let of = format!("+++{end}of = \"{}\"{end}+++{end}", claim.now);
        return Some([&text[..mark], &of, &text[mark..]].concat().into_bytes());
    };
    let before = &text[start..stop];
    let mut document: DocumentMut = before.parse().ok()?;
    let table: &mut dyn TableLike = if claim.inside {
        let all = document.get_mut("translations")?.as_table_like_mut()?;
        all.get_mut(claim.lang.as_str())?.as_table_like_mut()?
    } else {
        document.as_table_mut()
    };
    match table.get_mut("of").and_then(|of| of.as_value_mut()) {
        Some(of) => {
            let decor = of.decor().clone();
            *of = claim.now.as_str().into();
            *of.decor_mut() = decor;
        }
        None => drop(table.insert("of", value(claim.now.as_str()))),
    }
    let mut after = document.to_string();
    if end == "\r\n" {
        after = after.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    is_one_line_more(before, &after).then(|| [&text[..start], &after, &text[stop..]].concat().into_bytes())
}

/// Where the TOML of a file begins and ends; `None` when it is a text without any.
fn toml_of(text: &str, file: &str) -> Option<(usize, usize)> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    if file.ends_with(".toml") {
        return Some((mark, text.len()));
    }
    if !text[mark..].starts_with("+++") {
        return None;
    }
    let start = mark + text[mark..].find('\n')? + 1;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            return Some((start, at));
        }
        at += line.len();
    }
    None
}

/// Whether every line that was there still is, in its order, but for the one that says `of`.
fn is_one_line_more(before: &str, after: &str) -> bool {
    let (mut rest, mut lost) = (after.lines(), 0);
    for line in before.lines() {
        let mut ahead = rest.clone();
        if ahead.any(|other| other.trim_end() == line.trim_end()) {
            rest = ahead;
        } else {
            lost += 1;
        }
    }
    // A heading may have to come with the line.
    lost <= 1 && after.lines().count() <= before.lines().count() + 2
}

#[cfg(test)]
mod tests {
    use super::accepted;
    use crate::language::Lang;
    use crate::parse::Claim;

    fn claim(file: &str, inside: bool) -> Claim {
        let lang = Lang::new("it").expect("a tag");
        Claim { lang, file: file.to_owned(), inside, of: None, now: "0a1b2c3d4e5f".to_owned() }
    }

    fn written(file: &str, inside: bool, before: &str) -> String {
        let after = accepted(before.as_bytes(), &claim(file, inside)).unwrap_or_else(|| panic!("{before}"));
        String::from_utf8(after).expect("it was text")
    }

    #[test]
    fn one_line_is_written_and_every_other_byte_stays() {
        let record =
            "# Opomba.\ntitle   =  'A' # ime\n\n[translations.it]\n# naslov\ntitle = \"B\"\n\n[x]\nz = 1\na = 2\n";
        let with = record.replace("title = \"B\"\n", "title = \"B\"\nof = \"0a1b2c3d4e5f\"\n");
        assert_eq!(written("a.toml", true, record), with);
        assert_eq!(written("a.toml", true, &record.replace('\n', "\r\n")), with.replace('\n', "\r\n"));
        let older = with.replace("of = \"0a1b2c3d4e5f\"", "of  =  'staro' # pregledano");
        let newer = with.replace("of = \"0a1b2c3d4e5f\"", "of  =  \"0a1b2c3d4e5f\" # pregledano");
        assert_eq!(written("a.toml", true, &older), newer);
        let inline = "title = \"A\"\ntranslations = { it = { title = \"B\" } }\n";
        assert_eq!(
            written("a.toml", true, inline).parse::<toml::Table>().expect("TOML")["translations"]["it"]["of"].as_str(),
            Some("0a1b2c3d4e5f")
        );
    }

    #[test]
    fn front_matter_is_changed_and_the_text_below_it_is_not() {
        let text = "\u{feff}+++\ntitle = \"A\"\n[translations.it]\ntitle = \"B\"\n+++\n\nof = ni TOML\n+++\n";
        let with = text.replace("title = \"B\"\n", "title = \"B\"\nof = \"0a1b2c3d4e5f\"\n");
        assert_eq!(written("a.md", true, text), with);
        assert_eq!(
            written("a.it.md", false, "+++\nsummary = \"S\"\n+++\nT"),
            "+++\nsummary = \"S\"\nof = \"0a1b2c3d4e5f\"\n+++\nT"
        );
        assert_eq!(written("a.it.md", false, "Besedilo.\r\n"), "+++\r\nof = \"0a1b2c3d4e5f\"\r\n+++\r\nBesedilo.\r\n");
    }
}

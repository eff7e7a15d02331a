//! Lines as address books and calendars share them (RFC 6350, 3.2 and RFC 5545, 3.1): folded, ended, and with nothing
//! in a value that could end it.

/// How many bytes a line may have before it goes on in the next.
const LINE: usize = 75;

/// A text as a value: a comma, a semicolon or a line's end in it ends nothing.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            ',' => out.push_str("\\,"),
            ';' => out.push_str("\\;"),
            // Not only a line feed ends a line for programs that read these files.
            '\n' | '\u{2028}' | '\u{2029}' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a line; one that is too long goes on after a blank, never inside a character. Whatever came into it, it stays
/// one line: control characters are left out.
pub(super) fn fold(line: &str, out: &mut Vec<u8>) {
    let clean: String;
    let line = if line.chars().any(char::is_control) {
        clean = line.chars().filter(|c| !c.is_control()).collect();
        &clean
    } else {
        line
    };
    let (mut rest, mut room) = (line, LINE);
    while rest.len() > room {
        let end = (0..=room).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(room);
        out.extend_from_slice(&rest.as_bytes()[..end]);
        out.extend_from_slice(b"\r\n ");
        (rest, room) = (&rest[end..], LINE - 1);
    }
    out.extend_from_slice(rest.as_bytes());
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut out = Vec::new();
        fold(line, &mut out);
        String::from_utf8(out).expect("no character was cut")
    }

    #[test]
    fn a_line_of_seventy_five_bytes_is_whole_and_one_more_goes_on() {
        assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
        assert_eq!(folded(&"a".repeat(76)), format!("{}\r\n a\r\n", "a".repeat(75)));
        assert_eq!(folded(&"a".repeat(150)), format!("{}\r\n {}\r\n a\r\n", "a".repeat(75), "a".repeat(74)));
    }

    #[test]
    fn no_character_is_cut_and_nothing_is_lost() {
        for sign in ["č", "€", "🎄"] {
            for before in 0..8 {
                let line = format!("{}{}", "x".repeat(before), sign.repeat(90));
                let folded = folded(&line);
                assert!(folded.split("\r\n").all(|part| part.len() <= LINE), "{folded}");
                assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
    }

    #[test]
    fn what_would_end_a_value_ends_nothing() {
        assert_eq!(escaped("a,b;c\\d\ne\r\nf\u{2028}g\0"), "a\\,b\\;c\\\\d\\ne\\nf\\ng");
        assert_eq!(folded("URL:https://a.example/\r\nATTENDEE:x"), "URL:https://a.example/ATTENDEE:x\r\n");
    }
}

//! The line of an address with the post office: `6230 Postojna`.
//!
//! The code alone does not say which town the office stands in, so both are asked for. A code of
//! another country has the country before it, as on a letter: `IT-34133 Trieste`.

use std::fmt;

use super::{Read, Why, Wrong, trimmed};

/// A postcode, its town, and the country.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Post {
    /// ISO 3166-1 code of two capital letters.
    pub country: Box<str>,
    /// `6230`; the spaces and dashes of other countries' codes are kept.
    pub code: Box<str>,
    /// `Postojna`, as written.
    pub town: Box<str>,
}

impl Post {
    /// The line as written inside `home`: the country is said only when it is another.
    #[must_use]
    pub fn line(&self, home: &str) -> String {
        if *self.country == *home { format!("{} {}", self.code, self.town) } else { self.to_string() }
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{} {}", self.country, self.code, self.town)
    }
}

/// How many digits the codes of Slovenia and of the countries around it have.
const DIGITS: [(&str, usize); 7] = [("SI", 4), ("AT", 4), ("HU", 4), ("IT", 5), ("HR", 5), ("DE", 5), ("CH", 4)];

/// Letters that cars carry, and that people write before a postcode.
const CARS: [(&str, &str); 6] = [("SLO", "SI"), ("A", "AT"), ("I", "IT"), ("H", "HU"), ("D", "DE"), ("F", "FR")];

/// Reads `6230 Postojna`, with or without a country, for a hub in `home` (ISO code).
///
/// # Errors
/// `empty`, `post-shape`, `post-town`, `post-code-missing`, `post-code`, `post-country`.
pub fn post(text: &str, home: &str) -> Read<Post> {
    let (inner, start) = trimmed(text)?;
    plain(inner, home).map_err(|wrong| {
        let wrong = if wrong.why == Why::PostCodeMissing { turned(inner, home) } else { wrong };
        let suggestion = wrong.suggestion.filter(|line| plain(line, home).is_ok());
        Wrong { suggestion, ..wrong }.inside(0..inner.len()).shifted(start)
    })
}

fn plain(text: &str, home: &str) -> Read<Post> {
    let (country, rest) = country(text, home)?;
    if !rest.starts_with(char::is_alphanumeric) {
        return Err(Wrong::whole(Why::PostShape { found: text.to_owned() }));
    }
    let digits = DIGITS.iter().find(|(known, _)| *known == country).map(|(_, digits)| *digits);
    let (code, after) = code(rest, digits.is_some());
    if code.is_empty() {
        return Err(Wrong::whole(Why::PostCodeMissing));
    }
    let from = text.len() - rest.len();
    let fits = match digits {
        Some(digits) => {
            code.len() == digits
                && code.bytes().all(|b| b.is_ascii_digit())
                && !(country == "SI" && code.starts_with('0'))
        }
        None => (3..=10).contains(&code.len()),
    };
    if !fits {
        let why = Why::PostCode { code: code.to_owned(), country };
        return Err(Wrong::at(from..from + code.len(), why));
    }
    let town = after.trim_start_matches(|c: char| c.is_whitespace() || c == ',').trim();
    if town.is_empty() {
        return Err(Wrong::whole(Why::PostTown { code: code.to_owned() }));
    }
    let post = Post {
        country: country.into(),
        code: code.into(),
        town: town.split_whitespace().collect::<Vec<_>>().join(" ").into(),
    };
    if !town.starts_with(char::is_alphabetic) || !after.starts_with(char::is_whitespace) || town.contains(',') {
        let guess = town.starts_with(char::is_alphabetic) && !town.contains(',');
        let wrong = Wrong::at(from + code.len()..text.len(), Why::PostShape { found: text.to_owned() });
        return Err(wrong.suggest_if(guess.then(|| post.line(home))));
    }
    Ok(post)
}

/// The country, and what follows it.
fn country<'t>(text: &'t str, home: &str) -> Read<(String, &'t str)> {
    let Some((letters, rest)) = text.split_once(['-', '–']) else {
        return Ok((home.to_owned(), text));
    };
    let letters = letters.trim();
    let rest = rest.trim_start();
    let is_code = !letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_code
        || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        || !rest.bytes().take(10).any(|b| b.is_ascii_digit())
    {
        return Ok((home.to_owned(), text));
    }
    let upper = letters.to_ascii_uppercase();
    let country = CARS.iter().find(|(car, _)| *car == upper).map_or(upper.as_str(), |(_, country)| country);
    if country.len() != 2 {
        return Err(Wrong::at(0..letters.len(), Why::PostCountry { country: letters.to_owned() }));
    }
    Ok((country.to_owned(), rest))
}

/// The words at the start of `text` that have a digit, only the first of them where codes are `plain` digits, and what
/// follows.
fn code(text: &str, plain: bool) -> (&str, &str) {
    let mut end = 0;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end().trim_end_matches(',');
        if bare.is_empty() && end > 0 {
            end += word.len();
            continue;
        }
        // 6230Postojna: the code ends where the name begins.
        let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits >= 3 && bare[digits..].starts_with(char::is_alphabetic) {
            end += digits;
            break;
        }
        if !bare.bytes().any(|b| b.is_ascii_digit()) || !bare.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            break;
        }
        end += word.len();
        if plain {
            break;
        }
    }
    let code = text[..end].trim_end().trim_end_matches(',');
    (code, &text[code.len()..])
}

/// `Postojna 6230`, or a town alone.
fn turned(text: &str, home: &str) -> Wrong {
    let last = text.rsplit(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    if last.bytes().any(|b| b.is_ascii_digit()) {
        let town = text[..text.len() - last.len()].trim().trim_end_matches(',');
        let guess = plain(&format!("{last} {town}"), home).ok().map(|post| post.line(home));
        return Wrong::whole(Why::PostShape { found: text.to_owned() }).suggest_if(guess);
    }
    Wrong::whole(Why::PostCodeMissing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_town_are_told_apart() {
        for (text, line) in [
            ("6230 Postojna", "6230 Postojna"),
            (" SI-6230  Postojna ", "6230 Postojna"),
            ("SI - 1430 Hrastnik ob Savi", "1430 Hrastnik ob Savi"),
            ("SLO-6000 Koper - Capodistria", "6000 Koper - Capodistria"),
            ("IT-34133 Trieste", "IT-34133 Trieste"),
            ("A-9020 Klagenfurt", "AT-9020 Klagenfurt"),
            ("GB-SW1A 1AA London", "GB-SW1A 1AA London"),
        ] {
            assert_eq!(post(text, "SI").expect(text).line("SI"), line, "{text}");
        }
        assert_eq!(post("6230 Postojna", "SI").expect("post").to_string(), "SI-6230 Postojna");
    }

    #[test]
    fn other_shapes_are_refused_with_the_right_one() {
        for (text, code, guess) in [
            ("Postojna 6230", "post-shape", Some("6230 Postojna")),
            ("6230Postojna", "post-shape", Some("6230 Postojna")),
            ("6230, Postojna", "post-shape", Some("6230 Postojna")),
            ("6230", "post-town", None),
            ("Postojna", "post-code-missing", None),
            ("34133 Trieste", "post-code", None),
            ("0230 Postojna", "post-code", None),
            ("XXX-6230 Postojna", "post-country", None),
            ("--", "post-shape", None),
        ] {
            let wrong = post(text, "SI").expect_err(text);
            assert_eq!((wrong.why.code(), wrong.suggestion.as_deref()), (code, guess), "{text}");
        }
        assert_eq!(post(" 34133 Trieste", "SI").expect_err("code").at, 1..6);
    }
}

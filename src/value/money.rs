//! What something costs: an amount in cents and a currency.
//!
//! TOML gives an amount as a number ([`amount`], [`whole`]) or, with its currency, as text
//! (`"3.50 EUR"`, [`money`]). Nothing is computed with floating point beyond the door.

use std::fmt;

use super::{Read, Why, Wrong, trimmed};

/// The most units of a currency that a fee or wage can sensibly be.
const MOST: i64 = 100_000_000;

/// ISO 4217, three capital letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency is made of ASCII letters")
    }
}

/// An amount that is not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Hundredths of the currency's unit.
    pub cents: i64,
    /// What it is paid in.
    pub currency: Currency,
}

impl Money {
    /// The amount with a point, without cents when there are none: `3.50`, `12`.
    #[must_use]
    pub fn decimal(self) -> String {
        let (units, cents) = (self.cents / 100, self.cents % 100);
        if cents == 0 { units.to_string() } else { format!("{units}.{cents:02}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.as_str())
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a currency code.
///
/// # Errors
/// `empty`, `money-currency` with the code of a sign or name as suggestion.
pub fn currency(text: &str) -> Read<Currency> {
    let (inner, start) = trimmed(text)?;
    match <[u8; 3]>::try_from(inner.as_bytes()) {
        Ok(code) if code.iter().all(u8::is_ascii_uppercase) => Ok(Currency(code)),
        _ => {
            let guess = named(inner).map(|currency| currency.as_str().to_owned());
            let wrong = Wrong::whole(Why::MoneyCurrency { found: inner.to_owned() }).suggest_if(guess);
            Err(wrong.inside(0..inner.len()).shifted(start))
        }
    }
}

/// The amount of a number with a point.
///
/// # Errors
/// `money-notation` (not a number, or absurdly large), `money-negative`, `money-cents` (more than two decimals).
pub fn amount(units: f64, currency: Currency) -> Read<Money> {
    if !units.is_finite() {
        return Err(Wrong::whole(Why::MoneyNotation { found: units.to_string() }));
    }
    // The shortest text that reads back as the same number is what the author wrote.
    let text = units.to_string();
    cents(&text).map(|cents| Money { cents, currency }).map_err(|wrong| Wrong { at: 0..0, ..wrong })
}

/// The amount of a whole number.
///
/// # Errors
/// `money-negative`, `money-notation` (absurdly large).
pub fn whole(units: i64, currency: Currency) -> Read<Money> {
    cents(&units.to_string()).map(|cents| Money { cents, currency }).map_err(|wrong| Wrong { at: 0..0, ..wrong })
}

/// Reads `3.50` or `3.50 EUR`; without a currency it is `usual`.
///
/// # Errors
/// `empty`, `money-*`; `3,50 €` is refused with `3.50 EUR`.
pub fn money(text: &str, usual: Currency) -> Read<Money> {
    let (inner, start) = trimmed(text)?;
    plain(inner, usual).map_err(|wrong| wrong.suggest_if(guess(inner, usual)).inside(0..inner.len()).shifted(start))
}

fn plain(text: &str, usual: Currency) -> Read<Money> {
    let (number, code) = text.split_once(' ').unwrap_or((text, ""));
    let currency = if code.is_empty() {
        usual
    } else {
        currency(code).map_err(|wrong| Wrong { suggestion: None, ..wrong.inside(number.len() + 1..text.len()) })?
    };
    Ok(Money { cents: cents(number)?, currency })
}

fn cents(number: &str) -> Read<i64> {
    let notation = || Wrong::at(0..number.len(), Why::MoneyNotation { found: number.to_owned() });
    let (bare, negative) = match number.strip_prefix(['-', '−']) {
        Some(bare) => (bare, true),
        None => (number, false),
    };
    let (units, decimals) = bare.split_once('.').unwrap_or((bare, "00"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(units) || !digits(decimals) || units.len() > 12 {
        return Err(notation());
    }
    if decimals.len() > 2 && decimals[2..].bytes().any(|b| b != b'0') {
        return Err(Wrong::at(0..number.len(), Why::MoneyCents { found: number.to_owned() }));
    }
    let units: i64 = units.parse().ok().filter(|units| *units <= MOST).ok_or_else(notation)?;
    let cents: i64 = format!("{decimals}00").get(..2).and_then(|cents| cents.parse().ok()).unwrap_or(0);
    let total = units * 100 + cents;
    if negative && total > 0 {
        return Err(Wrong::at(0..number.len(), Why::MoneyNegative { found: number.to_owned() }));
    }
    Ok(total)
}

/// What `3,50 €`, `€ 3.5`, `1.200,00 EUR`, `12 evrov`, `5,- €` mean.
fn guess(text: &str, usual: Currency) -> Option<String> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let to = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let number = text[from..to].replace(['\u{a0}', ' ', '\''], "");
    if !number.chars().all(is_number) || text[..from].contains(['-', '−']) {
        return None;
    }
    let words = format!("{} {}", &text[..from], &text[to..]);
    let words = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '–'));
    let currency = if words.is_empty() { usual } else { named(words)? };
    let point = number.rfind(['.', ',']).filter(|at| number.len() - at <= 3);
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let plain = match point {
        Some(at) => format!("{}.{}", digits(&number[..at]), digits(&number[at..])),
        None => digits(&number),
    };
    cents(&plain).ok().map(|cents| Money { cents, currency }.to_string())
}

fn named(word: &str) -> Option<Currency> {
    let code = match super::slug::fold(word).trim_end_matches('.') {
        "€" | "eur" | "euro" | "euros" | "euri" | "evro" | "evra" | "evri" | "evrov" | "eura" => *b"EUR",
        "$" | "usd" => *b"USD",
        "£" | "gbp" => *b"GBP",
        "ft" | "huf" | "forint" => *b"HUF",
        "chf" | "sfr" | "fr" => *b"CHF",
        _ => return None,
    };
    Some(Currency(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_kept_in_cents() {
        for (text, cents, shown) in [
            ("3.50", 350, "3.50 EUR"),
            ("3.5", 350, "3.50 EUR"),
            ("12", 1200, "12 EUR"),
            ("0", 0, "0 EUR"),
            ("3.50 HUF", 350, "3.50 HUF"),
        ] {
            let money = money(text, Currency::EUR).expect(text);
            assert_eq!((money.cents, money.to_string().as_str()), (cents, shown), "{text}");
        }
        assert_eq!(amount(3.5, Currency::EUR).expect("float").cents, 350);
        assert_eq!(amount(0.29, Currency::EUR).expect("float").cents, 29);
        assert_eq!(whole(15, Currency::EUR).expect("integer").cents, 1500);
    }

    #[test]
    fn what_people_write_is_refused_with_the_amount() {
        for (text, guess) in [
            ("3,50 €", "3.50 EUR"),
            ("€ 3.5", "3.50 EUR"),
            ("1.200,00 EUR", "1200 EUR"),
            ("12 evrov", "12 EUR"),
            ("5,- €", "5 EUR"),
            ("3,50", "3.50 EUR"),
            ("1 200 €", "1200 EUR"),
        ] {
            assert_eq!(money(text, Currency::EUR).expect_err(text).suggestion.as_deref(), Some(guess), "{text}");
        }
        assert_eq!(currency("€").expect_err("sign").suggestion.as_deref(), Some("EUR"));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (text, code) in [
            ("", "empty"),
            ("zastonj", "money-notation"),
            ("-3", "money-negative"),
            ("3.555", "money-cents"),
            ("3 ABCD", "money-currency"),
            ("3.", "money-notation"),
        ] {
            assert_eq!(money(text, Currency::EUR).expect_err(text).why.code(), code, "{text}");
        }
        assert_eq!(amount(f64::NAN, Currency::EUR).expect_err("nan").why.code(), "money-notation");
        assert_eq!(amount(-1.5, Currency::EUR).expect_err("negative").why.code(), "money-negative");
        assert_eq!(whole(i64::MIN, Currency::EUR).expect_err("large").why.code(), "money-notation");
        assert_eq!(money("3 ABCD", Currency::EUR).expect_err("code").at, 2..6);
    }
}

//! What every parser of a value keeps to, whatever it is given.

use proptest::prelude::*;

use super::phone::SLOVENIA;
use super::{
    Read, Wrong, clock, coordinates, date, duration, email, hours, language, money, phone, postcode, slug, url, weekday,
};

/// Text as authors, importers and attackers write it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".*",
        "[0-9+()/ .,:;–-]{0,24}",
        "[0-9a-zčšžđA-Z@.:/,;(){}€%&#<> \\[\\]\u{a0}\u{200b}–-]{0,40}",
        "(https?|mailto|tel|javascript|h[a-z]{0,3}ps?)?:?/{0,3}[a-zA-Z0-9@.:/?#&;%\\\\-]{0,30}",
        "(PT?)?[0-9]{1,4}[ .,:]?(d|dni|h|ur|min|m|w|€|EUR|N|E|°|'){0,2}[ ,]?[0-9.]{0,4}(m|min|\")?",
        "(od |ob )?[0-9]{1,4}[.:,h]?[0-9]{0,2} ?(-|–|do) ?[0-9]{1,4}[.:,h]?[0-9]{0,2}( ure| h)?",
        "(ned, )?[0-9]{1,4}[.:/, -]{1,2}([0-9]{1,2}|novembra|maggio|Feb|június)[./, -]{1,2}[0-9]{0,4}( ob |T| )?[0-9:.h]{0,6}",
        "(SI|A|IT|D|SLO|XX)?[- –]{0,2}[0-9]{2,6},? ?[A-ZČa-zč -]{0,12}",
        "(-?[0-9]{1,2}|prvi|zadnji)?[. ]{0,2}(tu|Fr|torek|SOB|mar|domenica)?(\\[-?[0-9]\\])?",
        "(closed|Zaprto|open|as-sunday|[0-9]{1,2}(:00)?-[0-9]{1,2})(, ?[0-9]{2}:[0-9]{2}–[0-9]{2}:00)?",
        "[0-9 /]{5,12}( int\\.? ?| ext |, | ali |;)[0-9 ]{0,10}",
    ]
}

/// The range lies on characters of the text, and the suggestion is accepted.
fn holds<T>(text: &str, read: impl Fn(&str) -> Read<T>) -> Option<T> {
    match read(text) {
        Ok(value) => Some(value),
        Err(Wrong { at, why, suggestion }) => {
            assert!(text.get(at.clone()).is_some(), "{text:?}: {at:?} {why:?}");
            for (name, _) in why.fields() {
                assert!(super::Why::CODES.iter().any(|(code, fields)| *code == why.code() && fields.contains(&name)));
            }
            if let Some(suggestion) = suggestion {
                assert!(read(&suggestion).is_ok(), "{text:?}: suggested {suggestion:?}");
            }
            None
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_values_never_panic_and_are_written_one_way(text in text()) {
        if let Some(found) = holds(&text, |text| phone::phone(text, &SLOVENIA)) {
            for shown in [found.local(&SLOVENIA), found.to_string(), found.international(&SLOVENIA)] {
                prop_assert_eq!(phone::phone(&shown, &SLOVENIA), Ok(found));
            }
        }
        if let Some(found) = holds(&text, email::email) {
            prop_assert_eq!(email::email(found.as_str()), Ok(found.clone()));
        }
        if let Some(found) = holds(&text, url::url) {
            prop_assert_eq!(url::url(found.as_str()), Ok(found.clone()));
            prop_assert!(["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| found.as_str().starts_with(scheme)));
        }
        if let Some(found) = holds(&text, slug::slug) {
            prop_assert_eq!(slug::suggest(found.as_str()), Some(found.to_string()));
        }
        if let Some(guess) = slug::suggest(&text) {
            prop_assert!(slug::slug(&guess).is_ok(), "{}", guess);
        }
        if let Some(found) = holds(&text, language::language) {
            prop_assert_eq!(language::language(found.as_str()), Ok(found.clone()));
        }
        if let Some(found) = holds(&text, |text| postcode::post(text, "SI")) {
            for shown in [found.line("SI"), found.to_string()] {
                prop_assert_eq!(postcode::post(&shown, "SI"), Ok(found.clone()));
            }
        }
    }

    #[test]
    fn measured_values_never_panic_and_are_written_one_way(text in text()) {
        if let Some(found) = holds(&text, date::date) {
            prop_assert_eq!(date::date(&found.to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, date::date_time) {
            prop_assert_eq!(date::date_time(&found.to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, date::month_day) {
            prop_assert_eq!(date::month_day(&found.to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, duration::duration) {
            prop_assert_eq!(duration::duration(&found.to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, |text| money::money(text, money::Currency::EUR)) {
            prop_assert_eq!(money::money(&found.to_string(), money::Currency::EUR), Ok(found));
        }
        if let Some(found) = holds(&text, money::currency) {
            prop_assert_eq!(money::currency(found.as_str()), Ok(found));
        }
        if let Some(found) = holds(&text, clock::clock) {
            prop_assert_eq!(clock::clock(&clock::Clock(found).to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, clock::span) {
            prop_assert_eq!(clock::span(&found.to_string()), Ok(found));
        }
        if let Some(found) = holds(&text, weekday::weekday) {
            prop_assert_eq!(weekday::weekday(found.code()), Ok(found));
        }
        if let Some(found) = holds(&text, weekday::nth_day) {
            prop_assert_eq!(weekday::nth_day(&found.to_string()), Ok(found));
        }
        let _ = holds(&text, hours::holidays);
        if let Some(found) = holds(&text, coordinates::pair) {
            prop_assert_eq!(coordinates::pair(&found.to_string()), Ok(found));
        }
    }

    #[test]
    fn numbers_never_panic(lat in any::<f64>(), lon in any::<f64>(), y in any::<i32>(), m in any::<i32>(), d in any::<i32>(), units in any::<i64>()) {
        let _ = coordinates::coordinates(lat, lon);
        let _ = date::civil(y, m, d);
        let _ = date::civil_time(m, d);
        let _ = money::amount(lat, money::Currency::EUR);
        let _ = money::whole(units, money::Currency::EUR);
        let _ = clock::Span::new(m as u16, d as u16);
    }

    #[test]
    fn no_disguise_lets_a_program_through(at in 0_usize..11, hidden in "[\\x00-\\x20\u{200b}\u{ad}]{0,3}", upper in any::<u16>()) {
        let mut script: String = "javascript:".chars().enumerate()
            .map(|(nth, c)| if upper >> nth & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect();
        script.insert_str(at, &hidden);
        for text in [script.clone() + "alert(1)", format!("{hidden}{script}alert(1)//https://a.example")] {
            let wrong = url::url(&text).expect_err("a program");
            prop_assert_eq!((wrong.why.code(), wrong.suggestion), ("url-script", None));
        }
    }
}

#[test]
fn every_reason_has_its_own_code() {
    let mut codes: Vec<&str> = super::Why::CODES.iter().map(|(code, _)| *code).collect();
    codes.sort_unstable();
    let count = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), count);
}

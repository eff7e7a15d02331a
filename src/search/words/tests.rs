use super::*;

fn of(tag: &str) -> &'static Analyzer {
    Analyzer::of(Lang::new(tag).expect("a tag"))
}

fn folded(text: &str) -> Vec<String> {
    of("sl").tokens(text).map(|token| token.folded.into_owned()).collect()
}

#[test]
fn the_rules_of_every_language_can_be_read() {
    for rules in &RULES {
        let analyzer = of(rules.tag);
        assert!(!analyzer.key("abc").is_empty());
        let published: serde_json::Value =
            serde_json::from_str(rules_json(Lang::new(rules.tag).expect("a tag"))).expect("it is JSON");
        assert_eq!(published["hash"], rules_hash());
    }
}

#[test]
fn a_word_has_an_exact_spelling_and_a_folded_one() {
    let tokens: Vec<_> = of("sl").tokens("Žužemberk, S\u{30c}KOCJAN: 24/7 Ørsted!").collect();
    let told: Vec<_> = tokens.iter().map(|token| (&*token.text, &*token.folded)).collect();
    let expected = [("žužemberk", "zuzemberk"), ("škocjan", "skocjan"), ("24", "24"), ("7", "7"), ("ørsted", "orsted")];
    assert_eq!(told, expected);
}

#[test]
fn what_is_no_letter_divides_words_and_what_nobody_sees_does_not() {
    assert_eq!(
        folded("e-pošta l'ufficio d\u{2019}oro a\u{226e}b"),
        ["e", "posta", "l", "ufficio", "d", "oro", "a", "b"]
    );
    assert_eq!(folded("knjiž\u{ad}ni\u{200b}ca 🙂🇸🇮 »hiša«…"), ["knjiznica", "hisa"]);
    assert_eq!(folded("\u{301} \u{226e} – !"), Vec::<String>::new());
    assert_eq!(folded("İstanbul STRASSE Straße ΣΟΦΟΣ ﬁlm"), ["istanbul", "strasse", "strasse", "σοφοσ", "film"]);
}

#[test]
fn a_number_keeps_its_letter() {
    assert_eq!(of("sl").key("12a"), "12a");
}

//! The rows that every form of the list is made of.

use serde_json::{Value, json};

use crate::diagnostic::Fact;
use crate::hub::{Ask, Question};
use crate::language::Lang;
use crate::record::{Freshness, How, Verified};
use crate::site::Site;
use crate::ui::Ui;
use crate::view::{Reached, Viewer};

/// A record or a service that somebody has to ask about.
#[derive(Debug)]
pub(in crate::command) struct Row {
    /// Who keeps it.
    pub(super) steward: Option<String>,
    /// How late it is.
    pub(super) state: Freshness,
    /// The last day on which it is in time, as data and for a reader.
    pub(super) by: Option<(String, String)>,
    /// How to reach it.
    pub(super) reached: Reached,
    /// When it was checked last, by whom and how.
    pub(super) checked: Option<Checked>,
    /// What to ask, in words.
    pub(super) ask: Vec<String>,
    /// The file it stands in.
    pub(super) file: String,
}

/// A check.
#[derive(Debug)]
pub(super) struct Checked {
    /// The day, as data.
    pub(super) on: String,
    /// By whom.
    pub(super) by: Option<String>,
    /// How, as a code.
    pub(super) how: Option<&'static str>,
    /// All of it for a reader.
    pub(super) said: String,
}

impl Row {
    /// As an object for other programs.
    pub(super) fn json(&self) -> Value {
        let checked = self.checked.as_ref();
        json!({
            "id": self.reached.id,
            "title": self.reached.title,
            "steward": self.steward,
            "state": self.state.name(),
            "by": self.by.as_ref().map(|(day, _)| day),
            "checked": checked.map(|checked| json!({ "on": checked.on, "by": checked.by, "how": checked.how })),
            "phone": self.reached.phone,
            "email": self.reached.email,
            "ask": self.ask,
            "url": self.reached.url,
            "file": self.file,
        })
    }
}

/// What has to be checked now or within so many days, of one who keeps records or of all.
pub(in crate::command) fn rows(ui: &Ui, site: &Site, steward: Option<&str>, within: u16) -> Vec<Row> {
    let hub = site.hub();
    let lang = Some(ui.lang()).filter(|lang| hub.config.languages.position(*lang).is_some());
    let lang: Lang = lang.unwrap_or(hub.config.languages.first());
    let viewer = Viewer::new(hub, site.theme(), lang);
    let care = hub.care(within).into_iter();
    let all = care.map(|(ix, care)| {
        let entry = hub.entry(ix);
        let reached = viewer.reached(ix, &care);
        // What presses most stands first.
        let (state, by) = (care.asks[0].state(hub.today), care.asks[0].by());
        let mut ask: Vec<String> = care.asks.iter().map(|ask| question(ui, ask, &reached)).collect();
        if !reached.unsaid.is_empty() {
            ask.push(ui.words().say("stale.unsaid", &[("list", Fact::Text(reached.unsaid.join("; ")))]));
        }
        Row {
            steward: entry.envelope.steward.as_deref().map(str::to_owned),
            state,
            by: by.map(|by| (by.to_string(), plain(&ui.words().language.short_date(by)))),
            checked: care.checked.map(|check| checked(ui, check)),
            ask,
            file: entry.file.to_string(),
            reached,
        }
    });
    all.filter(|row| steward.is_none_or(|steward| row.steward.as_deref() == Some(steward))).collect()
}

fn question(ui: &Ui, ask: &Ask, reached: &Reached) -> String {
    let words = ui.words();
    let Question::Answer(answer) = ask.what else {
        return words.say("stale.ask-facts", &[("url", reached.url.as_str().into())]);
    };
    let said = words.text(&format!("stale.{}-{}", answer.key, answer.code));
    let date = answer.on.map(|on| plain(&words.language.short_date(on)));
    let facts: Vec<(&str, Fact)> = date.map(|date| ("date", date.into())).into_iter().collect();
    let dated = words.try_say("stale.answered", &[&facts[..], &[("answer", said.as_str().into())]].concat());
    let question = words.text(&format!("stale.ask-{}", answer.key));
    format!("{question} {}", dated.unwrap_or_else(|| words.say("stale.answered-once", &[("answer", said.into())])))
}

fn checked(ui: &Ui, check: &Verified) -> Checked {
    let words = ui.words();
    let how = check.how.map(How::code);
    let date = plain(&words.language.short_date(check.on));
    let parts =
        [Some(date), how.map(|how| words.text(&format!("stale.how-{how}"))), check.by.as_deref().map(str::to_owned)];
    Checked {
        on: check.on.to_string(),
        by: check.by.as_deref().map(str::to_owned),
        how,
        said: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
    }
}

/// A text of pages on a terminal or a sheet of paper: blanks that do not break are blanks there.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c })
        .filter(|c| *c != '\u{2060}')
        .collect()
}

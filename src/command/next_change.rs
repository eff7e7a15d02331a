//! `kazipot next-change`: when the site that is built now begins to be wrong, for whoever rebuilds it by the clock.

use serde_json::json;

use super::{Call, Command, Exit, Failure};
use crate::diagnostic::Fact;
use crate::ui::{Format, Ui};
use crate::view::Viewer;
use crate::view::turns::{Next, Reader, Turn};

pub(super) struct NextChange;

/// How many reasons a person is told; a program is told all.
const MOST: usize = 5;

impl Command for NextChange {
    fn name(&self) -> &'static str {
        "next-change"
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let Some(site) = call.site()? else { return Ok(Exit::Content) };
        let viewer = Viewer::new(site.hub(), site.theme(), site.hub().config.languages.first());
        let both = [("without_script", Reader::WithoutScript), ("with_script", Reader::WithScript)];
        let both = both.map(|(name, reader)| (name, viewer.next_change(reader)));
        match call.ui.format {
            Format::Json => {
                let object = both.iter().map(|(name, next)| ((*name).to_owned(), next.as_ref().map(object).into()));
                call.ui.object(&object.collect::<serde_json::Map<_, _>>().into());
            }
            Format::Short => both.iter().for_each(|(name, next)| short(call.ui, name, next.as_ref())),
            Format::Human | Format::Github => both.iter().for_each(|(name, next)| told(call.ui, name, next.as_ref())),
        }
        Ok(Exit::Fine)
    }
}

fn object(next: &Next) -> serde_json::Value {
    let why = next.turns.iter().map(|turn| json!({ "what": turn.what.name(), "of": turn.of }));
    json!({ "at": next.at, "why": why.collect::<Vec<_>>() })
}

/// A line for a shell: which of the two, the moment, and what happens first to what.
fn short(ui: &Ui, name: &str, next: Option<&Next>) {
    let Some((next, turn)) = next.and_then(|next| Some((next, next.turns.first()?))) else {
        return ui.line(&format!("{name} never"));
    };
    ui.line(&format!("{name} {} {} {}", next.at, turn.what.name(), turn.of.as_deref().unwrap_or("-")));
}

fn told(ui: &Ui, name: &str, next: Option<&Next>) {
    let name = name.replace('_', "-");
    let Some(next) = next else { return ui.say(&format!("next-change.never-{name}"), &[]) };
    ui.say(&format!("next-change.{name}"), &[("at", next.at.as_str().into())]);
    let said = |turn: &Turn| {
        let what = ui.words().text(&format!("next-change.{}", turn.what.name()));
        turn.of.as_ref().map_or_else(|| format!("  {what}"), |of| format!("  {what}: {of}"))
    };
    next.turns.iter().take(MOST).for_each(|turn| ui.line(&said(turn)));
    let more = next.turns.len().saturating_sub(MOST);
    if more > 0 {
        ui.say("next-change.more", &[("n", Fact::from(more))]);
    }
}

//! The strip under every page: which file it comes from, how fresh that is, in which languages it is written, who
//! refers to it, and how much of the hub has to be mended.

use std::fmt::Write;
use std::sync::Arc;

use super::Preview;
use super::page::escaped;
use super::state::{State, Work};
use crate::diagnostic::Fact;
use crate::hub::{EntryIx, Hub, Page};
use crate::language::Lang;

/// The strip of a page.
pub(super) fn strip(preview: &Preview, state: &State, work: &Work, page: Page, lang: Lang) -> String {
    let (words, hub) = (preview.words, work.site.hub());
    let mut inside = String::new();
    let file = source(hub, page);
    let _ = write!(
        inside,
        "<span class=\"from\">{} {}</span>",
        escaped(&words.text("serve.from")),
        preview.editor.link(&file, 1, 1, &file)
    );
    if let Page::Record(ix) | Page::Service(ix, _) = page {
        record(preview, hub, ix, lang, &mut inside);
    }
    let problems = &state.problems;
    let count = |path: &str, n: usize| (n > 0).then(|| words.say(path, &[("n", Fact::from(n))]));
    let counts: Vec<String> =
        [count("ui.errors", problems.errors), count("ui.warnings", problems.warnings)].into_iter().flatten().collect();
    let (class, text) = match (problems.errors, counts.is_empty()) {
        (_, true) => ("fine", words.text("serve.fine")),
        (0, false) => ("warned", counts.join(", ")),
        _ => ("wrong", counts.join(", ")),
    };
    let _ = write!(inside, "<a class=\"count {class}\" href=\"/_kazipot/problems\">{}</a>", escaped(&text));
    let label = escaped(&words.text("serve.strip"));
    let list = escaped(&words.text("serve.problems"));
    let lang = words.language.code;
    let close = escaped(&words.text("serve.close"));
    format!(
        "<div id=\"kazipot-preview\" lang=\"{lang}\"><template shadowrootmode=\"open\">\
         <link rel=\"stylesheet\" href=\"/_kazipot/preview.css\">\
         <section class=\"overlay\" aria-label=\"{list}\" data-close=\"{close}\" tabindex=\"-1\" hidden></section>\
         <aside class=\"strip\" aria-label=\"{label}\">{inside}</aside></template></div>\n"
    )
}

fn record(preview: &Preview, hub: &Hub, ix: EntryIx, lang: Lang, inside: &mut String) {
    let (words, entry) = (preview.words, hub.entry(ix));
    let mut say = |class: &str, text: &str| {
        let _ = write!(inside, "<span class=\"{class}\">{}</span>", escaped(text));
    };
    if entry.envelope.draft {
        say("draft", &words.text("serve.draft"));
    }
    let newest = entry.envelope.verified.iter().map(|verified| verified.on).max();
    let fresh = words.text(&format!("serve.fresh-{}", hub.freshness(entry).name()));
    let fresh = newest.map_or_else(|| fresh.clone(), |day| format!("{fresh} ({day})"));
    say(&format!("fresh is-{}", hub.freshness(entry).name()), &fresh);
    let languages = hub.languages().map(|lang| {
        let has = entry.envelope.title.get(lang).is_some();
        format!("{lang} {}", if has { "✓" } else { "–" })
    });
    let languages: Vec<String> = languages.collect();
    say("languages", &format!("{}: {}", words.text("serve.languages"), languages.join(", ")));
    let referring = hub.referring(ix);
    if referring.is_empty() {
        return;
    }
    let count = words.say("serve.referred", &[("n", Fact::from(referring.len()))]);
    let _ = write!(inside, "<details><summary>{}</summary><ul>", escaped(&count));
    for other in referring.into_iter().take(30) {
        let title = hub
            .entry(other)
            .envelope
            .title
            .choose(lang)
            .map_or_else(|| hub.entry(other).full_id(), |chosen| chosen.text.to_owned());
        let href = hub.href(Page::Record(other), lang);
        let _ = write!(inside, "<li><a href=\"{}\">{}</a></li>", escaped(&href), escaped(&title));
    }
    inside.push_str("</ul></details>");
}

/// The file from which most of a page comes.
fn source(hub: &Hub, page: Page) -> Arc<str> {
    match page {
        Page::Record(ix) | Page::Moved(ix, _) => hub.entry(ix).file.clone(),
        Page::Service(ix, turn) => {
            let entry = hub.entry(ix);
            let own = entry.record.services().get(usize::from(turn)).and_then(|service| service.file.clone());
            own.unwrap_or_else(|| entry.file.clone())
        }
        Page::Topics | Page::Topic(_) => "content/topics.toml".into(),
        Page::Places | Page::Place(_) => "content/places.toml".into(),
        Page::List(kind, ..) => format!("content/{}", kind.folder).into(),
        _ => crate::config::FILE.into(),
    }
}

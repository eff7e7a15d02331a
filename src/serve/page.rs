//! What the preview adds to a page, and its own pages: script, strip, and everything that is wrong.
//!
//! Nothing of this is in a site that is built. The strip and the list of problems are for this machine only; somebody
//! in the local network is given the page with the script that reloads it, and nothing else.

use std::fmt::Write;

use super::inner::Visitor;
use super::problems::{Place, Problem, Problems};
use super::state::{Made, State, Work};
use super::{Preview, strip};
use crate::diagnostic::{Fact, Severity};
use crate::hub::Page;
use crate::language::Lang;
use crate::site::Spot;

const SCRIPT: &str = include_str!("preview.js");
const STYLE: &str = include_str!("preview.css");

/// Text as it may stand in HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// A page by which a browser knows whether it has changed: the same for the same bytes, the addresses of styles aside.
pub(super) fn mark(work: &Work, bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for style in work.site.theme().assets.iter().filter(|asset| asset.name.ends_with(".css")) {
        text = text.replace(&style.path, &style.name);
    }
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// The mark of a page as it is now, by its address, and the addresses of the styles.
pub(super) fn mark_now(work: &Work, spot: Spot) -> String {
    mark(work, &work.make(spot).bytes)
}

/// A page with what the preview adds to it.
pub(super) fn shown(
    preview: &Preview,
    state: &State,
    work: &Work,
    page: Page,
    lang: Lang,
    made: Made,
    visitor: Visitor,
) -> Vec<u8> {
    let mark = mark(work, &made.bytes);
    let mut text = String::from_utf8(made.bytes).unwrap_or_default();
    if text.is_empty() {
        let found = made.wrong.into_iter().map(|wrong| *wrong).collect();
        let problems = Problems::new(&super::Nowhere, preview.words, found);
        let here = visitor == Visitor::Here;
        return whole(preview, &if here { list(preview, &problems) } else { String::new() }).into_bytes();
    }
    let end = text.rfind("</body>").unwrap_or(text.len());
    let mut added = String::new();
    if visitor == Visitor::Here {
        added.push_str(&strip::strip(preview, state, work, page, lang));
    }
    let here = if visitor == Visitor::Here { " data-here" } else { "" };
    let number = state.number;
    let _ = writeln!(
        added,
        "<script src=\"/_kazipot/preview.js\" defer data-mark=\"{mark}\" data-state=\"{number}\"{here}></script>"
    );
    text.insert_str(end, &added);
    text.into_bytes()
}

/// One of the preview's own files; `None` when there is none of this name for this visitor.
pub(super) fn own(preview: &Preview, state: &State, name: &str, visitor: Visitor) -> Option<(&'static str, Vec<u8>)> {
    match (name, visitor) {
        ("preview.js", _) => Some(("text/javascript; charset=utf-8", SCRIPT.into())),
        ("preview.css", _) => Some(("text/css; charset=utf-8", STYLE.into())),
        ("problems", Visitor::Here) => {
            Some(("text/html; charset=utf-8", whole(preview, &list(preview, &state.problems)).into_bytes()))
        }
        _ => None,
    }
}

/// The page that stands where no site could be made yet.
pub(super) fn without_site(preview: &Preview, state: &State, visitor: Visitor) -> Vec<u8> {
    let inside = match visitor {
        Visitor::Here => list(preview, &state.problems),
        Visitor::Network => String::new(),
    };
    let script = format!(
        "<script src=\"/_kazipot/preview.js\" defer data-mark=\"\" data-state=\"{}\" data-bare></script>",
        state.number
    );
    whole(preview, &format!("{inside}{script}")).into_bytes()
}

fn whole(preview: &Preview, inside: &str) -> String {
    let words = preview.words;
    let lang = words.language.code;
    let title = escaped(&words.text("serve.page-title"));
    let lead =
        if inside.is_empty() { format!("<p>{}</p>", escaped(&words.text("serve.not-ready"))) } else { String::new() };
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/_kazipot/preview.css\"></head>\
         <body class=\"own\"><main class=\"problems\">{lead}{inside}</main></body></html>\n"
    )
}

/// Everything that is wrong, in plain words: what, where, the line, what to do, and a link to the place.
fn list(preview: &Preview, problems: &Problems) -> String {
    let words = preview.words;
    let count = |path: &str, n: usize| (n > 0).then(|| words.say(path, &[("n", Fact::from(n))]));
    let counts: Vec<String> =
        [count("ui.errors", problems.errors), count("ui.warnings", problems.warnings)].into_iter().flatten().collect();
    let title = if counts.is_empty() { words.text("serve.fine") } else { counts.join(", ") };
    let mut html = format!("<h1>{}</h1>", escaped(&title));
    if problems.errors > 0 {
        let _ = write!(html, "<p>{}</p>", escaped(&words.text("serve.stays")));
    }
    html.push_str("<ol>");
    problems.told.iter().for_each(|problem| one(preview, problem, &mut html));
    html.push_str("</ol>");
    let left = (problems.errors + problems.warnings).saturating_sub(problems.told.len());
    if left > 0 {
        let _ = write!(html, "<p>{}</p>", escaped(&words.say("serve.more", &[("n", Fact::from(left))])));
    }
    html
}

fn one(preview: &Preview, problem: &Problem, html: &mut String) {
    let words = preview.words;
    let (class, severity) = match problem.severity {
        Severity::Error => ("error", "ui.error"),
        Severity::Warning => ("warning", "ui.warning"),
        Severity::Note => ("note", "ui.note"),
    };
    let _ = write!(
        html,
        "<li class=\"{class}\"><h2><span class=\"severity\">{}</span> {}</h2>",
        escaped(&words.text(severity)),
        escaped(&problem.message)
    );
    if let Some(place) = &problem.place {
        where_it_is(preview, place, html);
    }
    if let Some(label) = &problem.label {
        let _ = write!(html, "<p class=\"label\">{}</p>", escaped(label));
    }
    for help in &problem.help {
        let _ = write!(html, "<p class=\"help\">{}</p>", escaped(help));
    }
    let explain = words.say("serve.explain", &[("code", problem.number.into())]);
    let _ = write!(html, "<p class=\"code\">{}</p></li>", escaped(&explain));
}

fn where_it_is(preview: &Preview, place: &Place, html: &mut String) {
    let at = format!("{}:{}:{}", place.file, place.line, place.column);
    let _ = write!(html, "<p class=\"place\">{}", preview.editor.link(&place.file, place.line, place.column, &at));
    html.push_str("</p>");
    if let Some([before, itself, after]) = &place.text {
        let (before, itself, after) = (escaped(before), escaped(itself), escaped(after));
        let _ = write!(
            html,
            "<pre><span class=\"number\">{}</span> {before}<mark>{itself}</mark>{after}</pre>",
            place.line
        );
    }
}

//! Rendering: a view and a theme become HTML.

use std::collections::BTreeMap;

use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, Page};
use crate::language::Lang;
use crate::theme::{Theme, template_error};
use crate::view::Viewer;

/// What all pages of a language share, turned into Tera's values once: the site, the theme's own words, and what
/// the theme's templates in `shared/` make of these two, by the templates' names.
pub struct Shared {
    languages: BTreeMap<Lang, Values>,
}

struct Values {
    site: Value,
    words: Value,
    parts: Value,
}

/// Where the templates lie that are rendered once a language and not once a page.
const ONCE: &str = "shared/";

impl Shared {
    /// The shared values of every language, and what went wrong in templates that are shared.
    pub fn new(hub: &Hub, theme: &Theme) -> (Shared, Vec<Diagnostic>) {
        let mut told = Vec::new();
        let mut values = |lang: Lang| {
            let site = Value::from_serializable(&Viewer::new(hub, theme, lang).site());
            let words = Value::from_serializable(&theme.messages(lang).section("template"));
            let parts = parts(hub, theme, &site, &words).unwrap_or_else(|found| {
                told.push(*found);
                Value::from_serializable(&BTreeMap::<String, String>::new())
            });
            (lang, Values { site, words, parts })
        };
        let languages = hub.languages().map(&mut values).collect();
        (Shared { languages }, told)
    }
}

fn parts(hub: &Hub, theme: &Theme, site: &Value, words: &Value) -> Result<Value, Box<Diagnostic>> {
    let mut context = Context::new();
    context.insert_value("site", site.clone());
    context.insert_value("t", words.clone());
    let mut parts: BTreeMap<String, Value> = BTreeMap::new();
    for name in theme.tera.get_template_names().filter(|name| name.starts_with(ONCE)) {
        let made = theme.tera.render(name, &context).map_err(|error| refused(&error, hub, name))?;
        let part = name.trim_start_matches(ONCE).trim_end_matches(".html").to_owned();
        parts.insert(part, Value::safe_string(&made));
    }
    Ok(Value::from(parts))
}

/// What a template did wrong while it made `subject`.
fn refused(error: &tera::Error, hub: &Hub, subject: &str) -> Box<Diagnostic> {
    let path_of = |name: &str| format!("themes/{}/templates/{name}", hub.config.theme());
    Box::new(template_error(error, Code::Rendering, &path_of).with("record", subject.to_owned()))
}

/// Renders a page into `out`; what a template did wrong comes back as a diagnostic that names the page.
pub fn page(
    hub: &Hub,
    theme: &Theme,
    shared: &Shared,
    page: Page,
    lang: Lang,
    out: &mut Vec<u8>,
) -> Result<(), Box<Diagnostic>> {
    let view = Viewer::new(hub, theme, lang).view(page);
    let subject = || match page {
        Page::Record(ix) | Page::Service(ix, _) => hub.entry(ix).file.to_string(),
        other => hub.file(other, lang),
    };
    let mut context = Context::new();
    if let Some(values) = shared.languages.get(&lang) {
        context.insert_value("site", values.site.clone());
        context.insert_value("t", values.words.clone());
        context.insert_value("shared", values.parts.clone());
    }
    context.insert_value("page", view.page.value().map_err(|error| refused(&error, hub, &subject()))?);
    theme.tera.render_to(view.template, &context, out).map_err(|error| refused(&error, hub, &subject()))
}

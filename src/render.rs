//! Rendering: a view and a theme become HTML.

use std::collections::BTreeMap;

use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::hub::{Hub, Page};
use crate::language::Lang;
use crate::theme::{Theme, template_error};
use crate::view::Viewer;

/// What all pages of a language share, turned into Tera's values once.
pub struct Shared {
    languages: BTreeMap<Lang, (Value, Value)>,
}

impl Shared {
    /// The shared values of every language.
    pub fn new(hub: &Hub, theme: &Theme) -> Shared {
        let values = |lang: Lang| {
            let site = Value::from_serializable(&Viewer::new(hub, theme, lang).site());
            let words = Value::from_serializable(&theme.messages(lang).section("template"));
            (lang, (site, words))
        };
        Shared { languages: hub.languages().map(values).collect() }
    }
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
    let refused = |error: &tera::Error| {
        let path_of = |name: &str| format!("themes/{}/templates/{name}", hub.config.theme());
        Box::new(template_error(error, Code::Rendering, &path_of).with("record", subject()))
    };
    let mut context = Context::new();
    if let Some((site, words)) = shared.languages.get(&lang) {
        context.insert_value("site", site.clone());
        context.insert_value("t", words.clone());
    }
    context.insert_value("page", view.page.value().map_err(|error| refused(&error))?);
    theme.tera.render_to(view.template, &context, out).map_err(|error| refused(&error))
}

//! SVG: well-formed XML that runs nothing and loads nothing. Opened by its own address it would be a page of the
//! site, with all that a page may do.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::{Fault, Looked, Walked};

/// Elements that run something, or bring a page of their own.
const ACTIVE: &[&str] = &["script", "foreignObject", "iframe", "object", "embed", "handler"];

/// What an address inside a drawing may be: a part of it, or a picture that it carries along.
const INSIDE: &[&str] = &["#", "data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];

pub(super) fn begins(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    start.windows(4).any(|window| window == b"<svg")
}

pub(super) fn walk(bytes: &[u8]) -> Walked<'_> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Torn)?;
    if styled_from_elsewhere(text) {
        return Err(Fault::Active);
    }
    let mut reader = quick_xml::Reader::from_str(text);
    let (mut depth, mut root) = (0_usize, None);
    loop {
        match reader.read_event().map_err(|_| Fault::Torn)? {
            Event::Start(element) => {
                passive(&element)?;
                root = root.or_else(|| Some(size(&element)));
                depth += 1;
            }
            Event::Empty(element) => {
                passive(&element)?;
                root = root.or_else(|| Some(size(&element)));
            }
            Event::End(_) => depth = depth.checked_sub(1).ok_or(Fault::Torn)?,
            // An entity could bring anything in.
            Event::DocType(inside) if inside.contains("<!ENTITY") => return Err(Fault::Active),
            Event::PI(inside) if inside.starts_with("xml-stylesheet") => return Err(Fault::Active),
            Event::Eof => break,
            _ => {}
        }
    }
    let size = root.filter(|_| depth == 0).ok_or(Fault::Torn)?;
    Ok(Looked { bytes: Cow::Borrowed(bytes), size, tells: false })
}

/// Whether a style, wherever it stands, asks for something outside the drawing.
fn styled_from_elsewhere(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let outside = |after: &str| {
        let to = after.trim_start().trim_start_matches(['"', '\'']);
        let to = to.strip_prefix("&quot;").or_else(|| to.strip_prefix("&apos;")).unwrap_or(to);
        !INSIDE.iter().any(|inside| to.starts_with(inside))
    };
    lower.contains("@import") || lower.split("url(").skip(1).any(outside)
}

/// Refuses an element that runs or loads something.
fn passive(element: &BytesStart<'_>) -> Result<(), Fault> {
    let name = element.local_name();
    if ACTIVE.iter().any(|active| name.as_ref().eq_ignore_ascii_case(active)) {
        return Err(Fault::Active);
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Fault::Torn)?;
        let key = attribute.key.local_name();
        // What an address begins with is asked for letter by letter, so that no way of writing it slips through.
        let value = attribute.value.trim();
        let runs = key.as_ref().get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
        let loads = key.as_ref() == "href" && !INSIDE.iter().any(|inside| value.starts_with(inside));
        // A link is followed, not loaded; all else with an address is.
        let is_link = name.as_ref() == "a" && (value.starts_with("https://") || value.starts_with("http://"));
        // An animation could give an element an address afterwards.
        let gives = key.as_ref() == "attributeName" && value.contains("href");
        if runs || gives || (loads && !is_link) {
            return Err(Fault::Active);
        }
    }
    Ok(())
}

/// What the root says of its size: `width` and `height` in pixels, else the view box.
fn size(root: &BytesStart<'_>) -> Option<(u32, u32)> {
    let text = |name: &str| Some(root.try_get_attribute(name).ok().flatten()?.value.into_owned());
    let side = |name: &str| text(name)?.trim().trim_end_matches("px").parse::<f64>().ok();
    let sides = side("width").zip(side("height")).or_else(|| {
        let text = text("viewBox")?;
        let numbers = text.split([' ', ',']).filter(|part| !part.is_empty()).map(str::parse);
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().ok()?;
        (numbers.len() == 4).then(|| (numbers[2], numbers[3]))
    });
    let whole = |side: f64| (1.0..=100_000.0).contains(&side).then(|| side.round() as u32);
    let (width, height) = sides?;
    whole(width).zip(whole(height))
}

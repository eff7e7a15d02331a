//! Schemas for editors: what a record may hold, as JSON Schema (draft-07), one file per kind and table, whole in
//! itself. Derived from the declarations that read the records, so that the two cannot differ.

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::{Help, NewFile};
use crate::declare::{Declared, Field, Group, Languages, Shape};
use crate::hub;
use crate::record::{KINDS, Kind, Service};

/// Where they lie.
pub const FOLDER: &str = ".kazipot/schema";

/// What schemas are made of.
pub struct Schemas<'s> {
    /// The languages of the hub.
    pub languages: &'s Languages,
    /// The words, in the language of the librarian.
    pub help: &'s dyn Help,
}

impl Schemas<'_> {
    /// The schemas, by their paths from the hub's root.
    pub fn files(&self) -> Vec<NewFile> {
        let kinds = KINDS.iter().map(|kind| (kind.name, self.kind(kind)));
        let service = std::iter::once(("service", self.whole(&[], <Service as Field>::SHAPE, None)));
        let site = std::iter::once(("site", self.whole(crate::config::SiteKeys::FIELDS, &Shape::Open, None)));
        let tables = hub::TABLES.iter().map(|(name, fields)| (*name, self.whole(fields, &Shape::Open, None)));
        let all = kinds.chain(service).chain(site).chain(tables);
        all.map(|(name, schema)| {
            let mut bytes = serde_json::to_vec_pretty(&schema).expect("a schema is JSON");
            bytes.push(b'\n');
            NewFile { path: PathBuf::from(format!("{FOLDER}/{name}.schema.json")), bytes }
        })
        .collect()
    }

    fn kind(&self, kind: &'static Kind) -> Value {
        let fields: Vec<&Declared> = kind.all_fields().collect();
        let mut schema = self.table(&fields, &|key| self.help.key(kind, key));
        self.head(&mut schema, self.help.opening(kind));
        schema["properties"]["translations"] = self.translations(&fields);
        schema
    }

    /// The schema of a file that is one table.
    fn whole(&self, fields: &'static [Declared], shape: &'static Shape, title: Option<String>) -> Value {
        let fields: Vec<&Declared> = fields.iter().chain(inner(shape)).collect();
        let mut schema = self.table(&fields, &|_| None);
        self.head(&mut schema, title);
        // A service in a file of its own has its id from the name of the file, and its translations with it.
        if matches!(shape, Shape::Table(..)) {
            schema["required"] = json!(["title"]);
            schema["properties"]["translations"] = self.translations(&fields);
        }
        schema
    }

    fn head(&self, schema: &mut Value, title: Option<String>) {
        schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
        schema["$comment"] = concat!("kazipot ", env!("CARGO_PKG_VERSION")).into();
        if let Some(title) = title {
            let line = title.lines().next().unwrap_or_default().to_owned();
            schema["title"] = line.into();
        }
    }

    fn table(&self, fields: &[&Declared], help: &dyn Fn(&str) -> Option<String>) -> Value {
        let property = |field: &&Declared| {
            let mut schema = self.shape(field.shape, field.key);
            if let Some(help) = help(field.key) {
                schema["title"] = field.key.into();
                schema["description"] = help.into();
            }
            (field.key.to_owned(), schema)
        };
        let properties: Map<String, Value> = fields.iter().map(property).collect();
        let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.key).collect();
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
        // An empty list of required keys is not allowed in every draft.
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }

    fn shape(&self, shape: &Shape, key: &str) -> Value {
        match shape {
            Shape::Text | Shape::Words | Shape::Prose => json!({ "type": "string", "minLength": 1 }),
            Shape::Label => {
                let words: Map<String, Value> =
                    self.languages.all().map(|lang| (lang.to_string(), json!({ "type": "string" }))).collect();
                let table = json!({ "type": "object", "properties": words, "additionalProperties": false });
                json!({ "anyOf": [{ "type": "string", "minLength": 1 }, table] })
            }
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::Integer => json!({ "type": "integer" }),
            Shape::Number => json!({ "type": "number" }),
            Shape::Date => json!({ "type": "string", "format": "date" }),
            Shape::Moment => {
                let time = json!({ "type": "string", "format": "date-time-local" });
                json!({ "anyOf": [{ "type": "string", "format": "date" }, time] })
            }
            Shape::Notation(_, example) => json!({ "type": "string", "minLength": 1, "examples": [example] }),
            Shape::OneOf(_, codes) => json!({ "type": "string", "enum": codes }),
            Shape::Reference(kinds) => {
                let known = || KINDS.iter().map(|kind| kind.name).chain(["place"]);
                let kinds: Vec<&str> = known().filter(|kind| kinds.is_empty() || kinds.contains(kind)).collect();
                let id = "[a-z0-9]+(-[a-z0-9]+)*";
                let pattern = format!("^\\s*({})/{id}(#{id})?\\s*$", kinds.join("|"));
                json!({ "type": "string", "pattern": pattern, "examples": [shape.example().trim_matches('"')] })
            }
            Shape::List(inner) => json!({ "type": "array", "items": self.shape(inner, key) }),
            Shape::Table(fields, parts) => {
                let fields: Vec<&Declared> = fields.iter().chain(parts.iter().flat_map(|part| part.iter())).collect();
                self.table(&fields, &|inside| self.help.inside(key, inside))
            }
            Shape::Either(shapes) => {
                json!({ "anyOf": shapes.iter().map(|shape| self.shape(shape, key)).collect::<Vec<_>>() })
            }
            Shape::Open => json!({ "type": "object", "additionalProperties": true }),
        }
    }

    /// `[translations.<lang>]`: the texts of a record, and of which wording they are one.
    fn translations(&self, fields: &[&Declared]) -> Value {
        let mut texts = translated(fields);
        texts["properties"]["of"] = json!({ "type": "string" });
        let all: Map<String, Value> = self.languages.all().map(|lang| (lang.to_string(), texts.clone())).collect();
        json!({ "type": "object", "properties": all, "additionalProperties": false })
    }
}

/// The keys of a table, and of the groups that are written in it.
fn inner(shape: &'static Shape) -> impl Iterator<Item = &'static Declared> {
    let (fields, parts): (&[Declared], &[&[Declared]]) = match shape {
        Shape::Table(fields, parts) => (fields, parts),
        _ => (&[], &[]),
    };
    fields.iter().chain(parts.iter().flat_map(|part| part.iter()))
}

/// The table of texts that can be translated.
fn translated(fields: &[&Declared]) -> Value {
    let texts = fields.iter().filter_map(|field| Some((field.key.to_owned(), text(field.shape)?)));
    json!({ "type": "object", "properties": texts.collect::<Map<_, _>>(), "additionalProperties": false })
}

fn text(shape: &'static Shape) -> Option<Value> {
    match shape {
        Shape::Words | Shape::Prose => Some(json!({ "type": "string", "minLength": 1 })),
        Shape::Table(..) if shape.is_translatable() => Some(translated(&inner(shape).collect::<Vec<_>>())),
        // Items of a list are translated by their ids.
        Shape::List(item) if shape.is_translatable() => {
            Some(json!({ "type": "object", "additionalProperties": text(item)? }))
        }
        Shape::Either(shapes) => shapes.iter().find_map(|shape| text(shape)),
        _ => None,
    }
}

/// Which files of a hub a schema is for, as editors write it.
fn includes(name: &str) -> Vec<String> {
    let folder = |folder: &str| format!("content/{folder}/*.toml");
    match KINDS.iter().find(|kind| kind.name == name) {
        Some(kind) => vec![folder(kind.folder)],
        None if name == "site" => vec!["site.toml".to_owned()],
        None if name == "service" => {
            vec!["content/organizations/*/*.toml".to_owned(), "content/health/*/*.toml".to_owned()]
        }
        None => vec![format!("content/{name}.toml")],
    }
}

/// The settings by which editors find the schemas: of Even Better TOML (taplo) and of Tombi, and which extension
/// Visual Studio Code offers.
pub fn settings(schemas: &[NewFile]) -> Vec<NewFile> {
    let name = |file: &NewFile| {
        let name = file.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.trim_end_matches(".schema.json").to_owned()
    };
    let (mut taplo, mut tombi) =
        (String::from("# kazipot schema\n"), String::from("# kazipot schema\ntoml-version = \"v1.0.0\"\n"));
    for file in schemas {
        let (path, include) = (file.path.display(), json!(includes(&name(file))));
        taplo.push_str(&format!("\n[[rule]]\ninclude = {include}\n[rule.schema]\npath = \"{path}\"\n"));
        tombi.push_str(&format!("\n[[schemas]]\npath = \"{path}\"\ninclude = {include}\n"));
    }
    let extensions = "{\n  \"recommendations\": [\"tamasfe.even-better-toml\"]\n}\n".to_owned();
    let files = [(".taplo.toml", taplo), ("tombi.toml", tombi), (".vscode/extensions.json", extensions)];
    files.into_iter().map(|(path, text)| NewFile { path: path.into(), bytes: text.into_bytes() }).collect()
}

/// The line by which a file of the hub names its schema; nothing for files that have none.
pub fn line(path: &str) -> Option<String> {
    let stem = |file: &str| file.strip_suffix(".toml").map(str::to_owned);
    let parts: Vec<&str> = path.split('/').collect();
    let kind = |folder: &str| KINDS.iter().find(|kind| kind.folder == folder).map(|kind| kind.name.to_owned());
    let name = match parts[..] {
        ["site.toml"] => Some("site".to_owned()),
        ["content", file] => stem(file).filter(|stem| hub::TABLES.iter().any(|(name, _)| name == stem)),
        ["content", folder, file] => stem(file).and_then(|_| kind(folder)),
        ["content", folder, _, file] => stem(file).and_then(|_| kind(folder)).map(|_| "service".to_owned()),
        _ => None,
    }?;
    Some(format!("#:schema {}{FOLDER}/{name}.schema.json\n", "../".repeat(parts.len() - 1)))
}

//! Links that open a file in the editor of whoever looks.

use std::path::PathBuf;

use super::page::escaped;

/// Editors known by name, and how an address of theirs is made.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file%path:%line:%column"),
    ("vscodium", "vscodium://file%path:%line:%column"),
    ("cursor", "cursor://file%path:%line:%column"),
    ("zed", "zed://file%path:%line:%column"),
    ("sublime", "subl://open?url=file://%path&line=%line&column=%column"),
    ("idea", "idea://open?file=%path&line=%line&column=%column"),
    ("file", "file://%path"),
];

/// How files are opened.
pub struct Editor {
    root: PathBuf,
    /// An address with `%path`, `%line` and `%column` in it; none where no link is wanted.
    address: Option<String>,
}

impl Editor {
    /// The editor with this name, or whose addresses look like this; `none` for no links.
    pub fn named(name: &str, root: PathBuf) -> Option<Editor> {
        let known = KNOWN.iter().find(|(known, _)| *known == name).map(|(_, address)| (*address).to_owned());
        let own = (name.contains("%path") && name.contains(':')).then(|| name.to_owned());
        // An address that runs in the page would be no link to an editor.
        let own = own.filter(|address| !address.trim_start().to_ascii_lowercase().starts_with("javascript:"));
        match (known.or(own), name) {
            (Some(address), _) => Some(Editor { root, address: Some(address) }),
            (None, "none") => Some(Editor { root, address: None }),
            (None, _) => None,
        }
    }

    /// The names it can have.
    pub fn names() -> Vec<String> {
        KNOWN.iter().map(|(name, _)| (*name).to_owned()).chain(["none".to_owned()]).collect()
    }

    /// A link that opens a file of the hub, with this text.
    pub(super) fn link(&self, file: &str, line: usize, column: usize, text: &str) -> String {
        let Some(address) = &self.address else { return format!("<code>{}</code>", escaped(text)) };
        let path = self.root.join(file).to_string_lossy().replace('\\', "/");
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte);
        let path: String = path
            .bytes()
            .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        let address = address.replace("%path", &path).replace("%line", &line.to_string());
        let address = address.replace("%column", &column.to_string());
        format!("<a class=\"edit\" href=\"{}\"><code>{}</code></a>", escaped(&address), escaped(text))
    }
}

//! Blank tables for organizations: what they can tell of their events and services in a spreadsheet. Column by
//! column it is said here, once, what its word is (a message of the theme) and which key it becomes; the page for
//! organizations offers them, and `import csv --map partner` takes them back.

/// A blank table.
#[derive(Debug)]
pub struct Blank {
    /// Its name, a message `blank.*`.
    pub name: &'static str,
    /// The kind of records that its rows become.
    pub kind: &'static str,
    /// The keys that an organization has to have and nobody asks for in a table.
    pub defaults: &'static [(&'static str, &'static str)],
    /// Its columns.
    pub columns: &'static [Column],
    /// Columns after those, of services: several rows may tell of one organization.
    pub services: &'static [Column],
}

/// A column of a blank table.
#[derive(Debug)]
pub struct Column {
    /// Its word, a message `blank.*`.
    pub word: &'static str,
    /// The key that it becomes, with the tables that it is in.
    pub key: &'static [&'static str],
}

const fn column(word: &'static str, key: &'static [&'static str]) -> Column {
    Column { word, key }
}

/// Every blank table.
pub static BLANKS: &[Blank] = &[
    Blank {
        name: "events",
        kind: "event",
        defaults: &[],
        columns: &[
            column("event", &["title"]),
            column("about", &["summary"]),
            column("begins", &["start"]),
            column("ends", &["end"]),
            column("venue", &["place", "name"]),
            column("street", &["place", "street"]),
            column("post", &["place", "post"]),
            column("who", &["eligibility", "text"]),
            column("price", &["cost", "amount"]),
            column("phone", &["contact", "phone"]),
            column("email", &["contact", "email"]),
            column("web", &["url"]),
            column("more", &["body"]),
        ],
        services: &[],
    },
    Blank {
        name: "services",
        kind: "organization",
        defaults: &[("type", "initiative")],
        columns: &[
            column("organization", &["title"]),
            column("organization-about", &["summary"]),
            column("street", &["place", "street"]),
            column("post", &["place", "post"]),
            column("phone", &["contact", "phone"]),
            column("email", &["contact", "email"]),
            column("web", &["url"]),
        ],
        services: &[
            column("service", &["title"]),
            column("about", &["summary"]),
            column("who", &["eligibility", "text"]),
            column("how", &["how_to"]),
            column("bring", &["documents"]),
            column("price", &["cost", "amount"]),
            column("wait", &["wait"]),
            column("more", &["body"]),
        ],
    },
];

impl Blank {
    /// All its columns, from left to right.
    pub fn all(&self) -> impl Iterator<Item = &'static Column> {
        self.columns.iter().chain(self.services)
    }
}

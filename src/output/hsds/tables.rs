//! The tables of HSDS 3.0 as its schema has them (openreferral/specification, `schema/`), and rows of them.
//!
//! A record is told row by row: the CSV package writes the rows of one table, the JSON files nest the rows of one
//! record. So both say the same.

use std::fmt::Arguments;

use serde_json::{Map, Value};
use uuid::Uuid;

/// A table of HSDS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Table {
    Organization,
    Service,
    Location,
    ServiceAtLocation,
    OrganizationIdentifier,
    Contact,
    Phone,
    Address,
    Schedule,
    Accessibility,
    Language,
    ServiceArea,
    CostOption,
    RequiredDocument,
    Funding,
    Attribute,
    Taxonomy,
    TaxonomyTerm,
}

/// The name of a table's file and of its list in JSON, its schema, its columns in the order of the schema.
struct Form {
    plural: &'static str,
    name: &'static str,
    columns: &'static [&'static str],
}

impl Table {
    /// Every table.
    pub(super) const ALL: [Table; 18] = [
        Table::Organization,
        Table::Service,
        Table::Location,
        Table::ServiceAtLocation,
        Table::OrganizationIdentifier,
        Table::Contact,
        Table::Phone,
        Table::Address,
        Table::Schedule,
        Table::Accessibility,
        Table::Language,
        Table::ServiceArea,
        Table::CostOption,
        Table::RequiredDocument,
        Table::Funding,
        Table::Attribute,
        Table::Taxonomy,
        Table::TaxonomyTerm,
    ];

    fn form(self) -> Form {
        let (plural, name, columns): (_, _, &[&str]) = match self {
            Table::Organization => (
                "organizations",
                "organization",
                &[
                    "id",
                    "name",
                    "alternate_name",
                    "description",
                    "email",
                    "website",
                    "tax_id",
                    "year_incorporated",
                    "legal_status",
                    "uri",
                    "parent_organization_id",
                ],
            ),
            Table::Service => (
                "services",
                "service",
                &[
                    "id",
                    "organization_id",
                    "name",
                    "alternate_name",
                    "description",
                    "url",
                    "email",
                    "status",
                    "interpretation_services",
                    "application_process",
                    "fees_description",
                    "wait_time",
                    "eligibility_description",
                    "minimum_age",
                    "maximum_age",
                    "assured_date",
                    "assurer_email",
                    "alert",
                    "last_modified",
                ],
            ),
            Table::Location => (
                "locations",
                "location",
                &[
                    "id",
                    "location_type",
                    "url",
                    "organization_id",
                    "name",
                    "description",
                    "transportation",
                    "latitude",
                    "longitude",
                ],
            ),
            Table::ServiceAtLocation => {
                ("service_at_locations", "service_at_location", &["id", "service_id", "location_id", "description"])
            }
            Table::OrganizationIdentifier => (
                "organization_identifiers",
                "organization_identifier",
                &["id", "organization_id", "identifier_scheme", "identifier_type", "identifier"],
            ),
            Table::Contact => (
                "contacts",
                "contact",
                &[
                    "id",
                    "organization_id",
                    "service_id",
                    "service_at_location_id",
                    "location_id",
                    "name",
                    "title",
                    "department",
                    "email",
                ],
            ),
            Table::Phone => (
                "phones",
                "phone",
                &[
                    "id",
                    "location_id",
                    "service_id",
                    "organization_id",
                    "contact_id",
                    "service_at_location_id",
                    "number",
                    "extension",
                    "type",
                    "description",
                ],
            ),
            Table::Address => (
                "addresses",
                "address",
                &[
                    "id",
                    "location_id",
                    "attention",
                    "address_1",
                    "address_2",
                    "city",
                    "region",
                    "state_province",
                    "postal_code",
                    "country",
                    "address_type",
                ],
            ),
            Table::Schedule => (
                "schedules",
                "schedule",
                &[
                    "id",
                    "service_id",
                    "location_id",
                    "service_at_location_id",
                    "valid_from",
                    "valid_to",
                    "dtstart",
                    "wkst",
                    "freq",
                    "interval",
                    "byday",
                    "description",
                    "opens_at",
                    "closes_at",
                    "notes",
                ],
            ),
            Table::Accessibility => {
                ("accessibility", "accessibility", &["id", "location_id", "description", "details", "url"])
            }
            Table::Language => {
                ("languages", "language", &["id", "service_id", "location_id", "phone_id", "name", "code", "note"])
            }
            Table::ServiceArea => {
                ("service_areas", "service_area", &["id", "service_id", "name", "description", "uri"])
            }
            Table::CostOption => (
                "cost_options",
                "cost_option",
                &["id", "service_id", "option", "currency", "amount", "amount_description"],
            ),
            Table::RequiredDocument => ("required_documents", "required_document", &["id", "service_id", "document"]),
            Table::Funding => ("funding", "funding", &["id", "organization_id", "service_id", "source"]),
            Table::Attribute => {
                ("attributes", "attribute", &["id", "link_id", "taxonomy_term_id", "link_type", "link_entity", "value"])
            }
            Table::Taxonomy => ("taxonomies", "taxonomy", &["id", "name", "description", "uri", "version"]),
            Table::TaxonomyTerm => (
                "taxonomy_terms",
                "taxonomy_term",
                &["id", "code", "name", "description", "parent_id", "taxonomy", "language", "taxonomy_id", "term_uri"],
            ),
        };
        Form { plural, name, columns }
    }

    /// The name of its list in JSON.
    pub(super) fn plural(self) -> &'static str {
        self.form().plural
    }

    /// The name of its file, without the ending: HSDS calls one of them otherwise than its list.
    pub(super) fn file(self) -> &'static str {
        if self == Table::ServiceAtLocation { "service_at_location" } else { self.form().plural }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.form().name
    }

    /// Its columns.
    pub(super) fn columns(self) -> &'static [&'static str] {
        self.form().columns
    }

    /// The column by which rows of other tables name one of its rows.
    fn key(self) -> &'static str {
        match self {
            Table::Organization => "organization_id",
            Table::Service => "service_id",
            Table::Location => "location_id",
            Table::ServiceAtLocation => "service_at_location_id",
            Table::Contact => "contact_id",
            Table::Phone => "phone_id",
            other => unreachable!("nothing but attributes belongs to a row of {other:?}"),
        }
    }
}

/// A row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) table: Table,
    pub(super) id: Uuid,
    /// The row that it is a part of.
    pub(super) of: Option<(Table, Uuid)>,
    pub(super) cells: Map<String, Value>,
    /// Taxonomy and code of an attribute's term.
    pub(super) term: Option<(String, String)>,
}

impl Row {
    /// With a value; an empty text is none.
    pub(super) fn with(mut self, column: &str, value: impl Into<Value>) -> Row {
        let value = value.into();
        debug_assert!(self.table.columns().contains(&column), "{column} is no column of {:?}", self.table);
        if value != Value::String(String::new()) {
            self.cells.insert(column.to_owned(), value);
        }
        self
    }

    /// With a value, if there is one.
    pub(super) fn with_some(self, column: &str, value: Option<impl Into<Value>>) -> Row {
        match value {
            Some(value) => self.with(column, value),
            None => self,
        }
    }

    /// With the term of an attribute.
    pub(super) fn of_term(self, taxonomy: &str, code: &str, id: Uuid) -> Row {
        let row = self.with("taxonomy_term_id", id.to_string()).with("link_type", taxonomy);
        Row { term: Some((taxonomy.to_owned(), code.to_owned())), ..row }
    }

    /// With a text that HSDS asks for, even if it is empty.
    pub(super) fn with_text(mut self, column: &str, text: impl Into<String>) -> Row {
        self.cells.insert(column.to_owned(), Value::String(text.into()));
        self
    }
}

/// What has a row of its own: its table, and the name from which its id is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole<'n> {
    pub(super) table: Table,
    pub(super) name: &'n str,
}

/// Takes the rows of a record: all of them, or those of one table, so that the others are not even made.
pub(super) struct Rows<'o> {
    only: Option<Table>,
    space: Uuid,
    each: &'o mut dyn FnMut(Row),
}

impl<'o> Rows<'o> {
    /// Hands every row to `each`, or every row of one table.
    pub(super) fn new(only: Option<Table>, space: Uuid, each: &'o mut dyn FnMut(Row)) -> Rows<'o> {
        Rows { only, space, each }
    }

    /// Whether a table's rows are asked for.
    pub(super) fn wants(&self, table: Table) -> bool {
        self.only.is_none_or(|only| only == table)
    }

    /// A row, made when it is asked for.
    pub(super) fn put(
        &mut self,
        table: Table,
        name: Arguments<'_>,
        of: Option<&Whole<'_>>,
        make: impl FnOnce(Row) -> Row,
    ) {
        if !self.wants(table) {
            return;
        }
        let uuid = |name: &str| Uuid::new_v5(&self.space, name.as_bytes());
        let id = name.as_str().map_or_else(|| uuid(&name.to_string()), uuid);
        let of = of.map(|whole| (whole.table, uuid(whole.name)));
        let mut cells = Map::new();
        cells.insert("id".to_owned(), id.to_string().into());
        if let Some((parent, parent_id)) = of {
            let key = if table == Table::Attribute { "link_id" } else { parent.key() };
            cells.insert(key.to_owned(), parent_id.to_string().into());
        }
        (self.each)(make(Row { table, id, of, cells, term: None }));
    }
}

//! The tables of HSDS 3 (and the older names of some), and how their rows name each other.

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Organization,
    Service,
    Location,
    ServiceAtLocation,
    Program,
    Identifier,
    Contact,
    Phone,
    Address,
    Schedule,
    Accessibility,
    Language,
    Area,
    Cost,
    Document,
    Funding,
    Url,
    Unit,
    Capacity,
    Attribute,
    Taxonomy,
    Term,
    Metadata,
    Meaning,
}

/// Each with the name of its list, and the name of one.
const NAMES: [(Sort, &str, &str); 24] = [
    (Sort::Organization, "organizations", "organization"),
    (Sort::Service, "services", "service"),
    (Sort::Location, "locations", "location"),
    (Sort::ServiceAtLocation, "service_at_locations", "service_at_location"),
    (Sort::Program, "programs", "program"),
    (Sort::Identifier, "organization_identifiers", "organization_identifier"),
    (Sort::Contact, "contacts", "contact"),
    (Sort::Phone, "phones", "phone"),
    (Sort::Address, "addresses", "address"),
    (Sort::Schedule, "schedules", "schedule"),
    (Sort::Accessibility, "accessibility", "accessibility"),
    (Sort::Language, "languages", "language"),
    (Sort::Area, "service_areas", "service_area"),
    (Sort::Cost, "cost_options", "cost_option"),
    (Sort::Document, "required_documents", "required_document"),
    (Sort::Funding, "funding", "funding"),
    (Sort::Url, "urls", "url"),
    (Sort::Unit, "units", "unit"),
    (Sort::Capacity, "service_capacities", "service_capacity"),
    (Sort::Attribute, "attributes", "attribute"),
    (Sort::Taxonomy, "taxonomies", "taxonomy"),
    (Sort::Term, "taxonomy_terms", "taxonomy_term"),
    (Sort::Metadata, "metadata", "metadata"),
    (Sort::Meaning, "meta_table_descriptions", "meta_table_description"),
];

/// Other names: files and lists of older versions, and of the Ohana tables that HSDS grew from.
const OTHERS: [(Sort, &str); 10] = [
    (Sort::ServiceAtLocation, "services_at_location"),
    (Sort::Schedule, "regular_schedules"),
    (Sort::Schedule, "holiday_schedules"),
    (Sort::Address, "physical_addresses"),
    (Sort::Address, "postal_addresses"),
    (Sort::Address, "mail_addresses"),
    (Sort::Accessibility, "accessibility_for_disabilities"),
    (Sort::Identifier, "other_identifiers"),
    (Sort::Url, "additional_urls"),
    (Sort::Url, "additional_websites"),
];

/// The columns by which rows name what they belong to, the nearest first.
pub(super) const OWNERS: [(&str, Sort); 7] = [
    ("phone_id", Sort::Phone),
    ("contact_id", Sort::Contact),
    ("service_at_location_id", Sort::ServiceAtLocation),
    ("service_id", Sort::Service),
    ("location_id", Sort::Location),
    ("organization_id", Sort::Organization),
    ("program_id", Sort::Program),
];

impl Sort {
    /// The sort of a list, a table or one row, by its name.
    pub(super) fn named(name: &str) -> Option<Sort> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".csv").unwrap_or(&name);
        let known = NAMES.iter().find(|(_, list, one)| *list == name || *one == name).map(|(sort, _, _)| *sort);
        known.or_else(|| OTHERS.iter().find(|(_, other)| *other == name).map(|(sort, _)| *sort))
    }

    /// The name of its list.
    pub(super) fn list(self) -> &'static str {
        NAMES.iter().find(|(sort, _, _)| *sort == self).map_or("", |(_, list, _)| list)
    }

    /// Whether a row of it has to belong to an organization; the others explain, or stand for themselves.
    pub(super) fn is_part(self) -> bool {
        !matches!(self, Sort::Taxonomy | Sort::Term | Sort::Metadata | Sort::Meaning | Sort::Unit | Sort::Program)
    }

    /// What an object is, by the keys that it has; `None` when they fit several sorts or none.
    pub(super) fn by_keys(has: &dyn Fn(&str) -> bool) -> Option<Sort> {
        let any = |keys: &[&str]| keys.iter().any(|key| has(key));
        if any(&["location_id", "location"]) && any(&["service_id", "service"]) {
            return Some(Sort::ServiceAtLocation);
        }
        if any(&["location_type", "latitude", "addresses"]) {
            return Some(Sort::Location);
        }
        let serving = ["organization", "organization_id", "service_at_locations", "eligibility_description"];
        if has("name") && (any(&serving) || any(&["application_process", "cost_options", "assured_date", "fees"])) {
            return Some(Sort::Service);
        }
        if has("name") && any(&["taxonomy_id", "taxonomy", "term_uri", "parent_id", "code"]) {
            return Some(Sort::Term);
        }
        let organized = ["website", "services", "organization_identifiers", "locations", "legal_status", "tax_id"];
        (has("name") && any(&organized)).then_some(Sort::Organization)
    }
}

//! What hosts want beside the pages: files that tell them how to serve a site, and the limits that they set.
//!
//! A host that reads `_headers` or `.htaccess` sends the policy of the pages as a header too, and keeps files
//! whose name has a hash for a year. site.toml says which hosts there are.

use super::{Job, Output, Stock};
use crate::config::Host;
use crate::diagnostic::{Code, Diagnostic};
use crate::view::POLICY;

/// What never changes under its name: as a path of `_headers`, and as the beginning of one in a regular expression.
/// Of the search's index only the list of its folders has a lasting name.
const HASHED: &[(&str, &str)] = &[("assets/*", "assets/"), ("files/*", "files/"), ("s/:folder/*", "s/[^/]+/")];

/// For how long such a file may be kept: a year, the most that is usual.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for again each time; most answers are that nothing changed.
const ASK_AGAIN: &str = "public, max-age=0, must-revalidate";

/// The headers of every answer, beside how long it may be kept. Only a header can say who may frame a page.
fn headers() -> [(&'static str, String); 5] {
    [
        ("Content-Security-Policy", format!("{POLICY}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ("Permissions-Policy", "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
    ]
}

/// `_headers`, for Cloudflare Pages and Netlify.
pub(super) struct Headers;

impl Output for Headers {
    fn name(&self) -> &'static str {
        "headers"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        is_host(stock, &[Host::CloudflarePages, Host::Netlify])
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![("_headers".to_owned(), Job::Part(0))]
    }

    fn make(&self, stock: &Stock, _: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let base = &stock.hub.config.base_path;
        let mut text = format!("{base}/*\n");
        for (name, value) in headers() {
            text.push_str(&format!("  {name}: {value}\n"));
        }
        // Both hosts have the rest asked for again by themselves, and join what two rules say of one header.
        for (path, _) in HASHED {
            text.push_str(&format!("\n{base}/{path}\n  Cache-Control: {FOR_EVER}\n"));
        }
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// `.htaccess`, for Apache 2.4.
pub(super) struct Htaccess;

impl Output for Htaccess {
    fn name(&self) -> &'static str {
        "htaccess"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        is_host(stock, &[Host::Apache])
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![(".htaccess".to_owned(), Job::Part(0))]
    }

    fn make(&self, stock: &Stock, _: Job, out: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        let base = &stock.hub.config.base_path;
        let mut text = format!("Options -Indexes\nAddDefaultCharset utf-8\nErrorDocument 404 {base}/404.html\n");
        text.push_str("AddType text/calendar .ics\nAddType text/vcard .vcf\nAddCharset utf-8 .ics .vcf\n");
        text.push_str("<Files \"feed.xml\">\n  ForceType application/atom+xml\n</Files>\n");
        text.push_str("<IfModule mod_headers.c>\n");
        for (name, value) in headers() {
            text.push_str(&format!("  Header always set {name} \"{value}\"\n"));
        }
        let hashed: Vec<&str> = HASHED.iter().map(|(_, beginning)| *beginning).collect();
        let hashed = hashed.join("|");
        text.push_str(&format!("  <If \"%{{REQUEST_URI}} =~ m#^{}/({hashed})#\">\n", quoted(base)));
        text.push_str(&format!("    Header set Cache-Control \"{FOR_EVER}\"\n  </If>\n  <Else>\n"));
        text.push_str(&format!("    Header set Cache-Control \"{ASK_AGAIN}\"\n  </Else>\n</IfModule>\n"));
        out.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// A path inside a regular expression.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_');
    path.chars().map(|c| if plain(c) { c.to_string() } else { format!("\\{c}") }).collect()
}

/// `.nojekyll`: GitHub Pages takes the files as they are.
pub(super) struct NoJekyll;

impl Output for NoJekyll {
    fn name(&self) -> &'static str {
        "nojekyll"
    }

    fn is_published(&self, stock: &Stock) -> bool {
        is_host(stock, &[Host::GithubPages])
    }

    fn paths(&self, _: &Stock) -> Vec<(String, Job)> {
        vec![(".nojekyll".to_owned(), Job::Part(0))]
    }

    fn make(&self, _: &Stock, _: Job, _: &mut Vec<u8>) -> Result<(), Box<Diagnostic>> {
        Ok(())
    }
}

fn is_host(stock: &Stock, hosts: &[Host]) -> bool {
    stock.hub.config.site.host.iter().any(|host| hosts.contains(host))
}

/// What a host takes at most; `None` where it says nothing.
struct Limits {
    files: Option<usize>,
    file: Option<u64>,
    site: Option<u64>,
}

const GIGABYTE: u64 = 1_000_000_000;
const MEBIBYTE: u64 = 1024 * 1024;

/// The limits, as the hosts' own pages and their trackers tell them in 2026; of several plans the free one.
fn limits(host: Host) -> Limits {
    match host {
        Host::GithubPages => Limits { files: None, file: None, site: Some(GIGABYTE) },
        Host::GitlabPages => Limits { files: Some(200_000), file: None, site: Some(GIGABYTE) },
        Host::CloudflarePages => Limits { files: Some(20_000), file: Some(25 * MEBIBYTE), site: None },
        Host::Netlify | Host::Apache => Limits { files: None, file: None, site: None },
    }
}

/// How large a site is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measured {
    /// How many files.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// The largest file: its bytes and its path.
    pub largest: (u64, String),
}

impl Measured {
    /// A site of one file.
    pub fn one(path: &str, bytes: u64) -> Measured {
        Measured { files: 1, bytes, largest: (bytes, path.to_owned()) }
    }

    /// Two sites as one.
    #[must_use]
    pub fn and(self, other: Measured) -> Measured {
        let (files, bytes) = (self.files + other.files, self.bytes + other.bytes);
        // Of two of the same size the first by its path, whatever thread it came from.
        let order = |one: &(u64, String)| (one.0, std::cmp::Reverse(one.1.clone()));
        let largest = if order(&self.largest) >= order(&other.largest) { self.largest } else { other.largest };
        Measured { files, bytes, largest }
    }
}

/// What a host would refuse of a site.
pub fn refused(host: Host, site: &Measured) -> Vec<Diagnostic> {
    let limits = limits(host);
    let tell = |what: &'static str, found: String, most: String| {
        let told = Diagnostic::new(Code::HostLimit).with("host", host.code());
        told.with("what", crate::diagnostic::Fact::Term(what)).with("found", found).with("most", most)
    };
    let mut told = Vec::new();
    if let Some(most) = limits.files.filter(|most| site.files > *most) {
        told.push(tell("files", site.files.to_string(), most.to_string()));
    }
    if let Some(most) = limits.site.filter(|most| site.bytes > *most) {
        told.push(tell("size-of-site", megabytes(site.bytes), megabytes(most)));
    }
    if let Some(most) = limits.file.filter(|most| site.largest.0 > *most) {
        let found = tell("size-of-file", megabytes(site.largest.0), megabytes(most));
        told.push(found.with("path", site.largest.1.as_str()));
    }
    told
}

/// `12,5 MB` is what people compare: megabytes with one decimal, never rounded down to the limit.
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", (bytes as f64 / 100_000.0).ceil() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_host_refuses_is_told_with_what_was_found() {
        let site = |files, bytes, largest| Measured { files, bytes, largest: (largest, "s/a.json".to_owned()) };
        let codes = |host, site: &Measured| {
            let told = refused(host, site).into_iter();
            told.map(|one| format!("{:?} {:?}", one.fact("what"), one.fact("found"))).collect::<Vec<_>>()
        };
        assert!(refused(Host::CloudflarePages, &site(20_000, 9 * GIGABYTE, 25 * MEBIBYTE)).is_empty());
        assert_eq!(codes(Host::CloudflarePages, &site(20_001, 1, 25 * MEBIBYTE + 1)).len(), 2);
        assert_eq!(codes(Host::GitlabPages, &site(200_001, GIGABYTE + 1, 1)).len(), 2);
        assert_eq!(codes(Host::GithubPages, &site(900_000, GIGABYTE, 1)).len(), 0);
        assert!(refused(Host::Netlify, &site(900_000, 9 * GIGABYTE, GIGABYTE)).is_empty());
        assert_eq!(megabytes(25 * MEBIBYTE), "26.3 MB");
    }

    #[test]
    fn the_largest_file_is_the_same_in_any_order() {
        let files = [("a", 3), ("c", 9), ("b", 9), ("d", 1)].map(|(path, bytes)| Measured::one(path, bytes));
        let forwards = files.iter().cloned().fold(Measured::default(), Measured::and);
        let backwards = files.iter().rev().cloned().fold(Measured::default(), Measured::and);
        assert_eq!(forwards, backwards);
        assert_eq!((forwards.files, forwards.bytes, forwards.largest), (4, 22, (9, "b".to_owned())));
    }
}

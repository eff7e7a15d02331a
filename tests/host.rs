//! What hosts are given beside the pages, and what is said of their limits.

mod kit;

use kit::{Hub, SITE, organization};

fn hub(hosts: &str) -> Hub {
    let site = SITE.replace("[languages]", &format!("host = [{hosts}]\n[languages]"));
    Hub::new().with("site.toml", site).with("content/organizations/a.toml", organization(""))
}

fn text(hub: &Hub, path: &str) -> Option<String> {
    std::fs::read_to_string(hub.root().join("public").join(path)).ok()
}

const FILES: [&str; 3] = ["_headers", ".htaccess", ".nojekyll"];

#[test]
fn a_host_gets_the_file_that_it_reads_and_no_other() {
    for (hosts, files) in [
        ("", &[][..]),
        ("\"gitlab-pages\"", &[]),
        ("\"github-pages\"", &[".nojekyll"]),
        ("\"netlify\"", &["_headers"]),
        ("\"cloudflare-pages\", \"apache\"", &["_headers", ".htaccess"]),
    ] {
        let hub = hub(hosts);
        hub.build().ends_with(0);
        let made: Vec<_> = FILES.into_iter().filter(|path| text(&hub, path).is_some()).collect();
        assert_eq!(made, files, "{hosts}");
        // Such a file is ours as any other: the next build leaves it, and takes it away with its host.
        hub.build().ends_with(0).says("Nič se ni spremenilo.");
        hub.put("site.toml", SITE);
        hub.build().ends_with(0);
        assert!(FILES.into_iter().all(|path| text(&hub, path).is_none()), "{hosts}");
    }
}

#[test]
fn the_policy_of_the_headers_is_that_of_the_pages() {
    let hub = hub("\"netlify\", \"apache\"");
    hub.build().ends_with(0);
    let page = text(&hub, "index.html").expect("there is a home page");
    let (_, after) = page.split_once("Content-Security-Policy\" content=\"").expect("pages have a policy");
    let policy = after.split_once('"').expect("it ends").0.replace("&#x27;", "'").replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    for path in ["_headers", ".htaccess"] {
        let text = text(&hub, path).expect("the host is given it");
        assert!(text.contains(&format!("{policy}; frame-ancestors 'none'")), "{path}: {text}");
        assert!(text.contains("max-age=31536000, immutable"), "{path}: {text}");
    }
}

#[test]
fn a_site_below_a_path_says_so_in_its_headers() {
    let site = SITE.replace("https://kazipot.example", "https://primer.example/nas.kraj");
    let hub =
        Hub::new().with("site.toml", site.replace("[languages]", "host = [\"netlify\", \"apache\"]\n[languages]"));
    hub.build().ends_with(0);
    let headers = text(&hub, "_headers").expect("it is there");
    assert!(headers.starts_with("/nas.kraj/*\n") && headers.contains("\n/nas.kraj/assets/*\n"), "{headers}");
    let htaccess = text(&hub, ".htaccess").expect("it is there");
    for said in ["AddType text/calendar .ics", "AddCharset utf-8 .ics .vcf", "<Files \"feed.xml\">"] {
        assert!(htaccess.contains(said), "{said}: {htaccess}");
    }
    assert!(htaccess.contains("m#^/nas\\.kraj/(assets/|files/|s/[^/]+/)#"), "{htaccess}");
}

#[test]
fn what_a_host_would_refuse_is_told_before_it_does() {
    let hub = hub("");
    hub.put("content/organizations/a.toml", organization("body = \"[Načrt](nacrt.pdf)\"\n"));
    hub.put("content/organizations/nacrt.pdf", [b"%PDF-1.7".to_vec(), vec![b' '; 26 * 1024 * 1024]].concat());
    hub.run(&["check", "--host", "netlify", "--today", kit::TODAY]).ends_with(0).says("netlify").says("27.3 MB");
    let run = hub.run(&["check", "--host", "cloudflare-pages", "--today", kit::TODAY]).ends_with(1);
    for said in ["K0507", "velikost datoteke: 27.3 MB; največ je 26.3 MB", "files/nacrt."] {
        assert!(run.said().contains(said), "»{said}« is not in {}", run.said());
    }
    hub.run(&["check", "--host", "geocities"]).ends_with(2).says("geocities");
}

/// Whether a host that reads these `_headers` lets a file be kept for a year.
fn kept(headers: &str, path: &str) -> bool {
    let blocks = headers.split("\n\n").filter(|block| block.contains("immutable"));
    let mut patterns = blocks.filter_map(|block| block.trim().lines().next());
    patterns.any(|pattern| {
        let mut parts = path.split('/');
        for step in pattern.trim_start_matches('/').split('/') {
            match (step, parts.next()) {
                ("*", Some(_)) => return true,
                (step, Some(part)) if step == part || step.starts_with(':') => {}
                _ => return false,
            }
        }
        false
    })
}

#[test]
fn a_file_is_kept_for_a_year_only_when_its_name_changes_with_its_bytes() {
    let hub = Hub::sample();
    let hosts = "host = [\"netlify\", \"apache\"]\nsample = true";
    hub.put("site.toml", hub.text("site.toml").replace("sample = true", hosts));
    hub.build().ends_with(0);
    let (before, headers) = (hub.published(), text(&hub, "_headers").expect("it is there"));
    // A name of nothing but hexadecimal digits, eight of them at least, is a hash.
    let is_hash = |part: &str| part.len() >= 8 && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    for path in before.keys() {
        let hashed = path.split(['/', '.', '-']).any(is_hash);
        assert_eq!(kept(&headers, path), hashed, "{path}\n{headers}");
    }
    for folder in ["assets/", "files/", "s/meta.json", "s/sl.json"] {
        assert!(before.keys().any(|path| path.starts_with(folder)), "{folder}");
    }
    let record = hub.text("content/organizations/pekarna-zora.toml").replace("title = \"", "title = \"Nova ");
    hub.put("content/organizations/pekarna-zora.toml", record);
    hub.build().ends_with(0);
    let after = hub.published();
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path).is_some_and(|was| was != *bytes))
        .map(|(path, _)| path)
        .collect();
    assert!(changed.len() > 10 && changed.contains(&&"s/meta.json".to_owned()), "{changed:?}");
    assert!(changed.iter().all(|path| !kept(&headers, path)), "{changed:?}");
    let htaccess = text(&hub, ".htaccess").expect("it is there");
    assert!(htaccess.contains("m#^/(assets/|files/|s/[^/]+/)#"), "{htaccess}");
}

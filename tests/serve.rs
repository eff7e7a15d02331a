//! The preview as the real program: what it shows and follows, what it refuses, what it goes on after.

mod kit;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use kit::Hub;
use kit::served::Preview;

fn organization(title: &str) -> String {
    format!("title = \"{title}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\nurl = \"https://a.example\"\n")
}

fn small() -> Hub {
    Hub::new().with("content/organizations/a.toml", organization("Prvo"))
}

const PAGE: &str = "/organizacije/a/";

#[test]
fn a_saved_file_is_shown_and_nothing_is_written() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    preview.hub.put("content/organizations/a.toml", organization("Drugo"));
    preview.has(PAGE, "Drugo");
    preview.hub.put("content/organizations/b.toml", organization("Novo"));
    preview.has("/organizacije/b/", "Novo");
    std::fs::remove_file(preview.hub.root().join("content/organizations/b.toml")).expect("it can go");
    preview.until("/organizacije/b/", |answer| answer.status == 404);
    preview.hub.put("themes/default/templates/missing.html", "<html><body>nothing here</body></html>");
    preview.has("/nowhere/", "nothing here");
    assert!(!preview.hub.root().join("public").exists() && !preview.hub.root().join(".kazipot").exists());
}

#[test]
fn a_mistake_is_told_in_words_and_the_page_stays() {
    let preview = Preview::start(small(), &[]);
    preview
        .hub
        .put("content/organizations/a.toml", format!("{}[[contact]]\nphone = \"<i>12\"\n", organization("Slabo")));
    preview.has("/_kazipot/problems", "a.toml:6:10");
    let told = preview.get("/_kazipot/problems");
    assert!(told.body.contains("&lt;</mark>i&gt;12") && !told.body.contains("<i>"), "{}", told.body);
    assert!(told.body.contains("vscode://file/") && told.body.contains("K0206"), "{}", told.body);
    let page = preview.get(PAGE);
    assert!(page.body.contains("Prvo") && page.body.contains("1 error"), "{}", page.body);
    preview.hub.put("content/organizations/a.toml", organization("Dobro"));
    preview.has(PAGE, "Dobro");
    preview.has(PAGE, "Nothing has to be mended");
}

#[test]
fn a_broken_template_leaves_readable_pages() {
    let preview = Preview::start(small(), &[]);
    for (broken, what) in [("{% if %}", "K0601"), ("{{ page.nothing.at.all }}", "K0602")] {
        preview.hub.put("themes/default/templates/detail.html", broken);
        preview.has("/_kazipot/problems", what);
        let page = preview.get(PAGE);
        assert!(page.status == 200 && page.body.contains("Prvo"), "{what}: {}", page.body);
    }
    std::fs::remove_dir_all(preview.hub.root().join("themes")).expect("it can go");
    preview.has("/_kazipot/problems", "Nothing has to be mended");
}

#[test]
fn a_folder_that_goes_and_comes_again_is_followed() {
    let mut preview = Preview::start(small(), &[]);
    let root = preview.hub.root();
    std::fs::remove_dir_all(root.join("content")).expect("it can go");
    preview.until(PAGE, |answer| answer.status == 404);
    preview.wait("that it is gone", |said| said.contains("content is empty or gone").then_some(()));
    assert_eq!(preview.said().matches("content is empty or gone").count(), 1, "it is said once: {}", preview.said());
    preview.hub.put("content/organizations/a.toml", organization("Znova"));
    preview.has(PAGE, "Znova");
    preview.hub.put("content/organizations/a.toml", organization("In spet"));
    preview.has(PAGE, "In spet");
    std::fs::write(root.join("site.toml"), "name = ").expect("it can be broken");
    preview.has("/_kazipot/problems", "site.toml:1");
    assert!(preview.get(PAGE).body.contains("In spet"));
    std::fs::write(root.join("site.toml"), kit::SITE).expect("it can be mended");
    preview.has("/_kazipot/problems", "Nothing has to be mended");
}

#[test]
fn a_thousand_files_at_once_and_a_huge_one_are_taken_in() {
    let preview = Preview::start(small(), &[]);
    for turn in 0..1000 {
        preview.hub.put(&format!("content/organizations/o{turn}.toml"), organization(&format!("Društvo {turn}")));
    }
    preview.has("/organizacije/o999/", "Društvo 999");
    let huge = format!("{}body = \"\"\"\n{}\"\"\"\n", organization("Veliko"), "vrstica besedila\n".repeat(3_000_000));
    preview.hub.put("content/organizations/a.toml", huge);
    preview.has("/_kazipot/problems", "K0105");
    assert!(preview.get("/organizacije/o1/").body.contains("Društvo 1"));
}

#[test]
fn at_the_start_everything_may_be_broken() {
    let hub = Hub::empty().with("site.toml", "name = ").with("content/organizations/a.toml", organization("Prvo"));
    let preview = Preview::start(hub, &[]);
    let page = preview.get("/");
    assert!(page.status == 503 && page.body.contains("site.toml:1"), "{} {}", page.status, page.body);
    preview.hub.put("site.toml", kit::SITE);
    preview.has(PAGE, "Prvo");
}

#[test]
fn only_this_machine_by_its_own_name_and_its_own_pages_may_ask() {
    let preview = Preview::start(small(), &[]);
    let port = preview.port;
    for host in ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"] {
        assert_eq!(preview.with("/", &format!("Host: {host}:{port}\r\n")).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost", "localhost:1", "localhost.evil.example", "127.0.0.1.evil", "", "a:b:c"] {
        assert_eq!(preview.with("/", &format!("Host: {host}\r\n")).status, 403, "{host}");
    }
    for (header, status) in [
        ("Origin: http://evil.example", 403),
        ("Origin: null", 403),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors", 403),
        ("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", 200),
        ("Sec-Fetch-Site: same-origin", 200),
    ] {
        for target in ["/", "/_kazipot/problems"] {
            assert_eq!(preview.with(target, &format!("{header}\r\n")).status, status, "{header}");
        }
    }
    assert_eq!(preview.with("/_kazipot/events?page=/", "Origin: http://evil.example\r\n").status, 403);
    let plain = preview.get("/");
    let head = plain.head.to_ascii_lowercase();
    for guard in ["nosniff", "no-store", "same-origin", "frame-ancestors 'none'"] {
        assert!(head.contains(guard), "{guard}: {head}");
    }
    assert!(!head.contains("access-control"), "{head}");
}

#[test]
fn bodies_and_odd_heads_cost_their_sender_only() {
    let mut preview = Preview::start(small(), &[]);
    let host = format!("Host: localhost:{}\r\n", preview.port);
    for (first, more, expected) in [
        ("GET / HTTP/1.1", "Content-Length: 99999999999\r\n".to_owned(), 413),
        ("GET / HTTP/1.1", "Content-Length: 18446744073709551616\r\n".to_owned(), 413),
        ("GET / HTTP/1.1", "Content-Length: 5\r\n".to_owned(), 413),
        ("GET / HTTP/1.1", "Content-Length: 0\r\nContent-Length: 0\r\n".to_owned(), 400),
        ("GET / HTTP/1.1", "Transfer-Encoding: chunked\r\n".to_owned(), 400),
        ("GET / HTTP/1.1", "Transfer-Encoding: xchunked\r\n".to_owned(), 400),
        ("GET / HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n".to_owned(), 400),
        ("POST / HTTP/1.1", "Content-Length: 5\r\n".to_owned(), 405),
        ("DELETE / HTTP/1.1", String::new(), 405),
        ("OPTIONS * HTTP/1.1", String::new(), 405),
        ("GET / HTTP/3", String::new(), 505),
        ("GET http://localhost/ HTTP/1.1", String::new(), 400),
        ("GET / HTTP/1.1", format!("A: {}\r\n", "a".repeat(1_000_000)), 431),
        ("GET / HTTP/1.1", "A: b\r\n".repeat(20_000), 431),
        ("\u{16}\u{3}\u{1}", String::new(), 400),
    ] {
        let answer = preview.raw(format!("{first}\r\n{host}{more}\r\n12345").as_bytes());
        assert_eq!(answer.status, expected, "{first} {:.80}: {}", more, answer.head);
    }
    // What stands behind a refused request is not taken for another one.
    let text = format!(
        "GET / HTTP/1.1\r\n{host}Transfer-Encoding: xchunked\r\n\r\nGET /organizacije/a/ HTTP/1.1\r\n{host}\r\n"
    );
    let smuggled = preview.raw(text.as_bytes());
    assert!(!format!("{}{}", smuggled.head, smuggled.body).contains("Prvo"));
    assert_eq!(preview.get(PAGE).status, 200);
    assert!(preview.child.try_wait().expect("a child can be asked").is_none());
}

/// Many ways to write a path that leads out of the site.
fn encodings() -> BTreeSet<String> {
    let ups = [
        "..",
        "%2e%2e",
        "%2E%2e",
        ".%2e",
        "%2e.",
        "%252e%252e",
        "..%00",
        "%c0%ae%c0%ae",
        "%e0%80%ae%e0%80%ae",
        "..;",
        "%u002e%u002e",
        "．．",
        "%ef%bc%8e%ef%bc%8e",
        "...",
        ". .",
        "..%0d%0a",
        "..%09",
        "%2e%2e%20",
    ];
    let separators = ["/", "%2f", "%2F", "\\", "%5c", "%5C", "%252f", "//", "%c0%af", "/./"];
    let targets = ["site.toml", "etc/passwd", "content/topics.toml", "proc/self/environ"];
    let mut all = BTreeSet::new();
    for up in ups {
        for separator in separators {
            for target in targets {
                all.insert(format!("/{up}{separator}{target}"));
                all.insert(format!("/assets{separator}{up}{separator}{up}{separator}{target}"));
            }
        }
    }
    for odd in
        ["/C:/Windows/win.ini", "/%00", "/a%0d%0aSet-Cookie:%20x=y", "/.git/config", "/.kazipot/", "/~root/", "/%"]
    {
        all.insert(odd.to_owned());
    }
    all
}

#[test]
fn no_path_in_any_encoding_leaves_the_site() {
    let preview = Preview::start(small(), &[]);
    let all = encodings();
    assert!(all.len() >= 500, "{}", all.len());
    for target in all {
        let answer = preview.get(&target);
        assert!(matches!(answer.status, 400 | 404), "{target}: {}", answer.status);
        for leak in ["base_url", "root:", "[[topic]]", "PATH="] {
            assert!(!answer.body.contains(leak), "{target} shows {leak}");
        }
        assert!(!answer.head.to_ascii_lowercase().contains("set-cookie"), "{target}: {}", answer.head);
    }
}

#[test]
fn what_was_asked_stands_in_no_header_and_in_no_page_as_it_was() {
    let preview = Preview::start(small(), &[]);
    for target in ["/<script>alert(1)</script>", "/organizacije/a?x=<script>alert(1)</script>", "/x%22%3E%3Cscript%3E"]
    {
        let answer = preview.get(target);
        assert!(!answer.head.contains("script"), "{target}: {}", answer.head);
        assert!(!answer.body.contains("alert(1)") && !answer.body.contains("x\"><script>"), "{target}");
    }
    assert!(preview.get("/organizacije/a?x=y").head.contains("Location: /organizacije/a/\r\n"));
}

#[test]
fn slow_and_idle_connections_hold_nobody_up_and_are_let_go() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let host = format!("Host: localhost:{}\r\n", preview.port);
    let drips: Vec<TcpStream> = (0..200).map(|_| preview.connect()).collect();
    let readers: Vec<TcpStream> = (0..100).map(|_| preview.connect()).collect();
    for mut reader in &readers {
        let _ = reader.write_all(format!("GET /data/records.json HTTP/1.1\r\n{host}\r\n").as_bytes());
    }
    let idle: Vec<TcpStream> = (0..200).map(|_| preview.connect()).collect();
    let begun = Instant::now();
    let mut slowest = Duration::ZERO;
    while begun.elapsed() < Duration::from_secs(3) {
        for mut drip in &drips {
            let _ = drip.write_all(b"G");
        }
        let asked = Instant::now();
        assert_eq!(preview.get(PAGE).status, 200);
        slowest = slowest.max(asked.elapsed());
        std::thread::sleep(Duration::from_millis(100));
    }
    // The aim is 100 ms on a machine that does nothing else; this one runs other tests, so that the figure is only shown.
    eprintln!("the slowest page beside 500 slow connections: {slowest:?}");
    let mut dripping = preview.connect();
    let _ = dripping.write_all(b"GET / HTT");
    let begun = Instant::now();
    let mut rest = String::new();
    let _ = dripping.read_to_string(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(15) && rest.contains(" 408 "), "{:?} {rest}", begun.elapsed());
    drop((drips, readers, idle));
}

#[test]
fn an_open_page_is_told_what_is_new_to_it_and_nothing_else() {
    let hub = small().with("content/organizations/b.toml", organization("Drugo"));
    let preview = Preview::start(hub, &[]);
    let mark =
        |body: &str| body.split("data-mark=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned);
    let first = mark(&preview.get(PAGE).body).expect("a page has a mark");
    let state = "1";
    let mut stream = preview.connect();
    let host = format!("Host: localhost:{}\r\n", preview.port);
    let ask = format!("GET /_kazipot/events?page={PAGE}&mark={first}&state={state} HTTP/1.1\r\n{host}\r\n");
    stream.write_all(ask.as_bytes()).expect("it can be asked");
    let mut heard = String::new();
    let mut wait_for = |what: &str| {
        let begun = Instant::now();
        let mut piece = [0; 4096];
        while !heard.contains(what) {
            assert!(begun.elapsed() < Duration::from_secs(15), "{what} was not told: {heard}");
            let read = stream.read(&mut piece).expect("the stream goes on");
            heard.push_str(&String::from_utf8_lossy(&piece[..read]));
        }
        std::mem::take(&mut heard)
    };
    wait_for("retry:");
    preview.hub.put("content/organizations/a.toml", organization("Tretje"));
    wait_for("event: page");
    preview.hub.put("themes/default/static/style.css", "main { color: red }");
    let styled = wait_for("event: styles");
    assert!(!styled.contains("event: page"), "{styled}");
    let root = preview.hub.root().join("content/organizations");
    std::fs::rename(root.join("a.toml"), root.join("novo-ime.toml")).expect("it can be renamed");
    assert!(wait_for("event: moved").contains("/organizacije/"));
}

#[test]
fn drafts_are_shown_only_when_asked_for_and_never_to_the_network() {
    let hub = || small().with("content/organizations/o.toml", format!("{}draft = true\n", organization("Osnutek")));
    assert_eq!(Preview::start(hub(), &[]).get("/organizacije/o/").status, 404);
    let preview = Preview::start(hub(), &["--drafts"]);
    assert!(preview.get("/organizacije/o/").body.contains("Osnutek"));
    hub().run(&["serve", "--drafts", "--lan", "--messages", "en"]).ends_with(2).says("drafts never leave");
}

#[test]
fn a_taken_port_is_passed_over_and_said() {
    let one = Preview::start(small(), &[]);
    let two = Preview::start_at(one.port, small(), &[]);
    assert!(two.port > one.port);
    assert!(two.said().contains("is taken"), "{}", two.said());
}

/// The address of this machine in its network, by the way a packet would go; none is sent.
fn network_address() -> Option<std::net::IpAddr> {
    let socket = std::net::UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[test]
fn a_device_of_the_network_comes_in_once_by_its_token_and_sees_pages_only() {
    let Some(address) = network_address() else {
        eprintln!("left out: this machine is in no network");
        return;
    };
    let hub = small().with("content/organizations/o.toml", format!("{}draft = true\n", organization("Osnutek")));
    let mut preview = Preview::start(hub, &["--lan"]);
    let host = format!("{address}:{}", preview.port);
    let invited = |said: &str| -> Vec<String> {
        said.split("/_kazipot/in/")
            .skip(1)
            .map(|rest| rest.split_whitespace().next().unwrap_or("").to_owned())
            .collect()
    };
    let token = preview
        .wait("an invitation", |said| (said.contains("next code")).then(|| invited(said).first().cloned()).flatten());
    let said = preview.said();
    assert!(said.contains('█') && said.contains(&host) && said.contains("without drafts and mistakes"), "{said}");
    // The code fits a terminal of 80 by 24 with its address.
    let code: Vec<&str> = said.lines().filter(|line| line.contains(['█', '▄', '▀'])).collect();
    assert!(code.iter().all(|line| line.chars().count() <= 80) && code.len() <= 22, "{said}");
    let ask = |target: &str, more: &str| {
        let mut stream = TcpStream::connect((address, preview.port)).expect("the network reaches it");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time can be set");
        let _ = stream
            .write_all(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n").as_bytes());
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text
    };
    let refused = |text: &str| text.starts_with("HTTP/1.1 403");
    for target in [PAGE, "/", "/_kazipot/problems", "/_kazipot/in/", "/_kazipot/in/0123456789abcdef0123456789abcdef"] {
        assert!(refused(&ask(target, "")), "{target}");
    }
    let come_in = ask(&format!("/_kazipot/in/{token}"), "");
    let cookie =
        come_in.split("Set-Cookie: ").nth(1).and_then(|rest| rest.split(';').next()).expect("a cookie is given");
    assert!(come_in.starts_with("HTTP/1.1 303") && come_in.contains("HttpOnly; SameSite=Lax"), "{come_in}");
    assert!(refused(&ask(&format!("/_kazipot/in/{token}"), "")), "a token is good once");
    let cookie = format!("Cookie: {cookie}\r\n");
    let page = ask(PAGE, &cookie);
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("Prvo") && page.contains("/_kazipot/preview.js"),
        "{page}"
    );
    for ours in ["shadowrootmode", "a.toml", "vscode", "data-here", preview.hub.root().to_str().expect("it is Unicode")]
    {
        assert!(!page.contains(ours), "the network is shown {ours}: {page}");
    }
    assert!(!ask("/_kazipot/problems", &cookie).contains("a.toml"));
    assert!(ask("/organizacije/o/", &cookie).starts_with("HTTP/1.1 404"));
    assert!(refused(&ask(PAGE, "Cookie: kazipot=0123456789abcdef0123456789abcdef\r\n")));
    // A broken template tells the network nothing of the hub's files.
    preview.hub.put("themes/default/templates/detail.html", "{% if %}");
    preview.has("/_kazipot/problems", "K0601");
    let plain = ask(PAGE, &cookie);
    assert!(plain.contains("Prvo") && !plain.contains("K0601") && !plain.contains("detail.html"), "{plain}");
    // The next device needs the next invitation, which is shown by now.
    assert_ne!(invited(&preview.said()).last(), Some(&token));
}

#[test]
fn answers_during_rebuilds_are_whole_and_of_one_state() {
    // `tests/bench serve` asks ten thousand times during a hundred rebuilds; a debug binary needs a minute for that.
    const REBUILDS: usize = 25;
    const REQUESTS: usize = 1500;
    let state =
        |turn: usize| format!("title = \"Stanje {turn}\"\nsummary = \"Kaj dela {turn}.\"\ntype = \"society\"\n");
    let hub = Hub::new().with("content/organizations/a.toml", state(0));
    let preview = Preview::start(hub, &[]);
    preview.has(PAGE, "Stanje 0");
    let going = std::sync::atomic::AtomicBool::new(true);
    let (port, going) = (preview.port, &going);
    let asked = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(move || answers(port, REQUESTS / 2, going))).collect();
        for turn in 1..=REBUILDS {
            preview.hub.put("content/organizations/a.toml", state(turn));
            preview.has(PAGE, &format!("Stanje {turn}<"));
        }
        going.store(false, std::sync::atomic::Ordering::Relaxed);
        readers.into_iter().map(|reader| reader.join().expect("a reader found a bad answer")).sum::<usize>()
    });
    assert!(asked >= REQUESTS, "{asked}");
}

/// Asks for a page again and again on one connection, at least so often and as long as it goes on; every answer has to
/// be a whole page of one state.
fn answers(port: u16, least: usize, going: &std::sync::atomic::AtomicBool) -> usize {
    use std::io::{BufRead, BufReader};
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time can be set");
    let mut reader = BufReader::new(stream);
    let mut asked = 0;
    while asked < least || going.load(std::sync::atomic::Ordering::Relaxed) {
        write!(reader.get_mut(), "GET {PAGE} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").expect("it takes a request");
        let (mut line, mut length, mut first) = (String::new(), None, true);
        loop {
            line.clear();
            reader.read_line(&mut line).expect("it answers");
            assert!(!first || line.starts_with("HTTP/1.1 200"), "{line}");
            first = false;
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse::<usize>().ok();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length.expect("an answer has a length")];
        reader.read_exact(&mut body).expect("a page is whole");
        let body = String::from_utf8(body).expect("a page is UTF-8");
        assert!(body.trim_end().ends_with("</html>"), "torn: {body}");
        let states = |before: &str| -> BTreeSet<String> {
            let after = body.split(before).skip(1);
            after.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect()).collect()
        };
        let seen: BTreeSet<String> = states("Stanje ").union(&states("Kaj dela ")).cloned().collect();
        assert_eq!(seen.len(), 1, "mixed: {seen:?}");
        asked += 1;
    }
    asked
}

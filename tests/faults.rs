//! What may befall a preview: watches that run out, disks that are full, a port that is taken away, half a file, a
//! template that breaks, thousands of files and connections. It says so and goes on, as the real program.

mod kit;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use kit::served::{PROGRAM, Preview};
use kit::{Hub, TODAY};

fn organization(title: &str) -> String {
    format!("title = \"{title}\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\nurl = \"https://a.example\"\n")
}

fn small() -> Hub {
    Hub::new().with("content/organizations/a.toml", organization("Prvo"))
}

const RECORD: &str = "content/organizations/a.toml";
const PAGE: &str = "/organizacije/a/";

/// A port below those that the system gives away by itself.
fn port() -> u16 {
    22_000 + (std::process::id() % 900) as u16 * 10
}

/// The program behind a line of the shell, in namespaces of its own; `None` where the system gives none.
fn within(namespaces: &str, line: &str) -> Option<Command> {
    let mut try_it = Command::new("unshare");
    let tried = try_it.args([namespaces, "sh", "-c", line]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !tried.is_ok_and(|status| status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    let serve = format!("{line} && exec {PROGRAM} serve --today {TODAY} --messages en --port {}", port());
    command.args([namespaces, "sh", "-c", &serve]);
    Some(command)
}

/// What a librarian does in a day, and each time the page has it.
fn a_day_of_work(preview: &Preview) {
    let root = preview.hub.root();
    preview.has(PAGE, "Prvo");
    // Twice in one second, and the second time with as many letters.
    for title in ["Drugo", "Ednin", "Tretje ime"] {
        preview.hub.put(RECORD, organization(title));
        preview.has(PAGE, title);
    }
    preview.hub.put("content/health/c.toml", "title = \"Zdravnik\"\nsummary = \"Kaj dela.\"\ntype = \"pharmacy\"\n");
    preview.has("/zdravje/c/", "Zdravnik");
    std::fs::rename(root.join(RECORD), root.join("content/organizations/b.toml")).expect("it can be renamed");
    preview.has("/organizacije/b/", "Tretje ime");
    preview.until(PAGE, |answer| answer.status == 404);
    preview.hub.put("content/organizations/b.toml", "title = ");
    preview.has("/_kazipot/problems", "b.toml:1");
    std::fs::remove_dir_all(root.join("content/health")).expect("it can go");
    std::fs::remove_file(root.join("content/organizations/b.toml")).expect("it can go");
    preview.until("/organizacije/b/", |answer| answer.status == 404);
    preview.until("/zdravje/c/", |answer| answer.status == 404);
    preview.hub.put(RECORD, organization("Znova"));
    preview.has(PAGE, "Znova");
    preview.has("/_kazipot/problems", "Nothing has to be mended");
}

#[test]
fn a_day_of_work_is_followed() {
    let preview = Preview::start(small(), &[]);
    a_day_of_work(&preview);
    assert!(!preview.said().contains("once a second"), "{}", preview.said());
}

#[test]
fn where_no_more_files_can_be_watched_the_disk_is_looked_at() {
    for limit in ["watches", "instances"] {
        let Some(command) = within("-Ur", &format!("echo 1 > /proc/sys/user/max_inotify_{limit}")) else {
            eprintln!("left out: this system gives no namespaces");
            return;
        };
        let mut command = command;
        if limit == "instances" {
            // One is the program's own: another one is needed so that it gets none.
            let Some(other) = within("-Ur", "echo 0 > /proc/sys/user/max_inotify_instances") else {
                eprintln!("left out: this system gives no namespaces");
                return;
            };
            command = other;
        }
        let preview = Preview::run(small(), command);
        assert!(preview.said().contains("once a second"), "{limit}: {}", preview.said());
        a_day_of_work(&preview);
    }
}

#[test]
fn watches_that_run_out_later_are_said_as_well() {
    // The root, content and content/organizations: a folder more is one too many.
    let Some(command) = within("-Ur", "echo 3 > /proc/sys/user/max_inotify_watches") else {
        eprintln!("left out: this system gives no namespaces");
        return;
    };
    let mut preview = Preview::run(small(), command);
    assert!(!preview.said().contains("once a second"), "{}", preview.said());
    preview.hub.put(RECORD, organization("Drugo"));
    preview.has(PAGE, "Drugo");
    preview.hub.put("content/health/c.toml", "title = \"Zdravnik\"\nsummary = \"Kaj dela.\"\ntype = \"pharmacy\"\n");
    preview.has("/zdravje/c/", "Zdravnik");
    preview.wait("that it looks by itself", |said| said.contains("once a second").then_some(()));
    preview.hub.put("content/health/c.toml", "title = \"Zdravnica\"\nsummary = \"Kaj dela.\"\ntype = \"pharmacy\"\n");
    preview.has("/zdravje/c/", "Zdravnica");
}

#[test]
fn a_full_disk_takes_neither_the_start_nor_what_is_shown() {
    // The folder for temporary files takes none.
    let full = tempfile::tempdir().expect("the system gives a folder");
    let at = full.path().display();
    if let Some(command) =
        within("-Urm", &format!("mount -t tmpfs -o size=4k,nr_inodes=1 none {at} && export TMPDIR={at}"))
    {
        Preview::run(small(), command).has(PAGE, "Prvo");
    }
    // What it says goes nowhere.
    let hub = small();
    let free = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("it has a port").port();
    let to = || Stdio::from(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it can be opened"));
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--today", TODAY, "--port", &free.to_string()]).current_dir(hub.root());
    let child = command.stdin(Stdio::null()).stdout(to()).stderr(to()).spawn().expect("it starts");
    let preview = Preview::of(hub, child, free);
    preview.has(PAGE, "Prvo");
    preview.hub.put(RECORD, "title = ");
    preview.has("/_kazipot/problems", "a.toml:1");
    // An editor on a full disk leaves an empty file: what was right last stays, and it is said.
    preview.hub.put(RECORD, "");
    preview.has("/_kazipot/problems", "a.toml");
    assert!(preview.get(PAGE).body.contains("Prvo"));
    preview.hub.put(RECORD, organization("Spet"));
    preview.has(PAGE, "Spet");
}

#[test]
fn a_port_that_is_taken_away_is_opened_again_when_it_is_free() {
    let mut preview = Preview::start_at(port() + 5, small(), &[]);
    preview.has(PAGE, "Prvo");
    let pid = preview.child.id().to_string();
    let most = |most: &str| {
        let set = Command::new("prlimit").args(["--pid", &pid, &format!("--nofile={most}:4096")]).status();
        set.is_ok_and(|status| status.success())
    };
    if !most("3") {
        eprintln!("left out: this system has no prlimit");
        return;
    }
    // Nobody can be let in any more: after some seconds it gives the port up.
    let _ = TcpStream::connect(("127.0.0.1", preview.port));
    preview.wait("that nobody comes in", |said| said.contains("it is opened again").then_some(()));
    let taken = TcpListener::bind(("127.0.0.1", preview.port)).expect("the port is free now");
    assert!(most("1024"));
    std::thread::sleep(Duration::from_millis(1500));
    assert!(preview.child.try_wait().expect("a child can be asked").is_none(), "it waits");
    drop(taken);
    let begun = Instant::now();
    while TcpStream::connect(("127.0.0.1", preview.port)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10), "the port was not opened again: {}", preview.said());
        std::thread::sleep(Duration::from_millis(50));
    }
    preview.hub.put(RECORD, organization("Spet"));
    preview.has(PAGE, "Spet");
}

#[test]
fn where_no_port_is_free_it_says_so() {
    let Ok(_taken) = TcpListener::bind(("127.0.0.1", 65_535)) else { return };
    let run = small().run(&["serve", "--port", "65535", "--messages", "en"]);
    run.ends_with(3).says("65535");
}

#[test]
fn half_a_file_is_not_told_as_a_mistake() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let mut slowest = Duration::ZERO;
    for turn in 0..5 {
        // Closed after one half, as some editors do, and on after a moment.
        let text = organization(&format!("Stanje {turn}"));
        let begun = Instant::now();
        preview.hub.put(RECORD, &text[..text.len() / 2]);
        preview.hub.put(RECORD, "");
        preview.hub.put(RECORD, &text);
        slowest = slowest.max(begun.elapsed());
        preview.has(PAGE, &format!("Stanje {turn}"));
    }
    let said = preview.said();
    // Where so much else goes on that the test itself is slow, half of the file was there long enough to be told.
    assert!(!said.contains("error") || slowest > Duration::from_millis(50), "{slowest:?}: {said}");
    // What stays wrong is told once it is quiet for a tenth of a second.
    let begun = Instant::now();
    preview.hub.put(RECORD, "title = ");
    preview.has("/_kazipot/problems", "a.toml:1");
    assert!(begun.elapsed() >= Duration::from_millis(100), "{:?}", begun.elapsed());
}

#[test]
fn files_are_saved_in_the_ways_of_editors() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let folder = preview.hub.root().join("content/organizations");
    let at = |name: &str| folder.join(name);
    let write = |name: &str, text: &str| std::fs::write(at(name), text).expect("it can be written");
    let rename = |from: &str, to: &str| std::fs::rename(at(from), at(to)).expect("it can be renamed");
    let remove = |name: &str| std::fs::remove_file(at(name)).expect("it can go");
    // Vim: a try, the old file as a backup, a new one, the backup goes.
    write(".a.toml.swp", "swap");
    write("4913", "");
    remove("4913");
    rename("a.toml", "a.toml~");
    write("a.toml", &organization("Vim"));
    remove("a.toml~");
    preview.has(PAGE, "Vim");
    remove(".a.toml.swp");
    // Emacs: a lock, a copy of itself, in place.
    write("#a.toml#", "half");
    write("a.toml", &organization("Emacs"));
    remove("#a.toml#");
    preview.has(PAGE, "Emacs");
    // Most others: a new file takes the place of the old one.
    write("a.toml.tmp", &organization("Kate"));
    rename("a.toml.tmp", "a.toml");
    preview.has(PAGE, "Kate");
    let said = preview.said();
    for other in ["4913", "~", "#", ".swp", ".tmp"] {
        assert!(!said.contains(other), "{other}: {said}");
    }
    assert!(!said.contains("error"), "{said}");
    assert!(said.matches(" ms\n").count() >= 3, "a line for each: {said}");
}

#[test]
fn whatever_of_a_theme_breaks_the_pages_can_be_read() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let at = "themes/default/";
    let layout = Path::new(env!("CARGO_MANIFEST_DIR")).join(at).join("templates/layout.html");
    let layout = std::fs::read_to_string(layout).expect("the default theme has a layout");
    for (file, broken, code) in [
        ("templates/layout.html", "{% block %}", "K0601"),
        ("templates/layout.html", &*format!("{layout}{{{{ site.nothing.at.all }}}}"), "K0602"),
        ("templates/shared/footer.html", "{% if", "K0601"),
        ("templates/shared/footer.html", "{{ site.nothing.at.all }}", "K0602"),
        ("templates/topic.html", "{% endfor %}", "K0601"),
        ("templates/info.html", "{{ page.nothing.at.all }}", "K0602"),
        ("messages/sl.toml", "kind = [", "sl.toml:1"),
        ("theme.toml", "contract = \"x\"", "theme.toml:1"),
    ] {
        preview.hub.put(&format!("{at}{file}"), broken);
        // A page that nobody looks at tells of its mistake as well.
        preview.has("/_kazipot/problems", code);
        let page = preview.get(PAGE);
        assert!(page.status == 200 && page.body.contains("Prvo"), "{file}: {}", page.body);
        assert!(page.body.contains("</html>") && page.body.contains("kazipot-preview"), "{file}: {}", page.body);
        // A record can be mended meanwhile, and the mistake of the theme stays told.
        preview.hub.put(RECORD, organization("Prvo in novo"));
        preview.has(PAGE, "Prvo in novo");
        preview.has("/_kazipot/problems", code);
        std::fs::remove_file(preview.hub.root().join(at).join(file)).expect("it can go");
        preview.has("/_kazipot/problems", "Nothing has to be mended");
        preview.hub.put(RECORD, organization("Prvo"));
        preview.has(PAGE, "Prvo");
    }
    // The mistake of a page that is looked at is told without waiting for the others.
    preview.hub.put(&format!("{at}templates/detail.html"), "{{ page.nothing.at.all }}");
    preview.until(PAGE, |answer| answer.body.contains("1 error"));
}

#[test]
fn a_folder_with_many_files_that_comes_at_once_is_taken_in_whole() {
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let root = preview.hub.root();
    // As git does: a folder that was not there, full at once.
    for turn in 0..400 {
        let text = format!("title = \"Zdravnik {turn}\"\nsummary = \"Kaj dela.\"\ntype = \"pharmacy\"\n");
        preview.hub.put(&format!("content/health/z{turn}.toml"), text);
    }
    for turn in [0, 1, 57, 199, 398, 399] {
        preview.has(&format!("/zdravje/z{turn}/"), &format!("Zdravnik {turn}"));
    }
    preview.until("/data/records.json", |answer| answer.body.matches("Zdravnik ").count() == 400);
    std::fs::remove_dir_all(root.join("content/health")).expect("it can go");
    preview.until("/data/records.json", |answer| answer.body.matches("Zdravnik ").count() == 0);
    assert!(preview.get(PAGE).body.contains("Prvo"));
}

/// Kilobytes of memory, and open descriptors, of the program.
fn holds(preview: &Preview) -> (usize, usize) {
    let at = format!("/proc/{}", preview.child.id());
    let status = std::fs::read_to_string(format!("{at}/status")).expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it is told");
    let kilobytes = line.trim().trim_end_matches(" kB").parse().expect("it is a number");
    (kilobytes, std::fs::read_dir(format!("{at}/fd")).expect("Linux tells").count())
}

#[cfg(target_os = "linux")]
#[test]
fn connections_and_streams_are_bounded_and_memory_is_flat() {
    const CONNECTIONS: usize = 64;
    const STREAMS: usize = 32;
    let preview = Preview::start(small(), &[]);
    preview.has(PAGE, "Prvo");
    let host = format!("Host: localhost:{}\r\n", preview.port);
    let (_, before) = holds(&preview);
    let mut kilobytes = Vec::new();
    for _ in 0..4 {
        let mut held: Vec<TcpStream> = Vec::new();
        for turn in 0..150 {
            let mut one = preview.connect();
            // Idle ones, halves of requests, large answers that nobody reads, refused ones.
            let huge = format!("GET / HTTP/1.1\r\n{host}Content-Length: 99999999999\r\n\r\n");
            let text = match turn % 4 {
                0 => String::new(),
                1 => format!("GET / HTTP/1.1\r\n{host}A: {}", "a".repeat(8000)),
                2 => format!("GET /data/records.json HTTP/1.1\r\n{host}\r\n"),
                _ => huge,
            };
            let _ = one.write_all(text.as_bytes());
            held.push(one);
        }
        let streams: Vec<TcpStream> = (0..3 * STREAMS).map(|_| stream(&preview, &host)).collect();
        std::thread::sleep(Duration::from_millis(300));
        let (now, descriptors) = holds(&preview);
        kilobytes.push(now);
        // Each connection has two: one to read by, one to end it by.
        assert!(descriptors <= before + 2 * (CONNECTIONS + STREAMS) + 4, "{descriptors}, {before} before");
        let mut open = 0;
        for mut one in streams {
            one.set_read_timeout(Some(Duration::from_millis(20))).expect("a time can be set");
            let mut piece = [0; 4096];
            let ended = loop {
                match one.read(&mut piece) {
                    Ok(0) => break true,
                    Ok(_) => {}
                    Err(error) => {
                        break !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut);
                    }
                }
            };
            open += usize::from(!ended);
        }
        assert_eq!(open, STREAMS, "the newest streams are held, the others ended");
        assert_eq!(preview.get(PAGE).status, 200);
    }
    assert!(kilobytes[3] < kilobytes[0] + 8 * 1024, "memory grows: {kilobytes:?}");
}

fn stream(preview: &Preview, host: &str) -> TcpStream {
    let mut stream = preview.connect();
    let ask = format!("GET /_kazipot/events?page={PAGE}&mark=&state=1 HTTP/1.1\r\n{host}\r\n");
    stream.write_all(ask.as_bytes()).expect("it can be asked");
    let mut first = [0; 12];
    stream.read_exact(&mut first).expect("a stream begins");
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_hub_are_not_followed() {
    let outside = tempfile::tempdir().expect("the system gives a folder");
    std::fs::write(outside.path().join("secret.svg"), "<svg><!-- secret --></svg>").expect("it can be written");
    let text = "+++\ntitle = \"Prvo\"\nsummary = \"Kaj dela.\"\ntype = \"society\"\nurl = \"https://a.example\"\n+++\n\
                ![Slika](secret.svg)\n";
    let hub = Hub::new().with("content/organizations/a.md", text);
    let link = hub.root().join("content/organizations/secret.svg");
    std::os::unix::fs::symlink(outside.path().join("secret.svg"), link).expect("a link can be made");
    let preview = Preview::start(hub, &[]);
    let page = preview.get(PAGE).body;
    assert!(page.contains("Prvo") && !page.contains("/files/secret"), "{page}");
    for target in ["/files/secret.svg", "/content/organizations/secret.svg", "/organizacije/secret.svg"] {
        assert!(!preview.get(target).body.contains("<!-- secret"), "{target}");
    }
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_when_it_is_asked_for() {
    use std::os::unix::fs::PermissionsExt;
    let bin = tempfile::tempdir().expect("the system gives a folder");
    let program = bin.path().join(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    std::fs::write(&program, "#!/bin/sh\necho \"$1\" > \"$(dirname \"$0\")/opened\"\n").expect("it can be written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--today", TODAY, "--messages", "en", "--open", "--port", &(port() + 7).to_string()]);
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", bin.path().display()));
    let mut preview = Preview::run(small(), command);
    let opened = bin.path().join("opened");
    preview.wait("the browser", |_| opened.exists().then_some(()));
    preview.wait("its address", |_| {
        let text = std::fs::read_to_string(&opened).unwrap_or_default();
        text.contains("http://localhost:").then_some(())
    });
}

#[test]
fn files_open_in_the_editor_that_was_asked_for() {
    for (editor, link) in [
        ("vscodium", "href=\"vscodium://file/"),
        ("idea", "href=\"idea://open?file=/"),
        ("emacs://open?at=%path&amp=%line", "href=\"emacs://open?at=/"),
        ("none", "<code>content/organizations/a.toml</code>"),
    ] {
        let preview = Preview::start(small(), &["--editor", editor]);
        preview.until(PAGE, |answer| answer.body.contains(link));
        assert!(editor != "none" || !preview.get(PAGE).body.contains("class=\"edit\""), "no link was asked for");
    }
    small().run(&["serve", "--editor", "notepad", "--messages", "en"]).ends_with(2).says("vscode, vscodium");
    small().run(&["serve", "--editor", "javascript:alert('%path')", "--messages", "en"]).ends_with(2);
}

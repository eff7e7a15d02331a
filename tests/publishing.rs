//! The recipes of PUBLISHING.md, run as they stand there.

#![cfg(unix)]

mod kit;

use std::path::Path;
use std::process::{Command, Output};

use kit::Hub;

/// The first block of PUBLISHING.md in a language.
fn block(language: &str) -> String {
    let text = include_str!("../PUBLISHING.md");
    let (_, after) = text.split_once(&format!("\n```{language}\n")).expect("there is such a block");
    after.split_once("\n```\n").expect("it ends").0.to_owned() + "\n"
}

fn sh(script: &str, arguments: &[&str], folder: &Path, variables: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_kazipot")).parent().expect("it lies in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command
        .args(["-c", script, "sh"])
        .args(arguments)
        .current_dir(folder)
        .env("PATH", path)
        .envs(variables.iter().copied());
    command.output().expect("sh runs")
}

fn git(hub: &Hub, arguments: &[&str]) {
    let identity = ["-c", "user.name=Ana", "-c", "user.email=ana@library.example", "-c", "init.defaultBranch=main"];
    let status = Command::new("git").args(identity).args(arguments).current_dir(hub.root()).output().expect("git runs");
    assert!(status.status.success(), "{arguments:?}: {status:?}");
}

/// Whether `date` understands `-d`, as GNU's does.
fn reads_dates() -> bool {
    Command::new("date").args(["-d", "@0", "+%s"]).output().is_ok_and(|said| said.status.success())
}

#[test]
fn a_hub_is_built_again_when_its_records_change_and_when_its_site_would_be_wrong() {
    if !reads_dates() {
        eprintln!("skipped: date has no -d here");
        return;
    }
    let hub = Hub::new().with("content/organizations/zbor.toml", kit::organization("expires_on = 2199-12-31\n"));
    hub.put(".gitignore", "public\n.kazipot\n");
    git(&hub, &["init", "--quiet"]);
    git(&hub, &["add", "."]);
    git(&hub, &["commit", "--quiet", "-m", "zapisi"]);
    let root = hub.root();
    let place = root.to_str().expect("a path of the test");
    let page = root.join("public/organizacije/zbor/index.html");
    let rebuild = || {
        let run = sh(&block("sh"), &[place], Path::new("/"), &[]);
        assert!(run.status.success(), "{run:?}");
        let is_built = page.exists();
        // Whoever takes a page away sees whether it is made again.
        let _ = std::fs::remove_file(&page);
        is_built
    };
    assert!(rebuild(), "the first call builds");
    let mark = hub.text(".git/kazipot-next");
    assert_eq!(mark.split_whitespace().last(), Some("7258114800"), "1 January 2200 in Ljubljana: {mark}");
    assert!(!rebuild(), "nothing has changed");
    hub.put(".git/kazipot-next", mark.replace("7258114800", "1700000000"));
    assert!(rebuild(), "the moment has come");
    assert!(!rebuild(), "it was remembered anew");
    hub.put("content/organizations/zbor.toml", kit::organization("founded = 1990\n"));
    git(&hub, &["commit", "--quiet", "-am", "leto"]);
    assert!(rebuild(), "a record has changed");
    assert_eq!(hub.text(".git/kazipot-next").split_whitespace().last(), Some("9999999999"), "nothing is to change");
}

/// The step of the workflow that decides, with a site of files instead of one on the internet.
#[test]
fn the_workflow_looks_whether_the_moment_has_come() {
    let has = |name: &str| Command::new(name).arg("--version").output().is_ok_and(|said| said.status.success());
    if !reads_dates() || !has("curl") || !has("jq") {
        eprintln!("skipped: curl, jq or GNU date is not here");
        return;
    }
    let yaml = block("yaml");
    let (_, after) = yaml.split_once("        run: |\n").expect("the step has a script");
    let script: String =
        after.lines().map_while(|line| Some(line.strip_prefix("          ")?.to_owned() + "\n")).collect();
    let folder = tempfile::tempdir().expect("the system gives a folder");
    let (out, site) = (folder.path().join("out"), format!("file://{}", folder.path().display()));
    let look = |event: &str, told: Option<&str>| {
        let file = folder.path().join("next-change.json");
        match told {
            Some(json) => std::fs::write(file, json).expect("it can be written"),
            None => drop(std::fs::remove_file(file)),
        }
        let _ = std::fs::remove_file(&out);
        let variables = [("SITE", site.as_str()), ("EVENT", event), ("GITHUB_OUTPUT", out.to_str().expect("a path"))];
        let run = sh(&format!("set -e\n{script}"), &[], folder.path(), &variables);
        assert!(run.status.success(), "{run:?}");
        std::fs::read_to_string(&out).expect("it says something")
    };
    let at = |at: &str| format!(r#"{{"without_script":{{"at":"{at}","why":[]}},"with_script":null}}"#);
    let (past, future) = (at("2026-01-01T00:00:00+01:00"), at("2999-01-01T00:00:00+01:00"));
    assert_eq!(look("schedule", Some(&past)), "build=yes\n");
    assert_eq!(look("schedule", Some(&future)), "build=no\n");
    assert_eq!(look("push", Some(&future)), "build=yes\n");
    assert_eq!(look("schedule", Some(r#"{"without_script":null,"with_script":null}"#)), "build=no\n");
    assert_eq!(look("schedule", None), "build=yes\n");
    assert_eq!(look("schedule", Some("<html>404</html>")), "build=yes\n");
}

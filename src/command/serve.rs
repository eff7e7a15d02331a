//! `kazipot serve`: the preview. Save, and it is there.

use std::sync::Arc;

use clap::Arg;

use super::{Call, Command, Exit, Failure, options};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Fact, Severity};
use crate::hub::Drafts;
use crate::serve::{self, Editor, Network, Options, Polls, Problems, Said, Voice};
use crate::ui::{Notes, Ui};
use crate::world::World;

pub(super) struct Serve;

/// The port that is tried first: the letters of »kaži« on a telephone.
const PORT: &str = "5294";

impl Command for Serve {
    fn name(&self) -> &'static str {
        "serve"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.{name}")))
        };
        vec![
            option("port", "PORT").value_parser(clap::value_parser!(u16)).default_value(PORT).hide_default_value(true),
            options::flag(words, "open"),
            options::flag(words, "drafts"),
            options::flag(words, "lan"),
            option("editor", "EDITOR"),
        ]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let root = call.root()?;
        let port = call.matches.try_get_one::<u16>("port").ok().flatten().copied().unwrap_or_default();
        let (drafts, lan) = (call.flag("drafts"), call.flag("lan"));
        if drafts && lan {
            return Err(Failure::usage("usage.drafts-in-network"));
        }
        let asked = call.text("editor").map(str::to_owned).or_else(|| std::env::var("KAZIPOT_EDITOR").ok());
        let asked = asked.unwrap_or_else(|| "vscode".to_owned());
        let Some(editor) = Editor::named(&asked, root.clone()) else {
            let failure = Failure::usage("usage.editor").with("found", asked);
            return Err(failure.with("known", Editor::names().join(", ")));
        };
        let days = (call.matches.clone(), root.clone());
        // A day that makes no sense is told now, not at midnight.
        let first = call.today(&root)?;
        let asked = Options {
            root,
            port,
            drafts: if drafts { Drafts::Shown } else { Drafts::Hidden },
            network: if lan { Network::Open } else { Network::Closed },
            words: call.ui.words(),
            editor,
            today: Box::new(move || options::today(&days.0, &days.1).unwrap_or(first)),
        };
        let ui = Ui::new(call.ui.lang(), options::format(call.matches));
        let voice = Arc::new(Spoken { ui, open: call.flag("open") });
        match serve::serve(asked, voice) {
            Ok(never) => match never {},
            Err(failure) => Err(told(failure)),
        }
    }
}

fn told(failure: serve::Failure) -> Failure {
    match failure {
        serve::Failure::NoPort(port, error) => {
            Failure::environment("error.no-port").with("port", port.to_string()).with("reason", error.to_string())
        }
        serve::Failure::Connections(error) => Failure::environment("error.no-server").with("reason", error.to_string()),
    }
}

/// Says in the terminal what the preview says.
struct Spoken {
    ui: Ui,
    open: bool,
}

impl Voice for Spoken {
    fn say(&self, said: &Said<'_>) {
        let ui = &self.ui;
        match said {
            Said::Started { address, taken, name, records, problems, took } => {
                if let Some(port) = taken {
                    ui.say("serve.port-taken", &[("port", port.to_string().into())]);
                }
                let name = name.clone().unwrap_or_else(|| "–".to_owned());
                let took = format!("{:.1}", took.as_secs_f64());
                let facts = [("name", name.into()), ("n", Fact::from(*records)), ("seconds", took.into())];
                ui.say("serve.started", &facts);
                self.count(problems);
                ui.say("serve.address", &[("address", address.clone().into())]);
                ui.say("serve.how", &[]);
                if self.open {
                    open(address);
                }
            }
            Said::Rebuilt { changed, records, refreshed, problems, took } => {
                let words = ui.words();
                let facts = [
                    ("what", self.first(changed, ["serve.day", "serve.one", "serve.several"]).into()),
                    ("records", words.say("serve.records", &[("n", Fact::from(*records))]).into()),
                    (
                        "pages",
                        self.first(refreshed, ["serve.no-page", "serve.refreshed", "serve.refreshed-more"]).into(),
                    ),
                    ("ms", Fact::Text(took.as_millis().to_string())),
                ];
                ui.say("serve.rebuilt", &facts);
                self.count(problems);
            }
            Said::Polling(why) => ui.say(
                match why {
                    Polls::Remote => "serve.polls-remote",
                    Polls::Exhausted => "serve.polls-exhausted",
                    Polls::Refused => "serve.polls-refused",
                },
                &[],
            ),
            Said::Gone(folder) => ui.say("serve.gone", &[("folder", (*folder).into())]),
            Said::Listening(reason) => ui.say("serve.listening", &[("reason", reason.clone().into())]),
            Said::NoNetwork => ui.say("serve.no-network", &[]),
            Said::Invited(invitation) => {
                ui.line(&invitation.code);
                ui.say("serve.invited", &[("address", invitation.address.clone().into())]);
            }
        }
    }

    fn problems(&self, world: &dyn World, found: &[Diagnostic]) {
        let loud: Vec<Diagnostic> = found.iter().filter(|one| one.severity != Severity::Note).cloned().collect();
        self.ui.diagnostics(world, &loud, Notes::Shown);
    }
}

impl Spoken {
    /// The first of several things and how many more there are, in one of three messages: for none, one, several.
    fn first(&self, all: &[String], [none, one, several]: [&str; 3]) -> String {
        let words = self.ui.words();
        match all {
            [] => words.text(none),
            [first] => words.say(one, &[("first", first.as_str().into())]),
            [first, rest @ ..] => {
                words.say(several, &[("first", first.as_str().into()), ("n", Fact::from(rest.len()))])
            }
        }
    }

    fn count(&self, problems: &Problems) {
        if !problems.is_fine() {
            self.ui.say("serve.errors", &[("n", Fact::from(problems.errors))]);
        }
    }
}

/// Opens an address in the browser; where that is not possible, the address stands on the screen.
fn open(address: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = if cfg!(windows) {
        let mut command = std::process::Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        std::process::Command::new(program)
    };
    let quiet = std::process::Stdio::null;
    if let Ok(mut child) = command.arg(address).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn() {
        std::thread::spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn an_editor_is_known_by_name_or_by_the_form_of_its_addresses() {
        let named = |name: &str| Editor::named(name, Path::new("/hub").to_path_buf()).is_some();
        assert!(named("vscode") && named("none") && named("emacs://open?file=%path"));
        assert!(!named("notepad") && !named("javascript:alert('%path')"));
    }
}

//! The call itself: help in the reader's language, and what was wrong with a call that made no sense.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction};

use super::{COMMANDS, Command, Exit, options};
use crate::catalogue::Catalogue;
use crate::diagnostic::Fact;
use crate::language::Lang;
use crate::ui::{Format, Ui, out};

/// The whole command line as clap knows it.
pub(super) fn app(words: &Catalogue) -> clap::Command {
    let mut app = clap::Command::new("kazipot")
        .version(env!("CARGO_PKG_VERSION"))
        .about(words.text("command.kazipot"))
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(words.text("ui.commands"))
        .subcommand_value_name(words.text("ui.command"))
        .help_template(template(words))
        .next_help_heading(words.text("ui.options"))
        .args(options::shared(words))
        .arg(help(words).global(true))
        .arg(
            Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help(words.text("option.version")),
        );
    app = app.override_usage(format!(
        "kazipot [{}] [{}]",
        words.text("ui.command"),
        words.text("ui.options").to_lowercase()
    ));
    for command in COMMANDS {
        let inner = clap::Command::new(command.name())
            .about(words.text(&format!("command.{}", command.name())))
            .after_help(words.try_say(&format!("command-more.{}", command.name()), &[]).unwrap_or_default())
            .disable_help_flag(true)
            .help_template(template(words))
            .override_usage(usage(*command, words))
            .next_help_heading(words.text("ui.options"))
            .args(
                command
                    .arguments(words)
                    .into_iter()
                    .enumerate()
                    .map(|(turn, argument)| heading(argument, words).display_order(turn)),
            );
        app = app.subcommand(inner);
    }
    app
}

/// `kazipot new KIND ID [options]`.
fn usage(command: &dyn Command, words: &Catalogue) -> String {
    let mut parts = vec!["kazipot".to_owned(), command.name().to_owned()];
    for argument in command.arguments(words).iter().filter(|argument| argument.is_positional()) {
        let name =
            argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string).unwrap_or_default();
        parts.push(if argument.is_required_set() { name } else { format!("[{name}]") });
    }
    parts.push(format!("[{}]", words.text("ui.options").to_lowercase()));
    parts.join(" ")
}

fn heading(argument: Arg, words: &Catalogue) -> Arg {
    if argument.is_positional() { argument.help_heading(words.text("ui.arguments")) } else { argument }
}

fn help(words: &Catalogue) -> Arg {
    Arg::new("help").long("help").short('h').action(ArgAction::Help).help(words.text("option.help"))
}

fn template(words: &Catalogue) -> String {
    format!("{{about}}\n\n{}: {{usage}}\n\n{{all-args}}{{after-help}}\n", words.text("ui.usage"))
}

/// Says what was wrong with the call, or shows the help that was asked for.
pub(super) fn explain(error: &clap::Error, words: &Catalogue, lang: Lang) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        out(&error.render().to_string());
        return Exit::Fine;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let near = text(ContextKind::SuggestedArg)
        .or_else(|| text(ContextKind::SuggestedSubcommand))
        .or_else(|| text(ContextKind::SuggestedValue));
    let (path, found) = match error.kind() {
        ErrorKind::UnknownArgument => ("usage.unknown-argument", text(ContextKind::InvalidArg)),
        ErrorKind::InvalidSubcommand => ("usage.unknown-command", text(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match text(ContextKind::InvalidValue) {
            Some(value) if !value.is_empty() => ("usage.bad-value", Some(value)),
            _ => ("usage.no-value", text(ContextKind::InvalidArg)),
        },
        ErrorKind::MissingRequiredArgument => ("usage.missing", text(ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict => ("usage.conflict", text(ContextKind::InvalidArg)),
        _ => ("usage.other", None),
    };
    let mut facts: Vec<(&'static str, Fact)> = Vec::new();
    facts.extend(found.map(|found| ("found", Fact::Text(found))));
    facts.extend(text(ContextKind::InvalidArg).map(|argument| ("argument", Fact::Text(argument))));
    let known = text(ContextKind::ValidValue).or_else(|| {
        let names = COMMANDS.iter().map(|command| command.name()).collect::<Vec<_>>().join(", ");
        (error.kind() == ErrorKind::InvalidSubcommand).then_some(names)
    });
    facts.extend(known.map(|known| ("known", Fact::Text(known))));
    let ui = Ui::new(lang, Format::Human);
    ui.fail(path, &facts);
    if let Some(near) = near {
        ui.hint(&words.say("usage.near", &[("suggestion", Fact::Text(near))]));
    }
    ui.hint(&words.text("usage.see-help"));
    Exit::Usage
}

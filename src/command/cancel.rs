//! `kazipot cancel ID`: an event, or one date of it, will not be. Its page stays and says so.

use clap::Arg;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Call, Command, Exit, Failure, records};
use crate::catalogue::Catalogue;
use crate::edit::Wish;
use crate::hub::Hub;
use crate::parse::Entry;
use crate::record::Event;
use crate::record::event::{Changed, Status};
use crate::time::{Range, recurrence};
use crate::value::date;

pub(super) struct Cancel;

/// How far around a date that is none of an event its own are looked for, in years.
const NEAR: i64 = 1;

impl Command for Cancel {
    fn name(&self) -> &'static str {
        "cancel"
    }

    fn arguments(&self, words: &Catalogue) -> Vec<Arg> {
        let option = |name: &'static str, value: &'static str| {
            Arg::new(name).long(name).value_name(value).help(words.text(&format!("option.{name}")))
        };
        let id = Arg::new("record").value_name("ID").required(true).help(words.text("option.record"));
        vec![id, option("only", "DATE"), option("note", "TEXT")]
    }

    fn run(&self, call: &Call<'_>) -> Result<Exit, Failure> {
        let only = call.text("only").map(read_date).transpose()?;
        let (world, site) = match records::open(call)? {
            Ok(opened) => opened,
            Err(exit) => return Ok(exit),
        };
        let hub = site.hub();
        let asked = call.text("record").unwrap_or_default();
        let entry = hub.entry(records::find(&world, hub, asked, Some("event"))?);
        let Some(event) = entry.record.as_any().downcast_ref::<Event>() else {
            return Err(Failure::usage("usage.no-event").with("found", entry.full_id()));
        };
        let note = call.text("note").map(str::trim).filter(|note| !note.is_empty());
        let title = entry.envelope.title.get(entry.envelope.lang.unwrap_or(hub.config.languages.first()));
        let title = title.unwrap_or(&entry.id).to_owned();
        if event.state() == Status::Cancelled {
            call.ui.say("cancel.already", &[("title", title.into()), ("id", (&*entry.id).into())]);
            return Ok(Exit::Fine);
        }
        let changed = only.and_then(|only| event.changed.iter().find(|changed| changed.date == only));
        if let Some(only) = only {
            is_date_of(hub, event, only)?;
            if changed.is_some_and(Changed::is_cancelled) {
                call.ui.say("cancel.already-date", &[("title", title.into()), ("date", only.to_string().into())]);
                return Ok(Exit::Fine);
            }
        }
        let mut wishes = match only {
            None => whole(entry, note)?,
            Some(only) => one_date(only, changed, note)?,
        };
        wishes.extend(records::updated(entry, hub.today));
        let sequence = i64::from(event.sequence.unwrap_or(0)) + 1;
        wishes.push(Wish::Key("sequence", sequence.into(), &["updated", "added", "title"]));
        let amendment = records::amendment(&world, &entry.file, &wishes)?;
        match only {
            None => call.ui.say("cancel.done", &[("title", title.into())]),
            Some(only) => {
                call.ui.say("cancel.done-date", &[("title", title.into()), ("date", only.to_string().into())]);
            }
        }
        records::write(call, &[amendment])?;
        call.ui.say("edit.next", &[]);
        Ok(Exit::Fine)
    }
}

fn read_date(text: &str) -> Result<Date, Failure> {
    date::date(text).map_err(|wrong| {
        let failure = Failure::usage("usage.today").with("found", text);
        match wrong.suggestion {
            Some(near) => failure.with("suggestion", near),
            None => failure,
        }
    })
}

/// What a whole event says when it will not be.
fn whole(entry: &Entry, note: Option<&str>) -> Result<Vec<Wish>, Failure> {
    let mut wishes = vec![Wish::Key("status", "cancelled".into(), &["type", "summary", "title"])];
    if let Some(note) = note {
        if entry.envelope.alert.is_some() {
            return Err(Failure::usage("usage.alert-there").with("path", &*entry.file));
        }
        wishes.push(Wish::Key("alert", note.into(), &["status"]));
    }
    Ok(wishes)
}

/// What an event says when one of its dates will not be.
fn one_date(only: Date, changed: Option<&Changed>, note: Option<&str>) -> Result<Vec<Wish>, Failure> {
    let status = ("status", "cancelled".into());
    let note = note.map(|note| ("note", note.into()));
    let date = ("date", records::day(only));
    if changed.is_none() {
        let pairs = [date, status].into_iter().chain(note).collect();
        return Ok(vec![Wish::Added("changed", pairs)]);
    }
    let pairs = note.into_iter().chain([status]);
    Ok(pairs.map(|pair| Wish::Amended("changed", vec![date.clone(), pair])).collect())
}

/// Refuses a date on which the event is not, and names those nearby on which it is.
fn is_date_of(hub: &Hub, event: &Event, only: Date) -> Result<(), Failure> {
    let around = Range { first: only.saturating_sub(NEAR.years()), last: only.saturating_add(NEAR.years()) };
    let found = recurrence::within(event, hub.days_off(), around);
    if found.iter().any(|one| one.date == only) {
        return Ok(());
    }
    let mut near: Vec<Date> = found.iter().map(|one| one.date).collect();
    near.sort_by_key(|date| (only - *date).get_days().abs());
    near.truncate(3);
    near.sort_unstable();
    let failure = Failure::usage("usage.no-date-of-event").with("found", only.to_string());
    if near.is_empty() {
        return Err(failure);
    }
    Err(failure.with("known", near.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")))
}

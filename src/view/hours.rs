//! Opening hours: the table of a group, and the same in one line.
//!
//! The first group of a section is a table of seven days, so that a reader finds today in it. Of further
//! groups equal days stand in one row: five tables of seven rows are nobody's answer.

use super::model::{Block, FactRow, HoursRow, Line, Span};
use super::now::{PAGE_LIVES, groups_of, place_of};
use super::speak::{JOINER, Speaker, plain};
use crate::declare::Label;
use crate::record::Hours;
use crate::time::Range;
use crate::time::hours::{Because, Plan, Timetable};
use crate::value::holidays::Name;
use crate::value::hours::{Days, Holidays};
use crate::value::weekday::Weekday;

impl Speaker<'_> {
    /// The table of a group of hours among those that stand together.
    pub(super) fn hours(&self, groups: &[Hours], at: usize) -> Block {
        let hours = &groups[at];
        let tables = groups_of(groups, self.hub.days_off());
        let mut rows = Vec::new();
        let mut notes = Vec::new();
        match &hours.days {
            Days::Week(week) if !week.is_empty() => {
                rows.extend(Weekday::ALL.iter().map(|day| self.day_row(*day, &week.day(*day).collect::<Vec<_>>())));
                let same = |row: &HoursRow| row.spans.iter().map(|span| span.text.clone()).collect::<Vec<_>>();
                if rows.iter().all(|row| same(row) == same(&rows[0])) {
                    rows = self.together(rows);
                }
            }
            Days::Nth { .. } => notes.push(vec![plain(&self.week(hours))]),
            Days::Week(_) => {}
        }
        rows.extend(self.dated(&tables, hours));
        notes.extend(self.hours_notes(hours));
        let live = self.live_table(&tables, hours);
        Block::Hours { caption: self.hours_caption(hours), kind: hours.kind.code(), notes, rows, live }
    }

    /// A group of hours as a label and lines: the days and times, the dates that are otherwise, the rest.
    pub(super) fn hours_line(&self, groups: &[Hours], at: usize) -> FactRow {
        let hours = &groups[at];
        let tables = groups_of(groups, self.hub.days_off());
        let mut lines: Vec<Line> = vec![vec![plain(&self.week(hours))]];
        for row in self.dated(&tables, hours) {
            let times: Vec<&str> = row.spans.iter().map(|span| &*span.text).collect();
            let times = match (row.closed, row.unknown) {
                (true, _) => self.key("hours.closed"),
                (_, true) => self.key("hours.unknown"),
                _ => times.join(", "),
            };
            lines.push(vec![plain(&format!("{}: {times}", row.label))]);
        }
        lines.extend(self.hours_notes(hours));
        lines.retain(|line| line.iter().any(|inline| !inline.text.is_empty()));
        let unknown = lines.is_empty();
        if unknown {
            lines.push(self.line(&crate::record::Say::Unknown));
        }
        let live = self.live_table(&tables, hours);
        FactRow { label: self.hours_caption(hours), lines, unknown, live }
    }

    fn hours_caption(&self, hours: &Hours) -> String {
        let caption = hours.label.as_ref().map(|label| self.plain_words(label));
        caption.unwrap_or_else(|| self.key(&format!("hours-kind.{}", hours.kind.code())))
    }

    /// What holds for the whole group.
    fn hours_notes(&self, hours: &Hours) -> Vec<Line> {
        let mut notes = Vec::new();
        if hours.by_appointment {
            notes.push(self.key("hours.by-appointment"));
        }
        if let Some(season) = hours.season {
            let day = |day: crate::value::date::MonthDay| {
                self.with("hours.day-month", &[("day", &day.day.to_string()), ("month", &day.month.to_string())])
            };
            notes.push(self.with("hours.season", &[("from", &day(season.from)), ("to", &day(season.to))]));
        }
        if let Some(every) = hours.every {
            let date = self.language().short_date(every.from);
            notes.push(self.every_weeks(usize::from(every.weeks), &date));
        }
        notes.push(self.holidays(&hours.holidays));
        let mut lines: Vec<Line> = notes.iter().filter(|note| !note.is_empty()).map(|note| vec![plain(note)]).collect();
        lines.extend(hours.note.as_ref().map(|note| self.line(&crate::record::Say::Words(note))));
        lines
    }

    fn every_weeks(&self, weeks: usize, date: &str) -> String {
        let find = |slot: &str| match slot {
            "n" => Some(crate::catalogue::Filling::Number(i64::try_from(weeks).unwrap_or(i64::MAX))),
            "date" => Some(crate::catalogue::Filling::Text(date.to_owned())),
            _ => None,
        };
        self.messages.say("hours.every-weeks", &find)
    }

    fn spans(&self, spans: &[crate::value::clock::Span]) -> Vec<Span> {
        // In a narrow column a span may break after its dash.
        let text = |span| self.span(span).replace(JOINER, "");
        spans.iter().map(|span| Span { text: text(*span), spoken: self.spoken(*span) }).collect()
    }

    fn day_row(&self, day: Weekday, spans: &[crate::value::clock::Span]) -> HoursRow {
        HoursRow {
            day: Some(day.index() as u8 + 1),
            label: self.key(&format!("weekday.{}", day.code())),
            closed: spans.is_empty(),
            unknown: false,
            spans: self.spans(spans),
            note: None,
            date: None,
            until: None,
        }
    }

    /// The dated rows of the next weeks: exceptions and work-free days on which it is otherwise than on such a
    /// weekday. Dates that follow each other and are alike stand in one row.
    fn dated(&self, tables: &[Timetable<'_, Label>], hours: &Hours) -> Vec<HoursRow> {
        let Some((table, at)) = place_of(tables, hours) else { return Vec::new() };
        let next = Range::days(self.hub.today, PAGE_LIVES);
        // A date on which no group is in force is told with the first.
        let otherwise = next.iter().filter(|date| !table.is_usual(*date));
        let own = otherwise.filter(|date| table.in_force(*date).unwrap_or(0) == at);
        let mut alike: Vec<(Range, Plan, Option<String>)> = Vec::new();
        for date in own {
            let day = table.day(date);
            let why = match day.because {
                Because::Usual => continue,
                Because::Exception(why) => why.map(|why| self.plain_words(why)),
                Because::Holiday(_) if table.week_day(date) == day.plan => continue,
                Because::Holiday(name) => Some(self.holiday_name(name)),
            };
            match alike.last_mut() {
                Some((dates, plan, reason))
                    if *plan == day.plan && *reason == why && dates.last.tomorrow().ok() == Some(date) =>
                {
                    dates.last = date;
                }
                _ => alike.push((Range::day(date), day.plan, why)),
            }
        }
        alike.into_iter().map(|(dates, plan, why)| self.dated_hours(dates, &plan, why.as_deref())).collect()
    }

    fn dated_hours(&self, dates: Range, plan: &Plan, why: Option<&str>) -> HoursRow {
        let language = self.language();
        let label = if dates.first == dates.last {
            let (weekday, date) = (language.weekday(dates.first), language.short_date(dates.first));
            let key = if why.is_some() { "hours.exception-why" } else { "hours.exception" };
            let why = why.unwrap_or_default();
            self.with(key, &[("weekday", &weekday), ("date", &date), ("why", why)])
        } else {
            let (from, to) = (language.short_date(dates.first), language.short_date(dates.last));
            let key = if why.is_some() { "hours.exceptions-why" } else { "hours.exceptions-from-to" };
            let why = why.unwrap_or_default();
            self.with(key, &[("from", &from), ("to", &to), ("why", why)])
        };
        let spans = if let Plan::Spans(spans) = plan { self.spans(spans) } else { Vec::new() };
        HoursRow {
            day: None,
            label,
            closed: matches!(plan, Plan::Spans(spans) if spans.is_empty()),
            unknown: !matches!(plan, Plan::Spans(_)),
            spans,
            note: None,
            date: Some(crate::time::code::date(dates.first).to_string()),
            until: Some(crate::time::code::date(dates.last).to_string()).filter(|_| dates.last > dates.first),
        }
    }

    /// What a work-free day is called.
    fn holiday_name(&self, name: Name) -> String {
        match name {
            Name::Known(key) => self.key(&format!("holiday.{key}")),
            Name::Added(nth) => {
                self.hub.tables.added_days.get(nth).map_or(String::new(), |day| self.plain_words(&day.name))
            }
        }
    }

    fn holidays(&self, holidays: &Holidays) -> String {
        match holidays {
            Holidays::Unknown => self.key("hours.holidays-unknown"),
            Holidays::Closed => self.key("hours.holidays-closed"),
            Holidays::Open => self.key("hours.holidays-open"),
            Holidays::AsSunday => self.key("hours.holidays-as-sunday"),
            Holidays::Spans(spans) => {
                let times: Vec<String> = spans.iter().map(|span| self.span(*span)).collect();
                self.with("hours.holidays-times", &[("times", &self.listed(&times))])
            }
        }
    }

    /// Days with the same times in one row: `od ponedeljka do petka`, `torek in četrtek`.
    fn together(&self, rows: Vec<HoursRow>) -> Vec<HoursRow> {
        let times = |row: &HoursRow| row.spans.iter().map(|span| span.text.clone()).collect::<Vec<_>>();
        let mut same: Vec<Vec<HoursRow>> = Vec::new();
        for row in rows {
            let known = same.iter_mut().find(|known| row.day.is_some() && times(&known[0]) == times(&row));
            match known.filter(|known| known[0].day.is_some()) {
                Some(known) => known.push(row),
                None => same.push(vec![row]),
            }
        }
        same.into_iter().map(|rows| self.one_row(rows)).collect()
    }

    fn one_row(&self, mut rows: Vec<HoursRow>) -> HoursRow {
        let follows = |a: &HoursRow, b: &HoursRow| a.day.zip(b.day).is_some_and(|(a, b)| a + 1 == b);
        let labels: Vec<String> = rows.chunk_by(follows).flat_map(|run| self.run_labels(run)).collect();
        let label = self.listed(&labels);
        let day = if rows.len() == 1 { rows[0].day } else { None };
        HoursRow { label, day, ..rows.swap_remove(0) }
    }

    /// Three days and more that follow each other are a span.
    fn run_labels(&self, run: &[HoursRow]) -> Vec<String> {
        let code =
            |row: &HoursRow| row.day.and_then(|day| Weekday::ALL.get(usize::from(day) - 1)).map(|day| day.code());
        match (run.first().and_then(code), run.last().and_then(code)) {
            (Some(_), Some(_)) if run.len() == Weekday::ALL.len() => vec![self.key("repeat.daily")],
            (Some(from), Some(to)) if run.len() > 2 => {
                let (from, to) = (format!("weekday-from.{from}"), format!("weekday-to.{to}"));
                vec![self.with("range.weekdays", &[("from", &self.key(&from)), ("to", &self.key(&to))])]
            }
            _ => run.iter().map(|row| row.label.clone()).collect(),
        }
    }
}

/// Puts equal days together in all tables of a section but the first.
pub(super) fn shorten(blocks: &mut [Block], speaker: &Speaker<'_>) {
    let tables = blocks.iter_mut().filter_map(|block| match block {
        Block::Hours { rows, .. } => Some(rows),
        _ => None,
    });
    for rows in tables.skip(1) {
        *rows = speaker.together(std::mem::take(rows));
    }
}

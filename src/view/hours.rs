//! Opening hours: the table of a group, and the same in one line.
//!
//! The first group of a section is a table of seven days, so that a reader finds today in it. Of further
//! groups equal days stand in one row: five tables of seven rows are nobody's answer.

use super::model::{Block, FactRow, HoursRow, Line, Span};
use super::speak::{JOINER, Speaker, plain};
use crate::record::Hours;
use crate::value::hours::{Days, Holidays};
use crate::value::weekday::Weekday;

/// How many exceptions ahead a table of hours shows, in days (look: the next five weeks).
const EXCEPTION_DAYS: i32 = 35;

impl Speaker<'_> {
    /// The table of a group of hours.
    pub(super) fn hours(&self, hours: &Hours) -> Block {
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
        rows.extend(self.exceptions(hours));
        notes.extend(self.hours_notes(hours));
        Block::Hours { caption: self.hours_caption(hours), kind: hours.kind.code(), notes, rows }
    }

    /// A group of hours as a label and lines: the days and times, the dates that are otherwise, the rest.
    pub(super) fn hours_line(&self, hours: &Hours) -> FactRow {
        let mut lines: Vec<Line> = vec![vec![plain(&self.week(hours))]];
        for row in self.exceptions(hours) {
            let times: Vec<&str> = row.spans.iter().map(|span| &*span.text).collect();
            let times = if row.closed { self.key("hours.closed") } else { times.join(", ") };
            let why = row.note.map(|why| format!(" ({why})")).unwrap_or_default();
            lines.push(vec![plain(&format!("{}: {times}{why}", row.label))]);
        }
        lines.extend(self.hours_notes(hours));
        lines.retain(|line| line.iter().any(|inline| !inline.text.is_empty()));
        let unknown = lines.is_empty();
        if unknown {
            lines.push(self.line(&crate::record::Say::Unknown));
        }
        FactRow { label: self.hours_caption(hours), lines, unknown }
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
        }
    }

    /// The dated rows of the next weeks.
    fn exceptions(&self, hours: &Hours) -> Vec<HoursRow> {
        let today = self.hub.today;
        let mut rows = Vec::new();
        for exception in &hours.exceptions {
            for date in exception.on.iter().flat_map(|dates| dates.iter().take(366)) {
                let ahead = (date - today).get_days();
                if !(0..=EXCEPTION_DAYS).contains(&ahead) {
                    continue;
                }
                let weekday = self.language().weekday(date);
                let label =
                    self.with("hours.exception", &[("weekday", &weekday), ("date", &self.language().short_date(date))]);
                let why = exception.why.as_ref().map(|why| self.plain_words(why));
                let closed = exception.open.is_empty();
                let spans = self.spans(&exception.open);
                let date_text = Some(date.to_string());
                rows.push((
                    date,
                    HoursRow { day: None, label, closed, unknown: false, spans, note: why, date: date_text },
                ));
            }
        }
        rows.sort_by_key(|(date, _)| *date);
        rows.into_iter().map(|(_, row)| row).collect()
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

//! The table of `wiredrift inspect`: a line for each exchange, under the name of its file.
//!
//! Rows come in one by one, lines go out in lots whose columns are lined up, so a capture of any length
//! takes the memory of one lot.

use std::io;

use super::ink::{Ink, List, Paint, columns};
use super::summary::{self, INDENT, LINES};
use super::{write_lines, write_unchecked};
use crate::report::Style;
use crate::report::inspection::{Row, RowBody};
use crate::severity::Severity;
use crate::summary::Report;
use crate::text::numbers::{counted, grouped};

/// Rows that are lined up with one another.
const LOT: usize = 500;

/// Columns of a path at least, however narrow the terminal is.
const NARROWEST: usize = 16;

/// Columns of a path at most where nothing is narrow.
const WIDEST: usize = 200;

const HEADINGS: [&str; 9] = [
    "#",
    "place",
    "method",
    "path",
    "status",
    "bytes",
    "encoding",
    "operation",
    "checked as",
];

/// The columns by their place in [`HEADINGS`].
const NUMBER: usize = 0;
const PATH: usize = 3;
const SIZE: usize = 5;
const OPERATION: usize = 7;
const VERDICT: usize = 8;

/// Stands where there is nothing to say.
const NOTHING: &str = "-";

/// The table in the making.
pub struct Table<'o> {
    ink: Ink,
    /// Columns of the terminal; `None` where nothing needs to fit.
    width: Option<usize>,
    /// Whether the operations have a column.
    operations: Operations,
    out: &'o mut dyn io::Write,
    /// The file whose rows are being written.
    file: Option<String>,
    rows: Vec<Cells>,
    widths: [usize; HEADINGS.len()],
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("file", &self.file)
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

/// Whether the operations of a table's exchanges are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operations {
    /// They are not: method and path say as much.
    Left,
    /// They are.
    Told,
}

#[derive(Debug)]
struct Cells {
    texts: [String; HEADINGS.len()],
    is_checked: bool,
}

impl<'o> Table<'o> {
    /// An empty table. `width` is that of the terminal, where there is one.
    pub fn new(
        style: &Style,
        width: Option<usize>,
        operations: Operations,
        out: &'o mut dyn io::Write,
    ) -> Self {
        Self {
            ink: Ink::new(style),
            width,
            operations,
            out,
            file: None,
            rows: Vec::new(),
            widths: [0; HEADINGS.len()],
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Whatever the writer answers.
    pub fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        if self.file.as_deref() != Some(row.path) {
            self.write_rows()?;
            if self.file.is_some() {
                self.out.write_all(b"\n")?;
            }
            self.file = Some(row.path.to_owned());
            self.widths = HEADINGS.map(str::len);
            self.rows.push(Cells {
                texts: HEADINGS.map(str::to_owned),
                is_checked: true,
            });
            let file = self.ink.middle(row.path, Style::MAX_WIDTH);
            let heading = format!(
                "{} ({})",
                self.ink.paint(Paint::Place, &file),
                row.format.as_str()
            );
            write_lines(&self.ink, &[heading], self.out)?;
        }
        let number = row
            .number
            .map_or(NOTHING.to_owned(), |number| number.to_string());
        let place = format!("{}:{}", row.place.line, row.place.column);
        let told = |text: Option<&str>| text.unwrap_or(NOTHING).to_owned();
        let mut texts = self.body(&row.response);
        let [first, second, method, path, status, _, _, operation, _] = &mut texts;
        *first = number;
        *second = place;
        *method = self.ink.middle(&told(row.method.as_deref()), 12);
        *path = self.ink.middle(&told(row.url_path.as_deref()), WIDEST);
        *status = row
            .status
            .map_or(NOTHING.to_owned(), |status| status.to_string());
        *operation = self.ink.middle(&told(row.operation), WIDEST);
        self.push(texts, row.response.verdict.is_ok());
        if let Some(request) = &row.request {
            let mut texts = self.body(request);
            let [_, _, _, path, ..] = &mut texts;
            "  its request".clone_into(path);
            self.push(texts, request.verdict.is_ok());
        }
        if self.rows.len() >= LOT {
            self.write_rows()?;
        }
        Ok(())
    }

    /// The cells of a body; the others are empty.
    fn body(&self, body: &RowBody<'_>) -> [String; HEADINGS.len()] {
        let size = body.size.map_or(NOTHING.to_owned(), grouped);
        let encodings = match body.encodings.as_slice() {
            [] => NOTHING.to_owned(),
            some => some.join(" "),
        };
        let verdict = match body.verdict {
            Ok(dto) => self.ink.clean(dto),
            Err(why) => format!("not checked: {}", why.words()),
        };
        let none = String::new;
        [
            none(),
            none(),
            none(),
            none(),
            none(),
            size,
            encodings,
            none(),
            verdict,
        ]
    }

    fn push(&mut self, texts: [String; HEADINGS.len()], is_checked: bool) {
        for (width, text) in self.widths.iter_mut().zip(&texts) {
            *width = (*width).max(columns(text));
        }
        self.rows.push(Cells { texts, is_checked });
    }

    fn shows(&self, column: usize) -> bool {
        column != OPERATION || self.operations == Operations::Told
    }

    fn write_rows(&mut self) -> io::Result<()> {
        let mut widths = self.widths;
        if let Some(terminal) = self.width {
            let shown = |at: &usize| self.shows(*at);
            let gaps = 2 * (0..HEADINGS.len()).filter(shown).count();
            let columns = widths.iter().enumerate();
            let others = columns.filter(|(at, _)| *at != PATH && self.shows(*at));
            let others: usize = others.map(|(_, width)| width).sum();
            let room = terminal.saturating_sub(others + gaps).max(NARROWEST);
            widths[PATH] = widths[PATH].min(room);
        }
        for row in std::mem::take(&mut self.rows) {
            let mut line = String::new();
            for (at, (text, width)) in row.texts.iter().zip(widths).enumerate() {
                if !self.shows(at) {
                    continue;
                }
                line.push_str("  ");
                let text = self.ink.middle(text, width);
                let padding = " ".repeat(width - columns(&text).min(width));
                match at {
                    NUMBER | SIZE => line.extend([padding.as_str(), &text]),
                    VERDICT if !row.is_checked => {
                        line.push_str(&self.ink.paint(Paint::Level(Severity::Note), &text));
                    }
                    VERDICT => line.push_str(&text),
                    _ => line.extend([text.as_str(), &padding]),
                }
            }
            write_lines(&self.ink, &[line.trim_end().to_owned()], self.out)?;
        }
        Ok(())
    }

    /// Ends the table with what a check of the same inputs would say of what it does not check.
    ///
    /// # Errors
    /// Whatever the writer answers.
    pub fn end(mut self, report: &Report) -> io::Result<()> {
        self.write_rows()?;
        if self.file.is_some() {
            self.out.write_all(b"\n")?;
        }
        write_unchecked(&self.ink, report, self.out)?;
        write_lines(&self.ink, &closing(&self.ink, report), self.out)
    }
}

/// What `wiredrift check` would check.
fn closing(ink: &Ink, report: &Report) -> Vec<String> {
    let totals = &report.totals;
    if totals.checked() == 0 {
        return summary::summary(ink, report);
    }
    let list = List {
        lead: format!(
            "`wiredrift check` checks {} in {} against {}",
            counted(totals.checked(), "payload"),
            counted(totals.files, "file"),
            summary::against(ink, report)
        ),
        link: ":",
        items: totals
            .payloads
            .iter()
            .map(|(dto, count)| format!("{} {dto}", grouped(*count)))
            .collect(),
        beyond: Some(0),
        otherwise: String::new(),
    };
    let lines = ink.list(&list, ink.width - INDENT, LINES);
    let mut out = summary::painted(ink, Paint::Good, "", lines);
    out.extend(summary::problems(ink, report));
    out
}

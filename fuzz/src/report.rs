//! Reporters: whatever the words of findings, paths and payloads are, no format breaks or acts.
//!
//! The bytes are pieces of text between bytes that no text has (`FF`); the pieces take turns.

use std::collections::BTreeMap;

use serde_json::Value;
use wiredrift::capture::InputFormat;
use wiredrift::check::exchange::Passed;
use wiredrift::finding::{Account, Breach, Finding};
use wiredrift::problem::{Problem, ProblemKind};
use wiredrift::report::human::inspection::{Operations, Table};
use wiredrift::report::inspection::{Document, Row, RowBody, Unchecked};
use wiredrift::report::{Charset, Colour, Format, Listing, Style};
use wiredrift::severity::Severity;
use wiredrift::summary::{Against, Exchanges, Group, Occurrence, Report, Skipped, Totals};
use wiredrift::text::excerpt::Veil;
use wiredrift::text::secret::Secrets;
use wiredrift::text::span::Origin;
use wiredrift::text::{Excerpt, Place, Pointer, Span};

use super::inert::{assert_inert, written};

/// Groups of a report.
const GROUPS: usize = 3;

pub(crate) fn run(data: &[u8]) {
    // All formats of one report would take twenty times as long: the bytes say which it is.
    let seed = data.iter().fold(data.len(), |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(*byte))
    });
    let format = Format::ALL[seed % Format::ALL.len()];
    let style = style(seed / Format::ALL.len());
    let mut pieces = Pieces::of(data);
    if seed % 7 == 0 {
        return rows(&mut pieces, &style);
    }
    let report = report(&mut pieces);
    let out = written(format, &report, &style);
    assert_inert(&out, format);
    read_back(format, &out);
}

fn style(seed: usize) -> Style {
    let plain = Style {
        width: [80, 120, 20, 200][seed % 4],
        colour: Colour::Never,
        ..Style::default()
    };
    if seed & 4 == 0 {
        return plain;
    }
    Style {
        charset: Charset::Ascii,
        listing: Listing::Each,
        ..plain
    }
}

/// The rows of an inspection, as a table and as a document.
fn rows(pieces: &mut Pieces, style: &Style) {
    let (path, dto) = (pieces.text(), pieces.text());
    let place = pieces.excerpt().0;
    let body = |size, verdict| RowBody {
        size,
        encodings: vec!["base64"],
        verdict,
    };
    let row = Row {
        path: &path,
        format: InputFormat::Har,
        number: Some(1),
        place,
        method: pieces.option(),
        url_path: pieces.option(),
        status: Some(200),
        operation: None,
        request: Some(body(None, Ok(&dto))),
        response: body(Some(1), Err(Unchecked::Passed(Passed::NotJson))),
    };
    let width = (style.width > 20).then_some(style.width);
    let mut out = Vec::new();
    let mut table = Table::new(style, width, Operations::Left, &mut out);
    table
        .row(&row)
        .and_then(|()| table.end(&Report::default()))
        .expect("a vector takes whatever is written");
    assert_inert(&String::from_utf8_lossy(&out), Format::Human);
    let mut out = Vec::new();
    let mut document =
        Document::begin(&Against::default(), &mut out).expect("a vector takes whatever is written");
    document
        .row(&row)
        .and_then(|()| document.end(&Report::default()))
        .expect("a vector takes whatever is written");
    let out = String::from_utf8_lossy(&out);
    assert_inert(&out, Format::Json);
    let read: Value = serde_json::from_str(&out).expect("it is JSON");
    assert_eq!(read["exchanges"][0]["path"], path.as_str());
}

/// The formats for programs are what they say they are.
fn read_back(format: Format, out: &str) {
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("it is JSON");
    match format {
        Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => drop(json(out)),
        Format::Ndjson => out.lines().for_each(|line| drop(json(line))),
        Format::Junit => {
            // XML 1.0, section 2.2.
            let is_xml = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert!(out.chars().all(is_xml), "a letter that XML does not have");
        }
        Format::Github => {
            for line in out.lines().filter(|line| line.starts_with("::")) {
                let commands = ["::error ", "::warning ", "::notice "];
                let is_known = commands.iter().any(|command| line.starts_with(command));
                assert!(is_known, "{line}");
            }
        }
        Format::Html => {
            let count = |tag: &str| out.matches(tag).count();
            assert_eq!(count("<script"), 1, "a script that is not of the page");
            for tag in [
                "<img", "<iframe", "<object", "<embed", "<link", "<base", "<!--",
            ] {
                assert_eq!(count(tag), 0, "a tag that is not of the page: {tag}");
            }
        }
        Format::Human | Format::Concise | Format::Markdown => {}
    }
}

/// Pieces of text, one after another and then again.
struct Pieces {
    all: Vec<String>,
    next: usize,
}

impl Pieces {
    fn of(data: &[u8]) -> Self {
        let pieces = data.split(|byte| *byte == 0xff);
        Self {
            all: pieces
                .map(|piece| String::from_utf8_lossy(piece).into_owned())
                .collect(),
            next: 0,
        }
    }

    fn text(&mut self) -> String {
        self.next += 1;
        let at = (self.next - 1) % self.all.len();
        self.all.get(at).cloned().unwrap_or_default()
    }

    fn number(&mut self) -> usize {
        let text = self.text();
        text.bytes()
            .fold(7, |sum, byte| (sum * 31 + usize::from(byte)) % 1_009)
    }

    fn severity(&mut self) -> Severity {
        [Severity::Note, Severity::Warning, Severity::Error][self.number() % 3]
    }

    fn option(&mut self) -> Option<String> {
        let text = self.text();
        (!text.is_empty()).then_some(text)
    }

    fn excerpt(&mut self) -> (Place, Excerpt) {
        let text = self.text();
        let text = text.as_bytes();
        let start = self.number() % (text.len() + 1);
        let end = (start + self.number() % 40).min(text.len());
        let span = Span::new(start, end);
        let place = Origin::default().place(text, span);
        let secrets = Secrets::default();
        let veil = Veil::of(&secrets);
        (place, Excerpt::around(text, place, span, &veil))
    }

    fn occurrence(&mut self) -> Occurrence {
        let (place, excerpt) = self.excerpt();
        Occurrence {
            path: self.text(),
            place,
            pointer: Pointer::root().member(&self.text()).element(3),
            record: self.number().is_multiple_of(2).then_some(7),
            excerpt: Some(excerpt),
            finding: None,
        }
    }

    fn finding(&mut self, pointer: Pointer) -> Finding {
        let rules: Vec<&'static str> = wiredrift::rule::all().map(|rule| rule.name).collect();
        let rule = rules[self.number() % rules.len()];
        Finding {
            rule,
            level: self.severity(),
            contract: self.text(),
            dto: self.text(),
            field: self.option(),
            pointer,
            span: Span::new(0, 1),
            account: Account {
                headline: self.text(),
                label: self.text(),
                expected: self.text(),
                actual: self.text(),
                help: self.option(),
                replacement: self.option(),
                notes: vec![self.text(), self.text()],
                known_since: Some("2026-03"),
                spelling: self.option(),
                breaches: vec![Breach {
                    rule,
                    character: Some(self.number()),
                    clause: self.text(),
                }],
                variant: self.text(),
                ..Account::default()
            },
        }
    }
}

fn report(pieces: &mut Pieces) -> Report {
    let mut groups = Vec::new();
    let mut findings: BTreeMap<(&'static str, Severity), u64> = BTreeMap::new();
    for _ in 0..GROUPS {
        let occurrences = vec![pieces.occurrence(), pieces.occurrence()];
        let finding = pieces.finding(occurrences[0].pointer.clone());
        *findings.entry((finding.rule, finding.level)).or_default() += 2;
        groups.push(Group {
            finding,
            count: 2,
            files: 1,
            occurrences,
        });
    }
    let (place, excerpt) = pieces.excerpt();
    let problem = Problem {
        kind: ProblemKind::NotJson,
        path: pieces.option(),
        place: Some(place),
        excerpt: Some(excerpt),
        message: pieces.text(),
        label: pieces.option(),
        help: pieces.option(),
    };
    let skipped = Skipped {
        path: pieces.text(),
        reason: pieces.text(),
        count: 2,
        lines: vec![1, 2],
    };
    Report {
        groups,
        problems: vec![problem],
        totals: Totals {
            against: Against::Contract(pieces.text()),
            files: 2,
            payloads: BTreeMap::from([(pieces.text(), 9)]),
            exchanges: Exchanges {
                read: 4,
                matched: 3,
                checked: 2,
                passed: BTreeMap::from([(Passed::NotOfThisApi, 1)]),
                foreign: BTreeMap::from([(pieces.text(), 1)]),
            },
            findings,
        },
        skipped: vec![skipped],
        contract_file: pieces.option(),
        ..Report::default()
    }
}

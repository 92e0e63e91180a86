//! Large pages and logs are read in pieces, by several workers: what comes out is what one reader of
//! one record after another finds.

#![cfg(feature = "generate")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use proptest::prelude::*;
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Element, Options, Sink, SpelledDate, Workers};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::finding::Finding;
use wiredrift::text::json;

/// Bytes of a page that is surely read in pieces.
const LARGE: usize = 5 << 18;

/// Three threads that take turns.
#[derive(Debug)]
struct Three;

impl Workers for Three {
    fn work(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for thread in 0..3 {
                scope.spawn(move || (thread..count).step_by(3).for_each(work));
            }
        });
    }
}

/// What a check tells, but for the order of dates.
#[derive(Debug, Default, PartialEq)]
struct Told {
    findings: Vec<(&'static str, String, usize, usize)>,
    dates: BTreeMap<(String, String, String), (u64, usize)>,
    dto: String,
    elements: Vec<Element>,
}

impl Sink for Told {
    fn found(&mut self, finding: Finding) {
        let (start, end) = (finding.span.start(), finding.span.end());
        let at = finding.pointer.to_string();
        self.findings.push((finding.rule, at, start, end));
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        let key = (
            date.dto.to_owned(),
            date.field.to_owned(),
            date.spelling.to_owned(),
        );
        let start = date.span.start();
        let known = self.dates.entry(key).or_insert((0, start));
        known.0 += date.count;
        assert!(known.1 <= start, "the first place is told first");
        self.elements.extend(date.element);
    }
}

fn told(page: &str, target: Option<Candidate>, mut scratch: Scratch) -> Result<Told, String> {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut told = Told::default();
    match checker.check(target, page.as_bytes(), &mut scratch, &mut told) {
        Ok(dto) => {
            dto.clone_into(&mut told.dto);
            assert!(!told.elements.is_empty(), "dates stand in elements");
            for element in told.elements.drain(..) {
                let pointer = json::pointer_at(page.as_bytes(), element.start);
                assert_eq!(pointer, Some(element.pointer()));
            }
            Ok(told)
        }
        Err(failure) => Err(format!("{failure:?}")),
    }
}

/// What is found in each record by itself, at its place in the page.
fn one_by_one(records: &[String], starts: &[usize], at: &str) -> Told {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let one = Some(Candidate {
        dto: "ConnectionDto",
        each: Each::Whole,
    });
    let mut all = Told::default();
    for (index, (record, start)) in records.iter().zip(starts).enumerate() {
        let mut told = Told::default();
        checker
            .check(one, record.as_bytes(), &mut Scratch::default(), &mut told)
            .unwrap();
        let found = told.findings.into_iter();
        all.findings.extend(found.map(|(rule, pointer, from, to)| {
            (
                rule,
                format!("{at}/{index}{pointer}"),
                start + from,
                start + to,
            )
        }));
        for (key, (count, first)) in told.dates {
            let known = all.dates.entry(key).or_insert((0, start + first));
            known.0 += count;
        }
    }
    all
}

/// A record that begins as the others do, and what it holds that might be taken for another one.
fn record(number: usize, drift: Drift) -> String {
    let created = match drift {
        Drift::Date => "2024-01-15",
        _ if number.is_multiple_of(2) => "2024-01-15T14:30:00Z",
        _ => "2024-01-15T14:30:00.5+01:00",
    };
    let kind = if matches!(drift, Drift::Enum) {
        "gadget"
    } else {
        "report"
    };
    let inside = match number % 5 {
        0 => r#"[{"connectionId":"a"},{"connectionId":"b"}, {"connectionId":"c"}]"#,
        1 => r#""},{\"connectionId\":\"no\"""#,
        2 => r#"{"},{\"connectionId\"":"é","x":[1.5,-2e7,null,true]}"#,
        3 => "1e400",
        _ => "[]",
    };
    // Numbers that other readers may not bear are looked at in full.
    let inside = if matches!(drift, Drift::Number) || number % 5 != 3 {
        inside
    } else {
        "0"
    };
    let extra = if matches!(drift, Drift::Unknown) {
        r#","extra":{"created":1}"#
    } else {
        ""
    };
    format!(
        r#"{{"connectionId":"{number:032}","created":"{created}","sourceType":"{kind}","lastRunDate":"2024-01-15T14:30:00Z","destinationMetadata":{{"in":{inside}}}{extra}}}"#
    )
}

#[derive(Clone, Copy, Debug)]
enum Drift {
    None,
    Date,
    Enum,
    Unknown,
    Number,
}

fn drift() -> impl Strategy<Value = Drift> {
    prop_oneof![
        30 => Just(Drift::None),
        1 => Just(Drift::Date),
        1 => Just(Drift::Enum),
        1 => Just(Drift::Unknown),
        1 => Just(Drift::Number),
    ]
}

/// A large page of records, and where each begins.
fn page(
    drifts: &[Drift],
    start: &str,
    between: &str,
    end: &str,
) -> (String, Vec<String>, Vec<usize>) {
    let mut text = start.to_owned();
    let (mut records, mut starts) = (Vec::new(), Vec::new());
    while text.len() < LARGE {
        let number = records.len();
        let record = record(number, drifts[number % drifts.len()]);
        if number > 0 {
            text.push_str(between);
        }
        starts.push(text.len());
        write!(text, "{record}").unwrap();
        records.push(record);
    }
    (text + end, records, starts)
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 3,
        ..ProptestConfig::default()
    })]

    #[test]
    fn pieces_of_a_page_tell_what_its_records_tell(
        drifts in prop::collection::vec(drift(), 40..400),
        between in prop::sample::select(vec![",", ", ", ",\n  ", " , "]),
        is_page in any::<bool>(),
        is_named in any::<bool>(),
    ) {
        let (start, end, at) = if is_page {
            (r#"{"code":200,"body":["#, "]}", "/body")
        } else {
            ("[ ", "\n]\n", "")
        };
        let (text, records, starts) = page(&drifts, start, between, end);
        let target = is_named.then_some(if is_page {
            Candidate { dto: "PagedResponseConnectionDto", each: Each::Whole }
        } else {
            Candidate { dto: "ConnectionDto", each: Each::Element }
        });
        let mut due = one_by_one(&records, &starts, at);
        due.dto = if is_page { "PagedResponseConnectionDto" } else { "ConnectionDto[]" }.to_owned();
        let alone = told(&text, target, Scratch::default()).unwrap();
        prop_assert!(alone == due, "one reader tells otherwise");
        let together = told(&text, target, Scratch::with_workers(Arc::new(Three))).unwrap();
        prop_assert!(together == due, "three readers tell otherwise");
    }
}

#[test]
fn a_page_that_is_no_json_tells_nothing_else() {
    for damage in ["]", "\u{1}", "\"", "{", ",", "\\"] {
        let (mut text, _, starts) = page(&[Drift::None, Drift::Date], "[", ",", "]");
        let at = starts[starts.len() * 2 / 3];
        text.insert_str(at, damage);
        let alone = told(&text, None, Scratch::default()).unwrap_err();
        let together = told(&text, None, Scratch::with_workers(Arc::new(Three))).unwrap_err();
        assert!(alone.contains("Syntax"), "{damage}: {alone}");
        assert_eq!(alone, together, "{damage}");
    }
}

//! How fast the parts of a check are, one by one: the quick look, the scanner of dates, the tree with its
//! places, the full look, and the report in each format.
//!
//! `cargo bench --bench parts`; `docs/performance.md` keeps what it said. The readers of captures have a bench
//! of their own, `captures`.

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use wiredrift::check::quick::{self, Scratch, Verdict};
use wiredrift::check::{self, Checker, Options, Sink, SpelledDate};
use wiredrift::contract::document::{Document, NoLibrary};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::contract::validator::{DocumentsHold, FormatAssertion, Schemas};
use wiredrift::finding::Finding;
use wiredrift::generate::{Generator, Mutator, Options as Made};
use wiredrift::report::{Format, Style, render};
use wiredrift::summary::{Against, Listing, Report, Summary};
use wiredrift::temporal;
use wiredrift::text::span::{Origin, Places};
use wiredrift::text::{Span, json};

/// Records of one round.
const RECORDS: usize = 500;

fn main() {
    divan::main();
}

/// Nobody listens.
struct Deaf;

impl Sink for Deaf {
    fn found(&mut self, _: Finding) {}

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}

fn contract() -> Arc<Contract> {
    let contract = Contract::built_in("ConnectionDto", Revision::PINNED);
    Arc::new(contract.expect("invariant: every revision has connections"))
}

const TARGET: Option<Candidate> = Some(Candidate {
    dto: "ConnectionDto",
    each: Each::Whole,
});

/// Realistic connections that the quick look is content with.
fn clean(contract: &Contract) -> Vec<String> {
    let generator = Generator::new(contract.shape.clone(), Made::default());
    let mut scratch = Scratch::default();
    let samples = (0..).map(|number| generator.sample(number).to_string());
    let content = samples.filter(|text| {
        let (shape, text) = (&contract.shape, text.as_bytes());
        quick::look(shape, Naming::Wire, text, 0, &mut scratch, &mut Deaf) == Verdict::Clean
    });
    content.take(RECORDS).collect()
}

/// The same number, each broken by the next of the rules that can.
fn drifted(contract: &Arc<Contract>) -> Vec<String> {
    let generator = Generator::new(contract.shape.clone(), Made::default());
    let mutator = Mutator::new(contract.clone(), Naming::Wire);
    let rules = mutator.rules();
    let mutants = (0..)
        .zip(rules.iter().cycle())
        .filter_map(|(number, rule)| {
            let sample = generator.sample(number).to_string();
            Some(mutator.mutant(rule, &sample, number)?.payload)
        });
    mutants.take(RECORDS).collect()
}

fn bytes(texts: &[String]) -> BytesCount {
    BytesCount::new(texts.iter().map(String::len).sum::<usize>())
}

/// Does something with each of the records, which stand for the bytes that they have.
fn over(bencher: Bencher<'_, '_>, records: &[String], mut each: impl FnMut(&[u8])) {
    bencher
        .counter(ItemsCount::new(RECORDS))
        .counter(bytes(records))
        .bench_local(|| {
            for record in records {
                each(black_box(record.as_bytes()));
            }
        });
}

/// Conforming records: what almost every record costs.
#[divan::bench]
fn quick_look(bencher: Bencher<'_, '_>) {
    let contract = contract();
    let records = clean(&contract);
    let mut scratch = Scratch::default();
    over(bencher, &records, |text| {
        let shape = &contract.shape;
        quick::look(shape, Naming::Wire, text, 0, &mut scratch, &mut Deaf);
    });
}

/// Drifted records: recognised shape, tree, validator, rules.
#[divan::bench]
fn full_look(bencher: Bencher<'_, '_>) {
    let records = drifted(&contract());
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut scratch = Scratch::default();
    over(bencher, &records, |text| {
        let _ = black_box(checker.check(TARGET, text, &mut scratch, &mut Deaf));
    });
}

/// How much of a contract of one's own the quick look bears.
#[derive(Clone, Copy, Debug)]
enum Own {
    /// All of it.
    Plain,
    /// A condition has the last word, so the validator is asked about each record.
    Conditional,
}

impl std::fmt::Display for Own {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain => "plain",
            Self::Conditional => "conditional",
        })
    }
}

impl Own {
    const ALL: [Self; 2] = [Self::Plain, Self::Conditional];

    /// The published schema of connections, as if it were somebody's own.
    fn schema(self) -> serde_json::Value {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/schemas/2026-02/ConnectionDto.schema.json"
        );
        let text = std::fs::read_to_string(path).expect("invariant: the schema is published");
        let mut schema: serde_json::Value =
            serde_json::from_str(&text).expect("invariant: it is JSON");
        if let (Self::Conditional, Some(keywords)) = (self, schema.as_object_mut()) {
            keywords.insert("if".into(), serde_json::json!({"required": ["sourceId"]}));
            keywords.insert("then".into(), serde_json::json!({"type": "object"}));
        }
        schema
    }
}

/// Conforming records against a contract of one's own.
#[divan::bench(args = Own::ALL)]
fn own_contract(bencher: Bencher<'_, '_>, own: Own) {
    let formats = FormatAssertion::On;
    let root = Document::of_value(own.schema());
    let (hold, library) = (DocumentsHold::Schemas, Arc::new(NoLibrary));
    let schemas = Schemas::new(root, "file:///own.json", "", hold, library, formats);
    let schemas = schemas.expect("invariant: its references are in it");
    let own = Contract::of_schemas("own", &schemas, formats, None);
    let own = own.expect("invariant: it is a schema");
    let records = clean(&contract());
    let (options, mut scratch) = (Options::default(), Scratch::default());
    over(bencher, &records, |text| {
        let checked = check::against(&own, options, text, &mut scratch, &mut Deaf);
        assert!(checked.is_ok());
    });
}

/// The same records and schemas with `serde_json` and jsonschema alone: valid or not, and nothing else.
#[divan::bench(args = Own::ALL)]
fn jsonschema_alone(bencher: Bencher<'_, '_>, own: Own) {
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    let validator = options.build(&own.schema());
    let validator = validator.expect("invariant: it is a schema");
    let records = clean(&contract());
    over(bencher, &records, |text| {
        let value: serde_json::Value = serde_json::from_slice(text).expect("invariant: it is JSON");
        assert!(validator.is_valid(&value));
    });
}

/// The tree with spans, which finds a value's place.
#[divan::bench]
fn tree(bencher: Bencher<'_, '_>) {
    let records = clean(&contract());
    over(bencher, &records, |text| {
        let _ = black_box(json::parse(text));
    });
}

/// From a span to line and column, at the end of a record.
#[divan::bench]
fn locate(bencher: Bencher<'_, '_>) {
    let records = clean(&contract());
    over(bencher, &records, |text| {
        let span = Span::new(text.len() - 2, text.len() - 1);
        black_box(Origin::default().place(text, span));
    });
}

/// Spellings, conforming and drifted, by the one scanner of the verdict.
const DATES: &[&str] = &[
    "2024-01-15T14:30:00Z",
    "2024-01-15T14:30:00.000+00:00",
    "2024-01-15T14:30:00.123456-08:00",
    "2024-01-15T14:30:00.000+0000",
    "2024-01-15T14:30:00",
    "2024-01-15",
    "2024-01-15 14:30:00",
    "Mon, 15 Jan 2024 14:30:00 GMT",
    "01/15/2024",
    "1705329000",
];

/// Whether a text is a date-time of RFC 3339, and how it is spelled.
#[divan::bench(args = DATES)]
fn date_verdict(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| black_box(temporal::classify(black_box(text))));
}

/// What a text is when it is none.
#[divan::bench(args = DATES)]
fn date_reading(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| black_box(temporal::read(black_box(text))));
}

/// A report of all kinds of drift.
fn report() -> Report {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::All);
    let mut scratch = Scratch::default();
    for record in drifted(&contract()) {
        let places = Places::new(record.as_bytes(), Origin::default());
        let mut sink = summary.payload("recording.json", None, places);
        let _ = checker.check(TARGET, record.as_bytes(), &mut scratch, &mut sink);
    }
    summary.into_report()
}

/// The report of 500 drifted records in one format.
#[divan::bench(args = Format::ALL)]
fn report_as(bencher: Bencher<'_, '_>, format: Format) {
    let (report, style) = (report(), Style::default());
    let mut out = Vec::new();
    let mut round = || {
        out.clear();
        let written = render(format, &report, &style, &mut out);
        written.expect("invariant: memory takes what is written to it");
        out.len()
    };
    let length = round();
    bencher
        .counter(BytesCount::new(length))
        .bench_local(|| black_box(round()));
}

//! How fast captures are read and checked, format by format.
//!
//! `cargo bench --bench captures` measures files of 8 MB in memory; with `-- --large FOLDER` behind it,
//! the command itself reads files of up to 1 GB. `docs/performance.md` keeps what they said.

mod large;
#[path = "../common/process.rs"]
mod process;
#[path = "../../tests/common/traffic.rs"]
mod traffic;
#[path = "../../tests/common/writers/mod.rs"]
mod writers;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::path::Path;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use wiredrift::capture::{
    self, Attachments, CaptureError, Exchange as Read, Message, MessageSink, Source,
};
use wiredrift::check::exchange::{Look, decide};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Options};
use wiredrift::contract::revision::Revision;
use wiredrift::generate::Profile;
use wiredrift::summary::{Against, Listing, Summary};

use traffic::{Exchange, Mix, Traffic};
use writers::{Bodies, Capture, Writer};

/// Bytes of a file.
const SIZE: usize = 8 << 20;

/// What a server plausibly sends; one body in twenty drifted.
const USUAL: Mix = Mix {
    drifted: 5,
    odd: 3,
    laid_out: 0,
    profiles: &[Profile::Realistic],
};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--large");
    if arguments.next().is_none() {
        divan::main();
        return Ok(());
    }
    let folder = arguments.next().unwrap_or_else(|| ".".to_owned());
    large::run(Path::new(&folder))
}

/// Formats that keep bodies as text, in base64, or as quoted and block scalars.
#[divan::bench(args = names(Bodies::Text), sample_count = 20)]
fn text(bencher: Bencher<'_, '_>, name: &str) {
    read(bencher, name);
}

/// Formats that keep JSON bodies as values of their own.
#[divan::bench(args = names(Bodies::Values), sample_count = 20)]
fn values(bencher: Bencher<'_, '_>, name: &str) {
    read(bencher, name);
}

/// Formats that keep each body compressed, or in a file of its own: bytes are those of the capture, and of
/// the files beside it.
#[divan::bench(args = names(Bodies::Packed), sample_count = 20)]
fn packed(bencher: Bencher<'_, '_>, name: &str) {
    read(bencher, name);
}

fn names(bodies: Bodies) -> Vec<&'static str> {
    let writers = writers::all().into_iter();
    let them = writers.filter(|writer| writer.bodies == bodies);
    them.map(|writer| writer.name).collect()
}

fn writer(name: &str) -> Writer {
    let mut writers = writers::all().into_iter();
    let found = writers.find(|writer| writer.name == name);
    found.expect("invariant: the writer is one of all")
}

fn read(bencher: Bencher<'_, '_>, name: &str) {
    let writer = writer(name);
    let (exchanges, file, beside) = file(&writer);
    let checker = Checker::new(Revision::PINNED, Options::default());
    let round = || {
        let mut check = Check {
            checker: &checker,
            summary: Summary::new(Against::Revision(Revision::PINNED), Listing::First),
            scratch: Scratch::default(),
        };
        let mut source = Source::new(file.as_slice());
        capture::read(&mut source, Some(writer.format), &beside, &mut check);
        check.summary
    };
    let report = round().into_report();
    let due: usize = exchanges.iter().map(|exchange| exchange.due.len()).sum();
    let found: u64 = report.totals.findings.values().sum();
    assert_eq!(report.totals.exchanges.read, exchanges.len() as u64);
    assert!(found >= due as u64 && due > 0, "{name}: {found} of {due}");
    let around: usize = beside.0.iter().map(|(_, bytes)| bytes.len()).sum();
    bencher
        .counter(BytesCount::new(file.len() + around))
        .counter(ItemsCount::new(exchanges.len()))
        .bench_local(|| black_box(round()));
}

/// A file of [`SIZE`], the exchanges that are in it, and the files beside it.
fn file(writer: &Writer) -> (Vec<Exchange>, Vec<u8>, Files) {
    let traffic = Traffic::new(USUAL);
    let mut exchanges = Vec::new();
    let mut length = 0;
    for exchange in (0..).map(|number| traffic.exchange(number)) {
        if length > SIZE {
            break;
        }
        if (writer.carries)(&exchange) {
            let mut one = Capture::default();
            (writer.entry)(&mut one, exchanges.len(), &exchange);
            length += one.bytes.len();
            length += one
                .beside
                .iter()
                .map(|(_, bytes)| bytes.len())
                .sum::<usize>();
            exchanges.push(exchange);
        }
    }
    let Capture { bytes, mut beside } = (writer.packed)(writer.write(&exchanges));
    beside.sort();
    (exchanges, bytes, Files(beside))
}

/// The files beside a capture, by name.
struct Files(Vec<(String, Vec<u8>)>);

impl Attachments for Files {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let at = self
            .0
            .binary_search_by(|(known, _)| known.as_str().cmp(name));
        let found = at.ok().and_then(|at| self.0.get(at));
        found.map_or_else(|| Err(format!("no {name}")), |(_, bytes)| Ok(bytes.clone()))
    }
}

/// Checks a capture as the command does.
struct Check<'c> {
    checker: &'c Checker,
    summary: Summary,
    scratch: Scratch,
}

impl MessageSink for Check<'_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        panic!("no exchange: {message:?}")
    }

    fn exchange(&mut self, exchange: Read<'_>) -> ControlFlow<()> {
        self.summary.exchanges().read += 1;
        let decision = decide(&exchange, None);
        for look in decision.request.iter().chain([&decision.response]) {
            let (candidate, body) = match *look {
                Look::As(candidate, body) => (Some(candidate), body),
                Look::Recognise(body) => (None, body),
                Look::Against(..) | Look::AgainstPart(..) => panic!("no contract of one's own"),
                Look::Passed(reason) => {
                    self.summary.exchanges().pass(reason);
                    continue;
                }
                Look::Faulty(defect, _) => panic!("{defect:?}"),
            };
            let number = Some(exchange.number);
            let mut sink = self.summary.payload("capture", number, body.places());
            let checked = self
                .checker
                .check(candidate, body.bytes(), &mut self.scratch, &mut sink);
            // What was cut off is no JSON.
            if let Ok(dto) = checked {
                self.summary.payload_checked(dto);
            }
        }
        ControlFlow::Continue(())
    }
}

//! What is clean costs no memory: the number of allocations does not depend on how many records there are.

#[path = "common/records.rs"]
mod records;

use std::ops::ControlFlow;

use allocation_counter::measure;
use records::clean;
use wiredrift::capture::{
    self, CaptureError, Exchange, Message, MessageSink, NoAttachments, Source,
};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Options, Sink, SpelledDate};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::finding::Finding;
use wiredrift::summary::{Against, Listing, Summary};
use wiredrift::text::span::{Origin, Places};

/// Whether anything was found, and how many dates were told.
#[derive(Default)]
struct Ear {
    found: bool,
    dates: u64,
}

impl Sink for Ear {
    fn found(&mut self, _: Finding) {
        self.found = true;
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        self.dates += date.count;
    }
}

/// A page of these records, and so many times again.
fn page(records: &[String], times: usize) -> String {
    let records = vec![records.join(","); times];
    format!("{{\"body\":[{}],\"code\":200}}", records.join(","))
}

#[test]
fn a_clean_record_costs_no_memory() {
    let records = clean(200);
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut scratch = Scratch::default();
    for target in [
        None,
        Some(Candidate {
            dto: "ConnectionDto",
            each: Each::Whole,
        }),
    ] {
        let mut dates = Vec::new();
        let mut allocated = Vec::new();
        for _ in 0..2 {
            let mut ear = Ear::default();
            let spent = measure(|| {
                for record in &records {
                    let name = checker.check(target, record.as_bytes(), &mut scratch, &mut ear);
                    assert_eq!(name, Ok("ConnectionDto"));
                }
            });
            assert!(!ear.found);
            dates.push(ear.dates);
            allocated.push(spent.count_total);
        }
        assert_eq!(dates.first(), dates.last());
        // The first round learns.
        assert_eq!(allocated.last(), Some(&0), "{target:?}: {allocated:?}");
    }
}

#[test]
fn a_drifted_record_is_counted() {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let record = br#"{"connectionId":"1","sourceId":"2","created":"2024-01-15"}"#;
    let mut ear = Ear::default();
    let spent = measure(|| {
        let checked = checker.check(None, record, &mut Scratch::default(), &mut ear);
        assert!(checked.is_ok());
    });
    assert!(ear.found && spent.count_total > 0);
}

#[test]
fn a_clean_element_of_a_page_costs_no_memory() {
    let records = clean(100);
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut scratch = Scratch::default();
    let allocated = [1, 1, 4].map(|times| {
        let page = page(&records, times);
        let mut ear = Ear::default();
        let spent = measure(|| {
            let name = checker.check(None, page.as_bytes(), &mut scratch, &mut ear);
            assert_eq!(name, Ok("PagedResponseConnectionDto"));
        });
        assert!(!ear.found);
        spent.count_total
    });
    // What the payload costs as a whole does not depend on how many elements it has.
    let [_, once, four_times] = allocated;
    assert_eq!(once, four_times, "{allocated:?}");
}

/// Checks the lines of a log as the command does, one by one.
struct Lines<'c> {
    checker: &'c Checker,
    scratch: Scratch,
    summary: Summary,
}

impl MessageSink for Lines<'_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let message = message.expect("a line can be read");
        let places = Places::new(message.payload, message.origin);
        let mut sink = self.summary.payload("log.ndjson", message.record, places);
        let name = self
            .checker
            .check(None, message.payload, &mut self.scratch, &mut sink);
        self.summary
            .payload_checked(name.expect("a line is checked"));
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, _: Exchange<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

#[test]
fn a_clean_line_of_a_log_costs_no_memory() {
    let lines = clean(500).join("\n") + "\n";
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut check = Lines {
        checker: &checker,
        scratch: Scratch::default(),
        summary: Summary::new(Against::Revision(Revision::PINNED), Listing::First),
    };
    let allocated = [4, 4, 8].map(|times| {
        let before = check.summary.checked();
        let log = lines.repeat(times);
        let spent = measure(|| {
            let mut source = Source::new(log.as_bytes());
            capture::read(&mut source, None, &NoAttachments, &mut check);
        });
        let checked = check.summary.checked() - before;
        assert_eq!(checked, 500 * u64::try_from(times).unwrap_or(0));
        spent.count_total
    });
    assert_eq!(check.summary.found(), 0);
    // The window on the log is all that there is, and it has its size by then.
    let [_, once, twice] = allocated;
    assert_eq!(once, twice, "{allocated:?}");
}

/// Checks the pages of a folder as the command does, one by one.
struct Pages<'c> {
    checker: &'c Checker,
    scratch: Scratch,
    summary: Summary,
    /// Whether pages are taken before their format is known.
    at_once: bool,
}

impl Pages<'_> {
    fn checked(&mut self, name: Option<&str>) {
        self.summary
            .payload_checked(name.expect("a page is checked"));
    }
}

impl MessageSink for Pages<'_> {
    fn document(&mut self, text: &[u8], origin: Origin) -> Option<()> {
        self.at_once.then_some(())?;
        let mut sink = self
            .summary
            .payload("page.json", None, Places::new(text, origin));
        let checked = self
            .checker
            .check_at_once(None, text, &mut self.scratch, &mut sink);
        self.checked(checked.and_then(Result::ok));
        Some(())
    }

    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        assert!(!self.at_once, "a clean page is taken at once");
        let message = message.expect("a page can be read");
        let places = Places::new(message.payload, message.origin);
        let mut sink = self.summary.payload("page.json", None, places);
        let checked = self
            .checker
            .check(None, message.payload, &mut self.scratch, &mut sink);
        self.checked(checked.ok());
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, _: Exchange<'_>) -> ControlFlow<()> {
        ControlFlow::Break(())
    }
}

#[test]
fn a_clean_page_costs_the_same_memory_however_many_records_it_has() {
    let records = clean(100);
    let checker = Checker::new(Revision::PINNED, Options::default());
    let mut check = Pages {
        checker: &checker,
        scratch: Scratch::default(),
        summary: Summary::new(Against::Revision(Revision::PINNED), Listing::First),
        at_once: false,
    };
    for at_once in [false, true] {
        check.at_once = at_once;
        let mut buffer = Vec::new();
        // Each is longer than what is looked at for its format.
        let allocated = [4, 4, 2].map(|times| {
            let page = page(&records, times);
            let spent = measure(|| {
                let mut source =
                    Source::new(page.as_bytes()).with_buffer(std::mem::take(&mut buffer));
                capture::read(&mut source, None, &NoAttachments, &mut check);
                buffer = source.into_buffer();
            });
            spent.count_total
        });
        let [_, longer, shorter] = allocated;
        assert_eq!(shorter, longer, "{at_once}: {allocated:?}");
        // The reader is in a box of its own.
        assert!(!at_once || shorter == 1, "{allocated:?}");
    }
    assert_eq!((check.summary.checked(), check.summary.found()), (6, 0));
}

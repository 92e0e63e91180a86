//! One payload: the quick look against the full one, the checker against the published schema.

use std::sync::OnceLock;

use wiredrift::check::full::{self, Record};
use wiredrift::check::quick::{self, Scratch, Verdict};
use wiredrift::check::{Checker, NamingChoice, Nulls, Options, Sink, SpelledDate};
use wiredrift::contract::export::dto_names;
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::finding::Finding;
use wiredrift::severity::Severity;
use wiredrift::text::json::{self, Node};

use super::json::value;

/// All that a check tells.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    dates: Vec<(String, String, String, u64)>,
}

impl Sink for Found {
    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        let name = |known: &(String, String, String, u64)| {
            (known.0.as_str(), known.1.as_str(), known.2.as_str())
                == (date.dto, date.field, date.spelling)
        };
        match self.dates.iter_mut().find(|known| name(known)) {
            Some(known) => known.3 += date.count,
            None => self.dates.push((
                date.dto.to_owned(),
                date.field.to_owned(),
                date.spelling.to_owned(),
                date.count,
            )),
        }
    }
}

impl Found {
    pub(crate) fn has_errors(&self) -> bool {
        let is_error = |finding: &Finding| finding.level == Severity::Error;
        self.findings.iter().any(is_error)
    }
}

/// Checkers of all revisions that are told apart, and of all ways to look.
fn checkers() -> &'static [Checker] {
    static CHECKERS: OnceLock<Vec<Checker>> = OnceLock::new();
    CHECKERS.get_or_init(|| {
        let wire = NamingChoice::Fixed(Naming::Wire);
        let python = NamingChoice::Fixed(Naming::Python);
        [
            (Revision::PINNED, wire, None),
            (Revision::LATEST, wire, Some(Nulls::Absent)),
            (Revision::PINNED, NamingChoice::Auto, None),
            (Revision::LATEST, python, None),
        ]
        .into_iter()
        .map(|(revision, naming, nulls)| {
            Checker::new(
                revision,
                Options {
                    naming,
                    nulls,
                    ..Options::default()
                },
            )
        })
        .collect()
    })
}

pub(crate) fn run(data: &[u8]) {
    let root = json::parse(data).ok();
    for checker in checkers() {
        let registry = checker.registry();
        for dto in dto_names(registry.revision()) {
            let contracts = [registry.contract(dto), registry.array_contract(dto)];
            for contract in contracts.into_iter().flatten() {
                looked_at_twice(contract, checker.options(), data, root.as_ref());
            }
        }
        checked(checker, data, root.as_ref());
    }
}

/// What the quick look calls clean has nothing to find, and the same dates.
pub(crate) fn looked_at_twice(
    contract: &Contract,
    options: Options,
    data: &[u8],
    root: Option<&Node<'_>>,
) {
    let naming = match options.naming {
        NamingChoice::Fixed(naming) => naming,
        NamingChoice::Auto => return,
    };
    let mut quick = Found::default();
    let shape = &contract.shape;
    let verdict = quick::look(shape, naming, data, 0, &mut Scratch::default(), &mut quick);
    if verdict == Verdict::Look {
        assert_eq!(quick, Found::default(), "what is not clean tells nothing");
        return;
    }
    let root = root.expect("what is clean is JSON");
    let record = Record::whole(
        contract,
        naming,
        options.nulls.unwrap_or(Nulls::usual(naming)),
        data,
    );
    let mut full = Found::default();
    match full::look(&record, root, &mut full) {
        Ok(absent) => assert_eq!(absent.count, 0),
        Err(unjudged) => panic!("quick says clean, full gave up: {unjudged:?}"),
    }
    assert_eq!(full, quick, "{}", contract.name);
}

/// Spans are in the payload, a second look says the same, and errors are what the schema refuses.
fn checked(checker: &Checker, data: &[u8], root: Option<&Node<'_>>) {
    let mut scratch = Scratch::default();
    let mut found = Found::default();
    let name = checker.check(None, data, &mut scratch, &mut found);
    let mut again = Found::default();
    let name_again = checker.check(None, data, &mut scratch, &mut again);
    assert_eq!(name, name_again, "a second look is of another mind");
    assert_eq!(found, again, "a second look finds something else");
    for finding in &found.findings {
        let (start, end) = (finding.span.start(), finding.span.end());
        assert!(start <= end, "{finding:?}");
        let under = data.get(start..end).expect("a span is in the payload");
        assert!(std::str::from_utf8(under).is_ok(), "a span cuts a letter");
    }
    let (Ok(name), Some(root)) = (name, root) else {
        assert_eq!(found.findings, [], "what was not checked has no findings");
        return;
    };
    let candidate = candidate(name, checker.registry().revision());
    let mut forced = Found::default();
    let told = checker.check(Some(candidate), data, &mut Scratch::default(), &mut forced);
    assert_eq!(told, Ok(name));
    assert_eq!(found, forced, "who names the DTO is told something else");
    let registry = checker.registry();
    let contract = match candidate.each {
        Each::Whole => registry.contract(candidate.dto),
        Each::Element => registry.array_contract(candidate.dto),
    };
    let contract = contract.expect("what was checked has a contract");
    let options = checker.options();
    if options.naming == NamingChoice::Fixed(Naming::Wire) && options.nulls.is_none() {
        let accepted = contract.validator().accepts(&value(root));
        assert_eq!(found.has_errors(), !accepted, "{name}: {found:?}");
    }
}

fn candidate(name: &str, revision: Revision) -> Candidate {
    let (bare, each) = match name.strip_suffix("[]") {
        Some(bare) => (bare, Each::Element),
        None => (name, Each::Whole),
    };
    let dto = dto_names(revision).find(|dto| *dto == bare);
    Candidate {
        dto: dto.expect("what is recognised is a DTO"),
        each,
    }
}

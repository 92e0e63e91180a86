//! Payloads against Rust types, in code: what a test suite calls.
//!
//! A contract and a payload's bytes come in; the report of a check goes out, the same that the command
//! prints. [`assert_conforms!`](crate::assert_conforms) is that for tests.

use schemars::JsonSchema;

use crate::check::quick::Scratch;
use crate::check::{self, Failure, Options};
use crate::contract::document::ContractError;
use crate::contract::registry::Contract;
use crate::limits::reached;
use crate::problem::{Problem, ProblemKind};
use crate::report::{self, Format, Style};
use crate::summary::{Against, Listing, Outcome, Report, Summary};
use crate::text::Span;
use crate::text::excerpt::Veil;
use crate::text::sanitize::shortened;
use crate::text::secret::Secrets;
use crate::text::span::{Origin, Places};

/// Checks one payload against `contract`; `name` is what the report calls it, such as a file's name.
///
/// What is no JSON is a problem of the report, as it is for the command.
pub fn check(contract: &Contract, name: &str, payload: &[u8]) -> Report {
    let against = match contract.revision {
        Some(revision) => Against::Revision(revision),
        None => Against::Contract(contract.name.clone()),
    };
    let mut summary = Summary::new(against, Listing::All);
    let places = Places::new(payload, Origin::default());
    let mut sink = summary.payload(name, None, places);
    let mut scratch = Scratch::default();
    match check::against(
        contract,
        Options::default(),
        payload,
        &mut scratch,
        &mut sink,
    ) {
        Ok(()) => {
            summary.payload_checked(&contract.name);
            summary.file_checked();
        }
        Err(failure) => summary.problem(problem(name, payload, &failure)),
    }
    summary.into_report()
}

fn problem(name: &str, payload: &[u8], failure: &Failure) -> Problem {
    let start = Span::new(0, 0);
    let (kind, span, message, help) = match failure {
        Failure::Syntax(error) => (
            ProblemKind::NotJson,
            Span::new(error.offset, error.offset),
            format!("the payload is not JSON: {}", error.kind),
            "look at what was recorded",
        ),
        Failure::Unjudged(unjudged) => (
            ProblemKind::TooLong,
            unjudged.span,
            format!(
                "a pattern of the schema, at `{}`, was given up",
                shortened(&unjudged.keyword, 120)
            ),
            "write the pattern without repeats in repeats and look-around",
        ),
        Failure::LongPointers(limit) => (
            ProblemKind::TooLarge,
            start,
            format!(
                "the pointers to the values of the payload take more than {}",
                reached("pointer-bytes", *limit)
            ),
            "shorten the names",
        ),
        Failure::TooNested(limit) => (
            ProblemKind::TooLarge,
            start,
            format!(
                "the nesting of the payload and of the contract's schemas takes more than {}",
                reached("nested-evaluations", *limit)
            ),
            "nest less",
        ),
        Failure::TooLong(_) | Failure::NoThread => (
            ProblemKind::TooLong,
            start,
            "the payload could not be checked in time".to_owned(),
            "let the schema refer to itself once at each level",
        ),
        Failure::Unrecognized(_) | Failure::Ambiguous(_) => (
            ProblemKind::Unrecognized,
            start,
            "nobody knows what the payload is".to_owned(),
            "look at what was recorded",
        ),
    };
    let mut places = Places::new(payload, Origin::default());
    let place = places.place(span);
    Problem {
        kind,
        path: Some(name.to_owned()),
        place: Some(place),
        excerpt: Some(places.excerpt(place, span, &Veil::of(&Secrets::default()))),
        message,
        label: None,
        help: Some(help.to_owned()),
    }
}

/// The report of a check in words: as the command prints it, or as JSON where the feature `cli` is off.
pub fn words(report: &Report) -> String {
    let mut out = Vec::new();
    let format = Format::ALL.first().copied().unwrap_or(Format::Json);
    // Writing to memory cannot fail.
    let _ = report::render(format, report, &Style::default(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// What is wrong with `payload` as a `T`, in words; `None` where it conforms (notes do not count).
///
/// # Errors
/// The schema that `T` derives does not compile.
pub fn drift<T: JsonSchema>(payload: &[u8]) -> Result<Option<String>, ContractError> {
    let contract = Contract::of::<T>()?;
    let report = check(&contract, "payload", payload);
    Ok((report.outcome() != Outcome::Clean).then(|| words(&report)))
}

/// Asserts that a payload conforms to the schema of a Rust type, and has no drift that the schema lets
/// through, such as a field that nobody knows.
///
/// The type derives `schemars::JsonSchema`; the payload is anything that is `AsRef<[u8]>`.
///
/// ```
/// #[derive(schemars::JsonSchema)]
/// struct Order {
///     id: u32,
/// }
///
/// wiredrift::assert_conforms!(Order, r#"{"id": 12}"#);
/// ```
///
/// # Panics
/// Where it does not, with the diagnostics that the command prints.
#[macro_export]
macro_rules! assert_conforms {
    ($type:ty, $payload:expr $(,)?) => {
        match $crate::conform::drift::<$type>(::core::convert::AsRef::<[u8]>::as_ref(&$payload)) {
            ::core::result::Result::Ok(::core::option::Option::None) => {}
            ::core::result::Result::Ok(::core::option::Option::Some(drift)) => {
                ::core::panic!(
                    "the payload does not conform to {}\n\n{}",
                    ::core::stringify!($type),
                    drift
                )
            }
            ::core::result::Result::Err(error) => ::core::panic!("{}", error),
        }
    };
}

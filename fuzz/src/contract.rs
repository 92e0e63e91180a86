//! Contracts of one's own: schemas, OpenAPI documents, and what differs between two.
//!
//! A byte that no text has (`FF`) ends the document; what follows are payloads, or another schema.

use std::sync::Arc;

use wiredrift::check::quick::Scratch;
use wiredrift::check::{self, Failure, Options};
use wiredrift::contract::document::{ContractError, Document, NoLibrary};
use wiredrift::contract::openapi::Api;
use wiredrift::contract::recognise::Each;
use wiredrift::contract::registry::Contract;
use wiredrift::contract::validator::{DocumentsHold, FormatAssertion, Growth, ROOT, Schemas};
use wiredrift::diff::{Comparison, Part, Report, Side, Verdict, compare};
use wiredrift::problem::{Problem, ProblemKind};
use wiredrift::report::{Format, Style, comparison};
use wiredrift::text::json as tree;

use super::inert::{assert_inert, assert_told};
use super::json::value;
use super::payload::{Found, looked_at_twice};

/// Bytes of a document: a larger one tells nothing else, and takes longer.
const DOCUMENT: usize = 16 << 10;

/// Schemas of an API that are used.
const PARTS: usize = 12;

/// Payloads that every schema is asked about.
const PAYLOADS: [&[u8]; 6] = [
    b"null",
    b"-1.5e3",
    b"\"2024-01-15\"",
    b"[1,\"a\",null,{}]",
    br#"{"id":7,"name":"n","status":"open","created":"2024-01-15T14:30:00Z","a":{"b":[true]}}"#,
    br#"{"name":"n","name":null,"tags":["a","a"],"":0}"#,
];

fn parts(data: &[u8]) -> (&[u8], impl Iterator<Item = &[u8]>) {
    let mut parts = data.split(|byte| *byte == 0xff);
    let first = parts.next().unwrap_or_default();
    (first.get(..DOCUMENT).unwrap_or(first), parts)
}

fn document(shown: &str, bytes: &[u8]) -> Option<Document> {
    match Document::read(shown, bytes.to_vec()) {
        Ok(document) => Some(document),
        Err(error) => {
            told(&error);
            None
        }
    }
}

/// An error's words act on nothing.
fn told(error: &ContractError) {
    assert_told(vec![Problem {
        kind: ProblemKind::BrokenContract,
        path: Some(error.path.clone()),
        place: error.place.as_deref().copied(),
        excerpt: None,
        message: error.message.clone(),
        label: None,
        help: Some(error.help.clone()),
    }]);
}

fn schemas(document: Document) -> Result<Schemas, ContractError> {
    let uri = format!("{ROOT}schema.json");
    let holds = DocumentsHold::Schemas;
    let formats = FormatAssertion::On;
    Schemas::new(document, &uri, "", holds, Arc::new(NoLibrary), formats)
}

/// A schema and payloads: level error is the schema's verdict, on the quick path and on the full one.
pub(crate) fn schema(data: &[u8]) {
    let (first, others) = parts(data);
    let Some(document) = document("schema", first) else {
        return;
    };
    let formats = FormatAssertion::On;
    let made = schemas(document)
        .and_then(|schemas| Contract::of_schemas("schema", &schemas, formats, None));
    let contract = match made {
        Ok(contract) => contract,
        Err(error) => return told(&error),
    };
    for payload in PAYLOADS.into_iter().chain(others) {
        held_against(&contract, payload);
    }
}

fn held_against(contract: &Contract, payload: &[u8]) {
    // Such work cannot be stopped; the command does it in a thread that can be left.
    if contract.validator().growth() == Growth::Exponential {
        return;
    }
    let options = Options::default();
    let root = tree::parse(payload).ok();
    let mut found = Found::default();
    match check::against(
        contract,
        options,
        payload,
        &mut Scratch::default(),
        &mut found,
    ) {
        Ok(()) => {}
        Err(Failure::Unjudged(_) | Failure::LongPointers(_)) => return,
        Err(failure) => {
            assert!(root.is_none(), "JSON was not checked: {failure:?}");
            return;
        }
    }
    looked_at_twice(contract, options, payload, root.as_ref());
    let root = root.expect("what was checked is JSON");
    let accepted = contract.validator().accepts(&value(&root));
    let text = String::from_utf8_lossy(payload);
    assert_eq!(
        found.has_errors(),
        !accepted,
        "{text}: {:?}",
        found.findings
    );
    for finding in &found.findings {
        let under = payload.get(finding.span.start()..finding.span.end());
        assert!(under.is_some_and(|under| !under.is_empty()), "{finding:?}");
    }
}

/// An OpenAPI document: its operations are found by what they say, its schemas are used.
pub(crate) fn openapi(data: &[u8]) {
    let (first, others) = parts(data);
    let Some(document) = document("api", first) else {
        return;
    };
    let uri = format!("{ROOT}api.json");
    let api = match Api::read(document, &uri, Arc::new(NoLibrary), FormatAssertion::On) {
        Ok(api) => api,
        Err(error) => return told(&error),
    };
    let mut ids = Vec::new();
    for operation in api.operations() {
        let _ = api.operation(Some(&operation.method), &operation.path);
        let _ = api.operation_at(&operation.path);
        ids.extend(operation.request().schemas.iter().copied());
        for (_, published) in operation.responses() {
            ids.extend(published.schemas.iter().copied());
        }
    }
    for name in api.schemas() {
        ids.extend(api.schema(name, Each::Whole));
        ids.extend(api.schema(name, Each::Element));
    }
    let payloads: Vec<&[u8]> = PAYLOADS.into_iter().chain(others.take(2)).collect();
    for id in ids.into_iter().take(PARTS) {
        match api.contract(id) {
            Ok(contract) => payloads
                .iter()
                .for_each(|payload| held_against(contract, payload)),
            Err(error) => told(error),
        }
        let _ = api.carrier(id);
    }
}

/// Two schemas: neither differs from itself; what breaks has a witness that both judge as is said.
pub(crate) fn diff(data: &[u8]) {
    let (first, mut others) = parts(data);
    let side = |bytes: &[u8]| {
        let bytes = bytes.get(..DOCUMENT).unwrap_or(bytes);
        let schemas = schemas(document("schema", bytes)?).ok()?;
        Side::of_schemas("schema", schemas, FormatAssertion::On).ok()
    };
    let Some(old) = side(first) else {
        return;
    };
    let own = compare(&old, &old);
    assert_eq!(own.changes, [], "a schema differs from itself");
    if let Some(new) = others.next().and_then(side) {
        for (old, new) in [(&old, &new), (&new, &old)] {
            let compared = compare(old, new);
            for change in &compared.changes {
                for judgement in [&change.consumers, &change.senders] {
                    if let Some(witness) = &judgement.witness {
                        assert_eq!(witness.old_accepts, old.accepts(&witness.payload));
                        assert_eq!(witness.new_accepts, new.accepts(&witness.payload));
                    }
                }
            }
            compared_in_words(compared);
        }
    }
}

/// A comparison in each of its formats.
fn compared_in_words(compared: Comparison) {
    let report = Report {
        old: "old".to_owned(),
        new: "new".to_owned(),
        fail_on: Verdict::Risky,
        parts: vec![Part {
            message: None,
            changes: compared.changes,
            is_cut: compared.is_cut,
            reached: compared.reached,
        }],
    };
    let written = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut out = Vec::new();
        write(&mut out).expect("a vector takes whatever is written");
        String::from_utf8(out).expect("a report is text")
    };
    let style = Style::default();
    let human = written(&|out| comparison::human(&report, &style, out));
    assert_inert(&human, Format::Human);
    let markdown = written(&|out| comparison::markdown(&report, out));
    assert_inert(&markdown, Format::Markdown);
    let json = written(&|out| comparison::json(&report, out));
    assert_inert(&json, Format::Json);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

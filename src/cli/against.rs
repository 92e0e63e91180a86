//! `wiredrift schema check --against`: the built-in types and a published OpenAPI document.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::contract::{References, root};
use super::opened::NamedBy;
use super::output::Output;
use super::scope::Refusal;
use crate::contract::document::{ContractError, Document, NoLibrary};
use crate::contract::export;
use crate::contract::openapi::in_plain_dialect;
use crate::contract::revision::Revision;
use crate::contract::validator::{DocumentsHold, FormatAssertion, ROOT, Schemas};
use crate::diff::{Side, differences};
use crate::limits::Limits;
use crate::summary::Outcome;
use crate::text::numbers::counted;
use crate::text::pointer::{escaped, unescaped};
use crate::text::sanitize::{inert, shortened};

/// Where an OpenAPI document keeps its schemas.
const SCHEMAS: &str = "/components/schemas";

/// The segment of a path that makes its operations those of the family.
const FAMILY: &str = "connections";

/// Letters of what is told of a line's parts.
const SHOWN: usize = 200;

/// Compares each DTO of a revision with the schema of that name in the document.
pub(super) fn run(path: &Path, revision: Revision, output: &Output) -> Outcome {
    let compared =
        root(path, NamedBy::User, References::default(), &Limits::DEFAULT).and_then(|document| {
            let document = in_plain_dialect(document.0)?;
            published(&document)?;
            compared(&document, revision)
        });
    let (lines, is_cut) = match compared {
        Ok(compared) => compared,
        Err(error) => return output.refusal(&Refusal::Contract(error)),
    };
    let outcome = match (is_cut, lines.is_empty()) {
        (true, _) => Outcome::CouldNotCheck,
        (false, true) => Outcome::Clean,
        (false, false) => Outcome::Findings,
    };
    let dtos = export::dto_names(revision).count() as u64;
    output.result(outcome, |out| {
        for line in &lines {
            writeln!(out, "{}", inert(line))?;
        }
        let shown = shortened(&path.to_string_lossy(), SHOWN);
        let shown = inert(&shown);
        let dtos = counted(dtos, "DTO");
        if lines.is_empty() {
            writeln!(out, "revision {revision} agrees with {shown}: {dtos}")
        } else {
            let count = counted(lines.len() as u64, "difference");
            writeln!(out, "revision {revision} and {shown}: {count}, {dtos}")
        }
    })
}

/// Refuses what has no schemas.
fn published(document: &Document) -> Result<(), ContractError> {
    if document
        .value
        .pointer(SCHEMAS)
        .is_none_or(|schemas| !schemas.is_object())
    {
        return Err(document.error(
            "",
            "the document has no `components/schemas`".to_owned(),
            "name the published document, bundled into one file",
        ));
    }
    Ok(())
}

/// One line for each difference, and whether something was left out.
fn compared(document: &Document, revision: Revision) -> Result<(Vec<String>, bool), ContractError> {
    let mut is_cut = false;
    let own: BTreeSet<String> = export::dto_names(revision).map(str::to_owned).collect();
    let mut lines = Vec::new();
    for name in export::dto_names(revision) {
        let pointer = format!("{SCHEMAS}/{}", escaped(name));
        if document.value.pointer(&pointer).is_none() {
            lines.push(format!("the document has no schema `{name}`"));
            continue;
        }
        let Some(types) = Side::built_in(name, revision) else {
            continue;
        };
        let schemas = Schemas::new(
            document.clone(),
            &format!("{ROOT}document"),
            &pointer,
            DocumentsHold::Others,
            Arc::new(NoLibrary),
            FormatAssertion::On,
        )?;
        let theirs = Side::of_schemas(name, schemas, FormatAssertion::On)?;
        let comparison = differences(&types, &theirs, &own);
        for change in &comparison.changes {
            let place = match change.pointer.as_str() {
                "" => "as a whole".to_owned(),
                pointer => shortened(pointer, SHOWN),
            };
            lines.push(format!(
                "{name} {place}: the types say {}, the document says {}",
                change.old, change.new
            ));
        }
        is_cut |= comparison.is_cut;
        if comparison.is_cut {
            lines.push(format!(
                "{name}: the rest was not compared, there is too much of it"
            ));
        }
    }
    for name in reachable(&document.value) {
        if !own.contains(&name) {
            let name = shortened(&name, SHOWN);
            lines.push(format!(
                "the types have no DTO `{name}`, which the document has"
            ));
        }
    }
    Ok((lines, is_cut))
}

/// The schemas that operations of the family lead to.
fn reachable(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut waiting: Vec<&Value> = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, operations) in paths.into_iter().flatten() {
        if path.split('/').any(|segment| segment == FAMILY) {
            waiting.push(operations);
        }
    }
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref")
                    && let Some(pointer) = reference.strip_prefix('#')
                    && seen.insert(pointer)
                    && let Some(target) = document.pointer(pointer)
                {
                    let name = pointer
                        .strip_prefix(SCHEMAS)
                        .and_then(|rest| rest.strip_prefix('/'));
                    if let Some(name) = name.filter(|name| !name.contains('/')) {
                        names.insert(unescaped(name).into_owned());
                    }
                    waiting.push(target);
                }
                waiting.extend(members.values());
            }
            Value::Array(elements) => waiting.extend(elements),
            _ => {}
        }
    }
    names
}

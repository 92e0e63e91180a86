//! `wiredrift diff`: two contracts, compared.

use super::args::{Diff, DiffFormatArg};
use super::contract::{References, parts, root};
use super::opened::NamedBy;
use super::output::Output;
use super::schema::no_such_dto;
use super::scope::Refusal;
use crate::contract::document::{ContractError, Document};
use crate::contract::export;
use crate::contract::openapi::{Api, in_plain_dialect};
use crate::contract::revision::Revision;
use crate::contract::validator::{DocumentsHold, Schemas};
use crate::diff::{Part, Report, Side, compare_apis_within, compare_within};
use crate::limits::Limits;
use crate::report::{Style, comparison};
use crate::summary::Outcome;
use crate::text::sanitize::shortened;

/// Letters of a side that are shown.
const NAME: usize = 120;

/// What was named as a side.
#[derive(Debug)]
enum Named {
    Schema(Box<Side>),
    Api(Box<Api>),
}

/// Compares what the arguments name, reports, and says how it went.
pub(super) fn run(args: &Diff, output: &Output) -> Outcome {
    let report = match report(args) {
        Ok(report) => report,
        Err(refusal) => return output.refusal(&refusal),
    };
    let style = Style {
        colour: output.colour(),
        ..Style::default()
    };
    output.result(comparison::outcome(&report), |out| match args.format {
        DiffFormatArg::Human => comparison::human(&report, &style, out),
        DiffFormatArg::Json => comparison::json(&report, out),
        DiffFormatArg::Markdown => comparison::markdown(&report, out),
    })
}

fn report(args: &Diff) -> Result<Report, Refusal> {
    let limits = args.limits.over(Limits::DEFAULT);
    let sides = (named(&args.old, args)?, named(&args.new, args)?);
    let parts = match &sides {
        (Named::Schema(old), Named::Schema(new)) => {
            let comparison = compare_within(old, new, &limits);
            vec![Part {
                message: None,
                changes: comparison.changes,
                is_cut: comparison.is_cut,
                reached: comparison.reached,
            }]
        }
        (Named::Api(old), Named::Api(new)) => {
            compare_apis_within(old, new, &limits).map_err(Refusal::Contract)?
        }
        (Named::Api(_), Named::Schema(_)) | (Named::Schema(_), Named::Api(_)) => {
            return Err(Refusal::Arguments {
                message: "an API cannot be compared with one schema".to_owned(),
                help: "name a schema of the API, as in `api.yaml#/components/schemas/Order`"
                    .to_owned(),
            });
        }
    };
    Ok(Report {
        old: args.old.clone(),
        new: args.new.clone(),
        fail_on: args.fail_on.into(),
        parts,
    })
}

/// What `name` stands for: a DTO at a revision, unless there is a file of that name.
fn named(name: &str, args: &Diff) -> Result<Named, Refusal> {
    let (path, pointer) = parts(name);
    if !path.exists()
        && let Some(side) = built_in(name)?
    {
        return Ok(Named::Schema(Box::new(side)));
    }
    let formats = args.format_assertion.into();
    let references = References {
        documents: &args.references,
        folders: &args.reference_dirs,
        named_by: NamedBy::User,
    };
    let limits = args.limits.over(Limits::DEFAULT);
    let (document, uri, files) =
        root(&path, NamedBy::User, references, &limits).map_err(Refusal::Contract)?;
    let is_api = is_api(&document);
    if is_api && pointer.is_empty() {
        let api = Api::read(document, &uri, files, formats).map_err(Refusal::Contract)?;
        return Ok(Named::Api(Box::new(api)));
    }
    let side = || -> Result<Side, ContractError> {
        let (document, holds) = if is_api {
            (in_plain_dialect(document)?, DocumentsHold::Others)
        } else {
            (document, DocumentsHold::Schemas)
        };
        let schemas = Schemas::new(document, &uri, &pointer, holds, files, formats)?;
        Side::of_schemas(name, schemas, formats)
    };
    side()
        .map(|side| Named::Schema(Box::new(side)))
        .map_err(Refusal::Contract)
}

fn is_api(document: &Document) -> bool {
    ["openapi", "swagger"]
        .iter()
        .any(|version| document.value.get(version).is_some())
}

/// The DTO that `NAME@REVISION` is; `None` where it reads like a path.
fn built_in(name: &str) -> Result<Option<Side>, Refusal> {
    let Some((dto, revision)) = name.rsplit_once('@') else {
        if export::dto_names(Revision::LATEST).any(|known| known == name) {
            return Err(Refusal::Arguments {
                message: format!("`{name}` has no revision"),
                help: format!("write `{name}@{}`", Revision::PINNED),
            });
        }
        return Ok(None);
    };
    if !dto.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let Ok(revision) = revision.parse::<Revision>() else {
        let known: Vec<&str> = Revision::ALL.iter().map(|known| known.as_str()).collect();
        return Err(Refusal::Arguments {
            message: format!("there is no revision `{}`", shortened(revision, NAME)),
            help: format!("name one of {}, latest", known.join(", ")),
        });
    };
    if let Some(side) = Side::built_in(dto, revision) {
        return Ok(Some(side));
    }
    let (message, mut help) = no_such_dto(dto, revision);
    // It is not typed as an option here.
    if let Some(since) = help.strip_prefix("add `--revision ") {
        help = format!("write `{dto}@{since}");
    }
    Err(Refusal::Arguments { message, help })
}

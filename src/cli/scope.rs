//! What is looked at, and as what: the arguments that commands over captures share.

use std::sync::{Arc, Mutex};

use super::args::Scope;
use super::contract::parts;
use super::inputs::{self, IgnoreFiles, Inputs};
use super::run::{Job, Observing, Own};
use super::schema::no_such_dto;
use crate::check::{Checker, Options};
use crate::contract::document::ContractError;
use crate::contract::export;
use crate::contract::recognise::{Candidate, Each};
use crate::problem::{Problem, ProblemKind};
use crate::summary::{Listing, Summary};
use crate::text::nearest::nearest;
use crate::text::sanitize::{printable, shortened};

/// Letters of the name of a schema that are shown.
const NAME: usize = 120;

/// Why a command cannot run.
#[derive(Debug)]
pub(super) enum Refusal {
    /// What was typed makes no sense.
    Arguments {
        /// The fact.
        message: String,
        /// What to do.
        help: String,
    },
    /// The contract cannot be used.
    Contract(ContractError),
}

impl Scope {
    /// The inputs that are named.
    pub(super) fn find(&self) -> Inputs {
        inputs::find(&self.paths, self.ignore_files())
    }

    const fn ignore_files(&self) -> IgnoreFiles {
        if self.no_ignore {
            IgnoreFiles::Unread
        } else {
            IgnoreFiles::Honoured
        }
    }

    /// What is to be done with every input, or why the arguments make no sense, and what to do.
    pub(super) fn job(&self, options: Options, listing: Listing) -> Result<Job, Refusal> {
        let own = self.own()?;
        let each = if self.each {
            Each::Element
        } else {
            Each::Whole
        };
        let target = match (&self.dto, &own) {
            (Some(name), None) => {
                let dto = export::dto_names(self.revision)
                    .find(|known| known == name)
                    .ok_or_else(|| no_such_dto(name, self.revision))
                    .map_err(|(message, help)| Refusal::Arguments { message, help })?;
                Some(Candidate { dto, each })
            }
            _ => None,
        };
        Ok(Job {
            checker: Checker::new(self.revision, options),
            own,
            broken: Mutex::default(),
            target,
            unrecognized: self.unrecognized,
            input_format: self.input_format.map(Into::into),
            listing,
            observing: Observing::Off,
        })
    }

    /// The file of the contract that is named in place of the built-in one.
    pub(super) fn contract_file(&self) -> Option<String> {
        let schema = self.schema.as_deref().map(|name| parts(name).0);
        let path = schema.or_else(|| self.openapi.clone())?;
        Some(printable(&path.to_string_lossy()).into_owned())
    }

    /// The contract that is named in place of the built-in one.
    fn own(&self) -> Result<Option<Own>, Refusal> {
        if let Some(contract) = self.own_contract().map_err(Refusal::Contract)? {
            return Ok(Some(Own::Schema(Arc::new(contract))));
        }
        let Some(api) = self.api().map_err(Refusal::Contract)? else {
            return Ok(None);
        };
        let Some(name) = &self.dto else {
            return Ok(Some(Own::Api(Box::new(api), None)));
        };
        let each = if self.each {
            Each::Element
        } else {
            Each::Whole
        };
        let Some(part) = api.schema(name, each) else {
            let help = match nearest(name, api.schemas()) {
                Some(near) => format!("did you mean `{}`?", shortened(near, NAME)),
                None => "name one of the schemas under `components`".to_owned(),
            };
            let name = shortened(name, NAME);
            return Err(Refusal::Arguments {
                message: format!("{} has no schema `{name}`", api.title()),
                help,
            });
        };
        // Nothing could be checked.
        if let Err(error) = api.contract(part) {
            return Err(Refusal::Contract(error.clone()));
        }
        Ok(Some(Own::Api(Box::new(api), Some(part))))
    }

    /// Adds what is to be said about the inputs as a whole.
    pub(super) fn tell(&self, found: Inputs, summary: &mut Summary) {
        let nothing_else = found.problems.is_empty() && !summary.has_problems();
        for problem in found.problems {
            summary.problem(problem);
        }
        for (path, reason) in &found.passed {
            summary.skip(path, reason, 1, &[]);
        }
        if summary.checked() == 0 && !self.allow_empty && nothing_else {
            let paths: Vec<String> = self
                .paths
                .iter()
                .map(|path| path.to_string_lossy().into_owned())
                .collect();
            let among = shortened(&paths.join(", "), 200);
            let message = if found.files.is_empty() {
                format!("there is no capture in {among}")
            } else {
                format!("nothing was checked in {among}")
            };
            summary.problem(Problem {
                kind: ProblemKind::NothingChecked,
                path: None,
                place: None,
                excerpt: None,
                message,
                label: None,
                help: Some(format!(
                    "name files or folders that hold captures, or add `--allow-empty`; {}",
                    self.ignore_files().passed_over()
                )),
            });
        }
    }
}

//! What is looked at, and as what: the arguments that commands over captures share.

use std::sync::{Arc, Mutex};

use super::args::{Scope, Unrecognized};
use super::contract::parts;
use super::document::NoCaptures;
use super::inputs::{self, Chosen, IgnoreFiles, InputPlace, Inputs, Named};
use super::progress::Meter;
use super::project::Project;
use super::run::{FileTarget, Job, Own};
use super::schema::no_such_dto;
use crate::check::{Checker, Options};
use crate::contract::document::ContractError;
use crate::contract::export;
use crate::contract::openapi::{Api, PartId};
use crate::contract::recognise::{Candidate, Each};
use crate::contract::revision::Revision;
use crate::limits::Limits;
use crate::policy::PathGlobs;
use crate::problem::{Problem, ProblemKind};
use crate::summary::{Listing, Summary};
use crate::text::nearest::nearest;
use crate::text::sanitize::{shortened, shown};

/// Letters of the name of a schema that are shown.
const NAME: usize = 120;

/// That an API has no schema of that name, and what to type instead.
pub(super) fn no_such_schema(api: &Api, name: &str) -> (String, String) {
    let help = match nearest(name, api.schemas()) {
        Some(near) => format!("did you mean `{}`?", shortened(near, NAME)),
        None => "name one of the schemas under `components`".to_owned(),
    };
    let name = shortened(name, NAME);
    (format!("{} has no schema `{name}`", api.title()), help)
}

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
    /// The configuration cannot be used.
    Config(Box<Problem>),
}

impl From<(String, String)> for Refusal {
    fn from((message, help): (String, String)) -> Self {
        Self::Arguments { message, help }
    }
}

impl From<ContractError> for Refusal {
    fn from(error: ContractError) -> Self {
        Self::Contract(error)
    }
}

impl Scope {
    /// The inputs that are named.
    pub(super) fn find(&self, project: &Project) -> Inputs {
        let named = if self.force_exclude {
            Named::Excluded
        } else {
            Named::Kept
        };
        let mut found = inputs::find(&self.paths, self.ignore_files(), named, project);
        // Another program names all that changed, and does not know what it is.
        if self.unrecognized == Some(Unrecognized::Skip) {
            for input in &mut found.files {
                if matches!(input.place, InputPlace::File(_)) {
                    input.chosen = Chosen::InWalk;
                }
            }
        }
        found
    }

    const fn ignore_files(&self) -> IgnoreFiles {
        if self.no_ignore {
            IgnoreFiles::Unread
        } else {
            IgnoreFiles::Honoured
        }
    }

    /// What is to be done with every input, or why the arguments make no sense, and what to do.
    pub(super) fn job(
        &self,
        options: Options,
        listing: Listing,
        project: Project,
    ) -> Result<Job, Refusal> {
        let own = self.own(&project.limits)?;
        let says_more = !self.references.is_empty()
            || !self.reference_dirs.is_empty()
            || self.format_assertion.is_some();
        if own.is_none() && says_more {
            return Err(Refusal::Arguments {
                message: "`--ref`, `--ref-dir` and `--format-assertion` are about a contract of \
                          your own"
                    .to_owned(),
                help: "name it with `--schema` or `--openapi`, or in the configuration".to_owned(),
            });
        }
        let each = if self.each {
            Each::Element
        } else {
            Each::Whole
        };
        let target = match (&self.dto, &own) {
            (Some(name), None) => {
                let dto = built_in(name, each, self.revision);
                Some(dto.map_err(|(message, help)| Refusal::Arguments { message, help })?)
            }
            _ => None,
        };
        let by_file = if self.dto.is_none() {
            self.by_file(&project, own.as_ref())?
        } else {
            Vec::new()
        };
        Ok(Job {
            project,
            by_file,
            base_paths: self.base_paths.clone(),
            checker: Checker::new(self.revision, options),
            own,
            broken: Mutex::default(),
            target,
            unrecognized: self.unrecognized,
            input_format: self.input_format.map(Into::into),
            listing,
            threads: Arc::default(),
            learnt: Mutex::default(),
            buffers: Mutex::default(),
            no_captures: NoCaptures::default(),
            meter: Meter::default(),
        })
    }

    /// What the payloads of some files are, as the configuration says.
    fn by_file(
        &self,
        project: &Project,
        own: Option<&Own>,
    ) -> Result<Vec<(PathGlobs, FileTarget)>, Refusal> {
        let mut all = Vec::new();
        for (files, dto, each) in project.typed_files() {
            let name = dto.text.as_str();
            let refused =
                |(message, help): (String, String)| match project.problem(dto, &message, &help) {
                    Some(problem) => Refusal::Config(Box::new(problem)),
                    None => Refusal::Arguments { message, help },
                };
            let target = match own {
                Some(Own::Schema(..)) => {
                    let message = "a schema names no DTOs".to_owned();
                    let help = "name an OpenAPI document, or leave `[[dto]]` out".to_owned();
                    return Err(refused((message, help)));
                }
                Some(Own::Api(api, _)) => {
                    FileTarget::Part(part(api, name, each).map_err(|unknown| match unknown {
                        Refusal::Arguments { message, help } => refused((message, help)),
                        other => other,
                    })?)
                }
                None => FileTarget::Dto(built_in(name, each, self.revision).map_err(refused)?),
            };
            all.push((files.clone(), target));
        }
        Ok(all)
    }

    /// The file of the contract that is named in place of the built-in one.
    pub(super) fn contract_file(&self) -> Option<String> {
        let schema = self.schema.as_deref().map(|name| parts(name).0);
        let path = schema.or_else(|| self.openapi.clone())?;
        Some(shown(&path))
    }

    /// The contract that is named in place of the built-in one.
    fn own(&self, limits: &Limits) -> Result<Option<Own>, Refusal> {
        let schema = self.own_contract(limits).map_err(Refusal::Contract)?;
        if let Some((contract, unknown)) = schema {
            return Ok(Some(Own::Schema(Arc::new(contract), unknown)));
        }
        let Some(api) = self.api(limits).map_err(Refusal::Contract)? else {
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
        let part = part(&api, name, each)?;
        Ok(Some(Own::Api(Box::new(api), Some(part))))
    }

    /// Adds what is to be said about the inputs as a whole.
    pub(super) fn tell(&self, found: Inputs, project: &Project, summary: &mut Summary) {
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
            let narrowed = if project.include.is_some() || project.exclude.is_some() {
                ", and so is what the configuration leaves out by `include` and `exclude`"
            } else {
                ""
            };
            summary.problem(Problem {
                kind: ProblemKind::NothingChecked,
                path: None,
                place: None,
                excerpt: None,
                message,
                label: None,
                help: Some(format!(
                    "name files or folders that hold captures, or add `--allow-empty`; {}{narrowed}",
                    self.ignore_files().passed_over()
                )),
            });
        }
    }
}

/// The DTO of the built-in contract of that name, or why there is none, and what to do.
fn built_in(name: &str, each: Each, revision: Revision) -> Result<Candidate, (String, String)> {
    let dto = export::dto_names(revision)
        .find(|known| *known == name)
        .ok_or_else(|| no_such_dto(name, revision))?;
    Ok(Candidate { dto, each })
}

/// The schema of an API of that name.
fn part(api: &Api, name: &str, each: Each) -> Result<PartId, Refusal> {
    let Some(part) = api.schema(name, each) else {
        return Err(no_such_schema(api, name).into());
    };
    // Nothing could be checked.
    if let Err(error) = api.contract(part) {
        return Err(Refusal::Contract(error.clone()));
    }
    Ok(part)
}

//! `wiredrift schema`: the contract's JSON Schemas.

use std::path::Path;

use super::args::{Schema, SchemaCommand};
use super::output::Output;
use crate::contract::export;
use crate::contract::revision::{Revision, dto_added_in};
use crate::summary::Outcome;
use crate::text::nearest::nearest;
use crate::text::sanitize::{shortened, shown};

/// Runs one of the subcommands.
pub(super) fn run(args: &Schema, output: &Output) -> Outcome {
    match &args.command {
        SchemaCommand::List { revision } => list(*revision, output),
        SchemaCommand::Show { dto, revision } => show(dto, *revision, output),
        SchemaCommand::Write { dir } => write(dir, output),
        SchemaCommand::Check {
            against: Some(document),
            revision,
            ..
        } => super::against::run(document, *revision, output),
        SchemaCommand::Check { dir, .. } => check(dir, output),
    }
}

fn list(revision: Option<Revision>, output: &Output) -> Outcome {
    output.result(Outcome::Clean, |out| {
        for entry in export::DTOS {
            let revisions: Vec<&str> = Revision::ALL
                .iter()
                .filter(|&&known| entry.exists_at(known) && revision.is_none_or(|one| one == known))
                .map(|known| known.as_str())
                .collect();
            if !revisions.is_empty() {
                writeln!(out, "{:30}  {}", entry.name, revisions.join(" "))?;
            }
        }
        Ok(())
    })
}

fn show(dto: &str, revision: Revision, output: &Output) -> Outcome {
    if let Some(text) = export::export_text(dto, revision) {
        return output.result(Outcome::Clean, |out| out.write_all(text.as_bytes()));
    }
    let (message, help) = no_such_dto(dto, revision);
    output.error(&message, &help)
}

/// Why there is no such DTO, and what to type instead.
pub(super) fn no_such_dto(dto: &str, revision: Revision) -> (String, String) {
    let shown = shortened(dto, 80);
    if let Some(since) = dto_added_in(dto).filter(|&since| since > revision) {
        return (
            format!("revision {revision} has no {shown}: it is known since {since}"),
            format!("add `--revision {since}`"),
        );
    }
    let known = export::dto_names(Revision::LATEST);
    let help = match nearest(dto, known) {
        Some(near) => format!("did you mean `{near}`? `wiredrift schema list` lists them all"),
        None => "`wiredrift schema list` lists them all".to_owned(),
    };
    (format!("there is no DTO `{shown}`"), help)
}

fn write(dir: &Path, output: &Output) -> Outcome {
    match export::write_all(dir) {
        Ok(written) => output.result(Outcome::Clean, |out| {
            for path in &written.written {
                writeln!(out, "wrote {}", shown(&dir.join(path)))?;
            }
            for path in &written.surplus {
                writeln!(out, "surplus {}", shown(&dir.join(path)))?;
            }
            let (new, old) = (written.written.len(), written.unchanged);
            writeln!(out, "{new} written, {old} were up to date")
        }),
        Err(error) => output.error(
            &format!("the schemas cannot be written to {}: {error}", shown(dir)),
            "name a folder that can be written",
        ),
    }
}

fn check(dir: &Path, output: &Output) -> Outcome {
    if !dir.is_dir() {
        return output.error(
            &format!("there is no folder {}", shown(dir)),
            "name the folder that `wiredrift schema write` wrote",
        );
    }
    let comparison = match export::check_all(dir) {
        Ok(comparison) => comparison,
        Err(error) => {
            return output.error(
                &format!("the schemas in {} cannot be read: {error}", shown(dir)),
                "make the folder and its files readable",
            );
        }
    };
    let outcome = if comparison.agrees() {
        Outcome::Clean
    } else {
        Outcome::Findings
    };
    output.result(outcome, |out| {
        let lists = [
            ("missing", &comparison.missing),
            ("stale", &comparison.stale),
            ("surplus", &comparison.surplus),
        ];
        for (what, paths) in lists {
            for path in paths {
                writeln!(out, "{what} {}", shown(&dir.join(path)))?;
            }
        }
        let dir = shown(dir);
        if comparison.agrees() {
            writeln!(out, "the schemas in {dir} are up to date")
        } else {
            writeln!(
                out,
                "`wiredrift schema write {dir}` brings missing and stale ones up to date"
            )
        }
    })
}

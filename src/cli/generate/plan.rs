//! What `--plan` says.

use super::source::{BuiltIn, Source};
use crate::cli::output::Output;
use crate::generate::{Coverage, OwnGenerator, Plan};
use crate::summary::Outcome;

/// Says how many samples cover what the profile promises, and what that is.
pub(super) fn tell(source: &Source, output: &Output) -> Outcome {
    let profile = source.options().profile.as_str();
    let told = match source {
        Source::BuiltIn(built_in) => of_dto(built_in, profile),
        Source::Own(_) => source.own().and_then(|own| of_own(own, &source.whose())),
    };
    match told {
        Some(text) => output.result(Outcome::Clean, |out| out.write_all(text.as_bytes())),
        None if matches!(profile, "realistic" | "edge") => output.error(
            &format!("{} is too large for a promise of coverage", source.whose()),
            "name a smaller part of it",
        ),
        None => output.error(
            &format!("profile {profile} promises no coverage"),
            "plan `--profile realistic` or `--profile edge`",
        ),
    }
}

fn of_dto(source: &BuiltIn, profile: &str) -> Option<String> {
    let plan = source.documents.records().plan()?;
    let Plan {
        pairs,
        values,
        fields,
        entries,
    } = *plan;
    let count = plan.samples();
    let mut lines = vec![
        format!("{count}\n"),
        format!(
            "The first {count} {profile} samples of {} at {} hold",
            source.dto, source.revision
        ),
        format!("  each of {fields} fields, present and (unless required) absent"),
    ];
    if values > 0 {
        lines.push(format!("  each value of each enum, up to {values}"));
    }
    if pairs > 0 {
        let what = "pairs of a source type and a destination type";
        lines.push(format!("  each of {pairs} {what}"));
    }
    if entries > 0 {
        lines.push(format!("  each of {entries} odd dates and texts"));
        lines.push("  one sample without any optional field".to_owned());
    }
    Some(lines.join("\n") + "\n")
}

fn of_own(own: &OwnGenerator, whose: &str) -> Option<String> {
    let coverage: &Coverage = own.coverage()?;
    let (count, profile) = (coverage.samples(), own.options().profile.as_str());
    let mut lines = vec![
        format!("{count}\n"),
        format!("The first {count} {profile} samples of {whose} hold"),
    ];
    for (number, what) in [
        (coverage.members, "optional members, present and absent"),
        (coverage.values, "values of enums"),
        (coverage.alternatives, "alternatives"),
    ] {
        if number > 0 {
            lines.push(format!("  each of {number} {what}"));
        }
    }
    lines.push("  each type of what may be of several".to_owned());
    if profile == "edge" {
        lines.push("  one sample without any optional member".to_owned());
    }
    lines.push("as far as samples with them conform; what they went without is told".to_owned());
    Some(lines.join("\n") + "\n")
}

//! What is said of the files that change, and of what remains.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diff::unified;
use super::file::Fixed;
use super::{Input, InputPlace, Mode};
use crate::cli::output::Output;
use crate::fix::Obstacle;
use crate::report::{Format, Style, render};
use crate::summary::{Outcome, Report};
use crate::text::numbers::counted;
use crate::text::sanitize::inert;
use crate::text::secret::Secrets;

/// What is said, in the order of the inputs.
pub(super) struct Told {
    pub(super) mode: Mode,
    /// What is not shown.
    secrets: Arc<Secrets>,
    /// A line for each file that changes.
    lines: Vec<String>,
    /// What stays although the right value is certain.
    kept: Vec<String>,
    diff: String,
    files: u64,
    findings: u64,
    failed: Vec<(String, String)>,
    /// What standard input becomes.
    stdin: Option<Vec<u8>>,
}

impl Told {
    pub(super) const fn new(mode: Mode, secrets: Arc<Secrets>) -> Self {
        Self {
            mode,
            secrets,
            lines: Vec::new(),
            kept: Vec::new(),
            diff: String::new(),
            files: 0,
            findings: 0,
            failed: Vec::new(),
            stdin: None,
        }
    }

    /// A file could not be written.
    pub(super) fn failed(&mut self, input: &Input, message: String, help: String) {
        self.lines.push(format!("{}: not written", input.shown));
        self.failed.push((message, help));
    }

    pub(super) fn file(&mut self, input: &Input, fixed: &Fixed) {
        let is_stdin = input.place == InputPlace::Stdin;
        if let Some(changed) = &fixed.changed {
            let count: u64 = fixed.repair.fixed().values().sum();
            self.files += 1;
            self.findings += count;
            let done = match self.mode {
                Mode::Write => "fixed",
                Mode::Diff | Mode::Check => "would fix",
            };
            let rules = rules(&fixed.repair.fixed());
            self.lines.push(format!(
                "{}: {done} {} ({rules})",
                input.shown,
                counted(count, "finding")
            ));
            if self.mode == Mode::Diff {
                self.diff
                    .push_str(&unified(&input.shown, changed, &self.secrets));
            }
            if is_stdin {
                self.stdin = Some(changed.after.clone());
            }
        } else if is_stdin {
            self.stdin.clone_from(&fixed.unchanged);
        }
        for (obstacle, count) in fixed.repair.kept() {
            self.kept.push(kept(&input.shown, *obstacle, *count));
        }
    }

    /// Says it, and how it went.
    pub(super) fn end(self, report: &Report, output: &Output) -> Outcome {
        let outcome = self.outcome(report);
        let mut lines: Vec<String> = self.lines.iter().chain(&self.kept).cloned().collect();
        lines.extend(remaining(report));
        lines.push(self.sentence(report));
        let lines = lines.iter().map(|line| inert(line).into_owned());
        let lines: Vec<String> = lines.collect();
        // Standard output is what was put right, or what would be.
        let result: Option<&[u8]> = match (self.mode, &self.stdin) {
            (Mode::Write, Some(text)) => Some(text),
            (Mode::Diff, _) => Some(self.diff.as_bytes()),
            _ => None,
        };
        let outcome = match result {
            Some(result) => {
                let outcome = output.result(outcome, |out| out.write_all(result));
                for line in &lines {
                    output.remark(line);
                }
                outcome
            }
            None => output.result(outcome, |out| {
                lines.iter().try_for_each(|line| writeln!(out, "{line}"))
            }),
        };
        for (message, help) in &self.failed {
            output.error(message, help);
        }
        outcome
    }

    fn outcome(&self, report: &Report) -> Outcome {
        let outcome = report.outcome();
        if !self.failed.is_empty() || outcome == Outcome::CouldNotCheck {
            return Outcome::CouldNotCheck;
        }
        match self.mode {
            Mode::Write => outcome,
            Mode::Diff | Mode::Check if self.files > 0 => Outcome::Findings,
            Mode::Diff | Mode::Check => Outcome::Clean,
        }
    }

    fn sentence(&self, report: &Report) -> String {
        let (would, remain) = match self.mode {
            Mode::Write => ("fixed", "remain"),
            Mode::Diff | Mode::Check => ("would fix", "would remain"),
        };
        let done = if self.files == 0 {
            "nothing to fix".to_owned()
        } else {
            format!(
                "{would} {} in {}",
                counted(self.findings, "finding"),
                counted(self.files, "file")
            )
        };
        let failing = report.fail_on;
        let left: u64 = report
            .totals
            .findings
            .iter()
            .filter(|((_, level), _)| *level >= failing)
            .map(|(_, count)| count)
            .sum();
        match (left, remain) {
            (0, _) => done,
            (1, "remain") => format!("{done}; 1 finding remains"),
            _ => format!("{done}; {} {remain}", counted(left, "finding")),
        }
    }
}

/// What is found when all is put right, and what could not be checked: a line each.
fn remaining(report: &Report) -> Vec<String> {
    let mut text = Vec::new();
    // Memory takes what is written to it.
    let _ = render(Format::Concise, report, &Style::default(), &mut text);
    let text = String::from_utf8_lossy(&text);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // The sentence about a check.
    lines.pop();
    lines
}

fn rules(fixed: &BTreeMap<&'static str, u64>) -> String {
    let rules = fixed.iter().map(|(rule, count)| match count {
        1 => (*rule).to_owned(),
        count => format!("{count} {rule}"),
    });
    rules.collect::<Vec<String>>().join(", ")
}

fn kept(path: &str, obstacle: Obstacle, count: u64) -> String {
    let stay = if count == 1 { "stays" } else { "stay" };
    format!(
        "{path}: {} whose right value is certain {stay}: {obstacle}",
        counted(count, "finding")
    )
}

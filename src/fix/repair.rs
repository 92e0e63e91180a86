//! What can be put right in one file, body by body.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, Obstacle, Rewriter, apply};
use crate::capture::{Body, InputFormat};
use crate::finding::Finding;
use crate::rule::{self, Topic};
use crate::severity::Severity;

/// Edits of one rule and body that are tried one by one where all of them together do not do.
const SINGLY: usize = 32;

/// How often each rule and variant was found, notes apart: what a right value in another place must not add
/// to. Pointers are left out, as those below a renamed field change; and the right value may be worth a note,
/// as a date that is right and stands for none.
type Counts = BTreeMap<(&'static str, String), u64>;

/// The edits of one file, and what is to be said of them.
#[derive(Clone, Debug, Default)]
pub struct Repair {
    bodies: Vec<Mended>,
    kept: BTreeMap<Obstacle, u64>,
    found: Counts,
}

/// What is put right in one body.
#[derive(Clone, Debug, Default)]
struct Mended {
    edits: Vec<Edit>,
    fixed: BTreeMap<&'static str, u64>,
    gone: Counts,
}

impl Mended {
    fn take(&mut self, candidate: Candidate<'_>) {
        *self.fixed.entry(candidate.finding.rule).or_default() += 1;
        add(&mut self.gone, [candidate.finding]);
        self.edits.push(candidate.outside);
    }
}

/// A finding whose right value is certain and can be written.
struct Candidate<'f> {
    finding: &'f Finding,
    /// The change of the body, as which it is judged.
    inside: Edit,
    /// The change of the file.
    outside: Edit,
}

impl Repair {
    /// Takes up one body and all that was found in it. `may` says which findings may be put right; `judge`
    /// gives what is found in the body once it is changed, or `None` where it is not checked as the same
    /// any more.
    ///
    /// Only what makes nothing else be found is put right.
    pub fn body(
        &mut self,
        body: &Body<'_>,
        format: InputFormat,
        findings: &[Finding],
        may: &dyn Fn(&Finding) -> bool,
        judge: &mut dyn FnMut(&[u8]) -> Option<Vec<Finding>>,
    ) {
        add(&mut self.found, findings);
        let certain = findings.iter().filter(|finding| may(finding));
        let certain = certain.filter_map(|finding| Some((finding, finding.certain_replacement()?)));
        let certain: Vec<(&Finding, &str)> = certain.collect();
        if certain.is_empty() {
            return;
        }
        let rewriter = match Obstacle::of_format(format) {
            Some(obstacle) => Err(obstacle),
            None => Rewriter::new(body),
        };
        let rewriter = match rewriter {
            Ok(rewriter) => rewriter,
            Err(obstacle) => return self.keep(obstacle, certain.len()),
        };
        let rivals = rivals(&certain);
        let mut by_rule: BTreeMap<&str, Vec<Candidate<'_>>> = BTreeMap::new();
        for (finding, json) in certain {
            if rivals.contains(&(object(finding), json)) {
                self.keep(Obstacle::Rivals, 1);
                continue;
            }
            match rewriter.edit(finding.span, json) {
                Ok(outside) => by_rule.entry(finding.rule).or_default().push(Candidate {
                    finding,
                    inside: Edit {
                        span: finding.span,
                        old: finding.span.of(body.bytes()).to_vec(),
                        new: json.as_bytes().to_vec(),
                    },
                    outside,
                }),
                Err(obstacle) => self.keep(obstacle, 1),
            }
        }
        let mut trial = Trial {
            body: body.bytes(),
            found: counts(findings),
            judge,
        };
        self.choose(by_rule.into_values().collect(), &mut trial);
    }

    /// Takes as many candidates as go together: all, or those of as many rules as can be, or one by one.
    fn choose(&mut self, groups: Vec<Vec<Candidate<'_>>>, trial: &mut Trial<'_>) {
        if groups.is_empty() {
            return;
        }
        let mut mended = Mended::default();
        if trial.passes(groups.iter().flatten()) {
            let all = groups.into_iter().flatten();
            all.for_each(|candidate| mended.take(candidate));
            self.bodies.push(mended);
            return;
        }
        let mut taken: Vec<Candidate<'_>> = Vec::new();
        for group in groups {
            if trial.passes(taken.iter().chain(&group)) {
                taken.extend(group);
                continue;
            }
            if group.len() > SINGLY {
                self.keep(Obstacle::OtherFinding, group.len());
                continue;
            }
            for candidate in group {
                if trial.passes(taken.iter().chain([&candidate])) {
                    taken.push(candidate);
                } else {
                    self.keep(Obstacle::OtherFinding, 1);
                }
            }
        }
        if !taken.is_empty() {
            let all = taken.into_iter();
            all.for_each(|candidate| mended.take(candidate));
            self.bodies.push(mended);
        }
    }

    fn keep(&mut self, obstacle: Obstacle, count: usize) {
        if count > 0 {
            *self.kept.entry(obstacle).or_default() += count as u64;
        }
    }

    /// Keeps the whole file as it is.
    pub fn give_up(&mut self, obstacle: Obstacle) {
        self.without(&(0..self.bodies.len()).collect(), obstacle);
    }

    /// Keeps these bodies as they are.
    pub fn without(&mut self, bodies: &BTreeSet<usize>, obstacle: Obstacle) {
        let all = std::mem::take(&mut self.bodies);
        for (number, body) in all.into_iter().enumerate() {
            if bodies.contains(&number) {
                self.keep(obstacle, body.edits.len());
            } else {
                self.bodies.push(body);
            }
        }
    }

    /// How many bodies are changed.
    pub fn bodies(&self) -> usize {
        self.bodies.len()
    }

    /// The changes of the file, in order and each once, those of these bodies left out.
    pub fn edits(&self, without: &BTreeSet<usize>) -> Vec<Edit> {
        let bodies = self.bodies.iter().enumerate();
        let mut edits: Vec<Edit> = bodies
            .filter(|(number, _)| !without.contains(number))
            .flat_map(|(_, body)| body.edits.iter().cloned())
            .collect();
        edits.sort_unstable();
        edits.dedup();
        edits
    }

    /// How many findings of each rule are put right.
    pub fn fixed(&self) -> BTreeMap<&'static str, u64> {
        let mut all = BTreeMap::new();
        for (rule, count) in self.bodies.iter().flat_map(|body| &body.fixed) {
            *all.entry(*rule).or_default() += count;
        }
        all
    }

    /// How many findings stay although the right value is certain, and why.
    pub const fn kept(&self) -> &BTreeMap<Obstacle, u64> {
        &self.kept
    }

    /// Whether a file in which `later` was found is this one with its edits made, but for those of some bodies:
    /// what was put right is not found any more, and nothing else is found than before.
    pub fn led_to(&self, later: &Self, without: &BTreeSet<usize>) -> bool {
        let mut gone = Counts::new();
        for (number, body) in self.bodies.iter().enumerate() {
            if without.contains(&number) {
                continue;
            }
            for (key, count) in &body.gone {
                *gone.entry(key.clone()).or_default() += count;
            }
        }
        within(&later.found, &self.found, &gone)
    }
}

/// Judges bodies with some candidates in their place.
struct Trial<'t> {
    body: &'t [u8],
    found: Counts,
    judge: &'t mut dyn FnMut(&[u8]) -> Option<Vec<Finding>>,
}

impl Trial<'_> {
    /// Whether all of them are put right, and nothing else is found than before.
    fn passes<'c, 'f: 'c>(
        &mut self,
        candidates: impl Iterator<Item = &'c Candidate<'f>> + Clone,
    ) -> bool {
        let gone = counts(candidates.clone().map(|candidate| candidate.finding));
        let Some(changed) = apply(self.body, candidates.map(|candidate| &candidate.inside)) else {
            return false;
        };
        let Some(later) = (self.judge)(&changed) else {
            return false;
        };
        within(&counts(&later), &self.found, &gone)
    }
}

/// The pointer of the object whose field's name a finding is about; `None` where it is about a value.
fn object(finding: &Finding) -> Option<String> {
    let is_name = rule::named(finding.rule)?.topic == Topic::Fields;
    let pointer = finding.pointer.to_string();
    let end = pointer.rfind('/').filter(|_| is_name)?;
    pointer.get(..end).map(str::to_owned)
}

/// The objects and names that several of the findings would give to a field: which of them is meant, nobody
/// knows.
fn rivals<'f>(certain: &[(&Finding, &'f str)]) -> BTreeSet<(Option<String>, &'f str)> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for (finding, json) in certain {
        let Some(object) = object(finding) else {
            continue;
        };
        let key = (Some(object), *json);
        if !seen.insert(key.clone()) {
            twice.insert(key);
        }
    }
    twice
}

fn counts<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Counts {
    let mut counts = Counts::new();
    add(&mut counts, findings);
    counts
}

fn add<'f>(counts: &mut Counts, findings: impl IntoIterator<Item = &'f Finding>) {
    let findings = findings.into_iter();
    for finding in findings.filter(|finding| finding.level > Severity::Note) {
        let key = (finding.rule, finding.account.variant.clone());
        *counts.entry(key).or_default() += 1;
    }
}

/// Whether no more was found later than before, less what is gone.
fn within(later: &Counts, before: &Counts, gone: &Counts) -> bool {
    let of = |counts: &Counts, key| counts.get(key).copied().unwrap_or_default();
    later
        .iter()
        .all(|(key, count)| count + of(gone, key) <= of(before, key))
}

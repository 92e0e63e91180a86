//! The closest of several alternatives (`anyOf`, `oneOf`).
//!
//! A refusal comes in; out go the refusals of the alternative that the value was most likely meant to
//! be. All of them at once help nobody: most are about something else altogether.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::{error_of, violation_of, violations_of};
use crate::contract::violation::Violation;
use crate::text::percent;
use crate::text::pointer::escaped;

/// Alternatives inside of alternatives that are followed.
const DEPTH: usize = 32;

/// Which alternative a value says that it is (OpenAPI 3.1.1: Discriminator Object).
#[derive(Clone, Debug, Default)]
pub(in crate::contract) struct Guide {
    /// By the place of the keyword, as a URI without escapes.
    alternatives: HashMap<String, Discriminator>,
}

#[derive(Clone, Debug)]
struct Discriminator {
    property: String,
    /// The alternatives by the value of that property.
    branches: BTreeMap<String, usize>,
}

impl Guide {
    /// Adds a property whose values tell the alternatives of the keyword at `place` apart.
    pub(in crate::contract) fn add(
        &mut self,
        place: &str,
        property: &str,
        branches: BTreeMap<String, usize>,
    ) {
        let discriminator = Discriminator {
            property: property.to_owned(),
            branches,
        };
        self.alternatives
            .insert(percent::decoded(place).into_owned(), discriminator);
    }

    fn of(&self, error: &ValidationError<'_>) -> Option<&Discriminator> {
        if self.alternatives.is_empty() {
            return None;
        }
        let place = error.absolute_keyword_location()?;
        self.alternatives
            .get(percent::decoded(place.as_str()).as_ref())
    }
}

impl Discriminator {
    /// Adds what the alternative refuses that the value says it is; whether that is known.
    fn explain(
        &self,
        error: &ValidationError<'_>,
        context: &[Vec<ValidationError<'static>>],
        (guide, depth): (&Guide, usize),
        found: &mut Vec<Violation>,
    ) -> bool {
        let Value::Object(members) = error.instance().as_ref() else {
            return false;
        };
        let at = error.instance_path().as_str();
        let violation = Violation {
            pointer: at.to_owned(),
            keyword: String::new(),
            place: error.schema_path().as_str().to_owned(),
            missing: None,
            unexpected: None,
            allowed: Vec::new(),
            format: None,
            message: error_of(error),
            alternatives: context.len(),
        };
        let told = match members.get(&self.property) {
            None => {
                found.push(Violation {
                    keyword: "required".to_owned(),
                    missing: Some(self.property.clone()),
                    ..violation
                });
                return true;
            }
            Some(Value::String(told)) => told,
            Some(_) => return false,
        };
        let Some(index) = self.branches.get(told) else {
            found.push(Violation {
                pointer: format!("{at}/{}", escaped(&self.property)),
                keyword: "enum".to_owned(),
                allowed: self.branches.keys().cloned().collect(),
                ..violation
            });
            return true;
        };
        let errors = context.get(*index).filter(|errors| !errors.is_empty());
        for inner in errors.into_iter().flatten() {
            below(inner, guide, depth + 1, found);
        }
        errors.is_some()
    }
}

/// Adds what `error` refuses to `found`.
pub(super) fn explain(error: &ValidationError<'_>, guide: &Guide, found: &mut Vec<Violation>) {
    below(error, guide, 0, found);
}

fn below(error: &ValidationError<'_>, guide: &Guide, depth: usize, found: &mut Vec<Violation>) {
    let context = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }
            if depth < DEPTH =>
        {
            context
        }
        _ => return violations_of(error, found),
    };
    let first = found.len();
    if let Some(discriminator) = guide.of(error)
        && discriminator.explain(error, context, (guide, depth), found)
    {
        return counted(found, first, context.len());
    }
    let at = error.instance_path().as_str();
    let closest = context
        .iter()
        .filter(|errors| !errors.is_empty())
        .enumerate()
        .map(|(index, errors)| (Score::of(errors, at), Reverse(index), errors))
        .max_by(|left, right| (&left.0, left.1).cmp(&(&right.0, right.1)));
    let Some((score, _, errors)) = closest else {
        return violations_of(error, found);
    };
    let same = context
        .iter()
        .filter(|errors| !errors.is_empty() && Score::of(errors, at) == score)
        .count();
    // None is closer than the others: what they have in common is told.
    if same > 1 && !score.is_of_its_kind {
        return alike(error, context, found);
    }
    for inner in errors {
        below(inner, guide, depth + 1, found);
    }
    counted(found, first, context.len());
}

/// Notes how many alternatives there were.
fn counted(found: &mut [Violation], first: usize, alternatives: usize) {
    for violation in found.iter_mut().skip(first) {
        violation.alternatives = violation.alternatives.max(alternatives);
    }
}

/// Where every alternative asks for another value of the same string, that is one set of values.
fn alike(
    error: &ValidationError<'_>,
    context: &[Vec<ValidationError<'static>>],
    found: &mut Vec<Violation>,
) {
    let at = error.instance_path().as_str();
    let mut allowed = BTreeSet::new();
    let mut is_set = true;
    for errors in context {
        let mut own = Vec::new();
        for error in errors {
            violations_of(error, &mut own);
        }
        // The branch of null has no values.
        let is_null = own
            .iter()
            .all(|one| one.keyword == "type" && one.pointer == at);
        let values: Vec<String> = own
            .iter()
            .filter(|one| one.pointer == at)
            .flat_map(|one| one.allowed.iter().cloned())
            .collect();
        is_set &= is_null || !values.is_empty();
        allowed.extend(values);
    }
    if is_set && !allowed.is_empty() {
        found.push(Violation {
            keyword: "enum".to_owned(),
            allowed: allowed.into_iter().collect(),
            ..violation_of(error)
        });
    } else {
        violations_of(error, found);
    }
}

/// How close a value is to an alternative; the greatest is the closest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    /// The value has the type that the alternative asks for.
    is_of_its_type: bool,
    /// No member that tells alternatives apart (one with a set of values) has another value.
    is_of_its_kind: bool,
    /// Required members that are not there.
    missing: Reverse<usize>,
    /// How far down the refusals are.
    depth: usize,
    errors: Reverse<usize>,
}

impl Score {
    fn of(errors: &[ValidationError<'_>], at: &str) -> Self {
        let below = |error: &ValidationError<'_>| {
            let path = error.instance_path().as_str();
            path.get(at.len()..)
                .map_or(0, |rest| rest.matches('/').count())
        };
        let is_value = |error: &ValidationError<'_>| {
            matches!(
                error.kind(),
                ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
            )
        };
        Self {
            is_of_its_type: !errors.iter().any(|error| {
                below(error) == 0
                    && matches!(
                        error.kind(),
                        ValidationErrorKind::Type { .. } | ValidationErrorKind::FalseSchema
                    )
            }),
            is_of_its_kind: !errors
                .iter()
                .any(|error| below(error) <= 1 && is_value(error)),
            missing: Reverse(
                errors
                    .iter()
                    .filter(|error| {
                        below(error) == 0
                            && matches!(error.kind(), ValidationErrorKind::Required { .. })
                    })
                    .count(),
            ),
            depth: errors.iter().map(below).min().unwrap_or(0),
            errors: Reverse(errors.len()),
        }
    }
}

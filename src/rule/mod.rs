//! The rules: one static record each, in one ordered slice.
//!
//! A [`Site`] comes in, shown to each rule in turn; the [`Finding`] of the first rule that claims
//! it goes out. The law kept here is that every departure is claimed by exactly one rule: the
//! slice runs from the most specific to the fallback, which claims whatever is left, so nothing
//! vanishes. To add a rule, add its record here, its page `<name>.md` and its corpus folder.

mod date;
mod enumeration;
mod envelope;
pub mod exception;
mod field;
mod kind;
pub mod mixed;
pub mod mutation;
pub mod site;
pub mod unseen;

use crate::finding::{Account, Finding};
use crate::severity::Severity;
use crate::temporal::BreachKind;

pub use enumeration::STAND_IN;
use mutation::Mutation;
use site::{Allowed, Beside, Reach};

pub use site::{Departure, Site};

/// A rule (SARIF 2.1.0: `reportingDescriptor`).
#[derive(Debug)]
pub struct Rule {
    /// The name: kebab-case, stable, and it reads well after "allow".
    pub name: &'static str,
    /// The level of its findings, where the schema's own verdict does not decide otherwise.
    pub level: Severity,
    /// What the rule is about.
    pub topic: Topic,
    /// The page that `wiredrift explain` prints; its heading is the name.
    pub page: &'static str,
    /// The version of wiredrift that brought it.
    pub since: &'static str,
    claim: Claim,
    /// How a conforming payload is made to depart, so that this rule, and no other above a note,
    /// has something to say.
    pub mutation: Mutation,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// The spelling of dates.
    Dates,
    /// The values of enums.
    Enums,
    /// JSON types, `null` and number ranges.
    Types,
    /// Names of fields: unknown, re-spelled, missing, repeated.
    Fields,
    /// Envelopes around DTOs.
    Envelopes,
    /// Everything else that a schema can say.
    Schema,
    /// Exceptions in the configuration.
    Exceptions,
    /// What the observed lock has never seen.
    Unseen,
}

impl Topic {
    /// All topics, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::Dates,
        Self::Enums,
        Self::Types,
        Self::Fields,
        Self::Envelopes,
        Self::Schema,
        Self::Exceptions,
        Self::Unseen,
    ];

    /// The topic's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dates => "dates",
            Self::Enums => "enums",
            Self::Types => "types",
            Self::Fields => "fields",
            Self::Envelopes => "envelopes",
            Self::Schema => "schema",
            Self::Exceptions => "exceptions",
            Self::Unseen => "unseen",
        }
    }
}

/// How a rule recognises what is its own.
#[derive(Clone, Copy, Debug)]
enum Claim {
    /// A date whose leading breach is of this kind.
    Date(BreachKind),
    /// A departure that this function accounts for.
    Site(fn(&Site<'_>) -> Option<Account>),
    /// Nothing at one site: it is seen only across the corpus.
    Corpus,
}

impl Rule {
    const fn new(
        name: &'static str,
        level: Severity,
        topic: Topic,
        page: &'static str,
        claim: Claim,
        mutation: Mutation,
    ) -> Self {
        Self {
            name,
            level,
            topic,
            page,
            since: "0.1.0",
            claim,
            mutation,
        }
    }

    /// The page's first sentence.
    pub fn summary(&self) -> &'static str {
        self.page
            .lines()
            .skip(1)
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
    }

    fn account(&self, site: &Site<'_>) -> Option<Account> {
        match self.claim {
            Claim::Date(kind) => date::account(kind, site),
            Claim::Site(account) => account(site),
            Claim::Corpus => None,
        }
    }
}

/// All rules, the most specific first; each departure goes to the first that claims it.
pub static RULES: &[&[Rule]] = &[
    envelope::RULES,
    date::RULES,
    mixed::RULES,
    enumeration::RULES,
    kind::RULES,
    field::RULES,
    exception::RULES,
    unseen::RULES,
    kind::FALLBACK,
];

/// All rules, one by one, in the order in which they are asked.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().flatten()
}

/// The rule of that name.
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The finding that a departure is, made by the first rule that claims it.
///
/// # Panics
/// Never: the fallback claims whatever no other rule does.
pub fn classify(site: &Site<'_>, contract: &str) -> Finding {
    let (rule, mut account) = all()
        .find_map(|rule| rule.account(site).map(|account| (rule, account)))
        .expect("invariant: the fallback claims every departure");
    if account.actual.is_empty() {
        account.actual = site.actual();
    }
    if let Departure::Refused {
        alternatives: count @ 2..,
        ..
    } = site.departure
    {
        account
            .notes
            .push(format!("asked for by the closest of {count} alternatives"));
    }
    Finding {
        rule: rule.name,
        level: level(rule, site),
        contract: contract.to_owned(),
        dto: site.owner.to_owned(),
        field: site.field.map(|field| field.wire.clone()),
        pointer: site.pointer.clone(),
        span: site.span,
        account,
    }
}

/// The level of a finding: the rule's own, unless the schema's verdict on this very departure says
/// otherwise. Error means that the published schema refuses it, so what stands under a re-spelled
/// name or inside a wrong envelope, where the schema does not look, is a warning at most.
fn level(rule: &Rule, site: &Site<'_>) -> Severity {
    let level = match &site.departure {
        Departure::DateRemark(_) => Severity::Note,
        Departure::RespelledField {
            beside: Beside::Alone,
            ..
        } if site.contract.revision.is_some() && site.field.is_some_and(|field| field.required) => {
            // Elsewhere the schema itself tells what is missing.
            Severity::Error
        }
        Departure::Envelope {
            allowed: Allowed::No,
            ..
        }
        | Departure::UnknownField {
            allowed: Allowed::No,
            ..
        } => Severity::Error,
        _ => rule.level,
    };
    match site.reach {
        Reach::BySchema => level,
        Reach::BeyondSchema => level.min(Severity::Warning),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut seen = BTreeSet::new();
        for rule in all() {
            assert!(seen.insert(rule.name), "{} is there twice", rule.name);
            assert!(
                rule.name.chars().all(|letter| letter.is_ascii_lowercase()
                    || letter.is_ascii_digit()
                    || letter == '-'),
                "{}",
                rule.name
            );
        }
    }

    #[test]
    fn every_kind_of_breach_has_its_rule() {
        for kind in BreachKind::ALL {
            let rule = named(kind.name()).unwrap_or_else(|| panic!("no rule {}", kind.name()));
            assert_eq!(rule.topic, Topic::Dates);
            assert!(
                matches!(rule.claim, Claim::Date(own) if own == *kind),
                "{}",
                rule.name
            );
        }
    }

    #[test]
    fn pages_begin_with_the_name_and_one_sentence() {
        for rule in all() {
            assert_eq!(
                rule.page.lines().next(),
                Some(format!("# {}", rule.name).as_str())
            );
            let summary = rule.summary();
            assert!(
                summary.ends_with('.') && summary.len() <= 120,
                "{}: {summary}",
                rule.name
            );
        }
    }
}

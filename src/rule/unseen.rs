//! The rules about what the observed lock has never seen, whether it conforms or not.

use super::mutation::Mutation;
use super::{Claim, Rule, Topic};
use crate::finding::{Account, Finding};
use crate::severity::Severity;
use crate::text::sanitize::shortened;
use crate::text::{Pointer, Span};

/// Letters of a name that are shown.
const NAME: usize = 80;

/// Why no payload breaks these rules.
const NEVER: &str = "no payload has it by itself: it is about what was recorded before";

const fn rule(name: &'static str, page: &'static str) -> Rule {
    Rule::new(
        name,
        Severity::Warning,
        Topic::Unseen,
        page,
        Claim::Corpus,
        Mutation::Never(NEVER),
    )
}

pub(super) const RULES: &[Rule] = &[
    rule("unseen-contract", include_str!("unseen-contract.md")),
    rule("unseen-field", include_str!("unseen-field.md")),
    rule("unseen-type", include_str!("unseen-type.md")),
    rule("unseen-null", include_str!("unseen-null.md")),
    rule("unseen-absence", include_str!("unseen-absence.md")),
    rule("unseen-spelling", include_str!("unseen-spelling.md")),
    rule("unseen-enum-value", include_str!("unseen-enum-value.md")),
];

/// What the lock has never seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unseen<'a> {
    /// Any payload of this contract.
    Contract,
    /// Any value at this place.
    Field,
    /// A value of this type there; these are the types that it has seen.
    Type(&'a str, Vec<&'a str>),
    /// `null` there.
    Null,
    /// The object without this field.
    Absence(&'a str),
    /// A date in this spelling; these are the spellings that it has seen.
    Spelling(&'a str, Vec<&'a str>),
    /// This value of the enum; these are the values that it has seen.
    EnumValue(&'a str, Vec<&'a str>),
}

/// Where it stands.
#[derive(Clone, Debug)]
pub struct Where<'a> {
    /// What the payload was checked as.
    pub contract: &'a str,
    /// The DTO that the value belongs to.
    pub dto: &'a str,
    /// The field of that DTO.
    pub field: Option<&'a str>,
    /// The value's place in the payload.
    pub pointer: Pointer,
    /// The pattern of that place.
    pub pattern: &'a str,
    /// The bytes that are shown.
    pub span: Span,
}

impl Unseen<'_> {
    const fn rule(&self) -> &'static str {
        match self {
            Self::Contract => "unseen-contract",
            Self::Field => "unseen-field",
            Self::Type(..) => "unseen-type",
            Self::Null => "unseen-null",
            Self::Absence(_) => "unseen-absence",
            Self::Spelling(..) => "unseen-spelling",
            Self::EnumValue(..) => "unseen-enum-value",
        }
    }
}

/// The finding that something stands there which the lock has never seen.
pub fn finding(unseen: &Unseen<'_>, at: &Where<'_>) -> Finding {
    let help = "accept it with `wiredrift lock --update`, or ask whoever sends it";
    Finding {
        rule: unseen.rule(),
        level: Severity::Warning,
        contract: at.contract.to_owned(),
        dto: if at.dto.is_empty() {
            at.contract.to_owned()
        } else {
            at.dto.to_owned()
        },
        field: match unseen {
            Unseen::Absence(name) => Some((*name).to_owned()),
            _ => at.field.map(str::to_owned),
        },
        pointer: at.pointer.clone(),
        span: at.span,
        account: Account {
            help: Some(help.to_owned()),
            ..account(unseen, at)
        },
    }
}

fn account(unseen: &Unseen<'_>, at: &Where<'_>) -> Account {
    let contract = shortened(at.contract, NAME);
    let place = match at.field {
        Some(field) => format!("`{}`", shortened(field, NAME)),
        None if at.pattern.is_empty() => contract.clone(),
        None => format!("`{}`", shortened(at.pattern, NAME)),
    };
    let told = |headline: String, label: &str, expected: String, actual: &str| Account {
        headline,
        label: label.to_owned(),
        expected,
        actual: shortened(actual, NAME),
        variant: actual.to_owned(),
        ..Account::default()
    };
    match unseen {
        Unseen::Contract => told(
            format!("no payload of {contract} was ever seen"),
            "the first one",
            "a payload of a contract that the lock has".to_owned(),
            &contract,
        ),
        Unseen::Field => told(
            format!("{place} was never seen in {contract}"),
            "the first one",
            "a field that the lock has".to_owned(),
            "",
        ),
        Unseen::Type(found, known) => told(
            format!("{place} was never {} before", a(found)),
            "of another type than ever",
            known.join(" or "),
            found,
        ),
        Unseen::Null => told(
            format!("{place} was never null before"),
            "null for the first time",
            "a value".to_owned(),
            "null",
        ),
        Unseen::Absence(name) => {
            let name = shortened(name, NAME);
            told(
                format!("`{name}` was never absent before"),
                "without it for the first time",
                format!("`{name}`, as always"),
                &format!("no {name}"),
            )
        }
        Unseen::Spelling(found, known) => Account {
            spelling: Some((*found).to_owned()),
            ..told(
                format!(
                    "{place} was never spelled `{}` before",
                    shortened(found, NAME)
                ),
                "spelled so for the first time",
                known.join(" or "),
                found,
            )
        },
        Unseen::EnumValue(found, known) => told(
            format!("{place} was never `{}` before", shortened(found, NAME)),
            "the first one",
            format!("one of {}", known.join(", ")),
            found,
        ),
    }
}

fn a(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {kind}")
}

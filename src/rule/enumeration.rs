//! Rules about the values of enums.

use std::borrow::Cow;

use super::mutation::{self, Mutation};
use super::site::{Respelling, json_string, variant};
use super::{Account, Claim, Departure, Rule, Site, Topic};
use crate::contract::revision::{self, Revision};
use crate::contract::shape::EnumShape;
use crate::finding::Certainty;
use crate::severity::Severity;
use crate::text::nearest::{nearest, slip};
use crate::text::numbers::grouped;
use crate::text::sanitize::shortened;

/// The value with which the server stands in for a kind that it could not name (contract facts:
/// legal, and worth a note).
pub const STAND_IN: &str = "unknown_record_type";

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "enum-value-stand-in",
        Severity::Note,
        Topic::Enums,
        include_str!("enum-value-stand-in.md"),
        Claim::Site(stand_in),
        Mutation::Spot(mutation::enumeration::stand_in),
    ),
    Rule::new(
        "enum-value-unlisted",
        Severity::Note,
        Topic::Enums,
        include_str!("enum-value-unlisted.md"),
        Claim::Site(unlisted),
        Mutation::Never("the built-in contracts have no open enum"),
    ),
    Rule::new(
        "enum-value-ahead",
        Severity::Error,
        Topic::Enums,
        include_str!("enum-value-ahead.md"),
        Claim::Site(ahead),
        Mutation::Spot(mutation::enumeration::ahead),
    ),
    Rule::new(
        "enum-value-respelled",
        Severity::Error,
        Topic::Enums,
        include_str!("enum-value-respelled.md"),
        Claim::Site(respelled),
        Mutation::Spot(mutation::enumeration::respelled),
    ),
    Rule::new(
        "enum-value-unknown",
        Severity::Error,
        Topic::Enums,
        include_str!("enum-value-unknown.md"),
        Claim::Site(unknown),
        Mutation::Spot(mutation::enumeration::unknown),
    ),
];

/// The enum and the string that it refuses.
fn refused<'s>(site: &'s Site<'_>) -> Option<(Cow<'s, EnumShape>, &'s str)> {
    if !matches!(site.refused_by()?, "enum" | "const") {
        return None;
    }
    Some((site.enumeration()?, site.string()?))
}

fn account(values: &EnumShape, value: &str) -> Account {
    Account {
        expected: expected(values),
        variant: variant(value),
        ..Account::default()
    }
}

/// The values in words: all of them, or so many as somebody may read, and how many more there are.
fn expected(values: &EnumShape) -> String {
    const LISTED: usize = 100;
    const BYTES: usize = 4_000;
    let values = values.values();
    let mut bytes = 0;
    let fits = |value: &&String| {
        bytes += value.len();
        bytes <= BYTES
    };
    let listed = values.iter().take(LISTED).take_while(fits).count().max(1);
    let list = values.get(..listed).unwrap_or(values).join(", ");
    match values.len().saturating_sub(listed) {
        0 => format!("one of {list}"),
        more => format!("one of {list} and {} more", grouped(more as u64)),
    }
}

/// Says that a value is none of those that are allowed or listed.
fn none_of(values: &EnumShape, what: &str) -> String {
    match values.values() {
        [only] => format!("the only {what} value is `{only}`"),
        many => format!("none of the {} {what} values", many.len()),
    }
}

fn stand_in(site: &Site<'_>) -> Option<Account> {
    matches!(site.departure, Departure::StandIn).then(|| Account {
        headline: format!(
            "{} is `{STAND_IN}`: the server could not name the kind",
            site.subject()
        ),
        label: "the server's stand-in, not a real kind".to_owned(),
        expected: "the real kind of file or item".to_owned(),
        help: Some(
            "treat it as `unknown` in clients, and ask the vendor which kind it stands for"
                .to_owned(),
        ),
        variant: STAND_IN.to_owned(),
        ..Account::default()
    })
}

fn unlisted(site: &Site<'_>) -> Option<Account> {
    if !matches!(site.departure, Departure::Unlisted) {
        return None;
    }
    let (values, value) = (site.enumeration()?, site.string()?);
    let folded = folded(value);
    let same = folded.as_deref().and_then(|folded| {
        values
            .values()
            .iter()
            .find(|known| folded_eq(known, folded))
    });
    let known = values.values().iter().map(String::as_str);
    let near = same.map(String::as_str).or_else(|| nearest(value, known));
    let whose = match values.name.as_str() {
        "" => "the open enum".to_owned(),
        name => format!("the open enum {name}"),
    };
    Some(Account {
        headline: format!(
            "{} is {}, which {whose} does not list",
            site.subject(),
            quoted(value)
        ),
        label: match (same, near) {
            (Some(same), _) => {
                format!("differs from `{same}` only in {}", differences(value, same))
            }
            (None, Some(near)) => format!("nearest listed value: `{near}`"),
            (None, None) => none_of(&values, "listed"),
        },
        expected: format!("{}, or another string", expected(&values)),
        help: Some(match near {
            Some(near) => format!(
                "if `{near}` was meant, write {}; else see that clients bear other values",
                json_string(near)
            ),
            None => "see that clients bear values that are not listed".to_owned(),
        }),
        ..account(&values, value)
    })
}

/// A value of a later revision that is meant by a recorded one.
struct Later {
    value: &'static str,
    since: Revision,
    /// How the recorded value differs from it, where it does.
    how: Option<Respelling>,
}

/// The value of a later revision that is meant: in any spelling, or with a slip that makes it no
/// known value's neighbour.
fn later(site: &Site<'_>, values: &EnumShape, value: &str) -> Option<Later> {
    let later = || revision::values_after(&values.name, site.contract.revision);
    let meant = |(known, since), how| Later {
        value: known,
        since,
        how,
    };
    if let Some(exact) = later().find(|(known, _)| *known == value) {
        return Some(meant(exact, None));
    }
    let folded = folded(value)?;
    if let Some(same) = later().find(|(known, _)| folded_eq(known, &folded)) {
        return Some(meant(same, Some(Respelling::Case)));
    }
    let away = |known: &str| slip(&folded, &self::folded(known)?);
    let (distance, near) = later()
        .filter_map(|known| Some((away(known.0)?, known)))
        .min_by_key(|(distance, _)| *distance)?;
    let has_nearer = values
        .values()
        .iter()
        .any(|known| away(known).is_some_and(|other| other <= distance));
    (!has_nearer).then(|| meant(near, Some(Respelling::NearMiss)))
}

fn ahead(site: &Site<'_>) -> Option<Account> {
    let (values, value) = refused(site)?;
    let Later {
        value: meant,
        since,
        how,
    } = later(site, &values, value)?;
    let whose = site.contract.whose(&values.name);
    let (what, label) = match how {
        None => (format!("`{value}`"), format!("known since {since}")),
        Some(how) => (
            format!(
                "{}, {} `{meant}`",
                quoted(value),
                match how {
                    Respelling::Naming | Respelling::Case => "another spelling of",
                    Respelling::NearMiss => "a near miss of",
                }
            ),
            format!("`{meant}` is known since {since}"),
        ),
    };
    let wait = format!(
        "move clients to revision {since}, or make them accept unknown values of {}",
        values.name
    );
    Some(Account {
        headline: format!(
            "{} is {what}, which {whose} does not know yet",
            site.subject()
        ),
        label,
        help: Some(match how {
            None => wait,
            Some(_) => format!("write {}, and {wait}", json_string(meant)),
        }),
        notes: vec![
            "a client with a closed enum rejects the whole response at this value".to_owned(),
        ],
        known_since: Some(since.as_str()),
        ..account(&values, value)
    })
}

fn respelled(site: &Site<'_>) -> Option<Account> {
    let (values, value) = refused(site)?;
    let folded = folded(value)?;
    let mut meant = values
        .values()
        .iter()
        .filter(|known| folded_eq(known, &folded));
    let (meant, other) = (meant.next()?, meant.next());
    Some(Account {
        headline: format!(
            "{} is {}, which differs from `{meant}` only in {}",
            site.subject(),
            quoted(value),
            differences(value, meant)
        ),
        label: format!("the contract's spelling is `{meant}`"),
        expected: format!("`{meant}`"),
        help: Some(format!("write {}", json_string(meant))),
        replacement: Some(json_string(meant)),
        // Two values of one enum may have the same letters.
        certainty: match other {
            None => Certainty::Certain,
            Some(_) => Certainty::Likely,
        },
        ..account(&values, value)
    })
}

/// In what a value differs from one that has the same letters.
fn differences(value: &str, meant: &str) -> String {
    let inner = value.trim();
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let differs = [
        (inner != value, "white space"),
        (letters(inner) != letters(meant), "case"),
        (inner.to_lowercase() != meant.to_lowercase(), "separators"),
    ];
    let words: Vec<&str> = differs
        .into_iter()
        .filter_map(|(differs, word)| differs.then_some(word))
        .collect();
    match words.split_last() {
        Some((last, rest @ [_, ..])) => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

fn unknown(site: &Site<'_>) -> Option<Account> {
    let (values, value) = refused(site)?;
    let later: Vec<(&str, Revision)> =
        revision::values_after(&values.name, site.contract.revision).collect();
    let known = values.values().iter().map(String::as_str);
    let near = nearest(value, known.chain(later.iter().map(|(known, _)| *known)));
    let since = later
        .iter()
        .find_map(|(known, since)| (Some(*known) == near).then_some(since));
    Some(Account {
        headline: format!(
            "{} is {}, which {}",
            site.subject(),
            quoted(value),
            match (site.contract.revision, values.name.as_str()) {
                (Some(_), name) => format!("no published revision of {name} knows"),
                (None, "") => "the schema does not allow".to_owned(),
                (None, name) => format!("is no value of {name}"),
            }
        ),
        label: match (near, since) {
            (Some(near), None) => format!("nearest allowed value: `{near}`"),
            (Some(near), Some(since)) => format!("nearest value: `{near}`, known since {since}"),
            (None, _) => none_of(&values, "allowed"),
        },
        help: Some(match near {
            Some(near) => format!(
                "if `{near}` was meant, write {}; else look for it in the vendor's changes",
                json_string(near)
            ),
            None => "look for it in the vendor's changes, and make clients accept unknown values"
                .to_owned(),
        }),
        notes: site
            .contract
            .revision
            .map(|_| {
                format!(
                    "the newest revision that wiredrift knows is {}",
                    Revision::LATEST
                )
            })
            .into_iter()
            .collect(),
        ..account(&values, value)
    })
}

/// A value in backticks, or in words where it shows nothing.
fn quoted(value: &str) -> String {
    if value.is_empty() {
        "an empty string".to_owned()
    } else {
        format!("`{}`", shortened(value, 60))
    }
}

/// The letters and digits of `text` in lower case; `None` for a text that is too long to be a
/// value of any enum.
fn folded(text: &str) -> Option<String> {
    folded_letters(text).map(Iterator::collect)
}

fn folded_letters(text: &str) -> Option<impl Iterator<Item = char>> {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    (text.len() <= 256).then(|| letters.flat_map(char::to_lowercase))
}

fn folded_eq(known: &str, other: &str) -> bool {
    folded_letters(known).is_some_and(|known| known.eq(other.chars()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_values_are_told_as_somebody_may_read() {
        let told = |count: usize, width: usize| {
            let values = (0..count).map(|number| format!("v{number:0width$}"));
            expected(&EnumShape::new("", values.collect()))
        };
        assert_eq!(told(3, 1), "one of v0, v1, v2");
        assert_eq!(told(100, 2).matches(", ").count(), 99);
        assert!(told(100, 2).ends_with(", v99"));
        assert!(told(3_000, 4).ends_with(", v0099 and 2,900 more"));
        // However long they are.
        let long = told(100, 1_000);
        assert!(
            long.len() < 4_100 && long.ends_with(" and 97 more"),
            "{long}"
        );
        assert!(told(2, 5_000).ends_with(" and 1 more"));
    }
}

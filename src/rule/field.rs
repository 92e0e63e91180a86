//! Rules about the names of fields: unknown, ahead, re-spelled, missing, repeated.

use super::mutation::{self, Mutation};
use super::site::{Allowed, Beside, Respelling, Values, json_string, variant};
use super::{Account, Claim, Departure, Rule, Site, Topic};
use crate::contract::openapi::Direction;
use crate::contract::revision::{self, Revision};
use crate::contract::shape::ObjectShape;
use crate::finding::Certainty;
use crate::severity::Severity;
use crate::text::nearest::nearest;
use crate::text::sanitize::shortened;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "field-missing",
        Severity::Error,
        Topic::Fields,
        include_str!("field-missing.md"),
        Claim::Site(missing),
        Mutation::Spot(mutation::field::missing),
    ),
    Rule::new(
        "payload-respelled",
        Severity::Warning,
        Topic::Fields,
        include_str!("payload-respelled.md"),
        Claim::Site(payload_respelled),
        Mutation::Spot(mutation::field::payload_respelled),
    ),
    Rule::new(
        "field-respelled",
        Severity::Warning,
        Topic::Fields,
        include_str!("field-respelled.md"),
        Claim::Site(respelled),
        Mutation::Spot(mutation::field::respelled),
    ),
    Rule::new(
        "field-ahead",
        Severity::Warning,
        Topic::Fields,
        include_str!("field-ahead.md"),
        Claim::Site(ahead),
        Mutation::Spot(mutation::field::ahead),
    ),
    Rule::new(
        "field-wrong-direction",
        Severity::Warning,
        Topic::Fields,
        include_str!("field-wrong-direction.md"),
        Claim::Site(astray),
        Mutation::Never("the built-in contracts have no field that goes one way only"),
    ),
    Rule::new(
        "field-unknown",
        Severity::Warning,
        Topic::Fields,
        include_str!("field-unknown.md"),
        Claim::Site(unknown),
        Mutation::Spot(mutation::field::unknown),
    ),
    Rule::new(
        "duplicate-key-conflict",
        Severity::Warning,
        Topic::Fields,
        include_str!("duplicate-key-conflict.md"),
        Claim::Site(|site| duplicate(site, Values::Conflicting)),
        Mutation::Spot(mutation::repeat::conflicting),
    ),
    Rule::new(
        "duplicate-key",
        Severity::Warning,
        Topic::Fields,
        include_str!("duplicate-key.md"),
        Claim::Site(|site| duplicate(site, Values::Same)),
        Mutation::Spot(mutation::repeat::same),
    ),
];

/// Letters of a recorded name that are quoted.
const NAME: usize = 60;

fn missing(site: &Site<'_>) -> Option<Account> {
    let Departure::Refused {
        missing: Some(name),
        ..
    } = site.departure
    else {
        return None;
    };
    let name = site
        .contract
        .shape
        .object(site.shape)
        .and_then(|object| object.fields().iter().find(|field| field.wire == name))
        .map_or(name, |field| field.name(site.naming));
    Some(Account {
        headline: format!("the required field `{name}` of {} is missing", site.owner),
        label: format!("no `{name}` in here"),
        expected: format!("a member `{name}`"),
        actual: "no such member".to_owned(),
        help: Some(format!("write `{name}`, which {} requires", site.owner)),
        variant: name.to_owned(),
        ..Account::default()
    })
}

fn astray(site: &Site<'_>) -> Option<Account> {
    if !matches!(site.departure, Departure::FieldAstray) {
        return None;
    }
    let (keyword, message, other) = match site.contract.direction? {
        Direction::Request => ("readOnly", "request", "responses"),
        Direction::Response => ("writeOnly", "response", "requests"),
    };
    let name = site.subject();
    Some(Account {
        headline: format!("{name} is `{keyword}`, and stands in a {message}"),
        label: format!("only {other} should have it"),
        expected: format!("no {name} in a {message}"),
        // The value may be a secret.
        actual: "it is there".to_owned(),
        help: Some(format!(
            "leave {name} out of {message}s, or take `{keyword}` from its schema"
        )),
        variant: keyword.to_owned(),
        ..Account::default()
    })
}

fn payload_respelled(site: &Site<'_>) -> Option<Account> {
    if !matches!(site.departure, Departure::PayloadRespelled) {
        return None;
    }
    let (due, found) = (site.naming, site.naming.other());
    Some(Account {
        headline: format!(
            "every name of the payload is spelled in {}, where {} is due",
            found.look(),
            due.look()
        ),
        label: format!("{} names", found.look()),
        expected: format!("names as `--naming {}` has them", due.as_str()),
        actual: format!("names as `--naming {}` has them", found.as_str()),
        help: Some(format!(
            "check with `--naming {}` (or `auto`), or record what goes over the wire",
            found.as_str()
        )),
        notes: vec!["each field is still checked as the field that it is".to_owned()],
        variant: found.as_str().to_owned(),
        ..Account::default()
    })
}

fn respelled(site: &Site<'_>) -> Option<Account> {
    let Departure::RespelledField { name, how, beside } = site.departure else {
        return None;
    };
    let field = site.field?;
    let due = field.name(site.naming);
    let difference = match how {
        Respelling::Naming => format!("its {} spelling", site.naming.other().look()),
        Respelling::Case => "another spelling of it".to_owned(),
        Respelling::NearMiss => "a near miss".to_owned(),
    };
    let mut notes = Vec::new();
    if beside == Beside::Both {
        notes.push(format!("the object has `{due}` as well"));
    }
    if site.contract.revision.is_some() && field.required && beside == Beside::Alone {
        notes.push(format!(
            "{} requires `{due}`, so the schema refuses the payload",
            site.owner
        ));
    }
    Some(Account {
        headline: format!(
            "{} is not a field of {}, but `{due}` is: this is {difference}",
            quoted(name),
            site.owner
        ),
        label: format!("the contract's spelling is `{due}`"),
        expected: format!("`{due}`"),
        actual: quoted(name),
        help: Some(match beside {
            Beside::Alone => format!("rename it to {}", json_string(due)),
            Beside::Both => format!("remove it, once you know that `{due}` has the right value"),
        }),
        replacement: (beside == Beside::Alone).then(|| json_string(due)),
        // A name that is a letter away may be another field's.
        certainty: match how {
            Respelling::Naming | Respelling::Case => Certainty::Certain,
            Respelling::NearMiss => Certainty::Likely,
        },
        notes,
        variant: variant(name),
        ..Account::default()
    })
}

fn ahead(site: &Site<'_>) -> Option<Account> {
    let Departure::FieldAhead {
        name,
        field,
        since,
        how,
    } = site.departure
    else {
        return None;
    };
    let (own, due) = (site.contract.revision?, site.naming.spelled(field));
    let whose = site.contract.whose(site.owner);
    let wait = format!("check with `--revision {since}` once clients ship those types");
    let (headline, label, help) = match how {
        None => (
            format!("{} is a field that {whose} does not know yet", quoted(name)),
            format!("known since {since}"),
            wait,
        ),
        Some(how) => (
            format!(
                "{} is {} `{due}`, a field that {whose} does not know yet",
                quoted(name),
                match how {
                    Respelling::Naming => format!("the {} spelling of", site.naming.other().look()),
                    Respelling::Case => "another spelling of".to_owned(),
                    Respelling::NearMiss => "a near miss of".to_owned(),
                }
            ),
            format!("`{due}` is known since {since}"),
            format!("rename it to {}, and {wait}", json_string(&due)),
        ),
    };
    Some(Account {
        headline,
        label,
        expected: format!("the fields of revision {own}"),
        actual: quoted(name),
        help: Some(help),
        known_since: Some(since.as_str()),
        variant: variant(name),
        ..Account::default()
    })
}

fn unknown(site: &Site<'_>) -> Option<Account> {
    let Departure::UnknownField { name, allowed } = site.departure else {
        return None;
    };
    let is_built_in = site.contract.revision.is_some();
    let own = site.contract.shape.object(site.shape);
    let own = own.map(ObjectShape::fields).unwrap_or_default();
    let near = nearest(name, own.iter().map(|field| field.name(site.naming)));
    let label = match (near, near_later(site, name)) {
        (Some(near), _) => format!("the nearest known field is `{near}`"),
        (None, Some((near, since))) => {
            format!("the nearest field is `{near}`, known since {since}")
        }
        (None, None) => "unknown field".to_owned(),
    };
    Some(Account {
        headline: format!(
            "{} is not a field of {}{}",
            quoted(name),
            site.owner,
            if is_built_in {
                " in any published revision"
            } else {
                ""
            }
        ),
        label,
        expected: format!("the fields of {}", site.owner),
        actual: quoted(name),
        help: Some(
            "look for it in the vendor's changes, then add it to the types or drop it".to_owned(),
        ),
        notes: vec![match (allowed, is_built_in) {
            (Allowed::No, _) => "the schema allows no other fields".to_owned(),
            (Allowed::BySchema, false) => "the schema lets unknown fields through".to_owned(),
            (Allowed::BySchema, true) => format!(
                "the schema lets unknown fields through; the newest revision that wiredrift knows is {}",
                Revision::LATEST
            ),
        }],
        variant: variant(name),
        ..Account::default()
    })
}

/// The nearest field of a later revision, and that revision.
fn near_later(site: &Site<'_>, name: &str) -> Option<(String, Revision)> {
    let later: Vec<(String, Revision)> = revision::fields_after(site.owner, site.contract.revision)
        .map(|(field, since)| (site.naming.spelled(field).into_owned(), since))
        .collect();
    let near = nearest(name, later.iter().map(|(field, _)| field.as_str()))?;
    later.iter().find(|(field, _)| field == near).cloned()
}

fn duplicate(site: &Site<'_>, wanted: Values) -> Option<Account> {
    let Departure::DuplicateKey {
        name,
        count,
        values,
    } = site.departure
    else {
        return None;
    };
    if values != wanted {
        return None;
    }
    let (with, label, consequence) = match values {
        Values::Same => (
            "the same value",
            "the last one",
            "harmless today; a change to one of them goes unnoticed",
        ),
        Values::Conflicting => (
            "different values",
            "most parsers keep this one, some the first",
            "which value a client sees depends on its parser; the last one is checked here",
        ),
    };
    let often = match count {
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    };
    Some(Account {
        headline: format!(
            "the key {} stands {often} in one object, with {with}",
            quoted(name)
        ),
        label: label.to_owned(),
        expected: "each key once (RFC 8259 section 4)".to_owned(),
        help: Some("write each key once".to_owned()),
        notes: vec![consequence.to_owned()],
        variant: variant(name),
        ..Account::default()
    })
}

/// A recorded name in backticks, or in words where it shows nothing.
fn quoted(name: &str) -> String {
    if name.is_empty() {
        "the empty name".to_owned()
    } else {
        format!("`{}`", shortened(name, NAME))
    }
}

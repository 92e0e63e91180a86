//! Rules about the envelopes around DTOs.

use super::mutation::{self, Mutation};
use super::site::Wrapping;
use super::{Account, Claim, Departure, Rule, Site, Topic};
use crate::contract::registry::Holds;
use crate::severity::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        "envelope-missing",
        Severity::Warning,
        Topic::Envelopes,
        include_str!("envelope-missing.md"),
        Claim::Site(missing),
        Mutation::Spot(mutation::envelope::missing),
    ),
    Rule::new(
        "envelope-unexpected",
        Severity::Warning,
        Topic::Envelopes,
        include_str!("envelope-unexpected.md"),
        Claim::Site(unexpected),
        Mutation::Spot(mutation::envelope::unexpected),
    ),
    Rule::new(
        "envelope-swapped",
        Severity::Error,
        Topic::Envelopes,
        include_str!("envelope-swapped.md"),
        Claim::Site(swapped),
        Mutation::Spot(mutation::envelope::swapped),
    ),
];

fn of<'s>(site: &'s Site<'_>) -> Option<(Wrapping, &'s str)> {
    match site.departure {
        Departure::Envelope { how, inner, .. } => Some((how, inner)),
        _ => None,
    }
}

fn missing(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Missing, inner) = of(site)? else {
        return None;
    };
    let name = &site.contract.name;
    Some(Account {
        headline: format!("a bare {inner} stands where its envelope {name} is due"),
        label: format!("expected the {inner} inside `body`"),
        expected: format!("{name}: an object with `body` and `code`"),
        actual: format!("{inner} without an envelope"),
        help: Some(format!(
            "record the whole response, or check with `--dto {inner}`"
        )),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: inner.to_owned(),
        ..Account::default()
    })
}

fn unexpected(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Unexpected, inner) = of(site)? else {
        return None;
    };
    Some(Account {
        headline: format!("an envelope stands where the bare {inner} is due"),
        label: format!("the {inner} is inside `body`"),
        expected: format!("{inner} without an envelope"),
        actual: "an object with `body`".to_owned(),
        help: Some(format!(
            "check with `--dto` and the envelope's name, or record only the {inner}"
        )),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: inner.to_owned(),
        ..Account::default()
    })
}

fn swapped(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Swapped(found), inner) = of(site)? else {
        return None;
    };
    let (found, due) = match found {
        Holds::One => (format!("one {inner}"), format!("an array of {inner}")),
        Holds::Many => (format!("an array of {inner}"), format!("one {inner}")),
    };
    Some(Account {
        headline: format!("`body` holds {found} where {due} is due"),
        label: format!("expected {due}"),
        expected: due,
        actual: found.clone(),
        help: Some(
            "check with the envelope that fits (a page or a single one), or correct the recording"
                .to_owned(),
        ),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: found,
        ..Account::default()
    })
}

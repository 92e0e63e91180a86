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

/// The departure's parts: how, the DTO inside, and the envelope that the payload seems to have.
fn of<'s>(site: &'s Site<'_>) -> Option<(Wrapping, &'s str, Option<&'static str>)> {
    match site.departure {
        Departure::Envelope {
            how,
            inner,
            envelope,
            ..
        } => Some((how, inner, envelope)),
        _ => None,
    }
}

/// A DTO by itself or an array of it.
fn bare(holds: Holds, inner: &str) -> String {
    match holds {
        Holds::One => inner.to_owned(),
        Holds::Many => format!("array of {inner}"),
    }
}

/// The same with how many there are.
fn counted(holds: Holds, inner: &str) -> String {
    match holds {
        Holds::One => format!("one {inner}"),
        Holds::Many => format!("an array of {inner}"),
    }
}

fn missing(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Missing(found), inner, _) = of(site)? else {
        return None;
    };
    let name = &site.contract.name;
    let bare = bare(found, inner);
    let (due, _) = site.contract.envelope()?;
    let option = match found {
        Holds::One => format!("`--dto {inner}`"),
        Holds::Many => format!("`--dto {inner} --each`"),
    };
    Some(Account {
        headline: if due == found {
            format!("a bare {bare} stands where its envelope {name} is due")
        } else {
            format!("a bare {bare} stands where the envelope {name} is due")
        },
        label: if due == found {
            format!("expected the {bare} inside `body`")
        } else {
            format!("expected {} inside `body`", counted(due, inner))
        },
        expected: format!("{name}: an object with `body` and `code`"),
        actual: format!("{bare} without an envelope"),
        help: Some(format!("record the whole response, or check with {option}")),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: bare,
        ..Account::default()
    })
}

fn unexpected(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Unexpected { due, found }, inner, envelope) = of(site)? else {
        return None;
    };
    let bare = bare(due, inner);
    let mut option = match envelope {
        Some(envelope) => format!("`--dto {envelope}`"),
        None => "`--dto` and the envelope's name".to_owned(),
    };
    if due == Holds::Many {
        option.push_str(" and without `--each`");
    }
    Some(Account {
        headline: format!("an envelope stands where the bare {bare} is due"),
        label: if due == found {
            format!("the {bare} is inside `body`")
        } else {
            format!("{} is inside `body`", counted(found, inner))
        },
        expected: format!("{bare} without an envelope"),
        actual: "an object with `body`".to_owned(),
        help: Some(format!("check with {option}, or record only the {bare}")),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: bare,
        ..Account::default()
    })
}

fn swapped(site: &Site<'_>) -> Option<Account> {
    let (Wrapping::Swapped(found), inner, envelope) = of(site)? else {
        return None;
    };
    let due = match found {
        Holds::One => Holds::Many,
        Holds::Many => Holds::One,
    };
    let (found, due) = (counted(found, inner), counted(due, inner));
    let option = match envelope {
        Some(envelope) => format!("`--dto {envelope}`"),
        None => "the envelope that fits (a page or a single one)".to_owned(),
    };
    Some(Account {
        headline: format!("`body` holds {found} where {due} is due"),
        label: format!("expected {due}"),
        expected: due,
        actual: found.clone(),
        help: Some(format!("check with {option}, or correct the recording")),
        notes: vec![format!("what is inside is checked as {inner}")],
        variant: found,
        ..Account::default()
    })
}

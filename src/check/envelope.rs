//! Whether a payload is wrapped as its contract says.

use crate::contract::recognise::{Form, Recogniser, Sketch};
use crate::contract::registry::{Contract, Holds};
use crate::rule::site::{Allowed, Wrapping};

/// A payload that is wrapped otherwise than its contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit<'c> {
    /// How.
    pub(super) how: Wrapping,
    /// The DTO inside.
    pub(super) inner: &'c str,
    /// The envelope that the payload seems to have, where there is such a one.
    pub(super) envelope: Option<&'static str>,
    /// Whether the schema lets it through.
    pub(super) allowed: Allowed,
    /// Where the DTO is: in the payload itself or in its `body`, alone or many.
    pub(super) place: Inside,
}

/// Where the DTO of a misfit payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// The payload is the DTO.
    Payload,
    /// The payload is an array of it.
    Elements,
    /// The payload's `body` is the DTO.
    Body,
    /// The payload's `body` is an array of it.
    BodyElements,
}

/// How `sketch` departs from the wrapping of `contract`, if there is evidence of the DTO inside.
pub(super) fn misfit<'c>(
    recogniser: &Recogniser,
    contract: &'c Contract,
    sketch: &Sketch,
) -> Option<Misfit<'c>> {
    match contract.envelope() {
        Some((holds, _)) => in_place_of_envelope(recogniser, contract, holds, sketch),
        None => around_bare(recogniser, contract, sketch),
    }
}

fn in_place_of_envelope<'c>(
    recogniser: &Recogniser,
    contract: &'c Contract,
    holds: Holds,
    sketch: &Sketch,
) -> Option<Misfit<'c>> {
    let inner = contract.inner_name()?;
    let in_body = || recogniser.body_evidence(inner, sketch) > 0;
    let in_payload = || recogniser.evidence(inner, sketch) > 0;
    let swapped = |found, place| Misfit {
        how: Wrapping::Swapped(found),
        inner,
        envelope: recogniser.envelope_of(inner, found),
        allowed: Allowed::No,
        place,
    };
    let missing = |found, allowed, place| Misfit {
        how: Wrapping::Missing(found),
        inner,
        envelope: None,
        allowed,
        place,
    };
    match (sketch.form(), sketch.body_form(), holds) {
        (Form::Object, Some(Form::Object), Holds::Many) => {
            in_body().then(|| swapped(Holds::One, Inside::Body))
        }
        (Form::Object, Some(Form::Objects), Holds::One) => {
            in_body().then(|| swapped(Holds::Many, Inside::BodyElements))
        }
        (Form::Object, None, _) => {
            in_payload().then(|| missing(Holds::One, Allowed::BySchema, Inside::Payload))
        }
        (Form::Objects, _, _) => {
            in_payload().then(|| missing(Holds::Many, Allowed::No, Inside::Elements))
        }
        _ => None,
    }
}

fn around_bare<'c>(
    recogniser: &Recogniser,
    contract: &'c Contract,
    sketch: &Sketch,
) -> Option<Misfit<'c>> {
    let (due, own) = contract.bare()?;
    let has_body = own.fields().iter().any(|field| field.wire == "body");
    if has_body || sketch.form() != Form::Object || recogniser.evidence(&own.name, sketch) > 0 {
        return None;
    }
    let in_body = || recogniser.body_evidence(&own.name, sketch) > 0;
    let (found, place) = match (sketch.body_form()?, due) {
        (Form::Object, _) if in_body() => (Holds::One, Inside::Body),
        (Form::Objects, _) if in_body() => (Holds::Many, Inside::BodyElements),
        // Where an array is due, an empty one is no less that array.
        (Form::Empty, Holds::Many) => (Holds::Many, Inside::BodyElements),
        _ => return None,
    };
    let is_refused = due == Holds::Many || own.fields().iter().any(|field| field.required);
    Some(Misfit {
        how: Wrapping::Unexpected { due, found },
        inner: &own.name,
        envelope: recogniser.envelope_of(&own.name, found),
        allowed: if is_refused {
            Allowed::No
        } else {
            Allowed::BySchema
        },
        place,
    })
}

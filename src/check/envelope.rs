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
    let swapped = |found, place| Misfit {
        how: Wrapping::Swapped(found),
        inner,
        allowed: Allowed::No,
        place,
    };
    match (sketch.form(), sketch.body_form(), holds) {
        (Form::Object, Some(Form::Object), Holds::Many) => {
            (recogniser.body_evidence(inner, sketch) > 0).then(|| swapped(Holds::One, Inside::Body))
        }
        (Form::Object, Some(Form::Objects), Holds::One) => {
            (recogniser.body_evidence(inner, sketch) > 0)
                .then(|| swapped(Holds::Many, Inside::BodyElements))
        }
        (Form::Object, None, _) => (recogniser.evidence(inner, sketch) > 0).then_some(Misfit {
            how: Wrapping::Missing,
            inner,
            allowed: Allowed::BySchema,
            place: Inside::Payload,
        }),
        (Form::Objects, _, _) => (recogniser.evidence(inner, sketch) > 0).then_some(Misfit {
            how: Wrapping::Missing,
            inner,
            allowed: Allowed::No,
            place: Inside::Elements,
        }),
        _ => None,
    }
}

fn around_bare<'c>(
    recogniser: &Recogniser,
    contract: &'c Contract,
    sketch: &Sketch,
) -> Option<Misfit<'c>> {
    let own = contract.object()?;
    let has_body = own.fields().iter().any(|field| field.wire == "body");
    if has_body || sketch.form() != Form::Object || recogniser.evidence(&contract.name, sketch) > 0
    {
        return None;
    }
    let place = match sketch.body_form()? {
        Form::Object => Inside::Body,
        Form::Objects => Inside::BodyElements,
        _ => return None,
    };
    (recogniser.body_evidence(&contract.name, sketch) > 0).then_some(Misfit {
        how: Wrapping::Unexpected,
        inner: &contract.name,
        allowed: if own.fields().iter().any(|field| field.required) {
            Allowed::No
        } else {
            Allowed::BySchema
        },
        place,
    })
}

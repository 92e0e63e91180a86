//! The spots of a payload, one by one.
//!
//! A conforming payload and its contract come in; every value that the contract speaks of is
//! shown, the outer before the inner and in the order of the payload. What the contract says
//! nothing of is passed over: the inside of free maps, unknown names, and the nulls by which
//! Python says "absent".

use super::Spot;
use crate::contract::registry::Contract;
use crate::contract::shape::{Kind, Naming};
use crate::text::Pointer;
use crate::text::json::{Node, Value};

/// Shows `visit` every spot of a payload; `root` is the tree of `text`, with nothing left unread.
pub fn spots(
    contract: &Contract,
    naming: Naming,
    text: &str,
    root: &Node<'_>,
    visit: &mut dyn FnMut(&Spot<'_>),
) {
    let shape = contract.shape.root();
    let owner = match contract.shape.object(shape) {
        Some(object) => &object.name,
        None => &contract.name,
    };
    let spot = Spot {
        contract,
        naming,
        text,
        node: root,
        shape,
        owner,
        field: None,
        member: None,
        pointer: &Pointer::root(),
    };
    from(&spot, visit);
}

fn from(spot: &Spot<'_>, visit: &mut dyn FnMut(&Spot<'_>)) {
    visit(spot);
    match (spot.kind(), &spot.node.value) {
        (Kind::Object(object), Value::Object(_)) => {
            for (field, member) in spot.fields() {
                if member.value.value == Value::Null {
                    continue;
                }
                let inside = Spot {
                    node: &member.value,
                    shape: field.shape,
                    owner: &object.name,
                    field: Some(field),
                    member: Some(member),
                    pointer: &spot.pointer.member(&member.name),
                    ..*spot
                };
                from(&inside, visit);
            }
        }
        (Kind::Array(element), Value::Array(nodes)) => {
            let object = spot.contract.shape.object(*element);
            for (index, node) in nodes.iter().enumerate() {
                let inside = Spot {
                    node,
                    shape: *element,
                    owner: object.map_or(spot.owner, |object| &object.name),
                    field: None,
                    member: None,
                    pointer: &spot.pointer.element(index),
                    ..*spot
                };
                from(&inside, visit);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::revision::Revision;
    use crate::text::json::parse;

    #[test]
    fn spots_come_in_the_order_of_the_payload() {
        let contract =
            Contract::built_in("PagedResponseConnectionDto", Revision::PINNED).expect("a DTO");
        let text = r#"{"code":200,"body":[{"last_run":{"job_id":"7"},"name":null,
            "metadata":{"source_id":1},"sourceId":"x"}]}"#;
        let root = parse(text.as_bytes()).expect("JSON");
        let mut seen = Vec::new();
        spots(&contract, Naming::Python, text, &root, &mut |spot| {
            seen.push(format!("{} {}", spot.owner, spot.pointer));
        });
        assert_eq!(
            seen,
            [
                "PagedResponseConnectionDto ",
                "PagedResponseConnectionDto /code",
                "PagedResponseConnectionDto /body",
                "ConnectionDto /body/0",
                "ConnectionDto /body/0/last_run",
                "ConnectionRunDto /body/0/last_run/job_id",
                "ConnectionDto /body/0/metadata",
            ]
        );
    }
}

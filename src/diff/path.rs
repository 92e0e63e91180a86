//! The way from the root of two contracts to a place in both.

use crate::text::pointer::escaped;

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Into the member of that name.
    Field(String),
    /// Into a member whose name is nobody's.
    Other,
    /// Into an element.
    Element,
    /// Into the element of that number.
    Prefix(usize),
    /// Into an alternative of the old side, and the one of the new side that it is compared with.
    Branch(Option<usize>, Option<usize>),
}

/// The name that stands for those that are nobody's.
pub(super) const OTHER: &str = "other";

/// The pointer of a place, for people: `*` stands for elements and for free names.
pub(super) fn pointer(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Field(name) => {
                out.push('/');
                out.push_str(&escaped(name));
            }
            Step::Other | Step::Element => out.push_str("/*"),
            Step::Prefix(index) => {
                out.push('/');
                out.push_str(&index.to_string());
            }
            Step::Branch(..) => {}
        }
    }
    out
}

/// The place in a payload that goes this way, as a validator tells it.
pub(super) fn instance(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        out = match step {
            Step::Field(name) => below(&out, name),
            Step::Other => below(&out, OTHER),
            Step::Element => below(&out, "0"),
            Step::Prefix(index) => below(&out, &index.to_string()),
            Step::Branch(..) => out,
        };
    }
    out
}

/// The place of a member.
pub(super) fn below(place: &str, name: &str) -> String {
    format!("{place}/{}", escaped(name))
}

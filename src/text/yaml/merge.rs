//! Merge keys: what `<<` takes into a mapping from others (<https://yaml.org/type/merge.html>).
//!
//! YAML 1.1 has them and YAML 1.2 has not, but recorders' libraries and people who share headers among entries go
//! by the former. What is taken over was copied by an alias, and counted there; nothing is copied here.

use std::borrow::Cow;
use std::collections::BTreeSet;

use granit_parser::{Event, ScalarStyle};

use super::reader::is_called;
use crate::text::json::{Member, Node, Value};

/// Whether a name that `event` is merges: without quotes, and without a tag that makes a text of it.
pub(super) fn is_key(event: &Event<'_>) -> bool {
    matches!(event, Event::Scalar(text, ScalarStyle::Plain, _, tag)
        if text == "<<" && tag.as_deref().is_none_or(|tag| is_called(tag, "merge")))
}

/// The members of a mapping, of which those at `keys` merge: in their place stand the members of the mappings that
/// they have as values and whose names are not there. A mapping's own names count, and then those of the mapping
/// that stands first. What holds anything but mappings merges nothing.
pub(super) fn merged<'t>(members: Vec<Member<'t>>, keys: &[usize]) -> Vec<Member<'t>> {
    let is_key = |at: &usize| keys.binary_search(at).is_ok();
    let own = members.iter().enumerate().filter(|(at, _)| !is_key(at));
    let mut names: BTreeSet<Cow<'t, str>> = own.map(|(_, member)| member.name.clone()).collect();
    let mut out = Vec::with_capacity(members.len());
    for (at, member) in members.into_iter().enumerate() {
        if !is_key(&at) || !holds_mappings(&member.value) {
            out.push(member);
            continue;
        }
        let maps = match member.value.value {
            Value::Array(maps) => maps,
            value => vec![Node {
                span: member.value.span,
                value,
            }],
        };
        for map in maps {
            let Value::Object(members) = map.value else {
                continue;
            };
            let before = out.len();
            out.extend(
                members
                    .into_iter()
                    .filter(|member| !names.contains(&member.name)),
            );
            let new = out.get(before..).unwrap_or_default();
            names.extend(new.iter().map(|member| member.name.clone()));
        }
    }
    out
}

fn holds_mappings(node: &Node<'_>) -> bool {
    let is_mapping = |node: &Node<'_>| node.as_object().is_some();
    is_mapping(node)
        || node
            .as_array()
            .is_some_and(|maps| maps.iter().all(is_mapping))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::text::yaml::parse;

    /// The members of `m` in `text`: their names, their values and the bytes where these stand.
    fn members(text: &str) -> Vec<String> {
        let root = parse(text).unwrap();
        let members = root.get("m").unwrap().as_object().unwrap();
        let told = members.iter().map(|member| {
            let value = match &member.value.value {
                Value::Number(digits) => (*digits).to_owned(),
                other => format!("{other:?}"),
            };
            let at = member.value.span.of(text.as_bytes());
            format!("{}={value} at {}", member.name, String::from_utf8_lossy(at))
        });
        told.collect()
    }

    #[test]
    fn own_names_count_and_then_those_of_the_first() {
        let two = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\n";
        for (mapping, due) in [
            ("{<<: *a}", &["x=1 at *a", "y=2 at *a"][..]),
            ("{<<: *a, x: 5}", &["y=2 at *a", "x=5 at 5"]),
            ("{x: 5, <<: *a}", &["x=5 at 5", "y=2 at *a"]),
            ("{<<: [*a, *b]}", &["x=1 at *a", "y=2 at *a", "z=4 at *b"]),
            (
                "{<<: [*b, *a, {w: 6}]}",
                &["y=3 at *b", "z=4 at *b", "x=1 at *a", "w=6 at 6"],
            ),
            ("{<<: *b, <<: *a}", &["y=3 at *b", "z=4 at *b", "x=1 at *a"]),
            ("{<<: {x: 7}, !!merge <<: *a}", &["x=7 at 7", "y=2 at *a"]),
            ("{<<: []}", &[]),
            ("{<<: {<<: *a, y: 8}}", &["x=1 at *a", "y=8 at 8"]),
            // A name that stands twice is told by whoever reads it.
            ("{<<: {p: 1, p: 2}}", &["p=1 at 1", "p=2 at 2"]),
            // Texts, and what cannot be merged.
            ("{'<<': 1}", &["<<=1 at 1"]),
            ("{!!str <<: 1}", &["<<=1 at 1"]),
            ("{<<: 1}", &["<<=1 at 1"]),
        ] {
            assert_eq!(members(&format!("{two}m: {mapping}\n")), due, "{mapping}");
        }
        let block = format!("{two}m:\n  <<:\n  - *a\n  - *b\n  y: 9\n");
        assert_eq!(members(&block), ["x=1 at *a", "z=4 at *b", "y=9 at 9"]);
        // What was merged is merged on.
        let chain = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nm: {<<: *b}\n";
        assert_eq!(members(chain), ["x=1 at *b", "y=2 at *b"]);
    }

    #[test]
    fn what_merges_copy_is_bounded_as_what_aliases_copy() {
        let mut bomb = String::from("a0: &a0 {x: [y,y,y,y,y,y,y,y,y]}\n");
        for n in 1..12 {
            let of: Vec<String> = (0..9)
                .map(|k| format!("k{k}: {{<<: *a{}}}", n - 1))
                .collect();
            writeln!(bomb, "a{n}: &a{n} {{{}}}", of.join(", ")).unwrap();
        }
        assert!(parse(&bomb).unwrap_err().message.contains("aliases"));
        // Copies of which nothing is left are copies all the same.
        let same = vec!["*a"; 200_000].join(",");
        let text = format!("a: &a {{x: 1}}\nm: {{<<: [{same}]}}\n");
        assert!(parse(&text).unwrap_err().message.contains("aliases"));
        assert!(parse("m: &m {<<: *m}\n").is_err());
    }
}

//! The places of one record: how each of them is reached, in the recording and in the canonical value.
//!
//! A walk meets many places and tells of few, so a place is a number, and its pointer is made when
//! somebody asks for it.

use std::collections::HashMap;

use super::walk::Spot;
use crate::text::Pointer;
use crate::text::pointer::{Token, unescaped};

/// One step further into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step<'a> {
    /// To the element with this index.
    Element(usize),
    /// To the member of this name.
    Member(&'a str),
}

/// A place of the record as it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(usize);

impl Place {
    /// The record itself.
    pub(super) const RECORD: Self = Self(0);
}

/// The ways from the record to the places that the walk met.
#[derive(Debug, Default)]
pub(super) struct Ways<'a>(Vec<(Place, Step<'a>)>);

impl<'a> Ways<'a> {
    /// The place that is one step behind `place`.
    pub(super) fn behind(&mut self, place: Place, step: Step<'a>) -> Place {
        self.0.push((place, step));
        Place(self.0.len())
    }

    /// The place before `place`, and the step from there; nothing for the record itself.
    pub(super) fn last(&self, place: Place) -> Option<(Place, Step<'a>)> {
        self.0.get(place.0.checked_sub(1)?).copied()
    }

    /// The pointer to `place`, where `record` is the record's.
    pub(super) fn pointer(&self, record: &Pointer, place: Place) -> Pointer {
        let mut steps = Vec::new();
        let mut at = place;
        while let Some((before, step)) = self.last(at) {
            steps.push(step);
            at = before;
        }
        let steps = steps.into_iter().rev();
        let tokens = steps.map(|step| match step {
            Step::Element(index) => Token::Index(index),
            Step::Member(name) => Token::Name(name.to_owned()),
        });
        Pointer::from(
            record
                .tokens()
                .iter()
                .cloned()
                .chain(tokens)
                .collect::<Vec<_>>(),
        )
    }
}

/// A place of the canonical value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SiteId(usize);

#[derive(Debug)]
struct Entry<'a> {
    /// The place before it; its own number for the first one.
    parent: usize,
    step: Step<'a>,
    /// The number of the next place that is not inside of it.
    end: usize,
    /// What stands there, where the walk was there.
    spot: Option<Spot<'a>>,
}

/// Every judged place of the canonical value, each in front of those inside of it.
#[derive(Debug, Default)]
pub(super) struct Sites<'a> {
    entries: Vec<Entry<'a>>,
    /// The places by the one before them, where many are looked for.
    index: Option<HashMap<(usize, Step<'a>), usize>>,
}

/// Places that are looked for one by one.
const FEW: usize = 8;

impl<'a> Sites<'a> {
    /// Goes one step on from `parent`; from nowhere, to the value itself.
    pub(super) fn enter(
        &mut self,
        parent: Option<SiteId>,
        step: Step<'a>,
        spot: Option<Spot<'a>>,
    ) -> SiteId {
        let number = self.entries.len();
        self.entries.push(Entry {
            parent: parent.map_or(number, |parent| parent.0),
            step,
            end: number + 1,
            spot,
        });
        SiteId(number)
    }

    /// Ends a place: all that is inside of it was entered.
    pub(super) fn leave(&mut self, site: SiteId) {
        let end = self.entries.len();
        if let Some(entry) = self.entries.get_mut(site.0) {
            entry.end = end;
        }
    }

    /// The steps from the value itself to `site`.
    pub(super) fn way(&self, site: SiteId) -> Vec<Step<'a>> {
        let mut steps = Vec::new();
        let mut at = site.0;
        while let Some(entry) = self.entries.get(at)
            && entry.parent != at
        {
            steps.push(entry.step);
            at = entry.parent;
        }
        steps.reverse();
        steps
    }

    /// Makes ready for looking for so many places.
    pub(super) fn expect(&mut self, count: usize) {
        if count > FEW && self.index.is_none() {
            // The value itself is behind no other.
            let entries = self.entries.iter().enumerate().skip(1);
            let index = entries.map(|(number, entry)| ((entry.parent, entry.step), number));
            self.index = Some(index.collect());
        }
    }

    /// The last place on the way along `pointer` at which the walk was, and what of the pointer is left
    /// behind it.
    pub(super) fn nearest<'p>(&self, pointer: &'p str) -> Option<(Spot<'a>, &'p str)> {
        let (mut at, mut rest) = (0, pointer);
        let mut nearest = None;
        loop {
            if let Some(spot) = self.entries.get(at)?.spot {
                nearest = Some((spot, rest));
            }
            let Some(behind) = rest.strip_prefix('/') else {
                return nearest;
            };
            let end = behind.find('/').unwrap_or(behind.len());
            let (token, further) = behind.split_at_checked(end)?;
            let Some(inside) = self.inside(at, token) else {
                return nearest;
            };
            (at, rest) = (inside, further);
        }
    }

    /// The place that a token of a pointer leads to from `parent`.
    fn inside(&self, parent: usize, token: &str) -> Option<usize> {
        let name = unescaped(token);
        let index = token.parse().ok();
        if let Some(known) = &self.index {
            let as_member = known.get(&(parent, Step::Member(&name)));
            let as_element = || known.get(&(parent, Step::Element(index?)));
            return as_member.or_else(as_element).copied();
        }
        let end = self.entries.get(parent)?.end;
        let mut at = parent + 1;
        while at < end {
            let entry = self.entries.get(at)?;
            let is_it = match entry.step {
                Step::Member(own) => own == name,
                Step::Element(own) => Some(own) == index,
            };
            if is_it {
                return Some(at);
            }
            at = entry.end;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::registry::Contract;
    use crate::contract::revision::Revision;
    use crate::rule::site::Reach;
    use crate::text::json;

    #[test]
    fn places_are_found_one_by_one_and_by_the_index() {
        let contract = Contract::built_in("ConnectionDto", Revision::PINNED).unwrap();
        let node = json::parse(b"0").unwrap();
        let mut ways = Ways::default();
        let mut spot = |place, step| Spot {
            node: &node,
            shape: contract.shape.root(),
            owner: "",
            field: None,
            place: ways.behind(place, step),
            span: node.span,
            reach: Reach::BySchema,
        };
        let mut sites = Sites::default();
        let root = sites.enter(
            None,
            Step::Element(0),
            Some(spot(Place::RECORD, Step::Member("."))),
        );
        for (name, elements) in [("a/b", 3), ("0", 0), ("c", 12)] {
            let here = spot(Place::RECORD, Step::Member(name));
            let site = sites.enter(Some(root), Step::Member(name), Some(here));
            for index in 0..elements {
                let inside = spot(here.place, Step::Element(index));
                let inside = sites.enter(Some(site), Step::Element(index), Some(inside));
                sites.leave(inside);
            }
            sites.leave(site);
        }
        sites.leave(root);
        for count in [1, FEW + 1] {
            sites.expect(count);
            for (pointer, due, left) in [
                ("", "/.", ""),
                ("/a~1b/2", "/a~1b/2", ""),
                ("/a~1b/3/x", "/a~1b", "/3/x"),
                ("/0", "/0", ""),
                ("/0/0", "/0", "/0"),
                ("/1/0", "/.", "/1/0"),
                ("/c/11", "/c/11", ""),
            ] {
                let (spot, rest) = sites.nearest(pointer).unwrap();
                let pointer = ways.pointer(&Pointer::root(), spot.place);
                assert_eq!((pointer.to_string().as_str(), rest), (due, left));
            }
        }
    }
}

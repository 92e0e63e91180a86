//! What payloads hold, place by place, whether it conforms or not.
//!
//! A payload's tree and the contract's shape come in; how often each place was there, with which JSON
//! types, enum values and date spellings, goes into an [`Observed`]. It is a pass of its own, made only
//! where somebody asks for it: the quick look counts nothing, so that it stays quick. Nothing is judged
//! here, names that the contract does not know are left to the rules, and what is kept is bounded.

use std::collections::{BTreeMap, BTreeSet};

use super::full::reading;
use crate::contract::registry::Contract;
use crate::contract::shape::{Field, Kind, Naming, ObjectShape, Shape, ShapeId};
use crate::temporal;
use crate::text::json::{Node, Value};
use crate::text::pointer::escaped;
use crate::text::sanitize::shortened;

/// Places that are kept; what comes beyond them is counted, not kept.
pub const MAX_PLACES: usize = 20_000;

/// Values of one place that are kept and that the contract does not know.
pub const MAX_STRANGE: usize = 100;

/// Date spellings of one place that are kept.
const MAX_SPELLINGS: usize = 200;

/// Letters that are kept of a value that the contract does not know.
const VALUE: usize = 120;

/// Objects inside one another that are followed within one contract.
const DEPTH: usize = 64;

/// Whose places are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyed<'a> {
    /// Each DTO's, wherever in a payload it stands: the pattern starts at the nearest object that has a
    /// name, and all that the contract knows is listed, seen or not.
    ByDto,
    /// This operation's: the pattern starts at the payload's root, and only what was seen is listed.
    ByOperation(&'a str),
}

/// What payloads hold: places by whose they are and by pointer pattern (indices as `*`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    owners: BTreeMap<String, BTreeMap<String, Seen>>,
    /// The contracts whose places are all listed.
    contracts: BTreeSet<String>,
    places: usize,
    left_out: u64,
}

/// What was seen at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How often each JSON type stood there, `null` among them.
    pub types: BTreeMap<&'static str, u64>,
    /// How often each enum value stood there; those that the contract knows are listed with 0.
    pub values: BTreeMap<String, Tally>,
    /// Values beyond those that are kept.
    pub values_left_out: u64,
    /// How often each date spelling stood there.
    pub spellings: BTreeMap<String, u64>,
    /// Dates in spellings beyond those that are kept.
    pub spellings_left_out: u64,
}

/// How often an enum value was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Whether the contract has the value.
    pub is_known: bool,
    /// How often.
    pub count: u64,
}

impl Seen {
    /// How often the place was there, with any value or `null`.
    pub fn present(&self) -> u64 {
        self.types.values().sum()
    }

    /// How often `null` stood there.
    pub fn null(&self) -> u64 {
        self.types.get("null").copied().unwrap_or(0)
    }

    fn merge(&mut self, later: Self) {
        for (name, count) in later.types {
            *self.types.entry(name).or_default() += count;
        }
        for (value, tally) in later.values {
            self.value(value, tally);
        }
        self.values_left_out += later.values_left_out;
        for (spelling, count) in later.spellings {
            self.spelling(spelling, count);
        }
        self.spellings_left_out += later.spellings_left_out;
    }

    fn value(&mut self, value: String, tally: Tally) {
        if let Some(own) = self.values.get_mut(&value) {
            own.count += tally.count;
            own.is_known |= tally.is_known;
            return;
        }
        let strange = || self.values.values().filter(|own| !own.is_known).count();
        if tally.is_known || strange() < MAX_STRANGE {
            self.values.insert(value, tally);
        } else {
            self.values_left_out += tally.count;
        }
    }

    fn spelling(&mut self, spelling: String, count: u64) {
        if let Some(own) = self.spellings.get_mut(&spelling) {
            *own += count;
        } else if self.spellings.len() < MAX_SPELLINGS {
            self.spellings.insert(spelling, count);
        } else {
            self.spellings_left_out += count;
        }
    }
}

impl Observed {
    /// The places by pointer pattern, by whose they are. The pattern of the whole is empty.
    pub const fn owners(&self) -> &BTreeMap<String, BTreeMap<String, Seen>> {
        &self.owners
    }

    /// How often something was seen at places beyond those that are kept.
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Whether nothing was observed.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// How often an object was seen at `pattern`: what [`Seen::present`] of its members is a share of.
    pub fn objects(&self, owner: &str, pattern: &str) -> u64 {
        let seen = self.owners.get(owner).and_then(|own| own.get(pattern));
        seen.and_then(|seen| seen.types.get("object").copied())
            .unwrap_or(0)
    }

    /// Adds what a payload of `contract` holds, whose tree is `root`.
    pub fn payload(&mut self, contract: &Contract, keyed: Keyed<'_>, root: &Node<'_>) {
        let shape = &contract.shape;
        let walk = Walk {
            shape,
            by_dto: keyed == Keyed::ByDto,
            // The names of built-in DTOs are the same in either naming.
            is_built_in: contract.revision.is_some(),
        };
        let owner = match keyed {
            Keyed::ByDto => contract.name.as_str(),
            Keyed::ByOperation(id) => id,
        };
        if walk.by_dto && !self.contracts.contains(&contract.name) {
            self.contracts.insert(contract.name.clone());
            walk.list(shape.root(), owner, "", &mut BTreeSet::new(), 0, self);
        }
        walk.value(root, shape.root(), owner, "", 0, self);
    }

    /// Adds what was seen in a later file.
    pub fn merge(&mut self, later: Self) {
        for (owner, places) in later.owners {
            for (pattern, seen) in places {
                match self.place(&owner, &pattern) {
                    Some(own) => own.merge(seen),
                    None => self.left_out += seen.present(),
                }
            }
        }
        self.contracts.extend(later.contracts);
        self.left_out += later.left_out;
    }

    /// The place, made where there is room.
    fn place(&mut self, owner: &str, pattern: &str) -> Option<&mut Seen> {
        let is_there = self
            .owners
            .get(owner)
            .is_some_and(|own| own.contains_key(pattern));
        if !is_there {
            if self.places >= MAX_PLACES {
                return None;
            }
            self.places += 1;
            let own = self.owners.entry(owner.to_owned()).or_default();
            own.insert(pattern.to_owned(), Seen::default());
        }
        self.owners.get_mut(owner)?.get_mut(pattern)
    }
}

/// A walk over a payload and a shape together.
struct Walk<'a> {
    shape: &'a Shape,
    by_dto: bool,
    is_built_in: bool,
}

impl<'a> Walk<'a> {
    /// Lists all places that the contract knows, each object once.
    fn list(
        &self,
        id: ShapeId,
        owner: &str,
        pattern: &str,
        above: &mut BTreeSet<ShapeId>,
        depth: usize,
        out: &mut Observed,
    ) {
        if let Kind::Array(element) = self.shape.kind(id) {
            if depth < DEPTH {
                self.list(
                    *element,
                    owner,
                    &(pattern.to_owned() + "/*"),
                    above,
                    depth + 1,
                    out,
                );
            }
            return;
        }
        let kind = self.shape.kind(id);
        let (owner, pattern) = match kind {
            Kind::Object(object) if !object.name.is_empty() => (object.name.as_str(), ""),
            _ => (owner, pattern),
        };
        let Some(seen) = out.place(owner, pattern) else {
            return;
        };
        match kind {
            Kind::Enum(values) => {
                for value in values.values() {
                    let tally = Tally {
                        is_known: true,
                        count: 0,
                    };
                    seen.value(value.clone(), tally);
                }
            }
            Kind::Object(object) if depth < DEPTH && above.insert(id) => {
                for field in object.fields() {
                    let inner = member(pattern, &field.wire);
                    // A named object is a place of its own, and its field is one, too.
                    out.place(owner, &inner);
                    self.list(field.shape, owner, &inner, above, depth + 1, out);
                }
            }
            _ => {}
        }
    }

    fn value(
        &self,
        node: &Node<'_>,
        id: ShapeId,
        owner: &str,
        pattern: &str,
        depth: usize,
        out: &mut Observed,
    ) {
        self.seen(node, id, owner, pattern, out);
        if depth >= DEPTH {
            return;
        }
        match (&node.value, self.shape.kind(id)) {
            (Value::Array(elements), Kind::Array(element)) => {
                let inner = pattern.to_owned() + "/*";
                for node in elements {
                    self.value(node, *element, owner, &inner, depth + 1, out);
                }
            }
            (Value::Object(members), Kind::Object(object)) => {
                let has_name = self.by_dto && !object.name.is_empty();
                let (own, start) = if has_name {
                    (object.name.as_str(), "")
                } else {
                    (owner, pattern)
                };
                if has_name && (own, start) != (owner, pattern) {
                    self.seen(node, id, own, start, out);
                }
                let mut told = BTreeSet::new();
                // The last of equal names is the one that most parsers keep.
                for one in members.iter().rev() {
                    let Some(field) = self.field(object, &one.name) else {
                        continue;
                    };
                    if told.insert(&field.wire) {
                        let inner = member(start, &field.wire);
                        self.value(&one.value, field.shape, own, &inner, depth + 1, out);
                    }
                }
            }
            _ => {}
        }
    }

    fn field(&self, object: &'a ObjectShape, name: &str) -> Option<&'a Field> {
        let exact = object.field(name, Naming::Wire);
        let other = || {
            let other = object.field(name, Naming::Python);
            other.filter(|_| self.is_built_in)
        };
        exact.or_else(other).map(|(_, field)| field)
    }

    /// Counts a value at its place.
    fn seen(&self, node: &Node<'_>, id: ShapeId, owner: &str, pattern: &str, out: &mut Observed) {
        let Some(seen) = out.place(owner, pattern) else {
            out.left_out += 1;
            return;
        };
        let name = match &node.value {
            Value::Number(digits)
                if digits
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'-')) =>
            {
                "integer"
            }
            value => value.type_name(),
        };
        *seen.types.entry(name).or_default() += 1;
        match (self.shape.kind(id), &node.value) {
            (Kind::Enum(known), Value::String(value)) => {
                let is_known = known.contains(value);
                let value = if is_known {
                    value.to_string()
                } else {
                    shortened(value, VALUE)
                };
                seen.value(value, Tally { is_known, count: 1 });
            }
            (Kind::DateTime, Value::String(text)) => {
                let spelling = match temporal::classify(text) {
                    Some(class) => class.name().to_owned(),
                    None => temporal::read(text).spelling.into_owned(),
                };
                seen.spelling(spelling, 1);
            }
            (Kind::DateTime, _) => {
                if let Some(reading) = reading(node) {
                    seen.spelling(reading.spelling.into_owned(), 1);
                }
            }
            _ => {}
        }
    }
}

fn member(pattern: &str, name: &str) -> String {
    format!("{pattern}/{}", escaped(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::revision::Revision;
    use crate::text::json;

    fn contract(name: &str) -> Contract {
        Contract::built_in(name, Revision::PINNED).unwrap()
    }

    fn observed(keyed: Keyed<'_>, payloads: &[&str]) -> Observed {
        let mut out = Observed::default();
        for payload in payloads {
            let root = json::parse(payload.as_bytes()).unwrap();
            out.payload(&contract("ConnectionDto"), keyed, &root);
        }
        out
    }

    const PAYLOADS: [&str; 3] = [
        r#"{"sourceType":"spreadsheet","created":"2024-01-15T14:30:00Z","lastRun":{"created":"2024-01-15"}}"#,
        r#"{"source_type":"esg","created":1705329000,"updated":null,"strange":1}"#,
        r#"{"sourceType":7,"sourceType":"spreadsheet"}"#,
    ];

    #[test]
    fn each_place_has_its_types_values_and_spellings() {
        let seen = observed(Keyed::ByDto, &PAYLOADS);
        assert_eq!(seen.objects("ConnectionDto", ""), 3);
        let own = &seen.owners()["ConnectionDto"];
        let source = &own["/sourceType"];
        assert_eq!((source.present(), source.null()), (3, 0));
        let tally = |is_known, count| Tally { is_known, count };
        assert_eq!(source.values["spreadsheet"], tally(true, 2));
        assert_eq!(source.values["esg"], tally(false, 1));
        assert!(
            source.values.len() > 5,
            "values that were never seen are listed"
        );
        let created = &own["/created"];
        assert_eq!(
            created.types,
            BTreeMap::from([("integer", 1), ("string", 1)])
        );
        let spellings: Vec<_> = created.spellings.iter().collect();
        assert_eq!(spellings.len(), 2, "{spellings:?}");
        assert_eq!(created.spellings["YYYY-MM-DDThh:mm:ssZ"], 1);
        assert_eq!((own["/updated"].present(), own["/updated"].null()), (1, 1));
        assert_eq!(own["/name"].present(), 0);
        assert!(!own.contains_key("/strange"));
        let run = &seen.owners()["ConnectionRunDto"];
        assert_eq!(run["/created"].spellings["YYYY-MM-DD"], 1);
        assert_eq!(seen.objects("ConnectionRunDto", ""), 1);
    }

    #[test]
    fn by_operation_only_what_was_seen_is_there_from_the_root() {
        let seen = observed(Keyed::ByOperation("getConnection"), &PAYLOADS);
        let own = &seen.owners()["getConnection"];
        let patterns: Vec<&str> = own.keys().map(String::as_str).collect();
        let expected = [
            "",
            "/created",
            "/lastRun",
            "/lastRun/created",
            "/sourceType",
            "/updated",
        ];
        assert_eq!(patterns, expected);
        assert_eq!(seen.owners().len(), 1);
    }

    #[test]
    fn files_put_together_are_one_file() {
        for keyed in [Keyed::ByDto, Keyed::ByOperation("x")] {
            let mut merged = Observed::default();
            for payload in PAYLOADS {
                merged.merge(observed(keyed, &[payload]));
            }
            assert_eq!(merged, observed(keyed, &PAYLOADS));
        }
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_rest_is_counted() {
        let payloads: Vec<String> = (0..MAX_STRANGE + 9)
            .map(|at| format!("{{\"sourceType\":\"v{at}\"}}"))
            .collect();
        let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
        let seen = observed(Keyed::ByDto, &payloads);
        let source = &seen.owners()["ConnectionDto"]["/sourceType"];
        let strange = source.values.values().filter(|tally| !tally.is_known);
        assert_eq!((strange.count(), source.values_left_out), (MAX_STRANGE, 9));

        let mut full = Observed {
            places: MAX_PLACES,
            ..Observed::default()
        };
        let root = json::parse(br#"{"name":"x"}"#).unwrap();
        full.payload(&contract("ConnectionDto"), Keyed::ByDto, &root);
        assert_eq!((full.is_empty(), full.left_out()), (true, 2));
    }
}

//! How often each place of a contract was there in payloads, and what stood there.
//!
//! The values that [`super::observe`] tells of come in; counts by DTO and place go out, of all enum values
//! and date spellings, with what the contract knows and no payload has. Places belong to the nearest object
//! that has a name, wherever in a payload it stands: a report is about DTOs. Names that the contract does
//! not know are left to the rules, and what is kept is bounded.

use std::collections::{BTreeMap, BTreeSet};

use super::full::reading;
use super::observe::{JsonType, MAX_PLACES, Next, Observer, Sight};
use crate::contract::shape::{Kind, Others, Shape, ShapeId};
use crate::temporal;
use crate::text::json::{Node, Value};
use crate::text::pointer::{escaped, unescaped};
use crate::text::sanitize::shortened;
use crate::text::secret::{MASK, Secrets, may_be_of_pair};

/// Values of one place that are kept and that the contract does not know.
pub const MAX_STRANGE: usize = 100;

/// Date spellings of one place that are kept.
pub const MAX_SPELLINGS: usize = 200;

/// Letters that are kept of a value that the contract does not know.
const VALUE: usize = 120;

/// Objects inside one another that are listed of one contract.
const DEPTH: usize = 64;

/// What payloads hold: places by DTO and by pointer pattern (indices and free keys as `*`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Census {
    dtos: BTreeMap<String, BTreeMap<String, PlaceCount>>,
    /// The contracts whose places are all listed.
    contracts: BTreeSet<String>,
    places: usize,
    left_out: u64,
}

/// What stood at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceCount {
    /// How often it was there, with any value or `null`.
    pub count: u64,
    /// How often an object stood there.
    pub objects: u64,
    /// How often each enum value stood there; those that the contract knows are listed with 0.
    pub values: BTreeMap<String, ValueCount>,
    /// Values beyond those that are kept.
    pub values_left_out: u64,
    /// How often each date spelling stood there.
    pub spellings: BTreeMap<String, u64>,
    /// Dates in spellings beyond those that are kept.
    pub spellings_left_out: u64,
}

/// How often an enum value was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueCount {
    /// Whether the contract has the value.
    pub is_known: bool,
    /// How often.
    pub count: u64,
}

impl PlaceCount {
    fn merge(&mut self, later: Self) {
        self.count += later.count;
        self.objects += later.objects;
        for (value, count) in later.values {
            self.value(value, count);
        }
        self.values_left_out += later.values_left_out;
        for (spelling, count) in later.spellings {
            self.spelling(spelling, count);
        }
        self.spellings_left_out += later.spellings_left_out;
    }

    fn value(&mut self, value: String, counted: ValueCount) {
        if let Some(own) = self.values.get_mut(&value) {
            own.count += counted.count;
            own.is_known |= counted.is_known;
            return;
        }
        let strange = || self.values.values().filter(|own| !own.is_known).count();
        if counted.is_known || strange() < MAX_STRANGE {
            self.values.insert(value, counted);
        } else {
            self.values_left_out += counted.count;
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

    /// Puts one mask in place of all values: those that the contract lists would tell by what is left.
    fn hide(&mut self) {
        let seen = self.values.values().filter(|value| value.count > 0);
        let seen = seen.copied().reduce(|all, value| ValueCount {
            is_known: all.is_known && value.is_known,
            count: all.count + value.count,
        });
        self.values = seen
            .map(|seen| (MASK.to_owned(), seen))
            .into_iter()
            .collect();
    }

    /// Puts other texts in place of the values that the contract does not know, and of the spellings.
    fn mask(&mut self, masked: impl Fn(&str) -> String) {
        for (value, counted) in std::mem::take(&mut self.values) {
            let value = if counted.is_known {
                value
            } else {
                masked(&value)
            };
            self.value(value, counted);
        }
        for (spelling, count) in std::mem::take(&mut self.spellings) {
            self.spelling(masked(&spelling), count);
        }
    }

    /// Counts a value of which the contract knows `kind`.
    fn add(&mut self, kind: &Kind, node: &Node<'_>) {
        self.count += 1;
        self.objects += u64::from(matches!(node.value, Value::Object(_)));
        match (kind, &node.value) {
            (Kind::Enum(known) | Kind::OpenEnum(known), Value::String(value)) => {
                let is_known = known.contains(value);
                let value = if is_known {
                    value.to_string()
                } else {
                    shortened(value, VALUE)
                };
                self.value(value, ValueCount { is_known, count: 1 });
            }
            (Kind::DateTime, Value::String(text)) => {
                let spelling = match temporal::classify(text) {
                    Some(class) => class.name().to_owned(),
                    None => temporal::read(text).spelling.into_owned(),
                };
                self.spelling(spelling, 1);
            }
            (Kind::DateTime, _) => {
                if let Some(reading) = reading(node) {
                    self.spelling(reading.spelling.into_owned(), 1);
                }
            }
            _ => {}
        }
    }
}

impl Census {
    /// The places by pointer pattern, by DTO. The pattern of the DTO itself is empty.
    pub const fn dtos(&self) -> &BTreeMap<String, BTreeMap<String, PlaceCount>> {
        &self.dtos
    }

    /// How often something stood at places beyond those that are kept.
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.dtos.is_empty()
    }

    /// The observer that counts what a payload holds, whose contract has this name and shape.
    pub fn of<'c>(&'c mut self, contract: &'c str, shape: &Shape) -> Counter<'c> {
        if !self.contracts.contains(contract) {
            self.contracts.insert(contract.to_owned());
            let mut lister = Lister {
                shape,
                census: self,
                above: BTreeSet::new(),
            };
            lister.list(shape.root(), contract, "", 0);
        }
        Counter {
            census: self,
            contract,
        }
    }

    /// Masks secrets among the values: where a name says so all of them, or else those that look like one. Of the
    /// values of pairs nobody knows any more whose they are, so none that the contract does not list is told.
    pub fn veil(&mut self, secrets: &Secrets) {
        for (pattern, place) in self.dtos.values_mut().flatten() {
            let is_secret = |token: &str| secrets.is_name(&unescaped(token));
            if pattern.split('/').skip(1).any(is_secret) {
                place.hide();
            } else if pattern
                .rsplit('/')
                .next()
                .is_some_and(|last| may_be_of_pair(&unescaped(last)))
            {
                place.mask(|_| MASK.to_owned());
            } else {
                place.mask(|text| secrets.masked(text).into_owned());
            }
        }
    }

    /// Adds what was counted in a later file.
    pub fn merge(&mut self, later: Self) {
        for (dto, places) in later.dtos {
            for (pattern, count) in places {
                match self.place(&dto, &pattern) {
                    Some(own) => own.merge(count),
                    None => self.left_out += count.count,
                }
            }
        }
        self.contracts.extend(later.contracts);
        self.left_out += later.left_out;
    }

    /// The place, made where there is room.
    fn place(&mut self, dto: &str, pattern: &str) -> Option<&mut PlaceCount> {
        let is_there = self
            .dtos
            .get(dto)
            .is_some_and(|own| own.contains_key(pattern));
        if !is_there {
            if self.places >= MAX_PLACES {
                return None;
            }
            self.places += 1;
            let own = self.dtos.entry(dto.to_owned()).or_default();
            own.insert(pattern.to_owned(), PlaceCount::default());
        }
        self.dtos.get_mut(dto)?.get_mut(pattern)
    }

    fn add(&mut self, dto: &str, pattern: &str, sight: &Sight<'_>) {
        match self.place(dto, pattern) {
            Some(place) => place.add(sight.known, sight.node),
            None => self.left_out += 1,
        }
    }
}

/// Lists all places that a contract knows, each object once.
struct Lister<'a> {
    shape: &'a Shape,
    census: &'a mut Census,
    above: BTreeSet<ShapeId>,
}

impl Lister<'_> {
    fn list(&mut self, id: ShapeId, dto: &str, pattern: &str, depth: usize) {
        if depth >= DEPTH {
            return;
        }
        let shape = self.shape;
        let kind = shape.kind(id);
        let (dto, pattern) = match kind {
            Kind::Array(element) => {
                self.list(*element, dto, &format!("{pattern}/*"), depth + 1);
                return;
            }
            // A named object is a place of its own.
            Kind::Object(object) if !object.name.is_empty() => (object.name.as_str(), ""),
            _ => (dto, pattern),
        };
        let Some(place) = self.census.place(dto, pattern) else {
            return;
        };
        match kind {
            Kind::Enum(values) | Kind::OpenEnum(values) => {
                for value in values.values() {
                    let unseen = ValueCount {
                        is_known: true,
                        count: 0,
                    };
                    place.value(value.clone(), unseen);
                }
            }
            Kind::Object(object) if self.above.insert(id) => {
                for field in object.fields() {
                    let inner = format!("{pattern}/{}", escaped(&field.wire));
                    self.census.place(dto, &inner);
                    self.list(field.shape, dto, &inner, depth + 1);
                }
                if let Others::Free(values) = object.others()
                    && !is_foreign(shape.kind(values))
                {
                    self.list(values, dto, &format!("{pattern}/*"), depth + 1);
                }
            }
            _ => {}
        }
    }
}

/// Whether the contract says nothing of a value that a rule or a report could be about.
const fn is_foreign(kind: &Kind) -> bool {
    matches!(kind, Kind::Any | Kind::Opaque)
}

/// Counts what it is told of payloads of one contract.
#[derive(Debug)]
pub struct Counter<'c> {
    census: &'c mut Census,
    contract: &'c str,
}

impl Observer for Counter<'_> {
    fn sees(&mut self, sight: &Sight<'_>) -> Next {
        let is_unnamed = sight.name_span.is_some() && sight.field.is_none();
        if is_unnamed && is_foreign(sight.known) {
            return Next::Past;
        }
        let dto = if sight.dto.is_empty() {
            self.contract
        } else {
            sight.dto
        };
        self.census.add(dto, sight.within, sight);
        if let Kind::Object(object) = sight.known
            && sight.kind == Some(JsonType::Object)
            && !object.name.is_empty()
            && (object.name.as_str(), "") != (dto, sight.within)
        {
            self.census.add(&object.name, "", sight);
        }
        Next::Inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::observe::observe;
    use crate::contract::registry::Contract;
    use crate::contract::revision::Revision;

    fn contract(name: &str) -> Contract {
        Contract::built_in(name, Revision::PINNED).unwrap()
    }

    fn taken(payloads: &[&str]) -> Census {
        let contract = contract("ConnectionDto");
        let mut out = Census::default();
        for payload in payloads {
            observe(
                &contract.shape,
                payload.as_bytes(),
                &mut out.of("ConnectionDto", &contract.shape),
            );
        }
        out
    }

    const PAYLOADS: [&str; 3] = [
        r#"{"sourceType":"spreadsheet","created":"2024-01-15T14:30:00Z","lastRun":{"created":"2024-01-15"}}"#,
        r#"{"source_type":"esg","created":1705329000,"updated":null,"strange":{"created":1}}"#,
        r#"{"sourceType":7}"#,
    ];

    #[test]
    fn each_place_has_its_values_and_spellings() {
        let census = taken(&PAYLOADS);
        let own = &census.dtos()["ConnectionDto"];
        assert_eq!((own[""].count, own[""].objects), (3, 3));
        let source = &own["/sourceType"];
        assert_eq!(source.count, 3);
        let count = |is_known, count| ValueCount { is_known, count };
        assert_eq!(source.values["spreadsheet"], count(true, 1));
        assert_eq!(source.values["esg"], count(false, 1));
        assert!(
            source.values.len() > 5,
            "values that were never seen are listed"
        );
        let created = &own["/created"];
        assert_eq!(created.count, 2);
        let spellings: Vec<_> = created.spellings.iter().collect();
        assert_eq!(spellings.len(), 2, "{spellings:?}");
        assert_eq!(created.spellings["YYYY-MM-DDThh:mm:ssZ"], 1);
        assert_eq!((own["/updated"].count, own["/name"].count), (1, 0));
        assert!(!own.contains_key("/strange"));
        assert_eq!((own["/lastRun"].count, own["/lastRun"].objects), (1, 1));
        let run = &census.dtos()["ConnectionRunDto"];
        assert_eq!(run["/created"].spellings["YYYY-MM-DD"], 1);
        assert_eq!(run[""].objects, 1);
    }

    #[test]
    fn values_of_free_keys_are_one_place() {
        let shape = Shape::of_schema(&serde_json::json!({
            "title": "Stock",
            "type": "object",
            "properties": {"name": {"type": "string"}},
            "additionalProperties": {"enum": ["in", "out"], "type": "string"}
        }));
        let shape = shape.unwrap();
        let mut census = Census::default();
        observe(
            &shape,
            br#"{"a":"in","b":"in","c":"gone"}"#,
            &mut census.of("Stock", &shape),
        );
        let values = &census.dtos()["Stock"]["/*"].values;
        let counts = values
            .iter()
            .map(|(value, one)| (value.as_str(), one.count));
        assert_eq!(
            counts.collect::<Vec<_>>(),
            [("gone", 1), ("in", 2), ("out", 0)]
        );
    }

    #[test]
    fn files_put_together_are_one_file() {
        let mut merged = Census::default();
        for payload in PAYLOADS {
            merged.merge(taken(&[payload]));
        }
        assert_eq!(merged, taken(&PAYLOADS));
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_rest_is_counted() {
        let payloads: Vec<String> = (0..MAX_STRANGE + 9)
            .map(|at| format!("{{\"sourceType\":\"v{at}\"}}"))
            .collect();
        let payloads: Vec<&str> = payloads.iter().map(String::as_str).collect();
        let census = taken(&payloads);
        let source = &census.dtos()["ConnectionDto"]["/sourceType"];
        let strange = source.values.values().filter(|count| !count.is_known);
        assert_eq!((strange.count(), source.values_left_out), (MAX_STRANGE, 9));

        let contract = contract("ConnectionDto");
        let mut full = Census {
            places: MAX_PLACES,
            ..Census::default()
        };
        observe(
            &contract.shape,
            br#"{"name":"x"}"#,
            &mut full.of("ConnectionDto", &contract.shape),
        );
        assert_eq!((full.is_empty(), full.left_out()), (true, 2));
    }
}

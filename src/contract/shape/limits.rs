//! Bounds of numbers, lengths and counts: what a schema says of a value besides its kind, where a quick
//! look can tell (JSON Schema 2020-12, validation, sections 6.2 to 6.5).
//!
//! Keywords come in; the answer for a value goes out. It is never a guess: where numbers cannot be
//! compared exactly, a value is said to be beyond the limits, and the validator decides.

use serde_json::{Map, Number, Value};

/// The keywords that limits are read from.
pub(super) const KEYWORDS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maximum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "minimum",
    "minItems",
    "minLength",
    "minProperties",
];

/// Whole numbers up to here are the same in 64-bit floating point.
const EXACT: i128 = 1 << 53;

/// The limits of values at one place; each holds for values of its own type alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    least: Option<Bound>,
    greatest: Option<Bound>,
    length: Count,
    items: Count,
    members: Count,
}

/// The bound of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bound {
    limit: Limit,
    is_exclusive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    Whole(i128),
    Fraction(f64),
}

/// How many there may be of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    least: Option<u64>,
    most: Option<u64>,
}

impl Count {
    fn allows(self, count: usize) -> bool {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        self.least.is_none_or(|least| least <= count) && self.most.is_none_or(|most| count <= most)
    }

    fn and(self, other: Self) -> Self {
        Self {
            least: self.least.max(other.least),
            most: self.most.into_iter().chain(other.most).min(),
        }
    }

    const fn is_free(self) -> bool {
        self.least.is_none() && self.most.is_none()
    }
}

impl Bound {
    /// How `value` stands to the limit; `None` where that cannot be told exactly.
    fn compare(self, value: Limit) -> Option<std::cmp::Ordering> {
        let exactly = |whole: i128| {
            #[expect(clippy::cast_precision_loss, reason = "none up to 2^53")]
            (whole.abs() <= EXACT).then_some(whole as f64)
        };
        match (value, self.limit) {
            (Limit::Whole(value), Limit::Whole(limit)) => Some(value.cmp(&limit)),
            (Limit::Fraction(value), Limit::Fraction(limit)) => value.partial_cmp(&limit),
            (Limit::Whole(value), Limit::Fraction(limit)) => exactly(value)?.partial_cmp(&limit),
            (Limit::Fraction(value), Limit::Whole(limit)) => value.partial_cmp(&exactly(limit)?),
        }
    }

    fn of(number: &Number, is_exclusive: bool) -> Option<Self> {
        let limit = match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(whole), _, _) => Limit::Whole(whole.into()),
            (_, Some(whole), _) => Limit::Whole(whole.into()),
            (_, _, Some(fraction)) => Limit::Fraction(fraction),
            _ => return None,
        };
        Some(Self {
            limit,
            is_exclusive,
        })
    }
}

impl Limits {
    /// The limits that the keywords of a schema set; `None` where one of them is not what it should be, as
    /// the exclusive bounds of draft 4, or where there are two for one end.
    pub(super) fn of(keywords: &Map<String, Value>) -> Option<Self> {
        let bound = |inclusive: &str, exclusive: &str| match (
            keywords.get(inclusive),
            keywords.get(exclusive),
        ) {
            (None, None) => Some(None),
            (Some(Value::Number(number)), None) => Bound::of(number, false).map(Some),
            (None, Some(Value::Number(number))) => Bound::of(number, true).map(Some),
            _ => None,
        };
        let number = |keyword: &str| match keywords.get(keyword) {
            None => Some(None),
            Some(told) => told.as_u64().map(Some),
        };
        let count = |least: &str, most: &str| {
            Some(Count {
                least: number(least)?,
                most: number(most)?,
            })
        };
        Some(Self {
            least: bound("minimum", "exclusiveMinimum")?,
            greatest: bound("maximum", "exclusiveMaximum")?,
            length: count("minLength", "maxLength")?,
            items: count("minItems", "maxItems")?,
            members: count("minProperties", "maxProperties")?,
        })
    }

    /// Whether there are none.
    pub fn are_free(&self) -> bool {
        self.least.is_none()
            && self.greatest.is_none()
            && [self.length, self.items, self.members]
                .into_iter()
                .all(Count::is_free)
    }

    /// The limits of both; `None` where two bounds are not the same.
    pub(super) fn and(&self, other: &Self) -> Option<Self> {
        let bound = |left: Option<Bound>, right: Option<Bound>| match (left, right) {
            (None, other) | (other, None) => Some(other),
            (left, right) => (left == right).then_some(left),
        };
        Some(Self {
            least: bound(self.least, other.least)?,
            greatest: bound(self.greatest, other.greatest)?,
            length: self.length.and(other.length),
            items: self.items.and(other.items),
            members: self.members.and(other.members),
        })
    }

    /// Whether a whole number is surely within its bounds.
    pub fn allow_whole(&self, value: i128) -> bool {
        self.allow(Limit::Whole(value))
    }

    /// Whether a number with a fraction is surely within its bounds.
    pub fn allow_fraction(&self, value: f64) -> bool {
        self.allow(Limit::Fraction(value))
    }

    fn allow(&self, value: Limit) -> bool {
        let is_within = |bound: Option<Bound>, inside: std::cmp::Ordering| {
            bound.is_none_or(|bound| match bound.compare(value) {
                Some(std::cmp::Ordering::Equal) => !bound.is_exclusive,
                Some(told) => told == inside,
                None => false,
            })
        };
        is_within(self.least, std::cmp::Ordering::Greater)
            && is_within(self.greatest, std::cmp::Ordering::Less)
    }

    /// Whether a text has as many letters (Unicode scalar values) as it may have.
    pub fn allow_text(&self, text: &str) -> bool {
        self.length.is_free() || self.length.allows(text.chars().count())
    }

    /// Whether an array may have so many elements.
    pub fn allow_items(&self, count: usize) -> bool {
        self.items.allows(count)
    }

    /// Whether an object may have so many members.
    pub fn allow_members(&self, count: usize) -> bool {
        self.members.allows(count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(keywords: &Value) -> Option<Limits> {
        Limits::of(keywords.as_object().unwrap())
    }

    #[test]
    fn numbers_are_compared_exactly_or_not_at_all() {
        let wide = of(&json!({"minimum": i64::MIN, "maximum": u64::MAX})).unwrap();
        assert!(wide.allow_whole(u64::MAX.into()) && wide.allow_whole(i64::MIN.into()));
        assert!(!wide.allow_whole(i128::from(u64::MAX) + 1));
        // As floating point, both are 2^64.
        assert!(!wide.allow_fraction(18_446_744_073_709_551_615.0));
        let narrow = of(&json!({"exclusiveMinimum": 0, "maximum": 0.5})).unwrap();
        assert!(narrow.allow_fraction(0.5) && narrow.allow_fraction(0.1));
        assert!(!narrow.allow_whole(0) && !narrow.allow_fraction(0.0) && !narrow.allow_whole(1));
        let fraction = of(&json!({"maximum": 1e300})).unwrap();
        assert!(fraction.allow_whole(EXACT) && !fraction.allow_whole(EXACT + 1));
    }

    #[test]
    fn lengths_are_letters() {
        let limits = of(&json!({"minLength": 2, "maxLength": 3})).unwrap();
        assert!(limits.allow_text("äö") && limits.allow_text("👍👍👍"));
        assert!(!limits.allow_text("👍") && !limits.allow_text("abcd"));
    }

    #[test]
    fn what_is_no_plain_limit_is_left_to_the_validator() {
        for keywords in [
            json!({"minimum": 1, "exclusiveMinimum": true}),
            json!({"minimum": 1, "exclusiveMinimum": 1}),
            json!({"minLength": 2.0}),
            json!({"maxItems": "3"}),
        ] {
            assert_eq!(of(&keywords), None, "{keywords}");
        }
        let one = of(&json!({"minimum": 1, "minItems": 1})).unwrap();
        let other = of(&json!({"minimum": 2})).unwrap();
        assert_eq!(one.and(&other), None);
        let items = of(&json!({"minItems": 3, "maxItems": 4})).unwrap();
        let both = one.and(&items).unwrap();
        assert!(both.allow_items(3) && !both.allow_items(1) && !both.allow_whole(0));
        assert!(of(&json!({"type": "string"})).unwrap().are_free());
    }
}

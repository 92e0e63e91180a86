//! Types and bounds.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A set of JSON types; whole numbers and other numbers are two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Types(u8);

impl Default for Types {
    fn default() -> Self {
        Self::ALL
    }
}

impl Types {
    /// No type: nothing is allowed.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(2);
    /// Whole numbers.
    pub const INTEGER: Self = Self(4);
    /// Numbers that are not whole.
    pub const FRACTION: Self = Self(8);
    /// Numbers.
    pub const NUMBER: Self = Self(4 | 8);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    /// All of them.
    pub const ALL: Self = Self(127);

    /// The types one by one.
    pub const EACH: [Self; 7] = [
        Self::OBJECT,
        Self::ARRAY,
        Self::STRING,
        Self::INTEGER,
        Self::FRACTION,
        Self::BOOLEAN,
        Self::NULL,
    ];

    /// The types that a name of `type` stands for.
    pub fn named(name: &str) -> Self {
        match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => Self::NONE,
        }
    }

    /// The type of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::NULL,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(number) if is_whole(number) => Self::INTEGER,
            Value::Number(_) => Self::FRACTION,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }

    /// Those of both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those of either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without those.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some of `other` are among these.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The names, for people: `string or null`.
    pub fn names(self) -> String {
        if self == Self::ALL {
            return "any value".to_owned();
        }
        let named = [
            (Self::OBJECT, "object"),
            (Self::ARRAY, "array"),
            (Self::STRING, "string"),
            (Self::NUMBER, "number"),
            (Self::INTEGER, "integer"),
            (Self::FRACTION, "number that is not whole"),
            (Self::BOOLEAN, "boolean"),
            (Self::NULL, "null"),
        ];
        let mut left = self;
        let mut names = Vec::new();
        for (types, name) in named {
            if !left.and(types).is_empty() && left.and(types) == types {
                left = left.without(types);
                names.push(name);
            }
        }
        if names.is_empty() {
            return "no value".to_owned();
        }
        names.join(" or ")
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|value| value.fract() == 0.0)
}

/// What is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// `minimum`, `exclusiveMinimum`.
    Minimum,
    /// `maximum`, `exclusiveMaximum`.
    Maximum,
    /// `minLength`.
    MinLength,
    /// `maxLength`.
    MaxLength,
    /// `minItems`.
    MinItems,
    /// `maxItems`.
    MaxItems,
    /// `minProperties`.
    MinProperties,
    /// `maxProperties`.
    MaxProperties,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Minimum,
        Self::Maximum,
        Self::MinLength,
        Self::MaxLength,
        Self::MinItems,
        Self::MaxItems,
        Self::MinProperties,
        Self::MaxProperties,
    ];

    /// The keyword.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::MinLength => "minLength",
            Self::MaxLength => "maxLength",
            Self::MinItems => "minItems",
            Self::MaxItems => "maxItems",
            Self::MinProperties => "minProperties",
            Self::MaxProperties => "maxProperties",
        }
    }

    /// Whether it is the lower end.
    pub const fn is_lower(self) -> bool {
        matches!(
            self,
            Self::Minimum | Self::MinLength | Self::MinItems | Self::MinProperties
        )
    }

    /// The types whose values it bounds.
    pub const fn types(self) -> Types {
        match self {
            Self::Minimum | Self::Maximum => Types::NUMBER,
            Self::MinLength | Self::MaxLength => Types::STRING,
            Self::MinItems | Self::MaxItems => Types::ARRAY,
            Self::MinProperties | Self::MaxProperties => Types::OBJECT,
        }
    }
}

/// One end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub value: Number,
    /// Whether the number itself is outside.
    pub is_exclusive: bool,
}

impl Bound {
    /// The number, as near as `f64` gets.
    pub fn number(&self) -> f64 {
        self.value.as_f64().unwrap_or(0.0)
    }

    /// Whether this allows less than `other`, both being the bounds of `limit`.
    pub fn is_tighter(&self, other: &Self, limit: Limit) -> bool {
        let order = match (exact(&self.value), exact(&other.value)) {
            (Some(own), Some(theirs)) => Some(own.cmp(&theirs)),
            _ => self.number().partial_cmp(&other.number()),
        };
        match order {
            Some(Ordering::Greater) => limit.is_lower(),
            Some(Ordering::Less) => !limit.is_lower(),
            Some(Ordering::Equal) => self.is_exclusive && !other.is_exclusive,
            None => false,
        }
    }

    /// The bound for people: `minimum 5`.
    pub fn words(&self, limit: Limit) -> String {
        match (self.is_exclusive, limit.is_lower()) {
            (false, _) => format!("{} {}", limit.keyword(), self.value),
            (true, true) => format!("exclusiveMinimum {}", self.value),
            (true, false) => format!("exclusiveMaximum {}", self.value),
        }
    }
}

/// A whole number as it stands.
fn exact(number: &Number) -> Option<i128> {
    let whole = number.as_i64().map(i128::from);
    whole.or_else(|| number.as_u64().map(i128::from))
}

//! The closed set of conforming spellings: the letter, the fraction, the offset.

/// How a conforming value spells its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OffsetSpelling {
    UpperZ,
    LowerZ,
    PlusZero,
    MinusZero,
    Numeric,
}

/// The class of a conforming spelling: `T` or `t`, with or without a fraction, and the form of the offset.
///
/// RFC 3339 section 5.6 leaves exactly these choices to a writer. Values of one field that differ
/// here are all conforming, yet a reader with a fixed pattern may take only one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConformingSpelling(u8);

/// The names by index: offset varies fastest, then the fraction, then the letter.
const NAMES: [&str; ConformingSpelling::COUNT] = [
    "YYYY-MM-DDThh:mm:ssZ",
    "YYYY-MM-DDThh:mm:ssz",
    "YYYY-MM-DDThh:mm:ss+00:00",
    "YYYY-MM-DDThh:mm:ss-00:00",
    "YYYY-MM-DDThh:mm:ss±hh:mm",
    "YYYY-MM-DDThh:mm:ss.sZ",
    "YYYY-MM-DDThh:mm:ss.sz",
    "YYYY-MM-DDThh:mm:ss.s+00:00",
    "YYYY-MM-DDThh:mm:ss.s-00:00",
    "YYYY-MM-DDThh:mm:ss.s±hh:mm",
    "YYYY-MM-DDthh:mm:ssZ",
    "YYYY-MM-DDthh:mm:ssz",
    "YYYY-MM-DDthh:mm:ss+00:00",
    "YYYY-MM-DDthh:mm:ss-00:00",
    "YYYY-MM-DDthh:mm:ss±hh:mm",
    "YYYY-MM-DDthh:mm:ss.sZ",
    "YYYY-MM-DDthh:mm:ss.sz",
    "YYYY-MM-DDthh:mm:ss.s+00:00",
    "YYYY-MM-DDthh:mm:ss.s-00:00",
    "YYYY-MM-DDthh:mm:ss.s±hh:mm",
];

impl ConformingSpelling {
    /// How many classes there are: two letters, fraction or none, five forms of offset.
    pub const COUNT: usize = 20;

    /// The class with a lower-case letter moved by 10, with a fraction by 5.
    pub(super) const fn new(lower_t: bool, fraction: bool, offset: OffsetSpelling) -> Self {
        let letter = if lower_t { 10 } else { 0 };
        let fraction = if fraction { 5 } else { 0 };
        Self(letter + fraction + offset as u8)
    }

    /// The class's name: a digit pattern in which `.s` stands for one or more fraction digits and
    /// `±hh:mm` for a numeric offset other than zero.
    pub fn name(self) -> &'static str {
        NAMES.get(self.index()).copied().unwrap_or_default()
    }

    /// The class's place in a table of [`Self::COUNT`] entries.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The class at `index`, or `None` from [`Self::COUNT`] on.
    pub fn from_index(index: usize) -> Option<Self> {
        u8::try_from(index)
            .ok()
            .filter(|_| index < Self::COUNT)
            .map(Self)
    }
}

impl std::fmt::Display for ConformingSpelling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::ConformingSpelling;
    use std::collections::BTreeSet;

    #[test]
    fn indices_and_names_are_one_to_one() {
        let all: Vec<_> = (0..ConformingSpelling::COUNT)
            .filter_map(ConformingSpelling::from_index)
            .collect();
        assert_eq!(all.len(), ConformingSpelling::COUNT);
        assert_eq!(
            ConformingSpelling::from_index(ConformingSpelling::COUNT),
            None
        );
        assert_eq!(ConformingSpelling::from_index(256), None);
        assert_eq!(
            all.iter().map(|s| s.name()).collect::<BTreeSet<_>>().len(),
            ConformingSpelling::COUNT
        );
        for (index, spelling) in all.iter().enumerate() {
            assert_eq!(spelling.index(), index);
            assert!(!spelling.name().is_empty());
            assert_eq!(spelling.to_string(), spelling.name());
        }
    }
}

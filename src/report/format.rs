//! The formats by name.

/// A way to put a report into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: framed excerpts and a summary.
    #[cfg(feature = "cli")]
    Human,
    /// For programs: the document described by [`super::json::schema`].
    Json,
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "cli")]
        Self::Human,
        Self::Json,
    ];

    /// The name that is given on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Self::Human => "human",
            Self::Json => "json",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.as_str()), Some(*format));
        }
        assert_eq!(Format::named("yaml"), None);
    }
}

//! How a report shall look; decided by the caller, who knows the terminal.

/// Everything about the look that is not in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Display columns that a line may take; taken as 60 to 120.
    pub width: usize,
    /// Whether terminal colours are written.
    pub colour: Colour,
    /// The letters that may be written.
    pub charset: Charset,
    /// What is printed of a drift that was found many times.
    pub listing: Listing,
    /// Kinds of drift that are shown at most; the summary counts all of them. `None` shows all.
    pub limit: Option<usize>,
}

/// Whether terminal colours (ECMA-48 "select graphic rendition") are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colour {
    /// No escape sequence at all.
    #[default]
    Never,
    /// The eight basic colours, which every terminal theme keeps readable.
    Always,
}

/// The letters that may be written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// Frames are drawn with box letters, recorded text is shown in its own script.
    #[default]
    Unicode,
    /// Nothing beyond ASCII: other letters are written as JSON writes them, `\u00e9`.
    Ascii,
}

/// What is printed of a drift that was found many times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// One diagnostic with a count and the first places.
    #[default]
    Grouped,
    /// One diagnostic for every place that the report holds.
    Each,
}

impl Style {
    /// The widest line that is ever written.
    pub const MAX_WIDTH: usize = 120;

    /// The narrowest line that still holds an excerpt with its label.
    pub const MIN_WIDTH: usize = 60;

    /// The width within its bounds.
    pub fn columns(&self) -> usize {
        self.width.clamp(Self::MIN_WIDTH, Self::MAX_WIDTH)
    }
}

impl Default for Style {
    /// What suits a pipe: 120 columns, no colours, Unicode, grouped.
    fn default() -> Self {
        Self {
            width: Self::MAX_WIDTH,
            colour: Colour::default(),
            charset: Charset::default(),
            listing: Listing::default(),
            limit: None,
        }
    }
}

//! What the validator refused, in our own words, so that its types stay in one room.

/// One refusal of the schema (JSON Schema 2020-12, core, section 12: an output unit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The JSON Pointer of the refused value (RFC 6901), in canonical names.
    pub pointer: String,
    /// The keyword that refused it, such as `type` or `required`.
    pub keyword: String,
    /// The place of the keyword, as a path through the schema from its root.
    pub place: String,
    /// The absent property, where the keyword is `required`.
    pub missing: Option<String>,
    /// The property that is not allowed, where the keyword is about that.
    pub unexpected: Option<String>,
    /// The strings that are allowed, where the keyword has a set of them.
    pub allowed: Vec<String>,
    /// The format, where the keyword is `format`.
    pub format: Option<String>,
    /// The refusal in words that hold no payload text; for keywords that no rule explains.
    pub message: String,
    /// How many alternatives there were, where this is what the closest of them refused; otherwise 0.
    pub alternatives: usize,
}

/// Why nobody knows whether the schema refuses a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// A pattern was given up.
    Pattern {
        /// The steps back that a pattern may take on one text.
        steps: u64,
        /// The JSON Pointer of the text in the canonical value.
        pointer: String,
        /// The JSON Pointer of the keyword in the schema.
        keyword: String,
    },
    /// Evaluations would stand inside one another deeper than this.
    TooNested(u64),
    /// The machine gave no thread with as much room as the value and the schema may take.
    NoThread,
}

//! What the validator refused, in our own words, so that its types stay in one file.

/// One refusal of the schema (JSON Schema 2020-12, core, section 12: an output unit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The JSON Pointer of the refused value (RFC 6901), in canonical names.
    pub pointer: String,
    /// The keyword that refused it, such as `type` or `required`.
    pub keyword: String,
    /// The absent property, where the keyword is `required`.
    pub missing: Option<String>,
    /// The refusal in words that hold no payload text; for keywords that no rule explains.
    pub message: String,
}

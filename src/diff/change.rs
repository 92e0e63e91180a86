//! What a change is, and whom it concerns.

use serde_json::Value;

/// A change from one contract to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Where, in the terms of a payload: a pointer with `*` for each element and each free name.
    pub pointer: String,
    /// What kind of change.
    pub kind: Kind,
    /// The fact in one sentence, in lower case and without full stop.
    pub headline: String,
    /// What the old side says.
    pub old: String,
    /// What the new side says.
    pub new: String,
    /// What it means for those who read responses.
    pub consumers: Judgement,
    /// What it means for those who send requests.
    pub senders: Judgement,
}

impl Change {
    /// The worse of both verdicts.
    pub fn verdict(&self) -> Verdict {
        self.consumers.verdict.max(self.senders.verdict)
    }

    /// The judgements of those whom a direction concerns: of consumers, and of senders.
    pub fn concerned(
        &self,
        direction: Option<Direction>,
    ) -> (Option<&Judgement>, Option<&Judgement>) {
        let consumers = (direction != Some(Direction::Request)).then_some(&self.consumers);
        let senders = (direction != Some(Direction::Response)).then_some(&self.senders);
        (consumers, senders)
    }

    /// The verdict for those whom a direction concerns; the worse of both where it is none.
    pub fn verdict_of(&self, direction: Option<Direction>) -> Verdict {
        match direction {
            None => self.verdict(),
            Some(Direction::Response) => self.consumers.verdict,
            Some(Direction::Request) => self.senders.verdict,
        }
    }
}

/// Which way a payload goes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// To the server.
    Request,
    /// From the server.
    Response,
}

/// How much a change matters to somebody.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing that worked stops working.
    Safe,
    /// It works as long as names and values that are not known are let through.
    Risky,
    /// What one side sends, the other refuses.
    Breaking,
}

impl Verdict {
    /// The name, as the reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}

/// What a change means for one of both.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// A payload that shows it; `None` where the verdict is safe, or where none was found.
    pub witness: Option<Witness>,
    /// How far one was looked for.
    pub search: Search,
}

impl Judgement {
    /// Nothing stops working.
    pub const SAFE: Self = Self {
        verdict: Verdict::Safe,
        witness: None,
        search: Search::Whole,
    };
}

/// How far a payload that shows a change was looked for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Search {
    /// Until one was found, or as far as there was somewhere to look.
    Whole,
    /// Until the limit of steps was reached. The verdict is the same with one.
    Cut,
    /// Until the limit of steps was reached. The verdict may be worse with one.
    Undecided,
}

/// A payload that both sides have judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The payload.
    pub payload: Value,
    /// Whether the old side accepts it.
    pub old_accepts: bool,
    /// Whether the new side accepts it.
    pub new_accepts: bool,
}

/// What kind of change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A field that the old side does not know.
    FieldAdded,
    /// A field that the new side does not know.
    FieldRemoved,
    /// A field that has to be there now.
    RequiredAdded,
    /// A field that may be absent now.
    RequiredRemoved,
    /// More types are allowed.
    TypeWidened,
    /// Fewer types are allowed.
    TypeNarrowed,
    /// Other types are allowed.
    TypeChanged,
    /// `null` is allowed now.
    NullAllowed,
    /// `null` is not allowed any more.
    NullForbidden,
    /// A value that the old side does not list.
    EnumValueAdded,
    /// A value that the new side does not list.
    EnumValueRemoved,
    /// The values are not listed any more.
    EnumOpened,
    /// The values are listed now.
    EnumClosed,
    /// A format is asked for now.
    FormatAdded,
    /// A format is not asked for any more.
    FormatRemoved,
    /// Another format is asked for.
    FormatChanged,
    /// A bound of numbers allows less.
    BoundTightened,
    /// A bound of numbers allows more.
    BoundLoosened,
    /// `multipleOf` is another one.
    MultipleChanged,
    /// A length or count allows less.
    LengthTightened,
    /// A length or count allows more.
    LengthLoosened,
    /// A pattern is asked for now.
    PatternAdded,
    /// A pattern is not asked for any more.
    PatternRemoved,
    /// Another pattern is asked for.
    PatternChanged,
    /// Elements have to differ now.
    UniqueAdded,
    /// Elements need not differ any more.
    UniqueRemoved,
    /// Other fields are not allowed any more.
    AdditionalPropertiesClosed,
    /// Other fields are allowed now.
    AdditionalPropertiesOpened,
    /// One more alternative.
    AlternativeAdded,
    /// One alternative less.
    AlternativeRemoved,
    /// `readOnly` or `writeOnly` is another one.
    AccessChanged,
    /// The schema says something else, in words that this comparison does not have.
    SchemaChanged,
    /// An operation that the old side does not have.
    OperationAdded,
    /// An operation that the new side does not have.
    OperationRemoved,
    /// A body of a request or response that the old side does not publish.
    MessageAdded,
    /// A body of a request or response that the new side does not publish.
    MessageRemoved,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 36] = [
        Self::FieldAdded,
        Self::FieldRemoved,
        Self::RequiredAdded,
        Self::RequiredRemoved,
        Self::TypeWidened,
        Self::TypeNarrowed,
        Self::TypeChanged,
        Self::NullAllowed,
        Self::NullForbidden,
        Self::EnumValueAdded,
        Self::EnumValueRemoved,
        Self::EnumOpened,
        Self::EnumClosed,
        Self::FormatAdded,
        Self::FormatRemoved,
        Self::FormatChanged,
        Self::BoundTightened,
        Self::BoundLoosened,
        Self::MultipleChanged,
        Self::LengthTightened,
        Self::LengthLoosened,
        Self::PatternAdded,
        Self::PatternRemoved,
        Self::PatternChanged,
        Self::UniqueAdded,
        Self::UniqueRemoved,
        Self::AdditionalPropertiesClosed,
        Self::AdditionalPropertiesOpened,
        Self::AlternativeAdded,
        Self::AlternativeRemoved,
        Self::AccessChanged,
        Self::SchemaChanged,
        Self::OperationAdded,
        Self::OperationRemoved,
        Self::MessageAdded,
        Self::MessageRemoved,
    ];

    /// The name, as the reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FieldAdded => "field-added",
            Self::FieldRemoved => "field-removed",
            Self::RequiredAdded => "required-added",
            Self::RequiredRemoved => "required-removed",
            Self::TypeWidened => "type-widened",
            Self::TypeNarrowed => "type-narrowed",
            Self::TypeChanged => "type-changed",
            Self::NullAllowed => "null-allowed",
            Self::NullForbidden => "null-forbidden",
            Self::EnumValueAdded => "enum-value-added",
            Self::EnumValueRemoved => "enum-value-removed",
            Self::EnumOpened => "enum-opened",
            Self::EnumClosed => "enum-closed",
            Self::FormatAdded => "format-added",
            Self::FormatRemoved => "format-removed",
            Self::FormatChanged => "format-changed",
            Self::BoundTightened => "bound-tightened",
            Self::BoundLoosened => "bound-loosened",
            Self::MultipleChanged => "multiple-changed",
            Self::LengthTightened => "length-tightened",
            Self::LengthLoosened => "length-loosened",
            Self::PatternAdded => "pattern-added",
            Self::PatternRemoved => "pattern-removed",
            Self::PatternChanged => "pattern-changed",
            Self::UniqueAdded => "unique-added",
            Self::UniqueRemoved => "unique-removed",
            Self::AdditionalPropertiesClosed => "additional-properties-closed",
            Self::AdditionalPropertiesOpened => "additional-properties-opened",
            Self::AlternativeAdded => "alternative-added",
            Self::AlternativeRemoved => "alternative-removed",
            Self::AccessChanged => "access-changed",
            Self::SchemaChanged => "schema-changed",
            Self::OperationAdded => "operation-added",
            Self::OperationRemoved => "operation-removed",
            Self::MessageAdded => "message-added",
            Self::MessageRemoved => "message-removed",
        }
    }
}

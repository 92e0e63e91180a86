//! What payloads are made of: a built-in DTO, or a contract of one's own.

use std::cell::Cell;
use std::sync::Arc;

use super::Refusal;
use crate::cli::args::{Generate, PayloadFormatArg};
use crate::cli::contract::References;
use crate::cli::opened::NamedBy;
use crate::cli::scope::no_such_schema;
use crate::cli::{contract, scope};
use crate::contract::openapi::{Api, Direction, Operation, PartId};
use crate::contract::recognise::Each;
use crate::contract::registry::Contract;
use crate::contract::revision::Revision;
use crate::contract::validator::FormatAssertion;
use crate::generate::{
    Carrier, Documents, Json, Mutant, Mutator, NotMade, Options, OwnGenerator, OwnMutant,
    OwnMutator, Profile, is_offered,
};
use crate::limits::Limits;
use crate::rule::Rule;
use crate::text::sanitize::shortened;

/// Letters of a name that are shown.
const NAME: usize = 120;

/// What payloads are made of.
pub(super) enum Source {
    BuiltIn(Box<BuiltIn>),
    Own(Box<Own>),
}

/// A DTO of the built-in contract.
pub(super) struct BuiltIn {
    pub(super) dto: &'static str,
    pub(super) revision: Revision,
    pub(super) documents: Documents,
    /// What makes the fallback for samples that give a departure no place.
    pub(super) complete: Documents,
    pub(super) mutator: Mutator,
}

/// A contract of one's own.
pub(super) struct Own {
    records: OwnGenerator,
    complete: OwnGenerator,
    mutator: OwnMutator,
    /// Its file, as it was named.
    file: String,
    carrier: Option<Carrier>,
}

/// A payload that departs, as its manifest tells it.
pub(super) enum Label {
    BuiltIn(Mutant),
    Own(OwnMutant),
}

impl Label {
    pub(super) fn payload(&self) -> &str {
        match self {
            Self::BuiltIn(mutant) => &mutant.payload,
            Self::Own(mutant) => &mutant.mutant.payload,
        }
    }
}

impl Source {
    /// The contract's name.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::BuiltIn(source) => &source.documents.contract().name,
            Self::Own(source) => &source.records.contract().name,
        }
    }

    /// The name, and the revision where there is one, for people.
    pub(super) fn whose(&self) -> String {
        match self {
            Self::BuiltIn(source) => format!("{} at {}", self.name(), source.revision),
            Self::Own(_) => shortened(self.name(), NAME),
        }
    }

    pub(super) fn revision(&self) -> Option<Revision> {
        match self {
            Self::BuiltIn(source) => Some(source.revision),
            Self::Own(_) => None,
        }
    }

    /// The file of a contract of one's own.
    pub(super) fn file(&self) -> Option<&str> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Own(source) => Some(&source.file),
        }
    }

    pub(super) fn options(&self) -> &Options {
        match self {
            Self::BuiltIn(source) => source.documents.records().options(),
            Self::Own(source) => source.records.options(),
        }
    }

    /// How many documents hold so many records.
    pub(super) fn count(&self, records: u64) -> u64 {
        match self {
            Self::BuiltIn(source) => source.documents.count(records),
            Self::Own(_) => records,
        }
    }

    /// Document `number` of those that hold `records` records.
    ///
    /// # Errors
    /// Nothing that conforms is found.
    pub(super) fn document(&self, number: u64, records: u64) -> Result<Json, Refusal> {
        match self {
            Self::BuiltIn(source) => Ok(source.documents.document(number, records)),
            Self::Own(source) => {
                let made = source.records.sample(number);
                made.map_err(|error| source.not_made(number, &error))
            }
        }
    }

    /// The cursor that leads to document `number`.
    pub(super) fn cursor_of(&self, number: u64) -> Option<String> {
        match self {
            Self::BuiltIn(source) => source.documents.cursor_of(number),
            Self::Own(_) => None,
        }
    }

    /// A document as text with one departure that `rule` makes; where this one has no place for it, of one
    /// with every field, which `completed` counts.
    pub(super) fn mutant(
        &self,
        rule: &'static Rule,
        (number, records, choice): (u64, u64, u64),
        format: PayloadFormatArg,
        completed: &Cell<u64>,
    ) -> Result<Option<Label>, Refusal> {
        let written = |json: &Json| match format {
            PayloadFormatArg::Pretty => format!("{json:#}"),
            PayloadFormatArg::Json | PayloadFormatArg::Ndjson => json.to_string(),
        };
        let broken = |text: &str| match self {
            Self::BuiltIn(source) => source
                .mutator
                .mutant(rule, text, choice)
                .map(Label::BuiltIn),
            Self::Own(source) => source.mutator.mutant(rule, text, choice).map(Label::Own),
        };
        let json = self.document(number, records)?;
        if let Some(label) = broken(&written(&json)) {
            return Ok(Some(label));
        }
        completed.set(completed.get() + 1);
        match self {
            Self::BuiltIn(source) => {
                let json = source.complete.document(number, records);
                Ok(broken(&written(&json)))
            }
            Self::Own(source) => {
                // Those of a contract with alternatives differ in what they have.
                let mut all = (number..number.saturating_add(COMPLETE)).chain(0..COMPLETE);
                Ok(all.find_map(|number| {
                    let json = source.complete.sample(number).ok()?;
                    broken(&written(&json))
                }))
            }
        }
    }

    /// The rules that can be broken.
    pub(super) fn rules(&self) -> Vec<&'static Rule> {
        match self {
            Self::BuiltIn(source) => source.mutator.rules(),
            Self::Own(source) => source.mutator.rules(&source.complete),
        }
    }

    /// Why a rule cannot be broken here, and what to do; `None` where it can.
    pub(super) fn cannot_break(&self, rule: &'static Rule) -> Option<Refusal> {
        let all = "`--drift all` takes the rules that can be broken";
        match self {
            Self::BuiltIn(source) => {
                let naming = source.mutator.naming().as_str();
                let message = format!(
                    "`{}` cannot be broken by {} with {naming} names: it has nothing that the rule is \
                     about",
                    rule.name,
                    self.whose(),
                );
                let help =
                    format!("try another DTO, `--envelope`, `--revision` or `--naming`; {all}");
                (!source.mutator.breaks(rule)).then_some((message, help))
            }
            Self::Own(source) => {
                let whose = self.whose();
                if let Err(why) = is_offered(rule) {
                    let message = format!("`{}` cannot be broken by {whose}: {why}", rule.name);
                    return Some((message, all.to_owned()));
                }
                let message = format!(
                    "`{}` cannot be broken by {whose} alone: it has nothing that the rule is about, or \
                     more than that would break",
                    rule.name,
                );
                (!source.mutator.breaks(rule, &source.complete)).then(|| (message, all.to_owned()))
            }
        }
    }

    /// What carries the documents in recordings.
    pub(super) fn carrier(&self) -> Option<Carrier> {
        match self {
            Self::BuiltIn(source) => {
                let options = *source.documents.records().options();
                Carrier::new(self.name(), source.revision, options)
            }
            Self::Own(source) => source.carrier.clone(),
        }
    }

    /// What samples went without, in words.
    pub(super) fn left_out(&self) -> Vec<String> {
        let Self::Own(source) = self else {
            return Vec::new();
        };
        let all = source.records.left_out();
        let told = all.iter().take(LISTED).map(|one| {
            let times = if one.count == 1 {
                "once".to_owned()
            } else {
                format!("{} times", one.count)
            };
            format!(
                "left out: {} {times}; nothing was found that its `{}` accepts",
                shortened(&one.pointer, NAME),
                shortened(&one.keyword, NAME),
            )
        });
        let mut told: Vec<String> = told.collect();
        if let Some(more) = all.len().checked_sub(LISTED).filter(|more| *more > 0) {
            told.push(format!("left out: {more} other members"));
        }
        if let Some(reached) = source.records.reached() {
            let more = reached.told();
            told.push(format!(
                "patterns take more steps on the texts of one sample than {more}"
            ));
        }
        told
    }

    pub(super) fn own(&self) -> Option<&OwnGenerator> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Own(source) => Some(&source.records),
        }
    }
}

/// Complete samples that are tried for a departure.
const COMPLETE: u64 = 8;

/// Members that are listed of those that were left out.
const LISTED: usize = 20;

impl Own {
    /// The contract that is named in place of the built-in one.
    pub(super) fn new(args: &Generate, options: Options) -> Result<Option<Self>, scope::Refusal> {
        let formats = args
            .format_assertion
            .map_or(FormatAssertion::On, Into::into);
        let references = References {
            documents: &args.references,
            folders: &args.reference_dirs,
            named_by: NamedBy::User,
        };
        let limits = args.limits.over(Limits::DEFAULT);
        if let Some(name) = &args.schema {
            let (stem, schemas) =
                contract::schemas(name, NamedBy::User, references, formats, &limits)?;
            let contract = Contract::of_schemas(&stem, &schemas, formats, None)?;
            let records = OwnGenerator::new(Arc::new(contract), &schemas, options);
            return Ok(Some(Self::of(records, name, None)));
        }
        let Some(path) = &args.openapi else {
            return Ok(None);
        };
        let (root, uri, files) = contract::root(path, NamedBy::User, references, &limits)?;
        let api = Api::read(root, &uri, files, formats)?;
        let name = args.dto.as_deref().unwrap_or_default();
        let (part, told) = part(&api, name, args.each)?;
        let records = generator(&api, part, options)?;
        let carrier = match told.or_else(|| api.carrier(part)) {
            Some((operation, direction)) => carrier(&api, operation, direction, part, options)?,
            None => None,
        };
        let file = path.to_string_lossy();
        Ok(Some(Self::of(records, &file, carrier)))
    }

    fn of(records: OwnGenerator, file: &str, carrier: Option<Carrier>) -> Self {
        let complete = Options {
            profile: Profile::Complete,
            ..*records.options()
        };
        Self {
            complete: records.with(complete),
            mutator: OwnMutator::new(Arc::clone(records.contract())),
            records,
            file: file.to_owned(),
            carrier,
        }
    }

    fn not_made(&self, number: u64, error: &NotMade) -> Refusal {
        let place = match error.place.as_str() {
            "" => String::new(),
            place => format!(" (in the schema at {})", shortened(place, NAME)),
        };
        let whose = shortened(&self.records.contract().name, NAME);
        (
            format!(
                "payload {number} of {whose} cannot be made: {}{place}",
                shortened(&error.to_string(), 300)
            ),
            "say in the schema what is meant with keywords that a value can be made from, such as \
             `enum`, `minimum` or a plain `pattern`"
                .to_owned(),
        )
    }
}

/// An operation, and which way its message goes.
type Message<'a> = (&'a Operation, Direction);

/// The schema of an API that `name` stands for, and the operation where it is that of a message.
fn part<'a>(
    api: &'a Api,
    name: &str,
    is_each: bool,
) -> Result<(PartId, Option<Message<'a>>), Refusal> {
    let each = if is_each { Each::Element } else { Each::Whole };
    if let Some(part) = api.schema(name, each) {
        return Ok((part, None));
    }
    match api.named_message(name) {
        Some((operation, direction, part)) if !is_each => Ok((part, Some((operation, direction)))),
        Some(_) => Err((
            "`--each` is about schemas, and a message is named".to_owned(),
            "leave `--each` out".to_owned(),
        )),
        None => {
            let (message, help) = no_such_schema(api, name);
            Err((
                message,
                format!("{help}; messages are named as in `createOrder request`"),
            ))
        }
    }
}

fn generator(api: &Api, part: PartId, options: Options) -> Result<OwnGenerator, scope::Refusal> {
    let contract = api.contract(part).map_err(Clone::clone)?;
    let schemas = api.schemas_of(part)?;
    Ok(OwnGenerator::new(Arc::clone(contract), &schemas, options))
}

/// What carries messages of an operation; `None` where no status tells its responses from others.
fn carrier(
    api: &Api,
    operation: &Operation,
    direction: Direction,
    part: PartId,
    options: Options,
) -> Result<Option<Carrier>, scope::Refusal> {
    if direction == Direction::Response {
        let status = operation.status_of(part);
        return Ok(
            status.map(|status| Carrier::of_operation(operation, direction, status, None, options))
        );
    }
    let published = (200..300).find_map(|status| {
        let published = operation.response(status)?;
        Some((status, published.schemas.first().copied()))
    });
    let (status, answer) = published.unwrap_or((200, None));
    let answers = match answer {
        Some(answer) => Some(generator(api, answer, options)?),
        None => None,
    };
    Ok(Some(Carrier::of_operation(
        operation, direction, status, answers, options,
    )))
}

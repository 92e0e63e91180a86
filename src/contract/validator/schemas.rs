//! The documents of a contract, joined by their references (JSON Schema 2020-12, core, sections 8 and 9).
//!
//! A root document comes in, and a [`Library`] for what it refers to; a set goes out in which every
//! reference leads somewhere, and from which a validator is compiled and a shape is read. There is no
//! other way to a document: nothing is ever fetched.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use referencing::{Draft, Registry, Resolver, Resource, ResourceRef, Retrieve, Uri};
use serde_json::{Value, json};

use super::cost::{self, Cost, Costly};
use super::stack::Depth;
use super::{FormatAssertion, Guide, Validator, asserted, closest, error_of, options};
use crate::contract::document::{ContractError, Document, Library, Missing, NoLibrary};
use crate::contract::format;
use crate::limits::{Limits, Reached, reached};
use crate::text::pointer::{escaped, unescaped};

/// Where the root document stands, for references that are relative. No path of the machine is in it,
/// and none below it leads out of it unseen.
pub const ROOT: &str = "file:///contract/";

/// Where a schema stands that is in no document.
const ENTRY: &str = "urn:wiredrift:entry";

/// A draft of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::contract) struct Dialect(Draft);

impl Dialect {
    /// Draft 2020-12.
    pub(in crate::contract) const LATEST: Self = Self(Draft::Draft202012);

    /// The draft that `$schema` or `jsonSchemaDialect` names, where it is a known one.
    pub(in crate::contract) fn named(uri: &str) -> Option<Self> {
        match Draft::default().detect(&json!({"$schema": uri})) {
            Draft::Unknown => None,
            known => Some(Self(known)),
        }
    }
}

/// Where in `schema`, which is one of this draft or is said to be, the first thing is that the draft does
/// not allow, and what.
pub(in crate::contract) fn breach(dialect: Dialect, schema: &Value) -> Option<(String, String)> {
    let checked = match dialect.0 {
        Draft::Draft4 => jsonschema::draft4::meta::validate(schema),
        Draft::Draft6 => jsonschema::draft6::meta::validate(schema),
        Draft::Draft7 => jsonschema::draft7::meta::validate(schema),
        Draft::Draft201909 => jsonschema::draft201909::meta::validate(schema),
        _ => jsonschema::draft202012::meta::validate(schema),
    };
    let error = checked.err()?;
    let mut found = Vec::new();
    closest::explain(&error, &Guide::default(), &mut found);
    match found.into_iter().next() {
        Some(first) if !first.allowed.is_empty() => {
            let message = format!("expected one of {}", first.allowed.join(", "));
            Some((first.pointer, message))
        }
        Some(first) => Some((first.pointer, first.message)),
        None => Some((error.instance_path().as_str().to_owned(), error_of(&error))),
    }
}

/// A reference as a URI, relative to `base`.
pub(in crate::contract) fn resolved(base: &str, reference: &str) -> Option<String> {
    let base = referencing::uri::from_str(base).ok()?;
    let uri = referencing::uri::resolve_against(&base.borrow(), reference).ok()?;
    Some(uri.as_str().to_owned())
}

/// A contract's documents, all of them there.
pub struct Schemas {
    registry: Registry<'static>,
    root: String,
    /// The schema within the root document, as a pointer.
    pointer: String,
    draft: Draft,
    /// Whether the dialect is one of its own, on top of the draft.
    has_own_dialect: bool,
    /// Whether each document as a whole is a schema.
    holds: Holds,
    documents: Vec<(String, Document)>,
    guide: Guide,
    limits: Limits,
}

/// What the documents of a contract are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Schemas.
    Schemas,
    /// Something that has schemas in it, of draft 2020-12 where they do not say.
    Others,
}

impl std::fmt::Debug for Schemas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schemas")
            .field("root", &self.root)
            .field("pointer", &self.pointer)
            .finish_non_exhaustive()
    }
}

/// Reads documents from a library, and keeps them.
struct Keeper {
    library: Arc<dyn Library>,
    read: Arc<Mutex<Vec<(String, Document)>>>,
    formats: FormatAssertion,
}

impl Retrieve for Keeper {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let document = self.library.document(uri.as_str())?;
        let value = asserted(&document.value, self.formats);
        let Ok(mut read) = self.read.lock() else {
            return Ok(value);
        };
        // The root is one of them.
        let most = self.library.limits().documents;
        if read.len() as u64 + 1 >= most {
            let reached = reached("documents", most);
            return Err(Box::new(Missing {
                why: format!("the contract has more documents than {reached}"),
                help: format!("bundle it into one document, or {}", reached.help()),
            }));
        }
        read.push((uri.as_str().to_owned(), document));
        Ok(value)
    }
}

impl Schemas {
    /// The schema at `pointer` (RFC 6901) of `root`, which stands at `uri`, and all that it refers to.
    ///
    /// # Errors
    /// The draft is not known, there is nothing at the pointer, or a reference leads nowhere.
    pub fn new(
        root: Document,
        uri: &str,
        pointer: &str,
        holds: Holds,
        library: Arc<dyn Library>,
        formats: FormatAssertion,
    ) -> Result<Self, ContractError> {
        if !pointer.is_empty() && root.value.pointer(pointer).is_none() {
            let message = format!("there is nothing at `#{pointer}` in the document");
            return Err(root.error(pointer, message, "name a schema that is there"));
        }
        let dialect = Draft::default().detect(&root.value);
        let draft = match dialect {
            Draft::Unknown => beneath(&root, library.as_ref())?,
            known => known,
        };
        let read = Arc::new(Mutex::new(Vec::new()));
        let limits = library.limits();
        let keeper = Keeper {
            library,
            read: Arc::clone(&read),
            formats,
        };
        let value = asserted(&root.value, formats);
        let builder = match dialect {
            Draft::Unknown => Registry::new(),
            known => Registry::new().draft(known),
        };
        let prepared = builder
            .retriever(keeper)
            .retrieve_known_draft_meta_schemas(false)
            .add(uri, Resource::from_contents(value))
            .and_then(referencing::RegistryBuilder::prepare);
        let mut documents = vec![(uri.to_owned(), root)];
        if let Ok(mut read) = read.lock() {
            documents.append(&mut read);
        }
        match prepared {
            Ok(registry) => Ok(Self {
                registry,
                root: uri.to_owned(),
                pointer: pointer.to_owned(),
                draft,
                has_own_dialect: dialect == Draft::Unknown,
                holds,
                documents,
                guide: Guide::default(),
                limits,
            }),
            Err(error) => Err(unresolved(&documents, &error)),
        }
    }

    /// The schema `entry`, whose references lead into `documents`, as they are judged by.
    ///
    /// # Errors
    /// Why a reference cannot be followed.
    pub(in crate::contract) fn of_entry(
        entry: Value,
        documents: Vec<(String, Arc<Value>)>,
        dialect: Dialect,
        guide: Guide,
        limits: &Limits,
    ) -> Result<Self, ContractError> {
        let root = Document::of_value(entry);
        let keeper = Keeper {
            library: Arc::new(NoLibrary),
            read: Arc::default(),
            formats: FormatAssertion::Off,
        };
        let builder = Registry::new()
            .draft(dialect.0)
            .retriever(keeper)
            .retrieve_known_draft_meta_schemas(false)
            .add(ENTRY, Resource::from_contents(root.value.clone()));
        let prepared = documents
            .into_iter()
            .try_fold(builder, |builder, (uri, value)| {
                builder.map(|builder| builder.add(uri, value))
            })
            .and_then(|builder| builder)
            .and_then(referencing::RegistryBuilder::prepare);
        let documents = vec![(ENTRY.to_owned(), root)];
        match prepared {
            Ok(registry) => Ok(Self {
                registry,
                root: ENTRY.to_owned(),
                pointer: String::new(),
                draft: dialect.0,
                has_own_dialect: false,
                holds: Holds::Others,
                documents,
                guide,
                limits: *limits,
            }),
            Err(error) => Err(unresolved(&documents, &error)),
        }
    }

    /// The formats that the documents name and nobody knows.
    pub fn unknown_formats(&self) -> BTreeSet<String> {
        let documents = self.documents.iter();
        documents
            .flat_map(|(_, document)| format::unknown(&document.value))
            .collect()
    }

    /// The schema, compiled.
    ///
    /// # Errors
    /// It is no schema of its draft, or a reference leads nowhere.
    pub fn compile(&self, formats: FormatAssertion) -> Result<Validator, ContractError> {
        let reference = format!("{}#{}", self.root, self.pointer);
        let schema = json!({"$ref": reference});
        self.sound()?;
        let Cost { growth, height } = self.bounded()?;
        let options = options(formats, &self.limits).with_registry(&self.registry);
        let built = match self.documents.first() {
            // Vocabularies and recursion are told by the root document alone.
            Some((uri, root)) if self.pointer.is_empty() => {
                let options = options.with_base_uri(uri);
                let options = if self.has_own_dialect {
                    options
                } else {
                    options.with_draft(self.draft)
                };
                options.build(&asserted(&root.value, formats))
            }
            _ => options.with_draft(self.draft).build(&schema),
        };
        built
            .map(|compiled| Validator {
                compiled,
                guide: self.guide.clone(),
                growth,
                depth: Depth::new(height, &self.limits),
                steps: self.limits.pattern_steps,
            })
            .map_err(|error| match error.kind() {
                ValidationErrorKind::Referencing(error) => unresolved(&self.documents, error),
                _ => self.unsound(&error),
            })
    }

    fn evaluations(&self) -> Reached {
        reached("evaluations", self.limits.evaluations)
    }

    fn nesting(&self) -> Reached {
        reached("schema-nesting", self.limits.schema_nesting)
    }

    /// Holds the graph of the schema against the limits.
    fn bounded(&self) -> Result<Cost, ContractError> {
        let Some((scope, schema)) = self.start() else {
            return Ok(Cost::default());
        };
        let (at, message, help) = match cost::bounded(scope, schema, &self.limits) {
            Ok(cost) => return Ok(cost),
            Err(Costly::Much(at)) => (
                at,
                format!(
                    "one value would be held against more schemas from here on than {}",
                    self.evaluations()
                ),
                format!(
                    "name the alternatives once, and refer to them once; or {}",
                    self.evaluations().help()
                ),
            ),
            Err(Costly::Endless(at)) => (
                at,
                "the reference leads back to where it stands: checking would never end".to_owned(),
                "let it lead to a schema".to_owned(),
            ),
            Err(Costly::Deep(at)) => (
                at,
                format!(
                    "more schemas are about one value, inside one another, than {}",
                    self.nesting()
                ),
                format!(
                    "let references lead where they are meant to, with fewer others between; or {}",
                    self.nesting().help()
                ),
            ),
        };
        let root = self.documents.first();
        Err(match root {
            Some((_, root)) => root.error(&at, message, &help),
            None => self.error_in_root("", message),
        })
    }

    /// An error of what was compiled, at its place in the document that has it.
    fn unsound(&self, error: &ValidationError<'_>) -> ContractError {
        let mut message = format!("this is no schema of its draft: {}", error_of(error));
        let mut help = "correct the schema there".to_owned();
        if matches!(error.kind(), ValidationErrorKind::Format { format } if format == "regex") {
            // The validator does not tell one from the other.
            let reached = reached("pattern-bytes", self.limits.pattern_bytes);
            message = format!(
                "this is no regular expression, or one that takes more than {reached} once compiled"
            );
            help = format!("{help}, or {}", reached.help());
        }
        let (at, refused) = (error.instance_path().as_str(), error.instance());
        let found = self.documents.iter().find_map(|(_, document)| {
            let is_there = document.value.pointer(at) == Some(refused.as_ref());
            let pointer = if is_there {
                Some(at.to_owned())
            } else {
                pattern_at(&document.value, refused.as_str()?)
            };
            Some((document, pointer?))
        });
        match found {
            Some((document, at)) => document.error(&at, message, &help),
            None => self.error_in_root(at, message),
        }
    }

    /// Holds every document against the schema of its draft, but for a root that is compiled as a whole:
    /// that is held against it there.
    fn sound(&self) -> Result<(), ContractError> {
        if self.holds == Holds::Others {
            return Ok(());
        }
        let is_whole = self.pointer.is_empty();
        for (_, document) in self.documents.iter().skip(usize::from(is_whole)) {
            let schema = &document.value;
            let checked = match self.draft {
                _ if schema.get("$schema").is_some() => jsonschema::meta::options()
                    .with_registry(&self.registry)
                    .validate(schema),
                Draft::Draft4 => jsonschema::draft4::meta::validate(schema),
                Draft::Draft6 => jsonschema::draft6::meta::validate(schema),
                Draft::Draft7 => jsonschema::draft7::meta::validate(schema),
                Draft::Draft201909 => jsonschema::draft201909::meta::validate(schema),
                _ => jsonschema::draft202012::meta::validate(schema),
            };
            if let Err(error) = checked {
                let at = error.instance_path().as_str().to_owned();
                return Err(document.error(
                    &at,
                    format!("this is no schema of its draft: {}", error_of(&error)),
                    "correct the schema there",
                ));
            }
        }
        Ok(())
    }

    /// The schema itself.
    pub fn schema(&self) -> &Value {
        const NONE: &Value = &Value::Null;
        self.documents
            .first()
            .and_then(|(_, root)| root.value.pointer(&self.pointer))
            .unwrap_or(NONE)
    }

    fn error_in_root(&self, pointer: &str, message: String) -> ContractError {
        match self.documents.first() {
            Some((_, root)) => root.error(
                &format!("{}{pointer}", self.pointer),
                message,
                "correct the schema",
            ),
            None => ContractError {
                path: String::new(),
                place: None,
                message,
                help: "correct the schema".to_owned(),
            },
        }
    }

    /// The limits that the schema is read within.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The way to the schema, for who reads it.
    pub(in crate::contract) fn start(&self) -> Option<(Scope<'_>, &Value)> {
        let base = jsonschema::uri::from_str(&self.root).ok()?;
        let resolver = self.registry.resolver(base);
        let found = resolver.lookup(&format!("#{}", self.pointer)).ok()?;
        let (contents, resolver, draft) = found.into_inner();
        Some((Scope { resolver, draft }, contents))
    }
}

/// Where a schema stands: what its references are relative to, and which draft it is of.
#[derive(Clone)]
pub(in crate::contract) struct Scope<'r> {
    resolver: Resolver<'r>,
    draft: Draft,
}

impl<'r> Scope<'r> {
    /// What `reference` leads to.
    pub(in crate::contract) fn lookup(&self, reference: &str) -> Option<(Self, &'r Value)> {
        let found = self.resolver.lookup(reference).ok()?;
        let (contents, resolver, draft) = found.into_inner();
        Some((Self { resolver, draft }, contents))
    }

    /// The scope of a schema below this one, which may have an identifier of its own.
    pub(in crate::contract) fn inside(&self, schema: &Value) -> Self {
        let resource = ResourceRef::new(schema, self.draft);
        match self.resolver.in_subresource(resource) {
            Ok(resolver) => Self {
                resolver,
                draft: self.draft,
            },
            Err(_) => self.clone(),
        }
    }

    /// Whether keywords beside `$ref` are looked at (they are since draft 2019-09).
    pub(in crate::contract) const fn has_siblings(&self) -> bool {
        !matches!(self.draft, Draft::Draft4 | Draft::Draft6 | Draft::Draft7)
    }
}

/// The draft that a dialect of one's own stands on: that of its meta-schema, or of the next one.
fn beneath(root: &Document, library: &dyn Library) -> Result<Draft, ContractError> {
    let mut dialect = root
        .value
        .get("$schema")
        .and_then(Value::as_str)
        .map(str::to_owned);
    for _ in 0..DIALECTS {
        let Some(uri) = dialect else {
            return Ok(Draft::default());
        };
        let document = library.document(uri.trim_end_matches('#')).map_err(|missing| {
            root.error(
                "/$schema",
                format!(
                    "the dialect that `$schema` names is not known: {}",
                    missing.why
                ),
                "name draft 4, 6, 7, 2019-09 or 2020-12, or provide the meta-schema with `--ref URL=FILE`",
            )
        })?;
        match Draft::default().detect(&document.value) {
            Draft::Unknown => {
                let next = document.value.get("$schema").and_then(Value::as_str);
                dialect = next.map(str::to_owned);
            }
            known => return Ok(known),
        }
    }
    Err(root.error(
        "/$schema",
        "the dialect that `$schema` names stands on no draft".to_owned(),
        "name draft 4, 6, 7, 2019-09 or 2020-12 in its meta-schema",
    ))
}

/// Meta-schemas on top of one another at most.
const DIALECTS: usize = 16;

/// A reference that leads nowhere, told at the place of the reference.
fn unresolved(documents: &[(String, Document)], error: &referencing::Error) -> ContractError {
    let (what, message, help) = match error {
        referencing::Error::Unretrievable { uri, source } => {
            let missing = source.downcast_ref::<Missing>();
            let why = missing.map_or_else(|| source.to_string(), |missing| missing.why.clone());
            let help = missing.map_or("provide the document", |missing| missing.help.as_str());
            let message = format!("the reference leads to {}: {why}", shown(uri));
            (uri.as_str(), message, help)
        }
        referencing::Error::PointerToNowhere { pointer } => (
            pointer.as_str(),
            format!("the reference leads to `{pointer}`, where nothing is"),
            "correct the reference, or add what it leads to",
        ),
        referencing::Error::NoSuchAnchor { anchor } => (
            anchor.as_str(),
            format!("the reference leads to the anchor `{anchor}`, which is nowhere"),
            "correct the reference, or add the anchor",
        ),
        other => (
            "",
            format!("a reference cannot be followed: {other}"),
            "correct it",
        ),
    };
    for (_, document) in documents {
        if let Some(pointer) = reference_to(&document.value, what) {
            return document.error(&pointer, message, help);
        }
    }
    match documents.first() {
        Some((_, root)) => root.error("", message, help),
        None => ContractError {
            path: String::new(),
            place: None,
            message,
            help: help.to_owned(),
        },
    }
}

/// A URI as people know it: what stands beside the root by its path alone.
fn shown(uri: &str) -> String {
    let known = uri.strip_prefix(ROOT).unwrap_or(uri);
    format!("`{}`", crate::text::sanitize::shortened(known, 120))
}

/// The pointer of the first pattern that is `text`.
fn pattern_at(value: &Value, text: &str) -> Option<String> {
    match value {
        Value::Object(members) => members.iter().find_map(|(name, inner)| {
            let is_it = match inner {
                Value::String(own) => name == "pattern" && own == text,
                Value::Object(patterns) => {
                    name == "patternProperties" && patterns.contains_key(text)
                }
                _ => false,
            };
            let below = match is_it {
                true if inner.is_object() => format!("/{}", escaped(text)),
                true => String::new(),
                false => pattern_at(inner, text)?,
            };
            Some(format!("/{}{below}", escaped(name)))
        }),
        Value::Array(elements) => elements.iter().enumerate().find_map(|(index, inner)| {
            let below = pattern_at(inner, text)?;
            Some(format!("/{index}{below}"))
        }),
        _ => None,
    }
}

/// The pointer of the first `$ref` that leads to `target`: a URI, a pointer or an anchor.
fn reference_to(value: &Value, target: &str) -> Option<String> {
    let leads = |reference: &str| {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let is_uri = !uri.is_empty()
            && (uri == target
                || target.ends_with(uri.trim_start_matches("./").trim_start_matches("../")));
        let is_inside = !fragment.is_empty() && unescaped(fragment) == unescaped(target);
        is_uri || is_inside
    };
    match value {
        Value::Object(members) => members.iter().find_map(|(name, inner)| {
            if let (true, Some(reference)) = (name.ends_with("ef"), inner.as_str())
                && name.starts_with('$')
                && leads(reference)
            {
                return Some(format!("/{name}"));
            }
            let below = reference_to(inner, target)?;
            Some(format!("/{}{below}", escaped(name)))
        }),
        Value::Array(elements) => elements.iter().enumerate().find_map(|(index, inner)| {
            let below = reference_to(inner, target)?;
            Some(format!("/{index}{below}"))
        }),
        _ => None,
    }
}

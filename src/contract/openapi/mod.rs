//! An API as an OpenAPI document of version 3.0 or 3.1 publishes it.
//!
//! A document comes in; an operation goes out for a method and a URL, and for each of its messages the
//! contracts that the body may be held against. A contract is made when it is first asked for: a
//! document may have hundreds, and a broken one concerns nobody who does not need it.

mod dialect;
mod direction;
mod discriminator;
mod operations;
mod part;
mod shelf;
mod sound;

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use super::document::{ContractError, Document, Library};
use super::recognise::Each;
use super::registry::Contract;
use super::route::Routes;
use super::validator::{Dialect, FormatAssertion, Schemas};
use crate::text::name::{NAME, bounded};
use crate::text::sanitize::shortened;
use shelf::{Place, Shelf};

pub use direction::Direction;

/// Letters of a title that are shown.
const TITLE: usize = 80;

/// Versions of OpenAPI that differ in how schemas are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    V3_0,
    V3_1,
}

/// An API.
#[derive(Debug)]
pub struct Api {
    title: String,
    shelf: Shelf,
    root: Place,
    dialect: Dialect,
    formats: FormatAssertion,
    routes: Routes<usize>,
    operations: Vec<Operation>,
    /// How many operations each path has.
    paths: HashMap<String, usize>,
    parts: Vec<Part>,
    known: HashMap<(String, String, Direction, bool), usize>,
}

/// An operation of an API (OpenAPI 3.1.1: Operation Object).
#[derive(Debug)]
pub struct Operation {
    /// Its id; method and path template where it has none.
    pub id: String,
    /// Its method, in upper case.
    pub method: String,
    /// Its path template.
    pub path: String,
    request: Arc<Published>,
    responses: Responses,
}

/// What responses carry, by status. Many operations may have the same, by reference.
type Responses = Arc<[(Statuses, Arc<Published>)]>;

/// The statuses of a response (OpenAPI 3.1.1: Responses Object), the one that goes first first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Statuses {
    One(u16),
    /// All of the same first digit.
    Hundred(u16),
    Default,
}

/// What an API publishes about a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The schemas that a JSON body may have, by the media type that fits JSON best.
    pub schemas: Vec<PartId>,
    /// Whether the body may be something that is no JSON.
    pub has_others: bool,
}

impl Published {
    /// Whether the body has to be JSON, of which the API says something.
    pub const fn is_json_alone(&self) -> bool {
        !self.schemas.is_empty() && !self.has_others
    }
}

/// The number of a schema of an [`Api`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartId(usize);

/// One schema that payloads may be held against.
struct Part {
    name: String,
    place: Result<Place, ContractError>,
    direction: Direction,
    each: Each,
    made: OnceLock<Result<Arc<Contract>, ContractError>>,
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The document with its schemas as JSON Schema 2020-12 has them, where it is an OpenAPI document of
/// version 3.0.
///
/// # Errors
/// It is no OpenAPI document of version 3.0 or 3.1.
pub fn in_plain_dialect(document: Document) -> Result<Document, ContractError> {
    Ok(match version(&document)? {
        Version::V3_0 => document.with(dialect::converted),
        Version::V3_1 => document,
    })
}

impl Operation {
    /// What the API publishes for the body of a request.
    pub fn request(&self) -> &Published {
        &self.request
    }

    /// What the API publishes for the bodies of responses, by status as documents write it: `200`, `4XX`,
    /// `default`.
    pub fn responses(&self) -> impl Iterator<Item = (String, &Published)> {
        let words = |statuses: Statuses| match statuses {
            Statuses::One(one) => one.to_string(),
            Statuses::Hundred(digit) => format!("{digit}XX"),
            Statuses::Default => "default".to_owned(),
        };
        self.responses
            .iter()
            .map(move |(statuses, published)| (words(*statuses), published.as_ref()))
    }

    /// A status of which responses carry this schema, and no other.
    pub fn status_of(&self, part: PartId) -> Option<u16> {
        let mut all = (200..300).chain(400..600).chain(300..400).chain(100..200);
        all.find(|status| {
            let published = self.response(*status);
            published.is_some_and(|published| published.schemas.as_slice() == [part])
        })
    }

    /// What the API publishes for the body of a response of `status`; `None` where it does not know the
    /// status.
    pub fn response(&self, status: u16) -> Option<&Published> {
        let fits = |statuses: Statuses| match statuses {
            Statuses::One(one) => one == status,
            Statuses::Hundred(digit) => status / 100 == digit,
            Statuses::Default => true,
        };
        let fitting = self.responses.iter().filter(|(own, _)| fits(*own));
        fitting
            .min_by_key(|(statuses, _)| *statuses)
            .map(|(_, published)| published.as_ref())
    }
}

impl Api {
    /// The API that `root`, which stands at `uri`, publishes.
    ///
    /// # Errors
    /// The document as a whole is no OpenAPI 3.0 or 3.1. What is wrong inside of an operation or a schema
    /// is told by [`Api::contract`].
    pub fn read(
        root: Document,
        uri: &str,
        library: Arc<dyn Library>,
        formats: FormatAssertion,
    ) -> Result<Self, ContractError> {
        let version = version(&root)?;
        let dialect = dialect(&root, version)?;
        if let Some(paths) = root.value.get("paths")
            && !paths.is_object()
        {
            let message = "`paths` is no object".to_owned();
            return Err(root.error("/paths", message, "write an object with the paths"));
        }
        let title = title(&root.value);
        let (shelf, root) = Shelf::new(root, uri, version, library, formats);
        let mut api = Self {
            title,
            shelf,
            root,
            dialect,
            formats,
            routes: Routes::new(),
            operations: Vec::new(),
            paths: HashMap::new(),
            parts: Vec::new(),
            known: HashMap::new(),
        };
        api.read_paths();
        for operation in &api.operations {
            *api.paths.entry(operation.path.clone()).or_insert(0) += 1;
        }
        api.read_schemas();
        Ok(api)
    }

    /// The document's title and version.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The formats that the documents which were read so far name and nobody knows: nothing asserts them.
    pub fn unknown_formats(&self) -> BTreeSet<String> {
        self.shelf.unknown_formats()
    }

    /// The operations, by path.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation that a request is of; `None` where it is not of this API, or where several are of
    /// the path and no method tells which.
    ///
    /// `method` is compared in any case. `url` may be a URL, a path, or a path behind any prefix.
    pub fn operation(&self, method: Option<&str>, url: &str) -> Option<&Operation> {
        let of = |index: &usize| self.operations.get(*index);
        let is = |index: &usize, method: &str| {
            of(index).is_some_and(|own| own.method.eq_ignore_ascii_case(method.trim()))
        };
        if let Some(method) = method {
            return of(self.routes.find(url, |index| is(index, method))?);
        }
        let found = self.operation_at(url)?;
        (self.paths.get(&found.path) == Some(&1)).then_some(found)
    }

    /// Some operation of this URL, whatever its method.
    pub fn operation_at(&self, url: &str) -> Option<&Operation> {
        let found = self.routes.find(url, |_| true)?;
        self.operations.get(*found)
    }

    /// The names of the schemas under `components`, in their order.
    pub fn schemas(&self) -> impl Iterator<Item = &str> {
        let schemas = self.root.document().pointer("/components/schemas");
        let members = schemas.and_then(Value::as_object).into_iter().flatten();
        members.map(|(name, _)| name.as_str())
    }

    /// The schema of that name under `components`, as responses carry it.
    pub fn schema(&self, name: &str, each: Each) -> Option<PartId> {
        let place = self.component(name);
        let is_each = each == Each::Element;
        let (uri, pointer) = place.key();
        let key = (uri, pointer, Direction::Response, is_each);
        self.known.get(&key).copied().map(PartId)
    }

    /// The message that is called `name`, as [`Api::name`] calls those whose schema has no name of its
    /// own: `createOrder request`, `GET /orders response 200`. Its operation, its direction, and the schema
    /// that its JSON body has first.
    pub fn named_message(&self, name: &str) -> Option<(&Operation, Direction, PartId)> {
        self.operations.iter().find_map(|operation| {
            let methodical = format!("{} {}", operation.method, operation.path);
            let rest = [operation.id.as_str(), &methodical]
                .into_iter()
                .find_map(|id| name.strip_prefix(id)?.strip_prefix(' '))?;
            if rest == "request" {
                let part = operation.request.schemas.first()?;
                return Some((operation, Direction::Request, *part));
            }
            let status = rest.strip_prefix("response ")?;
            let (_, published) = operation.responses().find(|(own, _)| own == status)?;
            let part = published.schemas.first()?;
            Some((operation, Direction::Response, *part))
        })
    }

    /// The operation that carries a schema in one of its messages, and in which direction; the one whose
    /// status is that of success goes first.
    pub fn carrier(&self, part: PartId) -> Option<(&Operation, Direction)> {
        let answers = |operation: &&Operation| {
            let mut all = operation.responses.iter();
            all.any(|(statuses, published)| {
                let is_good = matches!(statuses, Statuses::One(200..=299) | Statuses::Hundred(2));
                is_good && published.schemas.contains(&part)
            })
        };
        let mut all = self.operations.iter();
        if let Some(found) = all.find(answers) {
            return Some((found, Direction::Response));
        }
        let has = |published: &Published| published.schemas.contains(&part);
        self.operations.iter().find_map(|operation| {
            if has(&operation.request) {
                return Some((operation, Direction::Request));
            }
            let mut all = operation.responses.iter();
            all.any(|(_, published)| has(published))
                .then_some((operation, Direction::Response))
        })
    }

    /// The contract of a schema.
    ///
    /// # Errors
    /// What is wrong with the schema, or with what leads to it.
    pub fn contract(&self, id: PartId) -> Result<&Arc<Contract>, &ContractError> {
        match self.parts.get(id.0) {
            Some(part) => part
                .made
                .get_or_init(|| self.made(part).map(Arc::new))
                .as_ref(),
            None => Err(&NO_PART),
        }
    }

    /// What a schema is called: by its name under `components`, or by the message that it is of.
    pub fn name(&self, id: PartId) -> &str {
        self.parts.get(id.0).map_or("", |part| &part.name)
    }

    /// The documents of a schema, for who compares it.
    ///
    /// # Errors
    /// What is wrong with the schema, or with what leads to it.
    pub fn schemas_of(&self, id: PartId) -> Result<Schemas, ContractError> {
        let part = self.parts.get(id.0).ok_or_else(|| NO_PART.clone())?;
        self.documents(part)
    }

    /// Whether formats are asserted.
    pub const fn formats(&self) -> FormatAssertion {
        self.formats
    }

    fn made(&self, part: &Part) -> Result<Contract, ContractError> {
        let place = part.place.clone()?;
        let schemas = self.documents(part)?;
        Contract::of_schemas(&part.name, &schemas, self.formats, Some(part.direction))
            .map_err(|error| here(error, &place))
    }

    fn documents(&self, part: &Part) -> Result<Schemas, ContractError> {
        let place = part.place.clone()?;
        let needed = sound::needed(&place, &self.shelf, self.dialect)?;
        let views = needed
            .documents
            .iter()
            .map(|root| {
                let view = self.shelf.view(root, part.direction);
                (root.uri().to_owned(), view)
            })
            .collect();
        let reference = place.as_reference();
        let entry = match part.each {
            Each::Element => json!({"type": "array", "items": {"$ref": reference}}),
            // What has no name of its own gets that of the message.
            Each::Whole if component_name(&place).is_none() => {
                json!({"title": part.name, "allOf": [{"$ref": reference}]})
            }
            Each::Whole => json!({"$ref": reference}),
        };
        Schemas::of_entry(
            entry,
            views,
            self.dialect,
            needed.guide,
            &self.shelf.limits(),
        )
        .map_err(|error| here(error, &place))
    }

    /// Keeps a schema, once for each direction, and gives its number.
    fn part(
        &mut self,
        name: &str,
        place: Result<Place, ContractError>,
        direction: Direction,
        each: Each,
    ) -> PartId {
        // A schema that is nothing but a reference is what it refers to.
        let place = place.and_then(|place| self.named(place));
        let next = self.parts.len();
        let mut name = bounded(name, NAME).into_owned();
        if let Ok(place) = &place {
            let (uri, pointer) = place.key();
            let key = (uri, pointer, direction, each == Each::Element);
            let known = *self.known.entry(key).or_insert(next);
            if known != next {
                return PartId(known);
            }
            if let Some(own) = component_name(place).or_else(|| list_name(place)) {
                name = bounded(&own, NAME).into_owned();
            }
        }
        if each == Each::Element {
            name.push_str("[]");
        }
        self.parts.push(Part {
            name,
            place,
            direction,
            each,
            made: OnceLock::new(),
        });
        PartId(next)
    }

    fn named(&self, place: Place) -> Result<Place, ContractError> {
        let mut place = place;
        let mut hops = 0;
        while let Some(Value::Object(members)) = place.value()
            && members.len() == 1
            && let Some(reference) = place.reference()
            && hops < NAMES
        {
            hops += 1;
            place = self
                .shelf
                .target(&place, reference)
                .map_err(|missing| place.unresolved(reference, &missing))?;
        }
        Ok(place)
    }

    fn component(&self, name: &str) -> Place {
        self.root
            .member("components")
            .member("schemas")
            .member(name)
    }

    /// Every schema under `components` may be asked for by its name.
    fn read_schemas(&mut self) {
        let names: Vec<String> = self.schemas().map(str::to_owned).collect();
        for name in names {
            for each in [Each::Whole, Each::Element] {
                let place = self.component(&name);
                let (uri, pointer) = place.key();
                let id = self.part(&name, Ok(place), Direction::Response, each);
                let key = (uri, pointer, Direction::Response, each == Each::Element);
                self.known.entry(key).or_insert(id.0);
            }
        }
    }
}

/// Names of names of schemas at most.
const NAMES: usize = 64;

/// An error at its own place, or else at the schema's.
fn here(error: ContractError, place: &Place) -> ContractError {
    match error.place {
        Some(_) => error,
        None => place.wrong(error.message, &error.help),
    }
}

static NO_PART: ContractError = ContractError {
    path: String::new(),
    place: None,
    message: String::new(),
    help: String::new(),
};

/// What a schema is called where it stands under a name.
fn component_name(place: &Place) -> Option<String> {
    let (above, name) = place.pointer().rsplit_once('/')?;
    let is_named = above.is_empty()
        || above.ends_with("/schemas")
        || above.ends_with("/$defs")
        || above.ends_with("/definitions");
    is_named.then(|| crate::text::pointer::unescaped(name).into_owned())
}

/// What a list of such a schema is called.
fn list_name(place: &Place) -> Option<String> {
    let list = place
        .value()
        .filter(|list| list.get("type") == Some(&json!("array")))?;
    let items = list
        .get("items")?
        .as_object()
        .filter(|items| items.len() == 1)?;
    let reference = items.get("$ref")?.as_str()?;
    let name = component_name(&place.at(reference.split_once('#')?.1))?;
    Some(format!("{name}[]"))
}

fn version(root: &Document) -> Result<Version, ContractError> {
    const HELP: &str = "name an OpenAPI document of version 3.0 or 3.1";
    let told = match root.value.get("openapi") {
        Some(Value::String(version)) => version.clone(),
        // YAML reads 3.0 as a number.
        Some(Value::Number(version)) => version.to_string(),
        Some(_) => return Err(root.error("/openapi", "`openapi` is no version".to_owned(), HELP)),
        None => {
            let message = match root.value.get("swagger") {
                Some(_) => "this is a Swagger 2.0 document".to_owned(),
                None => "this is no OpenAPI document: it has no `openapi`".to_owned(),
            };
            return Err(root.error("", message, HELP));
        }
    };
    let mut numbers = told.split('.');
    match (numbers.next(), numbers.next()) {
        (Some("3"), Some("0")) => Ok(Version::V3_0),
        (Some("3"), Some("1")) => Ok(Version::V3_1),
        _ => {
            let shown = shortened(&told, 20);
            let message = format!("the version of OpenAPI is `{shown}`");
            Err(root.error("/openapi", message, HELP))
        }
    }
}

/// What the schemas of a document are written in, where they do not say.
fn dialect(root: &Document, version: Version) -> Result<Dialect, ContractError> {
    let named = match (version, root.value.get("jsonSchemaDialect")) {
        (Version::V3_0, _) | (Version::V3_1, None) => return Ok(Dialect::LATEST),
        (Version::V3_1, Some(named)) => named.as_str(),
    };
    // OpenAPI's own dialects add annotations to 2020-12.
    let is_own = |uri: &str| uri.starts_with("https://spec.openapis.org/oas/3.1/dialect/");
    match named {
        Some(uri) if is_own(uri) => Ok(Dialect::LATEST),
        Some(uri) => Dialect::named(uri).ok_or_else(|| {
            let message = "the dialect that `jsonSchemaDialect` names is not known".to_owned();
            root.error(
                "/jsonSchemaDialect",
                message,
                "name draft 2020-12, or leave it out",
            )
        }),
        None => {
            let message = "`jsonSchemaDialect` is no URI".to_owned();
            Err(root.error(
                "/jsonSchemaDialect",
                message,
                "name draft 2020-12, or leave it out",
            ))
        }
    }
}

fn title(root: &Value) -> String {
    let told = |pointer: &str| match root.pointer(pointer) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let title = match told("/info/title") {
        title if title.is_empty() => "an API without a title".to_owned(),
        title => title,
    };
    let whole = match told("/info/version") {
        version if version.is_empty() => title,
        version => format!("{title} {version}"),
    };
    shortened(&whole, TITLE)
}

#[cfg(test)]
mod tests;

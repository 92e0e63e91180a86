//! The operations of a document: what its paths, responses and request bodies say.
//!
//! What is broken in here stands in the way of what needs it alone: in place of the schema that it
//! should lead to, its error is kept.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::direction::Direction;
use super::part::METHODS;
use super::shelf::Place;
use super::{Api, Operation, Published, Responses, Statuses};
use crate::contract::document::ContractError;
use crate::contract::recognise::Each;
use crate::contract::route::{Bases, base};
use crate::text::name::{NAME, bounded};
use crate::text::sanitize::shortened;

/// What was read so far. Any number of paths may refer to one part, which is read once.
#[derive(Default)]
struct Seen {
    /// Operations by their templates, of which several may fit the same URLs, and methods.
    routes: HashMap<(usize, String), usize>,
    messages: HashMap<(String, String, Direction), Arc<Published>>,
    /// Those of operations.
    responses: HashMap<(String, String), Responses>,
    /// The paths of servers that are named at a place.
    bases: HashMap<(String, String), Bases>,
}

/// Letters of a path that are shown.
const PATH: usize = 120;

/// How well a media type says that a body is JSON (OpenAPI 3.1.1: Media Types); ranges last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Json {
    Range,
    TypeRange,
    Suffix,
    Name,
}

impl Api {
    /// Reads all paths.
    pub(super) fn read_paths(&mut self) {
        let paths = self.root.member("paths");
        // Without servers there is one at `/`.
        let bases = named_bases(&self.root).unwrap_or_else(|| Arc::from([Vec::new()]));
        let mut seen = Seen::default();
        for path in names(&paths) {
            if path.starts_with('/') {
                self.read_path(&path, &paths.member(&path), &bases, &mut seen);
            }
        }
    }

    fn read_path(&mut self, path: &str, item: &Place, bases: &Bases, seen: &mut Seen) {
        // A reference may have other operations beside it; what stands here goes first.
        let behind = match item.reference() {
            None => None,
            Some(_) => match self.shelf.followed(item.clone()) {
                Ok(behind) => Some(behind),
                Err(error) => {
                    for method in METHODS {
                        self.add_broken(path, method, bases, &error, seen);
                    }
                    return;
                }
            },
        };
        for method in METHODS {
            let items = [Some(item), behind.as_ref()];
            let found = items.into_iter().flatten().find_map(|item| {
                let operation = item.member(method);
                operation.value().is_some().then_some((item, operation))
            });
            let Some((item, operation)) = found else {
                continue;
            };
            let item = item.clone();
            if !operation.value().is_some_and(Value::is_object) {
                let message = "the operation is no object".to_owned();
                let error = operation.wrong(message, "write an Operation Object");
                self.add_broken(path, method, bases, &error, seen);
                continue;
            }
            let of_item = seen.bases(&item, bases);
            let bases = seen.bases(&operation, &of_item);
            self.read_operation(path, method, &operation, &bases, seen);
        }
    }

    fn read_operation(
        &mut self,
        path: &str,
        method: &str,
        place: &Place,
        bases: &Bases,
        seen: &mut Seen,
    ) {
        let own = place.value().and_then(|value| value.get("operationId"));
        let id = match own.and_then(Value::as_str) {
            Some(id) if !id.trim().is_empty() => id.to_owned(),
            _ => format!("{} {path}", method.to_uppercase()),
        };
        let told = bounded(&id, NAME);
        let body = place.member("requestBody");
        let request = match body.value() {
            Some(_) => self.message(&format!("{told} request"), body, Direction::Request, seen),
            None => Arc::default(),
        };
        let responses = self.responses(&told, &place.member("responses"), seen);
        let operation = Operation {
            id,
            method: method.to_uppercase(),
            path: path.to_owned(),
            request,
            responses,
        };
        self.add(operation, bases, place, seen);
    }

    /// What the responses of an operation carry.
    fn responses(&mut self, of: &str, place: &Place, seen: &mut Seen) -> Responses {
        if let Some(known) = seen.responses.get(&place.key()) {
            return Arc::clone(known);
        }
        let mut all = Vec::new();
        for status in names(place) {
            let Some(statuses) = Statuses::named(&status) else {
                continue;
            };
            let name = format!("{of} response {status}");
            let response = place.member(&status);
            let published = self.message(&name, response, Direction::Response, seen);
            all.push((statuses, published));
        }
        let all: Responses = all.into();
        seen.responses.insert(place.key(), Arc::clone(&all));
        all
    }

    /// Keeps an operation, or that two of them have the same URLs.
    fn add(&mut self, operation: Operation, bases: &Bases, place: &Place, seen: &mut Seen) {
        let next = self.operations.len();
        let method = operation.method.clone();
        let path = operation.path.clone();
        self.operations.push(operation);
        let at = self.routes.add(&path, bases, next);
        let first = *seen.routes.entry((at, method)).or_insert(next);
        if first == next {
            return;
        }
        let others = self.operations.get(first).map(|other| other.path.clone());
        let message = format!(
            "the URLs of `{}` are those of `{}`, so nothing tells whose an exchange is",
            shortened(&path, PATH),
            shortened(&others.unwrap_or_default(), PATH)
        );
        let error = place.wrong(message, "keep one of the two");
        let broken = self.broken(&path, &error);
        if let Some(first) = self.operations.get_mut(first) {
            first.request = Arc::clone(&broken);
            first.responses = Arc::from([(Statuses::Default, broken)]);
        }
    }

    /// Keeps an operation of which nothing but an error is known.
    fn add_broken(
        &mut self,
        path: &str,
        method: &str,
        bases: &Bases,
        error: &ContractError,
        seen: &mut Seen,
    ) {
        let broken = self.broken(path, error);
        let method = method.to_uppercase();
        let next = self.operations.len();
        self.operations.push(Operation {
            id: format!("{method} {path}"),
            method: method.clone(),
            path: path.to_owned(),
            request: Arc::clone(&broken),
            responses: Arc::from([(Statuses::Default, broken)]),
        });
        let at = self.routes.add(path, bases, next);
        seen.routes.entry((at, method)).or_insert(next);
    }

    fn broken(&mut self, name: &str, error: &ContractError) -> Arc<Published> {
        let part = self.part(name, Err(error.clone()), Direction::Response, Each::Whole);
        Arc::new(Published {
            schemas: vec![part],
            has_others: false,
        })
    }

    /// What a request body or a response may carry.
    fn message(
        &mut self,
        name: &str,
        place: Place,
        direction: Direction,
        seen: &mut Seen,
    ) -> Arc<Published> {
        let place = match self.shelf.followed(place) {
            Ok(place) => place,
            Err(error) => return self.broken(name, &error),
        };
        let (uri, pointer) = place.key();
        let key = (uri, pointer, direction);
        if let Some(known) = seen.messages.get(&key) {
            return Arc::clone(known);
        }
        if !place.value().is_some_and(Value::is_object) {
            let error = place.wrong(
                format!("{name} is no object"),
                "write a Response Object or a Request Body Object",
            );
            return self.broken(name, &error);
        }
        let published = Arc::new(self.content(name, &place.member("content"), direction));
        seen.messages.insert(key, Arc::clone(&published));
        published
    }

    /// What the media types of a message say of it.
    fn content(&mut self, name: &str, content: &Place, direction: Direction) -> Published {
        let mut json: Vec<(Json, Place)> = Vec::new();
        let mut has_others = false;
        for media_type in names(content) {
            match Json::of(&media_type) {
                None => has_others = true,
                Some(how) => {
                    has_others |= how <= Json::TypeRange;
                    json.push((how, content.member(&media_type).member("schema")));
                }
            }
        }
        // A media type goes before a range, and the ranges by how narrow they are.
        let best = json.iter().map(|(how, _)| *how).max();
        json.retain(|(how, _)| match best {
            Some(Json::Name | Json::Suffix) => *how >= Json::Suffix,
            best => Some(*how) == best,
        });
        json.sort_by_key(|(how, _)| Reverse(*how));
        let (mut schemas, mut known) = (Vec::new(), HashSet::new());
        for (_, place) in json {
            // Without a schema the API says nothing about the body.
            if place.value().is_none() {
                continue;
            }
            let part = self.part(name, Ok(place), direction, Each::Whole);
            if known.insert(part) {
                schemas.push(part);
            }
        }
        Published {
            schemas,
            has_others,
        }
    }
}

impl Statuses {
    /// What a key of the responses stands for; `None` for an extension.
    fn named(key: &str) -> Option<Self> {
        if key == "default" {
            return Some(Self::Default);
        }
        match key.as_bytes() {
            [digit @ b'1'..=b'5', b'x' | b'X', b'x' | b'X'] => {
                Some(Self::Hundred(u16::from(digit - b'0')))
            }
            [_, _, _] => key.parse().ok().map(Self::One),
            _ => None,
        }
    }
}

impl Json {
    fn of(media_type: &str) -> Option<Self> {
        let name = media_type.split(';').next().unwrap_or_default();
        match name.trim().to_ascii_lowercase().as_str() {
            "application/json" => Some(Self::Name),
            "application/*" => Some(Self::TypeRange),
            "*/*" => Some(Self::Range),
            name if name.ends_with("+json") => Some(Self::Suffix),
            _ => None,
        }
    }
}

impl Seen {
    /// The paths of the servers that are named at a place; otherwise those of what it is in.
    fn bases(&mut self, place: &Place, above: &Bases) -> Bases {
        if let Some(known) = self.bases.get(&place.key()) {
            return Arc::clone(known);
        }
        let Some(own) = named_bases(place) else {
            return Arc::clone(above);
        };
        self.bases.insert(place.key(), Arc::clone(&own));
        own
    }
}

/// The paths of the servers that are named at a place, where some are.
fn named_bases(place: &Place) -> Option<Bases> {
    let servers = place.value()?.get("servers")?.as_array()?;
    let own = servers
        .iter()
        .filter_map(|server| server.get("url")?.as_str());
    let own: Vec<_> = own.map(base).collect();
    (!own.is_empty()).then(|| Arc::from(own))
}

/// The names of the members at a place, but for extensions.
fn names(place: &Place) -> Vec<String> {
    let members = place.value().and_then(Value::as_object);
    let names = members.into_iter().flat_map(|members| members.keys());
    names
        .filter(|name| !name.starts_with("x-"))
        .cloned()
        .collect()
}

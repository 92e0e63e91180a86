//! The operations of a document: what its paths, responses and request bodies say.
//!
//! What is broken in here stands in the way of what needs it alone: in place of the schema that it
//! should lead to, its error is kept.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use super::direction::Direction;
use super::part::METHODS;
use super::shelf::Place;
use super::{Api, Operation, Published, Statuses};
use crate::contract::document::ContractError;
use crate::contract::recognise::Each;
use crate::contract::route::{Bases, base};
use crate::text::name::{NAME, bounded};
use crate::text::sanitize::shortened;

/// Templates that fit the same URLs, with one method.
type Clashes = HashMap<(usize, String), usize>;

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
        let bases = named_bases(&self.root, None);
        let mut clashes = Clashes::new();
        for path in names(&paths) {
            if path.starts_with('/') {
                self.read_path(&path, &paths.member(&path), &bases, &mut clashes);
            }
        }
    }

    fn read_path(&mut self, path: &str, item: &Place, bases: &Bases, clashes: &mut Clashes) {
        // A reference may have other operations beside it; what stands here goes first.
        let behind = match item.reference() {
            None => None,
            Some(_) => match self.shelf.followed(item.clone()) {
                Ok(behind) => Some(behind),
                Err(error) => {
                    for method in METHODS {
                        self.add_broken(path, method, bases, &error, clashes);
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
                self.add_broken(path, method, bases, &error, clashes);
                continue;
            }
            let of_item = named_bases(&item, Some(bases));
            let bases = named_bases(&operation, Some(&of_item));
            self.read_operation(path, method, &operation, &bases, clashes);
        }
    }

    fn read_operation(
        &mut self,
        path: &str,
        method: &str,
        place: &Place,
        bases: &Bases,
        clashes: &mut Clashes,
    ) {
        let own = place.value().and_then(|value| value.get("operationId"));
        let id = match own.and_then(Value::as_str) {
            Some(id) if !id.trim().is_empty() => id.to_owned(),
            _ => format!("{} {path}", method.to_uppercase()),
        };
        let told = bounded(&id, NAME);
        let body = place.member("requestBody");
        let request = match body.value() {
            Some(_) => self.message(&format!("{told} request"), body, Direction::Request),
            None => Published::default(),
        };
        let responses = place.member("responses");
        let mut all = Vec::new();
        for status in names(&responses) {
            let Some(statuses) = Statuses::named(&status) else {
                continue;
            };
            let name = format!("{told} response {status}");
            let response = responses.member(&status);
            all.push((statuses, self.message(&name, response, Direction::Response)));
        }
        let operation = Operation {
            id,
            method: method.to_uppercase(),
            path: path.to_owned(),
            request,
            responses: all,
        };
        self.add(operation, bases, place, clashes);
    }

    /// Keeps an operation, or that two of them have the same URLs.
    fn add(&mut self, operation: Operation, bases: &Bases, place: &Place, clashes: &mut Clashes) {
        let next = self.operations.len();
        let method = operation.method.clone();
        let path = operation.path.clone();
        self.operations.push(operation);
        let at = self.routes.add(&path, bases, next);
        let first = *clashes.entry((at, method)).or_insert(next);
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
            first.request = broken.clone();
            first.responses = vec![(Statuses::Default, broken)];
        }
    }

    /// Keeps an operation of which nothing but an error is known.
    fn add_broken(
        &mut self,
        path: &str,
        method: &str,
        bases: &Bases,
        error: &ContractError,
        clashes: &mut Clashes,
    ) {
        let broken = self.broken(path, error);
        let method = method.to_uppercase();
        let next = self.operations.len();
        self.operations.push(Operation {
            id: format!("{method} {path}"),
            method: method.clone(),
            path: path.to_owned(),
            request: broken.clone(),
            responses: vec![(Statuses::Default, broken)],
        });
        let at = self.routes.add(path, bases, next);
        clashes.entry((at, method)).or_insert(next);
    }

    fn broken(&mut self, name: &str, error: &ContractError) -> Published {
        let part = self.part(name, Err(error.clone()), Direction::Response, Each::Whole);
        Published {
            schemas: vec![part],
            has_others: false,
        }
    }

    /// What a request body or a response may carry.
    fn message(&mut self, name: &str, place: Place, direction: Direction) -> Published {
        let place = match self.shelf.followed(place) {
            Ok(place) => place,
            Err(error) => return self.broken(name, &error),
        };
        if !place.value().is_some_and(Value::is_object) {
            let error = place.wrong(
                format!("{name} is no object"),
                "write a Response Object or a Request Body Object",
            );
            return self.broken(name, &error);
        }
        let content = place.member("content");
        let mut json: Vec<(Json, Place)> = Vec::new();
        let mut has_others = false;
        for media_type in names(&content) {
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
        let mut schemas = Vec::new();
        for (_, place) in json {
            // Without a schema the API says nothing about the body.
            if place.value().is_none() {
                continue;
            }
            let part = self.part(name, Ok(place), direction, Each::Whole);
            if !schemas.contains(&part) {
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

/// The paths of the servers that are named at a place; otherwise those of what it is in.
fn named_bases(place: &Place, above: Option<&Bases>) -> Bases {
    let servers = place.value().and_then(|value| value.get("servers"));
    let own: Vec<_> = servers
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|server| server.get("url")?.as_str())
        .map(base)
        .collect();
    match (own.as_slice(), above) {
        ([], Some(above)) => Arc::clone(above),
        // Without servers there is one at `/`.
        ([], None) => Arc::from([Vec::new()]),
        _ => Arc::from(own),
    }
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

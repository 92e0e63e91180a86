//! The documents of an API, and where references of them lead.
//!
//! A library comes in; each document is read once, when a reference first leads to it, and is given out
//! with the schemas that it has for either direction.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;

use super::Version;
use super::dialect;
use super::direction::{self, Direction};
use crate::contract::document::{ContractError, Document, Library, Missing};
use crate::contract::format;
use crate::contract::validator::{FormatAssertion, asserted, resolved};
use crate::limits::{Limits, reached};
use crate::text::percent;
use crate::text::pointer::{escaped, unescaped};

/// References that lead to references at most.
const HOPS: usize = 64;

/// The documents of an API.
pub(super) struct Shelf {
    library: Arc<dyn Library>,
    version: Version,
    formats: FormatAssertion,
    read: Mutex<BTreeMap<String, Result<Arc<Loaded>, Missing>>>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// A document that was read.
#[derive(Debug)]
struct Loaded {
    uri: String,
    document: Document,
    /// What is judged by, for either direction.
    views: [OnceLock<Arc<Value>>; 2],
}

/// A place in a document.
#[derive(Clone, Debug)]
pub(super) struct Place {
    loaded: Arc<Loaded>,
    pointer: String,
}

impl Shelf {
    /// A shelf with one document on it, and its root.
    pub(super) fn new(
        root: Document,
        uri: &str,
        version: Version,
        library: Arc<dyn Library>,
        formats: FormatAssertion,
    ) -> (Self, Place) {
        let shelf = Self {
            library,
            version,
            formats,
            read: Mutex::new(BTreeMap::new()),
        };
        let loaded = shelf.loaded(uri, root);
        if let Ok(mut read) = shelf.read.lock() {
            read.insert(uri.to_owned(), Ok(Arc::clone(&loaded)));
        }
        let pointer = String::new();
        (shelf, Place { loaded, pointer })
    }

    /// How much is taken of the contract.
    pub(super) fn limits(&self) -> Limits {
        self.library.limits()
    }

    /// The formats that the documents which were read so far name and nobody knows.
    pub(super) fn unknown_formats(&self) -> BTreeSet<String> {
        let Ok(read) = self.read.lock() else {
            return BTreeSet::new();
        };
        let documents = read.values().flatten();
        documents
            .flat_map(|loaded| format::unknown(&loaded.document.value))
            .collect()
    }

    fn loaded(&self, uri: &str, document: Document) -> Arc<Loaded> {
        // A file with a draft of its own is no part of 3.0.
        let is_its_own = document.value.get("$schema").is_some();
        let document = match self.version {
            Version::V3_0 if !is_its_own => document.with(dialect::converted),
            _ => document,
        };
        Arc::new(Loaded {
            uri: uri.to_owned(),
            document,
            views: [OnceLock::new(), OnceLock::new()],
        })
    }

    fn document(&self, uri: &str) -> Result<Arc<Loaded>, Missing> {
        let bundle = "bundle the contract into one document";
        let Ok(mut read) = self.read.lock() else {
            return Err(Missing {
                why: "the documents cannot be read".to_owned(),
                help: bundle.to_owned(),
            });
        };
        if let Some(known) = read.get(uri) {
            return known.clone();
        }
        let most = self.limits().documents;
        if read.len() as u64 >= most {
            let reached = reached("documents", most);
            return Err(Missing {
                why: format!("the contract has more documents than {reached}"),
                help: format!("{bundle}, or {}", reached.help()),
            });
        }
        let found = self
            .library
            .document(uri)
            .map(|document| self.loaded(uri, document));
        read.insert(uri.to_owned(), found.clone());
        found
    }

    /// Where `reference`, which stands at `from`, leads.
    pub(super) fn target(&self, from: &Place, reference: &str) -> Result<Place, Missing> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let loaded = if uri.is_empty() {
            Arc::clone(&from.loaded)
        } else {
            let uri = resolved(&from.loaded.uri, uri).ok_or_else(|| Missing {
                why: "that is no URI".to_owned(),
                help: "correct the reference".to_owned(),
            })?;
            self.document(&uri)?
        };
        let pointer = percent::decoded(fragment).into_owned();
        if !pointer.is_empty() && !pointer.starts_with('/') {
            return Err(Missing {
                why: "it is no pointer".to_owned(),
                help: "refer to the schema with a pointer, such as `#/components/schemas/Pet`"
                    .to_owned(),
            });
        }
        let pointer = canonical(pointer);
        let place = Place { loaded, pointer };
        match place.value() {
            Some(_) => Ok(place),
            None => Err(Missing {
                why: "nothing is there".to_owned(),
                help: "correct the reference, or add what it leads to".to_owned(),
            }),
        }
    }

    /// The place itself, or the one that the references there lead to.
    pub(super) fn followed(&self, at: Place) -> Result<Place, ContractError> {
        let mut at = at;
        let mut seen = HashSet::new();
        while let Some(reference) = at.reference() {
            if seen.len() >= HOPS || !seen.insert(at.key()) {
                let message = "the reference leads back to itself".to_owned();
                return Err(at.error("$ref", message, "let it lead to what is meant"));
            }
            at = self
                .target(&at, reference)
                .map_err(|missing| at.unresolved(reference, &missing))?;
        }
        Ok(at)
    }

    /// What the document of a place is judged by, for one direction.
    pub(super) fn view(&self, at: &Place, direction: Direction) -> Arc<Value> {
        let Some(view) = at.loaded.views.get(direction.index()) else {
            return Arc::new(Value::Null);
        };
        let made = view.get_or_init(|| {
            let required = direction::required(at, self, direction);
            Arc::new(asserted(&required, self.formats))
        });
        Arc::clone(made)
    }
}

/// A pointer with its escapes as they are written here: others lead to the same place, which is one.
fn canonical(pointer: String) -> String {
    if !pointer.contains('~') {
        return pointer;
    }
    let tokens = pointer.split('/').map(unescaped);
    let tokens: Vec<String> = tokens.map(|name| escaped(&name).into_owned()).collect();
    tokens.join("/")
}

impl Place {
    /// What is there.
    pub(super) fn value(&self) -> Option<&Value> {
        self.loaded.document.value.pointer(&self.pointer)
    }

    /// The whole document.
    pub(super) fn document(&self) -> &Value {
        &self.loaded.document.value
    }

    /// The document's URI.
    pub(super) fn uri(&self) -> &str {
        &self.loaded.uri
    }

    /// Where in the document.
    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What tells the place from others.
    pub(super) fn key(&self) -> (String, String) {
        (self.loaded.uri.clone(), self.pointer.clone())
    }

    /// Another place in the same document.
    pub(super) fn at(&self, pointer: &str) -> Self {
        Self {
            loaded: Arc::clone(&self.loaded),
            pointer: pointer.to_owned(),
        }
    }

    /// A member of what is there.
    pub(super) fn member(&self, name: &str) -> Self {
        self.at(&format!("{}/{}", self.pointer, escaped(name)))
    }

    /// An element of what is there.
    pub(super) fn element(&self, index: usize) -> Self {
        self.at(&format!("{}/{index}", self.pointer))
    }

    /// The reference that stands there in place of something else.
    pub(super) fn reference(&self) -> Option<&str> {
        self.value()?.get("$ref")?.as_str()
    }

    /// The place as a reference.
    pub(super) fn as_reference(&self) -> String {
        use fmt::Write as _;
        let mut out = format!("{}#", self.loaded.uri);
        for byte in self.pointer.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/$".contains(&byte) {
                out.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
        out
    }

    /// An error about the member `name` of what is there.
    pub(super) fn error(&self, name: &str, message: String, help: &str) -> ContractError {
        let at = self.member(name);
        self.loaded.document.error(&at.pointer, message, help)
    }

    /// An error about what is there.
    pub(super) fn wrong(&self, message: String, help: &str) -> ContractError {
        self.loaded.document.error(&self.pointer, message, help)
    }

    /// An error about a reference that leads nowhere.
    pub(super) fn unresolved(&self, reference: &str, missing: &Missing) -> ContractError {
        let message = format!(
            "the reference leads to `{}`: {}",
            crate::text::sanitize::shortened(reference, 120),
            missing.why
        );
        self.error("$ref", message, &missing.help)
    }
}

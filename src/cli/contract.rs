//! Contracts of one's own: the schema that is named, and the files that it refers to.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::args::Scope;
use super::opened::NamedBy;
use super::words::refusal;
use crate::contract::document::{ContractError, Document, Library, Missing};
use crate::contract::openapi::Api;
use crate::contract::registry::Contract;
use crate::contract::validator::{DocumentsHold, FormatAssertion, ROOT, Schemas};
use crate::limits::Limits;
use crate::text::percent;
use crate::text::sanitize::shown;

/// The files that references may lead to: those below the root document's folder, and those that the
/// user names. Nothing is ever fetched.
#[derive(Debug)]
struct Files {
    folder: PathBuf,
    documents: Vec<(String, PathBuf)>,
    folders: Vec<(String, PathBuf)>,
    named_by: NamedBy,
    limits: Limits,
}

/// What references to URLs lead to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct References<'a> {
    /// The files of whole URLs.
    pub(super) documents: &'a [(String, PathBuf)],
    /// The folders of URLs that begin with a text.
    pub(super) folders: &'a [(String, PathBuf)],
    /// Who named them.
    pub(super) named_by: NamedBy,
}

impl Scope {
    /// The contract that `--schema` names, where it does, and the formats in its documents that nobody knows.
    pub(super) fn own_contract(
        &self,
        limits: &Limits,
    ) -> Result<Option<(Contract, BTreeSet<String>)>, ContractError> {
        let Some(name) = &self.schema else {
            return Ok(None);
        };
        let formats = self.formats();
        let references = self.references();
        let (stem, schemas) = schemas(name, self.contract_by, references, formats, limits)?;
        let contract = Contract::of_schemas(&stem, &schemas, formats, None)?;
        Ok(Some((contract, schemas.unknown_formats())))
    }

    /// The API that `--openapi` names, where it does.
    pub(super) fn api(&self, limits: &Limits) -> Result<Option<Api>, ContractError> {
        let Some(path) = &self.openapi else {
            return Ok(None);
        };
        let (root, uri, files) = root(path, self.contract_by, self.references(), limits)?;
        Api::read(root, &uri, files, self.formats()).map(Some)
    }

    fn references(&self) -> References<'_> {
        References {
            documents: &self.references,
            folders: &self.reference_dirs,
            named_by: self.references_by,
        }
    }

    fn formats(&self) -> FormatAssertion {
        self.format_assertion
            .map_or(FormatAssertion::On, Into::into)
    }
}

/// The schema that `FILE[#/pointer]` names, with what it refers to, and what it is called where it has no
/// title.
pub(super) fn schemas(
    name: &str,
    by: NamedBy,
    references: References<'_>,
    formats: FormatAssertion,
    limits: &Limits,
) -> Result<(String, Schemas), ContractError> {
    let (path, pointer) = parts(name);
    let (document, uri, files) = root(&path, by, references, limits)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let holds = DocumentsHold::Schemas;
    let schemas = Schemas::new(document, &uri, &pointer, holds, files, formats)?;
    let stem = match pointer.rsplit('/').next() {
        Some(last) if !last.is_empty() => last.to_owned(),
        _ => file.split('.').next().unwrap_or_default().to_owned(),
    };
    Ok((stem, schemas))
}

/// The document at `path`, where it stands for references, and what those may lead to: the files below its
/// folder, and those that are named by URL and by the beginning of URLs.
pub(super) fn root(
    path: &Path,
    by: NamedBy,
    references: References<'_>,
    limits: &Limits,
) -> Result<(Document, String, Arc<dyn Library>), ContractError> {
    let root = read(path, by, limits)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let files = Files {
        folder: path.parent().unwrap_or(Path::new("")).to_owned(),
        documents: references.documents.to_vec(),
        folders: references.folders.to_vec(),
        named_by: references.named_by,
        limits: *limits,
    };
    let uri = format!("{ROOT}{}", percent::encoded(&file));
    Ok((root, uri, Arc::new(files)))
}

/// The file and the pointer of `FILE[#/pointer]`; a file whose name has a `#` goes first.
pub(super) fn parts(name: &str) -> (PathBuf, String) {
    match name.rsplit_once('#') {
        Some((path, pointer))
            if (pointer.is_empty() || pointer.starts_with('/')) && !Path::new(name).exists() =>
        {
            (PathBuf::from(path), pointer.to_owned())
        }
        _ => (PathBuf::from(name), String::new()),
    }
}

fn read(path: &Path, by: NamedBy, limits: &Limits) -> Result<Document, ContractError> {
    let shown = shown(path);
    let mut bytes = Vec::new();
    // A device has no end; one byte more tells that the document is longer.
    let most = limits.document_bytes.saturating_add(1);
    let opened = by.open(path);
    match opened.and_then(|file| file.take(most).read_to_end(&mut bytes)) {
        Ok(_) => Document::read_within(&shown, bytes, limits),
        Err(error) => Err(ContractError {
            path: shown,
            place: None,
            message: format!("the contract cannot be read: {}", refusal(&error)),
            help: "name a schema that can be read".to_owned(),
        }),
    }
}

impl Library for Files {
    fn limits(&self) -> Limits {
        self.limits
    }

    fn document(&self, uri: &str) -> Result<Document, Missing> {
        let named = self
            .documents
            .iter()
            .find(|(url, _)| without_end(url) == uri);
        if let Some((_, path)) = named {
            return document(path, self.named_by, &self.limits);
        }
        let in_folder = self.folders.iter().find_map(|(prefix, folder)| {
            let rest = uri.strip_prefix(prefix.as_str())?;
            Some((folder, rest.trim_start_matches('/')))
        });
        if let Some((folder, rest)) = in_folder {
            return below(folder, rest, &self.limits);
        }
        if let Some(rest) = uri.strip_prefix(ROOT) {
            return below(&self.folder, rest, &self.limits);
        }
        if uri.starts_with("file:") {
            return Err(Missing {
                why: "that is outside of the contract's own folder".to_owned(),
                help: "move it there, or name it with `--ref URL=FILE`".to_owned(),
            });
        }
        Err(Missing {
            why: "nothing is fetched from a network".to_owned(),
            help: format!("name a copy with `--ref {uri}=FILE`, or its folder with `--ref-dir`"),
        })
    }
}

fn document(path: &Path, by: NamedBy, limits: &Limits) -> Result<Document, Missing> {
    read(path, by, limits).map_err(|error| Missing {
        why: error.to_string(),
        help: error.help,
    })
}

/// The file at a path of a URI, below `folder` and nowhere else.
fn below(folder: &Path, rest: &str, limits: &Limits) -> Result<Document, Missing> {
    let outside = || Missing {
        why: "that is outside of the contract's own folder".to_owned(),
        help: "move it there, or name it with `--ref URL=FILE`".to_owned(),
    };
    let relative = PathBuf::from(percent::decoded(rest).into_owned());
    let is_plain = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !is_plain {
        return Err(outside());
    }
    let path = folder.join(relative);
    let root = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    // Links are followed as long as they stay.
    if let (Ok(path), Ok(root)) = (path.canonicalize(), root.canonicalize())
        && !path.starts_with(root)
    {
        return Err(outside());
    }
    // A pipe may never be written to.
    if fs::metadata(&path).is_ok_and(|there| !there.is_file()) {
        return Err(Missing {
            why: "that is no regular file".to_owned(),
            help: "put a copy of the document there".to_owned(),
        });
    }
    document(&path, NamedBy::File, limits)
}

fn without_end(url: &str) -> &str {
    url.trim_end_matches('#')
}

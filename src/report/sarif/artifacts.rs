//! Files and the places in them.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_sarif::sarif::{
    Artifact, ArtifactLocation, Location, LogicalLocation, Message, PhysicalLocation, Region,
};

use super::super::entries::Entry;
use super::super::slashes;
use super::{plain, sentence_of};
use crate::summary::{Occurrence, Report};
use crate::text::Place;
use crate::text::percent::encoded;
use crate::text::sanitize::printable;

/// The name of the folder that relative paths start from, as code scanning services have it.
const ROOT: &str = "%SRCROOT%";

/// The files of a run, in the order in which they were first named.
#[derive(Debug, Default)]
pub(super) struct Artifacts {
    uris: Vec<String>,
    indices: BTreeMap<String, usize>,
}

/// What the bases of relative paths stand for. The folder itself is not told: it is another one on each
/// machine, and services know where a repository is.
pub(super) fn bases() -> BTreeMap<String, ArtifactLocation> {
    let description = plain("The folder that wiredrift was started in.");
    let root = ArtifactLocation::builder().description(description).build();
    [(ROOT.to_owned(), root)].into()
}

impl Artifacts {
    /// The place of a finding, in its file and in its payload.
    pub(super) fn location_of(&mut self, occurrence: &Occurrence) -> Location {
        let mut location = self.location(&occurrence.path, Some(occurrence.place));
        let pointer = occurrence.pointer.to_string();
        if !pointer.is_empty() {
            let logical = LogicalLocation::builder()
                .fully_qualified_name(printable(&pointer).into_owned())
                .kind("member".to_owned())
                .build();
            location.logical_locations = Some(vec![logical]);
        }
        location
    }

    /// A place in a file, or the file.
    pub(super) fn location(&mut self, path: &str, place: Option<Place>) -> Location {
        let mut physical = PhysicalLocation::builder()
            .artifact_location(self.artifact(path))
            .build();
        physical.region = place.map(region);
        Location::builder().physical_location(physical).build()
    }

    /// What the contract has at the place of a finding; in its file, where it is one.
    pub(super) fn contract(
        &mut self,
        entry: &Entry<'_>,
        against: &str,
        report: &Report,
    ) -> Location {
        let finding = entry.finding;
        let name = match &finding.field {
            Some(field) => format!("{}.{field}", finding.dto),
            None => finding.dto.clone(),
        };
        let kind = if finding.field.is_some() {
            "member"
        } else {
            "type"
        };
        let logical = LogicalLocation::builder()
            .fully_qualified_name(printable(&name).into_owned())
            .kind(kind.to_owned())
            .build();
        let message: Message = plain(&sentence_of(&format!("the contract: {against}")));
        let mut location = Location::builder()
            .logical_locations(vec![logical])
            .message(message)
            .build();
        if let Some(path) = &report.contract_file {
            let physical = PhysicalLocation::builder().artifact_location(self.artifact(path));
            location.physical_location = Some(physical.build());
        }
        location
    }

    /// All files.
    pub(super) fn into_list(self) -> Vec<Artifact> {
        let artifact = |uri| {
            Artifact::builder()
                .location(located(uri))
                .roles(vec![Value::from("analysisTarget")])
                .build()
        };
        self.uris.into_iter().map(artifact).collect()
    }

    fn artifact(&mut self, path: &str) -> ArtifactLocation {
        let uri = uri(path);
        let next = self.uris.len();
        let at = *self.indices.entry(uri.clone()).or_insert(next);
        if at == next {
            self.uris.push(uri.clone());
        }
        let mut location = located(uri);
        location.index = i64::try_from(at).ok();
        location
    }
}

fn located(uri: String) -> ArtifactLocation {
    let is_absolute = uri.starts_with("file:");
    let mut location = ArtifactLocation::builder().uri(uri).build();
    if !is_absolute {
        location.uri_base_id = Some(ROOT.to_owned());
    }
    location
}

/// A path as a relative reference, or as a `file` URI (RFC 8089) where it is absolute.
fn uri(path: &str) -> String {
    let path = printable(path);
    let path = slashes(&path);
    let segments: Vec<String> = path.split('/').map(encoded).collect();
    let joined = segments.join("/");
    match std::path::Path::new(path.as_ref()).is_absolute() {
        true if joined.starts_with('/') => format!("file://{joined}"),
        true => format!("file:///{joined}"),
        false => joined,
    }
}

/// The letters of a value; its bytes as well, which tell the same place to who reads no text.
fn region(place: Place) -> Region {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Region::builder()
        .start_line(number(place.line))
        .start_column(number(place.column))
        .end_line(number(place.end.line))
        .end_column(number(place.end.column))
        .byte_offset(number(place.offset))
        .byte_length(number(place.length))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/é#?%.json"), "a%20b/%C3%A9%23%3F%25.json");
        assert_eq!(uri("c:d/x.zip!/y"), "c%3Ad/x.zip%21/y");
        assert_eq!(uri("../x.json"), "../x.json");
        #[cfg(unix)]
        assert_eq!(uri("/tmp/a b.json"), "file:///tmp/a%20b.json");
    }
}

//! A file that is one payload, taken as that before anybody asks for its format.
//!
//! A format tells itself by its names. A payload that is clean, but perhaps for records in it, has the names of
//! its DTO and no others, so where these are none of a format's, the file is the payload, and its names are
//! read once.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::run::{Run, Target};
use crate::capture::{Body, InputFormat, Root};
use crate::check::Checker;
use crate::contract::recognise::Candidate;
use crate::contract::registry::Holds;
use crate::text::span::Origin;

/// The payloads of which DTOs are surely no captures, as far as that was asked.
#[derive(Debug, Default)]
pub(super) struct NoCaptures(Mutex<BTreeMap<Candidate, bool>>);

impl NoCaptures {
    /// Whether a payload of `candidate`, whose own names are those of its fields, is surely no capture.
    fn has(&self, candidate: Candidate, checker: &Checker) -> bool {
        let Ok(mut known) = self.0.lock() else {
            return false;
        };
        let tell = || is_no_capture(candidate, checker).unwrap_or(false);
        *known.entry(candidate).or_insert_with(tell)
    }
}

fn is_no_capture(candidate: Candidate, checker: &Checker) -> Option<bool> {
    let (holds, object) = checker.contract(candidate)?.bare()?;
    let root = match holds {
        Holds::One => Root::Object,
        Holds::Many => Root::Array,
    };
    let fields = object.fields();
    let names = fields
        .iter()
        .flat_map(|field| [field.wire.as_str(), field.python.as_str()]);
    // Without fields, any name may be there.
    Some(!fields.is_empty() && !InputFormat::may_be_told_by(root, names))
}

impl Run<'_> {
    /// Checks a whole file that begins at `origin`, where one look tells that it is a payload of a DTO that is
    /// expected.
    pub(super) fn take(&mut self, text: &[u8], origin: Origin) -> Option<()> {
        let (job, target) = (self.job, self.target());
        let named = match target {
            Target::Recognised => None,
            Target::Dto(dto) => Some(dto),
            Target::Contract(_) | Target::Part(..) | Target::Unrouted(_) => return None,
        };
        let expected = job.checker.expected(named, text, &self.scratch)?;
        let is_plain = !self.inspects() && self.repair.is_none();
        if !is_plain || !job.no_captures.has(expected, &job.checker) {
            return None;
        }
        let body = Body::plain(text, origin);
        let before = self.summary.found();
        let mut sink = self.summary.payload(&self.path, None, body.places());
        let scratch = &mut self.scratch;
        let checked = job.checker.check_at_once(named, text, scratch, &mut sink)?;
        if let Ok(name) = checked {
            job.watch(target, name, text, &mut sink);
            job.note(target, name, text, &mut self.summary);
        }
        job.meter.found(self.summary.found() - before);
        self.conclude(None, &body, checked);
        Some(())
    }
}

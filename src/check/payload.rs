//! One payload from its bytes to its findings.

use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use super::dates::InOrder;
use super::envelope::{self, Inside, Misfit};
use super::full::{self, Absent, Record, Silent, Unjudged};
use super::quick::{self, Elements, Other, Scratch, Verdict};
use super::{Element, NamingChoice, Nulls, Options, Sink, SpelledDate, left};
use crate::contract::recognise::{
    Candidate, ELEMENTS, Each, Likely, Recogniser, Recognition, Sketch, Spelled,
};
use crate::contract::registry::{Contract, Holds, Registry};
use crate::contract::revision::Revision;
use crate::contract::shape::Naming;
use crate::finding::Finding;
use crate::rule;
use crate::rule::site::{Departure, Reach, Site, Wrapping};
use crate::text::json::{self, Node, SyntaxError, Value};
use crate::text::{Pointer, Span};

/// Checks payloads against the contracts of one revision.
#[derive(Debug)]
pub struct Checker {
    registry: Registry,
    /// Made when a payload is first recognised: a contract of one's own never asks.
    recogniser: OnceLock<Recogniser>,
    options: Options,
}

/// Why a payload was not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It is no JSON.
    Syntax(SyntaxError),
    /// No DTO was recognised in it; these are likely.
    Unrecognized(Likely),
    /// Several DTOs fit it equally well.
    Ambiguous(Vec<Candidate>),
    /// It took longer than this.
    TooLong(Duration),
    /// A pattern of the schema takes too many steps on one of its texts.
    Unjudged(Unjudged),
    /// The pointers to its values, or to those of a record in it, take more bytes than this.
    LongPointers(u64),
    /// The contract's schemas and its values would be evaluated deeper inside one another than this.
    TooNested(u64),
    /// The machine gave no thread to check it in.
    NoThread,
}

/// One payload that is being checked.
pub(super) struct Payload<'a> {
    contract: &'a Contract,
    naming: Naming,
    nulls: Nulls,
    text: &'a [u8],
    silent: Silent,
    /// [`Options::pointer_bytes`].
    pointer_bytes: u64,
}

impl Checker {
    /// A checker for one revision.
    pub fn new(revision: Revision, options: Options) -> Self {
        Self {
            registry: Registry::new(revision),
            recogniser: OnceLock::new(),
            options,
        }
    }

    /// The contracts that are checked against.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Checks one payload, which is what `target` says, or else what is recognised in it. Gives
    /// the name that it was checked as: a DTO's, with `[]` behind it for an array.
    ///
    /// # Errors
    /// The payload was not checked: it is no JSON, or nobody knows which DTO it is.
    pub fn check(
        &self,
        target: Option<Candidate>,
        payload: &[u8],
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<&str, Failure> {
        let looked = self.glance(target, payload, Elements::Left, scratch, sink);
        if let Some(contract) = looked {
            return contract.map(|contract| contract.name.as_str());
        }
        let Ok(text) = simdutf8::basic::from_utf8(payload) else {
            return Err(syntax_failure(payload, self.options.nesting));
        };
        let sketch = match self.recogniser().sketch(text) {
            Some(sketch) => sketch,
            // A lone number beyond `f64` is JSON, though serde_json does not think so.
            None => json::parse_within(payload, self.options.nesting)
                .map(|_| Sketch::default())
                .map_err(Failure::Syntax)?,
        };
        let candidate = match target {
            Some(target) => target,
            None => self.recognised(payload, &sketch)?,
        };
        scratch.last = Some(candidate);
        let contract = self.contract(candidate).ok_or_else(unrecognized)?;
        let naming = match self.options.naming {
            NamingChoice::Fixed(naming) => naming,
            NamingChoice::Auto => sketch.spelled().naming(),
        };
        let wholly_other = sketch.spelled() == Spelled::Wholly(naming.other());
        let payload = Payload {
            contract,
            naming,
            nulls: self.options.nulls.unwrap_or(Nulls::usual(naming)),
            text: payload,
            silent: if wholly_other {
                Silent::OtherNaming
            } else {
                Silent::Nothing
            },
            pointer_bytes: self.options.pointer_bytes,
        };
        // Only a DTO that somebody named can be wrapped otherwise: recognition goes by the wrapping.
        let misfit = target.and_then(|_| envelope::misfit(self.recogniser(), contract, &sketch));
        match misfit {
            Some(misfit) => self.misfit(&payload, misfit, scratch, sink)?,
            None => self.payload(&payload, scratch, sink)?,
        }
        Ok(&contract.name)
    }

    /// Checks a payload like [`Self::check`], where one look tells what it is: one that is what was
    /// [expected](Self::expected). It is clean then, but perhaps for records that an envelope holds. Nothing
    /// says nothing of it, and nothing was told.
    pub fn check_at_once(
        &self,
        target: Option<Candidate>,
        payload: &[u8],
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Option<Result<&str, Failure>> {
        let elements = match self.expected(target, payload, scratch)?.each {
            Each::Whole => Elements::Left,
            Each::Element => Elements::Clean,
        };
        let contract = self.glance(target, payload, elements, scratch, sink)?;
        Some(contract.map(|contract| contract.name.as_str()))
    }

    /// The contract of a payload that is clean, but perhaps for some `elements`, where one look tells: one
    /// that is what somebody says, or that is what the last one was.
    fn glance(
        &self,
        target: Option<Candidate>,
        payload: &[u8],
        elements: Elements,
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Option<Result<&Contract, Failure>> {
        let candidate = self.expected(target, payload, scratch)?;
        let contract = self.contract(candidate)?;
        // Where names may be spelled as the client spells them, most are not.
        let naming = match self.options.naming {
            NamingChoice::Fixed(naming) => naming,
            NamingChoice::Auto => Naming::Wire,
        };
        let nulls = self.options.nulls.unwrap_or(Nulls::usual(naming));
        let elements = elements_of(contract, nulls, elements);
        let mut clean = quick::read(&contract.shape, naming, payload, elements, scratch)?;
        clean.names.inner |= self.names_of_left(candidate, naming, payload, &clean.others)?;
        let is_it = match target {
            // With names in its `body`, an envelope is wrapped as it should be.
            Some(_) => contract.envelope().is_none() || clean.names.inner != 0,
            None => self.recogniser().is_surely(candidate, clean.names),
        };
        if !is_it {
            return None;
        }
        scratch.last = Some(candidate);
        if clean.others.is_empty() {
            scratch.tell(&contract.shape, 0, sink);
            return Some(Ok(contract));
        }
        let payload = Payload {
            contract,
            naming,
            nulls,
            text: payload,
            silent: Silent::Nothing,
            pointer_bytes: self.options.pointer_bytes,
        };
        let left = self.left(&payload, &clean.others, scratch, sink);
        Some(left.map(|()| contract))
    }

    /// The names of those elements that a quick look left among the first, which say what the payload is.
    fn names_of_left(
        &self,
        candidate: Candidate,
        naming: Naming,
        payload: &[u8],
        others: &[Other],
    ) -> Option<u128> {
        let first = others.iter().take_while(|other| other.index < ELEMENTS);
        let spans: Vec<Span> = first.map(|other| other.span).collect();
        if spans.is_empty() {
            return Some(0);
        }
        let texts = spans.iter().map(|span| span.of(payload));
        let texts: Vec<&str> = texts
            .map(|text| std::str::from_utf8(text).ok())
            .collect::<Option<_>>()?;
        self.recogniser()
            .names_of_elements(candidate, naming, texts.into_iter())
    }

    /// What a payload is expected to be before it is read: what somebody says, what the last one was, or what a
    /// long one begins as.
    pub fn expected(
        &self,
        target: Option<Candidate>,
        payload: &[u8],
        scratch: &Scratch,
    ) -> Option<Candidate> {
        target.or(scratch.last).or_else(|| self.guess(payload))
    }

    /// What a long payload seems to be: its names are not read twice for that.
    fn guess(&self, payload: &[u8]) -> Option<Candidate> {
        /// Bytes that tell.
        const START: usize = 1 << 16;
        let start = payload.get(..START)?;
        let text = start.utf8_chunks().next()?.valid();
        self.recogniser().guess(text)
    }

    /// Looks at the elements of an array that a quick look left, and tells what all of them tell.
    fn left(
        &self,
        payload: &Payload<'_>,
        others: &[Other],
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let mut sink = InOrder::new(sink);
        scratch.tell(&payload.contract.shape, 0, &mut sink);
        if let Some((path, dto)) = payload.contract.records()
            && let Some(contract) = self.registry.contract(dto)
        {
            let at = pointer(path);
            let workers = scratch.workers();
            left::look(
                payload,
                contract,
                (others, &at),
                workers.as_deref(),
                &mut sink,
            )?;
        }
        sink.tell();
        Ok(())
    }

    /// The contract of a candidate.
    pub fn contract(&self, candidate: Candidate) -> Option<&Contract> {
        match candidate.each {
            Each::Whole => self.registry.contract(candidate.dto),
            Each::Element => self.registry.array_contract(candidate.dto),
        }
    }

    fn recogniser(&self) -> &Recogniser {
        self.recogniser
            .get_or_init(|| Recogniser::new(self.registry.revision()))
    }

    /// How payloads are looked at.
    pub const fn options(&self) -> Options {
        self.options
    }

    fn recognised(&self, payload: &[u8], sketch: &Sketch) -> Result<Candidate, Failure> {
        let failure = match self.recogniser().recognise(sketch) {
            Recognition::As(candidate) => return Ok(candidate),
            Recognition::Unrecognized(likely) => Failure::Unrecognized(likely),
            Recognition::Ambiguous(candidates) => Failure::Ambiguous(candidates),
        };
        // What is no JSON is that first of all.
        json::parse_within(payload, self.options.nesting).map_err(Failure::Syntax)?;
        Err(failure)
    }

    fn payload(
        &self,
        payload: &Payload<'_>,
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let shape = &payload.contract.shape;
        let left = match payload.silent {
            Silent::Nothing => elements_of(payload.contract, payload.nulls, Elements::Left),
            _ => Elements::Clean,
        };
        let text = payload.text;
        if let Some(clean) = quick::read(shape, payload.naming, text, left, scratch) {
            if clean.others.is_empty() {
                scratch.tell(shape, 0, sink);
                return Ok(());
            }
            return self.left(payload, &clean.others, scratch, sink);
        }
        let path = payload.contract.records().map(|(path, _)| path);
        let nesting = self.options.nesting;
        let root = match path {
            Some(path) => json::parse_leaving_within(payload.text, nesting, path),
            None => json::parse_within(payload.text, nesting),
        }
        .map_err(Failure::Syntax)?;
        if payload.silent == Silent::OtherNaming {
            tell_respelled(payload, &root, sink);
        }
        let mut absent = payload.full(&root, payload.silent, None, sink)?;
        if let Some((path, element)) = payload.contract.records() {
            let elements = elements(&root, path);
            let at = pointer(path);
            absent.add(self.records(
                payload,
                element,
                (elements, &at),
                Reach::BySchema,
                scratch,
                sink,
            )?);
        }
        tell_absent(payload, &root, &absent, sink);
        Ok(())
    }

    /// The elements of an array, each looked at quickly and only then in full.
    fn records(
        &self,
        payload: &Payload<'_>,
        dto: &str,
        (elements, at): (&[Node<'_>], &Pointer),
        reach: Reach,
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<Absent, Failure> {
        let mut absent = Absent::default();
        let Some(contract) = self.registry.contract(dto) else {
            return Ok(absent);
        };
        for (index, element) in elements.iter().enumerate() {
            let (text, start) = (element.span.of(payload.text), element.span.start());
            let verdict = quick::look(&contract.shape, payload.naming, text, start, scratch, sink);
            if verdict == Verdict::Clean {
                continue;
            }
            let element = (index, element.span);
            absent.add(payload.element(contract, element, at, reach, sink)?);
        }
        Ok(absent)
    }

    /// A payload that is wrapped otherwise than its contract says: one finding for that, and what
    /// is inside is checked as what it is. The schema does not look in there, so its errors are
    /// warnings.
    fn misfit(
        &self,
        payload: &Payload<'_>,
        misfit: Misfit<'_>,
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let root =
            json::parse_within(payload.text, self.options.nesting).map_err(Failure::Syntax)?;
        tell_misfit(payload, misfit, &root, sink);
        if payload.silent == Silent::OtherNaming {
            tell_respelled(payload, &root, sink);
        }
        let (inner, at) = match misfit.place {
            Inside::Payload | Inside::Elements => (&root, Pointer::root()),
            Inside::Body | Inside::BodyElements => match root.get("body") {
                Some(body) => (body, Pointer::root().member("body")),
                None => return Ok(()),
            },
        };
        let silent = match misfit.how {
            Wrapping::Swapped(_) => Silent::Body,
            Wrapping::Unexpected {
                due: Holds::Many, ..
            } => Silent::Whole,
            Wrapping::Missing(_) | Wrapping::Unexpected { .. } => Silent::TopNames,
        };
        let mut absent = match root.value {
            Value::Object(_) => payload.full(&root, silent, Some(inner.span), sink)?,
            _ => Absent::default(),
        };
        absent.add(match misfit.place {
            Inside::Payload | Inside::Body => {
                let Some(contract) = self.registry.contract(misfit.inner) else {
                    return Ok(());
                };
                let record = Record {
                    pointer: at,
                    ..payload.record(contract, payload.silent, Reach::BeyondSchema)
                };
                payload.look(&record, inner, sink)?
            }
            Inside::Elements | Inside::BodyElements => {
                let elements = inner.as_array().unwrap_or_default();
                let reach = Reach::BeyondSchema;
                self.records(payload, misfit.inner, (elements, &at), reach, scratch, sink)?
            }
        });
        tell_absent(payload, &root, &absent, sink);
        Ok(())
    }
}

/// Checks one payload against one contract, like [`against`], but gives up after `limit`.
///
/// The validator cannot be stopped from inside, so it works in a thread of its own, which is left to
/// itself where it does not come to an end; what it has found by then is lost.
///
/// # Errors
/// The payload was not checked: it is no JSON, it took too long, or there is no thread for it.
pub fn against_within(
    contract: &Arc<Contract>,
    options: Options,
    payload: &[u8],
    limit: Duration,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let (done, told) = mpsc::channel();
    let (own, bytes) = (Arc::clone(contract), payload.to_vec());
    let work = move || {
        let mut kept = Kept::default();
        let checked = against(&own, options, &bytes, &mut Scratch::default(), &mut kept);
        // Nobody waits any more where the time is over.
        let _ = done.send((checked, kept));
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work);
    if thread.is_err() {
        return Err(Failure::NoThread);
    }
    match told.recv_timeout(limit) {
        Ok((checked, kept)) => {
            kept.tell(sink);
            checked
        }
        Err(_) => Err(Failure::TooLong(limit)),
    }
}

/// Bytes of the stack of a thread that checks payloads, as large as that of a main thread: what is nested as deep as the
/// limits allow takes less than half of it where nothing is optimised. The validator sees to itself.
pub const STACK: usize = 8 << 20;

/// What a check in another thread found.
#[derive(Default)]
struct Kept {
    findings: Vec<Finding>,
    dates: Vec<KeptDate>,
}

/// A date as the sink is told of it.
struct KeptDate {
    dto: String,
    field: String,
    spelling: String,
    span: Span,
    count: u64,
    element: Option<Element>,
}

impl Kept {
    fn tell(self, sink: &mut dyn Sink) {
        for date in &self.dates {
            sink.spelled(SpelledDate {
                dto: &date.dto,
                field: &date.field,
                spelling: &date.spelling,
                span: date.span,
                count: date.count,
                element: date.element,
            });
        }
        for finding in self.findings {
            sink.found(finding);
        }
    }
}

impl Sink for Kept {
    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        self.dates.push(KeptDate {
            dto: date.dto.to_owned(),
            field: date.field.to_owned(),
            spelling: date.spelling.to_owned(),
            span: date.span,
            count: date.count,
            element: date.element,
        });
    }
}

/// Checks one payload against one contract, as a whole.
///
/// # Errors
/// The payload was not checked: it is no JSON, or a pattern of the schema was given up on it.
pub fn against(
    contract: &Contract,
    options: Options,
    payload: &[u8],
    scratch: &mut Scratch,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let naming = match options.naming {
        NamingChoice::Fixed(naming) => naming,
        // Without the names of a DTO nothing tells.
        NamingChoice::Auto => Naming::Wire,
    };
    let nulls = options.nulls.unwrap_or(Nulls::usual(naming));
    // The validator judges what is recorded, where that is canonical as it stands.
    let read = if (naming, nulls) == (Naming::Wire, Nulls::Error) {
        quick::read_unjudged(&contract.shape, naming, payload, scratch)
    } else {
        quick::read(&contract.shape, naming, payload, Elements::Clean, scratch)
    };
    if read.is_some_and(|read| !read.is_unjudged || is_accepted(contract, payload)) {
        scratch.tell(&contract.shape, 0, sink);
        return Ok(());
    }
    let root = json::parse_within(payload, options.nesting).map_err(Failure::Syntax)?;
    let payload = Payload {
        contract,
        naming,
        nulls,
        text: payload,
        silent: Silent::Nothing,
        pointer_bytes: options.pointer_bytes,
    };
    let absent = payload.full(&root, payload.silent, None, sink)?;
    tell_absent(&payload, &root, &absent, sink);
    Ok(())
}

/// Whether the validator accepts a payload as it stands.
fn is_accepted(contract: &Contract, payload: &[u8]) -> bool {
    serde_json::from_slice(payload).is_ok_and(|value| contract.validator().accepts(&value))
}

impl<'a> Payload<'a> {
    fn record(&self, contract: &'a Contract, silent: Silent, reach: Reach) -> Record<'a> {
        Record {
            payload_contract: &self.contract.name,
            reach,
            silent,
            ..Record::whole(contract, self.naming, self.nulls, self.text)
        }
    }

    /// The full look at the payload as its own contract.
    fn full(
        &self,
        root: &Node<'_>,
        silent: Silent,
        covered: Option<Span>,
        sink: &mut dyn Sink,
    ) -> Result<Absent, Failure> {
        let record = Record {
            covered,
            ..self.record(self.contract, silent, Reach::BySchema)
        };
        self.look(&record, root, sink)
    }

    /// The full look at a record whose pointers are not too long.
    fn look(
        &self,
        record: &Record<'_>,
        root: &Node<'_>,
        sink: &mut dyn Sink,
    ) -> Result<Absent, Failure> {
        /// Bytes in which no name is long enough to stand above enough values.
        const HARMLESS: usize = 1 << 13;
        let is_large = record.text.len() > HARMLESS;
        if is_large && !root.has_pointers_within(self.pointer_bytes) {
            return Err(Failure::LongPointers(self.pointer_bytes));
        }
        full::look(record, root, sink)
    }

    /// The full look at an element, of which the number and the place are known, of the array at `at`.
    pub(super) fn element(
        &self,
        contract: &Contract,
        (index, span): (usize, Span),
        at: &Pointer,
        reach: Reach,
        sink: &mut dyn Sink,
    ) -> Result<Absent, Failure> {
        let text = span.of(self.text);
        let root = json::parse(text).map_err(|error| {
            Failure::Syntax(SyntaxError {
                offset: span.start() + error.offset,
                ..error
            })
        })?;
        let record = Record {
            contract,
            payload_contract: &self.contract.name,
            naming: self.naming,
            nulls: self.nulls,
            text,
            base: span.start(),
            pointer: at.element(index),
            element: Some(Element {
                is_in_body: *at != Pointer::root(),
                index,
                start: span.start(),
            }),
            reach,
            silent: self.silent,
            covered: None,
        };
        self.look(&record, &root, sink)
    }

    /// Tells a finding about the payload as a whole, at `span`.
    fn tell(
        &self,
        departure: Departure<'_>,
        (root, pointer, span): (&Node<'_>, Pointer, Span),
        sink: &mut dyn Sink,
    ) {
        let site = Site {
            departure,
            contract: self.contract,
            naming: self.naming,
            shape: self.contract.shape.root(),
            owner: &self.contract.name,
            field: None,
            value: root,
            text: self.text,
            pointer,
            span,
            reach: Reach::BySchema,
        };
        sink.found(rule::classify(&site, &self.contract.name));
    }
}

impl Absent {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.first = self.first.into_iter().chain(other.first).min();
    }
}

/// What becomes of the elements of a payload's array that are not clean: those of DTOs are records, and
/// stand for themselves, but for nulls that are told of the payload as a whole.
fn elements_of(contract: &Contract, nulls: Nulls, records: Elements) -> Elements {
    match nulls {
        Nulls::Error if contract.records().is_some() => records,
        _ => Elements::Clean,
    }
}

/// The place that the names of members lead to.
fn pointer(path: &[&str]) -> Pointer {
    path.iter()
        .fold(Pointer::root(), |at, name| at.member(name))
}

fn syntax_failure(payload: &[u8], nesting: usize) -> Failure {
    match json::parse_within(payload, nesting) {
        Err(error) => Failure::Syntax(error),
        Ok(_) => unrecognized(),
    }
}

fn unrecognized() -> Failure {
    Failure::Unrecognized(Likely::default())
}

fn elements<'n, 'a>(root: &'n Node<'a>, path: &[&str]) -> &'n [Node<'a>] {
    path.iter()
        .try_fold(root, |node, name| node.get(name))
        .and_then(Node::as_array)
        .unwrap_or_default()
}

fn tell_respelled(payload: &Payload<'_>, root: &Node<'_>, sink: &mut dyn Sink) {
    let name = first_telling_name(root, payload.naming.other(), payload.text);
    let span = name.unwrap_or(root.span);
    payload.tell(
        Departure::PayloadRespelled,
        (root, Pointer::root(), span),
        sink,
    );
}

/// The first name of the payload that looks like `naming`, to underline.
fn first_telling_name(node: &Node<'_>, naming: Naming, text: &[u8]) -> Option<Span> {
    let tells = |name: &str| match naming {
        Naming::Python => name.contains('_'),
        Naming::Wire => name.chars().any(char::is_uppercase),
    };
    match &node.value {
        Value::Object(members) => members
            .iter()
            .find(|member| tells(&member.name))
            .map(|member| member.name_span)
            .or_else(|| first_telling_name(node.get("body")?, naming, text)),
        Value::Array(elements) => elements
            .iter()
            .find_map(|element| first_telling_name(element, naming, text)),
        // A record of a page: it is read where it stands.
        Value::Unread => {
            let record = node.span.of(text);
            let read = json::parse(record).ok()?;
            let name = first_telling_name(&read, naming, record)?;
            let start = node.span.start() + name.start();
            Some(Span::new(start, start + name.len()))
        }
        _ => None,
    }
}

fn tell_misfit(payload: &Payload<'_>, misfit: Misfit<'_>, root: &Node<'_>, sink: &mut dyn Sink) {
    let departure = Departure::Envelope {
        how: misfit.how,
        inner: misfit.inner,
        envelope: misfit.envelope,
        allowed: misfit.allowed,
    };
    let at_body = matches!(
        misfit.how,
        Wrapping::Swapped(_) | Wrapping::Unexpected { .. }
    );
    let member = root
        .as_object()
        .and_then(|members| members.iter().rev().find(|member| member.name == "body"));
    let place = match (at_body, member) {
        (true, Some(member)) => (
            &member.value,
            Pointer::root().member("body"),
            member.name_span,
        ),
        _ => (root, Pointer::root(), root.span),
    };
    payload.tell(departure, place, sink);
}

fn tell_absent(payload: &Payload<'_>, root: &Node<'_>, absent: &Absent, sink: &mut dyn Sink) {
    if let Some(span) = absent.first {
        let departure = Departure::NullsAsAbsent {
            count: absent.count,
        };
        // About the payload: which null comes first is a matter of order, and no part of the drift.
        payload.tell(departure, (root, Pointer::root(), span), sink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::SpelledDate;
    use crate::finding::Finding;

    #[derive(Default)]
    struct Found {
        findings: Vec<Finding>,
        dates: Vec<String>,
    }

    impl Sink for Found {
        fn found(&mut self, finding: Finding) {
            self.findings.push(finding);
        }

        fn spelled(&mut self, date: SpelledDate<'_>) {
            self.dates
                .push(format!("{}.{} {}", date.dto, date.field, date.spelling));
        }
    }

    const fn whole(dto: &'static str) -> Candidate {
        Candidate {
            dto,
            each: Each::Whole,
        }
    }

    fn check(naming: NamingChoice, target: Option<Candidate>, payload: &str) -> (String, Found) {
        let options = Options {
            naming,
            nulls: None,
            ..Options::default()
        };
        let checker = Checker::new(Revision::PINNED, options);
        let mut found = Found::default();
        let name = checker
            .check(
                target,
                payload.as_bytes(),
                &mut Scratch::default(),
                &mut found,
            )
            .unwrap();
        (name.to_owned(), found)
    }

    /// Each finding as `rule level pointer`, the underlined text behind it.
    fn lines(naming: NamingChoice, target: Option<Candidate>, payload: &str) -> Vec<String> {
        check(naming, target, payload)
            .1
            .findings
            .iter()
            .map(|finding| {
                let text = std::str::from_utf8(finding.span.of(payload.as_bytes())).unwrap();
                format!(
                    "{} {} {} {text}",
                    finding.rule, finding.level, finding.pointer
                )
            })
            .collect()
    }

    const WIRE: NamingChoice = NamingChoice::Fixed(Naming::Wire);
    const PYTHON: NamingChoice = NamingChoice::Fixed(Naming::Python);

    #[test]
    fn what_is_no_date_has_no_spelling() {
        let payload = r#"{"sourceId":"1","created":"2024-01-15 14:30:00","updated":"soon",
            "lastRunDate":"","lastRun":{"jobId":"1","created":"0000-00-00","updated":"N/A"}}"#;
        let (_, found) = check(WIRE, None, payload);
        assert_eq!(found.findings.len(), 5);
        assert_eq!(found.dates, ["ConnectionDto.created YYYY-MM-DD hh:mm:ss"]);
    }

    #[test]
    fn a_clean_payload_only_tells_its_dates() {
        let payload =
            r#"{"sourceId":"1","created":"2024-01-15T14:30:00Z","lastRun":{"jobId":"1"}}"#;
        let (name, found) = check(WIRE, None, payload);
        assert_eq!(name, "ConnectionDto");
        assert!(found.findings.is_empty());
        assert_eq!(found.dates, ["ConnectionDto.created YYYY-MM-DDThh:mm:ssZ"]);
    }

    #[test]
    fn each_value_gives_one_finding_at_its_place() {
        let payload = r#"{"sourceId":1,"sourceType":"Report","created":"2024-01-15 14:30:00Z","destinationType":5,"name":null,"lastRun":{"error":true},"lastRunDate":1705329000000}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "number-for-string error /sourceId 1",
                "enum-value-respelled error /sourceType \"Report\"",
                "date-space-separator error /created \"2024-01-15 14:30:00Z\"",
                "number-for-string error /destinationType 5",
                "null-unexpected error /name null",
                "type-mismatch error /lastRun/error true",
                "date-epoch-millis error /lastRunDate 1705329000000",
            ]
        );
    }

    #[test]
    fn only_the_drifted_records_of_a_page_are_told() {
        let payload = r#"{"code":2147483648,"body":[{"sourceId":"1"},{"sourceId":2},{"created":"2024-01-15"}],"cursor":"x"}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "integer-out-of-range error /code 2147483648",
                "number-for-string error /body/1/sourceId 2",
                "date-only error /body/2/created \"2024-01-15\"",
            ]
        );
    }

    #[test]
    fn a_respelled_field_is_still_the_field() {
        let payload = r#"{"source_id":1,"sourceType":"report","conectionId":"x","Created-By":"y","owner":1,"chartVisualId":""}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "field-respelled warning /source_id \"source_id\"",
                "number-for-string warning /source_id 1",
                "field-respelled warning /conectionId \"conectionId\"",
                "field-respelled warning /Created-By \"Created-By\"",
                "field-unknown warning /owner \"owner\"",
                "field-unknown warning /chartVisualId \"chartVisualId\"",
            ]
        );
        let both = r#"{"sourceId":"a","source_id":7,"sourceType":"report"}"#;
        assert_eq!(
            lines(WIRE, None, both),
            [
                "field-respelled warning /source_id \"source_id\"",
                "number-for-string warning /source_id 7",
            ]
        );
        let page = r#"{"code":200,"body":[{"sourceId":"a","lastRun":{"jobId":"1","job_id":7}}],"cursor":""}"#;
        assert_eq!(
            lines(WIRE, None, page),
            [
                "field-respelled warning /body/0/lastRun/job_id \"job_id\"",
                "number-for-string warning /body/0/lastRun/job_id 7",
            ]
        );
    }

    #[test]
    fn a_payload_in_the_other_naming_is_one_finding() {
        let payload = r#"{"source_id":"1","last_run":{"job_id":"x"},"created":"2024-01-15","last_run_date":"2024-01-15"}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "payload-respelled warning  \"source_id\"",
                "date-only error /created \"2024-01-15\"",
                "date-only warning /last_run_date \"2024-01-15\"",
            ]
        );
        assert_eq!(
            lines(NamingChoice::Auto, None, payload),
            [
                "date-only error /created \"2024-01-15\"",
                "date-only error /last_run_date \"2024-01-15\"",
            ]
        );
    }

    #[test]
    fn what_is_inside_a_wrong_envelope_is_told_once() {
        let dto = Some(whole("ConnectionRunDto"));
        let payload = r#"{"body":{"jobId":"a","jobId":"a"},"code":200,"code":200}"#;
        assert_eq!(
            lines(WIRE, dto, payload),
            [
                "envelope-unexpected warning /body \"body\"",
                "duplicate-key warning /code \"code\"",
                "duplicate-key warning /body/jobId \"jobId\"",
            ]
        );
    }

    #[test]
    fn the_first_name_in_the_other_naming_is_underlined_inside_records_too() {
        for payload in [
            r#"{"body":[{},{"source_id":"1"}],"code":200}"#,
            r#"[{"name":"x"},{"source_id":"1"}]"#,
        ] {
            assert_eq!(
                lines(WIRE, None, payload),
                ["payload-respelled warning  \"source_id\""]
            );
        }
    }

    #[test]
    fn python_nulls_are_one_note() {
        let payload = r#"{"source_id":"1","name":null,"last_run":null,"created":null}"#;
        assert_eq!(lines(PYTHON, None, payload), ["null-as-absent note  null"]);
        let reordered = r#"{"source_id":"1","created":null,"last_run":null,"name":null}"#;
        let print = |payload| check(PYTHON, None, payload).1.findings[0].fingerprint();
        assert_eq!(print(payload), print(reordered));
        let error = r#"{"body":null,"code":1,"details":[]}"#;
        assert_eq!(
            lines(PYTHON, Some(whole("SingleError")), error),
            ["null-unexpected error /body null"]
        );
    }

    #[test]
    fn wrong_envelopes_are_told_and_looked_into() {
        let bare = r#"{"sourceId":1}"#;
        assert_eq!(
            lines(WIRE, Some(whole("BaseResponseConnectionDto")), bare),
            [
                r#"envelope-missing warning  {"sourceId":1}"#,
                "number-for-string warning /sourceId 1",
            ]
        );
        let list = r#"[{"sourceId":"1"},{"sourceId":1}]"#;
        assert_eq!(
            lines(WIRE, Some(whole("PagedResponseConnectionDto")), list),
            [
                r#"envelope-missing error  [{"sourceId":"1"},{"sourceId":1}]"#,
                "number-for-string warning /1/sourceId 1",
            ]
        );
        let envelope = r#"{"code":200,"body":{"sourceId":1}}"#;
        assert_eq!(
            lines(WIRE, Some(whole("ConnectionDto")), envelope),
            [
                "envelope-unexpected warning /body \"body\"",
                "number-for-string warning /body/sourceId 1",
            ]
        );
        assert_eq!(
            lines(WIRE, Some(whole("PagedResponseConnectionDto")), envelope),
            [
                "envelope-swapped error /body \"body\"",
                "number-for-string warning /body/sourceId 1",
            ]
        );
    }

    #[test]
    fn arrays_are_checked_as_asked() {
        let list = r#"[{"sourceId":"1"},{"sourceId":1}]"#;
        let (name, _) = check(WIRE, None, list);
        assert_eq!(name, "ConnectionDto[]");
        assert_eq!(
            lines(WIRE, None, list),
            ["number-for-string error /1/sourceId 1"]
        );
        assert_eq!(
            lines(WIRE, Some(whole("ConnectionDto")), list),
            [r#"type-mismatch error  [{"sourceId":"1"},{"sourceId":1}]"#]
        );
    }

    #[test]
    fn duplicate_keys_are_found_at_every_depth() {
        let payload = r#"{"sourceId":"1","sourceId":"1","metadata":{"a":[{"k":1,"k":2}]},"name":5,"name":"x"}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "duplicate-key warning /sourceId \"sourceId\"",
                "duplicate-key-conflict warning /metadata/a/0/k \"k\"",
                "duplicate-key-conflict warning /name \"name\"",
            ]
        );
    }

    #[test]
    fn numbers_of_any_size_are_shown_digit_for_digit() {
        let payload = r#"{"sourceId":1e400,"metadata":{"x":1e400}}"#;
        let (_, found) = check(WIRE, None, payload);
        assert_eq!(found.findings.len(), 1);
        assert_eq!(found.findings[0].account.actual, "1e400");
        let code = r#"{"body":"x","code":100000000000000000000000000000000000000,"details":[]}"#;
        assert_eq!(
            lines(WIRE, None, code),
            ["integer-out-of-range error /code 100000000000000000000000000000000000000"]
        );
    }

    #[test]
    fn later_revisions_are_named() {
        let payload = r#"{"sourceId":"1","sourceType":"chart_visual","destinationType":"table_visual","sourceResourceProperties":{}}"#;
        let (_, found) = check(WIRE, None, payload);
        let since: Vec<_> = found
            .findings
            .iter()
            .map(|finding| (finding.rule, finding.account.known_since))
            .collect();
        assert_eq!(
            since,
            [
                ("enum-value-ahead", Some("2026-03")),
                ("enum-value-ahead", Some("2026-08")),
                ("field-ahead", Some("2026-08")),
            ]
        );
    }

    /// The first finding as rule, headline, label, help and the revision that knows it.
    fn account(payload: &str) -> (&'static str, String, String, String, Option<&'static str>) {
        let (_, found) = check(WIRE, Some(whole("ConnectionDto")), payload);
        let first = found.findings.first().unwrap();
        let account = &first.account;
        (
            first.rule,
            account.headline.clone(),
            account.label.clone(),
            account.help.clone().unwrap_or_default(),
            account.known_since,
        )
    }

    #[test]
    fn values_of_later_revisions_are_known_however_they_are_spelled() {
        for (value, how) in [
            ("Chart_Visual", "another spelling of"),
            ("chart-visual", "another spelling of"),
            ("chartVisual", "another spelling of"),
            (" chart_visual ", "another spelling of"),
            ("chart_visul", "a near miss of"),
            ("Chart-Visul", "a near miss of"),
        ] {
            let (rule, headline, label, help, since) =
                account(&format!(r#"{{"sourceType":"{value}"}}"#));
            assert_eq!(
                (rule, since),
                ("enum-value-ahead", Some("2026-03")),
                "{value}"
            );
            assert_eq!(
                headline,
                format!(
                    "`sourceType` is `{value}`, {how} `chart_visual`, which revision 2026-02 of \
                     SourceType does not know yet"
                )
            );
            assert_eq!(label, "`chart_visual` is known since 2026-03");
            assert!(
                help.starts_with("write \"chart_visual\", and move clients"),
                "{help}"
            );
        }
        let (rule, _, _, _, since) = account(r#"{"destinationType":"table-visual"}"#);
        assert_eq!((rule, since), ("enum-value-ahead", Some("2026-08")));
    }

    #[test]
    fn a_value_that_only_resembles_a_later_one_is_unknown_and_told_of_it() {
        let (rule, _, label, help, _) = account(r#"{"sourceType":"chart_visual_old"}"#);
        assert_eq!(rule, "enum-value-unknown");
        assert_eq!(label, "nearest value: `chart_visual`, known since 2026-03");
        assert!(
            help.starts_with("if `chart_visual` was meant, write"),
            "{help}"
        );
        // What is nearer to a known value is told of that one.
        let (rule, _, label, ..) = account(r#"{"sourceType":"presentation_chrt"}"#);
        assert_eq!(rule, "enum-value-unknown");
        assert_eq!(label, "nearest allowed value: `presentation_chart`");
    }

    #[test]
    fn fields_of_later_revisions_are_known_however_they_are_spelled() {
        for (name, value, how) in [
            ("SourceResourceProperties", "{}", "another spelling of"),
            ("source-resource-properties", "{}", "another spelling of"),
            (
                "source_resource_properties",
                "{}",
                "the snake_case spelling of",
            ),
            ("sourceResourcePropertis", "{}", "a near miss of"),
        ] {
            let (rule, headline, label, help, since) = account(&format!(
                r#"{{"sourceId":"1","sourceType":"report","{name}":{value}}}"#
            ));
            assert_eq!((rule, since), ("field-ahead", Some("2026-08")), "{name}");
            assert_eq!(
                headline,
                format!(
                    "`{name}` is {how} `sourceResourceProperties`, a field that revision 2026-02 \
                     of ConnectionDto does not know yet"
                )
            );
            assert_eq!(label, "`sourceResourceProperties` is known since 2026-08");
            assert!(help.starts_with("rename it to \"sourceResourceProperties\", and check with"));
        }
    }

    #[test]
    fn a_name_near_a_later_field_with_another_type_is_a_new_field() {
        for payload in [
            r#"{"sourceId":"1","sourceResourcePropertis":["x"]}"#,
            r#"{"sourceId":"1","sourceResourcePropertis":{},"sourceResourceProperties":{}}"#,
        ] {
            let (rule, _, label, _, since) = account(payload);
            assert_eq!((rule, since), ("field-unknown", None), "{payload}");
            assert_eq!(
                label,
                "the nearest field is `sourceResourceProperties`, known since 2026-08"
            );
        }
    }

    #[test]
    fn a_payload_in_the_other_naming_has_its_later_fields_too() {
        let payload = r#"{"source_id":"1","source_resource_properties":{}}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "payload-respelled warning  \"source_id\"",
                "field-ahead warning /source_resource_properties \"source_resource_properties\"",
            ]
        );
        let (_, found) = check(PYTHON, None, payload);
        assert_eq!(
            found.findings[0].account.headline,
            "`source_resource_properties` is a field that revision 2026-02 of ConnectionDto does \
             not know yet"
        );
    }

    #[test]
    fn a_respelled_value_says_in_all_what_it_differs() {
        for (value, difference) in [
            ("SPREADSHEET", "case"),
            ("wdata-table", "separators"),
            (" report ", "white space"),
            ("wdataTable", "case and separators"),
            ("SPREADSHEET SECTION", "case and separators"),
            ("Report\\n", "white space and case"),
            (" Wdata Table", "white space, case and separators"),
        ] {
            let (rule, headline, ..) = account(&format!(r#"{{"sourceType":"{value}"}}"#));
            assert_eq!(rule, "enum-value-respelled");
            let end = format!(" only in {difference}");
            assert!(headline.ends_with(&end), "{headline}");
        }
    }

    #[test]
    fn an_envelope_where_an_array_is_due_is_told_and_looked_into() {
        let each = Some(Candidate {
            dto: "ConnectionDto",
            each: Each::Element,
        });
        let page = r#"{"body":[{"connectionId":"a","created":""}],"code":200}"#;
        assert_eq!(
            lines(WIRE, each, page),
            [
                "envelope-unexpected error /body \"body\"",
                "date-empty warning /body/0/created \"\"",
            ]
        );
        let one = r#"{"code":200,"body":{"sourceId":1,"sourceId":1},"code":200}"#;
        assert_eq!(
            lines(WIRE, each, one),
            [
                "envelope-unexpected error /body \"body\"",
                "duplicate-key warning /code \"code\"",
                "duplicate-key warning /body/sourceId \"sourceId\"",
                "number-for-string warning /body/sourceId 1",
            ]
        );
        let empty = r#"{"body":[],"code":200}"#;
        assert_eq!(
            lines(WIRE, each, empty),
            ["envelope-unexpected error /body \"body\""]
        );
        // One connection is no envelope, and nothing in `body` looks like one here.
        for other in [r#"{"connectionId":"a"}"#, r#"{"body":{"x":1}}"#, "{}"] {
            assert_eq!(
                lines(WIRE, each, other),
                [format!("type-mismatch error  {other}")]
            );
        }
    }

    #[test]
    fn a_wrong_envelope_is_told_with_the_options_that_fit() {
        let told = |dto, each, payload| {
            let (_, found) = check(WIRE, Some(Candidate { dto, each }), payload);
            let account = found.findings[0].account.clone();
            (account.headline, account.label, account.help.unwrap())
        };
        let list = r#"[{"connectionId":"a"}]"#;
        let page = r#"{"body":[{"connectionId":"a"}],"code":200}"#;
        let one = r#"{"body":{"connectionId":"a"},"code":200}"#;
        for (dto, each, payload, headline, label, help) in [
            (
                "PagedResponseConnectionDto",
                Each::Whole,
                list,
                "a bare array of ConnectionDto stands where its envelope \
                 PagedResponseConnectionDto is due",
                "expected the array of ConnectionDto inside `body`",
                "record the whole response, or check with `--dto ConnectionDto --each`",
            ),
            (
                "BaseResponseConnectionDto",
                Each::Whole,
                r#"{"connectionId":"a"}"#,
                "a bare ConnectionDto stands where its envelope BaseResponseConnectionDto is due",
                "expected the ConnectionDto inside `body`",
                "record the whole response, or check with `--dto ConnectionDto`",
            ),
            (
                "ConnectionDto",
                Each::Element,
                page,
                "an envelope stands where the bare array of ConnectionDto is due",
                "the array of ConnectionDto is inside `body`",
                "check with `--dto PagedResponseConnectionDto` and without `--each`, or record \
                 only the array of ConnectionDto",
            ),
            (
                "ConnectionDto",
                Each::Element,
                one,
                "an envelope stands where the bare array of ConnectionDto is due",
                "one ConnectionDto is inside `body`",
                "check with `--dto BaseResponseConnectionDto` and without `--each`, or record \
                 only the array of ConnectionDto",
            ),
            (
                "ConnectionDto",
                Each::Whole,
                one,
                "an envelope stands where the bare ConnectionDto is due",
                "the ConnectionDto is inside `body`",
                "check with `--dto BaseResponseConnectionDto`, or record only the ConnectionDto",
            ),
            (
                "PagedResponseConnectionDto",
                Each::Whole,
                one,
                "`body` holds one ConnectionDto where an array of ConnectionDto is due",
                "expected an array of ConnectionDto",
                "check with `--dto BaseResponseConnectionDto`, or correct the recording",
            ),
        ] {
            assert_eq!(
                told(dto, each, payload),
                (headline.to_owned(), label.to_owned(), help.to_owned())
            );
        }
        // What was offered does not fail again.
        let each = Each::Element;
        let dto = "ConnectionDto";
        assert_eq!(lines(WIRE, Some(Candidate { dto, each }), list), [""; 0]);
        assert_eq!(lines(WIRE, Some(Candidate { dto, each }), "[]"), [""; 0]);
    }

    #[test]
    fn notes_about_conforming_values() {
        let payload = r#"{"sourceType":"unknown_record_type","created":"0001-01-01T00:00:00Z","updated":"2020-05-05T23:59:60Z"}"#;
        assert_eq!(
            lines(WIRE, None, payload),
            [
                "enum-value-stand-in note /sourceType \"unknown_record_type\"",
                "date-sentinel note /created \"0001-01-01T00:00:00Z\"",
                "date-leap-second-unknown note /updated \"2020-05-05T23:59:60Z\"",
            ]
        );
    }

    #[test]
    fn what_cannot_be_checked_is_a_failure() {
        let checker = Checker::new(Revision::PINNED, Options::default());
        let check = |payload: &str| {
            checker
                .check(
                    None,
                    payload.as_bytes(),
                    &mut Scratch::default(),
                    &mut Found::default(),
                )
                .map(str::to_owned)
        };
        assert!(matches!(
            check(r#"{"name":"x"}"#),
            Err(Failure::Unrecognized(likely)) if likely.candidates == [whole("ConnectionDto")]
        ));
        assert!(matches!(check(r#"{"sourceId":"#), Err(Failure::Syntax(_))));
        assert!(matches!(
            check(r#"{"sourceId":"\ud800"}"#),
            Err(Failure::Syntax(_))
        ));
        assert!(matches!(
            check(r#"{"name":"\ud800"}"#),
            Err(Failure::Syntax(_))
        ));
        assert!(matches!(
            check(r#"{"sourceId":"s","jobId":"j"}"#),
            Err(Failure::Ambiguous(candidates))
                if candidates == [whole("ConnectionDto"), whole("ConnectionRunDto")]
        ));
    }
}

//! Readers of captures: whatever the bytes are, what is told stands inside of the file, and the rest is read.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use wiredrift::capture::decode::Decoded;
use wiredrift::capture::{
    self, Attachments, Body, CaptureError, Content, Exchange, InputFormat, Message, MessageSink,
    Source, archive, decode,
};
use wiredrift::check::exchange::{Look, decide};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, NamingChoice, Options};
use wiredrift::contract::recognise::Candidate;
use wiredrift::contract::revision::Revision;
use wiredrift::fix::{Rewriter, apply};
use wiredrift::report::{Format, Style};
use wiredrift::summary::{Against, Listing, Summary};
use wiredrift::text::excerpt::Veil;
use wiredrift::text::json::{self, Node, Value};
use wiredrift::text::quoted;
use wiredrift::text::sanitize::stand_in;
use wiredrift::text::secret::Secrets;
use wiredrift::text::span::{Origin, Places};
use wiredrift::text::{Place, Span};

use super::inert::{assert_inert, written};
use super::payload::Found;

/// Places of one file that are counted anew from its first byte.
const COUNTED: usize = 64;

/// Findings of one body whose right values are written back.
const REWRITTEN: usize = 4;

/// Any bytes as a reader takes them that is asked for, or as their content says.
pub(crate) fn read(data: &[u8], format: Option<InputFormat>) {
    let is_plain = decode::Compression::of(data).is_none() && !archive::is_archive(data);
    let mut sink = Reading {
        file: is_plain.then_some(data),
        counted: 0,
        numbers: BTreeSet::new(),
        summary: Summary::new(Against::Revision(Revision::PINNED), Listing::First),
        format: None,
        member: None,
    };
    capture::read(&mut Source::new(data), format, &Beside, &mut sink);
    assert_eq!(sink.member, None, "an archive's members end");
    let report = sink.summary.into_report();
    for format in [Format::Human, Format::Markdown] {
        let out = written(format, &report, &Style::default());
        assert_inert(&out, format);
    }
}

/// What the content says.
pub(crate) fn any(data: &[u8]) {
    read(data, None);
}

/// What an archive holds; bytes that do not begin as one are the rest of its first member.
pub(crate) fn archive(data: &[u8]) {
    if archive::is_archive(data) {
        read(data, None);
    } else {
        read(&[b"PK\x03\x04", data].concat(), None);
    }
}

/// What is compressed as a whole, with the first bytes of either compression where there are none.
pub(crate) fn compressed(data: &[u8]) {
    if decode::Compression::of(data).is_some() {
        return read(data, None);
    }
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\xff";
    for head in [&gzip[..], b"\x28\xb5\x2f\xfd"] {
        read(&[head, data].concat(), Some(InputFormat::Ndjson));
    }
}

/// The layers of bodies, each of any bytes.
pub(crate) fn decode(data: &[u8]) {
    let codings = [
        "gzip", "deflate", "br", "zstd", "identity", "x-other", "GZIP, br",
    ];
    let mut all = vec![Decoded::text(
        quoted::unescaped(data),
        quoted::trace(data, 0),
    )];
    all.extend(decode::base64(data));
    all.extend(decode::hex(data));
    for coding in codings {
        all.extend(
            decode::content_coding(coding, data, decode::Bounds::default())
                .ok()
                .flatten(),
        );
    }
    for decoded in all {
        let length = decoded.bytes.len();
        for span in [
            (0, length),
            (0, 1),
            (length / 2, length / 2 + 1),
            (length, length),
        ] {
            let span = Span::new(span.0.min(length), span.1.min(length));
            let back = decoded.map.encoded(span);
            assert!(back.end() <= data.len(), "{span:?} leads to {back:?}");
        }
    }
}

/// Files that a capture may name, some of which are there.
struct Beside;

impl Attachments for Beside {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if name.len().is_multiple_of(2) {
            Ok(br#"{"name":"n","created":"2024-01-15","sourceType":"report"}"#.to_vec())
        } else {
            Err("there is no such file".to_owned())
        }
    }
}

struct Reading<'f> {
    /// The bytes of the file, where places are theirs.
    file: Option<&'f [u8]>,
    counted: usize,
    numbers: BTreeSet<(Option<String>, u64)>,
    summary: Summary,
    format: Option<InputFormat>,
    member: Option<String>,
}

fn checker() -> &'static Checker {
    static CHECKER: OnceLock<Checker> = OnceLock::new();
    CHECKER.get_or_init(|| {
        let options = Options {
            naming: NamingChoice::Auto,
            nulls: None,
            ..Options::default()
        };
        Checker::new(Revision::PINNED, options)
    })
}

impl Reading<'_> {
    /// A place is inside of the file, and is what counting from the file's start gives.
    fn placed(&mut self, place: Place) {
        let Some(file) = self.file else {
            return;
        };
        let (start, length) = (index(place.offset), index(place.length));
        assert!(file.get(start..start + length).is_some(), "{place:?}");
        if self.counted == COUNTED {
            return;
        }
        self.counted += 1;
        let mark = if file.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        assert!(start >= mark, "{place:?} is in the byte order mark");
        let origin = Origin {
            offset: mark as u64,
            ..Origin::default()
        };
        let text = file.get(mark..).unwrap_or_default();
        let span = Span::new(start - mark, start - mark + length);
        assert_eq!(origin.place(text, span), place);
    }

    /// What is certain can be put into the file, or there is a reason why not.
    fn rewritten(&self, body: &Body<'_>, found: &Found) {
        let (Some(file), Ok(rewriter)) = (self.file, Rewriter::new(body)) else {
            return;
        };
        for finding in found.findings.iter().take(REWRITTEN) {
            if let Some(right) = finding.certain_replacement()
                && let Ok(edit) = rewriter.edit(finding.span, right)
            {
                assert!(apply(file, [&edit]).is_some(), "{edit:?}");
            }
        }
    }

    fn body(&mut self, record: Option<u64>, body: &Body<'_>, candidate: Option<Candidate>) {
        let here = self.file.is_some() && body.member().is_none();
        let mut places = body.places();
        let whole = Span::new(0, body.bytes().len());
        let mut told = vec![places.place(whole)];
        if let Ok(root) = json::parse(body.bytes()) {
            inside(&root, &mut places, &mut told);
        }
        let mut found = Found::default();
        let mut scratch = Scratch::default();
        let checked = checker().check(candidate, body.bytes(), &mut scratch, &mut found);
        let secrets = Secrets::default();
        let mut redacting = Secrets::default();
        redacting.redact = true;
        for finding in &found.findings {
            let place = places.place(finding.span);
            told.push(place);
            for secrets in [&secrets, &redacting] {
                let excerpt = places.excerpt(place, finding.span, &Veil::of(secrets));
                assert!(excerpt.highlight.end() <= excerpt.text.len(), "{excerpt:?}");
            }
        }
        if here {
            self.rewritten(body, &found);
            for place in told {
                self.placed(place);
            }
        }
        if let Ok(dto) = checked {
            let mut sink = self.summary.payload("capture", record, body.places());
            let again = checker().check(candidate, body.bytes(), &mut scratch, &mut sink);
            assert_eq!(again, Ok(dto));
            self.summary.payload_checked(dto);
        }
    }

    fn error(&mut self, error: &CaptureError) {
        let origin = match error {
            CaptureError::TooLarge { origin, .. }
            | CaptureError::CutOff { origin }
            | CaptureError::InPart { origin, .. }
            | CaptureError::Entry { origin, .. } => Some(*origin),
            CaptureError::Format { origin, .. } => *origin,
            _ => None,
        };
        if let Some(origin) = origin {
            self.placed(origin.point());
        }
        if let CaptureError::Entry { message, .. }
        | CaptureError::InPart { message, .. }
        | CaptureError::NoCaptures { message, .. }
        | CaptureError::Format { message, .. } = error
        {
            let harmful = message.chars().find(|letter| stand_in(*letter).is_some());
            assert_eq!(harmful, None, "{message:?}");
            assert!(message.len() < 2_000, "{} bytes: {message}", message.len());
        }
    }
}

impl MessageSink for Reading<'_> {
    fn format(&mut self, format: InputFormat) {
        self.format = Some(format);
    }

    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        match message {
            Ok(message) => {
                let body = Body::plain(message.payload, message.origin);
                self.body(message.record, &body, None);
            }
            Err(error) => self.error(&error),
        }
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        let is_new = self.numbers.insert((self.member.clone(), exchange.number));
        assert!(is_new, "two exchanges of the number {}", exchange.number);
        self.placed(exchange.origin.point());
        for content in [&exchange.request, &exchange.response] {
            if let Content::Defect(_, origin) = content {
                self.placed(origin.point());
            }
        }
        let decision = decide(&exchange, None);
        for look in decision.request.into_iter().chain([decision.response]) {
            match look {
                Look::As(candidate, body) => {
                    self.body(Some(exchange.number), body, Some(candidate));
                }
                Look::Recognise(body) => self.body(Some(exchange.number), body, None),
                Look::Passed(_) | Look::Faulty(..) => {}
                Look::Against(_) | Look::AgainstPart(..) => panic!("no contract of one's own"),
            }
        }
        ControlFlow::Continue(())
    }

    fn member(&mut self, name: Option<&str>) {
        self.member = name.map(str::to_owned);
    }
}

/// The places of all values in a body, those of the children behind that of their parent.
fn inside(node: &Node<'_>, places: &mut Places<'_>, told: &mut Vec<Place>) {
    told.push(places.place(node.span));
    match &node.value {
        Value::Array(elements) => {
            for element in elements {
                inside(element, places, told);
            }
        }
        Value::Object(members) => {
            for member in members {
                inside(&member.value, places, told);
            }
        }
        _ => {}
    }
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("what is in memory has such an index")
}

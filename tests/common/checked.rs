//! A capture, checked as the command does, and all that this tells.

#[path = "findings.rs"]
mod findings;

use std::fmt;
use std::io::Read;
use std::ops::ControlFlow;

use wiredrift::capture::{
    self, Attachments, CaptureError, Exchange, InputFormat, Message, MessageSink, Source,
};
use wiredrift::check::exchange::{Look, Passed, decide};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Options};
use wiredrift::contract::recognise::Candidate;
use wiredrift::contract::revision::Revision;

use findings::Findings;

/// What a capture tells, in order.
#[derive(Default)]
pub(crate) struct Checked {
    /// Number, method, URL and status of each exchange.
    pub(crate) exchanges: Vec<String>,
    /// The DTO of each body that was checked.
    pub(crate) dtos: Vec<String>,
    pub(crate) found: Vec<Found>,
    pub(crate) passed: Vec<Passed>,
    /// Behind the member that they are of, in an archive.
    pub(crate) errors: Vec<String>,
}

/// One finding of a capture.
#[derive(PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) exchange: u64,
    pub(crate) rule: &'static str,
    pub(crate) pointer: String,
    /// The member of an archive that it is in; nothing elsewhere.
    pub(crate) member: String,
    /// The bytes of the capture at the finding's place.
    pub(crate) bytes: String,
    /// The bytes of the body at the finding's span.
    pub(crate) value: String,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exchange,
            rule,
            pointer,
            member,
            bytes,
            value,
        } = self;
        write!(
            f,
            "{exchange}: {rule} at {pointer}: {value} is `{bytes}` of `{member}`"
        )
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            exchanges,
            dtos,
            found,
            passed,
            errors,
        } = self;
        write!(
            f,
            "{exchanges:#?}\nchecked: {dtos:?}\nfound: {found:#?}\npassed: {passed:?}\nerrors: {errors:#?}"
        )
    }
}

/// Checks the capture that `reader` gives. Places are in the bytes that `file` has: those of a member of
/// an archive, or without a name those of the capture.
pub(crate) fn check<'t>(
    reader: impl Read + Send,
    format: Option<InputFormat>,
    beside: &dyn Attachments,
    file: &dyn Fn(Option<&str>) -> &'t [u8],
) -> Checked {
    let mut check = Check {
        checker: Checker::new(Revision::PINNED, Options::default()),
        file,
        member: None,
        checked: Checked::default(),
    };
    capture::read(&mut Source::new(reader), format, beside, &mut check);
    assert_eq!(check.member, None);
    check.checked
}

struct Check<'f, 't> {
    checker: Checker,
    file: &'f dyn Fn(Option<&str>) -> &'t [u8],
    /// The member of an archive that is read.
    member: Option<String>,
    checked: Checked,
}

impl MessageSink for Check<'_, '_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let error = match message {
            Ok(_) => "a payload".to_owned(),
            Err(CaptureError::Entry {
                number,
                origin,
                message,
            }) => {
                let (offset, line) = (origin.offset, origin.line);
                format!("entry {number} at {offset} (line {line}): {message}")
            }
            Err(CaptureError::CutOff { origin }) => format!("cut off at {}", origin.offset),
            Err(error) => format!("{error:?}"),
        };
        self.error(&error);
        ControlFlow::Continue(())
    }

    fn unread(&mut self, count: u64) {
        self.error(&match count {
            1 => "unread".to_owned(),
            _ => format!("{count} unread"),
        });
    }

    fn member(&mut self, name: Option<&str>) {
        self.member = name.map(str::to_owned);
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        let status = exchange.status.map(|status| status.to_string());
        self.checked.exchanges.push(format!(
            "{} {} {} {}",
            exchange.number,
            exchange.method.as_deref().unwrap_or("?"),
            exchange.url.as_deref().unwrap_or("?"),
            status.as_deref().unwrap_or("?"),
        ));
        if exchange.beside {
            self.checked.passed.push(Passed::Beside);
        }
        let decision = decide(&exchange, None);
        for look in decision.request.into_iter().chain([decision.response]) {
            match look {
                Look::As(candidate, body) => self.body(exchange.number, Some(candidate), body),
                Look::Recognise(body) => self.body(exchange.number, None, body),
                Look::Against(..) | Look::AgainstPart(..) => panic!("no contract of one's own"),
                Look::Passed(reason) => self.checked.passed.push(reason),
                Look::Faulty(defect, _) => self.error(&format!("{defect:?}")),
            }
        }
        ControlFlow::Continue(())
    }
}

impl Check<'_, '_> {
    fn error(&mut self, error: &str) {
        self.checked.errors.push(match &self.member {
            Some(member) => format!("{member}: {error}"),
            None => error.to_owned(),
        });
    }

    fn body(&mut self, exchange: u64, candidate: Option<Candidate>, body: &capture::Body<'_>) {
        let mut findings = Findings::default();
        let mut scratch = Scratch::default();
        let checked = self
            .checker
            .check(candidate, body.bytes(), &mut scratch, &mut findings);
        match checked {
            Ok(dto) => self.checked.dtos.push(dto.to_owned()),
            Err(failure) => self.error(&format!("{exchange} {failure:?}")),
        }
        let member = body.member().or(self.member.as_deref());
        let file = (self.file)(member);
        let mut places = body.places();
        let text = |bytes: Option<&[u8]>| {
            let bytes = bytes.expect("invariant: a place is inside of its file");
            String::from_utf8_lossy(bytes).into_owned()
        };
        for finding in findings.0 {
            let place = places.place(finding.span);
            let [start, length] = [place.offset, place.length]
                .map(|number| usize::try_from(number).expect("invariant: the file is in memory"));
            self.checked.found.push(Found {
                exchange,
                rule: finding.rule,
                pointer: finding.pointer.to_string(),
                member: member.unwrap_or_default().to_owned(),
                bytes: text(file.get(start..start + length)),
                value: text(Some(finding.span.of(body.bytes()))),
            });
        }
    }
}

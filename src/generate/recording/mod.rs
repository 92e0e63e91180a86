//! Payloads as the exchanges that carry them: what a test suite loads.
//!
//! A DTO comes in, or an operation of an API; the operation that it travels with, and a request and a
//! response around each document, go out. How they are written down is in [`mod@format`].

mod format;

use super::documents::{Documents, Envelope};
use super::draw::Draw;
use super::generator::Options;
use super::own::{NotMade, OwnGenerator};
use crate::contract::openapi::{self, Direction};
use crate::contract::operation::{OPERATIONS, Operation};
use crate::contract::recognise::Each;
use crate::contract::revision::Revision;
use crate::text::percent;

pub use format::RecordingFormat;

/// The base URL of exchanges, where nobody names another (contract facts, servers).
pub const BASE_URL: &str = "https://h.app.wdesk.com/s/wdata/prep";

/// The base URL of exchanges of an API of one's own, where nobody names another (RFC 6761 section 6.2).
pub const OWN_BASE_URL: &str = "https://api.example.test";

/// What carries the documents of one contract.
#[derive(Clone, Debug)]
pub struct Carrier {
    method: String,
    path: String,
    /// The operation of the built-in contract, whose errors tell their status.
    built_in: Option<&'static Operation>,
    contract: String,
    /// The status of what does not tell its own.
    status: u16,
    /// What answers, where the documents are requests.
    answers: Option<Answers>,
    seed: u64,
}

/// What answers requests.
#[derive(Clone, Debug)]
enum Answers {
    BuiltIn(Box<Documents>),
    /// Payloads of an API; where it publishes none, an empty object.
    Own(Option<Box<OwnGenerator>>),
}

/// The paths of exchanges are not the choices of any sample.
const SALT: u64 = 0x6578_6368_616e;

/// One request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Its number, from 0.
    pub number: u64,
    /// The request's method.
    pub method: String,
    /// The path behind the base URL.
    pub path: String,
    /// The query's names and values.
    pub query: Vec<(&'static str, String)>,
    /// The request's body.
    pub request: Option<String>,
    /// The response's status.
    pub status: u16,
    /// The response's body.
    pub response: String,
}

impl Carrier {
    /// The operation that carries documents named `contract`: as the response to it, or as its request.
    /// `None` where no operation does.
    pub fn new(contract: &str, revision: Revision, options: Options) -> Option<Self> {
        let seed = options.seed ^ SALT;
        let carrier = |operation: &'static Operation, status, answers| Self {
            method: operation.method.to_owned(),
            path: operation.path.to_owned(),
            built_in: Some(operation),
            contract: contract.to_owned(),
            status,
            answers,
            seed,
        };
        // Status 400 where only one DTO is due: elsewhere the body decides what it is checked as.
        for status in [200, 404, 400] {
            let mut found: Vec<&Operation> = OPERATIONS
                .iter()
                .filter(|operation| *operation.response(status) == [contract])
                .collect();
            // Errors are about one thing that is not there.
            found.sort_by_key(|operation| {
                let is_of_one = operation.path.contains('{');
                (operation.request.is_some(), status != 200 && !is_of_one)
            });
            if let Some(operation) = found.first() {
                return Some(carrier(operation, status, None));
            }
        }
        let operation = OPERATIONS.iter().find(|operation| {
            let due = operation.request;
            due.is_some_and(|due| due.dto == contract && due.each == Each::Whole)
        })?;
        let answer = operation.ok.strip_prefix("BaseResponse")?;
        let answers = Documents::new(answer, revision, Envelope::Single, options).ok()?;
        let answers = Answers::BuiltIn(Box::new(answers));
        Some(carrier(operation, 200, Some(answers)))
    }

    /// An operation of an API that carries documents this way; `answers` makes its responses, where the
    /// documents are requests and it publishes what answers them. `status` is that of the response.
    pub fn of_operation(
        operation: &openapi::Operation,
        direction: Direction,
        status: u16,
        answers: Option<OwnGenerator>,
        options: Options,
    ) -> Self {
        Self {
            method: operation.method.clone(),
            path: operation.path.clone(),
            built_in: None,
            contract: operation.id.clone(),
            status,
            answers: match direction {
                Direction::Request => Some(Answers::Own(answers.map(Box::new))),
                Direction::Response => None,
            },
            seed: options.seed ^ SALT,
        }
    }

    /// Whether the documents are requests.
    pub const fn carries_requests(&self) -> bool {
        self.answers.is_some()
    }

    /// The exchange that carries document `number`, whose text is `payload`; `cursor` leads to it,
    /// where it is a page that another one names.
    ///
    /// # Errors
    /// No payload can be made that answers a request of an API of one's own.
    pub fn exchange(
        &self,
        number: u64,
        payload: String,
        cursor: Option<String>,
    ) -> Result<Exchange, NotMade> {
        let mut draw = Draw::new(self.seed, number);
        let path = self
            .path
            .split('/')
            .map(|segment| filled(segment, &mut draw));
        let path = path.collect::<Vec<_>>().join("/");
        let (request, response) = match &self.answers {
            Some(Answers::BuiltIn(answers)) => (
                Some(payload),
                answers.document(number, number + 1).to_string(),
            ),
            Some(Answers::Own(Some(answers))) => {
                (Some(payload), answers.sample(number)?.to_string())
            }
            Some(Answers::Own(None)) => (Some(payload), "{}".to_owned()),
            None => (None, payload),
        };
        Ok(Exchange {
            number,
            method: self.method.clone(),
            path,
            query: cursor
                .map(|cursor| ("cursor", cursor))
                .into_iter()
                .collect(),
            request,
            status: self.told(&response).unwrap_or(self.status),
            response,
        })
    }

    /// The status that an error tells in its body, where the operation may answer so.
    fn told(&self, response: &str) -> Option<u16> {
        #[derive(serde::Deserialize)]
        struct Told {
            code: u16,
        }
        let Told { code } = serde_json::from_str(response).ok()?;
        let dtos = self.built_in?.response(code);
        (code != 200 && *dtos == [self.contract.as_str()]).then_some(code)
    }
}

/// A segment of a path template with something for each of its parameters.
fn filled(segment: &str, draw: &mut Draw) -> String {
    let mut out = String::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(&percent::encoded(before));
        out.push_str(&draw.hex(32));
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    out.push_str(&percent::encoded(rest));
    out
}

impl Exchange {
    /// The path and the query.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(&percent::encoded(value));
        }
        target
    }

    /// The reason phrase of the status (RFC 9110 section 15).
    const fn reason(&self) -> &'static str {
        match self.status {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            409 => "Conflict",
            423 => "Locked",
            429 => "Too Many Requests",
            500 => "Internal Server Error",
            _ => "OK",
        }
    }
}

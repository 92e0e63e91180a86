//! What is to be checked of a recorded exchange, and as what.
//!
//! An exchange comes in; for each of its bodies the DTOs that it may be go out, or the one reason
//! why it is not looked at. Method, URL and status decide (contract facts, operations); without a
//! URL the body is recognised by its names. Nothing is skipped in silence: every reason is counted.

use crate::capture::{Content, Defect, Exchange, Invented};
use crate::contract::openapi::{Api, PartId, Published};
use crate::contract::operation::{Operation, operation};
use crate::contract::recognise::{Candidate, Each};
use crate::text::json::{self, Value};

/// What is to be checked of one exchange.
#[derive(Debug)]
pub struct Decision<'o, 'e, 'a> {
    /// The id of the operation that it is of, where its URL told.
    pub operation: Option<&'o str>,
    /// What to do with the request's body, where there is one.
    pub request: Option<Look<'e, 'a>>,
    /// What to do with the response's body.
    pub response: Look<'e, 'a>,
}

/// What to do with one body.
#[derive(Debug)]
pub enum Look<'e, 'a> {
    /// Check it as this.
    As(Candidate, &'e crate::capture::Body<'a>),
    /// Check it against the contract of somebody's own.
    Against(&'e crate::capture::Body<'a>),
    /// Check it against this schema of somebody's API.
    AgainstPart(PartId, &'e crate::capture::Body<'a>),
    /// Recognise it by its names.
    Recognise(&'e crate::capture::Body<'a>),
    /// Count it as not looked at.
    Passed(Passed),
    /// Report that the capture is faulty.
    Faulty(&'e Defect, crate::text::span::Origin),
}

/// Why a body is not looked at, without anything being wrong with the capture.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// No operation of the API has such a method and path.
    NotOfThisApi,
    /// A response to HEAD or OPTIONS, or of status 204 or 304, has no body.
    WithoutBody,
    /// The API publishes no DTO for the response's status.
    StatusWithoutDto,
    /// The API publishes no schema for the message.
    WithoutSchema,
    /// Nothing says what the request's body has to be: not its URL, or what is said is about responses.
    RequestUnknown,
    /// The API publishes the message in other media types than JSON.
    OtherMediaType,
    /// The body is no JSON, such as a gateway's page, and nothing says that it has to be: a status of errors,
    /// or a message that the contract does not promise in JSON alone.
    NotJson,
    /// The recorder did not keep the body.
    BodyMissing,
    /// The same stub's body answers the same request once more.
    Repeated,
    /// The request got no response.
    NoResponse,
    /// The entry is of another protocol, such as DNS.
    NotHttp,
    /// A test answered in place of the server.
    Mocked,
    /// The stub's body is a template.
    Templated,
    /// JSON stands beside the bodies of an exchange, and nothing says that it is one of them.
    Beside,
}

impl Passed {
    /// The reason in words, behind "not checked:".
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotOfThisApi => "not of this API",
            Self::WithoutBody => "no body is checked of HEAD, OPTIONS, 204 and 304",
            Self::StatusWithoutDto => "the API publishes no DTO for the status",
            Self::WithoutSchema => "the API publishes no schema for the message",
            Self::RequestUnknown => "nothing says what the request's body has to be",
            Self::OtherMediaType => "the API publishes no JSON for the message",
            Self::NotJson => "the body is no JSON",
            Self::BodyMissing => "the recording has no body",
            Self::Repeated => "the same body of a stub, to the same request",
            Self::NoResponse => "the request got no response",
            Self::NotHttp => "no HTTP: an entry of another protocol",
            Self::Mocked => "a test answered in place of the server",
            Self::Templated => "the stub's body is a template",
            Self::Beside => "JSON beside an exchange, which nothing says is a body",
        }
    }
}

/// Decides what is to be checked of `exchange`; `target` is the DTO that the user named for the
/// responses, which overrides what the URL says.
pub fn decide<'e, 'a>(
    exchange: &'e Exchange<'a>,
    target: Option<Candidate>,
) -> Decision<'static, 'e, 'a> {
    // HEAD and OPTIONS go with each path.
    let method = exchange
        .method
        .as_deref()
        .filter(|method| !asks_no_body(method));
    let found = exchange
        .url
        .as_deref()
        .and_then(|url| operation(method, url));
    let is_foreign = exchange.url.is_some() && found.is_none() && target.is_none();
    if is_foreign {
        return Decision {
            operation: None,
            request: None,
            response: Look::Passed(Passed::NotOfThisApi),
        };
    }
    let request = match (&exchange.request, found.and_then(|found| found.request)) {
        // Nothing may be left behind the layers of a body.
        (Content::Body(body), _) if body.bytes().is_empty() => None,
        (Content::Body(body), Some(due)) if target.is_none() => Some(Look::As(due, body)),
        // The operation takes no body that could be held against anything.
        (Content::Body(_), None) if target.is_none() && found.is_some() => {
            Some(Look::Passed(Passed::WithoutSchema))
        }
        (Content::Body(_), _) => Some(Look::Passed(Passed::RequestUnknown)),
        (Content::Defect(defect, at), Some(_)) if target.is_none() => Some(faulty(defect, *at)),
        _ => None,
    };
    Decision {
        operation: found.map(|found| found.id),
        request,
        response: response(exchange, found, target),
    }
}

/// Decides what is to be checked of `exchange`, whose responses are all of one contract.
pub fn decide_against<'e, 'a>(exchange: &'e Exchange<'a>) -> Decision<'static, 'e, 'a> {
    Decision {
        operation: None,
        request: unknown(exchange),
        response: match recorded(exchange) {
            Ok(body) => named(exchange, body, Look::Against(body)),
            Err(look) => look,
        },
    }
}

/// Decides what is to be checked of `exchange` against somebody's API; `target` is the schema that the
/// user named for the responses, which overrides what the URL says.
pub fn decide_by<'o, 'e, 'a>(
    exchange: &'e Exchange<'a>,
    api: &'o Api,
    target: Option<PartId>,
) -> Decision<'o, 'e, 'a> {
    let method = exchange.method.as_deref();
    let url = exchange.url.as_deref();
    let found = url.and_then(|url| {
        // HEAD and OPTIONS go with each path, whether the API says so or not.
        let others = || {
            api.operation_at(url)
                .filter(|_| method.is_some_and(asks_no_body))
        };
        api.operation(method, url).or_else(others)
    });
    // Without a method, several operations of one path cannot be told apart.
    let is_known = || url.is_some_and(|url| method.is_none() && api.operation_at(url).is_some());
    if url.is_some() && found.is_none() && target.is_none() && !is_known() {
        return Decision {
            operation: None,
            request: None,
            response: Look::Passed(Passed::NotOfThisApi),
        };
    }
    let request = match found.filter(|_| target.is_none()) {
        Some(found) => sent(exchange, found.request(), api),
        None => unknown(exchange),
    };
    let response = match (recorded(exchange), target, found, exchange.status) {
        (Err(look), ..) => look,
        (Ok(body), Some(target), ..) => named(exchange, body, Look::AgainstPart(target, body)),
        (Ok(body), None, Some(found), Some(status)) => match found.response(status) {
            Some(published) if is_due(status) && published.is_json_alone() => {
                one_of(published, body, api)
            }
            Some(published) => only_json(body, one_of(published, body, api)),
            None => only_json(body, Look::Passed(Passed::StatusWithoutDto)),
        },
        (Ok(body), ..) => only_json(body, Look::Recognise(body)),
    };
    Decision {
        operation: found.map(|found| found.id.as_str()),
        request,
        response,
    }
}

/// What to do with the body of a request where somebody said what responses are, or nobody what either is.
fn unknown<'e, 'a>(exchange: &Exchange<'a>) -> Option<Look<'e, 'a>> {
    match &exchange.request {
        Content::Body(body) if !body.bytes().is_empty() => {
            Some(Look::Passed(Passed::RequestUnknown))
        }
        _ => None,
    }
}

/// What to do with the body of a request; nothing where none was sent.
fn sent<'e, 'a>(
    exchange: &'e Exchange<'a>,
    published: &Published,
    api: &Api,
) -> Option<Look<'e, 'a>> {
    match &exchange.request {
        Content::Body(body) if body.bytes().is_empty() => None,
        Content::Body(body) => match published.schemas.as_slice() {
            [_, ..] if published.has_others && !begins_as_json(body.bytes()) => {
                Some(Look::Passed(Passed::NotJson))
            }
            _ => Some(one_of(published, body, api)),
        },
        Content::Defect(defect, at) if !published.schemas.is_empty() => Some(faulty(defect, *at)),
        Content::Defect(..) | Content::Empty => None,
    }
}

/// Which of the schemas that are published for a body it is held against: the first that accepts it, or
/// else the first of all, since captures do not tell the media type.
fn one_of<'e, 'a>(
    published: &Published,
    body: &'e crate::capture::Body<'a>,
    api: &Api,
) -> Look<'e, 'a> {
    match published.schemas.as_slice() {
        [] if published.has_others => Look::Passed(Passed::OtherMediaType),
        [] => Look::Passed(Passed::WithoutSchema),
        [only] => Look::AgainstPart(*only, body),
        [first, ..] => {
            let value = serde_json::from_slice(body.bytes());
            let accepts = |id: &&PartId| match (&value, api.contract(**id)) {
                (Ok(value), Ok(contract)) => contract.validator().accepts(value),
                _ => false,
            };
            let accepting = published.schemas.iter().find(accepts);
            Look::AgainstPart(*accepting.unwrap_or(first), body)
        }
    }
}

fn response<'e, 'a>(
    exchange: &'e Exchange<'a>,
    found: Option<&'static Operation>,
    target: Option<Candidate>,
) -> Look<'e, 'a> {
    let body = match recorded(exchange) {
        Ok(body) => body,
        Err(look) => return look,
    };
    if let Some(target) = target {
        return named(exchange, body, Look::As(target, body));
    }
    let (Some(found), Some(status)) = (found, exchange.status) else {
        return only_json(body, Look::Recognise(body));
    };
    match found.response(status) {
        [] => only_json(body, Look::Passed(Passed::StatusWithoutDto)),
        [dto] if is_due(status) => Look::As(whole(dto), body),
        [dto] => only_json(body, Look::As(whole(dto), body)),
        // Status 400 is of either kind: what its `body` holds tells which.
        _ => only_json(body, Look::As(whole(bad_request(body.bytes())), body)),
    }
}

/// Whether a response of that status has to be what the API publishes for it: what is no JSON then is a
/// problem of the recording. Errors and redirects may come from whatever stands in front of the API, in pages
/// of its own.
const fn is_due(status: u16) -> bool {
    matches!(status, 200..300)
}

/// What to do with a body of which somebody said what it is: no less than with one of which the API says so.
fn named<'e, 'a>(
    exchange: &Exchange<'a>,
    body: &'e crate::capture::Body<'a>,
    look: Look<'e, 'a>,
) -> Look<'e, 'a> {
    if exchange.status.is_none_or(is_due) {
        look
    } else {
        only_json(body, look)
    }
}

/// What to do with a body that may be something else than JSON: then it is counted.
fn only_json<'e, 'a>(body: &crate::capture::Body<'a>, look: Look<'e, 'a>) -> Look<'e, 'a> {
    if begins_as_json(body.bytes()) {
        look
    } else {
        Look::Passed(Passed::NotJson)
    }
}

/// The body of the response, or what to do instead where there is none to check.
fn recorded<'e, 'a>(
    exchange: &'e Exchange<'a>,
) -> Result<&'e crate::capture::Body<'a>, Look<'e, 'a>> {
    match exchange.invented {
        Some(Invented::Mocked) => return Err(Look::Passed(Passed::Mocked)),
        Some(Invented::Templated) => return Err(Look::Passed(Passed::Templated)),
        None => {}
    }
    let method = exchange.method.as_deref().unwrap_or_default();
    let is_bodiless = matches!(exchange.status, Some(204 | 304)) || asks_no_body(method);
    match &exchange.response {
        Content::Defect(Defect::NoResponse, _) => Err(Look::Passed(Passed::NoResponse)),
        Content::Defect(Defect::NotHttp, _) => Err(Look::Passed(Passed::NotHttp)),
        _ if is_bodiless => Err(Look::Passed(Passed::WithoutBody)),
        Content::Empty | Content::Defect(Defect::Missing, _) => {
            Err(Look::Passed(Passed::BodyMissing))
        }
        Content::Defect(defect, at) => Err(faulty(defect, *at)),
        Content::Body(body) if body.bytes().is_empty() => Err(Look::Passed(Passed::BodyMissing)),
        Content::Body(body) => Ok(body),
    }
}

/// Whether the response to `method` has no body to speak of (RFC 9110 sections 9.3.2 and 9.3.7).
fn asks_no_body(method: &str) -> bool {
    let method = method.trim();
    method.eq_ignore_ascii_case("HEAD") || method.eq_ignore_ascii_case("OPTIONS")
}

const fn whole(dto: &'static str) -> Candidate {
    Candidate {
        dto,
        each: Each::Whole,
    }
}

const fn faulty(defect: &Defect, at: crate::text::span::Origin) -> Look<'_, 'static> {
    match defect {
        Defect::Missing => Look::Passed(Passed::BodyMissing),
        Defect::Template => Look::Passed(Passed::Templated),
        Defect::Repeated => Look::Passed(Passed::Repeated),
        Defect::NoResponse => Look::Passed(Passed::NoResponse),
        Defect::NotHttp => Look::Passed(Passed::NotHttp),
        other => Look::Faulty(other, at),
    }
}

fn bad_request(body: &[u8]) -> &'static str {
    let is_list = json::parse(body).is_ok_and(|root| {
        root.get("body")
            .is_some_and(|body| matches!(body.value, Value::Array(_)))
    });
    if is_list { "MultiError" } else { "SingleError" }
}

/// Whether the bytes may be JSON at all: what begins otherwise is some other kind of document.
fn begins_as_json(bytes: &[u8]) -> bool {
    let text = json::unmarked(bytes);
    match text.trim_ascii_start().first() {
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => true,
        Some(b't' | b'f' | b'n') => json::parse(text).is_ok(),
        _ => false,
    }
}

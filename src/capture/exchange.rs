//! A request and its response, as any capture format tells of them.

use super::body::Body;
use super::decode::DecodeError;
use crate::text::span::Origin;

/// One recorded exchange.
#[derive(Clone, Debug)]
pub struct Exchange<'a> {
    /// Its number in the file, from 1.
    pub number: u64,
    /// Where its entry begins.
    pub origin: Origin,
    /// The request's method, where the capture tells it; `ANY` of a stub is no method.
    pub method: Option<String>,
    /// The request's URL or path, as recorded, where the capture tells it.
    pub url: Option<String>,
    /// The response's status; `None` where there is no response or the capture does not tell.
    pub status: Option<u16>,
    /// The request's body.
    pub request: Content<'a>,
    /// The response's body.
    pub response: Content<'a>,
    /// Whether JSON stands beside the bodies that nothing says is one of them, and that may be.
    pub beside: bool,
    /// Why the response is no evidence of the API, where it is none.
    pub invented: Option<Invented>,
}

impl Exchange<'_> {
    /// The same exchange, its bodies without byte order marks.
    #[must_use]
    pub(super) fn unmarked(self) -> Self {
        Self {
            request: self.request.unmarked(),
            response: self.response.unmarked(),
            ..self
        }
    }
}

/// What the capture holds of a body.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// The body.
    Body(Body<'a>),
    /// None was sent, as far as the capture tells.
    Empty,
    /// It was not recorded, or not as it was.
    Defect(Defect, Origin),
}

impl Content<'_> {
    fn unmarked(self) -> Self {
        match self {
            Self::Body(body) => Self::Body(body.unmarked()),
            other => other,
        }
    }
}

/// A response that no server sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invented {
    /// A test answered in place of the server (Playwright's `_wasFulfilled`).
    Mocked,
    /// A template is filled in when the stub is asked.
    Templated,
}

/// Why a recorded body cannot be looked at: the capture's fault, never the API's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Defect {
    /// A body was sent and not recorded.
    Missing,
    /// It is filled in when it is sent.
    Template,
    /// It is the body of another answer of the capture to the same request, which is read there.
    Repeated,
    /// There was no response: the request failed.
    NoResponse,
    /// No HTTP was spoken: the entry is of another protocol.
    NotHttp,
    /// The recorder cut the body.
    Truncated,
    /// The body cannot be decoded.
    Undecodable(DecodeError),
    /// The body is in a file of its own, which cannot be read; the words say why.
    Unreadable(String),
}

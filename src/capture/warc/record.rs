//! The heads of records, and what records there are.

use crate::capture::http::{Fields, Read};

/// Bytes that tell whether a record begins or ends somewhere.
pub(super) const LOOK: usize = 64;

/// Whether a text begins as an archive.
pub(in crate::capture) fn is_warc(start: &[u8]) -> bool {
    matches!(start.trim_ascii_start(), [b'W', b'A', b'R', b'C', b'/', major, b'.', minor, ..]
        if major.is_ascii_digit() && minor.is_ascii_digit())
}

/// The head of a record.
pub(super) struct Record {
    pub(super) fields: Fields,
    /// The head's length.
    pub(super) head: usize,
    /// The block's length.
    pub(super) block: u64,
}

impl Record {
    pub(super) fn read(text: &[u8], ended: bool) -> Read<Self> {
        const NO_RECORD: &str = "expected a record, which begins with WARC and its version";
        let start = text.get(..LOOK).unwrap_or(text);
        let Some(line) = memchr::memchr(b'\n', start) else {
            return match (start.len() < LOOK, ended) {
                (true, false) => Read::More,
                (true, true) if is_warc(start) || b"WARC/".starts_with(start) => Read::CutOff,
                _ => Read::Malformed(NO_RECORD, 0),
            };
        };
        let version = start.get(..line).unwrap_or_default().trim_ascii_end();
        match version {
            b"WARC/1.0" | b"WARC/1.1" | b"WARC/0.17" | b"WARC/0.18" => {}
            _ if is_warc(version) => {
                return Read::Malformed("expected a record of version 1.0 or 1.1", 0);
            }
            _ => return Read::Malformed(NO_RECORD, 0),
        }
        let rest = text.get(line + 1..).unwrap_or_default();
        let (fields, length) = match Fields::read(rest, ended) {
            Read::Is(found) => found,
            Read::More => return Read::More,
            Read::CutOff => return Read::CutOff,
            Read::Malformed(why, looked) => return Read::Malformed(why, line + 1 + looked),
        };
        let head = line + 1 + length;
        if fields.first("warc-type").is_none() {
            let why = "expected the field WARC-Type in the head of a record";
            return Read::Malformed(why, head);
        }
        let Some(block) = fields.content_length() else {
            let why = "expected the field Content-Length in the head of a record";
            return Read::Malformed(why, head);
        };
        Read::Is(Self {
            fields,
            head,
            block,
        })
    }

    /// What the record is to be read as; `None` where it holds no traffic, and is passed over.
    pub(super) fn role(&self) -> Option<Role> {
        let kind = self.fields.first("warc-type")?.to_ascii_lowercase();
        let media = self
            .fields
            .first("content-type")
            .map(str::to_ascii_lowercase);
        let is_http = media.as_deref().is_none_or(|media| {
            // RFC 9112 section 10 has both names, and they are read alike.
            media.starts_with("application/http") || media.starts_with("message/http")
        });
        match kind.as_str() {
            // Whatever it is about, it may be a body that a tool kept.
            "metadata" if media.as_deref().is_some_and(|media| media.contains("json")) => {
                Some(Role::Foreign)
            }
            // About the crawl, and about other records.
            "warcinfo" | "metadata" => None,
            "request" if is_http => Some(Role::Request),
            "response" if is_http => Some(Role::Response),
            "revisit" => Some(Role::Revisit),
            "continuation" => Some(Role::Continuation),
            "resource" if self.is_of_http() => Some(Role::Resource),
            // Other protocols, what was made of a response, and kinds that the standard does not have.
            _ => Some(Role::Foreign),
        }
    }

    /// The URI that was asked for; version 1.0 puts it between angle brackets.
    pub(super) fn uri(&self) -> Option<String> {
        self.fields.first("warc-target-uri").map(unbracketed)
    }

    fn is_of_http(&self) -> bool {
        self.uri().is_some_and(|uri| {
            let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        })
    }

    /// The names of the record itself and of those that were written with it.
    pub(super) fn names(&self) -> Vec<String> {
        let own = self.fields.all("warc-record-id");
        own.chain(self.fields.all("warc-concurrent-to"))
            .map(unbracketed)
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Whether the block is not all that was received: cut, or continued in other records.
    pub(super) fn is_cut(&self) -> bool {
        self.fields
            .first("warc-truncated")
            .is_some_and(|reason| !reason.is_empty())
            || self.fields.first("warc-segment-number").is_some()
    }
}

fn unbracketed(text: &str) -> String {
    let text = text.trim();
    let inside = text
        .strip_prefix('<')
        .and_then(|text| text.strip_suffix('>'));
    inside.unwrap_or(text).to_owned()
}

/// What a record is of an exchange.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Request,
    Response,
    /// The same as an earlier one, whose body is not kept again.
    Revisit,
    /// A body that was received, without a head.
    Resource,
    /// What follows on the block of another record, which is cut there.
    Continuation,
    /// No HTTP message.
    Foreign,
}

/// Whether a record may end in front of `text`: two line ends, or the next one, or the end.
pub(super) fn may_follow(text: &[u8]) -> bool {
    let rest = text.trim_ascii_start();
    text.starts_with(b"\r\n\r\n") || rest.starts_with(b"WARC/") || b"WARC/".starts_with(rest)
}

/// What the line of a record's start begins with, and the line end in front of it.
const START: &[u8] = b"\nWARC/";

/// Where the next record begins in `text`, from `from` on: at the start of a line.
pub(super) fn next_record(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    memchr::memmem::find_iter(rest, START)
        .map(|at| from + at + 1)
        .find(|&at| text.get(at..).is_some_and(is_warc))
}

/// Where the last record begins whose start is in the first `looked` bytes of `text`, but for the one that
/// begins with it.
pub(super) fn last_record(text: &[u8], looked: usize) -> Option<usize> {
    let looked = text.get(..looked)?;
    memchr::memmem::rfind_iter(looked, START)
        .map(|at| at + 1)
        .find(|&at| text.get(at..).is_some_and(is_warc))
}

//! The heads of messages: a start line and fields, up to a blank line (RFC 9112 sections 2 to 5).
//!
//! The versions 2 and 3 have no such lines on the wire; tools print them as if they had.

/// Bytes of a head that are read at most; curl itself takes 300 KB.
const MAX_HEAD: usize = 512 << 10;

/// Bytes of a start line that are looked at.
const MAX_LINE: usize = 64 << 10;

/// Bytes behind a place that tell whether a message begins there.
pub(super) const LOOK: usize = MAX_LINE + (4 << 10);

/// What the beginning of a text is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::capture) enum Read<T> {
    /// This.
    Is(T),
    /// More bytes tell.
    More,
    /// It ends too early.
    CutOff,
    /// Something else; the words say what, and so many bytes were looked at for that.
    Malformed(&'static str, usize),
}

/// The head of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::capture) struct Head {
    pub(in crate::capture) start: Start,
    pub(in crate::capture) fields: Fields,
    /// Its bytes, the blank line with them.
    pub(in crate::capture) length: usize,
}

/// A start line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::capture) enum Start {
    /// `GET /path HTTP/1.1`
    Request { method: String, target: String },
    /// `HTTP/1.1 200 OK`
    Response { status: u16, reason: String },
}

impl Start {
    /// The start line that `line` is, if it is one.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Self::response(line).or_else(|| Self::request(line))
    }

    fn response(line: &[u8]) -> Option<Self> {
        let rest = behind_version(line)?.strip_prefix(b" ")?.trim_ascii_start();
        let (digits, reason) = rest.split_at_checked(3)?;
        let status: u16 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        let is_apart = matches!(reason.first(), None | Some(b' '));
        (is_apart && digits.iter().all(u8::is_ascii_digit) && status >= 100).then(|| {
            let reason = String::from_utf8_lossy(reason.trim_ascii()).into_owned();
            Self::Response { status, reason }
        })
    }

    fn request(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii_end();
        let space = memchr::memchr(b' ', line)?;
        let version = memchr::memrchr(b' ', line).filter(|&at| at > space)?;
        let method = line.get(..space)?;
        let target = line.get(space..version)?.trim_ascii();
        let behind = behind_version(line.get(version + 1..)?)?;
        let is_method = (1..=32).contains(&method.len())
            && method
                .iter()
                .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'));
        (is_method && !target.is_empty() && behind.is_empty()).then(|| Self::Request {
            method: String::from_utf8_lossy(method).into_owned(),
            target: String::from_utf8_lossy(target).into_owned(),
        })
    }
}

/// What stands behind `HTTP/` and a version.
fn behind_version(text: &[u8]) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"HTTP/")?;
    match rest {
        [b'0'..=b'9', b'.', b'0'..=b'9', rest @ ..] | [b'0'..=b'9', rest @ ..] => Some(rest),
        _ => None,
    }
}

impl Head {
    /// The head that `text` begins with; `ended` says that nothing is behind `text`.
    pub(in crate::capture) fn read(text: &[u8], ended: bool) -> Read<Self> {
        let within = text.get(..MAX_LINE).unwrap_or(text);
        let line = match memchr::memchr(b'\n', within) {
            Some(end) => within.get(..end).unwrap_or_default(),
            None if within.len() == MAX_LINE => return Read::Malformed(NO_START, 0),
            None if !ended => return Read::More,
            None => text,
        };
        let Some(start) = Start::of(line) else {
            return Read::Malformed(NO_START, 0);
        };
        let behind = (line.len() + 1).min(text.len());
        let rest = text.get(behind..).unwrap_or_default();
        match Fields::read(rest, ended) {
            Read::Is((fields, length)) => Read::Is(Self {
                start,
                fields,
                length: behind + length,
            }),
            Read::More => Read::More,
            // A message without a body whose blank line was trimmed off.
            Read::CutOff => match Fields::of(rest) {
                Some(fields) if may_end_here(&start, &fields) => Read::Is(Self {
                    start,
                    fields,
                    length: text.len(),
                }),
                _ => Read::CutOff,
            },
            Read::Malformed(why, looked) => Read::Malformed(why, behind + looked),
        }
    }
}

const NO_START: &str = "expected the first line of a request or of a response";

fn may_end_here(start: &Start, fields: &Fields) -> bool {
    match start {
        Start::Request { .. } => fields.content_length().unwrap_or(0) == 0 && !fields.is_chunked(),
        Start::Response { status, .. } => {
            matches!(status, 100..=199 | 204 | 304) || fields.content_length() == Some(0)
        }
    }
}

/// The fields of a head, in order; names are in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::capture) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The fields that `text` begins with, up to a blank line, and the length of both.
    pub(in crate::capture) fn read(text: &[u8], ended: bool) -> Read<(Self, usize)> {
        let within = text.get(..MAX_HEAD).unwrap_or(text);
        match end(within) {
            Some(length) => {
                let lines = within.get(..length).unwrap_or_default();
                match Self::of(lines) {
                    Some(fields) => Read::Is((fields, length)),
                    None => {
                        Read::Malformed("expected header fields, a name and a colon each", length)
                    }
                }
            }
            None if within.len() == MAX_HEAD => {
                Read::Malformed("the head does not end", within.len())
            }
            None if ended => Read::CutOff,
            None => Read::More,
        }
    }

    /// The fields that are in `lines`; lines that are none are passed over, as clients do.
    fn of(lines: &[u8]) -> Option<Self> {
        let mut text = b"HTTP/1.1 200 OK\r\n".to_vec();
        text.extend_from_slice(lines);
        text.extend_from_slice(b"\r\n\r\n");
        let count = memchr::memchr_iter(b'\n', &text).count();
        let mut headers = vec![httparse::EMPTY_HEADER; count];
        let mut response = httparse::Response::new(&mut headers);
        httparse::ParserConfig::default()
            .allow_spaces_after_header_name_in_responses(true)
            .allow_obsolete_multiline_headers_in_responses(true)
            .ignore_invalid_headers_in_responses(true)
            .parse_response(&mut response, &text)
            .ok()?;
        let fields = response.headers.iter().map(|header| {
            let value = String::from_utf8_lossy(header.value);
            let words: Vec<&str> = value.split_ascii_whitespace().collect();
            (header.name.to_ascii_lowercase(), words.join(" "))
        });
        Some(Self(fields.collect()))
    }

    /// Whether there are none.
    pub(in crate::capture) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of the fields `name`, which is in lower case.
    pub(in crate::capture) fn all<'f>(
        &'f self,
        name: &'f str,
    ) -> impl Iterator<Item = &'f str> + use<'f> {
        let of_name = self.0.iter().filter(move |(known, _)| known == name);
        of_name.map(|(_, value)| value.as_str())
    }

    /// The first value of the field `name`.
    pub(in crate::capture) fn first(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The length that is told, where one is.
    pub(in crate::capture) fn content_length(&self) -> Option<u64> {
        // Proxies repeat it: `12, 12`.
        let value = self.first("content-length")?;
        value.split(',').next()?.trim().parse().ok()
    }

    /// Whether the body is told to be in chunks.
    pub(in crate::capture) fn is_chunked(&self) -> bool {
        self.transfer_codings()
            .any(|coding| coding.eq_ignore_ascii_case("chunked"))
    }

    /// The codings of the body but for the chunks, in the order in which they were applied.
    pub(in crate::capture) fn coding(&self) -> Option<String> {
        let content = self.all("content-encoding");
        let transfer = self
            .transfer_codings()
            .filter(|coding| !coding.eq_ignore_ascii_case("chunked"));
        let codings: Vec<&str> = content.chain(transfer).collect();
        (!codings.is_empty()).then(|| codings.join(","))
    }

    fn transfer_codings(&self) -> impl Iterator<Item = &str> {
        let values = self.all("transfer-encoding");
        values.flat_map(|value| value.split(',').map(str::trim))
    }
}

/// The length of the lines up to the first blank one, that with them.
fn end(text: &[u8]) -> Option<usize> {
    let blank = |rest: &[u8]| match rest {
        [b'\n', ..] => Some(1),
        [b'\r', b'\n', ..] => Some(2),
        _ => None,
    };
    if let Some(length) = blank(text) {
        return Some(length);
    }
    memchr::memchr_iter(b'\n', text).find_map(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        Some(at + 1 + blank(rest)?)
    })
}

/// Whether a message begins where `text` does.
pub(super) fn begins_message(text: &[u8]) -> bool {
    let within = text.get(..LOOK).unwrap_or(text);
    let end = memchr::memchr(b'\n', within);
    let line = within.get(..end.unwrap_or(within.len()));
    let behind = end.and_then(|end| text.get(end + 1..));
    line.and_then(Start::of).is_some() && begins_fields(behind.unwrap_or_default())
}

/// Whether `text` is empty or begins with a blank line or a field.
fn begins_fields(text: &[u8]) -> bool {
    /// Letters of a name that are looked at.
    const NAME: usize = 256;
    let within = text.get(..NAME).unwrap_or(text);
    let length = within
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte))
        .count();
    match within.get(length..).unwrap_or_default() {
        // Cut off inside a name.
        [] => length < NAME,
        [b'\n', ..] | [b'\r', b'\n', ..] => length == 0,
        [b':', ..] => length > 0,
        // HTTP/2, as some tools print it.
        _ => length == 0 && within.starts_with(b":"),
    }
}

/// Where the next message begins in `text`, from `from` on. No JSON holds one: the line ends that a
/// head has are none of a string.
pub(super) fn next_message(text: &[u8], from: usize) -> Option<usize> {
    /// Bytes of a status line that is looked for.
    const STATUS_LINE: usize = 200;
    let rest = text.get(from..)?;
    memchr::memmem::find_iter(rest, b"HTTP/").find_map(|at| {
        let here = rest.get(at..)?;
        let line_end = memchr::memchr(b'\n', here.get(..STATUS_LINE).unwrap_or(here))?;
        if !begins_fields(here.get(line_end + 1..)?) {
            return None;
        }
        let line = here.get(..line_end)?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if Start::response(line).is_some() && !line.contains(&b'"') {
            return Some(from + at);
        }
        // A request ends with its version.
        if !behind_version(line)?.trim_ascii().is_empty() {
            return None;
        }
        let before = rest.get(at.saturating_sub(MAX_LINE)..at)?;
        Some(from + at - before.len() + request_start(before)?)
    })
}

/// Where to go on behind a malformed head of `text`, for which it was looked at up to `looked`: all
/// messages that begin in there end as it does, so that only the last may have a head of its own, and none
/// is looked at from each of their lines anew.
pub(super) fn behind_malformed(text: &[u8], from: usize, looked: usize) -> Option<usize> {
    let mut last = None;
    loop {
        let from = last.map_or(from, |last| last + 1);
        match next_message(text, from) {
            Some(next) if next < looked => last = Some(next),
            next => return last.or(next),
        }
    }
}

/// Where the method and the target begin that `before` ends with: at a line's start, or right behind a
/// body that has no line end.
fn request_start(before: &[u8]) -> Option<usize> {
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let words = before.get(line..)?.strip_suffix(b" ")?;
    let space = memchr::memrchr(b' ', words)?;
    let target = words.get(space + 1..)?;
    let is_target = target.starts_with(b"/") || target.contains(&b':') || target == b"*";
    let method = words
        .get(..space)?
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_uppercase() || matches!(byte, b'-' | b'_'))
        .count();
    let start = space.checked_sub(method)?;
    let in_front = start.checked_sub(1).and_then(|at| words.get(at));
    let is_apart = matches!(in_front, None | Some(b'}' | b']' | b'>' | b'"'));
    (is_target && is_apart && (1..=32).contains(&method)).then_some(line + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_lines_of_all_versions() {
        let response = |status, reason: &str| {
            let reason = reason.to_owned();
            Some(Start::Response { status, reason })
        };
        assert_eq!(Start::of(b"HTTP/1.0 200 OK\r"), response(200, "OK"));
        assert_eq!(Start::of(b"HTTP/2 200 "), response(200, ""));
        assert_eq!(Start::of(b"HTTP/3 404"), response(404, ""));
        let request = Start::of(b"GET /a?b=c HTTP/1.1\r");
        let [method, target] = ["GET", "/a?b=c"].map(str::to_owned);
        assert_eq!(request, Some(Start::Request { method, target }));
        for line in [
            &b"HTTP/1.1 20 OK"[..],
            b"HTTP/1.1 2000",
            b"HTTP/ 200",
            b"HTTP/1.1",
            b"get /a HTTP/1.1",
            b"GET HTTP/1.1",
            b"GET /a",
            b"ICY 200 OK",
            b"",
        ] {
            assert_eq!(Start::of(line), None, "{}", line.escape_ascii());
        }
    }

    #[test]
    fn heads_end_at_blank_lines_of_either_kind() {
        for text in [
            &b"HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: gzip, Chunked\r\n\r\nbody"[..],
            b"HTTP/1.1 200 OK\nA : b\nTransfer-Encoding: gzip,\n  Chunked\n\nbody",
            b"HTTP/2 200\nA: b\nno field at all\nTransfer-Encoding: gzip\nTransfer-Encoding: chunked\n\nbody",
        ] {
            let Read::Is(head) = Head::read(text, false) else {
                panic!("{}", text.escape_ascii())
            };
            assert_eq!(text.get(head.length..), Some(&b"body"[..]));
            assert_eq!(head.fields.first("a"), Some("b"));
            assert!(head.fields.is_chunked());
            assert_eq!(head.fields.coding().as_deref(), Some("gzip"));
            for cut in 0..head.length {
                let text = text.split_at(cut).0;
                assert_eq!(Head::read(text, false), Read::More, "{}", text.escape_ascii());
                let ended = Head::read(text, true);
                assert!(!matches!(ended, Read::Is(_)), "{}", text.escape_ascii());
            }
        }
        let trimmed = b"HTTP/1.1 204 No Content\r\nServer: x";
        assert!(matches!(Head::read(trimmed, true), Read::Is(_)));
        let endless = b"HTTP/1.1 200 OK\nA: b\n".repeat(MAX_HEAD);
        assert_eq!(
            Head::read(&endless, false),
            Read::Malformed("the head does not end", MAX_HEAD + 16)
        );
    }

    #[test]
    fn the_next_message_is_found_in_any_text() {
        let found = |text: &str| next_message(text.as_bytes(), 0);
        assert_eq!(found("{\"a\":1}HTTP/1.1 200 OK\r\nA: b\r\n\r\n"), Some(7));
        assert_eq!(found("{}\n\nGET /a HTTP/1.1\nHost: b\n\n"), Some(4));
        assert_eq!(found("GET /a HTTP/1.1\nHost: b\n\n"), Some(0));
        assert_eq!(found("{}POST /a HTTP/1.1\nHost: b\n\n"), Some(2));
        assert_eq!(found("{}\nPOST http://a/ HTTP/1.1\nHost: b\n"), Some(3));
        assert_eq!(found("{\"a\":\"HTTP/1.1 200 OK\"}\n"), None);
        assert_eq!(found("see HTTP/1.1 200 OK\nthat is so\n"), None);
        assert_eq!(found("see GET /a HTTP/1.1\nHost: b\n"), None);
        assert_eq!(found("HTTP/1.1 200 OK"), None);
    }
}

//! The formats that are read, and how a file's format is recognised by its content.

use super::attachments::Attachments;
use super::message::{CaptureError, MessageSink};
use super::outline::Outline;
use super::source::Source;
use super::unmarked::Unmarked;
use super::{
    archive, cassette, charles, har, hoverfly, http, json, log, mitmproxy, mockserver, mountebank,
    ndjson, nock, postman, warc, wiremock,
};
use crate::text::json::{BYTE_ORDER_MARK, first_value, unmarked};
use crate::text::span::Origin;

/// A format of recorded traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// One JSON document: the payload.
    Json,
    /// One JSON document a line: a payload each (also known as JSON Lines).
    Ndjson,
    /// One exchange a line, as gateways and servers log them.
    Log,
    /// HAR 1.2, and what Polly.js makes of it.
    Har,
    /// Cassettes of vcrpy, in YAML or JSON.
    Vcrpy,
    /// Cassettes of VCR (Ruby), and of R's vcr and php-vcr.
    Vcr,
    /// Cassettes of Betamax.
    Betamax,
    /// Cassettes of go-vcr.
    GoVcr,
    /// What the recorder of Python's `responses` writes.
    Responses,
    /// What nock records as objects, `nockBack` among others.
    Nock,
    /// Postman's collections (version 2), with saved responses.
    Postman,
    /// Mappings of WireMock.
    Wiremock,
    /// Expectations of MockServer, and the requests and responses that it retrieves.
    Mockserver,
    /// Simulations of Hoverfly.
    Hoverfly,
    /// Imposters of Mountebank.
    Mountebank,
    /// HTTP messages as they are on the wire, and what `curl -v` prints.
    Http,
    /// Flows that mitmproxy saved.
    Mitmproxy,
    /// WARC 1.0 and 1.1, the archives of crawlers.
    Warc,
    /// Sessions of Charles, in JSON or as an archive.
    Charles,
}

impl InputFormat {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Json,
        Self::Ndjson,
        Self::Log,
        Self::Har,
        Self::Vcrpy,
        Self::Vcr,
        Self::Betamax,
        Self::GoVcr,
        Self::Responses,
        Self::Nock,
        Self::Postman,
        Self::Wiremock,
        Self::Mockserver,
        Self::Hoverfly,
        Self::Mountebank,
        Self::Http,
        Self::Mitmproxy,
        Self::Warc,
        Self::Charles,
    ];

    /// The format's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Log => "log",
            Self::Har => "har",
            Self::Vcrpy => "vcrpy",
            Self::Vcr => "vcr",
            Self::Betamax => "betamax",
            Self::GoVcr => "go-vcr",
            Self::Responses => "responses",
            Self::Nock => "nock",
            Self::Postman => "postman",
            Self::Wiremock => "wiremock",
            Self::Mockserver => "mockserver",
            Self::Hoverfly => "hoverfly",
            Self::Mountebank => "mountebank",
            Self::Http => "http",
            Self::Mitmproxy => "mitmproxy",
            Self::Warc => "warc",
            Self::Charles => "charles",
        }
    }

    /// The format of what begins with `start`, where its own names or bytes tell; bare JSON and NDJSON
    /// have none, and give `None`.
    pub fn told_by(start: &[u8]) -> Option<Self> {
        let start = unmarked(start);
        if nock::is_source(start) {
            return Some(Self::Nock);
        }
        Self::of_bytes(start).or_else(|| Self::of_document(&Outline::of(start), start))
    }

    /// The format of what is no document, as its first bytes tell.
    fn of_bytes(start: &[u8]) -> Option<Self> {
        if warc::is_warc(start) {
            return Some(Self::Warc);
        }
        if mitmproxy::is_flow(start) {
            return Some(Self::Mitmproxy);
        }
        http::dump::is_dump(start).then_some(Self::Http)
    }

    /// Whether a document in JSON may be of a format that its own names tell, where the members of the
    /// document, or of the elements of its array, have these names and no others.
    pub fn may_be_told_by<'n>(root: Root, names: impl Iterator<Item = &'n str>) -> bool {
        let outline = Outline::open(names.map(|name| match root {
            Root::Object => name.to_owned(),
            Root::Array => format!("[].{name}"),
        }));
        // Of a document with these, what it lacks tells as well, or how many lines it has.
        let is_open = outline.has_all(&["request", "response"]) || outline.has("httpRequest");
        is_open || Self::of_document(&outline, &[]).is_some() || log::is_exchange(&outline)
    }

    fn of_document(outline: &Outline, start: &[u8]) -> Option<Self> {
        if har::is_har(outline) {
            return Some(Self::Har);
        }
        if nock::is_nock(outline) {
            return Some(Self::Nock);
        }
        if postman::is_postman(outline) {
            return Some(Self::Postman);
        }
        if wiremock::is_wiremock(outline, start) {
            return Some(Self::Wiremock);
        }
        if mockserver::is_mockserver(outline, start) {
            return Some(Self::Mockserver);
        }
        if hoverfly::is_hoverfly(outline) {
            return Some(Self::Hoverfly);
        }
        if mountebank::is_mountebank(outline) {
            return Some(Self::Mountebank);
        }
        if charles::is_charles(outline) {
            return Some(Self::Charles);
        }
        cassette::format(outline)
    }
}

/// What a document's outermost value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// An object.
    Object,
    /// An array of objects.
    Array,
}

/// Reads all messages of a source; its format is `format`, or else what its content says. Bodies
/// that a capture keeps in other files are asked of `attachments`.
pub fn read(
    source: &mut Source<'_>,
    format: Option<InputFormat>,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) {
    let sink = &mut Unmarked(sink);
    if let Err(error) = source.unpack() {
        let _ = sink.message(Err(CaptureError::Io(error)));
        return;
    }
    if archive::is_archive(source.window()) {
        let _ = archive::read(source, format, sink);
        return;
    }
    plain(source, format, attachments, sink);
}

/// Reads all messages of a source that is no archive, and whose first block was read.
pub(super) fn plain(
    source: &mut Source<'_>,
    format: Option<InputFormat>,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) {
    let origin = match byte_order_mark(source) {
        Ok(origin) => origin,
        Err(error) => {
            let _ = sink.message(Err(error));
            return;
        }
    };
    // All of a small file was read already.
    let was_tried = source.ended();
    if format.is_none() && at_once(source, origin, sink).is_some() {
        return;
    }
    let format = if let Some(format) = format.or_else(|| recognised(source)) {
        format
    } else {
        if let Err(error) = source.fill_all() {
            let _ = sink.message(Err(CaptureError::Io(error)));
            return;
        }
        // Whoever reads it as one payload need not look for the end of its first line.
        if !was_tried && at_once(source, origin, sink).is_some() {
            return;
        }
        undecided(source.window())
    };
    sink.format(format);
    let _ = match format {
        InputFormat::Json => json::read(source, origin, sink),
        InputFormat::Ndjson => ndjson::read(source, origin, sink),
        InputFormat::Log => log::read(source, origin, sink),
        InputFormat::Har => har::read(source, origin, attachments, sink),
        format @ (InputFormat::Vcrpy
        | InputFormat::Vcr
        | InputFormat::Betamax
        | InputFormat::GoVcr
        | InputFormat::Responses) => cassette::read(source, origin, format, attachments, sink),
        InputFormat::Nock => nock::read(source, origin, sink),
        InputFormat::Postman => postman::read(source, origin, sink),
        InputFormat::Wiremock => wiremock::read(source, origin, attachments, sink),
        InputFormat::Mockserver => mockserver::read(source, origin, attachments, sink),
        InputFormat::Hoverfly => hoverfly::read(source, origin, attachments, sink),
        InputFormat::Mountebank => mountebank::read(source, origin, sink),
        InputFormat::Http => http::dump::read(source, origin, sink),
        InputFormat::Mitmproxy => mitmproxy::read(source, origin, sink),
        InputFormat::Warc => warc::read(source, origin, sink),
        InputFormat::Charles => charles::read(source, origin, sink),
    };
}

/// Hands over a document that was read as a whole, where somebody can tell at once that it is a payload.
fn at_once(source: &Source<'_>, origin: Origin, sink: &mut dyn MessageSink) -> Option<()> {
    let text = source.window();
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    let is_whole = source.ended() && text.len() <= source.longest();
    (is_json && is_whole).then(|| sink.document(text, origin))?
}

/// Passes over a UTF-8 byte order mark; another one is another encoding.
fn byte_order_mark(source: &mut Source<'_>) -> Result<Origin, CaptureError> {
    let start = source.window();
    if start.starts_with(BYTE_ORDER_MARK) {
        source.consume(BYTE_ORDER_MARK.len());
        return Ok(Origin {
            offset: BYTE_ORDER_MARK.len() as u64,
            ..Origin::default()
        });
    }
    // UTF-32 first: its little-endian mark begins as UTF-16's does.
    let wrong = [
        (&b"\xff\xfe\0\0"[..], "UTF-32 (little endian)"),
        (b"\0\0\xfe\xff", "UTF-32 (big endian)"),
        (b"\xff\xfe", "UTF-16 (little endian)"),
        (b"\xfe\xff", "UTF-16 (big endian)"),
    ];
    match wrong.iter().find(|(mark, _)| start.starts_with(mark)) {
        Some((_, name)) => Err(CaptureError::WrongEncoding(name)),
        None => Ok(Origin::default()),
    }
}

/// What the first block tells: a first line that is a whole JSON value, with more behind it, is a
/// log; a file of one line is a document. `None` where neither is so.
fn recognised(source: &Source<'_>) -> Option<InputFormat> {
    if let Some(format) = InputFormat::of_bytes(source.window()) {
        return Some(format);
    }
    let outline = Outline::of(source.window());
    if let Some(format) = InputFormat::of_document(&outline, source.window()) {
        return Some(format);
    }
    if nock::calls_nock(source.window()) {
        return Some(InputFormat::Nock);
    }
    let mut lines = source
        .window()
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    let first = lines.next();
    let (Some(first), Some(_)) = (first, lines.next()) else {
        return source.ended().then(|| {
            if log::is_exchange(&outline) {
                InputFormat::Log
            } else {
                InputFormat::Json
            }
        });
    };
    if !is_one_value(first) {
        return None;
    }
    Some(if log::is_exchange(&Outline::of(first)) {
        InputFormat::Log
    } else {
        InputFormat::Ndjson
    })
}

/// Several lines whose first is no whole value: a document over several lines, or a log whose
/// first line is bad. Only the whole tells.
fn undecided(text: &[u8]) -> InputFormat {
    // A comment above one document makes no log of it.
    if !mostly_values(text) || is_one_value(below_comments(text)) {
        InputFormat::Json
    } else {
        InputFormat::Ndjson
    }
}

/// What stands below the comments that a text begins with.
fn below_comments(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    loop {
        let end = if rest.starts_with(b"//") {
            memchr::memchr(b'\n', rest)
        } else if rest.starts_with(b"/*") {
            memchr::memmem::find(rest, b"*/").map(|at| at + 1)
        } else {
            return rest;
        };
        let behind = end.and_then(|end| rest.get(end + 1..));
        rest = behind.unwrap_or_default().trim_ascii_start();
    }
}

fn is_one_value(text: &[u8]) -> bool {
    first_value(text).is_ok_and(|span| {
        text.get(span.end()..)
            .is_some_and(|rest| rest.trim_ascii().is_empty())
    })
}

/// Whether at least half of the lines that are not blank are whole objects or arrays, starting
/// at the line's start. The lines of a broken document over several lines are not: they end in
/// commas or hold half of a bracket.
fn mostly_values(text: &[u8]) -> bool {
    /// Lines that are looked at.
    const LINES: usize = 200;
    let mut lines: usize = 0;
    let mut values: usize = 0;
    if memchr::memchr(b'\n', text.trim_ascii()).is_none() {
        return false;
    }
    for line in text
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .take(LINES)
    {
        lines += 1;
        values += usize::from(matches!(line.first(), Some(b'{' | b'[')) && is_one_value(line));
    }
    values > 0 && values * 2 >= lines
}

//! Captures that are several files in one ZIP archive.
//!
//! The bytes of an archive come in; the members that are captures are read as they would be outside of
//! it, and the bodies that they name are looked for in the archive alone. Its directory stands at its
//! end, so it is held in memory, up to a limit; what its members become is bounded one by one
//! and together. A member that cannot be read is told, and the others are read; so is one that nobody
//! asked for, and bytes of which the directory knows nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::{CompressionMethod, ZipArchive};

use super::attachments::Attachments;
use super::charles;
use super::compressed::{self, BrokenStream};
use super::decode::Bounds;
use super::format::{self, InputFormat};
use super::message::{CaptureError, MessageSink};
use super::source::Source;
use crate::limits::{Limits, length, reached};
use crate::text::json;

/// Whether what begins with `start` is a ZIP archive, if only an empty one.
pub fn is_archive(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06")
}

/// Reads all captures in the archive that the source is; they are of `format`, or what their names say.
pub(super) fn read(
    source: &mut Source<'_>,
    format: Option<InputFormat>,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let limits = *source.limits();
    while !source.ended() && source.window().len() as u64 <= limits.archive_bytes {
        if let Err(error) = source.fill() {
            return sink.message(Err(CaptureError::Io(error)));
        }
    }
    let archive = match Archive::open(source.window(), &limits) {
        Ok(archive) => archive,
        Err(error) => return sink.message(Err(error)),
    };
    let due: &[InputFormat] = match format {
        None => &[InputFormat::Har, InputFormat::Charles],
        Some(InputFormat::Har) => &[InputFormat::Har],
        Some(InputFormat::Charles) => &[InputFormat::Charles],
        Some(_) => &[],
    };
    // Whether something was told that is no news about files without captures.
    let mut is_told = false;
    for format in due {
        let went_on = match format {
            InputFormat::Har => archive.hars(sink),
            _ => charles::read_archive(&archive, sink),
        };
        if let Some(went_on) = went_on {
            is_told = true;
            sink.member(None);
            went_on?;
        }
    }
    let unknown_member = archive.unknown_member();
    if let Some(at) = unknown_member {
        sink.message(Err(CaptureError::Format {
            origin: None,
            message: format!(
                "the archive holds more than its directory tells: a member begins at byte {at} that is not \
                 in it, and was not read"
            ),
            help: "write it again, or unpack it and check the folder; two archives are two files",
        }))?;
        is_told = true;
    }
    // What is no archive of captures may keep anything there, such as a signature.
    let stray = archive
        .stray()
        .filter(|_| unknown_member.is_none())
        .filter(|&at| is_told || looks_recorded(archive.bytes.get(at..).unwrap_or_default()));
    if let Some(at) = stray {
        sink.message(Err(CaptureError::Format {
            origin: None,
            message: format!(
                "the archive holds more than its directory tells: bytes begin at byte {at} that are of no \
                 member, and were not read"
            ),
            help: "write it again, or put them into a file of their own",
        }))?;
        is_told = true;
    }
    if archive.has_telling_comment() {
        sink.message(Err(CaptureError::Format {
            origin: None,
            message: "a comment of the archive looks like recorded traffic, and was not read"
                .to_owned(),
            help: "put it into a file of its own",
        }))?;
        is_told = true;
    }
    if is_told {
        archive.tell_unread(sink);
        return ControlFlow::Continue(());
    }
    sink.message(Err(CaptureError::NoCaptures {
        message: "the archive holds no capture that is read inside of one".to_owned(),
        help: "those are HAR files with their bodies, as Playwright writes them, and sessions of Charles; \
               unpack others and check the folder",
    }))
}

/// Members that nobody reads and that are told one by one; the others are counted.
const TOLD: usize = 1_000;

/// What the notes begin with that macOS adds about files, as `._` and their names (`AppleDouble`, RFC 1740
/// appendix B).
const APPLE_DOUBLE: [u8; 4] = [0, 5, 0x16, 7];

/// What a member begins with (APPNOTE.TXT section 4.3.7).
const MEMBER: &[u8] = b"PK\x03\x04";

/// What an entry of the directory begins with (section 4.3.12).
const ENTRY: &[u8] = b"PK\x01\x02";

/// Bytes behind a member that tell its length, at most (section 4.3.9): no exchange is as short.
const DESCRIPTOR: usize = 24;

/// An archive that cannot be read.
fn broken(message: &str) -> CaptureError {
    CaptureError::Format {
        origin: None,
        message: format!("the archive cannot be read: {message}"),
        help: "write it again, or unpack it and check the folder",
    }
}

/// An archive in memory, and how much of it was decompressed.
pub(super) struct Archive<'b> {
    bytes: &'b [u8],
    zip: RefCell<ZipArchive<Cursor<&'b [u8]>>>,
    /// The numbers of the members by their names.
    names: BTreeMap<String, usize>,
    /// Members that somebody asked for.
    asked: RefCell<Vec<bool>>,
    taken: AtomicU64,
    limit: u64,
    limits: Limits,
}

impl<'b> Archive<'b> {
    /// The archive that `bytes` are.
    fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, CaptureError> {
        if bytes.len() as u64 > limits.archive_bytes {
            return Err(CaptureError::Limit {
                message: "the archive is larger than".to_owned(),
                reached: reached("archive-bytes", limits.archive_bytes),
            });
        }
        // Each member has such a mark in the directory.
        let most = length(limits.archive_members);
        let marks = memchr::memmem::find_iter(bytes, ENTRY).take(most + 1);
        if marks.count() > most {
            return Err(CaptureError::Limit {
                message: "the archive has more members than".to_owned(),
                reached: reached("archive-members", limits.archive_members),
            });
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| broken("its directory, which stands at its end, is broken or cut off"))?;
        // A few bytes could be any number of members.
        if zip.has_overlapping_files().is_ok_and(|overlap| overlap) {
            return Err(broken("some of its bytes belong to several members"));
        }
        let names: BTreeMap<String, usize> = (0..zip.len())
            .filter_map(|index| {
                let entry = zip.by_index_data(index).ok()?;
                let name = entry.name().map_or_else(
                    |_| String::from_utf8_lossy(entry.name_raw()).into_owned(),
                    std::borrow::Cow::into_owned,
                );
                Some((name, index))
            })
            .collect();
        // Of members with the same name, the library keeps the last one alone, and one name may be written
        // in two ways.
        let most = zip.len();
        if names.len() != most || told(bytes).is_some_and(|told| told != most) {
            return Err(broken(
                "its directory tells another number of members than it has, or several have the same name",
            ));
        }
        Ok(Self {
            bytes,
            asked: RefCell::new(vec![false; zip.len()]),
            zip: RefCell::new(zip),
            names,
            taken: AtomicU64::new(0),
            limit: (bytes.len() as u64)
                .saturating_mul(limits.file_ratio)
                .max(limits.archive_free_bytes),
            limits: *limits,
        })
    }

    /// How much is taken of it.
    pub(super) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How much is taken of its bodies.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds::from(&self.limits)
    }

    /// Notes that somebody asks for a member.
    fn ask(&self, index: usize) {
        if let Some(asked) = self.asked.borrow_mut().get_mut(index) {
            *asked = true;
        }
    }

    /// Whether somebody has asked for a member.
    pub(super) fn was_asked(&self, index: usize) -> bool {
        self.asked.borrow().get(index).is_some_and(|asked| *asked)
    }

    /// Whether a member is a note of macOS about a file, and not a file that is called so.
    fn is_note(&self, name: &str, index: usize) -> bool {
        let file = name.rsplit('/').next().unwrap_or_default();
        let mut start = [0; APPLE_DOUBLE.len()];
        file.starts_with("._")
            && self
                .zip
                .borrow_mut()
                .by_index(index)
                .is_ok_and(|mut member| member.read_exact(&mut start).is_ok())
            && start == APPLE_DOUBLE
    }

    /// Whether a member is a folder: nothing is in what is called like one.
    fn is_folder(&self, name: &str, index: usize) -> bool {
        /// Bytes that nothing is packed into.
        const NOTHING: u64 = 2;
        let zip = self.zip.borrow();
        name.ends_with('/')
            && zip
                .by_index_data(index)
                .is_ok_and(|entry| entry.size() == 0 && entry.compressed_size() <= NOTHING)
    }

    /// Tells the members that nobody asked for, but for folders and what macOS notes about files.
    fn tell_unread(&self, sink: &mut dyn MessageSink) {
        let mut others = 0;
        let unread = self.names.iter().filter(|&(name, &index)| {
            !self.was_asked(index) && !self.is_folder(name, index) && !self.is_note(name, index)
        });
        for (place, (name, _)) in unread.enumerate() {
            if place < TOLD {
                sink.member(Some(name));
                sink.unread(1);
            } else {
                others += 1;
            }
        }
        sink.member(None);
        if others > 0 {
            sink.unread(others);
        }
    }

    /// Where a member begins that is in no directory: in front of the others, between them, or behind the end,
    /// as where two archives stand one behind the other.
    fn unknown_member(&self) -> Option<usize> {
        let mut zip = self.zip.borrow_mut();
        let bytes = self.bytes;
        let mut known: Vec<(usize, usize)> = (0..zip.len())
            .filter_map(|index| {
                // One whose head is broken is told by whoever reads it.
                let member = zip.by_index_raw(index).ok()?;
                let (start, data) = (member.header_start(), member.data_start()?);
                let end = data.saturating_add(member.compressed_size());
                Some((usize::try_from(start).ok()?, usize::try_from(end).ok()?))
            })
            .collect();
        known.sort_unstable();
        known.push((bytes.len(), bytes.len()));
        let mut behind = 0;
        for (start, end) in known {
            let between = bytes.get(behind..start).unwrap_or_default();
            if let Some(at) = memchr::memmem::find(between, MEMBER) {
                return Some(behind + at);
            }
            behind = behind.max(end);
        }
        None
    }

    /// Where bytes begin that are of no member and not of the directory, and may be anything: in front of
    /// members, between them and the directory, or behind its end.
    fn stray(&self) -> Option<usize> {
        let mut zip = self.zip.borrow_mut();
        let mut known = Vec::new();
        for index in 0..zip.len() {
            // Where one is broken, which is told, nobody knows how far it goes.
            let member = zip.by_index_raw(index).ok()?;
            let (start, data) = (member.header_start(), member.data_start()?);
            let end = data.saturating_add(member.compressed_size());
            known.push((usize::try_from(start).ok()?, usize::try_from(end).ok()?));
        }
        known.sort_unstable();
        let directory = usize::try_from(zip.central_directory_start()).ok()?;
        known.push((directory, directory));
        let mut behind = 0;
        let mut gaps = Vec::new();
        for (start, end) in known {
            gaps.push((behind, start, DESCRIPTOR));
            behind = behind.max(end);
        }
        if let Some(end) = end_record(self.bytes) {
            if let Some(behind) = directory_end(self.bytes, directory, zip.len()) {
                gaps.push((behind_large(self.bytes, behind), end, 0));
            }
            gaps.push((end + END_RECORD + zip.comment().len(), self.bytes.len(), 0));
        }
        let is_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
        gaps.into_iter().find_map(|(from, to, most)| {
            let gap = self.bytes.get(from..to)?;
            (gap.len() > most && !gap.iter().all(is_blank)).then_some(from)
        })
    }

    /// Whether the comment of the archive, or that of a member, looks like recorded traffic.
    fn has_telling_comment(&self) -> bool {
        let zip = self.zip.borrow();
        let of_members = (0..zip.len()).any(|index| {
            let entry = zip.by_index_data(index);
            entry.is_ok_and(|entry| looks_recorded(entry.comment().as_bytes()))
        });
        of_members || looks_recorded(zip.comment())
    }

    /// Reads the members that are HAR files; `None` where there is none.
    fn hars(&self, sink: &mut dyn MessageSink) -> Option<ControlFlow<()>> {
        let mut read = None;
        let is_har = |name: &str, index: usize| {
            name.to_ascii_lowercase().ends_with(".har") && !self.is_note(name, index)
        };
        for (name, &index) in self
            .names
            .iter()
            .filter(|&(name, &index)| is_har(name, index))
        {
            sink.member(Some(name));
            let went_on = self.stream(index, name, InputFormat::Har, sink);
            read = Some(went_on);
            if went_on.is_break() {
                break;
            }
        }
        read
    }

    /// Reads the capture of `format` that a member is, as a stream.
    fn stream(
        &self,
        index: usize,
        name: &str,
        format: InputFormat,
        sink: &mut dyn MessageSink,
    ) -> ControlFlow<()> {
        self.ask(index);
        // The bodies that it names are read meanwhile.
        let mut zip = self.zip.borrow().clone();
        let size = match readable(&zip, index) {
            Ok(size) => size,
            Err(why) => return unreadable(&why, sink),
        };
        let Ok(member) = zip.by_index(index) else {
            return unreadable("its place in the archive is wrong", sink);
        };
        let folder = name
            .rfind('/')
            .map_or("", |end| name.get(..=end).unwrap_or_default());
        let together = Together {
            reader: compressed::bounded(member, size, &self.limits),
            taken: &self.taken,
            limit: self.limit,
            ratio: self.limits.file_ratio,
        };
        let mut source = Source::new(together).within(&self.limits);
        if let Err(error) = source.fill() {
            // The other members can still be read.
            let _ = sink.message(Err(CaptureError::Io(error)));
            return ControlFlow::Continue(());
        }
        format::plain(
            &mut source,
            Some(format),
            &Members {
                archive: self,
                folder,
            },
            sink,
        );
        ControlFlow::Continue(())
    }

    /// The members whose names begin with `start`, and their numbers.
    pub(super) fn beginning_with<'s>(
        &'s self,
        start: &'s str,
    ) -> impl Iterator<Item = (&'s str, usize)> {
        self.names
            .range(start.to_owned()..)
            .take_while(move |(name, _)| name.starts_with(start))
            .map(|(name, &index)| (name.as_str(), index))
    }

    /// All bytes of a member.
    ///
    /// # Errors
    /// Why it cannot be read, as one clause for people.
    pub(super) fn member(&self, index: usize) -> Result<Vec<u8>, String> {
        self.ask(index);
        let mut zip = self.zip.borrow_mut();
        let (limit, of_one) = self.bounds().of(readable(&zip, index)?);
        let taken = self.taken.load(Ordering::Relaxed);
        let left = self.limit.saturating_sub(taken);
        let member = zip
            .by_index(index)
            .map_err(|_| "its place in the archive is wrong".to_owned())?;
        let mut bytes = Vec::new();
        let read = member.take(limit.min(left) + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        self.taken
            .store(taken.saturating_add(size), Ordering::Relaxed);
        match read {
            _ if size > left => Err(format!(
                "the archive's members hold more together than {}",
                reached("file-ratio", self.limits.file_ratio).told()
            )),
            _ if size > limit => Err(format!("it holds more than {}", of_one.told())),
            Ok(_) => Ok(bytes),
            Err(_) => Err("it is broken inside of the archive".to_owned()),
        }
    }
}

/// What a member holds that is read as a stream, as long as all members together stay within their limit.
struct Together<'a, R> {
    reader: R,
    /// Bytes of all members that were read.
    taken: &'a AtomicU64,
    limit: u64,
    ratio: u64,
}

impl<R: Read> Read for Together<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let more = read as u64;
        let before = self.taken.fetch_add(more, Ordering::Relaxed);
        if before.saturating_add(more) > self.limit {
            let reached = reached("file-ratio", self.ratio);
            let why = BrokenStream::TooLarge("ZIP archive", reached);
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        Ok(read)
    }
}

/// Bytes of the record at the end of the directory, without its comment (section 4.3.16).
const END_RECORD: usize = 22;

/// Where the record at the end of the directory begins.
fn end_record(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, b"PK\x05\x06")
}

/// Where the `count` entries of the directory end that begins at `at`.
fn directory_end(bytes: &[u8], mut at: usize, count: usize) -> Option<usize> {
    /// Bytes of an entry without its name, its extra fields and its comment.
    const FIXED: usize = 46;
    for _ in 0..count {
        let head = bytes.get(at..at + FIXED)?;
        if !head.starts_with(ENTRY) {
            return None;
        }
        let lengths = head.get(28..34)?.chunks_exact(2);
        let parts = lengths.map(|two| {
            two.iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte))
        });
        at += FIXED + parts.sum::<usize>();
    }
    Some(at)
}

/// Where the two records end that stand at `at` where numbers are large (sections 4.3.14 and 4.3.15), without what
/// they may be extended by.
fn behind_large(bytes: &[u8], at: usize) -> usize {
    let records = [(&b"PK\x06\x06"[..], 56), (b"PK\x06\x07", 20)];
    records.into_iter().fold(at, |at, (mark, length)| {
        let is_here = bytes.get(at..).is_some_and(|rest| rest.starts_with(mark));
        if is_here { at + length } else { at }
    })
}

/// Whether bytes where no capture has any look like one all the same, or like a payload.
fn looks_recorded(bytes: &[u8]) -> bool {
    /// Bytes that tell the format of a capture.
    const START: usize = 64 << 10;
    let start = bytes.get(..START).unwrap_or(bytes);
    let text = json::unmarked(bytes).trim_ascii_start();
    let is_json = matches!(text.first(), Some(b'{' | b'['));
    !text.is_empty()
        && (InputFormat::told_by(start).is_some() || (is_json && json::first_value(text).is_ok()))
}

/// How many members the end of the directory tells, where it has room for that.
fn told(bytes: &[u8]) -> Option<usize> {
    let end = end_record(bytes)?;
    let count = bytes.get(end + 10..end + 12)?.try_into().ok()?;
    let count = u16::from_le_bytes(count);
    (count != u16::MAX).then_some(usize::from(count))
}

/// The size of a member as it is packed, if it is one that can be read; otherwise why not.
fn readable(zip: &ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<u64, String> {
    let entry = zip
        .by_index_data(index)
        .map_err(|_| "it is not in the archive".to_owned())?;
    if entry.is_dir() {
        return Err("it is a folder".to_owned());
    }
    if entry.encrypted() {
        return Err("it is encrypted".to_owned());
    }
    match entry.compression() {
        CompressionMethod::Stored | CompressionMethod::Deflated => Ok(entry.compressed_size()),
        other => Err(format!(
            "it is compressed with {other}, and only Deflate is read"
        )),
    }
}

/// Tells that the member that is read cannot be.
fn unreadable(why: &str, sink: &mut dyn MessageSink) -> ControlFlow<()> {
    sink.message(Err(CaptureError::Format {
        origin: None,
        message: format!("the member of the archive cannot be read: {why}"),
        help: "write the archive again, without a password and with Deflate",
    }))
}

/// The members of an archive that a capture in its folder `folder` may name.
struct Members<'a, 'b> {
    archive: &'a Archive<'b>,
    /// Ends in a slash where it is not the root.
    folder: &'a str,
}

impl Attachments for Members<'_, '_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let mut path = self.folder.to_owned();
        for part in name.split('/').filter(|part| *part != ".") {
            if part.is_empty() || part == ".." {
                return Err("its name leads out of the archive".to_owned());
            }
            if !path.is_empty() && !path.ends_with('/') {
                path.push('/');
            }
            path.push_str(part);
        }
        match self.archive.names.get(&path) {
            Some(&index) => self.archive.member(index),
            None => Err("the archive has no such member".to_owned()),
        }
    }
}

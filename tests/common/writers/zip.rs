//! Archives without a library: what the tool reads is not to be written by what it reads with.

use std::io::Write as _;

/// A member of an archive, as it is to be written.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// 0 is stored, 8 is Deflate (APPNOTE.TXT section 4.4.5).
    pub(crate) method: u16,
    pub(crate) flags: u16,
    /// The checksum that is told, where it is not the right one.
    pub(crate) crc: Option<u32>,
}

/// A member as most programs write one; its name is UTF-8.
pub(crate) fn member(name: &str, bytes: &[u8]) -> Member {
    Member {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
        method: 8,
        flags: 1 << 11,
        crc: None,
    }
}

/// The archive of `members`.
pub(crate) fn zip(members: &[Member]) -> Vec<u8> {
    hiding(members, usize::MAX)
}

/// The same, whose directory does not tell the member at `hidden`.
pub(crate) fn hiding(members: &[Member], hidden: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    let mut told = 0;
    for (index, member) in members.iter().enumerate() {
        let packed = if member.method == 8 {
            deflated(&member.bytes)
        } else {
            member.bytes.clone()
        };
        let mut crc = flate2::Crc::new();
        crc.update(&member.bytes);
        let mut common = Vec::new();
        for number in [20, member.flags, member.method, 0, 0] {
            common.extend(u16::to_le_bytes(number));
        }
        common.extend(member.crc.unwrap_or(crc.sum()).to_le_bytes());
        common.extend(long(packed.len()));
        common.extend(long(member.bytes.len()));
        common.extend(short(member.name.len()));
        common.extend([0, 0]);
        let start = long(out.len());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(member.name.as_bytes());
        out.extend(packed);
        if index == hidden {
            continue;
        }
        told += 1;
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(start);
        directory.extend(member.name.as_bytes());
    }
    let start = long(out.len());
    let length = long(directory.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(short(told));
    out.extend(short(told));
    out.extend(length);
    out.extend(start);
    out.extend([0, 0]);
    out
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::default();
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), level);
    deflate
        .write_all(bytes)
        .and_then(|()| deflate.finish())
        .expect("invariant: memory takes what is written to it")
}

fn short(number: usize) -> [u8; 2] {
    let number = u16::try_from(number);
    number
        .expect("invariant: an archive without the extension for large ones")
        .to_le_bytes()
}

fn long(number: usize) -> [u8; 4] {
    let number = u32::try_from(number);
    number
        .expect("invariant: an archive without the extension for large ones")
        .to_le_bytes()
}

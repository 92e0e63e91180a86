//! What is compressed or in an archive: bombs, cuts, sizes that lie, names that lead out.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use crate::archives::{Member, member, zip};
use crate::captures::{content, entry, har};
use crate::case::{CLEAN, Case, DRIFTED, Expected, RULE, assert_all};

const BROKEN: Expected = Expected::Problem(&[
    "unreadable",
    "malformed-capture",
    "undecodable",
    "cut-off",
    "not-json",
    "nothing-checked",
    "too-large",
]);
const TOO_LARGE: Expected = Expected::Problem(&[
    "too-large",
    "unreadable",
    "malformed-capture",
    "undecodable",
]);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Blanks that no compressor of ours wrote: each block of four bytes stands for 128 KiB (RFC 8878 section
/// 3.1.1.2, `RLE_Block`).
fn zstd_bomb(mebibytes: usize) -> Vec<u8> {
    let mut out = b"\x28\xb5\x2f\xfd\x00\x38".to_vec();
    let blocks = mebibytes * 8;
    for block in 1..=blocks {
        let header = u32::from(block == blocks) | 1 << 1 | (128 << 10) << 3;
        out.extend(&header.to_le_bytes()[..3]);
        out.push(b' ');
    }
    out
}

/// 16 MiB of blanks, as RFC 7932 has them.
const BROTLI_BOMB: &str = "y///P/glQOKxQCD3/i/////wSwDEYRGA7v0f";

#[test]
fn streams_that_are_bombs_or_broken() {
    // A gzip file may have many members, each as small as Deflate can make it.
    let gzip_bomb = gzip(&vec![b' '; 4 << 20]).repeat(18);
    let whole = gzip(DRIFTED.as_bytes());
    let mut cases = vec![
        Case::check(
            "as it should be",
            "a.json.gz",
            &whole,
            Expected::Finding(RULE),
        ),
        Case::check("a bomb of gzip", "a.json.gz", gzip_bomb, TOO_LARGE),
        Case::check("a bomb of zstd", "a.json.zst", zstd_bomb(80), TOO_LARGE),
        Case::check(
            "a log that is one",
            "a.ndjson.zst",
            zstd_bomb(80),
            TOO_LARGE,
        ),
        Case::check(
            "an empty member",
            "a.json.gz",
            gzip(b""),
            Expected::Problem(&["empty"]),
        ),
        Case::check(
            "gzip in gzip",
            "a.json.gz",
            gzip(&whole),
            Expected::Problem(&["not-utf8", "not-json"]),
        ),
        Case::check(
            "rubbish behind",
            "a.json.gz",
            [whole.as_slice(), b"rubbish"].concat(),
            BROKEN,
        ),
        Case::check(
            "a window of gigabytes",
            "a.zst",
            b"\x28\xb5\x2f\xfd\x00\xff\x00\x00",
            BROKEN,
        ),
        Case::check(
            "a frame of exabytes",
            "a.zst",
            b"\x28\xb5\x2f\xfd\xe0\xff\xff\xff\xff\xff\xff\xff\x7f\x01\x00\x00",
            BROKEN,
        ),
        Case::check(
            "a skippable frame alone",
            "a.zst",
            b"\x50\x2a\x4d\x18\xff\xff\xff\xff",
            BROKEN,
        ),
    ];
    for end in 3..whole.len() {
        cases.push(Case::check(
            format!("gzip cut at {end}"),
            "a.json.gz",
            &whole[..end],
            BROKEN,
        ));
    }
    let log = gzip(format!("{DRIFTED}\n").repeat(5_000).as_bytes());
    let cut = &log[..log.len() - 9];
    cases.push(Case::check(
        "a log that is cut off",
        "a.ndjson.gz",
        cut,
        Expected::Both(&["unreadable", "cut-off", "malformed-capture"], RULE),
    ));
    let mut turned = whole.clone();
    let at = turned.len() - 8;
    turned[at] ^= 1;
    cases.push(Case::check("a wrong sum", "a.json.gz", turned, BROKEN));
    assert_all(&cases);
}

#[test]
fn bodies_that_are_bombs_or_broken() {
    let body = |coding: &str, bytes: &[u8]| {
        let text = STANDARD.encode(bytes);
        let other = entry(&content(DRIFTED));
        let packed = entry(&format!(
            r#"{{"mimeType":"application/json","text":"{text}","encoding":"base64"}}"#
        ));
        let packed = packed.replace(
            r#""content""#,
            &format!(r#""headers":[{{"name":"Content-Encoding","value":"{coding}"}}],"content""#),
        );
        har(&format!("{packed},{other}"))
    };
    // HAR files mostly hold what browsers decoded, so a coding that does not fit is not believed.
    let told = Expected::Passed(RULE);
    let too_large = Expected::Both(&["too-large"], RULE);
    let gzip_bomb = gzip(&vec![b' '; 4 << 20]);
    let brotli = STANDARD.decode(BROTLI_BOMB).unwrap();
    let good = gzip(format!(r#"{{"body":{CLEAN},"code":200}}"#).as_bytes());
    let mut cases = vec![
        Case::check(
            "gzip, as it should be",
            "a.har",
            body("gzip", &good),
            Expected::Finding(RULE),
        ),
        Case::check(
            "a bomb of gzip",
            "a.har",
            body("gzip", &gzip_bomb),
            too_large,
        ),
        Case::check("a bomb of br", "a.har", body("br", &brotli), told),
        Case::check(
            "a bomb of zstd",
            "a.har",
            body("zstd", &zstd_bomb(300)),
            too_large,
        ),
        Case::check(
            "a bomb of gzip, without its label",
            "a.har",
            body("", &gzip_bomb),
            too_large,
        ),
    ];
    for (coding, bytes) in [
        ("gzip", &good),
        ("deflate", &good),
        ("br", &brotli),
        ("zstd", &zstd_bomb(1)),
    ] {
        for end in [1, 2, bytes.len() / 2, bytes.len() - 1] {
            let name = format!("{coding} cut at {end}");
            cases.push(Case::check(
                name,
                "a.har",
                body(coding, &bytes[..end]),
                told,
            ));
        }
        let rubbish: Vec<u8> = (0..2000_u32)
            .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
            .collect();
        let name = format!("rubbish called {coding}");
        cases.push(Case::check(name, "a.har", body(coding, &rubbish), told));
    }
    assert_all(&cases);
}

/// Zlib with so many empty blocks in front (RFC 1951 section 3.2.4), which make it longer.
fn padded_zlib(bytes: &[u8], blocks: usize) -> Vec<u8> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::best());
    out.write_all(bytes).unwrap();
    let mut out = out.finish().unwrap();
    out.splice(2..2, b"\0\0\0\xff\xff".repeat(blocks));
    out
}

#[test]
fn codings_in_codings_are_bounded_by_the_outermost_one() {
    let response = |coding: &str, body: &[u8]| {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    };
    let body = format!("{CLEAN}{}", " ".repeat(8 << 20));
    let inner = padded_zlib(body.as_bytes(), 8 << 10);
    let check = |name, body, expected| {
        Case::check(name, "a.http", body, expected).and(&["--dto", "ConnectionDto"])
    };
    assert_all(&[
        check("one coding", response("deflate", &inner), Expected::Clean),
        check(
            "a bomb in two codings",
            response("deflate, deflate", &padded_zlib(&inner, 0)),
            Expected::Problem(&["too-large"]),
        ),
        check(
            "more codings than a body has",
            response(&"gzip,".repeat(60_000), &gzip(b"x")),
            Expected::Told,
        ),
    ]);
}

#[test]
fn archives_that_are_bombs_or_lie() {
    let drifted = har(&entry(&content(DRIFTED)));
    let good = member("a.har", drifted.as_bytes());
    let whole = zip(std::slice::from_ref(&good));
    let directory = whole.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let finding = Expected::Finding(RULE);
    let mut cases = vec![
        Case::check("as it should be", "a.zip", &whole, finding),
        Case::check("nothing in it", "a.zip", zip(&[]), BROKEN),
        Case::check(
            "no capture in it",
            "a.zip",
            zip(&[member("a.txt", b"x")]),
            BROKEN,
        ),
        Case::check(
            "many members",
            "a.zip",
            zip(&(0..60_000)
                .map(|n| Member {
                    method: 0,
                    ..member(&format!("{n}"), b"")
                })
                .collect::<Vec<_>>()),
            BROKEN,
        ),
        Case::check(
            "a bomb",
            "a.zip",
            zip(&[
                member(
                    "a.har",
                    format!("{{\"log\":{{\"entries\":[{}", " ".repeat(68 << 20)).as_bytes(),
                ),
                member("b.har", drifted.as_bytes()),
            ]),
            TOO_LARGE,
        ),
        Case::check(
            "encrypted",
            "a.zip",
            zip(&[Member {
                flags: 1,
                ..good.clone()
            }]),
            BROKEN,
        ),
        Case::check(
            "another method",
            "a.zip",
            zip(&[Member {
                method: 99,
                ..good.clone()
            }]),
            BROKEN,
        ),
        Case::check(
            "a wrong sum",
            "a.zip",
            zip(&[Member {
                crc: Some(1),
                ..good.clone()
            }]),
            BROKEN,
        ),
        Case::check(
            "two of one name",
            "a.zip",
            zip(&[good.clone(), good.clone()]),
            BROKEN,
        ),
    ];
    for name in [
        "../../a.har",
        "/tmp/a.har",
        "C:\\a.har",
        "a\0b.har",
        "a\nb.har",
        "\u{1b}[31m.har",
        "\u{202e}rah.har",
        "..\\a.har",
    ] {
        let archive = zip(&[member(name, drifted.as_bytes())]);
        cases.push(Case::check(
            format!("{name:?}"),
            "a.zip",
            archive,
            Expected::Told,
        ));
    }
    for name in [
        "../secret.json",
        "/etc/passwd",
        "secret.json",
        "./../secret.json",
        "a/../../secret.json",
        "C:\\x",
        "",
    ] {
        let content = format!(
            r#"{{"mimeType":"application/json","_file":{}}}"#,
            serde_json::Value::from(name)
        );
        let archive = zip(&[member("a.har", har(&entry(&content)).as_bytes())]);
        let case = Case::check(format!("a body in {name:?}"), "in/a.zip", archive, BROKEN);
        let secret = format!(r#"{{"body":{CLEAN},"code":200}}"#);
        cases.push(
            case.with("secret.json", &secret)
                .with("in/secret.json", &secret),
        );
    }
    for end in (22..whole.len()).step_by(13) {
        cases.push(Case::check(
            format!("cut at {end}"),
            "a.zip",
            &whole[..end],
            BROKEN,
        ));
    }
    // Sizes and places, in the member's head (APPNOTE.TXT section 4.3.7) and in the directory (4.3.12).
    for (what, at) in [
        ("packed size", 18),
        ("size", 22),
        ("length of the name", 26),
        ("packed size in the directory", directory + 20),
        ("size in the directory", directory + 24),
        ("length of the name in the directory", directory + 28),
        ("place in the directory", directory + 42),
        ("members", whole.len() - 14),
        ("size of the directory", whole.len() - 10),
        ("place of the directory", whole.len() - 6),
        ("length of the comment", whole.len() - 2),
    ] {
        for value in [0x00, 0x7f, 0xff] {
            let mut lying = whole.clone();
            lying[at] = value;
            lying[at + 1] = value;
            let name = format!("{what} of {value:#x}");
            cases.push(Case::check(name, "a.zip", lying, Expected::Told));
        }
    }
    // Two members that share their bytes.
    let mut shared = whole[..directory].to_vec();
    let entries = &whole[directory..whole.len() - 22];
    let other = String::from_utf8_lossy(entries).contains("a.har");
    assert!(other);
    let renamed: Vec<u8> = [&entries[..46], b"b.har"].concat();
    shared.extend([entries, &renamed].concat());
    let mut end = whole[whole.len() - 22..].to_vec();
    end[8] = 2;
    end[10] = 2;
    let length = u32::try_from(2 * entries.len()).unwrap();
    end[12..16].copy_from_slice(&length.to_le_bytes());
    shared.extend(end);
    cases.push(Case::check(
        "members that overlap",
        "a.zip",
        shared,
        Expected::Problem(&["malformed-capture", "unreadable"]),
    ));
    assert_all(&cases);
}

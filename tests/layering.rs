//! The floors of the house: each room uses only rooms below its own.
//!
//! Every path under `src/` that starts at the crate, or that climbs out of its room by `super`, is
//! compared with the table. Tests inside the rooms are exempt: a test may look anywhere.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

#[path = "common/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms by floor. A room uses rooms of lower floors and itself; the library's root uses none.
const FLOORS: &[&[&str]] = &[
    // Places, letters and levels: they know nothing of what they are used for.
    &["text", "severity", "limits"],
    // The DTOs, the readers of files, the reader of dates, and the words for what is wrong.
    &["dto", "capture", "temporal", "finding", "problem"],
    // What was published; its formats are `temporal`'s.
    &["contract"],
    &["rule"],
    // The checker and the generator never learn from one another; a policy judges what rules found.
    &["check", "generate", "policy"],
    // Comparing shows what it says with what the generator makes.
    &["ledger", "diff", "config", "fix"],
    // It counts apart what the ledger knows.
    &["summary"],
    &["report"],
    &["cli", "conform", "main"],
];

/// Libraries that only the named files or folders may name.
const CONFINED: &[(&str, &[&str])] = &[
    // Its API moves: eleven minor versions in three months.
    ("jsonschema", &["contract/validator"]),
    ("referencing", &["contract/validator"]),
    // It panics on long lines and scans from the first byte: kept behind our own excerpt.
    ("miette", &["report/human"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli/completions", "cli/args"]),
    ("clap_mangen", &["cli/man"]),
    ("rayon", &["cli"]),
    ("ignore", &["cli"]),
    ("globset", &["cli", "policy"]),
    ("terminal_size", &["cli"]),
    ("tempfile", &["cli/generate", "cli/outputs"]),
    ("similar", &["cli/fix/diff.rs"]),
    // Each is the words of one format.
    ("serde_sarif", &["report/sarif"]),
    ("quick_junit", &["report/junit"]),
    ("maud", &["report/html"]),
    // It leaves out where block scalars begin, and bounds no aliases: kept behind our own tree.
    ("granit_parser", &["text/yaml"]),
    // One entry of a capture at a time, behind our own tree; and the config.
    ("toml", &["text/toml.rs", "config"]),
    // Bytes that strangers made: decoded behind the limits of one file.
    ("base64", &["capture/decode.rs", "text/secret/encoded.rs"]),
    ("httparse", &["capture/http/head.rs"]),
    ("percent_encoding", &["text/percent.rs"]),
    ("flate2", &["capture/decode.rs", "capture/compressed.rs"]),
    ("brotli_decompressor", &["capture/decode.rs"]),
    ("ruzstd", &["capture/decode.rs", "capture/compressed.rs"]),
    // Its members are strangers' bytes, too.
    ("zip", &["capture/archive.rs"]),
    // The strategies and their chance; the command asks it for a seed.
    ("proptest", &["generate", "cli/generate"]),
    // It forgives the very drift that is looked for: types and arithmetic only.
    ("chrono", &["dto", "temporal", "generate/dates"]),
];

/// A file under `src/`, its comments, strings and test modules blanked.
struct Source {
    /// The path below `src/`, with `/` between its parts.
    path: String,
    code: String,
}

impl Source {
    /// The room that the file belongs to; `lib` for the root.
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// How many modules the file is below the crate.
    fn depth(&self) -> usize {
        let parts = self.path.split('/').count();
        match self.path.rsplit('/').next().unwrap() {
            "mod.rs" => parts - 1,
            "lib.rs" | "main.rs" => 0,
            _ => parts,
        }
    }

    fn is_in(&self, place: &str) -> bool {
        self.path == place
            || self.path == format!("{place}.rs")
            || self.path.starts_with(&format!("{place}/"))
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources::rust_files(&root, &mut files);
    let mut exempt: BTreeSet<PathBuf> = BTreeSet::new();
    let mut all = Vec::new();
    for file in files {
        let (code, test_files) = outside_tests(&plain(&fs::read_to_string(&file).unwrap()));
        let folder = match file.file_name().unwrap().to_str().unwrap() {
            "mod.rs" | "lib.rs" | "main.rs" => file.parent().unwrap().to_owned(),
            _ => file.with_extension(""),
        };
        for name in test_files {
            exempt.insert(folder.join(format!("{name}.rs")));
            exempt.insert(folder.join(name));
        }
        all.push((file, code));
    }
    all.into_iter()
        .filter(|(file, _)| !file.ancestors().any(|part| exempt.contains(part)))
        .map(|(file, code)| Source {
            path: file
                .strip_prefix(&root)
                .unwrap()
                .components()
                .map(|part| part.as_os_str().to_str().unwrap())
                .collect::<Vec<_>>()
                .join("/"),
            code,
        })
        .collect()
}

/// The code without comments and without what is inside of strings and character literals.
fn plain(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |index: usize| letters.get(index).copied().unwrap_or('\0');
    let mut out = String::new();
    let mut i = 0;
    while i < letters.len() {
        match (at(i), at(i + 1)) {
            ('/', '/') => i = until(&letters, i, "\n"),
            ('/', '*') => i = until(&letters, i, "*/") + 2,
            ('r', '"' | '#') if raw_string(&letters, i).is_some() => {
                i = raw_string(&letters, i).unwrap();
            }
            ('"', _) => {
                i += 1;
                while i < letters.len() && at(i) != '"' {
                    i += if at(i) == '\\' { 2 } else { 1 };
                }
                i += 1;
                out.push_str("\"\"");
            }
            // A character literal, not a lifetime.
            ('\'', '\\') => i = until(&letters, i + 3, "'") + 1,
            ('\'', _) if at(i + 2) == '\'' => i += 3,
            (letter, _) => {
                out.push(letter);
                i += 1;
            }
        }
    }
    out
}

/// The index at which `end` begins, from `start` on; the end of the text where it does not.
fn until(letters: &[char], start: usize, end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    (start..letters.len())
        .find(|&i| letters[i..].starts_with(&end))
        .unwrap_or(letters.len())
}

/// The index behind the raw string that starts at `start`, if one does.
fn raw_string(letters: &[char], start: usize) -> Option<usize> {
    let before = letters[..start]
        .iter()
        .rev()
        .take_while(|&&letter| is_name(letter));
    // `br"…"` is one too; `for` before a string is none.
    let before: String = before.copied().collect();
    if !before.trim_start_matches('b').is_empty() {
        return None;
    }
    let hashes = letters[start + 1..]
        .iter()
        .take_while(|&&letter| letter == '#')
        .count();
    if letters.get(start + 1 + hashes) != Some(&'"') {
        return None;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    Some(until(letters, start + 2 + hashes, &end) + end.len())
}

/// The code without its test modules, and the names of test modules that are files.
fn outside_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let mut out = String::new();
    let mut files = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(MARK) {
        out.push_str(&rest[..at]);
        rest = &rest[at + MARK.len()..];
        let end = rest.find([';', '{']).unwrap_or(rest.len());
        if rest[end..].starts_with(';') {
            let item = rest[..end].trim();
            if let Some((_, name)) = item.rsplit_once("mod ") {
                files.push(name.to_owned());
            }
            rest = &rest[end + 1..];
        } else {
            rest = &rest[end + block(&rest[end..])..];
        }
    }
    out.push_str(rest);
    (out, files)
}

/// The length of the block that `code` starts with.
fn block(code: &str) -> usize {
    let mut depth = 0_usize;
    for (index, letter) in code.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    code.len()
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What stands behind each whole-word occurrence of `word` followed by `::`.
fn behind<'c>(code: &'c str, word: &str) -> Vec<&'c str> {
    let wanted = format!("{word}::");
    code.match_indices(&wanted)
        .filter(|(at, _)| !code[..*at].ends_with(|letter| is_name(letter) || letter == ':'))
        .map(|(at, _)| &code[at + wanted.len()..])
        .collect()
}

/// The first names of a path or of a group of paths: `a::b` gives `a`, `{a::b, c}` gives both.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.trim().chars().take_while(|&c| is_name(c)).collect();
    let Some(group) = path.strip_prefix('{') else {
        return vec![name(path)];
    };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (index, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[start..index]));
                start = index + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name: &String| !name.is_empty());
    names
}

/// The rooms that a file names: through the crate, or by climbing to it.
fn used(source: &Source) -> BTreeSet<String> {
    let mut rooms: BTreeSet<String> = behind(&source.code, "crate")
        .into_iter()
        .flat_map(first_names)
        .collect();
    for start in behind(&source.code, "super") {
        let mut path = start;
        let mut climbed = 1;
        while let Some(rest) = path.strip_prefix("super::") {
            path = rest;
            climbed += 1;
        }
        if climbed >= source.depth() {
            rooms.extend(first_names(path));
        }
    }
    if source.room() == "main" {
        rooms.extend(
            behind(&source.code, "wiredrift")
                .into_iter()
                .flat_map(first_names),
        );
    }
    rooms
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn rooms_use_only_what_is_below_them() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources() {
        let room = source.room();
        if room == "lib" {
            continue;
        }
        let own = floor(room).unwrap_or_else(|| panic!("{room} has no floor in the table"));
        for used in used(&source) {
            if used == room {
                continue;
            }
            seen.insert((room.to_owned(), used.clone()));
            // `cli` and `main` share the top floor: the program is one call into it.
            let program = room == "main" && used == "cli";
            match floor(&used) {
                Some(theirs) if theirs < own || program => {}
                Some(_) => wrong.push(format!("{} uses {used}", source.path)),
                None => wrong.push(format!("{} uses {used}, which has no floor", source.path)),
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    // The reader of the sources sees what is there.
    for (room, used) in [
        ("check", "rule"),
        ("cli", "report"),
        ("main", "cli"),
        ("contract", "dto"),
    ] {
        assert!(
            seen.contains(&(room.to_owned(), used.to_owned())),
            "{room} {used}"
        );
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources() {
        for (library, places) in CONFINED {
            if behind(&source.code, library).is_empty() {
                continue;
            }
            if places.iter().any(|place| source.is_in(place)) {
                seen.insert(*library);
            } else {
                wrong.push(format!("{} names {library}", source.path));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    for library in [
        "jsonschema",
        "miette",
        "clap",
        "chrono",
        "rayon",
        "proptest",
        "tempfile",
    ] {
        assert!(seen.contains(library), "{library} is named nowhere");
    }
}

#[test]
fn every_room_of_the_library_has_a_floor() {
    let library = sources()
        .into_iter()
        .find(|source| source.path == "lib.rs")
        .unwrap();
    let rooms = library.code.lines().filter_map(|line| {
        line.trim()
            .strip_prefix("pub mod ")
            .and_then(|rest| rest.strip_suffix(';'))
    });
    let mut count = 0;
    for room in rooms {
        assert!(floor(room).is_some(), "{room} has no floor");
        count += 1;
    }
    assert!(count >= 12);
}

#[test]
fn comments_strings_and_tests_are_no_code() {
    let code =
        plain("a // crate::x\n/* crate::y */ \"crate::z \\\" \" r#\"crate::\"w\"# '\"' b: &'a str");
    assert_eq!(
        code.split_whitespace().collect::<Vec<_>>(),
        ["a", "\"\"", "b:", "&'a", "str"]
    );
    let (code, files) = outside_tests("x #[cfg(test)] mod tests; y #[cfg(test)] mod t { { z } } w");
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["x", "y", "w"]);
    assert_eq!(files, ["tests"]);
    assert_eq!(first_names("{a::{b, c}, d}; e"), ["a", "d"]);
    assert_eq!(first_names("a::b"), ["a"]);
    assert_eq!(
        behind("crate::a xcrate::b ::crate::c crate::d", "crate").len(),
        2
    );
}

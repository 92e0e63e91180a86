//! There is no way to a network: no package that opens connections is locked, for any platform, feature or
//! test, and no file of ours names a socket or another program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

#[path = "common/sources.rs"]
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A table of a file of the repository, as JSON.
fn read(name: &str) -> Value {
    let text = fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    toml::from_str(&text).unwrap()
}

fn names<'v>(list: &'v Value, key: &str) -> BTreeSet<&'v str> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one[key].as_str().unwrap()).collect()
}

#[test]
fn no_package_that_opens_connections_is_locked() {
    let (lock, deny) = (read("Cargo.lock"), read("deny.toml"));
    let locked = names(&lock["package"], "name");
    let banned = names(&deny["bans"]["deny"], "crate");
    // Both lists are what they are taken for: these fetch references where their default features are on.
    assert!(locked.contains("jsonschema") && locked.contains("referencing"));
    assert!(banned.contains("reqwest") && banned.contains("tokio") && banned.contains("socket2"));
    let found: Vec<_> = locked.intersection(&banned).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_default_build_is_what_is_locked_from_one_registry() {
    let lock = read("Cargo.lock");
    let locked = names(&lock["package"], "name");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}"])
        .current_dir(ROOT)
        .output()
        .unwrap();
    let tree = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let built: BTreeSet<&str> = tree
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert!(
        built.contains("jsonschema") && built.contains("clap"),
        "{tree}"
    );
    assert!(built.is_subset(&locked), "{tree}");
    let sources: BTreeSet<&str> = lock["package"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|package| package["source"].as_str())
        .collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(sources.iter().all(|source| source.starts_with("registry+")));
}

#[test]
fn no_file_of_ours_names_a_socket_or_another_program() {
    const WORDS: &[&str] = &[
        "TcpStream",
        "TcpListener",
        "UdpSocket",
        "UnixStream",
        "UnixListener",
        "ToSocketAddrs",
        "process::Command",
    ];
    let mut files = Vec::new();
    sources::rust_files(&Path::new(ROOT).join("src"), &mut files);
    assert!(files.len() > 100, "{}", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for word in WORDS {
            assert!(!text.contains(word), "{word} in {}", file.display());
        }
    }
}

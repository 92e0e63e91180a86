//! Reports to files: `--output FORMAT=FILE`, and which format standard output gets.

use std::fs;

use super::support::{Folder, Ran};

const CLEAN: &str = r#"{"name": "n", "sourceType": "report"}"#;
const DRIFT: &str = r#"{"name": "n", "sourceType": "reports"}"#;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("in/x.json", DRIFT);
    folder
}

/// The names in a folder, hidden ones too.
fn names(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&**folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn several_reports_are_written_at_once_and_are_what_one_would_be() {
    let folder = folder();
    let formats = [
        "human", "concise", "json", "ndjson", "sarif", "junit", "github", "gitlab", "rdjson",
        "markdown", "html",
    ];
    let outputs = formats.map(|format| format!("--output={format}=out-{format}"));
    let args = ["check", "in"].into_iter();
    let ran = folder
        .run(args.chain(outputs.iter().map(String::as_str)))
        .exits(1);
    for format in formats {
        let alone = folder.run(["check", "in", "--format", format]).exits(1);
        let written = fs::read_to_string(folder.join(format!("out-{format}"))).unwrap();
        assert_eq!(written, alone.out, "{format}");
    }
    let human = folder.run(["check", "in"]).exits(1);
    assert_eq!(ran.out, human.out);
    assert_eq!(names(&folder).len(), 1 + formats.len());
}

#[test]
fn a_dash_is_standard_output() {
    let folder = folder();
    let concise = folder.run(["check", "in", "--format", "concise"]).exits(1);
    let ran = folder
        .run([
            "check",
            "in",
            "--output",
            "concise=-",
            "--output",
            "json=r.json",
        ])
        .exits(1);
    assert_eq!(ran.out, concise.out);
    assert!(folder.join("r.json").exists());
}

/// The command could not run: what it said, and it said nothing else.
#[track_caller]
fn refused(folder: &Folder, args: &[&str], message: &str) {
    let before = names(folder);
    let ran = folder.run(["check", "in"].iter().chain(args));
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains(message), "{}", ran.err);
    assert_eq!(names(folder), before, "{message}");
}

#[test]
fn what_cannot_be_written_is_refused_before_anything_is_checked() {
    let folder = folder();
    folder.write("old.json", "old");
    refused(
        &folder,
        &["--output", "json=none/r.json"],
        "error: none/r.json cannot be written: no such file or directory\n  help: name a file",
    );
    refused(
        &folder,
        &["--output", "json=in"],
        "error: in is a folder, and no file",
    );
    refused(
        &folder,
        &[
            "--output",
            "json=a.json",
            "--output",
            "sarif=./in/../a.json",
        ],
        "error: ./in/../a.json would hold two reports",
    );
    refused(
        &folder,
        &["--output", "json=-", "--output", "sarif=-"],
        "error: standard output would hold two reports",
    );
    refused(
        &folder,
        &["--output", "json=-", "--format", "json"],
        "error: standard output would hold two reports\n  help: leave out `--format`",
    );
    refused(
        &folder,
        &["--output", "json=in/x.json"],
        "error: in/x.json is checked, and would be replaced by a report",
    );
    refused(
        &folder,
        &["--output", "sarfi=x"],
        "expected one of human, concise, json, ndjson, sarif, junit, github, gitlab, rdjson, markdown, html",
    );
    refused(&folder, &["--output", "x.json"], "expected FORMAT=FILE");
    refused(&folder, &["--output", "json="], "expected FORMAT=FILE");
    assert_eq!(fs::read_to_string(folder.join("in/x.json")).unwrap(), DRIFT);
    assert_eq!(fs::read_to_string(folder.join("old.json")).unwrap(), "old");
}

#[test]
fn an_old_report_is_replaced_and_a_link_to_it_stays() {
    let folder = folder();
    folder.write("old.json", "x".repeat(100_000));
    #[cfg(unix)]
    std::os::unix::fs::symlink("old.json", folder.join("link")).unwrap();
    #[cfg(not(unix))]
    folder.write("link", "");
    folder
        .run(["check", "in", "--output", "gitlab=link"])
        .exits(1);
    let report = fs::read_to_string(folder.join("link")).unwrap();
    assert!(
        report.starts_with('[') && report.ends_with("]\n"),
        "{report}"
    );
    #[cfg(unix)]
    {
        assert!(folder.join("link").is_symlink());
        assert_eq!(fs::read_to_string(folder.join("old.json")).unwrap(), report);
    }
}

#[cfg(unix)]
#[test]
fn a_report_has_the_rights_of_a_new_file_or_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder();
    folder.write("plain", "").write("old.json", "");
    let rights = |name: &str| {
        fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    fs::set_permissions(folder.join("old.json"), fs::Permissions::from_mode(0o640)).unwrap();
    let args = [
        "check",
        "in",
        "--output",
        "json=old.json",
        "--output",
        "json=new.json",
    ];
    folder.run(args).exits(1);
    assert_eq!(rights("old.json"), 0o640);
    assert_eq!(rights("new.json"), rights("plain"));
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let folder = folder();
    folder
        .run(["check", "in", "--output", "json=/dev/null"])
        .exits(1);
    let there = fs::metadata("/dev/null").unwrap();
    assert!(!there.is_file());
}

#[test]
fn github_is_chosen_where_its_runner_is_and_nothing_was_asked_for() {
    let folder = folder();
    let run = |args: &[&str], value: &str| {
        let mut command = folder.command(["check", "in"].iter().chain(args));
        Ran::from(command.env("GITHUB_ACTIONS", value).output().unwrap())
    };
    let ran = run(&[], "true");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.starts_with("::error file=in/x.json,line=1,"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("`--format human` turns that off"),
        "{}",
        ran.err
    );
    for (args, value) in [
        (&["--format", "human"][..], "true"),
        (&["--output", "human=-"], "true"),
        (&[], "false"),
        (&[], ""),
    ] {
        let ran = run(args, value).exits(1);
        assert!(ran.out.starts_with("error[enum-value-"), "{}", ran.out);
    }
    // A file beside it changes nothing about that.
    let ran = run(&["--output", "json=r.json"], "true");
    assert!(ran.out.starts_with("::error "), "{}", ran.out);
}

#[test]
fn services_get_paths_from_the_folder_that_the_check_ran_in() {
    let folder = folder();
    let absolute = fs::canonicalize(folder.join("in")).unwrap();
    let absolute = absolute.to_str().unwrap();
    for (format, path) in [
        ("gitlab", "\"path\": \"in/x.json\""),
        ("sarif", "\"uri\": \"in/x.json\""),
        ("rdjson", "\"path\": \"in/x.json\""),
        ("github", "file=in/x.json,"),
        ("junit", "file=\"in/x.json\""),
        ("markdown", "`in/x.json:1:"),
    ] {
        let ran = folder.run(["check", absolute, "--format", format]).exits(1);
        assert!(ran.out.contains(path), "{format}: {}", ran.out);
        assert!(!ran.out.contains(absolute), "{format}: {}", ran.out);
    }
    let ran = folder
        .run(["check", absolute, "--format", "concise"])
        .exits(1);
    assert!(ran.out.starts_with(absolute), "{}", ran.out);
}

#[test]
fn the_contract_of_ones_own_is_a_related_location() {
    let folder = Folder::new();
    folder
        .write(
            "contracts/order.json",
            r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
        )
        .write("x.json", r#"{"id": 5}"#);
    let args = [
        "check",
        "--schema",
        "contracts/order.json#",
        "x.json",
        "--format",
        "sarif",
    ];
    let sarif = folder.run(args).json();
    let result = &sarif["runs"][0]["results"][0];
    let related = &result["relatedLocations"][0];
    let uri = &related["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "contracts/order.json");
    assert_eq!(
        related["logicalLocations"][0]["fullyQualifiedName"],
        "order.id"
    );
}

#[test]
fn every_format_ends_as_the_check_does() {
    let folder = folder();
    folder
        .write("clean.json", CLEAN)
        .write("bad.json", "{\"a\":");
    for format in [
        "concise", "ndjson", "sarif", "junit", "github", "gitlab", "rdjson", "markdown", "html",
    ] {
        for (file, code) in [("clean.json", 0), ("in/x.json", 1), ("bad.json", 2)] {
            folder.run(["check", "--format", format, file]).exits(code);
        }
    }
}

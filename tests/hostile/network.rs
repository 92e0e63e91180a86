//! No network: where there are no interfaces, everything is as it is elsewhere.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::Folder;

const PROGRAM: &str = env!("CARGO_BIN_EXE_wiredrift");

/// Runs the program, or the same in a network namespace of its own, which has no interface that is up.
fn run(folder: &Path, alone: bool, args: &[&str]) -> Output {
    let mut command = if alone {
        let mut command = Command::new("unshare");
        command.args(unshared()).args(["--", PROGRAM]);
        command
    } else {
        Command::new(PROGRAM)
    };
    command
        .args(args)
        .current_dir(folder)
        .env_remove("GITHUB_ACTIONS")
        .output()
        .unwrap()
}

/// Root needs no user namespace for that.
fn unshared() -> &'static [&'static str] {
    let can = |options: &[&str]| {
        let ran = Command::new("unshare").args(options).arg("true").output();
        ran.is_ok_and(|ran| ran.status.success())
    };
    if can(&["-n"]) { &["-n"] } else { &["-r", "-n"] }
}

#[test]
fn without_a_network_everything_is_as_it_is_with_one() {
    let options = unshared();
    let listed = Command::new("unshare")
        .args(options)
        .args(["cat", "/proc/net/dev"])
        .output();
    let Some(devices) = listed.ok().filter(|ran| ran.status.success()) else {
        // CI runs as root and is held to it.
        let user = Command::new("id").arg("-u").output().unwrap().stdout;
        let is_ci = std::env::var_os("CI").is_some();
        assert!(
            user.trim_ascii() != b"0" || !is_ci,
            "root has no network namespaces here"
        );
        eprintln!("skipped: no network namespace can be made here");
        return;
    };
    // Two lines of headings, and the loopback, which is down.
    assert_eq!(
        String::from_utf8(devices.stdout).unwrap().lines().count(),
        3
    );

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new();
    std::os::unix::fs::symlink(root.join("corpus"), folder.join("corpus")).unwrap();
    folder.write("a.json", "{}").write("meta.json", r#"{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"http://json-schema.org/draft-07/schema#"}"#);
    let mut commands: Vec<Vec<String>> = Vec::new();
    for (index, uri) in [
        "https://json-schema.org/draft/2020-12/schema",
        "http://127.0.0.1:9/s.json",
        "https://example.com/s.json#/x",
        "//example.com/s.json",
        "ftp://example.com/s.json",
        "http://localhost/s.json",
        "https://[::1]/s.json",
    ]
    .iter()
    .enumerate()
    {
        for keyword in ["$ref", "$dynamicRef", "$schema"] {
            let name = format!("s{index}{}.json", &keyword[1..]);
            folder.write(&name, format!(r#"{{"{keyword}":"{uri}"}}"#));
            commands.push(
                ["check", "a.json", "--schema", &name]
                    .map(str::to_owned)
                    .to_vec(),
            );
        }
        let name = format!("api{index}.json");
        folder.write(
            &name,
            format!(
                r#"{{"openapi":"3.1.0","info":{{"title":"x","version":"1"}},"servers":[{{"url":"{uri}"}}],"paths":{{"/x":{{"$ref":"{uri}"}},"/s/wdata/prep/api/v1/connections/{{id}}":{{"get":{{"responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{{"$ref":"{uri}"}}}}}}}}}}}}}}}}}}"#
            ),
        );
        commands.push(
            ["check", "corpus/har/clean", "--openapi", &name]
                .map(str::to_owned)
                .to_vec(),
        );
        commands.push(["diff", &name, &name].map(str::to_owned).to_vec());
    }
    for args in [
        &["check", "corpus", "--naming", "auto", "--format", "json"][..],
        &["inspect", "corpus"],
        &["check", "a.json", "--schema", "meta.json"],
        &["check", "https://example.com/a.json"],
        &["check", "a.json", "--schema", "https://example.com/s.json"],
    ] {
        commands.push(args.iter().map(|&arg| arg.to_owned()).collect());
    }
    for args in &commands {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let [with, without] = [false, true].map(|alone| run(&folder, alone, &args));
        assert!(
            with.status.code().is_some_and(|code| code <= 2),
            "{args:?}: {with:?}"
        );
        assert_eq!(
            with.status.code(),
            without.status.code(),
            "{args:?}: {without:?}"
        );
        assert!(
            with.stdout == without.stdout && with.stderr == without.stderr,
            "{args:?}: {without:?}"
        );
    }
}

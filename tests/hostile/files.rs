//! What is no file, leads elsewhere, may not be read, or has a name that was chosen to do harm.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::captures::{entry, har};
use crate::case::{CLEAN, DRIFTED, limited};
use crate::inert::{FORMATS, assert_inert};
use crate::support::Folder;

/// What must not be told of anything outside.
const SECRET: &str = "outside-of-the-folder";

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A folder with another one beside it, which nothing inside may lead to.
fn two() -> Folder {
    let folder = Folder::new();
    let outside = format!(r#"{{"body":{{"name":"n","sourceType":"{SECRET}"}},"code":200}}"#);
    folder
        .write("outside/secret.json", outside)
        .write("in/a.json", CLEAN);
    folder
}

#[test]
fn a_walk_reads_regular_files_and_says_what_it_passes_over() {
    let folder = two();
    let inside = folder.join("in");
    symlink("../outside/secret.json", inside.join("link.json")).unwrap();
    symlink("../outside", inside.join("folder")).unwrap();
    symlink(".", inside.join("loop")).unwrap();
    symlink("loops.json", inside.join("loops.json")).unwrap();
    symlink("missing", inside.join("dangling.json")).unwrap();
    symlink("/dev/zero", inside.join("zero.json")).unwrap();
    pipe(&inside.join("pipe.json"));
    let _listener = UnixListener::bind(inside.join("socket.json")).unwrap();
    for format in FORMATS {
        let ended = limited(&folder, &["check", "in", "--format", format], 256, 10);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        assert!(!ended.out.contains(SECRET), "{}", ended.out);
    }
    let ended = limited(&folder, &["check", "in", "--format", "json"], 256, 10);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["totals"]["payloads"], 1);
    assert_eq!(report["skipped"].as_array().unwrap().len(), 8, "{report:#}");
    // Named, each says why it cannot be read, and stops nothing else.
    let args = [
        "check",
        "--format",
        "json",
        "in/loops.json",
        "in/dangling.json",
        "in/socket.json",
        "in/a.json",
        "outside/secret.json",
    ];
    let ended = limited(&folder, &args, 256, 10);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(
        (ended.code, &report["totals"]["payloads"]),
        (Some(2), &2.into()),
        "{report:#}"
    );
    assert_eq!(
        report["problems"].as_array().unwrap().len(),
        3,
        "{report:#}"
    );
}

/// The names of the ignore files that a walk reads.
const IGNORE_FILES: [&str; 3] = [".ignore", ".gitignore", ".git/info/exclude"];

/// Puts what is no file, or has no end, in the place of an ignore file.
fn unfit(kind: &str, path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    match kind {
        "device" => symlink("/dev/zero", path).unwrap(),
        "pipe" => pipe(path),
        "link to a pipe" => {
            pipe(&path.with_extension("pipe"));
            symlink(path.with_extension("pipe"), path).unwrap();
        }
        // The system says that it is an empty file.
        "endless file" => symlink("/proc/self/pagemap", path).unwrap(),
        "long file" => {
            let file = std::fs::File::create(path).unwrap();
            file.set_len(64 << 30).unwrap();
        }
        "nested" => std::fs::write(path, "{".repeat(20_000) + "a" + &"}".repeat(20_000)).unwrap(),
        "long list" => std::fs::write(path, "*\n".repeat(2 << 20)).unwrap(),
        other => unreachable!("{other}"),
    }
}

/// The report of a check, with the paths and messages of its problems.
fn problems(folder: &Path, args: &[&str]) -> (Option<i32>, Value, Vec<[String; 2]>) {
    let args = [&["check", "--format", "json", "--isolated"], args].concat();
    let ended = limited(folder, &args, 256, 5);
    let report: Value = serde_json::from_str(&ended.out)
        .unwrap_or_else(|error| panic!("{args:?}: {error}: {ended:?}"));
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap().to_owned();
    let problems = report["problems"].as_array().unwrap().iter();
    let problems = problems
        .map(|problem| {
            assert!(
                text(problem, "help").contains("`--no-ignore`"),
                "{problem:#}"
            );
            [text(problem, "path"), text(problem, "message")]
        })
        .collect();
    (ended.code, report, problems)
}

#[test]
fn a_folder_whose_ignore_files_have_no_end_is_not_walked_and_told() {
    for kind in [
        "device",
        "pipe",
        "link to a pipe",
        "endless file",
        "long file",
        "long list",
        "nested",
    ] {
        for name in IGNORE_FILES {
            let folder = Folder::new();
            folder
                .write("in/a/clean.json", CLEAN)
                .write("in/b/deep/drift.json", DRIFTED)
                .write("in/c/clean.json", CLEAN);
            unfit(kind, &folder.join("in/b").join(name));
            let (code, report, told) = problems(&folder, &["in"]);
            let what = format!("{kind} as {name}: {report:#}");
            assert_eq!((code, told.len()), (Some(2), 1), "{what}");
            assert_eq!(told[0][0], format!("in/b/{name}"), "{what}");
            assert!(
                told[0][1].ends_with("so the folder in/b was not walked"),
                "{what}"
            );
            assert_eq!(report["totals"]["payloads"], 2, "{what}");
            // As the folder that is named, and above it.
            let root = folder.join("in/b");
            for (at, args, path, root) in [
                (&*root, "", name.to_owned(), "."),
                (&*root, "deep", name.to_owned(), "deep"),
                (&*root, "deep/*.json", name.to_owned(), "deep"),
                (&*root.join("deep"), "", format!("../{name}"), "."),
            ] {
                let args: Vec<&str> = args.split(' ').filter(|arg| !arg.is_empty()).collect();
                let (code, report, told) = problems(at, &args);
                let what = format!("{kind} as {name} for {args:?}: {report:#}");
                assert_eq!(code, Some(2), "{what}");
                assert_eq!(told[0][0], path, "{what}");
                assert!(
                    told[0][1].ends_with(&format!("so the folder {root} was not walked")),
                    "{what}"
                );
                assert_eq!(report["totals"]["payloads"], 0, "{what}");
            }
            let (code, report, _) = problems(&folder, &["--no-ignore", "in"]);
            assert_eq!(
                (code, &report["totals"]["payloads"]),
                (Some(1), &3.into()),
                "{kind} as {name}: {report:#}"
            );
        }
    }
}

#[test]
fn the_files_behind_a_worktree_are_ignore_files_too() {
    for (name, link) in [
        (".git", "/dev/zero"),
        ("own/commondir", "/dev/zero"),
        ("common/info/exclude", "/dev/zero"),
        ("common/info/exclude", "/proc/self/pagemap"),
    ] {
        let folder = Folder::new();
        folder
            .write("a.json", CLEAN)
            .write("ignored.json", DRIFTED)
            .write(".git", "gitdir: own\n")
            .write("own/commondir", "../common\n")
            .write("common/info/exclude", "own\ncommon\nignored.json\n");
        let (code, report, _) = problems(&folder, &[]);
        assert_eq!(
            (code, &report["totals"]["payloads"]),
            (Some(0), &1.into()),
            "{report:#}"
        );
        std::fs::remove_file(folder.join(name)).unwrap();
        symlink(link, folder.join(name)).unwrap();
        let (code, report, told) = problems(&folder, &[]);
        if name == ".git" {
            // A device is no file of a worktree, and holds no folders.
            assert_eq!((code, told.len()), (Some(1), 0), "{report:#}");
        } else {
            assert_eq!((code, told.len()), (Some(2), 1), "{report:#}");
            assert!(told[0][0].ends_with(name), "{report:#}");
        }
    }
}

#[test]
fn ignore_files_that_bind_nothing_do_no_harm_and_links_to_files_count() {
    for name in IGNORE_FILES {
        let folder = Folder::new();
        folder
            .write("a.json", CLEAN)
            .write("x/drift.json", DRIFTED)
            .write("rules", "x\n");
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::create_dir(&path).unwrap();
        let check = |target: Option<&Path>, code: i32, payloads: u32| {
            if let Some(target) = target {
                symlink(target, &path).unwrap();
            }
            let (ended, report, told) = problems(&folder, &[]);
            assert_eq!(
                (ended, told.len(), &report["totals"]["payloads"]),
                (Some(code), 0, &payloads.into()),
                "{name} to {target:?}: {report:#}"
            );
        };
        check(None, 1, 2);
        std::fs::remove_dir(&path).unwrap();
        for target in [Path::new("missing"), Path::new(name), Path::new("/")] {
            check(Some(target), 1, 2);
            std::fs::remove_file(&path).unwrap();
        }
        check(Some(&folder.join("rules")), 0, 1);
        // Comments are no globs.
        folder.write("rules", format!("#{}", "{".repeat(20_000)));
        check(None, 1, 2);
    }
}

#[test]
fn a_configuration_is_made_of_what_can_be_walked_and_the_rest_is_told() {
    let folder = two();
    pipe(&folder.join("outside/.ignore"));
    let ended = limited(&folder, &["init", "--stdout"], 256, 5);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains(r#"include = ["in"]"#), "{ended:?}");
    assert!(ended.err.contains("outside was not walked"), "{ended:?}");
}

#[test]
fn globs_that_are_typed_are_no_longer_than_paths() {
    let folder = two();
    let glob = "{".repeat(20_000) + "a" + &"}".repeat(20_000);
    let ended = limited(&folder, &["check", "in/a.json", &glob], 256, 5);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(
        ended.out.contains("expected a glob of at most 4096 bytes"),
        "{ended:?}"
    );
}

#[test]
fn links_to_one_long_ignore_file_add_up_to_a_limit() {
    let folder = Folder::new();
    folder.write("rules", "?".repeat(2 << 10));
    for n in 0..40 {
        let name = format!("in/{n:02}/a.json");
        folder.write(&name, CLEAN);
        symlink("../../rules", folder.join(name).with_file_name(".ignore")).unwrap();
    }
    let (code, report, told) = problems(&folder, &["in", "--limit", "ignore-bytes=2100"]);
    assert_eq!((code, told.len()), (Some(2), 24), "{report:#}");
    assert_eq!(report["totals"]["payloads"], 16, "{report:#}");
    assert!(
        told[0][1].contains("the limit `ignore-bytes` of 2100"),
        "{report:#}"
    );
}

#[test]
fn bodies_in_files_of_their_own_stay_in_the_folder() {
    let folder = two();
    let inside = folder.join("in");
    symlink("../outside/secret.json", inside.join("link.json")).unwrap();
    symlink("../outside", inside.join("folder")).unwrap();
    symlink("loops.json", inside.join("loops.json")).unwrap();
    symlink("/dev/zero", inside.join("zero.json")).unwrap();
    pipe(&inside.join("pipe.json"));
    let _listener = UnixListener::bind(inside.join("socket.json")).unwrap();
    let absolute = folder.join("outside/secret.json").display().to_string();
    let names = [
        "../outside/secret.json",
        "./../outside/secret.json",
        "x/../../outside/secret.json",
        "link.json",
        "folder/secret.json",
        "loops.json",
        "zero.json",
        "pipe.json",
        "socket.json",
        ".",
        "",
        "..",
        "/",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        "secret.json\0",
        "a\u{1b}[31m\n::error::b",
        &absolute,
    ];
    for name in names {
        let content = format!(
            r#"{{"mimeType":"application/json","_file":{}}}"#,
            Value::from(name)
        );
        folder.write("in/a.har", har(&entry(&content)));
        for format in ["human", "json", "github"] {
            let ended = limited(&folder, &["check", "in/a.har", "--format", format], 256, 10);
            assert_eq!(ended.code, Some(2), "{name:?}: {ended:?}");
            assert!(!ended.out.contains(SECRET), "{name:?}: {}", ended.out);
            assert_inert(format, &ended.out);
        }
    }
}

#[test]
fn references_of_schemas_stay_in_the_folder_and_never_wait() {
    let folder = two();
    let inside = folder.join("in");
    folder.write("outside/schema.json", format!(r#"{{"const":"{SECRET}"}}"#));
    folder.write("in/good.json", r#"{"type":"object"}"#);
    symlink("../outside/schema.json", inside.join("link.json")).unwrap();
    symlink("../outside", inside.join("folder")).unwrap();
    symlink("/dev/zero", inside.join("zero.json")).unwrap();
    pipe(&inside.join("pipe.json"));
    let absolute = format!("file://{}", folder.join("outside/schema.json").display());
    let references = [
        "../outside/schema.json",
        "%2e%2e/outside/schema.json",
        "..%2foutside%2fschema.json",
        "link.json",
        "folder/schema.json",
        "zero.json",
        "pipe.json",
        "/dev/zero",
        "file:///etc/passwd",
        "missing.json",
        &absolute,
    ];
    for reference in references {
        for (base, dir) in [
            ("", vec![]),
            ("https://x.test/", vec!["--ref-dir", "https://x.test/=in"]),
        ] {
            let uri = if reference.contains(':') {
                reference.to_owned()
            } else {
                format!("{base}{reference}")
            };
            folder.write("in/s.json", format!(r#"{{"$ref":"{uri}"}}"#));
            let args = [
                &["check", "in/a.json", "--schema", "in/s.json"],
                dir.as_slice(),
            ]
            .concat();
            let ended = limited(&folder, &args, 256, 10);
            assert_eq!(ended.code, Some(2), "{uri}: {ended:?}");
            assert!(ended.err.starts_with("error: "), "{uri}: {ended:?}");
            assert!(!(ended.out + &ended.err).contains(SECRET), "{uri}");
        }
    }
    folder.write("in/s.json", r#"{"$ref":"good.json"}"#);
    let ended = limited(
        &folder,
        &["check", "in/a.json", "--schema", "in/s.json"],
        256,
        10,
    );
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

#[test]
fn devices_and_pipes_in_the_place_of_contracts_and_configurations_come_to_an_end() {
    let folder = two();
    for args in [
        ["--schema", "/dev/zero"],
        ["--openapi", "/dev/zero"],
        ["--config", "/dev/zero"],
        ["--baseline", "/dev/zero"],
        ["--lock=/dev/zero", "--isolated"],
        ["--schema", "."],
        ["--config", "."],
        ["--baseline", "."],
    ] {
        let args = [&["check", "in/a.json"], args.as_slice()].concat();
        let ended = limited(&folder, &args, 384, 20);
        assert_eq!(
            (ended.code, ended.out.as_str()),
            (Some(2), ""),
            "{args:?}: {ended:?}"
        );
        assert!(ended.err.starts_with("error"), "{args:?}: {ended:?}");
    }
    // Nobody names what is found upward.
    for name in [
        "wiredrift.toml",
        ".wiredrift.toml",
        "pyproject.toml",
        "Cargo.toml",
    ] {
        let folder = two();
        pipe(&folder.join(name));
        let ended = limited(&folder, &["check", "in/a.json"], 256, 2);
        assert_eq!(ended.code, Some(2), "{name}: {ended:?}");
        assert!(ended.err.contains("no regular one"), "{name}: {ended:?}");
    }
}

/// A text, and what the key of a configuration and an option name in it.
const NAMED: [(&str, &str); 4] = [
    (
        "baseline",
        r#"{"version":1,"paths":["in/a.json"],"known":[]}"#,
    ),
    (
        "lock",
        r#"{"version":1,"paths":["in/a.json"],"contracts":{}}"#,
    ),
    ("schema", r#"{"type":"object"}"#),
    (
        "openapi",
        r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{},
        "components":{"schemas":{"A":{"type":"object"}}}}"#,
    ),
];

#[test]
fn what_a_configuration_names_is_a_regular_file() {
    for (key, text) in NAMED {
        for target in ["pipe", "/dev/zero", "/dev/stdin", "/proc/self/fd/0"] {
            let folder = two();
            pipe(&folder.join("pipe"));
            folder.write("good", text);
            folder.write("wiredrift.toml", format!("{key} = '{target}'\n"));
            let ended = limited(&folder, &["check", "in/a.json"], 256, 3);
            let what = format!("{key} = {target}: {ended:?}");
            assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{what}");
            assert!(ended.err.contains("it is no regular file"), "{what}");
            // A link to a file is one.
            symlink("good", folder.join("link")).unwrap();
            folder.write("wiredrift.toml", format!("{key} = 'link'\n"));
            let ended = limited(&folder, &["check", "in/a.json"], 256, 3);
            assert!(!ended.err.contains("regular"), "{key}: {ended:?}");
        }
    }
    for (key, value) in [
        ("ref", "pipe"),
        ("ref", "/dev/zero"),
        ("ref-dir", "."),
        ("ref-dir", "/dev"),
    ] {
        let folder = two();
        pipe(&folder.join("pipe"));
        symlink("/dev/zero", folder.join("zero")).unwrap();
        let url = match (key, value) {
            ("ref", _) => "https://x.test/s",
            (_, ".") => "https://x.test/s/pipe",
            _ => "https://x.test/s/zero",
        };
        folder.write("s.json", format!(r#"{{"$ref":"{url}"}}"#));
        let config = format!("schema = 's.json'\n{key} = {{ 'https://x.test/s' = '{value}' }}\n");
        folder.write("wiredrift.toml", config);
        let ended = limited(&folder, &["check", "in/a.json"], 256, 3);
        let what = format!("{key} = {value}: {ended:?}");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{what}");
        assert!(ended.err.contains("no regular file"), "{what}");
    }
}

#[test]
fn baselines_and_locks_of_the_usual_names_are_regular_files() {
    for (name, args) in [
        (
            "wiredrift-baseline.json",
            &["baseline", "write", "--update"][..],
        ),
        ("wiredrift-baseline.json", &["baseline", "write", "--force"]),
        ("wiredrift-baseline.json", &["baseline", "prune"]),
        ("wiredrift.lock", &["check", "--lock"]),
        ("wiredrift.lock", &["lock", "--update"]),
    ] {
        for target in [None, Some("/dev/zero"), Some("/dev/full")] {
            let folder = two();
            match target {
                None => pipe(&folder.join(name)),
                Some(target) => symlink(target, folder.join(name)).unwrap(),
            }
            let args = [args, &["in"]].concat();
            let ended = limited(&folder, &args, 256, 3);
            let what = format!("{args:?} with {target:?}: {ended:?}");
            assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{what}");
            assert!(ended.err.contains("is no regular file"), "{what}");
        }
    }
}

#[test]
fn pipes_that_are_typed_are_read() {
    let folder = two();
    folder.write("b.json", r#"{"$ref":"https://x.test/s"}"#);
    let named = NAMED.map(|(option, text)| match option {
        "openapi" => ("--dto=A --openapi=pipe".to_owned(), text),
        _ => (format!("--{option}=pipe"), text),
    });
    let others = [
        ("--config=pipe", "naming = 'wire'\n"),
        ("--schema=b.json --ref=https://x.test/s=pipe", "{}"),
        ("pipe", CLEAN),
        ("--unrecognized=skip pipe", CLEAN),
    ];
    let others = others.map(|(args, text)| (args.to_owned(), text));
    for (args, text) in named.into_iter().chain(others) {
        let path = folder.join("pipe");
        pipe(&path);
        // Whoever writes waits for the reader, and goes with this process where none comes.
        let writer = path.clone();
        let writer = std::thread::spawn(move || std::fs::write(writer, text));
        let typed = args.split(' ');
        let args: Vec<&str> = ["check", "in/a.json"].into_iter().chain(typed).collect();
        let ended = limited(&folder, &args, 256, 3);
        assert!(
            matches!(ended.code, Some(0 | 1)) && ended.err.is_empty(),
            "{args:?}: {ended:?}"
        );
        writer.join().unwrap().unwrap();
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn schemas_in_a_folder_are_regular_files() {
    let folder = Folder::new();
    let ended = limited(&folder, &["schema", "write", "all"], 256, 20);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let name = "all/2026-02/ConnectionDto.schema.json";
    for kind in ["device", "pipe", "long file"] {
        std::fs::remove_file(folder.join(name)).unwrap();
        unfit(kind, &folder.join(name));
        let ended = limited(&folder, &["schema", "check", "all"], 256, 5);
        if kind == "long file" {
            assert_eq!(ended.code, Some(1), "{kind}: {ended:?}");
            assert!(ended.out.contains(&format!("stale {name}")), "{ended:?}");
        } else {
            assert_eq!(ended.code, Some(2), "{kind}: {ended:?}");
            let told = "ConnectionDto.schema.json is no regular file";
            assert!(ended.err.contains(told), "{kind}: {ended:?}");
        }
    }
}

#[test]
fn names_of_files_come_out_inert() {
    let folder = Folder::new();
    let names: [&[u8]; 12] = [
        b"new\nline.json",
        b"\x1b[31mred\x1b[0m.json",
        b"invalid-\xff\xfe.json",
        "bidi-\u{202e}nosj.json".as_bytes(),
        b"::error::x.json",
        b"-rf.json",
        b"<img src=x onerror=alert(1)>.json",
        b"=cmd()!A1.json",
        b"a|b`c`*d*.json",
        b"##vso[task.setvariable]x.json",
        b"c:1:2: error: x.json",
        b"\r\n::set-output name=x::y.json",
    ];
    for name in names {
        folder.write(Path::new(OsStr::from_bytes(name)), DRIFTED);
        folder.write(Path::new("broken").join(OsStr::from_bytes(name)), "{");
    }
    for format in FORMATS {
        let ended = limited(
            &folder,
            &["check", "--format", format, "--verbose", "."],
            256,
            20,
        );
        assert_eq!(ended.code, Some(2), "{format}: {ended:?}");
        assert_inert(format, &ended.out);
        assert_inert("human", &ended.err);
    }
    let ended = limited(&folder, &["check", "--format", "json", "."], 256, 20);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(report["totals"]["payloads"], names.len());
    assert_eq!(report["problems"].as_array().unwrap().len(), names.len());
    for args in [
        &["inspect", "."][..],
        &["fix", "--diff", "."],
        &["baseline", "write", "--force", "."],
        &["lock", "."],
    ] {
        let ended = limited(&folder, args, 256, 20);
        assert_inert("human", &ended.out);
        assert_inert("human", &ended.err);
    }
}

/// Root may read everything, so the rights of another user are taken on.
#[test]
fn what_may_not_be_read_is_told_and_stops_nothing_else() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    folder
        .write("a.json", CLEAN)
        .write("file.json", CLEAN)
        .write("folder/x.json", CLEAN)
        .write("z.json", DRIFTED);
    folder
        .write("s.json", "{}")
        .write("c/wiredrift.toml", "")
        .write("c/a.json", CLEAN);
    let close = |name: &str| {
        let closed = std::fs::Permissions::from_mode(0o0);
        std::fs::set_permissions(folder.join(name), closed).unwrap();
    };
    for name in ["file.json", "folder", "s.json", "c/wiredrift.toml"] {
        close(name);
    }
    let program = env!("CARGO_BIN_EXE_wiredrift");
    let as_nobody = |args: &[&str]| {
        let mut command = if std::fs::File::open(folder.join("file.json")).is_ok() {
            let mut command = Command::new("setpriv");
            command.args([
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "--",
                program,
            ]);
            command
        } else {
            Command::new(program)
        };
        command
            .args(args)
            .current_dir(&*folder)
            .env_remove("GITHUB_ACTIONS")
            .output()
    };
    if !as_nobody(&["--version"]).is_ok_and(|ran| ran.status.success()) {
        eprintln!(
            "skipped: root cannot take on the rights of another user here, who could run the program"
        );
        return;
    }
    let ran = as_nobody(&[
        "check",
        "--format",
        "json",
        "a.json",
        "file.json",
        "folder",
        "z.json",
    ])
    .unwrap();
    let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert_eq!(report["totals"]["payloads"], 2, "{report:#}");
    let problems = report["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2, "{report:#}");
    assert!(
        problems
            .iter()
            .all(|problem| problem["kind"] == "unreadable"),
        "{report:#}"
    );
    for args in [
        &["check", "a.json", "--schema", "s.json"][..],
        &["check", "a.json", "--baseline", "file.json"],
        &["check", "a.json", "--config", "c/wiredrift.toml"],
        &["check", "a.json", "--output", "json=folder/out.json"],
    ] {
        let ran = as_nobody(args).unwrap();
        let told = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(
            (ran.status.code(), ran.stdout.len()),
            (Some(2), 0),
            "{args:?}: {told}"
        );
        assert!(told.contains("permission denied"), "{args:?}: {told}");
    }
    for name in ["file.json", "folder", "s.json", "c/wiredrift.toml"] {
        let open = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(folder.join(name), open).unwrap();
    }
}

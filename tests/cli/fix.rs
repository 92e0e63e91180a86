//! `wiredrift fix`: files are rewritten where the right value is certain, and nowhere else.

use std::io::Write;
use std::process::Stdio;

use super::support::{Folder, Ran};

const DRIFT: &str = "\u{feff}{\"name\": \"n\", \"sourceType\":\t\"Wdata-Table\",\r\n \"Created\": \"2024-01-15T14:30:00\\u002B0000\"}";
const RIGHT: &str = "\u{feff}{\"name\": \"n\", \"sourceType\":\t\"wdata_table\",\r\n \"created\": \"2024-01-15T14:30:00+00:00\"}";
const UNCERTAIN: &str =
    r#"{"name": "n", "sourceType": "Report", "created": "2024-01-15T14:30:00"}"#;

fn read(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn what_is_certain_is_put_right_and_nothing_else() {
    let folder = Folder::new();
    folder
        .write("a.json", DRIFT)
        .write("b.json", UNCERTAIN)
        .write("c.json", "{\"name\": \"n\", \"sourceType\": \"report\"}");
    folder
        .run(["fix", "."])
        .exits(1)
        .says("a.json: fixed 3 findings (date-offset-unpunctuated, enum-value-respelled, field-respelled)\n")
        .says("b.json: fixed 1 finding (enum-value-respelled)\n")
        .says("b.json:1:50: error[date-offset-missing] ")
        .says("fixed 4 findings in 2 files; 1 finding remains\n");
    assert_eq!(read(&folder, "a.json"), RIGHT);
    assert_eq!(
        read(&folder, "b.json"),
        UNCERTAIN.replace("Report", "report")
    );
    folder.run(["check", "a.json"]).exits(0);
    folder
        .run(["fix", "a.json", "c.json"])
        .exits(0)
        .says("nothing to fix\n");
}

#[test]
fn a_look_changes_nothing() {
    let folder = Folder::new();
    folder.write("a.json", DRIFT);
    folder
        .run(["fix", "--check", "a.json"])
        .exits(1)
        .says("a.json: would fix 3 findings");
    let ran = folder.run(["fix", "--diff", "a.json"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("@@ -1,2 +1,2 @@"), "{}", ran.out);
    assert!(
        ran.out
            .contains("\n+ \"created\": \"2024-01-15T14:30:00+00:00\"}\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.err.contains("would fix 3 findings in 1 file"),
        "{}",
        ran.err
    );
    assert_eq!(read(&folder, "a.json"), DRIFT);
    folder.write("b.json", RIGHT);
    folder.run(["fix", "--check", "b.json"]).exits(0);
    let ran = folder.run(["fix", "--diff", "b.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
}

#[test]
fn standard_input_becomes_standard_output() {
    let folder = Folder::new();
    for (text, out, code) in [
        (DRIFT, RIGHT, 0),
        (RIGHT, RIGHT, 0),
        ("no JSON", "no JSON", 2),
    ] {
        let mut command = folder.command(["fix", "-"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(
            (ran.code, ran.out.as_str()),
            (Some(code), out),
            "{}",
            ran.err
        );
    }
}

#[test]
fn what_a_project_accepts_turns_off_or_excludes_stays() {
    let folder = Folder::new();
    let config = "exclude = [\"old/**\"]\n[[exceptions]]\nfields = [\"ConnectionDto.created\"]\naccept = [\"date-offset-unpunctuated\"]\nreason = \"r\"\n";
    folder
        .write("wiredrift.toml", config)
        .write("a.json", DRIFT)
        .write("old/a.json", DRIFT);
    let ran = folder.run(["fix", "-A", "field-respelled", "."]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let right = DRIFT.replace("Wdata-Table", "wdata_table");
    assert_eq!(read(&folder, "a.json"), right);
    assert_eq!(read(&folder, "old/a.json"), DRIFT);
    folder
        .run(["fix", "--force-exclude", "--allow-empty", "old/a.json"])
        .exits(0);
    assert_eq!(read(&folder, "old/a.json"), DRIFT);
}

#[test]
fn something_has_to_be_named() {
    let folder = Folder::new();
    folder.write("a.json", DRIFT);
    let ran = folder.run(["fix"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err.starts_with("error: nothing is named"),
        "{}",
        ran.err
    );
    assert_eq!(read(&folder, "a.json"), DRIFT);
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    folder.write("real/a.json", DRIFT);
    let real = folder.join("real/a.json");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/a.json", folder.join("link.json")).unwrap();
    folder.run(["fix", "link.json"]).exits(0);
    assert_eq!(read(&folder, "real/a.json"), RIGHT);
    let mode = std::fs::metadata(&real).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let link = std::fs::symlink_metadata(folder.join("link.json")).unwrap();
    assert!(link.is_symlink());
    // No draft is left.
    assert_eq!(std::fs::read_dir(folder.join("real")).unwrap().count(), 1);
}

#[test]
fn two_names_of_one_field_are_not_made_one() {
    let folder = Folder::new();
    let text = r#"{"name": "n", "SourceType": "report", "SOURCETYPE": "report", "created": "2024-01-15 14:30:00Z"}"#;
    folder.write("a.json", text);
    folder
        .run(["fix", "--dto", "ConnectionDto", "a.json"])
        .exits(1)
        .says("a.json: 2 findings whose right value is certain stay: several fields would get the same name");
    let right = text.replace("15 14", "15T14");
    assert_eq!(read(&folder, "a.json"), right);
}

#[test]
fn the_files_that_keep_bodies_are_counted_anew_each_time_that_a_capture_is_read() {
    let folder = Folder::new();
    let entry = |content: &str| {
        format!(
            r#"{{"request":{{"method":"GET","url":"https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1b2"}},"response":{{"status":200,"content":{{{content}}}}}}}"#
        )
    };
    let drifted = r#""text":"{\"code\":200,\"body\":{\"connectionId\":\"a1b2\",\"created\":\"2024-01-15T14:30:00+0000\"}}""#;
    let [first, second] = [r#""_file":"a.json""#, r#""_file":"b.json""#].map(entry);
    let har = format!(
        r#"{{"log":{{"version":"1.2","entries":[{first},{second},{}]}}}}"#,
        entry(drifted)
    );
    let clean = r#"{"code":200,"body":{"connectionId":"a1b2"}}"#;
    folder
        .write("x.har", &har)
        .write("a.json", clean)
        .write("b.json", clean);
    folder
        .run(["check", "--limit", "body-files=2", "x.har"])
        .exits(1);
    folder
        .run(["fix", "--limit", "body-files=2", "x.har"])
        .exits(0)
        .says("x.har: fixed 1 finding (date-offset-unpunctuated)\n");
    folder
        .run(["fix", "--limit", "body-files=1", "x.har"])
        .exits(2);
}

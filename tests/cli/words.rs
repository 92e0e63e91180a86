//! What is said is true, and what to do next can be typed as it stands.

use super::support::{Folder, Ran};

/// A run whose output is compared without its line breaks.
struct Told(Ran, String);

impl Told {
    #[track_caller]
    fn says(self, text: &str) -> Self {
        assert!(self.1.contains(text), "no {text:?} in:\n{}", self.0.out);
        self
    }

    #[track_caller]
    fn leaves_out(self, text: &str) -> Self {
        assert!(!self.1.contains(text), "{text:?} in:\n{}", self.0.out);
        self
    }
}

/// Checks `text` as the file `file`, with these options; the exit code must be `code`.
#[track_caller]
fn check(options: &[&str], file: &str, text: impl AsRef<[u8]>, code: i32) -> Told {
    let folder = Folder::new();
    folder.write(file, text);
    told(&folder, &[&["check"], options, &[file]].concat(), code)
}

#[track_caller]
fn told(folder: &Folder, args: &[&str], code: i32) -> Told {
    let ran = folder.run(args).exits(code);
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    Told(ran, flat)
}

#[test]
fn what_has_generic_names_only_is_told_which_dto_to_name() {
    for (text, dto, names) in [
        (r#"{"body":"x","code":404}"#, "SingleError", "body, code"),
        (r#"{"body":["a"],"code":400}"#, "MultiError", "body, code"),
        (
            r#"{"body":{"name":"x"},"code":200}"#,
            "BaseResponseConnectionDto",
            "body, code, name",
        ),
        (
            r#"{"created":"2024-01-15T14:30:00Z","name":"x","description":null,"updated":null,"metadata":null}"#,
            "ConnectionDto",
            "name, description, metadata, created, updated",
        ),
        (r#"[{"name":"x"}]"#, "ConnectionDto --each", "name"),
        (
            r#"{"code":"a","message":"b"}"#,
            "BaseErrorResponseDetail",
            "code, message",
        ),
    ] {
        let said = check(&[], "x.json", text, 2)
            .says("error[unrecognized]")
            .says(&format!("`--dto {dto}`"))
            .says(&format!("generic: {names}"));
        // And it can be typed.
        let options: Vec<&str> = ["--dto"].into_iter().chain(dto.split(' ')).collect();
        let folder = Folder::new();
        folder.write("x.json", text);
        let args = [&["check", "--naming", "python"], &options[..], &["x.json"]].concat();
        assert_eq!(folder.run(args).code, Some(0), "{}", said.1);
    }
    check(&[], "x.json", r#"{"body":[],"code":200}"#, 2)
        .says("`--dto PagedResponseConnectionDto`")
        .says("`--dto MultiError`");
    check(&[], "x.json", r#"{"name":"x","version":"1"}"#, 2)
        .says("`--dto ConnectionDto`")
        .says("known names are generic: name");
    check(&[], "x.json", r#"{"status":"UP"}"#, 2)
        .says("`wiredrift schema list`")
        .leaves_out("generic:");
    check(&[], "x.json", r#"{"body":5,"code":1,"details":[]}"#, 2).leaves_out("generic:");
    check(&[], "x.json", r#"{"sourceId":"s","jobId":"j"}"#, 2)
        .says("`--dto ConnectionDto` or `--dto ConnectionRunDto`");
}

#[test]
fn what_has_distinctive_names_in_another_form_is_not_told_to_have_none() {
    for (text, options, names) in [
        (
            r#"{"body":null,"code":400,"details":[]}"#,
            "`--dto MultiError` or `--dto SingleError`",
            "`details` is a distinctive name",
        ),
        (
            r#"[{"body":[],"code":200,"cursor":"x"}]"#,
            "`--dto PagedResponseConnectionDto --each`",
            "`cursor` is a distinctive name",
        ),
        (
            r#"{"body":[{"jobId":"1","sourceStatus":"running"}],"code":200}"#,
            "`--dto BaseResponseConnectionRunDto`",
            "`jobId`, `sourceStatus` are distinctive names",
        ),
    ] {
        check(&[], "x.json", text, 2)
            .says("error[unrecognized]")
            .says(&format!(
                "check with {options}; {names}, but the payload or its `body` has"
            ))
            .leaves_out("at least one distinctive")
            .leaves_out("generic:");
    }
    // What was offered says what is wrong.
    let options = ["--dto", "MultiError"];
    let broken = r#"{"body":null,"code":400,"details":[]}"#;
    check(&options, "x.json", broken, 1).says("error[null-unexpected]");
}

#[test]
fn a_bare_array_where_a_page_is_due_has_a_way_out_that_leads_out() {
    for (text, rule) in [
        (r#"[{"connectionId":"a"}]"#, "envelope-missing"),
        // Nothing in it says that it is a list of connections.
        ("[]", "type-mismatch"),
    ] {
        check(&["--dto", "PagedResponseConnectionDto"], "x.json", text, 1)
            .says(&format!("error[{rule}]"))
            .says("record the whole response, or")
            .says("check with `--dto ConnectionDto --each`");
        check(&["--dto", "ConnectionDto", "--each"], "x.json", text, 0);
    }
    let page = r#"{"body":[{"connectionId":"a","created":""}],"code":200}"#;
    check(&["--dto", "ConnectionDto", "--each"], "x.json", page, 1)
        .says("error[envelope-unexpected]")
        .says("warning[date-empty]")
        .says("check with `--dto PagedResponseConnectionDto` and without `--each`")
        .leaves_out("type-mismatch");
}

#[test]
fn one_object_where_an_array_is_due_has_a_name_and_a_way_out() {
    let options = ["--dto", "ConnectionDto", "--each"];
    check(&options, "x.json", r#"{"name":"x"}"#, 1)
        .says("value: ConnectionDto[], the whole payload")
        .says("help: check without `--each`");
}

#[test]
fn a_respelled_field_beside_the_right_one_is_removed_not_renamed() {
    check(
        &[],
        "x.json",
        r#"{"sourceId":"s","createdBy":"a","created_by":"b"}"#,
        1,
    )
    .says("help: remove it")
    .leaves_out("rename it");
    check(&[], "x.json", r#"{"sourceId":"s","created_by":"b"}"#, 1)
        .says(r#"help: rename it to "createdBy""#)
        .leaves_out(r#""createdBy": "createdBy""#)
        .leaves_out(r#"`createdBy`: "createdBy""#);
}

#[test]
fn a_key_that_stands_three_times_is_counted_and_the_last_one_underlined() {
    check(
        &[],
        "x.json",
        r#"{"sourceId":"s","name":"a","name":"b","name":"b"}"#,
        1,
    )
    .says("x.json:1:39")
    .says("the key `name` stands 3 times in one object, with different values")
    .says("most parsers keep this one")
    .leaves_out("twice")
    .says("Found 1 warning in 1 kind of drift");
    check(
        &[],
        "x.json",
        r#"{"name":"a","sourceId":"s","sourceId":"s"}"#,
        1,
    )
    .says("the key `sourceId` stands twice in one object, with the same value");
}

#[test]
fn null_as_absent_is_offered_where_it_changes_something() {
    let offered = "--nulls absent";
    check(&[], "x.json", r#"{"sourceId":"s","name":null}"#, 1).says(offered);
    for (options, text) in [
        (&["--dto", "SingleError"][..], r#"{"body":null,"code":1}"#),
        (&["--dto", "MultiError"], r#"{"body":[null],"code":1}"#),
        (&["--dto", "ConnectionDto"], "null"),
        (
            &["--dto", "SingleError", "--nulls", "absent"],
            r#"{"body":null,"code":1}"#,
        ),
    ] {
        check(options, "x.json", text, 1)
            .says("null-unexpected")
            .leaves_out(offered);
    }
    // Under its other name, too.
    check(
        &["--nulls", "absent"],
        "x.json",
        r#"{"sourceId":"s","createdBy":"a","created_by":null}"#,
        1,
    )
    .leaves_out("null-unexpected")
    .says("1 optional field is null, which is read as absent")
    .leaves_out("the first of them");
}

#[test]
fn a_compressed_log_that_is_cut_off_is_checked_as_far_as_it_goes() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for n in 0..20_000 {
        let noise = n * 7_919 % 100_003;
        writeln!(
            gzip,
            r#"{{"name":"n{noise}","sourceType":"report","created":"2024-01-15T14:30:00+0000"}}"#
        )
        .unwrap();
    }
    let packed = gzip.finish().unwrap();
    let folder = Folder::new();
    folder.write("a.ndjson.gz", &packed);
    folder.write("b.ndjson.gz", &packed[..packed.len() / 2]);
    told(&folder, &["check"], 2)
        .says("the compressed file cannot be read to its end: its gzip ends too early")
        .says("file: b.ndjson.gz")
        .says("seen: 2");
    told(&folder, &["check", "a.ndjson.gz"], 1).says("Checked 20,000 payloads in 1 file");
}

#[test]
fn entries_that_cannot_be_read_are_shown_three_times_and_then_listed() {
    let one = "- request: {method: GET, uri: /x}\n  response: {}\n";
    let bad = "- request: [\n";
    let cassette = |bad_ones: usize| format!("interactions:\n{one}{}{one}", bad.repeat(bad_ones));
    check(&[], "x.yaml", cassette(3), 2)
        .says("entry 4 of the capture cannot be read: unclosed bracket")
        .says("Read 2 exchanges")
        .leaves_out("more entr");
    check(&[], "x.yaml", cassette(4), 2).says("1 more entry of this capture cannot be read: 5");
    check(&[], "x.yaml", cassette(30), 2)
        .says("27 more entries of this capture cannot be read: 5, 6, 7")
        .says("and so on")
        .leaves_out("entry 5 of the capture");
}

#[test]
fn records_that_no_dto_fits_are_listed_by_line() {
    let known = r#"{"sourceId":"s"}"#;
    let other = r#"{"status":"UP"}"#;
    let four = [known, other, "", other, other, known, other].join("\n");
    check(&[], "x.ndjson", &four, 2)
        .says("no DTO was recognised in this payload, nor in 3 more of this file: lines 4, 5, 7");
    let two = [known, other, other].join("\n");
    check(&[], "x.ndjson", &two, 2).says("nor in 1 more of this file: line 3");
    let many = [other; 40].join("\n");
    check(&[], "x.ndjson", &many, 2)
        .says("nor in 39 more of this file: lines 2, 3, 4, 5, 6, 7, 8, 9, 10 and so on");
    let folder = Folder::new();
    folder.write("x.ndjson", &four);
    told(&folder, &["check"], 0).says(
        "passed over 4 payloads in 1 file, no DTO was recognised: x.ndjson (lines 2, 4, 5, 7)",
    );
    let json = folder.run(["check", "--format", "json"]).json();
    assert_eq!(json["skipped"][0]["lines"], serde_json::json!([2, 4, 5, 7]));
    folder.write("x.ndjson", &many);
    told(&folder, &["check", "--allow-empty"], 0)
        .says("x.ndjson (lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and so on)");
}

#[test]
fn a_record_is_its_line() {
    let log = "{\"sourceId\":\"s\"}\n\n\n{\"sourceId\":1}\n\n{\"a\":oops}\n";
    check(&[], "x.ndjson", log, 2)
        .says("at /sourceId of record 4")
        .says("record 6 is not JSON");
}

#[test]
fn files_that_are_passed_over_can_be_asked_for() {
    let folder = Folder::new();
    folder
        .write("g/.gitignore", "*\n")
        .write("g/x.json", r#"{"sourceId":"s"}"#);
    told(&folder, &["check", "g"], 2)
        .says("there is no capture in g")
        .says("`--no-ignore` reads the ignored ones");
    told(&folder, &["check", "g/*.json"], 2).says("`--no-ignore` reads the ignored ones");
    told(&folder, &["check", "--no-ignore", "g"], 0);
    told(&folder, &["check", "--no-ignore", "g/*.har"], 2)
        .says("hidden files are passed over")
        .leaves_out("`--no-ignore`");
}

#[test]
fn problems_are_explained_like_rules() {
    let folder = Folder::new();
    told(&folder, &["explain", "not-json"], 0)
        .says("# not-json")
        .says("## What to do")
        .says("exit code 2");
    told(&folder, &["rules"], 0)
        .says("problems")
        .says("not-json")
        .says("unrecognized");
    let ran = folder.run(["explain", "unrecognised"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("did you mean `unrecognized`?"),
        "{}",
        ran.err
    );
}

#[test]
fn a_commented_file_is_passed_over_in_a_walk_however_it_is_broken_into_lines() {
    for text in [
        "// settings\n{\"a\": 1}\n",
        "/* settings */\n{\"a\": 1}\n",
        "\n// one\n// two\n[{\"a\": 1}]\n",
        "// settings\n{\n\"a\": 1\n}\n",
    ] {
        let folder = Folder::new();
        folder
            .write("clean.json", r#"{"sourceId":"s"}"#)
            .write("x.json", text);
        told(&folder, &["check"], 0).says("passed over 1 file, JSON with comments: x.json");
        told(&folder, &["check", "x.json"], 2)
            .says("the file is not JSON")
            .says("take the comments out");
    }
    // A log with a comment above is a log all the same.
    let log = "// log\n{\"sourceId\":\"s\"}\n{\"sourceId\":\"t\"}\n";
    check(&[], "x.ndjson", log, 2).says("Checked 2 payloads");
}

#[test]
fn syntax_errors_say_what_to_do_about_them() {
    for (text, help) in [
        (r#"{"a":1} {"b":2}"#, "`jq -c . FILE`"),
        ("{\n\"a\":1\n}\n{\n\"b\":2\n}\n", "`jq -c . FILE`"),
        ("{'a': None}", "json.dumps, not str()"),
        (r#"{"a": None}"#, "json.dumps, not str()"),
        (r#"{"a": True}"#, "json.dumps, not str()"),
        ("{'a': 1}", "double quotes"),
        (r#"{"a": 'b'}"#, "double quotes"),
        (r#"{"a": NaN}"#, "NaN"),
        (r#"{"a": -Infinity}"#, "Infinity"),
        (r#"{"a": undefined}"#, "JSON.stringify"),
        (r#"{"a": 1,}"#, "take out the comma"),
        ("[1, 2,\n]", "take out the comma"),
        (r#"{"a": 1 /* b */}"#, "take the comments out"),
        (r"{a: 1}", "double quotes"),
        (r#"{"a": 01}"#, "leading zeros"),
        ("{\"a\": \"b\tc\"}", r"`\t`"),
        ("{\"a\": \"b\u{1}c\"}", r"`\u0001`"),
        (r#"{"a": "C:\q"}"#, r"`\\`"),
        (r#"{"a": "\ud83d"}"#, "surrogate"),
        ("oops", "correct the syntax"),
    ] {
        let said = check(&[], "x.json", text, 2).says("error[not-json]");
        let (_, said_help) = said.1.split_once("help: ").unwrap();
        assert!(said_help.contains(help), "{text}: {said_help}");
    }
    let text = "HTTP/1.1 200 OK\n\n{}";
    check(&["--input-format", "json"], "x.json", text, 2).says("`--input-format http`");
    check(&[], "x.json", "{} {}", 2)
        .says("expected nothing more behind the first value, found `{`")
        .leaves_out("the end of the text behind the value");
}

#[test]
fn only_plain_integers_are_offered_as_ids() {
    let of = |number: &str| {
        let text = format!(r#"{{"sourceId":{number},"sourceType":"report"}}"#);
        check(&[], "x.json", text, 1).says("number-for-string")
    };
    of("48213377").says(r#"write "48213377""#);
    of("0").says(r#"write "0""#);
    for odd in ["1e999999999999", "-0", "-7", "1.5", "12.0", "1E3"] {
        of(odd).leaves_out(&format!("{odd:?}"));
    }
}

#[test]
fn what_looks_like_utf_16_is_called_that() {
    for (name, to_bytes) in [
        ("little", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("big", u16::to_be_bytes),
    ] {
        let wide: Vec<u8> =
            r#"{"sourceId": "s", "name": "Übersicht"}"#.encode_utf16().flat_map(to_bytes).collect();
        check(&[], "x.json", &wide, 2)
            .says("error[not-utf8]")
            .says(&format!(
                "the file looks like UTF-16 ({name} endian) without a byte order mark"
            ))
            .leaves_out("a member's name");
    }
    check(&[], "x.json", b"\x1f\x8b\x08\0\0", 2)
        .says("its gzip ends too early")
        .leaves_out("expected a JSON value");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    folder
        .write("perm/clean.json", r#"{"sourceId":"s"}"#)
        .write("perm/sub/x.json", "{}");
    let closed = folder.join("perm/sub");
    let close = |mode| {
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    close(0o000);
    // Whoever may read everything has nothing to be told.
    let may_read = std::fs::read_dir(&closed).is_ok();
    let ran = folder.run(["check", "perm"]);
    close(0o755);
    if !may_read {
        assert_eq!(ran.code, Some(2));
        let due = "error[unreadable]: the folder cannot be read: permission denied\n      file: perm/sub\n";
        assert!(ran.out.contains(due), "{}", ran.out);
    }
}

#[test]
fn the_commands_in_the_documents_print_what_stands_below_them() {
    let documents =
        ["README.md", "docs/contracts.md"].map(|path| std::fs::read_to_string(path).unwrap());
    let documents = documents.concat();
    let mut commands = 0;
    for (_, behind) in documents
        .match_indices("```console\n$ wiredrift ")
        .map(|(at, start)| documents.split_at(at + start.len()))
    {
        let (command, rest) = behind.split_once('\n').unwrap();
        let (output, _) = rest.split_once("```").unwrap();
        let args: Vec<&str> = command.split(' ').collect();
        let mut run = Folder::new().command(&args);
        let ran = Ran::from(
            run.current_dir(env!("CARGO_MANIFEST_DIR"))
                .output()
                .unwrap(),
        );
        assert_eq!(ran.out, output, "{command}");
        assert_ne!(ran.code, Some(2), "{command}");
        commands += 1;
    }
    assert!(commands > 1);
}

#[test]
fn the_sample_in_the_readme_is_what_is_printed() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let (_, behind) = readme.split_once("```text\n").unwrap();
    let (sample, rest) = behind.split_once("```\n").unwrap();
    // Where the recording stands; the sample names it as somebody would who has it.
    let mut command = Folder::new().command(["check", "recordings/get-connection.json"]);
    let ran = command.current_dir("tests/cli/readme.in").output().unwrap();
    let ran = Ran::from(ran).exits(1);
    assert_eq!(ran.out.split("\n\n").next(), Some(sample.trim_end()));

    let rules = Folder::new().run(["rules", "--format", "json"]).json();
    let count = rules.as_array().unwrap().len();
    let said = format!("**The rules**: {count} of them");
    assert!(rest.contains(&said), "{said}");
}

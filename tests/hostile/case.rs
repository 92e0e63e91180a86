//! One hostile case: what is in its folder, what is run, and what it is to end as within which limits.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::Folder;

/// A connection that conforms.
pub(crate) const CLEAN: &str =
    r#"{"name":"n","created":"2024-01-15T14:30:00Z","sourceType":"report"}"#;
/// One with drift: `date-offset-missing` would be another; this value is in no published list.
pub(crate) const DRIFTED: &str = r#"{"name":"n","sourceType":"gadget"}"#;
/// The rule that finds it.
pub(crate) const RULE: &str = "enum-value-unknown";

/// What a case is to end as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    /// Exit code 0: something was checked, and nothing was left out.
    Clean,
    /// Exit code 1, with this rule.
    Finding(&'static str),
    /// This rule, and another exchange that is a problem, or counted as not checked with the reason.
    Passed(&'static str),
    /// Exit code 2, with a problem of one of these kinds.
    Problem(&'static [&'static str]),
    /// A problem, and a finding of this rule in what could be read.
    Both(&'static [&'static str], &'static str),
    /// Exit code 2, told on standard error with this text; nothing is on standard output.
    Refused(&'static str),
    /// Any of the exit codes, with a report that says why.
    Told,
    /// Any of the exit codes.
    Ends,
}

/// A case, and its limits.
pub(crate) struct Case {
    name: String,
    files: Vec<(PathBuf, Vec<u8>)>,
    args: Vec<String>,
    expected: Expected,
    /// Mebibytes of address space.
    memory: u64,
    /// Seconds on a processor: so many that only what does not end takes them.
    seconds: u64,
}

impl Case {
    /// A check of one file, which is named.
    pub(crate) fn check(
        name: impl Into<String>,
        file: &str,
        bytes: impl AsRef<[u8]>,
        expected: Expected,
    ) -> Self {
        Self::run(name, &["check", "--format", "json", file], expected).with(file, bytes)
    }

    /// A command of one's own.
    pub(crate) fn run(name: impl Into<String>, args: &[&str], expected: Expected) -> Self {
        Self {
            name: name.into(),
            files: Vec::new(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            expected,
            memory: 256,
            seconds: 20,
        }
    }

    /// The same with another file in the folder.
    pub(crate) fn with(mut self, file: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.push((file.into(), bytes.as_ref().to_vec()));
        self
    }

    /// The same with more arguments.
    pub(crate) fn and(mut self, args: &[&str]) -> Self {
        self.args.extend(args.iter().map(|&arg| arg.to_owned()));
        self
    }

    /// The same with so many mebibytes of address space.
    pub(crate) fn within(mut self, memory: u64) -> Self {
        self.memory = memory;
        self
    }

    /// Runs it; what is wrong with how it ends.
    fn fails(&self) -> Option<String> {
        let folder = Folder::new();
        for (name, bytes) in &self.files {
            folder.write(name, bytes);
        }
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        let ended = limited(&folder, &args, self.memory, self.seconds);
        let told = |why: &str| {
            let Ended { code, out, err } = &ended;
            let (out, err) = (start(out), start(err));
            Some(format!(
                "{}: expected {:?}, {why}\n  exit {code:?}\n  out: {out}\n  err: {err}",
                self.name, self.expected
            ))
        };
        let Some(code) = ended.code.filter(|code| (0..=2).contains(code)) else {
            return told("ended otherwise");
        };
        if ended.err.contains("panicked") {
            return told("panicked");
        }
        let report = || serde_json::from_str::<Value>(&ended.out).ok();
        let wrong = match self.expected {
            Expected::Refused(text) => {
                let is_told = code == 2 && ended.out.is_empty() && ended.err.contains(text);
                (!is_told).then_some("it was not refused so")
            }
            Expected::Ends => None,
            _ => match report() {
                Some(report) => self.differs(code, &report),
                None => Some("there is no report"),
            },
        };
        wrong.and_then(told)
    }

    /// How the report of a check is not as expected.
    fn differs(&self, code: i32, report: &Value) -> Option<&'static str> {
        let list = |name: &str| report[name].as_array().unwrap().clone();
        let (problems, groups) = (list("problems"), list("groups"));
        let rule = |rule: &str| groups.iter().any(|group| group["rule"] == rule);
        let kind = |kinds: &[&str]| {
            let kinds: Vec<Value> = kinds.iter().map(|&kind| kind.into()).collect();
            problems
                .iter()
                .any(|problem| kinds.contains(&problem["kind"]))
        };
        let is_so = match self.expected {
            Expected::Clean => {
                code == 0
                    && problems.is_empty()
                    && report["skipped"].as_array().unwrap().is_empty()
                    && report["totals"]["payloads"].as_u64().unwrap() > 0
            }
            Expected::Finding(name) => code == 1 && problems.is_empty() && rule(name),
            Expected::Passed(name) => {
                let passed = report["totals"]["exchanges"]["passed"].as_object().unwrap();
                code == if problems.is_empty() { 1 } else { 2 }
                    && rule(name)
                    && (!problems.is_empty() || !passed.is_empty())
            }
            Expected::Problem(kinds) => code == 2 && kind(kinds),
            Expected::Both(kinds, name) => code == 2 && kind(kinds) && rule(name),
            Expected::Told => {
                let checked = report["totals"]["payloads"].as_u64().unwrap();
                (code == 0)
                    == (problems.is_empty() && groups.iter().all(|group| group["level"] == "note"))
                    && (code == 2) != problems.is_empty()
                    && (checked > 0 || !problems.is_empty())
            }
            Expected::Refused(_) | Expected::Ends => true,
        };
        (!is_so).then_some("it did not end so")
    }
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Nothing where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the binary in `folder` with so many mebibytes of address space and seconds of work. What waits for
/// something that never comes is ended, too.
pub(crate) fn limited(folder: &Path, args: &[&str], memory: u64, seconds: u64) -> Ended {
    let [out, err] = [".out", ".err"].map(|name| folder.join(name));
    let mut child = Command::new("sh")
        .args([
            "-c",
            r#"ulimit -v "$1"; ulimit -t "$2"; shift 2; exec "$@""#,
        ])
        .arg("sh")
        .arg((memory << 10).to_string())
        .arg(seconds.to_string())
        .arg(env!("CARGO_BIN_EXE_wiredrift"))
        .args(args)
        .current_dir(folder)
        // Each thread takes address space for its stack and its memory.
        .env("RAYON_NUM_THREADS", "2")
        .env_remove("NO_COLOR")
        .env_remove("GITHUB_ACTIONS")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(&out).unwrap())
        .stderr(std::fs::File::create(&err).unwrap())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(8 * seconds);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > until {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let read = |path: &Path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    let ended = Ended {
        code: status.code(),
        out: read(&out),
        err: read(&err),
    };
    for path in [out, err] {
        std::fs::remove_file(path).unwrap();
    }
    ended
}

/// Runs all cases, two at a time, and tells every one that did not end as it should.
#[track_caller]
pub(crate) fn assert_all(cases: &[Case]) {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(why) = case.fails() {
                        failed.lock().unwrap().push(why);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    let (count, all) = (failed.len(), cases.len());
    assert!(
        failed.is_empty(),
        "{count} of {all} cases:\n{}",
        failed.join("\n")
    );
}

fn start(text: &str) -> String {
    text.chars().take(1500).collect()
}

//! The same exchanges in each capture format: the same bodies are read, the same findings are made at the
//! same pointers, the same is counted, and findings stand at the bytes of the capture.

#![cfg(feature = "generate")]
#![expect(
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/findings.rs"]
mod findings;
#[path = "common/traffic.rs"]
mod traffic;
#[path = "common/writers/mod.rs"]
mod writers;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, any};
use proptest::test_runner::{FileFailurePersistence, TestCaseError, TestRunner};
use wiredrift::capture::{
    self, Attachments, CaptureError, Exchange as Read, InputFormat, Message, MessageSink, Source,
};
use wiredrift::check::exchange::{Look, Passed, decide};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Options};
use wiredrift::contract::revision::Revision;
use wiredrift::finding::Account;
use wiredrift::generate::Profile;
use wiredrift::severity::Severity;

use findings::Findings;
use traffic::{Exchange, Mix, ODD, Traffic};
use writers::{Bodies, Capture, Writer};

/// The byte order mark that some servers put in front of a body.
const MARK: char = '\u{feff}';

/// Exchanges of one recording.
const EXCHANGES: usize = 200;

/// Traffic with all that is hard to write down and to read.
const HARD: Mix = Mix {
    drifted: 50,
    odd: 12,
    laid_out: 4,
    // Corners of the contract are long: one in five is enough of them.
    profiles: &[
        Profile::Minimal,
        Profile::Realistic,
        Profile::Minimal,
        Profile::Realistic,
        Profile::Edge,
    ],
};

/// What is told of one exchange.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    /// The operation that it was led to.
    operation: Option<&'static str>,
    /// Why its response was not looked at, or why a body could not be.
    passed: Vec<Passed>,
    failed: Vec<String>,
    findings: Vec<Found>,
}

/// A finding without its places.
#[derive(Clone, Debug, PartialEq)]
struct Found {
    rule: &'static str,
    level: Severity,
    contract: String,
    dto: String,
    field: Option<String>,
    pointer: String,
    account: Account,
    /// The bytes of the body that it is about.
    value: Vec<u8>,
}

impl Told {
    /// Without what depends on the layout of a body.
    fn dense(mut self) -> Self {
        for found in &mut self.findings {
            found.value = dense(&found.value);
            if found.value.starts_with(b"{") || found.value.starts_with(b"[") {
                let variant = std::mem::take(&mut found.account.variant);
                found.account = Account {
                    variant,
                    ..Account::default()
                };
            }
        }
        self
    }
}

/// Reads and checks a capture as the command does, and holds what it reads against what was written.
struct Check<'c> {
    writer: &'c Writer,
    /// The file, and those beside it, as they are before they are packed.
    files: &'c Files<'c>,
    /// What the file is read as.
    format: Option<InputFormat>,
    /// The member of an archive that is read.
    member: Option<String>,
    checker: &'c Checker,
    written: &'c [&'c Exchange],
    told: Vec<Told>,
    /// What is not as it should be.
    wrong: Vec<String>,
}

struct Files<'c> {
    file: &'c [u8],
    beside: BTreeMap<&'c str, &'c [u8]>,
}

impl<'c> Files<'c> {
    fn of(capture: &'c Capture) -> Self {
        let beside = capture.beside.iter();
        Self {
            file: &capture.bytes,
            beside: beside
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
                .collect(),
        }
    }

    /// The file that a place is in.
    fn holding(&self, member: Option<&str>) -> &'c [u8] {
        let beside = member.and_then(|name| self.beside.get(name));
        beside.copied().unwrap_or(self.file)
    }
}

impl Attachments for Files<'_> {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let bytes = self.beside.get(name);
        bytes.map_or_else(|| Err(format!("no {name}")), |bytes| Ok(bytes.to_vec()))
    }
}

impl MessageSink for Check<'_> {
    fn format(&mut self, format: InputFormat) {
        self.format = Some(format);
    }

    fn member(&mut self, name: Option<&str>) {
        self.member = name.map(str::to_owned);
    }

    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        self.wrong.push(match message {
            Ok(_) => "a payload without an exchange".to_owned(),
            Err(error) => format!("{error:?}"),
        });
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, read: Read<'_>) -> ControlFlow<()> {
        let Some(written) = self.written.get(self.told.len()) else {
            self.wrong
                .push("more exchanges than were written".to_owned());
            return ControlFlow::Break(());
        };
        let decision = decide(&read, None);
        let mut told = Told {
            operation: decision.operation,
            ..Told::default()
        };
        let looks = [
            (decision.request.as_ref(), &written.request),
            (Some(&decision.response), &written.response),
        ];
        for (look, body) in looks {
            if let Some(look) = look {
                let body = body.as_deref().unwrap_or_default();
                self.look(look, body.trim_start_matches(MARK), &mut told);
            }
        }
        // What stubs answer with where they answer is told of those that do not.
        let is_status = written.status.is_none() || read.status == written.status;
        if !is_status || read.number != self.told.len() as u64 + 1 {
            self.wrong(&format!("number {}, status {:?}", read.number, read.status));
        }
        self.told.push(told);
        ControlFlow::Continue(())
    }
}

impl Check<'_> {
    fn wrong(&mut self, what: &str) {
        let number = self.told.len() + 1;
        self.wrong.push(format!("exchange {number}: {what}"));
    }

    /// Checks a body that was written as `written`.
    fn look(&mut self, look: &Look<'_, '_>, written: &str, told: &mut Told) {
        let (candidate, body) = match *look {
            Look::As(candidate, body) => (Some(candidate), body),
            Look::Recognise(body) => (None, body),
            Look::Against(..) | Look::AgainstPart(..) => panic!("no contract of one's own"),
            Look::Passed(reason) => return told.passed.push(reason),
            Look::Faulty(defect, _) => return self.wrong(&format!("{defect:?}")),
        };
        if !self.is_written(body.bytes(), written) {
            let read = String::from_utf8_lossy(body.bytes());
            self.wrong(&format!("read\n{read:?}, not\n{written:?}"));
        }
        let mut findings = Findings::default();
        let mut scratch = Scratch::default();
        let checked = self
            .checker
            .check(candidate, body.bytes(), &mut scratch, &mut findings);
        if let Err(failure) = checked {
            // Where the text ends is a matter of how it is laid out.
            let words = format!("{failure:?}");
            let kind = words.split(['(', '{']).next().unwrap_or_default();
            told.failed.push(kind.to_owned());
        }
        let mut places = body.places();
        let holding = body.member().or(self.member.as_deref());
        let file = self.files.holding(holding);
        for finding in findings.0 {
            let place = places.place(finding.span);
            let value = finding.span.of(body.bytes());
            let span = usize::try_from(place.offset)
                .and_then(|start| Ok(start..start + usize::try_from(place.length)?));
            match span.ok().and_then(|span| file.get(span)) {
                Some(bytes) if self.leads_to(bytes, value) => {}
                bytes => {
                    let bytes = bytes.map(String::from_utf8_lossy);
                    let value = String::from_utf8_lossy(value);
                    self.wrong(&format!("{place:?} {bytes:?} is no {value:?}"));
                }
            }
            told.findings.push(Found {
                rule: finding.rule,
                level: finding.level,
                contract: finding.contract,
                dto: finding.dto,
                field: finding.field,
                pointer: finding.pointer.to_string(),
                account: finding.account,
                value: value.to_vec(),
            });
        }
    }

    /// Whether a body is the one that was written: to the byte, or but for white space.
    fn is_written(&self, read: &[u8], written: &str) -> bool {
        match self.writer.bodies {
            Bodies::Text | Bodies::Packed => read == written.as_bytes(),
            Bodies::Values => dense(read) == dense(written.as_bytes()),
        }
    }

    /// Whether bytes of the capture stand for `value`.
    fn leads_to(&self, bytes: &[u8], value: &[u8]) -> bool {
        if self.writer.bodies == Bodies::Packed {
            return true;
        }
        // Where lines are folded is the writer's affair.
        let (dense_bytes, dense_value) = (dense(bytes), dense(value));
        if dense_bytes == dense_value || dense(&unchunked(bytes)) == dense_value {
            return true;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return false;
        };
        let decodes = |decoded: Option<String>| {
            decoded.is_some_and(|decoded| dense(decoded.as_bytes()) == dense_value)
        };
        decodes(serde_json::from_str(&format!("\"{text}\"")).ok())
            || decodes(Some(text.replace("''", "'")))
            || decodes(unescaped(text))
            || decodes(unhexed(text))
            || is_base64_of(&dense_bytes, value)
    }
}

/// Without white space.
fn dense(bytes: &[u8]) -> Vec<u8> {
    let letters = bytes.iter().copied();
    letters.filter(|byte| !byte.is_ascii_whitespace()).collect()
}

/// What a part of a double-quoted scalar of YAML stands for, white space aside.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let digits = match letters.next()? {
            'n' | 'r' | 't' | ' ' | '\n' => continue,
            'N' => {
                out.push('\u{85}');
                continue;
            }
            'L' => {
                out.push('\u{2028}');
                continue;
            }
            'P' => {
                out.push('\u{2029}');
                continue;
            }
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => {
                out.push(other);
                continue;
            }
        };
        let code: String = letters.by_ref().take(digits).collect();
        out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
    }
    Some(out)
}

/// What chunks hold; their sizes have an extension.
fn unchunked(chunks: &[u8]) -> Vec<u8> {
    const BEHIND: &[u8] = b";a=b\r\n";
    let mut out = Vec::new();
    let mut rest = chunks;
    while let Some(at) = rest.windows(BEHIND.len()).position(|at| at == BEHIND) {
        let (data, behind) = rest.split_at(at);
        let size = data.windows(2).rposition(|end| end == b"\r\n");
        out.extend_from_slice(&data[..size.unwrap_or_default()]);
        rest = &behind[BEHIND.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn unhexed(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (digits, behind) = rest.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = behind;
    }
    String::from_utf8(bytes).ok()
}

/// Whether letters of base64 are those that hold `value`, and at most two bytes of its neighbours.
fn is_base64_of(letters: &[u8], value: &[u8]) -> bool {
    let sextet = |letter: &u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let bits_of = |value: u8, count: u32| (0..count).rev().map(move |bit| value >> bit & 1);
    let padding = letters.iter().rev().take_while(|&&byte| byte == b'=');
    let letters = &letters[..letters.len() - padding.count()];
    let Some(sextets) = letters.iter().map(sextet).collect::<Option<Vec<u8>>>() else {
        return false;
    };
    let held: Vec<u8> = sextets.iter().flat_map(|&one| bits_of(one, 6)).collect();
    let due: Vec<u8> = value.iter().flat_map(|&byte| bits_of(byte, 8)).collect();
    let slack = held.len().checked_sub(due.len());
    slack.is_some_and(|slack| slack <= 16 && (0..=slack).any(|at| held[at..].starts_with(&due)))
}

/// What a capture of the exchanges in `format` tells, and what is wrong with it.
fn told(writer: &Writer, checker: &Checker, written: &[&Exchange]) -> (Vec<Told>, Vec<String>) {
    let capture = writer.write(written.iter().copied());
    let packed = (writer.packed)(capture.clone());
    let mut check = Check {
        writer,
        files: &Files::of(&capture),
        format: None,
        member: None,
        checker,
        written,
        told: Vec::new(),
        wrong: Vec::new(),
    };
    capture::read(
        &mut Source::new(packed.bytes.as_slice()),
        None,
        &Files::of(&packed),
        &mut check,
    );
    if check.format != Some(writer.format) {
        check.wrong.push(format!("taken for {:?}", check.format));
    }
    if check.told.len() != written.len() {
        let read = check.told.len();
        check
            .wrong
            .push(format!("{read} exchanges of {}", written.len()));
    }
    (check.told, check.wrong)
}

/// How often each reason was given.
fn counts(told: &[Told]) -> BTreeMap<Passed, usize> {
    let mut counts = BTreeMap::new();
    for reason in told.iter().flat_map(|told| &told.passed) {
        *counts.entry(*reason).or_default() += 1;
    }
    counts
}

/// The law for one format: what the exchanges that it carries tell is what the log of them told.
fn alike(
    writer: &Writer,
    checker: &Checker,
    exchanges: &[Exchange],
    due: &[Told],
) -> Result<(), String> {
    let carried: Vec<usize> = (0..exchanges.len())
        .filter(|&at| (writer.carries)(&exchanges[at]))
        .collect();
    let written: Vec<&Exchange> = carried.iter().map(|&at| &exchanges[at]).collect();
    let (told, wrong) = told(writer, checker, &written);
    if let Some(first) = wrong.first() {
        let count = wrong.len();
        return Err(format!("{}: {count} wrong: {first}", writer.name));
    }
    let due = carried.iter().map(|&at| due[at].clone());
    let (told, due): (Vec<Told>, Vec<Told>) = match writer.bodies {
        Bodies::Values => (
            told.into_iter().map(Told::dense).collect(),
            due.map(Told::dense).collect(),
        ),
        Bodies::Text | Bodies::Packed => (told, due.collect()),
    };
    for (number, (told, due)) in told.iter().zip(&due).enumerate() {
        if told != due {
            let exchange = written[number];
            return Err(format!(
                "{}: exchange {}: {exchange:#?}\ntold {told:#?}\nnot {due:#?}",
                writer.name,
                number + 1
            ));
        }
    }
    if counts(&told) != counts(&due) {
        return Err(format!("{}: {:?}", writer.name, counts(&told)));
    }
    Ok(())
}

/// What is due: what the log tells, and of requests that failed what it cannot tell.
fn due(writer: &Writer, checker: &Checker, exchanges: &[Exchange]) -> Result<Vec<Told>, String> {
    let written: Vec<&Exchange> = exchanges
        .iter()
        .filter(|one| (writer.carries)(one))
        .collect();
    let (told, wrong) = told(writer, checker, &written);
    if let Some(first) = wrong.first() {
        return Err(format!("{}: {first}", writer.name));
    }
    let mut told = told.into_iter();
    let all = exchanges.iter().map(|exchange| {
        if exchange.status.is_none() {
            let of_it = traffic_operation(exchange);
            return Some(Told {
                operation: of_it,
                passed: vec![Passed::NoResponse],
                ..Told::default()
            });
        }
        told.next()
    });
    all.collect::<Option<_>>()
        .ok_or_else(|| "too few".to_owned())
}

fn traffic_operation(exchange: &Exchange) -> Option<&'static str> {
    let found = wiredrift::contract::operation::operation(Some(exchange.method), &exchange.url());
    found.map(|found| found.id)
}

/// Holds the first writer's telling against what was put into the traffic.
fn is_complete(exchanges: &[Exchange], due: &[Told]) -> Result<(), String> {
    for (number, (exchange, told)) in exchanges.iter().zip(due).enumerate() {
        for (rule, pointer) in &exchange.due {
            let is_found = told
                .findings
                .iter()
                .any(|found| found.rule == *rule && found.pointer == *pointer);
            if !is_found {
                return Err(format!("exchange {}: no {rule} at {pointer}", number + 1));
            }
        }
    }
    let rules: BTreeSet<&str> = due
        .iter()
        .flat_map(|told| &told.findings)
        .map(|found| found.rule)
        .collect();
    let reasons = counts(due);
    let failed = due.iter().filter(|told| !told.failed.is_empty()).count();
    let all = [
        Passed::NotOfThisApi,
        Passed::WithoutBody,
        Passed::StatusWithoutDto,
        Passed::NotJson,
        Passed::BodyMissing,
        Passed::NoResponse,
    ];
    let operations: BTreeSet<_> = due.iter().filter_map(|told| told.operation).collect();
    let is_rich = rules.len() >= 15
        && operations.len() == 6
        && failed > 0
        && all.iter().all(|reason| reasons.contains_key(reason));
    if is_rich {
        Ok(())
    } else {
        Err(format!("{rules:?} {reasons:?} {operations:?} {failed}"))
    }
}

/// The exchanges of one recording; the first [`ODD`] are the odd ones.
struct Recording(Vec<Exchange>);

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} exchanges; what is wrong names the one", self.0.len())
    }
}

fn recordings() -> impl Strategy<Value = Recording> {
    let traffic = Traffic::new(HARD);
    vec(any::<u64>(), EXCHANGES).prop_map(move |numbers| {
        let exchange = |(at, &number)| match at {
            0..ODD => traffic.odd(at, number),
            _ => traffic.exchange(number),
        };
        Recording((0..).zip(&numbers).map(exchange).collect())
    })
}

#[test]
fn the_same_exchanges_are_alike_in_each_format() {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let writers = writers::all();
    let (log, others) = writers.split_first().expect("invariant: there is the log");
    let times = std::env::var("WIREDRIFT_CASES").map_or(1, |times| {
        times.parse().expect("invariant: a number of times")
    });
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 4 * times,
        // Each number stands for an exchange of its own: what is wrong names it.
        max_shrink_iters: 0,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/regressions/captures_alike.txt",
        ))),
        ..ProptestConfig::default()
    });
    let law = |Recording(exchanges)| {
        let due = due(log, &checker, &exchanges).map_err(TestCaseError::fail)?;
        is_complete(&exchanges, &due).map_err(TestCaseError::fail)?;
        let failures = std::thread::scope(|scope| {
            let parts: Vec<_> = others
                .chunks(others.len().div_ceil(4))
                .map(|part| {
                    let (checker, exchanges, due) = (&checker, &exchanges, &due);
                    scope.spawn(move || {
                        part.iter()
                            .filter_map(|writer| alike(writer, checker, exchanges, due).err())
                            .collect::<Vec<String>>()
                    })
                })
                .collect();
            parts
                .into_iter()
                .flat_map(|part| part.join().expect("invariant: no writer panics"))
                .collect::<Vec<String>>()
        });
        if failures.is_empty() {
            Ok(())
        } else {
            Err(TestCaseError::fail(failures.join("\n\n")))
        }
    };
    if let Err(error) = runner.run(&recordings(), law) {
        panic!("{error}");
    }
}

#[test]
fn a_byte_order_mark_in_front_of_a_body_changes_nothing_in_each_format() {
    let checker = Checker::new(Revision::PINNED, Options::default());
    let traffic = Traffic::new(HARD);
    let plain: Vec<Exchange> = (0..24).map(|number| traffic.exchange(number)).collect();
    let mark = |body: &Option<String>| {
        let is_json = |body: &&String| body.starts_with(['{', '[']);
        let marked = body
            .as_ref()
            .filter(is_json)
            .map(|body| format!("{MARK}{body}"));
        marked.or_else(|| body.clone())
    };
    let marked: Vec<Exchange> = plain
        .iter()
        .map(|exchange| Exchange {
            request: mark(&exchange.request),
            response: mark(&exchange.response),
            ..exchange.clone()
        })
        .collect();
    let writers = writers::all();
    for writer in writers.iter().filter(|one| one.bodies != Bodies::Values) {
        let read = |exchanges: &[Exchange]| {
            let carried = exchanges.iter().zip(&plain);
            let carried = carried.filter(|(_, plain)| (writer.carries)(plain));
            let written: Vec<&Exchange> = carried.map(|(exchange, _)| exchange).collect();
            told(writer, &checker, &written)
        };
        let (told, wrong) = read(&marked);
        assert_eq!(wrong, [""; 0], "{}", writer.name);
        assert_eq!(told, read(&plain).0, "{}", writer.name);
        assert!(
            told.iter().any(|told| !told.findings.is_empty()),
            "{}",
            writer.name
        );
    }
}

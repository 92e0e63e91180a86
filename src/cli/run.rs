//! One input from its bytes to its summary.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::args::Unrecognized;
use super::beside::Beside;
use super::document::NoCaptures;
use super::inputs::{Chosen, Input, InputPlace};
use super::lines;
use super::noted::Noted;
use super::progress::Meter;
use super::project::{Counting, LockUse, Project};
use super::syntax;
use super::threads::Threads;
use super::whole;
use super::words::{self, Words};
use crate::capture::archive;
use crate::capture::compressed::BrokenStream;
use crate::capture::{
    self, Attachments, Body, CaptureError, Exchange, InputFormat, Message, MessageSink,
    NoAttachments, Source,
};
use crate::check::full::Unjudged;
use crate::check::quick::Scratch;
use crate::check::{self, Checker, Failure, Sink, SpelledDate, Workers, observe};
use crate::contract::openapi::{Api, PartId};
use crate::contract::recognise::{Candidate, Likely};
use crate::contract::registry::Contract;
use crate::contract::validator::Growth;
use crate::finding::Finding;
use crate::fix::Repair;
use crate::limits::reached;
use crate::policy::PathGlobs;
use crate::problem::{Problem, ProblemKind};
use crate::report::inspection::{Row, RowBody, Unchecked};
use crate::summary::{Against, Listing, Spellings, Summary, Told};
use crate::text::json::{self, SyntaxError, SyntaxErrorKind};
use crate::text::name::{self, bounded};
use crate::text::sanitize::{printable, shortened};
use crate::text::span::Origin;
use crate::text::{Place, Span};

/// Records of one file that are shown one by one as no JSON, or entries that cannot be read; the others
/// are listed.
const SHOWN: u64 = 3;

/// Lines or numbers that are listed of those that are not shown.
const LISTED: usize = 10;

/// Letters of the name of a schema that are shown at most.
const NAME: usize = 120;

/// Bytes of memory that are kept for the next input at most.
const KEPT: usize = 8 << 20;

/// How every input is to be checked.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) project: Project,
    /// What the payloads of some files are; of several that fit, the last one counts.
    pub(super) by_file: Vec<(PathGlobs, FileTarget)>,
    /// What stands in front of the API's paths, where somebody says it.
    pub(super) base_paths: Vec<String>,
    pub(super) checker: Checker,
    /// What is checked against in place of the built-in contract.
    pub(super) own: Option<Own>,
    /// Bodies that were not checked, by the schema that cannot be used.
    pub(super) broken: Mutex<BTreeMap<PartId, u64>>,
    pub(super) target: Option<Candidate>,
    pub(super) unrecognized: Option<Unrecognized>,
    pub(super) input_format: Option<InputFormat>,
    pub(super) listing: Listing,
    pub(super) threads: Arc<Threads>,
    /// What was learnt in other inputs, for the next one.
    pub(super) learnt: Mutex<Vec<Scratch>>,
    /// Memory that inputs were read into, for the next one.
    pub(super) buffers: Mutex<Vec<Vec<u8>>>,
    /// Which files are surely no captures.
    pub(super) no_captures: NoCaptures,
    /// What was read and found so far.
    pub(super) meter: Meter,
}

/// What the payloads of a file are.
#[derive(Clone, Copy, Debug)]
pub(super) enum FileTarget {
    /// This DTO of the built-in contract.
    Dto(Candidate),
    /// This schema of an API.
    Part(PartId),
}

/// A contract of somebody's own.
#[derive(Debug)]
pub(super) enum Own {
    /// One schema, which every payload has, and the formats in its documents that nobody knows.
    Schema(Arc<Contract>, BTreeSet<String>),
    /// An API; and the schema that every payload has, where one is named.
    Api(Box<Api>, Option<PartId>),
}

impl Job {
    /// An empty summary.
    pub(super) fn summary(&self) -> Summary {
        self.summary_of(None)
    }

    /// An empty summary of the file at this path, relative to the folder of the configuration.
    pub(super) fn summary_of(&self, path: Option<&str>) -> Summary {
        let summary = Summary::new(self.against(), self.listing)
            .under(&self.project.policy, path)
            .knowing(self.project.baseline.as_ref())
            .veiled(&self.project.secrets)
            .within(&self.project.limits);
        let summary = match self.project.lock {
            LockUse::Written => summary.observing(),
            LockUse::None | LockUse::Followed(_) => summary,
        };
        match self.project.counting {
            Counting::Places => summary.counting(),
            Counting::Findings => summary,
        }
    }

    /// What is checked against.
    pub(super) fn against(&self) -> Against {
        match &self.own {
            Some(Own::Schema(contract, _)) => Against::Contract(contract.name.clone()),
            Some(Own::Api(api, _)) => Against::Contract(api.title().to_owned()),
            None => Against::Revision(self.checker.registry().revision()),
        }
    }

    /// Adds what could not be checked because its schema cannot be used.
    pub(super) fn tell_broken(&self, summary: &mut Summary) {
        let (Some(Own::Api(api, _)), Ok(broken)) = (&self.own, self.broken.lock()) else {
            return;
        };
        for (part, count) in broken.iter() {
            let Err(error) = api.contract(*part) else {
                continue;
            };
            let name = shortened(api.name(*part), NAME);
            let message = match count {
                1 => format!("1 body of {name} was not checked: {}", error.message),
                _ => format!(
                    "{count} bodies of {name} were not checked: {}",
                    error.message
                ),
            };
            summary.problem(Problem {
                kind: ProblemKind::BrokenContract,
                path: Some(error.path.clone()),
                place: error.place.as_deref().copied(),
                excerpt: None,
                message,
                label: Some("the schema cannot be used".to_owned()),
                help: Some(error.help.clone()),
            });
        }
    }

    /// Checks all payloads of one input; `before` is what the inputs before it tell, and then what both
    /// tell.
    pub(super) fn check(&self, input: &Input, before: &mut Before) -> Summary {
        let mut run = self.begin(input, None);
        run.told = Arc::clone(&before.told);
        run.summary = run.summary.behind(&before.told);
        run.summary.go_on(std::mem::take(&mut before.spellings));
        let mut summary = self.run(run);
        before.spellings = summary.take_spellings();
        summary.add_told(&mut before.told);
        summary
    }

    /// Reads all exchanges and payloads of one input and hands a row for each to `rows`. What the
    /// summary counts is what [`Job::check`] counts, but for findings.
    pub(super) fn inspect(&self, input: &Input, rows: &mut dyn Rows) -> Summary {
        self.run(self.begin(input, Some(rows)))
    }

    /// Checks one payload as what `target` says.
    pub(super) fn judge<'j>(
        &'j self,
        target: Target<'j>,
        payload: &[u8],
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Result<&'j str, Failure> {
        // A schema of an API is found, and what none leads to is told, before.
        let unknown = || Err(Failure::Unrecognized(Likely::default()));
        let within = Duration::from_secs(self.project.limits.payload_seconds);
        let checked = target.check(&self.checker, payload, within, scratch, sink);
        checked.unwrap_or_else(unknown)
    }

    /// Tells what the lock that is followed has never seen of a payload that was checked as `name`.
    pub(super) fn watch(
        &self,
        target: Target<'_>,
        name: &str,
        payload: &[u8],
        sink: &mut dyn Sink,
    ) {
        if let LockUse::Followed(lock) = &self.project.lock
            && let Some(contract) = self.contract_of(target, name)
        {
            observe::observe(&contract.shape, payload, &mut lock.watch(name, sink));
        }
    }

    /// Notes what stands in a payload that was checked as `name`, where a lock is to be written or values
    /// are to be counted.
    pub(super) fn note(
        &self,
        target: Target<'_>,
        name: &str,
        payload: &[u8],
        summary: &mut Summary,
    ) {
        if let Some(sightings) = summary.sightings()
            && let Some(contract) = self.contract_of(target, name)
        {
            observe::observe(&contract.shape, payload, &mut sightings.of(name));
        }
        if let Some(census) = summary.census()
            && let Some(contract) = self.contract_of(target, name)
        {
            let mut census = census.of(name, &contract.shape);
            observe::observe(&contract.shape, payload, &mut census);
        }
    }

    /// The contract that a payload was checked as, by its name.
    fn contract_of<'j>(&'j self, target: Target<'j>, name: &str) -> Option<&'j Contract> {
        match target {
            Target::Contract(contract) => Some(&**contract),
            _ => observe::contract_of(self.checker.registry(), name),
        }
    }

    fn run(&self, mut run: Run<'_>) -> Summary {
        match &run.input.place {
            InputPlace::Stdin => {
                let source = self.meter.reading(io::stdin());
                let mut source = Source::new(source).within(&self.project.limits);
                run.read(&mut source, &NoAttachments);
            }
            InputPlace::File(path) => match File::open(path) {
                Ok(file) => {
                    let source = Source::new(self.meter.reading(&file));
                    let source = source
                        .within(&self.project.limits)
                        .with_buffer(self.buffer());
                    let mut source = source.with_rest(|start, limit| {
                        whole::read(&file, start, limit, (&self.threads, &self.meter))
                    });
                    run.read(&mut source, &Beside::new(path, &self.project.limits));
                    self.keep(source.into_buffer());
                }
                Err(error) => run.unreadable(&error),
            },
        }
        let summary = run.finish();
        self.meter.file();
        summary
    }

    /// Memory for an input.
    fn buffer(&self) -> Vec<u8> {
        let kept = self.buffers.lock().ok().and_then(|mut kept| kept.pop());
        kept.unwrap_or_default()
    }

    /// Keeps the memory of an input, unless it is too much to be kept.
    fn keep(&self, buffer: Vec<u8>) {
        if buffer.capacity() <= KEPT
            && let Ok(mut kept) = self.buffers.lock()
        {
            kept.push(buffer);
        }
    }

    fn scratch(&self) -> Scratch {
        let learnt = self.learnt.lock().ok().and_then(|mut learnt| learnt.pop());
        learnt
            .unwrap_or_else(|| Scratch::with_workers(Arc::clone(&self.threads) as Arc<dyn Workers>))
    }

    /// A run over one input, of which nothing is read yet.
    pub(super) fn begin<'j>(&'j self, input: &'j Input, rows: Option<&'j mut dyn Rows>) -> Run<'j> {
        let relative = match &input.place {
            InputPlace::Stdin => None,
            InputPlace::File(path) => self.project.relative(path),
        };
        let by_file = relative.as_deref().and_then(|path| {
            let mut fitting = self.by_file.iter().rev();
            fitting.find(|(files, _)| files.matches(path))
        });
        Run {
            job: self,
            input,
            rows,
            by_file: by_file.map(|(_, target)| *target),
            format: InputFormat::Json,
            summary: self.summary_of(relative.as_deref()),
            repair: None,
            scratch: self.scratch(),
            told: Arc::default(),
            scratches: Vec::new(),
            relative,
            path: input.shown.clone(),
            no_json: Alike::default(),
            malformed: Alike::default(),
            in_part: Alike::default(),
            unknown: Unknown::default(),
        }
    }
}

/// What inputs tell that follow one another.
#[derive(Debug, Default)]
pub(super) struct Before {
    spellings: Spellings,
    told: Arc<Told>,
}

impl Before {
    /// What inputs tell behind others in which this drift was told.
    pub(super) fn telling(told: &Arc<Told>) -> Self {
        Self {
            told: Arc::clone(told),
            ..Self::default()
        }
    }

    /// Gives what nobody has told yet to the last of these inputs.
    pub(super) fn tell(self, last: &mut Summary) {
        last.go_on(self.spellings);
    }
}

/// Receives the rows of an inspection, in order. It may end the reading early.
pub(super) trait Rows {
    /// One exchange or payload.
    fn row(&mut self, row: &Row<'_>) -> ControlFlow<()>;
}

/// A sink for who only asks what is checked.
struct Deaf;

impl Sink for Deaf {
    fn found(&mut self, _: Finding) {}

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}

/// What a body is to be checked as.
#[derive(Clone, Copy)]
pub(super) enum Target<'j> {
    /// What its names tell.
    Recognised,
    /// This DTO of the built-in contract.
    Dto(Candidate),
    /// This contract.
    Contract(&'j Arc<Contract>),
    /// This schema of an API.
    Part(&'j Api, PartId),
    /// Some schema of an API: only an exchange could tell which.
    Unrouted(&'j Api),
}

impl<'j> Target<'j> {
    /// Checks a payload as this; `None` where it is not known what that is.
    pub(super) fn check(
        self,
        checker: &'j Checker,
        payload: &[u8],
        within: Duration,
        scratch: &mut Scratch,
        sink: &mut dyn Sink,
    ) -> Option<Result<&'j str, Failure>> {
        Some(match self {
            Self::Part(..) | Self::Unrouted(_) => return None,
            Self::Recognised => checker.check(None, payload, scratch, sink),
            Self::Dto(dto) => checker.check(Some(dto), payload, scratch, sink),
            Self::Contract(contract) => {
                let options = checker.options();
                let checked = match contract.validator().growth() {
                    Growth::Linear => check::against(contract, options, payload, scratch, sink),
                    Growth::Exponential => {
                        check::against_within(contract, options, payload, within, sink)
                    }
                };
                checked.map(|()| contract.name.as_str())
            }
        })
    }
}

/// What a body was checked as, or why it was not.
pub(super) type Checked<'j> = Result<&'j str, Unchecked>;

/// Payloads of one file in which no DTO was recognised.
#[derive(Debug, Default)]
struct Unknown {
    count: u64,
    first: Option<Problem>,
    /// The lines of the first few, where a record is a line.
    lines: Vec<u64>,
}

/// Entries of one file with the same fault: the first few are shown, the others listed.
#[derive(Debug, Default)]
struct Alike {
    count: u64,
    /// The path and the place of the first of those that are not shown.
    first: Option<(String, Place)>,
    /// The numbers of the first few of them.
    numbers: Vec<u64>,
}

/// Why an entry was not read as a whole.
#[derive(Clone, Copy, Debug)]
enum EntryFault {
    /// It is malformed.
    Malformed,
    /// A part of it was passed over.
    InPart,
}

impl Alike {
    /// Counts one more, and remembers its place and number where it is not to be shown; whether it is.
    fn shows(&mut self, path: &str, place: Place, number: u64) -> bool {
        self.count += 1;
        let is_shown = self.count <= SHOWN;
        if !is_shown {
            self.first.get_or_insert_with(|| (path.to_owned(), place));
            if self.numbers.len() < LISTED {
                self.numbers.push(number);
            }
        }
        is_shown
    }
}

pub(super) struct Run<'j> {
    pub(super) job: &'j Job,
    pub(super) input: &'j Input,
    rows: Option<&'j mut dyn Rows>,
    /// What the configuration says that its payloads are.
    by_file: Option<FileTarget>,
    /// What the input is read as.
    pub(super) format: InputFormat,
    pub(super) summary: Summary,
    /// What can be put right, where somebody asks.
    pub(super) repair: Option<Repair>,
    pub(super) scratch: Scratch,
    /// Drift that was told already.
    pub(super) told: Arc<Told>,
    /// What those who look at lines keep, each for itself.
    pub(super) scratches: Vec<Scratch>,
    /// The input below the configuration's folder, if it is there.
    pub(super) relative: Option<String>,
    /// The input as it is shown, and behind it the member of it that is read.
    pub(super) path: String,
    no_json: Alike,
    malformed: Alike,
    in_part: Alike,
    unknown: Unknown,
}

impl<'j> Run<'j> {
    pub(super) fn read(&mut self, source: &mut Source<'_>, attachments: &dyn Attachments) {
        if self.is_stray() {
            match source.unpack() {
                Err(error) if broken(&error).is_some() => return self.skip("no JSON"),
                Err(error) => return self.unreadable(&error),
                Ok(()) => {}
            }
            let start = source.window().trim_ascii_start();
            let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
            // Documents and programs are archives, too.
            let is_archive = archive::is_archive(source.window()) && self.has_ending(&["zip"]);
            if !matches!(start.first(), Some(b'{' | b'['))
                && !is_archive
                && InputFormat::told_by(start).is_none()
            {
                return self.skip("no JSON");
            }
        }
        capture::read(source, self.job.input_format, attachments, self);
    }

    /// A file that was met in a walk, and whose name does not say that it holds captures.
    fn is_stray(&self) -> bool {
        let by_name = match &self.input.place {
            InputPlace::Stdin => true,
            InputPlace::File(path) => has_capture_name(path),
        };
        self.input.chosen == Chosen::InWalk && !by_name
    }

    fn has_ending(&self, endings: &[&str]) -> bool {
        matches!(&self.input.place, InputPlace::File(path) if has_ending(path, endings))
    }

    /// Passes over the whole input.
    fn skip(&mut self, reason: &str) {
        self.summary.skip(&self.input.shown, reason, 1, &[]);
    }

    /// Checks one body as `target`, or as what is recognised in it. `None` where nothing is to be
    /// said about it.
    pub(super) fn check(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        target: Target<'j>,
    ) -> Option<Checked<'j>> {
        let before = self.summary.found();
        let checked = self.check_member(record, body, target);
        self.job.meter.found(self.summary.found() - before);
        checked
    }

    /// Checks a body, which may stand in another member of the archive.
    fn check_member(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        target: Target<'j>,
    ) -> Option<Checked<'j>> {
        let Some(member) = body.member() else {
            return self.check_here(record, body, target);
        };
        let inside = self.inside(member);
        let around = std::mem::replace(&mut self.path, inside);
        let checked = self.check_here(record, body, target);
        self.path = around;
        checked
    }

    /// Checks a body that is of the file or member that is read.
    fn check_here(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        target: Target<'j>,
    ) -> Option<Checked<'j>> {
        let target = match target {
            Target::Part(api, part) => match api.contract(part) {
                Ok(contract) => Target::Contract(contract),
                Err(_) => return Some(self.broken(part)),
            },
            target => target,
        };
        let scratch = &mut self.scratch;
        let mut found;
        let sink: &mut dyn Sink = if self.rows.is_some() {
            &mut Deaf
        } else {
            found = self.summary.payload(&self.path, record, body.places());
            &mut found
        };
        let payload = body.bytes();
        if let Target::Unrouted(api) = target {
            let why = if let Err(error) =
                json::parse_within(payload, self.job.checker.options().nesting)
            {
                self.no_json(record, body, &error)?
            } else {
                let words = words::unrouted(api);
                self.unknown(record, body, ProblemKind::Unrecognized, words)
            };
            return Some(Err(Unchecked::Problem(why)));
        }
        let mut findings = Vec::new();
        let checked = if self.repair.is_some() {
            let mut noted = Noted::of(&mut *sink, &mut findings);
            self.job.judge(target, payload, scratch, &mut noted)
        } else {
            self.job.judge(target, payload, scratch, sink)
        };
        if let Ok(name) = checked {
            self.job.watch(target, name, payload, sink);
            self.job.note(target, name, payload, &mut self.summary);
        }
        if let Ok(dto) = checked {
            self.put_right(body, target, dto, &findings);
        }
        self.conclude(record, body, checked)
    }

    /// Counts what was checked, or tells why it was not.
    pub(super) fn conclude(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        checked: Result<&'j str, Failure>,
    ) -> Option<Checked<'j>> {
        let why = match checked {
            Ok(dto) => {
                self.summary.payload_checked(dto);
                return Some(Ok(dto));
            }
            Err(Failure::Syntax(error)) => self.no_json(record, body, &error)?,
            Err(Failure::Unrecognized(likely)) => {
                let words = words::unrecognised(body.bytes(), &likely);
                self.unknown(record, body, ProblemKind::Unrecognized, words)
            }
            Err(Failure::Ambiguous(candidates)) => {
                let words = words::ambiguous(&candidates);
                self.unknown(record, body, ProblemKind::Ambiguous, words)
            }
            Err(Failure::TooLong(limit)) => self.too_long(record, body, limit),
            Err(Failure::Unjudged(unjudged)) => self.unjudged(record, body, &unjudged),
            Err(Failure::LongPointers(limit)) => self.long_pointers(record, body, limit),
            Err(Failure::TooNested(limit)) => self.too_nested(record, body, limit),
            Err(Failure::NoThread) => self.no_thread(record, body),
        };
        Some(Err(Unchecked::Problem(why)))
    }

    /// Counts a body whose schema cannot be used.
    fn broken(&self, part: PartId) -> Checked<'j> {
        if let Ok(mut broken) = self.job.broken.lock() {
            *broken.entry(part).or_default() += 1;
        }
        Err(Unchecked::Problem(ProblemKind::BrokenContract))
    }

    /// What a payload is to be checked as of which nothing else is known.
    pub(super) fn target(&self) -> Target<'j> {
        match (&self.job.own, self.dto()) {
            (Some(Own::Schema(contract, _)), _) => Target::Contract(contract),
            (Some(Own::Api(api, part)), _) => match self.named_part(*part) {
                Some(part) => Target::Part(api, part),
                None => Target::Unrouted(api),
            },
            (None, Some(dto)) => Target::Dto(dto),
            (None, None) => Target::Recognised,
        }
    }

    /// The DTO that somebody said the payloads are.
    pub(super) fn dto(&self) -> Option<Candidate> {
        match self.by_file {
            Some(FileTarget::Dto(dto)) => Some(dto),
            _ => self.job.target,
        }
    }

    /// The schema that somebody said the payloads have; `part` is the one of all files.
    pub(super) fn named_part(&self, part: Option<PartId>) -> Option<PartId> {
        match self.by_file {
            Some(FileTarget::Part(part)) => Some(part),
            _ => part,
        }
    }

    /// What a body is to be checked as that has this schema of the API.
    pub(super) fn part(&self, part: PartId) -> Target<'j> {
        match &self.job.own {
            Some(Own::Api(api, _)) => Target::Part(api, part),
            _ => self.target(),
        }
    }

    /// Whether rows are asked for.
    pub(super) const fn inspects(&self) -> bool {
        self.rows.is_some()
    }

    /// Hands over a row, where rows are asked for.
    pub(super) fn row(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        let secrets = &self.job.project.secrets;
        match &mut self.rows {
            Some(rows) => rows.row(&row.veiled(secrets)),
            None => ControlFlow::Continue(()),
        }
    }

    pub(super) fn problem(&self, kind: ProblemKind, message: String, help: &str) -> Problem {
        Problem {
            kind,
            path: Some(self.path.clone()),
            place: None,
            excerpt: None,
            message,
            label: None,
            help: (!help.is_empty()).then(|| help.to_owned()),
        }
    }

    pub(super) fn unreadable(&mut self, error: &io::Error) {
        if let Some(broken) = broken(error) {
            let kind = match broken {
                BrokenStream::CutOff(_) => ProblemKind::CutOff,
                BrokenStream::Malformed(_) | BrokenStream::Followed(_) => ProblemKind::Undecodable,
                BrokenStream::TooLarge(..) => ProblemKind::TooLarge,
            };
            let message = format!("the compressed file cannot be read to its end: {broken}");
            let what_to_do = match broken {
                BrokenStream::TooLarge(_, reached) => reached.help(),
                BrokenStream::Followed(_) => "keep what follows in a file of its own".to_owned(),
                _ => "copy it again from where it was recorded".to_owned(),
            };
            let help = format!("{what_to_do}; what could be read was checked");
            let problem = self.problem(kind, message, &help);
            return self.summary.problem(problem);
        }
        let message = format!("the file cannot be read: {}", words::refusal(error));
        let problem = self.problem(ProblemKind::Unreadable, message, "make it readable");
        self.summary.problem(problem);
    }

    /// Tells that a pattern was given up on a text of a payload.
    fn unjudged(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        unjudged: &Unjudged,
    ) -> ProblemKind {
        let mut places = body.places();
        let place = places.place(unjudged.span);
        let reached = reached("pattern-steps", unjudged.steps);
        let problem = Problem {
            place: Some(place),
            excerpt: Some(places.excerpt(place, unjudged.span, &self.job.project.veil())),
            label: Some(format!("more steps on this text than {reached}")),
            ..self.problem(
                ProblemKind::TooLong,
                format!(
                    "{} could not be checked: a pattern of the schema, at `{}`, was given up",
                    subject(record),
                    shortened(&unjudged.keyword, 120),
                ),
                &format!(
                    "write the pattern without repeats in repeats and look-around, or {}; the rest was \
                     checked",
                    reached.help()
                ),
            )
        };
        self.summary.problem(problem);
        ProblemKind::TooLong
    }

    /// Tells that a payload was given up: why, and what to do, both without the words that all have.
    fn given_up(
        &mut self,
        kind: ProblemKind,
        (record, body): (Option<u64>, &Body<'_>),
        why: &str,
        what_to_do: &str,
    ) -> ProblemKind {
        let problem = Problem {
            place: Some(body.places().place(Span::new(0, 0))),
            ..self.problem(
                kind,
                format!("{} could not be checked{why}", subject(record)),
                &format!("{what_to_do}; the rest was checked"),
            )
        };
        self.summary.problem(problem);
        kind
    }

    /// Tells that the machine has no thread for a payload.
    fn no_thread(&mut self, record: Option<u64>, body: &Body<'_>) -> ProblemKind {
        self.given_up(
            ProblemKind::OutOfResources,
            (record, body),
            ": the system gives no more threads",
            "raise the limit of threads or of memory",
        )
    }

    /// Tells that the names of a payload are too long.
    fn long_pointers(&mut self, record: Option<u64>, body: &Body<'_>, limit: u64) -> ProblemKind {
        let reached = reached("pointer-bytes", limit);
        self.given_up(
            ProblemKind::TooLarge,
            (record, body),
            &format!(": the pointers to its values take more than {reached}"),
            &reached.help(),
        )
    }

    /// Tells that a payload is nested too deep for its contract.
    fn too_nested(&mut self, record: Option<u64>, body: &Body<'_>, limit: u64) -> ProblemKind {
        let reached = reached("nested-evaluations", limit);
        self.given_up(
            ProblemKind::TooLarge,
            (record, body),
            &format!(": its nesting and that of the contract's schemas take more than {reached}"),
            &reached.help(),
        )
    }

    /// Tells that a payload was not judged in time.
    fn too_long(&mut self, record: Option<u64>, body: &Body<'_>, limit: Duration) -> ProblemKind {
        let reached = reached("payload-seconds", limit.as_secs());
        let help = reached.help();
        self.given_up(
            ProblemKind::TooLong,
            (record, body),
            &format!(" within {reached}"),
            &format!("let the schema refer to itself once at each level, or {help}"),
        )
    }

    /// Tells that a body is no JSON, unless that says that it is no capture at all.
    fn no_json(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        error: &SyntaxError,
    ) -> Option<ProblemKind> {
        if record.is_none() && self.input.chosen == Chosen::InWalk {
            if self.is_stray() {
                self.skip("no JSON");
                return None;
            }
            // Settings of editors and compilers; no recorder writes comments.
            if syntax::is_comment(body.bytes(), error.offset) {
                self.skip("JSON with comments");
                return None;
            }
        }
        let mut places = body.places();
        let start = places.place(Span::new(0, 0));
        let words = syntax::words(error, body.bytes());
        if !self.no_json.shows(&self.path, start, start.line) {
            return Some(words.kind);
        }
        let rest = body.bytes().get(error.offset..).unwrap_or_default();
        // A character, or a byte of what is none.
        let length = match error.kind {
            SyntaxErrorKind::Unexpected { found, .. }
                if rest.starts_with(found.encode_utf8(&mut [0; 4]).as_bytes()) =>
            {
                found.len_utf8()
            }
            _ => rest.len().min(1),
        };
        let span = Span::new(error.offset, error.offset + length);
        let place = places.place(span);
        let what = match record {
            Some(record) => format!("record {record} {}", words.fact),
            None => format!("the file {}", words.fact),
        };
        let problem = Problem {
            place: Some(place),
            excerpt: Some(places.excerpt(place, span, &self.job.project.veil())),
            label: Some(words.label),
            ..self.problem(words.kind, what, &words.help)
        };
        self.summary.problem(problem);
        Some(words.kind)
    }

    fn unknown(
        &mut self,
        record: Option<u64>,
        body: &Body<'_>,
        kind: ProblemKind,
        words: Words,
    ) -> ProblemKind {
        self.unknown.count += 1;
        let payload = body.bytes();
        let start = payload.len() - payload.trim_ascii_start().len();
        let span = Span::new(start, payload.trim_ascii_end().len());
        let mut places = body.places();
        let place = places.place(span);
        if record.is_some() && self.unknown.lines.len() < LISTED {
            self.unknown.lines.push(place.line);
        }
        if self.unknown.first.is_some() {
            return kind;
        }
        self.unknown.first = Some(Problem {
            place: Some(place),
            excerpt: Some(places.excerpt(place, span, &self.job.project.veil())),
            label: Some(words.label.to_owned()),
            ..self.problem(kind, words.fact, &words.help)
        });
        kind
    }

    /// One entry that was not read as a whole; `message` says why, or what of it was not.
    fn unread_entry(&mut self, fault: EntryFault, number: u64, origin: Origin, message: &str) {
        let place = origin.point();
        let (alike, what, help) = match fault {
            EntryFault::Malformed => (
                &mut self.malformed,
                "cannot be read",
                "look at that place; the other entries were read",
            ),
            EntryFault::InPart => (
                &mut self.in_part,
                "was read in part",
                "keep the one that was recorded, or record the traffic again",
            ),
        };
        if !alike.shows(&self.path, place, number) {
            return;
        }
        let problem = Problem {
            place: Some(place),
            ..self.problem(
                ProblemKind::MalformedCapture,
                format!("entry {number} of the capture {what}: {message}"),
                help,
            )
        };
        self.summary.problem(problem);
    }

    /// Says which entries have the same fault as those that are shown.
    fn tell_others(&mut self) {
        let no_json = std::mem::take(&mut self.no_json);
        self.tell_alike(&no_json, ProblemKind::NotJson, |count, numbers| {
            let lines = words::lines(numbers, count);
            match count {
                1 => format!("1 more record of this file is no JSON: {lines}"),
                _ => format!("{count} more records of this file are no JSON: {lines}"),
            }
        });
        let malformed = std::mem::take(&mut self.malformed);
        let in_part = std::mem::take(&mut self.in_part);
        for (alike, one, more) in [
            (malformed, "cannot be read", "cannot be read"),
            (in_part, "was read in part", "were read in part"),
        ] {
            self.tell_alike(&alike, ProblemKind::MalformedCapture, |count, numbers| {
                let numbers = words::numbers(numbers, count);
                match count {
                    1 => format!("1 more entry of this capture {one}: {numbers}"),
                    _ => format!("{count} more entries of this capture {more}: {numbers}"),
                }
            });
        }
    }

    fn tell_alike(
        &mut self,
        alike: &Alike,
        kind: ProblemKind,
        words: impl Fn(u64, &[u64]) -> String,
    ) {
        let Some((path, first)) = &alike.first else {
            return;
        };
        let message = words(alike.count - SHOWN, &alike.numbers);
        let problem = Problem {
            path: Some(path.clone()),
            place: Some(*first),
            ..self.problem(kind, message, "")
        };
        self.summary.problem(problem);
    }

    /// What can only be said when the whole file was read.
    pub(super) fn finish(mut self) -> Summary {
        if self.summary.checked() > 0 {
            self.summary.file_checked();
        }
        if let Ok(mut learnt) = self.job.learnt.lock() {
            learnt.push(std::mem::take(&mut self.scratch));
        }
        self.tell_others();
        let level = self.job.unrecognized.unwrap_or(match self.input.chosen {
            Chosen::ByName => Unrecognized::Error,
            Chosen::InWalk => Unrecognized::Note,
        });
        let Unknown {
            count,
            first,
            lines,
        } = std::mem::take(&mut self.unknown);
        if let Some(mut first) = first {
            match level {
                Unrecognized::Error => {
                    if let (more @ 1.., Some(others)) = (count - 1, lines.get(1..)) {
                        first.message = format!(
                            "{}, nor in {more} more of this file: {}",
                            first.message,
                            words::lines(others, more)
                        );
                    }
                    self.summary.problem(first);
                }
                Unrecognized::Note => {
                    let reason = match first.kind {
                        ProblemKind::Ambiguous => "several DTOs fit equally well",
                        _ => "no DTO was recognised",
                    };
                    self.summary.skip(&self.input.shown, reason, count, &lines);
                }
                Unrecognized::Skip => {}
            }
        }
        self.summary
    }

    /// The path that a member of the input is shown with.
    fn inside(&self, member: &str) -> String {
        format!(
            "{}!/{}",
            self.input.shown,
            printable(&bounded(member, name::NAME))
        )
    }
}

impl MessageSink for Run<'_> {
    fn format(&mut self, format: InputFormat) {
        self.format = format;
    }

    fn document(&mut self, text: &[u8], origin: Origin) -> Option<()> {
        self.take(text, origin)
    }

    fn batch(&self) -> usize {
        // A row is made of each line, and what is put right is looked for in one after another.
        if self.inspects() || self.repair.is_some() {
            0
        } else {
            lines::BATCH
        }
    }

    fn lines(&mut self, lines: &[u8], origin: Origin) -> ControlFlow<()> {
        self.check_lines(lines, origin)
    }

    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let problem = match message {
            Ok(message) => {
                let body = Body::plain(message.payload, message.origin);
                let target = self.target();
                let checked = self.check(message.record, &body, target);
                return match checked {
                    Some(verdict) if self.inspects() => self.row(&Row {
                        path: &self.path.clone(),
                        format: self.format,
                        number: message.record,
                        place: message.origin.point(),
                        method: None,
                        url_path: None,
                        status: None,
                        operation: None,
                        request: None,
                        response: RowBody::of(&body, verdict),
                    }),
                    _ => ControlFlow::Continue(()),
                };
            }
            Err(CaptureError::Io(error)) => {
                self.unreadable(&error);
                return ControlFlow::Break(());
            }
            Err(CaptureError::Empty) => self.problem(
                ProblemKind::Empty,
                "the file is empty".to_owned(),
                "record the response again, or delete the file",
            ),
            Err(CaptureError::WrongEncoding(name)) => self.problem(
                ProblemKind::NotUtf8,
                format!("expected UTF-8, found {name}"),
                "save the file as UTF-8, which JSON requires (RFC 8259 section 8.1)",
            ),
            Err(CaptureError::TooLarge { origin, limit }) => {
                let reached = reached("record-bytes", limit as u64);
                let help = format!(
                    "split it, or {}; what stands behind it was not checked",
                    reached.help()
                );
                Problem {
                    place: Some(origin.point()),
                    ..self.problem(
                        ProblemKind::TooLarge,
                        format!("a record is longer than {reached}"),
                        &help,
                    )
                }
            }
            Err(CaptureError::Limit { message, reached }) => self.problem(
                ProblemKind::TooLarge,
                format!("{message} {reached}"),
                &reached.help(),
            ),
            Err(CaptureError::CutOff { origin }) => Problem {
                place: Some(origin.point()),
                ..self.problem(
                    ProblemKind::CutOff,
                    "the capture ends in the middle of an entry that begins here".to_owned(),
                    "record the traffic again; what stands before it was checked",
                )
            },
            Err(CaptureError::NoCaptures { .. }) if self.is_stray() => {
                self.skip("an archive without captures");
                return ControlFlow::Continue(());
            }
            Err(CaptureError::NoCaptures { message, help }) => {
                self.problem(ProblemKind::MalformedCapture, message, help)
            }
            Err(CaptureError::Entry {
                number,
                origin,
                message,
            }) => {
                self.unread_entry(EntryFault::Malformed, number, origin, &message);
                return ControlFlow::Continue(());
            }
            Err(CaptureError::InPart {
                number,
                origin,
                message,
            }) => {
                self.unread_entry(EntryFault::InPart, number, origin, &message);
                return ControlFlow::Continue(());
            }
            Err(CaptureError::Format {
                origin,
                message,
                help,
            }) => Problem {
                place: origin.map(Origin::point),
                ..self.problem(ProblemKind::MalformedCapture, message, help)
            },
        };
        self.summary.problem(problem);
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        self.check_exchange(&exchange)
    }

    fn unread(&mut self, count: u64) {
        let reason = "neither a capture nor named by one in its archive";
        self.summary.skip(&self.path, reason, count, &[]);
    }

    fn member(&mut self, name: Option<&str>) {
        self.path = match name {
            Some(name) => self.inside(name),
            None => self.input.shown.clone(),
        };
    }
}

/// Why what is compressed cannot be read, where `error` says so.
fn broken(error: &io::Error) -> Option<&BrokenStream> {
    error.get_ref()?.downcast_ref()
}

/// Whether a file's name says that it holds captures, compressed or not.
fn has_capture_name(path: &Path) -> bool {
    let inner = if has_ending(path, &["gz", "zst", "zstd"]) {
        path.file_stem().map_or(path, Path::new)
    } else {
        path
    };
    has_ending(
        inner,
        &["json", "ndjson", "jsonl", "har", "warc", "chlsj", "chlz"],
    )
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|extension| {
        endings
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// What a problem is about, in words.
fn subject(record: Option<u64>) -> String {
    match record {
        Some(record) => format!("record {record}"),
        None => "the payload".to_owned(),
    }
}

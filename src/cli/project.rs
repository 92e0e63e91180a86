//! The project that a run belongs to: its configuration, under what was typed.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::args::{
    FailOnArg, FormatAssertionArg, Judging, NamingArg, NullsArg, Scope, Unrecognized,
};
use super::opened::NamedBy;
use crate::config::{
    self, Config, FormatsKey, Located, NamingKey, NullsKey, Settings, UnrecognizedKey,
};
use crate::contract::recognise::Each;
use crate::ledger::{Baseline, Lock};
use crate::limits::Limits;
use crate::policy::{Corpus, Coverage, Exception, Level, Levels, PathGlobs, Policy, Selector};
use crate::problem::Problem;
use crate::severity::Severity;
use crate::temporal::Day;
use crate::text::excerpt::Veil;
use crate::text::secret::Secrets;

/// How standard input is named.
const STDIN: &str = "-";

/// What a configuration says about inputs; nothing where there is none.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// The levels and exceptions.
    pub(super) policy: Arc<Policy>,
    /// The files of a walk that are looked at.
    pub(super) include: Option<PathGlobs>,
    /// The files that are not.
    pub(super) exclude: Option<PathGlobs>,
    /// The drift that is known, where a check follows a baseline.
    pub(super) baseline: Option<Arc<Baseline>>,
    /// What is done with the observed lock.
    pub(super) lock: LockUse,
    /// What is counted of payloads.
    pub(super) counting: Counting,
    /// What is taken for a secret.
    pub(super) secrets: Arc<Secrets>,
    /// How much is taken of input.
    pub(super) limits: Limits,
    /// The files of ours that hold no captures, absolute.
    ledgers: Vec<PathBuf>,
    settings: Option<Settings>,
    /// The folder of the configuration, absolute.
    folder: Option<PathBuf>,
    current: PathBuf,
}

/// What is counted of payloads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Counting {
    /// What is found in them.
    #[default]
    Findings,
    /// What stands at each place of the contract as well, which takes a tree of each payload.
    Places,
}

/// What is done with the observed lock.
#[derive(Debug, Default)]
pub(super) enum LockUse {
    /// Nothing.
    #[default]
    None,
    /// What it has never seen is told.
    Followed(Arc<Lock>),
    /// What is seen is gathered for it.
    Written,
}

/// Whether an argument was typed.
fn is_typed(typed: &ArgMatches, name: &str) -> bool {
    typed.value_source(name) == Some(ValueSource::CommandLine)
}

impl Project {
    /// The project of a check; what was not typed is taken from its configuration.
    pub(super) fn followed(
        scope: &mut Scope,
        judging: &mut Judging,
        typed: &ArgMatches,
    ) -> Result<Self, Vec<Problem>> {
        let mut project = Self::of(scope)?;
        scope.follow(&project, typed);
        judging.follow(&project, typed);
        project.settle(scope, judging, typed);
        Ok(project)
    }

    /// The project of the current folder, or that of the configuration that is named.
    pub(super) fn of(scope: &Scope) -> Result<Self, Vec<Problem>> {
        let current = std::env::current_dir().unwrap_or_default();
        let limits = scope.limits.over(Limits::DEFAULT);
        let found = match (&scope.config, scope.isolated) {
            (Some(path), _) => {
                Some(config::named(path, &limits).map_err(|problem| vec![*problem])?)
            }
            (None, true) => None,
            (None, false) => {
                config::discover(&current, &limits).map_err(|problem| vec![*problem])?
            }
        };
        let Some(found) = found else {
            let mut project = Self {
                limits,
                current,
                ..Self::default()
            };
            project.redact(scope.redact);
            return Ok(project);
        };
        let mut settings = Settings::new(found)?;
        settings.secrets.redact |= scope.redact;
        Ok(Self {
            policy: Arc::new(std::mem::take(&mut settings.policy)),
            include: settings.include.take(),
            exclude: settings.exclude.take(),
            folder: Some(normal(&current.join(&settings.source.folder))),
            baseline: None,
            lock: LockUse::None,
            counting: Counting::Findings,
            secrets: Arc::new(std::mem::take(&mut settings.secrets)),
            limits: scope.limits.over(settings.limits),
            ledgers: Vec::new(),
            settings: Some(settings),
            current,
        }
        .with_ledgers())
    }

    /// Knows the files that the configuration names, so that walks leave them out.
    fn with_ledgers(mut self) -> Self {
        for path in [self.baseline_path(None), self.lock_path(None)]
            .into_iter()
            .flatten()
        {
            self.ledgers.push(normal(&self.current.join(path)));
        }
        self
    }

    /// The baseline that was typed, or that of the configuration.
    pub(super) fn baseline_path(&self, typed: Option<&Path>) -> Option<PathBuf> {
        if let Some(path) = typed {
            return Some(path.to_owned());
        }
        let settings = self.settings.as_ref()?;
        let named = settings.config.baseline.as_ref()?;
        Some(settings.source.folder.join(named.get_ref()))
    }

    /// Follows the baseline at `path`, which was named so, in a check of `paths`.
    pub(super) fn follow_baseline(
        &mut self,
        path: &Path,
        by: NamedBy,
        paths: &[PathBuf],
    ) -> Result<(), Box<Problem>> {
        let mut baseline = Baseline::read_opened(path, by.open(path), &self.limits)?;
        baseline.coverage = self.covers(&baseline.paths, path, paths);
        self.ledgers.push(normal(&self.current.join(path)));
        self.baseline = Some(Arc::new(baseline));
        Ok(())
    }

    /// The lock that was typed, or that of the configuration.
    pub(super) fn lock_path(&self, typed: Option<&Path>) -> Option<PathBuf> {
        if let Some(path) = typed {
            return Some(path.to_owned());
        }
        let settings = self.settings.as_ref()?;
        let named = settings.config.lock.as_ref()?;
        Some(settings.source.folder.join(named.get_ref()))
    }

    /// Follows the lock at `path`, which was named so.
    pub(super) fn follow_lock(&mut self, path: &Path, by: NamedBy) -> Result<(), Box<Problem>> {
        self.ledgers.push(normal(&self.current.join(path)));
        let lock = Lock::read_opened(path, by.open(path), &self.limits)?;
        self.lock = LockUse::Followed(Arc::new(lock));
        Ok(())
    }

    /// Whether a run over `paths` looks at all of `known`, which are told as seen from the folder of the
    /// file at `ledger`.
    pub(super) fn covers(&self, known: &[String], ledger: &Path, paths: &[PathBuf]) -> Coverage {
        let folder = ledger.parent().unwrap_or(Path::new(""));
        let walked = self.walked(paths);
        let named: Vec<PathBuf> = paths
            .iter()
            .map(|path| normal(&self.current.join(path)))
            .collect();
        let is_looked_at = |known: &String| {
            if known == STDIN {
                return paths.iter().any(|path| path == Path::new(STDIN));
            }
            let known = normal(&self.current.join(folder).join(known));
            named.contains(&known) || walked.iter().any(|walked| known.starts_with(walked))
        };
        if !known.is_empty() && known.iter().all(is_looked_at) {
            Coverage::Whole
        } else {
            Coverage::Part
        }
    }

    /// `paths` as seen from the folder of the file at `ledger`, in order and each once.
    pub(super) fn seen_from(&self, ledger: &Path, paths: &[PathBuf]) -> Vec<String> {
        let folder = ledger.parent().unwrap_or(Path::new(""));
        let folder = normal(&self.current.join(folder));
        let seen = paths.iter().map(|path| {
            if path == Path::new(STDIN) {
                STDIN.to_owned()
            } else {
                between(&folder, &normal(&self.current.join(path)))
            }
        });
        let seen: BTreeSet<String> = seen.collect();
        seen.into_iter().collect()
    }

    /// An absolute path as it is reached from the current folder.
    pub(super) fn seen_here(&self, absolute: &Path) -> PathBuf {
        PathBuf::from(between(&self.current, absolute))
    }

    /// How much is shown of what is about no value in particular.
    pub(super) fn veil(&self) -> Veil<'_> {
        Veil::of(&self.secrets)
    }

    /// Masks all values of payloads, where that was typed.
    fn redact(&mut self, typed: bool) {
        if typed {
            self.secrets = Arc::new(Secrets::clone(&self.secrets).redacting(true));
        }
    }

    /// Whether the file at `path` is one of ours, which holds no captures.
    pub(super) fn is_ledger(&self, path: &Path) -> bool {
        let is_usual = path.file_name().is_some_and(|name| name == Baseline::FILE);
        let is_named = || self.ledgers.contains(&normal(&self.current.join(path)));
        is_usual || (!self.ledgers.is_empty() && is_named())
    }

    /// The path of an input relative to the folder of the configuration, with `/` between its parts; `None`
    /// where it is not below that.
    pub(super) fn relative(&self, path: &Path) -> Option<String> {
        let folder = self.folder.as_ref()?;
        let absolute = normal(&self.current.join(path));
        let relative = match absolute.strip_prefix(folder) {
            Ok(relative) => relative.to_owned(),
            // A link on the way to either.
            Err(_) => absolute
                .canonicalize()
                .ok()?
                .strip_prefix(folder.canonicalize().ok()?)
                .ok()?
                .to_owned(),
        };
        let parts: Vec<String> = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        Some(parts.join("/"))
    }

    /// Whether the configuration leaves out the file at `path`.
    pub(super) fn excludes(&self, path: &Path) -> bool {
        if self.include.is_none() && self.exclude.is_none() {
            return false;
        }
        let Some(path) = self.relative(path) else {
            return false;
        };
        let is_in = |globs: &Option<PathGlobs>| globs.as_ref().map(|globs| globs.matches(&path));
        is_in(&self.exclude) == Some(true) || is_in(&self.include) == Some(false)
    }

    /// The files of each DTO, with its name and whether each payload is an array of it.
    pub(super) fn typed_files(&self) -> impl Iterator<Item = (&PathGlobs, &Located, Each)> {
        let files = self
            .settings
            .iter()
            .flat_map(|settings| &settings.typed_files);
        files.map(|one| {
            let each = if one.each { Each::Element } else { Each::Whole };
            (&one.files, &one.dto, each)
        })
    }

    /// That something is wrong with a text of the configuration.
    pub(super) fn problem(&self, at: &Located, message: &str, help: &str) -> Option<Problem> {
        Some(self.settings.as_ref()?.problem(at, message, help))
    }

    /// Makes the policy that of a check: what was typed counts for more, exceptions are judged by the day,
    /// and it is known which of them are looked at as a whole.
    fn settle(&mut self, scope: &Scope, judging: &Judging, typed: &ArgMatches) {
        let mut policy = Policy::clone(&self.policy);
        policy.typed = judging.levels(typed);
        let mut exceptions = policy.exceptions.iter();
        if exceptions.any(|exception| exception.expires.is_some()) {
            policy.today = judging.now.or_else(today);
        }
        let walked = self.walked(&scope.paths);
        if scope.force_exclude && walked.len() < scope.paths.len() {
            policy.corpus = Corpus::Changed;
        }
        for exception in &mut policy.exceptions {
            exception.coverage = self.coverage(exception, &walked);
        }
        self.policy = Arc::new(policy);
    }

    /// The folders that are walked as a whole, absolute.
    fn walked(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        paths
            .iter()
            .filter(|path| path.is_dir())
            .map(|path| normal(&self.current.join(path)))
            .collect()
    }

    fn coverage(&self, exception: &Exception, walked: &[PathBuf]) -> Coverage {
        let Some(folder) = &self.folder else {
            return Coverage::Part;
        };
        let globs = exception.files.as_ref().or(self.include.as_ref());
        let mut roots: Vec<PathBuf> = match globs {
            Some(globs) => globs.roots().map(|root| folder.join(root)).collect(),
            None => vec![folder.clone()],
        };
        roots.retain(|root| !walked.iter().any(|walked| normal(root).starts_with(walked)));
        if roots.is_empty() {
            Coverage::Whole
        } else {
            Coverage::Part
        }
    }
}

impl Scope {
    /// Takes what was not typed from the configuration.
    pub(super) fn follow(&mut self, project: &Project, typed: &ArgMatches) {
        let Some(settings) = &project.settings else {
            return;
        };
        let (config, folder) = (&settings.config, &settings.source.folder);
        let names_contract = ["schema", "openapi", "revision"];
        if !names_contract.iter().any(|name| is_typed(typed, name)) {
            self.contract_of(config, folder);
            self.contract_by = NamedBy::File;
            if let Some(revision) = settings.revision {
                self.revision = revision;
            }
        }
        let has_own = self.schema.is_some() || self.openapi.is_some();
        if has_own && self.references.is_empty() && self.reference_dirs.is_empty() {
            let beside = |(url, path): (&String, &String)| (url.clone(), folder.join(path));
            self.references = config.r#ref.iter().map(beside).collect();
            self.reference_dirs = config.ref_dir.iter().map(beside).collect();
            self.references_by = NamedBy::File;
        }
        if has_own && self.format_assertion.is_none() {
            self.format_assertion = config.format_assertion.map(|assertion| match assertion {
                FormatsKey::On => FormatAssertionArg::On,
                FormatsKey::Off => FormatAssertionArg::Off,
            });
        }
        if self.base_paths.is_empty() {
            let paths = config.base_paths.iter();
            self.base_paths = paths.map(|path| path.get_ref().clone()).collect();
        }
        if self.unrecognized.is_none() {
            self.unrecognized = config.unrecognized.map(|level| match level {
                UnrecognizedKey::Error => Unrecognized::Error,
                UnrecognizedKey::Note => Unrecognized::Note,
                UnrecognizedKey::Skip => Unrecognized::Skip,
            });
        }
        self.no_ignore |= config.no_ignore.unwrap_or(false);
        self.allow_empty |= config.allow_empty.unwrap_or(false);
    }

    /// The contract of one's own, if the configuration names one and nobody typed a DTO that only the
    /// built-in contract can have.
    fn contract_of(&mut self, config: &Config, folder: &Path) {
        if let (Some(schema), None) = (&config.schema, &self.dto) {
            let path = folder.join(schema.get_ref());
            self.schema = Some(path.to_string_lossy().into_owned());
        }
        if let Some(openapi) = &config.openapi {
            self.openapi = Some(folder.join(openapi.get_ref()));
        }
    }
}

impl Judging {
    /// Takes what was not typed from the configuration.
    fn follow(&mut self, project: &Project, typed: &ArgMatches) {
        let Some(Settings { config, .. }) = &project.settings else {
            return;
        };
        if let (Some(naming), false) = (config.naming, is_typed(typed, "naming")) {
            self.naming = match naming {
                NamingKey::Wire => NamingArg::Wire,
                NamingKey::Python => NamingArg::Python,
                NamingKey::Auto => NamingArg::Auto,
            };
        }
        if let (Some(level), false) = (config.fail_on, is_typed(typed, "fail_on")) {
            self.fail_on = match level {
                Severity::Error => FailOnArg::Error,
                Severity::Warning => FailOnArg::Warning,
                Severity::Note => FailOnArg::Note,
            };
        }
        if self.nulls.is_none() {
            self.nulls = config.nulls.map(|nulls| match nulls {
                NullsKey::Error => NullsArg::Error,
                NullsKey::Absent => NullsArg::Absent,
            });
        }
    }

    /// The levels that were typed, in the order in which they were.
    fn levels(&self, typed: &ArgMatches) -> Levels {
        let options = [
            ("deny", &self.deny, Level::Error),
            ("warn", &self.warn, Level::Warning),
            ("note", &self.note, Level::Note),
            ("allow", &self.allow, Level::Off),
        ];
        let mut asked: Vec<(usize, Selector, Level)> = Vec::new();
        for (name, selectors, level) in options {
            let places = typed.indices_of(name).into_iter().flatten();
            asked.extend(
                places
                    .zip(selectors)
                    .map(|(at, selector)| (at, *selector, level)),
            );
        }
        asked.sort_by_key(|(at, ..)| *at);
        Levels::in_turn(
            asked
                .into_iter()
                .map(|(_, selector, level)| (selector, level)),
        )
    }
}

/// The way from one absolute folder to another path, with `/` between its parts.
fn between(folder: &Path, path: &Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, two)| one == two);
    let shared = shared.count();
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to
        .iter()
        .skip(shared)
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// Today in UTC.
fn today() -> Option<Day> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Day::of_unix_seconds(i64::try_from(since.as_secs()).ok()?)
}

/// The path without `.` and `..`, as far as its text tells.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

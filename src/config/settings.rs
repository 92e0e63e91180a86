//! What a configuration says, held against what there is.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;

use super::keys::{DtoKeys, ExceptionKeys, LimitKey, OverrideKeys};
use super::{Config, Found, Source};
use crate::contract::revision::Revision;
use crate::limits::{Limit, Limits};
use crate::policy::{
    Coverage, Exception, FieldPattern, Level, Levels, Mark, Override, PathGlobs, Policy, Selector,
    UnknownRule,
};
use crate::problem::Problem;
use crate::rule::Topic;
use crate::temporal::Day;
use crate::text::nearest::nearest;
use crate::text::sanitize::shortened;
use crate::text::secret::{BadName, Secrets};
use crate::text::span::Places;

/// Letters of a name that are shown.
const NAME: usize = 80;

/// The settings of a run.
#[derive(Debug)]
pub struct Settings {
    /// The file that they are from.
    pub source: Source,
    /// The keys that need no more than their type.
    pub config: Config,
    /// The revision of the built-in contract.
    pub revision: Option<Revision>,
    /// The files of a walk that are looked at.
    pub include: Option<PathGlobs>,
    /// The files that are not.
    pub exclude: Option<PathGlobs>,
    /// Which DTO the payloads of some files are.
    pub typed_files: Vec<TypedFiles>,
    /// What is taken for a secret.
    pub secrets: Secrets,
    /// How much is taken of input.
    pub limits: Limits,
    /// The levels and exceptions; it knows neither the day nor the command line.
    pub policy: Policy,
}

/// A text of the configuration, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The text.
    pub text: String,
    /// Where.
    pub span: Range<usize>,
}

/// Files whose payloads are of one DTO.
#[derive(Debug)]
pub struct TypedFiles {
    /// The files.
    pub files: PathGlobs,
    /// The name of the DTO.
    pub dto: Located,
    /// Whether each payload is an array of it.
    pub each: bool,
}

impl Settings {
    /// The settings that a configuration makes.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn new(found: Found) -> Result<Self, Vec<Problem>> {
        let Found { source, config } = found;
        let mut reader = Reader {
            source: &source,
            places: source.places(),
            problems: Vec::new(),
        };
        reader.contradictions(&config);
        let revision = config
            .revision
            .as_ref()
            .and_then(|text| reader.revision(text));
        let include = reader.globs(&config.include);
        let exclude = reader.globs(&config.exclude);
        for path in &config.base_paths {
            reader.base_path(path);
        }
        let typed_files = config
            .dto
            .iter()
            .filter_map(|keys| reader.typed_files(keys));
        let typed_files = typed_files.collect();
        let policy = Policy {
            levels: reader.levels(config.levels.iter()),
            overrides: config
                .overrides
                .iter()
                .map(|keys| reader.overriding(keys))
                .collect(),
            exceptions: config
                .exceptions
                .iter()
                .map(|keys| reader.exception(keys))
                .collect(),
            config: Some(source.shown.clone()),
            ..Policy::default()
        };
        let secrets = reader.secrets(&config);
        let limits = reader.limits(&config);
        let problems = reader.problems;
        if problems.is_empty() {
            Ok(Self {
                source,
                config,
                revision,
                include,
                exclude,
                typed_files,
                secrets,
                limits,
                policy,
            })
        } else {
            Err(problems)
        }
    }

    /// That something is wrong with a text.
    pub fn problem(&self, at: &Located, message: &str, help: &str) -> Problem {
        self.source.problem(at.span.clone(), message, "", help)
    }
}

/// Whether a text may stand in front of the API's paths: a path, or the beginning of a URL.
pub fn is_base_path(text: &str) -> bool {
    (text.starts_with('/') || text.contains("://")) && !text.contains(['?', '#'])
}

impl Located {
    /// The text and the place of a value.
    pub fn of(value: &Spanned<String>) -> Self {
        Self {
            text: value.get_ref().clone(),
            span: value.span(),
        }
    }
}

/// Reads on after what is wrong, so that all of it is told at once.
struct Reader<'s> {
    source: &'s Source,
    places: Places<'s>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn mark(&mut self, span: Range<usize>) -> Mark {
        self.source.mark(&mut self.places, span)
    }

    fn wrong(&mut self, span: Range<usize>, message: &str, label: &str, help: &str) {
        let mark = self.mark(span);
        self.problems
            .push(Source::problem_at(mark, message, label, help));
    }

    fn contradictions(&mut self, config: &Config) {
        let contracts = [
            ("revision", &config.revision),
            ("schema", &config.schema),
            ("openapi", &config.openapi),
        ];
        let mut named = contracts
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_ref()?)));
        if let (Some((first, _)), Some((second, value))) = (named.next(), named.next()) {
            let message = format!("`{first}` and `{second}` contradict each other");
            let label = "another contract is named already";
            self.wrong(
                value.span(),
                &message,
                label,
                "keep the one to check against",
            );
        }
    }

    fn revision(&mut self, text: &Spanned<String>) -> Option<Revision> {
        let known = text.get_ref().parse().ok();
        if known.is_none() {
            let all: Vec<&str> = Revision::ALL.iter().map(|known| known.as_str()).collect();
            let name = shortened(text.get_ref(), NAME);
            let message = format!("there is no revision `{name}`");
            let help = format!("use one of {}, latest", all.join(", "));
            self.wrong(text.span(), &message, "", &help);
        }
        known
    }

    fn base_path(&mut self, text: &Spanned<String>) {
        if !is_base_path(text.get_ref()) {
            let message = "expected a path or the beginning of a URL";
            let help = "write it as `/prefix/v1` or `https://api.example.com/v1`, without query";
            self.wrong(text.span(), message, "", help);
        }
    }

    /// The globs, where there are some and all are right.
    fn globs(&mut self, texts: &[Spanned<String>]) -> Option<PathGlobs> {
        if texts.is_empty() {
            return None;
        }
        match PathGlobs::new(texts.iter().map(|text| text.get_ref().as_str())) {
            Ok(globs) => Some(globs),
            Err(bad) => {
                let span = texts.get(bad.index).map_or(0..0, Spanned::span);
                let help =
                    "`*` stays in a folder, `**` crosses folders; `[*]` is the letter itself";
                self.wrong(span, &bad.message, "", help);
                None
            }
        }
    }

    fn secrets(&mut self, config: &Config) -> Secrets {
        let mut secrets = Secrets::default().redacting(config.redact.unwrap_or(false));
        for name in &config.mask {
            let added = secrets.add(name.get_ref());
            self.pattern(name, added);
        }
        for name in &config.unmask {
            let left = secrets.leave(name.get_ref());
            self.pattern(name, left);
        }
        secrets
    }

    fn limits(&mut self, config: &Config) -> Limits {
        let mut limits = Limits::DEFAULT;
        for (name, value) in &config.limits {
            let Some(limit) = Limit::named(name.get_ref()) else {
                let message = format!("there is no limit `{}`", shortened(name.get_ref(), NAME));
                let known = Limits::ALL.iter().map(|limit| limit.name);
                let help = match nearest(name.get_ref(), known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`wiredrift limits` lists them all".to_owned(),
                };
                self.wrong(name.span(), &message, "", &help);
                continue;
            };
            let number = match value.get_ref() {
                LimitKey::Number(number) => Ok(*number),
                LimitKey::Text(text) => limit.value(text),
            };
            if let Err(expected) = number.and_then(|number| limits.set(limit, number)) {
                let message = format!("the value of `{}` cannot be taken", limit.name);
                self.wrong(value.span(), &message, "", &expected);
            } else if limit.name == "config-bytes" {
                let message = "`config-bytes` is read too late here";
                let help = "give it on the command line, as `--limit config-bytes=…`";
                self.wrong(name.span(), message, "", help);
            }
        }
        limits
    }

    fn pattern(&mut self, name: &Spanned<String>, taken: Result<(), BadName>) {
        let (message, help) = match taken {
            Ok(()) => return,
            Err(BadName::Empty) => (
                "expected a name, found no letter".to_owned(),
                "name a member, a header or a parameter, such as `x-acme-key`",
            ),
            Err(BadName::Everything) => (
                "every name would be that of a secret".to_owned(),
                "write `redact = true` to mask every value",
            ),
            Err(BadName::Unsupported(letter)) => (
                format!("expected a name with `*` and `?`, found `{letter}`"),
                "write a pattern for each name",
            ),
        };
        self.wrong(name.span(), &message, "", help);
    }

    fn typed_files(&mut self, keys: &DtoKeys) -> Option<TypedFiles> {
        self.not_empty(&keys.files, "`files` names none");
        Some(TypedFiles {
            files: self.globs(keys.files.get_ref())?,
            dto: Located::of(&keys.dto),
            each: keys.each,
        })
    }

    fn not_empty(&mut self, list: &Spanned<Vec<Spanned<String>>>, message: &str) {
        if list.get_ref().is_empty() {
            self.wrong(
                list.span(),
                message,
                "",
                "name at least one, or delete the entry",
            );
        }
    }

    fn fields(&mut self, texts: &[Spanned<String>]) -> Vec<FieldPattern> {
        let mut fields = Vec::new();
        for text in texts {
            if let Some(field) = FieldPattern::new(text.get_ref()) {
                fields.push(field);
            } else {
                let help = "write it as `ConnectionDto.created` or `/body/*/created`";
                self.wrong(text.span(), "expected a field, found nothing", "", help);
            }
        }
        fields
    }

    fn levels<'k>(
        &mut self,
        asked: impl Iterator<Item = (&'k Spanned<String>, &'k Level)>,
    ) -> Levels {
        let mut known = Vec::new();
        for (name, level) in asked {
            match Selector::named(name.get_ref()) {
                Ok(selector) => known.push((selector, *level)),
                Err(unknown) => self.unknown("rule or group", name, &unknown),
            }
        }
        Levels::of_table(known)
    }

    fn unknown(&mut self, what: &str, name: &Spanned<String>, unknown: &UnknownRule) {
        let message = format!("there is no {what} `{}`", shortened(name.get_ref(), NAME));
        let help = match unknown.near {
            Some(near) => format!("did you mean `{near}`? `wiredrift rules` lists them all"),
            None => "`wiredrift rules` lists them all".to_owned(),
        };
        self.wrong(name.span(), &message, "nobody knows this", &help);
    }

    fn overriding(&mut self, keys: &OverrideKeys) -> Override {
        if keys.fields.is_empty() && keys.files.is_empty() {
            let message = "an override names neither `fields` nor `files`";
            let help = "name some, or write the levels in `[levels]`";
            self.wrong(keys.levels.span(), message, "these would be for all", help);
        }
        Override {
            fields: self.fields(&keys.fields),
            files: self.globs(&keys.files),
            levels: self.levels(keys.levels.get_ref().iter()),
        }
    }

    fn exception(&mut self, keys: &ExceptionKeys) -> Exception {
        self.not_empty(&keys.fields, "`fields` names none");
        self.not_empty(&keys.accept, "`accept` names no rule");
        let mut accept = BTreeSet::new();
        for name in keys.accept.get_ref() {
            match Selector::rule(name.get_ref()) {
                Ok(rule) if rule.topic == Topic::Exceptions => {
                    let message = "an exception cannot accept what is said about exceptions";
                    let help = "set the level of that rule in `[levels]`";
                    self.wrong(name.span(), message, "", help);
                }
                Ok(rule) => {
                    accept.insert(rule.name);
                }
                Err(unknown) => self.unknown("rule", name, &unknown),
            }
        }
        if keys.reason.get_ref().trim().is_empty() {
            let help = "say why it is accepted, for whoever reads it next";
            self.wrong(keys.reason.span(), "`reason` says nothing", "", help);
        }
        let expires = keys.expires.as_ref();
        let day = expires.and_then(|day| day.get_ref().0.parse::<Day>().ok());
        if let (Some(text), None) = (expires, day) {
            let message = "expected a day of the calendar";
            self.wrong(text.span(), message, "", "write it as 2026-12-31");
        }
        Exception {
            fields: self.fields(keys.fields.get_ref()),
            files: self.globs(&keys.files),
            accept,
            reason: keys.reason.get_ref().clone(),
            expires: day,
            coverage: Coverage::Part,
            accept_at: self.mark(keys.accept.span()),
            expires_at: expires.map(|day| self.mark(day.span())),
        }
    }
}

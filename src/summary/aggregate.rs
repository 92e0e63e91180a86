//! The counter: one for each file, then put together in the order of the files.

use std::cmp::{Ordering, Reverse};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::applied::{self, Applied, UsedBaseline};
use super::exchanges::Exchanges;
use super::report::{Against, Group, Occurrence, Report, Skipped, Totals};
use super::veil::{self, Secrecy};
use crate::check::observe::Sightings;
use crate::check::{Census, Sink, SpelledDate};
use crate::finding::{Finding, Fingerprint};
use crate::ledger::Baseline;
use crate::limits::{Limits, length};
use crate::policy::{Corpus, Coverage, Policy, Verdict, View};
use crate::problem::Problem;
use crate::rule::mixed::{self, Spelled};
use crate::severity::Severity;
use crate::temporal::ConformingSpelling;
use crate::text::excerpt::Veil;
use crate::text::json;
use crate::text::secret::Secrets;
use crate::text::span::Places;
use crate::text::{Pointer, Span};

/// Places of a group that are kept where not all are asked for.
const FIRST_PLACES: usize = 4;

/// How many places of a group are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// The first few.
    First,
    /// All of them, each with its excerpt.
    All,
}

/// What was found so far.
#[derive(Clone, Debug)]
pub struct Summary {
    listing: Listing,
    /// Groups that are kept; what comes beyond them is counted, not kept.
    most: usize,
    groups: BTreeMap<Fingerprint, Group>,
    /// Findings of groups that were not kept, by level.
    unlisted: BTreeMap<Severity, u64>,
    spellings: Spellings,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
    totals: Totals,
    /// All findings so far.
    found: u64,
    policy: Arc<Policy>,
    /// What of the policy is about the file that is read.
    view: View,
    /// Findings that exceptions accepted, by the exception's index.
    accepted: BTreeMap<usize, u64>,
    /// Findings whose rule is off.
    off: BTreeMap<&'static str, u64>,
    baseline: Option<Arc<Baseline>>,
    /// What is taken for a secret.
    secrets: Arc<Secrets>,
    /// Findings that the baseline knows.
    known: BTreeMap<Fingerprint, u64>,
    /// What was seen of each field, where somebody asks.
    sightings: Option<Sightings>,
    /// What stands at each place, where somebody asks.
    census: Option<Census>,
    told: Arc<Told>,
}

/// Drift that was told before, in other files or lines: the first place of each is shown with its lines, and
/// no other.
#[derive(Clone, Debug, Default)]
pub struct Told(BTreeSet<Fingerprint>);

/// How dates were spelled in some files that follow one another: by DTO, field and spelling.
#[derive(Clone, Debug, Default)]
pub struct Spellings(BTreeMap<String, BTreeMap<String, BTreeMap<String, SpellingCount>>>);

/// How often a field had one spelling, and where first.
#[derive(Clone, Debug)]
struct SpellingCount {
    count: u64,
    first: Occurrence,
}

impl Summary {
    /// An empty summary of a check.
    pub fn new(against: Against, listing: Listing) -> Self {
        Self {
            listing,
            most: length(Limits::DEFAULT.groups),
            groups: BTreeMap::new(),
            unlisted: BTreeMap::new(),
            spellings: Spellings::default(),
            problems: Vec::new(),
            skipped: Vec::new(),
            totals: Totals {
                against,
                ..Totals::default()
            },
            found: 0,
            policy: Arc::default(),
            view: View::default(),
            accepted: BTreeMap::new(),
            off: BTreeMap::new(),
            baseline: None,
            secrets: Arc::default(),
            known: BTreeMap::new(),
            sightings: None,
            census: None,
            told: Arc::default(),
        }
    }

    /// The summary of what comes behind files or lines in which this drift was told.
    #[must_use]
    pub fn behind(mut self, told: &Arc<Told>) -> Self {
        self.told = Arc::clone(told);
        self
    }

    /// Adds the drift that this one tells.
    pub fn add_told(&self, told: &mut Arc<Told>) {
        for fingerprint in self.groups.keys() {
            if !told.0.contains(fingerprint) {
                Arc::make_mut(told).0.insert(fingerprint.clone());
            }
        }
    }

    /// The summary under a policy: of the file at `path`, relative to the folder of the configuration, or
    /// of what is about no file in particular.
    #[must_use]
    pub fn under(mut self, policy: &Arc<Policy>, path: Option<&str>) -> Self {
        self.view = policy.view(path);
        self.policy = Arc::clone(policy);
        self
    }

    /// The summary that keeps as many groups as `limits` say.
    #[must_use]
    pub fn within(mut self, limits: &Limits) -> Self {
        self.most = length(limits.groups);
        self
    }

    /// The summary under a baseline: what it knows is only counted.
    #[must_use]
    pub fn knowing(mut self, baseline: Option<&Arc<Baseline>>) -> Self {
        self.baseline = baseline.map(Arc::clone);
        self
    }

    /// The summary that masks what these say is secret, beside what always is.
    #[must_use]
    pub fn veiled(mut self, secrets: &Arc<Secrets>) -> Self {
        self.secrets = Arc::clone(secrets);
        self
    }

    /// The summary that keeps what was seen of each field as well.
    #[must_use]
    pub fn observing(mut self) -> Self {
        self.sightings = Some(Sightings::default());
        self
    }

    /// Goes on with how dates were spelled in the files before: a spelling that is known is only counted.
    pub fn go_on(&mut self, spellings: Spellings) {
        self.spellings = spellings;
    }

    /// How dates were spelled so far, for the summary of the next file ([`Self::go_on`]): only one of both
    /// tells of them.
    pub fn take_spellings(&mut self) -> Spellings {
        std::mem::take(&mut self.spellings)
    }

    /// What was seen so far, where it is kept.
    pub const fn sightings(&mut self) -> Option<&mut Sightings> {
        self.sightings.as_mut()
    }

    /// The summary that counts what stands at each place of the contract as well.
    #[must_use]
    pub fn counting(mut self) -> Self {
        self.census = Some(Census::default());
        self
    }

    /// What was counted so far, where that is asked for.
    pub const fn census(&mut self) -> Option<&mut Census> {
        self.census.as_mut()
    }

    /// Counts a file with at least one payload that was checked.
    pub const fn file_checked(&mut self) {
        self.totals.files += 1;
    }

    /// Counts a payload that was checked as `dto`.
    pub fn payload_checked(&mut self, dto: &str) {
        match self.totals.payloads.get_mut(dto) {
            Some(count) => *count += 1,
            None => {
                self.totals.payloads.insert(dto.to_owned(), 1);
            }
        }
    }

    /// Payloads that were checked so far.
    pub fn checked(&self) -> u64 {
        self.totals.checked()
    }

    /// All findings so far.
    pub const fn found(&self) -> u64 {
        self.found
    }

    /// Whether something could not be checked.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The counts of recorded exchanges.
    pub const fn exchanges(&mut self) -> &mut Exchanges {
        &mut self.totals.exchanges
    }

    /// Adds something that could not be checked.
    pub fn problem(&mut self, mut problem: Problem) {
        problem.mask(&self.secrets);
        let others = problem.label.iter_mut().chain(&mut problem.help);
        others.chain([&mut problem.message]).for_each(veil::cut);
        self.problems.push(problem);
    }

    /// Adds payloads that were passed over; `lines` has the first few of them, where a file has
    /// one a line.
    pub fn skip(&mut self, path: &str, reason: &str, count: u64, lines: &[u64]) {
        self.skipped.push(Skipped {
            path: path.to_owned(),
            reason: reason.to_owned(),
            count,
            lines: lines.to_vec(),
        });
    }

    /// The sink for the findings of one payload of the file `path`.
    pub const fn payload<'s>(
        &'s mut self,
        path: &'s str,
        record: Option<u64>,
        places: Places<'s>,
    ) -> PayloadSink<'s> {
        PayloadSink {
            summary: self,
            path,
            record,
            pointers: json::Pointers::of(places.text()),
            places,
        }
    }

    /// Adds what was found in later lines of the same log, in front of which there are so many others.
    pub fn merge_lines(&mut self, mut later: Self, lines: u64) {
        for group in later.groups.values_mut() {
            // It is the same file.
            group.files = u64::from(!self.groups.contains_key(&group.finding.fingerprint()));
            group
                .occurrences
                .iter_mut()
                .for_each(|one| one.shift(lines));
        }
        let fields = later
            .spellings
            .0
            .values_mut()
            .flat_map(BTreeMap::values_mut);
        for count in fields.flat_map(BTreeMap::values_mut) {
            count.first.shift(lines);
        }
        self.merge(later);
    }

    /// Adds what was found in a later file.
    pub fn merge(&mut self, later: Self) {
        for (fingerprint, group) in later.groups {
            let is_full = self.groups.len() >= self.most;
            match self.groups.entry(fingerprint) {
                Entry::Vacant(_) if is_full => {
                    *self.unlisted.entry(group.finding.level).or_default() += group.count;
                }
                Entry::Vacant(entry) => {
                    entry.insert(group);
                }
                Entry::Occupied(mut entry) => entry.get_mut().merge(group, self.listing),
            }
        }
        for (level, count) in later.unlisted {
            *self.unlisted.entry(level).or_default() += count;
        }
        for (dto, fields) in later.spellings.0 {
            let own = self.spellings.0.entry(dto).or_default();
            for (field, spellings) in fields {
                let own = own.entry(field).or_default();
                for (spelling, count) in spellings {
                    match own.entry(spelling) {
                        Entry::Vacant(entry) => {
                            entry.insert(count);
                        }
                        Entry::Occupied(mut entry) => entry.get_mut().count += count.count,
                    }
                }
            }
        }
        self.problems.extend(later.problems);
        self.skipped.extend(later.skipped);
        self.totals.files += later.totals.files;
        self.totals.exchanges.merge(later.totals.exchanges);
        for (dto, count) in later.totals.payloads {
            *self.totals.payloads.entry(dto).or_default() += count;
        }
        self.found += later.found;
        for (rule, count) in later.totals.findings {
            *self.totals.findings.entry(rule).or_default() += count;
        }
        for (exception, count) in later.accepted {
            *self.accepted.entry(exception).or_default() += count;
        }
        for (rule, count) in later.off {
            *self.off.entry(rule).or_default() += count;
        }
        if let (Some(own), Some(later)) = (&mut self.sightings, later.sightings) {
            own.merge(later);
        }
        if let (Some(own), Some(later)) = (&mut self.census, later.census) {
            own.merge(later);
        }
        for (fingerprint, count) in later.known {
            *self.known.entry(fingerprint).or_default() += count;
        }
    }

    /// The report: notes across the corpus are made, and everything is put in order.
    pub fn into_report(mut self) -> Report {
        let Spellings(mut spellings) = self.take_spellings();
        if self.policy.corpus == Corpus::Changed {
            spellings.clear();
        }
        let mut groups: Vec<Group> = std::mem::take(&mut self.groups).into_values().collect();
        for (dto, fields) in &spellings {
            for (field, spellings) in fields {
                if let Some(group) = mixed(dto, field, spellings) {
                    groups.extend(self.judged_group(group));
                }
            }
        }
        let coverage = if self.problems.is_empty() {
            Coverage::Whole
        } else {
            // What could not be checked may be what is accepted.
            Coverage::Part
        };
        let off = std::mem::take(&mut self.off);
        let mut applied = Applied::of(&self.policy, &self.accepted, off, coverage);
        let policy = Arc::clone(&self.policy);
        for (index, exception) in policy.exceptions.iter().enumerate() {
            let used = applied.exceptions.get(index);
            let group = used.and_then(|used| applied::group(index, exception, used));
            groups.extend(group.and_then(|group| self.judged_group(group)));
        }
        for (rule, count) in std::mem::take(&mut self.off) {
            *applied.off.entry(rule).or_default() += count;
        }
        applied.baseline = self.baseline.take().map(|baseline| {
            let known = std::mem::take(&mut self.known);
            UsedBaseline::of(&baseline, &known, coverage)
        });
        groups.sort_by(Group::by_place);
        self.problems.sort_by(|left, right| {
            (&left.path, left.place, left.kind, &left.message).cmp(&(
                &right.path,
                right.place,
                right.kind,
                &right.message,
            ))
        });
        self.skipped.sort();
        Report {
            groups,
            unlisted: self.unlisted,
            problems: self.problems,
            totals: self.totals,
            skipped: self.skipped,
            applied,
            census: self.census.map(|mut census| {
                census.veil(&self.secrets);
                census
            }),
            ..Report::default()
        }
    }

    /// Whether as many payloads were checked as in `other`, and as much could not be.
    pub fn read_as_much_as(&self, other: &Self) -> bool {
        self.totals.checked() == other.totals.checked()
            && self.totals.exchanges == other.totals.exchanges
            && self.problems.len() == other.problems.len()
            && self.skipped == other.skipped
    }

    /// Whether a finding counts under the policy: it is neither accepted nor off.
    pub fn counts(&self, finding: &Finding) -> bool {
        matches!(self.policy.judge(&self.view, finding), Verdict::Counts(_))
    }

    /// The finding at its level under the policy; `None` where it is accepted, off or known, which is
    /// counted.
    fn judged(&mut self, mut finding: Finding, payload: &[u8]) -> Option<(Finding, Secrecy)> {
        match self.policy.judge(&self.view, &finding) {
            Verdict::Counts(level) => {
                finding.level = level;
                let secrecy = veil::identity(&mut finding, payload, &self.secrets);
                if let Some(baseline) = &self.baseline {
                    let fingerprint = finding.fingerprint();
                    if baseline.knows(&fingerprint) {
                        *self.known.entry(fingerprint).or_default() += 1;
                        return None;
                    }
                }
                count(&mut self.totals, &finding);
                self.found += 1;
                return Some((finding, secrecy));
            }
            Verdict::Off => *self.off.entry(finding.rule).or_default() += 1,
            Verdict::Accepted(index) => *self.accepted.entry(index).or_default() += 1,
        }
        None
    }

    /// The same for a group of one finding across the corpus.
    fn judged_group(&mut self, group: Group) -> Option<Group> {
        let (mut finding, secrecy) = self.judged(group.finding, &[])?;
        // It quotes no payload.
        veil::words(&mut finding, secrecy, &[], &self.secrets);
        Some(Group { finding, ..group })
    }

    fn add(&mut self, finding: Finding, path: &str, record: Option<u64>, places: &mut Places<'_>) {
        let Some((mut finding, secrecy)) = self.judged(finding, places.text()) else {
            return;
        };
        let secrets = &*self.secrets;
        let is_full = self.groups.len() >= self.most;
        match self.groups.entry(finding.fingerprint()) {
            Entry::Vacant(_) if is_full => {
                *self.unlisted.entry(finding.level).or_default() += 1;
            }
            Entry::Vacant(entry) => {
                // Where as many kinds are told as there may be, no other will be.
                let is_told = self.listing == Listing::First
                    && (self.told.0.len() >= self.most || self.told.0.contains(entry.key()));
                let veil =
                    (!is_told).then(|| veil::words(&mut finding, secrecy, places.text(), secrets));
                let at = (&finding.pointer, finding.span);
                let first = occurrence(path, record, places, at, veil.as_ref());
                entry.insert(Group {
                    finding,
                    count: 1,
                    files: 1,
                    occurrences: vec![first],
                });
            }
            Entry::Occupied(mut entry) => {
                let group = entry.get_mut();
                group.count += 1;
                group.finding.level = group.finding.level.max(finding.level);
                let veil = match self.listing {
                    Listing::All => {
                        Some(veil::words(&mut finding, secrecy, places.text(), secrets))
                    }
                    Listing::First if group.occurrences.len() < FIRST_PLACES => None,
                    Listing::First => return,
                };
                let at = (&finding.pointer, finding.span);
                let mut next = occurrence(path, record, places, at, veil.as_ref());
                if self.listing == Listing::All {
                    next.finding = Some(Box::new(finding));
                }
                group.occurrences.push(next);
            }
        }
    }
}

fn count(totals: &mut Totals, finding: &Finding) {
    let found = (finding.rule, finding.level);
    *totals.findings.entry(found).or_default() += 1;
}

impl Group {
    fn merge(&mut self, later: Self, listing: Listing) {
        self.count += later.count;
        self.files += later.files;
        self.finding.level = self.finding.level.max(later.finding.level);
        let mut occurrences = later.occurrences;
        if let (Listing::All, Some(first)) = (listing, occurrences.first_mut()) {
            first.finding = Some(Box::new(later.finding));
        }
        if listing == Listing::First {
            // Whether it has its lines depends on what was read beside it.
            let room = FIRST_PLACES.saturating_sub(self.occurrences.len());
            occurrences.truncate(room);
            for one in &mut occurrences {
                one.excerpt = None;
            }
        }
        self.occurrences.extend(occurrences);
    }

    /// Groups stand in the order of their first place; at one place the worst comes first.
    fn by_place(left: &Self, right: &Self) -> Ordering {
        let place = |first: &Occurrence| (first.path.clone(), first.place.offset);
        let rule = |group: &Self| (Reverse(group.finding.level), group.finding.rule);
        let (first, second) = (left.occurrences.first(), right.occurrences.first());
        first
            .map(place)
            .cmp(&second.map(place))
            .then_with(|| rule(left).cmp(&rule(right)))
            .then_with(|| left.finding.fingerprint().cmp(&right.finding.fingerprint()))
    }
}

/// A place; its lines where there is a veil for them.
fn occurrence(
    path: &str,
    record: Option<u64>,
    places: &mut Places<'_>,
    (pointer, span): (&Pointer, Span),
    veil: Option<&Veil<'_>>,
) -> Occurrence {
    let place = places.place(span);
    Occurrence {
        path: path.to_owned(),
        place,
        pointer: pointer.clone(),
        record,
        excerpt: veil.map(|veil| places.excerpt(place, span, veil)),
        finding: None,
    }
}

/// Receives what a check finds in one payload.
#[derive(Debug)]
pub struct PayloadSink<'s> {
    summary: &'s mut Summary,
    path: &'s str,
    record: Option<u64>,
    places: Places<'s>,
    pointers: json::Pointers<'s>,
}

impl Sink for PayloadSink<'_> {
    fn found(&mut self, finding: Finding) {
        self.places.note(finding.span);
        self.summary
            .add(finding, self.path, self.record, &mut self.places);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        let count = self
            .summary
            .spellings
            .0
            .get_mut(date.dto)
            .and_then(|fields| fields.get_mut(date.field))
            .and_then(|spellings| spellings.get_mut(date.spelling));
        if let Some(count) = count {
            count.count += date.count;
            return;
        }
        let at = date.span.start();
        if let Some(element) = date.element
            && !(element.start..=at).contains(&self.pointers.last())
        {
            self.pointers.go_to(element.start, &element.pointer());
        }
        let pointer = self.pointers.at(at).unwrap_or_default();
        let pointer = veil::veiled(&pointer, &self.summary.secrets).unwrap_or(pointer);
        let first = occurrence(
            self.path,
            self.record,
            &mut self.places,
            (&pointer, date.span),
            None,
        );
        self.summary
            .spellings
            .0
            .entry(date.dto.to_owned())
            .or_default()
            .entry(date.field.to_owned())
            .or_default()
            .insert(
                date.spelling.to_owned(),
                SpellingCount {
                    count: date.count,
                    first,
                },
            );
    }
}

/// The note that a field is written in several spellings, if it is. It stands at the first place of
/// the odd one out: the least frequent, one that does not conform before one that does. It has no
/// excerpt, as it is about no value: a finding of its own may stand at that place.
fn mixed(dto: &str, field: &str, spellings: &BTreeMap<String, SpellingCount>) -> Option<Group> {
    if spellings.len() < 2 {
        return None;
    }
    let mut sorted: Vec<(&String, &SpellingCount)> = spellings.iter().collect();
    sorted.sort_by(|left, right| right.1.count.cmp(&left.1.count).then(left.0.cmp(right.0)));
    let odd = sorted
        .iter()
        .rev()
        .find(|(spelling, _)| !conforms(spelling))
        .or(sorted.last());
    let spelled: Vec<Spelled> = sorted
        .iter()
        .map(|(spelling, count)| Spelled {
            spelling: (*spelling).clone(),
            count: count.count,
            first: format!(
                "{}:{}:{}",
                count.first.path, count.first.place.line, count.first.place.column
            ),
        })
        .collect();
    Some(Group {
        finding: mixed::finding(dto, field, &spelled),
        count: 1,
        files: 1,
        occurrences: odd
            .map(|(_, count)| count.first.clone())
            .into_iter()
            .collect(),
    })
}

/// Whether a spelling is one of RFC 3339's own.
fn conforms(spelling: &str) -> bool {
    (0..ConformingSpelling::COUNT)
        .filter_map(ConformingSpelling::from_index)
        .any(|conforming| conforming.name() == spelling)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: usize = 10_000;
    use crate::contract::revision::Revision;
    use crate::finding::Account;
    use crate::text::span::Origin;

    fn finding(rule: &'static str, pointer: &Pointer, variant: &str, start: usize) -> Finding {
        Finding {
            rule,
            level: Severity::Error,
            contract: "ConnectionDto".to_owned(),
            dto: "ConnectionDto".to_owned(),
            field: None,
            pointer: pointer.clone(),
            span: Span::new(start, start + 1),
            account: Account {
                variant: variant.to_owned(),
                ..Account::default()
            },
        }
    }

    fn of_file(path: &str, variants: &[&str], listing: Listing) -> Summary {
        let mut summary = Summary::new(Against::Revision(Revision::PINNED), listing);
        let text = b"0123456789";
        for (at, variant) in variants.iter().enumerate() {
            let pointer = Pointer::root().element(at).member("x");
            let mut sink = summary.payload(path, None, Places::new(text, Origin::default()));
            sink.found(finding("date-only", &pointer, variant, at));
        }
        summary.file_checked();
        summary.payload_checked("ConnectionDto");
        summary
    }

    #[test]
    fn the_same_drift_is_one_group_with_its_first_places() {
        let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
        summary.merge(of_file("a", &["v"; 9], Listing::First));
        summary.merge(of_file("b", &["v", "w"], Listing::First));
        let report = summary.into_report();
        let counts: Vec<_> = report
            .groups
            .iter()
            .map(|group| {
                (
                    group.finding.account.variant.as_str(),
                    group.count,
                    group.files,
                )
            })
            .collect();
        assert_eq!(counts, [("v", 10, 2), ("w", 1, 1)]);
        let places: Vec<_> = report.groups[0]
            .occurrences
            .iter()
            .map(|one| (one.path.as_str(), one.place.column, one.excerpt.is_some()))
            .collect();
        assert_eq!(
            places,
            [
                ("a", 1, true),
                ("a", 2, false),
                ("a", 3, false),
                ("a", 4, false)
            ]
        );
        assert_eq!(report.totals.findings[&("date-only", Severity::Error)], 11);
        assert_eq!((report.totals.files, report.totals.checked()), (2, 2));
    }

    #[test]
    fn only_the_first_place_has_its_lines_whatever_was_told_before() {
        let mut told = Arc::default();
        let first = of_file("a", &["v"], Listing::First);
        first.add_told(&mut told);
        for told in [Arc::default(), told] {
            let mut later = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
            later = later.behind(&told);
            let places = Places::new(b"01", Origin::default());
            let pointer = Pointer::root().element(0).member("x");
            let found = finding("date-only", &pointer, "v", 1);
            later.payload("b", None, places).found(found);
            let mut summary = first.clone();
            summary.merge(later);
            let report = summary.into_report();
            let shown: Vec<_> = report.groups[0]
                .occurrences
                .iter()
                .map(|one| (one.path.as_str(), one.excerpt.is_some()))
                .collect();
            assert_eq!(shown, [("a", true), ("b", false)]);
        }
    }

    #[test]
    fn every_place_is_kept_where_all_are_asked_for() {
        let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::All);
        summary.merge(of_file("a", &["v"; 9], Listing::All));
        summary.merge(of_file("b", &["v"], Listing::All));
        let report = summary.into_report();
        let occurrences = &report.groups[0].occurrences;
        assert_eq!(occurrences.len(), 10);
        assert!(occurrences.iter().all(|one| one.excerpt.is_some()));
        assert!(occurrences[1..].iter().all(|one| one.finding.is_some()));
    }

    #[test]
    fn a_rule_counts_at_each_of_its_levels() {
        let mut summary = of_file("a", &["v"; 3], Listing::First);
        for level in [Severity::Warning, Severity::Error] {
            let mut later = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
            let mut sink = later.payload("b", None, Places::new(b"0", Origin::default()));
            sink.found(Finding {
                level,
                ..finding("date-only", &Pointer::root().element(0).member("x"), "v", 0)
            });
            summary.merge(later);
        }
        let report = summary.into_report();
        assert_eq!(report.groups.len(), 1, "one drift");
        assert_eq!(report.groups[0].finding.level, Severity::Error);
        let counts = &report.totals.findings;
        assert_eq!(counts[&("date-only", Severity::Error)], 4);
        assert_eq!(counts[&("date-only", Severity::Warning)], 1);
        assert_eq!(report.count(Severity::Error), 4);
        assert_eq!(report.count(Severity::Warning), 1);
        assert_eq!(counts.values().sum::<u64>(), report.groups[0].count);
    }

    fn spelled(spellings: &[(&str, u64)]) -> Report {
        let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
        for (spelling, count) in spellings {
            for _ in 0..*count {
                let mut sink = summary.payload("a", None, Places::new(b"0", Origin::default()));
                sink.spelled(SpelledDate {
                    dto: "ConnectionDto",
                    field: "created",
                    spelling,
                    span: Span::new(0, 1),
                    count: 1,
                    element: None,
                });
            }
        }
        summary.into_report()
    }

    #[test]
    fn a_field_in_several_spellings_is_noted_without_a_frame() {
        let report = spelled(&[("YYYY-MM-DDThh:mm:ssZ", 1_200), ("YYYY-MM-DD hh:mm:ss", 1)]);
        let [group] = report.groups.as_slice() else {
            panic!("{:?}", report.groups);
        };
        assert_eq!(
            group.finding.account.notes,
            [
                "YYYY-MM-DDThh:mm:ssZ (1,200 times, first at a:1:1)",
                "YYYY-MM-DD hh:mm:ss (once, at a:1:1)",
            ]
        );
        assert!(group.occurrences[0].excerpt.is_none());
        assert_eq!(report.count(Severity::Note), 1);
        assert!(spelled(&[("YYYY-MM-DDThh:mm:ssZ", 9)]).groups.is_empty());
    }

    #[test]
    fn kinds_beyond_the_limit_are_counted() {
        let variants: Vec<String> = (0..MOST + 7).map(|at| format!("v{at}")).collect();
        let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
        let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
        summary.merge(of_file("a", &variants, Listing::First));
        summary.merge(of_file("b", &["new"], Listing::First));
        let report = summary.into_report();
        assert_eq!(report.groups.len(), MOST);
        assert_eq!(report.unlisted[&Severity::Error], 8);
        assert_eq!(report.count(Severity::Error), MOST as u64 + 8);
    }
}

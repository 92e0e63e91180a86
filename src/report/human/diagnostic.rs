//! One drift or one problem in words: headline, frame, details.

use super::MAX_LINES;
use super::details::{DETAIL_INDENT, Detail, Details, Rank, Text};
use super::frame::{Caption, Context, frame};
use super::ink::{Ink, List, Paint, columns, squeezed};
use super::places::{push_spellings, seen};
use crate::finding::Finding;
use crate::problem::Problem;
use crate::report::Style;
use crate::rule::mixed;
use crate::severity::Severity;
use crate::summary::{Group, Occurrence};
use crate::text::Excerpt;
use crate::text::numbers::grouped;

/// Columns that a rule's name may take.
const RULE: usize = 48;

/// Columns that a pointer or the name of a DTO is cut to where all of it would take too many lines.
const PLACE: usize = 48;

/// Lines that a headline may take.
const HEADLINE_LINES: usize = 2;

/// Lines that the help may take.
const HELP_LINES: usize = 4;

/// The diagnostic of a drift: its first finding, and how often there are others.
pub(super) fn of_group(ink: &Ink, group: &Group) -> Vec<String> {
    let first = group.occurrences.first();
    let mut details = of_finding(ink, &group.finding, first);
    if group.count > 1 {
        details.push(Detail {
            name: "seen",
            text: Text::List(seen(ink, group)),
            lines: 2,
            rank: Rank::Count,
        });
    }
    put_together(ink, &Head::of(&group.finding), Place::of(first), details)
}

/// The diagnostic of one of a drift's places.
pub(super) fn of_occurrence(ink: &Ink, group: &Group, at: usize) -> Vec<String> {
    let occurrence = group.occurrences.get(at);
    let own = occurrence.and_then(|occurrence| occurrence.finding.as_deref());
    let finding = match own {
        Some(finding) => finding,
        None if at == 0 => &group.finding,
        None => return of_repetition(ink, group, at),
    };
    let details = of_finding(ink, finding, occurrence);
    put_together(ink, &Head::of(finding), Place::of(occurrence), details)
}

/// The diagnostic of a place of which nothing is known but that it has the same drift: the texts
/// of the first finding may quote the value that stood there, so they are not repeated.
fn of_repetition(ink: &Ink, group: &Group, at: usize) -> Vec<String> {
    let occurrence = group.occurrences.get(at);
    let finding = &group.finding;
    let number = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(1);
    let head = Head {
        level: finding.level,
        rule: finding.rule,
        headline: &format!(
            "the same drift again ({} of {})",
            grouped(number),
            grouped(group.count)
        ),
        label: "",
    };
    let mut details = Details::default();
    push_subject(ink, finding, occurrence, &mut details);
    push_expected(finding, &mut details);
    put_together(ink, &head, Place::of(occurrence), details)
}

/// The diagnostic of a problem.
pub(super) fn of_problem(ink: &Ink, problem: &Problem) -> Vec<String> {
    let head = Head {
        level: Severity::Error,
        rule: problem.kind.as_str(),
        headline: &problem.message,
        label: problem.label.as_deref().unwrap_or_default(),
    };
    let mut details = Details::default();
    let path = problem.path.as_deref();
    let mut bare = None;
    if let (None, Some(path)) = (&problem.excerpt, path) {
        let place = problem.place.map_or_else(String::new, |place| {
            format!(":{}:{}", place.line, place.column)
        });
        let place = ink.clean(&format!("{path}{place}"));
        if columns(&place) < ink.hard(ink.width - DETAIL_INDENT) || place.trim().is_empty() {
            details.push(Detail {
                name: "file",
                text: Text::List(List {
                    lead: String::new(),
                    link: "",
                    items: vec![place],
                    beyond: Some(0),
                    otherwise: String::new(),
                }),
                lines: 1,
                rank: Rank::Needed,
            });
        } else {
            bare = Some(squeezed(&place, Style::MAX_WIDTH, ink.cut()));
        }
    }
    details.push(Detail {
        name: "help",
        text: Text::Sentence(problem.help.clone().unwrap_or_default()),
        lines: HELP_LINES,
        rank: Rank::Action,
    });
    let place = problem.excerpt.as_ref().map(|excerpt| Place {
        path: path.unwrap_or("<unknown>"),
        excerpt,
    });
    let mut out = put_together(ink, &head, place, details);
    if let Some(bare) = bare {
        // Beside a name there is no room for it.
        out.insert(head.lines(ink).len(), ink.paint(Paint::Place, &bare));
    }
    out
}

/// What stands above and in the frame.
struct Head<'a> {
    level: Severity,
    rule: &'a str,
    headline: &'a str,
    label: &'a str,
}

impl<'a> Head<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            level: finding.level,
            rule: finding.rule,
            headline: &finding.account.headline,
            label: &finding.account.label,
        }
    }

    /// `error[rule]: headline`.
    fn lines(&self, ink: &Ink) -> Vec<String> {
        let start = format!("{}[{}]", self.level, ink.middle(self.rule, RULE));
        let text = format!("{start}: {}", self.headline);
        let indent = 4;
        let lines = ink.fold(text.trim_end(), ink.width - indent, HEADLINE_LINES);
        lines
            .into_iter()
            .enumerate()
            .map(|(at, line)| match line.strip_prefix(&start) {
                Some(rest) if at == 0 => {
                    ink.paint(Paint::Level(self.level), &start) + &ink.paint(Paint::Strong, rest)
                }
                _ => " ".repeat(indent) + &ink.paint(Paint::Strong, &line),
            })
            .collect()
    }
}

/// What is framed.
struct Place<'a> {
    path: &'a str,
    excerpt: &'a Excerpt,
}

impl<'a> Place<'a> {
    fn of(occurrence: Option<&'a Occurrence>) -> Option<Self> {
        let occurrence = occurrence?;
        Some(Self {
            path: &occurrence.path,
            excerpt: occurrence.excerpt.as_ref()?,
        })
    }
}

/// Headline, frame and details in at most [`MAX_LINES`] lines: the neighbouring lines of the
/// excerpt are the first to give way.
fn put_together(
    ink: &Ink,
    head: &Head<'_>,
    place: Option<Place<'_>>,
    details: Details,
) -> Vec<String> {
    let mut out = head.lines(ink);
    let details = details.laid(ink);
    if let Some(place) = place {
        let caption = Caption {
            path: place.path,
            label: head.label,
            level: head.level,
        };
        let mut framed = frame(ink, place.excerpt, &caption, Context::Shown);
        let has_context = place.excerpt.text.contains('\n');
        if has_context && out.len() + framed.len() + details.wanted() > MAX_LINES {
            framed = frame(ink, place.excerpt, &caption, Context::Hidden);
        }
        out.extend(framed);
    }
    let left = MAX_LINES.saturating_sub(out.len());
    out.extend(details.lines(ink, left));
    out
}

/// All details of one finding.
fn of_finding(ink: &Ink, finding: &Finding, occurrence: Option<&Occurrence>) -> Details {
    if finding.rule == mixed::NAME {
        let mut details = Details::default();
        push_spellings(ink, finding, &mut details);
        push_help(finding, &mut details);
        return details;
    }
    let mut details = Details::default();
    push_subject(ink, finding, occurrence, &mut details);
    push_expected(finding, &mut details);
    let spelling = finding
        .account
        .spelling
        .as_ref()
        .map_or_else(String::new, |spelling| format!(" (spelling: {spelling})"));
    details.push(Detail {
        name: "found",
        text: Text::Sentence(format!("{}{spelling}", finding.account.actual)),
        lines: 3,
        rank: Rank::Needed,
    });
    for breach in &finding.account.breaches {
        // The label under the value tells where the leading one is.
        let text = if breach.rule == finding.rule {
            breach.clause.clone()
        } else {
            let place = breach
                .character
                .map_or_else(String::new, |at| format!(" at character {at}"));
            let clause = breach.clause.split(": ").next().unwrap_or_default();
            format!("{clause}{place} ({})", breach.rule)
        };
        details.push(Detail {
            name: "breaks",
            text: Text::Sentence(text),
            lines: 3,
            rank: Rank::Reason,
        });
    }
    push_notes(finding, &mut details);
    push_help(finding, &mut details);
    details
}

fn push_help(finding: &Finding, details: &mut Details) {
    details.push(Detail {
        name: "help",
        text: Text::Sentence(help(finding)),
        lines: HELP_LINES,
        rank: Rank::Action,
    });
}

/// `ConnectionDto.created at /body/0/created`, and what it was checked as.
fn push_subject(
    ink: &Ink,
    finding: &Finding,
    occurrence: Option<&Occurrence>,
    details: &mut Details,
) {
    let pointer = occurrence.map_or(&finding.pointer, |occurrence| &occurrence.pointer);
    let pointer = pointer.to_string();
    let (name, subject) = match &finding.field {
        Some(field) => ("field", format!("{}.{field}", finding.dto)),
        None => ("value", finding.dto.clone()),
    };
    let told = |room: usize| {
        let mut text = ink.middle(&subject, room);
        if pointer.is_empty() {
            // A field without a place is meant wherever its DTO stands.
            if finding.field.is_none() {
                text.push_str(", the whole payload");
            }
        } else {
            text.push_str(" at ");
            text.push_str(&ink.middle(&pointer, room));
        }
        if let Some(record) = occurrence.and_then(|occurrence| occurrence.record) {
            text.push_str(" of record ");
            text.push_str(&grouped(record));
        }
        if finding.contract != finding.dto {
            text.push_str(", checked as ");
            text.push_str(&ink.middle(&finding.contract, room));
        }
        text
    };
    let whole = told(usize::MAX / 16);
    details.push(Detail {
        name,
        text: Text::Sentence(if columns(&whole) > ink.width * 2 {
            told(PLACE)
        } else {
            whole
        }),
        lines: 3,
        rank: Rank::Needed,
    });
}

fn push_expected(finding: &Finding, details: &mut Details) {
    /// How the list of what is allowed begins.
    const LEAD: &str = "one of ";
    let expected = &finding.account.expected;
    let list = expected.strip_prefix(LEAD).unwrap_or_default();
    let (list, beyond) = beyond(list).unwrap_or((list, 0));
    let allowed: Vec<String> = list.split(", ").map(str::to_owned).collect();
    details.push(Detail {
        name: "expected",
        text: if allowed.len() > 1 {
            Text::List(List {
                lead: LEAD.trim_end().to_owned(),
                link: "",
                otherwise: format!(" {} values", grouped((allowed.len() + beyond) as u64)),
                items: allowed,
                beyond: Some(beyond),
            })
        } else {
            Text::Sentence(expected.clone())
        },
        lines: 5,
        rank: Rank::Needed,
    });
}

/// What is listed, and how many more there are, where that is told behind the list.
fn beyond(list: &str) -> Option<(&str, usize)> {
    let (listed, count) = list.strip_suffix(" more")?.rsplit_once(" and ")?;
    let count = count.replace(',', "").parse().ok()?;
    Some((listed, count))
}

fn push_notes(finding: &Finding, details: &mut Details) {
    let told = |revision: &str| {
        finding
            .account
            .notes
            .iter()
            .any(|note| note.contains(revision))
    };
    if let Some(revision) = finding
        .account
        .known_since
        .filter(|revision| !told(revision))
    {
        details.push(Detail {
            name: "note",
            text: Text::Sentence(format!("known since revision {revision}")),
            lines: 1,
            rank: Rank::Reason,
        });
    }
    for note in &finding.account.notes {
        details.push(Detail {
            name: "note",
            text: Text::Sentence(note.clone()),
            lines: 3,
            rank: Rank::Extra,
        });
    }
}

/// The help with the replacement, which may be a part of it already.
fn help(finding: &Finding) -> String {
    match (&finding.account.help, &finding.account.replacement) {
        (Some(help), Some(replacement)) if !help.contains(replacement) => {
            format!("{help}: {replacement}")
        }
        (Some(help), _) => help.clone(),
        (None, Some(replacement)) => format!("write {replacement}"),
        (None, None) => String::new(),
    }
}

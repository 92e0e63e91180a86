//! The rules and kinds of problems that a run names, each with its page.

use serde_json::Value;
use serde_sarif::sarif::{
    MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor,
};

use crate::problem::ProblemKind;
use crate::rule::{self, Rule};

/// The names in the order in which they were first asked for.
#[derive(Debug, Default)]
pub(super) struct Descriptors {
    names: Vec<&'static str>,
}

impl Descriptors {
    /// The number of a name, from 0.
    pub(super) fn index(&mut self, name: &'static str) -> i64 {
        let known = self.names.iter().position(|known| *known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        i64::try_from(at).unwrap_or(i64::MAX)
    }

    /// Their pages, as rules.
    pub(super) fn of_rules(&self) -> Vec<ReportingDescriptor> {
        self.names.iter().map(|name| of_rule(name)).collect()
    }

    /// Their pages, as kinds of problems.
    pub(super) fn of_problems(&self) -> Vec<ReportingDescriptor> {
        self.names.iter().map(|name| of_problem(name)).collect()
    }
}

fn of_rule(name: &str) -> ReportingDescriptor {
    match rule::named(name) {
        Some(rule) => of_known_rule(rule),
        None => ReportingDescriptor::builder().id(name.to_owned()).build(),
    }
}

fn of_known_rule(rule: &Rule) -> ReportingDescriptor {
    let configuration = ReportingConfiguration::builder()
        .level(Value::from(rule.level.as_str()))
        .build();
    let tags = vec!["api-drift".to_owned(), rule.topic.as_str().to_owned()];
    let mut descriptor = described(rule.name, rule.page, rule.summary());
    descriptor.default_configuration = Some(configuration);
    descriptor.properties = Some(PropertyBag::builder().tags(tags).build());
    descriptor
}

fn of_problem(name: &str) -> ReportingDescriptor {
    match ProblemKind::named(name) {
        Some(kind) => {
            let mut descriptor = described(name, kind.page(), kind.summary());
            let level = ReportingConfiguration::builder().level(Value::from("error"));
            descriptor.default_configuration = Some(level.build());
            descriptor
        }
        None => ReportingDescriptor::builder().id(name.to_owned()).build(),
    }
}

/// A page: its first sentence, its first section, and all of it.
fn described(name: &str, page: &str, summary: &str) -> ReportingDescriptor {
    let help = MultiformatMessageString::builder()
        .text(word(page))
        .markdown(word(page))
        .build();
    let mut descriptor = ReportingDescriptor::builder()
        .id(name.to_owned())
        .short_description(&word(summary))
        .full_description(&word(&first_section(page)))
        .help(help)
        .build();
    // A name that is the id but for its capital says nothing more, and validators refuse it.
    descriptor.name = Some(pascal(name)).filter(|pascal| !pascal.eq_ignore_ascii_case(name));
    descriptor
}

/// The text up to the second heading of the page, without headings and line breaks.
fn first_section(page: &str) -> String {
    let mut headings = 0;
    let lines = page
        .lines()
        .skip(1)
        .take_while(|line| {
            headings += usize::from(line.starts_with("## "));
            headings < 2
        })
        .filter(|line| !line.starts_with("## ") && !line.trim().is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// `DateOnly` for `date-only`: names are read by people (SARIF 3.49.7).
fn pascal(name: &str) -> String {
    name.split('-')
        .map(|part| {
            let mut letters = part.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}

/// `text` in which brackets are no links and braces no arguments (SARIF 3.11.5 and 3.11.6), where a
/// reader could take them for that.
pub(super) fn word(text: &str) -> String {
    let text = if text.contains("](") {
        text.replace('[', "\\[").replace(']', "\\]")
    } else {
        text.to_owned()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let closes = behind.as_bytes().get(digits) == Some(&b'}');
        match behind.split_once('}') {
            Some((number, after)) if digits > 0 && closes => {
                out.push_str("{{");
                out.push_str(number);
                out.push_str("}}");
                rest = after;
            }
            _ => {
                out.push('{');
                rest = behind;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_a_link_or_an_argument() {
        assert_eq!(word("see [x](1) and [0]"), "see \\[x\\](1) and \\[0\\]");
        assert_eq!(word("[0] {0} {a} {12"), "[0] {{0}} {a} {12");
        assert_eq!(word("{{1}}"), "{{{1}}}");
    }

    #[test]
    fn pages_give_their_first_section() {
        let page = "# a\n\nFirst.\n\n## What it finds\n\nSecond\nline.\n\n## Why\n\nThird.\n";
        assert_eq!(first_section(page), "First. Second line.");
        assert_eq!(pascal("date-only"), "DateOnly");
    }
}

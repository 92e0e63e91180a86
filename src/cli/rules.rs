//! `wiredrift rules` and `wiredrift explain`: the rules, and the kinds of problems.

use std::io::{self, Write};

use serde_json::json;

use super::args::{Explain, ListFormatArg, Rules};
use super::output::Output;
use crate::problem::ProblemKind;
use crate::rule::mutation::Mutation;
use crate::rule::{self, Rule, Topic};
use crate::severity::Severity;
use crate::summary::Outcome;
use crate::text::nearest::nearest;
use crate::text::sanitize::shortened;

/// Columns of the longest level.
const LEVEL: usize = 7;

/// Lists all rules, by topic.
pub(super) fn list(args: &Rules, output: &Output) -> Outcome {
    output.result(Outcome::Clean, |out| match args.format {
        ListFormatArg::Human => human(Output::terminal_width(), out),
        ListFormatArg::Json => json(out),
        ListFormatArg::Markdown => markdown(out),
    })
}

/// One rule or problem a line; on a terminal of `width` columns its summary goes on below itself.
fn human(width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let rules = rule::all().map(|rule| rule.name);
    let longest = rules.map(str::len).max().unwrap_or(0);
    let row = |out: &mut dyn Write, name: &str, level: Severity, summary: &str| {
        let lead = format!("  {name:longest$}  {level:LEVEL$}  ");
        hanging(out, &lead, summary, width)
    };
    for topic in Topic::ALL {
        writeln!(out, "{}", topic.as_str())?;
        for rule in of_topic(*topic) {
            row(out, rule.name, rule.level, rule.summary())?;
        }
        writeln!(out)?;
    }
    let exit = Outcome::CouldNotCheck.code();
    writeln!(
        out,
        "problems (something could not be checked: exit code {exit})"
    )?;
    for kind in ProblemKind::ALL {
        row(out, kind.as_str(), Severity::Error, kind.summary())?;
    }
    writeln!(out)?;
    let made = "`wiredrift generate DTO --drift RULE` makes payloads that break a rule, but not";
    hanging(out, "", made, width)?;
    for rule in rule::all() {
        if let Mutation::Never(why) = rule.mutation {
            hanging(out, &format!("  {}: ", rule.name), why, width)?;
        }
    }
    writeln!(
        out,
        "\n`wiredrift explain NAME` says more about a rule or a problem."
    )
}

/// Writes `text` behind `lead`; on a terminal of `width` columns it goes on below itself.
fn hanging(out: &mut dyn Write, lead: &str, text: &str, width: Option<usize>) -> io::Result<()> {
    /// Columns of the text, however narrow the terminal is.
    const NARROWEST: usize = 24;
    let indent = lead.len();
    let room = width.map_or(usize::MAX, |width| {
        width.saturating_sub(indent).max(NARROWEST)
    });
    let mut lines = folded(text, room).into_iter();
    writeln!(out, "{lead}{}", lines.next().unwrap_or_default())?;
    lines.try_for_each(|line| writeln!(out, "{:indent$}{line}", ""))
}

/// `text`, which is ASCII, in lines of `room` columns, folded between words.
fn folded(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn json(out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<_> = rule::all()
        .map(|rule| {
            json!({
                "name": rule.name,
                "topic": rule.topic,
                "level": rule.level,
                "since": rule.since,
                "summary": rule.summary(),
                "notGenerated": match rule.mutation {
                    Mutation::Never(why) => Some(why),
                    Mutation::Date(_) | Mutation::Spot(_) => None,
                },
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rules)?;
    writeln!(out)
}

/// One page: a table of all rules and problems, and below it what is said of each.
fn markdown(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# Rules\n\n<!-- Generated: `wiredrift rules --format markdown` prints this page. -->\n\n\
         Every kind of drift that is found, with its level, and every kind of problem. An error is what the\n\
         published schema refuses; a warning is drift that the schema lets through; a note is worth knowing\n\
         and does not change the exit code. A problem is something that could not be checked.\n"
    )?;
    for topic in Topic::ALL {
        heading(topic.as_str(), out)?;
        for rule in of_topic(*topic) {
            writeln!(
                out,
                "| [`{0}`](#{0}) | {1} | {2} |",
                rule.name,
                rule.level,
                rule.summary()
            )?;
        }
        writeln!(out)?;
    }
    heading("problems", out)?;
    for kind in ProblemKind::ALL {
        let (name, level) = (kind.as_str(), Severity::Error);
        writeln!(
            out,
            "| [`{name}`](#{name}) | {level} | {} |",
            kind.summary()
        )?;
    }
    for rule in Topic::ALL.iter().flat_map(|topic| of_topic(*topic)) {
        lowered(rule.page, out)?;
        writeln!(
            out,
            "\nLevel: {}. Topic: {}. Since wiredrift {}.",
            rule.level,
            rule.topic.as_str(),
            rule.since
        )?;
    }
    for kind in ProblemKind::ALL {
        lowered(kind.page(), out)?;
        let exit = Outcome::CouldNotCheck.code();
        writeln!(out, "\nA problem, not a rule: exit code {exit}.")?;
    }
    Ok(())
}

fn heading(topic: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut letters = topic.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    let topic: String = first.into_iter().chain(letters).collect();
    writeln!(out, "**{topic}**\n\n| name | level | what |\n|---|---|---|")
}

/// A page whose headings stand a level lower; what looks like one in a block of code is none.
fn lowered(page: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    let mut is_code = false;
    for line in page.trim_end().lines() {
        is_code ^= line.starts_with("```");
        if line.starts_with('#') && !is_code {
            write!(out, "#")?;
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The rules of a topic, by name.
fn of_topic(topic: Topic) -> Vec<&'static Rule> {
    let mut rules: Vec<_> = rule::all().filter(|rule| rule.topic == topic).collect();
    rules.sort_by_key(|rule| rule.name);
    rules
}

/// Prints the page of one rule, or of one kind of problem.
pub(super) fn explain(args: &Explain, output: &Output) -> Outcome {
    if let Some(kind) = ProblemKind::named(&args.rule) {
        return output.result(Outcome::Clean, |out| {
            writeln!(out, "{}\n", kind.page().trim_end())?;
            let exit = Outcome::CouldNotCheck.code();
            writeln!(out, "A problem, not a rule: exit code {exit}.")
        });
    }
    let Some(rule) = rule::named(&args.rule) else {
        let (message, help) = no_such_page(&args.rule);
        return output.error(&message, &help);
    };
    output.result(Outcome::Clean, |out| {
        writeln!(out, "{}\n", rule.page.trim_end())?;
        let (level, topic, since) = (rule.level, rule.topic.as_str(), rule.since);
        writeln!(
            out,
            "Level: {level}. Topic: {topic}. Since wiredrift {since}."
        )?;
        match rule.mutation {
            Mutation::Never(why) => writeln!(out, "`wiredrift generate` cannot make it: {why}."),
            Mutation::Date(_) | Mutation::Spot(_) => {
                writeln!(
                    out,
                    "`wiredrift generate DTO --drift {}` makes it.",
                    rule.name
                )
            }
        }
    })
}

/// The names of all rules.
fn rule_names() -> Vec<&'static str> {
    rule::all().map(|rule| rule.name).collect()
}

/// Why there is no such rule, and what to type instead.
#[cfg(feature = "generate")]
pub(super) fn no_such_rule(name: &str) -> (String, String) {
    none_such("rule", name, &rule_names())
}

/// Why there is neither such a rule nor such a problem, and what to type instead.
fn no_such_page(name: &str) -> (String, String) {
    let mut names = rule_names();
    names.extend(ProblemKind::ALL.iter().map(|kind| kind.as_str()));
    none_such("rule or problem", name, &names)
}

fn none_such(what: &str, name: &str, names: &[&str]) -> (String, String) {
    let help = match meant(name, names) {
        Some(near) => format!("did you mean {near}? `wiredrift rules` lists them all"),
        None => "`wiredrift rules` lists them all".to_owned(),
    };
    (
        format!("there is no {what} `{}`", shortened(name, 80)),
        help,
    )
}

/// The `names` that may be meant by a name that is none of them: the nearest one, else those that
/// contain it.
fn meant(name: &str, names: &[&str]) -> Option<String> {
    /// Names that are offered at most.
    const OFFERED: usize = 5;
    if let Some(near) = nearest(name, names.iter().copied()) {
        return Some(format!("`{near}`"));
    }
    let name = name.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    if name.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = names
        .iter()
        .copied()
        .filter(|known| known.contains(&name))
        .collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(OFFERED);
    names.truncate(OFFERED);
    let mut shown: Vec<String> = names.iter().map(|known| format!("`{known}`")).collect();
    if more > 0 {
        shown.push(format!("one of {more} more"));
    }
    let last = shown.pop()?;
    Some(if shown.is_empty() {
        last
    } else {
        format!("{} or {last}", shown.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(width: Option<usize>) -> String {
        let mut out = Vec::new();
        human(width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_list_fits_a_terminal_and_loses_no_word() {
        let words =
            |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_owned).collect() };
        let whole = listed(None);
        for width in [80, 100, 200] {
            let out = listed(Some(width));
            let widest = out.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(width), "{out}");
            assert_eq!(words(&out), words(&whole));
        }
        let never = rule::all().filter(|rule| matches!(rule.mutation, Mutation::Never(_)));
        assert_eq!(
            whole.lines().filter(|line| line.starts_with("  ")).count(),
            rule::all().count() + ProblemKind::ALL.len() + never.count()
        );
    }
}

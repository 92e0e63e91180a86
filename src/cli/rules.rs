//! `wiredrift rules` and `wiredrift explain`.

use std::io::{self, Write};

use serde_json::json;

use super::args::{Explain, ListFormatArg, Rules};
use super::output::Output;
use crate::rule::{self, Topic};
use crate::summary::Outcome;
use crate::text::sanitize::shortened;

/// Columns of the longest level.
const LEVEL: usize = 7;

/// Lists all rules, by topic.
pub(super) fn list(args: &Rules, output: &Output) -> Outcome {
    output.result(Outcome::Clean, |out| match args.format {
        ListFormatArg::Human => human(Output::terminal_width(), out),
        ListFormatArg::Json => json(out),
    })
}

/// One rule a line; on a terminal of `width` columns its summary goes on below itself.
fn human(width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    /// Columns of a summary, however narrow the terminal is.
    const NARROWEST: usize = 24;
    let longest = rule::all().map(|rule| rule.name.len()).max().unwrap_or(0);
    let indent = longest + LEVEL + 6;
    let room = width.map_or(usize::MAX, |width| {
        width.saturating_sub(indent).max(NARROWEST)
    });
    for topic in Topic::ALL {
        writeln!(out, "{}", topic.as_str())?;
        let mut rules: Vec<_> = rule::all().filter(|rule| rule.topic == *topic).collect();
        rules.sort_by_key(|rule| rule.name);
        for rule in rules {
            let (name, level) = (rule.name, rule.level);
            let mut lines = folded(rule.summary(), room).into_iter();
            let summary = lines.next().unwrap_or_default();
            writeln!(out, "  {name:longest$}  {level:LEVEL$}  {summary}")?;
            for line in lines {
                writeln!(out, "{:indent$}{line}", "")?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "`wiredrift explain RULE` says more about a rule.")
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
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *out, &rules)?;
    writeln!(out)
}

/// Prints the page of one rule.
pub(super) fn explain(args: &Explain, output: &Output) -> Outcome {
    let Some(rule) = rule::named(&args.rule) else {
        let help = match meant(&args.rule) {
            Some(near) => format!("did you mean {near}? `wiredrift rules` lists them all"),
            None => "`wiredrift rules` lists them all".to_owned(),
        };
        let shown = shortened(&args.rule, 80);
        return output.error(&format!("there is no rule `{shown}`"), &help);
    };
    output.result(Outcome::Clean, |out| {
        writeln!(out, "{}\n", rule.page.trim_end())?;
        let (level, topic, since) = (rule.level, rule.topic.as_str(), rule.since);
        writeln!(
            out,
            "Level: {level}. Topic: {topic}. Since wiredrift {since}."
        )
    })
}

/// The rules that may be meant by a name that none has: the nearest one, else those whose names
/// contain it.
fn meant(name: &str) -> Option<String> {
    /// Names that are offered at most.
    const OFFERED: usize = 5;
    if let Some(near) = rule::nearest_name(name) {
        return Some(format!("`{near}`"));
    }
    let name = name.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    if name.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = rule::all()
        .map(|rule| rule.name)
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
        let rules = rule::all().count();
        assert_eq!(
            whole.lines().filter(|line| line.starts_with("  ")).count(),
            rules
        );
    }
}

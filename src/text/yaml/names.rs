//! The names in a document that may be cut off.

use std::collections::BTreeSet;

use granit_parser::{Event, Parser};

use crate::text::json::MAX_NESTING;

/// Collects the paths of the names in the first document of `text`, which may be cut off anywhere:
/// names with `.` between them, `[]` for a list, at most `depth` names.
pub fn names(text: &str, depth: usize, paths: &mut BTreeSet<String>) {
    /// What the parser is in: the path, and for mappings the name that is due (none) or was read.
    enum Level {
        List(String),
        Mapping(String, Option<String>),
    }
    let mut levels: Vec<Level> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, _))) = parser.next_event() {
        // The path of the value that the event is, or begins.
        let (path, is_name) = match levels.last_mut() {
            None => (String::new(), false),
            Some(Level::List(path)) => (format!("{path}[]"), false),
            Some(Level::Mapping(path, name)) => match name.take() {
                Some(name) if path.is_empty() => (name, false),
                Some(name) => (format!("{path}.{name}"), false),
                None => (path.clone(), true),
            },
        };
        match event {
            Event::Scalar(name, ..) if is_name => {
                let name: String = name.chars().take(80).collect();
                if let Some(Level::Mapping(_, due)) = levels.last_mut() {
                    let whole = match path.as_str() {
                        "" => name.clone(),
                        _ => format!("{path}.{name}"),
                    };
                    *due = Some(name);
                    if levels.len() <= MAX_NESTING && whole.split('.').count() <= depth {
                        paths.insert(whole);
                    }
                }
            }
            Event::SequenceStart(..) if levels.len() < MAX_NESTING => {
                levels.push(Level::List(path));
            }
            Event::MappingStart(..) if levels.len() < MAX_NESTING => {
                levels.push(Level::Mapping(path, None));
            }
            // A second document is none of a capture's.
            Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::DocumentEnd
            | Event::StreamEnd => return,
            Event::SequenceEnd | Event::MappingEnd => drop(levels.pop()),
            _ => {}
        }
    }
}

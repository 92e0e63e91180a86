//! Lists of places: where else a drift was found, where a spelling was first.
//!
//! A group or a note comes in, a list goes out whose items are never cut: a place is there to be
//! opened, so there are rather fewer of them.

use super::details::{DETAIL_INDENT, Detail, Details, Rank, Text};
use super::ink::{Ink, List, columns};
use crate::finding::Finding;
use crate::summary::{Group, Occurrence};
use crate::text::numbers::{counted, grouped};

/// Further places that are told.
const FURTHER: usize = 3;

/// Lines that the spellings of one field may take.
const SPELLED_LINES: usize = 8;

/// `10,000 times in 3 files, also at b.json:1:77 /body/3/created`, with as many of the first
/// places as there is room for.
pub(super) fn seen(ink: &Ink, group: &Group) -> List {
    let files = if group.files == 1 {
        "this file".to_owned()
    } else {
        counted(group.files, "file")
    };
    let others = group.occurrences.iter().skip(1).take(FURTHER);
    List {
        lead: format!("{} times in {files}", grouped(group.count)),
        link: ", also at",
        items: others.map(|occurrence| further(ink, occurrence)).collect(),
        beyond: None,
        otherwise: String::new(),
    }
}

/// `path:line:column pointer`, the pointer where both fit into a line.
fn further(ink: &Ink, occurrence: &Occurrence) -> String {
    let place = occurrence.place;
    let path = format!("{}:{}:{}", occurrence.path, place.line, place.column);
    let both = format!("{path} {}", occurrence.pointer);
    if columns(&ink.clean(&both)) < ink.width - DETAIL_INDENT {
        both.trim_end().to_owned()
    } else {
        path
    }
}

/// The spellings of a field that is written in several: the note is about no value of its own, so
/// they with their first places are all that it says.
pub(super) fn push_spellings(ink: &Ink, finding: &Finding, details: &mut Details) {
    let notes = &finding.account.notes;
    let mut used = 0;
    for (at, note) in notes.iter().enumerate() {
        let mut detail = Detail {
            name: if at == 0 { "spelled" } else { "" },
            text: spelled(note),
            lines: 3,
            rank: Rank::Needed,
        };
        used += detail.height(ink);
        let is_full = used > SPELLED_LINES && at > 0;
        if is_full {
            let more = notes.len().saturating_sub(at) as u64;
            detail.text = Text::Sentence(format!("and {} more", grouped(more)));
        }
        details.push(detail);
        if is_full {
            break;
        }
    }
}

/// `YYYY-MM-DDThh:mm:ssZ (once, at a.json:1:77)`, of which the place is never folded.
fn spelled(note: &str) -> Text {
    match note.split_once(" at ") {
        Some((count, place)) => Text::List(List {
            lead: format!("{count} at"),
            link: "",
            items: vec![place.to_owned()],
            beyond: Some(0),
            otherwise: String::new(),
        }),
        None => Text::Sentence(note.to_owned()),
    }
}

//! Names and values on lines of their own, as YAML has them: `? password` with `: ...` below, and `- - password` with
//! `- ...` below.

use super::assigned::Name;
use super::assigned_value as value;
use crate::text::Span;

/// Bytes of what stands in front of such a name at most.
const FRONT: usize = 256;

/// Adds the value on the line below the name.
pub(super) fn find(text: &[u8], name: &Name, written: &str, found: &mut Vec<Span>) {
    let start = name.whole.start();
    let front = text.get(start.saturating_sub(FRONT)..start);
    let front = front.unwrap_or_default();
    if !front.ends_with(b"? ") && !front.ends_with(b"- ") {
        return;
    }
    // A string may begin with it.
    let line = front.rsplit(|byte| b"\n\"'".contains(byte)).next();
    let mut signs = line.unwrap_or_default().trim_ascii_start();
    let mut items = 0_usize;
    while let Some(rest) = signs.strip_prefix(b"- ") {
        signs = rest.trim_ascii_start();
        items += 1;
    }
    let is_option = written.starts_with("--");
    let sign = match signs {
        b"? " | b"?" => b':',
        b"" if items > 1 || items == 1 && is_option => b'-',
        _ => return,
    };
    let end = value::blanks(text, name.whole.end(), false);
    let rest = text.get(end..).unwrap_or_default();
    let note = match rest.first() {
        Some(b'\r' | b'\n') => 0,
        Some(b'#') => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
        _ => return,
    };
    let below = value::blanks(text, end + note, true);
    let is_below =
        text.get(below) == Some(&sign) && text.get(below + 1).is_none_or(u8::is_ascii_whitespace);
    if !is_below || sign == b'-' && !is_option && is_longer(text, below) {
        return;
    }
    let sign = Span::new(below, below + 1);
    value::of_member(text, sign.end(), &sign, false, found);
}

/// Whether another item follows the one at `at`, in the same list.
fn is_longer(text: &[u8], at: usize) -> bool {
    /// Bytes of an item within which it ends.
    const ITEM: usize = 4 << 10;
    let rest = text.get(at..).unwrap_or_default();
    let rest = rest.get(..ITEM).unwrap_or(rest);
    let front = text.get(at.saturating_sub(FRONT)..at).unwrap_or_default();
    let blanks = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
    let depth = front.rsplit(|byte| *byte == b'\n').next().map_or(0, blanks);
    let next = rest
        .split(|byte| *byte == b'\n')
        .skip(1)
        .find(|line| !line.trim_ascii().is_empty() && blanks(line) <= depth);
    next.is_some_and(|line| {
        blanks(line) == depth
            && line
                .get(depth..)
                .is_some_and(|item| item.starts_with(b"- "))
    })
}

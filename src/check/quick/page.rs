//! The elements of a large array, by several threads at once, and without those that need a full look.
//!
//! Nobody knows where an element begins without reading all that stands in front of it. So places are
//! guessed at which elements seem to begin, as the first one does, and each piece is read from there to
//! where an element begins at or behind the next guess. A piece counts only where the one before it
//! ended exactly where it was begun; otherwise its bytes are read again from there. A wrong guess costs
//! time, and nothing else.

use std::sync::Mutex;

use super::scratch::{Dates, Slot};
use super::{Level, Look, Scratch};
use crate::check::Element;
use crate::contract::recognise::ELEMENTS;
use crate::contract::shape::{Naming, Shape, ShapeId};
use crate::text::Span;
use crate::text::cursor::Cursor;

/// Bytes of a piece at least.
const PIECE: usize = 1 << 19;

/// Pieces of one array at most.
const PIECES: usize = 1 << 10;

/// Bytes behind a place in which a beginning of an element is looked for.
const SEARCH: usize = 1 << 16;

/// An element that is not clean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) struct Other {
    pub(in crate::check) index: usize,
    pub(in crate::check) span: Span,
}

/// How the elements of the payload's array are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::check) enum Elements {
    /// All of them are clean, or the payload is not.
    Clean,
    /// Those that are not clean are left to somebody else.
    Left,
}

/// What is the same for all pieces of an array.
#[derive(Clone, Copy)]
struct Array<'a> {
    text: &'a [u8],
    shape: &'a Shape,
    naming: Naming,
    element: ShapeId,
    slot: Option<Slot>,
    is_body: bool,
    depth: u32,
    elements: Elements,
}

/// Some elements that follow one another.
struct Piece {
    /// Where the first begins.
    start: usize,
    /// Where the next begins, or where what is behind the array does.
    end: usize,
    is_last: bool,
    count: usize,
    others: Vec<Other>,
    /// The names of the first elements.
    names: u128,
    dates: Dates,
}

impl Look<'_> {
    /// Reads the elements of the payload's array, the first of which is next; how many there are.
    pub(super) fn page(
        &mut self,
        element: ShapeId,
        slot: Option<Slot>,
        is_body: bool,
        depth: u32,
    ) -> Option<usize> {
        let array = Array {
            text: self.cursor.text(),
            shape: self.shape,
            naming: self.naming,
            element,
            slot,
            is_body,
            depth,
            elements: self.elements,
        };
        if self.in_pieces(&array).is_none() && !self.elements(&array, usize::MAX)? {
            return None;
        }
        self.element = None;
        Some(self.count)
    }

    /// Reads all elements by several workers; nothing where that does not work out.
    fn in_pieces(&mut self, array: &Array<'_>) -> Option<()> {
        let workers = self.workers?;
        let first = self.cursor.at();
        let starts = array.starts(first)?;
        let until = |index: usize| starts.get(index + 1).copied().unwrap_or(usize::MAX);
        let read: Vec<Mutex<Option<Piece>>> = starts.iter().map(|_| Mutex::new(None)).collect();
        workers.work(starts.len(), &|index| {
            let start = starts.get(index).copied().unwrap_or_default();
            let piece = array.piece(start, until(index));
            if let Some(mut place) = read.get(index).and_then(|place| place.lock().ok()) {
                *place = piece;
            }
        });
        let mut pieces: Vec<Piece> = Vec::with_capacity(starts.len());
        for (index, piece) in read.into_iter().enumerate() {
            let (at, is_over) = pieces
                .last()
                .map_or((first, false), |last| (last.end, last.is_last));
            if is_over || at >= until(index) {
                continue;
            }
            let piece = piece.into_inner().ok()?.filter(|piece| piece.start == at);
            // Nothing began at the guess.
            pieces.push(match piece {
                Some(piece) => piece,
                None => array.piece(at, until(index))?,
            });
        }
        self.add(pieces)
    }

    /// Adds what was read in pieces.
    fn add(&mut self, pieces: Vec<Piece>) -> Option<()> {
        let (first, last) = (pieces.first()?, pieces.last()?);
        // The names of the first elements are those of the first piece.
        if !last.is_last || first.count < ELEMENTS {
            return None;
        }
        self.names.inner |= first.names;
        self.cursor.go_to(last.end);
        for piece in pieces {
            let others = piece.others.iter().map(|other| Other {
                index: self.count + other.index,
                ..*other
            });
            self.others.extend(others);
            self.dates.merge(&piece.dates, self.count);
            self.count += piece.count;
        }
        Some(())
    }

    /// Reads elements until one begins at `until` or behind it; whether they are all.
    fn elements(&mut self, array: &Array<'_>, until: usize) -> Option<bool> {
        self.dates.keep();
        loop {
            // White space in front of an element is none of it.
            self.cursor.peek();
            let at = self.cursor.at();
            if at >= until {
                return Some(false);
            }
            self.element = Some(Element {
                is_in_body: array.is_body,
                index: self.count,
                start: at,
            });
            let names = self.names.inner;
            let read = self.value(array.element, array.slot, Level::Element, array.depth);
            if read.is_some() {
                self.dates.keep();
            } else {
                self.leave(array, at)?;
            }
            if self.count >= ELEMENTS {
                self.names.inner = names;
            }
            self.count += 1;
            if self.goes_on(b']')? {
                return Some(true);
            }
        }
    }

    /// Leaves the element at `at`, which is not clean, to somebody else.
    fn leave(&mut self, array: &Array<'_>, at: usize) -> Option<()> {
        if array.elements == Elements::Clean {
            return None;
        }
        self.dates.undo();
        self.keys.clear();
        self.cursor.go_to(at);
        self.cursor.skip(array.depth)?;
        self.others.push(Other {
            index: self.count,
            span: Span::new(at, self.cursor.at()),
        });
        Some(())
    }
}

impl Array<'_> {
    /// Where pieces may begin: at the first element, and wherever one seems to begin as that does; nothing
    /// where there is too little to share.
    fn starts(&self, first: usize) -> Option<Vec<usize>> {
        let length = self.text.len().saturating_sub(first);
        if length < 2 * PIECE {
            return None;
        }
        let mut starts = vec![first];
        let find = memchr::memmem::Finder::new(self.beginning(first)?);
        let step = (length / PIECES).max(PIECE);
        let mut from = first + step;
        while let Some(rest) = self.text.get(from..).filter(|rest| !rest.is_empty()) {
            let near = rest.get(..SEARCH.min(rest.len())).unwrap_or_default();
            let found = find.find_iter(near).map(|at| from + at).find(|at| {
                let before = self.text.get(..*at).unwrap_or_default();
                before.trim_ascii_end().ends_with(b",")
            });
            starts.extend(found);
            from = found.unwrap_or(from) + step;
        }
        (starts.len() > 1).then_some(starts)
    }

    /// The brace and the first name of the element at `start`.
    fn beginning(&self, start: usize) -> Option<&[u8]> {
        let mut cursor = Cursor::new(self.text);
        cursor.go_to(start);
        cursor.take(b'{')?;
        (cursor.peek() == b'"').then_some(())?;
        cursor.string()?;
        self.text.get(start..cursor.at())
    }

    /// Reads elements from `start` on, where one begins, until one begins at `until` or behind it.
    fn piece(&self, start: usize, until: usize) -> Option<Piece> {
        let mut scratch = Scratch::default();
        let mut look = Look::new(self.shape, self.naming, self.text, &mut scratch);
        look.cursor.go_to(start);
        look.elements = self.elements;
        let is_last = look.elements(self, until)?;
        look.cursor.peek();
        let end = look.cursor.at();
        let text = self.text.get(start..end)?;
        if look.cursor.is_beyond_ascii() {
            simdutf8::basic::from_utf8(text).ok()?;
        }
        let (count, others, names) = (look.count, look.others, look.names.inner);
        Some(Piece {
            start,
            end,
            is_last,
            count,
            others,
            names,
            dates: scratch.into_dates(),
        })
    }
}

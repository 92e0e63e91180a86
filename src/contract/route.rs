//! Path templates: which of them a URL is of (OpenAPI 3.1.1: Paths Object, path templating).
//!
//! Templates come in and are kept as a tree from their last segment to their first; a URL comes in, and
//! what was kept with the template that fits best goes out. Any prefix may stand in front of a path, such
//! as that of a proxy, but one that the API names goes first.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::percent;

/// What is kept by path templates.
#[derive(Debug)]
pub(in crate::contract) struct Routes<T> {
    nodes: Vec<Node>,
    ends: Vec<End<T>>,
}

/// The paths in front of templates that an API names.
pub(in crate::contract) type Bases = Arc<[Vec<Segment>]>;

/// A place in the tree of templates: what the segments from here to the end are is known.
#[derive(Debug, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    mixed: Vec<(Segment, usize)>,
    parameter: Option<usize>,
    /// Templates that begin here.
    ends: Vec<usize>,
}

#[derive(Debug)]
struct End<T> {
    /// How literal each segment is, from the first.
    shape: Vec<u8>,
    /// All of that together.
    literal: usize,
    bases: Bases,
    value: T,
}

/// One segment of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::contract) enum Segment {
    /// A text, decoded.
    Literal(String),
    /// Any text but none.
    Parameter,
    /// Texts with parameters between them: the first text, and those behind each parameter.
    Mixed(String, Vec<String>),
}

/// How well a URL fits a template; the greatest is the best.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit<'r> {
    prefix: Prefix,
    /// Twice the literal segments, and those that are so in part; of a prefix that is named as well.
    literal: usize,
    length: usize,
    /// Where the literal segments are, from the first.
    shape: &'r [u8],
    /// Of two that fit alike, the first.
    order: Reverse<usize>,
}

/// What stands in front of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Prefix {
    Unknown,
    None,
    Named,
}

impl Segment {
    fn of(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        // A brace that is not closed is a letter like others.
        while let Some((before, inside)) = rest.split_once('{') {
            let Some((_, behind)) = inside.split_once('}') else {
                break;
            };
            parts.push(percent::decoded(before).into_owned());
            rest = behind;
        }
        let last = percent::decoded(rest).into_owned();
        let mut parts = parts.into_iter().chain([last]);
        let first = parts.next().unwrap_or_default();
        let others: Vec<String> = parts.collect();
        match others.as_slice() {
            [] => Self::Literal(first),
            all if first.is_empty() && all.iter().all(String::is_empty) => Self::Parameter,
            _ => Self::Mixed(first, others),
        }
    }

    fn fits(&self, found: &str) -> bool {
        match self {
            Self::Literal(due) => due == found,
            Self::Parameter => !found.is_empty(),
            Self::Mixed(first, others) => found
                .strip_prefix(first.as_str())
                .is_some_and(|rest| mixed(others, rest)),
        }
    }

    const fn weight(&self) -> u8 {
        match self {
            Self::Literal(_) => 2,
            Self::Mixed(..) => 1,
            Self::Parameter => 0,
        }
    }
}

/// Whether `rest` is a text for a parameter, then the first of `texts`, and so on.
fn mixed(texts: &[String], mut rest: &str) -> bool {
    let Some((last, between)) = texts.split_last() else {
        return rest.is_empty();
    };
    for text in between {
        // The earliest place leaves the most to those behind.
        let mut letters = rest.chars();
        if letters.next().is_none() {
            return false;
        }
        let behind = letters.as_str();
        match behind.find(text.as_str()) {
            Some(at) => rest = behind.get(at + text.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.strip_suffix(last.as_str())
        .is_some_and(|parameter| !parameter.is_empty())
}

impl<T> Routes<T> {
    pub(in crate::contract) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            ends: Vec::new(),
        }
    }

    /// Keeps `value` by the template `path`. Templates that fit the same URLs get the same number.
    pub(in crate::contract) fn add(&mut self, path: &str, bases: &Bases, value: T) -> usize {
        let template = template(path);
        let mut at = 0;
        for segment in template.iter().rev() {
            at = self.step(at, segment);
        }
        let end = self.ends.len();
        let shape: Vec<u8> = template.iter().map(Segment::weight).collect();
        self.ends.push(End {
            literal: shape.iter().map(|weight| usize::from(*weight)).sum(),
            shape,
            bases: Arc::clone(bases),
            value,
        });
        if let Some(node) = self.nodes.get_mut(at) {
            node.ends.push(end);
        }
        at
    }

    /// The node behind a segment, which is made where it is not there.
    fn step(&mut self, at: usize, segment: &Segment) -> usize {
        let next = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        let known = match segment {
            Segment::Literal(text) => *node.literals.entry(text.clone()).or_insert(next),
            Segment::Parameter => *node.parameter.get_or_insert(next),
            Segment::Mixed(..) => {
                let known = node.mixed.iter().find(|(known, _)| known == segment);
                let known = known.map(|(_, known)| *known);
                if known.is_none() {
                    node.mixed.push((segment.clone(), next));
                }
                known.unwrap_or(next)
            }
        };
        if known == next {
            self.nodes.push(Node::default());
        }
        known
    }

    /// What is kept by the template that fits `url` best, among those that `is_asked` for.
    ///
    /// `url` may be a URL, a path, or a path behind any prefix; its query and fragment play no part. A
    /// template without a literal segment fits nothing behind a prefix that the API does not name: it
    /// would fit everything.
    pub(in crate::contract) fn find(&self, url: &str, is_asked: impl Fn(&T) -> bool) -> Option<&T> {
        /// Segments for which no memory is asked.
        const FEW: usize = 16;
        let path = path(url);
        let mut few = [const { Cow::Borrowed("") }; FEW];
        let count = path.map_or(0, |path| path.split('/').count());
        let decoded = path
            .into_iter()
            .flat_map(|path| path.split('/'))
            .map(percent::decoded);
        match few.get_mut(..count) {
            Some(few) => {
                for (place, segment) in few.iter_mut().zip(decoded) {
                    *place = segment;
                }
                self.best(few, is_asked)
            }
            None => self.best(&decoded.collect::<Vec<_>>(), is_asked),
        }
    }

    /// The same for a URL's decoded segments.
    fn best(&self, segments: &[Cow<'_, str>], is_asked: impl Fn(&T) -> bool) -> Option<&T> {
        let mut best: Option<(Fit<'_>, &T)> = None;
        // Each node is met once at most, whatever the URL.
        let mut next = Some((0, segments.len()));
        let mut open = Vec::new();
        while let Some((at, left)) = next.take().or_else(|| open.pop()) {
            let Some(node) = self.nodes.get(at) else {
                continue;
            };
            for end in &node.ends {
                let Some(found) = self.ends.get(*end).filter(|found| is_asked(&found.value)) else {
                    continue;
                };
                let fit = found.fit(segments.get(..left).unwrap_or_default(), *end);
                if fit.literal == 0 && fit.prefix == Prefix::Unknown {
                    continue;
                }
                if best.as_ref().is_none_or(|(known, _)| fit > *known) {
                    best = Some((fit, &found.value));
                }
            }
            let Some(left) = left.checked_sub(1) else {
                continue;
            };
            let Some(segment) = segments.get(left) else {
                continue;
            };
            let literal = node.literals.get(segment.as_ref());
            let parameter = node.parameter.as_ref().filter(|_| !segment.is_empty());
            let mixed = node.mixed.iter().filter(|(due, _)| due.fits(segment));
            let mut all = literal
                .into_iter()
                .chain(parameter)
                .chain(mixed.map(|(_, at)| at))
                .map(|at| (*at, left));
            // Mostly there is but one.
            next = all.next();
            open.extend(all);
        }
        best.map(|(_, value)| value)
    }
}

impl<T> End<T> {
    /// How well the template fits behind `before`.
    fn fit(&self, before: &[Cow<'_, str>], order: usize) -> Fit<'_> {
        let fits = |base: &&Vec<Segment>| {
            base.len() == before.len()
                && base.iter().zip(before).all(|(due, found)| due.fits(found))
        };
        let weight = |base: &Vec<Segment>| -> usize {
            let weights = base.iter().map(|segment| usize::from(segment.weight()));
            weights.sum()
        };
        let named = self.bases.iter().filter(fits).map(weight).max();
        let prefix = match (named, before) {
            (Some(_), _) => Prefix::Named,
            (None, []) => Prefix::None,
            (None, _) => Prefix::Unknown,
        };
        Fit {
            prefix,
            literal: self.literal + named.unwrap_or(0),
            length: self.shape.len(),
            shape: &self.shape,
            order: Reverse(order),
        }
    }
}

/// The segments of a path template, or of a server's base path, without a trailing empty one.
pub(in crate::contract) fn template(path: &str) -> Vec<Segment> {
    let path = path.trim_matches('/');
    if path.is_empty() {
        return Vec::new();
    }
    path.split('/').map(Segment::of).collect()
}

/// The segments of the path of a server's URL (OpenAPI 3.1.1: Server Object), whose variables may stand
/// anywhere in it.
pub(in crate::contract) fn base(url: &str) -> Vec<Segment> {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    let path = match url.split_once("//") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url,
    };
    let plain = path.trim_start_matches("./").trim_matches('.');
    template(plain)
}

/// A URL's path without the slashes around it; `None` where nothing is left.
fn path(url: &str) -> Option<&str> {
    let mut bytes = url.bytes();
    let end = bytes.position(|byte| matches!(byte, b'?' | b'#'));
    let url = url.get(..end.unwrap_or(url.len())).unwrap_or_default();
    // Faster than a search for a text, where all are short.
    let scheme = url.as_bytes().windows(3).position(|part| part == b"://");
    let path = match scheme.and_then(|scheme| url.get(scheme + 3..)) {
        Some(rest) => rest.split_once('/').map_or("", |(_, path)| path),
        None => url.trim_start_matches('/'),
    };
    let path = path.trim_end_matches('/');
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(bases: &[&str], paths: &[&'static str]) -> Routes<&'static str> {
        let bases: Bases = bases.iter().map(|url| base(url)).collect();
        let mut routes = Routes::new();
        for path in paths {
            routes.add(path, &bases, *path);
        }
        routes
    }

    fn found(routes: &Routes<&'static str>, url: &str) -> Option<&'static str> {
        routes.find(url, |_| true).copied()
    }

    #[test]
    fn literal_segments_win_from_the_left() {
        let all = routes(
            &[],
            &["/a/{x}/c", "/a/b/{y}", "/a/{x}/{y}", "/{x}", "/a/b/c"],
        );
        assert_eq!(found(&all, "http://h/a/b/c"), Some("/a/b/c"));
        assert_eq!(found(&all, "/a/b/d"), Some("/a/b/{y}"));
        assert_eq!(found(&all, "/a/x/c/"), Some("/a/{x}/c"));
        assert_eq!(found(&all, "/a/x/y?c"), Some("/a/{x}/{y}"));
        assert_eq!(found(&all, "/a%2Fb"), Some("/{x}"));
        assert_eq!(found(&all, "/a//c"), None);
        let two = routes(&[], &["/a/{x}/c", "/a/b/{y}"]);
        assert_eq!(found(&two, "/a/b/c"), Some("/a/b/{y}"));
    }

    #[test]
    fn a_base_that_is_named_goes_first() {
        let all = routes(
            &["https://{region}.x.test/v1/", "/{tenant}/api", "./"],
            &["/users/{id}/{thing}", "/orders", "/{id}", "/"],
        );
        for url in [
            "https://eu.x.test/v1/users/5/orders",
            "/acme/api/users/5/orders",
        ] {
            assert_eq!(found(&all, url), Some("/users/{id}/{thing}"), "{url}");
        }
        assert_eq!(found(&all, "/proxy/orders"), Some("/orders"));
        assert_eq!(found(&all, "https://x.test/v1/7"), Some("/{id}"));
        assert_eq!(found(&all, "https://x.test/v1/"), Some("/"));
        assert_eq!(found(&all, "https://x.test"), Some("/"));
        assert_eq!(
            found(&all, "/elsewhere/7"),
            None,
            "a template of parameters alone would fit everything"
        );
    }

    #[test]
    fn parameters_may_be_parts_of_segments() {
        let all = routes(
            &[],
            &[
                "/f/{name}.json",
                "/f/{name}",
                "/d/{from}..{to}",
                "/{id}:cancel",
                "/x/{open",
            ],
        );
        assert_eq!(found(&all, "/f/a.json"), Some("/f/{name}.json"));
        assert_eq!(found(&all, "/f/.json"), Some("/f/{name}"));
        assert_eq!(found(&all, "/d/1..2"), Some("/d/{from}..{to}"));
        assert_eq!(found(&all, "/d/1.."), None);
        assert_eq!(found(&all, "/d/ä..ö"), Some("/d/{from}..{to}"));
        assert_eq!(found(&all, "/7:cancel"), Some("/{id}:cancel"));
        assert_eq!(found(&all, "/:cancel"), None);
        assert_eq!(found(&all, "/x/{open"), Some("/x/{open"));
    }

    #[test]
    fn templates_that_fit_the_same_get_the_same_number() {
        let mut routes = Routes::new();
        let bases: Bases = Arc::from([]);
        let first = routes.add("/p/{a}", &bases, 1);
        assert_eq!(routes.add("/p/{b}/", &bases, 2), first);
        assert_ne!(routes.add("/p/b", &bases, 3), first);
        assert_eq!(routes.find("/p/x", |_| true), Some(&1));
        assert_eq!(routes.find("/p/x", |one| *one == 2), Some(&2));
    }

    #[test]
    fn long_urls_and_templates_end() {
        let mut routes = Routes::new();
        let bases: Bases = Arc::from([]);
        let long = "/{a}".repeat(50_000);
        routes.add(&format!("/x{long}"), &bases, 1);
        for n in 0..1000 {
            routes.add(&format!("/{{a}}/{{b}}{n}{{c}}/x"), &bases, n);
        }
        assert_eq!(
            routes.find(&format!("/x{}", "/y".repeat(50_000)), |_| true),
            Some(&1)
        );
        assert!(routes.find("/q/s77t/x", |_| true).is_some());
        assert_eq!(routes.find(&"/a".repeat(200_000), |_| true), None);
    }
}

//! Texts that have a format, match patterns and are of a length.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use crate::contract::format::Format;
use crate::contract::terms::{Limit, Term, TermId};
use crate::contract::validator::{FormatAssertion, Validator};
use crate::generate::dates::DateStyle;
use crate::generate::draw::Draw;
use crate::generate::json::Json;
use crate::generate::matching::matching;
use crate::generate::{edge, realistic};
use crate::limits::{Reached, reached};
use crate::text::pattern::parts;

/// Texts that are tried for one place.
const TRIES: u64 = 48;

/// Letters that are made at most.
pub(super) const LETTERS: u64 = 1_000_000;

/// The steps that the patterns of one sample take.
#[derive(Debug)]
pub(super) struct Steps {
    /// Those that are left; `None` where more were asked for.
    left: Cell<Option<u64>>,
    limit: u64,
}

impl Steps {
    pub(super) const fn new(limit: u64) -> Self {
        Self {
            left: Cell::new(Some(limit)),
            limit,
        }
    }

    /// Takes so many steps; whether they were left.
    fn spend(&self, count: u64) -> bool {
        let left = self.left.get().and_then(|left| left.checked_sub(count));
        self.left.set(left);
        left.is_some()
    }

    /// The limit, where it was reached.
    pub(super) fn reached(&self) -> Option<Reached> {
        let is_spent = self.left.get().is_none();
        is_spent.then(|| reached("sample-steps", self.limit))
    }
}

/// What judges the texts of a place by themselves: patterns, formats and lengths.
#[derive(Debug, Default)]
pub(super) struct Judges(Mutex<BTreeMap<TermId, Option<Arc<Validator>>>>);

impl Judges {
    fn of(&self, id: TermId, term: &Term, formats: FormatAssertion) -> Option<Arc<Validator>> {
        if let Ok(known) = self.0.lock()
            && let Some(known) = known.get(&id)
        {
            return known.clone();
        }
        let made = judge(term, formats).map(Arc::new);
        if let Ok(mut known) = self.0.lock() {
            known.insert(id, made.clone());
        }
        made
    }
}

/// A schema that says of a text what the term does; `None` where that is nothing.
fn judge(term: &Term, formats: FormatAssertion) -> Option<Validator> {
    let mut all: Vec<Value> = Vec::new();
    for pattern in &term.patterns {
        all.push(json!({ "pattern": pattern }));
    }
    if formats == FormatAssertion::On {
        for format in &term.formats {
            if Format::named(format).is_none_or(|known| known.bounds().is_none()) {
                let one = json!({ "format": format });
                // One that is not known is asserted nowhere.
                if Validator::compile(&one).is_ok() {
                    all.push(one);
                }
            }
        }
    }
    let mut lengths = Map::new();
    for limit in [Limit::MinLength, Limit::MaxLength] {
        if let Some(bound) = term.limits.get(&limit) {
            let value = Value::Number(bound.value.clone());
            lengths.insert(limit.keyword().to_owned(), value);
        }
    }
    if !lengths.is_empty() {
        all.push(Value::Object(lengths));
    }
    if all.is_empty() {
        return None;
    }
    Validator::compile(&json!({ "allOf": all })).ok()
}

/// What a text is made for.
pub(super) struct Place<'p> {
    pub(super) id: TermId,
    pub(super) term: &'p Term,
    /// The name of the member that it is the value of.
    pub(super) name: &'p str,
    pub(super) is_edge: bool,
    pub(super) dates: DateStyle,
    pub(super) formats: FormatAssertion,
}

/// A text for a place, or the keyword that no text was found for.
pub(super) fn text(
    judges: &Judges,
    place: &Place<'_>,
    draw: &mut Draw,
    steps: &Steps,
) -> Result<String, &'static str> {
    let least = bound(place.term, Limit::MinLength).unwrap_or(0);
    let most = bound(place.term, Limit::MaxLength).unwrap_or(u64::MAX);
    if least > LETTERS {
        return Err("minLength");
    }
    if least > most {
        return Err("maxLength");
    }
    let judge = judges.of(place.id, place.term, place.formats);
    let patterns: u64 = place.term.patterns.iter().map(|one| parts(one)).sum();
    for attempt in 0..TRIES {
        if patterns > 0 && !steps.spend(patterns) {
            return Err("pattern");
        }
        let found = candidate(place, draw, attempt);
        let found = fitted(&found, least, most, place);
        if patterns > 0 && !steps.spend(patterns.saturating_mul(found.chars().count() as u64)) {
            return Err("pattern");
        }
        let fits = judge
            .as_ref()
            .is_none_or(|judge| judge.accepts(&Value::String(found.clone())));
        if fits {
            return Ok(found);
        }
    }
    Err(if !place.term.patterns.is_empty() {
        "pattern"
    } else if !place.term.formats.is_empty() {
        "format"
    } else {
        "minLength"
    })
}

fn bound(term: &Term, limit: Limit) -> Option<u64> {
    let bound = &term.limits.get(&limit)?.value;
    bound.as_u64().or_else(|| {
        // Draft 2020-12 counts `3.0` among whole numbers.
        let text = format!("{:.0}", bound.as_f64()?.max(0.0));
        text.parse().ok()
    })
}

fn candidate(place: &Place<'_>, draw: &mut Draw, attempt: u64) -> String {
    let patterns: Vec<&String> = place.term.patterns.iter().collect();
    let formats: Vec<&String> = place.term.formats.iter().collect();
    // What has both is tried from either side.
    let of_pattern = !patterns.is_empty() && (formats.is_empty() || attempt % 3 != 1);
    if of_pattern {
        let pattern = patterns.get(draw.index(patterns.len()));
        let made = pattern.and_then(|pattern| matching(pattern, draw.bits()));
        if let Some(made) = made {
            return made;
        }
    }
    if let Some(format) = formats.get(draw.index(formats.len()))
        && let Some(made) = formatted(format, place, draw)
    {
        return made;
    }
    if !patterns.is_empty() {
        let tables = [
            "a", "abc", "A", "ABC", "1", "12", "1.0.0", "a1", "a-b", "a_b", "/a",
        ];
        return draw.pick(&tables).to_owned();
    }
    let made = if place.is_edge {
        edge::text(draw.bits() >> 8)
    } else {
        realistic::text(draw, place.name)
    };
    match made {
        Json::String(text) => text,
        other => serde_json::from_str(&other.to_string()).unwrap_or_default(),
    }
}

/// The text with at least and at most so many letters.
fn fitted(text: &str, least: u64, most: u64, place: &Place<'_>) -> String {
    let count = text.chars().count() as u64;
    if count < least {
        let least = usize::try_from(least).unwrap_or(usize::MAX);
        // What has to match something may do so again and again.
        let more = if text.is_empty() || place.term.patterns.is_empty() {
            "x"
        } else {
            text
        };
        let rest = std::iter::repeat(more).flat_map(str::chars);
        return text.chars().chain(rest).take(least).collect();
    }
    if count > most {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let cut: String = text.chars().take(most).collect();
        let tidy = cut.trim_end();
        let is_long = tidy.chars().count() as u64 >= least;
        return if is_long && !place.is_edge {
            tidy.to_owned()
        } else {
            cut
        };
    }
    text.to_owned()
}

/// A text of a format (JSON Schema 2020-12, validation, section 7.3; the OpenAPI format registry); `None`
/// where it is none that says how texts look.
fn formatted(format: &str, place: &Place<'_>, draw: &mut Draw) -> Option<String> {
    Some(match format {
        "date-time" if place.is_edge => match edge::date(draw.bits() >> 8) {
            Json::String(text) => text,
            _ => return None,
        },
        "date-time" => moment(place.dates, draw),
        "partial-date-time" => utc(draw).get(..19)?.to_owned(),
        "date" => utc(draw).get(..10)?.to_owned(),
        "time" => utc(draw).get(11..)?.to_owned(),
        "duration" => format!("P{}DT{}H", draw.below(30), draw.below(24)),
        "email" | "idn-email" => format!("person.{}@example.test", draw.below(10_000)),
        "hostname" | "idn-hostname" => format!("host-{}.example.test", draw.hex(6)),
        "ipv4" | "ip" => format!("192.0.2.{}", draw.below(256)),
        "ipv6" => format!("2001:db8::{:x}", 1 + draw.below(0xffff)),
        "uri" | "iri" | "url" => format!("https://files.example.test/{}", draw.hex(12)),
        "uri-reference" | "iri-reference" => format!("/files/{}", draw.hex(12)),
        "uri-template" => format!("https://files.example.test/{}/{{id}}", draw.hex(6)),
        "uuid" => {
            let (head, tail) = (draw.hex(12), draw.hex(15));
            let variant = draw.pick(&["8", "9", "a", "b"]);
            format!(
                "{}-{}-4{}-{variant}{}-{}",
                head.get(..8)?,
                head.get(8..)?,
                tail.get(..3)?,
                draw.hex(3),
                tail.get(3..)?,
            )
        }
        "json-pointer" => format!("/items/{}", draw.below(100)),
        "relative-json-pointer" => format!("{}/items", draw.below(4)),
        "regex" => format!("^[a-z]{{{}}}$", 1 + draw.below(9)),
        "byte" => realistic::cursor(draw) + "==",
        _ => return None,
    })
}

fn moment(dates: DateStyle, draw: &mut Draw) -> String {
    let seconds = realistic::moment(draw);
    dates.write(
        seconds,
        u32::try_from(draw.below(1_000_000_000)).unwrap_or(0),
    )
}

/// A moment in whole seconds, with `Z`.
fn utc(draw: &mut Draw) -> String {
    let style = crate::generate::dates::STYLES.first().copied();
    style.map_or_else(String::new, |style| moment(style, draw))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn term(schema: &[(&str, Value)]) -> Term {
        let mut schema: Map<String, Value> = schema
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        schema.insert("type".to_owned(), json!("string"));
        let root = crate::contract::document::Document::of_value(Value::Object(schema));
        let schemas = crate::contract::validator::Schemas::new(
            root,
            &format!("{}x.json", crate::contract::validator::ROOT),
            "",
            crate::contract::validator::DocumentsHold::Schemas,
            Arc::new(crate::contract::document::NoLibrary),
            FormatAssertion::On,
        )
        .unwrap();
        let terms = crate::contract::terms::Terms::of_schemas(&schemas);
        terms.term(terms.root()).clone()
    }

    fn made(schema: &[(&str, Value)], seed: u64) -> Result<String, &'static str> {
        let term = term(schema);
        let judges = Judges::default();
        let schemas = Document::terms();
        let place = Place {
            id: schemas,
            term: &term,
            name: "",
            is_edge: seed % 2 == 1,
            dates: *crate::generate::dates::STYLES.first().unwrap(),
            formats: FormatAssertion::On,
        };
        text(
            &judges,
            &place,
            &mut Draw::new(seed, 0),
            &Steps::new(1_000_000),
        )
    }

    struct Document;

    impl Document {
        /// Some place: the judges of each test are its own.
        fn terms() -> TermId {
            let schemas = crate::contract::validator::Schemas::new(
                crate::contract::document::Document::of_value(json!(true)),
                &format!("{}x.json", crate::contract::validator::ROOT),
                "",
                crate::contract::validator::DocumentsHold::Schemas,
                Arc::new(crate::contract::document::NoLibrary),
                FormatAssertion::On,
            )
            .unwrap();
            crate::contract::terms::Terms::of_schemas(&schemas).root()
        }
    }

    #[test]
    fn every_format_has_texts_of_many_kinds() {
        for format in [
            "date-time",
            "partial-date-time",
            "date",
            "time",
            "duration",
            "email",
            "idn-email",
            "hostname",
            "idn-hostname",
            "ipv4",
            "ipv6",
            "ip",
            "uri",
            "iri",
            "uri-reference",
            "iri-reference",
            "uri-template",
            "uuid",
            "json-pointer",
            "relative-json-pointer",
            "regex",
        ] {
            let schema = [("format", json!(format))];
            let judge = Validator::compile(&json!({"type": "string", "format": format})).unwrap();
            let texts: BTreeSet<String> =
                (0..24).map(|seed| made(&schema, seed).unwrap()).collect();
            assert!(texts.len() > 3, "{format}: {texts:?}");
            for text in texts {
                assert!(judge.accepts(&json!(text)), "{format}: {text}");
            }
        }
    }

    #[test]
    fn lengths_are_counted_in_letters_and_patterns_are_matched_as_a_whole() {
        for seed in 0..40 {
            let text = made(&[("minLength", json!(3)), ("maxLength", json!(5))], seed).unwrap();
            assert!((3..=5).contains(&text.chars().count()), "{text:?}");
            let schema = [
                ("pattern", json!("^[A-Z]{2}-\\d+$|^x/[a-c]*$")),
                ("minLength", json!(4)),
            ];
            let text = made(&schema, seed).unwrap();
            assert!(text.starts_with("x/") || text.contains('-'), "{text:?}");
        }
        assert_eq!(made(&[("pattern", json!("^(?!.*)$"))], 0), Err("pattern"));
        assert_eq!(
            made(&[("minLength", json!(9_000_000_000_u64))], 0),
            Err("minLength")
        );
    }
}

//! Recognition, one pair of candidates after the other.
//!
//! What the contract has is written here once more by hand, as the published pages have it, and the
//! documented rule (`contract/recognise/mod.rs`) is read once more. Payloads are made for each
//! ordered pair of candidates, and what is recognised in them is held against that reading and,
//! for what two candidates share, against a table that a person can read.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value, json};
use wiredrift::contract::recognise::{Recogniser, Recognition};
use wiredrift::contract::registry::Registry;
use wiredrift::contract::revision::Revision;

/// A DTO as the published pages have it.
struct Dto {
    name: &'static str,
    /// `name:what it must be`, required ones with a `!` before the colon.
    fields: &'static str,
    body: Body,
}

/// What stands in `body`.
#[derive(Clone, Copy, PartialEq)]
enum Body {
    No,
    Text,
    Texts,
    One(&'static str),
    Many(&'static str),
}

const fn dto(name: &'static str, body: Body, fields: &'static str) -> Dto {
    Dto { name, fields, body }
}

/// The order is that of the documentation: `wiredrift schema list`.
const PINNED: &[Dto] = &[
    dto(
        "ConnectionDto",
        Body::No,
        "connectionId:s created:date createdBy:s description:s destinationId:s destinationType:kind \
         destinationWorkspaceId:s lastRun:run lastRunBy:s lastRunDate:date \
         lastRunDestinationParameters:map lastRunJobId:s lastRunSourceParameters:map metadata:map \
         name:s sourceId:s sourceType:kind sourceWorkspaceId:s updated:date workspaceId:s",
    ),
    dto(
        "ConnectionRunDto",
        Body::No,
        "connectionId:s created:date createdBy:s destinationMetadata:map destinationParameters:map \
         destinationStatus:status destinationWorkspaceId:s error:s jobId:s sourceMetadata:map \
         sourceParameters:map sourceStatus:status sourceWorkspaceId:s updated:date workspaceId:s",
    ),
    dto(
        "RefreshBatchDto",
        Body::No,
        "batchRefreshId:s childRefreshes:runs created:date createdBy:s destinationStatus:status \
         error:s sourceStatus:status updated:date",
    ),
    dto(
        "BaseResponseConnectionDto",
        Body::One("ConnectionDto"),
        "body:it code:i",
    ),
    dto(
        "BaseResponseConnectionRunDto",
        Body::One("ConnectionRunDto"),
        "body:it code:i",
    ),
    dto(
        "BaseResponseRefreshBatchDto",
        Body::One("RefreshBatchDto"),
        "body:it code:i",
    ),
    dto(
        "PagedResponseConnectionDto",
        Body::Many("ConnectionDto"),
        "body:it code:i cursor:s",
    ),
    dto(
        "RefreshConnectionDto",
        Body::No,
        "connectionId:s destinationParameters:map sourceParameters:map \
         usePreviousDestinationParameters:b usePreviousSourceParameters:b workspaceId:s",
    ),
    dto(
        "MultiError",
        Body::Texts,
        "body!:texts code!:i details:details",
    ),
    dto("SingleError", Body::Text, "body!:s code!:i details:details"),
    dto(
        "BaseErrorResponseDetail",
        Body::No,
        "code!:s message!:s target:s",
    ),
];

/// What 2026-08 has besides.
const PARTS: &[Dto] = &[
    dto(
        "ResourceMessageDto",
        Body::No,
        "code:message-code message:s severity:severity",
    ),
    dto(
        "ResourcePropertiesDto",
        Body::No,
        "messages:messages names:texts status:presence url:s",
    ),
];

const GENERIC: &str = "name description metadata created updated error code message body";

struct Field {
    name: String,
    what: &'static str,
    required: bool,
}

/// A DTO, or an array of it, which a payload may be.
struct Candidate {
    dto: &'static Dto,
    fields: Vec<Field>,
    many: bool,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.dto.name, if self.many { "[]" } else { "" })
    }
}

type Names = BTreeSet<String>;

impl Candidate {
    fn new(dto: &'static Dto, many: bool, revision: Revision) -> Self {
        let mut fields: Vec<Field> = dto.fields.split_whitespace().map(field).collect();
        if dto.name == "ConnectionDto" && revision == Revision::LATEST {
            fields.push(field("sourceResourceProperties:properties"));
        }
        Self { dto, fields, many }
    }

    fn is_envelope(&self) -> bool {
        self.holds().is_some()
    }

    /// The DTO in `body`.
    fn holds(&self) -> Option<&'static str> {
        match self.dto.body {
            Body::One(inner) | Body::Many(inner) => Some(inner),
            _ => None,
        }
    }

    fn names(&self) -> Names {
        self.fields.iter().map(|field| field.name.clone()).collect()
    }

    fn what(&self, name: &str) -> Option<&'static str> {
        let field = self.fields.iter().find(|field| field.name == name)?;
        Some(field.what)
    }
}

fn field(text: &'static str) -> Field {
    let (name, what) = text.split_once(':').unwrap();
    Field {
        name: name.trim_end_matches('!').to_owned(),
        what,
        required: name.ends_with('!'),
    }
}

fn is_distinctive(name: &str) -> bool {
    !GENERIC.split(' ').any(|generic| generic == name)
}

/// Every DTO; an array of each that is no envelope.
fn candidates(revision: Revision) -> Vec<Candidate> {
    let parts = if revision == Revision::LATEST {
        PARTS
    } else {
        &[]
    };
    let all = || PINNED.iter().chain(parts);
    let whole = all().map(|dto| Candidate::new(dto, false, revision));
    let many = all().map(|dto| Candidate::new(dto, true, revision));
    whole.chain(many.filter(|one| !one.is_envelope())).collect()
}

// ---- the rule, read once more ----

fn names_of(value: &Value) -> Names {
    match value {
        Value::Object(members) => members.keys().map(|name| wire(name)).collect(),
        Value::Array(elements) => elements.iter().take(64).flat_map(names_of).collect(),
        _ => Names::new(),
    }
}

/// The wire spelling of a name in either naming.
fn wire(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap().to_owned();
    words.fold(first, |out, word| {
        out + &word[..1].to_uppercase() + &word[1..]
    })
}

fn is_array_of_objects(value: &Value) -> bool {
    let elements = value.as_array().map_or(&[][..], Vec::as_slice);
    elements.iter().take(64).any(Value::is_object)
}

/// Whether `body` has the form that the candidate asks for.
fn body_fits(body: Body, value: &Value) -> bool {
    let empty = value.as_array().is_some_and(Vec::is_empty);
    match body {
        Body::No => true,
        Body::Text => value.is_string(),
        Body::Texts => value
            .as_array()
            .is_some_and(|all| all.iter().all(Value::is_string)),
        Body::One(_) => value.is_object(),
        Body::Many(_) => empty || is_array_of_objects(value),
    }
}

/// Distinctive names, then all names, that speak for a candidate; `None` where it does not fit.
fn evidence(one: &Candidate, all: &[Candidate], payload: &Value) -> Option<(usize, usize)> {
    let outside = if one.many {
        is_array_of_objects(payload)
    } else {
        payload.is_object()
    };
    if !outside {
        return None;
    }
    let count = |names: &Names| {
        (
            names.iter().filter(|name| is_distinctive(name)).count(),
            names.len(),
        )
    };
    let common = |known: &Names, seen: &Names| known & seen;
    let (own, own_all) = count(&common(&one.names(), &names_of(payload)));
    // The elements of an array are looked at for names only.
    let body = payload.get("body").filter(|_| !one.many);
    let Some(inner) = one.holds() else {
        let fits = body.is_none_or(|body| body_fits(one.dto.body, body));
        return fits.then_some((own, own_all));
    };
    match body.filter(|body| body_fits(one.dto.body, body)) {
        Some(body) => {
            let inner = all.iter().find(|known| known.dto.name == inner).unwrap();
            let (more, more_all) = count(&common(&inner.names(), &names_of(body)));
            Some((own + more, own_all + more_all))
        }
        None => (own > 0).then_some((own, own_all)),
    }
}

/// Whether two candidates say the same of a payload.
fn alike(left: &Candidate, right: &Candidate, all: &[Candidate], payload: &Value) -> bool {
    let same = |left: &Candidate, right: &Candidate, names: &Names| {
        let missing = |one: &Candidate| -> Names {
            let required = one.fields.iter().filter(|field| field.required);
            let names_missing = required.filter(|field| !names.contains(&field.name));
            names_missing.map(|field| field.name.clone()).collect()
        };
        names.iter().all(|name| left.what(name) == right.what(name))
            && missing(left) == missing(right)
    };
    let inside = |left: &str, right: &str| {
        let named = |name: &str| all.iter().find(|one| one.dto.name == name).unwrap();
        let body = payload.get("body").map(names_of);
        body.is_some_and(|names| same(named(left), named(right), &names))
    };
    same(left, right, &names_of(payload))
        && match (left.dto.body, right.dto.body) {
            (Body::One(left), Body::One(right)) | (Body::Many(left), Body::Many(right)) => {
                inside(left, right)
            }
            _ => !left.is_envelope() && !right.is_envelope(),
        }
}

/// What the rule says: a name, several names, or `-`.
fn due(all: &[Candidate], payload: &Value) -> String {
    let scores: Vec<_> = all.iter().map(|one| evidence(one, all, payload)).collect();
    let Some(most) = scores
        .iter()
        .flatten()
        .max()
        .filter(|(distinctive, _)| *distinctive > 0)
    else {
        return "-".to_owned();
    };
    let best: Vec<&Candidate> = all
        .iter()
        .zip(&scores)
        .filter_map(|(one, score)| (score.as_ref() == Some(most)).then_some(one))
        .collect();
    if best[1..]
        .iter()
        .all(|one| alike(best[0], one, all, payload))
    {
        return best[0].to_string();
    }
    let names: Vec<String> = best.iter().map(ToString::to_string).collect();
    names.join("|")
}

fn told(recogniser: &Recogniser, payload: &Value) -> String {
    let sketch = recogniser.sketch(&payload.to_string()).unwrap();
    match recogniser.recognise(&sketch) {
        Recognition::As(one) => one.to_string(),
        Recognition::Unrecognized(_) => "-".to_owned(),
        Recognition::Ambiguous(several) => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            names.join("|")
        }
    }
}

// ---- payloads ----

/// An object with these names. What is in them has no part in it, `body` apart.
fn object(names: &Names, body: Option<Value>) -> Value {
    let mut members: Map<String, Value> =
        names.iter().map(|name| (name.clone(), json!(1))).collect();
    members.remove("body");
    members.extend(body.map(|body| ("body".to_owned(), body)));
    Value::Object(members)
}

/// The names that speak for a candidate: inside of an envelope those of what it holds.
fn speaking(one: &Candidate, all: &[Candidate]) -> Names {
    let inner = one.holds().unwrap_or(one.dto.name);
    let known = all.iter().find(|known| known.dto.name == inner);
    known.unwrap().names()
}

/// A payload of the form of `one`, with its own names `outside`, and `inside` its `body`.
fn payload(one: &Candidate, outside: &Names, inside: &Names) -> Value {
    let body = match one.dto.body {
        Body::No => None,
        Body::Text => Some(json!("x")),
        Body::Texts => Some(json!(["x"])),
        Body::One(_) => Some(object(inside, None)),
        Body::Many(_) => Some(json!([object(inside, None)])),
    };
    let body = body.filter(|_| outside.contains("body"));
    let own = object(outside, body);
    if one.many { json!([own]) } else { own }
}

/// The form of `one` with exactly these speaking names.
fn only(one: &Candidate, names: &Names) -> Value {
    if one.is_envelope() {
        let own = ["body", "code"].map(str::to_owned);
        payload(one, &Names::from(own), names)
    } else {
        payload(one, names, &Names::new())
    }
}

/// Both in one payload: the names of both where they stand, and the `body` of the first where
/// both have one. `None` where one is an array and the other is not.
fn both(left: &Candidate, right: &Candidate, all: &[Candidate]) -> Option<Value> {
    if left.many != right.many {
        return None;
    }
    let outside = &left.names() | &right.names();
    let form = if left.dto.body == Body::No {
        right
    } else {
        left
    };
    let inside = match (left.is_envelope(), right.is_envelope()) {
        (true, true) => &speaking(left, all) | &speaking(right, all),
        _ => speaking(form, all),
    };
    Some(payload(form, &outside, &inside))
}

/// The payloads of one ordered pair, each with what it is.
fn payloads(left: &Candidate, right: &Candidate, all: &[Candidate]) -> Vec<(&'static str, Value)> {
    let (own, other) = (speaking(left, all), speaking(right, all));
    let shared = &own & &other;
    let mut made = vec![
        ("all of one", payload(left, &left.names(), &own)),
        ("what both share", only(left, &shared)),
        ("what only one has", only(left, &(&own - &other))),
    ];
    // One more name, whichever it is, decides; one alone may.
    for name in &own - &other {
        let one = Names::from([name.clone()]);
        made.push(("one name", only(left, &one)));
        made.push((
            "what both share and one name",
            only(left, &(&shared | &one)),
        ));
    }
    made.extend(both(left, right, all).map(|payload| ("both", payload)));
    // Evidence of one in the form of the other.
    made.push(("one in the form of the other", only(right, &own)));
    if !left.is_envelope() {
        for body in [
            json!(null),
            json!([]),
            json!({}),
            json!("x"),
            json!(["x"]),
            json!([{}]),
        ] {
            let names = &own | &right.names();
            made.push(("any body", object(&names, Some(body))));
        }
    }
    made
}

fn python(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let spelled = members.iter().map(|(name, value)| {
                let mut snake = String::new();
                for letter in name.chars() {
                    if letter.is_uppercase() {
                        snake.push('_');
                    }
                    snake.extend(letter.to_lowercase());
                }
                (snake, python(value))
            });
            Value::Object(spelled.collect())
        }
        Value::Array(elements) => elements.iter().map(python).collect(),
        other => other.clone(),
    }
}

#[test]
fn each_pair_of_candidates_is_told_as_the_rule_says() {
    for revision in [Revision::PINNED, Revision::LATEST] {
        let registry = Registry::new(revision);
        let recogniser = Recogniser::new(revision);
        let all = candidates(revision);
        let documented: Vec<&str> = registry.names().collect();
        let here: Vec<&str> = all
            .iter()
            .filter(|one| !one.many)
            .map(|one| one.dto.name)
            .collect();
        assert_eq!(here, documented);
        let mut checked = 0;
        for left in &all {
            for right in all.iter().filter(|right| !std::ptr::eq(left, *right)) {
                for (what, payload) in payloads(left, right, &all) {
                    for payload in [python(&payload), payload] {
                        let (told, due) = (told(&recogniser, &payload), due(&all, &payload));
                        assert_eq!(told, due, "{revision} {left} {right}, {what}: {payload}");
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked > 5_000, "{checked}");
    }
}

#[test]
fn a_whole_payload_is_what_it_is() {
    for revision in [Revision::PINNED, Revision::LATEST] {
        let recogniser = Recogniser::new(revision);
        let all = candidates(revision);
        for one in &all {
            let payload = payload(one, &one.names(), &speaking(one, &all));
            // An array's elements are seen by name, so the two kinds of errors are not told apart.
            let due = match one.to_string().as_str() {
                "MultiError[]" | "SingleError[]" => "MultiError[]|SingleError[]".to_owned(),
                name => name.to_owned(),
            };
            assert_eq!(told(&recogniser, &payload), due, "{revision}");
        }
    }
}

/// A letter for each candidate of the pinned revision, in the order of [`candidates`]: DTOs, then
/// arrays of them in small letters; the envelopes are 1, 2, 3 (of one connection, run and batch)
/// and 4 (a page of connections). Q is the request; M, S and D are the errors and their detail.
const LETTERS: &str = "CRB1234QMSDcrbqmsd";

/// What is recognised in the names that two candidates share, in the form of the row's: `-` for
/// nothing, `?` for several that judge them differently.
const SHARED: &str = "
  CRB1234QMSDcrbqmsd
C CCCCCCCC---CCCC---
R CRRCRRCR---CRRR---
B CRBCRBC----CRB----
1 11111111---1111---
2 12212212---1222---
3 1231231----123----
4 44444444---4444---
Q CR-CR-CQ---CR-Q---
M --------MM-----MM-
S --------SS-----SS-
D ----------D------D
c cccccccc---cccc---
r crrcrrcr---crrr---
b crbcrbc----crb----
q cr-cr-cq---cr-q---
m --------??-----??-
s --------??-----??-
d ----------d------d
";

/// What is recognised in a payload that is both: the names of both, and the row's `body` where
/// both have one. A space: no payload is an object and an array.
const BOTH: &str = "
  CRB1234QMSDcrbqmsd
C CCC1CC4CCCC
R CRR12R4RRRR
B CRB1234RBBB
1 11111111111
2 C2212212222
3 CR31231Q333
4 44444444444
Q CRR12Q4QQQQ
M CRBMMM?QMM?
S CRBSSS?QSS?
D CRB1234Q??D
c            ccccccc
r            crrrrrr
b            crbrbbb
q            crrqqqq
m            crbq???
s            crbq???
d            crbq??d
";

fn table(of: impl Fn(&Candidate, &Candidate) -> Option<String>, all: &[Candidate]) -> String {
    let letters = || LETTERS.chars();
    let mut out = format!("\n  {LETTERS}\n");
    for (left, letter) in all.iter().zip(letters()) {
        out.extend([letter, ' ']);
        for right in all {
            let told = of(left, right).unwrap_or_else(|| " ".to_owned());
            let is_it = |one: &&(char, &Candidate)| one.1.to_string() == told;
            let found = letters().zip(all).find(|one| is_it(&one));
            out.push(match found {
                Some((letter, _)) => letter,
                None if told.contains('|') => '?',
                None => told.chars().next().unwrap(),
            });
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
    }
    out
}

#[test]
fn pairs_of_candidates_are_told_as_the_tables_say() {
    let recogniser = Recogniser::new(Revision::PINNED);
    let all = candidates(Revision::PINNED);
    let shared = |left: &Candidate, right: &Candidate| {
        let names = &speaking(left, &all) & &speaking(right, &all);
        Some(told(&recogniser, &only(left, &names)))
    };
    let told_both = |left: &Candidate, right: &Candidate| {
        both(left, right, &all).map(|payload| told(&recogniser, &payload))
    };
    assert_eq!(table(shared, &all), SHARED);
    assert_eq!(table(told_both, &all), BOTH);
}

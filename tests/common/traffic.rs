//! Traffic of the API, made by the generator: exchanges by number, before any capture format.
//!
//! A number comes in, one exchange goes out: its bodies conform, or depart in one known way, or are none
//! of the API's. Nothing here asks the checker.

use std::sync::Arc;

use wiredrift::contract::operation::{OPERATIONS, Operation};
use wiredrift::contract::recognise::Each;
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::generate::{Generator, Json, Mutator, Options, Profile};
use wiredrift::rule::Rule;

/// A request and its response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exchange {
    pub(crate) method: &'static str,
    pub(crate) base: &'static str,
    /// The path behind the base, with what follows it.
    pub(crate) path: String,
    pub(crate) request: Option<String>,
    /// `None` where the request failed.
    pub(crate) status: Option<u16>,
    pub(crate) response: Option<String>,
    /// The rules that are broken, and where.
    pub(crate) due: Vec<(&'static str, String)>,
}

impl Exchange {
    /// The whole URL.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    /// The scheme, and the host with its port.
    pub(crate) fn origin(&self) -> (&'static str, &'static str) {
        let (scheme, rest) = self.base.split_once("://").unwrap_or(("http", self.base));
        (scheme, rest.split_once('/').map_or(rest, |(host, _)| host))
    }

    /// The path behind the host, with the query.
    pub(crate) fn target(&self) -> String {
        let (scheme, host) = self.origin();
        let behind = self.base.get(scheme.len() + 3 + host.len()..);
        format!("{}{}", behind.unwrap_or_default(), self.path)
    }

    /// The path behind the host, without the query.
    pub(crate) fn plain_path(&self) -> String {
        let mut path = self.target();
        path.truncate(path.find('?').unwrap_or(path.len()));
        path
    }
}

/// What traffic is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mix {
    /// How many bodies in a hundred are drifted.
    pub(crate) drifted: u64,
    /// How many exchanges in a hundred are odd: of another API, without a body, of a gateway.
    pub(crate) odd: u64,
    /// How many bodies in ten are laid out over lines, or have white space around them.
    pub(crate) laid_out: u64,
    /// What bodies are like.
    pub(crate) profiles: &'static [Profile],
}

/// Makes exchanges.
pub(crate) struct Traffic {
    mix: Mix,
    dtos: Vec<Dto>,
}

struct Dto {
    name: &'static str,
    generators: Vec<Generator>,
    mutator: Mutator,
    rules: Vec<&'static Rule>,
}

/// Chance, from one number (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = usize::try_from(self.next() % all.len() as u64).unwrap_or_default();
        all.get(at).expect("invariant: something to choose from")
    }

    /// Whether something happens that does so `times` in a hundred.
    fn happens(&mut self, times: u64) -> bool {
        self.next() % 100 < times
    }
}

const BASES: &[&str] = &[
    "https://h.app.wdesk.com/s/wdata/prep",
    "https://h.eu.wdesk.com/s/wdata/prep",
    "http://localhost:8080",
];

const IDS: &[&str] = &["a1b2c3", "4f1c%2F9", "0b6e7d2f-1d", "7"];

const SINGLE_STATUSES: &[u16] = &[401, 403, 404, 409, 423, 429, 500];

const GATEWAY: &str =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>it's # no: 'API'</body>\r\n";

/// The odd exchanges, one of each.
pub(crate) const ODD: u64 = 10;

impl Traffic {
    pub(crate) fn new(mix: Mix) -> Self {
        let mut names: Vec<&'static str> = vec!["SingleError"];
        for operation in OPERATIONS {
            names.push(operation.ok);
            names.extend(operation.bad_request);
            names.extend(operation.request.map(|request| request.dto));
        }
        names.sort_unstable();
        names.dedup();
        let dtos = names.into_iter().map(|name| Dto::new(name, mix.profiles));
        Self {
            mix,
            dtos: dtos.collect(),
        }
    }

    /// The exchange of `number`.
    pub(crate) fn exchange(&self, number: u64) -> Exchange {
        let mut chance = Chance(number);
        if chance.happens(self.mix.odd) {
            let which = chance.next();
            return self.odd(which, chance.next());
        }
        self.usual(&mut chance)
    }

    /// An exchange of the API.
    fn usual(&self, chance: &mut Chance) -> Exchange {
        let operation = chance.of(OPERATIONS);
        let (status, dto) = match chance.next() % 10 {
            0 => (400, *chance.of(operation.bad_request)),
            1 => (*chance.of(SINGLE_STATUSES), "SingleError"),
            _ => (200, operation.ok),
        };
        let mut due = Vec::new();
        let request = operation.request.map(|request| match request.each {
            Each::Whole => self.body(request.dto, "", chance, &mut due),
            Each::Element => {
                let elements: Vec<String> = (0..=chance.next() % 3)
                    .map(|index| self.body(request.dto, &format!("/{index}"), chance, &mut due))
                    .collect();
                format!("[{}]", elements.join(","))
            }
        });
        let response = self.body(dto, "", chance, &mut due);
        if status == 400 && operation.bad_request.len() > 1 {
            // What the body holds tells which DTO it is: a fault may make another of it.
            due.clear();
        }
        Exchange {
            method: operation.method,
            base: chance.of::<&str>(BASES),
            path: path(operation, chance),
            request,
            status: Some(status),
            response: Some(response),
            due,
        }
    }

    /// The odd exchange `which`, modulo [`ODD`].
    pub(crate) fn odd(&self, which: u64, number: u64) -> Exchange {
        let mut chance = Chance(number);
        let mut exchange = loop {
            let exchange = self.usual(&mut chance);
            if exchange.request.is_none() {
                break exchange;
            }
        };
        exchange.due.clear();
        match which % ODD {
            0 => {
                exchange.base = "https://other.test/metrics";
                exchange.path = format!("/api/v2/connections?limit={}", number % 9);
            }
            1 => (exchange.status, exchange.response) = (Some(204), None),
            2 => (exchange.method, exchange.response) = ("HEAD", None),
            3 => (exchange.status, exchange.response) = (Some(200), None),
            4 => (exchange.status, exchange.response) = (Some(502), Some(GATEWAY.to_owned())),
            // A page for a login, where the answer is due.
            9 => (exchange.status, exchange.response) = (Some(200), Some(GATEWAY.to_owned())),
            5 => exchange.status = Some(418),
            6 => (exchange.status, exchange.response) = (None, None),
            7 => {
                // What a recorder with a limit leaves.
                let text = exchange.response.unwrap_or_default();
                let half: String = text.chars().take(text.chars().count() / 2).collect();
                // Without a DTO for the status, or without a bracket, it is not looked at.
                if exchange.status != Some(200) || !half.trim_start().starts_with('{') {
                    return self.odd(which, chance.next());
                }
                exchange.response = Some(half);
            }
            _ => (exchange.status, exchange.response) = (Some(304), None),
        }
        exchange
    }

    /// A body of `dto`, which stands at `at` in the whole.
    fn body(
        &self,
        dto: &str,
        at: &str,
        chance: &mut Chance,
        due: &mut Vec<(&'static str, String)>,
    ) -> String {
        let dto = self.dtos.iter().find(|known| known.name == dto);
        let dto = dto.expect("invariant: all DTOs of the operations are there");
        let json = chance.of(&dto.generators).sample(chance.next() % 2_000);
        let text = if chance.next() % 10 < self.mix.laid_out {
            laid_out(&json, chance)
        } else {
            json.to_string()
        };
        if !chance.happens(self.mix.drifted) {
            return text;
        }
        // Not every rule has a place in every payload.
        for _ in 0..8 {
            let rule = chance.of(&dto.rules);
            let Some(mutant) = dto.mutator.mutant(rule, &text, chance.next()) else {
                continue;
            };
            let pointer = mutant.edit.pointer.to_string();
            // What is true of one element is not so of the whole, which these are about.
            let is_of_whole = pointer.is_empty() || rule.name.starts_with("envelope-");
            if at.is_empty() || !is_of_whole {
                due.push((rule.name, format!("{at}{pointer}")));
                return mutant.payload;
            }
        }
        text
    }
}

impl Dto {
    fn new(name: &'static str, profiles: &[Profile]) -> Self {
        let contract = Contract::built_in(name, Revision::PINNED);
        let contract = Arc::new(contract.expect("invariant: the pinned revision has the DTO"));
        let generator = |&profile: &Profile| {
            let options = Options {
                profile,
                ..Options::default()
            };
            Generator::new(contract.shape.clone(), options)
        };
        let mutator = Mutator::new(Arc::clone(&contract), Naming::Wire);
        Self {
            name,
            generators: profiles.iter().map(generator).collect(),
            rules: mutator.rules(),
            mutator,
        }
    }
}

fn path(operation: &Operation, chance: &mut Chance) -> String {
    let path = operation
        .path
        .replace("{connectionId}", chance.of::<&str>(IDS))
        .replace("{batchId}", chance.of::<&str>(IDS));
    let behind = *chance.of(&["", "", "", "/", "?limit=5", "?workspaceId=a%20b&cursor=%2B"]);
    format!("{path}{behind}")
}

/// JSON as servers lay it out.
fn laid_out(json: &Json, chance: &mut Chance) -> String {
    let mut pretty = Vec::new();
    json.write_pretty(&mut pretty)
        .expect("invariant: memory takes what is written to it");
    let pretty = String::from_utf8(pretty).expect("invariant: JSON is text");
    match chance.next() % 4 {
        0 => pretty,
        1 => format!("{pretty}\n"),
        2 => pretty.replace('\n', "\r\n"),
        _ => format!("  {json}\n\n"),
    }
}

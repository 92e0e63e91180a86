//! Secrets are told nowhere beside what is told.

use wiredrift::text::Span;
use wiredrift::text::excerpt::{Excerpt, Veil};
use wiredrift::text::json::{self, Node, Value};
use wiredrift::text::secret::Secrets;
use wiredrift::text::span::Origin;

/// Values around which is looked, and secrets that are looked for.
const MOST: usize = 8;

/// Letters of a secret that no other text is likely to have.
const PIECE: usize = 8;

pub(crate) fn run(data: &[u8]) {
    let secrets = Secrets::default();
    let third = data.len() / 3;
    let within = Span::new(third, data.len() - third);
    for anchor in [third, data.len() / 2, data.len() - third] {
        in_order(&secrets.spans_around(data, within, anchor), data);
    }
    in_order(&secrets.spans(data, within), data);
    in_order(&secrets.spans_of_value(data, within), data);

    let Ok(root) = json::parse(data) else {
        return;
    };
    let mut found = Found::default();
    found.look(data, &root, &secrets);
    for span in found.others {
        let place = Origin::default().place(data, span);
        let excerpt = Excerpt::around(data, place, span, &Veil::of(&secrets));
        for secret in &found.secrets {
            let told = excerpt.text.contains(secret.as_str());
            assert!(!told, "{secret} is told: {}", excerpt.text);
        }
    }
}

fn in_order(spans: &[Span], data: &[u8]) {
    assert!(spans.iter().all(|span| span.end() <= data.len()));
    let mut pairs = spans.iter().zip(spans.iter().skip(1));
    assert!(pairs.all(|(one, two)| one.end() < two.start()));
}

#[derive(Default)]
struct Found {
    /// Beginnings and ends of strings whose name is that of a secret.
    secrets: Vec<String>,
    /// Values that are no part of one.
    others: Vec<Span>,
}

impl Found {
    fn look(&mut self, data: &[u8], node: &Node<'_>, secrets: &Secrets) {
        if self.others.len() < MOST && !matches!(node.value, Value::Object(_) | Value::Array(_)) {
            self.others.push(node.span);
        }
        match &node.value {
            Value::Object(members) => {
                for member in members {
                    if is_plain(&member.name) && secrets.is_name(&member.name) {
                        self.plant(data, &member.value);
                    } else {
                        self.look(data, &member.value, secrets);
                    }
                }
            }
            Value::Array(elements) => {
                for element in elements {
                    self.look(data, element, secrets);
                }
            }
            _ => {}
        }
    }

    /// Takes the strings of a secret that can be told from all other text.
    fn plant(&mut self, data: &[u8], node: &Node<'_>) {
        match &node.value {
            Value::String(text) if self.secrets.len() < MOST => {
                let letters = text.as_bytes();
                if !letters.iter().all(u8::is_ascii_alphanumeric) {
                    return;
                }
                let ends = [letters.first_chunk::<PIECE>(), letters.last_chunk()];
                for piece in ends.into_iter().flatten() {
                    let seen = data
                        .windows(PIECE)
                        .filter(|window| *window == piece.as_slice());
                    if seen.count() == 1 {
                        self.secrets
                            .push(String::from_utf8_lossy(piece).into_owned());
                    }
                }
            }
            Value::Array(elements) => elements.iter().for_each(|one| self.plant(data, one)),
            Value::Object(members) => members.iter().for_each(|one| self.plant(data, &one.value)),
            _ => {}
        }
    }
}

/// Whether a name has the letters that names usually have.
fn is_plain(name: &str) -> bool {
    name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

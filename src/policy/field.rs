//! Fields by pattern.

use crate::finding::Finding;
use crate::text::pointer::{Token, unescaped};

/// Which findings are meant, by the place of the value.
///
/// `ConnectionDto.created` is a field of a DTO; `*` stands for any of either, and a field alone is that of
/// any DTO. What begins with `/` is a pointer into the payload (RFC 6901): `*` is one name or index, `**`
/// any number of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPattern {
    text: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Whatever there is.
    Any,
    /// The tokens of a pointer.
    Pointer(Vec<Step>),
    /// A name, as it was written.
    Name,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Named(String),
    One,
    Some,
}

impl FieldPattern {
    /// The pattern that `text` writes; `None` where it is empty.
    pub fn new(text: &str) -> Option<Self> {
        let kind = match text {
            "" => return None,
            "*" | "*.*" => Kind::Any,
            _ => match text.strip_prefix('/') {
                Some(steps) => Kind::Pointer(steps.split('/').map(Step::of).collect()),
                None => Kind::Name,
            },
        };
        Some(Self {
            text: text.to_owned(),
            kind,
        })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether `finding` is about such a value.
    pub fn matches(&self, finding: &Finding) -> bool {
        match &self.kind {
            Kind::Any => true,
            Kind::Pointer(steps) => reaches(steps, finding.pointer.tokens()),
            Kind::Name => self.names(&finding.dto, finding.field.as_deref()),
        }
    }

    /// Names may hold dots themselves, so what was found says where the pattern is to be cut.
    fn names(&self, dto: &str, field: Option<&str>) -> bool {
        let text = self.text.as_str();
        let behind_dto = text
            .strip_prefix(dto)
            .and_then(|rest| rest.strip_prefix('.'));
        let behind_any = text.strip_prefix("*.");
        match field {
            Some(field) => {
                text == field
                    || [behind_dto, behind_any].contains(&Some(field))
                    || behind_dto == Some("*")
            }
            None => behind_dto == Some("*"),
        }
    }
}

impl Step {
    fn of(token: &str) -> Self {
        match token {
            "*" => Self::One,
            "**" => Self::Some,
            _ => Self::Named(unescaped(token).into_owned()),
        }
    }

    fn fits(&self, token: &Token) -> bool {
        match (self, token) {
            (Self::Named(name), Token::Name(found)) => name == found,
            (Self::Named(name), Token::Index(index)) => *name == index.to_string(),
            (Self::One | Self::Some, _) => true,
        }
    }
}

/// Whether the steps lead along all of the tokens. Like a glob: after a mismatch, the last `**` takes one
/// token more, so the work is at most the product of both lengths.
fn reaches(steps: &[Step], tokens: &[Token]) -> bool {
    let (mut step, mut token) = (0, 0);
    let mut retry = None;
    while token < tokens.len() {
        match (steps.get(step), tokens.get(token)) {
            (Some(Step::Some), _) => {
                retry = Some((step, token));
                step += 1;
            }
            (Some(known), Some(found)) if known.fits(found) => {
                step += 1;
                token += 1;
            }
            _ => match retry {
                Some((many, from)) => {
                    retry = Some((many, from + 1));
                    (step, token) = (many + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    let rest = steps.get(step..).unwrap_or_default();
    rest.iter().all(|step| *step == Step::Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Account;
    use crate::severity::Severity;
    use crate::text::{Pointer, Span};

    fn finding(field: Option<&str>, pointer: Pointer) -> Finding {
        Finding {
            rule: "date-only",
            level: Severity::Error,
            contract: "PagedResponseConnectionDto".to_owned(),
            dto: "ConnectionDto".to_owned(),
            field: field.map(str::to_owned),
            pointer,
            span: Span::default(),
            account: Account::default(),
        }
    }

    #[test]
    fn fields_are_found_by_name_and_by_pointer() {
        let pointer = Pointer::root().member("body").element(7).member("a/b");
        let found = finding(Some("created"), pointer);
        let matches = |text: &str| FieldPattern::new(text).unwrap().matches(&found);
        for text in [
            "*",
            "*.*",
            "created",
            "ConnectionDto.created",
            "*.created",
            "ConnectionDto.*",
            "/body/*/a~1b",
            "/body/7/a~1b",
            "/**",
            "/**/a~1b",
            "/body/**",
            "/**/7/**",
            "/*/*/*",
            "/body/**/**/a~1b",
            "/**/body/7/a~1b",
        ] {
            assert!(matches(text), "{text}");
        }
        for text in [
            "ConnectionDto",
            "createdBy",
            "Connection.created",
            "ConnectionDto.created.x",
            "*.x",
            "/body/*",
            "/body/8/a~1b",
            "/body/*/a/b",
            "/*/*",
            "/**/x",
            "/",
            "/*/*/*/*",
        ] {
            assert!(!matches(text), "{text}");
        }
        assert_eq!(FieldPattern::new(""), None);
        let whole = finding(None, Pointer::root());
        let matches = |text: &str| FieldPattern::new(text).unwrap().matches(&whole);
        assert!(matches("ConnectionDto.*") && matches("*") && matches("/**"));
        assert!(!matches("ConnectionDto.created") && !matches("*.created"));
    }

    #[test]
    fn many_stars_take_no_time() {
        let pointer = (0..200).fold(Pointer::root(), |pointer, _| pointer.member("a"));
        let pattern = format!("{}/b", "/**/a".repeat(50));
        assert!(
            !FieldPattern::new(&pattern)
                .unwrap()
                .matches(&finding(None, pointer))
        );
    }
}

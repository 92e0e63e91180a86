//! One recorded exchange: what is checked of it, and what is counted.

use super::run::{Run, place_of};
use crate::capture::{Defect, Exchange};
use crate::check::exchange::{Decision, Look, Passed, decide};
use crate::problem::{Problem, ProblemKind};
use crate::text::sanitize::shortened;
use crate::text::span::Origin;

impl Run<'_> {
    /// Checks the bodies of one exchange that are of this API.
    pub(super) fn check_exchange(&mut self, exchange: &Exchange<'_>) {
        let Decision {
            operation,
            request,
            response,
        } = decide(exchange, self.job.target);
        let counts = self.summary.exchanges();
        counts.read += 1;
        counts.matched += u64::from(operation.is_some());
        if let Look::Passed(Passed::NotOfThisApi) = response {
            counts.foreign(&method_and_path(exchange));
        }
        let number = exchange.number;
        let mut checked = false;
        for look in request.iter().chain([&response]) {
            checked |= self.look(number, look);
        }
        self.summary.exchanges().checked += u64::from(checked);
    }

    /// Does what was decided about one body; whether it was checked.
    fn look(&mut self, number: u64, look: &Look<'_, '_>) -> bool {
        match *look {
            Look::As(candidate, body) => self.check(Some(number), body, Some(candidate)),
            Look::Recognise(body) => self.check(Some(number), body, None),
            Look::Passed(reason) => {
                self.summary.exchanges().pass(reason);
                false
            }
            Look::Faulty(defect, at) => {
                self.faulty(number, defect, at);
                false
            }
        }
    }

    fn faulty(&mut self, number: u64, defect: &Defect, at: Origin) {
        let (kind, what, help) = match defect {
            Defect::Truncated => (
                ProblemKind::CutOff,
                "the recorder cut the body".to_owned(),
                "raise the recorder's limit and record the exchange again",
            ),
            Defect::Undecodable(error) => (
                ProblemKind::Undecodable,
                error.to_string(),
                "record the exchange again, if possible with bodies decoded",
            ),
            Defect::Unreadable(why) => (
                ProblemKind::Unreadable,
                format!(
                    "the body's own file cannot be read: {}",
                    shortened(why, 160)
                ),
                "keep the files of the recording beside it",
            ),
            // Decided otherwise; kept whole here.
            Defect::Missing | Defect::NoResponse | Defect::NotHttp => return,
        };
        let problem = Problem {
            place: Some(place_of(at)),
            ..self.problem(kind, format!("exchange {number}: {what}"), help)
        };
        self.summary.problem(problem);
    }
}

/// The method and the path of an exchange, without the query: it may hold secrets.
fn method_and_path(exchange: &Exchange<'_>) -> String {
    let url = exchange.url.as_deref().unwrap_or_default();
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    // Credentials may stand before the host.
    let path = match url.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .map_or("/", |at| rest.get(at..).unwrap_or_default()),
        None => url,
    };
    let method = exchange.method.as_deref().unwrap_or("?");
    shortened(&format!("{} {path}", method.to_ascii_uppercase()), 80)
}

//! One recorded exchange: what is checked of it, and what is counted.

use std::ops::ControlFlow;

use super::base_paths::is_below;
use super::run::{Checked, Own, Run, Target};
use crate::capture::decode::DecodeError;
use crate::capture::{Defect, Exchange};
use crate::check::exchange::{Decision, Look, Passed, decide, decide_against, decide_by};
use crate::problem::{Problem, ProblemKind};
use crate::report::inspection::{Row, RowBody, Unchecked};
use crate::text::name::bounded;
use crate::text::sanitize::{printable, shortened};
use crate::text::secret::Secrets;
use crate::text::span::Origin;

impl<'j> Run<'j> {
    /// Checks the bodies of one exchange that are of this API.
    pub(super) fn check_exchange(&mut self, exchange: &Exchange<'_>) -> ControlFlow<()> {
        let Decision {
            operation,
            request,
            response,
        } = match &self.job.own {
            _ if self.is_elsewhere(exchange) => Decision {
                operation: None,
                request: None,
                response: Look::Passed(Passed::NotOfThisApi),
            },
            Some(Own::Schema(..)) => decide_against(exchange),
            Some(Own::Api(api, target)) => decide_by(exchange, api, self.named_part(*target)),
            None => decide(exchange, self.dto()),
        };
        let counts = self.summary.exchanges();
        counts.read += 1;
        counts.matched += u64::from(operation.is_some());
        if let Look::Passed(Passed::NotOfThisApi) = response {
            let secrets = &self.job.project.secrets;
            counts.foreign(&method_and_path(exchange, secrets));
        } else if exchange.beside {
            counts.pass(Passed::Beside);
        }
        let number = exchange.number;
        let request = request.map(|request| self.look(number, &request));
        let response = self.look(number, &response);
        let is_checked = response.is_ok() || request.is_some_and(|request| request.is_ok());
        self.summary.exchanges().checked += u64::from(is_checked);
        if !self.inspects() {
            return ControlFlow::Continue(());
        }
        self.row(&Row {
            path: &self.path.clone(),
            format: self.format,
            number: Some(number),
            place: exchange.origin.point(),
            method: exchange.method.as_deref().map(str::to_ascii_uppercase),
            url_path: exchange.url.as_deref().map(|url| path(url).to_owned()),
            status: exchange.status,
            operation,
            request: request.map(|verdict| RowBody::of_content(&exchange.request, verdict)),
            response: RowBody::of_content(&exchange.response, response),
        })
    }

    /// Whether the URL is not below what somebody said stands in front of the API's paths.
    fn is_elsewhere(&self, exchange: &Exchange<'_>) -> bool {
        let url = exchange.url.as_deref();
        url.is_some_and(|url| !is_below(url, &self.job.base_paths))
    }

    /// Does what was decided about one body.
    fn look(&mut self, number: u64, look: &Look<'_, '_>) -> Checked<'j> {
        // A body of an exchange is never passed over as no capture: it has a record.
        let unread = Err(Unchecked::Problem(ProblemKind::NotJson));
        match *look {
            Look::As(candidate, body) => {
                let checked = self.check(Some(number), body, Target::Dto(candidate));
                checked.unwrap_or(unread)
            }
            Look::Recognise(body) | Look::Against(body) => {
                let target = self.target();
                self.check(Some(number), body, target).unwrap_or(unread)
            }
            Look::AgainstPart(part, body) => {
                let target = self.part(part);
                self.check(Some(number), body, target).unwrap_or(unread)
            }
            Look::Passed(reason) => {
                self.summary.exchanges().pass(reason);
                Err(Unchecked::Passed(reason))
            }
            Look::Faulty(defect, at) => Err(Unchecked::Problem(self.faulty(number, defect, at))),
        }
    }

    /// Tells that the capture of a body is faulty.
    fn faulty(&mut self, number: u64, defect: &Defect, at: Origin) -> ProblemKind {
        let (kind, what, help) = match defect {
            Defect::Truncated => (
                ProblemKind::CutOff,
                "the recorder cut the body".to_owned(),
                "raise the recorder's limit and record the exchange again",
            ),
            Defect::Undecodable(DecodeError::TooLarge(what, reached)) => (
                ProblemKind::TooLarge,
                DecodeError::TooLarge(what, *reached).to_string(),
                &*reached.help(),
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
                    shortened(why, 200)
                ),
                "keep the files of the recording beside it",
            ),
            // Decided otherwise; kept whole here.
            Defect::Missing
            | Defect::Template
            | Defect::Repeated
            | Defect::NoResponse
            | Defect::NotHttp => {
                return ProblemKind::Unreadable;
            }
        };
        let problem = Problem {
            place: Some(at.point()),
            ..self.problem(kind, format!("exchange {number}: {what}"), help)
        };
        self.summary.problem(problem);
        kind
    }
}

/// The method and the path of an exchange, without the query: it may hold secrets.
fn method_and_path(exchange: &Exchange<'_>, secrets: &Secrets) -> String {
    let path = path(exchange.url.as_deref().unwrap_or_default());
    let method = exchange.method.as_deref().unwrap_or("?");
    let told = format!("{} {path}", method.to_ascii_uppercase());
    printable(&bounded(&secrets.masked(&told), 80)).into_owned()
}

/// The path of a URL: credentials may stand before the host, and secrets in the query.
fn path(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    match url.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .map_or("/", |at| rest.get(at..).unwrap_or_default()),
        None => url,
    }
}

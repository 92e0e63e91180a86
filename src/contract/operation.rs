//! The operations of the API: which DTOs travel where (contract facts, operations).
//!
//! A method, a URL and a status come in; the operation and the DTOs of its bodies go out. Any base
//! URL or prefix may stand in front of a path, literal segments win over parameters, and what no
//! operation has is told, never guessed.

use std::sync::{Arc, OnceLock};

use super::recognise::{Candidate, Each};
use super::route::{Bases, Routes};

/// An operation of the API (OpenAPI 3.1: Operation Object).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation's published id.
    pub id: &'static str,
    /// Its method.
    pub method: &'static str,
    /// Its path template.
    pub path: &'static str,
    /// What a request carries.
    pub request: Option<Candidate>,
    /// What a successful response carries.
    pub ok: &'static str,
    /// What a response of status 400 may carry.
    pub bad_request: &'static [&'static str],
}

/// All operations.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "listConnections",
        method: "GET",
        path: "/api/v1/connections",
        request: None,
        ok: "PagedResponseConnectionDto",
        bad_request: EITHER,
    },
    Operation {
        id: "getConnection",
        method: "GET",
        path: "/api/v1/connections/{connectionId}",
        request: None,
        ok: "BaseResponseConnectionDto",
        bad_request: EITHER,
    },
    Operation {
        id: "refreshConnection",
        method: "POST",
        path: "/api/v1/connections/{connectionId}/refresh",
        request: Some(Candidate {
            dto: "RefreshConnectionDto",
            each: Each::Whole,
        }),
        ok: "BaseResponseConnectionRunDto",
        bad_request: MULTI,
    },
    Operation {
        id: "getRefreshStatus",
        method: "GET",
        path: "/api/v1/connections/{connectionId}/status",
        request: None,
        ok: "BaseResponseConnectionRunDto",
        bad_request: EITHER,
    },
    Operation {
        id: "refreshBatch",
        method: "POST",
        path: "/api/v1/connections/batch/refresh",
        request: Some(Candidate {
            dto: "RefreshConnectionDto",
            each: Each::Element,
        }),
        ok: "BaseResponseRefreshBatchDto",
        bad_request: MULTI,
    },
    Operation {
        id: "getRefreshBatchStatus",
        method: "GET",
        path: "/api/v1/connections/batch/refresh/{batchId}",
        request: None,
        ok: "BaseResponseRefreshBatchDto",
        bad_request: MULTI,
    },
];

const EITHER: &[&str] = &["MultiError", "SingleError"];
const MULTI: &[&str] = &["MultiError"];
const SINGLE: &[&str] = &["SingleError"];

/// The statuses of errors that carry one text.
const SINGLE_STATUSES: &[u16] = &[401, 403, 404, 409, 423, 429, 500];

impl Operation {
    /// The DTOs that a response of `status` may carry; empty where the API publishes none.
    pub fn response(&self, status: u16) -> &[&'static str] {
        match status {
            200 => std::slice::from_ref(&self.ok),
            400 => self.bad_request,
            _ if SINGLE_STATUSES.contains(&status) => SINGLE,
            _ => &[],
        }
    }
}

/// The operation that a request is of; `None` where it is not of this API.
///
/// `method` is compared in any case, `None` fits each. `url` may be a URL, a path, or a path behind
/// any prefix; its query and fragment play no part.
pub fn operation(method: Option<&str>, url: &str) -> Option<&'static Operation> {
    static ROUTES: OnceLock<Routes<&Operation>> = OnceLock::new();
    let routes = ROUTES.get_or_init(|| {
        let bases: Bases = Arc::from([]);
        let mut routes = Routes::new();
        for operation in OPERATIONS {
            routes.add(operation.path, &bases, operation);
        }
        routes
    });
    let is_asked = |operation: &&Operation| {
        method.is_none_or(|method| operation.method.eq_ignore_ascii_case(method.trim()))
    };
    routes.find(url, is_asked).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::export::dto_names;
    use crate::contract::revision::Revision;

    fn id(method: &str, url: &str) -> Option<&'static str> {
        operation(Some(method), url).map(|operation| operation.id)
    }

    #[test]
    fn every_operation_is_found_behind_any_prefix() {
        for operation in OPERATIONS {
            let path = operation
                .path
                .replace("{connectionId}", "a1")
                .replace("{batchId}", "b2");
            for url in [
                format!("https://h.app.wdesk.com/s/wdata/prep{path}"),
                format!("http://localhost:8080{path}/"),
                format!("{path}?limit=5&x=/a/b#y"),
                format!("/proxy/eu{path}"),
                path.trim_start_matches('/').to_owned(),
            ] {
                assert_eq!(id(operation.method, &url), Some(operation.id), "{url}");
                let lower = operation.method.to_ascii_lowercase();
                assert_eq!(id(&lower, &url), Some(operation.id));
            }
        }
    }

    #[test]
    fn literal_segments_win_and_escapes_are_decoded() {
        let base = "https://x.test/api/v1/connections";
        assert_eq!(
            id("POST", &format!("{base}/batch/refresh")),
            Some("refreshBatch")
        );
        assert_eq!(
            id("POST", &format!("{base}/b%61tch/refresh")),
            Some("refreshBatch")
        );
        assert_eq!(
            id("POST", &format!("{base}/a%2Fb/refresh")),
            Some("refreshConnection")
        );
        assert_eq!(id("GET", &format!("{base}/batch")), Some("getConnection"));
        assert_eq!(id("DELETE", base), None);
        assert_eq!(id("GET", "https://x.test/api/v1/connection"), None);
        assert_eq!(id("GET", "https://x.test/api/v1/connections/a/b"), None);
        assert_eq!(id("GET", &format!("{base}//status")), None);
        assert_eq!(id("GET", ""), None);
        assert_eq!(
            operation(None, &format!("{base}/a/status")).unwrap().id,
            "getRefreshStatus"
        );
    }

    #[test]
    fn statuses_lead_to_published_dtos() {
        for operation in OPERATIONS {
            for status in [200, 400, 401, 403, 404, 409, 423, 429, 500] {
                let dtos = operation.response(status);
                assert!(!dtos.is_empty());
                for dto in dtos {
                    assert!(
                        dto_names(Revision::R2022_01).any(|known| known == *dto),
                        "{dto}"
                    );
                }
            }
            assert!(operation.response(418).is_empty());
        }
    }
}

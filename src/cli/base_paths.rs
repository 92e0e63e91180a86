//! What stands in front of an API's paths, where somebody says it.

/// Whether `url` is below one of `bases`, each a path or the beginning of a URL. A URL without a host fits
/// the path of a base with one; without bases, everything fits.
pub(super) fn is_below(url: &str, bases: &[String]) -> bool {
    if bases.is_empty() {
        return true;
    }
    let (host, path) = parts(url);
    bases.iter().any(|base| {
        let (due, prefix) = parts(base);
        let same_host = match (host, due) {
            (Some(host), Some(due)) => host.eq_ignore_ascii_case(due),
            _ => true,
        };
        let prefix = prefix.trim_end_matches('/');
        same_host
            && path
                .strip_prefix(prefix)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Scheme and host of a URL, without credentials, and its path.
fn parts(url: &str) -> (Option<&str>, &str) {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    let Some((_, rest)) = url.split_once("://") else {
        return (None, url);
    };
    let at = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(at).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    (Some(host), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_below_their_bases() {
        let bases = [
            "/s/prep".to_owned(),
            "https://api.example.com/v1/".to_owned(),
        ];
        for url in [
            "/s/prep/api/v1/connections",
            "https://any.example.com/s/prep/x?y=/z",
            "https://API.example.com/v1/x",
            "http://user:secret@api.example.com/v1",
            "/v1/x",
            "/s/prep",
        ] {
            assert!(is_below(url, &bases), "{url}");
        }
        for url in [
            "/s/prepare/x",
            "/other/s/prep/x",
            "https://b.example.com/v1/x",
            "/",
            "?/s/prep",
        ] {
            assert!(!is_below(url, &bases), "{url}");
        }
        assert!(is_below("/anything", &[]));
    }
}

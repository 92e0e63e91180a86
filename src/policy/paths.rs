//! Files by glob, relative to one folder.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Bytes of one glob at most: no path is longer (`PATH_MAX` of Linux).
pub const MAX_GLOB: usize = 4096;

/// Bytes of the globs of one list at most: to compile them takes several hundred times that memory.
pub const MAX_GLOBS: usize = 128 << 10;

/// Globs of files and folders. `*` does not cross folders, `**` does; a folder that is matched stands for
/// all that is in it.
#[derive(Clone, Debug)]
pub struct PathGlobs {
    texts: Vec<String>,
    globs: GlobSet,
}

/// Why a text is no glob of files below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGlob {
    /// Which of them, from 0.
    pub index: usize,
    /// The fact.
    pub message: String,
}

impl PathGlobs {
    /// The globs that `texts` write.
    ///
    /// # Errors
    /// One of them is no glob, or leads out of the folder.
    pub fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, BadGlob> {
        let mut kept = Vec::new();
        let mut globs = GlobSetBuilder::new();
        let mut bytes = 0;
        for (index, text) in texts.into_iter().enumerate() {
            let bad = |message: String| BadGlob { index, message };
            let plain = text.strip_prefix("./").unwrap_or(text);
            let plain = plain.strip_suffix('/').unwrap_or(plain);
            if plain.starts_with('/') || plain.split('/').any(|part| part == "..") {
                let message = "expected a glob below the folder of the config".to_owned();
                return Err(bad(message));
            }
            if plain.is_empty() {
                return Err(bad("expected a glob, found nothing".to_owned()));
            }
            if plain.len() > MAX_GLOB {
                let message = format!("expected a glob of at most {MAX_GLOB} bytes");
                return Err(bad(message));
            }
            bytes += plain.len();
            if bytes > MAX_GLOBS {
                let most = MAX_GLOBS >> 10;
                return Err(bad(format!(
                    "expected globs of at most {most} KiB together"
                )));
            }
            let glob = GlobBuilder::new(if plain == "." { "**" } else { plain })
                .literal_separator(true)
                .build()
                .map_err(|error| bad(format!("expected a glob: {}", error.kind())))?;
            globs.add(glob);
            kept.push(plain.to_owned());
        }
        let globs = globs.build().map_err(|error| BadGlob {
            index: 0,
            message: format!("expected globs: {}", error.kind()),
        })?;
        Ok(Self { texts: kept, globs })
    }

    /// Whether the file at `path`, or a folder that it is in, is matched. `path` has `/` between its parts.
    pub fn matches(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at);
        let mut parts = ends.filter_map(|at| path.get(..at)).chain([path]);
        parts.any(|part| self.globs.is_match(part))
    }

    /// The globs as they were written.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The folders that hold whatever can be matched: what stands before the first special letter.
    pub fn roots(&self) -> impl Iterator<Item = String> {
        self.texts.iter().map(|text| {
            let special = |part: &&str| !part.contains(['*', '?', '[', ']', '{', '}', '\\']);
            let parts: Vec<&str> = text
                .split('/')
                .take_while(special)
                .filter(|part| *part != ".")
                .collect();
            parts.join("/")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(texts: &[&str]) -> PathGlobs {
        PathGlobs::new(texts.iter().copied()).unwrap()
    }

    #[test]
    fn globs_that_would_take_the_memory_of_the_machine_are_refused() {
        let longest = "a/**/".repeat(MAX_GLOB / 5);
        assert!(PathGlobs::new([longest.as_str()]).is_ok());
        let long = "a/**/".repeat(500_000);
        let bad = PathGlobs::new(["b", &long]).unwrap_err();
        assert_eq!(bad.index, 1);
        assert_eq!(bad.message, "expected a glob of at most 4096 bytes");
        let many: Vec<String> = (0..40_000).map(|at| format!("a{at}*b/?")).collect();
        let bad = PathGlobs::new(many.iter().map(String::as_str)).unwrap_err();
        assert_eq!(bad.message, "expected globs of at most 128 KiB together");
    }

    #[test]
    fn a_folder_stands_for_what_is_in_it() {
        let found = globs(&["old", "a/*.json", "deep/**/x.har", "./tidy/"]);
        for path in [
            "old",
            "old/a.json",
            "old/b/c.har",
            "a/x.json",
            "deep/x.har",
            "deep/1/2/x.har",
            "tidy/y",
        ] {
            assert!(found.matches(path), "{path}");
        }
        for path in ["older/a.json", "a/b/x.json", "x.json", "b/old/x.json", ""] {
            assert!(!found.matches(path), "{path}");
        }
        assert!(globs(&["."]).matches("any/thing"));
        assert!(!globs(&[]).matches("any/thing"));
    }

    #[test]
    fn a_glob_says_which_folder_it_needs() {
        let roots: Vec<String> = globs(&["a/b/*.json", "**", "x/y.json", "."])
            .roots()
            .collect();
        assert_eq!(roots, ["a/b", "", "x/y.json", ""]);
    }

    #[test]
    fn what_leads_out_of_the_folder_is_no_glob() {
        for text in ["/etc/*", "../x", "a/../../x", "", "[", "{a"] {
            assert!(PathGlobs::new([text]).is_err(), "{text}");
        }
        assert_eq!(PathGlobs::new(["ok", "["]).unwrap_err().index, 1);
    }
}

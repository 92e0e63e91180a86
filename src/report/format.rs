//! The formats by name.

/// A way to put a report into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people: framed excerpts and a summary.
    #[cfg(feature = "cli")]
    Human,
    /// For people and editors: one line each.
    Concise,
    /// For programs: the document described by [`super::json::schema`].
    Json,
    /// For programs that read line by line: each is described by [`super::ndjson::schema`].
    Ndjson,
    /// SARIF 2.1.0, for code scanning.
    #[cfg(feature = "cli")]
    Sarif,
    /// JUnit XML, for build services.
    #[cfg(feature = "cli")]
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
    /// GitLab's Code Quality report.
    Gitlab,
    /// The diagnostic format of reviewdog.
    Rdjson,
    /// Markdown, for the summary of a job.
    Markdown,
    /// A page that stands by itself.
    #[cfg(feature = "cli")]
    Html,
}

impl Format {
    /// All formats, in the order in which help texts list them.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "cli")]
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Ndjson,
        #[cfg(feature = "cli")]
        Self::Sarif,
        #[cfg(feature = "cli")]
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Rdjson,
        Self::Markdown,
        #[cfg(feature = "cli")]
        Self::Html,
    ];

    /// The name that is given on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "cli")]
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            #[cfg(feature = "cli")]
            Self::Sarif => "sarif",
            #[cfg(feature = "cli")]
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Rdjson => "rdjson",
            Self::Markdown => "markdown",
            #[cfg(feature = "cli")]
            Self::Html => "html",
        }
    }

    /// Whether services read it that look files up from the folder of a repository.
    pub const fn is_for_services(self) -> bool {
        match self {
            #[cfg(feature = "cli")]
            Self::Human | Self::Html => false,
            #[cfg(feature = "cli")]
            Self::Sarif | Self::Junit => true,
            Self::Github | Self::Gitlab | Self::Rdjson | Self::Markdown => true,
            Self::Concise | Self::Json | Self::Ndjson => false,
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.as_str()), Some(*format));
        }
        assert_eq!(Format::named("yaml"), None);
    }
}

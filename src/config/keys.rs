//! The keys of a configuration, as they are written.

use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Value, json};
use toml::Spanned;

use crate::limits::Limits;
use crate::policy::Level;
use crate::severity::Severity;

/// The configuration of wiredrift: `wiredrift.toml`, `.wiredrift.toml`, `[package.metadata.wiredrift]` or
/// `[workspace.metadata.wiredrift]` in `Cargo.toml`, `[tool.wiredrift]` in `pyproject.toml`.
///
/// Paths and globs are relative to the folder of the configuration. What is typed on the command line says
/// more than what stands here.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "wiredrift configuration")]
pub struct Config {
    /// The revision of the built-in contract to check against: `2026-02`, or `latest`.
    #[schemars(with = "Option<String>")]
    pub revision: Option<Spanned<String>>,
    /// A JSON Schema to check against, in JSON or YAML: `order.schema.json`, `api.yaml#/definitions/Order`.
    #[schemars(with = "Option<String>")]
    pub schema: Option<Spanned<String>>,
    /// An OpenAPI document to check against.
    #[schemars(with = "Option<String>")]
    pub openapi: Option<Spanned<String>>,
    /// The files that references to URLs lead to.
    pub r#ref: BTreeMap<String, String>,
    /// The folders with the documents whose URLs begin with a text.
    pub ref_dir: BTreeMap<String, String>,
    /// Whether `format` is asserted by a contract of one's own.
    pub format_assertion: Option<FormatsKey>,
    /// What stands in front of the API's paths: a path, or the beginning of a URL. Exchanges elsewhere are
    /// not of this API.
    #[schemars(with = "Vec<String>")]
    pub base_paths: Vec<Spanned<String>>,
    /// How field names are spelled.
    pub naming: Option<NamingKey>,
    /// What `null` in an optional field means.
    pub nulls: Option<NullsKey>,
    /// The files of a walk that are looked at: globs. All of them where there is none.
    #[schemars(with = "Vec<String>")]
    pub include: Vec<Spanned<String>>,
    /// The files and folders of a walk that are left out: globs. With `--force-exclude`, files that are
    /// named are left out, too.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,
    /// Whether what ignore files name is read as well.
    pub no_ignore: Option<bool>,
    /// What to do where no DTO is recognised.
    pub unrecognized: Option<UnrecognizedKey>,
    /// Whether it is no error that there is nothing to check.
    pub allow_empty: Option<bool>,
    /// The least level of a finding that fails the check.
    pub fail_on: Option<Severity>,
    /// The baseline: drift that it knows is counted and does not fail the check.
    #[schemars(with = "Option<String>")]
    pub baseline: Option<Spanned<String>>,
    /// The observed lock: what it has never seen is a finding, though it conforms.
    #[schemars(with = "Option<String>")]
    pub lock: Option<Spanned<String>>,
    /// Names whose values are secrets and are never shown, beside those that always are: case and
    /// separators do not count, `*` is any number of letters, `?` is one.
    #[schemars(with = "Vec<String>")]
    pub mask: Vec<Spanned<String>>,
    /// Names whose values are shown although such names are usually those of secrets.
    #[schemars(with = "Vec<String>")]
    pub unmask: Vec<Spanned<String>>,
    /// Whether every value of a payload is masked, but for the date or enum value that is told.
    pub redact: Option<bool>,
    /// How much is taken of input that may be hostile, by the name of the limit: `docs/limits.md` has them.
    #[schemars(schema_with = "limits")]
    pub limits: BTreeMap<Spanned<String>, Spanned<LimitKey>>,
    /// Which DTO the payloads of some files are.
    pub dto: Vec<DtoKeys>,
    /// The levels of rules, and of groups of rules such as `dates`; `all` is all of them. A rule's own
    /// level counts for more than that of its group.
    #[schemars(with = "BTreeMap<String, Level>")]
    pub levels: BTreeMap<Spanned<String>, Level>,
    /// Levels for some values or files; of several that fit, the last one counts.
    pub overrides: Vec<OverrideKeys>,
    /// Breaches that are accepted.
    pub exceptions: Vec<ExceptionKeys>,
}

/// The value of a limit.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum LimitKey {
    /// A number.
    Number(u64),
    /// Digits, and a unit behind those of bytes: `256M`.
    Text(String),
}

/// The schema of the limits: what each may be, as its record says.
fn limits(_: &mut SchemaGenerator) -> Schema {
    let properties: serde_json::Map<String, Value> = Limits::ALL
        .iter()
        .map(|limit| {
            let number = json!({
                "type": "integer", "minimum": limit.least, "maximum": limit.most,
            });
            let text = json!({"type": "string", "pattern": "^[0-9]+[kKmMgG]?$"});
            let value = json!({
                "description": limit.about(),
                "anyOf": [number, text],
                "default": limit.written(limit.default),
            });
            (limit.name.to_owned(), value)
        })
        .collect();
    json_schema!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Which DTO the payloads of some files are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Dto")]
pub struct DtoKeys {
    /// The files: globs.
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub files: Spanned<Vec<Spanned<String>>>,
    /// The DTO, or the schema of the OpenAPI document.
    #[schemars(with = "String")]
    pub dto: Spanned<String>,
    /// Whether each payload is an array of it.
    #[serde(default)]
    pub each: bool,
}

/// Levels for some values or files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Override")]
pub struct OverrideKeys {
    /// The values: `ConnectionDto.created`, `*.created`, `created`, or a pointer such as
    /// `/body/*/created`. All of them where there is none.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub fields: Vec<Spanned<String>>,
    /// The files: globs. All of them where there is none.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub files: Vec<Spanned<String>>,
    /// The levels there.
    #[schemars(with = "BTreeMap<String, Level>")]
    pub levels: Spanned<BTreeMap<Spanned<String>, Level>>,
}

/// Breaches that are accepted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(rename = "Exception")]
pub struct ExceptionKeys {
    /// The values: as in overrides.
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub fields: Spanned<Vec<Spanned<String>>>,
    /// The files: globs. All of them where there is none.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub files: Vec<Spanned<String>>,
    /// The rules whose findings are accepted: names of rules and no others.
    #[schemars(with = "Vec<String>", length(min = 1))]
    pub accept: Spanned<Vec<Spanned<String>>>,
    /// Why.
    #[schemars(with = "String", length(min = 1))]
    pub reason: Spanned<String>,
    /// The last day on which they are accepted: `2026-12-31`.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    pub expires: Option<Spanned<DayKey>>,
}

/// How field names are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Naming")]
pub enum NamingKey {
    /// camelCase, as the API speaks.
    Wire,
    /// `snake_case`, as dumps of the Python client have it.
    Python,
    /// Whichever of the two most names of a payload have.
    Auto,
}

/// What `null` in an optional field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Nulls")]
pub enum NullsKey {
    /// An error for each field: the schema never allows null.
    Error,
    /// The field is absent: one note for each payload.
    Absent,
}

/// Whether formats are asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "FormatAssertion")]
pub enum FormatsKey {
    /// A value that breaks its format is refused.
    On,
    /// A format is an annotation.
    Off,
}

/// What to do where no DTO is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Unrecognized")]
pub enum UnrecognizedKey {
    /// It could not be checked: exit code 2.
    #[serde(alias = "fail")]
    Error,
    /// It is passed over with a note.
    Note,
    /// It is passed over without a word.
    Skip,
}

/// A day: a date of TOML, or a text.
#[derive(Debug)]
pub struct DayKey(pub(super) String);

impl<'de> Deserialize<'de> for DayKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor).map(Self)
    }
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day such as 2026-12-31")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<String, A::Error> {
        let date = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        Ok(date.to_string())
    }
}

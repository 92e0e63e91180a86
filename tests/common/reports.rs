//! Reports that are built by hand: none, one and many findings, and text that strangers wrote.

#![expect(
    clippy::assigning_clones,
    clippy::unwrap_used,
    reason = "helpers of tests may panic, and read better with plain assignments"
)]

use std::collections::BTreeMap;

use wiredrift::check::Census;
use wiredrift::check::exchange::Passed;
use wiredrift::check::observe::observe;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Shape;
use wiredrift::finding::{Account, Breach, Finding};
use wiredrift::problem::{Problem, ProblemKind};
use wiredrift::severity::Severity;
use wiredrift::summary::{Against, Exchanges, Group, Occurrence, Report, Skipped, Totals};
use wiredrift::text::excerpt::Veil;
use wiredrift::text::secret::Secrets;
use wiredrift::text::span::Origin;
use wiredrift::text::{End, Excerpt, Place, Pointer, Span};

pub(crate) const LIST: &str = r#"{
  "code": 200,
  "body": [
    {
      "connectionId": "8ad1c5b2f0e94c1ab3d4e5f60718293a",
      "created": "2024-01-15T14:30:00.000+0000",
      "createdBy": "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg",
      "sourceType": "chart_visual",
      "lastRun": null
    }
  ]
}
"#;

pub(crate) fn span_of(text: &str, needle: &str) -> Span {
    let start = text.find(needle).unwrap();
    Span::new(start, start + needle.len())
}

pub(crate) fn occurrence(path: &str, text: &str, span: Span, pointer: Pointer) -> Occurrence {
    let excerpt = Excerpt::around(
        text.as_bytes(),
        Origin::default().place(text.as_bytes(), span),
        span,
        &Veil::of(&Secrets::default()),
    );
    Occurrence {
        path: path.to_owned(),
        place: excerpt.place,
        pointer,
        record: None,
        excerpt: Some(excerpt),
        finding: None,
    }
}

pub(crate) fn bare(path: &str, line: u64, column: u64, pointer: Pointer) -> Occurrence {
    Occurrence {
        path: path.to_owned(),
        place: Place {
            line,
            column,
            offset: 0,
            length: 1,
            byte_column: column,
            end: End {
                line,
                column: column + 1,
                byte_column: column + 1,
            },
        },
        pointer,
        record: None,
        excerpt: None,
        finding: None,
    }
}

pub(crate) fn member(index: usize, name: &str) -> Pointer {
    Pointer::root().member("body").element(index).member(name)
}

pub(crate) fn finding(
    rule: &'static str,
    level: Severity,
    pointer: Pointer,
    span: Span,
) -> Finding {
    Finding {
        rule,
        level,
        contract: "PagedResponseConnectionDto".to_owned(),
        dto: "ConnectionDto".to_owned(),
        field: None,
        pointer,
        span,
        account: Account::default(),
    }
}

pub(crate) fn once(finding: Finding, occurrence: Occurrence) -> Group {
    Group {
        finding,
        count: 1,
        files: 1,
        occurrences: vec![occurrence],
    }
}

pub(crate) fn offset_without_colon() -> Group {
    let value = "\"2024-01-15T14:30:00.000+0000\"";
    let span = span_of(LIST, value);
    let pointer = member(0, "created");
    let found = Finding {
        field: Some("created".to_owned()),
        account: Account {
            headline: "`created` has an offset without its colon".to_owned(),
            label: "\"+0000\" should be \"+00:00\"".to_owned(),
            expected: "a date-time as in RFC 3339, such as \"2024-01-15T14:30:00Z\"".to_owned(),
            actual: value.to_owned(),
            help: Some("put a colon into the offset".to_owned()),
            replacement: Some("\"2024-01-15T14:30:00.000+00:00\"".to_owned()),
            notes: vec!["Jackson up to 2.10 writes `java.util.Date` like this".to_owned()],
            spelling: Some("offset-unpunctuated".to_owned()),
            breaches: vec![Breach {
                rule: "date-offset-unpunctuated",
                character: Some(24),
                clause: "RFC 3339 section 5.6, time-numoffset".to_owned(),
            }],
            ..Account::default()
        },
        ..finding(
            "date-offset-unpunctuated",
            Severity::Error,
            pointer.clone(),
            span,
        )
    };
    once(
        found,
        occurrence("recordings/list.json", LIST, span, pointer),
    )
}

pub(crate) fn repeated() -> Group {
    let mut group = offset_without_colon();
    group.count = 10_000;
    group.files = 3;
    group.occurrences.extend([
        bare("recordings/list.json", 19, 18, member(1, "created")),
        bare("recordings/page-2.json", 6, 18, member(0, "created")),
        bare("recordings/page-3.json", 1, 3_077, member(0, "created")),
        bare("recordings/page-3.json", 1, 9_000, member(1, "created")),
    ]);
    group
}

pub(crate) fn value_of_a_later_revision() -> Group {
    let span = span_of(LIST, "\"chart_visual\"");
    let pointer = member(0, "sourceType");
    let found = Finding {
        field: Some("sourceType".to_owned()),
        account: Account {
            headline: "`sourceType` is \"chart_visual\", which revision 2026-02 does not have"
                .to_owned(),
            label: "known from revision 2026-03 on".to_owned(),
            expected: "one of spreadsheet, spreadsheet_section, presentation, presentation_chart, \
                   presentation_embedded_table, document, document_chart, document_embedded_table, \
                   wdata_query, wdata_table, wdata_table_dataset, report, wdata_shared_query, \
                   esg_program, unknown_record_type"
                .to_owned(),
            actual: "\"chart_visual\"".to_owned(),
            help: Some("move the contract to revision 2026-03 or later".to_owned()),
            known_since: Some("2026-03"),
            ..Account::default()
        },
        ..finding("enum-value-ahead", Severity::Error, pointer.clone(), span)
    };
    once(
        found,
        occurrence("recordings/list.json", LIST, span, pointer),
    )
}

pub(crate) fn null_in_a_record() -> Group {
    let text = "{\"body\":[{\"connectionId\":\"a\",\"lastRun\":null}]}";
    let span = span_of(text, "null");
    let pointer = member(0, "lastRun");
    let found = Finding {
        field: Some("lastRun".to_owned()),
        account: Account {
            headline: "`lastRun` is null".to_owned(),
            label: "null, where the field should be left out".to_owned(),
            expected: "an object, ConnectionRunDto".to_owned(),
            actual: "null".to_owned(),
            help: Some("leave the field out where there is no value".to_owned()),
            ..Account::default()
        },
        ..finding("null-unexpected", Severity::Warning, pointer.clone(), span)
    };
    let mut place = occurrence("recordings/all.ndjson", text, span, pointer);
    place.record = Some(1_204);
    once(found, place)
}

pub(crate) fn stand_in_value() -> Group {
    let text =
        "{\n  \"description\": \"日本語の説明 😀\", \"sourceType\": \"unknown_record_type\"\n}\n";
    let span = span_of(text, "\"unknown_record_type\"");
    let pointer = Pointer::root().member("sourceType");
    let found = Finding {
        contract: "ConnectionDto".to_owned(),
        field: Some("sourceType".to_owned()),
        account: Account {
            headline: "`sourceType` is the server's stand-in for a kind that it could not name"
                .to_owned(),
            label: "legal, but says nothing".to_owned(),
            expected: "the name of a kind".to_owned(),
            actual: "\"unknown_record_type\"".to_owned(),
            ..Account::default()
        },
        ..finding("enum-value-stand-in", Severity::Note, pointer.clone(), span)
    };
    once(
        found,
        occurrence("recordings/one.json", text, span, pointer),
    )
}

pub(crate) fn problem(kind: ProblemKind, path: Option<&str>, message: &str, help: &str) -> Problem {
    Problem {
        kind,
        path: path.map(str::to_owned),
        place: None,
        excerpt: None,
        message: message.to_owned(),
        label: None,
        help: Some(help.to_owned()),
    }
}

pub(crate) fn trailing_comma() -> Problem {
    let text = "{\n  \"code\": 200,\n}\n";
    let at = text.rfind('}').unwrap();
    let excerpt = {
        let span = Span::new(at, at);
        Excerpt::around(
            text.as_bytes(),
            Origin::default().place(text.as_bytes(), span),
            span,
            &Veil::of(&Secrets::default()),
        )
    };
    Problem {
        place: Some(excerpt.place),
        excerpt: Some(excerpt),
        label: Some("expected a member's name".to_owned()),
        ..problem(
            ProblemKind::NotJson,
            Some("recordings/broken.json"),
            "the text is no JSON: a comma without a member behind it",
            "record the response again, or remove the comma",
        )
    }
}

pub(crate) fn totals(report: Report) -> Report {
    let mut findings = BTreeMap::new();
    for group in &report.groups {
        let found = (group.finding.rule, group.finding.level);
        *findings.entry(found).or_default() += group.count;
    }
    Report {
        totals: Totals {
            against: Against::Revision(Revision::PINNED),
            files: 12,
            payloads: BTreeMap::from([
                ("ConnectionDto".to_owned(), 1_180),
                ("PagedResponseConnectionDto".to_owned(), 34),
            ]),
            exchanges: Exchanges {
                read: 1_300,
                matched: 1_250,
                checked: 1_214,
                passed: BTreeMap::from([(Passed::NotOfThisApi, 50), (Passed::Mocked, 36)]),
                foreign: BTreeMap::from([
                    ("GET /s/tokens".to_owned(), 43),
                    ("POST /login".to_owned(), 7),
                ]),
            },
            findings,
        },
        ..report
    }
}

pub(crate) fn empty() -> Report {
    Report {
        problems: vec![problem(
            ProblemKind::NothingChecked,
            None,
            "nothing was checked: no recording was named or found",
            "name a file or folder that holds recordings",
        )],
        totals: Totals {
            against: Against::Revision(Revision::PINNED),
            ..Totals::default()
        },
        ..Report::default()
    }
}

pub(crate) fn clean() -> Report {
    totals(Report::default())
}

pub(crate) fn one() -> Report {
    totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![offset_without_colon()],
        ..Report::default()
    })
}

pub(crate) fn many() -> Report {
    let skipped = |path: &str, reason: &str, count| Skipped {
        path: path.to_owned(),
        reason: reason.to_owned(),
        count,
        lines: Vec::new(),
    };
    totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![
            repeated(),
            value_of_a_later_revision(),
            null_in_a_record(),
            stand_in_value(),
        ],
        problems: vec![
            trailing_comma(),
            problem(
                ProblemKind::Unreadable,
                Some("recordings/locked.json"),
                "the file cannot be opened: permission denied",
                "allow reading the file",
            ),
        ],
        skipped: vec![
            skipped("recordings/a.json", "no DTO was recognised", 1),
            skipped("recordings/b.json", "no DTO was recognised", 1),
            skipped("recordings/c.json", "the exchange has no body", 2),
            skipped("recordings/d.json", "no DTO was recognised", 1),
            skipped("recordings/e.json", "no DTO was recognised", 1_000),
        ],
        ..Report::default()
    })
}

/// What a payload holds whose contract, field and values have these names.
pub(crate) fn census(dto: &str, field: &str, value: &str) -> Census {
    let schema = serde_json::json!({
        "title": dto,
        "type": "object",
        "properties": {
            field: {"type": "string", "enum": [value, "never seen"]},
            format!("{field} at"): {"type": "string", "format": "date-time"},
            format!("{field} never"): {"type": "string"},
        }
    });
    let shape = Shape::of_schema(&schema).unwrap();
    let mut census = Census::default();
    for (value, date) in [(value, "2024-01-15T14:30:00Z"), ("unknown", value)] {
        let payload = serde_json::json!({ field: value, format!("{field} at"): date });
        let payload = payload.to_string();
        observe(&shape, payload.as_bytes(), &mut census.of(dto, &shape));
    }
    census
}

/// Text that tries everything at once: terminal escapes, line breaks, workflow commands, reading
/// direction, invisible and wide letters.
pub(crate) const HOSTILE: &str = "\u{1b}[31mred\u{1b}[0m\r\n::error::pwned\n##vso[task.setvariable]\t\u{202e}drow\u{2066} \
                       \u{9b}2J\u{200b}\u{feff}\u{2028}日本語😀\u{2764}\u{fe0f}\u{7}";

pub(crate) fn hostile() -> Report {
    let minified = format!(
        "{{\"pad\":\"{}\",\"created\":\"{HOSTILE}\",\"rest\":\"{}\"}}",
        "日".repeat(800_000),
        "x".repeat(2_600_000)
    );
    let value = format!("\"{HOSTILE}\"");
    let span = span_of(&minified, &value);
    let pointer = Pointer::root().member(HOSTILE).member(&"deep/".repeat(200));
    let mut first = finding("date-unrecognized", Severity::Error, pointer.clone(), span);
    first.field = Some(HOSTILE.to_owned());
    first.dto = HOSTILE.to_owned();
    first.account.headline = format!("::error::{HOSTILE}");
    first.account.label = HOSTILE.repeat(5);
    first.account.expected = HOSTILE.to_owned();
    first.account.actual = value;
    first.account.help = Some(HOSTILE.repeat(9));
    first.account.replacement = Some(HOSTILE.to_owned());
    first.account.notes = vec![HOSTILE.to_owned(); 40];
    first.account.spelling = Some(HOSTILE.to_owned());
    let path = format!(
        "dir\u{fffd}\u{fffd}/{HOSTILE}/{}.json",
        "long-name-".repeat(30)
    );
    let mut group = once(first, occurrence(&path, &minified, span, pointer.clone()));
    for line in 2..=10_000 {
        group
            .occurrences
            .push(bare(&path, line, 5, pointer.clone()));
    }
    group.count = 10_000;
    group.files = 2;
    let wide = "{\r\n\t\"名前\": \"日本語\",\t\"作成\": \"２０２４\"\r\n}";
    let at = span_of(wide, "\"２０２４\"");
    let pointer = Pointer::root().member("作成");
    let mut second = finding("date-digits", Severity::Warning, pointer.clone(), at);
    second.account.headline = "`作成` has digits that are not ASCII".to_owned();
    second.account.label = "write 0 to 9".to_owned();
    second.account.expected = "ASCII digits".to_owned();
    second.account.actual = "\"２０２４\"".to_owned();
    totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![
            group,
            once(second, occurrence("wide.json", wide, at, pointer)),
        ],
        problems: vec![problem(ProblemKind::NotUtf8, Some(&path), HOSTILE, HOSTILE)],
        skipped: vec![Skipped {
            path,
            reason: HOSTILE.to_owned(),
            count: 1,
            lines: vec![1],
        }],
        ..Report::default()
    })
}

/// Text that tries to break out of markup: Markdown, HTML, XML, links of services, SARIF's messages and
/// commands, and letters that XML does not have.
pub(crate) const MARKUP: &str = "</code>`|\\|<script>x</script> @octocat org/repo#1 #2 GH-3 [x](http://evil.example) \
                       ![y](z)]]><!-- &lt;&#64; {0} %0A%0D::error::z,line=9 www.evil.example https://evil.example \
                       a@b.example 0123456789abcdef0123456789abcdef01234567 **b** ~~s~~ $m$ :tada: \u{0}\u{b}\u{fffe}\u{ffff}";

fn markup() -> Group {
    let text = "{\"x\": 1}";
    let span = span_of(text, "1");
    let pointer = Pointer::root().member(MARKUP);
    let mut found = finding("type-mismatch", Severity::Error, pointer.clone(), span);
    found.field = Some(MARKUP.to_owned());
    found.dto = MARKUP.to_owned();
    found.account.headline = format!("`{MARKUP}` is {MARKUP}");
    found.account.expected = MARKUP.to_owned();
    found.account.actual = format!("\"{MARKUP}\"");
    found.account.help = Some(MARKUP.to_owned());
    let mut group = once(
        found,
        occurrence(&format!("a,b:c/{MARKUP}.json"), text, span, pointer.clone()),
    );
    group.occurrences.push(bare(MARKUP, 3, 4, pointer));
    group.count = 2;
    group.files = 2;
    group
}

/// All of [`many`], and all that strangers try.
pub(crate) fn many_hostile() -> Report {
    let mut report = many();
    let mut other = hostile();
    for group in &mut other.groups {
        group.occurrences.truncate(2);
    }
    report.groups.append(&mut other.groups);
    report.groups.push(markup());
    report.problems.append(&mut other.problems);
    report
        .problems
        .push(problem(ProblemKind::NotJson, Some(MARKUP), MARKUP, MARKUP));
    report.skipped.append(&mut other.skipped);
    report.skipped.push(Skipped {
        path: MARKUP.to_owned(),
        reason: MARKUP.to_owned(),
        count: 3,
        lines: Vec::new(),
    });
    report.census = Some(census(MARKUP, MARKUP, MARKUP));
    report.contract_file = Some(format!("contracts/{MARKUP}.yaml"));
    let against = Against::Contract(MARKUP.to_owned());
    let report = totals(report);
    let totals = Totals {
        against,
        ..report.totals
    };
    Report { totals, ..report }
}

"""Who reads the reports of a build, as judges of them.

usage: reports.py BINARY COURT

Reports on what lies under COURT (conforming samples, drifted mutants, and text that strangers wrote) go to
Microsoft's SARIF Multitool, with its own rules and those of GitHub's code scanning; to junitparser; and to a
schema of the fields that GitLab's documentation requires. The counts of each must be those of the report
for programs. Each judge is first shown a report that it has to refuse. Exits with 1 on any disagreement.
"""

import copy
import json
import subprocess
import sys
from pathlib import Path

from jsonschema import Draft202012Validator
from junitparser import Error, Failure, JUnitXml

# What the multitool warns of and we leave as it is, with the reason.
LENIENCIES = {"SARIF2005": "there is no public page of the tool to name as informationUri"}

STRANGE = "</x>\u0000\u001b[31m\u202e]]> &amp; `|` [a](b) @c #1 {0} %0A::error::d \U0001f600\ufffe\ufb01"


def main(binary: Path, court: Path) -> int:
    folder = court / "reports"
    folder.mkdir(exist_ok=True)
    strange = court / "strange"
    strange.mkdir(exist_ok=True)
    records = [{"sourceId": STRANGE, "sourceType": STRANGE, STRANGE: 1}, {"name": "\U0001f600", "created": "2024-01-15"}]
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (strange / "a b#\u00e9%\U0001f600.ndjson").write_text(text + "{\"cut\":\n", encoding="utf-8")
    inputs = {
        "none": next((court / "samples").glob("2026-02.ConnectionDto.minimal.ndjson")),
        "many": court / "mutants" / "2026-02.ConnectionDto",
        "strange": strange,
    }
    disagreements: list[str] = []
    for name, path in inputs.items():
        for listing in ([], ["--show-all"]):
            title = name + "".join(listing)
            outputs = {kind: folder / f"{title}.{kind}" for kind in ("json", "sarif", "junit", "gitlab", "html")}
            options = [f"--output={kind}={file}" for kind, file in outputs.items()]
            dto = ["--dto=ConnectionDto"] if name == "none" else []
            command = [binary, "check", "--format=concise", *dto, *options, *listing, path]
            code = subprocess.run(command, stdout=subprocess.DEVNULL).returncode
            report = json.loads(outputs["json"].read_text(encoding="utf-8"))
            if code != report["exitCode"]:
                disagreements.append(f"{title}: exit code {code}, and {report['exitCode']} in the report")
            for judge, kind in ((sarif, "sarif"), (junit, "junit"), (gitlab, "gitlab")):
                disagreements += [f"{title}: {kind}: {text}" for text in judge(outputs[kind], report, bool(listing), court)]
    disagreements += [f"{text} was not refused" for text in accepted_by_mistake(folder, court)]
    for line in disagreements[:20]:
        print(f"  {line}")
    print(f"readers of reports: {2 * len(inputs)} reports, {len(disagreements)} disagreements")
    return 1 if disagreements else 0


def findings(report: dict, each: bool) -> int:
    return sum(len(group["occurrences"]) if each else 1 for group in report["groups"])


def multitool(path: Path, court: Path) -> list[str]:
    """What the multitool says of a file, apart from what is listed."""
    said = []
    for kind in ("Sarif", "Ghas"):
        verdict = court / "reports" / f"verdict-{kind}.sarif"
        verdict.unlink(missing_ok=True)
        tool = court / "node/node_modules/@microsoft/sarif-multitool/bin.js"
        command = ["node", tool, "validate", path, "--rule-kind", kind, "-o", verdict]
        ran = subprocess.run(command, capture_output=True, text=True)
        if not verdict.exists():
            return [f"the multitool gave no verdict: {ran.stdout[-300:]}{ran.stderr[-300:]}"]
        for run in json.loads(verdict.read_text(encoding="utf-8-sig"))["runs"]:
            for result in run.get("results", []):
                if result.get("level", "warning") != "note" and result["ruleId"].split("/")[0] not in LENIENCIES:
                    said.append(f"{result['ruleId']} {result['message'].get('arguments')}")
            for invocation in run.get("invocations", []):
                notes = invocation.get("toolConfigurationNotifications", []) + invocation.get("toolExecutionNotifications", [])
                said += [str(note["message"]) for note in notes if note.get("level") == "error"]
    return said


def sarif(path: Path, report: dict, each: bool, court: Path) -> list[str]:
    run = json.loads(path.read_text(encoding="utf-8"))["runs"][0]
    said = multitool(path, court)
    told = [note for note in run["invocations"][0]["toolExecutionNotifications"] if note["level"] == "error"]
    if (len(run["results"]), len(told)) != (findings(report, each), len(report["problems"])):
        said.append(f"{len(run['results'])} results and {len(told)} notifications")
    return said


def junit(path: Path, report: dict, each: bool, _: Path) -> list[str]:
    suites = JUnitXml.fromfile(str(path))
    results = [result for suite in suites for case in suite for result in case.result]
    errors = sum(isinstance(result, Error) for result in results)
    failures = sum(isinstance(result, Failure) for result in results)
    cases = sum(1 for suite in suites for _ in suite)
    said = []
    if (suites.errors, suites.failures, suites.tests) != (errors, failures, cases):
        said.append("the totals are not those of the cases")
    if errors != len(report["problems"]) or cases != findings(report, each) + errors + 1:
        said.append(f"{cases} cases, {errors} errors")
    if (errors + failures == 0) != (report["exitCode"] == 0):
        said.append(f"{failures} failures with exit code {report['exitCode']}")
    return said


def gitlab(path: Path, report: dict, each: bool, _: Path) -> list[str]:
    schema = json.loads((Path(__file__).parent / "code-quality.schema.json").read_text())
    issues = json.loads(path.read_text(encoding="utf-8"))
    said = [error.json_path for error in Draft202012Validator(schema).iter_errors(issues)]
    if len({issue.get("fingerprint") for issue in issues}) != len(issues):
        said.append("two issues share a fingerprint")
    if len(issues) != findings(report, each) + len(report["problems"]):
        said.append(f"{len(issues)} issues")
    return said


def accepted_by_mistake(folder: Path, court: Path) -> list[str]:
    """The judges that let something pass which they are there to refuse."""
    mistakes = []
    good = json.loads((folder / "many.sarif").read_text(encoding="utf-8"))
    for name, spoil in {
        "a result without a location": lambda run: run["results"][0].pop("locations"),
        "a rule that is not there": lambda run: run["results"][0].update(ruleIndex=9999),
    }.items():
        bad = copy.deepcopy(good)
        spoil(bad["runs"][0])
        path = folder / "bad.sarif"
        path.write_text(json.dumps(bad), encoding="utf-8")
        if not multitool(path, court):
            mistakes.append(name)
    bad = folder / "bad.junit"
    bad.write_text((folder / "many.junit").read_text(encoding="utf-8").replace("</testcase>", "", 1), encoding="utf-8")
    try:
        JUnitXml.fromfile(str(bad))
        mistakes.append("XML that is none")
    except Exception:
        pass
    issues = json.loads((folder / "many.gitlab").read_text(encoding="utf-8"))
    issues[0].pop("fingerprint")
    bad = folder / "bad.gitlab"
    bad.write_text(json.dumps(issues), encoding="utf-8")
    if not any(said.startswith("$[0]") for said in gitlab(bad, {"groups": [], "problems": []}, False, court)):
        mistakes.append("an issue without a fingerprint")
    return mistakes


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

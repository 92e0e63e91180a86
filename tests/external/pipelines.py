"""Runs the shell steps of the GitHub Action and of the GitLab template, as those services would.

usage: pipelines.py BINARY COURT

The steps are taken from action.yml and templates/wiredrift.yml, the inputs are put where each service puts
them, and the steps run in a folder of their own with files in place of the services. The Action builds its
wiredrift itself; the template gets BINARY. Exits with 1 where a step did otherwise than it should.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from junitparser import JUnitXml

ROOT = Path(__file__).resolve().parents[2]
CLEAN = '{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00.000+00:00"}\n'
DRIFT = CLEAN.replace("+00:00", "+0000")
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
INPUT = re.compile(r"\$\[\[\s*inputs\.([\w-]+)\s*\]\]")
# What would be run, were it part of a shell's text.
HOSTILE = "\"; touch stolen; $(touch stolen) `touch stolen` '; touch stolen #"

wrong: list[str] = []
runs = 0


def expect(title: str, holds: bool, said: object = "") -> None:
    if not holds:
        wrong.append(f"{title}: {said}")


def folder_of(path: Path, files: dict[str, str]) -> Path:
    shutil.rmtree(path, ignore_errors=True)
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


class Action:
    """The Action, and the outputs of the steps that ran."""

    def __init__(self, court: Path):
        self.court = court
        self.action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        self.steps = {step.get("id", step["name"]): step for step in self.action["runs"]["steps"]}
        self.outputs: dict[str, dict[str, str]] = {}
        self.work = court

    def judge(self) -> None:
        """What can be told without running anything."""
        expect("composite", self.action["runs"]["using"] == "composite")
        given = set(self.action["inputs"])
        used = set(re.findall(r"inputs\.([\w-]+)", yaml.safe_dump(self.action)))
        expect("each input is used, and nothing else", given == used, given ^ used)
        for name, step in self.steps.items():
            expect(f"{name}: an expression in the shell's text", "${{" not in step.get("run", ""))
            expect(f"{name}: bash", "uses" in step or step["shell"] == "bash")
        for name, one in {**self.action["inputs"], **self.action["outputs"]}.items():
            expect(f"{name} is described", bool(one.get("description")))
        for value in (one["value"] for one in self.action["outputs"].values()):
            step, output = re.fullmatch(r"\$\{\{ steps\.([\w-]+)\.outputs\.([\w-]+) \}\}", value).groups()
            expect(f"{value} is written", f"{output}=" in self.steps[step]["run"])

    def value(self, text: str, inputs: dict[str, str]) -> str:
        """The text with its expressions told."""

        def told(found: re.Match) -> str:
            parts = found[1].split(".")
            if parts[0] == "inputs":
                default = self.action["inputs"][parts[1]]["default"]
                return inputs.get(parts[1], default)
            assert parts[0] == "steps" and parts[2] == "outputs", found[0]
            return self.outputs[parts[1]].get(parts[3], "")

        return EXPRESSION.sub(told, text)

    def step(self, name: str, work: Path, inputs: dict[str, str], extra: dict[str, str]) -> tuple[int, str, str]:
        """Runs a step: its exit code, its log, and what it wrote to the summary."""
        global runs
        runs += 1
        step = self.steps[name]
        files = folder_of(self.court / "runner", {"output": "", "summary.md": "before\n", "temp/x": ""})
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "RUNNER_", "INPUT_"))}
        environment = {
            **kept,
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(files / "output"),
            "GITHUB_STEP_SUMMARY": str(files / "summary.md"),
            "RUNNER_TEMP": str(files / "temp"),
            "RUNNER_TOOL_CACHE": str(self.court / "tools"),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            **{key: self.value(text, inputs) for key, text in step.get("env", {}).items()},
            **extra,
        }
        # As the runner calls it for `shell: bash`.
        script = files / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script]
        ran = subprocess.run(command, cwd=work, env=environment, text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        lines = (files / "output").read_text(encoding="utf-8").splitlines()
        self.outputs[name] = dict(line.split("=", 1) for line in lines)
        return ran.returncode, ran.stdout, (files / "summary.md").read_text(encoding="utf-8")

    def build(self, target: Path) -> None:
        work = folder_of(self.court / "empty", {"x": ""})
        code, said, _ = self.step("source", work, {}, {})
        expect("the source step", code == 0, said)
        root = Path(self.outputs["source"]["root"])
        expect("what is built is told by its source", re.search(r"wiredrift-[0-9a-f]{32}$", str(root)), root)
        expect("the key of the cache", self.outputs["source"]["key"].endswith(root.name[-32:]))
        again = dict(self.outputs["source"])
        self.step("source", work, {}, {})
        expect("the same source has the same key", again == self.outputs["source"])
        quick = {"LTO": "off", "OPT_LEVEL": "0", "CODEGEN_UNITS": "16"}
        build = {f"CARGO_PROFILE_RELEASE_{key}": value for key, value in quick.items()}
        # The path that the Action's steps name is the one that the cache keeps.
        code, said, _ = self.step("Build wiredrift", work, {}, {**build, "CARGO_TARGET_DIR": str(target)})
        expect("the build", code == 0 and (root / "bin/wiredrift").exists(), said)
        # A path with bash and no cargo.
        bare = folder_of(self.court / "bare", {"x": ""})
        (bare / "bash").symlink_to(shutil.which("bash"))
        code, said, _ = self.step("Build wiredrift", work, {}, {"PATH": str(bare)})
        expect("without cargo", code == 2 and "::error title=wiredrift::there is no cargo" in said, (code, said))

    def check(self, inputs: dict[str, str], files: dict[str, str]) -> tuple[int, str, str]:
        self.work = folder_of(self.court / "work", files)
        return self.step("check", self.work, inputs, {})


def github(court: Path, target: Path) -> None:
    action = Action(court)
    action.judge()
    action.build(target)
    check = action.check

    code, said, summary = check({}, {"rec/a.json": CLEAN})
    expect("clean", code == 0 and action.outputs["check"] == {"exit-code": "0"}, (code, said))
    expect("the summary is added", summary.startswith("before\n## wiredrift"), summary)
    expect("no annotations", "::error" not in said, said)

    code, said, summary = check({"sarif-file": "out/drift.sarif"}, {"rec/a.json": DRIFT, "b.json": CLEAN})
    expect("drift", code == 1, (code, said))
    expect("an annotation at its place", "::error file=rec/a.json,line=1,endLine=1,col=" in said, said)
    expect("the summary has the rule", "`date-offset-unpunctuated`" in summary, summary)
    expect("outputs", action.outputs["check"] == {"exit-code": "1", "sarif-file": "out/drift.sarif"}, action.outputs)
    results = json.loads((action.work / "out/drift.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    expect("SARIF", [one["ruleId"] for one in results if one["level"] == "error"] == ["date-offset-unpunctuated"], results)
    code, said, _ = action.step("check", action.work, {"sarif-file": "out/drift.sarif"}, {})
    expect("the same again, over the old report", code == 1, said)

    plain = {"annotations": "false", "summary": "false"}
    code, said, summary = check(plain, {"a.json": DRIFT})
    expect("for people alone", code == 1 and "::error" not in said and "error[date-offset" in said, said)
    expect("no summary", summary == "before\n", summary)

    two = {"rec/a b.json": DRIFT, "rec/-c.json": DRIFT, "other/d.json": DRIFT}
    code, said, _ = check({"paths": "rec/a b.json\r\n\n-c.json\n", **plain}, {**two, "-c.json": DRIFT})
    expect("paths by line, whatever is in them", "2 payloads in 2 files" in said, said)
    code, said, _ = check({"paths": "other\nrec/*.json", **plain}, two)
    expect("folders and globs", "3 payloads in 3 files" in said, said)

    code, said, _ = check({"args": "--allow\ndate-offset-unpunctuated\n", "fail-on": "error"}, {"a.json": DRIFT})
    expect("arguments by line", code == 0, said)
    code, said, _ = check({"config": "my settings.toml"}, {"a.json": DRIFT, "my settings.toml": "fail-on = 1\n"})
    expect("a broken configuration", code == 2 and action.outputs["check"]["exit-code"] == "2", said)
    settled = {"a.json": DRIFT, "my settings.toml": "[levels]\ndates = \"note\"\n"}
    code, said, _ = check({"config": "my settings.toml"}, settled)
    expect("a configuration", code == 0, said)
    code, said, _ = check({"config": "my settings.toml", "fail-on": "note"}, settled)
    expect("fail-on", code == 1, said)
    code, said, _ = check({"baseline": "gone.json"}, {"a.json": DRIFT})
    expect("a baseline that is not there", code == 2 and "gone.json" in said, said)

    for name in action.action["inputs"]:
        check({name: HOSTILE}, {"a.json": CLEAN})
        expect(f"{name} is never run", not list(action.court.rglob("stolen")))
        expect(f"{name} adds no outputs", set(action.outputs["check"]) <= {"exit-code", "sarif-file"})
    check({"sarif-file": "a.sarif\nexit-code=0"}, {"a.json": DRIFT})
    expect("an output of its own", action.outputs["check"]["exit-code"] == "1", action.outputs)


class Template:
    """The job of the GitLab template."""

    def __init__(self, court: Path, binary: Path):
        self.court, self.binary = court, binary
        text = (ROOT / "templates/wiredrift.yml").read_text(encoding="utf-8")
        header, self.jobs = yaml.safe_load_all(text)
        self.inputs = header["spec"]["inputs"]
        used = set(INPUT.findall(yaml.safe_dump(self.jobs)))
        expect("each input of the template is used", used == set(self.inputs), used ^ set(self.inputs))
        for script in ("before_script", "script"):
            expect(f"no input in {script}", not INPUT.search("".join(self.jobs["wiredrift"][script])))

    def run(self, shell: str, inputs: dict[str, str], files: dict[str, str]) -> tuple[int, str]:
        global runs
        runs += 1
        given = {"source": "https://git.example.com/wiredrift.git", "rev": "0123abcd", **inputs}
        told = lambda text: INPUT.sub(lambda found: given.get(found[1], self.inputs[found[1]].get("default")), text)
        job = self.jobs["wiredrift"]
        self.work = folder_of(self.court / "project", files)
        # A cargo that notes what it is asked for, and takes the binary that there is.
        bin = folder_of(self.court / "bin", {"cargo": '#!/bin/sh\necho "$@" >>"$LOG"\n'
                        'while [ $# -gt 1 ]; do if [ "$1" = --root ]; then root=$2; fi; shift; done\n'
                        'mkdir -p "$root/bin" && ln -sf "$BINARY" "$root/bin/wiredrift"\n'})
        (bin / "cargo").chmod(0o755)
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GITHUB_", "CI"))},
            "PATH": f"{bin}{os.pathsep}{os.environ['PATH']}",
            "CI_PROJECT_DIR": str(self.work),
            "BINARY": str(self.binary),
            "LOG": str(self.court / "cargo.log"),
            **{key: told(text) for key, text in job["variables"].items()},
        }
        script = "set -e\n" + "\n".join(job["before_script"] + job["script"])
        ran = subprocess.run([shell, "-c", script], cwd=self.work, env=environment, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return ran.returncode, ran.stdout


def gitlab(court: Path, binary: Path) -> None:
    template = Template(court, binary)
    reports = template.jobs["wiredrift"]["artifacts"]["reports"]
    for shell in ("bash", "sh"):
        log = court / "cargo.log"
        log.unlink(missing_ok=True)
        code, said = template.run(shell, {}, {"rec/a.json": CLEAN})
        expect("clean", code == 0, said)
        due = "install --locked --quiet --git https://git.example.com/wiredrift.git --rev 0123abcd --root "
        expect("the build", log.read_text(encoding="utf-8").startswith(due), log.read_text(encoding="utf-8"))
        expect("a clean report", json.loads((template.work / reports["codequality"]).read_text()) == [])

        code, said = template.run(shell, {}, {"rec/a.json": DRIFT})
        expect("drift", code == 1 and "error[date-offset-unpunctuated]" in said, said)
        quality = json.loads((template.work / reports["codequality"]).read_text(encoding="utf-8"))
        expect("Code Quality", [one["location"]["path"] for one in quality] == ["rec/a.json"], quality)
        junit = JUnitXml.fromfile(str(template.work / reports["junit"]))
        expect("JUnit", junit.failures == 1, junit)

        inputs = {"paths": "rec/a b.json\r\n-c.json\n", "args": "--allow\nall", "fail-on": "note"}
        code, said = template.run(shell, inputs, {"rec/a b.json": DRIFT, "-c.json": DRIFT, "d.json": DRIFT})
        expect("inputs by line", code == 0 and "2 payloads in 2 files" in said, said)
        old = {name: "[]" for name in reports.values()}
        code, said = template.run(shell, {}, {"rec/a.json": CLEAN, **old})
        expect("reports of an earlier run", code == 0, said)
        for name in ("paths", "fail-on", "args"):
            template.run(shell, {name: HOSTILE}, {"rec/a.json": CLEAN})
            expect(f"{name} is never run", not list(court.rglob("stolen")))


def main(binary: Path, court: Path) -> int:
    court = court.resolve()
    github(court / "github", court / "hooks/target")
    gitlab(court / "gitlab", binary.resolve())
    for line in wrong:
        print(f"  {line}")
    print(f"pipelines: {runs} steps, {len(wrong)} disagreements")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

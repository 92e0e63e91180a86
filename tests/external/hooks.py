"""pre-commit, as the judge of the hooks that this repository offers.

usage: hooks.py BINARY COURT

A fresh git repository installs the hooks and commits: what is clean, what is none of our business, what
drifted, what was mended. The `system` variants run BINARY; the ones that pre-commit builds are built once,
without our lock file, as pre-commit does it. Exits with 1 where a commit went otherwise than it should.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ".pre-commit-hooks.yaml"
CLEAN = '{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00.000+00:00"}\n'
DRIFT = CLEAN.replace("+00:00", "+0000")
OTHERS = {
    "package.json": '{"name": "app", "version": "1.0.0", "dependencies": {}}\n',
    "tsconfig.json": '{\n  // for the editor\n  "compilerOptions": {}\n}\n',
    "compose.yml": "services:\n  web:\n    image: web\n",
    "chart.yaml": "{{ if .Values }}\nkind: {{ .Values.kind }}\n{{ end }}\n",
    "pyproject.toml": "[project]\nname = 'app'\n",
    "notes.txt": "nothing\n",
    "empty.yaml": "",
}
# Nothing of the machine's own settings; a commit is made of its files alone, so what was built stays known.
ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
       (("NAME", "test"), ("EMAIL", "test@example.com"), ("DATE", "2024-01-15T00:00:00Z"))},
}
# The build is the same as a user's but for the optimiser, which takes most of the time.
QUICK = {"LTO": "off", "OPT_LEVEL": "0", "CODEGEN_UNITS": "16"}


class Repository:
    """A folder under version control, and what its commands said."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.environment = environment
        self.git("init", "--quiet", "--initial-branch=main")

    def run(self, *command) -> tuple[int, str]:
        ran = subprocess.run(command, cwd=self.folder, env=self.environment, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return ran.returncode, ran.stdout

    def git(self, *args) -> str:
        code, said = self.run("git", *args)
        if code != 0:
            raise SystemExit(f"git {args[0]}: {said}")
        return said.strip()

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, files: dict[str, str]) -> tuple[bool, str]:
        """Whether the commit went through, and what was said."""
        self.write(files)
        self.git("add", "--all")
        before = self.run("git", "rev-parse", "HEAD")
        code, said = self.run("git", "commit", "--message", "test")
        went = before != self.run("git", "rev-parse", "HEAD")
        assert went == (code == 0), said
        return went, said


class Verdict:
    """What went otherwise than it should."""

    def __init__(self):
        self.commits = 0
        self.wrong: list[str] = []

    def expect(self, title: str, due: bool, ran: tuple[bool, str], *texts: str) -> None:
        self.commits += 1
        went, said = ran
        if went != due:
            self.wrong.append(f"{title}: {'went through' if went else 'was refused'}:\n{said}")
        self.wrong += [f"{title}: no {text!r} in:\n{said}" for text in texts if text not in said]
        if "\x1b" in said:
            self.wrong.append(f"{title}: colours where there is no terminal: {said!r}")

    def wants(self, title: str, holds: bool) -> None:
        if not holds:
            self.wrong.append(title)


def source(folder: Path, environment: dict[str, str], files: list[str]) -> str:
    """A repository that offers the hooks; its commit."""
    repository = Repository(folder, environment)
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, path)
    repository.git("add", "--all", "--force")
    repository.git("commit", "--quiet", "--message", "hooks")
    return repository.git("rev-parse", "HEAD")


def user(court: Path, environment: dict[str, str], offered: Path, commit: str, hook: str) -> Repository:
    """A repository that uses one hook."""
    repository = Repository(court / f"user-{hook}", environment)
    config = {"repos": [{"repo": str(offered), "rev": commit, "hooks": [{"id": hook}]}]}
    repository.write({".pre-commit-config.yaml": yaml.safe_dump(config)})
    code, said = repository.run("pre-commit", "install", "--install-hooks")
    if code != 0 or not (repository.folder / ".git/hooks/pre-commit").exists():
        raise SystemExit(f"pre-commit install: {said}")
    return repository


def checks(repository: Repository, verdict: Verdict, manifest: dict) -> None:
    expect, commit = verdict.expect, repository.commit
    expect("a clean recording", True, commit({"rec/a.json": CLEAN}), "Passed")
    expect("nothing to look at", True, commit({"README.md": "# app\n"}), "Skipped")
    expect("files that are no recordings", True, commit({"rec/b.json": CLEAN, **OTHERS}), "Passed")
    drifted = commit({"rec/a.json": DRIFT, "package.json": "{}\n"})
    expect("drift", False, drifted, "exit code: 1", "error[date-offset-unpunctuated]: `created`", "rec/a.json:1:",
           'help: write "2024-01-15T14:30:00.000+00:00"')
    expect("the same, mended", True, commit({"rec/a.json": CLEAN.replace("report", "spreadsheet")}), "Passed")
    expect("a recording that was cut off", False, commit({"rec/b.json": CLEAN[:20]}), "exit code: 2", "rec/b.json:1:")
    commit({"rec/b.json": CLEAN})

    # Names that look like options, which come from strangers.
    option = "--output=json=taken.json"
    expect("a file that is called like an option", True, commit({option: CLEAN}), "Passed")
    verdict.wants("no option is taken from a name", not (repository.folder / "taken.json").exists())
    expect("drift in such a file", False, commit({"-x.json": DRIFT}), "exit code: 1", "-x.json:1:")
    commit({"-x.json": CLEAN})

    settings = ('exclude = ["old"]\nbaseline = "known.json"\n[[exceptions]]\nfields = ["*.modified"]\n'
                'accept = ["date-only"]\nreason = "not of these files"\n')
    known = '{"version": 1, "paths": ["."], "known": [\n{"rule":"date-offset-missing","contract":"ConnectionDto",' \
            '"pointer":"/created","variant":"YYYY-MM-DDThh:mm:ss","count":1}\n]}\n'
    settled = {"wiredrift.toml": settings, "known.json": known}
    expect("what the configuration leaves out", True, commit({**settled, "old/a.json": DRIFT}), "Passed")
    expect("what holds of the whole alone", True, commit({"rec/c.json": CLEAN}), "Passed")
    expect("drift beside it", False, commit({"rec/c.json": DRIFT}), "exit code: 1")
    commit({"rec/c.json": CLEAN})

    # Each recording of the corpus would be named to the hook.
    pattern = re.compile(manifest["files"])
    corpus = [path for path in sorted((ROOT / "corpus").rglob("*"))
              if path.is_file() and path.parent.name != "corpus" and path.suffix not in (".md",)]
    missed = [path for path in corpus if not pattern.search(path.name) and not path.name.startswith(".git")]
    verdict.wants(f"not named to the hook: {missed[:5]}", not missed)


def fixes(repository: Repository, verdict: Verdict) -> None:
    """Whatever is certain is rewritten: the commit is refused once, and then holds what was rewritten."""
    expect = verdict.expect
    expect("a clean recording, to be fixed", True, repository.commit({"rec/a.json": CLEAN, **OTHERS}), "Passed")
    expect("drift that is fixed", False, repository.commit({"rec/a.json": DRIFT}), "files were modified by this hook")
    fixed = (repository.folder / "rec/a.json").read_text(encoding="utf-8")
    verdict.wants(f"what was fixed: {fixed}", fixed == CLEAN)
    expect("what was fixed, once more", True, repository.commit({"rec/b.json": CLEAN}), "Passed")


def main(binary: Path, court: Path) -> int:
    court = (court / "hooks").resolve()
    path = os.pathsep.join([str(binary.resolve().parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    environment = {**kept, **ENVIRONMENT, "PATH": path, "PRE_COMMIT_HOME": str(court / "cache")}
    manifest = yaml.safe_load((ROOT / MANIFEST).read_text(encoding="utf-8"))
    hooks = {hook["id"]: hook for hook in manifest}
    verdict = Verdict()

    for name in ("wiredrift", "wiredrift-fix"):
        built, system = ({**hooks[id], "id": None, "language": None} for id in (name, f"{name}-system"))
        verdict.wants(f"{name} and its system variant differ", built == system)
        verdict.wants(f"{name} is built from source", hooks[name]["language"] == "rust")

    offered = court / "offered"
    commit = source(offered, environment, [MANIFEST])
    checks(user(court, environment, offered, commit, "wiredrift-system"), verdict, hooks["wiredrift"])
    fixes(user(court, environment, offered, commit, "wiredrift-fix-system"), verdict)

    # As pre-commit builds it: from a clone, in an environment of its own, with the newest packages that fit.
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    needed = ("src/", "benches/", "examples/", "schemas/", "Cargo.toml", "README.md", MANIFEST)
    files = [name for name in tracked.split("\0") if name.startswith(needed) and (ROOT / name).is_file()]
    commit = source(court / "source", environment, files)
    build = {f"CARGO_PROFILE_RELEASE_{key}": value for key, value in QUICK.items()}
    # What is in the path is not what is run.
    environment = {**environment, **build, "CARGO_TARGET_DIR": str(court / "target"), "PATH":
                   os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
    repository = user(court, environment, court / "source", commit, "wiredrift")
    verdict.expect("built from source: clean", True, repository.commit({"rec/a.json": CLEAN, **OTHERS}), "Passed")
    verdict.expect("built from source: drift", False, repository.commit({"rec/a.json": DRIFT}),
                   "exit code: 1", "error[date-offset-unpunctuated]")

    for line in verdict.wrong:
        print(f"  {line}")
    print(f"pre-commit: {verdict.commits} commits, {len(verdict.wrong)} went wrong")
    return 1 if verdict.wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

"""The comparison behind `benches/compare/run`: files, agreement, times, table.

usage: compare.py PEERS FOLDER

Each contender is a whole process. Before anything is timed, each has to find the clean files valid and the
drifted ones not; the ones that count have to find as many drifted records as there are.
"""

import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPARE = Path(__file__).resolve().parent
WIREDRIFT = ROOT / "target/release/wiredrift"
PEERS, FOLDER = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
RUNS = int(os.environ.get("RUNS", "5"))
SIZE = int(os.environ.get("SIZE", "200000000"))
POOL, PAGES, PAGE = 20_000, 2_000, 6
# One record in so many drifted, in the files that all have to refuse.
EVERY = 10
# What would take more seconds than this on the large files is timed on their small twins alone.
PATIENCE = 60


@dataclass
class Case:
    """Files that are checked together, and their twins with drift."""

    title: str
    clean: list[Path]
    drifted: list[Path]
    schema: Path
    records: int
    bytes: int = field(init=False)

    def __post_init__(self):
        self.bytes = sum(path.stat().st_size for path in self.clean)


@dataclass
class Contender:
    """A program, and how it is asked about a case; None where it can't be."""

    name: str
    version: list[str]
    ask: object
    # Whether it prints the number of what is not valid; otherwise its exit code is the verdict.
    counts: bool = False
    remark: str = ""

    def told_version(self) -> str:
        said = subprocess.run(self.version, capture_output=True, text=True, check=True).stdout
        return said.strip().splitlines()[0].split()[-1]


def output(*command) -> str:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def records() -> list[str]:
    """Different realistic connections of which wiredrift has nothing to tell, not even a note."""
    made = output(WIREDRIFT, "generate", "ConnectionDto", "--count", POOL, "--seed", 0, "--format", "ndjson",
                  "--quiet")
    return [line for line in made.splitlines() if "unknown_record_type" not in line]


def drift(record: str) -> str:
    """The record with a number for a text, which no validator accepts, with formats or without."""
    value = json.loads(record)
    value["connectionId"] = 7
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def page(of: list[str]) -> str:
    return '{"body":[' + ",".join(of) + '],"code":200}'


def schemas() -> tuple[Path, Path]:
    """The exported schema of a record, and one of a page of such records."""
    record = json.loads(output(WIREDRIFT, "schema", "show", "ConnectionDto"))
    inner = {key: value for key, value in record.items() if key not in ("$schema", "$id", "$defs")}
    of_page = {
        "$schema": record["$schema"],
        "type": "object",
        "properties": {"body": {"type": "array", "items": {"$ref": "#/$defs/ConnectionDto"}},
                       "code": {"type": "integer"}},
        "required": ["body"],
        "$defs": {**record.get("$defs", {}), "ConnectionDto": inner},
    }
    return (write(FOLDER / "record.schema.json", json.dumps(record)),
            write(FOLDER / "page.schema.json", json.dumps(of_page)))


def cases() -> list[Case]:
    pool = records()
    of_record, of_page = schemas()

    def many(size: int, every: int | None) -> list[str]:
        chosen, total = [], 0
        while total < size:
            record = pool[len(chosen) % len(pool)]
            if every and len(chosen) % every == 0:
                record = drift(record)
            chosen.append(record)
            total += len(record.encode()) + 1
        return chosen

    def log(name: str, size: int, every: int | None = None) -> tuple[Path, int]:
        chosen = many(size, every)
        return write(FOLDER / f"{name}.ndjson", "\n".join(chosen) + "\n"), len(chosen)

    def document(name: str, size: int, every: int | None = None) -> Path:
        return write(FOLDER / f"{name}.json", page(many(size, every)))

    def pages(name: str, every: int | None = None) -> list[Path]:
        found = []
        for number in range(PAGES):
            start = number * PAGE % (len(pool) - PAGE)
            of = pool[start:start + PAGE]
            if every and number % every == 0:
                of[0] = drift(of[0])
            found.append(write(FOLDER / name / f"page-{number:04}.json", page(of)))
        return found

    # The twins are small: what is asked of them is the verdict.
    large, count = log("log", SIZE)
    small_log, small_count = log("drifted", 4_000_000, EVERY)
    one = pages("one-file")[:1]
    return [
        Case(f"a log of {SIZE // 1_000_000} MB, a record a line", [large], [small_log], of_record, small_count),
        Case(f"one document of {SIZE // 1_000_000} MB, a page", [document("page", SIZE)],
             [document("drifted-page", 4_000_000, EVERY)], of_page, 1),
        Case(f"{PAGES:,} files of a page each", pages("pages"), pages("drifted-pages", EVERY), of_page, PAGES),
        Case("one small file", one, pages("drifted-pages", EVERY)[:1], of_page, 1),
    ]


def contenders() -> list[Contender]:
    tools, venv, node = PEERS / "tools/bin", PEERS / "venv/bin", PEERS / "node"
    sourcemeta = node / "node_modules/.bin/jsonschema"

    def is_log(paths):
        return paths[0].suffix == ".ndjson"

    def folder_of(paths):
        return paths if len(paths) == 1 else [paths[0].parent]

    def wiredrift(threads):
        def ask(schema, paths):
            dto = ["--dto", "ConnectionDto"] if is_log(paths) else []
            return [WIREDRIFT, "check", "--isolated", "--threads", threads, *dto, *folder_of(paths)]
        return ask

    def package(name):
        return ["node", "-p", f"require('{node}/node_modules/{name}/package.json').version"]

    def distribution(name):
        return [venv / "python", "-c", f"import importlib.metadata as m; print(m.version('{name}'))"]

    def crate(name):
        tree = ["cargo", "tree", "--quiet", "--manifest-path", COMPARE / "loops/Cargo.toml", "--depth", "1",
                "--prefix", "none", "--format", "{p}", "--invert", name]
        return ["sh", "-c", " ".join(str(part) for part in tree).replace("{p}", "'{p}'") + " | head -1 | tr -d v"]

    loops = PEERS / "build/release/wiredrift-compare-loops"
    return [
        Contender("wiredrift, 1 thread", [WIREDRIFT, "--version"], wiredrift(1)),
        Contender("wiredrift, 2 threads", [WIREDRIFT, "--version"], wiredrift(2)),
        Contender("jsonschema (crate), in a loop", crate("jsonschema"), counts=True,
                  ask=lambda schema, paths: [loops, "jsonschema", schema, *paths] if is_log(paths) else None),
        Contender("boon (crate), in a loop", crate("boon"), counts=True,
                  ask=lambda schema, paths: [loops, "boon", schema, *paths] if is_log(paths) else None),
        Contender("jsonschema-cli", [tools / "jsonschema-cli", "--version"],
                  ask=lambda schema, paths: None if is_log(paths) else
                  [tools / "jsonschema-cli", "validate", schema, "--assert-format", *(
                      part for path in paths for part in ("-i", path))]),
        Contender("boon-cli", [tools / "boon", "--version"],
                  ask=lambda schema, paths: None if is_log(paths) else
                  [tools / "boon", "-f", "-q", schema, *paths]),
        Contender("Blaze (`@sourcemeta/jsonschema`), fast", package("@sourcemeta/jsonschema"),
                  ask=lambda schema, paths: [sourcemeta, "validate", "--fast", "-F", schema, *as_jsonl(paths)]),
        Contender("Blaze (`@sourcemeta/jsonschema`)", package("@sourcemeta/jsonschema"),
                  ask=lambda schema, paths: [sourcemeta, "validate", "-F", schema, *as_jsonl(paths)]),
        Contender("ajv, in a loop (Node.js)", package("ajv"), counts=True,
                  ask=lambda schema, paths: ["node", node / "loop.mjs", schema, *paths]),
        Contender("jsonschema-rs, in a loop (Python)", distribution("jsonschema-rs"), counts=True,
                  ask=lambda schema, paths: [venv / "python", COMPARE / "loop.py", schema, *paths]),
        Contender("check-jsonschema (Python)", distribution("check-jsonschema"),
                  ask=lambda schema, paths: None if is_log(paths) else
                  [venv / "check-jsonschema", "--schemafile", schema, *paths]),
    ]


def as_jsonl(paths: list[Path]) -> list[Path]:
    """Blaze knows a log by its name."""
    named = []
    for path in paths:
        if path.suffix == ".ndjson":
            link = path.with_suffix(".jsonl")
            link.unlink(missing_ok=True)
            os.link(path, link)
            path = link
        named.append(path)
    return named


def run(command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def agree(contender: Contender, case: Case) -> str | None:
    """What is wrong with the contender's verdicts; None where they are right."""
    for paths, due in ((case.clean[:20], 0), (case.drifted, -(-case.records // EVERY))):
        # The large clean file is judged when it is timed: a process that fails there stops the comparison.
        if due == 0 and paths[0].stat().st_size > 50_000_000:
            continue
        ran = run(contender.ask(case.schema, paths))
        if contender.counts:
            if ran.returncode != 0 or int(ran.stdout) != due:
                return f"{due} drifted, said {ran.stdout.strip()!r} {ran.stderr[-300:]!r}"
        elif (ran.returncode == 0) != (due == 0):
            return f"{due} drifted, ended with {ran.returncode}: {ran.stdout[-300:]!r} {ran.stderr[-300:]!r}"
    return None


def timed(asked: list[tuple[str, list]]) -> list[dict]:
    """Hyperfine's measurements, one contender after another."""
    export = FOLDER / "times.json"
    command = [PEERS / "tools/bin/hyperfine", "--style", "none", "--shell=none", "--warmup", 1, "--runs", RUNS,
               "--export-json", export]
    for name, ask in asked:
        command += ["--command-name", name, " ".join(str(part) for part in ask)]
    ran = run(command)
    if ran.returncode != 0:
        raise SystemExit(f"hyperfine: {ran.stderr[-2000:]}")
    return json.loads(export.read_text())["results"]


def peak(ask: list) -> int:
    """The resident memory of one run at its peak, in bytes.

    Hyperfine tells the largest of all runs so far, and a child begins with the peak of who started it: a small
    process stands between.
    """
    between = ("import resource, subprocess, sys; "
               "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    return int(output(sys.executable, "-S", "-E", "-c", between, *ask)) * 1024


def main() -> int:
    print("making the files", file=sys.stderr)
    wrong = 0
    entrants = contenders()
    versions = {contender.name: contender.told_version() for contender in entrants}
    for case in cases():
        print(f"\n**{case.title}** ({case.bytes / 1e6:.1f} MB)\n")
        print("| | version | seconds | MB a second | peak memory in MB |\n|---|---|---|---|---|")
        asked = []
        for contender in entrants:
            ask = contender.ask(case.schema, case.clean)
            if ask is None:
                continue
            start = time.monotonic()
            fault = agree(contender, case)
            took = time.monotonic() - start
            if fault:
                print(f"  {contender.name}: {fault}", file=sys.stderr)
                wrong += 1
                continue
            judged = sum(path.stat().st_size for path in case.drifted)
            if took / judged * case.bytes > PATIENCE and case.bytes > judged:
                speed = f"{judged / 1e6 / took:,.1f}"
                print(f"| {contender.name} | {versions[contender.name]} | | {speed}, of {judged / 1e6:.0f} MB | |")
                continue
            asked.append((contender.name, ask))
        if case.title == "one small file":
            asked.append(("`/bin/true`", ["/bin/true"]))
        for result in timed(asked):
            name, seconds = result["command"], result["median"]
            memory = peak(dict(asked)[name])
            speed = f"{case.bytes / 1e6 / seconds:,.0f}" if name in versions and len(case.clean) != 1 or \
                case.bytes > 1_000_000 else ""
            print(f"| {name} | {versions.get(name, '')} | {seconds:.4f} | {speed} | {memory / 1e6:,.1f} |")
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.processor())
    print(f"\n{os.cpu_count()} cores of {model}, {platform.system()} {platform.release()}, "
          f"{output('rustc', '--version').split(' (')[0]}, Node.js {output('node', '--version').strip()}, "
          f"Python {platform.python_version()}; medians of {RUNS} runs.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""The official JSON Schema Test Suite, through the command line.

    suite.py COURT

Every mandatory test of drafts 4, 6, 7, 2019-09 and 2020-12, and all of `optional/format` of 2020-12 with
formats asserted: `wiredrift check --schema … --fail-on error` exits with 1 exactly where the suite says
that the instance is invalid. The suite comes with the source distribution of the Python package
jsonschema; none of it is kept in this repository.
"""

import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tarfile

PACKAGE = "jsonschema==4.25.1"
WIREDRIFT = pathlib.Path("target/debug/wiredrift").resolve()
DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}


def suite(court):
    """The folder of the suite, fetched where it is not there."""
    folder = court / "suite"
    if not folder.is_dir():
        download = court / "download"
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run(
            [*pip, "--no-binary", ":all:", "--dest", download, PACKAGE], check=True
        )
        (archive,) = download.glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            packed.extractall(download, filter="data")
        (unpacked,) = download.glob("*/json")
        unpacked.rename(folder)
    return folder


def cases(tests):
    """The files of the suite, and whether formats are asserted for them."""
    for draft, dialect in DRAFTS.items():
        for path in sorted((tests / draft).glob("*.json")):
            yield draft, dialect, path, "off"
    for path in sorted((tests / "draft2020-12/optional/format").glob("*.json")):
        yield "draft2020-12", DRAFTS["draft2020-12"], path, "on"


def written(path, value):
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def judge(group):
    """The tests of one schema that come out wrong."""
    schema, formats, remotes, tests = group
    wrong = []

    def code(instances):
        command = [WIREDRIFT, "check", "--schema", schema, "--fail-on", "error"]
        command += ["--ref-dir", f"http://localhost:1234/={remotes}/", "--format-assertion", formats]
        command += ["--input-format", "json", "--threads", "1", *instances]
        return subprocess.run(command, capture_output=True, check=False).returncode

    valid = [test for test in tests if test[2]]
    # All that is valid at once; where that goes wrong, each by itself.
    if valid and code([path for path, _, _ in valid]) != 0:
        wrong += [name for path, name, _ in valid if code([path]) != 0]
    wrong += [name for path, name, is_valid in tests if not is_valid and code([path]) != 1]
    return wrong


def main():
    court = pathlib.Path(sys.argv[1])
    folder = suite(court)
    instances = court / "instances"
    instances.mkdir(exist_ok=True)
    groups = []
    count = 0
    for draft, dialect, path, formats in cases(folder / "tests"):
        for number, group in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            schema = group["schema"]
            if isinstance(schema, dict):
                schema = {"$schema": dialect, **schema}
            stem = f"{draft}-{path.stem}-{formats}-{number}"
            tests = []
            for index, test in enumerate(group["tests"]):
                instance = written(instances / f"{stem}-{index}.json", test["data"])
                name = f"{path.name}: {group['description']}: {test['description']}"
                tests.append((instance, f"{draft} {name}", test["valid"]))
            count += len(tests)
            place = written(instances / f"{stem}.schema.json", schema)
            groups.append((place, formats, folder / "remotes", tests))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        wrong = [name for names in pool.map(judge, groups) for name in names]
    for name in wrong:
        print(f"wrong: {name}")
    print(f"JSON Schema Test Suite: {count} tests, {len(wrong)} wrong")
    sys.exit(1 if wrong or count < 5000 else 0)


main()

"""Python's jsonschema, with rfc3339-validator, as a judge of generated payloads.

usage: judge.py SCHEMAS COURT

Accepts every sample under COURT/samples and refuses every mutant under COURT/mutants whose rule is
an error, apart from the leniencies that leniencies.json lists with their reasons. Exits with 1 on
any other disagreement, and where a listed leniency never occurred.
"""

import json
import re
import sys
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker

JUDGE = "python-jsonschema"
SHOWN = 20


def main(schemas: Path, court: Path) -> int:
    leniencies = json.loads((Path(__file__).parent / "leniencies.json").read_text())[JUDGE]
    disagreements: list[str] = []
    used: set[str] = set()
    validators: dict[str, Draft202012Validator] = {}

    def validator(name: str) -> Draft202012Validator:
        if name not in validators:
            revision, dto = name.split(".")
            schema = json.loads((schemas / revision / f"{dto}.schema.json").read_text())
            Draft202012Validator.check_schema(schema)
            validators[name] = Draft202012Validator(schema, format_checker=FormatChecker())
        return validators[name]

    def is_known_refusal(error) -> bool:
        if error.validator != "format" or not isinstance(error.instance, str):
            return False
        for entry in leniencies["refusesDates"]:
            if re.search(entry["pattern"], error.instance):
                used.add(entry["pattern"])
                return True
        return False

    samples = 0
    for path in sorted((court / "samples").glob("*.ndjson")):
        judge = validator(path.name.rsplit(".", 2)[0])
        for number, line in enumerate(path.open(encoding="utf-8"), 1):
            samples += 1
            payload = json.loads(line)
            if judge.is_valid(payload):
                continue
            errors = [error for error in judge.iter_errors(payload) if not is_known_refusal(error)]
            disagreements += [f"{path.name}:{number}: refused: {error.json_path}: {error.message[:120]}" for error in errors]

    mutants = 0
    for folder in sorted(path for path in (court / "mutants").iterdir() if path.is_dir()):
        judge = validator(folder.name)
        for entry in json.loads((folder / "manifest.json").read_text())["files"]:
            mutants += 1
            payload = json.loads((folder / entry["file"]).read_text(encoding="utf-8"))
            errors = list(judge.iter_errors(payload))
            what = f"{folder.name}/{entry['file']} {entry['rule']} {entry.get('mutated')}"
            if entry["level"] == "error" and not errors:
                listed = [known for known in leniencies["acceptsRules"] if entry["rule"] == known["rule"] and re.search(known.get("pattern", ""), entry.get("mutated") or "")]
                if listed:
                    used.update(json.dumps(known) for known in listed)
                else:
                    disagreements.append(f"{what}: accepted")
            if entry["level"] == "note" and any(not is_known_refusal(error) for error in errors):
                disagreements.append(f"{what}: refused: {errors[0].message[:120]}")

    listed = {entry["pattern"] for entry in leniencies["refusesDates"]}
    listed |= {json.dumps(entry) for entry in leniencies["acceptsRules"]}
    for entry in sorted(listed - used):
        disagreements.append(f"the listed leniency {entry} never occurred")
    for line in disagreements[:SHOWN]:
        print(f"  {line}")
    print(f"{JUDGE}: {samples} samples, {mutants} mutants, {len(disagreements)} disagreements")
    return 1 if disagreements or not samples or not mutants else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

"""The vendor's own client as a judge: it must read what is generated as realistic.

usage: vendor.py COURT

Reads every realistic sample of revision 2026-08 under COURT/samples with the model of the same name,
and writes it again. Exits with 1 where a sample is refused or comes out with fewer members.
"""

import json
import sys
from pathlib import Path

import workiva_wdata_client.models as models

SHOWN = 20


def size(value) -> int:
    if isinstance(value, dict):
        return sum(1 + size(inner) for inner in value.values())
    if isinstance(value, list):
        return sum(size(inner) for inner in value)
    return 0


def main(court: Path) -> int:
    disagreements: list[str] = []
    read = 0
    without: list[str] = []
    for path in sorted((court / "samples").glob("2026-08.*.realistic.ndjson")):
        dto = path.name.split(".")[1]
        model = getattr(models, dto, None)
        if model is None:
            without.append(dto)
            continue
        for number, line in enumerate(path.open(encoding="utf-8"), 1):
            read += 1
            try:
                # Not to_json, which leaves out what is read-only, and so most of a response.
                again = model.from_json(line).model_dump(by_alias=True, exclude_unset=True)
            except Exception as error:  # noqa: BLE001 - whatever the client throws is its verdict
                disagreements.append(f"{path.name}:{number}: {str(error)[:200]}")
                continue
            if size(again) < size(json.loads(line)):
                disagreements.append(f"{path.name}:{number}: comes out smaller")
    for line in disagreements[:SHOWN]:
        print(f"  {line}")
    note = f" (no model of {', '.join(without)})" if without else ""
    print(f"vendor's client: {read} samples, {len(disagreements)} disagreements{note}")
    return 1 if disagreements or not read else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

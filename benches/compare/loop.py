"""usage: loop.py SCHEMA FILE...    how many lines of a log, or other documents, are not valid for jsonschema-rs"""

import json
import sys

import jsonschema_rs

schema, *files = sys.argv[1:]
with open(schema, encoding="utf-8") as file:
    validator = jsonschema_rs.Draft202012Validator(json.load(file), validate_formats=True)
invalid = 0
for name in files:
    with open(name, "rb") as file:
        if name.endswith(".ndjson"):
            invalid += sum(not validator.is_valid(json.loads(line)) for line in file)
        else:
            invalid += not validator.is_valid(json.load(file))
print(invalid)

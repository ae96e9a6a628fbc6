"""Reads a metrics text with Prometheus' own Python parser.

In: {"text": text}
Out: {"families": [[name, type, help]], "samples": [[name, {label: value}, number as text]]}
"""
import json
import sys

from prometheus_client.parser import text_string_to_metric_families

families, samples = [], []
for family in text_string_to_metric_families(json.load(sys.stdin)["text"]):
    families.append([family.name, family.type, family.documentation])
    for sample in family.samples:
        samples.append([sample.name, sample.labels, repr(sample.value)])
json.dump({"families": families, "samples": samples}, sys.stdout)

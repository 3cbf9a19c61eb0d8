"""About: what a file of layers says of itself, by English keys; the words are in the language of the run."""

from __future__ import annotations

from dashboard import names, sentences, text
from dashboard.export import naming, provenance
from dashboard.export.cells import printable
from dashboard.export.options import SheetOptions
from geo.evaluate import Evaluation

REDACTED = "redacted"


def facts(evaluation: Evaluation, options: SheetOptions) -> dict[str, str]:
    """Return whose plan this is, its digest, how secret and old it is, what is invented, and the minutes."""
    meta = evaluation.operation.meta
    told = {
        "operation": meta.name,
        "jurisdiction": meta.jurisdiction,
        "election_day": meta.election_day.isoformat(),
        "plan": naming.plan(evaluation, options),
        "plan_digest": evaluation.digest,
        "event": options.event,
        "data_digest": evaluation.operation.digest,
        "data_date": meta.data_date.isoformat(),
        "classification": provenance.classification(evaluation, options),
        "copy": options.redaction,
        "simulated": provenance.simulated(evaluation),
        "means": names.means(evaluation).upper(),
        "minutes": names.caption(evaluation),
        "threshold_min": repr(evaluation.scenario.threshold_min),
        "crs": "EPSG:4326",
        "language": text.language(),
    }
    if options.redaction != "full":
        told[REDACTED] = sentences.veiled()
    return {key: printable(words) for key, words in told.items()}


def headline(told: dict[str, str]) -> str:
    """Return in one line what nobody who opens a file should miss."""
    invented = ("SIMULASI",) if told["simulated"] else ()
    parts = (told["classification"], *invented, told["means"], told["operation"], told["plan_digest"])
    return " · ".join(parts)

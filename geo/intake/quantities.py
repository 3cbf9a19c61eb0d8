"""Quantities: numbers and words of a field by row, with what reading them took."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from geo import catalogue
from geo.intake import numerals, vocabulary
from geo.intake.cells import Texts
from geo.intake.ledger import Ledger
from geo.intake.numerals import Read
from geo.intake.text import plain, uniques

SURE = {"thousands_comma": 0.9, "words_with_number": 0.9, "number_with_part": 0.7, "number_in_text": 0.85}


def written(number: float) -> str:
    """Return a number as a person types it: whole without decimals."""
    return f"{number:.0f}" if number % 1 == 0 else f"{number:g}"


def column(texts: Texts, field: str, n: int) -> pd.Series:
    """Return the text of a field (n,), None everywhere where the file has no such column."""
    return texts.get(field, pd.Series(np.full(n, None, dtype=object)))


def numbers(
    texts: Texts,
    field: str,
    ledger: Ledger,
    *,
    how: Callable[[str], Read] = numerals.count,
    low: float = 0,
    high: float = np.inf,
    needed: bool = False,
) -> np.ndarray:
    """Return the numbers of a field (n,), NaN where there is none; note what reading them took.

    Parameters
    ----------
    texts, field, ledger : cells, which of them, and where findings go.
    how : reads one cell.
    low, high : bounds; a number beyond is left out and asked about.
    needed : whether a row without the number cannot be used.
    """
    cells = column(texts, field, len(ledger.rows))
    values, rules = numerals.read(cells, how)
    told = cells.to_numpy(object)
    for rule in sorted(set(rules) - {"", "number_unreadable"}):
        at = np.flatnonzero((rules == rule) & ledger.open)
        after = [written(value) for value in values[at]]
        applied = ledger.add(
            at,
            field,
            rule,
            status="repaired",
            before=told[at],
            after=after,
            confidence=SURE[rule],
            needed=needed,
        )
        values[at[~applied]] = np.nan
    bad = np.flatnonzero((rules == "number_unreadable") & ledger.open)
    ledger.add(
        bad, field, "number_unreadable", status="questioned", before=told[bad], confidence=0.0, needed=needed
    )
    with np.errstate(invalid="ignore"):
        beyond = np.flatnonzero(((values < low) | (values > high)) & ledger.open)
    ledger.add(
        beyond,
        field,
        "value_out_of_range",
        status="questioned",
        before=told[beyond],
        confidence=0.0,
        needed=needed,
    )
    values[beyond] = np.nan
    return values


def indicators(texts: Texts, ledger: Ledger, *, level: str) -> dict[str, np.ndarray]:
    """Return the risk indicators that the file has (n,), but for what is a field of its own already."""
    keys = [key for key, it in catalogue.indicators().items() if it.level == level and key in texts]
    own = {"registered_voters"}
    return {
        key: numbers(texts, key, ledger, how=numerals.amount, low=-np.inf) for key in keys if key not in own
    }


def _meaning(words: dict[str, str], told: str, *, inside: bool) -> tuple[str, str]:
    """Return (what a text means, rule): exactly a word of the table, or one that holds a word."""
    text = plain(told)
    if text in words:
        return words[text], ""
    if inside:
        for word, meaning in words.items():
            if len(word) > 1 and f" {word} " in f" {text} ":
                return meaning, "word_understood"
    return "", "value_unknown"


def meanings(cells: pd.Series, table: str, *, inside: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return (meanings, rules) of words by a table of the vocabulary (n,); None and "" where a cell is empty.

    Parameters
    ----------
    cells : text by row.
    table : of the vocabulary.
    inside : whether a word may stand within other words, as "Polsek" in "Polsek Grati".
    """
    codes, texts = uniques(cells)
    words = vocabulary.words(table)
    found = [_meaning(words, str(text), inside=inside) for text in texts]
    told = np.array([*(it[0] or None for it in found), None], dtype=object)[codes]
    return told, np.array([*(it[1] for it in found), ""], dtype=object)[codes]


def words(texts: Texts, field: str, ledger: Ledger, *, table: str, fallback: str | None = None) -> np.ndarray:
    """Return what the words of a field mean (n,), None where they are empty; an unknown word is asked about.

    `fallback` is proposed for unknown words; they cannot be used without an answer.
    """
    cells = column(texts, field, len(ledger.rows))
    told, rules = meanings(cells, table, inside=True)
    before = cells.to_numpy(object)
    at = np.flatnonzero((rules == "word_understood") & ledger.open)
    applied = ledger.add(
        at,
        field,
        "word_understood",
        status="repaired",
        before=before[at],
        after=told[at],
        confidence=0.9,
        needed=True,
    )
    told[at[~applied]] = None
    at = np.flatnonzero((rules == "value_unknown") & ledger.open)
    taken = ledger.add(
        at,
        field,
        "value_unknown",
        status="questioned",
        before=before[at],
        after=fallback,
        confidence=0.2,
        needed=True,
    )
    told[at[taken]] = fallback
    return told


def repeats(keys: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return (whether a row repeats an earlier one in all columns, position of the first of its kind)."""
    group = keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return np.arange(len(keys)) != first[group], first[group]

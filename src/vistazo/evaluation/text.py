"""Judging what was read against what was written: edit distance, alignment, spaces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vistazo.evaluation.ambiguity import merge_ambiguous


@dataclass(frozen=True)
class TextReport:
    """How well texts were read. Error rates are edit distances over reference characters, summed.

    Attributes:
        texts: How many texts.
        characters: Of the references, spaces included.
        error: Character error, case and all.
        error_caseless: The same, upper and lower case taken as one.
        error_merged: The same, groups of characters that look alike taken as one.
        whole: Share of the texts read without an error.
        words: Share of the references' words that were read without an error.
        space_f1: F1 of the spaces: right where the alignment puts one on another.
    """

    texts: int
    characters: int
    error: float
    error_caseless: float
    error_merged: float
    whole: float
    words: float
    space_f1: float


def judge_texts(read: Sequence[str], written: Sequence[str]) -> TextReport:
    """Compare texts one by one.

    Args:
        read: What was read.
        written: What is right, as many.
    """
    characters = max(1, sum(map(len, written)))
    found = Counter[str]()
    words, right_words = 0, 0
    for one, other in zip(read, written, strict=True):
        pairs = align(one, other)
        for got, wanted in pairs:
            found["both"] += got == wanted == " "
            found["read"] += got == " "
            found["written"] += wanted == " "
        outcome = _word_outcomes(pairs)
        words += len(outcome)
        right_words += sum(outcome)
    spaces = found["read"] + found["written"]
    return TextReport(
        texts=len(written),
        characters=characters,
        error=_total(read, written) / characters,
        error_caseless=_total(map(str.lower, read), map(str.lower, written)) / characters,
        error_merged=_total(map(_merge, read), map(_merge, written)) / characters,
        whole=sum(map(str.__eq__, read, written)) / max(1, len(written)),
        words=right_words / max(1, words),
        space_f1=2 * found["both"] / spaces if spaces else 1.0,
    )


def label_accuracy(read: Sequence[str], written: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Per character of the references: how often it was read right, and how often it occurs."""
    right, all_ = Counter[str](), Counter[str]()
    for one, other in zip(read, written, strict=True):
        for got, wanted in align(one, other):
            if wanted:
                all_[wanted] += 1
                right[wanted] += got == wanted
    return {label: (right[label], all_[label]) for label in sorted(all_)}


def edit_distance(one: str, other: str) -> int:
    """Fewest insertions, deletions and replacements that turn `one` into `other`."""
    if one == other:
        return 0
    return int(_table(one, other)[-1, -1])


def align(read: str, written: str) -> list[tuple[str, str]]:
    """Pairs of characters on a cheapest path; "" where the other side has nothing."""
    table = _table(read, written)
    row, column = len(read), len(written)
    pairs = []
    while row or column:
        here = table[row, column]
        replaced = row and column and read[row - 1] != written[column - 1]
        if row and column and here == table[row - 1, column - 1] + replaced:
            row, column = row - 1, column - 1
            pairs.append((read[row], written[column]))
        elif row and here == table[row - 1, column] + 1:
            row -= 1
            pairs.append((read[row], ""))
        else:
            column -= 1
            pairs.append(("", written[column]))
    return pairs[::-1]


def _table(one: str, other: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Distances between all beginnings, int64 (len(one) + 1, len(other) + 1)."""
    codes = np.array([ord(letter) for letter in other])
    steps = np.arange(len(other) + 1)
    table = np.empty((len(one) + 1, len(other) + 1), np.int64)
    table[0] = steps
    for row, letter in enumerate(one, start=1):
        before = table[row - 1]
        table[row, 0] = row
        table[row, 1:] = np.minimum(before[1:] + 1, before[:-1] + (codes != ord(letter)))
        # Inserting any number of characters is a running minimum.
        table[row] = np.minimum.accumulate(table[row] - steps) + steps
    return table


def _total(read: Iterable[str], written: Iterable[str]) -> int:
    return sum(edit_distance(one, other) for one, other in zip(read, written, strict=True))


def _merge(text: str) -> str:
    return "".join(merge_ambiguous(text))


def _word_outcomes(pairs: list[tuple[str, str]]) -> list[bool]:
    """Whether each word of the reference was read right, with no space read inside it."""
    outcomes = []
    right, length = True, 0
    for got, wanted in [*pairs, (" ", " ")]:
        if wanted == " ":
            if length:
                outcomes.append(right and got == " ")
            right, length = got == " ", 0
        else:
            right &= got == wanted
            length += wanted != ""
    return outcomes

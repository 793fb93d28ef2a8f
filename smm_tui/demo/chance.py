"""Chance that repeats itself: the same words, the same dice."""

from __future__ import annotations

import random


def dice(*words: object) -> random.Random:
    """Dice that fall alike in every process for the same words (a seed, an id)."""
    return random.Random(":".join(map(str, words)))  # noqa: S311 - a demo's luck, no secret

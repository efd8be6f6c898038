# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""“At least” and “at most” in the user's words, for requirements that do not say how their value is
meant: a wall of at least 1.2 mm that is 3 mm thick is right."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?")
_UNIT = r"(?:\s?(?:[^\W\d_]{1,12}|°|\"|″|%|³)){0,2}"
# Phrases that mean it wherever they stand.
_LEAST = (r"at least|no less than|not less than|no fewer than|no thinner than|not thinner than|"
          r"no smaller than|minimum|mindestens|wenigstens|nicht weniger als|au moins|"
          r"au minimum|al menos|por lo menos|como mínimo|至少|不少于|不低于|≥|>=")
_MOST = (r"at most|no more than|not more than|no larger than|no thicker than|maximum|höchstens|"
         r"maximal|nicht mehr als|au plus|au maximum|pas plus de|a lo sumo|como máximo|"
         r"no más de|至多|最多|不超过|≤|<=")
# Those that mean it only beside the number.
_BEFORE_LEAST = rf"(?:{_LEAST}|(?<!no )(?<!not )more than|min\.?)"
_BEFORE_MOST = rf"(?:{_MOST}|up to|less than|max\.?|bis zu|jusqu'à|hasta)"
_AFTER_LEAST = (r"(?:or (?:more|thicker|larger|longer|wider|higher|taller)|at least|minimum|min\b|"
                r"oder mehr)")
_AFTER_MOST = r"(?:or (?:less|fewer|thinner|smaller|shorter)|at most|maximum|max\b|oder weniger)"
# “at least about 3 mm”, “a minimum thickness of 3 mm”
_BETWEEN = r"(?:\s+(?:about|of|a|an|the|some|[^\W\d_]+\s+of))?\s*[:=]?\s*$"


def read(words: str, value: Any) -> str | None:
    """“at_least” or “at_most”, as the words mean the value; None: they say neither."""
    words = words.casefold()
    numbers = [found for found in _NUMBER.finditer(words) if type(value) in (int, float)
               and float(found.group().replace(",", ".")) == float(value)]
    found = ({_beside(words, number) for number in numbers} if numbers else
             {name for name, phrases in (("at_least", _LEAST), ("at_most", _MOST))
              if re.search(phrases, words)})
    return found.pop() if len(found) == 1 else None


def _beside(words: str, number: re.Match[str]) -> str | None:
    before, after = words[:number.start()], words[number.end():]
    for name, ahead, behind in (("at_least", _BEFORE_LEAST, _AFTER_LEAST),
                                ("at_most", _BEFORE_MOST, _AFTER_MOST)):
        if (re.search(rf"(?<![a-z]){ahead}{_BETWEEN}", before)
                or re.match(rf"{_UNIT}\s*,?\s*{behind}", after)):
            return name
    return None

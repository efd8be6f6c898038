# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-translated-phrases.py PO… OUTPUT: the table that mq-translated-phrases.h declares, as C:
what po/*.po have for the changes that the sketcher suggests."""

import json
import re
import sys

ENTRY = re.compile(r'^msgctxt "suggestion"\nmsgid (?P<english>(?:".*"\n)+)'
                   r'msgstr (?P<words>(?:".*"\n?)+)', re.M)
LINE = re.compile(r'^"(.*)"$', re.M)


def main():
    """Reads the translations, and writes the rows."""
    rows = []
    for name in sys.argv[1:-1]:
        with open(name, encoding="utf-8") as file:
            for entry in ENTRY.finditer(file.read()):
                english, words = ("".join(LINE.findall(entry[group]))
                                  for group in ("english", "words"))
                if words:
                    quoted = json.dumps(words, ensure_ascii=False)
                    rows.append(f"  {{ {quoted}, {json.dumps(english)} }},")
    with open(sys.argv[-1], "w", encoding="utf-8") as file:
        file.write("\n".join(['#include "service/sketcher/language/mq-translated-phrases.h"',
                              "const MqTranslatedPhrase mq_translated_phrases[] = {", *rows,
                              "  { NULL, NULL },", "};", ""]))


main()

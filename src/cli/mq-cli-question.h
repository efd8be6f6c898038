/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of requirements that a run asks about, at the terminal: a row is wanted while it has no
 * `doubt`. Used by MqInteractiveLoop and MqPrinter. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_CLI_QUESTION: what may be typed. */
#define MQ_CLI_QUESTION                                                                            \
  "Build with those marked ✓? (Enter: yes · 3: mark or leave out row 3 · 3 = 60 mm: change it · "  \
  "mm: unit of all that have none · STOP) "

char *mq_cli_question_describe (JsonArray *rows, guint i) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

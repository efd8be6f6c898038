/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Translated sentences for defects: those that a `defects-left` notice lists as facts, and those
 * that other values of a script bring. Used by the timeline, the parameters and the command line.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* NULL if the code is unknown: use the service's sentence then. @facts: (nullable), see
 * docs/inside/protocol.md. */
char *mq_defect_words_make (JsonObject *facts) G_GNUC_WARN_UNUSED_RESULT;
char *mq_defect_words_compare (JsonObject *plan, JsonObject *before,
                               JsonObject *after) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a script that leaves Maquette: REQUIREMENTS and JOINS of its version's plan, as Python
 * literals behind the parameters, and the lines that check them (docs/using/proof.md). A stored
 * script has none of them: the plan owns them, and takes them back when the script comes in. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/** MQ_SCRIPT_CHECK_FILE: the file beside an exported script that measures its rows. */
#define MQ_SCRIPT_CHECK_FILE "maquette-check.zip"

char *mq_script_proof_add (const char *script, JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_script_proof_take (const char *script, char **rest, JsonObject **rows, GError **error);
JsonObject *mq_script_proof_apply (JsonObject *rows, JsonObject *plan) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

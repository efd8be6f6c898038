/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of the script of a model that was taken in, as maquette_bridge/intake/mesh_script.py writes
 * it: values, and the functions of parts that build() calls. The words for them are in
 * mq-model-changes.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean mq_model_edits_set (char **script, const char *name, const char *value, double factor);
gboolean mq_model_edits_remove (char **script, const char *part);
char *
mq_model_edits_copy (char **script, const char *part, const double *move) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_edits_call (char **script, const char *call);
void mq_model_edits_add (char **script, const char *constants, const char *function);

G_END_DECLS

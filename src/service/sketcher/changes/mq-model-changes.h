/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the script of a model that was taken in, which has no plan, by words: the color and the
 * size of its parts, which there are, copies, walls, a base and letters. The script is that of
 * maquette_bridge/intake/mesh_script.py, however it was edited. */
#pragma once

#include "service/sketcher/language/mq-lexicon.h"

G_BEGIN_DECLS

/**
 * MqModelChange:
 * @script: the script with the changes
 * @summary: what was changed, for the user
 * @touches: the ids of the parts that it changes; `whole`: all
 * @not_done: (element-type utf8): the pieces of the text that were not understood
 */
typedef struct
{
  char *script;
  char *summary;
  JsonArray *touches;
  GPtrArray *not_done;
} MqModelChange;

MqModelChange *mq_model_changes_apply (MqLexicon *lexicon, const char *script, JsonObject *report,
                                       const char *text) G_GNUC_WARN_UNUSED_RESULT;
void mq_model_change_free (MqModelChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqModelChange, mq_model_change_free)

G_END_DECLS

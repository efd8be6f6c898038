/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqToolkit: the tested functions that scripts may call without defining them, as models are told
 * of them: data/agents/toolkit.txt, with the signatures of the functions themselves. Used by the
 * team of models, and for programs that write scripts of their own. */
#pragma once

#include "common/script/mq-python-library.h"

G_BEGIN_DECLS

/**
 * MqToolkit:
 * @general: those for any asset, a line each below headings
 * @finishes: names of finishes, separated by commas
 * @sections: those for some assets only, for mq_toolkit_dup_special()
 */
typedef struct
{
  char *general;
  char *finishes;
  GPtrArray *sections;
} MqToolkit;

MqToolkit *mq_toolkit_load (const char *dir, MqPythonLibrary *library,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_toolkit_free (MqToolkit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqToolkit, mq_toolkit_free)

char *mq_toolkit_dup_special (MqToolkit *self, const char *about) G_GNUC_WARN_UNUSED_RESULT;
void
mq_toolkit_append_signature (GString *text, const MqPythonFunction *function, const char *said);

G_END_DECLS

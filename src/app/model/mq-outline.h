/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqOutline: the parameters and functions of a generated script, one function per part. Scripts may
 * be untrusted or incomplete. Used by the script view, the parts list and MqDiff. */
#pragma once

#include "common/script/mq-script-parameter.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A top-level function, from its `def` (or first decorator) to its last line. */
typedef struct
{
  char *name;
  char *title; /* "Front legs": its name for the user */
  guint first_line;
  guint last_line;
} MqOutlineFunction;

typedef struct
{
  GPtrArray *parameters; /* of MqScriptParameter: the top-level constants, in the script's order */
  GPtrArray *functions;  /* of MqOutlineFunction, in the script's order */
} MqOutline;

MqOutline *mq_outline_new (const char *script);
void mq_outline_free (MqOutline *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqOutline, mq_outline_free)

const MqOutlineFunction *mq_outline_find_part (MqOutline *self, const char *part);
const MqOutlineFunction *mq_outline_find_line (MqOutline *self, guint line);
gboolean mq_outline_find_library (MqOutline *self, const char *script, guint *first, guint *last);
GHashTable *mq_outline_list_names (const char *script, guint first_line,
                                   guint last_line) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqScript: a generated script as text that can be edited by its functions and parameters: a
 * parameter block, one function per part, build() last (docs/using/models.md). Other top-level code
 * is allowed. A script with a fault in a function can be edited, to replace that function. */
#pragma once

#include "common/script/mq-python-library.h"

G_BEGIN_DECLS

typedef struct _MqScript MqScript;

MqScript *mq_script_new (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_script_free (MqScript *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScript, mq_script_free)
/* Owned by the script; valid until the next edit. */
const char *mq_script_get_text (MqScript *self);

void mq_script_set_docstring (MqScript *self, const char *title, const char *about);
gboolean mq_script_has (MqScript *self, const char *name);
/* Only for a script that was not edited yet. */
const char *mq_script_get_name_at (MqScript *self, guint line);

/**
 * MqScriptEdit:
 * @replaced: replaced functions and parameters
 * @added: new functions and parameters
 * @removed: removed functions and parameters
 *
 * The result of an edit, by name.
 */
typedef struct
{
  GPtrArray *replaced;
  GPtrArray *added;
  GPtrArray *removed;
} MqScriptEdit;

void mq_script_edit_free (MqScriptEdit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqScriptEdit, mq_script_edit_free)

/* @patch: Python with whole functions, parameters and imports. Each replaces the one of its
 * name; new functions go before build(), new parameters after the last one, new imports after
 * the others. @remove: (nullable): names. */
MqScriptEdit *mq_script_edit (MqScript *self, const char *patch, const char *const *remove,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mq_script_restore_frame (MqScript *self, const char *title, const char *const *parts);
guint mq_script_complete (MqScript *self, MqPythonLibrary *library);
char *mq_script_dup_complete (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_script_loads_meshes (const char *text);
gboolean mq_script_is_rebuilt (const char *text);
gboolean mq_script_is_taken_in (const char *text);
char *mq_script_dup_own (MqScript *self, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

char *mq_script_dup_numbered (MqScript *self, MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

char *mq_script_unfence (const char *answer, const char *language) G_GNUC_WARN_UNUSED_RESULT;

/* mq-script-outline.c */
char *mq_script_outline (const char *script, const char *const *whole) G_GNUC_WARN_UNUSED_RESULT;

/* mq-script-restore.c */
gboolean mq_script_restore (MqScript *script, const char *then, const char *const *parts,
                            gint64 version, GError **error);

/* mq-script-compare.c */
char *mq_script_describe_difference (const char *before, const char *after,
                                     MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;
GStrv mq_script_list_changed (const char *before, const char *after) G_GNUC_WARN_UNUSED_RESULT;
char *mq_script_put_back (const char *script, const char *then, const char *name,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_script_dup_replaced (const char *before, const char *after,
                              MqPythonLibrary *library) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

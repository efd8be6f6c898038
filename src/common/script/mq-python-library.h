/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPythonLibrary: the Python functions shared by kinds and models' scripts, from several files,
 * and the dependencies of a set of functions: other functions, imports, parameters. */
#pragma once

#include "common/script/mq-python-source.h"

G_BEGIN_DECLS

/**
 * MqPythonNeeds:
 * @library: functions of the library, in its order (`const MqPythonFunction *`)
 * @own: functions of the kind, in its order
 * @imports: `const MqPythonImport *`, without duplicates
 * @constants: set of parameter names
 * @missing: set of names that are neither defined nor Python built-ins
 */
typedef struct
{
  GPtrArray *library;
  GPtrArray *own;
  GPtrArray *imports;
  GHashTable *constants;
  GHashTable *missing;
} MqPythonNeeds;

void mq_python_needs_free (MqPythonNeeds *needs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPythonNeeds, mq_python_needs_free)

typedef struct _MqPythonLibrary MqPythonLibrary;

MqPythonLibrary *mq_python_library_new (void);
void mq_python_library_free (MqPythonLibrary *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPythonLibrary, mq_python_library_free)
/* Takes @source. */
void mq_python_library_add (MqPythonLibrary *self, MqPythonSource *source);
gboolean mq_python_library_load (MqPythonLibrary *self, const char *folder, GError **error);
const MqPythonFunction *mq_python_library_lookup (MqPythonLibrary *self, const char *name);
MqPythonNeeds *mq_python_library_resolve (MqPythonLibrary *self, MqPythonSource *own,
                                          const char *const *names) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqPythonSource: the imports and top-level functions of a Python file, and the names each
 * function uses from outside itself. It parses only as much of Python's syntax (strings,
 * comments, brackets, indentation) as that needs, and never runs code. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MQ_PYTHON_SOURCE_MAX_BYTES: maximum bytes of a file. */
#define MQ_PYTHON_SOURCE_MAX_BYTES (256 * 1024)
/** MQ_PYTHON_SOURCE_MAX_FUNCTIONS: maximum functions of one file. */
#define MQ_PYTHON_SOURCE_MAX_FUNCTIONS 400

/**
 * MqPythonFunction:
 * @name: its name
 * @text: the comments directly above it and its definition, one newline at the end
 * @uses: names it uses from outside (functions, parameters, modules), in order of first use
 */
typedef struct
{
  char *name;
  char *text;
  GStrv uses;
  guint line;
} MqPythonFunction;

/**
 * MqPythonImport:
 * @module: `math`; for `from m import n`, m
 * @name: the name of @module that is imported, or %NULL for the module itself
 * @binds: the name that it binds in the file
 */
typedef struct
{
  char *module;
  char *name;
  char *binds;
} MqPythonImport;

/**
 * MqPythonSource:
 * @functions: (element-type MqPythonFunction): in the file's order
 * @imports: (element-type MqPythonImport): in the file's order
 */
typedef struct
{
  GPtrArray *functions;
  GPtrArray *imports;
  GHashTable *by_name; /* the last function of each name */
} MqPythonSource;

MqPythonSource *mq_python_source_new (const char *text, gssize length, const char *file,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void mq_python_source_free (MqPythonSource *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqPythonSource, mq_python_source_free)

const MqPythonFunction *mq_python_source_lookup (MqPythonSource *self, const char *name);
const MqPythonImport *mq_python_source_lookup_import (MqPythonSource *self, const char *binds);

gboolean mq_python_is_identifier (const char *name);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The Python lexer: splits a text into names, strings, operators and ends of statements, with line,
 * column and bracket depth. Names in the braces of an f-string are tokens, too. Used by the code
 * that edits and shows scripts. Invalid Python is lexed as far as possible, and the first problem
 * is reported. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_PYTHON_NAME,
  MQ_PYTHON_NUMBER,
  MQ_PYTHON_STRING,
  MQ_PYTHON_OPERATOR,
  MQ_PYTHON_NEWLINE,
} MqPythonTokenKind;

/**
 * MqPythonToken:
 * @start: its start in the text, not NUL-terminated
 * @column: column of its line's first character, so 0 for every token of a top-level statement
 * @depth: number of open brackets around it
 */
typedef struct
{
  const char *start;
  gsize length;
  guint line;
  guint column;
  guint depth;
  MqPythonTokenKind kind;
} MqPythonToken;

GArray *
mq_python_tokenize (const char *text, guint *line, const char **problem) G_GNUC_WARN_UNUSED_RESULT;
const MqPythonToken *mq_python_tokens_get (GArray *tokens, guint index);
gboolean mq_python_tokens_match (GArray *tokens, guint index, const char *text);
guint mq_python_tokens_find_next (GArray *tokens, guint statement);
const char *mq_python_tokens_find_end (GArray *tokens, guint from, guint to);

gboolean mq_python_token_is (const MqPythonToken *self, const char *text);
gboolean mq_python_token_is_name (const MqPythonToken *self);
char *mq_python_token_dup (const MqPythonToken *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_python_is_constant (const char *name);

G_END_DECLS

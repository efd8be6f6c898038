/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Top-level statements of a script, each with its comments. MqScript edits them; joined again,
 * unchanged statements give the script byte for byte. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_SCRIPT_STATEMENT_TEXT, /* the docstring at the top, and everything else */
  MQ_SCRIPT_STATEMENT_IMPORT,
  MQ_SCRIPT_STATEMENT_PARAMETER, /* NAME = … */
  MQ_SCRIPT_STATEMENT_FUNCTION,  /* def or class, with its decorators */
  MQ_SCRIPT_STATEMENT_MAIN,      /* if __name__ == … */
} MqScriptStatementKind;

/**
 * MqScriptStatement:
 * @kind: the kind of statement
 * @name: (nullable): the name of a parameter or function
 * @lead: blank lines, headings and comments before it
 * @text: the statement, the comments right above it included; ends with a newline, if the script
 *   does
 * @line: line number of @text, from 1
 */
typedef struct
{
  MqScriptStatementKind kind;
  char *name;
  char *lead;
  char *text;
  guint line;
} MqScriptStatement;

MqScriptStatement *mq_script_statement_new (MqScriptStatementKind kind, const char *name,
                                            const char *lead, const char *text);

gboolean mq_script_statements_check_text (const char *text, GError **error);
GPtrArray *mq_script_statements_cut (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_script_statements_begin_at (const char *line);
GPtrArray *mq_script_statements_cut_leniently (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_script_statements_join (GPtrArray *statements) G_GNUC_WARN_UNUSED_RESULT;
MqScriptStatement *
mq_script_statements_find (GPtrArray *statements, const char *name, guint *index);

void mq_script_statement_rename (MqScriptStatement *self, const char *from, const char *to,
                                 const MqScriptStatement *own);

/* The frame of a script: its imports, ASSET, the ids of its parts and the call of build(). The
 * program puts back what an answer drops of it. */
void mq_script_frame_restore (GPtrArray *statements, const char *title, const char *const *parts);

G_END_DECLS

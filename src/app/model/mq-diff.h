/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqDiff: the difference between two scripts, line by line (libgit2 finds the hunks). Used by the
 * script view. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  MQ_DIFF_CONTEXT,
  MQ_DIFF_ADDED,
  MQ_DIFF_REMOVED,
  MQ_DIFF_HUNK, /* its text is the hunk's function, or empty */
} MqDiffKind;

#define MQ_TYPE_DIFF_LINE (mq_diff_line_get_type ())
G_DECLARE_FINAL_TYPE (MqDiffLine, mq_diff_line, MQ, DIFF_LINE, GObject)

struct _MqDiffLine
{
  GObject parent_instance;

  MqDiffKind kind;
  guint old_line; /* from 1; 0: not in this script */
  guint new_line;
  char *text; /* without the newline */
};

#define MQ_TYPE_DIFF (mq_diff_get_type ())
G_DECLARE_FINAL_TYPE (MqDiff, mq_diff, MQ, DIFF, GObject)

struct _MqDiff
{
  GObject parent_instance;

  GListStore *lines;  /* of MqDiffLine */
  GPtrArray *touched; /* names for the user of the changed functions, each once */
  guint n_added;      /* lines, but for the toolkit's */
  guint n_removed;
  guint n_toolkit; /* lines of the toolkit that were added or removed */
};

MqDiff *mq_diff_new (const char *before, const char *after, GError **error);
/* "12 lines added, 3 removed, in Cushion and Legs · Toolkit: 40 lines": shown, and read by screen
 * readers. */
char *mq_diff_dup_summary (MqDiff *self);

G_END_DECLS

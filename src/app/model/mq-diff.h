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

MqDiffKind mq_diff_line_get_kind (MqDiffLine *self);
guint mq_diff_line_get_old_line (MqDiffLine *self); /* from 1; 0: not in this script */
guint mq_diff_line_get_new_line (MqDiffLine *self);
const char *mq_diff_line_get_text (MqDiffLine *self); /* without the newline */

#define MQ_TYPE_DIFF (mq_diff_get_type ())
G_DECLARE_FINAL_TYPE (MqDiff, mq_diff, MQ, DIFF, GObject) /* GListModel of MqDiffLine */

MqDiff *mq_diff_new (const char *before, const char *after, GError **error);
guint mq_diff_get_n_added (MqDiff *self);
guint mq_diff_get_n_removed (MqDiff *self);
/* "12 lines added, 3 removed, in cushion and legs": shown, and read by screen readers. */
char *mq_diff_dup_summary (MqDiff *self);

G_END_DECLS

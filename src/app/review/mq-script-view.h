/* MqScriptView: a Python script as text: light or dark as the window is, with a stretch of lines that
 * can be marked, and a line that is at fault. */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

#define MQ_TYPE_SCRIPT_VIEW (mq_script_view_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptView, mq_script_view, MQ, SCRIPT_VIEW, GtkSourceView)

/* A buffer for it, which may outlive it: what one edits is kept so. */
GtkSourceBuffer *mq_script_view_make_buffer (const char *text);

/* Lines count from 1. @last: 0 takes the mark away. */
void mq_script_view_mark_lines (MqScriptView *self, guint first, guint last);
void mq_script_view_go_to_line (MqScriptView *self, guint line);
guint mq_script_view_get_line (MqScriptView *self);
/* @line: 0: none is at fault. @message: for the gutter's tooltip. */
void mq_script_view_set_fault (MqScriptView *self, guint line, const char *message);

G_END_DECLS

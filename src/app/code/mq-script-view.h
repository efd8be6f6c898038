/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqScriptView: a source view for Python scripts that follows the light or dark style, with a
 * tinted range of lines and a marked faulty line. Used by MqCodeView. */
#pragma once

#include <gtksourceview/gtksource.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_TYPE_SCRIPT_VIEW (mq_script_view_get_type ())
G_DECLARE_FINAL_TYPE (MqScriptView, mq_script_view, MQ, SCRIPT_VIEW, GtkSourceView)

/* Creates a buffer for the view. The buffer may outlive it, so that edits are kept. */
GtkSourceBuffer *mq_script_view_make_buffer (const char *text);
char *mq_script_view_dup_text (GtkTextBuffer *buffer) G_GNUC_WARN_UNUSED_RESULT;

void mq_script_view_mark_lines (MqScriptView *self, guint first, guint last);
void mq_script_view_go_to_line (MqScriptView *self, guint line);
guint mq_script_view_get_line (MqScriptView *self);
guint mq_script_view_get_line_at (MqScriptView *self, double x, double y);
void mq_script_view_replace (MqScriptView *self, guint line, guint column, const char *name,
                             const char *with);
void mq_script_view_set_fault (MqScriptView *self, guint line, const char *message);
void mq_script_view_set_findings (MqScriptView *self, JsonArray *findings);
void mq_script_view_fold (MqScriptView *self, guint first, guint last);

G_END_DECLS

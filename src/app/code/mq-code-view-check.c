/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeView: what is wrong with the edited script: why its last run failed, or what a check finds
 * while the user writes. */
#include "app/code/mq-code-view-private.h"

#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* Returns: (nullable): the finding in the cursor's line, or else the first error */
static JsonObject *
choose_finding (MqCodeView *self)
{
  gint64 cursor = mq_script_view_get_line (self->text);
  JsonObject *found = NULL;

  for (guint i = 0; i < mq_json_length (self->findings); i++)
    {
      JsonObject *finding = mq_json_element_object (self->findings, i);

      if (mq_json_get_int (finding, "line", 0) == cursor)
        return finding;
      if (found == NULL && g_str_equal (mq_json_get_string (finding, "severity", ""), "error"))
        found = finding;
    }

  return found;
}

/* The name that most likely was meant. */
static const char *
get_fix (JsonObject *finding)
{
  return *mq_json_get_string (finding, "name", "") != '\0'
             ? mq_json_element_string (mq_json_get_array (finding, "nearest"), 0)
             : NULL;
}

/* The first line of a failure is what happened; the marked line shows where, and why. */
static char *
describe_failure (const char *message, guint line)
{
  g_autofree char *first = g_strndup (message, strcspn (message, "\n"));
  g_autofree char *prefix = g_strdup_printf (_ ("Line %d: %s"), (int)line, "");
  const char *what = g_str_has_prefix (first, prefix) ? first + strlen (prefix) : first;
  gsize length = strlen (what);

  if (line == 0)
    return g_strdup (what);
  /* Translators: %.*s is what is wrong, without a full stop */
  return g_strdup_printf (_ ("%.*s. Fix line %u, then run again."),
                          (int)(g_str_has_suffix (what, ".") ? length - 1 : length), what, line);
}

/* The bar says why the last run failed, until the script is changed, or else what a check found. */
void
mq_code_view_show_problem (MqCodeView *self)
{
  const char *message = self->draft != NULL ? self->draft->message : NULL;
  JsonObject *finding = message == NULL && self->draft != NULL ? choose_finding (self) : NULL;
  const char *fix = finding != NULL ? get_fix (finding) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  mq_json_replace_object (&self->finding, finding);
  self->fault_line = message != NULL   ? self->draft->fault_line
                     : finding != NULL ? (guint)mq_json_get_int (finding, "line", 0)
                                       : 0;
  if (message != NULL)
    text = describe_failure (message, self->fault_line);
  else if (finding != NULL)
    text = g_strdup_printf (_ ("Line %d: %s"), (int)self->fault_line,
                            mq_json_get_string (finding, "what", ""));
  if (text != NULL)
    gtk_label_set_label (self->fault_label, text);
  /* Translators: replaces a wrong name in a script by the right one. */
  label = fix != NULL ? g_strdup_printf (_ ("Use “%s”"), fix) : g_strdup ("");
  gtk_button_set_label (self->fix_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->fix_button), fix != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fault_label), message);
  gtk_widget_set_visible (self->fault_button,
                          self->fault_line > 0
                              && self->fault_line != mq_script_view_get_line (self->text));
  gtk_revealer_set_reveal_child (self->fault_revealer, text != NULL);
}

static void
checked_cb (MqCodeView *self, JsonArray *findings)
{
  if (self->draft == NULL)
    return;

  mq_json_replace_array (&self->findings, findings);
  mq_script_view_set_findings (self->text, findings);
  /* The failure was one of the text before. */
  if (self->draft->message != NULL && self->is_edited)
    mq_script_draft_set_fault (self->draft, NULL, 0);
  else
    mq_code_view_show_problem (self);
}

void
mq_code_view_stop_checker (MqCodeView *self)
{
  if (self->checker == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->checker, self);
  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->checker));
  g_clear_object (&self->checker);
}

/* A Blender checks the script as long as it is edited and seen. */
void
mq_code_view_update_checker (MqCodeView *self)
{
  MqBlender *blender = self->workspace != NULL ? mq_workspace_get_blender (self->workspace) : NULL;
  MqWorkerSettings settings;
  g_autofree char *text = NULL;

  if (self->draft == NULL || blender == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      mq_code_view_stop_checker (self);
      return;
    }
  if (self->checker != NULL)
    return;

  settings = mq_worker_settings_read (blender, mq_workspace_get_config (self->workspace));
  self->checker = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->checker, "checked", G_CALLBACK (checked_cb), self,
                           G_CONNECT_SWAPPED);
  if (!mq_script_draft_is_changed (self->draft))
    return;

  text = mq_code_view_dup_text (self);
  mq_mesh_preview_check (self->checker, text);
}

/* Finds the wrong name, which may be inside the expression that the finding is about. */
void
mq_code_view_fix (MqCodeView *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  const char *fix = get_fix (self->finding);
  GtkTextIter start;
  GtkTextIter end;
  GtkTextIter line_end;

  gtk_text_buffer_get_iter_at_line_index (buffer, &start, (int)self->fault_line - 1,
                                          (int)mq_json_get_int (self->finding, "column", 0));
  line_end = start;
  if (!gtk_text_iter_ends_line (&line_end))
    gtk_text_iter_forward_to_line_end (&line_end);
  if (fix == NULL
      || !gtk_text_iter_forward_search (&start, mq_json_get_string (self->finding, "name", ""), 0,
                                        &start, &end, &line_end))
    return;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, fix, -1);
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

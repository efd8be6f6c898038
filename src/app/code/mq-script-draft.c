/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* An edited copy of a script and its run, see mq-script-draft.h. */
#include "app/code/mq-script-draft.h"

#include "app/code/mq-script-view.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

enum
{
  CHANGED,
  FAILED,
  MADE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqScriptDraft, mq_script_draft, G_TYPE_OBJECT)

static void
mq_script_draft_finalize (GObject *object)
{
  MqScriptDraft *self = MQ_SCRIPT_DRAFT (object);

  g_clear_object (&self->version);
  g_clear_object (&self->buffer);
  g_clear_object (&self->conversation);
  g_clear_object (&self->drafts);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (mq_script_draft_parent_class)->finalize (object);
}

static void
mq_script_draft_class_init (MqScriptDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_script_draft_finalize;

  signals[CHANGED] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "changed", 0);
  signals[FAILED] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "failed", 0);
  signals[MADE] = mq_signal_new (G_TYPE_FROM_CLASS (klass), "made", 1, MQ_TYPE_VERSION);
}

static void
mq_script_draft_init (MqScriptDraft *self)
{
}

/**
 * mq_script_draft_new:
 * @version: (nullable): the version that the new one is based on
 * @script: the script of @version, or one that no version has
 *
 * Returns: (transfer full): a new draft
 */
MqScriptDraft *
mq_script_draft_new (MqVersion *version, const char *script)
{
  MqScriptDraft *self = g_object_new (MQ_TYPE_SCRIPT_DRAFT, NULL);

  g_set_object (&self->version, version);
  self->buffer = mq_script_view_make_buffer (script);

  return self;
}

char *
mq_script_draft_dup_text (MqScriptDraft *self)
{
  return mq_script_view_dup_text (GTK_TEXT_BUFFER (self->buffer));
}

/* Replaces the text, which Undo brings back. Returns: whether it was another one */
gboolean
mq_script_draft_replace (MqScriptDraft *self, const char *script)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *text = mq_script_draft_dup_text (self);
  GtkTextIter start;
  GtkTextIter end;

  if (g_str_equal (text, script))
    return FALSE;

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, script, -1);
  gtk_text_buffer_end_user_action (buffer);
  return TRUE;
}

/* Returns NULL, which deletes the saved draft, when nothing is changed. */
static JsonObject *
describe (gpointer owner)
{
  MqScriptDraft *self = owner;
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  g_autofree char *text = NULL;
  GtkTextIter cursor;

  if (self->drafts == NULL || !mq_script_draft_is_changed (self))
    return NULL;

  text = mq_script_draft_dup_text (self);
  gtk_text_buffer_get_iter_at_mark (buffer, &cursor, gtk_text_buffer_get_insert (buffer));
  return mq_json_new ("script:s line:i", text, gtk_text_iter_get_line (&cursor) + 1);
}

static void
text_changed_cb (MqScriptDraft *self)
{
  if (self->drafts != NULL)
    mq_drafts_touch (self->drafts, self->name, G_OBJECT (self), describe);
}

/* Saves the draft to disk now and whenever it changes, until it becomes a version. @drafts:
 * where to save it; @name: its name there, see mq_drafts_name_script(). */
void
mq_script_draft_keep (MqScriptDraft *self, MqDrafts *drafts, const char *name)
{
  g_return_if_fail (MQ_IS_SCRIPT_DRAFT (self) && MQ_IS_DRAFTS (drafts));
  g_return_if_fail (name != NULL && self->drafts == NULL);

  self->drafts = g_object_ref (drafts);
  self->name = g_strdup (name);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Deletes the saved draft. */
void
mq_script_draft_forget (MqScriptDraft *self)
{
  if (self->drafts != NULL)
    mq_drafts_drop (self->drafts, self->name);
  g_clear_object (&self->drafts);
}

/* @line: the line of the cursor, from 1 */
void
mq_script_draft_restore (MqScriptDraft *self, const char *text, int line)
{
  GtkTextIter at;

  gtk_text_buffer_set_text (GTK_TEXT_BUFFER (self->buffer), text, -1);
  gtk_text_buffer_get_iter_at_line (GTK_TEXT_BUFFER (self->buffer), &at, MAX (line, 1) - 1);
  gtk_text_buffer_place_cursor (GTK_TEXT_BUFFER (self->buffer), &at);
  gtk_text_buffer_set_modified (GTK_TEXT_BUFFER (self->buffer), TRUE);
}

static DexFuture *
run_fiber (MqScriptDraft *self, const char *words)
{
  g_autoptr (MqConversation) conversation = g_object_ref (self->conversation);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = mq_script_draft_dup_text (self);
  g_autoptr (MqVersion) made = dex_await_object (
      mq_conversation_run_script (conversation, text, self->version, words), &error);

  g_clear_object (&self->conversation);
  g_signal_emit (self, signals[CHANGED], 0);
  if (made != NULL)
    {
      mq_script_draft_forget (self);
      g_signal_emit (self, signals[MADE], 0, made);
    }
  else if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_CANCELLED))
    {
      g_set_str (&self->message, error->message);
      self->fault_line = mq_conversation_get_fault_line (conversation);
      g_signal_emit (self, signals[FAILED], 0);
    }

  return dex_future_new_true ();
}

/**
 * mq_script_draft_run:
 * @self: a draft that is not running
 * @conversation: the conversation of its version
 * @words: (nullable): the message of the run there; %NULL: the one for an edited script
 *
 * Runs the script as a new version. Emits "made" on success; otherwise "failed", with the members
 * "message" and "fault_line".
 */
void
mq_script_draft_run (MqScriptDraft *self, MqConversation *conversation, const char *words)
{
  g_return_if_fail (MQ_IS_SCRIPT_DRAFT (self) && MQ_IS_CONVERSATION (conversation));

  if (self->conversation != NULL)
    return;

  g_clear_pointer (&self->message, g_free);
  self->fault_line = 0;
  self->conversation = g_object_ref (conversation);
  g_signal_emit (self, signals[CHANGED], 0);
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, run_fiber, (MQ_TYPE_SCRIPT_DRAFT, self),
                                          (G_TYPE_STRING, words)));
}

/* @message: (nullable): why the last run failed; @line: the line that made it fail, from 1; 0:
 * unknown */
void
mq_script_draft_set_fault (MqScriptDraft *self, const char *message, guint line)
{
  g_set_str (&self->message, message);
  self->fault_line = line;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * mq_script_draft_stop:
 * @self: a draft
 *
 * Stops the run and keeps the text.
 */
void
mq_script_draft_stop (MqScriptDraft *self)
{
  if (self->conversation != NULL)
    dex_future_disown (mq_conversation_stop (self->conversation));
}

/* @body: what is lost, and what is not. Returns: (transfer floating): a question with the
 * responses "discard" and "cancel" */
AdwDialog *
mq_script_draft_question_new (const char *body)
{
  AdwDialog *question = adw_alert_dialog_new (_ ("Discard Your Changes?"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (question), "cancel", _ ("_Keep Editing"),
                                  "discard", _ ("_Discard"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), "discard",
                                            ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (question), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (question), "cancel");
  return question;
}

/* Returns: whether the text differs from the version's script */
gboolean
mq_script_draft_is_changed (MqScriptDraft *self)
{
  return gtk_text_buffer_get_modified (GTK_TEXT_BUFFER (self->buffer));
}

gboolean
mq_script_draft_is_running (MqScriptDraft *self)
{
  return self->conversation != NULL;
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqCodeView: the edited copies of scripts: saved ones from an earlier start, and the script of a
 * run that failed. */
#include "app/code/mq-code-view-private.h"

#include "common/base/mq-fiber.h"
#include "common/base/mq-limits.h"
#include "common/json/mq-json.h"

#include <string.h>

#define FIBER_STACK (256 * 1024)

/* The name of the saved draft; NULL when it cannot be saved. */
static char *
make_draft_name (MqCodeView *self, MqVersion *version)
{
  MqSession *session = self->conversation != NULL ? mq_conversation_get_session (self->conversation)
                                                  : NULL;

  return session != NULL && mq_conversation_get_drafts (self->conversation) != NULL
             ? mq_drafts_name_script (mq_session_get_id (session), mq_version_get_number (version))
             : NULL;
}

void
mq_code_view_add_draft (MqCodeView *self, MqVersionContents *contents)
{
  MqVersion *version = contents->version;
  const char *script = contents->script;
  MqScriptDraft *draft = mq_script_draft_new (version, script != NULL ? script : "");
  g_autofree char *name = make_draft_name (self, version);

  if (name != NULL)
    mq_script_draft_keep (draft, mq_conversation_get_drafts (self->conversation), name);
  g_signal_connect_object (draft, "made", G_CALLBACK (mq_code_view_handle_made), self, 0);
  g_hash_table_insert (self->drafts, g_strdup (mq_version_get_dir (version)), draft);
}

/* Edits the script that was asked for. It takes the place of other edits of the version, and Undo
 * brings those back. */
void
mq_code_view_edit_wanted (MqCodeView *self)
{
  g_autofree char *script = NULL;
  g_autofree char *text = NULL;
  GtkTextBuffer *buffer;
  GtkTextIter start;
  GtkTextIter end;

  if (self->wanted_script == NULL || self->contents == NULL
      || self->contents->version != self->wanted_version || self->n_restoring > 0)
    return;

  script = g_steal_pointer (&self->wanted_script);
  if (self->draft == NULL)
    {
      mq_code_view_add_draft (self, self->contents);
      mq_code_view_show_script (self);
    }
  buffer = GTK_TEXT_BUFFER (self->draft->buffer);
  text = mq_script_draft_dup_text (self->draft);
  if (!g_str_equal (text, script))
    {
      gtk_text_buffer_begin_user_action (buffer);
      gtk_text_buffer_get_bounds (buffer, &start, &end);
      gtk_text_buffer_delete (buffer, &start, &end);
      gtk_text_buffer_insert (buffer, &start, script, -1);
      gtk_text_buffer_end_user_action (buffer);
      mq_code_view_read_text (self);
    }
  g_clear_handle_id (&self->reread_source, g_source_remove);
  self->is_edited = FALSE;
  mq_script_draft_set_fault (self->draft, self->wanted_message, self->wanted_line);
  mq_code_view_go_to_line (self, MAX (self->wanted_line, 1));
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * mq_code_view_edit_script:
 * @self: a view, which shows @version or soon will
 * @version: the version that the script is based on
 * @script: the script of a failed run
 * @message: why it failed
 * @line: the line that made it fail, from 1; 0: unknown
 *
 * Goes to the line in the editor of the version, which has the script already if it ran from there.
 */
void
mq_code_view_edit_script (MqCodeView *self, MqVersion *version, const char *script,
                          const char *message, guint line)
{
  g_set_object (&self->wanted_version, version);
  g_set_str (&self->wanted_script, script);
  g_set_str (&self->wanted_message, message);
  self->wanted_line = line;
  mq_code_view_edit_wanted (self);
}

/**
 * mq_code_view_find_draft:
 * @self: a view
 * @script: a script
 *
 * Returns: (nullable): the folder of the version of which it is the edited script
 */
const char *
mq_code_view_find_draft (MqCodeView *self, const char *script)
{
  GHashTableIter iter;
  gpointer dir;
  gpointer draft;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &dir, &draft))
    {
      g_autofree char *text = mq_script_draft_dup_text (draft);

      if (g_str_equal (text, script))
        return dir;
    }

  return NULL;
}

static void
restore_draft (MqCodeView *self, MqVersionContents *contents, JsonObject *saved)
{
  const char *dir = mq_version_get_dir (contents->version);
  const char *text = mq_json_get_string (saved, "script", NULL);
  gint64 line = mq_json_get_int (saved, "line", 1);

  /* Another version is shown meanwhile; the draft is looked up again when this one is shown. */
  if (self->contents != contents)
    {
      g_hash_table_remove (self->asked, dir);
      return;
    }
  /* A longer script could not run, so the program never saved it. */
  if (text == NULL || strlen (text) > MQ_SCRIPT_MAX_BYTES
      || g_hash_table_contains (self->drafts, dir) || g_strcmp0 (text, contents->script) == 0)
    return;

  mq_code_view_add_draft (self, contents);
  mq_script_draft_restore (g_hash_table_lookup (self->drafts, dir), text,
                           (int)CLAMP (line, 1, G_MAXINT));
  mq_code_view_show_script (self);
  mq_code_view_read_text (self);
}

/* Restores edits from an earlier start of the program, unless the user has begun to edit again. */
static DexFuture *
restore_draft_fiber (MqCodeView *self, MqVersionContents *contents, DexFuture *loading)
{
  g_autoptr (JsonObject) saved = dex_await_boxed (dex_ref (loading), NULL);

  self->n_restoring--;
  restore_draft (self, contents, saved);
  mq_code_view_edit_wanted (self);
  return dex_future_new_true ();
}

void
mq_code_view_find_saved_draft (MqCodeView *self)
{
  MqVersion *version = self->contents->version;
  g_autofree char *name = make_draft_name (self, version);
  g_autoptr (DexFuture) loading = NULL;

  if (name == NULL || self->draft != NULL
      || !g_hash_table_add (self->asked, g_strdup (mq_version_get_dir (version))))
    return;

  self->n_restoring++;
  loading = mq_drafts_load (mq_conversation_get_drafts (self->conversation), name);
  dex_future_disown (
      mq_fiber_spawn_with (NULL, FIBER_STACK, restore_draft_fiber, (MQ_TYPE_CODE_VIEW, self),
                           (MQ_TYPE_VERSION_CONTENTS, self->contents), (DEX_TYPE_FUTURE, loading)));
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving a transcript, see mq-save-transcript.h. The transcript is loaded before the file dialog
 * opens, so that the user does not choose a file in vain. */
#include "app/window/mq-save-transcript.h"

#include "app/picture/mq-file-dialog.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

static DexFuture *
save_fiber (MqConversation *conversation, MqWindow *window)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = dex_await_boxed (mq_conversation_load_transcript (conversation),
                                              &error);
  g_autoptr (GFile) file = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  gtk_file_dialog_set_title (dialog, _ ("Save Transcript"));
  gtk_file_dialog_set_initial_name (dialog, "transcript.ndjson");
  if (bytes != NULL && (file = mq_file_dialog_save (dialog, GTK_WIDGET (window), &error)) != NULL
      && dex_await (dex_file_replace_contents_bytes (file, bytes, NULL, FALSE,
                                                     G_FILE_CREATE_PRIVATE
                                                         | G_FILE_CREATE_REPLACE_DESTINATION),
                    &error))
    {
      name = g_file_get_basename (file);
      text = g_strdup_printf (_ ("Saved “%s”"), name);
    }
  else if (error != NULL)
    {
      /* The first line of the message, as a toast has a single line. */
      name = g_strndup (error->message, strcspn (error->message, "\n"));
      /* Translators: %s is the reason, a sentence */
      text = g_strdup_printf (_ ("The transcript could not be saved: %s"), name);
    }

  if (text != NULL)
    mq_window_show_toast (window, text);
  return dex_future_new_true ();
}

void
mq_save_transcript (MqConversation *conversation, MqWindow *window)
{
  dex_future_disown (mq_fiber_spawn_with (NULL, 0, save_fiber, (MQ_TYPE_CONVERSATION, conversation),
                                          (MQ_TYPE_WINDOW, window)));
}

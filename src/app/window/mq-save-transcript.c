/* Saving a transcript, see mq-save-transcript.h. The transcript is loaded before the file dialog
 * opens, so that the user does not choose a file in vain. */
#include "app/window/mq-save-transcript.h"

#include <glib/gi18n.h>

typedef struct
{
  MqWindow *window;
  GBytes *bytes;
} SaveJob;

static void
save_job_free (gpointer data)
{
  SaveJob *job = data;

  g_object_unref (job->window);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveJob, save_job_free)

/* Shows the first line of the message, as a toast has a single line. */
static void
show_failure (SaveJob *job, const GError *error)
{
  g_autofree char *what = g_strndup (error->message, strcspn (error->message, "\n"));
  /* Translators: %s is the reason, a sentence */
  g_autofree char *text = g_strdup_printf (_ ("The transcript could not be saved: %s"), what);

  mq_window_show_toast (job->window, text);
}

static void
written_cb (GObject *file, GAsyncResult *result, gpointer data)
{
  g_autoptr (SaveJob) job = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (file));
  g_autofree char *text = NULL;

  if (!g_file_replace_contents_finish (G_FILE (file), result, NULL, &error))
    {
      show_failure (job, error);
      return;
    }

  text = g_strdup_printf (_ ("Saved “%s”"), name);
  mq_window_show_toast (job->window, text);
}

static void
chosen_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (SaveJob) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (dialog), result, &error);
  GBytes *bytes = job->bytes;

  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE,
                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                         NULL, written_cb, g_steal_pointer (&job));
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    show_failure (job, error);
}

static DexFuture *
loaded (DexFuture *future, gpointer data)
{
  SaveJob *job = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autoptr (GtkFileDialog) dialog = NULL;
  SaveJob *next;

  if (value == NULL)
    {
      show_failure (job, error);
      return dex_future_new_true ();
    }

  next = g_new0 (SaveJob, 1);
  next->window = g_object_ref (job->window);
  next->bytes = g_value_dup_boxed (value);
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, _ ("Save Transcript"));
  gtk_file_dialog_set_initial_name (dialog, "transcript.ndjson");
  gtk_file_dialog_save (dialog, GTK_WINDOW (next->window), NULL, chosen_cb, next);
  return dex_future_new_true ();
}

void
mq_save_transcript (MqConversation *conversation, MqWindow *window)
{
  SaveJob *job = g_new0 (SaveJob, 1);

  job->window = g_object_ref (window);
  dex_future_disown (dex_future_finally (mq_conversation_load_transcript (conversation), loaded,
                                         job, save_job_free));
}

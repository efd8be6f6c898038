/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exporting pictures, see mq-picture-out.h. */
#include "app/picture/mq-picture-out.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *widget;
  char *path;
} Out;

static Out *
out_new (GtkWidget *widget, const char *path)
{
  Out *out = g_new0 (Out, 1);

  out->widget = g_object_ref (widget);
  out->path = g_strdup (path);
  return out;
}

static void
out_free (gpointer data)
{
  Out *out = data;

  g_object_unref (out->widget);
  g_free (out->path);
  g_free (out);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Out, out_free)

static void
announce (Out *out, const char *text)
{
  mq_announce (GTK_ACCESSIBLE (out->widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
complain (Out *out, const char *title, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (out->widget);
  g_autoptr (GtkAlertDialog) alert = gtk_alert_dialog_new ("%s", title);

  gtk_alert_dialog_set_detail (alert, text);
  gtk_alert_dialog_show (alert, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
}

/**
 * mq_picture_offer:
 * @path: a picture file
 *
 * Returns: (transfer full): the file as content for a drag
 */
GdkContentProvider *
mq_picture_offer (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GdkFileList *files = gdk_file_list_new_from_array (&file, 1);
  GdkContentProvider *content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);

  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  return content;
}

static DexFuture *
copy_cb (DexFuture *future, gpointer data)
{
  Out *out = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  GdkContentProvider *both[2];
  g_autoptr (GdkContentProvider) content = NULL;

  if (value == NULL)
    {
      complain (out, _ ("The Picture Could Not Be Copied"), error->message);
      return NULL;
    }
  both[0] = gdk_content_provider_new_for_value (value);
  both[1] = mq_picture_offer (out->path);
  content = gdk_content_provider_new_union (both, 2);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (out->widget), content);
  announce (out, _ ("Picture copied"));
  return NULL;
}

/**
 * mq_picture_copy:
 * @widget: a widget of the window, for its clipboard
 * @path: a picture file
 *
 * Copies the picture in full size, as pixels and as a file.
 */
void
mq_picture_copy (GtkWidget *widget, const char *path)
{
  g_return_if_fail (GTK_IS_WIDGET (widget) && path != NULL);

  dex_future_disown (dex_future_finally (mq_picture_load (path, MQ_PICTURE_WHOLE), copy_cb,
                                         out_new (widget, path), out_free));
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Out) out = data;
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (object), result, &error))
    announce (out, _ ("Picture saved"));
  else
    complain (out, _ ("The Picture Could Not Be Saved"), error->message);
}

static void
save_where_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (Out) out = data;
  g_autoptr (GFile) to = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (object), result, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (out->path);

  if (to != NULL)
    g_file_copy_async (from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                       saved_cb, g_steal_pointer (&out));
}

/**
 * mq_picture_save:
 * @widget: a widget of the window, the dialog's parent
 * @path: a picture file
 * @name: (nullable): suggested file name; %NULL: the name of @path
 *
 * Opens a file dialog and copies the file unchanged.
 */
void
mq_picture_save (GtkWidget *widget, const char *path, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *base = g_path_get_basename (path);

  gtk_file_dialog_set_title (dialog, _ ("Save Picture"));
  gtk_file_dialog_set_initial_name (dialog, name != NULL ? name : base);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                        save_where_cb, out_new (widget, path));
}

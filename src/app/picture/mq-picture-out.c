/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Exporting pictures, see mq-picture-out.h. */
#include "app/picture/mq-picture-out.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-file-dialog.h"
#include "app/picture/mq-picture.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n.h>

#define FIBER_STACK (256 * 1024)

/* Announces @done, or shows @error below @heading. */
static void
report (GtkWidget *widget, const char *done, const char *heading, const GError *error)
{
  g_autoptr (GtkAlertDialog) alert = NULL;

  if (error == NULL)
    {
      mq_announce (GTK_ACCESSIBLE (widget), done, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      return;
    }

  alert = gtk_alert_dialog_new ("%s", heading);
  gtk_alert_dialog_set_detail (alert, error->message);
  gtk_alert_dialog_show (alert, GTK_WINDOW (gtk_widget_get_root (widget)));
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
copy_fiber (GtkWidget *widget, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = dex_await_object (mq_picture_load (path, MQ_PICTURE_WHOLE),
                                                     &error);

  if (texture != NULL)
    {
      GdkContentProvider *both[] = { gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture),
                                     mq_picture_offer (path) };
      g_autoptr (GdkContentProvider) content = gdk_content_provider_new_union (both, 2);

      gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
    }
  report (widget, _ ("Picture copied"), _ ("The Picture Could Not Be Copied"), error);
  return dex_future_new_true ();
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
  dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, copy_fiber, (GTK_TYPE_WIDGET, widget),
                                          (G_TYPE_STRING, path)));
}

static DexFuture *
save_fiber (GtkWidget *widget, const char *path, const char *name)
{
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Save Picture"), NULL,
                                                         MQ_FOLDER_PICTURES, NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) to = NULL;

  gtk_file_dialog_set_initial_name (dialog, name != NULL ? name : base);
  if ((to = mq_file_dialog_save (dialog, widget, &error)) != NULL)
    dex_await (dex_file_copy (from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT), &error);
  if (to != NULL || error != NULL)
    report (widget, _ ("Picture saved"), _ ("The Picture Could Not Be Saved"), error);
  return dex_future_new_true ();
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
  dex_future_disown (mq_fiber_spawn_with (NULL, FIBER_STACK, save_fiber, (GTK_TYPE_WIDGET, widget),
                                          (G_TYPE_STRING, path), (G_TYPE_STRING, name)));
}

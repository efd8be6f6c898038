/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A version as a file to drag, see mq-version-offer.h. */
#include "app/dialogs/mq-version-offer.h"

#include "client/export/mq-export.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"

#define FIBER_STACK (256 * 1024)
#define FOLDER "dragged"
#define PREFIX "maquette-"
/* px: seconds, not minutes. */
#define TEXTURE 1024

struct _MqVersionOffer
{
  GdkContentProvider parent_instance;

  char *path;
  DexFuture *making; /* rejects if it cannot be made */
};

G_DEFINE_FINAL_TYPE (MqVersionOffer, mq_version_offer, GDK_TYPE_CONTENT_PROVIDER)

/* A list of files can be written in these forms. Their type itself is not offered: GTK would ask
 * for it at once. */
static GdkContentFormats *
mq_version_offer_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormats *all = gdk_content_formats_union_serialize_mime_types (
      gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST));
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  const char *const *types = gdk_content_formats_get_mime_types (all, NULL);

  for (guint i = 0; types != NULL && types[i] != NULL; i++)
    gdk_content_formats_builder_add_mime_type (builder, types[i]);
  gdk_content_formats_unref (all);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static DexFuture *
write_fiber (MqVersionOffer *offer, GOutputStream *stream, const char *mime_type, int io_priority,
             GTask *task)
{
  g_autoptr (GFile) file = g_file_new_for_path (offer->path);
  g_auto (GValue) value = G_VALUE_INIT;
  GError *error = NULL;

  if (!dex_await (dex_ref (offer->making), &error))
    {
      g_task_return_error (task, error);
      return dex_future_new_true ();
    }

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (&file, 1));
  gdk_content_serialize_async (stream, mime_type, &value, io_priority,
                               g_task_get_cancellable (task), written_cb, g_object_ref (task));
  return dex_future_new_true ();
}

static void
mq_version_offer_write_mime_type_async (GdkContentProvider *provider, const char *mime_type,
                                        GOutputStream *stream, int io_priority,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (provider, cancellable, callback, user_data);

  dex_future_disown (mq_fiber_spawn_with (
      NULL, FIBER_STACK, write_fiber, (MQ_TYPE_VERSION_OFFER, MQ_VERSION_OFFER (provider)),
      (G_TYPE_OUTPUT_STREAM, stream), (G_TYPE_STRING, mime_type), (G_TYPE_INT, io_priority),
      (G_TYPE_TASK, task)));
}

static gboolean
mq_version_offer_write_mime_type_finish (GdkContentProvider *provider, GAsyncResult *result,
                                         GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* A drag that led nowhere ends its Blender. */
static void
mq_version_offer_finalize (GObject *object)
{
  MqVersionOffer *self = MQ_VERSION_OFFER (object);

  dex_clear (&self->making);
  g_free (self->path);

  G_OBJECT_CLASS (mq_version_offer_parent_class)->finalize (object);
}

static void
mq_version_offer_class_init (MqVersionOfferClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mq_version_offer_finalize;
  provider_class->ref_formats = mq_version_offer_ref_formats;
  provider_class->write_mime_type_async = mq_version_offer_write_mime_type_async;
  provider_class->write_mime_type_finish = mq_version_offer_write_mime_type_finish;
}

static void
mq_version_offer_init (MqVersionOffer *self)
{
}

/* @workspace: the workspace, with a Blender; @name: of the file, with its suffix. Returns:
 * (transfer full): the version as content for a drag; it is being made */
GdkContentProvider *
mq_version_offer_new (MqWorkspace *workspace, MqVersion *version, const char *name)
{
  /* The program's own folder for such files: who took one may read it as long as the program runs.
   * The next one removes it. */
  static char *folder;
  MqVersionOffer *self = g_object_new (MQ_TYPE_VERSION_OFFER, NULL);
  g_autofree char *parent = mq_paths_get_cache (FOLDER);
  GError *error = NULL;
  MqWorkerSettings settings;
  MqExportOptions *options;
  g_autoptr (MqExport) export = NULL;

  if (folder == NULL && mq_paths_make_private (parent, &error))
    {
      mq_files_sweep_temp (parent, PREFIX);
      /* The descriptor locks it until the program ends. */
      mq_files_make_temp (parent, PREFIX, &folder, &error);
    }

  if (folder == NULL || !mq_workspace_read_worker_settings (workspace, &settings, &error))
    {
      self->making = dex_future_new_for_error (error);
      return GDK_CONTENT_PROVIDER (self);
    }

  self->path = g_build_filename (folder, name, NULL);
  options = mq_export_options_new (mq_export_format_find ("glb"), self->path);
  options->texture_px = TEXTURE;
  options->replace = TRUE;
  export = mq_export_new (mq_workspace_get_library (workspace), &settings, version, options);
  self->making = mq_export_perform (export);
  return GDK_CONTENT_PROVIDER (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAttachments: the list, see mq-attachments.h. Each picture is validated on a thread; the number
 * of pictures is checked afterwards. */
#include "app/model/mq-attachments.h"

#include "client/picture/mq-reference.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_NAME 80

G_DEFINE_FINAL_TYPE (MqAttachment, mq_attachment, G_TYPE_OBJECT)

/* A picture being added. The thread that loads it does not access the list. */
typedef struct
{
  MqAttachments *list;
  GFile *file;
  GBytes *bytes;
  char *name;
  char *temp_dir;
  char *temp_name;
  DexFuture *before;
  MqPictureRole role; /* none: to be guessed */
  gboolean own;       /* imported before; deleted with the list */
} AttachmentJob;

static void
mq_attachment_finalize (GObject *object)
{
  MqAttachment *self = MQ_ATTACHMENT (object);

  g_free (self->path);
  g_free (self->origin);
  g_free (self->name);

  G_OBJECT_CLASS (mq_attachment_parent_class)->finalize (object);
}

static void
mq_attachment_class_init (MqAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_attachment_finalize;
}

static void
mq_attachment_init (MqAttachment *self)
{
}

static MqAttachment *
attachment_new (const char *path, const char *name, const MqPictureFacts *facts, gboolean temporary)
{
  MqAttachment *self = g_object_new (MQ_TYPE_ATTACHMENT, NULL);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->width = facts->width;
  self->height = facts->height;
  self->role = mq_picture_role_guess (name);
  self->temporary = temporary;
  return self;
}

G_DEFINE_FINAL_TYPE (MqAttachments, mq_attachments, G_TYPE_OBJECT)

static void
mq_attachments_finalize (GObject *object)
{
  MqAttachments *self = MQ_ATTACHMENTS (object);

  if (self->temp_dir != NULL)
    {
      g_autoptr (GDir) dir = g_dir_open (self->temp_dir, 0, NULL);
      const char *name;

      /* All its files are ours, also those of pictures that were rejected. */
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *file = g_build_filename (self->temp_dir, name, NULL);

          g_unlink (file);
        }

      g_rmdir (self->temp_dir);
    }

  mq_attachments_set_import (self, NULL, NULL, NULL);
  g_object_unref (self->items);
  dex_clear (&self->last);
  g_free (self->temp_dir);

  G_OBJECT_CLASS (mq_attachments_parent_class)->finalize (object);
}

static void
mq_attachments_class_init (MqAttachmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_attachments_finalize;
}

static void
mq_attachments_init (MqAttachments *self)
{
  self->items = g_list_store_new (MQ_TYPE_ATTACHMENT);
}

/**
 * mq_attachments_set_import:
 * @self: pictures
 * @import: (nullable): copies an accepted picture; %NULL: pictures are used as they are
 * @data: for @import
 * @destroy: (nullable): frees @data
 */
void
mq_attachments_set_import (MqAttachments *self, MqAttachmentsImport import, gpointer data,
                           GDestroyNotify destroy)
{
  g_return_if_fail (MQ_IS_ATTACHMENTS (self));

  if (self->import_destroy != NULL)
    self->import_destroy (self->import_data);
  self->import = import;
  self->import_data = data;
  self->import_destroy = destroy;
}

static void
attachment_job_free (gpointer data)
{
  AttachmentJob *job = data;

  g_clear_object (&job->list);
  dex_clear (&job->before);
  g_clear_object (&job->file);
  g_clear_pointer (&job->bytes, g_bytes_unref);
  g_free (job->name);
  g_free (job->temp_dir);
  g_free (job->temp_name);
  g_free (job);
}

static MqAttachment *load_path (const char *path, const AttachmentJob *job, GError **error);

static MqAttachment *
load_bytes (GBytes *bytes, const AttachmentJob *job, GError **error)
{
  const char *name = job->name;
  g_autoptr (GError) problem = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *format = "other";
  MqPictureFacts facts;

  if (!mq_picture_check_bytes (data, length, name, &facts, error))
    return NULL;

  if (facts.mime != NULL)
    format = strchr (facts.mime, '/') + 1;
  file = g_strconcat (job->temp_name, ".", format, NULL);
  path = g_build_filename (job->temp_dir, file, NULL);
  if (!g_file_set_contents_full (path, (const char *)data, length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &problem))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, _ ("“%s” could not be kept: %s"), name,
                         problem->message);

  return facts.mime != NULL ? attachment_new (path, name, &facts, TRUE)
                            : load_path (path, job, error);
}

/* Opens the file without blocking on pipes, and checks its header. Of a format that only the
 * decoder reads, what is decoded is attached. */
static MqAttachment *
load_path (const char *path, const AttachmentJob *job, GError **error)
{
  MqPictureFacts facts;
  g_autofd int fd = mq_picture_check_file (path, job->name, &facts, error);
  g_autoptr (GBytes) png = NULL;

  if (fd < 0)
    return NULL;
  if (facts.mime != NULL)
    return attachment_new (path, job->name, &facts, FALSE);

  png = mq_reference_make_blocking (path, MQ_REFERENCE_MAX_SIDE, error);
  return png != NULL ? load_bytes (png, job, error) : NULL;
}

static DexFuture *
load_fiber (gpointer user_data)
{
  const AttachmentJob *job = user_data;
  GError *error = NULL;
  g_autofree char *path = job->file != NULL ? g_file_get_path (job->file) : NULL;
  g_autoptr (GBytes) bytes = job->bytes != NULL ? g_bytes_ref (job->bytes) : NULL;
  MqAttachment *attachment = NULL;

  if (path == NULL && bytes == NULL)
    {
      /* A remote file, or one without a path: reads at most the size limit, whatever size it
       * reports. */
      g_autoptr (GError) problem = NULL;
      g_autoptr (GFileInputStream) stream = g_file_read (job->file, NULL, &problem);
      g_autofree guint8 *data = stream != NULL ? g_malloc (MQ_ATTACHMENT_MAX_BYTES + 1) : NULL;
      gsize length = 0;

      if (stream != NULL
          && g_input_stream_read_all (G_INPUT_STREAM (stream), data, MQ_ATTACHMENT_MAX_BYTES + 1,
                                      &length, NULL, &problem))
        bytes = g_bytes_new_take (g_realloc (g_steal_pointer (&data), MAX (length, 1)), length);
      else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("“%s” is a folder, not a picture"), job->name);
      else
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("“%s” could not be read: %s"), job->name,
                 problem->message);
    }

  if (path != NULL)
    attachment = load_path (path, job, &error);
  else if (bytes != NULL)
    attachment = load_bytes (bytes, job, &error);

  return attachment != NULL ? dex_future_new_take_object (attachment)
                            : dex_future_new_for_error (error);
}

/* Validates the picture on a worker thread. Awaits. */
static MqAttachment *
load (AttachmentJob *job, GError **error)
{
  return dex_await_object (
      mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, load_fiber, job, NULL), error);
}

static guint
count (MqAttachments *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

/* Returns: (transfer none): the list holds it */
static MqAttachment *
get (MqAttachments *self, guint position)
{
  g_autoptr (MqAttachment) item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item;
}

static MqAttachment *
find_path (MqAttachments *self, const char *path)
{
  for (guint i = 0; i < count (self); i++)
    {
      MqAttachment *item = get (self, i);

      if (g_str_equal (item->origin != NULL ? item->origin : item->path, path))
        return item;
    }

  return NULL;
}

static gboolean
has_room (MqAttachments *self, const char *name, GError **error)
{
  if (count (self) < MQ_ATTACHMENTS_MAX)
    return TRUE;

  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  ngettext ("“%s” was left out: a message can have at most %d picture",
                            "“%s” was left out: a message can have at most %d pictures",
                            MQ_ATTACHMENTS_MAX),
                  name, MQ_ATTACHMENTS_MAX);
}

static void
delete_own (MqAttachment *attachment)
{
  if (attachment->temporary)
    g_unlink (attachment->path);
}

static DexFuture *
add_fiber (gpointer user_data)
{
  AttachmentJob *job = user_data;
  MqAttachments *self = job->list;
  GError *error = NULL;
  g_autoptr (MqAttachment) attachment = NULL;
  MqAttachment *known;

  if (job->before != NULL)
    dex_await (g_steal_pointer (&job->before), NULL);
  attachment = load (job, &error);
  if (attachment != NULL && job->own)
    attachment->temporary = TRUE;
  else if (attachment != NULL && self->import != NULL && find_path (self, attachment->path) == NULL)
    {
      g_autoptr (MqAttachment) original = g_steal_pointer (&attachment);
      g_autoptr (GError) failure = NULL;
      g_autofree char *copy = dex_await_string (self->import (original->path, self->import_data),
                                                &failure);

      /* The copy is validated like any picture. */
      if (copy != NULL)
        {
          g_clear_object (&job->file);
          job->file = g_file_new_for_path (copy);
          attachment = load (job, &error);
        }
      else if (g_error_matches (failure, MQ_ERROR, MQ_ERROR_BAD_INPUT))
        /* Its header was valid, the rest is not. */
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("“%s” is damaged: it cannot be read as a picture"),
                 job->name);
      else
        mq_fail (&error, MQ_ERROR_BAD_INPUT, _ ("“%s” could not be kept: %s"), job->name,
                 failure->message);
      if (attachment != NULL)
        {
          attachment->origin = g_strdup (original->path);
          attachment->temporary = TRUE;
        }
    }
  if (attachment == NULL)
    return dex_future_new_for_error (error);

  known = find_path (self, attachment->origin != NULL ? attachment->origin : attachment->path);
  /* The role of one that comes back is known. */
  if (known == NULL && job->role != MQ_PICTURE_ROLE_NONE)
    attachment->role = job->role;
  else if (known == NULL && !job->own)
    {
      int guess = dex_await_int (mq_reference_guess (attachment->path), NULL);

      if (guess == MQ_DRAWING_GUESS_YES)
        attachment->role = MQ_PICTURE_ROLE_DRAWING;
      attachment->may_be_drawing = guess == MQ_DRAWING_GUESS_MAYBE;
    }

  if (known == NULL && has_room (self, attachment->name, &error))
    {
      g_list_store_append (self->items, attachment);
      return dex_future_new_take_object (g_steal_pointer (&attachment));
    }

  delete_own (attachment);
  return known != NULL ? dex_future_new_take_object (g_object_ref (known))
                       : dex_future_new_for_error (error);
}

static AttachmentJob *
attachment_job_new (MqAttachments *self, const char *name)
{
  AttachmentJob *job = g_new0 (AttachmentJob, 1);

  job->list = g_object_ref (self);
  job->name = mq_text_clean (name, MAX_NAME);
  return job;
}

/* Takes @job. */
static DexFuture *
add (MqAttachments *self, AttachmentJob *job)
{
  GError *error = NULL;

  if (!has_room (self, job->name, &error)
      || (self->temp_dir == NULL && !(self->temp_dir = g_dir_make_tmp ("maquette-XXXXXX", &error))))
    {
      attachment_job_free (job);
      return dex_future_new_for_error (error);
    }

  job->temp_dir = g_strdup (self->temp_dir);
  job->temp_name = g_strdup_printf ("picture-%u", ++self->n_temp);
  job->before = g_steal_pointer (&self->last);
  self->last = mq_fiber_spawn (NULL, 0, add_fiber, job, attachment_job_free);
  return dex_ref (self->last);
}

/**
 * mq_attachments_add_file:
 * @self: pictures
 * @file: a picture, local or remote; one without a path is copied to a private file
 *
 * Returns: (transfer full): resolves to the MqAttachment, also if the list already has it; rejects
 *   with %MQ_ERROR_BAD_INPUT and a sentence that names the file
 */
DexFuture *
mq_attachments_add_file (MqAttachments *self, GFile *file)
{
  AttachmentJob *job;
  g_autofree char *base = NULL;
  g_autofree char *display = NULL;

  dex_return_error_if_fail (MQ_IS_ATTACHMENTS (self));
  dex_return_error_if_fail (G_IS_FILE (file));

  base = g_file_get_basename (file);
  display = base != NULL ? g_filename_display_name (base) : g_file_get_uri (file);
  job = attachment_job_new (self, display);
  job->file = g_object_ref (file);
  return add (self, job);
}

/**
 * mq_attachments_add_bytes:
 * @self: pictures
 * @name: its name for the user, translated: "Pasted picture"
 * @bytes: the content of a picture's file
 * @role: what it is for; none: guessed by what it shows
 *
 * Returns: (transfer full): as mq_attachments_add_file()
 */
DexFuture *
mq_attachments_add_bytes (MqAttachments *self, const char *name, GBytes *bytes, MqPictureRole role)
{
  AttachmentJob *job;

  dex_return_error_if_fail (MQ_IS_ATTACHMENTS (self));
  dex_return_error_if_fail (name != NULL && bytes != NULL);

  job = attachment_job_new (self, name);
  job->bytes = g_bytes_ref (bytes);
  job->role = role;
  return add (self, job);
}

/**
 * mq_attachments_add_own:
 * @self: pictures
 * @path: (type filename): a picture that was imported before
 * @name: its name for the user
 *
 * Returns: (transfer full): as mq_attachments_add_file()
 */
DexFuture *
mq_attachments_add_own (MqAttachments *self, const char *path, const char *name)
{
  AttachmentJob *job;

  dex_return_error_if_fail (MQ_IS_ATTACHMENTS (self));
  dex_return_error_if_fail (path != NULL && name != NULL);

  job = attachment_job_new (self, name);
  job->file = g_file_new_for_path (path);
  job->own = TRUE;
  return mq_fiber_spawn (NULL, 0, add_fiber, job, attachment_job_free);
}

/**
 * mq_attachments_set_role:
 * @self: pictures
 * @attachment: one of them; one that was removed meanwhile has no role any more
 * @role: what it is for
 *
 * The list reports a change, so that a draft is saved and a row shows the role.
 */
void
mq_attachments_set_role (MqAttachments *self, MqAttachment *attachment, MqPictureRole role)
{
  guint position;

  if (attachment->role == role || !g_list_store_find (self->items, attachment, &position))
    return;

  attachment->role = role;
  g_list_model_items_changed (G_LIST_MODEL (self->items), position, 1, 1);
}

/**
 * mq_attachments_remove:
 * @self: pictures
 * @position: its position
 *
 * Removes a picture. Its file stays, unless it was pasted.
 */
void
mq_attachments_remove (MqAttachments *self, guint position)
{
  g_return_if_fail (MQ_IS_ATTACHMENTS (self));
  g_return_if_fail (position < count (self));

  delete_own (get (self, position));
  g_list_store_remove (self->items, position);
}

/**
 * mq_attachments_delete_files:
 * @self: pictures of a sent message
 *
 * Deletes the files that the list owns. The user's own files stay.
 */
void
mq_attachments_delete_files (MqAttachments *self)
{
  g_return_if_fail (MQ_IS_ATTACHMENTS (self));

  for (guint i = 0; i < count (self); i++)
    delete_own (get (self, i));
}

/**
 * mq_attachments_dup_paths:
 * @self: pictures
 *
 * Returns: (transfer full): their paths, in order
 */
GStrv
mq_attachments_dup_paths (MqAttachments *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (MQ_IS_ATTACHMENTS (self), NULL);

  for (guint i = 0; i < count (self); i++)
    g_strv_builder_add (builder, get (self, i)->path);

  return g_strv_builder_end (builder);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqTranscript, see mq-transcript.h. A thread of its own appends, in order. The thread's state
 * is in TranscriptWriter, which lives until everything is written. */
#include "service/model/mq-transcript.h"

#include "common/base/mq-each.h"
#include "common/json/mq-json.h"
#include "service/model/mq-model-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* All fields but the path belong to the thread. */
typedef struct
{
  gatomicrefcount refs;
  char *path;
  gboolean opened;
  int fd;
  goffset size;
  guint n;          /* exchanges in the file */
  GHashTable *sums; /* SHA-256 sums of the pictures in the file */
  gboolean failed;  /* the warning was given and writing stopped */
} TranscriptWriter;

struct _MqTranscript
{
  GObject parent_instance;

  TranscriptWriter *writer;
  GThreadPool *pool;
};

G_DEFINE_FINAL_TYPE (MqTranscript, mq_transcript, G_TYPE_OBJECT)

typedef struct
{
  char *sum;
  const char *media_type;
  GBytes *bytes;
} Picture;

/* One exchange queued for the thread; without text only a promise that everything before it is
 * written. */
typedef struct
{
  TranscriptWriter *writer;
  char *text; /* `{"role": …}`: the number is put in front */
  GPtrArray *pictures;
  DexPromise *written;
} TranscriptEntry;

static void
picture_free (gpointer data)
{
  Picture *self = data;

  g_free (self->sum);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void
writer_unref (TranscriptWriter *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_clear_fd (&self->fd, NULL);
  g_hash_table_unref (self->sums);
  g_free (self->path);
  g_free (self);
}

static void
fail (TranscriptWriter *self, const char *why)
{
  g_warning ("The transcript %s is not complete: %s", self->path, why);
  self->failed = TRUE;
  g_clear_fd (&self->fd, NULL);
}

static void
open_file (TranscriptWriter *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  self->opened = TRUE;
  g_mkdir_with_parents (folder, 0700);
  self->fd = open (self->path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (self->fd < 0)
    fail (self, g_strerror (errno));
  else
    {
      g_autofree char *text = NULL;
      gsize length = 0;
      gsize end = 0;

      /* Continues the file of an earlier service; truncates an incomplete last line. */
      if (!g_file_get_contents (self->path, &text, &length, NULL))
        return;

      for (const char *at = text, *eol;
           (eol = memchr (at, '\n', length - (gsize)(at - text))) != NULL; at = eol + 1)
        {
          g_autoptr (JsonObject) line = NULL;

          end = (gsize)(eol - text) + 1;
          if (!g_str_has_prefix (at, "{\"picture\":"))
            self->n++;
          else if ((line = mq_json_parse_object (at, eol - at, NULL)) != NULL)
            g_hash_table_add (self->sums, g_strdup (mq_json_get_string (line, "picture", "")));
        }

      self->size = (goffset)end;
      if (end < length && ftruncate (self->fd, (off_t)end) != 0)
        fail (self, g_strerror (errno));
    }
}

static void
append (TranscriptWriter *self, const char *text, gsize length)
{
  if (self->failed)
    return;

  if (self->size + (goffset)length > MQ_TRANSCRIPT_MAX_SIZE)
    {
      fail (self, "it has grown too large");
      return;
    }

  for (gsize done = 0; done < length;)
    {
      gssize n = write (self->fd, text + done, length - done);

      if (n < 0 && errno != EINTR)
        {
          /* Half a line would make the rest unreadable. */
          if (ftruncate (self->fd, (off_t)self->size) != 0)
            g_debug ("%s: %s", self->path, g_strerror (errno));
          fail (self, g_strerror (errno));
          return;
        }
      done += n > 0 ? (gsize)n : 0;
    }

  self->size += (goffset)length;
}

static void
write_cb (gpointer data, gpointer user_data)
{
  TranscriptEntry *entry = data;
  TranscriptWriter *self = entry->writer;

  if (entry->text != NULL && !self->opened)
    open_file (self);

  if (entry->text != NULL && !self->failed)
    {
      g_autofree char *line = g_strdup_printf ("{\"n\":%u,%s\n", ++self->n, entry->text + 1);

      MQ_EACH (entry->pictures, i, Picture, picture)
        {
          gsize length;
          const guchar *bytes = g_bytes_get_data (picture->bytes, &length);
          g_autofree char *encoded = NULL;
          g_autofree char *row = NULL;

          if (!g_hash_table_add (self->sums, g_strdup (picture->sum)))
            continue;

          encoded = g_base64_encode (bytes, length);
          row = g_strdup_printf ("{\"picture\":\"%s\",\"media_type\":\"%s\",\"data\":\"%s\"}\n",
                                 picture->sum, picture->media_type, encoded);
          append (self, row, strlen (row));
        }
      append (self, line, strlen (line));
    }

  if (entry->written != NULL)
    dex_promise_resolve_boolean (entry->written, TRUE);

  writer_unref (entry->writer);
  g_free (entry->text);
  g_clear_pointer (&entry->pictures, g_ptr_array_unref);
  dex_clear (&entry->written);
  g_free (entry);
}

static void
mq_transcript_finalize (GObject *object)
{
  MqTranscript *self = MQ_TRANSCRIPT (object);

  /* Queued entries are still written. */
  g_thread_pool_free (self->pool, FALSE, FALSE);
  writer_unref (self->writer);

  G_OBJECT_CLASS (mq_transcript_parent_class)->finalize (object);
}

static void
mq_transcript_class_init (MqTranscriptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_transcript_finalize;
}

static void
mq_transcript_init (MqTranscript *self)
{
  self->writer = g_new0 (TranscriptWriter, 1);
  g_atomic_ref_count_init (&self->writer->refs);
  self->writer->fd = -1;
  self->writer->sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->pool = g_thread_pool_new (write_cb, NULL, 1, FALSE, NULL);
}

/**
 * mq_transcript_new:
 * @path: a file, which need not exist
 *
 * Returns: (transfer full): a transcript that appends to it
 */
MqTranscript *
mq_transcript_new (const char *path)
{
  MqTranscript *self = g_object_new (MQ_TYPE_TRANSCRIPT, NULL);

  self->writer->path = g_strdup (path);
  return self;
}

static void
push (MqTranscript *self, TranscriptEntry *entry)
{
  entry->writer = self->writer;
  g_atomic_ref_count_inc (&self->writer->refs);
  g_thread_pool_push (self->pool, entry, NULL);
}

/* @result: (transfer full). */
static void
add (MqTranscript *self, MqModelRequest *request, const char *model, const char *name,
     JsonObject *result, double seconds)
{
  GPtrArray *messages = request->messages;
  g_autoptr (JsonObject) line = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  TranscriptEntry *entry = g_new0 (TranscriptEntry, 1);

  line = mq_json_new ("role:s task:s model:s request:o", request->role, request->task, model,
                      mq_model_request_to_json (request));
  json_object_set_object_member (line, name, result);
  mq_json_add (line, "seconds:d time:s", seconds, time);

  /* Serialized here, since the caller may change the request once it is answered. */
  entry->text = mq_json_object_to_string (line, FALSE);
  entry->pictures = g_ptr_array_new_with_free_func (picture_free);
  MQ_EACH (messages, i, MqModelMessage, message)
    {
      MQ_EACH (message->parts, j, MqModelPart, part)
        {
          Picture *picture;

          if (part->kind != MQ_MODEL_PART_PICTURE)
            continue;

          picture = g_new0 (Picture, 1);
          picture->sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, part->picture);
          picture->media_type = part->media_type;
          picture->bytes = g_bytes_ref (part->picture);
          g_ptr_array_add (entry->pictures, picture);
        }
    }
  push (self, entry);
}

/**
 * mq_transcript_add_answer:
 * @request: the request
 * @answer: its answer
 *
 * Queues an exchange for the file.
 */
void
mq_transcript_add_answer (MqTranscript *self, MqModelRequest *request, MqModelAnswer *answer)
{
  g_return_if_fail (MQ_IS_TRANSCRIPT (self));

  add (self, request, answer->model, "answer", mq_model_answer_to_json (answer), answer->seconds);
}

/**
 * mq_transcript_add_error:
 * @request: the request
 * @model: the model's name
 * @error: the error
 * @seconds: duration until the error
 *
 * Queues a failed exchange for the file.
 */
void
mq_transcript_add_error (MqTranscript *self, MqModelRequest *request, const char *model,
                         const GError *error, double seconds)
{
  const MqModelUsage *usage = mq_model_error_get_usage (error);
  JsonArray *rejected = mq_model_error_get_rejected (error);
  JsonObject *failure;

  g_return_if_fail (MQ_IS_TRANSCRIPT (self));

  failure = mq_json_new (
      "code:s message:s usage:o? rejected:A?",
      error->domain == MQ_MODEL_ERROR ? mq_model_error_to_code (error->code) : "other",
      error->message, usage != NULL ? mq_model_usage_to_json (usage) : NULL, rejected);
  add (self, request, model, "error", failure, seconds);
}

/**
 * mq_transcript_wait_written:
 *
 * Returns: (transfer full): resolves to %TRUE when everything added is in the file, or could not be
 *   written
 */
DexFuture *
mq_transcript_wait_written (MqTranscript *self)
{
  DexPromise *written;
  TranscriptEntry *entry;

  dex_return_error_if_fail (MQ_IS_TRANSCRIPT (self));

  written = dex_promise_new ();
  entry = g_new0 (TranscriptEntry, 1);
  entry->written = dex_ref (written);
  push (self, entry);
  return DEX_FUTURE (written);
}

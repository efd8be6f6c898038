/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mq_picture_load(): the queue in front of the decoders and the texture cache, see mq-picture.h.
 *
 * The latest request is decoded first, two at a time; a request that was cancelled, because its
 * picture was scrolled out of sight, is not decoded. Textures are kept up to MAX_BYTES, the least
 * recently used is dropped first. Everything runs on the main thread except decode_cb(). A render
 * is never rewritten, so the path is enough as a key. */
#include "app/picture/mq-picture.h"

#include "app/picture/mq-thumbnails.h"
#include "common/base/mq-each.h"

#include <malloc.h>

#define MAX_BYTES (32 * 1024 * 1024)
/* Blocks of memory of this size or more are returned to the system when freed. */
#define MMAP_BYTES (64 * 1024)
#define MAX_DECODERS 2

typedef struct
{
  char *key;
  GdkTexture *texture;
  gsize size;
} Kept;

typedef struct
{
  char *key;
  char *path;
  guint max_px;
  GPtrArray *waiters; /* DexPromise */
  GList link;         /* in loader.queue until decoding starts */
  GdkTexture *texture;
  GError *error;
} DecodeRequest;

static struct
{
  GHashTable *kept; /* key → GList link in order */
  GQueue order;     /* of Kept, most recently used first */
  gsize size;
  GHashTable *requests; /* key → DecodeRequest, queued or being decoded */
  GQueue queue;         /* of DecodeRequest, latest first */
  guint n_running;
  GThreadPool *decoders;
} loader;

static void
decode_request_free (DecodeRequest *request)
{
  g_free (request->key);
  g_free (request->path);
  g_ptr_array_unref (request->waiters);
  g_clear_object (&request->texture);
  g_clear_error (&request->error);
  g_free (request);
}

static void
pump (void)
{
  while (loader.n_running < MAX_DECODERS && loader.queue.length > 0)
    {
      DecodeRequest *request = g_queue_pop_head_link (&loader.queue)->data;

      for (guint i = request->waiters->len; i > 0; i--)
        {
          DexPromise *promise = g_ptr_array_index (request->waiters, i - 1);

          if (g_cancellable_is_cancelled (dex_promise_get_cancellable (promise)))
            g_ptr_array_remove_index (request->waiters, i - 1);
        }

      if (request->waiters->len == 0)
        {
          g_hash_table_remove (loader.requests, request->key);
          decode_request_free (request);
          continue;
        }
      loader.n_running++;
      g_thread_pool_push (loader.decoders, request, NULL);
    }
}

static gboolean
decoded_cb (gpointer data)
{
  DecodeRequest *request = data;

  loader.n_running--;
  g_hash_table_remove (loader.requests, request->key);
  if (request->texture != NULL)
    {
      Kept *kept = g_new0 (Kept, 1);

      kept->key = g_strdup (request->key);
      kept->texture = g_object_ref (request->texture);
      kept->size = (gsize)gdk_texture_get_width (kept->texture)
                   * gdk_texture_get_height (kept->texture) * 4;
      loader.size += kept->size;
      g_queue_push_head (&loader.order, kept);
      g_hash_table_insert (loader.kept, kept->key, loader.order.head);
    }
  while (loader.size > MAX_BYTES)
    {
      Kept *last = g_queue_pop_tail (&loader.order);

      g_hash_table_remove (loader.kept, last->key);
      loader.size -= last->size;
      g_free (last->key);
      g_object_unref (last->texture);
      g_free (last);
    }

  MQ_EACH (request->waiters, i, DexPromise, promise)
    {
      if (request->texture != NULL)
        dex_promise_resolve_object (promise, g_object_ref (request->texture));
      else
        dex_promise_reject (promise, g_error_copy (request->error));
    }
  decode_request_free (request);
  pump ();
  return G_SOURCE_REMOVE;
}

static void
decode_cb (gpointer data, gpointer unused)
{
  DecodeRequest *request = data;

  request->texture = mq_thumbnails_load (request->path, request->max_px, &request->error);
  g_idle_add_full (G_PRIORITY_DEFAULT, decoded_cb, request, NULL);
}

/* Call it on the main thread. Dropping the future before it is resolved cancels the request.
 * @max_px: maximum length of the longer side, device px. Returns: (transfer full): a future
 * #GdkTexture; rejects with %MQ_ERROR_BAD_INPUT or a %G_IO_ERROR */
DexFuture *
mq_picture_load (const char *path, int max_px)
{
  g_autofree char *key = NULL;
  DexPromise *promise;
  GList *link;
  DecodeRequest *request;

  g_return_val_if_fail (path != NULL && max_px > 0, NULL);

  if (loader.kept == NULL)
    {
#ifdef M_MMAP_THRESHOLD
      /* By default, glibc raises the threshold to 32 MiB with the first large picture. The memory
       * of a gallery that was scrolled through would then stay with the process, fragmented (60 MiB
       * for a thousand pictures). */
      mallopt (M_MMAP_THRESHOLD, MMAP_BYTES);
#endif
      loader.kept = g_hash_table_new (g_str_hash, g_str_equal);
      loader.requests = g_hash_table_new (g_str_hash, g_str_equal);
      loader.decoders = g_thread_pool_new (decode_cb, NULL, MAX_DECODERS, FALSE, NULL);
    }

  key = g_strdup_printf ("%d:%s", max_px, path);
  if ((link = g_hash_table_lookup (loader.kept, key)) != NULL)
    {
      g_queue_unlink (&loader.order, link);
      g_queue_push_head_link (&loader.order, link);
      return dex_future_new_take_object (g_object_ref (((Kept *)link->data)->texture));
    }

  request = g_hash_table_lookup (loader.requests, key);
  if (request == NULL)
    {
      request = g_new0 (DecodeRequest, 1);
      request->key = g_steal_pointer (&key);
      request->path = g_strdup (path);
      request->max_px = max_px;
      request->waiters = g_ptr_array_new_with_free_func (dex_unref);
      request->link.data = request;
      g_hash_table_insert (loader.requests, request->key, request);
      g_queue_push_head_link (&loader.queue, &request->link);
    }
  else if (loader.queue.head == &request->link || request->link.prev != NULL)
    {
      g_queue_unlink (&loader.queue, &request->link);
      g_queue_push_head_link (&loader.queue, &request->link);
    }

  promise = dex_promise_new_cancellable ();
  g_ptr_array_add (request->waiters, promise);
  pump ();

  /* The future set around the promise cancels it when the caller drops its reference. */
  return dex_future_first (dex_ref (promise), NULL);
}

gsize
mq_picture_cache_get_size (void)
{
  return loader.size;
}

guint
mq_picture_cache_get_n_waiting (void)
{
  return loader.queue.length;
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The thumbnail cache on disk, see mq-thumbnails.h.
 *
 * A thumbnail is a PNG of at most THUMBNAIL px a side under $XDG_CACHE_HOME/maquette/thumbnails,
 * named by a hash of the picture's path, time and size: a picture that changed has another name,
 * and the old thumbnail is removed by a later sweep. The folder is private to the user, but
 * thumbnails are decoded with the same checks as any picture. */
#include "app/picture/mq-thumbnails.h"

#include "app/picture/mq-picture-decode.h"
#include "app/picture/mq-png.h"
#include "common/base/mq-paths.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define THUMBNAIL 256 /* px */
#define MAX_CACHE (64 * 1024 * 1024)
/* Bytes written between two sweeps. */
#define SWEEP_EVERY (4 * 1024 * 1024)

typedef struct
{
  char *path;
  gint64 time;
  gsize size;
} ThumbnailEntry;

static const char *
get_folder (void)
{
  static char *folder = NULL;

  if (g_once_init_enter_pointer (&folder))
    {
      char *path = mq_paths_get_cache ("thumbnails");

      if (!mq_paths_make_private (path, NULL))
        g_info ("No thumbnails are kept: “%s” cannot be made", path);
      g_once_init_leave_pointer (&folder, path);
    }
  return folder;
}

/* @max_px: maximum length of the longer side, device px; @error: see mq_picture_decode().
 * Returns: (transfer full): a texture in memory */
GdkTexture *
mq_thumbnails_load (const char *path, guint max_px, GError **error)
{
  static gsize written = SWEEP_EVERY; /* so that the first write sweeps */
  g_autofree char *facts = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GdkTexture) thumbnail = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GError) failure = NULL;
  struct stat st;

  if (max_px > THUMBNAIL || stat (path, &st) != 0 || !S_ISREG (st.st_mode))
    return mq_picture_decode (path, max_px, MQ_PICTURE_DECODE_RENDER, error);

  facts = g_strdup_printf ("%s\n%" G_GINT64_FORMAT ".%09ld\n%" G_GINT64_FORMAT, path,
                           (gint64)st.st_mtim.tv_sec, (long)st.st_mtim.tv_nsec, (gint64)st.st_size);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, facts, -1);
  name = g_strdup_printf ("%s/%s.png", get_folder (), hash);
  thumbnail = mq_picture_decode (name, max_px, MQ_PICTURE_DECODE_RENDER, NULL);
  if (thumbnail != NULL)
    return g_steal_pointer (&thumbnail);

  thumbnail = mq_picture_decode (path, THUMBNAIL, MQ_PICTURE_DECODE_RENDER, error);
  if (thumbnail == NULL)
    return NULL;

  /* Renamed into place. A file that a power failure left empty is no PNG and is written again. */
  png = mq_png_write (thumbnail);
  if (!g_file_set_contents_full (name, g_bytes_get_data (png, NULL), g_bytes_get_size (png),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, &failure))
    g_debug ("No thumbnail is kept: %s", failure->message);
  else if (g_atomic_pointer_add (&written, g_bytes_get_size (png)) >= SWEEP_EVERY)
    {
      g_atomic_pointer_set (&written, 0);
      mq_thumbnails_sweep (MAX_CACHE);
    }
  if (MAX (gdk_texture_get_width (thumbnail), gdk_texture_get_height (thumbnail)) <= (int)max_px)
    return g_steal_pointer (&thumbnail);
  return mq_picture_shrink (thumbnail, max_px);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const ThumbnailEntry *x = a;
  const ThumbnailEntry *y = b;

  return (x->time > y->time) - (x->time < y->time);
}

static void
entry_clear (gpointer entry)
{
  g_free (((ThumbnailEntry *)entry)->path);
}

/* Removes the oldest thumbnails. Blocks; call it on a worker thread. @max_bytes: the size to
 * shrink the cache to. */
void
mq_thumbnails_sweep (gsize max_bytes)
{
  g_autoptr (GDir) dir = g_dir_open (get_folder (), 0, NULL);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (ThumbnailEntry));
  gsize total = 0;
  const char *name;

  g_array_set_clear_func (entries, entry_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (get_folder (), name, NULL);
      ThumbnailEntry entry = { 0 };
      struct stat st;

      if (lstat (path, &st) != 0 || !S_ISREG (st.st_mode))
        continue;
      entry.path = g_steal_pointer (&path);
      entry.time = st.st_mtim.tv_sec;
      entry.size = st.st_size;
      total += entry.size;
      g_array_append_val (entries, entry);
    }

  if (total <= max_bytes)
    return;
  g_array_sort (entries, compare_times);
  for (guint i = 0; i < entries->len && total > max_bytes; i++)
    {
      ThumbnailEntry *entry = &g_array_index (entries, ThumbnailEntry, i);

      if (g_unlink (entry->path) == 0)
        total -= entry->size;
    }
}

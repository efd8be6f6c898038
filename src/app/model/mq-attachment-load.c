/* Lets a file in or says why not: opened without waiting for anyone, looked at before it is trusted,
 * its head read and nothing decoded. */
#include "app/model/mq-attachments-private.h"

#include "common/mq-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Profiles and previews may stand before the frame of a JPEG. */
#define HEAD (1024 * 1024)

#define REFUSE(error, ...) g_set_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT, __VA_ARGS__)

/* Kinds of files that people take for pictures that go. */
static const struct
{
  gsize offset;
  gsize size;
  const char *magic;
  const char *what;
} others[] = {
  /* Translators: "“x.gif” is %s"; GIF and the like are names of formats. */
  { 0, 4, "GIF8", N_ ("a GIF picture") },
  { 0, 2, "BM", N_ ("a BMP picture") },
  { 0, 4, "II*\0", N_ ("a TIFF picture") },
  { 0, 4, "MM\0*", N_ ("a TIFF picture") },
  { 4, 7, "ftypavi", N_ ("an AVIF picture") },
  { 4, 7, "ftyphei", N_ ("a HEIC picture") },
  { 4, 8, "ftypmif1", N_ ("a HEIC picture") },
  { 4, 4, "ftyp", N_ ("a video") },
  { 0, 4, "%PDF", N_ ("a PDF document") },
  { 0, 4, "PK\3\4", N_ ("an archive or office document") },
  { 0, 7, "BLENDER", N_ ("a Blender file") },
};

static gboolean
is_text (const guint8 *data, gsize length)
{
  const char *end = NULL;

  for (gsize i = 0; i < length; i++)
    if (data[i] < 0x20 && (data[i] == 0 || strchr ("\t\n\r\f", data[i]) == NULL))
      return FALSE;

  /* A character may be cut by the end of the head. */
  return g_utf8_validate_len ((const char *)data, length, &end)
         || (gsize)((const char *)data + length - end) < 6;
}

static gboolean
is_named_as_picture (const char *name)
{
  static const char *const suffixes[] = { ".png", ".jpg", ".jpeg", ".webp" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;

  return FALSE;
}

/* The names of files are between quotation marks in all of these. */
static void
refuse_kind (const guint8 *data, gsize length, const char *name, GError **error)
{
  if (is_text (data, length))
    {
      if (is_named_as_picture (name))
        REFUSE (error, _ ("“%s” is not a picture: it is a text file renamed"), name);
      else
        REFUSE (error, _ ("“%s” is not a picture: it is a text file"), name);
      return;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    if (length >= others[i].offset + others[i].size
        && memcmp (data + others[i].offset, others[i].magic, others[i].size) == 0)
      {
        REFUSE (error, _ ("“%s” is %s; only PNG, JPEG and WebP pictures can be added"), name,
                _ (others[i].what));
        return;
      }

  REFUSE (error, _ ("“%s” is not a PNG, JPEG or WebP picture"), name);
}

static gboolean
check_size (guint64 size, const char *name, GError **error)
{
  g_autofree char *limit = g_format_size_full (MQ_ATTACHMENT_MAX_BYTES, G_FORMAT_SIZE_IEC_UNITS);

  if (size == 0)
    REFUSE (error, _ ("“%s” is empty"), name);
  else if (size > MQ_ATTACHMENT_MAX_BYTES)
    /* Translators: a file's name, and the largest that is allowed: "20.0 MiB". */
    REFUSE (error, _ ("“%s” is too large; at most %s are allowed"), name, limit);

  return size > 0 && size <= MQ_ATTACHMENT_MAX_BYTES;
}

static gboolean
check_head (const guint8 *data, gsize length, const char *name, const char **mime, guint *width,
            guint *height, GError **error)
{
  const int limit = MQ_ATTACHMENT_MAX_PIXELS / 1000000;
  guint64 pixels;

  if (!mq_attachment_sniff (data, length, mime, width, height))
    {
      if (*mime != NULL)
        REFUSE (error, _ ("“%s” is damaged and cannot be added"), name);
      else
        refuse_kind (data, length, name, error);
      return FALSE;
    }

  pixels = (guint64)*width * *height;
  if (pixels > MQ_ATTACHMENT_MAX_PIXELS)
    {
      REFUSE (error, _ ("“%s” has %.0f megapixels; at most %d are allowed"), name,
              MAX (round (pixels / 1e6), limit + 1.0), limit);
      return FALSE;
    }

  return TRUE;
}

static void
refuse_open (const char *name, int why, GError **error)
{
  if (why == ENOENT)
    REFUSE (error, _ ("“%s” is not there any more"), name);
  else if (why == EACCES || why == EPERM)
    REFUSE (error, _ ("“%s” may not be read"), name);
  else
    REFUSE (error, _ ("“%s” could not be read: %s"), name, g_strerror (why));
}

/* A pipe has nobody wait at its other end, and is no file. */
static int
open_file (const char *path, const char *name, guint64 *size, GError **error)
{
  g_autofd int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      refuse_open (name, errno, error);
      return -1;
    }

  if (S_ISDIR (status.st_mode))
    REFUSE (error, _ ("“%s” is a folder, not a picture"), name);
  else if (!S_ISREG (status.st_mode))
    REFUSE (error, _ ("“%s” is not a file"), name);
  else if (check_size (status.st_size, name, error))
    {
      *size = status.st_size;
      return g_steal_fd (&fd);
    }

  return -1;
}

static gsize
read_head (int fd, guint8 *head, gsize size)
{
  gsize length = 0;

  while (length < size)
    {
      ssize_t n = read (fd, head + length, size - length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      length += n;
    }

  return length;
}

static MqAttachment *
load_path (const char *path, const char *name, GError **error)
{
  guint64 size = 0;
  g_autofd int fd = open_file (path, name, &size, error);
  g_autofree guint8 *head = NULL;
  const char *mime;
  guint width;
  guint height;
  gsize length;

  if (fd < 0)
    return NULL;

  head = g_malloc (MIN (size, HEAD));
  length = read_head (fd, head, MIN (size, HEAD));
  if (!check_head (head, length, name, &mime, &width, &height, error))
    return NULL;

  return mq_attachment_new (path, name, width, height, FALSE);
}

static MqAttachment *
load_bytes (GBytes *bytes, const char *name, const char *temp_dir, const char *temp_name,
            GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const char *mime;
  guint width;
  guint height;

  if (!check_size (length, name, error)
      || !check_head (data, MIN (length, HEAD), name, &mime, &width, &height, error))
    return NULL;

  file = g_strconcat (temp_name, ".", strchr (mime, '/') + 1, NULL);
  path = g_build_filename (temp_dir, file, NULL);
  if (!g_file_set_contents_full (path, (const char *)data, length, G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &trouble))
    {
      REFUSE (error, _ ("“%s” could not be kept: %s"), name, trouble->message);
      return NULL;
    }

  return mq_attachment_new (path, name, width, height, TRUE);
}

/* From another machine, or wherever has no path: no more than is allowed, whatever it says. */
static GBytes *
fetch (GFile *file, const char *name, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &trouble);
  g_autofree guint8 *data = NULL;
  gsize length = 0;

  if (stream != NULL)
    {
      data = g_malloc (MQ_ATTACHMENT_MAX_BYTES + 1);
      if (g_input_stream_read_all (G_INPUT_STREAM (stream), data, MQ_ATTACHMENT_MAX_BYTES + 1,
                                   &length, NULL, &trouble))
        {
          data = g_realloc (data, MAX (length, 1));
          return g_bytes_new_take (g_steal_pointer (&data), length);
        }
    }

  if (g_error_matches (trouble, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    REFUSE (error, _ ("“%s” is a folder, not a picture"), name);
  else
    REFUSE (error, _ ("“%s” could not be read: %s"), name, trouble->message);
  return NULL;
}

MqAttachment *
mq_attachment_load (GFile *file, GBytes *bytes, const char *name, const char *temp_dir,
                    const char *temp_name, GError **error)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GBytes) fetched = NULL;

  if (path != NULL)
    return load_path (path, name, error);
  if (bytes == NULL && !(bytes = fetched = fetch (file, name, error)))
    return NULL;

  return load_bytes (bytes, name, temp_dir, temp_name, error);
}

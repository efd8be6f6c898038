/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Parser of the file that the bridge's `introspect` writes: gzip or plain, one JSON entry per line.
 * The file comes from a client, so size, lines and each entry are validated. */
#include "service/knowledge/mq-introspection.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/knowledge/mq-knowledge-entry.h"

#include <string.h>

#define FORMAT 1
#define MAX_ID 200

/* @file: gzip or plain; @error: %MQ_ERROR_BAD_INPUT when it is too large, a #GIOError when it
 * cannot be unpacked. Returns: (transfer full) (nullable): its text */
GBytes *
mq_introspection_unpack (GBytes *file, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (file, &size);

  if (size > 2 && memcmp (data, "\x1f\x8b", 2) == 0)
    {
      g_autoptr (GInputStream) packed = g_memory_input_stream_new_from_bytes (file);
      g_autoptr (GZlibDecompressor) unzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
      g_autoptr (GInputStream) stream = g_converter_input_stream_new (packed, G_CONVERTER (unzip));
      g_autoptr (GByteArray) all = g_byte_array_new ();
      g_autofree guint8 *part = g_malloc (64 * 1024);
      gssize n;

      while ((n = g_input_stream_read (stream, part, 64 * 1024, NULL, error)) > 0)
        {
          if (all->len + n > MQ_INTROSPECTION_MAX_BYTES)
            return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                                 "The introspection is larger than %d MiB",
                                 MQ_INTROSPECTION_MAX_BYTES / 1024 / 1024);
          g_byte_array_append (all, part, (guint)n);
        }

      if (n < 0)
        {
          g_prefix_error (error, "The introspection cannot be unpacked: ");
          return NULL;
        }

      return g_byte_array_free_to_bytes (g_steal_pointer (&all));
    }

  return g_bytes_ref (file);
}

/* Refuses a truncated file: its last line must state the number of entries. Blocks: about 0.2 s for
 * a whole Blender. Returns: %FALSE when the file could not be read completely */
gboolean
mq_introspection_read (GBytes *file, const char *blender, MqIntrospectionFunc func,
                       gpointer user_data, GError **error)
{
  static const char *const lists[] = { "members", "functions", "inputs", "outputs" };
  g_autoptr (GBytes) plain = mq_introspection_unpack (file, error);
  gsize size;
  const char *text;
  const char *end;
  guint line_number = 0;
  gint64 n_entries = 0;
  gboolean ended = FALSE;

  if (plain == NULL)
    return FALSE;

  text = g_bytes_get_data (plain, &size);
  end = text + size;
  while (text < end)
    {
      const char *newline = memchr (text, '\n', end - text);
      gsize length = (newline != NULL ? newline : end) - text;
      g_autoptr (JsonObject) object = NULL;
      const char *id;
      gboolean is_entry;

      line_number++;
      if (length > MQ_INTROSPECTION_MAX_LINE)
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "Line %u of the introspection is too long",
                        line_number);
      if (!(object = mq_json_parse_object (text, (gssize)length, error)))
        {
          g_prefix_error (error, "Line %u of the introspection: ", line_number);
          return FALSE;
        }

      text += length + 1;
      if (line_number == 1)
        {
          if (mq_json_get_int (object, "format", -1) != FORMAT)
            return mq_fail (error, MQ_ERROR_BAD_INPUT, "This is no introspection of format %d",
                            FORMAT);
          if (blender != NULL && !g_str_equal (mq_json_get_string (object, "blender", ""), blender))
            return mq_fail (error, MQ_ERROR_BAD_INPUT, "The introspection is not of Blender %s",
                            blender);
          continue;
        }

      if (json_object_has_member (object, "entries"))
        {
          ended = mq_json_get_int (object, "entries", -1) == n_entries && text >= end;
          break;
        }

      /* An entry has an id and a kind that can be, and lists that are not too long. */
      id = mq_json_get_string (object, "id", "");
      is_entry = *id != '\0' && strlen (id) <= MAX_ID
                 && mq_knowledge_kind_from_name (mq_json_get_string (object, "kind", "")) >= 0;
      for (const char *p = id; *p != '\0'; p++)
        is_entry &= !g_ascii_iscntrl (*p);
      for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
        is_entry &= mq_json_length (mq_json_get_array (object, lists[i]))
                    <= MQ_INTROSPECTION_MAX_MEMBERS;
      if (++n_entries > MQ_INTROSPECTION_MAX_ENTRIES || !is_entry)
        return mq_fail (error, MQ_ERROR_BAD_INPUT,
                        "Line %u of the introspection is no entry, or is too large", line_number);

      if (!func (object, user_data, error))
        return FALSE;
    }

  return ended || mq_fail (error, MQ_ERROR_BAD_INPUT, "The introspection is not whole");
}

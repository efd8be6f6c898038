/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a session's record, see mq-library-record.h. The number in front of a name is the
 * order of the runs; a run that is saved again keeps its number. */
#include "client/library/mq-library-record.h"

#include "client/library/mq-library.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define SUFFIX ".jsonl"
#define MAX_RUN_ID 100

/* Per session; of more, only the newest are loaded. */
#define MAX_EVENTS 50000
#define MAX_BYTES ((gsize)64 << 20)

/* "12-RUN.jsonl" → 12 and RUN; 0 if it is no such name. */
static guint
parse_name (const char *name, char **ret_run)
{
  guint64 number;
  const char *dash = strchr (name, '-');
  g_autofree char *digits = dash != NULL ? g_strndup (name, dash - name) : NULL;

  if (digits == NULL || !g_str_has_suffix (name, SUFFIX)
      || !g_ascii_string_to_unsigned (digits, 10, 1, G_MAXINT, &number, NULL))
    return 0;

  if (ret_run != NULL)
    *ret_run = g_strndup (dash + 1, strlen (dash + 1) - strlen (SUFFIX));
  return number;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  guint one = parse_name (a, NULL);
  guint other = parse_name (b, NULL);

  return one < other ? -1 : one > other;
}

/* Returns the names of the files in @path in order; none if there is no such folder. */
static GPtrArray *
list_names (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &failure);
  const char *name;

  if (dir == NULL && !g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return mq_fail_null (error, MQ_ERROR_FAILED, "%s", failure->message);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (parse_name (name, NULL) > 0)
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort_values (names, compare_names);
  return g_steal_pointer (&names);
}

/* The file of a run, if there is one, and the highest number. */
static const char *
find_name (GPtrArray *names, const char *run, guint *last)
{
  *last = 0;
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *own = NULL;

      *last = parse_name (names->pdata[i], &own);
      if (g_str_equal (own, run))
        return names->pdata[i];
    }

  return NULL;
}

/* @event: (transfer full): an event */
void
mq_library_event_free (MqLibraryEvent *event)
{
  g_free (event->run);
  mq_run_event_unref (event->event);
  g_free (event);
}

static void cut_member (JsonObject *object, const char *name, JsonNode *node, gpointer limit);
static void cut_element (JsonArray *array, guint index, JsonNode *node, gpointer limit);

static void
cut_texts (JsonNode *node, gsize *limit)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

  if (JSON_NODE_HOLDS_OBJECT (node))
    json_object_foreach_member (json_node_get_object (node), cut_member, limit);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    json_array_foreach_element (json_node_get_array (node), cut_element, limit);
  else if (text != NULL && strlen (text) > *limit)
    {
      const char *end = NULL;
      g_autofree char *start = NULL;

      g_utf8_validate (text, (gssize)*limit, &end);
      start = g_strdup_printf ("%.*s…", (int)(end - text), text);
      json_node_set_string (node, start);
    }
}

static void
cut_member (JsonObject *object, const char *name, JsonNode *node, gpointer limit)
{
  cut_texts (node, limit);
}

static void
cut_element (JsonArray *array, guint index, JsonNode *node, gpointer limit)
{
  cut_texts (node, limit);
}

/**
 * mq_library_record_add_line:
 * @lines: the content of a run's file
 * @event: the next event
 *
 * Appends it, with its number as `event`, which is not a member on the wire. In data larger than
 * %MQ_LIBRARY_MAX_EVENT, long texts are cut, the longest first, and a member `cut` (true) is added.
 * Data that is still too large is left out. Touches no disk.
 */
void
mq_library_record_add_line (GString *lines, MqRunEvent *event)
{
  const char *name = mq_run_event_get_name (event);
  g_autoptr (JsonObject) head = mq_json_new ("type:s time:l", name, event->time);
  g_autofree char *start = mq_json_object_to_string (head, FALSE);
  g_autoptr (JsonObject) encoded = mq_run_event_encode (event);
  g_autoptr (JsonObject) data = mq_json_copy_object (encoded);
  g_autofree char *text = NULL;
  gsize size;

  if (event->id != 0)
    json_object_set_int_member (data, "event", event->id);
  text = mq_json_object_to_string (data, FALSE);
  size = strlen (text);

  if (size > MQ_LIBRARY_MAX_EVENT)
    json_object_set_boolean_member (data, "cut", TRUE);
  for (gsize limit = MQ_LIBRARY_MAX_EVENT / 2; strlen (text) > MQ_LIBRARY_MAX_EVENT && limit >= 64;
       limit /= 4)
    {
      json_object_foreach_member (data, cut_member, &limit);
      g_free (text);
      text = mq_json_object_to_string (data, FALSE);
      if (strlen (text) <= MQ_LIBRARY_MAX_EVENT)
        g_info ("An event “%s” of %zu bytes is kept with its texts cut at %zu", name, size, limit);
    }
  if (strlen (text) > MQ_LIBRARY_MAX_EVENT)
    {
      g_info ("An event “%s” of %zu bytes is kept without its data", name, size);
      g_free (text);
      text = g_strdup ("{\"cut\": true}");
    }

  start[strlen (start) - 1] = '\0';
  g_string_append_printf (lines, "%s,\"data\":%s}\n", start, text);
}

/* Writes all of it or nothing, in place of what there is of this run. @lines: its events, see
 * mq_library_record_add_line(); @error: see mq_files_fail(); %MQ_ERROR_BAD_INPUT if @run cannot
 * be a part of a file's name. Returns: whether it is on disk */
gboolean
mq_library_record_write (const char *library_dir, const char *session, const char *run,
                         GBytes *lines, GError **error)
{
  g_autofree char *path = g_build_filename (library_dir, "sessions", session, MQ_LIBRARY_RUNS_DIR,
                                            NULL);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *new_name = NULL;
  g_autofd int dir = -1;
  const char *name;
  guint last;

  if (strlen (run) > MAX_RUN_ID
      || strspn (run, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") != strlen (run))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, _ ("“%s” is not the id of a run"), run);
  if (!mq_paths_make_private (path, error) || (dir = mq_files_open_dir (path, error)) < 0
      || !(names = list_names (path, error)))
    return FALSE;

  if ((name = find_name (names, run, &last)) == NULL)
    name = new_name = g_strdup_printf ("%u-%s" SUFFIX, last + 1, run);
  return mq_files_put (dir, name, g_bytes_get_data (lines, NULL), g_bytes_get_size (lines), TRUE,
                       error)
         && mq_files_sync_dir (dir, path, error);
}

/* Returns: (transfer full) (nullable): the path of its record, if there is one */
char *
mq_library_record_find (const char *library_dir, const char *session, const char *run)
{
  g_autofree char *path = g_build_filename (library_dir, "sessions", session, MQ_LIBRARY_RUNS_DIR,
                                            NULL);
  g_autoptr (GPtrArray) names = list_names (path, NULL);
  guint last;
  const char *name = names != NULL ? find_name (names, run, &last) : NULL;

  return name != NULL ? g_build_filename (path, name, NULL) : NULL;
}

/**
 * mq_library_record_read_line:
 * @line: a line of mq_library_record_add_line()
 *
 * Returns: (transfer full) (nullable): the event; %NULL if it is no such line
 */
MqRunEvent *
mq_library_record_read_line (const char *line)
{
  g_autoptr (JsonObject) object = mq_json_parse_object (line, -1, NULL);
  const char *type = mq_json_get_string (object, "type", NULL);
  JsonObject *data = mq_json_get_object (object, "data");
  MqRunEvent *event;

  if (type == NULL || data == NULL)
    return NULL;

  event = mq_run_event_read (type, data, MAX (mq_json_get_int (data, "event", 0), 0));
  event->time = mq_json_get_int (object, "time", 0);
  return event;
}

/* @error: see mq_files_fail(). Returns: (transfer full) (nullable) (element-type
 * MqLibraryEvent): its events, oldest first; of very many only those of the newest runs */
GPtrArray *
mq_library_record_load (const char *library_dir, const char *session, GError **error)
{
  g_autofree char *path = g_build_filename (library_dir, "sessions", session, MQ_LIBRARY_RUNS_DIR,
                                            NULL);
  g_autoptr (GPtrArray) names = list_names (path, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_library_event_free);
  g_autofd int dir = names != NULL && names->len > 0 ? mq_files_open_dir (path, error) : -1;
  gsize n_bytes = 0;

  if (names == NULL || (names->len > 0 && dir < 0))
    return NULL;

  /* From the end, so that the limit cuts off the oldest. */
  for (guint i = names->len; i > 0 && n_bytes < MAX_BYTES; i--)
    {
      GBytes *text = mq_files_read (dir, names->pdata[i - 1], MAX_BYTES, error);

      if (text == NULL)
        return NULL;

      g_ptr_array_insert (texts, 0, text);
      n_bytes += g_bytes_get_size (text);
    }

  for (guint i = 0; i < texts->len; i++)
    {
      g_auto (GStrv) lines = g_strsplit (g_bytes_get_data (texts->pdata[i], NULL), "\n", -1);
      g_autofree char *run = NULL;

      parse_name (names->pdata[names->len - texts->len + i], &run);
      for (guint j = 0; lines[j] != NULL; j++)
        {
          MqRunEvent *event = *lines[j] != '\0' ? mq_library_record_read_line (lines[j]) : NULL;

          if (event != NULL)
            {
              MqLibraryEvent *stored = g_new0 (MqLibraryEvent, 1);

              stored->run = g_strdup (run);
              stored->event = event;
              g_ptr_array_add (events, stored);
            }
          else if (*lines[j] != '\0')
            g_info ("An event of the run %s cannot be read", run);
        }
    }

  if (events->len > MAX_EVENTS)
    g_ptr_array_remove_range (events, 0, events->len - MAX_EVENTS);
  return g_steal_pointer (&events);
}

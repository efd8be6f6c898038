/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The log as JSON, see mq-log-writer.h. */
#include "service/program/mq-log-writer.h"

#include "common/json/mq-json.h"

#include <string.h>
#include <unistd.h>

/* Fields of our own: MQ_ROUTE is the member `route`. */
#define PREFIX "MQ_"

static const char *
get_level_name (GLogLevelFlags level)
{
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL))
    return "error";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning";

  return level & G_LOG_LEVEL_DEBUG ? "debug" : "info";
}

/* Returns: (transfer full): a field's text; its length may be given */
static char *
dup_value (const GLogField *field)
{
  return g_utf8_make_valid (field->value, field->length);
}

static gboolean
is_number (const char *text)
{
  return g_ascii_isdigit (*text) && strspn (text, "0123456789.") == strlen (text);
}

static void
add_field (JsonObject *line, const char *member, const char *text, gboolean may_be_number)
{
  if (!may_be_number || !is_number (text))
    json_object_set_string_member (line, member, text);
  else if (strchr (text, '.') != NULL)
    json_object_set_double_member (line, member, g_ascii_strtod (text, NULL));
  else
    json_object_set_int_member (line, member, g_ascii_strtoll (text, NULL, 10));
}

static JsonObject *
make_line (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ");
  JsonObject *line = mq_json_new ("time:s level:s", time, get_level_name (level));

  for (gsize i = 0; i < n_fields; i++)
    {
      const char *key = fields[i].key;
      gboolean is_own = g_str_has_prefix (key, PREFIX);
      g_autofree char *member = g_ascii_strdown (is_own ? key + strlen (PREFIX) : key, -1);
      g_autofree char *text = NULL;

      if (!is_own && !g_str_equal (key, "MESSAGE"))
        continue;
      if (*(text = dup_value (&fields[i])) != '\0')
        add_field (line, member, text, is_own && !g_str_equal (key, PREFIX "RUN"));
    }

  return line;
}

/* Information without fields of our own is what GLib's default leaves out, too. */
static gboolean
is_wanted (GLogLevelFlags level, const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_has_prefix (fields[i].key, PREFIX))
      return TRUE;

  return !g_log_writer_default_would_drop (level, NULL);
}

/* A #GLogWriterFunc. Any thread. Returns: %G_LOG_WRITER_HANDLED */
GLogWriterOutput
mq_log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  g_autoptr (JsonObject) line = NULL;
  g_autofree char *json = NULL;
  g_autofree char *text = NULL;

  if (!is_wanted (level, fields, n_fields))
    return G_LOG_WRITER_HANDLED;

  if (g_log_writer_is_journald (STDERR_FILENO)
      && g_log_writer_journald (level, fields, n_fields, user_data) == G_LOG_WRITER_HANDLED)
    return G_LOG_WRITER_HANDLED;

  line = make_line (level, fields, n_fields);
  json = mq_json_object_to_string (line, FALSE);
  text = g_strconcat (g_strchomp (json), "\n", NULL);
  /* One call, so that lines of several threads do not mix; a log that is full is no reason to stop.
   */
  if (write (STDERR_FILENO, text, strlen (text)) < 0)
    return G_LOG_WRITER_UNHANDLED;

  return G_LOG_WRITER_HANDLED;
}

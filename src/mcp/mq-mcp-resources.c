/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of versions as resources, see mq-mcp-resources.h. */
#include "mcp/mq-mcp-resources.h"

#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-context.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define SCHEME "maquette://session/"
/* Versions on one page of the list. */
#define PAGE 50
#define MAX_TITLE 200 /* bytes */
/* The largest file that is answered, bytes; export_version writes larger ones into a folder. */
#define MAX_FILE (16 * 1024 * 1024)

/* A file that versions have. `%u` in the name counts from 1. */
typedef struct
{
  const char *name;
  const char *path; /* in the version's folder */
  const char *type;
  const char *title;
  gboolean is_text;
} Kind;

static const Kind kinds[] = {
  { "script.py", "script.py", "text/x-python", "Script", TRUE },
  { "report.json", "report.json", "application/json", "What was measured", TRUE },
  { "plan.json", "plan.json", "application/json", "What it is held to", TRUE },
  { "scene.blend", "scene.blend", "application/x-blender", "Blender file", FALSE },
  { "render-%u.png", "renders/render_%u.png", "image/png", "Picture", FALSE },
};

static gboolean
is_numbered (const Kind *kind)
{
  return strchr (kind->name, '%') != NULL;
}

/* @format: of a kind, with a number or without. */
static char *
make_name (const char *format, guint number)
{
  const char *at = strstr (format, "%u");

  return at != NULL ? g_strdup_printf ("%.*s%u%s", (int)(at - format), format, number, at + 2)
                    : g_strdup (format);
}

/* Adds it if the version has it. */
static gboolean
add_file (JsonArray *resources, MqSession *session, MqVersion *version, const Kind *kind,
          guint number)
{
  g_autofree char *relative = make_name (kind->path, number);
  g_autofree char *path = g_build_filename (mq_version_get_dir (version), relative, NULL);
  g_autofree char *name = make_name (kind->name, number);
  g_autofree char *uri = g_strdup_printf (SCHEME "%s/version/%u/%s", mq_session_get_id (session),
                                          mq_version_get_number (version), name);
  g_autofree char *title = mq_text_clean (mq_session_get_title (session), MAX_TITLE);
  g_autofree char *full = g_strdup_printf ("%s, version %u: %s", title,
                                           mq_version_get_number (version), kind->title);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (mq_version_get_created (version));
  g_autofree char *changed = g_date_time_format_iso8601 (time);
  GStatBuf info;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return FALSE;

  json_array_add_object_element (
      resources,
      mq_json_new ("uri:s name:s title:s mimeType:s size:l annotations:o", uri, name, full,
                   kind->type, (gint64)info.st_size, mq_json_new ("lastModified:s", changed)));
  return TRUE;
}

static void
add_version (JsonArray *resources, MqSession *session, MqVersion *version)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (!is_numbered (&kinds[i]))
      add_file (resources, session, version, &kinds[i], 0);
    else
      for (guint n = 1; n <= mq_version_get_n_pictures (version); n++)
        add_file (resources, session, version, &kinds[i], n);
}

/* "k3v9x2m7qa/3" */
static char *
make_cursor (MqSession *session, MqVersion *version)
{
  return g_strdup_printf ("%s/%u", mq_session_get_id (session), mq_version_get_number (version));
}

/* Adds the versions after @cursor, (nullable), the newest sessions first. Returns: (transfer full)
 * (nullable): the cursor of the next page; @is_found: (out): whether @cursor is there. */
static char *
add_page (JsonArray *resources, GListModel *sessions, const char *cursor, gboolean *is_found)
{
  g_autofree char *last = NULL;
  guint n = 0;

  *is_found = cursor == NULL;
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);
      GListModel *versions = mq_session_get_versions (session);

      for (guint j = g_list_model_get_n_items (versions); j > 0; j--)
        {
          g_autoptr (MqVersion) version = g_list_model_get_item (versions, j - 1);
          g_autofree char *here = make_cursor (session, version);

          if (!*is_found)
            {
              *is_found = g_str_equal (here, cursor);
              continue;
            }
          if (n++ == PAGE)
            return g_steal_pointer (&last);
          add_version (resources, session, version);
          g_set_str (&last, here);
        }
    }

  return NULL;
}

static void
set_wrong (GError **error, const char *format, const char *what)
{
  g_autofree char *clean = mq_text_clean (what, 200);

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "%s: %s", format, clean);
}

/* Awaits. Returns: (transfer full) (nullable): the files of versions, the newest sessions first,
 * in pages */
JsonObject *
mq_mcp_resources_list (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *cursor = mq_json_get_string (call->params, "cursor", NULL);
  g_autoptr (JsonArray) resources = json_array_new ();
  g_autofree char *next = NULL;
  gboolean is_found;

  if (!mq_mcp_context_open (context, error))
    return NULL;

  next = add_page (resources, mq_library_get_sessions (context->library), cursor, &is_found);
  if (!is_found)
    {
      set_wrong (error, "There is no such cursor", cursor);
      return NULL;
    }
  return mq_json_new ("resources:a nextCursor:s?", g_steal_pointer (&resources), next);
}

JsonObject *
mq_mcp_resources_list_templates (MqMcpCall *call, GError **error)
{
  JsonArray *templates = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const Kind *kind = &kinds[i];
      const char *at = strchr (kind->name, '%');
      g_autofree char *name = at != NULL
                                  ? g_strdup_printf ("%.*s{number}%s", (int)(at - kind->name),
                                                     kind->name, at + 2)
                                  : g_strdup (kind->name);
      g_autofree char *uri = g_strdup_printf (SCHEME "{session}/version/{version}/%s", name);

      json_array_add_object_element (templates,
                                     mq_json_new ("uriTemplate:s name:s title:s mimeType:s", uri,
                                                  name, kind->title, kind->type));
    }

  return mq_json_new ("resourceTemplates:a", templates);
}

/* @number: (out): of a numbered file */
static const Kind *
find_kind (const char *name, guint *number)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      *number = 0;
      if (!is_numbered (&kinds[i]))
        {
          if (g_str_equal (name, kinds[i].name))
            return &kinds[i];
        }
      else if (sscanf (name, kinds[i].name, number) == 1)
        {
          g_autofree char *again = make_name (kinds[i].name, *number);

          if (g_str_equal (again, name))
            return &kinds[i];
        }
    }

  return NULL;
}

/* Where a version's file lies. Nothing of the address but ids and numbers becomes part of it. */
static char *
find_path (MqMcpContext *context, const char *uri, const Kind **kind)
{
  g_auto (GStrv) words = g_str_has_prefix (uri, SCHEME) ? g_strsplit (uri + strlen (SCHEME), "/", 5)
                                                        : NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *relative = NULL;
  guint64 number = 0;
  guint picture = 0;
  MqSession *session;

  if (words == NULL || g_strv_length (words) != 4 || !g_str_equal (words[1], "version")
      || !g_ascii_string_to_unsigned (words[2], 10, 1, G_MAXUINT, &number, NULL)
      || !(*kind = find_kind (words[3], &picture))
      || !(session = mq_library_find_session (context->library, words[0]))
      || !(version = mq_version_find (mq_session_get_versions (session), (gint64)number)))
    return NULL;

  relative = make_name ((*kind)->path, picture);
  return g_build_filename (mq_version_get_dir (version), relative, NULL);
}

/* Awaits. Returns: (transfer full) (nullable): one file of a version */
JsonObject *
mq_mcp_resources_read (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *uri = mq_json_get_string (call->params, "uri", "");
  const Kind *kind = NULL;
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  g_autofree char *text = NULL;
  JsonArray *contents;
  gsize length = 0;

  if (!mq_mcp_context_open (context, error))
    return NULL;
  if (!(path = find_path (context, uri, &kind))
      || !(data = mq_files_load (path, MAX_FILE, &length, NULL)))
    {
      set_wrong (error,
                 path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR)
                     ? "It is larger than 16 MiB; export it"
                     : "Resource not found",
                 uri);
      return NULL;
    }

  text = kind->is_text ? g_utf8_make_valid (data, (gssize)length)
                       : g_base64_encode ((const guchar *)data, length);
  contents = json_array_new ();
  json_array_add_object_element (
      contents, mq_json_new (kind->is_text ? "uri:s mimeType:s text:s" : "uri:s mimeType:s blob:s",
                             uri, kind->type, text));
  return mq_json_new ("contents:a", contents);
}

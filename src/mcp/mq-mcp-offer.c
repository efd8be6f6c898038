/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The offer to programs, see mq-mcp-offer.h. */
#include "mcp/mq-mcp-offer.h"

#include "client/executor/mq-worker-settings.h"
#include "client/export/mq-export.h"
#include "client/export/mq-model-page.h"
#include "client/session/mq-session.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-context.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-server.h"
#include "mcp/mq-mcp-tool.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define SCHEME "maquette://session/"
/* Versions on one page of the list. */
#define PAGE 50
#define MAX_TITLE 200 /* bytes */
/* The view that a program shows beside a result (MCP Apps, 2026-01-26), and of a version, what it
 * shows, which the view asks for. */
#define VIEW "ui://maquette/view"
#define VIEW_TYPE "text/html;profile=mcp-app"
#define VIEW_DATA "view.json"
/* The largest file that is answered, bytes; export_version writes larger ones into a folder. */
#define MAX_FILE (16 * 1024 * 1024)
/* The longest argument, bytes; a script. */
#define MAX_ARGUMENT (512 * 1024)
#define TOOLS "/maquette/mcp/tools.json"
/* Beside the arguments of a call: the names of those that the tool does not know. */
#define IGNORED "ignored"
#define MAX_NAME 100 /* bytes */
#define INSTRUCTIONS "/maquette/mcp/building.md"
/* Tools and prompts change only with the program, and the files of a version never do. */
#define LONG_TTL_MS (60 * 60 * 1000)

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
  { "report.json", "report.json", "application/json", "The measurements", TRUE },
  { "plan.json", "plan.json", "application/json", "The plan and its requirements", TRUE },
  { "scene.blend", "scene.blend", "application/x-blender", "Blender file", FALSE },
  { MQ_VERSION_MESHES, MQ_VERSION_MESHES, "application/x-blender", "Meshes that the script loads",
    FALSE },
  { "render-%u.png", "renders/render_%u.png", "image/png", "Picture", FALSE },
};

typedef struct
{
  const char *name;
  const char *title;
  const char *description;
  const char *argument;
  const char *about; /* of the argument */
  const char *text;  /* before the argument */
} Prompt;

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
  g_autofree char *changed = mq_text_format_time (mq_version_get_created (version));
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

static void
set_wrong (GError **error, const char *format, const char *what)
{
  g_autofree char *clean = mq_text_clean (what, 200);

  g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "%s: %s", format, clean);
}

/* Awaits. Returns: (transfer full) (nullable): the files of versions, the newest sessions first,
 * in pages */
static JsonObject *
mcp_resources_list (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *cursor = mq_json_get_string (call->params, "cursor", NULL);
  g_autoptr (JsonArray) resources = json_array_new ();
  g_autofree char *last = NULL;
  g_autofree char *next = NULL;
  gboolean is_found = cursor == NULL;
  guint n = 0;
  GListModel *sessions;

  if (!mq_mcp_context_open (context, error))
    return NULL;

  sessions = mq_library_get_sessions (context->library);
  for (guint i = 0; next == NULL && i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);
      GListModel *versions = mq_session_get_versions (session);

      for (guint j = g_list_model_get_n_items (versions); next == NULL && j > 0; j--)
        {
          g_autoptr (MqVersion) version = g_list_model_get_item (versions, j - 1);
          g_autofree char *here = g_strdup_printf ("%s/%u", mq_session_get_id (session),
                                                   mq_version_get_number (version));

          if (!is_found)
            is_found = g_str_equal (here, cursor);
          else if (n++ == PAGE)
            next = g_steal_pointer (&last);
          else
            {
              add_version (resources, session, version);
              g_set_str (&last, here);
            }
        }
    }

  if (!is_found)
    {
      set_wrong (error, "There is no such cursor", cursor);
      return NULL;
    }
  if (next == NULL)
    json_array_add_object_element (resources,
                                   mq_json_new ("uri:s name:s title:s mimeType:s", VIEW, "view",
                                                "A version to turn and measure", VIEW_TYPE));
  return mq_json_new ("resources:a nextCursor:s?", g_steal_pointer (&resources), next);
}

static JsonObject *
mcp_resources_list_templates (MqMcpCall *call, GError **error)
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

/* Awaits. Returns: (transfer full) (nullable): what the view shows of a version, as JSON */
static char *
load_view_data (MqMcpCall *call, MqMcpContext *context, MqSession *session, MqVersion *version,
                GError **error)
{
  MqExportOptions *options;
  g_autoptr (JsonObject) data = NULL;

  if (!mq_mcp_context_begin_job (context, error))
    return NULL;

  options = mq_export_options_new_view ();
  options->title = g_strdup (mq_session_get_title (session));
  data = mq_mcp_export (call, context, version, options, error);
  mq_mcp_context_end_job (context);
  return data != NULL ? mq_json_object_to_string (data, FALSE) : NULL;
}

/* @text: (transfer full): as UTF-8 or in base64. Returns: (transfer full): the answer with it */
static JsonObject *
make_contents (const char *uri, const char *type, gboolean is_text, char *text)
{
  g_autofree char *owned = text;
  JsonArray *contents = json_array_new ();

  json_array_add_object_element (
      contents, mq_json_new (is_text ? "uri:s mimeType:s text:s" : "uri:s mimeType:s blob:s", uri,
                             type, owned));
  return mq_json_new ("contents:a", contents);
}

/* Awaits. Returns: (transfer full) (nullable): one file of a version. Nothing of the address but
 * ids and numbers becomes part of its path. */
static JsonObject *
mcp_resources_read (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *uri = mq_json_get_string (call->params, "uri", "");
  g_auto (GStrv) words = g_str_has_prefix (uri, SCHEME) ? g_strsplit (uri + strlen (SCHEME), "/", 5)
                                                        : NULL;
  const Kind *kind = NULL;
  g_autoptr (MqVersion) version = NULL;
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  MqSession *session = NULL;
  guint64 number = 0;
  gsize length = 0;

  if (g_str_equal (uri, VIEW))
    return make_contents (uri, VIEW_TYPE, TRUE, mq_model_page_make (NULL));
  if (!mq_mcp_context_open (context, error))
    return NULL;

  if (words != NULL && g_strv_length (words) == 4 && g_str_equal (words[1], "version")
      && g_ascii_string_to_unsigned (words[2], 10, 1, G_MAXUINT, &number, NULL)
      && (session = mq_library_find_session (context->library, words[0])) != NULL)
    version = mq_version_find (mq_session_get_versions (session), (gint64)number);
  if (version != NULL && g_str_equal (words[3], VIEW_DATA))
    return (data = load_view_data (call, context, session, version, error)) != NULL
               ? make_contents (uri, "application/json", TRUE, g_steal_pointer (&data))
               : NULL;

  for (gsize i = 0; version != NULL && path == NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *relative = NULL;
      guint picture = 0;

      if (is_numbered (&kinds[i]) && sscanf (words[3], kinds[i].name, &picture) != 1)
        continue;
      name = make_name (kinds[i].name, picture);
      if (!g_str_equal (name, words[3]))
        continue;
      kind = &kinds[i];
      relative = make_name (kind->path, picture);
      path = g_build_filename (mq_version_get_dir (version), relative, NULL);
    }

  if (path == NULL || !(data = mq_files_load (path, MAX_FILE, &length, NULL)))
    {
      set_wrong (error,
                 path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR)
                     ? "It is larger than 16 MiB; export it"
                     : "Resource not found",
                 uri);
      return NULL;
    }

  return make_contents (uri, kind->type, kind->is_text,
                        kind->is_text ? g_utf8_make_valid (data, (gssize)length)
                                      : g_base64_encode ((const guchar *)data, length));
}

static const Prompt prompts[] = {
  { "model_object", "Model an Object", "Builds an object in Blender, measured and looked at",
    "object", "The object, with the sizes that matter",
    "Model this in Blender with the tools of Maquette: plan its parts and sizes, write one "
    "function for each part, run the script with my demands as requirements, look, fix every "
    "measured fault, and tell me the session and what was measured. The object: " },
  { "check_script", "Check and Fix a Script",
    "Runs a Blender script, and fixes errors and measured faults", "script",
    "The Blender Python script",
    "Run this Blender script with Maquette's run_script. Fix what fails and each fault that was "
    "measured with edit_script, changing no more than that needs; then tell me what you changed "
    "and why. The script:\n\n" },
  { "make_printable", "Make It Printable", "Makes an asset fit for a 3D printer, and exports it",
    "session", "The id of the session",
    "Make the asset of this session printable: measure with the requirements watertight, one_solid "
    "and walls of at least 1.2 mm, change its script with edit_script until they are met without "
    "changing how it looks, check_print it, and export the last version as STL in mm. The "
    "session: " },
};

static JsonObject *
mcp_prompts_list (MqMcpCall *call, GError **error)
{
  JsonArray *list = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      const Prompt *prompt = &prompts[i];
      JsonArray *arguments = json_array_new ();

      json_array_add_object_element (
          arguments,
          mq_json_new ("name:s description:s required:b", prompt->argument, prompt->about, TRUE));
      json_array_add_object_element (list, mq_json_new ("name:s title:s description:s arguments:a",
                                                        prompt->name, prompt->title,
                                                        prompt->description, arguments));
    }

  return mq_json_new ("prompts:a", list);
}

static JsonObject *
mcp_prompts_get (MqMcpCall *call, GError **error)
{
  const char *name = mq_json_get_string (call->params, "name", "");
  JsonObject *arguments = mq_json_get_object (call->params, "arguments");
  const Prompt *prompt = NULL;
  const char *argument = "";
  g_autofree char *text = NULL;
  JsonArray *messages;

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    if (g_str_equal (prompts[i].name, name))
      prompt = &prompts[i];
  if (prompt != NULL)
    argument = mq_json_get_string (arguments, prompt->argument, "");

  if (prompt == NULL || *argument == '\0' || strlen (argument) > MAX_ARGUMENT)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS,
                   prompt == NULL ? "There is no prompt “%.100s”"
                                  : "The prompt “%.100s” needs its argument, of at most 512 KiB",
                   name);
      return NULL;
    }

  text = g_strconcat (prompt->text, argument, NULL);
  messages = json_array_new ();
  json_array_add_object_element (
      messages,
      mq_json_new ("role:s content:o", "user", mq_json_new ("type:s text:s", "text", text)));
  return mq_json_new ("description:s messages:a", prompt->description, messages);
}

/* The descriptions of tools.json, which lists neither the formats, since the table of exports has
 * them, nor how many kinds the sketcher makes, since each has a folder. Returns: (transfer none) */
static JsonArray *
get_descriptions (void)
{
  static JsonObject *file;

  if (file == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (TOOLS, 0, NULL);
      g_autoptr (GError) error = NULL;
      g_autofree char *formats = mq_export_formats_describe (FALSE);
      g_autofree char *folder = mq_paths_find_data ("sketcher/kinds");
      g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
      g_autoptr (GString) text = NULL;
      g_autofree char *all = NULL;
      g_autofree char *count = NULL;
      JsonObject *schema;
      JsonObject *format;
      JsonObject *make;
      guint n = 0;

      file = mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                   &error);
      if (file == NULL)
        g_error ("tools.json: %s", error->message);

      schema = mq_json_get_object (
          mq_json_find (mq_json_get_array (file, "tools"), "name", "export_version"),
          "inputSchema");
      format = mq_json_get_object (mq_json_get_object (schema, "properties"), "format");
      all = g_strdup_printf ("%s. %s", formats, mq_json_get_string (format, "description", ""));
      json_object_set_string_member (format, "description", all);

      while (dir != NULL && g_dir_read_name (dir) != NULL)
        n++;
      count = g_strdup_printf ("%u", n);
      make = mq_json_find (mq_json_get_array (file, "tools"), "name", "make");
      text = g_string_new (mq_json_get_string (make, "description", ""));
      g_string_replace (text, "KINDS", count, 1);
      json_object_set_string_member (make, "description", text->str);
    }

  return mq_json_get_array (file, "tools");
}

static const MqMcpTool *
find_tool (const char *name)
{
  for (gsize i = 0; mq_mcp_tool_tables[i] != NULL; i++)
    for (const MqMcpTool *tool = mq_mcp_tool_tables[i]; tool->name != NULL; tool++)
      if (g_str_equal (tool->name, name))
        return tool;

  return NULL;
}

static JsonObject *
mcp_tools_list (MqMcpCall *call, GError **error)
{
  return mq_json_new ("tools:A", get_descriptions ());
}

static GStrv
list_names (JsonObject *object)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *each = members; each != NULL; each = each->next)
    g_strv_builder_add (names, each->data);
  return g_strv_builder_end (names);
}

/* Reads the arguments of a call as they are meant; some programs write them as text. Arguments that
 * the tool does not know are taken away. A name that was meant for another one is a mistake, for
 * the value counts then; any other, such as a reason, is a note to oneself.
 * Returns: (transfer full) (nullable): as the tool's schema has them; %NULL with @problem
 * @ignored: gets the names of those that the tool does not know */
static JsonObject *
read_arguments (MqMcpCall *call, JsonObject *schema, JsonArray *ignored, char **problem)
{
  JsonNode *node = json_object_get_member (call->params, "arguments");
  gboolean is_text = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING;
  JsonObject *properties = mq_json_get_object (schema, "properties");
  g_auto (GStrv) known = list_names (properties);
  g_auto (GStrv) names = NULL;
  g_autoptr (JsonObject) given = NULL;
  g_autoptr (JsonObject) arguments = NULL;
  g_autoptr (JsonNode) checked = NULL;

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    given = json_object_ref (json_node_get_object (node));
  else if (is_text && !mq_text_is_blank (json_node_get_string (node)))
    given = mq_json_parse_object (json_node_get_string (node), -1, NULL);
  else if (node == NULL || is_text || JSON_NODE_HOLDS_NULL (node))
    given = json_object_new ();
  if (given == NULL)
    {
      *problem = g_strdup ("they have to be a JSON object, such as {\"session\": \"ID\"}");
      return NULL;
    }

  arguments = mq_json_schema_fit (schema, given, FALSE);
  names = list_names (arguments);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *clean = mq_text_clean (names[i], MAX_NAME);
      const char *nearest = mq_text_nearest (clean, (const char *const *)known);

      if (json_object_has_member (properties, names[i]))
        continue;
      if (nearest != NULL)
        {
          *problem = g_strdup_printf ("there is no “%s”. Did you mean “%s”?", clean, nearest);
          return NULL;
        }
      json_array_add_string_element (ignored, clean);
      json_object_remove_member (arguments, names[i]);
    }

  checked = json_node_init_object (json_node_alloc (), arguments);
  *problem = mq_json_schema_check (schema, checked, TRUE);
  return *problem == NULL ? g_steal_pointer (&arguments) : NULL;
}

/* Awaits. */
static JsonObject *
run_tool (MqMcpCall *call, GError **error)
{
  const MqMcpTool *tool = find_tool (mq_json_get_string (call->params, "name", ""));
  g_autoptr (MqMcpResult) result = NULL;
  g_autoptr (GError) failure = NULL;
  JsonObject *answer;

  result = tool->run (call, mq_mcp_server_get_data (call->server),
                      mq_json_get_object (call->params, "arguments"), &failure);
  if (result == NULL)
    result = mq_mcp_result_new_error (failure);
  answer = mq_mcp_result_to_json (result, mq_json_get_array (call->params, IGNORED));
  if (call->is_text_only)
    json_object_remove_member (answer, "structuredContent");
  return answer;
}

/* Awaits. Returns: (transfer full) (nullable): what the tool answers, or a task where it takes
 * long */
static JsonObject *
mcp_tools_call (MqMcpCall *call, GError **error)
{
  static const char *const rows[] = { "requirements", "parts" };
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *name = mq_json_get_string (call->params, "name", "");
  const MqMcpTool *tool = find_tool (name);
  JsonObject *description = mq_json_find (get_descriptions (), "name", name);
  JsonArray *ignored = json_array_new ();
  g_autoptr (JsonObject) schema = NULL;
  g_autofree char *problem = NULL;
  JsonObject *arguments;
  JsonObject *described;

  json_object_set_array_member (call->params, IGNORED, ignored);
  if (tool == NULL || description == NULL)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no tool “%.100s”", name);
      return NULL;
    }

  /* Rows of requirements and parts are described once, to keep the list short, and checked
   * everywhere. */
  described = mq_json_find (get_descriptions (), "name", "run_script");
  described = mq_json_get_object (mq_json_get_object (described, "inputSchema"), "properties");
  schema = mq_json_copy_object (mq_json_get_object (description, "inputSchema"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JsonObject *own = mq_json_get_object (mq_json_get_object (schema, "properties"), rows[i]);
      const char *type = mq_json_get_string (mq_json_get_object (own, "items"), "type", "");
      JsonObject *items = mq_json_get_object (mq_json_get_object (described, rows[i]), "items");

      /* The parts of `change` are names. */
      if (g_str_equal (type, "object"))
        json_object_set_object_member (own, "items", json_object_ref (items));
    }

  arguments = read_arguments (call, schema, ignored, &problem);
  if (arguments == NULL)
    {
      g_autofree char *text = g_strdup_printf ("Wrong arguments for %s: %s", name, problem);
      g_autoptr (MqMcpResult) result = mq_mcp_result_new_failure (text, 2);

      return mq_mcp_result_to_json (result, NULL);
    }

  json_object_set_object_member (call->params, "arguments", arguments);
  return mq_mcp_tasks_is_wanted (call)
                 && (tool->is_long || mq_json_get_boolean (arguments, "final_pictures", FALSE))
             ? mq_mcp_tasks_start (context->tasks, call, run_tool)
             : run_tool (call, error);
}

static JsonObject *
get_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  return mq_mcp_tasks_get (context->tasks, call, error);
}

/* A task asks the client nothing, so that no answer is waited for. */
static JsonObject *
update_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  g_autoptr (JsonObject) task = mq_mcp_tasks_get (context->tasks, call, error);

  return task != NULL ? json_object_new () : NULL;
}

static JsonObject *
cancel_task (MqMcpCall *call, GError **error)
{
  MqMcpContext *context = mq_mcp_server_get_data (call->server);

  return mq_mcp_tasks_cancel (context->tasks, call, error);
}

static const MqMcpMethod methods[] = {
  { "tools/list", mcp_tools_list, LONG_TTL_MS },
  { "tools/call", mcp_tools_call, -1 },
  { "resources/list", mcp_resources_list, 0 },
  { "resources/templates/list", mcp_resources_list_templates, LONG_TTL_MS },
  { "resources/read", mcp_resources_read, LONG_TTL_MS },
  { "prompts/list", mcp_prompts_list, LONG_TTL_MS },
  { "prompts/get", mcp_prompts_get, -1 },
  { "tasks/get", get_task, -1 },
  { "tasks/update", update_task, -1 },
  { "tasks/cancel", cancel_task, -1 },
  { NULL },
};

/* @error: %MQ_MCP_ERROR_BLOCKED. Returns: whether the program may call anything */
static gboolean
mcp_rights_admit (MqMcpCall *call, GError **error)
{
  g_autoptr (MqProgramEntry) program = mq_mcp_rights_load (call, error);

  if (program == NULL)
    return FALSE;
  if (!mq_program_entry_has (program, MQ_PROGRAM_BLOCKED))
    return TRUE;

  g_set_error (
      error, MQ_MCP_ERROR, MQ_MCP_ERROR_BLOCKED,
      "The user has blocked “%s” in Maquette, so nothing is done for it. Only the user can "
      "lift that, in Preferences, Programs. Do not ask again",
      mq_program_entry_get_name (program));
  return FALSE;
}

/**
 * mq_mcp_offer_make_server:
 * @context: what the tools work with; longer there than the server
 * @send: sends a line to the program
 * @user_data: for @send
 *
 * Returns: (transfer full): a server for one program
 */
MqMcpServer *
mq_mcp_offer_make_server (MqMcpContext *context, MqMcpSend send, gpointer user_data)
{
  /* The skill for programs without MCP has the same words. */
  static char *instructions;
  g_autoptr (JsonObject) capabilities = mq_json_new (
      "tools:o resources:o prompts:o", json_object_new (), json_object_new (), json_object_new ());
  g_autoptr (JsonObject) extensions = mq_json_new ("io.modelcontextprotocol/tasks:o",
                                                   json_object_new ());
  MqMcpOffer offer = { "Maquette",       NULL,    capabilities,
                       extensions,       methods, mq_mcp_rights_introduce,
                       mcp_rights_admit, context };

  if (instructions == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (INSTRUCTIONS, 0, NULL);

      instructions = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  offer.instructions = instructions;
  return mq_mcp_server_new (&offer, send, user_data);
}

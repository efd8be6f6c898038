/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The offer to programs, see mq-mcp-offer.h. */
#include "mcp/mq-mcp-offer.h"

#include "client/export/mq-export.h"
#include "client/session/mq-session.h"
#include "common/base/mq-error.h"
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
          g_autofree char *here = g_strdup_printf ("%s/%u", mq_session_get_id (session),
                                                   mq_version_get_number (version));

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
static JsonObject *
mcp_resources_list (MqMcpCall *call, GError **error)
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
static JsonObject *
mcp_resources_read (MqMcpCall *call, GError **error)
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
describe (const Prompt *prompt)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_object_element (arguments, mq_json_new ("name:s description:s required:b",
                                                         prompt->argument, prompt->about, TRUE));
  return mq_json_new ("name:s title:s description:s arguments:a", prompt->name, prompt->title,
                      prompt->description, arguments);
}

static JsonObject *
mcp_prompts_list (MqMcpCall *call, GError **error)
{
  JsonArray *list = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    json_array_add_object_element (list, describe (&prompts[i]));
  return mq_json_new ("prompts:a", list);
}

static const Prompt *
find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    if (g_str_equal (prompts[i].name, name))
      return &prompts[i];

  return NULL;
}

static JsonObject *
mcp_prompts_get (MqMcpCall *call, GError **error)
{
  const char *name = mq_json_get_string (call->params, "name", "");
  const Prompt *prompt = find (name);
  JsonObject *arguments = mq_json_get_object (call->params, "arguments");
  const char *argument = prompt != NULL ? mq_json_get_string (arguments, prompt->argument, "") : "";
  g_autofree char *text = NULL;
  JsonArray *messages;

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

/* Nor how many kinds the sketcher makes: each has a folder. */
static void
describe_kinds (JsonArray *tools)
{
  JsonObject *tool = mq_json_find (tools, "name", "make");
  g_autoptr (GString) text = g_string_new (mq_json_get_string (tool, "description", ""));
  g_autofree char *folder = mq_paths_find_data ("sketcher/kinds");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autofree char *count = NULL;
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  count = g_strdup_printf ("%u", n);
  g_string_replace (text, "KINDS", count, 1);
  json_object_set_string_member (tool, "description", text->str);
}

/* The descriptions of tools.json. Returns: (transfer none) */
static JsonArray *
get_descriptions (void)
{
  static JsonObject *file;

  if (file == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (TOOLS, 0, NULL);
      g_autoptr (GError) error = NULL;
      JsonArray *tools;
      JsonObject *tool;
      JsonObject *schema;
      JsonObject *format;
      g_autofree char *all = NULL;
      g_autofree char *text = NULL;

      file = mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                   &error);
      if (file == NULL)
        g_error ("tools.json: %s", error->message);
      /* tools.json does not list the formats: the table of exports has them. */
      tools = mq_json_get_array (file, "tools");
      tool = mq_json_find (tools, "name", "export_version");
      schema = mq_json_get_object (tool, "inputSchema");
      format = mq_json_get_object (mq_json_get_object (schema, "properties"), "format");
      all = mq_export_formats_describe (FALSE);
      text = g_strdup_printf ("%s. %s", all, mq_json_get_string (format, "description", ""));
      json_object_set_string_member (format, "description", text);
      describe_kinds (mq_json_get_array (file, "tools"));
    }

  return mq_json_get_array (file, "tools");
}

/* Rows of requirements and parts are described once, to keep the list short, and checked
 * everywhere. Returns: (transfer full): of the arguments of a tool */
static JsonObject *
dup_schema (JsonObject *description)
{
  static const char *const rows[] = { "requirements", "parts" };
  JsonObject *first = mq_json_find (get_descriptions (), "name", "run_script");
  JsonObject *described = mq_json_get_object (mq_json_get_object (first, "inputSchema"),
                                              "properties");
  JsonObject *schema = mq_json_copy_object (mq_json_get_object (description, "inputSchema"));
  JsonObject *properties = mq_json_get_object (schema, "properties");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      JsonObject *own = mq_json_get_object (properties, rows[i]);
      const char *type = mq_json_get_string (mq_json_get_object (own, "items"), "type", "");
      JsonObject *items = mq_json_get_object (mq_json_get_object (described, rows[i]), "items");

      /* The parts of `change` are names. */
      if (g_str_equal (type, "object"))
        json_object_set_object_member (own, "items", json_object_ref (items));
    }
  return schema;
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

/* The arguments of a call, which some programs write as text; nothing, where there are none.
 * Returns: (transfer full) (nullable): %NULL: they are something else */
static JsonObject *
dup_arguments (MqMcpCall *call)
{
  JsonNode *given = json_object_get_member (call->params, "arguments");
  gboolean is_text = given != NULL && json_node_get_value_type (given) == G_TYPE_STRING;

  if (given != NULL && JSON_NODE_HOLDS_OBJECT (given))
    return json_object_ref (json_node_get_object (given));
  if (is_text && !mq_text_is_blank (json_node_get_string (given)))
    return mq_json_parse_object (json_node_get_string (given), -1, NULL);

  return given == NULL || is_text || JSON_NODE_HOLDS_NULL (given) ? json_object_new () : NULL;
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

/* Takes away what the tool does not know. A name that was meant for another one is a mistake, for
 * the value counts then; any other, such as a reason, is a note to oneself.
 * Returns: (transfer full) (nullable): the mistake */
static char *
drop_unknown (JsonObject *properties, JsonObject *arguments, JsonArray *ignored)
{
  g_auto (GStrv) candidates = list_names (properties);
  g_auto (GStrv) given = list_names (arguments);

  for (gsize i = 0; given[i] != NULL; i++)
    {
      const char *name = given[i];
      g_autofree char *clean = mq_text_clean (name, MAX_NAME);
      const char *nearest = mq_text_nearest (clean, (const char *const *)candidates);

      if (json_object_has_member (properties, name))
        continue;
      if (nearest != NULL)
        return g_strdup_printf ("there is no “%s”. Did you mean “%s”?", clean, nearest);
      json_array_add_string_element (ignored, clean);
      json_object_remove_member (arguments, name);
    }

  return NULL;
}

/* Reads the arguments of a call as they are meant.
 * Returns: (transfer full) (nullable): as the tool's schema has them; %NULL with @problem
 * @ignored: gets the names of those that the tool does not know */
static JsonObject *
read_arguments (MqMcpCall *call, JsonObject *schema, JsonArray *ignored, char **problem)
{
  g_autoptr (JsonObject) given = dup_arguments (call);
  g_autoptr (JsonObject) arguments = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (given == NULL)
    {
      *problem = g_strdup ("they have to be a JSON object, such as {\"session\": \"ID\"}");
      return NULL;
    }

  arguments = mq_json_schema_fit (schema, given, FALSE);
  *problem = drop_unknown (mq_json_get_object (schema, "properties"), arguments, ignored);
  node = json_node_init_object (json_node_alloc (), arguments);
  if (*problem == NULL)
    *problem = mq_json_schema_check (schema, node, TRUE);
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
  MqMcpContext *context = mq_mcp_server_get_data (call->server);
  const char *name = mq_json_get_string (call->params, "name", "");
  const MqMcpTool *tool = find_tool (name);
  JsonObject *description = mq_json_find (get_descriptions (), "name", name);
  JsonArray *ignored = json_array_new ();
  g_autoptr (JsonObject) schema = NULL;
  g_autofree char *problem = NULL;
  JsonObject *arguments;

  json_object_set_array_member (call->params, IGNORED, ignored);
  if (tool == NULL || description == NULL)
    {
      g_set_error (error, MQ_MCP_ERROR, MQ_MCP_ERROR_PARAMS, "There is no tool “%.100s”", name);
      return NULL;
    }

  schema = dup_schema (description);
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

/* The skill for programs without MCP has the same words. Returns: (transfer none) */
static const char *
get_instructions (void)
{
  static char *text;

  if (text == NULL)
    {
      g_autoptr (GBytes) bytes = g_resources_lookup_data (INSTRUCTIONS, 0, NULL);

      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  return text;
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
  g_autoptr (JsonObject) capabilities = mq_json_new (
      "tools:o resources:o prompts:o", json_object_new (), json_object_new (), json_object_new ());
  g_autoptr (JsonObject) extensions = json_object_new ();
  const MqMcpOffer offer = { "Maquette", get_instructions (),     capabilities,     extensions,
                             methods,    mq_mcp_rights_introduce, mcp_rights_admit, context };

  json_object_set_object_member (extensions, "io.modelcontextprotocol/tasks", json_object_new ());
  return mq_mcp_server_new (&offer, send, user_data);
}

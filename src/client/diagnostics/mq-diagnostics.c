/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The report of a problem, see mq-diagnostics.h. It has to come about when all else is broken: what
 * cannot be read becomes a line that says why. */
#include "client/diagnostics/mq-diagnostics.h"

#include "client/blender/mq-blender.h"
#include "client/blender/mq-disk-use.h"
#include "client/diagnostics/mq-diagnostics-private.h"
#include "client/diagnostics/mq-redactor.h"
#include "client/service/mq-embedded-service.h"
#include "common/base/mq-addresses.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/settings/mq-config.h"

#include <string.h>

#define STACK (512 * 1024)
#define MAX_EVENTS (512 * 1024) /* bytes of a session's events; older ones are left out */
#define MAX_TEXT (4 * 1024 * 1024)
#define MAX_LOG 2000

#define FAILURE "Failure" /* a line that says why the others are not there */

/* @error: (transfer full) */
static void
set_failure (JsonObject *part, GError *error)
{
  g_autoptr (GError) owned = error;

  mq_diagnostics_set (part, FAILURE, "%s", error->message);
}

/* Returns: (transfer full) (nullable): the first one. Awaits. */
static MqBlender *
add_blenders (JsonObject *report, MqConfig *config)
{
  JsonObject *part = json_object_new ();
  const char *chosen = config != NULL ? mq_config_get_string (config, MQ_CONFIG_BLENDER_EXECUTABLE)
                                      : NULL;
  GError *error = NULL;
  g_autoptr (GListModel) blenders = dex_await_object (mq_blender_find (chosen), &error);
  MqBlender *first = NULL;

  json_object_set_object_member (report, "Blender", part);
  if (blenders == NULL)
    set_failure (part, error);

  for (guint i = 0; blenders != NULL && i < g_list_model_get_n_items (blenders); i++)
    {
      g_autoptr (MqBlender) each = g_list_model_get_item (blenders, i);
      g_autofree char *name = g_strdup_printf (i == 0 ? "Used" : "Also there (%u)", i);

      mq_diagnostics_set (part, name, "%s, %s", mq_blender_get_version (each),
                          mq_blender_get_path (each));
      if (i == 0)
        first = g_object_ref (each);
    }

  return first;
}

/* Returns: (transfer full) (nullable): the value as a report may have it */
static char *
describe_setting (MqConfig *config, MqConfigKey key)
{
  const char *text;
  g_autofree char *scheme = NULL;

  switch (mq_config_key_get_info (key)->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      return g_strdup (mq_config_get_boolean (config, key) ? "yes" : "no");
    case MQ_CONFIG_TYPE_INT:
      return g_strdup_printf ("%d", mq_config_get_int (config, key));
    case MQ_CONFIG_TYPE_DOUBLE:
      return g_strdup_printf ("%g", mq_config_get_double (config, key));
    case MQ_CONFIG_TYPE_CHOICE:
      return g_strdup (mq_config_get_string (config, key));
    case MQ_CONFIG_TYPE_STRING:
    case MQ_CONFIG_TYPE_URL:
    default:
      text = mq_config_get_string (config, key);
      if (text == NULL || key == MQ_CONFIG_MODEL_DEFAULT)
        return g_strdup (text);
      scheme = g_uri_parse_scheme (text);
      return scheme != NULL ? g_strconcat (scheme, ", set", NULL) : g_strdup ("set");
    }
}

/* Names of variables that change how Maquette works, such as `MAQUETTE_MODEL`; no values. */
static void
add_variables (JsonObject *part)
{
  g_auto (GStrv) names = g_listenv ();
  g_autoptr (GString) list = g_string_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], "MAQUETTE_") || g_str_has_prefix (names[i], "MQ_")
        || g_str_has_suffix (names[i], "_API_KEY"))
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", names[i]);
  mq_diagnostics_set (part, "Variables that are set", "%s", list->len > 0 ? list->str : "none");
}

/* Adds the settings that differ from the defaults, of an address only its scheme, and has the
 * redactor hide the hosts of these addresses.
 * Returns: (transfer full) (nullable): the settings, if they can be read */
static MqConfig *
add_settings (JsonObject *report, MqRedactor *redactor)
{
  static const MqConfigKey addresses[] = { MQ_CONFIG_SERVER_URL, MQ_CONFIG_MODEL_BASE_URL };
  JsonObject *part = json_object_new ();
  GError *error = NULL;
  g_autoptr (MqConfig) config = mq_config_load (NULL, &error);
  g_autoptr (MqConfig) defaults = mq_config_new ();
  g_auto (GStrv) roles = config != NULL ? mq_config_list_names (config, "model.roles") : NULL;

  json_object_set_object_member (report, "Settings", part);
  add_variables (part);
  if (config == NULL)
    {
      set_failure (part, error);
      return NULL;
    }

  for (guint key = 0; key < MQ_CONFIG_N_KEYS; key++)
    {
      g_autofree char *value = describe_setting (config, key);
      g_autofree char *usual = describe_setting (defaults, key);

      if (value != NULL && g_strcmp0 (value, usual) != 0)
        mq_diagnostics_set (part, mq_config_key_get_info (key)->path, "%s", value);
    }
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    {
      g_autofree char *name = g_strconcat ("model.roles.", roles[i], NULL);

      mq_diagnostics_set (part, name, "%s", mq_config_get_role_model (config, roles[i]));
    }
  if (mq_config_get_problem (config) != NULL)
    mq_diagnostics_set (part, FAILURE, "%s", mq_config_get_problem (config));

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const char *text = mq_config_get_string (config, addresses[i]);
      g_autoptr (GUri) uri = text != NULL ? g_uri_parse (text, G_URI_FLAGS_NONE, NULL) : NULL;

      if (uri != NULL)
        mq_redactor_add_name (redactor, g_uri_get_host (uri), "SERVER");
    }

  return g_steal_pointer (&config);
}

static void
add_library (JsonObject *report, MqLibrary *library, GError *error)
{
  JsonObject *part = json_object_new ();
  g_autofree char *folder = mq_paths_get_data_home ();
  guint64 space = mq_disk_use_get_free (folder);
  g_autofree char *size = g_format_size_full (space, G_FORMAT_SIZE_IEC_UNITS);
  GListModel *sessions = library != NULL ? mq_library_get_sessions (library) : NULL;
  guint n_versions = 0;

  json_object_set_object_member (report, "Library", part);
  mq_diagnostics_set (part, "Folder", "%s", folder);
  mq_diagnostics_set (part, "Free space", "%s", space < G_MAXUINT64 ? size : "unknown");
  if (library == NULL)
    {
      set_failure (part, error);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) each = g_list_model_get_item (sessions, i);

      n_versions += g_list_model_get_n_items (mq_session_get_versions (each));
    }
  mq_diagnostics_set (part, "Sessions", "%u", g_list_model_get_n_items (sessions));
  mq_diagnostics_set (part, "Versions", "%u", n_versions);
}

/* It is not started for this. */
static void
add_service (JsonObject *report)
{
  JsonObject *part = json_object_new ();
  GError *error = NULL;
  g_autofree char *program = mq_paths_find_service (&error);
  g_autofree char *log = mq_embedded_service_dup_log ();

  json_object_set_object_member (report, "Service", part);
  if (program == NULL)
    set_failure (part, error);
  else
    mq_diagnostics_set (part, "Program", "%s", program);
  if (log != NULL && *log != '\0')
    mq_diagnostics_set (part, "Its last messages", "%s",
                        log + (strlen (log) > MAX_LOG ? strlen (log) - MAX_LOG : 0));
}

static JsonObject *
describe_event (const MqLibraryEvent *entry)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (entry->event);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (entry->event->time / G_USEC_PER_SEC);
  g_autofree char *when = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  return mq_json_new ("time:s event:s data:o", when, mq_run_event_get_name (entry->event),
                      g_steal_pointer (&data));
}

/* Adds the newest ones that fit, oldest first. */
static void
add_events (JsonObject *part, GPtrArray *events)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  JsonArray *list = json_array_new ();
  gsize size = 0;

  for (guint i = events->len; i > 0 && size < MAX_EVENTS; i--)
    {
      JsonObject *event = describe_event (events->pdata[i - 1]);
      g_autofree char *line = mq_json_object_to_string (event, FALSE);

      size += strlen (line);
      g_ptr_array_add (kept, event);
    }

  for (guint i = kept->len; i > 0; i--)
    json_array_add_object_element (list, json_object_ref (kept->pdata[i - 1]));
  mq_diagnostics_set (part, "Events left out", "%u", events->len - kept->len);
  json_object_set_array_member (part, "Events", list);
}

/* Awaits. */
static void
add_session (JsonObject *report, MqLibrary *library, MqSession *session)
{
  JsonObject *part = json_object_new ();
  MqVersion *last = mq_session_get_last_version (session);
  GError *error = NULL;
  g_autoptr (GPtrArray) events = dex_await_boxed (mq_library_load_events (library, session),
                                                  &error);
  g_autoptr (JsonObject) draft = events != NULL ? mq_library_find_draft (events) : NULL;
  const char *script = mq_json_get_string (draft, "script", NULL);
  g_autoptr (JsonObject) content = NULL;

  json_object_set_object_member (report, "Session", part);
  mq_diagnostics_set (part, "Id", "%s", mq_session_get_id (session));
  mq_diagnostics_set (part, "Versions", "%u",
                      g_list_model_get_n_items (mq_session_get_versions (session)));
  if (script != NULL)
    mq_diagnostics_set (part, "Script is", "%s", "that of the last run, which no version has");
  else if (last != NULL && (content = dex_await_boxed (mq_version_load (last), NULL)) != NULL)
    {
      script = mq_json_get_string (content, "script", NULL);
      mq_diagnostics_set (part, "Script is", "that of version %u", mq_version_get_number (last));
    }

  if (events != NULL)
    add_events (part, events);
  else
    set_failure (part, error);
  if (script != NULL)
    mq_diagnostics_set (part, "Script", "%s", script);
}

static DexFuture *
collect_fiber (MqLibrary *given, const char *id, JsonObject *more)
{
  g_autoptr (MqRedactor) redactor = mq_redactor_new ();
  g_autoptr (JsonObject) report = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) clean = NULL;
  g_autoptr (MqConfig) config = NULL;
  GError *error = NULL;
  g_autoptr (MqLibrary) library = given != NULL
                                      ? g_object_ref (given)
                                      : dex_await_object (mq_library_open (NULL, TRUE), &error);
  MqSession *session = library != NULL && id != NULL ? mq_library_find_session (library, id) : NULL;
  g_autoptr (MqBlender) blender = NULL;

  if (library != NULL && id != NULL && session == NULL)
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_NOT_FOUND, "There is no session “%s”", id);

  mq_redactor_add_user (redactor);
  json_object_set_object_member (report, "Maquette", mq_diagnostics_get_program ());
  if (more != NULL)
    json_object_set_object_member (report, "Window", json_object_ref (more));
  json_object_set_object_member (report, "System", mq_diagnostics_get_system ());
  json_object_set_object_member (report, "Graphics", mq_diagnostics_get_graphics ());
  config = add_settings (report, redactor);
  blender = add_blenders (report, config);
  json_object_set_object_member (report, "Sandbox", mq_diagnostics_try_sandbox (blender));
  add_service (report);
  add_library (report, library, error);
  if (session != NULL)
    add_session (report, library, session);

  node = json_node_init_object (json_node_alloc (), report);
  clean = mq_redactor_apply_to_json (redactor, node);
  return dex_future_new_take_boxed (JSON_TYPE_OBJECT, json_node_dup_object (clean));
}

/**
 * mq_diagnostics_collect:
 * @library: (nullable): the library; %NULL: it is opened, and why it cannot be is in the report
 * @session: (nullable): the id of a session whose events and script are to be in the report
 * @more: (nullable): lines of the window: names and texts
 *
 * Collects the report of a problem. Starts neither Blender nor the service, and sends nothing.
 *
 * Returns: (transfer full): resolves to a JSON_TYPE_OBJECT: parts with names for people, each an
 *   object of names and texts, but for the `Events` of the part `Session`, a list; rejects with
 *   %MQ_ERROR_NOT_FOUND
 */
DexFuture *
mq_diagnostics_collect (MqLibrary *library, const char *session, JsonObject *more)
{
  return mq_fiber_spawn_with (NULL, STACK, collect_fiber, (MQ_TYPE_LIBRARY, library),
                              (G_TYPE_STRING, session), (JSON_TYPE_OBJECT, more));
}

/* A block of code whose fence is not in @text. */
static void
append_block (GString *out, const char *title, const char *language, const char *text)
{
  g_autoptr (GString) fence = g_string_new ("```");

  while (strstr (text, fence->str) != NULL)
    g_string_append_c (fence, '`');
  g_string_append_printf (out, "\n### %s\n\n%s%s\n%s%s%s\n", title, fence->str, language, text,
                          g_str_has_suffix (text, "\n") ? "" : "\n", fence->str);
}

static void
append_events (GString *out, JsonArray *events)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      g_autofree char *line = mq_json_object_to_string (json_array_get_object_element (events, i),
                                                        FALSE);

      g_string_append_printf (lines, "%s\n", line);
    }
  append_block (out, "Events", "json", lines->str);
}

static void
append_part (GString *out, const char *title, JsonObject *part)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_string_append_printf (out, "\n## %s\n\n", title);
  json_object_iter_init_ordered (&iter, part);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (JSON_NODE_HOLDS_ARRAY (value))
      append_events (out, json_node_get_array (value));
    else if (strchr (json_node_get_string (value), '\n') != NULL)
      append_block (out, name, g_str_equal (name, "Script") ? "python" : "",
                    json_node_get_string (value));
    else
      g_string_append_printf (out, "* %s: %s\n", name, json_node_get_string (value));
}

/**
 * mq_diagnostics_to_text:
 * @report: as from mq_diagnostics_collect()
 *
 * Returns: (transfer full): the report as one text (Markdown), safe for a terminal, that says first
 *   what it is and where it may go
 */
char *
mq_diagnostics_to_text (JsonObject *report)
{
  g_autoptr (GString) out = g_string_new (
      "# A problem with Maquette\n\n"
      "What happened, and what should have happened instead: (please write it here)\n\n"
      "Maquette made this report, and sent it to nobody. Keys, e-mail addresses and your name are "
      "replaced in it as far as a program can know them: please read it before you give it "
      "away. ");
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (*MQ_ADDRESS_BUG_TRACKER != '\0')
    g_string_append (out, "Then report it at " MQ_ADDRESS_BUG_TRACKER "\n");
  else
    g_string_append (out, "Then send it to whoever gave you Maquette.\n");

  json_object_iter_init_ordered (&iter, report);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    append_part (out, name, json_node_get_object (value));
  return mq_text_clean (out->str, MAX_TEXT);
}

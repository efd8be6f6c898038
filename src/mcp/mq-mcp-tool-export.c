/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* export_version, film_version and place_version: the tools with which an asset leaves Maquette, as
 * far as the user allows it. */
#include "client/executor/mq-worker-settings.h"
#include "client/export/mq-export.h"
#include "client/film/mq-film.h"
#include "client/live/mq-live.h"
#include "client/session/mq-session.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-result.h"
#include "mcp/mq-mcp-rights.h"
#include "mcp/mq-mcp-server.h"
#include "mcp/mq-mcp-tool.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define USUAL_TEXTURE 1024
#define USUAL_SECONDS 4
#define USUAL_WIDTH 960
#define N_STEPS (MQ_EXPORT_STEP_SAVING + 1)
#define REPORT_SUFFIX ".report.json"
#define MAX_NAME 100                  /* bytes, without the suffix */
#define MAX_REPORT ((guint64)1 << 20) /* bytes */

/* Returns: (transfer full) (nullable): the name that is wanted, else the session's title, with
 * @suffix once: a file in the folder that is shown as what it is */
static char *
make_name (JsonObject *arguments, MqSession *session, MqVersion *version, const char *suffix,
           GError **error)
{
  g_autofree char *name = g_strdup (mq_json_get_string (arguments, "name", NULL));
  g_autofree char *end = g_strconcat (".", suffix, NULL);
  g_autofree char *clean = NULL;

  if (name == NULL)
    {
      g_autofree char *title = mq_text_clean (mq_session_get_title (session), MAX_NAME / 2);
      const char *begin = title;

      g_strstrip (g_strdelimit (title, "/\\\n\t", '-'));
      while (*begin == '.' || *begin == ' ')
        begin++;
      name = g_strdup_printf ("%s v%u", *begin != '\0' ? begin : mq_session_get_id (session),
                              mq_version_get_number (version));
    }

  if (g_str_has_suffix (name, end))
    name[strlen (name) - strlen (end)] = '\0';
  clean = mq_text_clean (name, MAX_NAME);
  if (!g_str_equal (clean, name) || mq_text_is_blank (name) || name[0] == '.' || name[0] == ' '
      || strpbrk (name, "/\\\n\t") != NULL)
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                         "“name” is a plain file name of at most %d bytes, such as "
                         "\"organiser.stl\": no folder, no dot in front. The folder "
                         "is the one that the user has allowed",
                         MAX_NAME);

  return g_strconcat (name, end, NULL);
}

static gboolean
exists (int dir, const char *name)
{
  return faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* @name: of a file in @folder that a tool would write; @is_taken: whether something of its name is
 * there in any case. A file that a tool has written may be replaced; links are followed nowhere.
 * Returns: whether it may be written */
static gboolean
check_free (const char *folder, const char *name, gboolean is_taken, gboolean replace,
            GError **error)
{
  g_autofree char *report = g_strconcat (name, REPORT_SUFFIX, NULL);
  g_autofd int dir = mq_files_open_dir (folder, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;

  if (dir < 0)
    return FALSE;
  if (!is_taken && !exists (dir, name) && !exists (dir, report))
    return TRUE;
  if (!replace)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is in %s already. Give another name, or \"replace\": true for a file "
                    "that you have exported",
                    name, folder);

  bytes = mq_files_read (dir, report, MAX_REPORT, NULL);
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    object = mq_json_parse_object (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                   NULL);
  if (mq_json_get_string (object, "format", NULL) == NULL
      || (exists (dir, name) && !mq_files_is_regular (dir, name)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” in %s was not exported by a tool, so it is not replaced. Give another "
                    "name",
                    name, folder);

  return TRUE;
}

/* Makes the program's folder, if it is not there yet. Awaits. @arguments: its arguments, maybe
 * with `name`, `replace`, `levels` and `package`; @suffix: of the file, without a dot; @error:
 * %MQ_ERROR_BAD_INPUT, %MQ_ERROR_READ_ONLY. Returns: (transfer full) (nullable): the path to
 * write */
static char *
choose_path (MqMcpCall *call, JsonObject *arguments, MqSession *session, MqVersion *version,
             const char *suffix, GError **error)
{
  g_autoptr (MqProgramEntry) program = mq_mcp_rights_load (call, error);
  g_autofree char *name = program != NULL ? make_name (arguments, session, version, suffix, error)
                                          : NULL;
  gboolean in_package = mq_json_get_boolean (arguments, "package", FALSE);
  gboolean replace = mq_json_get_boolean (arguments, "replace", FALSE);
  g_autofree char *folder = NULL;

  if (name == NULL)
    return NULL;

  folder = g_strdup (mq_program_entry_get_folder (program));
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      mq_files_fail (error, errno, "Could not make the folder “%s”", folder);
      return NULL;
    }

  if (in_package)
    {
      g_autofree char *own = g_strndup (name, strlen (name) - strlen (suffix) - 1);
      g_autofree char *package = g_build_filename (folder, own, NULL);
      GStatBuf info;

      /* One that is there has a file of a tool, or is somebody else's. */
      if (g_lstat (package, &info) != 0)
        return g_build_filename (package, name, NULL);
      if (!S_ISDIR (info.st_mode))
        return mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "“%s” in %s is not a folder. Give another name", own, folder);
      g_set_str (&folder, package);
    }

  for (guint i = 0; i < (mq_json_get_boolean (arguments, "levels", FALSE) ? MQ_EXPORT_N_LEVELS : 1);
       i++)
    {
      g_autofree char *level = mq_export_make_level_path (name, mq_export_levels[i]);

      if (!check_free (folder, level, in_package, replace, error))
        return NULL;
    }

  return g_build_filename (folder, name, NULL);
}

/* @type: its media type; @result: gets the link */
static void
add_link (const char *path, const char *type, MqMcpResult *result)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *name = g_path_get_basename (path);

  mq_mcp_result_add_link (result, uri, name, type);
}

static const char *const steps[] = {
  [MQ_EXPORT_STEP_WAITING] = "Waiting until others have rendered",
  [MQ_EXPORT_STEP_OPENING] = "Opening the version",
  [MQ_EXPORT_STEP_BAKING] = "Baking pictures of the materials",
  [MQ_EXPORT_STEP_WRITING] = "Writing",
  [MQ_EXPORT_STEP_RENDERING] = "Rendering",
  [MQ_EXPORT_STEP_READING] = "Reading it back with another Blender",
  [MQ_EXPORT_STEP_SAVING] = "Saving",
};

static void
on_export_progress (MqMcpCall *call, MqExport *export)
{
  const MqExportProgress *progress = mq_export_get_progress (export);
  double share = progress->of > 0 ? 0.9 * progress->done / progress->of : 0;

  mq_mcp_call_tell_progress (call, progress->step + share, N_STEPS, steps[progress->step]);
}

JsonObject *
mq_mcp_export (MqMcpCall *call, MqMcpContext *context, MqVersion *version, MqExportOptions *options,
               GError **error)
{
  MqWorkerSettings settings = mq_worker_settings_read (context->blender, context->config);
  g_autoptr (MqExport) export = mq_export_new (context->library, &settings, version, options);
  g_autoptr (JsonObject) done = NULL;
  JsonObject *report;

  g_signal_connect_swapped (export, "progress", G_CALLBACK (on_export_progress), call);
  done = dex_await_boxed (mq_fiber_unless (call->dropped, mq_export_perform (export)), error);
  dex_await (mq_export_wait_ended (export), NULL);
  g_signal_handlers_disconnect_by_data (export, call);
  if (done == NULL)
    return NULL;

  report = mq_json_element_object (mq_json_get_array (done, "files"), 0);
  return report != NULL ? json_object_ref (report) : NULL;
}

static void
add_size (JsonObject *values, const char *path)
{
  GStatBuf info;

  if (g_stat (path, &info) == 0)
    mq_json_add (values, "bytes:l", (gint64)info.st_size);
}

static MqMcpResult *
export_version (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  static const char *const members[] = { "format",    "unit",  "paper", "objects",
                                         "triangles", "proof", "notes" };
  g_autoptr (MqExportOptions) options = mq_export_options_new_from_json (arguments, ".", FALSE,
                                                                         error);
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autofree char *path = NULL;
  const MqExportFormat *format;
  MqSession *session;
  JsonObject *values;
  MqMcpResult *result;

  if (options == NULL
      || !mq_mcp_context_find_version (context, arguments, &session, &version, error))
    return NULL;

  /* The path is chosen when all else is known to be right. */
  format = options->format;
  path = choose_path (call, arguments, session, version, format->suffix, error);
  if (path == NULL)
    return NULL;

  g_set_str (&options->path, path);
  g_set_str (&options->title, mq_session_get_title (session));
  options->max_triangles = (guint)mq_json_get_int (arguments, "max_triangles", 0);
  options->texture_px = format->has_materials && format->kind == MQ_EXPORT_MODEL
                            ? (guint)mq_json_get_int (arguments, "texture_px", USUAL_TEXTURE)
                            : 0;
  options->report = TRUE;
  options->replace = mq_json_get_boolean (arguments, "replace", FALSE);
  mq_json_get_vector (arguments, "bed_mm", options->bed);
  if (!mq_export_options_check (options, error) || !mq_mcp_context_begin_job (context, error))
    return NULL;
  report = mq_mcp_export (call, context, version, g_steal_pointer (&options), error);
  mq_mcp_context_end_job (context);
  if (report == NULL)
    return NULL;

  mq_mcp_rights_note_session (call, mq_session_get_id (session));
  values = mq_json_new ("session:s version:i path:s", mq_session_get_id (session),
                        mq_version_get_number (version), path);
  add_size (values, path);
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_has_member (report, members[i]))
      json_object_set_member (values, members[i], json_object_dup_member (report, members[i]));
  if (mq_json_get_boolean (arguments, "levels", FALSE))
    {
      JsonArray *levels = json_array_new ();

      for (guint i = 0; i < MQ_EXPORT_N_LEVELS; i++)
        {
          g_autofree char *level = mq_export_make_level_path (path, mq_export_levels[i]);

          json_array_add_string_element (levels, level);
        }
      json_object_set_array_member (values, "levels", levels);
    }
  result = mq_mcp_result_new (values);
  add_link (path, format->media_type, result);
  return result;
}

static void
on_film_progress (MqMcpCall *call, guint done, guint of)
{
  mq_mcp_call_tell_progress (call, done, of, "Drawing frames");
}

static MqMcpResult *
film_version (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  const char *suffix = mq_json_get_string (arguments, "format", "webm");
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (MqFilmOptions) options = NULL;
  g_autoptr (MqFilm) film = NULL;
  g_autoptr (JsonObject) report = NULL;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *report_name = NULL;
  g_autofree char *text = NULL;
  g_autofd int dir = -1;
  MqWorkerSettings settings;
  const char *type;
  MqMcpResult *result;
  MqSession *session;

  if (!mq_mcp_context_find_version (context, arguments, &session, &version, error)
      || !(path = choose_path (call, arguments, session, version, suffix, error))
      || !(options = mq_film_options_new_from_json (arguments, path, error)))
    return NULL;

  options->seconds = mq_json_get_double (arguments, "seconds", USUAL_SECONDS);
  options->width = (guint)mq_json_get_int (arguments, "width", USUAL_WIDTH);
  options->replace = mq_json_get_boolean (arguments, "replace", FALSE);
  options->fps = MIN (options->fps, options->format->max_fps);
  if (!mq_film_options_check (options, error) || !mq_mcp_context_begin_job (context, error))
    return NULL;

  type = options->format->media_type;
  settings = mq_worker_settings_read (context->blender, context->config);
  film = mq_film_new (context->library, &settings, mq_session_get_versions (session), version,
                      g_steal_pointer (&options));
  g_signal_connect_swapped (film, "progress", G_CALLBACK (on_film_progress), call);
  report = dex_await_boxed (mq_fiber_unless (call->dropped, mq_film_perform (film)), error);
  dex_await (mq_film_wait_ended (film), NULL);
  g_signal_handlers_disconnect_by_data (film, call);
  mq_mcp_context_end_job (context);
  if (report == NULL)
    return NULL;

  folder = g_path_get_dirname (path);
  file = g_path_get_basename (path);
  report_name = g_strconcat (file, REPORT_SUFFIX, NULL);
  text = mq_json_object_to_string (report, TRUE);
  dir = mq_files_open_dir (folder, error);
  if (dir < 0 || !mq_files_put (dir, report_name, text, strlen (text), TRUE, error))
    return NULL;

  mq_mcp_rights_note_session (call, mq_session_get_id (session));
  json_object_remove_member (report, "file");
  mq_json_add (report, "session:s version:i path:s", mq_session_get_id (session),
               mq_version_get_number (version), path);
  add_size (report, path);
  result = mq_mcp_result_new (g_steal_pointer (&report));
  add_link (path, type, result);
  return result;
}

static MqMcpResult *
place_version (MqMcpCall *call, MqMcpContext *context, JsonObject *arguments, GError **error)
{
  g_autoptr (MqVersion) version = NULL;
  g_autoptr (JsonObject) answer = NULL;
  MqSession *session;

  if (!mq_mcp_rights_require (call, MQ_PROGRAM_LIVE, error)
      || !mq_mcp_context_find_version (context, arguments, &session, &version, error))
    return NULL;

  answer = dex_await_boxed (
      mq_fiber_unless (call->dropped,
                       mq_live_place (mq_session_get_id (session), mq_session_get_title (session),
                                      mq_version_get_number (version),
                                      mq_version_get_dir (version))),
      error);
  if (answer == NULL)
    return NULL;

  mq_mcp_rights_note_session (call, mq_session_get_id (session));
  return mq_mcp_result_new (mq_json_new (
      "session:s version:i collection:s backup:s replaced:b", mq_session_get_id (session),
      mq_version_get_number (version), mq_json_get_string (answer, "collection", ""),
      mq_json_get_string (answer, "backup", ""), mq_json_get_int (answer, "replaced", 0) > 0));
}

const MqMcpTool mq_mcp_tools_export[] = {
  { "export_version", export_version },
  { "film_version", film_version, TRUE },
  { "place_version", place_version },
  { NULL },
};

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Files for programs, see mq-mcp-target.h. A tool writes a report beside each file, and by that
 * knows its files again. */
#include "mcp/mq-mcp-target.h"

#include "client/export/mq-export.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "mcp/mq-mcp-rights.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define REPORT_SUFFIX ".report.json"
#define MAX_NAME 100                  /* bytes, without the suffix */
#define MAX_REPORT ((guint64)1 << 20) /* bytes */

/* A name that is a file in the folder, and is shown as what it is. */
static gboolean
is_plain (const char *name)
{
  g_autofree char *clean = mq_text_clean (name, MAX_NAME);

  return g_str_equal (clean, name) && !mq_text_is_blank (name) && name[0] != '.' && name[0] != ' '
         && strpbrk (name, "/\\\n\t") == NULL;
}

/* Returns: (transfer full): of the session's title */
static char *
make_usual_name (MqSession *session, MqVersion *version)
{
  g_autofree char *title = mq_text_clean (mq_session_get_title (session), MAX_NAME / 2);
  const char *begin;

  g_strstrip (g_strdelimit (title, "/\\\n\t", '-'));
  for (begin = title; *begin == '.' || *begin == ' ';)
    begin++;
  return g_strdup_printf ("%s v%u", *begin != '\0' ? begin : mq_session_get_id (session),
                          mq_version_get_number (version));
}

/* With @suffix, once. Returns: (transfer full) (nullable) */
static char *
make_name (JsonObject *arguments, MqSession *session, MqVersion *version, const char *suffix,
           GError **error)
{
  const char *wanted = mq_json_get_string (arguments, "name", NULL);
  g_autofree char *end = g_strconcat (".", suffix, NULL);
  g_autofree char *name = wanted != NULL ? g_strdup (wanted) : make_usual_name (session, version);

  if (g_str_has_suffix (name, end))
    name[strlen (name) - strlen (end)] = '\0';
  return is_plain (name)
             ? g_strconcat (name, end, NULL)
             : mq_fail_null (error, MQ_ERROR_BAD_INPUT,
                             "“name” is a plain file name of at most %d bytes, such as "
                             "\"organiser.stl\": no folder, no dot in front. The folder "
                             "is the one that the user has allowed",
                             MAX_NAME);
}

static gboolean
exists (int dir, const char *name)
{
  return faccessat (dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Tells whether a tool has written @name. Links are followed nowhere. */
static gboolean
is_export (int dir, const char *name, const char *report)
{
  g_autoptr (GBytes) bytes = mq_files_read (dir, report, MAX_REPORT, NULL);
  g_autoptr (JsonObject) object = NULL;
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (data != NULL)
    object = mq_json_parse_object (data, (gssize)length, NULL);
  return object != NULL && mq_json_get_string (object, "format", NULL) != NULL
         && (!exists (dir, name) || mq_files_is_regular (dir, name));
}

static gboolean
check_free (const char *folder, const char *name, gboolean replace, GError **error)
{
  g_autofree char *report = g_strconcat (name, REPORT_SUFFIX, NULL);
  g_autofd int dir = mq_files_open_dir (folder, error);

  if (dir < 0)
    return FALSE;
  if (!exists (dir, name) && !exists (dir, report))
    return TRUE;
  if (!replace)
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“%s” is in %s already. Give another name, or \"replace\": true for a file "
                    "that you have exported",
                    name, folder);

  return is_export (dir, name, report)
         || mq_fail (error, MQ_ERROR_BAD_INPUT,
                     "“%s” in %s was not exported by a tool, so it is not replaced. Give another "
                     "name",
                     name, folder);
}

/* Makes the program's folder, if it is not there yet. Awaits. @arguments: its arguments, maybe
 * with `name`, `replace` and `levels`; @suffix: of the file, without a dot; @error:
 * %MQ_ERROR_BAD_INPUT, %MQ_ERROR_READ_ONLY. Returns: (transfer full) (nullable): the path to
 * write */
char *
mq_mcp_target_choose (MqMcpCall *call, JsonObject *arguments, MqSession *session,
                      MqVersion *version, const char *suffix, GError **error)
{
  g_autoptr (MqProgramEntry) program = mq_mcp_rights_load (call, error);
  g_autofree char *name = program != NULL ? make_name (arguments, session, version, suffix, error)
                                          : NULL;
  const char *folder;

  if (name == NULL)
    return NULL;

  folder = mq_program_entry_get_folder (program);
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      mq_files_fail (error, errno, "Could not make the folder “%s”", folder);
      return NULL;
    }

  for (guint i = 0; i < (mq_json_get_boolean (arguments, "levels", FALSE) ? MQ_EXPORT_N_LEVELS : 1);
       i++)
    {
      g_autofree char *level = mq_export_make_level_path (name, mq_export_levels[i]);

      if (!check_free (folder, level, mq_json_get_boolean (arguments, "replace", FALSE), error))
        return NULL;
    }

  return g_build_filename (folder, name, NULL);
}

/* @report: what it is, with `format`; @error: as mq_files_fail(). Returns: whether the report is
 * beside the file */
gboolean
mq_mcp_target_save_report (const char *path, JsonObject *report, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *name = g_strconcat (file, REPORT_SUFFIX, NULL);
  g_autofree char *text = mq_json_object_to_string (report, TRUE);
  g_autofd int dir = mq_files_open_dir (folder, error);

  return dir >= 0 && mq_files_put (dir, name, text, strlen (text), TRUE, error);
}

/* @type: its media type; @result: gets the link */
void
mq_mcp_target_add_link (const char *path, const char *type, MqMcpResult *result)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *name = g_path_get_basename (path);

  mq_mcp_result_add_link (result, uri, name, type);
}

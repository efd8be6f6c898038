/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* mcp --config: prints what another program's configuration needs to start our server, and writes
 * it there with --install. */
#include "cli/commands/mq-commands.h"

#include "client/programs/mq-program-command.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/base/mq-paths.h"
#include "mcp/mq-mcp-setup.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BACKUP_SUFFIX ".before-maquette"
#define MAX_CONFIG (16 * 1024 * 1024)

/* Returns: (transfer full): what starts the server */
static GStrv
make_command (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) program = mq_program_command_make ();

  g_strv_builder_addv (builder, (const char **)program);
  g_strv_builder_add (builder, "mcp");
  return g_strv_builder_end (builder);
}

/* @text: (nullable): what it replaces. A configuration may hold keys, so nobody else may read more
 * than before. */
static gboolean
write_config (const char *path, const char *text, const char *merged, GError **error)
{
  g_autofree char *backup = g_strconcat (path, BACKUP_SUFFIX, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf info;
  int mode = g_stat (path, &info) == 0 ? (int)(info.st_mode & 0777) : 0600;
  GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;

  return (text == NULL || g_file_set_contents_full (backup, text, -1, flags, mode, error))
         && mq_paths_make_private (folder, error)
         && g_file_set_contents_full (path, merged, -1, flags, mode, error);
}

static gboolean
fail_to_paste (const char *path, const char *why, GError **error)
{
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "%s was not changed: %s\nPaste the lines above into it yourself", path, why);
}

/* OpenCode reads two files; with comments, ours would be the wrong one. */
static gboolean
has_other_file (const char *path)
{
  g_autofree char *other = g_strconcat (path, "c", NULL);

  return g_str_has_suffix (path, "opencode.json") && g_file_test (other, G_FILE_TEST_EXISTS);
}

static gboolean
install (const MqMcpSetup *setup, const char *const *command, const char *path, GError **error)
{
  /* A link, as of a folder with all of one's settings, stays one. */
  g_autofree char *real = realpath (path, NULL);
  const char *file = real != NULL ? real : path;
  g_autofree char *text = NULL;
  g_autofree char *merged = NULL;
  g_autoptr (GError) why = NULL;
  gsize length = 0;

  if (!mq_mcp_setup_can_merge (setup))
    return fail_to_paste (path, "it is not JSON, and Maquette only changes JSON", error);
  if (mq_paths_is_flatpak ())
    return fail_to_paste (path, "a Flatpak cannot write there", error);
  if (has_other_file (path))
    return fail_to_paste (path, "opencode.jsonc is there, too", error);

  if (g_file_test (file, G_FILE_TEST_EXISTS)
      && (text = mq_files_load (file, MAX_CONFIG, &length, &why)) == NULL)
    return fail_to_paste (path, why->message, error);
  if ((text != NULL && strlen (text) != length)
      || (merged = mq_mcp_setup_merge (setup, command, text != NULL ? text : "", &why)) == NULL)
    return fail_to_paste (path, why != NULL ? why->message : "it is not text", error);

  if (g_strcmp0 (text, merged) == 0)
    g_printerr ("%s has these lines already\n", path);
  else if (!write_config (file, text, merged, &why))
    return fail_to_paste (path, why->message, error);
  else if (text != NULL)
    g_printerr ("Written to %s; as it was before, it is %s" BACKUP_SUFFIX "\nRestart %s\n", path,
                file, setup->title);
  else
    g_printerr ("Written to %s\nRestart %s\n", path, setup->title);
  return TRUE;
}

/* Prints the lines on standard output, and all else on standard error. @is_installed: whether to
 * write its configuration, too; @error: %MQ_ERROR_BAD_INPUT. Returns: whether all was done */
gboolean
mq_command_configure_program (const char *program, gboolean is_installed, GError **error)
{
  const MqMcpSetup *setup = mq_mcp_setup_find (program);
  g_autofree char *path = setup != NULL ? mq_mcp_setup_get_path (setup) : NULL;
  g_auto (GStrv) command = NULL;
  g_autofree char *snippet = NULL;

  if (setup == NULL)
    {
      g_auto (GStrv) ids = mq_mcp_setup_list_ids ();
      g_autofree char *all = g_strjoinv (", ", ids);

      return mq_fail (
          error, MQ_ERROR_BAD_INPUT,
          "Maquette does not know the program “%s”\nIt knows %s; docs/using/mcp.md says what "
          "others need",
          program, all);
    }
  command = make_command ();
  snippet = mq_mcp_setup_make_snippet (setup, (const char *const *)command);
  fputs (snippet, stdout);
  fflush (stdout);
  if (is_installed)
    return install (setup, (const char *const *)command, path, error);

  g_printerr ("These lines belong into %s, which %s reads when it starts\n", path, setup->title);
  return TRUE;
}

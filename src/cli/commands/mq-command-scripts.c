/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* diff, draft: the commands that compare the scripts of two versions, as patch(1) reads it, and
 * that print the script of a run that failed, which no version has. */
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <git2.h>
#include <stdio.h>
#include <string.h>

/* Largest diff that is printed, bytes. */
#define MAX_DIFF (4 * 1024 * 1024)

/* @old: (nullable): nothing, for the first version. */
static gboolean
print_diff (const char *old, const char *new, const char *old_name, const char *new_name,
            GError **error)
{
  git_patch *patch = NULL;
  git_buf text = { 0 };
  gboolean good;

  git_libgit2_init ();
  good = git_patch_from_buffers (&patch, old, old != NULL ? strlen (old) : 0, old_name, new,
                                 strlen (new), new_name, NULL)
             == 0
         && git_patch_to_buf (&text, patch) == 0;
  if (good)
    {
      g_autofree char *clean = mq_text_clean (text.ptr != NULL ? text.ptr : "", MAX_DIFF);

      fputs (clean, stdout);
      if (*clean != '\0' && !g_str_has_suffix (clean, "\n"))
        putchar ('\n');
    }
  else
    mq_fail (error, MQ_ERROR_FAILED, "The scripts could not be compared");

  git_buf_dispose (&text);
  git_patch_free (patch);
  git_libgit2_shutdown ();
  return good;
}

static char *
make_name (MqVersion *version)
{
  return g_strdup_printf ("version-%u/script.py", mq_version_get_number (version));
}

static gboolean
diff (MqCliContext *self, GError **error)
{
  g_autoptr (MqVersion) other = NULL;
  g_autofree char *script = NULL;
  g_autofree char *name = NULL;
  g_autofree char *own_name = NULL;
  const char *word;
  guint64 number;

  if (!mq_cli_context_prepare (self, MQ_CLI_VERSION, error))
    return FALSE;

  /* The second version: the one that the user named, or the one that the first was made from; none
   * for the first of all. */
  word = self->options->words[1];
  number = mq_version_get_parent (self->version);
  if (word != NULL && !g_ascii_string_to_unsigned (word, 10, 1, G_MAXUINT, &number, NULL))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s” is not the number of a version", word);

  other = number > 0 ? mq_version_find (mq_session_get_versions (self->session), number) : NULL;
  if (other == NULL && number > 0)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "The session has no version %u", (guint)number);
  if (!mq_cli_context_prepare (self, MQ_CLI_SCRIPT, error)
      || (other != NULL && !(script = mq_cli_load_script (other, error))))
    return FALSE;

  own_name = make_name (self->version);
  name = other != NULL ? make_name (other) : NULL;
  /* The user named the older one first, where two are named. */
  return self->options->words[1] != NULL ? print_diff (self->script, script, own_name, name, error)
                                         : print_diff (script, self->script, name, own_name, error);
}

static gboolean
print_draft (MqCliContext *self, GError **error)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (JsonObject) draft = NULL;
  g_autoptr (JsonObject) row = NULL;
  const char *script;

  if (!mq_cli_context_prepare (self, MQ_CLI_SESSION, error)
      || !(events = dex_await_boxed (mq_library_load_events (self->library, self->session), error)))
    return FALSE;

  draft = mq_library_find_draft (events);
  if ((script = mq_json_get_string (draft, "script", NULL)) == NULL)
    return mq_fail (error, MQ_ERROR_NOT_FOUND,
                    "The last run of this session left no script without a version");

  row = mq_json_new ("session:s script:s", mq_session_get_id (self->session), script);
  if (self->options->json)
    mq_stdout_print_json ("draft", row);
  else
    fputs (script, stdout);

  return TRUE;
}

const MqCliCommand mq_commands_scripts[] = {
  { "diff", "SESSION:VERSION [VERSION]", 1, 2,
    "Compare the scripts of two versions (default: with the version that it was based on)", diff,
    NULL },
  { "draft", "SESSION", 1, 1,
    "Print the last script of a run that failed, to correct it and run it with --script",
    print_draft, mq_command_json_options },
  { NULL },
};

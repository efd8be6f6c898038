/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before something is deleted, see mq-cli-confirm.h. */
#include "cli/mq-cli-confirm.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <unistd.h>

static gboolean
has_typed_yes (GError **error)
{
  char answer[16];

  fflush (stdout);
  return (fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strchomp (answer), "yes"))
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "Nothing was deleted");
}

static gboolean
may_ask (GError **error)
{
  return isatty (STDIN_FILENO)
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "Deleting is for good: add --yes");
}

/**
 * mq_cli_confirm_delete:
 * @options: the command; with --yes it does not ask
 * @title: of the session that is to be deleted
 * @n_versions: that it has
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Deleting is for good: whoever is asked types the word.
 *
 * Returns: whether to delete it
 */
gboolean
mq_cli_confirm_delete (MqCliOptions *options, const char *title, guint n_versions, GError **error)
{
  g_autofree char *clean = mq_text_clean (title, 200);

  if (options->yes)
    return TRUE;
  if (!may_ask (error))
    return FALSE;

  printf ("Delete “%s” with %u versions%s? Type yes: ", clean, n_versions,
          options->at_service ? " at the service" : "");
  return has_typed_yes (error);
}

/**
 * mq_cli_confirm_account:
 * @options: the command; with --yes it does not ask
 * @server: where the account is
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: whether to delete what the service holds about the account
 */
gboolean
mq_cli_confirm_account (MqCliOptions *options, const char *server, GError **error)
{
  if (options->yes)
    return TRUE;
  if (!may_ask (error))
    return FALSE;

  printf ("Delete all that %s holds about you: runs, pictures, kept sessions? Type yes: ", server);
  return has_typed_yes (error);
}

/* The question before something is deleted, see mq-cli-confirm.h. */
#include "cli/mq-cli-confirm.h"

#include "common/mq-error.h"
#include "common/mq-text.h"

#include <stdio.h>
#include <unistd.h>

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
mq_cli_confirm_delete (MqCommandOptions *options, const char *title, guint n_versions,
                       GError **error)
{
  g_autofree char *clean = mq_text_clean (title, 200);
  char answer[16];

  if (options->yes)
    return TRUE;
  if (!isatty (STDIN_FILENO))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "Deleting is for good: add --yes");

  printf ("Delete “%s” with %u versions%s? Type yes: ", clean, n_versions,
          options->at_service ? " at the service" : "");
  fflush (stdout);
  return (fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strchomp (answer), "yes"))
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "Nothing was deleted");
}

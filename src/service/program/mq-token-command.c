/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* `maquette-service token`: tokens for machines. */
#include "service/program/mq-token-command.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "service/account/mq-machine-token.h"
#include "service/program/mq-admin-command.h"

#include <string.h>

#define DEFAULT_DAYS 90
#define MAX_DAYS 3650

static int days = DEFAULT_DAYS;

static const char *
get_state (const MqMachineTokenEntry *entry)
{
  if (entry->revoked != 0)
    return "revoked";

  return entry->expires > g_get_real_time () / G_USEC_PER_SEC ? "valid" : "expired";
}

static void
print_json (GPtrArray *entries)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      const MqMachineTokenEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *created = mq_admin_command_describe_time (entry->created);
      g_autofree char *expires = mq_admin_command_describe_time (entry->expires);

      json_array_add_object_element (
          array, mq_json_new ("id:s name:s account:s created:s expires:s state:s", entry->id,
                              entry->name, entry->account, created, expires, get_state (entry)));
    }

  mq_admin_command_print_json (array);
}

static void
print_table (GPtrArray *entries)
{
  g_print ("NAME\tCREATED\tEXPIRES\tSTATE\tID\n");
  for (guint i = 0; i < entries->len; i++)
    {
      const MqMachineTokenEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *created = mq_admin_command_describe_time (entry->created);
      g_autofree char *expires = mq_admin_command_describe_time (entry->expires);

      g_print ("%s\t%s\t%s\t%s\t%s\n", entry->name, created, expires, get_state (entry), entry->id);
    }
}

static gboolean
list_tokens (MqAdminCommand *command, GError **error)
{
  g_autoptr (GPtrArray) entries = dex_await_boxed (mq_machine_token_list (command->journal), error);

  if (entries == NULL)
    return FALSE;

  if (command->json)
    print_json (entries);
  else
    print_table (entries);
  return TRUE;
}

/* Names are shown in a table with tabs. */
static gboolean
is_name (const char *text)
{
  g_autofree char *clean = mq_text_clean (text, MQ_ACCOUNT_MAX_NAME);

  return !mq_text_is_blank (text) && g_str_equal (clean, text) && strpbrk (text, "\t\n") == NULL;
}

static gboolean
create_token (MqAdminCommand *command, GError **error)
{
  const char *name = command->words[1];
  g_autofree char *token = NULL;

  if (!is_name (name))
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "A name has 1 to %d bytes, on one line",
                    MQ_ACCOUNT_MAX_NAME);
  if (days < 1 || days > MAX_DAYS)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "--days is a number from 1 to %d", MAX_DAYS);
  if (!(token = mq_machine_token_create (command->journal, name, days, error)))
    return FALSE;

  g_print ("%s\n", token);
  return TRUE;
}

static gboolean
revoke_token (MqAdminCommand *command, GError **error)
{
  const char *id = command->words[1];
  g_autoptr (GError) why = NULL;
  gint64 n = dex_await_int64 (mq_machine_token_revoke (command->journal, id), &why);

  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (n == 0)
    return mq_fail (error, MQ_ERROR_NOT_FOUND, "There is no token “%s” that was not revoked", id);

  g_print ("revoked %" G_GINT64_FORMAT "\n", n);
  return TRUE;
}

static const MqAdminVerb verbs[] = {
  { "create", 1, 1, create_token },
  { "list", 0, 0, list_tokens },
  { "revoke", 1, 1, revoke_token },
  { NULL },
};

static const GOptionEntry options[] = {
  { "days", 0, 0, G_OPTION_ARG_INT, &days, "How long the token is valid (90)", "N" },
  G_OPTION_ENTRY_NULL,
};

static const MqAdminUsage usage = {
  .name = "token",
  .words = "create NAME [--days N] | list | revoke NAME",
  .summary = "Makes a token for a program that runs without a signed-in person, and prints it "
             "once; lists\nthese tokens; or revokes them. NAME is a separate account; revoke also "
             "takes a token’s id.",
  .options = options,
  .verbs = verbs,
};

/**
 * mq_token_command:
 * @argc: number of arguments, the first is the command's name
 * @argv: these arguments
 *
 * Returns: the exit status, as of mq_admin_command_run()
 */
int
mq_token_command (int argc, char **argv)
{
  return mq_admin_command_run (&usage, argc, argv);
}

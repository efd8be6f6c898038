/* `maquette-service backup FILE` and `restore FILE`. They know where the data of the service are,
 * and leave the work to that database. */
#include "service/program/mq-command.h"

#include "service/program/mq-journal-settings.h"
#include "service/store/mq-journal-backup.h"
#include "service/store/mq-postgres-backup.h"

/* What people call the database. */
static char *
dup_name (MqCommand *command)
{
  const char *uri = mq_journal_settings_get_database (command->config);

  return uri != NULL ? g_strdup (uri) : mq_journal_settings_dup_path (command->data);
}

static gboolean
backup (MqCommand *command, GError **error)
{
  g_autofree char *journal = dup_name (command);
  gboolean is_shared = mq_journal_settings_get_database (command->config) != NULL;

  if (g_strv_length (command->words) != 1)
    return mq_command_fail_usage (error);
  if (!(is_shared ? mq_postgres_backup (journal, command->words[0], error)
                  : mq_journal_backup (journal, command->words[0], error)))
    return FALSE;

  g_print ("“%s” is a whole copy of “%s”.\n", command->words[0], journal);
  return TRUE;
}

static gboolean
restore (MqCommand *command, GError **error)
{
  g_autofree char *journal = dup_name (command);
  gboolean is_shared = mq_journal_settings_get_database (command->config) != NULL;
  g_autofree char *kept = NULL;
  gboolean ok;

  if (g_strv_length (command->words) != 1)
    return mq_command_fail_usage (error);

  ok = is_shared ? mq_postgres_restore (journal, command->words[0], command->replace, &kept, error)
                 : mq_journal_restore (journal, command->words[0], command->replace, &kept, error);
  if (kept != NULL)
    g_print ("What was there before is in “%s”.\n", kept);
  if (ok)
    g_print ("“%s” is what “%s” holds.\n", journal, command->words[0]);
  return ok;
}

const MqCommandInfo mq_backup_command = {
  "backup",
  "FILE",
  "Copies the service's database to FILE, also while the service runs, and checks the copy.",
  backup,
};

const MqCommandInfo mq_restore_command = {
  "restore",
  "FILE",
  "Puts a copy of the database back. The service must not run; what it had is kept beside.",
  restore,
};

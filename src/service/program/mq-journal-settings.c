/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings of the journal, see mq-journal-settings.h. */
#include "service/program/mq-journal-settings.h"

#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "service/store/mq-journal-copy.h"

/* Returns: (transfer none) (nullable): the address of the database that the nodes share; %NULL:
 * the journal is a file */
const char *
mq_journal_settings_get_database (MqConfig *config)
{
  return mq_config_get_string (config, MQ_CONFIG_SERVICE_DATABASE);
}

/* @error: %MQ_ERROR_BAD_INPUT. Returns: whether they are in order; the database is not asked */
gboolean
mq_journal_settings_check (MqConfig *config, GError **error)
{
  const char *uri = mq_journal_settings_get_database (config);
  const char *node = mq_config_get_string (config, MQ_CONFIG_SERVICE_NODE_URL);

  if (uri != NULL && mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER) == NULL)
    return mq_fail (error, MQ_ERROR_BAD_INPUT, "“service.database” needs “service.issuer”");

  if (node != NULL && !mq_http_is_safe_url (node))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "“service.node_url” begins with https:, or is of this computer: people's "
                    "tokens are sent there");

  return uri == NULL || mq_journal_check_uri (uri, error);
}

/* Returns: (transfer full): the path of a journal that is a file */
char *
mq_journal_settings_dup_path (const char *data)
{
  return g_build_filename (data, "journal.db", NULL);
}

/* @error: as of mq_journal_open() and mq_journal_open_shared(). Returns: (transfer full)
 * (nullable): the journal */
MqJournal *
mq_journal_settings_open (MqConfig *config, const char *data, GError **error)
{
  g_autofree char *path = mq_journal_settings_dup_path (data);
  const char *uri = mq_journal_settings_get_database (config);
  g_autofree char *kept = NULL;

  /* A shared service keeps what it had before an update, because it is not only one user's. */
  if (mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER) != NULL)
    {
      if (!mq_journal_copy_old (path, uri, &kept, error))
        return NULL;

      if (kept != NULL)
        g_message ("The journal is brought up to date; “%s” is a copy of it from before", kept);
    }

  return uri != NULL ? mq_journal_open_shared (uri, error) : mq_journal_open (path, error);
}

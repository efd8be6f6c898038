/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what the settings name, see mq-online-check.h. */
#include "service/program/mq-online-check.h"

#include "common/base/mq-error.h"
#include "service/account/mq-issuer.h"
#include "service/program/mq-journal-settings.h"
#include "service/store/mq-journal-copy.h"

/* Says how it went. Returns: (transfer none): the worse of the two exit statuses */
static int
report (const char *what, char *answer, GError *why, int status)
{
  g_autofree char *good = answer;
  g_autoptr (GError) error = why;

  if (error == NULL)
    {
      g_print ("%s: %s\n", what, good);
      return status;
    }

  g_print ("%s: %s\n", what, error->message);
  if (status == MQ_EXIT_BAD_SETTINGS
      || (error->domain == MQ_ERROR && error->code != MQ_ERROR_UNREACHABLE
          && error->code != MQ_ERROR_PROTOCOL))
    return MQ_EXIT_BAD_SETTINGS;

  return MQ_EXIT_LATER;
}

static char *
ask_database (MqConfig *config, const char *data, GError **error)
{
  const char *uri = mq_journal_settings_get_database (config);
  g_autofree char *path = mq_journal_settings_dup_path (data);
  gint64 layout;
  gint64 newest;

  if (!mq_journal_read_layout (path, uri, &layout, &newest, error))
    return NULL;

  if (layout > newest)
    return mq_fail_null (error, MQ_ERROR_FAILED,
                         "It was made by a newer Maquette (layout %d, this one knows %d)",
                         (int)layout, (int)newest);
  if (layout == newest)
    return g_strdup_printf ("It is in order (layout %d)", (int)layout);

  return layout > 0 ? g_strdup_printf ("It is in order; the service will bring it from layout %d "
                                       "to %d",
                                       (int)layout, (int)newest)
                    : g_strdup ("It is empty; the service will make its tables");
}

/* Awaits. */
static char *
ask_issuer (MqConfig *config, GError **error)
{
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER);
  const char *audience = mq_config_get_string (config, MQ_CONFIG_SERVICE_AUDIENCE);
  g_autoptr (MqIssuer) issuer = mq_issuer_new (url, audience, error);

  return issuer != NULL && mq_issuer_fetch_keys (issuer, error)
             ? g_strdup ("It answers, and has keys that can be used")
             : NULL;
}

/* Awaits. @config: settings that are in order. Returns: the exit status: 0, %MQ_EXIT_LATER if
 * what is wrong may pass by itself, else %MQ_EXIT_BAD_SETTINGS */
int
mq_online_check (MqConfig *config, const char *data)
{
  GError *error = NULL;
  char *answer = ask_database (config, data, &error);
  int status = report ("Database", answer, error, 0);

  if (mq_config_get_string (config, MQ_CONFIG_SERVICE_ISSUER) == NULL)
    return status;

  error = NULL;
  answer = ask_issuer (config, &error);
  return report ("Sign-in server", answer, error, status);
}

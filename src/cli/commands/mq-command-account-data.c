/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* account, delete-account: the commands for what a shared service holds about somebody. */
#include "cli/mq-cli-account.h"
#include "cli/mq-cli-confirm.h"
#include "cli/mq-cli-upload.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"

#include "client/export/mq-export-files.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define MAX_ARCHIVE ((gsize)G_MAXINT32)
#define MAX_NAME 200

typedef struct
{
  MqConfig *config;
  const char *server;
  MqServiceClient *client;
  JsonObject *account;
} AccountData;

static void
account_data_clear (AccountData *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->config);
  g_clear_pointer (&self->account, json_object_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AccountData, account_data_clear)

/* Awaits. */
static gboolean
start (AccountData *self, MqCommandOptions *options, GError **error)
{
  if (!(self->config = mq_cli_load_config (options->config, error)))
    return FALSE;

  if (!(self->server = mq_cli_upload_get_server (options->server, self->config)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "No shared service is configured\nGive its address: --server URL");

  self->client = mq_service_client_new_for_url (self->server);
  if (!(self->account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"),
                                         error)))
    return FALSE;

  return g_str_equal (mq_json_get_string (self->account, "kind", "none"), "oidc")
         || mq_fail (error, MQ_ERROR_BAD_INPUT, "The service at %s has no accounts", self->server);
}

/* Awaits. */
static gboolean
save (AccountData *self, MqCommandOptions *options, gint64 *size, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (options->output);
  g_autofree char *name = g_path_get_basename (options->output);
  g_autoptr (GBytes) archive = NULL;
  g_autofd int dir = -1;
  const void *data;
  gsize length;

  if (!mq_export_check_path (options->output, options->replace, error)
      || !(archive = dex_await_boxed (
               mq_service_client_download (self->client, "/v1/account/export", MAX_ARCHIVE), error))
      || (dir = mq_files_open_dir (folder, error)) < 0)
    return FALSE;

  data = g_bytes_get_data (archive, &length);
  *size = (gint64)length;
  return mq_files_put (dir, name, data, length, options->replace, error);
}

static void
print_text (AccountData *self)
{
  g_autofree char *name = mq_text_clean (mq_json_get_string (self->account, "name", ""), MAX_NAME);
  g_autofree char *quota = mq_cli_account_describe_quota (self->account);
  JsonObject *cost = mq_json_get_object (self->account, "cost");
  double limit = mq_json_get_double (cost, "limit", 0);

  printf ("%s at %s\n", name, self->server);
  if (quota != NULL)
    printf ("%s\n", quota);
  if (limit > 0)
    printf ("$%.2f of $%.2f used this month\n", mq_json_get_double (cost, "spent", 0), limit);
}

static DexFuture *
account_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (AccountData) self = { 0 };
  GError *error = NULL;
  gint64 size = 0;

  if (!start (&self, options, &error)
      || (options->output != NULL && !save (&self, options, &size, &error)))
    return dex_future_new_for_error (error);

  if (options->json)
    {
      json_object_set_string_member (self.account, "service", self.server);
      if (options->output != NULL)
        mq_json_add (self.account, "file:s bytes:l", options->output, size);
      mq_stdout_print_json (self.account);
    }
  else
    {
      print_text (&self);
      if (options->output != NULL)
        printf ("%s has all that the service holds about you, %.1f MB\n", options->output,
                size / 1e6);
    }
  return dex_future_new_for_int (0);
}

static DexFuture *
delete_fiber (gpointer user_data)
{
  MqCommandOptions *options = user_data;
  g_auto (AccountData) self = { 0 };
  GError *error = NULL;
  g_autoptr (JsonObject) answer = NULL;

  if (!start (&self, options, &error) || !mq_cli_confirm_account (options, self.server, &error)
      || !(
          answer = dex_await_boxed (mq_service_client_delete (self.client, "/v1/account"), &error)))
    return dex_future_new_for_error (error);

  printf ("%s holds nothing about you any more. Your sessions here stay.\n", self.server);
  return dex_future_new_for_int (0);
}

static const GOptionEntry account_options[] = {
  MQ_OPTION_OUTPUT ("The file to write", "FILE"),
  MQ_OPTION_REPLACE,
  MQ_OPTION_SERVER,
  MQ_OPTION_JSON,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

static const GOptionEntry delete_options[] = {
  MQ_OPTION_YES,
  MQ_OPTION_SERVER,
  MQ_OPTION_CONFIG,
  MQ_OPTIONS_END,
};

const MqCliCommand mq_commands_account_data[] = {
  { "account", "", 0, 0,
    "Show your account at the shared service, or save all that it holds about you as a ZIP archive",
    account_fiber, account_options },
  { "delete-account", "", 0, 0,
    "Delete all that the shared service holds about you; your sessions here stay", delete_fiber,
    delete_options },
  { NULL },
};

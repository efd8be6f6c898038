/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --login, --logout, --accept-terms, account, delete-account: the commands for the account at a
 * shared service, and for what that holds about somebody. */
#include "cli/mq-cli-browser.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"
#include "client/account/mq-user-account.h"
#include "client/export/mq-export-files.h"
#include "client/service/mq-service-client.h"
#include "common/base/mq-error.h"
#include "common/base/mq-files.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define MAX_NAME 200
#define MAX_TERMS (256 * 1024)
#define MAX_ARCHIVE ((gsize)G_MAXINT32)

typedef struct
{
  MqCliContext *context;
  const char *server;
  MqServiceClient *client;
} AccountCommand;

static void
account_command_clear (AccountCommand *self)
{
  g_clear_object (&self->client);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AccountCommand, account_command_clear)

/* @account: (nullable): the service's answer. Returns: (transfer full) (nullable): how many runs
 * are left, and until when; %NULL if @account does not say */
char *
mq_command_describe_quota (JsonObject *account)
{
  JsonObject *quota = mq_json_get_object (account, "quota");
  gint64 limit = mq_json_get_int (quota, "limit", -1);
  gint64 left = mq_json_get_int (quota, "left", -1);
  const char *text = mq_json_get_string (quota, "resets", NULL);
  g_autoptr (GDateTime) resets = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = resets != NULL ? g_date_time_to_local (resets) : NULL;
  g_autofree char *until = local != NULL ? g_date_time_format (local, " until %H:%M") : NULL;

  if (quota == NULL)
    return NULL;
  if (limit < 0)
    return g_strdup ("No limit on runs");

  return g_strdup_printf ("%" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " runs left%s", MAX (left, 0),
                          limit, until != NULL ? until : "");
}

static const char *
get_flag (MqCliOptions *options)
{
  return options->login ? "--login" : options->logout ? "--logout" : "--accept-terms";
}

/* @why: (transfer full): replaced, if it is of a service that does not know what it was asked for
 */
static gboolean
fail (AccountCommand *self, GError *why, GError **error)
{
  if (!g_error_matches (why, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, why);
      return FALSE;
    }

  g_error_free (why);
  return mq_fail (error, MQ_ERROR_BAD_INPUT,
                  "%s: the service at %s has no accounts\nIt can be used without signing in",
                  get_flag (self->context->options), self->server);
}

static void
open_browser (const char *url, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (mq_cli_browser_open (url, &error))
    g_printerr ("Sign in in the browser. If none has opened, open this address:\n%s\n", url);
  else
    g_printerr ("No browser could be opened (%s). Open this address:\n%s\n", error->message, url);
}

static void
show_code (const char *url, const char *code, const char *whole, gpointer user_data)
{
  g_printerr ("Open %s on any device, and type this code: %s\n", url, code);
  if (whole != NULL)
    g_printerr ("Or open this address, which has the code: %s\n", whole);
}

static gboolean
fail_without_keyring (const char *why, GError **error)
{
  return mq_fail (error, MQ_ERROR_NO_KEYRING,
                  "%s\nA sign-in is kept in the keyring and nowhere else; scripts can use "
                  "MAQUETTE_ACCESS_TOKEN",
                  why);
}

/* Awaits. */
static gboolean
sign_in (AccountCommand *self, GError **error)
{
  MqUserAccount *account = mq_user_account_get (self->server);
  g_autoptr (GError) no_keyring = NULL;
  g_autofree char *stored = NULL;
  const char *ports = mq_config_get_string (self->context->config, MQ_CONFIG_SERVER_REDIRECT_PORTS);
  gboolean has_browser = !self->context->options->no_browser && mq_cli_browser_is_there ();

  /* The sign-in would end with this command. */
  stored = dex_await_string (mq_account_store_load (self->server), &no_keyring);
  if (no_keyring != NULL)
    return fail_without_keyring (no_keyring->message, error);

  if (!dex_await (has_browser
                      ? mq_user_account_sign_in (account, ports, open_browser, NULL, NULL)
                      : mq_user_account_sign_in_with_device (account, show_code, NULL, NULL),
                  error))
    return FALSE;
  if (!mq_user_account_is_in_memory (account))
    return TRUE;

  /* The user has not unlocked it. */
  dex_await (mq_user_account_sign_out (account), NULL);
  return fail_without_keyring ("The system’s keyring stays locked, so nobody is signed in", error);
}

static gboolean
log_in (AccountCommand *self, GError **error)
{
  static const char *const members[] = { "name", "quota", "terms" };
  GError *why = NULL;
  g_autoptr (MqSignInOffer) offer = dex_await_boxed (mq_sign_in_offer_fetch (self->server), &why);
  g_autoptr (JsonObject) account = NULL;
  g_autofree char *name = NULL;
  g_autofree char *quota = NULL;
  JsonObject *terms;

  if (offer == NULL)
    return fail (self, why, error);

  account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"), &why);
  if (account == NULL && g_error_matches (why, MQ_ERROR, MQ_ERROR_SIGN_IN))
    {
      g_clear_error (&why);
      if (sign_in (self, &why))
        account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"), &why);
    }
  if (account == NULL)
    return fail (self, why, error);

  if (self->context->options->json)
    {
      g_autoptr (JsonObject) line = mq_json_new ("service:s", self->server);

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        if (json_object_has_member (account, members[i]))
          json_object_set_member (line, members[i], json_object_dup_member (account, members[i]));
      mq_stdout_print_json ("account", line);
      return TRUE;
    }

  name = mq_text_clean (mq_json_get_string (account, "name", ""), MAX_NAME);
  quota = mq_command_describe_quota (account);
  terms = mq_json_get_object (account, "terms");
  printf ("Signed in as %s at %s\n", name, self->server);
  if (quota != NULL)
    printf ("%s\n", quota);
  if (terms != NULL && !mq_json_get_boolean (terms, "accepted", FALSE))
    puts ("Accept the terms before the first run: maquette-cli --accept-terms");
  return TRUE;
}

static gboolean
log_out (AccountCommand *self, GError **error)
{
  MqUserAccount *account = mq_user_account_get (self->server);
  g_autoptr (GError) why = NULL;
  g_autofree char *token = dex_await_string (mq_user_account_get_token (account), NULL);

  if (token == NULL && mq_user_account_get_name (account) == NULL)
    {
      printf ("Nobody is signed in at %s\n", self->server);
      return TRUE;
    }

  if (!dex_await (mq_user_account_sign_out (account), &why))
    {
      if (g_error_matches (why, MQ_ERROR, MQ_ERROR_NO_KEYRING))
        return mq_fail_with (error, &why);

      g_printerr ("maquette-cli: only signed out on this computer: %s\n", why->message);
    }

  printf ("Signed out of %s\n", self->server);
  return TRUE;
}

static gboolean
accept_terms (AccountCommand *self, GError **error)
{
  GError *why = NULL;
  g_autoptr (JsonObject) terms = dex_await_boxed (mq_service_client_get (self->client, "/v1/terms"),
                                                  &why);
  g_autoptr (JsonObject) accepted = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  char *json;
  char answer[16];

  if (terms == NULL)
    return fail (self, why, error);

  if (!mq_json_get_boolean (terms, "required", FALSE))
    {
      printf ("The service at %s has no terms\n", self->server);
      return TRUE;
    }

  text = mq_text_clean (mq_json_get_string (terms, "text", ""), MAX_TERMS);
  fprintf (self->context->options->json ? stderr : stdout, "%s\n\n", g_strchomp (text));
  if (mq_json_get_boolean (terms, "accepted", FALSE))
    {
      puts ("You have already accepted these terms.");
      return TRUE;
    }

  fputs ("Type yes to accept these terms: ", stderr);
  fflush (stderr);
  if (fgets (answer, sizeof answer, stdin) == NULL || !g_str_equal (g_strchomp (answer), "yes"))
    return mq_fail (error, MQ_ERROR_TERMS,
                    "The terms are not accepted\n"
                    "To accept them, type yes: maquette-cli --accept-terms");

  body = mq_json_new ("version:s", mq_json_get_string (terms, "version", ""));
  json = mq_json_object_to_string (body, FALSE);
  bytes = g_bytes_new_take (json, strlen (json));
  accepted = dex_await_boxed (
      mq_service_client_send (self->client, "POST", "/v1/terms", bytes, "application/json"), &why);
  if (accepted == NULL && g_error_matches (why, MQ_ERROR, MQ_ERROR_CONFLICT))
    {
      g_error_free (why);
      return mq_fail (
          error, MQ_ERROR_TERMS,
          "The terms have changed in the meantime\nRead them again: maquette-cli --accept-terms");
    }
  if (accepted == NULL)
    return fail (self, why, error);

  puts ("Accepted.");
  return TRUE;
}

gboolean
mq_command_sign_in (MqCliContext *context, GError **error)
{
  g_auto (AccountCommand) self = { .context = context };
  MqCliOptions *options = context->options;

  if (!mq_cli_context_prepare (context, MQ_CLI_CONFIG, error))
    return FALSE;
  if (!(self.server = mq_cli_context_get_server (context)))
    return mq_fail (error, MQ_ERROR_BAD_INPUT,
                    "%s is for a shared service, and no shared service is configured\n"
                    "No account is needed here: maquette-cli --text \"a chair\" uses "
                    "a service of its own",
                    get_flag (options));

  self.client = mq_service_client_new_for_url (self.server);
  return (options->login ? log_in : options->logout ? log_out : accept_terms) (&self, error);
}

/* The account at a service that has accounts. Awaits. */
static JsonObject *
load_account (AccountCommand *self, GError **error)
{
  g_autoptr (JsonObject) account = NULL;

  if (!mq_cli_context_prepare (self->context, MQ_CLI_CONFIG, error)
      || !(self->server = mq_cli_context_require_server (self->context, error)))
    return NULL;

  self->client = mq_service_client_new_for_url (self->server);
  account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"), error);
  if (account != NULL && g_str_equal (mq_json_get_string (account, "kind", "none"), "none"))
    return mq_fail_null (error, MQ_ERROR_BAD_INPUT, "The service at %s has no accounts",
                         self->server);

  return g_steal_pointer (&account);
}

static gboolean
show_account (MqCliContext *context, GError **error)
{
  const char *output = context->options->output;
  g_auto (AccountCommand) self = { .context = context };
  g_autoptr (JsonObject) account = load_account (&self, error);
  gsize size = 0;

  if (account == NULL)
    return FALSE;

  if (output != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (output);
      g_autofree char *file = g_path_get_basename (output);
      gboolean replace = context->options->replace;
      g_autoptr (GBytes) archive = NULL;
      g_autofd int dir = -1;

      if (!mq_export_check_path (output, replace, error)
          || !(archive = dex_await_boxed (
                   mq_service_client_download (self.client, "/v1/account/export", MAX_ARCHIVE),
                   error))
          || (dir = mq_files_open_dir (folder, error)) < 0
          || !mq_files_put (dir, file, g_bytes_get_data (archive, &size),
                            g_bytes_get_size (archive), replace, error))
        return FALSE;
    }

  if (context->options->json)
    {
      json_object_set_string_member (account, "service", self.server);
      if (output != NULL)
        mq_json_add (account, "file:s bytes:l", output, (gint64)size);
      mq_stdout_print_json ("account", account);
    }
  else
    {
      g_autofree char *name = mq_text_clean (mq_json_get_string (account, "name", ""), MAX_NAME);
      g_autofree char *quota = mq_command_describe_quota (account);
      JsonObject *cost = mq_json_get_object (account, "cost");
      double limit = mq_json_get_double (cost, "limit", 0);
      const char *expires = mq_json_get_string (account, "expires", NULL);

      printf ("%s at %s\n", name, self.server);
      if (expires != NULL)
        printf ("By a token that is valid until %.10s\n", expires);
      if (quota != NULL)
        printf ("%s\n", quota);
      if (limit > 0)
        printf ("$%.2f of $%.2f used this month\n", mq_json_get_double (cost, "spent", 0), limit);
      if (output != NULL)
        printf ("%s has all that the service holds about you, %.1f MB\n", output, size / 1e6);
    }
  return TRUE;
}

static gboolean
delete_account (MqCliContext *context, GError **error)
{
  g_auto (AccountCommand) self = { .context = context };
  g_autoptr (JsonObject) account = load_account (&self, error);
  g_autoptr (JsonObject) answer = NULL;

  if (account == NULL || !mq_cli_confirm_account (context->options, self.server, error)
      || !(answer = dex_await_boxed (mq_service_client_delete (self.client, "/v1/account"), error)))
    return FALSE;

  printf ("%s no longer holds any data about you. Your sessions here stay.\n", self.server);
  return TRUE;
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

const MqCliCommand mq_commands_account[] = {
  { "account", "", 0, 0,
    "Show your account at the shared service, or save all its data about you as a ZIP archive",
    show_account, account_options },
  { "delete-account", "", 0, 0,
    "Delete all data about you at the shared service; your sessions here stay", delete_account,
    delete_options },
  { NULL },
};

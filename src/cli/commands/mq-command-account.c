/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --login, --logout, --accept-terms: commands for the account at a shared service. */
#include "cli/mq-cli-account.h"
#include "cli/mq-cli-browser.h"
#include "cli/commands/mq-commands.h"
#include "cli/mq-stdout.h"
#include "client/account/mq-account-store.h"
#include "client/account/mq-user-account.h"
#include "client/service/mq-service-client.h"
#include "common/settings/mq-config.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "common/base/mq-text.h"

#include <stdio.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define MAX_NAME 200
#define MAX_TERMS (256 * 1024)

typedef struct
{
  MqCliOptions *options;
  MqConfig *config;
  char *server;
  MqServiceClient *client;
} AccountCommand;

static void
account_command_free (gpointer data)
{
  AccountCommand *self = data;

  g_clear_object (&self->client);
  g_clear_object (&self->config);
  g_free (self->server);
  g_free (self);
}

static const char *
get_flag (MqCliOptions *options)
{
  return options->login ? "--login" : options->logout ? "--logout" : "--accept-terms";
}

/* Replaces the error of a service that does not know what it was asked for. */
static DexFuture *
fail (AccountCommand *self, GError *error)
{
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    return dex_future_new_for_error (error);

  g_error_free (error);
  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT,
                                "%s: the service at %s has no accounts\n"
                                "It can be used without signing in",
                                get_flag (self->options), self->server);
}

static void
print_account (AccountCommand *self, JsonObject *account)
{
  static const char *const members[] = { "name", "quota", "terms" };
  g_autofree char *name = mq_text_clean (mq_json_get_string (account, "name", ""), MAX_NAME);
  g_autofree char *quota = mq_cli_account_describe_quota (account);
  JsonObject *terms = mq_json_get_object (account, "terms");

  if (self->options->json)
    {
      g_autoptr (JsonObject) line = mq_json_new ("event:s service:s", "account", self->server);

      for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
        if (json_object_has_member (account, members[i]))
          json_object_set_member (line, members[i], json_object_dup_member (account, members[i]));
      mq_stdout_print_json (line);
      return;
    }

  printf ("Signed in as %s at %s\n", name, self->server);
  if (quota != NULL)
    printf ("%s\n", quota);
  if (terms != NULL && !mq_json_get_boolean (terms, "accepted", FALSE))
    puts ("Accept the terms before the first run: maquette-cli --accept-terms");
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
show_code (const char *url, const char *code, gpointer user_data)
{
  g_printerr ("Open %s on any device, and type this code: %s\n", url, code);
}

static gboolean
fail_without_keyring (const char *why, GError **error)
{
  return mq_fail (error, MQ_ERROR_NO_KEYRING,
                  "%s\nA sign-in is kept in the keyring and nowhere else; scripts can use "
                  "MAQUETTE_ACCESS_TOKEN",
                  why);
}

/* Resolves to TRUE when somebody has signed in. */
static DexFuture *
begin_sign_in (AccountCommand *self, MqUserAccount *account)
{
  if (self->options->no_browser || !mq_cli_browser_is_there ())
    return mq_user_account_sign_in_with_device (account, show_code, NULL, NULL);

  return mq_user_account_sign_in (
      account, mq_config_get_string (self->config, MQ_CONFIG_SERVER_REDIRECT_PORTS), open_browser,
      NULL, NULL);
}

/* Awaits. */
static gboolean
sign_in (AccountCommand *self, GError **error)
{
  MqUserAccount *account = mq_user_account_get (self->server);
  g_autoptr (GError) no_keyring = NULL;
  g_autofree char *stored = NULL;

  /* The sign-in would end with this command. */
  stored = dex_await_string (mq_account_store_load (self->server), &no_keyring);
  if (no_keyring != NULL)
    return fail_without_keyring (no_keyring->message, error);

  if (!dex_await (begin_sign_in (self, account), error))
    return FALSE;
  if (!mq_user_account_is_in_memory (account))
    return TRUE;

  /* The user has not unlocked it. */
  dex_await (mq_user_account_sign_out (account), NULL);
  return fail_without_keyring ("The system’s keyring stays locked, so nobody is signed in", error);
}

static DexFuture *
log_in (AccountCommand *self)
{
  GError *error = NULL;
  g_autoptr (MqSignInOffer) offer = dex_await_boxed (mq_sign_in_offer_fetch (self->server), &error);
  g_autoptr (JsonObject) account = NULL;

  if (offer == NULL)
    return fail (self, error);

  account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"), &error);
  if (account == NULL && g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN))
    {
      g_clear_error (&error);
      if (sign_in (self, &error))
        account = dex_await_boxed (mq_service_client_get (self->client, "/v1/account"), &error);
    }
  if (account == NULL)
    return fail (self, error);

  print_account (self, account);
  return dex_future_new_for_int (0);
}

static DexFuture *
log_out (AccountCommand *self)
{
  MqUserAccount *account = mq_user_account_get (self->server);
  GError *error = NULL;
  g_autofree char *token = dex_await_string (mq_user_account_get_token (account), NULL);

  if (token == NULL && mq_user_account_get_name (account) == NULL)
    {
      printf ("Nobody is signed in at %s\n", self->server);
      return dex_future_new_for_int (0);
    }

  if (!dex_await (mq_user_account_sign_out (account), &error))
    {
      if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
        return dex_future_new_for_error (error);

      g_printerr ("maquette-cli: only signed out on this computer: %s\n", error->message);
      g_error_free (error);
    }

  printf ("Signed out of %s\n", self->server);
  return dex_future_new_for_int (0);
}

static gboolean
confirm (void)
{
  char answer[16];

  fputs ("Type yes to accept these terms: ", stderr);
  fflush (stderr);
  return fgets (answer, sizeof answer, stdin) != NULL && g_str_equal (g_strchomp (answer), "yes");
}

static DexFuture *
accept_terms (AccountCommand *self)
{
  GError *error = NULL;
  g_autoptr (JsonObject) terms = dex_await_boxed (mq_service_client_get (self->client, "/v1/terms"),
                                                  &error);
  g_autoptr (JsonObject) accepted = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *text = NULL;
  char *json;

  if (terms == NULL)
    return fail (self, error);

  if (!mq_json_get_boolean (terms, "required", FALSE))
    {
      printf ("The service at %s has no terms\n", self->server);
      return dex_future_new_for_int (0);
    }

  text = mq_text_clean (mq_json_get_string (terms, "text", ""), MAX_TERMS);
  fprintf (self->options->json ? stderr : stdout, "%s\n\n", g_strchomp (text));
  if (mq_json_get_boolean (terms, "accepted", FALSE))
    {
      puts ("You have accepted these terms already.");
      return dex_future_new_for_int (0);
    }

  if (!confirm ())
    return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TERMS,
                                  "The terms are not accepted\n"
                                  "To accept them, type yes: maquette-cli --accept-terms");

  body = mq_json_new ("version:s", mq_json_get_string (terms, "version", ""));
  json = mq_json_object_to_string (body, FALSE);
  bytes = g_bytes_new_take (json, strlen (json));
  accepted = dex_await_boxed (
      mq_service_client_send (self->client, "POST", "/v1/terms", bytes, "application/json"),
      &error);
  if (accepted == NULL && g_error_matches (error, MQ_ERROR, MQ_ERROR_CONFLICT))
    {
      g_error_free (error);
      return dex_future_new_reject (MQ_ERROR, MQ_ERROR_TERMS,
                                    "The terms have changed meanwhile\n"
                                    "Read them again: maquette-cli --accept-terms");
    }
  if (accepted == NULL)
    return fail (self, error);

  puts ("Accepted.");
  return dex_future_new_for_int (0);
}

static DexFuture *
account_fiber (gpointer user_data)
{
  AccountCommand *self = user_data;
  MqCliOptions *options = self->options;
  GError *error = NULL;
  const char *server;

  if (!(self->config = mq_cli_load_config (options->config, &error)))
    return dex_future_new_for_error (error);

  server = options->server != NULL ? options->server
                                   : mq_config_get_string (self->config, MQ_CONFIG_SERVER_URL);
  if (server == NULL)
    return dex_future_new_reject (
        MQ_ERROR, MQ_ERROR_BAD_INPUT,
        "%s is for a shared service, and no shared service is configured\n"
        "No account is needed here: maquette-cli --text \"a chair\" uses "
        "a service of its own",
        get_flag (options));

  self->server = g_strdup (server);
  self->client = mq_service_client_new_for_url (server);
  if (options->login)
    return log_in (self);
  return options->logout ? log_out (self) : accept_terms (self);
}

DexFuture *
mq_command_account (MqCliOptions *options)
{
  AccountCommand *self = g_new0 (AccountCommand, 1);

  self->options = options;
  return mq_fiber_spawn (NULL, FIBER_STACK, account_fiber, self, account_command_free);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts in the keyring, see mq-account-store.h. */
#include "client/account/mq-account-store.h"

#include "common/base/mq-error.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-thread.h"
#include "common/secrets/mq-secret.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

static const SecretSchema account_schema = {
  "org.maquette.Maquette.Account",
  SECRET_SCHEMA_NONE,
  { { "issuer", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/* Replaces the entry of the same account. @tokens: what to keep. Returns: (transfer full):
 * resolves to %TRUE; rejects with %MQ_ERROR_NO_KEYRING */
DexFuture *
mq_account_store_save (const char *service, MqTokens *tokens)
{
  g_autoptr (GHashTable) attributes = secret_attributes_build (&account_schema, "issuer",
                                                               tokens->issuer, "service", service,
                                                               "account", tokens->account, NULL);
  /* Translators: how an account is called in the system's keyring: a name, and an address */
  g_autofree char *label = g_strdup_printf (_ ("Maquette: %s at %s"), tokens->account, service);
  g_autofree char *text = mq_tokens_to_text (tokens);

  return mq_secret_store (&account_schema, attributes, label, text);
}

/**
 * mq_account_store_load:
 * @service: the service's address
 *
 * Returns: (transfer full): resolves to a text for mq_tokens_new_from_text(), %NULL if there is
 *   none; rejects with %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_account_store_load (const char *service)
{
  g_autoptr (GHashTable) attributes = secret_attributes_build (&account_schema, "service", service,
                                                               NULL);

  return mq_secret_look_up (&account_schema, attributes);
}

/* Removes all accounts at it. Returns: (transfer full): resolves to %TRUE; rejects with
 * %MQ_ERROR_NO_KEYRING */
DexFuture *
mq_account_store_clear (const char *service)
{
  g_autoptr (GHashTable) attributes = secret_attributes_build (&account_schema, "service", service,
                                                               NULL);

  return mq_secret_clear (&account_schema, attributes);
}

/* A file without content, because the keyring has nothing of an account that has signed out. */
static char *
dup_sign_out_path (const char *service)
{
  g_autofree char *state = mq_paths_get_state_home ();
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, service, -1);

  return g_build_filename (state, "signed-out", hash, NULL);
}

/* Without a place for it, the next sign-in may be that of the same person at once.
 * @is_signed_out: somebody has signed out there, or in. */
void
mq_account_store_note_signed_out (const char *service, gboolean is_signed_out)
{
  g_autofree char *path = dup_sign_out_path (service);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (!is_signed_out)
    g_unlink (path);
  else if (!mq_paths_make_private (folder, &error)
           || !g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_info ("A sign-out is not noted: %s", error->message);
}

/* Returns: whether somebody has signed out there, and nobody has signed in since */
gboolean
mq_account_store_is_signed_out (const char *service)
{
  g_autofree char *path = dup_sign_out_path (service);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* A refresh token that is used twice ends the whole sign-in, and the window and the command line
 * may need a new one at the same moment. Returns: (transfer full): resolves to a file descriptor
 * (an int), for the caller to close */
DexFuture *
mq_account_store_lock (void)
{
  GError *error = NULL;
  g_autofree char *home = mq_paths_make_runtime_home (&error);
  g_autofree char *path = NULL;

  if (home == NULL)
    return dex_future_new_for_error (error);

  path = g_build_filename (home, "accounts.lock", NULL);
  return mq_thread_lock_file (path);
}

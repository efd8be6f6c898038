/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqUserAccount, see mq-user-account.h. */
#include "client/account/mq-user-account.h"

#include "common/base/mq-application-id.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-thread.h"
#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-secret.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* A token that ends during the request would be refused. */
#define EARLY_SECONDS 60

static const SecretSchema account_schema = {
  MQ_APP_ID ".Account",
  SECRET_SCHEMA_NONE,
  { { "issuer", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

struct _MqUserAccount
{
  GObject parent_instance;

  char *service;
  MqTokens *tokens;      /* NULL: nobody is signed in */
  DexFuture *loading;    /* from the keyring, once */
  DexFuture *renewing;   /* for all who wait for a token */
  gboolean is_in_memory; /* the keyring cannot be used, or the user keeps it locked */
};

typedef struct
{
  MqUserAccount *account;
  char *refused;
} Renewal;

typedef struct
{
  MqUserAccount *account;
  char *ports;
  MqSignInOpenFunc open; /* or @show */
  MqSignInDeviceFunc show;
  gpointer user_data;
  GDestroyNotify destroy;
} SignIn;

/* Accounts in the system's keyring: one entry for each sign-in server, service and account. */

/**
 * mq_account_store_load:
 * @service: the service's address
 *
 * Returns: (transfer full): resolves to a text for mq_tokens_new_from_text(), %NULL if there is
 *   none; rejects as mq_secret_look_up()
 */
DexFuture *
mq_account_store_load (const char *service)
{
  g_autoptr (GHashTable) attributes = secret_attributes_build (&account_schema, "service", service,
                                                               NULL);

  return mq_secret_look_up (&account_schema, attributes, g_getenv ("MAQUETTE_NO_INPUT") == NULL);
}

/* Removes all accounts at it. Returns: (transfer full): resolves to %TRUE; rejects with
 * %MQ_ERROR_NO_KEYRING */
static DexFuture *
account_store_clear (const char *service)
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
static void
account_store_note_signed_out (const char *service, gboolean is_signed_out)
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

G_DEFINE_FINAL_TYPE (MqUserAccount, mq_user_account, G_TYPE_OBJECT)

static guint changed_signal;

static void
mq_user_account_finalize (GObject *object)
{
  MqUserAccount *self = MQ_USER_ACCOUNT (object);

  g_clear_pointer (&self->tokens, mq_tokens_unref);
  dex_clear (&self->loading);
  dex_clear (&self->renewing);
  g_free (self->service);

  G_OBJECT_CLASS (mq_user_account_parent_class)->finalize (object);
}

static void
mq_user_account_class_init (MqUserAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_user_account_finalize;

  changed_signal = g_signal_new ("changed", MQ_TYPE_USER_ACCOUNT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
mq_user_account_init (MqUserAccount *self)
{
}

/**
 * mq_user_account_get:
 * @service: the address of a service
 *
 * Returns: (transfer none): the account at this service, whether or not somebody is signed in
 */
MqUserAccount *
mq_user_account_get (const char *service)
{
  static GHashTable *accounts;
  g_autoptr (GUri) uri = g_uri_parse (service, G_URI_FLAGS_NONE, NULL);
  g_autofree char *origin = mq_keyring_dup_origin (service);
  g_autofree char *name = NULL;
  MqUserAccount *self;

  /* One spelling for an address, since it names the keyring's entry. */
  name = g_strconcat (origin != NULL ? origin : service,
                      origin != NULL ? g_uri_get_path (uri) : NULL, NULL);
  for (gsize n = strlen (name); n > 0 && name[n - 1] == '/'; n--)
    name[n - 1] = '\0';

  if (accounts == NULL)
    accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);

  self = g_hash_table_lookup (accounts, name);
  if (self == NULL)
    {
      self = g_object_new (MQ_TYPE_USER_ACCOUNT, NULL);
      self->service = g_steal_pointer (&name);
      g_hash_table_insert (accounts, self->service, self);
    }

  return self;
}

/**
 * mq_user_account_get_name:
 * @self: an account
 *
 * Returns: (transfer none) (nullable): the account's name; %NULL: nobody is signed in, or it is not
 *   known yet
 */
const char *
mq_user_account_get_name (MqUserAccount *self)
{
  g_return_val_if_fail (MQ_IS_USER_ACCOUNT (self), NULL);

  return self->tokens != NULL ? self->tokens->account : NULL;
}

/**
 * mq_user_account_get_id:
 * @self: an account
 *
 * Returns: (transfer none): what identifies the account at the service: its sign-in server may
 *   change its name; "" if nobody is signed in
 */
const char *
mq_user_account_get_id (MqUserAccount *self)
{
  g_return_val_if_fail (MQ_IS_USER_ACCOUNT (self), "");

  if (self->tokens == NULL)
    return "";

  /* Tokens that an earlier Maquette stored have no id. */
  return self->tokens->id != NULL ? self->tokens->id : self->tokens->account;
}

gboolean
mq_user_account_is_in_memory (MqUserAccount *self)
{
  g_return_val_if_fail (MQ_IS_USER_ACCOUNT (self), FALSE);

  return self->tokens != NULL && self->is_in_memory;
}

/* The user is not asked again to unlock the keyring until somebody signs in. */
static void
set_in_memory (MqUserAccount *self, gboolean is_in_memory)
{
  if (self->is_in_memory == is_in_memory)
    return;

  self->is_in_memory = is_in_memory;
  g_signal_emit (self, changed_signal, 0);
}

/* @tokens: (nullable) (transfer full): the new ones */
static void
set_tokens (MqUserAccount *self, MqTokens *tokens)
{
  gboolean is_change
      = g_strcmp0 (mq_user_account_get_name (self), tokens != NULL ? tokens->account : NULL) != 0;

  g_clear_pointer (&self->tokens, mq_tokens_unref);
  self->tokens = tokens;
  if (is_change)
    g_signal_emit (self, changed_signal, 0);
}

/* Awaits. Returns: (transfer full) (nullable): what the keyring has; NULL without error: nothing */
static MqTokens *
load (MqUserAccount *self, GError **error)
{
  GError *why = NULL;
  g_autofree char *text = dex_await_string (mq_account_store_load (self->service), &why);

  set_in_memory (self, why != NULL);
  if (why != NULL)
    g_propagate_error (error, why);
  return text != NULL ? mq_tokens_new_from_text (text) : NULL;
}

/* Without a keyring, nobody can be signed in yet. */
static DexFuture *
load_fiber (MqUserAccount *self)
{
  MqTokens *tokens = load (self, NULL);

  if (self->tokens == NULL)
    set_tokens (self, tokens);
  else
    g_clear_pointer (&tokens, mq_tokens_unref);
  return dex_future_new_true ();
}

/* Awaits. */
static void
ensure_loaded (MqUserAccount *self)
{
  if (self->loading == NULL)
    self->loading = mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, load_fiber,
                                         (MQ_TYPE_USER_ACCOUNT, self));
  dex_await (dex_ref (self->loading), NULL);
}

/* Replaces the entry of the same account. Awaits. */
static void
save (MqUserAccount *self)
{
  g_autoptr (MqTokens) tokens = NULL;
  g_autoptr (GHashTable) attributes = NULL;
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;

  /* Signed out while the caller awaited something: without the lock file, nothing prevents it. */
  if (self->tokens == NULL)
    return;

  tokens = mq_tokens_ref (self->tokens);
  attributes = secret_attributes_build (&account_schema, "issuer", tokens->issuer, "service",
                                        self->service, "account", tokens->account, NULL);
  /* Translators: how an account is called in the system's keyring: a name, and an address */
  label = g_strdup_printf (_ ("Maquette: %s at %s"), tokens->account, self->service);
  text = mq_tokens_to_text (tokens);
  set_in_memory (self,
                 !dex_await (mq_secret_store (&account_schema, attributes, label, text), NULL));
}

static gboolean
is_ending (const MqTokens *tokens)
{
  return tokens->expires != 0
         && g_get_real_time () / G_USEC_PER_SEC >= tokens->expires - EARLY_SECONDS;
}

static gboolean
fail_signed_out (GError **error)
{
  return mq_fail (error, MQ_ERROR_SIGN_IN, "%s", _ ("Nobody is signed in at this service"));
}

/* Another program of this user may have signed in or out, or renewed the tokens. Awaits. Returns
 * whether there are tokens. */
static gboolean
reload (MqUserAccount *self, GError **error)
{
  g_autoptr (GError) no_keyring = NULL;
  g_autoptr (MqTokens) stored = load (self, &no_keyring);

  if (no_keyring == NULL
      && (stored == NULL || self->tokens == NULL
          || !g_str_equal (stored->access, self->tokens->access)))
    set_tokens (self, g_steal_pointer (&stored));

  return self->tokens != NULL || fail_signed_out (error);
}

static void
renewal_free (gpointer data)
{
  Renewal *self = data;

  if (self->refused != NULL)
    explicit_bzero (self->refused, strlen (self->refused));
  g_free (self->refused);
  g_object_unref (self->account);
  g_free (self);
}

/* Keeps other programs from changing what the keyring has, as long as it is open. Awaits. Returns a
 * file descriptor, or -1. @error: only if another program has the lock; else there is no place for
 * locks, so nobody has one */
static int
lock_keyring (GError **error)
{
  g_autoptr (GError) why = NULL;
  int lock = dex_await_int (mq_account_store_lock (), &why);

  if (why == NULL)
    return lock;

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_TIMEOUT))
    g_propagate_error (error, g_steal_pointer (&why));
  return -1;
}

/* The keyring is locked. Awaits. */
static gboolean
renew_locked (MqUserAccount *self, GError **error)
{
  GError *why = NULL;
  g_autoptr (MqTokens) before = mq_tokens_ref (self->tokens);
  MqTokens *renewed = mq_sign_in_renew (before, &why);

  if (renewed != NULL && self->tokens != NULL)
    {
      set_tokens (self, renewed);
      if (!self->is_in_memory)
        save (self);
      return TRUE;
    }

  /* Signed out meanwhile */
  g_clear_pointer (&renewed, mq_tokens_unref);
  if (why == NULL)
    fail_signed_out (&why);

  if (g_error_matches (why, MQ_ERROR, MQ_ERROR_SIGN_IN) && self->tokens != NULL)
    {
      set_tokens (self, NULL);
      dex_await (account_store_clear (self->service), NULL);
    }

  g_propagate_error (error, why);
  return FALSE;
}

static DexFuture *
renew_account_fiber (gpointer user_data)
{
  Renewal *renewal = user_data;
  MqUserAccount *self = renewal->account;
  GError *error = NULL;
  g_autofd int lock = lock_keyring (&error);
  gboolean is_needed;

  if (error != NULL || (!self->is_in_memory && !reload (self, &error))
      || (self->tokens == NULL && !fail_signed_out (&error)))
    return dex_future_new_for_error (error);

  is_needed = renewal->refused != NULL ? g_str_equal (self->tokens->access, renewal->refused)
                                       : is_ending (self->tokens);
  if (is_needed && !renew_locked (self, &error))
    return dex_future_new_for_error (error);

  return dex_future_new_true ();
}

/**
 * mq_user_account_renew:
 * @self: an account
 * @refused: (nullable): the access token that the service refused; %NULL: none was sent, or it ends
 *
 * Gets a new access token, once for all who ask meanwhile; first from the keyring, where another
 * program may have put one. Tokens that the sign-in server refuses sign the account out.
 *
 * Returns: (transfer full): resolves to %TRUE when there is another token than @refused; rejects
 *   with %MQ_ERROR_SIGN_IN if nobody is signed in any more, %MQ_ERROR_UNREACHABLE,
 *   %MQ_ERROR_PROTOCOL, or %MQ_ERROR_TIMEOUT if another program does not let it
 */
DexFuture *
mq_user_account_renew (MqUserAccount *self, const char *refused)
{
  Renewal *renewal;

  dex_return_error_if_fail (MQ_IS_USER_ACCOUNT (self));

  if (self->renewing != NULL && dex_future_is_pending (self->renewing))
    return dex_ref (self->renewing);

  if (self->tokens != NULL && refused != NULL && !g_str_equal (self->tokens->access, refused))
    return dex_future_new_true ();

  renewal = g_new0 (Renewal, 1);
  renewal->account = g_object_ref (self);
  renewal->refused = g_strdup (refused);
  dex_clear (&self->renewing);
  self->renewing = mq_fiber_spawn (NULL, MQ_FIBER_STACK, renew_account_fiber, renewal,
                                   renewal_free);
  return dex_ref (self->renewing);
}

static DexFuture *
get_token_fiber (MqUserAccount *self, DexFuture *dropped)
{
  GError *error = NULL;

  ensure_loaded (self);
  if (self->tokens != NULL && is_ending (self->tokens)
      && !dex_await (mq_fiber_unless (dropped, mq_user_account_renew (self, NULL)), &error))
    return dex_future_new_for_error (error);

  return dex_future_new_for_string (self->tokens != NULL ? self->tokens->access : NULL);
}

/**
 * mq_user_account_get_token:
 * @self: an account
 *
 * Renews it first if it ends within a minute.
 *
 * Returns: (transfer full): resolves to an access token (a string), %NULL if nobody is signed in;
 *   rejects as mq_user_account_renew()
 */
DexFuture *
mq_user_account_get_token (MqUserAccount *self)
{
  dex_return_error_if_fail (MQ_IS_USER_ACCOUNT (self));

  return mq_fiber_spawn_droppable_with (MQ_FIBER_STACK, get_token_fiber,
                                        (MQ_TYPE_USER_ACCOUNT, self));
}

static void
sign_in_free (gpointer data)
{
  SignIn *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->account);
  g_free (self->ports);
  g_free (self);
}

static DexFuture *
sign_in_fiber (gpointer user_data, DexFuture *dropped)
{
  SignIn *self = user_data;
  MqUserAccount *account = self->account;
  g_autofree char *path = dup_sign_out_path (account->service);
  GError *error = NULL;
  g_autoptr (MqSignInOffer) offer = dex_await_boxed (
      mq_fiber_unless (dropped, mq_sign_in_offer_fetch (account->service)), &error);
  g_autofd int lock = -1;
  MqTokens *tokens = NULL;

  /* Somebody has signed out there, and nobody has signed in since. */
  if (offer != NULL)
    offer->is_signed_out = g_file_test (path, G_FILE_TEST_EXISTS);
  if (offer != NULL && self->open != NULL)
    tokens = mq_sign_in_with_browser (offer, self->ports, self->open, self->user_data, dropped,
                                      &error);
  else if (offer != NULL)
    tokens = mq_sign_in_with_device (offer, self->show, self->user_data, dropped, &error);
  if (tokens == NULL)
    return dex_future_new_for_error (error);

  ensure_loaded (account);
  lock = lock_keyring (NULL);
  set_tokens (account, tokens);
  dex_await (account_store_clear (account->service), NULL);
  save (account);
  account_store_note_signed_out (account->service, FALSE);
  return dex_future_new_true ();
}

static DexFuture *
start_sign_in (MqUserAccount *self, const char *ports, MqSignInOpenFunc open,
               MqSignInDeviceFunc show, gpointer user_data, GDestroyNotify destroy)
{
  SignIn *sign_in = g_new (SignIn, 1);

  *sign_in = (SignIn){ g_object_ref (self), g_strdup (ports), open, show, user_data, destroy };
  return mq_fiber_spawn_droppable (MQ_FIBER_STACK, sign_in_fiber, sign_in, sign_in_free);
}

/**
 * mq_user_account_sign_in:
 * @self: an account
 * @ports: (nullable): the setting `server.redirect_ports`
 * @open: opens an address in the browser
 * @user_data: for @open
 * @destroy: (nullable): frees @user_data
 *
 * Signs in, in place of whoever is signed in. Dropping the result ends it.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NOT_FOUND if the service has
 *   no accounts, or as mq_sign_in_with_browser()
 */
DexFuture *
mq_user_account_sign_in (MqUserAccount *self, const char *ports, MqSignInOpenFunc open,
                         gpointer user_data, GDestroyNotify destroy)
{
  return start_sign_in (self, ports, open, NULL, user_data, destroy);
}

/**
 * mq_user_account_sign_in_with_device:
 * @self: an account
 * @show: shows the user what to type where
 * @user_data: for @show
 * @destroy: (nullable): frees @user_data
 *
 * As mq_user_account_sign_in(), for a computer without a browser.
 *
 * Returns: (transfer full): as mq_user_account_sign_in()
 */
DexFuture *
mq_user_account_sign_in_with_device (MqUserAccount *self, MqSignInDeviceFunc show,
                                     gpointer user_data, GDestroyNotify destroy)
{
  return start_sign_in (self, NULL, NULL, show, user_data, destroy);
}

static DexFuture *
sign_out_fiber (MqUserAccount *self)
{
  g_autoptr (MqTokens) tokens = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autofd int lock = -1;
  GError *error = NULL;
  gboolean is_stored;

  ensure_loaded (self);
  is_stored = !self->is_in_memory;
  lock = lock_keyring (NULL);
  if (is_stored)
    reload (self, NULL);
  /* An access token that has ended revokes nothing. */
  if (self->tokens != NULL && is_ending (self->tokens))
    renew_locked (self, NULL);
  if (self->tokens == NULL)
    return dex_future_new_true ();

  tokens = mq_tokens_ref (self->tokens);
  account_store_note_signed_out (self->service, TRUE);
  mq_sign_in_revoke (tokens, &error);
  set_tokens (self, NULL);
  if (is_stored && !dex_await (account_store_clear (self->service), &trouble))
    {
      g_clear_error (&error);
      return dex_future_new_for_error (g_steal_pointer (&trouble));
    }

  return error != NULL ? dex_future_new_for_error (error) : dex_future_new_true ();
}

/**
 * mq_user_account_sign_out:
 * @self: an account
 *
 * Ends the tokens at the sign-in server, and removes them here in any case.
 *
 * Returns: (transfer full): resolves to %TRUE, also if nobody was signed in; rejects with
 *   %MQ_ERROR_NO_KEYRING if they are still in the keyring, and with another error if only the
 *   sign-in server could not be told
 */
DexFuture *
mq_user_account_sign_out (MqUserAccount *self)
{
  dex_return_error_if_fail (MQ_IS_USER_ACCOUNT (self));

  return mq_fiber_spawn_with (NULL, MQ_FIBER_STACK, sign_out_fiber, (MQ_TYPE_USER_ACCOUNT, self));
}

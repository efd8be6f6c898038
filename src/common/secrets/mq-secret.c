/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libsecret's calls as futures, see mq-secret.h. */
#include "common/secrets/mq-secret.h"

#include "common/base/mq-error.h"

#include <glib/gi18n-lib.h>

/* Vendors' keys have up to a few hundred characters. */
#define MAX_KEY 4096
/* The user may have to find a password. */
static guint patience_seconds = 300;

/* For tests, which must not depend on real time. @seconds: how long the keyring, and whoever is
 * to unlock it, may take from now on. */
void
mq_secret_set_patience (guint seconds)
{
  patience_seconds = seconds;
}

static DexFuture *
too_late (DexFuture *timeout, gpointer code)
{
  return dex_future_new_reject (MQ_ERROR, GPOINTER_TO_INT (code), "%s",
                                _ ("The system’s keyring does not answer, or was not unlocked"));
}

/* @promise: (transfer full): a call of libsecret, which has no limit of its own while the user is
 * asked. Dropping it cancels the call. @code: of its error then */
static DexFuture *
limit (DexPromise *promise, MqError code)
{
  return dex_future_first (DEX_FUTURE (promise),
                           dex_future_catch (dex_timeout_new_seconds ((int)patience_seconds),
                                             too_late, GINT_TO_POINTER (code), NULL),
                           NULL);
}

/* Most callers need only one error for all problems with the keyring: there is none to use.
 * @code: of the error of one that is there, and does not answer */
static void
reject (DexPromise *promise, GError *error, MqError code)
{
  g_autoptr (GError) why = error;

  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    dex_promise_reject (promise, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  else if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
           || g_error_matches (why, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    dex_promise_reject (
        promise, g_error_new_literal (MQ_ERROR, code, _ ("The system’s keyring does not answer")));
  else
    {
      g_dbus_error_strip_remote_error (why);
      dex_promise_reject (promise, g_error_new (MQ_ERROR, MQ_ERROR_NO_KEYRING,
                                                _ ("The system’s keyring cannot be used: %s"),
                                                why->message));
    }
}

static void
reject_locked (DexPromise *promise, MqError code)
{
  dex_promise_reject (
      promise, g_error_new_literal (MQ_ERROR, code, _ ("The system’s keyring stays locked")));
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else if (error != NULL)
    reject (promise, error, MQ_ERROR_NO_KEYRING);
  else
    reject_locked (promise, MQ_ERROR_NO_KEYRING);
}

/**
 * mq_secret_store:
 * @schema: what kind of secret it is
 * @attributes: what it is found by
 * @label: what the user sees in the keyring
 * @secret: the secret
 *
 * Stores it, replacing one with the same attributes. The user may be asked to unlock the keyring.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_secret_store (const SecretSchema *schema, GHashTable *attributes, const char *label,
                 const char *secret)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  secret_password_storev (schema, attributes, SECRET_COLLECTION_DEFAULT, label, secret,
                          dex_promise_get_cancellable (promise), stored_cb, dex_ref (promise));
  return limit (promise, MQ_ERROR_NO_KEYRING);
}

typedef struct
{
  DexPromise *promise;
  const SecretSchema *schema;
  GHashTable *attributes;
  gboolean may_unlock;
} LookUp;

static void
look_up_free (gpointer data)
{
  LookUp *self = data;

  dex_clear (&self->promise);
  g_hash_table_unref (self->attributes);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LookUp, look_up_free)

/* It was found: nothing comes where the user does not unlock it. */
static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LookUp) self = user_data;
  GError *error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    reject (self->promise, error, MQ_ERROR_TIMEOUT);
  else if (key != NULL)
    dex_promise_resolve_string (self->promise, g_strdup (key));
  else
    reject_locked (self->promise, MQ_ERROR_CONFLICT);
  secret_password_free (key);
}

/* One that is not locked comes first. */
static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LookUp) self = user_data;
  GError *error = NULL;
  g_autolist (SecretRetrievable) found = secret_password_search_finish (result, &error);
  DexPromise *promise = self->promise;

  if (error != NULL)
    reject (promise, error, MQ_ERROR_TIMEOUT);
  else if (found == NULL)
    dex_promise_resolve_string (promise, NULL);
  else if (!self->may_unlock && SECRET_IS_ITEM (found->data)
           && secret_item_get_locked (found->data))
    dex_promise_reject (
        promise, g_error_new_literal (MQ_ERROR, MQ_ERROR_CONFLICT,
                                      "The system’s keyring is locked, and with --no-input nobody "
                                      "is asked for its password"));
  else
    {
      LookUp *look_up = g_steal_pointer (&self);

      secret_password_lookupv (look_up->schema, look_up->attributes,
                               dex_promise_get_cancellable (promise), looked_up_cb, look_up);
    }
}

/**
 * mq_secret_look_up:
 * @schema: what kind of secret it is
 * @attributes: what it is found by
 * @may_unlock: whether the user may be asked to unlock the keyring
 *
 * Returns: (transfer full): resolves to the secret, %NULL if there is none; rejects with
 *   %MQ_ERROR_NO_KEYRING, with %MQ_ERROR_CONFLICT if it stays locked, and with %MQ_ERROR_TIMEOUT
 *   if the keyring does not answer
 */
DexFuture *
mq_secret_look_up (const SecretSchema *schema, GHashTable *attributes, gboolean may_unlock)
{
  DexPromise *promise = dex_promise_new_cancellable ();
  LookUp *look_up = g_new0 (LookUp, 1);

  *look_up = (LookUp){ dex_ref (promise), schema, g_hash_table_ref (attributes), may_unlock };
  secret_password_searchv (schema, attributes, SECRET_SEARCH_NONE,
                           dex_promise_get_cancellable (promise), found_cb, look_up);
  return limit (promise, MQ_ERROR_TIMEOUT);
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  g_autolist (SecretRetrievable) found = secret_password_search_finish (result, &error);

  if (error != NULL)
    reject (promise, error, MQ_ERROR_NO_KEYRING);
  else
    dex_promise_resolve_boolean (promise, found != NULL);
}

/* Neither reads the secret nor unlocks a locked keyring. @schema: what kind of secret it is;
 * @attributes: what it is found by. Returns: (transfer full): resolves to whether there is one;
 * rejects with %MQ_ERROR_NO_KEYRING */
DexFuture *
mq_secret_has (const SecretSchema *schema, GHashTable *attributes)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  secret_password_searchv (schema, attributes, SECRET_SEARCH_NONE,
                           dex_promise_get_cancellable (promise), searched_cb, dex_ref (promise));
  return limit (promise, MQ_ERROR_NO_KEYRING);
}

/* It is not an error if there was nothing to clear. */
static void
cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    reject (promise, error, MQ_ERROR_NO_KEYRING);
  else
    dex_promise_resolve_boolean (promise, TRUE);
}

/**
 * mq_secret_clear:
 * @schema: what kind of secret it is
 * @attributes: what they are found by
 *
 * Returns: (transfer full): resolves to %TRUE, also if there was none; rejects with
 *   %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_secret_clear (const SecretSchema *schema, GHashTable *attributes)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  secret_password_clearv (schema, attributes, dex_promise_get_cancellable (promise), cleared_cb,
                          dex_ref (promise));
  return limit (promise, MQ_ERROR_NO_KEYRING);
}

/**
 * mq_secret_check_key:
 * @key: a key
 * @error: %MQ_ERROR_BAD_INPUT; the message does not quote the key
 *
 * Returns: whether it is valid: visible ASCII without blanks, at most 4096 bytes
 */
gboolean
mq_secret_check_key (const char *key, GError **error)
{
  gsize length = strlen (key);
  gboolean good = length > 0 && length <= MAX_KEY;

  for (gsize i = 0; good && i < length; i++)
    good = g_ascii_isgraph (key[i]);

  if (!good)
    g_set_error_literal (error, MQ_ERROR, MQ_ERROR_BAD_INPUT,
                         length == 0 ? _ ("The key is empty")
                                     : _ ("This is not a valid key: use letters, digits and "
                                          "punctuation without spaces, at most 4096 characters"));
  return good;
}

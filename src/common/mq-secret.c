/* libsecret's calls as futures, see mq-secret.h. */
#include "common/mq-secret.h"

#include "common/mq-error.h"

#include <glib/gi18n-lib.h>

/* Callers need only one error for all problems with the keyring: there is none to use. */
static void
reject (DexPromise *promise, GError *error)
{
  g_autoptr (GError) why = error;

  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    dex_promise_reject (promise, g_error_new_literal (MQ_ERROR, MQ_ERROR_CANCELLED, _ ("Stopped")));
  else
    {
      g_dbus_error_strip_remote_error (why);
      dex_promise_reject (promise, g_error_new (MQ_ERROR, MQ_ERROR_NO_KEYRING,
                                                _ ("The system’s keyring cannot be used: %s"),
                                                why->message));
    }
}

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else if (error != NULL)
    reject (promise, error);
  else
    dex_promise_reject (promise, g_error_new_literal (MQ_ERROR, MQ_ERROR_NO_KEYRING,
                                                      _ ("The system’s keyring stays locked")));
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
  return DEX_FUTURE (promise);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  char *key = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    reject (promise, error);
  else
    dex_promise_resolve_string (promise, g_strdup (key));

  secret_password_free (key);
}

/**
 * mq_secret_look_up:
 * @schema: what kind of secret it is
 * @attributes: what it is found by
 *
 * Returns: (transfer full): resolves to the secret, %NULL if there is none; rejects with
 *   %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_secret_look_up (const SecretSchema *schema, GHashTable *attributes)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  secret_password_lookupv (schema, attributes, dex_promise_get_cancellable (promise), looked_up_cb,
                           dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;
  g_autolist (SecretRetrievable) found = secret_password_search_finish (result, &error);

  if (error != NULL)
    reject (promise, error);
  else
    dex_promise_resolve_boolean (promise, found != NULL);
}

/**
 * mq_secret_has:
 * @schema: what kind of secret it is
 * @attributes: what it is found by
 *
 * Neither reads the secret nor unlocks a locked keyring.
 *
 * Returns: (transfer full): resolves to whether there is one; rejects with %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_secret_has (const SecretSchema *schema, GHashTable *attributes)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  secret_password_searchv (schema, attributes, SECRET_SEARCH_NONE,
                           dex_promise_get_cancellable (promise), searched_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/* It is not an error if there was nothing to clear. */
static void
cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  GError *error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    reject (promise, error);
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
  return DEX_FUTURE (promise);
}

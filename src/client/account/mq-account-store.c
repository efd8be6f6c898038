/* Accounts in the keyring, see mq-account-store.h. */
#include "client/account/mq-account-store.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/secrets/mq-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>

static const SecretSchema account_schema = {
  "org.maquette.Maquette.Account",
  SECRET_SCHEMA_NONE,
  { { "issuer", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

/**
 * mq_account_store_save:
 * @service: the service's address
 * @tokens: what to keep
 *
 * Replaces the entry of the same account.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_KEYRING
 */
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

/**
 * mq_account_store_clear:
 * @service: the service's address
 *
 * Removes all accounts at it.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with %MQ_ERROR_NO_KEYRING
 */
DexFuture *
mq_account_store_clear (const char *service)
{
  g_autoptr (GHashTable) attributes = secret_attributes_build (&account_schema, "service", service,
                                                               NULL);

  return mq_secret_clear (&account_schema, attributes);
}

static DexFuture *
lock_account_fiber (gpointer user_data)
{
  const char *path = user_data;
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
  int locked = -1;
  int saved_errno;

  while (fd >= 0 && (locked = flock (fd, LOCK_EX)) != 0 && errno == EINTR)
    ;
  saved_errno = errno;
  if (locked == 0)
    return dex_future_new_for_int (g_steal_fd (&fd));

  return dex_future_new_reject (MQ_ERROR, MQ_ERROR_FAILED, _ ("Could not lock “%s”: %s"), path,
                                g_strerror (saved_errno));
}

/**
 * mq_account_store_lock:
 *
 * A refresh token that is used twice ends the whole sign-in, and the window and the command line
 * may need a new one at the same moment.
 *
 * Returns: (transfer full): resolves to a file descriptor (an int), for the caller to close
 */
DexFuture *
mq_account_store_lock (void)
{
  GError *error = NULL;
  g_autofree char *home = mq_paths_make_runtime_home (&error);

  if (home == NULL)
    return dex_future_new_for_error (error);

  /* On a thread of the pool, because flock() blocks. */
  return mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, lock_account_fiber,
                         g_build_filename (home, "accounts.lock", NULL), g_free);
}

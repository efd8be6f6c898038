/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqClients: the registered clients of the service, see mq-clients.h. */
#include "service/http/mq-clients.h"

#include "common/base/mq-fiber.h"
#include "common/secrets/mq-memory-keys.h"

struct _MqClients
{
  GObject parent_instance;

  GHashTable *clients; /* OWNER/ID → number of its registrations */
  DexPromise *changed;
};

G_DEFINE_FINAL_TYPE (MqClients, mq_clients, G_TYPE_OBJECT)

static void
mq_clients_finalize (GObject *object)
{
  MqClients *self = MQ_CLIENTS (object);

  g_clear_pointer (&self->clients, g_hash_table_unref);
  dex_clear (&self->changed);

  G_OBJECT_CLASS (mq_clients_parent_class)->finalize (object);
}

static void
mq_clients_class_init (MqClientsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_clients_finalize;
}

static void
mq_clients_init (MqClients *self)
{
  self->clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->changed = dex_promise_new ();
}

static char *
make_name (const char *owner, const char *id)
{
  return g_strconcat (owner, "/", id, NULL);
}

/**
 * mq_clients_enter:
 * @owner: id of its account, "" for none
 * @id: of a client
 *
 * Adds a registration of the client.
 */
void
mq_clients_enter (MqClients *self, const char *owner, const char *id)
{
  g_autofree char *name = make_name (owner, id);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->clients, name));

  g_hash_table_insert (self->clients, g_steal_pointer (&name), GUINT_TO_POINTER (n + 1));
  mq_fiber_wake (&self->changed);
}

/**
 * mq_clients_leave:
 * @owner: id of its account, "" for none
 * @id: id of a registered client
 *
 * Ends a registration. After the last one, the client's keys are dropped.
 */
void
mq_clients_leave (MqClients *self, const char *owner, const char *id)
{
  g_autofree char *name = make_name (owner, id);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->clients, name));

  g_return_if_fail (n > 0);

  if (n > 1)
    g_hash_table_insert (self->clients, g_steal_pointer (&name), GUINT_TO_POINTER (n - 1));
  else
    {
      /* Only a service without accounts takes keys. */
      if (*owner == '\0')
        mq_memory_keys_drop (id);
      g_hash_table_remove (self->clients, name);
    }
  mq_fiber_wake (&self->changed);
}

/**
 * mq_clients_has:
 * @owner: id of the account that asks, "" for none
 * @id: an id, perhaps from outside
 *
 * Returns: whether the account has registered the client
 */
gboolean
mq_clients_has (MqClients *self, const char *owner, const char *id)
{
  g_autofree char *name = make_name (owner, id);

  return g_hash_table_contains (self->clients, name);
}

/**
 * mq_clients_get_n:
 *
 * Returns: the number of registered clients
 */
guint
mq_clients_get_n (MqClients *self)
{
  return g_hash_table_size (self->clients);
}

/**
 * mq_clients_wait_change:
 *
 * Returns: (transfer full): resolves to %TRUE when a client enters or leaves
 */
DexFuture *
mq_clients_wait_change (MqClients *self)
{
  return dex_ref (DEX_FUTURE (self->changed));
}

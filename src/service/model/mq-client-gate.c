/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqClientGate, see mq-client-gate.h. */
#include "service/model/mq-client-gate.h"

struct _MqClientGate
{
  GObject parent_instance;

  DexPromise *opened; /* NULL: it is open */
  DexPromise *held;   /* resolves when the first request waits */
  gint64 held_since;  /* monotonic, µs; 0: none waits */
  gint64 held_us;
};

G_DEFINE_FINAL_TYPE (MqClientGate, mq_client_gate, G_TYPE_OBJECT)

static void
mq_client_gate_finalize (GObject *object)
{
  MqClientGate *self = MQ_CLIENT_GATE (object);

  dex_clear (&self->opened);
  dex_clear (&self->held);

  G_OBJECT_CLASS (mq_client_gate_parent_class)->finalize (object);
}

static void
mq_client_gate_class_init (MqClientGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_client_gate_finalize;
}

static void
mq_client_gate_init (MqClientGate *self)
{
  self->held = dex_promise_new ();
}

/**
 * mq_client_gate_set_open:
 * @open: whether requests pass
 *
 * Opening it lets all go that wait.
 */
void
mq_client_gate_set_open (MqClientGate *self, gboolean open)
{
  if (open && self->opened != NULL)
    {
      g_autoptr (DexPromise) opened = g_steal_pointer (&self->opened);

      if (self->held_since > 0)
        {
          self->held_us += g_get_monotonic_time () - self->held_since;
          self->held_since = 0;
          dex_clear (&self->held);
          self->held = dex_promise_new ();
        }
      dex_promise_resolve_boolean (opened, TRUE);
    }
  else if (!open && self->opened == NULL)
    self->opened = dex_promise_new ();
}

/**
 * mq_client_gate_is_held:
 *
 * Returns: whether a request waits
 */
gboolean
mq_client_gate_is_held (MqClientGate *self)
{
  return self->held_since > 0;
}

/**
 * mq_client_gate_get_held_us:
 *
 * Returns: microseconds that requests have waited, but for one that waits now
 */
gint64
mq_client_gate_get_held_us (MqClientGate *self)
{
  return self->held_us;
}

/**
 * mq_client_gate_pass:
 *
 * Returns: (transfer full): resolves to %TRUE when the request may be sent
 */
DexFuture *
mq_client_gate_pass (MqClientGate *self)
{
  if (self->opened == NULL)
    return dex_future_new_true ();

  if (self->held_since == 0)
    {
      self->held_since = g_get_monotonic_time ();
      dex_promise_resolve_boolean (self->held, TRUE);
    }
  return dex_ref (DEX_FUTURE (self->opened));
}

/**
 * mq_client_gate_wait_held:
 *
 * Returns: (transfer full): resolves to %TRUE when a request waits; at once if one does
 */
DexFuture *
mq_client_gate_wait_held (MqClientGate *self)
{
  return dex_ref (DEX_FUTURE (self->held));
}

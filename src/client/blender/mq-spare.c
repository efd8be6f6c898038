/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqSpare, see mq-worker-private.h. Each Blender gets a folder of its own, which its owner removes.
 */
#include "client/blender/mq-worker-private.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"

#include <glib/gi18n-lib.h>
#include <errno.h>
#include <glib/gstdio.h>

#define FIBER_STACK (256 * 1024)

struct _MqSpare
{
  GObject parent_instance;

  MqWorkerSettings settings;
  char *parent_dir;
  char *pool;
  guint count; /* folders made */

  MqInstance *instance; /* (nullable): the spare, possibly still starting */
  DexFuture *ready;     /* (nullable): resolves after the `hello` of @instance */
};

G_DEFINE_FINAL_TYPE (MqSpare, mq_spare, G_TYPE_OBJECT)

static void
mq_spare_dispose (GObject *object)
{
  MqSpare *self = MQ_SPARE (object);

  dex_clear (&self->ready);
  if (self->instance != NULL)
    mq_instance_kill (self->instance);
  g_clear_object (&self->instance);
  g_clear_object (&self->settings.blender);
  g_clear_pointer (&self->parent_dir, g_free);
  g_clear_pointer (&self->pool, g_free);

  G_OBJECT_CLASS (mq_spare_parent_class)->dispose (object);
}

static void
mq_spare_class_init (MqSpareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_spare_dispose;
}

static void
mq_spare_init (MqSpare *self)
{
}

/* @settings: what to start; @parent_dir: an existing folder, in which each Blender gets its own;
 * @pool: the folder above it. Returns: (transfer full): an object without a spare yet */
MqSpare *
mq_spare_new (const MqWorkerSettings *settings, const char *parent_dir, const char *pool)
{
  MqSpare *self = g_object_new (MQ_TYPE_SPARE, NULL);

  self->settings = *settings;
  g_object_ref (self->settings.blender);
  self->parent_dir = g_strdup (parent_dir);
  self->pool = g_strdup (pool);
  return self;
}

/* Awaits the `hello`. */
static DexFuture *
greet_fiber (MqInstance *instance, DexFuture *dropped)
{
  GError *error = NULL;
  g_autoptr (JsonObject) hello = mq_instance_handshake (instance, dropped, &error);

  return hello != NULL ? dex_future_new_true () : dex_future_new_for_error (error);
}

static MqInstance *
launch (MqSpare *self, GError **error)
{
  g_autofree char *name = g_strdup_printf ("script-%u", ++self->count);
  g_autofree char *folder = g_build_filename (self->parent_dir, name, NULL);

  if (g_mkdir (folder, 0700) != 0)
    {
      int failure = errno;

      return mq_fail_null (error, failure == ENOSPC ? MQ_ERROR_NO_SPACE : MQ_ERROR_FAILED,
                           _ ("%s could not be created: %s"), folder, g_strerror (failure));
    }

  return mq_instance_launch (&self->settings, folder, self->pool, error);
}

static gboolean
start (MqSpare *self, GError **error)
{
  if (self->instance != NULL && !mq_bridge_is_closed (self->instance->bridge))
    return TRUE;

  g_clear_object (&self->instance);
  dex_clear (&self->ready);
  if (!(self->instance = launch (self, error)))
    return FALSE;

  self->ready = mq_fiber_spawn_droppable_with (FIBER_STACK, greet_fiber,
                                               (MQ_TYPE_INSTANCE, self->instance));
  return TRUE;
}

/* Starts a Blender, unless one is there. mq_spare_take() reports an error, if it persists. */
void
mq_spare_prepare (MqSpare *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MQ_IS_SPARE (self));

  if (!start (self, &error))
    g_info ("No spare Blender: %s", error->message);
}

/* Starts a Blender if none is there. @ret_ready: (out) (transfer full): resolves to %TRUE after
 * its `hello`; rejects as mq_instance_handshake() does; @error: as for mq_instance_launch().
 * Returns: (transfer full) (nullable): a Blender that has run no script, possibly still
 * starting, with a folder of its own */
MqInstance *
mq_spare_take (MqSpare *self, DexFuture **ret_ready, GError **error)
{
  g_return_val_if_fail (MQ_IS_SPARE (self), NULL);

  if (!start (self, error))
    return NULL;

  *ret_ready = g_steal_pointer (&self->ready);
  return g_steal_pointer (&self->instance);
}

/* @instance: a Blender of mq_spare_take() that was ready, and still has run no script. Returns:
 * %FALSE if another one was started meanwhile */
gboolean
mq_spare_give_back (MqSpare *self, MqInstance *instance)
{
  g_return_val_if_fail (MQ_IS_SPARE (self) && MQ_IS_INSTANCE (instance), FALSE);

  if (self->instance != NULL)
    return FALSE;

  self->instance = g_object_ref (instance);
  self->ready = dex_future_new_true ();
  return TRUE;
}

/* Kills the Blender that waits, if any. Returns: (transfer full): resolves when all its
 * processes have ended, and nobody waits for its `hello` any more */
DexFuture *
mq_spare_stop (MqSpare *self)
{
  g_autoptr (MqInstance) instance = NULL;
  DexFuture *greeted;

  dex_return_error_if_fail (MQ_IS_SPARE (self));

  instance = g_steal_pointer (&self->instance);
  greeted = g_steal_pointer (&self->ready);
  if (instance == NULL)
    {
      dex_clear (&greeted);
      return dex_future_new_true ();
    }

  mq_instance_kill (instance);
  return dex_future_all (mq_process_wait_exit (instance->process), mq_fiber_forget_error (greeted),
                         NULL);
}

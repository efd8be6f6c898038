/* How the desk gets ready: settings, then library and Blenders side by side. What fails is a
 * trouble, and the rest goes on. */
#include "app/desk/mq-desk-private.h"

#include "app/desk/mq-conversation-private.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"

#include <glib/gi18n.h>

static DexFuture *
read_config_fiber (gpointer user_data)
{
  GError *error = NULL;
  MqConfig *config = mq_config_load (user_data, &error);

  return config != NULL ? dex_future_new_take_object (config) : dex_future_new_for_error (error);
}

/* A file that cannot be understood changes nothing: what was read before, or the defaults, hold. */
static void
read_config (MqDesk *self)
{
  g_autoptr (GError) error = NULL;
  MqConfig *config = dex_await_object (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (),
                                                       MQ_DESK_STACK, read_config_fiber,
                                                       g_strdup (self->config_file), g_free),
                                       &error);

  if (config == NULL)
    {
      mq_desk_set_trouble (self, MQ_TROUBLE_CONFIG, _ ("Settings Cannot Be Read"), error->message);
      return;
    }

  mq_desk_clear_trouble (self, MQ_TROUBLE_CONFIG);
  mq_desk_take_config (self, config);
}

/* One that cannot be written is opened for looking at. */
static void
open_library (MqDesk *self, DexFuture *opening)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GError) error = NULL;
  MqLibrary *library = dex_await_object (opening, &why);

  self->read_only = FALSE;
  if (library == NULL)
    {
      self->read_only = TRUE;
      library = dex_await_object (mq_library_open (NULL, TRUE), &error);
    }

  if (library == NULL)
    {
      mq_desk_set_trouble (self, MQ_TROUBLE_LIBRARY, _ ("Library Cannot Be Opened"), why->message);
      return;
    }

  mq_desk_clear_trouble (self, MQ_TROUBLE_LIBRARY);
  if (self->read_only)
    mq_desk_set_trouble (self, MQ_TROUBLE_LIBRARY_READ_ONLY, _ ("Library Can Only Be Read"),
                         why->message);
  else
    mq_desk_clear_trouble (self, MQ_TROUBLE_LIBRARY_READ_ONLY);

  mq_desk_take_library (self, library);
  mq_desk_fill_list (self);
}

static void
take_blenders (MqDesk *self, DexFuture *finding)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) blenders = dex_await_object (finding, &error);

  mq_desk_set_blenders (self, blenders);
  if (blenders == NULL)
    mq_desk_set_trouble (self, MQ_TROUBLE_NO_BLENDER, _ ("No Blender Found"), error->message);
  else
    mq_desk_clear_trouble (self, MQ_TROUBLE_NO_BLENDER);
}

static DexFuture *
find_blenders (MqDesk *self)
{
  return mq_blender_find (mq_config_get_string (self->config, MQ_CONFIG_BLENDER_EXECUTABLE));
}

static DexFuture *
open_fiber (gpointer user_data)
{
  MqDesk *self = user_data;
  DexFuture *library = self->library == NULL ? mq_library_open (NULL, FALSE) : NULL;
  DexFuture *blenders;

  read_config (self);
  blenders = find_blenders (self);
  if (library != NULL)
    open_library (self, library);

  dex_future_disown (mq_desk_check_server (self));
  take_blenders (self, blenders);
  mq_desk_update (self);
  return dex_future_new_true ();
}

/**
 * mq_desk_open:
 * @self: a desk
 *
 * Reads the settings, opens the library, finds Blenders. What failed is a trouble; asked again, it
 * tries again what failed.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_desk_open (MqDesk *self)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));

  if (self->opening == NULL || !dex_future_is_pending (self->opening))
    {
      dex_clear (&self->opening);
      self->opening = mq_fiber_spawn (NULL, MQ_DESK_STACK, open_fiber, g_object_ref (self),
                                      g_object_unref);
    }

  return dex_ref (self->opening);
}

/**
 * mq_desk_wait_open:
 * @self: a desk
 *
 * Returns: (transfer full): resolves to %TRUE when it is open
 */
DexFuture *
mq_desk_wait_open (MqDesk *self)
{
  return self->opening != NULL ? dex_ref (self->opening) : mq_desk_open (self);
}

static DexFuture *
reload_fiber (gpointer user_data)
{
  MqDesk *self = user_data;

  read_config (self);
  take_blenders (self, find_blenders (self));
  mq_desk_clear_trouble (self, MQ_TROUBLE_SANDBOX);
  return mq_desk_check_server (self);
}

/**
 * mq_desk_reload_settings:
 * @self: a desk
 *
 * Reads config.yaml again. Runs that are under way keep what they began with.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_desk_reload_settings (MqDesk *self)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));

  return mq_fiber_spawn (NULL, MQ_DESK_STACK, reload_fiber, g_object_ref (self), g_object_unref);
}

static DexFuture *
refreshed (DexFuture *future, gpointer user_data)
{
  mq_desk_fill_list (user_data);
  return dex_future_new_true ();
}

/**
 * mq_desk_refresh:
 * @self: a desk
 *
 * Shows what other processes did in the library, such as the command line's runs.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
mq_desk_refresh (MqDesk *self)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));

  if (self->library == NULL)
    return mq_desk_open (self);

  return dex_future_then (mq_library_refresh (self->library), refreshed, g_object_ref (self),
                          g_object_unref);
}

static DexFuture *
close_fiber (gpointer user_data)
{
  MqDesk *self = user_data;
  GListModel *list = G_LIST_MODEL (self->conversations);
  g_autoptr (GPtrArray) ends = g_ptr_array_new_with_free_func (dex_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (list, i);

      g_ptr_array_add (ends, mq_conversation_detach (conversation));
    }

  for (guint i = 0; i < ends->len; i++)
    dex_await (dex_ref (ends->pdata[i]), NULL);

  dex_await (mq_desk_close_link (self), NULL);
  return dex_future_new_true ();
}

/**
 * mq_desk_close:
 * @self: a desk
 *
 * Lets go of every run; the next start goes on with them.
 *
 * Returns: (transfer full): resolves to %TRUE when no process of ours is left
 */
DexFuture *
mq_desk_close (MqDesk *self)
{
  dex_return_error_if_fail (MQ_IS_DESK (self));

  return mq_fiber_spawn (NULL, MQ_DESK_STACK, close_fiber, g_object_ref (self), g_object_unref);
}

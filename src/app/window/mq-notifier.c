/* MqNotifier: tells the desktop what happens while nobody looks, see mq-notifier.h. */
#include "app/window/mq-notifier.h"

#include <glib/gi18n.h>

struct _MqNotifier
{
  GObject parent_instance;

  /* Borrowed */
  GtkApplication *application; /* it owns us */

  /* Owned */
  MqDesk *desk;
  GSettings *settings;
  GHashTable *shown; /* set of session ids */

  guint inhibition;
};

G_DEFINE_FINAL_TYPE (MqNotifier, mq_notifier, G_TYPE_OBJECT)

static const char *
describe_state (MqConversationState state)
{
  switch (state)
    {
    case MQ_CONVERSATION_WAITING:
      return _ ("Ready for you to look at and refine");
    case MQ_CONVERSATION_FAILED:
      return _ ("Could not be finished");
    case MQ_CONVERSATION_NEW:
    case MQ_CONVERSATION_WORKING:
    case MQ_CONVERSATION_DONE:
      break;
    }

  return _ ("Done");
}

static gboolean
is_looked_at (MqNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window);
}

static void
on_ended (MqNotifier *self, MqConversation *conversation)
{
  MqSession *session = mq_conversation_get_session (conversation);
  g_autoptr (GNotification) notification = NULL;
  const char *id;

  if (session == NULL || is_looked_at (self) || !g_settings_get_boolean (self->settings, "notify"))
    return;

  id = mq_session_get_id (session);
  notification = g_notification_new (mq_conversation_get_title (conversation));
  g_notification_set_body (notification, describe_state (mq_conversation_get_state (conversation)));
  g_notification_set_category (notification, "transfer.complete");
  g_notification_set_default_action_and_target (notification, "app.show-session", "s", id);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  g_hash_table_add (self->shown, g_strdup (id));
}

/* A computer that falls asleep stops the run; one that may wants a reason why not. */
static void
on_n_working_changed (MqNotifier *self)
{
  gboolean working = mq_desk_get_n_working (self->desk) > 0;

  if (working && self->inhibition == 0)
    self->inhibition = gtk_application_inhibit (
        self->application, gtk_application_get_active_window (self->application),
        GTK_APPLICATION_INHIBIT_SUSPEND, _ ("A 3D asset is being built"));
  else if (!working && self->inhibition != 0)
    {
      gtk_application_uninhibit (self->application, self->inhibition);
      self->inhibition = 0;
    }
}

/**
 * mq_notifier_withdraw:
 * @self: the notifier
 *
 * Takes back what was told, because the window is looked at.
 */
void
mq_notifier_withdraw (MqNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_return_if_fail (MQ_IS_NOTIFIER (self));

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_application_withdraw_notification (G_APPLICATION (self->application), id);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * mq_notifier_new:
 * @application: the application; it outlives the notifier
 * @desk: what is watched
 * @settings: of the window; "notify" is asked each time
 *
 * Returns: (transfer full): a notifier
 */
MqNotifier *
mq_notifier_new (GtkApplication *application, MqDesk *desk, GSettings *settings)
{
  MqNotifier *self = g_object_new (MQ_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (desk, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::n-working", G_CALLBACK (on_n_working_changed), self,
                           G_CONNECT_SWAPPED);

  return self;
}

static void
mq_notifier_dispose (GObject *object)
{
  MqNotifier *self = MQ_NOTIFIER (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_hash_table_unref);

  G_OBJECT_CLASS (mq_notifier_parent_class)->dispose (object);
}

static void
mq_notifier_class_init (MqNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_notifier_dispose;
}

static void
mq_notifier_init (MqNotifier *self)
{
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

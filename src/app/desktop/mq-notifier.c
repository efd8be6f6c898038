/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Desktop notifications, suspend inhibition and work in the background, see mq-notifier.h. */
#include "app/desktop/mq-notifier.h"

#include "common/base/mq-fiber.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <libdex.h>

#define MAX_STATUS 96 /* characters, by the portal's documentation */

struct _MqNotifier
{
  GObject parent_instance;

  /* Borrowed */
  GtkApplication *application; /* owns this object */

  /* Owned */
  MqConversationList *conversations;
  MqWorkspace *workspace; /* of the conversations */
  GSettings *settings;
  GHashTable *shown;  /* set of session ids */
  DexFuture *sending; /* (nullable): the last notification */

  guint inhibition;
};

G_DEFINE_FINAL_TYPE (MqNotifier, mq_notifier, G_TYPE_OBJECT)

static DexFuture *
call_portal (GDBusConnection *bus, const char *method, GVariant *parameters)
{
  return dex_dbus_connection_call (
      bus, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
      "org.freedesktop.portal.Background", method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, -1);
}

static DexFuture *
request_fiber (GDBusConnection *bus, const char *status)
{
  g_autofree char *short_status = g_utf8_truncate_middle (status, MAX_STATUS);
  GVariantDict options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "reason", "s", _ ("Work on your assets continues"));
  /* The portal's answer comes later, and changes nothing: without leave, the run goes on as long as
   * the desktop lets it, and the next start resumes it. */
  if (!dex_await (call_portal (bus, "RequestBackground",
                               g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options))),
                  NULL))
    return dex_future_new_true ();

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "message", "s", short_status);
  dex_await (
      call_portal (bus, "SetStatus", g_variant_new ("(@a{sv})", g_variant_dict_end (&options))),
      NULL);
  return dex_future_new_true ();
}

static gboolean
is_looked_at (MqNotifier *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window);
}

/* Services that show notifications. GLib does not check for one before it sends, and logs a
 * warning. */
static const char *const daemons[] = {
  "org.freedesktop.Notifications", "org.gtk.Notifications",
  "org.freedesktop.portal.Desktop", /* inside Flatpak */
};

static gboolean
has_daemon (GDBusConnection *bus, const char *method)
{
  g_autoptr (GVariant) reply = dex_await_variant (
      dex_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                "org.freedesktop.DBus", method, NULL, G_VARIANT_TYPE ("(as)"),
                                G_DBUS_CALL_FLAGS_NONE, -1),
      NULL);
  g_autofree const char **names = NULL;

  if (reply == NULL)
    return FALSE;

  g_variant_get (reply, "(^a&s)", &names);
  for (gsize i = 0; i < G_N_ELEMENTS (daemons); i++)
    if (g_strv_contains (names, daemons[i]))
      return TRUE;

  return FALSE;
}

static DexFuture *
notify_fiber (MqNotifier *self, const char *id, GNotification *notification, DexFuture *before)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));

  if (before != NULL)
    dex_await (dex_ref (before), NULL);
  if (!has_daemon (bus, "ListNames") && !has_daemon (bus, "ListActivatableNames"))
    return dex_future_new_true ();

  if (is_looked_at (self)) /* the window became active meanwhile */
    return dex_future_new_true ();

  g_application_send_notification (G_APPLICATION (self->application), id, notification);
  g_hash_table_add (self->shown, g_strdup (id));
  return dex_future_new_true ();
}

static void
notify_about (MqNotifier *self, MqConversation *conversation, const char *body)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));
  g_autoptr (GNotification) notification = NULL;
  g_autoptr (DexFuture) before = NULL;
  const char *id;

  if (bus == NULL || mq_conversation_get_session (conversation) == NULL || is_looked_at (self)
      || !g_settings_get_boolean (self->settings, "notify"))
    return;

  id = mq_session_get_id (mq_conversation_get_session (conversation));
  notification = g_notification_new (mq_conversation_get_title (conversation));
  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "transfer.complete");
  g_notification_set_default_action_and_target (notification, "app.show-session", "s", id);
  g_notification_add_button_with_target (notification, _ ("Show"), "app.show-session", "s", id);
  before = g_steal_pointer (&self->sending);
  self->sending = mq_fiber_spawn_with (NULL, 0, notify_fiber, (MQ_TYPE_NOTIFIER, self),
                                       (G_TYPE_STRING, id), (G_TYPE_NOTIFICATION, notification),
                                       (DEX_TYPE_FUTURE, before));
}

static void
on_ended (MqNotifier *self, MqConversation *conversation)
{
  const char *body;

  switch (mq_conversation_get_state (conversation))
    {
    case MQ_CONVERSATION_WAITING:
    case MQ_CONVERSATION_SUSPENDED:
      body = _ ("Ready to review and refine");
      break;
    case MQ_CONVERSATION_FAILED:
      body = _ ("Could not be finished");
      break;
    default:
      body = _ ("Done");
    }
  notify_about (self, conversation, body);
}

static void
on_notification (MqNotifier *self, MqConversation *conversation, const char *sentence)
{
  notify_about (self, conversation, sentence);
  if (gtk_application_get_windows (self->application) == NULL)
    mq_notifier_report_background (self);
}

static void
allow_suspend (MqNotifier *self)
{
  if (self->inhibition != 0)
    gtk_application_uninhibit (self->application, self->inhibition);
  self->inhibition = 0;
}

/* Inhibits suspend, which would stop the run. */
static void
on_n_working_changed (MqNotifier *self)
{
  gboolean working = mq_workspace_get_n_working (self->workspace) > 0;

  if (working && self->inhibition == 0)
    self->inhibition = gtk_application_inhibit (
        self->application, gtk_application_get_active_window (self->application),
        GTK_APPLICATION_INHIBIT_SUSPEND, _ ("A 3D asset is being built"));
  else if (!working)
    allow_suspend (self);
}

/**
 * mq_notifier_report_background:
 * @self: the notifier
 *
 * Tells the desktop what the process does, when it has no window.
 */
void
mq_notifier_report_background (MqNotifier *self)
{
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));
  GListModel *conversations = mq_conversation_list_get_model (self->conversations);
  guint n_working = mq_workspace_get_n_working (self->workspace);
  g_autofree char *status = NULL;

  /* Names the session in work, or says how many there are. */
  for (guint i = 0;
       status == NULL && n_working == 1 && i < g_list_model_get_n_items (conversations); i++)
    {
      g_autoptr (MqConversation) conversation = g_list_model_get_item (conversations, i);
      const char *title = mq_conversation_get_title (conversation);

      if (mq_conversation_is_asking (conversation))
        /* Translators: what the program does without a window; %s is a session's title */
        status = g_strdup_printf (_ ("“%s” waits for an answer"), title);
      else if (mq_conversation_state_is_busy (mq_conversation_get_state (conversation)))
        /* Translators: what the program does without a window; %s is a session's title */
        status = g_strdup_printf (_ ("Working on “%s”"), title);
    }
  if (status == NULL)
    status = g_strdup_printf (ngettext ("Working on %u asset", "Working on %u assets", n_working),
                              n_working);

  if (bus != NULL)
    dex_future_disown (mq_fiber_spawn_with (NULL, 0, request_fiber, (G_TYPE_DBUS_CONNECTION, bus),
                                            (G_TYPE_STRING, status)));
}

/**
 * mq_notifier_withdraw:
 * @self: the notifier
 *
 * Withdraws all notifications, when the window becomes active.
 */
void
mq_notifier_withdraw (MqNotifier *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_application_withdraw_notification (G_APPLICATION (self->application), id);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * mq_notifier_flush:
 * @self: the notifier
 *
 * Waits for the notifications of runs that have ended, so that the process does not exit before
 * them.
 *
 * Returns: (transfer full): resolves to %TRUE when all of them are sent
 */
DexFuture *
mq_notifier_flush (MqNotifier *self)
{
  dex_return_error_if_fail (MQ_IS_NOTIFIER (self));

  return self->sending != NULL ? dex_ref (self->sending) : dex_future_new_true ();
}

/**
 * mq_notifier_new:
 * @application: the application; it outlives the notifier
 * @conversations: the conversations to watch
 * @settings: of the window; "notify" is read for each notification
 *
 * Returns: (transfer full): a notifier
 */
MqNotifier *
mq_notifier_new (GtkApplication *application, MqConversationList *conversations,
                 GSettings *settings)
{
  MqNotifier *self = g_object_new (MQ_TYPE_NOTIFIER, NULL);

  self->application = application;
  self->conversations = g_object_ref (conversations);
  self->workspace = g_object_ref (mq_conversation_list_get_workspace (conversations));
  self->settings = g_object_ref (settings);
  g_signal_connect_object (conversations, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (conversations, "notification", G_CALLBACK (on_notification), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->workspace, "notify::n-working", G_CALLBACK (on_n_working_changed),
                           self, G_CONNECT_SWAPPED);

  return self;
}

static void
mq_notifier_dispose (GObject *object)
{
  MqNotifier *self = MQ_NOTIFIER (object);

  allow_suspend (self);
  g_clear_object (&self->conversations);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  dex_clear (&self->sending);

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

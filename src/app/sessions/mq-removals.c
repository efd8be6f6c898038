/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Deleted sessions that can be restored, see mq-removals.h. */
#include "app/sessions/mq-removals.h"

#include "app/picture/mq-alert.h"
#include "common/base/mq-signal.h"

#include <glib/gi18n.h>

#define TOAST_SECONDS 10

struct _MqRemovals
{
  GObject parent_instance;

  /* Borrowed */
  AdwToastOverlay *toasts; /* weak */

  /* Owned */
  MqConversationList *conversations;
  GPtrArray *removed; /* of MqConversation, the last one last */
  AdwToast *toast;
};

static guint restored_signal;

G_DEFINE_FINAL_TYPE (MqRemovals, mq_removals, G_TYPE_OBJECT)

static void
forget_toast (MqRemovals *self)
{
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
}

static void
on_dismissed (MqRemovals *self)
{
  forget_toast (self);
  for (guint i = 0; i < self->removed->len; i++)
    mq_alert_report (GTK_WIDGET (self->toasts),
                     mq_conversation_list_purge (self->conversations, self->removed->pdata[i]));
  g_ptr_array_set_size (self->removed, 0);
}

static void
on_undo (MqRemovals *self)
{
  mq_removals_undo (self);
}

/**
 * mq_removals_new:
 * @conversations: the list of the sessions
 * @toasts: where to show the toast
 *
 * Returns: (transfer full): a new object without sessions
 */
MqRemovals *
mq_removals_new (MqConversationList *conversations, AdwToastOverlay *toasts)
{
  MqRemovals *self = g_object_new (MQ_TYPE_REMOVALS, NULL);

  self->conversations = g_object_ref (conversations);
  g_set_weak_pointer (&self->toasts, toasts);

  return self;
}

/**
 * mq_removals_remove:
 * @self: the removals
 * @conversation: the session to delete
 *
 * Removes @conversation from the list at once. Its files are deleted when the toast disappears.
 */
void
mq_removals_remove (MqRemovals *self, MqConversation *conversation)
{
  g_autofree char *title = NULL;
  guint n;

  g_return_if_fail (MQ_IS_REMOVALS (self));
  g_return_if_fail (MQ_IS_CONVERSATION (conversation));

  g_ptr_array_add (self->removed, g_object_ref (conversation));
  mq_alert_report (GTK_WIDGET (self->toasts),
                   mq_conversation_list_remove (self->conversations, conversation));

  n = self->removed->len;
  if (n == 1)
    /* Translators: %s is the title of a session. */
    title = g_strdup_printf (_ ("“%s” deleted"), mq_conversation_get_title (conversation));
  else
    title = g_strdup_printf (ngettext ("%u session deleted", "%u sessions deleted", n), n);
  if (self->toast == NULL)
    {
      self->toast = adw_toast_new ("");
      adw_toast_set_use_markup (self->toast, FALSE);
      adw_toast_set_button_label (self->toast, _ ("_Undo"));
      adw_toast_set_timeout (self->toast, TOAST_SECONDS);
      adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
      g_signal_connect_swapped (self->toast, "button-clicked", G_CALLBACK (on_undo), self);
      g_signal_connect_swapped (self->toast, "dismissed", G_CALLBACK (on_dismissed), self);
    }

  adw_toast_set_title (self->toast, title);
  /* Adding a toast that is shown already restarts its timeout. */
  if (self->toasts != NULL)
    adw_toast_overlay_add_toast (self->toasts, g_object_ref (self->toast));
}

/**
 * mq_removals_undo:
 * @self: the removals
 *
 * Restores all sessions of the toast.
 *
 * Returns: whether there was any
 */
gboolean
mq_removals_undo (MqRemovals *self)
{
  g_autoptr (AdwToast) toast = NULL;
  g_autoptr (MqConversation) last = NULL;

  g_return_val_if_fail (MQ_IS_REMOVALS (self), FALSE);

  if (self->removed->len == 0)
    return FALSE;

  last = g_object_ref (self->removed->pdata[self->removed->len - 1]);
  for (guint i = self->removed->len; i > 0; i--)
    mq_alert_report (
        GTK_WIDGET (self->toasts),
        mq_conversation_list_restore (self->conversations, self->removed->pdata[i - 1]));
  g_ptr_array_set_size (self->removed, 0);

  /* Disconnect first: “dismissed” would delete the sessions. */
  toast = self->toast ? g_object_ref (self->toast) : NULL;
  forget_toast (self);
  if (toast != NULL)
    adw_toast_dismiss (toast);

  g_signal_emit (self, restored_signal, 0, last);

  return TRUE;
}

static void
mq_removals_dispose (GObject *object)
{
  MqRemovals *self = MQ_REMOVALS (object);

  /* The next start of the program purges sessions that could still be restored. */
  forget_toast (self);
  g_clear_weak_pointer (&self->toasts);
  g_clear_object (&self->conversations);
  g_clear_pointer (&self->removed, g_ptr_array_unref);

  G_OBJECT_CLASS (mq_removals_parent_class)->dispose (object);
}

static void
mq_removals_class_init (MqRemovalsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mq_removals_dispose;

  restored_signal = mq_signal_new (MQ_TYPE_REMOVALS, "restored", 1, MQ_TYPE_CONVERSATION);
}

static void
mq_removals_init (MqRemovals *self)
{
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
}

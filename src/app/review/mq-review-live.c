/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Sending a version to the running Blender, with Undo, or a dialog on how to connect; taking back
 * what was changed there by hand. */
#include "app/review/mq-review-private.h"

#include "client/live/mq-live.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* The user looks at Blender first and comes back to undo. */
#define UNDO_SECONDS 20

static void
answered_cb (MqReview *self, const char *response)
{
  if (g_str_equal (response, "preferences"))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences-page", "s", "blender");
}

/* The first line is the heading, the problem; the second the body, its solution. */
static void
explain (MqReview *self, const GError *error)
{
  g_auto (GStrv) lines = g_strsplit (error->message, "\n", 2);
  AdwDialog *dialog;

  if (lines[1] == NULL)
    {
      AdwToast *toast = adw_toast_new (lines[0]);

      adw_toast_set_use_markup (toast, FALSE);
      adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
      adw_toast_overlay_add_toast (self->toasts, toast);
      return;
    }

  dialog = adw_alert_dialog_new (lines[0], lines[1]);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  if (!g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT))
    adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "preferences",
                                   _ ("Open _Preferences"));
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static DexFuture *
taken_back (DexFuture *future, gpointer data)
{
  MqReview *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    mq_review_show_toast (self, _ ("Undone in Blender"));
  else
    explain (self, error);

  return dex_future_new_true ();
}

static void
undo_cb (MqReview *self)
{
  dex_future_disown (
      dex_future_finally (mq_live_undo (), taken_back, g_object_ref (self), g_object_unref));
}

static DexFuture *
placed (DexFuture *future, gpointer data)
{
  MqReview *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (value == NULL)
    {
      explain (self, error);
      return dex_future_new_true ();
    }

  /* Translators: %s is the name of a collection in Blender: “Maquette · Chair v3”. */
  text = g_strdup_printf (_ ("“%s” was sent to Blender"),
                          mq_json_get_string (g_value_get_boxed (value), "collection", ""));
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  if (mq_json_get_boolean (g_value_get_boxed (value), "undo", FALSE))
    adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toasts, toast);
  return dex_future_new_true ();
}

/**
 * mq_review_show_live:
 * @self: a review that shows a version
 *
 * Sends the version to the connected Blender; without one, a dialog explains how to connect.
 */
void
mq_review_show_live (MqReview *self)
{
  MqSession *session = mq_conversation_get_session (self->conversation);

  dex_future_disown (dex_future_finally (
      mq_live_place (mq_session_get_id (session), mq_conversation_get_title (self->conversation),
                     mq_version_get_number (self->version), mq_version_get_dir (self->version)),
      placed, g_object_ref (self), g_object_unref));
}

typedef struct
{
  MqReview *review;
  AdwToast *toast;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *taking = data;

  g_object_unref (taking->review);
  g_object_unref (taking->toast);
  g_free (taking);
}

static DexFuture *
taken (DexFuture *future, gpointer data)
{
  Taking *taking = data;
  MqReview *self = taking->review;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  adw_toast_dismiss (taking->toast);
  if (value == NULL)
    explain (self, error);
  else if (self->conversation != NULL)
    adw_view_stack_set_visible_child_name (self->pages, "compare");

  return dex_future_new_true ();
}

/**
 * mq_review_take_live:
 * @self: a review that shows a version
 *
 * Makes a version of what the user changed by hand in the connected Blender, and compares it with
 * the version that was sent there.
 */
void
mq_review_take_live (MqReview *self)
{
  Taking *taking = g_new (Taking, 1);

  taking->review = g_object_ref (self);
  taking->toast = g_object_ref_sink (adw_toast_new (_ ("Reading what was changed in Blender…")));
  adw_toast_set_timeout (taking->toast, 0);
  /* The one that offers to undo the sending may still be there. */
  adw_toast_set_priority (taking->toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (taking->toast));
  dex_future_disown (dex_future_finally (mq_conversation_take_from_blender (self->conversation),
                                         taken, taking, taking_free));
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips of what a message is about, see mq-target-chips.h. */
#include "app/composer/mq-target-chips.h"

#include "app/model/mq-report-view.h"
#include "app/model/mq-selection.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

struct _MqTargetChips
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwWrapBox *chips;

  /* Owned */
  MqUnsentMessage *message;
  GSignalGroup *message_signals;
  MqVersion *version; /* that a change goes to; NULL: none */
  JsonObject *report; /* of it, once it is read */
  GPtrArray *rows;    /* its parts; NULL: not known yet */
};

G_DEFINE_FINAL_TYPE (MqTargetChips, mq_target_chips, ADW_TYPE_BIN)

static JsonArray *
get_targets (MqTargetChips *self)
{
  return self->message != NULL ? mq_unsent_message_get_targets (self->message) : NULL;
}

static void
show_targets (MqTargetChips *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    adw_wrap_box_remove (self->chips, chip);
  MQ_JSON_EACH (get_targets (self), i, target)
    {
      g_autofree char *title = mq_selection_dup_title (self->rows, target);
      gboolean is_there = self->rows == NULL
                          || mq_selection_is_there (self->rows, self->report, target);
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (title);
      GtkWidget *cross = g_object_new (GTK_TYPE_IMAGE, "icon-name", "window-close-symbolic",
                                       "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      GtkEventController *keys = gtk_shortcut_controller_new ();
      /* Translators: for a screen reader; %s is a part of an asset */
      g_autofree char *name = g_strdup_printf (_ ("Changes only: %s"), title);
      g_autofree char *tip = is_there
                                 ? g_strdup (_ ("Remove"))
                                 : g_strdup_printf (_ ("Version %u has no “%s”"),
                                                    mq_version_get_number (self->version), title);

      chip = gtk_button_new ();
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), cross);
      gtk_button_set_child (GTK_BUTTON (chip), box);
      gtk_widget_add_css_class (chip, "mq-target");
      if (!is_there)
        gtk_widget_add_css_class (chip, "gone");
      gtk_widget_set_tooltip_text (chip, tip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tip, -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), "targets.remove");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (chip), "u", i);
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Delete|BackSpace"),
                            gtk_shortcut_action_parse_string ("activate")));
      gtk_widget_add_controller (chip, keys);
      adw_wrap_box_append (self->chips, chip);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), mq_json_length (get_targets (self)) > 0);
}

/* The parts of the version, to know which targets it has. */
static DexFuture *
load_fiber (MqTargetChips *self, MqVersion *version)
{
  g_autoptr (JsonObject) contents = dex_await_boxed (mq_version_load (version), NULL);
  const char *script = mq_json_get_string (contents, "script", NULL);
  g_autoptr (MqOutline) outline = mq_outline_new (script != NULL ? script : "");

  if (self->version != version || contents == NULL)
    return dex_future_new_true ();

  mq_json_replace_object (&self->report, mq_json_get_object (contents, "report"));
  self->rows = mq_report_view_list_parts (self->report, mq_json_get_object (contents, "plan"),
                                          outline);
  show_targets (self);
  return dex_future_new_true ();
}

/* Not before there is something to look for. */
static void
load_version (MqTargetChips *self)
{
  if (self->version != NULL && self->rows == NULL && mq_json_length (get_targets (self)) > 0)
    dex_future_disown (mq_fiber_spawn_with (NULL, 256 * 1024, load_fiber,
                                            (MQ_TYPE_TARGET_CHIPS, self),
                                            (MQ_TYPE_VERSION, self->version)));
}

static void
targets_changed_cb (MqTargetChips *self)
{
  show_targets (self);
  load_version (self);
}

/* The focus goes to the next chip, or to the message. */
static void
remove_action (GtkWidget *widget, const char *name, GVariant *position)
{
  MqTargetChips *self = MQ_TARGET_CHIPS (widget);
  guint at = g_variant_get_uint32 (position);
  g_autoptr (JsonArray) left = mq_json_copy_array (get_targets (self));
  GtkWidget *chip;

  json_array_remove_element (left, at);
  gtk_widget_activate_action (widget, "win.focus-composer", NULL);
  mq_unsent_message_set_targets (self->message, left);

  chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips));
  for (; chip != NULL && at > 0 && gtk_widget_get_next_sibling (chip) != NULL; at--)
    chip = gtk_widget_get_next_sibling (chip);
  if (chip != NULL)
    gtk_widget_grab_focus (chip);
}

static void
drop_version (MqTargetChips *self)
{
  g_clear_pointer (&self->report, json_object_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
}

static void
mq_target_chips_dispose (GObject *object)
{
  MqTargetChips *self = MQ_TARGET_CHIPS (object);

  g_clear_object (&self->message_signals);
  adw_bin_set_child (ADW_BIN (self), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_TARGET_CHIPS);
  g_clear_object (&self->message);
  g_clear_object (&self->version);
  drop_version (self);

  G_OBJECT_CLASS (mq_target_chips_parent_class)->dispose (object);
}

static void
mq_target_chips_class_init (MqTargetChipsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_target_chips_dispose;
  gtk_widget_class_install_action (widget_class, "targets.remove", "u", remove_action);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-target-chips.ui");
  gtk_widget_class_bind_template_child (widget_class, MqTargetChips, chips);
}

static void
mq_target_chips_init (MqTargetChips *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->message_signals = g_signal_group_new (MQ_TYPE_UNSENT_MESSAGE);
  g_signal_group_connect_swapped (self->message_signals, "targets-changed",
                                  G_CALLBACK (targets_changed_cb), self);
}

/* @message: (nullable): whose targets are shown */
void
mq_target_chips_set_message (MqTargetChips *self, MqUnsentMessage *message)
{
  if (!g_set_object (&self->message, message))
    return;

  g_signal_group_set_target (self->message_signals, message);
  targets_changed_cb (self);
}

/* @version: (nullable): that the message would change */
void
mq_target_chips_set_version (MqTargetChips *self, MqVersion *version)
{
  if (!g_set_object (&self->version, version))
    return;

  drop_version (self);
  show_targets (self);
  load_version (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The joints of a version as sliders, see mq-motion-group.h. */
#include "app/parameters/mq-motion-group.h"

#include "app/parameters/mq-parameter-row.h"
#include "app/picture/mq-announce.h"

#include <glib/gi18n.h>
#include <math.h>

#define SECONDS 2.5 /* there and back, or a full turn */
/* Where the desktop wants no animations, each joint is shown in so many poses. */
#define N_STILLS 4
#define ALL (-1)

struct _MqMotionGroup
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *play_all;

  /* Owned */
  MqMotion *motion;
  GPtrArray *parameters; /* of MqParameter, one a joint; NULL: it follows another */
  GPtrArray *buttons;    /* as above: what plays it; borrowed */
  char *contact;         /* (nullable): what meets */
  GtkShortcutController *escape;

  /* While it plays */
  guint tick;
  int joint; /* that was asked for, or ALL */
  gint64 since;
  double *before; /* the pose that comes back */
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (MqMotionGroup, mq_motion_group, ADW_TYPE_PREFERENCES_GROUP)

/* Playing. */

static void
show_playing (MqMotionGroup *self)
{
  for (guint i = 0; i <= self->parameters->len; i++)
    {
      gboolean is_all = i == self->parameters->len;
      GtkWidget *button = is_all ? self->play_all : self->buttons->pdata[i];
      gboolean plays = self->tick != 0 && self->joint == (is_all ? ALL : (int)i);
      g_autofree char *text = NULL;

      if (button == NULL)
        continue;
      text = plays ? g_strdup (C_ ("verb", "Stop"))
             : is_all
                 ? g_strdup (_ ("Play All in Turn"))
                 /* Translators: %s is a part that moves: “Left door” */
                 : g_strdup_printf (_ ("Play %s"), mq_motion_get_joint (self->motion, i)->title);
      gtk_button_set_icon_name (GTK_BUTTON (button), plays ? "media-playback-stop-symbolic"
                                                           : "media-playback-start-symbolic");
      gtk_widget_set_tooltip_text (button, text);
    }
}

static void
set_value (MqMotionGroup *self, guint number, double value)
{
  self->is_setting = TRUE;
  mq_motion_set_value (self->motion, number, value);
  self->is_setting = FALSE;
}

/* @keeps: the pose as it is, rather than that before */
static void
stop (MqMotionGroup *self, gboolean keeps)
{
  if (self->tick == 0)
    return;

  gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  gtk_widget_remove_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->escape));
  for (guint i = 0; !keeps && i < self->parameters->len; i++)
    if (self->parameters->pdata[i] != NULL)
      set_value (self, i, self->before[i]);
  g_clear_pointer (&self->before, g_free);
  mq_motion_point (self->motion, -1);
  show_playing (self);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  MqMotionGroup *self = MQ_MOTION_GROUP (widget);
  double turns, share;
  guint left = 0, n = 0;
  gboolean is_smooth;

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &is_smooth, NULL);
  if (self->since == 0)
    self->since = gdk_frame_clock_get_frame_time (clock);
  turns = (double)(gdk_frame_clock_get_frame_time (clock) - self->since)
          / (SECONDS * G_USEC_PER_SEC);
  share = turns - floor (turns);
  if (!is_smooth)
    share = floor (share * N_STILLS) / N_STILLS;
  left = (guint)turns;
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (self->motion, i);
      double value = self->before[i];

      if (self->parameters->pdata[i] == NULL || (self->joint != ALL && self->joint != (int)i))
        continue;
      if (n == left)
        mq_motion_point (self->motion, (int)i);
      if (n == left && !joint->has_limits && !joint->is_length)
        value = share <= 0.5 ? 360 * share : 360 * share - 360;
      /* To one end and back; then to the other, if there is one. */
      else if (n == left && joint->low < 0 && joint->high > 0)
        value = (share <= 0.5 ? joint->high : joint->low) * pow (sin (2 * G_PI * share), 2);
      else if (n == left)
        value = joint->far * pow (sin (G_PI * share), 2);
      set_value (self, i, value);
      n++;
    }

  if (left < n)
    return G_SOURCE_CONTINUE;

  stop (self, FALSE);
  return G_SOURCE_REMOVE;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer unused)
{
  stop (MQ_MOTION_GROUP (widget), FALSE);
  return GDK_EVENT_STOP;
}

/* A second time, it stops. */
static void
play_action (GtkWidget *widget, const char *name, GVariant *number)
{
  MqMotionGroup *self = MQ_MOTION_GROUP (widget);
  int joint = g_variant_get_int32 (number);
  gboolean again = self->tick != 0 && self->joint == joint;

  stop (self, FALSE);
  if (again)
    return;

  self->joint = joint;
  self->since = 0;
  self->before = g_new0 (double, self->parameters->len);
  for (guint i = 0; i < self->parameters->len; i++)
    self->before[i] = mq_motion_get_joint (self->motion, i)->value;
  self->escape = GTK_SHORTCUT_CONTROLLER (gtk_shortcut_controller_new ());
  gtk_shortcut_controller_set_scope (self->escape, GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->escape),
                                              GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      self->escape, gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, GDK_NO_MODIFIER_MASK),
                                      gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->escape));
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  show_playing (self);
}

static GtkWidget *
make_button (int joint)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "motion.play");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", joint);
  return button;
}

/* Rows. */

static guint
find_number (MqMotionGroup *self, gpointer parameter)
{
  guint number = 0;

  g_ptr_array_find (self->parameters, parameter, &number);
  return number;
}

/* By the user, or because the joint has moved. */
static void
number_cb (MqMotionGroup *self, GParamSpec *pspec, MqParameter *parameter)
{
  double number = parameter->number; /* before the end of the play sets it */

  if (!self->is_setting)
    stop (self, TRUE);
  mq_motion_set_value (self->motion, find_number (self, parameter), number);
}

static void
changed_cb (MqMotionGroup *self)
{
  g_autofree char *contact = mq_motion_describe_contact (self->motion);

  for (guint i = 0; i < self->parameters->len; i++)
    if (self->parameters->pdata[i] != NULL)
      {
        gboolean was_setting = self->is_setting;

        self->is_setting = TRUE;
        g_object_set (self->parameters->pdata[i], "number",
                      mq_motion_get_joint (self->motion, i)->value, NULL);
        self->is_setting = was_setting;
      }

  if (!g_set_str (&self->contact, contact))
    return;
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      contact != NULL ? contact : _ ("Poses the model without making a version."));
  if (contact != NULL && self->tick == 0)
    mq_announce (GTK_ACCESSIBLE (self), contact, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
point_cb (GtkEventController *controller, MqMotionGroup *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (controller);
  MqParameter *parameter = mq_parameter_row_get_parameter (MQ_PARAMETER_ROW (row));

  mq_motion_point (self->motion, (int)find_number (self, parameter));
}

static void
enter_cb (GtkEventController *controller, double x, double y, MqMotionGroup *self)
{
  point_cb (controller, self);
}

static void
leave_cb (MqMotionGroup *self)
{
  if (self->tick == 0)
    mq_motion_point (self->motion, -1);
}

static void
mq_motion_group_unmap (GtkWidget *widget)
{
  stop (MQ_MOTION_GROUP (widget), FALSE);
  GTK_WIDGET_CLASS (mq_motion_group_parent_class)->unmap (widget);
}

static void
mq_motion_group_finalize (GObject *object)
{
  MqMotionGroup *self = MQ_MOTION_GROUP (object);

  g_clear_object (&self->motion);
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->buttons);
  g_free (self->contact);
  g_free (self->before);

  G_OBJECT_CLASS (mq_motion_group_parent_class)->finalize (object);
}

static void
mq_motion_group_class_init (MqMotionGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_motion_group_finalize;
  GTK_WIDGET_CLASS (klass)->unmap = mq_motion_group_unmap;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "motion.play", "i", play_action);
}

static void
clear_parameter (gpointer parameter)
{
  g_clear_object ((MqParameter **)&parameter);
}

static void
mq_motion_group_init (MqMotionGroup *self)
{
  self->parameters = g_ptr_array_new_with_free_func (clear_parameter);
  self->buttons = g_ptr_array_new ();
}

/* @motion: the joints of a version. Returns: (transfer floating): a group with a slider for each of
 * them that follows no other */
GtkWidget *
mq_motion_group_new (MqMotion *motion)
{
  MqMotionGroup *self = g_object_new (MQ_TYPE_MOTION_GROUP, "title", _ ("Motion"), NULL);
  GtkWidget *render = g_object_new (GTK_TYPE_BUTTON, "icon-name", "camera-photo-symbolic",
                                    "tooltip-text", _ ("Render This Pose…"), "action-name",
                                    "review.render-again", "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->motion = g_object_ref (motion);
  self->contact = g_strdup ("");
  self->play_all = make_button (ALL);
  gtk_widget_add_css_class (render, "flat");
  gtk_box_append (GTK_BOX (buttons), render);
  gtk_box_append (GTK_BOX (buttons), self->play_all);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), buttons);
  for (guint i = 0; i < motion->joints->len; i++)
    {
      const MqJoint *joint = mq_motion_get_joint (motion, i);
      g_autoptr (GString) followers = g_string_new (NULL);
      g_autofree char *about = NULL;
      MqParameter *parameter;
      GtkWidget *button;
      GtkWidget *row;
      GtkEventController *pointer;
      GtkEventController *focus;

      if (joint->leader >= 0 || joint->kind == MQ_JOINT_FIXED)
        {
          g_ptr_array_add (self->parameters, NULL);
          g_ptr_array_add (self->buttons, NULL);
          continue;
        }

      for (guint j = 0; j < motion->joints->len; j++)
        if (mq_motion_get_joint (motion, j)->leader == (int)i)
          g_string_append_printf (followers, followers->len > 0 ? ", %s" : "%s",
                                  mq_motion_get_joint (motion, j)->title);
      /* Translators: under the name of a part that moves; %s are those that move with it */
      about = followers->len > 0 ? g_strdup_printf (_ ("moves %s, too"), followers->str)
                                 : g_strdup ("");

      parameter = mq_parameter_new_pose (joint, about);
      row = mq_parameter_row_new (parameter);
      button = make_button ((int)i);
      g_ptr_array_add (self->parameters, parameter);
      g_ptr_array_add (self->buttons, button);
      mq_parameter_row_add (MQ_PARAMETER_ROW (row), button);
      g_signal_connect_object (parameter, "notify::number", G_CALLBACK (number_cb), self,
                               G_CONNECT_SWAPPED);

      /* Its axis is drawn while the pointer or the focus is on it. */
      pointer = gtk_event_controller_motion_new ();
      focus = gtk_event_controller_focus_new ();
      g_signal_connect_object (pointer, "enter", G_CALLBACK (enter_cb), self, 0);
      g_signal_connect_object (pointer, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (focus, "enter", G_CALLBACK (point_cb), self, 0);
      g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_add_controller (row, pointer);
      gtk_widget_add_controller (row, focus);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
    }
  g_signal_connect_object (motion, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
  show_playing (self);
  return GTK_WIDGET (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing while something is chosen, see mq-chosen-typing.h. A message may begin with keys of the
 * model ("flatter", "3 more"): they do what they do, and begin the message if it goes on so that
 * they can be nothing else. */
#include "app/model-view/mq-chosen-typing.h"

#include "app/model-view/mq-orbit-view.h"
#include "common/json/mq-json.h"

#include <string.h>

typedef struct
{
  MqSelection *selection;
  char *about;   /* (nullable): the titles of what was chosen at the last key */
  char first[8]; /* the last keys of the model: the same letter, or digits; "": none */
  guint mode;    /* of the model, before these keys */
} Typing;

static void
typing_free (gpointer data, GClosure *closure)
{
  Typing *self = data;

  g_object_unref (self->selection);
  g_free (self->about);
  g_free (self);
}

/* Whether a message may begin with these keys: a number before a space, or one letter of a word. */
static gboolean
begins_message (const char *first, gunichar next)
{
  return g_ascii_isdigit (*first)
             ? next == ' '
             : g_ascii_isalpha (*first) && first[1] == '\0' && g_unichar_isalpha (next);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
        Typing *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  gunichar letter = gdk_keyval_to_unicode (keyval);
  /* The same part may be chosen anew, as when its report has come. */
  gboolean is_other = g_set_str (&self->about, self->selection->titles);
  g_autofree char *first = g_strdup (is_other ? "" : self->first);

  self->first[0] = '\0';
  /* A menu has mnemonics, and an entry takes letters itself. */
  if (mq_json_length (self->selection->targets) == 0 || letter == 0
      || !(g_unichar_isgraph (letter) || begins_message (first, letter))
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0
      || focus == NULL || gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL
      || GTK_IS_EDITABLE (focus)
      || (GTK_IS_TEXT_VIEW (focus) && gtk_text_view_get_editable (GTK_TEXT_VIEW (focus))))
    return GDK_EVENT_PROPAGATE;

  if (MQ_IS_ORBIT_VIEW (focus) && letter < 128 && strchr (MQ_ORBIT_VIEW_KEYS, (int)letter) != NULL)
    {
      gboolean goes_on = *first != '\0' && strlen (first) + 1 < sizeof self->first
                         && (g_ascii_isdigit (letter) ? g_ascii_isdigit (*first)
                                                      : *first == (char)letter);

      /* A key of the model, which may begin a message. */
      if (!goes_on)
        g_object_get (focus, "mode", &self->mode, NULL);
      g_snprintf (self->first, sizeof self->first, "%s%c", goes_on ? first : "", (char)letter);
      return GDK_EVENT_PROPAGATE;
    }

  if (!begins_message (first, letter))
    *first = '\0';
  else if (MQ_IS_ORBIT_VIEW (focus))
    g_object_set (focus, "mode", self->mode, NULL);
  gtk_widget_activate_action (widget, "win.change-chosen", "s", first);
  /* The composer has the focus now, and its input method gets the key. */
  focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  return focus != NULL && gtk_event_controller_key_forward (controller, focus);
}

/**
 * mq_chosen_typing_add:
 * @widget: a view of a version
 * @selection: what is chosen of it
 *
 * While something is chosen and the focus is in the view, a letter goes to the composer.
 */
void
mq_chosen_typing_add (GtkWidget *widget, MqSelection *selection)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  Typing *self = g_new0 (Typing, 1);

  self->selection = g_object_ref (selection);
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (key_cb), self, typing_free, 0);
  gtk_widget_add_controller (widget, controller);
}

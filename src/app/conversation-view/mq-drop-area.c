/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A drop target for pictures, see mq-drop-area.h. */
#include "app/conversation-view/mq-drop-area.h"

#include "client/share/mq-share.h"

struct _MqDropArea
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwBin *holder;
  GtkRevealer *revealer;

  /* Borrowed */
  MqConversationView *target; /* weak */
};

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_TARGET,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MqDropArea, mq_drop_area, ADW_TYPE_BIN)

static void
mq_drop_area_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqDropArea *self = MQ_DROP_AREA (object);

  switch (id)
    {
    case PROP_CONTENT:
      adw_bin_set_child (self->holder, g_value_get_object (value));
      break;
    case PROP_TARGET:
      g_set_weak_pointer (&self->target, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_drop_area_dispose (GObject *object)
{
  g_clear_weak_pointer (&MQ_DROP_AREA (object)->target);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_DROP_AREA);

  G_OBJECT_CLASS (mq_drop_area_parent_class)->dispose (object);
}

static void
mq_drop_area_class_init (MqDropAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mq_drop_area_set_property;
  object_class->dispose = mq_drop_area_dispose;

  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TARGET] = g_param_spec_object ("target", NULL, NULL, MQ_TYPE_CONVERSATION_VIEW,
                                                 G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-drop-area.ui");
  gtk_widget_class_bind_template_child (widget_class, MqDropArea, holder);
  gtk_widget_class_bind_template_child (widget_class, MqDropArea, revealer);
}

/* A picture dragged out of this application (a render) is not accepted. */
static gboolean
on_accept (MqDropArea *self, GdkDrop *drop, GtkDropTarget *controller)
{
  g_autoptr (GdkContentFormats) formats = NULL;

  if (self->target == NULL || gdk_drop_get_drag (drop) != NULL)
    return FALSE;
  formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_drop_get_formats (drop)));
  return gdk_content_formats_match (gtk_drop_target_get_formats (controller), formats);
}

static void
on_current_drop (MqDropArea *self, GParamSpec *pspec, GtkDropTarget *controller)
{
  gtk_revealer_set_reveal_child (self->revealer,
                                 gtk_drop_target_get_current_drop (controller) != NULL);
}

/* If these are sessions that somebody shared, or folders of batches, the application opens them, as
 * it does those that are double-clicked. */
static gboolean
on_drop (MqDropArea *self, const GValue *value)
{
  g_autoptr (GListStore) files = NULL;
  g_autoptr (GPtrArray) opened = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean opens = TRUE;

  if (self->target == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      mq_composer_attach_texture (mq_conversation_view_get_composer (self->target),
                                  g_value_get_object (value));
      return TRUE;
    }

  files = g_list_store_new (G_TYPE_FILE);
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

      for (GSList *l = list; l != NULL; l = l->next)
        g_list_store_append (files, l->data);
    }
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    {
      g_list_store_append (files, g_value_get_object (value));
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (files)); i++)
    {
      g_ptr_array_add (opened, g_list_model_get_item (G_LIST_MODEL (files), i));
      opens = opens && mq_share_can_import (opened->pdata[i]);
    }
  if (opens && opened->len > 0)
    g_application_open (g_application_get_default (), (GFile **)opened->pdata, (int)opened->len,
                        "");
  else
    mq_composer_attach_files (mq_conversation_view_get_composer (self->target),
                              G_LIST_MODEL (files));
  return TRUE;
}

static void
mq_drop_area_init (MqDropArea *self)
{
  /* GDK reads text/uri-list as a file list. */
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE, GDK_TYPE_TEXTURE };
  GtkDropTarget *controller = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_drop_target_set_gtypes (controller, types, G_N_ELEMENTS (types));
  /* Before the composer's text view, which would insert the file's name. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (controller), GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "accept", G_CALLBACK (on_accept), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (controller, "notify::current-drop", G_CALLBACK (on_current_drop), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (controller));
}

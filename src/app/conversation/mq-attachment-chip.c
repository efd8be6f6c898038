/* A picture attached to the unsent message, see mq-attachment-chip.h. */
#include "app/conversation/mq-attachment-chip.h"

#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>

struct _MqAttachmentChip
{
  AdwBin parent_instance;

  /* Template widgets */
  MqPicture *picture;
  GtkWidget *remove;

  /* Owned */
  MqAttachment *attachment;
};

enum
{
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MqAttachmentChip, mq_attachment_chip, ADW_TYPE_BIN)

static void
on_remove (MqAttachmentChip *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
mq_attachment_chip_dispose (GObject *object)
{
  g_clear_object (&MQ_ATTACHMENT_CHIP (object)->attachment);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_ATTACHMENT_CHIP);

  G_OBJECT_CLASS (mq_attachment_chip_parent_class)->dispose (object);
}

static void
mq_attachment_chip_class_init (MqAttachmentChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_attachment_chip_dispose;

  signals[REMOVE] = g_signal_new ("remove", MQ_TYPE_ATTACHMENT_CHIP, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MQ_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-attachment-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, MqAttachmentChip, picture);
  gtk_widget_class_bind_template_child (widget_class, MqAttachmentChip, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
mq_attachment_chip_init (MqAttachmentChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_attachment_chip_new (MqAttachment *attachment)
{
  MqAttachmentChip *self = g_object_new (MQ_TYPE_ATTACHMENT_CHIP, NULL);
  const char *name = attachment->name;
  /* Translators: %s is the name of a picture file that is attached to a message. */
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), name);

  self->attachment = g_object_ref (attachment);
  mq_picture_show (self->picture, attachment->path, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->picture), name);
  gtk_widget_set_tooltip_text (self->remove, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  return GTK_WIDGET (self);
}

MqAttachment *
mq_attachment_chip_get_attachment (MqAttachmentChip *self)
{
  return self->attachment;
}

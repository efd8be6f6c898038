/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of an unsent message, see mq-picture-chip.h. */
#include "app/composer/mq-picture-chip.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>

#define THUMBNAIL 72 /* px */

/* In the order of the menu. */
static const struct
{
  MqPictureRole role;
  const char *label;
} roles[MQ_N_PICTURE_ROLES] = {
  /* Translators: what a picture of the user is for: the object's front, side … */
  { MQ_PICTURE_ROLE_FRONT, N_ ("Front") },
  { MQ_PICTURE_ROLE_SIDE, N_ ("Side") },
  { MQ_PICTURE_ROLE_BACK, N_ ("Back") },
  { MQ_PICTURE_ROLE_TOP, N_ ("Top") },
  { MQ_PICTURE_ROLE_DETAIL, N_ ("Detail") },
  { MQ_PICTURE_ROLE_TEXTURE, N_ ("Texture") },
  /* Translators: a picture of which only the style is meant, not the object */
  { MQ_PICTURE_ROLE_STYLE, N_ ("Style") },
  /* Translators: a drawing with dimensions */
  { MQ_PICTURE_ROLE_DRAWING, N_ ("Drawing") },
  /* Translators: a picture of the last version on which the user has drawn what is to change */
  { MQ_PICTURE_ROLE_MARKS, N_ ("Marks") },
  { MQ_PICTURE_ROLE_NONE, N_ ("Just a Picture") },
};

struct _MqPictureChip
{
  AdwBin parent_instance;

  GtkWidget *button; /* borrowed */
  GtkWidget *label;

  /* Owned */
  MqAttachments *list;
  MqAttachment *attachment;
};

G_DEFINE_FINAL_TYPE (MqPictureChip, mq_picture_chip, ADW_TYPE_BIN)

enum
{
  PROP_ROLE = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
mq_picture_chip_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqPictureChip *self = MQ_PICTURE_CHIP (object);
  MqPictureRole role = self->attachment != NULL ? self->attachment->role : MQ_PICTURE_ROLE_NONE;

  g_value_set_string (value, mq_picture_role_get_name (role));
}

static void
mq_picture_chip_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqPictureChip *self = MQ_PICTURE_CHIP (object);
  MqPictureRole role = mq_picture_role_find (g_value_get_string (value));

  if (role < MQ_N_PICTURE_ROLES)
    mq_attachments_set_role (self->list, self->attachment, role);
}

/* Returns: what a picture is for, translated: “Front” */
const char *
mq_picture_chip_describe_role (MqPictureRole role)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (roles[i].role == role)
      return _ (roles[i].label);

  return "";
}

static void
show_role (MqPictureChip *self)
{
  const char *role = mq_picture_chip_describe_role (self->attachment->role);
  g_autofree char *label = NULL;

  /* Translators: for a screen reader: the name of a picture file, and what it is for: “Front” */
  label = g_strdup_printf (_ ("Role of %1$s: %2$s"), self->attachment->name, role);
  gtk_label_set_label (GTK_LABEL (self->label), role);
  gtk_widget_set_tooltip_text (self->button, label);
  mq_accessible_names_set (self->button, label);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROLE]);
}

/* The Remove button has the focus and is destroyed with its chip. */
static void
remove_action (GtkWidget *widget, const char *name, GVariant *nothing)
{
  MqPictureChip *self = MQ_PICTURE_CHIP (widget);
  guint position;

  gtk_widget_activate_action (widget, "win.focus-composer", NULL);
  if (g_list_store_find (self->list->items, self->attachment, &position))
    mq_attachments_remove (self->list, position);
}

static void
mq_picture_chip_dispose (GObject *object)
{
  MqPictureChip *self = MQ_PICTURE_CHIP (object);

  g_clear_object (&self->list);
  g_clear_object (&self->attachment);

  G_OBJECT_CLASS (mq_picture_chip_parent_class)->dispose (object);
}

static void
mq_picture_chip_class_init (MqPictureChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_picture_chip_dispose;
  object_class->get_property = mq_picture_chip_get_property;
  object_class->set_property = mq_picture_chip_set_property;

  props[PROP_ROLE] = g_param_spec_string (
      "role", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_install_property_action (widget_class, "picture.role", "role");
  gtk_widget_class_install_action (widget_class, "picture.remove", NULL, remove_action);
}

static void
mq_picture_chip_init (MqPictureChip *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *button = gtk_menu_button_new ();

  gtk_widget_set_halign (remove, GTK_ALIGN_END);
  gtk_widget_set_valign (remove, GTK_ALIGN_START);
  gtk_widget_add_css_class (remove, "circular");
  gtk_widget_add_css_class (remove, "osd");
  gtk_widget_add_css_class (remove, "mq-remove");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (remove), "picture.remove");

  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  self->button = button;
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), self->label);
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_add_css_class (button, "mq-role"); /* the class osd would darken its menu, too */

  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), remove);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), button);
  adw_bin_set_child (ADW_BIN (self), overlay);
}

/**
 * mq_picture_chip_new:
 * @list: the pictures of a message
 * @attachment: one of them
 *
 * Returns: (transfer floating): its chip
 */
GtkWidget *
mq_picture_chip_new (MqAttachments *list, MqAttachment *attachment)
{
  /* Translators: %s is the name of a picture file that is attached to a message. */
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), attachment->name);
  MqPictureChip *self = g_object_new (MQ_TYPE_PICTURE_CHIP, NULL);
  GtkWidget *overlay = adw_bin_get_child (ADW_BIN (self));
  GtkWidget *remove = gtk_widget_get_first_child (overlay);
  GtkWidget *picture = mq_picture_new (NULL, THUMBNAIL, THUMBNAIL);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) items = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (roles[i].label), NULL);

      g_menu_item_set_action_and_target (item, "picture.role", "s",
                                         mq_picture_role_get_name (roles[i].role));
      g_menu_append_item (items, item);
    }
  /* Translators: above the roles of a picture that may be a drawing: “Drawing” is one of them */
  g_menu_append_section (menu,
                         attachment->may_be_drawing ? _ ("No dimensions found: a drawing?") : NULL,
                         G_MENU_MODEL (items));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), G_MENU_MODEL (menu));
  mq_accessible_names_follow (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->button)));

  self->list = g_object_ref (list);
  self->attachment = g_object_ref (attachment);

  mq_picture_show (MQ_PICTURE (picture), attachment->path, attachment->name);
  gtk_widget_set_tooltip_text (picture, attachment->name);
  gtk_widget_set_size_request (picture, THUMBNAIL, THUMBNAIL);
  gtk_widget_add_css_class (picture, "mq-thumbnail");
  gtk_widget_add_css_class (picture, "photo");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), picture);
  gtk_widget_set_tooltip_text (remove, label);
  g_signal_connect_object (list->items, "items-changed", G_CALLBACK (show_role), self,
                           G_CONNECT_SWAPPED);
  show_role (self);
  return GTK_WIDGET (self);
}

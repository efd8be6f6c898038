/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVersionCard: a version with its renders, shown from the first preview on; a click opens it in
 * the review, where there may be a draft of it before it is kept. Used by MqConversationView. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"

#include <glib/gi18n.h>

/* MqPictureStrip: three to five renders in a row, as the width allows, each whole on a grey
 * background. Used by MqVersionCard. */

#define MIN_SHOWN 3
#define MAX_SHOWN 5
#define MIN_WIDTH 72      /* px for each picture */
#define NATURAL_WIDTH 160 /* px for each picture */
#define MAX_HEIGHT 240    /* px, so that few pictures in a wide row do not fill the window */
#define GAP 2

/* Renders are 16:9 by default; other pictures are shown whole on the grey background. */
#define HEIGHT_OF(width) ((width) * 9 / 16)

#define MQ_TYPE_PICTURE_STRIP (mq_picture_strip_get_type ())
G_DECLARE_FINAL_TYPE (MqPictureStrip, mq_picture_strip, MQ, PICTURE_STRIP, GtkWidget)

struct _MqPictureStrip
{
  GtkWidget parent_instance;

  guint n_cells; /* children, 1 to MAX_SHOWN */
};

/* Property: "reviewed-version" (MqVersion; write-only): a card of this version is marked with a
 * ring. A click activates win.review-version, or before it is kept win.review-page. */
#define MQ_TYPE_VERSION_CARD (mq_version_card_get_type ())
G_DECLARE_FINAL_TYPE (MqVersionCard, mq_version_card, MQ, VERSION_CARD, AdwBin)

struct _MqVersionCard
{
  AdwBin parent_instance;

  /* Template widgets */
  MqPictureStrip *pictures;
  GtkLabel *title;
  GtkWidget *spinner;
  GtkLabel *verdict;
  GtkLabel *summary;
  GtkLabel *notes;
  GtkLabel *missed;
  GtkLabel *facts;

  /* Owned */
  MqVersion *reviewed;
};

G_DEFINE_FINAL_TYPE (MqPictureStrip, mq_picture_strip, GTK_TYPE_WIDGET)
G_DEFINE_FINAL_TYPE (MqVersionCard, mq_version_card, ADW_TYPE_BIN)

/* The strip. */

/* The number of pictures that fit into @width. */
static guint
count_shown (MqPictureStrip *self, int width)
{
  guint room = CLAMP ((guint)MAX (width, 0) / MIN_WIDTH, MIN_SHOWN, MAX_SHOWN);

  return MIN (room, self->n_cells);
}

static GtkSizeRequestMode
mq_picture_strip_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
mq_picture_strip_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  MqPictureStrip *self = MQ_PICTURE_STRIP (widget);

  /* GTK requires that children are measured before they are allocated, even if the result is
   * unused. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_measure (child, orientation, -1, NULL, NULL, NULL, NULL);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_SHOWN * MIN_WIDTH;
      *natural = MAX_SHOWN * NATURAL_WIDTH;
    }
  else
    {
      int width = for_size >= 0 ? for_size : MIN_SHOWN * MIN_WIDTH;
      /* A single picture is not too high. */
      int n_columns = (int)MAX (count_shown (self, width), 2);
      int height = HEIGHT_OF ((width - (n_columns - 1) * GAP) / n_columns);

      *minimum = *natural = MIN (height, MAX_HEIGHT);
    }
}

static void
mq_picture_strip_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  MqPictureStrip *self = MQ_PICTURE_STRIP (widget);
  int n_shown = (int)MAX (count_shown (self, width), 1);
  gboolean backwards = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int i = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child), i++)
    {
      int from = (width + GAP) * i / n_shown;
      int to = (width + GAP) * (i + 1) / n_shown - GAP;
      GtkAllocation area = { backwards ? width - to : from, 0, to - from, height };

      gtk_widget_set_child_visible (child, i < n_shown);
      if (i < n_shown)
        gtk_widget_size_allocate (child, &area, -1);
    }
}

static void
mq_picture_strip_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (mq_picture_strip_parent_class)->dispose (object);
}

static void
mq_picture_strip_class_init (MqPictureStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_picture_strip_dispose;
  widget_class->get_request_mode = mq_picture_strip_get_request_mode;
  widget_class->measure = mq_picture_strip_measure;
  widget_class->size_allocate = mq_picture_strip_size_allocate;
}

static void
mq_picture_strip_init (MqPictureStrip *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/* The card. */

/* Not a template child: dispose_template() would release it before AdwBin's dispose does. */
static GtkWidget *
get_button (MqVersionCard *self)
{
  return adw_bin_get_child (ADW_BIN (self));
}

static void
on_clicked (MqVersionCard *self)
{
  MqVersion *version = MQ_VERSION_ITEM (mq_item_widget_get_item (self))->version;

  if (version != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.review-version", "s",
                                mq_version_get_dir (version));
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.review-page", "s", "review");
}

static char *
dup_title (MqVersionItem *item)
{
  MqVersion *version = item->version;
  g_autofree char *progress = item->done < item->of ? mq_version_item_describe_progress (item)
                                                    : NULL;
  g_autofree char *number = version != NULL ? g_strdup_printf (_ ("Version %u"),
                                                               mq_version_get_number (version))
                                            : NULL;

  if (number != NULL && progress != NULL)
    return g_strdup_printf ("%s · %s", number, progress);
  if (number != NULL)
    return g_steal_pointer (&number);
  return item->of == 0 ? g_strdup (C_ ("picture", "Preview"))
                       : mq_version_item_describe_progress (item);
}

static void
show_reviewed (MqVersionCard *self)
{
  MqVersion *version = MQ_VERSION_ITEM (mq_item_widget_get_item (self))->version;
  gboolean reviewed = version != NULL && version == self->reviewed;

  if (reviewed)
    gtk_widget_add_css_class (get_button (self), "reviewed");
  else
    gtk_widget_remove_css_class (get_button (self), "reviewed");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (get_button (self)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      reviewed ? _ ("This version is shown") : _ ("Show This Version"), -1);
}

/* All text of the card in one label, for screen readers. */
static char *
dup_label (MqVersionCard *self)
{
  MqVersionItem *item = mq_item_widget_get_item (self);
  GtkLabel *labels[] = { self->title, self->verdict, self->summary, self->notes, self->facts };
  g_autoptr (GString) label = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (labels[i])))
      g_string_append_printf (label, "%s%s", label->len > 0 ? ", " : "",
                              gtk_label_get_text (labels[i]));
  if (item->missed != NULL)
    g_string_append_printf (label, ", %s", item->missed);
  return g_string_free_and_steal (g_steal_pointer (&label));
}

/* Returns: (transfer full) (nullable): the pictures of the version; one that moves is also seen at
 * its far ends, in a cell that is always shown */
static GStrv
dup_pictures (MqVersionItem *item)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = item->pictures != NULL ? g_strv_length (item->pictures) : 0;
  g_autofree char *far_poses = item->version != NULL
                                   ? g_build_filename (mq_version_get_dir (item->version),
                                                       MQ_VERSION_FAR_POSES, NULL)
                                   : NULL;
  gboolean moves = far_poses != NULL && g_file_test (far_poses, G_FILE_TEST_IS_REGULAR);

  for (guint i = 0; i < n; i++)
    {
      if (moves && i == MIN_SHOWN - 1)
        g_strv_builder_add (builder, far_poses);
      g_strv_builder_add (builder, item->pictures[i]);
    }
  if (moves && n < MIN_SHOWN)
    g_strv_builder_add (builder, far_poses);
  return g_strv_builder_end (builder);
}

static void
show_item (gpointer widget, gpointer data)
{
  MqVersionCard *self = widget;
  MqVersionItem *item = data;
  guint of = item->of;
  gboolean kept = item->version != NULL;
  g_autofree char *title = dup_title (item);
  g_autofree char *label = NULL;
  g_auto (GStrv) pictures = dup_pictures (item);
  guint n_paths = g_strv_length (pictures);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pictures));
  static const char *const styles[] = { [MQ_VERDICT_GOOD] = "sound", [MQ_VERDICT_BAD] = "faulty" };
  MqVerdictState state;
  GtkWidget *verdict;
  g_autofree char *text = NULL;

  self->pictures->n_cells = CLAMP (MAX (n_paths, of), 1, MAX_SHOWN);
  for (guint i = 0; i < self->pictures->n_cells; i++)
    {
      if (child == NULL)
        {
          child = mq_picture_new (NULL, NATURAL_WIDTH, HEIGHT_OF (NATURAL_WIDTH));
          gtk_widget_set_parent (child, GTK_WIDGET (self->pictures));
        }
      /* A draft stays until its render is loaded. */
      mq_picture_replace_path (MQ_PICTURE (child), i < n_paths ? pictures[i] : NULL);
      gtk_widget_set_tooltip_text (
          child, i < n_paths && g_str_has_suffix (pictures[i], MQ_VERSION_FAR_POSES)
                     ? _ ("Each moving part at its far end")
                     : NULL);
      child = gtk_widget_get_next_sibling (child);
    }
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_widget_unparent (child);
      child = next;
    }
  gtk_widget_queue_resize (GTK_WIDGET (self->pictures));

  gtk_label_set_text (self->title, title);

  state = mq_verdict_get_state (&item->verdict);
  verdict = GTK_WIDGET (self->verdict);
  text = mq_verdict_describe (&item->verdict);
  gtk_label_set_text (self->verdict, text);
  gtk_widget_set_tooltip_text (verdict, item->missed);
  /* also the lines for which is no room */
  gtk_label_set_text (self->missed, item->missed);
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (styles[i] != NULL && i == state)
      gtk_widget_add_css_class (verdict, styles[i]);
    else if (styles[i] != NULL)
      gtk_widget_remove_css_class (verdict, styles[i]);

  gtk_label_set_text (self->summary, item->summary);
  gtk_label_set_text (self->notes, item->notes);
  gtk_label_set_text (self->facts, item->facts);

  gtk_widget_set_visible (self->spinner, kept ? item->done < of : of > 0);
  label = dup_label (self);
  mq_accessible_names_set (get_button (self), label);
  show_reviewed (self);
}

static void
mq_version_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MqVersionCard *self = MQ_VERSION_CARD (object);

  g_set_object (&self->reviewed, g_value_get_object (value));
  show_reviewed (self);
}

static void
mq_version_card_dispose (GObject *object)
{
  MqVersionCard *self = MQ_VERSION_CARD (object);

  g_clear_object (&self->reviewed);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_VERSION_CARD);

  G_OBJECT_CLASS (mq_version_card_parent_class)->dispose (object);
}

static void
mq_version_card_class_init (MqVersionCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mq_version_card_set_property;
  object_class->dispose = mq_version_card_dispose;

  g_object_class_install_property (object_class, 1,
                                   g_param_spec_object ("reviewed-version", NULL, NULL,
                                                        MQ_TYPE_VERSION,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));

  g_type_ensure (MQ_TYPE_PICTURE_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-version-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, pictures);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, title);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, verdict);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, summary);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, notes);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, missed);
  gtk_widget_class_bind_template_child (widget_class, MqVersionCard, facts);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
mq_version_card_init (MqVersionCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
mq_version_card_new (gpointer item)
{
  MqVersionCard *self = g_object_new (MQ_TYPE_VERSION_CARD, NULL);

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqVariantsCard: the variants of a message: a cell each with what is done, then its picture and
 * what is different. */
#include "app/conversation-view/mq-item-widgets.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"
#include "common/base/mq-each.h"

#include <glib/gi18n.h>

#define COLUMNS 2
#define PICTURE_PX 132

/* The widgets of a variant; the grid owns them. */
typedef struct
{
  GtkWidget *button;
  MqPicture *picture;
  GtkLabel *title;
  GtkLabel *text;
  guint version;
} Cell;

#define MQ_TYPE_VARIANTS_CARD (mq_variants_card_get_type ())
G_DECLARE_FINAL_TYPE (MqVariantsCard, mq_variants_card, MQ, VARIANTS_CARD, AdwBin)

struct _MqVariantsCard
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkWidget *spinner;
  GtkWidget *compare;
  GtkGrid *grid;
  GtkLabel *ways;

  /* Owned */
  GArray *cells; /* of Cell */
};

G_DEFINE_FINAL_TYPE (MqVariantsCard, mq_variants_card, ADW_TYPE_BIN)

static void
review (MqVariantsCard *self, guint version)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.review-variants", "u", version);
}

static void
on_compare (MqVariantsCard *self)
{
  MqVariantsItem *item = mq_item_widget_get_item (self);
  g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (item->facts);

  review (self, ((const MqVariantFacts *)ranked->pdata[0])->version);
}

static void
on_cell (MqVariantsCard *self, GtkWidget *button)
{
  MQ_EACH_VALUE (self->cells, i, const Cell, cell)
    if (cell->button == button && cell->version > 0)
      review (self, cell->version);
}

static GtkLabel *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = g_object_new (
      GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, "lines", 3,
      "ellipsize", PANGO_ELLIPSIZE_END, "max-width-chars", 1, "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static const char *
get_text (const MqVariantFacts *facts, gboolean over)
{
  if (facts->version > 0)
    return facts->summary != NULL ? facts->summary : "";
  if (facts->ended)
    return facts->why != NULL ? facts->why : _ ("No version was made");
  if (facts->began == 0)
    return over ? _ ("Not made") : _ ("Waiting");
  return facts->activity != NULL ? facts->activity : _ ("Starting…");
}

static void
show_cell (MqVariantsCard *self, guint index, gboolean over, const char *ways)
{
  MqVariantsItem *item = mq_item_widget_get_item (self);
  const MqVariantFacts *facts = item->facts->pdata[index];
  Cell *cell = &g_array_index (self->cells, Cell, index);
  gboolean is_left_out = ways != NULL && facts->version == 0 && facts->refused;
  g_autofree char *title = NULL;
  g_autofree char *label = NULL;

  if (facts->version == 0)
    title = g_strdup_printf (_ ("Variant %u"), facts->variant);
  else if (!over)
    title = g_strdup_printf (_ ("Version %u"), facts->version);
  else
    {
      g_autoptr (GPtrArray) ranked = mq_variant_facts_rank (item->facts);
      guint place;
      guint rank = g_ptr_array_find (ranked, facts, &place) ? place + 1 : 0;

      /* Translators: the rank of a variant, 1 is the best, and the number of its version. */
      title = g_strdup_printf (_ ("%u. Version %u"), rank, facts->version);
    }
  label = g_strdup_printf ("%s, %s", title, get_text (facts, over));

  cell->version = facts->version;
  gtk_widget_set_visible (cell->button, !is_left_out);
  mq_picture_set_path (cell->picture, facts->picture);
  gtk_label_set_label (cell->title, title);
  gtk_label_set_label (cell->text, get_text (facts, over));
  gtk_widget_set_tooltip_text (cell->button, facts->version > 0 ? get_text (facts, over) : NULL);
  /* Before there is a version, it can be focused and read, but not activated. */
  gtk_widget_set_can_target (cell->button, facts->version > 0);
  mq_accessible_names_set (cell->button, label);
}

static void
show_item (gpointer widget, gpointer data)
{
  MqVariantsCard *self = widget;
  MqVariantsItem *item = data;
  guint n = item->facts->len;
  gboolean over = mq_variants_item_is_over (item);
  guint n_made = 0;
  g_autofree char *ways = over ? mq_variant_facts_describe_ways (item->facts) : NULL;
  g_autofree char *title = NULL;

  while (self->cells->len < n)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
      int place = (int)self->cells->len;
      Cell cell = { .button = gtk_button_new (),
                    .picture = MQ_PICTURE (mq_picture_new (NULL, PICTURE_PX, PICTURE_PX)) };

      gtk_box_append (GTK_BOX (box), GTK_WIDGET (cell.picture));
      cell.title = add_label (box, "caption-heading");
      cell.text = add_label (box, "caption");
      gtk_button_set_child (GTK_BUTTON (cell.button), box);
      gtk_widget_add_css_class (cell.button, "flat");
      gtk_widget_add_css_class (cell.button, "mq-variant");
      g_signal_connect_swapped (cell.button, "clicked", G_CALLBACK (on_cell), self);
      gtk_grid_attach (self->grid, cell.button, place % COLUMNS, place / COLUMNS, 1, 1);
      g_array_append_val (self->cells, cell);
    }
  for (guint i = 0; i < n; i++)
    {
      n_made += ((const MqVariantFacts *)item->facts->pdata[i])->version > 0;
      show_cell (self, i, over, ways);
    }

  if (over)
    title = g_strdup_printf (ngettext ("%u variant", "%u variants", n_made), n_made);
  else
    /* Translators: how many variants are there so far: “Variants: 2 of 4”. */
    title = g_strdup_printf (_ ("Variants: %u of %u"), n_made, n);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->ways, ways);
  gtk_widget_set_visible (self->spinner, !over);
  gtk_widget_set_visible (self->compare, over && n_made > 1);
}

static void
mq_variants_card_dispose (GObject *object)
{
  MqVariantsCard *self = MQ_VARIANTS_CARD (object);

  g_clear_pointer (&self->cells, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_VARIANTS_CARD);

  G_OBJECT_CLASS (mq_variants_card_parent_class)->dispose (object);
}

static void
mq_variants_card_class_init (MqVariantsCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_variants_card_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-variants-card.ui");
  gtk_widget_class_bind_template_child (widget_class, MqVariantsCard, title);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsCard, compare);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsCard, grid);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsCard, ways);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, on_compare);
}

static void
mq_variants_card_init (MqVariantsCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
}

GtkWidget *
mq_variants_card_new (gpointer item)
{
  MqVariantsCard *self = g_object_new (MQ_TYPE_VARIANTS_CARD, NULL);

  mq_item_widget_connect (GTK_WIDGET (self), item, show_item);
  return GTK_WIDGET (self);
}

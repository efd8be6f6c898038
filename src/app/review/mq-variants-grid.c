/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants side by side, see mq-variants-grid.h. Their models are got one after the other, each by
 * a Blender, and only when the user wants to turn them. */
#include "app/review/mq-variants-grid.h"

#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-picture.h"
#include "app/model-view/mq-orbit.h"
#include "common/base/mq-each.h"

#include <glib/gi18n.h>

#define COLUMNS 2
#define PICTURE_WIDTH 420
#define PICTURE_HEIGHT 176
#define MIN_PX 96

/* The widgets of a variant; the grid owns them. */
typedef struct
{
  MqVersion *version; /* owned */
  GtkStack *stack;
  MqOrbit *orbit; /* NULL until it is to be turned */
  GtkWidget *choose;
} Cell;

struct _MqVariantsGrid
{
  AdwBin parent_instance;

  /* Template widgets */
  GtkLabel *title;
  GtkToggleButton *turn;
  GtkGrid *grid;
  GtkLabel *missing;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVariantsItem *item;
  GSignalGroup *item_signals;
  GSignalGroup *conversation_signals;
  GArray *cells; /* of Cell */
  char *shown;   /* what the cells show: the versions in their order */
  guint n_asked; /* cells whose model is there, or asked for */

  MqOrbitSide side; /* from where all are seen, after the first turn */
  gboolean turned;
};

G_DEFINE_FINAL_TYPE (MqVariantsGrid, mq_variants_grid, ADW_TYPE_BIN)

static void
cell_clear (gpointer data)
{
  Cell *cell = data;

  g_object_unref (cell->version);
}

static Cell *
get_cell (MqVariantsGrid *self, guint index)
{
  return &g_array_index (self->cells, Cell, index);
}

/* Turning. */

static void
on_turned (MqVariantsGrid *self, const MqOrbitSide *side, MqOrbit *orbit)
{
  self->side = *side;
  self->turned = TRUE;
  for (guint i = 0; i < self->cells->len; i++)
    if (get_cell (self, i)->orbit != NULL && get_cell (self, i)->orbit != orbit)
      mq_orbit_look_from (get_cell (self, i)->orbit, side);
}

static void ask_next (MqVariantsGrid *self);

static void
on_shown (MqVariantsGrid *self, MqOrbit *orbit)
{
  if (self->turned)
    mq_orbit_look_from (orbit, &self->side);
  ask_next (self);
}

/* Gets the model of one variant; the next one follows when it is there. */
static void
ask_next (MqVariantsGrid *self)
{
  g_autofree char *name = NULL;
  Cell *cell;

  if (!gtk_toggle_button_get_active (self->turn) || self->n_asked >= self->cells->len)
    return;

  cell = get_cell (self, self->n_asked++);
  name = g_strdup_printf (_ ("Version %u"), mq_version_get_number (cell->version));
  cell->orbit = g_object_new (MQ_TYPE_ORBIT, NULL);
  mq_orbit_hide_looks (cell->orbit);
  gtk_stack_add_named (cell->stack, GTK_WIDGET (cell->orbit), "model");
  gtk_stack_set_visible_child_name (cell->stack, "model");
  g_signal_connect_object (cell->orbit, "turned", G_CALLBACK (on_turned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell->orbit, "shown", G_CALLBACK (on_shown), self, G_CONNECT_SWAPPED);
  mq_orbit_show (cell->orbit, self->workspace, cell->version, 0, name, FALSE);
}

static void
on_turn (MqVariantsGrid *self)
{
  gboolean turning = gtk_toggle_button_get_active (self->turn);

  for (guint i = 0; i < self->n_asked && i < self->cells->len; i++)
    gtk_stack_set_visible_child_name (get_cell (self, i)->stack, turning ? "model" : "picture");
  if (turning && self->n_asked == 0)
    ask_next (self);
}

/* A drag on any picture means that the user wants to turn them. */
static void
on_drag (MqVariantsGrid *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->turn)))
    gtk_toggle_button_set_active (self->turn, TRUE);
}

/* Choosing. */

static void
show_chosen (MqVariantsGrid *self)
{
  MqVersion *current = self->conversation != NULL
                           ? mq_conversation_get_current_version (self->conversation)
                           : NULL;

  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = get_cell (self, i);
      gboolean chosen = cell->version == current;
      const char *label = chosen ? C_ ("version", "Current") : _ ("Continue from This");
      g_autofree char *name = g_strdup_printf ("%s: %s", label,
                                               mq_version_get_summary (cell->version));

      gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (cell->choose))), label);
      gtk_widget_set_sensitive (cell->choose, !chosen);
      mq_accessible_names_set (cell->choose, name);
    }
}

static void
on_choose (MqVariantsGrid *self, GtkWidget *button)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = get_cell (self, i);
      g_autofree char *said = NULL;

      if (cell->choose != button)
        continue;
      mq_conversation_set_current_version (self->conversation, cell->version);
      gtk_widget_activate_action (GTK_WIDGET (self), "review.select-version", "s",
                                  mq_version_get_dir (cell->version));
      said = g_strdup_printf (_ ("Changing version %u"), mq_version_get_number (cell->version));
      mq_announce (GTK_ACCESSIBLE (self), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      return;
    }
}

/* Cells. */

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "max-width-chars", 1,
                                   "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_cell (MqVariantsGrid *self, const MqVariantFacts *facts, MqVersion *version)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 4, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  int place = (int)self->cells->len;
  /* Translators: the rank of a variant, 1 is the best, and the number of its version. */
  g_autofree char *title = g_strdup_printf (_ ("%u. Version %u"), (guint)place + 1, facts->version);
  g_autofree char *faults = mq_verdict_describe (&facts->verdict);
  g_autofree char *path = mq_version_dup_cover (version);
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *picture = mq_picture_new (path, PICTURE_WIDTH, PICTURE_HEIGHT);
  GtkGesture *drag = gtk_gesture_drag_new ();
  Cell cell = { g_object_ref (version), GTK_STACK (stack), NULL, gtk_button_new () };

  gtk_widget_set_size_request (stack, MIN_PX, MIN_PX);
  gtk_widget_set_vexpand (stack, TRUE);
  gtk_widget_set_hexpand (stack, TRUE);
  gtk_stack_add_named (cell.stack, picture, "picture");
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag), self);
  gtk_widget_add_controller (picture, GTK_EVENT_CONTROLLER (drag));

  gtk_button_set_child (
      GTK_BUTTON (cell.choose),
      g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER, NULL));
  g_signal_connect_swapped (cell.choose, "clicked", G_CALLBACK (on_choose), self);

  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "mq-variant-cell");
  mq_accessible_names_set (box, title);
  gtk_box_append (GTK_BOX (box), stack);
  add_label (box, title, "heading");
  add_label (box, mq_version_get_summary (version), "caption");
  add_label (box, faults != NULL ? faults : _ ("Not measured"), "dimmed");
  gtk_box_append (GTK_BOX (box), cell.choose);
  gtk_grid_attach (self->grid, box, place % COLUMNS, place / COLUMNS, 1, 1);
  g_array_append_val (self->cells, cell);
}

static void
update (MqVariantsGrid *self)
{
  g_autoptr (GPtrArray) ranked = NULL;
  GListModel *all;
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) shown = g_ptr_array_new (); /* the facts of these */
  g_autoptr (GString) key = g_string_new (NULL);
  g_autofree char *title = NULL;
  g_autofree char *ways = NULL;
  g_autoptr (GString) text = NULL;

  if (self->item == NULL || self->conversation == NULL)
    return;

  /* One that was deleted is left out. */
  ranked = mq_variant_facts_rank (self->item->facts);
  all = mq_conversation_get_versions (self->conversation);
  MQ_EACH (ranked, i, MqVariantFacts, facts)
    {
      MqVersion *version = facts->version > 0 ? mq_version_find (all, facts->version) : NULL;

      if (version == NULL)
        continue;
      g_ptr_array_add (versions, version);
      g_ptr_array_add (shown, facts);
      g_string_append_printf (key, "%s %d\n", mq_version_get_dir (version), facts->faults);
    }

  if (g_set_str (&self->shown, key->str))
    {
      GtkWidget *child;

      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
        gtk_grid_remove (self->grid, child);
      g_array_set_size (self->cells, 0);
      self->n_asked = 0;
      self->turned = FALSE;
      gtk_toggle_button_set_active (self->turn, FALSE);

      for (guint i = 0; i < versions->len; i++)
        add_cell (self, shown->pdata[i], versions->pdata[i]);
    }

  /* Translators: variants in a grid. */
  title = g_strdup_printf (
      ngettext ("%u variant, best first", "%u variants, best first", versions->len), versions->len);

  ways = mq_variant_facts_describe_ways (ranked);
  text = g_string_new (ways);
  MQ_EACH (ranked, i, const MqVariantFacts, facts)
    {
      g_autofree char *line = NULL;

      if (facts->version > 0 || facts->why == NULL || (ways != NULL && facts->refused))
        continue;
      /* Translators: a variant that failed, and why. */
      line = g_strdup_printf (_ ("Variant %u: %s"), facts->variant, facts->why);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->missing, text->str);
  show_chosen (self);
}

static void
mq_variants_grid_dispose (GObject *object)
{
  MqVariantsGrid *self = MQ_VARIANTS_GRID (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_object (&self->item);
  g_clear_object (&self->conversation);
  g_clear_object (&self->workspace);
  g_clear_pointer (&self->shown, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_VARIANTS_GRID);

  G_OBJECT_CLASS (mq_variants_grid_parent_class)->dispose (object);
}

static void
mq_variants_grid_class_init (MqVariantsGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_variants_grid_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-variants-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, MqVariantsGrid, title);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsGrid, turn);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsGrid, grid);
  gtk_widget_class_bind_template_child (widget_class, MqVariantsGrid, missing);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, on_turn);
}

/* Without OpenGL, the pictures stay. */
static void
on_realize (MqVariantsGrid *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->turn), mq_orbit_has_opengl (GTK_WIDGET (self)));
}

static void
mq_variants_grid_init (MqVariantsGrid *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  g_array_set_clear_func (self->cells, cell_clear);
  g_signal_connect (self, "realize", G_CALLBACK (on_realize), NULL);

  self->item_signals = g_signal_group_new (MQ_TYPE_TIMELINE_ITEM);
  g_signal_group_connect_object (self->item_signals, "changed", G_CALLBACK (update), self,
                                 G_CONNECT_SWAPPED);
  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->conversation_signals, "notify::current-version",
                                 G_CALLBACK (show_chosen), self, G_CONNECT_SWAPPED);
}

/* @workspace: the workspace, with the Blender that writes meshes; @conversation: the
 * conversation of the variants; @item: (nullable): the variants */
void
mq_variants_grid_show (MqVariantsGrid *self, MqWorkspace *workspace, MqConversation *conversation,
                       MqVariantsItem *item)
{
  g_set_object (&self->workspace, workspace);
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->item, item);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->item_signals, item);
  update (self);
}

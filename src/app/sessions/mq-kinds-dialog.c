/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialog of all kinds of object, see mq-kinds-dialog.h. */
#include "app/sessions/mq-kinds-dialog.h"

#include "app/conversation-view/mq-item-widgets.h"
#include "app/sessions/mq-example-card.h"
#include "common/asset/mq-asset-names.h"
#include "common/base/mq-paths.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

struct _MqKindsDialog
{
  AdwDialog parent_instance;

  /* Template */
  GtkSearchEntry *search_entry;
  GtkDropDown *family_drop_down;
  GtkStringList *families; /* translated; the first one stands for all */
  GtkStack *stack;
  GtkFlowBox *box;

  char *wanted;              /* the words of the search, case-folded */
  const char *wanted_family; /* (nullable): one of @families */
  guint n_found;
};

G_DEFINE_FINAL_TYPE (MqKindsDialog, mq_kinds_dialog, ADW_TYPE_DIALOG)

static gboolean
matches (GtkFlowBoxChild *child, gpointer data)
{
  MqKindsDialog *self = data;
  const char *kind = g_object_get_data (G_OBJECT (child), "kind");
  const char *family = g_object_get_data (G_OBJECT (child), "family");
  gboolean found = strstr (kind, self->wanted) != NULL
                   && (self->wanted_family == NULL || g_strcmp0 (family, self->wanted_family) == 0);

  self->n_found += found;
  return found;
}

static int
compare (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer data)
{
  return g_utf8_collate (g_object_get_data (G_OBJECT (a), "kind"),
                         g_object_get_data (G_OBJECT (b), "kind"));
}

static void
search_changed_cb (MqKindsDialog *self)
{
  g_autofree char *words = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  guint family = gtk_drop_down_get_selected (self->family_drop_down);

  g_free (self->wanted);
  self->wanted = g_utf8_casefold (g_strstrip (words), -1);
  self->wanted_family = family > 0 ? gtk_string_list_get_string (self->families, family) : NULL;
  self->n_found = 0;
  gtk_flow_box_invalidate_filter (self->box);
  gtk_stack_set_visible_child_name (self->stack, self->n_found > 0 ? "kinds" : "none");
}

/* Enter chooses the first kind that is found. */
static void
search_activated_cb (MqKindsDialog *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      {
        gtk_widget_activate (gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (child)));
        return;
      }
}

static void
search_stopped_cb (MqKindsDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (a, b);
}

/* Fills the list of families. Returns: (transfer full): the translated family of each kind */
static GHashTable *
add_families (MqKindsDialog *self, JsonArray *families)
{
  GHashTable *of_kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  MQ_JSON_EACH (families, i, family)
    {
      char *name = mq_asset_name_make_title (MQ_ASSET_NAME_FAMILY,
                                             mq_json_get_string (family, "name", ""));

      g_ptr_array_add (names, name);
      MQ_JSON_EACH_STRING (mq_json_get_array (family, "kinds"), j, kind)
        if (kind != NULL)
          g_hash_table_insert (of_kinds, g_strdup (kind), g_strdup (name));
    }

  g_ptr_array_sort_values (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    gtk_string_list_append (self->families, g_ptr_array_index (names, i));
  gtk_widget_set_visible (GTK_WIDGET (self->family_drop_down), names->len > 1);

  return of_kinds;
}

/* @kind: its name in English; @family: (nullable): translated */
static void
add_card (MqKindsDialog *self, const char *kind, const char *family)
{
  /* "Treasure chest" has treasure_chest.jpg; users' own kinds have no picture. */
  g_autofree char *id = g_strdelimit (g_ascii_strdown (kind, -1), " ", '_');
  g_autofree char *file = g_strdup_printf ("sketcher/pictures/%s.jpg", id);
  g_autofree char *path = strchr (kind, '/') == NULL ? mq_paths_find_data (file) : NULL;
  g_autoptr (GdkTexture) picture = path != NULL ? gdk_texture_new_from_filename (path, NULL) : NULL;
  g_autofree char *message = mq_unknown_kind_row_make_message (kind);
  GtkWidget *child = gtk_flow_box_child_new ();
  const char *name = mq_asset_name_translate (MQ_ASSET_NAME_KIND, kind);
  /* Found by its name in either language. */
  g_autofree char *both = g_strdup_printf ("%s %s", name, kind);
  GtkWidget *card = mq_example_card_new (picture, name, message);

  /* After the button's action, which needs the dialog's window. */
  g_signal_connect_object (card, "clicked", G_CALLBACK (adw_dialog_close), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  g_object_set_data_full (G_OBJECT (child), "kind", g_utf8_casefold (both, -1), g_free);
  g_object_set_data_full (G_OBJECT (child), "family", g_strdup (family), g_free);
  gtk_flow_box_append (self->box, child);
}

/**
 * mq_kinds_dialog_new:
 * @kinds: their names in English, as the team gives them
 * @families: (nullable): the same names by what they are for: `{name, kinds}` each
 *
 * Returns: (transfer floating): a dialog for the window
 */
AdwDialog *
mq_kinds_dialog_new (const char *const *kinds, JsonArray *families)
{
  MqKindsDialog *self = g_object_new (MQ_TYPE_KINDS_DIALOG, NULL);
  g_autoptr (GHashTable) of_kinds = add_families (self, families);

  for (guint i = 0; kinds[i] != NULL; i++)
    if (*kinds[i] != '\0')
      add_card (self, kinds[i], g_hash_table_lookup (of_kinds, kinds[i]));
  gtk_flow_box_set_sort_func (self->box, compare, NULL, NULL);
  gtk_flow_box_set_filter_func (self->box, matches, self, NULL);

  return ADW_DIALOG (self);
}

static void
mq_kinds_dialog_dispose (GObject *object)
{
  MqKindsDialog *self = MQ_KINDS_DIALOG (object);

  if (self->box != NULL)
    gtk_flow_box_set_filter_func (self->box, NULL, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_KINDS_DIALOG);

  G_OBJECT_CLASS (mq_kinds_dialog_parent_class)->dispose (object);
}

static void
mq_kinds_dialog_finalize (GObject *object)
{
  g_free (MQ_KINDS_DIALOG (object)->wanted);

  G_OBJECT_CLASS (mq_kinds_dialog_parent_class)->finalize (object);
}

static void
mq_kinds_dialog_class_init (MqKindsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mq_kinds_dialog_dispose;
  object_class->finalize = mq_kinds_dialog_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-kinds-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, MqKindsDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MqKindsDialog, family_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MqKindsDialog, families);
  gtk_widget_class_bind_template_child (widget_class, MqKindsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, MqKindsDialog, box);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
}

static void
mq_kinds_dialog_init (MqKindsDialog *self)
{
  self->wanted = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

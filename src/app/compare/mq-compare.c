/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The comparison of two versions, see mq-compare.h. Loads scripts and reports and diffs the scripts
 * off the main thread, and only when the page is shown. */
#include "app/compare/mq-compare.h"

#include "app/picture/mq-announce.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-version-choice.h"
#include "app/model/mq-diff.h"
#include "app/model/mq-report-view.h"
#include "app/compare/mq-compare-pictures.h"
#include "app/compare/mq-color-swatch.h"
#include "app/code/mq-diff-view.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

/* Translators: in a table: what this version does not have. */
#define NOTHING C_ ("value", "none")

/* A row of buttons has room for so many. */
#define MAX_REFERENCES 4

struct _MqCompare
{
  AdwBin parent_instance;

  /* Template */
  GtkStack *stack;
  AdwViewStack *pages;
  GtkDropDown *before_choice;
  GtkDropDown *after_choice;
  MqComparePictures *pictures;
  GtkStack *code_stack;
  MqDiffView *diff_view;
  GtkLabel *code_problem;
  GtkStack *measured_stack;
  GtkColumnView *values;
  GtkColumnViewColumn *before_column;
  GtkColumnViewColumn *after_column;
  GtkLabel *measured_problem;
  GtkStack *variants_stack;
  AdwBin *variants_slot;
  GtkButton *continue_before;
  GtkButton *continue_after;

  /* Owned */
  MqConversation *conversation;
  MqVersion *before;
  MqVersion *after;
  GStrv references; /* paths of the user's pictures of the object */
  GSignalGroup *timeline_signals;
  GSignalGroup *conversation_signals;
  GSignalGroup *versions_signals;

  gboolean choosing; /* the drop-downs are being set, not used */
  gboolean stale;    /* the versions changed since the last update */
};

G_DEFINE_FINAL_TYPE (MqCompare, mq_compare, ADW_TYPE_BIN)

static GListModel *
get_versions (MqCompare *self)
{
  return self->conversation != NULL ? mq_conversation_get_versions (self->conversation) : NULL;
}

static void
show_choice (MqCompare *self, GtkDropDown *choice, MqVersion *version)
{
  self->choosing = TRUE;
  mq_version_choice_select (choice, version);
  self->choosing = FALSE;
}

/* Hides the Continue button for the version that is the current one already, and the second of two
 * for the same. */
static void
show_buttons (MqCompare *self)
{
  GtkButton *buttons[] = { self->continue_before, self->continue_after };
  MqVersion *versions[] = { self->before, self->after };

  if (self->before == NULL || self->after == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      g_autofree char *label = g_strdup_printf (_ ("Continue from Version %u"),
                                                mq_version_get_number (versions[i]));

      gtk_button_set_label (buttons[i], label);
      gtk_widget_set_visible (GTK_WIDGET (buttons[i]),
                              self->conversation != NULL
                                  && mq_conversation_get_current_version (self->conversation)
                                         != versions[i]
                                  && (i == 0 || self->before != self->after));
    }
}

static char *
dup_name (MqVersion *version)
{
  return g_strdup_printf (_ ("Version %u"), mq_version_get_number (version));
}

/* The table of values. */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), mq_color_swatch_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_column_view_cell_set_child (cell, box);
  gtk_column_view_cell_set_focusable (cell, FALSE); /* the row is read as a whole */
}

/* @color: (nullable) */
static void
bind (GtkColumnViewCell *cell, const char *text, const char *color, gboolean bold)
{
  GtkWidget *box = gtk_column_view_cell_get_child (cell);
  GtkWidget *label = gtk_widget_get_last_child (box);

  mq_color_swatch_set_color (gtk_widget_get_first_child (box), color);
  gtk_label_set_label (GTK_LABEL (label), text);
  if (bold)
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_remove_css_class (label, "heading");
}

static void
bind_title_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->title, NULL, FALSE);
}

static void
bind_before_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->before != NULL ? value->before : NOTHING, value->before_color, FALSE);
}

static void
bind_after_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell)
{
  MqComparedValue *value = gtk_column_view_cell_get_item (cell);

  bind (cell, value->after != NULL ? value->after : NOTHING, value->after_color,
        g_strcmp0 (value->before, value->after) != 0);
}

static void
show_problem (GtkStack *stack, GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text);
  gtk_stack_set_visible_child_name (stack, "problem");
}

/* @old, @new: the contents of the two versions */
static void
show_measured (MqCompare *self, JsonObject *old, JsonObject *new)
{
  JsonObject *before = mq_json_get_object (old, "report");
  JsonObject *after = mq_json_get_object (new, "report");
  g_autoptr (GListModel) values = NULL;
  g_autoptr (GListStore) changes = NULL;
  g_autoptr (GtkNoSelection) selection = NULL;
  g_auto (GStrv) sentences = NULL;
  g_autofree char *before_title = NULL;
  g_autofree char *after_title = NULL;
  guint n_colors = 0;

  mq_compare_pictures_set_reports (self->pictures, before, after);
  if (before == NULL || after == NULL)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("Version %u was not measured."),
                             mq_version_get_number (before == NULL ? self->before : self->after));

      show_problem (self->measured_stack, self->measured_problem, text);
      mq_compare_pictures_set_changes (self->pictures, NULL);
      return;
    }

  values = mq_compared_values_list (before, after, mq_json_get_string (old, "script", NULL),
                                    mq_json_get_string (new, "script", NULL));

  /* Lists the changes in sentences; a colour that changed has its swatches instead of "looks
   * different". */
  changes = g_list_store_new (G_TYPE_OBJECT);
  for (guint i = 0; i < g_list_model_get_n_items (values); i++)
    {
      g_autoptr (MqComparedValue) value = g_list_model_get_item (values, i);

      if (value->before_color == NULL && value->after_color == NULL)
        continue;
      g_list_store_append (changes, value);
      n_colors++;
    }

  sentences = mq_report_view_dup_changes (before, after, n_colors == 0);
  for (guint i = 0; sentences[i] != NULL; i++)
    {
      g_autoptr (GtkStringObject) sentence = gtk_string_object_new (sentences[i]);

      g_list_store_insert (changes, i, sentence);
    }

  selection = gtk_no_selection_new (g_object_ref (values));
  before_title = dup_name (self->before);
  after_title = dup_name (self->after);
  gtk_column_view_set_model (self->values, GTK_SELECTION_MODEL (selection));
  gtk_column_view_column_set_title (self->before_column, before_title);
  gtk_column_view_column_set_title (self->after_column, after_title);
  mq_compare_pictures_set_changes (self->pictures, G_LIST_MODEL (changes));
  gtk_stack_set_visible_child_name (self->measured_stack, "values");
}

static DexFuture *
diff_fiber (const char *before, const char *after)
{
  GError *error = NULL;
  MqDiff *diff = mq_diff_new (before, after, &error);

  return diff != NULL ? dex_future_new_take_object (diff) : dex_future_new_for_error (error);
}

static DexFuture *
compare_fiber (MqCompare *self, MqVersion *older, MqVersion *newer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) after = NULL;
  g_autoptr (MqDiff) diff = NULL;

  if ((before = dex_await_boxed (mq_version_load (older), &error)) != NULL
      && (after = dex_await_boxed (mq_version_load (newer), &error)) != NULL)
    {
      const char *old_script = mq_json_get_string (before, "script", NULL);
      const char *new_script = mq_json_get_string (after, "script", NULL);

      if (old_script != NULL && new_script != NULL)
        diff = dex_await_object (mq_fiber_spawn_with (dex_thread_pool_scheduler_get_default (), 0,
                                                      diff_fiber, (G_TYPE_STRING, old_script),
                                                      (G_TYPE_STRING, new_script)),
                                 &error);
      else
        mq_fail (&error, MQ_ERROR_NOT_FOUND, _ ("The script of version %u is missing."),
                 mq_version_get_number (old_script == NULL ? older : newer));
    }

  /* Other versions are compared by now. */
  if (self->conversation == NULL || self->before != older || self->after != newer)
    return dex_future_new_true ();

  if (before == NULL || after == NULL)
    {
      show_problem (self->code_stack, self->code_problem, error->message);
      show_problem (self->measured_stack, self->measured_problem, error->message);
      mq_compare_pictures_set_changes (self->pictures, NULL);
      return dex_future_new_true ();
    }

  show_measured (self, before, after);
  if (diff == NULL)
    {
      show_problem (self->code_stack, self->code_problem, error->message);
      return dex_future_new_true ();
    }

  mq_diff_view_set_diff (self->diff_view, diff);
  gtk_stack_set_visible_child_name (
      self->code_stack,
      g_list_model_get_n_items (G_LIST_MODEL (diff->lines)) > 0 ? "diff" : "same");
  return dex_future_new_true ();
}

/* Loads and shows the selected versions, once the page is visible. */
static void
refresh (MqCompare *self)
{
  if (!self->stale || self->before == NULL || self->after == NULL
      || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->stale = FALSE;

  mq_compare_pictures_set_versions (self->pictures, self->before, self->after);
  show_buttons (self);

  dex_future_disown (mq_fiber_spawn_with (NULL, 0, compare_fiber, (MQ_TYPE_COMPARE, self),
                                          (MQ_TYPE_VERSION, self->before),
                                          (MQ_TYPE_VERSION, self->after)));
}

static void
set_versions (MqCompare *self, MqVersion *before, MqVersion *after)
{
  if (g_set_object (&self->before, before))
    self->stale = TRUE;
  if (g_set_object (&self->after, after))
    self->stale = TRUE;
  show_choice (self, self->before_choice, before);
  show_choice (self, self->after_choice, after);
  refresh (self);
}

/**
 * mq_compare_set_variants:
 * @self: a comparison
 * @grid: (nullable): the variants that the user can choose from
 */
void
mq_compare_set_variants (MqCompare *self, GtkWidget *grid)
{
  if (grid != NULL && gtk_widget_get_parent (grid) == NULL)
    adw_bin_set_child (self->variants_slot, grid);
  gtk_stack_set_visible_child_name (self->variants_stack, grid != NULL ? "some" : "none");
}

/**
 * mq_compare_show_variants:
 * @self: a comparison
 *
 * Shows the page of variants.
 */
void
mq_compare_show_variants (MqCompare *self)
{
  adw_view_stack_set_visible_child_name (self->pages, "variants");
}

/* Variants are compared with each other, not a version with another one. */
static gboolean
is_pair (MqCompare *self, const char *page)
{
  return g_strcmp0 (page, "variants") != 0;
}

static gboolean
has_own_picture (MqCompare *self, MqVersion *version)
{
  return self->references[0] != NULL || mq_compare_pictures_has_likeness (version);
}

/**
 * mq_compare_set_after:
 * @self: a comparison
 * @after: (nullable): a version of its conversation
 *
 * Compares @after with its parent. The first version has none: it is compared with the second, and
 * one that is alone with the user's picture. A pair that the user looks at stays if @after is one
 * of the two.
 */
void
mq_compare_set_after (MqCompare *self, MqVersion *after)
{
  GListModel *versions = get_versions (self);
  g_autoptr (MqVersion) before = NULL;

  if (after == NULL || versions == NULL)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && (after == self->before || after == self->after))
    return;
  before = mq_version_find (versions, mq_version_get_parent (after));
  if (before == NULL && g_list_model_get_n_items (versions) > 1)
    {
      g_autoptr (MqVersion) next = g_list_model_get_item (versions, 1);

      set_versions (self, after, next);
    }
  else if (before != NULL || has_own_picture (self, after))
    set_versions (self, before != NULL ? before : after, after);
}

/* A second version may have appeared, or the first one disappeared. */
static void
versions_changed_cb (MqCompare *self)
{
  GListModel *versions = get_versions (self);
  guint n = versions != NULL ? g_list_model_get_n_items (versions) : 0;
  g_autoptr (MqVersion) only = n == 1 ? g_list_model_get_item (versions, 0) : NULL;
  gboolean any = n > 1 || (only != NULL && has_own_picture (self, only));

  gtk_stack_set_visible_child_name (self->stack, any ? "two" : "one");
  if (!any)
    return;
  if (self->before == NULL || self->after == NULL || (n > 1 && self->before == self->after))
    {
      g_autoptr (MqVersion) last = g_list_model_get_item (versions, n - 1);
      MqVersion *current = mq_conversation_get_current_version (self->conversation);

      mq_compare_set_after (self, current != NULL ? current : last);
    }
  else
    set_versions (self, self->before, self->after);
}

/* A message with pictures of the object may have come, or gone. */
static void
timeline_changed_cb (MqCompare *self)
{
  MqTimeline *timeline = self->conversation != NULL
                             ? mq_conversation_get_timeline (self->conversation)
                             : NULL;
  guint n = timeline != NULL ? g_list_model_get_n_items (G_LIST_MODEL (timeline)) : 0;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) references = NULL;
  guint n_references = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqTimelineItem) item = g_list_model_get_item (G_LIST_MODEL (timeline), i);
      MqMessage *message = MQ_IS_MESSAGE_ITEM (item) ? MQ_MESSAGE_ITEM (item)->message : NULL;
      gboolean is_drawn = FALSE;

      MQ_JSON_EACH (message != NULL ? message->targets : NULL, j, target)
        is_drawn |= json_object_has_member (target, "mark");
      /* A drawing on the model is no reference; neither is a detail, a texture or a sheet. */
      for (guint j = 0; message != NULL && !is_drawn && message->pictures[j] != NULL; j++)
        if (n_references < MAX_REFERENCES && j < G_N_ELEMENTS (message->roles)
            && message->roles[j] <= MQ_PICTURE_ROLE_TOP)
          {
            g_strv_builder_add (builder, message->pictures[j]);
            n_references++;
          }
    }
  references = g_strv_builder_end (builder);
  if (g_strv_equal ((const char *const *)references, (const char *const *)self->references))
    return;

  g_strfreev (self->references);
  self->references = g_strdupv (references);
  mq_compare_pictures_set_references (self->pictures, g_steal_pointer (&references));
  self->stale = TRUE;
  versions_changed_cb (self);
}

/**
 * mq_compare_set_conversation:
 * @self: a comparison
 * @conversation: (nullable): the conversation whose versions can be compared
 *
 * Compares its current version at first.
 */
void
mq_compare_set_conversation (MqCompare *self, MqConversation *conversation)
{
  GListModel *versions;

  if (!g_set_object (&self->conversation, conversation))
    return;

  versions = get_versions (self);
  self->choosing = TRUE;
  gtk_drop_down_set_model (self->before_choice, versions);
  gtk_drop_down_set_model (self->after_choice, versions);
  self->choosing = FALSE;
  set_versions (self, NULL, NULL);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->versions_signals, versions);
  g_signal_group_set_target (self->timeline_signals,
                             conversation != NULL ? mq_conversation_get_timeline (conversation)
                                                  : NULL);
  timeline_changed_cb (self);
  versions_changed_cb (self);
}

/* Screen readers also say which of the two it is. */
static void
name_choice (GtkDropDown *choice, const char *format)
{
  MqVersion *version = gtk_drop_down_get_selected_item (choice);
  g_autofree char *name = NULL;

  if (version == NULL)
    return;

  name = g_strdup_printf (format, mq_version_get_number (version));
  mq_accessible_names_set (choice, name);
}

static void
chosen_cb (MqCompare *self)
{
  MqVersion *before = gtk_drop_down_get_selected_item (self->before_choice);
  MqVersion *after = gtk_drop_down_get_selected_item (self->after_choice);

  /* Translators: for screen readers: one of two versions that are compared; %u is its number. */
  name_choice (self->before_choice, _ ("Before: version %u"));
  name_choice (self->after_choice, _ ("After: version %u"));
  if (!self->choosing && before != NULL && after != NULL)
    set_versions (self, before, after);
}

static void
continue_cb (MqCompare *self, GtkButton *button)
{
  MqVersion *version = button == self->continue_before ? self->before : self->after;
  g_autofree char *said = NULL;

  if (self->conversation == NULL || version == NULL)
    return;
  mq_conversation_set_current_version (self->conversation, version);
  said = g_strdup_printf (_ ("Your next change will be based on version %u"),
                          mq_version_get_number (version));
  mq_announce (GTK_ACCESSIBLE (self), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
mq_compare_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_compare_parent_class)->map (widget);
  refresh (MQ_COMPARE (widget));
}

static void
mq_compare_dispose (GObject *object)
{
  MqCompare *self = MQ_COMPARE (object);

  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->versions_signals);
  g_clear_object (&self->timeline_signals);
  adw_bin_set_child (ADW_BIN (self), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_COMPARE);
  g_clear_object (&self->conversation);
  g_clear_object (&self->before);
  g_clear_object (&self->after);
  g_clear_pointer (&self->references, g_strfreev);

  G_OBJECT_CLASS (mq_compare_parent_class)->dispose (object);
}

static void
mq_compare_class_init (MqCompareClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_compare_dispose;
  widget_class->map = mq_compare_map;

  g_type_ensure (MQ_TYPE_COMPARE_PICTURES);
  g_type_ensure (MQ_TYPE_DIFF_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-compare.ui");
  gtk_widget_class_bind_template_child (widget_class, MqCompare, stack);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, variants_slot);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, variants_stack);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, pages);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, before_choice);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, after_choice);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, pictures);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, code_stack);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, diff_view);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, code_problem);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, measured_stack);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, values);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, before_column);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, after_column);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, measured_problem);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, continue_before);
  gtk_widget_class_bind_template_child (widget_class, MqCompare, continue_after);
  gtk_widget_class_bind_template_callback (widget_class, is_pair);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_title_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_before_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_after_cb);
}

static void
mq_compare_init (MqCompare *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  mq_version_choice_set_up (self->before_choice);
  mq_version_choice_set_up (self->after_choice);

  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::current-version",
                                  G_CALLBACK (show_buttons), self);
  self->references = g_new0 (char *, 1);
  self->timeline_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->timeline_signals, "items-changed",
                                  G_CALLBACK (timeline_changed_cb), self);
  self->versions_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->versions_signals, "items-changed",
                                  G_CALLBACK (versions_changed_cb), self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The script of a version, for reading and editing, see mq-code-view.h. */
#include "app/code/mq-code-view.h"

#include "app/code/mq-code-part.h"
#include "app/code/mq-code-search.h"
#include "app/code/mq-requirements-list.h"
#include "app/code/mq-script-draft.h"
#include "app/code/mq-script-view.h"
#include "app/model-view/mq-chosen-typing.h"
#include "app/model-view/mq-orbit.h"
#include "app/model/mq-report-view.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "client/mesh/mq-mesh-preview.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-limits.h"
#include "common/base/mq-signal.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define REREAD_MS 400 /* from the last key to parsing the script again */

struct _MqCodeView
{
  AdwBreakpointBin parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkStack *tools;
  GtkLabel *facts;
  GtkWidget *requirements;
  GtkImage *requirements_image;
  GtkLabel *requirements_label;
  GtkListBox *requirements_list;
  GtkLabel *editing_label;
  GtkButton *run_button;
  MqCodeSearch *search;
  GtkRevealer *fault_revealer;
  GtkLabel *fault_label;
  GtkWidget *fault_button;
  GtkButton *fix_button;
  GtkScrolledWindow *scroller;
  GtkToggleButton *library_button;
  AdwButtonContent *library_label;
  GtkListView *parts_list;
  GtkSingleSelection *parts;
  MqScriptView *text;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  MqVersionContents *contents;
  MqSelection *selection; /* what is chosen of the version, in all views; or NULL */
  GSettings *settings;
  MqMeshPreview *checker;      /* while a script is edited */
  MqMeshPreview *part_preview; /* while one part is built alone */
  char *part_title;            /* of that */
  JsonArray *findings;         /* in the edited script, or NULL */
  JsonObject *finding;         /* the one that is shown, or NULL */
  MqVersion *wanted_version;
  char *wanted_script; /* to edit when the version's own draft is known; or NULL */
  char *wanted_message;
  guint wanted_line;
  guint n_restoring;            /* saved drafts that are being looked up */
  MqScriptDraft *draft;         /* of the version that is shown, while it is edited */
  GHashTable *drafts;           /* folder of a version -> MqScriptDraft */
  GHashTable *asked;            /* folders of versions whose saved draft was looked up */
  GSignalGroup *buffer_signals; /* of the buffer that is shown */
  GSignalGroup *draft_signals;
  GSignalGroup *conversation_signals;
  char *summary; /* measurements of the whole asset */
  guint reread_source;
  guint fault_line;    /* the line that the bar is about */
  gboolean is_edited;  /* since the last run failed */
  gboolean is_checked; /* the findings are of the text as it is */
  gboolean show_parts;
  gboolean syncing; /* the selected part is being set from the cursor */
};

static GParamSpec *show_parts_property;
static guint part_signal;

G_DEFINE_FINAL_TYPE (MqCodeView, mq_code_view, ADW_TYPE_BREAKPOINT_BIN)

/* The script as it is shown. */
static char *
dup_text (MqCodeView *self)
{
  return mq_script_view_dup_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)));
}

/* Faults of the edited script: why its last run failed, or what a check finds while the
 * user writes. */

/* The name that most likely was meant; NULL: no name is like it. */
static const char *
get_fix (JsonObject *finding)
{
  JsonArray *nearest = mq_json_get_array (finding, "nearest");
  gboolean is_name = *mq_json_get_string (finding, "name", "") != '\0';

  return is_name && mq_json_length (nearest) > 0 ? mq_json_element_string (nearest, 0) : NULL;
}

/* The bar says why the last run failed, until the script is changed, or else what a check found. */
static void
show_problem (MqCodeView *self)
{
  const char *message = self->draft != NULL ? self->draft->message : NULL;
  gint64 cursor = mq_script_view_get_line (self->text);
  JsonObject *finding = NULL;
  const char *fix;
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  /* The one in the cursor's line, or else the first error. */
  for (guint i = 0; message == NULL && self->draft != NULL && i < mq_json_length (self->findings);
       i++)
    {
      JsonObject *each = mq_json_element_object (self->findings, i);

      if (mq_json_get_int (each, "line", 0) == cursor)
        {
          finding = each;
          break;
        }
      if (finding == NULL && g_str_equal (mq_json_get_string (each, "severity", ""), "error"))
        finding = each;
    }
  fix = finding != NULL ? get_fix (finding) : NULL;

  mq_json_replace_object (&self->finding, finding);
  self->fault_line = message != NULL   ? self->draft->fault_line
                     : finding != NULL ? (guint)mq_json_get_int (finding, "line", 0)
                                       : 0;
  if (message != NULL)
    {
      /* The first line of a failure is what happened; the marked line shows where, and why. */
      g_autofree char *first = g_strndup (message, strcspn (message, "\n"));
      g_autofree char *prefix = g_strdup_printf (_ ("Line %d: %s"), (int)self->fault_line, "");
      const char *what = g_str_has_prefix (first, prefix) ? first + strlen (prefix) : first;
      gsize length = strlen (what);

      if (self->fault_line == 0)
        text = g_strdup (what);
      else
        /* Translators: %.*s is what is wrong, without a full stop */
        text = g_strdup_printf (_ ("%.*s. Fix line %u, then run again."),
                                (int)(g_str_has_suffix (what, ".") ? length - 1 : length), what,
                                self->fault_line);
    }
  else if (finding != NULL)
    text = g_strdup_printf (_ ("Line %d: %s"), (int)self->fault_line,
                            mq_json_get_string (finding, "what", ""));
  if (text != NULL)
    gtk_label_set_label (self->fault_label, text);
  /* Translators: replaces a wrong name in a script by the right one. */
  label = fix != NULL ? g_strdup_printf (_ ("Use “%s”"), fix) : g_strdup ("");
  gtk_button_set_label (self->fix_button, label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->fault_label), message);
  gtk_widget_set_visible (self->fault_button, self->fault_line > 0 && self->fault_line != cursor);
  gtk_revealer_set_reveal_child (self->fault_revealer, text != NULL);
}

static void
checked_cb (MqCodeView *self, JsonArray *findings)
{
  if (self->draft == NULL)
    return;

  self->is_checked = self->reread_source == 0;
  mq_json_replace_array (&self->findings, findings);
  mq_script_view_set_findings (self->text, findings);
  /* The failure was one of the text before. */
  if (self->draft->message != NULL && self->is_edited)
    mq_script_draft_set_fault (self->draft, NULL, 0);
  else
    show_problem (self);
}

static void
stop_checker (MqCodeView *self)
{
  if (self->checker == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->checker, self);
  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->checker));
  g_clear_object (&self->checker);
}

/* A Blender checks the script as long as it is edited and seen. */
static void
update_checker (MqCodeView *self)
{
  MqBlender *blender = self->workspace != NULL ? mq_workspace_get_blender (self->workspace) : NULL;
  MqWorkerSettings settings;
  g_autofree char *text = NULL;

  if (self->draft == NULL || blender == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      stop_checker (self);
      return;
    }
  if (self->checker != NULL)
    return;
  settings = mq_worker_settings_read (blender, mq_workspace_get_config (self->workspace));
  self->checker = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->checker, "checked", G_CALLBACK (checked_cb), self,
                           G_CONNECT_SWAPPED);
  if (!mq_script_draft_is_changed (self->draft))
    return;

  text = dup_text (self);
  mq_mesh_preview_check (self->checker, text);
}

static void
fix_cb (MqCodeView *self)
{
  const char *fix = get_fix (self->finding);

  if (fix != NULL)
    mq_script_view_replace (self->text, self->fault_line,
                            (guint)mq_json_get_int (self->finding, "column", 0),
                            mq_json_get_string (self->finding, "name", ""), fix);
}

/* A tooltip of the template. */
static char *
describe_part (GtkListItem *item, const char *faults, const char *facts, gboolean chosen)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();

  if (chosen)
    g_ptr_array_add (lines, (gpointer)_ ("Chosen"));
  if (faults != NULL)
    g_ptr_array_add (lines, (gpointer)faults);
  if (facts != NULL)
    g_ptr_array_add (lines, (gpointer)facts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (GStrv)lines->pdata);
}

/* Parts. */

static MqCodePart *
get_selected_part (MqCodeView *self)
{
  return gtk_single_selection_get_selected_item (self->parts);
}

/* The part with a title, or that has a line. @title: (nullable) */
static guint
find_part (MqCodeView *self, const char *title, guint line)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->parts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MqCodePart) part = g_list_model_get_item (G_LIST_MODEL (self->parts), i);

      if (title != NULL ? g_strcmp0 (part->title, title) == 0
                        : line >= MAX (part->first_line, 1) && line <= part->last_line)
        return i;
    }

  return GTK_INVALID_LIST_POSITION;
}

/* The parameters are no part of the asset. */
static gboolean
is_choice (MqCodePart *part)
{
  return part != NULL && (part->id != NULL || part->function != NULL);
}

/* Tints the selected part's lines and shows its measurements. */
static void
show_selected_part (MqCodeView *self)
{
  MqCodePart *part = get_selected_part (self);
  const char *facts = part != NULL ? part->facts : NULL;
  g_autofree char *text = NULL;

  mq_script_view_mark_lines (self->text, part != NULL ? part->first_line : 0,
                             part != NULL ? part->last_line : 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "code.change-part", is_choice (part));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "code.build-part",
                                 part != NULL && part->id != NULL && self->workspace != NULL
                                     && mq_workspace_get_blender (self->workspace) != NULL);
  if (facts != NULL)
    text = g_strdup_printf ("%s · %s", part->title, facts);
  gtk_label_set_label (self->facts, text != NULL ? text : self->summary);
}

/* Chooses the part for all views. @adds: beside what is chosen */
static void
choose_part (MqCodeView *self, MqCodePart *part, gboolean adds)
{
  g_autoptr (JsonObject) target = NULL;

  if (self->selection == NULL)
    return;

  if (is_choice (part))
    target = mq_selection_find_part (self->selection, part->id, part->function);
  mq_selection_choose (self->selection, target, adds);
}

static void
go_to_selected_part (MqCodeView *self)
{
  MqCodePart *part = get_selected_part (self);

  show_selected_part (self);
  self->syncing = TRUE;
  if (part != NULL && part->first_line > 0)
    mq_script_view_go_to_line (self->text, part->first_line);
  self->syncing = FALSE;
}

/* In the list, by a click or a key. */
static void
part_selected_cb (GtkSingleSelection *parts, GParamSpec *pspec, MqCodeView *self)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (self)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
  gboolean adds = keyboard != NULL
                  && (gdk_device_get_modifier_state (keyboard) & GDK_CONTROL_MASK) != 0;

  if (self->syncing || self->contents == NULL)
    return;

  go_to_selected_part (self);
  choose_part (self, get_selected_part (self), adds);
}

static void
select_quietly (MqCodeView *self, guint position)
{
  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->parts, position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->parts_list, position, GTK_LIST_SCROLL_NONE, NULL);
  self->syncing = FALSE;
  show_selected_part (self);
}

/* Marks what is chosen, and goes to what was chosen last. */
static void
show_chosen (MqCodeView *self, gboolean goes)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->parts));

  for (guint i = 0; self->selection != NULL && i < n; i++)
    {
      g_autoptr (MqCodePart) part = g_list_model_get_item (G_LIST_MODEL (self->parts), i);

      mq_code_part_set_chosen (
          part,
          is_choice (part) && mq_selection_has (self->selection, part->id, part->function, FALSE));
      if (!goes || !part->chosen || i == gtk_single_selection_get_selected (self->parts)
          || !mq_selection_has (self->selection, part->id, part->function, TRUE))
        continue;
      select_quietly (self, i);
      go_to_selected_part (self);
    }
}

static void
chosen_cb (MqCodeView *self)
{
  show_chosen (self, TRUE);
}

/* One part, as it is written now, built in the sandbox and shown in place of the renders, where it
 * can be turned. No version is made of it. */

/* @mesh: (nullable): of the part; @problem: (nullable): why there is none */
static void
emit_part (MqCodeView *self, MqMesh *mesh, const char *problem)
{
  g_signal_emit (self, part_signal, 0, self->part_title, mesh, problem);
}

static void
stop_part (MqCodeView *self)
{
  if (self->part_preview == NULL)
    return;

  mq_workspace_add_ending (self->workspace, mq_mesh_preview_stop (self->part_preview));
  g_clear_object (&self->part_preview);
}

static void
part_mesh_cb (MqCodeView *self, MqMesh *mesh)
{
  emit_part (self, mesh, NULL);
  stop_part (self);
}

static void
part_failed_cb (MqCodeView *self, const char *message)
{
  emit_part (self, NULL, message);
  stop_part (self);
}

static void
build_part_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCodeView *self = MQ_CODE_VIEW (widget);
  MqCodePart *part = get_selected_part (self);
  MqWorkerSettings settings = mq_worker_settings_read (mq_workspace_get_blender (self->workspace),
                                                       mq_workspace_get_config (self->workspace));
  g_autofree char *text = dup_text (self);
  g_autofree char *script = mq_code_part_write_script (part, text);

  g_set_str (&self->part_title, part->title);
  stop_part (self);
  emit_part (self, NULL, NULL);
  if (!mq_orbit_has_opengl (widget))
    {
      emit_part (self, NULL, _ ("Turning the model needs OpenGL, which this display lacks"));
      return;
    }

  self->part_preview = mq_mesh_preview_new (mq_workspace_get_library (self->workspace), &settings);
  g_signal_connect_object (self->part_preview, "mesh", G_CALLBACK (part_mesh_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->part_preview, "failed", G_CALLBACK (part_failed_cb), self,
                           G_CONNECT_SWAPPED);
  mq_mesh_preview_set_version (self->part_preview, self->contents->version);
  mq_mesh_preview_show (self->part_preview, script);
}

/* A click on the head of a function chooses its part. Its line is looked up before the text view
 * moves the cursor. */
static void
text_pressed_cb (MqCodeView *self, int n_press, double x, double y, GtkEventController *click)
{
  gboolean adds = (gtk_event_controller_get_current_event_state (click) & GDK_CONTROL_MASK) != 0;
  guint line = mq_script_view_get_line_at (self->text, x, y);
  g_autoptr (MqCodePart) part = g_list_model_get_item (G_LIST_MODEL (self->parts),
                                                       find_part (self, NULL, line));

  if (n_press == 1 && part != NULL && line == part->first_line && is_choice (part))
    choose_part (self, part, adds);
}

static void
cursor_moved_cb (MqCodeView *self)
{
  guint position;

  if (self->syncing)
    return;

  show_problem (self);
  position = find_part (self, NULL, mq_script_view_get_line (self->text));
  if (position != gtk_single_selection_get_selected (self->parts))
    select_quietly (self, position);
}

/* The functions of the toolkit are hidden below one line, unless the user wants to read them. */
static void
fold_library (MqCodeView *self, MqOutline *outline)
{
  g_autofree char *script = dup_text (self);
  g_autofree char *label = NULL;
  guint first;
  guint last;
  gboolean has = mq_outline_find_library (outline, script, &first, &last);

  mq_script_view_fold (self->text, gtk_toggle_button_get_active (self->library_button) ? 0 : first,
                       last);
  if (has)
    /* Translators: functions of Maquette's that a script calls, and that are part of it. */
    label = g_strdup_printf (ngettext ("Toolkit: %u line", "Toolkit: %u lines", last - first + 1),
                             last - first + 1);
  adw_button_content_set_label (self->library_label, has ? label : "");
}

static void
library_toggled_cb (MqCodeView *self)
{
  g_autofree char *script = dup_text (self);
  g_autoptr (MqOutline) outline = mq_outline_new (script);

  fold_library (self, outline);
}

/* A line of the toolkit is shown with all of it. */
static void
go_to_line (MqCodeView *self, guint line)
{
  g_autofree char *script = dup_text (self);
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  guint first;
  guint last;

  if (mq_outline_find_library (outline, script, &first, &last) && line >= first && line <= last)
    gtk_toggle_button_set_active (self->library_button, TRUE);
  mq_script_view_go_to_line (self->text, line);
}

static void
read_parts (MqCodeView *self, MqOutline *outline)
{
  g_autoptr (GListModel) list = mq_code_part_list (self->contents, outline);

  fold_library (self, outline);
  self->syncing = TRUE;
  gtk_single_selection_set_model (self->parts, list);
  self->syncing = FALSE;
  show_chosen (self, FALSE);
}

static gboolean
reread_parts_cb (gpointer data)
{
  MqCodeView *self = data;
  g_autofree char *text = dup_text (self);
  g_autoptr (MqOutline) outline = mq_outline_new (text);

  self->reread_source = 0;
  read_parts (self, outline);
  select_quietly (self, find_part (self, NULL, mq_script_view_get_line (self->text)));
  if (self->checker != NULL)
    mq_mesh_preview_check (self->checker, text);

  return G_SOURCE_REMOVE;
}

/* Restores the cursor's line after the text was replaced. */
static void
read_text (MqCodeView *self)
{
  guint line = mq_script_view_get_line (self->text);

  reread_parts_cb (self);
  mq_script_view_go_to_line (self->text, line);
}

static void
text_changed_cb (MqCodeView *self)
{
  g_clear_handle_id (&self->reread_source, g_source_remove);
  self->reread_source = g_timeout_add (REREAD_MS, reread_parts_cb, self);
  self->is_edited = TRUE;
  self->is_checked = FALSE;
}

/* Editing. */

static void
update_actions (MqCodeView *self)
{
  gboolean editing = self->draft != NULL;
  gboolean running = editing && mq_script_draft_is_running (self->draft);
  gboolean free
      = self->conversation != NULL
        && !mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation));
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "code.edit",
                                 !editing && self->contents != NULL
                                     && !mq_version_is_draft (self->contents->version));
  gtk_widget_action_set_enabled (widget, "code.discard", editing && !running);
  gtk_widget_action_set_enabled (widget, "code.run", editing && !running && free);
  gtk_widget_action_set_enabled (widget, "code.stop", running);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->run_button),
                               free ? _ ("Build This Script as a New Version")
                                    : _ ("Your script can run when the team is finished"));
}

static void
update_draft (MqCodeView *self)
{
  gboolean running = self->draft != NULL && mq_script_draft_is_running (self->draft);
  guint line = self->draft != NULL ? self->draft->fault_line : 0;
  const char *message = self->draft != NULL ? self->draft->message : NULL;

  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->text), self->draft != NULL && !running);
  gtk_source_view_set_highlight_current_line (GTK_SOURCE_VIEW (self->text), self->draft != NULL);
  gtk_source_view_set_show_line_marks (GTK_SOURCE_VIEW (self->text), self->draft != NULL);
  gtk_stack_set_visible_child_name (self->tools, running               ? "running"
                                                 : self->draft != NULL ? "editing"
                                                                       : "reading");
  update_actions (self);
  update_checker (self);
  mq_script_view_set_fault (self->text, line, message);
  show_problem (self);
}

static void
draft_failed_cb (MqCodeView *self)
{
  update_draft (self);
  mq_announce (GTK_ACCESSIBLE (self), gtk_label_get_label (self->fault_label),
               GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
  if (self->draft->fault_line > 0)
    go_to_line (self, self->draft->fault_line);
}

static void
go_to_fault_cb (GtkButton *button, MqCodeView *self)
{
  go_to_line (self, self->fault_line);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* Shows the script of the version, or the copy of it that is being edited. */
static void
show_script (MqCodeView *self)
{
  MqVersion *version = self->contents->version;
  const char *script = self->contents->script;
  g_autoptr (GtkSourceBuffer) plain = NULL;
  GtkSourceBuffer *buffer;

  if (g_set_object (&self->draft, g_hash_table_lookup (self->drafts, mq_version_get_dir (version))))
    {
      g_signal_group_set_target (self->draft_signals, self->draft);
      g_clear_pointer (&self->findings, json_array_unref);
      self->is_edited = FALSE;
    }
  g_clear_handle_id (&self->reread_source, g_source_remove);
  if (self->draft != NULL)
    {
      g_autofree char *label = g_strdup_printf (_ ("You are editing a copy of version %u"),
                                                mq_version_get_number (version));

      gtk_label_set_label (self->editing_label, label);
      buffer = self->draft->buffer;
    }
  else
    buffer = plain = mq_script_view_make_buffer (script != NULL ? script : "");

  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self->text), GTK_TEXT_BUFFER (buffer));
  g_signal_group_set_target (self->buffer_signals, buffer);
  gtk_stack_set_visible_child_name (self->stack,
                                    script != NULL || self->draft != NULL ? "script" : "missing");
  update_draft (self);
}

/* Discards the edited copy and shows the version's script again. */
static void
discard (MqCodeView *self)
{
  guint line = mq_script_view_get_line (self->text);
  MqVersion *version = self->draft->version;

  mq_script_draft_forget (self->draft);
  g_hash_table_remove (self->drafts, mq_version_get_dir (version));
  show_script (self);
  read_parts (self, self->contents->outline);
  mq_script_view_go_to_line (self->text, line);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
discard_chosen_cb (AdwAlertDialog *dialog, const char *response, MqCodeView *self)
{
  if (g_str_equal (response, "discard") && self->draft != NULL)
    discard (self);
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCodeView *self = MQ_CODE_VIEW (widget);
  AdwDialog *dialog;

  if (!mq_script_draft_is_changed (self->draft))
    {
      discard (self);
      return;
    }

  dialog = mq_script_draft_question_new (
      _ ("Your edits will be lost. The version itself will not change."));
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_chosen_cb), self, 0);
  adw_dialog_present (dialog, widget);
}

static void
handle_made (MqScriptDraft *draft, MqVersion *version, MqCodeView *self)
{
  MqVersion *base = draft->version;
  g_autoptr (MqScriptDraft) kept = g_object_ref (draft);
  gboolean shown = draft == self->draft;

  g_hash_table_remove (self->drafts, mq_version_get_dir (base));
  if (!shown)
    return;

  show_script (self);
  read_parts (self, self->contents->outline);
  gtk_widget_activate_action (GTK_WIDGET (self), "review.select-version", "s",
                              mq_version_get_dir (version));
}

/* The edited copies of scripts: saved ones from an earlier start, and the script of a run that
 * failed. */

/* The name of the saved draft; NULL when it cannot be saved. */
static char *
make_draft_name (MqCodeView *self, MqVersion *version)
{
  MqSession *session = self->conversation != NULL ? mq_conversation_get_session (self->conversation)
                                                  : NULL;

  return session != NULL && mq_conversation_get_drafts (self->conversation) != NULL
             ? mq_drafts_name_script (mq_session_get_id (session), mq_version_get_number (version))
             : NULL;
}

static void
add_draft (MqCodeView *self, MqVersionContents *contents)
{
  MqVersion *version = contents->version;
  const char *script = contents->script;
  MqScriptDraft *draft = mq_script_draft_new (version, script != NULL ? script : "");
  g_autofree char *name = make_draft_name (self, version);

  if (name != NULL)
    mq_script_draft_keep (draft, mq_conversation_get_drafts (self->conversation), name);
  g_signal_connect_object (draft, "made", G_CALLBACK (handle_made), self, 0);
  g_hash_table_insert (self->drafts, g_strdup (mq_version_get_dir (version)), draft);
}

/* Edits the script that was asked for. It takes the place of other edits of the version, and Undo
 * brings those back. */
static void
edit_wanted (MqCodeView *self)
{
  g_autofree char *script = NULL;

  if (self->wanted_script == NULL || self->contents == NULL
      || self->contents->version != self->wanted_version || self->n_restoring > 0)
    return;

  script = g_steal_pointer (&self->wanted_script);
  if (self->draft == NULL)
    {
      add_draft (self, self->contents);
      show_script (self);
    }
  if (mq_script_draft_replace (self->draft, script))
    read_text (self);
  g_clear_handle_id (&self->reread_source, g_source_remove);
  self->is_edited = FALSE;
  mq_script_draft_set_fault (self->draft, self->wanted_message, self->wanted_line);
  go_to_line (self, MAX (self->wanted_line, 1));
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/**
 * mq_code_view_edit_script:
 * @self: a view, which shows @version or soon will
 * @version: the version that the script is based on
 * @script: the script of a failed run
 * @message: why it failed
 * @line: the line that made it fail, from 1; 0: unknown
 *
 * Goes to the line in the editor of the version, which has the script already if it ran from there.
 */
void
mq_code_view_edit_script (MqCodeView *self, MqVersion *version, const char *script,
                          const char *message, guint line)
{
  g_set_object (&self->wanted_version, version);
  g_set_str (&self->wanted_script, script);
  g_set_str (&self->wanted_message, message);
  self->wanted_line = line;
  edit_wanted (self);
}

/**
 * mq_code_view_find_draft:
 * @self: a view
 * @script: a script
 *
 * Returns: (nullable): the folder of the version of which it is the edited script
 */
const char *
mq_code_view_find_draft (MqCodeView *self, const char *script)
{
  GHashTableIter iter;
  gpointer dir;
  gpointer draft;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &dir, &draft))
    {
      g_autofree char *text = mq_script_draft_dup_text (draft);

      if (g_str_equal (text, script))
        return dir;
    }

  return NULL;
}

/* Restores edits from an earlier start of the program, unless the user has begun to edit again. */
static DexFuture *
restore_draft_fiber (MqCodeView *self, MqVersionContents *contents, DexFuture *loading)
{
  g_autoptr (JsonObject) saved = dex_await_boxed (dex_ref (loading), NULL);
  const char *dir = mq_version_get_dir (contents->version);
  const char *text = mq_json_get_string (saved, "script", NULL);
  gint64 line = mq_json_get_int (saved, "line", 1);

  self->n_restoring--;
  /* Another version is shown meanwhile; the draft is looked up again when this one is shown. */
  if (self->contents != contents)
    g_hash_table_remove (self->asked, dir);
  /* A longer script could not run, so the program never saved it. */
  else if (text != NULL && strlen (text) <= MQ_SCRIPT_MAX_BYTES
           && !g_hash_table_contains (self->drafts, dir) && g_strcmp0 (text, contents->script) != 0)
    {
      add_draft (self, contents);
      mq_script_draft_restore (g_hash_table_lookup (self->drafts, dir), text,
                               (int)CLAMP (line, 1, G_MAXINT));
      show_script (self);
      read_text (self);
    }
  edit_wanted (self);
  return dex_future_new_true ();
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCodeView *self = MQ_CODE_VIEW (widget);
  guint line = mq_script_view_get_line (self->text);

  add_draft (self, self->contents);
  show_script (self);
  mq_script_view_go_to_line (self->text, line);
  cursor_moved_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
run (MqCodeView *self)
{
  self->is_edited = FALSE;
  mq_script_draft_run (self->draft, self->conversation, NULL);
}

static void
run_chosen_cb (AdwAlertDialog *dialog, const char *response, MqCodeView *self)
{
  if (self->draft != NULL && g_str_equal (response, "run"))
    run (self);
  else if (self->fault_line > 0)
    go_to_fault_cb (NULL, self);
}

/* A script in which the check has marked an error fails: the user may have overlooked it. */
static void
run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCodeView *self = MQ_CODE_VIEW (widget);
  JsonObject *error = NULL;
  g_autofree char *body = NULL;
  AdwAlertDialog *dialog;

  MQ_JSON_EACH (self->findings, i, finding)
    if (error == NULL && g_str_equal (mq_json_get_string (finding, "severity", ""), "error"))
      error = finding;
  /* It may be mended already if the check has not looked since. */
  if (error == NULL || !self->is_checked)
    {
      run (self);
      return;
    }

  body = g_strdup_printf (_ ("Line %d: %s"), (int)mq_json_get_int (error, "line", 0),
                          mq_json_get_string (error, "what", ""));
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Run a Script with an Error?"), body));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("_Keep Editing"), "run", _ ("_Run Anyway"),
                                  NULL);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (run_chosen_cb), self, 0);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_script_draft_stop (MQ_CODE_VIEW (widget)->draft);
}

static void
change_part_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MqCodeView *self = MQ_CODE_VIEW (widget);
  MqCodePart *part = get_selected_part (self);

  if (!part->chosen)
    choose_part (self, part, FALSE);
  gtk_widget_activate_action (widget, "win.change-chosen", "s", "");
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mq_code_search_begin (MQ_CODE_VIEW (widget)->search);
}

/**
 * mq_code_view_set_contents:
 * @self: a view
 * @contents: (nullable): the version to show
 */
void
mq_code_view_set_contents (MqCodeView *self, MqVersionContents *contents)
{
  MqCodePart *selected = get_selected_part (self);
  g_autofree char *title = selected != NULL ? g_strdup (selected->title) : NULL;
  g_autofree char *name = NULL;
  /* The reader goes on where they are. */
  gboolean stays = mq_version_contents_is_draft_of (self->contents, contents);

  if (!g_set_object (&self->contents, contents))
    return;

  g_clear_pointer (&self->summary, g_free);
  if (contents != NULL)
    {
      JsonObject *report = contents->report;

      self->summary = report != NULL ? mq_report_view_dup_facts (report) : NULL;
      mq_requirements_list_show (self->requirements_list, self->requirements_image,
                                 self->requirements_label, self->requirements,
                                 mq_json_get_array (report, "requirements"));
      if (stays)
        update_draft (self);
      else
        show_script (self);
      read_parts (self, contents->outline);
      if (stays)
        select_quietly (self, find_part (self, NULL, mq_script_view_get_line (self->text)));
      else if (self->draft != NULL)
        read_text (self);
      else
        {
          /* The part with the same title; at first, the parameters. */
          self->syncing = TRUE;
          gtk_single_selection_set_selected (
              self->parts, find_part (self, title != NULL ? title : _ ("Values"), 0));
          self->syncing = FALSE;
          go_to_selected_part (self);
        }

      name = make_draft_name (self, contents->version);
      if (name != NULL && self->draft == NULL
          && g_hash_table_add (self->asked, g_strdup (mq_version_get_dir (contents->version))))
        {
          g_autoptr (DexFuture) loading
              = mq_drafts_load (mq_conversation_get_drafts (self->conversation), name);

          self->n_restoring++;
          dex_future_disown (mq_fiber_spawn_with (
              NULL, FIBER_STACK, restore_draft_fiber, (MQ_TYPE_CODE_VIEW, self),
              (MQ_TYPE_VERSION_CONTENTS, contents), (DEX_TYPE_FUTURE, loading)));
        }
      edit_wanted (self);
    }
}

static void
blender_changed_cb (MqCodeView *self)
{
  show_selected_part (self);
  update_checker (self);
}

/**
 * mq_code_view_set_conversation:
 * @self: a view
 * @conversation: (nullable): the conversation of the versions, in which edited copies run
 */
void
mq_code_view_set_conversation (MqCodeView *self, MqConversation *conversation)
{
  if (!g_set_object (&self->conversation, conversation))
    return;

  g_signal_group_set_target (self->conversation_signals, conversation);
  update_actions (self);
}

static void
mq_code_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_code_view_parent_class)->map (widget);
  update_checker (MQ_CODE_VIEW (widget));
}

static void
mq_code_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mq_code_view_parent_class)->unmap (widget);
  stop_checker (MQ_CODE_VIEW (widget));
}

static void
mq_code_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, MQ_CODE_VIEW (object)->show_parts);
}

static void
mq_code_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  MQ_CODE_VIEW (object)->show_parts = g_value_get_boolean (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
mq_code_view_dispose (GObject *object)
{
  MqCodeView *self = MQ_CODE_VIEW (object);

  stop_checker (self);
  stop_part (self);
  g_clear_handle_id (&self->reread_source, g_source_remove);
  g_clear_object (&self->buffer_signals);
  g_clear_object (&self->draft_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->draft);
  g_clear_object (&self->contents);
  g_clear_object (&self->selection);
  g_clear_object (&self->conversation);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (self), NULL); /* before dispose_template() */
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_CODE_VIEW);
  g_clear_pointer (&self->drafts, g_hash_table_unref);
  g_clear_pointer (&self->asked, g_hash_table_unref);
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->part_title, g_free);
  g_clear_pointer (&self->findings, json_array_unref);
  g_clear_pointer (&self->finding, json_object_unref);
  g_clear_object (&self->wanted_version);
  g_clear_pointer (&self->wanted_script, g_free);
  g_clear_pointer (&self->wanted_message, g_free);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (mq_code_view_parent_class)->dispose (object);
}

static void
mq_code_view_class_init (MqCodeViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_code_view_dispose;
  G_OBJECT_CLASS (klass)->get_property = mq_code_view_get_property;
  G_OBJECT_CLASS (klass)->set_property = mq_code_view_set_property;
  widget_class->map = mq_code_view_map;
  widget_class->unmap = mq_code_view_unmap;

  show_parts_property = g_param_spec_boolean ("show-parts", NULL, NULL, TRUE,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (G_OBJECT_CLASS (klass), 1, show_parts_property);
  part_signal = mq_signal_new (MQ_TYPE_CODE_VIEW, "part", 3, G_TYPE_STRING, MQ_TYPE_MESH,
                               G_TYPE_STRING);
  gtk_widget_class_install_property_action (widget_class, "code.show-parts", "show-parts");
  gtk_widget_class_install_action (widget_class, "code.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "code.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "code.run", NULL, run_action);
  gtk_widget_class_install_action (widget_class, "code.build-part", NULL, build_part_action);
  gtk_widget_class_install_action (widget_class, "code.change-part", NULL, change_part_action);
  gtk_widget_class_install_action (widget_class, "code.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "code.discard", NULL, discard_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "code.find",
                                       NULL);

  g_type_ensure (MQ_TYPE_CODE_PART);
  g_type_ensure (MQ_TYPE_CODE_SEARCH);
  g_type_ensure (MQ_TYPE_SCRIPT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-code-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, stack);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, tools);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, facts);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, requirements);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, requirements_image);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, requirements_label);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, requirements_list);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, editing_label);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, run_button);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, search);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, fault_revealer);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, fault_label);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, fault_button);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, library_button);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, library_label);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, scroller);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, fix_button);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, parts_list);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, parts);
  gtk_widget_class_bind_template_child (widget_class, MqCodeView, text);
  gtk_widget_class_bind_template_callback (widget_class, describe_part);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, part_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, go_to_fault_cb);
  gtk_widget_class_bind_template_callback (widget_class, fix_cb);
  gtk_widget_class_bind_template_callback (widget_class, library_toggled_cb);
}

static gboolean
wrap_mode_from_setting (GValue *value, GVariant *wrap, gpointer unused)
{
  g_value_set_enum (value, g_variant_get_boolean (wrap) ? GTK_WRAP_WORD_CHAR : GTK_WRAP_NONE);
  return TRUE;
}

static void
mq_code_view_init (MqCodeView *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  const char *keys[] = { "show-renders", "wrap-code" };

  self->show_parts = TRUE;
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_direction (GTK_WIDGET (self->scroller), GTK_TEXT_DIR_LTR);

  /* How the code is shown is remembered, for all versions. */
  self->settings = g_settings_new (MQ_APP_ID);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (self->settings, keys[i]);

      g_action_map_add_action (G_ACTION_MAP (actions), action);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "view", G_ACTION_GROUP (actions));
  g_settings_bind_with_mapping (self->settings, "wrap-code", self->text, "wrap-mode",
                                G_SETTINGS_BIND_GET, wrap_mode_from_setting, NULL, NULL, NULL);
  mq_code_search_set_view (self->search, GTK_SOURCE_VIEW (self->text));

  self->buffer_signals = g_signal_group_new (GTK_SOURCE_TYPE_BUFFER);
  g_signal_group_connect_object (self->buffer_signals, "notify::cursor-position",
                                 G_CALLBACK (cursor_moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->buffer_signals, "changed", G_CALLBACK (text_changed_cb),
                                 self, G_CONNECT_SWAPPED);

  self->draft_signals = g_signal_group_new (MQ_TYPE_SCRIPT_DRAFT);
  g_signal_group_connect_object (self->draft_signals, "changed", G_CALLBACK (update_draft), self,
                                 G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->draft_signals, "failed", G_CALLBACK (draft_failed_cb), self,
                                 G_CONNECT_SWAPPED);

  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_object (self->conversation_signals, "notify::state",
                                 G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  update_actions (self);
}

/* Shows the lines of the part that is selected in the list; choosing a part selects it there. */
void
mq_code_view_go_to_chosen (MqCodeView *self)
{
  go_to_selected_part (self);
}

/**
 * mq_code_view_set_up:
 * @self: a new view
 * @workspace: the workspace, whose Blender checks edited scripts
 * @selection: what is chosen of the version, in all views
 */
void
mq_code_view_set_up (MqCodeView *self, MqWorkspace *workspace, MqSelection *selection)
{
  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::blender", G_CALLBACK (blender_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  mq_chosen_typing_add (GTK_WIDGET (self->parts_list), selection);
}

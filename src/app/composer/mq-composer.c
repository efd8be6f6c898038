/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The composer's text, pictures, hints, keys, model and sending, see mq-composer.h. */
#include "app/composer/mq-composer.h"

#include "app/composer/mq-picture-chip.h"
#include "app/composer/mq-requirements-dialog.h"
#include "app/composer/mq-target-chips.h"
#include "app/composer/mq-unsent-message.h"
#include "app/model/mq-composer-rules.h"
#include "app/model/mq-recent-models.h"
#include "app/model/mq-selection.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/picture/mq-file-dialog.h"
#include "app/picture/mq-accessible-names.h"
#include "app/picture/mq-version-choice.h"
#include "client/intake/mq-taken-model.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/events/mq-target.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_LINES 8
#define MAX_REFUSED 6 /* files that a toast names */
#define ASK_DELAY 500 /* ms after the last key */
#define VARIANTS 4

struct _MqComposer
{
  AdwBin parent_instance;

  /* Template widgets */
  AdwWrapBox *chips;
  MqTargetChips *targets;
  GtkButton *requirements; /* how many there are; opens them */
  GtkOverlay *words;
  GtkScrolledWindow *scroller;
  GtkTextView *text_view;
  GtkLabel *placeholder;
  GtkLabel *hint;
  GtkDropDown *base_choice;
  GtkLabel *spending;
  GtkLabel *quota;
  GtkButton *action;
  GtkWidget *variants;
  GtkMenuButton *no_pictures; /* in place of the paper clip while the team sees no pictures */
  GtkLabel *why_no_pictures;
  GtkWidget *set_up;
  GtkMenuButton *model;
  GtkLabel *model_name;

  /* Owned */
  MqWorkspace *workspace;
  MqConversation *conversation;
  GtkTextBuffer *buffer; /* of the unsent message */
  GSignalGroup *workspace_signals;
  GSignalGroup *conversation_signals;
  GSignalGroup *version_signals;
  GSignalGroup *draft_signals;
  GSignalGroup *buffer_signals;
  GSignalGroup *attachment_signals;
  GBindingGroup *timeline_bindings;
  MqAttachments *attachments;
  GSettings *settings;
  DexFuture *asking;   /* how the team understands the text */
  char *understanding; /* hint for the user from that answer; NULL: none */
  GBinding *narrowing; /* of the model's name; borrowed */
  char *no_runs;       /* why nothing can be started today; NULL: it can */

  guint ask_source;
  guint base_source;
  guint n_coming;        /* pictures that are being added */
  guint n_waiting;       /* variants to send after the sign-in, the terms or the team; 0: none */
  gboolean showing_base; /* the choice is being set, not used */
  gboolean closed;       /* disposed; late answers are dropped */
};

G_DEFINE_FINAL_TYPE (MqComposer, mq_composer, ADW_TYPE_BIN)

static const struct
{
  const char *icon;
  const char *label;
  const char *style;
} actions[] = {
  [MQ_COMPOSER_SEND] = { "go-up-symbolic", N_ ("Send"), "suggested-action" },
  [MQ_COMPOSER_QUEUE] = { "go-up-symbolic", N_ ("Add to Queue"), "suggested-action" },
  [MQ_COMPOSER_STOP] = { "media-playback-stop-symbolic", N_ ("Stop"), "mq-stop" },
};

/* The choice of the model beside Send: the built-in sketcher, the models that were set up, and
 * setting up another one. It is the setting, the same in all sessions. */

static void
add_model (GMenu *menu, const char *name, const char *described)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);

  g_menu_item_set_action_and_target (item, "app.use-model", "s", described);
  g_menu_append_item (menu, item);
}

/* Made when the menu is opened, since Preferences may have added a model. */
static void
fill_models_cb (GtkMenuButton *button, gpointer data)
{
  MqComposer *self = data;
  g_auto (GStrv) models = mq_recent_models_list (self->settings);
  g_autofree char *used = mq_workspace_dup_model (self->workspace);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) known = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();

  add_model (known, _ ("Built-in Sketcher"), "");
  if (*used != '\0' && !g_strv_contains ((const char *const *)models, used))
    {
      g_autofree char *name = mq_recent_models_dup_name (used);

      add_model (known, name, used);
    }
  for (guint i = 0; models[i] != NULL; i++)
    {
      g_autofree char *name = mq_recent_models_dup_name (models[i]);

      add_model (known, name, models[i]);
    }

  g_menu_append (more, _ ("Set Up a Model…"), "app.set-up-model");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (known));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* The pictures of MqComposer: choosing, dropping and pasting them. */

static void update (MqComposer *self);

/* Rebuilds all chips, of which there are at most MQ_ATTACHMENTS_MAX; but when a picture has got
 * another role, its chip stays, as its menu has the focus. */
static void
on_attachments_changed (MqComposer *self, guint position, guint removed, guint added)
{
  guint n_items = self->attachments != NULL
                      ? g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items))
                      : 0;
  GtkWidget *chip;

  if (removed == 1 && added == 1)
    return;

  while ((chip = gtk_widget_get_first_child (GTK_WIDGET (self->chips))) != NULL)
    adw_wrap_box_remove (self->chips, chip);
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (MqAttachment) item
          = g_list_model_get_item (G_LIST_MODEL (self->attachments->items), i);

      adw_wrap_box_append (self->chips, mq_picture_chip_new (self->attachments, item));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->chips), n_items > 0);
  update (self);
}

/* @attachments: (nullable): the pictures of the unsent message that is shown; %NULL: none */
static void
show_attachments (MqComposer *self, MqAttachments *attachments)
{
  if (!g_set_object (&self->attachments, attachments))
    return;

  g_signal_group_set_target (self->attachment_signals,
                             attachments != NULL ? attachments->items : NULL);
  on_attachments_changed (self, 0, 0, 0);
}

static void refuse (MqComposer *self, const char *sentence);
static void send_waiting (MqComposer *self);

static DexFuture *
added_cb (DexFuture *future, gpointer data)
{
  MqComposer *self = data;
  g_autoptr (GError) error = NULL;

  self->n_coming--;
  if (dex_future_get_value (future, &error) == NULL && !self->closed)
    refuse (self, error->message);
  if (!self->closed && self->conversation != NULL && self->workspace != NULL)
    send_waiting (self);
  return NULL;
}

/* Reports the error of @added, an addition in progress. Takes ownership of @added. */
static void
watch (MqComposer *self, DexFuture *added)
{
  self->n_coming++;
  dex_future_disown (dex_future_finally (added, added_cb, g_object_ref (self), g_object_unref));
}

/* Adds pictures until the message has no room: one that is refused takes none. Rejects with a line
 * for each that was refused. */
static DexFuture *
attach_files_fiber (MqAttachments *attachments, GListModel *files)
{
  GListModel *items = G_LIST_MODEL (attachments->items);
  guint n = g_list_model_get_n_items (files);
  guint n_refused = 0;
  guint i;
  g_autoptr (GString) lines = g_string_new (NULL);

  /* A single one is named when there is no room. */
  for (i = 0; i < n && (n == 1 || g_list_model_get_n_items (items) < MQ_ATTACHMENTS_MAX); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autoptr (MqAttachment) attachment = NULL;
      g_autoptr (GError) error = NULL;

      if (g_file_peek_path (file) != NULL)
        attachment = dex_await_object (mq_attachments_add_file (attachments, file), &error);
      else
        {
          g_autofree char *name = g_file_get_parse_name (file);

          /* Translators: %s is an address. */
          mq_fail (&error, MQ_ERROR_BAD_INPUT,
                   _ ("“%s” is not a file on this computer. Save it first."), name);
        }

      if (attachment != NULL || n_refused++ >= MAX_REFUSED)
        continue;
      /* Advice is for a single one. */
      if (n > 1)
        *strchrnul (error->message, '\n') = '\0';
      g_string_append_printf (lines, "%s%s", lines->len > 0 ? "\n" : "", error->message);
    }

  if (n_refused > MAX_REFUSED)
    {
      g_string_append_c (lines, '\n');
      /* Translators: below a list of files: so many more cannot be used */
      g_string_append_printf (
          lines, ngettext ("%u more was refused", "%u more were refused", n_refused - MAX_REFUSED),
          n_refused - MAX_REFUSED);
    }
  if (i < n)
    {
      if (lines->len > 0)
        g_string_append_c (lines, '\n');
      /* Translators: how many pictures, and how many a message takes */
      g_string_append_printf (lines,
                              ngettext ("%u picture was left out: a message can have at most %d",
                                        "%u pictures were left out: a message can have at most %d",
                                        n - i),
                              n - i, MQ_ATTACHMENTS_MAX);
    }

  return lines->len == 0 ? dex_future_new_true ()
                         : dex_future_new_reject (MQ_ERROR, MQ_ERROR_BAD_INPUT, "%s", lines->str);
}

/* Opens the requirements of the unsent message. */
static MqRequirementsDialog *
open_requirements (MqComposer *self)
{
  MqRequirementsDialog *dialog
      = mq_requirements_dialog_new (mq_unsent_message_get (self->conversation));

  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  return dialog;
}

static void
on_requirements (MqComposer *self)
{
  if (self->conversation != NULL)
    open_requirements (self);
}

static void
show_requirements (MqComposer *self)
{
  guint n = self->conversation != NULL ? mq_json_length (mq_unsent_message_get_requirements (
                                             mq_unsent_message_get (self->conversation)))
                                       : 0;
  g_autofree char *label = g_strdup_printf (ngettext ("%u requirement", "%u requirements", n), n);

  gtk_button_set_label (self->requirements, n > 0 ? label : "");
}

/**
 * mq_composer_attach_files:
 * @all: (element-type GFile): pictures on this computer, of which the first that can be used are
 *   taken; one toast names those that cannot, and says how many are left out. A table is shown as
 *   requirements; a 3D model begins a session of its own
 */
void
mq_composer_attach_files (MqComposer *self, GListModel *all)
{
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  MqRequirementsDialog *dialog = NULL;

  if (self->attachments == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (all, i);

      if (mq_taken_model_can_read (g_file_peek_path (file)))
        {
          gtk_widget_activate_action (GTK_WIDGET (self), "win.open-model-file", "s",
                                      g_file_peek_path (file));
          continue;
        }
      if (!mq_requirements_dialog_can_load (file))
        {
          g_list_store_append (files, file);
          continue;
        }
      dialog = dialog != NULL ? dialog : open_requirements (self);
      mq_requirements_dialog_load (dialog, file);
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (files)) > 0)
    watch (self, mq_fiber_spawn_with (NULL, 0, attach_files_fiber,
                                      (MQ_TYPE_ATTACHMENTS, self->attachments),
                                      (G_TYPE_LIST_MODEL, G_LIST_MODEL (files))));
}

static DexFuture *
encode_fiber (gpointer texture)
{
  return dex_future_new_take_boxed (G_TYPE_BYTES, gdk_texture_save_to_png_bytes (texture));
}

static DexFuture *
attach_fiber (MqAttachments *attachments, GdkTexture *texture, const char *name, MqPictureRole role)
{
  g_autoptr (GBytes) bytes
      = dex_await_boxed (mq_fiber_spawn (dex_thread_pool_scheduler_get_default (), 0, encode_fiber,
                                         g_object_ref (texture), g_object_unref),
                         NULL);

  return mq_attachments_add_bytes (attachments, name, bytes, role);
}

/* @name: of the picture, used by its thumbnail and its Remove button */
static void
attach_texture (MqComposer *self, GdkTexture *texture, const char *name, MqPictureRole role)
{
  if (self->attachments == NULL)
    return;
  if ((gint64)gdk_texture_get_width (texture) * gdk_texture_get_height (texture)
      > MQ_ATTACHMENT_MAX_PIXELS)
    {
      refuse (self, _ ("The pasted picture is too large: at most 40 megapixels are allowed."));
      return;
    }
  watch (self, mq_fiber_spawn_with (NULL, 0, attach_fiber, (MQ_TYPE_ATTACHMENTS, self->attachments),
                                    (GDK_TYPE_TEXTURE, texture), (G_TYPE_STRING, name),
                                    (G_TYPE_UINT, role)));
}

/**
 * mq_composer_attach_texture:
 * @texture: a picture that has no file
 */
void
mq_composer_attach_texture (MqComposer *self, GdkTexture *texture)
{
  attach_texture (self, texture, _ ("Pasted picture"), MQ_PICTURE_ROLE_NONE);
}

static void
files_chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqComposer) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source),
                                                                       result, &error);

  if (files == NULL)
    {
      if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) && !self->closed)
        refuse (self, error->message);
      return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      mq_file_dialog_remember (GTK_FILE_DIALOG (source), file);
    }
  mq_composer_attach_files (self, files);
}

/* Opens a file dialog to add pictures; says so where the team sees none. */
void
mq_composer_choose_files (MqComposer *self)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  g_autoptr (GtkFileDialog) dialog = mq_file_dialog_new (_ ("Attach Pictures"), _ ("_Attach"),
                                                         MQ_FOLDER_PICTURES, filter);

  if (gtk_widget_get_visible (GTK_WIDGET (self->no_pictures)))
    {
      gtk_menu_button_popup (self->no_pictures);
      return;
    }

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_filter_add_mime_type (filter, "application/pdf");
  gtk_file_filter_add_suffix (filter, "dxf");
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 files_chosen_cb, g_object_ref (self));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqComposer) self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (self->closed)
    return;
  if (value == NULL)
    {
      refuse (self, error->message);
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      mq_composer_attach_texture (self, g_value_get_object (value));
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
      g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

      for (GSList *l = files; l != NULL; l = l->next)
        g_list_store_append (list, l->data);
      mq_composer_attach_files (self, G_LIST_MODEL (list));
    }
}

static char *
dup_text (MqComposer *self)
{
  return mq_unsent_message_dup_text (mq_unsent_message_get (self->conversation));
}

/* Finds the one remaining problem that keeps the workspace from being ready. */
static MqComposerDoor
find_door (MqWorkspace *workspace)
{
  g_autoptr (MqProblem) worst = g_list_model_get_item (mq_workspace_get_problems (workspace), 0);

  if (worst == NULL)
    return MQ_COMPOSER_OPEN;

  switch (worst->kind)
    {
    case MQ_PROBLEM_SIGN_IN:
      return MQ_COMPOSER_SIGN_IN;
    case MQ_PROBLEM_SIGNING_IN:
      return MQ_COMPOSER_SIGNING_IN;
    case MQ_PROBLEM_TERMS:
      return MQ_COMPOSER_TERMS;
    default:
      return MQ_COMPOSER_OPEN;
    }
}

static MqComposerRules
get_rules (MqComposer *self, const char *text)
{
  MqComposerInput input = {
    .state = mq_conversation_get_state (self->conversation),
    .has_versions = g_list_model_get_n_items (mq_conversation_get_versions (self->conversation))
                    > 0,
    .can_see = mq_workspace_can_see (self->workspace) || mq_workspace_awaits_team (self->workspace),
    .has_model = mq_workspace_has_model (self->workspace),
    .ready = mq_workspace_is_ready (self->workspace),
    .opening = mq_workspace_is_opening (self->workspace),
    .door = find_door (self->workspace),
    .no_runs = self->no_runs,
    .text = text,
    .n_pictures = g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)),
    .is_drawn = mq_target_list_is_drawn (
        mq_unsent_message_get_targets (mq_unsent_message_get (self->conversation))),
  };

  return mq_composer_rules (&input);
}

/* Shows the hint of the rules first, then how the team understands the text. */
static void
show_hints (MqComposer *self, const char *rule)
{
  g_autofree char *both = NULL;
  const char *hint = rule != NULL ? rule : self->understanding;

  if (rule != NULL && self->understanding != NULL)
    hint = both = g_strconcat (rule, "\n", self->understanding, NULL);
  if (hint == NULL)
    hint = "";
  if (g_str_equal (gtk_label_get_text (self->hint), hint))
    return;
  gtk_label_set_text (self->hint, hint);
  if (*hint != '\0')
    mq_announce (GTK_ACCESSIBLE (self), hint, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_LOW);
}

/* Which version a change goes to. While a run works, it goes to what comes of that. */
static void
show_base (gpointer data)
{
  MqComposer *self = data;
  GListModel *versions = gtk_drop_down_get_model (self->base_choice);

  self->base_source = 0;
  mq_target_chips_set_version (self->targets,
                               mq_conversation_get_current_version (self->conversation));
  self->showing_base = TRUE;
  mq_version_choice_select (self->base_choice,
                            mq_conversation_get_current_version (self->conversation));
  self->showing_base = FALSE;
  gtk_widget_set_visible (
      GTK_WIDGET (self->base_choice),
      g_list_model_get_n_items (versions) > 1
          && !mq_conversation_state_is_busy (mq_conversation_get_state (self->conversation)));
}

static void
on_base_chosen (MqComposer *self)
{
  MqVersion *version = gtk_drop_down_get_selected_item (self->base_choice);
  g_autofree char *said = NULL;

  if (version == NULL)
    return;

  said = g_strdup_printf (_ ("Changing version %u"), mq_version_get_number (version));
  mq_accessible_names_set (self->base_choice, said);
  if (!self->showing_base && self->conversation != NULL)
    mq_conversation_set_current_version (self->conversation, version);
}

/* Shows how many runs the account has left today at a shared service. */
static void
show_quota (MqComposer *self)
{
  MqServiceAccount *account = mq_workspace_get_account (self->workspace);
  g_autofree char *text = mq_service_account_dup_quota (account);
  g_autofree char *reset = mq_service_account_dup_reset (account);
  g_autofree char *tip = NULL;

  g_clear_pointer (&self->no_runs, g_free);
  if (mq_service_account_get_runs_left (account) == 0)
    /* Translators: %s is a time of the day, such as 01:00 */
    self->no_runs = reset != NULL
                        ? g_strdup_printf (_ ("Today’s runs are used up. You get new ones at %s."),
                                           reset)
                        : g_strdup (_ ("Today’s runs are used up."));
  gtk_label_set_text (self->quota, text != NULL ? text : "");
  if (text == NULL)
    return;

  /* Translators: %s is a time of the day, such as 01:00 */
  tip = g_strdup_printf (_ ("A new object uses a run, and so does continuing an older one. Further "
                            "changes are free. You get new runs at %s."),
                         reset != NULL ? reset : "00:00 UTC");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->quota), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->quota), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tip, -1);
}

/* Updates button, placeholder and hints to what MqComposerRules allow now. */
static void
update (MqComposer *self)
{
  g_autofree char *text = NULL;
  g_autofree char *used = NULL;
  g_autofree char *model = NULL;
  g_autofree char *model_label = NULL;
  MqComposerRules rules;
  gint64 left;
  gboolean is_enough;

  if (self->workspace == NULL || self->conversation == NULL || self->attachments == NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->action), FALSE);
      return;
    }

  show_quota (self);
  text = dup_text (self);
  rules = get_rules (self, text);

  gtk_label_set_text (self->placeholder, rules.placeholder);
  /* Transparent rather than hidden, so that the layout stays when the user types the first
   * letter. */
  gtk_widget_set_opacity (GTK_WIDGET (self->placeholder), *text == '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER, rules.placeholder, -1);
  show_hints (self, rules.hint);
  gtk_widget_set_visible (self->set_up, rules.needs_model);

  /* Says at the paper clip that the team sees no pictures, before one is chosen. */
  gtk_label_set_label (self->why_no_pictures, mq_workspace_has_model (self->workspace)
                                                  ? _ ("This model does not support pictures.")
                                                  : _ ("The built-in sketcher does not support "
                                                       "pictures."));
  gtk_widget_set_visible (GTK_WIDGET (self->no_pictures),
                          mq_workspace_knows_team (self->workspace)
                              && !mq_workspace_can_see (self->workspace));

  used = mq_workspace_dup_model (self->workspace);
  model = *used != '\0' ? mq_recent_models_dup_name (used) : g_strdup (_ ("Built-in Sketcher"));
  /* Translators: for a screen reader; %s is the name of a language model */
  model_label = g_strdup_printf (_ ("Model: %s"), model);
  /* A service elsewhere has a team of its own. */
  gtk_widget_set_visible (
      GTK_WIDGET (self->model),
      mq_config_get_string (mq_workspace_get_config (self->workspace), MQ_CONFIG_SERVER_URL)
          == NULL);
  gtk_label_set_label (self->model_name, model);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->model), model_label);
  mq_accessible_names_set (self->model, model_label);

  /* Not at once: the drop-down may hear of a new version later than the conversation, and GTK 4.18
   * crashes when an item is selected of which it has not heard. */
  if (self->base_source == 0)
    self->base_source = g_idle_add_once (show_base, self);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->action), actions[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (self->action), actions[rules.action].style);
  gtk_button_set_icon_name (self->action, actions[rules.action].icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->action), !rules.sensitive && rules.hint != NULL
                                                              ? rules.hint
                                                              : _ (actions[rules.action].label));
  mq_accessible_names_set (self->action, _ (actions[rules.action].label));
  gtk_widget_set_sensitive (GTK_WIDGET (self->action), rules.sensitive);

  left = mq_service_account_get_runs_left (mq_workspace_get_account (self->workspace));
  is_enough = left < 0 || left >= VARIANTS;
  /* While a run works, it does what is said next; variants are made when it is over. */
  gtk_widget_set_visible (self->variants, rules.action == MQ_COMPOSER_SEND);
  gtk_widget_set_sensitive (self->variants, rules.sensitive && is_enough);
  gtk_widget_set_tooltip_text (self->variants, is_enough ? _ ("Four Variants")
                                                         : _ ("Four variants take four runs"));

  send_waiting (self);
}

static void
forget_understanding (MqComposer *self)
{
  g_clear_handle_id (&self->ask_source, g_source_remove);
  dex_clear (&self->asking);
  g_clear_pointer (&self->understanding, g_free);
}

static DexFuture *
understood_cb (DexFuture *future, gpointer data)
{
  MqComposer *self = data;
  const GValue *value = dex_future_get_value (future, NULL);
  JsonObject *answer = value != NULL ? g_value_get_boxed (value) : NULL;

  /* The preview is only a hint: an error is not reported. */
  if (self->closed || answer == NULL)
    return NULL;
  g_clear_pointer (&self->understanding, g_free);
  if (!json_object_get_boolean_member_with_default (answer, "known", TRUE))
    {
      const char *text = mq_json_get_string (answer, "text", "");
      g_auto (GStrv) nearest = mq_json_to_strings (mq_json_get_array (answer, "nearest"));
      g_autofree char *joined = g_strjoinv (", ", nearest);

      /* "The built-in sketcher does not know “chiar”. Nearest: chair, car." */
      /* Translators: a sentence about unknown words, and names of similar kinds in English. */
      self->understanding = *joined == '\0' ? g_strdup (text)
                                            : g_strdup_printf (_ ("%s Nearest: %s."), text, joined);
    }
  update (self);
  return NULL;
}

static void
ask_now (gpointer data)
{
  MqComposer *self = data;
  g_autofree char *text = g_strstrip (dup_text (self));

  self->ask_source = 0;
  dex_clear (&self->asking);
  self->asking = dex_future_finally (mq_workspace_preview_message (self->workspace, text),
                                     understood_cb, g_object_ref (self), g_object_unref);
}

static void
on_text_changed (MqComposer *self)
{
  g_autofree char *text = NULL;

  if (self->conversation == NULL || self->workspace == NULL)
    return;

  /* The team is asked how it understands the first message, when the user pauses typing. */
  text = dup_text (self);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  if (mq_conversation_get_state (self->conversation) != MQ_CONVERSATION_NEW
      || strspn (text, " \t\r\n") == strlen (text))
    forget_understanding (self);
  else
    self->ask_source = g_timeout_add_once (ASK_DELAY, ask_now, self);
  update (self);
}

/* Whether the message has pictures, and it is not known yet whether the team sees any. */
static gboolean
waits_for_team (MqComposer *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->attachments->items)) > 0
         && mq_workspace_awaits_team (self->workspace);
}

static void
send (MqComposer *self, guint variants)
{
  MqComposerDoor door = find_door (self->workspace);

  if (door == MQ_COMPOSER_SIGN_IN || door == MQ_COMPOSER_TERMS)
    {
      self->n_waiting = variants;
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-account", NULL);
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "win.use-drawing", NULL);
  if (waits_for_team (self) || self->n_coming > 0)
    {
      self->n_waiting = variants;
      return;
    }

  self->n_waiting = 0;
  mq_unsent_message_send (mq_unsent_message_get (self->conversation), variants,
                          mq_workspace_can_see (self->workspace)
                              || !mq_workspace_knows_team (self->workspace));
  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.go-to-end", NULL);
}

/* Sends what waited for the sign-in, the terms or the team, unless the user gave that up. */
static void
send_waiting (MqComposer *self)
{
  MqComposerDoor door = find_door (self->workspace);
  guint n = self->n_waiting;
  g_autofree char *text = NULL;

  if (n == 0 || door == MQ_COMPOSER_SIGNING_IN || door == MQ_COMPOSER_TERMS || waits_for_team (self)
      || self->n_coming > 0)
    return;

  self->n_waiting = 0;
  text = dup_text (self);
  if (door == MQ_COMPOSER_OPEN && get_rules (self, text).sensitive)
    send (self, n);
}

static void
on_variants (MqComposer *self)
{
  if (gtk_widget_get_visible (self->variants) && gtk_widget_get_sensitive (self->variants))
    send (self, VARIANTS);
  else
    gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
on_action (MqComposer *self)
{
  g_autofree char *text = NULL;
  MqComposerRules rules;

  if (self->conversation == NULL || self->workspace == NULL)
    return;
  text = dup_text (self);
  rules = get_rules (self, text);
  if (!rules.sensitive)
    return;
  if (rules.action == MQ_COMPOSER_STOP)
    dex_future_disown (mq_conversation_stop (self->conversation));
  else
    send (self, 1);
}

/* Reads pictures or files of the clipboard in place of text. */
static void
on_paste (MqComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  GType type;

  /* File managers offer the names as text beside the files; office programs offer a picture of the
   * text. */
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE)
           && !gdk_content_formats_contain_mime_type (formats, "text/plain")
           && !gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8"))
    type = GDK_TYPE_TEXTURE;
  else
    return;

  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb,
                                  g_object_ref (self));
  g_signal_stop_emission_by_name (self->text_view, "paste-clipboard");
}

static gboolean
on_key (MqComposer *self, guint keyval, guint keycode, GdkModifierType modifiers,
        GtkEventControllerKey *controller)
{
  gboolean control = (modifiers & GDK_CONTROL_MASK) != 0;
  gboolean shift = (modifiers & GDK_SHIFT_MASK) != 0;
  g_autofree char *text = NULL;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if ((modifiers & (GDK_ALT_MASK | GDK_SUPER_MASK)) || (shift && !control))
    return GDK_EVENT_PROPAGATE;
  if (!control && !g_settings_get_boolean (self->settings, "enter-sends"))
    return GDK_EVENT_PROPAGATE;
  /* An input method may use Enter to commit a word. */
  if (gtk_text_view_im_context_filter_keypress (
          self->text_view,
          gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller))))
    return GDK_EVENT_STOP;

  if (shift)
    {
      on_variants (self);
      return GDK_EVENT_STOP;
    }
  if (self->conversation == NULL || self->workspace == NULL)
    return GDK_EVENT_STOP;

  /* An empty Enter does not stop the run, so pressing it twice is harmless. */
  text = dup_text (self);
  if (get_rules (self, text).action == MQ_COMPOSER_STOP)
    gtk_widget_error_bell (GTK_WIDGET (self));
  else
    on_action (self);
  return GDK_EVENT_STOP;
}

static void
close_no_pictures (MqComposer *self)
{
  gtk_menu_button_popdown (self->no_pictures);
}

/* Derives the height limits from the font, which is known when the widget is mapped. A narrow
 * window has room for the icon of the model only. */
static void
on_map (MqComposer *self)
{
  GObject *window = G_OBJECT (gtk_widget_get_root (GTK_WIDGET (self)));
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->text_view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  int margins = gtk_text_view_get_top_margin (self->text_view)
                + gtk_text_view_get_bottom_margin (self->text_view);

  if (self->narrowing == NULL
      && g_object_class_find_property (G_OBJECT_GET_CLASS (window), "narrow") != NULL)
    self->narrowing = g_object_bind_property (window, "narrow", self->model_name, "visible",
                                              G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  gtk_scrolled_window_set_min_content_height (self->scroller, line + margins);
  gtk_scrolled_window_set_max_content_height (self->scroller, MAX_LINES * line + margins);
  pango_font_metrics_unref (metrics);
}

static void
on_attachments_replaced (MqComposer *self, MqUnsentMessage *draft)
{
  show_attachments (self, mq_unsent_message_get_attachments (draft));
}

static gboolean
mq_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (MQ_COMPOSER (widget)->text_view));
}

static void
mq_composer_dispose (GObject *object)
{
  MqComposer *self = MQ_COMPOSER (object);

  self->closed = TRUE;
  g_clear_handle_id (&self->base_source, g_source_remove);
  forget_understanding (self);
  g_clear_object (&self->attachments);
  g_clear_object (&self->workspace_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->version_signals);
  g_clear_object (&self->draft_signals);
  g_clear_object (&self->buffer_signals);
  g_clear_object (&self->attachment_signals);
  g_clear_object (&self->buffer);
  g_clear_object (&self->timeline_bindings);
  g_clear_object (&self->conversation);
  g_clear_object (&self->workspace);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->no_runs, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), MQ_TYPE_COMPOSER);

  G_OBJECT_CLASS (mq_composer_parent_class)->dispose (object);
}

static void
mq_composer_class_init (MqComposerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_composer_dispose;
  widget_class->grab_focus = mq_composer_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, MqComposer, chips);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, targets);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, requirements);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, words);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, text_view);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, placeholder);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, hint);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, base_choice);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, spending);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, quota);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, action);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, variants);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, no_pictures);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, why_no_pictures);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, set_up);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, model);
  gtk_widget_class_bind_template_child (widget_class, MqComposer, model_name);
  gtk_widget_class_bind_template_callback (widget_class, on_paste);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_base_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_action);
  gtk_widget_class_bind_template_callback (widget_class, on_variants);
  gtk_widget_class_bind_template_callback (widget_class, on_requirements);
  gtk_widget_class_bind_template_callback (widget_class, close_no_pictures);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
}

static void
mq_composer_init (MqComposer *self)
{
  self->settings = g_settings_new (MQ_APP_ID);
  self->workspace_signals = g_signal_group_new (MQ_TYPE_WORKSPACE);
  g_signal_group_connect_swapped (self->workspace_signals, "notify", G_CALLBACK (update), self);
  self->conversation_signals = g_signal_group_new (MQ_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::state", G_CALLBACK (update),
                                  self);
  g_signal_group_connect_swapped (self->conversation_signals, "notify::current-version",
                                  G_CALLBACK (update), self);
  self->version_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->version_signals, "items-changed", G_CALLBACK (update),
                                  self);
  self->draft_signals = g_signal_group_new (MQ_TYPE_UNSENT_MESSAGE);
  g_signal_group_connect_swapped (self->draft_signals, "attachments-replaced",
                                  G_CALLBACK (on_attachments_replaced), self);
  g_signal_group_connect_swapped (self->draft_signals, "requirements-changed",
                                  G_CALLBACK (show_requirements), self);
  self->buffer_signals = g_signal_group_new (GTK_TYPE_TEXT_BUFFER);
  g_signal_group_connect_swapped (self->buffer_signals, "changed", G_CALLBACK (on_text_changed),
                                  self);
  self->attachment_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->attachment_signals, "items-changed",
                                  G_CALLBACK (on_attachments_changed), self);

  g_type_ensure (MQ_TYPE_TARGET_CHIPS);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->model, fill_models_cb, self, NULL);
  mq_version_choice_set_up (self->base_choice);
  self->timeline_bindings = g_binding_group_new ();
  g_binding_group_bind (self->timeline_bindings, "spending", self->spending, "label",
                        G_BINDING_SYNC_CREATE);
  gtk_overlay_set_measure_overlay (self->words, GTK_WIDGET (self->placeholder), TRUE);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}

/* Tells the user why a picture, or what is pointed at, was not accepted. */
static void
refuse (MqComposer *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-toast", "s", sentence);
}

/**
 * mq_composer_set_workspace:
 * @self: a composer
 * @workspace: knows whether the team is ready and what it supports
 */
void
mq_composer_set_workspace (MqComposer *self, MqWorkspace *workspace)
{
  g_set_object (&self->workspace, workspace);
  g_signal_group_set_target (self->workspace_signals, workspace);
  update (self);
}

/**
 * mq_composer_set_conversation:
 * @self: a composer
 * @conversation: (nullable): the conversation whose unsent message is shown
 */
void
mq_composer_set_conversation (MqComposer *self, MqConversation *conversation)
{
  MqUnsentMessage *draft;
  GtkTextBuffer *buffer;

  if (self->conversation == conversation)
    return;

  forget_understanding (self);
  self->n_waiting = 0;
  draft = conversation != NULL ? mq_unsent_message_get (conversation) : NULL;
  buffer = draft != NULL ? mq_unsent_message_get_buffer (draft) : NULL;
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->buffer, buffer);
  gtk_text_view_set_buffer (self->text_view, self->buffer);
  g_signal_group_set_target (self->buffer_signals, self->buffer);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (self->draft_signals, draft);
  mq_target_chips_set_message (self->targets, draft);
  show_requirements (self);
  g_clear_handle_id (&self->base_source, g_source_remove);
  self->showing_base = TRUE;
  gtk_drop_down_set_model (
      self->base_choice, conversation != NULL ? mq_conversation_get_versions (conversation) : NULL);
  self->showing_base = FALSE;
  g_signal_group_set_target (self->version_signals,
                             conversation != NULL ? mq_conversation_get_versions (conversation)
                                                  : NULL);
  g_binding_group_set_source (self->timeline_bindings,
                              conversation != NULL ? mq_conversation_get_timeline (conversation)
                                                   : NULL);
  show_attachments (self, draft != NULL ? mq_unsent_message_get_attachments (draft) : NULL);
  update (self);
}

/**
 * mq_composer_write:
 * @text: replaces the text of the composer, for the user to send; can be undone
 */
void
mq_composer_write (MqComposer *self, const char *text)
{
  GtkTextIter start, end;

  /* set_text() could not be undone. */
  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

/**
 * mq_composer_change:
 * @self: a composer
 * @targets: what the message is to be about, beside what it is about
 * @words: put where the cursor is
 * @drawing: (nullable): a picture that was drawn on, which is attached if the team sees pictures
 */
void
mq_composer_change (MqComposer *self, JsonArray *targets, const char *words, GdkTexture *drawing)
{
  MqUnsentMessage *message = mq_unsent_message_get (self->conversation);
  gboolean is_cut;
  g_autoptr (JsonArray) all = mq_selection_merge (mq_unsent_message_get_targets (message), targets,
                                                  &is_cut);

  mq_unsent_message_set_targets (message, all);
  if (is_cut)
    {
      g_autofree char *refusal = g_strdup_printf (
          _ ("A message points at no more than %d things: the last are left out"), MQ_TARGETS_MAX);

      refuse (self, refusal);
    }
  if (drawing != NULL
      && (mq_workspace_can_see (self->workspace) || !mq_workspace_knows_team (self->workspace)))
    /* Translators: the name of a picture of the model that the user drew on. */
    attach_texture (self, drawing, _ ("Drawn on the model"), MQ_PICTURE_ROLE_MARKS);
  else if (drawing != NULL && json_array_get_length (targets) == 0)
    refuse (self, _ ("The drawing is left out: it touches no part, and the model in use cannot see "
                     "pictures"));
  gtk_text_buffer_insert_at_cursor (self->buffer, words, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->text_view));
}

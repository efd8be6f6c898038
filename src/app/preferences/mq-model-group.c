/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the language model, see mq-model-group.h. */
#include "app/preferences/mq-model-group.h"

#include "app/model/mq-recent-models.h"
#include "app/picture/mq-announce.h"
#include "app/picture/mq-closures.h"
#include "app/preferences/mq-model-trial-row.h"
#include "app/preferences/mq-roles-row.h"
#include "app/preferences/mq-setting-row.h"
#include "common/base/mq-application-id.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-signal.h"
#include "common/base/mq-text.h"
#include "common/http/mq-http.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"
#include "common/secrets/mq-secret.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define MAX_PROVIDERS 100
#define MAX_NAMES 1000
#define NONE 0 /* the row before the names of the models: a combo row always has a selected one */
#define MAX_ANSWER 2000 /* bytes */

/* Written together: provider, address, model. */
static const char *const paths[] = { "model.provider", "model.base_url", "model.default" };

struct _MqModelGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  AdwComboRow *provider;
  GtkStringList *providers;
  GtkLinkButton *key_link;
  AdwEntryRow *address;
  AdwEntryRow *key;
  AdwActionRow *kept;
  AdwComboRow *choice;
  GtkStringList *names; /* NONE, the provider's models, and a last one for any other; or empty */
  AdwEntryRow *model;
  MqModelTrialRow *trial;
  MqRolesRow *roles;

  /* Owned */
  MqSettings *settings;
  GPtrArray *known;   /* of JsonObject: providers, in the order of the combo row */
  DexFuture *listing; /* the question for the provider's models */
  DexFuture *looking; /* the look-up in the keyring */
  DexFuture *storing;
  char *url;     /* the address that is typed, complete; "": none */
  char *problem; /* why the models could not be listed; NULL: nothing */
  char *shown;   /* the settings shown, or being written; NULL: none */
  gboolean has_key;
  gboolean is_showing;
  gboolean goes_on; /* address or key were applied: the list gets the focus when it is there */
};

G_DEFINE_FINAL_TYPE (MqModelGroup, mq_model_group, ADW_TYPE_PREFERENCES_GROUP)

static void
mq_model_group_dispose (GObject *object)
{
  MqModelGroup *self = MQ_MODEL_GROUP (object);

  dex_clear (&self->listing);
  dex_clear (&self->looking);
  dex_clear (&self->storing);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_MODEL_GROUP);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (mq_model_group_parent_class)->dispose (object);
}

/* Values of the rows. */

static JsonObject *
get_provider (MqModelGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->provider);

  return selected < self->known->len ? self->known->pdata[selected] : NULL;
}

static const char *
get_model (MqModelGroup *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->model));
}

static const char *
get_name (JsonObject *provider)
{
  return mq_json_get_string (provider, "name", "");
}

static gboolean
needs_key (JsonObject *provider)
{
  return mq_json_get_boolean (provider, "needs_key", FALSE);
}

/* Its default address; NULL: the user must enter one. */
static const char *
get_default_url (JsonObject *provider)
{
  const char *url = mq_json_get_string (provider, "base_url", "");

  return *url != '\0' ? url : NULL;
}

/* The address that is typed, complete; "": none. Valid until it is edited. */
static const char *
get_typed (MqModelGroup *self)
{
  g_autofree char *url
      = mq_http_complete_url (gtk_editable_get_text (GTK_EDITABLE (self->address)));

  g_set_str (&self->url, url);
  return self->url;
}

/* The address in use: the one typed, or the provider's default; NULL: none. */
static const char *
get_base_url (MqModelGroup *self)
{
  const char *typed = get_typed (self);

  return *typed != '\0' ? typed : get_default_url (get_provider (self));
}

static gboolean
is_address (MqModelGroup *self)
{
  const char *url = get_base_url (self);
  double number;

  return url != NULL && mq_config_key_read (MQ_CONFIG_MODEL_BASE_URL, url, TRUE, &number, NULL);
}

static gboolean
is_whole (MqModelGroup *self)
{
  return get_provider (self) != NULL && is_address (self) && *get_model (self) != '\0';
}

static gboolean
has_any_key (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  return self->has_key || (provider != NULL && mq_json_get_boolean (provider, "has_key", FALSE));
}

/* Whether the provider can be asked for its models. */
static gboolean
can_list (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  return provider != NULL && is_address (self) && (!needs_key (provider) || has_any_key (self));
}

/* How many models the provider has listed. */
static guint
count_names (MqModelGroup *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->names));

  return n > 0 ? n - 2 : 0;
}

/* The row after the names of the models. */
static gboolean
is_other (MqModelGroup *self)
{
  return adw_combo_row_get_selected (self->choice) == count_names (self) + 1;
}

static void
show_state (MqModelGroup *self)
{
  gboolean is_known = self->known->len > 0; /* the service has listed its providers */
  guint n_names = count_names (self);
  JsonObject *provider = get_provider (self);
  const char *page = mq_json_get_string (provider, "key_url", NULL);
  gboolean has_key = has_any_key (self);
  gboolean is_good = is_address (self);
  gboolean is_wrong = *get_typed (self) != '\0' && !is_good;
  gboolean is_untried
      = mq_model_trial_row_set_model (self->trial, mq_settings_get_workspace (self->settings),
                                      is_known ? get_name (provider) : NULL, get_base_url (self),
                                      is_whole (self) ? get_model (self) : NULL);
  const char *step = NULL; /* NULL: nothing is missing, and the model can be tried */

  gtk_widget_set_visible (GTK_WIDGET (self->model),
                          is_known
                              && (n_names > 0 ? is_other (self)
                                              : *get_model (self) != '\0'
                                                    || (can_list (self) && self->listing == NULL)));
  /* Local and custom servers have no fixed address. */
  gtk_widget_set_visible (GTK_WIDGET (self->address),
                          provider != NULL && (!needs_key (provider) || *get_typed (self) != '\0'));
  mq_setting_row_show_invalid (self->address, is_wrong);

  /* A custom server may need a key. */
  gtk_link_button_set_uri (self->key_link, page != NULL && !has_key ? page : "");
  gtk_widget_set_visible (
      GTK_WIDGET (self->key),
      provider != NULL && !has_key
          && (needs_key (provider) || g_str_equal (get_name (provider), "custom")));
  gtk_widget_set_visible (GTK_WIDGET (self->kept), provider != NULL && has_key);
  adw_action_row_set_subtitle (self->kept, self->has_key ? _ ("A key is kept in your keyring")
                                                         : _ ("A key comes from the environment"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->key), is_good);
  /* A model can be tried where the list of models fails, too. */
  mq_model_trial_row_offer_again (self->trial, self->problem != NULL && !is_whole (self));

  if (is_wrong)
    step = _ ("This is not an address, such as 127.0.0.1:8080.");
  else if (!is_good)
    step = _ ("Type the address of the server above.");
  else if (!can_list (self))
    step = _ ("Type your key above. Then the models are listed.");
  else if (self->listing != NULL)
    step = _ ("Asking for the models…");
  else if (*get_model (self) == '\0')
    step = n_names > 0 ? _ ("Choose a model above.") : _ ("Type the name of a model above.");

  if (self->listing != NULL)
    mq_model_trial_row_show (self->trial, MQ_MODEL_TRIAL_BUSY, step);
  else if (self->problem != NULL)
    mq_model_trial_row_show (self->trial, MQ_MODEL_TRIAL_ERROR, self->problem);
  else if (step != NULL)
    mq_model_trial_row_show (self->trial, is_wrong ? MQ_MODEL_TRIAL_ERROR : MQ_MODEL_TRIAL_NOTE,
                             step);
  else if (is_untried)
    mq_model_trial_row_show (self->trial, MQ_MODEL_TRIAL_NOTE,
                             _ ("Has the model make a small stool, to see what it can do"));
}

/* Without the button that applies what the user types. */
static void
set_address (MqModelGroup *self, const char *url)
{
  gboolean was_showing = self->is_showing;
  g_autofree char *copy = g_strdup (url);

  self->is_showing = TRUE;
  adw_entry_row_set_show_apply_button (self->address, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->address), copy);
  adw_entry_row_set_show_apply_button (self->address, TRUE);
  self->is_showing = was_showing;
}

/* The list of models. */

static void
forget_list (MqModelGroup *self)
{
  gboolean was_showing = self->is_showing;

  dex_clear (&self->listing);
  g_clear_pointer (&self->problem, g_free);
  self->is_showing = TRUE;
  gtk_string_list_splice (self->names, 0, g_list_model_get_n_items (G_LIST_MODEL (self->names)),
                          NULL);
  self->is_showing = was_showing;
}

static DexFuture *
listed (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  JsonObject *answer = value != NULL ? g_value_get_boxed (value) : NULL;
  gboolean goes_on = self->goes_on;

  self->goes_on = FALSE;
  dex_clear (&self->listing);
  if (answer == NULL)
    self->problem = g_strdup (error->message);
  else if (!mq_json_get_boolean (answer, "ok", FALSE))
    self->problem = mq_text_clean (mq_json_get_string (answer, "text", ""), MAX_ANSWER);
  else
    {
      JsonArray *models = mq_json_get_array (answer, "models");
      const char *base_url = mq_json_get_string (answer, "base_url", "");
      const char *model = get_model (self);
      guint n = MIN (mq_json_length (models), MAX_NAMES);
      guint position = NONE;

      self->is_showing = TRUE;
      if (n > 0)
        /* Translators: in place of the name of a language model, while none is chosen */
        gtk_string_list_append (self->names, _ ("Choose…"));
      for (guint i = 0; i < n; i++)
        if (mq_json_element_string (models, i) != NULL)
          gtk_string_list_append (self->names, mq_json_element_string (models, i));
      if (n > 0)
        /* Translators: the last row of a list of language models */
        gtk_string_list_append (self->names, _ ("Other Model…"));

      /* The last row is for a model that is not listed. */
      if (*model != '\0')
        position = count_names (self) + 1;
      for (guint i = NONE + 1; i <= count_names (self); i++)
        if (g_str_equal (gtk_string_list_get_string (self->names, i), model))
          position = i;
      adw_combo_row_set_selected (self->choice, position);
      self->is_showing = FALSE;
      if (*get_typed (self) != '\0' && *base_url != '\0')
        set_address (self, base_url);
    }

  show_state (self);
  if (goes_on && self->problem == NULL && *get_model (self) == '\0')
    gtk_widget_grab_focus (count_names (self) > 0 ? GTK_WIDGET (self->choice)
                                                  : GTK_WIDGET (self->model));
  return dex_future_new_true ();
}

static DexFuture *
looked_up (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  const GValue *value = dex_future_get_value (future, NULL);

  self->has_key = value != NULL && g_value_get_boolean (value);

  forget_list (self);
  if (can_list (self))
    self->listing = dex_future_finally (
        mq_workspace_list_models_of (mq_settings_get_workspace (self->settings),
                                     get_name (get_provider (self)), get_base_url (self)),
        listed, self, NULL);
  show_state (self);

  return dex_future_new_true ();
}

/* Looks for a key, and then for the models that the provider has. */
static void
look_up_key (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  dex_clear (&self->looking);
  forget_list (self);
  self->has_key = FALSE;
  if (provider != NULL && is_address (self))
    self->looking = dex_future_finally (mq_keyring_has (get_name (provider), get_base_url (self)),
                                        looked_up, self, NULL);
  show_state (self);
}

/* The key: stores it in the keyring, or removes it. */

static DexFuture *
sent (DexFuture *future, gpointer data)
{
  look_up_key (data);
  return dex_future_new_true ();
}

/* Sends the keys to the service again, and then asks for the models. */
static void
renew (MqModelGroup *self)
{
  g_signal_emit_by_name (self, "renewed");
  self->looking = dex_future_finally (
      mq_workspace_send_keys (mq_settings_get_workspace (self->settings)), sent, self, NULL);
}

static void
show_problem (MqModelGroup *self, const char *text)
{
  mq_model_trial_row_show (self->trial, MQ_MODEL_TRIAL_ERROR, text);
  mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The keyring may ask for its password first, and the rows may have changed when it is done. */
static DexFuture *
store_fiber (MqModelGroup *self, const char *provider, const char *base_url, const char *key,
             DexFuture *dropped)
{
  g_autoptr (GError) error = NULL;
  gboolean good = dex_await (mq_fiber_unless (dropped, mq_keyring_store (provider, base_url, key)),
                             &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    {
      mq_keyring_keep (provider, base_url, key);
      gtk_widget_activate_action (GTK_WIDGET (self), "preferences.show-keyring-banner", "s",
                                  error->message);
      good = TRUE;
    }

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->key)), key))
    gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  if (good)
    renew (self);
  else
    show_problem (self, error->message);
  return dex_future_new_true ();
}

static void
key_applied_cb (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);
  const char *key = gtk_editable_get_text (GTK_EDITABLE (self->key));
  g_autoptr (GError) error = NULL;

  if (provider == NULL || *key == '\0')
    return;

  if (!mq_secret_check_key (key, &error))
    {
      show_problem (self, error->message);
      return;
    }

  self->goes_on = TRUE;
  dex_clear (&self->storing);
  self->storing = mq_fiber_spawn_droppable_with (
      FIBER_STACK, store_fiber, (MQ_TYPE_MODEL_GROUP, self), (G_TYPE_STRING, get_name (provider)),
      (G_TYPE_STRING, get_base_url (self)), (G_TYPE_STRING, key));
}

static DexFuture *
removed (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  g_autoptr (GError) error = NULL;
  GtkRoot *root;
  GtkWidget *focus;
  gboolean had_focus;

  if (dex_future_get_value (future, &error) == NULL
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    show_problem (self, error->message);

  root = gtk_widget_get_root (GTK_WIDGET (self->kept));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  had_focus = focus != NULL
              && (focus == GTK_WIDGET (self->kept)
                  || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->kept)));
  look_up_key (self);
  renew (self);
  /* Only if the focus is still there. */
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->key));
  return dex_future_new_true ();
}

static void
remove_cb (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  if (provider == NULL)
    return;

  /* Until the service reports another key. */
  json_object_set_boolean_member (provider, "has_key", FALSE);
  mq_keyring_keep (get_name (provider), get_base_url (self), NULL);
  dex_clear (&self->storing);
  self->storing = dex_future_finally (mq_keyring_clear (get_name (provider), get_base_url (self)),
                                      removed, self, NULL);
}

/* Writing. */

gboolean
mq_model_group_apply (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);
  const char *typed = get_typed (self);
  g_autofree char *reference = NULL;
  g_autoptr (GSettings) window = g_settings_new (MQ_APP_ID);
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *used = mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER);
  const char *base_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);

  if (!is_whole (self))
    {
      gpointer rows[] = { self->address, self->key, self->choice, self->model, self->provider };
      gboolean is_missing[] = { !is_address (self), !can_list (self), TRUE, TRUE, TRUE };
      gsize i = 0;

      /* Never a hidden row, from which the keyboard could not leave. Nothing is missing before the
       * service has listed its providers: all rows are hidden. */
      while (i < G_N_ELEMENTS (rows) && !(is_missing[i] && gtk_widget_get_visible (rows[i])))
        i++;
      if (i < G_N_ELEMENTS (rows))
        gtk_widget_grab_focus (rows[i]);
      return FALSE;
    }

  /* With the provider's name, as a model's own name may look like another provider's prefix. */
  reference = g_strconcat (get_name (provider), ":", get_model (self), NULL);
  mq_settings_set (self->settings, MQ_CONFIG_MODEL_PROVIDER, get_name (provider));
  /* The service reports the address in the settings as the default of the provider in use, so an
   * unchanged address is only reset when the provider changes. */
  if (g_strcmp0 (typed, get_default_url (provider)) != 0)
    mq_settings_set (self->settings, MQ_CONFIG_MODEL_BASE_URL,
                     base_url = *typed != '\0' ? typed : NULL);
  else if (g_strcmp0 (get_name (provider), used) != 0)
    mq_settings_set (self->settings, MQ_CONFIG_MODEL_BASE_URL, base_url = NULL);
  mq_settings_set (self->settings, MQ_CONFIG_MODEL_DEFAULT, reference);
  g_free (self->shown);
  self->shown = mq_recent_models_describe (reference, base_url);
  mq_recent_models_add (window, self->shown);
  return TRUE;
}

static void
apply_cb (MqModelGroup *self)
{
  mq_model_group_apply (self);
}

static void
address_applied_cb (MqModelGroup *self)
{
  if (!is_address (self))
    return;

  self->goes_on = TRUE;
  set_address (self, get_typed (self));
  look_up_key (self);
  if (is_whole (self))
    mq_model_group_apply (self);
}

/* Asks for nothing while an address is being typed. */
static void
address_edited_cb (MqModelGroup *self)
{
  if (self->is_showing || self->settings == NULL)
    return;

  dex_clear (&self->looking);
  forget_list (self);
  self->has_key = FALSE;
  show_state (self);
}

static void
model_edited_cb (MqModelGroup *self)
{
  if (!self->is_showing && self->settings != NULL)
    show_state (self);
}

static void
chosen_cb (MqModelGroup *self)
{
  guint selected = adw_combo_row_get_selected (self->choice);
  gboolean has_name = selected > NONE && selected <= count_names (self);

  if (self->is_showing || self->settings == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;

  self->is_showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->model),
                         has_name ? gtk_string_list_get_string (self->names, selected) : "");
  self->is_showing = FALSE;
  show_state (self);
  if (is_other (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->model));
  else if (has_name)
    mq_model_group_apply (self);
}

/* The default address, for providers whose address the user can change. */
static const char *
get_usual_address (JsonObject *provider)
{
  const char *url = needs_key (provider) ? NULL : get_default_url (provider);

  return url != NULL ? url : "";
}

/* Clears the model and the key, which belong to the previous provider. */
static void
provider_changed_cb (MqModelGroup *self)
{
  if (self->is_showing || self->settings == NULL)
    return;

  self->is_showing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->address), get_usual_address (get_provider (self)));
  gtk_editable_set_text (GTK_EDITABLE (self->model), "");
  gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  self->is_showing = FALSE;
  look_up_key (self);
}

/* Showing. */

static guint
find_provider (MqModelGroup *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->known->len; i++)
    if (g_str_equal (get_name (self->known->pdata[i]), name))
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static void
fill (MqModelGroup *self, guint position, const char *base_url, const char *model)
{
  self->is_showing = TRUE;
  adw_combo_row_set_selected (self->provider, position);
  gtk_editable_set_text (GTK_EDITABLE (self->address),
                         base_url != NULL ? base_url : get_usual_address (get_provider (self)));
  gtk_editable_set_text (GTK_EDITABLE (self->model), model != NULL ? model : "");
  self->is_showing = FALSE;
  look_up_key (self);
}

/* Shows the settings, unless they name no model or are shown already: then unwritten edits stay. */
static void
show (MqModelGroup *self)
{
  GtkWidget *rows[] = { GTK_WIDGET (self->provider), GTK_WIDGET (self->address),
                        GTK_WIDGET (self->model), GTK_WIDGET (self->choice) };
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *reference = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  const char *base_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);
  const char *model = reference != NULL ? strchr (reference, ':') : NULL;
  g_autofree char *described = reference != NULL ? mq_recent_models_describe (reference, base_url)
                                                 : NULL;
  g_autofree char *name = model != NULL ? g_strndup (reference, model - reference) : NULL;
  guint position = find_provider (self, name);

  /* The three keys are written together, so one that is fixed makes all insensitive; the note is
   * only at the fixed ones. */
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      mq_setting_row_show_fixed (
          rows[i], mq_config_is_fixed (config, paths[MIN (i, G_N_ELEMENTS (paths) - 1)]));
      gtk_widget_set_sensitive (rows[i], !mq_recent_models_are_fixed (config));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->roles), reference != NULL);
  if (self->known->len == 0 || reference == NULL)
    return;

  if (position == GTK_INVALID_LIST_POSITION)
    position = find_provider (self, mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER));
  else
    reference = model + 1;

  if (position != GTK_INVALID_LIST_POSITION && g_set_str (&self->shown, described))
    fill (self, position, base_url, reference);
}

static void
mq_model_group_class_init (MqModelGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_model_group_dispose;

  mq_signal_new (MQ_TYPE_MODEL_GROUP, "renewed", 0);

  g_type_ensure (MQ_TYPE_MODEL_TRIAL_ROW);
  g_type_ensure (MQ_TYPE_ROLES_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-model-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, provider);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, providers);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, address);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, key_link);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, key);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, kept);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, choice);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, names);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, model);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, trial);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, roles);
  gtk_widget_class_bind_template_callback (widget_class, mq_closure_has_text);
  gtk_widget_class_bind_template_callback (widget_class, provider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, look_up_key);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
mq_model_group_init (MqModelGroup *self)
{
  self->known = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
mq_model_group_set_settings (MqModelGroup *self, MqSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  mq_roles_row_set_settings (self->roles, settings);
  show (self);
  show_state (self);
}

void
mq_model_group_set_providers (MqModelGroup *self, JsonArray *providers)
{
  guint n = MIN (mq_json_length (providers), MAX_PROVIDERS);
  gboolean is_same = n == self->known->len;

  for (guint i = 0; i < n && is_same; i++)
    is_same = g_str_equal (get_name (mq_json_element_object (providers, i)),
                           get_name (self->known->pdata[i]));
  for (guint i = 0; i < n && is_same; i++)
    json_object_set_boolean_member (
        self->known->pdata[i], "has_key",
        mq_json_get_boolean (mq_json_element_object (providers, i), "has_key", FALSE));
  if (is_same)
    {
      show_state (self);
      return;
    }

  self->is_showing = TRUE;
  g_clear_pointer (&self->shown, g_free);
  g_ptr_array_set_size (self->known, 0);
  gtk_string_list_splice (self->providers, 0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->providers)), NULL);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *provider = mq_json_element_object (providers, i);
      const char *name = mq_json_get_string (provider, "name", NULL);

      if (name == NULL)
        continue;

      g_ptr_array_add (self->known, json_object_ref (provider));
      gtk_string_list_append (self->providers, mq_json_get_string (provider, "title", name));
    }
  self->is_showing = FALSE;

  show (self);
  if (self->looking == NULL)
    look_up_key (self);
}

void
mq_model_group_use (MqModelGroup *self, const char *provider, const char *base_url,
                    const char *model)
{
  guint position = find_provider (self, provider);

  if (position == GTK_INVALID_LIST_POSITION)
    return;

  fill (self, position,
        g_strcmp0 (get_default_url (self->known->pdata[position]), base_url) == 0 ? NULL : base_url,
        model);
  mq_model_group_apply (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of the language model, see mq-model-group.h. */
#include "app/preferences/mq-model-group.h"

#include "app/picture/mq-announce.h"
#include "app/preferences/mq-preferences.h"
#include "app/preferences/mq-roles-row.h"
#include "app/preferences/mq-setting-row.h"
#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/base/mq-text.h"
#include "common/json/mq-json.h"
#include "common/secrets/mq-keyring.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define FIBER_STACK (256 * 1024)
#define MAX_PROVIDERS 100
#define MAX_ANSWER 2000 /* bytes */

struct _MqModelGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  AdwComboRow *provider;
  GtkStringList *providers;
  AdwEntryRow *address;
  AdwEntryRow *model;
  AdwEntryRow *key;
  AdwActionRow *kept;
  AdwActionRow *result;
  AdwSpinner *spinner;
  GtkWidget *try;
  MqRolesRow *roles;

  /* Owned */
  MqSettings *settings;
  GPtrArray *known;   /* of JsonObject: providers, in the order of the combo row */
  DexFuture *asking;  /* the test of the model */
  DexFuture *looking; /* the look-up in the keyring */
  DexFuture *storing;
  char *shown; /* the settings shown, or being written; NULL: none */
  gboolean has_key;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (MqModelGroup, mq_model_group, ADW_TYPE_PREFERENCES_GROUP)

static guint renewed_signal;

static void
mq_model_group_dispose (GObject *object)
{
  MqModelGroup *self = MQ_MODEL_GROUP (object);

  dex_clear (&self->asking);
  dex_clear (&self->looking);
  dex_clear (&self->storing);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_MODEL_GROUP);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_free);

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

/* The address in use: the one typed, or the provider's default; NULL: none. */
static const char *
get_base_url (MqModelGroup *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->address));

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

static void
set_result (MqModelGroup *self, const char *text, gboolean announce)
{
  adw_action_row_set_subtitle (self->result, text);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->asking != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->result), self->known->len > 0);
  gtk_widget_set_sensitive (self->try, is_whole (self));
  if (announce)
    mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* Shows the key entry if the provider needs a key, or may need one: a custom server. */
static void
show_key (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);
  gboolean has_key = self->has_key || mq_json_get_boolean (provider, "has_key", FALSE);
  gboolean wants = provider != NULL
                   && (needs_key (provider) || has_key
                       || g_str_equal (get_name (provider), "custom"));

  gtk_widget_set_visible (GTK_WIDGET (self->key), wants && !has_key);
  gtk_widget_set_visible (GTK_WIDGET (self->kept), provider != NULL && has_key);
  adw_action_row_set_subtitle (self->kept, self->has_key ? _ ("A key is kept in your keyring")
                                                         : _ ("A key comes from the environment"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->key), is_address (self));
}

/* Shows the address entry for providers without a fixed address: local and custom servers. */
static void
show_address (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->address));

  gtk_widget_set_visible (GTK_WIDGET (self->address),
                          provider != NULL && (!needs_key (provider) || *typed != '\0'));
  mq_setting_row_show_invalid (self->address, *typed != '\0' && !is_address (self));
}

static DexFuture *
looked_up (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  const GValue *value = dex_future_get_value (future, NULL);

  self->has_key = value != NULL && g_value_get_boolean (value);
  show_key (self);
  return dex_future_new_true ();
}

static void
look_up_key (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  dex_clear (&self->looking);
  self->has_key = FALSE;
  if (provider != NULL && is_address (self))
    self->looking = dex_future_finally (mq_keyring_has (get_name (provider), get_base_url (self)),
                                        looked_up, self, NULL);
  show_key (self);
}

static void
show_state (MqModelGroup *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->address));

  dex_clear (&self->asking);
  /* The service has not listed its providers yet. */
  gtk_widget_set_visible (GTK_WIDGET (self->provider), self->known->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->model), self->known->len > 0);
  show_address (self);
  if (*typed != '\0' && !is_address (self))
    set_result (self, _ ("An address begins with http:// or https://."), FALSE);
  else if (!is_address (self))
    set_result (self, _ ("Type the address of the server above."), FALSE);
  else if (*get_model (self) == '\0')
    set_result (self, _ ("Type the name of a model above."), FALSE);
  else
    set_result (self, _ ("Sends a short test request to see what the model can do"), FALSE);
}

/* Writing. */

/* Never focuses a hidden row, from which the keyboard could not leave. Nothing counts as missing
 * before the service has listed its providers. */
static void
focus_what_is_missing (MqModelGroup *self)
{
  GtkWidget *missing = GTK_WIDGET (is_address (self) ? self->model : self->address);

  if (self->known->len == 0)
    return;

  gtk_widget_grab_focus (gtk_widget_get_visible (missing) ? missing : GTK_WIDGET (self->provider));
}

static char *
describe (const char *reference, const char *base_url)
{
  return g_strdup_printf ("%s %s", reference, base_url != NULL ? base_url : "");
}

gboolean
mq_model_group_apply (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->address));
  g_autofree char *reference = NULL;
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *used = mq_config_get_string (config, MQ_CONFIG_MODEL_PROVIDER);
  const char *base_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);

  if (!is_whole (self))
    {
      focus_what_is_missing (self);
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
  self->shown = describe (reference, base_url);
  return TRUE;
}

static void
apply_cb (MqModelGroup *self)
{
  mq_model_group_apply (self);
}

static void
edited_cb (MqModelGroup *self)
{
  if (self->is_showing || self->settings == NULL)
    return;

  show_state (self);
  look_up_key (self);
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
  show_state (self);
  look_up_key (self);
}

/* Keys. */

/* Sends the keys to the service again. */
static void
renew (MqModelGroup *self)
{
  dex_future_disown (mq_workspace_send_keys (mq_settings_get_workspace (self->settings)));
  g_signal_emit (self, renewed_signal, 0);
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
      mq_preferences_show_keyring_banner (self, error->message);
      good = TRUE;
    }

  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->key)), key))
    gtk_editable_set_text (GTK_EDITABLE (self->key), "");
  if (good)
    {
      renew (self);
      look_up_key (self);
    }
  else
    set_result (self, error->message, TRUE);
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

  if (!mq_keyring_check_key (key, &error))
    {
      set_result (self, error->message, TRUE);
      return;
    }

  dex_clear (&self->storing);
  self->storing = mq_fiber_spawn_droppable_with (
      FIBER_STACK, store_fiber, (MQ_TYPE_MODEL_GROUP, self), (G_TYPE_STRING, get_name (provider)),
      (G_TYPE_STRING, get_base_url (self)), (G_TYPE_STRING, key));
}

static gboolean
has_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

static DexFuture *
removed (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  g_autoptr (GError) error = NULL;
  gboolean had_focus;

  if (dex_future_get_value (future, &error) == NULL
      && !g_error_matches (error, MQ_ERROR, MQ_ERROR_NO_KEYRING))
    set_result (self, error->message, TRUE);

  had_focus = has_focus (GTK_WIDGET (self->kept));
  renew (self);
  look_up_key (self);
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

/* Testing. */

static const struct
{
  const char *member;
  const char *yes;
  const char *no;
} abilities[] = {
  { "pictures", N_ ("Supports pictures."),
    N_ ("No picture support: results are checked by measuring only.") },
  { "tools", N_ ("Supports tools."), N_ ("No tool support: Maquette looks things up for it.") },
  { "schema", N_ ("Supports structured output."),
    N_ ("No structured output: answers are checked, and requested again if needed.") },
};

/* Response time and abilities; or the error and its solution, as the service reports them. @answer:
 * the response of `POST /v1/models/try` */
static char *
describe_answer (JsonObject *answer)
{
  const char *text = mq_json_get_string (answer, "text", NULL);
  double seconds = mq_json_get_double (answer, "seconds", 0);
  g_autoptr (GString) words = NULL;

  if (!mq_json_get_boolean (answer, "ok", FALSE))
    return text != NULL ? mq_text_clean (text, MAX_ANSWER) : g_strdup (_ ("No answer."));

  words = g_string_new (NULL);
  /* Translators: a duration in seconds */
  g_string_append_printf (words, _ ("Answered in %.1f s."),
                          isfinite (seconds) ? CLAMP (seconds, 0, 3600) : 0);
  for (gsize i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (json_object_has_member (answer, abilities[i].member))
      g_string_append_printf (words, " %s",
                              mq_json_get_boolean (answer, abilities[i].member, FALSE)
                                  ? _ (abilities[i].yes)
                                  : _ (abilities[i].no));

  return g_string_free_and_steal (g_steal_pointer (&words));
}

static DexFuture *
answered (DexFuture *future, gpointer data)
{
  MqModelGroup *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autofree char *text = value != NULL ? describe_answer (g_value_get_boxed (value))
                                        : g_strdup (error->message);

  dex_clear (&self->asking);
  set_result (self, text, TRUE);
  return dex_future_new_true ();
}

static void
try_cb (MqModelGroup *self)
{
  JsonObject *provider = get_provider (self);

  if (!is_whole (self))
    return;

  dex_clear (&self->asking);
  self->asking = dex_future_finally (
      mq_workspace_test_model (mq_settings_get_workspace (self->settings), get_name (provider),
                               get_base_url (self), get_model (self)),
      answered, self, NULL);
  set_result (self, _ ("Testing…"), FALSE);
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
  show_state (self);
  look_up_key (self);
}

static const char *const model_paths[] = { "model.provider", "model.base_url", "model.default" };

gboolean
mq_model_group_is_fixed (MqConfig *config)
{
  gboolean is_fixed = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (model_paths); i++)
    is_fixed = is_fixed || mq_config_is_fixed (config, model_paths[i]);

  return is_fixed;
}

/* The three keys are written together, so one that is fixed makes all insensitive; the note is only
 * at the fixed ones. */
static void
show_fixed (MqModelGroup *self)
{
  GtkWidget *rows[] = { GTK_WIDGET (self->provider), GTK_WIDGET (self->address),
                        GTK_WIDGET (self->model) };
  MqConfig *config = mq_settings_get_config (self->settings);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      mq_setting_row_show_fixed (rows[i], mq_config_is_fixed (config, model_paths[i]));
      gtk_widget_set_sensitive (rows[i], !mq_model_group_is_fixed (config));
    }
}

/* Shows the settings, unless they name no model or are shown already: then unwritten edits stay. */
static void
show (MqModelGroup *self)
{
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *reference = mq_config_get_string (config, MQ_CONFIG_MODEL_DEFAULT);
  const char *base_url = mq_config_get_string (config, MQ_CONFIG_MODEL_BASE_URL);
  const char *model = reference != NULL ? strchr (reference, ':') : NULL;
  g_autofree char *described = reference != NULL ? describe (reference, base_url) : NULL;
  g_autofree char *name = model != NULL ? g_strndup (reference, model - reference) : NULL;
  guint position = find_provider (self, name);

  show_fixed (self);
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

  renewed_signal = g_signal_new ("renewed", MQ_TYPE_MODEL_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);

  g_type_ensure (MQ_TYPE_ROLES_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-model-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, provider);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, providers);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, address);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, model);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, key);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, kept);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, result);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, try);
  gtk_widget_class_bind_template_child (widget_class, MqModelGroup, roles);
  gtk_widget_class_bind_template_callback (widget_class, provider_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
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
  show_fixed (self);
  show_state (self);
  show_key (self);
}

/* Updates which providers have a key. Returns FALSE if the list of providers itself changed. */
static gboolean
take_keys (MqModelGroup *self, JsonArray *providers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      JsonObject *fresh = mq_json_element_object (providers, i);
      JsonObject *provider = i < self->known->len ? self->known->pdata[i] : NULL;

      if (provider == NULL || !g_str_equal (get_name (fresh), get_name (provider)))
        return FALSE;

      json_object_set_boolean_member (provider, "has_key",
                                      mq_json_get_boolean (fresh, "has_key", FALSE));
    }

  return n == self->known->len;
}

void
mq_model_group_set_providers (MqModelGroup *self, JsonArray *providers)
{
  guint n = MIN (mq_json_length (providers), MAX_PROVIDERS);

  if (take_keys (self, providers, n))
    {
      show_key (self);
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
  show_state (self);
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

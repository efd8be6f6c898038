/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice of the service, see mq-service-group.h. */
#include "app/preferences/mq-service-group.h"

#include "app/picture/mq-announce.h"
#include "app/preferences/mq-account-actions.h"
#include "app/preferences/mq-setting-row.h"
#include "client/service/mq-service-client.h"
#include "common/http/mq-http.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <glib/gi18n.h>

#define CHECK_SECONDS 15
#define PROTOCOL 1

struct _MqServiceGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  GtkCheckButton *here;
  GtkCheckButton *elsewhere;
  AdwEntryRow *address;
  AdwActionRow *result;
  AdwSpinner *spinner;
  GtkButton *check;
  AdwActionRow *account;
  GtkStack *account_buttons;
  GtkWidget *terms_button;

  /* Owned */
  MqSettings *settings;
  MqServiceClient *client;
  char *url; /* the address that is typed, complete; "": none */
  DexFuture *health;
  gboolean is_showing;
};

G_DEFINE_FINAL_TYPE (MqServiceGroup, mq_service_group, ADW_TYPE_PREFERENCES_GROUP)

static void
stop_check (MqServiceGroup *self)
{
  dex_clear (&self->health);
  g_clear_object (&self->client);
}

static void
mq_service_group_dispose (GObject *object)
{
  MqServiceGroup *self = MQ_SERVICE_GROUP (object);

  stop_check (self);
  g_clear_pointer (&self->url, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_SERVICE_GROUP);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (mq_service_group_parent_class)->dispose (object);
}

static const char *
get_address (MqServiceGroup *self)
{
  g_autofree char *url
      = mq_http_complete_url (gtk_editable_get_text (GTK_EDITABLE (self->address)));

  g_set_str (&self->url, url);
  return self->url;
}

static gboolean
is_address (MqServiceGroup *self)
{
  double number;

  return mq_config_key_read (MQ_CONFIG_SERVER_URL, get_address (self), TRUE, &number, NULL);
}

static void
set_result (MqServiceGroup *self, const char *text, gboolean announce)
{
  adw_action_row_set_subtitle (self->result, text);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->health != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->check), is_address (self));
  if (announce)
    mq_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static DexFuture *
answered (DexFuture *future, gpointer data)
{
  MqServiceGroup *self = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  JsonObject *health = value != NULL ? g_value_get_boxed (value) : NULL;
  JsonObject *team = mq_json_get_object (health, "team");
  const char *version = mq_json_get_string (health, "version", NULL);
  const char *label = mq_json_get_string (team, "label", NULL);
  g_autofree char *text = NULL;

  if (g_error_matches (error, MQ_ERROR, MQ_ERROR_UNREACHABLE)
      || g_error_matches (error, MQ_ERROR, MQ_ERROR_TIMEOUT))
    text = g_strdup_printf ("%s\n%s", error->message,
                            _ ("Is the address right, and does the service run there?"));
  else if (version == NULL || label == NULL)
    text = g_strdup (_ ("The server at this address is not a Maquette service."));
  else if (mq_json_get_int (health, "protocol", 0) != PROTOCOL)
    text = g_strdup_printf (
        _ ("The service runs Maquette %s, which does not work with this version (%s)."), version,
        MQ_VERSION);
  else
    /* Translators: a version, and the name of a team such as “Built-in sketcher” */
    text = g_strdup_printf (_ ("It answers: Maquette %s, %s."), version, label);

  stop_check (self);
  set_result (self, text, TRUE);
  return dex_future_new_true ();
}

static void
check_cb (MqServiceGroup *self)
{
  stop_check (self);
  self->client = mq_service_client_new_for_url (get_address (self));
  self->health = dex_future_finally (
      mq_http_with_timeout (mq_service_client_get (self->client, "/v1/health"), CHECK_SECONDS),
      answered, self, NULL);
  set_result (self, _ ("Checking…"), FALSE);
}

static void
apply_cb (MqServiceGroup *self)
{
  if (!is_address (self))
    return;

  mq_settings_set (self->settings, MQ_CONFIG_SERVER_URL, get_address (self));
  check_cb (self);
}

static void
address_changed_cb (MqServiceGroup *self)
{
  const char *text = get_address (self);
  gboolean is_wrong = *text != '\0' && !is_address (self);
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);

  mq_setting_row_show_invalid (self->address, is_wrong);
  stop_check (self);
  if (is_wrong)
    set_result (self, _ ("This is not an address, such as maquette.example.org."), FALSE);
  else if (uri != NULL && g_uri_get_host (uri) != NULL
           && g_str_equal (g_uri_get_scheme (uri), "http") && !mq_http_is_loopback (uri))
    set_result (self, _ ("Not encrypted: others on the network can read your prompts."), FALSE);
  else
    set_result (self,
                *text == '\0' ? _ ("Type the address of a service above.") : _ ("Not checked yet"),
                FALSE);
}

static void
here_toggled_cb (MqServiceGroup *self)
{
  if (self->is_showing || self->settings == NULL)
    return;

  if (gtk_check_button_get_active (self->here))
    mq_settings_set (self->settings, MQ_CONFIG_SERVER_URL, NULL);
  else if (is_address (self))
    apply_cb (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->address));
}

static void
show (MqServiceGroup *self)
{
  MqConfig *config = mq_settings_get_config (self->settings);
  const char *url = mq_config_get_string (config, MQ_CONFIG_SERVER_URL);
  gboolean is_fixed = mq_config_is_fixed (config, "server.url");

  mq_setting_row_show_fixed (GTK_WIDGET (self->address), is_fixed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->here), !is_fixed);
  self->is_showing = TRUE;
  if (url != NULL)
    {
      gtk_check_button_set_active (self->elsewhere, TRUE);
      if (!g_str_equal (get_address (self), url))
        gtk_editable_set_text (GTK_EDITABLE (self->address), url);
    }
  /* Otherwise the user is still typing an address. */
  else if (is_address (self) || *get_address (self) == '\0')
    gtk_check_button_set_active (self->here, TRUE);
  self->is_showing = FALSE;
}

/* The account at a shared service. */

static MqServiceAccount *
get_account (MqServiceGroup *self)
{
  return mq_workspace_get_account (mq_settings_get_workspace (self->settings));
}

static void
show_account (MqServiceGroup *self)
{
  static const char *const pages[] = {
    [MQ_ACCOUNT_NONE] = "signed-out",
    [MQ_ACCOUNT_SIGNED_OUT] = "signed-out",
    [MQ_ACCOUNT_SIGNING_IN] = "signing-in",
    [MQ_ACCOUNT_SIGNED_IN] = "signed-in",
  };
  MqServiceAccount *account = get_account (self);
  MqAccountState state = mq_service_account_get_state (account);
  const char *problem = mq_service_account_get_problem (account);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *quota = NULL;

  if (state == MQ_ACCOUNT_SIGNED_OUT)
    g_string_append (text, problem != NULL ? problem : _ ("Nobody is signed in."));
  else if (state == MQ_ACCOUNT_SIGNING_IN)
    g_string_append (text, _ ("Continue in your browser."));
  else if (state == MQ_ACCOUNT_SIGNED_IN)
    {
      /* "alice · 4 of 5 runs left today" */
      g_string_append (text, mq_service_account_get_name (account));
      quota = mq_service_account_dup_quota (account);
      if (quota != NULL)
        g_string_append_printf (text, " · %s", quota);
      if (mq_service_account_wants_terms (account))
        g_string_append_printf (text, "\n%s", _ ("Accept the terms before the first run."));
      if (mq_service_account_is_in_memory (account))
        g_string_append_printf (
            text, "\n%s",
            _ ("The system’s keyring cannot be used: you stay signed in until you quit Maquette."));
    }

  gtk_widget_set_visible (GTK_WIDGET (self->account), state != MQ_ACCOUNT_NONE);
  gtk_stack_set_visible_child_name (self->account_buttons, pages[state]);
  gtk_widget_set_visible (self->terms_button, mq_service_account_has_terms (account));
  adw_action_row_set_subtitle (self->account, text->str);
}

static void
sign_in_cb (MqServiceGroup *self)
{
  mq_account_open (get_account (self), GTK_WIDGET (self));
}

static void
sign_out_cb (MqServiceGroup *self)
{
  mq_service_account_sign_out (get_account (self));
}

static void
cancel_cb (MqServiceGroup *self)
{
  mq_service_account_cancel (get_account (self), NULL);
}

static void
terms_cb (MqServiceGroup *self)
{
  mq_account_show_terms (get_account (self), GTK_WIDGET (self));
}

static void
mq_service_group_class_init (MqServiceGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_service_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-service-group.ui");
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, here);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, address);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, result);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, check);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, account);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, account_buttons);
  gtk_widget_class_bind_template_child (widget_class, MqServiceGroup, terms_button);
  gtk_widget_class_bind_template_callback (widget_class, here_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, address_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, terms_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
}

static void
mq_service_group_init (MqServiceGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  address_changed_cb (self);
}

/* Shows which service is used, and the account there. @settings: call this once. */
void
mq_service_group_set_settings (MqServiceGroup *self, MqSettings *settings)
{
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
  g_signal_connect_object (get_account (self), "changed", G_CALLBACK (show_account), self,
                           G_CONNECT_SWAPPED);
  show_account (self);
  /* The quota may have changed elsewhere. */
  dex_future_disown (mq_service_account_load (get_account (self)));
}

/* The account at a shared service, see mq-account-row.h. */
#include "app/preferences/mq-account-row.h"

#include "app/picture/mq-announce.h"
#include "app/preferences/mq-terms-dialog.h"
#include "client/account/mq-sign-in-server.h"
#include "client/account/mq-user-account.h"
#include "client/run/mq-service-client.h"
#include "common/mq-error.h"
#include "common/mq-fiber.h"
#include "common/mq-json.h"

#include <glib/gi18n.h>

#define FIBER_STACK (256 * 1024)

typedef enum
{
  ACCOUNT_NONE, /* the service has no accounts, or does not say */
  ACCOUNT_SIGNED_OUT,
  ACCOUNT_WAITING, /* for the browser */
  ACCOUNT_SIGNED_IN,
} AccountState;

struct _MqAccountRow
{
  AdwActionRow parent_instance;

  /* Template */
  GtkWidget *spinner;
  GtkWidget *cancel;
  GtkWidget *terms;
  GtkWidget *sign_in;
  GtkWidget *sign_out;

  /* Owned */
  MqSettings *settings;
  char *service; /* (nullable): its address */
  JsonObject *facts;
  DexFuture *work;
};

G_DEFINE_FINAL_TYPE (MqAccountRow, mq_account_row, ADW_TYPE_ACTION_ROW)

static void
show (MqAccountRow *self, AccountState state, const char *text)
{
  JsonObject *terms = mq_json_get_object (self->facts, "terms");

  gtk_widget_set_visible (GTK_WIDGET (self), state != ACCOUNT_NONE);
  gtk_widget_set_visible (self->spinner, state == ACCOUNT_WAITING);
  gtk_widget_set_visible (self->cancel, state == ACCOUNT_WAITING);
  gtk_widget_set_visible (self->sign_in, state == ACCOUNT_SIGNED_OUT);
  gtk_widget_set_visible (self->sign_out, state == ACCOUNT_SIGNED_IN);
  gtk_widget_set_visible (self->terms, state == ACCOUNT_SIGNED_IN && terms != NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

/* "alice · 4 of 5 runs left today" */
static char *
describe (MqAccountRow *self)
{
  JsonObject *quota = mq_json_get_object (self->facts, "quota");
  JsonObject *terms = mq_json_get_object (self->facts, "terms");
  const char *name = mq_json_get_string (self->facts, "name", "");
  gint64 limit = mq_json_get_int (quota, "limit", -1);
  gint64 left = mq_json_get_int (quota, "left", 0);
  g_autoptr (GString) text = g_string_new (name);

  if (limit >= 0)
    {
      g_string_append (text, " · ");
      /* Translators: how many of how many runs */
      g_string_append_printf (
          text,
          ngettext ("%1$d of %2$d run left today", "%1$d of %2$d runs left today", (gulong)limit),
          (int)left, (int)limit);
    }
  if (terms != NULL && !mq_json_get_boolean (terms, "accepted", FALSE))
    g_string_append_printf (text, "\n%s", _ ("Accept the terms before the first run."));
  if (mq_user_account_is_in_memory (mq_user_account_get (self->service)))
    g_string_append_printf (text, "\n%s",
                            _ ("This system has no keyring: signed in until Maquette ends."));

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Awaits. */
static gboolean
load (MqAccountRow *self, DexFuture *dropped)
{
  g_autoptr (MqServiceClient) client = mq_service_client_new_for_url (self->service);
  g_autoptr (MqSignInOffer) offer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *facts;

  if (!(offer = dex_await_boxed (mq_fiber_unless (dropped, mq_sign_in_offer_fetch (self->service)),
                                 NULL)))
    {
      if (dex_future_is_pending (dropped))
        show (self, ACCOUNT_NONE, "");
      return FALSE;
    }

  facts = dex_await_boxed (mq_fiber_unless (dropped, mq_service_client_get (client, "/v1/account")),
                           &error);
  if (!dex_future_is_pending (dropped))
    {
      g_clear_pointer (&facts, json_object_unref);
      return FALSE;
    }

  g_clear_pointer (&self->facts, json_object_unref);
  self->facts = facts;
  if (facts == NULL)
    show (self, ACCOUNT_SIGNED_OUT,
          g_error_matches (error, MQ_ERROR, MQ_ERROR_SIGN_IN) ? _ ("Nobody is signed in.")
                                                              : error->message);
  else
    {
      text = describe (self);
      show (self, ACCOUNT_SIGNED_IN, text);
    }
  return facts != NULL;
}

static DexFuture *
load_fiber (gpointer data, DexFuture *dropped)
{
  load (data, dropped);
  return dex_future_new_true ();
}

static void
start (MqAccountRow *self, MqFiberFunc func)
{
  dex_clear (&self->work);
  self->work = mq_fiber_spawn_droppable (FIBER_STACK, func, g_object_ref (self), g_object_unref);
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (MqAccountRow) self = data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error)
      && self->work != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("The browser could not be opened: %s"),
                                               error->message);

      dex_clear (&self->work);
      show (self, ACCOUNT_SIGNED_OUT, text);
    }
}

static void
open_browser (const char *url, gpointer data)
{
  MqAccountRow *self = data;
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (url);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL,
                           launched_cb, g_object_ref (self));
}

static void
accepted_cb (MqAccountRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.try-again", NULL);
  start (self, load_fiber);
}

static void
show_terms (MqAccountRow *self)
{
  MqTermsDialog *dialog = mq_terms_dialog_new (self->service);

  g_signal_connect_object (dialog, "accepted", G_CALLBACK (accepted_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static DexFuture *
sign_in_fiber (gpointer data, DexFuture *dropped)
{
  MqAccountRow *self = data;
  const char *ports = mq_config_get_string (mq_settings_get_config (self->settings),
                                            MQ_CONFIG_SERVER_REDIRECT_PORTS);
  MqUserAccount *account = mq_user_account_get (self->service);
  g_autoptr (GError) error = NULL;
  gboolean is_in = dex_await (
      mq_fiber_unless (dropped, mq_user_account_sign_in (account, ports, open_browser, self, NULL)),
      &error);

  if (!dex_future_is_pending (dropped))
    return dex_future_new_true ();

  if (!is_in)
    {
      show (self, ACCOUNT_SIGNED_OUT, error->message);
      mq_announce (GTK_ACCESSIBLE (self), error->message,
                   GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
  else if (load (self, dropped))
    {
      JsonObject *terms = mq_json_get_object (self->facts, "terms");

      mq_announce (GTK_ACCESSIBLE (self), adw_action_row_get_subtitle (ADW_ACTION_ROW (self)),
                   GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
      if (terms != NULL && !mq_json_get_boolean (terms, "accepted", FALSE))
        show_terms (self);
      else
        gtk_widget_activate_action (GTK_WIDGET (self), "win.try-again", NULL);
    }
  return dex_future_new_true ();
}

static DexFuture *
sign_out_fiber (gpointer data, DexFuture *dropped)
{
  MqAccountRow *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (mq_user_account_sign_out (mq_user_account_get (self->service)), &error))
    g_message ("Signed out on this computer only: %s", error->message);

  if (dex_future_is_pending (dropped))
    load (self, dropped);
  return dex_future_new_true ();
}

static void
sign_in_cb (MqAccountRow *self)
{
  show (self, ACCOUNT_WAITING, _ ("Go on in your browser."));
  start (self, sign_in_fiber);
}

static void
sign_out_cb (MqAccountRow *self)
{
  start (self, sign_out_fiber);
}

static void
cancel_cb (MqAccountRow *self)
{
  start (self, load_fiber);
}

static void
terms_cb (MqAccountRow *self)
{
  show_terms (self);
}

static void
mq_account_row_dispose (GObject *object)
{
  MqAccountRow *self = MQ_ACCOUNT_ROW (object);

  dex_clear (&self->work);
  gtk_widget_dispose_template (GTK_WIDGET (self), MQ_TYPE_ACCOUNT_ROW);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->service, g_free);
  g_clear_pointer (&self->facts, json_object_unref);

  G_OBJECT_CLASS (mq_account_row_parent_class)->dispose (object);
}

/* The dialog was closed: what is waited for holds the row. */
static void
mq_account_row_unroot (GtkWidget *widget)
{
  dex_clear (&MQ_ACCOUNT_ROW (widget)->work);

  GTK_WIDGET_CLASS (mq_account_row_parent_class)->unroot (widget);
}

static void
mq_account_row_class_init (MqAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mq_account_row_dispose;
  widget_class->unroot = mq_account_row_unroot;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/maquette/Maquette/ui/mq-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, cancel);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, terms);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, MqAccountRow, sign_out);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, terms_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_out_cb);
}

static void
mq_account_row_init (MqAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * mq_account_row_reload:
 * @self: the row
 *
 * Asks the service that is configured who is signed in, unless a sign-in is under way there.
 */
void
mq_account_row_reload (MqAccountRow *self)
{
  const char *url = mq_config_get_string (mq_settings_get_config (self->settings),
                                          MQ_CONFIG_SERVER_URL);

  g_return_if_fail (MQ_IS_ACCOUNT_ROW (self));

  if (g_strcmp0 (url, self->service) == 0 && self->work != NULL)
    return;

  dex_clear (&self->work);
  g_set_str (&self->service, url);
  g_clear_pointer (&self->facts, json_object_unref);
  show (self, ACCOUNT_NONE, "");
  if (url != NULL)
    start (self, load_fiber);
}

/**
 * mq_account_row_set_settings:
 * @self: the row
 * @settings: name the service; call this once
 */
void
mq_account_row_set_settings (MqAccountRow *self, MqSettings *settings)
{
  g_return_if_fail (MQ_IS_ACCOUNT_ROW (self) && self->settings == NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (mq_account_row_reload), self,
                           G_CONNECT_SWAPPED);
  mq_account_row_reload (self);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The configuration as Preferences uses it, see mq-settings.h. */
#include "app/preferences/mq-settings.h"

#include "common/base/mq-fiber.h"
#include "common/base/mq-paths.h"
#include "common/base/mq-signal.h"
#include "common/settings/mq-preferences-file.h"

#include <gio/gio.h>
#include <string.h>

/* The changes still to be written. It outlives MqSettings, so that the last change is written even
 * if the dialog is closed at once; no signals are emitted then. */
typedef struct
{
  GWeakRef settings;
  MqWorkspace *workspace;
  GHashTable *pending; /* path of a setting → text or NULL, not yet written */
  gboolean is_busy;    /* a fiber is writing or reloading */
} SettingsWork;

struct _MqSettings
{
  GObject parent_instance;

  /* Owned */
  SettingsWork *work;
  char *problem;
};

/* A binding of a configuration key to a property of an object. */
typedef struct
{
  MqSettings *settings; /* owned */
  GObject *object;      /* borrowed: the binding goes with it */
  char *property;
  MqConfigKey key;
  double factor;
  gulong changed_handler;
  gboolean is_showing; /* the property is being set from the files: do not write it */
} Binding;

G_DEFINE_FINAL_TYPE (MqSettings, mq_settings, G_TYPE_OBJECT)

typedef enum
{
  PROP_WRITABLE = 1,
  PROP_BROKEN,
  PROP_PROBLEM,
  N_PROPS,
} Property;

static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
work_clear (gpointer data)
{
  SettingsWork *work = data;

  g_weak_ref_clear (&work->settings);
  g_object_unref (work->workspace);
  g_hash_table_unref (work->pending);
}

static void
work_unref (gpointer work)
{
  g_rc_box_release_full (work, work_clear);
}

static void
mq_settings_dispose (GObject *object)
{
  MqSettings *self = MQ_SETTINGS (object);

  g_clear_pointer (&self->work, work_unref);
  g_clear_pointer (&self->problem, g_free);

  G_OBJECT_CLASS (mq_settings_parent_class)->dispose (object);
}

static void
mq_settings_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  MqSettings *self = MQ_SETTINGS (object);

  switch ((Property)id)
    {
    case PROP_WRITABLE:
      g_value_set_boolean (value, mq_settings_is_writable (self));
      break;
    case PROP_BROKEN:
      g_value_set_boolean (value, *self->problem != '\0');
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, mq_settings_get_problem (self));
      break;
    case N_PROPS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mq_settings_class_init (MqSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mq_settings_dispose;
  object_class->get_property = mq_settings_get_property;

  properties[PROP_WRITABLE] = g_param_spec_boolean ("writable", NULL, NULL, TRUE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BROKEN] = g_param_spec_boolean ("broken", NULL, NULL, FALSE,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, "",
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = mq_signal_new (MQ_TYPE_SETTINGS, "changed", 0);
  signals[FAILED] = mq_signal_new (MQ_TYPE_SETTINGS, "failed", 1, G_TYPE_STRING);
}

static void
mq_settings_init (MqSettings *self)
{
  self->problem = g_strdup ("");
}

/* Shortens the problem's text for a banner: it begins with the full path of the file, and its
 * advice is a second line, of which a banner has none. */
static void
take_problem (MqSettings *self)
{
  MqProblem *trouble = mq_workspace_find_problem (self->work->workspace, MQ_PROBLEM_CONFIG);
  const char *text = trouble != NULL ? trouble->text : "";
  g_autofree char *path = mq_settings_get_path (self);
  g_autoptr (GString) problem = NULL;
  const char *advice;

  if (g_str_has_prefix (text, path))
    text += strrchr (path, '/') + 1 - path;
  problem = g_string_new (text);
  if ((advice = strchr (text, '\n')) != NULL)
    g_string_replace (problem, "\n", strchr (".?!", advice[-1]) != NULL ? " " : ". ", 1);

  if (g_set_str (&self->problem, problem->str))
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WRITABLE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROKEN]);
    }
}

static gboolean
is_pending (SettingsWork *work)
{
  return g_hash_table_size (work->pending) > 0;
}

static DexFuture *
work_fiber (gpointer data)
{
  SettingsWork *work = data;
  gboolean has_written = FALSE;

  while (is_pending (work))
    {
      g_autoptr (MqSettings) self = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;
      g_autofree char *value = NULL;
      GHashTableIter iter;
      gpointer key = NULL;

      g_hash_table_iter_init (&iter, work->pending);
      g_hash_table_iter_next (&iter, &key, NULL);
      g_hash_table_steal_extended (work->pending, key, (gpointer *)&path, (gpointer *)&value);
      if (dex_await (mq_preferences_file_set_later (path, value), &error))
        {
          has_written = TRUE;
          continue;
        }

      self = g_weak_ref_get (&work->settings);
      if (self == NULL)
        continue;

      g_signal_emit (self, signals[FAILED], 0, error->message);
      /* Restores the widgets at once, as reloading takes a while. */
      if (!has_written && !is_pending (work))
        g_signal_emit (self, signals[CHANGED], 0);
    }

  /* A reload that fails becomes a problem of the workspace, which take_problem() shows. */
  dex_await (mq_workspace_reload_settings (work->workspace), NULL);
  return dex_future_new_true ();
}

static DexFuture *worked (DexFuture *fiber, gpointer data);

static void
start_work (SettingsWork *work)
{
  work->is_busy = TRUE;
  dex_future_disown (
      dex_future_finally (mq_fiber_spawn (NULL, 0, work_fiber, g_rc_box_acquire (work), work_unref),
                          worked, g_rc_box_acquire (work), work_unref));
}

static DexFuture *
worked (DexFuture *fiber, gpointer data)
{
  SettingsWork *work = data;
  g_autoptr (MqSettings) self = g_weak_ref_get (&work->settings);

  work->is_busy = FALSE;
  if (is_pending (work))
    {
      start_work (work);
    }
  else if (self != NULL)
    {
      take_problem (self);
      g_signal_emit (self, signals[CHANGED], 0);
    }

  return dex_future_new_true ();
}

/* The workspace reads the files when it opens, which may be after the dialog does, and when another
 * program has written them. */
static void
config_changed_cb (MqSettings *self)
{
  if (self->work->is_busy) /* worked() says it */
    return;

  take_problem (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* @workspace: the workspace that uses the configuration. Returns: (transfer full): new settings;
 * the workspace watches the files */
MqSettings *
mq_settings_new (MqWorkspace *workspace)
{
  MqSettings *self = g_object_new (MQ_TYPE_SETTINGS, NULL);

  self->work = g_rc_box_new0 (SettingsWork);
  g_weak_ref_init (&self->work->settings, self);
  self->work->workspace = g_object_ref (workspace);
  self->work->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect_object (workspace, "notify::config", G_CALLBACK (config_changed_cb), self,
                           G_CONNECT_SWAPPED);
  take_problem (self);
  return self;
}

/* Returns: the current configuration */
MqConfig *
mq_settings_get_config (MqSettings *self)
{
  return mq_workspace_get_config (self->work->workspace);
}

/* Returns: the workspace that uses the configuration */
MqWorkspace *
mq_settings_get_workspace (MqSettings *self)
{
  return self->work->workspace;
}

/* Returns: (transfer full): the path of the file with a problem, otherwise of config.yaml; it
 * may not exist */
char *
mq_settings_get_path (MqSettings *self)
{
  return mq_config_get_problem (mq_settings_get_config (self)) != NULL
             ? mq_paths_get_preferences_file ()
             : mq_paths_get_config_file ();
}

/* Returns: whether changes take effect: not while config.yaml cannot be read */
gboolean
mq_settings_is_writable (MqSettings *self)
{
  /* With an error in config.yaml, the workspace keeps its last settings, which had none. */
  return *self->problem == '\0' || mq_config_get_problem (mq_settings_get_config (self)) != NULL;
}

/* Returns: file, line and error of either file in one line; empty if there is none */
const char *
mq_settings_get_problem (MqSettings *self)
{
  return self->problem;
}

/* Queues a change. Takes ownership of @path. */
static void
change (MqSettings *self, char *path, const char *value)
{
  g_hash_table_replace (self->work->pending, path, g_strdup (value));
  if (!self->work->is_busy)
    start_work (self->work);
}

/* Writes the value asynchronously; of several values for a key only the last. Emits "changed" at
 * the end, after "failed" if it could not be written. @value: (nullable): its new value; %NULL:
 * the default. */
void
mq_settings_set (MqSettings *self, MqConfigKey key, const char *value)
{
  change (self, g_strdup (mq_config_key_get_info (key)->path), value);
}

/* Like mq_settings_set(), for `model.roles.ROLE`. @role: the name of a role: letters and
 * underscores; @model: (nullable): its model; %NULL: the default model. */
void
mq_settings_set_role (MqSettings *self, const char *role, const char *model)
{
  change (self, g_strconcat ("model.roles.", role, NULL), model);
}

static void
binding_free (gpointer data, GClosure *closure)
{
  Binding *binding = data;

  g_clear_signal_handler (&binding->changed_handler, binding->settings);
  g_object_unref (binding->settings);
  g_free (binding->property);
  g_free (binding);
}

static void
show_cb (MqSettings *settings, gpointer data)
{
  Binding *binding = data;
  MqConfig *config = mq_settings_get_config (settings);
  g_auto (GStrv) choices = NULL;
  guint n = 0;

  binding->is_showing = TRUE;
  switch (mq_config_key_get_info (binding->key)->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      g_object_set (binding->object, binding->property,
                    mq_config_get_boolean (config, binding->key) != (binding->factor < 0), NULL);
      break;
    case MQ_CONFIG_TYPE_INT:
      g_object_set (binding->object, binding->property,
                    mq_config_get_int (config, binding->key) * binding->factor, NULL);
      break;
    case MQ_CONFIG_TYPE_DOUBLE:
      g_object_set (binding->object, binding->property,
                    mq_config_get_double (config, binding->key) * binding->factor, NULL);
      break;
    case MQ_CONFIG_TYPE_CHOICE:
      choices = g_strsplit (mq_config_key_get_info (binding->key)->choices, "|", -1);
      while (choices[n] != NULL
             && g_strcmp0 (choices[n], mq_config_get_string (config, binding->key)) != 0)
        n++;
      g_object_set (binding->object, binding->property, n, NULL);
      break;
    case MQ_CONFIG_TYPE_STRING:
    case MQ_CONFIG_TYPE_URL:
    default:
      g_assert_not_reached ();
    }
  binding->is_showing = FALSE;
}

static void
edited_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  Binding *binding = data;
  g_auto (GStrv) choices = NULL;
  g_autofree char *value = NULL;
  gboolean is_on;
  double number;
  guint nth;

  if (binding->is_showing)
    return;

  switch (mq_config_key_get_info (binding->key)->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      g_object_get (object, binding->property, &is_on, NULL);
      value = g_strdup (is_on != (binding->factor < 0) ? "true" : "false");
      break;
    case MQ_CONFIG_TYPE_INT:
      g_object_get (object, binding->property, &number, NULL);
      value = g_strdup_printf ("%.0f", number / binding->factor);
      break;
    case MQ_CONFIG_TYPE_DOUBLE:
      {
        char digits[G_ASCII_DTOSTR_BUF_SIZE];

        g_object_get (object, binding->property, &number, NULL);
        value
            = g_strdup (g_ascii_formatd (digits, sizeof digits, "%.6g", number / binding->factor));
      }
      break;
    case MQ_CONFIG_TYPE_CHOICE:
      g_object_get (object, binding->property, &nth, NULL);
      choices = g_strsplit (mq_config_key_get_info (binding->key)->choices, "|", -1);
      value = nth < g_strv_length (choices) ? g_strdup (choices[nth]) : NULL;
      break;
    case MQ_CONFIG_TYPE_STRING:
    case MQ_CONFIG_TYPE_URL:
    default:
      g_assert_not_reached ();
    }

  if (value != NULL)
    mq_settings_set (binding->settings, binding->key, value);
}

/* Keeps @property equal to @key as its row shows it, and writes changes of @property to @key. @key:
 * a boolean, a number or a choice; @object: a widget; the binding ends with it; @property: of type
 * boolean or double, or for a choice of type uint: its index. */
void
mq_settings_bind (MqSettings *self, MqConfigKey key, gpointer object, const char *property)
{
  double factor = mq_config_key_get_info (key)->row.factor;
  g_autofree char *notify = g_strconcat ("notify::", property, NULL);
  Binding *binding = g_new0 (Binding, 1);

  binding->settings = g_object_ref (self);
  binding->object = object;
  binding->property = g_strdup (property);
  binding->key = key;
  binding->factor = factor != 0 ? factor : 1;
  binding->changed_handler = g_signal_connect (self, "changed", G_CALLBACK (show_cb), binding);
  show_cb (self, binding);
  g_signal_connect_data (object, notify, G_CALLBACK (edited_cb), binding, binding_free, 0);
}

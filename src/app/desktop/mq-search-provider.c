/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The search provider, see mq-search-provider.h. It reads the library by itself, so that a search
 * of the overview opens no workspace: that would look for Blenders and resume runs. */
#include "app/desktop/mq-search-provider.h"

#include "client/library/mq-library.h"
#include "common/base/mq-fiber.h"

static const char interface_xml[]
    = "<node><interface name='org.gnome.Shell.SearchProvider2'>"
      "<method name='GetInitialResultSet'>"
      "<arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
      "<method name='GetSubsearchResultSet'><arg type='as' direction='in'/>"
      "<arg type='as' direction='in'/><arg type='as' direction='out'/></method>"
      "<method name='GetResultMetas'>"
      "<arg type='as' direction='in'/><arg type='aa{sv}' direction='out'/></method>"
      "<method name='ActivateResult'><arg type='s' direction='in'/>"
      "<arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
      "<method name='LaunchSearch'>"
      "<arg type='as' direction='in'/><arg type='u' direction='in'/></method>"
      "</interface></node>";

struct _MqSearchProvider
{
  GObject parent_instance;

  /* Borrowed */
  GApplication *application; /* owns this object */

  /* Owned */
  GDBusConnection *bus;
  MqLibrary *library; /* (nullable): for reading, from the first search on */

  guint registration;
};

G_DEFINE_FINAL_TYPE (MqSearchProvider, mq_search_provider, G_TYPE_OBJECT)

/* The sessions as they are now. Awaits. */
static MqLibrary *
read_library (MqSearchProvider *self)
{
  g_autoptr (MqLibrary) opened = NULL;

  if (self->library != NULL)
    dex_await (mq_library_refresh (self->library), NULL);
  else if ((opened = dex_await_object (mq_library_open (NULL, TRUE), NULL)) != NULL
           && self->library == NULL)
    self->library = g_steal_pointer (&opened);

  return self->library;
}

/* Answers with the ids of the sessions that have all the terms, best first. */
static DexFuture *
find_fiber (MqSearchProvider *self, GDBusMethodInvocation *invocation, GVariant *terms)
{
  g_autofree const char **list = g_variant_get_strv (terms, NULL);
  g_autofree char *words = g_strjoinv (" ", (char **)list);
  MqLibrary *library = read_library (self);
  g_auto (GStrv) ids = library != NULL ? dex_await_boxed (mq_library_search (library, words), NULL)
                                       : NULL;
  const char *const none[] = { NULL };

  g_dbus_method_invocation_return_value (
      invocation, g_variant_new ("(^as)", ids != NULL ? (const char *const *)ids : none));
  g_application_release (self->application);
  return dex_future_new_true ();
}

static DexFuture *
describe_fiber (MqSearchProvider *self, GDBusMethodInvocation *invocation, GVariant *ids)
{
  g_autofree const char **list = g_variant_get_strv (ids, NULL);
  MqLibrary *library = read_library (self);
  GVariantBuilder metas = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; library != NULL && list[i] != NULL; i++)
    {
      MqSession *session = mq_library_find_session (library, list[i]);
      MqVersion *version = session != NULL ? mq_session_get_last_version (session) : NULL;
      g_autofree char *path = version != NULL ? mq_version_dup_cover (version) : NULL;
      GVariantDict meta = G_VARIANT_DICT_INIT (NULL);

      if (session == NULL)
        continue;
      g_variant_dict_insert (&meta, "id", "s", mq_session_get_id (session));
      g_variant_dict_insert (&meta, "name", "s", mq_session_get_title (session));
      g_variant_dict_insert (&meta, "description", "s", mq_session_get_first_message (session));
      if (path != NULL)
        {
          g_autoptr (GFile) file = g_file_new_for_path (path);
          g_autoptr (GIcon) icon = g_file_icon_new (file);

          g_variant_dict_insert_value (&meta, "icon", g_icon_serialize (icon));
        }
      g_variant_builder_add_value (&metas, g_variant_dict_end (&meta));
    }

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(aa{sv})", &metas));
  g_application_release (self->application);
  return dex_future_new_true ();
}

static void
activate (MqSearchProvider *self, GDBusMethodInvocation *invocation, const char *action,
          const char *target)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), action,
                                  g_variant_new_string (target));
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_method_call (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
                const char *method, GVariant *parameters, GDBusMethodInvocation *invocation,
                gpointer data)
{
  MqSearchProvider *self = data;
  g_autoptr (GVariant) first = g_variant_get_child_value (parameters, 0);
  g_autoptr (GVariant) terms = NULL;

  if (g_str_equal (method, "ActivateResult"))
    {
      activate (self, invocation, "show-session", g_variant_get_string (first, NULL));
      return;
    }
  if (g_str_equal (method, "LaunchSearch"))
    {
      g_autofree const char **list = g_variant_get_strv (first, NULL);
      g_autofree char *words = g_strjoinv (" ", (char **)list);

      activate (self, invocation, "search-sessions", words);
      return;
    }

  /* A process that was started for this stays until it has answered. */
  g_application_hold (self->application);
  terms = g_str_equal (method, "GetSubsearchResultSet") ? g_variant_get_child_value (parameters, 1)
                                                        : g_variant_ref (first);
  if (g_str_equal (method, "GetResultMetas"))
    dex_future_disown (
        mq_fiber_spawn_with (NULL, 0, describe_fiber, (MQ_TYPE_SEARCH_PROVIDER, self),
                             (G_TYPE_DBUS_METHOD_INVOCATION, invocation), (G_TYPE_VARIANT, terms)));
  else
    dex_future_disown (mq_fiber_spawn_with (NULL, 0, find_fiber, (MQ_TYPE_SEARCH_PROVIDER, self),
                                            (G_TYPE_DBUS_METHOD_INVOCATION, invocation),
                                            (G_TYPE_VARIANT, terms)));
}

/**
 * mq_search_provider_new:
 * @application: the application; it outlives the provider
 * @bus: the bus
 * @path: the object path
 * @error: return location
 *
 * Results activate the application's actions "show-session" (a session's id) and "search-sessions"
 * (words).
 *
 * Returns: (transfer full) (nullable): a provider that is exported until it is finalised
 */
MqSearchProvider *
mq_search_provider_new (GApplication *application, GDBusConnection *bus, const char *path,
                        GError **error)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_method_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (MqSearchProvider) self = g_object_new (MQ_TYPE_SEARCH_PROVIDER, NULL);

  self->application = application;
  self->bus = g_object_ref (bus);
  self->registration = g_dbus_connection_register_object (bus, path, node->interfaces[0], &vtable,
                                                          self, NULL, error);

  return self->registration != 0 ? g_steal_pointer (&self) : NULL;
}

static void
mq_search_provider_finalize (GObject *object)
{
  MqSearchProvider *self = MQ_SEARCH_PROVIDER (object);

  if (self->registration != 0)
    g_dbus_connection_unregister_object (self->bus, self->registration);
  g_clear_object (&self->bus);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (mq_search_provider_parent_class)->finalize (object);
}

static void
mq_search_provider_class_init (MqSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mq_search_provider_finalize;
}

static void
mq_search_provider_init (MqSearchProvider *self)
{
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* MqAllowedHosts, see mq-allowed-hosts.h. */
#include "service/http/mq-allowed-hosts.h"

#include "common/base/mq-error.h"
#include "common/base/mq-text.h"

#include <gio/gio.h>
#include <string.h>

struct _MqAllowedHosts
{
  GPtrArray *hosts;   /* "name": with any port, or "name:port" */
  GPtrArray *origins; /* "https://name:port" */
};

/* Returns: (transfer full): a host without its port; an IPv6 literal with its brackets */
static char *
dup_name (const char *host)
{
  const char *end = *host == '[' ? strchr (host, ']') : NULL;

  return end != NULL ? g_strndup (host, (gsize)(end - host) + 1)
                     : g_strndup (host, strcspn (host, ":"));
}

static gboolean
is_host (const char *text)
{
  g_autofree char *url = g_strconcat ("https://", text, "/", NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && strpbrk (text, "/?#@ ") == NULL && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0';
}

static gboolean
is_origin (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  const char *host = strstr (text, "://");

  return uri != NULL && host != NULL && is_host (host + strlen ("://"));
}

/* @names: (nullable): with commas between */
static gboolean
add_all (GPtrArray *list, const char *names, const char *key, gboolean (*fits) (const char *),
         GError **error)
{
  g_auto (GStrv) parts = mq_text_split_list (names != NULL ? names : "");

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (!fits (parts[i]))
        return mq_fail (error, MQ_ERROR_BAD_INPUT, "“%s”: “%s” is none", key, parts[i]);
      g_ptr_array_add (list, g_strdup (parts[i]));
    }

  return TRUE;
}

/**
 * mq_allowed_hosts_new:
 * @hosts: (nullable): with commas between, each with or without a port
 * @origins: (nullable): with commas between
 * @error: %MQ_ERROR_BAD_INPUT
 *
 * Returns: (transfer full) (nullable): the names
 */
MqAllowedHosts *
mq_allowed_hosts_new (const char *hosts, const char *origins, GError **error)
{
  g_autoptr (MqAllowedHosts) self = g_new0 (MqAllowedHosts, 1);

  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->origins = g_ptr_array_new_with_free_func (g_free);
  return add_all (self->hosts, hosts, "service.hosts", is_host, error)
                 && add_all (self->origins, origins, "service.origins", is_origin, error)
             ? g_steal_pointer (&self)
             : NULL;
}

void
mq_allowed_hosts_free (MqAllowedHosts *self)
{
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->origins);
  g_free (self);
}

/* @host: a name, which is allowed with any port, or a name and a port */
void
mq_allowed_hosts_add (MqAllowedHosts *self, const char *host)
{
  g_ptr_array_add (self->hosts, g_strdup (host));
}

/**
 * mq_allowed_hosts_add_url:
 * @url: whose host is allowed, if it has one
 */
void
mq_allowed_hosts_add_url (MqAllowedHosts *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host != NULL && *host != '\0')
    g_ptr_array_add (self->hosts,
                     strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host));
}

gboolean
mq_allowed_hosts_is_empty (MqAllowedHosts *self)
{
  return self->hosts->len == 0;
}

static gboolean
has (GPtrArray *list, const char *text)
{
  for (guint i = 0; i < list->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (list, i), text) == 0)
      return TRUE;

  return FALSE;
}

/* Returns: whether the service may be called by that name */
gboolean
mq_allowed_hosts_check_host (MqAllowedHosts *self, const char *host)
{
  g_autofree char *name = dup_name (host);

  return has (self->hosts, host) || (is_host (host) && has (self->hosts, name));
}

/* @origin: the header Origin of a request. Returns: whether pages of that origin may ask */
gboolean
mq_allowed_hosts_check_origin (MqAllowedHosts *self, const char *origin)
{
  return has (self->origins, origin);
}

/* Returns: whether it is “localhost” or an address of this computer, which no name of a stranger
 * is */
gboolean
mq_allowed_hosts_is_loopback (const char *host)
{
  g_autofree char *url = g_strconcat ("https://", host, "/", NULL);
  g_autoptr (GUri) uri = is_host (host) ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;
  const char *name = uri != NULL ? g_uri_get_host (uri) : "";
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  return g_ascii_strcasecmp (name, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

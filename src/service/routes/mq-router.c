/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the route for a method and a path in the tables of routes. */
#include "service/http/mq-exchange.h"

#include <string.h>

#define RUN_ID_LENGTH 32
#define MAX_TEAM_ID 64
#define MAX_BLENDER_ID 64
#define MAX_SESSION_ID 64

static gboolean
is_run_id (const char *text, gsize length)
{
  if (length != RUN_ID_LENGTH)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) && (text[i] < 'a' || text[i] > 'f'))
      return FALSE;

  return TRUE;
}

static gboolean
is_team_id (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '-')
      return FALSE;

  return length > 0 && length <= MAX_TEAM_ID;
}

/* "4.3.2-32f5fdce0a0a"; starts with a digit, so it is never "..". */
static gboolean
is_blender_id (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (text[i]) && !g_ascii_isdigit (text[i]) && text[i] != '.'
        && text[i] != '-')
      return FALSE;

  return length > 0 && length <= MAX_BLENDER_ID && g_ascii_isdigit (text[0]);
}

/* As in a request for a run. */
static gboolean
is_session_id (const char *text, gsize length)
{
  return length > 0 && length <= MAX_SESSION_ID
         && strspn (text, "0123456789abcdefghijklmnopqrstuvwxyz-") >= length;
}

/* The placeholders in the paths of routes. */
static const struct
{
  const char *name;
  gboolean (*fits) (const char *text, gsize length);
} holes[] = {
  { "{id}", is_run_id },
  { "{team}", is_team_id },
  { "{blender}", is_blender_id },
  { "{session}", is_session_id },
};

static gboolean
matches (const char *pattern, const char *path, char **segment)
{
  const char *hole = strchr (pattern, '{');
  gsize length;

  if (hole == NULL)
    return g_str_equal (pattern, path);

  if (strncmp (pattern, path, (gsize)(hole - pattern)) != 0)
    return FALSE;

  path += hole - pattern;
  length = strcspn (path, "/");
  for (gsize i = 0; i < G_N_ELEMENTS (holes); i++)
    {
      if (!g_str_has_prefix (hole, holes[i].name))
        continue;
      if (!holes[i].fits (path, length)
          || !g_str_equal (hole + strlen (holes[i].name), path + length))
        return FALSE;

      g_free (*segment);
      *segment = g_strndup (path, length);
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

/**
 * mq_route_find:
 * @method: of the request
 * @path: of the request, decoded
 * @segment: (out) (transfer full) (nullable): the id of a run, a team or a Blender in the path
 * @allow: (out) (transfer full) (nullable): the methods of the path, if it exists
 *
 * Returns: (transfer none) (nullable): the route
 */
const MqRoute *
mq_route_find (const char *method, const char *path, char **segment, char **allow)
{
  g_autoptr (GString) methods = g_string_new (NULL);

  *segment = NULL;
  *allow = NULL;

  for (gsize i = 0; mq_route_tables[i] != NULL; i++)
    for (const MqRoute *route = mq_route_tables[i]; route->method != NULL; route++)
      {
        if (!matches (route->path, path, segment))
          continue;

        if (g_str_equal (route->method, method))
          return route;

        g_string_append_printf (methods, "%s%s", methods->len > 0 ? ", " : "", route->method);
      }

  if (methods->len > 0)
    *allow = g_string_free (g_steal_pointer (&methods), FALSE);
  return NULL;
}

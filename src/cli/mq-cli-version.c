/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The version that the user names, see mq-cli-version.h. */
#include "cli/mq-cli-version.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"

#include <string.h>

/**
 * mq_cli_find_session:
 * @library: a library
 * @what: a session's id
 * @error: %MQ_ERROR_NOT_FOUND
 *
 * Returns: (transfer none) (nullable): the session
 */
MqSession *
mq_cli_find_session (MqLibrary *library, const char *what, GError **error)
{
  g_autofree char *id = mq_session_normalise_id (what);
  MqSession *session = id != NULL ? mq_library_find_session (library, id) : NULL;

  if (session == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND,
                         "There is no session “%s”\nmaquette-cli --list-sessions lists them", what);

  return session;
}

/**
 * mq_cli_find_version:
 * @library: a library
 * @what: SESSION or SESSION:VERSION; without a version, the last one
 * @session: (out) (transfer none): its session
 * @error: %MQ_ERROR_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the version
 */
MqVersion *
mq_cli_find_version (MqLibrary *library, const char *what, MqSession **session, GError **error)
{
  const char *colon = strchr (what, ':');
  g_autofree char *name = colon != NULL ? g_strndup (what, colon - what) : g_strdup (what);
  MqVersion *version = NULL;
  guint64 number = 0;

  if ((*session = mq_cli_find_session (library, name, error)) == NULL)
    return NULL;

  if (colon == NULL)
    {
      version = mq_session_get_last_version (*session);
      if (version != NULL)
        return g_object_ref (version);
    }
  else if (g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT, &number, NULL)
           && (version = mq_version_find (mq_session_get_versions (*session), number)) != NULL)
    return version;

  return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "The session “%s” has no version %s", name,
                       colon != NULL ? colon + 1 : "yet");
}

/**
 * mq_cli_load_script:
 * @version: a version
 * @error: as mq_version_load(), or %MQ_ERROR_NOT_FOUND
 *
 * Awaits.
 *
 * Returns: (transfer full) (nullable): its script
 */
char *
mq_cli_load_script (MqVersion *version, GError **error)
{
  g_autoptr (JsonObject) content = dex_await_boxed (mq_version_load (version), error);
  const char *script = content != NULL ? mq_json_get_string (content, "script", NULL) : NULL;

  if (content != NULL && script == NULL)
    return mq_fail_null (error, MQ_ERROR_NOT_FOUND, "Version %u has no script",
                         mq_version_get_number (version));

  return g_strdup (script);
}

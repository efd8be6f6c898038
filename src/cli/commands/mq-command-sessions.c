/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* --list-sessions: the command that lists the sessions with a version, newest first. The table has
 * those, too, whose run failed and left a draft; with --json each has a version, with its folder.
 */
#include "cli/commands/mq-commands.h"

#include "cli/mq-printer.h"
#include "common/base/mq-text.h"

#include <stdio.h>

#define MAX_TITLE 200

static void
print_json (MqSession *session)
{
  g_autoptr (MqRunEvent) event = mq_run_event_new (MQ_EVENT_SESSION);
  MqVersion *last = mq_session_get_last_version (session);

  event->session.session = g_strdup (mq_session_get_id (session));
  event->session.title = g_strdup (mq_session_get_title (session));
  event->session.first_message = g_strdup (mq_session_get_first_message (session));
  event->session.created = mq_session_get_created (session);
  event->session.versions = g_list_model_get_n_items (mq_session_get_versions (session));
  event->session.folder = g_strdup (mq_version_get_dir (last));
  event->session.favorite = mq_session_is_favorite (session);
  mq_printer_write_json (event, 0);
}

static void
print_row (MqSession *session)
{
  g_autoptr (GDateTime) created
      = g_date_time_new_from_unix_local (mq_session_get_created (session));
  g_autofree char *date = created != NULL ? g_date_time_format (created, "%Y-%m-%d %H:%M")
                                          : g_strdup ("?");
  g_autofree char *title = mq_text_clean (mq_session_get_title (session), MAX_TITLE);

  g_strdelimit (title, "\n\t", ' ');
  printf ("%-10s  %-16s  %8u  %s%s\n", mq_session_get_id (session), date,
          g_list_model_get_n_items (mq_session_get_versions (session)),
          mq_session_is_favorite (session) ? "★ " : "", title);
}

gboolean
mq_command_list_sessions (MqCliContext *self, GError **error)
{
  gboolean json = self->options->json;
  GListModel *sessions;
  guint n_shown = 0;

  if (!mq_cli_context_prepare (self, MQ_CLI_LIBRARY, error))
    return FALSE;

  sessions = mq_library_get_sessions (self->library);
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (MqSession) session = g_list_model_get_item (sessions, i);

      if (mq_session_get_last_version (session) == NULL
          && (json || !mq_session_get_failed (session)))
        continue;

      if (!json && n_shown == 0)
        printf ("%-10s  %-16s  %8s  %s\n", "ID", "CREATED", "VERSIONS", "TITLE");
      (json ? print_json : print_row) (session);
      n_shown++;
    }

  if (n_shown == 0 && !json)
    printf ("No sessions yet. Start one: maquette-cli --text \"a chair\"\n");

  return TRUE;
}

/* MqRunOptions: what is asked for when a run begins. */
#pragma once

#include "client/library/mq-session.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * MqRunOptions:
 * @id: (nullable): of the run; made when it is not given
 * @mode: "create", "continue" or "script"
 * @prompt: the user's words
 * @title: (nullable): of the session; made from the words when it is not given
 * @team: (nullable): "sketcher" or "model"; %NULL: the service's default
 * @script: (nullable): the user's own, with "script"
 * @session: (nullable): the session to go on in; a new one otherwise
 * @base_session: (nullable): whose version @base is
 * @base: (nullable): the version to go on from, with "continue"; with "script", the one that the
 *   script was made from: with @session, the script's version hangs below it
 * @pictures: (nullable): paths of the pictures that came with @prompt; a team that sees gets
 *   them
 * @begun: (nullable): with "create", the plan and the script of a run before it, which it goes on from
 * @must_see: it is no use without @pictures: refused when the team does not see
 * @interactive: whether the user's turn comes
 * @again: it was asked for before, and the service may have it
 * @keep_session: a session stays though no version came of it, for what was said in it
 * @server: (nullable): the address of a service to use instead of one of our own
 * @output: (nullable): a folder to write the result to, too
 * @replay: (nullable): a transcript that answers instead of any model; not with @server
 * @transcript: (nullable): a file to write the exchanges with models to when the run ends
 *
 * What is asked for.
 */
typedef struct
{
  char *id;
  char *mode;
  char *prompt;
  char *title;
  char *team;
  char *script;
  MqSession *session;
  MqSession *base_session;
  MqVersion *base;
  GStrv pictures;
  JsonObject *begun;
  gboolean must_see;
  gboolean interactive;
  gboolean again;
  gboolean keep_session;
  char *server;
  char *output;
  char *replay;
  char *transcript;
} MqRunOptions;

MqRunOptions *mq_run_options_new (const char *mode, const char *prompt, const char *team);
void mq_run_options_free (MqRunOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunOptions, mq_run_options_free)

/* What mq_library_add_unsent() keeps of it. */
JsonObject *mq_run_options_to_json (MqRunOptions *options) G_GNUC_WARN_UNUSED_RESULT;
MqRunOptions *
mq_run_options_from_json (JsonObject *json, MqSession *session) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

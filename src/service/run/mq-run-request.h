/* MqRunRequest: what a client asks for when it starts a run, checked. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_PROMPT_MAX_CHARS 10000
#define MQ_SCRIPT_MAX_BYTES (512 * 1024)

typedef enum
{
  MQ_RUN_CREATE,
  MQ_RUN_CONTINUE,
  MQ_RUN_SCRIPT,
} MqRunMode;

/**
 * MqRunRequest:
 * @mode: what to start from
 * @prompt: the user's words; may be empty for %MQ_RUN_SCRIPT
 * @team: (nullable): the team that is asked for
 * @script: (nullable): with %MQ_RUN_SCRIPT the user's own, with %MQ_RUN_CONTINUE that of the base
 * @base_script: (nullable): with %MQ_RUN_SCRIPT that of the base, if there is one
 * @plan: (nullable): of the base
 * @report: (nullable): of the base
 * @title: (nullable): of the base
 * @interactive: whether the user's turn comes after automatic refinement
 * @json: the request as it came, for the journal
 */
typedef struct
{
  MqRunMode mode;
  char *prompt;
  char *team;
  char *script;
  char *base_script;
  JsonObject *plan;
  JsonObject *report;
  char *title;
  gboolean interactive;
  JsonObject *json;
} MqRunRequest;

MqRunRequest *mq_run_request_parse (JsonObject *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void mq_run_request_free (MqRunRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqRunRequest, mq_run_request_free)

const char *mq_run_mode_to_string (MqRunMode mode);
gboolean mq_run_check_words (const char *text, GError **error);

G_END_DECLS

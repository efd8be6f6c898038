/* Problems: what went wrong, as a client is told (RFC 9457). One table holds every code with its
 * HTTP status, its title and what to do next. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_PROBLEM_BASE "https://maquette.invalid/problems/"

/**
 * MqProblem: stable codes; see the table in mq-problem.c for what each means.
 */
typedef enum
{
  MQ_PROBLEM_BAD_REQUEST,
  MQ_PROBLEM_FORBIDDEN,
  MQ_PROBLEM_NOT_FOUND,
  MQ_PROBLEM_METHOD_NOT_ALLOWED,
  MQ_PROBLEM_TOO_LARGE,
  MQ_PROBLEM_UNSUPPORTED_MEDIA_TYPE,
  MQ_PROBLEM_CONFLICT,
  MQ_PROBLEM_RUN_ENDED,
  MQ_PROBLEM_BUSY,
  MQ_PROBLEM_UNKNOWN_KIND,
  MQ_PROBLEM_PICTURES_NEED_A_MODEL,
  MQ_PROBLEM_NO_SUCH_TEAM,
  MQ_PROBLEM_SCRIPT_FAILED,
  MQ_PROBLEM_NOTHING_VISIBLE,
  MQ_PROBLEM_REFUSED,
  MQ_PROBLEM_REPAIRS_USED_UP,
  MQ_PROBLEM_WORKER_LOST,
  MQ_PROBLEM_TIMEOUT,
  MQ_PROBLEM_NO_BLENDER,
  MQ_PROBLEM_OUT_OF_MEMORY,
  MQ_PROBLEM_DISK_FULL,
  MQ_PROBLEM_CANCELLED,
  MQ_PROBLEM_MODEL_KEY,
  MQ_PROBLEM_MODEL_PAYMENT,
  MQ_PROBLEM_MODEL_NOT_FOUND,
  MQ_PROBLEM_MODEL_BUSY,
  MQ_PROBLEM_MODEL_UNREACHABLE,
  MQ_PROBLEM_MODEL_CUT,
  MQ_PROBLEM_MODEL_REFUSED,
  MQ_PROBLEM_MODEL_CONTEXT,
  MQ_PROBLEM_MODEL_ANSWER,
  MQ_PROBLEM_MODEL_REQUEST,
  MQ_PROBLEM_NO_MODEL,
  MQ_PROBLEM_BUDGET_REACHED,
  MQ_PROBLEM_INTERNAL,
  MQ_N_PROBLEMS,
} MqProblem;

const char *mq_problem_get_code (MqProblem self);
guint mq_problem_get_status (MqProblem self);
MqProblem mq_problem_from_code (const char *code);

JsonObject *mq_problem_to_json (MqProblem self, const char *detail) G_GNUC_WARN_UNUSED_RESULT;

/* An error that carries a problem; any other #GError has one as well. */
#define MQ_PROBLEM_ERROR (mq_problem_error_quark ())
GQuark mq_problem_error_quark (void);
MqProblem mq_problem_from_error (const GError *error);

G_END_DECLS

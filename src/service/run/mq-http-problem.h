/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Problems: errors as clients get them (RFC 9457). One table has every code with its HTTP status,
 * its title and what to do next. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define MQ_HTTP_PROBLEM_BASE "https://maquette.invalid/problems/"

/**
 * MqHttpProblem: stable codes; see the table in mq-http-problem.c for what each means.
 */
typedef enum
{
  MQ_HTTP_PROBLEM_BAD_REQUEST,
  MQ_HTTP_PROBLEM_SIGN_IN,
  MQ_HTTP_PROBLEM_SCOPE,
  MQ_HTTP_PROBLEM_BLOCKED,
  MQ_HTTP_PROBLEM_TERMS,
  MQ_HTTP_PROBLEM_QUOTA,
  MQ_HTTP_PROBLEM_COST, /* has the code of the one before */
  MQ_HTTP_PROBLEM_TOO_MANY_REQUESTS,
  MQ_HTTP_PROBLEM_FORBIDDEN,
  MQ_HTTP_PROBLEM_NOT_FOUND,
  MQ_HTTP_PROBLEM_METHOD_NOT_ALLOWED,
  MQ_HTTP_PROBLEM_TOO_LARGE,
  MQ_HTTP_PROBLEM_UNSUPPORTED_MEDIA_TYPE,
  MQ_HTTP_PROBLEM_CONFLICT,
  MQ_HTTP_PROBLEM_RUN_ENDED,
  MQ_HTTP_PROBLEM_BUSY,
  MQ_HTTP_PROBLEM_UNAVAILABLE,
  MQ_HTTP_PROBLEM_UNKNOWN_KIND,
  MQ_HTTP_PROBLEM_PICTURES_NEED_A_MODEL,
  MQ_HTTP_PROBLEM_NO_SUCH_TEAM,
  MQ_HTTP_PROBLEM_SCRIPT_FAILED,
  MQ_HTTP_PROBLEM_NOTHING_VISIBLE,
  MQ_HTTP_PROBLEM_REFUSED,
  MQ_HTTP_PROBLEM_REPAIRS_USED_UP,
  MQ_HTTP_PROBLEM_WORKER_LOST,
  MQ_HTTP_PROBLEM_TIMEOUT,
  MQ_HTTP_PROBLEM_NO_BLENDER,
  MQ_HTTP_PROBLEM_OUT_OF_MEMORY,
  MQ_HTTP_PROBLEM_DISK_FULL,
  MQ_HTTP_PROBLEM_CANCELLED,
  MQ_HTTP_PROBLEM_MODEL_KEY,
  MQ_HTTP_PROBLEM_MODEL_PAYMENT,
  MQ_HTTP_PROBLEM_MODEL_NOT_FOUND,
  MQ_HTTP_PROBLEM_MODEL_ADDRESS,
  MQ_HTTP_PROBLEM_MODEL_BUSY,
  MQ_HTTP_PROBLEM_MODEL_UNREACHABLE,
  MQ_HTTP_PROBLEM_MODEL_CUT,
  MQ_HTTP_PROBLEM_MODEL_REFUSED,
  MQ_HTTP_PROBLEM_MODEL_CONTEXT,
  MQ_HTTP_PROBLEM_MODEL_ANSWER,
  MQ_HTTP_PROBLEM_MODEL_REQUEST,
  MQ_HTTP_PROBLEM_NO_MODEL,
  MQ_HTTP_PROBLEM_BUDGET_REACHED,
  MQ_HTTP_PROBLEM_INTERNAL,
  MQ_N_HTTP_PROBLEMS,
} MqHttpProblem;

const char *mq_http_problem_get_code (MqHttpProblem self);
guint mq_http_problem_get_status (MqHttpProblem self);
MqHttpProblem mq_http_problem_from_code (const char *code);
gboolean mq_http_problem_is_of_service (MqHttpProblem self);

JsonObject *
mq_http_problem_to_json (MqHttpProblem self, const char *detail) G_GNUC_WARN_UNUSED_RESULT;

/* Errors of this domain have a problem as their code; mq_http_problem_from_error() maps all
 * others. */
#define MQ_HTTP_PROBLEM_ERROR (mq_http_problem_error_quark ())
GQuark mq_http_problem_error_quark (void);
MqHttpProblem mq_http_problem_from_error (const GError *error);
gboolean mq_http_problem_fail (GError **error, MqHttpProblem problem, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** mq_http_problem_fail_null: for a function that returns a pointer: %NULL. */
#define mq_http_problem_fail_null(...) (mq_http_problem_fail (__VA_ARGS__), NULL)
/** mq_http_problem_fail_elsewhere: another node has the run, or may have it: repeat the request. */
gboolean mq_http_problem_fail_elsewhere (GError **error);
gboolean mq_http_problem_fail_quota (GError **error, GError *why);

G_END_DECLS

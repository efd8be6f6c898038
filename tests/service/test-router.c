/* Which route a method and a path find, which ids may stand in a path, and what a client is told of
 * an error. */
#include "common/base/mq-error.h"
#include "service/http/mq-exchange.h"
#include "service/model/mq-model-error.h"
#include "service/run/mq-http-problem.h"
#include "support/mq-test.h"

#define RUN "0123456789abcdef0123456789abcdef"
#define LONGEST "abcdefghijklmnopqrstuvwxyz-0123456789abcdefghijklmnopqrstuvwxyz-"

static void
test_paths (void)
{
  static const struct
  {
    const char *method;
    const char *path;
    const char *segment; /* NULL: there is none, or no route */
    const char *allow;   /* NULL: the path is unknown, or the route is found */
  } cases[] = {
    { "GET", "/v1/runs/" RUN, RUN, NULL },
    { "GET", "/v1/runs/" RUN "/events", RUN, NULL },
    { "PUT", "/v1/runs/" RUN, RUN, "GET, DELETE" },
    { "GET", "/v1/runs/" RUN "/", NULL, NULL },
    { "GET", "/v1/runs/" RUN "/nothing", NULL, NULL },
    { "GET", "/v1/runs/" RUN "0", NULL, NULL },
    { "GET", "/v1/runs/0123456789abcdef0123456789abcde", NULL, NULL },
    { "GET", "/v1/runs/0123456789ABCDEF0123456789abcdef", NULL, NULL },
    { "GET", "/v1/runs/g123456789abcdef0123456789abcdef", NULL, NULL },
    { "GET", "/v1/runs/", NULL, NULL },
    { "POST", "/v1/teams/a/understanding", "a", NULL },
    { "POST", "/v1/teams/my-team-2/understanding", "my-team-2", NULL },
    { "POST", "/v1/teams/" LONGEST "/understanding", LONGEST, NULL },
    { "POST", "/v1/teams/" LONGEST "a/understanding", NULL, NULL },
    { "POST", "/v1/teams//understanding", NULL, NULL },
    { "POST", "/v1/teams/My/understanding", NULL, NULL },
    { "POST", "/v1/teams/a.b/understanding", NULL, NULL },
    { "PUT", "/v1/knowledge/4.3.2-32f5fdce0a0a", "4.3.2-32f5fdce0a0a", NULL },
    { "PUT", "/v1/knowledge/4", "4", NULL },
    { "PUT", "/v1/knowledge/..", NULL, NULL },
    { "PUT", "/v1/knowledge/a4", NULL, NULL },
    { "PUT", "/v1/knowledge/4_3", NULL, NULL },
    { "GET", "/v1/sessions/s", "s", NULL },
    { "GET", "/v1/sessions/" LONGEST, LONGEST, NULL },
    { "GET", "/v1/sessions/" LONGEST "a", NULL, NULL },
    { "GET", "/v1/sessions/a_b", NULL, NULL },
    { "PATCH", "/v1/sessions/s/file", "s", "GET, PUT" },
    { "GET", "/v1/health/", NULL, NULL },
    { "GET", "", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *segment = NULL;
      g_autofree char *allow = NULL;
      const MqRoute *route = mq_route_find (cases[i].method, cases[i].path, &segment, &allow);

      g_test_message ("%s %s", cases[i].method, cases[i].path);
      g_assert_cmpint (route != NULL, ==, cases[i].segment != NULL && cases[i].allow == NULL);
      g_assert_cmpstr (segment, ==, cases[i].segment);
      g_assert_cmpstr (allow, ==, cases[i].allow);
      if (route != NULL)
        g_assert_cmpstr (route->method, ==, cases[i].method);
    }
}

/* Each problem is found by its code, of two with the same one the first, and has the status of a
 * failure. */
static void
test_problem_codes (void)
{
  for (guint i = 0; i < MQ_N_HTTP_PROBLEMS; i++)
    {
      MqHttpProblem problem = (MqHttpProblem)i;
      MqHttpProblem found = problem == MQ_HTTP_PROBLEM_SCOPE  ? MQ_HTTP_PROBLEM_SIGN_IN
                            : problem == MQ_HTTP_PROBLEM_COST ? MQ_HTTP_PROBLEM_QUOTA
                                                              : problem;
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mq_http_problem_from_code (mq_http_problem_get_code (problem)), ==, found);
      g_assert_cmpuint (mq_http_problem_get_status (problem), >=, 400);
      g_assert_cmpuint (mq_http_problem_get_status (problem), <, 600);
      g_assert_false (mq_http_problem_fail (&error, problem, "%d", 7));
      g_assert_cmpint (mq_http_problem_from_error (error), ==, problem);
      g_assert_cmpstr (error->message, ==, "7");
    }
  g_assert_cmpint (mq_http_problem_from_code ("nothing"), ==, MQ_HTTP_PROBLEM_INTERNAL);
  g_assert_cmpint (mq_http_problem_from_code (NULL), ==, MQ_HTTP_PROBLEM_INTERNAL);
}

/* What a client is told of an error of another domain, and whether the service is at fault. */
static void
test_problem_of_error (void)
{
  const struct
  {
    GQuark domain;
    int code;
    MqHttpProblem problem;
    gboolean is_of_service;
  } cases[] = {
    { MQ_ERROR, MQ_ERROR_BAD_INPUT, MQ_HTTP_PROBLEM_BAD_REQUEST, FALSE },
    { MQ_ERROR, MQ_ERROR_PROTOCOL, MQ_HTTP_PROBLEM_BAD_REQUEST, FALSE },
    { MQ_ERROR, MQ_ERROR_TERMS, MQ_HTTP_PROBLEM_TERMS, FALSE },
    { MQ_ERROR, MQ_ERROR_QUOTA, MQ_HTTP_PROBLEM_QUOTA, FALSE },
    { MQ_ERROR, MQ_ERROR_NOT_FOUND, MQ_HTTP_PROBLEM_NOT_FOUND, FALSE },
    { MQ_ERROR, MQ_ERROR_CONFLICT, MQ_HTTP_PROBLEM_CONFLICT, FALSE },
    { MQ_ERROR, MQ_ERROR_CANCELLED, MQ_HTTP_PROBLEM_CANCELLED, FALSE },
    { MQ_ERROR, MQ_ERROR_UNKNOWN_KIND, MQ_HTTP_PROBLEM_UNKNOWN_KIND, FALSE },
    { MQ_ERROR, MQ_ERROR_NO_SPACE, MQ_HTTP_PROBLEM_DISK_FULL, FALSE },
    { MQ_ERROR, MQ_ERROR_WORKER_LOST, MQ_HTTP_PROBLEM_WORKER_LOST, FALSE },
    { MQ_ERROR, MQ_ERROR_TIMEOUT, MQ_HTTP_PROBLEM_TIMEOUT, FALSE },
    { MQ_ERROR, MQ_ERROR_NO_BLENDER, MQ_HTTP_PROBLEM_NO_BLENDER, FALSE },
    { MQ_ERROR, MQ_ERROR_BUDGET, MQ_HTTP_PROBLEM_BUDGET_REACHED, FALSE },
    { MQ_ERROR, MQ_ERROR_UNREACHABLE, MQ_HTTP_PROBLEM_UNAVAILABLE, TRUE },
    { MQ_ERROR, MQ_ERROR_FAILED, MQ_HTTP_PROBLEM_INTERNAL, TRUE },
    { MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY, MQ_HTTP_PROBLEM_MODEL_KEY, TRUE },
    { MQ_MODEL_ERROR, MQ_MODEL_ERROR_REFUSED, MQ_HTTP_PROBLEM_MODEL_REFUSED, FALSE },
    { MQ_MODEL_ERROR, MQ_MODEL_ERROR_REQUEST, MQ_HTTP_PROBLEM_MODEL_REQUEST, TRUE },
    { MQ_MODEL_ERROR, MQ_MODEL_ERROR_NO_MODEL, MQ_HTTP_PROBLEM_NO_MODEL, TRUE },
    { MQ_HTTP_PROBLEM_ERROR, -1, MQ_HTTP_PROBLEM_INTERNAL, TRUE },
    { MQ_HTTP_PROBLEM_ERROR, MQ_N_HTTP_PROBLEMS, MQ_HTTP_PROBLEM_INTERNAL, TRUE },
    { G_IO_ERROR, G_IO_ERROR_NOT_FOUND, MQ_HTTP_PROBLEM_INTERNAL, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const GError error = { cases[i].domain, cases[i].code, NULL };

      g_test_message ("%s %d", g_quark_to_string (cases[i].domain), cases[i].code);
      g_assert_cmpint (mq_http_problem_from_error (&error), ==, cases[i].problem);
      g_assert_cmpint (mq_http_problem_is_of_service (cases[i].problem), ==,
                       cases[i].is_of_service);
    }
}

/* A month's cost that is used up keeps a run from its start; each other reason is told as it is. */
static void
test_problem_of_quota (void)
{
  g_autoptr (GError) cost = NULL;
  g_autoptr (GError) quota = NULL;

  g_assert_false (mq_http_problem_fail_quota (
      &cost, g_error_new_literal (MQ_ERROR, MQ_ERROR_BUDGET, "$5 are used up")));
  g_assert_error (cost, MQ_HTTP_PROBLEM_ERROR, MQ_HTTP_PROBLEM_COST);
  g_assert_cmpstr (cost->message, ==, "$5 are used up");
  g_assert_false (mq_http_problem_fail_quota (
      &quota, g_error_new_literal (MQ_ERROR, MQ_ERROR_QUOTA, "5 runs are used up")));
  g_assert_error (quota, MQ_ERROR, MQ_ERROR_QUOTA);
}

MQ_TEST_PROGRAM (router)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/router/paths", test_paths);
  g_test_add_func ("/problem/codes", test_problem_codes);
  g_test_add_func ("/problem/of-error", test_problem_of_error);
  g_test_add_func ("/problem/of-quota", test_problem_of_quota);
  return mq_test_run ();
}

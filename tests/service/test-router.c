/* Which route a method and a path find, and which ids may stand in a path. */
#include "service/http/mq-exchange.h"
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

MQ_TEST_PROGRAM (router)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/router/paths", test_paths);
  return mq_test_run ();
}

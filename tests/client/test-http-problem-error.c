/* Problems of the service as errors for people: what happened, and what to do. Each type that the
 * protocol has is one. */
#include "client/service/mq-http-problem-error.h"
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

#define BASE "https://maquette.invalid/problems/"

static char *
describe (const char *code, const char *detail)
{
  g_autofree char *type = g_strconcat (BASE, code, NULL);
  g_autoptr (JsonObject) problem = mq_json_new ("type:s title:s status:i detail:s next:s", type,
                                                "The title", 400, detail, "What to do.");
  g_autoptr (GError) error = mq_http_problem_to_error (problem, 400);

  g_assert_true (error->domain == MQ_ERROR);
  return g_strdup (error->message);
}

static void
test_each_type (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "..", "docs", "inside",
                                                 "openapi.yaml", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) types = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  types = g_strsplit (text, "- " BASE, -1);
  g_assert_cmpuint (g_strv_length (types), >, 40);
  for (gsize i = 1; types[i] != NULL; i++)
    {
      g_autofree char *code = g_strndup (types[i], strcspn (types[i], "\n"));
      g_autofree char *said = describe (code, "What happened");

      g_assert_cmpstr (said, ==, "What happened\nWhat to do.");
    }
}

/* An id, or a route, is nothing to a person. What a provider says of its own address is. */
static void
test_words_of_an_api (void)
{
  static const struct
  {
    const char *code;
    const char *detail;
    const char *said;
  } cases[] = {
    { "not-found", "There is no run “44fcaf3c-142c-4a69-9d55-d3a2a1a1cd4e”",
      "The title\nWhat to do." },
    { "bad-request", "/v1/runs takes no member “x”", "The title\nWhat to do." },
    { "bad-request", "There is no provider “x”", "There is no provider “x”\nWhat to do." },
    { "model-unreachable", "http://localhost:1/v1/models does not answer",
      "http://localhost:1/v1/models does not answer\nWhat to do." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = describe (cases[i].code, cases[i].detail);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

MQ_TEST_PROGRAM (http_problem_error)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-problem-error/each-type", test_each_type);
  g_test_add_func ("/http-problem-error/words-of-an-api", test_words_of_an_api);
  return g_test_run ();
}

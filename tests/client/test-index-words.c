/* Words as the library's search knows them, and queries of any text. */
#include "client/session/mq-session.h"
#include "common/base/mq-index-words.h"
#include "support/mq-test.h"

#include <string.h>

static void
test_words (void)
{
  static const struct
  {
    const char *text;
    const char *words; /* in the order of the alphabet */
  } cases[] = {
    { "", "" },
    { " \t\n.,;-_()", "" },
    { "A chair, a CHAIR", "a chair" },
    { "LEG_COUNT", "count leg" },
    { "legCount", "count leg legcount" },
    { "HTTPServer2", "2 http httpserver2 server" },
    { "x2y", "2 x x2y y" },
    { "Crème brûlée", "brulee creme" },
    { "Straße ΣΊΣΥΦΟΣ", "strasse σισυφοσ" },
    { "Ёлка", "елка" },
    { "木制椅", "制 制椅 木 木制 椅" },
    { "a木b", "a b 木" },
    { "42", "42" },
    { "💥!", "" },
    { "ok\xff\xfe"
      "no",
      "no ok" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GHashTable) words = mq_index_words_new ();
      g_autoptr (GPtrArray) sorted = NULL;
      g_autofree char *joined = NULL;
      g_autoptr (GHashTable) again = mq_index_words_new ();

      mq_index_words_add (words, cases[i].text);
      sorted = g_hash_table_get_keys_as_ptr_array (words);
      g_ptr_array_sort_values (sorted, (GCompareFunc)strcmp);
      g_ptr_array_add (sorted, NULL);
      joined = g_strjoinv (" ", (char **)sorted->pdata);
      g_assert_cmpstr (joined, ==, cases[i].words);

      mq_index_words_add_joined (again, joined);
      g_assert_cmpuint (g_hash_table_size (again), ==, g_hash_table_size (words));
    }
}

static void
test_queries (void)
{
  static const struct
  {
    const char *text;
    const char *query;
  } cases[] = {
    { "", NULL },
    { " -\"* ", NULL },
    { "chair", "\"chair\"*" },
    { "chair ", "\"chair\"" },
    { "Leg count", "\"leg\" \"count\"*" },
    { "LEG_COUNT", "\"leg\" \"count\"*" },
    { "legCount", "\"leg\" \"count\"*" },
    { "a\"b OR c*", "\"a\" \"b\" \"or\" \"c\"" },
    { "木制椅", "\"木制\" \"制椅\"*" },
    { "椅", "\"椅\"*" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = mq_index_words_make_query (cases[i].text);

      g_assert_cmpstr (query, ==, cases[i].query);
    }
}

/* Any bytes: valid words come of it, none too long, and queries of nothing but words. */
static void
test_any_text (void)
{
  static const char *const pieces[] = { "a",    "B",        "9",  "_",    " ", "\"",
                                        "*",    "ß",        "木", "椅",   "é", "e\xcc\x81",
                                        "\xff", "\xe6\x9c", "(",  "NEAR", "-", "\xf0\x9f\x92\xa5",
                                        "ก",    "가",       "ﬁ" };

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GHashTable) words = mq_index_words_new ();
      g_autofree char *joined = NULL;
      g_autofree char *query = NULL;
      guint n = g_test_rand_int_range (0, 200);
      guint n_quotes = 0;

      for (guint j = 0; j < n; j++)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      mq_index_words_add (words, text->str);
      joined = mq_index_words_join (words);
      g_assert_true (g_utf8_validate (joined, -1, NULL));
      g_assert_null (strpbrk (joined, "\"*()-_"));

      query = mq_index_words_make_query (text->str);
      for (const char *p = query; p != NULL && *p != '\0'; p++)
        n_quotes += *p == '"';
      g_assert_cmpuint (n_quotes % 2, ==, 0);
      g_assert_cmpuint (n_quotes, <=, 32);
      if (query != NULL)
        g_assert_null (strpbrk (query, "()-_"));
    }
}

static void
assert_sentence (MqSession *session, const char *words, const char *expected)
{
  g_autofree char *sentence = mq_session_find_words (session, words);

  g_assert_cmpstr (sentence, ==, expected);
}

/* Of a session that was found, the sentence that has the words. */
static void
test_sentence (void)
{
  g_autoptr (MqSession) session = mq_session_new ("abc", "Chair", "A chair; with a wide seat", NULL,
                                                  0);

  mq_session_take_version (session, mq_version_new ("/1", 1, 0, "", "a chair", 1, 0));
  mq_session_take_version (session, mq_version_new ("/2", 2, 1, "", "make the seat red", 1, 0));
  assert_sentence (session, "cha", "");
  assert_sentence (session, "red", "make the seat red");
  assert_sentence (session, "RED seat", "make the seat red");
  assert_sentence (session, "chair wide", "with a wide seat");
  assert_sentence (session, "slats", NULL);
}

MQ_TEST_PROGRAM (index_words)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/words", test_words);
  g_test_add_func ("/words/queries", test_queries);
  g_test_add_func ("/words/any-text", test_any_text);
  g_test_add_func ("/words/sentence", test_sentence);

  return g_test_run ();
}

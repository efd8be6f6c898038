/* The composer's rules, in all combinations. */
#include "app/model/mq-composer-rules.h"
#include "support/mq-test.h"

static MqComposerInput
base (void)
{
  return (
      MqComposerInput){ .state = MQ_CONVERSATION_NEW, .ready = TRUE, .can_see = TRUE, .text = "" };
}

static void
test_named (void)
{
  MqComposerInput input = base ();
  MqComposerRules rules = mq_composer_rules (&input);

  g_assert_cmpint (rules.action, ==, MQ_COMPOSER_SEND);
  g_assert_false (rules.sensitive);
  g_assert_cmpstr (rules.placeholder, ==, "Describe an object…");
  g_assert_null (rules.hint);

  input.text = "a chair";
  rules = mq_composer_rules (&input);
  g_assert_true (rules.sensitive);

  /* White space of any script is no words. */
  input.text = " \n\t\u3000\u00a0";
  g_assert_false (mq_composer_rules (&input).sensitive);
  input.text = NULL;
  g_assert_false (mq_composer_rules (&input).sensitive);

  input.state = MQ_CONVERSATION_DONE;
  input.has_versions = TRUE;
  g_assert_cmpstr (mq_composer_rules (&input).placeholder, ==, "Ask for a change…");

  input.state = MQ_CONVERSATION_WAITING;
  rules = mq_composer_rules (&input);
  g_assert_cmpstr (rules.placeholder, ==, "Ask for a change…");
  g_assert_false (rules.sensitive);
}

static void
test_working (void)
{
  MqComposerInput input = base ();
  MqComposerRules rules;

  input.state = MQ_CONVERSATION_WORKING;
  rules = mq_composer_rules (&input);
  g_assert_cmpint (rules.action, ==, MQ_COMPOSER_STOP);
  g_assert_true (rules.sensitive);

  input.text = "and armrests";
  rules = mq_composer_rules (&input);
  g_assert_cmpint (rules.action, ==, MQ_COMPOSER_QUEUE);
  g_assert_true (rules.sensitive);

  /* Stopping needs nothing. */
  input.text = "";
  input.ready = FALSE;
  rules = mq_composer_rules (&input);
  g_assert_cmpint (rules.action, ==, MQ_COMPOSER_STOP);
  g_assert_true (rules.sensitive);
}

/* Until it is known whether anything can be built, what is sent waits. */
static void
test_opening (void)
{
  MqComposerInput input = base ();
  MqComposerRules rules;

  input.text = "a chair";
  input.ready = FALSE;
  input.opening = TRUE;
  rules = mq_composer_rules (&input);
  g_assert_true (rules.sensitive);
  g_assert_null (rules.hint);

  input.opening = FALSE;
  rules = mq_composer_rules (&input);
  g_assert_false (rules.sensitive);
  g_assert_nonnull (rules.hint);
}

static void
test_pictures (void)
{
  MqComposerInput input = base ();
  MqComposerRules rules;

  input.n_pictures = 1;
  rules = mq_composer_rules (&input);
  g_assert_true (rules.sensitive);
  g_assert_null (rules.hint);

  input.can_see = FALSE;
  rules = mq_composer_rules (&input);
  g_assert_false (rules.sensitive);
  g_assert_nonnull (rules.hint);

  input.text = "a chair";
  rules = mq_composer_rules (&input);
  g_assert_true (rules.sensitive);
  g_assert_true (g_str_has_prefix (rules.hint, "The built-in sketcher does not support pictures"));

  /* Another team is not called by its name. */
  input.has_model = TRUE;
  rules = mq_composer_rules (&input);
  g_assert_true (g_str_has_prefix (rules.hint, "This model does not support pictures"));
  g_assert_true (rules.sensitive);
  input.text = "";
  rules = mq_composer_rules (&input);
  g_assert_true (g_str_has_prefix (rules.hint, "This model does not support pictures"));
  g_assert_false (rules.sensitive);
  input.can_see = TRUE;
  g_assert_null (mq_composer_rules (&input).hint);
  g_assert_true (mq_composer_rules (&input).sensitive);
}

/* At a shared service, sending begins with what comes before a run, and says so. */
static void
test_door (void)
{
  static const struct
  {
    MqComposerDoor door;
    gboolean can_send;
    const char *hint;
  } cases[] = {
    { MQ_COMPOSER_SIGN_IN, TRUE, "Sending opens your browser" },
    { MQ_COMPOSER_TERMS, TRUE, "Sending shows the terms" },
    { MQ_COMPOSER_SIGNING_IN, FALSE, "Continue in your browser" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MqComposerInput input = base ();
      MqComposerRules rules;

      input.ready = FALSE;
      input.door = cases[i].door;
      g_assert_false (mq_composer_rules (&input).sensitive);

      input.text = "a chair";
      rules = mq_composer_rules (&input);
      g_assert_cmpint (rules.sensitive, ==, cases[i].can_send);
      g_assert_true (g_str_has_prefix (rules.hint, cases[i].hint));
    }
}

/* Without runs nothing can be started; a run that is there can be told more. */
static void
test_no_runs (void)
{
  for (int state = MQ_CONVERSATION_NEW; state <= MQ_CONVERSATION_FAILED; state++)
    {
      MqComposerInput input = base ();
      MqComposerRules rules;
      gboolean has_run = mq_conversation_state_is_busy (state)
                         || mq_conversation_state_is_turn (state);

      input.state = state;
      input.text = "a chair";
      input.no_runs = "Used up.";
      rules = mq_composer_rules (&input);
      g_assert_cmpint (rules.sensitive, ==, has_run);
      g_assert_cmpstr (rules.hint, ==, has_run ? NULL : "Used up.");
    }
}

/* What holds whatever is the case. */
static void
test_all (void)
{
  static const char *const texts[] = { NULL, "", "  ", "chair" };

  for (int state = MQ_CONVERSATION_NEW; state <= MQ_CONVERSATION_FAILED; state++)
    for (guint bits = 0; bits < 16; bits++)
      for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
        for (guint n = 0; n < 3; n++)
          {
            MqComposerInput input = { .state = state,
                                      .has_versions = bits & 1,
                                      .can_see = (bits >> 1) & 1,
                                      .ready = (bits >> 2) & 1,
                                      .is_drawn = (bits >> 3) & 1,
                                      .text = texts[t],
                                      .n_pictures = n };
            MqComposerRules rules = mq_composer_rules (&input);
            gboolean words = t == 3;
            gboolean something = words || input.is_drawn || (n > 0 && input.can_see);

            g_assert_true (rules.placeholder != NULL && *rules.placeholder != '\0');
            g_assert_true (rules.hint == NULL || *rules.hint != '\0');
            g_assert_cmpint (rules.action == MQ_COMPOSER_STOP, ==,
                             mq_conversation_state_is_busy (state) && !something);
            g_assert_cmpint (rules.action == MQ_COMPOSER_QUEUE, ==,
                             mq_conversation_state_is_busy (state) && something);
            g_assert_cmpint (rules.sensitive, ==,
                             rules.action == MQ_COMPOSER_STOP
                                 || ((input.ready || input.opening) && something));
            g_assert_cmpint (rules.needs_model, ==, input.ready && n > 0 && !input.can_see);
            /* Nothing is insensitive without a word on it, but for an empty field. */
            if (!rules.sensitive && (words || n > 0))
              g_assert_nonnull (rules.hint);
          }
}

MQ_TEST_PROGRAM (composer_rules)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/composer-rules/named", test_named);
  g_test_add_func ("/composer-rules/working", test_working);
  g_test_add_func ("/composer-rules/opening", test_opening);
  g_test_add_func ("/composer-rules/pictures", test_pictures);
  g_test_add_func ("/composer-rules/door", test_door);
  g_test_add_func ("/composer-rules/no-runs", test_no_runs);
  g_test_add_func ("/composer-rules/all", test_all);
  return mq_test_run ();
}

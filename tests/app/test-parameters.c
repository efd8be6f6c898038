/* Parameters of a script: what can be turned, and that turning changes nothing else. */
#include "app/model/mq-parameters.h"
#include "common/mq-error.h"
#include "mutation.h"
#include "support/mq-test.h"

#include <string.h>

static const char script[] = "\"\"\"X = 1\"\"\"\n"
                             "import bpy\n"
                             "ASSET = \"Chair\"  # name of the collection\n"
                             "SEAT_WIDTH = 0.45  # m, 0.34..0.7: across the seat\n"
                             "LEG_COUNT = 4  # 3..6: legs\n"
                             "BACK_RAKE: float = -1.5\n"
                             "TILT = 5  # 10..20\n"
                             "HAS_ARMS = False # with arms\n"
                             "FRAME_COLOR = \"#50331d\"  # wooden frame; finish: wood\n"
                             "WOOD = 'oak'  # oak | ash | walnut\n"
                             "SHAPE = 'x'  # one of: x, y\n"
                             "TWICE = 1\n"
                             "TWICE = 2\n"
                             "SUM = 1 + 2\n"
                             "HEX = 0x10\n"
                             "TUPLE = (1, 2)\n"
                             "ESCAPED = \"a\\\"b\" # a | b\n"
                             "def f():\n"
                             "    LOCAL = 3\n";

static void
test_list (void)
{
  static const char kinds[] = "fibcs";
  g_autoptr (GListModel) list = mq_parameters_new (script);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (MqParameter) p = g_list_model_get_item (list, i);
      const char *const *choices = mq_parameter_get_choices (p);
      double lower;
      double upper;

      g_string_append_printf (text, "%u %c %s “%s” %s %g", mq_parameter_get_line (p),
                              kinds[mq_parameter_get_kind (p)], mq_parameter_get_name (p),
                              mq_parameter_get_title (p), mq_parameter_get_value (p),
                              mq_parameter_get_number (p));
      if (mq_parameter_get_range (p, &lower, &upper))
        g_string_append_printf (text, " %g..%g", lower, upper);
      if (mq_parameter_get_unit (p) != NULL)
        g_string_append_printf (text, " %s", mq_parameter_get_unit (p));
      for (guint j = 0; choices != NULL && choices[j] != NULL; j++)
        g_string_append_printf (text, " /%s", choices[j]);
      g_string_append_printf (text, " (%s)\n", mq_parameter_get_about (p));
    }

  g_assert_cmpstr (text->str, ==,
                   "4 f SEAT_WIDTH “Seat width” 0.45 0.45 0.34..0.7 m (across the seat)\n"
                   "5 i LEG_COUNT “Leg count” 4 4 3..6 (legs)\n"
                   "6 f BACK_RAKE “Back rake” -1.5 -1.5 ((null))\n"
                   "7 i TILT “Tilt” 5 5 ((null))\n"
                   "8 b HAS_ARMS “Has arms” False 0 (with arms)\n"
                   "9 c FRAME_COLOR “Frame color” #50331d 0 (wooden frame; finish: wood)\n"
                   "10 s WOOD “Wood” oak 0 /oak /ash /walnut ((null))\n"
                   "11 s SHAPE “Shape” x 0 /x /y ((null))\n");
}

static void
apply (const char *name, const char *value, const char *before, const char *after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = mq_parameters_apply (script, name, value, &error);
  g_auto (GStrv) pieces = g_strsplit (script, before, -1);
  g_autofree char *expected = g_strjoinv (after, pieces);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (pieces), ==, 2);
  g_assert_cmpstr (changed, ==, expected);
}

static void
test_apply (void)
{
  apply ("SEAT_WIDTH", "0.5", "SEAT_WIDTH = 0.45 ", "SEAT_WIDTH = 0.5 ");
  apply ("LEG_COUNT", "6", "LEG_COUNT = 4 ", "LEG_COUNT = 6 ");
  apply ("BACK_RAKE", "12", "float = -1.5", "float = 12");
  apply ("HAS_ARMS", "True", "HAS_ARMS = False ", "HAS_ARMS = True ");
  apply ("FRAME_COLOR", "#FFffff", "\"#50331d\"", "\"#FFffff\"");
  apply ("WOOD", "walnut", "'oak'", "'walnut'");
  apply ("WOOD", "oak", "'oak'", "'oak'");
}

static void
refuse (const char *name, const char *value, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mq_parameters_apply (script, name, value, &error));
  g_assert_error (error, MQ_ERROR, code);
}

static void
test_refused (void)
{
  refuse ("NOBODY", "1", MQ_ERROR_NOT_FOUND);
  refuse ("LOCAL", "1", MQ_ERROR_NOT_FOUND);
  refuse ("TWICE", "1", MQ_ERROR_NOT_FOUND);
  refuse ("ASSET", "x", MQ_ERROR_NOT_FOUND);
  refuse ("SEAT_WIDTH", "0.71", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "0,5", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "0.5; import os", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "0.5\nimport os", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "nan", MQ_ERROR_BAD_INPUT);
  refuse ("SEAT_WIDTH", "inf", MQ_ERROR_BAD_INPUT);
  refuse ("BACK_RAKE", "1e999", MQ_ERROR_BAD_INPUT);
  refuse ("LEG_COUNT", "4.5", MQ_ERROR_BAD_INPUT);
  refuse ("HAS_ARMS", "true", MQ_ERROR_BAD_INPUT);
  refuse ("FRAME_COLOR", "#fff", MQ_ERROR_BAD_INPUT);
  refuse ("FRAME_COLOR", "#ffffff\"", MQ_ERROR_BAD_INPUT);
  refuse ("WOOD", "pine", MQ_ERROR_BAD_INPUT);
  refuse ("WOOD", "oak'", MQ_ERROR_BAD_INPUT);
}

/* Of any script: whatever may be turned can be, one line changes, and it can be turned back. */
static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (GListModel) list = mq_parameters_new (data);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      static const char *const values[]
          = { "7", "0.5", "-3.25", "True", "#123456", "ash", "\"; x" };
      g_autoptr (MqParameter) p = g_list_model_get_item (list, i);

      for (gsize v = 0; v < G_N_ELEMENTS (values); v++)
        {
          g_autofree char *changed = mq_parameters_apply (data, mq_parameter_get_name (p),
                                                          values[v], NULL);
          g_autofree char *back = NULL;

          if (changed == NULL)
            continue;
          (*(guint *)user_data)++;
          back = mq_parameters_apply (changed, mq_parameter_get_name (p),
                                      mq_parameter_get_value (p), NULL);
          /* A float that was written as a whole number has become an int. */
          if (back != NULL)
            g_assert_cmpstr (back, ==, data);
        }
    }
}

static void
test_mutations (void)
{
  const char *const samples[] = { script, NULL };
  guint n_changed = 0;

  mutation_run (samples, 3000, 10, "=#\"'\n.0123456789|,:-+eE TF", hold, &n_changed);
  g_assert_cmpuint (n_changed, >, 1000);
}

int
main (int argc, char *argv[])
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/parameters/list", test_list);
  g_test_add_func ("/parameters/apply", test_apply);
  g_test_add_func ("/parameters/refused", test_refused);
  g_test_add_func ("/parameters/mutations", test_mutations);
  return mq_test_run ();
}

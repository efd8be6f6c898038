/* What the conversation's widgets go by, as far as it needs no display: figures, the end of a list,
 * which links may open. */
#include "app/model/mq-markdown.h"
#include "app/timeline/mq-spending.h"
#include "app/conversation-view/mq-slice-list-model.h"
#include "support/mq-test.h"

#include <gtk/gtk.h>

static void
check_text (char *said, const char *expected)
{
  g_assert_cmpstr (said, ==, expected);
  g_free (said);
}

static void
test_seconds (void)
{
  check_text (mq_spending_step (9.94, -1, -1), "9.9 s");
  check_text (mq_spending_step (9.96, -1, -1), "10 s");
  check_text (mq_spending_step (59.4, -1, -1), "59 s");
  check_text (mq_spending_step (59.6, -1, -1), "1:00");
}

static void
test_step (void)
{
  check_text (mq_spending_step (-1, -1, -1), "");
  check_text (mq_spending_step (0.01, -1, -1), "");
  check_text (mq_spending_step (6, -1, -1), "6.0 s");
  check_text (mq_spending_step (6, 1, 0.004), "1 token · $0.004 · 6.0 s");
  check_text (mq_spending_step (6, 1240, 1.5), "1240 tokens · $1.50 · 6.0 s");
  check_text (mq_spending_step (-1, 0, 0), "0 tokens · $0.00");
}

static void
test_links (void)
{
  static const char *const safe[] = { "http://example.org", "https://example.org/a?b=c#d",
                                      "HTTPS://EXAMPLE.ORG/" };
  static const char *const unsafe[] = { "",
                                        "example.org",
                                        "file:///etc/passwd",
                                        "javascript:alert(1)",
                                        "https://",
                                        "https:",
                                        "data:text/html,<b>",
                                        "http:///path",
                                        "ftp://example.org",
                                        "httpsx://a",
                                        "//a/b",
                                        "x-maquette://finish",
                                        "http://a b/",
                                        "\n",
                                        "https://a\xe2\x80\xae/",
                                        "https://a\xff/" };

  for (guint i = 0; i < G_N_ELEMENTS (safe); i++)
    g_assert_true (mq_markdown_is_safe_link (safe[i]));
  for (guint i = 0; i < G_N_ELEMENTS (unsafe); i++)
    {
      g_test_message ("%s", unsafe[i]);
      g_assert_false (mq_markdown_is_safe_link (unsafe[i]));
    }
}

/* What somebody sees who only hears of changes. */
typedef struct
{
  GPtrArray *items;
  guint n_signals;
} Listener;

static void
on_items_changed (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Listener *listener = data;

  g_assert_cmpuint (position + removed, <=, listener->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (listener->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (listener->items, (int)(position + i),
                        g_list_model_get_item (model, position + i));
  listener->n_signals++;
}

static GObject *
new_item (void)
{
  return g_object_new (G_TYPE_OBJECT, NULL);
}

/* What is shown is a part of the whole without gaps, and what was told is what is there. */
static void
check_span (MqSliceListModel *span, GListModel *whole, Listener *listener)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (span));
  guint n_whole = g_list_model_get_n_items (whole);
  guint from = 0;

  g_assert_cmpuint (listener->items->len, ==, n_shown);
  g_assert_cmpuint (n_shown, <=, n_whole);
  for (; n_shown > 0 && from < n_whole; from++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (whole, from);

      if (item == listener->items->pdata[0])
        break;
    }
  for (guint i = 0; i < n_shown; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (whole, from + i);
      g_autoptr (GObject) shown = g_list_model_get_item (G_LIST_MODEL (span), i);

      g_assert_true (item == shown);
      g_assert_true (item == listener->items->pdata[i]);
    }
  if (n_shown > 0)
    {
      g_assert_true (mq_slice_list_model_has_before (span) == (from > 0));
      g_assert_true (mq_slice_list_model_has_after (span) == (from + n_shown < n_whole));
    }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (span), n_shown));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (span), G_MAXUINT));
}

static GListStore *
make_whole (guint n_items)
{
  GListStore *whole = g_list_store_new (G_TYPE_OBJECT);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) item = new_item ();

      g_list_store_append (whole, item);
    }
  return whole;
}

static void
listen (Listener *listener, MqSliceListModel *span)
{
  GListModel *model = G_LIST_MODEL (span);

  listener->items = g_ptr_array_new_with_free_func (g_object_unref);
  on_items_changed (model, 0, 0, g_list_model_get_n_items (model), listener);
  listener->n_signals = 0;
  g_signal_connect (span, "items-changed", G_CALLBACK (on_items_changed), listener);
}

static void
test_span (void)
{
  g_autoptr (GListStore) whole = make_whole (100);
  g_autoptr (MqSliceListModel) span = mq_slice_list_model_new (G_LIST_MODEL (whole), 30, 40);
  g_autoptr (GObject) item = new_item ();
  Listener listener;

  listen (&listener, span);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (span)), ==, 30);
  g_assert_false (mq_slice_list_model_has_after (span));

  /* What happens out of sight moves it, and is no news. */
  g_list_store_remove (whole, 3);
  g_assert_cmpuint (listener.n_signals, ==, 0);
  check_span (span, G_LIST_MODEL (whole), &listener);

  /* The end stays the end. */
  g_list_store_append (whole, item);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (span)), ==, 31);

  mq_slice_list_model_move_up (span, 10, 35);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (span)), ==, 35);
  g_assert_true (mq_slice_list_model_has_after (span));
  check_span (span, G_LIST_MODEL (whole), &listener);

  /* Unless it is out of sight, or one reads further up and there is much. */
  listener.n_signals = 0;
  g_list_store_append (whole, item);
  g_assert_cmpuint (listener.n_signals, ==, 0);
  check_span (span, G_LIST_MODEL (whole), &listener);

  mq_slice_list_model_move_down (span, 1000, 40);
  mq_slice_list_model_set_following (span, FALSE);
  g_list_store_append (whole, item);
  g_assert_true (mq_slice_list_model_has_after (span));
  check_span (span, G_LIST_MODEL (whole), &listener);
  mq_slice_list_model_move_down (span, 1, 40);
  mq_slice_list_model_set_following (span, TRUE);
  g_list_store_append (whole, item);
  g_assert_false (mq_slice_list_model_has_after (span));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (span)), ==, 40);
  g_assert_false (mq_slice_list_model_has_after (span));
  mq_slice_list_model_move_up (span, 1000, 20);
  g_assert_false (mq_slice_list_model_has_before (span));
  mq_slice_list_model_go_to_end (span, 30);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (span)), ==, 30);
  g_assert_false (mq_slice_list_model_has_after (span));
  check_span (span, G_LIST_MODEL (whole), &listener);

  g_object_unref (g_steal_pointer (&span));
  g_ptr_array_unref (listener.items);
}

static void
change_any (GListStore *whole)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (whole));
  guint position = (guint)g_test_rand_int_range (0, (int)n_items + 1);
  guint removed = (guint)g_test_rand_int_range (0, (int)(n_items - position) + 1);
  guint added = (guint)g_test_rand_int_range (0, 8);
  gpointer more[8];

  for (guint i = 0; i < added; i++)
    more[i] = new_item ();
  g_list_store_splice (whole, position, MIN (removed, 6), more, added);
  for (guint i = 0; i < added; i++)
    g_object_unref (more[i]);
}

static void
move_any (MqSliceListModel *span)
{
  guint n_more = (guint)g_test_rand_int_range (0, 5);
  guint n_most = (guint)g_test_rand_int_range (1, 20);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      mq_slice_list_model_move_up (span, n_more, n_most);
      break;
    case 1:
      mq_slice_list_model_move_down (span, n_more, n_most);
      break;
    case 2:
      mq_slice_list_model_go_to_end (span, n_most);
      break;
    default:
      break;
    }
}

/* Any change anywhere: what is told and what is there are one. */
static void
test_span_any_change (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GListStore) whole = make_whole (20);
      g_autoptr (MqSliceListModel) span = mq_slice_list_model_new (
          G_LIST_MODEL (whole), (guint)g_test_rand_int_range (1, 25), 25);
      Listener listener;

      listen (&listener, span);
      for (guint i = 0; i < 30; i++)
        {
          gboolean at_end = !mq_slice_list_model_has_after (span);
          gboolean following = g_test_rand_bit ();

          mq_slice_list_model_set_following (span, following);

          change_any (whole);
          check_span (span, G_LIST_MODEL (whole), &listener);
          g_assert_true (!at_end || !following || !mq_slice_list_model_has_after (span));
          move_any (span);
          check_span (span, G_LIST_MODEL (whole), &listener);
        }
      g_object_unref (g_steal_pointer (&span));
      g_ptr_array_unref (listener.items);
    }
}

MQ_TEST_PROGRAM (conversation)
{
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conversation/measures/seconds", test_seconds);
  g_test_add_func ("/conversation/measures/step", test_step);
  g_test_add_func ("/conversation/links", test_links);
  g_test_add_func ("/conversation/span", test_span);
  g_test_add_func ("/conversation/span/any-change", test_span_any_change);

  return g_test_run ();
}

/* Markdown: blocks, and that no input ever makes markup that Pango refuses. */
#include "app/model/mq-markdown.h"
#include "mutation.h"
#include "support/mq-test.h"

#include <pango/pango.h>
#include <string.h>

static char *
describe (GPtrArray *blocks)
{
  static const char *const kinds[] = { "p", "h", "li", "q", "code", "tr", "hr" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      MqMarkdownBlock *block = blocks->pdata[i];
      GStrv cells = block->cells;
      g_autofree char *joined = cells != NULL ? g_strjoinv ("|", cells) : NULL;

      g_string_append_printf (text, "%s%u", kinds[block->kind], block->level);
      if (block->marker != NULL)
        g_string_append_printf (text, " (%s)", block->marker);
      g_string_append_printf (text, " %s\n", joined != NULL ? joined : block->markup);
    }

  return g_string_free (text, FALSE);
}

static void
check (const char *markdown, const char *expected)
{
  g_autoptr (GPtrArray) blocks = mq_markdown_parse (markdown);
  g_autofree char *said = describe (blocks);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_blocks (void)
{
  check ("", "");
  check (NULL, "");
  check ("plain", "p0 plain\n");
  check ("one\ntwo\n\nthree  \nfour", "p0 one two\np0 three\nfour\n");
  check ("# A\n### B", "h1 A\nh3 B\n");
  check ("- a\n- b\n  - c\n    1. d\n", "li1 (•) a\nli1 (•) b\nli2 (•) c\nli3 (1.) d\n");
  check ("3) a\n\n   more\n4) b", "li1 (3)) a\np1 more\nli1 (4)) b\n");
  check ("- [ ] a\n- [x] b", "li1 (☐) a\nli1 (☑) b\n");
  check ("> a\n>> b\n\nc", "q1 a\nq2 b\np0 c\n");
  check ("```python\nx = 1 < 2\n\ny\n```\n    z & 1\n",
         "code0 (python) x = 1 < 2\n\ny\ncode0 z & 1\n");
  check ("- ```\n  x\n  ```", "li1 (•) \ncode1 x\n");
  check ("a\n\n---\nb", "p0 a\nhr0 \np0 b\n");
  check ("|a|*b*|\n|-|-|\n|1|`2`|\n|3|", "tr1 a|<i>b</i>\ntr0 1|<tt>2</tt>\ntr0 3|\n");
}

static void
test_spans (void)
{
  check ("*a* **b** ~~c~~ `d`", "p0 <i>a</i> <b>b</b> <s>c</s> <tt>d</tt>\n");
  check ("***a***", "p0 <i><b>a</b></i>\n");
  check ("a & b < c > d \"e\"", "p0 a &amp; b &lt; c &gt; d &quot;e&quot;\n");
  check ("&lt;b&gt; &amp;amp; &hellip; &#65; &#x42; &nosuch; &#0; &#x202e;x",
         "p0 &lt;b&gt; &amp;amp; … A B &amp;nosuch; \xef\xbf\xbd x\n");
  check ("<b>x</b> <script>y</script>", "p0 &lt;b&gt;x&lt;/b&gt; &lt;script&gt;y&lt;/script&gt;\n");
  check ("<div>\n*x*\n</div>", "p0 &lt;div&gt; <i>x</i> &lt;/div&gt;\n");
}

static void
test_links (void)
{
  check ("[a *b*](https://x.org/?a=1&b=\"2\" \"t\")",
         "p0 <a href=\"https://x.org/?a=1&amp;b=&quot;2&quot;\">a <i>b</i></a>\n");
  check ("https://x.org www.y.org", "p0 <a href=\"https://x.org\">https://x.org</a> <a "
                                    "href=\"http://www.y.org\">www.y.org</a>\n");
  check ("[a](javascript:alert(1)) [b](file:///etc/passwd) [c](data:text/html,x) [d](//x.org) "
         "[e](HTTPS://x.org)",
         "p0 a b c d <a href=\"HTTPS://x.org\">e</a>\n");
  check ("[a](<http://x.org/a b>)", "p0 a\n");
  check ("![a chair](https://x.org/t.png) ![](y)", "p0 a chair [picture]\n");
  check ("[![alt](i)](https://x.org)", "p0 <a href=\"https://x.org\">alt</a>\n");
  check ("me@x.org", "p0 me@x.org\n");
}

/* As GtkLabel does before it hands the rest to Pango. */
static void
check_markup (const char *markup)
{
  static GRegex *links;
  g_autoptr (GError) error = NULL;
  g_autofree char *rest = NULL;

  if (links == NULL)
    links = g_regex_new ("<a href=\"[^\"<>]*\">|</a>", G_REGEX_OPTIMIZE, 0, NULL);

  rest = g_regex_replace_literal (links, markup, -1, 0, "", 0, &error);
  g_assert_no_error (error);
  if (!pango_parse_markup (rest, -1, 0, NULL, NULL, NULL, &error))
    g_error ("%s in: %s", error->message, markup);
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (GPtrArray) blocks = mq_markdown_parse (data);

  for (guint i = 0; i < blocks->len; i++)
    {
      MqMarkdownBlock *block = blocks->pdata[i];
      GStrv cells = block->cells;

      g_assert_true (g_utf8_validate (block->markup, -1, NULL));
      g_assert_cmpuint (block->level, <=, 8);
      if (block->kind != MQ_MARKDOWN_CODE)
        check_markup (block->markup);
      for (guint j = 0; cells != NULL && cells[j] != NULL; j++)
        check_markup (cells[j]);
    }
}

static void
test_mutations (void)
{
  const char *const samples[] = {
    "# T *a* **b _c_ ~~d~~ `e`**\n\n1. x\n   > q [l](https://x.org \"t\")\n\n   ```c\n   <&>\n   "
    "```\n- [x] t\n",
    "|a|b|\n|:-|-:|\n|*1*|[2](http://y.org/?a&b)|\n\n<b>&lt;&#65;\\*<!-- x --> ![p](q)\n\n    "
    "code\n***\nwww.z.org",
    "[a [b](http://c) *d](http://e) f* **g [h** i](http://j) ~k~ ``l ` m``",
    NULL,
  };

  mutation_run (samples, 8000, 6, "*_~`[]()<>&#!|\\\n\t \"':/-+.0123xh;", hold, NULL);
}

static char *
repeat (const char *text, guint n)
{
  GString *all = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (all, text);
  return g_string_free (all, FALSE);
}

static void
test_limits (void)
{
  static const char *const pieces[] = { "> ",  "*a ",   "**a",  "- ",  "[",     "![",
                                        "`",   "a\n\n", "|",    "<",   "1. ",   "a|",
                                        "~~a", "(](",   "&#1;", "_a*", "# a\n", "[a](http://b) " };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *text = repeat (pieces[i], 100000);

      hold (text, strlen (text), NULL);
    }

  {
    g_autofree char *text = repeat ("a\n\n", 80000);
    g_autoptr (GPtrArray) blocks = mq_markdown_parse (text);
    MqMarkdownBlock *last = blocks->pdata[5000];

    g_assert_cmpuint (blocks->len, ==, 5001);
    g_assert_cmpstr (last->markup, ==, "…");
  }

  {
    g_autofree char *text = repeat ("x", 300 * 1024);
    g_autoptr (GPtrArray) blocks = mq_markdown_parse (text);
    MqMarkdownBlock *block = blocks->pdata[0];

    g_assert_cmpuint (strlen (block->markup), <=, 256 * 1024 + 3);
  }
}

MQ_TEST_PROGRAM (markdown)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/markdown/blocks", test_blocks);
  g_test_add_func ("/markdown/spans", test_spans);
  g_test_add_func ("/markdown/links", test_links);
  g_test_add_func ("/markdown/mutations", test_mutations);
  g_test_add_func ("/markdown/limits", test_limits);
  return mq_test_run ();
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens an address in the user's browser, see mq-cli-browser.h. */
#include "cli/mq-cli-browser.h"

#include "client/account/mq-redirect-listener.h"
#include "common/secrets/mq-memory-keys.h"
#include "common/base/mq-paths.h"

#include <gio/gio.h>
#include <libintl.h>
#include <string.h>

static char *language; /* (nullable): the user's LANGUAGE */

/* The command line is English; the browser, and our page in it, are in the user's language. */
void
mq_cli_browser_keep_language (void)
{
  g_autofree char *locale_dir = mq_paths_dup_locale_dir ();

  g_set_str (&language, g_getenv ("LANGUAGE"));
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  mq_redirect_listener_translate ();
}

static const char *
get_variable (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0' ? value : NULL;
}

/**
 * mq_cli_browser_is_there:
 *
 * Returns: whether a browser can probably be opened: `BROWSER` names one, or there is a display
 */
gboolean
mq_cli_browser_is_there (void)
{
  return get_variable ("BROWSER") != NULL || get_variable ("DISPLAY") != NULL
         || get_variable ("WAYLAND_DISPLAY") != NULL;
}

/**
 * mq_cli_browser_open:
 * @url: an address
 * @error: why there is no browser
 *
 * Returns: whether a browser was started; it gets no keys and tokens from the environment
 */
gboolean
mq_cli_browser_open (const char *url, GError **error)
{
  const char *browsers = get_variable ("BROWSER");
  g_autoptr (GAppLaunchContext) context = g_app_launch_context_new ();
  g_auto (GStrv) names = g_listenv ();

  if (browsers != NULL)
    {
      g_auto (GStrv) choices = g_strsplit (browsers, ":", -1);
      gboolean good = FALSE;

      /* `BROWSER` has programs, separated by colons; %s stands for the address, which else comes
       * last. */
      for (gsize i = 0; choices[i] != NULL && !good; i++)
        {
          g_autofree char *quoted = g_shell_quote (url);
          g_autoptr (GString) line = g_string_new (choices[i]);
          g_auto (GStrv) variables = mq_memory_keys_dup_environ ();
          g_auto (GStrv) words = NULL;

          variables = language != NULL ? g_environ_setenv (variables, "LANGUAGE", language, TRUE)
                                       : g_environ_unsetenv (variables, "LANGUAGE");

          if (g_string_replace (line, "%s", quoted, 0) == 0)
            g_string_append_printf (line, " %s", quoted);
          g_clear_error (error);
          good = g_shell_parse_argv (line->str, NULL, &words, error)
                 && g_spawn_async (NULL, words, variables,
                                   G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL
                                       | G_SPAWN_STDERR_TO_DEV_NULL,
                                   NULL, NULL, NULL, error);
        }

      return good;
    }

  for (gsize i = 0; names[i] != NULL; i++)
    if (g_str_has_suffix (names[i], "_API_KEY") || g_str_equal (names[i], "MAQUETTE_ACCESS_TOKEN"))
      g_app_launch_context_unsetenv (context, names[i]);

  if (language != NULL)
    g_app_launch_context_setenv (context, "LANGUAGE", language);
  else
    g_app_launch_context_unsetenv (context, "LANGUAGE");

  return g_app_info_launch_default_for_uri (url, context, error);
}

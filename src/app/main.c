/* maquette: the window. */
#include "app/window/mq-application.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>
#include <signal.h>

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE,
                  mq_paths_is_uninstalled () ? MQ_BUILD_ROOT "/po" : MQ_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  dex_init ();

  return mq_application_run (argc, argv);
}

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* maquette: the window. */
#include "app/window/mq-application.h"
#include "common/base/mq-core-dump.h"
#include "common/base/mq-paths.h"

#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>
#include <signal.h>

int
main (int argc, char *argv[])
{
  g_autofree char *locale_dir = mq_paths_dup_locale_dir ();

  mq_core_dump_disable ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  dex_init ();

  return mq_application_run (argc, argv);
}

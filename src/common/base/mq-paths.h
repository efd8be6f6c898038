/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Paths of the user's configuration, data, state and runtime folders (XDG), and of the files that
 * are installed with the program. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *mq_paths_get_config_file (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_get_preferences_file (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_get_programs_file (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_get_data_home (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_get_cache (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_get_state_home (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean mq_paths_make_private (const char *path, GError **error);
gboolean mq_paths_require_private (const char *path, GError **error);
char *mq_paths_make_runtime_home (GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean mq_paths_is_flatpak (void);
const char *mq_paths_get_build_root (void);
const char *mq_paths_get_source_root (void);
char *mq_paths_dup_locale_dir (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_data (const char *relative) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_name_pages (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_addon (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_extension (void) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_launcher (GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_reader (const char *folder, const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *mq_paths_find_service (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

/* Changing config.yaml: one value is replaced or one line added, and every other byte, comments
 * above all, stays as it was. */
#pragma once

#include "common/mq-config-key.h"

#include <libdex.h>

G_BEGIN_DECLS

gboolean mq_config_file_set (const char *path, MqConfigKey key, const char *value, GError **error);
DexFuture *mq_config_file_set_later (const char *path, MqConfigKey key,
                                     const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* The model of a role, `model.roles.ROLE`; NULL: that of all. */
DexFuture *mq_config_file_set_role_later (const char *path, const char *role,
                                          const char *model) G_GNUC_WARN_UNUSED_RESULT;

/* The change alone, without a file: what tests look at. */
char *mq_config_text_set_role (const char *name, const char *text, gsize length, const char *role,
                               const char *model, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *mq_config_text_set (const char *name, const char *text, gsize length, MqConfigKey key,
                          const char *value, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS

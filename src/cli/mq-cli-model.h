/* The flags that say which model: --model, --provider, --base-url, --effort, --replay, --save-transcript. */
#pragma once

#include "cli/mq-cli-options.h"
#include "common/mq-config.h"

G_BEGIN_DECLS

/* Whether they go together; and puts them into the environment, before anything starts, for a service of our own. */
gboolean mq_cli_model_apply (MqCliOptions *options, GError **error);
/* Whether the team that was asked for can be there: FALSE and what to do. */
gboolean mq_cli_model_check_team (MqCliOptions *options, MqConfig *config, GError **error);

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A model that answers on this computer, see mq-local-model.h. */
#include "client/service/mq-local-model.h"

#include "common/json/mq-json.h"

#include <string.h>

char *
mq_local_model_find (JsonObject *models, const char **base_url)
{
  MQ_JSON_EACH (mq_json_get_array (models, "servers"), i, server)
    MQ_JSON_EACH_STRING (mq_json_get_array (server, "models"), j, model)
      /* Models for embeddings are told from others by their names only. */
      if (model != NULL && strstr (model, "embed") == NULL)
        {
          if (base_url != NULL)
            *base_url = mq_json_get_string (server, "base_url", NULL);
          return g_strconcat (mq_json_get_string (server, "name", ""), ":", model, NULL);
        }

  return NULL;
}

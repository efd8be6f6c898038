/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of configuration keys, see mq-config-key.h. */
#include "common/settings/mq-config-key.h"

#include "common/base/mq-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_STRING 4096
#define MAX_PRICE 1e6
#define SWITCH "auto|yes|no"

/* In the order of the choices of render.engine. */
static const char *const engines[] = { NC_ ("engine", "Automatic"), "Cycles", "EEVEE", "Workbench",
                                       NULL };

static const MqConfigKeyInfo keys[MQ_CONFIG_N_KEYS] = {
  [MQ_CONFIG_BLENDER_HEADLESS_RENDERING]
  = { "blender.headless_rendering", MQ_CONFIG_TYPE_BOOLEAN, .number = 1,
      .row = { "running",
               /* Translators: the Blender program that is running */
               N_ ("Send Each New Version to Running Blender"),
               N_ ("To connect, press N in Blender’s 3D viewport, then choose Connect on the "
                   "Maquette tab."),
               .factor = -1 } },
  [MQ_CONFIG_BLENDER_GPU_RENDERING]
  = { "blender.gpu_rendering", MQ_CONFIG_TYPE_BOOLEAN,
      .row = { "work", N_ ("Use the Graphics Card"),
               N_ ("Renders faster if Blender supports the card") } },
  [MQ_CONFIG_BLENDER_GPU_CARD] = { "blender.gpu_card", MQ_CONFIG_TYPE_INT, -1, 255, -1 },
  [MQ_CONFIG_BLENDER_EXECUTABLE] = { "blender.executable", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_BLENDER_SANDBOX] = { "blender.sandbox", MQ_CONFIG_TYPE_BOOLEAN, .number = 1 },
  [MQ_CONFIG_BLENDER_SPARE] = { "blender.spare", MQ_CONFIG_TYPE_CHOICE, .text = "auto",
                                .choices = "auto|on|off" },
  [MQ_CONFIG_RENDER_NUM_IMAGES] = { "render.num_images", MQ_CONFIG_TYPE_INT, 1, 10, 5,
                                    .row = { "pictures",
                                             /* Translators: how many pictures */
                                             N_ ("Number"), .step = 1, .page_step = 2 } },
  [MQ_CONFIG_RENDER_RESOLUTION_SCALE]
  = { "render.resolution_scale", MQ_CONFIG_TYPE_DOUBLE, 0.1, 1.0, 1.0,
      .row = { "pictures",
               /* Translators: the size of pictures, in percent of 1920 × 1080 */
               N_ ("Size (%)"), .factor = 100, .step = 5, .page_step = 25 } },
  [MQ_CONFIG_RENDER_ENGINE] = { "render.engine", MQ_CONFIG_TYPE_CHOICE, .text = "auto",
                                .choices = "auto|cycles|eevee|workbench",
                                .row = { "pictures",
                                         /* Translators: the part of Blender that makes pictures;
                                            Cycles, EEVEE and Workbench are names */
                                         N_ ("Engine"), .choices = engines } },
  [MQ_CONFIG_RENDER_AT_ONCE] = { "render.at_once", MQ_CONFIG_TYPE_INT, 1, 16, 1 },
  [MQ_CONFIG_PRINT_CLEARANCE_MM]
  = { "print.clearance_mm", MQ_CONFIG_TYPE_DOUBLE, 0, 1, 0, .is_sent = TRUE,
      .row = { "printing", N_ ("Clearance (mm)"),
               N_ ("Between printed pieces that fit or move; 0: as much as each object has"),
               .step = 0.05, .page_step = 0.1, .digits = 2 } },
  [MQ_CONFIG_SERVER_URL] = { "server.url", MQ_CONFIG_TYPE_URL },
  [MQ_CONFIG_SERVER_REDIRECT_PORTS] = { "server.redirect_ports", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVER_KEEP_SESSIONS] = { "server.keep_sessions", MQ_CONFIG_TYPE_BOOLEAN,
                                       .number = 1 },
  [MQ_CONFIG_MODEL_DEFAULT] = { "model.default", MQ_CONFIG_TYPE_STRING, .is_sent = TRUE },
  /* The same list as in mq-model-provider.c; a test compares the two. */
  [MQ_CONFIG_MODEL_PROVIDER] = { "model.provider", MQ_CONFIG_TYPE_CHOICE,
                                 .choices = "anthropic|openai|openrouter|gemini|ollama|llamacpp|"
                                            "lmstudio|vllm|custom",
                                 .is_sent = TRUE },
  [MQ_CONFIG_MODEL_BASE_URL] = { "model.base_url", MQ_CONFIG_TYPE_URL, .is_sent = TRUE },
  [MQ_CONFIG_MODEL_CA_FILE] = { "model.ca_file", MQ_CONFIG_TYPE_STRING, .is_sent = TRUE },
  [MQ_CONFIG_MODEL_EFFORT] = { "model.effort", MQ_CONFIG_TYPE_CHOICE, .text = "normal",
                               .choices = "quick|normal|thorough|small-steps", .is_sent = TRUE },
  [MQ_CONFIG_MODEL_PICTURES] = { "model.pictures", MQ_CONFIG_TYPE_CHOICE, .text = "auto",
                                 .choices = SWITCH, .is_sent = TRUE },
  [MQ_CONFIG_MODEL_TOOLS] = { "model.tools", MQ_CONFIG_TYPE_CHOICE, .text = "auto",
                              .choices = SWITCH, .is_sent = TRUE },
  [MQ_CONFIG_MODEL_SCHEMA] = { "model.schema", MQ_CONFIG_TYPE_CHOICE, .text = "auto",
                               .choices = SWITCH, .is_sent = TRUE },
  [MQ_CONFIG_LIMITS_ROUNDS]
  = { "limits.rounds", MQ_CONFIG_TYPE_INT, 0, 10, 2, .is_sent = TRUE,
      .row = { "refinement", N_ ("Refinement Rounds"),
               N_ ("How many times to review and improve a version before showing it"), .step = 1,
               .page_step = 2 } },
  [MQ_CONFIG_LIMITS_REPAIRS] = { "limits.repairs", MQ_CONFIG_TYPE_INT, 0, 10, 3, .is_sent = TRUE,
                                 .row = { "refinement", N_ ("Repair Attempts"),
                                          N_ ("How many times to fix and rerun a failing script"),
                                          .step = 1, .page_step = 2 } },
  [MQ_CONFIG_LIMITS_CALLS]
  = { "limits.calls", MQ_CONFIG_TYPE_INT, 0, 10000, 60, .is_sent = TRUE,
      .row = { "budget",
               /* Translators: the number of requests to a language model */
               N_ ("Calls"), N_ ("Number of requests to the model"), .step = 5, .page_step = 50 } },
  [MQ_CONFIG_LIMITS_TOKENS]
  = { "limits.tokens", MQ_CONFIG_TYPE_INT, 0, 1e9, 800000, .is_sent = TRUE,
      .row = { "budget",
               /* Translators: the unit that language models count text in, in thousands */
               N_ ("Thousand Tokens"), N_ ("Read and written"), .factor = 0.001, .step = 50,
               .page_step = 500 } },
  [MQ_CONFIG_LIMITS_COST] = { "limits.cost", MQ_CONFIG_TYPE_DOUBLE, 0, 10000, 0, .is_sent = TRUE,
                              .row = { "budget",
                                       /* Translators: money */
                                       N_ ("US Dollars"),
                                       N_ ("For models whose prices are in config.yaml"),
                                       .step = 0.5, .page_step = 5, .digits = 2 } },
  [MQ_CONFIG_LIMITS_MINUTES]
  = { "limits.minutes", MQ_CONFIG_TYPE_INT, 0, 10080, 60, .is_sent = TRUE,
      .row = { "budget", N_ ("Minutes"), N_ ("Working time only"), .step = 5, .page_step = 60 } },
  [MQ_CONFIG_LIMITS_SCRIPT_SECONDS]
  = { "limits.script_seconds", MQ_CONFIG_TYPE_INT, 1, 3600, 120, .is_sent = TRUE,
      .row = { "work", N_ ("Script Time Limit"), N_ ("Scripts are stopped after this many seconds"),
               .step = 10, .page_step = 60 } },
  [MQ_CONFIG_LIMITS_MEMORY_GIB]
  = { "limits.memory_gib", MQ_CONFIG_TYPE_INT, 1, 1024, 8, .is_sent = TRUE,
      .row = { "work", N_ ("Memory"), N_ ("Most memory Blender may use, in GiB"), .step = 1,
               .page_step = 8 } },
  [MQ_CONFIG_LIMITS_IDLE_MINUTES]
  = { "limits.idle_minutes", MQ_CONFIG_TYPE_INT, 1, 1440, 3, .is_sent = TRUE,
      .row = { "work", N_ ("Keep Ready"), N_ ("Minutes before an idle Blender is closed"),
               .step = 1, .page_step = 10 } },
  [MQ_CONFIG_LIMITS_FOLDER_GIB] = { "limits.folder_gib", MQ_CONFIG_TYPE_INT, 1, 1024, 4,
                                    .is_sent = TRUE },
  [MQ_CONFIG_SERVICE_ISSUER] = { "service.issuer", MQ_CONFIG_TYPE_URL },
  [MQ_CONFIG_SERVICE_AUDIENCE] = { "service.audience", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_CLIENT_ID] = { "service.client_id", MQ_CONFIG_TYPE_STRING,
                                    .text = "maquette" },
  [MQ_CONFIG_SERVICE_SCOPE] = { "service.scope", MQ_CONFIG_TYPE_STRING, .text = "openid maquette" },
  [MQ_CONFIG_SERVICE_INTROSPECTION_URL] = { "service.introspection_url", MQ_CONFIG_TYPE_URL },
  [MQ_CONFIG_SERVICE_INTROSPECTION_CLIENT] = { "service.introspection_client",
                                               MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_INTROSPECTION_SECRET] = { "service.introspection_secret",
                                               MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_RESOURCE] = { "service.resource", MQ_CONFIG_TYPE_BOOLEAN, .number = 1 },
  [MQ_CONFIG_SERVICE_CLIENTS] = { "service.clients", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_TERMS] = { "service.terms", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_RUNS_PER_DAY] = { "service.runs_per_day", MQ_CONFIG_TYPE_INT, 0, 100000, 5 },
  [MQ_CONFIG_SERVICE_REQUESTS_PER_MINUTE] = { "service.requests_per_minute", MQ_CONFIG_TYPE_INT, 0,
                                              100000, 600 },
  [MQ_CONFIG_SERVICE_UNLIMITED_GROUPS] = { "service.unlimited_groups", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_SESSIONS_MB] = { "service.sessions_mb", MQ_CONFIG_TYPE_INT, 0, 1e9, 1000 },
  [MQ_CONFIG_SERVICE_DATABASE] = { "service.database", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_NODE_URL] = { "service.node_url", MQ_CONFIG_TYPE_URL },
  [MQ_CONFIG_SERVICE_HOSTS] = { "service.hosts", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_ORIGINS] = { "service.origins", MQ_CONFIG_TYPE_STRING },
  [MQ_CONFIG_SERVICE_COST_PER_MONTH] = { "service.cost_per_month", MQ_CONFIG_TYPE_DOUBLE, 0, 1e6,
                                         0 },
  [MQ_CONFIG_SERVICE_KEEP_DAYS] = { "service.keep_days", MQ_CONFIG_TYPE_INT, 0, 36500, 0 },
  [MQ_CONFIG_SERVICE_RUNS] = { "service.runs", MQ_CONFIG_TYPE_INT, 1, 1000, 64 },
  [MQ_CONFIG_SERVICE_METRICS_TOKEN] = { "service.metrics_token", MQ_CONFIG_TYPE_STRING },
};

/**
 * mq_config_key_get_info:
 * @key: a key
 *
 * Returns: (transfer none): its row of the table
 */
const MqConfigKeyInfo *
mq_config_key_get_info (MqConfigKey key)
{
  g_return_val_if_fail (key < MQ_CONFIG_N_KEYS, NULL);

  return &keys[key];
}

/* @path: "render.num_images"; @key: (out): the key. Returns: whether there is a key at @path */
gboolean
mq_config_key_find (const char *path, MqConfigKey *key)
{
  for (gsize i = 0; i < MQ_CONFIG_N_KEYS; i++)
    if (g_str_equal (keys[i].path, path))
      {
        *key = i;
        return TRUE;
      }

  return FALSE;
}

/* The booleans of YAML 1.1, which people know from other programs. */
static gboolean
parse_boolean (const char *text, double *value)
{
  static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      {
        *value = i % 2;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_double (const char *text, double *value)
{
  char *end = NULL;

  if (!g_ascii_isdigit (*text) && strchr ("+-.", *text) == NULL)
    return FALSE;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

/* @quoted: whether it is in quotes: in YAML a plain `5` or `yes` is not a string. Returns:
 * whether it is a string of allowed length */
gboolean
mq_config_key_is_text (const char *text, gboolean quoted)
{
  double value;

  return *text != '\0' && strlen (text) <= MAX_STRING
         && (quoted || (!parse_boolean (text, &value) && !parse_double (text, &value)));
}

/* A user, a password and a query may be secrets, but a model's address is shown and logged. Azure's
 * version is none. Returns: (nullable): what an address has to be that this one is not */
static const char *
find_url_fault (MqConfigKey key, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, &error);
  const char *rest = strstr (text, "://");
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  const char *query = uri != NULL ? g_uri_get_query (uri) : NULL;

  if (rest == NULL
      || (g_ascii_strncasecmp (text, "http://", 7) != 0
          && g_ascii_strncasecmp (text, "https://", 8) != 0))
    return _ ("an address that begins with http:// or https://");
  if (key == MQ_CONFIG_MODEL_BASE_URL && memchr (rest + 3, '@', strcspn (rest + 3, "/?#")) != NULL)
    return _ ("an address without a user and a password; a key is entered apart from it");
  if (g_error_matches (error, G_URI_ERROR, G_URI_ERROR_BAD_PORT)
      || (uri != NULL && g_uri_get_port (uri) == 0))
    return _ ("an address whose port is a number from 1 to 65535");
  if (host == NULL || *host == '\0')
    return _ ("an address that names a computer, such as http://localhost:11434");
  if (key == MQ_CONFIG_MODEL_BASE_URL && query != NULL
      && (!g_str_has_prefix (query, "api-version=") || strchr (query, '&') != NULL))
    return _ ("an address without a query; only Azure’s api-version may be one");

  return NULL;
}

/* A choice between `yes` and `no` also accepts YAML's other booleans. Returns: the matching
 * choice; @text itself if there is none */
const char *
mq_config_key_get_canonical (MqConfigKey key, const char *text)
{
  double value;

  if (g_strcmp0 (keys[key].choices, SWITCH) != 0 || !parse_boolean (text, &value))
    return text;

  return value != 0 ? "yes" : "no";
}

/* @text: "3.00 15.00 0.30"; @price: (out caller-allocates): the parsed price. Returns: whether
 * it is a price: two or three numbers from 0 to a million */
gboolean
mq_config_key_read_price (const char *text, MqConfigPrice *price)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t", -1);
  double numbers[3] = { 0, 0, -1 };
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (n == G_N_ELEMENTS (numbers) || !parse_double (words[i], &numbers[n]) || numbers[n] < 0
          || numbers[n] > MAX_PRICE)
        return FALSE;
      n++;
    }

  if (n < 2)
    return FALSE;

  *price = (MqConfigPrice){ numbers[0], numbers[1], n == 3 ? numbers[2] : numbers[0] };
  return TRUE;
}

/**
 * mq_config_key_describe:
 * @key: a key
 *
 * Returns: (transfer full): the allowed values: "a whole number from 1 to 10"
 */
char *
mq_config_key_describe (MqConfigKey key)
{
  const MqConfigKeyInfo *info = &keys[key];

  switch (info->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      return g_strdup (_ ("true or false"));
    case MQ_CONFIG_TYPE_INT:
      return g_strdup_printf (_ ("a whole number from %.0f to %.0f"), info->min, info->max);
    case MQ_CONFIG_TYPE_DOUBLE:
      return g_strdup_printf (_ ("a number from %g to %g"), info->min, info->max);
    case MQ_CONFIG_TYPE_URL:
      return g_strdup (_ ("an address that begins with http:// or https://"));
    case MQ_CONFIG_TYPE_CHOICE:
      {
        g_auto (GStrv) names = g_strsplit (info->choices, "|", -1);
        g_autofree char *list = g_strjoinv (", ", names);

        return g_strdup_printf (_ ("one of %s"), list);
      }
    case MQ_CONFIG_TYPE_STRING:
    default:
      return g_strdup (_ ("text"));
    }
}

/**
 * mq_config_key_read:
 * @key: a key
 * @text: the value in the file
 * @quoted: whether it is in quotes; a quoted number is not a number
 * @number: (out): its value, for numbers and booleans
 * @why_not: (out) (optional) (transfer full): "“render.num_images” must be …", if it is invalid
 *
 * Returns: whether @text is valid for @key
 */
gboolean
mq_config_key_read (MqConfigKey key, const char *text, gboolean quoted, double *number,
                    char **why_not)
{
  const MqConfigKeyInfo *info = &keys[key];
  g_auto (GStrv) choices = NULL;
  const char *fault = NULL;
  gboolean good = FALSE;
  gint64 whole;

  switch (info->type)
    {
    case MQ_CONFIG_TYPE_BOOLEAN:
      good = !quoted && parse_boolean (text, number);
      break;
    case MQ_CONFIG_TYPE_INT:
      good = !quoted && g_ascii_string_to_signed (text, 10, -G_MAXINT, G_MAXINT, &whole, NULL);
      if (good)
        *number = whole;
      good = good && *number >= info->min && *number <= info->max;
      break;
    case MQ_CONFIG_TYPE_DOUBLE:
      good = !quoted && parse_double (text, number) && *number >= info->min && *number <= info->max;
      break;
    case MQ_CONFIG_TYPE_STRING:
      good = mq_config_key_is_text (text, quoted);
      break;
    case MQ_CONFIG_TYPE_URL:
      fault = find_url_fault (key, text);
      good = mq_config_key_is_text (text, quoted) && fault == NULL;
      break;
    case MQ_CONFIG_TYPE_CHOICE:
      choices = g_strsplit (info->choices, "|", -1);
      good = g_strv_contains ((const char *const *)choices,
                              mq_config_key_get_canonical (key, text));
      break;
    default:
      g_assert_not_reached ();
    }

  if (!good && why_not != NULL)
    {
      g_autofree char *clean = mq_text_clean (text, 100);
      g_autofree char *wanted = fault != NULL ? g_strdup (fault) : mq_config_key_describe (key);
      gboolean may_be_secret = info->type == MQ_CONFIG_TYPE_URL && strpbrk (text, "@?") != NULL;

      *why_not = may_be_secret
                     ? g_strdup_printf (_ ("“%s” must be %s"), info->path, wanted)
                     : g_strdup_printf (_ ("“%s” must be %s, not “%s”"), info->path, wanted, clean);
    }

  return good;
}

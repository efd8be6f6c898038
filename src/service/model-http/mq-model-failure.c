/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Interpretation of error responses, see mq-model-failure.h. The texts are those that vendors
 * and local servers sent in 2024 to 2026. The status decides; texts count only where it is
 * ambiguous. */
#include "service/model-http/mq-model-failure.h"

#include "common/json/mq-json.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <string.h>

/* When a quota begins anew. */
#define RESET "X-RateLimit-Reset"
#define MAX_WORDS 400 /* bytes of a provider's text shown to the user */

void
mq_model_failure_clear (MqModelFailure *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->words, g_free);
  self->again = MQ_MODEL_RETRY_NO;
  self->wait_ms = -1;
  self->status = 0;
  self->most_tokens = 0;
}

/* Shortens the text to one line and removes the key, should a server repeat it. */
static char *
tidy (const char *words, const char *secret)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gsize end = MAX_WORDS;

  for (const char *at = words; *at != '\0'; at++)
    g_string_append_c (line, g_ascii_iscntrl (*at) ? ' ' : *at);

  if (secret != NULL && *secret != '\0')
    g_string_replace (line, secret, "…", 0);

  if (line->len > end)
    {
      while (end > 0 && ((guchar)line->str[end] & 0xC0) == 0x80)
        end--;
      g_string_truncate (line, end);
      g_string_append (line, "…");
    }

  return g_strstrip (g_utf8_make_valid (line->str, (gssize)line->len));
}

/* @list: wordings, separated by “|”. */
static gboolean
says (const char *words, const char *list)
{
  g_auto (GStrv) wordings = g_strsplit (list, "|", -1);

  for (gsize i = 0; wordings[i] != NULL; i++)
    if (strstr (words, wordings[i]) != NULL)
      return TRUE;

  return FALSE;
}

static const char of_context[]
    = "context length|context_length|context window|maximum context|context "
      "size|context_size|prompt is too long|input is too long|input token count|context the "
      "overflows|too many tokens|reduce the length|model_max_prompt|exceeds the "
      "context|string_above_max_length|request_too_large";
static const char of_payment[]
    = "insufficient_quota|billing_error|credit balance|insufficient credit|insufficient "
      "balance|insufficient funds|payment required|requires more "
      "credits|billing_hard_limit|billing_not_active";
static const char of_refusal[]
    = "content_policy|content policy|content_filter|content management "
      "policy|moderation|flagged|safety system|responsible ai|content filtering policy";
static const char of_no_model[]
    = "model_not_found|is not a valid model|does not exist|no such model|try pulling it|invalid "
      "model|unknown model|no endpoints found for|model not found|is not found for api version";
static const char of_key[]
    = "invalid_api_key|invalid api key|incorrect api key|api key not valid|authentication_error";
static const char of_busy[]
    = "overloaded|rate_limit|rate limit|try again later|loading model|server_error";

/* llama.cpp and Ollama (500; 400 with the number of its JSON writer's error where the output is no
 * UTF-8), Groq (400). The model's own output may follow these texts, so they are matched before all
 * others. */
static const char of_answer[]
    = "failed to parse input at pos|produced output that does not match|type_error.316|failed to "
      "parse tool call|error parsing tool call|failed_generation|json_validate_failed|"
      "tool_use_failed|failed to generate json";

/* Error names inside a stream or body, with the HTTP status that they usually have. */
static const struct
{
  const char *type;
  guint status;
} types[] = {
  { "overloaded_error", 529 },
  { "rate_limit_error", 429 },
  { "rate_limit_exceeded", 429 },
  { "insufficient_quota", 429 },
  { "api_error", 500 },
  { "server_error", 500 },
  { "internal_server_error", 500 },
  { "InternalServerError", 500 },
  { "timeout_error", 504 },
  { "authentication_error", 401 },
  { "invalid_api_key", 401 },
  { "permission_error", 403 },
  { "billing_error", 402 },
  { "not_found_error", 404 },
  { "model_not_found", 404 },
  { "request_too_large", 413 },
  { "context_length_exceeded", 400 },
  { "invalid_request_error", 400 },
  { "unavailable_error", 503 },
};

static char *
message_of (int code, const MqModelProvider *provider, guint status, const char *words,
            gboolean has_key)
{
  const char *title = provider->title;
  g_autofree char *said = NULL;

  switch (code)
    {
    case MQ_MODEL_ERROR_KEY:
      if (!has_key && status == 401)
        /* Translators: %s: "Anthropic", %u: 401 */
        return g_strdup_printf (_ ("%s wants a key, and there is none (%u)"), title, status);
      /* Answers to a wrong key often repeat a part of it, so the text is left out. */
      return g_strdup_printf (
          /* Translators: %s: "Anthropic", %u: 401, %s: its message */
          _ ("%s rejected the key (%u)\n%s"), title, status, status == 403 ? words : "");
    case MQ_MODEL_ERROR_PAYMENT:
      return g_strdup_printf (_ ("The account at %s has no money left\n%s"), title, words);
    case MQ_MODEL_ERROR_NOT_FOUND:
      /* Translators: %s: "Anthropic", then its message */
      return g_strdup_printf (_ ("%s has no such model or address\n%s"), title, words);
    case MQ_MODEL_ERROR_BUSY:
      return g_strdup_printf (_ ("%s is busy (%u)\n%s"), title, status, words);
    case MQ_MODEL_ERROR_ANSWER:
      /* Translators: %s: "llama.cpp", then its message */
      return g_strdup_printf (_ ("%s could not parse its model’s answer\n%s"), title, words);
    case MQ_MODEL_ERROR_REFUSED:
      return g_strdup_printf (_ ("%s refused to answer\n%s"), title, words);
    case MQ_MODEL_ERROR_CONTEXT:
      said = g_strdup_printf (_ ("The request is longer than the model at %s can read\n%s"), title,
                              words);
      return g_strconcat (
          g_strchomp (said), "\n",
          provider->key_url != NULL
              ? _ ("Choose a model that reads more, or the effort small-steps.")
              : _ ("Start its server with a longer context (llama-server -c 32768), "
                   "or choose the effort small-steps."),
          NULL);
    default:
      return g_strdup_printf (_ ("%s rejected the request (%u)\n%s"), title, status, words);
    }
}

/* @status: the HTTP status; 0: derive it from @type; @type: (nullable): the provider's name of
 * the error; @words: (nullable): the provider's message; @secret: (nullable): the key, to be
 * removed from the message */
gboolean
mq_model_failure_set_message (MqModelFailure *self, const MqModelProvider *provider, guint status,
                              const char *type, const char *words, const char *secret)
{
  /* "max_tokens: 64000 > 8192, which is the maximum allowed…", "must be less than or equal to
   * 8192" */
  static const char *const before[] = { "> ", "or equal to ", "at most ", "<= " };
  g_autofree char *line = tidy (words != NULL ? words : "", secret);
  g_autofree char *both = g_strdup_printf ("%s %s", type != NULL ? type : "", line);
  g_autofree char *said = g_utf8_strdown (both, -1);
  g_autofree char *message = NULL;
  int code = MQ_MODEL_ERROR_REQUEST;

  mq_model_failure_clear (self);
  self->status = status != 0 ? status : 400;
  for (gsize i = 0; status == 0 && type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].type, type))
      self->status = types[i].status;
  for (gsize i = 0; self->most_tokens == 0 && i < G_N_ELEMENTS (before); i++)
    {
      const char *at = strstr (said, before[i]);
      guint64 number = at != NULL ? g_ascii_strtoull (at + strlen (before[i]), NULL, 10) : 0;

      if (number >= 256 && number <= 10000000)
        self->most_tokens = (guint)number;
    }

  status = self->status;
  if ((status == 400 || status == 422 || status == 500) && says (said, of_answer))
    code = MQ_MODEL_ERROR_ANSWER;
  else if (status == 402 || (status < 500 && says (said, of_payment)))
    code = MQ_MODEL_ERROR_PAYMENT;
  else if (status == 403 && says (said, of_refusal))
    code = MQ_MODEL_ERROR_REFUSED;
  else if (status == 401 || status == 403 || status == 407)
    code = MQ_MODEL_ERROR_KEY;
  else if (status == 413 || says (said, of_context))
    code = MQ_MODEL_ERROR_CONTEXT;
  else if (status == 404 || status == 405 || status == 410)
    code = MQ_MODEL_ERROR_NOT_FOUND;
  else if (status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501))
    code = MQ_MODEL_ERROR_BUSY;
  else if (says (said, of_key))
    code = MQ_MODEL_ERROR_KEY;
  else if (says (said, of_refusal))
    code = MQ_MODEL_ERROR_REFUSED;
  else if (says (said, of_no_model))
    code = MQ_MODEL_ERROR_NOT_FOUND;
  else if (status == 400 && says (said, of_busy))
    code = MQ_MODEL_ERROR_BUSY;

  message = message_of (code, provider, status, line, secret != NULL && *secret != '\0');
  self->error = g_error_new_literal (MQ_MODEL_ERROR, code, g_strstrip (message));
  self->words = g_steal_pointer (&said);
  self->again = code == MQ_MODEL_ERROR_BUSY     ? MQ_MODEL_RETRY_LATER
                : code == MQ_MODEL_ERROR_ANSWER ? MQ_MODEL_RETRY_CORRECTED
                                                : MQ_MODEL_RETRY_NO;
  return FALSE;
}

/**
 * mq_model_failure_dup_words:
 * @json: (nullable): an error, of any dialect
 *
 * OpenRouter's own sentence says nothing; what its provider said is beside it, as text or JSON.
 *
 * Returns: (transfer full) (nullable): the reason
 */
char *
mq_model_failure_dup_words (JsonObject *json)
{
  JsonObject *error = mq_json_get_object (json, "error");
  const char *raw = mq_json_get_string (mq_json_get_object (error, "metadata"), "raw", "");
  g_autoptr (JsonObject) inner = mq_json_parse_object (raw, -1, NULL);
  char *words = inner != NULL ? mq_model_failure_dup_words (inner) : NULL;

  if (words != NULL)
    return words;
  if (*raw != '\0')
    return g_strdup (raw);

  raw = mq_json_get_string (error, "message", mq_json_get_string (json, "error", NULL));
  return g_strdup (raw != NULL ? raw
                               : mq_json_get_string (json, "message",
                                                     mq_json_get_string (json, "detail", NULL)));
}

/**
 * mq_model_failure_set_status:
 * @provider: the provider that answered
 * @status: the HTTP status, not 200
 * @headers: (nullable): of the response, which may say when to ask again
 * @body: the response's body: JSON of any dialect, or text
 * @secret: (nullable): the key, to be removed from the message
 */
gboolean
mq_model_failure_set_status (MqModelFailure *self, const MqModelProvider *provider, guint status,
                             SoupMessageHeaders *headers, const char *body, const char *secret)
{
  g_autoptr (JsonNode) root = mq_json_parse (body, -1, NULL);
  JsonObject *json = NULL;
  JsonObject *error;
  JsonObject *inner;
  g_autofree char *words = NULL;
  const char *type;
  const char *reset;

  /* Gemini wraps its object in an array. */
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root)
      && json_array_get_length (json_node_get_array (root)) > 0)
    json = mq_json_element_object (json_node_get_array (root), 0);
  else if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    json = json_node_get_object (root);

  error = mq_json_get_object (json, "error");
  words = mq_model_failure_dup_words (json);
  type = mq_json_get_string (error, "code", mq_json_get_string (error, "type", NULL));

  /* An HTML page is of no use in the message; JSON of an unknown shape may be. */
  if (words == NULL)
    words = g_strdup (root != NULL || strchr (body, '<') == NULL ? body : "");

  mq_model_failure_set_message (self, provider, status, type, words, secret);
  /* OpenRouter has headers in its JSON, too. */
  inner = mq_json_get_object (mq_json_get_object (error, "metadata"), "headers");
  reset = mq_json_get_string (inner, RESET, NULL);
  if (headers != NULL && reset == NULL && status == 429)
    reset = soup_message_headers_get_one (headers, RESET);
  self->wait_ms = mq_model_failure_read_wait (
      headers != NULL ? soup_message_headers_get_one (headers, "Retry-After") : NULL,
      headers != NULL ? soup_message_headers_get_one (headers, "retry-after-ms") : NULL, reset);
  if (self->wait_ms > MQ_MODEL_FAILURE_MAX_WAIT)
    {
      g_autofree char *message = self->error->message;
      const char *said = strchr (message, '\n');
      guint minutes = (guint)MIN (self->wait_ms / 60000, 100000);
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autoptr (GDateTime) then = g_date_time_add_minutes (now, (int)minutes);
      g_autofree char *clock = g_date_time_format (then, "%F %H:%M");

      /* Says until when nothing that is sent again would be answered; a quota that is used up is
       * not “busy”. */
      if (self->status == 429 && self->error->code == MQ_MODEL_ERROR_BUSY)
        self->error->message = g_strchomp (g_strdup_printf (
            /* Translators: %s: "OpenRouter", then "2026-11-29 00:00", then its message */
            _ ("The requests that %s allows are used up until %s\n%s"), provider->title, clock,
            said != NULL ? said + 1 : ""));
      else
        self->error->message = g_strdup_printf (
            ngettext ("%s\nThe provider accepts no requests for %u minute. Try again then.",
                      "%s\nThe provider accepts no requests for %u minutes. Try again then.",
                      minutes),
            message, minutes);
    }

  return FALSE;
}

/**
 * mq_model_failure_set_connection:
 * @provider: the provider that could not be reached
 * @error: an error of libsoup or GIO
 */
gboolean
mq_model_failure_set_connection (MqModelFailure *self, const MqModelProvider *provider,
                                 const GError *error)
{
  gboolean broken = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED)
                    || (error->domain == SOUP_SESSION_ERROR);
  g_autofree char *message = NULL;

  if (broken)
    return mq_model_failure_set_cut (self, provider, error->message);

  mq_model_failure_clear (self);
  message = g_strdup_printf (_ ("%s cannot be reached: %s"), provider->title, error->message);
  self->error
      = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_UNREACHABLE, "%s%s%s", message,
                     error->domain == G_TLS_ERROR ? "\n" : "",
                     error->domain == G_TLS_ERROR
                         ? _ ("Its certificate is not trusted, or it does not use TLS. For an "
                              "authority of your own, set model.ca_file")
                         : "");
  return FALSE;
}

/* @how: the reason for the user, "nothing came for 300 seconds" */
gboolean
mq_model_failure_set_cut (MqModelFailure *self, const MqModelProvider *provider, const char *how)
{
  mq_model_failure_clear (self);
  self->again = MQ_MODEL_RETRY_ONCE;
  self->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_CUT,
                             _ ("The answer of %s was cut off: %s"), provider->title, how);
  return FALSE;
}

/* "127.0.0.1:8080" */
static char *
name_place (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return g_uri_get_port (uri) > 0
             ? g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host,
                                g_uri_get_port (uri))
             : g_strdup (host);
}

/**
 * mq_model_failure_set_not_model:
 * @uri: the address that answers
 * @what: the kind of its answer, for the user
 */
gboolean
mq_model_failure_set_not_model (MqModelFailure *self, GUri *uri, const char *what)
{
  g_autofree char *place = name_place (uri);

  mq_model_failure_clear (self);
  self->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_ADDRESS,
                             /* Translators: "127.0.0.1:8080", then "a web page" */
                             _ ("%s answers, but not as a model server (%s)."), place, what);
  return FALSE;
}

/**
 * mq_model_failure_set_request:
 * @provider: the provider that was asked
 * @uri: its address
 * @error: an error of libsoup or GIO; also of a server that does not speak HTTP
 */
gboolean
mq_model_failure_set_request (MqModelFailure *self, const MqModelProvider *provider, GUri *uri,
                              const GError *error)
{
  if (g_error_matches (error, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING))
    return mq_model_failure_set_not_model (self, uri,
                                           /* Translators: an address answers with … */
                                           _ ("not HTTP"));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    {
      g_autofree char *place = name_place (uri);

      mq_model_failure_clear (self);
      self->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_UNREACHABLE,
                                 /* Translators: "Ollama", then "127.0.0.1:11434" */
                                 _ ("%s cannot be reached: nothing listens at %s\nStart it, or "
                                    "correct the port of its address."),
                                 provider->title, place);
      return FALSE;
    }

  return mq_model_failure_set_connection (self, provider, error);
}

/**
 * mq_model_failure_check_content:
 * @message: a response
 * @data: the beginning of its body
 * @size: bytes
 *
 * Returns: whether a model server may send this; %FALSE for a web page and for what is not text.
 *   A web page of a provider that is down for a while has another status.
 */
gboolean
mq_model_failure_check_content (MqModelFailure *self, SoupMessage *message, const char *data,
                                gsize size)
{
  static const guint of_pages[] = { 200, 400, 404, 405, 410, 501 };
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  guint status = soup_message_get_status (message);

  if (g_strcmp0 (soup_message_headers_get_content_type (headers, NULL), "text/html") == 0)
    for (gsize i = 0; i < G_N_ELEMENTS (of_pages); i++)
      if (status == of_pages[i])
        return mq_model_failure_set_not_model (self, soup_message_get_uri (message),
                                               /* Translators: an address answers with … */
                                               _ ("a web page"));

  if (status == SOUP_STATUS_OK)
    {
      const char *end;

      /* The last letter may be cut. */
      if (memchr (data, '\0', size) != NULL
          || (!g_utf8_validate_len (data, size, &end) && data + size - end >= 4))
        return mq_model_failure_set_not_model (self, soup_message_get_uri (message),
                                               /* Translators: an address answers with … */
                                               _ ("not text"));
    }

  return TRUE;
}

gboolean
mq_model_failure_set_dialect (MqModelFailure *self, const MqModelProvider *provider,
                              const char *what)
{
  mq_model_failure_clear (self);
  self->again = MQ_MODEL_RETRY_ONCE;
  self->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_ANSWER,
                             _ ("The answer of %s cannot be read: %s"), provider->title, what);
  return FALSE;
}

/* @words: (nullable): its reason */
gboolean
mq_model_failure_set_refused (MqModelFailure *self, const char *words)
{
  g_autofree char *line = tidy (words != NULL ? words : "", NULL);

  mq_model_failure_clear (self);
  self->error = g_error_new (MQ_MODEL_ERROR, MQ_MODEL_ERROR_REFUSED, "%s%s%s",
                             _ ("The model refused to answer"), *line != '\0' ? "\n" : "", line);
  return FALSE;
}

/* Words by which servers refuse features, the clearest first. Anthropic's dialect
 * requests a schema as a tool. */
static const struct
{
  MqModelUnsupported feature;
  const char *words;
  const char *unless; /* nullable */
} complaints[] = {
  { MQ_MODEL_UNSUPPORTED_NO_THOUGHTS, "reasoning_content", NULL },
  { MQ_MODEL_UNSUPPORTED_STREAM_USAGE, "stream_options|include_usage", NULL },
  { MQ_MODEL_UNSUPPORTED_STREAM, "to stream|support streaming|streaming is not|stream is not",
    NULL },
  { MQ_MODEL_UNSUPPORTED_SYSTEM, "system role|system message|system prompt|roles must alternate",
    NULL },
  { MQ_MODEL_UNSUPPORTED_MAX_TOKENS, "max_tokens|max_completion_tokens|max_output_tokens", NULL },
  { MQ_MODEL_UNSUPPORTED_PICTURES,
    "image|vision|multimodal|multi-modal|mmproj|content must be a string|picture",
    "exceed|too large|too big|dimension|corrupt|could not process|invalid base64" },
  { MQ_MODEL_UNSUPPORTED_SCHEMA,
    "response_format|json_schema|structured output|schema|grammar|tool_choice|output_config",
    NULL },
  { MQ_MODEL_UNSUPPORTED_TOOLS, "tool|function call|functions|jinja", NULL },
  { MQ_MODEL_UNSUPPORTED_SCHEMA, "tool|function call|functions|jinja", NULL },
};

/* @used: the #MqModelUnsupported flags of the features that the request used. Returns: the
 * feature to leave out; %MQ_MODEL_UNSUPPORTED_NONE when the failure has another reason */
MqModelUnsupported
mq_model_failure_get_unsupported (const MqModelFailure *self, guint used)
{
  const char *words = self->words;

  if (words == NULL
      || !(self->status == 400 || self->status == 404 || self->status == 415 || self->status == 422
           || self->status == 500 || self->status == 501))
    return MQ_MODEL_UNSUPPORTED_NONE;

  if (self->error->code == MQ_MODEL_ERROR_CONTEXT || self->error->code == MQ_MODEL_ERROR_PAYMENT
      || self->error->code == MQ_MODEL_ERROR_ANSWER)
    return MQ_MODEL_UNSUPPORTED_NONE;

  for (gsize i = 0; i < G_N_ELEMENTS (complaints); i++)
    if ((used & complaints[i].feature) != 0 && says (words, complaints[i].words)
        && (complaints[i].unless == NULL || !says (words, complaints[i].unless)))
      return complaints[i].feature;

  return MQ_MODEL_UNSUPPORTED_NONE;
}

/* @retry_after: (nullable): seconds, or an HTTP date; @retry_after_ms: (nullable): milliseconds,
 * OpenAI's additional header; @reset: (nullable): when a quota begins anew, seconds or milliseconds
 * since 1970, or seconds from now. Returns: milliseconds to wait, -1 when no header is usable */
gint64
mq_model_failure_read_wait (const char *retry_after, const char *retry_after_ms, const char *reset)
{
  const char *text = retry_after_ms != NULL ? retry_after_ms : retry_after;
  g_autoptr (GDateTime) date = NULL;
  char *end = NULL;
  double value;

  if (text == NULL && reset != NULL)
    {
      value = g_ascii_strtod (reset, NULL) * 1000;
      value = value < 1e14 ? value : value / 1000;
      return !(value > 0 && value < 1e14) ? -1
             : value < 1e12               ? (gint64)value
                                          : MAX (0, (gint64)value - g_get_real_time () / 1000);
    }
  if (text == NULL)
    return -1;

  value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && value >= 0 && value < 1e9)
    return (gint64)(retry_after_ms != NULL ? value : value * 1000);

  if (retry_after != NULL && (date = soup_date_time_new_from_http_string (retry_after)) != NULL)
    return MAX (0, (g_date_time_to_unix (date) * G_USEC_PER_SEC - g_get_real_time ()) / 1000);

  return -1;
}

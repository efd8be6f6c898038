/* clang-format off: a table */
/* A model's API at 127.0.0.1 that answers by a script, in both dialects, byte by byte as a test
 * wants it. The script:
 *
 *   {"key": "sk-…", "models": ["…"], "exchanges": [{…}]}
 *
 * key: what requests have to show (left out: none). models: what GET …/models lists. Each request
 * takes the first exchange that is left and fits:
 *
 *   contains    a text that has to be in the request's JSON, or several
 *   dialect     "anthropic" or "openai"; left out: any
 *   times       how often it may be taken: 1; 0: without end
 *   text        what is answered; or
 *   object      what is answered, as JSON: in Anthropic's dialect as a call of the tool that the
 *               request forces
 *   calls       [{"id", "name", "arguments": {…} or a string as it is}]
 *   thoughts    what OpenAI's dialect says before the answer: "Hm."
 *   refusal     a refusal instead, in these words
 *   stop        the dialect's own word, for "end_turn" or "stop"
 *   usage       {"input", "output", "cached", "written"}; null: not said
 *   piece       bytes of text in each delta: 24
 *   split       bytes of the stream that are written at once: all
 *   error       {"status", "headers": {…}, "body": {…} or a text} instead of an answer
 *   raw         the bytes of the stream instead of an answer; type its Content-Type
 *   whole       true: one JSON object, not streamed (OpenAI's dialect)
 *   done        false: without [DONE] and what goes with it
 *   comments    how many comments come first
 *   deaf        true: the connection is closed instead of an answer
 *   hold        true: nothing is sent until mq_fake_model_go()
 *   hold_after  bytes of the stream after which it waits for mq_fake_model_go()
 *   keep        true: the connection is kept for the next request
 *   after       bytes of the stream after which …
 *   then        … "cut": the connection is closed, "silent": nothing more is sent, or any other
 *               text: it is sent and the
 *               stream ended. Without after: once all is sent */
/* clang-format on */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * MqFakeRequest:
 * @path: "/v1/messages"
 * @headers: (element-type utf8 utf8): names in small letters; the key's value is "…"
 * @body: (nullable): what was asked
 * @text: the same, as it came
 * @exchange: of the script, from 0; -1: none fitted
 * @connection: the how manieth it came over, from 1
 * @key_right: the key was shown, or none is wanted
 * @closed_early: the client closed the connection before all was sent
 * @done: nothing more happens
 */
typedef struct
{
  char *path;
  GHashTable *headers;
  JsonObject *body;
  char *text;
  int exchange;
  guint connection;
  gboolean key_right;
  gboolean closed_early;
  gboolean done;
} MqFakeRequest;

#define MQ_TYPE_FAKE_MODEL (mq_fake_model_get_type ())
G_DECLARE_FINAL_TYPE (MqFakeModel, mq_fake_model, MQ, FAKE_MODEL, GObject)

MqFakeModel *mq_fake_model_new (JsonObject *script) G_GNUC_WARN_UNUSED_RESULT;
/* As above, from JSON in which ' stands for ". */
MqFakeModel *mq_fake_model_new_for_text (const char *script) G_GNUC_WARN_UNUSED_RESULT;
/* "http://127.0.0.1:PORT/v1" */
const char *mq_fake_model_get_url (MqFakeModel *self);
guint16 mq_fake_model_get_port (MqFakeModel *self);
/* MqFakeRequest, in the order they came. */
GPtrArray *mq_fake_model_get_requests (MqFakeModel *self);
/* Resolves when something happens: a request came, or was done with. */
DexFuture *mq_fake_model_changed (MqFakeModel *self) G_GNUC_WARN_UNUSED_RESULT;
/* Lets all that is held go on. */
void mq_fake_model_go (MqFakeModel *self);
/* Emitted as "done" (MqFakeRequest *) too. */

G_END_DECLS

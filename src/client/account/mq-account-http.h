/* Small JSON answers of a service and of its sign-in server, over https or on this computer. Used
 * by the room only. */
#pragma once

#include <json-glib/json-glib.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *mq_account_http_get (const char *url) G_GNUC_WARN_UNUSED_RESULT;
/* Resolves to {"status": 200, "body": {…}}; without `body` if that is not an object. */
DexFuture *mq_account_http_post (const char *url, GHashTable *form,
                                 const char *bearer) G_GNUC_WARN_UNUSED_RESULT;

/* The members of a form: name, value, …, NULL. */
GHashTable *mq_account_http_form (const char *name, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS

/* SPDX-FileCopyrightText: 2026 The Maquette authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests in hand, see mq-in-hand.h. The file is mapped, so a note costs a copy and survives
 * the process without being written to the disk. */
#include "service/http/mq-in-hand.h"

#include "service/run/mq-http-problem.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_ENTRIES 128
#define MAX_ENDS 2
#define REFUSED_SECONDS 3600
#define MAX_BODY (1024 * 1024) /* bytes of a body that are looked at */

typedef struct
{
  char digest[72]; /* SHA-256, hexadecimal; "": no request */
  gint64 ended;    /* s, when it was in hand at an end of the service */
  guint32 n_ends;  /* how often */
  guint32 n;       /* of such requests in hand */
} Entry;

typedef struct
{
  char version[32]; /* another one may have no such fault */
  gint64 signal;    /* that ended the service; 0: none */
  Entry entries[MAX_ENTRIES];
} State;

static State *state; /* NULL: nothing is noted */
static struct sigaction before[NSIG];

/* Another process may send such a signal, too; that is no fault of a request. */
static void
died_cb (int number, siginfo_t *info, gpointer context)
{
  if (info->si_code > 0 || info->si_pid == getpid ())
    state->signal = number;
  sigaction (number, &before[number], NULL);
  raise (number);
}

/**
 * mq_in_hand_open:
 * @folder: private; `in-hand` in it is the file
 *
 * What was in hand when the service died of a fault becomes suspicious; all else is forgotten.
 * Without the file, or where another service has it, nothing is noted and nothing refused.
 */
void
mq_in_hand_open (const char *folder)
{
  static const int numbers[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
  static char other[64 * 1024]; /* where a fiber’s own stack is full */
  const stack_t stack = { .ss_sp = other, .ss_size = sizeof other };
  const struct sigaction action = { .sa_sigaction = died_cb, .sa_flags = SA_SIGINFO | SA_ONSTACK };
  g_autofree char *path = g_build_filename (folder, "in-hand", NULL);
  g_autofd int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  gpointer map;

  /* A mapped file without its blocks would end the service on a full disk. */
  if (fd < 0 || flock (fd, LOCK_EX | LOCK_NB) != 0 || posix_fallocate (fd, 0, sizeof *state) != 0
      || (map = mmap (NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0))
             == MAP_FAILED)
    return;

  state = map;
  (void)g_steal_fd (&fd); /* has the lock, to the end of the process */
  if (strncmp (state->version, MQ_VERSION, sizeof state->version) != 0)
    memset (state, 0, sizeof *state);
  g_strlcpy (state->version, MQ_VERSION, sizeof state->version);

  for (Entry *entry = state->entries; entry < state->entries + MAX_ENTRIES; entry++)
    {
      if (entry->n > 0 && state->signal != 0)
        {
          entry->n_ends++;
          entry->ended = g_get_real_time () / G_USEC_PER_SEC;
        }
      entry->n = 0;
      if (entry->n_ends == 0)
        *entry = (Entry){ 0 };
    }

  if (state->signal != 0)
    g_warning ("The service was ended by a fault of its own (signal %d); a request that ends it "
               "again is refused for an hour",
               (int)state->signal);
  state->signal = 0;

  sigaltstack (&stack, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, &before[numbers[i]]);
}

static gboolean
is_refused (const Entry *entry)
{
  return entry->n_ends >= MAX_ENDS
         && entry->ended + REFUSED_SECONDS > g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * mq_in_hand_enter:
 * @message: a request
 * @has_body: its body is there, too
 * @place: (out) (nullable): for mq_in_hand_leave(); %NULL: there is no room for a note
 * @error: %MQ_HTTP_PROBLEM_INTERNAL
 *
 * Returns: whether the request may be read
 */
gboolean
mq_in_hand_enter (SoupServerMessage *message, gboolean has_body, gpointer *place, GError **error)
{
  /* The headers alone are another thing to survive than the whole. */
  g_autoptr (GString) text = g_string_new (has_body ? "whole" : "headers");
  g_autofree char *uri = g_uri_to_string (soup_server_message_get_uri (message));
  g_autofree char *digest = NULL;
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;
  Entry *found = NULL;

  *place = NULL;
  if (state == NULL)
    return TRUE;

  /* Proxies add some headers to each request. */
  g_string_append_printf (text, "\n%s %s\n", soup_server_message_get_method (message), uri);
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strncasecmp (name, "X-", 2) != 0 && g_ascii_strcasecmp (name, "Forwarded") != 0
        && g_ascii_strcasecmp (name, "Traceparent") != 0)
      g_string_append_printf (text, "%s: %s\n", name, value);
  if (has_body)
    {
      SoupMessageBody *body = soup_server_message_get_request_body (message);
      g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

      g_string_append_len (text, g_bytes_get_data (bytes, NULL),
                           (gssize)MIN (g_bytes_get_size (bytes), MAX_BODY));
    }

  /* No word can be read from it. */
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize)text->len);
  for (gsize i = 0; i < MAX_ENTRIES; i++)
    {
      Entry *entry = &state->entries[i];

      if (g_str_equal (entry->digest, digest))
        {
          found = entry;
          break;
        }
      if (entry->n == 0 && !is_refused (entry) && (found == NULL || entry->n_ends == 0))
        found = entry;
    }

  if (found == NULL)
    return TRUE;
  if (is_refused (found))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_INTERNAL,
                                 "This request has ended the service %u times, so it is not read "
                                 "again for an hour. Everything else goes on",
                                 found->n_ends);
  if (!g_str_equal (found->digest, digest))
    *found = (Entry){ 0 };
  g_strlcpy (found->digest, digest, sizeof found->digest);
  found->n++;
  *place = found;
  return TRUE;
}

/**
 * mq_in_hand_leave:
 * @place: (inout) (nullable): of the request
 *
 * The service has survived the request: nothing is held against it any more.
 */
void
mq_in_hand_leave (gpointer *place)
{
  Entry *entry = g_steal_pointer (place);

  if (entry != NULL && --entry->n == 0)
    *entry = (Entry){ 0 };
}

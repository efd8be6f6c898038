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
#define MAX_BODY (1024 * 1024) /* bytes of a body that are looked at; its length always is */
#define DIGEST_BYTES 32

typedef struct
{
  guint8 digest[DIGEST_BYTES];
  gint64 ended;   /* s, when it was in hand at an end of the service */
  guint32 n_ends; /* how often */
  guint32 n;      /* of such requests in hand */
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

static void
watch_signals (void)
{
  static const int numbers[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
  static char other[64 * 1024]; /* where a fiber’s own stack is full */
  const stack_t stack = { .ss_sp = other, .ss_size = sizeof other };
  const struct sigaction action = { .sa_sigaction = died_cb, .sa_flags = SA_SIGINFO | SA_ONSTACK };

  sigaltstack (&stack, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, &before[numbers[i]]);
}

/* What was in hand at the end becomes suspicious; all else is forgotten. */
static void
take_over (void)
{
  guint n = 0;

  if (strncmp (state->version, MQ_VERSION, sizeof state->version) != 0)
    memset (state, 0, sizeof *state);
  g_strlcpy (state->version, MQ_VERSION, sizeof state->version);

  for (gsize i = 0; i < MAX_ENTRIES; i++)
    {
      Entry *entry = &state->entries[i];

      if (entry->n > 0 && state->signal != 0)
        {
          entry->n_ends++;
          entry->ended = g_get_real_time () / G_USEC_PER_SEC;
          n++;
        }
      entry->n = 0;
      if (entry->n_ends == 0)
        memset (entry, 0, sizeof *entry);
    }

  if (state->signal != 0)
    g_warning ("The service was ended by a fault of its own (signal %d) with %u requests in hand; "
               "one that ends it again is refused for an hour",
               (int)state->signal, n);
  state->signal = 0;
}

/**
 * mq_in_hand_open:
 * @folder: private; `in-hand` in it is the file
 *
 * Takes over what is known of the life before. Without it, or where another service has the file,
 * nothing is noted and nothing refused.
 */
void
mq_in_hand_open (const char *folder)
{
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
  take_over ();
  watch_signals ();
}

/* Proxies add headers of their own to each request. */
static gboolean
is_of_proxy (const char *name)
{
  return g_ascii_strncasecmp (name, "X-", 2) == 0 || g_ascii_strcasecmp (name, "Forwarded") == 0
         || g_ascii_strcasecmp (name, "Traceparent") == 0;
}

static void
digest_request (SoupServerMessage *message, gboolean has_body, guint8 *digest)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *uri = g_uri_to_string (soup_server_message_get_uri (message));
  const char *method = soup_server_message_get_method (message);
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;
  gsize length = DIGEST_BYTES;

  /* Its headers alone are another thing to survive than the whole. */
  g_checksum_update (sum, (const guchar *)(has_body ? "b" : "h"), 1);
  g_checksum_update (sum, (const guchar *)method, (gssize)strlen (method) + 1);
  g_checksum_update (sum, (const guchar *)uri, (gssize)strlen (uri) + 1);
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (!is_of_proxy (name))
      {
        g_checksum_update (sum, (const guchar *)name, (gssize)strlen (name) + 1);
        g_checksum_update (sum, (const guchar *)value, (gssize)strlen (value) + 1);
      }

  if (has_body)
    {
      g_autoptr (GBytes) body
          = soup_message_body_flatten (soup_server_message_get_request_body (message));

      g_checksum_update (sum, g_bytes_get_data (body, NULL),
                         (gssize)MIN (g_bytes_get_size (body), MAX_BODY));
    }

  g_checksum_get_digest (sum, digest, &length);
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
 * @place: (out): for mq_in_hand_leave()
 * @error: %MQ_HTTP_PROBLEM_INTERNAL
 *
 * Notes the request, if there is room.
 *
 * Returns: whether it may be read
 */
gboolean
mq_in_hand_enter (SoupServerMessage *message, gboolean has_body, int *place, GError **error)
{
  guint8 digest[DIGEST_BYTES];
  int found = -1;

  *place = -1;
  if (state == NULL)
    return TRUE;

  digest_request (message, has_body, digest);
  for (int i = 0; i < MAX_ENTRIES; i++)
    {
      const Entry *entry = &state->entries[i];

      if (memcmp (entry->digest, digest, sizeof digest) == 0)
        {
          found = i;
          break;
        }
      if (entry->n == 0 && !is_refused (entry) && (found < 0 || entry->n_ends == 0))
        found = i;
    }

  if (found < 0)
    return TRUE;
  if (memcmp (state->entries[found].digest, digest, sizeof digest) != 0)
    {
      state->entries[found] = (Entry){ 0 };
      memcpy (state->entries[found].digest, digest, sizeof digest);
    }
  if (is_refused (&state->entries[found]))
    return mq_http_problem_fail (error, MQ_HTTP_PROBLEM_INTERNAL,
                                 "This request has ended the service %u times, so it is not read "
                                 "again for an hour. Everything else goes on",
                                 state->entries[found].n_ends);

  state->entries[found].n++;
  *place = found;
  return TRUE;
}

/**
 * mq_in_hand_leave:
 * @place: (inout): of the request; -1 afterwards
 *
 * The service has survived the request: nothing is held against it any more.
 */
void
mq_in_hand_leave (int *place)
{
  Entry *entry = *place >= 0 ? &state->entries[*place] : NULL;

  *place = -1;
  if (entry != NULL && --entry->n == 0)
    *entry = (Entry){ 0 };
}

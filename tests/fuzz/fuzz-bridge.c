/* What a hostile script makes of the connection to Blender: frames, answers, notifications. One
 * call waits; it is settled, and the bridge closed, whatever comes. */
#include "fuzz/fuzz.h"

#include "client/blender/mq-bridge.h"

#include <sys/socket.h>
#include <unistd.h>

/* What a socket holds without anyone reading. */
#define MOST_BYTES (64 * 1024)

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (MqBridge) bridge = NULL;
  g_autoptr (DexFuture) call = NULL;
  int ends[2];

  if (size > MOST_BYTES)
    return 0;

  dex_init ();
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
  g_assert_cmpint (write (ends[1], data, size), ==, size);
  g_assert_cmpint (shutdown (ends[1], SHUT_WR), ==, 0);

  {
    g_autoptr (GSocket) socket = g_socket_new_from_fd (ends[0], NULL);
    g_autoptr (GSocketConnection) connection
        = g_socket_connection_factory_create_connection (socket);

    bridge = mq_bridge_new (connection);
  }

  call = mq_bridge_call (bridge, "hello", NULL);
  while (!mq_bridge_is_closed (bridge) || dex_future_is_pending (call))
    g_main_context_iteration (NULL, TRUE);

  g_clear_object (&bridge);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  close (ends[1]);
  return 0;
}

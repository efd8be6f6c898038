/* A file that says where an open Blender listens. */
#include "fuzz/fuzz.h"

#include "client/live/mq-live.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqLiveAddress) address = mq_live_address_parse ((const char *)data, (gssize)size,
                                                             &error);

  g_assert_true ((address == NULL) == (error != NULL));
  if (address != NULL)
    {
      g_assert_true (G_IS_SOCKET_CONNECTABLE (address->place));
      g_assert_cmpuint (strlen (address->token), >=, 32);
      g_assert_cmpint (address->protocol, >=, 0);
    }
  /* Nothing but a socket of this computer. */
  if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address->place))
    g_assert_true (g_inet_address_get_is_loopback (
        g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address->place))));
  return 0;
}

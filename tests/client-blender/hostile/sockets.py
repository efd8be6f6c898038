# expect: tried
# The network, by every family and by every helper, and the abstract Unix sockets of the host.
import socket
import urllib.request


def attempt(name, deed):
    try:
        deed()
    except OSError as error:
        print("held:", name, error)
    else:
        print("ESCAPED:", name)


def connect(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        connection.connect(address)


for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        attempt(family, lambda: socket.socket(getattr(socket, family), kind).close())
attempt("loopback", lambda: connect(socket.AF_INET, ("127.0.0.1", @PORT@)))
attempt("path", lambda: connect(socket.AF_UNIX, "@SOCKET@"))
attempt("abstract", lambda: connect(socket.AF_UNIX, "\0@ABSTRACT@"))
attempt("listen", lambda: socket.create_server(("0.0.0.0", 0)))
attempt("http", lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=2))
attempt("names", lambda: socket.getaddrinfo("example.org", 80))
print("TRIED")

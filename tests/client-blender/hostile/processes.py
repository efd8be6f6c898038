# expect: tried
# Every way that Python has to start a process.
import ctypes
import multiprocessing
import os
import pty


def attempt(name, deed):
    try:
        deed()
    except BaseException as error:
        print("held:", name, repr(error)[:100])
    else:
        print("ESCAPED:", name)


def child():
    pid = ctypes.CDLL(None).fork()
    if pid == 0:
        ctypes.CDLL(None)._exit(0)
    if pid < 0:
        raise OSError("fork")


def spawn():
    process = multiprocessing.get_context("spawn").Process(target=print)
    process.start()


attempt("libc fork", child)
attempt("vfork", lambda: 1 / (1 + ctypes.CDLL(None).vfork()))
attempt("posix_spawn", lambda: os.posix_spawn("/usr/bin/true", ["true"], {}))
attempt("popen", lambda: os.popen("true").read() or 1 / 0)
attempt("multiprocessing fork", lambda: multiprocessing.get_context("fork").Process(target=print).start())
attempt("multiprocessing spawn", spawn)
attempt("pty", lambda: pty.fork())
print("TRIED")

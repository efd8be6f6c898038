# expect: lost
# The impolite way out, past the guards.
import ctypes

ctypes.CDLL(None)._exit(0)

# expect: lost
# A plain crash in machine code.
import ctypes

ctypes.string_at(0)

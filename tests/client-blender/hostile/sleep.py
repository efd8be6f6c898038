# expect: timeout
# For ever, without using the processor.
import threading

threading.Event().wait()

# expect: answer
# Threads without end.
import threading
import time

stop = threading.Event()
count = 0
try:
    for count in range(100_000):
        threading.Thread(target=stop.wait, daemon=True).start()
except RuntimeError as error:
    print("held:", count, error)
stop.set()

# expect: tried
# A file without end, held by the limit on one file.
import os


def fill(path):
    block = b"x" * (1 << 20)
    try:
        with open(path, "wb") as file:
            for _ in range(1000):
                file.write(block)
                file.flush()
    except OSError as error:
        print("held:", path, error)
    else:
        print("ESCAPED:", path)
    finally:
        if os.path.exists(path):
            os.remove(path)


fill("big")
fill("/tmp/big")
fill(os.path.expanduser("~/big"))
fill("/dev/shm/big")
print("TRIED")

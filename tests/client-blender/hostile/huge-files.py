# expect: tried
# Files without end: in the run folder by the limit on one file, elsewhere by the size of the tmpfs.
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

# expect: disk
# Files that are never where one looks.
import os
import threading

BLOCK = b"x" * (1 << 20)
os.makedirs("a/b/c")
os.makedirs("d/e/f")


def move():
    """Moves all of them all the time."""
    places = ["a/b/c", "d/e/f"]
    while True:
        for name in os.listdir(places[0]):
            os.rename(f"{places[0]}/{name}", f"{places[1]}/{name}")
        places.reverse()


threading.Thread(target=move, daemon=True).start()
for i in range(20):
    with open(f"a/b/c/{i}", "wb") as file:
        for _ in range(40):
            file.write(BLOCK)
while True:
    pass

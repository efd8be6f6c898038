# expect: disk
# Files in folders that their owner may not look into.
import os

BLOCK = b"x" * (1 << 20)
for i in range(20):
    os.mkdir(f"hidden-{i}")
    with open(f"hidden-{i}/big", "wb") as file:
        for _ in range(40):
            file.write(BLOCK)
            os.chmod(f"hidden-{i}", (0o000, 0o300, 0o600)[i % 3])
os.chmod(".", 0)
while True:
    pass

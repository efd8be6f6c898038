# expect: answer
# Far more output than anyone reads.
import os
import sys

for number in range(2000):
    print("x" * 10_000)
    sys.stderr.write("y" * 10_000)
os.write(1, b"z" * 1_000_000)

# expect: answer
# The polite way out.
import sys

sys.exit(0)

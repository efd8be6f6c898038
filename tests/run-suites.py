#!/usr/bin/env python3
"""Runs the meson suites of a build folder and closes with one line: N passed, N failed, N skipped.
A C program counts by its TAP cases, a pytest program by pytest's own summary."""

import argparse
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|error|errors|xfailed|xpassed)")


def count(path):
    """Returns (passed, failed, skipped) of a junit file that meson wrote."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for suite in ET.parse(path).getroot().iter("testsuite"):
        for case in suite.iter("testcase"):
            out = case.find("system-out")
            text = out.text if out is not None and out.text else ""
            bad = case.find("failure") is not None or case.find("error") is not None
            own = pytest_counts(text)
            if own:
                for key, number in own.items():
                    total[key] += number
                if bad and not own["failed"]:
                    total["failed"] += 1
            elif bad:
                total["failed"] += 1
            elif case.find("skipped") is not None:
                total["skipped"] += 1
            else:
                total["passed"] += 1
    return total["passed"], total["failed"], total["skipped"]


def pytest_counts(text):
    """The numbers of pytest's last summary line, or None when the output is not pytest's."""
    lines = [line for line in text.splitlines() if re.search(r"\bin [\d.]+s\b", line)]
    found = SUMMARY.findall(lines[-1]) if lines else []
    if not found:
        return None
    numbers = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in found:
        kinds = {"passed": "passed", "xpassed": "passed", "skipped": "skipped",
                 "xfailed": "skipped"}
        numbers[kinds.get(word, "failed")] += int(number)
    return numbers


def is_sanitized(build):
    """Whether a build folder is one under the sanitizers."""
    with open(os.path.join(build, "meson-info", "intro-buildoptions.json"), encoding="utf-8") as file:
        return any(option["name"] == "sanitize" and option["value"] for option in json.load(file))


def main():
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument("build")
    parser.add_argument("suites", nargs="*", help="suites to run; all when none is named")
    parser.add_argument("--list", action="store_true", help="list the suites")
    parser.add_argument("--verbose", action="store_true", help="show each program's output")
    args = parser.parse_args()
    if args.list:
        out = subprocess.run(["meson", "test", "-C", args.build, "--list"], check=True,
                             capture_output=True, text=True).stdout
        names = {m for line in out.splitlines() for m in re.findall(r":(\S+) /", line)}
        print("\n".join(sorted(names)))
        return 0

    command = ["meson", "test", "-C", args.build, "--no-rebuild", "--num-processes", "2",
               "--print-errorlogs", "--no-suite", "bench"]
    command += ["--verbose"] if args.verbose else []
    # All takes longer there.
    command += ["--timeout-multiplier", "5"] if is_sanitized(args.build) else []
    for suite in args.suites:
        command += ["--suite", suite]
    environment = dict(os.environ)
    # Leaks count; what GLib and the drivers keep for the life of the process is listed by name.
    suppressions = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lsan.supp")
    # libdex swaps stacks under the sanitizer, which its fake stacks do not survive.
    environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=0")
    environment.setdefault("LSAN_OPTIONS", f"suppressions={suppressions}:print_suppressions=0")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    junit = os.path.join(args.build, "meson-logs", "testlog.junit.xml")
    if os.path.exists(junit):
        os.remove(junit)
    status = subprocess.run(command, env=environment).returncode
    if not os.path.exists(junit):
        print("No test ran: meson wrote no result.", file=sys.stderr)
        return status or 1
    passed, failed, skipped = count(junit)
    if status and not failed:
        failed = 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

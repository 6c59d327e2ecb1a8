"""`python -m rowi …`: the program, with the arguments as they are."""

import os
import subprocess
import sys

from rowi import find_program


def main() -> int:
    program = find_program()
    arguments = [program, *sys.argv[1:]]
    if os.name == "posix":
        os.execv(program, arguments)
    return subprocess.run(arguments, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

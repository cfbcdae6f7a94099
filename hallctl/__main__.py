"""`python -m hallctl`: the same as the `hallctl` program."""

from hallctl.cli import main

if __name__ == "__main__":
    main()

"""python -m readroom_training train | data stats | predict | needs: what `npm run train` runs."""

import sys

from readroom_training.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

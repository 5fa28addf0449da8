"""Makes the other files of this folder known to the test here, and what makes a mail of Outlook."""

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent

sys.path[:0] = [str(_HERE), str(_HERE.parent / "corpus" / "readers_files")]

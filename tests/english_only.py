"""The border of what is translated: who says only what people at a terminal read.

Landtrust's pages speak the language of their reader; its commands, its log and the reports of
county files are for those who run it, and stay English.
"""

SAID_IN_ENGLISH = ("landtrust/cli/",)

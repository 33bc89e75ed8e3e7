"""The hostile corpus: files that a careless reader dies of, believes or obeys, each with the end it must come to.

No file of it is in git: `hostile.make.write` makes them all; `python tests/hostile/make.py FOLDER` does it by hand.
"""
